//! Requests into byte-exact edits: new records from scaffolds, fixes of findings.

mod fix;
mod new;
mod toml_text;

pub use fix::{FixedFile, fix};
pub use new::{NewError, NewRecord, Request, new};
pub use toml_text::quoted;
