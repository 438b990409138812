//! From changes of files to the lives of records, under the workspace's schema and aliases.
//!
//! Read backwards: what lies there now is known, and each change tells what was before it. So nothing is read of files
//! that never changed.

use super::log::{Change, Detail, Log, What, differences};
use super::words::{Word, Words};
use super::{Birth, Event, Life, Name};
use crate::change::unquoted;
use crate::source::Before;
use crate::text::{Id, RepoPath};
use crate::value::KindIndex;
use crate::workspace::{RecordIndex, Workspace};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// What a log says of records.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) lives: Vec<Life>,
    pub(super) events: Vec<Event>,
    /// The life of each record of the workspace.
    pub(super) of_record: Vec<Option<u32>>,
    /// Identities that no record has now.
    pub(super) gone: Vec<(KindIndex, Id)>,
}

/// A record in one file under one identity.
struct Segment {
    identity: Option<u32>,
    record: Option<RecordIndex>,
    /// The landing with which it began; `None` until that is found.
    start: Option<u32>,
    /// The landing with which it ended.
    end: Option<u32>,
    /// How many changes it has.
    changes: u32,
    /// What it held when it began, where that was read.
    first: Option<u32>,
    /// What it held when it ended.
    last: Option<u32>,
}

/// Who stands in a file.
#[derive(Clone, Copy)]
enum Occupant {
    Nobody,
    One(u32),
    /// The entries of a collection, by their place among all collections.
    Several(u32),
}

pub(super) fn fold(log: &mut Log, workspace: &Workspace) -> Folded {
    let mut fold = Fold {
        workspace,
        segments: Vec::new(),
        of_change: vec![NOBODY; log.changes.len()],
        occupants: Vec::new(),
        collections: Vec::new(),
        gone: Vec::new(),
        numbers: HashMap::new(),
        kinds: HashMap::new(),
    };
    fold.begin(log);
    for number in (0..log.changes.len()).rev() {
        fold.back(log, number as u32);
    }
    fold.lives(log)
}

/// The segment of a change that is none's.
const NOBODY: u32 = u32::MAX;

struct Fold<'a> {
    workspace: &'a Workspace,
    segments: Vec<Segment>,
    /// The segment of each change.
    of_change: Vec<u32>,
    /// By the place of the path among the words.
    occupants: Vec<Occupant>,
    collections: Vec<BTreeMap<Word, usize>>,
    /// Identities that no record has, numbered from the number of records on; a record's is its own number.
    gone: Vec<(KindIndex, Id)>,
    numbers: HashMap<(KindIndex, Id), u32>,
    kinds: HashMap<Word, Option<KindIndex>>,
}

