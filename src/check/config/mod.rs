//! `opsbook.toml` and the kind definitions.

rules! {
    expired_allow,
    invalid_definition: crate::schema::INVALID_DEFINITION,
    invalid_setting: crate::schema::INVALID_SETTING,
    invalid_template,
    unknown_rule,
}
