//! What a command works with: the folder, the day, the workspace, and how it prints.

use super::failure::Failure;
use super::output;
use super::{ColorChoice, Environment, Globals};
use crate::diagnostic::{Diagnostic, Level};
use crate::disk::Cache;
use crate::output::Style;
use crate::source::{CommitId, GitEnvironment, Location, Origin, Repository, Side, Snapshot, SourceError, Start};
use crate::text::{RepoPath, nearest};
use crate::time::{Date, Zone};
use crate::workspace::{Known, Workspace};
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

/// Which state of the workspace a command is asked about.
#[derive(Debug, Clone, Copy)]
pub(super) enum State<'a> {
    /// The files as they lie there.
    WorkTree,
    /// What is staged.
    Staged,
    /// A commit, by any name.
    Revision(&'a str),
    /// HEAD merged into a commit.
    Merge(&'a str),
}

/// A workspace with what reading found.
pub(super) struct Opened {
    pub(super) location: Location,
    pub(super) workspace: Workspace,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) today: Date,
}

impl Opened {
    /// Returns the commit that it was read from, where it is one.
    pub(super) fn commit(&self) -> Option<CommitId> {
        match self.workspace.snapshot().origin() {
            Origin::Commit(commit) => Some(*commit),
            _ => None,
        }
    }
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

    /// Reads one state of the workspace that the folder lies in.
    pub(super) fn open_state(&self, state: State<'_>) -> Result<Opened, Failure> {
        self.open_state_with(state, &Known::default())
    }

    /// Reads one state of the workspace, but not the files of which an earlier run knows all that there is. The work
    /// tree is always read.
    pub(super) fn open_state_with(&self, state: State<'_>, known: &Known) -> Result<Opened, Failure> {
        if matches!(state, State::WorkTree) {
            return self.open();
        }
        let repository = self.repository()?;
        let origin = self.origin(&repository, state)?;
        self.open_origin_with(&repository, &origin, known)
    }

    /// The repository that the folder lies in.
    pub(super) fn repository(&self) -> Result<Repository, Failure> {
        let found = Repository::discover(&self.folder, self.git())?;
        Ok(found.ok_or_else(|| SourceError::NoRepository(self.folder.display().to_string()))?)
    }

    /// What git handed to the hook in which this may run.
    pub(super) fn git(&self) -> &GitEnvironment {
        &self.environment.git
    }

    /// Says whether the day that counts as today was named.
    pub(super) fn names_today(&self) -> bool {
        self.globals.today.as_ref().is_some_and(|text| !text.is_empty())
    }

    /// The folder of a repository in which runs keep what can be made again; none where nothing is to be kept.
    pub(super) fn cache(&self, repository: &Repository) -> Cache {
        if self.globals.no_cache {
            Cache::none()
        } else {
            Cache::in_repository(repository.common_folder())
        }
    }

    /// Finds the commits that a state names.
    pub(super) fn origin(&self, repository: &Repository, state: State<'_>) -> Result<Origin, Failure> {
        let side = |name: &str, commit: CommitId| Side {
            name: name.into(),
            commit,
        };
        Ok(match state {
            State::WorkTree => Origin::WorkTree,
            State::Staged => Origin::Index {
                file: repository.index_file(self.git()),
            },
            State::Revision(name) => Origin::Commit(repository.resolve(name)?),
            State::Merge(name) => {
                let head = repository.head_commit()?.ok_or(SourceError::NoCommit)?;
                let branch = repository.branch();
                Origin::Merge {
                    into: side(name, repository.resolve(name)?),
                    from: side(branch.as_deref().unwrap_or("HEAD"), head),
                }
            }
        })
    }

    /// Where the workspace is looked for.
    pub(super) fn start(&self) -> Start<'_> {
        Start {
            folder: &self.folder,
            configuration: self.globals.config.as_deref(),
        }
    }

    /// Reads a state that git keeps.
    pub(super) fn open_origin(&self, repository: &Repository, origin: &Origin) -> Result<Opened, Failure> {
        self.open_origin_with(repository, origin, &Known::default())
    }

    fn open_origin_with(&self, repository: &Repository, origin: &Origin, known: &Known) -> Result<Opened, Failure> {
        let snapshot = repository.snapshot(origin, &self.start())?;
        let location = Location {
            root: repository.root().to_owned(),
            prefix: snapshot.prefix().to_owned(),
            configuration: snapshot.configuration().clone(),
            has_git: true,
        };
        let (workspace, problems) = Workspace::load_with(Arc::new(snapshot), known);
        let zone = workspace.configuration().calendar.zone();
        let today = match origin {
            Origin::Commit(id) => self.today_or(zone, repository.seconds(*id)?)?,
            _ => self.today(zone)?,
        };
        Ok(Opened {
            location,
            workspace,
            problems,
            today,
        })
    }

    /// The day that counts as today: the option, else `SOURCE_DATE_EPOCH`, else the clock's in the workspace's zone.
    pub(super) fn today(&self, zone: &Zone) -> Result<Date, Failure> {
        self.today_or(zone, self.environment.now)
    }

    /// The day that counts as today: the option, else `SOURCE_DATE_EPOCH`, else that of `seconds` since 1970.
    fn today_or(&self, zone: &Zone, seconds: i64) -> Result<Date, Failure> {
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
        Ok(Date::from_timestamp(seconds, zone))
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

    /// The part of a state that an argument names, checked to be there. It need not lie on disk.
    pub(super) fn repo_path(&self, opened: &Opened, argument: &Path) -> Result<String, Failure> {
        let missing = || Failure::new(format!("{} is not there", argument.display()));
        let folder = self.folder.canonicalize().map_err(|_| missing())?;
        let path = folder.join(argument);
        // A path on disk may lead through links; one that is only in a commit is taken as it is written.
        let path = path.canonicalize().unwrap_or_else(|_| cleaned(&path));
        let below = path
            .strip_prefix(&opened.location.root)
            .map_err(|_| Failure::new(format!("{} lies outside the workspace", argument.display())))?;
        let parts: Vec<String> = below
            .components()
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        let below = parts.join("/");
        let snapshot = opened.workspace.snapshot();
        let on_disk = matches!(snapshot.origin(), Origin::WorkTree) && path.exists();
        let refused = || snapshot.refused().iter().any(|refused| refused.path.as_str() == below);
        if on_disk || snapshot.find(&below).is_some() || snapshot.has_folder(&below) || refused() {
            Ok(below)
        } else {
            Err(missing().with_hint(beside(&path)))
        }
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

/// A path without `.` and `..`.
fn cleaned(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                cleaned.pop();
            }
            part => cleaned.push(part),
        }
    }
    cleaned
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
