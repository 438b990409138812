//! The history of the example: lifelike, the same each time, and sound at every commit.

use opsbook::check::{self, Context};
use opsbook::demo;
use opsbook::diagnostic::Level;
use opsbook::source::Snapshot;
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

#[cfg(unix)]
#[allow(dead_code, reason = "each test uses a part")]
#[expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the real git and the real program are started"
)]
mod git;

type Files = BTreeMap<String, String>;

/// Calls `each` with the files after every commit.
fn replay(each: &mut dyn FnMut(usize, &demo::Landing, &Files)) -> Files {
    let mut files = Files::new();
    for (number, landing) in demo::story().iter().enumerate() {
        for (path, text) in &landing.files {
            match text {
                Some(text) => files.insert(path.clone(), text.clone()),
                None => files.remove(path),
            };
        }
        each(number, landing, &files);
    }
    files
}

/// What `check` finds, warnings left out.
fn errors(files: &Files, today: Date) -> Vec<String> {
    let mut text = String::new();
    for (path, file) in files {
        let _ = write!(text, "=== {path}\n{file}");
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    let (workspace, problems) = Workspace::load(Arc::new(Snapshot::fixture(&text)));
    let context = Context {
        workspace: &workspace,
        base: None,
        history: None,
        today,
    };
    let findings = check::run(&context, problems).findings;
    let errors = findings.iter().filter(|one| one.level == Level::Error);
    errors.map(|one| format!("{} {}", one.span.path, one.message)).collect()
}

#[test]
fn it_ends_with_the_example() {
    let files = replay(&mut |_, _, _| {});
    let example: Vec<(String, Vec<u8>)> = files
        .into_iter()
        .map(|(path, text)| (path, text.into_bytes()))
        .collect();
    for ((path, text), (of_example, bytes)) in example.iter().zip(demo::larkspur()) {
        assert_eq!(path, &of_example);
        assert_eq!(String::from_utf8_lossy(text), String::from_utf8_lossy(&bytes), "{path}");
    }
    assert_eq!(example.len(), demo::larkspur().len());
}

/// What the program writes is a repository that git itself finds sound and clean, the same each time.
#[cfg(unix)]
#[test]
fn git_finds_the_repository_clean() {
    let place = git::Place::new();
    let mut heads = BTreeSet::new();
    for name in ["one", "two"] {
        let (code, said) = place.opsbook(&["demo", name, "--today", "2026-11-20"]);
        assert_eq!(code, 0, "{said}");
        let git = |arguments: &[&str]| place.git(&[&["-C", name], arguments].concat());
        assert_eq!(git(&["status", "--porcelain"]), "");
        assert_eq!(git(&["fsck", "--strict", "--no-progress"]), "");
        assert_eq!(
            git(&["rev-list", "--count", "HEAD"]).trim(),
            demo::story().len().to_string()
        );
        // The clean-up is ignored by git as well.
        let ignored = git(&["show", "HEAD:.git-blame-ignore-revs"]);
        let hash = ignored.lines().last().unwrap_or_default();
        assert!(git(&["show", "-s", "--format=%s", hash]).starts_with("Leave out what goes without saying"));
        heads.insert(git(&["rev-parse", "HEAD"]));
    }
    assert_eq!(heads.len(), 1);
}

#[test]
fn it_is_told_by_many_over_eighteen_months() {
    let story = demo::story();
    assert!(story == demo::story());
    assert!(story.len() >= 400, "{}", story.len());
    let people: BTreeSet<&str> = story.iter().map(|landing| landing.author.as_str()).collect();
    assert!(people.len() >= 12, "{people:?}");
    assert!(story.windows(2).all(|pair| pair[0].seconds < pair[1].seconds));
    let months = |seconds: i64| seconds / 86_400 / 30;
    assert!(months(story[story.len() - 1].seconds) - months(story[0].seconds) >= 18);
    let reasons = story
        .iter()
        .filter(|landing| landing.message.contains("\nOps-Reason: "))
        .count();
    assert!(reasons >= 20, "{reasons}");
}

/// Every twentieth commit; all with OPSBOOK_WHOLE_STORY, as the slow checks do.
#[test]
fn every_commit_is_sound() {
    let step = if std::env::var_os("OPSBOOK_WHOLE_STORY").is_some() {
        1
    } else {
        20
    };
    let mut wrong = Vec::new();
    replay(&mut |number, landing, files| {
        if number % step == 0 && wrong.len() < 10 {
            let today = Date::from_timestamp(landing.seconds, &opsbook::time::Zone::utc());
            let subject = landing.message.lines().next().unwrap_or_default().to_owned();
            wrong.extend(
                errors(files, today)
                    .into_iter()
                    .take(3)
                    .map(|error| format!("{number} {today} {subject}: {error}")),
            );
        }
    });
    assert_eq!(wrong, Vec::<String>::new());
}
