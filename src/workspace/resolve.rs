//! Who has which id, and where references lead.

use super::bind::BoundReference;
use super::ids::Named;
use super::known::Words;
use super::{ALIAS_CLASH, DUPLICATE_ID, INVALID_ID, Place, RecordIndex, Reference, Target, Workspace};
use crate::diagnostic::Diagnostic;
use crate::parse::TOO_LARGE;
use crate::parse::markdown::LinkTarget;
use crate::text::{FieldPath, Id, RepoPath, Span, TextRange, clip, slug};
use crate::value::{KindIndex, Type, Value};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A kind and an id that one of its records had.
type FormerId = (KindIndex, Box<str>);

/// Reports ids that two records of a kind share, and gives former ids to those who have them now.
pub(super) fn identities(workspace: &mut Workspace, problems: &mut Vec<Diagnostic>) {
    for list in &workspace.by_kind {
        for pair in list.windows(2) {
            let (first, second) = (workspace.record(pair[0]), workspace.record(pair[1]));
            if first.id != second.id {
                continue;
            }
            let place = |record: &super::Record| workspace.span(record, record.id_range.unwrap_or(record.head));
            let (path, other) = (workspace.path(second), workspace.path(first));
            let beside = path != other && path.with_extension("") == other.with_extension("");
            let help = if beside {
                format!(
                    "these are one record: put the fields into `{}` and keep only the text in the other file",
                    path.name()
                )
            } else {
                "rename one of them; only the first has a page and can be referred to".to_owned()
            };
            problems.push(
                DUPLICATE_ID
                    .at(
                        place(second),
                        format!("two {} have the id `{}`", workspace.kind_of(second).nouns(), second.id),
                    )
                    .with_related(place(first), "the other one")
                    .with_help(help)
                    .about(FieldPath::field("id"), second.id.as_str())
                    .of(workspace.identity(second)),
            );
        }
    }
    let mut claims: BTreeMap<FormerId, Vec<(RecordIndex, TextRange)>> = BTreeMap::new();
    for (index, record) in workspace.records() {
        for item in workspace.value(record, "aliases").map(Value::items).unwrap_or_default() {
            if let Some(alias) = item.value.as_text() {
                // It becomes the name of a page, so it must be an id; a reserved one may have been one before.
                if let Err(problem) = Id::check(alias) {
                    let near = slug(alias);
                    let help = match Id::check(&near).is_ok() && problem != crate::text::IdProblem::Reserved {
                        true => format!("write the id that the record had, such as `{near}`"),
                        false => "write the id that the record had, or leave it out".to_owned(),
                    };
                    problems.push(
                        INVALID_ID
                            .at(
                                workspace.span(record, item.range),
                                format!("the former id `{}` is no id", clip(alias)),
                            )
                            .with_help(help)
                            .about(FieldPath::field("aliases"), alias)
                            .of(workspace.identity(record)),
                    );
                    continue;
                }
                claims
                    .entry((record.kind, Box::from(alias)))
                    .or_default()
                    .push((index, item.range));
            }
        }
    }
    let mut aliases = BTreeMap::new();
    for ((kind, alias), claimants) in claims {
        let (index, range) = claimants[0];
        let living = workspace.find_exact(kind, &alias);
        if living.is_none() && claimants.len() == 1 {
            aliases.insert((kind, alias), index);
            continue;
        }
        let record = workspace.record(index);
        let shown = clip(&alias);
        let mut finding = match living {
            Some(_) => ALIAS_CLASH.at(
                workspace.span(record, range),
                format!("the former id `{shown}` is the id of a living record"),
            ),
            None => ALIAS_CLASH.at(
                workspace.span(record, range),
                format!("two records claim the former id `{shown}`"),
            ),
        };
        if let Some(living) = living {
            finding = finding.with_related(
                workspace.span(workspace.record(living), workspace.record(living).head),
                "it is in use here",
            );
        }
        for (other, range) in claimants[1..].iter().take(20) {
            finding = finding.with_related(workspace.span(workspace.record(*other), *range), "the other claim");
        }
        problems.push(
            finding
                .with_help(match living {
                    Some(_) => "leave it out here: the id leads to the record that has it now".to_owned(),
                    None => "keep it with the record that had it, and leave it out of the others".to_owned(),
                })
                .about(FieldPath::field("aliases"), &alias)
                .of(workspace.identity(record)),
        );
    }
    workspace.aliases = aliases;
}

/// References of a record's fields before they are resolved.
pub(super) struct Unresolved<'k> {
    pub(super) references: Vec<BoundReference>,
    /// What they name, where the text was not read.
    pub(super) words: Words<'k>,
}

