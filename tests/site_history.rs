//! The site's side of history: changes, feed, each record's story, and whole sites of the past.
#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "the real git and the real program are started, files are made"
)]
#![expect(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

#[allow(dead_code, reason = "each test uses a part")]
mod git;
mod landings;

use expect_test::{Expect, expect};
use git::{OPSBOOK, ended};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

const HISTORY: &str = "\
=== landing 2026-10-01 Ines: Start
=== opsbook.toml
name = \"Larkspur\"
[history]
ignore = \"ignored.txt\"
=== people.toml
[[person]]
id = \"ines\"
title = \"Inês Duarte\"
=== initiatives/faster-search.md
+++
title = \"Faster search\"
status = \"committed\"
owner = \"ines\"
target = 2026-11-27
+++
=== landing 2026-10-12 Joon <b>: Begin & go on\\n\\nOps-Reason: two <people> & a plan
=== initiatives/faster-search.md
+++
title = \"Faster search\"
status = \"in-progress\"
owner = \"ines\"
target = 2026-12-11
+++
=== landing 2026-10-13 Priya: Feedback
=== feedback/a.md
+++
title = \"One\"
+++
=== feedback/b.md
+++
title = \"Two\"
+++
=== feedback/c.md
+++
title = \"Three <i>\"
+++
=== landing 2026-10-20 Ines: Ship
=== initiatives/faster-search.md
+++
title = \"Faster search\"
status = \"shipped\"
owner = \"ines\"
target = 2026-12-11
+++
It is out.
";

/// The history in a folder, with the files of its last landing.
fn book() -> tempfile::TempDir {
    told(HISTORY)
}

fn told(history: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    landings::write(folder.path(), history);
    let done = Command::new("git")
        .args(["checkout-index", "-a", "-f"])
        .current_dir(folder.path())
        .status()
        .unwrap();
    assert!(done.success());
    folder
}

/// Builds a site below the folder; returns the exit code and what was said.
fn build(folder: &Path, name: &str, arguments: &[&str]) -> (i32, String) {
    let mut command = Command::new(OPSBOOK);
    command
        .env_clear()
        .env("HOME", folder)
        .args(["build", "--out", &format!("../{name}")])
        .args(arguments)
        .current_dir(folder);
    ended(&mut command)
}

/// How many sites were built.
static SITES: AtomicUsize = AtomicUsize::new(0);

/// A built site beside the workspace, taken away with it.
struct Site {
    name: String,
    folder: std::path::PathBuf,
}

impl Site {
    fn new(book: &tempfile::TempDir, arguments: &[&str]) -> Self {
        let base = book.path().file_name().unwrap().to_str().unwrap();
        let number = SITES.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-site-{number}", base.trim_start_matches('.'));
        let (code, said) = build(book.path(), &name, arguments);
        assert_eq!(code, 0, "{said}");
        let folder = book.path().parent().unwrap().join(&name);
        Self { name, folder }
    }

