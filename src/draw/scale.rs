//! From values to places: linear and logarithmic scales, days, and the few ticks that name them.

use super::number::shown;
use crate::time::Date;

/// The most ticks of an axis.
pub(super) const MOST_TICKS: usize = 5;

/// How an axis grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Growth {
    /// Equal steps are equally far apart.
    #[default]
    Linear,
    /// Equal ratios are equally far apart. Drawn linear when a value is zero or below.
    Log,
}

/// What the numbers along an axis are.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// What is counted, as it stands above the axis: "days from arrival to answer".
    pub unit: String,
    /// What stands behind a number, such as " %"; may be empty.
    pub suffix: String,
    /// How many decimals its values have.
    pub decimals: u8,
    /// How the axis grows.
    pub growth: Growth,
    /// Whether the axis begins at zero; one that does not says so. Bars and areas always do.
    pub from_zero: bool,
}

impl Quantity {
    /// Whole things that are counted from zero.
    pub fn count(unit: &str) -> Quantity {
        Quantity {
            unit: unit.to_owned(),
            suffix: String::new(),
            decimals: 0,
            growth: Growth::Linear,
            from_zero: true,
        }
    }

    /// A number that somebody chose, without decimals that say nothing, with its unit.
    pub(super) fn brief(&self, value: f64) -> String {
        let text = shown(value, self.decimals);
        let short = match text.split_once('.') {
            Some((whole, decimals)) if decimals.bytes().all(|digit| digit == b'0') => whole,
            _ => &text,
        };
        format!("{short}{}", self.suffix)
    }

    /// Returns a number with its unit, as charts write it.
    pub fn shown(&self, value: f64) -> String {
        format!("{}{}", shown(value, self.decimals), self.suffix)
    }
}

/// From a range of values to a range of places.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    start: f64,
    end: f64,
    log: bool,
}

impl Scale {
    /// From days to places.
    pub(super) fn days(first: Date, last: Date, start: f64, end: f64) -> Scale {
        Scale {
            low: number_of(first),
            high: number_of(last),
            start,
            end,
            log: false,
        }
    }

    /// Returns the place of a value, inside the range.
    pub(super) fn at(&self, value: f64) -> f64 {
        let along = |value: f64| {
            if self.log {
                value.max(f64::MIN_POSITIVE).log10()
            } else {
                value
            }
        };
        let (low, high) = (along(self.low), along(self.high));
        let share = if high > low {
            ((along(value) - low) / (high - low)).clamp(0.0, 1.0)
        } else {
            0.5
        };
        self.start + share * (self.end - self.start)
    }

    /// Returns the place of a day, inside the range.
    pub(super) fn day(&self, day: Date) -> f64 {
        self.at(number_of(day))
    }
}

/// The days since 0001-01-01.
pub(super) fn number_of(day: Date) -> f64 {
    let days = Date::MIN.days_until(day);
    f64::from(i32::try_from(days).expect("ten thousand years have fewer days"))
}

/// An axis of numbers: its range and ticks.
#[derive(Clone, Debug)]
pub(super) struct NumberAxis {
    low: f64,
    high: f64,
    log: bool,
    /// The lowest and highest value.
    seen: (f64, f64),
    /// Values and what stands beside them.
    pub(super) ticks: Vec<(f64, String)>,
    /// What is counted, and what is unusual about the axis.
    pub(super) heading: String,
}

