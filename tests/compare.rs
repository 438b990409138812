//! What changed between two states, in words: each case two workspaces in one text, parted by a line `--- after`.

use expect_test::{Expect, expect};
use opsbook::compare::{Change, compare};
use opsbook::source::Snapshot;
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use std::fmt::Write as _;
use std::sync::Arc;

fn load(files: &str) -> Workspace {
    Workspace::load(Arc::new(Snapshot::fixture(files))).0
}

/// Files that stay the same stand before `--- before`.
fn changes(files: &str) -> Vec<Change> {
    let (both, rest) = files.split_once("--- before\n").unwrap_or(("", files));
    let (before, after) = rest.split_once("--- after\n").expect("two states");
    let today = Date::parse("2026-11-20").expect("a day");
    compare(
        &load(&format!("{both}{before}")),
        &load(&format!("{both}{after}")),
        today,
    )
}

fn tells(files: &str, expected: &Expect) {
    let mut told = String::new();
    for change in changes(files) {
        let _ = writeln!(told, "{}: {} {}", change.group.word(), change.who(), change.words());
        for one in &change.consequences {
            let mark = if one.affects_others { "!" } else { "-" };
            let _ = writeln!(told, "  {mark} {}", one.text);
        }
    }
    expected.assert_eq(&told);
}

