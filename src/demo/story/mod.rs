//! Eighteen months in which the example organisation became what it is: more than four hundred commits by a dozen people.
//!
//! Worked out backwards. What a record says of itself (received, answered, decided, the steps of a run, the rows of a
//! table) tells when it came and how it changed; `examples/larkspur.story` adds what no record tells any more: promises
//! that slipped and why, a process that changed under way, work that is long forgotten. Nothing names on any day what was
//! not there yet, so that every commit passes `check`, and the last one is the example to the byte.

mod plan;
mod present;
mod script;
mod undo;

use super::larkspur;
use crate::source::{Chronicle, CommitId, Entry, SourceError};
use crate::time::Date;
use plan::{Change, Known, Part};
use std::collections::{BTreeMap, BTreeSet};
use undo::{take_back, word};

/// One commit of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landing {
    /// Who made it.
    pub author: String,
    /// When, in seconds since 1970.
    pub seconds: i64,
    /// Subject, empty line, text.
    pub message: String,
    /// What it wrote, and without text, what it deleted.
    pub files: Vec<(String, Option<String>)>,
    /// A change of many files that means nothing, which the configuration tells history to ignore.
    is_bulk: bool,
}

/// The file that names commits to be ignored, with a word in place of the hash, which nobody knows before.
const IGNORED: &str = ".git-blame-ignore-revs";
const HASH: &str = "# `opsbook demo` writes the hash here.";

#[allow(non_snake_case, reason = "days of the story, which cannot be constants")]
fn FOUNDED() -> Date {
    day("2025-05-19")
}
#[allow(non_snake_case, reason = "as above")]
fn REORGANISED() -> Date {
    day("2026-05-29")
}
#[allow(non_snake_case, reason = "as above")]
fn RENAMED() -> Date {
    day("2026-09-02")
}
#[allow(non_snake_case, reason = "as above")]
fn CLEANED() -> Date {
    day("2026-03-16")
}
#[allow(non_snake_case, reason = "as above")]
fn END() -> Date {
    day("2026-11-20")
}

fn day(text: &str) -> Date {
    Date::parse(text).expect("the story has real days")
}

/// The day itself, or the Monday after a weekend.
fn workday(date: Date) -> Date {
    let days = match date.weekday().short() {
        "Sat" => 2,
        "Sun" => 1,
        _ => 0,
    };
    date.plus_days(days).unwrap_or(date)
}

/// A number that differs from record to record and never from run to run.
fn spread(path: &str, id: &str, salt: u64) -> i64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ salt;
    for byte in path.bytes().chain(id.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    ((hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 33) as i64
}

/// Writes the story and returns the files of its end.
pub fn tell(chronicle: &mut Chronicle) -> Result<BTreeMap<String, Vec<u8>>, SourceError> {
    let mut files = BTreeMap::new();
    let mut bulk: Option<CommitId> = None;
    for landing in story() {
        for (path, text) in &landing.files {
            match text {
                Some(text) => {
                    let hash = bulk.map_or_else(String::new, |id| id.to_string());
                    let text = if path == IGNORED {
                        text.replace(HASH, &hash)
                    } else {
                        text.clone()
                    };
                    chronicle.write(path, text.as_bytes())?;
                    files.insert(path.clone(), text.into_bytes());
                }
                None => {
                    chronicle.remove(path);
                    files.remove(path);
                }
            }
        }
        let id = chronicle.commit(&Entry {
            author: &landing.author,
            seconds: landing.seconds,
            message: &landing.message,
        })?;
        if landing.is_bulk {
            bulk = Some(id);
        }
    }
    Ok(files)
}

/// Returns the commits of the story, oldest first.
pub fn story() -> Vec<Landing> {
    let mut parts = collected();
    parts.extend(script::forgotten());
    script::add_beats(&mut parts);
    Teller::new(parts).tell()
}

/// The example's files in parts of one record each, with their past.
fn collected() -> Vec<Part> {
    let files: Vec<(String, String)> = larkspur()
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8(bytes).expect("the example is text")))
        .collect();
    let mut raw = Vec::new();
    for (path, text) in &files {
        for text in pieces(text) {
            let (kind, id) = identity(path, &text);
            raw.push((path.clone(), kind, id, text));
        }
    }
    let known = known(&raw);
    let mut parts: Vec<Part> = raw
        .into_iter()
        .map(|(path, kind, id, text)| {
            let (born, steps) = plan::plan(&path, &kind, &id, &text, &known);
            Part {
                path,
                kind,
                id,
                text,
                born,
                steps,
                gone: None,
            }
        })
        .collect();
    after_their_records(&mut parts);
    parts
}

