//! Durations as files write them: a whole number and one unit.

use std::fmt;

use super::date::digits;
use super::zone::Seconds;
use super::{Calendar, Moment, clip, form_or};

/// What a duration counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// `min`: elapsed minutes.
    Minute,
    /// `h`: elapsed hours.
    Hour,
    /// `wh`: hours of the calendar's working time.
    WorkingHour,
    /// `d`: calendar days; the wall time is kept when clocks change.
    Day,
    /// `wd`: days on which the calendar works.
    WorkingDay,
    /// `w`: seven calendar days.
    Week,
}

impl Unit {
    /// Returns the unit as it is written, `wd`.
    pub fn symbol(self) -> &'static str {
        match self {
            Unit::Minute => "min",
            Unit::Hour => "h",
            Unit::WorkingHour => "wh",
            Unit::Day => "d",
            Unit::WorkingDay => "wd",
            Unit::Week => "w",
        }
    }

    /// Returns one of it in words, "working day".
    pub fn noun(self) -> &'static str {
        match self {
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::WorkingHour => "working hour",
            Unit::Day => "day",
            Unit::WorkingDay => "working day",
            Unit::Week => "week",
        }
    }

    fn parse(symbol: &str) -> Option<Unit> {
        match symbol {
            "min" => Some(Unit::Minute),
            "h" => Some(Unit::Hour),
            "wh" => Some(Unit::WorkingHour),
            "d" => Some(Unit::Day),
            "wd" => Some(Unit::WorkingDay),
            "w" => Some(Unit::Week),
            _ => None,
        }
    }

    /// The length in elapsed minutes, of a working day or hour that of a whole one.
    fn minutes(self) -> u32 {
        match self {
            Unit::Minute => 1,
            Unit::Hour | Unit::WorkingHour => 60,
            Unit::Day | Unit::WorkingDay => 1_440,
            Unit::Week => 10_080,
        }
    }
}

/// A length of time: a whole number of one unit, at most 100 years.
///
/// It prints as it is written, `36h`. Its `Ord` compares numbers of one unit and, between units, the elapsed time with
/// a working day as long as a day; `approximate_days` is the measure that knows the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    count: u32,
    unit: Unit,
}

/// Minutes in 100 years.
const LONGEST: u32 = 52_596_000;

/// Why a text is no duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DurationError {
    /// Another notation; `instead` is what was probably meant.
    #[error("`{text}` is no duration: write {}", form_or(.instead.as_ref(), FORMS))]
    Form {
        /// What was written, cut when it is long.
        text: Box<str>,
        /// The same duration as it is read.
        instead: Option<Box<str>>,
    },
    /// A number without a unit.
    #[error("`{text}` has no unit: write `{text}d` for days, or one of `min`, `h`, `w`, `wh`, `wd`")]
    NoUnit {
        /// What was written.
        text: Box<str>,
    },
    /// A fraction; `instead` is the same length in a smaller unit.
    #[error("`{text}` is not a whole number: write {}", form_or(.instead.as_ref(), "a smaller unit"))]
    Fraction {
        /// What was written.
        text: Box<str>,
        /// The same duration as it is read, absent for working time.
        instead: Option<Box<str>>,
    },
    /// Months, quarters or years, which differ in length.
    #[error("`{text}` has no fixed length: write weeks (`{weeks}w`) or a date")]
    Months {
        /// What was written.
        text: Box<str>,
        /// About as many weeks.
        weeks: u32,
    },
    /// `m`, which is minutes to some and months to others.
    #[error("`{text}` could be minutes or months: write `{count}min` or `{weeks}w`")]
    MinutesOrMonths {
        /// What was written.
        text: Box<str>,
        /// The number before the unit.
        count: u32,
        /// About as many weeks as these months have.
        weeks: u32,
    },
    /// Seconds, which nothing here needs.
    #[error("`{text}` is in seconds: the smallest unit is `min`")]
    Seconds {
        /// What was written.
        text: Box<str>,
    },
    /// Less than nothing.
    #[error("`{text}` is negative: a duration only goes forward")]
    Negative {
        /// What was written.
        text: Box<str>,
    },
    /// Zero, where it is not a lag.
    #[error("`{text}` is no time at all: only a lag may be zero")]
    Zero {
        /// What was written.
        text: Box<str>,
    },
    /// More than 100 years.
    #[error("`{text}` is more than 100 years")]
    TooLong {
        /// What was written.
        text: Box<str>,
    },
}

