//! A snapshot from one text, for tests and the examples of explanations.

use super::snapshot::{File, Kept, Origin, Reader, Snapshot};
use super::{CONFIGURATION, Conflict, Did, Refusal, Refused};
use crate::text::RepoPath;
use std::sync::{Arc, OnceLock};

/// Begins a file.
const MARK: &str = "=== ";

/// Reads a fixture. The escapes `\xHH` of a path line `=== name (bytes)` are not known: a fixture is text.
pub(super) fn read(text: &str) -> Snapshot {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix(MARK) {
            files.push((path.trim().to_owned(), String::new()));
        } else if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
        }
    }
    if !files.iter().any(|(path, _)| path == CONFIGURATION) {
        files.push((CONFIGURATION.to_owned(), "name = \"Example\"\n".to_owned()));
    }
    files.sort();
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
                text: OnceLock::from(kept),
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