/// The prose of a record comes some days after it, of a run or survey when that is over.
fn after_their_records(parts: &mut [Part]) {
    let days: BTreeMap<String, Date> = parts
        .iter()
        .filter_map(|part| {
            let stem = part.path.strip_suffix(".toml")?;
            let ends = matches!(part.kind.as_str(), "run" | "survey");
            let last = part
                .steps
                .last()
                .filter(|_| ends)
                .map_or(part.born.day, |step| step.day);
            Some((stem.to_owned(), last))
        })
        .collect();
    for part in parts.iter_mut().filter(|part| part.kind == "text") {
        if let Some(first) = part.path.strip_suffix(".md").and_then(|stem| days.get(stem)) {
            let some = first
                .plus_days(1 + spread(&part.path, &part.id, 3) % 9)
                .map_or(*first, workday);
            if part.born.day < some {
                part.born.day = some.min(END());
            }
        }
    }
}

/// The entries of a collection, or the whole file.
fn pieces(text: &str) -> Vec<String> {
    if !text.starts_with("[[") {
        return vec![text.to_owned()];
    }
    let mut pieces: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        match pieces.last_mut() {
            Some(piece) if !line.starts_with("[[") => piece.push_str(line),
            _ => pieces.push(line.to_owned()),
        }
    }
    pieces
}

fn identity(path: &str, text: &str) -> (String, String) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    if let Some(kind) = text.strip_prefix("[[").and_then(|rest| rest.split("]]").next()) {
        return (kind.to_owned(), word(text, "id").unwrap_or_default());
    }
    let kind = match path.split('/').next().unwrap_or_default() {
        "minutes" => "minutes",
        "feedback" => "feedback",
        "people.toml" | "schema" | "README.md" | "opsbook.toml" => "file",
        "processes" => "process",
        folder if path.contains('/') => folder.strip_suffix('s').unwrap_or(folder),
        _ => "file",
    };
    let kind = match extension {
        "csv" => "csv",
        "md" if kind != "file" && !text.starts_with("+++\n") => "text",
        _ => kind,
    };
    (kind.to_owned(), stem.to_owned())
}

/// What the past of one record takes from another.
fn known(raw: &[(String, String, String, String)]) -> Known {
    let mut known = Known {
        initiatives: BTreeMap::new(),
        replaced: BTreeMap::new(),
        leads: BTreeMap::new(),
    };
    for (_, kind, id, text) in raw {
        let date = |key: &str| undo::value(text, key).and_then(|value| Date::parse(value.get(..10)?));
        match kind.as_str() {
            "initiative" => {
                let status = word(text, "status").unwrap_or_default();
                known
                    .initiatives
                    .insert(id.clone(), (status, date("started"), date("done")));
            }
            "team" => {
                known
                    .leads
                    .insert(id.clone(), word(text, "owner").unwrap_or_else(|| "mara".to_owned()));
            }
            "decision" => {
                if let (Some(old), Some(day)) = (
                    word(&text.replace("supersedes = [\"", "supersedes = \""), "supersedes"),
                    date("decided"),
                ) {
                    known.replaced.insert(old, day);
                }
            }
            _ => {}
        }
    }
    known
}

/// What happens to a part.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum What {
    Birth,
    Step(usize),
    End,
}

/// What comes first on a day: great changes, births, kinds that others name, the order of files and of steps.
type Rank = (bool, bool, u8, usize, What);

struct Event {
    rank: Rank,
    place: usize,
    what: What,
    change: Change,
}

