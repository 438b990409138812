//! `opsbook.toml`: what the workspace is called, its calendar, words, levels and limits.

use super::keys::{Keys, Placed};
use super::{Definition, INVALID_SETTING};
use crate::diagnostic::{Diagnostic, Level};
use crate::parse::{Limits, Raw, Table};
use crate::text::{FieldPath, Span, clip};
use crate::time::{Calendar, CalendarOptions, Date, Weekday, WorkingHours, Zone};
use std::collections::BTreeMap;

/// The settings of a workspace.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// What the workspace is called on every page.
    pub name: String,
    /// The language of its texts, as in `lang="en"`.
    pub lang: String,
    /// Where a file is edited; `{path}` stands for it.
    pub edit_url: Option<String>,
    /// Where a file's history is seen; `{path}` stands for it.
    pub history_url: Option<String>,
    /// The file, from the workspace's folder, of commits whose changes are no events.
    pub history_ignore: Option<String>,
    /// The day from which on moves of the past are judged; all of them without it.
    pub history_baseline: Option<Date>,
    /// Where the site is built, relative to the workspace.
    pub out: String,
    /// Each record stands beside its page as Markdown; nothing said: while there are not too many.
    pub markdown: Option<bool>,
    /// The workspace's working calendar.
    pub calendar: Calendar,
    /// Further calendars, by name.
    pub calendars: BTreeMap<String, Calendar>,
    /// Other words for kinds and statuses on pages and in messages.
    pub words: Words,
    /// Levels of rules and groups, in the order of the file.
    pub lints: Vec<LintLevel>,
    /// Findings that are accepted.
    pub allows: Vec<Allow>,
    /// How much is read.
    pub limits: Limits,
    /// How initiatives are ranked.
    pub priority: Option<Priority>,
}

/// How initiatives are ranked: by a method with a name, or by an expression.
#[derive(Debug, Clone)]
pub struct Priority {
    /// The name of a method, or an expression over the fields of an initiative, or over `inputs` where there are any.
    pub formula: String,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Names that the formula uses, each with an expression over the fields of an initiative and its place.
    pub inputs: Vec<(String, String, Span)>,
}

impl Priority {
    /// The methods that have a name.
    pub const METHODS: [&'static str; 7] = ["rice", "ice", "wsjf", "weighted", "opportunity", "kano", "moscow"];
}

/// A rule or group and the level it has here.
#[derive(Debug, Clone)]
pub struct LintLevel {
    /// The rule or group, as written.
    pub name: String,
    /// `None` switches it off.
    pub level: Option<Level>,
    /// Where it stands.
    pub span: Span,
}

/// One accepted case.
#[derive(Debug, Clone)]
pub struct Allow {
    /// The rule, as written, and where.
    pub rule: (String, Span),
    /// The file, or a folder of files.
    pub path: Option<String>,
    /// The record, as `kind/id`.
    pub record: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is, and where that stands.
    pub until: Option<(Date, Span)>,
}

/// Words that a workspace uses instead of the ones in files.
#[derive(Debug, Clone, Default)]
pub struct Words {
    words: BTreeMap<String, (String, String)>,
    /// Where each is written, for findings.
    pub(crate) spans: Vec<(String, Span)>,
}

impl Words {
    /// Returns the word for one, where the workspace has its own.
    pub fn one(&self, name: &str) -> Option<&str> {
        self.words.get(name).map(|(one, _)| one.as_str())
    }

    /// Returns the word for several, where the workspace has its own.
    pub fn several(&self, name: &str) -> Option<&str> {
        self.words.get(name).map(|(_, several)| several.as_str())
    }
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            name: "Workspace".to_owned(),
            lang: "en".to_owned(),
            edit_url: None,
            history_url: None,
            history_ignore: None,
            history_baseline: None,
            out: "public".to_owned(),
            markdown: None,
            calendar: Calendar::default(),
            calendars: BTreeMap::new(),
            words: Words::default(),
            lints: Vec::new(),
            allows: Vec::new(),
            limits: Limits::default(),
            priority: None,
        }
    }
}

