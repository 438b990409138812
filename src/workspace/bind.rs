//! One record's TOML into typed values, under its kind.
//!
//! Every value is read on its own: a wrong one is a finding and stays in sight, the others are good.

use super::known::Words;
use super::reference::{Details, Place};
use super::{INVALID_ID, LOOK_ALIKE_ID, RESERVED_ID};
use crate::diagnostic::Diagnostic;
use crate::expression::{INVALID_EXPRESSION, Root, compile};
use crate::parse::{DUPLICATE_KEY, Entry, Node, Raw, Table};
use crate::schema::{
    CADENCE_IN_WORDS, Kind, MISSING_FIELD, Schema, UNKNOWN_CHOICE, UNKNOWN_KEY, UNKNOWN_STATUS, WRONG_TYPE,
};
use crate::text::{
    FieldPath, Id, IdProblem, Identity, RepoPath, Segment, Span, TextRange, clip, listed, look_alike, nearest, slug,
};
use crate::time::{Cadence, Date, Duration, Moment, Period};
use crate::value::{Field, Fields, Item, Member, Pair, ReferenceType, StatusIndex, Type, Value};
use std::collections::BTreeMap;

/// A record before its references are resolved.
pub(super) struct Bound {
    pub(super) id: Id,
    pub(super) id_range: Option<TextRange>,
    pub(super) status: Option<StatusIndex>,
    pub(super) status_range: Option<TextRange>,
    pub(super) head: TextRange,
    pub(super) fields: Box<[Field]>,
    pub(super) extra: Box<[(Box<str>, Box<str>)]>,
    pub(super) references: Vec<BoundReference>,
    pub(super) problems: Vec<Diagnostic>,
}

/// A bound record with its place in its file.
pub(super) struct BoundRecord<'k> {
    /// Its place in a collection.
    pub(super) entry: Option<u32>,
    pub(super) bound: Bound,
    /// What its references name, where the text was not read.
    pub(super) words: Words<'k>,
}

impl Bound {
    /// The record of a file of its own.
    pub(super) fn alone(self) -> BoundRecord<'static> {
        BoundRecord {
            entry: None,
            bound: self,
            words: Words::default(),
        }
    }

    /// An entry of a collection.
    pub(super) fn entry(self, place: u32) -> BoundRecord<'static> {
        BoundRecord {
            entry: Some(place),
            ..self.alone()
        }
    }
}

/// A reference of a field before it is resolved.
pub(super) struct BoundReference {
    pub(super) range: TextRange,
    pub(super) place: Place,
    /// The kind key of a table entry.
    pub(super) kind: Option<crate::value::KindIndex>,
    pub(super) details: Option<Box<Details>>,
}

/// What binding needs to know of the record's file.
pub(super) struct Source<'a> {
    pub(super) path: &'a RepoPath,
    pub(super) text: &'a str,
    pub(super) schema: &'a Schema,
    /// The most bytes of a file with one record.
    pub(super) most_bytes: u32,
    /// The first month of a year, for quarters.
    pub(super) year_start: u8,
}

/// Binds a table to a kind. `stem` gives the id where the table does not; `head` is where the record begins.
pub(super) fn bind(source: &Source<'_>, kind: &Kind, table: &Table, stem: Option<&str>, head: TextRange) -> Bound {
    let (id, id_range, id_problem) = id_of(source, kind, table, stem, head);
    let mut binder = Binder {
        source,
        kind,
        top: table,
        identity: Identity {
            kind: Box::from(&*kind.name),
            id: id.clone(),
        },
        path: Vec::new(),
        references: Vec::new(),
        problems: Vec::new(),
        inheriting: false,
    };
    if let Some(problem) = id_problem {
        binder.problems.push(problem.of(binder.identity.clone()));
    }
    binder.inheriting = kind
        .fields
        .iter()
        .any(|(_, field)| field.inherits.as_ref().is_some_and(|from| table.get(from).is_some()));
    let mut status = None;
    let mut status_range = None;
    let mut extra = Vec::new();
    let mut fields = Vec::with_capacity(table.entries.len());
    for entry in &table.entries {
        match &*entry.key {
            "id" => {}
            "status" if kind.lifecycle.is_some() => {
                status_range = Some(entry.value.range);
                status = Some(binder.status(entry));
            }
            "extra" => extra = binder.extra(entry),
            _ => binder.member(entry, &kind.fields, &mut fields),
        }
    }
    let lifecycle = kind.lifecycle.as_ref();
    let status = status.unwrap_or_else(|| lifecycle.filter(|one| !one.statuses.is_empty()).map(|one| one.initial));
    binder.formulas(&fields, &kind.fields);
    binder.missing(&kind.fields, &fields, head);
    if let Some(status) = status {
        binder.required_by_status(status, &fields, status_range.unwrap_or(head));
    }
    Bound {
        id,
        id_range,
        status,
        status_range,
        head,
        fields: fields.into_boxed_slice(),
        extra: extra.into_boxed_slice(),
        references: binder.references,
        problems: binder.problems,
    }
}

