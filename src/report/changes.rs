//! What changed, week by week, in the words of the domain.

use super::history::HistoryLine;
use super::{Crumb, PAGE_ROWS, Shell, Source, counted, record_href};
use crate::compare::{Change, Group, LandingChanges, Subject, landing_changes};
use crate::history::LandingOf;
use crate::text::{clip, visible};
use crate::time::{Date, Period, Precision};
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::Range;

/// The model of `changes/index.html` and the pages after it: a week, or a part of a very full one.
#[derive(Debug, Serialize)]
pub struct ChangesPage {
    /// What is around it.
    pub shell: Shell,
    /// The sentence under the title: what the page covers.
    pub lede: String,
    /// The week; none where nothing changed.
    pub week: Option<Week>,
    /// The page with later changes; none on the first one.
    pub later: Option<Crumb>,
    /// The page with earlier ones; none on the last one.
    pub earlier: Option<Crumb>,
    /// How far back the pages go, and what else is left out; may be empty.
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
    /// "part 2 of 3"; empty where the page tells the whole week.
    pub part: String,
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
/// Weeks that are told, back from that of the newest change.
const MOST_WEEKS: i64 = 53;
/// Pages of one week.
const MOST_PARTS: usize = 10;
/// Changes of the last days on the first page.
const MOST_RECENT: usize = 8;
/// The days that count as the last ones.
const RECENT: i64 = 7;
/// Changes of one landing that are told: what an import brings is many of one sort.
const MOST_OF_A_LANDING: usize = 40;

/// All changes, worked out once for all pages and the feed.
#[derive(Debug)]
pub struct Changes {
    rows: Vec<Row>,
    /// What each landing changed, newest first.
    landings: Vec<LandingChanges>,
    pages: Vec<Part>,
    /// Earlier weeks were left out.
    cut: bool,
}

/// What one page tells.
#[derive(Debug)]
struct Part {
    week: Period,
    rows: Range<usize>,
    /// Which page of its week it is, from 1, and how many there are.
    number: usize,
    of: usize,
    /// The week has more than its pages tell.
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
        let mut landings = source.history.map_or_else(Vec::new, |history| {
            landing_changes(history, &source.lens(), MOST_LANDINGS + 1)
        });
        let mut weeks: Vec<Period> = landings.iter().map(|of| week_of(source, of.landing)).collect();
        let told = whole_weeks(&weeks);
        let cut = told < landings.len();
        landings.truncate(told);
        weeks.truncate(told);
        let mut changes = Self {
            rows: Vec::new(),
            landings,
            pages: Vec::new(),
            cut,
        };
        let mut first = 0;
        for week in weeks.chunk_by(|one, other| one == other) {
            changes.add_week(week[0], first..first + week.len());
            first += week.len();
        }
        changes
    }

    /// Adds the pages of a week.
    fn add_week(&mut self, week: Period, landings: Range<usize>) {
        let from = self.rows.len();
        for landing in landings {
            let count = self.landings[landing].changes.len();
            let shown = count.min(MOST_OF_A_LANDING);
            let with_more = shown + usize::from(count > shown);
            self.rows.extend((0..with_more).map(|change| Row { landing, change }));
        }
        let most = from + MOST_PARTS * PAGE_ROWS;
        let cut = self.rows.len() > most;
        self.rows.truncate(most);
        let until = self.rows.len();
        let of = (until - from).div_ceil(PAGE_ROWS);
        self.pages.extend((0..of).map(|part| {
            let start = from + part * PAGE_ROWS;
            Part {
                week,
                rows: start..until.min(start + PAGE_ROWS),
                number: part + 1,
                of,
                cut: cut && part + 1 == of,
            }
        }));
    }

    /// Returns how many pages there are; at least one.
    pub fn pages(&self) -> usize {
        self.pages.len().max(1)
    }

