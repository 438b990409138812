//! The past of an initiative: an idea, then found out, committed, begun, told about each week, ended.

use super::super::undo::{Undo, parts, value};
use super::super::{END, RENAMED, day, workday};
use super::{Change, Maker, day_before_end, lower};
use crate::time::Date;

/// What is known only once it is decided whether to do it.
const SCORES: [&str; 8] = [
    "reach",
    "impact",
    "confidence",
    "ease",
    "score_ranges",
    "estimate",
    "moscow",
    "metrics",
];
/// What is known only once somebody committed to it.
const PLANS: [&str; 9] = [
    "start",
    "target",
    "effort",
    "release",
    "contributors",
    "promised_to",
    "depends_on",
    "horizon",
    "visibility",
];
/// Sections that tell how it went.
const TOLD_LATER: [&str; 7] = [
    "## What happened",
    "## Did it work?",
    "## What we left out",
    "## Why it is late",
    "## Open",
    "## What we gave up for it",
    "## Risk",
];

/// The days of an initiative's way.
struct Days {
    born: Date,
    discovery: Date,
    committed: Date,
    began: Date,
    done: Option<Date>,
}

/// Which parts of the text were not there from the beginning.
struct Told {
    /// Not before it was committed.
    first: Vec<Undo>,
    /// Not before its last step.
    last: Vec<Undo>,
    /// A section tells how it went.
    how_it_went: bool,
}

