//! Page models: plain data for templates, sorted, worded, with resolved links.
//!
//! One file per page. A model knows neither templates nor files; it is made when its page is written and dropped
//! after. Reads no clock and no file.

mod about;
mod actions;
mod cell;
mod changes;
mod chart_files;
mod history;
pub mod data;
mod kind_index;
mod metric_chart;
mod model;
mod overview;
mod problems;
mod record;
mod rules;
mod search;
mod shell;

pub use about::{AboutPage, Commit, Provenance};
pub use actions::Action;
pub use cell::{Badge, Cell, Icon, Tally, Tone};
pub use changes::{Changes, ChangesPage};
pub use chart_files::{CHARTS, ChartFiles, ListedChart};
pub use history::{HistoryEntry, HistoryLine, HistorySection};
pub use kind_index::{Column, Filter, KindIndexPage, KindPages, Row};
pub use model::{FieldReader, PageModel};
pub use overview::OverviewPage;
pub use problems::ProblemsPage;
pub use record::{Fact, FieldTable, Incoming, Item, RecordPage};
pub use rules::{Explained, RulesPage};
pub use search::{SearchKind, SearchOrder, SearchPage};
pub use shell::{Crumb, NavigationEntry, Shell, Site};

use crate::compare::Lens;
use crate::diagnostic::Diagnostic;
use crate::history::History;
use crate::schema::{Configuration, Kind};
use crate::text::RepoPath;
use crate::time::Date;
use crate::value::{FieldIndex, KindIndex};
use crate::workspace::{RecordIndex, Workspace};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Rows of an index page, findings of a page, and references of one heading on a record's page.
///
/// A row is up to 25 elements, and a page stays under 3,000.
pub const PAGE_ROWS: usize = 100;

/// Records that stand beside their pages as Markdown where the workspace says nothing about it.
pub const MOST_MARKDOWN: usize = 5000;

/// What every page is made from.
pub struct Source<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The findings, sorted.
    pub findings: &'a [Diagnostic],
    /// How many more there are.
    pub left_out: usize,
    /// The day that counts as today.
    pub today: Date,
    /// Where the data comes from.
    pub provenance: Provenance,
    /// What happened to every record; `None` without a repository.
    pub history: Option<&'a History>,
    /// Where the site will be read, with `/` at the end; empty where that is not said.
    pub base_url: String,
    /// The explanations of the rules, by group; none where a site has no use for them.
    pub rules: Vec<Explained>,
    /// What changed, worked out when a page first asks.
    changes: OnceLock<Changes>,
    /// The columns of the index of each kind, worked out when first asked.
    index_columns: OnceLock<Vec<Vec<FieldIndex>>>,
    /// Findings by file.
    by_path: BTreeMap<RepoPath, std::ops::Range<usize>>,
}

impl<'a> Source<'a> {
    /// Puts together what pages are made from. `findings` are sorted by path.
    pub fn new(
        workspace: &'a Workspace,
        findings: &'a [Diagnostic],
        left_out: usize,
        today: Date,
        provenance: Provenance,
    ) -> Self {
        let mut by_path: BTreeMap<RepoPath, std::ops::Range<usize>> = BTreeMap::new();
        for (place, finding) in findings.iter().enumerate() {
            by_path.entry(finding.span.path.clone()).or_insert(place..place).end = place + 1;
        }
        Self {
            workspace,
            findings,
            left_out,
            today,
            provenance,
            history: None,
            base_url: String::new(),
            rules: Vec::new(),
            changes: OnceLock::new(),
            index_columns: OnceLock::new(),
            by_path,
        }
    }

    /// Adds what happened to every record.
    pub fn with_history(mut self, history: Option<&'a History>) -> Self {
        self.history = history;
        self
    }

    /// Returns what changed, landing by landing.
    pub fn changes(&self) -> &Changes {
        self.changes.get_or_init(|| Changes::new(self))
    }

    /// Returns the fields that the index of a kind has as columns.
    fn index_columns(&self, kind: &Kind) -> &[FieldIndex] {
        let all = self.index_columns.get_or_init(|| {
            let kinds = self.workspace.schema().kinds();
            kinds.map(|kind| kind_index::columns(self.workspace, kind)).collect()
        });
        &all[kind.index.0 as usize]
    }