/// The id, from the table or the file name; where neither is one, the nearest that is, and a finding.
fn id_of(
    source: &Source<'_>,
    kind: &Kind,
    table: &Table,
    stem: Option<&str>,
    head: TextRange,
) -> (Id, Option<TextRange>, Option<Diagnostic>) {
    let entry = table.get("id");
    let written = entry.map(|entry| (entry.value.as_str(source.text), entry.value.range));
    let (text, range) = match written {
        Some((Some(text), range)) => (text, range),
        Some((None, range)) => ("", range),
        None => (stem.unwrap_or(""), head),
    };
    let id_range = written.map(|(_, range)| range);
    let span = Span::new(source.path, range);
    let problem = match Id::new(text) {
        Ok(id) => return (id, id_range, None),
        Err(problem) => problem,
    };
    let title = table
        .get("title")
        .and_then(|title| title.value.as_str(source.text))
        .unwrap_or("");
    let near = [
        slug(text),
        slug(title),
        format!("{}-{}", slug(text), kind.name),
        format!("{}-at-{}", kind.name, range.start),
    ]
    .into_iter()
    .find_map(|text| Id::new(text.trim_matches('-')).ok());
    // The last of the candidates is always an id: kind names are.
    let id = near.unwrap_or_else(|| Id::new("record").expect("a plain word is an id"));
    let finding = if entry.is_none() && stem.is_none() {
        MISSING_FIELD
            .at(
                span,
                format!("each `[[{}]]` of a file of several needs an `id`", kind.name),
            )
            .with_help(format!("write `id = \"{id}\"`"))
            .about(FieldPath::field("id"), "")
    } else if let Some(entry) = entry.filter(|entry| entry.value.as_str(source.text).is_none()) {
        WRONG_TYPE
            .at(span, format!("`id` takes a text, not {}", entry.value.noun()))
            .with_help(format!("write it in quotes, such as `id = \"{id}\"`"))
            .about(FieldPath::field("id"), "")
    } else if let Some(found) = look_alike(text) {
        let whose = if written.is_some() { "the id" } else { "the file name" };
        let plain = Some(found.plain).filter(|plain| Id::check(plain).is_ok());
        let plain = plain.unwrap_or_else(|| id.to_string());
        let help = if written.is_some() {
            format!("type it anew: `{plain}`")
        } else {
            format!("type the file's name anew: `{plain}`")
        };
        LOOK_ALIKE_ID
            .at(span, format!("{whose} `{}` holds {}", clip(text), found.what))
            .with_help(help)
            .about(FieldPath::field("id"), text)
    } else {
        let shown = clip(text);
        let what = if text.is_empty() {
            "this is no id".to_owned()
        } else if written.is_some() {
            format!("`{shown}` is no id")
        } else {
            format!("the file name `{shown}` is no id")
        };
        let why = match problem {
            IdProblem::Empty => "it is empty".to_owned(),
            IdProblem::Long => "it is longer than 80 characters".to_owned(),
            IdProblem::Dash => "it begins with a dash".to_owned(),
            IdProblem::Character(' ') => "it holds a space".to_owned(),
            IdProblem::Character(bad) if bad.is_ascii_uppercase() => format!("it holds the capital `{bad}`"),
            // A look-alike of a plain letter is told by its number.
            IdProblem::Character(bad) if bad.is_alphanumeric() => {
                format!("it holds `{bad}` (U+{:04X})", u32::from(bad))
            }
            IdProblem::Character(bad) => format!("it holds `{}`", crate::text::visible(&bad.to_string())),
            IdProblem::Reserved => "some systems keep this name for themselves".to_owned(),
        };
        let rule = if problem == IdProblem::Reserved {
            &RESERVED_ID
        } else {
            &INVALID_ID
        };
        let help = if problem == IdProblem::Reserved {
            format!("choose another one, such as `{id}`")
        } else {
            format!("ids are lower-case letters, digits and dashes, such as `{id}`")
        };
        rule.at(span, format!("{what}: {why}"))
            .with_help(help)
            .about(FieldPath::field("id"), text)
    };
    (id, id_range, Some(finding))
}

struct Binder<'a> {
    source: &'a Source<'a>,
    kind: &'a Kind,
    /// The record's own table.
    top: &'a Table,
    identity: Identity,
    /// The keys from the record down to where we are.
    path: Vec<Segment>,
    references: Vec<BoundReference>,
    problems: Vec<Diagnostic>,
    /// The record writes only what differs from the one it follows.
    inheriting: bool,
}

impl<'a> Binder<'a> {
    fn span(&self, range: TextRange) -> Span {
        Span::new(self.source.path, range)
    }

    fn field_path(&self) -> FieldPath {
        self.path
            .iter()
            .fold(FieldPath::default(), |path, segment| path.join(segment.clone()))
    }

