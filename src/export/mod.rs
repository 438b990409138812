//! Records, events and figures in the forms that other programs read.

mod atom;

pub use atom::{Feed, atom};
