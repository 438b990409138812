//! What each landing changed, before any schema says what it means: raw fields by path of the file.
//!
//! A function of commits and folder alone, so that no edit of schema, aliases or calendar makes a cached one stale.

use super::words::{Word, Words};
use crate::change::{self, Digester, Entry, Version};
use crate::source::{Before, BlobId, CommitId, FileChange, Landing, Refusal, Repository, SourceError, TreeId};
use crate::text::RepoPath;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The most bytes of a version that is read.
pub(super) const LARGEST: u32 = 16 << 20;

/// The landings of a branch and their changes.
#[derive(Debug, Clone)]
pub(super) struct Log {
    /// The folder of the workspace.
    pub(super) prefix: String,
    pub(super) landings: Vec<Landed>,
    pub(super) before: Before,
    /// In the order of landings.
    pub(super) changes: Vec<Change>,
    pub(super) details: Vec<Detail>,
    /// Files whose newest version cannot be read, by their change, with the last version that could.
    pub(super) unreadable: Vec<(u32, Option<BlobId>)>,
    pub(super) words: Words,
}

/// A landing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Landed {
    pub(super) commit: CommitId,
    pub(super) seconds: Option<i64>,
    pub(super) author: Word,
    pub(super) subject: Word,
    pub(super) reason: Option<Word>,
    /// Its folders could not be read, so that its changes count for the next one.
    pub(super) unreadable: bool,
}

/// A change of a file, or of one entry of a collection file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) landing: u32,
    pub(super) path: Word,
    /// `kind/id` of an entry.
    pub(super) entry: Option<Word>,
    pub(super) what: What,
    /// Its details: the first, and how many.
    pub(super) details: (u32, u32),
}

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum What {
    /// It came, and was not read: whatever is told of it later holds from here on.
    Born = 0,
    /// It came, and the details are what it held.
    BornWith = 1,
    /// The details changed.
    Changed = 2,
    /// It went, and the details are what it held.
    Gone = 3,
    /// The file is text without fields, which came.
    ProseBorn = 4,
    /// The file is text without fields, which changed.
    ProseChanged = 5,
    /// The file was text without fields, and went.
    ProseGone = 6,
    /// The new version cannot be read.
    Unreadable = 7,
}

impl What {
    pub(super) fn from_number(number: u8) -> Option<Self> {
        use What::*;
        let all = [
            Born,
            BornWith,
            Changed,
            Gone,
            ProseBorn,
            ProseChanged,
            ProseGone,
            Unreadable,
        ];
        all.into_iter().find(|what| *what as u8 == number)
    }
}

/// A field before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Detail {
    pub(super) field: Word,
    pub(super) old: Option<Word>,
    pub(super) new: Option<Word>,
}

/// The newest state of a file that no landing holds.
#[derive(Debug)]
pub(super) struct PendingChange {
    pub(super) path: Box<str>,
    pub(super) old: Option<BlobId>,
    pub(super) new: Option<Arc<str>>,
}

/// Says whether the history of a file may be a record's: Markdown and TOML outside hidden folders.
pub(super) fn is_wanted(path: &[u8], prefix: &str) -> bool {
    if !path.ends_with(b".md") && !path.ends_with(b".toml") {
        return false;
    }
    let below = path.get(prefix.len()..).unwrap_or_default();
    let hidden = below
        .split(|byte| *byte == b'/')
        .any(|part| part.starts_with(b".") || part.starts_with(b"_"));
    !hidden && !path.ends_with(b"README.md")
}

impl Log {
    pub(super) fn new(prefix: &str) -> Self {
        Self {
            prefix: prefix.to_owned(),
            landings: Vec::new(),
            before: Before::Nothing,
            changes: Vec::new(),
            details: Vec::new(),
            unreadable: Vec::new(),
            words: Words::new(),
        }
    }

    pub(super) fn details(&self, change: &Change) -> &[Detail] {
        let (start, count) = change.details;
        &self.details[start as usize..(start + count) as usize]
    }

    /// Forgets all landings but the first `count`.
    pub(super) fn truncate(&mut self, count: usize) {
        self.landings.truncate(count);
        let kept = self.changes.partition_point(|change| (change.landing as usize) < count);
        self.changes.truncate(kept);
        let details = self.changes.last().map_or(0, |last| last.details.0 + last.details.1);
        self.details.truncate(details as usize);
        self.unreadable.retain(|(change, _)| (*change as usize) < kept);
    }