impl Fold<'_> {
    /// Puts the records of the workspace in their files. Those of a file that no landing holds have no history.
    fn begin(&mut self, log: &mut Log) {
        let mut is_told = vec![false; log.words.len()];
        for change in &log.changes {
            is_told[change.path.place()] = true;
        }
        let workspace = self.workspace;
        let mut found: Vec<(RecordIndex, Word, Option<Word>)> = Vec::new();
        for (index, record) in workspace.records() {
            let path = log.words.find(workspace.path(record).as_str());
            if let Some(path) = path.filter(|path| is_told.get(path.place()) == Some(&true)) {
                let entry = record.entry.map(|_| {
                    let kind = workspace.kind_of(record);
                    log.words.add(&format!("{}/{}", kind.name, record.id))
                });
                found.push((index, path, entry));
            }
        }
        self.occupants = vec![Occupant::Nobody; log.words.len()];
        let identities = first_of_each(workspace);
        for (index, path, entry) in found {
            let segment = self.open(Some(identities[index.0 as usize]), Some(index), None);
            self.place(path, entry, segment);
        }
    }

    /// The number of an identity: that of the record that has it, or one of its own.
    fn number(&mut self, kind: KindIndex, id: Id) -> u32 {
        if let Some(number) = self.known(kind, &id) {
            return number;
        }
        let number = (self.workspace.records().len() + self.gone.len()) as u32;
        self.gone.push((kind, id.clone()));
        self.numbers.insert((kind, id), number);
        number
    }

    fn known(&self, kind: KindIndex, id: &Id) -> Option<u32> {
        let living = self.workspace.find_exact(kind, id.as_str());
        let gone = || self.numbers.get(&(kind, id.clone())).copied();
        living.map(|record| record.0).or_else(gone)
    }

    fn name(&self, number: u32) -> (KindIndex, Name) {
        let records = self.workspace.records().len() as u32;
        match number.checked_sub(records) {
            Some(place) => (self.gone[place as usize].0, Name::Gone(place)),
            None => {
                let record = RecordIndex(number);
                (self.workspace.record(record).kind, Name::Of(record))
            }
        }
    }

    fn open(&mut self, identity: Option<u32>, record: Option<RecordIndex>, end: Option<u32>) -> usize {
        self.segments.push(Segment {
            identity,
            record,
            start: None,
            end,
            changes: 0,
            first: None,
            last: None,
        });
        self.segments.len() - 1
    }

    fn place(&mut self, path: Word, entry: Option<Word>, segment: usize) {
        let Some(entry) = entry else {
            self.occupants[path.place()] = Occupant::One(segment as u32);
            return;
        };
        let collection = match self.occupants[path.place()] {
            Occupant::Several(collection) => collection as usize,
            Occupant::Nobody | Occupant::One(_) => {
                self.collections.push(BTreeMap::new());
                self.collections.len() - 1
            }
        };
        self.occupants[path.place()] = Occupant::Several(collection as u32);
        self.collections[collection].insert(entry, segment);
    }

    fn occupant(&self, path: Word, entry: Option<Word>) -> Option<usize> {
        match (self.occupants[path.place()], entry) {
            (Occupant::One(segment), None) => Some(segment as usize),
            (Occupant::Several(several), Some(entry)) => self.collections[several as usize].get(&entry).copied(),
            _ => None,
        }
    }

    fn leave(&mut self, path: Word, entry: Option<Word>) {
        match (entry, self.occupants[path.place()]) {
            (Some(entry), Occupant::Several(several)) => {
                self.collections[several as usize].remove(&entry);
            }
            (Some(_), _) => {}
            (None, _) => self.occupants[path.place()] = Occupant::Nobody,
        }
    }

    fn push(&mut self, segment: usize, number: u32) {
        self.segments[segment].changes += 1;
        self.of_change[number as usize] = segment as u32;
    }

    /// The changes of all segments one behind the other, each oldest first, and where those of each begin.
    fn by_segment(&self) -> (Vec<u32>, Vec<u32>) {
        let mut starts = Vec::with_capacity(self.segments.len() + 1);
        let mut start = 0;
        for segment in &self.segments {
            starts.push(start);
            start += segment.changes;
        }
        let mut next = starts.clone();
        starts.push(start);
        let mut changes = vec![0; start as usize];
        for (number, segment) in self.of_change.iter().enumerate() {
            if let Some(next) = next.get_mut(*segment as usize) {
                changes[*next as usize] = number as u32;
                *next += 1;
            }
        }
        (changes, starts)
    }

    /// Goes back over one change.
    fn back(&mut self, log: &Log, number: u32) {
        let change = log.changes[number as usize];
        match change.what {
            What::Born | What::BornWith => self.born(&change, number),
            What::Gone => {
                let identity = self.identity(log, &change, None);
                let segment = self.open(identity, None, Some(change.landing));
                self.segments[segment].last = Some(number);
                self.place(change.path, change.entry, segment);
            }
            What::Changed => self.changed(log, &change, number),
            What::ProseBorn | What::ProseChanged | What::ProseGone => {
                if let Some(segment) = self.beside(log, change.path) {
                    self.push(segment, number);
                }
            }
            What::Unreadable => {}
        }
    }

    fn born(&mut self, change: &Change, number: u32) {
        if let (None, Occupant::Several(several)) = (change.entry, self.occupants[change.path.place()]) {
            // The whole file came, and its entries with it.
            for segment in std::mem::take(&mut self.collections[several as usize]).into_values() {
                self.segments[segment].start = Some(change.landing);
            }
            self.occupants[change.path.place()] = Occupant::Nobody;
            return;
        }
        if let Some(segment) = self.occupant(change.path, change.entry) {
            let segment = &mut self.segments[segment];
            segment.start = Some(change.landing);
            segment.first = (change.what == What::BornWith).then_some(number);
        }
        self.leave(change.path, change.entry);
    }

    fn changed(&mut self, log: &Log, change: &Change, number: u32) {
        let segment = match self.occupant(change.path, change.entry) {
            Some(segment) => segment,
            None => {
                // Now it is no record, or lies in a folder of none; it was one while it changed.
                let identity = self.identity(log, change, None);
                let segment = self.open(identity, None, None);
                self.place(change.path, change.entry, segment);
                segment
            }
        };
        self.push(segment, number);
        let id = log.details(change).iter().find(|detail| detail.field == Word::ID);
        let Some(id) = id.filter(|_| change.entry.is_none()) else {
            return;
        };
        // Before it had another id: that record ended here, and this one began.
        self.segments[segment].start = Some(change.landing);
        let before = self.identity(log, change, id.old.map(Some).or(Some(None)));
        let segment = self.open(before, None, Some(change.landing));
        self.place(change.path, change.entry, segment);
    }

    /// The record whose text a file is: that of the TOML file beside it.
    fn beside(&self, log: &Log, path: Word) -> Option<usize> {
        let name = log.words.get(path).strip_suffix(".md")?;
        let path = log.words.find(&format!("{name}.toml"))?;
        self.occupant(path, None)
    }

    /// The identity that a change tells: of an entry by its key; of a file by the `id` that is written, or its name.
    ///
    /// `written` replaces what the details say of the field `id`; inside, `None` is an id that is not written.
    fn identity(&mut self, log: &Log, change: &Change, written: Option<Option<Word>>) -> Option<u32> {
        let path = log.words.get(change.path);
        let below = RepoPath::new(path);
        let below = below.below(&log.prefix)?;
        let workspace = self.workspace;
        let kind = *self
            .kinds
            .entry(change.path)
            .or_insert_with(|| workspace.schema().kind_of_path(below));
        let kind = kind?;
        if let Some(entry) = change.entry {
            let (name, id) = log.words.get(entry).split_once('/')?;
            let fits = *self.workspace.schema().kind(kind).name == *name;
            return fits.then(|| Some(self.number(kind, Id::new(id).ok()?)))?;
        }
        let from_details = || {
            let id = log.details(change).iter().find(|detail| detail.field == Word::ID)?;
            id.new.or(id.old)
        };
        let id = match written.unwrap_or_else(from_details) {
            Some(word) => Id::new(unquoted(log.words.get(word))?).ok()?,
            None => Id::new(RepoPath::new(path).stem()).ok()?,
        };
        Some(self.number(kind, id))
    }

    /// Puts segments of one identity one behind the other, and those of former ids before them.
    fn lives(self, log: &Log) -> Folded {
        let pending = log.landings.len() as u32;
        let first = first_landing(log, self.workspace);
        let mut order: Vec<usize> = (0..self.segments.len())
            .filter(|place| self.segments[*place].identity.is_some())
            .collect();
        // A file that is left from the beginning, of which no birth is known, began before everything.
        order.sort_by_key(|place| {
            let segment = &self.segments[*place];
            (segment.identity, segment.start, segment.end.unwrap_or(u32::MAX), *place)
        });
        let mut drafts: Vec<Draft> = Vec::new();
        for chain in order.chunk_by(|one, other| self.segments[*one].identity == self.segments[*other].identity) {
            self.chain(chain, &mut drafts);
        }
        self.join_aliases(&mut drafts);
        let mut folded = Folded {
            lives: Vec::with_capacity(drafts.len()),
            events: Vec::with_capacity(log.details.len()),
            of_record: vec![None; self.workspace.records().len()],
            gone: Vec::new(),
        };
        let (changes, starts) = self.by_segment();
        let changes = |place: usize| &changes[starts[place] as usize..starts[place + 1] as usize];
        for draft in drafts.iter().filter(|draft| !draft.joined) {
            let life = self.life(log, draft, &changes, [first, pending], &mut folded.events);
            if let Some(record) = life.record {
                folded.of_record[record.0 as usize] = Some(folded.lives.len() as u32);
            }
            folded.lives.push(life);
        }
        folded.gone = self.gone;
        folded
    }

    /// Makes lives of the segments of one identity, which are in the order of their starts.
    fn chain(&self, chain: &[usize], drafts: &mut Vec<Draft>) {
        let mut current: Option<Draft> = None;
        for place in chain {
            let segment = &self.segments[*place];
            match &mut current {
                Some(draft) if overlaps(draft.end, segment.start) => {
                    // Two files with one id: who it is cannot be told until one of them is gone.
                    draft.shared = true;
                    let longer = match (draft.end, segment.end) {
                        (Some(one), Some(other)) => other > one,
                        (Some(_), None) => true,
                        (None, _) => false,
                    };
                    if longer {
                        draft.more.push(*place);
                        draft.end = segment.end;
                    }
                }
                Some(draft) if draft.end == segment.start => {
                    draft.more.push(*place);
                    draft.end = segment.end;
                }
                _ => {
                    drafts.extend(current.take());
                    current = Some(Draft {
                        oldest: *place,
                        more: Vec::new(),
                        start: segment.start,
                        end: segment.end,
                        shared: false,
                        joined: false,
                    });
                }
            }
        }
        drafts.extend(current);
    }

    /// Puts the lives of former ids before the one that has the id now. An alias holds only for what ended before the
    /// new id first appears.
    fn join_aliases(&self, drafts: &mut [Draft]) {
        let mut former: BTreeMap<RecordIndex, Vec<u32>> = BTreeMap::new();
        for (kind, id, record) in self.workspace.aliases() {
            let number = Id::new(id).ok().and_then(|id| self.known(kind, &id));
            if let Some(number) = number {
                former.entry(record).or_default().push(number);
            }
        }
        let mut by_identity: BTreeMap<u32, Vec<usize>> =
            former.values().flatten().map(|number| (*number, Vec::new())).collect();
        let mut by_record: BTreeMap<RecordIndex, usize> = BTreeMap::new();
        for (place, draft) in drafts.iter().enumerate() {
            let first = self.segments[draft.oldest].identity;
            if let Some(list) = first.and_then(|identity| by_identity.get_mut(&identity)) {
                list.push(place);
            }
            let last = self.segments[draft.newest()].record;
            if let Some(record) = last.filter(|record| former.contains_key(record)) {
                by_record.entry(record).or_insert(place);
            }
        }
        for (record, former) in former {
            let Some(own) = by_record.get(&record).copied() else {
                continue;
            };
            let mut before: Vec<usize> = former
                .iter()
                .filter_map(|identity| by_identity.get(identity))
                .flatten()
                .copied()
                .filter(|place| *place != own && !drafts[*place].joined)
                .collect();
            before.sort_by_key(|place| drafts[*place].end);
            for place in before.into_iter().rev() {
                let ends = drafts[place].end;
                let starts = drafts[own].start;
                if ends.is_some() && starts.is_some() && ends <= starts {
                    drafts[place].joined = true;
                    let mut more = drafts[place].more.clone();
                    more.push(drafts[own].oldest);
                    more.append(&mut drafts[own].more);
                    drafts[own].oldest = drafts[place].oldest;
                    drafts[own].more = more;
                    drafts[own].start = drafts[place].start;
                    drafts[own].shared |= drafts[place].shared;
                }
            }
        }
    }

    fn life<'c>(
        &self,
        log: &Log,
        draft: &Draft,
        changes: &impl Fn(usize) -> &'c [u32],
        [first, pending]: [u32; 2],
        events: &mut Vec<Event>,
    ) -> Life {
        let from = events.len();
        let mut before: Option<Vec<(Word, Word)>> = None;
        let mut end_of_last = None;
        for place in draft.segments() {
            let segment = &self.segments[place];
            // What moved from one file to another may have changed on the way.
            if let (Some(old), Some(first)) = (before.take(), segment.first) {
                let new = sides(log.details(&log.changes[first as usize]), |detail| detail.new);
                let landing = segment.start.unwrap_or(0);
                events.extend(differences(&old, &new).iter().map(|detail| event(landing, detail)));
            }
            for number in changes(place) {
                let change = log.changes[*number as usize];
                // The text beside a record that came or went with it is no change of it.
                let at_edge = segment.start == Some(change.landing) || segment.end == Some(change.landing);
                if !at_edge || change.what == What::Changed {
                    events.extend(log.details(&change).iter().map(|detail| event(change.landing, detail)));
                }
            }
            end_of_last = segment.last;
            before = segment
                .last
                .map(|last| sides(log.details(&log.changes[last as usize]), |detail| detail.old));
        }
        let last = &self.segments[draft.newest()];
        let (kind, name) = self.name(last.identity.unwrap_or(0));
        let birth = match draft.start {
            None => Birth::Unknown,
            Some(landing) if landing == pending => Birth::Pending,
            Some(0) if log.before != Before::Nothing => Birth::Unknown,
            Some(landing) if landing <= first => Birth::BeforeFirst,
            Some(landing) => Birth::Landing(landing),
        };
        Life {
            kind,
            name,
            record: last.record,
            birth,
            end: draft.end,
            shared: draft.shared,
            last: end_of_last.map(|last| range(log.changes[last as usize].details)),
            events: from as u32..events.len() as u32,
        }
    }
}

