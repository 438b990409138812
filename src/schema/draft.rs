//! Kind definitions as they are written: names instead of places, a span on whatever can be wrong.

use super::keys::{Keys, Placed};
use super::{Category, Definition, INVALID_DEFINITION, UNKNOWN_CHOICE};
use crate::diagnostic::{Diagnostic, Level};
use crate::parse::{Node, Raw, Table};
use crate::text::{FieldPath, RepoPath, Span, clip, nearest};
use crate::time::Duration;

/// The types a definition may name.
pub(super) const TYPES: [&str; 20] = [
    "text",
    "number",
    "integer",
    "share",
    "boolean",
    "date",
    "moment",
    "period",
    "duration",
    "cadence",
    "url",
    "file",
    "expression",
    "choice",
    "kind",
    "status",
    "reference",
    "entry",
    "list",
    "table",
];
/// The one that does not fit the line above.
pub(super) const MAP: &str = "map";

pub(super) struct KindDraft {
    pub(super) name: Placed<String>,
    pub(super) origin: RepoPath,
    pub(super) built_in: bool,
    pub(super) plural: Option<String>,
    pub(super) folder: Option<Placed<String>>,
    pub(super) summary: Option<String>,
    pub(super) area: Option<String>,
    pub(super) review_every: Option<Duration>,
    pub(super) monthly: Option<bool>,
    pub(super) fields: Vec<FieldDraft>,
    pub(super) lifecycle: Option<LifecycleDraft>,
    pub(super) rules: Vec<RuleDraft>,
    pub(super) sections: Option<Vec<String>>,
}

#[derive(Clone)]
pub(super) struct FieldDraft {
    pub(super) name: Placed<String>,
    pub(super) of: TypeDraft,
    pub(super) summary: Option<String>,
    pub(super) label: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) required: Option<bool>,
    pub(super) default: Option<Placed<String>>,
    pub(super) promise: Option<bool>,
    pub(super) meaning: Option<bool>,
    pub(super) internal: Option<bool>,
    pub(super) aliases: Vec<String>,
    pub(super) inherits: Option<Placed<String>>,
}

/// A type with all that any type may say; which of it belongs to which is checked when linked.
#[derive(Clone)]
pub(super) struct TypeDraft {
    /// `None` in a field that only extends a known one.
    pub(super) word: Option<Placed<String>>,
    pub(super) choices: Vec<Placed<String>>,
    pub(super) to: Vec<Placed<String>>,
    pub(super) within: Option<Placed<String>>,
    pub(super) keys: Option<Placed<String>>,
    pub(super) inverse: Option<Placed<String>>,
    pub(super) acyclic: bool,
    pub(super) of: Option<Box<TypeDraft>>,
    pub(super) fields: Vec<FieldDraft>,
    pub(super) details: Vec<FieldDraft>,
    pub(super) span: Span,
}

#[derive(Default)]
pub(super) struct LifecycleDraft {
    pub(super) initial: Option<Placed<String>>,
    pub(super) strict: Option<bool>,
    pub(super) flow: Option<bool>,
    pub(super) created: Option<Placed<String>>,
    pub(super) derived_from: Option<Placed<String>>,
    pub(super) statuses: Vec<StatusDraft>,
}

pub(super) struct StatusDraft {
    pub(super) name: Placed<String>,
    pub(super) category: Option<Category>,
    pub(super) summary: Option<String>,
    pub(super) next: Vec<Placed<String>>,
    pub(super) requires: Vec<Placed<String>>,
    pub(super) date: Option<Placed<String>>,
    pub(super) aliases: Vec<String>,
}

pub(super) struct RuleDraft {
    pub(super) name: Placed<String>,
    pub(super) when: Option<Placed<String>>,
    pub(super) require: Placed<String>,
    pub(super) message: Option<Placed<String>>,
    pub(super) level: Level,
}

