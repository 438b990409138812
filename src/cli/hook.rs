//! `opsbook hook`: a git hook that checks what is staged.

use super::session::Session;
use super::{Failure, Outcome, Status};
use crate::disk;
use crate::source::{Location, Repository, SourceError};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

/// Check every commit: install a git hook, or print it
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook hook install
  opsbook hook print

The hook judges what is staged, whatever lies on disk, and changes nothing. pre-commit, prek and lefthook run the same
command: docs/hooks.md.")]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Install(Install),
    Print(Print),
}

/// Write the hook where git looks for it; a hook of somebody else stays
#[derive(Debug, Args)]
struct Install {
    /// Replace a hook that is there
    #[arg(long)]
    force: bool,
}

/// Print the hook
#[derive(Debug, Args)]
struct Print {}

/// Git runs the first for a commit, the second for a merge, which has none.
const HOOKS: [&str; 2] = ["pre-commit", "pre-merge-commit"];
/// What a hook of ours says in its second line.
const MARK: &str = "# Written by `opsbook hook install`";

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    match &arguments.action {
        Action::Install(install) => {
            let folder = session.folder.clone();
            self::install(&folder, install.force, session)?;
        }
        Action::Print(_) => {
            let prefix = match session.repository() {
                Ok(repository) => prefix(&repository, &session.folder).unwrap_or_default(),
                Err(_) => String::new(),
            };
            session.print(&script(&prefix));
        }
    }
    Ok(Status::Well)
}

/// Writes the hooks for the workspace that a folder lies in.
pub(super) fn install(folder: &Path, force: bool, session: &mut Session<'_>) -> Result<(), Failure> {
    let repository = Repository::discover(folder, session.git())?
        .ok_or_else(|| SourceError::NoRepository(folder.display().to_string()))?;
    let prefix = prefix(&repository, folder)?;
    let hooks = repository.hooks_folder()?;
    if !force && !lies_in(&hooks, repository.root()) && !lies_in(&hooks, repository.common_folder()) {
        return Err(Failure::new(format!(
            "`core.hooksPath` leads to {}, where other repositories take their hooks from as well",
            hooks.display()
        ))
        .with_hint(format!(
            "set it for this repository alone: git config core.hooksPath .git/hooks; or put `{}` into {} yourself",
            command(&prefix),
            hooks.join(HOOKS[0]).display()
        )));
    }
    let text = script(&prefix);
    let mut plan = Vec::new();
    // All are looked at before the first is written: half a guard is worse than the message.
    for name in HOOKS {
        let path = hooks.join(name);
        let there = match std::fs::read(&path) {
            Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::new(format!("cannot read {}: {error}", path.display()))),
        };
        if let Some(there) = &there
            && !force
            && !is_ours(there, &prefix)
        {
            return Err(foreign(&path, there, &prefix));
        }
        let is_current = there.as_ref() == Some(&text) && is_executable(&path);
        plan.push((path, is_current));
    }
    for (path, is_current) in plan {
        if is_current {
            session.note(&format!("{} is there already", path.display()));
            continue;
        }
        disk::replace_program(&path, text.as_bytes())?;
        session.print(&format!("{}\n", path.display()));
    }
    if lies_in(&hooks, repository.root()) && !lies_in(&hooks, repository.common_folder()) {
        session.note("they lie in the work tree: commit them, and everybody has them");
    }
    Ok(())
}

/// The workspace's folder below the top of the work tree, in which git starts its hooks.
fn prefix(repository: &Repository, folder: &Path) -> Result<String, Failure> {
    let workspace = Location::find(folder, None)?.folder();
    let below = workspace
        .strip_prefix(repository.root())
        .map_err(|_| SourceError::OtherWorkTree {
            folder: workspace.display().to_string(),
            work_tree: repository.root().display().to_string(),
        })?;
    Ok(below.to_string_lossy().replace('\\', "/").trim_matches('/').to_owned())
}

/// What the hook runs; with the same words it can be put into any other hook.
fn command(prefix: &str) -> String {
    if prefix.is_empty() {
        return "opsbook check --staged".to_owned();
    }
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/-_.".contains(letter);
    if prefix.chars().all(plain) && !prefix.starts_with('-') {
        format!("opsbook -C {prefix} check --staged")
    } else {
        format!("opsbook -C './{}' check --staged", prefix.replace('\'', "'\\''"))
    }
}

fn script(prefix: &str) -> String {
    format!(
        "#!/bin/sh
{MARK}: checks what is staged, whatever lies on disk.
if ! command -v opsbook >/dev/null 2>&1; then
    echo 'opsbook is not in PATH, so what is staged cannot be checked; git commit --no-verify goes on without' >&2
    exit 1
fi
{}
",
        command(prefix)
    )
}

/// Says whether a hook was written by us for the same workspace, in this version or an older one.
fn is_ours(text: &str, prefix: &str) -> bool {
    let is_marked = text.lines().nth(1).is_some_and(|line| line.starts_with(MARK));
    is_marked && text.lines().last() == Some(&command(prefix))
}

/// Says what to do instead of replacing a hook that somebody else wrote.
fn foreign(path: &Path, text: &str, prefix: &str) -> Failure {
    let command = command(prefix);
    let husky = path.parent().filter(|folder| folder.ends_with(".husky/_"));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let way = if let Some(own) = husky.and_then(Path::parent) {
        let file = own.join(name.unwrap_or_default());
        format!("husky runs it: add the line `{command}` to {}", file.display())
    } else if text.contains("lefthook") {
        format!("lefthook wrote it: add `{command}` to lefthook.yml, see docs/hooks.md")
    } else if text.contains("pre-commit.com") || text.contains("prek") {
        "add opsbook-system to .pre-commit-config.yaml, see docs/hooks.md".to_owned()
    } else {
        format!("add the line `{command} || exit 1` to it, or replace it with --force")
    };
    Failure::new(format!("{} is there already, and it is not ours", path.display())).with_hint(way)
}

fn lies_in(path: &Path, folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else {
        return false;
    };
    let there: Option<PathBuf> = path.ancestors().find_map(|path| path.canonicalize().ok());
    there.is_some_and(|path| path.starts_with(folder))
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|data| data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(_path: &Path) -> bool {
    true
}
