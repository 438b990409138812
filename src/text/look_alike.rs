//! Characters that look like a letter of an id and are none, or that cannot be seen at all.
//!
//! Ids hold `a` to `z`, digits and dashes only, so a table of those 37 is enough; the rows follow Unicode's list of
//! confusable characters.

use super::is_hidden;

/// A character of a text that people cannot tell from a plain one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LookAlike {
    /// The first such character.
    pub character: char,
    /// What it is, with its number: "the Cyrillic letter U+0430, which looks like `a`".
    pub what: String,
    /// The text with all of them in plain letters, invisible ones left out.
    pub plain: String,
}

/// Finds the first character of a text that looks like another one, or like nothing.
pub fn look_alike(text: &str) -> Option<LookAlike> {
    let character = text.chars().find(|c| is_hidden(*c) || plain(*c).is_some())?;
    let number = format!("U+{:04X}", u32::from(character));
    let what = match plain(character) {
        Some(letter) => format!("the {} {number}, which looks like `{letter}`", family(character)),
        None => format!("{} ({number}), which cannot be seen", hidden_name(character)),
    };
    let plain = text
        .chars()
        .filter(|c| !is_hidden(*c))
        .map(|c| plain(c).unwrap_or(c))
        .collect();
    Some(LookAlike { character, what, plain })
}

/// What a character without a picture is called.
fn hidden_name(character: char) -> &'static str {
    match character {
        '\u{200b}' => "a space without width",
        '\u{200c}' | '\u{200d}' | '\u{2060}' => "a joiner without width",
        '\u{feff}' => "a byte order mark",
        '\u{ad}' => "a soft hyphen",
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}' => {
            "a mark for the direction of writing"
        }
        c if c.is_control() => "a control character",
        _ => "a character without a picture",
    }
}

fn family(character: char) -> &'static str {
    match u32::from(character) {
        0x370..=0x3ff => "Greek letter",
        0x400..=0x52f => "Cyrillic letter",
        0x530..=0x58f => "Armenian letter",
        0x2010..=0x2015 | 0x2212 | 0xfe58 | 0xfe63 | 0xff0d | 0xad => "dash",
        0xff10..=0xff19 => "wide digit",
        0xff41..=0xff5a => "wide letter",
        0x1d7ce..=0x1d7ff => "mathematical digit",
        0x1d400..=0x1d7cb | 0x2113 | 0x212f | 0x2134 | 0x210a => "mathematical letter",
        0x2170..=0x217f => "Roman numeral",
        _ => "letter",
    }
}

/// The letter, digit or dash of an id that a character looks like.
fn plain(character: char) -> Option<char> {
    let number = u32::from(character);
    let letter = |place: u32| char::from_u32(u32::from('a') + place);
    let digit = |place: u32| char::from_u32(u32::from('0') + place);
    match number {
        0xff41..=0xff5a => return letter(number - 0xff41),
        0xff10..=0xff19 => return digit(number - 0xff10),
        // Thirteen alphabets of 52 letters each, the small ones second.
        0x1d400..=0x1d6a3 => return letter((number - 0x1d400) % 26),
        0x1d7ce..=0x1d7ff => return digit((number - 0x1d7ce) % 10),
        _ => {}
    }
    Some(match character {
        'а' | 'α' => 'a',
        'Ь' | 'ƅ' => 'b',
        'с' | 'ϲ' | 'ⅽ' => 'c',
        'ԁ' | 'ⅾ' => 'd',
        'е' | 'ҽ' | 'ℯ' => 'e',
        'ք' => 'f',
        'ց' | 'ɡ' | 'ℊ' => 'g',
        'һ' | 'հ' => 'h',
        'і' | 'ι' | 'ⅰ' | 'ı' => 'i',
        'ј' | 'ϳ' => 'j',
        'κ' | 'к' => 'k',
        'ӏ' | 'ℓ' | 'ⅼ' => 'l',
        'ⅿ' | 'м' => 'm',
        'ո' | 'п' => 'n',
        'о' | 'ο' | 'օ' | 'ℴ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' | 'զ' => 'q',
        'г' => 'r',
        'ѕ' | 'ꜱ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ѵ' | 'ν' | 'ⅴ' => 'v',
        'ԝ' | 'ѡ' => 'w',
        'х' | 'χ' | 'ⅹ' => 'x',
        'у' | 'γ' => 'y',
        'ᴢ' => 'z',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_told_apart_is_named() {
        let found = look_alike("fаster-search").unwrap();
        assert_eq!(found.what, "the Cyrillic letter U+0430, which looks like `a`");
        assert_eq!(found.plain, "faster-search");
        let found = look_alike("audit\u{200b}-log").unwrap();
        assert_eq!(found.what, "a space without width (U+200B), which cannot be seen");
        assert_eq!(found.plain, "audit-log");
        assert_eq!(look_alike("audit–log").unwrap().plain, "audit-log");
        assert_eq!(look_alike("𝚊ｕ𝐝𝗂𝘁").unwrap().plain, "audit");
        assert_eq!(look_alike("２０２６").unwrap().plain, "2026");
    }

    #[test]
    fn letters_of_other_languages_are_no_look_alikes() {
        for text in ["größe", "日本語", "Café", "faster-search", "Faster_Search"] {
            assert_eq!(look_alike(text), None, "{text}");
        }
    }
}
