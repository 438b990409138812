//! Packed objects, read by our own reader.
//!
//! Measured against libgit2's on the history of 50,000 commits: it puts the same folders together over and over (all
//! threads share 16 MiB of what was put together last), maps the whole pack, and took three quarters of the time of
//! everything. What this one does not know (packs with an index of version 1) libgit2 reads.
//!
//! Every length is checked before it is believed; nothing loops but over what is there.

use super::loose::LARGEST;
use super::object_id::IdMap;
use super::objects::{Kind, Problem};
use super::pack_index::PackIndex;
use libdeflater::{DecompressionError, Decompressor};
use std::collections::VecDeque;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::rc::Rc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The longest chain of differences; git makes them of 50, at most 4095.
const LONGEST_CHAIN: usize = 5000;

/// A pack: its index, and its file once something is read of it.
#[derive(Debug)]
pub(super) struct Pack {
    index: PackIndex,
    path: std::path::PathBuf,
    file: OnceLock<Option<(File, u64)>>,
    /// All of it, once so many pieces were read that this is less work.
    whole: OnceLock<Option<Vec<u8>>>,
    pieces: AtomicU64,
}

/// Lists the packs of an object folder.
pub(super) fn list(folder: &Path) -> Vec<Pack> {
    let mut paths: Vec<_> = fs::read_dir(folder.join("pack"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "idx"))
        .collect();
    paths.sort();
    paths.iter().filter_map(|path| Pack::open(path)).collect()
}

impl Pack {
    fn open(index: &Path) -> Option<Self> {
        Some(Self {
            index: PackIndex::open(index)?,
            path: index.with_extension("pack"),
            file: OnceLock::new(),
            whole: OnceLock::new(),
            pieces: AtomicU64::new(0),
        })
    }

    fn file(&self) -> Option<&(File, u64)> {
        let open = || {
            let file = File::open(&self.path).ok()?;
            let data = file.metadata().ok().filter(|data| data.is_file())?;
            let mut head = [0; 8];
            read_at(&file, &mut head, 0).ok()?;
            let known =
                head.starts_with(b"PACK") && matches!(u32::from_be_bytes([head[4], head[5], head[6], head[7]]), 2 | 3);
            known.then_some((file, data.len()))
        };
        self.file.get_or_init(open).as_ref()
    }

    /// All of the pack, where it is small enough and was read in many pieces: objects that lie scattered cost a call each.
    fn whole(&self) -> Option<&[u8]> {
        /// The most bytes that are kept.
        const MOST: u64 = 80 << 20;
        /// The bytes of a piece: when pieces amount to the whole, the whole is less work.
        const PIECE: u64 = 4 << 10;
        let (file, length) = self.file()?;
        if *length > MOST || self.pieces.load(Ordering::Relaxed) < length / PIECE {
            return None;
        }
        let read = || {
            let mut bytes = vec![0; *length as usize];
            let count = read_at(file, &mut bytes, 0).ok()?;
            (count == bytes.len()).then_some(bytes)
        };
        self.whole.get_or_init(read).as_deref()
    }
}

