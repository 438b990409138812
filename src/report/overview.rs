//! The first page: what needs attention, and what there is.

use super::actions::open_actions;
use super::cell::{health_badge, tallies};
use super::{Badge, Cell, Icon, Shell, Source, Tally, Tone, counted, kind_href, plural};
use crate::diagnostic::Level;
use crate::schema::{Category, Kind};
use crate::time::Date;
use crate::value::Value;
use crate::workspace::{Record, RecordIndex};
use serde::Serialize;
use std::collections::BTreeMap;

/// The model of `index.html`.
#[derive(Debug, Serialize)]
pub struct OverviewPage {
    /// What is around it.
    pub shell: Shell,
    /// The sentence under the title.
    pub lede: String,
    /// What needs attention, the worst first.
    pub attention: Vec<Attention>,
    /// "and 12 more"; empty where all are shown.
    pub more_attention: String,
    /// What is due in the next weeks, by day.
    pub upcoming: Vec<Upcoming>,
    /// "and 12 more"; empty where all are shown.
    pub more_upcoming: String,
    /// What changed in the last seven days, what matters most first.
    pub recent: Vec<super::changes::Item>,
    /// The kinds by the part of the work they belong to.
    pub areas: Vec<Area>,
    /// What to do where there is no record: commands, one a line; empty where there are records.
    pub commands: String,
}

/// Something that needs attention.
#[derive(Debug, Serialize)]
pub struct Attention {
    /// How much.
    pub badge: Badge,
    /// The record or page.
    pub subject: Cell,
    /// What about it, after its name.
    pub text: String,
    /// Why; may be empty.
    pub why: String,
    /// Who and since when; may be empty.
    pub who: String,
}

/// Something due soon.
#[derive(Debug, Serialize)]
pub struct Upcoming {
    /// The day.
    pub day: Cell,
    /// The record.
    pub subject: Cell,
    /// What is due of it: the name of a field, or an action.
    pub text: String,
    /// Who; may be empty.
    pub who: String,
}

/// A part of the work.
#[derive(Debug, Serialize)]
pub struct Area {
    /// Its name.
    pub name: String,
    /// The anchor on the page.
    pub anchor: String,
    /// Its kinds.
    pub kinds: Vec<KindCard>,
}

/// A kind with its counts.
#[derive(Debug, Serialize)]
pub struct KindCard {
    /// The word for several.
    pub label: String,
    /// Its index page.
    pub href: String,
    /// How many records.
    pub count: String,
    /// What it is.
    pub summary: String,
    /// Statuses in use with their counts.
    pub statuses: Vec<Tally>,
}

/// The most entries of the attention list.
const MOST_ATTENTION: usize = 12;

/// How far ahead the list of what is due looks, in days.
const DAYS_AHEAD: i64 = 28;

/// The most entries of that list.
const MOST_UPCOMING: usize = 8;

/// The order of areas; others follow by name.
const AREAS: [&str; 5] = [
    "Direction",
    "Roadmap",
    "Customers",
    "Way of working",
    "People and tools",
];

impl OverviewPage {
    /// Makes the page.
    pub fn new(source: &Source<'_>) -> Self {
        let workspace = source.workspace;
        let mut attention = attention(source);
        let more = attention.len().saturating_sub(MOST_ATTENTION);
        attention.truncate(MOST_ATTENTION);
        let mut upcoming = upcoming(source);
        let later = upcoming.len().saturating_sub(MOST_UPCOMING);
        upcoming.truncate(MOST_UPCOMING);
        let records = workspace.records().len();
        let open = workspace
            .records()
            .filter(|(_, record)| {
                workspace
                    .kind_of(record)
                    .lifecycle
                    .as_ref()
                    .is_some_and(|lifecycle| lifecycle.flow)
            })
            .filter(|(_, record)| {
                workspace
                    .status(record)
                    .is_some_and(|status| !status.category.is_closed())
            })
            .count();
        let lede = if records == 0 {
            "This workspace has no records yet.".to_owned()
        } else {
            format!(
                "{}, {} of them work that is open.",
                counted(records, "record", "records"),
                super::grouped(open)
            )
        };
        Self {
            shell: Shell::top(source, "Overview", "index.html"),
            lede,
            attention,
            more_attention: and_more(more),
            upcoming,
            more_upcoming: and_more(later),
            recent: source.changes().recent(source),
            areas: areas(source),
            commands: if records == 0 {
                first_commands(source)
            } else {
                String::new()
            },
        }
    }
}