const FORMS: &str =
    "a whole number and one of `min`, `h`, `d`, `w` or, for working time, `wh`, `wd`, without a space, such as `2d`";

impl Duration {
    /// Returns `count` units, or `None` when that is more than 100 years.
    pub fn new(count: u32, unit: Unit) -> Option<Duration> {
        let minutes = count.checked_mul(unit.minutes())?;
        (minutes <= LONGEST).then_some(Duration { count, unit })
    }

    /// Reads `30min`, `36h`, `2d`, `4w`, `8wh` or `2wd`; zero is refused.
    pub fn parse(text: &str) -> Result<Duration, DurationError> {
        let duration = Duration::parse_lag(text)?;
        if duration.count == 0 {
            Err(DurationError::Zero { text: clip(text) })
        } else {
            Ok(duration)
        }
    }

    /// Reads what `parse` reads, and zero: a lag or a grace may be none.
    pub fn parse_lag(text: &str) -> Result<Duration, DurationError> {
        let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
        if number.is_empty() {
            return Err(misread(text));
        }
        if unit.is_empty() {
            return Err(DurationError::NoUnit { text: clip(text) });
        }
        let unit = Unit::parse(unit).ok_or_else(|| misread(text))?;
        let too_long = || DurationError::TooLong { text: clip(text) };
        Duration::new(digits(number.as_bytes()).ok_or_else(too_long)?, unit).ok_or_else(too_long)
    }

    /// Returns the number before the unit.
    pub fn count(self) -> u32 {
        self.count
    }

    /// Returns what it counts.
    pub fn unit(self) -> Unit {
        self.unit
    }

    /// Writes it for people, "2 working days".
    pub fn human(self) -> String {
        let plural = if self.count == 1 { "" } else { "s" };
        format!("{} {}{plural}", self.count, self.unit.noun())
    }

    /// Returns the length in calendar days.
    ///
    /// Working time is spread over the calendar's week: 5wd of a five-day week are 7 days. Holidays do not count.
    pub fn approximate_days(self, calendar: &Calendar) -> f64 {
        let per_workday = 7.0 / calendar.workdays_per_week();
        match self.unit {
            Unit::WorkingDay => f64::from(self.count) * per_workday,
            Unit::WorkingHour => f64::from(self.count) / calendar.daily_hours() * per_workday,
            _ => f64::from(self.count) * f64::from(self.unit.minutes()) / 1_440.0,
        }
    }

    /// Returns the length in working days: 1w of a five-day week is 5, 4wh of an eight-hour day 0.5.
    ///
    /// Elapsed and calendar time is spread over the calendar's week. Holidays do not count.
    pub fn approximate_workdays(self, calendar: &Calendar) -> f64 {
        match self.unit {
            Unit::WorkingDay => f64::from(self.count),
            Unit::WorkingHour => f64::from(self.count) / calendar.daily_hours(),
            _ => self.approximate_days(calendar) * calendar.workdays_per_week() / 7.0,
        }
    }

    /// Returns the length in hours, a working day being the calendar's daily working time.
    pub fn hours(self, calendar: &Calendar) -> f64 {
        match self.unit {
            Unit::WorkingDay => f64::from(self.count) * calendar.daily_hours(),
            _ => f64::from(self.count) * f64::from(self.unit.minutes()) / 60.0,
        }
    }

    /// Returns the moment this much after `start`, in local time of the calendar's zone.
    ///
    /// `h` and `min` are elapsed, `wh` consumes working time, `d`, `w` and `wd` (`cal.add-workdays`) move the local date
    /// and keep the wall time. A whole day stays a whole day with `d`, `w`, `wd`, else it means its 00:00.
    /// `None` outside the years 1 to 9999. The due time of a promise is `Sla::due`.
    pub fn add_to(self, start: Moment, calendar: &Calendar) -> Option<Moment> {
        let zone = calendar.zone();
        if let Some(milliseconds) = self.elapsed_milliseconds() {
            return start.start(zone).plus_milliseconds(milliseconds)?.moment(zone);
        }
        if let Some(milliseconds) = self.working_milliseconds() {
            return calendar.after_working(start.start(zone), milliseconds)?.moment(zone);
        }
        let local = if start.is_day() {
            start
        } else {
            start.start(zone).moment(zone)?
        };
        let date = self.add_to_date(local.date(zone), calendar)?;
        let Some(time) = local.time() else {
            return Some(Moment::day(date));
        };
        // A local time that the new day does not have moves forward.
        Moment::local(date, time).start(zone).moment(zone)
    }