/// Fills a buffer from a place of a file; returns how much there was.
#[cfg(unix)]
pub(super) fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    use std::os::unix::fs::FileExt as _;
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(&mut buffer[filled..], at + filled as u64) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(windows)]
pub(super) fn read_at(file: &File, buffer: &mut [u8], at: u64) -> io::Result<usize> {
    use std::os::windows::fs::FileExt as _;
    let mut filled = 0;
    while filled < buffer.len() {
        match file.seek_read(&mut buffer[filled..], at + filled as u64)? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}

/// The content of a packed object; shared with what is kept of it.
pub(super) type Content = Rc<Vec<u8>>;

/// One thread's reader of packs.
pub(super) struct Reader {
    inflater: Decompressor,
    windows: VecDeque<Window>,
    kept: Kept,
    /// The pack in which the last object was found.
    last: usize,
}

/// A piece of a pack in memory.
struct Window {
    pack: usize,
    start: u64,
    bytes: Vec<u8>,
}

/// What an object in a pack is made of.
enum Made {
    Whole(Kind),
    /// The difference to the object at this place.
    From(u64),
    /// The difference to the object of this name.
    FromNamed([u8; 20]),
}

impl Reader {
    pub(super) fn new() -> Self {
        Self {
            inflater: Decompressor::new(),
            windows: VecDeque::new(),
            kept: Kept::default(),
            last: 0,
        }
    }

    /// Says whether a pack has an object.
    pub(super) fn has(packs: &[Pack], id: &[u8; 20]) -> bool {
        packs.iter().any(|pack| pack.index.find(id).is_some())
    }

    /// Reads an object of at most `limit` bytes; `None` where no pack has it.
    pub(super) fn read(
        &mut self,
        packs: &[Pack],
        id: &[u8; 20],
        limit: u64,
    ) -> Option<Result<(Kind, Content), Problem>> {
        let order = std::iter::once(self.last).chain((0..packs.len()).filter(|place| *place != self.last));
        for place in order {
            let found = packs
                .get(place)
                .and_then(|pack| Some((pack.index.find(id)?, pack.file()?)));
            if let Some((offset, _)) = found {
                self.last = place;
                return Some(self.object(packs, place, offset, limit));
            }
        }
        None
    }

    /// Puts an object together: the whole one at the end of its chain, and every difference on the way back.
    fn object(&mut self, packs: &[Pack], place: usize, offset: u64, limit: u64) -> Result<(Kind, Content), Problem> {
        let pack = &packs[place];
        let mut chain: Vec<(u64, Vec<u8>)> = Vec::new();
        let mut at = offset;
        let (kind, mut content) = loop {
            if let Some(kept) = self.kept.get(place, at) {
                break kept;
            }
            let (made, size, begins) = self.head(pack, place, at)?;
            // A difference may be longer than what it makes, by its orders to copy.
            let most = if matches!(made, Made::Whole(_)) {
                limit
            } else {
                limit.saturating_mul(2) + 4096
            };
            within(most, size)?;
            let bytes = self.inflate(pack, place, begins, size)?;
            let base = match made {
                Made::Whole(kind) => break (kind, self.kept.put(place, at, kind, bytes)),
                Made::From(base) => base,
                Made::FromNamed(id) => pack
                    .index
                    .find(&id)
                    .ok_or_else(|| damaged("what it is made from is not there"))?,
            };
            if chain.len() == LONGEST_CHAIN {
                return Err(damaged("it is made from others without end"));
            }
            chain.push((at, bytes));
            at = base;
        };
        for (at, difference) in chain.iter().rev() {
            let bytes = apply(&content, difference, limit)?;
            content = self.kept.put(place, *at, kind, bytes);
        }
        within(limit, content.len() as u64)?;
        Ok((kind, content))
    }

    /// Reads what stands before the bytes of an object: what it is made of, its size, and where the bytes begin.
    fn head(&mut self, pack: &Pack, place: usize, at: u64) -> Result<(Made, u64, u64), Problem> {
        /// A kind with a size takes at most 10 bytes, a name 20.
        const LONGEST: usize = 32;
        let bytes = window(&mut self.windows, pack, place, at, LONGEST)?;
        let cut = || damaged("its pack is cut off");
        let mut used = 0;
        let mut next = || {
            used += 1;
            bytes.get(used - 1).copied().filter(|_| used <= LONGEST).ok_or_else(cut)
        };
        let first = next()?;
        let mut size = u64::from(first & 15);
        let mut shift = 4;
        let mut byte = first;
        while byte & 0x80 != 0 {
            byte = next()?;
            if shift > 56 {
                return Err(damaged("its size is no number"));
            }
            size |= u64::from(byte & 0x7f) << shift;
            shift += 7;
        }
        let made = match first >> 4 & 7 {
            1 => Made::Whole(Kind::Commit),
            2 => Made::Whole(Kind::Tree),
            3 => Made::Whole(Kind::Blob),
            4 => Made::Whole(Kind::Tag),
            6 => {
                let mut byte = next()?;
                let mut back = u64::from(byte & 0x7f);
                while byte & 0x80 != 0 {
                    byte = next()?;
                    back = (back + 1).checked_mul(128).ok_or_else(cut)? | u64::from(byte & 0x7f);
                }
                let base = at.checked_sub(back).filter(|base| *base < at);
                Made::From(base.ok_or_else(|| damaged("it is made from what lies outside its pack"))?)
            }
            7 => {
                let mut id = [0; 20];
                for byte in &mut id {
                    *byte = next()?;
                }
                Made::FromNamed(id)
            }
            _ => return Err(damaged("it is of no kind")),
        };
        Ok((made, size, at + used as u64))
    }

    /// Inflates an object of a known size.
    fn inflate(&mut self, pack: &Pack, place: usize, at: u64, size: u64) -> Result<Vec<u8>, Problem> {
        /// The most that is tried at first; most objects are smaller.
        const FIRST: u64 = 64 << 10;
        // What cannot be made smaller gets larger by some bytes.
        let most = size + size / 256 + 64;
        let mut wanted = most.min(FIRST);
        loop {
            let input = window(&mut self.windows, pack, place, at, wanted as usize)?;
            let mut bytes = vec![0; size as usize];
            match self.inflater.zlib_decompress(input, &mut bytes) {
                Ok(length) if length as u64 == size => return Ok(bytes),
                Ok(_) | Err(DecompressionError::InsufficientSpace) => {
                    return Err(damaged("its length is not what its pack says"));
                }
                // It may only be longer than what was tried.
                Err(DecompressionError::BadData) if wanted < most => wanted = (wanted * 4).min(most),
                Err(DecompressionError::BadData) => return Err(damaged("it does not inflate")),
            }
        }
    }
}

fn damaged(why: &str) -> Problem {
    Problem::Damaged(why.to_owned())
}

fn within(limit: u64, size: u64) -> Result<(), Problem> {
    if size > limit.min(LARGEST * 2) {
        return Err(Problem::TooLarge);
    }
    Ok(())
}

/// Returns the bytes of a pack from a place on, `wanted` of them or all there are.
fn window<'a>(
    windows: &'a mut VecDeque<Window>,
    pack: &'a Pack,
    place: usize,
    at: u64,
    wanted: usize,
) -> Result<&'a [u8], Problem> {
    /// Read at once where another object was near, so that the next one will be, too, before this one or after it.
    const NEAR: u64 = 32 << 10;
    /// Read at once elsewhere.
    const FAR: u64 = 4 << 10;
    /// Kept, for reading back and forth.
    const MOST: usize = 8;
    let (file, length) = pack.file().ok_or(Problem::Missing)?;
    let end = (at + wanted as u64).min(*length);
    if at >= end {
        return Err(damaged("its pack is cut off"));
    }
    if let Some(whole) = pack.whole() {
        return whole.get(at as usize..).ok_or_else(|| damaged("its pack is cut off"));
    }
    let holds =
        |window: &Window| window.pack == place && window.start <= at && end <= window.start + window.bytes.len() as u64;
    match windows.iter().position(holds) {
        // The last one that was of use is the first that is tried.
        Some(found) => windows.swap(0, found),
        None => {
            // The oldest window gives its room to the new one.
            let mut bytes = match windows.len() {
                MOST => windows.pop_back().map(|window| window.bytes).unwrap_or_default(),
                _ => Vec::new(),
            };
            let before = |window: &Window| window.start.abs_diff(at) < 2 * NEAR;
            let is_near = windows.iter().any(|window| window.pack == place && before(window));
            let size = if is_near { NEAR } else { FAR };
            // Never the same bytes twice, whichever way the reading goes.
            let start = at - at % size;
            bytes.resize((end - start).max(size) as usize, 0);
            pack.pieces.fetch_add(1, Ordering::Relaxed);
            let count = read_at(file, &mut bytes, start).map_err(|error| damaged(&error.to_string()))?;
            bytes.truncate(count);
            if (count as u64) < end - start {
                return Err(damaged("its pack is cut off"));
            }
            windows.push_front(Window {
                pack: place,
                start,
                bytes,
            });
        }
    }
    let window = &windows[0];
    Ok(&window.bytes[(at - window.start) as usize..])
}

