//! The rules that binding records breaks; their explanations stand in `check/schema` and `check/reference`.

use crate::diagnostic::{Group, Level, Rule};

/// Markdown in a kind's folder without front matter.
pub static MISSING_FRONT_MATTER: Rule = Rule {
    name: "missing-front-matter",
    group: Group::Syntax,
    level: Level::Error,
};
/// An id outside the alphabet, or too long.
pub static INVALID_ID: Rule = Rule {
    name: "invalid-id",
    group: Group::Schema,
    level: Level::Error,
};
/// An id with a character that looks like another one, or that cannot be seen.
pub static LOOK_ALIKE_ID: Rule = Rule {
    name: "look-alike-id",
    group: Group::Schema,
    level: Level::Error,
};
/// An id that a file system or server keeps for itself.
pub static RESERVED_ID: Rule = Rule {
    name: "reserved-id",
    group: Group::Schema,
    level: Level::Error,
};
/// Two records of one kind with one id.
pub static DUPLICATE_ID: Rule = Rule {
    name: "duplicate-id",
    group: Group::Reference,
    level: Level::Error,
};
/// A former id that two records claim, or that is in use.
pub static ALIAS_CLASH: Rule = Rule {
    name: "alias-clash",
    group: Group::Reference,
    level: Level::Error,
};
