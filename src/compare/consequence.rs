//! What follows from a change: days, who waits, who was promised what, which runs are under way.

use super::change::{Change, What};
use super::edit::Edit;
use super::words::{period, title_of};
use super::{Group, Lens};
use crate::change::unquoted;
use crate::schema::Category;
use crate::text::{decimal, visible};
use crate::time::Period;
use crate::value::{FieldDefinition, Type, Value};
use crate::workspace::{Place, Record, RecordIndex, Reference, Workspace};
use std::collections::BTreeSet;

/// The most consequences of one change.
pub(super) const MOST: usize = 6;
/// Names of those who are touched in the same way.
const NAMES: usize = 3;

/// What follows from a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// In one sentence without full stop.
    pub text: String,
    /// Somebody else is touched.
    pub affects_others: bool,
}

impl Change {
    fn follows(&mut self, text: impl Into<String>, affects_others: bool) {
        if self.consequences.len() < MOST {
            self.consequences.push(Consequence {
                text: text.into(),
                affects_others,
            });
        }
    }
}

/// Days by which a date moved (METHODS §5, `plan.slip`): from the last day of the old to the last day of the new.
pub(super) fn slip(change: &mut Change, of: Option<&FieldDefinition>, lens: &Lens<'_>) {
    let Some(of) = of.filter(|of| matches!(of.of, Type::Period | Type::Date | Type::Moment)) else {
        return;
    };
    let side = |raw: &Option<String>| raw.as_deref().and_then(|raw| period(raw, lens));
    let (old, new) = (side(&change.old_raw), side(&change.new_raw));
    let (Some(old), Some(new)) = (old, new) else {
        if of.promise && old.is_some() {
            change.follows("withdrawn: there is no date any more", false);
        }
        return;
    };
    let calendar = &lens.workspace.configuration().calendar;
    let days = old.last().days_until(new.last());
    let workdays = calendar.workdays_between(old.last(), new.last());
    change.days = Some(days);
    change.workdays = Some(workdays);
    if !of.promise && change.group != Group::Promises {
        return;
    }
    let counted = |count: i64, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let amount = format!(
        "{} ({})",
        counted(days.abs(), "day"),
        counted(workdays.abs(), "working day")
    );
    if new != old && new.is_within(old) {
        change.follows("a narrower date inside the old one", false);
    } else if days > 0 {
        change.follows(format!("{amount} later"), false);
    } else if days < 0 {
        change.follows(format!("{amount} earlier"), false);
    }
}

/// What follows from a record that came or went.
pub(super) fn of_record(change: &mut Change, edit: &Edit, lens: &Lens<'_>) {
    if change.what != What::Went {
        return;
    }
    // Those that still name it are findings; here it is told who relied on it.
    let Some(before) = lens.before else { return };
    let Some(kind) = before.schema().find(&edit.identity.kind) else {
        return;
    };
    let Some(index) = before.find_exact(kind, edit.identity.id.as_str()) else {
        return;
    };
    let users: BTreeSet<RecordIndex> = before
        .incoming(index)
        .filter(|reference| matches!(reference.place, Place::Field(_)))
        .map(|reference| reference.from)
        .filter(|from| *from != index && still_there(before, *from, lens))
        .collect();
    if !users.is_empty() {
        let names = names(before, users.into_iter());
        change.follows(format!("{names} referred to it"), true);
    }
}

fn still_there(before: &Workspace, index: RecordIndex, lens: &Lens<'_>) -> bool {
    let record = before.record(index);
    let kind = lens.workspace.schema().find(&before.kind_of(record).name);
    kind.is_some_and(|kind| lens.workspace.find(kind, record.id.as_str()).is_some())
}

/// What follows from another value of a field.
pub(super) fn of_field(change: &mut Change, edit: &Edit, lens: &Lens<'_>) {
    let Some(index) = edit.record else { return };
    let workspace = lens.workspace;
    let record = workspace.record(index);
    let top_end = change.field.find(['.', '[']).unwrap_or(change.field.len());
    let (top, is_top) = (change.field[..top_end].to_owned(), top_end == change.field.len());
    match (&*edit.identity.kind, &*top) {
        (_, "status") => status(change, index, record, lens),
        (_, "owner") if change.new.is_none() && workspace.team(record).is_none() => {
            change.follows("nobody owns it now", false);
        }
        ("process", "steps" | "sla" | "omits" | "follows") => runs(change, index, lens),
        ("metric" | "objective" | "initiative", _) => lowered(change),
        _ => {}
    }
    let is_promise = is_top
        && workspace
            .kind_of(record)
            .fields
            .named(&top)
            .is_some_and(|field| field.promise);
    if let Some(new) = change
        .new_raw
        .as_deref()
        .and_then(|raw| period(raw, lens))
        .filter(|_| is_promise)
    {
        waiting(change, index, new, lens);
        promised(change, record, new, lens);
        with_release(change, index, &top, lens);
    }
}

