//! `examples/larkspur.story`: what no record tells any more.
//!
//! A line `@ DAY PERSON SUBJECT` begins a change, `because TEXT` gives its reason, `in PATH` the file; lines that begin with
//! `< ` stood there before, lines that begin with `> ` after. `+ DAY PATH` begins a file that was deleted later, on the
//! day and for the reason of the last line `- DAY PERSON SUBJECT` above it; its text follows up to an empty line with `.`.

use super::plan::{Change, Known, Part, plan};
use super::undo::Undo;
use super::{day, identity};
use std::collections::BTreeMap;

static STORY: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/larkspur.story"));

/// Adds the changes to the parts whose final text they led to.
pub(super) fn add_beats(parts: &mut [Part]) {
    let mut change: Option<Change> = None;
    let mut path = String::new();
    let (mut before, mut after) = (String::new(), String::new());
    let mut flush = |path: &str, change: &Option<Change>, before: &mut String, after: &mut String| {
        if before.is_empty() && after.is_empty() {
            return;
        }
        let Some(change) = change else { return };
        let undo = Undo::Swap {
            after: std::mem::take(after),
            before: std::mem::take(before),
        };
        let mut parts = parts.iter_mut().filter(|part| part.path == path);
        let Some(part) = parts.next() else {
            debug_assert!(false, "the story changes {path}, which is not there");
            return;
        };
        match part
            .steps
            .iter_mut()
            .find(|step| step.day == change.day && step.subject == change.subject)
        {
            Some(step) => step.undo.insert(0, undo),
            None => {
                let mut step = change.clone();
                step.undo.push(undo);
                part.steps.push(step);
                part.steps.sort_by_key(|step| step.day);
            }
        }
    };
    let mut is_file = false;
    for line in STORY.lines().chain(["@ end"]) {
        if is_file || line.starts_with("+ ") {
            is_file = line != ".";
        } else if let Some(rest) = line.strip_prefix("@ ") {
            flush(&path, &change, &mut before, &mut after);
            let mut words = rest.splitn(3, ' ');
            if let (Some(on), Some(author), Some(subject)) = (words.next(), words.next(), words.next()) {
                change = Some(Change::new(day(on), author, subject));
            }
        } else if let (Some(reason), Some(change)) = (line.strip_prefix("because "), &mut change) {
            change.more = format!("Ops-Reason: {reason}");
        } else if let Some(file) = line.strip_prefix("in ") {
            flush(&path, &change, &mut before, &mut after);
            file.clone_into(&mut path);
        } else if let Some(text) = line.strip_prefix("<") {
            if !after.is_empty() {
                flush(&path, &change, &mut before, &mut after);
            }
            // Alone it says that nothing stood there.
            if let Some(text) = text.strip_prefix(' ') {
                before.push_str(text);
                before.push('\n');
            }
        } else if let Some(text) = line.strip_prefix(">") {
            after.push_str(text.strip_prefix(' ').unwrap_or(text));
            after.push('\n');
        }
    }
}

/// Records that were deleted before the end.
pub(super) fn forgotten() -> Vec<Part> {
    let known = Known {
        initiatives: BTreeMap::new(),
        replaced: BTreeMap::new(),
        leads: BTreeMap::new(),
    };
    let mut parts = Vec::new();
    let mut end: Option<Change> = None;
    let mut open: Option<(String, String)> = None;
    for line in STORY.lines() {
        if let Some((path, text)) = &mut open {
            if line == "." {
                let (kind, id) = identity(path, text);
                let (born, steps) = plan(path, &kind, &id, text, &known);
                parts.push(Part {
                    path: std::mem::take(path),
                    kind,
                    id,
                    text: std::mem::take(text),
                    born,
                    steps,
                    gone: end.clone(),
                });
                open = None;
            } else {
                text.push_str(line);
                text.push('\n');
            }
        } else if let Some(rest) = line.strip_prefix("- ") {
            let mut words = rest.splitn(3, ' ');
            if let (Some(on), Some(author), Some(subject)) = (words.next(), words.next(), words.next()) {
                end = Some(Change::new(day(on), author, subject));
            }
        } else if let Some(path) = line.strip_prefix("+ ") {
            open = Some((path.to_owned(), String::new()));
        }
    }
    parts
}
