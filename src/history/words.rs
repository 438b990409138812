//! Texts that occur over and over, each kept once.

use std::borrow::Cow;
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
    /// Where a text is found by its hash.
    slots: Vec<Slot>,
}

/// A place of the index: the hash of a text above, the number of its word below; zero where there is none.
///
/// The search for a text begins where its hash says and goes on to the first free place. At most half of all are taken.
pub(super) type Slot = u64;

/// The most bytes of all texts together.
const MOST_BYTES: usize = u32::MAX as usize;
/// The most bytes of one text; the rest of a longer one counts by its hash.
const LONGEST: usize = 4096;

impl Words {
    pub(super) fn new() -> Self {
        let mut words = Self {
            text: String::new(),
            ends: Vec::new(),
            slots: vec![0; 64],
        };
        for (word, text) in [(Word::TEXT, ""), (Word::ID, "id")] {
            let added = words.add(text);
            debug_assert_eq!(added, word);
        }
        words
    }

    /// Puts together what was taken apart by [`Words::parts`]; `None` where it does not fit.
    pub(super) fn from_parts(text: String, ends: Vec<u32>, slots: Vec<Slot>) -> Option<Self> {
        let sorted = ends.is_sorted() && ends.last().is_none_or(|end| *end as usize == text.len());
        let whole = sorted && ends.iter().all(|end| text.is_char_boundary(*end as usize));
        let taken = slots.iter().filter(|slot| **slot != 0).count();
        let known = slots.iter().all(|slot| number(*slot) as usize <= ends.len());
        let indexed = slots.len().is_power_of_two() && taken * 2 <= slots.len() && known;
        let words = Self { text, ends, slots };
        let fits =
            whole && indexed && words.len() >= 2 && words.get(Word::TEXT).is_empty() && words.get(Word::ID) == "id";
        fits.then_some(words)
    }

    pub(super) fn parts(&self) -> (&str, &[u32], &[Slot]) {
        (&self.text, &self.ends, &self.slots)
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

    /// Returns the word for a text, if it is kept.
    pub(super) fn find(&self, text: &str) -> Option<Word> {
        let text = shortened(text);
        self.look(&text, hash(&text)).ok()
    }

    /// Returns the word for a text, which is kept if it is new.
    pub(super) fn add(&mut self, text: &str) -> Word {
        let text = shortened(text);
        let hash = hash(&text);
        let slot = match self.look(&text, hash) {
            Ok(word) => return word,
            Err(slot) => slot,
        };
        match Word::at(self.ends.len()) {
            Some(word) if self.text.len() + text.len() <= MOST_BYTES => {
                self.text.push_str(&text);
                self.ends.push(self.text.len() as u32);
                self.slots[slot] = u64::from(hash) << 32 | u64::from(word.0.get());
                if self.ends.len() * 2 >= self.slots.len() {
                    self.widen();
                }
                word
            }
            // Four gigabytes of different values: what comes later reads as nothing.
            _ => Word::TEXT,
        }
    }

    /// Finds a text, or the place of the index where it belongs.
    fn look(&self, text: &str, hash: u32) -> Result<Word, usize> {
        let last = self.slots.len() - 1;
        let mut at = hash as usize & last;
        loop {
            let slot = self.slots[at];
            let Some(word) = NonZeroU32::new(number(slot)).map(Word) else {
                return Err(at);
            };
            if slot >> 32 == u64::from(hash) && self.get(word) == text {
                return Ok(word);
            }
            at = (at + 1) & last;
        }
    }

    fn widen(&mut self) {
        let mut slots = vec![0; self.slots.len() * 2];
        let last = slots.len() - 1;
        for slot in self.slots.iter().filter(|slot| **slot != 0) {
            let mut at = (slot >> 32) as usize & last;
            while slots[at] != 0 {
                at = (at + 1) & last;
            }
            slots[at] = *slot;
        }
        self.slots = slots;
    }
}

/// The number of the word in a place of the index.
fn number(slot: Slot) -> u32 {
    slot as u32
}

/// A text as it is kept: the end of a very long one by its hash.
fn shortened(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let end = (0..=LONGEST).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    Cow::Owned(format!("{}… {:016x}", &text[..end], long_hash(text)))
}

/// A fast hash. It is stored: another one is another version of the cache.
fn hash(text: &str) -> u32 {
    let hash = long_hash(text);
    (hash ^ hash >> 32) as u32
}

fn long_hash(text: &str) -> u64 {
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
        assert_eq!(words.find("status"), Some(one));
        assert_eq!(words.find("stat"), None);
        let (text, ends, slots) = words.parts();
        let mut again = Words::from_parts(text.to_owned(), ends.to_vec(), slots.to_vec()).unwrap();
        assert_eq!(again.add("status"), one);
        assert_eq!(again.len(), 4);
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let words = Words::new();
        let (text, ends, slots) = words.parts();
        let taken: Vec<u64> = slots.iter().copied().filter(|slot| *slot != 0).collect();
        for (text, ends, slots) in [
            ("ä", vec![1, 2], slots.to_vec()),
            ("ab", vec![3], slots.to_vec()),
            (text, ends.to_vec(), taken),
            (text, ends.to_vec(), vec![1; 63]),
            (text, ends.to_vec(), vec![0, 0, 0, 3]),
            (text, ends.to_vec(), Vec::new()),
        ] {
            assert!(Words::from_parts(text.to_owned(), ends, slots).is_none());
        }
    }

    #[test]
    fn many_texts_are_found() {
        let mut words = Words::new();
        let added: Vec<Word> = (0..5_000).map(|number| words.add(&format!("v{number}"))).collect();
        for (number, word) in added.iter().enumerate() {
            assert_eq!(words.add(&format!("v{number}")), *word);
        }
        assert_eq!(words.len(), 5_002);
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
