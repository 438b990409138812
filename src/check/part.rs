//! A value inside a record together with its type, so that a rule can go down by key.

use crate::text::TextRange;
use crate::time::Date;
use crate::value::{Type, Value};
use crate::workspace::{Record, Workspace};

/// A value of a record, or one inside it.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    /// Where it stands.
    pub(super) range: TextRange,
    of: &'a Type,
    value: &'a Value,
}

impl<'a> Part<'a> {
    /// Returns a field of a record, where it has it.
    pub(super) fn field(workspace: &'a Workspace, record: &'a Record, name: &str) -> Option<Self> {
        let fields = &workspace.kind_of(record).fields;
        let index = fields.find(name)?;
        let field = record.field(index)?;
        Some(Self {
            range: field.range,
            of: &fields.get(index).of,
            value: &field.value,
        })
    }

    /// Returns what stands behind a key of a table.
    pub(super) fn get(self, key: &str) -> Option<Self> {
        let Type::Table(fields) = self.of else { return None };
        let index = fields.find(key)?;
        let member = self.value.members().iter().find(|member| member.of == index)?;
        Some(Self {
            range: member.range,
            of: &fields.get(index).of,
            value: &member.value,
        })
    }

    /// Returns the elements of a list.
    pub(super) fn items(self) -> impl Iterator<Item = Self> {
        self.value.items().iter().map(move |item| Self {
            range: item.range,
            of: self.of.element(),
            value: &item.value,
        })
    }

    /// Returns a text or file as written.
    pub(super) fn text(self) -> Option<&'a str> {
        self.value.as_text()
    }

    /// Returns the word of a choice.
    pub(super) fn choice(self) -> Option<&'a str> {
        match (self.of, self.value) {
            (Type::Choice(choices), Value::Choice(place)) => Some(choices.word(*place)),
            _ => None,
        }
    }

    /// Returns a number, whole or not.
    pub(super) fn number(self) -> Option<f64> {
        self.value.as_number()
    }

    /// Returns a whole number.
    pub(super) fn integer(self) -> Option<i64> {
        match self.value {
            Value::Integer(number) => Some(*number),
            _ => None,
        }
    }

    /// Returns a day.
    pub(super) fn date(self) -> Option<Date> {
        self.value.as_date()
    }
}
