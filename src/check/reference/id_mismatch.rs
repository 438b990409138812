//! An id that is not the file's name.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, slug};
use crate::workspace::Record;

/// The file is named otherwise.
pub(super) static RULE: Rule = Rule {
    name: "id-mismatch",
    group: Group::Reference,
    level: Level::Info,
};
pub(super) const NEEDS: Needs = Needs::File;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    let fresh = |record: &Record| record.entry.is_none() && !workspace.is_known(record.document);
    for (_, record) in workspace.records().filter(|(_, record)| fresh(record)) {
        let Some(range) = record.id_range else { continue };
        let stem = workspace.path(record).stem();
        // An id that is none has a finding of its own, and stands in for the nearest that is.
        let written = range.of(workspace.text(record.document));
        if stem == record.id.as_str() || written.trim_matches(['"', '\'']) != record.id.as_str() {
            continue;
        }
        // A name that makes no id, or that files of several folders share, has to be told apart: `2026-async` of
        // `2026/async.md` is the file's name all the same.
        let name = slug(stem);
        if !name.is_empty()
            && record
                .id
                .as_str()
                .strip_suffix(name.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('-'))
        {
            continue;
        }
        let extension = workspace.path(record).extension();
        found.push(
            RULE.at(
                workspace.span(record, range),
                format!("the id is `{}`, the file is named `{stem}`", record.id),
            )
            .with_help(format!(
                "name the file `{}.{extension}` and leave `id` out, unless the name is needed",
                record.id
            ))
            .about(FieldPath::field("id"), record.id.as_str())
            .of(workspace.identity(record)),
        );
    }
}
