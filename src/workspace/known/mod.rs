//! Files that an earlier run found good, so that a hook need not read them again (DESIGN §5).
//!
//! Kept by path and blob, and only under the same schema, configuration and program: the values that a file was bound
//! to, the outline of its Markdown, and the words of its references. A file of which anything is to be said, whatever
//! its level, is not kept: it is read again and said again. Whatever does not fit is read from its text.

mod code;

use super::bind::{Bound, BoundRecord, BoundReference};
use super::reference::{Details, Place};
use super::{DocumentIndex, Record, Workspace};
use crate::parse::markdown::Outline;
use crate::parse::{Content, Document, Table};
use crate::source::{BlobId, File, Snapshot};
use crate::text::RepoPath;
use crate::value::{KindIndex, StatusIndex};
use code::{Reader, Writer};
use std::collections::BTreeSet;

/// Changes with the format.
pub const VERSION: u32 = 1;

/// Of how many files one may be new before all are written anew: reading a file costs about as much as writing thirty.
const WORTH_WRITING: usize = 32;

/// What an earlier run kept; nothing at first.
#[derive(Debug, Default)]
pub struct Known(Vec<u8>);

/// What a file became.
pub(super) struct KnownFile<'k> {
    pub(super) document: Document,
    pub(super) records: Vec<BoundRecord<'k>>,
    /// The handles that its text mentions, in the order of the outline.
    pub(super) mentions: Words<'k>,
}

/// What stands at places of a text that was not read; nothing where it was.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Words<'k>(Option<Reader<'k>>);

impl<'k> Words<'k> {
    /// Returns the next word; `None` where the text itself is there to look at.
    pub(super) fn next(&mut self) -> Option<&'k str> {
        self.0.as_mut()?.text()
    }
}

impl Known {
    /// Wraps what [`Known::after`] made.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Returns for each file of a snapshot what is known of it; nothing at all where something that decides on
    /// findings has changed.
    pub(super) fn of<'k>(&'k self, snapshot: &Snapshot) -> Vec<Option<&'k [u8]>> {
        let mut found = vec![None; snapshot.files().len()];
        let mut input = Reader(&self.0);
        if input
            .bytes()
            .is_none_or(|ground| Some(ground) != self::ground(snapshot).as_deref())
        {
            return found;
        }
        // Both are in the order of paths.
        let mut files = snapshot.files().iter().zip(&mut found).peekable();
        while let Some((path, blob, content)) = entry(&mut input) {
            while files.next_if(|(file, _)| file.path.as_str() < path).is_some() {}
            if let Some((file, place)) = files.next_if(|(file, _)| file.path.as_str() == path)
                && file.blob() == Some(blob)
            {
                *place = Some(content);
            }
        }
        found
    }

    /// Returns what is worth keeping of a workspace that was read with this, as bytes: of every file that lies in an
    /// object and in which nothing was `found`. `None` where so little is new that writing it costs more than it saves.
    pub fn after(&self, workspace: &Workspace, found: &BTreeSet<RepoPath>) -> Option<Vec<u8>> {
        let good = |(index, document): &(DocumentIndex, &Document)| {
            let is_record = !matches!(document.content, Content::Csv(_) | Content::Broken);
            is_record && file_of(workspace, *index).blob().is_some() && !found.contains(&document.path)
        };
        let fresh = workspace.documents().filter(|(index, _)| !workspace.is_known(*index));
        if fresh.filter(good).count() * WORTH_WRITING <= workspace.documents().len() {
            return None;
        }
        let mut out = Writer::default();
        out.bytes(&ground(&workspace.snapshot)?);
        let known = self.of(&workspace.snapshot);
        let mut records = workspace.records.as_slice();
        for (index, document) in workspace.documents() {
            let (here, rest) = records.split_at(records.partition_point(|record| record.document <= index));
            records = rest;
            let Some(blob) = file_of(workspace, index).blob().filter(|_| good(&(index, document))) else {
                continue;
            };
            out.text(document.path.as_str());
            out.raw(&blob.0);
            match known[workspace.files[index.0 as usize].0 as usize] {
                Some(content) => out.bytes(content),
                None => out.bytes(&encode(workspace, index, document, here)),
            }
        }
        Some(out.finish())
    }
}

