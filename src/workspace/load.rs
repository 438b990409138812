//! From a snapshot to a workspace, in steps: configuration, schema, documents with their records, references.

use super::bind::{self, BoundRecord, Source};
use super::ids::Ids;
use super::known::{self, Known, Words};
use super::resolve::Unresolved;
use super::{DocumentIndex, MISSING_FRONT_MATTER, Record, RecordIndex, Workspace, effective, resolve};
use crate::diagnostic::Diagnostic;
use crate::expression::{INVALID_EXPRESSION, Root, compile};
use crate::parse::{Content, Document, Limits, Raw, TOO_LARGE, Table, drop_consequences, parse_toml_file, size};
use crate::schema::{self, Configuration, Definition, INVALID_SETTING, Kind, Priority, Schema, UNKNOWN_KEY};
use crate::source::{Conflict, Did, FileIndex, MERGE_CONFLICT, NOT_UTF8, Refusal, Snapshot, UNREADABLE_FILE};
use crate::text::{FieldPath, RepoPath, Span, TextRange, clip, listed, nearest, visible};
use crate::value::KindIndex;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Reads everything but what is known already; never fails, whatever lies in the snapshot.
pub(super) fn load(snapshot: Arc<Snapshot>, known: &Known) -> (Workspace, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let configuration = configuration(&snapshot, &mut problems);
    let schema = schema_of(&snapshot, &configuration, &mut problems);
    check_words(&configuration, &schema, &mut problems);
    check_priority(&configuration, &schema, &mut problems);
    refused(&snapshot, &schema, &mut problems);

    let files: Vec<(FileIndex, KindIndex)> = snapshot
        .files()
        .par_iter()
        .enumerate()
        .with_min_len(512)
        .filter_map(|(place, file)| {
            let kind = kind_of_file(&snapshot, &schema, &file.path)?;
            Some((FileIndex(place as u32), kind))
        })
        .collect();
    let known = known.of(&snapshot);
    let mut parts = Parts::with_room(files.len(), configuration.limits.records as usize);
    for some in files.chunks(FILES_AT_A_TIME) {
        let read: Vec<Read<'_>> = some
            .par_iter()
            .with_min_len(16)
            .map(|(file, kind)| {
                let content = known[file.0 as usize];
                let recalled = content.and_then(|content| recall(&snapshot, &configuration, *file, *kind, content));
                recalled.unwrap_or_else(|| read_file(&snapshot, &configuration, &schema, *file, schema.kind(*kind)))
            })
            .collect();
        read.into_iter().for_each(|file| parts.add(file, &mut problems));
    }
    drop(files);
    assemble(snapshot, configuration, schema, parts, problems)
}

/// Enough for every core, and few enough that what came of them is never held twice.
const FILES_AT_A_TIME: usize = 4096;

/// What came of one file.
struct Read<'k> {
    file: FileIndex,
    document: Document,
    kind: KindIndex,
    records: Vec<BoundRecord<'k>>,
    /// The handles in its text, where that was not read.
    mentions: Words<'k>,
    is_known: bool,
}

impl<'k> Read<'k> {
    fn fresh(file: FileIndex, document: Document, kind: KindIndex, records: Vec<BoundRecord<'k>>) -> Self {
        Self {
            file,
            document,
            kind,
            records,
            mentions: Words::default(),
            is_known: false,
        }
    }
}

/// What came of all files so far.
struct Parts<'k> {
    documents: Vec<Document>,
    files: Vec<FileIndex>,
    is_known: Vec<bool>,
    mentions: Vec<Words<'k>>,
    kinds: Vec<KindIndex>,
    prose: Vec<DocumentIndex>,
    records: Vec<Record>,
    references: Vec<Unresolved<'k>>,
    /// How many records there are, those past the limit included.
    count: usize,
    most: usize,
}

impl<'k> Parts<'k> {
    fn with_room(files: usize, most: usize) -> Self {
        Self {
            documents: Vec::with_capacity(files),
            files: Vec::with_capacity(files),
            is_known: Vec::with_capacity(files),
            mentions: Vec::with_capacity(files),
            kinds: Vec::with_capacity(files),
            prose: Vec::new(),
            records: Vec::with_capacity(files.min(most)),
            references: Vec::with_capacity(files.min(most)),
            count: 0,
            most,
        }
    }

