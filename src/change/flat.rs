//! Fields as pairs of path and canonical text.

use crate::parse::{Entry, Node, Raw, Table, parse_toml};
use crate::text::{RepoPath, TextRange};
use std::fmt::Write as _;

/// What takes the flattened fields of a record: path and value.
pub type FieldSink<'a> = dyn FnMut(&str, &str) + 'a;

/// A hash of a text in which white space counts only as a space between words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Digest(pub u64);

/// Hashes texts of which many follow one another unchanged, as the versions of a file do.
#[derive(Debug, Default)]
pub struct Digester {
    last: Option<(String, Digest)>,
}

impl Digester {
    /// Returns what [`digest`] does.
    pub fn digest(&mut self, text: &str) -> Digest {
        match &mut self.last {
            Some((last, digest)) if last == text => *digest,
            Some((last, digest)) => {
                last.clear();
                last.push_str(text);
                *digest = self::digest(text);
                *digest
            }
            None => {
                let digest = digest(text);
                self.last = Some((text.to_owned(), digest));
                digest
            }
        }
    }
}

/// Hashes a text; another wrapping of the same words is the same. Written down once, since caches hold it.
pub fn digest(text: &str) -> Digest {
    const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
    const FACTOR: u64 = 0xa076_1d64_78bd_642f;
    /// Letters that are hashed at once, with room for those of one block more.
    const FULL: usize = 512;
    const BLOCK: usize = 64;
    let mix = |state: u64, part: &[u8]| {
        let mut bytes = [0; 8];
        bytes[..part.len()].copy_from_slice(part);
        (state ^ u64::from_le_bytes(bytes)).wrapping_mul(FACTOR).rotate_left(29)
    };
    let mut letters = [0; FULL + BLOCK];
    let mut count = 0;
    let mut after_space = true;
    let mut state = SEED;
    let mut length = 0;
    for block in text.as_bytes().chunks(BLOCK) {
        for part in block.chunks(8) {
            if let Ok(eight) = <[u8; 8]>::try_from(part)
                && let Some(ends_in_space) = single_spaces(eight, after_space)
            {
                letters[count..count + 8].copy_from_slice(&eight);
                count += 8;
                after_space = ends_in_space;
                continue;
            }
            for byte in part {
                // Without a branch: where words end cannot be foreseen.
                let is_space = *byte <= b' ';
                letters[count] = if is_space { b' ' } else { *byte };
                count += usize::from(!(is_space && after_space));
                after_space = is_space;
            }
        }
        if count >= FULL {
            state = letters[..FULL].chunks_exact(8).fold(state, mix);
            letters.copy_within(FULL..count, 0);
            count -= FULL;
            length += FULL;
        }
    }
    // A space at the end is none between words.
    if after_space {
        count = count.saturating_sub(1);
    }
    let state = letters[..count].chunks(8).fold(state, mix);
    Digest(mix(state, &((length + count) as u64).to_le_bytes()))
}

/// Says that eight letters are kept as they are, and whether they end with a space; `None` where that takes a closer look.
fn single_spaces(eight: [u8; 8], after_space: bool) -> Option<bool> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const ONES: u64 = 0x0101_0101_0101_0101;
    let letters = u64::from_le_bytes(eight);
    // The high bit of each letter below a limit; a letter just above it may be told, too, after one that is below.
    let below = |limit: u8| letters.wrapping_sub(ONES * u64::from(limit)) & !letters & HIGH;
    let spaces = below(b' ' + 1);
    let follows = spaces << 8 | u64::from(after_space) << 7;
    (below(b' ') == 0 && spaces & follows == 0).then_some(spaces >> 63 == 1)
}

/// Calls `each` with every field of a record: tables are followed into, a list of tables with ids by entry. The list
/// itself is then the list of its ids, so that its order is a field.
pub fn flatten(table: &Table, text: &str, each: &mut FieldSink<'_>) {
    let mut path = String::with_capacity(64);
    let mut value = String::with_capacity(256);
    members(table, text, &mut path, &mut value, each);
}

fn members(table: &Table, text: &str, path: &mut String, value: &mut String, each: &mut FieldSink<'_>) {
    for entry in &table.entries {
        let before = path.len();
        if before > 0 {
            path.push('.');
        }
        key(&entry.key, path);
        node(&entry.value, text, path, value, each);
        path.truncate(before);
    }
}

