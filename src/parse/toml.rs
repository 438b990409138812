//! TOML text into a tree with a range on every key and value.

use super::{DUPLICATE_KEY, INVALID_TOML};
use crate::diagnostic::Diagnostic;
use crate::text::{RepoPath, Span, TextRange, clip};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A key; the same key in many files shares its text.
pub type Name = Arc<str>;

/// A table: its entries in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Where its header or braces stand; empty for a file's own table.
    pub range: TextRange,
    /// Its keys and values.
    pub entries: Box<[Entry]>,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Name,
    /// Where it stands.
    pub key_range: TextRange,
    /// The value.
    pub value: Node,
}

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it stands, quotes and brackets included.
    pub range: TextRange,
    /// What it is.
    pub raw: Raw,
}

/// An untyped TOML value.
#[derive(Clone, Debug)]
pub enum Raw {
    /// A string that stands in the file as it is, at this range without its quotes.
    Plain(TextRange),
    /// A string with escapes, decoded.
    Escaped(Box<str>),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction or exponent.
    Float(f64),
    /// A boolean.
    Boolean(bool),
    /// A date, time or both; its text is the node's range.
    Datetime,
    /// An array.
    Array(Box<[Node]>),
    /// A table.
    Table(Table),
    /// A number that is too large for 64 bits.
    Overflow,
}

impl Table {
    /// Returns the entry with this key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| &*entry.key == key)
    }
}

impl Node {
    /// Returns the string, where this is one; `text` is the file's.
    pub fn as_str<'a>(&'a self, text: &'a str) -> Option<&'a str> {
        match &self.raw {
            Raw::Plain(range) => Some(range.of(text)),
            Raw::Escaped(string) => Some(string),
            _ => None,
        }
    }

    /// Returns what TOML calls this value, with its article.
    pub fn noun(&self) -> &'static str {
        match self.raw {
            Raw::Plain(_) | Raw::Escaped(_) => "a text",
            Raw::Integer(_) | Raw::Overflow => "a number",
            Raw::Float(_) => "a decimal number",
            Raw::Boolean(_) => "true or false",
            Raw::Datetime => "a date or time",
            Raw::Array(_) => "a list",
            Raw::Table(_) => "a table",
        }
    }
}

/// Parses the TOML at `within` of the file's text; every range of the result counts from the file's start.
pub fn parse_toml(path: &RepoPath, text: &str, within: TextRange, problems: &mut Vec<Diagnostic>) -> Table {
    let toml = within.of(text);
    let offset = within.start as usize;
    let (root, errors) = DeTable::parse_recoverable(toml);
    let mut table = Reader { toml, offset }.table(root.get_ref(), TextRange::new(offset, offset));
    table.range = TextRange::new(offset, offset);
    if !errors.is_empty() {
        report(path, toml, offset, &errors, problems);
    }
    table
}

/// The most findings that are made of one file: far more than are reported, and fewer than a hostile file has.
const MOST_ERRORS: usize = 10_000;

/// Turns the parser's errors into findings: sorted, the first of each line, its cascade left out.
fn report(path: &RepoPath, toml: &str, offset: usize, errors: &[toml::de::Error], problems: &mut Vec<Diagnostic>) {
    let mut errors: Vec<_> = errors
        .iter()
        .map(|error| (error.span().unwrap_or(0..0), error.message()))
        .collect();
    errors.sort_by_key(|(span, _)| (span.start, span.end));
    // Of one mistake the parser makes several errors: on the same line, or up to the line on which it finds its feet.
    let mut quiet_until = 0;
    let most = problems.len() + MOST_ERRORS;
    for (span, message) in errors {
        if span.start < quiet_until {
            continue;
        }
        if problems.len() == most {
            break;
        }
        let line_end = toml[floor(toml, span.end)..]
            .find('\n')
            .map_or(toml.len(), |end| floor(toml, span.end) + end);
        quiet_until = line_end + 1;
        let within = TextRange::from(span.start..span.end.min(line_end));
        let span = Span::new(path, within.shifted(offset));
        problems.push(if message.starts_with("duplicate key") {
            let key = clip(within.of(toml));
            DUPLICATE_KEY
                .at(span, format!("`{key}` is written twice"))
                .with_help("keep one of the two; a merge that took both sides looks like this".to_owned())
                .about(crate::text::FieldPath::field(&key), "")
        } else {
            let (said, help) = plain_words(message, toml, within);
            INVALID_TOML.at(span, said).with_help(help)
        });
    }
}

