//! Every file of one state.

use super::repository::Repository;
use super::worktree;
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
    /// A text, for tests and examples.
    Fixture,
}

/// How texts are had that were not read yet.
#[derive(Debug, Clone)]
pub(super) enum Reader {
    /// From below this folder.
    Disk(PathBuf),
    /// They are all here.
    Memory,
}

/// One file.
#[derive(Debug, Clone)]
pub struct File {
    /// Its path from the repository's root.
    pub path: RepoPath,
    pub(super) text: OnceLock<Result<Arc<str>, Refusal>>,
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

impl Snapshot {
    /// Lists the work tree at a location: tracked and untracked files, ignored ones left out.
    pub fn work_tree(location: &super::Location) -> Result<Self, super::SourceError> {
        worktree::read(
            location,
            location.has_git.then(|| Repository::at(&location.root)).as_ref(),
        )
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
            .get_or_init(|| match &self.reader {
                Reader::Disk(root) => worktree::read_file(&root.join(file.path.as_str()), limit),
                Reader::Memory => Err(Refusal::Unreadable("it was never there".to_owned())),
            })
            .as_ref()
    }

    /// Returns the text of a file that was read before.
    pub fn known_text(&self, path: &str) -> Option<&Arc<str>> {
        self.find(path)?.text.get()?.as_ref().ok()
    }

    /// Returns the bytes of a file that is not text, such as an image, up to `limit` bytes.
    pub fn bytes(&self, file: &File, limit: u32) -> Result<Vec<u8>, Refusal> {
        match &self.reader {
            Reader::Disk(root) => worktree::read_bytes(&root.join(file.path.as_str()), limit),
            Reader::Memory => match file.text.get() {
                Some(Ok(text)) => Ok(text.as_bytes().to_vec()),
                _ => Err(Refusal::Unreadable("it was never there".to_owned())),
            },
        }
    }
}
