//! The search page, the order in which search numbers the records, and what it shows of each.

use super::record::Fact;
use super::{Cell, KindPages, RecordPage, Shell, Source, grouped, kind_href, noun, plural};
use crate::workspace::RecordIndex;
use serde::Serialize;

/// The model of `search.html`.
#[derive(Debug, Serialize)]
pub struct SearchPage {
    /// What is around it.
    pub shell: Shell,
    /// The lists in which every record can be found without searching.
    pub kinds: Vec<KindLink>,
}

/// A list of all records of a kind.
#[derive(Debug, Serialize)]
pub struct KindLink {
    /// What several of them are called.
    pub label: String,
    /// The list, from the top of the site.
    pub href: String,
    /// How many.
    pub count: String,
}

impl SearchPage {
    /// Makes the page.
    pub fn new(source: &Source<'_>) -> Self {
        let workspace = source.workspace;
        let mut kinds: Vec<KindLink> = workspace
            .schema()
            .kinds()
            .filter(|kind| !workspace.of_kind(kind.index).is_empty())
            .map(|kind| KindLink {
                label: plural(source, kind),
                href: kind_href(workspace, kind.index, 1),
                count: grouped(workspace.of_kind(kind.index).len()),
            })
            .collect();
        kinds.sort_by(|a, b| a.label.cmp(&b.label));
        Self {
            shell: Shell::top(source, "Search", "search.html"),
            kinds,
        }
    }
}

/// The records in the order in which search numbers them: of two that fit as well, the first is shown first.
///
/// Kinds with few records come first, since much hangs on each of those; within a kind the order is that of its index.
pub struct SearchOrder {
    /// All records that have a page.
    pub records: Vec<RecordIndex>,
    /// The kinds that have records, in the same order.
    pub kinds: Vec<SearchKind>,
}

/// A kind whose records have consecutive numbers.
pub struct SearchKind {
    /// Its name, which is its folder in the site.
    pub name: String,
    /// What one record is called.
    pub one: String,
    /// What several are called.
    pub several: String,
    /// How many there are.
    pub count: usize,
}

impl SearchOrder {
    /// Numbers the records of all indexes.
    pub fn new(source: &Source<'_>, indexes: &[KindPages<'_>]) -> Self {
        let mut indexes: Vec<&KindPages<'_>> = indexes.iter().filter(|index| !index.order().is_empty()).collect();
        indexes.sort_by_key(|index| (index.order().len(), index.kind().name.clone()));
        Self {
            records: indexes.iter().flat_map(|index| index.order()).copied().collect(),
            kinds: indexes
                .iter()
                .map(|index| SearchKind {
                    name: index.kind().name.to_string(),
                    one: noun(source, index.kind()),
                    several: plural(source, index.kind()),
                    count: index.order().len(),
                })
                .collect(),
        }
    }
}

impl RecordPage {
    /// Calls `field` with label and value for each field that search looks into, most important first.
    pub fn searchable_fields<'a>(&'a self, field: &mut impl FnMut(&'a str, &'a str)) {
        let facts = self.facts.iter().chain(&self.fields).chain(&self.lists);
        for Fact {
            label, cells, small, ..
        } in facts
        {
            each(label, cells, field);
            if !small.is_empty() {
                field(label, small);
            }
        }
        for table in &self.tables {
            for cells in table.rows.iter().flatten() {
                each(&table.label, cells, field);
            }
        }
    }

    /// Calls `text` for each text of the record, those among its fields first.
    pub fn searchable_texts<'a>(&'a self, text: &mut impl FnMut(&'a str)) {
        for cell in self.texts.iter().flat_map(|text| &text.cells) {
            text(&cell.text);
        }
        text(&self.words);
    }
}

fn each<'a>(label: &'a str, cells: &'a [Cell], field: &mut impl FnMut(&'a str, &'a str)) {
    for cell in cells {
        field(label, &cell.text);
        if !cell.small.is_empty() {
            field(label, &cell.small);
        }
    }
}
