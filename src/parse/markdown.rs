//! Markdown: the outline that checks need, and HTML that is safe to show.
//!
//! Both read the text with the same options. HTML in the text is shown, never run (PROMISES P12); where a link leads
//! is decided by the caller.

mod html;

pub use html::{Link as HtmlLink, Targets, html, html_and_words};

use crate::text::TextRange;
use crate::time::Date;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::collections::BTreeMap;

/// What checks and lists need of a text.
#[derive(Debug, Default)]
pub struct Outline {
    /// Where the Markdown stands in its file.
    pub range: TextRange,
    /// The headings, in order.
    pub headings: Box<[Heading]>,
    /// Links to files, headings and records, in order; links to the web are not kept.
    pub links: Box<[Link]>,
    /// Task-list entries that name a person or a day.
    pub actions: Box<[Action]>,
    /// Words that begin with `@` outside code, in order.
    pub mentions: Box<[Mention]>,
    /// Checkboxes: ticked, all.
    pub checkboxes: (u32, u32),
}

/// A heading.
#[derive(Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// The whole line or lines.
    pub range: TextRange,
}

impl Heading {
    /// Returns the text of the heading without marks, from its file's text.
    pub fn text(&self, file: &str) -> String {
        let mut text = String::new();
        for event in Parser::new_ext(self.range.of(file), options()) {
            match event {
                Event::Text(piece) | Event::Code(piece) | Event::InlineHtml(piece) => text.push_str(&piece),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        text.trim().to_owned()
    }
}

/// A link that stays in the workspace.
#[derive(Debug)]
pub struct Link {
    /// From the opening bracket to the end.
    pub range: TextRange,
    /// What it leads to, as written.
    pub target: LinkTarget,
}

/// What a link leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum LinkTarget {
    /// A relative path, perhaps with `#fragment`; the fragment alone leads to a heading of the same text.
    File(Box<str>),
    /// `[[id]]` or `[[kind/id]]`, perhaps with `#fragment`.
    Record(Box<str>),
}

/// `- [ ] text @handle due:2026-12-01`: something to do, for somebody or by a day.
#[derive(Debug)]
pub struct Action {
    /// The whole entry.
    pub range: TextRange,
    /// Its text without handle and day.
    pub text: Box<str>,
    /// Its box is ticked.
    pub done: bool,
    /// The first handle, without `@`.
    pub handle: Option<(TextRange, Box<str>)>,
    /// The day after `due:`; `Err` holds what stands there and is no day.
    pub due: Option<(TextRange, Result<Date, Box<str>>)>,
}

/// `@handle` in running text.
#[derive(Debug)]
pub struct Mention {
    /// With the `@`.
    pub range: TextRange,
}

fn options() -> Options {
    // Footnotes, mathematics and heading attributes stay off: they are where hostile input costs time.
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_WIKILINKS
}

/// Reads the outline of the Markdown at `range` of a file's text. Never fails: any text is Markdown.
pub fn outline(text: &str, range: TextRange) -> Outline {
    let body = range.of(text);
    let offset = range.start as usize;
    let mut found = Found::default();
    let mut task: Option<Task> = None;
    let mut code = 0usize;
    for (event, at) in Parser::new_ext(body, options()).into_offset_iter() {
        let place = || TextRange::from(at.clone()).shifted(offset);
        match event {
            Event::Start(Tag::Heading { level, .. }) => found.headings.push(Heading {
                level: level as u8,
                range: place(),
            }),
            Event::Start(
                Tag::Link {
                    link_type, dest_url, ..
                }
                | Tag::Image {
                    link_type, dest_url, ..
                },
            ) => {
                if let Some(target) = target(link_type, &dest_url) {
                    found.links.push(Link { range: place(), target });
                }
            }
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock) => code = code.saturating_sub(1),
            Event::TaskListMarker(done) => {
                found.checkboxes.0 += u32::from(done);
                found.checkboxes.1 += 1;
                task = Some(Task {
                    range: place(),
                    done,
                    text: String::new(),
                    handle: None,
                    due: None,
                });
            }
            Event::Start(Tag::List(_)) | Event::End(TagEnd::Item) => {
                if let Some(task) = task.take() {
                    found.actions.extend(task.finish());
                }
            }
            Event::Text(_) if code == 0 => {
                mentions(&body[at.clone()], offset + at.start, &mut found.mentions);
                if let Some(task) = &mut task {
                    task.read(&body[at.clone()], offset + at.start);
                }
            }
            Event::Code(piece) => {
                if let Some(task) = &mut task {
                    task.text.push_str(&piece);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(task) = &mut task {
                    task.text.push(' ');
                }
            }
            _ => {}
        }
    }
    Outline {
        range,
        headings: found.headings.into_boxed_slice(),
        links: found.links.into_boxed_slice(),
        actions: found.actions.into_boxed_slice(),
        mentions: found.mentions.into_boxed_slice(),
        checkboxes: found.checkboxes,
    }
}

#[derive(Default)]
struct Found {
    headings: Vec<Heading>,
    links: Vec<Link>,
    actions: Vec<Action>,
    mentions: Vec<Mention>,
    checkboxes: (u32, u32),
}

/// What a link leads to, where it stays in the workspace.
fn target(link_type: LinkType, destination: &CowStr<'_>) -> Option<LinkTarget> {
    if matches!(link_type, LinkType::WikiLink { .. }) {
        return Some(LinkTarget::Record(Box::from(destination.trim())));
    }
    if matches!(link_type, LinkType::Email) || destination.is_empty() {
        return None;
    }
    // `//host`, `/absolute` and `scheme:` lead out of the workspace.
    let outside = destination.starts_with(['/', '\\', '?']) || scheme(destination).is_some();
    (!outside).then(|| LinkTarget::File(Box::from(&**destination)))
}

/// The scheme of an address as a browser reads it: `javascript` of ` java\nscript:x`.
fn scheme(address: &str) -> Option<String> {
    let cleaned: String = address
        .trim_start_matches(|c: char| c <= ' ')
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let (scheme, _) = cleaned.split_once(':')?;
    let fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    fits.then(|| scheme.to_ascii_lowercase())
}

/// A task-list entry while it is read.
struct Task {
    range: TextRange,
    done: bool,
    text: String,
    handle: Option<(TextRange, Box<str>)>,
    due: Option<(TextRange, Result<Date, Box<str>>)>,
}

impl Task {
    fn read(&mut self, piece: &str, offset: usize) {
        self.range.end = self.range.end.max(TextRange::new(0, offset + piece.len()).end);
        let mut rest = 0;
        for (start, word) in words(piece) {
            let range = TextRange::new(start, start + word.len()).shifted(offset);
            let keep = if let Some(handle) = handle(word)
                && self.handle.is_none()
            {
                self.handle = Some((
                    TextRange::new(start, start + 1 + handle.len()).shifted(offset),
                    handle.to_lowercase().into(),
                ));
                word[1 + handle.len()..].len()
            } else if let Some(day) = word.strip_prefix("due:")
                && self.due.is_none()
            {
                let day = day.trim_end_matches(['.', ',', ';', ')']);
                self.due = Some((range, Date::parse(day).ok_or_else(|| Box::from(day))));
                0
            } else {
                continue;
            };
            self.text.push_str(&piece[rest..start]);
            rest = start + word.len() - keep;
        }
        self.text.push_str(&piece[rest..]);
    }

