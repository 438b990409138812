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
    #[error("on {weekday} `{earlier}` and `{later}` overlap")]
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
            lost: Vec::new(),
        };
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
        f64::from(u32::try_from(self.working.iter().count()).expect("a week has seven days"))
    }

    /// Returns the daily working time in hours, the average over the weekdays that have any.
    pub fn daily_hours(&self) -> f64 {
        let minutes = self.week_nominal() / MINUTE;
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
        // Ordinal 0 is a Monday.
        let (weeks, weekday) = (ordinal.div_euclid(7), ordinal.rem_euclid(7));
        let in_week = |below: i64| {
            let days = self.working.iter().filter(|day| i64::from(day.index()) < below).count();
            i64::try_from(days).expect("a week has seven days")
        };
        let lost = self.lost.partition_point(|(holiday, _)| *holiday < ordinal);
        weeks * in_week(7) + in_week(weekday) - i64::try_from(lost).expect("a list is shorter than i64 counts")
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
        let (weeks, weekday) = (ordinal.div_euclid(7), ordinal.rem_euclid(7));
        let in_week: i64 = self
            .working
            .iter()
            .filter(|day| i64::from(day.index()) < weekday)
            .map(|day| self.nominal(day))
            .sum();
        let holidays = self.lost.partition_point(|(holiday, _)| *holiday < ordinal);
        let lost = holidays.checked_sub(1).map_or(0, |last| self.lost[last].1);
        weeks * self.week_nominal() + in_week - lost
    }

    fn week_nominal(&self) -> i64 {
        self.working.iter().map(|day| self.nominal(day)).sum()
    }

    fn nominal(&self, weekday: Weekday) -> i64 {
        self.hours(weekday).iter().map(|hours| hours.milliseconds()).sum()
    }
}

impl Default for Calendar {
    fn default() -> Self {
        Calendar::new(CalendarOptions::default()).expect("Monday to Friday have working time")
    }
}