    fn add(&mut self, mut read: Read<'k>, problems: &mut Vec<Diagnostic>) {
        let index = DocumentIndex(self.documents.len() as u32);
        let own_body = match read.document.content {
            Content::FrontMatter { .. } => Some(index),
            Content::Prose(_) => {
                self.prose.push(index);
                None
            }
            _ => None,
        };
        problems.append(&mut read.document.problems);
        for BoundRecord { entry, bound, words } in read.records {
            problems.extend(bound.problems);
            self.count += 1;
            if self.records.len() == self.most {
                continue;
            }
            self.records.push(Record {
                kind: read.kind,
                id: bound.id,
                document: index,
                entry,
                body: own_body,
                status: bound.status,
                effective: bound.status,
                status_range: bound.status_range,
                head: bound.head,
                id_range: bound.id_range,
                fields: bound.fields,
                extra: bound.extra,
                references: (0, 0),
            });
            self.references.push(Unresolved {
                references: bound.references,
                words,
            });
        }
        self.documents.push(read.document);
        self.files.push(read.file);
        self.is_known.push(read.is_known);
        self.mentions.push(read.mentions);
        self.kinds.push(read.kind);
    }
}

/// Takes what an earlier run made of a file, where that can be read.
fn recall<'k>(
    snapshot: &Snapshot,
    configuration: &Configuration,
    file: FileIndex,
    kind: KindIndex,
    content: &'k [u8],
) -> Option<Read<'k>> {
    let known = known::decode(&snapshot.file(file).path, content, configuration.calendar.year_start())?;
    Some(Read {
        file,
        document: known.document,
        kind,
        records: known.records,
        mentions: known.mentions,
        is_known: true,
    })
}

/// Reads, parses and binds one file, so that its text is in the processor's cache only once.
fn read_file(
    snapshot: &Snapshot,
    configuration: &Configuration,
    schema: &Schema,
    index: FileIndex,
    kind: &Kind,
) -> Read<'static> {
    let limits = &configuration.limits;
    let file = snapshot.file(index);
    let text = match snapshot.text(file, largest(&file.path, limits)) {
        Ok(text) => text,
        Err(refusal) => {
            let problems = vec![refusal_finding(&file.path, refusal)];
            let document = Document {
                path: file.path.clone(),
                content: Content::Broken,
                problems,
            };
            return Read::fresh(index, document, kind.index, Vec::new());
        }
    };
    let mut document = Document::parse(&file.path, text, limits);
    let source = Source {
        path: &file.path,
        text,
        schema,
        most_bytes: limits.file_bytes,
        year_start: configuration.calendar.year_start(),
    };
    let mut more = Vec::new();
    let mut bound = match &document.content {
        Content::FrontMatter { fields, .. } => {
            let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
            let head = TextRange::new(start, start + 3);
            vec![bind::bind(&source, kind, fields, Some(file.path.stem()), head).alone()]
        }
        Content::Toml(table) => toml_records(&source, kind, table, &mut more),
        Content::Prose(_) | Content::Csv(_) | Content::Broken => Vec::new(),
    };
    let fields_end = match &document.content {
        Content::FrontMatter { body, .. } => body.range.start,
        _ => u32::MAX,
    };
    if !document.problems.is_empty() {
        let of_fields: Vec<Diagnostic> = document
            .problems
            .iter()
            .filter(|one| one.span.range.start < fields_end)
            .cloned()
            .collect();
        drop_consequences(text, &of_fields, &mut more);
        for record in &mut bound {
            drop_consequences(text, &of_fields, &mut record.bound.problems);
        }
    }
    // A third of a workspace's memory, and nobody reads it again.
    document.forget_table();
    document.problems.append(&mut more);
    Read::fresh(index, document, kind.index, bound)
}

