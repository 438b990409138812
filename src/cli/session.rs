//! What a command works with: the folder, the day, the workspace, and how it prints.

use super::failure::Failure;
use super::output;
use super::{ColorChoice, Environment, Globals};
use crate::diagnostic::{Diagnostic, Level};
use crate::output::Style;
use crate::source::{Location, Snapshot};
use crate::text::{RepoPath, nearest};
use crate::time::{Date, Zone};
use crate::workspace::Workspace;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// One run of the program.
pub(super) struct Session<'a> {
    globals: &'a Globals,
    environment: &'a Environment,
    /// The folder in which the command works.
    pub(super) folder: PathBuf,
    out: String,
}

/// A workspace with what reading found.
pub(super) struct Opened {
    pub(super) location: Location,
    pub(super) workspace: Workspace,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) today: Date,
}

impl<'a> Session<'a> {
    pub(super) fn new(globals: &'a Globals, environment: &'a Environment) -> Result<Self, Failure> {
        let folder = match &globals.directory {
            Some(directory) => environment.folder.join(directory),
            None => environment.folder.clone(),
        };
        if !folder.is_dir() {
            return Err(Failure::new(format!("{} is not a folder", folder.display())));
        }
        Ok(Self {
            globals,
            environment,
            folder,
            out: String::new(),
        })
    }

    /// Reads the workspace that the folder lies in.
    pub(super) fn open(&self) -> Result<Opened, Failure> {
        self.open_at(&self.folder)
    }

    /// Reads the workspace that a folder lies in.
    pub(super) fn open_at(&self, folder: &Path) -> Result<Opened, Failure> {
        let configuration = self
            .globals
            .config
            .as_deref()
            .filter(|file| !file.as_os_str().is_empty());
        let location = Location::find(folder, configuration)?;
        let snapshot = Snapshot::work_tree(&location)?;
        let (workspace, problems) = Workspace::load(Arc::new(snapshot));
        let today = self.today(workspace.configuration().calendar.zone())?;
        Ok(Opened {
            location,
            workspace,
            problems,
            today,
        })
    }

    /// The day that counts as today: the option, else `SOURCE_DATE_EPOCH`, else the clock's in the workspace's zone.
    pub(super) fn today(&self, zone: &Zone) -> Result<Date, Failure> {
        // A variable that is set to nothing counts as not set.
        if let Some(text) = self.globals.today.as_ref().filter(|text| !text.is_empty()) {
            return Date::parse(text).ok_or_else(|| {
                Failure::new(format!("`{text}` is no day"))
                    .with_hint("write it such as `--today 2026-11-20`".to_owned())
            });
        }
        if let Some(text) = self.environment.variable("SOURCE_DATE_EPOCH") {
            let seconds = text
                .parse::<i64>()
                .map_err(|_| Failure::new(format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds")))?;
            return Ok(Date::from_timestamp(seconds, zone));
        }
        Ok(Date::from_timestamp(self.environment.now, zone))
    }

    /// How text for people is dressed: the option, else the usual variables, else whether it is a terminal.
    pub(super) fn style(&self) -> Style {
        let forced = self
            .environment
            .variable("CLICOLOR_FORCE")
            .is_some_and(|value| value != "0")
            || self
                .environment
                .variable("FORCE_COLOR")
                .is_some_and(|value| value != "0");
        let colour = match self.globals.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if self.environment.variable("NO_COLOR").is_some() => false,
            ColorChoice::Auto if forced => true,
            ColorChoice::Auto => self.environment.is_terminal && self.environment.variable("TERM") != Some("dumb"),
        };
        if colour { Style::Colour } else { Style::Plain }
    }

    /// Prints data: what the command was asked for. Held back until the command is done.
    pub(super) fn print(&mut self, text: &str) {
        if self.globals.quiet < 2 {
            self.out.push_str(text);
        }
    }

    /// Tells what was done, on the other stream.
    pub(super) fn note(&self, text: &str) {
        if self.globals.quiet == 0 {
            output::note(text);
        }
    }

    /// Writes what was printed.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        output::print(&std::mem::take(&mut self.out))
    }

    /// A file's path from the folder of the command, with `..` where it lies outside.
    pub(super) fn shown(&self, location: &Location, path: &RepoPath) -> String {
        let folder = self.folder.canonicalize().unwrap_or_else(|_| self.folder.clone());
        relative(&folder, &location.root.join(path.as_str()))
    }

    /// The part of the repository that an argument names, checked to be there.
    pub(super) fn repo_path(&self, location: &Location, argument: &Path) -> Result<String, Failure> {
        let path = self.folder.join(argument);
        let found = path
            .canonicalize()
            .map_err(|_| Failure::new(format!("{} is not there", argument.display())).with_hint(beside(&path)))?;
        let below = found
            .strip_prefix(&location.root)
            .map_err(|_| Failure::new(format!("{} lies outside the workspace", argument.display())))?;
        let parts: Vec<String> = below
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        Ok(parts.join("/"))
    }
}

/// The file or folder beside a missing one that has nearly its name.
fn beside(path: &Path) -> Option<String> {
    let names: Vec<String> = std::fs::read_dir(path.parent()?)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let near = nearest(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(format!("did you mean `{near}`?"))
}

/// The way from one absolute folder to a path.
pub(super) fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..]
        .iter()
        .map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}

/// "2 errors, 1 warning": what was found, in words.
pub(super) fn counts(errors: usize, warnings: usize, infos: usize) -> String {
    let mut parts = Vec::new();
    for (count, level) in [(errors, Level::Error), (warnings, Level::Warning)] {
        parts.push(format!("{count} {}{}", level.word(), if count == 1 { "" } else { "s" }));
    }
    if infos > 0 {
        parts.push(format!("{infos} info"));
    }
    parts.join(", ")
}

/// "1 initiative", "2 initiatives".
pub(super) fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}
