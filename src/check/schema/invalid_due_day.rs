//! An action item whose `due:` is no day.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, Span, clip};

/// What stands after `due:` is no day.
pub(super) static RULE: Rule = Rule {
    name: "invalid-due-day",
    group: Group::Schema,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::File;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for (_, record) in workspace.records() {
        let body = record.body.filter(|body| !workspace.is_known(*body));
        let Some(body) = body.map(|body| workspace.document(body)) else {
            continue;
        };
        for action in body.outline().map(|outline| &*outline.actions).unwrap_or_default() {
            let Some((range, Err(written))) = &action.due else {
                continue;
            };
            found.push(
                RULE.at(
                    Span::new(&body.path, *range),
                    format!("`{}` is no day of the calendar", clip(written)),
                )
                .with_help("write year, month and day, such as `due:2026-12-01`".to_owned())
                .about(FieldPath::default(), written)
                .of(workspace.identity(record)),
            );
        }
    }
}
