//! Every state of a repository gives a result or a clear refusal, in bounded time, and nothing is written (PROMISES P1,
//! P13, P18, P24).
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "the real git and the real program are started, files are made"
)]
#![expect(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

#[allow(dead_code, reason = "each test uses a part")]
mod git;

use git::{OPSBOOK, Place, ended, everything_below};
use std::fs;
use std::path::PathBuf;

const GOOD: &str = "+++\ntitle = \"Faster search\"\n+++\n";
const DANGLING: &str = "+++\ntitle = \"Faster search\"\nobjective = \"missing\"\n+++\n";
const SEARCH: &str = "initiatives/faster-search.md";

/// A repository with a good commit and, on top, a bad one.
fn workspace() -> Place {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.write(SEARCH, GOOD);
    place.commit("good");
    place.write(SEARCH, DANGLING);
    place.commit("bad");
    place
}

impl Place {
    /// Checks in one line a finding.
    fn check(&self, arguments: &[&str]) -> (i32, String) {
        self.opsbook(&[&["check", "--format", "concise"], arguments].concat())
    }

    fn is_good(&self, arguments: &[&str]) {
        let (code, said) = self.check(arguments);
        assert_eq!(code, 0, "{arguments:?}: {said}");
    }

    fn is_bad(&self, arguments: &[&str], rule: &str) {
        let (code, said) = self.check(arguments);
        assert_eq!(code, 1, "{arguments:?}: {said}");
        assert!(said.contains(rule), "{arguments:?}: {said}");
    }

