//! The whole program: transcripts of commands in a workspace, from the arguments to the exit code.
//!
//! A file of `tests/cli/` begins with the files of a folder (`=== path`, then the text), after which stand commands:
//!
//! Files may be a history: `=== landing 2026-10-01 Who: message` begins a commit.
//!
//! - `$ opsbook …` runs the program; `$ NAME=value opsbook …` with a variable.
//! - `$ cat FILE`, `$ ls [FOLDER]`, `$ write FILE TEXT` show and change the folder.
//!
//! Under each stands what it printed, lines of standard error after `! `, then `exit CODE` unless that is 0. The
//! folder itself is written `[FOLDER]`. Nothing of the machine reaches the program: no variables, no home, a fixed day.
//! `UPDATE_EXPECT=1` rewrites the files; read what they say before keeping it.

mod landings;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with the program in it.
struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        Self { home }
    }

    fn folder(&self) -> PathBuf {
        self.home.path().canonicalize().expect("it is there")
    }

    #[expect(clippy::disallowed_methods, reason = "it is the program that is tested")]
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_opsbook"));
        command
            .env_clear()
            .env("HOME", self.folder())
            .env("OPSBOOK_TODAY", "2026-11-20")
            .current_dir(self.folder())
            .stdin(Stdio::null());
        command
    }

    /// Writes the files as the last landing left them.
    fn check_out(&self, landings: &str) {
        for part in landings.split("=== ").filter(|part| part.contains('\n')) {
            let (path, text) = part.split_once('\n').unwrap_or((part, ""));
            if path.starts_with("landing ") {
                continue;
            }
            let text = format!("{}\n", text.trim_end());
            if text.trim() == "(deleted)" {
                opsbook::disk::replace(&self.folder().join(path), b"").expect("a file");
                fs::remove_file(self.folder().join(path)).expect("it was there");
            } else {
                self.write(path, &text);
            }
        }
    }

    fn write(&self, path: &str, text: &str) {
        opsbook::disk::replace(&self.folder().join(path), text.as_bytes()).expect("a file");
    }

    /// Runs one line of a transcript and says what it printed.
    fn run(&self, line: &str) -> String {
        let mut words = words(line);
        let mut command = self.command();
        while let Some((name, value)) = words[0].split_once('=') {
            command.env(name, value);
            words.remove(0);
        }
        let path = words.get(1).map(|path| self.folder().join(path));
        match (words[0].as_str(), path) {
            ("opsbook", _) => {
                command.args(&words[1..]);
                self.tell(&command.output().expect("the program starts"))
            }
            ("cat", Some(path)) => opened(&path),
            ("ls", path) => tree(&path.unwrap_or_else(|| self.folder())),
            ("write", Some(path)) => {
                let text = words[2..].join(" ").replace("\\n", "\n");
                opsbook::disk::replace(&path, text.as_bytes()).expect("a file");
                String::new()
            }
            _ => panic!("no such command in a transcript: {line}"),
        }
    }

    fn tell(&self, output: &Output) -> String {
        let folder = self.folder().display().to_string();
        let text = |bytes: &[u8]| {
            String::from_utf8(bytes.to_vec())
                .expect("UTF-8")
                .replace(&folder, "[FOLDER]")
        };
        let mut out = text(&output.stdout);
        if !out.is_empty() && !out.ends_with('\n') {
            out.push_str("(no line feed)\n");
        }
        for line in text(&output.stderr).lines() {
            let _ = writeln!(out, "{}", format!("! {line}").trim_end());
        }
        match output.status.code() {
            Some(0) => {}
            Some(code) => {
                let _ = writeln!(out, "exit {code}");
            }
            None => out.push_str("killed by a signal\n"),
        }
        out
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the file was written by the program or the test"
)]
fn opened(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| format!("cannot be read: {error}\n"))
}

/// The words of a line; quotes hold a word together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.next_if_eq(&'"').is_some() => words.last_mut().expect("there is one").push('"'),
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("there is one").push(c),
        }
    }
    words
}

/// The files below a folder, one a line, sorted; of a built site only that it is there.
fn tree(folder: &Path) -> String {
    let mut names = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(&at).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.strip_prefix(folder).expect("below it").display().to_string();
            if path.join(".opsbook-site").exists() {
                names.push(format!("{name}/ (a site)"));
            } else if path.is_dir() {
                folders.push(path);
            } else {
                names.push(name);
            }
        }
    }
    names.sort();
    names.iter().map(|name| format!("{name}\n")).collect()
}

