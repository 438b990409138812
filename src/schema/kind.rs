//! A kind of record: its fields, lifecycle, rules and expected sections.

use crate::diagnostic::Level;
use crate::expression::{Expression, Template};
use crate::text::RepoPath;
use crate::time::Duration;
use crate::value::{FieldIndex, Fields, KindIndex, StatusIndex};
use std::fmt;
use std::sync::Arc;

/// What all roll-ups speak of, so that own statuses work everywhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Category {
    /// Not begun and not promised.
    Backlog,
    /// Begun or promised, and waiting.
    Waiting,
    /// Being worked on, or in use.
    Active,
    /// Finished.
    Done,
    /// Given up.
    Dropped,
}

impl Category {
    /// All categories, in the order of progress.
    pub const ALL: [Self; 5] = [Self::Backlog, Self::Waiting, Self::Active, Self::Done, Self::Dropped];

    /// Returns the word that definitions use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Backlog => "backlog",
            Self::Waiting => "waiting",
            Self::Active => "active",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }

    /// Reads the word, or returns `None`.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.word() == word)
    }

    /// Says whether work in this category is over.
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// A kind of record.
#[derive(Debug)]
pub struct Kind {
    /// Its place in the schema.
    pub index: KindIndex,
    /// Its name: the array of a collection file, the first part of `kind/id`, the folder of its pages.
    pub name: Arc<str>,
    /// The noun for several.
    pub plural: Arc<str>,
    /// Where its records live, below the workspace root.
    pub folder: Arc<str>,
    /// One sentence for people.
    pub summary: Arc<str>,
    /// The part of the work it belongs to, under which pages list it.
    pub area: Arc<str>,
    /// How often a record should be looked at.
    pub review_every: Option<Duration>,
    /// New records go to `FOLDER/YYYY-MM/`.
    pub monthly: bool,
    /// Its fields: those of every kind first where it does not place them itself.
    pub fields: Fields,
    /// Its statuses, if it has any.
    pub lifecycle: Option<Lifecycle>,
    /// Its own rules.
    pub rules: Vec<KindRule>,
    /// Headings that a body which is not empty should have.
    pub sections: Vec<String>,
    /// It is one of opsbook's own.
    pub built_in: bool,
    /// The file that defines it.
    pub origin: RepoPath,
}

impl Kind {
    /// Returns the name with its article: "an initiative", "a feedback record".
    pub fn noun(&self) -> String {
        format!("{} {}", article(&self.name), self.bare_noun())
    }

    /// Returns the noun for one, without article.
    pub fn bare_noun(&self) -> String {
        // "a feedback" and "two minutes" are no English.
        if self.name == self.plural {
            format!("{} record", self.name)
        } else {
            self.name.to_string()
        }
    }

    /// Returns the noun for several: "initiatives", "feedback records".
    pub fn nouns(&self) -> String {
        if self.name == self.plural {
            format!("{} records", self.name)
        } else {
            self.plural.to_string()
        }
    }

    /// Returns a status of the lifecycle.
    pub fn status(&self, index: StatusIndex) -> Option<&Status> {
        self.lifecycle.as_ref()?.statuses.get(index.0 as usize)
    }
}

/// The indefinite article of a noun.
pub(crate) fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o']) {
        "an"
    } else {
        "a"
    }
}

/// The statuses of a kind and the moves between them.
#[derive(Debug)]
pub struct Lifecycle {
    /// The status of a record that names none.
    pub initial: StatusIndex,
    /// Only the moves in [`Status::next`] are legal.
    pub strict: bool,
    /// Its records are counted in flow figures.
    pub flow: bool,
    /// The field for a record's birth.
    pub created: Option<FieldIndex>,
    /// The reference field whose records decide the effective status.
    pub derived_from: Option<FieldIndex>,
    /// The statuses, in the order of progress.
    pub statuses: Vec<Status>,
}