    fn is_refused(&self, arguments: &[&str], words: &str) {
        let (code, said) = self.check(arguments);
        assert_eq!(code, 2, "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }

    /// Where the loose object of a name lies.
    fn object(&self, name: &str) -> PathBuf {
        let id = self.git(&["rev-parse", name]);
        self.work.join(".git/objects").join(&id[..2]).join(id[2..].trim())
    }

    /// Replaces a file that git wrote for reading only.
    fn damage(&self, file: &std::path::Path, bytes: &[u8]) {
        fs::remove_file(file).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

#[test]
fn commits_have_many_names() {
    let place = workspace();
    place.git(&["tag", "-a", "v1", "-m", "one", "HEAD~1"]);
    place.git(&["tag", "-a", "v1-again", "-m", "of a tag", "v1"]);
    place.git(&["tag", "light", "HEAD~1"]);
    place.git(&["branch", "side/branch", "HEAD~1"]);
    place.git(&["branch", "-q", "--set-upstream-to=side/branch", "main"]);
    let full = place.git(&["rev-parse", "HEAD~1"]);
    let full = full.trim();
    for name in [
        "HEAD~1",
        "HEAD^",
        "@~",
        "main~1",
        "main^1^0",
        "v1",
        "v1^{commit}",
        "v1^{}",
        "v1-again",
        "light",
        "side/branch",
        "refs/heads/side/branch",
        "heads/side/branch",
        full,
        &full[..7],
        "main@{1}",
        "@{1}",
        "@{u}",
        "main@{upstream}",
        &format!("v1-3-g{}", &full[..8]),
    ] {
        assert_eq!(
            place
                .git(&["rev-parse", &format!("{}^{{commit}}", name.replace("v1-3-g", ""))])
                .trim(),
            full,
            "{name}"
        );
        place.is_good(&["--rev", name]);
    }
    place.is_bad(&["--rev", "main"], "dangling-reference");
    place.git(&["pack-refs", "--all"]);
    place.git(&["gc", "-q"]);
    place.is_good(&["--rev", "v1"]);
    place.is_good(&["--rev", &full[..7]]);
    for (name, words) in [
        ("mian", "did you mean `main`?"),
        ("HEAD~7", "has no such parent"),
        ("main^2", "has no such parent"),
        ("main@{yesterday}", "a number"),
        ("main@{7}", "shorter"),
        ("HEAD:opsbook.toml", "write a branch"),
        ("", "no commit is named"),
        ("v1^{tree}", "not understood"),
        ("main~x", "no commit is named"),
        ("ffffffffff", "no commit is named"),
        ("0000000000000000000000000000000000000001", "not in this repository"),
    ] {
        place.is_refused(&["--rev", name], words);
    }
    let tree = place.git(&["rev-parse", "HEAD^{tree}"]);
    place.is_refused(&["--rev", tree.trim()], "no object of the kind");
}

#[test]
fn the_day_of_a_commit_is_its_own() {
    let place = workspace();
    // Committed on 2023-11-14, accepted for some days.
    place.write(
        "opsbook.toml",
        "name = \"Test\"\n[[allow]]\nrule = \"dangling-reference\"\npath = \"initiatives\"\nreason = \"soon\"\nuntil = 2023-11-20\n",
    );
    place.commit("accepted for now");
    place.is_good(&["--rev", "HEAD"]);
    place.is_bad(&["--rev", "HEAD", "--today", "2023-11-21"], "dangling-reference");
    place.is_bad(&["--staged"], "dangling-reference");
}

#[test]
fn the_disk_plays_no_part() {
    let place = workspace();
    // The work tree plays no part, the folder of the command only says which workspace.
    fs::remove_file(place.work.join("opsbook.toml")).unwrap();
    place.is_good(&["--rev", "HEAD~1"]);
    place.is_bad(&["--staged"], "dangling-reference");
    place.is_refused(&[], "no opsbook.toml");
    fs::create_dir(place.work.join("deep")).unwrap();
    place.is_bad(&["-C", "deep", "--rev", "HEAD"], "dangling-reference");
    place.git(&["rm", "-rq", "--cached", "opsbook.toml"]);
    place.is_refused(&["--staged"], "what is staged holds no opsbook.toml");
}

#[test]
fn paths_narrow_what_a_commit_is_asked() {
    let place = workspace();
    place.is_bad(&["--rev", "HEAD", "initiatives"], "dangling-reference");
    place.is_good(&["--rev", "HEAD", "opsbook.toml"]);
    place.is_refused(&["--rev", "HEAD", "objectives"], "objectives is not there");
    fs::remove_dir_all(place.work.join("initiatives")).unwrap();
    place.is_bad(&["--rev", "HEAD", "initiatives/faster-search.md"], "dangling-reference");
}

#[test]
fn since_reports_what_is_new() {
    let place = workspace();
    place.is_good(&["--since", "HEAD"]);
    place.is_bad(&["--since", "HEAD~1"], "dangling-reference");
    // Other lines move the old finding, which stays the same; a second one is new.
    place.write(
        SEARCH,
        &DANGLING.replace("+++\n\n", "").replacen("+++\n", "+++\n# moved\n", 1),
    );
    place.is_good(&["--since", "HEAD"]);
    place.write(
        "initiatives/other.md",
        "+++\ntitle = \"Other\"\nobjective = \"gone\"\n+++\n",
    );
    let (code, said) = place.check(&["--since", "HEAD"]);
    assert_eq!(code, 1);
    assert!(said.contains("gone") && !said.contains("missing"), "{said}");
    // A branch that tightens a rule owns what this finds.
    fs::remove_file(place.work.join("initiatives/other.md")).unwrap();
    place.write("opsbook.toml", "name = \"Test\"\n\n[lints]\nreference = \"off\"\n");
    place.commit("nobody looks");
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.is_bad(&["--since", "HEAD"], "dangling-reference");
    place.git(&["add", "-A"]);
    place.is_bad(&["--staged", "--since", "HEAD"], "dangling-reference");
}

#[test]
fn a_merge_that_is_clean_for_git_and_wrong_for_readers() {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.write(SEARCH, GOOD);
    place.write("objectives/speed.md", "+++\ntitle = \"Speed\"\n+++\n");
    place.commit("start");
    place.git(&["checkout", "-q", "-b", "side"]);
    place.write(SEARCH, &DANGLING.replace("missing", "speed"));
    place.commit("link");
    place.git(&["checkout", "-q", "main"]);
    place.git(&["mv", "objectives/speed.md", "objectives/pace.md"]);
    place.commit("rename");
    place.is_good(&["--rev", "main"]);
    place.is_good(&["--rev", "side"]);
    let before = everything_below(&place.work.join(".git"));
    place.is_bad(&["--merge", "side", "--no-cache"], "dangling-reference");
    assert_eq!(
        before,
        everything_below(&place.work.join(".git")),
        "a merge in memory writes nothing"
    );
    // What one side contains is merged already.
    place.git(&["branch", "old", "main~1"]);
    place.is_good(&["--merge", "old"]);
    place.git(&["checkout", "-q", "old"]);
    place.is_good(&["--merge", "main"]);
}

#[test]
fn a_conflict_names_both_sides() {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.write(SEARCH, GOOD);
    place.write(
        "initiatives/uses.md",
        "+++\ntitle = \"Uses\"\ndepends_on = [\"faster-search\"]\n+++\n",
    );
    place.commit("start");
    place.git(&["checkout", "-q", "-b", "side"]);
    place.write(SEARCH, &GOOD.replace("Faster", "Quicker"));
    place.commit("quicker");
    place.git(&["checkout", "-q", "main"]);
    place.write(SEARCH, &GOOD.replace("Faster", "Swifter"));
    place.commit("swifter");
    let (code, said) = place.check(&["--merge", "side"]);
    assert_eq!(code, 1, "{said}");
    let expected = "initiatives/faster-search.md:1:1: error[merge-conflict] git cannot merge it: `side` changed it and \
                    `main` changed it";
    assert!(said.contains(expected), "{said}");
    assert!(!said.contains("dangling"), "one version stands in: {said}");
    place.git(&["rm", "-q", SEARCH, "initiatives/uses.md"]);
    place.commit("gone");
    let (_, said) = place.check(&["--merge", "side"]);
    assert!(
        said.contains("`side` changed it and `main` deleted or renamed it"),
        "{said}"
    );
    // The same in the index, in the middle of a merge.
    assert!(!place.try_git(&["merge", "-q", "side"]).status.success());
    place.is_bad(&["--staged"], "merge-conflict");
}

#[test]
fn merging_follows_renames_and_joins_series() {
    let place = Place::new();
    let long = |title: &str| format!("+++\ntitle = \"{title}\"\n+++\n\n{}", "A line of text.\n".repeat(40));
    let csv = "date,value\n2026-01-01,1\n";
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.write(".gitattributes", "metrics/**/*.csv merge=union\n");
    place.write("initiatives/a.md", &long("One"));
    place.write("metrics/wins.csv", csv);
    place.commit("start");
    place.git(&["checkout", "-q", "-b", "side"]);
    place.git(&["mv", "initiatives/a.md", "initiatives/b.md"]);
    place.write("metrics/wins.csv", &format!("{csv}2026-02-01,2\n"));
    place.commit("rename, and February");
    place.git(&["checkout", "-q", "main"]);
    place.write("initiatives/a.md", &long("Other"));
    place.write("metrics/wins.csv", &format!("{csv}2026-02-02,3\n"));
    place.commit("change, and February");
    place.is_good(&["--merge", "side"]);
    let (_, ours) = place.opsbook(&["check", "--merge", "side", "--format", "json"]);
    place.git(&["merge", "-q", "--no-edit", "side"]);
    let (_, gits) = place.opsbook(&["check", "--rev", "HEAD", "--format", "json"]);
    assert_eq!(ours.lines().next(), gits.lines().next());
}

#[test]
fn histories_that_cross() {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.write(SEARCH, GOOD);
    place.write("initiatives/two.md", GOOD);
    place.commit("start");
    place.git(&["branch", "side"]);
    place.write(SEARCH, &GOOD.replace("Faster", "Quicker"));
    place.commit("main 1");
    place.git(&["checkout", "-q", "side"]);
    place.write("initiatives/two.md", &GOOD.replace("Faster", "Other"));
    place.commit("side 1");
    place.git(&["tag", "s1"]);
    place.git(&["merge", "-q", "--no-edit", "main"]);
    place.git(&["checkout", "-q", "main"]);
    place.git(&["merge", "-q", "--no-edit", "s1"]);
    place.write(SEARCH, &DANGLING.replace("Faster", "Quicker"));
    place.commit("main 2");
    place.is_bad(&["--merge", "side"], "dangling-reference");
    place.git(&["checkout", "-q", "--orphan", "other"]);
    place.commit("nothing shared");
    place.is_refused(&["--merge", "main"], "no commit in common");
}

#[test]
fn before_the_first_commit() {
    let place = Place::new();
    place.is_refused(&["--staged"], "no opsbook.toml");
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.write(SEARCH, DANGLING);
    place.is_bad(&[], "dangling-reference");
    place.is_refused(&["--staged"], "no opsbook.toml");
    place.git(&["add", "-A"]);
    place.is_bad(&["--staged"], "dangling-reference");
    place.is_refused(&["--rev", "HEAD"], "there is no commit yet");
    place.is_refused(&["--since", "main"], "there is no commit yet");
    place.is_refused(&["--merge", "HEAD"], "there is no commit yet");
    for command in [
        "diff",
        "diff main HEAD",
        "log faster-search",
        "build --rev HEAD --out ../site",
        "build --as-of 2026-01-01 --out ../site",
    ] {
        let (code, said) = ended(place.command(OPSBOOK, &place.work).args(command.split(' ')));
        assert_eq!(code, 2, "{command}: {said}");
        assert!(said.contains("there is no commit yet"), "{command}: {said}");
    }
}

#[test]
fn without_git() {
    let place = Place::new();
    fs::remove_dir_all(place.work.join(".git")).unwrap();
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.is_good(&[]);
    place.is_refused(&["--staged"], "in no git repository");
    place.is_refused(&["--rev", "HEAD"], "in no git repository");
}

#[test]
fn a_detached_head_and_a_bare_repository() {
    let place = workspace();
    place.git(&["checkout", "-q", "--detach", "HEAD~1"]);
    place.is_good(&["--staged"]);
    place.is_bad(&["--merge", "main"], "dangling-reference");
    place.git(&["clone", "-q", "--bare", ".", "../bare.git"]);
    let bare = place.folder.path().join("bare.git");
    let check = |arguments: &[&str]| ended(place.command(OPSBOOK, &bare).arg("check").args(arguments));
    assert_eq!(check(&["--rev", "main~1"]).0, 0);
    assert_eq!(check(&["--rev", "main"]).0, 1);
    assert_eq!(check(&[]).0, 2);
    assert_eq!(check(&["--staged"]).0, 2);
    let run = |command: &str| ended(place.command(OPSBOOK, &bare).args(command.split(' ')));
    assert_eq!(run("diff main~1 main").0, 0);
    for command in ["check", "diff", "diff main", "log faster-search", "export codeowners"] {
        let (code, said) = run(command);
        assert_eq!(code, 2, "{command}: {said}");
        assert!(
            said.contains("a folder of git's own") && said.contains("name commits"),
            "{command}: {said}"
        );
    }
}

#[test]
fn shallow_clones_say_so() {
    let place = workspace();
    let source = format!("file://{}", place.work.display());
    place.git(&["clone", "-q", "--depth", "1", &source, "../shallow"]);
    let shallow = place.folder.path().join("shallow");
    let check = |arguments: &[&str]| ended(place.command(OPSBOOK, &shallow).arg("check").args(arguments));
    assert_eq!(check(&["--rev", "HEAD"]).0, 1);
    let (code, said) = check(&["--rev", "HEAD~1"]);
    assert!(code == 2 && said.contains("--unshallow"), "{said}");
    let day = ["build", "--as-of", "2020-01-01", "--out", "../site"];
    let (code, said) = ended(place.command(OPSBOOK, &shallow).args(day));
    assert!(
        code == 2 && said.contains("the clone is shallow and begins on"),
        "{said}"
    );
}

#[test]
fn partial_clones_fetch_nothing() {
    let place = workspace();
    place.git(&["config", "uploadpack.allowFilter", "true"]);
    let source = format!("file://{}", place.work.display());
    place.git(&["clone", "-q", "--filter=blob:none", &source, "../partial"]);
    let partial = place.folder.path().join("partial");
    let check = |arguments: &[&str]| ended(place.command(OPSBOOK, &partial).arg("check").args(arguments));
    assert_eq!(check(&["--rev", "HEAD"]).0, 1);
    let (code, said) = check(&["--rev", "HEAD~1"]);
    assert!(
        code == 1 && said.contains("unreadable-file") && said.contains("partial clone"),
        "{said}"
    );
}

#[test]
fn sparse_work_trees_are_whole() {
    let place = workspace();
    place.write("objectives/missing.md", "+++\ntitle = \"There\"\n+++\n");
    place.commit("now it is there");
    place.git(&["sparse-checkout", "set", "--cone", "initiatives"]);
    assert!(!place.work.join("objectives").exists());
    place.is_good(&[]);
    place.is_good(&["--staged"]);
    place.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "initiatives"]);
    place.is_refused(&["--staged"], "--no-sparse-index");
}

#[test]
fn a_split_index_is_refused_with_the_remedy() {
    let place = workspace();
    place.git(&["update-index", "--split-index"]);
    place.is_refused(&["--staged"], "--no-split-index");
    place.is_bad(&["--rev", "HEAD"], "dangling-reference");
    place.is_bad(&[], "dangling-reference");
}

#[test]
fn other_formats_are_refused_in_words() {
    for (option, words) in [
        ("--object-format=sha256", "SHA-1"),
        ("--ref-format=reftable", "plain references"),
    ] {
        let place = Place::new();
        fs::remove_dir_all(place.work.join(".git")).unwrap();
        if !place.try_git(&["init", "-q", option]).status.success() {
            continue;
        }
        place.write("opsbook.toml", "name = \"Test\"\n");
        place.commit("start");
        place.is_refused(&["--staged"], words);
        place.is_refused(&["--rev", "HEAD"], words);
        place.is_good(&[]);
    }
}

#[test]
fn truncated_loose_objects_do_not_hang() {
    // The hang of libgit2's issue 7342, for all kinds of objects and many lengths.
    for name in ["HEAD", "HEAD^{tree}", "HEAD:initiatives", &format!("HEAD:{SEARCH}")] {
        let place = workspace();
        place.git(&["tag", "-a", "v1", "-m", "one"]);
        let file = place.object(name);
        let bytes = fs::read(&file).unwrap();
        for length in [0, 1, 2, 10, bytes.len() / 2, bytes.len() - 1] {
            place.damage(&file, &bytes[..length]);
            let (code, said) = place.check(&["--rev", "main"]);
            assert!(code > 0 && said.contains("damaged"), "{name} cut at {length}: {said}");
            place.check(&["--staged"]);
            place.check(&["--merge", "main"]);
            place.check(&["--since", "main"]);
            place.check(&["--rev", "v1"]);
            place.is_bad(&[], "dangling-reference");
        }
        // Not an object at all, and one that says it is longer than it is.
        place.damage(&file, &[7; 100]);
        assert!(place.check(&["--rev", "HEAD"]).1.contains("damaged"));
        fs::remove_file(&file).unwrap();
        let (code, said) = place.check(&["--rev", "HEAD"]);
        assert!(code > 0 && said.contains("not in this repository"), "{name}: {said}");
    }
    let place = workspace();
    place.git(&["tag", "-a", "v1", "-m", "one"]);
    let file = place.object("v1");
    let bytes = fs::read(&file).unwrap();
    place.damage(&file, &bytes[..bytes.len() / 2]);
    place.is_refused(&["--rev", "v1"], "damaged");
}

#[test]
fn damaged_packs_and_indexes() {
    let place = workspace();
    place.git(&["gc", "-q"]);
    let packs = place.work.join(".git/objects/pack");
    for extension in ["pack", "idx"] {
        let file = fs::read_dir(&packs)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.extension().is_some_and(|found| found == extension))
            .unwrap();
        let bytes = fs::read(&file).unwrap();
        for length in [0, 10, bytes.len() / 3, bytes.len() / 2, bytes.len() - 30] {
            place.damage(&file, &bytes[..length]);
            place.check(&["--rev", "HEAD"]);
            place.check(&["--merge", "HEAD~1"]);
        }
        let mut torn = bytes.clone();
        for place in (12..torn.len()).step_by(7) {
            torn[place] ^= 0x55;
        }
        place.damage(&file, &torn);
        place.check(&["--rev", "HEAD"]);
        place.damage(&file, &bytes);
    }
    place.is_bad(&["--rev", "HEAD"], "dangling-reference");
    let index = place.work.join(".git/index");
    let bytes = fs::read(&index).unwrap();
    for length in [0, 5, 20, bytes.len() / 2, bytes.len() - 1] {
        place.damage(&index, &bytes[..length]);
        place.check(&["--staged"]);
        place.is_bad(&[], "dangling-reference");
    }
    place.damage(&index, &bytes[..bytes.len() / 2]);
    place.is_refused(&["--staged"], "cannot read the index");
}

#[test]
fn replaced_and_grafted_history() {
    let place = workspace();
    let (good, bad) = (place.git(&["rev-parse", "HEAD~1"]), place.git(&["rev-parse", "HEAD"]));
    place.git(&["replace", bad.trim(), good.trim()]);
    place.is_good(&["--rev", "main"]);
    place.git(&["replace", "-d", bad.trim()]);
    place.is_bad(&["--rev", "main"], "dangling-reference");
    fs::create_dir_all(place.work.join(".git/info")).unwrap();
    fs::write(place.work.join(".git/info/grafts"), &bad).unwrap();
    place.is_refused(&["--rev", "HEAD~1"], "no such parent");
}

#[test]
fn odd_commits_are_no_obstacle() {
    let place = workspace();
    let tree = place.git(&["rev-parse", "HEAD^{tree}"]);
    for who in [
        "author A <a> 1 +0000\ncommitter A <a> never +0000",
        "author\ncommitter",
        "committer A <a> 99999999999999999999 +0000",
        "author A <a> 1 +0000\ncommitter A <a> -5 +0000",
    ] {
        let text = format!("tree {}\n{who}\n\nOdd\n", tree.trim());
        fs::write(place.work.join("commit.txt"), text).unwrap();
        let id = place.git(&["hash-object", "-t", "commit", "-w", "--literally", "commit.txt"]);
        place.is_bad(&["--rev", id.trim()], "dangling-reference");
    }
}

#[test]
fn links_and_other_repositories() {
    let place = workspace();
    std::os::unix::fs::symlink("faster-search.md", place.work.join("initiatives/link.md")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", place.work.join("initiatives/passwd.md")).unwrap();
    place.write("initiatives/inner/x.md", GOOD);
    let inner = place.work.join("initiatives/inner");
    let git = |arguments: &[&str]| assert!(place.command("git", &inner).args(arguments).status().unwrap().success());
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "inner"]);
    place.write(SEARCH, GOOD);
    place.commit("links");
    for arguments in [&["--rev", "HEAD"][..], &["--staged"], &[]] {
        let (code, said) = place.check(arguments);
        assert_eq!((code, said.matches("unreadable-file").count()), (1, 2), "{said}");
        assert!(!said.contains("root:") && !said.contains("inner"), "{said}");
    }
}

