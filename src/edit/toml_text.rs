//! Values as TOML text.

use crate::time::{Date, Moment};
use crate::value::Type;
use std::fmt::Write as _;

/// Returns `text` as a basic TOML string, with its quotes.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// Returns `text` as it stands between the quotes of a basic TOML string.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Writes what a person typed for a field as TOML of its type: quotes where they belong, lists cut at commas.
pub(super) fn literal(of: &Type, text: &str) -> String {
    match of {
        Type::List(of) => {
            let items = text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(|item| literal(of, item));
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        Type::Number | Type::Integer | Type::Boolean => text.to_owned(),
        Type::Share if !text.ends_with('%') => text.to_owned(),
        Type::Date | Type::Period if Date::parse(text).is_some() => text.to_owned(),
        Type::Moment if Moment::parse(text).is_ok() => text.to_owned(),
        Type::Table(_) | Type::Map { .. } | Type::Any => text.to_owned(),
        _ => quoted(text),
    }
}