impl Lifecycle {
    /// Finds a status by its name or a former name.
    pub fn find(&self, name: &str) -> Option<StatusIndex> {
        let place = self
            .statuses
            .iter()
            .position(|status| &*status.name == name)
            .or_else(|| {
                self.statuses
                    .iter()
                    .position(|status| status.aliases.iter().any(|alias| &**alias == name))
            })?;
        u16::try_from(place).ok().map(StatusIndex)
    }

    /// Returns what a record counts as whose status follows others: those that `derived_from` names, each by the
    /// category of its own status (`fb.stage`).
    ///
    /// The initial status stays until somebody looked at the record, and a closed one is a person's word. Otherwise the
    /// least advanced of the others that is not dropped decides, and of this and the written status the further along
    /// counts, by category and then in the order of the definition. What this reads of the definition: the statuses
    /// before the first closed one are the way there. Backlog is their first after the initial one, active the first
    /// that is active, waiting the last that waits before it, done the last of all.
    pub fn effective(&self, written: StatusIndex, others: impl IntoIterator<Item = Category>) -> StatusIndex {
        let Some(own) = self.statuses.get(written.0 as usize) else {
            return written;
        };
        if self.derived_from.is_none() || written == self.initial || own.category.is_closed() {
            return written;
        }
        let least = others
            .into_iter()
            .filter(|category| *category != Category::Dropped)
            .min();
        let derived = self.stage(least.unwrap_or(Category::Backlog));
        let rank = |status: StatusIndex| Some((self.statuses.get(status.0 as usize)?.category, status));
        derived
            .filter(|derived| rank(*derived) > rank(written))
            .unwrap_or(written)
    }

    /// The status that stands for work of this category.
    fn stage(&self, category: Category) -> Option<StatusIndex> {
        let way = || {
            let open = self
                .statuses
                .iter()
                .enumerate()
                .take_while(|(_, status)| !status.category.is_closed());
            open.filter(|(place, _)| *place != self.initial.0 as usize)
        };
        let active = way().find(|(_, status)| status.category == Category::Active);
        let before = active.map_or(usize::MAX, |(place, _)| place);
        let found = match category {
            Category::Backlog | Category::Dropped => way().next(),
            Category::Waiting => way()
                .take_while(|(place, _)| *place < before)
                .filter(|(_, status)| status.category == Category::Waiting)
                .last(),
            Category::Active => active,
            Category::Done => way().last(),
        };
        found.and_then(|(place, _)| u16::try_from(place).ok()).map(StatusIndex)
    }

    /// Returns the names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.statuses.iter().map(|status| &*status.name)
    }
}

/// A status.
#[derive(Debug)]
pub struct Status {
    /// Its name in files.
    pub name: Arc<str>,
    /// What it counts as.
    pub category: Category,
    /// One sentence for people.
    pub summary: Arc<str>,
    /// The statuses that may follow.
    pub next: Vec<StatusIndex>,
    /// Fields that a record in this status must have.
    pub requires: Vec<FieldIndex>,
    /// The field that tells when it was entered.
    pub date: Option<FieldIndex>,
    /// What it was called before.
    pub aliases: Vec<Arc<str>>,
}

/// A rule of a kind, in the expression language.
#[derive(Debug)]
pub struct KindRule {
    /// Its name within the kind.
    pub name: String,
    /// When it applies; always without it.
    pub when: Option<Expression>,
    /// What must hold.
    pub require: Expression,
    /// What a finding says.
    pub message: Template,
    /// How bad it is when broken.
    pub level: Level,
}

/// Where a reference type stands in the definitions.
#[derive(Debug, Clone)]
pub struct ReferenceUse {
    /// The kind of the records that hold it.
    pub kind: KindIndex,
    /// The field, with the keys inside it: `steps.raci.accountable`.
    pub field: String,
    /// The top-level field.
    pub top: FieldIndex,
    /// What the list of those that point here is called on the target's page.
    pub inverse: Option<Arc<str>>,
    /// A chain through it may not come back.
    pub acyclic: bool,
}
