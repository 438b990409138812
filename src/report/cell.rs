//! Values as pages show them.

use super::{Source, capital, record_href};
use crate::schema::{Category, Lifecycle, Status};
use crate::text::decimal;
use crate::time::Date;
use crate::value::{FieldDefinition, Fields, Member, Type, Value};
use crate::workspace::{Record, RecordIndex, Reference, Target};
use serde::{Deserialize, Serialize};

/// The tone of a badge: its colour, with an icon so that colour is never alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Well.
    Ok,
    /// In danger.
    Risk,
    /// Wrong.
    Off,
    /// Under way or complete.
    Done,
    /// Not begun, waiting, given up.
    Idle,
}

impl Tone {
    /// Returns the name of its class.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Risk => "risk",
            Self::Off => "off",
            Self::Done => "done",
            Self::Idle => "idle",
        }
    }
}

/// The icon of a badge: one of the symbols that every page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Icon {
    /// A tick.
    Ok,
    /// An exclamation mark in a diamond.
    Risk,
    /// A cross.
    Off,
    /// A filled disc.
    Done,
    /// A ring.
    Idle,
    /// Two bars.
    Paused,
}

impl Icon {
    /// Returns the name of its symbol.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Risk => "risk",
            Self::Off => "off",
            Self::Done => "done",
            Self::Idle => "idle",
            Self::Paused => "paused",
        }
    }
}

/// An icon and a word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    /// The word.
    pub word: String,
    /// The tone.
    pub tone: Tone,
    /// The icon.
    pub icon: Icon,
}

/// A badge and how many have it.
#[derive(Debug, Clone, Serialize)]
pub struct Tally {
    /// The badge.
    pub badge: Badge,
    /// How many.
    pub count: String,
}

/// A piece of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Cell {
    /// The text.
    pub text: String,
    /// Where it leads, from the top of the site; empty for nowhere.
    pub href: String,
    /// The link leaves the site.
    pub external: bool,
    /// The badge that stands for it.
    pub badge: Option<Badge>,
    /// The day for machines; empty for no day.
    pub day: String,
    /// It is an id or a path.
    pub code: bool,
    /// It could not be read as its type, or leads nowhere.
    pub broken: bool,
    /// It is free text that may run over several lines.
    pub prose: bool,
    /// What is said along with it.
    pub small: String,
    /// What rows are sorted by, where the text will not do: a number with `.`, or a day; empty for the text.
    pub order: String,
}

impl Cell {
    /// Makes plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// Makes a day.
    pub fn day(date: Date) -> Self {
        Self {
            text: date.short(),
            day: date.to_string(),
            order: date.to_string(),
            ..Self::default()
        }
    }

    /// Makes a link to a record's page, with its title.
    pub fn record(source: &Source<'_>, index: RecordIndex) -> Self {
        let record = source.workspace.record(index);
        Self {
            text: source.workspace.title(record).to_owned(),
            href: record_href(source.workspace, index),
            ..Self::default()
        }
    }

    fn number(number: f64, text: String) -> Self {
        Self {
            text,
            order: number.to_string(),
            ..Self::default()
        }
    }

    fn broken(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            broken: true,
            ..Self::default()
        }
    }
}

/// The badge of a status: its word as the workspace says it, tone and icon by category.
pub(super) fn status_badge(source: &Source<'_>, status: &Status) -> Badge {
    let word = source
        .configuration()
        .words
        .one(&status.name)
        .unwrap_or(&status.name)
        .replace('-', " ");
    let (tone, icon) = match status.category {
        Category::Backlog => (Tone::Idle, Icon::Idle),
        Category::Waiting if status.name.contains("paused") => (Tone::Idle, Icon::Paused),
        Category::Waiting => (Tone::Idle, Icon::Idle),
        Category::Active => (Tone::Done, Icon::Done),
        Category::Done => (Tone::Ok, Icon::Ok),
        Category::Dropped => (Tone::Idle, Icon::Off),
    };
    Badge { word, tone, icon }
}

/// The badge of the status that a record counts as.
pub(super) fn record_badge(source: &Source<'_>, record: &Record) -> Option<Badge> {
    source
        .workspace
        .status(record)
        .map(|status| status_badge(source, status))
}

