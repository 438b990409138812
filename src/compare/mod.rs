//! What changed, in the words of the domain: between two workspaces, or landing by landing.
//!
//! An [`Edit`] is what happened to one record, raw; a [`Change`] is one thing that a reader is told, with its old and new
//! value, its group and what follows from it. The same change in many records is one change.

mod change;
mod consequence;
mod edit;
mod group;
mod list;
mod prose;
mod story;
mod words;

pub use change::{Change, Element, Subject, What, changes};
pub use consequence::Consequence;
pub use edit::{Edit, FieldEdit, Happened, TextEdit, edits};
pub use group::Group;
pub use prose::Prose;
pub use story::{LandingChanges, landing_changes, life_changes, life_of};
pub use words::value_in_words;

use crate::time::Date;
use crate::workspace::Workspace;

/// Under which workspace values are read and records are named.
#[derive(Clone, Copy)]
pub struct Lens<'a> {
    /// The newer state: its schema holds.
    pub workspace: &'a Workspace,
    /// The older state, for what is not there any more.
    pub before: Option<&'a Workspace>,
    /// The day that counts as today.
    pub today: Date,
}

/// Says what changed between two workspaces: the changes by group, in the order of groups.
pub fn compare(before: &Workspace, after: &Workspace, today: Date) -> Vec<Change> {
    let lens = Lens {
        workspace: after,
        before: Some(before),
        today,
    };
    changes(&edits(before, after), &lens, true)
}
