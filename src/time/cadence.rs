//! Cadences: how often something happens, and the dates that this gives.

use std::cmp::Reverse;
use std::fmt;

use super::date::{days_in_month, digits};
use super::{Calendar, Date, Precision, Time, Weekday, Weekdays, clip, form_or};

/// How often, without the day.
///
/// It prints as `weekly` or `every 2 weeks`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequency {
    /// Every so many days; `daily` is 1.
    Days(u16),
    /// Every so many days on which the calendar works.
    Workdays(u16),
    /// Every so many ISO weeks; `weekly` is 1, `biweekly` 2.
    Weeks(u16),
    /// Every so many months; `monthly` is 1.
    Months(u16),
    /// Once a quarter of the calendar's year.
    Quarterly,
    /// Once a year of the calendar.
    Yearly,
}

/// On which day of the week or month.
///
/// It prints as it stands after `on`: `Monday, Thursday`, `day 15`, `last Friday`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum On {
    /// These weekdays of each week.
    Weekdays(Weekdays),
    /// This day of the month, 1 to 31; in a shorter month its last day.
    Day(u8),
    /// This one among the same weekdays of a month; a month without it is skipped.
    Ordinal(Ordinal, Weekday),
}

/// Which one among the same weekdays of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Ordinal {
    First,
    Second,
    Third,
    Fourth,
    Fifth,
    Last,
}

impl Ordinal {
    const ALL: [Ordinal; 6] = [
        Ordinal::First,
        Ordinal::Second,
        Ordinal::Third,
        Ordinal::Fourth,
        Ordinal::Fifth,
        Ordinal::Last,
    ];

    fn name(self) -> &'static str {
        match self {
            Ordinal::First => "first",
            Ordinal::Second => "second",
            Ordinal::Third => "third",
            Ordinal::Fourth => "fourth",
            Ordinal::Fifth => "fifth",
            Ordinal::Last => "last",
        }
    }
}

/// How often something happens, on which day and at what time.
///
/// It prints as it is read, `every 2 weeks on Thursday at 10:00 start 2026-01-08`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cadence {
    frequency: Frequency,
    on: Option<On>,
    at: Option<Time>,
    start: Option<Date>,
}

/// Why a text is no cadence, or why one gives no dates.
///
/// Such text may be kept as prose; it yields no dates.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CadenceError {
    /// Another wording; `instead` is what was probably meant.
    #[error("`{text}` is no cadence: write {}", form_or(.instead.as_ref(), FORMS))]
    Form {
        /// What was written, cut when it is long.
        text: Box<str>,
        /// The same as it is read.
        instead: Option<Cadence>,
    },
    /// `every 0 weeks`, or more than 9999.
    #[error("`every {number}` counts nothing: the number is 1 to 9999")]
    Number {
        /// What was written.
        number: Box<str>,
    },
    /// A day that no month has.
    #[error("`day {number}` is in no month: days are 1 to 31")]
    Day {
        /// What was written.
        number: Box<str>,
    },
    /// A time that no clock shows.
    #[error("`at {text}` is no time of day: write `at 09:30`")]
    At {
        /// What was written.
        text: Box<str>,
    },
    /// A start that is no date.
    #[error("`start {text}` is no date: write `start 2027-01-04`")]
    Start {
        /// What was written.
        text: Box<str>,
    },
    /// `on`, `at` or `start` more than once.
    #[error("`{clause}` stands twice")]
    Twice {
        /// The clause.
        clause: &'static str,
    },
    /// A day that this frequency does not have.
    #[error("`on {on}` does not fit `{frequency}`: {}", .frequency.takes())]
    On {
        /// How often.
        frequency: Frequency,
        /// The day.
        on: On,
    },
    /// Every other week, but nobody says which.
    #[error("`{frequency}` needs a `start`, the date from which it counts")]
    NeedsStart {
        /// How often.
        frequency: Frequency,
    },
}

const FORMS: &str = "`daily`, `weekly`, `biweekly`, `monthly`, `quarterly`, `yearly` or `every 2 weeks`, \
    with `on Monday`, `on day 15` or `on first Monday`";

/// What happens to a date that falls on a holiday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OnHoliday {
    /// It stays, marked.
    #[default]
    Keep,
    /// It falls out.
    Skip,
    /// It moves to the next working day.
    Next,
}

