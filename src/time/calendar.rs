//! The working calendar: which days and hours are worked, and counting with them.

use super::date::digits;
use super::zone::Seconds;
use super::{Date, Instant, Period, Precision, Weekday, Weekdays, Zone, clip};

/// Milliseconds in a minute and in a day.
const MINUTE: i64 = Seconds::MINUTE * 1_000;
const DAY: i64 = Seconds::DAY * 1_000;

/// An interval of working time on one day, closing time excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkingHours {
    /// Minutes since 00:00.
    opens: u16,
    closes: u16,
}

impl WorkingHours {
    /// Reads `09:00-17:00`; it may close at `24:00`.
    pub fn parse(text: &str) -> Result<WorkingHours, CalendarError> {
        let form = || CalendarError::Hours { text: clip(text) };
        let (opens, closes) = text.split_once('-').ok_or_else(form)?;
        let (opens, closes) = (minutes(opens).ok_or_else(form)?, minutes(closes).ok_or_else(form)?);
        if opens >= closes {
            return Err(CalendarError::ClosesBeforeItOpens { text: clip(text) });
        }
        Ok(WorkingHours { opens, closes })
    }

    fn milliseconds(self) -> i64 {
        i64::from(self.closes - self.opens) * MINUTE
    }
}

/// Reads a time of day of whole minutes, 24:00 included.
fn minutes(text: &str) -> Option<u16> {
    let &[h1, h2, b':', m1, m2] = text.trim().as_bytes() else {
        return None;
    };
    let (hour, minute) = (digits(&[h1, h2])?, digits(&[m1, m2])?);
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= 1_440).then(|| u16::try_from(minutes).ok())?
}

impl std::fmt::Display for WorkingHours {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (opens, closes) = (self.opens, self.closes);
        write!(
            f,
            "{:02}:{:02}-{:02}:{:02}",
            opens / 60,
            opens % 60,
            closes / 60,
            closes % 60
        )
    }
}

/// What a calendar is made of, as the configuration states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarOptions {
    /// The zone of local time.
    pub zone: Zone,
    /// Weekdays without work, whatever `hours` says of them.
    pub weekend: Weekdays,
    /// Days without work, in any order.
    pub holidays: Vec<Date>,
    /// Working time of each weekday from Monday on, in any order; a day without any is no working day.
    pub hours: [Vec<WorkingHours>; 7],
    /// The month, 1 to 12, in which years begin.
    pub year_start: u8,
}

impl Default for CalendarOptions {
    /// UTC, Saturday and Sunday free, no holidays, 09:00-17:00, years from January.
    fn default() -> Self {
        let nine_to_five = WorkingHours {
            opens: 9 * 60,
            closes: 17 * 60,
        };
        CalendarOptions {
            zone: Zone::utc(),
            weekend: [Weekday::Saturday, Weekday::Sunday].into_iter().collect(),
            holidays: Vec::new(),
            hours: std::array::from_fn(|_| vec![nine_to_five]),
            year_start: 1,
        }
    }
}

/// Why a calendar cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// Every weekday is free.
    #[error("the calendar has no working time: every weekday is in `weekend` or has no `hours`")]
    NoWorkingTime,
    /// Two intervals of a weekday share time.
    #[error("on {weekday} `{earlier}` and `{later}` overlap: let the first end before the second begins")]
    Overlap {
        /// The weekday.
        weekday: Weekday,
        /// The interval that opens first.
        earlier: WorkingHours,
        /// The one that opens before it closes.
        later: WorkingHours,
    },
    /// Not a month.
    #[error("`{month}` is no month: `year_start` is 1 to 12")]
    YearStart {
        /// What was written.
        month: u8,
    },
    /// Not an interval of two times of day.
    #[error("`{text}` are no hours: write `09:00-17:00`, at most to `24:00`")]
    Hours {
        /// What was written, cut when it is long.
        text: Box<str>,
    },
    /// An interval that has no length or crosses midnight.
    #[error("`{text}` closes before it opens: end it at `24:00` and go on from `00:00` on the next weekday")]
    ClosesBeforeItOpens {
        /// What was written.
        text: Box<str>,
    },
}

