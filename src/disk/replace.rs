//! Single files.

use super::DiskError;
use std::io::Write as _;
use std::path::Path;

/// Replaces a file whole: written beside it, flushed, renamed over it. Folders above it are made.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    replace_with(path, bytes, 0)
}

/// Replaces a file whole by one that can be run, such as a hook.
pub fn replace_program(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    replace_with(path, bytes, 0o111)
}

/// Replaces a file whole, and sets these bits of its permissions beside those that it had.
fn replace_with(path: &Path, bytes: &[u8], permissions: u32) -> Result<(), DiskError> {
    let failed = |error| DiskError::Write {
        path: path.to_owned(),
        error,
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::Builder::new()
        .prefix(".opsbook-")
        .tempfile_in(folder)
        .map_err(failed)?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .map_err(failed)?;
    // A temporary file is for its owner only; what stays takes the permissions of what it replaces, or the usual ones.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).map_or(0o644, |data| data.permissions().mode());
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(mode | permissions))
            .map_err(failed)?;
    }
    #[cfg(not(unix))]
    let _ = permissions;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Replaces a file whole, unless it holds something else by now than `known`.
pub fn replace_known(path: &Path, known: &[u8], bytes: &[u8]) -> Result<(), DiskError> {
    let now = std::fs::read(path).map_err(|error| DiskError::Write {
        path: path.to_owned(),
        error,
    })?;
    if now != known {
        return Err(DiskError::Changed(path.to_owned()));
    }
    replace(path, bytes)
}

/// Writes a file that must not be there yet, and waits until it is on the disk. Folders above it are made.
pub fn create_new(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    create(path, bytes, true)
}

/// Writes a file that must not be there yet, one of many that can be made again.
pub fn create_new_unsynced(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    create(path, bytes, false)
}

fn create(path: &Path, bytes: &[u8], sync: bool) -> Result<(), DiskError> {
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => DiskError::Exists(path.to_owned()),
        _ => DiskError::Write {
            path: path.to_owned(),
            error,
        },
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(failed)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| if sync { file.sync_all() } else { Ok(()) });
    written.map_err(|error| {
        // A half-written record is worse than none.
        let _ = std::fs::remove_file(path);
        failed(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_never_one_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b.md");
        create_new(&path, b"one").unwrap();
        assert!(matches!(create_new(&path, b"two"), Err(DiskError::Exists(_))));
        replace(&path, b"three").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"three");
        assert!(matches!(
            replace_known(&path, b"one", b"four"),
            Err(DiskError::Changed(_))
        ));
        replace_known(&path, b"three", b"four").unwrap();
        assert_eq!(std::fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
    }
}
