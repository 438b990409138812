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
use std::path::Path;

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

/// Runs git with the program in `PATH`, as somebody has it who installed it.
fn git_with_program(place: &Place, folder: &Path, arguments: &[&str]) -> (bool, String) {
    let mut path = Path::new(OPSBOOK).parent().unwrap().as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let mut command = place.command("git", folder);
    let output = command.env("PATH", path).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    (output.status.success(), said)
}

/// A good workspace in a folder of a repository, committed, without a hook.
fn unguarded(folder: &str) -> Place {
    let place = Place::new();
    place.write(&format!("{folder}opsbook.toml"), "name = \"Test\"\n");
    place.write(&format!("{folder}{SEARCH}"), GOOD);
    place.write("notes.txt", "outside\n");
    place.commit("start");
    place
}

fn installed(place: &Place, folder: &str, hooks: &Path) {
    let (code, said) = place.opsbook(&["-C", folder, "hook", "install"]);
    assert_eq!(code, 0, "{said}");
    for name in ["pre-commit", "pre-merge-commit"] {
        let hook = hooks.join(name);
        assert!(said.contains(&*hook.to_string_lossy()), "{said}");
        assert_eq!(fs::metadata(&hook).unwrap().permissions().mode() & 0o111, 0o111);
    }
}

#[test]
fn an_installed_hook_guards_commits_and_merges() {
    let place = unguarded("");
    installed(&place, ".", &place.work.canonicalize().unwrap().join(".git/hooks"));
    let before = everything_below(&place.work.join(".git/hooks"));
    let (code, said) = place.opsbook(&["hook", "install"]);
    assert_eq!((code, said.matches("is there already").count()), (0, 2), "{said}");
    assert_eq!(before, everything_below(&place.work.join(".git/hooks")));
    place.write(SEARCH, DANGLING);
    let (passed, said) = git_with_program(&place, &place.work, &["commit", "-a", "-m", "bad"]);
    assert!(!passed && said.contains("dangling-reference"), "{said}");
    place.write(SEARCH, GOOD);
    place.write(SPEED, OBJECTIVE);
    place.git(&["add", "-A"]);
    let (passed, said) = git_with_program(&place, &place.work, &["commit", "-m", "good"]);
    assert!(passed, "{said}");
    // Each branch is sound, the merge is not.
    place.git(&["checkout", "-q", "-b", "side"]);
    place.write(SEARCH, LINKED);
    assert!(git_with_program(&place, &place.work, &["commit", "-a", "-m", "link it"]).0);
    place.git(&["checkout", "-q", "main"]);
    place.git(&["rm", "-q", SPEED]);
    assert!(git_with_program(&place, &place.work, &["commit", "-m", "drop it"]).0);
    let (passed, said) = git_with_program(&place, &place.work, &["merge", "--no-edit", "side"]);
    assert!(!passed && said.contains("dangling-reference"), "{said}");
}

#[test]
fn without_the_program_nothing_slips_through() {
    let place = unguarded("");
    installed(&place, ".", &place.work.canonicalize().unwrap().join(".git/hooks"));
    place.write("notes.txt", "more\n");
    place.refuses(&["commit", "-a", "-m", "note"], "not in PATH");
    place.passes(&["commit", "-a", "--no-verify", "-m", "note"]);
}

