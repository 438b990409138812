//! Words as search compares them: without case and diacritics.
//!
//! `templates/site/assets/search.js` folds what a reader types in the same way: compatibility decomposition, marks
//! left out, lower case, the letters of [`plain`] in their place, and a word for each letter of a script that writes
//! no spaces. A build folds every text of a workspace, so words of plain ASCII take a path of their own, eight bytes
//! at a time.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// A folded word: its first 32 bytes with zeros behind them, so that words compare as numbers in the order of bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Word(pub [u64; 4]);

/// The bytes that a word is known by.
const LENGTH: usize = 32;

impl Word {
    /// Writes the word behind `out`.
    pub fn write(self, out: &mut String) {
        let bytes = self.0.map(u64::to_be_bytes);
        let bytes = bytes.as_flattened();
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(LENGTH);
        // A word is cut between letters, so its bytes are UTF-8.
        out.push_str(std::str::from_utf8(&bytes[..end]).unwrap_or(""));
    }
}

/// Calls `found` for each word of a text, in order.
pub fn words(text: &str, found: &mut impl FnMut(Word)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (part, length) = ascii(bytes, at);
        let next = bytes.get(at + length).is_none_or(u8::is_ascii);
        if length < 8 && next {
            if length > 0 {
                found(Word([part, 0, 0, 0]));
            }
            at += length + 1;
        } else {
            at = long(text, at, found);
        }
    }
}

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGH: u64 = 0x80 * ONES;

/// The letters and digits of ASCII that begin at `at`, at most eight, in lower case with zeros behind them; how many.
fn ascii(bytes: &[u8], at: usize) -> (u64, usize) {
    let eight = match bytes.get(at..at + 8) {
        Some(window) => u64::from_be_bytes(window.try_into().expect("eight bytes")),
        None => {
            let mut window = [0; 8];
            window[..bytes.len() - at].copy_from_slice(&bytes[at..]);
            u64::from_be_bytes(window)
        }
    };
    // The high bit of each byte that is at least `least`, of those below 128.
    let from = |eight: u64, least: u8| ((eight & !HIGH) + u64::from(0x80 - least) * ONES) & HIGH;
    // This bit makes a letter small, and every digit has it.
    let small = eight | (0x20 * ONES);
    let letters = from(small, b'a') & !from(small, b'z' + 1);
    let digits = from(eight, b'0') & !from(eight, b'9' + 1);
    let others = !((letters | digits) & !eight) & HIGH;
    let length = (others.leading_zeros() / 8) as usize;
    let kept = if length == 0 { 0 } else { u64::MAX << (64 - 8 * length) };
    (small & kept, length)
}

/// Reads from a word that is longer than eight letters, or has others than ASCII's, to where ASCII ends a word.
fn long(text: &str, start: usize, found: &mut impl FnMut(Word)) -> usize {
    let mut word = Growing::default();
    let mut at = start;
    loop {
        let (part, length) = ascii(text.as_bytes(), at);
        word.append(part, length);
        at += length;
        if length == 8 {
            continue;
        }
        let Some(letter) = text[at..].chars().next().filter(|letter| !letter.is_ascii()) else {
            word.end(found);
            return at;
        };
        at += letter.len_utf8();
        decompose_compatible(letter, |piece| {
            if !is_combining_mark(piece) {
                piece.to_lowercase().for_each(|piece| word.fold(piece, found));
            }
        });
    }
}

/// A word while it is read.
#[derive(Default)]
struct Growing {
    parts: [u64; 4],
    length: usize,
    /// A letter did not fit, so none may follow.
    full: bool,
}

impl Growing {
    /// Takes `length` bytes that stand at the beginning of `part`.
    fn append(&mut self, part: u64, length: usize) {
        if self.length.is_multiple_of(8) && self.length < LENGTH && !self.full {
            self.parts[self.length / 8] = part;
            self.length += length;
        } else {
            self.letter(&part.to_be_bytes()[..length.min(LENGTH.saturating_sub(self.length))]);
        }
    }

    /// Takes the bytes of a letter.
    fn letter(&mut self, bytes: &[u8]) {
        self.full |= self.length + bytes.len() > LENGTH;
        if self.full {
            return;
        }
        for byte in bytes {
            self.parts[self.length / 8] |= u64::from(*byte) << (56 - 8 * (self.length % 8));
            self.length += 1;
        }
    }