/// When a workspace, team or process works, where, and in which month its year begins.
///
/// It always has a weekday with working time. Days are local days of its zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    options: CalendarOptions,
    /// Weekdays with working time.
    working: Weekdays,
    /// How many of them the first so many days of a week have, and their working time as if clocks never changed.
    week: [(i64, i64); 8],
    /// Holidays on such weekdays, ascending: their ordinal and the working time lost up to and with them.
    lost: Vec<(i64, i64)>,
}

impl Calendar {
    /// Sorts and checks the parts.
    pub fn new(mut options: CalendarOptions) -> Result<Calendar, CalendarError> {
        if !(1..=12).contains(&options.year_start) {
            return Err(CalendarError::YearStart {
                month: options.year_start,
            });
        }
        for (weekday, hours) in Weekday::ALL.into_iter().zip(&mut options.hours) {
            hours.sort_unstable();
            if let Some([earlier, later]) = hours
                .array_windows()
                .find(|[earlier, later]| later.opens < earlier.closes)
            {
                return Err(CalendarError::Overlap {
                    weekday,
                    earlier: *earlier,
                    later: *later,
                });
            }
        }
        options.holidays.sort_unstable();
        options.holidays.dedup();
        let is_working =
            |day: &Weekday| !options.weekend.contains(*day) && !options.hours[usize::from(day.index())].is_empty();
        let working: Weekdays = Weekday::ALL.into_iter().filter(is_working).collect();
        if working.is_empty() {
            return Err(CalendarError::NoWorkingTime);
        }
        let mut calendar = Calendar {
            options,
            working,
            week: [(0, 0); 8],
            lost: Vec::new(),
        };
        for (day, weekday) in Weekday::ALL.into_iter().enumerate() {
            let (days, milliseconds) = calendar.week[day];
            let is_worked = working.contains(weekday);
            calendar.week[day + 1] = (days + i64::from(is_worked), milliseconds + calendar.nominal(weekday));
        }
        let mut total = 0;
        for holiday in &calendar.options.holidays {
            if working.contains(holiday.weekday()) {
                total += calendar.nominal(holiday.weekday());
                calendar.lost.push((holiday.ordinal(), total));
            }
        }
        Ok(calendar)
    }

    /// Returns the zone of local time.
    pub fn zone(&self) -> &Zone {
        &self.options.zone
    }

    /// Returns the month, 1 to 12, in which years begin.
    pub fn year_start(&self) -> u8 {
        self.options.year_start
    }

    /// Returns the weekdays that are free whatever hours say.
    pub fn weekend(&self) -> Weekdays {
        self.options.weekend
    }

    /// Returns the holidays, ascending.
    pub fn holidays(&self) -> &[Date] {
        &self.options.holidays
    }

    /// Returns the working time of a weekday, ascending; empty on the weekend.
    pub fn hours(&self, weekday: Weekday) -> &[WorkingHours] {
        if self.working.contains(weekday) {
            &self.options.hours[usize::from(weekday.index())]
        } else {
            &[]
        }
    }

    /// Returns whether `date` is a holiday, on a weekend too.
    pub fn is_holiday(&self, date: Date) -> bool {
        self.options.holidays.binary_search(&date).is_ok()
    }

    /// Returns whether `date` is worked: neither weekend nor holiday, and with hours.
    pub fn is_workday(&self, date: Date) -> bool {
        self.working.contains(date.weekday()) && !self.is_holiday(date)
    }

    /// Returns whether the holiday list reaches the year of `date`; a figure that counts past it says so.
    ///
    /// A calendar without holidays covers every year: that is a statement too.
    pub fn covers(&self, date: Date) -> bool {
        match self.options.holidays[..] {
            [] => true,
            [only] => only.year() == date.year(),
            [first, .., last] => (first.year()..=last.year()).contains(&date.year()),
        }
    }

    /// Returns the number of weekdays with working time, 1 to 7.
    pub fn workdays_per_week(&self) -> f64 {
        f64::from(u32::try_from(self.week[7].0).expect("a week has seven days"))
    }

    /// Returns the daily working time in hours, the average over the weekdays that have any.
    pub fn daily_hours(&self) -> f64 {
        let minutes = self.week[7].1 / MINUTE;
        f64::from(u32::try_from(minutes).expect("a week has few minutes")) / 60.0 / self.workdays_per_week()
    }

