//! Each finding with the line it is about, as compilers show theirs.

use super::{Findings, Lines};
use crate::diagnostic::{Diagnostic, Level};
use crate::text::{RepoPath, TextRange, visible};
use annotate_snippets::{AnnotationKind, Group, Level as Heading, Renderer, Snippet};

/// How text for people is dressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Style {
    /// Letters only.
    #[default]
    Plain,
    /// With colours.
    Colour,
}

/// The most characters of a source line that are shown.
const WIDEST_LINE: usize = 160;

pub(super) fn render(findings: &Findings<'_>, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colour => Renderer::styled(),
    };
    let mut lines = Lines::new(findings.snapshot);
    let mut out = String::new();
    for finding in findings.findings {
        out.push_str(&one(finding, findings, &mut lines, &renderer));
        out.push_str("\n\n");
    }
    out
}

fn one(finding: &Diagnostic, findings: &Findings<'_>, lines: &mut Lines<'_>, renderer: &Renderer) -> String {
    let heading = match finding.level {
        Level::Error => Heading::ERROR,
        Level::Warning => Heading::WARNING,
        Level::Info => Heading::INFO,
    };
    let message = visible(&finding.message).into_owned();
    let mut group = heading.primary_title(message).id(finding.rule.name).element(
        source(&finding.span.path, finding.span.range, findings, lines).snippet(AnnotationKind::Primary, None),
    );
    // More places than these hide what is wrong.
    for (span, why) in finding.related.iter().take(4) {
        group = group.element(
            source(&span.path, span.range, findings, lines)
                .snippet(AnnotationKind::Context, Some(visible(why).into_owned())),
        );
    }
    if finding.related.len() > 4 {
        group = group.element(Heading::NOTE.message(format!("and {} more places", finding.related.len() - 4)));
    }
    if let Some(help) = &finding.help {
        group = group.element(Heading::HELP.message(visible(help).into_owned()));
    }
    if let Some(fix) = &finding.fix {
        let flag = if fix.safe { "--fix" } else { "--unsafe-fixes" };
        let note = Heading::NOTE.with_name(Some("fix available"));
        group = group.element(note.message(format!("`opsbook check {flag}`: {}", visible(&fix.title))));
    }
    let report: &[Group<'_>] = &[group];
    renderer.render(report)
}

/// The lines of a file that a range touches, as they may be shown.
struct Source {
    path: String,
    line: u32,
    text: String,
    /// The range in `text`.
    marked: std::ops::Range<usize>,
}

impl Source {
    fn snippet(
        &self,
        kind: AnnotationKind,
        label: Option<String>,
    ) -> Snippet<'static, annotate_snippets::Annotation<'static>> {
        Snippet::source(self.text.clone())
            .line_start(self.line as usize)
            .path(self.path.clone())
            .fold(false)
            .annotation(kind.span(self.marked.clone()).label(label))
    }
}

/// Cuts the line out of its file; of a range over several lines only the first is shown.
fn source(path: &RepoPath, range: TextRange, findings: &Findings<'_>, lines: &mut Lines<'_>) -> Source {
    let shown = visible(&(findings.shown)(path)).into_owned();
    let text = findings.snapshot.known_text(path.as_str());
    let (Some(text), Some(index)) = (text, lines.index(path)) else {
        return Source {
            path: shown,
            line: 1,
            text: String::new(),
            marked: 0..0,
        };
    };
    let place = index.place(range.start);
    let line = index.line(place.line);
    let begin = line.start.min(range.start) as usize;
    let end = line.end as usize;
    let before = text
        .get(begin..range.start as usize)
        .unwrap_or("")
        .trim_start_matches('\u{feff}');
    let inside = text
        .get(range.start as usize..(range.end as usize).min(end))
        .unwrap_or("");
    let after = text
        .get((range.end as usize).clamp(range.start as usize, end.max(range.start as usize))..end)
        .unwrap_or("");
    // A line of a megabyte makes a message of some hundred bytes: keep what stands near the place.
    let (lead, head) = last_of(before, WIDEST_LINE / 2);
    let (middle, cut) = first_of(inside, WIDEST_LINE / 2);
    let (tail, trail) = if cut {
        ("", "…")
    } else {
        let (tail, more) = first_of(after, WIDEST_LINE / 2);
        (tail, if more { "…" } else { "" })
    };
    let head = format!("{}{}", if lead { "…" } else { "" }, plain(head));
    let middle = plain(middle);
    let marked = head.len()..head.len() + middle.len();
    Source {
        path: shown,
        line: place.line,
        text: format!("{head}{middle}{}{trail}", plain(tail)),
        marked,
    }
}

/// The last characters of a text, and whether something was left out.
fn last_of(text: &str, count: usize) -> (bool, &str) {
    match text.char_indices().rev().nth(count) {
        Some((at, character)) => (true, &text[at + character.len_utf8()..]),
        None => (false, text),
    }
}

/// The first characters of a text, and whether something was left out.
fn first_of(text: &str, count: usize) -> (&str, bool) {
    match text.char_indices().nth(count) {
        Some((at, _)) => (&text[..at], true),
        None => (text, false),
    }
}

/// Source as it may be shown: tabs as spaces, controls by their code.
fn plain(text: &str) -> String {
    visible(&text.replace('\t', "    ")).into_owned()
}
