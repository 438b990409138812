//! Thousands of broken variants of a small workspace: each ends in findings, in time, and nothing of it reaches a
//! terminal or a CI log unescaped (PROMISES P6, P8, P10, P12, P23).
//!
//! The variants are made one by one, not at random, so that every byte, control and direction mark has its turn.

use opsbook::check::{self, Context, Report};
use opsbook::output::{Findings, Format, Style, render};
use opsbook::source::{Location, Snapshot};
use opsbook::text::RepoPath;
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use rayon::prelude::*;
use std::path::Path;
use std::sync::Arc;

/// A workspace with a file of every sort.
const FILES: [(&str, &str); 8] = [
    (
        "opsbook.toml",
        "name = \"Larkspur\"\n[calendar]\ntime_zone = \"Europe/Lisbon\"\n[lints]\nunowned = \"off\"\n[priority]\nformula = \"reach * impact / effort\"\n",
    ),
    (
        "schema/experiment.toml",
        "name = \"experiment\"\nfolder = \"experiments\"\nsummary = \"A try.\"\n[fields.size]\ntype = \"number\"\n[lifecycle.statuses.open]\ncategory = \"active\"\n[[rules]]\nname = \"small\"\nrequire = \"size < 10\"\nmessage = \"is {size}\"\n",
    ),
    (
        "initiatives/faster-search.md",
        "+++\ntitle = \"Faster search\"\nstatus = \"in-progress\"\ntarget = \"2027-Q2\"\ndepends_on = [{ initiative = \"word-index\", lag = \"2d\" }]\nconfidence = \"80%\"\n+++\n# Problem\nSee [the index](word-index.toml) and [[initiative/word-index]].\n\n- [ ] Tell support @mara due:2026-12-01\n",
    ),
    (
        "initiatives/word-index.toml",
        "title = \"Word index\"\n[extra]\nticket = 'OPS-1'\n",
    ),
    ("people.toml", "[[person]]\nid = \"mara\"\ntitle = \"Mara\"\n"),
    (
        "metrics/activation.toml",
        "title = \"Activation\"\nunit = \"%\"\nowner = \"mara\"\ndirection = \"up\"\nsource = { csv = \"activation.csv\", date = \"date\", value = \"value\" }\n",
    ),
    (
        "metrics/activation.csv",
        "date,value\n2026-10-01,41.5\n2026-11-01,\"43.0\"\n",
    ),
    (
        "feedback/slow.md",
        "---\ntitle: Search is slow\nreceived: 2026-11-02\n---\nText\n",
    ),
];

/// The workspace with one file replaced or added.
fn with(path: &str, text: &str) -> Snapshot {
    let mut files: Vec<(&str, &str)> = FILES.iter().copied().filter(|(other, _)| *other != path).collect();
    files.push((path, text));
    let fixture: String = files
        .iter()
        .map(|(path, text)| format!("=== {path}\n{text}{}", if text.ends_with('\n') { "" } else { "\n" }))
        .collect();
    Snapshot::fixture(&fixture)
}

/// Loads, checks and renders in every format; says what must hold of it.
fn holds(snapshot: Snapshot, what: &str) -> Report {
    let (workspace, problems) = Workspace::load(Arc::new(snapshot));
    let today = Date::parse("2026-11-20").expect("a day");
    let context = Context::new(&workspace, today);
    let report = check::run(&context, problems);
    for finding in &report.findings {
        assert!(finding.message.chars().count() < 700, "{what}: {}", finding.message);
        let related = finding.related.iter().map(|(span, _)| span);
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.span);
        for span in std::iter::once(&finding.span).chain(related).chain(edits) {
            let text = workspace.snapshot().known_text(span.path.as_str());
            assert!(
                text.is_none_or(|text| text.get(span.range.bytes()).is_some()),
                "{what}: {} at {span:?}",
                finding.rule.name
            );
        }
    }
    let shown = |path: &RepoPath| path.as_str().to_owned();
    let findings = Findings {
        findings: &report.findings,
        left_out: report.left_out,
        snapshot: workspace.snapshot(),
        shown: &shown,
    };
    for (_, format) in Format::ALL {
        let text = render(format, &findings, Style::Plain);
        let bad = text.chars().find(|c| is_unsafe(*c));
        assert_eq!(bad, None, "{what} in {format:?}: {text}");
        if format == Format::Github {
            assert!(text.lines().all(|line| line.starts_with("::")), "{what}: {text}");
        }
    }
    report
}

