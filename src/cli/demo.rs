//! `opsbook demo`: a lifelike workspace, checked and built.

use super::build::{Options, build};
use super::past::Past;
use super::session::Session;
use super::{Failure, Outcome};
use crate::source::Chronicle;
use crate::{demo, disk};
use clap::Args;
use std::path::PathBuf;

/// Make a lifelike product organisation with its history, check it and build its site
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook demo                          the organisation Larkspur, in opsbook-demo, a git repository
  opsbook demo scale --size 10000       ten thousand made-up records, for measurements

A folder that is there already is kept as it is, and checked and built again.")]
pub(super) struct Arguments {
    /// The folder
    // Not `directory`, which is the global option.
    #[arg(value_name = "DIR", default_value = "opsbook-demo")]
    folder: PathBuf,
    /// Make this many records for measurements; the site is not built
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    size: Option<u32>,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let folder = session.folder.join(&arguments.folder);
    let is_workspace = folder.join(crate::source::CONFIGURATION).is_file();
    let is_empty = !folder.exists() || std::fs::read_dir(&folder).is_ok_and(|mut entries| entries.next().is_none());
    if !is_workspace && !is_empty {
        let what = if folder.is_dir() { "is not empty" } else { "is a file" };
        return Err(Failure::new(format!("{} {what}", folder.display()))
            .with_hint("name another folder: `opsbook demo DIR`".to_owned()));
    }
    if let Some(size) = arguments.size {
        if is_workspace {
            return Err(Failure::new(format!("{} is there already", folder.display()))
                .with_hint("name another folder".to_owned()));
        }
        demo::scale(size as usize, &mut |path, text| {
            disk::create_new_unsynced(&folder.join(path), text.as_bytes())
        })?;
        session.note(&format!("{size} records in {}", folder.display()));
        return Ok(super::Status::Well);
    }
    if is_workspace {
        session.note(&format!("{} is there already and is kept as it is", folder.display()));
    } else {
        let mut chronicle = Chronicle::create(&folder)?;
        let files = demo::tell(&mut chronicle)?;
        chronicle.finish()?;
        for (path, bytes) in files {
            disk::create_new_unsynced(&folder.join(path), &bytes)?;
        }
    }
    let opened = session.open_at(&folder)?;
    let past = Past::of(session, &opened);
    let records = opened.workspace.records().len();
    let out = folder.join(&opened.workspace.configuration().out);
    let name = opened.workspace.configuration().name.clone();
    let (status, words) = build(opened, past.history, &out, &Options::default())?;
    session.note(&format!("{name}: {records} records in {}\n{words}", folder.display()));
    Ok(status)
}
