//! What happened to each record between two workspaces, raw.

use crate::change::{self, Version};
use crate::parse::Raw;
use crate::text::{Identity, RepoPath};
use crate::value::KindIndex;
use crate::workspace::{Record, RecordIndex, Workspace};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// What happened to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Kind and id; the newer where it was renamed.
    pub identity: Identity,
    /// What it is called.
    pub title: String,
    /// Its kind, where the newer state has it.
    pub kind: Option<KindIndex>,
    /// Its place in the newer state.
    pub record: Option<RecordIndex>,
    /// Whether it came, went or stayed.
    pub happened: Happened,
    /// The id that it had before, where that was another.
    pub former: Option<String>,
    /// Its fields that differ, by path.
    pub fields: Vec<FieldEdit>,
    /// Its text, where that differs.
    pub text: Option<TextEdit>,
}

/// What happened to a record as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happened {
    /// It is new.
    Came,
    /// It is there in both.
    Stayed,
    /// It is gone.
    Went,
    /// Its file cannot be read any more.
    Broken,
    /// Its file can be read again.
    Mended,
    /// It is no record but a file of settings.
    File,
}

/// A field that differs, with its canonical texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldEdit {
    /// Its path, such as `steps[classify].role`.
    pub path: String,
    /// What it was.
    pub old: Option<String>,
    /// What it is.
    pub new: Option<String>,
}

/// A text that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextEdit {
    /// Both texts are known.
    Texts(String, String),
    /// Only that they differ.
    Known,
}

/// A record as fields by path, and its text.
struct Flat {
    fields: BTreeMap<String, String>,
    body: String,
}

/// Finds every record that differs between two workspaces, in the order of kinds and ids.
///
/// Records pair by kind and id; one whose former id the newer state names as an alias is the same record.
pub fn edits(before: &Workspace, after: &Workspace) -> Vec<Edit> {
    let former: BTreeMap<(String, &str), RecordIndex> = after
        .aliases()
        .map(|(kind, id, record)| ((after.schema().kind(kind).name.to_string(), id), record))
        .collect();
    let key =
        |workspace: &Workspace, record: &Record| (workspace.kind_of(record).name.to_string(), record.id.to_string());
    let mut older: BTreeMap<(String, String), RecordIndex> = BTreeMap::new();
    for (index, record) in before.records().filter(|(index, _)| before.owns_id(*index)) {
        older.insert(key(before, record), index);
    }
    let mut pairs: Vec<(RecordIndex, RecordIndex)> = Vec::new();
    let mut came: Vec<RecordIndex> = Vec::new();
    let mut renamed: BTreeMap<RecordIndex, Vec<RecordIndex>> = BTreeMap::new();
    for ((kind, id), old) in &older {
        if let Some(new) = former.get(&(kind.clone(), id.as_str())) {
            renamed.entry(*new).or_default().push(*old);
        }
    }
    for (index, record) in after.records().filter(|(index, _)| after.owns_id(*index)) {
        let name = key(after, record);
        let old = older.remove(&name).or_else(|| {
            let old = renamed.get(&index)?.iter().copied();
            let mut known = old.filter(|old| older.contains_key(&key(before, before.record(*old))));
            let old = known.next()?;
            older.remove(&key(before, before.record(old)))
        });
        match old {
            Some(old) => pairs.push((old, index)),
            None => came.push(index),
        }
    }
    let mut found: Vec<Edit> = pairs
        .par_iter()
        .with_min_len(64)
        .filter_map(|(old, new)| differs(before, after, *old, *new))
        .collect();
    let paths = |workspace: &'_ Workspace| -> BTreeSet<RepoPath> {
        workspace
            .records()
            .map(|(_, record)| workspace.path(record).clone())
            .collect()
    };
    let (paths_before, paths_after) = (paths(before), paths(after));
    let unreadable = |workspace: &Workspace, known: &BTreeSet<RepoPath>, path: &RepoPath| {
        !known.contains(path) && workspace.snapshot().find(path.as_str()).is_some()
    };
    for index in came {
        let record = after.record(index);
        let mended = record.entry.is_none() && unreadable(before, &paths_before, after.path(record));
        let happened = if mended { Happened::Mended } else { Happened::Came };
        found.push(whole(after, record, Some(index), Some(record.kind), happened));
    }
    for old in older.into_values() {
        let record = before.record(old);
        let kind = after.schema().find(&before.kind_of(record).name);
        let broken = unreadable(after, &paths_after, before.path(record));
        let happened = if broken { Happened::Broken } else { Happened::Went };
        found.push(whole(before, record, None, kind, happened));
    }
    found.extend(settings(before, after));
    found.sort_by(|a, b| (&a.identity, a.happened).cmp(&(&b.identity, b.happened)));
    found
}

/// A record that is in one of the two only.
fn whole(
    workspace: &Workspace,
    record: &Record,
    index: Option<RecordIndex>,
    kind: Option<KindIndex>,
    happened: Happened,
) -> Edit {
    Edit {
        identity: workspace.identity(record),
        title: workspace.title(record).to_owned(),
        kind,
        record: index,
        happened,
        former: None,
        fields: Vec::new(),
        text: None,
    }
}