/// Reads one definition file.
pub(super) fn read_kind(
    definition: &Definition<'_>,
    built_in: bool,
    problems: &mut Vec<Diagnostic>,
) -> Option<KindDraft> {
    let mut keys = Keys::new(definition.path, definition.text, definition.table, "a kind definition");
    let name = match keys.text("name", problems) {
        Some(name) => name,
        // The file name says it as well.
        None => Placed {
            value: definition.path.stem().to_owned(),
            span: Span::file(definition.path),
        },
    };
    let valid_name = !name.value.is_empty()
        && name.value.starts_with(|c: char| c.is_ascii_lowercase())
        && name.value.len() <= 40
        && name
            .value
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !valid_name {
        problems.push(
            INVALID_DEFINITION
                .at(
                    name.span.clone(),
                    format!("`{}` cannot be the name of a kind", clip(&name.value)),
                )
                .with_help("a kind is named in lower-case letters, digits and dashes, such as `experiment`".to_owned()),
        );
        return None;
    }
    let review_every = keys
        .text("review_every", problems)
        .and_then(|text| duration(&text, problems));
    let draft = KindDraft {
        origin: definition.path.clone(),
        built_in,
        plural: keys.text("plural", problems).map(|text| text.value),
        folder: keys.text("folder", problems),
        summary: keys.text("summary", problems).map(|text| text.value),
        area: keys.text("area", problems).map(|text| text.value),
        review_every,
        monthly: keys.flag("monthly", problems),
        fields: keys
            .table("fields", problems)
            .map(|table| fields(&keys, table, problems))
            .unwrap_or_default(),
        lifecycle: keys
            .table("lifecycle", problems)
            .map(|table| lifecycle(&keys, table, problems)),
        rules: keys
            .tables("rules", problems)
            .into_iter()
            .filter_map(|table| rule(&keys, table, problems))
            .collect(),
        sections: keys.table("body", problems).map(|table| {
            let mut body = keys.inside(table, "the body of a kind");
            let sections = body
                .texts("sections", problems)
                .into_iter()
                .map(|text| text.value)
                .collect();
            body.finish(problems);
            sections
        }),
        name,
    };
    keys.finish(problems);
    Some(draft)
}

/// Reads the file of fields that every kind has.
pub(super) fn read_fields(definition: &Definition<'_>, problems: &mut Vec<Diagnostic>) -> Vec<FieldDraft> {
    let mut keys = Keys::new(
        definition.path,
        definition.text,
        definition.table,
        "the fields of every kind",
    );
    keys.table("fields", problems)
        .map(|table| fields(&keys, table, problems))
        .unwrap_or_default()
}

fn duration(text: &Placed<String>, problems: &mut Vec<Diagnostic>) -> Option<Duration> {
    Duration::parse(&text.value)
        .map_err(|error| problems.push(INVALID_DEFINITION.at_error(text.span.clone(), &error)))
        .ok()
}

fn fields(keys: &Keys<'_>, table: &Table, problems: &mut Vec<Diagnostic>) -> Vec<FieldDraft> {
    let mut list = Vec::new();
    for entry in &table.entries {
        let Some(inner) = keys.as_table(&entry.value, &entry.key, problems) else {
            continue;
        };
        let name = Placed {
            value: entry.key.to_string(),
            span: keys.span(entry.key_range),
        };
        let fits = name.value.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .value
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !fits {
            problems.push(
                INVALID_DEFINITION
                    .at(
                        name.span.clone(),
                        format!("`{}` cannot be the name of a field", clip(&name.value)),
                    )
                    .with_help(
                        "a field is named in lower-case letters, digits and `_`, such as `needed_by`".to_owned(),
                    ),
            );
            continue;
        }
        list.push(field(keys, name, inner, problems));
    }
    list
}

fn field(keys: &Keys<'_>, name: Placed<String>, table: &Table, problems: &mut Vec<Diagnostic>) -> FieldDraft {
    let mut inner = keys.inside(table, "a field definition");
    let of = type_draft(&mut inner, problems);
    let default = inner.entry("default").map(|entry| Placed {
        value: entry.value.range.of(inner.text_of()).to_owned(),
        span: inner.span(entry.value.range),
    });
    let draft = FieldDraft {
        of,
        summary: inner.text("summary", problems).map(|text| text.value),
        label: inner.text("label", problems).map(|text| text.value),
        unit: inner.text("unit", problems).map(|text| text.value),
        required: inner.flag("required", problems),
        default,
        promise: inner.flag("promise", problems),
        meaning: inner.flag("meaning", problems),
        internal: inner.flag("internal", problems),
        aliases: inner
            .texts("aliases", problems)
            .into_iter()
            .map(|text| text.value)
            .collect(),
        inherits: inner.text("inherits", problems),
        name,
    };
    inner.finish(problems);
    draft
}

