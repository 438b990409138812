//! Where the bytes come from: work tree, index, commit, a merge in memory or a text fixture, as one [`Snapshot`].
//!
//! The only reader of the workspace and the only user of git. Everything after it is pure: a snapshot answers the
//! same text however often it is asked. Only regular files are opened, links are not followed, nothing outside the
//! workspace is read, no program is started, nothing is fetched (PROMISES P15-P17). Of a repository nothing is changed,
//! and nothing in it is trusted: a damaged object is an answer, never a wait.

mod attributes;
mod chronicle;
mod commit;
mod fixture;
mod index;
mod index_file;
mod landing;
mod location;
mod loose;
mod merge;
mod object_id;
mod objects;
mod pack;
mod pack_index;
mod repository;
mod revision;
mod rules;
mod snapshot;
mod tree;
mod worktree;

pub use chronicle::{Chronicle, Entry};
pub use landing::{Before, FileChange, Landing, Landings};
pub use location::{CONFIGURATION, Location};
pub use object_id::{BlobId, CommitId, TreeId};
pub use objects::Problem as ObjectProblem;
pub use repository::{GitEnvironment, Head, Repository, Start};
pub use rules::*;
pub use snapshot::{Conflict, Did, File, FileIndex, Origin, Refusal, Refused, Side, Snapshot};

/// The file that marks a folder as a site built by opsbook; such folders are no part of a workspace.
pub const SITE_MARKER: &str = ".opsbook-site";

/// Why a snapshot could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// No `opsbook.toml` here or above.
    #[error("no opsbook.toml in {0} or in a folder above it")]
    NoWorkspace(String),
    /// The folder is one of git's own, with no work tree around it.
    #[error("{0} is a folder of git's own, with no files of a workspace")]
    InsideGit(String),
    /// The file named by `--config` is not there.
    #[error("{0} is not a file")]
    NoConfiguration(String),
    /// A folder could not be read.
    #[error("cannot read {path}: {error}")]
    Unreadable {
        /// Which.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// No repository where one is needed.
    #[error("{0} is in no git repository")]
    NoRepository(String),
    /// No `opsbook.toml` in this state, here or above.
    #[error("{state} holds no opsbook.toml for {folder} or a folder above it")]
    NoWorkspaceIn {
        /// Which state.
        state: String,
        /// Where the search began.
        folder: String,
    },
    /// Nothing was committed yet.
    #[error("there is no commit yet")]
    NoCommit,
    /// No commit has this name.
    #[error("no commit is named `{name}`")]
    UnknownRevision {
        /// The name.
        name: String,
        /// What may have been meant.
        help: Option<String>,
    },
    /// Two histories that share nothing.
    #[error("`{from}` and `{into}` have no commit in common")]
    NoMergeBase {
        /// Where it would be merged into.
        into: String,
        /// What would be merged.
        from: String,
        /// The clone is shallow, which may be why.
        shallow: bool,
    },
    /// The repository belongs to somebody else.
    #[error("the repository at {0} belongs to another user, so git does not use it")]
    ForeignOwner(String),
    /// A repository that keeps its work tree elsewhere.
    #[error("{folder} lies outside the work tree of its repository, which is {work_tree}")]
    OtherWorkTree {
        /// Where the command was started.
        folder: String,
        /// Where git keeps the files.
        work_tree: String,
    },
    /// An index that cannot be read.
    #[error("cannot read the index {path}: {why}")]
    Index {
        /// Its file.
        path: String,
        /// Why.
        why: String,
    },
    /// A commit or folder that cannot be read.
    #[error("cannot read {id} of the repository: {why}")]
    Object {
        /// Its hash.
        id: String,
        /// Why.
        why: String,
    },
    /// More files than anybody keeps.
    #[error("more than {0} files")]
    TooManyFiles(usize),
    /// Git refused or failed.
    #[error("git: {0}")]
    Git(String),
}

impl SourceError {
    /// Wraps what libgit2 says.
    fn git(error: &git2::Error) -> Self {
        Self::Git(error.message().to_owned())
    }

    /// Says why a commit or folder cannot be had.
    fn object(id: impl std::fmt::Display, why: ObjectProblem) -> Self {
        Self::Object {
            id: id.to_string(),
            why: why.to_string(),
        }
    }

    /// Returns the way out, where there is one.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoWorkspace(_) => "`opsbook init` makes a workspace here, `opsbook demo` shows a lifelike one",
            Self::InsideGit(_) => {
                "start in a work tree, or name commits: `check --rev HEAD`, `diff HEAD~1 HEAD`, `build --rev HEAD`"
            }
            Self::NoCommit => "`git add` and `git commit` make the first one",
            Self::NoRepository(_) => "`git init` makes one; without, only the files as they lie there can be checked",
            Self::UnknownRevision { help, .. } => return help.clone(),
            Self::NoMergeBase { shallow: true, .. } => "the clone is shallow: `git fetch --unshallow`",
            Self::ForeignOwner(path) => {
                return Some(format!(
                    "if you trust it: git config --global --add safe.directory {}",
                    path.trim_end_matches('/').trim_end_matches("/.git")
                ));
            }
            Self::OtherWorkTree { .. } => "`core.worktree` or GIT_WORK_TREE says so: start there",
            Self::Index { why, .. } if why.contains("link") => {
                "a split index is not understood: git update-index --no-split-index"
            }
            Self::Index { why, .. } if why.contains("sdir") => {
                "a sparse index is not understood: git sparse-checkout reapply --no-sparse-index"
            }
            Self::Object { .. } => "`git fsck` says more; a shallow or partial clone can be completed by `git fetch`",
            Self::Git(why) if why.contains("extension") || why.contains("object format") => {
                "repositories with SHA-1 objects and plain references are understood; others not yet"
            }
            _ => return None,
        };
        Some(hint.to_owned())
    }
}
