//! Folders as git keeps them.

use super::objects::Objects;
use super::{BlobId, SourceError, TreeId};
use std::cmp::Ordering;

/// Modes of entries.
pub(super) const FOLDER: u32 = 0o040_000;
pub(super) const LINK: u32 = 0o120_000;
pub(super) const REPOSITORY: u32 = 0o160_000;

/// The most files of one state: folders may name each other's content over and over.
const MOST_FILES: usize = 4_000_000;
/// The deepest folder.
pub(super) const DEEPEST: usize = 128;

/// An entry of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub(super) mode: u32,
    pub(super) name: &'a [u8],
    pub(super) id: [u8; 20],
}

impl Entry<'_> {
    pub(super) fn is_folder(&self) -> bool {
        self.mode == FOLDER
    }

    /// Compares as git sorts a folder: by name, a folder's with a `/` behind it.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let shared = self.name.len().min(other.name.len());
        self.name[..shared].cmp(&other.name[..shared]).then_with(|| {
            let next = |entry: &Self| match entry.name.get(shared) {
                Some(byte) => *byte,
                None if entry.is_folder() => b'/',
                None => 0,
            };
            next(self).cmp(&next(other))
        })
    }
}

/// The entries of a folder, in git's order: by name, a folder's with a `/` behind it.
///
/// Ends with `None` in the place of an entry where the bytes are no folder.
pub(super) fn entries(bytes: &[u8]) -> impl Iterator<Item = Option<Entry<'_>>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let entry = next(&mut rest);
        if entry.is_none() {
            rest = &[];
        }
        Some(entry)
    })
}

/// Takes one entry off: `mode SP name NUL hash`.
pub(super) fn next<'a>(rest: &mut &'a [u8]) -> Option<Entry<'a>> {
    let space = rest.iter().take(8).position(|byte| *byte == b' ')?;
    let mut mode = 0;
    for digit in &rest[..space] {
        mode = mode << 3 | u32::from(digit.checked_sub(b'0').filter(|digit| *digit < 8)?);
    }
    let after = &rest[space + 1..];
    let end = after.iter().position(|byte| *byte == 0)?;
    let id = after.get(end + 1..end + 21)?.try_into().ok()?;
    let name = &after[..end];
    *rest = &after[end + 21..];
    let safe = !name.is_empty() && !name.contains(&b'/') && !matches!(name, b"." | b"..");
    safe.then_some(Entry { mode, name, id })
}

/// Returns the length of the entry at the start without reading it, or `None` where there is none.
pub(super) fn length(rest: &[u8]) -> Option<usize> {
    const HASH: usize = 20;
    /// Eight bytes with their highest bits, and with their lowest.
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const LOW: u64 = 0x0101_0101_0101_0101;
    // The zero between name and hash; a mode is at least five digits and a space.
    let mut at = 6;
    while let Some(bytes) = rest.get(at..at + 8) {
        let mut number = [0; 8];
        number.copy_from_slice(bytes);
        let number = u64::from_le_bytes(number);
        // Sets the highest bit of the first byte that is zero, and perhaps of later ones.
        let zeros = number.wrapping_sub(LOW) & !number & HIGH;
        if zeros != 0 {
            let end = at + zeros.trailing_zeros() as usize / 8 + 1 + HASH;
            return (end <= rest.len()).then_some(end);
        }
        at += 8;
    }
    None
}

/// A file, link or other repository of a tree, with its path from the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) path: Vec<u8>,
    pub(super) mode: u32,
    pub(super) id: BlobId,
}

/// Lists everything below `folder` of a tree, in the order of paths. A folder that is not there holds nothing.
pub(super) fn list(objects: &Objects, root: TreeId, folder: &str) -> Result<Vec<Listed>, SourceError> {
    let mut found = Vec::new();
    if let Some(tree) = subtree(objects, root, folder)? {
        let mut path = folder.as_bytes().to_vec();
        walk(objects, tree, &mut path, 0, &mut found)?;
    }
    Ok(found)
}

fn walk(
    objects: &Objects,
    tree: TreeId,
    path: &mut Vec<u8>,
    depth: usize,
    found: &mut Vec<Listed>,
) -> Result<(), SourceError> {
    if depth == DEEPEST {
        return Err(damaged(tree, "its folders are nested too deep"));
    }
    let bytes = objects.tree(tree).map_err(|why| SourceError::object(tree, why))?;
    for entry in entries(&bytes) {
        let entry = entry.ok_or_else(|| damaged(tree, "it is no folder"))?;
        let before = path.len();
        if before > 0 {
            path.push(b'/');
        }
        path.extend_from_slice(entry.name);
        if entry.is_folder() {
            walk(objects, TreeId(entry.id), path, depth + 1, found)?;
        } else {
            if found.len() == MOST_FILES {
                return Err(SourceError::TooManyFiles(MOST_FILES));
            }
            found.push(Listed {
                path: path.clone(),
                mode: entry.mode,
                id: BlobId(entry.id),
            });
        }
        path.truncate(before);
    }
    Ok(())
}

/// Finds a folder below a tree; `None` where it is not there.
pub(super) fn subtree(objects: &Objects, root: TreeId, folder: &str) -> Result<Option<TreeId>, SourceError> {
    let mut tree = root;
    for part in folder.split('/').filter(|part| !part.is_empty()) {
        match find(objects, tree, part)? {
            Some((FOLDER, id)) => tree = TreeId(id),
            _ => return Ok(None),
        }
    }
    Ok(Some(tree))
}

/// Finds an entry of a folder: its mode and hash.
pub(super) fn find(objects: &Objects, tree: TreeId, name: &str) -> Result<Option<(u32, [u8; 20])>, SourceError> {
    let bytes = objects.tree(tree).map_err(|why| SourceError::object(tree, why))?;
    for entry in entries(&bytes) {
        let entry = entry.ok_or_else(|| damaged(tree, "it is no folder"))?;
        if entry.name == name.as_bytes() {
            return Ok(Some((entry.mode, entry.id)));
        }
    }
    Ok(None)
}

fn damaged(tree: TreeId, why: &str) -> SourceError {
    SourceError::Object {
        id: tree.to_string(),
        why: why.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn entries_come_one_by_one() {
        let mut bytes = b"100644 a.md\0".to_vec();
        bytes.extend([1; 20]);
        bytes.extend(b"40000 b\0");
        bytes.extend([2; 20]);
        let read: Vec<_> = entries(&bytes).map(|entry| entry.map(|e| (e.mode, e.name))).collect();
        assert_eq!(read, [Some((0o100_644, &b"a.md"[..])), Some((FOLDER, &b"b"[..]))]);
        assert_eq!(length(&bytes), Some(32));
        assert_eq!(length(&bytes[32..]), Some(28));
        assert_eq!((length(&bytes[32..59]), length(b"")), (None, None));
        assert_eq!(entries(&bytes[..40]).last(), Some(None));
        assert_eq!(entries(b"40000 ..\0aaaaaaaaaaaaaaaaaaaa").last(), Some(None));
        assert_eq!(entries(b"40000 a/b\0aaaaaaaaaaaaaaaaaaaa").last(), Some(None));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = entries(&bytes).count();
        }
    }
}
