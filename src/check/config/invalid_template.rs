//! Templates of the workspace that cannot be read.

use crate::check::{Context, Needs};
use crate::diagnostic::Diagnostic;
pub(super) use crate::template::INVALID_TEMPLATE as RULE;

pub(super) const NEEDS: Needs = Needs::Workspace;

/// What is wrong only with what a page holds is found when the page is made.
pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(crate::template::problems(context.workspace));
}