    /// Adds the landings up to a commit. Returns how many were added and how many forgotten.
    pub(super) fn follow(&mut self, repository: &Repository, tip: CommitId) -> Result<(usize, usize), SourceError> {
        let last = self.landings.last().map(|landing| landing.commit);
        let mut found = repository.landings(tip, &|id| Some(id) == last)?;
        let before = self.landings.len();
        match found.before {
            Before::Known(_) => {}
            _ if before == 0 => self.before = found.before,
            _ => {
                // Another branch, or an older commit: what both share is kept.
                let known: HashMap<CommitId, usize> = self
                    .landings
                    .iter()
                    .enumerate()
                    .map(|(place, landing)| (landing.commit, place))
                    .collect();
                let shared = found
                    .list
                    .iter()
                    .rposition(|landing| known.contains_key(&landing.commit));
                match shared {
                    Some(place) => {
                        self.truncate(known[&found.list[place].commit] + 1);
                        found.list.drain(..=place);
                    }
                    None => {
                        *self = Self::new(&self.prefix);
                        self.before = found.before;
                    }
                }
            }
        }
        let forgotten = before - self.landings.len().min(before);
        let base = match self.landings.iter().rfind(|landing| !landing.unreadable) {
            Some(landing) => Some(repository.tree(landing.commit)?),
            None => None,
        };
        self.extend(repository, &found.list, base)?;
        Ok((found.list.len(), forgotten))
    }

    fn extend(
        &mut self,
        repository: &Repository,
        landings: &[Landing],
        base: Option<TreeId>,
    ) -> Result<(), SourceError> {
        let prefix = self.prefix.clone();
        let changes = repository.changes(landings, base, &prefix, &|path| is_wanted(path, &prefix))?;
        let first = self.landings.len();
        for (landing, changes) in landings.iter().zip(&changes) {
            let landed = Landed {
                commit: landing.commit,
                seconds: landing.seconds,
                author: self.words.add(&landing.author),
                subject: self.words.add(&landing.subject),
                reason: landing.reason.as_ref().map(|reason| self.words.add(reason)),
                unreadable: changes.is_none(),
            };
            self.landings.push(landed);
        }
        let changes: Vec<(u32, &FileChange)> = changes
            .iter()
            .enumerate()
            .flat_map(|(place, changes)| {
                changes
                    .iter()
                    .flatten()
                    .map(move |change| ((first + place) as u32, change))
            })
            .collect();
        let mut reading = Reading::new(self, repository);
        reading.read(&changes);
        reading.tell(&changes);
        Ok(())
    }

    /// Adds what lies in the work tree or the index and in no landing, as a landing of its own after the last.
    pub(super) fn add_pending(&mut self, repository: &Repository, pending: &[PendingChange]) {
        let landing = self.landings.len() as u32;
        let mut texts: BTreeMap<BlobId, Arc<str>> = BTreeMap::new();
        let changes: Vec<FileChange> = pending
            .iter()
            .enumerate()
            .map(|(number, change)| FileChange {
                path: change.path.clone(),
                old: change.old,
                new: change.new.as_ref().map(|text| {
                    let id = stand_in(number);
                    texts.insert(id, Arc::clone(text));
                    id
                }),
            })
            .collect();
        let changes: Vec<(u32, &FileChange)> = changes.iter().map(|change| (landing, change)).collect();
        let mut reading = Reading::new(self, repository);
        reading.texts = texts;
        reading.read(&changes);
        reading.tell(&changes);
    }
}

/// A name for a text that is in no blob: no hash begins with so many zeros.
fn stand_in(number: usize) -> BlobId {
    let mut bytes = [0; 20];
    bytes[12..].copy_from_slice(&(number as u64 + 1).to_be_bytes());
    BlobId(bytes)
}

/// A version in words.
#[derive(Debug, Clone)]
enum Read {
    /// Fields in the order of their words, the text among them.
    Record(Box<[(Word, Word)]>),
    Prose(Word),
    Collection,
    Unreadable,
}

/// A version in texts, as a thread reads it.
enum Flat {
    Record {
        /// Fields and values, one behind the other.
        text: String,
        /// Where each field and each value ends.
        fields: Vec<(usize, usize)>,
        /// The digest of its text, where it has any.
        body: Option<u64>,
    },
    Prose(u64),
    Collection,
    Unreadable,
}

