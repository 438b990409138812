//! What a field holds, as its kind says.

use crate::text::Segment;
use std::sync::Arc;

/// The place of a kind in its schema.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct KindIndex(pub u16);

/// The place of a status in its kind's lifecycle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct StatusIndex(pub u16);

/// The place of a field in its [`Fields`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FieldIndex(pub u16);

/// What a field holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Type {
    /// Any text.
    Text,
    /// A number, whole or not.
    Number,
    /// A whole number.
    Integer,
    /// A part of one, 0 to 1, or written `"80%"`.
    Share,
    /// `true` or `false`.
    Boolean,
    /// A day.
    Date,
    /// A day, or a day with a time.
    Moment,
    /// A day, month, quarter, half-year or year.
    Period,
    /// A length of time: `"2d"`, `"36h"`, `"2wd"`.
    Duration,
    /// How often: `"weekly"`, `"every 2 weeks on Monday"`.
    Cadence,
    /// A web address.
    Url,
    /// A file of the workspace, relative to the record's own.
    File,
    /// An expression.
    Expression,
    /// One of these words.
    Choice(Choices),
    /// The name of a kind.
    Kind,
    /// A status of the kind that another field of the record names.
    Status {
        /// The field, from the record's top.
        of: Box<str>,
    },
    /// Another record.
    Reference(Box<ReferenceType>),
    /// The id of an entry of a list: `steps` of this record, or `process.steps` of the record that `process` names.
    Entry {
        /// The list.
        within: Box<str>,
        /// A chain of entries through this field may not come back.
        acyclic: bool,
    },
    /// Several.
    List(Box<Type>),
    /// Keys of its own.
    Table(Fields),
    /// Free keys, or entries of a list, each with a value.
    Map {
        /// The list whose entries are the keys; any word without it.
        keys: Option<Box<str>>,
        /// What stands behind each key.
        of: Box<Type>,
    },
    /// Anything (`[extra]`).
    Any,
}

impl Type {
    /// Returns the word that a definition uses.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Share => "share",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Moment => "moment",
            Self::Period => "period",
            Self::Duration => "duration",
            Self::Cadence => "cadence",
            Self::Url => "url",
            Self::File => "file",
            Self::Expression => "expression",
            Self::Choice(_) => "choice",
            Self::Kind => "kind",
            Self::Status { .. } => "status",
            Self::Reference(_) => "reference",
            Self::Entry { .. } => "entry",
            Self::List(_) => "list",
            Self::Table(_) => "table",
            Self::Map { .. } => "map",
            Self::Any => "any",
        }
    }

    /// Returns the type of the elements of a list, or the type itself.
    pub fn element(&self) -> &Self {
        match self {
            Self::List(of) => of,
            other => other,
        }
    }

    /// Returns the fields inside: of a table, a list of tables, a map of tables.
    pub fn fields(&self) -> Option<&Fields> {
        match self.element() {
            Self::Table(fields) => Some(fields),
            Self::Map { of, .. } => of.fields(),
            _ => None,
        }
    }

    /// Says whether this is a list of tables with ids: its elements are entries.
    pub fn has_entries(&self) -> bool {
        match self {
            Self::List(of) => matches!(&**of, Self::Table(fields) if fields.find("id").is_some()),
            _ => false,
        }
    }
}

/// The words of a choice, in the order of the definition.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Choices(pub Vec<Arc<str>>);

impl Choices {
    /// Returns the place of a word.
    pub fn find(&self, word: &str) -> Option<u16> {
        self.0
            .iter()
            .position(|choice| &**choice == word)
            .and_then(|place| u16::try_from(place).ok())
    }

    /// Returns the word at a place.
    pub fn word(&self, place: u16) -> &str {
        self.0.get(place as usize).map_or("", |word| word)
    }
}

