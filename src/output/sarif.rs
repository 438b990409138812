//! SARIF 2.1.0, for code scanning.

use super::{Findings, Lines, escaped};
use crate::diagnostic::{Diagnostic, Fingerprints, Level, Rule};
use crate::text::Span;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The most results that code scanning takes of a run.
const MOST: usize = 25_000;

pub(super) fn render(findings: &Findings<'_>) -> String {
    let mut rules: BTreeMap<&str, &'static Rule> = BTreeMap::new();
    for finding in findings.findings {
        rules.insert(finding.rule.name, finding.rule);
    }
    let places: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(place, name)| (*name, place)).collect();
    let mut lines = Lines::new(findings.snapshot);
    let mut fingerprints = Fingerprints::default();
    let results: Vec<Value> = findings
        .findings
        .iter()
        .take(MOST)
        .map(|finding| {
            result(
                finding,
                places[finding.rule.name],
                &fingerprints.of(finding).to_string(),
                &mut lines,
            )
        })
        .collect();
    let rules: Vec<Value> = rules
        .values()
        .map(|rule| {
            json!({
                "id": rule.name,
                "name": rule.name,
                "shortDescription": { "text": rule.name.replace('-', " ") },
                "defaultConfiguration": { "level": level(rule.level) },
                "properties": { "tags": [rule.group.word()] },
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "opsbook", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules } },
            // Columns count Unicode scalar values everywhere.
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "ROOT": { "description": { "text": "The root of the repository." } } },
            "results": results,
        }],
    });
    escaped(&(serde_json::to_string_pretty(&log).expect("texts and numbers are JSON") + "\n"))
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

fn result(finding: &Diagnostic, rule: usize, fingerprint: &str, lines: &mut Lines<'_>) -> Value {
    let text = match &finding.help {
        Some(help) => format!("{}. {help}", finding.message),
        None => finding.message.clone(),
    };
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|(span, why)| {
            let mut place = location(span, lines);
            place["message"] = json!({ "text": why });
            place
        })
        .collect();
    let mut result = json!({
        "ruleId": finding.rule.name,
        "ruleIndex": rule,
        "level": level(finding.level),
        "message": { "text": text },
        "locations": [location(&finding.span, lines)],
        "partialFingerprints": { "opsbook/v1": fingerprint },
    });
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    result
}

fn location(span: &Span, lines: &mut Lines<'_>) -> Value {
    let start = lines.place(&span.path, span.range.start);
    let end = lines.place(&span.path, span.range.end);
    json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(span.path.as_str()), "uriBaseId": "ROOT" },
            "region": { "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column },
        }
    })
}

/// A path as a relative reference.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
