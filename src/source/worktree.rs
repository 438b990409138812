//! The files on disk.

use super::repository::Repository;
use super::snapshot::{File, Origin, Reader, Snapshot};
use super::{Location, Refusal, Refused, SITE_MARKER, SourceError};
use crate::text::RepoPath;
use ignore::WalkBuilder;
use std::ffi::OsStr;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// Lists the files of the workspace. What git ignores is left out, unless git tracks it all the same.
pub(super) fn read(location: &Location, repository: Option<&Repository>) -> Result<Snapshot, SourceError> {
    let folder = location.folder();
    let mut files = Vec::new();
    let mut refused = Vec::new();
    let walk = WalkBuilder::new(&folder)
        .hidden(false)
        .ignore(false)
        .git_global(false) // it differs from machine to machine (PROMISES P9)
        .require_git(false)
        .follow_links(false)
        .filter_entry(belongs)
        .build();
    for entry in walk {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                refused.push(unreadable(&location.root, &folder, &error));
                continue;
            }
        };
        let Some(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            continue;
        }
        let below = entry.path().strip_prefix(&location.root).unwrap_or(entry.path());
        let (path, bytes) = repo_path(below);
        let not_a_file = if kind.is_file() {
            None
        } else if kind.is_symlink() {
            Some("a symbolic link")
        } else {
            Some(special(kind))
        };
        match (not_a_file, bytes) {
            (None, None) => files.push(File {
                path,
                text: OnceLock::new(),
            }),
            (Some(what), bytes) => refused.push(Refused {
                path,
                bytes,
                why: Refusal::NotAFile(what),
            }),
            (None, bytes) => {
                refused.push(Refused {
                    path,
                    bytes,
                    why: Refusal::Unreadable("its name is not UTF-8".to_owned()),
                });
            }
        }
    }
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    if let Some(repository) = repository {
        add_tracked(location, repository, &mut files);
    }
    refused.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Snapshot {
        files,
        refused,
        origin: Origin::WorkTree,
        prefix: location.prefix.clone(),
        configuration: location.configuration.clone(),
        reader: Reader::Disk(location.root.clone()),
    })
}

/// Leaves out git's own folder, other repositories inside this one, and built sites.
fn belongs(entry: &ignore::DirEntry) -> bool {
    if entry.file_name() == OsStr::new(".git") {
        return false;
    }
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    if entry.depth() == 0 || !is_folder {
        return true;
    }
    !entry.path().join(SITE_MARKER).exists() && !entry.path().join(".git").exists()
}

/// Adds what the index tracks though an ignore file names it.
fn add_tracked(location: &Location, repository: &Repository, files: &mut Vec<File>) {
    let missing: Vec<File> = repository
        .tracked_paths(&location.prefix)
        .into_iter()
        .filter(|path| files.binary_search_by(|file| file.path.as_str().cmp(path)).is_err())
        .filter(|path| fs::symlink_metadata(location.root.join(path)).is_ok_and(|data| data.is_file()))
        .map(|path| File {
            path: RepoPath::new(&path),
            text: OnceLock::new(),
        })
        .collect();
    if !missing.is_empty() {
        files.extend(missing);
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    }
}

/// The path with `/`, and its bytes where it is not UTF-8.
fn repo_path(below: &Path) -> (RepoPath, Option<Box<[u8]>>) {
    match below.to_str() {
        Some(text) if cfg!(windows) => (RepoPath::new(&text.replace('\\', "/")), None),
        Some(text) => (RepoPath::new(text), None),
        None => (
            RepoPath::new(&below.to_string_lossy()),
            Some(below.as_os_str().as_encoded_bytes().into()),
        ),
    }
}

#[cfg(unix)]
fn special(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        "a pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_: fs::FileType) -> &'static str {
    "a special file"
}

fn unreadable(root: &Path, folder: &Path, error: &ignore::Error) -> Refused {
    fn path_of(error: &ignore::Error) -> Option<&Path> {
        match error {
            ignore::Error::WithPath { path, .. } => Some(path),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
            _ => None,
        }
    }
    let path = path_of(error).unwrap_or(folder);
    let (path, bytes) = repo_path(path.strip_prefix(root).unwrap_or(path));
    let why = error.io_error().map_or_else(|| error.to_string(), plain);
    Refused {
        path,
        bytes,
        why: Refusal::Unreadable(why),
    }
}

/// The operating system's words without its number, which differs between systems.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

/// Reads the text of a regular file of at most `limit` bytes.
pub(super) fn read_file(path: &Path, limit: u32) -> Result<Arc<str>, Refusal> {
    let bytes = read_bytes(path, limit)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Arc::from(text)),
        Err(error) => Err(Refusal::NotUtf8 {
            valid_to: error.utf8_error().valid_up_to(),
        }),
    }
}

/// Reads a regular file of at most `limit` bytes. A link is not followed, a pipe not waited for.
pub(super) fn read_bytes(path: &Path, limit: u32) -> Result<Vec<u8>, Refusal> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        // What was a file when listed may be a link or a pipe by now.
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    let refuse = |error: std::io::Error| Refusal::Unreadable(plain(&error));
    let file = options.open(path).map_err(refuse)?;
    let data = file.metadata().map_err(refuse)?;
    if !data.is_file() {
        return Err(Refusal::NotAFile("no regular file"));
    }
    if data.len() > u64::from(limit) {
        return Err(Refusal::TooLarge { limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(data.len()).unwrap_or(0) + 1);
    // A file that grows while it is read must not pass the limit either.
    file.take(u64::from(limit) + 1)
        .read_to_end(&mut bytes)
        .map_err(refuse)?;
    if bytes.len() > limit as usize {
        return Err(Refusal::TooLarge { limit });
    }
    Ok(bytes)
}