/// Reads the file; what is wrong is reported and has its default.
pub(super) fn read(definition: &Definition<'_>, problems: &mut Vec<Diagnostic>) -> Configuration {
    let mut keys = Keys::new(definition.path, definition.text, definition.table, "`opsbook.toml`");
    let mut configuration = Configuration::default();
    if let Some(name) = keys.required("name", problems) {
        configuration.name = name.value;
    }
    if let Some(lang) = keys.text("lang", problems) {
        let fits = !lang.value.is_empty() && lang.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if fits {
            configuration.lang = lang.value;
        } else {
            setting(
                &lang,
                "is no language tag",
                "write one such as `en` or `pt-BR`",
                problems,
            );
        }
    }
    configuration.edit_url = keys.text("edit_url", problems).and_then(|url| template(url, problems));
    configuration.history_url = keys
        .text("history_url", problems)
        .and_then(|url| template(url, problems));
    if let Some(site) = keys.table("site", problems) {
        let mut site = keys.inside(site, "`[site]`");
        if let Some(markdown) = site.flag("markdown", problems) {
            configuration.markdown = Some(markdown);
        }
        if let Some(out) = site.text("out", problems) {
            configuration.out = out.value;
        }
        site.finish(problems);
    }
    let mut base = CalendarOptions::default();
    if let Some(table) = keys.table("calendar", problems)
        && let Some((options, calendar)) = calendar(&keys, table, &base, problems)
    {
        (base, configuration.calendar) = (options, calendar);
    }
    if let Some(table) = keys.table("calendars", problems) {
        for entry in &table.entries {
            if let Some(table) = keys.as_table(&entry.value, &entry.key, problems) {
                let calendar = calendar(&keys, table, &base, problems).map(|(_, calendar)| calendar);
                configuration
                    .calendars
                    .extend(calendar.map(|calendar| (entry.key.to_string(), calendar)));
            }
        }
    }
    if let Some(table) = keys.table("words", problems) {
        words(&keys, table, &mut configuration.words, problems);
    }
    if let Some(table) = keys.table("lints", problems) {
        configuration.lints = lints(&keys, table, problems);
    }
    configuration.allows = keys
        .tables("allow", problems)
        .into_iter()
        .filter_map(|table| allow(&keys, table, problems))
        .collect();
    if let Some(table) = keys.table("limits", problems) {
        limits(&keys, table, &mut configuration.limits, problems);
    }
    if let Some(table) = keys.table("priority", problems) {
        let mut priority = keys.inside(table, "`[priority]`");
        let formula = priority.text("formula", problems);
        let mut inputs = Vec::new();
        if let Some(table) = priority.table("inputs", problems) {
            for entry in &table.entries {
                let text = priority.string(&entry.value, &entry.key, problems);
                inputs.extend(text.map(|text| (entry.key.to_string(), text.value, text.span)));
            }
        }
        configuration.priority = formula.map(|formula| Priority {
            formula: formula.value,
            span: formula.span,
            inputs,
        });
        // What the formula's analysis reads of it is checked there.
        priority.entry("reach");
        priority.finish(problems);
    }
    // Read by the analyses, which know what they need.
    keys.table("methods", problems);
    if let Some(table) = keys.table("history", problems) {
        let mut history = keys.inside(table, "`[history]`");
        configuration.history_ignore = history.text("ignore", problems).map(|text| text.value);
        configuration.history_baseline = day(&mut history, "baseline", problems);
        // Read by the analyses.
        history.entry("count_born_done");
        history.finish(problems);
    }
    keys.finish(problems);
    configuration
}

fn setting(at: &Placed<String>, message: &str, help: &str, problems: &mut Vec<Diagnostic>) {
    problems.push(
        INVALID_SETTING
            .at(at.span.clone(), format!("`{}` {message}", clip(&at.value)))
            .with_help(help.to_owned()),
    );
}

/// An address with `{path}` in it.
fn template(url: Placed<String>, problems: &mut Vec<Diagnostic>) -> Option<String> {
    let known = url.value.starts_with("https://") || url.value.starts_with("http://");
    if known && url.value.contains("{path}") {
        return Some(url.value);
    }
    setting(
        &url,
        "is no address for a file",
        "write one such as `https://example.org/edit/main/{path}`",
        problems,
    );
    None
}

