//! Values as one line of plain text, as files write them: for tables, CSV and programs.

use super::{Record, Workspace};
use crate::value::{FieldDefinition, Type, Value};

impl Workspace {
    /// Returns a field's value on one line: ids for references, ISO days, elements joined by `, `; empty when absent.
    pub fn field_text(&self, record: &Record, field: &str) -> String {
        let fields = &self.kind_of(record).fields;
        let Some(index) = fields.find(field) else {
            return String::new();
        };
        record
            .get(index)
            .map_or_else(String::new, |value| self.plain(record, &fields.get(index).of, value))
    }

    fn plain(&self, record: &Record, of: &Type, value: &Value) -> String {
        match (of, value) {
            (Type::Choice(choices), Value::Choice(place)) => choices.word(*place).to_owned(),
            (
                _,
                Value::Text(text) | Value::Word(text) | Value::File(text) | Value::Raw(text) | Value::Invalid(text),
            ) => text.to_string(),
            (_, Value::Number(number)) => number.to_string(),
            (_, Value::Integer(number)) => number.to_string(),
            (_, Value::Boolean(yes)) => yes.to_string(),
            (_, Value::Date(date)) => date.to_string(),
            (_, Value::Moment(moment)) => moment.to_string(),
            (_, Value::Period(period)) => period.to_string(),
            (_, Value::Duration(duration)) => duration.to_string(),
            (_, Value::Cadence(cadence)) => cadence.to_string(),
            (_, Value::Kind(kind)) => self.schema.kind(*kind).name.to_string(),
            (_, Value::Reference(number)) => self.written(self.reference(record, *number)).to_owned(),
            (Type::List(of), Value::List(items)) => {
                let items: Vec<String> = items.iter().map(|item| self.plain(record, of, &item.value)).collect();
                items.join(", ")
            }
            (Type::Table(fields), Value::Table(members)) => {
                let shown = |definition: &FieldDefinition, value| {
                    format!("{}: {}", definition.name, self.plain(record, &definition.of, value))
                };
                let members: Vec<String> = members
                    .iter()
                    .map(|member| shown(fields.get(member.of), &member.value))
                    .collect();
                format!("({})", members.join("; "))
            }
            (Type::Map { of, .. }, Value::Map(pairs)) => {
                let pairs: Vec<String> = pairs
                    .iter()
                    .map(|pair| format!("{}: {}", pair.key, self.plain(record, of, &pair.item.value)))
                    .collect();
                pairs.join("; ")
            }
            _ => String::new(),
        }
    }
}
