//! Every finding, by file, with the line it is about.

use super::{Badge, Cell, Icon, PAGE_ROWS, Shell, Source, Tally, Tone, counted};
use crate::diagnostic::{Diagnostic, Level};
use crate::text::{LineIndex, RepoPath, clip, visible};
use serde::Serialize;

/// The model of `problems.html`.
#[derive(Debug, Serialize)]
pub struct ProblemsPage {
    /// What is around it.
    pub shell: Shell,
    /// "3 errors and 2 warnings in 4 files"; the sentence under the title.
    pub lede: String,
    /// How many of each level.
    pub counts: Vec<Tally>,
    /// The findings by file.
    pub files: Vec<File>,
    /// "and 340 more"; empty where all are shown.
    pub more: String,
}

/// A file with findings.
#[derive(Debug, Serialize)]
pub struct File {
    /// Its path, from the workspace's folder.
    pub path: String,
    /// The anchor on the page.
    pub anchor: String,
    /// The record it holds, where it is one record's.
    pub record: Option<Cell>,
    /// Its findings.
    pub problems: Vec<Problem>,
}

/// A finding.
#[derive(Debug, Serialize)]
pub struct Problem {
    /// How bad it is.
    pub badge: Badge,
    /// The rule.
    pub rule: String,
    /// What is wrong.
    pub message: String,
    /// What would be right; may be empty.
    pub help: String,
    /// The file, from the workspace's folder.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The line before the marked part.
    pub before: String,
    /// The marked part; empty for none.
    pub marked: String,
    /// The line after it.
    pub after: String,
    /// The line can be shown.
    pub has_source: bool,
    /// The record it is about.
    pub record: Option<Cell>,
}

impl ProblemsPage {
    /// Makes the page.
    pub fn new(source: &Source<'_>) -> Self {
        let count = |level| source.findings.iter().filter(|finding| finding.level == level).count();
        let levels = [Level::Error, Level::Warning, Level::Info];
        let counts = levels
            .into_iter()
            .filter(|level| count(*level) > 0)
            .map(|level| Tally {
                badge: level_badge(level),
                count: super::grouped(count(level)),
            })
            .collect();
        // The most severe first, so that what is left out matters least.
        let mut chosen: Vec<&Diagnostic> = source.findings.iter().collect();
        chosen.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        chosen.truncate(PAGE_ROWS);
        let shown = chosen.len();
        chosen.sort_by(|a, b| (&a.span.path, a.span.range).cmp(&(&b.span.path, b.span.range)));
        let mut files: Vec<File> = Vec::new();
        let mut last: Option<&RepoPath> = None;
        for finding in chosen {
            if last != Some(&finding.span.path) {
                last = Some(&finding.span.path);
                files.push(file(source, &finding.span.path, files.len()));
            }
            if let Some(file) = files.last_mut() {
                file.problems.push(problem(source, finding));
            }
        }
        let total = source.findings.len() + source.left_out;
        let more = if total > shown {
            format!("and {} more: `opsbook check` lists them", super::grouped(total - shown))
        } else {
            String::new()
        };
        Self {
            shell: Shell::top(source, "Problems", "problems.html"),
            lede: lede(source, total),
            counts,
            files,
            more,
        }
    }
}

fn lede(source: &Source<'_>, total: usize) -> String {
    if total == 0 {
        return "Nothing is wrong with the files of this workspace.".to_owned();
    }
    let mut paths: Vec<&RepoPath> = source.findings.iter().map(|finding| &finding.span.path).collect();
    paths.dedup();
    format!(
        "{} in {}.",
        counted(total, "finding", "findings"),
        counted(paths.len(), "file", "files")
    )
}

fn file(source: &Source<'_>, path: &RepoPath, place: usize) -> File {
    let workspace = source.workspace;
    let record = workspace
        .record_of_path(path.as_str())
        .filter(|record| workspace.owns_id(*record))
        .map(|record| Cell::record(source, record));
    File {
        path: visible(workspace.below(path)).into_owned(),
        anchor: format!("o-file-{}", place + 1),
        record,
        problems: Vec::new(),
    }
}

/// The badge of a level.
pub(super) fn level_badge(level: Level) -> Badge {
    let (tone, icon) = match level {
        Level::Error => (Tone::Off, Icon::Off),
        Level::Warning => (Tone::Risk, Icon::Risk),
        Level::Info => (Tone::Idle, Icon::Idle),
    };
    Badge {
        word: level.word().to_owned(),
        tone,
        icon,
    }
}

/// A finding as a page shows it.
pub(super) fn problem(source: &Source<'_>, finding: &Diagnostic) -> Problem {
    let workspace = source.workspace;
    let text = workspace.snapshot().known_text(finding.span.path.as_str());
    let index = text.map(|text| LineIndex::new(text));
    let place = index.as_ref().map(|index| index.place(finding.span.range.start));
    let (mut before, mut marked, mut after) = (String::new(), String::new(), String::new());
    if let (Some(text), Some(index), Some(place)) = (text, &index, place) {
        let line = index.line(place.line).bytes();
        let start = (finding.span.range.start as usize).clamp(line.start, line.end);
        let end = (finding.span.range.end as usize).clamp(start, line.end);
        let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or("").trim_start_matches('\u{feff}');
        before = last_part(part(line.start..start));
        marked = clip(part(start..end));
        after = clip(part(end..line.end));
    }
    let record = finding.subject.record.as_ref().and_then(|identity| {
        let kind = workspace.schema().find(&identity.kind)?;
        workspace
            .find_exact(kind, identity.id.as_str())
            .map(|index| Cell::record(source, index))
    });
    Problem {
        badge: level_badge(finding.level),
        rule: finding.rule.name.to_owned(),
        message: sentence(&visible(&finding.message)),
        help: sentence(&finding.help.as_deref().map(visible).unwrap_or_default()),
        path: visible(workspace.below(&finding.span.path)).into_owned(),
        line: place.map_or(1, |place| place.line),
        column: place.map_or(1, |place| place.column),
        has_source: !(before.is_empty() && marked.is_empty() && after.is_empty()),
        before,
        marked,
        after,
        record,
    }
}

/// `text` with a capital letter, as a heading or sentence begins; code at its beginning stays as it is.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The last characters of a long line's beginning.
fn last_part(text: &str) -> String {
    match text.char_indices().rev().nth(80) {
        Some((at, character)) => format!("…{}", visible(&text[at + character.len_utf8()..])),
        None => visible(text).into_owned(),
    }
}