/// The most bytes that are read of a file: a `.toml` may be a collection, which `toml_records` finds out.
pub(super) fn largest(path: &RepoPath, limits: &Limits) -> u32 {
    if path.extension() == "md" {
        limits.file_bytes
    } else {
        limits.collection_bytes.max(limits.file_bytes)
    }
}

/// A TOML file is one record, or a collection: an array of tables named as the kind, and nothing else.
fn toml_records(
    source: &Source<'_>,
    kind: &Kind,
    table: &Table,
    problems: &mut Vec<Diagnostic>,
) -> Vec<BoundRecord<'static>> {
    let collection = table.get(&kind.name).and_then(|entry| match &entry.value.raw {
        Raw::Array(items) if items.iter().all(|item| matches!(item.raw, Raw::Table(_))) => Some(items),
        _ => None,
    });
    let Some(items) = collection else {
        if let Some(finding) = misnamed_collection(source, kind, table) {
            problems.push(finding);
            return Vec::new();
        }
        if source.text.len() > source.most_bytes as usize {
            problems.push(too_large(source.path, source.most_bytes, "file_bytes"));
            return Vec::new();
        }
        let stem = source.path.stem();
        // `people.toml` without `[[person]]` is an empty list, not a person named "people".
        if source.path.folder().ends_with(&*kind.folder) || table.entries.iter().any(|entry| &*entry.key != "extra") {
            return vec![bind::bind(source, kind, table, Some(stem), TextRange::default()).alone()];
        }
        return Vec::new();
    };
    for entry in table.entries.iter().filter(|entry| *entry.key != *kind.name) {
        problems.push(
            UNKNOWN_KEY
                .at(
                    Span::new(source.path, entry.key_range),
                    format!(
                        "a file of several {} holds nothing but `[[{}]]`, not `{}`",
                        kind.nouns(),
                        kind.name,
                        clip(&entry.key)
                    ),
                )
                .with_help(format!(
                    "put `{}` into the entries, or into a file of its own",
                    clip(&entry.key)
                ))
                .about(FieldPath::field(&entry.key), ""),
        );
    }
    let tables = items.iter().filter_map(|item| match &item.raw {
        Raw::Table(table) => Some((table, item.range)),
        _ => None,
    });
    tables
        .enumerate()
        .map(|(place, (table, range))| bind::bind(source, kind, table, None, range).entry(place as u32))
        .collect()
}

/// A file that holds nothing but one array of tables, named as no field of the kind, was meant to be a collection.
fn misnamed_collection(source: &Source<'_>, kind: &Kind, table: &Table) -> Option<Diagnostic> {
    let [entry] = &*table.entries else { return None };
    let tables =
        |items: &[crate::parse::Node]| !items.is_empty() && items.iter().all(|item| matches!(item.raw, Raw::Table(_)));
    if !matches!(&entry.value.raw, Raw::Array(items) if tables(items)) || kind.fields.find(&entry.key).is_some() {
        return None;
    }
    let other = source.schema.find(&entry.key).map(|other| source.schema.kind(other));
    let help = match other {
        Some(other) => format!("put these into `{0}.toml` or a file below `{0}/`", other.folder),
        None => format!("write `[[{}]]`", kind.name),
    };
    Some(
        UNKNOWN_KEY
            .at(
                Span::new(source.path, entry.key_range),
                format!(
                    "a file of several {} holds `[[{}]]`, not `[[{}]]`",
                    kind.nouns(),
                    kind.name,
                    clip(&entry.key)
                ),
            )
            .with_help(help)
            .about(FieldPath::field(&entry.key), ""),
    )
}

/// Reads `opsbook.toml`; where it cannot be read the defaults hold.
fn configuration(snapshot: &Snapshot, problems: &mut Vec<Diagnostic>) -> Configuration {
    let Some(file) = snapshot.find(snapshot.configuration().as_str()) else {
        return Configuration::default();
    };
    match snapshot.text(file, Limits::default().file_bytes) {
        Ok(text) => {
            let mut unread = Vec::new();
            let table = parse_toml_file(&file.path, text, &mut unread);
            let mut wrong = Vec::new();
            let definition = Definition {
                path: &file.path,
                text,
                table: &table,
            };
            let configuration = schema::configuration(&definition, &mut wrong);
            drop_consequences(text, &unread, &mut wrong);
            problems.append(&mut unread);
            problems.append(&mut wrong);
            configuration
        }
        Err(refusal) => {
            problems.push(refusal_finding(&file.path, refusal));
            Configuration::default()
        }
    }
}

