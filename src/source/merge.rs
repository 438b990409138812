//! Merging two commits in memory.
//!
//! libgit2 merges inside a repository that exists only in memory and holds nothing but what we read and checked
//! before: it writes no object into `.git` (its own `merge_commits` does) and opens no loose one. No merge driver is
//! run; the built-in `union` of `.gitattributes` is honoured, since CSV series are merged so.

use super::attributes::Attributes;
use super::objects::{Objects, bytes_of};
use super::snapshot::{Listing, Side};
use super::tree::{self, Listed};
use super::{CommitId, SourceError, TreeId, commit, index};
use crate::text::RepoPath;
use git2::{FileFavor, IndexEntry, MergeFileInput, MergeFileOptions, MergeOptions, ObjectType, Oid};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet};

/// Files beyond it are merged as wholes: either side may have changed them, not both.
const LARGEST_MERGED: u64 = 16 << 20;
/// How deep common ancestors are merged where histories cross over and over.
const DEEPEST: usize = 8;

/// Lists what merging `from` into `into` would leave below a folder; what git could not merge is refused.
pub(super) fn merge(objects: &Objects, into: &Side, from: &Side, folder: &str) -> Result<Listing, SourceError> {
    let bases = bases(objects, into.commit, from.commit)?;
    if bases.contains(&from.commit) || bases.contains(&into.commit) {
        // One contains the other: nothing is merged, the later one stands.
        let later = if bases.contains(&from.commit) { into } else { from };
        let root = commit::read(objects, later.commit)?.tree;
        return Ok(Listing::of(tree::list(objects, root, folder)?));
    }
    if bases.is_empty() {
        return Err(SourceError::NoMergeBase {
            into: into.name.to_string(),
            from: from.name.to_string(),
            shallow: objects.store().is_shallow(),
        });
    }
    let memory = Memory::new()?;
    let part = |commit: CommitId| -> Result<TreeId, SourceError> {
        let root = commit::read(objects, commit)?.tree;
        Ok(tree::subtree(objects, root, folder)?.unwrap_or(TreeId::EMPTY))
    };
    let (ours, theirs) = (part(into.commit)?, part(from.commit)?);
    let base = memory.base(objects, &bases, &part, 0)?;
    let index = memory.merge(objects, base, ours, theirs)?;
    let attributes = Attributes::read(objects, commit::read(objects, into.commit)?.tree, folder)?;
    memory.list(objects, &index, folder, [into, from], &attributes)
}

/// A repository in memory.
struct Memory {
    repository: git2::Repository,
}

impl Memory {
    fn new() -> Result<Self, SourceError> {
        let make = || {
            let database = git2::Odb::new()?;
            database.add_new_mempack_backend(1000)?;
            git2::Repository::from_odb(database)
        };
        let repository = make().map_err(|error| SourceError::git(&error))?;
        Ok(Self { repository })
    }

    /// The folder that both sides come from; where there are several, what merging those gives.
    fn base(
        &self,
        objects: &Objects,
        bases: &[CommitId],
        part: &dyn Fn(CommitId) -> Result<TreeId, SourceError>,
        depth: usize,
    ) -> Result<TreeId, SourceError> {
        let Some((first, more)) = bases.split_first() else {
            return Ok(TreeId::EMPTY);
        };
        let mut merged = part(*first)?;
        if depth == DEEPEST {
            return Ok(merged);
        }
        for other in more {
            let below = self.base(objects, &self::bases(objects, *first, *other)?, part, depth + 1)?;
            let mut index = self.merge(objects, below, merged, part(*other)?)?;
            // What conflicts among ancestors stays as their own ancestor had it.
            let conflicts: Vec<_> = index
                .conflicts()
                .and_then(Iterator::collect::<Result<Vec<_>, _>>)
                .map_err(|error| SourceError::git(&error))?;
            let settle = || {
                for conflict in conflicts {
                    let sides = [&conflict.ancestor, &conflict.our, &conflict.their];
                    let Some(path) = sides.iter().find_map(|side| side.as_ref()).map(|one| one.path.clone()) else {
                        continue;
                    };
                    index.conflict_remove(std::path::Path::new(&*String::from_utf8_lossy(&path)))?;
                    if let Some(mut kept) = conflict.ancestor.or(conflict.our).or(conflict.their) {
                        kept.flags &= 0x0fff;
                        index.add(&kept)?;
                    }
                }
                index.write_tree_to(&self.repository)
            };
            merged = TreeId(bytes_of(settle().map_err(|error| SourceError::git(&error))?));
        }
        Ok(merged)
    }

