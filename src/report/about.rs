//! About: where the data comes from, and what made the site.

use super::{Shell, Source, counted, plural};
use crate::time::Date;
use serde::Serialize;

/// Where the data of a site comes from.
#[derive(Debug, Clone, Default)]
pub struct Provenance {
    /// The commit that the work tree stands on.
    pub commit: Option<Commit>,
    /// How many files the workspace has.
    pub files: usize,
}

/// A commit.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The full hash.
    pub full: String,
    /// Its first seven digits.
    pub short: String,
    /// Its day.
    pub date: Date,
}

/// The model of `about.html`.
#[derive(Debug, Serialize)]
pub struct AboutPage {
    /// What is around it.
    pub shell: Shell,
    /// The full hash of the commit; empty without one.
    pub commit: String,
    /// How many records each kind has.
    pub kinds: Vec<(String, String, String)>,
    /// "322 records of 19 kinds".
    pub records: String,
}

impl AboutPage {
    /// Makes the page.
    pub fn new(source: &Source<'_>) -> Self {
        let workspace = source.workspace;
        let kinds: Vec<_> = workspace
            .schema()
            .kinds()
            .filter(|kind| !workspace.of_kind(kind.index).is_empty())
            .map(|kind| {
                let href = super::kind_href(workspace, kind.index, 1);
                (
                    plural(source, kind),
                    href,
                    super::grouped(workspace.of_kind(kind.index).len()),
                )
            })
            .collect();
        let records = format!(
            "{} of {}",
            counted(workspace.records().len(), "record", "records"),
            counted(kinds.len(), "kind", "kinds")
        );
        Self {
            shell: Shell::top(source, "About", "about.html"),
            commit: source
                .provenance
                .commit
                .as_ref()
                .map_or_else(String::new, |commit| commit.full.clone()),
            kinds,
            records,
        }
    }
}
