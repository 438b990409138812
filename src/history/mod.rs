//! Timelines: what happened to each record, followed by identity over the landings of a branch.
//!
//! Two steps. A *log* holds what each landing changed in each file, raw and schema-free; it is a function of commits
//! alone, kept in the cache and appended to when the branch moves on. *Folding* reads it under the workspace's schema and
//! aliases, on every run. Values stay TOML text; [`Timeline`] reads them as statuses and days.
//!
//! Nothing is judged here, and what is not known is said: a shallow clone, landings and versions that cannot be read.

mod cache;
mod fold;
mod log;
mod timeline;
mod words;

pub use timeline::{Landed, Moment, StateChange, Timeline, ValueChange, Written};
pub use words::Word;

use crate::change::{self, Version};
use crate::disk::Cache;
use crate::parse::Limits;
use crate::source::{Before, CommitId, Origin, Repository, Snapshot, SourceError};
use crate::text::{Id, Identity, RepoPath};
use crate::value::KindIndex;
use crate::workspace::{RecordIndex, Workspace};
use fold::Folded;
use log::{Detail, Log, PendingChange, What};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// The history of a workspace.
#[derive(Debug)]
pub struct History {
    repository: Repository,
    log: Log,
    /// When each landing counts: its own time, or that of the one before if it would run backwards.
    times: Vec<i64>,
    ignored: Vec<bool>,
    folded: Folded,
    gaps: Gaps,
}

/// A field of a record that a landing changed. Values are TOML text; of the record's text, a digest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event {
    /// Which landing; one past the last is what did not land yet.
    pub landing: u32,
    /// The field.
    pub field: Word,
    /// Its value before, if there was one.
    pub old: Option<Word>,
    /// Its value after, if there is one.
    pub new: Option<Word>,
}

/// What happened under one identity without a break: from its birth to its end, over renames that an alias tells.
#[derive(Debug)]
pub struct Life {
    /// The kind.
    pub kind: KindIndex,
    /// Kind and id; the newest, where it had several.
    name: Name,
    /// The record, where it lives.
    pub record: Option<RecordIndex>,
    /// How it began.
    pub birth: Birth,
    /// The landing that deleted it.
    pub end: Option<u32>,
    /// For some time two files had the id, so that not all that happened can be told.
    pub shared: bool,
    /// What it held when it was deleted.
    last: Option<Range<u32>>,
    events: Range<u32>,
}

/// Who has an identity: a record that lives, or one of those that are gone, by its place.
#[derive(Clone, Copy, Debug)]
enum Name {
    Of(RecordIndex),
    Gone(u32),
}

/// How a life began.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Birth {
    /// The history does not reach so far.
    Unknown,
    /// It was there when the workspace began, from nobody knows when.
    BeforeFirst,
    /// A landing brought it.
    Landing(u32),
    /// It did not land yet.
    Pending,
}

/// What is not known of a history, to be said beside every figure that depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Gaps {
    /// The clone is shallow: there was more before.
    pub shallow: bool,
    /// A commit cannot be read: there was more before.
    pub cut: bool,
    /// Landings whose folders cannot be read.
    pub landings: u32,
    /// Versions of files that cannot be read.
    pub versions: u32,
    /// Landings whose time ran backwards.
    pub backwards: u32,
    /// Landings without a time.
    pub timeless: u32,
}

/// A landing, for people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LandingOf<'a> {
    /// The commit.
    pub commit: CommitId,
    /// When it counts, in seconds since 1970.
    pub seconds: i64,
    /// The name of its author.
    pub author: &'a str,
    /// The first line of its message.
    pub subject: &'a str,
    /// Why, where a trailer says so.
    pub reason: Option<&'a str>,
    /// Its changes are no events.
    pub ignored: bool,
}

impl History {
    /// Reads the history of a workspace up to a commit.
    ///
    /// `workspace` is what that commit holds, or what lies on disk or in the index above it: then the difference is told as
    /// what did not land yet. The log is taken from the cache and put back there when it grew.
    pub fn read(
        repository: &Repository,
        tip: CommitId,
        workspace: &Workspace,
        cache: &Cache,
    ) -> Result<Self, SourceError> {
        let log = log(repository, tip, workspace.snapshot().prefix(), cache)?;
        Self::told(log, repository, tip, workspace)
    }

    /// Reads only what a workspace holds otherwise than a commit, as what did not land yet.
    ///
    /// Of records that are the same in both nothing is told. Costs what changed, whatever the length of the history.
    pub fn between(repository: &Repository, base: CommitId, workspace: &Workspace) -> Result<Self, SourceError> {
        let log = Log::new(workspace.snapshot().prefix());
        Self::told(log, repository, base, workspace)
    }

