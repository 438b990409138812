//! Every rule is explained, and its examples are true: the bad one breaks this rule and no other, the good one none.

mod landings;

use landings::LANDING;
use opsbook::check::{self, Check, Context, Explanation};
use opsbook::diagnostic::Diagnostic;
use opsbook::disk::Cache;
use opsbook::history::History;
use opsbook::source::{Origin, Repository, Snapshot, Start};
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Says, in the first line, that the clone ends with the last landing.
const SHALLOW: &str = "=== shallow clone\n";

/// The rules that an example breaks, each with its message.
fn broken(files: &str) -> Vec<(&'static str, String)> {
    if files.contains(LANDING) {
        return broken_history(files);
    }
    let (workspace, problems) = Workspace::load(Arc::new(Snapshot::fixture(files)));
    told(&Context::new(&workspace, today()), problems)
}

fn today() -> Date {
    Date::parse("2026-11-20").expect("a day")
}

fn told(context: &Context<'_>, problems: Vec<Diagnostic>) -> Vec<(&'static str, String)> {
    let report = check::run(context, problems);
    report
        .findings
        .into_iter()
        .map(|one| (one.rule.name, format!("{} {}", one.span.path, one.message)))
        .collect()
}

/// The same for an example that is a history: what its last landing holds is judged, with all that came before.
fn broken_history(files: &str) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().expect("a folder");
    let last = *landings::write(folder.path(), files)
        .last()
        .expect("there is a landing");
    if files.starts_with(SHALLOW) {
        opsbook::disk::replace(&folder.path().join(".git/shallow"), format!("{last}\n").as_bytes())
            .expect("it can be written");
    }
    let repository = Repository::at(folder.path()).expect("it was made");
    let start = Start {
        folder: folder.path(),
        configuration: None,
    };
    let snapshot = repository.snapshot(&Origin::Commit(last), &start).expect("it is there");
    let (workspace, problems) = Workspace::load(Arc::new(snapshot));
    let history = History::read(&repository, last, &workspace, &Cache::none()).expect("it can be read");
    told(
        &Context::new(&workspace, today()).with_history(Some(&history)),
        problems,
    )
}

fn explanation(check: &Check) -> Explanation<'static> {
    Explanation::read(check.text).unwrap_or_else(|| panic!("the explanation of {} is not complete", check.rule.name))
}

#[test]
fn every_explanation_is_complete() {
    for check in check::all() {
        let name = check.rule.name;
        assert!(
            check.text.starts_with(&format!("# {name}\n")),
            "{name}: the title is not its name"
        );
        let text = explanation(check);
        for (part, said) in [("what", text.what), ("why", text.why), ("how to fix", text.fix)] {
            assert!(said.ends_with('.'), "{name}: `{part}` is no sentence: {said}");
        }
        let widest = check.text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(120), "{name}: a line of {widest:?} characters");
    }
}

#[test]
fn bad_examples_break_their_rule_and_no_other() {
    for check in check::all() {
        let found = broken(explanation(check).bad);
        let names: BTreeSet<&str> = found.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            BTreeSet::from([check.rule.name]),
            "{}: {found:?}",
            check.rule.name
        );
    }
}

#[test]
fn good_examples_break_none() {
    for check in check::all() {
        assert_eq!(broken(explanation(check).good), [], "{}", check.rule.name);
    }
}

#[test]
fn names_are_kebab_case_and_never_taken_away() {
    let names: Vec<&str> = check::all().map(|check| check.rule.name).collect();
    for name in &names {
        let words = name
            .split('-')
            .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
        assert!(words, "{name}");
        assert!(
            opsbook::diagnostic::Group::from_word(name).is_none(),
            "{name} is a group"
        );
    }
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(unique.len(), names.len(), "a name is used twice");
    // A name that was published stays: configurations and scripts hold it. New ones are added to the file.
    let known: Vec<&str> = include_str!("rule_names.txt").lines().collect();
    let known_set: BTreeSet<&str> = known.iter().copied().collect();
    assert!(known.is_sorted(), "keep tests/rule_names.txt in order");
    let gone: Vec<_> = known_set.difference(&unique).collect();
    assert!(gone.is_empty(), "these names are gone: {gone:?}");
    let new: Vec<_> = unique.difference(&known_set).collect();
    assert!(new.is_empty(), "add these names to tests/rule_names.txt: {new:?}");
}