/// What became of one entry of a collection.
struct EntryChange {
    /// `kind/id`.
    key: String,
    old: Option<Flat>,
    new: Option<Flat>,
}

/// The versions that some changes need.
struct Reading<'a> {
    log: &'a mut Log,
    repository: &'a Repository,
    texts: BTreeMap<BlobId, Arc<str>>,
    versions: HashMap<BlobId, Read>,
    /// What changed inside collections, by the number of the change.
    collections: HashMap<usize, Vec<EntryChange>>,
    /// Files whose last version cannot be read, with the last that could.
    broken: HashMap<Box<str>, Option<BlobId>>,
}

impl<'a> Reading<'a> {
    fn new(log: &'a mut Log, repository: &'a Repository) -> Self {
        let mut broken = HashMap::new();
        for (place, good) in &log.unreadable {
            let change = log.changes[*place as usize];
            let later = log.changes[*place as usize + 1..]
                .iter()
                .any(|later| later.path == change.path);
            if !later {
                broken.insert(log.words.get(change.path).into(), *good);
            }
        }
        Self {
            log,
            repository,
            texts: BTreeMap::new(),
            versions: HashMap::new(),
            collections: HashMap::new(),
            broken,
        }
    }

    /// Reads every version once: what changed or went on both sides, what came only where something went, since only
    /// then it may have come from there.
    fn read(&mut self, changes: &[(u32, &FileChange)]) {
        /// Versions that wait in memory as texts.
        const BATCH: usize = 8192;
        let mut wanted: Vec<(&str, BlobId)> = Vec::new();
        for landing in changes.chunk_by(|one, other| one.0 == other.0) {
            let moved = landing.iter().any(|(_, change)| change.new.is_none());
            for (_, change) in landing {
                if change.old.is_some() || moved {
                    wanted.extend(change.old.map(|id| (&*change.path, id)));
                    wanted.extend(change.new.map(|id| (&*change.path, id)));
                }
                if let Some(Some(good)) = self.broken.get(&change.path) {
                    wanted.push((&change.path, *good));
                }
            }
        }
        // Versions of one file lie near each other in a pack, and are made from one another.
        wanted.sort_by_key(|(path, _)| *path);
        let mut seen = std::collections::HashSet::new();
        wanted.retain(|(_, id)| seen.insert(*id));
        for batch in wanted.chunks(BATCH) {
            let reading = &*self;
            let read: Vec<Flat> = batch
                .par_chunks(256)
                .flat_map_iter(|row| {
                    let mut digester = Digester::default();
                    row.iter().map(move |(path, id)| {
                        let path = RepoPath::new(path);
                        let read = reading.with_text(*id, |text| flat(&change::version(&path, text), &mut digester));
                        read.unwrap_or(Flat::Unreadable)
                    })
                })
                .collect();
            for ((_, id), flat) in batch.iter().zip(read) {
                let read = self.words(&flat);
                self.versions.insert(*id, read);
            }
        }
        let is_collection =
            |id: Option<BlobId>| id.is_some_and(|id| matches!(self.versions.get(&id), Some(Read::Collection)));
        let collections: Vec<(usize, &FileChange)> = changes
            .iter()
            .enumerate()
            .filter(|(_, (_, change))| is_collection(change.old) || is_collection(change.new))
            .map(|(number, (_, change))| (number, *change))
            .collect();
        self.collections = collections
            .par_iter()
            .map(|(number, change)| (*number, self.collection(change)))
            .collect();
    }

    fn with_text<R>(&self, id: BlobId, read: impl FnOnce(&str) -> R) -> Result<R, Refusal> {
        match self.texts.get(&id) {
            Some(text) => Ok(read(text)),
            None => self.repository.with_text(id, LARGEST, read),
        }
    }

    /// Compares two versions of a collection file; a side that is none has no entries.
    fn collection(&self, change: &FileChange) -> Vec<EntryChange> {
        let text = |id: Option<BlobId>| {
            let read = id.and_then(|id| self.with_text(id, str::to_owned).ok());
            read.unwrap_or_default()
        };
        let texts = [text(change.old), text(change.new)];
        let path = RepoPath::new(&change.path);
        let [old, new] = [0, 1].map(|side: usize| entries(&texts[side]));
        let read =
            |(name, entry): &(&str, Entry<'_>)| flat(&change::entry(&path, name, entry), &mut Digester::default());
        let mut changed = Vec::new();
        for (key, entry) in &old {
            let after = new.get(key);
            if after.is_none_or(|after| after.1.text != entry.1.text) {
                changed.push(EntryChange {
                    key: key.clone(),
                    old: Some(read(entry)),
                    new: after.map(read),
                });
            }
        }
        for (key, entry) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
            changed.push(EntryChange {
                key: key.clone(),
                old: None,
                new: Some(read(entry)),
            });
        }
        changed
    }

