//! Timelines against small histories whose story is known, and against an independent recomputation with plain git.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "the real git is started, files are made")]
#![expect(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

#[allow(dead_code, reason = "each test uses a part")]
mod git;

use git::Place;
use opsbook::disk::Cache;
use opsbook::history::{Birth, History, Landed, Written};
use opsbook::source::{Chronicle, Entry, Location, Origin, Repository, Snapshot, Start};
use opsbook::text::Identity;
use opsbook::time::Zone;
use opsbook::workspace::{RecordIndex, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// The second of the first commit; each later one comes a day after.
const START: i64 = 1_767_225_600; // 2026-01-01

/// A history in a folder of its own.
struct Told {
    folder: tempfile::TempDir,
    chronicle: Option<Chronicle>,
    number: i64,
}

impl Told {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let chronicle = Chronicle::create(folder.path()).unwrap();
        let mut told = Self {
            folder,
            chronicle: Some(chronicle),
            number: 0,
        };
        told.write("opsbook.toml", "name = \"Test\"\n");
        told
    }

    fn chronicle(&mut self) -> &mut Chronicle {
        self.chronicle.as_mut().unwrap()
    }

    fn write(&mut self, path: &str, text: &str) {
        self.chronicle().write(path, text.as_bytes()).unwrap();
    }

    fn remove(&mut self, path: &str) {
        self.chronicle().remove(path);
    }

    /// Commits; returns the hash.
    fn commit(&mut self, message: &str) -> String {
        let seconds = START + self.number * 86_400;
        self.commit_at(seconds, message)
    }

    fn commit_at(&mut self, seconds: i64, message: &str) -> String {
        self.number += 1;
        let entry = Entry {
            author: "Ada Lovelace",
            seconds,
            message,
        };
        self.chronicle().commit(&entry).unwrap().to_string()
    }

    fn finish(&mut self) -> (Repository, Workspace, History) {
        if let Some(chronicle) = self.chronicle.take() {
            chronicle.finish().unwrap();
        }
        read(self.folder.path(), &Cache::none())
    }
}

/// Reads what HEAD holds and its history.
fn read(folder: &Path, cache: &Cache) -> (Repository, Workspace, History) {
    let repository = Repository::at(folder).unwrap();
    let tip = repository.head_commit().unwrap().unwrap();
    let start = Start {
        folder,
        configuration: None,
    };
    let snapshot = repository.snapshot(&Origin::Commit(tip), &start).unwrap();
    let (workspace, _) = Workspace::load(Arc::new(snapshot));
    let history = History::read(&repository, tip, &workspace, cache).unwrap();
    (repository, workspace, history)
}

fn find(workspace: &Workspace, record: &str) -> RecordIndex {
    workspace.find_any(record)[0]
}

fn initiative(fields: &str) -> String {
    format!("+++\ntitle = \"A\"\n{fields}+++\n\nSome text.\n")
}

/// Every life as lines: how it began, what changed, how it ended. Of texts only that they changed.
fn lives(history: &History, workspace: &Workspace) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for life in history.lives() {
        let mut told = match life.birth {
            Birth::Landing(landing) => format!("born {landing}\n"),
            other => format!("born {other:?}\n"),
        };
        let mut events: Vec<String> = Vec::new();
        for event in history.timeline_of(workspace, life).all_events() {
            let field = history.word(event.field);
            let value = |word| match word {
                Some(word) => history.word(word),
                None => "-",
            };
            events.push(if field.is_empty() {
                format!("{:05} text\n", event.landing)
            } else {
                format!(
                    "{:05} {field}: {} -> {}\n",
                    event.landing,
                    value(event.old),
                    value(event.new)
                )
            });
        }
        events.sort();
        told.extend(events);
        if let Some(end) = life.end {
            let _ = writeln!(told, "ended {end}");
        }
        if life.shared {
            told.push_str("shared\n");
        }
        all.entry(history.identity(workspace, life).to_string())
            .or_default()
            .push(told);
    }
    for told in all.values_mut() {
        told.sort();
    }
    all
}

fn story<'a>(all: &'a BTreeMap<String, Vec<String>>, record: &str) -> &'a str {
    let lives = &all[record];
    assert_eq!(lives.len(), 1, "{lives:?}");
    &lives[0]
}

