//! `opsbook man`: manual pages.

use super::session::Session;
use super::{Failure, Outcome, Status};
use crate::disk;
use clap::Args;
use clap_mangen::Man;
use std::path::PathBuf;

/// Print the manual page, or write those of all commands
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook man | man -l -
  opsbook man -o ~/.local/share/man/man1")]
pub(super) struct Arguments {
    /// Write a page for each command into this folder
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let root = super::definition();
    let Some(folder) = &arguments.output else {
        session.print(&String::from_utf8_lossy(&page(&root)?));
        return Ok(Status::Well);
    };
    let folder = session.folder.join(folder);
    let mut pages = vec![("opsbook".to_owned(), root.clone())];
    for command in root.get_subcommands() {
        let name = format!("opsbook-{}", command.get_name());
        pages.push((name.clone(), command.clone().name(name.clone()).display_name(name)));
    }
    // `git opsbook --help` looks for this one.
    pages.push(("git-opsbook".to_owned(), root.clone()));
    for (name, command) in pages {
        let path = folder.join(format!("{name}.1"));
        disk::replace(&path, &page(&command)?)?;
        session.print(&format!("{}\n", path.display()));
    }
    Ok(Status::Well)
}

fn page(command: &clap::Command) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    Man::new(command.clone())
        .render(&mut text)
        .map_err(|error| Failure::new(format!("cannot write the manual page: {error}")))?;
    Ok(text)
}
