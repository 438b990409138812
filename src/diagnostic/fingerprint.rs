//! The identity of a finding across edits: never its line.

use super::Diagnostic;
use std::collections::BTreeMap;
use std::fmt;

/// A 64-bit hash of rule, record (or file), field and value. Repeats of one hash are counted apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fingerprint(u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:016x}", self.0)
    }
}

/// Gives fingerprints to findings in their sorted order; a repeat gets a new one by a counter.
#[derive(Default)]
pub struct Fingerprints {
    seen: BTreeMap<u64, u32>,
}

impl Fingerprints {
    /// Returns the fingerprint of the next finding.
    pub fn of(&mut self, finding: &Diagnostic) -> Fingerprint {
        let base = hash(finding);
        let repeat = self.seen.entry(base).or_insert(0);
        let fingerprint = if *repeat == 0 {
            base
        } else {
            mix(base, &repeat.to_le_bytes())
        };
        *repeat += 1;
        Fingerprint(fingerprint)
    }
}

fn hash(finding: &Diagnostic) -> u64 {
    // FNV-1a: written down once, the same on every machine and in every version.
    const SEED: u64 = 0xcbf2_9ce4_8422_2325;
    let mut state = mix(SEED, finding.rule.name.as_bytes());
    let place = match &finding.subject.record {
        Some(record) => record.to_string(),
        None => finding.span.path.to_string(),
    };
    state = mix(state, place.as_bytes());
    state = mix(state, finding.subject.field.to_string().as_bytes());
    mix(state, finding.subject.value.as_bytes())
}

fn mix(state: u64, bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    // The separator keeps "ab" + "c" apart from "a" + "bc".
    bytes
        .iter()
        .chain(&[0xff])
        .fold(state, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(PRIME))
}
