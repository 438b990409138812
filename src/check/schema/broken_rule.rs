//! A record that breaks a rule of its kind.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::expression::Named;
use crate::schema::KindRule;
use crate::text::{FieldPath, TextRange, clip};
use crate::workspace::{Record, RecordIndex, Workspace};
use rayon::prelude::*;

/// What a rule of the kind requires does not hold. The level is that rule's own.
pub(super) static RULE: Rule = Rule {
    name: "broken-rule",
    group: Group::Schema,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let records: Vec<(RecordIndex, &Record)> = context.workspace.records().collect();
    let broken: Vec<Vec<Diagnostic>> = records
        .par_iter()
        .with_min_len(256)
        .map(|(index, record)| {
            let rules = &context.workspace.kind_of(record).rules;
            let broken = rules.iter().filter(|rule| is_broken(rule, context, *index));
            broken.map(|rule| finding(rule, context, *index, record)).collect()
        })
        .collect();
    found.extend(broken.into_iter().flatten());
}

/// A `when` that is missing does not select, a `require` that is missing is not broken (DESIGN §7).
fn is_broken(rule: &KindRule, context: &Context<'_>, index: RecordIndex) -> bool {
    let (workspace, today) = (context.workspace, context.today);
    let selects = rule
        .when
        .as_ref()
        .is_none_or(|when| when.holds(workspace, index.0, today) == Some(true));
    selects && rule.require.holds(workspace, index.0, today) == Some(false)
}

fn finding(rule: &KindRule, context: &Context<'_>, index: RecordIndex, record: &Record) -> Diagnostic {
    let workspace = context.workspace;
    let (range, field) = place(rule, workspace, record);
    RULE.at(
        workspace.span(record, range),
        format!(
            "{} `{}` {}",
            workspace.kind_of(record).name,
            record.id,
            rule.message.render(workspace, index.0, context.today)
        ),
    )
    .with_help(way_out(rule, workspace, record))
    .at_level(rule.level)
    .about(field, &rule.name)
    .of(workspace.identity(record))
}

/// What may be changed: whatever the rule names of the record, and the rule.
fn way_out(rule: &KindRule, workspace: &Workspace, record: &Record) -> String {
    let named = rule
        .when
        .iter()
        .flat_map(|when| when.named())
        .chain(rule.require.named());
    let mut names: Vec<&str> = Vec::new();
    for named in named {
        let name = match named {
            Named::Field(field) => &*workspace.definition(record.kind, *field).name,
            Named::Status => "status",
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let kind = &workspace.kind_of(record).name;
    let rule = format!("the rule `{}` of the kind `{kind}` asks for it", clip(&rule.name));
    match names.as_slice() {
        [] => rule,
        [one] => format!("correct {one}: {rule}"),
        [first @ .., last] => format!("correct {} or {last}: {rule}", first.join(", ")),
    }
}

/// The first that `require` names and the record has, else the record as a whole.
fn place(rule: &KindRule, workspace: &Workspace, record: &Record) -> (TextRange, FieldPath) {
    let places = rule.require.named().iter().filter_map(|named| match named {
        Named::Field(field) => {
            let range = record.field(*field)?.range;
            Some((range, &*workspace.definition(record.kind, *field).name))
        }
        Named::Status => Some((record.status_range?, "status")),
    });
    let first = places.map(|(range, name)| (range, FieldPath::field(name))).next();
    first.unwrap_or_else(|| (record.head, FieldPath::default()))
}
