//! What must hold of any text that a parser of outside bytes is given: no panic, places inside the text and between
//! characters, an end in time (PROMISES P6, P23, P26).
//!
//! Each property is one function of a text, so that libFuzzer (`fuzz_targets/`) and the loop on a stable compiler
//! (`src/bin/damage.rs`) run the same ones.

use opsbook::check::{self, Context};
use opsbook::diagnostic::Diagnostic;
use opsbook::expression::{Root, Template, argument, compile};
use opsbook::output::{Findings, Format, Style, render};
use opsbook::parse::csv::Csv;
use opsbook::parse::markdown::{HtmlLink, Outline, Targets, html};
use opsbook::parse::{Content, Document, Limits, Node, Raw, Table};
use opsbook::source::Snapshot;
use opsbook::text::{RepoPath, TextRange};
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use std::sync::{Arc, LazyLock};

#[path = "../../tests/html_safety/oracle.rs"]
mod oracle;

/// A property of any text.
pub type Property = fn(&str);

/// The targets.
pub const TARGETS: [(&str, Property); 6] = [
    ("expression", expression),
    ("front_matter", front_matter),
    ("record", record),
    ("csv", csv),
    ("markdown", markdown),
    ("html", safe_html),
];

const FILES: &str = r#"
=== people.toml
[[person]]
id = "maria"
title = "Maria"
=== initiatives/faster-search.toml
title = "Faster search"
status = "in-progress"
owner = "maria"
objective = "nowhere"
start = 2026-10-05
target = "2027-Q1"
started = 2026-10-05T09:30:00
effort = 12.5
reach = 1200
tags = ["search", "speed"]
depends_on = [{ initiative = "faster-search", needed_by = 2026-12-01, lag = "2d" }]
estimate = { o = 5, m = 8, p = 15 }
duration = "3w"
"#;

static WORKSPACE: LazyLock<Workspace> = LazyLock::new(|| Workspace::load(Arc::new(Snapshot::fixture(FILES))).0);

fn today() -> Date {
    Date::new(2026, 11, 20).expect("a day")
}

/// An expression is compiled or refused with places inside it; a compiled one is evaluated and rendered.
pub fn expression(text: &str) {
    let schema = WORKSPACE.schema();
    let kind = schema.find("initiative").expect("it is built in");
    let root = Root::Kind(kind);
    let at = argument("--where", text);
    let record = WORKSPACE.of_kind(kind)[0];
    let (expression, problems) = compile(text, &at, schema, root);
    assert_eq!(expression.is_none(), !problems.is_empty());
    for problem in &problems {
        assert_inside(text, problem.span.range);
    }
    if let Some(expression) = expression {
        let _ = expression.evaluate(&*WORKSPACE, record.0, today());
        let _ = expression.holds(&*WORKSPACE, record.0, today());
    }
    let (template, _) = Template::compile(text, &at, schema, root);
    let _ = template.render(&*WORKSPACE, record.0, today());
}

/// A Markdown file has fields and text that lie inside it, in this order, and never overlap.
pub fn front_matter(text: &str) {
    let document = parse("a.md", text);
    match &document.content {
        Content::FrontMatter { fields, body } => {
            assert_table(text, fields);
            assert_outline(text, body);
            let ends = fields.entries.iter().map(|entry| entry.value.range.end).max();
            assert!(
                ends.is_none_or(|end| end <= body.range.start),
                "fields after the text begins"
            );
        }
        Content::Prose(body) => assert_outline(text, body),
        Content::Broken => assert!(!document.problems.is_empty(), "nothing was read and nothing said"),
        Content::Toml(_) | Content::Csv(_) => panic!("Markdown read as something else"),
    }
}

/// The files of a workspace are read under the schema and checked; what is found is safe to show in every format.
///
/// The text is a fixture: `=== PATH` lines, each followed by a file. Without one it is an initiative.
pub fn record(text: &str) {
    // A fixture's way to say that there are many files, which is not for hostile numbers.
    if text.contains(" files)") {
        return;
    }
    let files = if text.starts_with("=== ") {
        text.to_owned()
    } else {
        if let Content::Toml(table) = &parse("a.toml", text).content {
            assert_table(text, table);
        }
        format!("=== teams/boards.toml\ntitle = \"Boards\"\n=== initiatives/a.toml\n{text}")
    };
    let (workspace, problems) = Workspace::load(Arc::new(Snapshot::fixture(&files)));
    let context = Context::new(&workspace, today());
    let report = check::run(&context, problems);
    for finding in &report.findings {
        assert_finding(&workspace, finding);
    }
    let findings = Findings {
        findings: &report.findings,
        left_out: report.left_out,
        snapshot: workspace.snapshot(),
        shown: &|path: &RepoPath| path.as_str().to_owned(),
    };
    for (_, format) in Format::ALL {
        assert_safe(&render(format, &findings, Style::Plain));
    }
}

