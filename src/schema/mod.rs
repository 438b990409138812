//! Kinds, lifecycles and kind rules from `schema/*.toml`, and the configuration from `opsbook.toml`.
//!
//! The built-in kinds are embedded and read like a workspace's own. A definition that is wrong gets findings as good
//! as a wrong record's, and what is right of it is used. Knows no record.

mod configuration;
mod document;
mod draft;
mod json_schema;
mod keys;
mod kind;
mod link;
mod rules;
mod scope;

pub use configuration::{Allow, Configuration, LintLevel, Priority, Words};
pub use document::markdown as markdown_of_kinds;
pub use json_schema::json_schema;
pub(crate) use kind::article;
pub use kind::{Category, Kind, KindRule, Lifecycle, ReferenceUse, Status};
pub use rules::*;

use crate::diagnostic::Diagnostic;
use crate::parse::{Limits, Table, parse_toml};
use crate::text::{RepoPath, TextRange};
use crate::value::KindIndex;
use draft::KindDraft;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The built-in kind definitions.
static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/schema");

/// Fields of every kind stand in this file, which defines no kind.
const EVERY_KIND: &str = "_every-kind.toml";

/// All kinds of a workspace.
#[derive(Debug)]
pub struct Schema {
    kinds: Vec<Kind>,
    by_name: BTreeMap<Box<str>, KindIndex>,
    /// Folder below the workspace root, longest first.
    folders: Vec<(Box<str>, KindIndex)>,
    references: Vec<ReferenceUse>,
}

/// A definition file of the workspace.
pub struct Definition<'a> {
    /// Its path.
    pub path: &'a RepoPath,
    /// Its text.
    pub text: &'a str,
    /// Its TOML.
    pub table: &'a Table,
}

impl Schema {
    /// Reads the built-in kinds and the workspace's own, which extend them or stand beside them.
    ///
    /// `own` is in the order of paths. Whatever is wrong is reported and left out.
    pub fn load(own: &[Definition<'_>], problems: &mut Vec<Diagnostic>) -> Self {
        let mut drafts: BTreeMap<String, KindDraft> = BTreeMap::new();
        let mut common = Vec::new();
        for (path, text, table) in PARSED.iter() {
            let definition = Definition { path, text, table };
            if path.name() == EVERY_KIND {
                common = draft::read_fields(&definition, problems);
            } else if let Some(draft) = draft::read_kind(&definition, true, problems) {
                drafts.insert(draft.name.value.clone(), draft);
            }
        }
        for definition in own {
            let Some(draft) = draft::read_kind(definition, false, problems) else {
                continue;
            };
            match drafts.get_mut(&draft.name.value) {
                Some(known) => known.extend(draft, problems),
                None => {
                    drafts.insert(draft.name.value.clone(), draft);
                }
            }
        }
        link::link(drafts.into_values().collect(), &common, problems)
    }

    /// Returns the built-in kinds alone.
    pub fn built_in() -> Self {
        Self::load(&[], &mut Vec::new())
    }

    /// Returns a kind.
    pub fn kind(&self, index: KindIndex) -> &Kind {
        &self.kinds[index.0 as usize]
    }

    /// Returns all kinds, in the order of their names.
    pub fn kinds(&self) -> impl ExactSizeIterator<Item = &Kind> {
        self.kinds.iter()
    }

    /// Finds a kind by its name.
    pub fn find(&self, name: &str) -> Option<KindIndex> {
        self.by_name.get(name).copied()
    }

    /// Finds the kind whose folder, or whose file `FOLDER.toml`, holds a path below the workspace root.
    ///
    /// The longest folder wins.
    pub fn kind_of_path(&self, path: &str) -> Option<KindIndex> {
        let holds = |folder: &str| {
            path.strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/') || rest == ".toml")
        };
        self.folders
            .iter()
            .find(|(folder, _)| holds(folder))
            .map(|(_, kind)| *kind)
    }

    /// Returns where reference fields stand in the definitions, in the order of [`crate::value::ReferenceType::number`].
    pub fn reference_uses(&self) -> &[ReferenceUse] {
        &self.references
    }
}

/// The embedded definitions and their TOML, read once: many workspaces may be loaded in one run.
static PARSED: LazyLock<Vec<(RepoPath, &'static str, Table)>> = LazyLock::new(|| {
    let parsed = built_in().map(|(path, text)| {
        let mut problems = Vec::new();
        let table = parse_toml(&path, text, TextRange::new(0, text.len()), &mut problems);
        debug_assert!(problems.is_empty(), "{problems:?}");
        (path, text, table)
    });
    parsed.collect()
});

/// The embedded definitions, in the order of their names.
fn built_in() -> impl Iterator<Item = (RepoPath, &'static str)> {
    let mut files: Vec<_> = BUILT_IN
        .files()
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"))
        .filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)))
        .collect();
    files.sort_unstable();
    files
        .into_iter()
        .map(|(name, text)| (RepoPath::new(&format!("builtin/{name}")), text))
}

/// The text of a built-in kind definition, for the documentation.
pub fn built_in_text(kind: &str) -> Option<&'static str> {
    BUILT_IN.get_file(format!("{kind}.toml"))?.contents_utf8()
}

/// Reads `opsbook.toml`.
pub fn configuration(definition: &Definition<'_>, problems: &mut Vec<Diagnostic>) -> Configuration {
    configuration::read(definition, problems)
}

/// The limits that hold before the configuration is read.
pub fn first_limits() -> Limits {
    Limits::default()
}

#[cfg(test)]
mod tests;
