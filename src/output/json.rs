//! Findings as JSON: the stable interface for editors and agents. Changes only add.

use super::{Findings, Lines};
use crate::diagnostic::{Diagnostic, Fingerprint, Fingerprints, Fix};
use crate::source::Snapshot;
use crate::text::{Span, is_hidden};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;

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
    related: Vec<Value>,
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
    fix: Option<Value>,
}

/// One object: `{"v":1,"findings":[…],"left_out":0}`.
pub(super) fn render(findings: &Findings<'_>) -> String {
    let list = values(findings);
    let mut text =
        serde_json::to_string_pretty(&json!({ "v": VERSION, "findings": list, "left_out": findings.left_out }))
            .expect("texts and numbers are JSON");
    text.push('\n');
    escaped(&text)
}

/// One object a line.
pub(super) fn render_lines(findings: &Findings<'_>) -> String {
    values(findings)
        .iter()
        .map(|value| escaped(&format!("{value}\n")))
        .collect()
}

/// JSON whose strings hold direction marks, separators and the like as `\\u202e`: it may be shown in a log.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        // The line feed is JSON's own layout; those inside strings are escaped by now.
        if is_hidden(character) && character != '\n' {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

fn values(findings: &Findings<'_>) -> Vec<Value> {
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
    value(finding, snapshot, &mut Lines::new(snapshot), fingerprint)
}

fn value(finding: &Diagnostic, snapshot: &Snapshot, lines: &mut Lines<'_>, fingerprint: Fingerprint) -> Value {
    let start = lines.place(&finding.span.path, finding.span.range.start);
    let end = lines.place(&finding.span.path, finding.span.range.end);
    let related = finding.related.iter().map(|(span, message)| {
        let place = lines.place(&span.path, span.range.start);
        json!({ "message": message, "path": span.path.as_str(), "line": place.line, "column": place.column })
    });
    let related = related.collect();
    let record = finding.subject.record.as_ref();
    let field = finding.subject.field.to_string();
    let shown = Finding {
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
    };
    serde_json::to_value(&shown).expect("texts and numbers are JSON")
}

/// The bytes of a path that is not UTF-8, in hexadecimal digits.
fn path_bytes(span: &Span, snapshot: &Snapshot) -> Option<String> {
    let refused = snapshot.refused().iter().find(|refused| refused.path == span.path)?;
    let bytes = refused.bytes.as_ref()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn fix(fix: &Fix) -> Value {
    let edits: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| {
            json!({
                "path": edit.span.path.as_str(),
                "byte_start": edit.span.range.start,
                "byte_end": edit.span.range.end,
                "text": edit.text,
            })
        })
        .collect();
    json!({ "safe": fix.safe, "title": fix.title, "edits": edits })
}
