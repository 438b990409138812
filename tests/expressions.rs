//! The expression language over the built-in kinds: what it says when something is wrong, what it comes to when not.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use expect_test::{Expect, expect};
use opsbook::check::{self, Context};
use opsbook::diagnostic::Group;
use opsbook::expression::{Expression, Root, Template, argument, compile, compile_condition};
use opsbook::source::Snapshot;
use opsbook::text::{RepoPath, Span};
use opsbook::time::Date;
use opsbook::value::KindIndex;
use opsbook::workspace::query::{Query, query};
use opsbook::workspace::{RecordIndex, Workspace};
use proptest::prelude::*;
use std::fmt::Write;
use std::sync::{Arc, LazyLock};

const FILES: &str = r#"
=== people.toml
[[person]]
id = "maria"
title = "Maria"
[[person]]
id = "sam"
title = "Sam"
=== teams/boards.toml
title = "Boards"
owner = "maria"
function = "engineering"
members = [{ person = "maria", role = "product-manager", share = "50%" }, { person = "sam", share = 1.0 }]
=== roles/product-manager.md
+++
title = "Product manager"
+++
=== objectives/grow.toml
title = "Grow"
status = "active"
target = "2027-H1"
owner = "boards"
=== initiatives/faster-search.toml
title = "Faster search"
status = "in-progress"
owner = "maria"
objective = "grow"
horizon = "now"
start = 2026-10-05
target = "2027-Q1"
started = 2026-10-05T09:30:00
effort = 12.5
progress = "40%"
reach = 1200
tags = ["search", "speed"]
themes = ["search-speed"]
contributors = [{ team = "boards", effort = 5 }, { team = "gone", effort = 2 }]
estimate = { o = 5, m = 8, p = 15 }
duration = "3w"
=== initiatives/sharing.toml
title = "Sharing"
status = "idea"
owner = "boards"
objective = "nowhere"
effort = "a lot"
=== themes/search-speed.md
+++
title = "Search speed"
+++
=== processes/release.toml
title = "Release"
governs = "initiative"
[[steps]]
id = "build"
title = "Build"
automation = "automated"
[[steps]]
id = "sign-off"
title = "Sign off"
after = ["build"]
role = "product-manager"
status = "shipped"
sla = "2wd"
=== runs/release-4.toml
title = "Release 4"
process = "release"
started = 2026-11-02
[steps.build]
started = 2026-11-02
done = 2026-11-03
by = "sam"
"#;

static WORKSPACE: LazyLock<Workspace> = LazyLock::new(|| Workspace::load(Arc::new(Snapshot::fixture(FILES))).0);

fn today() -> Date {
    Date::new(2026, 11, 20).unwrap()
}

fn kind(name: &str) -> KindIndex {
    WORKSPACE.schema().find(name).unwrap()
}

fn record(identity: &str) -> RecordIndex {
    WORKSPACE.find_any(identity)[0]
}

/// Compiles as the way to a file would: text, marked place, message, help.
fn told(name: &str, text: &str, condition: bool) -> String {
    let at = argument("--where", text);
    let root = Root::Kind(kind(name));
    let (expression, problems) = if condition {
        compile_condition(text, &at, WORKSPACE.schema(), root)
    } else {
        compile(text, &at, WORKSPACE.schema(), root)
    };
    assert_eq!(expression.is_none(), !problems.is_empty());
    let mut told = format!("{text}\n");
    for problem in problems {
        let range = problem.span.range;
        let before = text[..range.start as usize].chars().count();
        let marked = range.of(text).chars().count().max(1);
        writeln!(told, "{}{} {}", " ".repeat(before), "^".repeat(marked), problem.message).unwrap();
        if let Some(help) = problem.help {
            writeln!(told, "  help: {help}").unwrap();
        }
    }
    told
}

#[track_caller]
fn wrong(name: &str, texts: &[&str], expected: Expect) {
    let told: Vec<String> = texts.iter().map(|text| told(name, text, true)).collect();
    expected.assert_eq(&told.join("\n"));
}

fn expression(name: &str, text: &str) -> Expression {
    let (expression, problems) = compile(
        text,
        &argument("--where", text),
        WORKSPACE.schema(),
        Root::Kind(kind(name)),
    );
    let problems: Vec<&str> = problems.iter().map(|problem| &*problem.message).collect();
    assert_eq!(problems, Vec::<&str>::new(), "{text}");
    expression.unwrap()
}

/// Evaluates expressions for a record, one a line.
#[track_caller]
fn comes_to(identity: &str, texts: &[&str], expected: Expect) {
    let index = record(identity);
    let name = &WORKSPACE.kind_of(WORKSPACE.record(index)).name;
    let mut told = String::new();
    for text in texts {
        let expression = expression(name, text);
        let answer = expression.evaluate(&*WORKSPACE, index.0, today());
        let shown = answer.map_or_else(
            || "(missing)".to_owned(),
            |answer| answer.shown(expression.result_type()),
        );
        writeln!(told, "{text}  ->  {shown}").unwrap();
    }
    expected.assert_eq(&told);
}

