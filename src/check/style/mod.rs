//! Formatting.

rules! {
    crowded_folder,
    front_matter_comment,
    missing_final_newline,
}
