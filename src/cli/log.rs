//! `opsbook log`: the story of one record.

use super::past::Past;
use super::session::Session;
use super::show::record_named;
use super::{Failure, Outcome, Status};
use crate::compare::{LandingChanges, Lens, life_changes, life_of};
use crate::history::{Birth, Gaps, History, Life};
use crate::output::change_json;
use crate::schema::Kind;
use crate::source::SourceError;
use crate::text::{Id, Identity, nearest, visible};
use crate::time::{Date, Zone};
use crate::workspace::Workspace;
use clap::{Args, ValueEnum};
use std::fmt::Write as _;

/// Tell the story of one record: every change with day, author and commit, the newest first
///
/// A record is followed over renames that its `aliases` tell. One that was deleted is found by `kind/id`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook log faster-search
  opsbook log initiative/faster-search --field target
  opsbook log decision/one-search --format json")]
pub(super) struct Arguments {
    /// The record, as `id` or `kind/id`
    id: String,
    /// Only changes of this field
    #[arg(long, value_name = "FIELD")]
    field: Option<String>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    Human,
    Json,
}

/// Changes of the text that are told in words; of older ones it is told that there were any.
const MOST_TEXTS: usize = 200;

/// One record's story.
struct Story<'a> {
    history: &'a History,
    workspace: &'a Workspace,
    identity: Identity,
    title: String,
    /// How it began; `None` where nothing is known of it.
    birth: Option<Birth>,
    /// The field that was asked for and has no changes.
    unchanged: Option<&'a str>,
    landings: Vec<LandingChanges>,
    zone: &'a Zone,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let opened = session.open()?;
    if !opened.location.has_git {
        return Err(SourceError::NoRepository(session.folder.display().to_string()).into());
    }
    let past = Past::of(session, &opened);
    let Some(history) = &past.history else {
        return Err(SourceError::NoCommit.into());
    };
    let workspace = &opened.workspace;
    let lens = Lens {
        workspace,
        before: None,
        today: opened.today,
    };
    let (identity, title, life) = find(arguments, history, workspace)?;
    let mut landings = life.map_or_else(Vec::new, |life| life_changes(history, &lens, life, MOST_TEXTS));
    if let Some(field) = &arguments.field {
        let is_field = |path: &str| {
            path.strip_prefix(field.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        for landing in &mut landings {
            landing.changes.retain(|change| is_field(&change.field));
        }
        landings.retain(|landing| !landing.changes.is_empty());
        let kind = workspace.schema().find(&identity.kind);
        if let Some(kind) = kind.filter(|_| landings.is_empty()) {
            known_field(workspace.schema().kind(kind), field)?;
        }
    }
    let story = Story {
        history,
        workspace,
        identity,
        title,
        birth: life.map(|life| life.birth),
        unchanged: arguments.field.as_deref().filter(|_| landings.is_empty()),
        landings,
        zone: workspace.configuration().calendar.zone(),
    };
    let text = match arguments.format {
        Shape::Human => story.human(),
        Shape::Json => story.json(),
    };
    session.print(&text);
    Ok(Status::Well)
}

/// Refuses a field that the kind does not have.
fn known_field(kind: &Kind, field: &str) -> Result<(), Failure> {
    let end = field.find(['.', '[']).unwrap_or(field.len());
    let name = &field[..end];
    let names = || kind.fields.names().chain(["status"]);
    if names().any(|known| known == name) {
        return Ok(());
    }
    let near = nearest(name, names()).map(|near| format!("did you mean `{near}`?"));
    Err(Failure::new(format!("{} has no field `{}`", kind.name, visible(name))).with_hint(near))
}

/// Finds the record, or one that is gone.
fn find<'a>(
    arguments: &Arguments,
    history: &'a History,
    workspace: &'a Workspace,
) -> Result<(Identity, String, Option<&'a Life>), Failure> {
    match record_named(workspace, &arguments.id) {
        Ok(index) => {
            let record = workspace.record(index);
            let life = history.timeline(workspace, index).life();
            Ok((workspace.identity(record), workspace.title(record).to_owned(), life))
        }
        Err(failure) => {
            let (kind, id) = match arguments.id.split_once('/') {
                Some((kind, id)) => (Some(kind), id),
                None => (None, &*arguments.id),
            };
            let Ok(id) = Id::new(id) else { return Err(failure) };
            let mut gone = workspace.schema().kinds().filter_map(|one| {
                let fits = kind.is_none_or(|kind| *one.name == *kind);
                fits.then(|| life_of(history, workspace, one.index, &id))?
            });
            let Some(life) = gone.next() else { return Err(failure) };
            let timeline = history.timeline_of(workspace, life);
            let field = workspace.schema().kind(life.kind).fields.find("title");
            let title = field.and_then(|field| timeline.values(field).pop()?.raw);
            let title = title.map_or_else(|| id.to_string(), |raw| raw.trim_matches('"').to_owned());
            Ok((history.identity(workspace, life), title, Some(life)))
        }
    }
}

