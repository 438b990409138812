//! From what happened to each record to what a reader is told.

use super::Lens;
use super::consequence::{self, Consequence};
use super::edit::{Edit, FieldEdit, Happened, TextEdit};
use super::group::{Group, group_of_field, group_of_record};
use super::list::elements;
use super::prose::{Prose, prose};
use super::words::{title_of, value_in_words, word};
use crate::change::segments;
use crate::schema::Kind;
use crate::text::{Identity, Segment, visible};
use crate::value::{FieldDefinition, Type};
use crate::workspace::RecordIndex;
use std::collections::{BTreeMap, BTreeSet};

/// Who a change is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Kind and id.
    pub identity: Identity,
    /// What one record of the kind is called.
    pub noun: String,
    /// What several are called.
    pub nouns: String,
    /// Its title.
    pub title: String,
    /// Its place in the newer state, where it is there.
    pub record: Option<RecordIndex>,
}

/// What sort of change it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// A field has another value.
    Field,
    /// Somebody went from one team to another.
    Moved,
    /// The record is new.
    Came,
    /// The record is gone.
    Went,
    /// The record has another id.
    Renamed,
    /// Its text changed.
    Text,
    /// Its file cannot be read any more.
    Broken,
    /// Its file can be read again.
    Mended,
    /// A file of settings or definitions changed.
    File,
}

impl What {
    /// Returns the word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Field => "changed",
            Self::Moved => "moved",
            Self::Came => "added",
            Self::Went => "removed",
            Self::Renamed => "renamed",
            Self::Text => "text",
            Self::Broken => "broken",
            Self::Mended => "mended",
            Self::File => "file",
        }
    }
}

/// An element of a list that came or went.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Element {
    /// The id that it names, or its text.
    pub id: String,
    /// In words.
    pub words: String,
}

/// One thing that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it belongs to.
    pub group: Group,
    /// The record.
    pub subject: Subject,
    /// More records in which the same changed.
    pub others: Vec<Subject>,
    /// What sort of change.
    pub what: What,
    /// The path of the field; empty for the record or its text.
    pub field: String,
    /// The field in words: "target", "step classify: role".
    pub label: String,
    /// The old value in words.
    pub old: Option<String>,
    /// The new value in words.
    pub new: Option<String>,
    /// The old value as canonical TOML.
    pub old_raw: Option<String>,
    /// The new value as canonical TOML.
    pub new_raw: Option<String>,
    /// Elements of the list that came.
    pub added: Vec<Element>,
    /// Elements of the list that went.
    pub removed: Vec<Element>,
    /// How much of the text changed.
    pub prose: Option<Prose>,
    /// By how many days the last day of a date moved; later is more.
    pub days: Option<i64>,
    /// The same in working days of the workspace's calendar.
    pub workdays: Option<i64>,
    /// What follows from it.
    pub consequences: Vec<Consequence>,
}

impl Change {
    fn new(group: Group, subject: Subject, what: What) -> Self {
        Self {
            group,
            subject,
            others: Vec::new(),
            what,
            field: String::new(),
            label: String::new(),
            old: None,
            new: None,
            old_raw: None,
            new_raw: None,
            added: Vec::new(),
            removed: Vec::new(),
            prose: None,
            days: None,
            workdays: None,
            consequences: Vec::new(),
        }
    }

    /// Says whether somebody beside the record's own people is touched by it.
    pub fn affects_others(&self) -> bool {
        self.consequences.iter().any(|one| one.affects_others)
    }

    /// Returns who changed: "Faster search", "Faster search, Audit log and 4 more initiatives".
    pub fn who(&self) -> String {
        /// Titles that are told.
        const SHOWN: usize = 3;
        if self.others.is_empty() {
            return self.subject.title.clone();
        }
        let all: Vec<&Subject> = std::iter::once(&self.subject).chain(&self.others).collect();
        let titles: Vec<&str> = all.iter().take(SHOWN).map(|one| &*one.title).collect();
        let more = all.len().saturating_sub(SHOWN);
        if more == 0 {
            let (last, first) = titles.split_last().unwrap_or((&"", &[]));
            return format!("{} and {last}", first.join(", "));
        }
        let same = all.iter().all(|one| one.identity.kind == all[0].identity.kind);
        let nouns = match (same, more) {
            (true, 1) => &self.subject.noun,
            (true, _) => &self.subject.nouns,
            (false, 1) => "record",
            (false, _) => "records",
        };
        format!("{} and {more} more {nouns}", titles.join(", "))
    }

