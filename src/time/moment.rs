//! Dates with or without a time of day, and the instants they stand for.

use std::cmp::Ordering;
use std::fmt;

use super::date::digits;
use super::zone::Seconds;
use super::{Date, Zone, clip};

const MILLISECONDS: i64 = 1_000;

/// A time of day, to the millisecond.
///
/// It prints as `09:30`, with seconds only where there are any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    /// Milliseconds since 00:00.
    milliseconds: u32,
}

impl Time {
    /// The beginning of a day, 00:00.
    pub const MIDNIGHT: Time = Time { milliseconds: 0 };

    /// Returns the time of day, or `None` when no clock shows it; 24:00 is none.
    pub fn new(hour: u8, minute: u8, second: u8) -> Option<Time> {
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = (u32::from(hour) * 60 + u32::from(minute)) * 60 + u32::from(second);
        Some(Time {
            milliseconds: seconds * 1_000,
        })
    }

    /// Reads `09:30`, `09:30:15` or `09:30:15.250`; what is finer than a millisecond is cut off.
    pub fn parse(text: &str) -> Option<Time> {
        let bytes = text.as_bytes();
        let (clock, rest) = bytes.split_at_checked(5)?;
        let &[h1, h2, b':', m1, m2] = clock else { return None };
        let (hour, minute) = (digits(&[h1, h2])?, digits(&[m1, m2])?);
        let (second, fraction) = match rest {
            [] => (0, None),
            [b':', s1, s2] => (digits(&[*s1, *s2])?, None),
            [b':', s1, s2, b'.', fraction @ ..] => (digits(&[*s1, *s2])?, Some(fraction)),
            _ => return None,
        };
        // TOML allows the leap second, and no zone's rules know of it.
        let second = if second == 60 { 59 } else { second };
        let time = Time::new(
            u8::try_from(hour).ok()?,
            u8::try_from(minute).ok()?,
            u8::try_from(second).ok()?,
        )?;
        let fraction = fraction.map_or(Some(0), fraction_of_second)?;
        Some(Time {
            milliseconds: time.milliseconds + fraction,
        })
    }

    /// Returns the hour, 0 to 23.
    pub fn hour(self) -> u32 {
        self.milliseconds / 3_600_000
    }

    /// Returns the minute of the hour, 0 to 59.
    pub fn minute(self) -> u32 {
        self.milliseconds / 60_000 % 60
    }

    /// Returns the second of the minute, 0 to 59.
    pub fn second(self) -> u32 {
        self.milliseconds / 1_000 % 60
    }

    fn from_milliseconds(milliseconds: i64) -> Time {
        let within_day = milliseconds.rem_euclid(Seconds::DAY * MILLISECONDS);
        Time {
            milliseconds: u32::try_from(within_day).expect("a day has fewer milliseconds than u32 holds"),
        }
    }

    fn with_seconds(self) -> String {
        let fraction = self.milliseconds % 1_000;
        let clock = format!("{:02}:{:02}:{:02}", self.hour(), self.minute(), self.second());
        if fraction == 0 {
            clock
        } else {
            format!("{clock}.{fraction:03}").trim_end_matches('0').to_owned()
        }
    }
}

/// Returns the milliseconds that the digits after the point write.
fn fraction_of_second(text: &[u8]) -> Option<u32> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |place: usize| text.get(place).map_or(0, |byte| u32::from(byte - b'0'));
    Some(digit(0) * 100 + digit(1) * 10 + digit(2))
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.milliseconds.is_multiple_of(60_000) {
            write!(f, "{:02}:{:02}", self.hour(), self.minute())
        } else {
            f.write_str(&self.with_seconds())
        }
    }
}

/// A point on the instant line: what two clocks in different zones agree on, to the millisecond.
///
/// It prints as a moment in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    milliseconds: i64,
}

impl Instant {
    /// Returns the instant of a commit or of another clock that counts Unix seconds.
    pub fn from_timestamp(unix_seconds: i64) -> Instant {
        Instant {
            milliseconds: unix_seconds.saturating_mul(MILLISECONDS),
        }
    }

