//! When a promised piece of work is due, and whether the promise was kept (`sla.due`).

use super::{Calendar, Date, Duration, Instant, Moment, Unit, Zone};

/// A stretch in which a clock stands still, its end excluded; without an end it still lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pause {
    /// When it began, a whole day at its 00:00.
    pub from: Moment,
    /// When work went on, a whole day at its 00:00.
    pub to: Option<Moment>,
}

/// A promise of some duration, and what has become of it.
#[derive(Clone, Copy, Debug)]
pub struct Sla<'a> {
    /// What was promised.
    pub length: Duration,
    /// When the work could begin; a step that waits for others has no such time.
    pub start: Option<Moment>,
    /// When nobody could work on it, in any order, overlapping or not.
    pub pauses: &'a [Pause],
    /// When it was done; a whole day counts as its 00:00, so that the day on which it is due keeps the promise.
    pub completed: Option<Moment>,
}

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Due {
    /// It could not begin yet.
    NotStarted,
    /// A pause that still lasts leaves no due time. One that began when it was due already does not matter.
    Paused,
    /// At this time.
    At {
        /// The last instant that keeps the promise.
        instant: Instant,
        /// The local day that this instant ends or lies in; the end of a day belongs to it.
        date: Date,
    },
}

/// Whether a promise was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// It could not begin yet.
    NotStarted,
    /// Open, not past its due time.
    Running,
    /// Open, and paused.
    Paused,
    /// Done by its due time.
    Met,
    /// Done late, or open and late.
    Breached,
}

impl Sla<'_> {
    /// Returns the due time by `calendar` (`sla.due`).
    ///
    /// `min` and `h` elapse; `wh` consume working time; `d` and `w` end with the day that they reach, or at the wall time
    /// of the start if that has one; `wd` end with the working time of the day. Time in pauses does not count; for days
    /// the whole local days in them do not. A due time after the year 9999 is its end.
    pub fn due(&self, calendar: &Calendar) -> Due {
        let Some(start) = self.start else {
            return Due::NotStarted;
        };
        let zone = calendar.zone();
        let pauses =
            Pauses::new(self.pauses, zone).clipped(start.start(zone), self.completed.map(|end| end.start(zone)));
        match self.length.unit() {
            Unit::Minute | Unit::Hour | Unit::WorkingHour => due_by_clock(self.length, start, &pauses, calendar),
            Unit::Day | Unit::Week | Unit::WorkingDay => due_by_day(self.length, start, &pauses, calendar),
        }
    }

    /// Returns whether the promise was kept, for open work as of the end of the day `as_of`.
    pub fn verdict(&self, calendar: &Calendar, as_of: Date) -> Verdict {
        let zone = calendar.zone();
        match (self.due(calendar), self.completed) {
            (Due::NotStarted, _) => Verdict::NotStarted,
            (Due::Paused, _) => Verdict::Paused,
            (Due::At { instant, .. }, Some(completed)) if completed.start(zone) <= instant => Verdict::Met,
            (Due::At { .. }, Some(_)) => Verdict::Breached,
            (Due::At { instant, .. }, None) if Moment::day(as_of).end(zone) > instant => Verdict::Breached,
            (Due::At { .. }, None) => Verdict::Running,
        }
    }
}

/// Lets a clock run, elapsed or of working time, while it is not paused.
fn due_by_clock(length: Duration, start: Moment, pauses: &Pauses, calendar: &Calendar) -> Due {
    let zone = calendar.zone();
    let working = length.working_milliseconds();
    let mut remaining = working.or(length.elapsed_milliseconds()).unwrap_or(0);
    let mut now = start.start(zone);
    for &(from, to) in &pauses.merged {
        let available = match working {
            Some(_) => calendar.working_milliseconds(now, from),
            None => now.milliseconds_until(from),
        };
        // What ends just when the pause begins has ended.
        if remaining <= available && available > 0 {
            break;
        }
        let Some(to) = to else { return Due::Paused };
        remaining -= available;
        now = to;
    }
    match working {
        Some(_) => calendar.after_working(now, remaining).map_or(the_end(zone), |instant| {
            // Closing time may be 24:00, which is of the day that it closes.
            let date = instant.plus_milliseconds(-1).unwrap_or(instant).date(zone);
            Due::At { instant, date }
        }),
        None => match now.plus_milliseconds(remaining) {
            Some(instant) if instant.moment(zone).is_some() => Due::At {
                instant,
                date: instant.date(zone),
            },
            _ => the_end(zone),
        },
    }
}