impl OnHoliday {
    /// Reads `keep`, `skip` or `next`.
    pub fn parse(text: &str) -> Option<OnHoliday> {
        match text {
            "keep" => Some(OnHoliday::Keep),
            "skip" => Some(OnHoliday::Skip),
            "next" => Some(OnHoliday::Next),
            _ => None,
        }
    }
}

/// Between which days the dates of a cadence are wanted, and what they depend on.
#[derive(Clone, Copy, Debug)]
pub struct Window<'a> {
    /// The first day wanted.
    pub first: Date,
    /// The last day wanted.
    pub last: Date,
    /// The anchor, if the cadence does not say one itself; there are no dates before it.
    pub start: Option<Date>,
    /// What happens on holidays.
    pub on_holiday: OnHoliday,
    /// Holidays, working days, and the month in which years begin.
    pub calendar: &'a Calendar,
}

/// One date of a cadence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Occurrence {
    /// The day on which it falls.
    pub date: Date,
    /// The day that the cadence names; another one only where a holiday moved it.
    pub planned: Date,
    /// Whether the planned day is a holiday.
    pub holiday: bool,
}

impl Cadence {
    /// Reads a cadence such as `weekly on Monday, Thursday at 10:00` or `every 2 months on last Friday`.
    ///
    /// Upper and lower case are the same; weekdays may be cut to three letters; `on`, `at HH:MM` and `start DATE` come
    /// in any order.
    pub fn parse(text: &str) -> Result<Cadence, CadenceError> {
        read(text).map_err(|error| match error {
            CadenceError::Form { text: shown, .. } => CadenceError::Form {
                text: shown,
                instead: meant(text),
            },
            error => error,
        })
    }

    /// Returns how often.
    pub fn frequency(&self) -> Frequency {
        self.frequency
    }

    /// Returns on which day, if it says so.
    pub fn on(&self) -> Option<On> {
        self.on
    }

    /// Returns the local time of day, if it says so.
    pub fn at(&self) -> Option<Time> {
        self.at
    }

    /// Returns the anchor in its text, which goes before any other.
    pub fn start(&self) -> Option<Date> {
        self.start
    }

    /// Returns whether it gives no dates until somebody says a start.
    pub fn needs_start(&self) -> bool {
        let several = match self.frequency {
            Frequency::Days(every)
            | Frequency::Workdays(every)
            | Frequency::Weeks(every)
            | Frequency::Months(every) => every > 1,
            Frequency::Quarterly | Frequency::Yearly => false,
        };
        several && self.start.is_none()
    }

    /// Returns the period of which it has one date each, `None` where it has none such.
    pub fn precision(&self) -> Option<Precision> {
        let weekdays = match self.on {
            Some(On::Weekdays(days)) => days.iter().count(),
            _ => 1,
        };
        match self.frequency {
            Frequency::Days(1) => Some(Precision::Day),
            Frequency::Weeks(1) if weekdays == 1 => Some(Precision::Week),
            Frequency::Months(1) => Some(Precision::Month),
            Frequency::Quarterly => Some(Precision::Quarter),
            Frequency::Yearly => Some(Precision::Year),
            _ => None,
        }
    }

    /// Returns the dates in a window, ascending, each once.
    ///
    /// Where the day is not said it is that of the start, else the first of the week, month, quarter or year. Months of
    /// `quarterly` and `yearly` are counted from that of the start, else from the month in which years begin.
    ///
    /// # Errors
    ///
    /// `NeedsStart` when it is every 2 or more and neither its text nor the window has a start.
    pub fn dates(&self, window: &Window<'_>) -> Result<Vec<Occurrence>, CadenceError> {
        let start = self.start.or(window.start);
        if self.needs_start() && start.is_none() {
            return Err(CadenceError::NeedsStart {
                frequency: self.frequency,
            });
        }
        let calendar = window.calendar;
        let first = match window.on_holiday {
            OnHoliday::Keep | OnHoliday::Skip => window.first,
            // What is planned since the last working day may move into the window.
            OnHoliday::Next => calendar.add_workdays(window.first, -1).unwrap_or(Date::MIN),
        };
        let plan = Plan {
            start,
            first: start.map_or(first, |start| start.max(first)),
            last: window.last,
            calendar,
        };
        let mut found: Vec<Occurrence> = self
            .planned(&plan)
            .into_iter()
            .filter_map(|planned| {
                let holiday = calendar.is_holiday(planned);
                let date = match window.on_holiday {
                    OnHoliday::Skip if holiday => return None,
                    OnHoliday::Next if holiday => calendar.workday_from(planned)?,
                    _ => planned,
                };
                let wanted = window.first <= date && date <= window.last;
                wanted.then_some(Occurrence { date, planned, holiday })
            })
            .collect();
        // Of two on one day the one that was planned for it stays.
        found.sort_unstable_by_key(|occurrence| (occurrence.date, Reverse(occurrence.planned)));
        found.dedup_by_key(|occurrence| occurrence.date);
        Ok(found)
    }

