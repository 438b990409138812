//! Writing: files replaced whole, folders swapped, the marker of what is ours (PROMISES P2-P4).

mod cache;
mod folder;
mod replace;

pub use cache::Cache;
pub use folder::{Staging, prepare};
pub use replace::{create_new, create_new_unsynced, replace, replace_known, replace_program};

use std::path::PathBuf;

/// Why something could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// The operating system says no.
    #[error("cannot write {}: {}", path.display(), plain(error))]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// Why not.
        error: std::io::Error,
    },
    /// The file is there already.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// The file changed since it was read.
    #[error("{} changed while it was being mended; run again", .0.display())]
    Changed(PathBuf),
    /// The output folder holds something that opsbook did not make.
    #[error("{} is not empty and was not built by opsbook", .0.display())]
    NotOurs(PathBuf),
    /// The output folder is a link, the workspace, or a folder above it.
    #[error("{} cannot be the output folder: it is {what}", path.display())]
    Forbidden {
        /// The folder.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
}

/// The operating system's words without its number, which differs between systems.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

impl DiskError {
    /// Returns the way out, where there is one.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotOurs(_) | Self::Forbidden { .. } => {
                Some("name another folder with `--out`, one that is empty or not there yet".to_owned())
            }
            Self::Exists(_) | Self::Changed(_) | Self::Write { .. } => None,
        }
    }
}