fn and_more(count: usize) -> String {
    if count > 0 {
        format!("and {} more", super::grouped(count))
    } else {
        String::new()
    }
}

/// The commands that write the first records of the kinds most begin with.
fn first_commands(source: &Source<'_>) -> String {
    let kinds = ["objective", "initiative", "feedback"];
    let known = kinds
        .iter()
        .filter(|name| source.workspace.schema().find(name).is_some());
    let lines: Vec<String> = known.map(|name| format!("opsbook new {name} \"Title\"")).collect();
    lines.join("\n")
}

fn areas(source: &Source<'_>) -> Vec<Area> {
    let workspace = source.workspace;
    let mut by_area: BTreeMap<(usize, &str), Vec<KindCard>> = BTreeMap::new();
    for kind in workspace.schema().kinds() {
        // A workspace's own kinds are shown empty as well: somebody wants them filled.
        if workspace.of_kind(kind.index).is_empty() && kind.built_in && workspace.records().len() > 0 {
            continue;
        }
        let rank = AREAS
            .iter()
            .position(|area| **area == *kind.area)
            .unwrap_or(AREAS.len());
        by_area.entry((rank, &kind.area)).or_default().push(card(source, kind));
    }
    by_area
        .into_iter()
        .map(|((_, name), kinds)| Area {
            name: name.to_owned(),
            anchor: format!("o-{}", crate::text::slug(name)),
            kinds,
        })
        .collect()
}

fn card(source: &Source<'_>, kind: &Kind) -> KindCard {
    let workspace = source.workspace;
    let records = workspace.of_kind(kind.index);
    let statuses = kind
        .lifecycle
        .as_ref()
        .map_or_else(Vec::new, |lifecycle| tallies(source, lifecycle, records));
    KindCard {
        label: plural(source, kind),
        href: kind_href(workspace, kind.index, 1),
        count: super::grouped(records.len()),
        summary: kind.summary.to_string(),
        statuses,
    }
}

/// Errors in files, broken promises, stated health, actions past their day; the worst first.
fn attention(source: &Source<'_>) -> Vec<Attention> {
    let workspace = source.workspace;
    let mut list: Vec<(u8, i64, Attention)> = Vec::new();
    let errors = source
        .findings
        .iter()
        .filter(|finding| finding.level == Level::Error)
        .count();
    if errors > 0 {
        list.push((
            0,
            0,
            Attention {
                badge: Badge {
                    word: "error".to_owned(),
                    tone: Tone::Off,
                    icon: Icon::Off,
                },
                subject: Cell {
                    text: counted(errors, "error", "errors"),
                    href: "problems.html".to_owned(),
                    ..Cell::default()
                },
                text: "in the files of this workspace".to_owned(),
                why: "Until they are mended, lists and counts may miss something".to_owned(),
                who: String::new(),
            },
        ));
    }
    for (index, record) in workspace.records().filter(|(index, _)| workspace.owns_id(*index)) {
        let closed = workspace
            .status(record)
            .is_some_and(|status| status.category.is_closed());
        if !closed {
            list.extend(late_promise(source, index, record).map(|(days, one)| (1, -days, one)));
            list.extend(health(source, index, record).map(|(rank, one)| (rank, 0, one)));
        }
        for action in open_actions(source, record).into_iter().filter(|action| action.overdue) {
            let who = action.who.as_ref().map_or("", |who| who.text.as_str());
            let days = counted(usize::try_from(action.days_late).unwrap_or(0), "day", "days");
            list.push((
                4,
                -action.days_late,
                Attention {
                    badge: Badge {
                        word: "overdue".to_owned(),
                        tone: Tone::Risk,
                        icon: Icon::Risk,
                    },
                    subject: Cell::record(source, index),
                    text: format!("has an action past its day: {}", action.text),
                    why: String::new(),
                    who: if who.is_empty() {
                        days
                    } else {
                        format!("{who} · {days}")
                    },
                },
            ));
        }
    }
    list.sort_by_key(|(rank, days, _)| (*rank, *days));
    list.into_iter().map(|(_, _, one)| one).collect()
}