#[test]
fn each_case_tells_what_changed() {
    let cases: [(&str, Expect); 9] = [
        // another way of writing is no change
        (
            "--- before\n=== initiatives/a.md\n+++\ntitle = \"A\"\ntags = [\"x\"]\n+++\nOne two.\n--- after\n\
         === initiatives/sub/a.md\n+++\ntags = [ 'x', ]\ntitle = 'A'\n+++\nOne\ntwo.\n",
            expect![[""]],
        ),
        // a promise that slips
        (
            r#"=== customers.toml
[[customer]]
id = "acct-07"
title = "Account 7"
[[customer]]
id = "acct-08"
title = "Account 8"
=== initiatives/inbox.md
+++
title = "Team inbox"
start = 2026-12-01
depends_on = ["search"]
+++
=== initiatives/rooms.md
+++
title = "Rooms"
depends_on = [{ initiative = "search", needed_by = 2026-12-01 }]
+++
--- before
=== initiatives/search.md
+++
title = "Faster search"
target = 2026-11-27
promised_to = [{ customer = "acct-07", by = 2026-12-15 }, { customer = "acct-08", by = 2026-11-30 }]
+++
--- after
=== initiatives/search.md
+++
title = "Faster search"
target = 2026-12-11
promised_to = [{ customer = "acct-07", by = 2026-12-15 }, { customer = "acct-08", by = 2026-11-30 }]
+++
"#,
            expect![[r#"
            promises: Faster search target: 27 Nov 2026 → 11 Dec 2026
              - 14 days (10 working days) later
              ! Team inbox now starts before it ends
              ! Rooms needs it by 1 Dec 2026: 10 days too late
              ! Account 7 was promised 15 Dec 2026: still kept
              ! Account 8 was promised 30 Nov 2026: broken by 11 days
        "#]],
        ),
        // dates get narrower go and come
        (
            r#"--- before
=== initiatives/a.md
+++
title = "A"
target = "2026-Q4"
+++
=== initiatives/b.md
+++
title = "B"
target = "2026-Q4"
+++
=== initiatives/c.md
+++
title = "C"
+++
=== releases/r.toml
title = "R"
target = 2026-12-01
=== initiatives/d.md
+++
title = "D"
release = "r"
+++
--- after
=== initiatives/a.md
+++
title = "A"
target = 2026-11-20
+++
=== initiatives/b.md
+++
title = "B"
+++
=== initiatives/c.md
+++
title = "C"
target = "2027-H1"
+++
=== releases/r.toml
title = "R"
target = 2026-11-24
=== initiatives/d.md
+++
title = "D"
release = "r"
+++
"#,
            expect![[r#"
            promises: R target: 1 Dec 2026 → 24 Nov 2026
              - 7 days (5 working days) earlier
              ! D moves with it
            promises: A target: Q4 2026 → 20 Nov 2026
              - a narrower date inside the old one
            promises: B target: no longer Q4 2026
              - withdrawn: there is no date any more
            promises: C target: H1 2027
        "#]],
        ),
        // a re org is people and work that moved
        (
            &re_org(),
            expect![[r#"
        people: Work 1, Work 2, Work 3 and 37 more initiatives team: Boards → Platform
        people: Inês, Joon and Karl moved from Boards to Platform
    "#]],
        ),
        // a process changes while runs go on
        (
            r#"=== roles/support.toml
title = "Support"
=== roles/lead.toml
title = "Lead"
=== runs/r1.toml
title = "Release 4.2"
process = "p"
=== runs/r2.toml
title = "Release 4.1"
process = "p"
status = "done"
--- before
=== processes/p.toml
title = "Release"
[[steps]]
id = "build"
title = "Build"
role = "support"
[[steps]]
id = "ship"
title = "Ship it"
--- after
=== processes/p.toml
title = "Release"
[[steps]]
id = "build"
title = "Build"
role = "lead"
sla = "2wd"
[[steps]]
id = "review"
title = "Security review"
role = "lead"
[[steps]]
id = "ship"
title = "Ship it"
"#,
            expect![[r#"
            processes: Release steps: added Security review
              ! Release 4.2 is under way by the steps as they were
            processes: Release step build: role: Support → Lead
              ! Release 4.2 is under way by the steps as they were
            processes: Release step build: time allowed: 2 working days
              ! Release 4.2 is under way by the steps as they were
        "#]],
        ),
        // feedback priorities metrics and decisions
        (
            r#"=== customers.toml
[[customer]]
id = "acct-07"
title = "Account 7"
--- before
=== feedback/f1.md
+++
title = "Slow"
status = "delivered"
customer = "acct-07"
initiatives = ["search"]
+++
=== initiatives/search.md
+++
title = "Faster search"
status = "in-progress"
reach = 100
confidence = 0.5
metrics = [{ metric = "time", expect = 2 }]
+++
=== metrics/time.toml
title = "Search time"
unit = "s"
direction = "down"
targets = [{ from = 2026-10-01, value = 2.0 }]
=== objectives/fast.toml
title = "Fast"
[[key_results]]
id = "p95"
title = "95th percentile"
metric = "time"
target = 2
=== decisions/index-words.md
+++
title = "Index by word"
status = "proposed"
+++
--- after
=== feedback/f1.md
+++
title = "Slow"
status = "answered"
customer = "acct-07"
initiatives = ["search"]
+++
=== initiatives/search.md
+++
title = "Faster search"
status = "shipped"
reach = 250
confidence = 0.8
metrics = [{ metric = "time", expect = 3 }]
+++
=== metrics/time.toml
title = "Search time"
unit = "s"
direction = "down"
targets = [{ from = 2026-10-01, value = 2.5 }]
=== objectives/fast.toml
title = "Fast"
[[key_results]]
id = "p95"
title = "95th percentile"
metric = "time"
target = 3
=== decisions/index-words.md
+++
title = "Index by word"
status = "accepted"
+++
"#,
            expect![[r#"
            progress: Faster search status: in progress → shipped
            priorities: Faster search reach: 100 → 250
            priorities: Faster search confidence: 50 % → 80 %
            feedback: Slow status: delivered → answered
              - from Account 7
            metrics: Search time targets: added from 1 Oct 2026, value 2.5; removed from 1 Oct 2026, value 2
            metrics: Fast key result p95: target: 2 → 3
              - raised by 1
            decisions: Index by word status: proposed → accepted
            other: Faster search metric Search time: expect: 2 → 3
              - raised by 1
        "#]],
        ),
        // records come go break and get other ids
        (
            r#"--- before
=== initiatives/old.md
+++
title = "Search"
+++
=== initiatives/user.md
+++
title = "User"
depends_on = ["gone"]
+++
=== initiatives/gone.md
+++
title = "Gone"
+++
=== metrics/broken.toml
title = "Broken"
unit = "s"
direction = "up"
--- after
=== initiatives/new.md
+++
title = "Search"
aliases = ["old"]
target = 2026-12-01
+++
=== initiatives/user.md
+++
title = "User"
depends_on = ["gone"]
+++
=== feedback/f1.md
+++
title = "One"
+++
=== feedback/f2.md
+++
title = "Two"
+++
=== feedback/f3.md
+++
title = "Three"
+++
=== feedback/f4.md
+++
title = "Four"
+++
=== metrics/broken.toml
title = "Broken
"#,
            expect![[r#"
            promises: Search target: 1 Dec 2026
            progress: Gone deleted
              ! User referred to it
            progress: Search was `old` before
            feedback: One, Two, Three and 1 more feedback record new
            other: Broken cannot be read any more, and is left out of every count until it is mended
        "#]],
        ),
        // texts settings and collections
        (
            r#"--- before
=== opsbook.toml
name = "Larkspur"
=== people.toml
[[person]]
id = "ines"
title = "Inês"
[[person]]
id = "joon"
title = "Joon"
=== roles.toml
role = [{ id = "lead", title = "Lead" }, { id = "support", title = "Support" }]
=== processes/p.toml
title = "P"
=== processes/p.md
Do it well and write down why.
--- after
=== opsbook.toml
name = "Larkspur"
lang = "de"
=== people.toml
[[person]]
id = "joon"
title = "Joon"
status = "left"
[[person]]
id = "ines"
title = "Inês"
=== roles.toml
role = [{ id = "support", title = "Support" }, { id = "lead", title = "Team lead" }]
=== processes/p.toml
title = "P"
=== processes/p.md
Do it quickly and write down when and why.
"#,
            expect![[r#"
            people: Joon status: active → left
            texts: P text: 3 words added, 1 removed: “Do it quickly and write down when and why.”
            texts: Team lead title: Lead → Team lead
            settings: opsbook.toml text: 3 words added: “name = "Larkspur" lang = "de"”
        "#]],
        ),
        // a mechanical edit of many texts is one change
        (
            &mechanical_edit(),
            expect![[r#"
        texts: Work 1, Work 2, Work 3 and 27 more initiatives text: 1 word added, 1 removed in each: “Done: see new-home#1 for more.”
    "#]],
        ),
    ];
    for (files, expected) in cases {
        tells(files, &expected);
    }
}

/// Three people and forty initiatives go from one team to another.
fn re_org() -> String {
    let mut before = String::from("--- before\n");
    let mut after = String::from("--- after\n");
    for (text, boards, platform, team) in [
        (&mut before, "\"ines\", \"joon\", \"karl\", \"mara\"", "", "boards"),
        (&mut after, "\"mara\"", "\"ines\", \"joon\", \"karl\"", "platform"),
    ] {
        let _ = write!(
            text,
            "=== teams/boards.toml\ntitle = \"Boards\"\nmembers = [{boards}]\n=== teams/platform.toml\ntitle = \
             \"Platform\"\nmembers = [{platform}]\n"
        );
        for number in 1..=40 {
            let _ = write!(
                text,
                "=== initiatives/i{number:02}.md\n+++\ntitle = \"Work {number}\"\nteam = \"{team}\"\n+++\n"
            );
        }
    }
    let people = "=== people.toml\n[[person]]\nid = \"ines\"\ntitle = \"Inês\"\n[[person]]\nid = \"joon\"\ntitle = \"Joon\"\n\
                  [[person]]\nid = \"karl\"\ntitle = \"Karl\"\n[[person]]\nid = \"mara\"\ntitle = \"Mara\"\n";
    format!("{people}{before}{after}")
}

/// An address moves in thirty texts.
fn mechanical_edit() -> String {
    let mut before = String::from("--- before\n");
    let mut after = String::from("--- after\n");
    for (text, place) in [(&mut before, "old-home"), (&mut after, "new-home")] {
        for number in 1..=30 {
            let _ = write!(
                text,
                "=== initiatives/i{number:02}.md\n+++\ntitle = \"Work {number}\"\n+++\nDone: see {place}#{number} for more.\n"
            );
        }
    }
    format!("{before}{after}")
}
