//! An accepted case whose time is over.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, clip};

/// The day in `until` has passed.
pub(super) static RULE: Rule = Rule {
    name: "expired-allow",
    group: Group::Config,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for allow in &context.workspace.configuration().allows {
        let Some((until, span)) = allow.until.as_ref().filter(|(until, _)| *until < context.today) else {
            continue;
        };
        found.push(
            RULE.at(
                span.clone(),
                format!("this accepts `{}` until {until}, which is over", clip(&allow.rule.0)),
            )
            .with_help("delete the `[[allow]]`, or agree on a later day".to_owned())
            .about(FieldPath::field("allow"), &format!("{} {until}", allow.rule.0)),
        );
    }
}
