//! Work that nobody answers for.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::schema::Category;
use crate::text::FieldPath;

/// Nobody owns it.
pub(super) static RULE: Rule = Rule { name: "unowned", group: Group::Hygiene, level: Level::Warning };
pub(super) const NEEDS: Needs = Needs::Workspace;

/// The kinds of which every record under way needs somebody who answers for it.
const OWNED: [&str; 5] = ["objective", "initiative", "process", "metric", "product"];

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for kind in OWNED.iter().filter_map(|name| workspace.schema().find(name)) {
        for index in workspace.of_kind(kind) {
            let record = workspace.record(*index);
            let Some(status) = workspace.status(record) else { continue };
            let under_way = matches!(status.category, Category::Active | Category::Waiting);
            let owned = workspace.value(record, "owner").is_some() || workspace.value(record, "team").is_some();
            if !under_way || owned {
                continue;
            }
            found.push(
                RULE.at(
                    workspace.span(record, record.head),
                    format!("this {} is {} and nobody owns it", workspace.kind_of(record).name, status.name.replace('-', " ")),
                )
                .with_help("write `owner = \"…\"` with the person or team that answers for it".to_owned())
                .about(FieldPath::field("owner"), "")
                .of(workspace.identity(record)),
            );
        }
    }
}
