//! Findings and tables as text: for people, editors, CI systems and agents, all from one structure.
//!
//! One format per file. Nothing from content reaches a terminal or a log unescaped (PROMISES P8).

mod comparison;
mod concise;
mod github;
mod gitlab;
mod human;
mod json;
mod junit;
mod markdown;
mod sarif;
mod table;

pub use comparison::{
    Compared, ComparedSide, change_json, human as comparison_human, json as comparison_json,
    markdown as comparison_markdown,
};
pub use human::Style;
pub use json::finding_json;
pub use table::{Formulas, Table};

use crate::diagnostic::Diagnostic;
use crate::source::Snapshot;
use crate::text::{LineIndex, Place, RepoPath, is_hidden};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The formats of findings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Format {
    /// Each finding with the line it is about.
    #[default]
    Full,
    /// One line a finding.
    Concise,
    /// One JSON object.
    Json,
    /// One JSON object a finding.
    JsonLines,
    /// Annotations of GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit's XML.
    Junit,
    /// A table for job summaries and pull requests.
    Markdown,
}

impl Format {
    /// All formats with their words.
    pub const ALL: [(&'static str, Self); 9] = [
        ("full", Self::Full),
        ("concise", Self::Concise),
        ("json", Self::Json),
        ("json-lines", Self::JsonLines),
        ("github", Self::Github),
        ("gitlab", Self::Gitlab),
        ("sarif", Self::Sarif),
        ("junit", Self::Junit),
        ("markdown", Self::Markdown),
    ];
}

/// What every format needs beside the findings.
pub struct Findings<'a> {
    /// The findings, sorted.
    pub findings: &'a [Diagnostic],
    /// How many more there are.
    pub left_out: usize,
    /// The texts they point into.
    pub snapshot: &'a Snapshot,
    /// What is put before paths for people, and taken off them: the way from the current folder.
    pub shown: &'a dyn Fn(&RepoPath) -> String,
}

/// Renders findings.
pub fn render(format: Format, findings: &Findings<'_>, style: Style) -> String {
    match format {
        Format::Full => human::render(findings, style),
        Format::Concise => concise::render(findings),
        Format::Json => json::render(findings),
        Format::JsonLines => json::render_lines(findings),
        Format::Github => github::render(findings),
        Format::Gitlab => gitlab::render(findings),
        Format::Sarif => sarif::render(findings),
        Format::Junit => junit::render(findings),
        Format::Markdown => markdown::render(findings),
    }
}

/// JSON whose strings hold direction marks, separators and the like as `\\u202e`: it may be shown in a log.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        // The line feed is JSON's own layout; those inside strings are escaped by now.
        if is_hidden(character) && character != '\n' {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// The line indices of the files that findings point into, made once a file.
struct Lines<'a> {
    snapshot: &'a Snapshot,
    indices: BTreeMap<RepoPath, Option<LineIndex<'a>>>,
}

impl<'a> Lines<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        Self {
            snapshot,
            indices: BTreeMap::new(),
        }
    }

    fn index(&mut self, path: &RepoPath) -> Option<&LineIndex<'a>> {
        let snapshot = self.snapshot;
        self.indices
            .entry(path.clone())
            .or_insert_with(|| snapshot.known_text(path.as_str()).map(|text| LineIndex::new(text)))
            .as_ref()
    }

    /// The place of an offset; the first of the file where its text could not be read.
    fn place(&mut self, path: &RepoPath, offset: u32) -> Place {
        self.index(path)
            .map_or(Place { line: 1, column: 1 }, |index| index.place(offset))
    }
}
