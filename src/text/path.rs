//! Paths inside the repository.

use std::fmt;
use std::sync::Arc;

/// A path from the repository root (without git: from the workspace root), with `/`, without `.` or `..`.
///
/// Cloning shares the text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath(Arc<str>);

impl RepoPath {
    /// Wraps `text`, which is already relative and uses `/`.
    pub fn new(text: &str) -> Self {
        Self(Arc::from(text))
    }

    /// Returns the text, with `/` between its parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the last part.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Returns the last part without its extension.
    pub fn stem(&self) -> &str {
        let name = self.name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Returns what follows the last dot of the last part, or nothing.
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Returns the folder, without a trailing `/`; empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Returns the path with another extension.
    pub fn with_extension(&self, extension: &str) -> Self {
        let keep = self.0.len() - self.extension().len();
        Self::new(&format!("{}{extension}", &self.0[..keep]))
    }

    /// Resolves `relative` against the folder of this path.
    ///
    /// Returns `None` when it climbs out of the repository. `.` and empty parts are skipped.
    pub fn resolve(&self, relative: &str) -> Option<Self> {
        resolve_in(self.folder(), relative)
    }

    /// Returns the part below `folder`, or `None` when the path lies elsewhere. An empty folder holds everything.
    pub fn below(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }
}

/// Resolves `relative` against `folder`, or returns `None` when it climbs out of the root.
fn resolve_in(folder: &str, relative: &str) -> Option<RepoPath> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(RepoPath::new(&parts.join("/")))
}

impl fmt::Display for RepoPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for RepoPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", &*self.0)
    }
}

impl std::borrow::Borrow<str> for RepoPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<&str> for RepoPath {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_path() {
        let path = RepoPath::new("feedback/2026-11/slow.search.md");
        assert_eq!(
            (path.name(), path.stem(), path.extension()),
            ("slow.search.md", "slow.search", "md")
        );
        assert_eq!(path.folder(), "feedback/2026-11");
        assert_eq!(
            path.with_extension("toml").as_str(),
            "feedback/2026-11/slow.search.toml"
        );
        assert_eq!(path.below("feedback"), Some("2026-11/slow.search.md"));
        assert_eq!(path.below("feed"), None);
    }

    #[test]
    fn resolving_stays_inside() {
        let path = RepoPath::new("a/b/c.md");
        assert_eq!(path.resolve("../d.md").as_ref().map(RepoPath::as_str), Some("a/d.md"));
        assert_eq!(
            path.resolve("./x//y.md").as_ref().map(RepoPath::as_str),
            Some("a/b/x/y.md")
        );
        assert_eq!(path.resolve("../../../etc/passwd"), None);
    }
}