    fn report(&mut self, finding: Diagnostic, value: &str) {
        let finding = finding.about(self.field_path(), &clip(value)).of(self.identity.clone());
        self.problems.push(finding);
    }

    /// What a message calls the place we are at: the last key.
    fn here(&self) -> String {
        let key = self.path.iter().rev().find_map(|segment| match segment {
            Segment::Key(key) => Some(&**key),
            _ => None,
        });
        key.unwrap_or("this").to_owned()
    }

    /// Reads a key of the record or of a table in it.
    fn member(&mut self, entry: &Entry, fields: &Fields, members: &mut Vec<Member>) {
        let Some(index) = fields.find(&entry.key) else {
            self.path.push(Segment::Key(Box::from(&*entry.key)));
            self.unknown_key(entry, fields);
            self.path.pop();
            return;
        };
        let definition = fields.get(index);
        self.path.push(Segment::Key(Box::from(&*definition.name)));
        if members.iter().any(|member| member.of == index) {
            let finding = DUPLICATE_KEY
                .at(
                    self.span(entry.key_range),
                    format!("`{}` stands here under two names", definition.name),
                )
                .with_help(format!(
                    "keep the line with `{}`: the other is a former name of it",
                    definition.name
                ));
            self.report(finding, &entry.key);
            self.path.pop();
            return;
        }
        let value = self.value(&entry.value, &definition.of);
        members.push(Field {
            of: index,
            range: entry.value.range,
            value,
        });
        self.path.pop();
    }

    fn unknown_key(&mut self, entry: &Entry, fields: &Fields) {
        let at_top = self.path.len() == 1;
        let what = if at_top {
            self.kind.noun()
        } else {
            format!("`{}`", clip(&self.path_above()))
        };
        let mut known: Vec<&str> = fields.names().collect();
        if at_top {
            known.extend(["id", "extra"]);
            if self.kind.lifecycle.is_some() {
                known.push("status");
            }
        }
        known.sort_unstable();
        let help = match nearest(&entry.key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if at_top => format!(
                "keys of your own go under `[extra]`, or become fields in `schema/{}.toml`",
                self.kind.name
            ),
            None => format!("it has: {}", listed(known)),
        };
        let finding = UNKNOWN_KEY
            .at(
                self.span(entry.key_range),
                format!("{what} has no field `{}`", clip(&entry.key)),
            )
            .with_help(help);
        self.report(finding, "");
    }

    /// The path of the table that holds the key we are at.
    fn path_above(&self) -> String {
        let above = self.path[..self.path.len() - 1].iter();
        above
            .fold(FieldPath::default(), |path, segment| path.join(segment.clone()))
            .to_string()
    }

    fn status(&mut self, entry: &Entry) -> Option<StatusIndex> {
        self.path.push(Segment::Key(Box::from("status")));
        let found = self.status_of(entry);
        self.path.pop();
        found
    }

    fn status_of(&mut self, entry: &Entry) -> Option<StatusIndex> {
        let lifecycle = self.kind.lifecycle.as_ref()?;
        let Some(word) = entry.value.as_str(self.source.text) else {
            let names = format!("write one of: {}", listed(lifecycle.names()));
            self.wrong(&entry.value, "a status in quotes", Some(names));
            return None;
        };
        if let Some(status) = lifecycle.find(word) {
            return Some(status);
        }
        let names: Vec<&str> = lifecycle.names().collect();
        let finding = UNKNOWN_STATUS
            .at(
                self.span(entry.value.range),
                format!("{} has no status `{}`", self.kind.noun(), clip(word)),
            )
            .with_help(one_of(word, &names));
        self.report(finding, word);
        None
    }

    fn extra(&mut self, entry: &Entry) -> Vec<(Box<str>, Box<str>)> {
        let Raw::Table(table) = &entry.value.raw else {
            self.path.push(Segment::Key(Box::from("extra")));
            let help = "write `[extra]` and below it each key with its value".to_owned();
            self.wrong(&entry.value, "a table for keys of your own", Some(help));
            self.path.pop();
            return Vec::new();
        };
        table
            .entries
            .iter()
            .map(|entry| {
                let value = match entry.value.as_str(self.source.text) {
                    Some(text) => text.to_owned(),
                    None => plain_toml(&entry.value, self.source.text),
                };
                (Box::from(&*entry.key), value.into_boxed_str())
            })
            .collect()
    }