    /// Turns a version's texts into words.
    fn words(&mut self, flat: &Flat) -> Read {
        let words = &mut self.log.words;
        match flat {
            Flat::Record { text, fields, body } => {
                let mut start = 0;
                let mut read: Vec<(Word, Word)> = Vec::with_capacity(fields.len() + 1);
                for (middle, end) in fields {
                    let field = words.add(&text[start..*middle]);
                    read.push((field, words.add(&text[*middle..*end])));
                    start = *end;
                }
                if let Some(body) = body {
                    read.push((Word::TEXT, words.add(&shown(*body))));
                }
                read.sort_unstable();
                Read::Record(read.into_boxed_slice())
            }
            Flat::Prose(body) => Read::Prose(words.add(&shown(*body))),
            Flat::Collection => Read::Collection,
            Flat::Unreadable => Read::Unreadable,
        }
    }

    /// Writes what changed into the log.
    fn tell(&mut self, changes: &[(u32, &FileChange)]) {
        for (number, (landing, change)) in changes.iter().enumerate() {
            let path = self.log.words.add(&change.path);
            let at = At {
                landing: *landing,
                path,
                entry: None,
            };
            let new = self.version(change.new);
            let mut old = self.version(change.old);
            if let Some(Read::Unreadable) = old {
                // What stood there before it could not be read any more.
                let good = self.broken.get(&change.path).copied().flatten();
                old = good.and_then(|good| self.version(Some(good))).or(old);
            }
            if let (Some(_), Some(Read::Unreadable)) = (change.new, &new) {
                let good = match old {
                    Some(Read::Unreadable) | None => self.broken.get(&change.path).copied().flatten(),
                    _ => change.old,
                };
                self.broken.insert(change.path.clone(), good);
                if change.old.is_none() {
                    self.push(at, What::Born, &[]);
                }
                self.log.unreadable.push((self.log.changes.len() as u32, good));
                self.push(at, What::Unreadable, &[]);
                continue;
            }
            self.broken.remove(&change.path);
            let entries = self.collections.remove(&number).unwrap_or_default();
            self.file(at, change, old.as_ref(), new.as_ref());
            for entry in entries {
                self.entry(at, &entry);
            }
        }
    }

    fn version(&self, id: Option<BlobId>) -> Option<Read> {
        self.versions.get(&id?).cloned()
    }

    fn file(&mut self, at: At, change: &FileChange, old: Option<&Read>, new: Option<&Read>) {
        match (old, new) {
            (Some(Read::Record(old)), Some(Read::Record(new))) => {
                let details = differences(old, new);
                if !details.is_empty() {
                    self.push(at, What::Changed, &details);
                }
            }
            (Some(Read::Prose(old)), Some(Read::Prose(new))) => {
                if old != new {
                    self.push(at, What::ProseChanged, &[text_detail(Some(*old), Some(*new))]);
                }
            }
            (Some(Read::Collection), Some(Read::Collection)) => {}
            // It was there, unread: it is the same record, of which nothing more is known.
            (Some(Read::Unreadable), Some(Read::Record(_) | Read::Collection)) => self.push(at, What::Changed, &[]),
            _ => {
                match old {
                    Some(Read::Record(fields)) => self.push(at, What::Gone, &one_sided(fields, false)),
                    Some(Read::Prose(text)) => self.push(at, What::ProseGone, &[text_detail(Some(*text), None)]),
                    // Its entries go, or the next version that can be read tells what became of it.
                    Some(Read::Collection | Read::Unreadable) | None => {
                        if change.new.is_none() && !matches!(old, Some(Read::Collection)) {
                            self.push(at, What::Gone, &[]);
                        }
                    }
                }
                match new {
                    Some(Read::Record(fields)) => self.push(at, What::BornWith, &one_sided(fields, true)),
                    Some(Read::Prose(text)) => self.push(at, What::ProseBorn, &[text_detail(None, Some(*text))]),
                    Some(Read::Collection) if change.old.is_none() => self.push(at, What::Born, &[]),
                    None if change.new.is_some() => self.push(at, What::Born, &[]),
                    _ => {}
                }
            }
        }
    }

