//! A git repository: where it lies, what HEAD and other names mean, and the states that can be read of it.

use super::objects::{Objects, Store};
use super::snapshot::{Kept, Listing, Origin, Snapshot};
use super::tree::Listed;
use super::{CONFIGURATION, CommitId, SourceError, commit, index, merge, revision, tree};
use crate::text::RepoPath;
use crate::time::{Date, Zone};
use git2::{ErrorCode, RepositoryOpenFlags};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// A git repository. Cloning shares it; each thread that reads gets a handle of its own, since libgit2's is not shared.
#[derive(Debug, Clone)]
pub struct Repository {
    places: Arc<Places>,
    store: Arc<Store>,
}

#[derive(Debug)]
struct Places {
    /// The work tree; of a bare repository its own folder.
    root: PathBuf,
    /// The folder with HEAD and the index; of a linked work tree its own.
    git: PathBuf,
    /// The folder that all work trees share.
    common: PathBuf,
}

/// What git hands to its hooks by variables, as absolute paths.
#[derive(Debug, Clone, Default)]
pub struct GitEnvironment {
    /// `GIT_INDEX_FILE`: the index that the commit will use.
    pub index_file: Option<PathBuf>,
    /// `GIT_DIR`, for work trees without a `.git`.
    pub directory: Option<PathBuf>,
    /// `GIT_WORK_TREE`, or the folder in which a hook with `GIT_DIR` was started.
    pub work_tree: Option<PathBuf>,
    /// `GIT_OBJECT_DIRECTORY` and `GIT_ALTERNATE_OBJECT_DIRECTORIES`: where a push is kept until it is accepted.
    pub object_folders: Vec<PathBuf>,
}

/// Where the search for a workspace begins.
#[derive(Debug, Clone, Copy)]
pub struct Start<'a> {
    /// A folder of the work tree.
    pub folder: &'a Path,
    /// The configuration file, from that folder, instead of the nearest `opsbook.toml`.
    pub configuration: Option<&'a Path>,
}

/// The commit that the work tree stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its hash.
    pub commit: CommitId,
    /// Committer time, in seconds since 1970.
    pub seconds: i64,
}

impl Head {
    /// Returns the first seven digits of the hash.
    pub fn short(&self) -> String {
        self.commit.short()
    }

    /// Returns the day of the commit.
    pub fn date(&self, zone: &Zone) -> Date {
        Date::from_timestamp(self.seconds, zone)
    }
}

impl Repository {
    /// Opens the repository whose work tree is `root`.
    pub fn at(root: &Path) -> Result<Self, SourceError> {
        let none = std::iter::empty::<&OsStr>();
        let opened = git2::Repository::open_ext(root, RepositoryOpenFlags::NO_SEARCH, none)
            .map_err(|error| refusal(&error, root))?;
        Ok(Self::new(&opened, None, &[]))
    }

    /// Finds the repository that a folder lies in; `None` where there is none.
    pub fn discover(folder: &Path, environment: &GitEnvironment) -> Result<Option<Self>, SourceError> {
        let none = std::iter::empty::<&OsStr>;
        match git2::Repository::open_ext(folder, RepositoryOpenFlags::empty(), none()) {
            Ok(opened) => Ok(Some(Self::new(&opened, None, &environment.object_folders))),
            Err(error) if error.code() == ErrorCode::NotFound => {
                let Some(directory) = &environment.directory else {
                    return Ok(None);
                };
                let opened = git2::Repository::open_ext(directory, RepositoryOpenFlags::NO_SEARCH, none())
                    .map_err(|error| refusal(&error, directory))?;
                let root = environment.work_tree.as_deref();
                Ok(Some(Self::new(&opened, root, &environment.object_folders)))
            }
            Err(error) => Err(refusal(&error, folder)),
        }
    }

    fn new(opened: &git2::Repository, root: Option<&Path>, object_folders: &[PathBuf]) -> Self {
        let root = root.or(opened.workdir()).unwrap_or(opened.path());
        let places = Places {
            root: root.canonicalize().unwrap_or_else(|_| root.to_owned()),
            git: opened.path().to_owned(),
            common: opened.commondir().to_owned(),
        };
        Self {
            places: Arc::new(places),
            store: Arc::new(Store::new(opened, object_folders)),
        }
    }

    /// Returns the folder from which paths count: the work tree, or a bare repository's own.
    pub fn root(&self) -> &Path {
        &self.places.root
    }

    /// Returns the folder that all work trees of the repository share.
    pub fn common_folder(&self) -> &Path {
        &self.places.common
    }

    /// Says whether the history ends early because the clone does.
    pub fn is_shallow(&self) -> bool {
        self.store.is_shallow()
    }

