//! Findings as JSON: the stable interface for editors and agents. Changes only add.

use super::{Findings, Lines, escaped};
use crate::diagnostic::{Diagnostic, Fingerprint, Fingerprints, Fix};
use crate::source::Snapshot;
use crate::text::Span;
use serde::Serialize;
use serde_json::Value;

/// The version of the shape; it changes when a reader would break.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Finding<'a> {
    v: u32,
    rule: &'a str,
    group: &'a str,
    level: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    related: Vec<Related<'a>>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    byte_start: u32,
    byte_end: u32,
    kind: Option<&'a str>,
    id: Option<&'a str>,
    field: Option<String>,
    fingerprint: String,
    fix: Option<Mending<'a>>,
}

#[derive(Serialize)]
struct Whole<'a> {
    v: u32,
    findings: Vec<Finding<'a>>,
    left_out: usize,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    path: &'a str,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Mending<'a> {
    safe: bool,
    title: &'a str,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    path: &'a str,
    byte_start: u32,
    byte_end: u32,
    text: &'a str,
}

/// One object: `{"v":1,"findings":[…],"left_out":0}`.
pub(super) fn render(findings: &Findings<'_>) -> String {
    let whole = Whole {
        v: VERSION,
        findings: values(findings),
        left_out: findings.left_out,
    };
    let mut text = serde_json::to_string_pretty(&whole).expect("texts and numbers are JSON");
    text.push('\n');
    escaped(&text)
}

/// One object a line.
pub(super) fn render_lines(findings: &Findings<'_>) -> String {
    values(findings)
        .iter()
        .map(|value| serde_json::to_string(value).expect("texts and numbers are JSON"))
        .map(|line| escaped(&line) + "\n")
        .collect()
}

fn values<'a>(findings: &Findings<'a>) -> Vec<Finding<'a>> {
    let mut lines = Lines::new(findings.snapshot);
    let mut fingerprints = Fingerprints::default();
    findings
        .findings
        .iter()
        .map(|one| value(one, findings.snapshot, &mut lines, fingerprints.of(one)))
        .collect()
}

/// One finding as JSON.
pub fn finding_json(finding: &Diagnostic, snapshot: &Snapshot, fingerprint: Fingerprint) -> Value {
    let value = value(finding, snapshot, &mut Lines::new(snapshot), fingerprint);
    serde_json::to_value(&value).expect("texts and numbers are JSON")
}

fn value<'a>(
    finding: &'a Diagnostic,
    snapshot: &Snapshot,
    lines: &mut Lines<'_>,
    fingerprint: Fingerprint,
) -> Finding<'a> {
    let start = lines.place(&finding.span.path, finding.span.range.start);
    let end = lines.place(&finding.span.path, finding.span.range.end);
    let related = finding.related.iter().map(|(span, message)| {
        let place = lines.place(&span.path, span.range.start);
        Related {
            message,
            path: span.path.as_str(),
            line: place.line,
            column: place.column,
        }
    });
    let related = related.collect();
    let record = finding.subject.record.as_ref();
    let field = finding.subject.field.to_string();
    Finding {
        v: VERSION,
        rule: finding.rule.name,
        group: finding.rule.group.word(),
        level: finding.level.word(),
        message: &finding.message,
        help: finding.help.as_deref(),
        related,
        path: finding.span.path.as_str(),
        path_bytes: path_bytes(&finding.span, snapshot),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_start: finding.span.range.start,
        byte_end: finding.span.range.end,
        kind: record.map(|record| &*record.kind),
        id: record.map(|record| record.id.as_str()),
        field: (!field.is_empty()).then_some(field),
        fingerprint: fingerprint.to_string(),
        fix: finding.fix.as_ref().map(fix),
    }
}

/// The bytes of a path that is not UTF-8, in hexadecimal digits.
fn path_bytes(span: &Span, snapshot: &Snapshot) -> Option<String> {
    let refused = snapshot.refused().iter().find(|refused| refused.path == span.path)?;
    let bytes = refused.bytes.as_ref()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn fix(fix: &Fix) -> Mending<'_> {
    let edits = fix.edits.iter().map(|edit| Replacement {
        path: edit.span.path.as_str(),
        byte_start: edit.span.range.start,
        byte_end: edit.span.range.end,
        text: &edit.text,
    });
    Mending {
        safe: fix.safe,
        title: &fix.title,
        edits: edits.collect(),
    }
}
