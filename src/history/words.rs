//! Texts that occur over and over, each kept once.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::num::NonZeroU32;

/// A text that is kept once: the path of a field, or a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Word(pub(super) NonZeroU32);

impl Word {
    const fn nth(number: u32) -> Self {
        match NonZeroU32::new(number) {
            Some(number) => Self(number),
            None => Self(NonZeroU32::MIN),
        }
    }

    /// The empty path: the text of a record.
    pub(super) const TEXT: Self = Self::nth(1);
    /// The field `id`.
    pub(super) const ID: Self = Self::nth(2);

    pub(super) fn place(self) -> usize {
        self.0.get() as usize - 1
    }

    pub(super) fn at(place: usize) -> Option<Self> {
        u32::try_from(place + 1).ok().and_then(NonZeroU32::new).map(Self)
    }
}

/// All texts of a log, one behind the other.
#[derive(Debug, Clone)]
pub(super) struct Words {
    text: String,
    ends: Vec<u32>,
    /// Where a text is found by its hash; empty until something is added.
    index: HashMap<u64, Word, BuildHasherDefault<Itself>>,
}

/// The most bytes of all texts together.
const MOST_BYTES: usize = u32::MAX as usize;
/// The most bytes of one text; the rest of a longer one counts by its hash.
const LONGEST: usize = 4096;

impl Words {
    pub(super) fn new() -> Self {
        let mut words = Self {
            text: String::new(),
            ends: Vec::new(),
            index: HashMap::default(),
        };
        for (word, text) in [(Word::TEXT, ""), (Word::ID, "id")] {
            let added = words.add(text);
            debug_assert_eq!(added, word);
        }
        words
    }

    /// Puts together what was taken apart by [`Words::parts`]; `None` where it does not fit.
    pub(super) fn from_parts(text: String, ends: Vec<u32>) -> Option<Self> {
        let sorted = ends.is_sorted() && ends.last().is_none_or(|end| *end as usize == text.len());
        let whole = sorted && ends.iter().all(|end| text.is_char_boundary(*end as usize));
        let words = Self {
            text,
            ends,
            index: HashMap::default(),
        };
        let known = whole && words.len() >= 2 && words.get(Word::TEXT).is_empty() && words.get(Word::ID) == "id";
        known.then_some(words)
    }

    pub(super) fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, word: Word) -> &str {
        let place = word.place();
        let start = match place.checked_sub(1) {
            Some(before) => self.ends[before],
            None => 0,
        };
        &self.text[start as usize..self.ends[place] as usize]
    }

    /// Returns the word for a text, which is kept if it is new.
    pub(super) fn add(&mut self, text: &str) -> Word {
        let shortened;
        let text = if text.len() > LONGEST {
            let end = (0..=LONGEST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
            shortened = format!("{}… {:016x}", &text[..end], hash(text));
            &shortened
        } else {
            text
        };
        self.fill_index();
        let mut at = hash(text);
        while let Some(word) = self.index.get(&at) {
            if self.get(*word) == text {
                return *word;
            }
            at = at.wrapping_add(1);
        }
        match Word::at(self.ends.len()) {
            Some(word) if self.text.len() + text.len() <= MOST_BYTES => {
                self.text.push_str(text);
                self.ends.push(self.text.len() as u32);
                self.index.insert(at, word);
                word
            }
            // Four gigabytes of different values: what comes later reads as nothing.
            _ => Word::TEXT,
        }
    }

    fn fill_index(&mut self) {
        if !self.index.is_empty() || self.ends.is_empty() {
            return;
        }
        self.index.reserve(self.ends.len());
        for place in 0..self.ends.len() {
            let Some(word) = Word::at(place) else { continue };
            let mut at = hash(self.get(word));
            while self.index.contains_key(&at) {
                at = at.wrapping_add(1);
            }
            self.index.insert(at, word);
        }
    }
}

/// A fast hash for the index, never stored.
fn hash(text: &str) -> u64 {
    let mut state = text.len() as u64;
    let mut chunks = text.as_bytes().chunks_exact(8);
    for chunk in &mut chunks {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(chunk);
        state = mix(state ^ u64::from_le_bytes(bytes));
    }
    let mut last = [0; 8];
    last[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
    mix(state ^ u64::from_le_bytes(last))
}

fn mix(value: u64) -> u64 {
    let product = u128::from(value ^ 0x9e37_79b9_7f4a_7c15) * 0xa076_1d64_78bd_642f_u128;
    (product as u64) ^ (product >> 64) as u64
}

/// A hasher for keys that are hashes.
#[derive(Default)]
pub(super) struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once() {
        let mut words = Words::new();
        let one = words.add("status");
        assert_eq!(words.add("status"), one);
        assert_ne!(words.add("statu"), one);
        assert_eq!(words.get(one), "status");
        assert_eq!(words.add(""), Word::TEXT);
        let (text, ends) = words.parts();
        let mut again = Words::from_parts(text.to_owned(), ends.to_vec()).unwrap();
        assert_eq!(again.add("status"), one);
        assert_eq!(again.len(), 4);
        assert!(Words::from_parts("ä".to_owned(), vec![1, 2]).is_none());
        assert!(Words::from_parts("ab".to_owned(), vec![3]).is_none());
    }

    #[test]
    fn long_texts_differ_by_their_ends() {
        let mut words = Words::new();
        let long = "ä".repeat(5000);
        let one = words.add(&long);
        assert_ne!(words.add(&format!("{long}x")), one);
        assert!(words.get(one).len() < LONGEST + 40);
    }
}