    /// Adds what did not land yet to a log that ends with `tip`, and folds it.
    fn told(mut log: Log, repository: &Repository, tip: CommitId, workspace: &Workspace) -> Result<Self, SourceError> {
        let is_tip = matches!(workspace.snapshot().origin(), Origin::Commit(commit) if *commit == tip);
        if !is_tip {
            let pending = pending(repository, tip, workspace.snapshot())?;
            log.add_pending(repository, &pending);
        }
        let folded = fold::fold(&mut log, workspace);
        let mut gaps = Gaps {
            shallow: log.before == Before::Shallow,
            cut: matches!(log.before, Before::Unreadable | Before::Known(_)),
            ..Gaps::default()
        };
        let versions = log.changes.iter().filter(|change| change.what == What::Unreadable);
        gaps.versions = versions.count() as u32;
        let times = times(&log, &mut gaps);
        let ignore = ignored_commits(workspace);
        let ignored = log.landings.iter().map(|one| ignore.contains(&one.commit)).collect();
        Ok(Self {
            repository: repository.clone(),
            log,
            times,
            ignored,
            folded,
            gaps,
        })
    }

    /// Returns how many landings there are.
    pub fn landings(&self) -> u32 {
        self.log.landings.len() as u32
    }

    /// Returns a landing; `None` for what did not land yet.
    pub fn landing(&self, number: u32) -> Option<LandingOf<'_>> {
        let place = number as usize;
        let landed = self.log.landings.get(place)?;
        let word = |word| self.log.words.get(word);
        Some(LandingOf {
            commit: landed.commit,
            seconds: self.times[place],
            author: word(landed.author),
            subject: word(landed.subject),
            reason: landed.reason.map(word),
            ignored: self.ignored[place],
        })
    }

    /// Returns the text of a field's path or of a value.
    pub fn word(&self, word: Word) -> &str {
        self.log.words.get(word)
    }

    /// Returns a record's text before and after an event that changed it; `None` where that cannot be told.
    ///
    /// The log holds no texts: both are read from the landings. So this is for what a reader is shown, not for all.
    pub fn texts(&self, event: &Event) -> Option<(String, String)> {
        let changes = &self.log.changes;
        let first = changes.partition_point(|change| change.landing < event.landing);
        let of_landing = changes[first..]
            .iter()
            .take_while(|change| change.landing == event.landing);
        let is_event = |detail: &Detail| (detail.field, detail.old, detail.new) == (event.field, event.old, event.new);
        let mut changed = of_landing.filter(|change| self.log.details(change).iter().any(is_event));
        let path = self.log.words.get(changed.next()?.path);
        let landed = &self.log.landings[..self.log.landings.len().min(event.landing as usize + 1)];
        let (after, before) = landed.split_last().filter(|_| event.landing < self.landings())?;
        let before = before.iter().rfind(|landing| !landing.unreadable)?;
        let text = |landing: &log::Landed, digest: Option<Word>| match digest {
            Some(_) => self.text_at(landing.commit, path),
            None => Some(String::new()),
        };
        Some((text(before, event.old)?, text(after, event.new)?))
    }

    /// The text of the record in a file of a commit.
    fn text_at(&self, commit: CommitId, path: &str) -> Option<String> {
        let tree = self.repository.tree(commit).ok()?;
        let blob = self.repository.file(tree, path).ok()??;
        let of_version = |text: &str| match change::version(&RepoPath::new(path), text) {
            Version::Record { body, .. } => Some(body.unwrap_or_default().to_owned()),
            Version::Prose(text) => Some(text.to_owned()),
            Version::Collection { .. } | Version::Unreadable => None,
        };
        self.repository.with_text(blob, log::LARGEST, of_version).ok()?
    }

    /// Returns what is not known.
    pub fn gaps(&self) -> &Gaps {
        &self.gaps
    }

    /// Returns all lives: of the records there are, and of those that are gone.
    pub fn lives(&self) -> &[Life] {
        &self.folded.lives
    }

    /// Returns the id of a life; the newest, where it had several.
    pub fn id<'a>(&'a self, workspace: &'a Workspace, life: &Life) -> &'a Id {
        match life.name {
            Name::Of(record) => &workspace.record(record).id,
            Name::Gone(place) => &self.folded.gone[place as usize].1,
        }
    }

    /// Returns kind and id of a life.
    pub fn identity(&self, workspace: &Workspace, life: &Life) -> Identity {
        Identity {
            kind: Box::from(&*workspace.schema().kind(life.kind).name),
            id: self.id(workspace, life).clone(),
        }
    }

    /// Returns what happened to a record.
    pub fn timeline<'a>(&'a self, workspace: &'a Workspace, of: RecordIndex) -> Timeline<'a> {
        let life = self.folded.of_record.get(of.0 as usize).copied().flatten();
        let life = life.map(|life| &self.folded.lives[life as usize]);
        Timeline::new(self, workspace, life, Some(of))
    }

    /// Returns what happened in one of the lives.
    pub fn timeline_of<'a>(&'a self, workspace: &'a Workspace, life: &'a Life) -> Timeline<'a> {
        Timeline::new(self, workspace, Some(life), life.record)
    }

    fn events(&self, life: &Life) -> &[Event] {
        &self.folded.events[life.events.start as usize..life.events.end as usize]
    }
}

