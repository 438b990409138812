//! An id that belonged to another record before.

use super::landing_words;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::history::{Birth, History, Life};
use crate::text::{FieldPath, Id};
use crate::value::KindIndex;
use crate::workspace::{RecordIndex, Workspace};
use std::collections::BTreeMap;

/// A deleted record had it.
pub(super) static RULE: Rule = Rule {
    name: "reused-id",
    group: Group::Lifecycle,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Change;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    // Of a base alone only what changed is known; the whole history knows who is gone.
    let Some(history) = context.history.or(context.base) else {
        return;
    };
    let mut gone: BTreeMap<(KindIndex, &Id), &Life> = BTreeMap::new();
    let name = |life: &Life| (life.kind, history.id(workspace, life));
    for life in history.lives().iter().filter(|life| life.record.is_none()) {
        let later = gone.get(&name(life)).is_none_or(|known| known.end < life.end);
        if later {
            gone.insert(name(life), life);
        }
    }
    if gone.is_empty() {
        return;
    }
    let zone = workspace.configuration().calendar.zone();
    for life in history.lives() {
        let (Some(index), Some(before)) = (life.record, gone.get(&name(life))) else {
            continue;
        };
        let (Some(end), since) = (before.end, begun(history, life)) else {
            continue;
        };
        let Some(since) = since.filter(|since| *since >= end) else {
            continue;
        };
        let old_title = title(history, workspace, before, None);
        // Somebody who takes back a deletion brings the same record again.
        if old_title.is_some() && old_title == title(history, workspace, life, Some(index)) {
            continue;
        }
        let is_new = since >= history.landings();
        let past = history.landing(since);
        let is_judged = workspace
            .configuration()
            .history_baseline
            .zip(past)
            .is_none_or(|(baseline, landing)| crate::time::Date::from_timestamp(landing.seconds, zone) >= baseline);
        if !is_judged || (context.base.is_some() && !is_new) {
            continue;
        }
        let record = workspace.record(index);
        let named = old_title.map_or_else(String::new, |title| format!(", {}", crate::text::clip(&title)));
        let finding = RULE
            .at(
                workspace.span(record, record.id_range.unwrap_or(record.head)),
                format!(
                    "the id `{}` belonged to another {}{named}, deleted {}",
                    record.id,
                    workspace.kind_of(record).bare_noun(),
                    landing_words(history, end, zone)
                ),
            )
            .with_help("choose another id: links from outside and the history still lead to the old one".to_owned())
            .about(FieldPath::field("id"), record.id.as_str())
            .of(workspace.identity(record));
        found.push(if is_new {
            finding
        } else {
            finding.at_level(Level::Warning)
        });
    }
}

/// The landing with which a life began; one past the last for what did not land yet.
fn begun(history: &History, life: &Life) -> Option<u32> {
    match life.birth {
        Birth::Landing(landing) => Some(landing),
        Birth::Pending => Some(history.landings()),
        Birth::Unknown | Birth::BeforeFirst => None,
    }
}

/// The title that a record had at its birth, or, of one that is gone, at its end.
fn title(history: &History, workspace: &Workspace, life: &Life, index: Option<RecordIndex>) -> Option<String> {
    let field = workspace.schema().kind(life.kind).fields.find("title")?;
    let timeline = match index {
        Some(index) => history.timeline(workspace, index),
        None => history.timeline_of(workspace, life),
    };
    let values = timeline.values(field);
    let value = match index {
        Some(_) => values.first(),
        None => values.last(),
    };
    value?.raw.clone()
}
