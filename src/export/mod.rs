//! What other programs read, made of records. Knows neither pages nor files.

mod codeowners;

pub use codeowners::{LARGEST_CODEOWNERS, codeowners};
