//! `opsbook show`: one record with its links both ways.

use super::list::kind_named;
use super::session::{Opened, Session};
use super::{Failure, Outcome, Status};

use crate::text::{nearest, visible};
use crate::value::KindIndex;
use crate::workspace::{Place, Record, RecordIndex, Workspace};
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Show one record and its links both ways
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook show faster-search
  opsbook show team/boards --format json")]
pub(super) struct Arguments {
    /// The record, as `id` or `kind/id`
    id: String,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    Human,
    Json,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let Opened {
        location, workspace, ..
    } = session.open()?;
    let index = record_named(&workspace, &arguments.id)?;
    let record = workspace.record(index);
    let text = match arguments.format {
        Shape::Human => human(
            &workspace,
            index,
            record,
            &session.shown(&location, workspace.path(record)),
        ),
        Shape::Json => json(&workspace, index, record),
    };
    session.print(&text);
    Ok(Status::Well)
}

/// Finds the one record that `id` or `kind/id` names.
pub(super) fn record_named(workspace: &Workspace, written: &str) -> Result<RecordIndex, Failure> {
    match workspace.find_any(written).as_slice() {
        [one] => Ok(*one),
        [] => {
            let (kind, id) = match written.split_once('/') {
                Some((kind, id)) => (Some(kind_named(workspace, kind)?), id),
                None => (None, written),
            };
            let kinds: Vec<KindIndex> = kind.into_iter().collect();
            let near = nearest(id, workspace.ids_of(&kinds).map(|(id, _)| id));
            let name = kind.map(|kind| &workspace.schema().kind(kind).name);
            let hint = match (near, name) {
                (Some(near), Some(kind)) => format!("did you mean `{kind}/{near}`?"),
                (Some(near), None) => format!("did you mean `{near}`?"),
                (None, Some(kind)) => format!("`opsbook list {kind}` shows those that there are"),
                (None, None) => "`opsbook list KIND` shows the records of a kind".to_owned(),
            };
            Err(Failure::new(format!("no record is named `{written}`")).with_hint(hint))
        }
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|index| workspace.identity(workspace.record(*index)).to_string())
                .collect();
            Err(Failure::new(format!("`{written}` may be any of {}", names.join(", ")))
                .with_hint(format!("write `opsbook show {}`", names[0])))
        }
    }
}

fn human(workspace: &Workspace, index: RecordIndex, record: &Record, path: &str) -> String {
    let mut out = format!(
        "{}\n{} · {path}\n",
        visible(workspace.title(record)),
        workspace.identity(record)
    );
    let mut rows: Vec<(String, String)> = Vec::new();
    if let Some(status) = workspace.status(record) {
        let written = workspace
            .written_status(record)
            .filter(|written| written.name != status.name);
        let written = written.map_or_else(String::new, |written| format!("; written: {}", written.name));
        rows.push((
            "status".to_owned(),
            format!("{} ({}){written}", status.name, status.category),
        ));
    }
    for (definition, _) in workspace
        .fields(record)
        .filter(|(definition, _)| &*definition.name != "title")
    {
        rows.push((
            definition.name.to_string(),
            workspace.field_text(record, &definition.name),
        ));
    }
    rows.extend(
        record
            .extra
            .iter()
            .map(|(key, value)| (format!("extra.{key}"), value.to_string())),
    );
    let width = rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, value) in rows {
        let _ = writeln!(out, "  {name:<width$}  {}", visible(&value));
    }
    for (heading, records) in incoming(workspace, index) {
        let _ = writeln!(out, "\n{heading}");
        for from in records {
            let from = workspace.record(from);
            let _ = writeln!(
                out,
                "  {}  {}",
                workspace.identity(from),
                visible(workspace.title(from))
            );
        }
    }
    out
}

/// Those that refer to a record, by what they are to it.
fn incoming(workspace: &Workspace, index: RecordIndex) -> BTreeMap<String, Vec<RecordIndex>> {
    let mut groups: BTreeMap<String, Vec<RecordIndex>> = BTreeMap::new();
    for reference in workspace.incoming(index).filter(|reference| reference.from != index) {
        let heading = match reference.place {
            Place::Field(number) => {
                let at = &workspace.schema().reference_uses()[number as usize];
                let plural = || workspace.schema().kind(at.kind).plural.to_string();
                at.inverse
                    .as_ref()
                    .map_or_else(plural, |inverse| inverse.replace('_', " "))
            }
            _ => "mentioned in".to_owned(),
        };
        let list = groups.entry(heading).or_default();
        if !list.contains(&reference.from) {
            list.push(reference.from);
        }
    }
    groups
}

fn json(workspace: &Workspace, index: RecordIndex, record: &Record) -> String {
    let fields: serde_json::Map<String, serde_json::Value> = workspace
        .fields(record)
        .map(|(definition, _)| {
            (
                definition.name.to_string(),
                workspace.field_text(record, &definition.name).into(),
            )
        })
        .collect();
    let references: Vec<serde_json::Value> = workspace
        .references_of(record)
        .iter()
        .map(|reference| {
            let target = reference.target.record().map(|target| workspace.identity(workspace.record(target)).to_string());
            serde_json::json!({ "field": workspace.field_path(reference).to_string(), "written": workspace.written(reference), "target": target })
        })
        .collect();
    let incoming: serde_json::Map<String, serde_json::Value> = incoming(workspace, index)
        .into_iter()
        .map(|(heading, records)| {
            let names: Vec<String> = records
                .iter()
                .map(|from| workspace.identity(workspace.record(*from)).to_string())
                .collect();
            (heading, names.into())
        })
        .collect();
    let status = workspace.status(record);
    let value = serde_json::json!({
        "v": 1,
        "kind": &*workspace.kind_of(record).name,
        "id": record.id.as_str(),
        "title": workspace.title(record),
        "status": status.map(|status| &*status.name),
        "written_status": workspace.written_status(record).map(|status| &*status.name),
        "category": status.map(|status| status.category.word()),
        "path": workspace.path(record).as_str(),
        "fields": fields,
        "references": references,
        "incoming": incoming,
    });
    serde_json::to_string_pretty(&value).expect("texts are JSON") + "\n"
}
