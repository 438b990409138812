//! What changed, week by week, in the words of the domain.

use super::history::HistoryLine;
use super::{Crumb, PAGE_ROWS, Shell, Source, counted, record_href};
use crate::compare::{Change, Group, LandingChanges, Subject, landing_changes};
use crate::history::LandingOf;
use crate::text::{clip, visible};
use crate::time::{Date, Period, Precision};
use serde::Serialize;
use std::collections::BTreeSet;

/// The model of `changes/index.html` and the pages after it.
#[derive(Debug, Serialize)]
pub struct ChangesPage {
    /// What is around it.
    pub shell: Shell,
    /// The sentence under the title.
    pub lede: String,
    /// The weeks of this page, newest first.
    pub weeks: Vec<Week>,
    /// The page with later changes; empty for none.
    pub previous: String,
    /// The page with earlier ones; empty for none.
    pub next: String,
    /// What is to be said at the end; may be empty.
    pub more: String,
    /// There is a feed.
    pub has_feed: bool,
}

/// A week.
#[derive(Debug, Serialize)]
pub struct Week {
    /// "Week 47, 16 to 22 November 2026"
    pub title: String,
    /// The anchor on the page.
    pub anchor: String,
    /// "31 changes by 8 people"
    pub summary: String,
    /// Its days, newest first.
    pub days: Vec<Day>,
}

/// A day.
#[derive(Debug, Serialize)]
pub struct Day {
    /// "Friday 20 November"
    pub label: String,
    /// The same for machines.
    pub day: String,
    /// What changed.
    pub items: Vec<Item>,
}

/// One change.
#[derive(Debug, Serialize)]
pub struct Item {
    /// The kind in one word.
    pub noun: String,
    /// The record.
    pub title: String,
    /// Its page, from the top of the site; empty for none.
    pub href: String,
    /// "and 11 more initiatives"; empty for none.
    pub others: String,
    /// What changed.
    pub line: HistoryLine,
    /// Why, as a trailer says; may be empty.
    pub why: String,
    /// Who wrote it.
    pub author: String,
    /// The commit, seven digits.
    pub commit: String,
}

/// Landings that are told; `opsbook log` and git have the rest.
const MOST_LANDINGS: usize = 2_000;
/// Changes of the last days on the first page.
const MOST_RECENT: usize = 8;
/// The days that count as the last ones.
const RECENT: i64 = 7;
/// Pages that are written.
const MOST_PAGES: usize = 20;
/// Changes of one landing that are told: what an import brings is many of one sort.
const MOST_OF_A_LANDING: usize = 40;

/// All changes, worked out once for all pages and the feed.
#[derive(Debug)]
pub struct Changes {
    rows: Vec<Row>,
    /// What each landing changed, newest first.
    landings: Vec<LandingChanges>,
    /// More were left out.
    cut: bool,
}

#[derive(Debug)]
struct Row {
    landing: usize,
    /// The place among the changes of the landing; one past the most for "and more".
    change: usize,
}

impl Changes {
    /// Works them out; nothing without a history.
    pub fn new(source: &Source<'_>) -> Self {
        let landings = source.history.map_or_else(Vec::new, |history| {
            landing_changes(history, &source.lens(), MOST_LANDINGS + 1)
        });
        let mut rows: Vec<Row> = Vec::new();
        for (landing, of) in landings.iter().enumerate() {
            let shown = of.changes.len().min(MOST_OF_A_LANDING);
            let with_more = shown + usize::from(of.changes.len() > shown);
            rows.extend((0..with_more).map(|change| Row { landing, change }));
        }
        let cut = landings.len() > MOST_LANDINGS || rows.len() > MOST_PAGES * PAGE_ROWS;
        rows.truncate(MOST_PAGES * PAGE_ROWS);
        Self { rows, landings, cut }
    }

    /// Returns how many pages there are; at least one.
    pub fn pages(&self) -> usize {
        self.rows.len().div_ceil(PAGE_ROWS).max(1)
    }

    /// Returns what each landing changed, newest first.
    pub fn landings(&self) -> &[LandingChanges] {
        &self.landings
    }

