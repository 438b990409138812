//! The first-parent line of a branch: when work landed, and which files each landing changed.

use super::object_id::IdMap;
use super::objects::{Object, Objects, Problem};
use super::repository::Repository;
use super::tree::{self, Entry};
use super::{BlobId, CommitId, Refusal, SourceError, TreeId, commit};
use std::cmp::Ordering;
use std::rc::Rc;

/// A commit on the first-parent line: a moment at which something became true for everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landing {
    /// The commit.
    pub commit: CommitId,
    /// Its root folder.
    pub tree: TreeId,
    /// Committer time in seconds since 1970, as written; `None` where the commit has none.
    pub seconds: Option<i64>,
    /// The name of the author.
    pub author: Box<str>,
    /// The first line of the message.
    pub subject: Box<str>,
    /// What the trailer `Ops-Reason` says.
    pub reason: Option<Box<str>>,
}

/// Landings, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landings {
    /// The landings.
    pub list: Vec<Landing>,
    /// Why there are no earlier ones.
    pub before: Before,
}

/// What lies before the first landing that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing: it is the first of the history.
    Nothing,
    /// A commit that was known.
    Known(CommitId),
    /// The clone is shallow and ends here.
    Shallow,
    /// A commit that cannot be read.
    Unreadable,
}

/// A file that a landing changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its path from the repository's root.
    pub path: Box<str>,
    /// What it was.
    pub old: Option<BlobId>,
    /// What it became.
    pub new: Option<BlobId>,
}

/// The longest history that is read.
const MOST_LANDINGS: usize = 2_000_000;

impl Repository {
    /// Walks the first-parent line back from a commit to the beginning, or to one that is `known`, which is left out.
    ///
    /// A commit that cannot be read ends the walk and is told in the result; only for the tip it is an error.
    pub fn landings(&self, tip: CommitId, known: &dyn Fn(CommitId) -> bool) -> Result<Landings, SourceError> {
        let objects = self.objects()?;
        let mut list = Vec::new();
        let mut at = Some(tip);
        let mut before = Before::Nothing;
        while let Some(id) = at {
            if known(id) {
                before = Before::Known(id);
                break;
            }
            let commit = match commit::read(&objects, id) {
                Ok(commit) => commit,
                Err(error) if list.is_empty() => return Err(error),
                Err(_) => {
                    before = Before::Unreadable;
                    break;
                }
            };
            at = commit.parents.first().copied();
            if at.is_none() && objects.store().grafted(id).is_some() && objects.store().is_shallow() {
                before = Before::Shallow;
            }
            let (subject, _) = commit.message.split_once('\n').unwrap_or((&commit.message, ""));
            list.push(Landing {
                commit: id,
                tree: commit.tree,
                seconds: commit.seconds,
                reason: reason(&commit.message),
                subject: subject.trim().into(),
                author: commit.author,
            });
            if list.len() == MOST_LANDINGS {
                before = Before::Unreadable;
                break;
            }
        }
        list.reverse();
        Ok(Landings { list, before })
    }

    /// Returns the root folder of a commit.
    pub fn tree(&self, commit: CommitId) -> Result<TreeId, SourceError> {
        Ok(commit::read(&*self.objects()?, commit)?.tree)
    }

    /// Lists the files below a folder of a tree with their blobs, in the order of paths.
    pub fn files(&self, root: TreeId, folder: &str) -> Result<Vec<(String, BlobId)>, SourceError> {
        let listed = tree::list(&*self.objects()?, root, folder)?;
        let files = listed
            .into_iter()
            .filter(|one| one.mode & 0o170_000 == 0o100_000)
            .filter_map(|one| Some((String::from_utf8(one.path).ok()?, one.id)));
        let mut files: Vec<_> = files.collect();
        // They are, unless somebody wrote folders by hand.
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(files)
    }

    /// Finds the file at a path of a tree.
    pub fn file(&self, root: TreeId, path: &str) -> Result<Option<BlobId>, SourceError> {
        let objects = self.objects()?;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let Some(folder) = tree::subtree(&objects, root, folder)? else {
            return Ok(None);
        };
        let bytes = objects.tree(folder).map_err(|why| SourceError::object(folder, why))?;
        let mut rest: &[u8] = &bytes;
        while let Some(entry) = take(&mut rest)? {
            if entry.name == name.as_bytes() {
                let is_file = entry.mode & 0o170_000 == 0o100_000;
                return Ok(is_file.then_some(BlobId(entry.id)));
            }
        }
        Ok(None)
    }

