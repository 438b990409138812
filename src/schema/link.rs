//! Definitions with names into kinds with places, reporting every name that leads nowhere.

use super::draft::{FieldDraft, KindDraft, LifecycleDraft, RuleDraft, TypeDraft, extend_fields};
use super::keys::Placed;
use super::{Category, INVALID_DEFINITION, Kind, KindRule, Lifecycle, ReferenceUse, Schema, Status};
use crate::diagnostic::Diagnostic;
use crate::expression::{Root, Template, compile_condition};
use crate::text::{Span, clip, listed, nearest};
use crate::time::Date;
use crate::value::{
    Choices, FieldDefinition, FieldIndex, Fields, KindIndex, ReferenceType, StatusIndex, Type, common_detail,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The last of the fields of every kind that stand before the kind's own (UX §9, canonical order).
const LAST_LEADING: &str = "visibility";

/// Folders and files at the top of the site that are no kind's.
const CLOSED: [&str; 13] = [
    "assets",
    "data",
    "files",
    "search",
    "roadmap",
    "flow",
    "changes",
    "period",
    "alignment",
    "adoption",
    "calendar",
    "actions",
    "index",
];

/// Links drafts, in the order of their names.
pub(super) fn link(drafts: Vec<KindDraft>, common: &[FieldDraft], problems: &mut Vec<Diagnostic>) -> Schema {
    let mut names: Vec<String> = Vec::new();
    for draft in &drafts {
        if CLOSED.contains(&draft.name.value.as_str()) {
            problems.push(
                INVALID_DEFINITION
                    .at(
                        draft.name.span.clone(),
                        format!("`{}` is a part of the site and cannot name a kind", draft.name.value),
                    )
                    .with_help("choose another name for the kind".to_owned()),
            );
        }
        names.push(draft.name.value.clone());
    }
    let mut linker = Linker {
        names,
        references: Vec::new(),
        top: None,
        kind: KindIndex(0),
        problems,
    };
    let places: Vec<Span> = drafts
        .iter()
        .map(|draft| draft.folder.as_ref().map_or(&draft.name, |folder| folder).span.clone())
        .collect();
    let mut kinds = Vec::with_capacity(drafts.len());
    let mut rules = Vec::with_capacity(drafts.len());
    for (place, mut draft) in drafts.into_iter().enumerate() {
        rules.push(std::mem::take(&mut draft.rules));
        linker.kind = KindIndex(u16::try_from(place).unwrap_or(u16::MAX));
        kinds.push(linker.kind(draft, common));
    }
    let references = linker.references;
    let by_name = kinds.iter().map(|kind| (Box::from(&*kind.name), kind.index)).collect();
    let mut folders: Vec<(Box<str>, KindIndex)> = Vec::new();
    // Between a built-in kind and one of the workspace, the workspace's has to move.
    let (built_in, own): (Vec<&Kind>, Vec<&Kind>) = kinds.iter().partition(|kind| kind.built_in);
    for kind in built_in.into_iter().chain(own) {
        if let Some((_, other)) = folders.iter().find(|(folder, _)| **folder == *kind.folder) {
            problems.push(
                INVALID_DEFINITION
                    .at(
                        places[kind.index.0 as usize].clone(),
                        format!(
                            "the folder `{}` belongs to the kind `{}`",
                            kind.folder, kinds[other.0 as usize].name
                        ),
                    )
                    .with_help(format!("give `{}` a folder of its own", kind.name)),
            );
            continue;
        }
        folders.push((Box::from(&*kind.folder), kind.index));
    }
    folders.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    let mut schema = Schema {
        kinds,
        by_name,
        folders,
        references,
    };
    let compiled: Vec<Vec<KindRule>> = schema
        .kinds()
        .zip(rules)
        .map(|(kind, rules)| {
            let compiled = rules
                .into_iter()
                .map(|rule| compile_rule(&schema, kind, rule, problems));
            compiled.flatten().collect()
        })
        .collect();
    for (kind, rules) in schema.kinds.iter_mut().zip(compiled) {
        kind.rules = rules;
    }
    schema
}

/// Compiles a rule of a kind; one that is wrong anywhere is reported and left out.
fn compile_rule(schema: &Schema, kind: &Kind, rule: RuleDraft, problems: &mut Vec<Diagnostic>) -> Option<KindRule> {
    let before = problems.len();
    let root = Root::Kind(kind.index);
    let mut condition = |text: &Placed<String>| {
        let (expression, found) = compile_condition(&text.value, &text.span, schema, root);
        problems.extend(found);
        expression
    };
    let when = rule.when.as_ref().map(&mut condition);
    let require = condition(&rule.require);
    let message = rule.message.unwrap_or_else(|| Placed {
        value: format!("breaks the rule `{}`", rule.name.value),
        span: rule.name.span.clone(),
    });
    let (message, found) = Template::compile(&message.value, &message.span, schema, root);
    problems.extend(found);
    if problems.len() > before {
        return None;
    }
    Some(KindRule {
        name: rule.name.value,
        when: when.flatten(),
        require: require?,
        message,
        level: rule.level,
    })
}

/// The nearest name, else those that there are, unless they are too many to read.
fn near_or_all(near: Option<&str>, lead: &str, names: &[String]) -> Option<String> {
    match near {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if names.is_empty() => None,
        None => Some(format!("{lead}: {}", listed(names.iter().map(String::as_str)))),
    }
}

struct Linker<'a> {
    names: Vec<String>,
    references: Vec<ReferenceUse>,
    /// The top-level field being linked.
    top: Option<FieldIndex>,
    kind: KindIndex,
    problems: &'a mut Vec<Diagnostic>,
}

