//! Text into tokens. Linear; a character that begins nothing is a finding and ends the reading.

use super::problem::Problem;
use crate::text::{TextRange, clip};
use crate::time::Date;

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) range: TextRange,
    pub(super) of: Lexeme,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Lexeme {
    Number(f64),
    Text(Box<str>),
    Date(Date),
    Name(Box<str>),
    /// An operator or bracket, as written.
    Sign(&'static str),
    End,
}

/// Operators and brackets, the longer before those they begin with.
const SIGNS: [&str; 24] = [
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", "(", ")", "[", "]", ",", ".",
    "{", "}",
];

/// Signs of other languages, with what is meant.
const FOREIGN: [(&str, &str); 7] = [
    ("<>", "!="),
    ("=>", ">="),
    ("=<", "<="),
    ("=~", "contains"),
    ("=", "=="),
    ("&", "&&"),
    ("|", "||"),
];

/// Cuts a text into tokens; the last is [`Lexeme::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let mut found = Vec::with_capacity(text.len() / 3 + 2);
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (length, of) = token(text, at, first)?;
        found.push(Token {
            range: TextRange::new(at, at + length),
            of,
        });
        at += length;
    }
    found.push(Token {
        range: TextRange::new(at, at),
        of: Lexeme::End,
    });
    Ok(found)
}

/// Reads the token that begins at `at` with `first`: its length and what it is.
fn token(text: &str, at: usize, first: char) -> Result<(usize, Lexeme), Problem> {
    let rest = &text[at..];
    match first {
        '"' | '\'' => quoted(rest, at, first),
        '0'..='9' => number_or_date(rest, at),
        'a'..='z' | 'A'..='Z' | '_' => {
            let name = leading(rest, |c| c.is_ascii_alphanumeric() || c == '_');
            Ok((name.len(), Lexeme::Name(Box::from(name))))
        }
        _ => sign(rest, at, first),
    }
}

/// The longest start of `text` that consists of such characters.
fn leading(text: &str, fits: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|c| !fits(c)).unwrap_or(text.len())]
}

fn sign(rest: &str, at: usize, first: char) -> Result<(usize, Lexeme), Problem> {
    let foreign = FOREIGN.iter().find(|(sign, _)| {
        // `=` begins `==`, `&` begins `&&`, `|` begins `||`.
        rest.starts_with(sign) && !SIGNS.iter().any(|known| known.len() > 1 && rest.starts_with(known))
    });
    if let Some((sign, meant)) = foreign {
        let range = TextRange::new(at, at + sign.len());
        let help = match *sign {
            "=~" => "write `title.contains(\"…\")`".to_owned(),
            _ => format!("write `{meant}`"),
        };
        return Err(Problem::new(range, format!("`{sign}` is no operator here")).with_help(help));
    }
    if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
        return Ok((sign.len(), Lexeme::Sign(sign)));
    }
    let range = TextRange::new(at, at + first.len_utf8());
    let problem = Problem::new(range, format!("`{}` has no meaning here", clip(&first.to_string())));
    Err(match first {
        '“' | '”' | '„' | '‘' | '’' => problem.with_help("write straight quotes: `\"` or `'`".to_owned()),
        _ if first.is_alphabetic() => {
            problem.with_help("names are ASCII letters, digits and `_`; texts stand in quotes".to_owned())
        }
        _ => problem,
    })
}

/// A text in quotes. A backslash keeps the quote or backslash after it; there are no other escapes.
fn quoted(rest: &str, at: usize, quote: char) -> Result<(usize, Lexeme), Problem> {
    let mut text = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((place, character)) = characters.next() {
        match character {
            _ if character == quote => return Ok((place + 1, Lexeme::Text(text.into_boxed_str()))),
            '\\' => match characters.next() {
                Some((_, next @ ('"' | '\'' | '\\'))) => text.push(next),
                Some((_, next)) => text.extend(['\\', next]),
                None => break,
            },
            _ => text.push(character),
        }
    }
    let range = TextRange::new(at, at + rest.len());
    Err(Problem::new(range, "this text has no closing quote").with_help(format!("end it with `{quote}`")))
}

