//! A workspace of any number of records of about 2 KB, for measurements.

use crate::time::Date;
use std::fmt::Write as _;

/// Calls `each` with path and text of every file of a workspace of `size` records.
///
/// The mix is that of a product organisation with years of feedback: of 100 records 60 are feedback, 12 initiatives,
/// 6 customers, 5 runs, 5 decisions, 4 minutes, 3 themes, 2 people, and one each of team, objective and release.
pub fn scale<E>(size: usize, each: &mut dyn FnMut(&str, &str) -> Result<(), E>) -> Result<(), E> {
    let mut maker = Maker {
        random: Random(0x9e37_79b9_7f4a_7c15),
        size,
    };
    each("opsbook.toml", "name = \"Scale\"\n\n[limits]\nrecords = 2000000\n")?;
    for number in 0..size {
        let (path, text) = maker.record(number);
        each(&path, &text)?;
    }
    // A run needs its process, a team its function; both are there once.
    each("processes/release.toml", PROCESS)
}

const PROCESS: &str = "title = \"Release\"\n\n[[steps]]\nid = \"build\"\ntitle = \"Build\"\n\n[[steps]]\nid = \"ship\"\ntitle = \"Ship\"\nafter = [\"build\"]\n";

/// One kind of each hundred records, by its place in the hundred.
const MIX: [(&str, usize); 11] = [
    ("feedback", 60),
    ("initiative", 12),
    ("customer", 6),
    ("run", 5),
    ("decision", 5),
    ("minutes", 4),
    ("theme", 3),
    ("person", 2),
    ("team", 1),
    ("objective", 1),
    ("release", 1),
];

const NOUNS: [&str; 24] = [
    "search",
    "board",
    "export",
    "filter",
    "import",
    "card",
    "view",
    "inbox",
    "label",
    "comment",
    "permission",
    "guest",
    "template",
    "report",
    "invoice",
    "seat",
    "webhook",
    "shortcut",
    "column",
    "archive",
    "calendar",
    "timeline",
    "mention",
    "attachment",
];
const VERBS: [&str; 16] = [
    "opens",
    "loses",
    "hides",
    "repeats",
    "sorts",
    "waits for",
    "forgets",
    "shows",
    "moves",
    "counts",
    "renames",
    "blocks",
    "shares",
    "copies",
    "closes",
    "finds",
];
const WORDS: [&str; 32] = [
    "the", "team", "wants", "to", "see", "what", "changed", "before", "they", "decide", "because", "every", "week",
    "people", "ask", "again", "where", "it", "stands", "and", "nobody", "can", "say", "without", "opening", "three",
    "tools", "we", "agreed", "on", "one", "place",
];

struct Maker {
    random: Random,
    size: usize,
}

impl Maker {
    fn record(&mut self, number: usize) -> (String, String) {
        let mut place = number % 100;
        for (kind, share) in MIX {
            if place < share {
                return self.of_kind(kind, number);
            }
            place -= share;
        }
        self.of_kind("feedback", number)
    }

    /// An existing record of a kind, at random; `None` where a small workspace has none.
    fn some(&mut self, kind: &str) -> Option<String> {
        let start: usize = MIX
            .iter()
            .take_while(|(name, _)| *name != kind)
            .map(|(_, share)| share)
            .sum();
        let share = MIX
            .iter()
            .find(|(name, _)| *name == kind)
            .map_or(0, |(_, share)| *share);
        let hundreds = self.size.div_ceil(100);
        let number = self.random.below(hundreds) * 100 + start + self.random.below(share);
        (number < self.size).then(|| id(kind, number))
    }