/// Counts days, of which those wholly in pauses do not count.
fn due_by_day(length: Duration, start: Moment, pauses: &Pauses, calendar: &Calendar) -> Due {
    let zone = calendar.zone();
    let working = length.unit() == Unit::WorkingDay;
    let first = start.date(zone);
    let Some(mut due) = length.add_to_date(first, calendar) else {
        return the_end(zone);
    };
    for &(from, to) in &pauses.merged {
        let Some((begin, end)) = to.and_then(|to| whole_days(from, to, zone)) else {
            continue;
        };
        if begin > due {
            break;
        }
        // The due day lies in the pause or after it: as many days as it takes are still to come.
        let moved = if working {
            calendar.add_workdays(due, calendar.workdays_between(begin, end))
        } else {
            due.plus_days(begin.days_until(end))
        };
        let Some(moved) = moved else { return the_end(zone) };
        due = moved;
    }
    let wall_time = if start.is_day() {
        None
    } else {
        start.start(zone).moment(zone).and_then(Moment::time)
    };
    let instant = match wall_time {
        _ if working => calendar.closing(due).unwrap_or(Moment::day(due).end(zone)),
        Some(time) => Moment::local(due, time).start(zone),
        None => Moment::day(due).end(zone),
    };
    match pauses.open() {
        Some(from) if from < instant => Due::Paused,
        _ => Due::At { instant, date: due },
    }
}

/// Returns the days, the second excluded, that lie wholly between two instants.
fn whole_days(from: Instant, to: Instant, zone: &Zone) -> Option<(Date, Date)> {
    let begin = from.date(zone);
    let begin = if Moment::day(begin).start(zone) < from {
        begin.plus_days(1)?
    } else {
        begin
    };
    let end = to.date(zone);
    (begin < end).then_some((begin, end))
}

fn the_end(zone: &Zone) -> Due {
    Due::At {
        instant: Moment::day(Date::MAX).end(zone),
        date: Date::MAX,
    }
}

/// Pauses as instants: merged, ascending, apart. Only the last one may be without an end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pauses {
    merged: Vec<(Instant, Option<Instant>)>,
}

impl Pauses {
    /// Merges pauses that overlap or touch; those that end before they begin are dropped.
    pub fn new(pauses: &[Pause], zone: &Zone) -> Pauses {
        let mut instants: Vec<_> = pauses
            .iter()
            .map(|pause| (pause.from.start(zone), pause.to.map(|to| to.start(zone))))
            .collect();
        instants.retain(|(from, to)| to.is_none_or(|to| *from < to));
        instants.sort_unstable();
        let mut merged: Vec<(Instant, Option<Instant>)> = Vec::with_capacity(instants.len());
        for (from, to) in instants {
            match merged.last_mut() {
                Some((_, last)) if last.is_none_or(|last| from <= last) => {
                    *last = last.and_then(|last| to.map(|to| to.max(last)));
                }
                _ => merged.push((from, to)),
            }
        }
        Pauses { merged }
    }

    /// Returns the elapsed seconds between two instants that lie in no pause, 0 when they are reversed.
    pub fn elapsed_seconds(&self, from: Instant, to: Instant) -> f64 {
        self.outside(from, to).map(|(from, to)| from.seconds_until(to)).sum()
    }

    /// Returns the seconds of working time between two instants that lie in no pause, 0 when they are reversed.
    pub fn working_seconds(&self, from: Instant, to: Instant, calendar: &Calendar) -> f64 {
        self.outside(from, to)
            .map(|(from, to)| calendar.working_seconds(from, to))
            .sum()
    }

    /// Returns the stretches between two instants that lie in no pause.
    fn outside(&self, from: Instant, to: Instant) -> impl Iterator<Item = (Instant, Instant)> {
        let begins = std::iter::once(Some(from)).chain(self.merged.iter().map(|(_, to)| *to));
        let ends = self.merged.iter().map(|(from, _)| *from).chain(std::iter::once(to));
        begins.zip(ends).filter_map(move |(begin, end)| {
            let (begin, end) = (begin?.max(from), end.min(to));
            (begin < end).then_some((begin, end))
        })
    }

    /// Leaves what lies between the start of the work and its completion.
    fn clipped(mut self, start: Instant, completed: Option<Instant>) -> Pauses {
        for (from, to) in &mut self.merged {
            *from = (*from).max(start);
            *to = match (*to, completed) {
                (Some(to), Some(completed)) => Some(to.min(completed)),
                (to, completed) => to.or(completed),
            };
        }
        self.merged.retain(|(from, to)| to.is_none_or(|to| *from < to));
        self
    }

    /// Returns when the pause that still lasts began.
    fn open(&self) -> Option<Instant> {
        self.merged.last().filter(|(_, to)| to.is_none()).map(|(from, _)| *from)
    }
}
