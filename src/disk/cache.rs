//! The cache folder: what can be made again, kept between runs.
//!
//! A file that is cut off, torn, of another version or not there reads as nothing. Two processes may write at once: each
//! file is whole, and the last one stays.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The name of the cache folder inside git's own.
const FOLDER: &str = "opsbook";
/// What a cache file begins with.
const MARK: &[u8; 16] = b"opsbook cache 1\n";
/// The most bytes of a cache file that are read.
const LARGEST: u64 = 2 << 30;

/// A cache folder, or none.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    /// Keeps nothing.
    pub fn none() -> Self {
        Self::default()
    }

    /// Keeps files in `opsbook/` of a repository's own folder.
    pub fn in_repository(common_folder: &Path) -> Self {
        Self {
            folder: Some(common_folder.join(FOLDER)),
        }
    }

    /// Returns what was written under a name by the same version of its writer.
    pub fn read(&self, name: &str, version: u32) -> Option<Vec<u8>> {
        let mut file = fs::File::open(self.folder.as_ref()?.join(name)).ok()?;
        let data = file.metadata().ok()?;
        if !data.is_file() || data.len() > LARGEST {
            return None;
        }
        let mut head = [0; HEAD];
        file.read_exact(&mut head).ok()?;
        let mut content = Vec::with_capacity(usize::try_from(data.len()).ok()?);
        file.take(LARGEST).read_to_end(&mut content).ok()?;
        (head == self::head(version, &content)).then_some(content)
    }

    /// Writes a file whole. That it cannot be written (a read-only disk, a full one) is no failure.
    pub fn write(&self, name: &str, version: u32, content: &[u8]) {
        let Some(folder) = &self.folder else { return };
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(folder)?;
            clear_leftovers(folder);
            let mut file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)?;
            file.write_all(&head(version, content))?;
            file.write_all(content)?;
            // Not flushed: what a crash leaves of it fails its checksum.
            file.persist(folder.join(name)).map_err(|error| error.error)?;
            Ok(())
        };
        let _ = write();
    }
}

const HEAD: usize = 16 + 4 + 8 + 8;
const PREFIX: &str = ".writing-";

fn head(version: u32, content: &[u8]) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..16].copy_from_slice(MARK);
    head[16..20].copy_from_slice(&version.to_le_bytes());
    head[20..28].copy_from_slice(&(content.len() as u64).to_le_bytes());
    head[28..].copy_from_slice(&checksum(content).to_le_bytes());
    head
}

/// Tells a torn file from a whole one.
fn checksum(bytes: &[u8]) -> u64 {
    const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
    const FACTOR: u64 = 0xa076_1d64_78bd_642f;
    // Four at a time, so that one does not wait for the other.
    let mut lanes = [SEED, SEED ^ 1, SEED ^ 2, SEED ^ 3];
    let mut blocks = bytes.chunks_exact(32);
    for block in &mut blocks {
        for (lane, part) in lanes.iter_mut().zip(block.chunks_exact(8)) {
            let mut number = [0; 8];
            number.copy_from_slice(part);
            *lane = (*lane ^ u64::from_le_bytes(number))
                .wrapping_mul(FACTOR)
                .rotate_left(29);
        }
    }
    let mut state = bytes.len() as u64;
    for byte in blocks.remainder() {
        state = (state ^ u64::from(*byte)).wrapping_mul(FACTOR).rotate_left(29);
    }
    lanes
        .into_iter()
        .fold(state, |state, lane| (state ^ lane).wrapping_mul(FACTOR).rotate_left(29))
}

/// Deletes what killed writers left an hour ago.
fn clear_leftovers(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let named = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let old = || {
            let modified = entry.metadata().and_then(|data| data.modified());
            modified.is_ok_and(|at| at.elapsed().is_ok_and(|age| age.as_secs() > 3600))
        };
        if named && old() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_whole_and_of_the_version_is_read() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::in_repository(root.path());
        let content: Vec<u8> = (0..1000_u32).map(|n| (n % 251) as u8).collect();
        assert_eq!(cache.read("a", 1), None);
        cache.write("a", 1, &content);
        assert_eq!(cache.read("a", 1).as_deref(), Some(&content[..]));
        assert_eq!(cache.read("a", 2), None);
        assert_eq!(cache.read("b", 1), None);
        let path = root.path().join("opsbook/a");
        let whole = fs::read(&path).unwrap();
        for length in [0, 10, HEAD, whole.len() - 1] {
            super::super::replace(&path, &whole[..length]).unwrap();
            assert_eq!(cache.read("a", 1), None, "cut at {length}");
        }
        for place in (0..whole.len()).step_by(13) {
            let mut torn = whole.clone();
            torn[place] ^= 0x10;
            super::super::replace(&path, &torn).unwrap();
            assert_eq!(cache.read("a", 1), None, "torn at {place}");
        }
        cache.write("a", 1, b"");
        assert_eq!(cache.read("a", 1).as_deref(), Some(&b""[..]));
        Cache::none().write("a", 1, b"x");
        assert_eq!(Cache::none().read("a", 1), None);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_no_failure() {
        let root = tempfile::tempdir().unwrap();
        super::super::replace(&root.path().join("opsbook"), b"a file where the folder should be").unwrap();
        let cache = Cache::in_repository(root.path());
        cache.write("a", 1, b"x");
        assert_eq!(cache.read("a", 1), None);
    }
}