#[test]
fn a_record_is_born_changes_and_ends() {
    let mut told = Told::new();
    told.write("initiatives/old.md", &initiative(""));
    told.commit("start");
    told.write("initiatives/a.md", &initiative("status = \"idea\"\n"));
    told.commit("a comes");
    told.write(
        "initiatives/a.md",
        &initiative("status = \"committed\"\ntarget = \"2026-Q3\"\n"),
    );
    told.commit("commit to it");
    // Only another way of writing.
    told.write(
        "initiatives/a.md",
        &initiative("target = '2026-Q3' # soon\nstatus = \"committed\"\n").replace("Some text", "Some\n text"),
    );
    told.commit("format");
    told.write(
        "initiatives/a.md",
        &initiative("status = \"committed\"\ntarget = \"2026-Q4\"\n"),
    );
    told.commit("slip\n\nBecause.\n\nOps-Reason: the vendor is late\nSigned-off-by: Ada <ada@example.invalid>\n");
    told.remove("initiatives/old.md");
    told.commit("old goes");
    let (_, workspace, history) = told.finish();
    let all = lives(&history, &workspace);
    assert_eq!(
        story(&all, "initiative/a"),
        "born 1\n00002 status: \"idea\" -> \"committed\"\n00002 target: - -> \"2026-Q3\"\n\
         00004 target: \"2026-Q3\" -> \"2026-Q4\"\n"
    );
    assert_eq!(story(&all, "initiative/old"), "born BeforeFirst\nended 5\n");
    let landing = history.landing(4).unwrap();
    assert_eq!(
        (landing.author, landing.subject, landing.reason),
        ("Ada Lovelace", "slip", Some("the vendor is late"))
    );
    assert_eq!(landing.seconds, START + 4 * 86_400);
    let timeline = history.timeline(&workspace, find(&workspace, "initiative/a"));
    assert_eq!(timeline.last_change(), Some(4));
    let target = workspace
        .kind_of(workspace.record(find(&workspace, "initiative/a")))
        .fields
        .find("target");
    let values: Vec<_> = timeline
        .values(target.unwrap())
        .into_iter()
        .map(|value| (value.since, value.raw))
        .collect();
    assert_eq!(
        values,
        [
            (None, None),
            (Some(2), Some("\"2026-Q3\"".to_owned())),
            (Some(4), Some("\"2026-Q4\"".to_owned()))
        ]
    );
}

#[test]
fn explicit_days_stand_beside_landings() {
    let mut told = Told::new();
    told.commit("start");
    let run = |rest: &str| format!("+++\ntitle = \"Run\"\nprocess = \"p\"\n{rest}+++\n");
    told.write("processes/p.md", "+++\ntitle = \"P\"\n+++\n");
    told.write("runs/r.md", &run("status = \"running\"\nstarted = 2025-12-20\n"));
    told.commit("run");
    told.write(
        "runs/r.md",
        &run("status = \"done\"\nstarted = 2025-12-20\ndone = 2026-01-02\n"),
    );
    told.commit("done");
    let (_, workspace, history) = told.finish();
    let states = history.timeline(&workspace, find(&workspace, "run/r")).states();
    let kind = workspace.schema().kind(workspace.schema().find("run").unwrap());
    let shown: Vec<String> = states
        .iter()
        .map(|state| {
            let status = match &state.status {
                Written::Status(index) => kind.status(*index).unwrap().name.to_string(),
                Written::Unknown(word) => word.clone(),
            };
            let day = state.since.date(&history, &Zone::utc()).map(|day| day.to_string());
            format!("{status} {:?} {day:?}", state.since.landed)
        })
        .collect();
    assert_eq!(shown.len(), 2, "{shown:?}");
    assert!(shown[0].starts_with("running With(1)"), "{shown:?}");
    assert!(shown[1].starts_with("done With(2)"), "{shown:?}");
    let named = kind.status(match states[1].status {
        Written::Status(index) => index,
        Written::Unknown(_) => panic!(),
    });
    if named.unwrap().date.is_some() {
        assert_eq!(shown[1], "done With(2) Some(\"2026-01-02\")");
    }
}