impl Linker<'_> {
    fn kind(&mut self, draft: KindDraft, common: &[FieldDraft]) -> Kind {
        let name = draft.name.value.clone();
        let plural = draft.plural.unwrap_or_else(|| format!("{name}s"));
        let folder = self.folder(draft.folder, &plural);
        let fields = self.all_fields(draft.fields, common);
        let lifecycle = draft
            .lifecycle
            .map(|lifecycle| self.lifecycle(lifecycle, &fields, &draft.name));
        Kind {
            index: self.kind,
            plural: Arc::from(plural),
            folder: Arc::from(folder),
            summary: Arc::from(draft.summary.unwrap_or_default()),
            area: Arc::from(draft.area.unwrap_or_else(|| "More".to_owned())),
            review_every: draft.review_every,
            monthly: draft.monthly.unwrap_or(false),
            fields,
            lifecycle,
            // They may name any kind, so they are compiled when all are linked.
            rules: Vec::new(),
            sections: draft.sections.unwrap_or_default(),
            built_in: draft.built_in,
            origin: draft.origin,
            name: Arc::from(name),
        }
    }

    fn folder(&mut self, folder: Option<Placed<String>>, plural: &str) -> String {
        let Some(folder) = folder else { return plural.to_owned() };
        let inside = !folder.value.is_empty()
            && folder
                .value
                .split('/')
                .all(|part| !part.is_empty() && !part.starts_with(['.', '_']) && !part.contains(['\\', ':']));
        if inside {
            return folder.value;
        }
        self.problems.push(
            INVALID_DEFINITION
                .at(
                    folder.span,
                    format!("`{}` cannot be the folder of a kind", clip(&folder.value)),
                )
                .with_help(format!("a folder lies inside the workspace, such as `{plural}`")),
        );
        plural.to_owned()
    }

    /// The fields of every kind that lead, the kind's own, then the rest of every kind's.
    fn all_fields(&mut self, own: Vec<FieldDraft>, common: &[FieldDraft]) -> Fields {
        let mut merged: Vec<FieldDraft> = common.to_vec();
        let shared = merged.len();
        extend_fields(&mut merged, own, self.problems);
        let split = common
            .iter()
            .position(|field| field.name.value == LAST_LEADING)
            .map_or(0, |place| place + 1);
        let own = merged.split_off(shared);
        let trailing = merged.split_off(split.min(merged.len()));
        let ordered: Vec<(FieldDraft, bool)> = merged
            .into_iter()
            .map(|field| (field, true))
            .chain(own.into_iter().map(|field| (field, false)))
            .chain(trailing.into_iter().map(|field| (field, true)))
            .collect();
        let names: Vec<String> = ordered.iter().map(|(field, _)| field.name.value.clone()).collect();
        let mut list = Vec::with_capacity(ordered.len());
        for (field, shared) in ordered {
            if matches!(field.name.value.as_str(), "id" | "status" | "extra") {
                self.problems.push(
                    INVALID_DEFINITION
                        .at(
                            field.name.span.clone(),
                            format!("`{}` is read for every kind and cannot be defined", field.name.value),
                        )
                        .with_help("choose another name for the field".to_owned()),
                );
                continue;
            }
            // Fields that are refused take no place.
            self.top = Some(FieldIndex(u16::try_from(list.len()).unwrap_or(u16::MAX)));
            let path = field.name.value.clone();
            list.push(self.field(field, shared, &path, &names));
        }
        self.top = None;
        Fields::new(list)
    }

    fn field(&mut self, draft: FieldDraft, common: bool, path: &str, top: &[String]) -> FieldDefinition {
        let name = draft.name.value;
        if let Some(inherits) = &draft.inherits {
            self.known(inherits, top, "field");
        }
        let of = self.field_type(draft.of, path, top, &draft.name.span);
        if let Some(default) = &draft.default {
            self.default(default, &of);
        }
        let mut words = draft.label.unwrap_or_else(|| name.replace('_', " "));
        if let Some(first) = words.get(..1) {
            words = first.to_uppercase() + &words[1..];
        }
        FieldDefinition {
            of,
            summary: Arc::from(draft.summary.unwrap_or_default()),
            label: Arc::from(words),
            unit: draft.unit.map(Arc::from),
            required: draft.required.unwrap_or(false),
            default: draft.default.map(|default| Arc::from(default.value)),
            promise: draft.promise.unwrap_or(false),
            meaning: draft.meaning.unwrap_or(false),
            internal: draft.internal.unwrap_or(false),
            aliases: draft.aliases.into_iter().map(Arc::from).collect(),
            inherits: draft.inherits.map(|field| Arc::from(field.value)),
            common,
            name: Arc::from(name),
        }
    }

    /// Reports a default that is no value of its field, for the types that can be told without a workspace.
    fn default(&mut self, default: &Placed<String>, of: &Type) {
        let text = default.value.as_str();
        let plain = text.trim_matches(['"', '\'']);
        let (fits, wanted) = match of {
            Type::Choice(choices) => {
                let words: Vec<&str> = choices.0.iter().map(|word| &**word).collect();
                (choices.find(plain).is_some(), format!("one of: {}", listed(words)))
            }
            Type::Number => (text.parse::<f64>().is_ok_and(f64::is_finite), "a number".to_owned()),
            Type::Integer => (text.parse::<i64>().is_ok(), "a whole number".to_owned()),
            Type::Boolean => (matches!(text, "true" | "false"), "`true` or `false`".to_owned()),
            Type::Date => (Date::parse(text).is_some(), "a day such as `2026-11-20`".to_owned()),
            Type::Share => {
                let share = match plain.strip_suffix('%') {
                    Some(percent) => percent.trim().parse::<f64>().map(|number| number / 100.0),
                    None => text.parse::<f64>(),
                };
                let fits = share.is_ok_and(|share| (0.0..=1.0).contains(&share));
                (
                    fits,
                    "a number from 0 to 1, or a percentage in quotes such as `\"80%\"`".to_owned(),
                )
            }
            _ => return,
        };
        if !fits {
            self.problems.push(
                INVALID_DEFINITION
                    .at(
                        default.span.clone(),
                        format!("`{}` cannot be the default of this field", clip(plain)),
                    )
                    .with_help(format!("write {wanted}")),
            );
        }
    }

    fn inner_fields(&mut self, drafts: Vec<FieldDraft>, path: &str, top: &[String]) -> Vec<FieldDefinition> {
        drafts
            .into_iter()
            .map(|draft| {
                let path = format!("{path}.{}", draft.name.value);
                self.field(draft, false, &path, top)
            })
            .collect()
    }

    fn field_type(&mut self, draft: TypeDraft, path: &str, top: &[String], place: &Span) -> Type {
        let Some(word) = draft.word else {
            self.problems.push(
                INVALID_DEFINITION
                    .at(place.clone(), format!("`{path}` has no type"))
                    .with_help("write `type = \"text\"`, or another type".to_owned()),
            );
            return Type::Text;
        };
        let needs = |linker: &mut Self, what: &str, example: &str| {
            linker.problems.push(
                INVALID_DEFINITION
                    .at(
                        word.span.clone(),
                        format!("a field of type {} needs `{what}`", word.value),
                    )
                    .with_help(format!("such as `{example}`")),
            );
        };
        match word.value.as_str() {
            "number" => Type::Number,
            "integer" => Type::Integer,
            "share" => Type::Share,
            "boolean" => Type::Boolean,
            "date" => Type::Date,
            "moment" => Type::Moment,
            "period" => Type::Period,
            "duration" => Type::Duration,
            "cadence" => Type::Cadence,
            "url" => Type::Url,
            "file" => Type::File,
            "expression" => Type::Expression,
            "kind" => Type::Kind,
            "choice" => {
                if draft.choices.is_empty() {
                    needs(self, "choices", "choices = [\"low\", \"high\"]");
                }
                let mut words: Vec<Arc<str>> = Vec::new();
                for choice in draft.choices {
                    if !words.iter().any(|known| **known == *choice.value) {
                        words.push(Arc::from(choice.value));
                    }
                }
                Type::Choice(Choices(words))
            }
            "status" => match draft.within {
                Some(within) => {
                    self.known(&within, top, "field");
                    Type::Status {
                        of: within.value.into(),
                    }
                }
                None => {
                    needs(self, "in", "in = \"governs\"");
                    Type::Text
                }
            },
            "entry" => match draft.within {
                Some(within) => {
                    let first = Placed {
                        value: within.value.split('.').next().unwrap_or("").to_owned(),
                        span: within.span.clone(),
                    };
                    self.known(&first, top, "field");
                    Type::Entry {
                        within: within.value.into(),
                        acyclic: draft.acyclic,
                    }
                }
                None => {
                    needs(self, "in", "in = \"steps\"");
                    Type::Text
                }
            },
            "reference" => self.reference(draft.to, draft.inverse, draft.acyclic, draft.details, path, top),
            "list" => match draft.of {
                Some(of) => {
                    let place = of.span.clone();
                    Type::List(Box::new(self.field_type(*of, path, top, &place)))
                }
                None => {
                    needs(self, "of", "of = { type = \"text\" }");
                    Type::List(Box::new(Type::Text))
                }
            },
            "table" => Type::Table(Fields::new(self.inner_fields(draft.fields, path, top))),
            "map" => {
                let keys = draft.keys.map(|keys| {
                    let first = Placed {
                        value: keys.value.split('.').next().unwrap_or("").to_owned(),
                        span: keys.span.clone(),
                    };
                    self.known(&first, top, "field");
                    keys.value.into()
                });
                let of = match draft.of {
                    Some(of) => {
                        let place = of.span.clone();
                        self.field_type(*of, path, top, &place)
                    }
                    None => Type::Table(Fields::new(self.inner_fields(draft.fields, path, top))),
                };
                Type::Map { keys, of: Box::new(of) }
            }
            // `text`, and what the draft has reported as no type at all.
            _ => Type::Text,
        }
    }

    fn reference(
        &mut self,
        to: Vec<Placed<String>>,
        inverse: Option<Placed<String>>,
        acyclic: bool,
        details: Vec<FieldDraft>,
        path: &str,
        top: &[String],
    ) -> Type {
        let mut kinds: Vec<KindIndex> = Vec::new();
        for kind in &to {
            // A definition that extends a field names its kinds again.
            kinds.extend(self.kind_named(kind).filter(|kind| !kinds.contains(kind)));
        }
        let number = u16::try_from(self.references.len()).unwrap_or(u16::MAX);
        let inverse: Option<Arc<str>> = inverse.map(|text| Arc::from(text.value));
        self.references.push(ReferenceUse {
            kind: self.kind,
            field: path.to_owned(),
            top: self.top.unwrap_or(FieldIndex(0)),
            inverse: inverse.clone(),
            acyclic,
        });
        for detail in &details {
            let named = self.names.iter().position(|name| *name == detail.name.value);
            if named.is_some_and(|place| kinds.is_empty() || kinds.iter().any(|kind| kind.0 as usize == place)) {
                self.problems.push(
                    INVALID_DEFINITION
                        .at(
                            detail.name.span.clone(),
                            format!("the detail `{}` has the name of a kind", detail.name.value),
                        )
                        .with_help(
                            "a kind's name says what is referred to: choose another name for the detail".to_owned(),
                        ),
                );
            }
        }
        let mut fields = self.inner_fields(details, path, top);
        if !fields.iter().any(|field| &*field.name == "confirmed") {
            fields.push(common_detail());
        }
        Type::Reference(Box::new(ReferenceType {
            to: kinds,
            inverse,
            acyclic,
            details: Fields::new(fields),
            number,
        }))
    }

    fn kind_named(&mut self, kind: &Placed<String>) -> Option<KindIndex> {
        let place = self.names.iter().position(|name| *name == kind.value);
        if place.is_none() {
            let near = nearest(&kind.value, self.names.iter().map(String::as_str));
            self.problems.push(
                INVALID_DEFINITION
                    .at(kind.span.clone(), format!("no kind is named `{}`", clip(&kind.value)))
                    .with_help(near_or_all(near, "kinds are", &self.names)),
            );
        }
        place.and_then(|place| u16::try_from(place).ok()).map(KindIndex)
    }

    /// Reports a name that is none of those known.
    fn known(&mut self, name: &Placed<String>, known: &[String], what: &str) -> Option<usize> {
        let place = known.iter().position(|known| *known == name.value);
        if place.is_none() {
            let near = nearest(&name.value, known.iter().map(String::as_str));
            self.problems.push(
                INVALID_DEFINITION
                    .at(
                        name.span.clone(),
                        format!("this kind has no {what} `{}`", clip(&name.value)),
                    )
                    .with_help(near_or_all(near, "it has", known)),
            );
        }
        place
    }

    fn lifecycle(&mut self, draft: LifecycleDraft, fields: &Fields, kind: &Placed<String>) -> Lifecycle {
        let names: Vec<String> = draft.statuses.iter().map(|status| status.name.value.clone()).collect();
        let field_names: Vec<String> = fields.names().map(str::to_owned).collect();
        if names.is_empty() {
            self.problems.push(
                INVALID_DEFINITION
                    .at(
                        kind.span.clone(),
                        format!("the lifecycle of `{}` has no statuses", kind.value),
                    )
                    .with_help("write at least one `[lifecycle.statuses.NAME]` with its category".to_owned()),
            );
        }
        let short = |place: usize| u16::try_from(place).unwrap_or(u16::MAX);
        let mut statuses = Vec::with_capacity(names.len());
        let mut aliases: BTreeMap<String, String> = BTreeMap::new();
        for status in draft.statuses {
            let field = |linker: &mut Self, name: &Placed<String>| {
                linker
                    .known(name, &field_names, "field")
                    .map(|place| FieldIndex(short(place)))
            };
            let requires = status.requires.iter().filter_map(|name| field(self, name)).collect();
            let date = status.date.as_ref().and_then(|name| field(self, name));
            let next = status
                .next
                .iter()
                .filter_map(|name| self.known(name, &names, "status"))
                .map(|place| StatusIndex(short(place)))
                .collect();
            let category = status.category.unwrap_or_else(|| {
                self.problems.push(
                    INVALID_DEFINITION
                        .at(
                            status.name.span.clone(),
                            format!("the status `{}` has no category", status.name.value),
                        )
                        .with_help(format!(
                            "write `category = \"active\"`, or another of: {}",
                            Category::ALL.map(Category::word).join(", ")
                        )),
                );
                Category::Active
            });
            for alias in &status.aliases {
                let taken = names
                    .contains(alias)
                    .then(|| alias.clone())
                    .or_else(|| aliases.insert(alias.clone(), status.name.value.clone()));
                if let Some(other) = taken {
                    let message = format!(
                        "the former name `{}` of `{}` belongs to `{other}`",
                        clip(alias),
                        status.name.value
                    );
                    self.problems.push(
                        INVALID_DEFINITION
                            .at(status.name.span.clone(), message)
                            .with_help("leave it out of `aliases`".to_owned()),
                    );
                }
            }
            statuses.push(Status {
                category,
                summary: Arc::from(status.summary.unwrap_or_default()),
                next,
                requires,
                date,
                aliases: status.aliases.into_iter().map(Arc::from).collect(),
                name: Arc::from(status.name.value),
            });
        }
        let initial = draft
            .initial
            .as_ref()
            .and_then(|name| self.known(name, &names, "status"))
            .unwrap_or(0);
        let created = draft
            .created
            .as_ref()
            .and_then(|name| self.known(name, &field_names, "field"));
        let derived = draft
            .derived_from
            .as_ref()
            .and_then(|name| self.known(name, &field_names, "field"));
        if let (Some(place), Some(name)) = (derived, &draft.derived_from)
            && !matches!(fields.get(FieldIndex(short(place))).of.element(), Type::Reference(_))
        {
            self.problems.push(
                INVALID_DEFINITION
                    .at(name.span.clone(), format!("`{}` holds no references", name.value))
                    .with_help("name a field of type reference, or a list of them".to_owned()),
            );
        }
        Lifecycle {
            initial: StatusIndex(short(initial)),
            strict: draft.strict.unwrap_or(false),
            flow: draft.flow.unwrap_or(false),
            created: created.map(|place| FieldIndex(short(place))),
            derived_from: derived.map(|place| FieldIndex(short(place))),
            statuses,
        }
    }
}