/// Reads the workspace's own definitions over the built-in ones.
fn schema_of(snapshot: &Snapshot, configuration: &Configuration, problems: &mut Vec<Diagnostic>) -> Schema {
    let mut read: Vec<(&RepoPath, &Arc<str>, Table)> = Vec::new();
    let mut unread = Vec::new();
    for file in snapshot.files() {
        if !is_definition(snapshot, &file.path) {
            continue;
        }
        match snapshot.text(file, configuration.limits.file_bytes) {
            Ok(text) => {
                let table = parse_toml_file(&file.path, text, &mut unread);
                read.push((&file.path, text, table));
            }
            Err(refusal) => problems.push(refusal_finding(&file.path, refusal)),
        }
    }
    let own: Vec<Definition<'_>> = read
        .iter()
        .map(|(path, text, table)| Definition { path, text, table })
        .collect();
    let mut wrong = Vec::new();
    let schema = Schema::load(&own, &mut wrong);
    for (path, text, _) in &read {
        let of_file = |one: &Diagnostic| one.span.path == **path;
        let unread: Vec<Diagnostic> = unread.iter().filter(|one| of_file(one)).cloned().collect();
        if unread.is_empty() {
            continue;
        }
        let (mut here, others) = wrong.into_iter().partition(of_file);
        drop_consequences(text, &unread, &mut here);
        wrong = others;
        wrong.append(&mut here);
    }
    problems.append(&mut unread);
    problems.append(&mut wrong);
    schema
}

/// Says whether a file is one of the workspace's own definitions.
pub(super) fn is_definition(snapshot: &Snapshot, path: &RepoPath) -> bool {
    let below = path.below(snapshot.prefix());
    below
        .and_then(|below| below.strip_prefix("schema/"))
        .is_some_and(|name| !name.contains('/') && !name.starts_with(['.', '_']))
        && path.extension() == "toml"
}

/// Reports words for what is neither kind nor status nor a team's function.
fn check_words(configuration: &Configuration, schema: &Schema, problems: &mut Vec<Diagnostic>) {
    if configuration.words.spans.is_empty() {
        return;
    }
    let mut known: Vec<&str> = schema.kinds().map(|kind| &*kind.name).collect();
    known.extend(
        schema
            .kinds()
            .filter_map(|kind| kind.lifecycle.as_ref())
            .flat_map(|lifecycle| lifecycle.names()),
    );
    let functions = schema
        .find("team")
        .and_then(|team| schema.kind(team).fields.named("function"));
    if let Some(crate::value::Type::Choice(choices)) = functions.map(|function| &function.of) {
        known.extend(choices.0.iter().map(|word| &**word));
    }
    for (word, span) in &configuration.words.spans {
        if known.contains(&word.as_str()) {
            continue;
        }
        let near = nearest(word, known.iter().copied());
        problems.push(
            INVALID_SETTING
                .at(
                    span.clone(),
                    format!("`{}` is neither a kind nor a status nor a function", clip(word)),
                )
                .with_help(near.map(|near| format!("did you mean `{near}`?"))),
        );
    }
}

