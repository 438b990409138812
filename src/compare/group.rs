//! What a reader cares about, and to which of it a change belongs.

use super::edit::{Edit, Happened};
use crate::schema::Kind;
use crate::text::Segment;
use crate::value::FieldDefinition;

/// What a reader cares about, in the order in which it is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Group {
    /// Dates that somebody counts on.
    Promises,
    /// Work that began, ended, came or was given up, and how it goes.
    Progress,
    /// What comes first.
    Priorities,
    /// How work is done, and its runs.
    Processes,
    /// What customers said, and what became of it.
    Feedback,
    /// Numbers, goals and their targets.
    Metrics,
    /// Who does what.
    People,
    /// What was decided.
    Decisions,
    /// Titles and prose.
    Texts,
    /// Kinds of records and settings.
    Settings,
    /// Everything else.
    Other,
}

impl Group {
    /// All groups, in order.
    pub const ALL: [Self; 11] = [
        Self::Promises,
        Self::Progress,
        Self::Priorities,
        Self::Processes,
        Self::Feedback,
        Self::Metrics,
        Self::People,
        Self::Decisions,
        Self::Texts,
        Self::Settings,
        Self::Other,
    ];

    /// Returns the word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Promises => "promises",
            Self::Progress => "progress",
            Self::Priorities => "priorities",
            Self::Processes => "processes",
            Self::Feedback => "feedback",
            Self::Metrics => "metrics",
            Self::People => "people",
            Self::Decisions => "decisions",
            Self::Texts => "texts",
            Self::Settings => "settings",
            Self::Other => "other",
        }
    }

    /// Returns the heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Promises => "Promises moved",
            Self::Progress => "Work that moved on",
            Self::Priorities => "Priorities changed",
            Self::Processes => "Processes and runs",
            Self::Feedback => "Feedback and customers",
            Self::Metrics => "Metrics and targets",
            Self::People => "People and teams",
            Self::Decisions => "Decisions",
            Self::Texts => "Texts",
            Self::Settings => "Kinds and settings",
            Self::Other => "Other",
        }
    }
}

/// Fields that say when something comes or what it waits for, beside those that their kind marks as promises.
const PROMISES: [&str; 4] = ["promised_to", "depends_on", "start", "release"];
/// Fields from which priorities are made.
const PRIORITIES: [&str; 14] = [
    "horizon",
    "reach",
    "impact",
    "confidence",
    "ease",
    "value",
    "time_criticality",
    "risk_reduction",
    "job_size",
    "importance",
    "satisfaction",
    "moscow",
    "score_ranges",
    "effort",
];
/// Fields that say who does or answers for something.
const PEOPLE: [&str; 4] = ["owner", "team", "members", "contributors"];
/// Fields that say how something goes.
const PROGRESS: [&str; 6] = ["health", "health_note", "progress", "started", "done", "dropped_reason"];

/// The group of what is told of a record of a kind, whatever changed.
fn home(kind: &Kind) -> Group {
    match (&*kind.area, &*kind.name) {
        (_, "decision") => Group::Decisions,
        ("Roadmap", _) => Group::Progress,
        ("Way of working", _) => Group::Processes,
        ("Customers", _) => Group::Feedback,
        ("Direction", _) => Group::Metrics,
        ("People and tools", _) => Group::People,
        _ => Group::Other,
    }
}

/// The group of a record that came, went or got another name.
pub(super) fn group_of_record(kind: Option<&Kind>, edit: &Edit) -> Group {
    match edit.happened {
        Happened::Broken | Happened::Mended => Group::Other,
        _ => kind.map_or(Group::Other, home),
    }
}

/// The group of a field's change.
pub(super) fn group_of_field(kind: &Kind, path: &[Segment], along: &[&FieldDefinition]) -> Group {
    let Some(Segment::Key(top)) = path.first() else {
        return Group::Other;
    };
    let top = &**top;
    let is_roadmap = &*kind.area == "Roadmap";
    if along.iter().any(|field| field.promise) || (is_roadmap && PROMISES.contains(&top)) {
        return Group::Promises;
    }
    match top {
        _ if is_roadmap && PRIORITIES.contains(&top) => Group::Priorities,
        "status" => match home(kind) {
            // An objective that closes is work that moved on, whatever it is about.
            Group::Metrics if kind.lifecycle.as_ref().is_some_and(|lifecycle| lifecycle.flow) => Group::Progress,
            home => home,
        },
        "title" => Group::Texts,
        "tags" | "links" | "aliases" | "visibility" | "created" | "reviewed" | "review_every" | "extra" => Group::Other,
        _ if PEOPLE.contains(&top) => Group::People,
        _ if PROGRESS.contains(&top) && !matches!(home(kind), Group::Processes | Group::Feedback) => Group::Progress,
        _ => match home(kind) {
            // What an initiative is linked to, rather than how far it is.
            Group::Progress => Group::Other,
            home => home,
        },
    }
}
