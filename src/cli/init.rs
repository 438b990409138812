//! `opsbook init`: a workspace to begin with.

use super::session::{Session, relative};
use super::{Failure, Outcome, Status, hook};
use crate::disk::{self, DiskError};
use crate::edit::quoted;
use crate::source::{Repository, SourceError};
use clap::{Args, ValueEnum};
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};

/// What a new workspace begins with.
static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/workspace");
/// What a CI system is told.
static GITHUB: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/ci/github");
static GITLAB: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/ci/gitlab");

/// Make a workspace that passes `check` and builds
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook init                 in this folder
  opsbook init ops             in a new folder
  opsbook init --hooks         with a git hook that checks every commit
  opsbook init --ci github     with checks of pull requests and a site

Files that are there already stay as they are, unless --force is given. In a workspace, --hooks and --ci add what they
say and nothing else. What a CI system reads goes to the top of the repository.")]
pub(super) struct Arguments {
    /// The folder; by default this one
    // Not `directory`, which is the global option.
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long)]
    force: bool,
    /// Install a git hook that checks every commit
    #[arg(long)]
    hooks: bool,
    /// Write what this CI system needs to check pull requests and build the site
    #[arg(long, value_name = "SYSTEM")]
    ci: Option<System>,
}

/// A CI system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum System {
    Github,
    Gitlab,
}

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let folder = match &arguments.folder {
        Some(directory) => session.folder.join(directory),
        None => session.folder.clone(),
    };
    if folder.exists() && !folder.is_dir() {
        return Err(Failure::new(format!("{} is a file", folder.display()))
            .with_hint("name a folder: `opsbook init DIR`".to_owned()));
    }
    let is_workspace = folder.join(crate::source::CONFIGURATION).exists();
    let adds = arguments.hooks || arguments.ci.is_some();
    if is_workspace && !arguments.force && !adds {
        return Err(Failure::new(format!("{} is a workspace already", folder.display()))
            .with_hint("`opsbook new` adds records; `--force` replaces the files of the beginning".to_owned()));
    }
    let repository = repository(&folder, session)?;
    if arguments.hooks && repository.is_none() {
        return Err(SourceError::NoRepository(folder.display().to_string()).into());
    }
    let mut plan = Vec::new();
    let begins = !is_workspace || (arguments.force && !adds);
    if begins {
        beginning(&folder, session, &mut plan)?;
    }
    if let Some(system) = arguments.ci {
        plan.extend(continuous(system, &folder, repository.as_ref()));
    }
    let mut kept = Vec::new();
    for (target, text) in plan {
        let shown = relative(&folder, &target);
        let written = if arguments.force {
            disk::replace(&target, text.as_bytes())
        } else {
            disk::create_new(&target, text.as_bytes())
        };
        match written {
            Ok(()) => session.print(&format!("{shown}\n")),
            Err(DiskError::Exists(_)) => kept.push(shown),
            Err(error) => return Err(error.into()),
        }
    }
    if arguments.hooks {
        hook::install(&folder, arguments.force, session)?;
    }
    session.finish()?;
    for path in kept {
        session.note(&format!("kept {path}, which was there"));
        if path.ends_with(".gitlab-ci.yml") {
            session.note("add to it: include: [{ local: .gitlab/opsbook.yml }]");
        }
    }
    if begins {
        session.note("next: opsbook check, opsbook build, opsbook new feedback \"What somebody said\"");
    }
    Ok(Status::Well)
}

/// The repository that the folder lies in, or will.
fn repository(folder: &Path, session: &Session<'_>) -> Result<Option<Repository>, Failure> {
    match folder.ancestors().find(|folder| folder.is_dir()) {
        Some(there) => Ok(Repository::discover(there, session.git())?),
        None => Ok(None),
    }
}

/// The files of the beginning, where they go.
fn beginning(folder: &Path, session: &Session<'_>, plan: &mut Vec<(PathBuf, String)>) -> Result<(), Failure> {
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| !name.is_empty());
    let name = name.or_else(|| {
        session
            .folder
            .canonicalize()
            .ok()?
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
    });
    let today = session.today(&crate::time::Zone::utc())?;
    let mut files = Vec::new();
    collect(&FILES, &mut files);
    for (path, text) in files {
        let text = text
            .replace("\"{{ name }}\"", &quoted(name.as_deref().unwrap_or("Workspace")))
            .replace("{{ today }}", &today.to_string());
        plan.push((folder.join(hidden(&path)), text));
    }
    Ok(())
}

/// What a CI system reads, at the top of the repository.
fn continuous(system: System, folder: &Path, repository: Option<&Repository>) -> Vec<(PathBuf, String)> {
    let top = repository.map_or(folder, Repository::root);
    let absolute = |path: &Path| {
        let there = path.ancestors().find(|path| path.is_dir()).unwrap_or(path);
        let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
        there.canonicalize().unwrap_or_else(|_| there.to_owned()).join(rest)
    };
    let below = relative(&absolute(top), &absolute(folder));
    let mut files = Vec::new();
    collect(
        match system {
            System::Github => &GITHUB,
            System::Gitlab => &GITLAB,
        },
        &mut files,
    );
    let fill = |text: &str| {
        // Inside a quoted word of YAML.
        text.replace("@DIRECTORY@", &below.replace('\\', "\\\\").replace('"', "\\\""))
            .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
    };
    files
        .into_iter()
        .map(|(path, text)| (top.join(hidden(&path)), fill(text)))
        .collect()
}

/// The name of a file that is embedded under another one: git would read dotfiles of ours as its own.
fn hidden(path: &str) -> String {
    path.replace("dot.", ".")
}

/// All files of an embedded folder with their paths, in order.
fn collect(folder: &'static Dir<'static>, files: &mut Vec<(String, &'static str)>) {
    for file in folder.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            files.push((path.to_owned(), text));
        }
    }
    for inner in folder.dirs() {
        collect(inner, files);
    }
    files.sort();
}
