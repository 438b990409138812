//! What the program takes from its surroundings, read once.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::PathBuf;

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
        Ok(Self {
            variables,
            folder: std::env::current_dir()?,
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
