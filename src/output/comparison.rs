//! What changed as text: for people, programs and comments on pull requests.

use super::escaped;
use super::markdown::cell;
use crate::compare::{Change, Group, Subject};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The version of the shape of the JSON; it changes when a reader would break.
const VERSION: u32 = 1;

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct ComparedSide {
    /// What the user calls it: `main`, "the work tree".
    pub name: String,
    /// The commit, where it is one.
    pub commit: Option<String>,
}

/// What changed between two states.
#[derive(Debug)]
pub struct Compared<'a> {
    /// The older state.
    pub from: ComparedSide,
    /// The newer state.
    pub to: ComparedSide,
    /// The changes, in the order of groups.
    pub changes: &'a [Change],
}

impl Compared<'_> {
    /// "12 changes in 9 records between main and the work tree"
    fn summary(&self) -> String {
        let between = format!("between {} and {}", self.from.name, self.to.name);
        if self.changes.is_empty() {
            return format!("nothing changed {between}");
        }
        let changes = self.changes.len();
        let mut records: Vec<_> = self
            .changes
            .iter()
            .flat_map(|change| std::iter::once(&change.subject).chain(&change.others))
            .map(|subject| &subject.identity)
            .collect();
        records.sort_unstable();
        records.dedup();
        let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        format!(
            "{} in {} {between}",
            counted(changes, "change"),
            counted(records.len(), "record")
        )
    }

    fn groups(&self) -> impl Iterator<Item = (Group, &[Change])> {
        self.changes
            .chunk_by(|one, other| one.group == other.group)
            .map(|group| (group[0].group, group))
    }
}

/// Writes changes for people.
pub fn human(compared: &Compared<'_>) -> String {
    let mut out = compared.summary();
    out.push('\n');
    for (group, changes) in compared.groups() {
        let _ = writeln!(out, "\n{}", group.title());
        for change in changes {
            let _ = writeln!(out, "  {}", line(change));
            for one in &change.consequences {
                let _ = writeln!(out, "    · {}", one.text);
            }
        }
    }
    out
}

/// "Faster search (initiative/faster-search) target: 27 Nov 2026 → 11 Dec 2026"
fn line(change: &Change) -> String {
    if change.others.is_empty() {
        let name = &change.subject;
        format!("{} ({}) {}", name.title, name.identity, change.words())
    } else {
        format!("{}: {}", change.who(), change.words())
    }
}

/// Writes changes as one JSON object; the shape is in `docs/diff.md`.
pub fn json(compared: &Compared<'_>) -> String {
    let side = |side: &ComparedSide| json!({ "name": side.name, "commit": side.commit });
    let groups: Vec<Value> = compared
        .groups()
        .map(|(group, changes)| {
            json!({
                "group": group.word(),
                "title": group.title(),
                "changes": changes.iter().map(change_json).collect::<Vec<_>>(),
            })
        })
        .collect();
    let whole = json!({
        "v": VERSION,
        "from": side(&compared.from),
        "to": side(&compared.to),
        "changes": compared.changes.len(),
        "groups": groups,
    });
    escaped(&(serde_json::to_string_pretty(&whole).expect("texts and numbers are JSON") + "\n"))
}

/// One change as JSON.
pub fn change_json(change: &Change) -> Value {
    let subject = |subject: &Subject| {
        json!({
            "kind": &*subject.identity.kind,
            "id": subject.identity.id.as_str(),
            "title": subject.title,
        })
    };
    let words = |elements: &[crate::compare::Element]| elements.iter().map(|one| one.words.clone()).collect::<Vec<_>>();
    let prose = change
        .prose
        .as_ref()
        .map(|prose| json!({ "words_added": prose.added, "words_removed": prose.removed, "excerpt": prose.excerpt }));
    let consequences: Vec<Value> = change
        .consequences
        .iter()
        .map(|one| json!({ "text": one.text, "affects_others": one.affects_others }))
        .collect();
    json!({
        "group": change.group.word(),
        "what": change.what.word(),
        "record": subject(&change.subject),
        "others": change.others.iter().map(subject).collect::<Vec<_>>(),
        "field": (!change.field.is_empty()).then_some(&change.field),
        "label": (!change.label.is_empty()).then_some(&change.label),
        "old": change.old,
        "new": change.new,
        "old_raw": change.old_raw,
        "new_raw": change.new_raw,
        "added": words(&change.added),
        "removed": words(&change.removed),
        "text": prose,
        "days": change.days,
        "workdays": change.workdays,
        "consequences": consequences,
        "affects_others": change.affects_others(),
        "words": change.words(),
    })
}

/// Writes changes as Markdown of at most `limit` characters; a sentence says how many are left out.
pub fn markdown(compared: &Compared<'_>, limit: usize) -> String {
    /// Room for the sentence about what is left out.
    const ROOM: usize = 200;
    let mut out = format!("**opsbook**: {}\n", cell(&compared.summary()));
    let mut length = out.chars().count();
    let mut shown = 0;
    'all: for (group, changes) in compared.groups() {
        let mut heading = format!("\n### {}\n\n", group.title());
        for change in changes {
            let piece = std::mem::take(&mut heading) + &item(change);
            let more = piece.chars().count();
            if length + more + ROOM > limit {
                break 'all;
            }
            length += more;
            out.push_str(&piece);
            shown += 1;
        }
    }
    let left = compared.changes.len() - shown;
    if left > 0 {
        let _ = writeln!(
            out,
            "\nand {left} more change{}, which do not fit here: `opsbook diff` shows all",
            if left == 1 { "" } else { "s" }
        );
    }
    out
}

/// A list item with what follows from the change below it.
fn item(change: &Change) -> String {
    let mark = if change.affects_others() {
        " **affects others**"
    } else {
        ""
    };
    let id = if change.others.is_empty() {
        format!(" (`{}`)", change.subject.identity)
    } else {
        String::new()
    };
    let mut out = format!("- **{}**{id} {}{mark}\n", cell(&change.who()), cell(&change.words()));
    for one in &change.consequences {
        let _ = writeln!(out, "  - {}", cell(&one.text));
    }
    out
}