    fn planned(&self, plan: &Plan<'_>) -> Vec<Date> {
        let mut dates = match self.frequency {
            Frequency::Days(every) => plan.days(every.into()),
            Frequency::Workdays(every) => plan.workdays(every.into()),
            Frequency::Weeks(every) => plan.weeks(every.into(), self.on),
            Frequency::Months(every) => plan.months(every.into(), 1, self.on),
            Frequency::Quarterly => plan.months(3, plan.calendar.year_start(), self.on),
            Frequency::Yearly => plan.months(12, plan.calendar.year_start(), self.on),
        };
        dates.retain(|date| plan.first <= *date && *date <= plan.last);
        dates
    }
}

/// The days between which planned dates are wanted, and their anchor.
struct Plan<'a> {
    start: Option<Date>,
    first: Date,
    last: Date,
    calendar: &'a Calendar,
}

impl Plan<'_> {
    fn days(&self, every: i64) -> Vec<Date> {
        let anchor = self.start.unwrap_or(self.first);
        let first = anchor.plus_days(round_up(anchor.days_until(self.first), every));
        self.series(first, |date| date.plus_days(every))
    }

    fn workdays(&self, every: i64) -> Vec<Date> {
        let Some(anchor) = self.calendar.workday_from(self.start.unwrap_or(self.first)) else {
            return Vec::new();
        };
        let steps = round_up(self.calendar.workdays_between(anchor, self.first), every);
        self.series(self.calendar.add_workdays(anchor, steps), |date| {
            self.calendar.add_workdays(date, every)
        })
    }

    fn weeks(&self, every: i64, on: Option<On>) -> Vec<Date> {
        let anchor = self.start.unwrap_or(self.first).monday();
        let weekdays = match on {
            Some(On::Weekdays(weekdays)) => weekdays,
            _ => Weekdays::default().with(self.start.map_or(Weekday::Monday, Date::weekday)),
        };
        let first = anchor.plus_days(round_up(anchor.days_until(self.first.monday()), every * 7));
        self.series(first, |monday| monday.plus_days(every * 7))
            .into_iter()
            .flat_map(|monday| {
                weekdays
                    .iter()
                    .filter_map(move |day| monday.plus_days(day.index().into()))
            })
            .collect()
    }

    fn months(&self, every: i64, year_start: u8, on: Option<On>) -> Vec<Date> {
        let anchor = self.start.map_or(i64::from(year_start) - 1, Date::month_number);
        // Without a start the anchor is in the year 0, before every date.
        let first = anchor + round_up(self.first.month_number() - anchor, every);
        let january = Date::MIN.month_number();
        let first = Date::MIN.plus_months(first - january);
        self.series(first, |month| month.first_of_month().plus_months(every))
            .into_iter()
            .filter_map(|month| match on {
                Some(On::Ordinal(ordinal, weekday)) => nth_weekday(month, ordinal, weekday),
                Some(On::Day(day)) => in_month(month, day),
                _ => in_month(month, self.start.map_or(1, Date::day)),
            })
            .collect()
    }

    fn series(&self, first: Option<Date>, next: impl Fn(Date) -> Option<Date>) -> Vec<Date> {
        std::iter::successors(first, |date| next(*date))
            .take_while(|date| *date <= self.last)
            .collect()
    }
}

/// Returns the smallest multiple of `step` that is not below `number`, at least 0.
fn round_up(number: i64, step: i64) -> i64 {
    let steps = number.max(0) / step + i64::from(number.max(0) % step > 0);
    steps * step
}

