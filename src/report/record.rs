//! The page of a record, of whatever kind, from its definition alone.

use super::actions::{Action, open_actions};
use super::cell::{cells, inverse_heading, is_structured, record_badge, status_badge};
use super::chart_files::ChartFiles;
use super::history::{HistorySection, since};
use super::kind_index::{dated_by, newest};
use super::metric_chart::metric_chart;
use super::model::page_model;
use super::problems::{Problem, problem};
use super::{Badge, Cell, Crumb, PAGE_ROWS, Shell, Source, counted, counted_of, kind_href, noun, plural, record_href};
use crate::diagnostic::Diagnostic;
use crate::parse::markdown::{self, HtmlLink, Targets};
use crate::schema::Kind;
use crate::text::RepoPath;
use crate::value::{FieldDefinition, Fields, Type, Value};
use crate::workspace::{Place, Record, RecordIndex, Workspace};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

page_model! {
/// The model of `KIND/ID.html`.
pub struct RecordPage {
    /// What is around it.
    pub shell: Shell,
    /// What one record of the kind is called.
    pub noun: String,
    /// The id.
    pub id: String,
    /// The status, then what else is said of how it goes.
    pub badges: Vec<Badge>,
    /// What the status means, in one sentence; may be empty.
    pub status_summary: String,
    /// Since when it is in that status; may be empty.
    pub status_since: String,
    /// What people look for first.
    pub facts: Vec<Fact>,
    /// Long texts among the fields.
    pub texts: Vec<Fact>,
    /// A chart of what it measures, as HTML that is safe to show; may be empty.
    pub chart: String,
    /// The text, as HTML that is safe to show.
    pub body: String,
    /// Long lists among the fields, such as members.
    pub lists: Vec<Fact>,
    /// Tables among the fields, such as steps.
    pub tables: Vec<FieldTable>,
    /// What is to be done.
    pub actions: Vec<Action>,
    /// The other fields.
    pub fields: Vec<Fact>,
    /// Who refers to it, by what they say.
    pub incoming: Vec<Incoming>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What happened to it; none without a repository.
    pub history: Option<HistorySection>,
    /// Its file, from the workspace's folder.
    pub path: String,
    /// The file of its text, where that is another.
    pub prose_path: String,
    /// There is something to read beside fields and references, so that these stand at its side.
    pub has_text: bool,
    /// A table is too wide to have anything beside it.
    pub has_wide_table: bool,

    beside:
    /// The text as plain words, for search.
    pub words: String,
    /// The charts as files beside the page.
    pub chart_files: Vec<ChartFiles>,
}
}

/// A field with its values.
#[derive(Debug, Serialize, Deserialize)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// What it means, in one sentence; may be empty.
    pub summary: String,
    /// Its values.
    pub cells: Vec<Cell>,
    /// A second line; may be empty.
    pub small: String,
}

/// A field that is a table.
#[derive(Debug, Serialize)]
pub struct FieldTable {
    /// What it is.
    pub label: String,
    /// The anchor on the page.
    pub anchor: String,
    /// What it means, in one sentence; may be empty.
    pub summary: String,
    /// The headings.
    pub columns: Vec<super::kind_index::Column>,
    /// The rows; the first cell names the row.
    pub rows: Vec<Vec<Vec<Cell>>>,
}

impl FieldTable {
    /// Returns whether it needs the whole width of the page.
    pub fn is_wide(&self) -> bool {
        self.columns.len() > MOST_COLUMNS
    }
}

/// Records that refer to this one in the same way.
#[derive(Debug, Serialize)]
pub struct Incoming {
    /// What they are to this record.
    pub heading: String,
    /// The anchor on the page.
    pub anchor: String,
    /// "17 items", "3 initiatives".
    pub count: String,
    /// The records: those that are not closed first, then by kind and title.
    pub items: Vec<Item>,
    /// "and 340 more"; empty where all are shown.
    pub more: String,
}

/// A record that refers to this one.
#[derive(Debug, Serialize, Deserialize)]
pub struct Item {
    /// Its title.
    pub title: String,
    /// Its page, from the top of the site.
    pub href: String,
    /// What it is; empty where all of the list are of one kind.
    pub noun: String,
    /// Its status.
    pub badge: Option<Badge>,
}