    /// Takes a letter in lower case without marks, or ends the word at what is none.
    fn fold(&mut self, letter: char, found: &mut impl FnMut(Word)) {
        let mut bytes = [0; 4];
        if let Some(plain) = plain(letter) {
            plain
                .chars()
                .for_each(|letter| self.letter(letter.encode_utf8(&mut bytes).as_bytes()));
        } else if stands_alone(letter) {
            self.end(found);
            self.letter(letter.encode_utf8(&mut bytes).as_bytes());
            self.end(found);
        } else if letter.is_alphanumeric() {
            self.letter(letter.encode_utf8(&mut bytes).as_bytes());
        } else {
            self.end(found);
        }
    }

    fn end(&mut self, found: &mut impl FnMut(Word)) {
        if self.length > 0 {
            found(Word(self.parts));
        }
        *self = Self::default();
    }
}

/// How a letter is typed on a keyboard that lacks it, where decomposition does not say so.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'þ' => "th",
        'ς' => "σ",
        _ => return None,
    })
}

/// Han and kana: their texts have no spaces between words.
fn stands_alone(letter: char) -> bool {
    matches!(letter,
        '\u{3005}' | '\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    fn read(text: &str) -> Vec<String> {
        let mut all = Vec::new();
        words(text, &mut |word| {
            let mut out = String::new();
            word.write(&mut out);
            all.push(out);
        });
        all
    }

    /// The same, letter by letter.
    fn read_slowly(text: &str) -> Vec<String> {
        let mut all = vec![String::new()];
        let folded = text.nfkd().filter(|letter| !is_combining_mark(*letter));
        for letter in folded.flat_map(char::to_lowercase) {
            let own = letter.to_string();
            if stands_alone(letter) {
                all.extend([own, String::new()]);
            } else if letter.is_alphanumeric() {
                all.last_mut().unwrap().push_str(plain(letter).unwrap_or(&own));
            } else {
                all.push(String::new());
            }
        }
        for word in &mut all {
            let end = (0..=word.len().min(LENGTH))
                .rev()
                .find(|end| word.is_char_boundary(*end));
            word.truncate(end.unwrap());
        }
        all.retain(|word| !word.is_empty());
        all
    }

    #[test]
    fn case_and_diacritics_do_not_count() {
        assert_eq!(
            read("Ångström, STRAẞE; Łódź naïve—İstanbul ﬁn ½ Ἀθήνας don't 4.2"),
            [
                "angstrom",
                "strasse",
                "lodz",
                "naive",
                "istanbul",
                "fin",
                "1",
                "2",
                "αθηνασ",
                "don",
                "t",
                "4",
                "2"
            ]
        );
        assert_eq!(read("e\u{301}tude"), ["etude"]);
        assert_eq!(read("検索が遅いsearch"), ["検", "索", "か", "遅", "い", "search"]);
        assert_eq!(read("[[faster-search]] acct-07"), ["faster", "search", "acct", "07"]);
    }

    #[test]
    fn a_word_is_known_by_its_first_bytes() {
        assert_eq!(read(&"abcdefghij".repeat(9)), ["abcdefghijabcdefghijabcdefghijab"]);
        // 31 bytes, then a letter of two: nothing after it counts either.
        assert_eq!(read(&format!("{}жa", "b".repeat(31))), ["b".repeat(31)]);
    }

    #[test]
    fn words_compare_as_their_text_does() {
        let mut all = Vec::new();
        words("team teams a zebra élan übung 日 9", &mut |word| all.push(word));
        all.sort_unstable();
        let mut sorted = Vec::new();
        for word in all {
            let mut out = String::new();
            word.write(&mut out);
            sorted.push(out);
        }
        assert_eq!(sorted, ["9", "a", "elan", "team", "teams", "ubung", "zebra", "日"]);
    }

    proptest! {
        #[test]
        fn eight_bytes_at_a_time_gives_the_same_words(text in "([a-zA-Z0-9]{0,12}|[ -~]|\\PC|[éßŁ日カ\u{301}]){0,30}") {
            prop_assert_eq!(read(&text), read_slowly(&text));
        }
    }
}
