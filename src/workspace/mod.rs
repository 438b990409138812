//! Records with typed values, identity, and references both ways: schema, configuration and records of one snapshot.
//!
//! A pure function of the snapshot. Judges nothing that needs two records beyond where a reference leads; that is
//! the business of `check`.

mod bind;
mod effective;
mod facts;
mod ids;
mod known;
mod load;
mod plain;
pub mod query;
mod record;
mod reference;
mod resolve;
mod rules;

use ids::{Ids, Named};

pub use known::{Known, VERSION as KNOWN_VERSION};
pub use record::{DocumentIndex, Record, RecordIndex, visit_values};
pub use reference::{Place, Reference, Target};
pub use rules::*;

use crate::diagnostic::Diagnostic;
use crate::parse::csv::Csv;
use crate::parse::{Content, Document};
use crate::schema::{Configuration, Kind, Schema, Status};
use crate::source::{FileIndex, Snapshot};
use crate::text::{FieldPath, Id, Identity, RepoPath, Span, TextRange};
use crate::value::{Field, FieldIndex, KindIndex, StatusIndex, Type, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Schema, records and references of one snapshot.
#[derive(Debug)]
pub struct Workspace {
    snapshot: Arc<Snapshot>,
    configuration: Configuration,
    schema: Schema,
    documents: Vec<Document>,
    /// The file of each document.
    files: Vec<FileIndex>,
    /// For each document whether an earlier run found it good.
    is_known: Vec<bool>,
    records: Vec<Record>,
    references: Vec<Reference>,
    /// References by target: for each record where its part of `incoming` begins, and one past the last.
    incoming_starts: Vec<u32>,
    incoming: Vec<u32>,
    /// Records of each kind in the order of ids; of two with one id, both.
    by_kind: Vec<Vec<RecordIndex>>,
    by_id: Ids,
    aliases: BTreeMap<(KindIndex, Box<str>), RecordIndex>,
}

impl Workspace {
    /// Reads a snapshot: configuration, schema, documents, records, references; and what is wrong with them.
    pub fn load(snapshot: Arc<Snapshot>) -> (Self, Vec<Diagnostic>) {
        load::load(snapshot, &Known::default())
    }

    /// Reads a snapshot, but not the files of which an earlier run knows all that there is.
    pub fn load_with(snapshot: Arc<Snapshot>, known: &Known) -> (Self, Vec<Diagnostic>) {
        load::load(snapshot, known)
    }

    /// Returns the snapshot it was read from.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Returns the settings.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// Returns the kinds.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Returns all records with their places, in the order of files.
    pub fn records(&self) -> impl ExactSizeIterator<Item = (RecordIndex, &Record)> {
        self.records
            .iter()
            .enumerate()
            .map(|(place, record)| (RecordIndex(place as u32), record))
    }

    /// Returns a record.
    pub fn record(&self, index: RecordIndex) -> &Record {
        &self.records[index.0 as usize]
    }

    /// Returns the records of a kind, in the order of their ids.
    pub fn of_kind(&self, kind: KindIndex) -> &[RecordIndex] {
        self.by_kind.get(kind.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// Finds the record of a kind with an id, former ids included.
    pub fn find(&self, kind: KindIndex, id: &str) -> Option<RecordIndex> {
        self.find_exact(kind, id).or_else(|| self.alias(kind, id))
    }

    /// Finds the record of a kind that had an id before.
    fn alias(&self, kind: KindIndex, id: &str) -> Option<RecordIndex> {
        if self.aliases.is_empty() {
            return None;
        }
        self.aliases.get(&(kind, Box::from(id))).copied()
    }

    /// Finds the record of a kind with an id. Of two with one id the first in the order of files has it.
    pub fn find_exact(&self, kind: KindIndex, id: &str) -> Option<RecordIndex> {
        let named = self.with_id(id).iter().find(|named| named.kind == kind);
        named.map(|named| named.record)
    }

    /// Returns the records that have an id, one of each kind, in the order of kinds.
    fn with_id(&self, id: &str) -> &[Named] {
        self.by_id.with_id(id)
    }

    /// Finds records by `id` or `kind/id`: one, or all that a plain id may mean.
    pub fn find_any(&self, written: &str) -> Vec<RecordIndex> {
        if let Some((kind, id)) = written.split_once('/') {
            return self
                .schema
                .find(kind)
                .and_then(|kind| self.find(kind, id))
                .into_iter()
                .collect();
        }
        let mut found: Vec<RecordIndex> = self.with_id(written).iter().map(|named| named.record).collect();
        if !self.aliases.is_empty() {
            let former = self.schema.kinds().filter_map(|kind| self.alias(kind.index, written));
            found.extend(former);
            found.sort_by_key(|index| self.record(*index).kind);
        }
        found
    }

    /// Returns the former ids of records, each with the record that has it now.
    pub fn aliases(&self) -> impl Iterator<Item = (KindIndex, &str, RecordIndex)> {
        self.aliases.iter().map(|((kind, id), record)| (*kind, &**id, *record))
    }

    /// Says whether this record has the page of its id: it is the first of those that share it.
    pub fn owns_id(&self, index: RecordIndex) -> bool {
        let record = self.record(index);
        self.find_exact(record.kind, record.id.as_str()) == Some(index)
    }

    /// Returns the kind of a record.
    pub fn kind_of(&self, record: &Record) -> &Kind {
        self.schema.kind(record.kind)
    }

    /// Returns what a record is across trees: kind and id.
    pub fn identity(&self, record: &Record) -> Identity {
        Identity {
            kind: Box::from(&*self.kind_of(record).name),
            id: record.id.clone(),
        }
    }

    /// Returns the value of a field by its key, where the record has it and it is well-typed.
    pub fn value<'a>(&'a self, record: &'a Record, field: &str) -> Option<&'a Value> {
        let index = self.kind_of(record).fields.find(field)?;
        record.get(index).filter(|value| !matches!(value, Value::Invalid(_)))
    }

    /// Returns the title, or the id where there is none.
    pub fn title<'a>(&'a self, record: &'a Record) -> &'a str {
        self.value(record, "title")
            .and_then(Value::as_text)
            .filter(|title| !title.trim().is_empty())
            .unwrap_or(record.id.as_str())
    }

    /// Returns the status that a record counts as (DESIGN §2): its written one, or where its kind says that this
    /// follows other records the further along of the two.
    pub fn status(&self, record: &Record) -> Option<&Status> {
        record.effective.and_then(|status| self.kind_of(record).status(status))
    }

    /// Returns the status that is written in the file, or the initial one. Moves and their legality look at this.
    pub fn written_status(&self, record: &Record) -> Option<&Status> {
        record.status.and_then(|status| self.kind_of(record).status(status))
    }

    /// Returns the status by its place.
    pub fn status_of(&self, kind: KindIndex, status: StatusIndex) -> Option<&Status> {
        self.schema.kind(kind).status(status)
    }

    /// Returns the references of a record: its fields' in the order of the file, then its body's.
    pub fn references_of(&self, record: &Record) -> &[Reference] {
        &self.references[record.references.0 as usize..record.references.1 as usize]
    }

    /// Returns the reference that a value stands for.
    pub fn reference(&self, record: &Record, number: u32) -> &Reference {
        &self.references_of(record)[number as usize]
    }

    /// Returns all references.
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// Returns the references that lead to a record, in the order of those that hold them.
    pub fn incoming(&self, index: RecordIndex) -> impl Iterator<Item = &Reference> {
        let place = index.0 as usize;
        let range = self.incoming_starts[place] as usize..self.incoming_starts[place + 1] as usize;
        self.incoming[range]
            .iter()
            .map(|number| &self.references[*number as usize])
    }

    /// Returns the records that a field refers to directly (in it or in its list), in order.
    pub fn targets<'a>(&'a self, record: &'a Record, field: &str) -> impl Iterator<Item = RecordIndex> + 'a {
        let value = self.value(record, field);
        let single = value.into_iter().filter(|value| matches!(value, Value::Reference(_)));
        let several = value
            .into_iter()
            .flat_map(|value| value.items().iter().map(|item| &item.value));
        single.chain(several).filter_map(|value| match value {
            Value::Reference(number) => self.reference(record, *number).target.record(),
            _ => None,
        })
    }

    /// Returns the team of a record: the field, else the owner where that is a team.
    pub fn team(&self, record: &Record) -> Option<RecordIndex> {
        let team_kind = self.schema.find("team");
        let stated = self.targets(record, "team").next();
        stated.or_else(|| {
            self.targets(record, "owner")
                .next()
                .filter(|owner| Some(self.record(*owner).kind) == team_kind)
        })
    }

    /// Returns all documents with their places.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = (DocumentIndex, &Document)> {
        self.documents
            .iter()
            .enumerate()
            .map(|(place, document)| (DocumentIndex(place as u32), document))
    }

    /// Returns a document.
    pub fn document(&self, index: DocumentIndex) -> &Document {
        &self.documents[index.0 as usize]
    }

    /// Says whether an earlier run found nothing that is to be said of this document alone.
    pub fn is_known(&self, index: DocumentIndex) -> bool {
        self.is_known[index.0 as usize]
    }

    /// Returns the text of a document; empty where it could not be read.
    pub fn text(&self, index: DocumentIndex) -> &str {
        let file = self.snapshot.file(self.files[index.0 as usize]);
        let limit = load::largest(&file.path, &self.configuration.limits);
        self.snapshot.text(file, limit).map_or("", |text| text)
    }

    /// Returns the CSV table that a record names, by a path from the record's own folder.
    ///
    /// `None` where there is none, or where it lies in no kind's folder and is not read.
    pub fn table(&self, record: &Record, written: &str) -> Option<(DocumentIndex, &Csv)> {
        let path = self.path(record).resolve(written)?;
        let place = self
            .documents
            .binary_search_by(|document| document.path.cmp(&path))
            .ok()?;
        match &self.documents[place].content {
            Content::Csv(table) => Some((DocumentIndex(place as u32), table)),
            _ => None,
        }
    }

    /// Returns the path of a record's file.
    pub fn path(&self, record: &Record) -> &RepoPath {
        &self.document(record.document).path
    }

    /// Returns the path of a file from the workspace's folder.
    pub fn below<'a>(&self, path: &'a RepoPath) -> &'a str {
        path.below(self.snapshot.prefix()).unwrap_or(path.as_str())
    }

    /// Returns a span in a record's own file.
    pub fn span(&self, record: &Record, range: TextRange) -> Span {
        Span::new(self.path(record), range)
    }

    /// Returns the place of a reference.
    pub fn reference_span(&self, reference: &Reference) -> Span {
        Span::new(&self.document(reference.document).path, reference.range)
    }

    /// Returns what a reference names, as written: `faster-search`, `team/boards`, a path or a handle.
    pub fn written<'a>(&'a self, reference: &Reference) -> &'a str {
        resolve::written(self, reference)
    }

    /// Returns the field in which a reference stands; empty for the body.
    pub fn field_path(&self, reference: &Reference) -> FieldPath {
        match reference.place {
            Place::Field(number) => self
                .schema
                .reference_uses()
                .get(number as usize)
                .map_or_else(FieldPath::default, |at| FieldPath::field(&at.field)),
            _ => FieldPath::default(),
        }
    }

    /// Returns the kinds that a reference may lead to; none for any.
    pub fn wanted_kinds(&self, reference: &Reference) -> Vec<KindIndex> {
        resolve::wanted(self, reference)
    }

    /// Returns the record whose file or prose this is, where the file is one record's.
    pub fn record_of_path(&self, path: &str) -> Option<RecordIndex> {
        resolve::record_of_path(self, path)
    }

    /// Returns each field of a record with its definition.
    pub fn fields<'a>(
        &'a self,
        record: &'a Record,
    ) -> impl Iterator<Item = (&'a crate::value::FieldDefinition, &'a Field)> {
        let fields = &self.kind_of(record).fields;
        record.fields.iter().map(|field| (fields.get(field.of), field))
    }

    /// Returns the word of a choice field.
    pub fn choice<'a>(&'a self, record: &'a Record, field: &str) -> Option<&'a str> {
        let index = self.kind_of(record).fields.find(field)?;
        match (record.get(index)?, &self.kind_of(record).fields.get(index).of) {
            (Value::Choice(place), Type::Choice(choices)) => Some(choices.word(*place)),
            _ => None,
        }
    }

    /// Returns a field's definition by kind and place.
    pub fn definition(&self, kind: KindIndex, field: FieldIndex) -> &crate::value::FieldDefinition {
        self.schema.kind(kind).fields.get(field)
    }

    /// Returns ids of the given kinds (of all kinds where none is given) for suggestions, with former ids.
    pub fn ids_of<'a>(&'a self, kinds: &[KindIndex]) -> impl Iterator<Item = (&'a str, RecordIndex)> + 'a {
        let kinds: Vec<KindIndex> = if kinds.is_empty() {
            self.schema.kinds().map(|kind| kind.index).collect()
        } else {
            kinds.to_vec()
        };
        kinds
            .into_iter()
            .flat_map(|kind| self.of_kind(kind))
            .map(|index| (self.record(*index).id.as_str(), *index))
    }

    /// Checks a text as the id of a new record of a kind: well formed and free.
    pub fn is_free(&self, kind: KindIndex, id: &str) -> bool {
        Id::check(id).is_ok() && self.find(kind, id).is_none()
    }
}

#[cfg(test)]
mod tests;