    /// Hands the text of a file of at most `limit` bytes to `read`.
    pub fn with_text<R>(&self, blob: BlobId, limit: u32, read: impl FnOnce(&str) -> R) -> Result<R, Refusal> {
        let objects = self.objects().map_err(|error| Refusal::Unreadable(error.to_string()))?;
        let bytes = match objects.blob(blob, u64::from(limit)) {
            Ok(bytes) => bytes,
            Err(Problem::TooLarge) => return Err(Refusal::TooLarge { limit }),
            Err(why) => return Err(Refusal::Object { id: blob, why }),
        };
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(read(text)),
            Err(error) => Err(Refusal::NotUtf8 {
                valid_to: error.valid_up_to(),
            }),
        }
    }

    /// Says whether a text is what a blob holds, by its hash.
    pub fn is_blob(&self, blob: BlobId, text: &str) -> bool {
        git2::Oid::hash_object(git2::ObjectType::Blob, text.as_bytes())
            .is_ok_and(|id| super::objects::bytes_of(id) == blob.0)
    }

    /// Says what git shows in the place of what commits hold: replacements, grafts, the end of a shallow clone. Equal
    /// while histories read the same.
    pub fn view(&self) -> u64 {
        self.store().view()
    }

    /// Says which files below a folder each landing changed against the one before it; the first against `base`.
    ///
    /// `wanted` is asked with paths of files. Within a landing the changes are in the order of paths. A landing whose
    /// folders cannot be read is `None`; the next one is compared with the last that could be.
    pub fn changes(
        &self,
        landings: &[Landing],
        base: Option<TreeId>,
        folder: &str,
        wanted: &(dyn Fn(&[u8]) -> bool + Sync),
    ) -> Result<Vec<Option<Vec<FileChange>>>, SourceError> {
        let objects = self.objects()?;
        let mut comparison = Comparison::new(&objects, wanted);
        let trees = comparison.trees(landings, folder);
        let base = base.and_then(|tree| tree::subtree(&objects, tree, folder).ok().flatten());
        Ok(comparison
            .newest_first(base, &trees, folder)
            .unwrap_or_else(|| comparison.oldest_first(base, &trees, folder)))
    }
}

/// The trailer `Ops-Reason`, as git's own parser sees it.
fn reason(message: &str) -> Option<Box<str>> {
    const KEY: &str = "Ops-Reason";
    // Most messages have none, and the parser is slow.
    if !message.contains(KEY) {
        return None;
    }
    let trailers = git2::message_trailers_strs(message).ok()?;
    let mut found = trailers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(KEY));
    found.next_back().map(|(_, value)| value.trim().into())
}

/// Compares folders by their bytes; libgit2's own comparison takes six times as long.
struct Comparison<'a> {
    objects: &'a Objects,
    /// The folders of the last state that was compared, as far as they were looked into.
    folders: IdMap<TreeId, Rc<Object<'a>>>,
    wanted: &'a (dyn Fn(&[u8]) -> bool + Sync),
}

impl<'a> Comparison<'a> {
    fn new(objects: &'a Objects, wanted: &'a (dyn Fn(&[u8]) -> bool + Sync)) -> Self {
        Self {
            objects,
            folders: IdMap::default(),
            wanted,
        }
    }

    /// The folder below the root of each landing; an error where it cannot be read.
    fn trees(&self, landings: &[Landing], folder: &str) -> Vec<Result<Option<TreeId>, SourceError>> {
        landings
            .iter()
            .map(|landing| tree::subtree(self.objects, landing.tree, folder))
            .collect()
    }

    /// Compares from the newest to the oldest; `None` as soon as something cannot be read.
    ///
    /// Packs hold old versions as differences to newer ones, and libgit2 keeps only the last 16 MiB that it put together:
    /// in this order each is one or two steps away, in the other, or from two threads at once, the same is put together
    /// over and over.
    fn newest_first(
        &mut self,
        base: Option<TreeId>,
        trees: &[Result<Option<TreeId>, SourceError>],
        folder: &str,
    ) -> Option<Vec<Option<Vec<FileChange>>>> {
        let mut path = folder.as_bytes().to_vec();
        let mut all = Vec::with_capacity(trees.len());
        for (place, new) in trees.iter().enumerate().rev() {
            let old = match place.checked_sub(1) {
                Some(before) => *trees[before].as_ref().ok()?,
                None => base,
            };
            let mut found = Vec::new();
            let new = *new.as_ref().ok()?;
            self.folder(old, new, &mut path, 0, &mut found).ok()?;
            all.push(Some(sorted(found)));
        }
        all.reverse();
        Some(all)
    }

    /// Compares each with the last before it that could be read.
    fn oldest_first(
        &mut self,
        base: Option<TreeId>,
        trees: &[Result<Option<TreeId>, SourceError>],
        folder: &str,
    ) -> Vec<Option<Vec<FileChange>>> {
        let mut old = base;
        let mut all = Vec::with_capacity(trees.len());
        for new in trees {
            let mut found = Vec::new();
            let mut path = folder.as_bytes().to_vec();
            let compared = new.as_ref().ok().copied();
            let compared = compared.filter(|new| self.folder(old, *new, &mut path, 0, &mut found).is_ok());
            all.push(compared.map(|new| {
                old = new;
                sorted(found)
            }));
        }
        all
    }