#[test]
fn renames_are_followed_where_an_alias_tells() {
    let mut told = Told::new();
    told.commit("start");
    told.write("initiatives/one.md", &initiative("status = \"idea\"\n"));
    told.write("initiatives/two.md", &initiative("status = \"idea\"\n"));
    told.write("initiatives/three.md", &initiative("id = \"three-a\"\n"));
    told.commit("come");
    told.write("initiatives/one.md", &initiative("status = \"discovery\"\n"));
    told.commit("change");
    // One is renamed with an alias, and changed on the way; two without; three by its id.
    told.remove("initiatives/one.md");
    told.remove("initiatives/two.md");
    told.write(
        "initiatives/uno.md",
        &initiative("status = \"committed\"\naliases = [\"one\"]\n"),
    );
    told.write("initiatives/due.md", &initiative("status = \"idea\"\n"));
    told.write(
        "initiatives/three.md",
        &initiative("id = \"three-b\"\naliases = [\"three-a\"]\n"),
    );
    told.commit("rename");
    let (_, workspace, history) = told.finish();
    let all = lives(&history, &workspace);
    assert_eq!(
        story(&all, "initiative/uno"),
        "born 1\n00002 status: \"idea\" -> \"discovery\"\n00003 aliases: - -> [\"one\"]\n\
         00003 status: \"discovery\" -> \"committed\"\n"
    );
    assert!(!all.contains_key("initiative/one"));
    assert_eq!(story(&all, "initiative/two"), "born 1\nended 3\n");
    assert_eq!(story(&all, "initiative/due"), "born 3\n");
    assert_eq!(
        story(&all, "initiative/three-b"),
        "born 1\n00003 aliases: - -> [\"three-a\"]\n00003 id: \"three-a\" -> \"three-b\"\n"
    );
}

#[test]
fn a_file_moves_and_the_record_stays() {
    let mut told = Told::new();
    told.commit("start");
    told.write("feedback/2026-01/slow.md", "+++\ntitle = \"Slow\"\nweight = 1\n+++\n");
    told.commit("come");
    told.remove("feedback/2026-01/slow.md");
    told.write(
        "feedback/2026-02/slow.md",
        "+++\ntitle = \"Slow\"\nweight = 2\n+++\nText\n",
    );
    told.commit("move");
    told.remove("feedback/2026-02/slow.md");
    told.write(
        "feedback/all.toml",
        "[[feedback]]\nid = \"fast\"\ntitle = \"Fast\"\n[[feedback]]\nid = \"slow\"\ntitle = \"Slow\"\nweight = 3\n",
    );
    told.commit("collect");
    told.write(
        "feedback/all.toml",
        "[[feedback]]\nid = \"slow\"\ntitle = \"Slow\"\nweight = 4\n[[feedback]]\nid = \"new\"\ntitle = \"New\"\n",
    );
    told.commit("change entries");
    let (_, workspace, history) = told.finish();
    let all = lives(&history, &workspace);
    let slow = story(&all, "feedback/slow");
    assert!(slow.starts_with("born 1\n00002 text\n00002 weight: 1 -> 2\n"), "{slow}");
    assert!(slow.ends_with("00004 weight: 3 -> 4\n"), "{slow}");
    assert_eq!(story(&all, "feedback/fast"), "born 3\nended 4\n");
    assert_eq!(story(&all, "feedback/new"), "born 4\n");
}

#[test]
fn an_id_is_used_again() {
    let mut told = Told::new();
    told.commit("start");
    told.write("initiatives/a.md", &initiative("status = \"idea\"\n"));
    told.commit("one");
    told.remove("initiatives/a.md");
    told.commit("gone");
    told.write("initiatives/a.md", &initiative("status = \"committed\"\n"));
    told.commit("another");
    told.write("initiatives/b.md", &initiative("id = \"a\"\n"));
    told.commit("two at once");
    told.remove("initiatives/b.md");
    told.commit("one again");
    let (_, workspace, history) = told.finish();
    let all = lives(&history, &workspace);
    assert_eq!(all["initiative/a"], ["born 1\nended 2\n", "born 3\nshared\n"]);
}

#[test]
fn what_cannot_be_read_is_passed_over() {
    let mut told = Told::new();
    told.commit("start");
    told.write("initiatives/a.md", &initiative("status = \"idea\"\n"));
    told.commit("come");
    told.write("initiatives/a.md", "+++\nstatus = \n<<<<<<< HEAD\n+++\n");
    told.commit("broken");
    told.write("initiatives/a.md", &initiative("status = \"committed\"\n"));
    told.commit("mended");
    told.write("initiatives/b.md", "+++\nbroken\n+++\n");
    told.commit("born broken");
    told.write("initiatives/b.md", &initiative("status = \"idea\"\n"));
    told.commit("read at last");
    let (_, workspace, history) = told.finish();
    let all = lives(&history, &workspace);
    assert_eq!(
        story(&all, "initiative/a"),
        "born 1\n00003 status: \"idea\" -> \"committed\"\n"
    );
    assert_eq!(story(&all, "initiative/b"), "born 4\n");
    assert_eq!(history.gaps().versions, 2);
}

