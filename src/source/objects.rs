//! Reading objects: loose and packed ones by our own readers, what these do not know through libgit2.
//!
//! Nothing is trusted: every answer is checked for its kind, and no reader waits, starts a program or fetches.

use super::loose::{LARGEST, Loose};
use super::object_id::{IdMap, hex};
use super::pack::{self, Pack};
use super::{BlobId, CommitId, SourceError, TreeId};
use git2::{ErrorCode, ObjectType, Odb, OdbObject, Oid};
use std::cell::RefCell;
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// What an object is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Commit,
    Tree,
    Blob,
    Tag,
}

impl Kind {
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "commit" => Self::Commit,
            "tree" => Self::Tree,
            "blob" => Self::Blob,
            "tag" => Self::Tag,
            _ => return None,
        })
    }

    fn of(kind: ObjectType) -> Option<Self> {
        Some(match kind {
            ObjectType::Commit => Self::Commit,
            ObjectType::Tree => Self::Tree,
            ObjectType::Blob => Self::Blob,
            ObjectType::Tag => Self::Tag,
            ObjectType::Any => return None,
        })
    }
}

/// Why an object cannot be had.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// It is not in the repository: a partial or shallow clone, or a damaged one.
    Missing,
    /// It is there, and broken.
    Damaged(String),
    /// It is another kind of object than where it stands demands.
    OtherKind,
    /// It is larger than anything that is read.
    TooLarge,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => formatter.write_str("it is not in this repository"),
            Self::Damaged(why) => write!(formatter, "it is damaged: {why}"),
            Self::OtherKind => formatter.write_str("it is no object of the kind that belongs there"),
            Self::TooLarge => formatter.write_str("it is too large"),
        }
    }
}

/// What the readers of one repository share: where objects lie, and what git is told to see in their place.
#[derive(Debug)]
pub(super) struct Store {
    /// Tells the handles of one store from those of another.
    number: u64,
    folders: Vec<PathBuf>,
    loose: OnceLock<Loose>,
    packs: OnceLock<Vec<Pack>>,
    /// Objects that `refs/replace` puts in the place of others.
    replaced: IdMap<[u8; 20], [u8; 20]>,
    /// Parents that `shallow` and `info/grafts` give to commits.
    grafts: IdMap<CommitId, Vec<CommitId>>,
    shallow: bool,
}

