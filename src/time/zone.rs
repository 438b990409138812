//! Time zones by their IANA name.

use std::fmt;

use jiff::tz::{AmbiguousOffset, TimeZone};

use super::{Instant, clip};

/// A time zone of the IANA database, compiled into the program so that every machine has the same rules.
///
/// It prints as its name, `Europe/Lisbon`.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// Numbers of seconds that have a name.
pub(super) struct Seconds;

impl Seconds {
    pub(super) const MINUTE: i64 = 60;
    pub(super) const HOUR: i64 = 3_600;
    pub(super) const DAY: i64 = 86_400;
}

/// Why a text names no time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    /// An abbreviation, which several zones share and which says nothing about summer time.
    #[error("`{name}` is an abbreviation: write the name of a place, such as `{example}`")]
    Abbreviation {
        /// What was written.
        name: Box<str>,
        /// A zone that the abbreviation may mean.
        example: &'static str,
    },
    /// An offset such as `+02:00`, which has no summer time.
    #[error("`{name}` is an offset: write the name of a place, such as `Europe/Berlin`, or `UTC`")]
    Offset {
        /// What was written.
        name: Box<str>,
    },
    /// No such name; `nearest` differs from one only by case, by spaces or by the missing region.
    #[error("no time zone is named `{name}`{}", did_you_mean(.nearest.as_deref()))]
    Unknown {
        /// What was written.
        name: Box<str>,
        /// A name that was probably meant.
        nearest: Option<Box<str>>,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    match nearest {
        Some(name) => format!(": did you mean `{name}`?"),
        None => ": write an IANA name such as `Europe/Lisbon`".to_owned(),
    }
}

/// What people write, and a place where it is used.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("AEDT", "Australia/Sydney"),
    ("AEST", "Australia/Sydney"),
    ("BRT", "America/Sao_Paulo"),
    ("BST", "Europe/London"),
    ("CDT", "America/Chicago"),
    ("CEST", "Europe/Berlin"),
    ("CET", "Europe/Berlin"),
    ("CST", "America/Chicago"),
    ("CT", "America/Chicago"),
    ("EDT", "America/New_York"),
    ("EEST", "Europe/Athens"),
    ("EET", "Europe/Athens"),
    ("EST", "America/New_York"),
    ("ET", "America/New_York"),
    ("GMT", "Europe/London"),
    ("HKT", "Asia/Hong_Kong"),
    ("HST", "Pacific/Honolulu"),
    ("IST", "Asia/Kolkata"),
    ("JST", "Asia/Tokyo"),
    ("KST", "Asia/Seoul"),
    ("MDT", "America/Denver"),
    ("MSK", "Europe/Moscow"),
    ("MST", "America/Denver"),
    ("MT", "America/Denver"),
    ("NZDT", "Pacific/Auckland"),
    ("NZST", "Pacific/Auckland"),
    ("PDT", "America/Los_Angeles"),
    ("PST", "America/Los_Angeles"),
    ("PT", "America/Los_Angeles"),
    ("SGT", "Asia/Singapore"),
    ("WEST", "Europe/Lisbon"),
    ("WET", "Europe/Lisbon"),
];

impl Zone {
    /// Returns the zone without offset or summer time.
    pub fn utc() -> Zone {
        Zone(TimeZone::UTC)
    }

    /// Reads an IANA name such as `Europe/Lisbon`, or `UTC`.
    ///
    /// Names are taken letter for letter. Abbreviations are refused, those in the IANA database too (`CET`, `EST5EDT`).
    pub fn parse(name: &str) -> Result<Zone, ZoneError> {
        if name == "UTC" {
            return Ok(Zone::utc());
        }
        if name.starts_with(['+', '-'])
            || name.starts_with("UTC")
            || name.starts_with("GMT+")
            || name.starts_with("GMT-")
        {
            return Err(ZoneError::Offset { name: clip(name) });
        }
        if let Some((_, example)) = ABBREVIATIONS.iter().find(|(short, _)| short.eq_ignore_ascii_case(name)) {
            return Err(ZoneError::Abbreviation {
                name: clip(name),
                example,
            });
        }
        known(name).ok_or_else(|| ZoneError::Unknown {
            name: clip(name),
            nearest: nearest(name),
        })
    }

