//! The rules that definitions, configuration and records can break; their explanations stand in `check/config` and
//! `check/schema`.

use crate::diagnostic::{Group, Level, Rule};

/// A kind definition that contradicts itself or what it extends.
pub static INVALID_DEFINITION: Rule = Rule {
    name: "invalid-definition",
    group: Group::Config,
    level: Level::Error,
};
/// A setting that has no such value.
pub static INVALID_SETTING: Rule = Rule {
    name: "invalid-setting",
    group: Group::Config,
    level: Level::Error,
};
/// A key that nobody reads.
pub static UNKNOWN_KEY: Rule = Rule {
    name: "unknown-key",
    group: Group::Schema,
    level: Level::Error,
};
/// A field that must be there.
pub static MISSING_FIELD: Rule = Rule {
    name: "missing-field",
    group: Group::Schema,
    level: Level::Error,
};
/// A value of another type than its field.
pub static WRONG_TYPE: Rule = Rule {
    name: "wrong-type",
    group: Group::Schema,
    level: Level::Error,
};
/// A cadence in words that are no cadence.
pub static CADENCE_IN_WORDS: Rule = Rule {
    name: "cadence-in-words",
    group: Group::Schema,
    level: Level::Info,
};
/// A word that is none of the field's choices.
pub static UNKNOWN_CHOICE: Rule = Rule {
    name: "unknown-choice",
    group: Group::Schema,
    level: Level::Error,
};
/// A status that the kind's lifecycle does not have.
pub static UNKNOWN_STATUS: Rule = Rule {
    name: "unknown-status",
    group: Group::Schema,
    level: Level::Error,
};