impl NumberAxis {
    /// Makes the axis for values that can be drawn; without any it goes from 0 to 1.
    pub(super) fn new(quantity: &Quantity, values: impl Iterator<Item = f64>) -> NumberAxis {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if quantity.growth == Growth::Log && low > 0.0 {
            return NumberAxis::log(quantity, low, high);
        }
        if quantity.from_zero || low == 0.0 {
            (low, high) = (low.min(0.0), high.max(0.0));
        }
        let smallest = 10f64.powi(-i32::from(quantity.decimals));
        // Values that differ by less than a double can tell are equal.
        let size = low.abs().max(high.abs());
        if high - low <= size * 1e-9 {
            let apart = (size * 0.1).max(smallest);
            if quantity.from_zero || size == 0.0 {
                high += apart;
            } else {
                (low, high) = (low - apart, high + apart);
            }
        }
        let seen = (low, high);
        let (step, decimals) = step_for(low, high, smallest);
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let mut ticks = Vec::new();
        let mut multiple = first;
        while multiple <= last && ticks.len() < MOST_TICKS {
            let value = multiple * step;
            ticks.push((value, shown(value, decimals)));
            multiple += 1.0;
        }
        let (low, high) = (first * step, last * step);
        let from = match ticks.first() {
            Some((value, label)) if *value > 0.0 => format!("axis starts at {label}"),
            _ => String::new(),
        };
        NumberAxis {
            low,
            high,
            log: false,
            seen,
            ticks,
            heading: joined(&quantity.unit, &from),
        }
    }

    /// An axis that is not drawn, from the lowest to the highest value.
    pub(super) fn tight(low: f64, high: f64) -> NumberAxis {
        NumberAxis {
            low,
            high,
            log: false,
            seen: (low, high),
            ticks: Vec::new(),
            heading: String::new(),
        }
    }

    fn log(quantity: &Quantity, low: f64, high: f64) -> NumberAxis {
        let (first, last) = (floor_power(low), floor_power(high));
        let mut values: Vec<f64> = (first..=last + 1)
            .flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10f64.powi(power)))
            .collect();
        let below = values.iter().rposition(|value| *value <= low).unwrap_or(0);
        let above = values
            .iter()
            .position(|value| *value >= high)
            .unwrap_or(values.len() - 1);
        values = values[below..=above.max(below + 1).min(values.len() - 1)].to_vec();
        let seen = (low, high);
        let (low, high) = (values[0], values[values.len() - 1]);
        let is_power = |value: &f64| (value.log10() - value.log10().round()).abs() < 1e-9;
        if values.len() > MOST_TICKS {
            values.retain(is_power);
        }
        let every = values.len().div_ceil(MOST_TICKS).max(1);
        let ticks = values.into_iter().step_by(every).map(|value| {
            let decimals = u8::try_from((-floor_power(value)).clamp(0, 9)).unwrap_or(0);
            (value, shown(value, decimals))
        });
        NumberAxis {
            low,
            high,
            log: true,
            seen,
            ticks: ticks.collect(),
            heading: joined(&quantity.unit, "logarithmic"),
        }
    }

    /// The axis from the lowest to the highest value, where no tick is drawn; `full` is the least that it reaches.
    pub(super) fn without_ticks(self, full: Option<f64>) -> NumberAxis {
        let (low, high) = self.seen;
        let high = full.map_or(high, |full| high.max(full));
        if low < high {
            NumberAxis { low, high, ..self }
        } else {
            self
        }
    }

    pub(super) fn scale(&self, start: f64, end: f64) -> Scale {
        Scale {
            low: self.low,
            high: self.high,
            start,
            end,
            log: self.log,
        }
    }

    pub(super) fn low(&self) -> f64 {
        self.low
    }
}

/// "unit; note".
fn joined(unit: &str, note: &str) -> String {
    let parts: Vec<&str> = [unit, note].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}

/// The power of ten at or below a positive value.
fn floor_power(value: f64) -> i32 {
    // Between -324 and 308 by the range of a double.
    #[expect(clippy::cast_possible_truncation, reason = "a few hundred at most")]
    let power = value.log10().floor() as i32;
    power
}