    /// Reports required fields that are not there.
    fn missing(&mut self, fields: &Fields, members: &[Member], at: TextRange) {
        for (index, definition) in fields.iter().filter(|(_, definition)| definition.required) {
            if let Some(member) = members.iter().find(|member| member.of == index) {
                let empty = matches!(&member.value, Value::Text(text) if text.trim().is_empty());
                if empty {
                    self.path.push(Segment::Key(Box::from(&*definition.name)));
                    let finding = MISSING_FIELD
                        .at(self.span(member.range), format!("`{}` is empty", definition.name))
                        .with_help(
                            (!definition.summary.is_empty()).then(|| format!("write {}", lower(&definition.summary))),
                        );
                    self.report(finding, "");
                    self.path.pop();
                }
                continue;
            }
            let what = match self.path.is_empty() {
                true => self.kind.noun(),
                false => format!("`{}`", clip(&self.field_path().to_string())),
            };
            let finding = MISSING_FIELD
                .at(self.span(at), format!("{what} needs `{}`", definition.name))
                .with_help(format!(
                    "add `{} = {}`{}",
                    definition.name,
                    example(&definition.of),
                    sentence(&definition.summary)
                ));
            self.path.push(Segment::Key(Box::from(&*definition.name)));
            self.report(finding, "");
            self.path.pop();
        }
    }

    fn required_by_status(&mut self, status: StatusIndex, fields: &[Field], at: TextRange) {
        let Some(status) = self.kind.status(status) else { return };
        for index in &status.requires {
            if fields.iter().any(|field| field.of == *index) {
                continue;
            }
            let definition = self.kind.fields.get(*index);
            let finding = MISSING_FIELD
                .at(
                    self.span(at),
                    format!(
                        "{} that is {} needs `{}`",
                        self.kind.noun(),
                        status.name,
                        definition.name
                    ),
                )
                .with_help(format!(
                    "add `{} = {}`{}",
                    definition.name,
                    example(&definition.of),
                    sentence(&definition.summary)
                ));
            self.path.push(Segment::Key(Box::from(&*definition.name)));
            self.report(finding, "");
            self.path.pop();
        }
    }

    fn wrong(&mut self, node: &Node, wanted: &str, help: Option<String>) -> Value {
        let text = node.range.of(self.source.text);
        let finding = WRONG_TYPE
            .at(
                self.span(node.range),
                format!("`{}` takes {wanted}, not {}", self.here(), node.noun()),
            )
            .with_help(help);
        self.report(finding, text);
        Value::Invalid(clip(text).into())
    }

    /// A value that is there and says nothing.
    fn empty(&mut self, node: &Node) -> Value {
        let message = format!("`{}` is empty", self.here());
        self.unreadable(node, message, Some("write a value, or leave the line out".to_owned()))
    }

    /// A text that does not read as its type; the error says `what: what would be right`.
    fn unread(&mut self, node: &Node, error: &impl std::fmt::Display) -> Value {
        let text = node.range.of(self.source.text);
        let finding = WRONG_TYPE.at_error(self.span(node.range), error);
        self.report(finding, text);
        Value::Invalid(clip(text).into())
    }

    /// A text that does not read as its type.
    fn unreadable(&mut self, node: &Node, message: String, help: Option<String>) -> Value {
        let text = node.range.of(self.source.text);
        let finding = WRONG_TYPE.at(self.span(node.range), message).with_help(help);
        self.report(finding, text);
        Value::Invalid(clip(text).into())
    }

    /// Reads one value.
    fn value(&mut self, node: &Node, of: &Type) -> Value {
        let text = node.as_str(self.source.text);
        // An empty text is a text, and an empty reference or number has words of its own.
        let wordless = !matches!(
            of,
            Type::Text | Type::Any | Type::List(_) | Type::Table(_) | Type::Map { .. }
        );
        if wordless && text.is_some_and(|text| text.trim().is_empty()) {
            return self.empty(node);
        }
        match of {
            Type::Text | Type::Expression => match text {
                Some(text) => Value::Text(Box::from(text)),
                None => self.wrong(node, "a text", Some(quoted(node, self.source.text))),
            },
            Type::Number => self.number(node),
            Type::Integer => match node.raw {
                Raw::Integer(number) => Value::Integer(number),
                Raw::Overflow => self.overflow(node),
                _ => self.wrong(node, "a whole number", unquoted(text)),
            },
            Type::Share => self.share(node, text),
            Type::Boolean => match node.raw {
                Raw::Boolean(value) => Value::Boolean(value),
                _ => self.wrong(
                    node,
                    "true or false",
                    Some("write `true` or `false` without quotes".to_owned()),
                ),
            },
            Type::Date => self.date(node, text),
            Type::Moment => self.moment(node, text),
            Type::Period => self.period(node, text),
            Type::Duration => self.duration(node, text),
            Type::Cadence => self.cadence(node, text),
            Type::Url => self.url(node, text),
            Type::File => match text {
                Some(file) => Value::File(Box::from(file)),
                None => self.wrong(node, "the path of a file", None),
            },
            Type::Choice(choices) => match text {
                Some(word) => match choices.find(word) {
                    Some(place) => Value::Choice(place),
                    None => {
                        let words: Vec<&str> = choices.0.iter().map(|word| &**word).collect();
                        self.unknown_choice(node, word, &words)
                    }
                },
                None => {
                    let words = listed(choices.0.iter().map(|word| &**word));
                    self.wrong(
                        node,
                        "one of its words in quotes",
                        Some(format!("write one of: {words}")),
                    )
                }
            },
            Type::Kind => match text {
                Some(name) => match self.source.schema.find(name) {
                    Some(kind) => Value::Kind(kind),
                    None => {
                        let names: Vec<&str> = self.source.schema.kinds().map(|kind| &*kind.name).collect();
                        let finding = UNKNOWN_CHOICE
                            .at(self.span(node.range), format!("no kind is named `{}`", clip(name)))
                            .with_help(one_of(name, &names));
                        self.report(finding, name);
                        Value::Invalid(clip(name).into())
                    }
                },
                None => self.wrong(node, "the name of a kind", None),
            },
            Type::Status { of } => self.status_of_kind(node, text, of),
            Type::Entry { .. } => match text {
                Some(id) => Value::Word(Box::from(id)),
                None => self.wrong(node, "the id of an entry", None),
            },
            Type::Reference(reference) => self.reference(node, text, reference),
            Type::List(of) => self.list(node, of),
            Type::Table(fields) => match &node.raw {
                Raw::Table(table) => self.table(table, fields, node.range),
                _ => self.wrong(node, "a table", Some(format!("it has: {}", listed(fields.names())))),
            },
            Type::Map { of, .. } => self.map(node, of),
            Type::Any => Value::Raw(plain_toml(node, self.source.text).into()),
        }
    }

