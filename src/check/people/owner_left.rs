//! Work owned by somebody who left, or by a team that is no more.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Fix, Group, Level, Rule};
use crate::text::FieldPath;
use crate::workspace::{Place, Target};

/// The owner is gone.
pub(super) static RULE: Rule = Rule { name: "owner-left", group: Group::People, level: Level::Warning };
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for reference in workspace.references() {
        let (Place::Field(number), Target::Record(target) | Target::Alias(target)) = (reference.place, reference.target) else { continue };
        let field = &workspace.schema().reference_uses()[number as usize].field;
        if !matches!(field.as_str(), "owner" | "team") {
            continue;
        }
        let (from, owner) = (workspace.record(reference.from), workspace.record(target));
        let gone = workspace.status(owner).filter(|status| status.category.is_closed());
        let closed = workspace.status(from).is_some_and(|status| status.category.is_closed());
        let Some(gone) = gone.filter(|_| !closed) else { continue };
        // What has no lifecycle, such as minutes, is a record of its day.
        if workspace.kind_of(from).lifecycle.is_none() {
            continue;
        }
        let successors: Vec<String> =
            workspace.targets(owner, "succeeded_by").map(|next| workspace.record(next).id.to_string()).collect();
        let span = workspace.reference_span(reference);
        let fix = match successors.as_slice() {
            [one] => Some(Fix::safe(format!("write `{one}`"), span.clone(), format!("\"{one}\""))),
            _ => None,
        };
        let help = match successors.as_slice() {
            [] => "name the person or team that answers for it now".to_owned(),
            several => format!("succeeded by {}", several.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(" and ")),
        };
        found.push(
            RULE.at(span, format!("the {field} `{}` is {}", owner.id, gone.name))
                .with_help(help)
                .with_fix(fix)
                .about(FieldPath::field(field), owner.id.as_str())
                .of(workspace.identity(from)),
        );
    }
}
