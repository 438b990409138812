//! What the program takes from its surroundings, read once.

use crate::source::GitEnvironment;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

/// Variables, current folder, clock and terminals.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The variables that are read; see [`Environment::NAMES`].
    pub variables: BTreeMap<&'static str, String>,
    /// The current folder.
    pub folder: PathBuf,
    /// Seconds since 1970.
    pub now: i64,
    /// Standard output is a terminal.
    pub is_terminal: bool,
    /// What git hands to its hooks.
    pub git: GitEnvironment,
}

impl Environment {
    /// The variables that change what the program does.
    pub const NAMES: [&'static str; 5] = ["NO_COLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "SOURCE_DATE_EPOCH", "TERM"];

    /// Reads the surroundings of this process.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    pub fn of_process() -> std::io::Result<Self> {
        let variables = Self::NAMES
            .iter()
            .filter_map(|name| Some((*name, std::env::var(name).ok()?)))
            .collect();
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let folder = std::env::current_dir()?;
        Ok(Self {
            variables,
            git: git_environment(&folder, &|name| std::env::var_os(name)),
            folder,
            now: now.map_or(0, |elapsed| i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)),
            is_terminal: std::io::stdout().is_terminal(),
        })
    }

    /// Returns a variable that is set and not empty.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// Reads the variables of git as paths from the folder in which the hook was started, before `-C` leads elsewhere.
fn git_environment(folder: &Path, variable: &dyn Fn(&str) -> Option<OsString>) -> GitEnvironment {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let path = |name: &str| set(name).map(|value| folder.join(value));
    let directory = path("GIT_DIR");
    let work_tree = path("GIT_WORK_TREE").or_else(|| directory.as_ref().map(|_| folder.to_owned()));
    let mut object_folders: Vec<PathBuf> = path("GIT_OBJECT_DIRECTORY").into_iter().collect();
    if let Some(list) = set("GIT_ALTERNATE_OBJECT_DIRECTORIES") {
        object_folders.extend(std::env::split_paths(&list).map(|path| folder.join(path)));
    }
    GitEnvironment {
        index_file: path("GIT_INDEX_FILE"),
        directory,
        work_tree,
        object_folders,
    }
}