#[test]
fn names_that_nobody_has() {
    wrong(
        "initiative",
        &[
            "has(objctive)",
            "objective.statu == \"active\"",
            "owner.handle == \"maria\"",
            "bogus",
            "has(depends-on)",
            "has(links-to)",
            "today < target",
            "estimate.likely > 3",
            "depends_on.exists(d, d.need_by < today())",
            "themes.exists(t, t.keyword == \"x\")",
            "contributors.effort > 3",
            "target.first > today()",
            "has(objective.product.vison)",
            "TRUE",
        ],
        expect![[r#"
            has(objctive)
                ^^^^^^^^ an initiative has no field `objctive`
              help: did you mean `objective`?

            objective.statu == "active"
                      ^^^^^ an objective has no field `statu`
              help: did you mean `status`?

            owner.handle == "maria"
                  ^^^^^^ neither a person nor a team has a field `handle`

            bogus
            ^^^^^ an initiative has no field `bogus`
              help: `opsbook schema initiative` lists what there is

            has(depends-on)
                ^^^^^^^^^^ an initiative has no field `depends-on`
              help: did you mean `depends_on`?

            has(links-to)
                ^^^^^^^^ `has` asks for a field, and `links-to` is none
              help: such as `has(target)` or `has(objective.owner)`

            today < target
            ^^^^^ an initiative has no field `today`
              help: write `today()`

            estimate.likely > 3
                     ^^^^^^ `estimate` has no key `likely`
              help: it has: o, m, p

            depends_on.exists(d, d.need_by < today())
                                   ^^^^^^^ no record that may stand here has a field `need_by`
              help: did you mean `needed_by`?

            themes.exists(t, t.keyword == "x")
                               ^^^^^^^ a theme has no field `keyword`
              help: did you mean `keywords`?

            contributors.effort > 3
                         ^^^^^^ `contributors` is a list, which has no `effort`
              help: `contributors.exists(r, r.effort == …)` asks whether one has it

            target.first > today()
                   ^^^^^ `target` is a time span, which has no `first`

            has(objective.product.vison)
                                  ^^^^^ a product has no field `vison`
              help: did you mean `vision`?

            TRUE
            ^^^^ an initiative has no field `TRUE`
              help: write `true`
        "#]],
    );
}

#[test]
fn words_that_are_none() {
    wrong(
        "initiative",
        &[
            "status == \"comitted\"",
            "status in [\"planned\", \"in-progress\"]",
            "horizon != \"soon\"",
            "category == \"doing\"",
            "objective.status == \"in-progress\"",
            "objective.status.category == \"actve\"",
            "status == committed",
            "status == in-progress",
            "horizon == now",
            "\"on-trak\" == health",
            "status == (has(owner) ? \"idee\" : \"idea\")",
            "owner.kind == \"theme\"",
            "owner == \"theme/maria\"",
            "owner == maria",
        ],
        expect![[r#"
            status == "comitted"
                      ^^^^^^^^^^ an initiative has no status `comitted`
              help: did you mean `committed`? (one of: idea, discovery, committed, in-progress, paused, shipped, measured, dropped)

            status in ["planned", "in-progress"]
                       ^^^^^^^^^ an initiative has no status `planned`
              help: one of: idea, discovery, committed, in-progress, paused, shipped, measured, dropped

            horizon != "soon"
                       ^^^^^^ `horizon` has no choice `soon`
              help: one of: now, next, later

            category == "doing"
                        ^^^^^^^ no category is named `doing`
              help: one of: backlog, waiting, active, done, dropped

            objective.status == "in-progress"
                                ^^^^^^^^^^^^^ an objective has no status `in-progress`
              help: one of: draft, active, closed

            objective.status.category == "actve"
                                         ^^^^^^^ no category is named `actve`
              help: did you mean `active`? (one of: backlog, waiting, active, done, dropped)

            status == committed
                      ^^^^^^^^^ the status `committed` stands in quotes
              help: write `"committed"`

            status == in-progress
                      ^^ `in` stands where a value should follow `==`
              help: a status or choice stands in quotes: `"in-progress"`

            horizon == now
                       ^^^ the choice `now` stands in quotes
              help: write `"now"`

            "on-trak" == health
            ^^^^^^^^^ `health` has no choice `on-trak`
              help: did you mean `on-track`? (one of: on-track, at-risk, off-track)

            status == (has(owner) ? "idee" : "idea")
                                    ^^^^^^ an initiative has no status `idee`
              help: did you mean `idea`? (one of: idea, discovery, committed, in-progress, paused, shipped, measured, dropped)

            owner.kind == "theme"
                          ^^^^^^^ no kind is named `theme`
              help: one of: person, team

            owner == "theme/maria"
                     ^^^^^^^^^^^^^ `owner` is never of a kind `theme`
              help: it is of: person, team

            owner == maria
                     ^^^^^ an initiative has no field `maria`
              help: a text stands in quotes: `"maria"`
        "#]],
    );
}

#[test]
fn things_that_cannot_be_compared() {
    wrong(
        "initiative",
        &[
            "reach > \"100\"",
            "reach == \"many\"",
            "progress > \"50%\"",
            "target < \"2027-Q1\"",
            "start >= \"2026-11-20\"",
            "started > \"soon\"",
            "duration > \"2w\"",
            "duration > 14",
            "title == 3",
            "title < \"b\"",
            "horizon < \"next\"",
            "horizon == status",
            "owner == title",
            "objective == release",
            "tags == \"search\"",
            "\"search\" in title",
            "3 in tags",
            "reach in 1200",
            "owner == null",
            "effort != none",
        ],
        expect![[r#"
            reach > "100"
                    ^^^^^ `reach` is a number, not a text
              help: write `100` without quotes

            reach == "many"
                     ^^^^^^ `reach` is a number, not a text

            progress > "50%"
                       ^^^^^ `progress` is a share, not a text
              help: write `50%` without quotes

            target < "2027-Q1"
                     ^^^^^^^^^ `target` is a time span, not a text
              help: write `period("2027-Q1")`

            start >= "2026-11-20"
                     ^^^^^^^^^^^^ `start` is a time span, not a text
              help: write `2026-11-20` without quotes

            started > "soon"
                      ^^^^^^ `started` is a day or time, not a text
              help: write a day as `2026-11-20`, a time span as `period("2027-Q1")`

            duration > "2w"
                       ^^^^ `duration` is a length of time, not a text
              help: write `duration("2w")`

            duration > 14
            ^^^^^^^^^^^^^ `duration` is a length of time and `14` a whole number: they cannot be compared
              help: write `days(14)`

            title == 3
            ^^^^^^^^^^ `title` is a text and `3` a whole number: they cannot be compared
              help: a text stands in quotes: `"3"`

            title < "b"
            ^^^^^ `<` compares numbers, days and lengths of time, and `title` is a text

            horizon < "next"
            ^^^^^^^ `<` compares numbers, days and lengths of time, and `horizon` is a choice
              help: write `horizon in ["now", …]`

            horizon == status
            ^^^^^^^^^^^^^^^^^ `horizon` and `status` have no word in common

            owner == title
            ^^^^^^^^^^^^^^ `owner` is a record and `title` a text
              help: compare its id: `owner.id`

            objective == release
            ^^^^^^^^^^^^^^^^^^^^ `objective` is an objective and `release` a release: they cannot be compared

            tags == "search"
            ^^^^^^^^^^^^^^^^ `tags` is a list
              help: `"search" in tags` asks whether it holds that

            "search" in title
                        ^^^^^ `title` is a text, not a list
              help: write `title.contains("search")`

            3 in tags
            ^ `3` is a whole number, and each element of `tags` a text
              help: a text stands in quotes: `"3"`

            reach in 1200
                     ^^^^ `1200` is a whole number, not a list
              help: a list is `[1, 2]` or a field that holds several

            owner == null
                     ^^^^ `null` is no value
              help: write `!has(owner)`

            effort != none
                      ^^^^ `none` is no value
              help: write `has(effort)`
        "#]],
    );
}

#[test]
fn what_is_no_condition() {
    wrong(
        "initiative",
        &[
            "title",
            "themes",
            "reach && has(owner)",
            "!effort",
            "effort + 1",
            "has(owner) ? 1 : 0",
            "title.contains(\"a\") ? true : reach",
        ],
        expect![[r#"
            title
            ^^^^^ `title` is a text where a condition should stand
              help: `has(title)` asks whether there is a value, `title == …` compares it

            themes
            ^^^^^^ `themes` is a list where a condition should stand
              help: `size(themes) > 0` asks whether there are any

            reach && has(owner)
            ^^^^^ `reach` is a number where a condition should stand
              help: `has(reach)` asks whether there is a value, `reach == …` compares it

            !effort
             ^^^^^^ `effort` is a number where a condition should stand
              help: `has(effort)` asks whether there is a value, `effort == …` compares it

            effort + 1
            ^^^^^^^^^^ `effort + 1` is a number where a condition should stand
              help: compare it with something, as in `reach > 100`

            has(owner) ? 1 : 0
            ^^^^^^^^^^^^^^^^^^ `has(owner) ? 1 : 0` is a whole number where a condition should stand
              help: compare it with something, as in `reach > 100`

            title.contains("a") ? true : reach
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the two sides of `? :` are of one type, not true or false and a number
        "#]],
    );
}

#[test]
fn arithmetic_that_does_not_work() {
    wrong(
        "initiative",
        &[
            "target + days(3) > today()",
            "today() + 14 > 2026-12-01",
            "today() + days(\"14\") > 2026-12-01",
            "title + 3 == \"a\"",
            "-title == \"a\"",
            "contributors * 2 > 3",
            "sum(contributors) > 3",
            "max(target, today()) > today()",
            "first(reach) > today()",
            "size(reach) > 3",
        ],
        expect![[r#"
            target + days(3) > today()
            ^^^^^^^^^^^^^^^^ `+` does not work on a time span and a length of time
              help: `first(target)` and `last(target)` are its first and last day

            today() + 14 > 2026-12-01
            ^^^^^^^^^^^^ `+` does not work on a day and a whole number
              help: write `days(14)`

            today() + days("14") > 2026-12-01
                           ^^^^ `days` takes a number, and `"14"` is a text

            title + 3 == "a"
            ^^^^^^^^^ `+` does not work on a text and a whole number

            -title == "a"
             ^^^^^ `title` is a text, not a number

            contributors * 2 > 3
            ^^^^^^^^^^^^^^^^ `*` does not work on a list and a whole number

            sum(contributors) > 3
                ^^^^^^^^^^^^ `sum` adds up a list of numbers, which `contributors` is not
              help: take a number of each: `sum(contributors.map(e, …))`

            max(target, today()) > today()
                ^^^^^^ `max` compares numbers, days or lengths of time, and `target` is a time span
              help: write `first(target)`

            first(reach) > today()
                  ^^^^^ `first` takes a time span, and `reach` is a number

            size(reach) > 3
                 ^^^^^ `size` counts a list or the letters of a text, and `reach` is a number
        "#]],
    );
}

#[test]
fn calls_of_what_is_not_there() {
    wrong(
        "initiative",
        &[
            "len(themes) > 3",
            "themes.length() > 3",
            "sise(themes) > 3",
            "now() > target",
            "today(1) > target",
            "has(\"owner\")",
            "has(1 + 2)",
            "owner(\"maria\")",
            "themes.any(t, has(t.parent))",
            "themes.exists(has(parent))",
            "title.matches(\"x\")",
            "tags.contains(\"x\")",
            "status.startsWith(\"in\")",
            "owner.contains(\"maria\")",
            "date(\"2026-02-30\") > today()",
            "period(\"Q1 2027\") > target",
            "duration(\"2 weeks\") > duration",
            "date(title) > today()",
            "title.exists(t, true)",
        ],
        expect![[r#"
            len(themes) > 3
            ^^^ no function is named `len`
              help: write `size(themes)`

            themes.length() > 3
                   ^^^^^^ no method is named `length`
              help: write `size(themes)`

            sise(themes) > 3
            ^^^^ no function is named `sise`
              help: did you mean `size`?

            now() > target
            ^^^ no function is named `now`
              help: write `today()`

            today(1) > target
            ^^^^^ `today` is not called with one value
              help: such as `today()`

            has("owner")
                ^^^^^^^ `has` asks for a field, and `"owner"` is none
              help: write `has(owner)` without quotes

            has(1 + 2)
                ^^^^^ `has` asks for a field, and `1 + 2` is none
              help: such as `has(target)` or `has(objective.owner)`

            owner("maria")
            ^^^^^ `owner` is a field, not a function
              help: write `owner` without brackets

            themes.any(t, has(t.parent))
                   ^^^ no method is named `any`
              help: write `themes.exists(e, …)`

            themes.exists(has(parent))
                   ^^^^^^ `exists` takes a name for each element and a condition
              help: such as `steps.exists(s, has(s.sla))`

            title.matches("x")
                  ^^^^^^^ no method is named `matches`
              help: methods are: exists, all, filter, map, contains, startsWith, endsWith

            tags.contains("x")
            ^^^^ `contains` is asked of texts, and `tags` is a list
              help: write `"x" in tags`

            status.startsWith("in")
            ^^^^^^ `startsWith` is asked of texts, and `status` is a status
              help: write `status == "…"` or `status in ["…"]`

            owner.contains("maria")
            ^^^^^ `contains` is asked of texts, and `owner` is a person or a team
              help: write `owner.id`

            date("2026-02-30") > today()
                 ^^^^^^^^^^^^ `2026-02-30` is no day
              help: write it such as `date("2026-11-20")`, or plainly `2026-11-20`

            period("Q1 2027") > target
                   ^^^^^^^^^ `Q1 2027` is no period: write `2027-Q1`

            duration("2 weeks") > duration
                     ^^^^^^^^^ `2 weeks` is no duration: write `2w`

            date(title) > today()
                 ^^^^^ `date` reads a text in quotes
              help: such as `date("2026-11-20")`

            title.exists(t, true)
            ^^^^^ `exists` goes through a list, and `title` is a text
        "#]],
    );
}

#[test]
fn entries_and_lists() {
    wrong(
        "process",
        &[
            "steps.sign-off.sla > days(1)",
            "steps.sign-off.sal > days(1)",
            "steps.role == \"x\"",
            "steps[title].sla > days(1)",
            "steps[true]",
            "\"build\" in steps",
            "title[0] == \"a\"",
            "steps.exists(s, s.after.exists(a, a.x))",
            "[1, \"a\"].exists(x, true)",
            "[[1], [2]].exists(x, true)",
            "steps.map(s, s.after).exists(a, true)",
            "steps.all(a, steps.all(b, steps.all(c, steps.all(d, true))))",
            "steps.exists(s, s.automation == \"manuel\")",
            "steps.exists(s, s.status == \"in-progres\")",
        ],
        expect![[r#"
            steps.sign-off.sla > days(1)
                  ^^^^^^^^ `sign-off` is an id, which stands in brackets
              help: write `steps["sign-off"]`

            steps.sign-off.sal > days(1)
                  ^^^^^^^^ `sign-off` is an id, which stands in brackets
              help: write `steps["sign-off"]`

            steps.role == "x"
                  ^^^^ `steps` is a list, which has no `role`
              help: `steps.exists(e, e.role == …)` asks whether one has it

            steps[title].sla > days(1)

            steps[true]
                  ^^^^ in the brackets stands the id of an entry, and `true` is true or false

            "build" in steps
                       ^^^^^ `steps` holds tables
              help: write `has(steps["build"])` or `steps.exists(…)`

            title[0] == "a"
            ^^^^^ `title` is a text, which has no entries

            steps.exists(s, s.after.exists(a, a.x))
                                                ^ `a` is a text, which has no `x`

            [1, "a"].exists(x, true)
                ^^^ the elements of a list are of one type, not a whole number and a text

            [[1], [2]].exists(x, true)
             ^^^ `[1]` is a list, and a list cannot hold lists
                  ^^^ `[2]` is a list, and a list cannot hold lists

            steps.map(s, s.after).exists(a, true)
                         ^^^^^^^ `s.after` is a list, and a list cannot hold lists

            steps.all(a, steps.all(b, steps.all(c, steps.all(d, true))))
                                                         ^^^ more than 3 lists are gone through inside one another

            steps.exists(s, s.automation == "manuel")
                                            ^^^^^^^^ `s.automation` has no choice `manuel`
              help: did you mean `manual`? (one of: manual, assisted, automated, unsuitable)

            steps.exists(s, s.status == "in-progres")
                                        ^^^^^^^^^^^^ no status is named `in-progres`
              help: did you mean `in-progress`?
        "#]],
    );
    wrong(
        "run",
        &["steps.build.done < today()", "steps[0].done < today()"],
        expect![[r#"
            steps.build.done < today()
                  ^^^^^ `steps` has keys of its own, which stand in brackets
              help: write `steps["build"]`

            steps[0].done < today()
                  ^ in the brackets stands the id of an entry, and `0` is a whole number
        "#]],
    );
    wrong(
        "minutes",
        &["status == \"done\"", "category == \"done\""],
        expect![[r#"
            status == "done"
            ^^^^^^ a minutes record has no status

            category == "done"
            ^^^^^^^^ a minutes record has no status
        "#]],
    );
    wrong(
        "decision",
        &["affects.exists(a, a.target < today())"],
        expect![[r#"
        affects.exists(a, a.target < today())
    "#]],
    );
}

#[test]
fn what_cannot_be_read() {
    wrong(
        "initiative",
        &[
            "",
            "status = \"idea\"",
            "has(owner) and has(team)",
            "has(owner) & has(team)",
            "owner is \"maria\"",
            "reach <> 3",
            "1 < reach < 100",
            "(has(owner)",
            "has(owner))",
            "has(owner",
            "themes[0",
            "status ==",
            "== \"idea\"",
            "status == “idea”",
            "status == \"idea",
            "reach > 3x",
            "target < today() + 14d",
            "duration > 2wd",
            "start > 2026-02-30",
            "owner.",
            "has(owner) ? true",
            "reach # 3",
            "größe > 3",
            "{\"a\": 1}",
            "title contains \"a\"",
            "reach > 1e400",
            "not has(owner)",
        ],
        expect![[r#"

            ^ this expression is empty

            status = "idea"
                   ^ `=` is no operator here
              help: write `==`

            has(owner) and has(team)
                       ^^^ `and` cannot follow here
              help: write `&&`

            has(owner) & has(team)
                       ^ `&` is no operator here
              help: write `&&`

            owner is "maria"
                  ^^ `is` cannot follow here
              help: write `==`, or `has(…)` to ask whether there is a value

            reach <> 3
                  ^^ `<>` is no operator here
              help: write `!=`

            1 < reach < 100
                      ^ two comparisons in a row
              help: write `1 < reach && reach < 100`

            (has(owner)
                       ^ a closing `)` is missing
              help: add `)` where the part that it closes ends

            has(owner))
                      ^ `)` cannot follow here
              help: no bracket is open here

            has(owner
                     ^ a closing `)` is missing
              help: add `)` where the part that it closes ends

            themes[0
                    ^ a closing `]` is missing
              help: add `]` where the part that it closes ends

            status ==
                     ^ a value is missing after `==`
              help: write a field, a number, or a text in quotes there

            == "idea"
            ^^ `==` stands where a value should

            status == “idea”
                      ^ `“` has no meaning here
              help: write straight quotes: `"` or `'`

            status == "idea
                      ^^^^^ this text has no closing quote
              help: end it with `"`

            reach > 3x
                    ^^ `3x` is no number
              help: words stand in quotes, names begin with a letter

            target < today() + 14d
                               ^^^ `14d` is no number
              help: write `days(14)`

            duration > 2wd
                       ^^^ `2wd` is no number
              help: write `duration("2wd")`

            start > 2026-02-30
                    ^^^^^^^^^^ `2026-02-30` is a day that the calendar does not have

            owner.
                  ^ a name should follow the dot
              help: such as `objective.status`

            has(owner) ? true
                             ^ `?` without `:`
              help: write `condition ? first : second`

            reach # 3
                  ^ `#` has no meaning here

            größe > 3
              ^ `ö` has no meaning here
              help: names are ASCII letters, digits and `_`; texts stand in quotes

            {"a": 1}
            ^ `{` stands where a value should

            title contains "a"
                  ^^^^^^^^ `contains` cannot follow here
              help: write `title.contains("…")`

            reach > 1e400
                    ^^^^^ `1e400` is no number
              help: words stand in quotes, names begin with a letter

            not has(owner)
                ^^^ `has` cannot follow here
              help: write `!` for `not`
        "#]],
    );
}

#[test]
fn fields_and_what_every_record_has() {
    comes_to(
        "initiative/faster-search",
        &[
            "title",
            "id",
            "kind",
            "status",
            "category",
            "status.category",
            "horizon",
            "effort",
            "progress",
            "reach",
            "tags",
            "themes",
            "start",
            "target",
            "started",
            "duration",
            "owner",
            "owner.kind",
            "owner.title",
            "objective.status",
            "objective.category",
            "objective.owner.owner.title",
            "objective.team",
            "visibility",
            "has(visibility)",
            "estimate.p - estimate.o",
            "contributors",
            "contributors.map(c, c.effort)",
            "contributors[\"boards\"].effort",
            "contributors[1].effort",
            "contributors.map(c, c.title)",
            "health",
        ],
        expect![[r#"
            title  ->  Faster search
            id  ->  faster-search
            kind  ->  initiative
            status  ->  in-progress
            category  ->  active
            status.category  ->  active
            horizon  ->  now
            effort  ->  12.5
            progress  ->  40 %
            reach  ->  1200
            tags  ->  search, speed
            themes  ->  search-speed
            start  ->  2026-10-05
            target  ->  2027-Q1
            started  ->  2026-10-05T09:30:00
            duration  ->  3w
            owner  ->  maria
            owner.kind  ->  person
            owner.title  ->  Maria
            objective.status  ->  active
            objective.category  ->  active
            objective.owner.owner.title  ->  Maria
            objective.team  ->  boards
            visibility  ->  internal
            has(visibility)  ->  no
            estimate.p - estimate.o  ->  10
            contributors  ->  boards, gone
            contributors.map(c, c.effort)  ->  5, 2
            contributors["boards"].effort  ->  5
            contributors[1].effort  ->  2
            contributors.map(c, c.title)  ->  Boards
            health  ->  (missing)
        "#]],
    );
}

#[test]
fn entries_of_lists_and_maps() {
    comes_to(
        "process/release",
        &[
            "steps[\"sign-off\"].sla",
            "steps[\"sign-off\"].role.title",
            "steps[\"gone\"].sla",
            "has(steps[\"gone\"])",
            "has(steps[\"build\"])",
            "has(steps[\"build\"].sla)",
            "steps.map(s, s.id)",
            "steps.filter(s, has(s.sla)).map(s, s.title)",
            "steps.exists(s, s.automation == \"automated\")",
            "steps.all(s, has(s.role))",
            "steps.exists(s, \"build\" in s.after)",
            "steps.exists(s, s.status == \"shipped\")",
            "size(steps)",
            "steps[0].title",
            "steps[2].title",
            "governs",
        ],
        expect![[r#"
            steps["sign-off"].sla  ->  2wd
            steps["sign-off"].role.title  ->  Product manager
            steps["gone"].sla  ->  (missing)
            has(steps["gone"])  ->  no
            has(steps["build"])  ->  yes
            has(steps["build"].sla)  ->  no
            steps.map(s, s.id)  ->  build, sign-off
            steps.filter(s, has(s.sla)).map(s, s.title)  ->  Sign off
            steps.exists(s, s.automation == "automated")  ->  yes
            steps.all(s, has(s.role))  ->  no
            steps.exists(s, "build" in s.after)  ->  yes
            steps.exists(s, s.status == "shipped")  ->  yes
            size(steps)  ->  2
            steps[0].title  ->  Build
            steps[2].title  ->  (missing)
            governs  ->  initiative
        "#]],
    );
    comes_to(
        "run/release-4",
        &[
            "steps[\"build\"].done - steps[\"build\"].started",
            "steps[\"sign-off\"].done",
            "has(steps[\"sign-off\"])",
            "steps[\"build\"].by.title",
            "process.steps[\"sign-off\"].sla",
            "process.governs",
            "size(steps)",
        ],
        expect![[r#"
            steps["build"].done - steps["build"].started  ->  1 day
            steps["sign-off"].done  ->  (missing)
            has(steps["sign-off"])  ->  no
            steps["build"].by.title  ->  Sam
            process.steps["sign-off"].sla  ->  2wd
            process.governs  ->  initiative
            size(steps)  ->  1
        "#]],
    );
    comes_to(
        "team/boards",
        &[
            "members.map(m, m.title)",
            "members.map(m, m.share)",
            "members.exists(m, m.role == \"product-manager\")",
            "members.all(m, has(m.role))",
            "sum(members.map(m, m.share))",
            "team",
        ],
        expect![[r#"
            members.map(m, m.title)  ->  Maria, Sam
            members.map(m, m.share)  ->  50 %, 100 %
            members.exists(m, m.role == "product-manager")  ->  yes
            members.all(m, has(m.role))  ->  no
            sum(members.map(m, m.share))  ->  1.5
            team  ->  (missing)
        "#]],
    );
}

#[test]
fn comparisons() {
    comes_to(
        "initiative/faster-search",
        &[
            "status == \"in-progress\"",
            "\"in-progress\" == status",
            "status in [\"idea\", \"in-progress\"]",
            "status != \"idea\"",
            "category in [\"done\", \"dropped\"]",
            "owner == \"maria\"",
            "owner == \"person/maria\"",
            "owner == \"team/maria\"",
            "\"search-speed\" in themes",
            "\"speed\" in tags",
            "owner == objective.owner.owner",
            "reach > 1000 && reach <= 1200",
            "progress == 40%",
            "progress < 0.5",
            "target < today() + days(14)",
            "target == period(\"2027-Q1\")",
            "target <= period(\"2027-H1\")",
            "target < period(\"2027-H1\")",
            "start < target",
            "start == 2026-10-05",
            "start == date(\"2026-10-05\")",
            "started >= start",
            "started > 2026-10-04",
            "started == 2026-10-05",
            "duration > duration(\"2w\")",
            "duration == days(21)",
            "duration < weeks(4)",
            "title.contains(\"search\")",
            "title.startsWith(\"Fast\") && title.endsWith(\"search\")",
            "1 in [2, 3] ? \"a\" : \"b\"",
        ],
        expect![[r#"
            status == "in-progress"  ->  yes
            "in-progress" == status  ->  yes
            status in ["idea", "in-progress"]  ->  yes
            status != "idea"  ->  yes
            category in ["done", "dropped"]  ->  no
            owner == "maria"  ->  yes
            owner == "person/maria"  ->  yes
            owner == "team/maria"  ->  no
            "search-speed" in themes  ->  yes
            "speed" in tags  ->  yes
            owner == objective.owner.owner  ->  yes
            reach > 1000 && reach <= 1200  ->  yes
            progress == 40%  ->  yes
            progress < 0.5  ->  yes
            target < today() + days(14)  ->  no
            target == period("2027-Q1")  ->  yes
            target <= period("2027-H1")  ->  yes
            target < period("2027-H1")  ->  no
            start < target  ->  yes
            start == 2026-10-05  ->  yes
            start == date("2026-10-05")  ->  yes
            started >= start  ->  yes
            started > 2026-10-04  ->  yes
            started == 2026-10-05  ->  no
            duration > duration("2w")  ->  yes
            duration == days(21)  ->  yes
            duration < weeks(4)  ->  yes
            title.contains("search")  ->  yes
            title.startsWith("Fast") && title.endsWith("search")  ->  yes
            1 in [2, 3] ? "a" : "b"  ->  b
        "#]],
    );
}

#[test]
fn arithmetic_and_functions() {
    comes_to(
        "initiative/faster-search",
        &[
            "1 + 2 * 3 - 4 / 8",
            "7 % 4",
            "-(3 - 5)",
            "5 / 2",
            "1 / 0",
            "reach * progress / effort",
            "0.1 + 0.2 == 0.3",
            "today()",
            "today() + days(14)",
            "today() - weeks(1)",
            "today() - 2026-11-01",
            "(today() - first(start)) / days(1)",
            "today() + duration(\"3wd\")",
            "today() - duration(\"3wd\")",
            "started + days(1)",
            "started - duration(\"2h\")",
            "first(target)",
            "last(target)",
            "last(target) - first(target)",
            "min(3, 1, 2)",
            "max([3, 1, 2])",
            "max(today(), first(target))",
            "min([])",
            "abs(-2.5)",
            "sum([1, 2, 3])",
            "sum(contributors.map(c, c.effort))",
            "size(tags)",
            "size(title)",
            "\"a\" + title",
            "[1, 2, 3].filter(x, x > 1).map(x, x * x)",
            "[1, 2].exists(x, [3, 4].exists(y, x + y == 6))",
        ],
        expect![[r#"
            1 + 2 * 3 - 4 / 8  ->  6.5
            7 % 4  ->  3
            -(3 - 5)  ->  2
            5 / 2  ->  2.5
            1 / 0  ->  (missing)
            reach * progress / effort  ->  38.4
            0.1 + 0.2 == 0.3  ->  yes
            today()  ->  2026-11-20
            today() + days(14)  ->  2026-12-04
            today() - weeks(1)  ->  2026-11-13
            today() - 2026-11-01  ->  19 days
            (today() - first(start)) / days(1)  ->  46
            today() + duration("3wd")  ->  2026-11-25
            today() - duration("3wd")  ->  2026-11-17
            started + days(1)  ->  2026-10-06T09:30:00
            started - duration("2h")  ->  2026-10-05T07:30:00
            first(target)  ->  2027-01-01
            last(target)  ->  2027-03-31
            last(target) - first(target)  ->  89 days
            min(3, 1, 2)  ->  1
            max([3, 1, 2])  ->  3
            max(today(), first(target))  ->  2027-01-01
            min([])  ->  (missing)
            abs(-2.5)  ->  2.5
            sum([1, 2, 3])  ->  6
            sum(contributors.map(c, c.effort))  ->  7
            size(tags)  ->  2
            size(title)  ->  13
            "a" + title  ->  aFaster search
            [1, 2, 3].filter(x, x > 1).map(x, x * x)  ->  4, 9
            [1, 2].exists(x, [3, 4].exists(y, x + y == 6))  ->  yes
        "#]],
    );
}

#[test]
fn missing_is_a_third_truth() {
    comes_to(
        "initiative/sharing",
        &[
            "has(target)",
            "target < today()",
            "!(target < today())",
            "target < today() && true",
            "target < today() && false",
            "target < today() || true",
            "target < today() || false",
            "target < today() ? 1 : 2",
            "target in [today()]",
            "reach + 1",
            "has(effort)",
            "effort",
            "effort > 3",
            "has(objective)",
            "objective",
            "objective.status",
            "objective == \"grow\"",
            "has(objective.status)",
            "themes.exists(t, true)",
            "themes.all(t, false)",
            "size(themes)",
            "\"a\" in tags",
            "[1, reach].exists(x, x == 1)",
            "[2, reach].exists(x, x == 1)",
            "[1, reach].all(x, x == 1)",
            "[2, reach].all(x, x == 1)",
            "[1, reach].filter(x, x == 1)",
            "1 in [reach, 1]",
            "2 in [reach, 1]",
            "sum([1, reach])",
            "max(1, reach)",
            "team",
            "status",
        ],
        expect![[r#"
            has(target)  ->  no
            target < today()  ->  (missing)
            !(target < today())  ->  (missing)
            target < today() && true  ->  (missing)
            target < today() && false  ->  no
            target < today() || true  ->  yes
            target < today() || false  ->  (missing)
            target < today() ? 1 : 2  ->  (missing)
            target in [today()]  ->  (missing)
            reach + 1  ->  (missing)
            has(effort)  ->  yes
            effort  ->  (missing)
            effort > 3  ->  (missing)
            has(objective)  ->  yes
            objective  ->  nowhere
            objective.status  ->  (missing)
            objective == "grow"  ->  (missing)
            has(objective.status)  ->  no
            themes.exists(t, true)  ->  (missing)
            themes.all(t, false)  ->  (missing)
            size(themes)  ->  (missing)
            "a" in tags  ->  (missing)
            [1, reach].exists(x, x == 1)  ->  yes
            [2, reach].exists(x, x == 1)  ->  (missing)
            [1, reach].all(x, x == 1)  ->  (missing)
            [2, reach].all(x, x == 1)  ->  no
            [1, reach].filter(x, x == 1)  ->  1
            1 in [reach, 1]  ->  yes
            2 in [reach, 1]  ->  (missing)
            sum([1, reach])  ->  (missing)
            max(1, reach)  ->  (missing)
            team  ->  boards
            status  ->  idea
        "#]],
    );
}

#[test]
fn formulas_over_inputs() {
    let compiled = |text: &str| {
        compile(
            text,
            &argument("formula", text),
            WORKSPACE.schema(),
            Root::Inputs(&["won", "lost"]),
        )
    };
    let formula = compiled("100 * won / (won + lost)").0.unwrap();
    assert_eq!(formula.number(&[Some(3.0), Some(1.0)]), Some(75.0));
    assert_eq!(formula.number(&[Some(3.0), None]), None);
    assert_eq!(formula.number(&[Some(0.0), Some(0.0)]), None);
    assert_eq!(formula.number(&[]), None);
    let told: Vec<String> = [
        "wno / lost",
        "today() > 2026-11-20",
        "won.title",
        "status",
        "won == \"3\"",
    ]
    .into_iter()
    .flat_map(|text| compiled(text).1)
    .map(|problem| format!("{}\n  help: {}\n", problem.message, problem.help.unwrap_or_default()))
    .collect();
    expect![[r#"
        no input is named `wno`
          help: did you mean `won`?
        a formula over numbers cannot ask for the day
          help: 
        `won` is a number, which has no `title`
          help: 
        no input is named `status`
          help: inputs are: won, lost
        `won` is a number, not a text
          help: write `3` without quotes
    "#]]
    .assert_eq(&told.concat());
}

#[test]
fn places_in_a_file() {
    let place = |text: &str, toml: &str, start: usize| {
        let span = Span::new(&RepoPath::new("schema/a.toml"), start..start + toml.len());
        let (_, problems) = compile(text, &span, WORKSPACE.schema(), Root::Kind(kind("initiative")));
        problems[0].span.range.bytes()
    };
    // A string of one line without escapes: past its quote.
    assert_eq!(place("has(ownr)", r#""has(ownr)""#, 100), 105..109);
    // Escapes, several lines: the whole string.
    assert_eq!(place("ownr == \"a\"", r#""ownr == \"a\"""#, 100), 100..115);
    assert_eq!(place("has(ownr)", "'''\nhas(ownr)'''", 100), 100..116);
    // An argument: its own offsets.
    assert_eq!(place("has(ownr)", "has(ownr)", 0), 4..8);
}

#[test]
fn messages_quote_values() {
    let rendered = |text: &str| {
        let at = argument("message", text);
        let (template, problems) = Template::compile(text, &at, WORKSPACE.schema(), Root::Kind(kind("initiative")));
        let mut told = template.render(&*WORKSPACE, record("initiative/faster-search").0, today());
        for problem in problems {
            let marked = problem.span.range.of(text);
            write!(told, "\n  `{marked}`: {}", problem.message).unwrap();
            if let Some(help) = problem.help {
                write!(told, " ({help})").unwrap();
            }
        }
        told + "\n"
    };
    let told: String = [
        "starts {start}, its target is {target}",
        "{status} while {objective.title} is {objective.status}",
        "{progress} of {effort} days, {health}",
        "{{literal}} {tags} {themes.filter(t, has(t.parent))}",
        "{strat} and {objective.statos}",
        "{estimate}",
        "open { and close }",
        "{title == \"}\" ? 1 : 2}",
        "",
    ]
    .map(rendered)
    .concat();
    expect![[r#"
        starts 2026-10-05, its target is 2027-Q1
        in-progress while Grow is active
        40 % of 12.5 days, (none)
        {literal} search, speed 
        {strat} and {objective.statos}
          `strat`: an initiative has no field `strat` (did you mean `start`?)
          `statos`: an objective has no field `statos` (did you mean `status`?)
        {estimate}
          `estimate`: `estimate` is a table, which a message cannot show (name one of its keys, or count them with `size(…)`)
        open { and close }
          `close`: `close` cannot follow here (join two conditions with `&&` or `||`)
        2

    "#]].assert_eq(&told);
}

/// What checking these files finds of keys and values, one a line.
fn found(files: &str) -> String {
    let (workspace, problems) = Workspace::load(Arc::new(Snapshot::fixture(files)));
    let context = Context::new(&workspace, today());
    let mut told = String::new();
    let findings = check::run(&context, problems).findings.into_iter();
    for finding in findings.filter(|finding| finding.rule.group == Group::Schema) {
        let text = workspace.snapshot().known_text(finding.span.path.as_str());
        let marked = text.map_or("", |text| finding.span.range.of(text));
        writeln!(
            told,
            "{} `{marked}`: {}[{}] {} ({})",
            finding.span.path, finding.level, finding.rule.name, finding.message, finding.subject.value
        )
        .unwrap();
        if let Some(help) = finding.help {
            writeln!(told, "  help: {help}").unwrap();
        }
    }
    told
}

#[test]
fn rules_of_kinds() {
    let told = found(
        r#"
=== schema/initiative.toml
name = "initiative"
[[rules]]
name = "owned-when-active"
when = 'category == "active"'
require = "has(owner) && status != \"paused\""
message = "is {status} for {objective.title} but nobody owns it"
level = "warning"
[[rules]]
name = "needs-effort"
require = "effort > 0 || has(reach)"
=== objectives/grow.toml
title = "Grow"
score = 0.7
=== initiatives/a.toml
title = "A"
status = "in-progress"
objective = "grow"
effort = -1
=== initiatives/b.toml
title = "B"
start = 2027-05-03
target = "2027-Q1"
=== initiatives/c.toml
title = "C"
effort = "much"
"#,
    );
    expect![[r#"
        initiatives/a.toml `"in-progress"`: warning[broken-rule] initiative `a` is in-progress for Grow but nobody owns it (owned-when-active)
          help: correct `status` or `owner`: the rule `owned-when-active` of the kind `initiative` asks for it
        initiatives/a.toml `-1`: error[broken-rule] initiative `a` breaks the rule `needs-effort` (needs-effort)
          help: correct `effort` or `reach`: the rule `needs-effort` of the kind `initiative` asks for it
        initiatives/a.toml `-1`: error[broken-rule] initiative `a` has an effort of -1; it must be more than 0 (effort-not-above-zero)
          help: correct `effort`: the rule `effort-not-above-zero` of the kind `initiative` asks for it
        initiatives/b.toml `2027-05-03`: error[broken-rule] initiative `b` starts 2027-05-03 but its target is 2027-Q1 (start-before-target)
          help: correct `start` or `target`: the rule `start-before-target` of the kind `initiative` asks for it
        initiatives/c.toml `"much"`: error[wrong-type] `effort` takes a number, not a text ("much")
          help: a number stands without quotes, such as `3` or `2.5`
        objectives/grow.toml ``: warning[broken-rule] objective `grow` has a final score of 70 % but is still draft (score-before-close)
          help: correct `score` or `status`: the rule `score-before-close` of the kind `objective` asks for it
    "#]].assert_eq(&told);
}

#[test]
fn rules_that_are_wrong_are_told_and_left_out() {
    let told = found(
        r#"
=== schema/initiative.toml
name = "initiative"
[[rules]]
name = "misspelt"
when = 'status == "in-progres"'
require = "has(ownr)"
message = "belongs to {owner.titel} since {started"
[[rules]]
name = "no-condition"
require = "effort"
=== schema/wager.toml
name = "wager"
[[rules]]
name = "of-another-kind"
require = "objective.status == 'active'"
[fields.objective]
type = "reference"
to = ["objective"]
=== wagers/a.toml
title = "A"
objective = "grow"
=== objectives/grow.toml
title = "Grow"
"#,
    );
    expect![[r#"
        schema/initiative.toml `"in-progres"`: error[invalid-expression] an initiative has no status `in-progres` ("in-progres")
          help: did you mean `in-progress`? (one of: idea, discovery, committed, in-progress, paused, shipped, measured, dropped)
        schema/initiative.toml `ownr`: error[invalid-expression] an initiative has no field `ownr` (ownr)
          help: did you mean `owner`?
        schema/initiative.toml `titel`: error[invalid-expression] neither a person nor a team has a field `titel` (titel)
          help: did you mean `title`?
        schema/initiative.toml `{`: error[invalid-expression] this `{` has no other ({)
          help: write `{{` for the sign itself
        schema/initiative.toml `effort`: error[invalid-expression] `effort` is a number where a condition should stand (effort)
          help: `has(effort)` asks whether there is a value, `effort == …` compares it
        wagers/a.toml `"grow"`: error[broken-rule] wager `a` breaks the rule `of-another-kind` (of-another-kind)
          help: correct `objective`: the rule `of-another-kind` of the kind `wager` asks for it
    "#]].assert_eq(&told);
}

fn rows(name: &str, filter: Option<&str>, sort: &[&str], columns: &[&str]) -> String {
    let [sort, columns] = [sort, columns].map(|list| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
    let asked = Query {
        filter,
        sort: &sort,
        columns: &columns,
    };
    match query(&WORKSPACE, kind(name), &asked, today()) {
        Ok(found) => found
            .rows
            .iter()
            .map(|row| {
                let cells = row.cells.iter().zip(&found.types);
                let cells: Vec<String> = cells
                    .map(|(cell, of)| cell.as_ref().map_or_else(|| "-".to_owned(), |cell| cell.shown(of)))
                    .collect();
                cells.join(" | ") + "\n"
            })
            .collect(),
        Err(problems) => problems
            .iter()
            .map(|problem| {
                format!(
                    "{}:{:?}: {}\n  help: {}\n",
                    problem.span.path,
                    problem.span.range,
                    problem.message,
                    problem.help.as_deref().unwrap_or("")
                )
            })
            .collect(),
    }
}

#[test]
fn queries() {
    let told = [
        rows(
            "initiative",
            None,
            &["id"],
            &["id", "status", "objective", "effort", "target"],
        ),
        rows("initiative", Some("effort > 3"), &[], &["id"]),
        rows("initiative", None, &["target"], &["id"]),
        rows("initiative", None, &["-target"], &["id"]),
        rows("initiative", None, &["-status", "id"], &["id", "status"]),
        rows("person", None, &["-title"], &["title", "id + \"!\""]),
        rows(
            "initiative",
            Some("statu == \"x\""),
            &["-reech", "themes"],
            &["estimate", "titel"],
        ),
    ];
    expect![[r#"
        faster-search | in-progress | grow | 12.5 | 2027-Q1
        sharing | idea | nowhere | - | -
        --
        faster-search
        --
        faster-search
        sharing
        --
        faster-search
        sharing
        --
        faster-search | in-progress
        sharing | idea
        --
        Sam | sam!
        Maria | maria!
        --
        --where:0..5: an initiative has no field `statu`
          help: did you mean `status`?
        --sort:0..5: an initiative has no field `reech`
          help: did you mean `reach`?
        --sort:0..6: `themes` is a list, which has no order
          help: sort by how many there are: `size(themes)`
        --columns:0..8: `estimate` holds tables, which do not fit into a cell
          help: name one of its keys, or count them: `size(estimate)`
        --columns:0..5: an initiative has no field `titel`
          help: did you mean `title`?
    "#]]
    .assert_eq(&told.join("--\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_does_harm(text in texts()) {
        let at = argument("--where", &text);
        for root in [Root::Kind(kind("initiative")), Root::Kind(kind("process")), Root::Inputs(&["a", "b"])] {
            let (expression, problems) = compile(&text, &at, WORKSPACE.schema(), root);
            prop_assert_eq!(expression.is_none(), !problems.is_empty());
            for problem in problems {
                prop_assert!(text.get(problem.span.range.bytes()).is_some());
                prop_assert!(!problem.message.ends_with('.') && !problem.message.contains('\n'));
            }
            if let (Some(expression), Root::Kind(kind)) = (expression, root) {
                for index in WORKSPACE.of_kind(kind) {
                    let _ = expression.evaluate(&*WORKSPACE, index.0, today());
                }
            }
        }
        let (template, _) = Template::compile(&text, &at, WORKSPACE.schema(), Root::Kind(kind("initiative")));
        let _ = template.render(&*WORKSPACE, record("initiative/faster-search").0, today());
    }

    #[test]
    fn not_at_most_is_surely_after(a in period(), b in period()) {
        let text = format!("!(period(\"{a}\") <= period(\"{b}\")) == (period(\"{b}\") < period(\"{a}\"))");
        let expression = expression("initiative", &text);
        prop_assert_eq!(expression.holds(&*WORKSPACE, record("initiative/sharing").0, today()), Some(true));
    }
}

fn period() -> impl Strategy<Value = String> {
    prop_oneof![
        (2026..2029, 1..=12).prop_map(|(year, month)| format!("{year}-{month:02}")),
        (2026..2029, 1..=4).prop_map(|(year, quarter)| format!("{year}-Q{quarter}")),
        (2026..2029, 1..=12, 1..=28).prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}")),
        (2026..2029).prop_map(|year: i32| year.to_string()),
    ]
}

/// Texts made of what expressions are made of, and any text.
fn texts() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "status",
        "target",
        "owner",
        "themes",
        "steps",
        "effort",
        "title",
        "contributors",
        "objective.status",
        "x",
        "has(",
        "size(",
        "sum(",
        "min(",
        "days(",
        "first(",
        ".exists(x, ",
        ".map(x, ",
        ".filter(x, ",
        ".title",
        ".effort",
        ".category",
        ".contains(",
        "[\"build\"]",
        "[0]",
        "today()",
        "true",
        "\"idea\"",
        "\"person/maria\"",
        "2026-11-20",
        "period(\"2027\")",
        "80%",
        "1.5",
        " && ",
        " || ",
        "!",
        " == ",
        " <= ",
        " < ",
        " in ",
        " + ",
        " - ",
        " * ",
        " / ",
        " % ",
        " ? ",
        " : ",
        "(",
        ")",
        "[",
        "]",
        ", ",
        "{",
        "}",
        "é",
    ]);
    prop_oneof![
        4 => proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat()),
        1 => "\\PC{0,60}",
    ]
}
