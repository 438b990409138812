//! More people answered than were asked, or than there are.

use super::answers;
use crate::check::part::Part;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::FieldPath;
use std::collections::BTreeSet;

/// The rate of answers would be above one.
pub(super) static RULE: Rule = Rule {
    name: "too-many-answers",
    group: Group::Survey,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for answers in answers(context) {
        let people = match answers.column("respondent") {
            Some(column) => {
                let keys: BTreeSet<&str> = answers.rows.iter().map(|row| &*row.cells[column]).collect();
                keys.len()
            }
            None => answers.rows.len(),
        };
        for (field, words) in [("invited", "were asked"), ("population", "could be asked in all")] {
            let Some(part) = Part::field(workspace, answers.record, field) else {
                continue;
            };
            let Some(asked) = part.integer().and_then(|asked| u64::try_from(asked).ok()) else {
                continue;
            };
            if people as u64 <= asked {
                continue;
            }
            found.push(
                RULE.at(
                    workspace.span(answers.record, part.range),
                    format!("{people} people answered, more than the {asked} who {words}"),
                )
                .with_related(
                    answers.span(crate::text::TextRange::default()),
                    format!("{} rows count here", answers.rows.len()),
                )
                .with_help(match field {
                    "invited" => {
                        "correct `invited`, or leave it out where anybody with the link could answer".to_owned()
                    }
                    _ => "correct `population`, or leave it out where it is not known".to_owned(),
                })
                .about(FieldPath::field(field), &asked.to_string())
                .of(workspace.identity(answers.record)),
            );
            // Of two causes the first is enough.
            break;
        }
    }
}
