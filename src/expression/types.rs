//! What the parts of an expression stand for, and who says what a name means.

use crate::value::{self, Fields, KindIndex};
use std::sync::Arc;

/// What an expression comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    /// True or false.
    Boolean,
    /// A number, whole or not.
    Number,
    /// A whole number.
    Integer,
    /// A part of one.
    Share,
    /// Any text.
    Text,
    /// A status, choice, category or kind.
    Word,
    /// A day.
    Date,
    /// A day, or a day with a time.
    Moment,
    /// A day, month, quarter, half-year or year.
    Period,
    /// A length of time.
    Length,
    /// A record.
    Record,
    /// Several of one type.
    List(Box<Type>),
    /// Keys with values.
    Table,
}

impl Type {
    /// Says whether values of it can be put in order.
    pub fn has_order(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Table)
    }

    /// Says whether values of it are numbers.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Number | Self::Integer | Self::Share)
    }
}

/// What the names in an expression are looked up in: the kinds with their fields and statuses.
pub trait Scope {
    /// Returns all kinds.
    fn kinds(&self) -> Vec<KindIndex>;
    /// Returns the name of a kind.
    fn kind_name(&self, kind: KindIndex) -> &Arc<str>;
    /// Returns the name of a kind with its article.
    fn noun(&self, kind: KindIndex) -> String;
    /// Returns the fields of a kind.
    fn fields(&self, kind: KindIndex) -> &Fields;
    /// Returns the statuses of a kind in the order of their places; none where it has no lifecycle.
    fn statuses(&self, kind: KindIndex) -> Vec<StatusWord<'_>>;
    /// Returns the words for categories.
    fn categories(&self) -> Vec<&'static str>;
}

/// A status of a kind.
#[derive(Clone, Copy, Debug)]
pub struct StatusWord<'a> {
    /// Its name.
    pub name: &'a Arc<str>,
    /// What it counts as.
    pub category: &'static str,
    /// What it was called before.
    pub aliases: &'a [Arc<str>],
}

/// What the names at the top of an expression are.
#[derive(Clone, Copy, Debug)]
pub enum Root<'a> {
    /// Fields of a record of this kind.
    Kind(KindIndex),
    /// Numbers with these names, in this order.
    Inputs(&'a [&'a str]),
}