    fn page(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).unwrap_or_else(|error| panic!("{}/{path}: {error}", self.name))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The words between two pieces of markup, a line for each element that holds a text of its own.
fn words(html: &str, from: &str, to: &str, expected: Expect) {
    let start = html.find(from).unwrap_or_else(|| panic!("no {from} in {html}"));
    let part = &html[start..];
    let part = &part[..part.find(to).unwrap_or(part.len())];
    let mut text = String::new();
    let mut inside = false;
    for character in part
        .replace("</li>", "\n")
        .replace("</h2>", "\n")
        .replace("</h3>", "\n")
        .chars()
    {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    let lines: Vec<String> = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    expected.assert_eq(&(lines.join("\n") + "\n"));
}

/// A history in one week of which forty-five records change three times, each to another day.
fn full_week() -> String {
    let mut told = String::from("=== landing 2026-10-01 Ines: Start\n=== opsbook.toml\nname = \"Full\"\n");
    for landing in 0..4 {
        if landing > 0 {
            let _ = writeln!(told, "=== landing 2026-10-{} Ines: Plan", 12 + landing);
        }
        for number in 0..45 {
            let day = number % 28 + 1;
            let _ = write!(
                told,
                "=== initiatives/i{number}.md\n+++\ntitle = \"I{number}\"\ntarget = 2027-0{}-{day:02}\n+++\n",
                landing + 1
            );
        }
    }
    told
}

#[test]
fn the_feed_knows_its_own_address_where_the_site_has_one() {
    let book = book();
    let plain = Site::new(&book, &["--today", "2026-10-21"]).page("feed.xml");
    assert!(
        !plain.contains("rel=\"self\"") && plain.contains("href=\"changes/index.html\""),
        "{plain}"
    );
    let placed = Site::new(
        &book,
        &["--today", "2026-10-21", "--base-url", "https://ops.example.org/a&b"],
    )
    .page("feed.xml");
    let own = "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://ops.example.org/a&amp;b/feed.xml\"/>";
    assert!(placed.contains(own), "{placed}");
    assert!(
        placed.contains("href=\"https://ops.example.org/a&amp;b/changes/index.html\""),
        "{placed}"
    );
}

#[test]
fn a_full_week_takes_several_pages() {
    let book = told(&full_week());
    let site = Site::new(&book, &["--today", "2026-10-21"]);
    let lede = |path: &str, expected: Expect| words(&site.page(path), "<p class=\"lede\">", "</p>", expected);
    lede(
        "changes/index.html",
        expect![[r#"
        What changed in the book, in product terms: 108 changes by 1 person in week 42, part 1 of 2.
    "#]],
    );
    lede(
        "changes/2026-W42-2.html",
        expect![[r#"
        What changed in the book, in product terms: 27 changes by 1 person in week 42, part 2 of 2.
    "#]],
    );
    let (first, second) = (site.page("changes/index.html"), site.page("changes/2026-W42-2.html"));
    assert!(
        first.contains("rel=\"next\">Earlier: week 42 of 2026, part 2 of 2"),
        "{first}"
    );
    assert!(second.contains("href=\"../changes/index.html\" rel=\"prev\">Later: week 42 of 2026, part 1 of 2"));
    assert!(!second.contains("rel=\"next\""));
    assert!(!site.folder.join("changes/2026-W42-3.html").exists());
}

#[test]
fn changes_are_told_by_week() {
    let book = book();
    let site = Site::new(&book, &["--today", "2026-10-21"]);
    words(
        &site.page("changes/index.html"),
        "<main",
        "</main>",
        expect![[r#"
            Larkspur
            Changes
            Changes
            What changed in the book, in product terms: 2 changes by 1 person this week.
            Atom feed
            Week 43, 19 to 25 October 2026 #
            Tuesday 20
            initiative Faster search: status in progress → to shipped Ines · b1a8d97
            initiative Faster search: text: 3 words added: “It is out.” Ines · b1a8d97
            Earlier: week 42 of 2026
        "#]],
    );
    words(
        &site.page("changes/2026-W42.html"),
        "<main",
        "</main>",
        expect![[r#"
        Larkspur
        Changes
        Week 42 of 2026
        Changes in week 42 of 2026
        What changed in the book, in product terms: 3 changes by 2 people in week 42.
        Atom feed
        Week 42, 12 to 18 October 2026 #
        Tuesday 13
        feedback One and 2 more feedback records: new Priya · d63962d
        Monday 12
        initiative Faster search: target 27 Nov 2026 → to 11 Dec 2026 14 days (10 working days) later. “two &lt;people&gt; &amp; a plan” Joon · 9774a6f
        initiative Faster search: status committed → to in progress “two &lt;people&gt; &amp; a plan” Joon · 9774a6f
        Later: week 43 of 2026
    "#]],
    );
    words(
        &site.page("index.html"),
        "aria-labelledby=\"o-recent\"",
        "</section>",
        expect![[r#"
            aria-labelledby="o-recent"
            Changed this week #
            all changes
            initiative Faster search: status in progress → to shipped Ines · b1a8d97
        "#]],
    );
    let feed = site.page("feed.xml");
    words(
        &feed,
        "<entry>",
        "</entry>",
        expect![[r#"
            Faster search status: in progress → shipped, and 1 more
            urn:uuid:b1a8d978-3cd8-8fda-82f8-5c7334236c5e
            2026-10-20T12:00:00Z
            2026-10-20T12:00:00Z
            Ines
            &lt;ul&gt;&lt;li&gt;&lt;strong&gt;Faster search&lt;/strong&gt; status: in progress → shipped&lt;/li&gt;&lt;li&gt;&lt;strong&gt;Faster search&lt;/strong&gt; text: 3 words added: “It is out.”&lt;/li&gt;&lt;/ul&gt;
        "#]],
    );
    assert!(feed.contains("two &amp;lt;people&amp;gt; &amp;amp; a plan"), "{feed}");
    let one_thread = Site::new(&book, &["--today", "2026-10-21", "--no-cache", "--no-progress"]);
    for page in ["changes/index.html", "feed.xml", "initiative/faster-search.html"] {
        assert_eq!(site.page(page), one_thread.page(page), "{page}");
    }
}

#[test]
fn a_record_tells_its_story() {
    let book = book();
    fs::write(
        book.path().join("initiatives/faster-search.md"),
        "+++\ntitle = \"Faster search\"\nstatus = \"measured\"\nowner = \"ines\"\ntarget = 2026-12-11\n+++\nIt is out.\n",
    )
    .unwrap();
    let site = Site::new(&book, &["--today", "2026-10-21"]);
    let page = site.page("initiative/faster-search.html");
    words(
        &page,
        "aria-labelledby=\"o-history\"",
        "</section>",
        expect![[r#"
            aria-labelledby="o-history"
            History #
            3 changes · all changes
            now Status from shipped to measured not committed yet
            20 Oct 2026 Status from in progress to shipped; text changed Ines · “Ship” · b1a8d97
            12 Oct 2026 Target from 27 Nov 2026 to 11 Dec 2026, 14 days (10 working days) later; status from committed to in progress Joon · “two &lt;people&gt; &amp; a plan” · 9774a6f
            In the book since it began, on 1 October 2026.
        "#]],
    );
    words(
        &page,
        "<div class=\"row\">",
        "</div>",
        expect![[r#"
        Faster search measured not committed yet
    "#]],
    );
    let page = site.page("feedback/a.html");
    words(
        &page,
        "aria-labelledby=\"o-history\"",
        "</section>",
        expect![[r#"
        aria-labelledby="o-history"
        History #
        1 change · all changes
        13 Oct 2026 New Priya · “Feedback” · d63962d
    "#]],
    );
    words(
        &page,
        "<div class=\"row\">",
        "</div>",
        expect![[r#"
        One new since 13 Oct 2026, 8 days
    "#]],
    );
}

#[test]
fn a_site_of_the_past_is_of_the_past_alone() {
    let book = book();
    // What lies on disk is none of its business.
    fs::write(book.path().join("opsbook.toml"), "name = \"Elsewhere\"\n").unwrap();
    fs::write(book.path().join("initiatives/new.md"), "+++\ntitle = \"New\"\n+++\n").unwrap();
    let site = Site::new(&book, &["--as-of", "2026-10-12"]);
    let index = site.page("index.html");
    assert!(index.contains("Larkspur") && !index.contains("Elsewhere"));
    assert!(index.contains("data as of <time datetime=\"2026-10-12\">"), "{index}");
    words(
        &site.page("initiative/faster-search.html"),
        "<div class=\"row\">",
        "</div>",
        expect![[r#"
            Faster search in progress since today
        "#]],
    );
    assert!(!site.folder.join("initiative/new.html").exists());
    assert!(!site.folder.join("feedback/a.html").exists());
    // A day on which nothing landed has the state of the last day before it.
    let later = Site::new(&book, &["--as-of", "2026-10-19"]);
    assert!(
        later
            .page("feedback/a.html")
            .contains("data as of <time datetime=\"2026-10-19\">")
    );
    let by_name = Site::new(&book, &["--as-of", "HEAD~2"]);
    assert_eq!(by_name.page("changes/index.html"), site.page("changes/index.html"));
    let by_rev = Site::new(&book, &["--rev", "HEAD~1"]);
    assert!(
        by_rev
            .page("feedback/a.html")
            .contains("data as of <time datetime=\"2026-10-13\">")
    );
    let (code, said) = build(book.path(), "never", &["--as-of", "2026-09-30"]);
    assert_eq!(code, 2);
    assert!(said.contains("nothing was committed by 2026-09-30") && said.contains("the first commit is of 2026-10-01"));
    let (code, said) = build(book.path(), "never", &["--as-of", "2026-13-30"]);
    assert_eq!(code, 2, "{said}");
    assert!(!book.path().parent().unwrap().join("never").exists());
}

#[test]
fn without_git_there_is_a_sentence() {
    let book = book();
    fs::remove_dir_all(book.path().join(".git")).unwrap();
    let site = Site::new(&book, &["--today", "2026-10-21"]);
    words(
        &site.page("changes/index.html"),
        "<main",
        "</main>",
        expect![[r#"
        Larkspur
        Changes
        Changes
        There is no history: this folder is not a git repository, or nothing was committed yet.
    "#]],
    );
    assert!(!site.folder.join("feed.xml").exists());
    assert!(!site.page("feedback/a.html").contains("o-history"));
}

#[test]
fn a_clone_without_its_past_says_so() {
    let book = book();
    let last = landings::write(tempfile::tempdir().unwrap().path(), HISTORY)
        .pop()
        .unwrap();
    fs::write(book.path().join(".git/shallow"), format!("{last}\n")).unwrap();
    let site = Site::new(&book, &["--today", "2026-10-21"]);
    let page = site.page("initiative/faster-search.html");
    words(
        &page,
        "aria-labelledby=\"o-history\"",
        "</section>",
        expect![[r#"
        aria-labelledby="o-history"
        History #
        all changes
        What happened before is not known: the history is incomplete.
    "#]],
    );
    let (code, said) = build(book.path(), "never", &["--strict", "--today", "2026-10-21"]);
    assert_eq!(code, 1);
    assert!(
        said.contains("a part of the history is missing: nothing was built"),
        "{said}"
    );
}
