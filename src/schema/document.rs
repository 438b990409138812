//! The kinds as a document for people: `docs/kinds.md`.

use super::{Kind, Lifecycle, Schema};
use crate::value::{FieldDefinition, Fields, Type};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Returns the kinds of a schema with their fields and lifecycles, as Markdown.
pub fn markdown(schema: &Schema) -> String {
    let mut out = String::from(
        "# Kinds\n\nWritten from the definitions in `schema/`; a test keeps it fresh. A workspace adds fields, choices, statuses and \
         kinds of its own in its folder `schema/`.\n",
    );
    overview(schema, &mut out);
    let common = common(schema);
    out.push_str("\n## Every kind\n\nEvery record may have these fields, and `[extra]` with keys of your own.\n\n");
    let fields: Vec<&FieldDefinition> = schema
        .kinds()
        .next()
        .map(|kind| {
            kind.fields
                .iter()
                .map(|(_, field)| field)
                .filter(|field| field.common)
                .collect()
        })
        .unwrap_or_default();
    table_head(&mut out);
    for field in fields {
        let summary = common.get(&*field.name).copied().unwrap_or(&field.summary);
        row(schema, &field.name, field, summary, &mut out);
    }
    for kind in schema.kinds() {
        of_kind(schema, kind, &common, &mut out);
    }
    out
}

/// The kinds by the part of the work they belong to.
fn overview(schema: &Schema, out: &mut String) {
    let mut areas: BTreeMap<&str, Vec<&Kind>> = BTreeMap::new();
    for kind in schema.kinds() {
        areas.entry(&kind.area).or_default().push(kind);
    }
    out.push_str("\n| area | kind | lives in | what it is |\n| --- | --- | --- | --- |\n");
    for (area, kinds) in areas {
        for kind in kinds {
            let _ = writeln!(
                out,
                "| {area} | [{0}](#{0}) | `{1}/` | {2} |",
                kind.name,
                kind.folder,
                cell(&kind.summary)
            );
        }
    }
}

/// What is said of each field of every kind by most kinds; some word it for themselves.
fn common(schema: &Schema) -> BTreeMap<&str, &str> {
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for kind in schema.kinds() {
        for (_, field) in kind.fields.iter().filter(|(_, field)| field.common) {
            *counts
                .entry(&field.name)
                .or_default()
                .entry(&field.summary)
                .or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter_map(|(name, counts)| {
            let (said, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
            Some((name, said))
        })
        .collect()
}

fn of_kind(schema: &Schema, kind: &Kind, common: &BTreeMap<&str, &str>, out: &mut String) {
    let _ = write!(
        out,
        "\n## {}\n\n{}\n\nLives in `{}/`",
        kind.name, kind.summary, kind.folder
    );
    if kind.monthly {
        let _ = write!(out, " (new ones in `{}/YYYY-MM/`)", kind.folder);
    }
    let _ = write!(out, ", or as `[[{}]]` in a file of several.", kind.name);
    if let Some(often) = &kind.review_every {
        let _ = write!(out, " Should be looked at every {often}.");
    }
    out.push('\n');
    let own = |field: &FieldDefinition| !field.common || common.get(&*field.name) != Some(&&*field.summary);
    let fields: Vec<&FieldDefinition> = kind
        .fields
        .iter()
        .map(|(_, field)| field)
        .filter(|field| own(field))
        .collect();
    if !fields.is_empty() {
        out.push('\n');
        table_head(out);
        for field in fields {
            row(schema, &field.name, field, &field.summary, out);
        }
    }
    if let Some(lifecycle) = &kind.lifecycle {
        statuses(kind, lifecycle, out);
    }
    if !kind.sections.is_empty() {
        let _ = writeln!(out, "\nIts text has the sections: {}.", kind.sections.join(", "));
    }
}

fn table_head(out: &mut String) {
    out.push_str("| field | type | what it says |\n| --- | --- | --- |\n");
}

/// A row for a field, and one for each key inside it.
fn row(schema: &Schema, path: &str, field: &FieldDefinition, summary: &str, out: &mut String) {
    let mut said = cell(summary);
    if field.required {
        said.insert_str(0, "**Required.** ");
    }
    if let Some(default) = &field.default {
        let _ = write!(said, " Left out, it is `{default}`.");
    }
    if field.internal {
        said.push_str(" Never on a public site.");
    }
    let _ = writeln!(
        out,
        "| `{path}` | {} | {} |",
        type_words(schema, &field.of),
        said.trim()
    );
    if let Some(fields) = field.of.fields() {
        rows(schema, path, fields, out);
    }
    if let Type::Reference(reference) = field.of.element() {
        rows(schema, path, &reference.details, out);
    }
}

fn rows(schema: &Schema, above: &str, fields: &Fields, out: &mut String) {
    // `confirmed` may stand beside every reference and is told once, in the documentation of references.
    for (_, field) in fields.iter().filter(|(_, field)| !field.common) {
        row(schema, &format!("{above}.{}", field.name), field, &field.summary, out);
    }
}

fn type_words(schema: &Schema, of: &Type) -> String {
    match of {
        Type::Choice(choices) => {
            let words: Vec<String> = choices.0.iter().map(|word| format!("`{word}`")).collect();
            words.join(", ")
        }
        Type::Reference(reference) if reference.to.is_empty() => "any record, as `kind/id`".to_owned(),
        Type::Reference(reference) => {
            let kinds: Vec<&str> = reference.to.iter().map(|kind| &*schema.kind(*kind).name).collect();
            kinds.join(" or ")
        }
        Type::Status { of } => format!("status of the kind in `{of}`"),
        Type::Entry { within, .. } => format!("entry of `{within}`"),
        Type::Kind => "name of a kind".to_owned(),
        Type::Boolean => "true or false".to_owned(),
        Type::Integer => "whole number".to_owned(),
        Type::Share => "share, such as `\"80%\"`".to_owned(),
        Type::Date => "day".to_owned(),
        Type::Moment => "day or time".to_owned(),
        Type::Period => "day, month, quarter or year".to_owned(),
        Type::Url => "web address".to_owned(),
        Type::List(of) => format!("list: {}", type_words(schema, of)),
        Type::Map { keys: Some(keys), .. } => format!("table by entries of `{keys}`"),
        Type::Map { keys: None, of } => format!("table: {}", type_words(schema, of)),
        _ => of.word().to_owned(),
    }
}

fn statuses(kind: &Kind, lifecycle: &Lifecycle, out: &mut String) {
    out.push_str("\n| status | counts as | may become | what it means |\n| --- | --- | --- | --- |\n");
    for (place, status) in lifecycle.statuses.iter().enumerate() {
        let next: Vec<&str> = status
            .next
            .iter()
            .filter_map(|next| kind.status(*next))
            .map(|next| &*next.name)
            .collect();
        let next = if lifecycle.strict {
            next.join(", ")
        } else {
            "any".to_owned()
        };
        let needs: Vec<String> = status
            .requires
            .iter()
            .map(|field| format!("`{}`", kind.fields.get(*field).name))
            .collect();
        let mut said = cell(&status.summary);
        if !needs.is_empty() {
            let _ = write!(said, " Needs {}.", needs.join(" and "));
        }
        if usize::from(lifecycle.initial.0) == place {
            said.push_str(" A record without a status has this one.");
        }
        let _ = writeln!(
            out,
            "| `{}` | {} | {next} | {} |",
            status.name,
            status.category,
            said.trim()
        );
    }
}

/// A text in the cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