#[test]
fn names_that_are_no_text() {
    use std::os::unix::ffi::OsStrExt as _;
    let place = workspace();
    place.write(SEARCH, GOOD);
    let name = std::ffi::OsStr::from_bytes(b"initiatives/b\xff.md");
    if fs::write(place.work.join(name), GOOD).is_err() {
        return;
    }
    place.commit("odd name");
    for arguments in [&["--rev", "HEAD"][..], &["--staged"], &[]] {
        place.is_bad(arguments, "unreadable-file");
    }
}

#[test]
fn a_large_file_is_not_read() {
    let place = workspace();
    place.write(SEARCH, &format!("{GOOD}{}", "x".repeat(3 << 20)));
    place.commit("large");
    place.is_bad(&["--rev", "HEAD"], "too-large");
    place.is_bad(&["--staged"], "too-large");
    place.git(&["gc", "-q"]);
    place.is_bad(&["--rev", "HEAD"], "too-large");
}

#[test]
fn a_built_site_that_is_committed_is_no_part_of_the_workspace() {
    let place = workspace();
    place.write(SEARCH, GOOD);
    place.write("initiatives/site/.opsbook-site", "");
    place.write("initiatives/site/bad.md", DANGLING);
    place.commit("site");
    for arguments in [&["--rev", "HEAD"][..], &["--staged"], &[]] {
        place.is_good(arguments);
    }
}

