//! Ids and identities of records.

use std::fmt;

/// The longest id, in bytes.
pub const MAXIMUM_ID_LENGTH: usize = 80;

/// Names that some file system or server keeps for itself.
const RESERVED: [&str; 23] = [
    "index", "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The name of a record within its kind: `^[a-z0-9][a-z0-9-]{0,79}$` and no reserved name.
///
/// The alphabet is small so that a path, URL, CSS id and file name can be made of it without escaping.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Box<str>);

/// Why a text is no id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IdProblem {
    /// There is nothing.
    Empty,
    /// It is longer than [`MAXIMUM_ID_LENGTH`].
    Long,
    /// It begins with a dash.
    Dash,
    /// It holds this character.
    Character(char),
    /// It is a name that a file system or server keeps for itself.
    Reserved,
}

impl Id {
    /// Checks and wraps `text`.
    pub fn new(text: &str) -> Result<Self, IdProblem> {
        Self::check(text)?;
        Ok(Self(Box::from(text)))
    }

    /// Checks `text` without keeping it.
    pub fn check(text: &str) -> Result<(), IdProblem> {
        if text.is_empty() {
            return Err(IdProblem::Empty);
        }
        let belongs = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if let Some(bad) = text.bytes().position(|byte| !belongs(byte)) {
            // What stands before it is ASCII, so a character begins here.
            return Err(IdProblem::Character(
                text[bad..].chars().next().unwrap_or(char::REPLACEMENT_CHARACTER),
            ));
        }
        if text.starts_with('-') {
            return Err(IdProblem::Dash);
        }
        if text.len() > MAXIMUM_ID_LENGTH {
            return Err(IdProblem::Long);
        }
        if RESERVED.contains(&text) {
            return Err(IdProblem::Reserved);
        }
        Ok(())
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", &*self.0)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// What a record is across trees, commits and schemas: its kind and id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Identity {
    /// The name of the kind.
    pub kind: Box<str>,
    /// The id within it.
    pub id: Id,
}

impl fmt::Display for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.kind, self.id)
    }
}

/// Turns a title into the text of an id: lower case, accents of Latin letters dropped, words joined by dashes.
///
/// Returns an empty text where nothing usable is left. The result is at most [`MAXIMUM_ID_LENGTH`] bytes, cut at a
/// word, but may still be reserved or taken.
pub fn slug(title: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        match plain(character) {
            Some(letters) => word.push_str(letters),
            None if character.is_ascii_alphanumeric() => word.push(character),
            // "don't" reads better as "dont" than as "don-t"; a combining accent belongs to its letter.
            None if matches!(character, '\'' | '’' | '\u{300}'..='\u{36f}') => {}
            None => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    let mut text = String::new();
    for word in words {
        let room = MAXIMUM_ID_LENGTH.saturating_sub(text.len() + usize::from(!text.is_empty()));
        if word.len() > room && !text.is_empty() {
            break;
        }
        if !text.is_empty() {
            text.push('-');
        }
        text.push_str(&word[..word.len().min(room)]);
    }
    text
}

/// The ASCII letters for an accented Latin letter.
fn plain(character: char) -> Option<&'static str> {
    Some(match character {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'ė' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' | 'ľ' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'ö' | 'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ț' | 'ţ' | 'þ' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        '&' => "and",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_are_lower_case_words_and_dashes() {
        assert!(Id::new("faster-search").is_ok());
        assert!(Id::new("4-2").is_ok());
        assert_eq!(Id::new(""), Err(IdProblem::Empty));
        assert_eq!(Id::new("Faster"), Err(IdProblem::Character('F')));
        assert_eq!(Id::new("-a"), Err(IdProblem::Dash));
        assert_eq!(Id::new("con"), Err(IdProblem::Reserved));
        assert_eq!(Id::new(&"a".repeat(81)), Err(IdProblem::Long));
    }

    #[test]
    fn slugs_read_well() {
        assert_eq!(
            slug("Search takes ten seconds on large boards"),
            "search-takes-ten-seconds-on-large-boards"
        );
        assert_eq!(slug("Inês doesn't like Größe & co."), "ines-doesnt-like-groesse-and-co");
        assert_eq!(slug("日本語"), "");
    }

    proptest! {
        #[test]
        fn a_slug_is_an_id_or_nothing(title in "\\PC*") {
            let text = slug(&title);
            prop_assert!(text.is_empty() || matches!(Id::check(&text), Ok(()) | Err(IdProblem::Reserved)));
        }
    }
}
