//! The headings of tables that records name, for the rules about them.

use crate::check::Context;
use crate::check::part::Part;
use crate::parse::csv::Csv;
use crate::workspace::{DocumentIndex, Record, Workspace};

/// A heading that a record names.
pub(super) struct Heading<'a> {
    pub(super) record: &'a Record,
    pub(super) document: DocumentIndex,
    pub(super) table: &'a Csv,
    /// The field, for the finding.
    pub(super) field: &'static str,
    /// Where it is named; the name of the file where it is not named but expected.
    pub(super) at: Part<'a>,
    pub(super) heading: &'a str,
    /// The key that names it, where it is only expected.
    pub(super) expected: Option<&'static str>,
    /// The record says which of several columns with this heading it means.
    pub(super) by_position: bool,
}

/// The tables that records name, each with the part that names it.
pub(super) fn files<'a>(workspace: &'a Workspace) -> Vec<(&'a Record, &'static str, Part<'a>)> {
    let of = |kind: &str| {
        let kind = workspace.schema().find(kind);
        let records = kind.map(|kind| workspace.of_kind(kind)).unwrap_or_default();
        records.iter().map(|index| workspace.record(*index))
    };
    let metrics = of("metric").filter_map(|record| {
        let file = Part::field(workspace, record, "source")?.get("csv")?;
        Some((record, "source", file))
    });
    let surveys = of("survey").filter_map(|record| Some((record, "data", Part::field(workspace, record, "data")?)));
    metrics.chain(surveys).collect()
}

/// The headings that metrics and surveys name, of tables that could be read.
pub(super) fn headings<'a>(context: &Context<'a>) -> Vec<Heading<'a>> {
    let workspace = context.workspace;
    let mut found = Vec::new();
    for (record, field, file) in files(workspace) {
        let Some((document, table)) = file.text().and_then(|written| workspace.table(record, written)) else {
            continue;
        };
        if table.header.is_empty() {
            continue;
        }
        let mut push = |field, at: Part<'a>, heading, expected, by_position| {
            found.push(Heading {
                record,
                document,
                table,
                field,
                at,
                heading,
                expected,
                by_position,
            });
        };
        if field == "source" {
            of_metric(workspace, record, file, &mut push);
        } else {
            of_survey(workspace, record, &mut push);
        }
    }
    found
}

/// Takes a field, a part, a heading, the key that is expected to name it, and whether its position is said too.
type Push<'p, 'a> = dyn FnMut(&'static str, Part<'a>, &'a str, Option<&'static str>, bool) + 'p;

fn of_metric<'a>(workspace: &'a Workspace, record: &'a Record, file: Part<'a>, push: &mut Push<'_, 'a>) {
    let Some(source) = Part::field(workspace, record, "source") else {
        return;
    };
    let mut named = |part: Option<Part<'a>>| {
        if let Some((part, heading)) = part.and_then(|part| Some((part, part.text()?))) {
            push("source", part, heading, None, false);
        }
    };
    for key in [
        "date",
        "value",
        "numerator",
        "denominator",
        "step",
        "cohort",
        "age",
        "size",
    ] {
        named(source.get(key));
    }
    named(source.get("where").and_then(|filter| filter.get("column")));
    let has = |key| source.get(key).is_some();
    if !has("date") && !has("cohort") {
        push("source", file, "date", Some("date"), false);
    }
    if !has("value") && !has("numerator") && !has("denominator") {
        push("source", file, "value", Some("value"), false);
    }
}

fn of_survey<'a>(workspace: &'a Workspace, record: &'a Record, push: &mut Push<'_, 'a>) {
    let mut named = |field, part: Option<Part<'a>>, by_position| {
        if let Some((part, heading)) = part.and_then(|part| Some((part, part.text()?))) {
            push(field, part, heading, None, by_position);
        }
    };
    if let Some(columns) = Part::field(workspace, record, "columns") {
        for key in ["respondent", "started", "submitted"] {
            named("columns", columns.get(key), false);
        }
        for segment in columns.get("segments").into_iter().flat_map(Part::items) {
            named("columns", Some(segment), false);
        }
    }
    let rows = Part::field(workspace, record, "exclude");
    for row in rows.into_iter().flat_map(Part::items) {
        named("exclude", row.get("column"), false);
    }
    let questions = Part::field(workspace, record, "questions");
    for question in questions.into_iter().flat_map(Part::items) {
        named("questions", question.get("column"), question.get("position").is_some());
    }
}