#[test]
fn a_workspace_below_the_top_is_found_whatever_its_name() {
    let place = unguarded("ops/it's ours/");
    let hooks = place.work.canonicalize().unwrap().join(".git/hooks");
    installed(&place, "ops/it's ours", &hooks);
    place.write("ops/it's ours/initiatives/bad.md", DANGLING);
    place.git(&["add", "-A"]);
    let (passed, said) = git_with_program(&place, &place.work, &["commit", "-m", "bad"]);
    assert!(!passed && said.contains("dangling-reference"), "{said}");
    // Another workspace of the same repository does not push the first one out.
    place.write("other/opsbook.toml", "name = \"Other\"\n");
    let (code, said) = place.opsbook(&["-C", "other", "hook", "install"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("opsbook -C other check --staged || exit 1"), "{said}");
}

#[test]
fn a_hook_of_somebody_else_stays() {
    for (text, way) in [
        (
            "#!/bin/sh\nmake test\n",
            "add the line `opsbook check --staged || exit 1` to it",
        ),
        ("#!/bin/sh\nlefthook run pre-commit\n", "lefthook.yml"),
        (
            "#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n",
            ".pre-commit-config.yaml",
        ),
    ] {
        let place = unguarded("");
        let hook = place.work.join(".git/hooks/pre-merge-commit");
        fs::create_dir_all(hook.parent().unwrap()).unwrap();
        fs::write(&hook, text).unwrap();
        let (code, said) = place.opsbook(&["hook", "install"]);
        assert!(code == 2 && said.contains("not ours") && said.contains(way), "{said}");
        assert_eq!(fs::read_to_string(&hook).unwrap(), text);
        assert!(!place.work.join(".git/hooks/pre-commit").exists());
        assert_eq!(place.opsbook(&["hook", "install", "--force"]).0, 0);
        assert!(
            fs::read_to_string(&hook)
                .unwrap()
                .ends_with("\nopsbook check --staged\n")
        );
    }
}

#[test]
fn hooks_go_where_git_looks_for_them() {
    // A linked work tree shares them.
    let place = unguarded("");
    place.git(&["worktree", "add", "-q", "../linked", "-b", "side"]);
    let linked = place.folder.path().join("linked");
    installed(
        &place,
        &linked.to_string_lossy(),
        &place.work.canonicalize().unwrap().join(".git/hooks"),
    );
    fs::write(linked.join(SEARCH), DANGLING).unwrap();
    assert!(!git_with_program(&place, &linked, &["commit", "-a", "-m", "bad"]).0);
    // A folder of the work tree, where everybody gets them.
    let place = unguarded("");
    place.git(&["config", "core.hooksPath", "tools/hooks"]);
    installed(
        &place,
        "initiatives",
        &place.work.canonicalize().unwrap().join("tools/hooks"),
    );
    place.write(SEARCH, DANGLING);
    assert!(!git_with_program(&place, &place.work, &["commit", "-a", "-m", "bad"]).0);
    // A folder that other repositories use, too.
    let place = unguarded("");
    fs::write(
        place.folder.path().join(".gitconfig"),
        "[core]\n\thooksPath = ~/shared\n",
    )
    .unwrap();
    let (code, said) = place.opsbook(&["hook", "install"]);
    assert!(code == 2 && said.contains("other repositories"), "{said}");
    assert!(!place.folder.path().join("shared").exists());
    let (code, said) = place.opsbook(&["hook", "install", "--force"]);
    assert!(
        code == 0 && place.folder.path().join("shared/pre-commit").exists(),
        "{said}"
    );
    // Where nothing is to guard.
    let place = Place::new();
    assert_eq!(place.opsbook(&["hook", "install"]).0, 2);
}

#[test]
fn husky_is_told_apart() {
    let place = unguarded("");
    place.git(&["config", "core.hooksPath", ".husky/_"]);
    place.write(".husky/_/pre-commit", "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"\n");
    let (code, said) = place.opsbook(&["hook", "install"]);
    assert!(code == 2 && said.contains(".husky/pre-commit"), "{said}");
}

#[test]
fn git_runs_it_as_a_command_of_its_own() {
    let place = unguarded("");
    let programs = place.folder.path().join("programs");
    fs::create_dir(&programs).unwrap();
    std::os::unix::fs::symlink(OPSBOOK, programs.join("git-opsbook")).unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
    let git = |folder: &str, arguments: &[&str]| {
        let mut command = place.command("git", &place.work.join(folder));
        let output = command
            .env("PATH", &path)
            .arg("opsbook")
            .args(arguments)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        (output.status.code(), said)
    };
    let (code, said) = git("initiatives", &["check"]);
    assert!(code == Some(0) && said.contains("0 errors"), "{said}");
    place.write(SEARCH, DANGLING);
    // Git hands it no index, so that what lies in the own one is staged.
    assert_eq!(git("", &["check"]).0, Some(1));
    assert_eq!(git("", &["check", "--staged"]).0, Some(0));
    let (code, said) = git("", &["chekc"]);
    assert!(code == Some(2) && said.contains("Usage: git opsbook"), "{said}");
}
