//! When each record came, and by which steps it became what it is: worked out backwards from what it says of itself.

mod initiative;

use super::undo::{Undo, blocks, parts, value, word};
use super::{END, FOUNDED, REORGANISED, day, spread, workday};
use crate::time::Date;
use std::collections::BTreeMap;

/// A record, or a file that is none, with its past.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) path: String,
    /// Its kind; `text` for the prose of a record in TOML, `csv` for figures, `file` for others.
    pub(super) kind: String,
    pub(super) id: String,
    /// What it says in the end.
    pub(super) text: String,
    pub(super) born: Change,
    pub(super) steps: Vec<Change>,
    /// When it was deleted.
    pub(super) gone: Option<Change>,
}

/// One change, a commit or a part of one.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) day: Date,
    /// A person's id.
    pub(super) author: String,
    /// The first line of the commit.
    pub(super) subject: String,
    /// What follows it, such as `Ops-Reason: …`.
    pub(super) more: String,
    pub(super) undo: Vec<Undo>,
}

impl Change {
    pub(super) fn new(day: Date, author: &str, subject: impl Into<String>) -> Self {
        Self {
            day,
            author: author.to_owned(),
            subject: subject.into(),
            more: String::new(),
            undo: Vec::new(),
        }
    }

    fn undo(mut self, undo: Vec<Undo>) -> Self {
        self.undo = undo;
        self
    }

    fn because(mut self, reason: &str) -> Self {
        self.more = format!("Ops-Reason: {reason}");
        self
    }
}

/// What one record's past depends on of others: the days of initiatives and decisions.
pub(super) struct Known {
    /// Of each initiative the status, and the days when work began and ended.
    pub(super) initiatives: BTreeMap<String, (String, Option<Date>, Option<Date>)>,
    /// The decision that replaced another, with its day.
    pub(super) replaced: BTreeMap<String, Date>,
    /// Who leads each team.
    pub(super) leads: BTreeMap<String, String>,
}

/// Works out the past of a record from its text.
pub(super) fn plan(path: &str, kind: &str, id: &str, text: &str, known: &Known) -> (Change, Vec<Change>) {
    let title = word(text, "title").unwrap_or_else(|| id.to_owned());
    let made = Maker {
        path,
        id,
        text,
        title,
        known,
    };
    let (born, mut steps) = match kind {
        "feedback" => made.feedback(),
        "initiative" => made.initiative(),
        "run" => made.run(),
        "release" => made.release(),
        "decision" => made.decision(),
        "objective" => made.objective(),
        "minutes" => made.minutes(),
        "survey" => made.survey(),
        "experiment" => made.experiment(),
        "metric" => made.metric(),
        "process" => made.process(),
        "meeting" => made.meeting(),
        "team" => made.team(),
        "person" => made.person(),
        "customer" => made.customer(),
        "csv" => made.figures(),
        _ => made.other(kind),
    };
    let mut born = born;
    let least = if kind == "release" {
        day("2025-06-12")
    } else {
        FOUNDED()
    };
    born.day = born.day.clamp(least, END());
    steps.retain(|step| step.day <= END());
    for step in &mut steps {
        step.day = step.day.max(born.day);
    }
    steps.sort_by_key(|step| step.day);
    (born, steps)
}

struct Maker<'a> {
    path: &'a str,
    id: &'a str,
    text: &'a str,
    title: String,
    known: &'a Known,
}