fn node(node: &Node, text: &str, path: &mut String, value: &mut String, each: &mut FieldSink<'_>) {
    match &node.raw {
        Raw::Table(table) => members(table, text, path, value, each),
        Raw::Array(items) if has_ids(items, text) => {
            value.clear();
            value.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    value.push_str(", ");
                }
                string(id_of(item, text).unwrap_or_default(), value);
            }
            value.push(']');
            each(path, value);
            for item in items {
                let (Raw::Table(table), Some(id)) = (&item.raw, id_of(item, text)) else {
                    continue;
                };
                let before = path.len();
                let _ = write!(path, "[{id}]");
                for entry in table.entries.iter().filter(|entry| &*entry.key != "id") {
                    let inside = path.len();
                    path.push('.');
                    key(&entry.key, path);
                    self::node(&entry.value, text, path, value, each);
                    path.truncate(inside);
                }
                path.truncate(before);
            }
        }
        _ => {
            value.clear();
            write(node, text, value);
            each(path, value);
        }
    }
}

/// Returns the value of one field as [`flatten`] would give it.
pub fn field(table: &Table, text: &str, wanted: &str) -> Option<String> {
    let end = wanted.find(['.', '[']).unwrap_or(wanted.len());
    let entry = table.get(&wanted[..end])?;
    let mut found = None;
    let mut path = String::new();
    key(&entry.key, &mut path);
    node(&entry.value, text, &mut path, &mut String::new(), &mut |path, value| {
        if path == wanted {
            found = Some(value.to_owned());
        }
    });
    found
}

/// Says whether every item is a table with an id of its own.
fn has_ids(items: &[Node], text: &str) -> bool {
    let ids: Option<Vec<&str>> = items.iter().map(|item| id_of(item, text)).collect();
    ids.is_some_and(|mut ids| {
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        count > 0 && ids.len() == count
    })
}

fn id_of<'a>(item: &'a Node, text: &'a str) -> Option<&'a str> {
    match &item.raw {
        Raw::Table(table) => table.get("id")?.value.as_str(text),
        _ => None,
    }
}

/// A key as it stands in a path: quoted where it could be taken for more than one.
fn key(key: &str, path: &mut String) {
    let bare = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if bare { path.push_str(key) } else { string(key, path) }
}

/// Returns the canonical text of a value as it stands in a file.
pub fn canonical(written: &str) -> String {
    if unquoted(written).is_some_and(|inside| !inside.contains(['\n', '\t', '\r'])) {
        return written.to_owned();
    }
    let text = format!("value = {written}");
    let range = TextRange::new(0, text.len());
    let table = parse_toml(&RepoPath::new(""), &text, range, &mut Vec::new());
    let mut value = String::new();
    match table.get("value") {
        Some(entry) => write(&entry.value, &text, &mut value),
        None => value.push_str(written),
    }
    value
}

fn write(node: &Node, text: &str, out: &mut String) {
    match &node.raw {
        Raw::Plain(range) => string(range.of(text), out),
        Raw::Escaped(value) => string(value, out),
        Raw::Integer(number) => {
            let _ = write!(out, "{number}");
        }
        Raw::Float(number) => {
            let _ = write!(out, "{number:?}");
        }
        Raw::Boolean(yes) => out.push_str(if *yes { "true" } else { "false" }),
        Raw::Datetime | Raw::Overflow => out.push_str(node.range.of(text)),
        Raw::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push_str(", ");
                }
                write(item, text, out);
            }
            out.push(']');
        }
        Raw::Table(table) => {
            out.push('{');
            // The order of keys means nothing.
            let mut entries: Vec<&Entry> = table.entries.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            for (place, entry) in entries.into_iter().enumerate() {
                out.push_str(if place > 0 { ", " } else { " " });
                key(&entry.key, out);
                out.push_str(" = ");
                write(&entry.value, text, out);
            }
            out.push_str(" }");
        }
    }
}

