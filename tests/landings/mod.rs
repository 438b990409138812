//! Histories from a text: `=== landing 2026-10-01 Who: message` begins a landing, `=== path` a file that it writes,
//! whose text may be `(deleted)`.

use opsbook::source::{Chronicle, CommitId, Entry};
use opsbook::time::Date;
use std::path::Path;

/// What begins a landing.
pub(crate) const LANDING: &str = "=== landing ";

/// Writes a history into a folder, which becomes a repository; returns the commits. What stands before the first
/// landing is ignored.
pub(crate) fn write(folder: &Path, text: &str) -> Vec<CommitId> {
    let mut chronicle = Chronicle::create(folder).expect("a repository");
    let configured = text.contains("=== opsbook.toml\n");
    if !configured {
        chronicle
            .write("opsbook.toml", b"name = \"Example\"\n")
            .expect("it can be written");
    }
    let mut commits = Vec::new();
    for landing in text.split(LANDING).skip(1) {
        let (head, files) = landing.split_once('\n').unwrap_or((landing, ""));
        let (day, said) = head.split_once(' ').unwrap_or((head, "Ines: Change"));
        let (author, message) = said.split_once(": ").unwrap_or(("Ines", said));
        for file in files.split("=== ").filter(|file| file.contains('\n')) {
            let (path, text) = file.split_once('\n').expect("it has a line");
            if text.trim() == "(deleted)" {
                chronicle.remove(path.trim());
            } else if !path.trim().is_empty() {
                let text = format!("{}\n", text.trim_end());
                chronicle
                    .write(path.trim(), text.as_bytes())
                    .expect("it can be written");
            }
        }
        let day = Date::parse(day.trim()).expect("a landing has a day");
        let first = Date::parse("1970-01-01").expect("a day");
        let entry = Entry {
            author,
            seconds: first.days_until(day) * 86_400 + 43_200,
            message: &message.replace("\\n", "\n"),
        };
        commits.push(chronicle.commit(&entry).expect("it can be written"));
    }
    chronicle.finish().expect("it can be written");
    commits
}