    fn unknown_choice(&mut self, node: &Node, word: &str, words: &[&str]) -> Value {
        let finding = UNKNOWN_CHOICE
            .at(
                self.span(node.range),
                format!("`{}` cannot be `{}`", self.here(), clip(word)),
            )
            .with_help(one_of(word, words));
        self.report(finding, word);
        Value::Invalid(clip(word).into())
    }

    fn number(&mut self, node: &Node) -> Value {
        match node.raw {
            Raw::Integer(number) => Value::Integer(number),
            Raw::Float(number) => Value::Number(number),
            Raw::Overflow => self.overflow(node),
            _ => {
                let help = unquoted(node.as_str(self.source.text))
                    .or_else(|| Some("a number stands without quotes, such as `3` or `2.5`".to_owned()));
                self.wrong(node, "a number", help)
            }
        }
    }

    fn overflow(&mut self, node: &Node) -> Value {
        let message = format!("`{}` takes a number, and this one is too large or none", self.here());
        self.unreadable(
            node,
            message,
            Some("write it with at most 18 digits, or leave the line out".to_owned()),
        )
    }

    fn share(&mut self, node: &Node, text: Option<&str>) -> Value {
        let number = match (&node.raw, text) {
            (Raw::Float(number), _) => Some(*number),
            (Raw::Integer(number @ 0..=1), _) => Some(*number as f64),
            (_, Some(text)) => text
                .strip_suffix('%')
                .and_then(|text| text.trim().parse::<f64>().ok())
                .map(|n| n / 100.0),
            _ => None,
        };
        match number {
            Some(number) if (0.0..=1.0).contains(&number) => Value::Number(number),
            _ => {
                let help = match node.raw {
                    Raw::Integer(number @ 2..=100) => format!("write `\"{number}%\"` or `{}`", number as f64 / 100.0),
                    _ => "write a number from 0 to 1, or a percentage in quotes such as `\"80%\"`".to_owned(),
                };
                self.unreadable(node, format!("`{}` takes a share from 0 to 1", self.here()), Some(help))
            }
        }
    }

    fn date(&mut self, node: &Node, text: Option<&str>) -> Value {
        match (&node.raw, text) {
            (Raw::Datetime, _) => match Date::parse(node.range.of(self.source.text)) {
                Some(date) => Value::Date(date),
                None => {
                    let written = node.range.of(self.source.text);
                    let help = written
                        .get(..10)
                        .and_then(Date::parse)
                        .map(|date| format!("leave the time out: `{date}`"));
                    let message = format!(
                        "`{}` takes a day such as `2026-11-20`, not `{}`",
                        self.here(),
                        clip(written)
                    );
                    self.unreadable(node, message, help)
                }
            },
            (_, Some(text)) => {
                let help = Date::parse(text).map(|date| format!("write `{date}` without quotes"));
                self.wrong(node, "a day such as `2026-11-20`", help)
            }
            _ => self.wrong(node, "a day such as `2026-11-20`", None),
        }
    }

    fn moment(&mut self, node: &Node, text: Option<&str>) -> Value {
        let wanted = "a day such as `2026-11-20`, or a day with a time";
        match (&node.raw, text) {
            (Raw::Datetime, _) => match Moment::parse(node.range.of(self.source.text)) {
                Ok(moment) => Value::Moment(Box::new(moment)),
                Err(error) => self.unread(node, &error),
            },
            (_, Some(text)) => {
                let help = Moment::parse(text)
                    .ok()
                    .map(|_| format!("write `{text}` without quotes"));
                self.wrong(node, wanted, help)
            }
            _ => self.wrong(node, wanted, None),
        }
    }

