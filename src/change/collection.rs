//! Collection files cut into entries by their headers, so that only those that changed are parsed.

/// One entry of a collection file: from its header to the next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry<'a> {
    /// Its TOML, from the header on.
    pub text: &'a str,
    /// Its id, where a plain line gives one.
    pub id: &'a str,
}

/// Cuts a TOML file that begins with `[[name]]`; returns the name and the entries in order.
///
/// Works on lines: a file that is cut wrongly (a header inside a text of several lines) has an entry that does not parse.
/// Returns `None` for any other file, and where an entry has no id or two have one.
pub fn cut(text: &str) -> Option<(&str, Vec<Entry<'_>>)> {
    let text = text.trim_start_matches('\u{feff}');
    let mut name = None;
    let mut begins: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if let Some(header) = header(line) {
            match name {
                None => name = Some(header),
                Some(first) if first == header => {}
                Some(_) => {
                    at = end;
                    continue;
                }
            }
            begins.push((at, end));
        } else if name.is_none() && !is_blank(line) {
            return None;
        }
        at = end;
    }
    let name = name?;
    let ends = begins.iter().skip(1).map(|(start, _)| *start).chain([text.len()]);
    let entries: Option<Vec<Entry<'_>>> = begins
        .iter()
        .zip(ends)
        .map(|((start, inside), end)| {
            Some(Entry {
                text: &text[*start..end],
                id: id(&text[*inside..end])?,
            })
        })
        .collect();
    let entries = entries?;
    let mut ids: Vec<&str> = entries.iter().map(|entry| entry.id).collect();
    ids.sort_unstable();
    let distinct = ids.windows(2).all(|pair| pair[0] != pair[1]);
    distinct.then_some((name, entries))
}

/// The name in a line `[[name]]`.
fn header(line: &str) -> Option<&str> {
    let inside = line.trim_start().strip_prefix("[[")?;
    let (name, rest) = inside.split_once("]]")?;
    let name = name.trim();
    let plain = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    (plain && is_blank(rest)).then_some(name)
}

fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// The id that a line of the entry itself gives, before any table inside it.
fn id(text: &str) -> Option<&str> {
    for line in text.lines() {
        let line = line.trim_start();
        if line.starts_with('[') {
            return None;
        }
        if let Some(value) = line
            .strip_prefix("id")
            .and_then(|rest| rest.trim_start().strip_prefix('='))
        {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let (inside, rest) = value[1..].split_once(quote)?;
            return (!inside.is_empty() && !inside.contains('\\') && is_blank(rest)).then_some(inside);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_end_where_the_next_begins() {
        let text = "# people\n[[person]]\nid = \"ada\"\ntitle = \"Ada\"\n[[person.links]]\nx = 1\n\n[[ person ]] # two\n\
                    title = \"Bo\"\nid='bo'\n";
        let (name, entries) = cut(text).unwrap();
        assert_eq!(name, "person");
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id).collect();
        assert_eq!(ids, ["ada", "bo"]);
        assert!(entries[0].text.starts_with("[[person]]") && entries[0].text.ends_with("x = 1\n\n"));
    }

    #[test]
    fn other_files_are_not_cut() {
        assert_eq!(cut("title = \"A\"\n[[steps]]\nid = \"a\"\n"), None);
        assert_eq!(cut("[[person]]\ntitle = \"no id\"\n"), None);
        assert_eq!(cut("[[person]]\nid = \"a\"\n[[person]]\nid = \"a\"\n"), None);
        assert_eq!(cut(""), None);
        assert_eq!(cut("[[a.b]]\nid = \"a\"\n"), None);
    }
}
