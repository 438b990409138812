//! Loose objects, inflated and checked here before anybody relies on them.
//!
//! libgit2 never sees one: it hangs for ever on a truncated one (its issue 7342) and may write out of bounds where
//! the header lies about the size (7177).

use super::object_id::IdMap;
use super::objects::{Kind, Problem};
use flate2::{Decompress, FlushDecompress, Status};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The most bytes that are read of any object: a tree or commit beyond it is hostile, a file has limits of its own.
pub(super) const LARGEST: u64 = 256 << 20;

/// Which objects lie loose, in which folders.
#[derive(Debug)]
pub(super) struct Loose {
    folders: Vec<PathBuf>,
    known: IdMap<[u8; 20], ()>,
}

impl Loose {
    /// Lists the loose objects of some object folders.
    pub(super) fn list(folders: &[PathBuf]) -> Self {
        let mut known = IdMap::default();
        for folder in folders {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name();
                let Some(first) = name.to_str().filter(|name| name.len() == 2) else {
                    continue;
                };
                for object in fs::read_dir(entry.path()).into_iter().flatten().flatten() {
                    let rest = object.file_name();
                    let id = rest
                        .to_str()
                        .and_then(|rest| super::object_id::hex(format!("{first}{rest}").as_bytes()));
                    known.extend(id.map(|id| (id, ())));
                }
            }
        }
        Self {
            folders: folders.to_vec(),
            known,
        }
    }

    /// Says whether an object lies loose.
    pub(super) fn has(&self, id: &[u8; 20]) -> bool {
        self.known.contains_key(id)
    }

    /// Reads an object of at most `limit` bytes.
    pub(super) fn read(&self, id: &[u8; 20], limit: u64) -> Result<(Kind, Vec<u8>), Problem> {
        let name = super::BlobId(*id).to_string();
        let path = self
            .folders
            .iter()
            .map(|folder| folder.join(&name[..2]).join(&name[2..]))
            .find(|path| path.exists())
            .ok_or(Problem::Missing)?;
        let bytes = read(&path).map_err(|error| Problem::Damaged(error.to_string()))?;
        inflate(&bytes, limit)
    }
}

/// Reads a regular file whole.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    use io::Read as _;
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // A pipe in the place of an object must not be waited for.
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Inflates `type SP size NUL content`. Takes time in step with the sizes of file and content, whatever they hold.
fn inflate(bytes: &[u8], limit: u64) -> Result<(Kind, Vec<u8>), Problem> {
    let damaged = |why: &str| Problem::Damaged(why.to_owned());
    let mut stream = Decompress::new(true);
    let mut head = [0; 64];
    let status = stream
        .decompress(bytes, &mut head, FlushDecompress::None)
        .map_err(|_| damaged("it does not inflate"))?;
    let got = stream.total_out() as usize;
    let end = head[..got]
        .iter()
        .position(|byte| *byte == 0)
        .ok_or_else(|| damaged("it has no header"))?;
    let (kind, size) = header(&head[..end]).ok_or_else(|| damaged("its header is no header"))?;
    if size > limit {
        return Err(Problem::TooLarge);
    }
    let mut content = head[end + 1..got].to_vec();
    if content.len() as u64 > size {
        return Err(damaged("it is longer than its header says"));
    }
    if status != Status::StreamEnd {
        // The header may lie: room is made as content comes, never beyond what it says and a byte to see an excess.
        while content.len() as u64 <= size {
            let room = (size as usize + 1 - content.len()).min(content.len().max(8 << 10));
            content.reserve_exact(room);
            let before = (stream.total_in(), stream.total_out());
            let rest = &bytes[stream.total_in() as usize..];
            let status = stream
                .decompress_vec(rest, &mut content, FlushDecompress::None)
                .map_err(|_| damaged("it does not inflate"))?;
            if status == Status::StreamEnd {
                break;
            }
            if before == (stream.total_in(), stream.total_out()) {
                return Err(damaged("it is cut off"));
            }
        }
    }
    if content.len() as u64 != size {
        return Err(damaged("its length is not what its header says"));
    }
    Ok((kind, content))
}

fn header(bytes: &[u8]) -> Option<(Kind, u64)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (kind, size) = text.split_once(' ')?;
    let plain = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then(|| Some((Kind::from_word(kind)?, size.parse().ok()?)))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use std::io::Write as _;

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn whole_objects_are_read() {
        for length in [0, 1, 50, 63, 64, 100, 100_000] {
            let content: Vec<u8> = (0..length).map(|n: u32| (n.wrapping_mul(7919) >> 3) as u8).collect();
            let mut bytes = format!("blob {length}\0").into_bytes();
            bytes.extend(&content);
            assert_eq!(inflate(&deflate(&bytes), LARGEST), Ok((Kind::Blob, content)));
            if length > 0 {
                let short = u64::from(length) - 1;
                assert_eq!(inflate(&deflate(&bytes), short), Err(Problem::TooLarge));
            }
        }
    }

    #[test]
    fn every_cut_is_noticed() {
        let bytes = deflate(b"tree 40\0abcdefghijklmnopqrstuvwxyz0123456789ABCD");
        for end in 0..bytes.len() - 4 {
            assert!(inflate(&bytes[..end], LARGEST).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn lies_about_the_size_are_noticed() {
        for text in [
            "blob 3\0four",
            "blob 5\0four",
            "blob 99999999999\0four",
            "blob -4\0four",
            "blob\0four",
            "blobs 4\0four",
            "four",
            "blob 18446744073709551616\0",
        ] {
            assert!(inflate(&deflate(text.as_bytes()), LARGEST).is_err(), "{text:?}");
        }
        let long = format!("blob 3\0{}", "x".repeat(1000));
        assert!(inflate(&deflate(long.as_bytes()), LARGEST).is_err());
        assert!(inflate(b"not zlib at all, but long enough", LARGEST).is_err());
    }
}