fn in_month(month: Date, day: u8) -> Option<Date> {
    Date::new(
        month.year(),
        month.month(),
        day.min(days_in_month(month.year(), month.month())),
    )
}

fn nth_weekday(month: Date, ordinal: Ordinal, weekday: Weekday) -> Option<Date> {
    let first = month.first_of_month();
    let offset = (7 + i64::from(weekday.index()) - i64::from(first.weekday().index())) % 7;
    let days = i64::from(month.last_of_month().day());
    let day = match ordinal {
        Ordinal::Last => offset + (days - 1 - offset) / 7 * 7,
        ordinal => offset + ordinal as i64 * 7,
    };
    (day < days).then(|| first.plus_days(day))?
}

/// Reads a cadence without guessing what another wording means.
fn read(text: &str) -> Result<Cadence, CadenceError> {
    let form = || CadenceError::Form {
        text: clip(text),
        instead: None,
    };
    let lower = text.to_ascii_lowercase().replace(',', " , ");
    let mut words = lower.split_whitespace().peekable();
    let frequency = match words.next().ok_or_else(form)? {
        "daily" => Frequency::Days(1),
        "weekly" => Frequency::Weeks(1),
        "biweekly" => Frequency::Weeks(2),
        "monthly" => Frequency::Months(1),
        "quarterly" => Frequency::Quarterly,
        "yearly" => Frequency::Yearly,
        "every" => {
            let (number, unit) = (words.next().ok_or_else(form)?, words.next().ok_or_else(form)?);
            every(number, unit).ok_or_else(form)??
        }
        _ => return Err(form()),
    };
    let mut cadence = Cadence {
        frequency,
        on: None,
        at: None,
        start: None,
    };
    while let Some(clause) = words.next() {
        match clause {
            "on" => set(&mut cadence.on, "on", on(&mut words).ok_or_else(form)??)?,
            "at" => {
                let text = words.next().ok_or_else(form)?;
                let time = Time::parse(text).filter(|_| text.len() == 5);
                set(
                    &mut cadence.at,
                    "at",
                    time.ok_or_else(|| CadenceError::At { text: clip(text) })?,
                )?;
            }
            "start" => {
                let text = words.next().ok_or_else(form)?;
                let start = Date::parse(text).ok_or_else(|| CadenceError::Start { text: clip(text) })?;
                set(&mut cadence.start, "start", start)?;
            }
            _ => return Err(form()),
        }
    }
    match cadence.on {
        Some(on) if !frequency.fits(on) => Err(CadenceError::On { frequency, on }),
        _ => Ok(cadence),
    }
}

fn set<T>(slot: &mut Option<T>, clause: &'static str, value: T) -> Result<(), CadenceError> {
    match slot.replace(value) {
        Some(_) => Err(CadenceError::Twice { clause }),
        None => Ok(()),
    }
}

/// Reads what stands after `every`, `None` when it is another form.
fn every(number: &str, unit: &str) -> Option<Result<Frequency, CadenceError>> {
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let of: fn(u16) -> Frequency = match unit {
        "day" | "days" => Frequency::Days,
        "workday" | "workdays" => Frequency::Workdays,
        "week" | "weeks" => Frequency::Weeks,
        "month" | "months" => Frequency::Months,
        _ => return None,
    };
    let count = digits(number.as_bytes()).and_then(|count| u16::try_from(count).ok());
    let count = count.filter(|count| (1..=9999).contains(count));
    Some(
        count
            .map(of)
            .ok_or_else(|| CadenceError::Number { number: clip(number) }),
    )
}

/// Reads what stands after `on`, `None` when it is another form.
fn on<'a>(words: &mut std::iter::Peekable<impl Iterator<Item = &'a str>>) -> Option<Result<On, CadenceError>> {
    let word = words.next()?;
    if word == "day" {
        let number = words
            .next()
            .filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))?;
        let day = digits(number.as_bytes()).and_then(|day| u8::try_from(day).ok());
        let day = day.filter(|day| (1..=31).contains(day));
        return Some(
            day.map(On::Day)
                .ok_or_else(|| CadenceError::Day { number: clip(number) }),
        );
    }
    if let Some(ordinal) = Ordinal::ALL.into_iter().find(|ordinal| ordinal.name() == word) {
        return Some(Ok(On::Ordinal(ordinal, Weekday::parse(words.next()?)?)));
    }
    let mut weekdays = Weekdays::default().with(Weekday::parse(word)?);
    while words.next_if_eq(&",").is_some() {
        weekdays = weekdays.with(Weekday::parse(words.next()?)?);
    }
    Some(Ok(On::Weekdays(weekdays)))
}