    /// Returns the whole Unix seconds.
    pub fn timestamp(self) -> i64 {
        self.milliseconds.div_euclid(MILLISECONDS)
    }

    /// Returns the elapsed seconds from this instant to `other`, negative when `other` is earlier.
    pub fn seconds_until(self, other: Instant) -> f64 {
        // Years 1 to 9999 in milliseconds are far below 2^53.
        #[expect(
            clippy::cast_precision_loss,
            reason = "the difference of two dates is exact in a double"
        )]
        let milliseconds = self.milliseconds_until(other) as f64;
        milliseconds / 1_000.0
    }

    /// Returns the local day in `zone`; the first or the last day that there is when the instant lies outside.
    pub fn date(self, zone: &Zone) -> Date {
        Date::from_timestamp(self.timestamp(), zone)
    }

    /// Returns the local time in `zone`, or `None` when it lies outside the years 1 to 9999.
    ///
    /// It carries its offset only where the local time alone would name another instant: in the second of two equal
    /// hours, when summer time ends.
    pub fn moment(self, zone: &Zone) -> Option<Moment> {
        let offset = zone.offset_at(self.timestamp());
        let local = self.milliseconds.checked_add(offset * MILLISECONDS)?;
        let date = Date::MIN.plus_days(local.div_euclid(Seconds::DAY * MILLISECONDS) - Date::MIN.unix_days())?;
        let plain = Moment {
            date,
            time: Some(Time::from_milliseconds(local)),
            offset: None,
        };
        if plain.start(zone) == self {
            return Some(plain);
        }
        let minutes = i16::try_from(offset / Seconds::MINUTE).ok()?;
        Some(Moment {
            offset: Some(Offset { minutes }),
            ..plain
        })
    }

    pub(super) fn milliseconds_until(self, other: Instant) -> i64 {
        other.milliseconds.saturating_sub(self.milliseconds)
    }

    pub(super) fn plus_milliseconds(self, milliseconds: i64) -> Option<Instant> {
        self.milliseconds
            .checked_add(milliseconds)
            .map(|milliseconds| Instant { milliseconds })
    }

    /// Returns the instant at which local clocks in `zone` show `milliseconds` after the 00:00 of `date`, 24:00 too.
    pub(super) fn at(date: Date, milliseconds: i64, zone: &Zone) -> Instant {
        let local = date.unix_days() * Seconds::DAY * MILLISECONDS + milliseconds;
        let seconds = local.div_euclid(MILLISECONDS);
        let clock = seconds.rem_euclid(Seconds::DAY);
        // Beyond 9999-12-31 the offset of that day still holds.
        let day = Date::from_unix_days(seconds.div_euclid(Seconds::DAY));
        let part = |seconds: i64| i8::try_from(seconds).expect("a part of a clock time is below 60");
        let time = jiff::civil::time(
            part(clock / Seconds::HOUR),
            part(clock / Seconds::MINUTE % 60),
            part(clock % 60),
            0,
        );
        let offset = zone.offset_of(day.to_civil().to_datetime(time));
        Instant {
            milliseconds: local - offset * MILLISECONDS,
        }
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.moment(&Zone::utc()) {
            Some(moment) => write!(f, "{moment}Z"),
            None => write!(f, "{} s", self.timestamp()),
        }
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Minutes ahead of UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Offset {
    minutes: i16,
}

impl Offset {
    fn parse(text: &[u8]) -> Option<Offset> {
        let (sign, clock) = match text {
            [b'Z' | b'z'] => return Some(Offset { minutes: 0 }),
            [b'+', clock @ ..] => (1, clock),
            [b'-', clock @ ..] => (-1, clock),
            _ => return None,
        };
        let &[h1, h2, b':', m1, m2] = clock else { return None };
        let (hours, minutes) = (digits(&[h1, h2])?, digits(&[m1, m2])?);
        if hours > 23 || minutes > 59 {
            return None;
        }
        Some(Offset {
            minutes: sign * i16::try_from(hours * 60 + minutes).ok()?,
        })
    }
}

impl fmt::Display for Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.minutes < 0 { '-' } else { '+' };
        match self.minutes.unsigned_abs() {
            0 => f.write_str("Z"),
            minutes => write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60),
        }
    }
}