    /// Counts the working days from `start` to `end`, both counted if they are ones (`cal.workdays-both-ends`).
    ///
    /// Reversed dates give the negated count, as NETWORKDAYS does.
    pub fn workdays_both_ends(&self, start: Date, end: Date) -> i64 {
        if end < start {
            return -self.workdays_both_ends(end, start);
        }
        self.workdays_before(end.ordinal() + 1) - self.workdays_before(start.ordinal())
    }

    /// Counts the working days between two dates, the earlier counted, the later not (`cal.workdays-between`).
    ///
    /// Reversed dates give the negated count.
    pub fn workdays_between(&self, start: Date, end: Date) -> i64 {
        self.workdays_before(end.ordinal()) - self.workdays_before(start.ordinal())
    }

    /// Returns the `count`th working day after `start`, or before it for a negative count (`cal.add-workdays`).
    ///
    /// The start day is not counted; 0 returns it unchanged. `None` outside the years 1 to 9999.
    pub fn add_workdays(&self, start: Date, count: i64) -> Option<Date> {
        let rank = match count {
            0 => return Some(start),
            1.. => self.workdays_before(start.ordinal() + 1).checked_add(count)?,
            _ => self
                .workdays_before(start.ordinal())
                .checked_add(count)?
                .checked_add(1)?,
        };
        self.workday(rank)
    }

    /// Returns the day itself if it is worked, else the next one that is.
    pub fn workday_from(&self, date: Date) -> Option<Date> {
        if self.is_workday(date) {
            Some(date)
        } else {
            self.add_workdays(date, 1)
        }
    }

    /// Returns the instant at which work begins on `date`, `None` when it is not a working day.
    pub fn opening(&self, date: Date) -> Option<Instant> {
        self.open_intervals(date).next().map(|(opens, _)| opens)
    }

    /// Returns the instant at which work ends on `date`, `None` when it is not a working day.
    pub fn closing(&self, date: Date) -> Option<Instant> {
        self.open_intervals(date).last().map(|(_, closes)| closes)
    }

    /// Returns the seconds of working time from one instant to another, 0 when they are reversed.
    ///
    /// An interval is as long as the time that elapses in it, also on a day on which clocks change.
    pub fn working_seconds(&self, from: Instant, to: Instant) -> f64 {
        // As a distance on the instant line it is exact in a double.
        let start = Instant::from_timestamp(0);
        start
            .plus_milliseconds(self.working_milliseconds(from, to))
            .map_or(0.0, |end| start.seconds_until(end))
    }

    /// Returns the ISO week of `date`.
    pub fn week_of(&self, date: Date) -> Period {
        Period::containing(date, Precision::Week, self.options.year_start)
    }

    /// Returns the month of `date`.
    pub fn month_of(&self, date: Date) -> Period {
        Period::containing(date, Precision::Month, self.options.year_start)
    }

    /// Returns the quarter of `date`, by the month in which years begin.
    pub fn quarter_of(&self, date: Date) -> Period {
        Period::containing(date, Precision::Quarter, self.options.year_start)
    }

    /// Returns the year of `date`, by the month in which years begin.
    pub fn year_of(&self, date: Date) -> Period {
        Period::containing(date, Precision::Year, self.options.year_start)
    }

    /// Returns the milliseconds of working time from one instant to another, 0 when they are reversed.
    pub(super) fn working_milliseconds(&self, from: Instant, to: Instant) -> i64 {
        if to <= from {
            return 0;
        }
        let zone = self.zone();
        let (first, last) = (from.date(zone), to.date(zone));
        let on = |date: Date| -> i64 {
            let overlap =
                |(opens, closes): (Instant, Instant)| opens.max(from).milliseconds_until(closes.min(to)).max(0);
            self.open_intervals(date).map(overlap).sum()
        };
        if first == last {
            return on(first);
        }
        on(first) + self.whole_days(first.ordinal() + 1, last.ordinal()) + on(last)
    }

    /// Returns the instant at which `milliseconds` of working time after `from` are over.
    ///
    /// Work that ends at closing ends then, not at the next opening. `None` after the year 9999.
    pub(super) fn after_working(&self, from: Instant, milliseconds: i64) -> Option<Instant> {
        let mut remaining = milliseconds;
        let mut date = self.workday_from(from.date(self.zone()))?;
        loop {
            for (opens, closes) in self.open_intervals(date) {
                let opens = opens.max(from);
                let available = opens.milliseconds_until(closes);
                if available > 0 && remaining <= available {
                    return opens.plus_milliseconds(remaining);
                }
                remaining -= available.max(0);
            }
            date = self.workday_from(date.plus_days(1)?)?;
        }
    }