/// Takes the keys that say a type from the table of a field or of a list's `of`.
fn type_draft(keys: &mut Keys<'_>, problems: &mut Vec<Diagnostic>) -> TypeDraft {
    let word = keys.text("type", problems);
    if let Some(word) = &word
        && !TYPES.contains(&word.value.as_str())
        && word.value != MAP
    {
        let near = nearest(&word.value, TYPES.into_iter().chain([MAP]));
        problems.push(
            UNKNOWN_CHOICE
                .at(word.span.clone(), format!("no type is named `{}`", clip(&word.value)))
                .with_help(near.map_or_else(
                    || format!("types are: {}, {MAP}", TYPES.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                ))
                .about(FieldPath::field("type"), &word.value),
        );
    }
    let of = match keys.entry("of") {
        Some(entry) => match &entry.value.raw {
            Raw::Table(table) => {
                let mut inner = keys.inside(table, "the type of a list's elements");
                let draft = type_draft(&mut inner, problems);
                inner.entry("summary");
                inner.finish(problems);
                Some(Box::new(draft))
            }
            _ => short_type(keys, &entry.value, problems).map(Box::new),
        },
        None => None,
    };
    TypeDraft {
        word,
        choices: keys.texts("choices", problems),
        to: keys.texts("to", problems),
        within: keys.text("in", problems),
        keys: keys.text("keys", problems),
        inverse: keys.text("inverse", problems),
        acyclic: keys.flag("acyclic", problems).unwrap_or(false),
        of,
        fields: keys
            .table("fields", problems)
            .map(|table| fields(keys, table, problems))
            .unwrap_or_default(),
        details: keys
            .table("details", problems)
            .map(|table| fields(keys, table, problems))
            .unwrap_or_default(),
        span: keys.table_span(),
    }
}

/// `of = "text"`: a type that needs no more than its word.
fn short_type(keys: &Keys<'_>, node: &Node, problems: &mut Vec<Diagnostic>) -> Option<TypeDraft> {
    let word = keys.string(node, "of", problems)?;
    Some(TypeDraft {
        span: word.span.clone(),
        word: Some(word),
        choices: Vec::new(),
        to: Vec::new(),
        within: None,
        keys: None,
        inverse: None,
        acyclic: false,
        of: None,
        fields: Vec::new(),
        details: Vec::new(),
    })
}

fn lifecycle(keys: &Keys<'_>, table: &Table, problems: &mut Vec<Diagnostic>) -> LifecycleDraft {
    let mut inner = keys.inside(table, "a lifecycle");
    let mut draft = LifecycleDraft {
        initial: inner.text("initial", problems),
        strict: inner.flag("strict", problems),
        flow: inner.flag("flow", problems),
        created: inner.text("created", problems),
        derived_from: inner.text("derived_from", problems),
        statuses: Vec::new(),
    };
    if let Some(statuses) = inner.table("statuses", problems) {
        for entry in &statuses.entries {
            let Some(table) = inner.as_table(&entry.value, &entry.key, problems) else {
                continue;
            };
            let name = Placed {
                value: entry.key.to_string(),
                span: inner.span(entry.key_range),
            };
            draft.statuses.push(status(&inner, name, table, problems));
        }
    }
    inner.finish(problems);
    draft
}

fn status(keys: &Keys<'_>, name: Placed<String>, table: &Table, problems: &mut Vec<Diagnostic>) -> StatusDraft {
    let mut inner = keys.inside(table, "a status");
    let category = inner.text("category", problems).map(|word| {
        let category = Category::from_word(&word.value);
        if category.is_none() {
            let words = Category::ALL.map(Category::word);
            problems.push(
                UNKNOWN_CHOICE
                    .at(word.span, format!("no category is named `{}`", clip(&word.value)))
                    .with_help(nearest(&word.value, words).map_or_else(
                        || format!("categories are: {}", words.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    ))
                    .about(FieldPath::field("category"), &word.value),
            );
        }
        // A misspelt one is told here; that it is missing would be another finding.
        category.unwrap_or(Category::Active)
    });
    let draft = StatusDraft {
        category,
        summary: inner.text("summary", problems).map(|text| text.value),
        next: inner.texts("next", problems),
        requires: inner.texts("requires", problems),
        date: inner.text("date", problems),
        aliases: inner
            .texts("aliases", problems)
            .into_iter()
            .map(|text| text.value)
            .collect(),
        name,
    };
    inner.finish(problems);
    draft
}

fn rule(keys: &Keys<'_>, table: &Table, problems: &mut Vec<Diagnostic>) -> Option<RuleDraft> {
    let mut inner = keys.inside(table, "a kind rule");
    let name = inner.required("name", problems);
    let when = inner.text("when", problems);
    let require = inner.required("require", problems);
    let message = inner.text("message", problems);
    let level = inner.text("level", problems);
    inner.finish(problems);
    let level = match level {
        None => Level::Error,
        Some(word) => Level::from_word(&word.value).unwrap_or_else(|| {
            problems.push(
                UNKNOWN_CHOICE
                    .at(word.span, format!("no level is named `{}`", clip(&word.value)))
                    .with_help("levels are: error, warning, info".to_owned()),
            );
            Level::Error
        }),
    };
    Some(RuleDraft {
        name: name?,
        when,
        require: require?,
        message,
        level,
    })
}

impl KindDraft {
    /// Adds what a workspace says about a kind that is known already. It never removes or retypes.
    pub(super) fn extend(&mut self, more: Self, problems: &mut Vec<Diagnostic>) {
        if let Some(folder) = more.folder
            && self.folder.as_ref().is_none_or(|known| known.value != folder.value)
        {
            let known = self
                .folder
                .as_ref()
                .map_or(self.name.value.as_str(), |known| known.value.as_str());
            problems.push(
                INVALID_DEFINITION
                    .at(
                        folder.span,
                        format!("the folder of `{}` is `{known}` and cannot be moved", self.name.value),
                    )
                    .with_help("leave `folder` out of a definition that extends a built-in kind".to_owned()),
            );
        }
        self.plural = more.plural.or(self.plural.take());
        self.summary = more.summary.or(self.summary.take());
        self.area = more.area.or(self.area.take());
        self.review_every = more.review_every.or(self.review_every.take());
        self.monthly = more.monthly.or(self.monthly);
        self.sections = more.sections.or(self.sections.take());
        self.rules.extend(more.rules);
        extend_fields(&mut self.fields, more.fields, problems);
        if let Some(more) = more.lifecycle {
            self.lifecycle.get_or_insert_default().extend(more);
        }
    }
}

impl LifecycleDraft {
    fn extend(&mut self, more: Self) {
        self.initial = more.initial.or(self.initial.take());
        self.strict = more.strict.or(self.strict);
        self.flow = more.flow.or(self.flow);
        self.created = self.created.take().or(more.created);
        self.derived_from = self.derived_from.take().or(more.derived_from);
        for status in more.statuses {
            match self
                .statuses
                .iter_mut()
                .find(|known| known.name.value == status.name.value)
            {
                None => self.statuses.push(status),
                Some(known) => {
                    known.summary = status.summary.or(known.summary.take());
                    known.next.extend(status.next);
                    known.requires.extend(status.requires);
                    known.date = known.date.take().or(status.date);
                    known.aliases.extend(status.aliases);
                    known.category = known.category.or(status.category);
                }
            }
        }
    }
}

/// Merges fields by name: attributes are added, types must agree, choices and inner fields grow.
pub(super) fn extend_fields(known: &mut Vec<FieldDraft>, more: Vec<FieldDraft>, problems: &mut Vec<Diagnostic>) {
    for field in more {
        match known.iter_mut().find(|known| known.name.value == field.name.value) {
            None => known.push(field),
            Some(known) => {
                known.summary = field.summary.or(known.summary.take());
                known.label = field.label.or(known.label.take());
                known.unit = field.unit.or(known.unit.take());
                known.default = field.default.or(known.default.take());
                known.promise = field.promise.or(known.promise);
                known.meaning = field.meaning.or(known.meaning);
                known.internal = known.internal.filter(|internal| *internal).or(field.internal);
                known.required = known.required.filter(|required| *required).or(field.required);
                known.aliases.extend(field.aliases);
                known.inherits = field.inherits.or(known.inherits.take());
                known.of.extend(field.of, &known.name.value, problems);
            }
        }
    }
}

impl TypeDraft {
    fn extend(&mut self, more: Self, field: &str, problems: &mut Vec<Diagnostic>) {
        if let (Some(known), Some(word)) = (&self.word, &more.word)
            && known.value != word.value
        {
            problems.push(
                INVALID_DEFINITION
                    .at(
                        word.span.clone(),
                        format!("`{field}` is of type {} and cannot become {}", known.value, word.value),
                    )
                    .with_help(
                        "a definition that extends a kind may add fields, not retype them: choose another name"
                            .to_owned(),
                    ),
            );
            return;
        }
        self.word = self.word.take().or(more.word);
        self.choices.extend(more.choices);
        self.to.extend(more.to);
        self.inverse = more.inverse.or(self.inverse.take());
        self.acyclic |= more.acyclic;
        extend_fields(&mut self.fields, more.fields, problems);
        extend_fields(&mut self.details, more.details, problems);
        match (&mut self.of, more.of) {
            (Some(known), Some(more)) => known.extend(*more, field, problems),
            (of @ None, Some(more)) => *of = Some(more),
            (_, None) => {}
        }
    }
}
