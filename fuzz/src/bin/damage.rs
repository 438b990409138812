//! The same properties without libFuzzer, on any compiler: seeds damaged at random, from a fixed beginning.
//!
//! `damage TARGET SECONDS SEEDS…` tries damaged seeds for so long and says how many. It knows nothing of coverage, so
//! it finds less in the same time; it is what `.ci/run` falls back to where there is no nightly compiler.

use std::path::Path;
use std::time::{Duration, Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, target, seconds, seeds @ ..] = &arguments[..] else {
        eprintln!("usage: damage TARGET SECONDS SEEDS…");
        std::process::exit(2);
    };
    let Some((_, property)) = opsbook_fuzz::TARGETS.iter().find(|(name, _)| name == target) else {
        eprintln!("no target is named {target}");
        std::process::exit(2);
    };
    let texts: Vec<String> = seeds.iter().flat_map(|folder| texts(Path::new(folder))).collect();
    let (time, begun) = (
        Duration::from_secs(seconds.parse().expect("whole seconds")),
        Instant::now(),
    );
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut tried = 0u64;
    while begun.elapsed() < time {
        let text = damaged(&texts, &mut random);
        // Of a panic nothing else remains: the text goes first.
        let outcome = std::panic::catch_unwind(|| property(&text));
        if outcome.is_err() {
            std::fs::write("damage-failure", &text).expect("a file for the text that failed");
            eprintln!("{target}: a text of {} bytes breaks it; see damage-failure", text.len());
            std::process::exit(1);
        }
        tried += 1;
    }
    println!("{target}: {tried} damaged texts, none breaks it");
}

fn texts(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .collect()
}

/// What damage puts in: pieces of the formats, controls, direction marks, wide letters.
const PIECES: [&str; 30] = [
    "\"",
    "'",
    "\"\"\"",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "=",
    ",",
    "#",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "+++\n",
    "---\n",
    "\u{feff}",
    "\u{202e}",
    "\u{0}",
    "\u{1b}",
    "\u{2028}",
    "é",
    "日本",
    "👩‍🚀",
    "- [ ] ",
    "](",
    "2026-02-30",
    "1e999",
    "\\",
];

fn damaged(texts: &[String], random: &mut Random) -> String {
    let mut text = texts.get(random.below(texts.len())).cloned().unwrap_or_default();
    for _ in 0..=random.below(8) {
        let at = place(&text, random);
        let end = floor(&text, at + random.below(40));
        match random.below(5) {
            0 => text.insert_str(at, PIECES[random.below(PIECES.len())]),
            1 => text.replace_range(at..end, ""),
            2 => {
                let piece = text[at..end].to_owned();
                text.insert_str(place(&text, random), &piece);
            }
            3 => text.truncate(at),
            _ => {
                let other = texts.get(random.below(texts.len())).map_or("", String::as_str);
                let from = place(other, random);
                text.insert_str(at, &other[from..floor(other, from + random.below(80))]);
            }
        }
    }
    text
}

fn place(text: &str, random: &mut Random) -> usize {
    floor(text, random.below(text.len() + 1))
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Xorshift: the same texts on every machine, as long as time allows.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count.max(1) as u64) as usize
    }
}