struct Teller {
    parts: Vec<Part>,
    /// The text of each part after its birth and after each step.
    versions: Vec<Vec<String>>,
    /// Which version each part is at, if it is there.
    state: Vec<Option<usize>>,
    of_file: BTreeMap<String, Vec<usize>>,
    by_name: BTreeMap<String, usize>,
    ids: present::Ids,
    names: BTreeMap<String, String>,
    /// Files that would say more if something were there.
    waiting: BTreeMap<String, BTreeSet<String>>,
    /// What the last commit holds of each file.
    written: BTreeMap<String, String>,
    is_renamed: bool,
    is_reorganised: bool,
    is_cleaned: bool,
}

impl Teller {
    fn new(parts: Vec<Part>) -> Self {
        let versions = parts.iter().map(versions).collect();
        let mut of_file: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut by_name = BTreeMap::new();
        let mut ids = present::Ids::new();
        let mut names = BTreeMap::new();
        for (place, part) in parts.iter().enumerate() {
            of_file.entry(part.path.clone()).or_default().push(place);
            if !matches!(part.kind.as_str(), "file" | "csv" | "text") {
                by_name.insert(format!("{}/{}", part.kind, part.id), place);
                ids.entry(part.id.clone()).or_default().push(part.kind.clone());
            }
            if part.kind == "person" {
                names.insert(
                    part.id.clone(),
                    word(&part.text, "title").unwrap_or_else(|| part.id.clone()),
                );
            }
        }
        Self {
            state: vec![None; parts.len()],
            versions,
            of_file,
            by_name,
            ids,
            names,
            waiting: BTreeMap::new(),
            written: BTreeMap::new(),
            is_renamed: false,
            is_reorganised: false,
            is_cleaned: false,
            parts,
        }
    }

    fn tell(mut self) -> Vec<Landing> {
        let mut landings: Vec<Landing> = Vec::new();
        let events = self.events();
        let mut rest = events.as_slice();
        let mut on_day = (FOUNDED(), 0);
        while let Some(Event { change, .. }) = rest.first() {
            let (day, subject) = (change.day, &change.subject);
            let is_same = |event: &&Event| event.change.day == day && event.change.subject == *subject;
            let (group, others) = rest.split_at(rest.iter().take_while(is_same).count());
            rest = others;
            if !self.is_cleaned && day >= CLEANED() {
                self.clean_up(&mut landings);
            }
            let mut touched = BTreeSet::new();
            for event in group {
                self.apply(event.place, event.what, &mut touched);
            }
            self.turn(day, &mut touched);
            let files = self.write(touched);
            if files.is_empty() {
                continue;
            }
            on_day = if on_day.0 == day { (day, on_day.1 + 1) } else { (day, 0) };
            let mut message = format!("{subject}\n");
            if !change.more.is_empty() {
                message = format!("{subject}\n\n{}\n", change.more);
            }
            if !self.is_renamed {
                message = message
                    .replace("Faster search", "Search index")
                    .replace("faster-search", "search-index");
            }
            landings.push(Landing {
                author: self.name(&change.author, day),
                seconds: seconds(day, on_day.1, spread(subject, &change.author, 9)),
                message,
                files,
                is_bulk: false,
            });
        }
        landings
    }

    /// All that happens, in order. What has one subject on one day is one commit, which comes where its first part would.
    fn events(&self) -> Vec<Event> {
        let mut events = Vec::new();
        for (place, part) in self.parts.iter().enumerate() {
            let steps = part.steps.iter().enumerate();
            let all = std::iter::once((What::Birth, &part.born))
                .chain(steps.map(|(number, step)| (What::Step(number), step)))
                .chain(part.gone.iter().map(|gone| (What::End, gone)));
            for (what, change) in all {
                // On the two days of great changes these come first.
                let is_great =
                    change.subject.starts_with("Growth is closed") || change.subject.starts_with("Search index is");
                events.push(Event {
                    rank: (!is_great, what != What::Birth, order(&part.kind), place, what),
                    place,
                    what,
                    change: change.clone(),
                });
            }
        }
        let mut first: BTreeMap<(Date, String), Rank> = BTreeMap::new();
        for event in &events {
            let known = first
                .entry((event.change.day, event.change.subject.clone()))
                .or_insert(event.rank);
            *known = event.rank.min(*known);
        }
        events.sort_by_cached_key(|event| {
            let subject = (event.change.day, event.change.subject.clone());
            let group = first.get(&subject).copied();
            (event.change.day, group, subject.1, event.rank)
        });
        events
    }