/// Reports a priority formula that is neither a method nor an expression over what initiatives have.
fn check_priority(configuration: &Configuration, schema: &Schema, problems: &mut Vec<Diagnostic>) {
    let Some(priority) = &configuration.priority else {
        return;
    };
    let Some(initiative) = schema.find("initiative") else {
        return;
    };
    let name = priority.formula.trim();
    if Priority::METHODS.contains(&name) {
        return;
    }
    let fields = &schema.kind(initiative).fields;
    let is_word = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    let is_known = fields.find(name).is_some() || priority.inputs.iter().any(|(input, ..)| input == name);
    if is_word && !is_known {
        let help = match nearest(name, Priority::METHODS) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "methods are: {}; or write a formula over the fields of an initiative, such as `value / effort`",
                listed(Priority::METHODS)
            ),
        };
        problems.push(
            INVALID_SETTING
                .at(
                    priority.span.clone(),
                    format!("`{}` is no way to work out a priority", clip(name)),
                )
                .with_help(help),
        );
        return;
    }
    let root = Root::Kind(initiative);
    let mut number = |text: &str, at: &Span, root: Root<'_>| {
        let (formula, mut found) = compile(text, at, schema, root);
        problems.append(&mut found);
        if formula.is_some_and(|formula| !formula.result_type().is_number()) {
            let finding = INVALID_EXPRESSION.at(at.clone(), format!("`{}` comes to no number", clip(text)));
            problems.push(finding.with_help("a priority is a number: calculate with `+`, `-`, `*` and `/`".to_owned()));
        }
    };
    for (_, text, at) in &priority.inputs {
        number(text, at, root);
    }
    let names: Vec<&str> = priority.inputs.iter().map(|(name, ..)| name.as_str()).collect();
    let root = if names.is_empty() { root } else { Root::Inputs(&names) };
    number(&priority.formula, &priority.span, root);
}

/// Reports entries that are no files where a record could be; a link elsewhere is nobody's business.
fn refused(snapshot: &Snapshot, schema: &Schema, problems: &mut Vec<Diagnostic>) {
    for refused in snapshot.refused() {
        let named =
            kind_of_file(snapshot, schema, &refused.path).is_some() || refused.path == *snapshot.configuration();
        if named || matches!(refused.why, Refusal::Unreadable(_) | Refusal::InConflict { .. }) {
            problems.push(refusal_finding(&refused.path, &refused.why));
        }
    }
}

/// The kind whose record, prose or table a file is; `None` for attachments.
fn kind_of_file(snapshot: &Snapshot, schema: &Schema, path: &RepoPath) -> Option<KindIndex> {
    if !matches!(path.extension(), "md" | "toml" | "csv") || path.name() == "README.md" {
        return None;
    }
    let below = path.below(snapshot.prefix())?;
    let is_aside = |name: &[u8]| matches!(name, [b'.' | b'_', ..]);
    let bytes = below.as_bytes();
    if is_aside(bytes) || bytes.windows(2).any(|pair| pair[0] == b'/' && is_aside(&pair[1..])) {
        return None;
    }
    schema.kind_of_path(below)
}

fn too_large(path: &RepoPath, limit: u32, name: &str) -> Diagnostic {
    TOO_LARGE
        .at(Span::file(path), format!("the file has more than {}", size(limit)))
        .with_help(format!(
            "split it; `[limits] {name}` in `opsbook.toml` raises the limit"
        ))
}

/// What to say of a file that could not be had.
fn refusal_finding(path: &RepoPath, refusal: &Refusal) -> Diagnostic {
    match refusal {
        Refusal::NotUtf8 { valid_to } => NOT_UTF8
            .at(
                Span::new(path, *valid_to..*valid_to),
                format!("the file is not UTF-8 from byte {valid_to} on"),
            )
            .with_help("save it as UTF-8".to_owned()),
        Refusal::TooLarge { limit } => {
            let name = if path.extension() == "md" {
                "file_bytes"
            } else {
                "collection_bytes"
            };
            too_large(path, *limit, name)
        }
        Refusal::NotAFile(what) => UNREADABLE_FILE
            .at(Span::file(path), format!("this is {what}, not a file"))
            .with_help("only regular files are read: put the file itself here".to_owned()),
        Refusal::Unreadable(why) => UNREADABLE_FILE
            .at(Span::file(path), format!("cannot be read: {}", visible(why)))
            .with_help("make it readable, or rename or delete it".to_owned()),
        Refusal::Object { id, why } => UNREADABLE_FILE
            .at(
                Span::file(path),
                format!("the repository cannot give its content: {why}"),
            )
            .with_help("`git fetch` completes a partial clone, `git fsck` says what is damaged".to_owned())
            .about(FieldPath::default(), &id.to_string()),
        Refusal::InConflict { ours, theirs } => MERGE_CONFLICT
            .at(
                Span::file(path),
                format!("git cannot merge it: {} and {}", done(ours), done(theirs)),
            )
            .with_help(format!(
                "merge `{}` by hand: keep one version, or both put together",
                ours.name
            )),
    }
}

