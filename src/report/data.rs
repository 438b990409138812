//! The site for programs: `data/index.json`, `data/records/KIND.json`, `ID.md` beside each page, `llms.txt`.
//!
//! The shape is described in `docs/data.md` and changes only by addition; `v` grows when a reader would break. Keys
//! stand in a fixed order, records in the order of their ids.

use super::{Cell, ChartFiles, ListedChart, RecordPage, Source, kind_href, noun, plural, record_href};
use crate::diagnostic::Level;
use crate::schema::Kind;
use crate::text::script_text;
use crate::value::{FieldDefinition, Member, Type, Value};
use crate::workspace::{Record, RecordIndex, Reference};
use std::fmt::Write as _;

/// The version of the shape.
const VERSION: u32 = 1;

/// Fields that stand at the top of a record.
const AT_TOP: [&str; 4] = ["title", "status", "owner", "team"];

/// Returns the text of `data/index.json`: what the site holds, and where.
pub fn index_json(source: &Source<'_>, charts: &[ListedChart]) -> String {
    let workspace = source.workspace;
    let mut out = format!("{{\"v\":{VERSION},\n\"name\":");
    script_text(&mut out, &source.configuration().name);
    out.push_str(",\n\"lang\":");
    script_text(&mut out, &source.configuration().lang);
    let _ = write!(out, ",\n\"as_of\":\"{}\",\n\"commit\":", source.today);
    match &source.provenance.commit {
        Some(commit) => {
            let _ = write!(out, "{{\"id\":\"{}\",\"date\":\"{}\"}}", commit.full, commit.date);
        }
        None => out.push_str("null"),
    }
    let count = |level| source.findings.iter().filter(|finding| finding.level == level).count();
    let _ = write!(
        out,
        ",\n\"opsbook\":\"{}\",\n\"files\":{},\n\"findings\":{{\"error\":{},\"warning\":{},\"info\":{},\"left_out\":{}}},\n\"kinds\":[",
        env!("CARGO_PKG_VERSION"),
        source.provenance.files,
        count(Level::Error),
        count(Level::Warning),
        count(Level::Info),
        source.left_out
    );
    for (place, kind) in workspace.schema().kinds().enumerate() {
        out.push_str(if place == 0 { "\n" } else { ",\n" });
        let _ = write!(out, "{{\"kind\":\"{}\",\"one\":", kind.name);
        script_text(&mut out, &noun(source, kind));
        out.push_str(",\"several\":");
        script_text(&mut out, &plural(source, kind));
        let _ = write!(
            out,
            ",\"count\":{},\"url\":\"{}\",\"records\":\"data/records/{}.json\"}}",
            of_kind(source, kind).count(),
            kind_href(workspace, kind.index, 1),
            kind.name
        );
    }
    out.push_str("\n],\n\"charts\":[");
    for (place, chart) in charts.iter().enumerate() {
        out.push_str(if place == 0 { "\n" } else { ",\n" });
        let _ = write!(out, "{{\"name\":\"{}\",\"title\":", chart.name);
        script_text(&mut out, &chart.title);
        let _ = write!(
            out,
            ",\"record\":\"{}\",\"url\":\"{}\",\"json\":\"{}\",\"csv\":\"{}\"}}",
            chart.record,
            chart.url,
            chart.file("json"),
            chart.file("csv")
        );
    }
    out.push_str("\n]}\n");
    out
}

/// Returns the records of a kind that have a page, in the order of their ids.
pub fn of_kind<'a>(source: &Source<'a>, kind: &Kind) -> impl Iterator<Item = RecordIndex> + use<'a> {
    let workspace = source.workspace;
    let records = workspace.of_kind(kind.index).iter().copied();
    records.filter(move |index| workspace.owns_id(*index))
}

/// Returns what stands before the records in `data/records/KIND.json`; `]}` ends the file.
pub fn records_json_head(source: &Source<'_>, kind: &Kind) -> String {
    format!(
        "{{\"v\":{VERSION},\n\"kind\":\"{}\",\n\"as_of\":\"{}\",\n\"records\":[",
        kind.name, source.today
    )
}

