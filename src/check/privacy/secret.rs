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
pub(super) const NEEDS: Needs = Needs::Workspace;

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
        for (at, _) in text.match_indices("-----BEGIN ") {
            let line = text[at..].lines().next().unwrap_or("");
            if line.contains("PRIVATE KEY") {
                report(TextRange::new(at, at + line.len()), "a private key");
            }
        }
        for (prefix, least, what) in PREFIXES {
            for range in tokens(text, prefix, least) {
                report(range, what);
            }
        }
        for range in card_numbers(text) {
            report(range, "the number of a payment card");
        }
    });
}

/// Words of at least `least` bytes that begin with a prefix and hold nothing but letters, digits and joints.
fn tokens(text: &str, prefix: &str, least: usize) -> Vec<TextRange> {
    let is_web_token = prefix == "eyJ";
    let joint = |c: char| matches!(c, '_' | '-') || (is_web_token && c == '.');
    text.match_indices(prefix)
        .filter(|(start, _)| !text[..*start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-')))
        .filter_map(|(start, _)| {
            let rest = &text[start..];
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || joint(c)))
                .unwrap_or(rest.len());
            let word = rest[..end].trim_end_matches(['.', '-']);
            // A web token has three parts.
            let fits = word.len() >= least && (!is_web_token || word.matches('.').count() == 2);
            fits.then(|| TextRange::new(start, start + word.len()))
        })
        .collect()
}

/// 13 to 19 digits in groups whose check digit is right.
fn card_numbers(text: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let boundary =
            at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'.' | b'-' | b'_'));
        if !bytes[at].is_ascii_digit() || !boundary {
            at += 1;
            continue;
        }
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
        if (13..=19).contains(&digits.len()) && !follows && (3..=6).contains(&digits[0]) && check_digit_fits(&digits) {
            found.push(TextRange::new(at, end));
        }
        at = next.max(at + 1);
    }
    found
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
        let token = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
        let found = |text: &str| {
            tokens(text, "ghp_", 36)
                .into_iter()
                .map(|range| range.of(text).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(found(&format!("use `{token}`, or {token}.")), [token, token]);
        assert_eq!(found(&format!("x{token} ghp_short")), Vec::<String>::new());
        assert_eq!(
            tokens(
                "eyJ-is-a-prefix-of-web-tokens-and-this-is-none-of-them-at-all",
                "eyJ",
                60
            ),
            []
        );
    }
}
