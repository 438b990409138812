//! Example workspaces: the organisation "Larkspur", and made-up ones of any size for measurements.
//!
//! Deterministic to the byte.

mod history;
mod scale;
mod story;

pub use history::history_scale;
pub use scale::scale;
pub use story::{Landing, story, tell};

use include_dir::{Dir, include_dir};

/// The files of the example organisation.
static LARKSPUR: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/examples/larkspur");

/// Returns the files of the example organisation: path and bytes, in the order of paths.
pub fn larkspur() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    collect(&LARKSPUR, &mut files);
    files.sort();
    files
}

fn collect(folder: &Dir<'static>, files: &mut Vec<(String, Vec<u8>)>) {
    for file in folder.files() {
        if let Some(path) = file.path().to_str() {
            files.push((path.to_owned(), file.contents().to_vec()));
        }
    }
    for inner in folder.dirs() {
        collect(inner, files);
    }
}
