//! Why a command could not run, and what to do about it.

use crate::disk::DiskError;
use crate::source::SourceError;
use std::fmt;

/// A command could not run: exit code 2.
#[derive(Debug)]
pub(super) struct Failure {
    /// What happened.
    pub(super) message: String,
    /// The way out.
    pub(super) hint: Option<String>,
    /// The reader of our output went away; there is nobody to tell.
    pub(super) silent: bool,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            silent: false,
        }
    }

    pub(super) fn with_hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// A failed write to standard output.
    pub(super) fn of_output(error: &std::io::Error) -> Self {
        let silent = error.kind() == std::io::ErrorKind::BrokenPipe;
        Self {
            message: format!("cannot write the output: {error}"),
            hint: None,
            silent,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        let hint = error.hint();
        Self::new(error.to_string()).with_hint(hint)
    }
}

impl From<DiskError> for Failure {
    fn from(error: DiskError) -> Self {
        let hint = error.hint();
        Self::new(error.to_string()).with_hint(hint)
    }
}
