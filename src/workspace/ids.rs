//! Which records have an id: one look-up, some forty bytes a record.
//!
//! Records and their ids lie all over the memory; what a look-up needs stands here side by side, since most references
//! of a workspace are looked up and each distance costs.

use super::{Record, RecordIndex};
use crate::value::KindIndex;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};

/// Records by the hash of their id.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// One record of each kind and id, sorted by hash, id and kind.
    records: Vec<Named>,
    /// Where the records begin whose hash has these first bits, and where the last of them end.
    starts: Vec<u32>,
    /// The ids of the records, one behind the other.
    text: String,
}

/// A record as its id finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) record: RecordIndex,
    pub(super) kind: KindIndex,
    /// The last bits of the hash.
    tag: u32,
    /// Where its id ends.
    end: u32,
}

impl Ids {
    /// Indexes records that are given by kind in the order of ids; of two with one id the first is taken.
    pub(super) fn new(by_kind: &[Vec<RecordIndex>], records: &[Record]) -> Self {
        let mut sorted: Vec<(u64, RecordIndex)> = Vec::with_capacity(records.len());
        let of = |index: RecordIndex| &records[index.0 as usize];
        for list in by_kind {
            let mut before: Option<RecordIndex> = None;
            for index in list {
                if before.is_none_or(|before| of(before).id != of(*index).id) {
                    sorted.push((hash(of(*index).id.as_str()), *index));
                }
                before = Some(*index);
            }
        }
        sorted.sort_by(|a, b| {
            // They are looked at only where the hashes do not tell.
            let by_record = || {
                let (left, right) = (of(a.1), of(b.1));
                (&left.id, left.kind).cmp(&(&right.id, right.kind))
            };
            a.0.cmp(&b.0).then_with(by_record)
        });
        let count = sorted.len().next_power_of_two().max(2);
        let mut ids = Self {
            records: Vec::with_capacity(sorted.len()),
            starts: Vec::with_capacity(count + 1),
            text: String::new(),
        };
        for (hash, index) in sorted {
            while ids.starts.len() <= first_bits(hash, count) {
                ids.starts.push(ids.records.len() as u32);
            }
            let record = of(index);
            ids.text.push_str(record.id.as_str());
            ids.records.push(Named {
                record: index,
                kind: record.kind,
                tag: hash as u32,
                end: ids.text.len() as u32,
            });
        }
        ids.starts.resize(count + 1, ids.records.len() as u32);
        ids
    }

    /// Returns the records that have an id, in the order of kinds.
    pub(super) fn with_id(&self, id: &str) -> &[Named] {
        let hash = hash(id);
        let Some(count) = self.starts.len().checked_sub(1) else {
            return &[];
        };
        let bits = first_bits(hash, count);
        let mut first = self.starts[bits] as usize;
        let mut end = self.starts[bits + 1] as usize;
        // Others may share the first bits; those of one id stand together.
        while first < end && !self.is(first, hash, id) {
            first += 1;
        }
        while first < end && !self.is(end - 1, hash, id) {
            end -= 1;
        }
        &self.records[first..end]
    }

    fn is(&self, place: usize, hash: u64, id: &str) -> bool {
        let named = self.records[place];
        let start = place.checked_sub(1).map_or(0, |before| self.records[before].end);
        named.tag == hash as u32 && self.text[start as usize..named.end as usize] == *id
    }
}

/// The first bits of a hash: a number below `count`, a power of two from two on.
fn first_bits(hash: u64, count: usize) -> usize {
    (hash >> (64 - count.trailing_zeros())) as usize
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
