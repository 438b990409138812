//! Two targets of a metric from one day on.

use crate::check::part::Part;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::FieldPath;
use crate::time::Date;
use std::collections::BTreeMap;

/// Which of the two holds is not said.
pub(super) static RULE: Rule = Rule {
    name: "repeated-target",
    group: Group::Metric,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    let metrics = workspace.schema().find("metric").map(|kind| workspace.of_kind(kind));
    for index in metrics.unwrap_or_default() {
        let record = workspace.record(*index);
        let Some(targets) = Part::field(workspace, record, "targets") else {
            continue;
        };
        let mut seen: BTreeMap<Date, Part<'_>> = BTreeMap::new();
        for from in targets.items().filter_map(|target| target.get("from")) {
            let Some(date) = from.date() else { continue };
            let Some(first) = seen.get(&date) else {
                seen.insert(date, from);
                continue;
            };
            found.push(
                RULE.at(
                    workspace.span(record, from.range),
                    format!("a second target from {date} on"),
                )
                .with_related(workspace.span(record, first.range), "the first one")
                .with_help("keep the one that holds, or give it the day from which it does".to_owned())
                .about(FieldPath::field("targets"), &date.to_string())
                .of(workspace.identity(record)),
            );
        }
    }
}