    /// Merges three folders.
    fn merge(&self, objects: &Objects, base: TreeId, ours: TreeId, theirs: TreeId) -> Result<git2::Index, SourceError> {
        let mut files: [BTreeMap<Vec<u8>, [u8; 20]>; 3] = Default::default();
        let mut known = HashSet::new();
        for (tree, files) in [base, ours, theirs].into_iter().zip(&mut files) {
            self.copy_folders(objects, tree, &mut Vec::new(), &mut known, files)?;
        }
        for id in contents_needed(&files) {
            // What is missing, damaged or too large is told when the merge asks for it.
            if let Ok(blob) = objects.blob(super::BlobId(id), LARGEST_MERGED) {
                self.put(ObjectType::Blob, &blob, id)?;
            }
        }
        let find = |tree: TreeId| self.repository.find_tree(oid(tree.0)?);
        let merge = |renames: bool| {
            let mut options = MergeOptions::new();
            // Given, so that nobody's `merge.renameLimit` decides what is found.
            options.find_renames(renames).target_limit(1000).skip_reuc(true);
            self.repository
                .merge_trees(&find(base)?, &find(ours)?, &find(theirs)?, Some(&options))
        };
        // Similar names are looked for in contents; where one cannot be had, files are paired by name alone.
        merge(true)
            .or_else(|_| merge(false))
            .map_err(|error| SourceError::git(&error))
    }

    /// Copies a folder with those below it, and lists its files.
    fn copy_folders(
        &self,
        objects: &Objects,
        tree: TreeId,
        path: &mut Vec<u8>,
        known: &mut HashSet<TreeId>,
        files: &mut BTreeMap<Vec<u8>, [u8; 20]>,
    ) -> Result<(), SourceError> {
        const MOST_FILES: usize = 4_000_000;
        const DEEPEST_FOLDER: usize = 4096;
        let damaged = |why: &str| SourceError::Object {
            id: tree.to_string(),
            why: why.to_owned(),
        };
        let own = self.own(tree.0);
        let read;
        let bytes: &[u8] = match &own {
            Some(bytes) => bytes,
            None => {
                read = objects.tree(tree).map_err(|why| SourceError::object(tree, why))?;
                &read
            }
        };
        if known.insert(tree) && own.is_none() {
            self.put(ObjectType::Tree, bytes, tree.0)?;
        }
        for entry in tree::entries(bytes) {
            let entry = entry.ok_or_else(|| damaged("it is no folder"))?;
            if files.len() == MOST_FILES || path.len() > DEEPEST_FOLDER {
                return Err(SourceError::TooManyFiles(MOST_FILES));
            }
            let before = path.len();
            path.extend_from_slice(entry.name);
            if entry.is_folder() {
                path.push(b'/');
                self.copy_folders(objects, TreeId(entry.id), path, known, files)?;
            } else if entry.mode != tree::REPOSITORY {
                files.insert(path.clone(), entry.id);
            }
            path.truncate(before);
        }
        Ok(())
    }

    /// The content of an object that is in memory already, such as a merged ancestor.
    fn own(&self, id: [u8; 20]) -> Option<Vec<u8>> {
        let database = self.repository.odb().ok()?;
        let object = database.read(oid(id).ok()?).ok()?;
        Some(object.data().to_vec())
    }

