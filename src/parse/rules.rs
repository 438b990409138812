//! The rules that reading breaks; their explanations stand in `check/syntax`.

use crate::diagnostic::{Group, Level, Rule};

/// TOML that does not parse.
pub static INVALID_TOML: Rule = Rule {
    name: "invalid-toml",
    group: Group::Syntax,
    level: Level::Error,
};
/// A key that is written twice.
pub static DUPLICATE_KEY: Rule = Rule {
    name: "duplicate-key",
    group: Group::Syntax,
    level: Level::Error,
};
/// Front matter in another format, or never closed.
pub static WRONG_FENCE: Rule = Rule {
    name: "wrong-fence",
    group: Group::Syntax,
    level: Level::Error,
};
/// A merge conflict that nobody resolved.
pub static CONFLICT_MARKERS: Rule = Rule {
    name: "conflict-markers",
    group: Group::Syntax,
    level: Level::Error,
};
/// A CSV file whose rows do not fit its header.
pub static INVALID_CSV: Rule = Rule {
    name: "invalid-csv",
    group: Group::Syntax,
    level: Level::Error,
};
/// A file, or a part of it, that passes a limit.
pub static TOO_LARGE: Rule = Rule {
    name: "too-large",
    group: Group::Syntax,
    level: Level::Error,
};