    fn of_kind(&mut self, kind: &str, number: usize) -> (String, String) {
        let date = day(self.random.below(900));
        let title = self.title();
        let mut text = format!("+++\ntitle = \"{title}\"\n");
        let status = |maker: &mut Self, words: &[&'static str]| words[maker.random.below(words.len())];
        match kind {
            "feedback" => {
                let status = status(
                    self,
                    &["new", "triaged", "planned", "in-progress", "delivered", "answered"],
                );
                let _ = writeln!(
                    text,
                    "status = \"{status}\"\n\ntype = \"problem\"\nreceived = {date}\nsource = \"support\"\nweight = {}",
                    1 + self.random.below(5)
                );
                self.reference(&mut text, "owner", "person");
                self.reference(&mut text, "customer", "customer");
                self.list(&mut text, "themes", "theme");
                self.list(&mut text, "initiatives", "initiative");
            }
            "initiative" => {
                let status = status(self, &["idea", "discovery", "committed", "in-progress", "shipped"]);
                let _ = writeln!(
                    text,
                    "status = \"{status}\"\n\nstart = {date}\ntarget = {}\neffort = {}",
                    day(900 + self.random.below(200)),
                    5 + self.random.below(60)
                );
                self.reference(&mut text, "owner", "person");
                self.reference(&mut text, "team", "team");
                self.reference(&mut text, "objective", "objective");
                self.reference(&mut text, "release", "release");
                self.list(&mut text, "themes", "theme");
            }
            "customer" => {
                let _ = writeln!(
                    text,
                    "status = \"active\"\n\nsegment = \"mid-size\"\nvalue = {}\nsince = {date}",
                    100 * (1 + self.random.below(90))
                );
            }
            "run" => {
                let _ = writeln!(
                    text,
                    "status = \"done\"\n\nprocess = \"release\"\nstarted = {date}\ndone = {date}"
                );
                self.reference(&mut text, "requested_by", "team");
            }
            "decision" => {
                let _ = writeln!(text, "status = \"accepted\"\n\ndecided = {date}");
                self.list(&mut text, "deciders", "person");
            }
            "minutes" => {
                let _ = writeln!(text, "\ndate = {date}");
                self.list(&mut text, "attendees", "person");
            }
            "theme" => text.push_str("status = \"active\"\n"),
            "person" => text.push_str("status = \"active\"\n"),
            "team" => {
                text.push_str("status = \"active\"\n\nfunction = \"engineering\"\n");
                self.reference(&mut text, "owner", "person");
            }
            "objective" => {
                let _ = writeln!(text, "status = \"active\"\n\nstart = {date}\ntarget = {}", day(950));
                self.reference(&mut text, "owner", "person");
            }
            _ => {
                let _ = writeln!(text, "status = \"planned\"\n\ntarget = {}", day(920));
            }
        }
        text.push_str("+++\n");
        self.body(&mut text);
        let folder = match kind {
            "feedback" => format!("feedback/{:04}-{:02}", date.year(), date.month()),
            "person" => "people".to_owned(),
            "minutes" => format!("minutes/{:04}", date.year()),
            kind => format!("{kind}s"),
        };
        (format!("{folder}/{}.md", id(kind, number)), text)
    }

    fn title(&mut self) -> String {
        let (noun, verb, other) = (self.word(&NOUNS), self.word(&VERBS), self.word(&NOUNS));
        let mut title = format!("{noun} {verb} {other}");
        title[..1].make_ascii_uppercase();
        title
    }

    fn word(&mut self, words: &[&'static str]) -> &'static str {
        words[self.random.below(words.len())]
    }

    fn reference(&mut self, text: &mut String, field: &str, kind: &str) {
        if let Some(id) = self.some(kind) {
            let _ = writeln!(text, "{field} = \"{id}\"");
        }
    }

    fn list(&mut self, text: &mut String, field: &str, kind: &str) {
        let mut ids: Vec<String> = (0..2).filter_map(|_| self.some(kind)).collect();
        ids.sort();
        ids.dedup();
        if !ids.is_empty() {
            let ids: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
            let _ = writeln!(text, "{field} = [{}]", ids.join(", "));
        }
    }

    /// About 1.8 KB of Markdown: headings, prose, a link, a list, tasks.
    fn body(&mut self, text: &mut String) {
        for heading in ["What was said", "What we know", "What it costs", "What comes next"] {
            let _ = write!(text, "## {heading}\n\n");
            for _ in 0..4 {
                self.sentence(text);
            }
            text.push_str("\n\n");
        }
        if let Some(id) = self.some("initiative") {
            let _ = write!(text, "See [[{id}]] and ");
        }
        text.push_str("*the notes* of **that week**, `export --all`.\n\n");
        for _ in 0..3 {
            text.push_str("- ");
            self.sentence(text);
            text.push('\n');
        }
        text.push_str("- [x] ask support\n- [ ] write back\n");
    }

    fn sentence(&mut self, text: &mut String) {
        let count = 10 + self.random.below(8);
        for place in 0..count {
            let word = self.word(&WORDS);
            if place == 0 {
                text.push_str(&word[..1].to_uppercase());
                text.push_str(&word[1..]);
            } else {
                text.push(' ');
                text.push_str(word);
            }
        }
        text.push_str(". ");
    }
}

fn id(kind: &str, number: usize) -> String {
    format!("{kind}-{number:06}")
}

/// A day from 2024-06-01 on.
fn day(after: usize) -> Date {
    let first = Date::new(2024, 6, 1).expect("a real day");
    first.plus_days(after as i64).unwrap_or(first)
}

/// A small generator (xorshift64*): the same numbers on every machine.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed ^ 0x9e37_79b9_7f4a_7c15)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap_or(0) % limit.max(1)
    }
}
