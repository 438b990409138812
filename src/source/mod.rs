//! Where the bytes come from: the work tree or a text fixture, and what git says of them, as one [`Snapshot`].
//!
//! The only reader of the workspace and the only user of git. Everything after it is pure: a snapshot answers the
//! same text however often it is asked. Only regular files are opened, links are not followed, nothing outside the
//! workspace is read, no program is started (PROMISES P15, P17).

mod fixture;
mod location;
mod repository;
mod rules;
mod snapshot;
mod worktree;

pub use location::{CONFIGURATION, Location};
pub use repository::{Head, Repository};
pub use rules::*;
pub use snapshot::{File, Origin, Refusal, Refused, Snapshot};

/// The file that marks a folder as a site built by opsbook; such folders are no part of a workspace.
pub const SITE_MARKER: &str = ".opsbook-site";

/// Why a snapshot could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// No `opsbook.toml` here or above.
    #[error("no opsbook.toml in {0} or in a folder above it")]
    NoWorkspace(String),
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
    /// Git refused or failed.
    #[error("git: {0}")]
    Git(String),
}
