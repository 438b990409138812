//! A level or an accepted case for a rule that is not there.

use crate::check::{self, Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{FieldPath, Span, clip, nearest};

/// No rule has this name.
pub(super) static RULE: Rule = Rule {
    name: "unknown-rule",
    group: Group::Config,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let configuration = context.workspace.configuration();
    for lint in &configuration.lints {
        if check::find(&lint.name).is_none() && Group::from_word(&lint.name).is_none() {
            let groups = Group::ALL.iter().map(|group| group.word());
            found.push(
                breach(&lint.name, &lint.span, "no rule or group", groups).about(FieldPath::field("lints"), &lint.name),
            );
        }
    }
    for (name, span) in configuration.allows.iter().map(|allow| &allow.rule) {
        if check::find(name).is_none() {
            let finding = breach(name, span, "no rule", std::iter::empty());
            let finding = match Group::from_word(name) {
                Some(_) => finding.with_help("this is a group; an `[[allow]]` accepts one case of one rule".to_owned()),
                None => finding,
            };
            found.push(finding.about(FieldPath::field("allow"), name));
        }
    }
}

fn breach(name: &str, span: &Span, what: &str, groups: impl Iterator<Item = &'static str>) -> Diagnostic {
    let near = nearest(name, check::all().map(|check| check.rule.name).chain(groups));
    RULE.at(span.clone(), format!("{what} is named `{}`", clip(name)))
        .with_help(near.map_or_else(
            || "`opsbook explain --all` lists the rules".to_owned(),
            |near| format!("did you mean `{near}`?"),
        ))
}