/// The smallest step of 1, 2, 2.5 or 5 times a power of ten that needs no more ticks than an axis may have, and the
/// decimals that its multiples have. No step is finer than the values are.
fn step_for(low: f64, high: f64, smallest: f64) -> (f64, u8) {
    let roughly = (high - low) / 4.0;
    let start = floor_power(roughly.max(smallest)) - 1;
    for power in start..start + 6 {
        for digit in [1.0, 2.0, 2.5, 5.0] {
            let unit = 10f64.powi(power);
            let step = digit * unit;
            let halves = digit == 2.5;
            let finest = if halves { unit / 10.0 } else { unit };
            let ticks = (high / step).ceil() - (low / step).floor() + 1.0;
            if finest >= smallest * 0.999 && step > 0.0 && ticks <= 5.0 {
                let decimals = -power + i32::from(halves);
                return (step, u8::try_from(decimals.clamp(0, 9)).unwrap_or(0));
            }
        }
    }
    (high - low, 0)
}

/// A tick of an axis of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DayTick {
    pub(super) day: Date,
    pub(super) label: String,
    /// The year under it, where it is the first or another than before.
    pub(super) year: String,
}

/// How far apart ticks of days are.
#[derive(Clone, Copy)]
enum Every {
    Days(i64),
    Months(i64),
    Years(i64),
}

const STEPS: [Every; 21] = [
    Every::Days(1),
    Every::Days(2),
    Every::Days(7),
    Every::Days(14),
    Every::Months(1),
    Every::Months(2),
    Every::Months(3),
    Every::Months(6),
    Every::Years(1),
    Every::Years(2),
    Every::Years(5),
    Every::Years(10),
    Every::Years(20),
    Every::Years(50),
    Every::Years(100),
    Every::Years(200),
    Every::Years(500),
    Every::Years(1000),
    Every::Years(2000),
    Every::Years(5000),
    Every::Years(10_000),
];

/// Returns the ticks from one day to another, as fine as the number allows.
pub(super) fn day_ticks(first: Date, last: Date, most: usize) -> Vec<DayTick> {
    ticks_of(&STEPS, first, last, most)
}

/// Returns the first days of months from one day to another, of every so many if they are too many.
pub(super) fn month_ticks(first: Date, last: Date, most: usize) -> Vec<DayTick> {
    ticks_of(&STEPS[4..], first, last, most)
}

fn ticks_of(steps: &[Every], first: Date, last: Date, most: usize) -> Vec<DayTick> {
    // Months are easier to read than fortnights.
    let long = first.days_until(last) > 45;
    let days = steps
        .iter()
        .filter(|every| !(long && matches!(every, Every::Days(_))))
        .map(|every| (every, multiples(*every, first, last, most)))
        .find(|(_, days)| (1..=most).contains(&days.len()));
    let Some((every, days)) = days else {
        return vec![tick(first, Every::Days(1), None)];
    };
    let mut before = None;
    let ticks = days.into_iter().map(|day| {
        let made = tick(day, *every, before);
        before = Some(day.year());
        made
    });
    ticks.collect()
}

/// The days of a step within a range; one more than `most` when there are too many.
fn multiples(every: Every, first: Date, last: Date, most: usize) -> Vec<Date> {
    let year = |year: i64| i16::try_from(year).ok().and_then(|year| Date::new(year, 1, 1));
    // From the first multiple at or before the range.
    let start = match every {
        Every::Days(count) => first.plus_days(-(Date::MIN.days_until(first)).rem_euclid(count)),
        Every::Months(count) => {
            let months = i64::from(first.month()) - 1;
            first.first_of_month().plus_months(-months.rem_euclid(count))
        }
        Every::Years(count) => {
            let from = i64::from(first.year()).div_euclid(count) * count;
            year(from).or_else(|| year(from + count))
        }
    };
    let next = |day: &Date| match every {
        Every::Days(count) => day.plus_days(count),
        Every::Months(count) => day.plus_months(count),
        Every::Years(count) => year(i64::from(day.year()) + count),
    };
    let within = std::iter::successors(start, next)
        .skip_while(|day| *day < first)
        .take_while(|day| *day <= last);
    within.take(most + 1).collect()
}