    /// Returns what a reader should know of the last seven days: what matters most first, prose and the like left out.
    pub(super) fn recent(&self, source: &Source<'_>) -> Vec<Item> {
        let Some(history) = source.history else {
            return Vec::new();
        };
        let zone = source.configuration().calendar.zone();
        let mut found: Vec<(&LandingChanges, usize, LandingOf<'_>)> = Vec::new();
        for of in &self.landings {
            let Some(landing) = history.landing(of.landing) else {
                continue;
            };
            let age = Date::from_timestamp(landing.seconds, zone).days_until(source.today);
            if age >= RECENT {
                break;
            }
            let matters = |change: &Change| change.group < Group::Texts && age >= 0;
            let places = (0..of.changes.len()).filter(|place| matters(&of.changes[*place]));
            found.extend(places.map(|place| (of, place, landing)));
        }
        found.sort_by_key(|(of, place, _)| (of.changes[*place].group, std::cmp::Reverse(of.landing)));
        found.truncate(MOST_RECENT);
        let items = found.iter();
        items
            .map(|(of, place, landing)| one(source, &of.changes[*place], landing))
            .collect()
    }

    /// Makes a page; pages count from 1.
    pub fn page(&self, source: &Source<'_>, number: usize) -> ChangesPage {
        let part = self.rows.chunks(PAGE_ROWS).nth(number - 1).unwrap_or_default();
        let mut weeks: Vec<Week> = Vec::new();
        let mut authors: BTreeSet<String> = BTreeSet::new();
        let mut count = 0;
        for row in part {
            let of = &self.landings[row.landing];
            let Some(landing) = source.history.and_then(|history| history.landing(of.landing)) else {
                continue;
            };
            let date = Date::from_timestamp(landing.seconds, source.configuration().calendar.zone());
            let week = Period::containing(date, Precision::Week, 1);
            let anchor = format!("o-{}", week.first());
            if weeks.last().is_none_or(|last| last.anchor != anchor) {
                sum_up(&mut weeks, &mut authors, &mut count);
                weeks.push(Week {
                    title: week_title(week),
                    anchor,
                    summary: String::new(),
                    days: Vec::new(),
                });
            }
            let Some(last) = weeks.last_mut() else { continue };
            if last.days.last().is_none_or(|day| day.day != date.to_string()) {
                last.days.push(Day {
                    label: format!("{} {}", date.weekday().name(), date.day()),
                    day: date.to_string(),
                    items: Vec::new(),
                });
            }
            if let Some(day) = last.days.last_mut() {
                day.items.push(item(source, of, row.change, &landing));
                authors.insert(landing.author.to_owned());
                count += 1;
            }
        }
        sum_up(&mut weeks, &mut authors, &mut count);
        let last_page = number == self.pages();
        ChangesPage {
            shell: shell(source, number),
            lede: self.lede(source),
            weeks,
            previous: if number > 1 {
                changes_href(number - 1)
            } else {
                String::new()
            },
            next: if last_page {
                String::new()
            } else {
                changes_href(number + 1)
            },
            more: if last_page && self.cut {
                "What happened before is told on the page of each record, and by `opsbook log`.".to_owned()
            } else {
                String::new()
            },
            has_feed: source.history.is_some(),
        }
    }

    fn lede(&self, source: &Source<'_>) -> String {
        let Some(history) = source.history else {
            return "There is no history: this folder is not a git repository, or nothing was committed yet."
                .to_owned();
        };
        if self.landings.is_empty() {
            return "Nothing changed since the book began.".to_owned();
        }
        let zone = source.configuration().calendar.zone();
        let week = Period::containing(source.today, Precision::Week, 1);
        let this_week = self.landings.iter().filter(|of| {
            let landing = history.landing(of.landing);
            landing.is_some_and(|landing| week.contains(Date::from_timestamp(landing.seconds, zone)))
        });
        let count: usize = this_week.map(|of| of.changes.len()).sum();
        match count {
            0 => "What changed in the book, in product terms. Nothing yet this week.".to_owned(),
            count => format!(
                "What changed in the book, in product terms. This week: {}.",
                counted(count, "change", "changes")
            ),
        }
    }
}

/// The page, from the top of the site. Pages count from 1.
pub fn changes_href(page: usize) -> String {
    if page <= 1 {
        "changes/index.html".to_owned()
    } else {
        format!("changes/index.{page}.html")
    }
}

fn shell(source: &Source<'_>, number: usize) -> Shell {
    let crumb = |label: &str, href: String| Crumb {
        label: label.to_owned(),
        href,
    };
    let mut crumbs = vec![crumb(&source.configuration().name, "index.html".to_owned())];
    if number > 1 {
        crumbs.push(crumb("Changes", changes_href(1)));
        crumbs.push(crumb(&format!("Page {number}"), String::new()));
    } else {
        crumbs.push(crumb("Changes", String::new()));
    }
    Shell {
        title: if number > 1 {
            format!("Changes, page {number}")
        } else {
            "Changes".to_owned()
        },
        description: "What changed, by whom and in which commit".to_owned(),
        root: "../",
        href: changes_href(number),
        crumbs,
        ..Shell::default()
    }
}

/// "Week 47, 16 to 22 November 2026"
fn week_title(week: Period) -> String {
    let (first, last) = (week.first(), week.last());
    let human = week.human();
    let number = human.split(' ').nth(1).unwrap_or_default();
    let first_words = if first.month() == last.month() {
        first.day().to_string()
    } else {
        first.short()
    };
    format!("Week {number}, {first_words} to {}", last.long())
}

/// Puts the counts into the week that is complete.
fn sum_up(weeks: &mut [Week], authors: &mut BTreeSet<String>, count: &mut usize) {
    if let Some(week) = weeks.last_mut() {
        week.summary = format!(
            "{} by {}",
            counted(*count, "change", "changes"),
            counted(authors.len(), "person", "people")
        );
    }
    authors.clear();
    *count = 0;
}

fn item(source: &Source<'_>, of: &LandingChanges, place: usize, landing: &LandingOf<'_>) -> Item {
    if place == MOST_OF_A_LANDING {
        let label = format!("and {} more", counted(of.changes.len() - place, "change", "changes"));
        return Item {
            noun: String::new(),
            title: String::new(),
            href: String::new(),
            others: String::new(),
            line: HistoryLine {
                label,
                was: String::new(),
                now: String::new(),
                note: String::new(),
            },
            why: clip(landing.subject),
            author: visible(landing.author).into_owned(),
            commit: landing.commit.short(),
        };
    }
    one(source, &of.changes[place], landing)
}

fn one(source: &Source<'_>, change: &Change, landing: &LandingOf<'_>) -> Item {
    Item {
        noun: change.subject.noun.trim_end_matches(" record").to_owned(),
        title: change.subject.title.clone(),
        href: href(source, &change.subject),
        others: others(change),
        line: HistoryLine::new(change),
        why: landing.reason.map(clip).unwrap_or_default(),
        author: visible(landing.author).into_owned(),
        commit: landing.commit.short(),
    }
}

/// The page of a record, where it has one.
fn href(source: &Source<'_>, subject: &Subject) -> String {
    let workspace = source.workspace;
    let found = subject.record.or_else(|| {
        let kind = workspace.schema().find(&subject.identity.kind)?;
        workspace.find(kind, subject.identity.id.as_str())
    });
    found
        .filter(|index| workspace.owns_id(*index))
        .map_or_else(String::new, |index| record_href(workspace, index))
}

fn others(change: &Change) -> String {
    let count = change.others.len();
    if count == 0 {
        return String::new();
    }
    let same = change
        .others
        .iter()
        .all(|one| one.identity.kind == change.subject.identity.kind);
    let noun = match (same, count) {
        (true, 1) => &change.subject.noun,
        (true, _) => &change.subject.nouns,
        (false, 1) => "record",
        (false, _) => "records",
    };
    format!("and {} more {noun}", super::grouped(count))
}
