//! Two versions of a record: which raw fields differ, and whether its text does.
//!
//! Schema-free and without judgement: values are TOML text in one canonical form, so that another way of writing the
//! same is no change. Lists of tables with ids are taken apart by id, `steps[classify].sla`.

mod collection;
mod flat;
mod path;

pub use collection::{Entry, cut};
pub use flat::{Digest, Digester, FieldSink, canonical, digest, field, flatten, unquoted};
pub use path::{items, segments};

use crate::parse::{Limits, Raw, Table, closing_fence, parse_toml};
use crate::text::{RepoPath, TextRange};

/// What one version of a file is, before any schema says which record it holds.
#[derive(Debug)]
pub enum Version<'a> {
    /// One record: fields, and the text after them.
    Record {
        /// The whole file.
        text: &'a str,
        /// Its fields.
        fields: Table,
        /// Its text, in a file that holds one.
        body: Option<&'a str>,
    },
    /// Text without fields.
    Prose(&'a str),
    /// Several records in an array of tables.
    Collection {
        /// The name of the array.
        name: &'a str,
        /// The records, in the order of the file.
        entries: Vec<Entry<'a>>,
    },
    /// Nothing that can be compared: it does not parse, or is too long.
    Unreadable,
}

/// Reads a version of a file with the extension `md` or `toml`.
pub fn version<'a>(path: &RepoPath, text: &'a str) -> Version<'a> {
    match path.extension() {
        "md" => markdown(path, text),
        _ => match cut(text) {
            Some((name, entries)) => Version::Collection { name, entries },
            None => fields(path, text, TextRange::new(0, text.len()), None),
        },
    }
}

/// Reads one entry of a collection file whose array has this name.
pub fn entry<'a>(path: &RepoPath, name: &str, entry: &Entry<'a>) -> Version<'a> {
    let version = fields(path, entry.text, TextRange::new(0, entry.text.len()), None);
    let Version::Record { text, fields, body } = version else {
        return Version::Unreadable;
    };
    // What is read of a file with this one entry is the array of one table.
    let inside = match fields.get(name).map(|list| &list.value.raw) {
        Some(Raw::Array(items)) => match items.first().map(|item| &item.raw) {
            Some(Raw::Table(table)) => Some(table.clone()),
            _ => None,
        },
        _ => None,
    };
    match inside {
        Some(fields) => Version::Record { text, fields, body },
        None => Version::Unreadable,
    }
}

fn markdown<'a>(path: &RepoPath, text: &'a str) -> Version<'a> {
    let begins = text.trim_start_matches('\u{feff}');
    if !begins.starts_with("+++") {
        return Version::Prose(begins);
    }
    let Some(closing) = closing_fence(text) else {
        let first = begins.lines().next().unwrap_or_default();
        return match first.trim_end() {
            "+++" => Version::Unreadable,
            _ => Version::Prose(begins),
        };
    };
    let from = text.len() - begins.len() + begins.find('\n').map_or(begins.len(), |end| end + 1);
    let after = &text[closing.end as usize..];
    let body = after.split_once('\n').map_or("", |(_, body)| body);
    fields(path, text, TextRange::new(from, closing.start as usize), Some(body))
}

fn fields<'a>(path: &RepoPath, text: &'a str, at: TextRange, body: Option<&'a str>) -> Version<'a> {
    if at.end - at.start > Limits::default().collection_bytes {
        return Version::Unreadable;
    }
    let mut problems = Vec::new();
    let fields = parse_toml(path, text, at, &mut problems);
    if problems.is_empty() {
        Version::Record { text, fields, body }
    } else {
        Version::Unreadable
    }
}
