//! Values while an expression runs: borrowed where they stand, made where they are worked out.

use super::evaluator::Facts;
use super::program::WordList;
use crate::time::{Calendar, Date, Duration, Instant, Moment, Period, Unit};
use crate::value::{Item, KindIndex, Member, Pair, Value};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

/// A value while an expression runs.
#[derive(Clone)]
pub(super) enum Datum<'a> {
    Boolean(bool),
    Number(f64),
    Text(Cow<'a, str>),
    /// A word with its place in the definition.
    Word(&'a str, u16),
    Date(Date),
    Moment(Moment),
    Period(Period),
    Duration(Duration),
    /// The days between two times.
    Days(f64),
    /// A record.
    Record(u32),
    /// A reference of a record, by its number; it may lead nowhere and still have details.
    Reference {
        holder: u32,
        number: u32,
    },
    /// An id that is written in the expression.
    Identity(Option<KindIndex>, &'a str),
    /// A list of a record.
    Items {
        holder: u32,
        items: &'a [Item],
        words: &'a WordList,
    },
    /// A list that the expression made.
    Made(Rc<[Option<Datum<'a>>]>),
    Table {
        holder: u32,
        members: &'a [Member],
    },
    Map {
        holder: u32,
        pairs: &'a [Pair],
        words: &'a WordList,
    },
}

impl<'a> Datum<'a> {
    /// Reads a value of a record; `None` where it could not be read as its type.
    pub(super) fn read(value: &'a Value, holder: u32, words: &'a WordList) -> Option<Self> {
        Some(match value {
            Value::Text(text) | Value::Word(text) | Value::File(text) => Self::Text(Cow::Borrowed(text)),
            Value::Number(number) => Self::Number(*number),
            Value::Integer(number) => Self::Number(*number as f64),
            Value::Boolean(boolean) => Self::Boolean(*boolean),
            Value::Date(date) => Self::Date(*date),
            Value::Moment(moment) => Self::Moment(**moment),
            Value::Period(period) => Self::Period(*period),
            Value::Duration(duration) => Self::Duration(*duration),
            Value::Cadence(cadence) => Self::Text(Cow::Owned(cadence.to_string())),
            Value::Choice(place) => Self::Word(words.get(*place as usize)?, *place),
            Value::Kind(kind) => Self::Word(words.get(kind.0 as usize)?, kind.0),
            Value::Reference(number) => Self::Reference {
                holder,
                number: *number,
            },
            Value::List(items) => Self::Items { holder, items, words },
            Value::Table(members) => Self::Table { holder, members },
            Value::Map(pairs) => Self::Map { holder, pairs, words },
            Value::Raw(_) | Value::Invalid(_) => return None,
        })
    }

    /// Returns a number that is one; what is worked out may be none.
    pub(super) fn finite(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self::Number(number))
    }

    /// Returns the record it is or refers to.
    pub(super) fn record(&self, facts: &dyn Facts) -> Option<u32> {
        match self {
            Self::Record(record) => Some(*record),
            Self::Reference { holder, number } => facts.target(*holder, *number),
            _ => None,
        }
    }

    /// Returns a number.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns a text or word.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Word(word, _) => Some(word),
            _ => None,
        }
    }

    /// Returns a length in days.
    pub(super) fn days(&self, calendar: &Calendar) -> Option<f64> {
        match self {
            Self::Days(days) => Some(*days),
            Self::Duration(duration) => Some(duration.approximate_days(calendar)),
            _ => None,
        }
    }

    /// Returns a day or day with a time.
    pub(super) fn moment(&self) -> Option<Moment> {
        match self {
            Self::Date(date) => Some(Moment::day(*date)),
            Self::Moment(moment) => Some(*moment),
            _ => None,
        }
    }

    /// Returns the elements of a list, those that cannot be read as missing.
    pub(super) fn elements(self) -> Option<Elements<'a>> {
        match self {
            Self::Items { holder, items, words } => Some(Elements::Items { holder, items, words }),
            Self::Made(made) => Some(Elements::Made(made)),
            _ => None,
        }
    }
}

/// The elements of a list.
pub(super) enum Elements<'a> {
    Items {
        holder: u32,
        items: &'a [Item],
        words: &'a WordList,
    },
    Made(Rc<[Option<Datum<'a>>]>),
}

impl<'a> Elements<'a> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Items { items, .. } => items.len(),
            Self::Made(made) => made.len(),
        }
    }

    pub(super) fn get(&self, place: usize) -> Option<Datum<'a>> {
        match self {
            Self::Items { holder, items, words } => Datum::read(&items.get(place)?.value, *holder, words),
            Self::Made(made) => made.get(place)?.clone(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Option<Datum<'a>>> {
        (0..self.len()).map(|place| self.get(place))
    }
}

/// Says whether two numbers are the same (METHODS §0).
pub(super) fn same_number(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
}

/// The order of two numbers; those that are the same by [`same_number`] are equal.
pub(super) fn order_of_numbers(a: f64, b: f64) -> Ordering {
    if same_number(a, b) {
        Ordering::Equal
    } else {
        a.total_cmp(&b)
    }
}