    /// Returns what happened, without who: "target: Q2 2027 → Q3 2027".
    pub fn words(&self) -> String {
        let list = |elements: &[Element]| {
            let words: Vec<&str> = elements.iter().map(|one| &*one.words).collect();
            words.join(", ")
        };
        match self.what {
            What::Came => match &self.new {
                Some(status) => format!("new, {status}"),
                None => "new".to_owned(),
            },
            What::Went => "deleted".to_owned(),
            What::Renamed => format!("was `{}` before", self.old.as_deref().unwrap_or_default()),
            What::Broken => "cannot be read any more, and is left out of every count until it is mended".to_owned(),
            What::Mended => "can be read again".to_owned(),
            What::Moved => format!(
                "moved from {} to {}",
                self.old.as_deref().unwrap_or_default(),
                self.new.as_deref().unwrap_or_default()
            ),
            What::Text | What::File => match &self.prose {
                Some(prose) => format!("text: {}", prose_words(prose, !self.others.is_empty())),
                None => "text changed".to_owned(),
            },
            What::Field if !self.added.is_empty() || !self.removed.is_empty() => {
                let mut parts = Vec::new();
                if !self.added.is_empty() {
                    parts.push(format!("added {}", list(&self.added)));
                }
                if !self.removed.is_empty() {
                    parts.push(format!("removed {}", list(&self.removed)));
                }
                format!("{}: {}", self.label, parts.join("; "))
            }
            What::Field => match (&self.old, &self.new) {
                (Some(old), Some(new)) if old == new => format!("{}: {new}, in another order or form", self.label),
                (Some(old), Some(new)) => format!("{}: {old} → {new}", self.label),
                (None, Some(new)) => format!("{}: {new}", self.label),
                (Some(old), None) => format!("{}: no longer {old}", self.label),
                (None, None) => self.label.clone(),
            },
        }
    }
}

/// "12 words added, 3 removed: “… over the board …”"
fn prose_words(prose: &Prose, in_each: bool) -> String {
    let words = |count: usize| format!("{count} {}", if count == 1 { "word" } else { "words" });
    let counts = match (prose.added, prose.removed) {
        (0, 0) => "the same words in another order".to_owned(),
        (added, 0) => format!("{} added", words(added)),
        (0, removed) => format!("{} removed", words(removed)),
        (added, removed) => format!("{} added, {removed} removed", words(added)),
    };
    let in_each = if in_each { " in each" } else { "" };
    format!("{counts}{in_each}: “{}”", visible(&prose.excerpt))
}

/// From how many records on the same change is one.
const SAME: usize = 3;

/// Turns edits into changes, in the order of groups; `full` adds what follows from them.
pub fn changes(edits: &[Edit], lens: &Lens<'_>, full: bool) -> Vec<Change> {
    let mut found: Vec<Change> = edits.iter().flat_map(|edit| of_edit(edit, lens, full)).collect();
    moved(&mut found);
    let mut found = together(found);
    found.sort_by_cached_key(|change| {
        (
            change.group,
            !change.affects_others(),
            change.subject.identity.kind.clone(),
            change.subject.title.to_lowercase(),
            change.subject.identity.id.clone(),
            change.what,
        )
    });
    found
}