#[test]
fn text_beside_a_record_is_its_text() {
    let mut told = Told::new();
    told.commit("start");
    told.write("initiatives/a.toml", "title = \"A\"\n");
    told.write("initiatives/a.md", "One.\n");
    told.commit("come");
    told.write("initiatives/a.md", "Two.\n");
    told.commit("text");
    told.write("initiatives/a.toml", "title = \"B\"\n");
    told.commit("title");
    let (_, workspace, history) = told.finish();
    let all = lives(&history, &workspace);
    assert_eq!(
        story(&all, "initiative/a"),
        "born 1\n00002 text\n00003 title: \"A\" -> \"B\"\n"
    );
}

#[test]
fn times_never_run_backwards() {
    let mut told = Told::new();
    told.commit_at(START, "start");
    told.commit_at(START + 100, "later");
    told.commit_at(START + 50, "a clock that is slow");
    told.commit_at(START + 200, "later still");
    let (_, _, history) = told.finish();
    let seconds: Vec<i64> = (0..4).map(|n| history.landing(n).unwrap().seconds - START).collect();
    assert_eq!(seconds, [0, 100, 100, 200]);
    assert_eq!(history.gaps().backwards, 1);
}

#[test]
fn changes_of_ignored_commits_are_no_events() {
    let mut told = Told::new();
    told.commit("start");
    told.write("initiatives/a.md", &initiative("status = \"idea\"\n"));
    told.commit("come");
    told.write(
        "initiatives/a.md",
        &initiative("status = \"discovery\"\nowner = \"x\"\n"),
    );
    let bulk = told.commit("bulk edit");
    told.write(
        "initiatives/a.md",
        &initiative("status = \"committed\"\nowner = \"x\"\n"),
    );
    told.write(
        "opsbook.toml",
        "name = \"Test\"\n[history]\nignore = \"ignored-commits\"\n",
    );
    told.write(
        "ignored-commits",
        &format!("# bulk edits\n{bulk} # everybody gets an owner\n"),
    );
    told.commit("move");
    let (_, workspace, history) = told.finish();
    let timeline = history.timeline(&workspace, find(&workspace, "initiative/a"));
    assert_eq!((timeline.all_events().len(), timeline.events().count()), (3, 1));
    let landed: Vec<Landed> = timeline.states().iter().map(|state| state.since.landed).collect();
    assert_eq!(landed, [Landed::With(1), Landed::Ignored(2), Landed::With(3)]);
}

#[test]
fn what_did_not_land_yet_stands_apart() {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.write("initiatives/a.md", &initiative("status = \"idea\"\n"));
    place.write("initiatives/gone.md", &initiative(""));
    place.write("initiatives/same.md", &initiative(""));
    place.commit("start");
    place.write("initiatives/a.md", &initiative("status = \"committed\"\n"));
    place.write("initiatives/new.md", &initiative(""));
    fs::remove_file(place.work.join("initiatives/gone.md")).unwrap();
    let repository = Repository::at(&place.work).unwrap();
    let tip = repository.head_commit().unwrap().unwrap();
    let work_tree = || Snapshot::work_tree(&Location::find(&place.work, None).unwrap()).unwrap();
    let staged = || {
        place.git(&["add", "-A"]);
        let origin = Origin::Index {
            file: place.work.join(".git/index"),
        };
        let start = Start {
            folder: &place.work,
            configuration: None,
        };
        repository.snapshot(&origin, &start).unwrap()
    };
    for snapshot in [work_tree(), staged()] {
        let (workspace, _) = Workspace::load(Arc::new(snapshot));
        let history = History::read(&repository, tip, &workspace, &Cache::none()).unwrap();
        let all = lives(&history, &workspace);
        assert_eq!(
            story(&all, "initiative/a"),
            "born BeforeFirst\n00001 status: \"idea\" -> \"committed\"\n"
        );
        assert_eq!(story(&all, "initiative/new"), "born Pending\n");
        assert_eq!(story(&all, "initiative/gone"), "born BeforeFirst\nended 1\n");
        assert_eq!(story(&all, "initiative/same"), "born BeforeFirst\n");
        let states = history.timeline(&workspace, find(&workspace, "initiative/a")).states();
        let landed: Vec<Landed> = states.iter().map(|state| state.since.landed).collect();
        assert_eq!(landed, [Landed::Before, Landed::Pending]);
    }
}