/// Makes an object from its base: pieces of the base, and what is new.
fn apply(base: &[u8], difference: &[u8], limit: u64) -> Result<Vec<u8>, Problem> {
    let wrong = || damaged("the difference to its base is wrong");
    let mut rest = difference;
    let mut number = || -> Option<u64> {
        let mut value = 0;
        for shift in (0..63).step_by(7) {
            let (byte, after) = rest.split_first()?;
            rest = after;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    };
    let from = number().ok_or_else(wrong)?;
    let size = number().ok_or_else(wrong)?;
    within(limit, size)?;
    if from != base.len() as u64 {
        return Err(wrong());
    }
    let size = size as usize;
    let mut made = Vec::with_capacity(size);
    while let Some((order, after)) = rest.split_first() {
        rest = after;
        let piece = if order & 0x80 != 0 {
            let mut value = [0_usize; 2];
            for (place, bits) in [(0, 4), (1, 3)] {
                for bit in 0..bits {
                    let flag = if place == 0 { 1 << bit } else { 0x10 << bit };
                    if order & flag != 0 {
                        let (byte, after) = rest.split_first().ok_or_else(wrong)?;
                        rest = after;
                        value[place] |= usize::from(*byte) << (8 * bit);
                    }
                }
            }
            let [start, length] = value;
            let length = if length == 0 { 0x10000 } else { length };
            base.get(start..start.saturating_add(length)).ok_or_else(wrong)?
        } else {
            let (new, after) = rest.split_at_checked(usize::from(*order)).ok_or_else(wrong)?;
            rest = after;
            if new.is_empty() {
                return Err(wrong());
            }
            new
        };
        if made.len() + piece.len() > size {
            return Err(wrong());
        }
        made.extend_from_slice(piece);
    }
    if made.len() == size { Ok(made) } else { Err(wrong()) }
}

/// What was put together last: differences lead to it.
#[derive(Default)]
struct Kept {
    objects: IdMap<(usize, u64), (Kind, Content)>,
    order: VecDeque<(usize, u64)>,
    bytes: usize,
}

impl Kept {
    /// Bytes that are kept.
    const MOST: usize = 16 << 20;
    /// The most bytes of an object that is kept.
    const LARGEST: usize = 2 << 20;

    fn get(&self, pack: usize, offset: u64) -> Option<(Kind, Content)> {
        self.objects
            .get(&(pack, offset))
            .map(|(kind, content)| (*kind, Rc::clone(content)))
    }

    fn put(&mut self, pack: usize, offset: u64, kind: Kind, bytes: Vec<u8>) -> Content {
        let content = Rc::new(bytes);
        // Commits are rarely made from one another, and read once.
        if content.len() <= Self::LARGEST && kind != Kind::Commit {
            let key = (pack, offset);
            self.bytes += content.len();
            self.order.push_back(key);
            self.objects.insert(key, (kind, Rc::clone(&content)));
            while self.bytes > Self::MOST
                && let Some(oldest) = self.order.pop_front()
            {
                if let Some((_, gone)) = self.objects.remove(&oldest) {
                    self.bytes -= gone.len();
                }
            }
        }
        content
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `from`, `to`, and orders.
    fn difference(from: u8, to: u8, orders: &[u8]) -> Vec<u8> {
        [&[from, to], orders].concat()
    }

    #[test]
    fn differences_copy_and_add() {
        let base = b"abcdefgh";
        // Copy 3 from 2, add "XY", copy 8 from 0.
        let orders = [0x91, 2, 3, 2, b'X', b'Y', 0x90, 8];
        assert_eq!(
            apply(base, &difference(8, 13, &orders), 100),
            Ok(b"cdeXYabcdefgh".to_vec())
        );
    }

    #[test]
    fn wrong_differences_are_noticed() {
        let base = b"abcdefgh";
        let cases: [&[u8]; 8] = [
            &[],
            &[8],
            &[9, 1, 1, b'x'],
            &[8, 5, 1, b'x'],
            &[8, 1, 2, b'x', b'y'],
            &[8, 9, 0x91, 7, 9],
            &[8, 4, 0x91],
            &[8, 1, 0],
        ];
        for case in cases {
            assert!(apply(base, case, 100).is_err(), "{case:?}");
        }
        assert_eq!(apply(base, &[8, 0xff, 0x7f], 100), Err(Problem::TooLarge));
    }

    proptest! {
        #[test]
        fn no_difference_panics(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = apply(b"abcdefgh", &bytes, 1000);
            let _ = apply(b"abcdefgh", &[&[8, 20][..], &bytes].concat(), 1000);
        }
    }
}
