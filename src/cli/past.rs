//! The history that a command works with.

use super::Failure;
use super::session::{Opened, Session, State};
use crate::history::{Birth, History};
use crate::source::{CommitId, Origin, Repository};
use crate::workspace::Workspace;

/// What happened, and what a state changes.
#[derive(Default)]
pub(super) struct Past {
    /// What happened to every record.
    pub(super) history: Option<History>,
    /// What the state holds otherwise than its base, where that is not the history's own end.
    base: Option<History>,
    /// What did not land yet is the change that is asked about.
    is_change: bool,
}

impl Past {
    /// Returns what the state changes, where a change is asked about.
    pub(super) fn base(&self) -> Option<&History> {
        self.base.as_ref().or(self.history.as_ref().filter(|_| self.is_change))
    }

    /// Reads what happened to a workspace; nothing without git, before the first commit and where git refuses.
    pub(super) fn of(session: &Session<'_>, opened: &Opened) -> Self {
        Self {
            history: history(session, opened, &opened.workspace),
            ..Self::default()
        }
    }

    /// Reads what a check of a state needs: of what is staged only what it changes, so that a hook stays quick.
    pub(super) fn of_check(
        session: &Session<'_>,
        opened: &Opened,
        state: State<'_>,
        since: Option<CommitId>,
    ) -> Result<Self, Failure> {
        if let Some(since) = since {
            let repository = session.repository()?;
            let base = match tip(&repository, &opened.workspace) {
                // What the other side did since they parted is no change of this one.
                Some(tip) => repository.merge_base(tip, since).ok().flatten().unwrap_or(since),
                None => since,
            };
            let is_staged = matches!(state, State::Staged);
            let mut past = if is_staged {
                Self::default()
            } else {
                Self::of(session, opened)
            };
            past.base = Some(History::between(&repository, base, &opened.workspace)?);
            return Ok(past);
        }
        match state {
            State::WorkTree | State::Revision(_) => Ok(Self::of(session, opened)),
            State::Merge(_) => Ok(Self {
                is_change: true,
                ..Self::of(session, opened)
            }),
            State::Staged => Ok(Self {
                base: staged(session, opened)?,
                ..Self::default()
            }),
        }
    }
}

/// What is staged otherwise than in HEAD; with all of history only where a record is new, whose id may be a used one.
fn staged(session: &Session<'_>, opened: &Opened) -> Result<Option<History>, Failure> {
    let repository = session.repository()?;
    let Some(head) = repository.head_commit()? else {
        return Ok(None);
    };
    let base = History::between(&repository, head, &opened.workspace)?;
    let is_new = |life: &crate::history::Life| life.record.is_some() && life.birth == Birth::Pending;
    if !base.lives().iter().any(is_new) {
        return Ok(Some(base));
    }
    let whole = History::read(&repository, head, &opened.workspace, &session.cache(&repository));
    Ok(Some(whole.unwrap_or(base)))
}

fn history(session: &Session<'_>, opened: &Opened, workspace: &Workspace) -> Option<History> {
    if !opened.location.has_git {
        return None;
    }
    // The folder of the command may lie in another repository than the workspace.
    let root = &opened.location.root;
    let found = session.repository().ok().filter(|found| found.root() == root);
    let repository = found.or_else(|| Repository::at(root).ok())?;
    let tip = tip(&repository, workspace)?;
    match History::read(&repository, tip, workspace, &session.cache(&repository)) {
        Ok(history) => Some(history),
        Err(error) => {
            session.note(&format!("the history cannot be read: {error}"));
            None
        }
    }
}

/// The commit up to which the history of a state goes.
fn tip(repository: &Repository, workspace: &Workspace) -> Option<CommitId> {
    match workspace.snapshot().origin() {
        Origin::Commit(commit) => Some(*commit),
        Origin::Merge { into, .. } => Some(into.commit),
        Origin::WorkTree | Origin::Index { .. } => repository.head_commit().ok()?,
        Origin::Fixture => None,
    }
}