/// Facts in the strip under the title.
const MOST_FACTS: usize = 6;

/// Columns of a table that has fields at its side.
const MOST_COLUMNS: usize = 5;

/// Values of a field beside the text; more take a list of their own.
const MOST_LINES: usize = 8;

/// Returns the findings about a record: those in its files; in a collection, those that name it or lie in its entry.
pub(super) fn findings_of<'a>(source: &Source<'a>, record: &'a Record) -> impl Iterator<Item = &'a Diagnostic> {
    let workspace = source.workspace;
    let own = source.findings_of(workspace.path(record));
    let prose: &[Diagnostic] = match record.body {
        Some(body) if body != record.document => source.findings_of(&workspace.document(body).path),
        _ => &[],
    };
    let identity = workspace.identity(record);
    let alone = record.entry.is_none();
    own.iter()
        .filter(move |finding| alone || finding.subject.record.as_ref() == Some(&identity))
        .chain(prose)
}

impl RecordPage {
    /// Makes the page of a record.
    pub fn new(source: &Source<'_>, index: RecordIndex) -> Self {
        let workspace = source.workspace;
        let record = workspace.record(index);
        let kind = workspace.kind_of(record);
        let mut parts = Parts::of(source, record);
        let below = workspace.below(workspace.path(record));
        let (body, words) = body(source, record);
        let body_path = record.body.map(|body| &workspace.document(body).path);
        let prose = body_path
            .filter(|path| *path != workspace.path(record))
            .map_or("", |path| workspace.below(path));
        let problems: Vec<Problem> = findings_of(source, record)
            .take(PAGE_ROWS)
            .map(|finding| problem(source, finding))
            .collect();
        let measured = metric_chart(source, record);
        let (chart, chart_files): (String, Vec<ChartFiles>) = measured
            .iter()
            .map(|measured| ChartFiles::of(source, index, &measured.chart))
            .unzip();
        parts.lead_with(measured.map_or_else(Vec::new, |measured| measured.facts));
        let is_empty = body.is_empty()
            && chart.is_empty()
            && problems.is_empty()
            && [&parts.texts, &parts.lists].iter().all(|facts| facts.is_empty())
            && parts.tables.is_empty();
        Self {
            has_text: !is_empty,
            has_wide_table: parts.tables.iter().any(FieldTable::is_wide),
            shell: shell(source, index, record),
            noun: noun(source, kind),
            id: record.id.to_string(),
            badges: record_badge(source, record).into_iter().chain(parts.badges).collect(),
            status_summary: status_summary(source, record),
            status_since: since(source, index),
            facts: parts.facts,
            texts: parts.texts,
            chart,
            body,
            lists: parts.lists,
            tables: parts.tables,
            actions: open_actions(source, record),
            fields: parts.fields,
            incoming: incoming(source, index),
            problems,
            history: HistorySection::new(source, index),
            path: below.to_owned(),
            prose_path: prose.to_owned(),
            words,
            chart_files,
        }
    }
}

/// What the status means; where it follows other records, what is written in the file too.
fn status_summary(source: &Source<'_>, record: &Record) -> String {
    let workspace = source.workspace;
    let Some(status) = workspace.status(record) else {
        return String::new();
    };
    let written = workspace
        .written_status(record)
        .filter(|written| written.name != status.name);
    let Some(written) = written else {
        return status.summary.to_string();
    };
    let kind = workspace.kind_of(record);
    let followed = kind.lifecycle.as_ref().and_then(|lifecycle| lifecycle.derived_from);
    let followed = followed.map_or_else(String::new, |field| kind.fields.get(field).label.to_lowercase());
    let word = status_badge(source, written).word;
    format!("{} It follows its {followed}; the file says {word}.", status.summary)
}

