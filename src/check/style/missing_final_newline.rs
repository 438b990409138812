//! A file whose last line has no end.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Fix, Group, Level, Rule};
use crate::text::{Span, TextRange};

/// The next line that somebody adds changes this one too.
pub(super) static RULE: Rule = Rule {
    name: "missing-final-newline",
    group: Group::Style,
    level: Level::Info,
};
pub(super) const NEEDS: Needs = Needs::File;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for (index, document) in workspace.documents().filter(|(index, _)| !workspace.is_known(*index)) {
        let text = workspace.text(index);
        if text.is_empty() || text.ends_with('\n') {
            continue;
        }
        let end = Span::new(&document.path, TextRange::new(text.len(), text.len()));
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        found.push(
            RULE.at(end.clone(), "the last line has no line end")
                .with_help("end it with one, so that adding a line changes only that line".to_owned())
                .with_fix(Fix::safe("add the line end", end, line_end)),
        );
    }
}