/// A date, or a date with a time of day, with or without an offset from UTC.
///
/// With an offset it is an instant; without one it is local time of the workspace's zone; without a time it is the
/// whole local day. It prints as TOML writes it: `2026-11-20`, `2026-11-20T09:30:00`, `2026-11-20T09:30:00+01:00`.
/// Its `Ord` is the order of that text, for sets and stable lists; `compare` tells which came first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    date: Date,
    time: Option<Time>,
    offset: Option<Offset>,
}

/// Why a text is no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MomentError {
    /// None of the three forms.
    #[error("`{text}` is no date or time: write `2026-11-20`, `2026-11-20T09:30:00` or `2026-11-20T09:30:00+01:00`")]
    Form {
        /// What was written, cut when it is long.
        text: Box<str>,
    },
    /// A day that the calendar does not have, or a year outside 1 to 9999.
    #[error("`{text}` is a day that the calendar does not have")]
    Day {
        /// The date as it was written.
        text: Box<str>,
    },
    /// A time that no clock shows, or an offset of a day or more.
    #[error("`{text}` is a time of day that no clock shows: hours go to 23, minutes and seconds to 59")]
    Clock {
        /// The time as it was written.
        text: Box<str>,
    },
}

impl Moment {
    /// Returns the whole day `date`.
    pub fn day(date: Date) -> Moment {
        Moment {
            date,
            time: None,
            offset: None,
        }
    }

    /// Returns a local time of the workspace's zone.
    pub fn local(date: Date, time: Time) -> Moment {
        Moment {
            date,
            time: Some(time),
            offset: None,
        }
    }

    /// Reads a TOML date, local date-time or offset date-time; the separator may be `T`, `t` or a space.
    pub fn parse(text: &str) -> Result<Moment, MomentError> {
        let form = || MomentError::Form { text: clip(text) };
        let (day, rest) = text.split_at_checked(10).ok_or_else(form)?;
        let Some(date) = Date::parse(day) else {
            return Err(if looks_like_date(day) {
                MomentError::Day { text: day.into() }
            } else {
                form()
            });
        };
        if rest.is_empty() {
            return Ok(Moment::day(date));
        }
        let rest = rest.strip_prefix(['T', 't', ' ']).ok_or_else(form)?;
        let (clock, offset) = rest.split_at(rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len()));
        let looks_like_clock =
            clock.len() >= 5 && clock.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte));
        let wrong = || {
            if looks_like_clock {
                MomentError::Clock { text: clip(rest) }
            } else {
                form()
            }
        };
        let time = Some(Time::parse(clock).ok_or_else(wrong)?);
        let offset = match offset {
            "" => None,
            offset => Some(Offset::parse(offset.as_bytes()).ok_or_else(wrong)?),
        };
        Ok(Moment { date, time, offset })
    }

    /// Returns the local day in `zone`.
    pub fn date(self, zone: &Zone) -> Date {
        match self.offset {
            Some(_) => self.start(zone).date(zone),
            None => self.date,
        }
    }

    /// Returns the time of day as it was written, `None` for a whole day.
    pub fn time(self) -> Option<Time> {
        self.time
    }

    /// Returns whether it is a whole day.
    pub fn is_day(self) -> bool {
        self.time.is_none()
    }

    /// Returns the instant it stands for in `zone`, for a whole day its 00:00.
    pub fn start(self, zone: &Zone) -> Instant {
        let time = self.time.unwrap_or(Time::MIDNIGHT);
        match self.offset {
            None => Instant::at(self.date, i64::from(time.milliseconds), zone),
            Some(offset) => {
                let utc = Instant::at(self.date, i64::from(time.milliseconds), &Zone::utc());
                Instant {
                    milliseconds: utc.milliseconds - i64::from(offset.minutes) * Seconds::MINUTE * MILLISECONDS,
                }
            }
        }
    }

    /// Returns the instant it stands for in `zone`, for a whole day its 24:00.
    pub fn end(self, zone: &Zone) -> Instant {
        match self.time {
            None => Instant::at(self.date, Seconds::DAY * MILLISECONDS, zone),
            Some(_) => self.start(zone),
        }
    }

    /// Orders two moments by their instants in `zone`; a whole day comes before what happens on it.
    pub fn compare(&self, other: &Moment, zone: &Zone) -> Ordering {
        let by_instant = self.start(zone).cmp(&other.start(zone));
        by_instant
            .then(other.is_day().cmp(&self.is_day()))
            .then(self.cmp(other))
    }

    /// Returns the form for tables and labels: `20 Nov 2026`, `20 Nov 2026, 09:30`, `20 Nov 2026, 09:30 +01:00`.
    pub fn human(self) -> String {
        match (self.time, self.offset) {
            (None, _) => self.date.short(),
            (Some(time), None) => format!("{}, {time}", self.date.short()),
            (Some(time), Some(Offset { minutes: 0 })) => format!("{}, {time} UTC", self.date.short()),
            (Some(time), Some(offset)) => format!("{}, {time} {offset}", self.date.short()),
        }
    }
}