impl Store {
    /// Finds the object folders of a repository. `more` are folders named by the environment, as in a receiving hook.
    pub(super) fn new(repository: &git2::Repository, more: &[PathBuf]) -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        // A third of the time of reading history. Inflating checks a sum of its own; `git fsck` is for the rest.
        git2::opts::strict_hash_verification(false);
        let common = repository.commondir();
        let mut folders = Vec::new();
        for folder in more.iter().chain([&common.join("objects")]) {
            add_with_alternates(folder, 0, &mut folders);
        }
        let mut grafts = IdMap::default();
        let shallow = commits_of(&common.join("shallow"), &mut grafts);
        commits_of(&common.join("info/grafts"), &mut grafts);
        Self {
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            folders,
            loose: OnceLock::new(),
            packs: OnceLock::new(),
            replaced: replacements(repository),
            grafts,
            shallow,
        }
    }

    /// Says whether the history ends early because the clone does.
    pub(super) fn is_shallow(&self) -> bool {
        self.shallow
    }

    /// Returns a number that changes when other objects are shown in the place of those that commits name.
    pub(super) fn view(&self) -> u64 {
        let mut shown: Vec<Vec<u8>> = self
            .replaced
            .iter()
            .map(|(from, to)| [&from[..], &to[..]].concat())
            .collect();
        let grafts = self.grafts.iter().map(|(commit, parents)| {
            let parents = parents.iter().flat_map(|parent| parent.0);
            commit.0.into_iter().chain(parents).collect()
        });
        shown.extend(grafts);
        shown.sort_unstable();
        let bytes = shown.iter().flatten();
        bytes.fold(0xcbf2_9ce4_8422_2325, |state, byte| {
            (state ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    }

    /// Returns the parents that git is told a commit has.
    pub(super) fn grafted(&self, commit: CommitId) -> Option<&[CommitId]> {
        self.grafts.get(&commit).map(Vec::as_slice)
    }

    fn loose(&self) -> &Loose {
        self.loose.get_or_init(|| Loose::list(&self.folders))
    }

    fn packs(&self) -> &[Pack] {
        self.packs
            .get_or_init(|| self.folders.iter().flat_map(|folder| pack::list(folder)).collect())
    }

    /// Returns this thread's reader of the store, made when first asked for.
    pub(super) fn reader(self: &Arc<Self>) -> Result<Rc<Objects>, SourceError> {
        thread_local! {
            /// One at a time: a run reads one repository, a test may read many.
            static LAST: RefCell<Option<Rc<Objects>>> = const { RefCell::new(None) };
        }
        if let Some(objects) = LAST.with_borrow(Clone::clone)
            && objects.store.number == self.number
        {
            return Ok(objects);
        }
        let objects = Rc::new(Objects::open(self)?);
        LAST.set(Some(Rc::clone(&objects)));
        Ok(objects)
    }
}

/// Adds an object folder and those that its `info/alternates` names, as deep as git goes.
fn add_with_alternates(folder: &Path, depth: usize, folders: &mut Vec<PathBuf>) {
    const DEEPEST: usize = 5;
    const MOST: usize = 64;
    if folders.len() == MOST || depth > DEEPEST || folders.iter().any(|known| known == folder) {
        return;
    }
    folders.push(folder.to_owned());
    let named = read_small(&folder.join("info/alternates"));
    for line in named.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        add_with_alternates(&folder.join(line), depth + 1, folders);
    }
}

/// Reads lines of a commit and the parents it shall have; says whether there were any.
fn commits_of(path: &Path, grafts: &mut IdMap<CommitId, Vec<CommitId>>) -> bool {
    let text = read_small(path);
    let mut any = false;
    for line in text.lines() {
        let mut ids = line.split(' ').map(|word| CommitId::from_hex(word.as_bytes()));
        if let Some(Some(commit)) = ids.next() {
            grafts.insert(commit, ids.flatten().collect());
            any = true;
        }
    }
    any
}

/// Reads one of git's own short files; what is not there or too long is empty.
fn read_small(path: &Path) -> String {
    super::worktree::read_bytes(path, 16 << 20)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// Reads which objects stand in for others.
fn replacements(repository: &git2::Repository) -> IdMap<[u8; 20], [u8; 20]> {
    const FOLDER: &str = "refs/replace/";
    let mut replaced = IdMap::default();
    // Looking for references costs more than looking for the folder, which hardly anybody has.
    let packed = || read_small(&repository.commondir().join("packed-refs")).contains(FOLDER);
    if !fs::exists(repository.commondir().join(FOLDER)).unwrap_or(false) && !packed() {
        return replaced;
    }
    let Ok(references) = repository.references_glob("refs/replace/*") else {
        return replaced;
    };
    for reference in references.flatten() {
        let name = reference.name_bytes();
        let from = name.strip_prefix(FOLDER.as_bytes()).and_then(hex);
        if let (Some(from), Some(to)) = (from, reference.target()) {
            replaced.insert(from, bytes_of(to));
        }
    }
    replaced
}

pub(super) fn bytes_of(id: Oid) -> [u8; 20] {
    let mut bytes = [0; 20];
    let from = id.as_bytes();
    bytes[..from.len().min(20)].copy_from_slice(&from[..from.len().min(20)]);
    bytes
}

/// The content of an object.
pub(super) enum Object<'a> {
    Own(Vec<u8>),
    Packed(pack::Content),
    Other(OdbObject<'a>),
}

impl Deref for Object<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Packed(bytes) => bytes,
            Self::Other(object) => object.data(),
        }
    }
}

const NOT_UTF8_PATH: &str = "the repository's path is not UTF-8; move it";

