//! `opsbook build`: the report site.

use super::past::Past;
use super::session::{Opened, Session, State};
use super::{Failure, Outcome, Status};
use crate::check::{self, Context};
use crate::diagnostic::{Diagnostic, Level};
use crate::history::History;
use crate::output::{Findings, Format, Style, render};
use crate::report::{Commit, Explained, Provenance, Source};
use crate::site::SiteError;
use crate::source::{CommitId, Head, Origin, Repository, SITE_MARKER, SourceError};
use crate::time::{Date, Zone};
use crate::workspace::Workspace;
use crate::{disk, site};
use clap::Args;
use std::path::PathBuf;

/// Render the report site
///
/// The site is written beside its folder and put in its place whole: a build that fails leaves the one before.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook build                       into the folder public
  opsbook build --out /tmp/site       elsewhere
  opsbook build --base-url https://ops.example.org/
  opsbook build --strict              not while there are errors
  opsbook build --rev v1.2            what a commit holds, whatever lies on disk
  opsbook build --as-of 2026-09-30    the whole site as it was at the end of that day")]
pub(super) struct Arguments {
    /// The folder of the site; by default `public`, or `[site] out` of the configuration
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where the site will be read: adds canonical addresses, texts for previews and `sitemap.xml`
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
    /// Fail while there are findings at error level, or a part of the history is missing
    #[arg(long)]
    strict: bool,
    /// Build what a commit holds: a branch, a tag, a hash
    #[arg(long, value_name = "REV", conflicts_with = "as_of")]
    rev: Option<String>,
    /// Build the site of a day, with that day as today, or of a commit
    #[arg(long, value_name = "DATE|REV")]
    as_of: Option<String>,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let opened = open(arguments, session)?;
    let out = match &arguments.out {
        Some(out) => session.folder.join(out),
        None => opened.location.folder().join(&opened.workspace.configuration().out),
    };
    let past = Past::of(session, &opened);
    let (status, words) = build(
        opened,
        past.history,
        &out,
        &Options {
            strict: arguments.strict,
            base_url: arguments.base_url.clone().unwrap_or_default(),
        },
    )?;
    session.note(&words);
    Ok(status)
}

/// Reads the state that is asked for.
fn open(arguments: &Arguments, session: &Session<'_>) -> Result<Opened, Failure> {
    if let Some(name) = &arguments.rev {
        return session.open_state(State::Revision(name));
    }
    let Some(wanted) = &arguments.as_of else {
        return session.open();
    };
    let Some(day) = Date::parse(wanted) else {
        let is_like_a_day = wanted.len() >= 8 && wanted.chars().all(|c| c.is_ascii_digit() || "-./".contains(c));
        let opened = session.open_state(State::Revision(wanted));
        return opened.map_err(|failure| match is_like_a_day && failure.hint.is_none() {
            true => failure.with_hint("a day is written such as `2026-11-20`".to_owned()),
            false => failure,
        });
    };
    let repository = session.repository()?;
    // The zone in which the day ends is that of the workspace as it is now.
    let zone = session.open_state(State::Revision("HEAD"))?;
    let zone = zone.workspace.configuration().calendar.zone();
    let commit = landed_by(&repository, day, zone)?;
    let mut opened = session.open_origin(&repository, &Origin::Commit(commit))?;
    if !session.names_today() {
        opened.today = day;
    }
    Ok(opened)
}

/// The last landing of HEAD's line at or before the end of a day. A time that runs backwards counts as the one before.
fn landed_by(repository: &Repository, day: Date, zone: &Zone) -> Result<CommitId, Failure> {
    let head = repository.head_commit()?.ok_or(SourceError::NoCommit)?;
    let landings = repository.landings(head, &|_| false)?.list;
    let mut latest = i64::MIN;
    let mut found = None;
    for landing in &landings {
        latest = latest.max(landing.seconds.unwrap_or(latest));
        if latest != i64::MIN && Date::from_timestamp(latest, zone) > day {
            break;
        }
        found = Some(landing.commit);
    }
    found.ok_or_else(|| {
        let first = landings.first().and_then(|landing| landing.seconds);
        let first = first.map(|seconds| {
            let first = Date::from_timestamp(seconds, zone);
            match repository.is_shallow() {
                true => format!("the clone is shallow and begins on {first}: `git fetch --unshallow`"),
                false => format!("the first commit is of {first}"),
            }
        });
        Failure::new(format!("nothing was committed by {day}")).with_hint(first)
    })
}

