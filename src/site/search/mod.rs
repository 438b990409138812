//! The search index: classic scripts that each put one value into a global, loaded by the search page when it needs
//! them. So search works from a server and from a folder, and a query asks for a few small files however large the
//! workspace is.
//!
//! - `search/index.js`: how many records, the kinds with their counts, the first word of each list of words
//! - `search/tN.js`: words with the numbers of the records that hold them, see [`terms`]
//! - `search/dN.js`: what is shown of [`SHEET`] records: id, title, badges, fields, the beginning of the text
//!
//! A record is read while its page is made, by whichever thread makes it. Threads keep lists of their own, which are
//! merged and sorted at the end, so that the files do not depend on who read what.

mod terms;

use crate::disk::{DiskError, Staging};
use crate::report::{RecordPage, SearchOrder};
use crate::text::{script_part, script_text, words};
use std::sync::Mutex;
use terms::{Place, Terms};

/// The folder of the index in the site.
pub(super) const FOLDER: &str = "search";

/// Records in a file: a page of hits asks for at most ten of these.
pub(super) const SHEET: usize = 16;

/// Bytes of a record's text that excerpts are taken from. All of it is searched.
const MOST_TEXT: usize = 4000;

/// Bytes of the lines of a record's fields, and of one of them, that excerpts are taken from.
const MOST_FIELDS: usize = 600;
const MOST_FIELD: usize = 120;

/// The index while it is made.
pub(super) struct Search {
    order: SearchOrder,
    /// The lists of words of threads that are between two sheets.
    lists: Mutex<Vec<Terms>>,
}

impl Search {
    /// Begins an index of these records.
    pub(super) fn new(order: SearchOrder) -> Self {
        Self {
            order,
            lists: Mutex::new(Vec::new()),
        }
    }

    /// Returns the records in the order in which they have to be given to sheets, [`SHEET`] to each.
    pub(super) fn order(&self) -> &SearchOrder {
        &self.order
    }

    /// Begins the sheet of a number, from 0.
    pub(super) fn sheet(&self, number: usize) -> Sheet<'_> {
        let terms = self.lists().pop().unwrap_or_default();
        let mut text = String::with_capacity(SHEET * 3000);
        text.push_str(&format!("opsbookIndex.d{number}=["));
        Sheet {
            search: self,
            number,
            next: (number * SHEET) as u32,
            terms,
            text,
        }
    }

    /// Merges what the sheets found, and writes the lists of words and the index of all.
    pub(super) fn write(self, staging: &Staging) -> Result<(), DiskError> {
        let lists = self
            .lists
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut first = Vec::new();
        // Who holds an old list, from a cache, must not look into it with a new index.
        let mut version = 0xcbf2_9ce4_8422_2325_u64;
        terms::merge(lists, &mut |word, list| {
            let name = format!("{FOLDER}/t{}.js", first.len());
            let text = format!("opsbookIndex.t{}=\"{list}\";\n", first.len());
            for byte in text.bytes() {
                version = (version ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
            first.push(word);
            staging.write(&name, text.as_bytes())
        })?;
        let mut text = format!(
            "opsbookIndex.index={{\"v\":1,\"version\":\"{version:016x}\",\"records\":{},\"sheet\":{SHEET},\"kinds\":[",
            self.order.records.len()
        );
        for (place, kind) in self.order.kinds.iter().enumerate() {
            text.push_str(if place == 0 { "\n[" } else { ",\n[" });
            for word in [&kind.name, &kind.one, &kind.several] {
                script_text(&mut text, word);
                text.push(',');
            }
            text.push_str(&format!("{}]", kind.count));
        }
        text.push_str("],\n\"terms\":[");
        for (place, word) in first.iter().enumerate() {
            text.push_str(if place == 0 { "" } else { "," });
            script_text(&mut text, word);
        }
        text.push_str("]};\n");
        staging.write(&format!("{FOLDER}/index.js"), text.as_bytes())
    }

    fn lists(&self) -> std::sync::MutexGuard<'_, Vec<Terms>> {
        // A thread that panicked held the lock for a push or a pop.
        self.lists.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// What is shown of consecutive records, and the words in them.
pub(super) struct Sheet<'a> {
    search: &'a Search,
    number: usize,
    /// The number of the record that comes next.
    next: u32,
    terms: Terms,
    text: String,
}

impl Sheet<'_> {
    /// Takes the next record.
    pub(super) fn add(&mut self, page: &RecordPage) {
        self.terms.begin(self.next);
        let (terms, out) = (&mut self.terms, &mut self.text);
        let mut read = |place: Place, text: &str| words(text, &mut |word| terms.add(word, place));
        read(Place::Title, &page.shell.title);
        read(Place::Field, &page.id);
        out.push_str(if (self.next as usize).is_multiple_of(SHEET) {
            "\n["
        } else {
            ",\n["
        });
        script_text(out, &page.id);
        out.push(',');
        script_text(out, clip(&page.shell.title, 300));
        out.push_str(",[");
        for (place, badge) in page.badges.iter().enumerate() {
            read(Place::Field, &badge.word);
            out.push_str(if place == 0 { "[" } else { ",[" });
            out.push('"');
            out.push_str(badge.tone.name());
            out.push_str("\",\"");
            out.push_str(badge.icon.name());
            out.push_str("\",");
            script_text(out, &badge.word);
            out.push(']');
        }
        out.push_str("],");
        out.push('"');
        let start = out.len();
        let mut label_before = "";
        page.searchable_fields(&mut |label, value| {
            read(Place::Field, value);
            if out.len() - start > MOST_FIELDS {
                return;
            }
            if label == label_before {
                out.push_str(", ");
            } else {
                // Lines part fields.
                out.push_str(if label_before.is_empty() { "" } else { "\\n" });
                script_part(out, label);
                out.push_str(": ");
                label_before = label;
            }
            let mut lines = clip(value, MOST_FIELD).split('\n');
            script_part(out, lines.next().unwrap_or(""));
            for line in lines {
                out.push(' ');
                script_part(out, line);
            }
        });
        out.push_str("\",\"");
        let start = out.len();
        page.searchable_texts(&mut |text| {
            read(Place::Text, text);
            let text = text.trim_ascii();
            if out.len() - start < MOST_TEXT && !text.is_empty() {
                out.push_str(if out.len() == start { "" } else { " " });
                script_part(out, clip(text, MOST_TEXT));
            }
        });
        out.push('"');
        out.push(']');
        self.next += 1;
    }

    /// Writes the file of the sheet.
    pub(super) fn write(mut self, staging: &Staging) -> Result<(), DiskError> {
        self.text.push_str("\n];\n");
        self.search.lists().push(self.terms);
        staging.write(&format!("{FOLDER}/d{}.js", self.number), self.text.as_bytes())
    }
}

/// The beginning of a text, cut between letters.
fn clip(text: &str, most: usize) -> &str {
    let end = (0..=text.len().min(most)).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}