impl Story<'_> {
    fn human(&self) -> String {
        let mut out = format!("{}\n{}\n", visible(&self.title), self.identity);
        for landing in &self.landings {
            let _ = match self.history.landing(landing.landing) {
                Some(one) => writeln!(
                    out,
                    "\n{}  {}  {}{}",
                    Date::from_timestamp(one.seconds, self.zone),
                    one.commit.short(),
                    visible(one.author),
                    if one.ignored { "  (ignored)" } else { "" }
                ),
                None => writeln!(out, "\nnot committed yet"),
            };
            for change in &landing.changes {
                let _ = writeln!(out, "  {}", change.words());
                for one in &change.consequences {
                    let _ = writeln!(out, "    · {}", one.text);
                }
            }
            let said = self.history.landing(landing.landing);
            if let Some(reason) = said.and_then(|one| one.reason) {
                let _ = writeln!(out, "  why: {}", visible(reason));
            } else if let Some(one) = said.filter(|one| !one.subject.is_empty()) {
                let _ = writeln!(out, "  “{}”", visible(one.subject));
            }
        }
        if let Some(field) = self.unchanged {
            let _ = writeln!(out, "\n`{}` did not change", visible(field));
        }
        if let Some(end) = self.ending() {
            let _ = writeln!(out, "\n{end}");
        }
        out
    }

    /// What is to be said of the time before the first change.
    fn ending(&self) -> Option<String> {
        let gaps = self.history.gaps();
        Some(match self.birth {
            Some(Birth::BeforeFirst) => {
                let first = self.history.landing(0)?;
                let day = Date::from_timestamp(first.seconds, self.zone);
                format!("there when the workspace began, on {day}")
            }
            Some(Birth::Unknown) if gaps.shallow => {
                "the clone is shallow: what happened before is not known".to_owned()
            }
            Some(Birth::Unknown) => "what happened before is not known".to_owned(),
            Some(Birth::Landing(_) | Birth::Pending) => return None,
            None => "no commit holds it yet".to_owned(),
        })
    }

    fn json(&self) -> String {
        let landings: Vec<serde_json::Value> = self
            .landings
            .iter()
            .map(|landing| {
                let one = self.history.landing(landing.landing);
                serde_json::json!({
                    "commit": one.map(|one| one.commit.to_string()),
                    "seconds": one.map(|one| one.seconds),
                    "date": one.map(|one| Date::from_timestamp(one.seconds, self.zone).to_string()),
                    "author": one.map(|one| one.author),
                    "subject": one.map(|one| one.subject),
                    "reason": one.and_then(|one| one.reason),
                    "ignored": one.is_some_and(|one| one.ignored),
                    "changes": landing.changes.iter().map(change_json).collect::<Vec<_>>(),
                })
            })
            .collect();
        let Gaps { shallow, cut, .. } = self.history.gaps();
        let born = match self.birth {
            Some(Birth::Landing(_)) => "landing",
            Some(Birth::BeforeFirst) => "before-first",
            Some(Birth::Unknown) => "unknown",
            Some(Birth::Pending) | None => "pending",
        };
        let exists = self.workspace.find_any(&self.identity.to_string()).len() == 1;
        let value = serde_json::json!({
            "v": 1,
            "kind": &*self.identity.kind,
            "id": self.identity.id.as_str(),
            "title": self.title,
            "exists": exists,
            "born": born,
            "incomplete": *shallow || *cut,
            "landings": landings,
        });
        serde_json::to_string_pretty(&value).expect("texts and numbers are JSON") + "\n"
    }
}
