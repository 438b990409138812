//! The command line: one file per command, which reads its arguments, calls the library and prints.
//!
//! The only module that prints and the only one that reads the clock and the environment.

mod environment;
mod failure;
mod output;
mod past;
mod reference;
mod session;
mod shape;

mod build;
mod check;
mod completions;
mod demo;
mod diff;
mod explain;
mod export;
mod hook;
mod init;
mod list;
mod log;
mod man;
mod new;
mod schema;
mod show;

pub use environment::Environment;
pub use reference::markdown_reference;

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use failure::Failure;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Keeps a product organisation's book of record in git: checks it like a compiler, reads it as a site.
#[derive(Debug, Parser)]
#[command(
    name = "opsbook",
    version,
    arg_required_else_help = true,
    after_help = "Run `opsbook COMMAND --help` for what a command does, with examples."
)]
struct Line {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// The commands, in the order of the help.
#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Arguments),
    Demo(demo::Arguments),
    New(new::Arguments),
    Check(check::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
    Log(log::Arguments),
    Diff(diff::Arguments),
    Build(build::Arguments),
    Export(export::Arguments),
    Explain(explain::Arguments),
    Hook(hook::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
struct Globals {
    /// Run as if started in this folder
    #[arg(short = 'C', long, value_name = "DIR", global = true)]
    directory: Option<PathBuf>,
    /// The configuration file, instead of the nearest opsbook.toml
    #[arg(
        long,
        value_name = "FILE",
        global = true,
        env = "OPSBOOK_CONFIG",
        hide_env_values = true
    )]
    config: Option<PathBuf>,
    /// The day that counts as today, such as 2026-11-20
    #[arg(
        long,
        value_name = "DATE",
        global = true,
        env = "OPSBOOK_TODAY",
        hide_env_values = true
    )]
    today: Option<String>,
    /// Neither read nor write the cache
    #[arg(long, global = true)]
    no_cache: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    color: ColorChoice,
    /// Print findings only; twice: print nothing, tell by the exit code
    #[arg(short, long, action = ArgAction::Count, global = true)]
    quiet: u8,
    /// Say more of what is done
    #[arg(short, long, action = ArgAction::Count, global = true)]
    verbose: u8,
    /// No progress on the terminal
    #[arg(long, global = true)]
    no_progress: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Runs the program: 0 well, 1 findings, 2 could not run.
pub fn run(arguments: impl IntoIterator<Item = OsString>, environment: &Environment) -> ExitCode {
    let line = match Line::try_parse_from(named(arguments)) {
        Ok(line) => line,
        Err(error) => return output::usage(&error),
    };
    let mut session = match session::Session::new(&line.globals, environment) {
        Ok(session) => session,
        Err(failure) => return output::failure(&failure),
    };
    let outcome = match &line.command {
        Command::Init(arguments) => init::run(arguments, &mut session),
        Command::Demo(arguments) => demo::run(arguments, &mut session),
        Command::New(arguments) => new::run(arguments, &mut session),
        Command::Check(arguments) => check::run(arguments, &mut session),
        Command::List(arguments) => list::run(arguments, &mut session),
        Command::Show(arguments) => show::run(arguments, &mut session),
        Command::Log(arguments) => log::run(arguments, &mut session),
        Command::Diff(arguments) => diff::run(arguments, &mut session),
        Command::Build(arguments) => build::run(arguments, &mut session),
        Command::Export(arguments) => export::run(arguments, &mut session),
        Command::Explain(arguments) => explain::run(arguments, &mut session),
        Command::Hook(arguments) => hook::run(arguments, &mut session),
        Command::Schema(arguments) => schema::run(arguments, &mut session),
        Command::Completions(arguments) => completions::run(arguments, &mut session),
        Command::Man(arguments) => man::run(arguments, &mut session),
    };
    match outcome.and_then(|status| session.finish().map(|()| status)) {
        Ok(Status::Well) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        Err(failure) => output::failure(&failure),
    }
}

/// The arguments, where the program is called `git opsbook` if that is how git calls it: by a link `git-opsbook`.
fn named(arguments: impl IntoIterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    arguments.into_iter().enumerate().map(|(place, argument)| {
        let is_link = place == 0 && Path::new(&argument).file_stem() == Some("git-opsbook".as_ref());
        if is_link { "git opsbook".into() } else { argument }
    })
}

/// How a command ended that could run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// Nothing to complain of.
    Well,
    /// There are findings at the level that fails.
    Findings,
}

/// What a command returns.
type Outcome = Result<Status, Failure>;

/// All rules with their explanations, for `docs/rules.md`.
pub fn markdown_rules() -> String {
    explain::markdown(&crate::check::all().collect::<Vec<_>>())
}

/// The definition of the command line, for completions and the reference.
fn definition() -> clap::Command {
    Line::command()
}
