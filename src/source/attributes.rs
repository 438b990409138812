//! The one attribute of `.gitattributes` that a merge in memory honours: `merge=union`.

use super::objects::Objects;
use super::{BlobId, SourceError, TreeId, tree};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;

/// The most bytes of a `.gitattributes`.
const LARGEST: u64 = 1 << 20;

/// Which files are merged by taking the lines of both sides.
pub(super) struct Attributes {
    union: Gitignore,
}

impl Attributes {
    /// Reads the `.gitattributes` at the root of a tree and in a folder of it.
    pub(super) fn read(objects: &Objects, root: TreeId, folder: &str) -> Result<Self, SourceError> {
        let mut builder = GitignoreBuilder::new("");
        let folders = if folder.is_empty() { vec![""] } else { vec!["", folder] };
        for folder in folders {
            let Some(tree) = tree::subtree(objects, root, folder)? else {
                continue;
            };
            let Some((_, id)) = tree::find(objects, tree, ".gitattributes")? else {
                continue;
            };
            if let Ok(blob) = objects.blob(BlobId(id), LARGEST) {
                for line in String::from_utf8_lossy(&blob).lines() {
                    add(&mut builder, folder, line);
                }
            }
        }
        Ok(Self {
            union: builder.build().unwrap_or_else(|_| Gitignore::empty()),
        })
    }

    /// Says whether a file is merged by taking the lines of both sides.
    pub(super) fn is_union(&self, path: &[u8]) -> bool {
        std::str::from_utf8(path).is_ok_and(|path| self.union.matched(Path::new(path), false).is_ignore())
    }
}

/// Adds a line of a `.gitattributes` of a folder; the last one that speaks of `merge` wins.
fn add(builder: &mut GitignoreBuilder, folder: &str, line: &str) {
    let mut words = line.split_ascii_whitespace();
    let Some(pattern) = words.next().filter(|pattern| !pattern.starts_with(['#', '!', '"'])) else {
        return;
    };
    let Some(merge) = words.rfind(|word| word.trim_start_matches(['-', '!']).split('=').next() == Some("merge")) else {
        return;
    };
    let pattern = match (folder, pattern.contains('/')) {
        ("", _) => pattern.to_owned(),
        (folder, true) => format!("/{folder}/{}", pattern.trim_start_matches('/')),
        (folder, false) => format!("/{folder}/**/{pattern}"),
    };
    let sign = if merge == "merge=union" { "" } else { "!" };
    // A pattern that cannot be read matches nothing, for git too.
    let _ = builder.add_line(None, &format!("{sign}{pattern}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_that_matches_wins() {
        let mut builder = GitignoreBuilder::new("");
        for line in [
            "# comment",
            "metrics/**/*.csv merge=union",
            "*.log text merge=union",
            "metrics/own/*.csv -merge",
            "*.md text=auto",
        ] {
            add(&mut builder, "", line);
        }
        let attributes = Attributes {
            union: builder.build().unwrap(),
        };
        let union = |path: &str| attributes.is_union(path.as_bytes());
        assert!(union("metrics/a.csv") && union("metrics/deep/b.csv") && union("x/y.log"));
        assert!(!union("metrics/own/a.csv") && !union("a.csv") && !union("a.md"));
    }

    #[test]
    fn a_folder_of_the_repository_has_its_own() {
        let mut builder = GitignoreBuilder::new("");
        add(&mut builder, "ops/book", "metrics/*.csv merge=union");
        add(&mut builder, "ops/book", "*.log merge=union");
        let attributes = Attributes {
            union: builder.build().unwrap(),
        };
        let union = |path: &str| attributes.is_union(path.as_bytes());
        assert!(union("ops/book/metrics/a.csv") && union("ops/book/deep/a.log") && union("ops/book/a.log"));
        assert!(!union("metrics/a.csv") && !union("a.log"));
    }
}
