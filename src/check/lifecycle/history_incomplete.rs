//! A history of which a part is missing.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::history::Gaps;
use crate::text::{Span, TextRange};

/// There is more than can be read.
pub(super) static RULE: Rule = Rule {
    name: "history-incomplete",
    group: Group::Lifecycle,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::History;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(history) = context.history else { return };
    let span = Span::new(context.workspace.snapshot().configuration(), TextRange::new(0, 0));
    for (what, help) in missing(history.gaps()) {
        found.push(RULE.at(span.clone(), what).with_help(help.to_owned()));
    }
}

fn missing(gaps: &Gaps) -> Vec<(String, &'static str)> {
    let counted = |count: u32, one: &str, several: &str| format!("{count} {}", if count == 1 { one } else { several });
    // A version that did not parse once is no gap that anybody can fill.
    let mut missing = Vec::new();
    if gaps.shallow {
        missing.push((
            "the clone is shallow: what happened before its first commit is not known".to_owned(),
            "`git fetch --unshallow` brings the rest; in CI check out with full history",
        ));
    }
    if gaps.cut {
        missing.push((
            "a commit cannot be read: what happened before it is not known".to_owned(),
            "`git fsck` says more; a new clone may have it",
        ));
    }
    if gaps.landings > 0 {
        missing.push((
            format!(
                "the folders of {} cannot be read: what it changed counts for the next one",
                counted(gaps.landings, "commit", "commits")
            ),
            "`git fsck` says more; a partial clone can be completed by `git fetch --refetch`",
        ));
    }
    missing
}
