//! Calendar days and weekdays.

use std::fmt;

use super::Zone;
use super::zone::Seconds;

/// A day of the Gregorian calendar, in the years 1 to 9999.
///
/// It prints as `2026-11-20`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Days from 0001-01-01 to 9999-12-31.
const LAST_ORDINAL: i64 = 3_652_058;

impl Date {
    /// The first day that there is, 0001-01-01.
    pub const MIN: Date = Date(jiff::civil::date(1, 1, 1));

    /// The last day that there is, 9999-12-31.
    pub const MAX: Date = Date(jiff::civil::date(9999, 12, 31));

    /// Returns the day, or `None` when there is no such day in the years 1 to 9999.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Date> {
        let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
            return None;
        };
        if !(1..=9999).contains(&year) {
            return None;
        }
        jiff::civil::Date::new(year, month, day).ok().map(Date)
    }

    /// Reads a date written exactly as `2026-11-20`.
    ///
    /// Returns `None` for any other form, and for days that the calendar does not have.
    pub fn parse(text: &str) -> Option<Date> {
        match text.as_bytes() {
            [year @ .., b'-', m1, m2, b'-', d1, d2] if year.len() == 4 => {
                let year = i16::try_from(digits(year)?).ok()?;
                let month = u8::try_from(digits(&[*m1, *m2])?).ok()?;
                Date::new(year, month, u8::try_from(digits(&[*d1, *d2])?).ok()?)
            }
            _ => None,
        }
    }

    /// Reads a date written as `format` says: `%d.%m.%Y` for `20.11.2026`.
    ///
    /// Returns `None` for any other form, for days that the calendar does not have, and for a format that names no
    /// whole day.
    pub fn parse_as(text: &str, format: &str) -> Option<Date> {
        let date = jiff::civil::Date::strptime(format, text).ok()?;
        (1..=9999).contains(&date.year()).then_some(Date(date))
    }

    /// Returns the local day in `zone` at `unix_seconds`, whatever offset a commit's author had.
    ///
    /// Seconds outside the years 1 to 9999 give the first or the last day, since commits may carry any number.
    pub fn from_timestamp(unix_seconds: i64, zone: &Zone) -> Date {
        let local = unix_seconds.saturating_add(zone.offset_at(unix_seconds));
        Date::from_unix_days(local.div_euclid(Seconds::DAY))
    }

    /// Returns the year, 1 to 9999.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Returns the month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// Returns the day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// Returns the day of the week.
    pub fn weekday(self) -> Weekday {
        Weekday::ALL[usize::from(self.0.weekday().to_monday_zero_offset().unsigned_abs())]
    }

    /// Returns the number of days from this date to `other` (`cal.days-between`), negative when `other` is earlier.
    pub fn days_until(self, other: Date) -> i64 {
        other.ordinal() - self.ordinal()
    }

    /// Returns the number of days from this date to `other` with both of them counted (`cal.days-both-ends`).
    ///
    /// The same day is 1. Where `other` is earlier the count is 0 or negative, which a caller reports as contradictory.
    pub fn days_both_ends(self, other: Date) -> i64 {
        self.days_until(other) + 1
    }

    /// Returns the date `days` later, or earlier for a negative number; `None` outside the years 1 to 9999.
    pub fn plus_days(self, days: i64) -> Option<Date> {
        self.ordinal().checked_add(days).and_then(Date::from_ordinal)
    }

    /// Returns the date `months` later; a day that the month does not have becomes its last one.
    ///
    /// `None` outside the years 1 to 9999.
    pub fn plus_months(self, months: i64) -> Option<Date> {
        let month = self.month_number().checked_add(months)?;
        let year = i16::try_from(month.div_euclid(12)).ok()?;
        let month = u8::try_from(month.rem_euclid(12) + 1).ok()?;
        Date::new(year, month, self.day().min(days_in_month(year, month)))
    }

    /// Returns the first day of this date's month.
    pub fn first_of_month(self) -> Date {
        Date(self.0.first_of_month())
    }

    /// Returns the last day of this date's month.
    pub fn last_of_month(self) -> Date {
        Date(self.0.last_of_month())
    }

    /// Returns the date as it stands in a heading, `20 November 2026`.
    pub fn long(self) -> String {
        format!("{} {} {}", self.day(), month_name(self.month()), self.0.year())
    }

    /// Returns the date as it stands in a table or label, `20 Nov 2026`.
    pub fn short(self) -> String {
        format!("{} {} {}", self.day(), &month_name(self.month())[..3], self.0.year())
    }

    /// Counts the days since 0001-01-01.
    pub(super) fn ordinal(self) -> i64 {
        // The year begins in March here, so that the leap day is its last one and months follow a fixed pattern.
        let (year, month) = (i64::from(self.0.year()), i64::from(self.0.month()));
        let year = if month < 3 { year - 1 } else { year };
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.0.day()) - 1;
        365 * year + year / 4 - year / 100 + year / 400 + day_of_year - 306
    }

    pub(super) fn from_ordinal(ordinal: i64) -> Option<Date> {
        if !(0..=LAST_ORDINAL).contains(&ordinal) {
            return None;
        }
        let days = ordinal + 306;
        let era = days / 146_097;
        let day_of_era = days % 146_097;
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let year = era * 400 + year_of_era + i64::from(month >= 10);
        let month = (month + 2) % 12 + 1;
        Date::new(
            i16::try_from(year).ok()?,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        )
    }

    /// Counts the days since 1970-01-01.
    pub(super) fn unix_days(self) -> i64 {
        self.ordinal() - UNIX_EPOCH
    }

    /// Turns days since 1970-01-01 into a date, the first or the last one where there is none.
    pub(super) fn from_unix_days(days: i64) -> Date {
        let ordinal = days.saturating_add(UNIX_EPOCH).clamp(0, LAST_ORDINAL);
        Date::from_ordinal(ordinal).expect("a clamped ordinal names a day")
    }

    /// Counts the months since January of the year 0.
    pub(super) fn month_number(self) -> i64 {
        i64::from(self.0.year()) * 12 + i64::from(self.0.month()) - 1
    }

    pub(super) fn to_civil(self) -> jiff::civil::Date {
        self.0
    }

    /// Returns the Monday of this date's week.
    pub(super) fn monday(self) -> Date {
        // 0001-01-01 is a Monday, so there is always one.
        self.plus_days(-i64::from(self.weekday().index())).unwrap_or(Date::MIN)
    }
}

