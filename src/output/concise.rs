//! One line a finding: `path:line:column: error[rule] message`.

use super::{Findings, Lines};
use crate::text::visible;
use std::fmt::Write as _;

pub(super) fn render(findings: &Findings<'_>) -> String {
    let mut lines = Lines::new(findings.snapshot);
    let mut out = String::new();
    for finding in findings.findings {
        let place = lines.place(&finding.span.path, finding.span.range.start);
        let path = (findings.shown)(&finding.span.path);
        let _ = writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            visible(&path),
            place.line,
            place.column,
            finding.level,
            finding.rule.name,
            visible(&finding.message)
        );
    }
    out
}
