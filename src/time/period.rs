//! Periods: a day, week, month, quarter, half-year or year, as an interval of days.

use std::fmt;

use super::date::{days_in_month, digits, month_name};
use super::{Date, clip, form_or};

/// How exactly a period was stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// One day, `2027-04-16`.
    Day,
    /// An ISO week, Monday to Sunday, `2026-W53`; figures have it, files cannot write it.
    Week,
    /// A calendar month, `2027-04`.
    Month,
    /// Three months of the workspace's year, `2027-Q2`.
    Quarter,
    /// Six months of the workspace's year, `2027-H1`.
    Half,
    /// Twelve months from the first one of the workspace's year, `2027`.
    Year,
}

impl Precision {
    /// Returns the noun, `quarter`.
    pub fn name(self) -> &'static str {
        match self {
            Precision::Day => "day",
            Precision::Week => "week",
            Precision::Month => "month",
            Precision::Quarter => "quarter",
            Precision::Half => "half-year",
            Precision::Year => "year",
        }
    }

    /// The length in months of those that are made of months.
    fn months(self) -> Option<u8> {
        match self {
            Precision::Day | Precision::Week => None,
            Precision::Month => Some(1),
            Precision::Quarter => Some(3),
            Precision::Half => Some(6),
            Precision::Year => Some(12),
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An interval of whole days, both ends inside, that remembers how it was written.
///
/// A date is a one-day period. The year `2027` of a workspace whose `year_start` is 4 begins on 2027-04-01, and
/// `2027-Q1` with it. A period prints as it is written in files. Its `Ord` sorts by first day, then last day;
/// to ask which comes before which, use `surely_before` and `possibly_before_or_equal` (DESIGN §7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    first: Date,
    last: Date,
    precision: Precision,
    /// The month in which years begin; 1 where it does not matter, so that equal intervals are equal.
    year_start: u8,
}

/// Why a text is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// None of the forms; `instead` is what was probably meant.
    #[error("`{text}` is no period: write {}", form_or(.instead.as_ref(), FORMS))]
    Form {
        /// What was written, cut when it is long.
        text: Box<str>,
        /// The same period in a form that is read.
        instead: Option<Box<str>>,
    },
    /// A quarter above 4 or a half above 2.
    #[error("`{text}` is no part of a year: quarters are `Q1` to `Q4`, halves `H1` and `H2`")]
    Part {
        /// What was written.
        text: Box<str>,
    },
    /// A month that no year has.
    #[error("`{text}` has no such month: months are `01` to `12`, quarters `Q1` to `Q4`")]
    Month {
        /// What was written.
        text: Box<str>,
    },
    /// A day that the month does not have.
    #[error("`{text}` is a day that the calendar does not have: {month} {year} ends on {last}")]
    Day {
        /// What was written.
        text: Box<str>,
        /// The name of the month.
        month: &'static str,
        /// Its year.
        year: i16,
        /// Its last day.
        last: u8,
    },
    /// An ISO week, which is no promise anybody makes.
    #[error("`{text}` is a week: write its last day, such as `2026-11-20`, or a month, such as `2026-11`")]
    Week {
        /// What was written.
        text: Box<str>,
    },
    /// The year 0.
    #[error("`{text}` is in no year: years are `0001` to `9999`")]
    Year {
        /// What was written.
        text: Box<str>,
    },
}

const FORMS: &str = "`2027-04-16`, `2027-04`, `2027-Q2`, `2027-H1` or `2027`";

impl Period {
    /// Returns the period of one day.
    pub fn day(date: Date) -> Period {
        Period {
            first: date,
            last: date,
            precision: Precision::Day,
            year_start: 1,
        }
    }

    /// Reads `2027-04-16`, `2027-04`, `2027-Q2`, `2027-H1` or `2027`.
    ///
    /// `year_start` is the month, 1 to 12, in which years, halves and quarters begin; another number counts as 1.
    pub fn parse(text: &str, year_start: u8) -> Result<Period, PeriodError> {
        Period::read(text, year_start).map_err(|error| match error {
            PeriodError::Form { text: shown, .. } => PeriodError::Form {
                text: shown,
                instead: meant(text),
            },
            error => error,
        })
    }

