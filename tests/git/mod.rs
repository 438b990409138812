//! A repository for tests.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The program under test.
pub(crate) const OPSBOOK: &str = env!("CARGO_BIN_EXE_opsbook");

/// A repository in a folder of its own, worked on by the real git in a closed environment.
pub(crate) struct Place {
    pub(crate) folder: tempfile::TempDir,
    /// The work tree.
    pub(crate) work: PathBuf,
}

impl Place {
    /// An empty repository.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let work = folder.path().join("work");
        fs::create_dir(&work).unwrap();
        let place = Self { folder, work };
        place.git(&["init", "-q", "-b", "main"]);
        place
    }

    /// Writes a file of the work tree.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.work.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// A command in a closed environment.
    pub(crate) fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_AUTHOR_NAME", "Ada")
            .env("GIT_AUTHOR_EMAIL", "ada@example.invalid")
            .env("GIT_AUTHOR_DATE", "1700000000 +0000")
            .env("GIT_COMMITTER_NAME", "Ada")
            .env("GIT_COMMITTER_EMAIL", "ada@example.invalid")
            .env("GIT_COMMITTER_DATE", "1700000000 +0000")
            .env("GIT_EDITOR", "true")
            .current_dir(folder);
        command
    }

    /// Runs git.
    pub(crate) fn try_git(&self, arguments: &[&str]) -> Output {
        self.command("git", &self.work).args(arguments).output().unwrap()
    }

    /// Runs the program in the work tree; returns its exit code and what it printed, findings first.
    pub(crate) fn opsbook(&self, arguments: &[&str]) -> (i32, String) {
        ended(self.command(OPSBOOK, &self.work).args(arguments))
    }

    /// Commits everything that lies there.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--no-verify", "--allow-empty", "-m", message]);
    }

    /// Runs git, which must succeed; returns what it prints.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "git {arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }
}

/// Runs a program that must end in bounded time and by itself; returns its exit code and what it printed.
pub(crate) fn ended(command: &mut Command) -> (i32, String) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let reader = std::thread::spawn(move || {
        let mut said = String::new();
        out.read_to_string(&mut said).unwrap();
        err.read_to_string(&mut said).unwrap();
        said
    });
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{command:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let said = reader.join().unwrap();
    let code = status
        .code()
        .unwrap_or_else(|| panic!("{command:?} was ended by a signal: {said}"));
    assert!(code <= 2, "{command:?} ended with {code}: {said}");
    (code, said)
}

/// Every path below a folder with time and size, to see that nothing was touched.
pub(crate) fn everything_below(folder: &Path) -> Vec<(PathBuf, std::time::SystemTime, u64)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let data = entry.metadata().unwrap();
            if data.is_dir() {
                folders.push(entry.path());
            }
            found.push((entry.path(), data.modified().unwrap(), data.len()));
        }
    }
    found.sort();
    found
}
