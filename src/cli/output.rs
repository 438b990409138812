//! Writing to the two streams, where a closed pipe or a full disk is a failure and no panic.

use super::failure::Failure;
use crate::text::visible;
use std::io::Write as _;
use std::process::ExitCode;

/// Writes to standard output.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::of_output(&error))
}

/// Writes a line to standard error; where nobody reads it there is nothing to be done.
pub(super) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Says why the command could not run.
pub(super) fn failure(failure: &Failure) -> ExitCode {
    if !failure.silent {
        note(&format!(
            "error: {}",
            failure.message.lines().map(visible).collect::<Vec<_>>().join("\n")
        ));
        if let Some(hint) = &failure.hint {
            note(&format!("  = help: {}", visible(hint)));
        }
    }
    ExitCode::from(2)
}

/// Prints help or version, or says what is wrong with the arguments.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render();
    if error.use_stderr() {
        let _ = write!(std::io::stderr().lock(), "{text}");
        return ExitCode::from(2);
    }
    match print(&text.to_string()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure(&error),
    }
}