/// A life that is being put together.
struct Draft {
    oldest: usize,
    /// Those that follow: most have none.
    more: Vec<usize>,
    start: Option<u32>,
    end: Option<u32>,
    shared: bool,
    joined: bool,
}

impl Draft {
    /// Its segments, oldest first.
    fn segments(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.oldest).chain(self.more.iter().copied())
    }

    fn newest(&self) -> usize {
        self.more.last().copied().unwrap_or(self.oldest)
    }
}

/// For each record the first of those with its kind and id: mostly itself.
fn first_of_each(workspace: &Workspace) -> Vec<u32> {
    let mut first: Vec<u32> = (0..workspace.records().len() as u32).collect();
    for kind in workspace.schema().kinds() {
        for pair in workspace.of_kind(kind.index).windows(2) {
            if workspace.record(pair[0]).id == workspace.record(pair[1]).id {
                first[pair[1].0 as usize] = first[pair[0].0 as usize];
            }
        }
    }
    first
}

/// Says whether something is still there when something else begins.
fn overlaps(end: Option<u32>, start: Option<u32>) -> bool {
    match (end, start) {
        (Some(end), Some(start)) => start < end,
        _ => true,
    }
}

fn range((start, count): (u32, u32)) -> Range<u32> {
    start..start + count
}

fn event(landing: u32, detail: &Detail) -> Event {
    Event {
        landing,
        field: detail.field,
        old: detail.old,
        new: detail.new,
    }
}

fn sides(details: &[Detail], side: impl Fn(&Detail) -> Option<Word>) -> Vec<(Word, Word)> {
    details
        .iter()
        .filter_map(|detail| Some((detail.field, side(detail)?)))
        .collect()
}

/// The landing with which the workspace began: that of its configuration.
fn first_landing(log: &Log, workspace: &Workspace) -> u32 {
    let configuration = workspace.snapshot().configuration().as_str();
    let is_configuration = |words: &Words, change: &Change| words.get(change.path) == configuration;
    let came = log
        .changes
        .iter()
        .find(|change| matches!(change.what, What::Born | What::BornWith) && is_configuration(&log.words, change));
    came.map_or(0, |change| change.landing)
}