    /// Returns `date` moved by days, weeks or working days, unmoved by hours and minutes.
    pub(super) fn add_to_date(self, date: super::Date, calendar: &Calendar) -> Option<super::Date> {
        let count = i64::from(self.count);
        match self.unit {
            Unit::Day => date.plus_days(count),
            Unit::Week => date.plus_days(count * 7),
            Unit::WorkingDay => calendar.add_workdays(date, count),
            Unit::Minute | Unit::Hour | Unit::WorkingHour => Some(date),
        }
    }

    /// Returns the milliseconds on the instant line, of minutes and hours only.
    pub(super) fn elapsed_milliseconds(self) -> Option<i64> {
        match self.unit {
            Unit::Minute => Some(i64::from(self.count) * Seconds::MINUTE * 1_000),
            Unit::Hour => Some(i64::from(self.count) * Seconds::HOUR * 1_000),
            _ => None,
        }
    }

    /// Returns the milliseconds of working time, of working hours only.
    pub(super) fn working_milliseconds(self) -> Option<i64> {
        (self.unit == Unit::WorkingHour).then(|| i64::from(self.count) * Seconds::HOUR * 1_000)
    }
}

impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Duration {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |duration: &Duration| (duration.count * duration.unit.minutes(), duration.unit);
        key(self).cmp(&key(other))
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit.symbol())
    }
}

/// A unit as people write it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Unit(Unit),
    Seconds,
    /// `m`.
    MinutesOrMonths,
    /// So many months.
    Months(u32),
}

/// A number in thousandths and the unit after it.
type Part = (u64, Word);

/// Says why a text is not read, with the duration that was probably meant.
fn misread(text: &str) -> DurationError {
    let lower = text.trim().to_lowercase();
    if lower.starts_with(['-', '−']) {
        return DurationError::Negative { text: clip(text) };
    }
    let parts = parts(&lower).unwrap_or_default();
    let whole = parts.iter().all(|(thousandths, _)| thousandths.is_multiple_of(1_000));
    match parts[..] {
        [(thousandths, Word::MinutesOrMonths)] if whole => DurationError::MinutesOrMonths {
            text: clip(text),
            count: u32::try_from(thousandths / 1_000).unwrap_or(u32::MAX),
            weeks: weeks(thousandths, 1),
        },
        [(thousandths, Word::Months(months))] => DurationError::Months {
            text: clip(text),
            weeks: weeks(thousandths, months),
        },
        [(_, Word::Seconds)] => DurationError::Seconds { text: clip(text) },
        _ => {
            let instead = sum(&parts).map(|duration| duration.to_string().into());
            let text = clip(text);
            if whole {
                DurationError::Form { text, instead }
            } else {
                DurationError::Fraction { text, instead }
            }
        }
    }
}

/// Returns about as many weeks as some months have, at least one.
fn weeks(thousandths: u64, months: u32) -> u32 {
    let weeks = thousandths.saturating_mul(u64::from(months)).saturating_mul(13) / 3_000;
    u32::try_from(weeks.max(1)).unwrap_or(u32::MAX)
}

/// Adds up parts such as 1d and 12h; working time does not add up with other parts or fractions.
fn sum(parts: &[Part]) -> Option<Duration> {
    if let [(thousandths, Word::Unit(unit))] = *parts
        && thousandths.is_multiple_of(1_000)
    {
        return Duration::new(u32::try_from(thousandths / 1_000).ok()?, unit);
    }
    let mut minutes = 0_u64;
    for (thousandths, word) in parts {
        let Word::Unit(unit @ (Unit::Minute | Unit::Hour | Unit::Day | Unit::Week)) = word else {
            return None;
        };
        minutes = minutes.checked_add(thousandths.checked_mul(u64::from(unit.minutes()))?)?;
    }
    if minutes == 0 || !minutes.is_multiple_of(1_000) {
        return None;
    }
    let minutes = u32::try_from(minutes / 1_000).ok()?;
    let unit = [Unit::Day, Unit::Hour, Unit::Minute]
        .into_iter()
        .find(|unit| minutes % unit.minutes() == 0)?;
    Duration::new(minutes / unit.minutes(), unit)
}