/// How many of `records` are in each status, in the order of progress; only those in use.
pub(super) fn tallies(source: &Source<'_>, lifecycle: &Lifecycle, records: &[RecordIndex]) -> Vec<Tally> {
    let mut counts = vec![0usize; lifecycle.statuses.len()];
    for status in records
        .iter()
        .filter_map(|index| source.workspace.record(*index).effective)
    {
        counts[status.0 as usize] += 1;
    }
    let used = lifecycle.statuses.iter().zip(counts).filter(|(_, count)| *count > 0);
    used.map(|(status, count)| Tally {
        badge: status_badge(source, status),
        count: super::grouped(count),
    })
    .collect()
}

/// The badge of a stated health; other words have none.
pub(super) fn health_badge(word: &str) -> Option<Badge> {
    let (tone, icon) = match word {
        "on-track" => (Tone::Ok, Icon::Ok),
        "at-risk" => (Tone::Risk, Icon::Risk),
        "off-track" => (Tone::Off, Icon::Off),
        _ => return None,
    };
    Some(Badge {
        word: word.replace('-', " "),
        tone,
        icon,
    })
}

/// Says whether a value takes a table of its own rather than a line.
pub(super) fn is_structured(of: &Type) -> bool {
    match of {
        Type::Table(_) | Type::Map { .. } => true,
        Type::List(of) => is_structured(of),
        _ => false,
    }
}

/// The pieces of a field's value, one for each element of a list.
pub(super) fn cells(source: &Source<'_>, record: &Record, definition: &FieldDefinition, value: &Value) -> Vec<Cell> {
    match value {
        Value::List(items) => items
            .iter()
            .map(|item| one(source, record, definition, definition.of.element(), &item.value))
            .collect(),
        value => vec![one(source, record, definition, &definition.of, value)],
    }
}

fn one(source: &Source<'_>, record: &Record, definition: &FieldDefinition, of: &Type, value: &Value) -> Cell {
    let unit = definition
        .unit
        .as_ref()
        .map_or_else(String::new, |unit| format!(" {unit}"));
    match (of, value) {
        (_, Value::Invalid(text)) => Cell::broken(text),
        (Type::Choice(choices), Value::Choice(place)) => {
            let word = choices.word(*place);
            let badge = health_badge(word);
            let shown = source.configuration().words.one(word).unwrap_or(word);
            Cell {
                text: shown.replace('-', " "),
                badge,
                ..Cell::default()
            }
        }
        (Type::Share, Value::Number(share)) => Cell::number(*share, format!("{} %", decimal(share * 100.0))),
        (Type::Url, Value::Text(url)) => {
            let safe = url.starts_with("https://") || url.starts_with("http://") || url.starts_with("mailto:");
            Cell {
                text: short_url(url),
                href: if safe { url.to_string() } else { String::new() },
                external: true,
                ..Cell::default()
            }
        }
        (Type::Expression, Value::Text(text)) => Cell {
            code: true,
            ..Cell::text(&**text)
        },
        (_, Value::Text(text)) => Cell {
            prose: text.len() > 60,
            ..Cell::text(&**text)
        },
        (_, Value::Number(number)) => Cell::number(*number, format!("{}{unit}", decimal(*number))),
        (_, Value::Integer(number)) => Cell {
            order: number.to_string(),
            ..Cell::text(format!("{number}{unit}"))
        },
        (_, Value::Boolean(yes)) => Cell::text(if *yes { "yes" } else { "no" }),
        (_, Value::Date(date)) => Cell::day(*date),
        (_, Value::Moment(moment)) => {
            let day = moment.date(source.configuration().calendar.zone());
            Cell {
                text: moment.human(),
                ..Cell::day(day)
            }
        }
        (_, Value::Period(period)) => Cell {
            order: period.last().to_string(),
            ..Cell::text(period.human())
        },
        (_, Value::Duration(duration)) => Cell::text(duration.human()),
        (_, Value::Cadence(cadence)) => Cell::text(cadence.to_string()),
        (_, Value::Kind(kind)) => {
            let kind = source.workspace.schema().kind(*kind);
            Cell {
                href: format!("{}/index.html", kind.name),
                ..Cell::text(super::plural(source, kind))
            }
        }
        (_, Value::Word(word)) => Cell::text(word.replace('-', " ")),
        (_, Value::File(file)) => Cell {
            code: true,
            ..Cell::text(&**file)
        },
        (Type::Reference(of), Value::Reference(number)) => {
            let reference = source.workspace.reference(record, *number);
            let mut cell = reference_cell(source, reference);
            cell.small = details(source, record, &of.details, reference);
            cell
        }
        (_, Value::Reference(number)) => reference_cell(source, source.workspace.reference(record, *number)),
        (_, Value::Raw(text)) => Cell::text(&**text),
        (Type::Table(fields), Value::Table(members)) => Cell {
            prose: true,
            ..Cell::text(members_in_words(source, record, fields, members).join("\n"))
        },
        (_, value) => Cell::text(inline(source, record, of, value)),
    }
}

