//! What happened to one record, read under the workspace's schema.

use super::{Birth, Event, History, Life};
use crate::change::{self, Version};
use crate::schema::{Kind, Lifecycle};
use crate::time::{Date, Zone};
use crate::value::{FieldIndex, StatusIndex};
use crate::workspace::{Record, RecordIndex, Workspace};

/// What happened to a record.
#[derive(Debug, Clone, Copy)]
pub struct Timeline<'a> {
    history: &'a History,
    workspace: &'a Workspace,
    life: Option<&'a Life>,
    record: Option<RecordIndex>,
}

/// A value that a field had from some landing on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueChange {
    /// The landing that set it, one past the last for what did not land yet; `None` for what it had at its birth.
    pub since: Option<u32>,
    /// The value as TOML text; `None` where it had none.
    pub raw: Option<String>,
}

/// A status that a record had from some moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateChange {
    /// The status.
    pub status: Written,
    /// Since when.
    pub since: Moment,
}

/// A status as a version wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// One of the lifecycle, by its name or a former one; the initial one where none is written.
    Status(StatusIndex),
    /// A word that nobody declares any more.
    Unknown(String),
}

/// When something became so: the landing, and the day that the record itself names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// How the landing is known.
    pub landed: Landed,
    /// The day that a field of the record names; it counts before the landing's.
    pub field: Option<Date>,
}

/// How it is known when something landed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landed {
    /// With this landing.
    With(u32),
    /// With this landing, which is ignored: the clock of what was before runs on.
    Ignored(u32),
    /// Before the history that is known, or with the beginning of the workspace.
    Before,
    /// Not yet.
    Pending,
}

impl Moment {
    /// Returns the day: the field's, else the landing's. `None` where neither is known.
    pub fn date(&self, history: &History, zone: &Zone) -> Option<Date> {
        self.field.or_else(|| match self.landed {
            Landed::With(number) => {
                let landing = history.landing(number)?;
                Some(Date::from_timestamp(landing.seconds, zone))
            }
            _ => None,
        })
    }
}

impl<'a> Timeline<'a> {
    pub(super) fn new(
        history: &'a History,
        workspace: &'a Workspace,
        life: Option<&'a Life>,
        record: Option<RecordIndex>,
    ) -> Self {
        Self {
            history,
            workspace,
            life,
            record,
        }
    }

