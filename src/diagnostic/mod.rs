//! Findings as data: rules, levels, messages with their places, help and fixes, fingerprints.
//!
//! A problem in the user's files is a [`Diagnostic`]; how it reads on a terminal or in a CI log is the business of
//! `output`. Knows neither files nor records.

mod fingerprint;

pub use fingerprint::{Fingerprint, Fingerprints};

use crate::text::{FieldPath, Identity, Span, TextRange, visible};
use std::borrow::Cow;
use std::fmt;

/// How bad a finding is. Ordered: an error is greatest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Good to know.
    Info,
    /// Probably wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Level {
    /// Returns the word that configuration and output use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// Reads the word, or returns `None`.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Info, Self::Warning, Self::Error]
            .into_iter()
            .find(|level| level.word() == word)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// The groups of rules, which can be selected like rules; also the folders under `check`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// `opsbook.toml` and the kind definitions.
    Config,
    /// Files that cannot be read as what they are.
    Syntax,
    /// Keys and values against the kind.
    Schema,
    /// Ids, references and links.
    Reference,
    /// Status moves and history.
    Lifecycle,
    /// Personal data and secrets.
    Privacy,
    /// Processes and runs.
    Process,
    /// Objectives, initiatives, releases.
    Roadmap,
    /// Feedback and themes.
    Feedback,
    /// Surveys and their answers.
    Survey,
    /// Metrics and their series.
    Metric,
    /// Roles, teams, meetings, actions.
    People,
    /// Stale, orphaned, unowned.
    Hygiene,
    /// Formatting.
    Style,
}

impl Group {
    /// All groups, in the order of the documentation.
    pub const ALL: [Self; 14] = [
        Self::Config,
        Self::Syntax,
        Self::Schema,
        Self::Reference,
        Self::Lifecycle,
        Self::Privacy,
        Self::Process,
        Self::Roadmap,
        Self::Feedback,
        Self::Survey,
        Self::Metric,
        Self::People,
        Self::Hygiene,
        Self::Style,
    ];

    /// Returns the word that configuration and output use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Config => "config",
            Self::Syntax => "syntax",
            Self::Schema => "schema",
            Self::Reference => "reference",
            Self::Lifecycle => "lifecycle",
            Self::Privacy => "privacy",
            Self::Process => "process",
            Self::Roadmap => "roadmap",
            Self::Feedback => "feedback",
            Self::Survey => "survey",
            Self::Metric => "metric",
            Self::People => "people",
            Self::Hygiene => "hygiene",
            Self::Style => "style",
        }
    }

    /// Reads the word, or returns `None`.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.word() == word)
    }
}

/// A rule: what may be wrong, under a name that never changes.
#[derive(PartialEq, Eq, Hash, Debug)]
pub struct Rule {
    /// Kebab-case, after what is wrong: "allow dangling-reference" reads well.
    pub name: &'static str,
    /// What it is about.
    pub group: Group,
    /// Its level unless the configuration says otherwise.
    pub level: Level,
}

impl Rule {
    /// Makes a finding of this rule, at its own level.
    pub fn at(&'static self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule: self,
            level: self.level,
            span,
            related: Vec::new(),
            message: shown(message.into()),
            help: None,
            fix: None,
            subject: Subject::default(),
        }
    }

    /// Makes a finding of an error that says `what is wrong: what would be right`.
    pub fn at_error(&'static self, span: Span, error: &impl fmt::Display) -> Diagnostic {
        let text = error.to_string();
        // The value that is quoted in front may hold a colon too; the way out does not.
        match text.rsplit_once(": ") {
            Some((what, help)) => self.at(span, what).with_help(help.to_owned()),
            None => self.at(span, text),
        }
    }
}

/// A message with controls and direction marks by their code, whatever it quotes.
fn shown(text: String) -> String {
    match visible(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(shown) => shown,
    }
}

/// A finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub level: Level,
    /// The smallest place that must change.
    pub span: Span,
    /// Other places that belong to it, each with a word why.
    pub related: Vec<(Span, String)>,
    /// What is wrong; names the thing, no full stop.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
    /// How it can be mended by machine.
    pub fix: Option<Fix>,
    /// What it is about, independent of its place.
    pub subject: Subject,
}

impl Diagnostic {
    /// Adds what would be right.
    pub fn with_help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into().map(shown);
        self
    }

    /// Adds another place.
    pub fn with_related(mut self, span: Span, why: impl Into<String>) -> Self {
        self.related.push((span, shown(why.into())));
        self
    }

    /// Adds how it can be mended by machine.
    pub fn with_fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// Says which value it is about.
    pub fn about(mut self, field: FieldPath, value: &str) -> Self {
        self.subject.field = field;
        self.subject.value = Box::from(value);
        self
    }

    /// Says which record it is about.
    pub fn of(mut self, record: Identity) -> Self {
        self.subject.record = Some(record);
        self
    }

    /// Sets the level.
    pub fn at_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}

/// What a finding is about, whatever line it stands on: with the rule, its fingerprint.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Subject {
    /// The record, where one is known; otherwise the path takes its place.
    pub record: Option<Identity>,
    /// The field in it.
    pub field: FieldPath,
    /// The value as written, or the name of a kind's own rule.
    pub value: Box<str>,
}

/// Edits that mend a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, as an order: "write `faster-search`".
    pub title: String,
    /// True when the meaning stays as it was.
    pub safe: bool,
    /// The edits, in one or more files.
    pub edits: Vec<Edit>,
}

/// One replaced range.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

impl Fix {
    /// Makes a fix of one edit that keeps the meaning.
    pub fn safe(title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            safe: true,
            edits: vec![Edit {
                span,
                text: text.into(),
            }],
        }
    }
}

/// Sorts findings by file, place, rule and text, and drops exact repeats.
pub fn sort(findings: &mut Vec<Diagnostic>) {
    let key = |one: &Diagnostic| -> (crate::text::RepoPath, TextRange) { (one.span.path.clone(), one.span.range) };
    findings.sort_by(|a, b| {
        (&a.span.path, a.span.range, a.rule.name, &a.message).cmp(&(
            &b.span.path,
            b.span.range,
            b.rule.name,
            &b.message,
        ))
    });
    findings.dedup_by(|b, a| a.rule == b.rule && a.message == b.message && key(a) == key(b));
}