/// Writes a record as one line of `data/records/KIND.json`.
pub fn record_json(source: &Source<'_>, index: RecordIndex, out: &mut String) {
    let workspace = source.workspace;
    let record = workspace.record(index);
    let _ = write!(out, "{{\"id\":\"{}\",\"title\":", record.id);
    script_text(out, workspace.title(record));
    match workspace.status(record) {
        Some(status) => {
            let _ = write!(
                out,
                ",\"status\":\"{}\",\"category\":\"{}\"",
                status.name, status.category
            );
        }
        None => out.push_str(",\"status\":null,\"category\":null"),
    }
    for (key, of) in [
        ("owner", workspace.targets(record, "owner").next()),
        ("team", workspace.team(record)),
    ] {
        let _ = write!(out, ",\"{key}\":");
        identity(source, of, out);
    }
    let _ = write!(out, ",\"url\":\"{}\",\"path\":", record_href(workspace, index));
    script_text(out, workspace.below(workspace.path(record)));
    let problems = super::record::findings_of(source, record).count();
    let _ = write!(out, ",\"problems\":{problems},\"fields\":{{");
    let mut fields: Vec<_> = workspace.fields(record).collect();
    fields.sort_by_key(|(_, field)| field.of);
    let mut first = true;
    for (definition, field) in fields {
        if !AT_TOP.contains(&&*definition.name) {
            pair(source, record, definition, &field.value, &mut first, out);
        }
    }
    for (key, value) in &record.extra {
        out.push_str(if first { "" } else { "," });
        first = false;
        script_text(out, &format!("extra.{key}"));
        out.push(':');
        script_text(out, value);
    }
    out.push_str("},\"links\":[");
    first = true;
    for reference in workspace.references_of(record) {
        let Some(target) = reference.target.record() else {
            continue;
        };
        out.push_str(if first { "{\"field\":" } else { ",{\"field\":" });
        first = false;
        let field = workspace.field_path(reference).to_string();
        script_text(out, if field.is_empty() { "text" } else { &field });
        out.push_str(",\"to\":");
        identity(source, Some(target), out);
        out.push('}');
    }
    out.push_str("]}");
}

/// `"kind/id"`, or `null`.
fn identity(source: &Source<'_>, index: Option<RecordIndex>, out: &mut String) {
    match index.map(|index| source.workspace.record(index)) {
        Some(record) => {
            let _ = write!(out, "\"{}/{}\"", source.workspace.kind_of(record).name, record.id);
        }
        None => out.push_str("null"),
    }
}

/// A key with its value.
fn pair(
    source: &Source<'_>,
    record: &Record,
    definition: &FieldDefinition,
    of: &Value,
    first: &mut bool,
    out: &mut String,
) {
    out.push_str(if *first { "" } else { "," });
    *first = false;
    script_text(out, &definition.name);
    out.push(':');
    value(source, record, &definition.of, of, out);
}

fn value(source: &Source<'_>, record: &Record, of: &Type, what: &Value, out: &mut String) {
    let workspace = source.workspace;
    match (of, what) {
        // What could not be read is among the findings.
        (_, Value::Invalid(_)) => out.push_str("null"),
        (Type::Choice(choices), Value::Choice(place)) => script_text(out, choices.word(*place)),
        (_, Value::Text(text) | Value::Word(text) | Value::File(text) | Value::Raw(text)) => script_text(out, text),
        (_, Value::Number(number)) if number.is_finite() => {
            let _ = write!(out, "{number}");
        }
        (_, Value::Integer(number)) => {
            let _ = write!(out, "{number}");
        }
        (_, Value::Boolean(yes)) => out.push_str(if *yes { "true" } else { "false" }),
        (_, Value::Date(date)) => script_text(out, &date.to_string()),
        (_, Value::Moment(moment)) => script_text(out, &moment.to_string()),
        (_, Value::Period(period)) => script_text(out, &period.to_string()),
        (_, Value::Duration(duration)) => script_text(out, &duration.to_string()),
        (_, Value::Cadence(cadence)) => script_text(out, &cadence.to_string()),
        (_, Value::Kind(kind)) => script_text(out, &workspace.schema().kind(*kind).name),
        (of, Value::Reference(number)) => {
            let reference = workspace.reference(record, *number);
            let details = match of {
                Type::Reference(of) if !reference.details().is_empty() => Some(&of.details),
                _ => None,
            };
            let Some(details) = details else {
                return target(source, reference, out);
            };
            out.push_str("{\"to\":");
            target(source, reference, out);
            let mut first = false;
            for member in reference.details() {
                pair(source, record, details.get(member.of), &member.value, &mut first, out);
            }
            out.push('}');
        }
        (of, Value::List(items)) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { "," });
                value(source, record, of.element(), &item.value, out);
            }
            out.push(']');
        }
        (Type::Table(fields), Value::Table(members)) => {
            table(source, record, &|member| fields.get(member.of), members, out);
        }
        (Type::Map { of, .. }, Value::Map(pairs)) => {
            out.push('{');
            for (place, pair) in pairs.iter().enumerate() {
                out.push_str(if place == 0 { "" } else { "," });
                script_text(out, &pair.key);
                out.push(':');
                value(source, record, of, &pair.item.value, out);
            }
            out.push('}');
        }
        _ => out.push_str("null"),
    }
}

fn table<'f>(
    source: &Source<'_>,
    record: &Record,
    definition: &dyn Fn(&Member) -> &'f FieldDefinition,
    members: &[Member],
    out: &mut String,
) {
    out.push('{');
    let mut first = true;
    for member in members {
        pair(source, record, definition(member), &member.value, &mut first, out);
    }
    out.push('}');
}

/// What a reference leads to; where that is no record, what is written.
fn target(source: &Source<'_>, reference: &Reference, out: &mut String) {
    match reference.target.record() {
        Some(index) => identity(source, Some(index), out),
        None => {
            out.push_str("{\"unresolved\":");
            script_text(out, source.workspace.written(reference));
            out.push('}');
        }
    }
}

