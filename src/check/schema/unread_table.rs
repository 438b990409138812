//! A file of values that nobody reads.

use super::columns::files;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, clip};

/// It is there, and it is no table that is read.
pub(super) static RULE: Rule = Rule {
    name: "unread-table",
    group: Group::Schema,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for (record, field, file) in files(workspace) {
        let Some(written) = file.text() else { continue };
        let Some(path) = workspace.path(record).resolve(written) else {
            continue;
        };
        // One that is not there, or cannot be read, has a finding of its own.
        let is_there = workspace.snapshot().find(path.as_str()).is_some();
        let is_read = workspace.documents().any(|(_, document)| document.path == path);
        if !is_there || (is_read && path.extension() == "csv") {
            continue;
        }
        let folder = &workspace.kind_of(record).folder;
        let (what, help) = match path.extension() {
            "csv" => (
                format!(
                    "`{}` lies in no folder of records, so its values are not read",
                    clip(written)
                ),
                format!("put it below `{folder}/`, beside this record"),
            ),
            _ => (
                format!("`{}` is no CSV file, so its values are not read", clip(written)),
                "export the table as CSV, with a name that ends in `.csv`".to_owned(),
            ),
        };
        found.push(
            RULE.at(workspace.span(record, file.range), what)
                .with_help(help)
                .about(FieldPath::field(field), written)
                .of(workspace.identity(record)),
        );
    }
}
