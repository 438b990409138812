//! What an expression came to, for rows, messages and comparisons outside.

use super::datum::Datum;
use super::evaluator::Facts;
use super::types::Type;
use crate::text::clip;
use crate::time::{Date, Duration, Moment, Period};
use std::cmp::Ordering;

/// What an expression came to.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// True or false.
    Boolean(bool),
    /// A number or share.
    Number(f64),
    /// A text.
    Text(Box<str>),
    /// A status, choice, category or kind, with its place in the definition.
    Word(Box<str>, u16),
    /// A day.
    Date(Date),
    /// A day or a day with a time.
    Moment(Moment),
    /// A day, month, quarter, half-year or year.
    Period(Period),
    /// A length of time.
    Duration(Duration),
    /// The days between two times.
    Days(f64),
    /// A record, by its number, with its id.
    Record(u32, Box<str>),
    /// Several; what is missing of them is left out.
    List(Vec<Answer>),
}

impl Answer {
    /// Returns what can leave the evaluation, which tables cannot; a reference that leads nowhere is a text.
    pub(super) fn of(datum: Datum<'_>, facts: &dyn Facts) -> Option<Self> {
        Some(match datum {
            Datum::Boolean(boolean) => Self::Boolean(boolean),
            Datum::Number(number) => Self::Number(number),
            Datum::Text(text) => Self::Text(Box::from(text)),
            Datum::Word(word, place) => Self::Word(Box::from(word), place),
            Datum::Date(date) => Self::Date(date),
            Datum::Moment(moment) => Self::Moment(moment),
            Datum::Period(period) => Self::Period(period),
            Datum::Duration(duration) => Self::Duration(duration),
            Datum::Days(days) => Self::Days(days),
            Datum::Record(record) => Self::Record(record, Box::from(facts.id(record))),
            Datum::Reference { holder, number } => match facts.target(holder, number) {
                Some(record) => Self::Record(record, Box::from(facts.id(record))),
                None => Self::Text(Box::from(facts.written(holder, number))),
            },
            Datum::Identity(_, id) => Self::Text(Box::from(id)),
            Datum::Table { .. } | Datum::Map { .. } => return None,
            list @ (Datum::Items { .. } | Datum::Made(_)) => {
                let elements = list.elements()?;
                let answers = elements.iter().flatten().filter_map(|one| Self::of(one, facts));
                Self::List(answers.collect())
            }
        })
    }

    /// Orders answers of one type: numbers by size, days by time, words by their definition, text without case.
    pub fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) | (Self::Days(a), Self::Days(b)) => a.total_cmp(b),
            (Self::Word(a, first), Self::Word(b, second)) => first.cmp(second).then_with(|| a.cmp(b)),
            (Self::Text(a), Self::Text(b)) | (Self::Record(_, a), Self::Record(_, b)) => {
                a.to_lowercase().cmp(&b.to_lowercase()).then_with(|| a.cmp(b))
            }
            (Self::Duration(a), Self::Duration(b)) => a.cmp(b),
            (Self::Moment(a), Self::Moment(b)) => a.cmp(b),
            (a, b) => match (a.period(), b.period()) {
                (Some(a), Some(b)) => (a.first(), a.last()).cmp(&(b.first(), b.last())),
                // Of different types by type, so that the order is total.
                _ => a.rank().cmp(&b.rank()),
            },
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Boolean(_) => 0,
            Self::Number(_) => 1,
            Self::Date(_) | Self::Period(_) => 2,
            Self::Moment(_) => 3,
            Self::Duration(_) => 4,
            Self::Days(_) => 5,
            Self::Word(..) => 6,
            Self::Text(_) => 7,
            Self::Record(..) => 8,
            Self::List(_) => 9,
        }
    }

    fn period(&self) -> Option<Period> {
        match self {
            Self::Date(date) => Some(Period::day(*date)),
            Self::Period(period) => Some(*period),
            _ => None,
        }
    }

    /// Returns it as people read it: `80 %` where `of` is a share, days and time spans as files have them.
    pub fn shown(&self, of: &Type) -> String {
        match self {
            Self::Boolean(true) => "yes".to_owned(),
            Self::Boolean(false) => "no".to_owned(),
            Self::Number(share) if *of == Type::Share => format!("{} %", plain(share * 100.0)),
            Self::Number(number) => plain(*number),
            Self::Text(text) | Self::Word(text, _) | Self::Record(_, text) => text.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Moment(moment) => moment.to_string(),
            Self::Period(period) => period.to_string(),
            Self::Duration(duration) => duration.to_string(),
            Self::Days(days) => format!("{} {}", plain(*days), if *days == 1.0 { "day" } else { "days" }),
            Self::List(list) => {
                let element = match of {
                    Type::List(of) => of,
                    other => other,
                };
                let shown: Vec<String> = list.iter().map(|one| one.shown(element)).collect();
                shown.join(", ")
            }
        }
    }

    /// Returns it as a message quotes it: one short line.
    pub(super) fn quoted(&self, of: &Type) -> String {
        clip(&self.shown(of))
    }
}

/// A number without the digits that arithmetic in doubles leaves behind.
fn plain(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    match rounded == 0.0 {
        true => "0".to_owned(),
        false if rounded.is_finite() => rounded.to_string(),
        false => number.to_string(),
    }
}
