//! E-mail addresses and telephone numbers in what people said.

use super::{spoken, words};
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, Span, TextRange};

/// Somebody can be told from it.
pub(super) static RULE: Rule = Rule {
    name: "personal-data",
    group: Group::Privacy,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::File;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    spoken(context, &mut |record, file, text| {
        let path = &context.workspace.document(file).path;
        let mut report = |range: TextRange, what: &str| {
            found.push(
                RULE.at(Span::new(path, range), format!("this looks like {what}"))
                    .with_help("leave it out, and name the person by a handle or the customer by its key".to_owned())
                    .about(FieldPath::default(), what)
                    .of(context.workspace.identity(record)),
            );
        };
        if memchr::memchr(b'@', text.as_bytes()).is_some() {
            for (range, word) in words(text).filter(|(_, word)| is_address(word)) {
                let lead = word.len() - word.trim_start_matches("mailto:").len();
                report(
                    TextRange::new(range.start as usize + lead, range.end as usize),
                    "an e-mail address",
                );
            }
        }
        for range in telephone_numbers(text) {
            report(range, "a telephone number");
        }
    });
}

/// `name@host.tld`
fn is_address(word: &str) -> bool {
    let word = word
        .trim_start_matches("mailto:")
        .trim_end_matches(['.', ':', '!', '?']);
    let Some((name, host)) = word.split_once('@') else {
        return false;
    };
    let name_fits = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%'));
    let Some((labels, top)) = host.rsplit_once('.') else {
        return false;
    };
    let host_fits = !labels.is_empty() && labels.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    // Addresses that are made to be nobody's.
    let nobody = ["example", "invalid", "test", "localhost"].contains(&top) || host.starts_with("example.");
    name_fits && host_fits && top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic()) && !nobody
}

/// Numbers that begin with `+` and have 9 to 15 digits, with spaces, dots, dashes or brackets between.
fn telephone_numbers(text: &str) -> Vec<TextRange> {
    let mut found = Vec::new();
    for start in memchr::memchr_iter(b'+', text.as_bytes()) {
        let before = text[..start].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '+') {
            continue;
        }
        let rest = &text[start + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let (mut digits, mut end) = (0, 0);
        for (at, character) in rest.char_indices() {
            match character {
                '0'..='9' => {
                    digits += 1;
                    end = at + 1;
                }
                ' ' | '-' | '.' | '(' | ')' | '/' if at < 24 => {}
                _ => break,
            }
        }
        if (9..=15).contains(&digits) {
            found.push(TextRange::new(start, start + 1 + end));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_numbers() {
        assert!(is_address("ana.costa@larkspur.com."));
        assert!(!is_address("@mara") && !is_address("a@b") && !is_address("x@example.org") && !is_address("pkg@1.2.3"));
        assert_eq!(telephone_numbers("call +351 21 123 4567, not 1+2 or +28 days").len(), 1);
    }
}
