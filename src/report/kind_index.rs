//! All records of a kind as a table, a hundred a page.

use super::cell::{cells, is_structured, record_badge, tallies};
use super::model::page_model;
use super::{Cell, Crumb, PAGE_ROWS, Shell, Source, Tally, counted_of, kind_href, plural, record_href};
use crate::diagnostic::Level;
use crate::schema::Kind;
use crate::value::{FieldDefinition, FieldIndex, Type, Value, compare};
use crate::workspace::{Record, RecordIndex, Workspace};
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::BTreeSet;

page_model! {
/// The model of `KIND/index.html` and the pages after it.
pub struct KindIndexPage {
    /// What is around it.
    pub shell: Shell,
    /// What the kind is, in one sentence.
    pub summary: String,
    /// "96 items"; the sentence under the title.
    pub lede: String,
    /// Statuses with their counts, in the order of progress; only those in use.
    pub statuses: Vec<Tally>,
    /// The columns after the title.
    pub columns: Vec<Column>,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// What the rows can be narrowed by; empty where there are few of them.
    pub filters: Vec<Filter>,
    /// The column by which the newest come first, its place in `columns`; none where the order is another.
    pub sorted: Option<usize>,
    /// "Newest first, 1 to 200 of 412"; what the table shows.
    pub caption: String,
    /// The pages; empty where there is one.
    pub pages: Vec<PageLink>,
    /// The page before; empty for none.
    pub previous: String,
    /// The page after; empty for none.
    pub next: String,
    /// What to do where there is no record: a command.
    pub command: String,
}
}

/// A column of the table.
#[derive(Debug, Serialize, Clone)]
pub struct Column {
    /// Its heading.
    pub label: String,
    /// It holds numbers.
    pub numeric: bool,
}

/// A row of the table.
#[derive(Debug, Serialize)]
pub struct Row {
    /// The title.
    pub title: String,
    /// The record's page, from the top of the site.
    pub href: String,
    /// The id.
    pub id: String,
    /// For each column what it shows; several for a list.
    pub cells: Vec<Vec<Cell>>,
    /// How many findings the record has.
    pub problems: usize,
    /// How bad the worst of them is: `off`, `risk`, or empty.
    pub tone: &'static str,
}

/// A column by which the rows of a page can be narrowed.
#[derive(Debug, Serialize)]
pub struct Filter {
    /// The anchor on the page.
    pub id: String,
    /// Its heading.
    pub label: String,
    /// Its place in a row; the title is 0.
    pub column: usize,
    /// What stands in it, sorted as it reads.
    pub choices: Vec<String>,
}

/// A page of several.
#[derive(Debug, Serialize)]
pub struct PageLink {
    /// Its number; "…" for those left out.
    pub label: String,
    /// The page, from the top of the site; empty for this one and for "…".
    pub href: String,
    /// It is this one.
    pub current: bool,
}

/// The most columns after title and status.
const MOST_COLUMNS: usize = 5;

/// Fewer rows are read faster than narrowed.
const FEW_ROWS: usize = 6;

/// The most columns to narrow by, and the most choices of one.
const MOST_FILTERS: usize = 3;
const MOST_CHOICES: usize = 40;

/// The order and the columns of a kind's index, worked out once for all of its pages.
pub struct KindPages<'a> {
    kind: &'a Kind,
    order: Vec<RecordIndex>,
    columns: &'a [FieldIndex],
    by_date: Option<FieldIndex>,
}

impl<'a> KindPages<'a> {
    /// Works out order and columns.
    pub fn new(source: &'a Source<'a>, kind: &'a Kind) -> Self {
        let workspace = source.workspace;
        let by_date = dated_by(source, kind);
        let mut order: Vec<RecordIndex> = workspace
            .of_kind(kind.index)
            .iter()
            .copied()
            .filter(|index| workspace.owns_id(*index))
            .collect();
        match by_date {
            Some(field) => order.sort_by(|a, b| {
                let (a, b) = (workspace.record(*a), workspace.record(*b));
                newest(a, b, field).then_with(|| a.id.cmp(&b.id))
            }),
            None => order.sort_by_cached_key(|index| {
                let record = workspace.record(*index);
                let status = workspace.status(record).map_or(0, |status| match status.category {
                    crate::schema::Category::Active => 0,
                    crate::schema::Category::Waiting => 1,
                    crate::schema::Category::Backlog => 2,
                    crate::schema::Category::Done => 3,
                    crate::schema::Category::Dropped => 4,
                });
                (status, workspace.title(record).to_lowercase(), record.id.clone())
            }),
        }
        Self {
            kind,
            order,
            columns: source.index_columns(kind),
            by_date,
        }
    }

