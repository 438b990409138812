//! `opsbook completions`: a script for the shell.

use super::session::Session;
use super::{Outcome, Status};
use clap::Args;
use clap_complete::Shell;

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_long_help = "\
Example:
  opsbook completions bash > ~/.local/share/bash-completion/completions/opsbook")]
pub(super) struct Arguments {
    /// The shell
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::definition(), "opsbook", &mut script);
    session.print(&String::from_utf8_lossy(&script));
    Ok(Status::Well)
}