#[test]
fn a_shallow_clone_knows_no_births() {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    for number in 0..4 {
        place.write("initiatives/a.md", &initiative(&format!("effort = {number}\n")));
        place.write(&format!("initiatives/b{number}.md"), &initiative(""));
        place.commit("more");
    }
    let source = format!("file://{}", place.work.display());
    place.git(&["clone", "-q", "--depth", "2", &source, "../shallow"]);
    let shallow = place.folder.path().join("shallow");
    let cache = Cache::in_repository(&shallow.join(".git"));
    let (_, workspace, history) = read(&shallow, &cache);
    assert!(history.gaps().shallow);
    let all = lives(&history, &workspace);
    assert_eq!(story(&all, "initiative/a"), "born Unknown\n00001 effort: 2 -> 3\n");
    assert_eq!(story(&all, "initiative/b3"), "born 1\n");
    // Once it is whole, what the cache knew does not fit any more.
    let fetched = place
        .command("git", &shallow)
        .args(["fetch", "-q", "--unshallow"])
        .status()
        .unwrap();
    assert!(fetched.success());
    let (_, workspace, history) = read(&shallow, &cache);
    assert!(!history.gaps().shallow);
    assert!(story(&lives(&history, &workspace), "initiative/a").starts_with("born BeforeFirst\n00001"));
}

#[test]
fn a_damaged_history_says_what_is_missing() {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    for number in 0..5 {
        place.write("initiatives/a.md", &initiative(&format!("effort = {number}\n")));
        place.commit("more");
    }
    let object = |name: &str| {
        let id = place.git(&["rev-parse", name]);
        place.work.join(".git/objects").join(&id[..2]).join(id[2..].trim())
    };
    // A version, a folder, and a commit, one after the other.
    fs::remove_file(object("HEAD~1:initiatives/a.md")).unwrap();
    let (_, workspace, history) = read(&place.work, &Cache::none());
    assert_eq!(history.gaps().versions, 1);
    let all = lives(&history, &workspace);
    assert!(
        story(&all, "initiative/a").ends_with("00004 effort: 2 -> 4\n"),
        "{all:?}"
    );
    fs::remove_file(object("HEAD~2:initiatives")).unwrap();
    let (_, workspace, history) = read(&place.work, &Cache::none());
    assert_eq!(history.gaps().landings, 1);
    let all = lives(&history, &workspace);
    assert_eq!(
        story(&all, "initiative/a"),
        "born BeforeFirst\n00001 effort: 0 -> 1\n00004 effort: 1 -> 4\n"
    );
    fs::remove_file(object("HEAD~4")).unwrap();
    let (_, workspace, history) = read(&place.work, &Cache::none());
    assert!(history.gaps().cut);
    assert!(story(&lives(&history, &workspace), "initiative/a").starts_with("born Unknown\n"));
}

#[test]
fn the_cache_changes_nothing_but_time() {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    let cache = Cache::in_repository(&place.work.join(".git"));
    let same = || {
        let (_, workspace, history) = read(&place.work, &cache);
        let (_, other_workspace, cold) = read(&place.work, &Cache::none());
        assert_eq!(lives(&history, &workspace), lives(&cold, &other_workspace));
    };
    let mut number = 0;
    let mut grow = |count: i32, from: &str| {
        for _ in 0..count {
            number += 1;
            place.write("initiatives/a.md", &initiative(&format!("effort = {number}\n")));
            place.write(
                &format!("initiatives/{from}{}.md", number % 7),
                &initiative(&format!("effort = {number}\n")),
            );
            place.commit("more");
        }
    };
    grow(3, "b");
    same();
    grow(2, "b");
    same();
    let file = || {
        let folder = fs::read_dir(place.work.join(".git/opsbook")).unwrap();
        let files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files[0].clone()
    };
    // Another branch, an older commit, and back.
    place.git(&["checkout", "-q", "-b", "side", "HEAD~2"]);
    same();
    grow(2, "c");
    same();
    place.git(&["checkout", "-q", "main"]);
    same();
    grow(70, "d");
    same();
    place.git(&["checkout", "-q", "side"]);
    same();
    place.git(&["checkout", "-q", "main"]);
    // A rewritten past shares less.
    place.git(&["reset", "-q", "--hard", "HEAD~10"]);
    grow(1, "e");
    same();
    // Whatever lies in its place.
    let whole = fs::read(file()).unwrap();
    for bytes in [&[][..], b"nonsense", &whole[..whole.len() / 2], &[0xff; 10_000]] {
        fs::write(file(), bytes).unwrap();
        same();
    }
    fs::remove_file(file()).unwrap();
    fs::create_dir(place.work.join(".git/opsbook/in-the-way")).unwrap();
    same();
    fs::remove_dir(place.work.join(".git/opsbook/in-the-way")).unwrap();
    // Two at once, over and over.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let _ = fs::remove_file(place.work.join(".git/opsbook").join(file_name(&place)));
                    let (_, _, history) = read(&place.work, &cache);
                    assert!(history.landings() > 60);
                }
            });
        }
    });
    same();
}

