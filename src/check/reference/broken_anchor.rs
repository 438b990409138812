//! A link to a heading that the text does not have.

use super::about;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::parse::markdown::anchors;
use crate::text::{clip, nearest};
use crate::workspace::{Place, RecordIndex, Target, Workspace};

/// The text has no such heading.
pub(super) static RULE: Rule = Rule { name: "broken-anchor", group: Group::Reference, level: Level::Warning };
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for reference in workspace.references() {
        let (Place::Link | Place::WikiLink, Target::Record(target)) = (reference.place, reference.target) else { continue };
        let written = workspace.written(reference);
        let Some((_, fragment)) = written.split_once('#').filter(|(_, fragment)| !fragment.is_empty()) else { continue };
        let known = anchors_of(workspace, target);
        if known.iter().any(|anchor| anchor == fragment) {
            continue;
        }
        let near = nearest(fragment, known.iter().map(String::as_str));
        let help = match near {
            Some(near) => Some(format!("did you mean `#{near}`?")),
            None if known.is_empty() => Some("the text has no headings: leave the part from `#` on out".to_owned()),
            None => Some(format!("it has: {}", known.iter().take(8).map(|one| format!("`#{one}`")).collect::<Vec<_>>().join(", "))),
        };
        let title = workspace.title(workspace.record(target));
        let finding = RULE
            .at(workspace.reference_span(reference), format!("the text of “{}” has no heading `#{}`", clip(title), clip(fragment)))
            .with_help(help);
        found.push(about(workspace, reference, finding));
    }
}

fn anchors_of(workspace: &Workspace, record: RecordIndex) -> Vec<String> {
    let Some(body) = workspace.record(record).body else { return Vec::new() };
    let Some(outline) = workspace.document(body).outline() else { return Vec::new() };
    let text = workspace.text(body);
    let headings: Vec<String> = outline.headings.iter().map(|heading| heading.text(text)).collect();
    anchors(headings.iter().map(String::as_str))
}