    fn period(&mut self, node: &Node, text: Option<&str>) -> Value {
        let written = match node.raw {
            Raw::Datetime => node.range.of(self.source.text),
            _ => match text {
                Some(text) => text,
                None => {
                    let help = match node.raw {
                        Raw::Integer(year @ 1900..=2200) => Some(format!("write `\"{year}\"`")),
                        _ => None,
                    };
                    return self.wrong(node, "a day, or a month, quarter or year in quotes", help);
                }
            },
        };
        match Period::parse(written, self.source.year_start) {
            Ok(period) => Value::Period(period),
            Err(error) => self.unread(node, &error),
        }
    }

    fn duration(&mut self, node: &Node, text: Option<&str>) -> Value {
        let Some(text) = text else {
            let help = match node.raw {
                Raw::Integer(number @ 1..) => {
                    format!(
                        "write `\"{number}d\"` for days, `\"{number}h\"` for hours or `\"{number}wd\"` for working days"
                    )
                }
                _ => "write it such as `\"2d\"`, `\"36h\"` or, for working days, `\"2wd\"`".to_owned(),
            };
            return self.wrong(node, "a length of time in quotes", Some(help));
        };
        match Duration::parse(text) {
            Ok(duration) => Value::Duration(duration),
            Err(error) => self.unread(node, &error),
        }
    }

    fn cadence(&mut self, node: &Node, text: Option<&str>) -> Value {
        let Some(text) = text else {
            return self.wrong(
                node,
                "words in quotes that say how often",
                Some("write it such as `\"weekly\"` or `\"every 2 weeks on Monday\"`".to_owned()),
            );
        };
        match Cadence::parse(text) {
            Ok(cadence) => Value::Cadence(Box::new(cadence)),
            // Other text is kept as prose, with a hint (METHODS §1): it yields no dates.
            Err(error) => {
                let finding = CADENCE_IN_WORDS.at_error(self.span(node.range), &error);
                let help = finding.help.clone().unwrap_or_default();
                let help = match help.strip_prefix("write ") {
                    Some(_) => format!("it is kept as words and gives no dates; to have dates, {help}"),
                    None if help.is_empty() => "it is kept as words and gives no dates".to_owned(),
                    None => format!("it is kept as words and gives no dates: {help}"),
                };
                self.report(finding.with_help(help), text);
                Value::Text(Box::from(text))
            }
        }
    }

    fn url(&mut self, node: &Node, text: Option<&str>) -> Value {
        let Some(text) = text else {
            return self.wrong(node, "a web address in quotes", None);
        };
        let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
        let known = ["https://", "http://", "mailto:"]
            .iter()
            .any(|scheme| lower.starts_with(scheme));
        if known && !text.chars().any(|c| c.is_control() || c == ' ') {
            return Value::Text(Box::from(text));
        }
        let help = (!text.contains(':') && text.contains('.'))
            .then(|| format!("write `https://{}`", clip(text.trim_start_matches('/'))));
        self.unreadable(
            node,
            format!("`{}` is no web address", clip(text)),
            help.or_else(|| Some("an address begins with `https://`, `http://` or `mailto:`".to_owned())),
        )
    }

    /// A status of the kind that another field of the record names; without that field there is nothing to check.
    fn status_of_kind(&mut self, node: &Node, text: Option<&str>, of: &str) -> Value {
        let Some(word) = text else {
            return self.wrong(
                node,
                "a status in quotes",
                Some("write the status as a word in quotes".to_owned()),
            );
        };
        let named = self.top.get(of).and_then(|entry| entry.value.as_str(self.source.text));
        let kind = named
            .and_then(|name| self.source.schema.find(name))
            .map(|kind| self.source.schema.kind(kind));
        if let Some(kind) = kind
            && let Some(lifecycle) = &kind.lifecycle
            && lifecycle.find(word).is_none()
        {
            let names: Vec<&str> = lifecycle.names().collect();
            let finding = UNKNOWN_STATUS
                .at(
                    self.span(node.range),
                    format!("{} has no status `{}`", kind.noun(), clip(word)),
                )
                .with_help(one_of(word, &names));
            self.report(finding, word);
            return Value::Invalid(clip(word).into());
        }
        Value::Word(Box::from(word))
    }

    fn reference(&mut self, node: &Node, text: Option<&str>, reference: &ReferenceType) -> Value {
        let local = TextRange::new(self.references.len(), self.references.len()).start;
        match (&node.raw, text) {
            (_, Some(text)) if !text.is_empty() => {
                self.references.push(BoundReference {
                    range: node.range,
                    place: Place::Field(reference.number),
                    kind: None,
                    details: None,
                });
                Value::Reference(local)
            }
            (_, Some(_)) => self.unreadable(
                node,
                format!("`{}` is empty", self.here()),
                Some("write the id of a record, or leave the line out".to_owned()),
            ),
            (Raw::Table(table), _) => self.detailed_reference(node, table, reference),
            _ => {
                let wanted = format!("the id of {}", self.kinds(reference));
                let help = match &node.raw {
                    Raw::Array(items) => match &**items {
                        [one] => Some(format!(
                            "write `{}` without `[` and `]`",
                            clip(one.range.of(self.source.text))
                        )),
                        _ => Some("it takes one only, without `[` and `]`".to_owned()),
                    },
                    _ => Some("write its id in quotes: the file name without its ending".to_owned()),
                };
                self.wrong(node, &wanted, help)
            }
        }
    }