/// What a reference may point at, and what is said along with it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ReferenceType {
    /// The kinds it may point at; empty: any, always written `kind/id`.
    pub to: Vec<KindIndex>,
    /// What the list of those that point here is called on the target's page.
    pub inverse: Option<Arc<str>>,
    /// A chain through this field may not come back.
    pub acyclic: bool,
    /// What a table entry may carry beside its kind key.
    pub details: Fields,
    /// Its place among all reference types of the schema.
    pub number: u16,
}

/// A field as its kind defines it.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldDefinition {
    /// The key left of `=`.
    pub name: Arc<str>,
    /// What it holds.
    pub of: Type,
    /// One sentence for people.
    pub summary: Arc<str>,
    /// What pages call it.
    pub label: Arc<str>,
    /// What stands behind a number.
    pub unit: Option<Arc<str>>,
    /// It must be there.
    pub required: bool,
    /// The TOML text of what holds when it is absent.
    pub default: Option<Arc<str>>,
    /// Moves of it are slippage.
    pub promise: bool,
    /// Its change makes links suspect.
    pub meaning: bool,
    /// It is never public.
    pub internal: bool,
    /// Keys it had before.
    pub aliases: Vec<Arc<str>>,
    /// The field that names the record whose entries this one adds to.
    pub inherits: Option<Arc<str>>,
    /// It belongs to every kind.
    pub common: bool,
}

/// The fields of a kind or table, in the order of the definition.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Fields(Vec<FieldDefinition>);

impl Fields {
    /// Wraps fields with different names.
    pub fn new(fields: Vec<FieldDefinition>) -> Self {
        Self(fields)
    }

    /// Finds a field by its key or a former key.
    pub fn find(&self, name: &str) -> Option<FieldIndex> {
        let place = self.0.iter().position(|field| &*field.name == name).or_else(|| {
            self.0
                .iter()
                .position(|field| field.aliases.iter().any(|alias| &**alias == name))
        });
        place.and_then(|place| u16::try_from(place).ok()).map(FieldIndex)
    }

    /// Returns the field at a place of these fields.
    pub fn get(&self, index: FieldIndex) -> &FieldDefinition {
        &self.0[index.0 as usize]
    }

    /// Returns the field with this key or former key.
    pub fn named(&self, name: &str) -> Option<&FieldDefinition> {
        self.find(name).map(|index| self.get(index))
    }

    /// Returns the fields with their places.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (FieldIndex, &FieldDefinition)> {
        self.0
            .iter()
            .enumerate()
            .map(|(place, field)| (FieldIndex(place as u16), field))
    }

    /// Returns the definitions on the way to a value, from the top-level field inwards.
    ///
    /// Keys of maps are passed over, details of references lie in their list; the way ends where no field has the key.
    pub fn along<'a>(&'a self, path: &[Segment]) -> Vec<&'a FieldDefinition> {
        let mut found = Vec::new();
        let mut fields = Some(self);
        let mut map: Option<&'a Type> = None;
        for segment in path {
            let Segment::Key(key) = segment else { continue };
            if let Some(of) = map.take() {
                fields = of.fields();
                continue;
            }
            let Some(definition) = fields.and_then(|fields| fields.named(key)) else {
                break;
            };
            found.push(definition);
            fields = match definition.of.element() {
                Type::Reference(reference) => Some(&reference.details),
                _ => definition.of.fields(),
            };
            if let Type::Map { of, .. } = &definition.of {
                map = Some(of);
            }
        }
        found
    }

    /// Returns the keys.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|field| &*field.name)
    }

    /// Says whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// The detail that every table entry of a reference list may carry: the day on which the link was found still right.
pub fn common_detail() -> FieldDefinition {
    FieldDefinition {
        name: Arc::from("confirmed"),
        of: Type::Date,
        summary: Arc::from("The day on which somebody looked and found this link still right."),
        label: Arc::from("Confirmed"),
        unit: None,
        required: false,
        default: None,
        promise: false,
        meaning: false,
        internal: false,
        aliases: Vec::new(),
        inherits: None,
        common: true,
    }
}
