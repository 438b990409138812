//! A column that a table does not have.

use super::columns::{Heading, headings};
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, clip, listed, nearest};
use crate::workspace::Workspace;

/// The table's first line has no such heading.
pub(super) static RULE: Rule = Rule {
    name: "missing-column",
    group: Group::Schema,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let missing = headings(context)
        .into_iter()
        .filter(|one| one.table.columns(one.heading) == 0);
    found.extend(missing.map(|one| finding(context.workspace, &one)));
}

fn finding(workspace: &Workspace, one: &Heading<'_>) -> Diagnostic {
    let file = workspace.document(one.document).path.name();
    let heading = clip(one.heading);
    let columns = || one.table.header.iter().map(|heading| &**heading);
    let (what, help) = match one.expected {
        Some(key) => (
            format!("`{file}` has no column `{heading}`, and `source` names no other"),
            format!("write `{key} = \"…\"`; its columns are: {}", listed(columns())),
        ),
        None => (
            format!("`{file}` has no column `{heading}`"),
            match nearest(one.heading, columns()) {
                Some(near) => format!("did you mean `{}`?", clip(near)),
                None => format!("its columns are: {}", listed(columns())),
            },
        ),
    };
    RULE.at(workspace.span(one.record, one.at.range), what)
        .with_help(help)
        .about(FieldPath::field(one.field), one.heading)
        .of(workspace.identity(one.record))
}
