//! Whatever lies in a workspace: nothing panics, every place lies in its file, output is safe and always the same.

use opsbook::check::{self, Context, Report};
use opsbook::output::{Findings, Format, Style, render};
use opsbook::source::Snapshot;
use opsbook::text::{RepoPath, Span};
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use proptest::prelude::*;
use std::sync::Arc;

/// A few cases on every run; `PROPTEST_CASES=2000` asks for more.
fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|count| count.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(usual),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Files that are right, to be damaged.
const WHOLE: &str = r#"
=== opsbook.toml
name = "Larkspur"
[calendar]
time_zone = "Europe/Lisbon"
holidays = [2026-12-25]
hours = ["09:00-12:00", "13:00-17:00"]
[words]
initiative = ["bet", "bets"]
[lints]
broken-link = "error"
[[allow]]
rule = "broken-link"
path = "minutes"
reason = "old wiki"
until = 2027-03-31
[limits]
rows = 1000
=== schema/experiment.toml
name = "experiment"
folder = "experiments"
review_every = "30d"
[fields.hypothesis]
type = "text"
required = true
[fields.metric]
type = "reference"
to = ["metric"]
[fields.mood]
type = "choice"
choices = ["good", "bad"]
default = "good"
[fields.parts]
type = "list"
[fields.parts.of]
type = "table"
[fields.parts.of.fields.id]
type = "text"
[fields.parts.of.fields.after]
type = "list"
of = { type = "entry", in = "parts", acyclic = true }
[lifecycle]
initial = "planned"
[lifecycle.statuses.planned]
category = "backlog"
next = ["running"]
[lifecycle.statuses.running]
category = "active"
requires = ["started"]
[body]
sections = ["What we learned"]
=== experiments/a.toml
title = "A"
hypothesis = "Größe matters"
metric = "activation"
parts = [{ id = "one" }, { id = "two", after = ["one"] }]
=== experiments/a.md
## What we learned
Nothing, see [[activation]].
=== people.toml
[[person]]
id = "mara"
title = "Mara"
[[person]]
id = "joon"
title = "Joon"
=== processes/release.toml
title = "Release"
owner = "mara"
cadence = "every 2 weeks on Monday"
governs = "feedback"
sla = "10wd"
[[steps]]
id = "build"
title = "Build"
status = "triaged"
[[steps]]
id = "publish"
title = "Publish"
after = ["build"]
raci = { accountable = "mara", informed = ["joon"] }
=== runs/release-4-2.toml
title = "Release 4.2"
process = "release"
started = 2026-11-03T09:30:00
[steps.build]
done = 2026-11-04
by = "joon"
=== initiatives/faster-search.md
+++
title = "Faster search"
status = "in-progress"
owner = "mara"
target = "2027-Q2"
depends_on = [{ initiative = "word-index", lag = "2d" }]
estimate = { o = 1, m = 2.5, p = 4 }
confidence = "80%"
aliases = ["search"]
[extra]
ticket = 'OPS-1'
+++
# Problem
See [the index](word-index.md) and [[experiment/a]].

- [ ] Tell support @joon due:2026-12-01
- [x] done
=== initiatives/word-index.md
+++
title = "Word index"
+++
=== metrics/activation.toml
title = "Activation"
unit = "%"
owner = "mara"
direction = "up"
source = { csv = "activation.csv", date = "date", value = "value" }
targets = [{ from = 2026-10-01, value = 45.0 }]
=== metrics/activation.csv
date,value
2026-10-01,41.5
2026-11-01,43.0
"#;

/// What damage puts in: pieces of the formats, controls, direction marks, wide letters.
const PIECES: [&str; 44] = [
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ",",
    ".",
    "#",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "+++\n",
    "---\n",
    "\u{feff}",
    "\u{202e}",
    "\u{0}",
    "\u{1b}[31m",
    "\u{2028}",
    "é",
    "日本",
    "👩‍🚀",
    "@",
    "due:",
    "- [ ] ",
    "[x](",
    "[[",
    "%2e%2e/",
    "../",
    "<<<<<<< a\n",
    "=======\n",
    ">>>>>>> b\n",
    "2026-02-30",
    "1e999",
    "99999999999999999999",
    "\\u0041",
    "\\",
];

