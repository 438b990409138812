//! One person's answers twice.

use super::{MOST, answers, is_blank};
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::parse::csv::Row;
use crate::text::clip;
use std::collections::BTreeMap;

/// Only the last of them counts.
pub(super) static RULE: Rule = Rule {
    name: "repeated-respondent",
    group: Group::Survey,
    level: Level::Info,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for answers in answers(context) {
        let Some(column) = answers.column("respondent") else {
            continue;
        };
        let mut seen: BTreeMap<&str, &Row> = BTreeMap::new();
        let most = found.len() + MOST;
        for row in &answers.rows {
            let person: &str = &row.cells[column];
            if is_blank(person) {
                continue;
            }
            let Some(first) = seen.insert(person, row) else {
                continue;
            };
            if found.len() >= most {
                break;
            }
            let finding = RULE
                .at(
                    answers.span(answers.cell(row, column)),
                    format!("`{}` answered before", clip(person)),
                )
                .with_related(answers.span(answers.cell(first, column)), "the earlier answers")
                .with_help(
                    "the answers that were sent last count; delete the row that should not, or give it a key of its own"
                        .to_owned(),
                );
            found.push(answers.about(finding, "columns", person));
        }
    }
}