/// One thread's reader.
pub(super) struct Objects {
    store: Arc<Store>,
    packed: RefCell<pack::Reader>,
    other: Odb<'static>,
}

impl Objects {
    fn open(store: &Arc<Store>) -> Result<Self, SourceError> {
        let other = Odb::new().map_err(|error| SourceError::git(&error))?;
        for folder in &store.folders {
            let folder = folder
                .to_str()
                .ok_or_else(|| SourceError::Git(NOT_UTF8_PATH.to_owned()))?;
            other
                .add_disk_alternate(folder)
                .map_err(|error| SourceError::git(&error))?;
        }
        Ok(Self {
            store: Arc::clone(store),
            packed: RefCell::new(pack::Reader::new()),
            other,
        })
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    fn replaced(&self, id: [u8; 20]) -> [u8; 20] {
        if self.store.replaced.is_empty() {
            return id;
        }
        self.store.replaced.get(&id).copied().unwrap_or(id)
    }

    /// Says whether the repository has an object.
    pub(super) fn has(&self, id: [u8; 20]) -> bool {
        let known = || self.store.loose().has(&id) || pack::Reader::has(self.store.packs(), &id);
        known() || oid(id).is_ok_and(|id| self.other.exists(id))
    }

    /// Reads an object of any kind and at most `limit` bytes.
    pub(super) fn read(&self, id: [u8; 20], limit: u64) -> Result<(Kind, Object<'_>), Problem> {
        let id = self.replaced(id);
        if self.store.loose().has(&id) {
            let (kind, bytes) = self.store.loose().read(&id, limit)?;
            return Ok((kind, Object::Own(bytes)));
        }
        if let Some(found) = self.packed.borrow_mut().read(self.store.packs(), &id, limit) {
            let (kind, bytes) = found?;
            return Ok((kind, Object::Packed(bytes)));
        }
        let id = oid(id)?;
        if limit < LARGEST {
            let (size, _) = self.other.read_header(id).map_err(|error| problem(&error))?;
            if size as u64 > limit {
                return Err(Problem::TooLarge);
            }
        }
        let object = self.other.read(id).map_err(|error| problem(&error))?;
        let kind = Kind::of(object.kind()).ok_or(Problem::OtherKind)?;
        Ok((kind, Object::Other(object)))
    }

    fn read_kind(&self, id: [u8; 20], wanted: Kind, limit: u64) -> Result<Object<'_>, Problem> {
        let (kind, object) = self.read(id, limit)?;
        if kind == wanted {
            Ok(object)
        } else {
            Err(Problem::OtherKind)
        }
    }

    /// Reads a file of at most `limit` bytes; a longer one is not inflated.
    pub(super) fn blob(&self, id: BlobId, limit: u64) -> Result<Object<'_>, Problem> {
        self.read_kind(id.0, Kind::Blob, limit)
    }

    pub(super) fn tree(&self, id: TreeId) -> Result<Object<'_>, Problem> {
        if id == TreeId::EMPTY {
            return Ok(Object::Own(Vec::new()));
        }
        self.read_kind(id.0, Kind::Tree, LARGEST)
    }

    pub(super) fn commit(&self, id: CommitId) -> Result<Object<'_>, Problem> {
        self.read_kind(id.0, Kind::Commit, LARGEST)
    }

    /// Completes the beginning of a hash, in hexadecimal digits.
    pub(super) fn complete(&self, digits: &str) -> Result<[u8; 20], Problem> {
        let short = Oid::from_str(digits).map_err(|error| problem(&error))?;
        let found = self.other.exists_prefix(short, digits.len());
        found.map(bytes_of).map_err(|error| problem(&error))
    }
}

fn oid(id: [u8; 20]) -> Result<Oid, Problem> {
    Oid::from_bytes(&id).map_err(|error| problem(&error))
}

fn problem(error: &git2::Error) -> Problem {
    match error.code() {
        ErrorCode::NotFound => Problem::Missing,
        _ => Problem::Damaged(error.message().to_owned()),
    }
}
