//! Lists of references element by element: who came, who went, and what is said otherwise of those that stayed.

use super::words::target;
use super::{FieldEdit, Lens};
use crate::change::{canonical, items};
use crate::parse::{Raw, parse_toml};
use crate::text::{RepoPath, TextRange};
use crate::value::{FieldDefinition, Type};
use std::collections::BTreeMap;

/// What became of a list.
#[derive(Debug, Default)]
pub(super) struct Elements {
    /// Elements that are new, raw.
    pub(super) added: Vec<String>,
    /// Elements that are gone, raw.
    pub(super) removed: Vec<String>,
    /// What is said otherwise of those that stayed, with paths such as `promised_to[acct-07].by`.
    pub(super) details: Vec<FieldEdit>,
}

/// Compares the two sides of a list; `None` where the field is none.
pub(super) fn elements(edit: &FieldEdit, of: &FieldDefinition, lens: &Lens<'_>) -> Option<Elements> {
    let Type::List(element) = &of.of else { return None };
    let side = |raw: &Option<String>| raw.as_deref().map(items).unwrap_or_default();
    let (old, new) = (side(&edit.old), side(&edit.new));
    let mut found = Elements::default();
    if !matches!(**element, Type::Reference(_)) {
        found.added = new.iter().filter(|item| !old.contains(item)).cloned().collect();
        found.removed = old.iter().filter(|item| !new.contains(item)).cloned().collect();
        return Some(found);
    }
    let taken = |list: &[String]| -> BTreeMap<String, (String, BTreeMap<String, String>)> {
        list.iter()
            .map(|item| {
                let (id, details) = apart(item, lens);
                (id, (item.clone(), details))
            })
            .collect()
    };
    let (old, mut new) = (taken(&old), taken(&new));
    for (id, (raw, before)) in old {
        let Some((_, mut after)) = new.remove(&id) else {
            found.removed.push(raw);
            continue;
        };
        let path = |key: &str| format!("{}[{id}].{key}", edit.path);
        for (key, value) in before {
            let now = after.remove(&key);
            if now.as_ref() != Some(&value) {
                found.details.push(FieldEdit {
                    path: path(&key),
                    old: Some(value),
                    new: now,
                });
            }
        }
        found.details.extend(after.into_iter().map(|(key, value)| FieldEdit {
            path: path(&key),
            old: None,
            new: Some(value),
        }));
    }
    found.added = new.into_values().map(|(raw, _)| raw).collect();
    Some(found)
}

/// The id that an element names, and what is said along with it.
fn apart(item: &str, lens: &Lens<'_>) -> (String, BTreeMap<String, String>) {
    let text = format!("value = {item}");
    let table = parse_toml(
        &RepoPath::new(""),
        &text,
        TextRange::new(0, text.len()),
        &mut Vec::new(),
    );
    let Some(value) = table.get("value").map(|entry| &entry.value) else {
        return (item.to_owned(), BTreeMap::new());
    };
    match &value.raw {
        Raw::Table(inner) => {
            let Some((name, id)) = target(lens.workspace.schema(), inner, &text) else {
                return (item.to_owned(), BTreeMap::new());
            };
            let details = inner
                .entries
                .iter()
                .filter(|entry| &*entry.key != name)
                .map(|entry| (entry.key.to_string(), canonical(entry.value.range.of(&text))));
            (id.to_owned(), details.collect())
        }
        _ => {
            let written = value.as_str(&text).unwrap_or(item);
            // `team/boards` and `{ team = "boards" }` name the same.
            let id = written.rsplit_once('/').map_or(written, |(_, id)| id);
            (id.to_owned(), BTreeMap::new())
        }
    }
}