    /// Returns the kind.
    pub fn kind(&self) -> &'a Kind {
        self.kind
    }

    /// Returns the records that have a page, in the order of the index.
    pub fn order(&self) -> &[RecordIndex] {
        &self.order
    }

    /// Returns how many pages there are; at least one.
    pub fn pages(&self) -> usize {
        self.order.len().div_ceil(PAGE_ROWS).max(1)
    }

    /// Makes a page; pages count from 1.
    pub fn page(&self, source: &Source<'_>, number: usize) -> KindIndexPage {
        let workspace = source.workspace;
        let start = (number - 1) * PAGE_ROWS;
        let part = &self.order[start.min(self.order.len())..(start + PAGE_ROWS).min(self.order.len())];
        let title = plural(source, self.kind);
        let count = self.order.len();
        let href = kind_href(workspace, self.kind.index, number);
        let mut crumbs = vec![Crumb {
            label: source.configuration().name.clone(),
            href: "index.html".to_owned(),
        }];
        if number > 1 {
            crumbs.push(Crumb {
                label: title.clone(),
                href: kind_href(workspace, self.kind.index, 1),
            });
            crumbs.push(Crumb {
                label: format!("Page {number}"),
                href: String::new(),
            });
        } else {
            crumbs.push(Crumb {
                label: title.clone(),
                href: String::new(),
            });
        }
        let shown = if count == 0 {
            String::new()
        } else {
            format!("{} to {} of {}", start + 1, start + part.len(), super::grouped(count))
        };
        let order = if self.by_date.is_some() {
            "Newest first"
        } else {
            "Under way first, then by title"
        };
        let link = |page: usize| {
            if (1..=self.pages()).contains(&page) {
                kind_href(workspace, self.kind.index, page)
            } else {
                String::new()
            }
        };
        let columns = self.headings();
        let rows: Vec<Row> = part.iter().map(|index| self.row(source, *index)).collect();
        KindIndexPage {
            filters: self.filters(&columns, &rows),
            shell: Shell {
                title: if number > 1 {
                    format!("{title}, page {number}")
                } else {
                    title
                },
                description: self.kind.summary.to_string(),
                root: "../",
                current: Some(kind_href(workspace, self.kind.index, 1)),
                href,
                crumbs,
                ..Shell::default()
            },
            summary: self.kind.summary.to_string(),
            lede: if count == 0 {
                format!("No {} yet", plural(source, self.kind).to_lowercase())
            } else {
                counted_of(source, self.kind, count)
            },
            statuses: self
                .kind
                .lifecycle
                .as_ref()
                .map_or_else(Vec::new, |lifecycle| tallies(source, lifecycle, &self.order)),
            sorted: self.sorted(),
            columns,
            rows,
            caption: if count == 0 {
                String::new()
            } else {
                format!("{order}, {shown}")
            },
            pages: self.links(source, number),
            previous: link(number - 1),
            next: link(number + 1),
            command: format!("opsbook new {} \"Title\"", self.kind.name),
        }
    }

    fn sorted(&self) -> Option<usize> {
        let place = self.columns.iter().position(|field| Some(*field) == self.by_date)?;
        Some(place + usize::from(self.kind.lifecycle.is_some()))
    }

    fn headings(&self) -> Vec<Column> {
        let status = self.kind.lifecycle.as_ref().map(|_| Column {
            label: "Status".to_owned(),
            numeric: false,
        });
        let fields = self.columns.iter().map(|field| {
            let definition = self.kind.fields.get(*field);
            Column {
                label: definition.label.to_string(),
                numeric: matches!(definition.of, Type::Number | Type::Integer | Type::Share),
            }
        });
        status.into_iter().chain(fields).collect()
    }

    /// Status, owner, team and choices, where rows differ in them.
    fn filters(&self, columns: &[Column], rows: &[Row]) -> Vec<Filter> {
        if rows.len() < FEW_ROWS {
            return Vec::new();
        }
        let status = self.kind.lifecycle.is_some().then_some(true);
        let fields = self.columns.iter().map(|field| {
            let definition = self.kind.fields.get(*field);
            matches!(&*definition.name, "owner" | "team") || matches!(definition.of, Type::Choice(_))
        });
        let chosen = status.into_iter().chain(fields).enumerate().filter(|(_, fits)| *fits);
        let filters = chosen.filter_map(|(place, _)| {
            let words = rows.iter().filter_map(|row| match row.cells[place].as_slice() {
                [one] => Some(one.text.as_str()),
                _ => None,
            });
            let choices: BTreeSet<&str> = words.collect();
            (2..=MOST_CHOICES).contains(&choices.len()).then(|| Filter {
                id: format!("o-filter-{place}"),
                label: columns[place].label.clone(),
                column: place + 1,
                choices: choices.into_iter().map(str::to_owned).collect(),
            })
        });
        filters.take(MOST_FILTERS).collect()
    }

    fn row(&self, source: &Source<'_>, index: RecordIndex) -> Row {
        let workspace = source.workspace;
        let record = workspace.record(index);
        let status = self
            .kind
            .lifecycle
            .as_ref()
            .map(|_| match record_badge(source, record) {
                Some(badge) => vec![Cell {
                    text: badge.word.clone(),
                    badge: Some(badge),
                    ..Cell::default()
                }],
                None => vec![Cell {
                    broken: true,
                    ..Cell::text("unknown")
                }],
            });
        let fields = self.columns.iter().map(|field| {
            let definition = self.kind.fields.get(*field);
            let mut cells = record
                .get(*field)
                .map(|value| cells(source, record, definition, value))
                .unwrap_or_default();
            // A long list would make the row tall; its page has all.
            let more = cells.len().saturating_sub(3);
            cells.truncate(3);
            if more > 0 {
                cells.push(Cell::text(format!("and {more} more")));
            }
            for cell in &mut cells {
                cell.small.clear();
            }
            cells
        });
        Row {
            title: workspace.title(record).to_owned(),
            href: record_href(workspace, index),
            id: record.id.to_string(),
            cells: status.into_iter().chain(fields).collect(),
            problems: super::record::findings_of(source, record).count(),
            tone: match super::record::findings_of(source, record)
                .map(|finding| finding.level)
                .max()
            {
                Some(Level::Error) => "off",
                Some(Level::Warning) => "risk",
                _ => "",
            },
        }
    }

    fn links(&self, source: &Source<'_>, current: usize) -> Vec<PageLink> {
        let last = self.pages();
        if last == 1 {
            return Vec::new();
        }
        let mut links = Vec::new();
        let mut before = 0;
        for page in (1..=last).filter(|page| *page == 1 || *page == last || page.abs_diff(current) <= 2) {
            if page > before + 1 {
                links.push(PageLink {
                    label: "…".to_owned(),
                    href: String::new(),
                    current: false,
                });
            }
            let here = page == current;
            let href = if here {
                String::new()
            } else {
                kind_href(source.workspace, self.kind.index, page)
            };
            links.push(PageLink {
                label: page.to_string(),
                href,
                current: here,
            });
            before = page;
        }
        links
    }
}

