//! The site as files: whole or not there, the same bytes each time, names that every system can hold.

use opsbook::text::{Id, slug};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the program in a closed environment.
#[expect(clippy::disallowed_methods, reason = "the program is what is tested")]
fn opsbook(folder: &Path, arguments: &[&str], threads: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_opsbook"))
        .current_dir(folder)
        .env_clear()
        .env("RAYON_NUM_THREADS", threads)
        .args(["--today", "2026-11-20"])
        .args(arguments)
        .output()
        .expect("the program runs")
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(folder.join(&inner)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = inner.join(entry.file_name());
            if entry.file_type().expect("a type").is_dir() {
                folders.push(path);
            } else {
                found.insert(
                    path.to_string_lossy().into_owned(),
                    fs::read(folder.join(&path)).expect("a file"),
                );
            }
        }
    }
    found
}

#[test]
fn the_same_workspace_gives_the_same_bytes_on_any_number_of_threads() {
    let scratch = tempfile::tempdir().expect("a folder");
    assert!(opsbook(scratch.path(), &["demo", "book"], "4").status.success());
    let first = files(&scratch.path().join("book/public"));
    assert!(first.len() > 300, "{} files", first.len());
    let again = opsbook(scratch.path(), &["-C", "book", "build", "--out", "../site"], "1");
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    let second = files(&scratch.path().join("site"));
    let differ: Vec<&String> = first
        .iter()
        .filter(|(path, bytes)| second.get(*path) != Some(bytes))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(differ, Vec::<&String>::new());
    assert_eq!(first.len(), second.len());
}

#[test]
fn names_are_portable_and_pages_ask_no_other_host() {
    let scratch = tempfile::tempdir().expect("a folder");
    assert!(opsbook(scratch.path(), &["demo", "book"], "2").status.success());
    let site = files(&scratch.path().join("book/public"));
    let mut folded = BTreeSet::new();
    for (path, bytes) in &site {
        assert!(
            path.chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '.' | '_')),
            "{path}"
        );
        assert!(
            folded.insert(path.to_lowercase()),
            "{path} differs from another in case only"
        );
        let text = String::from_utf8_lossy(bytes);
        for fetched in [
            "src=\"http",
            "src=\"//",
            "<link rel=\"stylesheet\" href=\"http",
            "url(http",
            "@import",
        ] {
            assert!(!text.contains(fetched), "{path} asks another host: {fetched}");
        }
        if path.ends_with(".html") && !text.contains("http-equiv=\"refresh\"") {
            assert!(text.contains("Content-Security-Policy"), "{path} has no policy");
        }
    }
}

#[test]
fn pages_of_deleted_records_go_and_a_failed_build_leaves_the_site() {
    let scratch = tempfile::tempdir().expect("a folder");
    let book = scratch.path().join("book");
    assert!(opsbook(scratch.path(), &["demo", "book"], "2").status.success());
    let page = book.join("public/theme/search-speed.html");
    assert!(page.is_file());
    // Not while there are errors: the site stays as it was.
    fs::remove_file(book.join("themes/search-speed.md")).expect("the record");
    let strict = opsbook(&book, &["build", "--strict"], "2");
    assert_eq!(strict.status.code(), Some(1));
    assert!(page.is_file());
    assert!(opsbook(&book, &["build"], "2").status.success());
    assert!(!page.exists());
    let left: Vec<String> = fs::read_dir(&book)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".opsbook"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

/// Waits until a build has so many entries in the folder that it fills; `None` where it ended before.
fn filling(parent: &Path, entries: usize, build: &mut std::process::Child) -> Option<PathBuf> {
    loop {
        let folders = fs::read_dir(parent).expect("a folder").flatten();
        let named = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(".opsbook-build-");
        for folder in folders.filter(|entry| named(&entry.file_name())) {
            if fs::read_dir(folder.path()).is_ok_and(|inside| inside.count() >= entries) {
                return Some(folder.path());
            }
        }
        if build.try_wait().expect("the process is ours").is_some() {
            return None;
        }
    }
}

#[test]
fn a_build_that_is_killed_leaves_the_site_as_it_was_and_the_next_one_works() {
    let scratch = tempfile::tempdir().expect("a folder");
    assert!(opsbook(scratch.path(), &["demo", "book"], "2").status.success());
    let book = scratch.path().join("book");
    let before = files(&book.join("public"));
    let one_more = opsbook(&book, &["new", "feedback", "One more"], "2");
    assert!(
        one_more.status.success(),
        "{}",
        String::from_utf8_lossy(&one_more.stderr)
    );
    let mut killed = 0;
    for entries in [0, 1, 5, 20] {
        #[expect(clippy::disallowed_methods, reason = "the program is what is tested")]
        let mut build = Command::new(env!("CARGO_BIN_EXE_opsbook"))
            .current_dir(&book)
            .env_clear()
            .args(["--today", "2026-11-20", "build", "-q"])
            .spawn()
            .expect("the program runs");
        let Some(left) = filling(&book, entries, &mut build) else {
            continue;
        };
        build.kill().expect("the process is ours");
        let done = build.wait().expect("the process is ours").success();
        if !done {
            killed += 1;
            assert_eq!(files(&book.join("public")), before, "killed with {entries} entries");
            assert!(left.exists(), "what was being filled lies beside the site");
        }
    }
    assert!(killed > 0, "every build was faster than this test");
    // What killed builds left is no part of the workspace.
    let check = opsbook(&book, &["check"], "2");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
    assert!(opsbook(&book, &["build"], "2").status.success());
    let after = files(&book.join("public"));
    assert!(after.contains_key("feedback/one-more.html"));
    assert!(after.keys().all(|path| !path.contains(".opsbook-build-")));
}

#[test]
fn nothing_in_the_workspace_changes_but_the_site() {
    let scratch = tempfile::tempdir().expect("a folder");
    let book = scratch.path().join("book");
    assert!(opsbook(scratch.path(), &["demo", "book"], "2").status.success());
    // The cache, which may be deleted at any time, is declared to be an exception.
    let kept = || {
        let mut kept = files(&book);
        kept.retain(|path, _| !path.starts_with(".git/opsbook/"));
        kept
    };
    let before = kept();
    assert_eq!(opsbook(&book, &["check"], "2").status.code(), Some(0));
    assert!(opsbook(&book, &["build"], "2").status.success());
    assert!(opsbook(&book, &["list", "feedback"], "2").status.success());
    let after = kept();
    assert!(before.keys().eq(after.keys()));
    assert!(before == after);
}

proptest! {
    #[test]
    fn an_id_is_its_page_and_the_page_is_the_id(title in "\\PC{0,60}") {
        if let Ok(id) = Id::new(&slug(&title)) {
            let page = format!("initiative/{id}.html");
            prop_assert!(page.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '/' | '-' | '.')));
            let back = page.strip_prefix("initiative/").and_then(|page| page.strip_suffix(".html"));
            prop_assert_eq!(back.map(Id::new), Some(Ok(id)));
        }
    }
}
