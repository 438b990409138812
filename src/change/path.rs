//! Canonical texts taken apart again: a field's path into its steps, a list into its elements.

use crate::parse::{Raw, parse_toml};
use crate::text::{RepoPath, Segment, TextRange};

/// Returns the steps of a path as [`super::flatten`] writes it: `steps[classify].raci."a.b"`.
pub fn segments(path: &str) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let end = inside.find(']').unwrap_or(inside.len());
            segments.push(Segment::Entry(inside[..end].into()));
            rest = inside.get(end + 1..).unwrap_or_default();
        } else if let Some(inside) = rest.strip_prefix('"') {
            let (key, after) = quoted(inside);
            segments.push(Segment::Key(key.into()));
            rest = after;
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            segments.push(Segment::Key(rest[..end].into()));
            rest = &rest[end..];
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    segments
}

/// The text before the quote that ends it, and what comes after.
fn quoted(inside: &str) -> (String, &str) {
    let mut text = String::new();
    let mut characters = inside.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (text, &inside[at + 1..]),
            '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
            other => text.push(other),
        }
    }
    (text, "")
}

/// Returns the elements of a list in their canonical texts; of any other value, the value itself.
pub fn items(raw: &str) -> Vec<String> {
    if !raw.starts_with('[') {
        return vec![raw.to_owned()];
    }
    let text = format!("value = {raw}");
    let range = TextRange::new(0, text.len());
    let table = parse_toml(&RepoPath::new(""), &text, range, &mut Vec::new());
    match table.get("value").map(|entry| &entry.value.raw) {
        Some(Raw::Array(items)) => items.iter().map(|item| item.range.of(&text).to_owned()).collect(),
        _ => vec![raw.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_steps() {
        let key = |text: &str| Segment::Key(text.into());
        assert_eq!(segments("title"), [key("title")]);
        assert_eq!(
            segments("steps[sign-off].raci.accountable"),
            [
                key("steps"),
                Segment::Entry("sign-off".into()),
                key("raci"),
                key("accountable")
            ]
        );
        assert_eq!(segments("extra.\"a.b\".c"), [key("extra"), key("a.b"), key("c")]);
        assert_eq!(segments(""), []);
        // Whatever a cut value looks like, it ends.
        assert_eq!(segments("a[b"), [key("a"), Segment::Entry("b".into())]);
        assert_eq!(segments("\"a"), [key("a")]);
    }

    #[test]
    fn a_list_has_elements() {
        assert_eq!(items("[\"a\", \"b, c\"]"), ["\"a\"", "\"b, c\""]);
        assert_eq!(
            items("[{ team = \"x\", y = [1, 2] }]"),
            ["{ team = \"x\", y = [1, 2] }"]
        );
        assert_eq!(items("\"a\""), ["\"a\""]);
        assert_eq!(items("[]"), Vec::<String>::new());
        // A value that was cut gives something, and no panic.
        assert!(!items("\"cut… 1").is_empty());
    }
}