/// The day or moment by which the newest of a kind come first.
pub(super) fn dated_by(source: &Source<'_>, kind: &Kind) -> Option<FieldIndex> {
    let columns = source.index_columns(kind).iter().rev().copied();
    columns
        .map(|field| (field, kind.fields.get(field)))
        .find(|(_, field)| matches!(field.of, Type::Date | Type::Moment) && !field.common)
        .map(|(field, _)| field)
}

/// Later days first; those without a day last.
pub(super) fn newest(a: &Record, b: &Record, field: FieldIndex) -> Ordering {
    let well = |value: &&Value| !matches!(value, Value::Invalid(_));
    match (a.get(field).filter(well), b.get(field).filter(well)) {
        (Some(x), Some(y)) => compare(y, x),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// The owner and the kind's own short fields that most records have, in the order of the definition.
pub(super) fn columns(workspace: &Workspace, kind: &Kind) -> Vec<FieldIndex> {
    let records = workspace.of_kind(kind.index);
    let mut used = vec![0usize; kind.fields.len()];
    for index in records {
        for field in &workspace.record(*index).fields {
            used[field.of.0 as usize] += 1;
        }
    }
    let fits = |definition: &FieldDefinition| {
        let scalar = !is_structured(&definition.of)
            && !matches!(
                definition.of.element(),
                Type::Text | Type::Url | Type::File | Type::Expression | Type::Any
            );
        let wanted = !definition.common || matches!(&*definition.name, "owner" | "team");
        scalar && wanted
    };
    let mut fields: Vec<(FieldIndex, usize)> = kind
        .fields
        .iter()
        .filter(|(_, definition)| fits(definition))
        .map(|(index, _)| (index, used[index.0 as usize]))
        .filter(|(_, used)| *used > 0)
        .collect();
    fields.sort_by_key(|(index, used)| (std::cmp::Reverse(*used), *index));
    fields.truncate(MOST_COLUMNS);
    fields.sort_by_key(|(index, _)| *index);
    fields.into_iter().map(|(index, _)| index).collect()
}
