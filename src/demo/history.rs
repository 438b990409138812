//! A history of any length over a workspace of any size, for measurements.

use super::scale::{Random, scale};
use crate::source::{Chronicle, CommitId, Entry, SourceError};
use std::collections::BTreeMap;

/// People who commit.
const PEOPLE: [&str; 8] = [
    "Ines Duarte",
    "Marek Novak",
    "Aiko Tanaka",
    "Samuel Okafor",
    "Lena Fischer",
    "Priya Raman",
    "Tom Becker",
    "Yara Haddad",
];

/// Writes `commits` commits over a workspace of `records` records, and calls `after` with the number of each commit.
///
/// The first commit brings two fifths of the records, the others come one by one; every other commit moves a status, a
/// date, an owner or a weight of one record, or adds to its text.
pub fn history_scale(
    records: usize,
    commits: usize,
    chronicle: &mut Chronicle,
    after: &mut dyn FnMut(usize, CommitId, &mut Chronicle) -> Result<(), SourceError>,
) -> Result<(), SourceError> {
    let mut files: Vec<(String, String)> = Vec::new();
    let Ok(()) = scale::<std::convert::Infallible>(records, &mut |path, text| {
        files.push((path.to_owned(), text.to_owned()));
        Ok(())
    });
    let mut random = Random::new(records as u64 ^ (commits as u64) << 32);
    let at_first = (files.len() * 2 / 5).max(1);
    // The process that comes last and the configuration that comes first are there from the start.
    let later = files.len().saturating_sub(1).max(at_first);
    let mut present: Vec<usize> = (0..at_first).chain(later..files.len()).collect();
    for place in &present {
        chronicle.write(&files[*place].0, files[*place].1.as_bytes())?;
    }
    let mut arrivals: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let waiting = later - at_first;
    for (number, place) in (at_first..later).enumerate() {
        // In the first nine tenths, so that each has some time to change.
        let at = 1 + number * (commits.saturating_sub(2).max(1)) * 9 / 10 / waiting.max(1);
        arrivals.entry(at).or_default().push(place);
    }
    let first = 1_577_836_800; // 2020-01-01
    let step = (5 * 365 * 86_400) / commits.max(1) as i64;
    for number in 0..commits {
        let mut message = "Bring in what we have".to_owned();
        if number > 0 {
            let new = arrivals.remove(&number).unwrap_or_default();
            for place in &new {
                chronicle.write(&files[*place].0, files[*place].1.as_bytes())?;
                present.push(*place);
            }
            message = format!("Add {} records", new.len());
            if new.is_empty() || random.below(2) == 0 {
                // The one that begins with the configuration has no fields to change.
                let place = present[1 + random.below(present.len() - 1)];
                let (path, text) = &mut files[place];
                message = change(text, &mut random);
                chronicle.write(path, text.as_bytes())?;
            }
        }
        let id = chronicle.commit(&Entry {
            author: PEOPLE[random.below(PEOPLE.len())],
            seconds: first + number as i64 * step,
            message: &message,
        })?;
        after(number, id, chronicle)?;
    }
    Ok(())
}

/// Changes one thing of a record; says what.
fn change(text: &mut String, random: &mut Random) -> String {
    let changes: [(&str, &[&str]); 4] = [
        (
            "status",
            &[
                "\"new\"",
                "\"triaged\"",
                "\"planned\"",
                "\"in-progress\"",
                "\"committed\"",
                "\"shipped\"",
            ],
        ),
        (
            "target",
            &["2026-03-31", "2026-06-30", "2026-09-30", "\"2026-Q4\"", "\"2027-H1\""],
        ),
        ("weight", &["1", "2", "3", "4", "5"]),
        (
            "owner",
            &["\"person-000095\"", "\"person-000096\"", "\"person-000195\""],
        ),
    ];
    let (field, values) = changes[random.below(changes.len())];
    let value = values[random.below(values.len())];
    let line = format!("\n{field} = ");
    if let Some(at) = text.find(&line).map(|at| at + line.len()) {
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        if &text[at..end] != value {
            text.replace_range(at..end, value);
            return format!("Set {field}");
        }
    }
    text.push_str("\nWe looked at it again, and it stands as it was said.\n");
    "Add a note".to_owned()
}
