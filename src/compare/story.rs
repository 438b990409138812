//! What changed landing by landing, from the history.

use super::Lens;
use super::change::{Change, changes};
use super::edit::{Edit, FieldEdit, Happened, TextEdit};
use crate::history::{Birth, Event, History, Life};
use crate::text::Id;
use crate::value::KindIndex;
use crate::workspace::Workspace;
use std::collections::BTreeMap;

/// What one landing changed.
#[derive(Debug)]
pub struct LandingChanges {
    /// Which landing; one past the last for what did not land yet.
    pub landing: u32,
    /// The changes, in the order of groups.
    pub changes: Vec<Change>,
}

/// Texts that are read for all landings together: each costs some folders and both versions.
const MOST_TEXTS: usize = 100;
/// Texts of one landing that are read: of more it is told that they changed, in one line.
const MOST_OF_A_LANDING: usize = 20;

/// Returns what each landing changed, newest first, of at most `most` landings that changed something.
///
/// Ignored landings are left out, and so is what did not land yet. Of the landing with which the workspace began it is
/// told only that it did.
pub fn landing_changes(history: &History, lens: &Lens<'_>, most: usize) -> Vec<LandingChanges> {
    let landings = history.landings();
    let mut by_landing: BTreeMap<u32, Vec<&Life>> = BTreeMap::new();
    for life in history.lives() {
        let mut numbers: Vec<u32> = history
            .timeline_of(lens.workspace, life)
            .events()
            .map(|event| event.landing)
            .collect();
        if let Birth::Landing(number) = life.birth {
            numbers.push(number);
        }
        numbers.extend(life.end);
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers.into_iter().filter(|number| *number < landings) {
            let ignored = history.landing(number).is_some_and(|landing| landing.ignored);
            if !ignored {
                by_landing.entry(number).or_default().push(life);
            }
        }
    }
    let mut found = Vec::new();
    let mut texts = MOST_TEXTS;
    for (landing, lives) in by_landing.into_iter().rev() {
        if found.len() == most {
            break;
        }
        let mut edits: Vec<Edit> = Vec::new();
        let mut changed: Vec<(usize, &Event)> = Vec::new();
        for life in lives {
            if let Some(edit) = edit(history, lens.workspace, life, landing) {
                let event = edit
                    .text
                    .as_ref()
                    .and_then(|_| text_event(history, lens.workspace, life, landing));
                changed.extend(event.map(|event| (edits.len(), event)));
                edits.push(edit);
            }
        }
        if changed.len() <= MOST_OF_A_LANDING.min(texts) {
            texts -= changed.len();
            for (place, event) in changed {
                edits[place].text = Some(text_edit(history, event));
            }
        }
        let changes = changes(&edits, lens, false);
        if !changes.is_empty() {
            found.push(LandingChanges { landing, changes });
        }
    }
    found
}

/// Returns what happened to one record, newest first, with what did not land yet and ignored landings.
///
/// Of the `texts` newest changes of its text it is told how much changed, of others only that it did.
pub fn life_changes(history: &History, lens: &Lens<'_>, life: &Life, mut texts: usize) -> Vec<LandingChanges> {
    let mut numbers: Vec<u32> = history
        .timeline_of(lens.workspace, life)
        .all_events()
        .iter()
        .map(|event| event.landing)
        .collect();
    match life.birth {
        Birth::Landing(number) => numbers.push(number),
        Birth::Pending => numbers.push(history.landings()),
        Birth::BeforeFirst | Birth::Unknown => {}
    }
    numbers.extend(life.end);
    numbers.sort_unstable();
    numbers.dedup();
    let mut found: Vec<LandingChanges> = numbers
        .into_iter()
        .rev()
        .filter_map(|landing| {
            let mut edit = edit(history, lens.workspace, life, landing)?;
            if edit.text.is_some()
                && texts > 0
                && let Some(event) = text_event(history, lens.workspace, life, landing)
            {
                texts -= 1;
                edit.text = Some(text_edit(history, event));
            }
            let changes = changes(&[edit], lens, false);
            (!changes.is_empty()).then_some(LandingChanges { landing, changes })
        })
        .collect();
    // In one landing it may have come and changed; that it came is the whole of it.
    found.dedup_by_key(|one| one.landing);
    found
}

/// Finds the life of a record that is gone, the latest of that name.
pub fn life_of<'a>(history: &'a History, workspace: &Workspace, kind: KindIndex, id: &Id) -> Option<&'a Life> {
    let named = |life: &&Life| life.kind == kind && history.id(workspace, life) == id;
    let lives = history.lives().iter().filter(named);
    lives.max_by_key(|life| life.end)
}

/// The change of a record's text in a landing.
fn text_event<'a>(history: &'a History, workspace: &'a Workspace, life: &'a Life, landing: u32) -> Option<&'a Event> {
    let events = history.timeline_of(workspace, life).all_events();
    let from = events.partition_point(|event| event.landing < landing);
    let mut of_landing = events[from..].iter().take_while(|event| event.landing == landing);
    of_landing.find(|event| history.word(event.field).is_empty())
}

fn text_edit(history: &History, event: &Event) -> TextEdit {
    match history.texts(event) {
        Some((old, new)) => TextEdit::Texts(old, new),
        None => TextEdit::Known,
    }
}

/// What a landing did to a record.
fn edit(history: &History, workspace: &Workspace, life: &Life, landing: u32) -> Option<Edit> {
    let timeline = history.timeline_of(workspace, life);
    let born = match life.birth {
        Birth::Landing(number) => Some(number),
        Birth::Pending => Some(history.landings()),
        Birth::BeforeFirst | Birth::Unknown => None,
    };
    let happened = match () {
        () if life.end == Some(landing) => Happened::Went,
        () if born == Some(landing) => Happened::Came,
        () => Happened::Stayed,
    };
    let title = match life.record {
        Some(index) => workspace.title(workspace.record(index)).to_owned(),
        None => {
            let field = workspace.schema().kind(life.kind).fields.find("title");
            let last = field.and_then(|field| timeline.values(field).pop()?.raw);
            let title = last.and_then(|raw| crate::change::unquoted(&raw).map(str::to_owned));
            title.unwrap_or_else(|| history.id(workspace, life).to_string())
        }
    };
    let mut edit = Edit {
        identity: history.identity(workspace, life),
        title,
        kind: Some(life.kind),
        record: life.record,
        happened,
        former: None,
        fields: Vec::new(),
        text: None,
    };
    if happened != Happened::Stayed {
        return Some(edit);
    }
    let word = |word: Option<_>| word.map(|word| history.word(word).to_owned());
    let events = timeline.all_events();
    let from = events.partition_point(|event| event.landing < landing);
    let of_landing = events[from..].iter().take_while(|event| event.landing == landing);
    for Event { field, old, new, .. } in of_landing {
        let path = history.word(*field);
        match path {
            "" => edit.text = Some(TextEdit::Known),
            "id" => {}
            _ => edit.fields.push(FieldEdit {
                path: path.to_owned(),
                old: word(*old),
                new: word(*new),
            }),
        }
    }
    (!edit.fields.is_empty() || edit.text.is_some()).then_some(edit)
}
