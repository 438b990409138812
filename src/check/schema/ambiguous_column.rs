//! A heading that several columns of a table have.

use super::columns::headings;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, clip};

/// Which of them is meant is not said.
pub(super) static RULE: Rule = Rule {
    name: "ambiguous-column",
    group: Group::Schema,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for one in headings(context) {
        let columns = one.table.columns(one.heading);
        if columns < 2 || one.by_position {
            continue;
        }
        let file = workspace.document(one.document).path.name();
        let help = match one.field {
            "questions" => "give each column a heading of its own, or say with `position` which one you mean",
            _ => "give each column a heading of its own",
        };
        found.push(
            RULE.at(
                workspace.span(one.record, one.at.range),
                format!("{columns} columns of `{file}` are headed `{}`", clip(one.heading)),
            )
            .with_help(help.to_owned())
            .about(FieldPath::field(one.field), one.heading)
            .of(workspace.identity(one.record)),
        );
    }
}
