//! Files that cannot be read as what they are.

rules! {
    conflict_markers: crate::parse::CONFLICT_MARKERS,
    duplicate_key: crate::parse::DUPLICATE_KEY,
    invalid_csv: crate::parse::INVALID_CSV,
    invalid_toml: crate::parse::INVALID_TOML,
    merge_conflict: crate::source::MERGE_CONFLICT,
    missing_front_matter: crate::workspace::MISSING_FRONT_MATTER,
    not_utf8: crate::source::NOT_UTF8,
    too_large: crate::parse::TOO_LARGE,
    unreadable_file: crate::source::UNREADABLE_FILE,
    wrong_fence: crate::parse::WRONG_FENCE,
}
