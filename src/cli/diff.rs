//! `opsbook diff`: what changed between two states, in the words of the domain.

use super::session::{Opened, Session, State};
use super::{Failure, Outcome, Status};
use crate::compare::compare;
use crate::output::{Compared, ComparedSide, comparison_human, comparison_json, comparison_markdown};
use crate::source::SourceError;
use clap::{Args, ValueEnum};

/// Tell what changed between two states: promises, priorities, processes, people, with what follows
///
/// Records are compared by kind and id, wherever their files lie; another way of writing the same is no change.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook diff                             what is not committed yet
  opsbook diff --staged                    what the next commit will change
  opsbook diff main                        the files as they lie there against main
  opsbook diff v1 v2                       two commits
  opsbook diff origin/main...HEAD          what this branch changes since it began
  opsbook diff main...HEAD --format markdown   for a comment on a pull request

Exit code: 0, or with --exit-code 1 where something changed; 2 could not run.")]
pub(super) struct Arguments {
    /// The older state: a branch, a tag, a hash; by default HEAD. `A...B` compares B with where it left A
    #[arg(value_name = "A")]
    from: Option<String>,
    /// The newer state; by default the files as they lie there
    #[arg(value_name = "B", conflicts_with = "staged")]
    to: Option<String>,
    /// The newer state is what is staged
    #[arg(long)]
    staged: bool,
    /// How changes are written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Shape,
    /// The most characters of Markdown; a comment on GitHub takes 65536, a job summary a million
    #[arg(long, value_name = "CHARACTERS", default_value_t = 65_000)]
    limit: usize,
    /// End with exit code 1 where something changed
    #[arg(long)]
    exit_code: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    Human,
    Json,
    Markdown,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let repository = session.repository()?;
    let written = arguments.from.as_deref().unwrap_or("HEAD");
    let (from, range_to, since_parted) = match (written.split_once("..."), written.split_once("..")) {
        (Some((from, to)), _) => (from, Some(to), true),
        (None, Some((from, to))) => (from, Some(to), false),
        (None, None) => (written, None, false),
    };
    if range_to.is_some() && (arguments.to.is_some() || arguments.staged) {
        return Err(Failure::new(format!("`{written}` names both states already")));
    }
    let head = |name: &str| {
        if name.is_empty() {
            "HEAD".to_owned()
        } else {
            name.to_owned()
        }
    };
    let from = head(from);
    let to = range_to.map(head).or_else(|| arguments.to.clone());
    let to_state = match &to {
        Some(name) => State::Revision(name),
        None if arguments.staged => State::Staged,
        None => State::WorkTree,
    };
    let from_name = match (&to, since_parted) {
        (Some(to), true) => {
            let (one, other) = (repository.resolve(&from)?, repository.resolve(to)?);
            let base = repository.merge_base(one, other)?;
            base.ok_or_else(|| SourceError::NoMergeBase {
                into: from.clone(),
                from: to.clone(),
                shallow: repository.is_shallow(),
            })?
            .to_string()
        }
        _ => from.clone(),
    };
    let before = session.open_state(State::Revision(&from_name))?;
    let after = session.open_state(to_state)?;
    let changes = compare(&before.workspace, &after.workspace, after.today);
    let side = |opened: &Opened, name: &str| ComparedSide {
        name: name.to_owned(),
        commit: opened.commit().map(|commit| commit.to_string()),
    };
    let from_words = if since_parted {
        format!("{from} as it was when they parted")
    } else {
        from
    };
    let to_words = to.unwrap_or_else(|| after.workspace.snapshot().origin().words());
    let compared = Compared {
        from: side(&before, &from_words),
        to: side(&after, &to_words),
        changes: &changes,
    };
    let text = match arguments.format {
        Shape::Human => comparison_human(&compared),
        Shape::Json => comparison_json(&compared),
        Shape::Markdown => comparison_markdown(&compared, arguments.limit),
    };
    session.print(&text);
    Ok(if arguments.exit_code && !changes.is_empty() {
        Status::Findings
    } else {
        Status::Well
    })
}