fn file_of(workspace: &Workspace, index: DocumentIndex) -> &File {
    workspace.snapshot.file(workspace.files[index.0 as usize])
}

/// The next file: its path, its blob, what it became.
fn entry<'k>(input: &mut Reader<'k>) -> Option<(&'k str, BlobId, &'k [u8])> {
    let path = input.text()?;
    let blob = BlobId(input.raw(20)?.try_into().ok()?);
    Some((path, blob, input.bytes()?))
}

/// What findings about single files depend on beside their bytes: the program, the configuration, the workspace's own
/// definitions. `None` where one of these lies in no object.
fn ground(snapshot: &Snapshot) -> Option<Vec<u8>> {
    let mut out = Writer::default();
    out.text(env!("OPSBOOK_BUILD"));
    out.text(snapshot.prefix());
    out.text(snapshot.configuration().as_str());
    let decides =
        |file: &&File| file.path == *snapshot.configuration() || super::load::is_definition(snapshot, &file.path);
    for file in snapshot.files().iter().filter(decides) {
        out.text(file.path.as_str());
        out.raw(&file.blob()?.0);
    }
    Some(out.finish())
}

/// A file as bytes. Tables of values are not kept: they are read with the records that name them.
fn encode(workspace: &Workspace, index: DocumentIndex, document: &Document, records: &[Record]) -> Vec<u8> {
    let mut out = Writer::default();
    out.number(match &document.content {
        Content::FrontMatter { .. } => 0,
        Content::Toml(_) | Content::Csv(_) | Content::Broken => 1,
        Content::Prose(_) => 2,
    });
    if let Some(outline) = document.outline() {
        let text = workspace.text(index);
        out.outline(outline);
        out.list(&outline.mentions, |out, mention| {
            out.text(mention.range.of(text).trim_start_matches('@'));
        });
    }
    out.list(records, |out, record| encode_record(workspace, record, out));
    out.finish()
}

fn encode_record(workspace: &Workspace, record: &Record, out: &mut Writer) {
    out.optional(record.entry, |out, entry| out.number(u64::from(entry)));
    out.text(record.id.as_str());
    out.optional(record.id_range, Writer::range);
    out.optional(record.status, |out, status| out.number(u64::from(status.0)));
    out.optional(record.status_range, Writer::range);
    out.range(record.head);
    out.fields(&record.fields);
    out.list(&record.extra, |out, (key, value)| {
        out.text(key);
        out.text(value);
    });
    let of_fields = workspace
        .references_of(record)
        .iter()
        .filter_map(|reference| match reference.place {
            Place::Field(number) => Some((number, reference)),
            _ => None,
        });
    let of_fields: Vec<_> = of_fields.collect();
    out.list(&of_fields, |out, (number, reference)| {
        out.range(reference.range);
        out.number(u64::from(*number));
        out.optional(reference.named, |out, kind| out.number(u64::from(kind.0)));
        out.fields(reference.details());
    });
    let mut words = Writer::default();
    of_fields
        .iter()
        .for_each(|(_, reference)| words.text(workspace.written(reference)));
    out.bytes(&words.finish());
}

/// Reads what a file became; `None` where it does not fit, which is then read from its text.
pub(super) fn decode<'k>(path: &RepoPath, content: &'k [u8], year_start: u8) -> Option<KnownFile<'k>> {
    let mut input = Reader(content);
    let tag = input.number()?;
    let mut mentions = Words::default();
    let mut outline = |input: &mut Reader<'k>| -> Option<Outline> {
        let outline = input.outline()?;
        // Their number stands before them, as before every list.
        let count = input.number()?;
        let mut rest = *input;
        for _ in 0..count {
            input.text()?;
        }
        rest.0 = &rest.0[..rest.0.len() - input.0.len()];
        mentions = Words(Some(rest));
        (count == outline.mentions.len() as u64).then_some(outline)
    };
    let content = match tag {
        0 => Content::FrontMatter {
            fields: Table::default(),
            body: outline(&mut input)?,
        },
        1 => Content::Toml(Table::default()),
        2 => Content::Prose(outline(&mut input)?),
        _ => return None,
    };
    let records = input.list(|input| decode_record(input, year_start))?;
    let document = Document {
        path: path.clone(),
        content,
        problems: Vec::new(),
    };
    input.is_empty().then_some(KnownFile {
        document,
        records,
        mentions,
    })
}