    /// Returns the life that it tells of; `None` where no landing knows the record.
    pub fn life(&self) -> Option<&'a Life> {
        self.life
    }

    /// Returns how it began.
    pub fn birth(&self) -> Birth {
        self.life.map_or(Birth::Pending, |life| life.birth)
    }

    /// Returns every change of a field, oldest first, those of ignored landings too; what did not land yet comes last.
    pub fn all_events(&self) -> &'a [Event] {
        self.life.map_or(&[], |life| self.history.events(life))
    }

    /// Returns the changes that count: all but those of ignored landings.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &'a Event> {
        let history = self.history;
        let ignored = move |event: &&Event| history.landing(event.landing).is_some_and(|landing| landing.ignored);
        self.all_events().iter().filter(move |event| !ignored(event))
    }

    /// Returns the last landing that changed its meaning or text and is not ignored, else the one that brought it.
    pub fn last_change(&self) -> Option<u32> {
        let landings = self.history.landings();
        let mut changed = self
            .events()
            .map(|event| event.landing)
            .filter(|landing| *landing < landings);
        changed.next_back().or(match self.birth() {
            Birth::Landing(landing) => Some(landing),
            Birth::BeforeFirst => Some(0),
            Birth::Unknown | Birth::Pending => None,
        })
    }

    fn kind(&self) -> Option<&'a Kind> {
        let of_record = || self.record.map(|record| self.workspace.record(record).kind);
        let index = self.life.map(|life| life.kind).or_else(of_record)?;
        Some(self.workspace.schema().kind(index))
    }

    /// Returns the values of a top-level field, oldest first; former names of the field count as it.
    pub fn values(&self, field: FieldIndex) -> Vec<ValueChange> {
        let Some(kind) = self.kind() else { return Vec::new() };
        let definition = kind.fields.get(field);
        let former = definition.aliases.iter().map(|alias| &**alias);
        let names: Vec<&str> = std::iter::once(&*definition.name).chain(former).collect();
        self.values_of(&names)
    }

    /// The values of a field that had these names, the newest name first.
    fn values_of(&self, names: &[&str]) -> Vec<ValueChange> {
        let mut state: Vec<Option<String>> = names.iter().map(|name| self.last_value(name)).collect();
        let written = |state: &[Option<String>]| state.iter().flatten().next().cloned();
        let mut values = Vec::new();
        for landing in self
            .all_events()
            .chunk_by(|one, other| one.landing == other.landing)
            .rev()
        {
            let raw = written(&state);
            for event in landing.iter().rev() {
                let name = self.history.word(event.field);
                if let Some(place) = names.iter().position(|one| *one == name) {
                    state[place] = event.old.map(|old| self.history.word(old).to_owned());
                }
            }
            if written(&state) != raw {
                let since = Some(landing[0].landing);
                values.push(ValueChange { since, raw });
            }
        }
        values.push(ValueChange {
            since: None,
            raw: written(&state),
        });
        values.reverse();
        values
    }

    /// What a field has now, or had when the record was deleted.
    fn last_value(&self, name: &str) -> Option<String> {
        if let Some(last) = self.life.and_then(|life| life.last.clone()) {
            let details = &self.history.log.details[last.start as usize..last.end as usize];
            let found = details.iter().find(|detail| self.history.word(detail.field) == name)?;
            return found.old.map(|old| self.history.word(old).to_owned());
        }
        let record = self.workspace.record(self.record?);
        let text = self.workspace.text(record.document);
        if name == "status" {
            return record.status_range.map(|range| change::canonical(range.of(text)));
        }
        let kind = self.workspace.kind_of(record);
        if let Some(index) = kind.fields.find(name) {
            let definition = kind.fields.get(index);
            // A value that stands in one place under the only key that it can have.
            let simple = definition.aliases.is_empty() && definition.of.fields().is_none();
            if simple {
                let field = record.field(index)?;
                return Some(change::canonical(field.range.of(text)));
            }
        }
        self.written_value(record, text, name)
    }

    /// What a field has, read from the record's file.
    fn written_value(&self, record: &Record, text: &str, name: &str) -> Option<String> {
        match change::version(self.workspace.path(record), text) {
            Version::Record { text, fields, .. } => change::field(&fields, text, name),
            Version::Collection { name: array, entries } => {
                let entry = entries.get(record.entry? as usize)?;
                match change::entry(self.workspace.path(record), array, entry) {
                    Version::Record { text, fields, .. } => change::field(&fields, text, name),
                    _ => None,
                }
            }
            Version::Prose(_) | Version::Unreadable => None,
        }
    }

    /// Returns when it was born: the landing, and the day that its kind's field for the birth names.
    pub fn born(&self) -> Moment {
        let lifecycle = self.kind().and_then(|kind| kind.lifecycle.as_ref());
        let created = lifecycle.and_then(|lifecycle| lifecycle.created);
        let field = created.and_then(|field| day(self.values(field).last()?.raw.as_deref()?));
        Moment {
            landed: self.landed(None),
            field,
        }
    }

    fn landed(&self, since: Option<u32>) -> Landed {
        let number = match (since, self.birth()) {
            (Some(number), _) | (None, Birth::Landing(number)) => number,
            (None, Birth::Unknown | Birth::BeforeFirst) => return Landed::Before,
            (None, Birth::Pending) => return Landed::Pending,
        };
        match self.history.landing(number) {
            None => Landed::Pending,
            Some(landing) if landing.ignored => Landed::Ignored(number),
            Some(_) => Landed::With(number),
        }
    }

    /// Returns the written statuses that it had, oldest first, each with the moment at which it was entered.
    ///
    /// The day that a field names for a status is the one that the record had while it was in that status.
    pub fn states(&self) -> Vec<StateChange> {
        let Some((kind, lifecycle)) = self.kind().and_then(|kind| Some((kind, kind.lifecycle.as_ref()?))) else {
            return Vec::new();
        };
        let mut entered: Vec<(Written, Option<u32>)> = Vec::new();
        for value in self.values_of(&["status"]) {
            let status = written(lifecycle, value.raw.as_deref());
            // A status that was only renamed is the same.
            if entered.last().is_none_or(|(last, _)| *last != status) {
                entered.push((status, value.since));
            }
        }
        let left: Vec<Option<u32>> = entered.iter().skip(1).map(|(_, since)| *since).chain([None]).collect();
        entered
            .into_iter()
            .zip(left)
            .map(|((status, since), left)| {
                let named = match &status {
                    Written::Status(index) => kind.status(*index).and_then(|status| status.date),
                    Written::Unknown(_) => None,
                };
                StateChange {
                    since: Moment {
                        landed: self.landed(since),
                        field: named.and_then(|field| self.day_before(field, left)),
                    },
                    status,
                }
            })
            .collect()
    }

    /// The day that a field named just before a landing, or names now.
    fn day_before(&self, field: FieldIndex, landing: Option<u32>) -> Option<Date> {
        let values = self.values(field);
        let known = |value: &&ValueChange| match (value.since, landing) {
            (Some(since), Some(landing)) => since < landing,
            _ => true,
        };
        day(values.iter().rfind(known)?.raw.as_deref()?)
    }
}

/// The status that a version wrote.
fn written(lifecycle: &Lifecycle, raw: Option<&str>) -> Written {
    match raw {
        None => Written::Status(lifecycle.initial),
        Some(raw) => {
            let word = change::unquoted(raw).unwrap_or(raw);
            match lifecycle.find(word) {
                Some(status) => Written::Status(status),
                None => Written::Unknown(word.to_owned()),
            }
        }
    }
}

/// The day of a date, or of a date with time.
fn day(raw: &str) -> Option<Date> {
    let text = change::unquoted(raw).unwrap_or(raw);
    Date::parse(text.get(..10)?)
}