    /// Reads what `parse` reads, without a guess at what another form means.
    fn read(text: &str, year_start: u8) -> Result<Period, PeriodError> {
        let bytes = text.as_bytes();
        let (year, rest) = bytes.split_at_checked(4).ok_or_else(|| form(text))?;
        let year = digits(year)
            .and_then(|year| i16::try_from(year).ok())
            .ok_or_else(|| form(text))?;
        if year == 0 {
            return Err(PeriodError::Year { text: clip(text) });
        }
        match *rest {
            [] => part(text, year, 1, Precision::Year, year_start),
            [b'-', b'Q', digit @ b'0'..=b'9'] => part(text, year, digit - b'0', Precision::Quarter, year_start),
            [b'-', b'H', digit @ b'0'..=b'9'] => part(text, year, digit - b'0', Precision::Half, year_start),
            [b'-', m1, m2] => part(text, year, two_digits(text, m1, m2)?, Precision::Month, 1),
            [b'-', m1, m2, b'-', d1, d2] => day(text, year, two_digits(text, m1, m2)?, two_digits(text, d1, d2)?),
            [b'-', b'W' | b'w', ..] => Err(PeriodError::Week { text: clip(text) }),
            _ => Err(form(text)),
        }
    }

    /// Returns the period of this length that contains `date`, such as its quarter.
    ///
    /// The first and the last one end where the years 1 to 9999 do.
    pub fn containing(date: Date, precision: Precision, year_start: u8) -> Period {
        let Some(months) = precision.months() else {
            return match precision {
                Precision::Week => week(date),
                _ => Period::day(date),
            };
        };
        let start = if precision == Precision::Month {
            1
        } else {
            valid_month(year_start)
        };
        let offset = i64::from(start) - 1;
        let months = i64::from(months);
        let first = (date.month_number() - offset).div_euclid(months) * months + offset;
        Period::months(first, precision, start).expect("its first month is not after that of a date")
    }

    /// Returns the first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// Returns the last day.
    pub fn last(self) -> Date {
        self.last
    }

    /// Returns how exactly it was stated.
    pub fn precision(self) -> Precision {
        self.precision
    }

    /// Returns the number of its days, both ends counted.
    pub fn days(self) -> i64 {
        self.first.days_both_ends(self.last)
    }

    /// Returns whether `date` lies in it.
    pub fn contains(self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }

    /// Returns whether every day of it lies in `other`, which it then narrows or equals.
    pub fn is_within(self, other: Period) -> bool {
        other.first <= self.first && self.last <= other.last
    }

    /// Returns whether it has ended before `other` starts, whatever days were meant.
    pub fn surely_before(&self, other: &Period) -> bool {
        self.last < other.first
    }

    /// Returns whether some day of it is not after some day of `other`: the negation of `other.surely_before(self)`.
    pub fn possibly_before_or_equal(&self, other: &Period) -> bool {
        !other.surely_before(self)
    }

    /// Returns the next period of the same length, or `None` after the last one.
    pub fn next(self) -> Option<Period> {
        self.last
            .plus_days(1)
            .map(|date| Period::containing(date, self.precision, self.year_start))
    }

    /// Returns the previous period of the same length, or `None` before the first one.
    pub fn previous(self) -> Option<Period> {
        self.first
            .plus_days(-1)
            .map(|date| Period::containing(date, self.precision, self.year_start))
    }

    /// Returns the month, quarter, half or year that it belongs to, a week that of its Thursday.
    ///
    /// A longer period belongs to that of its first day.
    pub fn enclosing(self, precision: Precision, year_start: u8) -> Period {
        Period::containing(self.decisive_day(), precision, year_start)
    }

    /// Returns the form for people: `11 Dec 2026`, `week 53 of 2026`, `April 2027`, `Q2 2027`, `H1 2027`, `2027`.
    pub fn human(self) -> String {
        let year = self.year();
        match self.precision {
            Precision::Day => self.first.short(),
            Precision::Week => format!("week {} of {year}", self.number()),
            Precision::Month => format!("{} {year}", month_name(self.first.month())),
            Precision::Quarter => format!("Q{} {year}", self.number()),
            Precision::Half => format!("H{} {year}", self.number()),
            Precision::Year => year.to_string(),
        }
    }