fn differs(before: &Workspace, after: &Workspace, old: RecordIndex, new: RecordIndex) -> Option<Edit> {
    let (was, is) = (before.record(old), after.record(new));
    let renamed = was.id != is.id;
    let body = |workspace: &'_ Workspace, record: &Record| -> String {
        match record.body {
            Some(body) if body != record.document => workspace.text(body).to_owned(),
            _ => String::new(),
        }
    };
    let same_file = before.text(was.document) == after.text(is.document)
        && was.entry == is.entry
        && body(before, was) == body(after, is);
    if same_file && !renamed {
        return None;
    }
    let (was_flat, is_flat) = match (flat(before, was), flat(after, is)) {
        (Some(was), Some(is)) => (was, is),
        // A file that does not parse holds what could be read of it, which is no change of the record.
        (Some(_), None) => return Some(whole(after, is, Some(new), Some(is.kind), Happened::Broken)),
        (None, Some(_)) => return Some(whole(after, is, Some(new), Some(is.kind), Happened::Mended)),
        (None, None) => return None,
    };
    let mut fields: Vec<FieldEdit> = Vec::new();
    let paths: BTreeSet<&String> = was_flat.fields.keys().chain(is_flat.fields.keys()).collect();
    for path in paths {
        let (old, new) = (was_flat.fields.get(path), is_flat.fields.get(path));
        if old != new && path != "id" {
            fields.push(FieldEdit {
                path: path.clone(),
                old: old.cloned(),
                new: new.cloned(),
            });
        }
    }
    let text = (change::digest(&was_flat.body) != change::digest(&is_flat.body))
        .then_some(TextEdit::Texts(was_flat.body, is_flat.body));
    if fields.is_empty() && text.is_none() && !renamed {
        return None;
    }
    if renamed {
        fields.retain(|field| field.path != "aliases");
    }
    Some(Edit {
        identity: after.identity(is),
        title: after.title(is).to_owned(),
        kind: Some(is.kind),
        record: Some(new),
        happened: Happened::Stayed,
        former: renamed.then(|| was.id.to_string()),
        fields,
        text,
    })
}

/// A record taken apart into canonical texts; `None` where its file does not parse.
fn flat(workspace: &Workspace, record: &Record) -> Option<Flat> {
    let path = workspace.path(record);
    let text = workspace.text(record.document);
    let mut flat = Flat {
        fields: BTreeMap::new(),
        body: String::new(),
    };
    let version = match change::version(path, text) {
        Version::Collection { name, entries } => {
            let entry = record.entry.and_then(|entry| entries.get(entry as usize).copied());
            match entry {
                Some(entry) => change::entry(path, name, &entry),
                None => Version::Unreadable,
            }
        }
        version => version,
    };
    let Version::Record { text, fields, body } = &version else {
        return None;
    };
    // A collection that is written otherwise than in headers is read whole.
    let name = &workspace.kind_of(record).name;
    let entry = record.entry.and_then(|entry| match &fields.get(name)?.value.raw {
        Raw::Array(items) => match &items.get(entry as usize)?.raw {
            Raw::Table(table) => Some(table),
            _ => None,
        },
        _ => None,
    });
    change::flatten(entry.unwrap_or(fields), text, &mut |path, value| {
        flat.fields.insert(path.to_owned(), value.to_owned());
    });
    flat.body = body.unwrap_or_default().to_owned();
    if let Some(body) = record.body.filter(|body| *body != record.document) {
        flat.body = workspace.text(body).to_owned();
    }
    Some(flat)
}

/// Files that say what kinds there are and how the workspace is set up.
fn settings(before: &Workspace, after: &Workspace) -> Vec<Edit> {
    let text = |workspace: &Workspace, path: &str| {
        let file = workspace.snapshot().find(path)?;
        workspace
            .snapshot()
            .text(file, u32::MAX)
            .ok()
            .map(|text| text.to_string())
    };
    let is_setting = |workspace: &Workspace, path: &RepoPath| {
        let below = workspace.below(path);
        path == workspace.snapshot().configuration() || (below.starts_with("schema/") && below.ends_with(".toml"))
    };
    let mut paths: BTreeSet<RepoPath> = BTreeSet::new();
    for workspace in [before, after] {
        let files = workspace.snapshot().files().iter().map(|file| &file.path);
        paths.extend(files.filter(|path| is_setting(workspace, path)).cloned());
    }
    let mut found = Vec::new();
    for path in paths {
        let (old, new) = (text(before, path.as_str()), text(after, path.as_str()));
        if old == new {
            continue;
        }
        let Ok(id) = crate::text::Id::new(&crate::text::slug(after.below(&path))) else {
            continue;
        };
        found.push(Edit {
            identity: Identity {
                kind: "file".into(),
                id,
            },
            title: after.below(&path).to_owned(),
            kind: None,
            record: None,
            happened: Happened::File,
            former: None,
            fields: Vec::new(),
            text: Some(TextEdit::Texts(old.unwrap_or_default(), new.unwrap_or_default())),
        });
    }
    found
}