fn of_edit(edit: &Edit, lens: &Lens<'_>, full: bool) -> Vec<Change> {
    let kind = edit.kind.map(|kind| lens.workspace.schema().kind(kind));
    let words = &lens.workspace.configuration().words;
    let name = &*edit.identity.kind;
    let noun = words
        .one(name)
        .map_or_else(|| kind.map_or_else(|| name.to_owned(), Kind::bare_noun), str::to_owned);
    let nouns = words
        .several(name)
        .map_or_else(|| kind.map_or_else(|| format!("{name}s"), Kind::nouns), str::to_owned);
    let subject = Subject {
        identity: edit.identity.clone(),
        noun,
        nouns,
        title: visible(&edit.title).into_owned(),
        record: edit.record,
    };
    let what = match edit.happened {
        Happened::Stayed => None,
        Happened::Came => Some(What::Came),
        Happened::Went => Some(What::Went),
        Happened::Broken => Some(What::Broken),
        Happened::Mended => Some(What::Mended),
        Happened::File => Some(What::File),
    };
    let text = |edit: &TextEdit| match edit {
        TextEdit::Texts(old, new) => Some(prose(old, new)),
        TextEdit::Known => None,
    };
    if let Some(what) = what {
        let group = match what {
            What::File => Group::Settings,
            _ => group_of_record(kind, edit),
        };
        let mut change = Change::new(group, subject, what);
        change.prose = edit.text.as_ref().and_then(text);
        if let Some(status) = edit.record.and_then(|record| {
            let record = lens.workspace.record(record);
            lens.workspace.status(record).filter(|_| full && what == What::Came)
        }) {
            change.new = Some(word(&status.name, lens));
        }
        if full {
            consequence::of_record(&mut change, edit, lens);
        }
        return vec![change];
    }
    let Some(kind) = kind else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(former) = &edit.former {
        let mut change = Change::new(group_of_record(Some(kind), edit), subject.clone(), What::Renamed);
        change.old = Some(former.clone());
        change.new = Some(edit.identity.id.to_string());
        found.push(change);
    }
    for field in fields_in_order(edit, kind) {
        found.extend(of_field(edit, field, kind, &subject, lens, full));
    }
    if let Some(changed) = &edit.text {
        let mut change = Change::new(Group::Texts, subject, What::Text);
        change.prose = text(changed);
        found.push(change);
    }
    found
}

/// The fields in the order of the definition, without those inside entries that came or went whole.
fn fields_in_order<'a>(edit: &'a Edit, kind: &Kind) -> Vec<&'a FieldEdit> {
    let mut whole: BTreeSet<String> = BTreeSet::new();
    for field in &edit.fields {
        let side = |raw: &Option<String>| -> BTreeSet<String> {
            let all = raw.as_deref().map(crate::change::items).unwrap_or_default();
            all.iter()
                .filter_map(|item| crate::change::unquoted(item))
                .map(|id| format!("{}[{id}].", field.path))
                .collect()
        };
        let (old, new) = (side(&field.old), side(&field.new));
        whole.extend(old.symmetric_difference(&new).cloned());
    }
    let is_inside = |path: &str| path.match_indices("].").any(|(at, _)| whole.contains(&path[..at + 2]));
    let mut fields: Vec<&FieldEdit> = edit.fields.iter().filter(|field| !is_inside(&field.path)).collect();
    fields.sort_by_key(|field| {
        let end = field.path.find(['.', '[']).unwrap_or(field.path.len());
        (
            field.path != "status",
            kind.fields.find(&field.path[..end]),
            &field.path,
        )
    });
    fields
}