fn shell(source: &Source<'_>, index: RecordIndex, record: &Record) -> Shell {
    let workspace = source.workspace;
    let kind = workspace.kind_of(record);
    let title = workspace.title(record);
    let configuration = source.configuration();
    let path = workspace.path(record);
    let at = |template: &Option<String>| {
        template
            .as_ref()
            .map_or_else(String::new, |template| template.replace("{path}", &percent(path)))
    };
    Shell {
        title: title.to_owned(),
        description: format!("{}: {}", noun(source, kind), kind.summary),
        root: "../",
        href: record_href(workspace, index),
        current: Some(kind_href(workspace, kind.index, 1)),
        crumbs: vec![
            Crumb {
                label: configuration.name.clone(),
                href: "index.html".to_owned(),
            },
            Crumb {
                label: plural(source, kind),
                href: kind_href(workspace, kind.index, 1),
            },
            Crumb {
                label: title.to_owned(),
                href: String::new(),
            },
        ],
        edit_url: at(&configuration.edit_url),
        history_url: at(&configuration.history_url),
    }
}

/// A path as it stands in an address.
fn percent(path: &RepoPath) -> String {
    let mut out = String::with_capacity(path.as_str().len());
    for byte in path.as_str().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The fields of a record, by how they are shown.
#[derive(Default)]
struct Parts {
    badges: Vec<Badge>,
    facts: Vec<Fact>,
    texts: Vec<Fact>,
    lists: Vec<Fact>,
    tables: Vec<FieldTable>,
    fields: Vec<Fact>,
}

impl Parts {
    /// Puts facts behind the owner; what has no room in the strip then stands among the fields.
    fn lead_with(&mut self, facts: Vec<Fact>) {
        let place = self.facts.iter().take_while(|fact| fact.label == "Owner").count();
        self.facts.splice(place..place, facts);
        let rest = self.facts.split_off(self.facts.len().min(MOST_FACTS));
        self.fields.splice(0..0, rest);
    }

    fn of(source: &Source<'_>, record: &Record) -> Self {
        let workspace = source.workspace;
        let mut parts = Self::default();
        let owner = workspace.targets(record, "owner").next();
        if let Some(owner) = owner {
            let team = workspace.team(record).filter(|team| *team != owner);
            let small = team.map_or_else(String::new, |team| workspace.title(workspace.record(team)).to_owned());
            parts.facts.push(Fact {
                label: "Owner".to_owned(),
                summary: String::new(),
                cells: vec![Cell::record(source, owner)],
                small,
            });
        }
        let mut ordered: Vec<_> = workspace.fields(record).collect();
        ordered.sort_by_key(|(_, field)| field.of);
        for (definition, field) in ordered {
            if matches!(&*definition.name, "title" | "aliases") || (&*definition.name == "owner" && owner.is_some()) {
                continue;
            }
            if is_structured(&definition.of) && !matches!(field.value, Value::Invalid(_)) {
                parts.tables.extend(table(source, record, definition, &field.value));
                continue;
            }
            let cells = cells(source, record, definition, &field.value);
            if cells.is_empty() {
                continue;
            }
            parts.badges.extend(cells.iter().filter_map(|cell| cell.badge.clone()));
            let fact = Fact {
                label: definition.label.to_string(),
                summary: definition.summary.to_string(),
                cells,
                small: String::new(),
            };
            let long = fact.cells.iter().any(|cell| cell.prose);
            let first = !definition.common
                && fact.cells.len() == 1
                && fact.cells[0].small.is_empty()
                && fact.cells[0].text.len() <= 40;
            if long && !definition.common {
                parts.texts.push(fact);
            } else if fact.cells.len() > MOST_LINES {
                parts.lists.push(fact);
            } else if first
                && parts.facts.len() < MOST_FACTS
                && !matches!(definition.of, Type::Url | Type::File | Type::Expression | Type::List(_))
            {
                parts.facts.push(fact);
            } else {
                parts.fields.push(fact);
            }
        }
        for (key, value) in &record.extra {
            let label = super::capital(key);
            parts.fields.push(Fact {
                label,
                summary: String::new(),
                cells: vec![Cell::text(&**value)],
                small: String::new(),
            });
        }
        parts
    }
}

/// A list of tables, a table or a map as rows and columns.
fn table(source: &Source<'_>, record: &Record, definition: &FieldDefinition, value: &Value) -> Option<FieldTable> {
    let name_cell = |text: &str| {
        vec![Cell {
            code: true,
            ..Cell::text(text)
        }]
    };
    let rows: Vec<(Option<&str>, &[crate::value::Member])> = match value {
        Value::List(items) => items.iter().map(|item| (None, item.value.members())).collect(),
        Value::Map(pairs) => pairs
            .iter()
            .map(|pair| (Some(&*pair.key), pair.item.value.members()))
            .collect(),
        Value::Table(members) => vec![(None, &**members)],
        _ => return None,
    };
    let anchor = format!("o-{}", definition.name.replace('_', "-"));
    let summary = definition.summary.to_string();
    let label = definition.label.to_string();
    let Some(fields) = definition.of.fields() else {
        // A map of plain values: two columns.
        let Value::Map(pairs) = value else { return None };
        let Type::Map { of, .. } = &definition.of else {
            return None;
        };
        let inner = FieldDefinition {
            of: (**of).clone(),
            ..definition.clone()
        };
        let rows = pairs
            .iter()
            .map(|pair| vec![name_cell(&pair.key), cells(source, record, &inner, &pair.item.value)])
            .collect();
        return Some(FieldTable {
            label,
            anchor,
            summary,
            columns: columns(&["Name", "Value"]),
            rows,
        });
    };
    if matches!(definition.of, Type::Table(_)) {
        let rows = rows.into_iter().flat_map(|(_, members)| members).map(|member| {
            let inner = fields.get(member.of);
            vec![
                vec![Cell::text(&*inner.label)],
                cells(source, record, inner, &member.value),
            ]
        });
        return Some(FieldTable {
            label,
            anchor,
            summary,
            columns: columns(&["Name", "Value"]),
            rows: rows.collect(),
        });
    }
    let used = used_fields(fields, rows.iter().map(|(_, members)| *members));
    let mut headings: Vec<super::kind_index::Column> = Vec::new();
    if rows.iter().any(|(key, _)| key.is_some()) {
        headings.extend(columns(&["Name"]));
    }
    headings.extend(used.iter().map(|inner| super::kind_index::Column {
        label: inner.label.to_string(),
        numeric: matches!(inner.of, Type::Number | Type::Integer | Type::Share),
    }));
    let rows = rows
        .into_iter()
        .map(|(key, members)| {
            let named = key.map(name_cell);
            let values = used.iter().map(|inner| {
                let member = members
                    .iter()
                    .find(|member| std::ptr::eq(fields.get(member.of), *inner));
                member
                    .map(|member| member_cells(source, record, inner, &member.value))
                    .unwrap_or_default()
            });
            named.into_iter().chain(values).collect()
        })
        .collect();
    Some(FieldTable {
        label,
        anchor,
        summary,
        columns: headings,
        rows,
    })
}

/// The id of an entry stands as code, whatever else as usual.
fn member_cells(source: &Source<'_>, record: &Record, definition: &FieldDefinition, value: &Value) -> Vec<Cell> {
    let mut list = cells(source, record, definition, value);
    if &*definition.name == "id" {
        for cell in &mut list {
            cell.code = true;
        }
    }
    list
}

fn columns(labels: &[&str]) -> Vec<super::kind_index::Column> {
    labels
        .iter()
        .map(|label| super::kind_index::Column {
            label: (*label).to_owned(),
            numeric: false,
        })
        .collect()
}

/// The fields that any row has; the title of an entry comes before its id.
fn used_fields<'f, 'm>(
    fields: &'f Fields,
    rows: impl Iterator<Item = &'m [crate::value::Member]> + Clone,
) -> Vec<&'f FieldDefinition> {
    let mut used: Vec<&FieldDefinition> = fields
        .iter()
        .filter(|(index, _)| {
            rows.clone()
                .any(|members| members.iter().any(|member| member.of == *index))
        })
        .map(|(_, definition)| definition)
        .collect();
    used.sort_by_key(|definition| match &*definition.name {
        "title" => 0,
        "id" => 1,
        _ => 2,
    });
    used
}