/// A record that is still open after the day it was promised for.
fn late_promise(source: &Source<'_>, index: RecordIndex, record: &Record) -> Option<(i64, Attention)> {
    let (date, label) = promised_day(source, record)?;
    let days = date.days_until(source.today);
    if days <= 0 {
        return None;
    }
    Some((
        days,
        Attention {
            badge: Badge {
                word: "late".to_owned(),
                tone: Tone::Off,
                icon: Icon::Off,
            },
            subject: Cell::record(source, index),
            // A day is not broken over two lines.
            text: format!(
                "is open after its {}, {}",
                label.to_lowercase(),
                date.short().replace(' ', "\u{a0}")
            ),
            why: String::new(),
            who: owner_and(
                source,
                record,
                &counted(usize::try_from(days).unwrap_or(0), "day", "days"),
            ),
        },
    ))
}

/// The day that a record is promised for, with the field's label; none while nobody has begun or agreed to begin.
fn promised_day<'a>(source: &Source<'a>, record: &'a Record) -> Option<(Date, &'a str)> {
    let workspace = source.workspace;
    let waits_for_start = workspace
        .status(record)
        .is_some_and(|status| status.category == Category::Backlog);
    if waits_for_start {
        return None;
    }
    let last_day = |value: &Value| -> Option<Date> {
        match value {
            Value::Period(period) => Some(period.last()),
            Value::Date(date) => Some(*date),
            Value::Moment(moment) => Some(moment.date(source.configuration().calendar.zone())),
            _ => None,
        }
    };
    workspace
        .fields(record)
        .filter(|(definition, _)| definition.promise)
        .find_map(|(definition, field)| Some((last_day(&field.value)?, &*definition.label)))
}

/// Promises and actions of the next weeks, by day.
fn upcoming(source: &Source<'_>) -> Vec<Upcoming> {
    let workspace = source.workspace;
    let soon = |date: &Date| (0..=DAYS_AHEAD).contains(&source.today.days_until(*date));
    let mut list: Vec<(Date, Upcoming)> = Vec::new();
    for (index, record) in workspace.records().filter(|(index, _)| workspace.owns_id(*index)) {
        let closed = workspace
            .status(record)
            .is_some_and(|status| status.category.is_closed());
        let promise = promised_day(source, record).filter(|(date, _)| !closed && soon(date));
        list.extend(promise.map(|(date, label)| {
            let one = Upcoming {
                day: Cell::day(date),
                subject: Cell::record(source, index),
                text: label.to_lowercase(),
                who: owner_and(source, record, ""),
            };
            (date, one)
        }));
        for action in open_actions(source, record) {
            if let Some((date, due)) = action.day.zip(action.due).filter(|(date, _)| soon(date)) {
                let one = Upcoming {
                    day: due,
                    subject: Cell::record(source, index),
                    text: action.text,
                    who: action.who.map_or_else(String::new, |who| who.text),
                };
                list.push((date, one));
            }
        }
    }
    list.sort_by_key(|(date, _)| *date);
    list.into_iter().map(|(_, one)| one).collect()
}

/// A record whose owner says that it is not going well.
fn health(source: &Source<'_>, index: RecordIndex, record: &Record) -> Option<(u8, Attention)> {
    let workspace = source.workspace;
    let word = workspace.choice(record, "health")?;
    let badge = health_badge(word).filter(|badge| badge.tone != Tone::Ok)?;
    let rank = if badge.tone == Tone::Off { 2 } else { 3 };
    let note = workspace
        .value(record, "health_note")
        .and_then(Value::as_text)
        .unwrap_or("");
    Some((
        rank,
        Attention {
            text: format!("is {}, its owner says", badge.word),
            badge,
            subject: Cell::record(source, index),
            why: note.to_owned(),
            who: owner_and(source, record, ""),
        },
    ))
}

/// "Karl Weiss · 9 days"
fn owner_and(source: &Source<'_>, record: &Record, more: &str) -> String {
    let owner = source
        .workspace
        .targets(record, "owner")
        .next()
        .map(|owner| Cell::record(source, owner).text)
        .unwrap_or_default();
    [owner.as_str(), more]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}
