//! The files on disk.

use super::repository::Repository;
use super::snapshot::{File, Kept, Origin, Reader, Snapshot, Stamp};
use super::{Location, Refusal, Refused, SITE_MARKER, SourceError};
use crate::text::RepoPath;
use ignore::WalkBuilder;
use std::collections::BTreeMap;
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
            (None, None) => files.push(File::new(path, Kept::Disk(None, OnceLock::new()))),
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
    // Where git keeps another folder as the work tree, its index speaks of other files.
    let repository = repository.filter(|repository| repository.root() == location.root);
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
        reader: Reader::Disk(
            location.root.clone(),
            repository.map(|repository| Arc::clone(repository.store())),
        ),
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

/// Adds what the index knows: which blob an untouched file is, what is tracked though an ignore file names it, and
/// what a sparse work tree leaves out.
fn add_tracked(location: &Location, repository: &Repository, files: &mut Vec<File>) {
    let mut missing = Vec::new();
    let mut sites = BTreeMap::new();
    for (path, kept) in repository.tracked(&location.prefix) {
        match (files.binary_search_by(|file| file.path.as_str().cmp(&path)), kept) {
            (Ok(place), kept @ Kept::Disk(..)) => files[place].kept = kept,
            (Ok(_), _) => {}
            (Err(_), kept @ Kept::Blob(_)) => missing.push(File::new(RepoPath::new(&path), kept)),
            (Err(_), kept) => {
                let is_file = fs::symlink_metadata(location.root.join(&path)).is_ok_and(|data| data.is_file());
                let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
                if is_file && !is_built(location, folder, &mut sites) {
                    missing.push(File::new(RepoPath::new(&path), kept));
                }
            }
        }
    }
    if !missing.is_empty() {
        files.append(&mut missing);
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    }
}

/// Says whether a folder lies in a built site, which is passed over though git tracks it. `known` remembers folders.
fn is_built(location: &Location, folder: &str, known: &mut BTreeMap<String, bool>) -> bool {
    if folder == location.prefix || folder.is_empty() {
        return false;
    }
    if let Some(built) = known.get(folder) {
        return *built;
    }
    let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
    let built = location.root.join(folder).join(SITE_MARKER).exists() || is_built(location, above, known);
    known.insert(folder.to_owned(), built);
    built
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

/// The text that bytes are.
pub(super) fn text(bytes: Vec<u8>) -> Result<Arc<str>, Refusal> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Arc::from(text)),
        Err(error) => Err(Refusal::NotUtf8 {
            valid_to: error.utf8_error().valid_up_to(),
        }),
    }
}

/// Reads a regular file of at most `limit` bytes.
pub(super) fn read_bytes(path: &Path, limit: u32) -> Result<Vec<u8>, Refusal> {
    read_stamped(path, limit).map(|(bytes, _)| bytes)
}

/// What tells that a file was not touched, as an index keeps it.
#[cfg(unix)]
pub(super) fn stamp(data: &fs::Metadata) -> Option<Stamp> {
    use std::os::unix::fs::MetadataExt as _;
    // Git keeps the low 32 bits of everything.
    let time = |seconds: i64, nanoseconds: i64| (seconds as i32, nanoseconds as u32);
    Some(Stamp {
        modified: time(data.mtime(), data.mtime_nsec()),
        changed: time(data.ctime(), data.ctime_nsec()),
        inode: data.ino() as u32,
        size: data.size() as u32,
    })
}

#[cfg(not(unix))]
pub(super) fn stamp(_: &fs::Metadata) -> Option<Stamp> {
    None
}

/// Opens a regular file. A link is not followed, a pipe not waited for.
pub(super) fn open(path: &Path) -> Result<(fs::File, fs::Metadata), Refusal> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        // What was a file when listed may be a link or a pipe by now.
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    let file = options.open(path).map_err(|error| Refusal::Unreadable(plain(&error)))?;
    let data = file.metadata().map_err(|error| Refusal::Unreadable(plain(&error)))?;
    if !data.is_file() {
        return Err(Refusal::NotAFile("no regular file"));
    }
    Ok((file, data))
}

/// Reads a regular file of at most `limit` bytes, and what tells that it was not touched since.
pub(super) fn read_stamped(path: &Path, limit: u32) -> Result<(Vec<u8>, Option<Stamp>), Refusal> {
    let (file, data) = open(path)?;
    if data.len() > u64::from(limit) {
        return Err(Refusal::TooLarge { limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(data.len()).unwrap_or(0) + 1);
    // A file that grows while it is read must not pass the limit either.
    file.take(u64::from(limit) + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Refusal::Unreadable(plain(&error)))?;
    if bytes.len() > limit as usize {
        return Err(Refusal::TooLarge { limit });
    }
    Ok((bytes, stamp(&data)))
}
