//! Raw values in words: `"2027-Q2"` as "Q2 2027", `["faster-search"]` as "Faster search".

use super::Lens;
use crate::parse::{Node, Raw, Table, parse_toml};
use crate::schema::Schema;
use crate::text::{RepoPath, TextRange, decimal, visible};
use crate::time::{Date, Duration, Moment, Period};
use crate::value::{FieldDefinition, KindIndex, Type};

/// Characters of a text that are told; the rest is in the record.
const LONGEST: usize = 140;
/// Elements of a list that are told.
const MOST: usize = 6;

/// Returns a value in words; `of` is its definition, where its kind has one.
pub fn value_in_words(raw: &str, of: Option<&FieldDefinition>, lens: &Lens<'_>) -> String {
    let text = format!("value = {raw}");
    let range = TextRange::new(0, text.len());
    let table = parse_toml(&RepoPath::new(""), &text, range, &mut Vec::new());
    let Some(entry) = table.get("value") else {
        return short(raw);
    };
    let words = Words { text: &text, lens };
    let unit = of.and_then(|definition| definition.unit.as_deref());
    match of.map(|definition| &definition.of) {
        Some(of) => words.value(&entry.value, of, unit),
        None => words.plain(&entry.value),
    }
}

/// Returns the word of a status or choice as the workspace says it.
pub(super) fn word(text: &str, lens: &Lens<'_>) -> String {
    let own = lens.workspace.configuration().words.one(text);
    visible(own.unwrap_or(text)).replace('-', " ")
}

/// Cuts a text to what a line of a list may hold.
fn short(text: &str) -> String {
    let shown = visible(text.trim());
    match shown.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", shown[..end].trim_end()),
        None => shown.into_owned(),
    }
}

/// Returns the title of a record that a reference names, as the newer state has it, else the older; else what is written.
pub(super) fn title_of(kinds: &[KindIndex], written: &str, lens: &Lens<'_>) -> String {
    let find = |workspace: &crate::workspace::Workspace| {
        let found = workspace.find_any(written);
        let fits = found
            .iter()
            .find(|index| kinds.is_empty() || kinds.contains(&workspace.record(**index).kind));
        let index = fits.or(found.first())?;
        Some(workspace.title(workspace.record(*index)).to_owned())
    };
    let title = find(lens.workspace).or_else(|| lens.before.and_then(find));
    visible(&title.unwrap_or_else(|| written.to_owned())).into_owned()
}

struct Words<'a> {
    text: &'a str,
    lens: &'a Lens<'a>,
}

