//! A folder with very many records.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, RepoPath, Span};
use std::collections::BTreeMap;

/// Folders of this size slow git down and nobody finds anything in them.
const MOST: usize = 500;

/// There are too many to look through.
pub(super) static RULE: Rule = Rule { name: "crowded-folder", group: Group::Style, level: Level::Info };
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut folders: BTreeMap<&str, (usize, &RepoPath)> = BTreeMap::new();
    for (_, document) in context.workspace.documents() {
        folders.entry(document.path.folder()).or_insert((0, &document.path)).0 += 1;
    }
    for (folder, (count, first)) in folders.into_iter().filter(|(_, (count, _))| *count > MOST) {
        found.push(
            RULE.at(Span::file(first), format!("`{folder}` has {count} files"))
                .with_help(format!("sort them into folders by month or subject, such as `{folder}/2026-11/`; ids stay as they are"))
                .about(FieldPath::default(), folder),
        );
    }
}
