//! References between records: where they stand, what they lead to.

use super::{DocumentIndex, RecordIndex};
use crate::text::TextRange;
use crate::value::{KindIndex, Member};

/// A reference of a record, in a field or in its body.
#[derive(Debug)]
pub struct Reference {
    /// Who refers.
    pub from: RecordIndex,
    /// The file it stands in: the record's, or that of its prose.
    pub document: DocumentIndex,
    /// Where it stands: the id with its quotes, or the whole link.
    pub range: TextRange,
    /// Where it comes from.
    pub place: Place,
    /// What it leads to.
    pub target: Target,
    /// The kind that its key says: `team` of `{ team = "boards" }`.
    pub named: Option<KindIndex>,
    /// What is said along with it.
    pub(super) details: Option<Box<Details>>,
}

/// What is said along with a reference; few have any, so it takes a word only.
#[derive(Debug)]
pub(super) struct Details(pub(super) Box<[Member]>);

impl Reference {
    /// Returns what is said along with it.
    pub fn details(&self) -> &[Member] {
        self.details.as_ref().map_or(&[], |details| &details.0)
    }
}

/// Where a reference comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// A field, by the number of its reference type ([`crate::schema::Schema::reference_uses`]).
    Field(u16),
    /// A link in the body.
    Link,
    /// `[[id]]` in the body.
    WikiLink,
    /// `@handle` in the body: in running text or in an action item.
    Mention,
    /// `@handle` of an action item.
    Action,
}

/// What a reference leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// A record.
    Record(RecordIndex),
    /// A record, by an id it had before.
    Alias(RecordIndex),
    /// Nothing has this id.
    Missing,
    /// The record that has it is of a kind the field does not take.
    WrongKind(RecordIndex),
    /// Several kinds have it.
    Ambiguous,
    /// It is not for this audience.
    Hidden,
    /// A file that is no record, or a record of another repository.
    Elsewhere,
}

impl Target {
    /// Returns the record, where there is one to go to.
    pub fn record(self) -> Option<RecordIndex> {
        match self {
            Self::Record(record) | Self::Alias(record) => Some(record),
            _ => None,
        }
    }
}
