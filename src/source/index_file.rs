//! An index file, read from its bytes.
//!
//! Half the time that libgit2 takes for it goes into the checksum, which git itself looks at in `fsck` only. Whatever
//! is not plain (a split or sparse index, a version to come, a file that was cut off) is left to libgit2.

use git2::{IndexEntry, IndexTime, Oid};

/// The bytes of an entry before its path, without the second flags.
const FIXED: usize = 62;
/// The bytes of a checksum, which is the end of the file.
const CHECKSUM: usize = 20;
/// The flag that says that second flags follow.
const EXTENDED: u16 = 0x4000;

/// Returns the entries of an index file in their order; `None` where it is not plain.
pub(super) fn entries(bytes: &[u8]) -> Option<Vec<IndexEntry>> {
    let mut input = Input {
        bytes: bytes.get(..bytes.len().checked_sub(CHECKSUM)?)?,
    };
    if input.take(4)? != b"DIRC" {
        return None;
    }
    let version = input.u32()?;
    if !(2..=4).contains(&version) {
        return None;
    }
    let count = input.u32()? as usize;
    // A wrong number asks for no memory: each entry takes this much at least.
    let mut entries: Vec<IndexEntry> = Vec::with_capacity(count.min(input.bytes.len() / FIXED));
    for _ in 0..count {
        let before = entries.last().map(|entry| entry.path.as_slice());
        entries.push(input.entry(version, before)?);
    }
    input.has_no_required_extension().then_some(entries)
}

struct Input<'a> {
    bytes: &'a [u8],
}

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_be_bytes)
    }

    fn time(&mut self) -> Option<IndexTime> {
        // Git keeps the low 32 bits of seconds.
        let seconds = self.u32()?.cast_signed();
        Some(IndexTime::new(seconds, self.u32()?))
    }

    /// Reads an entry; in version 4 its path is what `before` and it do not share.
    fn entry(&mut self, version: u32, before: Option<&[u8]>) -> Option<IndexEntry> {
        let length = self.bytes.len();
        let (ctime, mtime) = (self.time()?, self.time()?);
        let (dev, ino, mode) = (self.u32()?, self.u32()?, self.u32()?);
        let (uid, gid, file_size) = (self.u32()?, self.u32()?, self.u32()?);
        let id = Oid::from_bytes(self.take(20)?).ok()?;
        let flags = self.u16()?;
        let flags_extended = match flags & EXTENDED {
            0 => 0,
            _ if version == 2 => return None,
            _ => self.u16()?,
        };
        let mut path = Vec::new();
        if version == 4 {
            let before = before.unwrap_or_default();
            path.extend_from_slice(&before[..before.len().checked_sub(self.shared()?)?]);
        }
        let end = self.bytes.iter().position(|byte| *byte == 0)?;
        path.extend_from_slice(self.take(end)?);
        if version == 4 {
            self.take(1)?;
        } else {
            // One to eight zeros, so that entries begin at every eighth byte.
            let read = length - self.bytes.len();
            let zeros = self.take(8 - read % 8)?;
            zeros.iter().all(|byte| *byte == 0).then_some(())?;
        }
        Some(IndexEntry {
            ctime,
            mtime,
            dev,
            ino,
            mode,
            uid,
            gid,
            file_size,
            id,
            flags,
            flags_extended,
            path,
        })
    }

    /// Reads how many bytes of the path before are dropped: seven bits a byte, the highest first, each step counted on
    /// from where shorter numbers end.
    fn shared(&mut self) -> Option<usize> {
        let mut number = 0_usize;
        loop {
            let byte = self.take(1)?[0];
            number = number.checked_add(usize::from(byte & 0x7f))?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
            number = number.checked_add(1)?.checked_mul(128)?;
        }
    }

    /// Says whether what follows may be passed over: the name of an extension that must be understood is in lower case.
    fn has_no_required_extension(mut self) -> bool {
        while !self.bytes.is_empty() {
            let Some(name) = self.take(4) else { return false };
            let size = self.u32().map_or(usize::MAX, |size| size as usize);
            if !name[0].is_ascii_uppercase() || self.take(size).is_none() {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An index as libgit2 writes it, and the paths in it.
    fn written(paths: &[String], version: u32) -> (Vec<u8>, Vec<IndexEntry>) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("index");
        let mut index = git2::Index::open(&file).unwrap();
        index.set_version(version).unwrap();
        for (place, path) in paths.iter().enumerate() {
            let place = u32::try_from(place).unwrap();
            let entry = IndexEntry {
                ctime: IndexTime::new(5, 6),
                mtime: IndexTime::new(-7, 8),
                dev: 1,
                ino: 2 + place,
                mode: 0o100_644,
                uid: 3,
                gid: 4,
                file_size: place,
                id: Oid::from_bytes(&[place as u8; 20]).unwrap(),
                flags: 0,
                flags_extended: if version > 2 { place as u16 % 2 * 0x2000 } else { 0 },
                path: path.clone().into_bytes(),
            };
            index.add(&entry).unwrap();
        }
        index.write().unwrap();
        let bytes = fs_bytes(&file);
        (bytes, git2::Index::open(&file).unwrap().iter().collect())
    }

    fn fs_bytes(file: &std::path::Path) -> Vec<u8> {
        std::fs::read(file).unwrap()
    }

    fn shown(entries: &[IndexEntry]) -> Vec<String> {
        entries
            .iter()
            .map(|one| {
                format!(
                    "{} {} {:?} {} {} {} {} {} {:o} {} {}",
                    String::from_utf8_lossy(&one.path),
                    one.id,
                    (
                        one.ctime.seconds(),
                        one.ctime.nanoseconds(),
                        one.mtime.seconds(),
                        one.mtime.nanoseconds()
                    ),
                    one.dev,
                    one.ino,
                    one.uid,
                    one.gid,
                    one.file_size,
                    one.mode,
                    one.flags,
                    one.flags_extended,
                )
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn entries_are_those_of_libgit2(paths in prop::collection::btree_set("[a-c]{1,9}(/[a-cé]{1,90}){0,3}", 0..12), version in 2_u32..=4) {
            // A file and a folder of one name do not lie in one index.
            let paths: Vec<String> = paths.into_iter().enumerate().map(|(n, path)| format!("{n:02}-{path}")).collect();
            let (bytes, known) = written(&paths, version);
            prop_assert_eq!(shown(&entries(&bytes).unwrap()), shown(&known));
            for end in 0..bytes.len().saturating_sub(CHECKSUM) {
                let cut = entries(&bytes[..end]);
                prop_assert!(cut.is_none_or(|cut| cut.len() == known.len()));
            }
        }

        #[test]
        fn no_bytes_panic(place in 0_usize..400, value: u8) {
            let (mut bytes, _) = written(&["a/b.md".to_owned(), "a/c.md".to_owned(), "d".to_owned()], 4);
            let length = bytes.len();
            bytes[place % length] = value;
            let _ = entries(&bytes);
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_libgit2() {
        let (bytes, _) = written(&["a".to_owned()], 2);
        let end = bytes.len() - CHECKSUM;
        let with = |extension: &[u8]| [&bytes[..end], extension, &bytes[end..]].concat();
        assert!(entries(&with(b"TREE\0\0\0\x02ab")).is_some());
        assert!(entries(&with(b"link\0\0\0\x02ab")).is_none());
        assert!(entries(&with(b"TREE\0\0\0\x09ab")).is_none());
        assert!(entries(b"").is_none());
    }
}
