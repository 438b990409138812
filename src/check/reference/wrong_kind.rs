//! A reference to a record of a kind that the field does not take.

use super::{about, one_of_kinds};
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::schema::article;
use crate::text::clip;
use crate::workspace::Target;

/// The record is there, but of another kind.
pub(super) static RULE: Rule = Rule {
    name: "wrong-kind",
    group: Group::Reference,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for reference in workspace.references() {
        let Target::WrongKind(target) = reference.target else {
            continue;
        };
        let record = workspace.record(target);
        let finding = RULE
            .at(
                workspace.reference_span(reference),
                format!(
                    "`{}` is {}, not {}",
                    clip(workspace.written(reference)),
                    workspace.kind_of(record).noun(),
                    with_article(&one_of_kinds(workspace, reference))
                ),
            )
            .with_related(
                workspace.span(record, record.head),
                format!("{} is defined here", workspace.identity(record)),
            )
            .with_help(format!(
                "name {} here, or move the reference to a field that takes {}",
                with_article(&one_of_kinds(workspace, reference)),
                workspace.kind_of(record).noun()
            ));
        found.push(about(workspace, reference, finding));
    }
}

fn with_article(noun: &str) -> String {
    format!("{} {noun}", article(noun))
}