fn of_field(
    edit: &Edit,
    field: &FieldEdit,
    kind: &Kind,
    subject: &Subject,
    lens: &Lens<'_>,
    full: bool,
) -> Vec<Change> {
    let path = segments(&field.path);
    let along = kind.fields.along(&path);
    // A definition counts only for the whole way.
    let keys = path.iter().filter(|segment| matches!(segment, Segment::Key(_))).count();
    let maps = along.iter().filter(|of| matches!(of.of, Type::Map { .. })).count();
    let of = along
        .last()
        .copied()
        .filter(|_| keys == along.len() || keys == along.len() + maps);
    let parts = of.and_then(|of| elements(field, of, lens));
    let group = group_of_field(kind, &path, &along);
    let mut change = Change::new(group, subject.clone(), What::Field);
    change.field.clone_from(&field.path);
    change.label = label(&path, &along, lens);
    change.old_raw.clone_from(&field.old);
    change.new_raw.clone_from(&field.new);
    if field.path == "status" {
        let initial = kind
            .lifecycle
            .as_ref()
            .map(|lifecycle| &lifecycle.statuses[lifecycle.initial.0 as usize].name);
        let side = |raw: &Option<String>| {
            let written = raw.as_deref().map(|raw| crate::change::unquoted(raw).unwrap_or(raw));
            written.or(initial.map(|name| &**name)).map(|name| word(name, lens))
        };
        (change.old, change.new) = (side(&field.old), side(&field.new));
        if change.old == change.new {
            return Vec::new();
        }
    } else {
        let side = |raw: &Option<String>| raw.as_deref().map(|raw| value_in_words(raw, of, lens));
        (change.old, change.new) = (side(&field.old), side(&field.new));
    }
    let mut found = Vec::new();
    if let (Some(parts), Some(of)) = (parts, of) {
        // One element is told like any other value.
        let element = FieldDefinition {
            of: of.of.element().clone(),
            ..of.clone()
        };
        let list = |raws: &[String]| {
            raws.iter()
                .map(|raw| Element {
                    id: raw.clone(),
                    words: match (&element.of, crate::change::unquoted(raw)) {
                        (Type::Table(_), Some(id)) => entry_title(edit, &field.path, id, lens),
                        _ => value_in_words(raw, Some(&element), lens),
                    },
                })
                .collect::<Vec<_>>()
        };
        (change.added, change.removed) = (list(&parts.added), list(&parts.removed));
        let only_details = change.added.is_empty() && change.removed.is_empty() && !parts.details.is_empty();
        for detail in &parts.details {
            found.extend(of_field(edit, detail, kind, subject, lens, full));
        }
        if only_details {
            return found;
        }
    }
    consequence::slip(&mut change, of, lens);
    if full {
        consequence::of_field(&mut change, edit, lens);
    }
    found.insert(0, change);
    found
}

/// "target", "step classify: role", "promised to acct-07: by"
fn label(path: &[Segment], along: &[&FieldDefinition], lens: &Lens<'_>) -> String {
    if let [Segment::Key(key)] = path {
        return match along.first() {
            Some(of) => of.label.to_lowercase(),
            None => key.replace(['_', '-'], " "),
        };
    }
    let Some(top) = along.first() else {
        let keys: Vec<String> = path.iter().map(segment_words).collect();
        return keys.join(" ");
    };
    let entry = path.iter().find_map(|segment| match segment {
        Segment::Entry(id) => Some(id),
        _ => None,
    });
    let of_map = match (&top.of, path.get(1)) {
        (Type::Map { .. }, Some(Segment::Key(key))) => Some(key),
        _ => None,
    };
    let name = entry.or(of_map).map(|id| match top.of.element() {
        Type::Reference(reference) => title_of(&reference.to, id, lens),
        _ => word(id, lens),
    });
    let top_label = top.label.to_lowercase();
    let leaf = along
        .iter()
        .skip(1)
        .map(|of| of.label.to_lowercase())
        .collect::<Vec<_>>()
        .join(" ");
    match name {
        Some(name) => {
            let one = top_label.strip_suffix('s').unwrap_or(&top_label);
            let place = format!("{one} {name}");
            if leaf.is_empty() {
                place
            } else {
                format!("{place}: {leaf}")
            }
        }
        None if leaf.is_empty() => top_label,
        None => format!("{top_label} {leaf}"),
    }
}

fn segment_words(segment: &Segment) -> String {
    match segment {
        Segment::Key(key) | Segment::Entry(key) => visible(key).replace(['_', '-'], " "),
        Segment::Index(index) => index.to_string(),
    }
}

/// The title of an entry that came or went, where the edit tells it; else its id.
fn entry_title(edit: &Edit, list: &str, id: &str, lens: &Lens<'_>) -> String {
    let path = format!("{list}[{id}].title");
    let title = edit.fields.iter().find(|field| field.path == path);
    let raw = title.and_then(|field| field.new.as_deref().or(field.old.as_deref()));
    raw.map_or_else(|| word(id, lens), |raw| value_in_words(raw, None, lens))
}

