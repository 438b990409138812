//! `opsbook check`: every problem of the workspace, with its place.

use super::past::Past;
use super::session::{Opened, Session, State, counts};
use super::shape::FormatName;
use super::{Failure, Outcome, Status};
use crate::check::{self, Context, Report};
use crate::diagnostic::{Diagnostic, Group, Level};
use crate::disk::Cache;
use crate::output::{Findings, Format, render};
use crate::text::{RepoPath, nearest};
use crate::workspace::{KNOWN_VERSION, Known};
use crate::{disk, edit};
use clap::{Args, ValueEnum};
use std::collections::BTreeSet;
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
  opsbook check --staged                   what this commit would hold (in a hook)
  opsbook check --merge origin/main        what merging this branch would make
  opsbook check --since main               only what this branch adds
  opsbook check --fix                      mend what is safe to mend

Exit code: 0 nothing at the fail level, 1 findings, 2 could not run.")]
pub(super) struct Arguments {
    /// Files and folders to report on
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Check what is staged instead of the files on disk
    #[arg(long, conflicts_with_all = ["rev", "merge"])]
    staged: bool,
    /// Check a commit instead: a branch, a tag, a hash
    #[arg(long, value_name = "REV", conflicts_with = "merge")]
    rev: Option<String>,
    /// Check what merging HEAD into this commit would make; nothing is written
    #[arg(long, value_name = "BASE")]
    merge: Option<String>,
    /// Report only what is not found in this commit
    #[arg(long, value_name = "REV")]
    since: Option<String>,
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
    /// Mend what can be mended without changing the meaning, then report the rest
    #[arg(long, conflicts_with_all = ["staged", "rev", "merge"])]
    fix: bool,
    /// Mend also where the mending is a guess, such as the nearest id
    #[arg(long, conflicts_with_all = ["staged", "rev", "merge"])]
    unsafe_fixes: bool,
}

/// The name of the cache file that holds what is known of files.
const KNOWN_FILES: &str = "files";

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
    if arguments.fix || arguments.unsafe_fixes {
        mend(arguments, session)?;
    }
    judge(arguments, session)
}

/// Puts fixes into files. One may make place for another that overlapped it, so this goes on while anything changes.
fn mend(arguments: &Arguments, session: &Session<'_>) -> Result<(), Failure> {
    /// Two fixes that undo one another must not go on for ever.
    const ROUNDS: usize = 8;
    let (mut fixes, mut files) = (0, BTreeSet::new());
    for _ in 0..ROUNDS {
        let opened = session.open_state(State::WorkTree)?;
        let paths = paths(arguments, session, &opened)?;
        let Opened {
            location,
            workspace,
            problems,
            today,
        } = opened;
        let mut report = check::run(&Context::new(&workspace, today), problems);
        report.findings.retain(|finding| wanted(arguments, &paths, finding));
        let fixed = edit::fix(&report.findings, workspace.snapshot(), !arguments.unsafe_fixes);
        if fixed.is_empty() {
            break;
        }
        for file in fixed {
            let path = location.root.join(file.path.as_str());
            disk::replace_known(&path, file.before.as_bytes(), file.after.as_bytes())?;
            fixes += file.fixes;
            files.insert(file.path);
        }
    }
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    session.note(&format!(
        "mended {fixes} finding{} in {} file{}",
        plural(fixes),
        files.len(),
        plural(files.len())
    ));
    Ok(())
}

fn paths(arguments: &Arguments, session: &Session<'_>, opened: &Opened) -> Result<Vec<String>, Failure> {
    arguments
        .paths
        .iter()
        .map(|path| session.repo_path(opened, path))
        .collect()
}

/// Finds what is wrong and reports it.
fn judge(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let state = arguments.state();
    if arguments.staged && changes_nothing(session)? {
        session.note("nothing of the workspace is staged");
        return Ok(Status::Well);
    }
    let cache = match state {
        State::WorkTree => Cache::none(),
        _ => session.cache(&session.repository()?),
    };
    let known = Known::new(cache.read(KNOWN_FILES, KNOWN_VERSION).unwrap_or_default());
    let opened = session.open_state_with(state, &known)?;
    let paths = paths(arguments, session, &opened)?;
    let since = match &arguments.since {
        Some(name) => Some(session.open_state_with(State::Revision(name), &known)?),
        None => None,
    };
    let base = since.as_ref().and_then(Opened::commit);
    let past = Past::of_check(session, &opened, state, base)?;
    let Opened {
        location,
        workspace,
        problems,
        today,
    } = opened;
    let context = Context::new(&workspace, today)
        .with_history(past.history.as_ref())
        .with_base(past.base());
    let mut report = match since {
        Some(base) => {
            let history = past.history.as_ref().and_then(|_| Past::of(session, &base).history);
            // On one day for both, or what merely fell due since would be new.
            let known = Context::new(&base.workspace, today).with_history(history.as_ref());
            check::run_since(&context, problems, &check::fingerprints(&known, base.problems))
        }
        None => check::run(&context, problems),
    };
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
        Some(file) => disk::replace(&session.folder.join(file), text.as_bytes())?,
        None => session.print(&text),
    }
    session.finish()?;
    if let Some(bytes) = known.after(&workspace, &report.files) {
        cache.write(KNOWN_FILES, KNOWN_VERSION, &bytes);
    }
    session.note(&summary(&report, workspace.documents().len(), arguments.format.0));
    // The process ends here: to give every record back by itself would only take time.
    std::mem::forget(workspace);
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

impl Arguments {
    fn state(&self) -> State<'_> {
        match (&self.rev, &self.merge) {
            (Some(name), _) => State::Revision(name),
            (None, Some(name)) => State::Merge(name),
            (None, None) if self.staged => State::Staged,
            (None, None) => State::WorkTree,
        }
    }
}

/// Says whether the commit that this hook runs for leaves the workspace as it is: then it is not its business.
///
/// Outside a commit everything that the index holds is judged, so that a run over all files sees them.
fn changes_nothing(session: &Session<'_>) -> Result<bool, Failure> {
    let Some(index) = &session.git().index_file else {
        return Ok(false);
    };
    Ok(session.repository()?.is_unchanged(index, &session.start())?)
}

/// The last line: `214 files, 2 errors, 1 warning, 1 fixable`.
fn summary(report: &Report, files: usize, format: Format) -> String {
    let count = |level| report.count(level);
    let mut line = format!(
        "{files} file{}, {}",
        if files == 1 { "" } else { "s" },
        counts(count(Level::Error), count(Level::Warning), count(Level::Info))
    );
    let fixable = report
        .findings
        .iter()
        .filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safe))
        .count();
    if fixable > 0 {
        line.push_str(&format!(", {fixable} fixable"));
    }
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
