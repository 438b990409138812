//! JUnit's XML, for runners without annotations: one suite per file, one case per rule.

use super::{Findings, Lines};
use crate::diagnostic::{Diagnostic, Level};
use crate::text::visible;
use std::collections::BTreeMap;
use std::fmt::Write as _;

pub(super) fn render(findings: &Findings<'_>) -> String {
    let mut lines = Lines::new(findings.snapshot);
    let mut files: BTreeMap<&str, BTreeMap<&str, Vec<&Diagnostic>>> = BTreeMap::new();
    for finding in findings.findings {
        files
            .entry(finding.span.path.as_str())
            .or_default()
            .entry(finding.rule.name)
            .or_default()
            .push(finding);
    }
    let fails = |cases: &BTreeMap<&str, Vec<&Diagnostic>>| cases.values().filter(|list| is_failure(list)).count();
    let cases: usize = files.values().map(BTreeMap::len).sum::<usize>().max(1);
    let failures: usize = files.values().map(fails).sum();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"opsbook\" tests=\"{cases}\" failures=\"{failures}\" errors=\"0\">"
    );
    if files.is_empty() {
        // Some runners take a report without a case for a broken one.
        out.push_str("  <testsuite name=\"opsbook\" tests=\"1\" failures=\"0\" errors=\"0\">\n    <testcase name=\"check\" classname=\"opsbook\"/>\n  </testsuite>\n");
    }
    for (path, rules) in &files {
        let path = escape(path);
        let _ = writeln!(
            out,
            "  <testsuite name=\"{path}\" tests=\"{}\" failures=\"{}\" errors=\"0\">",
            rules.len(),
            fails(rules)
        );
        for (rule, list) in rules {
            let _ = write!(out, "    <testcase name=\"{rule}\" classname=\"{path}\">");
            let mut text = String::new();
            for finding in list {
                let place = lines.place(&finding.span.path, finding.span.range.start);
                let _ = writeln!(
                    text,
                    "{}:{}:{}: {}: {}",
                    finding.span.path, place.line, place.column, finding.level, finding.message
                );
                if let Some(help) = &finding.help {
                    let _ = writeln!(text, "  help: {help}");
                }
            }
            let element = if is_failure(list) { "failure" } else { "system-out" };
            let message = if is_failure(list) {
                format!(" message=\"{}\"", escape(&list[0].message))
            } else {
                String::new()
            };
            let _ = writeln!(out, "<{element}{message}>{}</{element}></testcase>", escape(&text));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// Information is no failure.
fn is_failure(list: &[&Diagnostic]) -> bool {
    list.iter().any(|finding| finding.level > Level::Info)
}

/// Text between tags or in an attribute: line ends stay, other controls are shown by their code, which XML cannot hold.
fn escape(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| {
            visible(line)
                .replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;")
                .replace(['\u{fffe}', '\u{ffff}'], "?")
        })
        .collect();
    lines.join("\n")
}
