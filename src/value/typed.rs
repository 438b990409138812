//! What a record's field holds once read.

use super::{FieldIndex, KindIndex};
use crate::text::TextRange;
use crate::time::{Cadence, Date, Duration, Moment, Period};
use std::cmp::Ordering;

/// A field of a record: which, where, what.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// Which field of the kind.
    pub of: FieldIndex,
    /// Where the value stands in its file.
    pub range: TextRange,
    /// The value; [`Value::Invalid`] stays in sight.
    pub value: Value,
}

/// An element of a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// Where it stands.
    pub range: TextRange,
    /// What it is.
    pub value: Value,
}

/// A key of a table with its value.
pub type Member = Field;

/// A key of a map with its value.
#[derive(Clone, PartialEq, Debug)]
pub struct Pair {
    /// The key as written.
    pub key: Box<str>,
    /// Where the key stands.
    pub key_range: TextRange,
    /// What stands behind it.
    pub item: Item,
}

/// A typed value. References are numbers into the record's own list, which `workspace` resolves.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Text, a URL or an expression.
    Text(Box<str>),
    /// A number or share.
    Number(f64),
    /// A whole number.
    Integer(i64),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(Date),
    /// A day or a day with a time.
    Moment(Box<Moment>),
    /// A day, month, quarter, half-year or year.
    Period(Period),
    /// A length of time.
    Duration(Duration),
    /// How often.
    Cadence(Box<Cadence>),
    /// A word of the field's choices, by its place.
    Choice(u16),
    /// A kind.
    Kind(KindIndex),
    /// A status or entry, as written.
    Word(Box<str>),
    /// A file, as written.
    File(Box<str>),
    /// Another record: the place among the references of this record.
    Reference(u32),
    /// Several.
    List(Box<[Item]>),
    /// A table.
    Table(Box<[Member]>),
    /// A map.
    Map(Box<[Pair]>),
    /// What `[extra]` holds, as TOML text on one line.
    Raw(Box<str>),
    /// What could not be read as the field's type, as written and clipped.
    Invalid(Box<str>),
}

impl Value {
    /// Returns the text of a text, word or file.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Word(text) | Self::File(text) => Some(text),
            _ => None,
        }
    }

    /// Returns a number, whole or not.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Integer(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// Returns a day.
    pub fn as_date(&self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// Returns the elements of a list; a value that is none has itself.
    pub fn items(&self) -> &[Item] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// Returns the members of a table.
    pub fn members(&self) -> &[Member] {
        match self {
            Self::Table(members) => members,
            _ => &[],
        }
    }
}

/// Orders two values of one type for lists and tables: numbers by size, days by time, text without case.
///
/// Periods go by first day, then last. Values of different types go by type, so that the order is total.
pub fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Text(a) | Value::Word(a) | Value::File(a), Value::Text(b) | Value::Word(b) | Value::File(b)) => {
            a.to_lowercase().cmp(&b.to_lowercase()).then_with(|| a.cmp(b))
        }
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Period(a), Value::Period(b)) => (a.first(), a.last()).cmp(&(b.first(), b.last())),
        (Value::Choice(a), Value::Choice(b)) => a.cmp(b),
        (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
        (Value::Moment(a), Value::Moment(b)) => a.cmp(b),
        (a, b) => match (a.as_number(), b.as_number()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => rank(a).cmp(&rank(b)),
        },
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Number(_) | Value::Integer(_) => 0,
        Value::Boolean(_) => 1,
        Value::Date(_) => 2,
        Value::Moment(_) => 3,
        Value::Period(_) => 4,
        Value::Duration(_) => 5,
        Value::Cadence(_) => 6,
        Value::Choice(_) => 7,
        Value::Kind(_) => 8,
        Value::Text(_) | Value::Word(_) | Value::File(_) => 9,
        Value::Reference(_) => 10,
        Value::List(_) => 11,
        Value::Table(_) => 12,
        Value::Map(_) => 13,
        Value::Raw(_) => 14,
        Value::Invalid(_) => 15,
    }
}