    /// Returns the address of a page, from the top of the site. Pages count from 1.
    ///
    /// The newest week stands under the address that does not change, the others under their own.
    pub fn href(&self, number: usize) -> String {
        match self.pages.get(number.wrapping_sub(1)) {
            Some(part) if number > 1 => match part.number {
                1 => format!("changes/{}.html", part.week),
                number => format!("changes/{}-{number}.html", part.week),
            },
            _ => "changes/index.html".to_owned(),
        }
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
        let part = self.pages.get(number - 1);
        ChangesPage {
            shell: self.shell(source, number),
            lede: self.lede(source, part),
            week: part.map(|part| self.week(source, part)),
            later: (number > 1).then(|| self.link(number - 1)),
            earlier: (number < self.pages()).then(|| self.link(number + 1)),
            more: self.more(number),
            has_feed: source.history.is_some(),
        }
    }

    fn week(&self, source: &Source<'_>, part: &Part) -> Week {
        let mut days: Vec<Day> = Vec::new();
        for row in &self.rows[part.rows.clone()] {
            let of = &self.landings[row.landing];
            let Some(landing) = source.history.and_then(|history| history.landing(of.landing)) else {
                continue;
            };
            let date = Date::from_timestamp(landing.seconds, source.configuration().calendar.zone());
            if days.last().is_none_or(|day| day.day != date.to_string()) {
                days.push(Day {
                    label: format!("{} {}", date.weekday().name(), date.day()),
                    day: date.to_string(),
                    items: Vec::new(),
                });
            }
            if let Some(day) = days.last_mut() {
                day.items.push(item(source, of, row.change, &landing));
            }
        }
        Week {
            title: week_title(part.week),
            anchor: format!("o-{}", part.week.first()),
            part: part_words(part),
            days,
        }
    }

    /// What the page covers: "31 changes by 8 people this week".
    fn lede(&self, source: &Source<'_>, part: Option<&Part>) -> String {
        let Some(history) = source.history else {
            return "There is no history: this folder is not a git repository, or nothing was committed yet."
                .to_owned();
        };
        let Some(part) = part else {
            return "Nothing changed since the book began.".to_owned();
        };
        let mut authors: BTreeSet<&str> = BTreeSet::new();
        let mut count = 0;
        for row in &self.rows[part.rows.clone()] {
            let of = &self.landings[row.landing];
            authors.extend(history.landing(of.landing).map(|landing| landing.author));
            count += match row.change {
                MOST_OF_A_LANDING => of.changes.len() - MOST_OF_A_LANDING,
                _ => 1,
            };
        }
        let when = match part.week.contains(source.today) {
            true => "this week".to_owned(),
            false => format!("in week {}", week_number(part.week)),
        };
        format!(
            "What changed in the book, in product terms: {} by {} {when}{}.",
            counted(count, "change", "changes"),
            counted(authors.len(), "person", "people"),
            match part.of {
                1 => String::new(),
                _ => format!(", {}", part_words(part)),
            }
        )
    }

    /// What is left out, said where it would come: at the end of a week, and on the first and the last page.
    fn more(&self, number: usize) -> String {
        let mut more = Vec::new();
        if self.pages.get(number - 1).is_some_and(|part| part.cut) {
            more.push("The week has more changes than these pages tell.".to_owned());
        }
        let is_edge = number == 1 || number == self.pages();
        if let Some(last) = self.pages.last().filter(|_| self.cut && is_edge) {
            more.push(format!(
                "The pages go back to {}: a year, or the last {} commits with changes where these are fewer.",
                last.week.first().long(),
                super::grouped(MOST_LANDINGS)
            ));
        }
        if !more.is_empty() {
            more.push("The rest is told on the page of each record, and by `opsbook log`.".to_owned());
        }
        more.join(" ")
    }

    fn link(&self, number: usize) -> Crumb {
        Crumb {
            label: self.pages.get(number - 1).map_or_else(String::new, name),
            href: self.href(number),
        }
    }

