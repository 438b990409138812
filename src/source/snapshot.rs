//! Every file of one state.

use super::object_id::CommitId;
use super::objects::{Problem, Store};
use super::repository::Repository;
use super::tree::{LINK, Listed, REPOSITORY};
use super::{BlobId, SITE_MARKER, worktree};
use crate::text::RepoPath;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// Every file of one state, sorted by path, read when first asked for and the same from then on.
#[derive(Debug)]
pub struct Snapshot {
    pub(super) files: Vec<File>,
    pub(super) refused: Vec<Refused>,
    pub(super) origin: Origin,
    pub(super) prefix: String,
    pub(super) configuration: RepoPath,
    pub(super) reader: Reader,
}

/// Which state it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// What lies on disk.
    WorkTree,
    /// What an index holds: the next commit.
    Index {
        /// The file of the index, an absolute path.
        file: PathBuf,
    },
    /// What a commit holds.
    Commit(CommitId),
    /// What merging one commit into another would make. Nothing is written.
    Merge {
        /// Where it is merged into.
        into: Side,
        /// What is merged.
        from: Side,
    },
    /// A text, for tests and examples.
    Fixture,
}

/// One side of a merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Its commit.
    pub commit: CommitId,
    /// What the user calls it.
    pub name: Box<str>,
}

impl Origin {
    /// Returns what the state is called in a sentence.
    pub fn words(&self) -> String {
        match self {
            Self::WorkTree => "the work tree".to_owned(),
            Self::Index { .. } => "what is staged".to_owned(),
            Self::Commit(id) => format!("commit {}", id.short()),
            Self::Merge { into, from } => format!("`{}` merged into `{}`", from.name, into.name),
            Self::Fixture => "the example".to_owned(),
        }
    }
}

/// How texts are had that were not read yet.
#[derive(Debug, Clone)]
pub(super) enum Reader {
    /// From below this folder; what a sparse work tree leaves out, from the store.
    Disk(PathBuf, Option<Arc<Store>>),
    /// From a repository's objects.
    Objects(Arc<Store>),
    /// They are all here.
    Memory,
}

/// One file.
#[derive(Debug, Clone)]
pub struct File {
    /// Its path from the repository's root.
    pub path: RepoPath,
    pub(super) kept: Kept,
    /// Boxed, since few are refused and every file has the room for it.
    pub(super) text: OnceLock<Result<Arc<str>, Box<Refusal>>>,
}

/// The place of a file in one snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileIndex(pub u32);

/// Where the bytes of a file are kept.
#[derive(Debug, Clone)]
pub(super) enum Kept {
    /// On disk; what the index knows of it, if it is tracked, and whether that still held when it was read.
    Disk(Option<Box<Tracked>>, OnceLock<bool>),
    /// In an object.
    Blob(BlobId),
    /// Nowhere else.
    Memory,
}

/// What the index knows of a file on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tracked {
    pub(super) blob: BlobId,
    pub(super) stamp: Stamp,
}

/// What tells that a file on disk was not touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) modified: (i32, u32),
    pub(super) changed: (i32, u32),
    pub(super) inode: u32,
    pub(super) size: u32,
}

impl File {
    pub(super) fn new(path: RepoPath, kept: Kept) -> Self {
        Self {
            path,
            kept,
            text: OnceLock::new(),
        }
    }

    /// Returns the blob that holds the file's bytes, where one is known: of a file on disk only after it was read, and
    /// only while the index vouches for it. A filter (such as another line ending) may stand between the two.
    pub fn blob(&self) -> Option<BlobId> {
        match &self.kept {
            Kept::Blob(id) => Some(*id),
            Kept::Disk(Some(tracked), unchanged) => unchanged.get().is_some_and(|same| *same).then_some(tracked.blob),
            Kept::Disk(None, _) | Kept::Memory => None,
        }
    }
}

/// Why the text of a file cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It stops being UTF-8 at this byte.
    NotUtf8 {
        /// Bytes that are.
        valid_to: usize,
    },
    /// It has more bytes than allowed.
    TooLarge {
        /// How many are allowed.
        limit: u32,
    },
    /// It is no regular file but, say, "a symbolic link".
    NotAFile(&'static str),
    /// The operating system says no.
    Unreadable(String),
    /// Its bytes are not in the repository, or are damaged there.
    Object {
        /// The blob that should hold them.
        id: BlobId,
        /// Why they cannot be had.
        why: Problem,
    },
    /// Git could not merge it.
    InConflict {
        /// What the side did that is merged into.
        ours: Conflict,
        /// What the side did that is merged.
        theirs: Conflict,
    },
}