/// A reference: the title of its target with a link, or what is written where there is none.
pub(super) fn reference_cell(source: &Source<'_>, reference: &Reference) -> Cell {
    match reference.target {
        Target::Record(index) | Target::Alias(index) => Cell::record(source, index),
        Target::WrongKind(index) => Cell {
            broken: true,
            ..Cell::record(source, index)
        },
        Target::Elsewhere | Target::Hidden => Cell::text(source.workspace.written(reference)),
        Target::Missing | Target::Ambiguous => Cell::broken(source.workspace.written(reference)),
    }
}

/// "needed by 14 Aug 2026, audit events"
fn details(source: &Source<'_>, record: &Record, fields: &Fields, reference: &Reference) -> String {
    let parts: Vec<String> = reference
        .details()
        .iter()
        .map(|member| {
            let definition = fields.get(member.of);
            let value: Vec<String> = cells(source, record, definition, &member.value)
                .into_iter()
                .map(|cell| cell.text)
                .collect();
            match &definition.of {
                Type::Text => value.join(", "),
                _ => format!("{} {}", definition.label.to_lowercase(), value.join(", ")),
            }
        })
        .collect();
    parts.join(" · ")
}

/// A table or list on one line: `low 1, high 10`.
fn inline(source: &Source<'_>, record: &Record, of: &Type, value: &Value) -> String {
    match (of, value) {
        (Type::Table(fields), Value::Table(members)) => members_in_words(source, record, fields, members).join(", "),
        (Type::List(of), Value::List(items)) => items
            .iter()
            .map(|item| inline(source, record, of, &item.value))
            .collect::<Vec<_>>()
            .join("; "),
        (Type::Map { of, .. }, Value::Map(pairs)) => {
            let parts = pairs
                .iter()
                .map(|pair| format!("{}: {}", pair.key, inline(source, record, of, &pair.item.value)));
            parts.collect::<Vec<_>>().join("; ")
        }
        (_, Value::Reference(number)) => reference_cell(source, source.workspace.reference(record, *number)).text,
        (_, Value::Text(text) | Value::Word(text) | Value::Raw(text) | Value::Invalid(text)) => text.to_string(),
        (_, Value::Integer(number)) => number.to_string(),
        (_, Value::Number(number)) => decimal(*number),
        (_, Value::Date(date)) => date.short(),
        _ => String::new(),
    }
}

/// Each entry of a table: `low 1`.
fn members_in_words(source: &Source<'_>, record: &Record, fields: &Fields, members: &[Member]) -> Vec<String> {
    members
        .iter()
        .map(|member| {
            let definition = fields.get(member.of);
            let value: Vec<String> = cells(source, record, definition, &member.value)
                .into_iter()
                .map(|cell| cell.text)
                .collect();
            format!("{} {}", definition.label.to_lowercase(), value.join(", "))
        })
        .collect()
}

/// An address without scheme, cut in the middle where it is long.
fn short_url(url: &str) -> String {
    let plain = url
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_start_matches("mailto:")
        .trim_end_matches('/');
    match plain.char_indices().nth(48) {
        Some((end, _)) => format!("{}…", &plain[..end]),
        None => plain.to_owned(),
    }
}

/// The heading of a list of those that refer to a record: `needed_by` as "Needed by".
pub(super) fn inverse_heading(inverse: &str) -> String {
    capital(inverse)
}
