//! Moves and ids judged against the state that a change replaces: HEAD, a branch, or the history.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "the real git and the real program are started, files are made"
)]
#![expect(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

#[allow(dead_code, reason = "each test uses a part")]
mod git;

use git::Place;

const SEARCH: &str = "initiatives/faster-search.md";

fn initiative(status: &str) -> String {
    format!("+++\ntitle = \"Faster search\"\nstatus = \"{status}\"\nstarted = 2023-11-01\nowner = \"ines\"\n+++\n")
}

/// A workspace in which the initiative is an idea.
fn workspace() -> Place {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    place.write("people.toml", "[[person]]\nid = \"ines\"\ntitle = \"Inês\"\n");
    place.write(SEARCH, &initiative("idea"));
    place.commit("start");
    place
}

/// What a check says, on the day of the commits, one finding a line.
fn check(place: &Place, arguments: &[&str]) -> (i32, String) {
    let mut all = vec!["check", "--format", "concise", "--today", "2023-11-15"];
    all.extend_from_slice(arguments);
    let (code, said) = place.opsbook(&all);
    let findings: Vec<&str> = said.lines().filter(|line| line.contains('[')).collect();
    (code, findings.join("\n"))
}

#[test]
fn a_move_is_judged_before_it_lands() {
    let place = workspace();
    place.write(SEARCH, &initiative("shipped"));
    let illegal = "initiatives/faster-search.md:3:10: error[illegal-move] an initiative cannot go from idea to shipped";
    assert_eq!(check(&place, &[]), (1, illegal.to_owned()));
    assert_eq!(check(&place, &["--since", "main"]), (1, illegal.to_owned()));
    // Nothing is staged yet.
    assert_eq!(check(&place, &["--staged"]), (0, String::new()));
    place.git(&["add", "-A"]);
    assert_eq!(check(&place, &["--staged"]), (1, illegal.to_owned()));
    place.write(SEARCH, &initiative("discovery"));
    assert_eq!(check(&place, &[]), (0, String::new()));
    assert_eq!(check(&place, &["--staged"]), (1, illegal.to_owned()));
    place.git(&["add", "-A"]);
    assert_eq!(check(&place, &["--staged"]), (0, String::new()));
    let (_, said) = place.opsbook(&["check", "--staged"]);
    assert!(!said.contains("illegal"), "{said}");
}

#[test]
fn the_help_shows_the_way() {
    let place = workspace();
    place.write(SEARCH, &initiative("shipped"));
    let (_, said) = place.opsbook(&["check", "--select", "illegal-move"]);
    assert!(
        said.contains("idea may become discovery, committed or dropped; the way leads over discovery and in-progress"),
        "{said}"
    );
}

#[test]
fn a_branch_answers_for_its_own_moves() {
    let place = workspace();
    place.git(&["checkout", "-q", "-b", "side"]);
    place.write(SEARCH, &initiative("discovery"));
    place.commit("discover");
    place.write(SEARCH, &initiative("in-progress"));
    place.commit("begin");
    let (code, said) = check(&place, &["--merge", "main"]);
    assert_eq!(code, 1);
    assert!(said.contains("cannot go from idea to in-progress"), "{said}");
    let (code, said) = check(&place, &["--since", "main"]);
    assert_eq!(code, 1);
    assert!(said.contains("cannot go from idea to in-progress"), "{said}");
    // Along its own history every step is legal.
    assert_eq!(check(&place, &[]), (0, String::new()));
    // What the other side does meanwhile is nothing that this one did.
    place.git(&["checkout", "-q", "main"]);
    place.write(
        "initiatives/other.md",
        &initiative("dropped").replace("owner", "dropped_reason = \"no\"\nowner"),
    );
    place.write(SEARCH, &initiative("discovery"));
    place.commit("main moves on");
    place.git(&["checkout", "-q", "-b", "quiet", "main~1"]);
    place.write("notes.md", "x\n");
    place.commit("notes");
    assert_eq!(check(&place, &["--since", "main"]), (0, String::new()));
}

