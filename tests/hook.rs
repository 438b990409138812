//! Hooks run by the real git: what is judged is what the commit will hold (PROMISES P5), whatever lies on disk.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "the real git and the real program are started, files are made"
)]
#![expect(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

#[allow(dead_code, reason = "each test uses a part")]
mod git;

use git::{OPSBOOK, Place, everything_below};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

const GOOD: &str = "+++\ntitle = \"Faster search\"\n+++\n";
const DANGLING: &str = "+++\ntitle = \"Faster search\"\nobjective = \"missing\"\n+++\n";
const LINKED: &str = "+++\ntitle = \"Faster search\"\nobjective = \"speed\"\n+++\n";
const OBJECTIVE: &str = "+++\ntitle = \"Speed\"\n+++\n";
const SEARCH: &str = "initiatives/faster-search.md";
const SPEED: &str = "objectives/speed.md";

/// A repository in which a good workspace is committed, with the hook of this program.
fn workspace() -> Place {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.write(SEARCH, GOOD);
    place.write("notes.txt", "outside\n");
    place.commit("start");
    hook(&place, "pre-commit", "check --staged");
    place
}

fn hook(place: &Place, name: &str, command: &str) {
    let hook = place.work.join(".git/hooks").join(name);
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(
        &hook,
        format!("#!/bin/sh\nexec '{OPSBOOK}' {command} --format concise\n"),
    )
    .unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
}

trait Hooked {
    /// Commits, which the hook must allow.
    fn passes(&self, arguments: &[&str]);
    /// Commits, which the hook must refuse with a finding of this rule.
    fn refuses(&self, arguments: &[&str], rule: &str);
}

impl Hooked for Place {
    fn passes(&self, arguments: &[&str]) {
        let output = self.try_git(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "git {arguments:?}: {said}");
    }

