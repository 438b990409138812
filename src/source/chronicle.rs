//! Making a repository commit by commit, for the demo, tests and measurements: same calls, same hashes.

use super::objects::bytes_of;
use super::{CommitId, SourceError};
use git2::{ObjectType, Oid};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// A repository that is being written. Objects are kept in memory and go into one pack in the end.
pub struct Chronicle {
    repository: git2::Repository,
    root: Folder,
    /// What was written, with the paths by which git finds what is alike.
    objects: BTreeMap<Oid, Box<str>>,
    head: Option<Oid>,
}

impl std::fmt::Debug for Chronicle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Chronicle({:?})", self.repository.path())
    }
}

/// What a commit says beside its files.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Who wrote it.
    pub author: &'a str,
    /// When it was written and landed, in seconds since 1970, in UTC.
    pub seconds: i64,
    /// Subject, empty line, text, trailers.
    pub message: &'a str,
}

/// A folder; its hash is known while nothing in it changes.
#[derive(Default)]
struct Folder {
    entries: BTreeMap<Box<str>, Node>,
    written: Option<Oid>,
}

/// Writes the bytes of the folder at a path.
type Put<'a> = dyn FnMut(&[u8], &str) -> Result<Oid, SourceError> + 'a;

enum Node {
    File(Oid),
    Folder(Folder),
}

impl Chronicle {
    /// Makes an empty repository with the branch `main` in a folder.
    pub fn create(folder: &Path) -> Result<Self, SourceError> {
        let make = || {
            let mut options = git2::RepositoryInitOptions::new();
            options.initial_head("main").external_template(false).no_reinit(true);
            let repository = git2::Repository::init_opts(folder, &options)?;
            // Objects stay in memory until they are packed.
            repository.odb()?.add_new_mempack_backend(1000)?;
            Ok(repository)
        };
        Ok(Self {
            repository: make().map_err(|error| SourceError::git(&error))?,
            root: Folder::default(),
            objects: BTreeMap::new(),
            head: None,
        })
    }

    /// Writes a file of the next commit.
    pub fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), SourceError> {
        let id = self.put(ObjectType::Blob, bytes, path)?;
        self.root.place(path, Some(id));
        Ok(())
    }

    /// Deletes a file or a folder.
    pub fn remove(&mut self, path: &str) {
        self.root.place(path, None);
    }

    /// Commits what was written since the last commit.
    pub fn commit(&mut self, entry: &Entry<'_>) -> Result<CommitId, SourceError> {
        let parents: Vec<Oid> = self.head.into_iter().collect();
        self.commit_on(&parents, entry)
    }

    /// Commits the files as they are with other parents, such as the two of a merge.
    pub fn commit_with(&mut self, parents: &[CommitId], entry: &Entry<'_>) -> Result<CommitId, SourceError> {
        let parents: Result<Vec<Oid>, git2::Error> = parents.iter().map(|id| Oid::from_bytes(&id.0)).collect();
        let parents = parents.map_err(|error| SourceError::git(&error))?;
        self.commit_on(&parents, entry)
    }

    fn commit_on(&mut self, parents: &[Oid], entry: &Entry<'_>) -> Result<CommitId, SourceError> {
        let mut root = std::mem::take(&mut self.root);
        let tree = root.write("", &mut |bytes, path| self.put(ObjectType::Tree, bytes, path));
        self.root = root;
        let mut text = format!("tree {}\n", tree?);
        for parent in parents {
            let _ = writeln!(text, "parent {parent}");
        }
        let address: String = entry
            .author
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
        let who = format!("{} <{address}@example.invalid> {} +0000", entry.author, entry.seconds);
        let _ = write!(text, "author {who}\ncommitter {who}\n\n{}", entry.message);
        let id = self.put(ObjectType::Commit, text.as_bytes(), "")?;
        self.head = Some(id);
        Ok(CommitId(bytes_of(id)))
    }

    /// Names the last commit.
    pub fn branch(&mut self, name: &str) -> Result<(), SourceError> {
        let Some(head) = self.head else { return Ok(()) };
        self.repository
            .reference(&format!("refs/heads/{name}"), head, true, "")
            .map(drop)
            .map_err(|error| SourceError::git(&error))
    }

    fn put(&mut self, kind: ObjectType, bytes: &[u8], path: &str) -> Result<Oid, SourceError> {
        let id = self
            .repository
            .odb()
            .and_then(|database| database.write(kind, bytes))
            .map_err(|error| SourceError::git(&error))?;
        self.objects.insert(id, path.into());
        Ok(id)
    }

    /// Packs what was written, names the last commit `main`, and makes the index say what that commit holds.
    pub fn finish(self) -> Result<(), SourceError> {
        let pack = || {
            let mut builder = self.repository.packbuilder()?;
            builder.set_threads(1);
            for (id, path) in &self.objects {
                builder.insert_object(*id, Some(path))?;
            }
            builder.write(&self.repository.path().join("objects/pack"), 0o644)?;
            let Some(head) = self.head else { return Ok(()) };
            self.repository.reference("refs/heads/main", head, true, "")?;
            let mut index = self.repository.index()?;
            index.read_tree(&self.repository.find_commit(head)?.tree()?)?;
            index.write()
        };
        pack().map_err(|error| SourceError::git(&error))
    }
}

impl Folder {
    /// Puts a file in its place, or takes it away; folders come and go with their files.
    fn place(&mut self, path: &str, file: Option<Oid>) {
        self.written = None;
        match path.split_once('/') {
            Some((name, rest)) => {
                let node = self
                    .entries
                    .entry(name.into())
                    .or_insert_with(|| Node::Folder(Self::default()));
                if let Node::File(_) = node {
                    *node = Node::Folder(Self::default());
                }
                let Node::Folder(folder) = node else { return };
                folder.place(rest, file);
                if folder.entries.is_empty() {
                    self.entries.remove(name);
                }
            }
            None => {
                match file {
                    Some(id) => self.entries.insert(path.into(), Node::File(id)),
                    None => self.entries.remove(path),
                };
            }
        }
    }

    fn write(&mut self, path: &str, put: &mut Put<'_>) -> Result<Oid, SourceError> {
        if let Some(id) = self.written {
            return Ok(id);
        }
        let mut entries = Vec::with_capacity(self.entries.len());
        for (name, node) in &mut self.entries {
            entries.push(match node {
                Node::File(id) => (name.to_string(), "100644", &**name, *id),
                // Git sorts a folder as if its name ended in a slash.
                Node::Folder(folder) => (
                    format!("{name}/"),
                    "40000",
                    &**name,
                    folder.write(&format!("{path}{name}/"), put)?,
                ),
            });
        }
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        let mut bytes = Vec::new();
        for (_, mode, name, id) in entries {
            bytes.extend_from_slice(mode.as_bytes());
            bytes.push(b' ');
            bytes.extend_from_slice(name.as_bytes());
            bytes.push(0);
            bytes.extend_from_slice(id.as_bytes());
        }
        let id = put(&bytes, path)?;
        self.written = Some(id);
        Ok(id)
    }
}