#[test]
fn old_moves_are_warnings_and_can_be_left_in_peace() {
    let place = workspace();
    place.write(SEARCH, &initiative("shipped"));
    place.commit("ship");
    let (code, said) = check(&place, &[]);
    assert_eq!(code, 0);
    assert!(
        said.contains("warning[illegal-move] this initiative went from idea to shipped on 2023-11-14 in "),
        "{said}"
    );
    assert_eq!(check(&place, &["--staged"]), (0, String::new()));
    place.write("opsbook.toml", "name = \"Test\"\n[history]\nbaseline = 2023-11-15\n");
    assert_eq!(check(&place, &[]), (0, String::new()));
    place.write("opsbook.toml", "name = \"Test\"\n[history]\nbaseline = 2023-11-14\n");
    assert!(check(&place, &[]).1.contains("illegal-move"));
    place.write("opsbook.toml", "name = \"Test\"\n[history]\nbaseline = \"soon\"\n");
    let (code, said) = check(&place, &[]);
    assert_eq!(code, 1);
    assert!(said.contains("error[invalid-setting] `\"soon\"` is no day"), "{said}");
}

#[test]
fn an_id_stays_with_its_first_record() {
    let place = workspace();
    place.git(&["rm", "-q", SEARCH]);
    place.commit("drop it");
    place.write(SEARCH, &initiative("idea"));
    place.git(&["add", "-A"]);
    // Taken back: the same record again.
    assert_eq!(check(&place, &["--staged"]), (0, String::new()));
    place.write(SEARCH, &initiative("idea").replace("Faster search", "Search by voice"));
    place.git(&["add", "-A"]);
    let (code, said) = check(&place, &["--staged"]);
    assert_eq!(code, 1);
    assert!(
        said.contains("error[reused-id] the id `faster-search` belonged to another initiative, \"Faster search\", deleted on 2023-11-14"),
        "{said}"
    );
    assert_eq!(check(&place, &[]).0, 1);
    place.commit("again");
    let (code, said) = check(&place, &[]);
    assert_eq!(code, 0);
    assert!(said.contains("warning[reused-id]"), "{said}");
}

#[test]
fn a_dropped_record_says_why_before_it_lands() {
    let place = workspace();
    place.write(SEARCH, &initiative("dropped"));
    place.git(&["add", "-A"]);
    let (code, said) = check(&place, &["--staged"]);
    assert_eq!(code, 1);
    assert!(
        said.contains("error[missing-field] an initiative that is dropped needs `dropped_reason`"),
        "{said}"
    );
}

#[test]
fn stale_means_unchanged_and_unreviewed() {
    let place = workspace();
    let stale = |today: &str| {
        let (_, said) = place.opsbook(&[
            "check",
            "--format",
            "concise",
            "--today",
            today,
            "--select",
            "stale-record",
        ]);
        said.contains("stale-record")
    };
    // The commit is of 2023-11-14; an initiative is looked at every 30 days.
    assert!(!stale("2023-12-14"));
    assert!(stale("2023-12-15"));
    // What is changed and not committed is being looked at.
    place.write(SEARCH, &initiative("discovery"));
    assert!(!stale("2023-12-15"));
    place.write(
        SEARCH,
        &initiative("idea").replace("owner", "reviewed = 2023-12-01\nowner"),
    );
    place.commit("reviewed");
    assert!(!stale("2023-12-31"));
    assert!(stale("2024-01-01"));
}

#[test]
fn without_git_there_is_no_history_to_judge() {
    let place = workspace();
    place.write(SEARCH, &initiative("shipped"));
    std::fs::remove_dir_all(place.work.join(".git")).unwrap();
    assert_eq!(check(&place, &[]), (0, String::new()));
}

#[test]
fn errors_are_told_before_warnings() {
    let place = Place::new();
    place.write("opsbook.toml", "name = \"Test\"\n");
    // More warnings than a run tells, in files that come before the one with an error.
    for number in 0..5_100 {
        place.write(
            &format!("initiatives/{:02}/a{number:04}.md", number / 100),
            "+++\ntitle = \"A\"\nstatus = \"in-progress\"\n+++\n",
        );
    }
    place.write("metrics/z.toml", "title = \"Z\"\n");
    let (code, said) = check(&place, &[]);
    assert_eq!(code, 1, "{}", said.lines().last().unwrap());
    assert!(said.contains("metrics/z.toml:1:1: error[missing-field]"));
}
