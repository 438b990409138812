//! A plain id that records of several kinds have.

use super::about;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::clip;
use crate::workspace::Target;

/// Only `kind/id` says which.
pub(super) static RULE: Rule = Rule {
    name: "ambiguous-reference",
    group: Group::Reference,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for reference in workspace
        .references()
        .iter()
        .filter(|reference| reference.target == Target::Ambiguous)
    {
        let written = workspace.written(reference);
        let kinds = workspace.wanted_kinds(reference);
        let candidates: Vec<String> = workspace
            .find_any(written)
            .into_iter()
            .map(|index| workspace.record(index))
            .filter(|record| kinds.is_empty() || kinds.contains(&record.kind))
            .map(|record| format!("`{}`", workspace.identity(record)))
            .collect();
        let message = if candidates.len() > 1 {
            format!("`{}` may be any of {}", clip(written), candidates.join(", "))
        } else {
            format!("`{}` does not say which kind of record it is", clip(written))
        };
        let finding = RULE
            .at(workspace.reference_span(reference), message)
            .with_help(format!("write {}", candidates.join(" or ")));
        found.push(about(workspace, reference, finding));
    }
}