    /// An action item names a person or a day; a bare box is only a checkbox.
    fn finish(self) -> Option<Action> {
        if self.handle.is_none() && self.due.is_none() {
            return None;
        }
        let text = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(Action {
            range: self.range,
            text: text.into(),
            done: self.done,
            handle: self.handle,
            due: self.due,
        })
    }
}

/// The words of a text with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace()
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// The handle of a word such as `@mara,`: letters, digits and dashes after `@`.
fn handle(word: &str) -> Option<&str> {
    let rest = word.strip_prefix('@')?;
    let end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        .unwrap_or(rest.len());
    // `@scope/package` and `@media(…)` are no people.
    let follows = rest[end..].chars().next();
    let ends = follows.is_none_or(|c| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '\'' | '’' | ']'));
    (end > 0 && ends).then(|| rest[..end].trim_end_matches(['-', '_']))
}

fn mentions(piece: &str, offset: usize, found: &mut Vec<Mention>) {
    if !piece.contains('@') {
        return;
    }
    for (start, word) in words(piece) {
        let lead = word.len() - word.trim_start_matches(['(', '[', '"', '“', '\'']).len();
        if let Some(handle) = handle(&word[lead..]) {
            let start = start + lead;
            found.push(Mention {
                range: TextRange::new(start, start + 1 + handle.len()).shifted(offset),
            });
        }
    }
}