    /// `{ team = "platform", needed_by = 2026-08-14 }`
    fn detailed_reference(&mut self, node: &Node, table: &Table, reference: &ReferenceType) -> Value {
        let kind_of = |entry: &Entry| {
            let kind = self.source.schema.find(&entry.key)?;
            (reference.to.is_empty() || reference.to.contains(&kind)).then_some(kind)
        };
        let keyed: Vec<_> = table
            .entries
            .iter()
            .filter_map(|entry| Some((entry, kind_of(entry)?)))
            .collect();
        let &[(entry, kind)] = keyed.as_slice() else {
            let kinds = reference
                .to
                .iter()
                .map(|kind| format!("{} = \"…\"", self.source.schema.kind(*kind).name));
            let kinds: Vec<String> = kinds.collect();
            let message = format!("a table in `{}` names one record, by its kind", self.here());
            let help = match kinds.is_empty() {
                true => "write such as `team = \"…\"`".to_owned(),
                false => format!("write one of: {}", kinds.join(", ")),
            };
            return self.unreadable(node, message, Some(help));
        };
        let id = entry.value.as_str(self.source.text);
        if id.is_none_or(|id| id.trim().is_empty()) {
            self.path.push(Segment::Key(Box::from(&*entry.key)));
            let value = match id {
                Some(_) => self.empty(&entry.value),
                None => {
                    let help = "an id is lower-case letters, digits and dashes, in quotes".to_owned();
                    self.wrong(&entry.value, "an id in quotes", Some(help))
                }
            };
            self.path.pop();
            return value;
        }
        let local = self.references.len();
        self.references.push(BoundReference {
            range: entry.value.range,
            place: Place::Field(reference.number),
            kind: Some(kind),
            details: None,
        });
        let mut details = Vec::new();
        for other in table.entries.iter().filter(|other| other.key != entry.key) {
            self.member(other, &reference.details, &mut details);
        }
        self.missing(&reference.details, &details, node.range);
        if !details.is_empty() {
            self.references[local].details = Some(Box::new(Details(details.into_boxed_slice())));
        }
        Value::Reference(TextRange::new(local, local).start)
    }

    fn kinds(&self, reference: &ReferenceType) -> String {
        let nouns: Vec<String> = reference
            .to
            .iter()
            .map(|kind| self.source.schema.kind(*kind).noun())
            .collect();
        if nouns.is_empty() {
            "a record, as `kind/id`".to_owned()
        } else {
            nouns.join(" or ")
        }
    }

    fn list(&mut self, node: &Node, of: &Type) -> Value {
        let Raw::Array(items) = &node.raw else {
            let text = node.range.of(self.source.text);
            let help = match node.raw {
                Raw::Table(_) => format!(
                    "put it between `[` and `]`, or write `[[{}]]` as its heading",
                    self.here()
                ),
                _ => format!("write `[{}]`", clip(text)),
            };
            return self.wrong(node, "a list", Some(help));
        };
        let mut values = Vec::with_capacity(items.len());
        let mut ids: BTreeMap<&str, TextRange> = BTreeMap::new();
        for (place, item) in items.iter().enumerate() {
            let entry_id = match (&item.raw, of) {
                (Raw::Table(inner), Type::Table(fields)) if fields.find("id").is_some() => inner
                    .get("id")
                    .and_then(|id| Some((id.value.as_str(self.source.text)?, id.value.range))),
                _ => None,
            };
            let place = TextRange::new(place, place).start;
            self.path
                .push(entry_id.map_or(Segment::Index(place), |(id, _)| Segment::Entry(Box::from(id))));
            values.push(Item {
                range: item.range,
                value: self.value(item, of),
            });
            if let Some((id, range)) = entry_id {
                self.entry_id(id, range, &mut ids);
            }
            self.path.pop();
        }
        Value::List(values.into_boxed_slice())
    }

