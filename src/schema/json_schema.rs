//! A kind as JSON Schema, for editors: completion, hover texts and first checks of TOML records.
//!
//! Draft 7, which taplo reads. Unknown keys are allowed here, since taplo would report one up to seven times;
//! `check` reports them once.

use super::{Kind, Schema};
use crate::value::{FieldDefinition, Fields, ReferenceType, Type};
use serde_json::{Map, Value, json};

/// Returns the JSON Schema of a kind's TOML files: one record, or a collection of them.
pub fn json_schema(schema: &Schema, kind: &Kind) -> Value {
    let mut properties = properties(schema, &kind.fields);
    let id = json!({
        "type": "string",
        "pattern": "^[a-z0-9][a-z0-9-]{0,79}$",
        "description": "The id; by default the file's name. Entries of a collection always have one.",
    });
    properties.insert("id".to_owned(), id);
    if let Some(lifecycle) = &kind.lifecycle {
        let names: Vec<&str> = lifecycle.names().collect();
        let texts: Vec<String> = lifecycle
            .statuses
            .iter()
            .map(|status| format!("{} ({}): {}", status.name, status.category, status.summary))
            .collect();
        let status =
            json!({ "type": "string", "enum": names, "description": format!("Where it stands. {}", texts.join(" ")) });
        properties.insert("status".to_owned(), status);
    }
    properties.insert(
        "extra".to_owned(),
        json!({ "type": "object", "description": "Keys of your own." }),
    );
    let required = required(&kind.fields);
    let record = json!({ "type": "object", "properties": properties, "required": required });
    let mut top = properties_of(&record);
    top.insert(
        kind.name.to_string(),
        json!({ "type": "array", "items": record, "description": format!("Several {} in one file.", kind.plural) }),
    );
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": kind.name.to_string(),
        "description": kind.summary.to_string(),
        "type": "object",
        "properties": top,
        "anyOf": [{ "required": required }, { "required": [&*kind.name] }],
    })
}

fn properties_of(record: &Value) -> Map<String, Value> {
    record
        .get("properties")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

fn properties(schema: &Schema, fields: &Fields) -> Map<String, Value> {
    fields
        .iter()
        .map(|(_, field)| (field.name.to_string(), property(schema, field)))
        .collect()
}

fn required(fields: &Fields) -> Vec<&str> {
    fields
        .iter()
        .filter(|(_, field)| field.required)
        .map(|(_, field)| &*field.name)
        .collect()
}

fn property(schema: &Schema, field: &FieldDefinition) -> Value {
    let mut value = of_type(schema, &field.of);
    if !field.summary.is_empty() {
        value["description"] = Value::String(field.summary.to_string());
    }
    value
}

fn of_type(schema: &Schema, of: &Type) -> Value {
    match of {
        Type::Text | Type::Cadence | Type::File | Type::Expression | Type::Status { .. } | Type::Entry { .. } => {
            json!({ "type": "string" })
        }
        Type::Url => json!({ "type": "string", "pattern": "^(https?://|mailto:)" }),
        Type::Number => json!({ "type": "number" }),
        Type::Integer => json!({ "type": "integer" }),
        Type::Share => {
            json!({ "anyOf": [{ "type": "number", "minimum": 0, "maximum": 1 }, { "type": "string", "pattern": "%$" }] })
        }
        Type::Boolean => json!({ "type": "boolean" }),
        // TOML dates reach the validator as texts.
        Type::Date | Type::Moment => json!({ "type": "string" }),
        Type::Period => {
            json!({ "type": "string", "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?|-Q[1-4]|-H[12])?$" })
        }
        Type::Duration => json!({ "type": "string", "pattern": "^[0-9]+(min|h|d|w|wh|wd)$" }),
        Type::Choice(choices) => {
            let words: Vec<&str> = choices.0.iter().map(|word| &**word).collect();
            json!({ "type": "string", "enum": words })
        }
        Type::Kind => {
            let names: Vec<&str> = schema.kinds().map(|kind| &*kind.name).collect();
            json!({ "type": "string", "enum": names })
        }
        Type::Reference(reference) => of_reference(schema, reference),
        Type::List(of) => json!({ "type": "array", "items": of_type(schema, of) }),
        Type::Table(fields) => {
            json!({ "type": "object", "properties": properties(schema, fields), "required": required(fields) })
        }
        Type::Map { of, .. } => json!({ "type": "object", "additionalProperties": of_type(schema, of) }),
        Type::Any => json!({}),
    }
}

/// An id, or a table keyed by a kind with details.
fn of_reference(schema: &Schema, reference: &ReferenceType) -> Value {
    let mut table = properties(schema, &reference.details);
    for kind in &reference.to {
        table.insert(schema.kind(*kind).name.to_string(), json!({ "type": "string" }));
    }
    json!({ "anyOf": [{ "type": "string", "minLength": 1 }, { "type": "object", "properties": table }] })
}
