//! A body without a heading that its kind expects.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, Span, TextRange, nearest};

/// A body that is not empty lacks a section.
pub(super) static RULE: Rule = Rule {
    name: "missing-section",
    group: Group::Schema,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::File;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for kind in workspace.schema().kinds().filter(|kind| !kind.sections.is_empty()) {
        for index in workspace.of_kind(kind.index) {
            let record = workspace.record(*index);
            let Some(body) = record.body.filter(|body| !workspace.is_known(*body)) else {
                continue;
            };
            let Some(outline) = workspace.document(body).outline() else {
                continue;
            };
            if outline.range.of(workspace.text(body)).trim().is_empty() {
                continue;
            }
            let text = workspace.text(body);
            let headings: Vec<String> = outline.headings.iter().map(|heading| heading.text(text)).collect();
            for section in &kind.sections {
                if headings.iter().any(|heading| heading.eq_ignore_ascii_case(section)) {
                    continue;
                }
                let start = outline.range.start;
                let at = Span::new(&workspace.document(body).path, TextRange { start, end: start });
                let near = nearest(section, headings.iter().map(String::as_str));
                let help = near.map_or_else(
                    || format!("add a heading `## {section}`"),
                    |near| format!("is `{near}` the same? Then name it `{section}`"),
                );
                found.push(
                    RULE.at(at, format!("the text of {} has no section `{section}`", kind.noun()))
                        .with_help(help)
                        .about(FieldPath::default(), section)
                        .of(workspace.identity(record)),
                );
            }
        }
    }
}