fn file_name(place: &Place) -> String {
    let folder = fs::read_dir(place.work.join(".git/opsbook")).unwrap();
    let names = folder.flatten().map(|entry| entry.file_name().into_string().unwrap());
    names
        .into_iter()
        .find(|name| name.starts_with("history"))
        .unwrap_or_default()
}

#[test]
fn a_workspace_in_a_folder_of_its_repository() {
    let mut told = Told::new();
    told.remove("opsbook.toml");
    told.write("README.md", "Code\n");
    told.commit("code");
    told.write("ops/opsbook.toml", "name = \"Test\"\n");
    told.write("ops/initiatives/a.md", &initiative("effort = 1\n"));
    told.commit("workspace");
    told.write("initiatives/elsewhere.md", &initiative(""));
    told.write("ops/initiatives/a.md", &initiative("effort = 2\n"));
    told.write("ops/initiatives/b.md", &initiative(""));
    told.commit("change");
    told.chronicle.take().unwrap().finish().unwrap();
    let repository = Repository::at(told.folder.path()).unwrap();
    let tip = repository.head_commit().unwrap().unwrap();
    let folder = told.folder.path().join("ops");
    fs::create_dir(&folder).unwrap();
    let start = Start {
        folder: &folder,
        configuration: None,
    };
    let snapshot = repository.snapshot(&Origin::Commit(tip), &start).unwrap();
    let (workspace, _) = Workspace::load(Arc::new(snapshot));
    let history = History::read(&repository, tip, &workspace, &Cache::none()).unwrap();
    let all = lives(&history, &workspace);
    assert_eq!(all.len(), 2);
    assert_eq!(story(&all, "initiative/a"), "born BeforeFirst\n00002 effort: 1 -> 2\n");
    assert_eq!(story(&all, "initiative/b"), "born 2\n");
}

/// The same lives, told by a program that shares no code: plain `git log` and `git cat-file`, forwards, every version of
/// every file read whole.
mod recomputed {
    use super::*;
    use std::io::{Read as _, Write as _};
    use std::process::Stdio;

    type Fields = BTreeMap<String, String>;

    /// One landing: files with their new blobs, `None` where they went.
    type Landing = Vec<(String, Option<String>)>;

    pub(super) fn lives(place: &Place, workspace: &Workspace) -> BTreeMap<String, Vec<String>> {
        let landings = landings(place);
        let contents = contents(place, &landings);
        let mut files: BTreeMap<String, BTreeMap<String, Fields>> = BTreeMap::new();
        let mut state: BTreeMap<String, Fields> = BTreeMap::new();
        let mut open: BTreeMap<String, String> = BTreeMap::new();
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut shared = BTreeSet::new();
        for (number, landing) in landings.iter().enumerate() {
            for (path, blob) in landing {
                match blob {
                    None => {
                        files.remove(path);
                    }
                    Some(blob) => {
                        if let Some(records) = records(workspace, path, &contents[blob]) {
                            files.insert(path.clone(), records);
                        }
                    }
                }
            }
            let mut after: BTreeMap<String, Fields> = BTreeMap::new();
            for (identity, fields) in files.values().flatten() {
                if after.insert(identity.clone(), fields.clone()).is_some() {
                    shared.insert(identity.clone());
                }
            }
            let identities: BTreeSet<&String> = state.keys().chain(after.keys()).collect();
            for identity in identities {
                let mut events: Vec<String> = Vec::new();
                match (state.get(identity), after.get(identity)) {
                    (None, Some(_)) => {
                        let birth = if number == 0 {
                            "BeforeFirst".to_owned()
                        } else {
                            number.to_string()
                        };
                        open.insert(identity.clone(), format!("born {birth}\n"));
                    }
                    (Some(old), Some(new)) if old != new => {
                        let fields: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
                        for field in fields {
                            let (old, new) = (old.get(field), new.get(field));
                            if old != new {
                                let value = |value: Option<&String>| value.map_or("-", String::as_str).to_owned();
                                events.push(if field.is_empty() {
                                    format!("{number:05} text\n")
                                } else {
                                    format!("{number:05} {field}: {} -> {}\n", value(old), value(new))
                                });
                            }
                        }
                        events.sort();
                        open.get_mut(identity).unwrap().extend(events);
                    }
                    (Some(_), None) => {
                        let mut told = open.remove(identity).unwrap();
                        let _ = writeln!(told, "ended {number}");
                        all.entry(identity.clone()).or_default().push(told);
                    }
                    _ => {}
                }
            }
            state = after;
        }
        for (identity, told) in open {
            all.entry(identity).or_default().push(told);
        }
        for identity in &shared {
            all.remove(identity);
        }
        for told in all.values_mut() {
            told.sort();
        }
        all
    }

