//! The rules: what may be wrong with a workspace, each with its explanation.
//!
//! One file per rule, in the folder of its group, with the text that `opsbook explain` prints beside it. A rule that
//! reading finds is declared where it is found and listed here with nothing to run. A check reads no file and no
//! clock, and changes nothing.

mod explanation;
mod part;
mod report;

/// Lists the rules of a group: `name` has a module of its own, `name: RULE` is found while reading.
macro_rules! rules {
    ($($name:ident $(: $found:path)?),* $(,)?) => {
        $(rules!(@module $name $($found)?);)*

        /// The rules of this group.
        pub(super) static RULES: &[crate::check::Check] = &[$(rules!(@row $name $($found)?)),*];
    };
    (@module $name:ident) => { mod $name; };
    (@module $name:ident $found:path) => {};
    (@row $name:ident) => {
        crate::check::Check {
            rule: &$name::RULE,
            text: include_str!(concat!(stringify!($name), ".md")),
            needs: $name::NEEDS,
            run: Some($name::run),
        }
    };
    (@row $name:ident $found:path) => {
        crate::check::Check {
            rule: &$found,
            text: include_str!(concat!(stringify!($name), ".md")),
            needs: crate::check::Needs::Workspace,
            run: None,
        }
    };
}
mod config;
mod hygiene;
mod lifecycle;
mod metric;
mod people;
mod privacy;
mod reference;
mod schema;
mod style;
mod survey;
mod syntax;

pub use explanation::Explanation;
pub use report::{MOST_OF_A_FILE, MOST_OF_A_RUN, Report};

use crate::diagnostic::{Diagnostic, Fingerprint, Rule};
use crate::history::History;
use crate::time::Date;
use crate::workspace::Workspace;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A rule with its explanation, and how it is checked.
#[derive(Debug)]
pub struct Check {
    /// The rule.
    pub rule: &'static Rule,
    /// Its explanation, in Markdown.
    pub text: &'static str,
    /// What it reads.
    pub needs: Needs,
    /// How it is checked; `None` where reading finds it.
    pub run: Option<fn(&Context<'_>, &mut Vec<Diagnostic>)>,
}

/// What a rule reads, so that a run prepares no more than its rules need.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Needs {
    /// One file at a time, with the records in it and the configuration: what an earlier run found good stays good.
    File,
    /// The workspace alone.
    Workspace,
    /// What the workspace changes: against its base, else along its history.
    Change,
    /// The whole history, as far as there is one.
    History,
}

/// What checks read.
pub struct Context<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The day of the run.
    pub today: Date,
    /// What happened to every record; `None` without a repository, and where only a change is asked about.
    pub history: Option<&'a History>,
    /// What the workspace holds otherwise than the state that it will replace, as what did not land yet; `None` where
    /// nobody named one.
    pub base: Option<&'a History>,
}

impl<'a> Context<'a> {
    /// Makes what checks read of a workspace alone.
    pub fn new(workspace: &'a Workspace, today: Date) -> Self {
        Self {
            workspace,
            today,
            history: None,
            base: None,
        }
    }

    /// Adds what happened to every record.
    pub fn with_history(mut self, history: Option<&'a History>) -> Self {
        self.history = history;
        self
    }

    /// Adds what the workspace changes.
    pub fn with_base(mut self, base: Option<&'a History>) -> Self {
        self.base = base;
        self
    }

    /// Says whether there is what a rule reads.
    fn has(&self, needs: Needs) -> bool {
        match needs {
            Needs::File | Needs::Workspace => true,
            Needs::Change => self.base.is_some() || self.history.is_some(),
            Needs::History => self.history.is_some(),
        }
    }
}

/// The tables of all groups, in the order of the documentation.
static GROUPS: &[&[Check]] = &[
    config::RULES,
    syntax::RULES,
    schema::RULES,
    reference::RULES,
    lifecycle::RULES,
    privacy::RULES,
    survey::RULES,
    metric::RULES,
    people::RULES,
    hygiene::RULES,
    style::RULES,
];

/// Returns all rules, by group and in the order of their tables.
pub fn all() -> impl Iterator<Item = &'static Check> {
    GROUPS.iter().copied().flatten()
}

/// Finds a rule by its name.
pub fn find(name: &str) -> Option<&'static Check> {
    all().find(|check| check.rule.name == name)
}

/// Runs every rule and puts its findings together with what reading found.
///
/// The findings come with levels as configured, accepted ones left out, sorted, and cut at the documented caps.
pub fn run(context: &Context<'_>, found_while_reading: Vec<Diagnostic>) -> Report {
    found(context, found_while_reading).capped()
}

/// Runs every rule and keeps only what is new: findings whose fingerprint is not among those of an older state.
pub fn run_since(context: &Context<'_>, found_while_reading: Vec<Diagnostic>, known: &BTreeSet<Fingerprint>) -> Report {
    found(context, found_while_reading).without(known).capped()
}

/// Returns the fingerprints of everything that is found in a state, under its own schema and configuration.
pub fn fingerprints(context: &Context<'_>, found_while_reading: Vec<Diagnostic>) -> BTreeSet<Fingerprint> {
    found(context, found_while_reading).fingerprints()
}

fn found(context: &Context<'_>, found_while_reading: Vec<Diagnostic>) -> Report {
    let wanted: Vec<_> = all()
        .filter_map(|check| Some((check.needs, check.run.filter(|_| context.has(check.needs))?)))
        .collect();
    let of_rules: Vec<(Needs, Vec<Diagnostic>)> = wanted
        .into_par_iter()
        .map(|(needs, run)| {
            let mut found = Vec::new();
            run(context, &mut found);
            (needs, found)
        })
        .collect();
    let of_files = of_rules.iter().filter(|(needs, _)| *needs == Needs::File);
    let of_files = of_files.flat_map(|(_, found)| found).chain(&found_while_reading);
    let files = of_files.map(|finding| finding.span.path.clone()).collect();
    let mut found = found_while_reading;
    found.extend(of_rules.into_iter().flat_map(|(_, found)| found));
    Report::new(found, files, context)
}