/// Those that refer to a record, by what they are to it; a text that only mentions it comes last.
fn incoming(source: &Source<'_>, index: RecordIndex) -> Vec<Incoming> {
    let workspace = source.workspace;
    let mut groups: BTreeMap<(bool, String), Vec<RecordIndex>> = BTreeMap::new();
    for reference in workspace.incoming(index).filter(|reference| reference.from != index) {
        let heading = match reference.place {
            Place::Field(number) => {
                let Some(at) = workspace.schema().reference_uses().get(number as usize) else {
                    continue;
                };
                let from = workspace.schema().kind(at.kind);
                (
                    false,
                    at.inverse
                        .as_ref()
                        .map_or_else(|| plural(source, from), |inverse| inverse_heading(inverse)),
                )
            }
            Place::Action => (false, "Actions in".to_owned()),
            Place::Link | Place::WikiLink | Place::Mention => (true, "Mentioned in".to_owned()),
        };
        groups.entry(heading).or_default().push(reference.from);
    }
    groups
        .into_iter()
        .map(|((_, heading), mut records)| {
            records.sort_unstable();
            records.dedup();
            let total = records.len();
            let kind = one_kind(workspace, &records);
            sort(source, &mut records);
            let most = total.min(PAGE_ROWS);
            let items = records
                .iter()
                .take(most)
                .map(|from| item(source, *from, kind.is_none()))
                .collect();
            let count = match kind {
                Some(kind) => counted_of(source, kind, total),
                None => counted(total, "record", "records"),
            };
            let more = if total > most {
                format!("and {} more", super::grouped(total - most))
            } else {
                String::new()
            };
            Incoming {
                anchor: format!("o-{}", crate::text::slug(&heading)),
                heading,
                count,
                items,
                more,
            }
        })
        .collect()
}

