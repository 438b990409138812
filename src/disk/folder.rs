//! A whole folder that appears at once.

use super::DiskError;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder that is being filled beside the one it will replace.
///
/// Dropped before [`Staging::publish`] it is deleted, and what was there stays as it was.
#[derive(Debug)]
pub struct Staging {
    target: PathBuf,
    folder: tempfile::TempDir,
    marker: &'static str,
}

/// Checks that a folder may be replaced, and makes the one that will replace it.
///
/// `marker` is the file that tells our folders from others'. `keep` lists folders that must not be replaced, nor any
/// folder above them.
pub fn prepare(target: &Path, marker: &'static str, keep: &[&Path]) -> Result<Staging, DiskError> {
    let failed = |error: io::Error| DiskError::Write {
        path: target.to_owned(),
        error,
    };
    let forbidden = |what| DiskError::Forbidden {
        path: target.to_owned(),
        what,
    };
    if fs::symlink_metadata(target).is_ok_and(|data| data.is_symlink()) {
        return Err(forbidden("a link"));
    }
    let parent = target
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let name = target.file_name().ok_or_else(|| forbidden("no folder of its own"))?;
    // Before anything is made: a folder above may be a link into `.git`.
    let parent = resolve(parent).map_err(failed)?;
    let target = parent.join(name);
    if target.components().any(|part| part.as_os_str() == ".git") {
        return Err(forbidden("inside `.git`"));
    }
    for folder in keep {
        if folder.starts_with(&target) {
            return Err(forbidden("the workspace, or a folder that holds it"));
        }
    }
    fs::create_dir_all(&parent).map_err(failed)?;
    if target.exists() {
        if !target.is_dir() {
            return Err(forbidden("a file"));
        }
        let empty = fs::read_dir(&target).map_err(failed)?.next().is_none();
        if !empty && !target.join(marker).is_file() {
            return Err(DiskError::NotOurs(target));
        }
    }
    clear_leftovers(&parent);
    let folder = tempfile::Builder::new()
        .prefix(PREFIX)
        .tempdir_in(&parent)
        .map_err(failed)?;
    Ok(Staging { target, folder, marker })
}

/// How folders are named that are being filled, or were replaced and not deleted yet.
const PREFIX: &str = ".opsbook-build-";

/// A folder that was being filled for longer than this belongs to a run that was killed.
const ABANDONED: std::time::Duration = std::time::Duration::from_secs(24 * 3600);

/// Deletes what killed runs left.
fn clear_leftovers(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let named = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let old = || {
            entry
                .metadata()
                .and_then(|data| data.modified())
                .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > ABANDONED))
        };
        if named && entry.file_type().is_ok_and(|kind| kind.is_dir()) && old() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The real path of a folder that may not be there yet: its nearest existing ancestor is resolved.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    match path.canonicalize() {
        Ok(path) => Ok(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) => {
                let parent = if parent.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    parent
                };
                Ok(resolve(parent)?.join(name))
            }
            _ => Err(error),
        },
        Err(error) => Err(error),
    }
}

impl Staging {
    /// Returns the folder to fill.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the folder that will be replaced.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Writes a file of the folder.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), DiskError> {
        let path = self.folder.path().join(name);
        #[expect(clippy::disallowed_methods, reason = "the folder as a whole is renamed into place")]
        fs::write(&path, bytes).map_err(|error| DiskError::Write { path, error })
    }

    /// Makes a folder of the folder.
    pub fn create_folder(&self, name: &str) -> Result<(), DiskError> {
        let path = self.folder.path().join(name);
        fs::create_dir_all(&path).map_err(|error| DiskError::Write { path, error })
    }

    /// Puts the filled folder in the place of the old one, in one step where the system can, and deletes the old one.
    pub fn publish(self) -> Result<(), DiskError> {
        let failed = |error: io::Error| DiskError::Write {
            path: self.target.clone(),
            error,
        };
        self.write(self.marker, b"Built by opsbook, which replaces this folder whole.\n")?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(self.folder.path(), fs::Permissions::from_mode(0o755)).map_err(failed)?;
        }
        if !self.target.exists() && fs::rename(self.folder.path(), &self.target).is_ok() {
            // Nothing is left to delete; the guard has lost its folder.
            let _ = self.folder.keep();
            return Ok(());
        }
        swap(self.folder.path(), &self.target).map_err(failed)?;
        // The old folder lies where the new one was filled and goes with the guard.
        self.folder.close().map_err(|error| DiskError::Write {
            path: self.target.clone(),
            error,
        })
    }
}

/// Exchanges two folders.
fn swap(new: &Path, old: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, new, CWD, old, RenameFlags::EXCHANGE) {
            Ok(()) => return Ok(()),
            // Some file systems cannot; then two renames have to do.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let aside = new.with_extension("old");
    fs::rename(old, &aside)?;
    fs::rename(new, old).inspect_err(|_| {
        let _ = fs::rename(&aside, old);
    })?;
    fs::rename(&aside, new)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKER: &str = ".ours";

    #[test]
    fn a_folder_appears_whole_and_replaces_its_own_kind() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("deep/site");
        for text in ["one", "two"] {
            let staging = prepare(&target, MARKER, &[]).unwrap();
            staging.write(text, b"x").unwrap();
            staging.publish().unwrap();
        }
        assert!(target.join("two").is_file() && !target.join("one").exists());
        assert_eq!(fs::read_dir(root.path().join("deep")).unwrap().count(), 1);
    }

    #[test]
    fn what_is_not_ours_stays() {
        let root = tempfile::tempdir().unwrap();
        let real = root.path().canonicalize().unwrap();
        let target = real.join("docs");
        fs::create_dir(&target).unwrap();
        replace_marker_free(&target);
        assert!(matches!(prepare(&target, MARKER, &[]), Err(DiskError::NotOurs(_))));
        assert!(matches!(
            prepare(&real, MARKER, &[&target]),
            Err(DiskError::Forbidden { .. })
        ));
        assert!(matches!(
            prepare(&real.join(".git/site"), MARKER, &[]),
            Err(DiskError::Forbidden { .. })
        ));
        assert!(target.join("mine.txt").is_file());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("link");
        std::os::unix::fs::symlink(root.path().join("elsewhere"), &target).unwrap();
        assert!(matches!(
            prepare(&target, MARKER, &[]),
            Err(DiskError::Forbidden { .. })
        ));
    }

    #[test]
    fn an_unpublished_folder_leaves_no_trace() {
        let root = tempfile::tempdir().unwrap();
        let staging = prepare(&root.path().join("site"), MARKER, &[]).unwrap();
        staging.write("a", b"x").unwrap();
        drop(staging);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    fn replace_marker_free(folder: &Path) {
        super::super::replace(&folder.join("mine.txt"), b"keep").unwrap();
    }
}
