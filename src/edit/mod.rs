//! Requests into byte-exact edits: new records, from scaffolds.

mod new;
mod toml_text;

pub use new::{NewError, NewRecord, Request, new};
pub use toml_text::quoted;