/// Open records that refer to this one in a field of this name.
fn open_users<'a>(
    workspace: &'a Workspace,
    index: RecordIndex,
    field: &'static str,
) -> impl Iterator<Item = (&'a Reference, &'a Record)> {
    workspace
        .incoming(index)
        .filter(move |reference| reference.from != index && workspace.field_path(reference).to_string() == field)
        .map(|reference| (reference, workspace.record(reference.from)))
        .filter(|(_, record)| {
            workspace
                .status(record)
                .is_none_or(|status| !status.category.is_closed())
        })
}

/// Who waits for it, and whether that still fits.
fn waiting(change: &mut Change, index: RecordIndex, new: Period, lens: &Lens<'_>) {
    let workspace = lens.workspace;
    for (reference, record) in open_users(workspace, index, "depends_on") {
        let title = visible(workspace.title(record)).into_owned();
        let needed = detail(workspace, record, reference, "needed_by").and_then(Value::as_date);
        let start = workspace.value(record, "start").and_then(|value| match value {
            Value::Period(period) => Some(*period),
            _ => None,
        });
        match (needed, start) {
            (Some(needed), _) if needed < new.last() => {
                let days = needed.days_until(new.last());
                let word = if days == 1 { "day" } else { "days" };
                change.follows(
                    format!("{title} needs it by {}: {days} {word} too late", needed.short()),
                    true,
                );
            }
            (Some(needed), _) => {
                change.follows(format!("{title} needs it by {}: still in time", needed.short()), true);
            }
            (None, Some(start)) if start.last() < new.last() => {
                change.follows(format!("{title} now starts before it ends"), true);
            }
            _ => change.follows(format!("{title} waits for it"), true),
        }
    }
}

/// To whom it was promised, and whether that still holds.
fn promised(change: &mut Change, record: &Record, new: Period, lens: &Lens<'_>) {
    let workspace = lens.workspace;
    for reference in workspace.references_of(record) {
        if workspace.field_path(reference).to_string() != "promised_to" {
            continue;
        }
        let customer = title_of(&[], workspace.written(reference), lens);
        let by = detail(workspace, record, reference, "by").and_then(|value| match value {
            Value::Period(period) => Some(*period),
            _ => None,
        });
        match by {
            Some(by) if new.last() > by.last() => {
                let days = by.last().days_until(new.last());
                let word = if days == 1 { "day" } else { "days" };
                change.follows(
                    format!("{customer} was promised {}: broken by {days} {word}", by.human()),
                    true,
                );
            }
            Some(by) => change.follows(format!("{customer} was promised {}: still kept", by.human()), true),
            None => change.follows(format!("it was promised to {customer}"), true),
        }
    }
}

/// A release moves what ships in it and has no date of its own.
fn with_release(change: &mut Change, index: RecordIndex, field: &str, lens: &Lens<'_>) {
    let workspace = lens.workspace;
    let items: BTreeSet<RecordIndex> = open_users(workspace, index, "release")
        .filter(|(_, record)| workspace.value(record, field).is_none())
        .map(|(reference, _)| reference.from)
        .collect();
    if !items.is_empty() {
        let verb = if items.len() == 1 { "moves" } else { "move" };
        change.follows(format!("{} {verb} with it", names(workspace, items.into_iter())), true);
    }
}

/// A detail of a reference by its name.
fn detail<'a>(workspace: &Workspace, record: &Record, reference: &'a Reference, name: &str) -> Option<&'a Value> {
    let Place::Field(number) = reference.place else {
        return None;
    };
    let at = workspace.schema().reference_uses().get(number as usize)?;
    let top = workspace.kind_of(record).fields.get(at.top);
    let Type::Reference(of) = top.of.element() else {
        return None;
    };
    let field = of.details.find(name)?;
    let member = reference.details().iter().find(|member| member.of == field)?;
    Some(&member.value)
}

