//! What happened to a record: the last section of its page, and since when it is in its status.

use super::{Source, counted};
use crate::compare::{Change, LandingChanges, life_changes};
use crate::history::{Birth, Landed, LandingOf, StateChange, Timeline};
use crate::time::Date;
use crate::workspace::RecordIndex;
use serde::Serialize;

/// The section.
#[derive(Debug, Serialize)]
pub struct HistorySection {
    /// "11 changes"; empty where there is none.
    pub count: String,
    /// The changes, newest first.
    pub entries: Vec<HistoryEntry>,
    /// What is to be said of the time before the first of them; may be empty.
    pub beginning: String,
}

/// What one landing changed.
#[derive(Debug, Serialize)]
pub struct HistoryEntry {
    /// The day in words; empty for what did not land yet.
    pub date: String,
    /// The same for machines.
    pub day: String,
    /// What changed.
    pub lines: Vec<HistoryLine>,
    /// Who wrote it.
    pub author: String,
    /// Why, as a trailer says; else the first line of the message.
    pub said: String,
    /// The commit, seven digits.
    pub commit: String,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HistoryLine {
    /// The field, or a whole sentence where there is no value.
    pub label: String,
    /// The old value; empty for none.
    pub was: String,
    /// The new value; empty for none.
    pub now: String,
    /// "14 days (10 working days) later"; may be empty.
    pub note: String,
}

impl HistoryLine {
    /// Makes the line of a change.
    pub(super) fn new(change: &Change) -> Self {
        let is_list = !change.added.is_empty() || !change.removed.is_empty();
        let note: Vec<&str> = change.consequences.iter().map(|one| &*one.text).collect();
        let note = note.join("; ");
        match (&change.old, &change.new) {
            (old, Some(new)) if change.what == crate::compare::What::Field && !is_list && old.as_ref() != Some(new) => {
                Self {
                    label: change.label.clone(),
                    was: old.clone().unwrap_or_default(),
                    now: new.clone(),
                    note,
                }
            }
            _ => Self {
                label: change.words(),
                was: String::new(),
                now: String::new(),
                note,
            },
        }
    }
}

/// Entries of the section; `opsbook log` has all.
const MOST: usize = 40;
/// Lines of one entry.
const LINES: usize = 12;

impl HistorySection {
    /// Makes the section; `None` where there is no history.
    pub(super) fn new(source: &Source<'_>, index: RecordIndex) -> Option<Self> {
        let history = source.history?;
        let workspace = source.workspace;
        let timeline = history.timeline(workspace, index);
        let landings = match timeline.life() {
            Some(life) => life_changes(history, &source.lens(), life, 0),
            None => Vec::new(),
        };
        let count = landings.len();
        let entries = landings.iter().take(MOST).map(|one| entry(source, one)).collect();
        let beginning = match timeline.birth() {
            _ if count > MOST => format!(
                "and {} before: `opsbook log` tells them",
                counted(count - MOST, "change", "changes")
            ),
            Birth::BeforeFirst => history.landing(0).map_or_else(String::new, |first| {
                format!("In the book since it began, on {}.", day(source, &first).long())
            }),
            Birth::Unknown => "What happened before is not known: the history is incomplete.".to_owned(),
            Birth::Pending if count == 0 => "Not committed yet.".to_owned(),
            Birth::Landing(_) | Birth::Pending => String::new(),
        };
        Some(Self {
            count: if count == 0 {
                String::new()
            } else {
                counted(count, "change", "changes")
            },
            entries,
            beginning,
        })
    }
}

fn entry(source: &Source<'_>, of: &LandingChanges) -> HistoryEntry {
    let history = source.history;
    let landing = history.and_then(|history| history.landing(of.landing));
    let mut lines: Vec<HistoryLine> = of.changes.iter().take(LINES).map(HistoryLine::new).collect();
    if of.changes.len() > LINES {
        lines.push(HistoryLine {
            label: format!("and {} more", of.changes.len() - LINES),
            was: String::new(),
            now: String::new(),
            note: String::new(),
        });
    }
    let Some(landing) = landing else {
        return HistoryEntry {
            date: String::new(),
            day: String::new(),
            lines,
            author: "not committed yet".to_owned(),
            said: String::new(),
            commit: String::new(),
        };
    };
    let date = day(source, &landing);
    HistoryEntry {
        date: date.short(),
        day: date.to_string(),
        lines,
        author: crate::text::visible(landing.author).into_owned(),
        said: crate::text::clip(landing.reason.unwrap_or(landing.subject)),
        commit: landing.commit.short(),
    }
}

fn day(source: &Source<'_>, landing: &LandingOf<'_>) -> Date {
    Date::from_timestamp(landing.seconds, source.workspace.configuration().calendar.zone())
}

/// Says since when a record is in its status: "since 21 Sep 2026, 61 days"; empty where nobody can say.
pub(super) fn since(source: &Source<'_>, index: RecordIndex) -> String {
    let (workspace, Some(history)) = (source.workspace, source.history) else {
        return String::new();
    };
    if workspace.record(index).status.is_none() {
        return String::new();
    }
    let timeline = history.timeline(workspace, index);
    let zone = workspace.configuration().calendar.zone();
    let moment = match last_state(&timeline) {
        Some(state) => state.since,
        None => timeline.born(),
    };
    let Some(date) = moment.date(history, zone) else {
        return match moment.landed {
            Landed::Pending => "not committed yet".to_owned(),
            _ => String::new(),
        };
    };
    // A day that is still to come says nothing of how long it is so.
    let days = date.days_until(source.today);
    match days {
        ..0 => String::new(),
        0 => "since today".to_owned(),
        days => format!("since {}, {}", date.short(), counted(days as usize, "day", "days")),
    }
}

/// The state it is in now, where an event tells of it.
fn last_state(timeline: &Timeline<'_>) -> Option<StateChange> {
    let states = if timeline.all_events().is_empty() {
        Vec::new()
    } else {
        timeline.states()
    };
    states.into_iter().next_back()
}
