//! Keys, tokens and card numbers in what people said.

use super::spoken;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, Span, TextRange};

/// Somebody can use it.
pub(super) static RULE: Rule = Rule {
    name: "secret",
    group: Group::Privacy,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::File;

/// How tokens of well-known services begin, with the least length of the whole.
const PREFIXES: [(&str, usize, &str); 14] = [
    ("AKIA", 20, "an access key of a cloud service"),
    ("ASIA", 20, "an access key of a cloud service"),
    ("ghp_", 36, "an access token of GitHub"),
    ("gho_", 36, "an access token of GitHub"),
    ("ghs_", 36, "an access token of GitHub"),
    ("github_pat_", 40, "an access token of GitHub"),
    ("glpat-", 20, "an access token of GitLab"),
    ("xoxb-", 24, "a token of Slack"),
    ("xoxp-", 24, "a token of Slack"),
    ("sk_live_", 24, "a secret key of a payment service"),
    ("rk_live_", 24, "a secret key of a payment service"),
    ("sk-ant-", 32, "an API key"),
    ("AIza", 39, "an API key"),
    ("eyJ", 60, "a web token"),
];

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    spoken(context, &mut |record, file, text| {
        let path = &context.workspace.document(file).path;
        let mut report = |range: TextRange, what: &str| {
            found.push(
                RULE.at(Span::new(path, range), format!("this looks like {what}"))
                    .with_help("take it out, and have it revoked: it may have been seen already".to_owned())
                    .about(FieldPath::default(), what)
                    .of(context.workspace.identity(record)),
            );
        };
        for at in memchr::memmem::find_iter(text.as_bytes(), "-----BEGIN ") {
            let line = text[at..].lines().next().unwrap_or("");
            if line.contains("PRIVATE KEY") {
                report(TextRange::new(at, at + line.len()), "a private key");
            }
        }
        for range in long_words(text) {
            if let Some((range, what)) = token(text, range) {
                report(range, what);
            }
        }
        for range in card_numbers(text) {
            report(range, "the number of a payment card");
        }
    });
}

/// The shortest token that is known; prose has hardly a word of this length.
const SHORTEST: usize = 20;

/// Runs of at least [`SHORTEST`] letters, digits, `_` and `-`. Looks at every twentieth byte of prose only.
fn long_words(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let joins = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(window) = bytes.get(start..start + SHORTEST) {
        match window.iter().rposition(|byte| !joins(byte)) {
            Some(other) => start += other + 1,
            None => {
                let end = bytes[start..]
                    .iter()
                    .position(|byte| !joins(byte))
                    .map_or(bytes.len(), |end| start + end);
                found.push(start..end);
                start = end + 1;
            }
        }
    }
    found
}

/// The token that a long word is, and what it is for.
fn token(text: &str, word: std::ops::Range<usize>) -> Option<(TextRange, &'static str)> {
    let rest = text.get(word.start..)?;
    let (prefix, least, what) = PREFIXES.into_iter().find(|(prefix, ..)| rest.starts_with(prefix))?;
    let mut length = word.len();
    if prefix == "eyJ" {
        // A web token has three parts with dots between.
        let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        length = rest.find(|c| !joins(c)).unwrap_or(rest.len());
        length = rest[..length].trim_end_matches('.').len();
        if rest[..length].matches('.').count() != 2 {
            return None;
        }
    }
    (length >= least).then(|| (TextRange::new(word.start, word.start + length), what))
}

/// The fewest digits of a card number.
const FEWEST: usize = 13;

/// 13 to 19 digits in groups whose check digit is right.
fn card_numbers(text: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let belongs = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'-');
    let mut at = 0;
    while let Some(window) = bytes.get(at..at + FEWEST) {
        // A number that began before this byte would hold it: of prose few bytes are looked at.
        if let Some(other) = window.iter().rposition(|byte| !belongs(byte)) {
            at += other + 1;
            continue;
        }
        let boundary =
            at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'.' | b'-' | b'_'));
        if !bytes[at].is_ascii_digit() || !boundary {
            at += 1;
            continue;
        }
        let (number, next) = card_number(bytes, at);
        found.extend(number);
        at = next.max(at + 1);
    }
    found
}

/// The card number that begins at a place, if one does, and where to go on.
fn card_number(bytes: &[u8], at: usize) -> (Option<TextRange>, usize) {
    let (mut digits, mut end) = (Vec::new(), at);
    let mut next = at;
    while next < bytes.len() && digits.len() <= 19 {
        match bytes[next] {
            digit @ b'0'..=b'9' => {
                digits.push(u32::from(digit - b'0'));
                end = next + 1;
            }
            b' ' | b'-' if next > at && bytes[next - 1].is_ascii_digit() => {}
            _ => break,
        }
        next += 1;
    }
    let follows = bytes
        .get(end)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    // Cards begin with 3 to 6; a day or an order number seldom passes the check digit as well.
    let is_card =
        (FEWEST..=19).contains(&digits.len()) && !follows && (3..=6).contains(&digits[0]) && check_digit_fits(&digits);
    (is_card.then(|| TextRange::new(at, end)), next)
}

/// The Luhn check.
fn check_digit_fits(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            if place % 2 == 1 {
                digit * 2 / 10 + digit * 2 % 10
            } else {
                *digit
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_and_tokens() {
        assert_eq!(
            card_numbers("card 4111 1111 1111 1111, order 4111 1111 1111 1112, id-4111111111111111").len(),
            1
        );
        assert_eq!(card_numbers("3782822463100054, 5555-5555-5555-4444").len(), 1);
        let at_the_end = "é 4222222222222";
        assert_eq!(card_numbers(at_the_end)[0].of(at_the_end), "4222222222222");
        let github = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
        let found = |text: &str| -> Vec<String> {
            let tokens = long_words(text).into_iter().filter_map(|word| token(text, word));
            tokens.map(|(range, _)| range.of(text).to_owned()).collect()
        };
        assert_eq!(found(&format!("use `{github}`, or {github}.")), [github, github]);
        assert_eq!(found(&format!("x{github} ghp_short")), Vec::<String>::new());
        let web = format!("eyJ{0}.eyJ{0}.{0}", "a1".repeat(15));
        assert_eq!(found(&format!("token: {web}.")), [web]);
        assert_eq!(
            found("eyJ-is-a-prefix-of-web-tokens-and-this-is-none-of-them-at-all"),
            Vec::<String>::new()
        );
    }
}
