//! `opsbook export`: what other programs read.

use super::session::{Opened, Session};
use super::{Failure, Outcome, Status};
use crate::{disk, export};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Write what other programs read
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Codeowners(Codeowners),
}

/// Who is asked to review a change, from the owners of records
///
/// Handles are ids of people. Of lines that fit a file the last one counts, for GitHub, GitLab and Gitea alike.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook export codeowners -o .github/CODEOWNERS
  opsbook export codeowners --organisation larkspur     teams as @larkspur/boards, not by their members")]
struct Codeowners {
    /// The organisation on the server whose teams have the ids of ours
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// Write to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    match &arguments.what {
        What::Codeowners(codeowners) => self::codeowners(codeowners, session),
    }
}

fn codeowners(arguments: &Codeowners, session: &mut Session<'_>) -> Outcome {
    if let Some(name) = &arguments.organisation
        && (name.is_empty()
            || !name
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "-_./".contains(letter)))
    {
        return Err(Failure::new(format!("`{name}` is no name of an organisation"))
            .with_hint("letters, digits and dashes, as in the address of its page".to_owned()));
    }
    let Opened { workspace, .. } = session.open()?;
    let text = export::codeowners(&workspace, arguments.organisation.as_deref());
    if text.len() > export::LARGEST_CODEOWNERS {
        session.note("this is more than GitHub reads of such a file, which is 3 MB");
    }
    match &arguments.output {
        Some(file) => {
            disk::replace(&session.folder.join(file), text.as_bytes())?;
            session.note(&format!("wrote {}", file.display()));
        }
        None => session.print(&text),
    }
    Ok(Status::Well)
}