/// A [`Type`] with what is known of the values while checking.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Sort<'s> {
    /// What came of a mistake that is told already; fits everything.
    Unknown,
    Boolean,
    Number,
    Integer,
    Share,
    Text,
    Word(Words<'s>),
    Date,
    Moment,
    Period,
    Length,
    Record(Records<'s>),
    List(Box<Sort<'s>>),
    Table(&'s Fields),
    /// Keys of its own, each with a value of one sort.
    Map(Box<Sort<'s>>),
}

/// The words that a value may be.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Words<'s> {
    pub(super) role: Role,
    pub(super) words: Vec<&'s str>,
    /// Whose statuses they are.
    pub(super) kinds: Vec<KindIndex>,
}

/// What words are the words of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    Choice,
    Status,
    Category,
    Kind,
}

/// The records that a value may be.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Records<'s> {
    pub(super) kinds: Vec<KindIndex>,
    /// What is said along with the reference.
    pub(super) details: Option<&'s Fields>,
}

impl<'s> Sort<'s> {
    /// Returns what a field of a definition holds.
    pub(super) fn of(of: &'s value::Type, scope: &'s dyn Scope) -> Self {
        match of {
            value::Type::Text
            | value::Type::Url
            | value::Type::File
            | value::Type::Expression
            | value::Type::Cadence
            | value::Type::Entry { .. }
            | value::Type::Any => Self::Text,
            value::Type::Number => Self::Number,
            value::Type::Integer => Self::Integer,
            value::Type::Share => Self::Share,
            value::Type::Boolean => Self::Boolean,
            value::Type::Date => Self::Date,
            value::Type::Moment => Self::Moment,
            value::Type::Period => Self::Period,
            value::Type::Duration => Self::Length,
            value::Type::Choice(choices) => Self::Word(Words {
                role: Role::Choice,
                words: choices.0.iter().map(|word| &**word).collect(),
                kinds: Vec::new(),
            }),
            value::Type::Kind => Self::Word(Words {
                role: Role::Kind,
                words: scope.kinds().into_iter().map(|kind| &**scope.kind_name(kind)).collect(),
                kinds: Vec::new(),
            }),
            // Whose status it is stands in another field of the record; a word that no kind has is wrong anyway.
            value::Type::Status { .. } => Self::Word(Words::statuses(&scope.kinds(), scope)),
            value::Type::Reference(reference) => Self::Record(Records {
                kinds: match reference.to.as_slice() {
                    [] => scope.kinds(),
                    kinds => kinds.to_vec(),
                },
                details: Some(&reference.details),
            }),
            value::Type::List(of) => Self::List(Box::new(Self::of(of, scope))),
            value::Type::Table(fields) => Self::Table(fields),
            value::Type::Map { of, .. } => Self::Map(Box::new(Self::of(of, scope))),
        }
    }

    /// Returns it with what people may know.
    pub(super) fn public(&self) -> Type {
        match self {
            Self::Unknown | Self::Text => Type::Text,
            Self::Boolean => Type::Boolean,
            Self::Number => Type::Number,
            Self::Integer => Type::Integer,
            Self::Share => Type::Share,
            Self::Word(_) => Type::Word,
            Self::Date => Type::Date,
            Self::Moment => Type::Moment,
            Self::Period => Type::Period,
            Self::Length => Type::Length,
            Self::Record(_) => Type::Record,
            Self::List(of) => Type::List(Box::new(of.public())),
            Self::Table(_) | Self::Map(_) => Type::Table,
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Number | Self::Integer | Self::Share)
    }

    /// Says whether it is a day or made of days.
    pub(super) fn is_time(&self) -> bool {
        matches!(self, Self::Date | Self::Moment | Self::Period)
    }

    /// Returns the sort of a value that is of this or the other; `None` where nothing is both.
    pub(super) fn joined(self, other: Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::Unknown, one) | (one, Self::Unknown) => one,
            (a, b) if a == b => a,
            (a, b) if a.is_number() && b.is_number() => Self::Number,
            (a, b) if a.is_time() && b.is_time() => Self::Period,
            (Self::Word(a), Self::Word(b)) if a.role == b.role => Self::Word(a.joined(b)),
            (Self::Record(a), Self::Record(b)) => Self::Record(a.joined(b)),
            (Self::List(a), Self::List(b)) => Self::List(Box::new(a.joined(*b)?)),
            (Self::Map(a), Self::Map(b)) => Self::Map(Box::new(a.joined(*b)?)),
            _ => return None,
        })
    }

    /// Returns the sort where values of both are typed alike, as a field of several kinds must be.
    ///
    /// Unlike [`Sort::joined`], nothing is widened: a number is no share.
    pub(super) fn alike(self, other: Self) -> Option<Self> {
        let same = std::mem::discriminant(&self) == std::mem::discriminant(&other);
        if same { self.joined(other) } else { None }
    }

    /// Returns what it is, with its article.
    pub(super) fn noun(&self, scope: &dyn Scope) -> String {
        match self {
            Self::Unknown => "unknown",
            Self::Boolean => "true or false",
            Self::Number => "a number",
            Self::Integer => "a whole number",
            Self::Share => "a share",
            Self::Text => "a text",
            Self::Word(words) => words.role.noun(),
            Self::Date => "a day",
            Self::Moment => "a day or time",
            Self::Period => "a time span",
            Self::Length => "a length of time",
            Self::Record(records) => match records.kinds.as_slice() {
                [] => "a record",
                [one] => return scope.noun(*one),
                [one, other] => return format!("{} or {}", scope.noun(*one), scope.noun(*other)),
                _ => "a record",
            },
            Self::List(_) => "a list",
            Self::Table(_) | Self::Map(_) => "a table",
        }
        .to_owned()
    }
}

impl<'s> Words<'s> {
    /// Returns the statuses that records of these kinds may have.
    pub(super) fn statuses(kinds: &[KindIndex], scope: &'s dyn Scope) -> Self {
        let mut words: Vec<&str> = Vec::new();
        for status in kinds.iter().flat_map(|kind| scope.statuses(*kind)) {
            if !words.contains(&&**status.name) {
                words.push(status.name);
            }
        }
        Self {
            role: Role::Status,
            words,
            kinds: kinds.to_vec(),
        }
    }

    fn joined(mut self, other: Self) -> Self {
        for word in other.words {
            if !self.words.contains(&word) {
                self.words.push(word);
            }
        }
        for kind in other.kinds {
            if !self.kinds.contains(&kind) {
                self.kinds.push(kind);
            }
        }
        self
    }

    /// Says whether a word can be of both.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.role == other.role && self.words.iter().any(|word| other.words.contains(word))
    }
}

impl Records<'_> {
    fn joined(mut self, other: Self) -> Self {
        for kind in other.kinds {
            if !self.kinds.contains(&kind) {
                self.kinds.push(kind);
            }
        }
        if self.details != other.details {
            self.details = None;
        }
        self
    }
}

impl Role {
    fn noun(self) -> &'static str {
        match self {
            Self::Choice => "a choice",
            Self::Status => "a status",
            Self::Category => "a category",
            Self::Kind => "a kind",
        }
    }
}