/// Returns the text of `ID.md`: title, fields, text and who refers to the record, as Markdown.
pub fn record_markdown(source: &Source<'_>, index: RecordIndex, page: &RecordPage) -> String {
    let workspace = source.workspace;
    let record = workspace.record(index);
    let body = record.body.map_or("", |body| {
        let outline = workspace.document(body).outline();
        outline.map_or("", |outline| outline.range.of(workspace.text(body)))
    });
    let mut out = String::with_capacity(body.len() + 1000);
    let _ = write!(
        out,
        "# {}\n\n- {}: `{}`\n",
        one_line(&page.shell.title),
        page.noun,
        page.id
    );
    if let Some(status) = workspace.status(record) {
        let _ = writeln!(out, "- Status: {} ({})", status.name, status.category);
    }
    for fact in page.facts.iter().chain(&page.fields).chain(&page.lists) {
        out.push_str("- ");
        out.push_str(&fact.label);
        out.push_str(": ");
        cells(&fact.cells, &mut out);
        out.push('\n');
    }
    for ChartFiles { listed, .. } in &page.chart_files {
        let [json, csv] = ["json", "csv"].map(|extension| listed.file(extension));
        let _ = writeln!(out, "- {}: [JSON](../{json}), [CSV](../{csv})", listed.title);
    }
    let _ = writeln!(out, "- File: `{}`", page.path);
    for text in &page.texts {
        let _ = write!(out, "\n## {}\n\n", text.label);
        cells(&text.cells, &mut out);
        out.push('\n');
    }
    let body = body.trim();
    if !body.is_empty() {
        out.push('\n');
        out.push_str(body);
        out.push('\n');
    }
    for table in &page.tables {
        let _ = write!(out, "\n## {}\n\n", table.label);
        for row in &table.rows {
            out.push('-');
            for (column, list) in table.columns.iter().zip(row).filter(|(_, list)| !list.is_empty()) {
                let _ = write!(out, " {}: ", column.label);
                cells(list, &mut out);
                out.push(';');
            }
            out.push('\n');
        }
    }
    for group in &page.incoming {
        let _ = write!(out, "\n## {} ({})\n\n", group.heading, group.count);
        for item in &group.items {
            let _ = writeln!(out, "- [{}](../{})", one_line(&item.title), markdown_href(&item.href));
        }
        if !group.more.is_empty() {
            out.push_str(&group.more);
            out.push('\n');
        }
    }
    out
}

fn cells(list: &[Cell], out: &mut String) {
    for (place, cell) in list.iter().enumerate() {
        out.push_str(if place == 0 { "" } else { ", " });
        let text = one_line(&cell.text);
        if cell.href.is_empty() {
            out.push_str(&text);
        } else if cell.external {
            out.push_str(&cell.href);
        } else {
            let _ = write!(out, "[{text}](../{})", markdown_href(&cell.href));
        }
        if !cell.small.is_empty() {
            let _ = write!(out, " ({})", one_line(&cell.small));
        }
    }
}

/// Text without the marks that would end a link or a line.
fn one_line(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains(['[', ']', '\n', '\\', '<', '`', '*']) {
        let mut out = String::with_capacity(text.len() + 8);
        for letter in text.chars() {
            match letter {
                '\n' => out.push(' '),
                '[' | ']' | '\\' | '<' | '`' | '*' => out.extend(['\\', letter]),
                letter => out.push(letter),
            }
        }
        out.into()
    } else {
        text.into()
    }
}

/// The Markdown beside a record's page; indexes have none.
fn markdown_href(href: &str) -> String {
    match href.strip_suffix(".html") {
        Some(record) if !record.ends_with("/index") => format!("{record}.md"),
        _ => href.to_owned(),
    }
}

/// Returns the text of `llms.txt`: what the site is and where programs read it.
pub fn llms_txt(source: &Source<'_>, with_markdown: bool) -> String {
    let workspace = source.workspace;
    let mut out = format!(
        "# {}\n\n> The records of a product organisation, made from text files by opsbook. Data as of {}.\n\n",
        one_line(&source.configuration().name),
        source.today
    );
    out.push_str("Every record has a page `KIND/ID.html`");
    out.push_str(if with_markdown {
        " and the same as Markdown in `KIND/ID.md`.\n"
    } else {
        ".\n"
    });
    out.push_str("All records of a kind, with fields and links, are in `data/records/KIND.json`.\n\n## Data\n\n");
    out.push_str("- [All kinds](data/index.json): counts, commit, where the records of each kind and the data of each chart are\n");
    for kind in workspace.schema().kinds() {
        let count = of_kind(source, kind).count();
        if count > 0 {
            let _ = writeln!(
                out,
                "- [{}](data/records/{}.json): {count}. {}",
                one_line(&plural(source, kind)),
                kind.name,
                kind.summary
            );
        }
    }
    out.push_str("\n## Pages\n\n");
    for (label, href) in [
        ("Overview", "index.html"),
        ("Problems", "problems.html"),
        ("About", "about.html"),
    ] {
        let _ = writeln!(out, "- [{label}]({href})");
    }
    out
}