/// Another status: who waits, whom to tell.
fn status(change: &mut Change, index: RecordIndex, record: &Record, lens: &Lens<'_>) {
    let workspace = lens.workspace;
    let Some(category) = workspace.status(record).map(|status| status.category) else {
        return;
    };
    if let Some(Value::Text(reason)) = workspace.value(record, "dropped_reason")
        && category == Category::Dropped
    {
        change.follows(format!("“{}”", crate::text::clip(reason)), false);
    }
    let waiting: BTreeSet<RecordIndex> = open_users(workspace, index, "depends_on")
        .map(|(reference, _)| reference.from)
        .collect();
    if !waiting.is_empty() {
        let several = waiting.len() > 1;
        let names = names(workspace, waiting.into_iter());
        let text = match category {
            Category::Done => Some(format!("{names} can go on")),
            Category::Active => None,
            Category::Backlog | Category::Waiting if !was_active(change, record, lens) => None,
            _ if several => Some(format!("{names} wait for it")),
            _ => Some(format!("{names} waits for it")),
        };
        if let Some(text) = text {
            change.follows(text, true);
        }
    }
    let feedback: BTreeSet<RecordIndex> = open_users(workspace, index, "initiatives")
        .map(|(reference, _)| reference.from)
        .collect();
    if !feedback.is_empty() && category.is_closed() {
        let customers: BTreeSet<RecordIndex> = feedback
            .iter()
            .flat_map(|item| workspace.targets(workspace.record(*item), "customer"))
            .collect();
        let items = counted(feedback.len(), "item of feedback", "items of feedback");
        let what = match category {
            Category::Done => format!("{items} can be answered"),
            _ => format!("{items} need another answer"),
        };
        let tell = match customers.len() {
            0 => String::new(),
            count => format!("; {} to tell", counted(count, "customer", "customers")),
        };
        change.follows(what + &tell, true);
    }
    if category.is_closed() {
        for customer in workspace.targets(record, "promised_to") {
            let title = visible(workspace.title(workspace.record(customer))).into_owned();
            let text = match category {
                Category::Done => format!("{title} was promised it"),
                _ => format!("{title} was promised it, and will not get it"),
            };
            change.follows(text, true);
        }
        let owned: BTreeSet<RecordIndex> = open_users(workspace, index, "owner")
            .map(|(reference, _)| reference.from)
            .collect();
        if !owned.is_empty() {
            let count = counted(owned.len(), "open record", "open records");
            change.follows(format!("still owns {count}"), true);
        }
    }
    // An item of feedback that is answered or declined was somebody's.
    if let Some(customer) = workspace.targets(record, "customer").next() {
        let title = visible(workspace.title(workspace.record(customer))).into_owned();
        change.follows(format!("from {title}"), false);
    }
}

/// Says whether the status before was an active one.
fn was_active(change: &Change, record: &Record, lens: &Lens<'_>) -> bool {
    let kind = lens.workspace.kind_of(record);
    let old = change.old_raw.as_deref().and_then(unquoted);
    let status = old.and_then(|old| kind.lifecycle.as_ref()?.find(old));
    status
        .and_then(|status| kind.status(status))
        .is_some_and(|status| status.category == Category::Active)
}

/// Runs that go on by the steps as they were.
fn runs(change: &mut Change, index: RecordIndex, lens: &Lens<'_>) {
    let workspace = lens.workspace;
    let running: BTreeSet<RecordIndex> = open_users(workspace, index, "process")
        .map(|(reference, _)| reference.from)
        .collect();
    if !running.is_empty() {
        let verb = if running.len() == 1 { "is" } else { "are" };
        change.follows(
            format!(
                "{} {verb} under way by the steps as they were",
                names(workspace, running.into_iter())
            ),
            true,
        );
    }
    let variants: BTreeSet<RecordIndex> = open_users(workspace, index, "follows")
        .map(|(reference, _)| reference.from)
        .collect();
    if !variants.is_empty() {
        let verb = if variants.len() == 1 { "follows" } else { "follow" };
        change.follows(
            format!("{} {verb} this standard", names(workspace, variants.into_iter())),
            true,
        );
    }
}

/// Whether a number of a target went down or up.
fn lowered(change: &mut Change) {
    let leaf = change.field.rsplit(['.', ']']).next().unwrap_or(&change.field);
    if !matches!(leaf, "target" | "value" | "expect" | "baseline") {
        return;
    }
    let side = |raw: &Option<String>| {
        raw.as_deref()
            .and_then(|raw| unquoted(raw).unwrap_or(raw).parse::<f64>().ok())
    };
    let (Some(old), Some(new)) = (side(&change.old_raw), side(&change.new_raw)) else {
        return;
    };
    let by = decimal((new - old).abs());
    if new < old {
        change.follows(format!("lowered by {by}"), false);
    } else if new > old {
        change.follows(format!("raised by {by}"), false);
    }
}

/// "Team inbox", "Team inbox and Audit log", "Team inbox, Audit log, Rooms and 4 more".
fn names(workspace: &Workspace, records: impl Iterator<Item = RecordIndex>) -> String {
    let titles: Vec<String> = records
        .map(|index| visible(workspace.title(workspace.record(index))).into_owned())
        .collect();
    let more = titles.len().saturating_sub(NAMES);
    match titles.as_slice() {
        [one] => one.clone(),
        [first @ .., last] if more == 0 => format!("{} and {last}", first.join(", ")),
        all => format!("{} and {more} more", all[..NAMES.min(all.len())].join(", ")),
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
