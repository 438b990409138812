//! `opsbook check`: every problem of the workspace, with its place.

use super::session::{Opened, Session, counts};
use super::shape::FormatName;
use super::{Failure, Outcome, Status};
use crate::check::{self, Context, Report};
use crate::diagnostic::{Diagnostic, Group, Level};
use crate::output::{Findings, Format, render};
use crate::text::{RepoPath, nearest};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Validate the workspace: every problem with file, line and column
///
/// The whole workspace is read, whatever PATHs are named: they only narrow what is reported.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook check                            everything
  opsbook check feedback/ people.toml      only what is wrong there
  opsbook check --select reference         only rules about references
  opsbook check --format json-lines        for programs

Exit code: 0 nothing at the fail level, 1 findings, 2 could not run.")]
pub(super) struct Arguments {
    /// Files and folders to report on
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Only these rules or groups
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    select: Vec<String>,
    /// Not these rules or groups
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The least level that makes the exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    fail_on: FailOn,
    /// How findings are written
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    format: FormatName,
    /// Write findings to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The least level that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    known_rules(&arguments.select)?;
    known_rules(&arguments.ignore)?;
    let Opened {
        location,
        workspace,
        problems,
        today,
    } = session.open()?;
    let paths: Vec<String> = arguments
        .paths
        .iter()
        .map(|path| session.repo_path(&location, path))
        .collect::<Result<_, _>>()?;
    let mut report = check::run(
        &Context {
            workspace: &workspace,
            today,
        },
        problems,
    );
    report.findings.retain(|finding| wanted(arguments, &paths, finding));
    let shown = |path: &RepoPath| session.shown(&location, path);
    let findings = Findings {
        findings: &report.findings,
        left_out: report.left_out,
        snapshot: workspace.snapshot(),
        shown: &shown,
    };
    let style = if arguments.output.is_some() {
        crate::output::Style::Plain
    } else {
        session.style()
    };
    let text = render(arguments.format.0, &findings, style);
    match &arguments.output {
        Some(file) => crate::disk::replace(&session.folder.join(file), text.as_bytes())?,
        None => session.print(&text),
    }
    session.finish()?;
    session.note(&summary(&report, workspace.documents().len(), arguments.format.0));
    let fails = match arguments.fail_on {
        FailOn::Error => Level::Error,
        FailOn::Warning => Level::Warning,
        FailOn::Info => Level::Info,
    };
    Ok(if report.worst().is_some_and(|worst| worst >= fails) {
        Status::Findings
    } else {
        Status::Well
    })
}

/// The last line: `214 files, 2 errors, 1 warning`.
fn summary(report: &Report, files: usize, format: Format) -> String {
    let count = |level| report.count(level);
    let mut line = format!(
        "{files} file{}, {}",
        if files == 1 { "" } else { "s" },
        counts(count(Level::Error), count(Level::Warning), count(Level::Info))
    );
    if report.allowed > 0 {
        line.push_str(&format!(", {} allowed", report.allowed));
    }
    if report.left_out > 0 {
        line.push_str(&format!(", {} more left out", report.left_out));
    }
    if format == Format::Full
        && let Some(first) = report.findings.first()
    {
        line.push_str(&format!("\nwhy and how to mend: opsbook explain {}", first.rule.name));
    }
    line
}

fn wanted(arguments: &Arguments, paths: &[String], finding: &Diagnostic) -> bool {
    let named = |list: &[String]| {
        list.iter()
            .any(|name| name == finding.rule.name || Group::from_word(name) == Some(finding.rule.group))
    };
    let path = finding.span.path.as_str();
    let here = paths.is_empty()
        || paths.iter().any(|part| {
            part.is_empty()
                || path == part
                || path
                    .strip_prefix(part.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
        });
    here && (arguments.select.is_empty() || named(&arguments.select)) && !named(&arguments.ignore)
}

fn known_rules(names: &[String]) -> Result<(), Failure> {
    for name in names {
        if check::find(name).is_none() && Group::from_word(name).is_none() {
            let known = check::all()
                .map(|check| check.rule.name)
                .chain(Group::ALL.map(Group::word));
            let near = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
            return Err(Failure::new(format!("no rule or group is named `{name}`"))
                .with_hint(near.or_else(|| Some("`opsbook explain --all` lists the rules".to_owned()))));
        }
    }
    Ok(())
}