    fn landings(place: &Place) -> Vec<Landing> {
        let log = place.git(&[
            "log",
            "--first-parent",
            "--reverse",
            "-m",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "--root",
            "-z",
            "--format=tformat:commit",
        ]);
        let mut landings: Vec<Landing> = Vec::new();
        let mut parts = log
            .split('\0')
            .flat_map(|part| part.split('\n'))
            .filter(|part| !part.is_empty());
        while let Some(part) = parts.next() {
            if part == "commit" {
                landings.push(Vec::new());
            } else if part.starts_with(':') {
                let words: Vec<&str> = part.split(' ').collect();
                let blob = (words[4] != "D").then(|| words[3].to_owned());
                let path = parts.next().unwrap().to_owned();
                landings.last_mut().unwrap().push((path, blob));
            }
        }
        landings
    }

    fn contents(place: &Place, landings: &[Landing]) -> BTreeMap<String, String> {
        let wanted: BTreeSet<&String> = landings
            .iter()
            .flatten()
            .filter_map(|(_, blob)| blob.as_ref())
            .collect();
        let mut child = place
            .command("git", &place.work)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = std::io::BufReader::new(child.stdout.take().unwrap());
        let lines: String = wanted.iter().map(|blob| format!("{blob}\n")).collect();
        let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()).unwrap());
        let mut all = BTreeMap::new();
        for blob in wanted {
            let mut line = String::new();
            std::io::BufRead::read_line(&mut output, &mut line).unwrap();
            let size: usize = line.trim().rsplit(' ').next().unwrap().parse().unwrap();
            let mut bytes = vec![0; size + 1];
            output.read_exact(&mut bytes).unwrap();
            bytes.pop();
            all.insert(blob.clone(), String::from_utf8_lossy(&bytes).into_owned());
        }
        writer.join().unwrap();
        child.wait().unwrap();
        all
    }

    /// The records of a version; `None` where it cannot be read, so that the one before stands.
    fn records(workspace: &Workspace, path: &str, text: &str) -> Option<BTreeMap<String, Fields>> {
        let mut found = BTreeMap::new();
        let name = path.rsplit('/').next().unwrap();
        let kind = workspace.schema().kind_of_path(path);
        let (Some(kind), Some((stem, extension))) = (kind, name.rsplit_once('.')) else {
            return Some(found);
        };
        if name == "README.md" || !matches!(extension, "md" | "toml") {
            return Some(found);
        }
        let kind = &workspace.schema().kind(kind).name;
        let (fields, body) = if extension == "md" {
            let Some(rest) = text.strip_prefix("+++\n") else {
                return Some(found);
            };
            let (fields, body) = rest.split_once("\n+++\n")?;
            (fields, Some(body))
        } else {
            (text, None)
        };
        let table: toml::Table = toml::from_str(fields).ok()?;
        if let Some(toml::Value::Array(entries)) = table.get(&**kind) {
            for entry in entries {
                let mut fields = Fields::new();
                flatten("", entry, &mut fields);
                let id = entry.get("id").unwrap().as_str().unwrap();
                found.insert(format!("{kind}/{id}"), fields);
            }
            return Some(found);
        }
        let mut flat = Fields::new();
        flatten("", &toml::Value::Table(table.clone()), &mut flat);
        if let Some(body) = body {
            flat.insert(String::new(), body.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        let id = table.get("id").and_then(toml::Value::as_str).unwrap_or(stem);
        let identity = opsbook::text::Id::new(id).ok().map(|id| Identity {
            kind: Box::from(&**kind),
            id,
        });
        found.extend(identity.map(|identity| (identity.to_string(), flat)));
        Some(found)
    }

    fn flatten(path: &str, value: &toml::Value, fields: &mut Fields) {
        match value {
            toml::Value::Table(table) => {
                for (key, value) in table {
                    let path = if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    };
                    flatten(&path, value, fields);
                }
            }
            toml::Value::Array(items) if !items.is_empty() && items.iter().all(|item| item.get("id").is_some()) => {
                let ids: Vec<String> = items.iter().map(|item| written(&item["id"])).collect();
                fields.insert(path.to_owned(), format!("[{}]", ids.join(", ")));
                for item in items {
                    for (key, value) in item.as_table().unwrap().iter().filter(|(key, _)| *key != "id") {
                        flatten(
                            &format!("{path}[{}].{key}", item["id"].as_str().unwrap()),
                            value,
                            fields,
                        );
                    }
                }
            }
            other => {
                fields.insert(path.to_owned(), written(other));
            }
        }
    }

    fn written(value: &toml::Value) -> String {
        match value {
            toml::Value::String(text) => {
                let mut out = String::from("\"");
                for letter in text.chars() {
                    match letter {
                        '"' => out.push_str("\\\""),
                        '\\' => out.push_str("\\\\"),
                        '\n' => out.push_str("\\n"),
                        '\t' => out.push_str("\\t"),
                        letter => out.push(letter),
                    }
                }
                out + "\""
            }
            toml::Value::Float(number) => format!("{number:?}"),
            toml::Value::Array(items) => {
                let items: Vec<String> = items.iter().map(written).collect();
                format!("[{}]", items.join(", "))
            }
            toml::Value::Table(table) => {
                let pairs: Vec<String> = table
                    .iter()
                    .map(|(key, value)| format!("{key} = {}", written(value)))
                    .collect();
                format!("{{ {} }}", pairs.join(", "))
            }
            other => other.to_string(),
        }
    }
}