    fn entry(&mut self, at: At, change: &EntryChange) {
        let at = At {
            entry: Some(self.log.words.add(&change.key)),
            ..at
        };
        let old = change.old.as_ref().map(|flat| self.words(flat));
        let new = change.new.as_ref().map(|flat| self.words(flat));
        match (old, new) {
            (Some(Read::Record(old)), Some(Read::Record(new))) => {
                let details = differences(&old, &new);
                if !details.is_empty() {
                    self.push(at, What::Changed, &details);
                }
            }
            (_, Some(Read::Unreadable)) => self.push(at, What::Unreadable, &[]),
            (None, Some(Read::Record(new))) => self.push(at, What::BornWith, &one_sided(&new, true)),
            // Nothing is known of the version before: what differs is not told.
            (Some(_), Some(_)) | (None, _) => {}
            (Some(Read::Record(old)), None) => self.push(at, What::Gone, &one_sided(&old, false)),
            (Some(_), None) => self.push(at, What::Gone, &[]),
        }
    }

    fn push(&mut self, at: At, what: What, details: &[Detail]) {
        let start = self.log.details.len() as u32;
        self.log.details.extend_from_slice(details);
        self.log.changes.push(Change {
            landing: at.landing,
            path: at.path,
            entry: at.entry,
            what,
            details: (start, details.len() as u32),
        });
    }
}

/// Where something changed.
#[derive(Clone, Copy)]
struct At {
    landing: u32,
    path: Word,
    entry: Option<Word>,
}

/// The entries of a collection file by `kind/id`.
fn entries(text: &str) -> BTreeMap<String, (&str, Entry<'_>)> {
    let cut = change::cut(text);
    let entries = cut.into_iter().flat_map(|(name, entries)| {
        entries
            .into_iter()
            .map(move |entry| (format!("{name}/{}", entry.id), (name, entry)))
    });
    entries.collect()
}

/// Takes a version apart into texts.
fn flat(version: &Version<'_>, digester: &mut Digester) -> Flat {
    match version {
        Version::Record { text, fields, body } => {
            let mut flat = String::with_capacity(512);
            let mut ends = Vec::with_capacity(16);
            change::flatten(fields, text, &mut |field, value| {
                flat.push_str(field);
                let middle = flat.len();
                flat.push_str(value);
                ends.push((middle, flat.len()));
            });
            Flat::Record {
                text: flat,
                fields: ends,
                body: body.map(|body| digester.digest(body).0),
            }
        }
        Version::Prose(text) => Flat::Prose(digester.digest(text).0),
        Version::Collection { .. } => Flat::Collection,
        Version::Unreadable => Flat::Unreadable,
    }
}

fn shown(digest: u64) -> String {
    format!("{digest:016x}")
}

fn text_detail(old: Option<Word>, new: Option<Word>) -> Detail {
    Detail {
        field: Word::TEXT,
        old,
        new,
    }
}

/// All fields as they came, or as they went.
fn one_sided(fields: &[(Word, Word)], came: bool) -> Vec<Detail> {
    let side = |value: Word, wanted: bool| (came == wanted).then_some(value);
    fields
        .iter()
        .map(|(field, value)| Detail {
            field: *field,
            old: side(*value, false),
            new: side(*value, true),
        })
        .collect()
}

/// The fields that differ; both sides are in the order of words.
pub(super) fn differences(old: &[(Word, Word)], new: &[(Word, Word)]) -> Vec<Detail> {
    let mut details = Vec::new();
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let (field, before, after) = match (old.peek(), new.peek()) {
            (None, None) => return details,
            (Some((field, value)), other) if other.is_none_or(|other| *field < other.0) => (*field, Some(*value), None),
            (other, Some((field, value))) if other.is_none_or(|other| *field < other.0) => (*field, None, Some(*value)),
            (Some((field, before)), Some((_, after))) => (*field, Some(*before), Some(*after)),
            // One of the two is always taken above.
            (Some(_), None) | (None, Some(_)) => return details,
        };
        if before.is_some() {
            old.next();
        }
        if after.is_some() {
            new.next();
        }
        if before != after {
            details.push(Detail {
                field,
                old: before,
                new: after,
            });
        }
    }
}
