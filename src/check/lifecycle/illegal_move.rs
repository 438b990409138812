//! A status that may not follow the one before it.

use super::{counted, landing_words};
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::history::{History, Landed, StateChange, Written};
use crate::schema::{Kind, Lifecycle};
use crate::text::FieldPath;
use crate::time::Date;
use crate::value::StatusIndex;
use crate::workspace::{Record, RecordIndex};
use std::collections::VecDeque;

/// The lifecycle does not have the move.
pub(super) static RULE: Rule = Rule {
    name: "illegal-move",
    group: Group::Lifecycle,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Change;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // Where somebody asks about a change, what landed before it is not the question.
    let Some(history) = context.base.or(context.history) else {
        return;
    };
    for (index, record) in context.workspace.records() {
        let kind = context.workspace.kind_of(record);
        if let Some(lifecycle) = kind.lifecycle.as_ref().filter(|lifecycle| lifecycle.strict) {
            moves(context, history, (index, record), (kind, lifecycle), found);
        }
    }
}

fn moves(
    context: &Context<'_>,
    history: &History,
    (index, record): (RecordIndex, &Record),
    (kind, lifecycle): (&Kind, &Lifecycle),
    found: &mut Vec<Diagnostic>,
) {
    let workspace = context.workspace;
    let zone = workspace.configuration().calendar.zone();
    let timeline = history.timeline(workspace, index);
    let moved = timeline
        .all_events()
        .iter()
        .any(|event| history.word(event.field) == "status");
    if !moved {
        return;
    }
    for pair in timeline.states().windows(2) {
        let [before, after] = pair else { continue };
        let (Some(from), Some(to)) = (declared(before), declared(after)) else {
            continue;
        };
        if lifecycle.statuses[from.0 as usize].next.contains(&to) {
            continue;
        }
        let names = [from, to].map(|status| &*lifecycle.statuses[status.0 as usize].name);
        let finding = match after.since.landed {
            Landed::Pending => RULE.at(
                workspace.span(record, record.status_range.unwrap_or(record.head)),
                format!("{} cannot go from {} to {}", kind.noun(), names[0], names[1]),
            ),
            landed => {
                let Some(number) = counted(landed).filter(|_| context.base.is_none()) else {
                    continue;
                };
                if !is_judged(context, history, number) {
                    continue;
                }
                let when = landing_words(history, number, zone);
                RULE.at(
                    workspace.span(record, record.status_range.unwrap_or(record.head)),
                    format!(
                        "this {} went from {} to {} {when}, which its lifecycle does not have",
                        kind.bare_noun(),
                        names[0],
                        names[1]
                    ),
                )
                .at_level(Level::Warning)
            }
        };
        let commit = counted(after.since.landed).and_then(|number| history.landing(number));
        let commit = commit.map_or_else(String::new, |landing| landing.commit.to_string());
        found.push(
            finding
                .with_help(help(kind, lifecycle, from, to, after.since.landed))
                .about(
                    FieldPath::field("status"),
                    &format!("{}>{} {commit}", names[0], names[1]),
                )
                .of(workspace.identity(record)),
        );
    }
}

fn declared(state: &StateChange) -> Option<StatusIndex> {
    match state.status {
        Written::Status(status) => Some(status),
        // Nobody can say what may follow a status that is not declared.
        Written::Unknown(_) => None,
    }
}

/// Says whether the workspace wants moves of this landing to be judged.
fn is_judged(context: &Context<'_>, history: &History, number: u32) -> bool {
    let configuration = context.workspace.configuration();
    let Some((baseline, landing)) = configuration.history_baseline.zip(history.landing(number)) else {
        return true;
    };
    Date::from_timestamp(landing.seconds, configuration.calendar.zone()) >= baseline
}

fn help(kind: &Kind, lifecycle: &Lifecycle, from: StatusIndex, to: StatusIndex, landed: Landed) -> String {
    if landed != Landed::Pending {
        return "nothing can undo it: `[history] baseline` in `opsbook.toml` names the day from which moves are judged, \
                and `[[allow]]` accepts this one"
            .to_owned();
    }
    let name = |status: StatusIndex| &*lifecycle.statuses[status.0 as usize].name;
    let next: Vec<&str> = lifecycle.statuses[from.0 as usize]
        .next
        .iter()
        .map(|status| name(*status))
        .collect();
    match way(lifecycle, from, to) {
        Some(between) => {
            let between: Vec<&str> = between.into_iter().map(name).collect();
            format!(
                "{} may become {}; the way leads over {}, in a landing of its own",
                name(from),
                one_of(&next),
                between.join(" and ")
            )
        }
        None if next.is_empty() => format!("{} is where {} ends", name(from), kind.noun()),
        None => format!("{} may become {}", name(from), one_of(&next)),
    }
}

/// "a", "a or b", "a, b or c".
fn one_of(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The statuses between two on the shortest way that the lifecycle has.
fn way(lifecycle: &Lifecycle, from: StatusIndex, to: StatusIndex) -> Option<Vec<StatusIndex>> {
    let mut before: Vec<Option<StatusIndex>> = vec![None; lifecycle.statuses.len()];
    let mut queue = VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        for next in &lifecycle.statuses[at.0 as usize].next {
            if *next == from || before[next.0 as usize].is_some() {
                continue;
            }
            before[next.0 as usize] = Some(at);
            queue.push_back(*next);
        }
    }
    let mut between = Vec::new();
    let mut at = before[to.0 as usize]?;
    while at != from {
        between.push(at);
        at = before[at.0 as usize]?;
    }
    between.reverse();
    (!between.is_empty()).then_some(between)
}