/// Wordings that people use, and how the grammar says them; applied in this order.
const WORDINGS: &[(&str, &str)] = &[
    (" and ", " , "),
    (" & ", " , "),
    (" the ", " "),
    (" of each month ", " monthly "),
    (" of every month ", " monthly "),
    (" of month ", " monthly "),
    (" each ", " every "),
    (" every other ", " every 2 "),
    (" every second ", " every 2 "),
    (" two ", " 2 "),
    (" three ", " 3 "),
    (" four ", " 4 "),
    (" six ", " 6 "),
    (" every day ", " daily "),
    (" every week ", " weekly "),
    (" every month ", " monthly "),
    (" every quarter ", " quarterly "),
    (" every year ", " yearly "),
    (" every weekday ", " every 1 workday "),
    (" every workday ", " every 1 workday "),
    (" every 2 quarters ", " every 6 months "),
    (" every 2 years ", " every 24 months "),
    (" fortnightly ", " biweekly "),
    (" every fortnight ", " biweekly "),
    (" bi-weekly ", " biweekly "),
    (" bimonthly ", " every 2 months "),
    (" bi-monthly ", " every 2 months "),
    (" half-yearly ", " every 6 months "),
    (" annually ", " yearly "),
    (" annual ", " yearly "),
];

/// Guesses the cadence that another wording stands for: `every Monday`, `monthly on the 15th`, `fortnightly`.
fn meant(text: &str) -> Option<Cadence> {
    // A sentence of prose is no cadence in other words.
    if text.len() > 100 {
        return None;
    }
    let lower = text.to_ascii_lowercase().replace(',', " , ");
    let words: Vec<String> = lower.split_whitespace().map(singular).collect();
    let mut guess = format!(" {} ", words.join(" "));
    for (wording, grammar) in WORDINGS {
        guess = guess.replace(wording, grammar);
    }
    let guess = guess.trim();
    let day = guess
        .strip_prefix("every ")
        .or(guess.strip_prefix("on "))
        .unwrap_or(guess);
    let monthly = day.strip_suffix(" monthly").map(|day| format!("monthly on {day}"));
    let weekly = format!("weekly on {day}");
    [Some(guess.to_owned()), monthly, Some(weekly)]
        .into_iter()
        .flatten()
        .find_map(|guess| read(&guess).ok())
}

/// Turns `mondays` into `monday` and `15th` into `day 15`.
fn singular(word: &str) -> String {
    if let Some(day) = word.strip_suffix('s').filter(|day| Weekday::parse(day).is_some()) {
        return day.to_owned();
    }
    let number = ["st", "nd", "rd", "th"]
        .into_iter()
        .find_map(|ending| word.strip_suffix(ending));
    match number {
        Some(day) if !day.is_empty() && day.bytes().all(|byte| byte.is_ascii_digit()) => format!("day {day}"),
        _ => word.to_owned(),
    }
}

impl Frequency {
    fn fits(self, on: On) -> bool {
        match self {
            Frequency::Days(_) | Frequency::Workdays(_) => false,
            Frequency::Weeks(_) => matches!(on, On::Weekdays(_)),
            Frequency::Months(_) | Frequency::Quarterly | Frequency::Yearly => !matches!(on, On::Weekdays(_)),
        }
    }

    /// Says which days go with it.
    fn takes(self) -> &'static str {
        match self {
            Frequency::Days(_) | Frequency::Workdays(_) => "days take no `on`",
            Frequency::Weeks(_) => "weeks take weekdays, such as `on Monday`",
            Frequency::Months(_) | Frequency::Quarterly | Frequency::Yearly => {
                "months take `on day 15` or `on first Monday`"
            }
        }
    }
}