impl Words<'_> {
    fn value(&self, node: &Node, of: &Type, unit: Option<&str>) -> String {
        let unit = unit.map_or_else(String::new, |unit| format!(" {unit}"));
        let string = node.as_str(self.text);
        match (of, &node.raw) {
            (Type::List(of), Raw::Array(items)) => self.list(items, of),
            (Type::Reference(reference), Raw::Table(table)) => {
                let Some((name, written)) = target(self.lens.workspace.schema(), table, self.text) else {
                    return self.plain(node);
                };
                let kind = self.lens.workspace.schema().find(name);
                let kinds: Vec<KindIndex> = kind.into_iter().collect();
                let title = title_of(&kinds, written, self.lens);
                let details: Vec<String> = table
                    .entries
                    .iter()
                    .filter(|entry| &*entry.key != name)
                    .map(|entry| match reference.details.named(&entry.key) {
                        Some(detail) => format!(
                            "{} {}",
                            detail.label.to_lowercase(),
                            self.value(&entry.value, &detail.of, detail.unit.as_deref())
                        ),
                        None => format!("{} {}", entry.key, self.plain(&entry.value)),
                    })
                    .collect();
                match details.as_slice() {
                    [] => title,
                    details => format!("{title} ({})", details.join(", ")),
                }
            }
            (Type::Reference(reference), _) if string.is_some() => {
                title_of(&reference.to, string.unwrap_or_default(), self.lens)
            }
            (Type::Choice(_) | Type::Status { .. } | Type::Kind | Type::Entry { .. }, _) if string.is_some() => {
                word(string.unwrap_or_default(), self.lens)
            }
            (Type::Period, _) => self.period(node),
            (Type::Date | Type::Moment, Raw::Datetime) => self.day(node),
            (Type::Share, Raw::Float(share)) => format!("{} %", decimal(share * 100.0)),
            (Type::Duration, _) if string.is_some() => duration(string.unwrap_or_default()),
            (Type::Table(fields), Raw::Table(table)) => self.members(table, |key| fields.named(key)),
            (_, Raw::Float(float)) => format!("{}{unit}", decimal(*float)),
            (_, Raw::Integer(integer)) => format!("{integer}{unit}"),
            _ => self.plain(node),
        }
    }

    /// A value of which no definition is known.
    fn plain(&self, node: &Node) -> String {
        match &node.raw {
            Raw::Plain(_) | Raw::Escaped(_) => short(node.as_str(self.text).unwrap_or_default()),
            Raw::Integer(integer) => integer.to_string(),
            Raw::Float(float) => decimal(*float),
            Raw::Boolean(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
            Raw::Datetime => self.day(node),
            Raw::Array(items) => join(items.iter().map(|item| self.plain(item)).collect()),
            Raw::Table(table) => self.members(table, |_| None),
            Raw::Overflow => short(node.range.of(self.text)),
        }
    }

    fn list(&self, items: &[Node], of: &Type) -> String {
        if items.is_empty() {
            return "none".to_owned();
        }
        // Of a list of tables with ids what stands here is the ids.
        let words = items.iter().map(|item| match (of, item.as_str(self.text)) {
            (Type::Table(_), Some(id)) => word(id, self.lens),
            _ => self.value(item, of, None),
        });
        join(words.collect())
    }

    fn members<'f>(&self, table: &Table, definition: impl Fn(&str) -> Option<&'f FieldDefinition>) -> String {
        let words = table.entries.iter().map(|entry| match definition(&entry.key) {
            Some(of) => format!(
                "{} {}",
                of.label.to_lowercase(),
                self.value(&entry.value, &of.of, of.unit.as_deref())
            ),
            None => format!("{} {}", entry.key, self.plain(&entry.value)),
        });
        join(words.collect())
    }

    fn period(&self, node: &Node) -> String {
        let written = node.as_str(self.text).unwrap_or_else(|| node.range.of(self.text));
        period(written, self.lens).map_or_else(|| short(written), Period::human)
    }

    fn day(&self, node: &Node) -> String {
        let written = node.range.of(self.text);
        match (Date::parse(written), Moment::parse(written)) {
            (Some(date), _) => date.short(),
            (None, Ok(moment)) => moment.human(),
            (None, Err(_)) => short(written),
        }
    }
}

/// The kind and the id of a reference that is a table: the first key that is a kind.
pub(super) fn target<'a>(schema: &Schema, table: &'a Table, text: &'a str) -> Option<(&'a str, &'a str)> {
    let entry = table.entries.iter().find(|entry| schema.find(&entry.key).is_some())?;
    Some((&*entry.key, entry.value.as_str(text)?))
}

/// Reads a period as the newer state's calendar has it.
pub(super) fn period(written: &str, lens: &Lens<'_>) -> Option<Period> {
    let written = crate::change::unquoted(written).unwrap_or(written);
    let year_start = lens.workspace.configuration().calendar.year_start();
    Period::parse(written, year_start).ok().or_else(|| {
        // A date with a time stands for its day.
        Date::parse(written.get(..10)?).map(Period::day)
    })
}

fn join(mut words: Vec<String>) -> String {
    let more = words.len().saturating_sub(MOST);
    words.truncate(MOST);
    let mut text = words.join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

/// `2wd` as "2 working days".
fn duration(text: &str) -> String {
    Duration::parse_lag(text).map_or_else(|_| short(text), Duration::human)
}