    /// Returns the month, quarter or half with this number, 1 being the first of the year.
    ///
    /// `None` when it begins after the year 9999.
    fn part(year: i16, number: u8, precision: Precision, year_start: u8) -> Option<Period> {
        let start = if precision == Precision::Month {
            1
        } else {
            valid_month(year_start)
        };
        let months = i64::from(precision.months().unwrap_or(1));
        let first = i64::from(year) * 12 + i64::from(start) - 1 + (i64::from(number) - 1) * months;
        Period::months(first, precision, start)
    }

    /// Returns the months from `first` on, counted since January of the year 0.
    fn months(first: i64, precision: Precision, year_start: u8) -> Option<Period> {
        let last = first + i64::from(precision.months().unwrap_or(1)) - 1;
        let first = month_start(first.max(Date::MIN.month_number()))?;
        let last = month_start(last).map_or(Date::MAX, Date::last_of_month);
        Some(Period {
            first,
            last,
            precision,
            year_start,
        })
    }

    /// The day that decides which year a period belongs to.
    fn decisive_day(self) -> Date {
        match self.precision {
            Precision::Week => self.first.plus_days(3).unwrap_or(self.first),
            _ => self.first,
        }
    }

    /// The year in its name.
    fn year(self) -> i16 {
        let day = self.decisive_day();
        let before_start = day.month() < self.year_start && self.precision > Precision::Month;
        // Only a piece before the first year that begins in a later month than January would come to 0.
        if before_start {
            (day.year() - 1).max(1)
        } else {
            day.year()
        }
    }

    /// The number in its name, from 1.
    fn number(self) -> u8 {
        if self.precision == Precision::Week {
            let thursday = self.decisive_day();
            let january = Date::new(thursday.year(), 1, 1).unwrap_or(Date::MIN);
            return u8::try_from(january.days_until(thursday) / 7 + 1).unwrap_or(1);
        }
        let months = self.precision.months().unwrap_or(1);
        (self.first.month() + 12 - self.year_start) % 12 / months + 1
    }
}

fn month_start(month: i64) -> Option<Date> {
    Date::new(
        i16::try_from(month.div_euclid(12)).ok()?,
        u8::try_from(month.rem_euclid(12) + 1).ok()?,
        1,
    )
}

fn week(date: Date) -> Period {
    let monday = date.monday();
    Period {
        first: monday,
        last: monday.plus_days(6).unwrap_or(Date::MAX),
        precision: Precision::Week,
        year_start: 1,
    }
}

fn valid_month(month: u8) -> u8 {
    if (1..=12).contains(&month) { month } else { 1 }
}

fn two_digits(text: &str, tens: u8, ones: u8) -> Result<u8, PeriodError> {
    digits(&[tens, ones])
        .and_then(|number| u8::try_from(number).ok())
        .ok_or_else(|| form(text))
}

fn part(text: &str, year: i16, number: u8, precision: Precision, year_start: u8) -> Result<Period, PeriodError> {
    let most = 12 / precision.months().unwrap_or(12);
    if !(1..=most).contains(&number) {
        let text = clip(text);
        return Err(if most == 12 {
            PeriodError::Month { text }
        } else {
            PeriodError::Part { text }
        });
    }
    Period::part(year, number, precision, year_start).ok_or_else(|| PeriodError::Year { text: clip(text) })
}

fn day(text: &str, year: i16, month: u8, day: u8) -> Result<Period, PeriodError> {
    match Date::new(year, month, day) {
        Some(date) => Ok(Period::day(date)),
        None if !(1..=12).contains(&month) => Err(PeriodError::Month { text: clip(text) }),
        None => {
            let last = days_in_month(year, month);
            Err(PeriodError::Day {
                text: clip(text),
                month: month_name(month),
                year,
                last,
            })
        }
    }
}

fn form(text: &str) -> PeriodError {
    PeriodError::Form {
        text: clip(text),
        instead: None,
    }
}

/// Guesses the period that other common notations stand for: `q2 2027`, `2027/Q2`, `2027-4`, `April 2027`, `FY2027`.
fn meant(text: &str) -> Option<Box<str>> {
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = lower
        .split([' ', '-', '/', '.', ',', '\'', '_'])
        .filter(|word| !word.is_empty())
        .collect();
    let guess = match *words {
        [year] if year.starts_with("fy") => year[2..].to_owned(),
        [one] => {
            let (year, rest) = one.split_at_checked(4)?;
            format!("{year}-{}", part_name(rest)?)
        }
        [year, part] if year.len() == 4 && is_number(year) => format!("{year}-{}", part_name(part)?),
        [part, year] if year.len() == 4 && is_number(year) => format!("{year}-{}", part_name(part)?),
        [year, month, day] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => return None,
    };
    Period::read(&guess, 1).is_ok().then(|| guess.into())
}