    fn shell(&self, source: &Source<'_>, number: usize) -> Shell {
        let crumb = |label: &str, href: String| Crumb {
            label: label.to_owned(),
            href,
        };
        let mut crumbs = vec![crumb(&source.configuration().name, "index.html".to_owned())];
        let part = self.pages.get(number - 1).filter(|_| number > 1);
        match part {
            Some(part) => {
                crumbs.push(crumb("Changes", self.href(1)));
                crumbs.push(crumb(&super::capital(&name(part)), String::new()));
            }
            None => crumbs.push(crumb("Changes", String::new())),
        }
        Shell {
            title: part.map_or_else(|| "Changes".to_owned(), |part| format!("Changes in {}", name(part))),
            description: "What changed, by whom and in which commit".to_owned(),
            root: "../",
            href: self.href(number),
            crumbs,
            ..Shell::default()
        }
    }
}

/// How many landings are told, newest first: whole weeks of the last year, of at most [`MOST_LANDINGS`] landings. A week
/// with more is told as far as they go.
fn whole_weeks(weeks: &[Period]) -> usize {
    let Some(newest) = weeks.first() else { return 0 };
    let is_told = |week: &Period| week.first().days_until(newest.first()) < MOST_WEEKS * 7;
    let told = weeks.partition_point(is_told);
    if told <= MOST_LANDINGS {
        return told;
    }
    let begun = weeks[MOST_LANDINGS];
    match weeks.partition_point(|week| *week > begun) {
        0 => MOST_LANDINGS,
        whole => whole,
    }
}

fn week_of(source: &Source<'_>, landing: u32) -> Period {
    let seconds = source
        .history
        .and_then(|history| Some(history.landing(landing)?.seconds));
    let zone = source.configuration().calendar.zone();
    Period::containing(Date::from_timestamp(seconds.unwrap_or(0), zone), Precision::Week, 1)
}

/// "week 47 of 2026", with the part where there are several.
fn name(part: &Part) -> String {
    let week = part.week.human();
    match part.of {
        1 => week,
        _ => format!("{week}, {}", part_words(part)),
    }
}

/// "part 2 of 3"; nothing where there is only one.
fn part_words(part: &Part) -> String {
    match part.of {
        1 => String::new(),
        of => format!("part {} of {of}", part.number),
    }
}

/// "47"
fn week_number(week: Period) -> String {
    week.human()
        .split(' ')
        .nth(1)
        .unwrap_or_default()
        .trim_end_matches(',')
        .to_owned()
}

/// "Week 47, 16 to 22 November 2026"
fn week_title(week: Period) -> String {
    let (first, last) = (week.first(), week.last());
    let number = week_number(week);
    let first_words = if first.month() == last.month() {
        first.day().to_string()
    } else {
        first.short()
    };
    format!("Week {number}, {first_words} to {}", last.long())
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The weeks of landings, newest first: how many landings each has.
    fn weeks(counts: &[usize]) -> Vec<Period> {
        let newest = Date::new(2026, 11, 20).unwrap();
        let days = (0..).step_by(7).map(|days| newest.plus_days(-days).unwrap());
        let weeks = days.map(|day| Period::containing(day, Precision::Week, 1)).zip(counts);
        weeks.flat_map(|(week, count)| vec![week; *count]).collect()
    }

    #[test]
    fn whole_weeks_of_a_year_are_told() {
        assert_eq!(whole_weeks(&[]), 0);
        assert_eq!(whole_weeks(&weeks(&[3, 0, 2])), 5);
        assert_eq!(whole_weeks(&weeks(&[1; 60])), 53);
        // The week in which the most is reached is left out; if it is the only one it is told in part.
        assert_eq!(whole_weeks(&weeks(&[900, 1_100])), 2_000);
        assert_eq!(whole_weeks(&weeks(&[900, 1_000, 500])), 1_900);
        assert_eq!(whole_weeks(&weeks(&[2_400, 10])), MOST_LANDINGS);
    }
}
