//! Words for places and names: repository paths, byte ranges, spans, ids, identities, field paths, suggestions, escapes,
//! words that compare without case, numbers for people.
//!
//! Everything here is checked once where it enters; afterwards the type is the proof. Knows no file and no record.

mod escape;
mod field_path;
mod id;
mod look_alike;
mod number;
mod path;
mod span;
mod suggestion;
mod word;

pub use escape::{defused, escape, script_part, script_text};
pub use field_path::{FieldPath, Segment};
pub use id::{Id, IdProblem, Identity, MAXIMUM_ID_LENGTH, slug};
pub use look_alike::{LookAlike, look_alike};
pub use number::decimal;
pub use path::RepoPath;
pub use span::{LineIndex, Place, Span, TextRange};
pub use suggestion::{clip, is_hidden, listed, nearest, visible};
pub use word::{Word, words};