    fn put(&self, kind: ObjectType, bytes: &[u8], id: [u8; 20]) -> Result<(), SourceError> {
        let written = self
            .repository
            .odb()
            .and_then(|database| database.write(kind, bytes))
            .map_err(|error| SourceError::git(&error))?;
        if bytes_of(written) == id {
            return Ok(());
        }
        Err(SourceError::Object {
            id: super::BlobId(id).to_string(),
            why: "its content is not what its hash says".to_owned(),
        })
    }

    /// Lists the outcome; its paths get the folder before them.
    fn list(
        &self,
        objects: &Objects,
        index: &git2::Index,
        folder: &str,
        [into, from]: [&Side; 2],
        attributes: &Attributes,
    ) -> Result<Listing, SourceError> {
        let names = [into.name.clone(), from.name.clone()];
        let mut listing = Listing::default();
        let mut conflicts: BTreeMap<Vec<u8>, [Option<IndexEntry>; 3]> = BTreeMap::new();
        for mut entry in index.iter() {
            if !folder.is_empty() {
                let mut path = folder.as_bytes().to_vec();
                path.push(b'/');
                path.append(&mut entry.path);
                entry.path = path;
            }
            let stage = usize::from((entry.flags & 0x3000) >> 12);
            if stage > 0 {
                let path = entry.path.clone();
                conflicts.entry(path).or_default()[stage - 1] = Some(entry);
                continue;
            }
            self.add(objects, &mut listing, index::listed(&entry));
        }
        for (path, [base, ours, theirs]) in conflicts {
            if attributes.is_union(&path)
                && let (Some(ours), Some(theirs)) = (&ours, &theirs)
                && let Some(merged) = union(objects, base.as_ref(), ours, theirs)
                && let Ok(path) = std::str::from_utf8(&path)
            {
                listing.add_bytes(RepoPath::new(path), merged);
                continue;
            }
            index::conflict(
                &mut listing,
                &path,
                base.as_ref(),
                ours.as_ref(),
                theirs.as_ref(),
                &names,
            );
        }
        Ok(listing)
    }

    /// Adds a merged file: from the repository, or, made by merging, from memory.
    fn add(&self, objects: &Objects, listing: &mut Listing, listed: Listed) {
        if let Some(bytes) = self.own(listed.id.0)
            && !objects.has(listed.id.0)
            && let Ok(path) = std::str::from_utf8(&listed.path)
        {
            listing.add_bytes(RepoPath::new(path), bytes);
        } else {
            listing.add(listed);
        }
    }
}

/// Merges lines of both sides, as `merge=union` wants.
fn union(objects: &Objects, base: Option<&IndexEntry>, ours: &IndexEntry, theirs: &IndexEntry) -> Option<Vec<u8>> {
    let read = |entry: &IndexEntry| {
        let id = super::BlobId(bytes_of(entry.id));
        objects.blob(id, LARGEST_MERGED).map(|blob| blob.to_vec()).ok()
    };
    let base = base.map_or(Some(Vec::new()), read)?;
    let (ours, theirs) = (read(ours)?, read(theirs)?);
    let input = |bytes| {
        let mut input = MergeFileInput::new();
        input.content(bytes);
        input
    };
    let mut options = MergeFileOptions::new();
    options.favor(FileFavor::Union);
    let [base, ours, theirs] = [&base, &ours, &theirs].map(|bytes| input(bytes));
    let merged = git2::merge_file(&base, &ours, &theirs, Some(&mut options)).ok()?;
    Some(merged.content().to_vec())
}

