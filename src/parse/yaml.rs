//! The simplest front matter of another format, YAML, as TOML: only where what it means is certain.
//!
//! Certain are `key: value` lines with plain, quoted, numeric, true or false values and days, flat lists in brackets or
//! as `- item` lines, comments and empty lines. Whatever else stands there makes no guess.

use std::fmt::Write;

/// Returns the TOML lines for YAML lines, with the same line ends, comments and empty lines; `None` where one of them
/// may mean something else.
pub(super) fn toml_of(yaml: &str) -> Option<String> {
    let mut toml = String::with_capacity(yaml.len() + 32);
    let mut lines = yaml.split_inclusive('\n').peekable();
    let mut keys: Vec<&str> = Vec::new();
    while let Some(line) = lines.next() {
        let (text, end) = split_end(line);
        if text.trim().is_empty() || text.trim_start().starts_with('#') {
            write!(toml, "{}{end}", text.trim_end()).ok()?;
            continue;
        }
        let (key, rest) = text.split_once(':')?;
        let is_key = key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if key.is_empty() || !is_key || keys.contains(&key) || !(rest.is_empty() || rest.starts_with(' ')) {
            return None;
        }
        keys.push(key);
        let value = match rest.trim() {
            "" => {
                let mut items = Vec::new();
                while let Some(item) = lines.peek().and_then(|line| item(line)) {
                    items.push(scalar(item)?);
                    lines.next();
                }
                // A key without a value means null, and an indented line a table.
                if items.is_empty() {
                    return None;
                }
                format!("[{}]", items.join(", "))
            }
            list if list.starts_with('[') => flat_list(list)?,
            value => scalar(value)?,
        };
        write!(toml, "{key} = {value}{end}").ok()?;
    }
    Some(toml)
}

/// A line without its end, and the end.
fn split_end(line: &str) -> (&str, &str) {
    let text = line.trim_end_matches(['\n', '\r']);
    line.split_at(text.len())
}

/// What stands behind the dash of a list's line.
fn item(line: &str) -> Option<&str> {
    let text = line.trim();
    text.strip_prefix("- ").map(str::trim).filter(|item| !item.is_empty())
}

/// `[a, b]` without anything nested.
fn flat_list(list: &str) -> Option<String> {
    let inside = list.strip_prefix('[')?.strip_suffix(']')?;
    if inside.trim().is_empty() {
        return Some("[]".to_owned());
    }
    // A comma or bracket inside quotes would be cut in two, and the halves are no scalars.
    let items: Option<Vec<String>> = inside.split(',').map(|item| scalar(item.trim())).collect();
    Some(format!("[{}]", items?.join(", ")))
}

/// One value.
fn scalar(value: &str) -> Option<String> {
    for quote in ['"', '\''] {
        if let Some(inside) = value.strip_prefix(quote) {
            let inside = inside.strip_suffix(quote)?;
            let plain = !inside.contains([quote, '\\']) && !inside.chars().any(char::is_control);
            return plain.then(|| quoted(inside));
        }
    }
    if is_day(value) || is_number(value) || matches!(value, "true" | "false") {
        return Some(value.to_owned());
    }
    plain_text(value).then(|| quoted(value))
}

/// A text without quotes that no reader of YAML takes for anything else.
fn plain_text(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let word = matches!(
        lower.as_str(),
        "" | "~" | "null" | "yes" | "no" | "on" | "off" | "y" | "n" | "true" | "false"
    );
    // A comment, a nested key, an anchor, a tag, a block text and the like.
    let first = value.chars().next().is_some_and(char::is_alphabetic);
    let inside = [": ", " #", "\t", "\"", "\\"].iter().any(|mark| value.contains(mark));
    let brackets = value.contains(['[', ']', '{', '}']);
    first && !word && !inside && !brackets && !value.ends_with(':') && !value.chars().any(char::is_control)
}

fn quoted(text: &str) -> String {
    // `'` holds what has quotes in it; both kinds never stand in one text here, since `"` is no plain text.
    match text.contains('"') {
        true => format!("'{text}'"),
        false => format!("\"{text}\""),
    }
}

/// `2026-11-20`, whatever the calendar says of it.
fn is_day(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(place, byte)| {
            if matches!(place, 4 | 7) {
                *byte == b'-'
            } else {
                byte.is_ascii_digit()
            }
        })
}

/// A number that both formats write alike.
fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(a, b)| (a, Some(b)));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A leading zero is an octal number in one of them and nothing in the other.
    let fits = all_digits(whole) && (whole.len() == 1 || !whole.starts_with('0')) && whole.len() <= 15;
    fits && fraction.is_none_or(all_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_fields_are_turned_line_by_line() {
        let yaml = "# ours\ntitle: Search takes ten seconds\r\nweight: 3\nreceived: 2026-11-02\n\ntags: [search, speed]\nthemes:\n  - slow\n- \"two words\"\npaid: true\nquote: 'he said \"now\"'\n";
        let toml = "# ours\ntitle = \"Search takes ten seconds\"\r\nweight = 3\nreceived = 2026-11-02\n\ntags = [\"search\", \"speed\"]\nthemes = [\"slow\", \"two words\"]\npaid = true\nquote = 'he said \"now\"'\n";
        assert_eq!(toml_of(yaml).as_deref(), Some(toml));
    }

    #[test]
    fn what_may_mean_something_else_is_left() {
        for yaml in [
            "title: yes\n",
            "title: null\n",
            "title:\n",
            "title:\n  sub: x\n",
            "title: a: b\n",
            "title: a # b\n",
            "title: |\n  text\n",
            "title: &x y\n",
            "title: [a, [b]]\n",
            "title: ['a, b']\n",
            "title: \"a \\n b\"\n",
            "number: 0123\n",
            "number: 1_000\n",
            "a b: c\n",
            "title: x\ntitle: y\n",
            "? complex\n",
            "title:no space\n",
        ] {
            assert_eq!(toml_of(yaml), None, "{yaml}");
        }
    }
}