    /// Counts the working days with a smaller ordinal.
    fn workdays_before(&self, ordinal: i64) -> i64 {
        let (weeks, weekday) = week_and_weekday(ordinal);
        let lost = self.lost.partition_point(|(holiday, _)| *holiday < ordinal);
        weeks * self.week[7].0 + self.week[weekday].0 - i64::try_from(lost).expect("a list is shorter than i64 counts")
    }

    /// Returns the working day that has `rank - 1` others before it, from 0001-01-01 on.
    fn workday(&self, rank: i64) -> Option<Date> {
        let (mut low, mut high) = (0, Date::MAX.ordinal());
        if rank < 1 || self.workdays_before(high + 1) < rank {
            return None;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if self.workdays_before(middle + 1) < rank {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Date::from_ordinal(low)
    }

    /// Returns the intervals of working time of a date, ascending and apart, empty when it is not worked.
    fn open_intervals(&self, date: Date) -> impl Iterator<Item = (Instant, Instant)> {
        let zone = self.zone();
        let hours = if self.is_holiday(date) {
            &[]
        } else {
            self.hours(date.weekday())
        };
        // Where clocks change, a time that does not exist moves forward and could reach into the next interval or day.
        let end = if hours.is_empty() {
            Instant::from_timestamp(0)
        } else {
            Instant::at(date, DAY, zone)
        };
        let mut previous = None;
        hours.iter().filter_map(move |hours| {
            let at = |minutes: u16| Instant::at(date, i64::from(minutes) * MINUTE, zone).min(end);
            let opens = previous.map_or(at(hours.opens), |previous| at(hours.opens).max(previous));
            let closes = at(hours.closes).max(opens);
            previous = Some(closes);
            (opens < closes).then_some((opens, closes))
        })
    }

    /// Returns the working time of the days from one ordinal to before another.
    fn whole_days(&self, first: i64, end: i64) -> i64 {
        if end <= first {
            return 0;
        }
        let mut total = self.nominal_before(end) - self.nominal_before(first);
        let zone = self.zone();
        let (Some(from), Some(to)) = (Date::from_ordinal(first), Date::from_ordinal(end - 1)) else {
            return total;
        };
        let changes = zone.changes(Instant::at(from, 0, zone), Instant::at(to, DAY, zone));
        let mut next = from;
        for change in changes {
            // A change can skip a whole day; the days before and after it are where its local time lies.
            let before = change
                .plus_milliseconds(-1)
                .map_or(from, |instant| instant.date(zone))
                .max(next);
            let after = change.date(zone).min(to);
            for date in before.ordinal()..=after.ordinal() {
                let Some(date) = Date::from_ordinal(date).filter(|date| self.is_workday(*date)) else {
                    continue;
                };
                let elapsed: i64 = self
                    .open_intervals(date)
                    .map(|(opens, closes)| opens.milliseconds_until(closes))
                    .sum();
                total += elapsed - self.nominal(date.weekday());
            }
            next = next.max(after.plus_days(1).unwrap_or(after));
        }
        total
    }

    /// Returns the working time of the days with a smaller ordinal, as if clocks never changed.
    fn nominal_before(&self, ordinal: i64) -> i64 {
        let (weeks, weekday) = week_and_weekday(ordinal);
        let holidays = self.lost.partition_point(|(holiday, _)| *holiday < ordinal);
        let lost = holidays.checked_sub(1).map_or(0, |last| self.lost[last].1);
        weeks * self.week[7].1 + self.week[weekday].1 - lost
    }

    fn nominal(&self, weekday: Weekday) -> i64 {
        self.hours(weekday).iter().map(|hours| hours.milliseconds()).sum()
    }
}

/// Ordinal 0 is a Monday.
fn week_and_weekday(ordinal: i64) -> (i64, usize) {
    (
        ordinal.div_euclid(7),
        usize::try_from(ordinal.rem_euclid(7)).expect("a remainder of 7 is not negative"),
    )
}

impl Default for Calendar {
    fn default() -> Self {
        Calendar::new(CalendarOptions::default()).expect("Monday to Friday have working time")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Moment;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn hours(texts: &[&str]) -> [Vec<WorkingHours>; 7] {
        let hours: Vec<WorkingHours> = texts.iter().map(|text| WorkingHours::parse(text).unwrap()).collect();
        std::array::from_fn(|_| hours.clone())
    }

    fn options() -> CalendarOptions {
        CalendarOptions {
            holidays: vec![date("2027-05-03")],
            ..CalendarOptions::default()
        }
    }

    fn calendar() -> Calendar {
        Calendar::new(options()).unwrap()
    }

    fn in_zone(name: &str, texts: &[&str]) -> Calendar {
        Calendar::new(CalendarOptions {
            zone: Zone::parse(name).unwrap(),
            hours: hours(texts),
            ..options()
        })
        .unwrap()
    }

    #[test]
    fn counting_working_days() {
        let calendar = calendar();
        let (thursday, wednesday) = (date("2027-04-29"), date("2027-05-05"));
        assert_eq!(calendar.workdays_both_ends(thursday, wednesday), 4);
        assert_eq!(calendar.workdays_between(thursday, wednesday), 3);
        assert_eq!(calendar.workdays_between(wednesday, thursday), -3);
        assert_eq!(calendar.workdays_both_ends(wednesday, thursday), -4);
        assert_eq!(calendar.workdays_both_ends(thursday, thursday), 1);
        assert_eq!(calendar.workdays_both_ends(date("2027-05-01"), date("2027-05-03")), 0);
    }

    #[test]
    fn adding_working_days() {
        let add = |text, count| calendar().add_workdays(date(text), count).unwrap();
        assert_eq!(add("2027-04-29", 3), date("2027-05-05"));
        assert_eq!(add("2027-05-01", 1), date("2027-05-04"));
        assert_eq!(add("2027-05-01", 0), date("2027-05-01"));
        assert_eq!(add("2027-05-05", -3), date("2027-04-29"));
        assert_eq!(add("2027-05-01", -1), date("2027-04-30"));
    }

    #[test]
    fn the_range_ends_without_panic() {
        let calendar = calendar();
        assert_eq!(calendar.add_workdays(Date::MAX, 1), None);
        assert_eq!(calendar.add_workdays(Date::MIN, -1), None);
        assert_eq!(calendar.add_workdays(Date::MIN, i64::MIN), None);
        assert_eq!(calendar.add_workdays(Date::MAX, i64::MAX), None);
        assert_eq!(calendar.add_workdays(Date::MIN, 1), Some(date("0001-01-02")));
        assert_eq!(calendar.workdays_both_ends(Date::MIN, Date::MAX), 2_608_614);
        let (first, last) = (Instant::from_timestamp(i64::MIN), Instant::from_timestamp(i64::MAX));
        for zone in ["UTC", "Europe/Berlin", "Pacific/Apia"] {
            let calendar = in_zone(zone, &["00:00-24:00"]);
            assert!(calendar.working_seconds(first, last) > 0.0);
            assert_eq!(calendar.after_working(last, 1), None);
            assert!(calendar.after_working(first, 1).is_some());
            assert!(calendar.closing(Date::MAX).is_some() && calendar.opening(Date::MIN).is_some());
        }
    }

    #[test]
    fn calendars_that_cannot_be() {
        let message = |options| Calendar::new(options).unwrap_err().to_string();
        assert_eq!(
            message(CalendarOptions {
                weekend: Weekday::ALL.into_iter().collect(),
                ..options()
            }),
            "the calendar has no working time: every weekday is in `weekend` or has no `hours`"
        );
        assert_eq!(
            message(CalendarOptions {
                hours: hours(&["13:00-17:00", "09:00-13:01"]),
                ..options()
            }),
            "on Monday `09:00-13:01` and `13:00-17:00` overlap: let the first end before the second begins"
        );
        assert_eq!(
            message(CalendarOptions {
                year_start: 0,
                ..options()
            }),
            "`0` is no month: `year_start` is 1 to 12"
        );
        let hours = |text| WorkingHours::parse(text).unwrap_err().to_string();
        assert_eq!(
            hours("9-17"),
            "`9-17` are no hours: write `09:00-17:00`, at most to `24:00`"
        );
        assert_eq!(
            hours("20:00-24:01"),
            "`20:00-24:01` are no hours: write `09:00-17:00`, at most to `24:00`"
        );
        assert_eq!(
            hours("22:00-06:00"),
            "`22:00-06:00` closes before it opens: end it at `24:00` and go on from `00:00` on the next weekday"
        );
        assert_eq!(WorkingHours::parse("00:00-24:00").unwrap().to_string(), "00:00-24:00");
    }

    #[test]
    fn a_weekday_without_hours_is_free() {
        let mut hours = hours(&["09:00-17:00"]);
        hours[4].clear();
        let calendar = Calendar::new(CalendarOptions { hours, ..options() }).unwrap();
        assert!(!calendar.is_workday(date("2027-04-30")));
        assert_eq!((calendar.workdays_per_week(), calendar.daily_hours()), (4.0, 8.0));
        assert_eq!(calendar.closing(date("2027-04-30")), None);
    }

    #[test]
    fn the_average_day() {
        let mut hours = hours(&["08:30-12:00", "13:00-17:30"]);
        hours[4] = vec![WorkingHours::parse("09:00-13:00").unwrap()];
        let calendar = Calendar::new(CalendarOptions { hours, ..options() }).unwrap();
        assert_eq!(calendar.daily_hours(), 7.2);
    }

    #[test]
    fn years_that_the_holidays_cover() {
        assert!(Calendar::default().covers(date("2040-01-01")));
        assert!(calendar().covers(date("2027-12-31")) && !calendar().covers(date("2028-01-01")));
    }

    #[test]
    fn clocks_change_the_length_of_a_day() {
        // In Berlin 2027-03-28 has 23 hours, 2027-10-31 has 25.
        let options = CalendarOptions {
            weekend: Weekdays::default(),
            ..options()
        };
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let night = Calendar::new(CalendarOptions {
            zone,
            hours: hours(&["00:00-02:30", "02:45-06:00"]),
            ..options
        })
        .unwrap();
        let worked = |from: &str, to: &str| {
            let at = |text: &str| Moment::parse(text).unwrap().start(night.zone());
            night.working_seconds(at(from), at(to)) / 3_600.0
        };
        assert_eq!(worked("2027-03-27", "2027-03-28"), 5.75);
        assert_eq!(worked("2027-03-28", "2027-03-29"), 4.75);
        assert_eq!(worked("2027-10-31", "2027-11-01"), 6.75);
        assert_eq!(worked("2027-03-01", "2027-04-01"), 31.0 * 5.75 - 1.0);
        assert_eq!(worked("2027-04-01", "2027-03-01"), 0.0);
    }

    #[test]
    fn no_time_counts_twice_where_clocks_go_forward() {
        let night = in_zone("Europe/Berlin", &["00:00-02:30", "03:00-06:00"]);
        let night = Calendar::new(CalendarOptions {
            weekend: Weekdays::default(),
            ..night.options
        })
        .unwrap();
        // On this day 02:30 is 03:30, by which time the second interval has begun.
        let (opens, closes) = (date("2027-03-28"), date("2027-03-29"));
        let worked = night.working_seconds(
            Instant::at(opens, 0, night.zone()),
            Instant::at(closes, 0, night.zone()),
        );
        assert_eq!(worked / 3_600.0, 5.0);
    }

    #[test]
    fn a_day_that_a_zone_skipped_has_no_working_time() {
        // Samoa went from 2011-12-29 to 2011-12-31.
        let apia = in_zone("Pacific/Apia", &["09:00-17:00"]);
        let at = |text| Moment::parse(text).unwrap().start(apia.zone());
        assert_eq!(apia.opening(date("2011-12-30")), None);
        assert_eq!(apia.working_seconds(at("2011-12-29"), at("2011-12-31")) / 3_600.0, 8.0);
        assert_eq!(apia.working_seconds(at("2011-12-26"), at("2012-01-07")) / 3_600.0, 72.0);
    }

    fn some_date() -> impl Strategy<Value = Date> {
        (738_000_i64..742_000).prop_map(|ordinal| Date::from_ordinal(ordinal).unwrap())
    }

    fn some_calendar() -> impl Strategy<Value = Calendar> {
        let zones = prop::sample::select(
            &[
                "UTC",
                "Europe/Berlin",
                "America/Sao_Paulo",
                "Pacific/Apia",
                "Asia/Beirut",
            ][..],
        );
        let hours = prop::collection::vec(0_u8..4, 7);
        (zones, hours, prop::collection::vec(some_date(), 0..60)).prop_filter_map("works", |(zone, days, holidays)| {
            let intervals: [&[&str]; 4] = [&[], &["09:00-17:00"], &["00:00-24:00"], &["00:00-02:15", "02:30-03:30"]];
            let of_day = |day: usize| {
                intervals[usize::from(days[day])]
                    .iter()
                    .map(|text| WorkingHours::parse(text).unwrap())
            };
            Calendar::new(CalendarOptions {
                zone: Zone::parse(zone).unwrap(),
                weekend: Weekdays::default().with(Weekday::Sunday),
                holidays,
                hours: std::array::from_fn(|day| of_day(day).collect()),
                year_start: 1,
            })
            .ok()
        })
    }

    proptest! {
        #[test]
        fn counts_agree_with_walking(calendar in some_calendar(), start in some_date(), days in 0_i64..400) {
            let end = start.plus_days(days).unwrap();
            let walked = (0..days).filter(|day| calendar.is_workday(start.plus_days(*day).unwrap())).count();
            prop_assert_eq!(calendar.workdays_between(start, end), i64::try_from(walked).unwrap());
            let both = calendar.workdays_between(start, end) + i64::from(calendar.is_workday(end));
            prop_assert_eq!(calendar.workdays_both_ends(start, end), both);
        }

        #[test]
        fn adding_is_undone_by_counting(calendar in some_calendar(), start in some_date(), count in -300_i64..300) {
            let end = calendar.add_workdays(start, count).unwrap();
            prop_assert!(count == 0 || calendar.is_workday(end));
            prop_assert_eq!(end.cmp(&start), count.cmp(&0));
            let next = calendar.add_workdays(start, count + 1).unwrap();
            prop_assert!(end < next);
            if calendar.is_workday(start) {
                prop_assert_eq!(calendar.workdays_between(start, end), count);
                prop_assert_eq!(calendar.add_workdays(end, -count), Some(start));
            }
            let later = start.plus_days(1).unwrap();
            prop_assert!(calendar.add_workdays(later, count).unwrap() >= end);
        }

        #[test]
        fn working_time_agrees_with_its_days(calendar in some_calendar(), start in some_date(), days in 1_i64..500, cut in 0_i64..86_400) {
            let zone = calendar.zone();
            let at = |days: i64| Instant::at(start.plus_days(days).unwrap(), 0, zone);
            let by_day: i64 = (0..days)
                .flat_map(|day| calendar.open_intervals(start.plus_days(day).unwrap()).collect::<Vec<_>>())
                .map(|(opens, closes)| opens.milliseconds_until(closes))
                .sum();
            prop_assert_eq!(calendar.working_milliseconds(at(0), at(days)), by_day);
            let middle = at(days / 2).plus_milliseconds(cut * 1_000).unwrap().min(at(days));
            let parts = calendar.working_milliseconds(at(0), middle) + calendar.working_milliseconds(middle, at(days));
            prop_assert_eq!(parts, by_day);
        }

        #[test]
        fn working_time_around_the_clock_elapses(start in 500_000_000_i64..2_500_000_000, seconds in 0_i64..50_000_000) {
            for zone in ["Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Asia/Beirut", "Africa/Casablanca"] {
                let calendar = Calendar::new(CalendarOptions {
                    zone: Zone::parse(zone).unwrap(), weekend: Weekdays::default(), hours: hours(&["00:00-24:00"]),
                    ..CalendarOptions::default()
                }).unwrap();
                let (from, to) = (Instant::from_timestamp(start), Instant::from_timestamp(start + seconds));
                prop_assert_eq!(calendar.working_milliseconds(from, to), seconds * 1_000);
                prop_assert_eq!(calendar.after_working(from, seconds * 1_000), Some(to));
            }
        }

        #[test]
        fn consumed_time_is_the_time_worked(calendar in some_calendar(), seconds in 1_i64..4_000_000, start in some_date()) {
            let from = Instant::at(start, 37_000_000, calendar.zone());
            let end = calendar.after_working(from, seconds * 1_000).unwrap();
            prop_assert_eq!(calendar.working_milliseconds(from, end), seconds * 1_000);
            // It ends while work goes on, or just then.
            let before = end.plus_milliseconds(-1).unwrap();
            prop_assert_eq!(calendar.working_milliseconds(from, before), seconds * 1_000 - 1);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = WorkingHours::parse(&text).map_err(|error| error.to_string());
        }
    }
}
