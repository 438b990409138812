//! What reading and checking find: one small workspace per behaviour, its findings as a snapshot.
//!
//! Only [`finds`] knows the library. `UPDATE_EXPECT=1` rewrites the snapshots; read every message before keeping it.

use expect_test::{Expect, expect};
use opsbook::check::{self, Context, Report};
use opsbook::source::Snapshot;
use opsbook::text::{LineIndex, Span};
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use std::fmt::Write as _;
use std::sync::Arc;

/// Checks the files of a fixture (`=== path` lines, each followed by a text) and compares what is found.
#[track_caller]
fn finds(files: &str, expected: Expect) {
    let (workspace, report) = run(files);
    let place = |span: &Span| {
        let text = workspace.snapshot().known_text(span.path.as_str());
        let place = text.map(|text| LineIndex::new(text).place(span.range.start));
        place.map_or(format!("{}:1:1", span.path), |place| {
            format!("{}:{}:{}", span.path, place.line, place.column)
        })
    };
    let mut out = String::new();
    for one in &report.findings {
        let _ = writeln!(
            out,
            "{}: {}[{}] {}",
            place(&one.span),
            one.level,
            one.rule.name,
            one.message
        );
        for (span, why) in &one.related {
            let _ = writeln!(out, "  {}: {why}", place(span));
        }
        if let Some(help) = &one.help {
            let _ = writeln!(out, "  help: {help}");
        }
    }
    if report.left_out > 0 {
        let _ = writeln!(out, "{} left out", report.left_out);
    }
    if report.allowed > 0 {
        let _ = writeln!(out, "{} allowed", report.allowed);
    }
    expected.assert_eq(&out);
}

/// Checks the files of a fixture on 20 November 2026.
fn run(files: &str) -> (Workspace, Report) {
    let (workspace, problems) = Workspace::load(Arc::new(Snapshot::fixture(files)));
    let today = Date::parse("2026-11-20").expect("a day");
    let report = check::run(&Context::new(&workspace, today), problems);
    (workspace, report)
}

mod documents {
    use super::*;

    #[test]
    fn an_empty_workspace_is_fine() {
        finds("", expect![[""]]);
    }

    #[test]
    fn two_lines_make_a_record() {
        finds(
            r#"
=== feedback/slow-search.md
+++
title = "Search takes ten seconds"
+++
"#,
            expect![[""]],
        );
    }

