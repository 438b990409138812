//! A record with typed values.

use crate::text::{Id, TextRange};
use crate::value::{Field, FieldIndex, Item, KindIndex, Member, StatusIndex, Value};

/// The place of a record in one workspace; never stored or compared across two.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordIndex(pub u32);

/// The place of a document in one workspace.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DocumentIndex(pub u32);

/// A record.
#[derive(Debug)]
pub struct Record {
    /// Its kind.
    pub kind: KindIndex,
    /// Its id; where the file gives no valid one, the nearest that is, with a finding.
    pub id: Id,
    /// The file it stands in.
    pub document: DocumentIndex,
    /// Its place in a collection file.
    pub entry: Option<u32>,
    /// The Markdown that belongs to it, where it has any.
    pub body: Option<DocumentIndex>,
    /// Its written status, or the initial one; `None` where the kind has none or the word is unknown.
    pub status: Option<StatusIndex>,
    /// What it counts as: the written status, or where that follows other records the further along of the two.
    pub effective: Option<StatusIndex>,
    /// Where the status stands, if it is written.
    pub status_range: Option<TextRange>,
    /// Where a finding about the record as a whole points.
    pub head: TextRange,
    /// Where the id is written, if it is.
    pub id_range: Option<TextRange>,
    /// Its fields, in the order of the file.
    pub fields: Box<[Field]>,
    /// The keys and values of `[extra]`, as TOML text.
    pub extra: Box<[(Box<str>, Box<str>)]>,
    /// Its references among all: first, and one after the last.
    pub(super) references: (u32, u32),
}

impl Record {
    /// Returns the value of a field of its kind.
    pub fn get(&self, field: FieldIndex) -> Option<&Value> {
        self.field(field).map(|field| &field.value)
    }

    /// Returns a field of its kind with its place.
    pub fn field(&self, field: FieldIndex) -> Option<&Field> {
        self.fields.iter().find(|one| one.of == field)
    }
}

/// Calls `visit` for a value and every value inside it: elements, members, what stands behind keys.
///
/// `path` names the keys from the field down to a value, without entry ids.
pub fn visit_values<'a>(range: TextRange, value: &'a Value, visit: &mut dyn FnMut(TextRange, &'a Value)) {
    visit(range, value);
    let members = |members: &'a [Member], visit: &mut dyn FnMut(TextRange, &'a Value)| {
        for member in members {
            visit_values(member.range, &member.value, visit);
        }
    };
    match value {
        Value::List(items) => {
            for Item { range, value } in items {
                visit_values(*range, value, visit);
            }
        }
        Value::Table(inner) => members(inner, visit),
        Value::Map(pairs) => {
            for pair in pairs {
                visit_values(pair.item.range, &pair.item.value, visit);
            }
        }
        _ => {}
    }
}