impl Maker<'_> {
    fn date(&self, key: &str) -> Option<Date> {
        Date::parse(value(self.text, key)?.get(..10)?)
    }

    fn word(&self, key: &str) -> Option<&str> {
        value(self.text, key)?.strip_prefix('"')?.split('"').next()
    }

    fn status(&self) -> &str {
        self.word("status").unwrap_or_default()
    }

    /// Days that differ from record to record and never from run to run.
    fn some(&self, salt: u64, least: i64, most: i64) -> i64 {
        least + spread(self.path, self.id, salt) % (most - least + 1)
    }

    fn after(&self, from: Date, days: i64) -> Date {
        workday(from.plus_days(days).unwrap_or(from))
    }

    /// Who writes about it: its owner, of a team its lead.
    fn owner(&self) -> String {
        let owner = self.word("owner").or(self.word("team")).unwrap_or("mara");
        self.known.leads.get(owner).map_or(owner, String::as_str).to_owned()
    }

    /// Status after status up to the last: the day of each move, who makes it, what else came with it.
    fn moves(&self, chain: &[(&str, Date, String, Vec<Undo>)], steps: &mut Vec<Change>) {
        let mut last: Option<Date> = None;
        for pair in chain.windows(2) {
            let [(before, ..), (_, day, subject, undo)] = pair else {
                continue;
            };
            let day = workday(last.map_or(*day, |last| (*day).max(last)));
            last = Some(day);
            let mut undo = undo.clone();
            undo.insert(0, Undo::Status((*before).to_owned()));
            steps.push(Change::new(day.min(END()), &self.owner(), subject.clone()).undo(undo));
        }
    }

    fn feedback(&self) -> (Change, Vec<Change>) {
        let received = self.date("received").unwrap_or(END());
        let via = self.word("via").unwrap_or("samuel");
        let author = match via {
            "support" => ["priya", "samuel"][(spread(self.path, self.id, 1) % 2) as usize],
            team => self.known.leads.get(team).map_or(team, String::as_str),
        };
        let who = self.word("customer").map(|customer| format!(" from {customer}"));
        let title = &self.title;
        let born = Change::new(
            workday(received),
            author,
            format!("Feedback{}: {title}", who.unwrap_or_default()),
        );
        let answered = self.date("answered");
        let triaged = self
            .after(received, self.some(2, 1, 5))
            .min(answered.map_or(END(), workday));
        let status = self.status();
        let initiative = self
            .text
            .lines()
            .find_map(|line| line.strip_prefix("initiatives = [\"")?.split('"').next());
        let work = initiative.and_then(|id| self.known.initiatives.get(id));
        let began = work.and_then(|work| work.1).unwrap_or(triaged);
        let ended = work.and_then(|work| work.2).unwrap_or(began);
        let sorted = vec![Undo::Drop("themes"), Undo::Drop("initiatives"), Undo::Drop("weight")];
        let reason = self.word("dropped_reason").map(str::to_owned);
        let told = vec![
            Undo::Drop("answered"),
            Undo::Drop("dropped_reason"),
            Undo::FirstSentence,
        ];
        let mut chain = vec![("new", received, String::new(), Vec::new())];
        // A wrong status is found at once; what others decide by needs its duplicate named.
        if status != "new" {
            chain.push(("triaged", triaged, format!("Triage: {title}"), sorted));
        }
        let planned = self.after(triaged, self.some(3, 2, 9));
        let with = initiative.map_or_else(String::new, |id| format!(" with {id}"));
        match status {
            "planned" => chain.push(("planned", planned, format!("Plan{with}: {title}"), Vec::new())),
            "in-progress" => chain.push((
                "in-progress",
                began.max(planned),
                format!("Under way{with}: {title}"),
                vec![Undo::FirstSentence],
            )),
            "delivered" => chain.push((
                "delivered",
                ended.max(planned),
                format!("Delivered{with}, to be told: {title}"),
                vec![Undo::FirstSentence],
            )),
            "answered" => {
                let day = workday(answered.unwrap_or(planned)).max(triaged);
                if began < day && initiative.is_some() && began > triaged {
                    chain.push(("in-progress", began, format!("Under way{with}: {title}"), Vec::new()));
                }
                chain.push(("answered", day, format!("Answered: {title}"), told));
            }
            "declined" => chain.push(("declined", planned, format!("Declined: {title}"), told)),
            "duplicate" => chain.push((
                "duplicate",
                triaged,
                format!("Said before: {title}"),
                vec![Undo::Drop("duplicate_of"), Undo::FirstSentence],
            )),
            _ => {}
        }
        let mut steps = Vec::new();
        self.moves(&chain, &mut steps);
        if let (Some(reason), Some(last), "declined") = (reason, steps.last_mut(), status) {
            last.more = format!("Ops-Reason: {reason}");
        }
        if parts(self.text).1.trim().is_empty() {
            for step in &mut steps {
                step.undo.retain(|one| !matches!(one, Undo::FirstSentence));
            }
        }
        // Who sorts is not who heard it.
        for step in steps.iter_mut().filter(|step| step.subject.starts_with("Triage")) {
            let theme = self.text.contains("import") || self.text.contains("first-day");
            step.author = if theme {
                "joon"
            } else {
                ["ines", "priya", "leah"][(spread(self.path, self.id, 4) % 3) as usize]
            }
            .to_owned();
        }
        for step in steps.iter_mut().filter(|step| !step.subject.starts_with("Triage")) {
            step.author = author.to_owned();
        }
        (born, steps)
    }

    fn run(&self) -> (Change, Vec<Change>) {
        let (title, owner) = (&self.title, self.owner());
        let started = self.date("started").unwrap_or(FOUNDED());
        let done = self.date("done").map(workday);
        let born = Change::new(workday(started), &owner, format!("{title}: begun"));
        let mut steps = Vec::new();
        let mut latest = started;
        for (header, lines) in blocks(self.text) {
            let name = header
                .trim_start_matches("[steps.")
                .trim_end_matches(']')
                .replace('-', " ");
            let by = lines
                .lines()
                .find_map(|line| line.strip_prefix("by = \"")?.split('"').next())
                .unwrap_or(&owner);
            let at = |key: &str| {
                lines
                    .lines()
                    .find_map(|line| Date::parse(line.strip_prefix(key)?.strip_prefix(" = ")?.get(..10)?))
            };
            let (from, to) = (at("started"), at("done"));
            latest = from.or(to).unwrap_or(latest).max(started);
            let begun = done.map_or(workday(latest), |done| workday(latest).min(done));
            let ended = to.map(|to| done.map_or(workday(to), |done| workday(to).min(done)));
            if let Some(ended) = ended.filter(|ended| *ended > begun) {
                steps.push(
                    Change::new(ended, by, format!("{title}: {name} is done"))
                        .undo(vec![Undo::LineOf(header.clone(), "done = ")]),
                );
            }
            if lines.contains("\nblocked = ") {
                let stuck = self.after(begun, self.some(2, 2, 5)).min(END());
                steps.push(
                    Change::new(stuck, by, format!("{title}: {name} is stuck"))
                        .undo(vec![Undo::LineOf(header.clone(), "blocked = ")]),
                );
            }
            let what = if ended.is_some_and(|ended| ended <= begun) {
                "is done"
            } else {
                "begins"
            };
            let what = if lines.contains("\nskipped = ") {
                "is skipped"
            } else {
                what
            };
            steps.push(Change::new(begun, by, format!("{title}: {name} {what}")).undo(vec![Undo::Block(header)]));
        }
        // Steps stand in the order of the process, and were written as they came.
        let tail = if parts(self.text).1.trim().is_empty() {
            Vec::new()
        } else {
            vec![Undo::NoText]
        };
        let end = |subject: String, undo: Vec<Undo>| {
            let mut undo = undo;
            undo.extend(tail.clone());
            Change::new(done.unwrap_or(END()), &owner, subject).undo(undo)
        };
        match self.status() {
            "done" => steps.push(end(
                format!("{title}: done"),
                vec![Undo::Status("running".to_owned()), Undo::Drop("done")],
            )),
            "paused" => {
                let from = self
                    .text
                    .split("from = ")
                    .nth(1)
                    .and_then(|rest| Date::parse(rest.get(..10)?));
                let mut change = end(
                    format!("{title}: paused"),
                    vec![Undo::Status("running".to_owned()), Undo::Drop("pauses")],
                );
                change.day = workday(from.unwrap_or(END()));
                steps.push(change);
            }
            "cancelled" => steps.push(end(
                format!("{title}: given up"),
                vec![Undo::Status("running".to_owned()), Undo::Drop("done")],
            )),
            _ if !tail.is_empty() => steps.push(
                Change::new(
                    self.after(END(), -self.some(3, 1, 6)),
                    &owner,
                    format!("{title}: what happened so far"),
                )
                .undo(tail.clone()),
            ),
            _ => {}
        }
        (born, steps)
    }

    fn release(&self) -> (Change, Vec<Change>) {
        let (title, owner) = (&self.title, self.owner());
        let target = self.date("target").unwrap_or(END());
        let born = self.after(target, -self.some(1, 80, 110)).min(day("2026-10-06"));
        let released = self.date("released");
        let prepared = self.date("started").unwrap_or(self.after(target, -24));
        let mut chain = vec![("planned", born, String::new(), Vec::new())];
        match self.status() {
            "released" => {
                chain.push((
                    "in-progress",
                    prepared,
                    format!("{title} is being prepared"),
                    vec![Undo::Drop("started")],
                ));
                let told = vec![Undo::Drop("released"), Undo::Drop("visibility"), Undo::NoText];
                chain.push(("released", released.unwrap_or(target), format!("{title} is out"), told));
            }
            "in-progress" => chain.push((
                "in-progress",
                prepared,
                format!("{title} is being prepared"),
                vec![Undo::Drop("started")],
            )),
            "cancelled" => chain.push((
                "cancelled",
                self.after(target, -10),
                format!("{title} is called off"),
                vec![Undo::NoText],
            )),
            _ => {}
        }
        let mut steps = Vec::new();
        self.moves(&chain, &mut steps);
        if self.word("health").is_some() {
            let day = self.date("reviewed").unwrap_or(day("2026-11-17"));
            let words = vec![Undo::Drop("health"), Undo::Drop("health_note"), Undo::Drop("reviewed")];
            steps.push(Change::new(workday(day), &owner, format!("{title}: how it goes")).undo(words));
        }
        (Change::new(born, &owner, format!("Plan {title}")), steps)
    }

    fn decision(&self) -> (Change, Vec<Change>) {
        let (title, owner) = (&self.title, self.owner());
        let decided = self.date("decided");
        let on = decided.unwrap_or(day("2026-11-17"));
        let born = self.after(on, -self.some(1, 5, 12)).max(FOUNDED());
        let mut steps = Vec::new();
        let at_birth = on < FOUNDED();
        let words = vec![
            Undo::Drop("decided"),
            Undo::Drop("revisit"),
            Undo::Drop("supersedes"),
            Undo::FirstSentence,
        ];
        match self.status() {
            "accepted" | "superseded" if at_birth => {}
            "accepted" => self.moves(
                &[
                    ("proposed", born, String::new(), vec![]),
                    ("accepted", on, format!("Decided: {title}"), words),
                ],
                &mut steps,
            ),
            "rejected" => self.moves(
                &[
                    ("proposed", born, String::new(), vec![]),
                    ("rejected", on, format!("Decided against: {title}"), words),
                ],
                &mut steps,
            ),
            "superseded" => self.moves(
                &[
                    ("proposed", born, String::new(), vec![]),
                    ("accepted", on, format!("Decided: {title}"), words),
                ],
                &mut steps,
            ),
            _ => {}
        }
        if self.status() == "superseded" {
            let replaced = self.known.replaced.get(self.id).copied().unwrap_or(END());
            for step in &mut steps {
                // The word in the file is the last one.
                for one in &mut step.undo {
                    if let Undo::Status(before) = one {
                        *before = "proposed".to_owned();
                    }
                }
            }
            steps.push(
                Change::new(workday(replaced), &owner, format!("No longer in force: {title}"))
                    .undo(vec![Undo::Status("accepted".to_owned())]),
            );
        }
        let begin = if at_birth {
            format!("Write down what was decided before: {title}")
        } else {
            format!("Proposal: {title}")
        };
        (Change::new(born, &owner, begin), steps)
    }

    fn objective(&self) -> (Change, Vec<Change>) {
        let (title, owner) = (&self.title, self.owner());
        let start = self
            .date("start")
            .unwrap_or(match self.word("target").unwrap_or_default() {
                "2026-Q3" => day("2026-07-01"),
                "2026-Q4" => day("2026-10-01"),
                _ => day("2026-12-01"),
            });
        let born = self.after(start, -self.some(1, 14, 24));
        let mut chain = vec![("draft", born, String::new(), Vec::new())];
        let is_closed = self.status() == "closed";
        if self.status() != "draft" {
            chain.push(("active", start, format!("Agreed: {title}"), Vec::new()));
        }
        if is_closed {
            let done = self.date("done").unwrap_or(END());
            let text = if self.path.ends_with(".md") {
                vec![Undo::FirstSentence]
            } else {
                Vec::new()
            };
            let mut undo = vec![Undo::Drop("done"), Undo::Drop("score")];
            undo.extend(text);
            chain.push(("closed", done, format!("Closed: {title}"), undo));
        }
        let mut steps = Vec::new();
        self.moves(&chain, &mut steps);
        if self.word("health").is_some() {
            let words = vec![Undo::Drop("health"), Undo::Drop("health_note")];
            steps.push(
                Change::new(
                    self.after(END(), -self.some(2, 2, 9)),
                    &owner,
                    format!("{title}: how it stands"),
                )
                .undo(words),
            );
        }
        (Change::new(born, &owner, format!("Draft: {title}")), steps)
    }

    fn minutes(&self) -> (Change, Vec<Change>) {
        let date = workday(self.date("date").unwrap_or(END()));
        let owner = self.owner();
        let mut steps = Vec::new();
        let ticked = parts(self.text).1.lines().filter(|line| line.starts_with("- [x] "));
        for (number, line) in ticked.enumerate() {
            let what = line.trim_start_matches("- [x] ");
            let due = what.split("due:").nth(1).and_then(|due| Date::parse(due.get(..10)?));
            let day = workday(due.unwrap_or(self.after(date, 5 + number as i64)))
                .max(self.after(date, 1))
                .min(END());
            let by = what
                .split('@')
                .nth(1)
                .map_or(owner.as_str(), |rest| rest.split(' ').next().unwrap_or_default());
            let short = what.split(" @").next().unwrap_or(what);
            let undo = Undo::Swap {
                after: format!("{line}\n"),
                before: format!("- [ ] {what}\n"),
            };
            steps.push(Change::new(day, by, format!("Done: {}", lower(short))).undo(vec![undo]));
        }
        (Change::new(date, &owner, format!("Minutes: {}", self.title)), steps)
    }

    fn survey(&self) -> (Change, Vec<Change>) {
        let (title, owner) = (&self.title, self.owner());
        let opened = self.date("opened").unwrap_or(day("2026-12-01"));
        let born = self.after(opened, -self.some(1, 12, 20));
        let mut chain = vec![("draft", born, String::new(), Vec::new())];
        if self.status() != "draft" {
            chain.push((
                "open",
                opened,
                format!("Ask: {title}"),
                vec![Undo::Drop("opened"), Undo::Drop("invited"), Undo::Drop("population")],
            ));
        }
        if self.status() == "closed" {
            let closed = self.date("closed").unwrap_or(END());
            chain.push((
                "closed",
                closed,
                format!("Answers are in: {title}"),
                vec![Undo::Drop("closed"), Undo::Drop("undeliverable")],
            ));
        }
        let mut steps = Vec::new();
        self.moves(&chain, &mut steps);
        (Change::new(born, &owner, format!("Prepare: {title}")), steps)
    }

    fn experiment(&self) -> (Change, Vec<Change>) {
        let title = &self.title;
        let started = self.date("started").unwrap_or(day("2026-12-01"));
        let born = self.after(started, -self.some(1, 8, 15)).max(day("2026-08-24"));
        let mut chain = vec![("planned", born, String::new(), Vec::new())];
        if self.status() != "planned" {
            chain.push((
                "running",
                started,
                format!("Test: {title}"),
                vec![Undo::Drop("started")],
            ));
        }
        if self.status() == "concluded" {
            chain.push((
                "concluded",
                self.date("done").unwrap_or(END()),
                format!("Read the test: {title}"),
                vec![Undo::Drop("done"), Undo::FirstSentence],
            ));
        }
        let mut steps = Vec::new();
        self.moves(&chain, &mut steps);
        (Change::new(born, &self.owner(), format!("Plan a test: {title}")), steps)
    }

    fn metric(&self) -> (Change, Vec<Change>) {
        let (title, owner) = (&self.title, self.owner());
        let born = self.after(day("2025-06-16"), self.some(1, 0, 4));
        let mut steps = Vec::new();
        for line in self.text.split_inclusive('\n') {
            let at = |begin: &str| line.strip_prefix(begin).and_then(|rest| Date::parse(rest.get(..10)?));
            let (on, what) = match (at("  { date = "), at("  { from = ")) {
                (Some(day), _) => (workday(day.plus_days(1).unwrap_or(day)), "why it bends"),
                (_, Some(day)) => (self.after(day, -self.some(2, 6, 16)), "a target"),
                _ => continue,
            };
            if on > born {
                let undo = Undo::Swap {
                    after: line.to_owned(),
                    before: String::new(),
                };
                steps.push(Change::new(on, &owner, format!("{title}: {what}")).undo(vec![undo]));
            }
        }
        (
            Change::new(born, "owen", "What we measure, and where it comes from"),
            steps,
        )
    }

    fn process(&self) -> (Change, Vec<Change>) {
        let (title, owner) = (&self.title, self.owner());
        let is_draft = self.status() == "draft";
        let born = if is_draft {
            day("2026-10-13")
        } else {
            self.after(day("2025-06-02"), self.some(1, 0, 24))
        };
        // It names a step that the standard had not had before.
        let born = if self.id == "release-platform" {
            day("2026-04-16")
        } else {
            born
        };
        let mut steps = Vec::new();
        if let Some(reviewed) = self.date("reviewed") {
            steps.push(
                Change::new(workday(reviewed), &owner, format!("{title}: looked at, still true"))
                    .undo(vec![Undo::Drop("reviewed")]),
            );
        }
        (Change::new(born, &owner, format!("Process: {title}")), steps)
    }

    fn meeting(&self) -> (Change, Vec<Change>) {
        let (title, owner) = (&self.title, self.owner());
        let start = self.date("start").unwrap_or(FOUNDED());
        let born = self.after(start, -self.some(1, 2, 6)).max(self.after(FOUNDED(), 20));
        let mut steps = Vec::new();
        if self.status() == "retired" {
            let done = self.date("done").unwrap_or(END());
            let mut undo = vec![Undo::Drop("status"), Undo::Drop("done")];
            if !parts(self.text).1.trim().is_empty() {
                undo.push(Undo::NoText);
            }
            steps.push(
                Change::new(workday(done), &owner, format!("No more {title}"))
                    .because("everybody said what everybody could have read")
                    .undo(undo),
            );
        }
        (Change::new(born, &owner, format!("Meeting: {title}")), steps)
    }

    fn team(&self) -> (Change, Vec<Change>) {
        let title = &self.title;
        if self.id == "onboarding" {
            let mut born = Change::new(REORGANISED(), "mara", "Growth is closed, Onboarding takes over");
            born.more = "Sign-ups had doubled, and the number of teams at work after a week had not moved.\n\nOps-Reason: the question became a different one, and so did the team".to_owned();
            return (born, Vec::new());
        }
        let born = Change::new(day("2025-05-23"), "mara", "Our teams");
        if self.status() == "disbanded" {
            let mut end = Change::new(REORGANISED(), "mara", "Growth is closed, Onboarding takes over");
            let members = "members = [\n  { person = \"dev\", role = \"engineer\", share = 1.0 },\n  { person = \"hanna\", role = \"engineering-lead\", share = 1.0 },\n  { person = \"joon\", role = \"product-manager\", share = 1.0 },\n  { person = \"sofie\", role = \"designer\", share = 0.5 },\n  { person = \"viktor\", role = \"marketing-lead\", share = 1.0 },\n]\ncapacity = 52\nwip_limit = 4\n";
            end.undo = vec![
                Undo::Swap {
                    after: "owner = \"mara\"".to_owned(),
                    before: "owner = \"viktor\"".to_owned(),
                },
                Undo::Drop("status"),
                Undo::Swap {
                    after: "succeeded_by = \"onboarding\"\n".to_owned(),
                    before: members.to_owned(),
                },
                Undo::Drop("done"),
                Undo::NoText,
            ];
            return (born, vec![end]);
        }
        let said = self.after(day("2026-08-03"), self.some(2, 0, 70));
        let said = if self.id == "boards" { day("2026-11-17") } else { said };
        let said = if self.id == "collaboration" {
            day("2026-11-03")
        } else {
            said
        };
        let mut step = Change::new(said, &self.owner(), format!("{title}: what we do, and what we do not"));
        step.undo.push(Undo::NoText);
        if self.text.contains("\nopen_roles = ") {
            step.undo.push(Undo::Drop("open_roles"));
        }
        (born, vec![step])
    }

    fn person(&self) -> (Change, Vec<Change>) {
        let born = match self.id {
            "emil" => Change::new(day("2026-11-02"), "mara", "Emil joins"),
            "leah" => Change::new(day("2025-09-08"), "mara", "Leah joins"),
            "yuki" => Change::new(day("2026-02-02"), "mara", "Yuki joins"),
            "samuel" => Change::new(day("2025-08-04"), "mara", "Samuel joins"),
            _ => Change::new(FOUNDED(), "mara", "A book of record for Larkspur"),
        };
        let mut steps = Vec::new();
        if let Some(done) = self.date("done") {
            let mut end = Change::new(done, "mara", "Growth is closed, Onboarding takes over");
            end.undo = vec![Undo::Drop("status"), Undo::Drop("done")];
            steps.push(end);
        }
        (born, steps)
    }

    fn customer(&self) -> (Change, Vec<Change>) {
        let since = self.date("since").unwrap_or(FOUNDED());
        let born = if since <= day("2025-06-11") {
            Change::new(day("2025-06-11"), "nadia", "The accounts we know by name")
        } else {
            Change::new(workday(since), &self.owner(), format!("New account: {}", self.title))
        };
        let mut steps = Vec::new();
        if self.status() == "former" {
            let done = self.date("done").unwrap_or(END());
            let mut end = Change::new(workday(done), &self.owner(), format!("{} has left us", self.title));
            end.undo = vec![Undo::Drop("status"), Undo::Drop("done")];
            steps.push(end);
        }
        (born, steps)
    }

    /// Rows come when their day has come.
    fn figures(&self) -> (Change, Vec<Change>) {
        let is_answers = self.path.starts_with("surveys/");
        let first = day("2025-06-16");
        let mut steps: BTreeMap<Date, Vec<&str>> = BTreeMap::new();
        let weekly = self.text.starts_with("week_to");
        for row in self.text.split_inclusive('\n').skip(1) {
            let cells: Vec<&str> = row.trim_end().split(',').collect();
            let Some(date) = cells.iter().find_map(|cell| Date::parse(cell.get(..10)?)) else {
                continue;
            };
            let on = if is_answers {
                // Answers are fetched each Friday.
                let friday = (0..7)
                    .filter_map(|days| date.plus_days(days))
                    .find(|day| day.weekday().index() == 5 || day.weekday().short() == "Fri");
                friday.unwrap_or(date)
            } else if weekly {
                workday(date.plus_days(3).unwrap_or(date))
            } else if self.text.starts_with("month,age") {
                let age = cells.get(1).and_then(|age| age.parse().ok()).unwrap_or(0);
                date.plus_months(age + 1)
                    .map_or(date, |day| workday(day.plus_days(2).unwrap_or(day)))
            } else {
                date.plus_months(1)
                    .map_or(date, |day| workday(day.plus_days(1).unwrap_or(day)))
            };
            steps.entry(on.min(END())).or_default().push(row);
        }
        let born = if is_answers {
            steps.keys().next().copied().unwrap_or(first)
        } else {
            first
        };
        let subject = |day: Date| match (is_answers, weekly) {
            (true, _) => format!("Answers up to {}", day.short()),
            (_, true) => "Figures of the week".to_owned(),
            _ => format!(
                "Figures of {}",
                day.first_of_month()
                    .plus_days(-1)
                    .unwrap_or(day)
                    .long()
                    .split_once(' ')
                    .map_or(String::new(), |(_, month)| month.to_owned())
            ),
        };
        let changes = steps
            .into_iter()
            .filter(|(day, _)| *day > born)
            .map(|(day, rows)| {
                let undo = rows.iter().rev().map(|row| Undo::Swap {
                    after: (*row).to_owned(),
                    before: String::new(),
                });
                Change::new(day, "owen", subject(day)).undo(undo.collect())
            })
            .collect();
        let begin = if is_answers {
            subject(born)
        } else {
            "What we measure, and where it comes from".to_owned()
        };
        (Change::new(born, "owen", begin), changes)
    }

    fn other(&self, kind: &str) -> (Change, Vec<Change>) {
        let founding =
            |days: i64, author: &str, subject: &str| Change::new(self.after(FOUNDED(), days), author, subject);
        let born = match kind {
            "product" => founding(0, "mara", "A book of record for Larkspur"),
            "role" => founding(1, "mara", "Who does what: our roles"),
            "tool" => founding(2, "mara", "The tools we work with"),
            "theme" => founding(20, "owen", "Themes to sort feedback by"),
            // The prose of a record comes once it has proved true.
            "text" => {
                let day = self.after(day("2025-07-14"), self.some(1, 0, 480)).min(END());
                let name = self.id.replace('-', " ");
                Change::new(
                    day,
                    ["mara", "owen", "ines", "joon"][(spread(self.path, self.id, 2) % 4) as usize],
                    format!("{}: in words", capital(&name)),
                )
            }
            _ if self.path == ".git-blame-ignore-revs" => {
                Change::new(day("2026-03-18"), "mara", "The clean-up of Monday is no history")
            }
            _ if self.path == "schema/experiment.toml" => {
                Change::new(day("2026-08-20"), "joon", "Experiments get a kind of their own")
            }
            _ => founding(0, "mara", "A book of record for Larkspur"),
        };
        let mut steps = Vec::new();
        if let Some(done) = self.date("done") {
            let mut end = Change::new(workday(done), "mara", format!("{} is no more", self.title));
            end.undo = vec![Undo::Status("active".to_owned()), Undo::Drop("done"), Undo::NoText];
            steps.push(end);
        }
        (born, steps)
    }
}

fn day_before_end() -> Date {
    END().plus_days(-1).unwrap_or(END())
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
