//! Records that nobody looked at for too long.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::history::History;
use crate::schema::Kind;
use crate::text::FieldPath;
use crate::time::{Calendar, Date, Duration, Unit};
use crate::value::Value;
use crate::workspace::{Record, RecordIndex, Workspace};

/// Neither changed nor reviewed in time (METHODS §10, `team.staleness`).
pub(super) static RULE: Rule = Rule {
    name: "stale-record",
    group: Group::Hygiene,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::History;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (workspace, Some(history)) = (context.workspace, context.history) else {
        return;
    };
    let calendar = &workspace.configuration().calendar;
    for (index, record) in workspace.records() {
        let kind = workspace.kind_of(record);
        let Some(every) = review_every(workspace, kind, record) else {
            continue;
        };
        let closed = workspace
            .status(record)
            .is_some_and(|status| status.category.is_closed());
        if closed {
            continue;
        }
        let reviewed = workspace.value(record, "reviewed").and_then(Value::as_date);
        let last = last_change(history, workspace, index, context.today).max(reviewed);
        let Some(last) = last else { continue };
        if last_day(last, every, calendar).is_none_or(|due| context.today <= due) {
            continue;
        }
        found.push(
            RULE.at(
                workspace.span(record, record.head),
                format!(
                    "nobody changed or reviewed this {} for {} days; it is to be looked at every {}",
                    kind.bare_noun(),
                    last.days_until(context.today),
                    words(every)
                ),
            )
            .with_help(format!(
                "bring it up to date, or write `reviewed = {}` if it is still true",
                context.today
            ))
            .about(FieldPath::field("reviewed"), "")
            .of(workspace.identity(record)),
        );
    }
}

/// How often a record is to be looked at: its own word, else its kind's.
fn review_every(workspace: &Workspace, kind: &Kind, record: &Record) -> Option<Duration> {
    if let Some(Value::Duration(every)) = workspace.value(record, "review_every") {
        return Some(*every);
    }
    // What follows other records is looked after with them, once it left its first status.
    let follows = kind
        .lifecycle
        .as_ref()
        .is_some_and(|lifecycle| lifecycle.derived_from.is_some() && record.status != Some(lifecycle.initial));
    if follows { None } else { kind.review_every }
}

/// The day of the last change of its fields or text; today where it did not land yet.
fn last_change(history: &History, workspace: &Workspace, index: RecordIndex, today: Date) -> Option<Date> {
    let timeline = history.timeline(workspace, index);
    let landings = history.landings();
    let is_pending = timeline
        .all_events()
        .last()
        .is_some_and(|event| event.landing >= landings)
        || timeline.birth() == crate::history::Birth::Pending;
    if is_pending {
        return Some(today);
    }
    let landing = history.landing(timeline.last_change()?)?;
    Some(Date::from_timestamp(
        landing.seconds,
        workspace.configuration().calendar.zone(),
    ))
}

/// The last day on which it is not stale.
fn last_day(last: Date, every: Duration, calendar: &Calendar) -> Option<Date> {
    let count = i64::from(every.count());
    match every.unit() {
        Unit::Day => last.plus_days(count),
        Unit::Week => last.plus_days(count * 7),
        Unit::WorkingDay => calendar.add_workdays(last, count),
        _ => last.plus_days(every.approximate_days(calendar).ceil() as i64),
    }
}

/// "30 days"; after "every" one of a unit goes without its number.
fn words(every: Duration) -> String {
    match every.count() {
        1 => every.unit().noun().to_owned(),
        _ => every.human(),
    }
}