/// How many new landings are worth writing the cache again: fewer are read anew in no time.
const WORTH_WRITING: usize = 64;

/// Reads the log from the cache, follows the branch, and keeps what grew.
fn log(repository: &Repository, tip: CommitId, prefix: &str, cache: &Cache) -> Result<Log, SourceError> {
    let view = repository.view();
    let name = format!("history-{:016x}", name_of(prefix));
    let kept = cache.read(&name, cache::VERSION);
    let kept = kept.and_then(|bytes| cache::decode(bytes, prefix, view));
    // A clone that was shallow and is not any more has a history that begins earlier.
    let fits = |log: &Log| log.before == Before::Nothing || (log.before == Before::Shallow && repository.is_shallow());
    let kept = kept.filter(fits);
    let known = kept.is_some();
    let mut log = kept.unwrap_or_else(|| Log::new(prefix));
    let (added, forgotten) = log.follow(repository, tip)?;
    // Looking back at an older commit must not cost the next run what was known beyond it.
    if added >= WORTH_WRITING.max(forgotten) || (!known && added > 0) {
        cache.write(&name, cache::VERSION, &cache::encode(&log, view));
    }
    Ok(log)
}

/// A number for a folder, for the name of its cache.
fn name_of(prefix: &str) -> u64 {
    prefix.bytes().fold(0xcbf2_9ce4_8422_2325, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Finds what a snapshot holds otherwise than a commit.
fn pending(repository: &Repository, tip: CommitId, snapshot: &Snapshot) -> Result<Vec<PendingChange>, SourceError> {
    let prefix = snapshot.prefix();
    let limit = Limits::default().collection_bytes;
    let wanted = |path: &str| log::is_wanted(path.as_bytes(), prefix);
    let landed = repository.files(repository.tree(tip)?, prefix)?;
    // Both are in the order of paths.
    let mut landed = landed.into_iter().filter(|(path, _)| wanted(path)).peekable();
    let mut gone = Vec::new();
    let mut pending = Vec::new();
    for file in snapshot.files().iter().filter(|file| wanted(file.path.as_str())) {
        let path = file.path.as_str();
        gone.extend(std::iter::from_fn(|| {
            landed.next_if(|(landed, _)| landed.as_str() < path)
        }));
        let old = landed.next_if(|(landed, _)| landed == path).map(|(_, blob)| blob);
        if old.is_some() && file.blob() == old {
            continue;
        }
        let Ok(text) = snapshot.text(file, limit) else { continue };
        // Reading may have told that the index vouches for it; if not, its hash does.
        let same = old.is_some_and(|old| file.blob() == Some(old) || repository.is_blob(old, text));
        if !same {
            pending.push(PendingChange {
                path: path.into(),
                old,
                new: Some(Arc::clone(text)),
            });
        }
    }
    let refused: HashSet<&str> = snapshot.refused().iter().map(|one| one.path.as_str()).collect();
    for (path, old) in gone.into_iter().chain(landed) {
        if !refused.contains(path.as_str()) {
            pending.push(PendingChange {
                path: path.into(),
                old: Some(old),
                new: None,
            });
        }
    }
    pending.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(pending)
}

/// Raises times that run backwards to that of the landing before.
fn times(log: &Log, gaps: &mut Gaps) -> Vec<i64> {
    let mut latest = i64::MIN;
    let mut times: Vec<i64> = log
        .landings
        .iter()
        .map(|landing| {
            gaps.landings += u32::from(landing.unreadable);
            match landing.seconds {
                Some(seconds) if seconds >= latest => latest = seconds,
                Some(_) => gaps.backwards += 1,
                None => gaps.timeless += 1,
            }
            latest
        })
        .collect();
    // What comes before the first time that is known counts from there.
    let first = times.iter().copied().find(|time| *time != i64::MIN).unwrap_or(0);
    for time in times.iter_mut().take_while(|time| **time == i64::MIN) {
        *time = first;
    }
    times
}

/// Reads the file of commits whose changes are no events: full hashes, one a line, `#` begins a comment.
fn ignored_commits(workspace: &Workspace) -> HashSet<CommitId> {
    let snapshot = workspace.snapshot();
    let Some(name) = &workspace.configuration().history_ignore else {
        return HashSet::new();
    };
    let path = match snapshot.prefix() {
        "" => name.clone(),
        prefix => format!("{prefix}/{name}"),
    };
    let file = snapshot.find(&path);
    let text = file.and_then(|file| snapshot.text(file, Limits::default().file_bytes).ok());
    let lines = text.iter().flat_map(|text| text.lines());
    lines
        .filter_map(|line| CommitId::from_hex(line.split('#').next()?.trim().as_bytes()))
        .collect()
}
