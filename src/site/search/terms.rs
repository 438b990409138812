//! Which word stands in which records, and how that is written down.
//!
//! A list is text that a script takes apart: `word numbers word numbers …`, words in the order of their bytes. The
//! numbers of a word are one for each record that holds it: the distance to the record before, times four, plus the
//! [`Place`]. Each is written in digits of five bits, the lowest first; all but its last digit have the sixth bit set.
//! A digit is a letter of [`DIGITS`].

use crate::disk::DiskError;
use crate::text::Word;
use std::hash::{BuildHasher as _, RandomState};

/// The best place in a record where a word stands, ordered by how much it counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Place {
    /// In the text, once.
    Text,
    /// In the text, more than once.
    TextOften,
    /// In a field, its id or a badge.
    Field,
    /// In the title.
    Title,
}

const DIGITS: [u8; 64] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A list ends after the word that makes it longer than this.
const LIST: usize = 60_000;

/// The numbers of one word that stand in one list: a word of half a million records has several.
const NUMBERS: usize = 100_000;

/// The words that one thread has read, with where they stand.
pub(super) struct Terms {
    /// Numbers of terms, plus one; 0 where nothing lies. A power of two, at most half full.
    slots: Vec<u32>,
    terms: Vec<Term>,
    seed: u64,
    /// The record that is being read, times four.
    record: u32,
}

/// A word with the records that hold it, in the order in which they were read: number times four, plus place.
struct Term {
    word: Word,
    /// The last of them, which may still get a better place.
    last: u32,
    before: Vec<u32>,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            slots: vec![0; 1 << 12],
            terms: Vec::new(),
            // Another seed in each run: no text can be written so that its words collide.
            seed: RandomState::new().hash_one(0),
            record: 0,
        }
    }
}

impl Terms {
    /// Begins to read a record.
    pub(super) fn begin(&mut self, number: u32) {
        self.record = number * 4;
    }