/// A stretch of time: whole days, or instants.
pub(super) enum Stretch {
    Days(Period),
    /// From one instant to another, which does not belong to it unless both are one point.
    Instants(Instant, Instant),
}

impl Stretch {
    /// Returns the stretch that a day, moment or period is.
    pub(super) fn of(datum: &Datum<'_>, calendar: &Calendar) -> Option<Self> {
        let zone = calendar.zone();
        Some(match datum {
            Datum::Date(date) => Self::Days(Period::day(*date)),
            Datum::Period(period) => Self::Days(*period),
            Datum::Moment(moment) if moment.is_day() => Self::Days(Period::day(moment.date(zone))),
            Datum::Moment(moment) => Self::Instants(moment.start(zone), moment.end(zone)),
            _ => return None,
        })
    }

    fn instants(&self, calendar: &Calendar) -> (Instant, Instant) {
        match self {
            Self::Days(period) => {
                let zone = calendar.zone();
                (
                    Moment::day(period.first()).start(zone),
                    Moment::day(period.last()).end(zone),
                )
            }
            Self::Instants(from, to) => (*from, *to),
        }
    }

    /// Says whether it ends before `other` begins, whatever was meant.
    pub(super) fn surely_before(&self, other: &Self, calendar: &Calendar) -> bool {
        if let (Self::Days(a), Self::Days(b)) = (self, other) {
            return a.surely_before(b);
        }
        let ((from, to), (other, _)) = (self.instants(calendar), other.instants(calendar));
        if from == to { to < other } else { to <= other }
    }

    /// Says whether both are the same stretch.
    pub(super) fn is(&self, other: &Self, calendar: &Calendar) -> bool {
        match (self, other) {
            (Self::Days(a), Self::Days(b)) => (a.first(), a.last()) == (b.first(), b.last()),
            _ => self.instants(calendar) == other.instants(calendar),
        }
    }
}

/// Moves a day or moment by a length, forwards or back.
pub(super) fn moved<'a>(from: &Datum<'a>, by: &Datum<'a>, back: bool, calendar: &Calendar) -> Option<Datum<'a>> {
    let start = from.moment()?;
    let sign = if back { -1 } else { 1 };
    let moved = match by {
        Datum::Days(days) => by_days(start, sign * whole(*days)?, calendar)?,
        Datum::Duration(duration) if !back => duration.add_to(start, calendar)?,
        Datum::Duration(duration) => {
            let count = i64::from(duration.count());
            match duration.unit() {
                Unit::Day => by_days(start, -count, calendar)?,
                Unit::Week => by_days(start, -count * 7, calendar)?,
                Unit::WorkingDay => {
                    let local = local(start, calendar)?;
                    let day = calendar.add_workdays(local.date(calendar.zone()), -count)?;
                    on_day(local, day, calendar)?
                }
                Unit::Hour | Unit::Minute => {
                    let seconds = if duration.unit() == Unit::Hour { 3_600 } else { 60 };
                    let before = start.start(calendar.zone()).timestamp() - count * seconds;
                    Instant::from_timestamp(before).moment(calendar.zone())?
                }
                // Nothing counts working hours backwards.
                Unit::WorkingHour => return None,
            }
        }
        _ => return None,
    };
    Some(match from {
        Datum::Date(_) => Datum::Date(moved.date(calendar.zone())),
        _ => Datum::Moment(moved),
    })
}

fn by_days(start: Moment, days: i64, calendar: &Calendar) -> Option<Moment> {
    let local = local(start, calendar)?;
    let day = local.date(calendar.zone()).plus_days(days)?;
    on_day(local, day, calendar)
}

/// A moment in local time, its offset undone.
fn local(moment: Moment, calendar: &Calendar) -> Option<Moment> {
    let zone = calendar.zone();
    match moment.time() {
        None => Some(moment),
        Some(_) => moment.start(zone).moment(zone),
    }
}

/// The same time of another day; a local time that the day does not have moves forward.
fn on_day(local: Moment, day: Date, calendar: &Calendar) -> Option<Moment> {
    let zone = calendar.zone();
    match local.time() {
        None => Some(Moment::day(day)),
        Some(time) => Moment::local(day, time).start(zone).moment(zone),
    }
}

/// A whole number, which days are counted in.
fn whole(number: f64) -> Option<i64> {
    let rounded = number.round();
    (same_number(number, rounded) && rounded.abs() < 1e7).then_some(rounded as i64)
}

/// The days from one time to another; whole where both are days.
pub(super) fn days_between<'a>(from: &Datum<'a>, to: &Datum<'a>, calendar: &Calendar) -> Option<Datum<'a>> {
    let zone = calendar.zone();
    let (from, to) = (from.moment()?, to.moment()?);
    Some(Datum::Days(if from.is_day() && to.is_day() {
        from.date(zone).days_until(to.date(zone)) as f64
    } else {
        from.start(zone).seconds_until(to.start(zone)) / 86_400.0
    }))
}