fn decode_record<'k>(input: &mut Reader<'k>, year_start: u8) -> Option<BoundRecord<'k>> {
    let entry = input.optional(Reader::small)?;
    let bound = Bound {
        id: input.id()?,
        id_range: input.optional(Reader::range)?,
        status: input.optional(|input| input.tiny().map(StatusIndex))?,
        status_range: input.optional(Reader::range)?,
        head: input.range()?,
        fields: input.fields(year_start)?,
        extra: input
            .list(|input| Some((input.text()?.into(), input.text()?.into())))?
            .into(),
        references: input.list(|input| decode_reference(input, year_start))?,
        problems: Vec::new(),
    };
    Some(BoundRecord {
        entry,
        bound,
        words: Words(Some(Reader(input.bytes()?))),
    })
}

fn decode_reference(input: &mut Reader<'_>, year_start: u8) -> Option<BoundReference> {
    let range = input.range()?;
    let place = Place::Field(input.tiny()?);
    let kind = input.optional(|input| input.tiny().map(KindIndex))?;
    let details = input.fields(year_start)?;
    Some(BoundReference {
        range,
        place,
        kind,
        details: (!details.is_empty()).then(|| Box::new(Details(details))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Snapshot;
    use proptest::prelude::*;
    use std::sync::Arc;

    const FILES: &str = r#"
=== initiatives/a.md
+++
title = "A"
owner = "mara"
target = "2027-Q2"
estimate = { optimistic = "1wd", most_likely = "3wd", pessimistic = "2w" }
depends_on = ["b", { team = "boards", needed_by = 2026-12-01, what = "events" }]
progress = 0.5
[extra]
ticket = 12
+++
# Head

See [[b]] and [c](b.md), @mara. - no

- [ ] ask @mara due:2026-12-01
- [x] due:2026-02-31 tell
=== initiatives/b.md
+++
title = "B"
+++
=== meetings/weekly.toml
title = "Weekly"
cadence = "every 2 weeks on Monday at 09:30"
=== people.toml
[[person]]
id = "mara"
title = "Mara"
[[person]]
id = "joon"
title = "Joon"
status = "left"
"#;

    /// What each file became, as bytes.
    fn coded() -> Vec<(RepoPath, Vec<u8>)> {
        let (workspace, _) = Workspace::load(Arc::new(Snapshot::fixture(FILES)));
        let file = |(index, document): (DocumentIndex, &Document)| {
            let records = workspace.records.iter().filter(|record| record.document == index);
            let first = workspace.records.partition_point(|record| record.document < index);
            let here = &workspace.records[first..first + records.count()];
            let bytes = encode(&workspace, index, document, here);
            (document.path.clone(), bytes)
        };
        workspace.documents().map(file).collect()
    }

    #[test]
    fn values_and_outlines_come_back() {
        for (path, bytes) in coded() {
            let known = decode(&path, &bytes, 1).unwrap();
            let (workspace, _) = Workspace::load(Arc::new(Snapshot::fixture(FILES)));
            let records = workspace
                .records
                .iter()
                .filter(|record| *workspace.path(record) == path);
            for (read, record) in known.records.iter().zip(records) {
                assert_eq!((&read.bound.id, &read.bound.fields), (&record.id, &record.fields));
                assert_eq!((&read.bound.extra, read.bound.status), (&record.extra, record.status));
            }
            for end in 0..bytes.len() {
                assert!(decode(&path, &bytes[..end], 1).is_none(), "{path:?} cut at {end}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(file in 0_usize..4, place in 0_usize..600, value: u8) {
            let (path, mut bytes) = coded().swap_remove(file);
            let length = bytes.len();
            bytes[place % length] = value;
            if let Some(mut known) = decode(&path, &bytes, 1) {
                while known.mentions.next().is_some() {}
                for record in &mut known.records {
                    while record.words.next().is_some() {}
                }
            }
        }
    }
}
