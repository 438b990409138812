//! A snapshot from one text, for tests and the examples of explanations.

use super::snapshot::{File, Kept, Origin, Reader, Snapshot};
use super::{CONFIGURATION, Conflict, Did, Refusal, Refused};
use crate::text::RepoPath;
use std::sync::{Arc, OnceLock};

/// Begins a file.
const MARK: &str = "=== ";
/// After the last line of a file that has no line end there, as `git diff` says it.
const NO_LINE_END: &str = "\\ No newline at end of file";

/// Reads a fixture.
pub(super) fn read(text: &str) -> Snapshot {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix(MARK) {
            files.push((path.trim().to_owned(), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            match line.trim_end() == NO_LINE_END {
                true => text.truncate(text.trim_end_matches('\n').len()),
                false => text.push_str(line),
            }
        }
    }
    let mut files: Vec<(String, String)> = files.into_iter().flat_map(|(path, text)| many(&path, &text)).collect();
    if !files.iter().any(|(path, _)| path == CONFIGURATION) {
        files.push((CONFIGURATION.to_owned(), "name = \"Example\"\n".to_owned()));
    }
    // As on disk there is one file of a name: the first.
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files.dedup_by(|(later, _), (first, _)| later == first);
    let mut refused = Vec::new();
    files.retain(|(path, text)| match text.trim() {
        // A fixture cannot hold a link or a file that is not UTF-8, but it can say that there is one.
        "(a symbolic link)" => {
            refused.push(Refused {
                path: RepoPath::new(path),
                bytes: None,
                why: Refusal::NotAFile("a symbolic link"),
            });
            false
        }
        "(in conflict)" => {
            let side = |name: &str| Conflict {
                name: name.into(),
                did: Did::Change,
            };
            refused.push(Refused {
                path: RepoPath::new(path),
                bytes: None,
                why: Refusal::InConflict {
                    ours: side("main"),
                    theirs: side("HEAD"),
                },
            });
            false
        }
        _ => true,
    });
    let files = files
        .into_iter()
        .map(|(path, text)| {
            let kept = match text.trim() {
                "(not UTF-8)" => Err(Refusal::NotUtf8 { valid_to: 0 }),
                _ => Ok(Arc::from(text.as_str())),
            };
            File {
                path: RepoPath::new(&path),
                kept: Kept::Memory,
                text: OnceLock::from(kept.map_err(Box::new)),
            }
        })
        .collect();
    Snapshot {
        files,
        refused,
        origin: Origin::Fixture,
        prefix: String::new(),
        configuration: RepoPath::new(CONFIGURATION),
        reader: Reader::Memory,
    }
}

/// `feedback/item-*.md (501 files)` stands for so many files with the same text, numbered from 1.
fn many(path: &str, text: &str) -> Vec<(String, String)> {
    let count = path
        .strip_suffix(" files)")
        .and_then(|path| path.rsplit_once(" ("))
        .and_then(|(pattern, count)| Some((pattern, count.parse::<u32>().ok()?)));
    match count {
        Some((pattern, count)) => (1..=count)
            .map(|number| (pattern.replace('*', &number.to_string()), text.to_owned()))
            .collect(),
        None => vec![(path.to_owned(), text.to_owned())],
    }
}
