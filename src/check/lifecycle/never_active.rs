//! Work that is done and that nobody was ever seen doing.

use super::counted;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::history::{Birth, Landed, StateChange, Written};
use crate::schema::{Category, Lifecycle};
use crate::text::FieldPath;
use crate::time::Date;
use crate::workspace::Record;

/// It went to a done status without an active one before.
pub(super) static RULE: Rule = Rule {
    name: "never-active",
    group: Group::Lifecycle,
    level: Level::Info,
};
pub(super) const NEEDS: Needs = Needs::History;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (workspace, Some(history)) = (context.workspace, context.history) else {
        return;
    };
    let configuration = workspace.configuration();
    for (index, record) in workspace.records() {
        let kind = workspace.kind_of(record);
        let Some(lifecycle) = kind.lifecycle.as_ref().filter(|lifecycle| is_worked_on(lifecycle)) else {
            continue;
        };
        let is_done = workspace
            .status(record)
            .is_some_and(|status| status.category == Category::Done);
        if !is_done || says_when(lifecycle, record) {
            continue;
        }
        let timeline = history.timeline(workspace, index);
        if timeline.birth() == Birth::Unknown {
            continue;
        }
        let states = timeline.states();
        // What was seen done first was done before it was written down.
        let Some(done) = states.windows(2).find_map(|pair| {
            let done = category(lifecycle, &pair[1]) == Category::Done;
            (done && category(lifecycle, &pair[0]) != Category::Done).then_some(&pair[1])
        }) else {
            continue;
        };
        let was_active = states
            .iter()
            .any(|state| category(lifecycle, state) == Category::Active);
        let in_past = counted(done.since.landed).and_then(|number| history.landing(number));
        let before_baseline = configuration
            .history_baseline
            .zip(in_past)
            .is_some_and(|(baseline, landing)| {
                Date::from_timestamp(landing.seconds, configuration.calendar.zone()) < baseline
            });
        if was_active || before_baseline || matches!(done.since.landed, Landed::Ignored(_)) {
            continue;
        }
        let name = workspace.status(record).map_or("done", |status| &status.name);
        found.push(
            RULE.at(
                workspace.span(record, record.status_range.unwrap_or(record.head)),
                format!(
                    "this {} is {} and was never seen being worked on",
                    kind.bare_noun(),
                    name.replace('-', " ")
                ),
            )
            .with_help("if it was, write `started = …` with the day on which work began".to_owned())
            .about(FieldPath::field("status"), name)
            .of(workspace.identity(record)),
        );
    }
}

/// Says whether records of a lifecycle are worked on and say so themselves.
fn is_worked_on(lifecycle: &Lifecycle) -> bool {
    let has_active = lifecycle
        .statuses
        .iter()
        .any(|status| status.category == Category::Active);
    lifecycle.flow && lifecycle.derived_from.is_none() && has_active
}

/// Says whether a field tells when the record was worked on.
fn says_when(lifecycle: &Lifecycle, record: &Record) -> bool {
    let active = lifecycle
        .statuses
        .iter()
        .filter(|status| status.category == Category::Active);
    active
        .filter_map(|status| status.date)
        .any(|field| record.get(field).is_some())
}

/// The category of a state; what nobody declares counts as active.
fn category(lifecycle: &Lifecycle, state: &StateChange) -> Category {
    match state.status {
        Written::Status(index) => lifecycle.statuses[index.0 as usize].category,
        Written::Unknown(_) => Category::Active,
    }
}
