//! How wide a text will be, without a browser.
//!
//! The site names the reader's own sans font, so the true width is not known. The table holds for each character the
//! widest advance among DejaVu Sans, Liberation Sans, Roboto and Noto Sans, in hundredths of the font size, rounded up;
//! DejaVu Sans, the widest in common use, decides most of them. A text never needs more than this says.

use std::borrow::Cow;

/// How a text of a chart is set. The sizes are those of the style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// 12 px, muted: ticks and units.
    Tick,
    /// 13 px.
    Label,
    /// 13 px, semibold.
    Strong,
}

impl Style {
    /// Returns the font size in px.
    pub fn size(self) -> f64 {
        match self {
            Style::Tick => 12.0,
            Style::Label | Style::Strong => 13.0,
        }
    }

    /// Returns the class that the style sheet knows it by; empty for a label.
    pub fn class(self) -> &'static str {
        match self {
            Style::Tick => "tick",
            Style::Label => "",
            Style::Strong => "strong",
        }
    }

    /// Returns how wide a text is at most, in px.
    pub fn width(self, text: &str) -> f64 {
        let hundredths: u32 = text
            .chars()
            .map(|character| advance(character, self == Style::Strong))
            .sum();
        f64::from(hundredths) * self.size() / 100.0
    }

    /// Returns the text, cut with an ellipsis to fit into `width` px.
    pub fn fit(self, text: &str, width: f64) -> Cow<'_, str> {
        if self.width(text) <= width {
            return Cow::Borrowed(text);
        }
        let bold = self == Style::Strong;
        let most = width * 100.0 / self.size() - f64::from(advance('…', bold));
        let mut used = 0.0;
        let end = text
            .char_indices()
            .find(|(_, character)| {
                used += f64::from(advance(*character, bold));
                used > most
            })
            .map_or(text.len(), |(at, _)| at);
        // Between words, where that leaves half of it: a part of a word is none, to the ear least of all.
        let cut = &text[..end];
        let inside_word = !text[end..].starts_with(char::is_whitespace);
        let words = match cut.rfind(char::is_whitespace) {
            Some(space) if inside_word && space * 2 >= end => &cut[..space],
            _ => cut,
        };
        Cow::Owned(format!("{}…", words.trim_end()))
    }
}

/// The advance of a character in hundredths of the font size.
fn advance(character: char, bold: bool) -> u32 {
    let code = u32::from(character);
    let (ascii, latin) = if bold {
        (&ASCII_BOLD, &LATIN_BOLD)
    } else {
        (&ASCII, &LATIN)
    };
    let within = |table: &[u8], first: u32| u32::from(table[usize::try_from(code - first).expect("a short table")]);
    match code {
        0x20..=0x7e => within(ascii, 0x20),
        0xa0..=0xff => within(latin, 0xa0),
        // Controls are not written; marks stand on the letter before.
        0x00..=0x9f | 0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x2018 | 0x2019 => 38,
        0x2009 | 0x202f => 25,
        0x152 | 0x153 => 117,
        0x100..=0x17f => 100,
        0x370..=0x3ff | 0x590..=0x5ff => 109,
        0x2010..=0x2012 => 65,
        0x2013 => 66,
        0x201a..=0x201f => 66,
        0x20ac => 70,
        0x2022 => 64,
        0x2212 | 0x2264 | 0x2265 => 84,
        0x2026 | 0x2014 | 0x2190..=0x2193 => 100,
        // East Asian letters are as wide as they are high.
        0x1100..=0x11ff | 0x2e80..=0xa4cf | 0xac00..=0xd7ff | 0xf900..=0xfaff | 0xff00..=0xff60 => 105,
        0x1f000..=0x1faff => 140,
        _ => 150,
    }
}

#[rustfmt::skip]
const ASCII: [u8; 95] = [
    32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 56, 84, 32, 37, 32, 42, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
    84, 84, 56, 102, 69, 69, 73, 78, 67, 62, 78, 76, 34, 56, 67, 56, 91, 76, 79, 67, 79, 73, 67, 62, 74, 69, 99, 69, 67,
    69, 40, 42, 40, 84, 56, 50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60,
    82, 60, 60, 53, 64, 56, 64, 84,
];

#[rustfmt::skip]
const ASCII_BOLD: [u8; 95] = [
    35, 46, 53, 84, 70, 101, 88, 31, 46, 46, 55, 84, 38, 42, 38, 42, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 40, 40, 84,
    84, 84, 62, 100, 78, 77, 74, 84, 69, 69, 83, 84, 39, 56, 78, 64, 100, 84, 86, 74, 86, 78, 73, 69, 82, 78, 111, 78,
    73, 73, 46, 43, 46, 84, 56, 50, 68, 72, 60, 72, 68, 44, 72, 72, 35, 35, 67, 35, 105, 72, 69, 72, 72, 50, 60, 48, 72,
    66, 93, 65, 66, 59, 72, 56, 72, 84,
];

#[rustfmt::skip]
const LATIN: [u8; 96] = [
    32, 41, 64, 64, 72, 64, 56, 62, 58, 100, 48, 62, 84, 37, 100, 56, 50, 84, 41, 41, 50, 64, 66, 32, 50, 41, 48, 62, 97,
    97, 97, 62, 69, 69, 69, 69, 69, 69, 100, 73, 67, 67, 67, 67, 34, 34, 34, 34, 78, 76, 79, 79, 79, 79, 79, 84, 79, 74,
    74, 74, 74, 67, 67, 64, 62, 62, 62, 62, 62, 62, 99, 55, 62, 62, 62, 62, 28, 28, 28, 28, 62, 64, 62, 62, 62, 62, 62,
    84, 62, 64, 64, 64, 64, 60, 64, 60,
];

#[rustfmt::skip]
const LATIN_BOLD: [u8; 96] = [
    35, 46, 70, 70, 70, 70, 56, 63, 61, 100, 57, 65, 84, 42, 100, 56, 50, 84, 44, 44, 50, 74, 66, 38, 50, 44, 57, 65,
    104, 104, 104, 62, 78, 78, 78, 78, 78, 78, 109, 74, 69, 69, 69, 69, 39, 39, 39, 39, 84, 84, 86, 86, 86, 86, 86, 84,
    86, 82, 82, 82, 82, 73, 74, 72, 68, 68, 68, 68, 68, 68, 105, 60, 68, 68, 68, 68, 35, 35, 35, 35, 69, 72, 69, 69, 69,
    69, 69, 84, 69, 72, 72, 72, 72, 66, 72, 66,
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn widths_add_up() {
        assert!((Style::Tick.width("Oct") - (79.0 + 55.0 + 40.0) * 0.12).abs() < 1e-9);
        assert!(Style::Strong.width("Planned") > Style::Label.width("Planned"));
        assert!(Style::Label.width("検索") > 26.0);
        assert_eq!(
            Style::Label.fit("Accounts from the directory", 170.0),
            "Accounts from the…"
        );
        assert_eq!(Style::Label.fit("Donaudampfschiff", 60.0), "Donau…");
    }

    proptest! {
        #[test]
        fn what_fits_is_as_wide_as_said(text in ".{0,60}", width in 20.0..300.0f64) {
            let fitted = Style::Strong.fit(&text, width);
            prop_assert!(Style::Strong.width(&fitted) <= width);
        }
    }
}
