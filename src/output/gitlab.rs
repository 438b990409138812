//! GitLab's code quality report.
//!
//! GitLab drops a finding whose fingerprint it has seen, so repeats have fingerprints of their own.

use super::{Findings, Lines, escaped};
use crate::diagnostic::{Fingerprints, Level};
use crate::text::visible;
use serde_json::{Value, json};

pub(super) fn render(findings: &Findings<'_>) -> String {
    let mut lines = Lines::new(findings.snapshot);
    let mut fingerprints = Fingerprints::default();
    let list: Vec<Value> = findings
        .findings
        .iter()
        .map(|finding| {
            let severity = match finding.level {
                Level::Error => "major",
                Level::Warning => "minor",
                Level::Info => "info",
            };
            json!({
                "description": visible(&finding.message),
                "check_name": finding.rule.name,
                "fingerprint": fingerprints.of(finding).to_string(),
                "severity": severity,
                "location": {
                    "path": finding.span.path.as_str(),
                    "lines": { "begin": lines.place(&finding.span.path, finding.span.range.start).line },
                },
            })
        })
        .collect();
    escaped(&(serde_json::to_string_pretty(&list).expect("texts and numbers are JSON") + "\n"))
}
