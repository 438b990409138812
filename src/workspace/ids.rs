//! Which records have an id: one look-up, a few bytes a record.

use super::{Record, RecordIndex};
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{BuildHasherDefault, Hash as _, Hasher};

/// Records by the hash of their id.
#[derive(Debug, Default)]
pub(super) struct Ids {
    /// One record of each kind and id, sorted by hash, id and kind.
    records: Vec<RecordIndex>,
    /// For each hash where its records begin and how many there are.
    places: HashMap<u64, (u32, u32), BuildHasherDefault<Unchanged>>,
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
            // The records lie all over the memory; they are looked at only where the hashes do not tell.
            let by_record = || {
                let (left, right) = (of(a.1), of(b.1));
                (&left.id, left.kind).cmp(&(&right.id, right.kind))
            };
            a.0.cmp(&b.0).then_with(by_record)
        });
        let mut ids = Self::default();
        ids.places.reserve(sorted.len());
        for (hash, index) in sorted {
            let start = ids.records.len() as u32;
            ids.places.entry(hash).or_insert((start, 0)).1 += 1;
            ids.records.push(index);
        }
        ids
    }

    /// Returns the records that have an id, in the order of kinds.
    pub(super) fn with_id(&self, id: &str, records: &[Record]) -> &[RecordIndex] {
        let Some((start, count)) = self.places.get(&hash(id)) else {
            return &[];
        };
        let same_hash = &self.records[*start as usize..(*start + *count) as usize];
        let is = |index: &RecordIndex| records[index.0 as usize].id.as_str() == id;
        // Two ids may share a hash; those of one id stand together.
        let Some(first) = same_hash.iter().position(is) else {
            return &[];
        };
        let last = same_hash.iter().rposition(is).unwrap_or(first);
        &same_hash[first..=last]
    }
}

fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// The keys are hashes already.
#[derive(Debug, Default)]
struct Unchanged(u64);

impl Hasher for Unchanged {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
