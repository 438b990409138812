//! Turns text and commit seconds into dates, moments, periods, durations, cadences and working calendars, and counts
//! with them (METHODS §1).
//!
//! It knows no record, reads no clock and is the only home of `jiff`. Every function is total: text that is wrong gives
//! an error or `None`, arithmetic that leaves the years 1 to 9999 gives `None`.

mod date;
mod zone;
mod moment;
mod period;
mod duration;
mod calendar;
mod sla;
mod cadence;

pub use cadence::{Cadence, CadenceError, Frequency, Occurrence, On, OnHoliday, Ordinal, Window};
pub use calendar::{Calendar, CalendarError, CalendarOptions, WorkingHours};
pub use date::{Date, Weekday, Weekdays};
pub use duration::{Duration, DurationError, Unit};
pub use moment::{Instant, Moment, MomentError, Time};
pub use period::{Period, PeriodError, Precision};
pub use sla::{Due, Pause, Pauses, Sla, Verdict};
pub use zone::{Zone, ZoneError};

/// Returns `text` cut to what fits into one line of a message.
fn clip(text: &str) -> Box<str> {
    const LONGEST: usize = 40;
    let mut characters = text.char_indices().enumerate();
    match characters.find(|(count, (_, character))| *count == LONGEST || character.is_control()) {
        Some((_, (end, _))) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// Returns the form that was probably meant, marked as code, else what there is to say without one.
fn form_or<T: std::fmt::Display>(instead: Option<&T>, otherwise: &str) -> String {
    match instead {
        Some(form) => format!("`{form}`"),
        None => otherwise.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::clip;

    #[test]
    fn messages_stay_on_one_line() {
        assert_eq!(&*clip("soon"), "soon");
        assert_eq!(&*clip("soon\nor later"), "soon…");
        assert_eq!(&*clip(&"é".repeat(41)), format!("{}…", "é".repeat(40)));
        assert_eq!(&*clip(&"é".repeat(40)), "é".repeat(40));
    }
}
