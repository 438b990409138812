//! Links to something that means something else by now.

use crate::change::{items, segments};
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::history::{Birth, Event, History, Timeline};
use crate::schema::Schema;
use crate::text::{Segment, clip};
use crate::time::Date;
use crate::value::{FieldIndex, Type, Value};
use crate::workspace::{Place, Record, RecordIndex, Reference, Workspace};
use std::collections::{BTreeMap, BTreeSet};

/// The target changed in meaning after the link was last looked at (METHODS §10, `team.suspect`).
pub(super) static RULE: Rule = Rule {
    name: "suspect-link",
    group: Group::Hygiene,
    level: Level::Info,
};
pub(super) const NEEDS: Needs = Needs::History;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (workspace, Some(history)) = (context.workspace, context.history) else {
        return;
    };
    let confirmed = confirmed_details(workspace.schema());
    let mut changes: BTreeMap<RecordIndex, Option<Meant>> = BTreeMap::new();
    let mut told: BTreeSet<(RecordIndex, RecordIndex, FieldIndex)> = BTreeSet::new();
    for reference in workspace.references() {
        let (Place::Field(number), Some(target)) = (reference.place, reference.target.record()) else {
            continue;
        };
        let Some(at) = workspace.schema().reference_uses().get(number as usize) else {
            continue;
        };
        let from = workspace.record(reference.from);
        // Who owns a record and which team has it does not rest on what those are called.
        let is_common = workspace.kind_of(from).fields.get(at.top).common;
        if is_common || reference.from == target || is_closed(workspace, from) {
            continue;
        }
        let meant = changes
            .entry(target)
            .or_insert_with(|| last_meant(history, workspace, target));
        let Some(meant) = meant else { continue };
        let Some(landing) = history.landing(meant.landing) else {
            continue;
        };
        let day = Date::from_timestamp(landing.seconds, workspace.configuration().calendar.zone());
        let is_confirmed = confirmed_on(reference, confirmed.get(&number).copied()).is_some_and(|on| on >= day);
        if is_confirmed || !is_older(history, workspace, reference, at.top, meant.landing) {
            continue;
        }
        if !told.insert((reference.from, target, at.top)) {
            continue;
        }
        let to = workspace.record(target);
        let finding = RULE
            .at(
                workspace.reference_span(reference),
                format!(
                    "{} of `{}` changed on {day} in {}, after this link was last looked at",
                    meant.what,
                    to.id,
                    landing.commit.short()
                ),
            )
            .with_help(match confirmed.contains_key(&number) {
                true => format!(
                    "if the link still holds, write `{{ {} = \"{}\", confirmed = {} }}`",
                    workspace.kind_of(to).name,
                    to.id,
                    context.today
                ),
                false => "look whether what stands here still holds, and change the link or this record".to_owned(),
            });
        found.push(
            finding
                .about(
                    workspace.field_path(reference),
                    &format!("{} {}", to.id, landing.commit),
                )
                .of(workspace.identity(from)),
        );
    }
}

/// The last change of what a record means.
struct Meant {
    landing: u32,
    /// "the target", "the title"
    what: String,
}

fn last_meant(history: &History, workspace: &Workspace, index: RecordIndex) -> Option<Meant> {
    let timeline = history.timeline(workspace, index);
    let landings = history.landings();
    let event = timeline
        .events()
        .rev()
        .find(|event| event.landing < landings && changes_meaning(history, workspace, index, event))?;
    let path = segments(history.word(event.field));
    let fields = &workspace.kind_of(workspace.record(index)).fields;
    let label = fields.along(&path).last().map(|field| field.label.to_lowercase());
    let entry = path.iter().find_map(|segment| match segment {
        Segment::Entry(id) => Some(id),
        _ => None,
    });
    let label = label.unwrap_or_else(|| "the meaning".to_owned());
    let what = match entry {
        Some(entry) => format!("the {label} of {}", clip(entry)),
        None => format!("the {label}"),
    };
    Some(Meant {
        landing: event.landing,
        what,
    })
}