#[test]
fn objects_of_another_repository() {
    let place = workspace();
    place.git(&["clone", "-q", "--shared", ".", "../shared"]);
    let shared = place.folder.path().join("shared");
    let check = |arguments: &[&str]| ended(place.command(OPSBOOK, &shared).arg("check").args(arguments)).0;
    assert_eq!((check(&["--rev", "HEAD~1"]), check(&["--rev", "HEAD"])), (0, 1));
}

#[test]
fn a_work_tree_elsewhere() {
    // Kept as dotfiles are: no `.git` in the work tree, everything by variables.
    let place = workspace();
    let git_dir = place.folder.path().join("kept.git");
    fs::rename(place.work.join(".git"), &git_dir).unwrap();
    let check = |arguments: &[&str]| {
        let mut command = place.command(OPSBOOK, &place.work);
        command.env("GIT_DIR", "../kept.git").env("GIT_WORK_TREE", ".");
        ended(command.arg("check").args(arguments))
    };
    assert_eq!(check(&["--rev", "HEAD~1"]).0, 0);
    assert_eq!(check(&["--staged"]).0, 1);
    // And `core.worktree`, which says that the files are not here.
    fs::rename(&git_dir, place.work.join(".git")).unwrap();
    place.git(&["config", "core.worktree", "/"]);
    place.is_bad(&[], "dangling-reference");
    let place = workspace();
    fs::create_dir(place.folder.path().join("other")).unwrap();
    place.git(&["config", "core.worktree", "../../other"]);
    place.is_refused(&["--rev", "HEAD"], "lies outside the work tree");
    place.is_bad(&[], "dangling-reference");
}

