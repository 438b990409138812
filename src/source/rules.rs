//! The rules that a file can break before anybody parses it; their explanations stand in `check/syntax`.

use crate::diagnostic::{Group, Level, Rule};

/// A file that is not UTF-8.
pub static NOT_UTF8: Rule = Rule {
    name: "not-utf8",
    group: Group::Syntax,
    level: Level::Error,
};
/// A link, pipe, socket or device where a file is expected, or a file that cannot be opened.
pub static UNREADABLE_FILE: Rule = Rule {
    name: "unreadable-file",
    group: Group::Syntax,
    level: Level::Error,
};
/// A file that git could not merge: the two sides changed it differently.
pub static MERGE_CONFLICT: Rule = Rule {
    name: "merge-conflict",
    group: Group::Syntax,
    level: Level::Error,
};
