//! A role, tool, process or metric that is no longer in use, and still relied on.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Fix, Group, Level, Rule};
use crate::text::FieldPath;
use crate::workspace::{Place, Record, Workspace};

/// It was retired.
pub(super) static RULE: Rule = Rule { name: "retired-in-use", group: Group::Hygiene, level: Level::Warning };
pub(super) const NEEDS: Needs = Needs::Workspace;

/// The kinds whose records are used by others until they are retired.
const USED: [&str; 5] = ["role", "tool", "process", "metric", "theme"];
/// The kinds of those that rely on them while they are under way.
const USERS: [&str; 5] = ["process", "team", "product", "objective", "meeting"];

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    let indices = |names: [&str; 5]| names.map(|name| workspace.schema().find(name));
    let (used, users) = (indices(USED), indices(USERS));
    for reference in workspace.references() {
        let (Place::Field(number), Some(target)) = (reference.place, reference.target.record()) else { continue };
        let (from, to) = (workspace.record(reference.from), workspace.record(target));
        let fits = used.contains(&Some(to.kind)) && users.contains(&Some(from.kind));
        if !fits || !is_closed(workspace, to) || is_closed(workspace, from) {
            continue;
        }
        let field = &workspace.schema().reference_uses()[number as usize].field;
        let word = workspace.status(to).map_or("retired", |status| &status.name);
        let successor = workspace.targets(to, "replaced_by").next().map(|next| workspace.record(next).id.to_string());
        let span = workspace.reference_span(reference);
        let fix = successor.as_ref().map(|next| Fix::safe(format!("write `{next}`"), span.clone(), format!("\"{next}\"")));
        let help = match successor {
            Some(next) => format!("it was replaced by `{next}`"),
            None => format!("name another {}, or leave it out", workspace.kind_of(to).name),
        };
        found.push(
            RULE.at(span, format!("the {} `{}` is {word} and still in use here", workspace.kind_of(to).name, to.id))
                .with_related(workspace.span(to, to.status_range.unwrap_or(to.head)), format!("it is {word} since this says so"))
                .with_help(help)
                .with_fix(fix)
                .about(FieldPath::field(field), to.id.as_str())
                .of(workspace.identity(from)),
        );
    }
}

fn is_closed(workspace: &Workspace, record: &Record) -> bool {
    workspace.status(record).is_some_and(|status| status.category.is_closed())
}