impl fmt::Display for Frequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Frequency::Days(1) => f.write_str("daily"),
            Frequency::Weeks(1) => f.write_str("weekly"),
            Frequency::Months(1) => f.write_str("monthly"),
            Frequency::Workdays(1) => f.write_str("every 1 workday"),
            Frequency::Days(every) => write!(f, "every {every} days"),
            Frequency::Workdays(every) => write!(f, "every {every} workdays"),
            Frequency::Weeks(every) => write!(f, "every {every} weeks"),
            Frequency::Months(every) => write!(f, "every {every} months"),
            Frequency::Quarterly => f.write_str("quarterly"),
            Frequency::Yearly => f.write_str("yearly"),
        }
    }
}

impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            On::Weekdays(weekdays) => write!(f, "{weekdays}"),
            On::Day(day) => write!(f, "day {day}"),
            On::Ordinal(ordinal, weekday) => write!(f, "{} {weekday}", ordinal.name()),
        }
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.frequency)?;
        if let Some(on) = self.on {
            write!(f, " on {on}")?;
        }
        if let Some(at) = self.at {
            write!(f, " at {at}")?;
        }
        if let Some(start) = self.start {
            write!(f, " start {start}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::CalendarOptions;
    use proptest::prelude::*;

    fn cadence(text: &str) -> Cadence {
        Cadence::parse(text).unwrap()
    }

    fn message(text: &str) -> String {
        Cadence::parse(text).unwrap_err().to_string()
    }

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    /// The dates in spring 2027, without the year; a mark on holidays. Good Friday and two Mondays are free.
    fn dates(text: &str, start: Option<&str>, on_holiday: OnHoliday) -> String {
        let calendar = Calendar::new(CalendarOptions {
            holidays: ["2027-03-26", "2027-03-29", "2027-05-03"].map(date).to_vec(),
            year_start: 2,
            ..CalendarOptions::default()
        })
        .unwrap();
        let window = Window {
            first: date("2027-03-01"),
            last: date("2027-05-31"),
            start: start.map(date),
            on_holiday,
            calendar: &calendar,
        };
        let found = cadence(text).dates(&window).unwrap();
        let shown = |found: &Occurrence| {
            format!(
                "{}{}",
                &found.date.to_string()[5..],
                if found.holiday { "*" } else { "" }
            )
        };
        found.iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    fn kept(text: &str, start: Option<&str>) -> String {
        dates(text, start, OnHoliday::Keep)
    }

    #[test]
    fn the_grammar() {
        for (text, printed) in [
            ("daily", "daily"),
            ("Weekly", "weekly"),
            ("biweekly", "every 2 weeks"),
            ("monthly", "monthly"),
            ("quarterly", "quarterly"),
            ("yearly", "yearly"),
            ("every 1 week", "weekly"),
            ("every 1 workday", "every 1 workday"),
            ("every 3 workdays", "every 3 workdays"),
            ("every 10 days start 2027-01-04", "every 10 days start 2027-01-04"),
            ("weekly on thu,Monday", "weekly on Monday, Thursday"),
            ("monthly on day 31", "monthly on day 31"),
            (
                "every 2 months on last friday at 09:30",
                "every 2 months on last Friday at 09:30",
            ),
            (
                "every 2 weeks start 2026-01-08 at 10:00 on Thursday",
                "every 2 weeks on Thursday at 10:00 start 2026-01-08",
            ),
        ] {
            assert_eq!(cadence(text).to_string(), printed);
            assert_eq!(cadence(printed), cadence(text));
        }
    }

    #[test]
    fn other_wordings_are_understood_but_not_read() {
        for (text, meant) in [
            ("every week", "weekly"),
            ("every Monday", "weekly on Monday"),
            ("Mondays", "weekly on Monday"),
            ("weekly on Mondays and Thursdays", "weekly on Monday, Thursday"),
            ("every other week on Thursday", "every 2 weeks on Thursday"),
            ("every two weeks", "every 2 weeks"),
            ("fortnightly", "every 2 weeks"),
            ("every weekday at 09:15", "every 1 workday at 09:15"),
            ("monthly on the 15th", "monthly on day 15"),
            ("first Monday of each month", "monthly on first Monday"),
            ("on the last Friday of every month", "monthly on last Friday"),
            ("annually", "yearly"),
        ] {
            assert_eq!(
                message(text),
                format!("`{text}` is no cadence: write `{meant}`"),
                "{text}"
            );
        }
        assert!(
            message("whenever somebody asks").starts_with("`whenever somebody asks` is no cadence: write `daily`, ")
        );
    }

    #[test]
    fn wrong_parts_are_named() {
        assert_eq!(
            message("every 0 weeks"),
            "`every 0` counts nothing: the number is 1 to 9999"
        );
        assert_eq!(
            message("monthly on day 32"),
            "`day 32` is in no month: days are 1 to 31"
        );
        assert_eq!(
            message("daily at 24:00"),
            "`at 24:00` is no time of day: write `at 09:30`"
        );
        assert_eq!(
            message("daily start 2027-02-30"),
            "`start 2027-02-30` is no date: write `start 2027-01-04`"
        );
        assert_eq!(message("daily at 09:00 at 10:00"), "`at` stands twice");
        assert_eq!(
            message("weekly on day 3"),
            "`on day 3` does not fit `weekly`: weeks take weekdays, such as `on Monday`"
        );
        assert_eq!(
            message("monthly on Monday"),
            "`on Monday` does not fit `monthly`: months take `on day 15` or `on first Monday`"
        );
        assert_eq!(
            message("daily on Monday"),
            "`on Monday` does not fit `daily`: days take no `on`"
        );
    }

    #[test]
    fn every_second_one_needs_a_start() {
        for text in ["biweekly", "every 2 days", "every 2 workdays", "every 2 months"] {
            assert!(cadence(text).needs_start());
        }
        for text in ["quarterly", "yearly", "every 1 week", "biweekly start 2027-01-04"] {
            assert!(!cadence(text).needs_start());
        }
        let calendar = Calendar::default();
        let (first, last) = (Date::MIN, Date::MAX);
        let window = Window {
            first,
            last,
            start: None,
            on_holiday: OnHoliday::Keep,
            calendar: &calendar,
        };
        let error = cadence("biweekly").dates(&window).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`every 2 weeks` needs a `start`, the date from which it counts"
        );
    }

    #[test]
    fn days_and_workdays() {
        assert_eq!(kept("every 30 days start 2027-02-20", None), "03-22 04-21 05-21");
        assert_eq!(kept("every 10 workdays start 2027-04-17", None), "04-19 05-04 05-18");
        assert_eq!(kept("daily start 2027-05-30", None), "05-30 05-31");
        assert_eq!(
            kept("every 1 workday start 2027-04-29", None)
                .split(' ')
                .take(3)
                .collect::<Vec<_>>(),
            ["04-29", "04-30", "05-04"]
        );
    }

    #[test]
    fn weeks_count_from_the_start() {
        assert_eq!(
            kept("every 4 weeks on Monday, Thursday", Some("2027-03-03")),
            "03-04 03-29* 04-01 04-26 04-29 05-24 05-27"
        );
        assert_eq!(kept("every 5 weeks", Some("2027-01-08")), "03-19 04-23 05-28");
        assert_eq!(kept("weekly on Monday", Some("2027-05-17")), "05-17 05-24 05-31");
        assert!(kept("weekly", None).starts_with("03-01 03-08 "));
        // The start in the text goes first.
        assert_eq!(
            kept("every 9 weeks start 2027-03-02", Some("2027-03-09")),
            "03-02 05-04"
        );
    }

    #[test]
    fn days_of_the_month() {
        assert_eq!(kept("monthly on day 31", None), "03-31 04-30 05-31");
        assert_eq!(kept("monthly", None), "03-01 04-01 05-01");
        assert_eq!(kept("monthly", Some("2027-01-30")), "03-30 04-30 05-30");
        assert_eq!(kept("every 2 months", Some("2027-03-15")), "03-15 05-15");
        assert_eq!(kept("monthly on last Friday", None), "03-26* 04-30 05-28");
        assert_eq!(kept("monthly on first Monday", None), "03-01 04-05 05-03*");
        assert_eq!(kept("monthly on fifth Monday", None), "03-29* 05-31");
        assert_eq!(kept("monthly on fifth Friday", None), "04-30");
    }

    #[test]
    fn quarters_and_years_begin_with_the_calendar() {
        assert_eq!(kept("quarterly on day 15", None), "05-15");
        assert_eq!(kept("quarterly on day 15", Some("2026-10-01")), "04-15");
        assert_eq!(kept("yearly", None), "");
        assert_eq!(kept("yearly", Some("2020-04-29")), "04-29");
    }

    #[test]
    fn holidays() {
        let on = |holidays| dates("monthly on last Friday", None, holidays);
        assert_eq!(on(OnHoliday::Keep), "03-26* 04-30 05-28");
        assert_eq!(on(OnHoliday::Skip), "04-30 05-28");
        assert_eq!(on(OnHoliday::Next), "03-30* 04-30 05-28");
        // The Monday moves to a Tuesday that is planned anyway.
        assert_eq!(
            dates("weekly on Monday, Tuesday start 2027-05-24", None, OnHoliday::Next),
            "05-24 05-25 05-31"
        );
        assert!(dates("daily", None, OnHoliday::Next).contains("05-02 05-04 05-05"));
    }

    #[test]
    fn a_date_moves_into_the_window_but_not_out_of_it() {
        let holidays = vec![date("2027-05-03")];
        let calendar = Calendar::new(CalendarOptions {
            holidays,
            ..CalendarOptions::default()
        })
        .unwrap();
        let day = date("2027-05-04");
        let window = Window {
            first: day,
            last: day,
            start: None,
            on_holiday: OnHoliday::Next,
            calendar: &calendar,
        };
        let found = cadence("weekly on Monday").dates(&window).unwrap();
        assert_eq!(
            found,
            [Occurrence {
                date: day,
                planned: date("2027-05-03"),
                holiday: true
            }]
        );
        let monday = Window {
            first: date("2027-05-03"),
            last: date("2027-05-03"),
            ..window
        };
        assert_eq!(cadence("weekly on Monday").dates(&monday).unwrap(), []);
    }

    #[test]
    fn the_range_ends_without_panic() {
        let calendar = Calendar::default();
        for text in [
            "every 9999 days",
            "every 9999 workdays",
            "every 9999 weeks",
            "every 9999 months",
            "yearly on day 31",
        ] {
            for start in [Date::MIN, Date::MAX] {
                for on_holiday in [OnHoliday::Keep, OnHoliday::Next] {
                    let window = Window {
                        first: Date::MIN,
                        last: Date::MAX,
                        start: Some(start),
                        on_holiday,
                        calendar: &calendar,
                    };
                    assert!(
                        cadence(text)
                            .dates(&window)
                            .unwrap()
                            .iter()
                            .all(|found| found.date >= start)
                    );
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = Cadence::parse(&text).map_err(|error| error.to_string());
        }

        #[test]
        fn what_prints_is_read(
            text in "(daily|weekly|biweekly|monthly|quarterly|yearly|every [0-9]{1,4} (day|workday|week|month)s?)\
                ( on (Monday|fri, Sun|day [0-9]{1,2}|(first|fifth|last) tue))?( at [0-2][0-9]:[0-6]0)?( start 20[0-9]{2}-0[1-9]-[0-2][0-9])?",
        ) {
            if let Ok(cadence) = Cadence::parse(&text) {
                prop_assert_eq!(Cadence::parse(&cadence.to_string()), Ok(cadence));
            }
        }

        #[test]
        fn dates_are_ascending_and_in_the_window(
            text in "(daily|weekly|monthly|quarterly|yearly|every [1-9] (day|workday|week|month)s)",
            start in 739_000_i64..741_000, first in 739_000_i64..741_000, days in 0_i64..500, next in any::<bool>(),
        ) {
            let calendar = Calendar::default();
            let day = |ordinal| Date::from_ordinal(ordinal).unwrap();
            let on_holiday = if next { OnHoliday::Next } else { OnHoliday::Keep };
            let window = Window {
                first: day(first), last: day(first + days), start: Some(day(start)), on_holiday, calendar: &calendar,
            };
            let found = cadence(&text).dates(&window).unwrap();
            prop_assert!(found.is_sorted_by(|a, b| a.date < b.date));
            prop_assert!(found.iter().all(|found| window.first.max(day(start)) <= found.date && found.date <= window.last));
            // A window in two parts gives the same dates.
            let middle = day(first + days / 2);
            let mut parts = cadence(&text).dates(&Window { last: middle, ..window }).unwrap();
            parts.extend(cadence(&text).dates(&Window { first: middle.plus_days(1).unwrap(), ..window }).unwrap());
            prop_assert_eq!(parts, found);
        }
    }
}
