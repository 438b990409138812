//! Formatting.

rules! {
    crowded_folder,
    front_matter_comment,
}
