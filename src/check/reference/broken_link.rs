//! A relative link, or a file named in a field, that leads to no file.

use super::about;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, Span, TextRange, clip, nearest};
use crate::value::Value;
use crate::workspace::{Place, Record, Reference, Target, Workspace, visit_values};

/// There is no such file.
pub(super) static RULE: Rule = Rule {
    name: "broken-link",
    group: Group::Reference,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for reference in workspace.references() {
        if reference.place == Place::Link && reference.target == Target::Missing {
            found.push(link(workspace, reference));
        }
    }
    for (_, record) in workspace.records() {
        for field in &record.fields {
            visit_values(field.range, &field.value, &mut |range, value| {
                if let Value::File(written) = value {
                    found.extend(file(workspace, record, range, written));
                }
            });
        }
    }
}

fn link(workspace: &Workspace, reference: &Reference) -> Diagnostic {
    let written = workspace.written(reference);
    let from = &workspace.document(reference.document).path;
    let path = written.split(['#', '?']).next().unwrap_or(written);
    let finding = RULE.at(
        workspace.reference_span(reference),
        format!("this link leads to no file: `{}`", clip(written)),
    );
    let near = help(workspace, from, path);
    let help = near.unwrap_or_else(|| match from.resolve(path) {
        Some(wanted) if !path.is_empty() => format!(
            "there is no `{}`: write the path from this file's folder, or `[[id]]` for a record; or take the link out",
            clip(wanted.as_str())
        ),
        _ => "write the path from this file's folder, or `[[id]]` for a record; or take the link out".to_owned(),
    });
    about(workspace, reference, finding.with_help(help))
}

/// A file of the record that is not there.
fn file(workspace: &Workspace, record: &Record, range: TextRange, written: &str) -> Option<Diagnostic> {
    let from = workspace.path(record);
    let finding = match from.resolve(written) {
        Some(path) if !written.starts_with('/') => {
            let inside = path.below(workspace.snapshot().prefix()).is_some();
            if inside && workspace.snapshot().find(path.as_str()).is_some() {
                return None;
            }
            let why = if inside {
                "there is no file"
            } else {
                "outside the workspace lies"
            };
            RULE.at(Span::new(from, range), format!("{why} `{}`", clip(written)))
        }
        _ => RULE.at(
            Span::new(from, range),
            format!("`{}` is no path from the record's own folder", clip(written)),
        ),
    };
    let near = help(workspace, from, written);
    let finding = finding.at_level(Level::Error).with_help(near.unwrap_or_else(|| {
        "write the path from this file's folder, such as `../notes/plan.csv`; files outside the workspace are not read"
            .to_owned()
    }));
    Some(
        finding
            .about(FieldPath::default(), written)
            .of(workspace.identity(record)),
    )
}

/// The nearest file of the folder that the path names, or the record that moved.
fn help(workspace: &Workspace, from: &crate::text::RepoPath, written: &str) -> Option<String> {
    let wanted = from.resolve(written)?;
    let files = workspace.snapshot().files();
    let siblings = files
        .iter()
        .filter(|file| file.path.folder() == wanted.folder())
        .map(|file| file.path.name());
    if let Some(near) = nearest(wanted.name(), siblings) {
        let folder = written
            .rsplit_once('/')
            .map_or(String::new(), |(folder, _)| format!("{folder}/"));
        return Some(format!("did you mean `{folder}{near}`?"));
    }
    // The file may have moved: a record is found by its name wherever it lies.
    let moved = files.iter().find(|file| file.path.name() == wanted.name())?;
    match workspace.record_of_path(moved.path.as_str()) {
        Some(record) => {
            let id = workspace.identity(workspace.record(record));
            Some(format!(
                "`{}` has that name; `[[{id}]]` finds it wherever it lies",
                workspace.below(&moved.path)
            ))
        }
        None => Some(format!("`{}` has that name", workspace.below(&moved.path))),
    }
}