/// Takes lower-case text apart into numbers and units, ISO 8601 (`p2d`, `pt36h`) included.
fn parts(text: &str) -> Option<Vec<Part>> {
    // ISO writes minutes as `m`, always after a `t`.
    let (mut rest, minutes) = match text.strip_prefix('p') {
        Some(iso) if iso.contains('t') => (iso.replace('t', ""), true),
        Some(iso) if iso.starts_with(|c: char| c.is_ascii_digit()) => (iso.to_owned(), false),
        _ => (text.to_owned(), false),
    };
    rest.retain(|c| !c.is_whitespace() && c != '-' && c != '_');
    let mut rest = rest.as_str();
    let mut parts = Vec::new();
    while !rest.is_empty() && parts.len() < 4 {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?;
        let (number, after) = rest.split_at(number);
        let (word, after) = after.split_at(after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len()));
        let word = match word {
            "m" if minutes => Word::Unit(Unit::Minute),
            word => self::word(word.trim_end_matches("and").trim_end_matches(','))?,
        };
        parts.push((thousandths(number)?, word));
        rest = after;
    }
    rest.is_empty().then_some(parts)
}

/// Reads `1.5` or `1,5` as 1,500.
fn thousandths(number: &str) -> Option<u64> {
    let (whole, fraction) = number.split_once(['.', ',']).unwrap_or((number, ""));
    if fraction.len() > 3 {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { digits(whole.as_bytes())? };
    let fraction = digits(format!("{fraction:0<3}").as_bytes())?;
    Some(u64::from(whole) * 1_000 + u64::from(fraction))
}

fn word(word: &str) -> Option<Word> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => Word::Seconds,
        "m" => Word::MinutesOrMonths,
        "min" | "mins" | "minute" | "minutes" => Word::Unit(Unit::Minute),
        "h" | "hr" | "hrs" | "hour" | "hours" => Word::Unit(Unit::Hour),
        "d" | "day" | "days" => Word::Unit(Unit::Day),
        "w" | "wk" | "wks" | "week" | "weeks" => Word::Unit(Unit::Week),
        "wh" | "workhour" | "workhours" | "workinghour" | "workinghours" | "businesshours" => {
            Word::Unit(Unit::WorkingHour)
        }
        "wd" | "bd" | "workday" | "workdays" | "workingday" | "workingdays" | "businessday" | "businessdays" => {
            Word::Unit(Unit::WorkingDay)
        }
        "mo" | "mon" | "mos" | "month" | "months" => Word::Months(1),
        "q" | "quarter" | "quarters" => Word::Months(3),
        "y" | "yr" | "yrs" | "year" | "years" => Word::Months(12),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{CalendarOptions, Zone};
    use proptest::prelude::*;

    fn duration(text: &str) -> Duration {
        Duration::parse(text).unwrap()
    }

    fn message(text: &str) -> String {
        Duration::parse(text).unwrap_err().to_string()
    }

    fn moment(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    #[test]
    fn a_number_and_a_unit() {
        for text in ["30min", "36h", "2d", "4w", "8wh", "2wd"] {
            assert_eq!(duration(text).to_string(), text);
        }
        assert_eq!(Duration::parse_lag("0d").unwrap().to_string(), "0d");
        assert_eq!(duration("007d").to_string(), "7d");
    }

    #[test]
    fn people_read_words() {
        for (text, words) in [
            ("30min", "30 minutes"),
            ("1wd", "1 working day"),
            ("8wh", "8 working hours"),
        ] {
            assert_eq!(duration(text).human(), words);
        }
    }

    #[test]
    fn fractions_become_a_smaller_unit() {
        assert_eq!(message("1.5d"), "`1.5d` is not a whole number: write `36h`");
        assert_eq!(message("0,5h"), "`0,5h` is not a whole number: write `30min`");
        assert_eq!(message("2.5 weeks"), "`2.5 weeks` is not a whole number: write `420h`");
        assert_eq!(message("1.5wd"), "`1.5wd` is not a whole number: write a smaller unit");
    }

    #[test]
    fn months_become_weeks_or_a_date() {
        assert_eq!(
            message("1mo"),
            "`1mo` has no fixed length: write weeks (`4w`) or a date"
        );
        assert_eq!(
            message("3 months"),
            "`3 months` has no fixed length: write weeks (`13w`) or a date"
        );
        assert_eq!(message("1y"), "`1y` has no fixed length: write weeks (`52w`) or a date");
        assert_eq!(message("3m"), "`3m` could be minutes or months: write `3min` or `13w`");
        assert_eq!(message("P1M"), "`P1M` could be minutes or months: write `1min` or `4w`");
    }

    #[test]
    fn other_notations_are_understood_but_not_read() {
        for (text, meant) in [
            ("2 d", "2d"),
            ("2D", "2d"),
            (" 2d", "2d"),
            ("2 days", "2d"),
            ("2 working days", "2wd"),
            ("1d12h", "36h"),
            ("1 hour and 30 minutes", "90min"),
            ("P2D", "2d"),
            ("PT1H30M", "90min"),
        ] {
            assert_eq!(message(text), format!("`{text}` is no duration: write `{meant}`"));
        }
        assert!(message("soon").starts_with("`soon` is no duration: write a whole number and one of `min`"));
        assert_eq!(
            message("5"),
            "`5` has no unit: write `5d` for days, or one of `min`, `h`, `w`, `wh`, `wd`"
        );
        assert_eq!(message("-2d"), "`-2d` is negative: a duration only goes forward");
        assert_eq!(message("0d"), "`0d` is no time at all: only a lag may be zero");
        assert_eq!(message("30s"), "`30s` is in seconds: the smallest unit is `min`");
        assert_eq!(message("5219w"), "`5219w` is more than 100 years");
        assert_eq!(
            message("99999999999999999999d"),
            "`99999999999999999999d` is more than 100 years"
        );
    }

    #[test]
    fn hours_are_elapsed_and_days_keep_the_wall_time() {
        let berlin = Calendar::new(CalendarOptions {
            zone: Zone::parse("Europe/Berlin").unwrap(),
            ..CalendarOptions::default()
        })
        .unwrap();
        let add = |text, start| duration(text).add_to(moment(start), &berlin).unwrap();
        assert_eq!(add("24h", "2027-03-27T20:00"), moment("2027-03-28T21:00"));
        assert_eq!(add("1d", "2027-03-27T20:00"), moment("2027-03-28T20:00"));
        let elapsed = |from: &str, to: Moment| moment(from).start(berlin.zone()).seconds_until(to.start(berlin.zone()));
        assert_eq!(
            elapsed("2027-03-27T20:00", add("1d", "2027-03-27T20:00")),
            23.0 * 3_600.0
        );
        assert_eq!(add("1d", "2027-03-27T02:30"), moment("2027-03-28T03:30"));
        assert_eq!(add("1d", "2027-03-27T19:00Z"), moment("2027-03-28T20:00"));
        assert_eq!(add("2w", "2027-03-27"), moment("2027-04-10"));
        assert_eq!(add("2wd", "2027-03-27"), moment("2027-03-30"));
        assert_eq!(add("90min", "2027-03-28"), moment("2027-03-28T01:30"));
        assert_eq!(add("1h", "2027-10-31T02:30"), moment("2027-10-31T02:30:00+01:00"));
        assert_eq!(add("2wh", "2027-03-26T16:00"), moment("2027-03-29T10:00"));
        assert_eq!(duration("1d").add_to(moment("9999-12-31"), &berlin), None);
        assert_eq!(duration("24h").add_to(moment("9999-12-31"), &berlin), None);
        assert_eq!(duration("10wh").add_to(moment("9999-12-31"), &berlin), None);
    }

    #[test]
    fn lengths_that_know_the_calendar() {
        let calendar = Calendar::default();
        assert_eq!(duration("5wd").approximate_days(&calendar), 7.0);
        assert_eq!(duration("8wh").approximate_days(&calendar), 1.4);
        assert_eq!(duration("36h").approximate_days(&calendar), 1.5);
        assert_eq!(duration("2w").approximate_workdays(&calendar), 10.0);
        assert_eq!(duration("4wh").approximate_workdays(&calendar), 0.5);
        assert_eq!(duration("2wd").hours(&calendar), 16.0);
        assert_eq!(duration("2d").hours(&calendar), 48.0);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = Duration::parse_lag(&text).map_err(|error| error.to_string());
        }

        #[test]
        fn near_misses_are_read_or_refused(text in "P?[-0-9., ]{0,12}[a-zé]{0,4}[0-9.]{0,3}[a-z]{0,5}") {
            if let Err(error) = Duration::parse(&text) {
                prop_assert!(!error.to_string().is_empty());
            }
        }

        #[test]
        fn what_prints_is_read(count in 0_u32..60_000_000, unit in 0_usize..6) {
            let unit = [Unit::Minute, Unit::Hour, Unit::WorkingHour, Unit::Day, Unit::WorkingDay, Unit::Week][unit];
            if let Some(duration) = Duration::new(count, unit) {
                prop_assert_eq!(Duration::parse_lag(&duration.to_string()), Ok(duration));
            }
        }
    }
}
