//! The index: what the next commit will hold.

use super::index_file;
use super::objects::bytes_of;
use super::snapshot::{Conflict, Did, Kept, Listing, Refusal, Stamp, Tracked};
use super::tree::Listed;
use super::{BlobId, SourceError};
use crate::text::RepoPath;
use git2::{IndexEntry, IndexEntryExtendedFlag};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// The part of an entry's flags that holds its stage: 0, or 1 to 3 for base, ours and theirs of a conflict.
const STAGE: u16 = 0x3000;

/// Reads an index file. One that is not there is empty, as for git.
pub(super) fn read(file: &Path) -> Result<Vec<IndexEntry>, SourceError> {
    let failed = |error: &git2::Error| SourceError::Index {
        path: file.display().to_string(),
        why: error.message().to_owned(),
    };
    if fs::metadata(file).is_ok_and(|data| !data.is_file()) {
        return Err(SourceError::Index {
            path: file.display().to_string(),
            why: "it is no file".to_owned(),
        });
    }
    if let Some(entries) = fs::read(file).ok().and_then(|bytes| index_file::entries(&bytes)) {
        return Ok(entries);
    }
    // Not the repository's own index: libgit2 would take `.git/index` where the commit uses another one.
    let index = git2::Index::open(file).map_err(|error| failed(&error))?;
    Ok(index.iter().collect())
}

fn stage(entry: &IndexEntry) -> u16 {
    (entry.flags & STAGE) >> 12
}

fn has_flag(entry: &IndexEntry, flag: IndexEntryExtendedFlag) -> bool {
    entry.flags_extended & flag.bits() != 0
}

/// Says whether entries, which are sorted, hold a file.
pub(super) fn has(entries: &[IndexEntry], path: &str) -> bool {
    entries
        .binary_search_by(|entry| entry.path.as_slice().cmp(path.as_bytes()))
        .is_ok_and(|place| entries[place].mode & 0o170_000 == 0o100_000)
}

fn is_below(path: &[u8], folder: &str) -> bool {
    folder.is_empty()
        || path
            .strip_prefix(folder.as_bytes())
            .is_some_and(|rest| rest.first() == Some(&b'/'))
}

/// Lists the files below a folder. Of a file in conflict one version stands in, so that references to it hold.
pub(super) fn listing(entries: Vec<IndexEntry>, folder: &str) -> Listing {
    let mut listing = Listing::default();
    let names: [Box<str>; 2] = ["HEAD".into(), "the branch being merged".into()];
    let mut entries = entries
        .into_iter()
        .filter(|entry| is_below(&entry.path, folder))
        // What `git add --intent-to-add` noted has no content and no place in the commit.
        .filter(|entry| !has_flag(entry, IndexEntryExtendedFlag::INTENT_TO_ADD))
        .peekable();
    while let Some(entry) = entries.next() {
        if stage(&entry) == 0 {
            listing.add(listed(&entry));
            continue;
        }
        let mut stages: [Option<IndexEntry>; 3] = [None, None, None];
        let path = entry.path.clone();
        let mut next = Some(entry);
        while let Some(entry) = next {
            let place = usize::from(stage(&entry)).saturating_sub(1);
            stages[place] = Some(entry);
            next = entries.next_if(|next| next.path == path && stage(next) > 0);
        }
        let [base, ours, theirs] = stages;
        conflict(
            &mut listing,
            &path,
            base.as_ref(),
            ours.as_ref(),
            theirs.as_ref(),
            &names,
        );
    }
    listing
}

pub(super) fn listed(entry: &IndexEntry) -> Listed {
    Listed {
        path: entry.path.clone(),
        mode: entry.mode,
        id: BlobId(bytes_of(entry.id)),
    }
}

/// Adds a file that could not be merged: the conflict, and the first version there is.
pub(super) fn conflict(
    listing: &mut Listing,
    path: &[u8],
    base: Option<&IndexEntry>,
    ours: Option<&IndexEntry>,
    theirs: Option<&IndexEntry>,
    names: &[Box<str>; 2],
) {
    let did = |side: Option<&IndexEntry>| match (base, side) {
        (Some(_), Some(_)) => Did::Change,
        (Some(_), None) => Did::Remove,
        (None, Some(_)) => Did::Add,
        (None, None) => Did::Nothing,
    };
    let [our_name, their_name] = names.clone();
    let why = Refusal::InConflict {
        ours: Conflict {
            name: our_name,
            did: did(ours),
        },
        theirs: Conflict {
            name: their_name,
            did: did(theirs),
        },
    };
    let shown = String::from_utf8_lossy(path);
    let bytes = std::str::from_utf8(path).is_err().then(|| Box::from(path));
    listing.refuse(RepoPath::new(&shown), bytes, why);
    if let Some(version) = ours.or(theirs) {
        listing.add(Listed {
            path: path.to_vec(),
            ..listed(version)
        });
    }
}

/// What the index says of the files of a work tree below a folder, sorted by path: on disk and untouched since, or,
/// left out of a sparse work tree, in a blob. Nothing where the index cannot be read.
pub(super) fn tracked(file: &Path, folder: &str) -> Vec<(String, Kept)> {
    let Ok(entries) = read(file) else {
        return Vec::new();
    };
    let written = fs::metadata(file).ok().and_then(|data| super::worktree::stamp(&data));
    let regular = |entry: &IndexEntry| entry.mode & 0o170_000 == 0o100_000;
    entries
        .into_iter()
        .filter(|entry| stage(entry) == 0 && regular(entry) && is_below(&entry.path, folder))
        .filter_map(|entry| {
            let blob = BlobId(bytes_of(entry.id));
            let stamp = Stamp {
                modified: (entry.mtime.seconds(), entry.mtime.nanoseconds()),
                changed: (entry.ctime.seconds(), entry.ctime.nanoseconds()),
                inode: entry.ino,
                size: entry.file_size,
            };
            // Touched in the moment in which the index was written: what was staged may not be what lies there.
            let racy = written.is_none_or(|written| written.modified <= stamp.modified);
            let kept = if has_flag(&entry, IndexEntryExtendedFlag::SKIP_WORKTREE) {
                Kept::Blob(blob)
            } else {
                let known = !racy && !has_flag(&entry, IndexEntryExtendedFlag::INTENT_TO_ADD);
                Kept::Disk(known.then(|| Box::new(Tracked { blob, stamp })), OnceLock::new())
            };
            Some((String::from_utf8(entry.path).ok()?, kept))
        })
        .collect()
}
