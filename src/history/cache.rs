//! A log as bytes, and back.
//!
//! What is read is checked: every word, range and number must fit, or the log is made anew.

use super::log::{Change, Detail, Landed, Log, What};
use super::words::{Slot, Word, Words};
use crate::source::{Before, BlobId, CommitId};

/// Changes with the format, and with anything that reads versions differently.
pub(super) const VERSION: u32 = 3;

/// Writes a log. `view` tells what git shows in the place of what commits hold.
pub(super) fn encode(log: &Log, view: u64) -> Vec<u8> {
    let (text, ends, slots) = log.words.parts();
    let room = text.len()
        + ends.len() * 4
        + slots.len() * 8
        + log.landings.len() * 48
        + log.changes.len() * 24
        + log.details.len() * 12;
    let mut out = Vec::with_capacity(room + 1024);
    // First, so that reading need not move it.
    out.extend_from_slice(text.as_bytes());
    number(&mut out, view);
    bytes(&mut out, log.prefix.as_bytes());
    let before = match log.before {
        Before::Nothing => 0,
        Before::Shallow => 1,
        Before::Unreadable | Before::Known(_) => 2,
    };
    number(&mut out, before);
    number(&mut out, ends.len() as u64);
    for end in ends {
        small(&mut out, *end);
    }
    number(&mut out, slots.len() as u64);
    for slot in slots {
        number(&mut out, *slot);
    }
    number(&mut out, log.landings.len() as u64);
    for landing in &log.landings {
        out.extend_from_slice(&landing.commit.0);
        out.extend_from_slice(&landing.seconds.unwrap_or(i64::MIN).to_le_bytes());
        small(&mut out, landing.author.0.get());
        small(&mut out, landing.subject.0.get());
        small(&mut out, optional(landing.reason) | u32::from(landing.unreadable) << 31);
    }
    number(&mut out, log.changes.len() as u64);
    for change in &log.changes {
        small(&mut out, change.landing);
        small(&mut out, change.path.0.get());
        small(&mut out, optional(change.entry));
        small(&mut out, change.details.1 << 3 | u32::from(change.what as u8));
    }
    number(&mut out, log.details.len() as u64);
    for detail in &log.details {
        small(&mut out, detail.field.0.get());
        small(&mut out, optional(detail.old));
        small(&mut out, optional(detail.new));
    }
    number(&mut out, log.unreadable.len() as u64);
    for (change, good) in &log.unreadable {
        small(&mut out, *change);
        out.extend_from_slice(&good.map_or([0; 20], |good| good.0));
    }
    number(&mut out, text.len() as u64);
    out
}

/// Reads a log back; `None` where it is of another folder or view, or does not fit together.
pub(super) fn decode(mut bytes: Vec<u8>, prefix: &str, view: u64) -> Option<Log> {
    let (rest, length) = bytes.split_last_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let mut input = Input(rest.get(length..)?);
    if input.number()? != view || input.bytes()? != prefix.as_bytes() {
        return None;
    }
    let before = match input.number()? {
        0 => Before::Nothing,
        1 => Before::Shallow,
        _ => Before::Unreadable,
    };
    let (ends, slots) = (input.rows()?, input.rows()?);
    let (landings, changes, details, unreadable) = (input.rows()?, input.rows()?, input.rows()?, input.rows()?);
    let words = WordCount(ends.len() as u64);
    let mut start = 0_u32;
    let mut latest = 0;
    let change = |row: &[u8; 16]| {
        let landing = u32_at(row, 0);
        let counted = u32_at(row, 12);
        let own = (start, counted >> 3);
        start = start.checked_add(counted >> 3)?;
        let fits = landing >= latest && (landing as usize) < landings.len();
        latest = landing;
        fits.then_some(Change {
            landing,
            path: words.word(u32_at(row, 4))?,
            entry: words.perhaps(u32_at(row, 8))?,
            what: What::from_number((counted & 7) as u8)?,
            details: own,
        })
    };
    let broken = |row: &[u8; 24]| {
        let change = u32_at(row, 0);
        let good: [u8; 20] = row[4..24].try_into().ok()?;
        let fits = (change as usize) < changes.len();
        fits.then_some((change, (good != [0; 20]).then_some(BlobId(good))))
    };
    let ((landings, changes), (details, unreadable, index)) = rayon::join(
        || (all(landings, |row| words.landing(row)), all(changes, change)),
        || {
            let ends = ends.iter().map(|row| u32::from_le_bytes(*row)).collect();
            let slots = slots.iter().map(|row| Slot::from_le_bytes(*row)).collect();
            (
                all(details, |row| words.detail(row)),
                all(unreadable, broken),
                (ends, slots),
            )
        },
    );
    let (landings, changes, details, unreadable) = (landings?, changes?, details?, unreadable?);
    let whole = input.0.is_empty() && start as usize == details.len();
    bytes.truncate(length);
    let words = Words::from_parts(String::from_utf8(bytes).ok()?, index.0, index.1)?;
    whole.then_some(Log {
        prefix: prefix.to_owned(),
        landings,
        before,
        changes,
        details,
        unreadable,
        words,
    })
}

