//! Findings with the levels of the configuration, sorted, accepted ones taken out, cut at a cap.

use super::Context;
use crate::diagnostic::{Diagnostic, Fingerprint, Fingerprints, Level, sort};
use crate::schema::{Allow, Configuration};
use crate::text::RepoPath;
use std::collections::{BTreeMap, BTreeSet};

/// The most findings that are reported of one file.
pub const MOST_OF_A_FILE: usize = 100;
/// The most findings that are reported of one run.
pub const MOST_OF_A_RUN: usize = 5_000;

/// What a run found.
#[derive(Debug, Default)]
pub struct Report {
    /// The findings, sorted by file and place.
    pub findings: Vec<Diagnostic>,
    /// How many more there are, past the caps.
    pub left_out: usize,
    /// How many were accepted by `[[allow]]`.
    pub allowed: usize,
    /// The files in which reading or a rule about single files found something, whatever became of that.
    pub files: BTreeSet<RepoPath>,
}

impl Report {
    /// Applies levels and accepted cases, and sorts.
    pub(super) fn new(found: Vec<Diagnostic>, files: BTreeSet<RepoPath>, context: &Context<'_>) -> Self {
        let configuration = context.workspace.configuration();
        let mut report = Self {
            files,
            ..Self::default()
        };
        let mut found: Vec<Diagnostic> = found
            .into_iter()
            .filter_map(|one| levelled(one, configuration))
            .collect();
        found.retain(|finding| {
            let allowed = configuration
                .allows
                .iter()
                .any(|allow| accepts(allow, finding, context));
            report.allowed += usize::from(allowed);
            !allowed
        });
        sort(&mut found);
        report.findings = found;
        report
    }

    /// Returns the fingerprints of the findings.
    pub(super) fn fingerprints(&self) -> BTreeSet<Fingerprint> {
        let mut fingerprints = Fingerprints::default();
        self.findings.iter().map(|finding| fingerprints.of(finding)).collect()
    }

    /// Leaves out what has one of these fingerprints.
    pub(super) fn without(mut self, known: &BTreeSet<Fingerprint>) -> Self {
        let mut fingerprints = Fingerprints::default();
        self.findings
            .retain(|finding| !known.contains(&fingerprints.of(finding)));
        self
    }

    /// Leaves out what is past the caps.
    pub(super) fn capped(mut self) -> Self {
        let before = self.findings.len();
        let mut of_file: BTreeMap<RepoPath, usize> = BTreeMap::new();
        let mut kept = vec![false; before];
        let mut room = MOST_OF_A_RUN;
        // The worst first, so that no warning takes the place of an error.
        for level in [Level::Error, Level::Warning, Level::Info] {
            for (finding, kept) in self.findings.iter().zip(&mut kept) {
                if finding.level != level || room == 0 {
                    continue;
                }
                let count = of_file.entry(finding.span.path.clone()).or_insert(0);
                *count += 1;
                *kept = *count <= MOST_OF_A_FILE;
                room -= usize::from(*kept);
            }
        }
        let mut kept = kept.into_iter();
        self.findings.retain(|_| kept.next().unwrap_or(false));
        self.left_out = before - self.findings.len();
        self
    }

    /// Counts the findings of a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// Returns the worst level found.
    pub fn worst(&self) -> Option<Level> {
        self.findings.iter().map(|finding| finding.level).max()
    }
}

/// The finding at its configured level; `None` where that is off. A rule's own entry beats its group's.
fn levelled(mut finding: Diagnostic, configuration: &Configuration) -> Option<Diagnostic> {
    let of = |name: &str| configuration.lints.iter().rev().find(|lint| lint.name == name);
    let lint = of(finding.rule.name).or_else(|| of(finding.rule.group.word()));
    if let Some(lint) = lint {
        finding.level = lint.level?;
    }
    Some(finding)
}

/// Says whether an `[[allow]]` accepts a finding. One that is past its day accepts nothing more.
fn accepts(allow: &Allow, finding: &Diagnostic, context: &Context<'_>) -> bool {
    let in_time = allow.until.as_ref().is_none_or(|(until, _)| context.today <= *until);
    let below = context.workspace.below(&finding.span.path);
    let here = allow.path.as_ref().is_none_or(|path| {
        let path = path.trim_end_matches('/');
        below == path || below.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
    });
    let record = allow.record.as_ref().is_none_or(|record| {
        finding
            .subject
            .record
            .as_ref()
            .is_some_and(|identity| identity.to_string() == *record)
    });
    // An entry that names neither file nor record would switch the rule off, which `[lints]` is for.
    let narrow = allow.path.is_some() || allow.record.is_some();
    allow.rule.0 == finding.rule.name && narrow && in_time && here && record
}