/// The contents that a merge may look into: of files that both sides changed, and of those that went or came, among
/// which renamed ones are looked for.
fn contents_needed(files: &[BTreeMap<Vec<u8>, [u8; 20]>; 3]) -> BTreeSet<[u8; 20]> {
    let paths: BTreeSet<&Vec<u8>> = files.iter().flat_map(BTreeMap::keys).collect();
    let mut needed = BTreeSet::new();
    for path in paths {
        let [base, ours, theirs] = [0, 1, 2].map(|side| files[side].get(path));
        let moved = base.is_none() || ours.is_none() || theirs.is_none();
        let both = ours != theirs && ours != base && theirs != base;
        if both || (moved && !(base == ours && ours == theirs)) {
            needed.extend([base, ours, theirs].into_iter().flatten().copied());
        }
    }
    // A file renamed on one side was perhaps changed on the other.
    let gone = |side: usize| files[0].keys().any(|path| !files[side].contains_key(path));
    if gone(1) || gone(2) {
        for (path, id) in &files[0] {
            if !files[1].contains_key(path) || !files[2].contains_key(path) {
                needed.insert(*id);
                needed.extend(files[1].get(path));
                needed.extend(files[2].get(path));
            }
        }
    }
    needed
}

fn oid(id: [u8; 20]) -> Result<Oid, git2::Error> {
    Oid::from_bytes(&id)
}

/// The latest commits that both sides contain, none an ancestor of another.
pub(super) fn bases(objects: &Objects, one: CommitId, two: CommitId) -> Result<Vec<CommitId>, SourceError> {
    let found = common(objects, one, two)?;
    if found.len() < 2 {
        return Ok(found);
    }
    // Times that run backwards can let an ancestor pass for a latest one.
    let mut latest = Vec::new();
    for (place, candidate) in found.iter().enumerate() {
        let mut is_older = false;
        for (other_place, other) in found.iter().enumerate() {
            is_older |= place != other_place && common(objects, *candidate, *other)?.contains(candidate);
        }
        if !is_older {
            latest.push(*candidate);
        }
    }
    latest.sort_unstable();
    Ok(latest)
}

/// Walks back from both sides, newest first, until only what lies below common commits is left.
fn common(objects: &Objects, one: CommitId, two: CommitId) -> Result<Vec<CommitId>, SourceError> {
    const ONE: u8 = 1;
    const TWO: u8 = 2;
    const BOTH: u8 = ONE | TWO;
    /// Below a common commit: of no interest.
    const BELOW: u8 = 4;
    const FOUND: u8 = 8;
    if one == two {
        return Ok(vec![one]);
    }
    let mut marks: HashMap<CommitId, u8> = HashMap::new();
    let mut read: HashMap<CommitId, (i64, Vec<CommitId>)> = HashMap::new();
    let mut look = |id: CommitId| -> Result<(i64, Vec<CommitId>), SourceError> {
        if let Some(known) = read.get(&id) {
            return Ok(known.clone());
        }
        let commit = commit::read(objects, id)?;
        let known = (commit.seconds.unwrap_or(0), commit.parents);
        read.insert(id, known.clone());
        Ok(known)
    };
    let mut queue = BinaryHeap::new();
    let mut interesting = 0usize;
    for (id, mark) in [(one, ONE), (two, TWO)] {
        marks.insert(id, mark);
        queue.push((look(id)?.0, Reverse(id)));
        interesting += 1;
    }
    let mut found = Vec::new();
    while interesting > 0
        && let Some((_, Reverse(id))) = queue.pop()
    {
        let mut mark = marks[&id];
        if mark & BELOW == 0 {
            interesting -= 1;
        }
        if mark & (BOTH | BELOW) == BOTH {
            if mark & FOUND == 0 {
                marks.insert(id, mark | FOUND);
                found.push(id);
            }
            mark |= BELOW;
        }
        let passed_on = mark & (BOTH | BELOW);
        for parent in look(id)?.1 {
            let before = marks.get(&parent).copied().unwrap_or(0);
            if before & passed_on == passed_on {
                continue;
            }
            let after = before | passed_on;
            marks.insert(parent, after);
            // Of a commit that waits already, only the last time it is taken counts.
            queue.push((look(parent)?.0, Reverse(parent)));
            if after & BELOW == 0 {
                interesting += 1;
            } else if before != 0 && before & BELOW == 0 {
                // It waits as an interesting one, and will be taken as one that is not.
                interesting = interesting.saturating_sub(1);
            }
        }
    }
    found.retain(|id| marks[id] & BELOW == 0);
    Ok(found)
}