/// A calendar: what it says, over what `base` says. `None` where the two make no calendar.
fn calendar(
    keys: &Keys<'_>,
    table: &Table,
    base: &CalendarOptions,
    problems: &mut Vec<Diagnostic>,
) -> Option<(CalendarOptions, Calendar)> {
    let mut inner = keys.inside(table, "a calendar");
    let mut calendar = base.clone();
    if let Some(zone) = inner.text("time_zone", problems) {
        match Zone::parse(&zone.value) {
            Ok(zone) => calendar.zone = zone,
            Err(error) => {
                problems.push(
                    INVALID_SETTING
                        .at_error(zone.span, &error)
                        .about(FieldPath::field("time_zone"), &zone.value),
                );
            }
        }
    }
    if inner.entries().iter().any(|entry| &*entry.key == "weekend") {
        let mut weekend = crate::time::Weekdays::default();
        for day in inner.texts("weekend", problems) {
            match weekday(&day, problems) {
                Some(day) => weekend = weekend.with(day),
                None => continue,
            }
        }
        calendar.weekend = weekend;
    }
    if let Some(entry) = inner.entry("holidays") {
        let items: &[crate::parse::Node] = match &entry.value.raw {
            Raw::Array(items) => items,
            _ => std::slice::from_ref(&entry.value),
        };
        for item in items {
            match Date::parse(item.range.of(inner.text_of())) {
                Some(date) => calendar.holidays.push(date),
                None => problems.push(
                    INVALID_SETTING
                        .at(
                            inner.span(item.range),
                            format!("`{}` is no day", clip(item.range.of(inner.text_of()))),
                        )
                        .with_help("write it such as `2026-12-25`, without quotes".to_owned()),
                ),
            }
        }
    }
    if let Some(month) = inner.integer("year_start", problems) {
        match u8::try_from(month.value).ok().filter(|month| (1..=12).contains(month)) {
            Some(month) => calendar.year_start = month,
            None => problems.push(
                INVALID_SETTING
                    .at(month.span, format!("`{}` is no month", month.value))
                    .with_help("write the number of the month in which your year starts, 1 to 12".to_owned()),
            ),
        }
    }
    hours(&mut inner, &mut calendar, problems);
    inner.finish(problems);
    match Calendar::new(calendar.clone()) {
        Ok(made) => Some((calendar, made)),
        Err(error) => {
            problems.push(INVALID_SETTING.at_error(keys.span(table.range), &error));
            None
        }
    }
}

fn weekday(day: &Placed<String>, problems: &mut Vec<Diagnostic>) -> Option<Weekday> {
    let found = Weekday::parse(&day.value);
    if found.is_none() {
        setting(
            day,
            "is no day of the week",
            "days are: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
            problems,
        );
    }
    found
}

/// `hours = ["08:30-12:00", "13:00-17:30"]`, or a table with a list for each weekday.
fn hours(keys: &mut Keys<'_>, calendar: &mut CalendarOptions, problems: &mut Vec<Diagnostic>) {
    let Some(entry) = keys.entry("hours") else { return };
    match &entry.value.raw {
        Raw::Table(table) => {
            for entry in &table.entries {
                let name = Placed {
                    value: entry.key.to_string(),
                    span: keys.span(entry.key_range),
                };
                if let Some(day) = weekday(&name, problems) {
                    let spans = intervals(keys.strings(&entry.value, "hours", problems), problems);
                    calendar.hours[usize::from(day.index())] = spans;
                }
            }
        }
        _ => {
            let spans = intervals(keys.strings(&entry.value, "hours", problems), problems);
            calendar.hours = std::array::from_fn(|_| spans.clone());
        }
    }
}

fn intervals(texts: Vec<Placed<String>>, problems: &mut Vec<Diagnostic>) -> Vec<WorkingHours> {
    let mut spans = Vec::new();
    for text in texts {
        match WorkingHours::parse(&text.value) {
            Ok(hours) => spans.push(hours),
            Err(error) => problems.push(INVALID_SETTING.at_error(text.span, &error)),
        }
    }
    spans
}