/// What a side of a merge did.
fn done(side: &Conflict) -> String {
    let name = visible(&side.name);
    match side.did {
        Did::Change => format!("`{name}` changed it"),
        Did::Add => format!("`{name}` added it"),
        Did::Remove => format!("`{name}` deleted or renamed it"),
        Did::Nothing => format!("`{name}` does not have it"),
    }
}

/// Puts the files' results together: indices, prose beside TOML, identity, references.
fn assemble(
    snapshot: Arc<Snapshot>,
    configuration: Configuration,
    schema: Schema,
    parts: Parts<'_>,
    mut problems: Vec<Diagnostic>,
) -> (Workspace, Vec<Diagnostic>) {
    let Parts {
        documents,
        files,
        is_known,
        mentions,
        kinds,
        prose,
        mut records,
        references: unresolved,
        count,
        most,
    } = parts;
    if count > most {
        problems.push(
            TOO_LARGE
                .at(
                    Span::file(snapshot.configuration()),
                    format!("the workspace has {count} records; the limit is {most}"),
                )
                .with_help("`[limits] records` in `opsbook.toml` raises the limit".to_owned()),
        );
    }
    join_prose(&documents, &prose, &kinds, &schema, &mut records, &mut problems);
    let mut by_kind: Vec<Vec<RecordIndex>> = vec![Vec::new(); schema.kinds().len()];
    for (place, record) in records.iter().enumerate() {
        by_kind[record.kind.0 as usize].push(RecordIndex(place as u32));
    }
    for list in &mut by_kind {
        // Stable: of two with one id the first in the order of files comes first.
        list.sort_by(|a, b| records[a.0 as usize].id.cmp(&records[b.0 as usize].id));
    }
    let by_id = Ids::new(&by_kind, &records);
    let mut workspace = Workspace {
        snapshot,
        configuration,
        schema,
        documents,
        files,
        is_known,
        records,
        references: Vec::new(),
        incoming_starts: Vec::new(),
        incoming: Vec::new(),
        by_kind,
        by_id,
        aliases: BTreeMap::new(),
    };
    resolve::identities(&mut workspace, &mut problems);
    resolve::references(&mut workspace, unresolved, &mentions, &mut problems);
    effective::statuses(&mut workspace);
    (workspace, problems)
}

/// Gives `NAME.md` without front matter to the record of `NAME.toml` beside it; alone, it is a finding.
fn join_prose(
    documents: &[Document],
    prose: &[DocumentIndex],
    kinds: &[KindIndex],
    schema: &Schema,
    records: &mut [Record],
    problems: &mut Vec<Diagnostic>,
) {
    for index in prose {
        let document = &documents[index.0 as usize];
        let beside = document.path.with_extension("toml");
        // Documents are in the order of paths, records in the order of documents.
        let toml = documents.binary_search_by(|one| one.path.cmp(&beside)).ok();
        if let Some(toml) = toml {
            let first = records.partition_point(|record| (record.document.0 as usize) < toml);
            if let Some(record) = records
                .get_mut(first)
                .filter(|record| record.document.0 as usize == toml && record.entry.is_none())
            {
                record.body = Some(*index);
                continue;
            }
            if documents[toml].table().is_some() {
                // A collection beside it, or a file whose own problem is told.
                continue;
            }
        }
        let kind = schema.kind(kinds[index.0 as usize]);
        problems.push(
            MISSING_FRONT_MATTER
                .at(
                    Span::file(&document.path),
                    format!(
                        "{} begins with fields between two `+++` lines; this file has none",
                        kind.noun()
                    ),
                )
                .with_help(format!(
                    "begin with `+++`, `title = \"…\"`, `+++`; or put the fields into `{}`, or the file outside `{}/`",
                    beside.name(),
                    kind.folder
                )),
        );
    }
}
