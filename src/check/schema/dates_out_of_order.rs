//! Something that was done before it began, or began before it was there.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::schema::Kind;
use crate::text::{FieldPath, TextRange};
use crate::time::Zone;
use crate::value::{FieldIndex, Fields, Member, Type, Value};
use crate::workspace::{Record, Workspace};
use rayon::prelude::*;
use std::cmp::Ordering;

/// Of two days that belong together the later one is written as the earlier.
pub(super) static RULE: Rule = Rule {
    name: "dates-out-of-order",
    group: Group::Schema,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::File;

/// Keys of which the first is never later than the second, wherever both stand in one table.
const PAIRS: [(&str, &str); 2] = [("started", "done"), ("from", "to")];

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    let records = workspace.records().map(|(_, record)| record);
    let records: Vec<&Record> = records.filter(|record| !workspace.is_known(record.document)).collect();
    // Names are looked up once a kind, not once a record.
    let pairs: Vec<Vec<Pair>> = workspace.schema().kinds().map(pairs_of).collect();
    let lists: Vec<Vec<Diagnostic>> = records
        .par_iter()
        .with_min_len(256)
        .map(|record| of_record(workspace, record, &pairs[record.kind.0 as usize]))
        .collect();
    found.extend(lists.into_iter().flatten());
}

/// Two fields of which the first is never later than the second.
type Pair = (FieldIndex, FieldIndex);

fn pair(fields: &Fields, (first, then): (&str, &str)) -> Option<Pair> {
    Some((fields.find(first)?, fields.find(then)?))
}

/// The pairs of a kind's own fields, the one that says most first.
fn pairs_of(kind: &Kind) -> Vec<Pair> {
    let born = kind.lifecycle.as_ref().and_then(|lifecycle| lifecycle.created);
    let born = born.map_or("created", |born| &*kind.fields.get(born).name);
    let names = [("started", "done"), (born, "started"), (born, "done")];
    names
        .into_iter()
        .filter_map(|names| pair(&kind.fields, names))
        .collect()
}

fn of_record(workspace: &Workspace, record: &Record, pairs: &[Pair]) -> Vec<Diagnostic> {
    let kind = workspace.kind_of(record);
    let zone = workspace.configuration().calendar.zone();
    let mut wrong = Vec::new();
    for pair in pairs {
        if wrong.is_empty() {
            compare(&kind.fields, &record.fields, *pair, zone, &mut wrong);
        }
    }
    for one in &mut wrong {
        one.of_record = true;
    }
    for (definition, field) in workspace.fields(record) {
        inside(&definition.of, &field.value, zone, &mut wrong);
    }
    let findings = wrong.into_iter().map(|one| {
        RULE.at(
            workspace.span(record, one.range),
            format!("`{}` {} is before `{}` {}", one.then, one.later, one.first, one.earlier),
        )
        .with_related(workspace.span(record, one.first_range), format!("`{}`", one.first))
        .with_help(
            match one.of_record {
                true => "correct the day that is wrong, or leave it out: the history knows when a status was entered",
                false => "correct the day that is wrong",
            }
            .to_owned(),
        )
        .about(FieldPath::field(&one.then), &one.later)
        .of(workspace.identity(record))
    });
    findings.collect()
}

/// Two days in the wrong order.
struct Wrong {
    /// They are days of the record itself, not of a step or pause in it.
    of_record: bool,
    first: String,
    first_range: TextRange,
    earlier: String,
    then: String,
    range: TextRange,
    later: String,
}

/// Looks into tables, lists of them and maps of them.
fn inside(of: &Type, value: &Value, zone: &Zone, wrong: &mut Vec<Wrong>) {
    match (of, value) {
        (Type::Table(fields), Value::Table(members)) => {
            for pair in PAIRS.into_iter().filter_map(|names| pair(fields, names)) {
                compare(fields, members, pair, zone, wrong);
            }
            for member in members {
                inside(&fields.get(member.of).of, &member.value, zone, wrong);
            }
        }
        (Type::List(of), Value::List(items)) => items.iter().for_each(|item| inside(of, &item.value, zone, wrong)),
        (Type::Map { of, .. }, Value::Map(pairs)) => {
            pairs.iter().for_each(|pair| inside(of, &pair.item.value, zone, wrong));
        }
        _ => {}
    }
}

fn compare(fields: &Fields, members: &[Member], (first, then): Pair, zone: &Zone, wrong: &mut Vec<Wrong>) {
    let member = |index: FieldIndex| members.iter().find(|member| member.of == index);
    let (Some(earlier), Some(later)) = (member(first), member(then)) else {
        return;
    };
    if order(&earlier.value, &later.value, zone) == Some(Ordering::Greater) {
        wrong.push(Wrong {
            of_record: false,
            first: fields.get(first).name.to_string(),
            first_range: earlier.range,
            earlier: shown(&earlier.value),
            then: fields.get(then).name.to_string(),
            range: later.range,
            later: shown(&later.value),
        });
    }
}

/// Orders two times; days without a time are compared as days. `None` where one is no time.
fn order(a: &Value, b: &Value, zone: &Zone) -> Option<Ordering> {
    if let (Value::Moment(a), Value::Moment(b)) = (a, b)
        && !a.is_day()
        && !b.is_day()
    {
        return Some(a.start(zone).cmp(&b.start(zone)));
    }
    let day = |value: &Value| match value {
        Value::Date(date) => Some(*date),
        Value::Moment(moment) => Some(moment.date(zone)),
        _ => None,
    };
    Some(day(a)?.cmp(&day(b)?))
}

fn shown(value: &Value) -> String {
    match value {
        Value::Date(date) => date.to_string(),
        Value::Moment(moment) => moment.to_string(),
        _ => String::new(),
    }
}
