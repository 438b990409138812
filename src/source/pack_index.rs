//! The index of a pack: where in it which object lies.
//!
//! A run that looks for few objects reads a page for each; one that looks for many reads the index whole. Of a long
//! history the index is larger than all that a run from the cache reads otherwise.

use super::pack::read_at;
use super::worktree;
use std::cmp;
use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The most bytes of an index; a larger one is left to libgit2.
const LARGEST: u64 = 1 << 30;
/// The bytes of a page: when pages amount to the whole, the whole is less work.
const PAGE: usize = 4 << 10;

const FANOUT: usize = 8;
const NAMES: u64 = FANOUT as u64 + 256 * 4;

/// An index of version 2.
#[derive(Debug)]
pub(super) struct PackIndex {
    file: File,
    length: u64,
    /// For each first byte of a name how many names begin with it or with a lower one.
    counts: Box<[u32; 256]>,
    /// All that follows the counts, once this is less work.
    whole: OnceLock<Option<Vec<u8>>>,
    /// How many objects were looked for, and how many until the whole is read.
    searches: AtomicU64,
    patience: u64,
}

impl PackIndex {
    /// Opens an index; `None` where it is none of version 2, or not as long as its number of objects wants.
    pub(super) fn open(path: &Path) -> Option<Self> {
        let (file, data) = worktree::open(path).ok()?;
        let length = data.len();
        let mut head = [0; NAMES as usize];
        let read = read_at(&file, &mut head, 0).ok()?;
        let is_known = head.starts_with(&[0xff, b't', b'O', b'c', 0, 0, 0, 2]);
        if length > LARGEST || read < head.len() || !is_known {
            return None;
        }
        let mut counts = Box::new([0; 256]);
        for (count, bytes) in counts.iter_mut().zip(head[FANOUT..].as_chunks().0) {
            *count = u32::from_be_bytes(*bytes);
        }
        let whole = counts.is_sorted() && length >= NAMES + u64::from(counts[255]) * 28 + 40;
        whole.then(|| Self {
            file,
            length,
            counts,
            whole: OnceLock::new(),
            searches: AtomicU64::new(0),
            patience: length / PAGE as u64,
        })
    }

    /// Finds where an object lies in the pack.
    pub(super) fn find(&self, id: &[u8; 20]) -> Option<u64> {
        let whole = self.whole();
        let place = match whole {
            Some(whole) => self.search(id, |place, _| name_at(whole, place)),
            None => {
                let mut page = Page::default();
                self.search(id, |place, among| page.name(self, place, among))
            }
        };
        self.offset(whole, place?)
    }

