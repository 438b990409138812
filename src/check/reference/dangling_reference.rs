//! A reference to a record that is not there.

use super::{about, one_of_kinds};
use crate::check::{Context, MOST_OF_A_FILE, Needs};
use crate::diagnostic::{Diagnostic, Fix, Group, Level, Rule};
use crate::text::{Id, clip, listed, look_alike, nearest};
use crate::value::KindIndex;
use crate::workspace::{Place, Reference, Target, Workspace};

/// Nothing has the id.
pub(super) static RULE: Rule = Rule {
    name: "dangling-reference",
    group: Group::Reference,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    let (mut document, mut count) = (None, 0);
    for reference in workspace.references() {
        if reference.target == Target::Missing && matches!(reference.place, Place::Field(_) | Place::WikiLink) {
            if document != Some(reference.document) {
                (document, count) = (Some(reference.document), 0);
            }
            count += 1;
            // Past those that are reported of a file nobody reads a suggestion, which is dear in a large workspace.
            found.push(breach(workspace, reference, count <= MOST_OF_A_FILE));
        }
    }
}

fn breach(workspace: &Workspace, reference: &Reference, suggest: bool) -> Diagnostic {
    let written = workspace.written(reference);
    let kinds = workspace.wanted_kinds(reference);
    let (prefix, id) = match written.split_once('/') {
        Some((kind, id)) => (Some(kind), id),
        None => (None, written),
    };
    let named = prefix.and_then(|kind| workspace.schema().find(kind));
    let noun = named.map_or_else(
        || one_of_kinds(workspace, reference),
        |kind| workspace.schema().kind(kind).name.to_string(),
    );
    let span = workspace.reference_span(reference);
    if let (Some(prefix), None) = (prefix, named) {
        let near = nearest(prefix, workspace.schema().kinds().map(|kind| &*kind.name));
        let finding = RULE
            .at(span, format!("no kind is named `{}`", clip(prefix)))
            .with_help(match near {
                Some(near) => format!("did you mean `{near}/{}`?", clip(id)),
                None => format!(
                    "what stands before the `/` is one of: {}",
                    listed(workspace.schema().kinds().map(|kind| &*kind.name))
                ),
            });
        return about(workspace, reference, finding);
    }
    let kinds = named.map_or(kinds, |kind| vec![kind]);
    let near = suggest
        .then(|| nearest(id, workspace.ids_of(&kinds).map(|(id, _)| id)))
        .flatten();
    let target = near.and_then(|near| workspace.ids_of(&kinds).find(|(id, _)| *id == near));
    let finding = RULE.at(span.clone(), format!("no {noun} is named `{}`", clip(id)));
    let finding = match target {
        Some((near, record)) => {
            let path = workspace.below(workspace.path(workspace.record(record)));
            let right = prefix.map_or_else(|| near.to_owned(), |prefix| format!("{prefix}/{near}"));
            let fix = matches!(reference.place, Place::Field(_)).then(|| Fix {
                title: format!("write `{right}`"),
                // The nearest id is a guess, so a person decides.
                safe: false,
                edits: vec![crate::diagnostic::Edit {
                    span,
                    text: format!("\"{right}\""),
                }],
            });
            let help = match look_alike(id) {
                Some(found) => format!("did you mean `{right}`?  ({path}) This one holds {}", found.what),
                None => format!("did you mean `{right}`?  ({path})"),
            };
            finding.with_help(help).with_fix(fix)
        }
        None => finding.with_help(way_out(workspace, reference, &kinds, id)),
    };
    about(workspace, reference, finding)
}

/// What to do where no id is near: the record of another kind that has the id, else how to make one.
fn way_out(workspace: &Workspace, reference: &Reference, kinds: &[KindIndex], id: &str) -> Option<String> {
    if let [other, ..] = workspace.find_any(id).as_slice() {
        let other = workspace.identity(workspace.record(*other));
        return Some(format!("there is `{other}`, which does not fit here"));
    }
    if let Some(found) = look_alike(id) {
        return Some(format!(
            "it holds {}: type it anew, `{}`",
            found.what,
            clip(&found.plain)
        ));
    }
    if Id::check(id).is_err() {
        return Some(
            "an id is lower-case letters, digits and dashes: the file name of the record without its ending".to_owned(),
        );
    }
    let names: Vec<&str> = kinds.iter().map(|kind| &*workspace.schema().kind(*kind).name).collect();
    match names.as_slice() {
        [] if reference.place == Place::WikiLink => {
            Some("`[[…]]` holds the id of a record; a file is linked as `[text](path)`".to_owned())
        }
        [] => None,
        [kind] => Some(format!("make it: `opsbook new {kind} --id {id}`")),
        [kind, others @ ..] => Some(format!(
            "make it: `opsbook new {kind} --id {id}`, or as {}",
            others.join(", ")
        )),
    }
}