    /// Checks the id of an entry: its form, and that it is the only one.
    fn entry_id<'n>(&mut self, id: &'n str, range: TextRange, ids: &mut BTreeMap<&'n str, TextRange>) {
        if let Err(problem) = Id::check(id)
            && problem != IdProblem::Reserved
        {
            let near = slug(id);
            let finding = INVALID_ID
                .at(self.span(range), format!("`{}` is no id", clip(id)))
                .with_help(
                    (!near.is_empty())
                        .then(|| format!("ids are lower-case letters, digits and dashes, such as `{near}`")),
                );
            self.report(finding, id);
        }
        if let Some(first) = ids.get(id) {
            let finding = super::DUPLICATE_ID
                .at(
                    self.span(range),
                    format!("two entries of `{}` are named `{}`", self.here(), clip(id)),
                )
                .with_related(self.span(*first), "the first")
                .with_help("give one of them another id".to_owned());
            self.report(finding, id);
        }
        ids.entry(id).or_insert(range);
    }

    fn table(&mut self, table: &Table, fields: &Fields, range: TextRange) -> Value {
        let mut members = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            self.member(entry, fields, &mut members);
        }
        // A variant writes only what it changes; what is missing stands in the record it follows.
        if !self.inheriting {
            self.missing(fields, &members, range);
        }
        self.formulas(&members, fields);
        Value::Table(members.into_boxed_slice())
    }

    /// Compiles the formulas of a record or table: they are over numbers with the names that `inputs` beside them has.
    fn formulas(&mut self, members: &[Member], fields: &Fields) {
        let inputs = fields
            .find("inputs")
            .and_then(|inputs| members.iter().find(|member| member.of == inputs));
        let Some(Value::Map(pairs)) = inputs.map(|inputs| &inputs.value) else {
            return;
        };
        let names: Vec<&str> = pairs.iter().map(|pair| &*pair.key).collect();
        for member in members {
            let definition = fields.get(member.of);
            let (Type::Expression, Value::Text(text)) = (&definition.of, &member.value) else {
                continue;
            };
            let at = self.span(member.range);
            let (formula, problems) = compile(text, &at, self.source.schema, Root::Inputs(&names));
            let is_number = formula.is_none_or(|formula| formula.result_type().is_number());
            let wordless = (!is_number).then(|| {
                INVALID_EXPRESSION
                    .at(at, format!("`{}` comes to no number", clip(text)))
                    .with_help(format!("write a calculation with: {}", listed(names.iter().copied())))
            });
            self.path.push(Segment::Key(Box::from(&*definition.name)));
            for finding in problems.into_iter().chain(wordless) {
                let value = finding.subject.value.clone();
                self.report(finding, &value);
            }
            self.path.pop();
        }
    }

    fn map(&mut self, node: &Node, of: &Type) -> Value {
        let Raw::Table(table) = &node.raw else {
            let help = "write `{ key = value }`, or the keys below a heading in brackets".to_owned();
            return self.wrong(node, "a table", Some(help));
        };
        let mut pairs = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            self.path.push(Segment::Entry(Box::from(&*entry.key)));
            let item = Item {
                range: entry.value.range,
                value: self.value(&entry.value, of),
            };
            pairs.push(Pair {
                key: Box::from(&*entry.key),
                key_range: entry.key_range,
                item,
            });
            self.path.pop();
        }
        Value::Map(pairs.into_boxed_slice())
    }
}

/// A value of a type, for "add `field = …`".
fn example(of: &Type) -> String {
    match of {
        Type::Number | Type::Integer => "1".to_owned(),
        Type::Share => "\"80%\"".to_owned(),
        Type::Boolean => "true".to_owned(),
        Type::Date | Type::Moment | Type::Period => "2026-11-20".to_owned(),
        Type::Duration => "\"2d\"".to_owned(),
        Type::Cadence => "\"weekly\"".to_owned(),
        Type::Url => "\"https://…\"".to_owned(),
        Type::Choice(choices) => format!("\"{}\"", choices.0.first().map_or("…", |word| word)),
        Type::List(_) => "[…]".to_owned(),
        Type::Table(_) | Type::Map { .. } => "{ … }".to_owned(),
        _ => "\"…\"".to_owned(),
    }
}

/// A sentence as it goes on after a word: "What people call it." becomes "what people call it".
fn lower(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn sentence(summary: &str) -> String {
    if summary.is_empty() {
        String::new()
    } else {
        format!(": {}", summary.trim_end_matches('.'))
    }
}

/// The nearest word, else all of them.
fn one_of(word: &str, words: &[&str]) -> String {
    match nearest(word, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? (one of: {})", listed(words.iter().copied())),
        None => format!("one of: {}", listed(words.iter().copied())),
    }
}

/// "write `"3"`": the value in quotes.
fn quoted(node: &Node, text: &str) -> String {
    match node.raw {
        Raw::Array(_) | Raw::Table(_) => "write a text in quotes".to_owned(),
        _ => format!("write `\"{}\"`", clip(node.range.of(text))),
    }
}

/// "write `3` without quotes", where the text is a number.
fn unquoted(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    text.parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .map(|_| format!("write `{text}` without quotes"))
}

/// A value as TOML on one line.
fn plain_toml(node: &Node, text: &str) -> String {
    match &node.raw {
        Raw::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| plain_toml(item, text)).collect();
            format!("[{}]", items.join(", "))
        }
        Raw::Table(table) => {
            let entries = table
                .entries
                .iter()
                .map(|entry| format!("{} = {}", entry.key, plain_toml(&entry.value, text)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        _ => node.range.of(text).to_owned(),
    }
}