/// A control but the line feed, a separator of lines, a mark for the direction of writing, a byte order mark.
fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}')
}

/// Every control, every mark for the direction of writing, and what else is not seen or ends lines elsewhere.
fn marks() -> Vec<char> {
    let controls = ('\0'..='\u{1f}').chain('\u{7f}'..='\u{9f}');
    let others = [
        '\u{ad}',
        '\u{61c}',
        '\u{200b}',
        '\u{200c}',
        '\u{200d}',
        '\u{200e}',
        '\u{200f}',
        '\u{2028}',
        '\u{2029}',
        '\u{202a}',
        '\u{202b}',
        '\u{202c}',
        '\u{202d}',
        '\u{202e}',
        '\u{2060}',
        '\u{2066}',
        '\u{2067}',
        '\u{2068}',
        '\u{2069}',
        '\u{feff}',
        '\u{fffd}',
        '\u{fffe}',
        '\u{ffff}',
        '\u{1f680}',
        '\u{e0001}',
        '\u{10ffff}',
        '%',
        ':',
        ',',
        '`',
        '<',
        '|',
    ];
    // A line feed would begin another line of the fixture, which is another variant.
    controls.chain(others).filter(|c| *c != '\n').collect()
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[test]
fn the_unbroken_workspace_has_only_the_finding_it_is_meant_to_have() {
    let report = holds(with("themes/a.toml", "title = \"A\"\n"), "unbroken");
    let said: Vec<&str> = report.findings.iter().map(|one| one.rule.name).collect();
    assert_eq!(said, ["wrong-fence"]);
}

#[test]
fn every_file_cut_at_every_other_byte() {
    let cuts: Vec<(&str, &str, usize)> = FILES
        .iter()
        .flat_map(|(path, text)| (0..text.len()).step_by(2).map(move |at| (*path, *text, at)))
        .collect();
    cuts.par_iter().for_each(|(path, text, at)| {
        holds(with(path, &text[..floor(text, *at)]), &format!("{path} cut at {at}"));
    });
}

#[test]
fn every_byte_of_every_file_is_another() {
    let flips: Vec<(&str, &str, usize)> = FILES
        .iter()
        .flat_map(|(path, text)| (0..text.len()).map(move |at| (*path, *text, at)))
        .collect();
    flips.par_iter().for_each(|(path, text, at)| {
        let mut bytes = text.as_bytes().to_vec();
        // The lowest bits turn letters into others and quotes into brackets; the text stays UTF-8.
        bytes[*at] ^= 1 + (*at % 6) as u8;
        let broken = String::from_utf8(bytes).expect("these files are ASCII");
        holds(with(path, &broken), &format!("{path}, byte {at} flipped"));
    });
}

#[test]
fn every_mark_wherever_a_text_may_stand() {
    /// A file whose name or text holds `?` where the mark goes.
    const PLACES: [(&str, &str); 14] = [
        ("initiatives/a.toml", "title = 'A?'\nowner = '?'\n"),
        ("initiatives/b.toml", "id = 'b?c'\ntitle = \"B\"\n"),
        ("initiatives/c?d.toml", "titel = \"C\"\n"),
        ("initiatives/e.toml", "title = \"E\"\n'k?y' = 1\n[extra]\n'x?' = '?'\n"),
        (
            "initiatives/f.md",
            "+++\ntitle = \"F\"\nstatus = 'x?'\n+++\n[a](b?.md) [[c?d]] @e? due:? `?`\n- [ ] x? @y? due:?\n",
        ),
        ("initiatives/g.md", "+++\ntitle = ?\n+++\n"),
        ("initiatives/h.md", "---\ntitle: a?b\n---\n"),
        (
            "feedback/i.md",
            "+++\ntitle = \"I\"\n+++\nmail a?@b.example, AKIA?IOSFODNN7EXAMPLE\n",
        ),
        ("metrics/activation.csv", "date,value\n2026-10-01,4?1\n2026-1?0-01,4\n"),
        ("metrics/activation.csv", "da?te,value\n2026-10-01,41\n"),
        (
            "schema/own.toml",
            "name = 'o?n'\nfolder = '?'\nsummary = '?'\n[fields.'f?']\ntype = 't?'\n",
        ),
        (
            "schema/experiment.toml",
            "name = \"experiment\"\nfolder = \"experiments\"\n[[rules]]\nname = 'r?'\nrequire = 'si?ze < 1 && \"?\"'\nmessage = '{?}'\n",
        ),
        (
            "opsbook.toml",
            "name = '?'\n'k?' = '?'\n[lints]\n'r?' = 'l?'\n[[allow]]\nrule = '?'\npath = '?'\nreason = '?'\n",
        ),
        ("people.toml", "[[person]]\nid = 'm?'\ntitle = '?'\n[['p?']]\n"),
    ];
    let variants: Vec<(char, (&str, &str))> = marks()
        .into_iter()
        .flat_map(|mark| PLACES.into_iter().map(move |place| (mark, place)))
        .collect();
    assert!(variants.len() > 1_000);
    variants.par_iter().for_each(|(mark, (path, text))| {
        let mark = mark.to_string();
        let path = path.replace('?', &mark);
        holds(
            with(&path, &text.replace('?', &mark)),
            &format!("{mark:?} in {path:?}: {text:?}"),
        );
    });
}

#[test]
fn deep_wide_and_long() {
    let deep = 20_000;
    let long = "x".repeat(300_000);
    let variants = [
        ("initiatives/a.toml", format!("title = {}\n", "[".repeat(deep))),
        (
            "initiatives/a.toml",
            format!("title = {}1{}\n", "[".repeat(deep), "]".repeat(deep)),
        ),
        ("initiatives/a.toml", format!("title = {}\n", "{a=".repeat(deep))),
        ("initiatives/a.toml", format!("{}a = 1\n", "a.".repeat(deep))),
        ("initiatives/a.toml", format!("[{}a]\n", "a.".repeat(deep))),
        (
            "initiatives/a.toml",
            format!("title = \"{long}\"\nowner = \"{long}\"\n{long} = 1\n"),
        ),
        (
            "initiatives/a.toml",
            format!("title = \"A\"\ntags = [{}]\n", "\"t\",".repeat(50_000)),
        ),
        (
            "initiatives/a.toml",
            format!("title = \"A\"\ndepends_on = [{}]\n", "\"nobody\",".repeat(20_000)),
        ),
        ("initiatives/a.toml", "a = 1\n".repeat(20_000)),
        ("initiatives/a.toml", "= \n".repeat(50_000)),
        (
            "initiatives/a.md",
            format!("+++\ntitle = \"A\"\n+++\n{}\n", "> ".repeat(deep)),
        ),
        (
            "initiatives/a.md",
            format!("+++\ntitle = \"A\"\n+++\n{}\n", "[".repeat(deep)),
        ),
        (
            "initiatives/a.md",
            format!("+++\ntitle = \"A\"\n+++\n{}\n", "[[a".repeat(deep)),
        ),
        (
            "initiatives/a.md",
            format!("+++\ntitle = \"A\"\n+++\n{}\n", "*a_".repeat(deep)),
        ),
        (
            "initiatives/a.md",
            format!("+++\ntitle = \"A\"\n+++\n{}\n", "- [ ] @a due:x\n".repeat(deep)),
        ),
        (
            "initiatives/a.md",
            format!("+++\ntitle = \"A\"\n+++\n{}\n", "<a href=x>`".repeat(deep)),
        ),
        ("initiatives/a.md", format!("---\ntitle: {long}\n---\n")),
        ("metrics/activation.csv", format!("{}\n1\n", "a,".repeat(100_000))),
        (
            "metrics/activation.csv",
            format!("date,value\n{}", "2026-10-01,x\n".repeat(30_000)),
        ),
        ("metrics/activation.csv", format!("date,value\n\"{long}")),
        (
            "schema/own.toml",
            format!(
                "name = \"own\"\nfolder = \"own\"\nsummary = \"{long}\"\n{}",
                "[[rules]]\nrequire = \"a\"\n".repeat(2_000)
            ),
        ),
        (
            "schema/own.toml",
            format!(
                "name = \"own\"\nfolder = \"own\"\n[[rules]]\nname = \"r\"\nmessage = \"m\"\nrequire = \"{}1\"\n",
                "(".repeat(deep)
            ),
        ),
        (
            "schema/own.toml",
            format!(
                "name = \"own\"\nfolder = \"own\"\n[[rules]]\nname = \"r\"\nmessage = \"m\"\nrequire = \"{}a\"\n",
                "!".repeat(deep)
            ),
        ),
        (
            "opsbook.toml",
            format!("name = \"{long}\"\n[words]\n{}", "a = [\"b\"]\n".repeat(5_000)),
        ),
        ("people.toml", "[[person]]\nid = \"a\"\ntitle = \"A\"\n".repeat(5_000)),
        ("people.toml", "[[person]]\n".repeat(20_000)),
    ];
    variants.par_iter().for_each(|(path, text)| {
        let begin: String = text.chars().take(40).collect();
        let report = holds(with(path, text), &format!("{path}: {begin}"));
        assert!(report.findings.len() <= check::MOST_OF_A_FILE + FILES.len());
    });
}

/// Files of other encodings go through the disk, as users' files do.
#[test]
fn other_encodings() {
    let text = "title = \"Größe 日本\"\n";
    let utf16 = |big: bool| -> Vec<u8> {
        let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        std::iter::once(0xfeff)
            .chain(text.encode_utf16())
            .flat_map(unit)
            .collect()
    };
    let latin: Vec<u8> = "title = \"Größe\"\n".chars().map(|c| u32::from(c) as u8).collect();
    let mut overlong = b"title = \"a".to_vec();
    overlong.extend([0xc0, 0xaf, b'"', b'\n']);
    let mut surrogate = b"title = \"a".to_vec();
    surrogate.extend([0xed, 0xa0, 0x80, b'"', b'\n']);
    let zeros = vec![0; 4096];
    let every: Vec<u8> = (0..=255).collect();
    let mark = [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let marks = [b"\xef\xbb\xbf\xef\xbb\xbf".as_slice(), text.as_bytes()].concat();
    let files = [
        utf16(false),
        utf16(true),
        latin,
        overlong,
        surrogate,
        zeros,
        every,
        mark,
        marks,
        text.as_bytes()[..12].to_vec(),
    ];
    let paths = [
        "themes/a.toml",
        "themes/a.md",
        "metrics/a.csv",
        "schema/own.toml",
        "opsbook.toml",
        "people.toml",
    ];
    for path in paths {
        for (number, bytes) in files.iter().enumerate() {
            let folder = tempfile::tempdir().expect("a folder");
            let write =
                |path: &str, bytes: &[u8]| opsbook::disk::replace(&folder.path().join(path), bytes).expect("a file");
            write("opsbook.toml", b"name = \"Larkspur\"\n");
            write(path, bytes);
            let location = Location::find(Path::new(folder.path()), None).expect("a workspace");
            let snapshot = Snapshot::work_tree(&location).expect("a snapshot");
            let report = holds(snapshot, &format!("encoding {number} in {path}"));
            let refused = report.findings.iter().filter(|one| one.rule.name == "not-utf8").count();
            let is_utf8 = std::str::from_utf8(bytes).is_ok();
            assert_eq!(refused, usize::from(!is_utf8), "encoding {number} in {path}");
        }
    }
}