/// Runs a transcript and compares.
fn transcript(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(name);
    let expected = opened(&path);
    let begin = expected
        .lines()
        .position(|line| line.starts_with("$ ") || line.starts_with("// "));
    let lines: Vec<&str> = expected.lines().collect();
    let (files, commands) = lines.split_at(begin.unwrap_or(lines.len()));
    let desk = Desk::new();
    let mut actual = String::new();
    let text = files.join("\n");
    let text_is_history = text.contains(landings::LANDING);
    if text_is_history {
        landings::write(&desk.folder(), &text);
        desk.check_out(&text);
    }
    for part in text.trim().split("=== ").filter(|part| !part.is_empty()) {
        let (path, text) = part.split_once('\n').unwrap_or((part, ""));
        if text_is_history {
            let _ = write!(actual, "=== {path}\n{}\n", text.trim_end());
            continue;
        }
        desk.write(path, &format!("{}\n", text.trim_end()));
        let _ = write!(actual, "=== {path}\n{}\n", text.trim_end());
    }
    for line in commands {
        if line.starts_with("// ") {
            let _ = write!(actual, "\n{line}");
        } else if let Some(command) = line.strip_prefix("$ ") {
            let _ = write!(actual, "\n$ {command}\n{}", desk.run(command));
        }
    }
    let actual = actual.trim_start().to_owned();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        opsbook::disk::replace(&path, actual.as_bytes()).expect("the transcript");
    } else if actual != expected {
        panic!(
            "{name} says something else (UPDATE_EXPECT=1 rewrites it):\n{}",
            difference(&expected, &actual)
        );
    }
}

/// The first lines that differ.
fn difference(expected: &str, actual: &str) -> String {
    let pairs = expected.lines().zip(actual.lines());
    let same = pairs.take_while(|(expected, actual)| expected == actual).count();
    let from = |text: &str| {
        text.lines()
            .skip(same)
            .take(12)
            .map(|line| format!("{line}\n"))
            .collect::<String>()
    };
    format!(
        "line {}\n--- expected\n{}--- actual\n{}",
        same + 1,
        from(expected),
        from(actual)
    )
}

macro_rules! transcripts {
    ($($name:ident),* $(,)?) => {
        $(#[test] fn $name() { transcript(concat!(stringify!($name), ".txt")); })*

        #[test]
        fn every_transcript_is_run() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
            let mut files: Vec<String> = fs::read_dir(folder)
                .expect("transcripts")
                .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
                .collect();
            files.sort();
            let mut run = [$(concat!(stringify!($name), ".txt")),*];
            run.sort_unstable();
            assert_eq!(files, run);
        }
    };
}

transcripts! {
    build,
    check,
    colour,
    completions,
    convert,
    demo,
    diff,
    explain,
    export,
    fix,
    follow,
    hook,
    init,
    list,
    log,
    new,
    no_workspace,
    paths,
    show,
    today,
    usage,
}

/// A workspace with more findings than a pipe holds.
fn many_findings(desk: &Desk) {
    desk.write("opsbook.toml", "name = \"Larkspur\"\n");
    for file in 0..100 {
        let mut text = String::from("title = \"A\"\n");
        for key in 0..20 {
            let _ = writeln!(text, "wrong_{key} = 1");
        }
        desk.write(&format!("initiatives/a{file}.toml"), &text);
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let desk = Desk::new();
    many_findings(&desk);
    for arguments in [["check", "--format=json"], ["list", "initiative"], ["explain", "--all"]] {
        let mut child = desk
            .command()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // Nobody reads: the other end is closed at once.
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("panicked"), "{said}");
        assert!(
            matches!(output.status.code(), Some(0..=2)),
            "{arguments:?} {:?}",
            output.status
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_success() {
    let desk = Desk::new();
    many_findings(&desk);
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    let status = desk
        .command()
        .arg("check")
        .stdout(full)
        .stderr(Stdio::null())
        .status()
        .expect("it ends");
    assert_eq!(status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_are_told_whole() {
    use std::os::unix::ffi::OsStrExt as _;
    let desk = Desk::new();
    desk.write("opsbook.toml", "name = \"Larkspur\"\n");
    desk.write("initiatives/a.md", "+++\ntitle = \"A\"\n+++\n");
    let name = std::ffi::OsStr::from_bytes(b"b\xff.md");
    fs::rename(
        desk.folder().join("initiatives/a.md"),
        desk.folder().join("initiatives").join(name),
    )
    .expect("renamed");
    let output = desk
        .command()
        .args(["check", "--format=json"])
        .output()
        .expect("it ends");
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(value["findings"][0]["rule"], "unreadable-file");
    assert_eq!(
        value["findings"][0]["path_bytes"],
        "696e69746961746976 65732f62ff2e6d64".replace(' ', "")
    );
}
