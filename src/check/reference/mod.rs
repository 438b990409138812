//! Ids, references and links.

rules! {
    alias_clash: crate::workspace::ALIAS_CLASH,
    ambiguous_reference,
    broken_anchor,
    broken_link,
    dangling_reference,
    duplicate_id: crate::workspace::DUPLICATE_ID,
    id_mismatch,
    reference_cycle,
    unknown_entry,
    unknown_handle,
    wrong_kind,
}

use crate::diagnostic::Diagnostic;
use crate::workspace::{Reference, Workspace};

/// Says what the finding about a reference is about.
fn about(workspace: &Workspace, reference: &Reference, finding: Diagnostic) -> Diagnostic {
    let record = workspace.record(reference.from);
    finding
        .about(workspace.field_path(reference), workspace.written(reference))
        .of(workspace.identity(record))
}

/// Joins nouns: "team", "person or team", "initiative, release or team".
fn one_of_kinds(workspace: &Workspace, reference: &Reference) -> String {
    let kinds = workspace.wanted_kinds(reference);
    let nouns: Vec<&str> = kinds.iter().map(|kind| &*workspace.schema().kind(*kind).name).collect();
    match nouns.as_slice() {
        [] => "record".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