fn agrees(place: &Place) -> usize {
    let (_, workspace, history) = read(&place.work, &Cache::none());
    let expected = recomputed::lives(place, &workspace);
    let told = lives(&history, &workspace);
    let mut compared = 0;
    for (identity, lives) in &expected {
        let ours = told
            .get(identity)
            .unwrap_or_else(|| panic!("{identity} is missing: {lives:?}"));
        assert_eq!(ours, lives, "{identity}");
        compared += 1;
    }
    for (identity, lives) in &told {
        let shared = lives.iter().any(|life| life.contains("shared"));
        assert!(
            shared || expected.contains_key(identity),
            "{identity} is invented: {lives:?}"
        );
    }
    compared
}

#[test]
fn real_goals_agree_with_plain_git() {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/goals.bundle");
    if !bundle.is_file() {
        println!("skipped: {} is not there", bundle.display());
        return;
    }
    let place = Place::new();
    fs::remove_dir_all(&place.work).unwrap();
    let cloned = place
        .command("git", place.folder.path())
        .args(["clone", "-q", bundle.to_str().unwrap(), "work"])
        .status()
        .unwrap();
    assert!(cloned.success());
    place.git(&["checkout", "-q", "main"]);
    assert!(agrees(&place) > 1000);
}

#[test]
fn a_made_up_history_agrees_with_plain_git() {
    let place = Place::new();
    fs::remove_dir_all(&place.work).unwrap();
    fs::create_dir(&place.work).unwrap();
    let mut chronicle = Chronicle::create(&place.work).unwrap();
    let mut moved: Vec<usize> = Vec::new();
    opsbook::demo::history_scale(200, 400, &mut chronicle, &mut |number, _, chronicle| {
        // Now and then a file moves, changes and goes.
        if number % 10 == 3 {
            let record = number % 12;
            let text = format!(
                "+++\ntitle = \"Moved {number}\"\nweight = {}\n+++\n{number}\n",
                number % 3
            );
            let path = format!("feedback/{number}/moved-{record}.md");
            if let Some(place) = moved.iter().position(|old| old % 12 == record) {
                let old = moved.remove(place);
                chronicle.remove(&format!("feedback/{old}/moved-{record}.md"));
            }
            if number % 40 != 33 {
                chronicle.write(&path, text.as_bytes())?;
                moved.push(number);
            }
        }
        Ok(())
    })
    .unwrap();
    chronicle.finish().unwrap();
    assert!(agrees(&place) > 200);
}
