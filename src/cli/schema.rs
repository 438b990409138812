//! `opsbook schema`: JSON Schema for editors.

use super::list::kind_named;
use super::session::{Opened, Session};
use super::{Outcome, Status};
use crate::disk;
use crate::schema::json_schema;
use clap::Args;
use std::path::PathBuf;

/// Print a kind as JSON Schema, or write all of them for editors
///
/// TOML files that begin with `#:schema ../schema/KIND.json` are completed and checked by editors that use taplo.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook schema process
  opsbook schema --write schema/")]
pub(super) struct Arguments {
    /// The kind
    #[arg(required_unless_present = "write")]
    kind: Option<String>,
    /// Write KIND.json of every kind, or of the one named, into this folder
    #[arg(long, value_name = "DIR")]
    write: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let Opened { workspace, .. } = session.open()?;
    let schema = workspace.schema();
    let chosen = arguments
        .kind
        .as_ref()
        .map(|name| kind_named(&workspace, name))
        .transpose()?;
    let text =
        |kind| serde_json::to_string_pretty(&json_schema(schema, kind)).expect("texts and numbers are JSON") + "\n";
    let Some(folder) = &arguments.write else {
        if let Some(kind) = chosen {
            session.print(&text(schema.kind(kind)));
        }
        return Ok(Status::Well);
    };
    let kinds = schema
        .kinds()
        .filter(|kind| chosen.is_none_or(|chosen| chosen == kind.index));
    for kind in kinds {
        let path = session.folder.join(folder).join(format!("{}.json", kind.name));
        disk::replace(&path, text(kind).as_bytes())?;
        session.print(&format!("{}\n", folder.join(format!("{}.json", kind.name)).display()));
    }
    Ok(Status::Well)
}