/// Says whether an event is one of the title or of a field that its kind marks `meaning`.
fn changes_meaning(history: &History, workspace: &Workspace, index: RecordIndex, event: &Event) -> bool {
    let fields = &workspace.kind_of(workspace.record(index)).fields;
    let path = segments(history.word(event.field));
    let means = fields.along(&path).iter().any(|field| field.meaning);
    let folded = |word: Option<_>| {
        word.map(|word| {
            let text = history.word(word).to_lowercase();
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        })
    };
    means && folded(event.old) != folded(event.new)
}

/// Says whether the link was last touched before a landing: neither it nor the meaning of its record changed since.
fn is_older(history: &History, workspace: &Workspace, reference: &Reference, top: FieldIndex, landing: u32) -> bool {
    let timeline = history.timeline(workspace, reference.from);
    let begun = match timeline.birth() {
        Birth::Landing(landing) => landing,
        Birth::BeforeFirst => 0,
        Birth::Unknown | Birth::Pending => return false,
    };
    begun < landing && !touched_since(history, workspace, &timeline, reference, top, landing)
}

fn touched_since(
    history: &History,
    workspace: &Workspace,
    timeline: &Timeline<'_>,
    reference: &Reference,
    top: FieldIndex,
    landing: u32,
) -> bool {
    let from = workspace.record(reference.from);
    let name = &workspace.kind_of(from).fields.get(top).name;
    let mut later = timeline.events().rev().take_while(|event| event.landing >= landing);
    later.any(|event| {
        let path = segments(history.word(event.field));
        let is_link = matches!(path.first(), Some(Segment::Key(key)) if **key == **name)
            && touches(history, workspace, event, reference);
        is_link || changes_meaning(history, workspace, reference.from, event)
    })
}

/// Says whether an event of the field changed what it says of the target.
fn touches(history: &History, workspace: &Workspace, event: &Event, reference: &Reference) -> bool {
    let written = workspace.written(reference);
    let target = reference
        .target
        .record()
        .map(|target| workspace.record(target).id.as_str());
    let names = [Some(written), target];
    let of = |word: Option<_>| -> Vec<String> {
        let all = word.map(|word| items(history.word(word))).unwrap_or_default();
        let mentions = |item: &String| {
            names
                .iter()
                .flatten()
                .any(|name| item.contains(&format!("\"{name}\"")) || item.contains(&format!("/{name}\"")))
        };
        all.into_iter().filter(mentions).collect()
    };
    of(event.old) != of(event.new)
}

fn is_closed(workspace: &Workspace, record: &Record) -> bool {
    workspace
        .status(record)
        .is_some_and(|status| status.category.is_closed())
}

fn confirmed_on(reference: &Reference, field: Option<FieldIndex>) -> Option<Date> {
    let field = field?;
    let member = reference.details().iter().find(|member| member.of == field)?;
    Value::as_date(&member.value)
}

/// For each reference type by its number, the detail that says when a link was confirmed.
fn confirmed_details(schema: &Schema) -> BTreeMap<u16, FieldIndex> {
    fn collect(of: &Type, found: &mut BTreeMap<u16, FieldIndex>) {
        match of {
            Type::Reference(reference) => {
                if let Some(field) = reference.details.find("confirmed") {
                    found.insert(reference.number, field);
                }
                for (_, detail) in reference.details.iter() {
                    collect(&detail.of, found);
                }
            }
            Type::List(of) | Type::Map { of, .. } => collect(of, found),
            Type::Table(fields) => fields.iter().for_each(|(_, field)| collect(&field.of, found)),
            _ => {}
        }
    }
    let mut found = BTreeMap::new();
    for kind in schema.kinds() {
        for (_, field) in kind.fields.iter() {
            collect(&field.of, &mut found);
        }
    }
    found
}
