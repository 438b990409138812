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

/// Returns `text` cut to a length that fits into a message.
fn clip(text: &str) -> Box<str> {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}