    /// Returns this thread's reader of objects.
    pub(super) fn objects(&self) -> Result<Rc<Objects>, SourceError> {
        self.store.reader()
    }

    /// Opens libgit2's handle, for references and their logs; it must not look up objects.
    fn open(&self) -> Result<git2::Repository, SourceError> {
        let none = std::iter::empty::<&OsStr>();
        git2::Repository::open_ext(&self.places.git, RepositoryOpenFlags::NO_SEARCH, none)
            .map_err(|error| refusal(&error, &self.places.git))
    }

    /// Returns the commit at HEAD; `None` before the first commit.
    pub fn head_commit(&self) -> Result<Option<CommitId>, SourceError> {
        match self.open()?.head() {
            Ok(head) => Ok(head.target().map(|id| CommitId(super::objects::bytes_of(id)))),
            Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => Ok(None),
            Err(error) => Err(SourceError::git(&error)),
        }
    }

    /// Returns the name of the branch at HEAD; `None` where HEAD is detached.
    pub fn branch(&self) -> Option<String> {
        let repository = self.open().ok()?;
        let head = repository.head().ok()?;
        head.is_branch().then(|| head.shorthand().ok().map(str::to_owned))?
    }

    /// Returns the commit at HEAD with its time; `None` before the first commit and where git cannot say.
    pub fn head(&self) -> Option<Head> {
        let commit = self.head_commit().ok()??;
        let seconds = self.seconds(commit).ok()?;
        Some(Head { commit, seconds })
    }

    /// Returns the committer time of a commit, in seconds since 1970; 0 where it has none.
    pub fn seconds(&self, commit: CommitId) -> Result<i64, SourceError> {
        Ok(commit::read(&*self.objects()?, commit)?.seconds.unwrap_or(0))
    }

    /// Returns a latest commit that both contain: where two branches parted. `None` where they share nothing.
    pub fn merge_base(&self, one: CommitId, other: CommitId) -> Result<Option<CommitId>, SourceError> {
        Ok(merge::bases(&*self.objects()?, one, other)?.into_iter().min())
    }

    /// Finds the commit that a name means: a branch, a tag, a hash or its beginning, with `~2`, `^`, `@{u}` behind it.
    pub fn resolve(&self, name: &str) -> Result<CommitId, SourceError> {
        revision::resolve(&self.open()?, &*self.objects()?, name)
    }

    /// Returns the index that git would use: the one that the environment names, else the work tree's own.
    pub fn index_file(&self, environment: &GitEnvironment) -> PathBuf {
        environment
            .index_file
            .clone()
            .unwrap_or_else(|| self.places.git.join("index"))
    }

    /// Returns the folder that git takes hooks from: `core.hooksPath`, which counts from the top of the work tree, else
    /// `hooks` of the folder that all work trees share.
    pub fn hooks_folder(&self) -> Result<PathBuf, SourceError> {
        let configured = self
            .open()?
            .config()
            .and_then(|mut configuration| configuration.snapshot()?.get_path("core.hooksPath"));
        match configured {
            Ok(path) => Ok(self.places.root.join(path)),
            Err(error) if error.code() == ErrorCode::NotFound => Ok(self.places.common.join("hooks")),
            Err(error) => Err(SourceError::git(&error)),
        }
    }

    /// Lists the files of one state of the workspace that a folder lies in. Of the disk nothing but git's own is read.
    pub fn snapshot(&self, origin: &Origin, start: &Start<'_>) -> Result<Snapshot, SourceError> {
        let objects = self.objects()?;
        let found = match origin {
            Origin::Index { file } => {
                let entries = index::read(file)?;
                let place = self.place(start, &mut |path| Ok(index::has(&entries, path)))?;
                place.map(|place| (index::listing(entries, &place.prefix), place))
            }
            Origin::Commit(id) => {
                let root = commit::read(&objects, *id)?.tree;
                let place = self.place(start, &mut |path| has(&objects, root, path))?;
                match place {
                    Some(place) => Some((Listing::of(tree::list(&objects, root, &place.prefix)?), place)),
                    None => None,
                }
            }
            Origin::Merge { into, from } => {
                let trees = [
                    commit::read(&objects, from.commit)?.tree,
                    commit::read(&objects, into.commit)?.tree,
                ];
                let place = self.place(start, &mut |path| {
                    Ok(has(&objects, trees[0], path)? || has(&objects, trees[1], path)?)
                })?;
                match place {
                    Some(place) => Some((merge::merge(&objects, into, from, &place.prefix)?, place)),
                    None => None,
                }
            }
            Origin::WorkTree | Origin::Fixture => None,
        };
        let Some((listing, place)) = found else {
            return Err(SourceError::NoWorkspaceIn {
                state: origin.words(),
                folder: start.folder.display().to_string(),
            });
        };
        Ok(listing.into_snapshot(
            origin.clone(),
            place.prefix,
            place.configuration,
            Arc::clone(&self.store),
        ))
    }