/// What one side of a merge did to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What the user calls the side.
    pub name: Box<str>,
    /// What it did.
    pub did: Did,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// It has another content.
    Change,
    /// It is new.
    Add,
    /// It is gone, or has another name.
    Remove,
    /// It was never there.
    Nothing,
}

/// An entry of a folder that is no file to read, or whose name is not UTF-8.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Its path; where its name is not UTF-8, with replacement characters.
    pub path: RepoPath,
    /// The bytes of the path where it is not UTF-8.
    pub bytes: Option<Box<[u8]>>,
    /// Why.
    pub why: Refusal,
}

/// The files of a state that git keeps, before it is known which snapshot they make.
#[derive(Debug, Default)]
pub(super) struct Listing {
    files: Vec<File>,
    refused: Vec<Refused>,
}

impl Listing {
    /// Adds an entry of a tree or an index; other repositories are passed over, as in a work tree.
    pub(super) fn add(&mut self, listed: Listed) {
        let why = match listed.mode {
            REPOSITORY => return,
            LINK => Some(Refusal::NotAFile("a symbolic link")),
            _ => None,
        };
        match (String::from_utf8(listed.path), why) {
            (Ok(path), None) => self.files.push(File::new(RepoPath::new(&path), Kept::Blob(listed.id))),
            (Ok(path), Some(why)) => self.refuse(RepoPath::new(&path), None, why),
            (Err(path), why) => {
                let bytes = path.into_bytes();
                let shown = RepoPath::new(&String::from_utf8_lossy(&bytes));
                let why = why.unwrap_or_else(|| Refusal::Unreadable("its name is not UTF-8".to_owned()));
                self.refuse(shown, Some(bytes.into()), why);
            }
        }
    }

    /// Adds a file whose bytes are in no object.
    pub(super) fn add_bytes(&mut self, path: RepoPath, bytes: Vec<u8>) {
        let file = File {
            path,
            kept: Kept::Memory,
            text: OnceLock::from(worktree::text(bytes).map_err(Box::new)),
        };
        self.files.push(file);
    }

    pub(super) fn refuse(&mut self, path: RepoPath, bytes: Option<Box<[u8]>>, why: Refusal) {
        self.refused.push(Refused { path, bytes, why });
    }

    /// Says whether two listings hold the same files with the same bytes.
    pub(super) fn same_files(&self, other: &Self) -> bool {
        let files = |one: &Self| -> Vec<(RepoPath, Option<BlobId>)> {
            one.files.iter().map(|file| (file.path.clone(), file.blob())).collect()
        };
        let refused = |one: &Self| -> Vec<(RepoPath, Refusal)> {
            one.refused
                .iter()
                .map(|refused| (refused.path.clone(), refused.why.clone()))
                .collect()
        };
        files(self) == files(other) && refused(self) == refused(other)
    }

    pub(super) fn into_snapshot(
        mut self,
        origin: Origin,
        prefix: String,
        configuration: RepoPath,
        store: Arc<Store>,
    ) -> Snapshot {
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.refused.sort_by(|a, b| a.path.cmp(&b.path));
        // A built site that was committed is no part of the workspace, as on disk.
        let sites: Vec<String> = self
            .files
            .iter()
            .filter(|file| file.path.name() == SITE_MARKER && file.path.folder() != prefix)
            .map(|file| file.path.folder().to_owned())
            .collect();
        if !sites.is_empty() {
            self.files
                .retain(|file| !sites.iter().any(|site| file.path.below(site).is_some()));
        }
        Snapshot {
            files: self.files,
            refused: self.refused,
            origin,
            prefix,
            configuration,
            reader: Reader::Objects(store),
        }
    }
}

impl Snapshot {
    /// Lists the work tree at a location: tracked and untracked files, ignored ones left out.
    pub fn work_tree(location: &super::Location) -> Result<Self, super::SourceError> {
        // A repository that git refuses tells nothing of the files; what they hold can be checked all the same.
        let repository = location.has_git.then(|| Repository::at(&location.root).ok()).flatten();
        worktree::read(location, repository.as_ref())
    }

