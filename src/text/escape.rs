//! Text as it stands in HTML, in scripts and in the cells of a spreadsheet.

use std::borrow::Cow;

/// Returns `text` as it stands in an attribute or between tags.
///
/// Control characters are left out: HTML has no way to write them.
pub fn escape(text: &str) -> Cow<'_, str> {
    let plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => escaped.push(c),
        }
    }
    Cow::Owned(escaped)
}

/// Writes `text` behind `out` as a JSON string that may stand in a script, in a file of its own or inside a page: no
/// `<` that could begin a tag, no line separator that older scripts end a line at.
pub fn script_text(out: &mut String, text: &str) {
    out.push('"');
    script_part(out, text);
    out.push('"');
}

/// Writes a part of such a string, without the quotes around it.
pub fn script_part(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if !matches!(byte, 0..b' ' | b'"' | b'\\' | b'<' | 0xe2) {
            continue;
        }
        let letter = match (byte, bytes.get(at + 1..at + 3)) {
            (0xe2, Some([0x80, 0xa8])) => '\u{2028}',
            (0xe2, Some([0x80, 0xa9])) => '\u{2029}',
            (0xe2, _) => continue,
            (byte, _) => char::from(*byte),
        };
        out.push_str(&text[from..at]);
        from = at + letter.len_utf8();
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            letter => {
                let code = u32::from(letter);
                let digits = [code >> 12, code >> 8, code >> 4, code].map(|four| four as usize & 15);
                out.push_str("\\u");
                digits
                    .iter()
                    .for_each(|four| out.push(char::from(b"0123456789abcdef"[*four])));
            }
        }
    }
    out.push_str(&text[from..]);
}

/// Returns the text of a CSV cell so that no spreadsheet runs it as a formula; a plain number stays one (P21).
pub fn defused(cell: &str) -> String {
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    if risky && cell.parse::<f64>().is_err() {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_in_a_script_ends_nothing() {
        let mut out = String::new();
        script_text(&mut out, "a\"\\</script>\n\u{1}\u{2028}–\u{2029}é");
        assert_eq!(out, "\"a\\\"\\\\\\u003c/script>\\n\\u0001\\u2028–\\u2029é\"");
    }

    proptest! {
        #[test]
        fn a_text_in_a_script_is_read_back(text in "([\u{0}-\u{7f}\u{2000}-\u{2030}]|\\PC){0,40}") {
            let mut out = String::new();
            script_text(&mut out, &text);
            prop_assert_eq!(serde_json::from_str::<String>(&out).ok(), Some(text));
            let harmful = ['<', '\u{2028}', '\u{2029}'];
            prop_assert!(!out.contains(harmful));
        }
    }

    #[test]
    fn nothing_ends_an_attribute_or_begins_a_tag() {
        assert_eq!(
            escape("<a b='c' d=\"e\">&"),
            "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;"
        );
        assert_eq!(escape("plain/words"), "plain/words");
        assert_eq!(escape("é\0\u{9d}\n"), "é\n");
    }
}