/// How many words there are: a row that names another does not fit.
#[derive(Clone, Copy)]
struct WordCount(u64);

impl WordCount {
    fn word(self, number: u32) -> Option<Word> {
        let place = number.checked_sub(1).filter(|place| u64::from(*place) < self.0)?;
        Word::at(place as usize)
    }

    fn perhaps(self, number: u32) -> Option<Option<Word>> {
        match number {
            0 => Some(None),
            number => self.word(number).map(Some),
        }
    }

    fn landing(self, row: &[u8; 40]) -> Option<Landed> {
        let seconds = i64::from_le_bytes(row[20..28].try_into().ok()?);
        let last = u32_at(row, 36);
        Some(Landed {
            commit: CommitId(row[..20].try_into().ok()?),
            seconds: (seconds != i64::MIN).then_some(seconds),
            author: self.word(u32_at(row, 28))?,
            subject: self.word(u32_at(row, 32))?,
            reason: self.perhaps(last & (u32::MAX >> 1))?,
            unreadable: last >> 31 == 1,
        })
    }

    fn detail(self, row: &[u8; 12]) -> Option<Detail> {
        Some(Detail {
            field: self.word(u32_at(row, 0))?,
            old: self.perhaps(u32_at(row, 4))?,
            new: self.perhaps(u32_at(row, 8))?,
        })
    }
}

/// Reads rows; `None` where one of them is wrong.
fn all<const SIZE: usize, T>(rows: &[[u8; SIZE]], row: impl FnMut(&[u8; SIZE]) -> Option<T>) -> Option<Vec<T>> {
    let mut list = Vec::with_capacity(rows.len());
    list.extend(rows.iter().map_while(row));
    (list.len() == rows.len()).then_some(list)
}

fn number(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn small(out: &mut Vec<u8>, value: u32) {
    out.extend_from_slice(&value.to_le_bytes());
}

fn bytes(out: &mut Vec<u8>, value: &[u8]) {
    number(out, value.len() as u64);
    out.extend_from_slice(value);
}

fn optional(word: Option<Word>) -> u32 {
    word.map_or(0, |word| word.0.get())
}

#[inline]
fn u32_at<const SIZE: usize>(row: &[u8; SIZE], at: usize) -> u32 {
    u32::from_le_bytes([row[at], row[at + 1], row[at + 2], row[at + 3]])
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let count = usize::try_from(self.number()?).ok()?;
        self.take(count)
    }

    /// Takes a number of rows of the same size.
    fn rows<const SIZE: usize>(&mut self) -> Option<&'a [[u8; SIZE]]> {
        let count = usize::try_from(self.number()?).ok()?;
        let (rows, _) = self.take(count.checked_mul(SIZE)?)?.as_chunks();
        Some(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn example() -> Log {
        let mut log = Log::new("ops");
        let [author, subject, path, field, value] =
            ["Ada", "Begin", "ops/a.md", "status", "\"new\""].map(|text| log.words.add(text));
        for seconds in [Some(5), None] {
            log.landings.push(Landed {
                commit: CommitId([7; 20]),
                seconds,
                author,
                subject,
                reason: seconds.map(|_| subject),
                unreadable: seconds.is_none(),
            });
        }
        for (landing, what, details) in [
            (0, What::Born, (0, 0)),
            (1, What::Changed, (0, 1)),
            (1, What::Unreadable, (1, 0)),
        ] {
            log.changes.push(Change {
                landing,
                path,
                entry: (landing == 0).then_some(field),
                what,
                details,
            });
        }
        log.details.push(Detail {
            field,
            old: None,
            new: Some(value),
        });
        log.unreadable.push((2, Some(BlobId([3; 20]))));
        log
    }

    #[test]
    fn a_log_comes_back() {
        let log = example();
        let bytes = encode(&log, 9);
        let read = decode(bytes.clone(), "ops", 9).unwrap();
        assert_eq!(encode(&read, 9), bytes);
        assert_eq!(
            (&read.landings, &read.changes, &read.details),
            (&log.landings, &log.changes, &log.details)
        );
        assert!(decode(bytes.clone(), "other", 9).is_none());
        assert!(decode(bytes.clone(), "ops", 8).is_none());
        for end in 0..bytes.len() {
            assert!(decode(bytes[..end].to_vec(), "ops", 9).is_none(), "cut at {end}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(place in 0_usize..400, value: u8) {
            let mut bytes = encode(&example(), 9);
            let length = bytes.len();
            bytes[place % length] = value;
            if let Some(log) = decode(bytes, "ops", 9) {
                for change in &log.changes {
                    let _ = (log.details(change), log.words.get(change.path));
                }
            }
        }
    }
}