    /// Makes a snapshot of `=== path` lines, each followed by the text of that file.
    pub fn fixture(text: &str) -> Self {
        super::fixture::read(text)
    }

    /// Returns the same state with one more file, or another text of one: what would be if it were written.
    pub fn with_file(&self, path: &RepoPath, text: &str) -> Self {
        let mut files: Vec<File> = self.files.iter().filter(|file| file.path != *path).cloned().collect();
        let place = files.partition_point(|file| file.path < *path);
        let file = File {
            path: path.clone(),
            kept: Kept::Memory,
            text: OnceLock::from(Ok(Arc::from(text))),
        };
        files.insert(place, file);
        Self {
            files,
            refused: self.refused.clone(),
            origin: self.origin.clone(),
            prefix: self.prefix.clone(),
            configuration: self.configuration.clone(),
            reader: self.reader.clone(),
        }
    }

    /// Returns all files, sorted by path.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// Returns what could not be taken in.
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// Returns which state this is.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Returns the workspace's folder below the repository's root; empty when they are one.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Returns the path of the configuration file.
    pub fn configuration(&self) -> &RepoPath {
        &self.configuration
    }

    /// Returns the file at a place.
    pub fn file(&self, index: FileIndex) -> &File {
        &self.files[index.0 as usize]
    }

    /// Finds a file by its path.
    pub fn find(&self, path: &str) -> Option<&File> {
        self.files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()
            .map(|place| &self.files[place])
    }

    /// Says whether any file lies below a folder.
    pub fn has_folder(&self, folder: &str) -> bool {
        let folder = folder.trim_end_matches('/');
        let from = self.files.partition_point(|file| file.path.as_str() < folder);
        // Names between `folder` and `folder/…` sort in between: `folder-x`, `folder.md`.
        self.files[from..]
            .iter()
            .take_while(|file| file.path.as_str().starts_with(folder))
            .any(|file| file.path.below(folder).is_some())
    }

    /// Returns the text of a file of this snapshot, reading it when asked for the first time.
    ///
    /// `limit` is in bytes; the first caller's holds.
    pub fn text<'a>(&self, file: &'a File, limit: u32) -> Result<&'a Arc<str>, &'a Refusal> {
        file.text
            .get_or_init(|| self.bytes(file, limit).and_then(worktree::text).map_err(Box::new))
            .as_ref()
            .map_err(|refusal| &**refusal)
    }

    /// Returns the text of a file that was read before, or whose bytes cannot have changed since it was listed.
    pub fn known_text(&self, path: &str) -> Option<&Arc<str>> {
        /// What is asked for here is shown, and no longer text is.
        const MOST: u32 = 16 << 20;
        let file = self.find(path)?;
        match (file.text.get(), &file.kept) {
            (None, Kept::Blob(_)) => self.text(file, MOST).ok(),
            (text, _) => text?.as_ref().ok(),
        }
    }

    /// Returns the bytes of a file, of an image for instance, up to `limit` bytes.
    pub fn bytes(&self, file: &File, limit: u32) -> Result<Vec<u8>, Refusal> {
        match (&file.kept, &self.reader) {
            (Kept::Blob(id), Reader::Objects(store) | Reader::Disk(_, Some(store))) => blob(store, *id, limit),
            (Kept::Disk(tracked, unchanged), Reader::Disk(root, _)) => {
                let (bytes, stamp) = worktree::read_stamped(&root.join(file.path.as_str()), limit)?;
                unchanged.get_or_init(|| tracked.as_ref().is_some_and(|tracked| Some(tracked.stamp) == stamp));
                Ok(bytes)
            }
            _ => match file.text.get() {
                Some(Ok(text)) => Ok(text.as_bytes().to_vec()),
                _ => Err(Refusal::Unreadable("it was never there".to_owned())),
            },
        }
    }
}

fn blob(store: &Arc<Store>, id: BlobId, limit: u32) -> Result<Vec<u8>, Refusal> {
    let objects = store.reader().map_err(|error| Refusal::Unreadable(error.to_string()))?;
    match objects.blob(id, u64::from(limit)) {
        Ok(object) => Ok(object.to_vec()),
        Err(Problem::TooLarge) => Err(Refusal::TooLarge { limit }),
        Err(why) => Err(Refusal::Object { id, why }),
    }
}
