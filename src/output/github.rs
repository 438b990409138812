//! Workflow commands of GitHub Actions, which become annotations on the changed lines.
//!
//! Of a step only ten errors and ten warnings are shown, so the most severe come first, repeats of one rule in one
//! file are one annotation, and the last line tells how many there are.

use super::{Findings, Lines};
use crate::diagnostic::{Diagnostic, Level};
use crate::text::visible;
use std::fmt::Write as _;

pub(super) fn render(findings: &Findings<'_>) -> String {
    let mut lines = Lines::new(findings.snapshot);
    let mut groups: Vec<Vec<&Diagnostic>> = Vec::new();
    for finding in findings.findings {
        let same = |group: &&mut Vec<&Diagnostic>| {
            let first = group[0];
            first.rule == finding.rule && first.level == finding.level && first.span.path == finding.span.path
        };
        match groups.iter_mut().rev().take(32).find(same) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group[0].level));
    let mut out = String::new();
    for group in groups {
        let first = group[0];
        let start = lines.place(&first.span.path, first.span.range.start);
        let end = lines.place(&first.span.path, first.span.range.end);
        let command = match first.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "notice",
        };
        let mut message = visible(&first.message).into_owned();
        if let Some(help) = &first.help {
            let _ = write!(message, "\nhelp: {}", visible(help));
        }
        if group.len() > 1 {
            let places: Vec<String> = group[1..]
                .iter()
                .take(10)
                .map(|one| lines.place(&one.span.path, one.span.range.start).line.to_string())
                .collect();
            let _ = write!(
                message,
                "\n{} more of this rule in this file, in lines {}",
                group.len() - 1,
                places.join(", ")
            );
        }
        let _ = writeln!(
            out,
            "::{command} title={},file={},line={},col={},endLine={},endColumn={}::{}",
            property(&format!("opsbook ({})", first.rule.name)),
            property(&visible(first.span.path.as_str())),
            start.line,
            start.column,
            end.line,
            end.column,
            data(&message)
        );
    }
    let total = findings.findings.len() + findings.left_out;
    if total > 0 {
        let _ = writeln!(
            out,
            "::notice title=opsbook::{}",
            data(&format!("{total} findings in all; the log lists them"))
        );
    }
    out
}

/// The part of a command after `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_message_is_a_command() {
        assert_eq!(data("a%\n::set-env"), "a%25%0A::set-env");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }
}