    #[test]
    fn prose_beside_toml_belongs_to_it() {
        finds(
            r#"
=== processes/release.toml
title = "Release"
=== processes/release.md
See [[no-such-record]].
"#,
            expect![[r#"
                processes/release.md:1:5: error[dangling-reference] no record is named `no-such-record`
                  help: `[[…]]` holds the id of a record; a file is linked as `[text](path)`
            "#]],
        );
    }

    #[test]
    fn prose_beside_a_collection_is_nobodys() {
        finds(
            r#"
=== feedback/october.toml
[[feedback]]
id = "slow-search"
title = "Search is slow"
=== feedback/october.md
From the October survey.
"#,
            expect![[""]],
        );
    }

    #[test]
    fn lone_markdown_without_fields() {
        finds(
            "
=== initiatives/faster-search.md
We index boards by word.
",
            expect![[r#"
                initiatives/faster-search.md:1:1: error[missing-front-matter] an initiative begins with fields between two `+++` lines; this file has none
                  help: begin with `+++`, `title = "…"`, `+++`; or put the fields into `faster-search.toml`, or the file outside `initiatives/`
            "#]],
        );
    }

    #[test]
    fn a_file_with_front_matter_beside_toml_is_a_second_record() {
        finds(
            r#"
=== processes/release.toml
title = "Release"
=== processes/release.md
+++
title = "Release"
+++
"#,
            expect![[r#"
                processes/release.toml:1:1: error[duplicate-id] two processes have the id `release`
                  processes/release.md:1:1: the other one
                  help: these are one record: put the fields into `release.toml` and keep only the text in the other file
            "#]],
        );
    }

    #[test]
    fn attachments_are_no_records() {
        finds(
            "
=== initiatives/README.md
Not a record.
=== initiatives/_draft.md
Not yet.
=== initiatives/_old/faster-search.md
Not any more.
=== initiatives/.hidden.md
Nor this.
=== initiatives/board.svg
<svg/>
=== notes/meeting.md
Anything.
=== initiative.md
Not in a folder of a kind.
",
            expect![[""]],
        );
    }

    #[test]
    fn the_longest_folder_wins() {
        finds(
            r#"
=== schema/bet.toml
name = "bet"
folder = "initiatives/bets"
[fields.odds]
type = "share"
=== initiatives/bets/word-index.md
+++
title = "Word index"
odds = "60%"
+++
=== initiatives/faster-search.md
+++
title = "Faster search"
odds = "60%"
+++
"#,
            expect![[r#"
                initiatives/faster-search.md:3:1: error[unknown-key] an initiative has no field `odds`
                  help: keys of your own go under `[extra]`, or become fields in `schema/initiative.toml`
            "#]],
        );
    }

    #[test]
    fn sub_folders_are_free() {
        finds(
            r#"
=== initiatives/2027/q1/faster-search.md
+++
title = "Faster search"
objective = "grow"
+++
=== objectives/company/grow.toml
title = "Grow"
"#,
            expect![[""]],
        );
    }

    #[test]
    fn a_collection_holds_nothing_but_its_entries() {
        finds(
            r#"
=== people.toml
title = "People"
owner = "mara"
[[person]]
id = "mara"
title = "Mara"
"#,
            expect![[r#"
                people.toml:1:1: error[unknown-key] a file of several people holds nothing but `[[person]]`, not `title`
                  help: put `title` into the entries, or into a file of its own
                people.toml:2:1: error[unknown-key] a file of several people holds nothing but `[[person]]`, not `owner`
                  help: put `owner` into the entries, or into a file of its own
            "#]],
        );
    }

    #[test]
    fn a_collection_of_another_kind_is_a_record() {
        finds(
            r#"
=== people.toml
[[customer]]
id = "acct-07"
title = "Account 7"
"#,
            expect![[r#"
                people.toml:1:3: error[unknown-key] a file of several people holds `[[person]]`, not `[[customer]]`
                  help: put these into `customers.toml` or a file below `customers/`
            "#]],
        );
    }

    #[test]
    fn entries_of_a_collection_need_ids() {
        finds(
            r#"
=== customers.toml
[[customer]]
title = "Account 7"
[[customer]]
id = "acct-08"
"#,
            expect![[r#"
                customers.toml:1:1: error[missing-field] each `[[customer]]` of a file of several needs an `id`
                  help: write `id = "account-7"`
                customers.toml:3:1: error[missing-field] a customer needs `title`
                  help: add `title = "…"`: What people call it, in a few words
            "#]],
        );
    }

    #[test]
    fn an_empty_list_file_is_fine() {
        finds("=== people.toml\n# nobody yet\n", expect![[""]]);
    }

    #[test]
    fn empty_files() {
        finds(
            "
=== initiatives/empty.md
=== processes/empty.toml
=== metrics/empty.csv
=== schema/empty.toml
",
            expect![[r#"
                initiatives/empty.md:1:1: error[missing-front-matter] an initiative begins with fields between two `+++` lines; this file has none
                  help: begin with `+++`, `title = "…"`, `+++`; or put the fields into `empty.toml`, or the file outside `initiatives/`
                processes/empty.toml:1:1: error[missing-field] a process needs `title`
                  help: add `title = "…"`: What people call it, in a few words
            "#]],
        );
    }

    #[test]
    fn an_empty_configuration_needs_a_name() {
        finds(
            "=== opsbook.toml\n",
            expect![[r#"
                opsbook.toml:1:1: error[missing-field] `opsbook.toml` needs `name`
                  help: write `name = "…"`
            "#]],
        );
    }

    #[test]
    fn links_and_other_encodings() {
        finds(
            "
=== initiatives/faster-search.md
(not UTF-8)
=== processes/release.md
(a symbolic link)
=== notes/elsewhere.md
(a symbolic link)
=== opsbook.toml
(not UTF-8)
",
            expect![[r#"
                initiatives/faster-search.md:1:1: error[not-utf8] the file is not UTF-8 from byte 0 on
                  help: save it as UTF-8
                opsbook.toml:1:1: error[not-utf8] the file is not UTF-8 from byte 0 on
                  help: save it as UTF-8
                processes/release.md:1:1: error[unreadable-file] this is a symbolic link, not a file
                  help: only regular files are read: put the file itself here
            "#]],
        );
    }
}

mod syntax {
    use super::*;

    #[test]
    fn byte_order_mark_and_crlf_keep_places_right() {
        finds(
            "=== initiatives/a.md\n\u{feff}+++\r\ntitle = \"A\"\r\nöwner = 3\r\nowner = 3\r\n+++\r\nSee [x](y.md).\r\n",
            expect![[r#"
                initiatives/a.md:3:1: error[invalid-toml] this cannot be a key
                  help: a key is one word of letters, digits, `_` and `-`, such as `health_note`
                initiatives/a.md:4:9: error[wrong-type] `owner` takes the id of a person or a team, not a number
                  help: write its id in quotes: the file name without its ending
                initiatives/a.md:6:5: warning[broken-link] this link leads to no file: `y.md`
                  help: did you mean `a.md`?
            "#]],
        );
    }

    #[test]
    fn places_are_the_smallest_that_must_change() {
        let files = r#"
=== processes/release.toml
title = "Release"
owner = 'nobody'
colour = "blue"
governs = "feedbak"
links = ["https://example.org", "example.org"]
sla = """soon"""
[[steps]]
id = "Bild"
title = "Build"
after = ["biuld"]
raci = { accountable = "qa", informd = ["all"] }
=== decisions/a.md
+++
title = "Größe"
+++
Ä [link](nothing.md), ![image](nothing.png), [[nowhere]] and
- [ ] tell *us* @nobody, due:soon
"#;
        let (workspace, report) = run(files);
        let mut out = String::new();
        for one in &report.findings {
            let text = workspace
                .snapshot()
                .known_text(one.span.path.as_str())
                .expect("a fixture is text");
            let _ = writeln!(out, "{}: {}", one.rule.name, one.span.range.of(text));
        }
        expect![[r#"
            broken-link: [link](nothing.md)
            broken-link: ![image](nothing.png)
            dangling-reference: [[nowhere]]
            unknown-handle: @nobody
            invalid-due-day: due:soon
            dangling-reference: 'nobody'
            unknown-key: colour
            unknown-choice: "feedbak"
            wrong-type: "example.org"
            wrong-type: """soon"""
            invalid-id: "Bild"
            unknown-entry: "biuld"
            dangling-reference: "qa"
            unknown-key: informd
        "#]]
        .assert_eq(&out);
    }

    #[test]
    fn columns_count_characters() {
        finds(
            "=== processes/groesse.toml\ntitle = \"Größe\"\nsteps = [{ id = \"ä\", title = \"Ä\" }, { id = \"b\", title = 3 }]\n",
            expect![[r#"
                processes/groesse.toml:2:17: error[invalid-id] `ä` is no id
                  help: ids are lower-case letters, digits and dashes, such as `ae`
                processes/groesse.toml:2:57: error[wrong-type] `title` takes a text, not a number
                  help: write `"3"`
            "#]],
        );
    }

    #[test]
    fn yaml_front_matter() {
        finds(
            "
=== feedback/slow-search.md
---
title: Search takes ten seconds
---
Text
",
            expect![[r#"
                feedback/slow-search.md:1:1: error[wrong-fence] the fields stand between `---` lines, which mean another format (YAML)
                  help: `opsbook check --fix` writes them as TOML between `+++` lines
            "#]],
        );
    }

    #[test]
    fn a_rule_of_dashes_is_no_front_matter() {
        finds(
            "=== feedback/slow-search.md\n---\nText\n",
            expect![[r#"
                feedback/slow-search.md:1:1: error[missing-front-matter] a feedback record begins with fields between two `+++` lines; this file has none
                  help: begin with `+++`, `title = "…"`, `+++`; or put the fields into `slow-search.toml`, or the file outside `feedback/`
            "#]],
        );
    }

    #[test]
    fn an_unclosed_fence() {
        finds(
            r#"
=== feedback/slow-search.md
+++
title = "Search takes ten seconds"

Text
"#,
            expect![[r#"
                feedback/slow-search.md:1:1: error[wrong-fence] the fields that begin here have no end
                  help: put a line with only `+++` between the fields and the text
            "#]],
        );
    }

    #[test]
    fn a_blank_line_before_the_fence() {
        finds(
            r#"
=== feedback/slow-search.md

+++
title = "Search takes ten seconds"
+++
"#,
            expect![[r#"
                feedback/slow-search.md:1:1: error[missing-front-matter] a feedback record begins with fields between two `+++` lines; this file has none
                  help: begin with `+++`, `title = "…"`, `+++`; or put the fields into `slow-search.toml`, or the file outside `feedback/`
            "#]],
        );
    }

    #[test]
    fn conflict_markers_are_one_finding() {
        finds(
            r#"
=== initiatives/faster-search.md
+++
title = "Faster search"
<<<<<<< HEAD
target = "2027-Q1"
=======
target = "2027-Q2"
>>>>>>> planning
+++
=== processes/release.toml
<<<<<<< HEAD
title = "Release"
=======
title = "Releases"
>>>>>>> planning
=== metrics/activation.csv
date,value
<<<<<<< HEAD
2026-10-01,41.5
=======
2026-10-01,41.6
>>>>>>> numbers
"#,
            expect![[r#"
                initiatives/faster-search.md:3:1: error[conflict-markers] an unresolved merge conflict: both versions stand here
                  initiatives/faster-search.md:7:1: the conflict ends here
                  help: keep one version, or both put together, and delete the three marker lines
                metrics/activation.csv:2:1: error[conflict-markers] an unresolved merge conflict: both versions stand here
                  metrics/activation.csv:6:1: the conflict ends here
                  help: keep one version, or both put together, and delete the three marker lines
                processes/release.toml:1:1: error[conflict-markers] an unresolved merge conflict: both versions stand here
                  processes/release.toml:5:1: the conflict ends here
                  help: keep one version, or both put together, and delete the three marker lines
            "#]],
        );
    }

    #[test]
    fn conflict_markers_in_the_text_and_the_configuration() {
        finds(
            r#"
=== initiatives/faster-search.md
+++
title = "Faster search"
+++
<<<<<<< HEAD
We index boards.
=======
We index words.
>>>>>>> planning
=== opsbook.toml
<<<<<<< HEAD
name = "Larkspur"
=======
name = "Larkspur Ltd"
>>>>>>> branding
=== schema/bet.toml
<<<<<<< HEAD
name = "bet"
=======
name = "wager"
>>>>>>> words
"#,
            expect![[r#"
                initiatives/faster-search.md:4:1: error[conflict-markers] an unresolved merge conflict: both versions stand here
                  initiatives/faster-search.md:8:1: the conflict ends here
                  help: keep one version, or both put together, and delete the three marker lines
                opsbook.toml:1:1: error[conflict-markers] an unresolved merge conflict: both versions stand here
                  opsbook.toml:5:1: the conflict ends here
                  help: keep one version, or both put together, and delete the three marker lines
                schema/bet.toml:1:1: error[conflict-markers] an unresolved merge conflict: both versions stand here
                  schema/bet.toml:5:1: the conflict ends here
                  help: keep one version, or both put together, and delete the three marker lines
            "#]],
        );
    }

    #[test]
    fn a_heading_underlined_is_no_conflict() {
        finds(
            r#"
=== initiatives/faster-search.md
+++
title = "Faster search"
+++
Problem
=======
Slow.
"#,
            expect![[""]],
        );
    }

    #[test]
    fn keys_written_twice() {
        finds(
            r#"
=== initiatives/faster-search.md
+++
title = "Faster search"
title = "Faster searching"
[extra]
a = 1
[extra]
b = 2
+++
"#,
            expect![[r#"
                initiatives/faster-search.md:3:1: error[duplicate-key] `title` is written twice
                  help: keep one of the two; a merge that took both sides looks like this
                initiatives/faster-search.md:6:2: error[duplicate-key] `extra` is written twice
                  help: keep one of the two; a merge that took both sides looks like this
            "#]],
        );
    }

    #[test]
    fn toml_mistakes() {
        finds(
            r#"
=== processes/a.toml
title = "Release
owner = "mara"
=== processes/b.toml
title = Release
=== processes/c.toml
title: "Release"
=== processes/d.toml
title = "Release"
steps = [{ id = "a", title = "A" }
=== processes/e.toml
title = "Release"
used by = ["boards"]
=== processes/f.toml
title = "Release"
reviewed = 2026-02-30
=== processes/g.toml
title = 'It's done'
=== processes/h.toml
title = "C:\new"
=== processes/i.toml
[steps
title = "Release"
=== processes/j.toml
title = “Release”
=== processes/k.toml
title = "Release" owner = "mara"
"#,
            expect![[r#"
                processes/a.toml:1:17: error[invalid-toml] a text begins on this line and does not end
                  help: add the closing quote
                processes/a.toml:2:9: error[dangling-reference] no person or team is named `mara`
                  help: make it: `opsbook new person --id mara`, or as team
                processes/b.toml:1:9: error[invalid-toml] a text stands in quotes
                  help: write `"Release"`
                processes/c.toml:1:6: error[invalid-toml] a key and its value are joined by `=`, not `:`
                  help: write `key = "value"`
                processes/d.toml:2:35: error[invalid-toml] a list is not closed
                  help: add `]` where it ends
                processes/e.toml:2:6: error[invalid-toml] a key is one word, without spaces
                  help: join its words by `_`, as in `health_note = "…"`
                processes/f.toml:2:12: error[invalid-toml] there is no such day
                  help: a day is written year, month, day, such as `2026-11-20`
                processes/g.toml:1:13: error[invalid-toml] something stands behind the value
                  help: begin a new line for the next key; a quote inside a text is written `\"`
                processes/i.toml:1:7: error[invalid-toml] the heading of a table is not closed
                  help: add `]` at its end
                processes/j.toml:1:9: error[invalid-toml] a text stands between straight quotes
                  help: write `"` instead of `“`, `”` and the like
                processes/k.toml:1:19: error[invalid-toml] something stands behind the value
                  help: begin a new line for the next key; a quote inside a text is written `\"`
            "#]],
        );
    }

    #[test]
    fn tables() {
        finds(
            "
=== metrics/a.csv
date,value
2026-10-01,41.5
2026-11-01
2026-12-01,4,5
=== metrics/b.csv
date,value,date
2026-10-01,1,2
=== metrics/c.csv
date;value
2026-10-01;41,5
=== metrics/d.csv
date,\"value
2026-10-01,1
",
            expect![[r#"
                metrics/a.csv:3:1: error[invalid-csv] this row has 1 cell, the header has 2
                  help: every row needs one cell for each column; a cell may be empty
                metrics/a.csv:4:1: error[invalid-csv] this row has 3 cells, the header has 2
                  help: every row needs one cell for each column; a value with a comma in it stands in quotes
                metrics/d.csv:1:6: error[invalid-csv] a quote is opened here and never closed
                  help: close it with `"`; a quote inside a quoted cell is written twice
            "#]],
        );
    }

    #[test]
    fn long_lines_give_short_messages() {
        let long = "x".repeat(15_000);
        let files = format!(
            "=== initiatives/a.md\n+++\ntitle = \"A\"\nowner = \"{long}\"\nsource = \"{long}\"\n{long} = 1\neffort = \"{long}\"\n+++\nSee [[{long}]], [x]({long}.md) and @{long}.\n"
        );
        let (_, report) = run(&files);
        let names: Vec<&str> = report.findings.iter().map(|one| one.rule.name).collect();
        let expected = [
            "dangling-reference",
            "unknown-key",
            "unknown-key",
            "wrong-type",
            "dangling-reference",
            "broken-link",
        ];
        assert_eq!(names, expected);
        for one in &report.findings {
            let text = format!("{}{}", one.message, one.help.as_deref().unwrap_or(""));
            assert!(text.len() < 600, "{} bytes: {}…", text.len(), &text[..200]);
        }
    }

    #[test]
    fn control_and_direction_marks_are_shown() {
        finds(
            "
=== feedback/slow-search.md
+++
title = \"Slow\"
source = \"sup\u{202e}port\"
customer = \"acct\u{200b}07\"
own\u{2028}er = 1
type = \"a\\u001b[31mb\"
+++
See [[a\u{202e}b]] and [x](y\u{202e}.md).
=== processes/release.toml
title = \"Release\"
steps = [{ id = \"a\\u001bb\", title = \"A\", \"c\\rd\" = 1 }]
",
            expect![[r#"
                feedback/slow-search.md:3:10: error[unknown-choice] `source` cannot be `sup\u{202e}port`
                  help: did you mean `support`? (one of: support, sales, success, interview, survey, usage, community, internal)
                feedback/slow-search.md:4:12: error[dangling-reference] no customer is named `acct\u{200b}07`
                  help: it holds a space without width (U+200B), which cannot be seen: type it anew, `acct07`
                feedback/slow-search.md:5:4: error[invalid-toml] this cannot be a key
                  help: a key is one word of letters, digits, `_` and `-`, such as `health_note`
                feedback/slow-search.md:6:8: error[unknown-choice] `type` cannot be `a\u{1b}[31mb`
                  help: one of: problem, request, question, praise
                feedback/slow-search.md:8:5: error[dangling-reference] no record is named `a\u{202e}b`
                  help: it holds a mark for the direction of writing (U+202E), which cannot be seen: type it anew, `ab`
                feedback/slow-search.md:8:17: warning[broken-link] this link leads to no file: `y\u{202e}.md`
                  help: there is no `feedback/y\u{202e}.md`: write the path from this file's folder, or `[[id]]` for a record; or take the link out
                processes/release.toml:2:17: error[invalid-id] `a\u{1b}b` is no id
                  help: ids are lower-case letters, digits and dashes, such as `a-b`
                processes/release.toml:2:42: error[unknown-key] `steps[a\u{1b}b]` has no field `c\rd`
                  help: it has: after, automation, effort, id, inputs, outputs, raci, role, sla, status, title, tool
            "#]],
        );
    }
}

mod ids {
    use super::*;

    #[test]
    fn forms() {
        finds(
            r#"
=== initiatives/Faster Search.md
+++
title = "Faster search"
+++
=== initiatives/größe.md
+++
title = "Größe"
+++
=== initiatives/-dash.md
+++
title = "Dash"
+++
=== initiatives/a.md
+++
id = "under_score"
title = "A"
+++
=== initiatives/b.md
+++
id = 3
title = "B"
+++
=== initiatives/c.md
+++
id = ""
title = "C"
+++
=== initiatives/аudit.md
+++
title = "Begins with a Cyrillic letter"
+++
=== initiatives/con.md
+++
title = "Con"
+++
"#,
            expect![[r#"
                initiatives/-dash.md:1:1: error[invalid-id] the file name `-dash` is no id: it begins with a dash
                  help: ids are lower-case letters, digits and dashes, such as `dash`
                initiatives/Faster Search.md:1:1: error[invalid-id] the file name `Faster Search` is no id: it holds the capital `F`
                  help: ids are lower-case letters, digits and dashes, such as `faster-search`
                initiatives/a.md:2:6: error[invalid-id] `under_score` is no id: it holds `_`
                  help: ids are lower-case letters, digits and dashes, such as `under-score`
                initiatives/b.md:2:6: error[wrong-type] `id` takes a text, not a number
                  help: write it in quotes, such as `id = "b"`
                initiatives/c.md:2:6: error[invalid-id] this is no id: it is empty
                  help: ids are lower-case letters, digits and dashes, such as `c`
                initiatives/con.md:1:1: error[reserved-id] the file name `con` is no id: some systems keep this name for themselves
                  help: choose another one, such as `con-initiative`
                initiatives/größe.md:1:1: error[invalid-id] the file name `größe` is no id: it holds `ö` (U+00F6)
                  help: ids are lower-case letters, digits and dashes, such as `groesse`
                initiatives/аudit.md:1:1: error[look-alike-id] the file name `аudit` holds the Cyrillic letter U+0430, which looks like `a`
                  help: type the file's name anew: `audit`
            "#]],
        );
    }

    #[test]
    fn too_long() {
        let files = format!("=== initiatives/{}.md\n+++\ntitle = \"A\"\n+++\n", "a".repeat(81));
        finds(
            &files,
            expect![[r#"
            initiatives/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.md:1:1: error[invalid-id] the file name `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…` is no id: it is longer than 80 characters
              help: ids are lower-case letters, digits and dashes, such as `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`
        "#]],
        );
    }

    #[test]
    fn twice_in_markdown_toml_and_a_collection() {
        finds(
            r#"
=== feedback/2026-10/slow-search.md
+++
title = "Slow"
+++
=== feedback/2026-11/slow-search.toml
title = "Slow"
=== feedback/survey.toml
[[feedback]]
id = "slow-search"
title = "Slow"
[[feedback]]
id = "no-undo"
title = "No undo"
[[feedback]]
id = "no-undo"
title = "No undo"
"#,
            expect![[r#"
                feedback/2026-11/slow-search.toml:1:1: error[duplicate-id] two feedback records have the id `slow-search`
                  feedback/2026-10/slow-search.md:1:1: the other one
                  help: rename one of them; only the first has a page and can be referred to
                feedback/survey.toml:2:6: error[duplicate-id] two feedback records have the id `slow-search`
                  feedback/2026-11/slow-search.toml:1:1: the other one
                  help: rename one of them; only the first has a page and can be referred to
                feedback/survey.toml:8:6: error[duplicate-id] two feedback records have the id `no-undo`
                  feedback/survey.toml:5:6: the other one
                  help: rename one of them; only the first has a page and can be referred to
            "#]],
        );
    }

    #[test]
    fn one_id_in_two_kinds_is_fine() {
        finds(
            r#"
=== themes/search.md
+++
title = "Search"
+++
=== initiatives/search.md
+++
title = "Search"
+++
"#,
            expect![[""]],
        );
    }

    #[test]
    fn entries_of_one_list() {
        finds(
            r#"
=== processes/release.toml
title = "Release"
[[steps]]
id = "sign-off"
title = "Sign off"
[[steps]]
id = "sign-off"
title = "Sign off again"
[[steps]]
id = "Sign Off"
title = "And again"
[[steps]]
title = "Without an id"
"#,
            expect![[r#"
                processes/release.toml:6:6: error[duplicate-id] two entries of `steps` are named `sign-off`
                  processes/release.toml:3:6: the first
                  help: give one of them another id
                processes/release.toml:9:6: error[invalid-id] `Sign Off` is no id
                  help: ids are lower-case letters, digits and dashes, such as `sign-off`
                processes/release.toml:11:1: error[missing-field] `steps[3]` needs `id`
                  help: add `id = "…"`: A short name that stays the same, such as sign-off
            "#]],
        );
    }

    #[test]
    fn aliases() {
        finds(
            r#"
=== initiatives/faster-search.md
+++
title = "Faster search"
aliases = ["search", "word-index", "Old Name", "../../index"]
+++
=== initiatives/search-filters.md
+++
title = "Search filters"
aliases = ["search"]
+++
=== initiatives/word-index.md
+++
title = "Word index"
aliases = ["by-word"]
depends_on = ["search"]
+++
=== initiatives/offline.md
+++
title = "Offline"
depends_on = ["by-word"]
+++
"#,
            expect![[r#"
                initiatives/faster-search.md:3:12: error[alias-clash] two records claim the former id `search`
                  initiatives/search-filters.md:3:12: the other claim
                  help: keep it with the record that had it, and leave it out of the others
                initiatives/faster-search.md:3:22: error[alias-clash] the former id `word-index` is the id of a living record
                  initiatives/word-index.md:1:1: it is in use here
                  help: leave it out here: the id leads to the record that has it now
                initiatives/faster-search.md:3:36: error[invalid-id] the former id `Old Name` is no id
                  help: write the id that the record had, such as `old-name`
                initiatives/faster-search.md:3:48: error[invalid-id] the former id `../../index` is no id
                  help: write the id that the record had, or leave it out
                initiatives/word-index.md:4:15: error[dangling-reference] no initiative, release or team is named `search`
                  help: make it: `opsbook new initiative --id search`, or as release, team
            "#]],
        );
    }
}

mod fields {
    use super::*;

    #[test]
    fn required() {
        finds(
            r#"
=== metrics/activation.toml
owner = "mara"
=== minutes/weekly.md
+++
title = "Weekly"
+++
=== initiatives/a.md
+++
+++
=== people.toml
[[person]]
id = "mara"
title = "Mara"
"#,
            expect![[r#"
                initiatives/a.md:1:1: error[missing-field] an initiative needs `title`
                  help: add `title = "…"`: What people call it, in a few words
                metrics/activation.toml:1:1: error[missing-field] a metric needs `direction`
                  help: add `direction = "up"`: Which way is good: up, down, or within a band
                metrics/activation.toml:1:1: error[missing-field] a metric needs `title`
                  help: add `title = "…"`: What people call it, in a few words
                metrics/activation.toml:1:1: error[missing-field] a metric needs `unit`
                  help: add `unit = "…"`: What is counted, such as % or days
                minutes/weekly.md:1:1: error[missing-field] a minutes record needs `date`
                  help: add `date = 2026-11-20`: The day it took place
            "#]],
        );
    }

    #[test]
    fn an_empty_title() {
        finds(
            "=== initiatives/a.md\n+++\ntitle = \" \"\n+++\n",
            expect![[r#"
            initiatives/a.md:2:9: error[missing-field] `title` is empty
              help: write what people call it, in a few words
        "#]],
        );
    }

    #[test]
    fn unknown_at_the_top() {
        finds(
            r#"
=== initiatives/a.md
+++
title = "A"
Owner = "mara"
objectve = "grow"
colour = "blue"
name = "A"
status_ = "idea"
+++
"#,
            expect![[r#"
                initiatives/a.md:3:1: error[unknown-key] an initiative has no field `Owner`
                  help: did you mean `owner`?
                initiatives/a.md:4:1: error[unknown-key] an initiative has no field `objectve`
                  help: did you mean `objective`?
                initiatives/a.md:5:1: error[unknown-key] an initiative has no field `colour`
                  help: keys of your own go under `[extra]`, or become fields in `schema/initiative.toml`
                initiatives/a.md:6:1: error[unknown-key] an initiative has no field `name`
                  help: keys of your own go under `[extra]`, or become fields in `schema/initiative.toml`
                initiatives/a.md:7:1: error[unknown-key] an initiative has no field `status_`
                  help: did you mean `status`?
            "#]],
        );
    }

    #[test]
    fn unknown_inside() {
        finds(
            r#"
=== processes/release.toml
title = "Release"
[[steps]]
id = "sign-off"
title = "Sign off"
role_ = "qa"
colour = "blue"
[steps.raci]
accountble = "qa"
=== initiatives/a.md
+++
title = "A"
depends_on = [{ team = "boards", need_by = 2026-12-01 }]
estimate = { o = 1, m = 2, x = 3 }
+++
=== teams/boards.toml
title = "Boards"
"#,
            expect![[r#"
                initiatives/a.md:3:34: error[unknown-key] `depends_on[0]` has no field `need_by`
                  help: did you mean `needed_by`?
                initiatives/a.md:4:12: error[missing-field] `estimate` needs `p`
                  help: add `p = 1`: If much goes wrong
                initiatives/a.md:4:28: error[unknown-key] `estimate` has no field `x`
                  help: did you mean `m`?
                processes/release.toml:5:1: error[unknown-key] `steps[sign-off]` has no field `role_`
                  help: did you mean `role`?
                processes/release.toml:6:1: error[unknown-key] `steps[sign-off]` has no field `colour`
                  help: it has: after, automation, effort, id, inputs, outputs, raci, role, sla, status, title, tool
                processes/release.toml:8:1: error[unknown-key] `steps[sign-off].raci` has no field `accountble`
                  help: did you mean `accountable`?
            "#]],
        );
    }

    #[test]
    fn own_keys_stand_under_extra() {
        finds(
            r#"
=== initiatives/a.md
+++
title = "A"
[extra]
colour = "blue"
anything = [1, { b = 2 }]
+++
=== initiatives/b.md
+++
title = "B"
extra = "blue"
+++
"#,
            expect![[r#"
                initiatives/b.md:3:9: error[wrong-type] `extra` takes a table for keys of your own, not a text
                  help: write `[extra]` and below it each key with its value
            "#]],
        );
    }

    #[test]
    fn a_kind_without_a_lifecycle_has_no_status() {
        finds(
            r#"
=== minutes/weekly.md
+++
title = "Weekly"
date = 2026-11-03
status = "done"
+++
"#,
            expect![[r#"
                minutes/weekly.md:4:1: error[unknown-key] a minutes record has no field `status`
                  help: keys of your own go under `[extra]`, or become fields in `schema/minutes.toml`
            "#]],
        );
    }

    #[test]
    fn statuses() {
        finds(
            r#"
=== initiatives/a.md
+++
title = "A"
status = "in progress"
+++
=== initiatives/b.md
+++
title = "B"
status = "doing"
+++
=== initiatives/c.md
+++
title = "C"
status = 3
+++
=== initiatives/d.md
+++
title = "D"
status = "dropped"
+++
=== feedback/e.md
+++
title = "E"
status = "duplicate"
+++
"#,
            expect![[r#"
                feedback/e.md:3:10: error[missing-field] a feedback record that is duplicate needs `duplicate_of`
                  help: add `duplicate_of = "…"`: The earlier item that says the same
                initiatives/a.md:3:10: error[unknown-status] an initiative has no status `in progress`
                  help: did you mean `in-progress`? (one of: idea, discovery, committed, in-progress, paused, shipped, measured, dropped)
                initiatives/b.md:3:10: error[unknown-status] an initiative has no status `doing`
                  help: one of: idea, discovery, committed, in-progress, paused, shipped, measured, dropped
                initiatives/c.md:3:10: error[wrong-type] `status` takes a status in quotes, not a number
                  help: write one of: idea, discovery, committed, in-progress, paused, shipped, measured, dropped
                initiatives/d.md:3:10: error[missing-field] an initiative that is dropped needs `dropped_reason`
                  help: add `dropped_reason = "…"`: Why we gave it up
            "#]],
        );
    }

    #[test]
    fn choices() {
        finds(
            r#"
=== feedback/a.md
+++
title = "A"
source = "mail"
type = "problm"
sentiment = 3
visibility = "Public"
+++
"#,
            expect![[r#"
                feedback/a.md:3:10: error[unknown-choice] `source` cannot be `mail`
                  help: one of: support, sales, success, interview, survey, usage, community, internal
                feedback/a.md:4:8: error[unknown-choice] `type` cannot be `problm`
                  help: did you mean `problem`? (one of: problem, request, question, praise)
                feedback/a.md:5:13: error[wrong-type] `sentiment` takes one of its words in quotes, not a number
                  help: write one of: negative, mixed, neutral, positive
                feedback/a.md:6:14: error[unknown-choice] `visibility` cannot be `Public`
                  help: did you mean `public`? (one of: internal, public)
            "#]],
        );
    }
}

/// A kind with a field of every type.
const EVERY_TYPE: &str = r#"
=== schema/sample.toml
name = "sample"
[fields.a_text]
type = "text"
[fields.a_number]
type = "number"
[fields.an_integer]
type = "integer"
[fields.a_share]
type = "share"
[fields.a_boolean]
type = "boolean"
[fields.a_date]
type = "date"
[fields.a_moment]
type = "moment"
[fields.a_period]
type = "period"
[fields.a_duration]
type = "duration"
[fields.a_cadence]
type = "cadence"
[fields.a_url]
type = "url"
[fields.a_file]
type = "file"
[fields.an_expression]
type = "expression"
[fields.a_choice]
type = "choice"
choices = ["low", "high"]
[fields.a_kind]
type = "kind"
[fields.a_status]
type = "status"
in = "a_kind"
[fields.a_reference]
type = "reference"
to = ["theme"]
[fields.any_reference]
type = "reference"
[fields.an_entry]
type = "entry"
in = "a_table_list"
[fields.a_list]
type = "list"
of = { type = "number" }
[fields.a_table]
type = "table"
[fields.a_table.fields.size]
type = "integer"
required = true
[fields.a_table_list]
type = "list"
[fields.a_table_list.of]
type = "table"
[fields.a_table_list.of.fields.id]
type = "text"
required = true
[fields.a_map]
type = "map"
of = { type = "number" }
=== themes/search.md
+++
title = "Search"
+++
=== samples/notes.txt
x
"#;

mod types {
    use super::*;

    fn sample(fields: &str) -> String {
        format!("{EVERY_TYPE}=== samples/s.toml\ntitle = \"S\"\n{fields}")
    }

    #[test]
    fn every_type_right() {
        finds(
            &sample(
                r#"
a_text = "x"
a_number = 1.5
an_integer = 3
a_share = "80%"
a_boolean = false
a_date = 2026-11-20
a_moment = 2026-11-20T09:30:00+01:00
a_period = "2027-Q2"
a_duration = "2wd"
a_cadence = "every 2 weeks on Monday"
a_url = "https://example.org/a"
a_file = "notes.txt"
an_expression = "a + b"
a_choice = "low"
a_kind = "initiative"
a_status = "idea"
a_reference = "search"
any_reference = "theme/search"
an_entry = "one"
a_list = [1, 2.5]
a_table = { size = 1 }
a_map = { x = 1, y = 2.5 }
a_table_list = [{ id = "one" }]
"#,
            ),
            expect![[""]],
        );
    }

    #[test]
    fn every_type_wrong() {
        finds(
            &sample(
                r#"
a_text = 4
a_number = "1.5"
an_integer = 3.5
a_share = 80
a_boolean = "yes"
a_date = "2026-11-20"
a_moment = "2026-11-20T09:30:00"
a_period = 2027
a_duration = 2
a_cadence = 14
a_url = "example.org/a"
a_file = "note.txt"
an_expression = 1
a_choice = "hihg"
a_kind = "initiatve"
a_status = 1
a_reference = ["search"]
any_reference = "search"
an_entry = "two"
a_list = 1
a_table = "x"
a_map = 1
a_table_list = { id = "one" }
"#,
            ),
            expect![[r#"
                samples/s.toml:3:10: error[wrong-type] `a_text` takes a text, not a number
                  help: write `"4"`
                samples/s.toml:4:12: error[wrong-type] `a_number` takes a number, not a text
                  help: write `1.5` without quotes
                samples/s.toml:5:14: error[wrong-type] `an_integer` takes a whole number, not a decimal number
                samples/s.toml:6:11: error[wrong-type] `a_share` takes a share from 0 to 1
                  help: write `"80%"` or `0.8`
                samples/s.toml:7:13: error[wrong-type] `a_boolean` takes true or false, not a text
                  help: write `true` or `false` without quotes
                samples/s.toml:8:10: error[wrong-type] `a_date` takes a day such as `2026-11-20`, not a text
                  help: write `2026-11-20` without quotes
                samples/s.toml:9:12: error[wrong-type] `a_moment` takes a day such as `2026-11-20`, or a day with a time, not a text
                  help: write `2026-11-20T09:30:00` without quotes
                samples/s.toml:10:12: error[wrong-type] `a_period` takes a day, or a month, quarter or year in quotes, not a number
                  help: write `"2027"`
                samples/s.toml:11:14: error[wrong-type] `a_duration` takes a length of time in quotes, not a number
                  help: write `"2d"` for days, `"2h"` for hours or `"2wd"` for working days
                samples/s.toml:12:13: error[wrong-type] `a_cadence` takes words in quotes that say how often, not a number
                  help: write it such as `"weekly"` or `"every 2 weeks on Monday"`
                samples/s.toml:13:9: error[wrong-type] `example.org/a` is no web address
                  help: write `https://example.org/a`
                samples/s.toml:14:10: error[broken-link] there is no file `note.txt`
                  help: did you mean `notes.txt`?
                samples/s.toml:15:17: error[wrong-type] `an_expression` takes a text, not a number
                  help: write `"1"`
                samples/s.toml:16:12: error[unknown-choice] `a_choice` cannot be `hihg`
                  help: did you mean `high`? (one of: low, high)
                samples/s.toml:17:10: error[unknown-choice] no kind is named `initiatve`
                  help: did you mean `initiative`? (one of: customer, decision, feedback, initiative, meeting, metric, minutes, objective, person, process, product, release, role, run, sample, survey, team, theme, tool)
                samples/s.toml:18:12: error[wrong-type] `a_status` takes a status in quotes, not a number
                  help: write the status as a word in quotes
                samples/s.toml:19:15: error[wrong-type] `a_reference` takes the id of a theme, not a list
                  help: write `"search"` without `[` and `]`
                samples/s.toml:20:17: error[ambiguous-reference] `search` does not say which kind of record it is
                  help: write `theme/search`
                samples/s.toml:21:12: error[unknown-entry] `a_table_list` has no entry `two`
                  help: it has no entries yet
                samples/s.toml:22:10: error[wrong-type] `a_list` takes a list, not a number
                  help: write `[1]`
                samples/s.toml:23:11: error[wrong-type] `a_table` takes a table, not a text
                  help: it has: size
                samples/s.toml:24:9: error[wrong-type] `a_map` takes a table, not a number
                  help: write `{ key = value }`, or the keys below a heading in brackets
                samples/s.toml:25:16: error[wrong-type] `a_table_list` takes a list, not a table
                  help: put it between `[` and `]`, or write `[[a_table_list]]` as its heading
            "#]],
        );
    }

    #[test]
    fn every_type_as_words() {
        finds(
            &sample(
                r#"
a_number = "many"
an_integer = "three"
a_share = "most"
a_date = "tomorrow"
a_moment = "tomorrow"
a_period = "2027-Q5"
a_duration = "two days"
a_cadence = "now and then"
a_url = "javascript:alert(1)"
a_file = "/etc/passwd"
a_choice = ""
a_kind = ""
a_reference = ""
any_reference = "nothing/at-all"
a_list = ["many"]
a_map = { x = "many" }
"#,
            ),
            expect![[r#"
                samples/s.toml:3:12: error[wrong-type] `a_number` takes a number, not a text
                  help: a number stands without quotes, such as `3` or `2.5`
                samples/s.toml:4:14: error[wrong-type] `an_integer` takes a whole number, not a text
                samples/s.toml:5:11: error[wrong-type] `a_share` takes a share from 0 to 1
                  help: write a number from 0 to 1, or a percentage in quotes such as `"80%"`
                samples/s.toml:6:10: error[wrong-type] `a_date` takes a day such as `2026-11-20`, not a text
                samples/s.toml:7:12: error[wrong-type] `a_moment` takes a day such as `2026-11-20`, or a day with a time, not a text
                samples/s.toml:8:12: error[wrong-type] `2027-Q5` is no part of a year
                  help: quarters are `Q1` to `Q4`, halves `H1` and `H2`
                samples/s.toml:9:14: error[wrong-type] `two days` is no duration
                  help: write a whole number and one of `min`, `h`, `d`, `w` or, for working time, `wh`, `wd`, without a space, such as `2d`
                samples/s.toml:10:13: info[cadence-in-words] `now and then` is no cadence
                  help: it is kept as words and gives no dates; to have dates, write `daily`, `weekly`, `biweekly`, `monthly`, `quarterly`, `yearly` or `every 2 weeks`, with `on Monday`, `on day 15` or `on first Monday`
                samples/s.toml:11:9: error[wrong-type] `javascript:alert(1)` is no web address
                  help: an address begins with `https://`, `http://` or `mailto:`
                samples/s.toml:12:10: error[broken-link] `/etc/passwd` is no path from the record's own folder
                  help: write the path from this file's folder, such as `../notes/plan.csv`; files outside the workspace are not read
                samples/s.toml:13:12: error[wrong-type] `a_choice` is empty
                  help: write a value, or leave the line out
                samples/s.toml:14:10: error[wrong-type] `a_kind` is empty
                  help: write a value, or leave the line out
                samples/s.toml:15:15: error[wrong-type] `a_reference` is empty
                  help: write a value, or leave the line out
                samples/s.toml:16:17: error[dangling-reference] no kind is named `nothing`
                  help: what stands before the `/` is one of: customer, decision, feedback, initiative, meeting, metric, minutes, objective, person, process, product, release, role, run, sample, survey, team, theme, tool
                samples/s.toml:17:11: error[wrong-type] `a_list` takes a number, not a text
                  help: a number stands without quotes, such as `3` or `2.5`
                samples/s.toml:18:15: error[wrong-type] `a_map` takes a number, not a text
                  help: a number stands without quotes, such as `3` or `2.5`
            "#]],
        );
    }

    #[test]
    fn numbers_out_of_range() {
        finds(
            &sample("a_number = 1e999\nan_integer = 99999999999999999999\na_share = -0.1\na_list = [nan, inf]\n"),
            expect![[r#"
                samples/s.toml:2:12: error[wrong-type] `a_number` takes a number, and this one is too large or none
                  help: write it with at most 18 digits, or leave the line out
                samples/s.toml:3:14: error[wrong-type] `an_integer` takes a number, and this one is too large or none
                  help: write it with at most 18 digits, or leave the line out
                samples/s.toml:4:11: error[wrong-type] `a_share` takes a share from 0 to 1
                  help: write a number from 0 to 1, or a percentage in quotes such as `"80%"`
                samples/s.toml:5:11: error[wrong-type] `a_list` takes a number, and this one is too large or none
                  help: write it with at most 18 digits, or leave the line out
                samples/s.toml:5:16: error[wrong-type] `a_list` takes a number, and this one is too large or none
                  help: write it with at most 18 digits, or leave the line out
            "#]],
        );
    }

    #[test]
    fn lists_and_tables_for_single_values() {
        finds(
            &sample(
                "a_text = [\"x\"]\na_number = { a = 1 }\na_date = [2026-11-20]\na_reference = { objective = \"x\" }\n",
            ),
            expect![[r#"
                samples/s.toml:2:10: error[wrong-type] `a_text` takes a text, not a list
                  help: write a text in quotes
                samples/s.toml:3:12: error[wrong-type] `a_number` takes a number, not a table
                  help: a number stands without quotes, such as `3` or `2.5`
                samples/s.toml:4:10: error[wrong-type] `a_date` takes a day such as `2026-11-20`, not a list
                samples/s.toml:5:15: error[wrong-type] a table in `a_reference` names one record, by its kind
                  help: write one of: theme = "…"
            "#]],
        );
    }

    #[test]
    fn dates() {
        finds(
            &sample(
                r#"
a_date = 2026-11-20T09:30:00
a_moment = 09:30:00
a_period = 2026-11-20T09:30:00
"#,
            ),
            expect![[r#"
                samples/s.toml:3:10: error[wrong-type] `a_date` takes a day such as `2026-11-20`, not `2026-11-20T09:30:00`
                  help: leave the time out: `2026-11-20`
                samples/s.toml:4:12: error[wrong-type] `09:30:00` is no date or time
                  help: write `2026-11-20`, `2026-11-20T09:30:00` or `2026-11-20T09:30:00+01:00`
                samples/s.toml:5:12: error[wrong-type] `2026-11-20T09:30:00` is no period
                  help: write `2027-04-16`, `2027-04`, `2027-Q2`, `2027-H1` or `2027`
            "#]],
        );
    }

    #[test]
    fn periods_and_durations_say_what_would_be_right() {
        let mut files = EVERY_TYPE.to_owned();
        let periods = [
            "Q2 2027",
            "2027Q2",
            "2027-13",
            "March 2027",
            "2027-W12",
            "20.11.2026",
            "2027-H3",
            "soon",
            "",
        ];
        for (place, period) in periods.iter().enumerate() {
            let _ = write!(
                files,
                "=== samples/p{place}.toml\ntitle = \"P\"\na_period = \"{period}\"\n"
            );
        }
        let durations = [
            "2", "2 d", "2 days", "1 month", "3m", "1.5d", "-2d", "0d", "90s", "P2D", "soon",
        ];
        for (place, duration) in durations.iter().enumerate() {
            let _ = write!(
                files,
                "=== samples/q{place:02}.toml\ntitle = \"Q\"\na_duration = \"{duration}\"\n"
            );
        }
        finds(
            &files,
            expect![[r#"
                samples/p0.toml:2:12: error[wrong-type] `Q2 2027` is no period
                  help: write `2027-Q2`
                samples/p1.toml:2:12: error[wrong-type] `2027Q2` is no period
                  help: write `2027-Q2`
                samples/p2.toml:2:12: error[wrong-type] `2027-13` has no such month
                  help: months are `01` to `12`, quarters `Q1` to `Q4`
                samples/p3.toml:2:12: error[wrong-type] `March 2027` is no period
                  help: write `2027-03`
                samples/p4.toml:2:12: error[wrong-type] `2027-W12` is a week
                  help: write its last day, such as `2026-11-20`, or a month, such as `2026-11`
                samples/p5.toml:2:12: error[wrong-type] `20.11.2026` is no period
                  help: write `2027-04-16`, `2027-04`, `2027-Q2`, `2027-H1` or `2027`
                samples/p6.toml:2:12: error[wrong-type] `2027-H3` is no part of a year
                  help: quarters are `Q1` to `Q4`, halves `H1` and `H2`
                samples/p7.toml:2:12: error[wrong-type] `soon` is no period
                  help: write `2027-04-16`, `2027-04`, `2027-Q2`, `2027-H1` or `2027`
                samples/p8.toml:2:12: error[wrong-type] `a_period` is empty
                  help: write a value, or leave the line out
                samples/q00.toml:2:14: error[wrong-type] `2` has no unit
                  help: write `2d` for days, or one of `min`, `h`, `w`, `wh`, `wd`
                samples/q01.toml:2:14: error[wrong-type] `2 d` is no duration
                  help: write `2d`
                samples/q02.toml:2:14: error[wrong-type] `2 days` is no duration
                  help: write `2d`
                samples/q03.toml:2:14: error[wrong-type] `1 month` has no fixed length
                  help: write weeks (`4w`) or a date
                samples/q04.toml:2:14: error[wrong-type] `3m` could be minutes or months
                  help: write `3min` or `13w`
                samples/q05.toml:2:14: error[wrong-type] `1.5d` is not a whole number
                  help: write `36h`
                samples/q06.toml:2:14: error[wrong-type] `-2d` is negative
                  help: a duration only goes forward
                samples/q07.toml:2:14: error[wrong-type] `0d` is no time at all
                  help: only a lag may be zero
                samples/q08.toml:2:14: error[wrong-type] `90s` is in seconds
                  help: the smallest unit is `min`
                samples/q09.toml:2:14: error[wrong-type] `P2D` is no duration
                  help: write `2d`
                samples/q10.toml:2:14: error[wrong-type] `soon` is no duration
                  help: write a whole number and one of `min`, `h`, `d`, `w` or, for working time, `wh`, `wd`, without a space, such as `2d`
            "#]],
        );
    }

    #[test]
    fn cadences_of_the_calendar_and_in_words() {
        let mut files = EVERY_TYPE.to_owned();
        let cadences = [
            "weekly",
            "mondays",
            "every day",
            "every two weeks",
            "every 0 weeks",
            "monthly on day 32",
            "when needed",
        ];
        for (place, cadence) in cadences.iter().enumerate() {
            let _ = write!(
                files,
                "=== samples/c{place}.toml\ntitle = \"C\"\na_cadence = \"{cadence}\"\n"
            );
        }
        finds(
            &files,
            expect![[r#"
            samples/c1.toml:2:13: info[cadence-in-words] `mondays` is no cadence
              help: it is kept as words and gives no dates; to have dates, write `weekly on Monday`
            samples/c2.toml:2:13: info[cadence-in-words] `every day` is no cadence
              help: it is kept as words and gives no dates; to have dates, write `daily`
            samples/c3.toml:2:13: info[cadence-in-words] `every two weeks` is no cadence
              help: it is kept as words and gives no dates; to have dates, write `every 2 weeks`
            samples/c4.toml:2:13: info[cadence-in-words] `every 0` counts nothing
              help: it is kept as words and gives no dates: the number is 1 to 9999
            samples/c5.toml:2:13: info[cadence-in-words] `day 32` is in no month
              help: it is kept as words and gives no dates: days are 1 to 31
            samples/c6.toml:2:13: info[cadence-in-words] `when needed` is no cadence
              help: it is kept as words and gives no dates; to have dates, write `daily`, `weekly`, `biweekly`, `monthly`, `quarterly`, `yearly` or `every 2 weeks`, with `on Monday`, `on day 15` or `on first Monday`
        "#]],
        );
    }

    #[test]
    fn addresses() {
        let mut files = EVERY_TYPE.to_owned();
        let urls = [
            "HTTPS://EXAMPLE.ORG",
            "mailto:a@example.org",
            "ftp://example.org",
            "www.example.org",
            "https://a b",
            "",
            "//example.org",
        ];
        for (place, url) in urls.iter().enumerate() {
            let _ = write!(files, "=== samples/u{place}.toml\ntitle = \"U\"\na_url = \"{url}\"\n");
        }
        finds(
            &files,
            expect![[r#"
                samples/u2.toml:2:9: error[wrong-type] `ftp://example.org` is no web address
                  help: an address begins with `https://`, `http://` or `mailto:`
                samples/u3.toml:2:9: error[wrong-type] `www.example.org` is no web address
                  help: write `https://www.example.org`
                samples/u4.toml:2:9: error[wrong-type] `https://a b` is no web address
                  help: an address begins with `https://`, `http://` or `mailto:`
                samples/u5.toml:2:9: error[wrong-type] `a_url` is empty
                  help: write a value, or leave the line out
                samples/u6.toml:2:9: error[wrong-type] `//example.org` is no web address
                  help: write `https://example.org`
            "#]],
        );
    }

    #[test]
    fn files_stay_in_the_workspace() {
        let mut files = EVERY_TYPE.to_owned();
        let paths = [
            "notes.txt",
            "../opsbook.toml",
            "../../secret",
            "/opsbook.toml",
            "Notes.txt",
            "",
            "../samples",
        ];
        for (place, path) in paths.iter().enumerate() {
            let _ = write!(files, "=== samples/f{place}.toml\ntitle = \"F\"\na_file = \"{path}\"\n");
        }
        finds(
            &files,
            expect![[r#"
                samples/f2.toml:2:10: error[broken-link] `../../secret` is no path from the record's own folder
                  help: write the path from this file's folder, such as `../notes/plan.csv`; files outside the workspace are not read
                samples/f3.toml:2:10: error[broken-link] `/opsbook.toml` is no path from the record's own folder
                  help: `opsbook.toml` has that name
                samples/f4.toml:2:10: error[broken-link] there is no file `Notes.txt`
                  help: did you mean `notes.txt`?
                samples/f5.toml:2:10: error[wrong-type] `a_file` is empty
                  help: write a value, or leave the line out
                samples/f6.toml:2:10: error[broken-link] there is no file `../samples`
                  help: write the path from this file's folder, such as `../notes/plan.csv`; files outside the workspace are not read
            "#]],
        );
    }

    #[test]
    fn a_status_of_the_kind_that_is_named() {
        finds(
            r#"
=== processes/triage.toml
title = "Triage"
governs = "feedback"
[[steps]]
id = "classify"
title = "Classify"
status = "triagd"
=== processes/release.toml
title = "Release"
governs = "realease"
[[steps]]
id = "build"
title = "Build"
status = "anything"
"#,
            expect![[r#"
                processes/release.toml:2:11: error[unknown-choice] no kind is named `realease`
                  help: did you mean `release`? (one of: customer, decision, feedback, initiative, meeting, metric, minutes, objective, person, process, product, release, role, run, survey, team, theme, tool)
                processes/triage.toml:6:10: error[unknown-status] a feedback record has no status `triagd`
                  help: did you mean `triaged`? (one of: new, triaged, planned, in-progress, delivered, answered, declined, duplicate)
            "#]],
        );
    }
}

mod references {
    use super::*;

    const THREE: &str = r#"
=== people.toml
[[person]]
id = "mara"
title = "Mara"
=== teams/boards.toml
title = "Boards"
=== initiatives/mobile.md
+++
title = "Mobile"
+++
## Why
=== releases/mobile.md
+++
title = "Mobile 1.0"
+++
"#;

    fn with(text: &str) -> String {
        format!("{THREE}{text}")
    }

    #[test]
    fn right_in_every_form() {
        finds(
            &with(
                r#"
=== initiatives/offline.md
+++
title = "Offline"
owner = "boards"
team = "team/boards"
depends_on = [
  "release/mobile",
  { team = "boards", needed_by = 2026-12-01, lag = "2wd", what = "audit events", confirmed = 2026-11-01 },
  { initiative = "mobile" },
]
+++
See [[initiative/mobile]], [[boards]], [Mobile](mobile.md#why) and @mara.
- [ ] Ask @boards due:2026-12-01
"#,
            ),
            expect![""],
        );
    }

    #[test]
    fn to_a_missing_objective() {
        finds(
            r#"
=== objectives/grow-self-serve.toml
title = "Grow self-serve"
=== initiatives/single-sign-on.toml
title = "Single sign-on"
objective = "grow-selfserve"
"#,
            expect![[r#"
                initiatives/single-sign-on.toml:2:13: error[dangling-reference] no objective is named `grow-selfserve`
                  help: did you mean `grow-self-serve`?  (objectives/grow-self-serve.toml)
            "#]],
        );
    }

    #[test]
    fn dangling() {
        finds(
            &with(
                r#"
=== initiatives/offline.md
+++
title = "Offline"
owner = "nobody"
objective = "grow"
depends_on = ["moblie", "team/bords", "squad/boards", { team = "bords" }]
+++
See [[nothing-like-it]], [[team/bords]] and [[mobil]].
"#,
            ),
            expect![[r#"
                initiatives/offline.md:3:9: error[dangling-reference] no person or team is named `nobody`
                  help: make it: `opsbook new person --id nobody`, or as team
                initiatives/offline.md:4:13: error[dangling-reference] no objective is named `grow`
                  help: make it: `opsbook new objective --id grow`
                initiatives/offline.md:5:15: error[dangling-reference] no initiative, release or team is named `moblie`
                  help: did you mean `mobile`?  (initiatives/mobile.md)
                initiatives/offline.md:5:25: error[dangling-reference] no team is named `bords`
                  help: did you mean `team/boards`?  (teams/boards.toml)
                initiatives/offline.md:5:39: error[dangling-reference] no kind is named `squad`
                  help: what stands before the `/` is one of: customer, decision, feedback, initiative, meeting, metric, minutes, objective, person, process, product, release, role, run, survey, team, theme, tool
                initiatives/offline.md:5:64: error[dangling-reference] no team is named `bords`
                  help: did you mean `boards`?  (teams/boards.toml)
                initiatives/offline.md:7:5: error[dangling-reference] no record is named `nothing-like-it`
                  help: `[[…]]` holds the id of a record; a file is linked as `[text](path)`
                initiatives/offline.md:7:26: error[dangling-reference] no team is named `bords`
                  help: did you mean `team/boards`?  (teams/boards.toml)
                initiatives/offline.md:7:45: error[dangling-reference] no record is named `mobil`
                  help: did you mean `mobile`?  (initiatives/mobile.md)
            "#]],
        );
    }

    #[test]
    fn wrong_kind() {
        finds(
            &with(
                r#"
=== initiatives/offline.md
+++
title = "Offline"
objective = "boards"
team = "person/mara"
depends_on = [{ team = "mara" }]
+++
"#,
            ),
            expect![[r#"
                initiatives/offline.md:3:13: error[wrong-kind] `boards` is a team, not an objective
                  teams/boards.toml:1:1: team/boards is defined here
                  help: name an objective here, or move the reference to a field that takes a team
                initiatives/offline.md:4:8: error[wrong-kind] `person/mara` is a person, not a team
                  people.toml:1:1: person/mara is defined here
                  help: name a team here, or move the reference to a field that takes a person
                initiatives/offline.md:5:24: error[dangling-reference] no team is named `mara`
                  help: there is `person/mara`, which does not fit here
            "#]],
        );
    }

    #[test]
    fn ambiguous() {
        finds(
            &with(
                r#"
=== initiatives/offline.md
+++
title = "Offline"
depends_on = ["mobile"]
+++
See [[mobile]].
=== decisions/a.md
+++
title = "A"
affects = ["boards", "mobile"]
+++
"#,
            ),
            expect![[r#"
                decisions/a.md:3:12: error[ambiguous-reference] `boards` does not say which kind of record it is
                  help: write `team/boards`
                decisions/a.md:3:22: error[ambiguous-reference] `mobile` may be any of `initiative/mobile`, `release/mobile`
                  help: write `initiative/mobile` or `release/mobile`
                initiatives/offline.md:3:15: error[ambiguous-reference] `mobile` may be any of `initiative/mobile`, `release/mobile`
                  help: write `initiative/mobile` or `release/mobile`
                initiatives/offline.md:5:5: error[ambiguous-reference] `mobile` may be any of `initiative/mobile`, `release/mobile`
                  help: write `initiative/mobile` or `release/mobile`
            "#]],
        );
    }

    #[test]
    fn a_table_names_one_record() {
        finds(
            &with(
                r#"
=== initiatives/offline.md
+++
title = "Offline"
depends_on = [{ what = "audit" }, { team = "boards", initiative = "mobile" }, { team = "" }, { team = 3 }, { person = "mara" }]
+++
"#,
            ),
            expect![[r#"
                initiatives/offline.md:3:15: error[wrong-type] a table in `depends_on` names one record, by its kind
                  help: write one of: initiative = "…", release = "…", team = "…"
                initiatives/offline.md:3:35: error[wrong-type] a table in `depends_on` names one record, by its kind
                  help: write one of: initiative = "…", release = "…", team = "…"
                initiatives/offline.md:3:88: error[wrong-type] `team` is empty
                  help: write a value, or leave the line out
                initiatives/offline.md:3:103: error[wrong-type] `team` takes an id in quotes, not a number
                  help: an id is lower-case letters, digits and dashes, in quotes
                initiatives/offline.md:3:108: error[wrong-type] a table in `depends_on` names one record, by its kind
                  help: write one of: initiative = "…", release = "…", team = "…"
            "#]],
        );
    }

    #[test]
    fn by_a_former_id() {
        finds(
            r#"
=== teams/boards.toml
title = "Boards"
aliases = ["canvas"]
=== initiatives/offline.md
+++
title = "Offline"
owner = "canvas"
depends_on = [{ team = "canvas" }]
+++
See [[canvas]] and [[team/canvas]].
"#,
            expect![[""]],
        );
    }

    #[test]
    fn with_escapes_and_other_quotes() {
        finds(
            r#"
=== teams/boards.toml
title = "Boards"
=== initiatives/offline.md
+++
title = "Offline"
owner = 'boards'
team = "bo\u0061rds"
+++
"#,
            expect![[r#"
                initiatives/offline.md:4:8: error[dangling-reference] no team is named `bo\u0061rds`
                  help: an id is lower-case letters, digits and dashes: the file name of the record without its ending
            "#]],
        );
    }

    #[test]
    fn links() {
        finds(
            &with(
                r#"
=== notes/plan.md
x
=== decisions/a.md
+++
title = "A"
+++
[right](../notes/plan.md), [folder](../notes/), [root](/notes/plan.md), [web](https://example.org/x.md), [here](#why)
[moved](plan.md), [misspelt](../notes/plam.md), [escaping](../../../x.md), [encoded](../notes/pl%61n.md)
![image](board.png), [[mobile|both]]

[by name][plan]

[plan]: ../notes/plans.md
"#,
            ),
            expect![[r#"
                decisions/a.md:4:106: warning[broken-anchor] the text of “A” has no heading `#why`
                  help: the text has no headings: leave the part from `#` on out
                decisions/a.md:5:1: warning[broken-link] this link leads to no file: `plan.md`
                  help: `notes/plan.md` has that name
                decisions/a.md:5:19: warning[broken-link] this link leads to no file: `../notes/plam.md`
                  help: did you mean `../notes/plan.md`?
                decisions/a.md:5:49: warning[broken-link] this link leads to no file: `../../../x.md`
                  help: write the path from this file's folder, or `[[id]]` for a record; or take the link out
                decisions/a.md:6:1: warning[broken-link] this link leads to no file: `board.png`
                  help: there is no `decisions/board.png`: write the path from this file's folder, or `[[id]]` for a record; or take the link out
                decisions/a.md:6:22: error[ambiguous-reference] `mobile` may be any of `initiative/mobile`, `release/mobile`
                  help: write `initiative/mobile` or `release/mobile`
                decisions/a.md:8:1: warning[broken-link] this link leads to no file: `../notes/plans.md`
                  help: did you mean `../notes/plan.md`?
            "#]],
        );
    }

    #[test]
    fn links_in_code_are_text() {
        finds(
            "
=== decisions/a.md
+++
title = \"A\"
+++
`[[nothing]]` and `@nobody`

```
[[nothing]] [x](nothing.md)
- [ ] do it @nobody
```
",
            expect![[""]],
        );
    }

    #[test]
    fn handles() {
        finds(
            &with(
                r#"
=== decisions/a.md
+++
title = "A"
+++
Thanks @Mara and @somebody-else.
- [ ] tell support @marra
- [ ] plan it @Boards due:2026-12-01
- [ ] late due:2026-02-30
"#,
            ),
            expect![[r#"
                decisions/a.md:5:20: warning[unknown-handle] nobody has the handle `@marra`
                  help: did you mean `@mara`?
                decisions/a.md:7:12: warning[invalid-due-day] `2026-02-30` is no day of the calendar
                  help: write year, month and day, such as `due:2026-12-01`
            "#]],
        );
    }

    #[test]
    fn cycles_of_records() {
        finds(
            r#"
=== initiatives/a.md
+++
title = "A"
parent = "b"
+++
=== initiatives/b.md
+++
title = "B"
parent = "c"
+++
=== initiatives/c.md
+++
title = "C"
parent = "a"
+++
=== initiatives/d.md
+++
title = "D"
depends_on = ["d"]
+++
"#,
            expect![[r#"
                initiatives/a.md:3:10: error[reference-cycle] `parent` goes round in a circle: a → b → c → a
                  initiatives/b.md:3:10: `b` leads on here
                  initiatives/c.md:3:10: `c` leads on here
                  help: take one of them out: the one that is not so
                initiatives/d.md:3:15: error[reference-cycle] `d` names itself in `depends_on`
                  help: leave it out
            "#]],
        );
    }

    #[test]
    fn a_long_cycle_is_told_in_short() {
        let mut files = String::new();
        for step in 0..12 {
            let next = (step + 1) % 12;
            let _ = write!(
                files,
                "=== teams/t{step:02}.toml\ntitle = \"T\"\nparent = \"t{next:02}\"\n"
            );
        }
        finds(
            &files,
            expect![[r#"
                teams/t00.toml:2:10: error[reference-cycle] `parent` goes round in a circle: t00 → t01 → t02 → t03 → t04 → t05 → … → t00
                  teams/t01.toml:2:10: `t01` leads on here
                  teams/t02.toml:2:10: `t02` leads on here
                  teams/t03.toml:2:10: `t03` leads on here
                  teams/t04.toml:2:10: `t04` leads on here
                  teams/t05.toml:2:10: `t05` leads on here
                  teams/t06.toml:2:10: `t06` leads on here
                  teams/t07.toml:2:10: `t07` leads on here
                  teams/t08.toml:2:10: `t08` leads on here
                  teams/t09.toml:2:10: `t09` leads on here
                  teams/t10.toml:2:10: `t10` leads on here
                  teams/t11.toml:2:10: `t11` leads on here
                  help: take one of them out: the one that is not so
            "#]],
        );
    }

    #[test]
    fn cycles_of_steps() {
        finds(
            r#"
=== processes/release.toml
title = "Release"
[[steps]]
id = "build"
title = "Build"
after = ["sign-off"]
[[steps]]
id = "sign-off"
title = "Sign off"
after = ["build"]
[[steps]]
id = "publish"
title = "Publish"
after = ["publish"]
"#,
            expect![[r#"
                processes/release.toml:5:10: error[reference-cycle] `after` goes round in a circle: build → sign-off → build
                  processes/release.toml:9:10: `sign-off` leads on here
                  help: take one of them out: the one that is not so
                processes/release.toml:13:10: error[reference-cycle] `publish` names itself in `after`
                  help: leave it out
            "#]],
        );
    }

    #[test]
    fn entries() {
        finds(
            r#"
=== processes/release.toml
title = "Release"
[[steps]]
id = "build"
title = "Build"
[[steps]]
id = "publish"
title = "Publish"
after = ["biuld", "review"]
=== processes/quick-release.toml
title = "Quick release"
follows = "release"
omits = [{ step = "sign-off", reason = "small changes only" }]
[[steps]]
id = "announce"
title = "Announce"
after = ["publish"]
[[steps]]
id = "build"
=== runs/release-4-2.toml
title = "Release 4.2"
process = "release"
[steps.build]
done = 2026-11-03
[steps.publsh]
done = 2026-11-04
"#,
            expect![[r#"
                processes/quick-release.toml:3:19: error[unknown-entry] `steps` of process `release` has no entry `sign-off`
                  help: it has: build, publish
                processes/release.toml:8:10: error[unknown-entry] `steps` has no entry `biuld`
                  help: did you mean `build`?
                processes/release.toml:8:19: error[unknown-entry] `steps` has no entry `review`
                  help: it has: build, publish
                runs/release-4-2.toml:5:8: error[unknown-entry] `steps` of process `release` has no entry `publsh`
                  help: did you mean `publish`?
            "#]],
        );
    }

    #[test]
    fn entries_of_a_process_without_steps() {
        finds(
            r#"
=== processes/release.toml
title = "Release"
=== runs/release-4-2.toml
title = "Release 4.2"
process = "release"
[steps.build]
done = 2026-11-03
=== runs/release-4-3.toml
title = "Release 4.3"
process = "relaese"
[steps.build]
done = 2026-11-03
"#,
            expect![[r#"
                runs/release-4-2.toml:3:8: error[unknown-entry] `steps` of process `release` has no entry `build`
                  help: it has no entries yet
                runs/release-4-3.toml:2:11: error[dangling-reference] no process is named `relaese`
                  help: did you mean `release`?  (processes/release.toml)
            "#]],
        );
    }
}

mod kinds {
    use super::*;

    #[test]
    fn an_own_kind() {
        finds(
            r#"
=== schema/experiment.toml
name = "experiment"
[fields.hypothesis]
type = "text"
required = true
summary = "What we expect to happen."
[lifecycle.statuses.planned]
category = "backlog"
[lifecycle.statuses.running]
category = "active"
requires = ["started"]
[body]
sections = ["What we learned"]
=== experiments/a.md
+++
title = "A"
status = "runing"
+++
=== experiments/b.md
+++
title = "B"
hypothesis = "Yes"
status = "running"
+++
What we learn
"#,
            expect![[r#"
                experiments/a.md:1:1: error[missing-field] an experiment needs `hypothesis`
                  help: add `hypothesis = "…"`: What we expect to happen
                experiments/a.md:3:10: error[unknown-status] an experiment has no status `runing`
                  help: did you mean `running`? (one of: planned, running)
                experiments/b.md:4:10: error[missing-field] an experiment that is running needs `started`
                  help: add `started = 2026-11-20`: When work on it began, if the history cannot tell
                experiments/b.md:6:1: warning[missing-section] the text of an experiment has no section `What we learned`
                  help: add a heading `## What we learned`
            "#]],
        );
    }

    #[test]
    fn extending_a_built_in_kind() {
        finds(
            r#"
=== opsbook.toml
name = "Larkspur"
[lints]
hygiene = "off"
=== schema/initiative.toml
name = "initiative"
[fields.risk]
type = "choice"
choices = ["low", "high"]
required = true
[fields.horizon]
choices = ["someday"]
[lifecycle.statuses.beta]
category = "active"
next = ["shipped"]
[lifecycle.statuses.in-progress]
next = ["beta"]
aliases = ["doing"]
=== initiatives/a.md
+++
title = "A"
risk = "low"
horizon = "someday"
status = "beta"
+++
=== initiatives/b.md
+++
title = "B"
status = "doing"
+++
"#,
            expect![[r#"
                initiatives/b.md:1:1: error[missing-field] an initiative needs `risk`
                  help: add `risk = "low"`
            "#]],
        );
    }

    #[test]
    fn an_extension_neither_retypes_nor_moves() {
        finds(
            r#"
=== schema/initiative.toml
name = "initiative"
folder = "bets"
[fields.effort]
type = "text"
[fields.themes]
type = "list"
of = { type = "text" }
[lifecycle.statuses.idea]
category = "active"
"#,
            expect![[r#"
                schema/initiative.toml:2:10: error[invalid-definition] the folder of `initiative` is `initiatives` and cannot be moved
                  help: leave `folder` out of a definition that extends a built-in kind
                schema/initiative.toml:4:8: error[invalid-definition] `effort` is of type number and cannot become text
                  help: a definition that extends a kind may add fields, not retype them: choose another name
                schema/initiative.toml:7:15: error[invalid-definition] `themes` is of type reference and cannot become text
                  help: a definition that extends a kind may add fields, not retype them: choose another name
            "#]],
        );
    }

    #[test]
    fn names_that_lead_nowhere() {
        finds(
            r#"
=== schema/bet.toml
name = "bet"
nmae = "bet"
[fields.serves]
type = "reference"
to = ["objectiv", "unicorn"]
[fields.size]
type = "nubmer"
[fields.colour]
type = "hue"
[fields.step]
type = "entry"
in = "stepz"
[fields.state]
type = "status"
in = "kind"
[fields.a]
type = "choice"
[fields.b]
type = "list"
[fields.c]
summary = "No type"
[fields.Bad-Name]
type = "text"
[fields.status]
type = "text"
[lifecycle]
initial = "opne"
created = "begun"
derived_from = "size"
[lifecycle.statuses.open]
category = "activ"
next = ["closd"]
requires = ["siez"]
date = "closed_on"
[lifecycle.statuses.closed]
aliases = ["open"]
"#,
            expect![[r#"
                schema/bet.toml:2:1: error[unknown-key] a kind definition has no key `nmae`
                  help: did you mean `name`?
                schema/bet.toml:5:7: error[invalid-definition] no kind is named `objectiv`
                  help: did you mean `objective`?
                schema/bet.toml:5:19: error[invalid-definition] no kind is named `unicorn`
                  help: kinds are: bet, customer, decision, feedback, initiative, meeting, metric, minutes, objective, person, process, product, release, role, run, survey, team, theme, tool
                schema/bet.toml:7:8: error[unknown-choice] no type is named `nubmer`
                  help: did you mean `number`?
                schema/bet.toml:9:8: error[unknown-choice] no type is named `hue`
                  help: types are: text, number, integer, share, boolean, date, moment, period, duration, cadence, url, file, expression, choice, kind, status, reference, entry, list, table, map
                schema/bet.toml:12:6: error[invalid-definition] this kind has no field `stepz`
                  help: did you mean `step`?
                schema/bet.toml:15:6: error[invalid-definition] this kind has no field `kind`
                  help: it has: title, owner, team, tags, visibility, serves, size, colour, step, state, a, b, c, status, created, started, done, reviewed, review_every, links, aliases
                schema/bet.toml:17:8: error[invalid-definition] a field of type choice needs `choices`
                  help: such as `choices = ["low", "high"]`
                schema/bet.toml:19:8: error[invalid-definition] a field of type list needs `of`
                  help: such as `of = { type = "text" }`
                schema/bet.toml:20:9: error[invalid-definition] `c` has no type
                  help: write `type = "text"`, or another type
                schema/bet.toml:22:9: error[invalid-definition] `Bad-Name` cannot be the name of a field
                  help: a field is named in lower-case letters, digits and `_`, such as `needed_by`
                schema/bet.toml:24:9: error[invalid-definition] `status` is read for every kind and cannot be defined
                  help: choose another name for the field
                schema/bet.toml:27:11: error[invalid-definition] this kind has no status `opne`
                  help: did you mean `open`?
                schema/bet.toml:28:11: error[invalid-definition] this kind has no field `begun`
                  help: it has: title, owner, team, tags, visibility, serves, size, colour, step, state, a, b, c, created, started, done, reviewed, review_every, links, aliases
                schema/bet.toml:29:16: error[invalid-definition] `size` holds no references
                  help: name a field of type reference, or a list of them
                schema/bet.toml:31:12: error[unknown-choice] no category is named `activ`
                  help: did you mean `active`?
                schema/bet.toml:32:9: error[invalid-definition] this kind has no status `closd`
                  help: did you mean `closed`?
                schema/bet.toml:33:13: error[invalid-definition] this kind has no field `siez`
                  help: did you mean `size`?
                schema/bet.toml:34:8: error[invalid-definition] this kind has no field `closed_on`
                  help: it has: title, owner, team, tags, visibility, serves, size, colour, step, state, a, b, c, created, started, done, reviewed, review_every, links, aliases
                schema/bet.toml:35:21: error[invalid-definition] the former name `open` of `closed` belongs to `open`
                  help: leave it out of `aliases`
                schema/bet.toml:35:21: error[invalid-definition] the status `closed` has no category
                  help: write `category = "active"`, or another of: backlog, waiting, active, done, dropped
            "#]],
        );
    }

    #[test]
    fn names_of_kinds_and_folders() {
        finds(
            r#"
=== schema/Bad Name.toml
folder = "bad"
=== schema/roadmap.toml
name = "roadmap"
=== schema/a.toml
name = "wager"
folder = "../outside"
=== schema/b.toml
name = "punt"
folder = "initiatives"
=== schema/c.toml
name = 3
=== schema/d.toml
name = "chance"
[lifecycle]
strict = "yes"
"#,
            expect![[r#"
                schema/Bad Name.toml:1:1: error[invalid-definition] `Bad Name` cannot be the name of a kind
                  help: a kind is named in lower-case letters, digits and dashes, such as `experiment`
                schema/a.toml:2:10: error[invalid-definition] `../outside` cannot be the folder of a kind
                  help: a folder lies inside the workspace, such as `wagers`
                schema/b.toml:2:10: error[invalid-definition] the folder `initiatives` belongs to the kind `initiative`
                  help: give `punt` a folder of its own
                schema/c.toml:1:8: error[wrong-type] `name` of a kind definition takes a text in quotes, not a number
                schema/d.toml:1:8: error[invalid-definition] the lifecycle of `chance` has no statuses
                  help: write at least one `[lifecycle.statuses.NAME]` with its category
                schema/d.toml:3:10: error[wrong-type] `strict` of a lifecycle takes true or false, not a text
                schema/roadmap.toml:1:8: error[invalid-definition] `roadmap` is a part of the site and cannot name a kind
                  help: choose another name for the kind
            "#]],
        );
    }

    #[test]
    fn a_detail_is_not_named_as_a_kind() {
        finds(
            r#"
=== schema/bet.toml
name = "bet"
[fields.needs]
type = "list"
[fields.needs.of]
type = "reference"
to = ["team"]
[fields.needs.of.details.team]
type = "text"
"#,
            expect![[r#"
                schema/bet.toml:7:26: error[invalid-definition] the detail `team` has the name of a kind
                  help: a kind's name says what is referred to: choose another name for the detail
            "#]],
        );
    }

    #[test]
    fn a_definition_that_does_not_parse() {
        finds(
            "=== schema/bet.toml\nname = \"bet\n[fields\n",
            expect![[r#"
                schema/bet.toml:1:12: error[invalid-toml] a text begins on this line and does not end
                  help: add the closing quote
                schema/bet.toml:2:8: error[invalid-toml] the heading of a table is not closed
                  help: add `]` at its end
            "#]],
        );
    }

    #[test]
    fn former_names_of_fields() {
        finds(
            r#"
=== schema/initiative.toml
name = "initiative"
[fields.effort]
aliases = ["size"]
=== initiatives/a.md
+++
title = "A"
size = "20"
+++
=== initiatives/b.md
+++
title = "B"
size = 20
effort = 30
+++
"#,
            expect![[r#"
                initiatives/a.md:3:8: error[wrong-type] `effort` takes a number, not a text
                  help: write `20` without quotes
                initiatives/b.md:4:1: error[duplicate-key] `effort` stands here under two names
                  help: keep the line with `effort`: the other is a former name of it
            "#]],
        );
    }

    #[test]
    fn defaults_are_of_their_type() {
        finds(
            r#"
=== schema/bet.toml
name = "bet"
[fields.odds]
type = "share"
default = 80
[fields.mood]
type = "choice"
choices = ["good", "bad"]
default = "goood"
[fields.size]
type = "number"
default = 3
[fields.serves]
type = "reference"
to = ["objective"]
default = "grow"
"#,
            expect![[r#"
                schema/bet.toml:4:11: error[invalid-definition] `80` cannot be the default of this field
                  help: write a number from 0 to 1, or a percentage in quotes such as `"80%"`
                schema/bet.toml:8:11: error[invalid-definition] `goood` cannot be the default of this field
                  help: write one of: good, bad
            "#]],
        );
    }
}

mod configuration {
    use super::*;

    #[test]
    fn unknown_keys() {
        finds(
            r#"
=== opsbook.toml
name = "Larkspur"
nmae = "Larkspur"
colour = "blue"
[calender]
time_zone = "UTC"
[calendar]
timezone = "UTC"
[limits]
row = 1
"#,
            expect![[r#"
                opsbook.toml:2:1: error[unknown-key] `opsbook.toml` has no key `nmae`
                  help: did you mean `name`?
                opsbook.toml:3:1: error[unknown-key] `opsbook.toml` has no key `colour`
                  help: `opsbook.toml` has: allow, calendar, calendars, edit_url, history, history_url, lang, limits, lints, methods, name, priority, site, words
                opsbook.toml:4:2: error[unknown-key] `opsbook.toml` has no key `calender`
                  help: did you mean `calendar`?
                opsbook.toml:7:1: error[unknown-key] a calendar has no key `timezone`
                  help: did you mean `time_zone`?
                opsbook.toml:9:1: error[unknown-key] `[limits]` has no key `row`
                  help: did you mean `rows`?
            "#]],
        );
    }

    #[test]
    fn wrong_values() {
        finds(
            r#"
=== opsbook.toml
name = 3
lang = "English (UK)"
edit_url = "example.org"
[site]
out = "/srv/www"
[calendar]
time_zone = "CET"
weekend = ["Samstag", "sunday"]
holidays = ["2026-12-25", 2026-13-01]
"#,
            expect![[r#"
                opsbook.toml:1:8: error[wrong-type] `name` of `opsbook.toml` takes a text in quotes, not a number
                opsbook.toml:2:8: error[invalid-setting] `English (UK)` is no language tag
                  help: write one such as `en` or `pt-BR`
                opsbook.toml:3:12: error[invalid-setting] `example.org` is no address for a file
                  help: write one such as `https://example.org/edit/main/{path}`
                opsbook.toml:7:13: error[invalid-setting] `CET` is an abbreviation
                  help: write the name of a place, such as `Europe/Berlin`
                opsbook.toml:8:12: error[invalid-setting] `Samstag` is no day of the week
                  help: days are: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday
                opsbook.toml:9:27: error[invalid-toml] there is no such day
                  help: a day is written year, month, day, such as `2026-11-20`
            "#]],
        );
    }

    #[test]
    fn wrong_calendars() {
        finds(
            r#"
=== opsbook.toml
name = "Larkspur"
[calendar]
time_zone = "Europe/Lisboa"
holidays = ["2026-12-25", 2026-12-26T10:00:00]
year_start = 13
hours = ["09:00-17:00", "16:00-18:00"]
[calendars.night]
hours = ["22:00-06:00"]
[calendars.none]
weekend = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
[calendars.odd]
hours = { Someday = ["09:00-17:00"], Monday = ["9-17"] }
"#,
            expect![[r#"
                opsbook.toml:2:1: error[invalid-setting] on Monday `09:00-17:00` and `16:00-18:00` overlap
                  help: let the first end before the second begins
                opsbook.toml:3:13: error[invalid-setting] no time zone is named `Europe/Lisboa`
                  help: write an IANA name such as `Europe/Lisbon`
                opsbook.toml:4:13: error[invalid-setting] `"2026-12-25"` is no day
                  help: write it such as `2026-12-25`, without quotes
                opsbook.toml:4:27: error[invalid-setting] `2026-12-26T10:00:00` is no day
                  help: write it such as `2026-12-25`, without quotes
                opsbook.toml:5:14: error[invalid-setting] `13` is no month
                  help: write the number of the month in which your year starts, 1 to 12
                opsbook.toml:7:1: error[invalid-setting] the calendar has no working time
                  help: every weekday is in `weekend` or has no `hours`
                opsbook.toml:8:10: error[invalid-setting] `22:00-06:00` closes before it opens
                  help: end it at `24:00` and go on from `00:00` on the next weekday
                opsbook.toml:9:1: error[invalid-setting] the calendar has no working time
                  help: every weekday is in `weekend` or has no `hours`
                opsbook.toml:12:11: error[invalid-setting] `Someday` is no day of the week
                  help: days are: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday
                opsbook.toml:12:48: error[invalid-setting] `9-17` are no hours
                  help: write `09:00-17:00`, at most to `24:00`
            "#]],
        );
    }

    #[test]
    fn words() {
        finds(
            r#"
=== opsbook.toml
name = "Larkspur"
[words]
initiative = ["bet", "bets"]
objective = "goal"
initiatve = ["bet", "bets"]
theme = ["a", "b", "c"]
done = 3
"#,
            expect![[r#"
                opsbook.toml:5:1: error[invalid-setting] `initiatve` is neither a kind nor a status nor a function
                  help: did you mean `initiative`?
                opsbook.toml:6:9: error[invalid-setting] `theme` needs a word, or a word for one and a word for several
                  help: write `initiative = ["bet", "bets"]`
                opsbook.toml:7:8: error[wrong-type] `done` of `[words]` takes a text in quotes, not a number
            "#]],
        );
    }

    const WRONG: &str = r#"
=== initiatives/a.md
+++
title = "A"
objective = "grow"
effort = "20"
+++
See [x](nothing.md).
"#;

    #[test]
    fn levels_of_rules_and_groups() {
        let with = |lints: &str| format!("=== opsbook.toml\nname = \"Larkspur\"\n[lints]\n{lints}{WRONG}");
        finds(
            &with("reference = \"info\"\n"),
            expect![[r#"
                initiatives/a.md:3:13: info[dangling-reference] no objective is named `grow`
                  help: make it: `opsbook new objective --id grow`
                initiatives/a.md:4:10: error[wrong-type] `effort` takes a number, not a text
                  help: write `20` without quotes
                initiatives/a.md:6:5: info[broken-link] this link leads to no file: `nothing.md`
                  help: there is no `initiatives/nothing.md`: write the path from this file's folder, or `[[id]]` for a record; or take the link out
            "#]],
        );
        finds(
            &with("broken-link = \"error\"\nreference = \"off\"\n"),
            expect![[r#"
                initiatives/a.md:4:10: error[wrong-type] `effort` takes a number, not a text
                  help: write `20` without quotes
                initiatives/a.md:6:5: error[broken-link] this link leads to no file: `nothing.md`
                  help: there is no `initiatives/nothing.md`: write the path from this file's folder, or `[[id]]` for a record; or take the link out
            "#]],
        );
        finds(
            &with("schema = \"off\"\nwrong-type = \"warning\"\n"),
            expect![[r#"
                initiatives/a.md:3:13: error[dangling-reference] no objective is named `grow`
                  help: make it: `opsbook new objective --id grow`
                initiatives/a.md:4:10: warning[wrong-type] `effort` takes a number, not a text
                  help: write `20` without quotes
                initiatives/a.md:6:5: warning[broken-link] this link leads to no file: `nothing.md`
                  help: there is no `initiatives/nothing.md`: write the path from this file's folder, or `[[id]]` for a record; or take the link out
            "#]],
        );
    }

    #[test]
    fn levels_that_are_none() {
        finds(
            r#"
=== opsbook.toml
name = "Larkspur"
[lints]
broken-links = "error"
refrence = "off"
broken-link = "warn"
wrong-type = true
"#,
            expect![[r#"
                opsbook.toml:3:1: error[unknown-rule] no rule or group is named `broken-links`
                  help: did you mean `broken-link`?
                opsbook.toml:4:1: error[unknown-rule] no rule or group is named `refrence`
                  help: did you mean `reference`?
                opsbook.toml:5:15: error[invalid-setting] `warn` is no level
                  help: levels are: error, warning, info, off
                opsbook.toml:6:14: error[wrong-type] `wrong-type` of `[lints]` takes a text in quotes, not true or false
            "#]],
        );
    }

    #[test]
    fn accepted_cases() {
        let with = |allow: &str| format!("=== opsbook.toml\nname = \"Larkspur\"\n{allow}{WRONG}");
        finds(
            &with("[[allow]]\nrule = \"wrong-type\"\nrecord = \"initiative/a\"\nreason = \"old\"\n"),
            expect![[r#"
                initiatives/a.md:3:13: error[dangling-reference] no objective is named `grow`
                  help: make it: `opsbook new objective --id grow`
                initiatives/a.md:6:5: warning[broken-link] this link leads to no file: `nothing.md`
                  help: there is no `initiatives/nothing.md`: write the path from this file's folder, or `[[id]]` for a record; or take the link out
                1 allowed
            "#]],
        );
        finds(
            &with("[[allow]]\nrule = \"broken-link\"\npath = \"initiatives/\"\nreason = \"old\"\nuntil = 2026-11-20\n"),
            expect![[r#"
                initiatives/a.md:3:13: error[dangling-reference] no objective is named `grow`
                  help: make it: `opsbook new objective --id grow`
                initiatives/a.md:4:10: error[wrong-type] `effort` takes a number, not a text
                  help: write `20` without quotes
                1 allowed
            "#]],
        );
        finds(
            &with(
                "[[allow]]\nrule = \"broken-link\"\npath = \"initiatives/a.md\"\nreason = \"old\"\nuntil = 2026-11-19\n",
            ),
            expect![[r#"
                initiatives/a.md:3:13: error[dangling-reference] no objective is named `grow`
                  help: make it: `opsbook new objective --id grow`
                initiatives/a.md:4:10: error[wrong-type] `effort` takes a number, not a text
                  help: write `20` without quotes
                initiatives/a.md:6:5: warning[broken-link] this link leads to no file: `nothing.md`
                  help: there is no `initiatives/nothing.md`: write the path from this file's folder, or `[[id]]` for a record; or take the link out
                opsbook.toml:6:9: warning[expired-allow] this accepts `broken-link` until 2026-11-19, which is over
                  help: delete the `[[allow]]`, or agree on a later day
            "#]],
        );
    }

    #[test]
    fn accepted_cases_that_accept_nothing() {
        finds(
            r#"
=== opsbook.toml
name = "Larkspur"
[[allow]]
rule = "broken-link"
reason = "everywhere"
[[allow]]
rule = "broken-link"
path = "notes"
[[allow]]
path = "notes"
reason = "no rule"
[[allow]]
rule = "brokn-link"
path = "notes"
reason = "misspelt"
until = "2027-01-01"
[[allow]]
rule = "reference"
path = "notes"
reason = "a group"
"#,
            expect![[r#"
                opsbook.toml:2:1: error[invalid-setting] `[[allow]]` names neither a `path` nor a `record`
                  help: add `path = "…"` or `record = "kind/id"`; `[lints]` is the place to switch a rule off
                opsbook.toml:5:1: error[missing-field] `[[allow]]` needs `reason`
                  help: write `reason = "…"`
                opsbook.toml:8:1: error[missing-field] `[[allow]]` needs `rule`
                  help: write `rule = "…"`
                opsbook.toml:12:8: error[unknown-rule] no rule is named `brokn-link`
                  help: did you mean `broken-link`?
                opsbook.toml:15:9: error[invalid-setting] `"2027-01-01"` is no day
                  help: write it such as `2027-03-31`, without quotes
                opsbook.toml:17:8: error[unknown-rule] no rule is named `reference`
                  help: this is a group; an `[[allow]]` accepts one case of one rule
            "#]],
        );
    }

    #[test]
    fn limits() {
        finds(
            r#"
=== opsbook.toml
name = "Larkspur"
[limits]
file_bytes = 0
rows = "many"
columns = 5001
records = 1.5
"#,
            expect![[r#"
                opsbook.toml:3:14: error[invalid-setting] `file_bytes` cannot be 0
                  help: write a number from 1 to 16777216
                opsbook.toml:4:8: error[wrong-type] `rows` of `[limits]` takes a whole number, not a text
                opsbook.toml:5:11: error[invalid-setting] `columns` cannot be 5001
                  help: write a number from 1 to 5000
                opsbook.toml:6:11: error[wrong-type] `records` of `[limits]` takes a whole number, not a decimal number
            "#]],
        );
    }

    #[test]
    fn limits_hold() {
        finds(
            r#"
=== opsbook.toml
name = "Larkspur"
[limits]
front_matter_bytes = 40
references = 2
columns = 3
cell_bytes = 8
rows = 1
=== initiatives/a.md
+++
title = "A long title that is past the limit"
+++
=== initiatives/b.md
+++
title = "B"
themes = ["t", "t", "t"]
+++
=== initiatives/c.md
+++
title = "C"
+++
[[t]] [[t]] [[t]]
=== themes/t.md
+++
title = "T"
+++
=== metrics/m.csv
date,value
2026-10-01,1
2026-11-01,1
2026-12-01,1
=== metrics/n.csv
date,value
2026-10-01,123456789
=== metrics/o.csv
a,b,c,d
1,2,3,4
"#,
            expect![[r#"
                initiatives/a.md:1:1: error[too-large] the fields between the `+++` lines have more than 40 bytes
                  help: move long texts below the fields; `[limits] front_matter_bytes` in `opsbook.toml` raises the limit
                initiatives/b.md:3:21: error[too-large] this record has more than 2 references; the text's are read up to here
                  help: `[limits] references` in `opsbook.toml` raises the limit
                initiatives/c.md:4:13: error[too-large] this record has more than 2 references; the text's are read up to here
                  help: `[limits] references` in `opsbook.toml` raises the limit
                metrics/m.csv:2:1: error[too-large] this cell has more than 8 bytes
                  help: `[limits] cell_bytes` in `opsbook.toml` raises the limit
                metrics/m.csv:3:1: error[too-large] this cell has more than 8 bytes
                  help: `[limits] cell_bytes` in `opsbook.toml` raises the limit
                metrics/m.csv:4:1: error[too-large] this cell has more than 8 bytes
                  help: `[limits] cell_bytes` in `opsbook.toml` raises the limit
                metrics/n.csv:2:1: error[too-large] this cell has more than 8 bytes
                  help: `[limits] cell_bytes` in `opsbook.toml` raises the limit
                metrics/o.csv:1:1: error[too-large] this row has 4 cells; the limit is 3
                  help: `[limits] columns` in `opsbook.toml` raises the limit
            "#]],
        );
    }

    #[test]
    fn records_past_the_limit() {
        finds(
            r#"
=== opsbook.toml
name = "Larkspur"
[limits]
records = 1
=== themes/a.md
+++
title = "A"
+++
=== themes/b.md
+++
title = "B"
+++
"#,
            expect![[r#"
                opsbook.toml:1:1: error[too-large] the workspace has 2 records; the limit is 1
                  help: `[limits] records` in `opsbook.toml` raises the limit
            "#]],
        );
    }

    #[test]
    fn only_so_many_findings_a_file() {
        let mut files = String::from("=== initiatives/a.md\n+++\ntitle = \"A\"\n");
        for key in 0..150 {
            let _ = writeln!(files, "wrong_{key} = 1");
        }
        files.push_str("+++\n");
        let (_, report) = run(&files);
        assert_eq!((report.findings.len(), report.left_out), (check::MOST_OF_A_FILE, 50));
    }
}

mod series {
    use super::*;

    #[test]
    fn cells_that_are_no_values() {
        finds(
            r#"
=== metrics/activation.toml
title = "Activation"
status = "proposed"
unit = "%"
direction = "up"
source = { csv = "activation.csv", date = "date", value = "rate" }
=== metrics/activation.csv
date,rate,note
2026-07-01,41.5,
2026-08-01,"41,7",
2026-09-01,"1,200",
2026-10-01,12 %,
01.11.2026,42,
,43,
2026-11-08T09:00,43,
2026-02-30,43,
2026-12-01,,
2026-12-08,many,
2026-12-15,NaN,
"#,
            expect![[r#"
                metrics/activation.csv:3:12: error[wrong-cell] `41,7` in the column `rate` is no number
                  help: write only the number, with a point: `41.7`
                metrics/activation.csv:4:12: error[wrong-cell] `1,200` in the column `rate` is no number
                  help: write a number with a point, such as `41.5`, or leave the cell empty where it is not known
                metrics/activation.csv:5:12: error[wrong-cell] `12 %` in the column `rate` is no number
                  help: write only the number, with a point: `12`
                metrics/activation.csv:6:1: error[wrong-cell] `01.11.2026` is no day
                  help: write the day as 2026-11-20, or say in `date_format` how this file writes it
                metrics/activation.csv:7:1: error[wrong-cell] this row has no day
                  help: write the day as 2026-11-20, or say in `date_format` how this file writes it
                metrics/activation.csv:8:1: error[wrong-cell] `2026-11-08T09:00` is no day
                  help: write it as `2026-11-08`
                metrics/activation.csv:9:1: error[wrong-cell] `2026-02-30` is no day
                  help: write the day as 2026-11-20, or say in `date_format` how this file writes it
                metrics/activation.csv:11:12: error[wrong-cell] `many` in the column `rate` is no number
                  help: write a number with a point, such as `41.5`, or leave the cell empty where it is not known
                metrics/activation.csv:12:12: error[wrong-cell] `NaN` in the column `rate` is no number
                  help: write a number with a point, such as `41.5`, or leave the cell empty where it is not known
            "#]],
        );
    }

    #[test]
    fn days_as_another_tool_writes_them() {
        finds(
            r#"
=== metrics/a.toml
title = "A"
status = "proposed"
unit = "%"
direction = "up"
source = { csv = "a.csv", date = "Tag", date_format = "%d.%m.%Y", value = "Wert" }
=== metrics/a.csv
Tag;Wert
01.10.2026;41.5
2026-11-01;42
=== metrics/b.toml
title = "B"
status = "proposed"
unit = "%"
direction = "up"
source = { csv = "a.csv", date = "Tag", date_format = "%d.%m", value = "Wert" }
"#,
            expect![[r#"
                metrics/a.csv:3:1: error[wrong-cell] `2026-11-01` is no day
                  help: `date_format` says that days are written as `%d.%m.%Y`
                metrics/b.toml:5:55: error[wrong-cell] `%d.%m` says no whole day
                  help: `%d` stands for the day, `%m` for the month, `%Y` for the year: `%d.%m.%Y` reads 20.11.2026
            "#]],
        );
    }

    #[test]
    fn several_metrics_of_one_table_are_told_once() {
        finds(
            r#"
=== metrics/a.toml
title = "A"
status = "proposed"
unit = "accounts"
direction = "up"
source = { csv = "usage.csv", date = "day", value = "n", where = { column = "measure", value = "a" } }
=== metrics/b.toml
title = "B"
status = "proposed"
unit = "accounts"
direction = "up"
source = { csv = "usage.csv", date = "day", value = "n", where = { column = "measure", value = "b" } }
=== metrics/c.toml
title = "C"
status = "proposed"
unit = "accounts"
direction = "up"
source = { csv = "usage.csv", date = "day", value = "n", where = { column = "measure", value = "b" } }
=== metrics/usage.csv
day,measure,n
2026-10-01,a,1
2026-10-01,b,x
2026-10-08,b,2
"#,
            expect![[r#"
                metrics/usage.csv:3:14: error[wrong-cell] `x` in the column `n` is no number
                  help: write a number with a point, such as `41.5`, or leave the cell empty where it is not known
            "#]],
        );
    }

    #[test]
    fn rows_that_a_merge_mixed() {
        finds(
            r#"
=== metrics/a.toml
title = "A"
status = "proposed"
unit = "%"
direction = "up"
source = { csv = "a.csv", date = "date", value = "value" }
=== metrics/a.csv
date,value
2026-09-01,1
2026-11-01,3
2026-10-01,2
2026-10-01,2
2026-09-01,7
=== metrics/b.toml
title = "B"
status = "proposed"
unit = "%"
direction = "up"
source = { points = [{ date = 2026-10-01, value = 1 }, { date = 2026-09-01, value = 2 }, { date = 2026-09-01 }] }
"#,
            expect![[r#"
                metrics/a.csv:4:1: warning[rows-out-of-order] 2026-10-01 stands after 2026-11-01
                  metrics/a.csv:3:1: the later day
                  help: sort the values from the oldest day to the newest
                metrics/a.csv:5:1: error[repeated-date] a second value for 2026-10-01
                  metrics/a.csv:4:1: the first one
                  help: the two are the same: delete one
                metrics/a.csv:6:1: error[repeated-date] a second value for 2026-09-01
                  metrics/a.csv:2:1: the first one
                  help: keep the one that is right, or write `where` in `source` if they are of different things
                metrics/b.toml:5:65: warning[rows-out-of-order] 2026-09-01 stands after 2026-10-01
                  metrics/b.toml:5:31: the later day
                  help: sort the values from the oldest day to the newest
                metrics/b.toml:5:99: error[repeated-date] a second value for 2026-09-01
                  metrics/b.toml:5:65: the first one
                  help: keep the one that is right, or write `where` in `source` if they are of different things
            "#]],
        );
    }

    #[test]
    fn columns_that_are_not_there() {
        finds(
            r#"
=== metrics/a.toml
title = "A"
status = "proposed"
unit = "%"
direction = "up"
source = { csv = "a.csv", date = "day", value = "Rate", where = { column = "plan", value = "team" } }
=== metrics/b.toml
title = "B"
status = "proposed"
unit = "%"
direction = "up"
source = { csv = "a.csv" }
=== metrics/c.toml
title = "C"
status = "proposed"
unit = "%"
direction = "up"
source = { csv = "sheet.xlsx" }
=== metrics/sheet.xlsx
PK
=== metrics/a.csv
days,rate,share,share
2026-09-01,1,2,3
=== surveys/s.toml
title = "S"
instrument = "custom"
data = "s.csv"
columns = { respondent = "who", segments = ["plan", "land"] }
exclude = [{ column = "role", value = "test" }]
questions = [
  { id = "one", title = "One?", column = "score" },
  { id = "two", title = "Two?", column = "reason", type = "text" },
]
=== surveys/s.csv
who,plan,score,score
r1,team,3,4
"#,
            expect![[r#"
                metrics/a.toml:5:34: error[missing-column] `a.csv` has no column `day`
                  help: did you mean `days`?
                metrics/a.toml:5:49: error[missing-column] `a.csv` has no column `Rate`
                  help: did you mean `rate`?
                metrics/a.toml:5:76: error[missing-column] `a.csv` has no column `plan`
                  help: its columns are: days, rate, share, share
                metrics/b.toml:5:18: error[missing-column] `a.csv` has no column `date`, and `source` names no other
                  help: write `date = "…"`; its columns are: days, rate, share, share
                metrics/b.toml:5:18: error[missing-column] `a.csv` has no column `value`, and `source` names no other
                  help: write `value = "…"`; its columns are: days, rate, share, share
                metrics/c.toml:5:18: warning[unread-table] `sheet.xlsx` is no CSV file, so its values are not read
                  help: export the table as CSV, with a name that ends in `.csv`
                surveys/s.toml:4:53: error[missing-column] `s.csv` has no column `land`
                  help: its columns are: who, plan, score, score
                surveys/s.toml:5:23: error[missing-column] `s.csv` has no column `role`
                  help: its columns are: who, plan, score, score
                surveys/s.toml:7:42: error[ambiguous-column] 2 columns of `s.csv` are headed `score`
                  help: give each column a heading of its own, or say with `position` which one you mean
                surveys/s.toml:8:42: error[missing-column] `s.csv` has no column `reason`
                  help: its columns are: who, plan, score, score
            "#]],
        );
    }

    #[test]
    fn values_against_what_the_metric_says() {
        finds(
            r#"
=== metrics/a.toml
title = "A"
status = "proposed"
unit = "orders"
direction = "up"
cadence = "monthly"
min = 0
source = { csv = "a.csv", date = "date", value = "value" }
targets = [{ from = 2026-01-01, value = 4 }, { from = 2026-01-01, value = 5 }]
=== metrics/a.csv
date,value
2026-09-01,1
2026-09-15,-2
=== metrics/funnel.toml
title = "Funnel"
status = "proposed"
unit = "workspaces"
direction = "up"
shape = "funnel"
source = { csv = "funnel.csv", date = "date", step = "step", value = "n" }
=== metrics/funnel.csv
date,step,n
2026-09-01,created,10
2026-09-01,board,11
2026-10-01,created,12
2026-10-01,board,9
=== metrics/back.toml
title = "Back"
status = "proposed"
unit = "workspaces"
direction = "up"
shape = "cohort"
source = { csv = "back.csv", cohort = "month", age = "age", size = "size", value = "active" }
=== metrics/back.csv
month,age,size,active
2026-09,0,10,10
2026-09,1,10,11
2026-09,1,10,4
soon,2,10,3
"#,
            expect![[r#"
                metrics/a.csv:3:1: warning[undeclared-aggregate] 2026-09-01 and 2026-09-15 are values of one month, and nothing says how they become one
                  metrics/a.csv:2:1: the earlier one
                  help: write `aggregate`: sum, mean, last, min, max or ratio; until then the last one counts
                metrics/a.csv:3:12: warning[value-below-minimum] -2 is below 0, the lowest that this metric can be
                  help: correct the value, or `min` in the metric
                metrics/a.toml:8:55: error[repeated-target] a second target from 2026-01-01 on
                  metrics/a.toml:8:21: the first one
                  help: keep the one that holds, or give it the day from which it does
                metrics/back.csv:3:14: warning[part-above-whole] 11 came back of a group of 10
                  metrics/back.csv:3:11: the group
                  help: count only those who were in the group at its beginning
                metrics/back.csv:4:1: error[repeated-date] a second value for 2026-09-01 and `1`
                  metrics/back.csv:3:1: the first one
                  help: keep the one that is right, or write `where` in `source` if they are of different things
                metrics/back.csv:5:1: error[wrong-cell] `soon` is no day
                  help: write the day as 2026-11-20, or say in `date_format` how this file writes it
                metrics/funnel.csv:3:18: warning[part-above-whole] 11 at `board`, more than the 10 at `created` before it
                  metrics/funnel.csv:2:20: the step before
                  help: count at each step only those who were at the one before, and keep the steps in their order
            "#]],
        );
    }

    #[test]
    fn formulas_are_compiled_when_they_are_read() {
        finds(
            r#"
=== opsbook.toml
name = "Larkspur"
[priority]
formula = "worth / effort + cost"
inputs = { worth = "reach * impct", cost = "title" }
=== metrics/won.toml
title = "Won"
status = "proposed"
unit = "deals"
direction = "up"
source = { points = [{ date = 2026-10-01, value = 1 }] }
=== metrics/rate.toml
title = "Rate"
status = "proposed"
unit = "%"
direction = "up"
source = { formula = "100 * wn / (won + lost", inputs = { won = "won", lost = "won" } }
=== metrics/rate-2.toml
title = "Rate"
status = "proposed"
unit = "%"
direction = "up"
source = { formula = "100 * wn / (won + lost)", inputs = { won = "won", lost = "won" } }
=== metrics/rate-3.toml
title = "Rate"
status = "proposed"
unit = "%"
direction = "up"
source = { formula = "won > lost", inputs = { won = "won", lost = "won" } }
"#,
            expect![[r#"
                metrics/rate-2.toml:5:29: error[invalid-expression] no input is named `wn`
                  help: did you mean `won`?
                metrics/rate-3.toml:5:22: error[invalid-expression] `won > lost` comes to no number
                  help: write a calculation with: won, lost
                metrics/rate.toml:5:45: error[invalid-expression] a closing `)` is missing
                  help: add `)` where the part that it closes ends
                opsbook.toml:3:20: error[invalid-expression] no input is named `effort`
                  help: inputs are: worth, cost
                opsbook.toml:4:29: error[invalid-expression] an initiative has no field `impct`
                  help: did you mean `impact`?
                opsbook.toml:4:44: error[invalid-expression] `title` comes to no number
                  help: a priority is a number: calculate with `+`, `-`, `*` and `/`
            "#]],
        );
    }

    #[test]
    fn a_priority_is_a_method_or_a_formula() {
        finds(
            "=== opsbook.toml\nname = \"A\"\n[priority]\nformula = \"rise\"\n",
            expect![[r#"
                opsbook.toml:3:11: error[invalid-setting] `rise` is no way to work out a priority
                  help: did you mean `rice`?
            "#]],
        );
        finds(
            "=== opsbook.toml\nname = \"A\"\n[priority]\nformula = \"our-own\"\n",
            expect![[r#"
                opsbook.toml:3:11: error[invalid-setting] `our-own` is no way to work out a priority
                  help: methods are: rice, ice, wsjf, weighted, opportunity, kano, moscow; or write a formula over the fields of an initiative, such as `value / effort`
            "#]],
        );
        finds(
            "=== opsbook.toml\nname = \"A\"\n[priority]\nformula = \"value / efort\"\n",
            expect![[r#"
                opsbook.toml:3:20: error[invalid-expression] an initiative has no field `efort`
                  help: did you mean `effort`?
            "#]],
        );
        finds(
            "=== opsbook.toml\nname = \"A\"\n[priority]\nformula = \"title\"\n",
            expect![[r#"
                opsbook.toml:3:11: error[invalid-expression] `title` comes to no number
                  help: a priority is a number: calculate with `+`, `-`, `*` and `/`
            "#]],
        );
        finds(
            "=== opsbook.toml\nname = \"A\"\n[priority]\nformula = \"reach * impact / effort\"\n",
            expect![[""]],
        );
    }
}

mod surveys {
    use super::*;

    #[test]
    fn answers_and_their_scales() {
        finds(
            r#"
=== surveys/s.toml
title = "S"
instrument = "csat"
invited = 3
population = 2
data = "s.csv"
columns = { respondent = "who" }
exclude = [{ column = "role", value = "test" }]
questions = [
  { id = "satisfied", title = "Satisfied?", column = "score" },
  { id = "effort", title = "Effort?", column = "effort", scale = { min = 1, max = 3 }, labels = ["low", "middle", "high"] },
  { id = "solved", title = "Solved?", column = "solved", type = "choice", labels = ["yes", "partly", "no"] },
  { id = "again", title = "Again?", column = "again", type = "multiple-choice", labels = ["a", "b"] },
  { id = "why", title = "Why?", column = "why", type = "text" },
]
=== surveys/s.csv
who,role,score,effort,solved,again,why
r1,member,5,low,yes,"a, b",because
r2,member,6,hihg,maybe,c,42
r3,test,99,99,99,99,99
r4,member,n/a,4,,,
r5,member,4.5,2,partly,,
r5,member,4,2,no,,
"#,
            expect![[r#"
                surveys/s.csv:3:11: warning[answer-out-of-scale] `6` is no answer to `satisfied`
                  help: answers are whole numbers from 1 to 5; one that is none of these makes no part of the score
                surveys/s.csv:3:13: warning[answer-out-of-scale] `hihg` is no answer to `effort`
                  help: did you mean `high`?
                surveys/s.csv:3:18: warning[answer-out-of-scale] `maybe` is no answer to `solved`
                  help: answers are: yes, partly, no
                surveys/s.csv:5:15: warning[answer-out-of-scale] `4` is no answer to `effort`
                  help: answers are whole numbers from 1 to 3, or the words in `labels`; one that is none of these makes no part of the score
                surveys/s.csv:6:11: warning[answer-out-of-scale] `4.5` is no answer to `satisfied`
                  help: answers are whole numbers from 1 to 5; one that is none of these makes no part of the score
                surveys/s.csv:7:1: info[repeated-respondent] `r5` answered before
                  surveys/s.csv:6:1: the earlier answers
                  help: the answers that were sent last count; delete the row that should not, or give it a key of its own
                surveys/s.toml:3:11: warning[broken-rule] survey `s` asked 3 people of a population of 2
                  help: correct `invited` or `population`: the rule `more-invited-than-population` of the kind `survey` asks for it
                surveys/s.toml:3:11: warning[too-many-answers] 4 people answered, more than the 3 who were asked
                  surveys/s.csv:1:1: 5 rows count here
                  help: correct `invited`, or leave it out where anybody with the link could answer
            "#]],
        );
    }
}

mod times {
    use super::*;

    #[test]
    fn what_ends_before_it_begins() {
        finds(
            r#"
=== feedback/a.toml
title = "A"
received = 2026-11-02
started = 2026-10-20
done = 2026-10-01
=== feedback/b.toml
title = "B"
received = 2026-11-02T15:00:00
started = 2026-11-02
=== processes/release.toml
title = "Release"
steps = [{ id = "build", title = "Build" }]
=== runs/r.toml
title = "R"
process = "release"
started = 2026-11-03
pauses = [{ from = 2026-11-09, to = 2026-11-05, reason = "Holidays" }]
[steps.build]
started = 2026-11-04T10:00:00
done = 2026-11-04T09:00:00
"#,
            expect![[r#"
                feedback/a.toml:4:8: error[dates-out-of-order] `done` 2026-10-01 is before `started` 2026-10-20
                  feedback/a.toml:3:11: `started`
                  help: correct the day that is wrong, or leave it out: the history knows when a status was entered
                runs/r.toml:4:37: error[dates-out-of-order] `to` 2026-11-05 is before `from` 2026-11-09
                  runs/r.toml:4:20: `from`
                  help: correct the day that is wrong
                runs/r.toml:7:8: error[dates-out-of-order] `done` 2026-11-04T09:00:00 is before `started` 2026-11-04T10:00:00
                  runs/r.toml:6:11: `started`
                  help: correct the day that is wrong
            "#]],
        );
    }
}

mod look_alikes {
    use super::*;

    #[test]
    fn ids_and_references_that_nobody_can_tell_apart() {
        finds(
            "
=== initiatives/audit-log.toml
title = \"Audit log\"
=== initiatives/b.toml
id = \"faster\u{200b}-search\"
title = \"Faster search\"
=== initiatives/c.toml
title = \"C\"
depends_on = [\"аudit-log\", \"audit‑log\"]
",
            expect![[r#"
                initiatives/b.toml:1:6: error[look-alike-id] the id `faster\u{200b}-search` holds a space without width (U+200B), which cannot be seen
                  help: type it anew: `faster-search`
                initiatives/c.toml:2:15: error[dangling-reference] no initiative, release or team is named `аudit-log`
                  help: did you mean `audit-log`?  (initiatives/audit-log.toml) This one holds the Cyrillic letter U+0430, which looks like `a`
                initiatives/c.toml:2:28: error[dangling-reference] no initiative, release or team is named `audit‑log`
                  help: did you mean `audit-log`?  (initiatives/audit-log.toml) This one holds the dash U+2011, which looks like `-`
            "#]],
        );
    }
}