/// Rows and cells of a table stand inside the text, in order, and a cell's place holds what the cell says.
pub fn csv(text: &str) {
    let document = parse("a.csv", text);
    let Content::Csv(table) = &document.content else {
        panic!("a table read as something else")
    };
    assert_csv(text, table);
}

/// The outline's places lie inside the text, and the HTML holds no markup but Markdown's own.
pub fn markdown(text: &str) {
    let outline = opsbook::parse::markdown::outline(text, TextRange::new(0, text.len()));
    assert_outline(text, &outline);
    let shown = html(text, &outline, &Nowhere).to_ascii_lowercase();
    // A `<` of the text is escaped, so each one begins a tag of ours.
    for tag in shown.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or(tag);
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or(tag);
        let never = [
            "script", "style", "iframe", "img", "object", "embed", "form", "base", "meta", "link",
        ];
        assert!(!never.contains(&name), "<{tag}> in {shown}");
        let target = tag.split_once("href=\"").map_or("", |(_, target)| target);
        let scheme = target.split_once(':').map_or("", |(scheme, _)| scheme);
        assert!(
            matches!(scheme, "" | "http" | "https" | "mailto") || target.starts_with('#'),
            "<{tag}> in {shown}"
        );
    }
}

fn parse(path: &str, text: &str) -> Document {
    let document = Document::parse(&RepoPath::new(path), text, &Limits::default());
    for problem in &document.problems {
        assert_inside(text, problem.span.range);
        for (span, _) in &problem.related {
            assert_inside(text, span.range);
        }
        for edit in problem.fix.iter().flat_map(|fix| &fix.edits) {
            assert_inside(text, edit.span.range);
        }
    }
    document
}

fn assert_inside(text: &str, range: TextRange) {
    assert!(text.get(range.bytes()).is_some(), "{range:?} of {} bytes", text.len());
}

fn assert_table(text: &str, table: &Table) {
    assert_inside(text, table.range);
    for entry in &table.entries {
        assert_inside(text, entry.key_range);
        assert_node(text, &entry.value);
    }
}

fn assert_node(text: &str, node: &Node) {
    assert_inside(text, node.range);
    match &node.raw {
        Raw::Plain(range) => assert_inside(text, *range),
        Raw::Array(items) => items.iter().for_each(|item| assert_node(text, item)),
        Raw::Table(table) => assert_table(text, table),
        _ => {}
    }
}

fn assert_outline(text: &str, outline: &Outline) {
    assert_inside(text, outline.range);
    for heading in &outline.headings {
        assert_inside(text, heading.range);
        let _ = heading.text(text);
    }
    for link in &outline.links {
        assert_inside(text, link.range);
    }
    for action in &outline.actions {
        assert_inside(text, action.range);
        if let Some((range, _)) = &action.handle {
            assert_inside(text, *range);
        }
        if let Some((range, _)) = &action.due {
            assert_inside(text, *range);
        }
    }
    for mention in &outline.mentions {
        assert_inside(text, mention.range);
    }
    assert!(outline.checkboxes.0 <= outline.checkboxes.1);
}

fn assert_csv(text: &str, table: &Csv) {
    let mut before = 0;
    for row in &table.rows {
        assert_inside(text, row.range);
        assert!(before <= row.range.start, "rows out of order");
        before = row.range.end;
        assert_eq!(row.cells.len(), table.header.len());
        for (place, cell) in row.cells.iter().enumerate() {
            let range = table.cell_range(row, place, text);
            assert_inside(text, range);
            assert!(row.range.start <= range.start && range.end <= row.range.end);
            let written = range.of(text);
            if !written.contains('"') {
                assert_eq!(written.trim(), &**cell);
            }
        }
    }
}

fn assert_finding(workspace: &Workspace, finding: &Diagnostic) {
    let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.span);
    let related = finding.related.iter().map(|(span, _)| span);
    for span in std::iter::once(&finding.span).chain(related).chain(edits) {
        if let Some(text) = workspace.snapshot().known_text(span.path.as_str()) {
            assert_inside(text, span.range);
        }
    }
    assert!(finding.message.chars().count() < 700, "{}", finding.message);
}

/// No control but the line feed, no direction mark, no line or paragraph separator (PROMISES P8).
fn assert_safe(text: &str) {
    let unsafe_character = text.chars().find(|c| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
    });
    assert_eq!(unsafe_character, None, "{text}");
}

/// Links that lead nowhere.
struct Nowhere;

impl Targets for Nowhere {
    fn file(&self, _: &str) -> Option<HtmlLink> {
        None
    }

    fn record(&self, _: &str) -> Option<HtmlLink> {
        None
    }

    fn person(&self, _: &str) -> Option<HtmlLink> {
        None
    }
}

/// A browser's parser finds no element, attribute or address in the HTML of a text that may not be there.
pub fn safe_html(text: &str) {
    let breaches = oracle::breaches(text);
    assert!(breaches.is_empty(), "{breaches:?}");
}