    fn folder(
        &mut self,
        old: Option<TreeId>,
        new: Option<TreeId>,
        path: &mut Vec<u8>,
        depth: usize,
        found: &mut Vec<FileChange>,
    ) -> Result<(), SourceError> {
        if old == new {
            return Ok(());
        }
        if depth == tree::DEEPEST {
            return Err(SourceError::TooManyFiles(tree::DEEPEST));
        }
        let objects = self.objects;
        let read = |id: TreeId| {
            objects
                .tree(id)
                .map(Rc::new)
                .map_err(|why| SourceError::object(id, why))
        };
        // The newer folder was the older one of the comparison before, and is of no use after this one.
        let after = match new {
            Some(id) => Some(self.folders.remove(&id).map_or_else(|| read(id), Ok)?),
            None => None,
        };
        let before = old.map(read).transpose()?;
        self.entries(
            before.as_ref().map_or(&[], |folder| folder),
            after.as_ref().map_or(&[], |folder| folder),
            path,
            depth,
            found,
        )?;
        if let (Some(id), Some(before)) = (old, before) {
            self.folders.insert(id, before);
        }
        Ok(())
    }

    fn entries(
        &mut self,
        before: &[u8],
        after: &[u8],
        path: &mut Vec<u8>,
        depth: usize,
        found: &mut Vec<FileChange>,
    ) -> Result<(), SourceError> {
        let same = same_entries(before, after);
        let (mut before, mut after) = (&before[same..], &after[same..]);
        let mut old = take(&mut before)?;
        let mut new = take(&mut after)?;
        loop {
            let order = match (&old, &new) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(old), Some(new)) => old.order(new),
            };
            let (left, right) = match order {
                Ordering::Less => (old.take(), None),
                Ordering::Greater => (None, new.take()),
                Ordering::Equal => (old.take(), new.take()),
            };
            let differ = match (&left, &right) {
                (Some(left), Some(right)) => left.id != right.id || left.mode != right.mode,
                _ => true,
            };
            if differ && let Some(one) = left.as_ref().or(right.as_ref()) {
                self.entry(one.name, left.as_ref(), right.as_ref(), path, depth, found)?;
                // What follows is mostly the same.
                if old.is_none() && new.is_none() && before == after {
                    return Ok(());
                }
            }
            if old.is_none() {
                old = take(&mut before)?;
            }
            if new.is_none() {
                new = take(&mut after)?;
            }
        }
    }

    fn entry(
        &mut self,
        name: &[u8],
        old: Option<&Entry<'_>>,
        new: Option<&Entry<'_>>,
        path: &mut Vec<u8>,
        depth: usize,
        found: &mut Vec<FileChange>,
    ) -> Result<(), SourceError> {
        let length = path.len();
        if length > 0 {
            path.push(b'/');
        }
        path.extend_from_slice(name);
        let folder = |entry: Option<&Entry<'_>>| entry.filter(|entry| entry.is_folder()).map(|entry| TreeId(entry.id));
        let (old_folder, new_folder) = (folder(old), folder(new));
        if old_folder.is_some() || new_folder.is_some() {
            self.folder(old_folder, new_folder, path, depth + 1, found)?;
        } else if (self.wanted)(path)
            && let Ok(path) = std::str::from_utf8(path)
        {
            let file = |entry: Option<&Entry<'_>>| {
                entry
                    .filter(|entry| entry.mode & 0o170_000 == 0o100_000)
                    .map(|entry| BlobId(entry.id))
            };
            let change = FileChange {
                path: path.into(),
                old: file(old),
                new: file(new),
            };
            // A mode alone is no change.
            if change.old != change.new {
                found.push(change);
            }
        }
        path.truncate(length);
        Ok(())
    }
}

/// Where a file takes a folder's place, git's order is not that of paths.
fn sorted(mut found: Vec<FileChange>) -> Vec<FileChange> {
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The length of the entries with which both folders begin.
fn same_entries(before: &[u8], after: &[u8]) -> usize {
    /// Compared at once.
    const BLOCK: usize = 512;
    let blocks = before.chunks_exact(BLOCK).zip(after.chunks_exact(BLOCK));
    let alike = blocks.take_while(|(one, other)| one == other).count() * BLOCK;
    let mut end = 0;
    while let Some(length) = tree::length(&before[end..]).filter(|length| end + length <= alike) {
        end += length;
    }
    end
}

fn take<'a>(rest: &mut &'a [u8]) -> Result<Option<Entry<'a>>, SourceError> {
    if rest.is_empty() {
        return Ok(None);
    }
    tree::next(rest)
        .map(Some)
        .ok_or_else(|| SourceError::Git("a folder of the history is damaged".to_owned()))
}