/// A status, the day it was entered, the commit's subject, and what was otherwise before.
type Entered = (&'static str, Date, String, Vec<Undo>);

/// What a step brought: these fields were not there before.
fn without(keys: &[&'static str]) -> Vec<Undo> {
    keys.iter().map(|key| Undo::Drop(key)).collect()
}

impl Told {
    fn new(body: &str) -> Self {
        let headings: Vec<&str> = body.lines().filter(|line| line.starts_with("## ")).collect();
        let later = headings.iter().find(|heading| TOLD_LATER.contains(heading));
        let mut last: Vec<Undo> = later
            .map(|heading| Undo::CutFrom(format!("{heading}\n")))
            .into_iter()
            .collect();
        let mut first = Vec::new();
        match headings.as_slice() {
            [] => last.push(Undo::FirstSentence),
            [_, second, ..] if later != Some(second) => first.push(Undo::CutFrom(format!("{second}\n"))),
            _ => {}
        }
        Self {
            first,
            last,
            how_it_went: later.is_some(),
        }
    }
}

impl Maker<'_> {
    pub(super) fn initiative(&self) -> (Change, Vec<Change>) {
        let days = self.days_of_initiative();
        let body = parts(self.text).1;
        let told = Told::new(body);
        let mut steps = Vec::new();
        self.moves(&self.way(&days, &told), &mut steps);
        if let (Some(reason), Some(last), "dropped") = (self.word("dropped_reason"), steps.last_mut(), self.status()) {
            last.more = format!("Ops-Reason: {reason}");
        }
        self.weekly_words(&days, &told, &mut steps);
        steps.extend(self.progress());
        self.tasks(&days, body, &mut steps);
        steps.extend(self.renaming());
        let born = Change::new(days.born, &self.owner(), format!("Idea: {}", self.title));
        (born, steps)
    }

    fn days_of_initiative(&self) -> Days {
        let planned = self.date("start").map(|start| start.min(day("2026-11-30")));
        let began = self.date("started").or(planned).unwrap_or(day("2026-10-12"));
        let born = self.after(began, -self.some(1, 75, 120)).max(day("2025-07-07"));
        let discovery = self.after(born, self.some(2, 12, 25));
        let committed = match self.date("started") {
            Some(_) => self
                .after(began, -self.some(3, 10, 18))
                .max(self.after(discovery, 10))
                .min(began),
            None => self.after(END(), -self.some(3, 12, 40)),
        };
        Days {
            born,
            discovery,
            committed,
            began,
            done: self.date("done"),
        }
    }

    /// The statuses that it went through.
    fn way(&self, days: &Days, told: &Told) -> Vec<Entered> {
        let title = &self.title;
        let idea: Entered = ("idea", days.born, String::new(), Vec::new());
        let looked_into = (
            "discovery",
            days.discovery,
            format!("{title}: find out whether and how"),
            without(&SCORES),
        );
        let committed = (
            "committed",
            days.committed,
            format!("Commit to {title}"),
            [without(&PLANS), told.first.clone()].concat(),
        );
        let began = (
            "in-progress",
            days.began,
            format!("{title}: work has begun"),
            without(&["started", "links"]),
        );
        let done = days.done.unwrap_or(END());
        let shipped = |undo: Vec<Undo>| ("shipped", done, format!("{title} is out"), undo);
        let ended = || [without(&["done"]), told.last.clone()].concat();
        match self.status() {
            "idea" => vec![idea],
            "committed" => vec![idea, looked_into, committed],
            "in-progress" => vec![idea, looked_into, committed, began],
            "paused" => {
                let day = self.after(days.began, 13);
                let paused = ("paused", day, format!("Pause {title}"), told.last.clone());
                vec![idea, looked_into, committed, began, paused]
            }
            "shipped" => vec![idea, looked_into, committed, began, shipped(ended())],
            "measured" => {
                let day = self.after(done, 38).min(day_before_end());
                let measured = ("measured", day, format!("{title}: did it work?"), told.last.clone());
                vec![
                    idea,
                    looked_into,
                    committed,
                    began,
                    shipped(without(&["done"])),
                    measured,
                ]
            }
            "dropped" => {
                let mut undo = ended();
                undo.push(Undo::Drop("dropped_reason"));
                vec![idea, looked_into, ("dropped", done, format!("Drop {title}"), undo)]
            }
            _ => vec![idea, looked_into],
        }
    }

    /// What is said each week of how it goes; only the last word is left in the file.
    fn weekly_words(&self, days: &Days, told: &Told, steps: &mut Vec<Change>) {
        let Some(health) = self.word("health") else { return };
        let (title, owner, status) = (&self.title, self.owner(), self.status());
        let last = self.date("reviewed").map_or(day("2026-11-18"), workday);
        let mut words = without(&["health", "health_note", "reviewed"]);
        let first = self.after(days.began, 9);
        if first < last && status != "committed" {
            let note = self.word("health_note").unwrap_or_default();
            words = vec![
                Undo::Drop("reviewed"),
                Undo::Swap {
                    after: format!("health = \"{health}\""),
                    before: "health = \"on-track\"".to_owned(),
                },
                Undo::Swap {
                    after: format!("health_note = \"{note}\""),
                    before: "health_note = \"Begun, and nothing in the way.\"".to_owned(),
                },
            ];
            let on_track = Change::new(first, &owner, format!("{title}: on track"));
            steps.push(on_track.undo(without(&["health", "health_note"])));
        }
        if told.how_it_went && matches!(status, "in-progress" | "committed") {
            words.extend(told.last.clone());
        }
        steps.push(Change::new(last, &owner, format!("{title}: {}", health.replace('-', " "))).undo(words));
    }

    fn progress(&self) -> Option<Change> {
        let progress = value(self.text, "progress")?;
        let day = self.after(END(), -self.some(6, 3, 9));
        let undo = Undo::Swap {
            after: format!("progress = {progress}\n"),
            before: String::new(),
        };
        Some(Change::new(day, &self.owner(), format!("{}: how far it is", self.title)).undo(vec![undo]))
    }

    /// Tasks are ticked off one by one.
    fn tasks(&self, days: &Days, body: &str, steps: &mut Vec<Change>) {
        let ticked: Vec<&str> = body.lines().filter(|line| line.starts_with("- [x] ")).collect();
        let whole = days.began.days_until(day_before_end());
        for (number, line) in ticked.iter().enumerate() {
            let since = whole * (number as i64 + 1) / (ticked.len() as i64 + 1);
            let what = line.trim_start_matches("- [x] ");
            let undo = Undo::Swap {
                after: format!("{line}\n"),
                before: format!("- [ ] {what}\n"),
            };
            let day = self.after(days.began, since.max(2));
            let subject = format!("{}: {}", self.title, lower(what));
            steps.push(Change::new(day, &self.owner(), subject).undo(vec![undo]));
        }
    }

    fn renaming(&self) -> Option<Change> {
        let title = &self.title;
        self.text.contains("aliases = ").then(|| {
            Change::new(
                RENAMED(),
                &self.owner(),
                format!("Search index is called {title} from now on"),
            )
            .because("customers ask for search, nobody asks for an index")
            .undo(vec![
                Undo::Drop("aliases"),
                Undo::Swap {
                    after: format!("title = \"{title}\""),
                    before: "title = \"Search index\"".to_owned(),
                },
            ])
        })
    }
}
