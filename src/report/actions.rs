//! Action items of a record's text.

use super::{Cell, Source};
use crate::time::Date;
use crate::workspace::{Place, Record};
use serde::Serialize;

/// Something to do.
#[derive(Debug, Clone, Serialize)]
pub struct Action {
    /// What.
    pub text: String,
    /// Who.
    pub who: Option<Cell>,
    /// By when.
    pub due: Option<Cell>,
    /// The same as a day to reckon with.
    #[serde(skip)]
    pub day: Option<Date>,
    /// The day is past.
    pub overdue: bool,
    /// Days past due; 0 where it is not.
    pub days_late: i64,
}

/// The open actions of a record, by day, those without a day last.
pub(super) fn open_actions(source: &Source<'_>, record: &Record) -> Vec<Action> {
    let workspace = source.workspace;
    let Some(body) = record.body else { return Vec::new() };
    let Some(outline) = workspace.document(body).outline() else {
        return Vec::new();
    };
    let mut actions: Vec<Action> = Vec::new();
    for action in outline.actions.iter().filter(|action| !action.done) {
        let who = action.handle.as_ref().map(|(range, handle)| {
            let reference = workspace
                .references_of(record)
                .iter()
                .find(|reference| reference.place == Place::Action && reference.range == *range);
            match reference.and_then(|reference| reference.target.record()) {
                Some(index) => Cell::record(source, index),
                None => Cell {
                    broken: true,
                    ..Cell::text(format!("@{handle}"))
                },
            }
        });
        let date = action.due.as_ref().and_then(|(_, due)| due.as_ref().ok().copied());
        let late = date.map_or(0, |date| date.days_until(source.today)).max(0);
        actions.push(Action {
            text: action.text.to_string(),
            who,
            due: date.map(Cell::day),
            day: date,
            overdue: late > 0,
            days_late: late,
        });
    }
    // Stable: those of one day stay in the order of the text.
    actions.sort_by_key(|action| (action.day.is_none(), action.day));
    actions
}