/// What the parser complains of, in words for people who do not know TOML, and what to write instead.
fn plain_words(message: &str, toml: &str, within: TextRange) -> (String, Option<String>) {
    let marked = within.of(toml);
    let next = toml.get(within.start as usize..).and_then(|rest| rest.chars().next());
    let curly = |text: &str| text.contains(['“', '”', '„', '‘', '’', '«', '»']);
    let line = line_around(toml, within.start as usize);
    let (said, help) = match message.split(", expected").next().unwrap_or(message) {
        "string values must be quoted" if curly(marked) => (
            "a text stands between straight quotes",
            "write `\"` instead of `“`, `”` and the like".to_owned(),
        ),
        "string values must be quoted" => (
            "a text stands in quotes",
            format!("write `\"{}\"`", clip(marked.trim())),
        ),
        "invalid basic string" | "invalid literal string" | "invalid multi-line basic string"
            if marked.is_empty() || matches!(next, None | Some('\n' | '\r')) =>
        {
            (
                "a text begins on this line and does not end",
                "add the closing quote".to_owned(),
            )
        }
        "invalid unquoted key" if next == Some(':') => (
            "a key and its value are joined by `=`, not `:`",
            "write `key = \"value\"`".to_owned(),
        ),
        "invalid unquoted key" | "unquoted keys cannot be empty" => (
            "this cannot be a key",
            "a key is one word of letters, digits, `_` and `-`, such as `health_note`".to_owned(),
        ),
        "key with no value" if line.split('=').next().is_some_and(|key| key.trim().contains(' ')) => (
            "a key is one word, without spaces",
            "join its words by `_`, as in `health_note = \"…\"`".to_owned(),
        ),
        "key with no value" | "missing value for key" | "missing value" => (
            "a key without a value",
            "write `key = value`, or delete the line".to_owned(),
        ),
        "unclosed array" => ("a list is not closed", "add `]` where it ends".to_owned()),
        "unclosed inline table" => ("a table in braces is not closed", "add `}` where it ends".to_owned()),
        "unclosed table" => ("the heading of a table is not closed", "add `]` at its end".to_owned()),
        "unclosed array table" => ("the heading of a table is not closed", "add `]]` at its end".to_owned()),
        "missing comma between array elements" => (
            "a comma is missing between two values of a list",
            "write a `,` before this value".to_owned(),
        ),
        "missing comma between key-value pairs" => (
            "a comma is missing between two keys of a table",
            "write a `,` before this key".to_owned(),
        ),
        "extra comma in array" | "extra comma in inline table" => ("a comma too many", "delete it".to_owned()),
        "unexpected key or value" => (
            "something stands behind the value",
            "begin a new line for the next key; a quote inside a text is written `\\\"`".to_owned(),
        ),
        date if date.starts_with("invalid date") => (
            "there is no such day",
            "a day is written year, month, day, such as `2026-11-20`".to_owned(),
        ),
        time if time.starts_with("invalid time") || time.starts_with("invalid datetime") => (
            "there is no such time",
            "a time follows its day, such as `2026-11-20T09:30:00`".to_owned(),
        ),
        "cannot recurse further; max recursion depth met" | "recursion limit" => {
            ("lists and tables are nested too deeply", "write it flatter".to_owned())
        }
        _ => return (format!("this is not TOML: {}", clip(message)), None),
    };
    (said.to_owned(), Some(help))
}

/// The line that holds an offset.
fn line_around(text: &str, offset: usize) -> &str {
    let offset = floor(text, offset);
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    &text[start..end]
}

/// The nearest character boundary at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

struct Reader<'a> {
    toml: &'a str,
    offset: usize,
}