/// Where a file is damaged, and how.
#[derive(Debug, Clone)]
enum Damage {
    Insert(usize, usize),
    Delete(usize, usize),
    Repeat(usize, usize),
    Cut(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = 0..3_000usize;
    prop_oneof![
        4 => (at.clone(), 0..PIECES.len()).prop_map(|(at, piece)| Damage::Insert(at, piece)),
        3 => (at.clone(), 1..30usize).prop_map(|(at, length)| Damage::Delete(at, length)),
        1 => (at.clone(), 1..60usize).prop_map(|(at, length)| Damage::Repeat(at, length)),
        1 => at.prop_map(Damage::Cut),
    ]
}

fn damaged(damages: &[Damage]) -> String {
    let mut text = WHOLE.to_owned();
    for damage in damages {
        let floor = |text: &str, at: usize| {
            let mut at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        match *damage {
            Damage::Insert(at, piece) => text.insert_str(floor(&text, at), PIECES[piece]),
            Damage::Delete(at, length) => {
                let range = floor(&text, at)..floor(&text, at + length);
                text.replace_range(range, "");
            }
            Damage::Repeat(at, length) => {
                let start = floor(&text, at);
                let piece = text[start..floor(&text, at + length)].to_owned();
                text.insert_str(start, &piece);
            }
            Damage::Cut(at) => text.truncate(floor(&text, at)),
        }
    }
    text
}

/// Any text, in the file of any kind.
fn any_files() -> impl Strategy<Value = String> {
    let path = prop_oneof![
        Just("opsbook.toml"),
        Just("schema/initiative.toml"),
        Just("schema/own.toml"),
        Just("initiatives/a.md"),
        Just("initiatives/a.toml"),
        Just("people.toml"),
        Just("processes/p.toml"),
        Just("metrics/m.csv"),
        Just("runs/r.toml"),
    ];
    let piece = prop_oneof![2 => (0..PIECES.len()).prop_map(|piece| PIECES[piece].to_owned()), 1 => "\\PC{0,8}", 1 => "[a-z_]{1,8}"];
    let text = prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat());
    prop::collection::vec((path, any::<bool>(), text), 1..4).prop_map(|files| {
        let mut out = String::new();
        for (path, fenced, text) in files {
            out.push_str(&format!("=== {path}\n"));
            match fenced && path.ends_with(".md") {
                true => out.push_str(&format!("+++\n{text}\n+++\n{text}\n")),
                false => out.push_str(&format!("{text}\n")),
            }
        }
        out
    })
}

fn check(files: &str) -> (Workspace, Report) {
    let (workspace, problems) = Workspace::load(Arc::new(Snapshot::fixture(files)));
    let today = Date::parse("2026-11-20").expect("a day");
    let report = check::run(&Context::new(&workspace, today), problems);
    (workspace, report)
}

fn render_all(workspace: &Workspace, report: &Report) -> Vec<(Format, String)> {
    let shown = |path: &RepoPath| path.as_str().to_owned();
    let findings = Findings {
        findings: &report.findings,
        left_out: report.left_out,
        snapshot: workspace.snapshot(),
        shown: &shown,
    };
    Format::ALL
        .into_iter()
        .map(|(_, format)| (format, render(format, &findings, Style::Plain)))
        .collect()
}

/// What must hold of any workspace.
fn holds(files: &str) -> Result<(), TestCaseError> {
    let (workspace, report) = check(files);
    for finding in &report.findings {
        let spans = std::iter::once(&finding.span).chain(finding.related.iter().map(|(span, _)| span));
        for span in spans {
            prop_assert!(fits(&workspace, span), "{} {span:?}", finding.rule.name);
        }
        for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
            prop_assert!(fits(&workspace, &edit.span), "fix {span:?}", span = edit.span);
        }
        let text = finding
            .message
            .chars()
            .chain(finding.help.iter().flat_map(|help| help.chars()));
        prop_assert!(text.clone().count() < 700, "{}", finding.message);
        prop_assert!(!text.clone().any(char::is_control), "{}", finding.message);
        prop_assert!(
            !finding.message.is_empty() && !finding.message.ends_with('.'),
            "{}",
            finding.message
        );
    }
    let places: Vec<_> = report
        .findings
        .iter()
        .map(|one| (one.span.path.clone(), one.span.range))
        .collect();
    prop_assert!(places.is_sorted());
    let outputs = render_all(&workspace, &report);
    for (format, text) in &outputs {
        prop_assert!(safe(text), "{format:?}: {text:?}");
        match format {
            Format::Json => {
                let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
                prop_assert_eq!(value["findings"].as_array().map(Vec::len), Some(report.findings.len()));
            }
            Format::JsonLines => {
                for line in text.lines() {
                    serde_json::from_str::<serde_json::Value>(line).expect("JSON");
                }
            }
            Format::Concise => prop_assert_eq!(text.lines().count(), report.findings.len()),
            _ => {}
        }
    }
    let threads = |count: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .build()
            .expect("threads");
        pool.install(|| {
            let (workspace, report) = check(files);
            render_all(&workspace, &report)
        })
    };
    prop_assert_eq!(&threads(1), &outputs);
    prop_assert_eq!(&threads(4), &outputs);
    Ok(())
}