/// Puts people who left one team and came into another into one change.
fn moved(found: &mut Vec<Change>) {
    let is_members = |change: &Change| change.what == What::Field && change.field == "members";
    let id = |element: &Element| -> String {
        let raw = &element.id;
        let quoted = raw.split('"').nth(1).unwrap_or(raw);
        quoted.rsplit_once('/').map_or(quoted, |(_, id)| id).to_owned()
    };
    let mut left: BTreeMap<String, (usize, Element)> = BTreeMap::new();
    let mut joined: BTreeMap<String, (usize, Element)> = BTreeMap::new();
    for (place, change) in found.iter().enumerate().filter(|(_, change)| is_members(change)) {
        left.extend(change.removed.iter().map(|one| (id(one), (place, one.clone()))));
        joined.extend(change.added.iter().map(|one| (id(one), (place, one.clone()))));
    }
    let mut moves = Vec::new();
    for (person, (from, element)) in left {
        let Some((to, new_element)) = joined.get(&person).filter(|(to, _)| *to != from) else {
            continue;
        };
        let (old_team, new_team) = (found[from].subject.clone(), found[*to].subject.clone());
        found[from].removed.retain(|one| *one != element);
        found[*to].added.retain(|one| one != new_element);
        let Ok(id) = crate::text::Id::new(&person) else {
            continue;
        };
        let plain = element.words.split(" (").next().unwrap_or(&element.words).to_owned();
        let subject = Subject {
            identity: Identity {
                kind: "person".into(),
                id,
            },
            noun: "person".to_owned(),
            nouns: "people".to_owned(),
            title: plain,
            record: None,
        };
        let mut change = Change::new(Group::People, subject, What::Moved);
        change.field = "members".to_owned();
        change.label = "team".to_owned();
        change.old = Some(old_team.title);
        change.new = Some(new_team.title);
        change.old_raw = Some(old_team.identity.to_string());
        change.new_raw = Some(new_team.identity.to_string());
        moves.push(change);
    }
    if moves.is_empty() {
        return;
    }
    found.retain(|change| !(is_members(change) && change.added.is_empty() && change.removed.is_empty()));
    found.extend(moves);
}

/// What makes two changes the same.
type Sameness = (
    Group,
    What,
    String,
    Option<String>,
    Option<String>,
    Vec<Element>,
    Vec<Element>,
    Box<str>,
);

/// Puts the same change in many records into one.
fn together(found: Vec<Change>) -> Vec<Change> {
    let sameness = |change: &Change| -> Option<Sameness> {
        let is_alone = matches!(change.what, What::File | What::Renamed | What::Broken);
        // Of texts the same change is a mechanical one, such as an address that moved.
        let pattern = change.prose.as_ref().and_then(|prose| prose.pattern.clone());
        if is_alone || (change.prose.is_some() && pattern.is_none()) {
            return None;
        }
        // A re-org moves work of all kinds.
        let kind = match change.group {
            Group::People if change.what == What::Field => "".into(),
            _ => change.subject.identity.kind.clone(),
        };
        let new = change.new.clone().filter(|_| change.what != What::Came);
        Some((
            change.group,
            change.what,
            change.field.clone(),
            change.old_raw.clone().or(change.old.clone()),
            change.new_raw.clone().or(new).or(pattern),
            change.added.clone(),
            change.removed.clone(),
            kind,
        ))
    };
    let mut places: BTreeMap<Sameness, Vec<usize>> = BTreeMap::new();
    for (place, change) in found.iter().enumerate() {
        if let Some(key) = sameness(change) {
            places.entry(key).or_default().push(place);
        }
    }
    let mut leads: BTreeMap<usize, usize> = BTreeMap::new();
    for list in places.into_values().filter(|list| list.len() >= SAME) {
        leads.extend(list.iter().map(|place| (*place, list[0])));
    }
    let mut kept: Vec<Change> = Vec::new();
    let mut lead_places: BTreeMap<usize, usize> = BTreeMap::new();
    for (place, mut change) in found.into_iter().enumerate() {
        match leads.get(&place) {
            Some(lead) if *lead != place => {
                let lead = &mut kept[lead_places[lead]];
                lead.others.push(change.subject);
                for one in change.consequences {
                    if lead.consequences.len() < consequence::MOST && !lead.consequences.contains(&one) {
                        lead.consequences.push(one);
                    }
                }
            }
            is_lead => {
                if is_lead.is_some() {
                    lead_places.insert(place, kept.len());
                    if change.what == What::Came {
                        change.new = None;
                    }
                }
                kept.push(change);
            }
        }
    }
    kept
}