    /// Finds the nearest configuration upwards from the start, by what a state holds.
    fn place(
        &self,
        start: &Start<'_>,
        has: &mut dyn FnMut(&str) -> Result<bool, SourceError>,
    ) -> Result<Option<Place>, SourceError> {
        let folder = self.below(start.folder)?;
        if let Some(file) = start.configuration {
            let named = file.to_str().and_then(|file| match file.strip_prefix('/') {
                Some(_) => self.below(Path::new(file)).ok().map(|path| RepoPath::new(&path)),
                None => RepoPath::new(&format!("{folder}/x")).resolve(&file.replace('\\', "/")),
            });
            let path = named.ok_or_else(|| SourceError::NoConfiguration(file.display().to_string()))?;
            let there = has(path.as_str())?;
            return Ok(there.then(|| Place {
                prefix: path.folder().to_owned(),
                configuration: path,
            }));
        }
        let mut prefix = folder.as_str();
        loop {
            let path = match prefix {
                "" => CONFIGURATION.to_owned(),
                prefix => format!("{prefix}/{CONFIGURATION}"),
            };
            if has(&path)? {
                return Ok(Some(Place {
                    prefix: prefix.to_owned(),
                    configuration: RepoPath::new(&path),
                }));
            }
            if prefix.is_empty() {
                return Ok(None);
            }
            prefix = prefix.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }

    /// The path of a folder or file from the root, with `/`. Inside a bare repository it is the root.
    fn below(&self, path: &Path) -> Result<String, SourceError> {
        let path = path.canonicalize().map_err(|error| SourceError::Unreadable {
            path: path.display().to_string(),
            error,
        })?;
        if path.starts_with(&self.places.git) || path.starts_with(&self.places.common) {
            return Ok(String::new());
        }
        let below = path
            .strip_prefix(&self.places.root)
            .map_err(|_| SourceError::OtherWorkTree {
                folder: path.display().to_string(),
                work_tree: self.places.root.display().to_string(),
            })?;
        let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
        parts
            .map(|parts| parts.join("/"))
            .ok_or_else(|| SourceError::Git(format!("the path of {} is not UTF-8; move it", path.display())))
    }

    /// Says whether an index holds the same workspace as the commit at HEAD, so that committing it would change nothing
    /// there.
    pub fn is_unchanged(&self, index_file: &Path, start: &Start<'_>) -> Result<bool, SourceError> {
        let Some(head) = self.head_commit()? else {
            return Ok(false);
        };
        let entries = index::read(index_file)?;
        let Some(place) = self.place(start, &mut |path| Ok(index::has(&entries, path)))? else {
            return Ok(false);
        };
        let objects = self.objects()?;
        let staged = index::listing(entries, &place.prefix);
        let head = tree::list(&objects, commit::read(&objects, head)?.tree, &place.prefix)?;
        Ok(staged.same_files(&Listing::of(head)))
    }

    /// Returns what the index says of files below a folder of the work tree, sorted by path; nothing where it cannot
    /// be read.
    pub(super) fn tracked(&self, folder: &str) -> Vec<(String, Kept)> {
        index::tracked(&self.places.git.join("index"), folder)
    }

    /// The store of objects, for files of a sparse work tree.
    pub(super) fn store(&self) -> &Arc<Store> {
        &self.store
    }
}

/// Where a workspace lies in a state.
struct Place {
    prefix: String,
    configuration: RepoPath,
}

fn has(objects: &Objects, root: super::TreeId, path: &str) -> Result<bool, SourceError> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(folder) = tree::subtree(objects, root, folder)? else {
        return Ok(false);
    };
    let entry = tree::find(objects, folder, name)?;
    Ok(entry.is_some_and(|(mode, _)| mode & 0o170_000 == 0o100_000))
}

/// Puts git's refusal into words that name the way out.
fn refusal(error: &git2::Error, path: &Path) -> SourceError {
    match error.code() {
        ErrorCode::Owner => SourceError::ForeignOwner(path.display().to_string()),
        _ => SourceError::git(error),
    }
}

impl Listing {
    /// Sorts what a tree lists into files and what is none.
    pub(super) fn of(listed: Vec<Listed>) -> Self {
        let mut listing = Self::default();
        for one in listed {
            listing.add(one);
        }
        listing
    }
}
