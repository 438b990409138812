//! Finding the workspace and its repository from a folder.

use super::SourceError;
use crate::text::RepoPath;
use std::path::{Path, PathBuf};

/// The configuration file that makes a folder a workspace.
pub const CONFIGURATION: &str = "opsbook.toml";

/// Where a workspace lies.
#[derive(Debug, Clone)]
pub struct Location {
    /// The folder from which paths count: the repository's, without git the workspace's.
    pub root: PathBuf,
    /// The workspace's folder below the root; empty when they are one.
    pub prefix: String,
    /// The configuration file.
    pub configuration: RepoPath,
    /// There is a git repository at the root.
    pub has_git: bool,
}

impl Location {
    /// Finds the nearest `opsbook.toml` from `start` upwards, stopping at the repository's root.
    ///
    /// `configuration` names another file, relative to `start`; its folder is the workspace then.
    pub fn find(start: &Path, configuration: Option<&Path>) -> Result<Self, SourceError> {
        let start = start.canonicalize().map_err(|error| SourceError::Unreadable {
            path: start.display().to_string(),
            error,
        })?;
        let file = match configuration {
            Some(file) => {
                let file = start.join(file);
                file.canonicalize()
                    .ok()
                    .filter(|file| file.is_file())
                    .ok_or_else(|| SourceError::NoConfiguration(file.display().to_string()))?
            }
            None => start
                .ancestors()
                .scan(false, |stop, folder| {
                    let ended = std::mem::replace(stop, is_repository(folder));
                    (!ended).then_some(folder)
                })
                .map(|folder| folder.join(CONFIGURATION))
                .find(|file| file.is_file())
                .ok_or_else(|| {
                    let folder = start.display().to_string();
                    match start.ancestors().any(is_git_folder) {
                        true => SourceError::InsideGit(folder),
                        false => SourceError::NoWorkspace(folder),
                    }
                })?,
        };
        let workspace = file.parent().unwrap_or(Path::new("/")).to_owned();
        let repository = workspace
            .ancestors()
            .find(|folder| is_repository(folder))
            .map(Path::to_owned);
        let has_git = repository.is_some();
        let root = repository.unwrap_or_else(|| workspace.clone());
        let relative = |path: &Path| -> Result<String, SourceError> {
            let below = path.strip_prefix(&root).unwrap_or(path);
            let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
            parts.map(|parts| parts.join("/")).ok_or_else(|| {
                SourceError::Git(format!(
                    "the path of {} is not UTF-8; move the workspace",
                    path.display()
                ))
            })
        };
        let prefix = relative(&workspace)?;
        let configuration = RepoPath::new(&relative(&file)?);
        Ok(Self {
            root,
            prefix,
            configuration,
            has_git,
        })
    }

    /// Returns the folder of the workspace on disk.
    pub fn folder(&self) -> PathBuf {
        self.root.join(&self.prefix)
    }
}

/// Says whether a folder is a bare repository, or the `.git` of another.
fn is_git_folder(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
}

/// Says whether git keeps something here: a folder, or the file of a linked work tree.
fn is_repository(folder: &Path) -> bool {
    folder.join(".git").exists()
}