/// Resolves the references of fields and bodies, and turns them round.
pub(super) fn references(
    workspace: &mut Workspace,
    unresolved: Vec<Unresolved<'_>>,
    mentions: &[Words<'_>],
    problems: &mut Vec<Diagnostic>,
) {
    /// Records resolved at a time: enough for every core, and few enough that their lists are not all held twice.
    const CHUNK: usize = 8192;
    let fields = FieldKinds::of(workspace);
    let mut references: Vec<Reference> = Vec::with_capacity(unresolved.iter().map(|one| one.references.len()).sum());
    let mut ends: Vec<u32> = Vec::with_capacity(unresolved.len());
    let mut unresolved = unresolved.into_iter();
    loop {
        let chunk: Vec<Unresolved<'_>> = unresolved.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        let (shared, first): (&Workspace, usize) = (workspace, ends.len());
        let lists: Vec<Vec<Reference>> = chunk
            .into_par_iter()
            .enumerate()
            .with_min_len(64)
            .map(|(place, unresolved)| {
                let from = RecordIndex((first + place) as u32);
                let body = shared.record(from).body.map(|body| mentions[body.0 as usize]);
                resolve_record(shared, &fields, from, unresolved, body.unwrap_or_default())
            })
            .collect();
        for list in lists {
            problems.extend(too_many(workspace, ends.len(), &list));
            references.extend(list);
            ends.push(references.len() as u32);
        }
    }
    let mut start = 0;
    for (record, end) in workspace.records.iter_mut().zip(ends) {
        record.references = (start, end);
        start = end;
    }
    workspace.references = references;
    turn_round(workspace);
}

/// The finding about a record with more references than the limit.
fn too_many(workspace: &Workspace, record: usize, list: &[Reference]) -> Option<Diagnostic> {
    let most = workspace.configuration.limits.references as usize;
    let first = list.get(most)?;
    let path = &workspace.documents[first.document.0 as usize].path;
    let message = format!("this record has more than {most} references; the text's are read up to here");
    Some(
        TOO_LARGE
            .at(Span::new(path, first.range), message)
            .with_help("`[limits] references` in `opsbook.toml` raises the limit".to_owned())
            .of(workspace.identity(&workspace.records[record])),
    )
}

/// For each record, which references lead to it: counted, then placed.
fn turn_round(workspace: &mut Workspace) {
    let mut starts = vec![0u32; workspace.records.len() + 1];
    let targets = || {
        workspace
            .references
            .iter()
            .enumerate()
            .filter_map(|(n, one)| Some((n as u32, one.target.record()?)))
    };
    for (_, target) in targets() {
        starts[target.0 as usize + 1] += 1;
    }
    for place in 1..starts.len() {
        starts[place] += starts[place - 1];
    }
    let mut next = starts.clone();
    let mut incoming = vec![0u32; starts.last().copied().unwrap_or(0) as usize];
    for (number, target) in targets() {
        let slot = &mut next[target.0 as usize];
        incoming[*slot as usize] = number;
        *slot += 1;
    }
    workspace.incoming_starts = starts;
    workspace.incoming = incoming;
}

/// The kinds that each reference type may lead to, by its number.
struct FieldKinds(Vec<Vec<KindIndex>>);

impl FieldKinds {
    fn of(workspace: &Workspace) -> Self {
        let mut kinds = vec![Vec::new(); workspace.schema.reference_uses().len()];
        for kind in workspace.schema.kinds() {
            for (_, field) in kind.fields.iter() {
                collect(&field.of, &mut kinds);
            }
        }
        Self(kinds)
    }
}

fn collect(of: &Type, kinds: &mut Vec<Vec<KindIndex>>) {
    match of {
        Type::Reference(reference) => {
            if let Some(slot) = kinds.get_mut(reference.number as usize) {
                slot.clone_from(&reference.to);
            }
            for (_, detail) in reference.details.iter() {
                collect(&detail.of, kinds);
            }
        }
        Type::List(of) | Type::Map { of, .. } => collect(of, kinds),
        Type::Table(fields) => fields.iter().for_each(|(_, field)| collect(&field.of, kinds)),
        _ => {}
    }
}

fn resolve_record(
    workspace: &Workspace,
    fields: &FieldKinds,
    from: RecordIndex,
    unresolved: Unresolved<'_>,
    mentions: Words<'_>,
) -> Vec<Reference> {
    let record = workspace.record(from);
    let Unresolved { references, mut words } = unresolved;
    let mut list = Vec::with_capacity(references.len());
    for reference in references {
        let in_text = || unquote(reference.range.of(workspace.text(record.document)));
        let written = words.next().unwrap_or_else(in_text);
        let target = match (reference.kind, reference.place) {
            (Some(kind), _) => of_kind(workspace, kind, written),
            (None, Place::Field(number)) => {
                let to = fields.0.get(number as usize).map_or(&[] as &[KindIndex], Vec::as_slice);
                of_kinds(workspace, to, written)
            }
            (None, _) => Target::Missing,
        };
        list.push(Reference {
            from,
            document: record.document,
            range: reference.range,
            place: reference.place,
            target,
            named: reference.kind,
            details: reference.details,
        });
    }
    if let Some(body) = record.body {
        let of_fields = list.len();
        body_references(workspace, (from, body), mentions, &mut list);
        // One more than allowed is kept, to be told. Those of fields all stay: values count on their places.
        let most = workspace.configuration.limits.references as usize;
        list.truncate(of_fields.max(most + 1));
    }
    list
}

fn body_references(
    workspace: &Workspace,
    (from, body): (RecordIndex, super::DocumentIndex),
    mut mentions: Words<'_>,
    list: &mut Vec<Reference>,
) {
    let document = workspace.document(body);
    let Some(outline) = document.outline() else { return };
    let mut push = |range, place, target| {
        list.push(Reference {
            from,
            document: body,
            range,
            place,
            target,
            named: None,
            details: None,
        });
    };
    for link in &outline.links {
        match &link.target {
            LinkTarget::Record(written) => push(link.range, Place::WikiLink, any(workspace, written)),
            LinkTarget::File(written) => push(link.range, Place::Link, file(workspace, &document.path, written)),
        }
    }
    // An action's handle is among the mentions too; it is told apart by its place.
    let actions = outline.actions.iter().filter_map(|action| action.handle.as_ref());
    let handles: BTreeSet<TextRange> = actions.map(|(range, _)| *range).collect();
    for mention in &outline.mentions {
        let is_action = handles.contains(&mention.range);
        let in_text = || mention.range.of(workspace.text(body)).trim_start_matches('@');
        let handle = mentions.next().unwrap_or_else(in_text).to_ascii_lowercase();
        let target = ["person", "team"]
            .into_iter()
            .filter_map(|kind| workspace.schema.find(kind))
            .find_map(|kind| workspace.find(kind, &handle));
        match (target, is_action) {
            (Some(record), true) => push(mention.range, Place::Action, Target::Record(record)),
            (Some(record), false) => push(mention.range, Place::Mention, Target::Record(record)),
            (None, true) => push(mention.range, Place::Action, Target::Missing),
            // Prose may speak of people who are not in the book.
            (None, false) => {}
        }
    }
}

/// The record of a kind with an id.
fn of_kind(workspace: &Workspace, kind: KindIndex, id: &str) -> Target {
    among(workspace, workspace.with_id(id), kind, id)
}

/// The record of a kind with an id, among those that have the id now, else the one that had it.
fn among(workspace: &Workspace, living: &[Named], kind: KindIndex, id: &str) -> Target {
    match living.iter().find(|named| named.kind == kind) {
        Some(named) => Target::Record(named.record),
        None => workspace.alias(kind, id).map_or(Target::Missing, Target::Alias),
    }
}

/// The record that a field means which takes several kinds; without kinds only `kind/id` says which.
fn of_kinds(workspace: &Workspace, to: &[KindIndex], written: &str) -> Target {
    if written.contains(':') {
        // `NAME:kind/id` is a record of another repository's index.
        return if written
            .split_once(':')
            .is_some_and(|(name, rest)| !name.is_empty() && rest.contains('/'))
        {
            Target::Elsewhere
        } else {
            Target::Missing
        };
    }
    if let Some((kind, id)) = written.split_once('/') {
        let Some(kind) = workspace.schema.find(kind) else {
            return Target::Missing;
        };
        return match of_kind(workspace, kind, id) {
            Target::Record(record) | Target::Alias(record) if !to.is_empty() && !to.contains(&kind) => {
                Target::WrongKind(record)
            }
            target => target,
        };
    }
    if to.is_empty() {
        return match any(workspace, written) {
            Target::Record(_) | Target::Alias(_) => Target::Ambiguous,
            target => target,
        };
    }
    let living = workspace.with_id(written);
    let mut found = None;
    for kind in to {
        let target = among(workspace, living, *kind, written);
        if target == Target::Missing {
            continue;
        }
        if found.is_some() {
            return Target::Ambiguous;
        }
        found = Some(target);
    }
    found.unwrap_or_else(|| match any(workspace, written) {
        Target::Record(record) | Target::Alias(record) => Target::WrongKind(record),
        _ => Target::Missing,
    })
}

/// The record that `[[id]]` or `[[kind/id]]` means.
fn any(workspace: &Workspace, written: &str) -> Target {
    let written = written.split('#').next().unwrap_or(written);
    if written.contains('/') || written.contains(':') {
        let kinds: Vec<KindIndex> = workspace.schema.kinds().map(|kind| kind.index).collect();
        return of_kinds(workspace, &kinds, written);
    }
    match workspace.with_id(written) {
        [one] if workspace.aliases.is_empty() => Target::Record(one.record),
        living => {
            let exact = |index: &RecordIndex| living.iter().any(|named| named.record == *index);
            match workspace.find_any(written).as_slice() {
                [] => Target::Missing,
                [one] if exact(one) => Target::Record(*one),
                [one] => Target::Alias(*one),
                _ => Target::Ambiguous,
            }
        }
    }
}

/// Where a relative link leads: the record whose file it is, another file, or nothing.
fn file(workspace: &Workspace, from: &RepoPath, written: &str) -> Target {
    let path = written.split(['#', '?']).next().unwrap_or(written);
    if path.is_empty() {
        return record_of_path(workspace, from.as_str()).map_or(Target::Elsewhere, Target::Record);
    }
    let decoded = percent_decode(path);
    let Some(path) = from.resolve(&decoded) else {
        return Target::Missing;
    };
    if let Some(record) = record_of_path(workspace, path.as_str()) {
        return Target::Record(record);
    }
    let snapshot = &workspace.snapshot;
    // What lies in the repository beside the workspace is not listed, so it is not judged.
    let outside = path.below(snapshot.prefix()).is_none() && path.as_str() != snapshot.prefix();
    if outside
        || path.as_str() == snapshot.prefix()
        || snapshot.find(path.as_str()).is_some()
        || snapshot.has_folder(path.as_str())
    {
        Target::Elsewhere
    } else {
        Target::Missing
    }
}

/// The record whose file or prose a path is, where the file is one record's.
pub(super) fn record_of_path(workspace: &Workspace, path: &str) -> Option<RecordIndex> {
    let document = workspace
        .documents
        .binary_search_by(|document| document.path.as_str().cmp(path))
        .ok()?;
    let first_of = |document: usize| {
        let first = workspace
            .records
            .partition_point(|record| (record.document.0 as usize) < document);
        let record = workspace.records.get(first)?;
        (record.document.0 as usize == document && record.entry.is_none()).then_some(RecordIndex(first as u32))
    };
    first_of(document).or_else(|| {
        let beside = workspace.documents[document].path.with_extension("toml");
        let toml = workspace
            .documents
            .binary_search_by(|document| document.path.cmp(&beside))
            .ok()?;
        let record = first_of(toml)?;
        (workspace.record(record).body.map(|body| body.0 as usize) == Some(document)).then_some(record)
    })
}

/// Decodes `%20` and the like; what is no such escape stays.
fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if bytes[at] == b'%' => {
                decoded.push(byte);
                at += 3;
            }
            _ => {
                decoded.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// What a reference names, as written.
pub(super) fn written<'a>(workspace: &'a Workspace, reference: &Reference) -> &'a str {
    let in_text = || reference.range.of(workspace.text(reference.document));
    match reference.place {
        Place::Field(_) => unquote(in_text()),
        Place::Mention | Place::Action => in_text().trim_start_matches('@'),
        Place::Link | Place::WikiLink => {
            let outline = workspace.document(reference.document).outline();
            let link = outline.and_then(|outline| outline.links.iter().find(|link| link.range == reference.range));
            match link.map(|link| &link.target) {
                Some(LinkTarget::File(written) | LinkTarget::Record(written)) => written,
                None => in_text(),
            }
        }
    }
}

/// The kinds that a reference may lead to.
pub(super) fn wanted(workspace: &Workspace, reference: &Reference) -> Vec<KindIndex> {
    if let Some(kind) = reference.named {
        return vec![kind];
    }
    let named = |names: &[&str]| names.iter().filter_map(|name| workspace.schema.find(name)).collect();
    match reference.place {
        Place::Field(number) => {
            let Some(at) = workspace.schema.reference_uses().get(number as usize) else {
                return Vec::new();
            };
            let mut kinds = vec![Vec::new(); workspace.schema.reference_uses().len()];
            collect(&workspace.schema.kind(at.kind).fields.get(at.top).of, &mut kinds);
            kinds.swap_remove(number as usize)
        }
        Place::Mention | Place::Action => named(&["person", "team"]),
        Place::Link | Place::WikiLink => Vec::new(),
    }
}

/// A TOML string without its quotes. Ids hold no escapes, so nothing else has to be undone.
fn unquote(text: &str) -> &str {
    for quotes in ["\"\"\"", "'''", "\"", "'"] {
        if let Some(inner) = text.strip_prefix(quotes).and_then(|text| text.strip_suffix(quotes)) {
            return inner;
        }
    }
    text
}