    fn name(&self, id: &str, on: Date) -> String {
        // Nobody commits before the first day or after the last.
        let id = match id {
            "leah" if on < day("2025-09-08") => "luca",
            "yuki" if on < day("2026-02-02") => "luca",
            "samuel" if on < day("2025-08-04") => "priya",
            "emil" if on < day("2026-11-02") => "leah",
            "viktor" if on >= REORGANISED() => "mara",
            id => id,
        };
        self.names
            .get(id)
            .cloned()
            .unwrap_or_else(|| "Mara Lindqvist".to_owned())
    }

    fn apply(&mut self, place: usize, what: What, touched: &mut BTreeSet<String>) {
        self.state[place] = match what {
            What::Birth => Some(0),
            // Two changes of a day may be told the other way round; then the second has nothing left to say.
            What::Step(number) => self.state[place].max(Some(number + 1)),
            What::End => None,
        };
        let part = &self.parts[place];
        touched.insert(part.path.clone());
        if what == What::Birth {
            for name in [format!("{}/{}", part.kind, part.id), format!("file:{}", part.path)] {
                touched.extend(self.waiting.remove(&name).unwrap_or_default());
            }
            let mut folder = part.path.as_str();
            while let Some((above, _)) = folder.rsplit_once('/') {
                touched.extend(self.waiting.remove(&format!("file:{above}/")).unwrap_or_default());
                folder = above;
            }
        }
    }

    /// The two days on which many files change at once.
    fn turn(&mut self, day: Date, touched: &mut BTreeSet<String>) {
        if !self.is_reorganised && day >= REORGANISED() {
            self.is_reorganised = true;
            let with = self.written.iter().filter(|(_, text)| text.contains("growth"));
            touched.extend(with.map(|(path, _)| path.clone()));
        }
        if !self.is_renamed && day >= RENAMED() {
            self.is_renamed = true;
            let with = self.written.iter().filter(|(_, text)| text.contains("search-index"));
            touched.extend(with.map(|(path, _)| path.replace("search-index", "faster-search")));
        }
    }

    /// Writes files as they are now, and says which changed.
    fn write(&mut self, touched: BTreeSet<String>) -> Vec<(String, Option<String>)> {
        let mut files = Vec::new();
        for path in touched {
            let text = self.text(&path);
            let now = if self.is_renamed {
                path.clone()
            } else {
                path.replace("faster-search", "search-index")
            };
            let before = path.replace("faster-search", "search-index");
            if now != before && self.written.remove(&before).is_some() {
                files.push((before, None));
            }
            if text.as_ref() == self.written.get(&now) {
                continue;
            }
            match &text {
                Some(text) => self.written.insert(now.clone(), text.clone()),
                None => self.written.remove(&now),
            };
            files.push((now, text));
        }
        files.sort();
        files
    }

    /// What a file says now; nothing while it is not there.
    fn text(&mut self, path: &str) -> Option<String> {
        let places = self.of_file.get(path)?;
        let mut text = String::new();
        for place in places {
            if let Some(version) = self.state[*place] {
                text.push_str(&self.versions[*place][version]);
            }
        }
        if text.is_empty() {
            return None;
        }
        let is_whole = places.iter().all(|place| self.state[*place].is_some());
        if !is_whole {
            text = format!("{}\n", text.trim_end());
        }
        let mut missing = Vec::new();
        let is_told_before = !self.is_reorganised && !path.starts_with("decisions/");
        let at_the_time = |name: &str| match name {
            "team/onboarding" if is_told_before => "team/growth".to_owned(),
            name => name.to_owned(),
        };
        let is_there = |name: &str| match name.strip_prefix("file:") {
            Some(file) => self.has_file(file),
            None => {
                let place = self.by_name.get(&at_the_time(name));
                place.is_none_or(|place| self.state[*place].is_some())
            }
        };
        text = present::present(path, &text, &self.ids, &is_there, &mut missing);
        for name in missing {
            let waiting = self.waiting.entry(at_the_time(&name)).or_default();
            waiting.insert(path.to_owned());
        }
        if !self.is_reorganised {
            text = before_the_change(path, &text);
        }
        if !self.is_renamed {
            text = text.replace("faster-search", "search-index");
        }
        if !self.is_cleaned {
            text = before_the_clean_up(&text);
        }
        Some(text)
    }

