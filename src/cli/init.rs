//! `opsbook init`: a workspace to begin with.

use super::session::Session;
use super::{Failure, Outcome, Status};
use crate::disk::{self, DiskError};
use crate::edit::quoted;
use clap::Args;
use include_dir::{Dir, include_dir};
use std::path::PathBuf;

/// What a new workspace begins with.
static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/workspace");

/// Make a workspace that passes `check` and builds
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook init            in this folder
  opsbook init ops        in a new folder

Files that are there already stay as they are, unless --force is given.")]
pub(super) struct Arguments {
    /// The folder; by default this one
    // Not `directory`, which is the global option.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let folder = match &arguments.folder {
        Some(directory) => session.folder.join(directory),
        None => session.folder.clone(),
    };
    if folder.exists() && !folder.is_dir() {
        return Err(Failure::new(format!("{} is a file", folder.display()))
            .with_hint("name a folder: `opsbook init DIR`".to_owned()));
    }
    if folder.join(crate::source::CONFIGURATION).exists() && !arguments.force {
        return Err(Failure::new(format!("{} is a workspace already", folder.display()))
            .with_hint("`opsbook new` adds records; `--force` replaces the files of the beginning".to_owned()));
    }
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| !name.is_empty());
    let name = name.or_else(|| {
        session
            .folder
            .canonicalize()
            .ok()?
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
    });
    let today = session.today(&crate::time::Zone::utc())?;
    let mut files = Vec::new();
    collect(&FILES, &mut files);
    let mut kept = Vec::new();
    for (path, text) in files {
        let text = text
            .replace("\"{{ name }}\"", &quoted(name.as_deref().unwrap_or("Workspace")))
            .replace("{{ today }}", &today.to_string());
        // Cargo leaves dotfiles of a package alone, but git would read these as its own.
        let path = path.replace("dot.", ".");
        let target = folder.join(&path);
        let written = if arguments.force {
            disk::replace(&target, text.as_bytes())
        } else {
            disk::create_new(&target, text.as_bytes())
        };
        match written {
            Ok(()) => session.print(&format!("{path}\n")),
            Err(DiskError::Exists(_)) => kept.push(path),
            Err(error) => return Err(error.into()),
        }
    }
    session.finish()?;
    for path in kept {
        session.note(&format!("kept {path}, which was there"));
    }
    session.note("next: opsbook check, opsbook build, opsbook new feedback \"What somebody said\"");
    Ok(Status::Well)
}

/// All files of an embedded folder with their paths, in order.
fn collect(folder: &'static Dir<'static>, files: &mut Vec<(String, &'static str)>) {
    for file in folder.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            files.push((path.to_owned(), text));
        }
    }
    for inner in folder.dirs() {
        collect(inner, files);
    }
    files.sort();
}