/// Those that are not closed first, then by kind; of a kind with days the newest first, else by title.
fn sort(source: &Source<'_>, records: &mut [RecordIndex]) {
    let workspace = source.workspace;
    records.sort_by_cached_key(|index| {
        let record = workspace.record(*index);
        let closed = workspace
            .status(record)
            .is_some_and(|status| status.category.is_closed());
        (closed, record.kind, workspace.title(record).to_lowercase())
    });
    let alike = |a: &RecordIndex, b: &RecordIndex| {
        let closed = |index: &RecordIndex| {
            workspace
                .status(workspace.record(*index))
                .map(|status| status.category.is_closed())
        };
        workspace.record(*a).kind == workspace.record(*b).kind && closed(a) == closed(b)
    };
    for part in records.chunk_by_mut(alike) {
        let kind = workspace.kind_of(workspace.record(part[0]));
        if let Some(field) = dated_by(source, kind) {
            part.sort_by(|a, b| newest(workspace.record(*a), workspace.record(*b), field));
        }
    }
}

/// The kind of all of them, if it is one.
fn one_kind<'w>(workspace: &'w Workspace, records: &[RecordIndex]) -> Option<&'w Kind> {
    let first = workspace.kind_of(workspace.record(*records.first()?));
    let same = records.iter().all(|index| workspace.record(*index).kind == first.index);
    same.then_some(first)
}

fn item(source: &Source<'_>, index: RecordIndex, with_noun: bool) -> Item {
    let record = source.workspace.record(index);
    Item {
        title: source.workspace.title(record).to_owned(),
        href: record_href(source.workspace, index),
        noun: if with_noun {
            noun(source, source.workspace.kind_of(record))
        } else {
            String::new()
        },
        badge: record_badge(source, record),
    }
}

/// The text of a record as HTML, and as plain words.
fn body(source: &Source<'_>, record: &Record) -> (String, String) {
    let workspace = source.workspace;
    let Some(document) = record.body else {
        return Default::default();
    };
    let Some(outline) = workspace.document(document).outline() else {
        return Default::default();
    };
    let text = workspace.text(document);
    if outline.range.of(text).trim().is_empty() {
        return Default::default();
    }
    let targets = BodyTargets {
        workspace,
        path: &workspace.document(document).path,
    };
    markdown::html_and_words(text, outline, workspace.title(record), &targets)
}

/// Where the links of a body lead.
struct BodyTargets<'a> {
    workspace: &'a Workspace,
    path: &'a RepoPath,
}

impl BodyTargets<'_> {
    fn link(&self, index: RecordIndex, fragment: &str) -> HtmlLink {
        let record = self.workspace.record(index);
        HtmlLink {
            href: format!("../{}{fragment}", record_href(self.workspace, index)),
            title: self.workspace.title(record).to_owned(),
        }
    }
}