/// The ids of the icons that every page holds.
pub const ICONS: [&str; 7] = ["i-ok", "i-risk", "i-off", "i-done", "i-idle", "i-paused", "i-book"];

/// The anchor of a heading, as GitHub makes it, so that a link holds in both places: lower case, punctuation dropped,
/// spaces as dashes.
///
/// Names that begin with `o-` are the site's own, and those of [`ICONS`]; a heading that would take one gets another
/// letter in front.
pub fn anchor(heading: &str) -> String {
    let mut anchor = String::with_capacity(heading.len());
    for character in heading.trim().chars().flat_map(char::to_lowercase) {
        match character {
            ' ' => anchor.push('-'),
            c if c.is_alphanumeric() || matches!(c, '-' | '_') => anchor.push(c),
            _ => {}
        }
    }
    if anchor.is_empty() {
        anchor.push_str("section");
    }
    if anchor.starts_with("o-") || ICONS.contains(&anchor.as_str()) {
        anchor.insert(0, 'h');
    }
    anchor
}

/// The anchors of a text's headings, in order: a repeated one gets `-1`, `-2` behind it.
pub fn anchors<'a>(headings: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    headings
        .map(|heading| {
            let base = anchor(heading);
            let count = seen.entry(base.clone()).or_insert(0);
            *count += 1;
            if *count == 1 {
                base
            } else {
                format!("{base}-{}", *count - 1)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Outline {
        outline(text, TextRange::new(0, text.len()))
    }

    #[test]
    fn links_that_stay_in_the_workspace() {
        let found = read(
            "See [a](../a.md#x), [[faster-search]], <https://e.org>, [w](https://e.org), [j](java\tscript:x), [h](#h).",
        );
        let targets: Vec<_> = found.links.iter().map(|link| &link.target).collect();
        assert_eq!(
            targets,
            [
                &LinkTarget::File("../a.md#x".into()),
                &LinkTarget::Record("faster-search".into()),
                &LinkTarget::File("#h".into()),
            ]
        );
    }

    #[test]
    fn actions_name_a_person_or_a_day() {
        let text =
            "- [ ] Ask *them* @mara due:2026-12-01\n- [x] bare\n- [x] tell, by due:2026-02-30\n  - [ ] inner @joon.\n";
        let found = read(text);
        assert_eq!(found.checkboxes, (2, 4));
        let said: Vec<_> = found
            .actions
            .iter()
            .map(|a| {
                (
                    &*a.text,
                    a.done,
                    a.handle.as_ref().map(|h| &*h.1),
                    a.due.as_ref().map(|d| d.1.is_ok()),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                ("Ask them", false, Some("mara"), Some(true)),
                ("tell, by", true, None, Some(false)),
                ("inner .", false, Some("joon"), None)
            ]
        );
    }

    #[test]
    fn mentions_are_words_outside_code() {
        let text = "Thanks @Mara and (@joon)! mail a@b.org, `@code`, @types/node";
        let found = read(text);
        let said: Vec<_> = found.mentions.iter().map(|m| m.range.of(text)).collect();
        assert_eq!(said, ["@Mara", "@joon"]);
    }

    #[test]
    fn anchors_read_like_their_headings() {
        assert_eq!(anchor("What we change?"), "what-we-change");
        assert_eq!(anchor("目的"), "目的");
        assert_eq!(anchor("O history"), "ho-history");
        assert_eq!((&*anchor("I ok"), &*anchor("I beam")), ("hi-ok", "i-beam"));
        assert_eq!(anchor("!"), "section");
    }

    proptest! {
        #[test]
        fn any_text_has_an_outline_with_ranges_inside(text in "\\PC{0,60}|((- \\[ \\] |@|due:|\\[\\[|\\]\\]|#|`|\n|a|ä|\\(|\\)|!|\\*){0,30})") {
            let found = read(&text);
            for range in found.headings.iter().map(|h| h.range)
                .chain(found.links.iter().map(|l| l.range))
                .chain(found.actions.iter().map(|a| a.range))
                .chain(found.mentions.iter().map(|m| m.range)) {
                prop_assert!(text.get(range.bytes()).is_some());
            }
        }
    }
}
