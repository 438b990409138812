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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{CalendarOptions, WorkingHours};
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn moment(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn calendar(zone: &str, hours: &[&str]) -> Calendar {
        let hours: Vec<WorkingHours> = hours.iter().map(|text| WorkingHours::parse(text).unwrap()).collect();
        Calendar::new(CalendarOptions {
            zone: Zone::parse(zone).unwrap(),
            holidays: vec![date("2027-05-03")],
            hours: std::array::from_fn(|_| hours.clone()),
            ..CalendarOptions::default()
        })
        .unwrap()
    }

    fn pauses(texts: &[(&str, &str)]) -> Vec<Pause> {
        let end = |to: &str| if to.is_empty() { None } else { Some(moment(to)) };
        texts
            .iter()
            .map(|(from, to)| Pause {
                from: moment(from),
                to: end(to),
            })
            .collect()
    }

    /// The due time as local text, with its day where that is another one.
    fn due_in(
        calendar: &Calendar,
        start: &str,
        length: &str,
        paused: &[(&str, &str)],
        completed: Option<&str>,
    ) -> String {
        let sla = Sla {
            length: Duration::parse(length).unwrap(),
            start: Some(moment(start)),
            pauses: &pauses(paused),
            completed: completed.map(moment),
        };
        match sla.due(calendar) {
            Due::At { instant, date } => {
                let local = instant.moment(calendar.zone()).unwrap();
                let day = if local.date(calendar.zone()) == date {
                    String::new()
                } else {
                    format!(" ({date})")
                };
                format!("{}{day}", local.to_string().strip_suffix(":00").unwrap())
            }
            other => format!("{other:?}"),
        }
    }

    fn due(start: &str, length: &str, paused: &[(&str, &str)]) -> String {
        due_in(
            &calendar("UTC", &["08:30-12:00", "13:00-17:30"]),
            start,
            length,
            paused,
            None,
        )
    }

    #[test]
    fn worked_examples() {
        assert_eq!(due("2027-04-29T15:00", "6wh", &[]), "2027-04-30T12:00");
        assert_eq!(
            due("2027-04-29T15:00", "6wh", &[("2027-04-29T16:00", "2027-04-30T09:00")]),
            "2027-04-30T15:00"
        );
        assert_eq!(due("2027-04-29T16:00", "2wd", &[]), "2027-05-04T17:30");
    }

    #[test]
    fn hours_elapse() {
        let berlin = calendar("Europe/Berlin", &["09:00-17:00"]);
        assert_eq!(
            due_in(&berlin, "2027-03-27T20:00", "24h", &[], None),
            "2027-03-28T21:00"
        );
        assert_eq!(due("2027-04-29", "36h", &[]), "2027-04-30T12:00");
        assert_eq!(due("2027-04-29T23:50", "20min", &[]), "2027-04-30T00:10");
        assert_eq!(due("2027-04-29T22:00", "2h", &[]), "2027-04-30T00:00");
    }

    #[test]
    fn working_hours_consume_working_time() {
        // Arrival at closing, after it, and on a free day starts at the next opening.
        assert_eq!(due("2027-04-29T17:30", "1wh", &[]), "2027-04-30T09:30");
        assert_eq!(due("2027-04-29T23:00", "1wh", &[]), "2027-04-30T09:30");
        assert_eq!(due("2027-05-01", "1wh", &[]), "2027-05-04T09:30");
        assert_eq!(due("2027-04-29T12:00", "1wh", &[]), "2027-04-29T14:00");
        // A whole day starts at its opening; what ends at closing is due then.
        assert_eq!(due("2027-04-29", "8wh", &[]), "2027-04-29T17:30");
        assert_eq!(due("2027-04-30", "9wh", &[]), "2027-05-04T09:30");
        let always = calendar("UTC", &["00:00-24:00"]);
        assert_eq!(
            due_in(&always, "2027-04-29", "24wh", &[], None),
            "2027-04-30T00:00 (2027-04-29)"
        );
    }

    #[test]
    fn days_end_with_the_day_or_at_the_wall_time() {
        assert_eq!(due("2027-04-29", "2d", &[]), "2027-05-02T00:00 (2027-05-01)");
        assert_eq!(due("2027-04-29", "1w", &[]), "2027-05-07T00:00 (2027-05-06)");
        assert_eq!(due("2027-04-29T16:00", "2d", &[]), "2027-05-01T16:00");
        let berlin = calendar("Europe/Berlin", &["09:00-17:00"]);
        assert_eq!(
            due_in(&berlin, "2027-03-27T19:00Z", "1d", &[], None),
            "2027-03-28T20:00"
        );
        assert_eq!(due_in(&berlin, "2027-03-27T02:30", "1d", &[], None), "2027-03-28T03:30");
    }

    #[test]
    fn working_days_end_at_closing() {
        assert_eq!(due("2027-04-29", "1wd", &[]), "2027-04-30T17:30");
        assert_eq!(due("2027-05-01", "1wd", &[]), "2027-05-04T17:30");
        assert_eq!(due("2027-04-29T23:59", "1wd", &[]), "2027-04-30T17:30");
    }

    #[test]
    fn pauses_stop_the_clock() {
        // Overlapping ones are merged, reversed ones dropped, and the order does not matter.
        let several = [
            ("2027-04-29T12:00", "2027-04-29T14:00"),
            ("2027-04-29T11:00", "2027-04-29T13:00"),
            ("2027-04-29T20:00", "2027-04-29T19:00"),
        ];
        assert_eq!(due("2027-04-29T10:00", "2h", &several), "2027-04-29T15:00");
        // One before the start counts only from the start on; one after the due time does not.
        assert_eq!(
            due("2027-04-29T10:00", "2h", &[("2027-04-29T08:00", "2027-04-29T11:00")]),
            "2027-04-29T13:00"
        );
        assert_eq!(
            due("2027-04-29T10:00", "2h", &[("2027-04-29T12:00", "2027-04-29T18:00")]),
            "2027-04-29T12:00"
        );
        // A pause outside working time changes nothing.
        assert_eq!(
            due("2027-04-29T16:30", "2wh", &[("2027-04-29T17:30", "2027-04-30T08:30")]),
            "2027-04-30T09:30"
        );
    }

    #[test]
    fn only_whole_days_in_pauses_move_the_day() {
        // Thursday 16:00 to Monday (a holiday) 09:00: Friday is the working day in it.
        assert_eq!(
            due("2027-04-28", "3wd", &[("2027-04-29T16:00", "2027-05-03T09:00")]),
            "2027-05-05T17:30"
        );
        assert_eq!(
            due("2027-04-28", "1wd", &[("2027-04-29T08:00", "2027-04-29T20:00")]),
            "2027-04-29T17:30"
        );
        assert_eq!(
            due("2027-04-26", "2d", &[("2027-04-27T12:00", "2027-04-30T12:00")]),
            "2027-05-01T00:00 (2027-04-30)"
        );
        assert_eq!(
            due("2027-04-26T10:00", "2d", &[("2027-04-27", "2027-04-29")]),
            "2027-04-30T10:00"
        );
        // The day on which it would be due begins a pause; one that begins later comes too late.
        assert_eq!(
            due("2027-04-26", "1wd", &[("2027-04-27", "2027-04-28")]),
            "2027-04-28T17:30"
        );
        assert_eq!(
            due("2027-04-26", "1wd", &[("2027-04-28", "2027-04-30")]),
            "2027-04-27T17:30"
        );
        // The days that a pause adds can reach into the next one.
        let two = [("2027-04-27", "2027-04-28"), ("2027-04-29", "2027-04-30")];
        assert_eq!(due("2027-04-26", "2wd", &two), "2027-04-30T17:30");
    }

    #[test]
    fn an_open_pause_has_no_due_time() {
        for length in ["6wh", "20h", "3wd", "3d"] {
            assert_eq!(due("2027-04-29T15:00", length, &[("2027-04-29T16:00", "")]), "Paused");
            assert_eq!(
                due(
                    "2027-04-29T15:00",
                    length,
                    &[("2027-04-29T16:00", ""), ("2027-04-29T15:30", "2027-04-29T17:00")]
                ),
                "Paused"
            );
        }
        // Who is late already cannot escape into a pause.
        assert_eq!(
            due("2027-04-29T15:00", "1wd", &[("2027-05-05", "")]),
            "2027-04-30T17:30"
        );
        assert_eq!(
            due("2027-04-29T15:00", "1h", &[("2027-04-29T16:00", "")]),
            "2027-04-29T16:00"
        );
    }

    #[test]
    fn a_pause_after_completion_is_ignored() {
        let calendar = calendar("UTC", &["09:00-17:00"]);
        let due =
            |paused: &[(&str, &str)]| due_in(&calendar, "2027-04-29T09:00", "4wh", paused, Some("2027-04-29T12:00"));
        assert_eq!(due(&[("2027-04-29T12:30", "")]), "2027-04-29T13:00");
        assert_eq!(due(&[("2027-04-29T11:00", "")]), "2027-04-29T14:00");
    }

    #[test]
    fn verdicts() {
        let calendar = calendar("UTC", &["09:00-17:00"]);
        let verdict = |length: &str, completed: Option<&str>, as_of: &str, paused: &[(&str, &str)]| {
            Sla {
                length: Duration::parse(length).unwrap(),
                start: Some(moment("2027-04-29T10:00")),
                pauses: &pauses(paused),
                completed: completed.map(moment),
            }
            .verdict(&calendar, date(as_of))
        };
        assert_eq!(
            verdict("1wd", Some("2027-04-30T17:00"), "2027-05-31", &[]),
            Verdict::Met
        );
        assert_eq!(
            verdict("1wd", Some("2027-04-30T17:00:01"), "2027-05-31", &[]),
            Verdict::Breached
        );
        assert_eq!(verdict("1wd", Some("2027-04-30"), "2027-05-31", &[]), Verdict::Met);
        assert_eq!(verdict("1wd", Some("2027-05-01"), "2027-05-31", &[]), Verdict::Breached);
        assert_eq!(verdict("1wd", None, "2027-04-29", &[]), Verdict::Running);
        // The as-of day is over when it is judged.
        assert_eq!(verdict("1wd", None, "2027-04-30", &[]), Verdict::Breached);
        assert_eq!(verdict("14h", None, "2027-04-29", &[]), Verdict::Running);
        assert_eq!(
            verdict("1wd", None, "2027-05-31", &[("2027-04-30", "")]),
            Verdict::Paused
        );
        let waiting = Sla {
            length: Duration::parse("1d").unwrap(),
            start: None,
            pauses: &[],
            completed: None,
        };
        assert_eq!(waiting.due(&calendar), Due::NotStarted);
        assert_eq!(waiting.verdict(&calendar, date("2027-05-31")), Verdict::NotStarted);
    }

    #[test]
    fn time_outside_pauses() {
        let calendar = calendar("UTC", &["09:00-17:00"]);
        let pauses = Pauses::new(
            &pauses(&[("2027-04-29T12:00", "2027-04-29T13:00"), ("2027-04-30T16:00", "")]),
            calendar.zone(),
        );
        let at = |text| moment(text).start(calendar.zone());
        let (from, to) = (at("2027-04-29T11:00"), at("2027-05-10"));
        assert_eq!(pauses.elapsed_seconds(from, to), 28.0 * 3_600.0);
        assert_eq!(pauses.working_seconds(from, to, &calendar), (1.0 + 4.0 + 7.0) * 3_600.0);
        assert_eq!(pauses.elapsed_seconds(to, from), 0.0);
        assert_eq!(Pauses::default().elapsed_seconds(from, at("2027-04-29T11:30")), 1_800.0);
    }

    #[test]
    fn the_range_ends_without_panic() {
        let calendar = calendar("Europe/Berlin", &["09:00-17:00"]);
        for start in [
            "9999-12-31",
            "9999-12-31T23:59:59-23:59",
            "0001-01-01",
            "0001-01-01T00:00:00+23:59",
        ] {
            for length in ["1min", "1h", "1wh", "1d", "100w", "1wd", "26000wd"] {
                let end = if start.starts_with('9') { "Paused" } else { "" };
                let open = due_in_range(&calendar, start, length, &[(start, "")]);
                assert!(open == end || !open.is_empty());
                due_in_range(&calendar, start, length, &[("0001-01-01", "9999-12-31")]);
                due_in_range(&calendar, start, length, &[]);
            }
        }
    }

    fn due_in_range(calendar: &Calendar, start: &str, length: &str, paused: &[(&str, &str)]) -> String {
        let length = Duration::parse(length).unwrap();
        let sla = Sla {
            length,
            start: Some(moment(start)),
            pauses: &pauses(paused),
            completed: None,
        };
        format!("{:?}", (sla.due(calendar), sla.verdict(calendar, Date::MAX)))
    }

    proptest! {
        /// A pause never brings the due time forward, and counts as much as it takes away.
        #[test]
        fn pauses_only_delay(
            start in 0_i64..40_000, from in 0_i64..60_000, minutes in 0_i64..10_000, length in 1_u32..30, unit in 0_usize..6,
        ) {
            let calendar = calendar("Europe/Berlin", &["08:30-12:00", "13:00-17:30"]);
            let at = |minutes: i64| {
                Instant::from_timestamp(1_802_000_000 + minutes * 60).moment(calendar.zone()).unwrap()
            };
            let unit = [Unit::Minute, Unit::Hour, Unit::WorkingHour, Unit::Day, Unit::WorkingDay, Unit::Week][unit];
            let pause = [Pause { from: at(from), to: Some(at(from + minutes)) }];
            let length = Duration::new(length, unit).unwrap();
            let sla = Sla { length, start: Some(at(start)), pauses: &[], completed: None };
            let (Due::At { instant: plain, .. }, Due::At { instant: late, .. }) =
                (sla.due(&calendar), Sla { pauses: &pause, ..sla }.due(&calendar)) else { panic!("both are due") };
            prop_assert!(plain <= late);
            let clock = Pauses::new(&pause, calendar.zone());
            let begin = at(start).start(calendar.zone());
            match unit {
                Unit::Minute | Unit::Hour => {
                    prop_assert_eq!(clock.elapsed_seconds(begin, late), begin.seconds_until(plain));
                }
                Unit::WorkingHour => {
                    prop_assert_eq!(clock.working_seconds(begin, late, &calendar), f64::from(length.count()) * 3_600.0);
                }
                _ => {}
            }
        }
    }
}