fn number_or_date(rest: &str, at: usize) -> Result<(usize, Lexeme), Problem> {
    if let Some(day) = date_shaped(rest) {
        let range = TextRange::new(at, at + day.len());
        return match Date::parse(day) {
            Some(date) => Ok((day.len(), Lexeme::Date(date))),
            None => Err(Problem::new(
                range,
                format!("`{day}` is a day that the calendar does not have"),
            )),
        };
    }
    let whole = leading(rest, |c| c.is_ascii_digit());
    let mut length = whole.len();
    if let Some(fraction) = rest[length..].strip_prefix('.') {
        let digits = leading(fraction, |c| c.is_ascii_digit());
        if !digits.is_empty() {
            length += 1 + digits.len();
        }
    }
    let mut number: f64 = rest[..length].parse().unwrap_or(f64::INFINITY);
    let after = leading(&rest[length..], |c| c.is_alphanumeric() || c == '_' || c == '%');
    // `80%` is a share where no number can follow; `80 % 7` and `80%7` stay the remainder.
    let percent = after.starts_with('%') && !begins_operand(rest[length + 1..].trim_start());
    let range = TextRange::new(at, at + length);
    if percent {
        number /= 100.0;
        length += 1;
    } else if !after.is_empty() && !after.starts_with('%') {
        let range = TextRange::new(at, at + length + after.len());
        let written = &rest[..length + after.len()];
        return Err(
            Problem::new(range, format!("`{}` is no number", clip(written))).with_help(match after {
                "d" => format!("write `days({})`", &rest[..length]),
                "w" => format!("write `weeks({})`", &rest[..length]),
                "h" | "min" | "wd" | "wh" => format!("write `duration(\"{written}\")`"),
                _ => "words stand in quotes, names begin with a letter".to_owned(),
            }),
        );
    }
    if !number.is_finite() {
        return Err(Problem::new(range, "this number is too large"));
    }
    Ok((length, Lexeme::Number(number)))
}

/// Says whether a number or name, which could be divided by, begins a text.
fn begins_operand(text: &str) -> bool {
    match leading(text, |c| c.is_ascii_alphanumeric() || c == '_') {
        "" => text.starts_with(['(', '-']),
        word => word != "in",
    }
}

/// The first ten bytes, where they have the form of a date and no digit or letter follows.
fn date_shaped(rest: &str) -> Option<&str> {
    let day = rest.get(..10)?;
    let shaped = day.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let ends = !rest[10..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (shaped && ends).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Lexeme> {
        tokens(text)
            .unwrap()
            .into_iter()
            .map(|token| token.of)
            .filter(|of| *of != Lexeme::End)
            .collect()
    }

    #[test]
    fn a_date_is_one_token_and_a_difference_three() {
        assert_eq!(kinds("2026-11-20"), [Lexeme::Date(Date::new(2026, 11, 20).unwrap())]);
        assert_eq!(
            kinds("2026-11"),
            [Lexeme::Number(2026.0), Lexeme::Sign("-"), Lexeme::Number(11.0)]
        );
    }

    #[test]
    fn a_percentage_is_a_number_and_a_remainder_an_operation() {
        assert_eq!(kinds("80%"), [Lexeme::Number(0.8)]);
        assert_eq!(
            kinds("80 % 7"),
            [Lexeme::Number(80.0), Lexeme::Sign("%"), Lexeme::Number(7.0)]
        );
        assert_eq!(
            kinds("80%7"),
            [Lexeme::Number(80.0), Lexeme::Sign("%"), Lexeme::Number(7.0)]
        );
        assert_eq!(kinds("80% && a").len(), 3);
        assert_eq!(kinds("80% in a").len(), 3);
    }

    #[test]
    fn quotes_of_both_kinds_with_escapes() {
        assert_eq!(kinds(r#""a 'b'""#), [Lexeme::Text(Box::from("a 'b'"))]);
        assert_eq!(kinds(r#"'a "b"'"#), [Lexeme::Text(Box::from("a \"b\""))]);
        assert_eq!(kinds(r#""a \"b\" \d""#), [Lexeme::Text(Box::from("a \"b\" \\d"))]);
    }

    #[test]
    fn a_method_on_a_number_is_not_its_fraction() {
        assert_eq!(kinds("1.5"), [Lexeme::Number(1.5)]);
        assert_eq!(kinds("1.a").len(), 3);
    }
}