impl Reader<'_> {
    fn table(&self, table: &DeTable<'_>, range: TextRange) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: name(key.get_ref()),
                key_range: TextRange::from(key.span()).shifted(self.offset),
                value: self.node(value),
            })
            .collect();
        // The parser keeps entries by key; readers and findings want them as written.
        entries.sort_by_key(|entry| entry.key_range.start);
        Table {
            range,
            entries: entries.into_boxed_slice(),
        }
    }

    fn node(&self, value: &Spanned<DeValue<'_>>) -> Node {
        let range = TextRange::from(value.span()).shifted(self.offset);
        let raw = match value.get_ref() {
            DeValue::String(Cow::Borrowed(string)) => Raw::Plain(self.range_of(string)),
            DeValue::String(Cow::Owned(string)) => Raw::Escaped(Box::from(string.as_str())),
            DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(integer) => Raw::Integer(integer),
                Err(_) => Raw::Overflow,
            },
            DeValue::Float(float) => match float.as_str().parse::<f64>() {
                Ok(float) if float.is_finite() => Raw::Float(float),
                _ => Raw::Overflow,
            },
            DeValue::Boolean(boolean) => Raw::Boolean(*boolean),
            DeValue::Datetime(_) => Raw::Datetime,
            DeValue::Array(array) => Raw::Array(array.iter().map(|item| self.node(item)).collect()),
            DeValue::Table(table) => Raw::Table(self.table(table, range)),
        };
        Node { range, raw }
    }

    /// The range of a string that the parser borrowed from the text.
    fn range_of(&self, string: &str) -> TextRange {
        let start = (string.as_ptr() as usize).wrapping_sub(self.toml.as_ptr() as usize);
        if start > self.toml.len() {
            // An empty string may be borrowed from anywhere.
            return TextRange::default();
        }
        TextRange::new(start, start + string.len()).shifted(self.offset)
    }
}

/// Shares the text of a key with the same key seen before on this thread.
fn name(key: &str) -> Name {
    /// A workspace has some hundred keys; past this the rest of a hostile file is not worth remembering.
    const MOST: usize = 4096;
    thread_local! {
        static NAMES: RefCell<HashSet<Name>> = RefCell::new(HashSet::new());
    }
    NAMES.with_borrow_mut(|names| {
        if let Some(name) = names.get(key) {
            return Arc::clone(name);
        }
        let name: Name = Arc::from(key);
        if names.len() < MOST {
            names.insert(Arc::clone(&name));
        }
        name
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> (Table, Vec<String>) {
        let mut problems = Vec::new();
        let table = parse_toml(
            &RepoPath::new("a.toml"),
            text,
            TextRange::new(0, text.len()),
            &mut problems,
        );
        (
            table,
            problems
                .iter()
                .map(|p| format!("{:?} {}: {}", p.span.range, p.rule.name, p.message))
                .collect(),
        )
    }

    #[test]
    fn values_keep_their_places() {
        let text = "title = \"A\"\nsize = 3\n";
        let (table, problems) = parse(text);
        assert_eq!(problems, Vec::<String>::new());
        let title = table.get("title").unwrap();
        assert_eq!(
            (title.key_range.of(text), title.value.range.of(text)),
            ("title", "\"A\"")
        );
        assert_eq!(title.value.as_str(text), Some("A"));
        assert_eq!(table.entries[1].key_range.of(text), "size");
    }

    #[test]
    fn one_mistake_is_one_finding_and_the_rest_is_read() {
        let (table, problems) = parse("a = \nb = 2\nc = [1, \nd = 3\na = 4\n");
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(table.get("b").is_some());
    }

    #[test]
    fn a_key_twice_is_named() {
        let (_, problems) = parse("owner = \"a\"\nowner = \"b\"\n");
        assert_eq!(problems, ["12..17 duplicate-key: `owner` is written twice"]);
    }

    proptest! {
        #[test]
        fn nothing_panics_and_ranges_fit(text in "\\PC{0,40}|([a-c]( = |\\.|\\[|\\]|=)?(\"x\"|1|true|'''|\n)){0,12}") {
            let (table, _) = parse(&text);
            fn inside(table: &Table, text: &str) {
                for entry in &table.entries {
                    assert!(text.get(entry.key_range.bytes()).is_some());
                    assert!(text.get(entry.value.range.bytes()).is_some());
                    if let Raw::Table(table) = &entry.value.raw { inside(table, text) }
                }
            }
            inside(&table, &text);
        }
    }
}