/// A span lies in its file, between characters; a file without text has only its beginning.
fn fits(workspace: &Workspace, span: &Span) -> bool {
    match workspace.snapshot().known_text(span.path.as_str()) {
        Some(text) => text.get(span.range.bytes()).is_some(),
        None => true,
    }
}

/// No control but the line feed, no direction mark, no line or paragraph separator, no byte order mark.
fn safe(text: &str) -> bool {
    !text.chars().any(|c| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
    })
}

#[test]
fn the_undamaged_files_are_right() {
    let (_, report) = check(WHOLE);
    let said: Vec<_> = report
        .findings
        .iter()
        .map(|one| format!("{} {}", one.span.path, one.message))
        .collect();
    assert_eq!(said, Vec::<String>::new());
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn damaged_files_are_findings(damages in prop::collection::vec(damage(), 1..8)) {
        holds(&damaged(&damages))?;
    }

    #[test]
    fn any_text_is_findings(files in any_files()) {
        holds(&files)?;
    }
}

/// Bytes of any sort go through the disk, as users' files do.
mod on_disk {
    use super::*;
    use opsbook::source::Location;

    proptest! {
        #![proptest_config(cases(32))]

        #[test]
        fn any_bytes_are_findings(bytes in prop::collection::vec(any::<u8>(), 0..200), place in 0..5usize) {
            let folder = tempfile::tempdir().expect("a folder");
            let path = ["initiatives/a.md", "people.toml", "metrics/m.csv", "schema/own.toml", "opsbook.toml"][place];
            let write = |path: &str, bytes: &[u8]| opsbook::disk::replace(&folder.path().join(path), bytes).expect("a file");
            write("opsbook.toml", b"name = \"Larkspur\"\n");
            write(path, &bytes);
            let location = Location::find(folder.path(), None).expect("a workspace");
            let snapshot = Snapshot::work_tree(&location).expect("a snapshot");
            let (workspace, problems) = Workspace::load(Arc::new(snapshot));
            let today = Date::parse("2026-11-20").expect("a day");
            let report = check::run(&Context::new(&workspace, today), problems);
            for (format, text) in render_all(&workspace, &report) {
                prop_assert!(safe(&text), "{format:?}: {text:?}");
            }
            for finding in &report.findings {
                prop_assert!(fits(&workspace, &finding.span), "{finding:?}");
            }
        }
    }
}
