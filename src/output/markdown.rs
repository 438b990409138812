//! Findings as Markdown, for job summaries and comments on pull requests.

use super::{Findings, Lines};
use crate::diagnostic::{Diagnostic, Level};
use crate::text::{clip, visible};
use std::fmt::Write as _;

/// A job summary takes 1 MiB a step; what is longer is refused whole.
const MOST_BYTES: usize = 900 << 10;

pub(super) fn render(findings: &Findings<'_>) -> String {
    let count = |level| {
        findings
            .findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    };
    let total = findings.findings.len() + findings.left_out;
    if total == 0 {
        return "**opsbook**: no findings.\n".to_owned();
    }
    let mut out = format!(
        "**opsbook**: {} errors, {} warnings, {} info\n\n| | where | what |\n| --- | --- | --- |\n",
        count(Level::Error),
        count(Level::Warning),
        count(Level::Info)
    );
    let mut sorted: Vec<&Diagnostic> = findings.findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let mut lines = Lines::new(findings.snapshot);
    let mut shown = 0;
    for finding in sorted {
        let place = lines.place(&finding.span.path, finding.span.range.start);
        let help = finding
            .help
            .as_ref()
            .map_or_else(String::new, |help| format!("<br>{}", cell(help)));
        let row = format!(
            "| {} | {}:{} | {}{help} ({}) |\n",
            finding.level,
            cell(finding.span.path.as_str()),
            place.line,
            cell(&finding.message),
            finding.rule.name
        );
        if out.len() + row.len() > MOST_BYTES {
            break;
        }
        out.push_str(&row);
        shown += 1;
    }
    if total > shown {
        let _ = writeln!(out, "\nand {} more", total - shown);
    }
    out
}

/// Text in a cell: no markup of its own but code between backticks, no end of the cell, no mention of anybody.
pub(super) fn cell(text: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    let shown = if text.len() > 2_000 {
        clip(text)
    } else {
        visible(text).into_owned()
    };
    for character in shown.chars() {
        match character {
            '`' => {
                code = !code;
                out.push('`');
            }
            '|' => out.push_str("\\|"),
            '<' if !code => out.push_str("&lt;"),
            '&' if !code => out.push_str("&amp;"),
            '@' if !code => out.push_str("@\u{200b}"),
            '*' | '_' | '[' | ']' | '~' | '#' if !code => {
                out.push('\\');
                out.push(character);
            }
            character => out.push(character),
        }
    }
    if code {
        out.push('`');
    }
    out
}