fn tick(day: Date, every: Every, before: Option<i16>) -> DayTick {
    let short = day.short();
    let month = short.split(' ').nth(1).unwrap_or("").to_owned();
    let year = day.year().to_string();
    let label = match every {
        Every::Days(_) => format!("{} {month}", day.day()),
        Every::Months(_) => month,
        Every::Years(_) => {
            return DayTick {
                day,
                label: year,
                year: String::new(),
            };
        }
    };
    let year = if before == Some(day.year()) {
        String::new()
    } else {
        year
    };
    DayTick { day, label, year }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(quantity: &Quantity, values: &[f64]) -> Vec<String> {
        let axis = NumberAxis::new(quantity, values.iter().copied());
        axis.ticks.into_iter().map(|(_, label)| label).collect()
    }

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn counts_have_whole_ticks_from_zero() {
        let count = Quantity::count("items");
        assert_eq!(labels(&count, &[16.0, 3.0]), ["0", "5", "10", "15", "20"]);
        assert_eq!(labels(&count, &[300.0]), ["0", "100", "200", "300"]);
        assert_eq!(labels(&count, &[1.0]), ["0", "1"]);
        assert_eq!(labels(&count, &[0.0]), ["0", "1"]);
        assert_eq!(labels(&count, &[]), ["0", "1"]);
    }

    #[test]
    fn another_start_is_said() {
        let rate = Quantity {
            suffix: " %".to_owned(),
            decimals: 1,
            from_zero: false,
            ..Quantity::count("% of new workspaces")
        };
        let axis = NumberAxis::new(&rate, [30.2, 45.0].into_iter());
        assert_eq!(axis.heading, "% of new workspaces; axis starts at 30");
        assert_eq!(labels(&rate, &[30.2, 45.0]), ["30", "35", "40", "45"]);
    }

    #[test]
    fn months_are_named_and_years_stand_under_them() {
        let ticks = |first, last| -> Vec<String> {
            let ticks = day_ticks(day(first), day(last), MOST_TICKS);
            ticks
                .into_iter()
                .map(|t| format!("{} {}", t.label, t.year).trim().to_owned())
                .collect()
        };
        assert_eq!(ticks("2026-08-23", "2026-11-20"), ["Sep 2026", "Oct", "Nov"]);
        assert_eq!(
            ticks("2024-12-01", "2026-11-01"),
            ["Jan 2025", "Jul", "Jan 2026", "Jul"]
        );
        assert_eq!(ticks("2026-11-20", "2026-11-20"), ["20 Nov 2026"]);
        assert_eq!(ticks("0001-01-01", "9999-12-31"), ["2000", "4000", "6000", "8000"]);
    }

    proptest! {
        #[test]
        fn ticks_are_few_and_inside(
            values in prop::collection::vec(prop_oneof![any::<f64>(), -1e3..1e3f64, Just(0.0)], 0..20),
            decimals in 0u8..6,
            log in any::<bool>(),
            from_zero in any::<bool>(),
        ) {
            let quantity = Quantity {
                decimals,
                from_zero,
                growth: if log { Growth::Log } else { Growth::Linear },
                ..Quantity::count("")
            };
            let drawn: Vec<f64> = values.into_iter().filter_map(super::super::number::drawable).collect();
            let axis = NumberAxis::new(&quantity, drawn.iter().copied());
            prop_assert!((1..=MOST_TICKS).contains(&axis.ticks.len()), "{:?}", axis);
            let scale = axis.scale(300.0, 20.0);
            for value in drawn.iter().chain(axis.ticks.iter().map(|(value, _)| value)) {
                prop_assert!((20.0..=300.0).contains(&scale.at(*value)), "{} {:?}", value, axis);
            }
        }

        #[test]
        fn day_ticks_are_few_and_inside(first in 0i64..3_652_058, days in 0i64..3_652_058) {
            let first = Date::MIN.plus_days(first).unwrap();
            let last = first.plus_days(days).unwrap_or(Date::MAX);
            let ticks = day_ticks(first, last, MOST_TICKS);
            prop_assert!((1..=MOST_TICKS).contains(&ticks.len()));
            prop_assert!(ticks.iter().all(|tick| first <= tick.day && tick.day <= last));
        }
    }
}
