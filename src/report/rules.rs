//! The rules: what each finds, why it matters, how to mend it, with its examples.

use super::problems::level_badge;
use super::{Badge, Shell, Source, capital};
use crate::diagnostic::Level;
use serde::Serialize;

/// The explanation of a rule, as data: pages do not know the rules themselves.
#[derive(Clone, Copy, Debug)]
pub struct Explained {
    /// The rule's name.
    pub name: &'static str,
    /// The word of its group.
    pub group: &'static str,
    /// Its level, unless the workspace has another.
    pub level: Level,
    /// What it finds, in paragraphs with code between backticks.
    pub what: &'static str,
    /// Why it matters, in paragraphs with code between backticks.
    pub why: &'static str,
    /// How to mend it, in paragraphs with code between backticks.
    pub fix: &'static str,
    /// Files that break it.
    pub bad: &'static str,
    /// The same files, mended.
    pub good: &'static str,
}

/// The model of `rules.html`.
#[derive(Debug, Serialize)]
pub struct RulesPage {
    /// What is around it.
    pub shell: Shell,
    /// The rules by group.
    pub groups: Vec<RuleGroup>,
}

/// The rules of a group.
#[derive(Debug, Serialize)]
pub struct RuleGroup {
    /// Its name, with a capital.
    pub name: String,
    /// The anchor on the page.
    pub anchor: String,
    /// Its rules.
    pub rules: Vec<RuleText>,
}

/// A rule.
#[derive(Debug, Serialize)]
pub struct RuleText {
    /// Its name.
    pub name: String,
    /// The anchor on the page.
    pub anchor: String,
    /// How bad it is.
    pub badge: Badge,
    /// What it finds, by paragraph.
    pub what: Vec<String>,
    /// Why it matters, by paragraph.
    pub why: Vec<String>,
    /// How to mend it, by paragraph.
    pub fix: Vec<String>,
    /// Files that break it.
    pub bad: String,
    /// The same files, mended.
    pub good: String,
}

impl RulesPage {
    /// Makes the page.
    pub fn new(source: &Source<'_>) -> Self {
        let mut groups: Vec<RuleGroup> = Vec::new();
        for rule in &source.rules {
            let anchor = format!("o-group-{}", rule.group);
            if groups.last().is_none_or(|group| group.anchor != anchor) {
                groups.push(RuleGroup {
                    name: capital(rule.group),
                    anchor,
                    rules: Vec::new(),
                });
            }
            if let Some(group) = groups.last_mut() {
                group.rules.push(text(rule));
            }
        }
        Self {
            shell: Shell::top(source, "Rules", "rules.html"),
            groups,
        }
    }
}

fn text(rule: &Explained) -> RuleText {
    RuleText {
        name: rule.name.to_owned(),
        anchor: format!("o-rule-{}", rule.name),
        badge: level_badge(rule.level),
        what: paragraphs(rule.what),
        why: paragraphs(rule.why),
        fix: paragraphs(rule.fix),
        bad: rule.bad.to_owned(),
        good: rule.good.to_owned(),
    }
}

/// The paragraphs of a text, each on one line; code stands between backticks.
fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(|part| part.trim().replace('\n', " ")).collect()
}
