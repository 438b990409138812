//! Reading a TOML table key by key, so that whatever is not asked for is an unknown key.

use super::{MISSING_FIELD, UNKNOWN_KEY, WRONG_TYPE};
use crate::diagnostic::Diagnostic;
use crate::parse::{Entry, Node, Raw, Table};
use crate::text::{FieldPath, RepoPath, Span, TextRange, clip, nearest};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) span: Span,
}

/// The keys of one table, taken one by one; [`Keys::finish`] reports what nobody took.
pub(super) struct Keys<'a> {
    path: &'a RepoPath,
    text: &'a str,
    table: &'a Table,
    /// What the table is, for messages: "a kind definition".
    what: &'static str,
    taken: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    pub(super) fn new(path: &'a RepoPath, text: &'a str, table: &'a Table, what: &'static str) -> Self {
        Self {
            path,
            text,
            table,
            what,
            taken: Vec::new(),
        }
    }

    /// The same file, another table.
    pub(super) fn inside(&self, table: &'a Table, what: &'static str) -> Self {
        Self::new(self.path, self.text, table, what)
    }

    pub(super) fn entry(&mut self, key: &'static str) -> Option<&'a Entry> {
        self.taken.push(key);
        self.table.get(key)
    }

    pub(super) fn entries(&self) -> &'a [Entry] {
        &self.table.entries
    }

    pub(super) fn text_of(&self) -> &'a str {
        self.text
    }

    pub(super) fn span(&self, range: TextRange) -> Span {
        Span::new(self.path, range)
    }

    pub(super) fn table_span(&self) -> Span {
        self.span(self.table.range)
    }

    /// A key that must hold a text.
    pub(super) fn text(&mut self, key: &'static str, problems: &mut Vec<Diagnostic>) -> Option<Placed<String>> {
        let entry = self.entry(key)?;
        self.string(&entry.value, key, problems)
    }

    /// The text of a node, or a finding.
    pub(super) fn string(&self, node: &'a Node, key: &str, problems: &mut Vec<Diagnostic>) -> Option<Placed<String>> {
        let span = self.span(node.range);
        match node.as_str(self.text) {
            Some(value) => Some(Placed {
                value: value.to_owned(),
                span,
            }),
            None => {
                problems.push(self.wrong(node, key, "a text in quotes"));
                None
            }
        }
    }

    /// Like [`Keys::text`], and reports that it is missing.
    pub(super) fn required(&mut self, key: &'static str, problems: &mut Vec<Diagnostic>) -> Option<Placed<String>> {
        if self.table.get(key).is_none() {
            self.taken.push(key);
            problems.push(
                MISSING_FIELD
                    .at(self.table_span(), format!("{} needs `{key}`", self.what))
                    .with_help(format!("write `{key} = \"…\"`"))
                    .about(FieldPath::field(key), ""),
            );
            return None;
        }
        self.text(key, problems)
    }

    /// A key that must be true or false.
    pub(super) fn flag(&mut self, key: &'static str, problems: &mut Vec<Diagnostic>) -> Option<bool> {
        let entry = self.entry(key)?;
        match entry.value.raw {
            Raw::Boolean(value) => Some(value),
            _ => {
                problems.push(self.wrong(&entry.value, key, "true or false"));
                None
            }
        }
    }

    /// A key that must be a whole number.
    pub(super) fn integer(&mut self, key: &'static str, problems: &mut Vec<Diagnostic>) -> Option<Placed<i64>> {
        let entry = self.entry(key)?;
        match entry.value.raw {
            Raw::Integer(value) => Some(Placed {
                value,
                span: self.span(entry.value.range),
            }),
            _ => {
                problems.push(self.wrong(&entry.value, key, "a whole number"));
                None
            }
        }
    }

    /// A key that must be a list of texts; absent is empty.
    pub(super) fn texts(&mut self, key: &'static str, problems: &mut Vec<Diagnostic>) -> Vec<Placed<String>> {
        let Some(entry) = self.entry(key) else {
            return Vec::new();
        };
        self.strings(&entry.value, key, problems)
    }

    /// The texts of a node that must be a list of them.
    pub(super) fn strings(&self, node: &'a Node, key: &str, problems: &mut Vec<Diagnostic>) -> Vec<Placed<String>> {
        let Raw::Array(items) = &node.raw else {
            problems.push(self.wrong(node, key, "a list of texts"));
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.string(item, key, problems))
            .collect()
    }

    /// A key that must be a table.
    pub(super) fn table(&mut self, key: &'static str, problems: &mut Vec<Diagnostic>) -> Option<&'a Table> {
        let entry = self.entry(key)?;
        self.as_table(&entry.value, key, problems)
    }

    /// The table of a node, or a finding.
    pub(super) fn as_table(&self, node: &'a Node, key: &str, problems: &mut Vec<Diagnostic>) -> Option<&'a Table> {
        match &node.raw {
            Raw::Table(table) => Some(table),
            _ => {
                problems.push(self.wrong(node, key, "a table"));
                None
            }
        }
    }

    /// A key that must be a list of tables; absent is empty.
    pub(super) fn tables(&mut self, key: &'static str, problems: &mut Vec<Diagnostic>) -> Vec<&'a Table> {
        let Some(entry) = self.entry(key) else {
            return Vec::new();
        };
        let Raw::Array(items) = &entry.value.raw else {
            problems.push(self.wrong(&entry.value, key, "a list of tables, each under `[[…]]`"));
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| self.as_table(item, key, problems))
            .collect()
    }

    fn wrong(&self, node: &Node, key: &str, wanted: &str) -> Diagnostic {
        WRONG_TYPE
            .at(
                self.span(node.range),
                format!("`{}` of {} takes {wanted}, not {}", clip(key), self.what, node.noun()),
            )
            .about(FieldPath::field(key), &clip(node.range.of(self.text)))
    }

    /// Reports every key that nobody took.
    pub(super) fn finish(self, problems: &mut Vec<Diagnostic>) {
        for entry in &self.table.entries {
            if self.taken.contains(&&*entry.key) {
                continue;
            }
            let mut known: Vec<&str> = self.taken.clone();
            known.sort_unstable();
            let near = nearest(&entry.key, known.iter().copied());
            let help = near.map_or_else(
                || format!("{} has: {}", self.what, known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            problems.push(
                UNKNOWN_KEY
                    .at(
                        self.span(entry.key_range),
                        format!("{} has no key `{}`", self.what, clip(&entry.key)),
                    )
                    .with_help(help)
                    .about(FieldPath::field(&entry.key), ""),
            );
        }
    }
}