/// The ordinal of 1970-01-01.
const UNIX_EPOCH: i64 = 719_162;

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Returns the number that ASCII digits write, or `None` when there is none, another character or too many.
pub(super) fn digits(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'))
    })
}

/// Returns the English name of a month, 1 to 12.
pub(super) fn month_name(month: u8) -> &'static str {
    MONTHS
        .get(usize::from(month).wrapping_sub(1))
        .copied()
        .unwrap_or("January")
}

/// Returns the number of days of a month.
pub(super) fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// A day of the week; weeks begin on Monday.
///
/// It prints as `Monday`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// All seven, from Monday.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];

    /// Reads an English name, whole or its first three letters, in any case.
    pub fn parse(text: &str) -> Option<Weekday> {
        Weekday::ALL
            .into_iter()
            .find(|day| text.eq_ignore_ascii_case(day.name()) || text.eq_ignore_ascii_case(day.short()))
    }

    /// Returns the English name, `Monday`.
    pub fn name(self) -> &'static str {
        match self {
            Weekday::Monday => "Monday",
            Weekday::Tuesday => "Tuesday",
            Weekday::Wednesday => "Wednesday",
            Weekday::Thursday => "Thursday",
            Weekday::Friday => "Friday",
            Weekday::Saturday => "Saturday",
            Weekday::Sunday => "Sunday",
        }
    }

    /// Returns the first three letters of the name, `Mon`.
    pub fn short(self) -> &'static str {
        &self.name()[..3]
    }

    /// Counts from Monday, which is 0.
    pub fn index(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for Weekday {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of weekdays.
///
/// It prints as `Monday, Thursday`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weekdays(u8);

impl Weekdays {
    /// Returns whether `day` is in the set.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day.index()) != 0
    }

    /// Returns the set with `day` in it.
    pub fn with(self, day: Weekday) -> Weekdays {
        Weekdays(self.0 | (1 << day.index()))
    }

    /// Returns whether no day is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the days from Monday on.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Weekday::ALL.into_iter().filter(move |day| self.contains(*day))
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Weekdays::default(), Weekdays::with)
    }
}

impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, day) in self.iter().enumerate() {
            let comma = if position == 0 { "" } else { ", " };
            write!(f, "{comma}{day}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{self}]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn only_the_one_form_of_real_days_is_read() {
        assert_eq!(date("2026-11-20").to_string(), "2026-11-20");
        assert_eq!(date("2028-02-29").day(), 29);
        for text in [
            "",
            "2026-11-2",
            "2026-1-20",
            "26-11-20",
            "+026-11-20",
            "2026-11-20 ",
            " 2026-11-20",
            "2026/11/20",
            "20261120",
            "2026-11-20T10:00:00",
            "2027-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "2026-04-31",
            "0000-01-01",
            "12026-01-01",
            "２026-11-20",
            "2026-11-2é",
            "-999-01-01",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn printed_forms() {
        assert_eq!(date("2026-11-20").long(), "20 November 2026");
        assert_eq!(date("2026-11-20").short(), "20 Nov 2026");
        assert_eq!(date("0007-05-03").to_string(), "0007-05-03");
        assert_eq!(date("2026-05-03").short(), "3 May 2026");
    }

    #[test]
    fn the_range_ends_without_panic() {
        assert_eq!(Date::MIN.plus_days(-1), None);
        assert_eq!(Date::MAX.plus_days(1), None);
        assert_eq!(Date::MAX.plus_days(i64::MAX), None);
        assert_eq!(Date::MIN.plus_days(i64::MIN), None);
        assert_eq!(Date::MIN.plus_days(LAST_ORDINAL), Some(Date::MAX));
        assert_eq!(Date::MAX.plus_months(1), None);
        assert_eq!(Date::MIN.plus_months(i64::MIN), None);
        assert_eq!(Date::MIN.plus_months(i64::MAX), None);
        assert_eq!(Date::MIN.weekday(), Weekday::Monday);
        assert_eq!(Date::from_timestamp(i64::MAX, &Zone::utc()), Date::MAX);
        assert_eq!(Date::from_timestamp(i64::MIN, &Zone::utc()), Date::MIN);
    }

    #[test]
    fn days_between_and_both_ends() {
        let (start, end) = (date("2027-04-29"), date("2027-05-05"));
        assert_eq!((start.days_until(end), end.days_until(start)), (6, -6));
        assert_eq!((start.days_both_ends(end), start.days_both_ends(start)), (7, 1));
    }

    #[test]
    fn months_end_early() {
        assert_eq!(date("2027-01-31").plus_months(1), Some(date("2027-02-28")));
        assert_eq!(date("2028-02-29").plus_months(-12), Some(date("2027-02-28")));
        assert_eq!(date("2027-01-15").plus_months(-1), Some(date("2026-12-15")));
    }

    #[test]
    fn commit_seconds_are_local_days() {
        let berlin = Zone::parse("Europe/Berlin").unwrap();
        // 2026-11-20 23:30 UTC is half past midnight in Berlin.
        assert_eq!(Date::from_timestamp(1_795_217_400, &Zone::utc()), date("2026-11-20"));
        assert_eq!(Date::from_timestamp(1_795_217_400, &berlin), date("2026-11-21"));
        assert_eq!(Date::from_timestamp(0, &Zone::utc()), date("1970-01-01"));
        assert_eq!(Date::from_timestamp(-1, &Zone::utc()), date("1969-12-31"));
    }

    #[test]
    fn weekday_names() {
        assert_eq!(date("2027-04-29").weekday(), Weekday::Thursday);
        assert_eq!(Weekday::parse("thu"), Some(Weekday::Thursday));
        assert_eq!(Weekday::parse("MONDAY"), Some(Weekday::Monday));
        assert_eq!(Weekday::parse("mondays"), None);
        let set: Weekdays = [Weekday::Thursday, Weekday::Monday].into_iter().collect();
        assert_eq!(set.to_string(), "Monday, Thursday");
    }

    proptest! {
        #[test]
        fn ordinals_agree_with_jiff(ordinal in 0..=LAST_ORDINAL) {
            let day = Date::from_ordinal(ordinal).unwrap();
            prop_assert_eq!(day.ordinal(), ordinal);
            prop_assert_eq!(Date::MIN.0.duration_until(day.0).as_hours(), ordinal * 24);
            prop_assert_eq!(Date::parse(&day.to_string()), Some(day));
            prop_assert_eq!(days_in_month(day.year(), day.month()), day.last_of_month().day());
            prop_assert_eq!(day.monday().weekday(), Weekday::Monday);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = Date::parse(&text);
            let _ = Weekday::parse(&text);
        }

        #[test]
        fn days_added_are_days_between(ordinal in 0..=LAST_ORDINAL, days in -5_000_000_i64..5_000_000) {
            let day = Date::from_ordinal(ordinal).unwrap();
            if let Some(later) = day.plus_days(days) {
                prop_assert_eq!(day.days_until(later), days);
                prop_assert_eq!(later.cmp(&day), days.cmp(&0));
            }
        }
    }
}
