//! `opsbook list`: the records of a kind as a table.

use super::session::{Opened, Session};
use super::{Failure, Outcome, Status};
use crate::output::Table;

use crate::schema::Kind;
use crate::text::nearest;
use crate::value::{KindIndex, compare};
use crate::workspace::{Record, RecordIndex, Workspace};
use clap::{Args, ValueEnum};
use std::cmp::Ordering;

/// List the records of a kind
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook list initiative
  opsbook list feedback --columns id,status,customer --sort -received
  opsbook list metric --format csv")]
pub(super) struct Arguments {
    /// The kind, such as `initiative`
    kind: String,
    /// The fields to show
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    columns: Vec<String>,
    /// The field to sort by; with a `-` in front, the greatest first
    #[arg(long, value_name = "FIELD", allow_hyphen_values = true)]
    sort: Option<String>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    Table,
    Json,
    Csv,
}

/// Columns that are no fields.
const OWN: [&str; 3] = ["id", "status", "path"];

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let Opened { workspace, .. } = session.open()?;
    let kind = kind_named(&workspace, &arguments.kind)?;
    let definition = workspace.schema().kind(kind);
    let columns = columns(definition, &arguments.columns)?;
    let mut records: Vec<RecordIndex> = workspace.of_kind(kind).to_vec();
    if let Some(sort) = &arguments.sort {
        let (field, descending) = sort
            .strip_prefix('-')
            .map_or((sort.as_str(), false), |field| (field, true));
        known_field(definition, field)?;
        records.sort_by(|a, b| order(&workspace, *a, *b, field, descending));
    }
    let text = |record: &Record, column: &str| column_text(&workspace, record, column);
    let rows: Vec<Vec<String>> = records
        .iter()
        .map(|index| workspace.record(*index))
        .map(|record| columns.iter().map(|column| text(record, column)).collect())
        .collect();
    let out = match arguments.format {
        Shape::Table if rows.is_empty() => String::new(),
        Shape::Table => Table {
            header: columns.clone(),
            rows,
        }
        .plain(),
        Shape::Csv => Table {
            header: columns.clone(),
            rows,
        }
        .csv(),
        Shape::Json => json(&columns, &rows),
    };
    session.print(&out);
    session.finish()?;
    session.note(&super::session::counted(
        records.len(),
        &definition.name,
        &definition.plural,
    ));
    Ok(Status::Well)
}

/// Finds a kind by name, plural or folder.
pub(super) fn kind_named(workspace: &Workspace, name: &str) -> Result<KindIndex, Failure> {
    let schema = workspace.schema();
    let found = schema
        .find(name)
        .or_else(|| schema.kinds().find(|kind| *kind.plural == *name).map(|kind| kind.index));
    found.ok_or_else(|| {
        let near = nearest(name, schema.kinds().map(|kind| &*kind.name));
        let all: Vec<&str> = schema.kinds().map(|kind| &*kind.name).collect();
        let hint = near.map_or_else(
            || format!("kinds are: {}", all.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::new(format!("no kind is named `{name}`")).with_hint(hint)
    })
}

fn columns(kind: &Kind, asked: &[String]) -> Result<Vec<String>, Failure> {
    if !asked.is_empty() {
        for column in asked {
            known_field(kind, column)?;
        }
        return Ok(asked.to_vec());
    }
    let status = kind.lifecycle.as_ref().map(|_| "status".to_owned());
    Ok(["id".to_owned()]
        .into_iter()
        .chain(status)
        .chain(["owner".to_owned(), "title".to_owned()])
        .collect())
}

fn known_field(kind: &Kind, name: &str) -> Result<(), Failure> {
    if OWN.contains(&name) || kind.fields.find(name).is_some() {
        return Ok(());
    }
    let near = nearest(name, kind.fields.names().chain(OWN)).map(|near| format!("did you mean `{near}`?"));
    Err(Failure::new(format!("{} has no field `{name}`", kind.noun())).with_hint(near))
}

fn column_text(workspace: &Workspace, record: &Record, column: &str) -> String {
    match column {
        "id" => record.id.to_string(),
        "status" => workspace
            .status(record)
            .map_or_else(String::new, |status| status.name.to_string()),
        "path" => workspace.below(workspace.path(record)).to_owned(),
        field => workspace.field_text(record, field),
    }
}

/// Records without the field come last, whichever way the others go.
fn order(workspace: &Workspace, a: RecordIndex, b: RecordIndex, field: &str, descending: bool) -> Ordering {
    let (a, b) = (workspace.record(a), workspace.record(b));
    let by_field = match field {
        "id" | "path" => column_text(workspace, a, field).cmp(&column_text(workspace, b, field)),
        "status" => a.status.cmp(&b.status),
        field => match (workspace.value(a, field), workspace.value(b, field)) {
            (Some(x), Some(y)) => match compare(x, y) {
                Ordering::Equal => workspace.field_text(a, field).cmp(&workspace.field_text(b, field)),
                unequal => unequal,
            },
            (Some(_), None) => return Ordering::Less,
            (None, Some(_)) => return Ordering::Greater,
            (None, None) => Ordering::Equal,
        },
    };
    let by_field = if descending { by_field.reverse() } else { by_field };
    by_field.then_with(|| a.id.cmp(&b.id))
}

fn json(columns: &[String], rows: &[Vec<String>]) -> String {
    let list: Vec<serde_json::Value> = rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .cloned()
                .zip(row.iter().map(|cell| serde_json::Value::String(cell.clone())))
                .collect()
        })
        .collect();
    serde_json::to_string_pretty(&serde_json::json!({ "v": 1, "records": list })).expect("texts are JSON") + "\n"
}
