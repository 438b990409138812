//! The id of a step, key result or other entry that is not there.

use crate::check::{Context, MOST_OF_A_FILE, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, TextRange, clip, listed, nearest};
use crate::value::{Fields, Type, Value};
use crate::workspace::{Record, Workspace};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The list has no entry with this id.
pub(super) static RULE: Rule = Rule {
    name: "unknown-entry",
    group: Group::Reference,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for kind in workspace.schema().kinds().filter(|kind| names_entries(&kind.fields)) {
        for index in workspace.of_kind(kind.index) {
            let record = workspace.record(*index);
            let walk = Walk {
                workspace,
                record,
                known: RefCell::default(),
                count: Cell::default(),
            };
            for (definition, field) in workspace.fields(record) {
                walk.value(
                    &definition.of,
                    field.range,
                    &field.value,
                    &FieldPath::field(&definition.name),
                    found,
                );
            }
        }
    }
}

/// Says whether any field in it names entries.
fn names_entries(fields: &Fields) -> bool {
    fn of(one: &Type) -> bool {
        match one {
            Type::Entry { .. } => true,
            Type::List(inner) => of(inner),
            Type::Table(fields) => names_entries(fields),
            Type::Map { keys, of: inner } => keys.is_some() || of(inner),
            _ => false,
        }
    }
    fields.iter().any(|(_, field)| of(&field.of))
}

struct Walk<'a> {
    workspace: &'a Workspace,
    record: &'a Record,
    /// The entries of each list that was asked for, by its path.
    known: RefCell<BTreeMap<String, Rc<BTreeSet<String>>>>,
    /// Findings so far: past those that are reported nobody reads a suggestion.
    count: Cell<usize>,
}

impl Walk<'_> {
    fn value(&self, of: &Type, range: TextRange, value: &Value, path: &FieldPath, found: &mut Vec<Diagnostic>) {
        match (of, value) {
            (Type::Entry { within, .. }, Value::Word(id)) => self.entry(within, range, id, path, found),
            (Type::List(of), Value::List(items)) => {
                for item in items {
                    self.value(of, item.range, &item.value, path, found);
                }
            }
            (Type::Table(fields), Value::Table(members)) => {
                for member in members {
                    self.value(&fields.get(member.of).of, member.range, &member.value, path, found);
                }
            }
            (Type::Map { keys, of }, Value::Map(pairs)) => {
                for pair in pairs {
                    if let Some(within) = keys {
                        self.entry(within, pair.key_range, &pair.key, path, found);
                    }
                    self.value(of, pair.item.range, &pair.item.value, path, found);
                }
            }
            _ => {}
        }
    }

    fn entry(&self, within: &str, range: TextRange, id: &str, path: &FieldPath, found: &mut Vec<Diagnostic>) {
        let Some((owner, list)) = self.list(within) else { return };
        let read = || Rc::new(entries(self.workspace, owner, list, 0).into_iter().collect());
        let entries: Rc<BTreeSet<String>> =
            Rc::clone(self.known.borrow_mut().entry(within.to_owned()).or_insert_with(read));
        if entries.contains(id) {
            return;
        }
        self.count.set(self.count.get() + 1);
        let place = if std::ptr::eq(owner, self.record) {
            format!("`{list}`")
        } else {
            format!("`{list}` of {} `{}`", self.workspace.kind_of(owner).name, owner.id)
        };
        let read = self.count.get() <= MOST_OF_A_FILE;
        let near = read.then(|| nearest(id, entries.iter().map(String::as_str))).flatten();
        let help = match near {
            Some(near) => format!("did you mean `{}`?", clip(near)),
            None if entries.is_empty() => "it has no entries yet".to_owned(),
            None => format!("it has: {}", listed(entries.iter().map(String::as_str))),
        };
        found.push(
            RULE.at(
                self.workspace.span(self.record, range),
                format!("{place} has no entry `{}`", clip(id)),
            )
            .with_help(help)
            .about(path.clone(), id)
            .of(self.workspace.identity(self.record)),
        );
    }

    /// The record and its field that hold the entries: `steps` of this one, `process.steps` of the one named.
    fn list<'w>(&'w self, within: &'w str) -> Option<(&'w Record, &'w str)> {
        match within.split_once('.') {
            None => Some((self.record, within)),
            Some((field, list)) => {
                let target = self.workspace.targets(self.record, field).next()?;
                Some((self.workspace.record(target), list))
            }
        }
    }
}

/// The ids of a list's entries, those of the record it inherits from included.
fn entries(workspace: &Workspace, record: &Record, list: &str, depth: u8) -> Vec<String> {
    let Some(definition) = workspace.kind_of(record).fields.named(list) else {
        return Vec::new();
    };
    let mut ids = Vec::new();
    if let (Some(fields), Some(Value::List(items))) = (definition.of.fields(), workspace.value(record, list)) {
        let id = fields.find("id");
        for item in items {
            let member = item.value.members().iter().find(|member| Some(member.of) == id);
            ids.extend(member.and_then(|member| member.value.as_text()).map(str::to_owned));
        }
    }
    // A circle of standards is a finding of its own; here it only has to end.
    if let Some(from) = definition.inherits.as_ref().filter(|_| depth < 8)
        && let Some(standard) = workspace.targets(record, from).next()
    {
        ids.extend(entries(workspace, workspace.record(standard), list, depth + 1));
    }
    ids
}
