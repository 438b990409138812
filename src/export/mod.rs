//! What other programs read, made of records and their history. Knows neither pages nor files.

mod atom;
mod codeowners;

pub use atom::{FEED, Feed, atom};
pub use codeowners::{LARGEST_CODEOWNERS, codeowners};