    /// Finds the place of a name. `name` is asked for that at a place, among those where the wanted one may be.
    fn search(&self, id: &[u8; 20], mut name: impl FnMut(usize, Range<usize>) -> Option<[u8; 20]>) -> Option<usize> {
        let first = usize::from(id[0]);
        let mut low = first.checked_sub(1).map_or(0, |before| self.counts[before] as usize);
        let mut high = self.counts[first] as usize;
        // Names are spread evenly: a guess by their first digits is seldom far off. An index that somebody made for the
        // guesses to fail is halved.
        let wanted = digits(id);
        let (mut least, mut most) = (0, u64::from(u32::MAX));
        let mut guesses = 8;
        while low < high {
            let middle = if guesses > 0 && least <= wanted && wanted <= most && least < most {
                guesses -= 1;
                low + ((wanted - least) * (high - low - 1) as u64 / (most - least)) as usize
            } else {
                low + (high - low) / 2
            };
            let found = name(middle, low..high)?;
            match found.cmp(id) {
                cmp::Ordering::Less => (low, least) = (middle + 1, digits(&found)),
                cmp::Ordering::Greater => (high, most) = (middle, digits(&found)),
                cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    fn offset(&self, whole: Option<&[u8]>, place: usize) -> Option<u64> {
        let count = u64::from(self.counts[255]);
        let short = u32::from_be_bytes(self.bytes(whole, count * 24 + place as u64 * 4)?);
        if short >> 31 == 0 {
            return Some(u64::from(short));
        }
        let long = u64::from(short & (u32::MAX >> 1));
        self.bytes(whole, count * 28 + long * 8).map(u64::from_be_bytes)
    }

    /// Reads some bytes from a place behind the counts.
    fn bytes<const SIZE: usize>(&self, whole: Option<&[u8]>, at: u64) -> Option<[u8; SIZE]> {
        match whole {
            Some(whole) => whole.get(at as usize..)?.first_chunk().copied(),
            None => {
                let mut bytes = [0; SIZE];
                let read = read_at(&self.file, &mut bytes, NAMES + at).ok()?;
                (read == SIZE).then_some(bytes)
            }
        }
    }

    /// All that follows the counts, if enough was looked for.
    fn whole(&self) -> Option<&[u8]> {
        if self.searches.fetch_add(1, Ordering::Relaxed) < self.patience {
            return None;
        }
        let read = || {
            let mut bytes = vec![0; (self.length - NAMES) as usize];
            let count = read_at(&self.file, &mut bytes, NAMES).ok()?;
            (count == bytes.len()).then_some(bytes)
        };
        self.whole.get_or_init(read).as_deref()
    }
}

/// Some names beside each other.
struct Page {
    first: usize,
    /// How many names there are.
    count: usize,
    bytes: [u8; PAGE],
}

impl Default for Page {
    fn default() -> Self {
        Self {
            first: 0,
            count: 0,
            bytes: [0; PAGE],
        }
    }
}

impl Page {
    /// Returns the name at a place; where it is not here, it is read with those around it that may be asked for next.
    fn name(&mut self, index: &PackIndex, place: usize, among: Range<usize>) -> Option<[u8; 20]> {
        const MOST: usize = PAGE / 20;
        if place < self.first || place >= self.first + self.count {
            self.first = place.saturating_sub(MOST / 2).max(among.start);
            self.count = MOST.min(among.end - self.first);
            let bytes = &mut self.bytes[..self.count * 20];
            let read = read_at(&index.file, bytes, NAMES + self.first as u64 * 20).ok()?;
            if read < bytes.len() {
                return None;
            }
        }
        name_at(&self.bytes, place - self.first)
    }
}

fn name_at(names: &[u8], place: usize) -> Option<[u8; 20]> {
    names.get(place * 20..)?.first_chunk().copied()
}

/// The four bytes of a name behind the first, as a number.
fn digits(name: &[u8; 20]) -> u64 {
    u64::from(u32::from_be_bytes([name[1], name[2], name[3], name[4]]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    /// An index of these names, each at the offset of its place, the last one far away.
    fn index(names: &[[u8; 20]]) -> PackIndex {
        let mut bytes = vec![0xff, b't', b'O', b'c', 0, 0, 0, 2];
        for byte in 0..=255 {
            let count = names.iter().filter(|name| name[0] <= byte).count() as u32;
            bytes.extend(count.to_be_bytes());
        }
        bytes.extend(names.as_flattened());
        bytes.extend(names.iter().flat_map(|_| [0; 4]));
        let last = names.len().saturating_sub(1) as u32;
        bytes.extend((0..last).flat_map(u32::to_be_bytes));
        if !names.is_empty() {
            bytes.extend((1_u32 << 31).to_be_bytes());
        }
        bytes.extend((u64::from(last) + FAR).to_be_bytes());
        bytes.extend([0; 40]);
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&bytes).unwrap();
        PackIndex::open(file.path()).unwrap()
    }

    const FAR: u64 = 1 << 40;

    #[test]
    fn every_name_is_found_and_no_other() {
        let name = |first: u8, number: u32, last: u8| {
            let mut name = [last; 20];
            name[0] = first;
            name[1..5].copy_from_slice(&number.to_be_bytes());
            name
        };
        let spread: Vec<[u8; 20]> = (0..2_000_u32)
            .map(|n| name((n / 8) as u8, n.wrapping_mul(0x9e37_79b9), 7))
            .collect();
        // What a guess by the first digits is wrong about every time; more than a page.
        let crowded: Vec<[u8; 20]> = (0..400).map(|n| name(9, 1 << (n / 16), n as u8)).collect();
        let same: Vec<[u8; 20]> = (0..100).map(|n| name(9, 5, n)).collect();
        for (mut names, patience) in [spread, crowded, same, Vec::new()]
            .into_iter()
            .flat_map(|names| [(names.clone(), 0), (names, u64::MAX)])
        {
            names.sort_unstable();
            names.dedup();
            let mut index = index(&names);
            index.patience = patience;
            for (place, name) in names.iter().enumerate() {
                let far = if place + 1 == names.len() { FAR } else { 0 };
                assert_eq!(index.find(name), Some(place as u64 + far), "{name:?}");
                let mut other = *name;
                other[19] ^= 0x80;
                if !names.contains(&other) {
                    assert_eq!(index.find(&other), None, "{other:?}");
                }
            }
            assert_eq!((index.find(&[0; 20]), index.find(&[255; 20])), (None, None));
        }
    }

    #[test]
    fn what_is_no_index_is_none() {
        let names = [[1; 20], [2; 20]];
        let whole = index(&names);
        let mut bytes = vec![0; whole.length as usize];
        read_at(&whole.file, &mut bytes, 0).unwrap();
        let open = |bytes: &[u8]| {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(bytes).unwrap();
            PackIndex::open(file.path())
        };
        assert!(open(&bytes).is_some());
        // Eight bytes more than it needs, for the offset that is far.
        for end in 0..bytes.len() - 8 {
            assert!(open(&bytes[..end]).is_none(), "cut at {end}");
        }
        for place in [0, 7, FANOUT, FANOUT + 4 * 255] {
            let mut other = bytes.clone();
            other[place] ^= 0x7f;
            assert!(open(&other).is_none(), "changed at {place}");
        }
    }
}