/// Reads the address of a site; ends it with `/`.
fn base_url(written: &str) -> Result<String, String> {
    let rest = ["https://", "http://"]
        .iter()
        .find_map(|scheme| written.strip_prefix(scheme));
    let harmless = |c: char| !(c.is_whitespace() || c.is_control() || "?#\\\"'<>`".contains(c));
    match rest {
        Some(rest) if !rest.starts_with('/') && !rest.is_empty() && rest.chars().all(harmless) => {
            Ok(format!("{}/", written.trim_end_matches('/')))
        }
        _ => Err("write it such as `https://ops.example.org/`, without `?` and `#`".to_owned()),
    }
}

/// How a site is built.
#[derive(Debug, Default)]
pub(super) struct Options {
    /// Not while there are findings at error level.
    pub(super) strict: bool,
    /// Where it will be read, with `/` at the end; empty where that is not said.
    pub(super) base_url: String,
}

/// Checks a workspace and builds its site; returns what to tell.
pub(super) fn build(
    opened: Opened,
    history: Option<History>,
    out: &std::path::Path,
    options: &Options,
) -> Result<(Status, String), Failure> {
    let commit = opened.commit();
    let Opened {
        location,
        workspace,
        problems,
        today,
    } = opened;
    let report = check::run(
        &Context::new(&workspace, today).with_history(history.as_ref()),
        problems,
    );
    let errors = report.count(Level::Error);
    if options.strict && errors > 0 {
        let words = format!(
            "{errors} error{}: nothing was built, see `opsbook check`",
            if errors == 1 { "" } else { "s" }
        );
        return Ok((Status::Findings, words));
    }
    let is_incomplete = report
        .findings
        .iter()
        .any(|finding| finding.rule.name == "history-incomplete");
    if options.strict && is_incomplete {
        let words = "a part of the history is missing: nothing was built, see `opsbook check`".to_owned();
        return Ok((Status::Findings, words));
    }
    let zone = workspace.configuration().calendar.zone();
    let head = if location.has_git {
        Repository::at(&location.root).ok().and_then(|repository| match commit {
            Some(commit) => Some(Head {
                commit,
                seconds: repository.seconds(commit).ok()?,
            }),
            None => repository.head(),
        })
    } else {
        None
    };
    let provenance = Provenance {
        commit: head.map(|head| Commit {
            short: head.short(),
            date: head.date(zone),
            full: head.commit.to_string(),
        }),
        files: workspace.documents().len(),
    };
    let staging = disk::prepare(out, SITE_MARKER, &[&location.folder(), &location.root])?;
    let rules = check::all().filter_map(explained).collect();
    let mut source = Source::new(&workspace, &report.findings, report.left_out, today, provenance)
        .with_rules(rules)
        .with_history(history.as_ref());
    source.base_url.clone_from(&options.base_url);
    let built = site::build(&source, &staging).map_err(|error| match error {
        SiteError::Template(finding) => wrong_template(&workspace, &finding),
        error => Failure::new(error.to_string()),
    })?;
    let target = staging.target().to_owned();
    staging.publish()?;
    // The process ends after this; giving every record back to the allocator would only take time.
    std::mem::forget(report);
    std::mem::forget(history);
    std::mem::forget(workspace);
    Ok((
        Status::Well,
        format!(
            "{} pages in {}\nopen {}",
            built.pages,
            target.display(),
            target.join("index.html").display()
        ),
    ))
}

/// A rule with its explanation as pages take it.
fn explained(check: &'static check::Check) -> Option<Explained> {
    let text = check::Explanation::read(check.text)?;
    Some(Explained {
        name: check.rule.name,
        group: check.rule.group.word(),
        level: check.rule.level,
        what: text.what,
        why: text.why,
        fix: text.fix,
        bad: text.bad,
        good: text.good,
    })
}

/// A finding in a template of the workspace, as `check` would show it.
fn wrong_template(workspace: &Workspace, finding: &Diagnostic) -> Failure {
    let text = render(
        Format::Full,
        &Findings {
            findings: std::slice::from_ref(finding),
            left_out: 0,
            snapshot: workspace.snapshot(),
            shown: &|path| workspace.below(path).to_owned(),
        },
        Style::Plain,
    );
    Failure::new(format!(
        "a template of the workspace cannot be used, and nothing was built\n\n{}",
        text.trim_end()
    ))
}
