//! An action item for somebody who is not in the book.

use super::about;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{clip, nearest};
use crate::workspace::{Place, Target};

/// Nobody has the handle.
pub(super) static RULE: Rule = Rule {
    name: "unknown-handle",
    group: Group::Reference,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for reference in workspace.references() {
        if reference.place != Place::Action || reference.target != Target::Missing {
            continue;
        }
        let written = workspace.written(reference);
        let near = nearest(
            written,
            workspace.ids_of(&workspace.wanted_kinds(reference)).map(|(id, _)| id),
        );
        let help = near.map_or_else(
            || "an action is for a person or team of this workspace: add them, or name another".to_owned(),
            |near| format!("did you mean `@{near}`?"),
        );
        let finding = RULE
            .at(
                workspace.reference_span(reference),
                format!("nobody has the handle `@{}`", clip(written)),
            )
            .with_help(help);
        found.push(about(workspace, reference, finding));
    }
}