    /// Returns how values of the past are read and named.
    fn lens(&self) -> Lens<'a> {
        Lens {
            workspace: self.workspace,
            before: None,
            today: self.today,
        }
    }

    /// Adds the explanations of the rules, by group.
    pub fn with_rules(mut self, rules: Vec<Explained>) -> Self {
        self.rules = rules;
        self
    }

    /// Returns the findings of a file.
    pub fn findings_of(&self, path: &RepoPath) -> &'a [Diagnostic] {
        self.by_path
            .get(path)
            .map_or(&[], |range| &self.findings[range.clone()])
    }

    /// Says whether each record stands beside its page as Markdown: as the workspace says, else up to
    /// [`MOST_MARKDOWN`] records. As many files again are a third of a build's time, and who reads thousands of records
    /// reads them by kind, in `data/records`.
    pub fn with_markdown(&self) -> bool {
        let written = self.configuration().markdown;
        written.unwrap_or_else(|| self.workspace.records().len() <= MOST_MARKDOWN)
    }

    fn configuration(&self) -> &'a Configuration {
        self.workspace.configuration()
    }
}

/// The word for one record of a kind, as the workspace says it, with a capital.
fn noun(source: &Source<'_>, kind: &Kind) -> String {
    capital(source.configuration().words.one(&kind.name).unwrap_or(&kind.name))
}

/// The word for several records of a kind, as the workspace says it, with a capital.
fn plural(source: &Source<'_>, kind: &Kind) -> String {
    capital(source.configuration().words.several(&kind.name).unwrap_or(&kind.plural))
}

/// `text` with a capital first letter and spaces for `_` and `-`.
fn capital(text: &str) -> String {
    let spaced = text.replace(['_', '-'], " ");
    let mut letters = spaced.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// "1 record", "2 records".
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { several })
}

/// "21 initiatives"; "96 items" where the kind's word is the same for one and for several.
fn counted_of(source: &Source<'_>, kind: &Kind, count: usize) -> String {
    let (one, several) = (noun(source, kind).to_lowercase(), plural(source, kind).to_lowercase());
    if one == several {
        counted(count, "item", "items")
    } else {
        counted(count, &one, &several)
    }
}

/// A number with a thin space between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// The page of a record, from the top of the site.
pub fn record_href(workspace: &Workspace, index: RecordIndex) -> String {
    let record = workspace.record(index);
    format!("{}/{}.html", workspace.kind_of(record).name, record.id)
}

/// The index page of a kind, from the top of the site. Pages count from 1.
pub fn kind_href(workspace: &Workspace, kind: KindIndex, page: usize) -> String {
    let name = &workspace.schema().kind(kind).name;
    // No id holds a dot, so `index.2.html` is nobody's page.
    if page <= 1 {
        format!("{name}/index.html")
    } else {
        format!("{name}/index.{page}.html")
    }
}

/// A page that there is one of.
pub struct Page {
    /// Its template, below `templates/site`.
    pub template: &'static str,
    /// Its place, from the top of the site.
    pub href: &'static str,
    /// How its model is made.
    pub make: fn(&Source<'_>) -> Model,
}

/// The model of a page that there is one of.
#[derive(Debug, serde::Serialize)]
#[serde(untagged)]
pub enum Model {
    /// The first page.
    Overview(OverviewPage),
    /// The findings.
    Problems(ProblemsPage),
    /// What each rule finds.
    Rules(RulesPage),
    /// Where the data comes from.
    About(AboutPage),
    /// Search.
    Search(SearchPage),
}

/// The pages that there is one of.
pub const PAGES: &[Page] = &[
    Page {
        template: "overview.html",
        href: "index.html",
        make: |source| Model::Overview(OverviewPage::new(source)),
    },
    Page {
        template: "problems.html",
        href: "problems.html",
        make: |source| Model::Problems(ProblemsPage::new(source)),
    },
    Page {
        template: "rules.html",
        href: "rules.html",
        make: |source| Model::Rules(RulesPage::new(source)),
    },
    Page {
        template: "about.html",
        href: "about.html",
        make: |source| Model::About(AboutPage::new(source)),
    },
    Page {
        template: "search.html",
        href: "search.html",
        make: |source| Model::Search(SearchPage::new(source)),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Snapshot;
    use std::sync::Arc;

    fn with_markdown(records: usize, configuration: &str) -> bool {
        let entries: String = (0..records)
            .map(|n| format!("[[tool]]\nid = \"t{n}\"\ntitle = \"T\"\n"))
            .collect();
        let fixture = format!("=== opsbook.toml\nname = \"A\"\n{configuration}\n=== tools.toml\n{entries}");
        let (workspace, _) = Workspace::load(Arc::new(Snapshot::fixture(&fixture)));
        assert_eq!(workspace.records().len(), records);
        let today = Date::parse("2026-11-20").unwrap();
        Source::new(&workspace, &[], 0, today, Provenance::default()).with_markdown()
    }

    #[test]
    fn markdown_stands_beside_pages_while_there_are_not_too_many() {
        assert!(with_markdown(2, ""));
        assert!(!with_markdown(2, "[site]\nmarkdown = false"));
        assert!(!with_markdown(MOST_MARKDOWN + 1, ""));
        assert!(with_markdown(MOST_MARKDOWN + 1, "[site]\nmarkdown = true"));
    }
}
