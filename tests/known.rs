//! What an earlier run knows of files: a run that takes it says the same as one that reads everything.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "the real git and the real program are started, files are made"
)]
#![expect(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

#[allow(dead_code, reason = "each test uses a part")]
mod git;

use git::Place;
use opsbook::check::{self, Context, Report};
use opsbook::source::{Origin, Repository, Start};
use opsbook::time::Date;
use opsbook::workspace::{Known, Workspace};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// The staged state, read with what is known, and what is found in it.
fn read(place: &Place, known: &Known) -> (Workspace, Report) {
    let folder = place.work.canonicalize().unwrap();
    let start = Start {
        folder: &folder,
        configuration: None,
    };
    let file = folder.join(".git/index");
    let repository = Repository::at(&folder).unwrap();
    let snapshot = repository.snapshot(&Origin::Index { file }, &start).unwrap();
    let (workspace, problems) = Workspace::load_with(Arc::new(snapshot), known);
    let report = check::run(&Context::new(&workspace, Date::new(2026, 11, 20).unwrap()), problems);
    (workspace, report)
}

/// Everything that a run knows and finds, as text.
fn told(workspace: &Workspace, report: &Report) -> String {
    let mut told = String::new();
    for (index, record) in workspace.records() {
        writeln!(
            told,
            "{record:?} {:?}",
            workspace.written_status(record).map(|status| &status.name)
        )
        .unwrap();
        for reference in workspace.references_of(record) {
            writeln!(told, "  {reference:?} `{}`", workspace.written(reference)).unwrap();
        }
        writeln!(told, "  {} led to", workspace.incoming(index).count()).unwrap();
    }
    for (index, document) in workspace.documents() {
        writeln!(
            told,
            "{} {:?} {}",
            document.path.as_str(),
            document.outline(),
            workspace.text(index).len()
        )
        .unwrap();
    }
    for finding in &report.findings {
        writeln!(told, "{finding:?}").unwrap();
    }
    told
}

fn known_files(workspace: &Workspace) -> usize {
    workspace
        .documents()
        .filter(|(index, _)| workspace.is_known(*index))
        .count()
}

/// Stages everything and compares a run that knows with one that reads; returns how many files were known.
fn same(place: &Place, known: &Known) -> usize {
    place.git(&["add", "-A"]);
    let (workspace, report) = read(place, &Known::default());
    let (recalled, of_recalled) = read(place, known);
    assert_eq!(told(&recalled, &of_recalled), told(&workspace, &report));
    assert_eq!(of_recalled.files, report.files);
    known_files(&recalled)
}

fn copy(from: &Path, below: &Path, place: &Place) {
    for entry in fs::read_dir(from).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            copy(&path, below, place);
        } else {
            let name = path.strip_prefix(below).unwrap().to_str().unwrap();
            place.write(name, &String::from_utf8(fs::read(&path).unwrap()).unwrap());
        }
    }
}

#[test]
fn a_lifelike_workspace_is_recalled_as_it_was_read() {
    let place = Place::new();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/larkspur");
    copy(&example, &example, &place);
    place.commit("start");
    let (workspace, report) = read(&place, &Known::default());
    assert_eq!(known_files(&workspace), 0);
    let bytes = Known::default().after(&workspace, &report.files).unwrap();
    let known = Known::new(bytes.clone());
    let all = same(&place, &known);
    assert!(all > 150, "{all} files are known");
    let (recalled, of_recalled) = read(&place, &known);
    assert!(known.after(&recalled, &of_recalled.files).is_none(), "nothing is new");

    // A good record changed, one that others name is gone, one is new, one is wrong.
    let record = fs::read_dir(place.work.join("initiatives"))
        .unwrap()
        .flatten()
        .next()
        .unwrap();
    fs::remove_file(record.path()).unwrap();
    let wrong = "+++\ntitle = \"A\"\nobjective = \"nowhere\"\n+++\nCall +351 21 123 4567, @nobody.\n";
    place.write("initiatives/new-one.md", wrong);
    place.write("feedback/new-one.md", wrong);
    let fewer = same(&place, &known);
    assert!(fewer < all && fewer > all - 4, "{fewer} of {all}");
    assert!(bytes.len() < 400_000);
    for end in (0..bytes.len()).step_by(bytes.len() / 10) {
        same(&place, &Known::new(bytes[..end].to_vec()));
    }
}