impl Targets for BodyTargets<'_> {
    fn file(&self, written: &str) -> Option<HtmlLink> {
        let (path, fragment) = match written.find('#') {
            Some(at) => written.split_at(at),
            None => (written, ""),
        };
        let path = self.path.resolve(path)?;
        self.workspace
            .record_of_path(path.as_str())
            .map(|record| self.link(record, fragment))
    }

    fn record(&self, written: &str) -> Option<HtmlLink> {
        let (id, fragment) = match written.find('#') {
            Some(at) => written.split_at(at),
            None => (written, ""),
        };
        match self.workspace.find_any(id.trim()).as_slice() {
            [one] => Some(self.link(*one, fragment)),
            _ => None,
        }
    }

    fn person(&self, handle: &str) -> Option<HtmlLink> {
        let kinds = ["person", "team"]
            .into_iter()
            .filter_map(|kind| self.workspace.schema().find(kind));
        kinds
            .filter_map(|kind| self.workspace.find(kind, handle))
            .next()
            .map(|record| self.link(record, ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{KindPages, Provenance};
    use crate::source::Snapshot;
    use crate::time::Date;
    use std::sync::Arc;

    fn feedback(id: &str, title: &str, received: &str) -> String {
        format!(
            "=== feedback/{id}.md\n+++\ntitle = \"{title}\"\nreceived = {received}\ninitiatives = [\"search\"]\n+++\nText.\n"
        )
    }

    #[test]
    fn of_a_kind_with_days_the_newest_come_first() {
        let files = "=== initiatives/search.md\n+++\ntitle = \"Search\"\n+++\n".to_owned()
            + &feedback("a", "Bravo", "2026-10-09")
            + &feedback("b", "Alfa", "2026-09-30")
            + &feedback("c", "Charlie", "2026-11-02");
        let (workspace, _) = Workspace::load(Arc::new(Snapshot::fixture(&files)));
        let today = Date::parse("2026-11-20").unwrap();
        let source = Source::new(&workspace, &[], 0, today, Provenance::default());
        let (search, _) = workspace
            .records()
            .find(|(_, record)| record.id.as_str() == "search")
            .unwrap();
        let page = RecordPage::new(&source, search);
        let titles: Vec<&str> = page.incoming[0].items.iter().map(|item| item.title.as_str()).collect();
        assert_eq!(titles, ["Charlie", "Bravo", "Alfa"]);
        let kind = workspace.schema().find("feedback").unwrap();
        let index = KindPages::new(&source, workspace.schema().kind(kind)).page(&source, 1);
        assert_eq!(index.columns[index.sorted.unwrap()].label, "Received");
        let kind = workspace.schema().find("initiative").unwrap();
        let index = KindPages::new(&source, workspace.schema().kind(kind)).page(&source, 1);
        assert_eq!(index.sorted, None);
    }

    #[test]
    fn a_metric_leads_with_its_last_value() {
        let file = "=== metrics/rate.toml\ntitle = \"Rate\"\nunit = \"%\"\ndirection = \"up\"\ncadence = \"monthly\"\ndecimals = 1\nmin = 0\nwarn = 2\nsource = { points = [{ date = 2026-10-01, value = 41.2 }] }\ntargets = [{ from = 2026-07-01, value = 45 }]\n";
        let (workspace, _) = Workspace::load(Arc::new(Snapshot::fixture(file)));
        let today = Date::parse("2026-11-20").unwrap();
        let source = Source::new(&workspace, &[], 0, today, Provenance::default());
        let (index, _) = workspace.records().next().unwrap();
        let page = RecordPage::new(&source, index);
        let facts: Vec<(&str, &str)> = page
            .facts
            .iter()
            .map(|fact| (fact.label.as_str(), fact.cells[0].text.as_str()))
            .collect();
        assert_eq!(facts[..2], [("Last value", "41.2 %"), ("Target", "45.0 %")]);
        assert_eq!(facts.len(), MOST_FACTS);
        assert!(page.fields.iter().any(|fact| fact.label == "Lowest possible"));
    }
}
