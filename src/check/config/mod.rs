//! `opsbook.toml` and the kind definitions.

rules! {
    invalid_definition: crate::schema::INVALID_DEFINITION,
    invalid_setting: crate::schema::INVALID_SETTING,
}
