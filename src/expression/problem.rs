//! What is wrong with an expression, by its place in the text, and where that is in the file.

use super::INVALID_EXPRESSION;
use crate::diagnostic::Diagnostic;
use crate::text::{FieldPath, Span, TextRange, clip};

/// Something wrong, at a range of the expression's own text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Problem {
    range: TextRange,
    message: String,
    help: Option<String>,
}

impl Problem {
    pub(super) fn new(range: TextRange, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
            help: None,
        }
    }

    pub(super) fn with_help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }

    /// Turns it into a finding. `text` is the expression, `at` the TOML string or the text itself.
    pub(super) fn finding(self, text: &str, at: &Span) -> Diagnostic {
        INVALID_EXPRESSION
            .at(place(text, at, self.range), self.message)
            .with_help(self.help)
            .about(FieldPath::default(), &clip(self.range.of(text)))
    }
}

/// The place in the file of a range of a text that stands at `at`.
///
/// A TOML string of one line without escapes is its text with a quote on either side. Of any other form (escapes,
/// several lines) the text's offsets say nothing about the file, so the place is the whole string.
pub(super) fn place(text: &str, at: &Span, range: TextRange) -> Span {
    let (start, length) = (at.range.start as usize, at.range.bytes().len());
    let shift = match length.checked_sub(text.len()) {
        Some(0) => start,
        Some(2) => start + 1,
        _ => return at.clone(),
    };
    Span {
        path: at.path.clone(),
        range: range.shifted(shift),
    }
}