/// A string as TOML, on one line.
fn string(value: &str, out: &mut String) {
    out.push('"');
    for character in value.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            control if control < ' ' || control == '\u{7f}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

/// Returns what a canonical text says, where it is a string without escapes: an id, a status, a handle.
pub fn unquoted(raw: &str) -> Option<&str> {
    let inside = raw.strip_prefix('"')?.strip_suffix('"')?;
    (!inside.contains(['"', '\\'])).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn flat(text: &str) -> String {
        let table = parse_toml(
            &RepoPath::new("a.toml"),
            text,
            TextRange::new(0, text.len()),
            &mut Vec::new(),
        );
        let mut lines = String::new();
        flatten(&table, text, &mut |path, value| {
            lines.push_str(&format!("{path} = {value}\n"))
        });
        lines
    }

    #[test]
    fn entries_go_by_id() {
        let text = "title = 'A \"b\"'\nsla = \"2d\"\n[[steps]]\nid = \"sign-off\"\nraci.accountable = [\"lead\"]\n[[steps]]\n\
                    id = \"ship\"\nafter = [ 'sign-off',]\n[extra]\n\"a.b\" = 0x10\n";
        assert_eq!(
            flat(text),
            "title = \"A \\\"b\\\"\"\nsla = \"2d\"\nsteps = [\"sign-off\", \"ship\"]\n\
             steps[sign-off].raci.accountable = [\"lead\"]\nsteps[ship].after = [\"sign-off\"]\nextra.\"a.b\" = 16\n"
        );
    }

    #[test]
    fn another_way_of_writing_is_the_same() {
        assert_eq!(
            flat("a = 'x'\nb = [1,2]\nl = [{ y = 1, x = 2 }]\nc = {d = 1.50}\n"),
            flat("a = \"\\u0078\"\nb = [\n  1,\n  2,\n]\nl = [{ x = 2, y = 1 }]\n[c]\nd = 1.5\n")
        );
        assert_eq!(digest("One\n two\r\n"), digest("\n\nOne two"));
        assert_ne!(digest("One two"), digest("Onetwo"));
        assert_eq!(digest(""), digest(" \n"));
        let long: String = (0..2000).map(|n| format!("word{n} ")).collect();
        assert_eq!(digest(&long), digest(&long.replace(' ', "\n  ")));
        for cut in [1, 511, 512, 513, 576, 1024, 5000] {
            assert_ne!(digest(&long), digest(&long[..cut]), "cut at {cut}");
            assert_ne!(digest(&long[..cut]), digest(&long[..cut - 1].trim_end()[..cut / 2]));
        }
        assert_eq!(
            flat("steps = [{ id = \"a\", x = 1 }, { x = 2 }]"),
            "steps = [{ id = \"a\", x = 1 }, { x = 2 }]\n"
        );
    }

    #[test]
    fn one_field_is_found() {
        let text = "status = 'new'\nsteps = [{ id = \"a\", sla = \"2d\" }]\n";
        let range = TextRange::new(0, text.len());
        let table = parse_toml(&RepoPath::new("a.toml"), text, range, &mut Vec::new());
        let found = ["status", "steps", "steps[a].sla", "steps[b].sla", "title"].map(|name| field(&table, text, name));
        let wanted = [Some("\"new\""), Some("[\"a\"]"), Some("\"2d\""), None, None];
        assert_eq!(found.each_ref().map(Option::as_deref), wanted);
    }

    #[test]
    fn values_have_one_form() {
        for (written, wanted) in [
            ("\"new\"", "\"new\""),
            ("'a\"b'", "\"a\\\"b\""),
            ("[ 1,2 ]", "[1, 2]"),
            ("0x10", "16"),
            ("2026-01-02", "2026-01-02"),
        ] {
            assert_eq!(canonical(written), wanted);
        }
    }

    #[test]
    fn plain_words_are_read_back() {
        assert_eq!(unquoted("\"in-progress\""), Some("in-progress"));
        assert_eq!(unquoted("\"a\\\"b\""), None);
        assert_eq!(unquoted("3"), None);
        assert_eq!(unquoted("\""), None);
    }

    proptest! {
        #[test]
        fn spaces_between_words_are_one(text in "[ !\"a-e\u{e9}\u{1f}\t\n]{0,200}") {
            let words: Vec<&str> = text.split(|letter| letter <= ' ').filter(|word| !word.is_empty()).collect();
            let wanted = digest(&words.join(" "));
            prop_assert_eq!(digest(&text), wanted);
            prop_assert_eq!(digest(&words.join("\n\t ")), wanted);
            prop_assert_eq!(words.len() > 1, digest(&words.concat()) != wanted);
        }
    }
}