#[test]
fn a_repository_of_somebody_else_is_refused() {
    let place = workspace();
    // Only the superuser can give a folder away.
    if std::os::unix::fs::chown(&place.work, Some(54_321), None).is_err() {
        return;
    }
    std::os::unix::fs::chown(place.work.join(".git"), Some(54_321), None).unwrap();
    place.is_refused(&["--rev", "HEAD"], "safe.directory");
    place.is_refused(&["--staged"], "belongs to another user");
    place.is_bad(&[], "dangling-reference");
}

#[test]
fn a_push_is_judged_before_it_is_accepted() {
    let place = workspace();
    place.git(&["clone", "-q", "--bare", ".", "../server.git"]);
    let server = place.folder.path().join("server.git");
    let hook = server.join("hooks/pre-receive");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    let script = format!("#!/bin/sh\nwhile read old new ref; do '{OPSBOOK}' check --rev $new -qq || exit 1; done\n");
    fs::write(&hook, script).unwrap();
    fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    place.git(&["remote", "add", "server", server.to_str().unwrap()]);
    place.write("notes.txt", "more\n");
    place.commit("still bad");
    assert!(!place.try_git(&["push", "-q", "server", "main"]).status.success());
    place.write(SEARCH, GOOD);
    place.commit("good");
    place.git(&["push", "-q", "server", "main"]);
}