/// Tells a wrong day from another form, so that the message can say which.
fn looks_like_date(text: &str) -> bool {
    matches!(text.as_bytes(), [year @ .., b'-', m1, m2, b'-', d1, d2]
        if year.len() == 4 && year.iter().chain([m1, m2, d1, d2]).all(u8::is_ascii_digit))
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        if let Some(time) = self.time {
            write!(f, "T{}", time.with_seconds())?;
        }
        if let Some(offset) = self.offset {
            write!(f, "{offset}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moment(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn berlin() -> Zone {
        Zone::parse("Europe/Berlin").unwrap()
    }

    #[test]
    fn toml_forms() {
        for (text, printed) in [
            ("2026-11-20", "2026-11-20"),
            ("2026-11-20T09:30", "2026-11-20T09:30:00"),
            ("2026-11-20 09:30:00", "2026-11-20T09:30:00"),
            ("2026-11-20t09:30:00.250", "2026-11-20T09:30:00.25"),
            ("2026-11-20T09:30:00.0004z", "2026-11-20T09:30:00Z"),
            ("2026-11-20T09:30:00-00:00", "2026-11-20T09:30:00Z"),
            ("2026-11-20T09:30:00+05:30", "2026-11-20T09:30:00+05:30"),
            ("2026-11-20T09:30:00.123456789-08:00", "2026-11-20T09:30:00.123-08:00"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ] {
            assert_eq!(moment(text).to_string(), printed);
            assert_eq!(moment(printed), moment(text));
        }
    }

    #[test]
    fn wrong_forms_say_what_is_wrong() {
        let message = |text| Moment::parse(text).unwrap_err().to_string();
        assert_eq!(
            message("2027-02-29"),
            "`2027-02-29` is a day that the calendar does not have"
        );
        assert_eq!(
            message("2027-02-28T24:00:00"),
            "`24:00:00` is a time of day that no clock shows: hours go to 23, minutes and seconds to 59"
        );
        assert!(message("20/11/2026").starts_with("`20/11/2026` is no date or time: write `2026-11-20`"));
        for text in [
            "",
            "2026-11-20T",
            "2026-11-20T9:30",
            "2026-11-20T09:30:",
            "2026-11-20T09:30:00.",
            "2026-11-20T09:30:00+1",
            "2026-11-20T09:30:00+24:00",
            "2026-11-20T09:30:00Z ",
            "2026-11-20  09:30",
            "09:30:00",
            "2026-11-2é",
        ] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_local_time_that_does_not_exist_moves_forward() {
        assert_eq!(
            moment("2027-03-28T02:30").start(&berlin()),
            moment("2027-03-28T01:30Z").start(&berlin())
        );
        assert_eq!(
            moment("2027-03-28T02:30").start(&berlin()).moment(&berlin()),
            Some(moment("2027-03-28T03:30"))
        );
    }

    #[test]
    fn a_local_time_that_occurs_twice_is_the_earlier() {
        let earlier = moment("2027-10-31T02:30").start(&berlin());
        assert_eq!(earlier, moment("2027-10-31T00:30Z").start(&berlin()));
        let later = moment("2027-10-31T01:30Z").start(&berlin());
        assert_eq!(later.moment(&berlin()), Some(moment("2027-10-31T02:30:00+01:00")));
        assert_eq!(earlier.moment(&berlin()), Some(moment("2027-10-31T02:30")));
    }

    #[test]
    fn days_are_local() {
        assert_eq!(
            moment("2026-11-20T23:30Z").date(&berlin()),
            Date::parse("2026-11-21").unwrap()
        );
        assert_eq!(
            moment("2026-11-20T23:30").date(&berlin()),
            Date::parse("2026-11-20").unwrap()
        );
        let (start, end) = (
            moment("2027-03-28").start(&berlin()),
            moment("2027-03-28").end(&berlin()),
        );
        assert_eq!(start.seconds_until(end), 23.0 * 3_600.0);
    }

    #[test]
    fn order_is_by_instant() {
        let zone = berlin();
        let order = |a: &str, b: &str| moment(a).compare(&moment(b), &zone);
        assert_eq!(order("2026-11-20T09:30", "2026-11-20T09:00Z"), Ordering::Less);
        assert_eq!(order("2026-11-20", "2026-11-20T00:00"), Ordering::Less);
        assert_eq!(order("2026-11-21", "2026-11-20T23:30Z"), Ordering::Less);
    }

    #[test]
    fn forms_for_people() {
        assert_eq!(moment("2026-11-20").human(), "20 Nov 2026");
        assert_eq!(moment("2026-11-20T09:30").human(), "20 Nov 2026, 09:30");
        assert_eq!(moment("2026-11-20T09:30:15Z").human(), "20 Nov 2026, 09:30:15 UTC");
        assert_eq!(moment("2026-11-20T09:30+01:00").human(), "20 Nov 2026, 09:30 +01:00");
    }

    #[test]
    fn the_range_ends_without_panic() {
        for zone in [Zone::utc(), berlin(), Zone::parse("Pacific/Kiritimati").unwrap()] {
            for text in [
                "0001-01-01T00:00:00+23:59",
                "9999-12-31T23:59:59-23:59",
                "9999-12-31",
                "0001-01-01",
            ] {
                let _ = (
                    moment(text).date(&zone),
                    moment(text).end(&zone).moment(&zone),
                    moment(text).start(&zone).date(&zone),
                );
            }
            for seconds in [i64::MIN, i64::MAX] {
                assert_eq!(Instant::from_timestamp(seconds).moment(&zone), None);
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = Moment::parse(&text).map_err(|error| error.to_string());
            let _ = Time::parse(&text);
        }

        #[test]
        fn near_misses_are_read_or_refused(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.+Z-]{0,16}") {
            if let Ok(moment) = Moment::parse(&text) {
                prop_assert_eq!(Moment::parse(&moment.to_string()), Ok(moment));
            }
        }

        #[test]
        fn instants_come_back_from_local_time(seconds in -30_000_000_000_i64..200_000_000_000) {
            let instant = Instant::from_timestamp(seconds);
            for zone in [Zone::utc(), berlin()] {
                // Before 1893 Berlin was ahead by minutes and seconds, which no offset of TOML can write.
                if let (true, Some(moment)) = (seconds > 0, instant.moment(&zone)) {
                    prop_assert_eq!(moment.start(&zone), instant);
                }
            }
        }
    }
}