    /// Returns the IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Returns every name that `parse` takes, sorted.
    pub fn names() -> Vec<String> {
        let mut names: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.as_str().to_owned())
            .filter(|name| known(name).is_some())
            .collect();
        names.sort_unstable();
        names
    }

    /// Returns the instants from `from` to `to`, both included, at which the offset may change, ascending.
    pub(super) fn changes(&self, from: Instant, to: Instant) -> impl Iterator<Item = Instant> {
        // What follows an instant does not include it.
        let following = self.0.following(timestamp(from.timestamp().saturating_sub(1)));
        following
            .map(|change| Instant::from_timestamp(change.timestamp().as_second()))
            .take_while(move |at| *at <= to)
    }

    /// Returns the offset from UTC in seconds at an instant.
    pub(super) fn offset_at(&self, unix_seconds: i64) -> i64 {
        i64::from(self.0.to_offset(timestamp(unix_seconds)).seconds())
    }

    /// Returns the offset from UTC in seconds of a local time.
    ///
    /// A local time that does not exist is moved forward by the gap, one that occurs twice is the earlier: both times
    /// the offset is the one before the change.
    pub(super) fn offset_of(&self, local: jiff::civil::DateTime) -> i64 {
        let offset = match self.0.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
        };
        i64::from(offset.seconds())
    }
}

/// The nearest instant that `jiff` can name; beyond its range no zone changes its offset.
fn timestamp(unix_seconds: i64) -> jiff::Timestamp {
    let bounded = unix_seconds.clamp(jiff::Timestamp::MIN.as_second(), jiff::Timestamp::MAX.as_second());
    jiff::Timestamp::from_second(bounded).expect("clamped to the range of timestamps")
}

/// Returns the zone that has exactly this name and a place or region in it.
fn known(name: &str) -> Option<Zone> {
    if is_abbreviation(name) && name != "UTC" {
        return None;
    }
    TimeZone::get(name)
        .ok()
        .filter(|zone| zone.iana_name() == Some(name))
        .map(Zone)
}

/// Old names such as `EST5EDT` or `MST` stand for rules and not for a place.
fn is_abbreviation(name: &str) -> bool {
    !name.contains('/') && !name.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// Finds a name that differs only by case, spaces, or by the region before the place.
fn nearest(name: &str) -> Option<Box<str>> {
    let wanted = name.trim().replace(' ', "_");
    let place = format!("/{wanted}");
    let ends_with_place = |known: &str| {
        known
            .len()
            .checked_sub(place.len())
            .and_then(|at| known.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(&place))
    };
    if wanted.is_empty() {
        return None;
    }
    let fits = |known: &str| known.eq_ignore_ascii_case(&wanted) || ends_with_place(known);
    // Aliases under `posix/` and the like are longer than the name that people use.
    jiff::tz::db()
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| fits(name) && known(name).is_some())
        .min_by_key(|name| (name.len(), name.clone()))
        .map(Into::into)
}

impl Default for Zone {
    fn default() -> Self {
        Zone::utc()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(name: &str) -> String {
        Zone::parse(name).unwrap_err().to_string()
    }

    #[test]
    fn names_of_places() {
        for name in ["UTC", "Europe/Lisbon", "America/Argentina/Buenos_Aires", "Asia/Kolkata"] {
            assert_eq!(Zone::parse(name).unwrap().to_string(), name);
        }
        assert!(Zone::names().iter().any(|name| name == "Europe/Berlin"));
    }

    #[test]
    fn other_text_is_refused_with_a_hint() {
        assert_eq!(
            refused("PT"),
            "`PT` is an abbreviation: write the name of a place, such as `America/Los_Angeles`"
        );
        assert_eq!(
            refused("CET"),
            "`CET` is an abbreviation: write the name of a place, such as `Europe/Berlin`"
        );
        assert_eq!(
            refused("+02:00"),
            "`+02:00` is an offset: write the name of a place, such as `Europe/Berlin`, or `UTC`"
        );
        assert_eq!(
            refused("europe/berlin"),
            "no time zone is named `europe/berlin`: did you mean `Europe/Berlin`?"
        );
        assert_eq!(
            refused("new york"),
            "no time zone is named `new york`: did you mean `America/New_York`?"
        );
        assert_eq!(
            refused("Mars/Olympus"),
            "no time zone is named `Mars/Olympus`: write an IANA name such as `Europe/Lisbon`"
        );
        assert!(Zone::parse("EST5EDT").is_err());
        assert!(Zone::parse("").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(name in ".*") {
            let _ = Zone::parse(&name).map_err(|error| error.to_string());
        }
    }
}