const RECORD: &str = "+++\ntitle = \"A\"\n+++\nText.\n";

#[test]
fn nothing_is_known_under_another_configuration_or_schema() {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.write("initiatives/a.md", RECORD);
    place.commit("start");
    let (workspace, report) = read(&place, &Known::default());
    let known = Known::new(Known::default().after(&workspace, &report.files).unwrap());
    assert_eq!(same(&place, &known), 1);
    place.write("opsbook.toml", "name = \"Other\"\n");
    assert_eq!(same(&place, &known), 0);
    place.write("opsbook.toml", "name = \"Test\"\n");
    assert_eq!(same(&place, &known), 1);
    place.write(
        "schema/initiative.toml",
        "name = \"initiative\"\n[fields.owner]\nrequired = true\n",
    );
    assert_eq!(same(&place, &known), 0);
}

#[test]
fn a_file_with_anything_to_say_of_is_read_again() {
    let place = Place::new();
    place.write(
        "opsbook.toml",
        "name = \"Test\"\n[lints]\nmissing-final-newline = \"off\"\n",
    );
    place.write("initiatives/good.md", RECORD);
    place.write("initiatives/off.md", RECORD.trim_end());
    place.write("initiatives/wrong.md", "+++\ntitle = 3\n+++\n");
    // Of another record it speaks wrongly; the file by itself is good.
    place.write(
        "initiatives/leads-nowhere.md",
        "+++\ntitle = \"A\"\nobjective = \"x\"\n+++\n",
    );
    place.write("metrics/lone.md", "Text without a record.\n");
    place.commit("start");
    let (workspace, report) = read(&place, &Known::default());
    let known = Known::new(Known::default().after(&workspace, &report.files).unwrap());
    let (recalled, _) = read(&place, &known);
    let paths = recalled.documents().filter(|(index, _)| recalled.is_known(*index));
    let paths: Vec<&str> = paths.map(|(_, document)| document.path.as_str()).collect();
    assert_eq!(paths, ["initiatives/good.md", "initiatives/leads-nowhere.md"]);
    same(&place, &known);
    // What it names is there now: nothing of what was found is kept.
    place.write("objectives/x.md", RECORD);
    same(&place, &known);
}

#[test]
fn the_program_says_the_same_with_and_without_its_cache() {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.write("initiatives/a.md", RECORD);
    place.write(
        "initiatives/b.md",
        "+++\ntitle = \"B\"\ndepends_on = [\"a\"]\n+++\nSee [[a]].\n",
    );
    place.commit("start");
    let run = |more: &[&str]| {
        let arguments = ["check", "--staged", "--format", "json", "--today", "2026-11-20"];
        place.opsbook(&[&arguments, more].concat())
    };
    let cache = place.work.join(".git/opsbook/files");
    assert_eq!(run(&["--no-cache"]).0, 0);
    assert!(!cache.exists());
    assert_eq!(run(&[]), run(&["--no-cache"]));
    assert!(cache.exists());
    place.git(&["rm", "-q", "initiatives/a.md"]);
    let (code, said) = run(&["--no-cache"]);
    assert_eq!((code, said.contains("dangling-reference")), (1, true));
    assert_eq!(run(&[]), (code, said.clone()));
    let whole = fs::read(&cache).unwrap();
    for damaged in [&whole[..whole.len() / 2], b"", b"nonsense"] {
        fs::write(&cache, damaged).unwrap();
        assert_eq!(run(&[]), (code, said.clone()));
    }
    // Excerpts are of texts that were not read.
    let (_, full) = place.opsbook(&["check", "--staged"]);
    assert!(full.contains("depends_on = [\"a\"]"), "{full}");
}