    /// Notes a word of the record.
    pub(super) fn add(&mut self, word: Word, place: Place) {
        let mask = self.slots.len() - 1;
        let mut slot = hash(word, self.seed) as usize & mask;
        loop {
            let Some(number) = self.slots[slot].checked_sub(1) else {
                self.insert(word, slot, self.record + place as u32);
                return;
            };
            let term = &mut self.terms[number as usize];
            if term.word == word {
                let record = self.record;
                if term.last < record || term.last > record + Place::Title as u32 {
                    term.before.push(term.last);
                    term.last = record + place as u32;
                } else if place == Place::Text {
                    term.last = term.last.max(record + Place::TextOften as u32);
                } else {
                    term.last = term.last.max(record + place as u32);
                }
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    fn insert(&mut self, word: Word, slot: usize, first: u32) {
        self.terms.push(Term {
            word,
            last: first,
            before: Vec::new(),
        });
        self.slots[slot] = self.terms.len() as u32;
        if self.terms.len() * 2 > self.slots.len() {
            let mask = self.slots.len() * 2 - 1;
            self.slots = vec![0; mask + 1];
            for (number, term) in self.terms.iter().enumerate() {
                let mut slot = hash(term.word, self.seed) as usize & mask;
                while self.slots[slot] != 0 {
                    slot = (slot + 1) & mask;
                }
                self.slots[slot] = number as u32 + 1;
            }
        }
    }
}

/// Folded multiplication of the parts that hold letters.
fn hash(word: Word, seed: u64) -> u64 {
    let mut hash = seed;
    for part in word.0 {
        if part == 0 {
            break;
        }
        let product = u128::from(hash ^ part) * 0x9e37_79b9_7f4a_7c15;
        hash = (product >> 64) as u64 ^ product as u64;
    }
    hash
}

/// Merges the words of all threads, and gives each list to `write` with its first word.
pub(super) fn merge(
    threads: Vec<Terms>,
    write: &mut impl FnMut(String, &str) -> Result<(), DiskError>,
) -> Result<(), DiskError> {
    let mut terms: Vec<Term> = threads.into_iter().flat_map(|thread| thread.terms).collect();
    terms.sort_unstable_by_key(|term| term.word);
    let mut list = String::new();
    let mut first = String::new();
    for same in terms.chunk_by_mut(|a, b| a.word == b.word) {
        let mut records: Vec<u32> = Vec::new();
        for term in &mut *same {
            records.append(&mut term.before);
            records.push(term.last);
        }
        records.sort();
        for part in records.chunks(NUMBERS) {
            let start = list.len();
            list.push_str(if start == 0 { "" } else { " " });
            same[0].word.write(&mut list);
            if start == 0 {
                first.clone_from(&list);
            }
            list.push(' ');
            numbers(part, &mut list);
            if list.len() > LIST {
                write(std::mem::take(&mut first), &list)?;
                list.clear();
            }
        }
    }
    if list.is_empty() { Ok(()) } else { write(first, &list) }
}

/// Writes the numbers of a word.
fn numbers(records: &[u32], out: &mut String) {
    let mut before = 0;
    for record in records {
        let mut rest = (record / 4 - before) * 4 + record % 4;
        before = record / 4;
        while rest >= 32 {
            out.push(char::from(DIGITS[(rest as usize & 31) | 32]));
            rest >>= 5;
        }
        out.push(char::from(DIGITS[rest as usize]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;
    use proptest::prelude::*;

    fn lists(threads: Vec<Terms>) -> Vec<(String, String)> {
        let mut all = Vec::new();
        merge(threads, &mut |first, list| {
            all.push((first, list.to_owned()));
            Ok(())
        })
        .unwrap();
        all
    }

    fn read(terms: &mut Terms, record: u32, title: &str, text: &str) {
        terms.begin(record);
        words(title, &mut |word| terms.add(word, Place::Title));
        words(text, &mut |word| terms.add(word, Place::Text));
    }

    /// The other way round, as the script does it.
    fn read_back(list: &str) -> Vec<(String, Vec<u32>)> {
        let parts: Vec<&str> = list.split(' ').collect();
        let numbers = |text: &str| {
            let (mut all, mut record, mut number, mut shift) = (Vec::new(), 0, 0, 0);
            for byte in text.bytes() {
                let digit = DIGITS.iter().position(|one| *one == byte).unwrap() as u32;
                number |= (digit & 31) << shift;
                shift += 5;
                if digit < 32 {
                    record += number >> 2;
                    all.push(record * 4 + number % 4);
                    (number, shift) = (0, 0);
                }
            }
            all
        };
        parts
            .chunks(2)
            .map(|pair| (pair[0].to_owned(), numbers(pair[1])))
            .collect()
    }

    #[test]
    fn the_best_place_of_a_word_counts() {
        let mut terms = Terms::default();
        read(&mut terms, 0, "Search", "slow search, slow");
        read(&mut terms, 1, "", "slow");
        read(&mut terms, 300, "Slow", "");
        let all = lists(vec![terms]);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].0, "search");
        assert_eq!(
            read_back(&all[0].1),
            [("search".to_owned(), vec![3]), ("slow".to_owned(), vec![1, 4, 1203])]
        );
    }

    proptest! {
        #[test]
        fn who_read_what_does_not_show(
            texts in proptest::collection::vec(("[a-f]{0,2}( [a-f]{1,3}){0,9}", 0usize..3), 0..60)
        ) {
            let mut threads = [Terms::default(), Terms::default(), Terms::default()];
            let mut alone = Terms::default();
            for (record, (text, thread)) in texts.iter().enumerate().rev() {
                read(&mut threads[*thread], record as u32, &text[..text.len().min(2)], text);
            }
            for (record, (text, _)) in texts.iter().enumerate() {
                read(&mut alone, record as u32, &text[..text.len().min(2)], text);
            }
            let (together, alone) = (lists(threads.into()), lists(vec![alone]));
            prop_assert_eq!(&together, &alone);
            let words: Vec<String> = alone.iter().flat_map(|(_, list)| read_back(list)).map(|(word, _)| word).collect();
            prop_assert!(words.is_sorted());
        }
    }

    #[test]
    fn long_lists_are_parted_and_many_words_found_again() {
        let mut terms = Terms::default();
        for record in 0..30_000 {
            read(&mut terms, record, "", &format!("all w{record} {record}"));
        }
        let all = lists(vec![terms]);
        assert!(all.len() > 3, "{}", all.len());
        assert!(all.iter().all(|(_, list)| list.len() < 500_000));
        assert!(all.iter().map(|(first, _)| first).is_sorted());
        let words: Vec<(String, Vec<u32>)> = all.iter().flat_map(|(_, list)| read_back(list)).collect();
        assert_eq!(words.len(), 60_001);
        let all: Vec<u32> = (0..30_000).map(|record| record * 4).collect();
        assert!(words.contains(&("all".to_owned(), all)));
    }
}
