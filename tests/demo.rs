//! The example organisation: lifelike, complete and without a finding.

use opsbook::check::{self, Context};
use opsbook::demo;
use opsbook::source::Snapshot;
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;

fn load(files: &str) -> (Workspace, Vec<opsbook::diagnostic::Diagnostic>) {
    Workspace::load(Arc::new(Snapshot::fixture(files)))
}

fn larkspur() -> String {
    let mut text = String::new();
    for (path, bytes) in demo::larkspur() {
        let file = String::from_utf8(bytes).expect("the example is text");
        let _ = write!(text, "=== {path}\n{file}");
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    text
}

#[test]
fn every_kind_and_status_is_shown() {
    let (workspace, _) = load(&larkspur());
    assert!(workspace.records().len() >= 150);
    let mut missing = Vec::new();
    for kind in workspace.schema().kinds() {
        let records = workspace.of_kind(kind.index);
        if records.is_empty() {
            missing.push(kind.name.to_string());
        }
        for status in kind.lifecycle.iter().flat_map(|lifecycle| &lifecycle.statuses) {
            let shown = |index: &&_| {
                workspace
                    .status(workspace.record(**index))
                    .is_some_and(|one| one.name == status.name)
            };
            if !records.iter().any(|index| shown(&index)) {
                missing.push(format!("{} {}", kind.name, status.name));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn nothing_is_wrong_with_it() {
    let (workspace, problems) = load(&larkspur());
    let today = Date::new(2026, 11, 20).expect("a day");
    let report = check::run(&Context::new(&workspace, today), problems);
    let said: Vec<String> = report
        .findings
        .iter()
        .map(|one| format!("{} {}", one.span.path, one.message))
        .collect();
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn made_up_workspaces_have_the_size_asked_for_and_are_the_same_each_time() {
    let make = |size| {
        let mut text = String::new();
        let Ok(()) = demo::scale(size, &mut |path, file| {
            let _ = write!(text, "=== {path}\n{file}\n");
            Ok::<(), Infallible>(())
        });
        text
    };
    for size in [1, 100, 250] {
        let text = make(size);
        assert_eq!(text, make(size));
        let (workspace, problems) = load(&text);
        // The process that the runs follow comes on top.
        assert_eq!(workspace.records().len(), size + 1);
        let errors = problems
            .iter()
            .filter(|one| one.level == opsbook::diagnostic::Level::Error)
            .count();
        assert_eq!(errors, 0, "{:?}", problems.first());
    }
}
