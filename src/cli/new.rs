//! `opsbook new`: a record from a scaffold.

use super::list::kind_named;
use super::session::{Opened, Session};
use super::{Failure, Outcome, Status};
use crate::check::{self, Context};
use crate::diagnostic::Level;
use crate::disk::{self, DiskError};
use crate::edit::{self, NewError, NewRecord, Request};
use crate::time::Date;
use crate::workspace::Workspace;
use clap::Args;
use std::sync::Arc;

/// Create a record from a scaffold and print its path
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook new feedback \"Search takes ten seconds\"
  opsbook new initiative \"Faster search\" --set owner=mara --set target=2027-Q1
  opsbook new decision \"Index by word\" --dry-run")]
pub(super) struct Arguments {
    /// The kind, such as `feedback`
    kind: String,
    /// What people will call it
    title: Option<String>,
    /// Its id; by default made from the title
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// A field and its value
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
    /// Print what would be written
    #[arg(long)]
    dry_run: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write it as key=value")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let Opened {
        location,
        workspace,
        today,
        ..
    } = session.open()?;
    let kind = kind_named(&workspace, &arguments.kind)?;
    let untitled = format!("New {}", workspace.schema().kind(kind).name);
    let title = arguments.title.as_deref().unwrap_or(&untitled).trim();
    if title.is_empty() {
        return Err(Failure::new("the title is empty").with_hint("name the record in a few words".to_owned()));
    }
    let request = Request {
        kind,
        title,
        id: arguments.id.as_deref(),
        set: &arguments.set,
        today,
    };
    // Another process may write the same file between looking and writing; then the next free id is taken.
    for _ in 0..100 {
        let taken = |path: &crate::text::RepoPath| location.root.join(path.as_str()).exists();
        let record = edit::new(&workspace, &request, &taken)?;
        let shown = session.shown(&location, &record.path);
        let unfinished = judge(&workspace, &record, arguments, today)?;
        if arguments.dry_run {
            session.print(&format!("# {shown}\n{}", record.text));
            return Ok(Status::Well);
        }
        match disk::create_new(&location.root.join(record.path.as_str()), record.text.as_bytes()) {
            Err(DiskError::Exists(_)) if arguments.id.is_none() => {}
            Err(error) => return Err(error.into()),
            Ok(()) => {
                session.print(&format!("{shown}\n"));
                session.finish()?;
                if unfinished {
                    session.note(&format!("something is still to be filled in: opsbook check {shown}"));
                }
                return Ok(Status::Well);
            }
        }
    }
    Err(Failure::new("every id that was tried is taken").with_hint("name one with `--id`".to_owned()))
}

/// Checks the workspace as it would be. A value that was asked for and is wrong stops the command; returns whether
/// something else is wrong with the record, as where a required field waits for its value.
fn judge(workspace: &Workspace, record: &NewRecord, arguments: &Arguments, today: Date) -> Result<bool, Failure> {
    let snapshot = workspace.snapshot().with_file(&record.path, &record.text);
    let (after, problems) = Workspace::load(Arc::new(snapshot));
    let context = Context::new(&after, today);
    let report = check::run(&context, problems);
    let here = report
        .findings
        .iter()
        .filter(|finding| finding.span.path == record.path);
    let mut unfinished = false;
    for finding in here.filter(|finding| finding.level == Level::Error) {
        let field = finding.subject.field.to_string();
        let key = field.split(['.', '[']).next().unwrap_or(&field);
        if arguments.set.iter().any(|(asked, _)| asked == key) {
            return Err(Failure::new(finding.message.clone()).with_hint(finding.help.clone()));
        }
        unfinished = true;
    }
    Ok(unfinished)
}

impl From<NewError> for Failure {
    fn from(error: NewError) -> Self {
        let hint = match &error {
            NewError::Field { near, .. } => near.as_ref().map(|near| format!("did you mean `{near}`?")),
            NewError::Id(_) => Some("leave `--id` out, and the id is made from the title".to_owned()),
            NewError::Value { .. } => {
                Some("write it as the field's type asks; `--dry-run` shows what would be written".to_owned())
            }
        };
        Self::new(error.to_string()).with_hint(hint)
    }
}