fn words(keys: &Keys<'_>, table: &Table, words: &mut Words, problems: &mut Vec<Diagnostic>) {
    let keys = keys.inside(table, "`[words]`");
    for entry in &table.entries {
        let before = problems.len();
        let forms: Vec<Placed<String>> = match &entry.value.raw {
            Raw::Array(_) => keys.strings(&entry.value, &entry.key, problems),
            _ => keys.string(&entry.value, &entry.key, problems).into_iter().collect(),
        };
        if problems.len() > before {
            continue;
        }
        let (one, several) = match forms.as_slice() {
            [one] => (one.value.clone(), format!("{}s", one.value)),
            [one, several] => (one.value.clone(), several.value.clone()),
            _ => {
                problems.push(
                    INVALID_SETTING
                        .at(
                            keys.span(entry.value.range),
                            format!(
                                "`{}` needs a word, or a word for one and a word for several",
                                clip(&entry.key)
                            ),
                        )
                        .with_help("write `initiative = [\"bet\", \"bets\"]`".to_owned()),
                );
                continue;
            }
        };
        words.spans.push((entry.key.to_string(), keys.span(entry.key_range)));
        words.words.insert(entry.key.to_string(), (one, several));
    }
}

fn lints(keys: &Keys<'_>, table: &Table, problems: &mut Vec<Diagnostic>) -> Vec<LintLevel> {
    let keys = keys.inside(table, "`[lints]`");
    let mut levels = Vec::new();
    for entry in &table.entries {
        let Some(word) = keys.string(&entry.value, &entry.key, problems) else {
            continue;
        };
        let level = match Level::from_word(&word.value) {
            Some(level) => Some(level),
            None if word.value == "off" => None,
            None => {
                setting(&word, "is no level", "levels are: error, warning, info, off", problems);
                continue;
            }
        };
        levels.push(LintLevel {
            name: entry.key.to_string(),
            level,
            span: keys.span(entry.key_range),
        });
    }
    levels
}

/// A day without quotes.
fn day(keys: &mut Keys<'_>, key: &'static str, problems: &mut Vec<Diagnostic>) -> Option<Date> {
    let entry = keys.entry(key)?;
    let text = entry.value.range.of(keys.text_of());
    let date = Date::parse(text);
    if date.is_none() {
        problems.push(
            INVALID_SETTING
                .at(keys.span(entry.value.range), format!("`{}` is no day", clip(text)))
                .with_help("write it such as `2027-03-31`, without quotes".to_owned()),
        );
    }
    date
}

fn allow(keys: &Keys<'_>, table: &Table, problems: &mut Vec<Diagnostic>) -> Option<Allow> {
    let mut inner = keys.inside(table, "`[[allow]]`");
    let rule = inner.required("rule", problems);
    let path = inner.text("path", problems);
    let record = inner.text("record", problems);
    if path.is_none() && record.is_none() {
        problems.push(
            INVALID_SETTING
                .at(inner.table_span(), "`[[allow]]` names neither a `path` nor a `record`")
                .with_help(
                    "add `path = \"…\"` or `record = \"kind/id\"`; `[lints]` is the place to switch a rule off"
                        .to_owned(),
                ),
        );
    }
    let reason = inner.required("reason", problems);
    let until = inner.entry("until").and_then(|entry| {
        let text = entry.value.range.of(inner.text_of());
        let date = Date::parse(text);
        if date.is_none() {
            problems.push(
                INVALID_SETTING
                    .at(inner.span(entry.value.range), format!("`{}` is no day", clip(text)))
                    .with_help("write it such as `2027-03-31`, without quotes".to_owned()),
            );
        }
        date.map(|date| (date, inner.span(entry.value.range)))
    });
    inner.finish(problems);
    let rule = rule?;
    Some(Allow {
        rule: (rule.value, rule.span),
        path: path.map(|text| text.value),
        record: record.map(|text| text.value),
        reason: reason?.value,
        until,
    })
}

fn limits(keys: &Keys<'_>, table: &Table, limits: &mut Limits, problems: &mut Vec<Diagnostic>) {
    let mut inner = keys.inside(table, "`[limits]`");
    for (name, _, ceiling) in Limits::TABLE {
        let Some(number) = inner.integer(name, problems) else {
            continue;
        };
        match u32::try_from(number.value)
            .ok()
            .filter(|number| (1..=ceiling).contains(number))
        {
            Some(number) => {
                if let Some(limit) = limits.named(name) {
                    *limit = number;
                }
            }
            None => problems.push(
                INVALID_SETTING
                    .at(number.span, format!("`{name}` cannot be {}", number.value))
                    .with_help(format!("write a number from 1 to {ceiling}")),
            ),
        }
    }
    inner.finish(problems);
}