    fn has_file(&self, path: &str) -> bool {
        if path.is_empty() {
            return true;
        }
        let is_folder = path.ends_with('/') || !path.contains('.');
        let has = |places: &Vec<usize>| places.iter().any(|place| self.state[*place].is_some());
        if is_folder {
            let folder = format!("{}/", path.trim_end_matches('/'));
            return self
                .of_file
                .range(folder.clone()..)
                .take_while(|(file, _)| file.starts_with(&folder))
                .any(|(_, places)| has(places));
        }
        self.of_file.get(path).is_none_or(has)
    }

    /// A change of many files that means nothing, and two days later the note that history may ignore it.
    fn clean_up(&mut self, landings: &mut Vec<Landing>) {
        self.is_cleaned = true;
        let all: BTreeSet<String> = self.of_file.keys().cloned().collect();
        let files = self.write(all);
        let day = CLEANED();
        landings.push(Landing {
            author: self.name("mara", day),
            seconds: seconds(day, 0, 0) - 600,
            message: "Leave out what goes without saying\n\nEvery record said that it is internal, which it is unless it says otherwise.\n".to_owned(),
            files,
            is_bulk: true,
        });
    }
}

/// The text of a part after its birth and after each step.
fn versions(part: &Part) -> Vec<String> {
    let mut versions = vec![part.text.clone()];
    for step in part.steps.iter().rev() {
        let after = versions.last().expect("there is one");
        let before = take_back(after, &step.undo);
        // A step that cannot be taken back is a slip in the story, which its test finds.
        versions.push(before.unwrap_or_else(|why| unchanged(part, step, &why, after)));
    }
    versions.reverse();
    versions
}

/// Leaves the text as it is where the story does not fit; the tests see that it fits everywhere.
fn unchanged(part: &Part, step: &Change, why: &str, text: &str) -> String {
    debug_assert!(false, "{} {}: {why}", part.path, step.subject);
    text.to_owned()
}

/// Before the team Onboarding there was Growth.
fn before_the_change(path: &str, text: &str) -> String {
    if path == "teams/growth.md" || path.starts_with("decisions/") {
        return text.to_owned();
    }
    text.replace("\"onboarding\"", "\"growth\"")
        .replace("\"team/onboarding\"", "\"team/growth\"")
        .replace("[[team/onboarding]]", "[[team/growth]]")
}

/// Before the clean-up every record of its own file said that it is internal.
fn before_the_clean_up(text: &str) -> String {
    if !text.starts_with("+++\n") || text.contains("\nvisibility = ") {
        return text.to_owned();
    }
    let title = text.find("\ntitle = ").map(|at| at + 1);
    let end = title.and_then(|at| text[at..].find('\n').map(|end| at + end + 1));
    end.map_or_else(
        || text.to_owned(),
        |end| format!("{}visibility = \"internal\"\n{}", &text[..end], &text[end..]),
    )
}

/// What comes first on a day: those who are named before those who name them.
fn order(kind: &str) -> u8 {
    let order = [
        "file",
        "person",
        "role",
        "team",
        "tool",
        "product",
        "customer",
        "theme",
        "csv",
        "metric",
        "process",
        "text",
        "objective",
        "release",
        "initiative",
        "decision",
        "meeting",
        "survey",
        "experiment",
        "run",
        "feedback",
        "minutes",
    ];
    order.iter().position(|one| *one == kind).unwrap_or(0) as u8
}

/// A moment of a working day, in seconds since 1970.
fn seconds(date: Date, number: i64, some: i64) -> i64 {
    let days = Date::new(1970, 1, 1).map_or(0, |first| first.days_until(date));
    days * 86_400 + 8 * 3600 + 20 * 60 + number * 660 + some % 600
}
