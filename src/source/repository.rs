//! A git repository.

use crate::time::{Date, Zone};
use git2::{ErrorCode, Oid};
use std::path::{Path, PathBuf};

/// A git repository, by its path: libgit2's handle is not shared between threads, each opens its own.
#[derive(Debug, Clone)]
pub struct Repository {
    root: PathBuf,
}

/// The commit that the work tree stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The full hash.
    pub commit: String,
    /// Committer time, in seconds since 1970.
    pub seconds: i64,
}

impl Head {
    /// Returns the first seven digits of the hash.
    pub fn short(&self) -> &str {
        self.commit.get(..7).unwrap_or(&self.commit)
    }

    /// Returns the day of the commit.
    pub fn date(&self, zone: &Zone) -> Date {
        Date::from_timestamp(self.seconds, zone)
    }
}

impl Repository {
    /// Names the repository whose work tree is `root`. Nothing is opened yet.
    pub fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    fn open(&self) -> Result<git2::Repository, git2::Error> {
        git2::Repository::open(&self.root)
    }

    /// Returns the commit at HEAD; `None` before the first commit and where git cannot say.
    pub fn head(&self) -> Option<Head> {
        let repository = self.open().ok()?;
        let commit = repository.head().ok()?.peel_to_commit().ok()?;
        Some(Head {
            commit: commit.id().to_string(),
            seconds: commit.time().seconds(),
        })
    }

    /// Says why git refuses the repository, with the remedy; `None` when it can be used.
    pub fn refusal(&self) -> Option<String> {
        let error = self.open().err()?;
        let remedy = if error.code() == ErrorCode::Owner {
            format!(
                "the repository belongs to another user; if you trust it: git config --global --add safe.directory {}",
                self.root.display()
            )
        } else {
            error.message().to_owned()
        };
        Some(remedy)
    }

    /// Returns the paths of the index below a folder, sorted; none where there is no index to read.
    pub(super) fn tracked_paths(&self, folder: &str) -> Vec<String> {
        let Ok(repository) = self.open() else { return Vec::new() };
        let Ok(index) = repository.index() else {
            return Vec::new();
        };
        let below =
            |path: &str| folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        index
            .iter()
            .filter(|entry| entry.id != Oid::ZERO_SHA1)
            .filter_map(|entry| String::from_utf8(entry.path).ok())
            .filter(|path| below(path))
            .collect()
    }
}