/// Returns a month, quarter or half as it stands after the year.
fn part_name(word: &str) -> Option<String> {
    match word.as_bytes() {
        [b'q' | b'h', b'1'..=b'4'] => Some(word.to_ascii_uppercase()),
        [_] | [_, _] if is_number(word) => Some(format!("{word:0>2}")),
        _ if word.len() >= 3 => (1..=12)
            .find(|month| month_name(*month).to_ascii_lowercase().starts_with(word))
            .map(|month| format!("{month:02}")),
        _ => None,
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.year();
        match self.precision {
            Precision::Day => write!(f, "{}", self.first),
            Precision::Week => write!(f, "{year:04}-W{:02}", self.number()),
            Precision::Month => write!(f, "{year:04}-{:02}", self.first.month()),
            Precision::Quarter => write!(f, "{year:04}-Q{}", self.number()),
            Precision::Half => write!(f, "{year:04}-H{}", self.number()),
            Precision::Year => write!(f, "{year:04}"),
        }
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} ({} to {})", self.first, self.last)
    }
}

impl From<Date> for Period {
    fn from(date: Date) -> Self {
        Period::day(date)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn period(text: &str) -> Period {
        Period::parse(text, 1).unwrap()
    }

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn days(text: &str, year_start: u8) -> String {
        let period = Period::parse(text, year_start).unwrap();
        assert_eq!(period.to_string(), text);
        format!("{} to {}", period.first(), period.last())
    }

    #[test]
    fn forms_stand_for_their_days() {
        assert_eq!(days("2027-04-16", 1), "2027-04-16 to 2027-04-16");
        assert_eq!(days("2027-02", 1), "2027-02-01 to 2027-02-28");
        assert_eq!(days("2027-Q2", 1), "2027-04-01 to 2027-06-30");
        assert_eq!(days("2027-H2", 1), "2027-07-01 to 2027-12-31");
        assert_eq!(days("2027", 1), "2027-01-01 to 2027-12-31");
    }

    #[test]
    fn years_begin_in_their_month() {
        assert_eq!(days("2027", 4), "2027-04-01 to 2028-03-31");
        assert_eq!(days("2027-Q4", 4), "2028-01-01 to 2028-03-31");
        assert_eq!(days("2027-H1", 10), "2027-10-01 to 2028-03-31");
        assert_eq!(days("2027-02", 4), "2027-02-01 to 2027-02-28");
        assert_eq!(days("9999", 4), "9999-04-01 to 9999-12-31");
        assert!(Period::parse("9999-Q4", 4).is_err());
        assert_eq!(Period::parse("2027", 0), Period::parse("2027", 1));
        assert_eq!(Period::parse("2027-04", 4), Period::parse("2027-04", 1));
    }

    #[test]
    fn messages_say_which_forms_are_read() {
        let message = |text| Period::parse(text, 1).unwrap_err().to_string();
        assert_eq!(
            message("soon"),
            "`soon` is no period: write `2027-04-16`, `2027-04`, `2027-Q2`, `2027-H1` or `2027`"
        );
        for (text, meant) in [
            ("Q2 2027", "2027-Q2"),
            ("2027-q2", "2027-Q2"),
            ("2027Q2", "2027-Q2"),
            ("2027/4", "2027-04"),
            ("April 2027", "2027-04"),
            ("sept 2027", "2027-09"),
            ("FY2027", "2027"),
            ("2027-4-6", "2027-04-06"),
            ("2027/04/06", "2027-04-06"),
        ] {
            assert_eq!(message(text), format!("`{text}` is no period: write `{meant}`"));
        }
        assert_eq!(
            message("2027-Q5"),
            "`2027-Q5` is no part of a year: quarters are `Q1` to `Q4`, halves `H1` and `H2`"
        );
        assert_eq!(
            message("2027-13"),
            "`2027-13` has no such month: months are `01` to `12`, quarters `Q1` to `Q4`"
        );
        assert_eq!(
            message("2027-02-30"),
            "`2027-02-30` is a day that the calendar does not have: February 2027 ends on 28"
        );
        assert_eq!(
            message("2027-W12"),
            "`2027-W12` is a week: write its last day, such as `2026-11-20`, or a month, such as `2026-11`"
        );
        assert_eq!(message("0000"), "`0000` is in no year: years are `0001` to `9999`");
    }

    #[test]
    fn intervals_compare_by_what_is_sure() {
        let (quarter, inside, after) = (period("2027-Q1"), period("2027-02-26"), period("2027-04"));
        assert!(quarter.surely_before(&after) && !after.surely_before(&quarter));
        assert!(!quarter.surely_before(&inside) && !inside.surely_before(&quarter));
        assert!(quarter.possibly_before_or_equal(&inside) && inside.possibly_before_or_equal(&quarter));
        assert!(!after.possibly_before_or_equal(&quarter));
        assert!(inside.is_within(quarter) && !quarter.is_within(inside));
    }

    #[test]
    fn the_period_that_contains_a_date() {
        let within = |precision, year_start| Period::containing(date("2027-02-03"), precision, year_start).to_string();
        assert_eq!(within(Precision::Day, 1), "2027-02-03");
        assert_eq!(within(Precision::Week, 1), "2027-W05");
        assert_eq!(within(Precision::Month, 4), "2027-02");
        assert_eq!(within(Precision::Quarter, 1), "2027-Q1");
        assert_eq!(within(Precision::Quarter, 4), "2026-Q4");
        assert_eq!(within(Precision::Half, 4), "2026-H2");
        assert_eq!(within(Precision::Year, 4), "2026");
    }

    #[test]
    fn a_week_belongs_to_its_thursday() {
        let week = Period::containing(date("2027-01-01"), Precision::Week, 1);
        assert_eq!(week.to_string(), "2026-W53");
        assert_eq!((week.first(), week.last()), (date("2026-12-28"), date("2027-01-03")));
        assert_eq!(week.enclosing(Precision::Year, 1).to_string(), "2026");
        assert_eq!(week.enclosing(Precision::Month, 1).to_string(), "2026-12");
        assert_eq!(week.next().unwrap().to_string(), "2027-W01");
    }

    #[test]
    fn forms_for_people() {
        for (text, human) in [
            ("2026-12-11", "11 Dec 2026"),
            ("2027-04", "April 2027"),
            ("2027-Q2", "Q2 2027"),
            ("2027-H1", "H1 2027"),
            ("2027", "2027"),
        ] {
            assert_eq!(period(text).human(), human);
        }
        assert_eq!(
            Period::containing(date("2027-01-01"), Precision::Week, 1).human(),
            "week 53 of 2026"
        );
    }

    #[test]
    fn neighbours() {
        assert_eq!(period("2027-Q4").next(), Some(period("2028-Q1")));
        assert_eq!(period("2027-01").previous(), Some(period("2026-12")));
        assert_eq!(period("9999").next(), None);
        assert_eq!(period("0001").previous(), None);
    }

    #[test]
    fn periods_are_small() {
        assert!(size_of::<Period>() <= 12);
    }

    const LENGTHS: [Precision; 6] = [
        Precision::Day,
        Precision::Week,
        Precision::Month,
        Precision::Quarter,
        Precision::Half,
        Precision::Year,
    ];

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*", year_start in any::<u8>()) {
            let _ = Period::parse(&text, year_start).map_err(|error| error.to_string());
        }

        #[test]
        fn near_misses_are_read_or_refused(text in "[0-9]{3,5}[-/ ]?[0-9QHqhWé]{0,3}(-[0-9é]{0,3})?", year_start in 1_u8..13) {
            match Period::parse(&text, year_start) {
                Ok(period) => prop_assert_eq!(period.to_string(), text),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }

        #[test]
        fn what_prints_is_read(
            ordinal in 366..3_652_059_i64, precision in prop::sample::select(&LENGTHS[..]), year_start in 1_u8..13,
        ) {
            let date = Date::from_ordinal(ordinal).unwrap();
            let period = Period::containing(date, precision, year_start);
            prop_assert!(period.contains(date));
            if precision != Precision::Week {
                prop_assert_eq!(Period::parse(&period.to_string(), year_start), Ok(period));
            }
            if let Some(next) = period.next() {
                prop_assert!(period.surely_before(&next));
                prop_assert_eq!(period.last().days_until(next.first()), 1);
                prop_assert_eq!(next.previous(), Some(period));
            }
        }
    }
}
