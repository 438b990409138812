//! Bytes into trees: front matter and TOML with spans, Markdown outlines and HTML, CSV tables.
//!
//! A [`Document`] is a pure function of path, text and limits. Parsing never stops at the first problem: it returns
//! what it has and what is wrong. Knows no kind and no record; what a document is, `workspace` decides.

pub mod csv;
mod front_matter;
mod limits;
pub mod markdown;
mod rules;
mod toml;
mod yaml;

pub use front_matter::closing_fence;
pub use limits::Limits;
pub(crate) use limits::size;
pub use rules::*;
pub use toml::{Entry, Name, Node, Raw, Table, parse_toml};

use crate::diagnostic::Diagnostic;
use crate::text::{RepoPath, TextRange};
use csv::Csv;
use markdown::Outline;

/// A parsed file. Borrows nothing; texts of plain strings are ranges into the file's text.
#[derive(Debug)]
pub struct Document {
    /// The file.
    pub path: RepoPath,
    /// What it holds.
    pub content: Content,
    /// What is wrong with it.
    pub problems: Vec<Diagnostic>,
}

/// What a file holds.
#[derive(Debug)]
pub enum Content {
    /// Markdown that opens with `+++`.
    FrontMatter {
        /// What stands between the fences.
        fields: Table,
        /// What follows them.
        body: Outline,
    },
    /// A TOML file.
    Toml(Table),
    /// Markdown without front matter.
    Prose(Outline),
    /// A table of values.
    Csv(Csv),
    /// A file that could not be read as anything; its problems say why.
    Broken,
}

impl Document {
    /// Parses `text` as the extension of `path` says: `.md`, `.toml` or `.csv`.
    pub fn parse(path: &RepoPath, text: &str, limits: &Limits) -> Self {
        let mut problems = Vec::new();
        let content = match path.extension() {
            "md" => front_matter::parse_markdown(path, text, limits, &mut problems),
            "csv" => csv::parse_csv(path, text, limits, &mut problems),
            _ => Content::Toml(parse_toml_file(path, text, &mut problems)),
        };
        Self {
            path: path.clone(),
            content,
            problems,
        }
    }

    /// Returns the Markdown of the document.
    pub fn outline(&self) -> Option<&Outline> {
        match &self.content {
            Content::FrontMatter { body, .. } | Content::Prose(body) => Some(body),
            _ => None,
        }
    }

    /// Drops the TOML of the document, once its records are bound: they hold all that is known of it.
    pub fn forget_table(&mut self) {
        match &mut self.content {
            Content::FrontMatter { fields, .. } | Content::Toml(fields) => *fields = Table::default(),
            Content::Prose(_) | Content::Csv(_) | Content::Broken => {}
        }
    }

    /// Returns the TOML of the document; empty when it was forgotten.
    pub fn table(&self) -> Option<&Table> {
        match &self.content {
            Content::FrontMatter { fields, .. } | Content::Toml(fields) => Some(fields),
            _ => None,
        }
    }
}

/// Parses a file that is TOML as a whole.
pub fn parse_toml_file(path: &RepoPath, text: &str, problems: &mut Vec<Diagnostic>) -> Table {
    let whole = TextRange::new(0, text.len());
    match conflict(path, text, 0) {
        Some(problem) => {
            problems.push(problem);
            // The marker lines are one mistake, which the TOML parser would tell as many.
            parse_toml(path, text, whole, &mut Vec::new())
        }
        None => parse_toml(path, text, whole, problems),
    }
}

/// Takes out of `found` what follows from text that does not parse: a key that was not read is not missing, and what
/// stands on a line that could not be read is not judged. One cause, one finding.
pub fn drop_consequences(text: &str, problems: &[Diagnostic], found: &mut Vec<Diagnostic>) {
    let unread: Vec<&Diagnostic> = problems
        .iter()
        .filter(|one| one.rule == &INVALID_TOML || one.rule == &TOO_LARGE)
        .collect();
    let conflict = problems.iter().any(|one| one.rule == &CONFLICT_MARKERS);
    if unread.is_empty() && !conflict {
        return;
    }
    let lines: Vec<TextRange> = unread.iter().map(|one| lines_of(text, one.span.range)).collect();
    found.retain(|one| {
        let range = one.span.range;
        let beside = lines
            .iter()
            .any(|line| range.start <= line.end && line.start <= range.end);
        !conflict && !beside && one.rule.name != "missing-field"
    });
}

/// The whole lines that a range touches.
fn lines_of(text: &str, range: TextRange) -> TextRange {
    let (start, end) = (
        (range.start as usize).min(text.len()),
        (range.end as usize).min(text.len()),
    );
    let start = text.as_bytes()[..start]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let length = text.as_bytes()[end..].iter().position(|byte| *byte == b'\n');
    TextRange::new(start, length.map_or(text.len(), |length| end + length))
}

/// Finds the first set of conflict markers: three lines in order, each at the start of its line.
///
/// `offset` is where `text` begins in its file. A lone row of `=` is a heading in Markdown, so only the whole counts.
fn conflict(path: &RepoPath, text: &str, offset: usize) -> Option<Diagnostic> {
    let opening = line_start(text, "<<<<<<< ", 0)?;
    let middle = line_start(text, "=======", opening)?;
    let closing = line_start(text, ">>>>>>> ", middle)?;
    let range = |start: usize| {
        let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
        TextRange::new(
            offset + start,
            offset + start + text[start..end].trim_end().len().min(60),
        )
    };
    Some(
        CONFLICT_MARKERS
            .at(
                crate::text::Span::new(path, range(opening)),
                "an unresolved merge conflict: both versions stand here",
            )
            .with_help("keep one version, or both put together, and delete the three marker lines".to_owned())
            .with_related(crate::text::Span::new(path, range(closing)), "the conflict ends here"),
    )
}

/// Finds `marker` at the start of a line at or after `from`.
fn line_start(text: &str, marker: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = *marker.as_bytes().first()?;
    // Its first letter is rare in prose, and found many bytes at a time.
    memchr::memchr_iter(first, bytes.get(from..)?)
        .map(|at| from + at)
        .find(|&at| {
            let begins = at == 0 || bytes[at - 1] == b'\n' || (at == 3 && text.starts_with('\u{feff}'));
            begins && bytes[at..].starts_with(marker.as_bytes())
        })
}