    fn refuses(&self, arguments: &[&str], rule: &str) {
        let before = self.git(&["rev-parse", "HEAD"]);
        let output = self.try_git(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(!output.status.success(), "git {arguments:?} passed: {said}");
        assert!(said.contains(rule), "git {arguments:?}: {said}");
        assert_eq!(before, self.git(&["rev-parse", "HEAD"]));
    }
}

#[test]
fn what_is_staged_counts_not_what_lies_there() {
    let place = workspace();
    place.write(SEARCH, DANGLING);
    place.git(&["add", "-A"]);
    place.write(SEARCH, GOOD);
    place.refuses(
        &["commit", "-m", "bad is staged, good lies there"],
        "dangling-reference",
    );
    place.git(&["add", "-A"]);
    place.write("notes.txt", "more\n");
    place.git(&["add", "-A"]);
    place.write(SEARCH, DANGLING);
    place.passes(&["commit", "-m", "good is staged, bad lies there"]);
}

#[test]
fn a_forgotten_file_does_not_count() {
    let place = workspace();
    place.write(SPEED, OBJECTIVE);
    place.write(SEARCH, LINKED);
    place.git(&["add", SEARCH]);
    place.refuses(&["commit", "-m", "its objective is not added"], "dangling-reference");
    place.git(&["add", SPEED]);
    place.passes(&["commit", "-m", "both"]);
}

#[test]
fn commit_all_uses_another_index() {
    let place = workspace();
    place.write(SEARCH, DANGLING);
    place.refuses(&["commit", "-a", "-m", "bad"], "dangling-reference");
    place.write(SEARCH, "+++\ntitle = \"Search\"\n+++\n");
    place.passes(&["commit", "-a", "-m", "good"]);
}

#[test]
fn commit_of_a_path_uses_another_index() {
    let place = workspace();
    place.write(SEARCH, DANGLING);
    place.write("notes.txt", "more\n");
    place.git(&["add", "-A"]);
    place.passes(&["commit", "-m", "only the note", "--", "notes.txt"]);
    place.refuses(&["commit", "-m", "the record", "--", SEARCH], "dangling-reference");
    // From a folder below, where the hook starts at the top all the same.
    let output = place
        .command("git", &place.work.join("initiatives"))
        .args(["commit", "-m", "from below", "--", "faster-search.md"])
        .output()
        .unwrap();
    assert!(!output.status.success());
}

#[test]
fn amending_judges_the_new_commit() {
    let place = workspace();
    place.write(SEARCH, DANGLING);
    place.git(&["add", "-A"]);
    place.refuses(&["commit", "--amend", "--no-edit"], "dangling-reference");
    place.git(&["commit", "-q", "--no-verify", "-m", "bad all the same"]);
    place.write(SEARCH, GOOD);
    place.write("notes.txt", "more\n");
    place.git(&["add", "-A"]);
    place.passes(&["commit", "--amend", "-m", "mended"]);
}

#[test]
fn part_of_a_file_can_be_staged() {
    let place = workspace();
    place.write(
        SEARCH,
        "+++\ntitle = \"Faster search\"\n+++\n\nOne\n\nTwo\n\nThree\n\nFour\n\nFive\n",
    );
    place.git(&["add", "-A"]);
    place.passes(&["commit", "-m", "longer"]);
    // The staged half is good, the half that lies there only is bad.
    let staged = "+++\ntitle = \"Faster search\"\n+++\n\nOne\n\nTwo\n\nThree\n\nFour\n\nSix\n";
    place.write(SEARCH, staged);
    place.git(&["add", "-A"]);
    place.write(
        SEARCH,
        &staged.replace("+++\n\nOne", "objective = \"missing\"\n+++\n\nOne"),
    );
    place.passes(&["commit", "-m", "half"]);
}

#[test]
fn a_commit_that_only_deletes() {
    let place = workspace();
    place.write(SPEED, OBJECTIVE);
    place.write(SEARCH, LINKED);
    place.git(&["add", "-A"]);
    place.passes(&["commit", "-m", "both"]);
    place.git(&["rm", "-q", SPEED]);
    place.refuses(&["commit", "-m", "its initiative is left"], "dangling-reference");
    place.git(&["rm", "-q", SEARCH]);
    place.passes(&["commit", "-m", "both go"]);
}

#[test]
fn a_commit_that_only_renames() {
    let place = workspace();
    place.write(SPEED, OBJECTIVE);
    place.write(SEARCH, LINKED);
    place.git(&["add", "-A"]);
    place.passes(&["commit", "-m", "both"]);
    place.git(&["mv", SPEED, "objectives/pace.md"]);
    place.refuses(&["commit", "-m", "renamed"], "dangling-reference");
}

#[test]
fn a_linked_work_tree_has_its_own_index() {
    let place = workspace();
    place.git(&["worktree", "add", "-q", "../linked", "-b", "side"]);
    let linked = place.folder.path().join("linked");
    fs::write(linked.join(SEARCH), DANGLING).unwrap();
    let commit = |arguments: &[&str]| place.command("git", &linked).args(arguments).output().unwrap();
    assert!(!commit(&["commit", "-a", "-m", "bad"]).status.success());
    fs::write(linked.join(SEARCH), "+++\ntitle = \"Search\"\n+++\n").unwrap();
    let output = commit(&["commit", "-a", "-m", "good"]);
    assert!(output.status.success(), "{output:?}");
    // The main work tree is not touched by what is staged there.
    place.write("notes.txt", "more\n");
    place.passes(&["commit", "-a", "-m", "note"]);
}

#[test]
fn a_merge_is_judged_before_it_is_committed() {
    let place = workspace();
    place.write(SPEED, OBJECTIVE);
    place.git(&["add", "-A"]);
    place.passes(&["commit", "-m", "objective"]);
    place.git(&["checkout", "-q", "-b", "side"]);
    place.write(SEARCH, LINKED);
    place.passes(&["commit", "-a", "-m", "link it"]);
    place.git(&["checkout", "-q", "main"]);
    place.git(&["rm", "-q", SPEED]);
    place.passes(&["commit", "-m", "drop it"]);
    // Both branches are sound, git merges them cleanly, and the result dangles.
    hook(&place, "pre-merge-commit", "check --staged");
    place.refuses(&["merge", "--no-edit", "side"], "dangling-reference");
}

#[test]
fn what_lies_outside_the_workspace_is_not_its_business() {
    let place = workspace();
    place.write("ops/opsbook.toml", "name = \"Below\"\n");
    place.write("ops/initiatives/bad.md", DANGLING);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "--no-verify", "-m", "a bad one"]);
    hook(&place, "pre-commit", "-C ops check --staged");
    place.write("notes.txt", "more\n");
    place.passes(&["commit", "-a", "-m", "note"]);
    place.write("ops/people.toml", "[[person]]\nid = \"ada\"\ntitle = \"Ada\"\n");
    place.git(&["add", "-A"]);
    place.refuses(&["commit", "-m", "a person"], "dangling-reference");
}

#[test]
fn intent_to_add_is_no_content() {
    let place = workspace();
    place.write(SPEED, OBJECTIVE);
    place.write(SEARCH, LINKED);
    place.git(&["add", SEARCH]);
    place.git(&["add", "--intent-to-add", SPEED]);
    place.refuses(
        &["commit", "-m", "the objective is only announced"],
        "dangling-reference",
    );
}

#[test]
fn nothing_in_git_is_written() {
    let place = workspace();
    place.write(SEARCH, DANGLING);
    place.git(&["add", "-A"]);
    let before = everything_below(&place.work.join(".git"));
    let output = place
        .command(OPSBOOK, &place.work)
        .args(["check", "--staged", "--no-cache"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(before, everything_below(&place.work.join(".git")));
}
