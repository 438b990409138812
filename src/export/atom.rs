//! The changes as an Atom feed (RFC 4287): one entry a landing, with ids that stay.

use crate::compare::LandingChanges;
use crate::history::{History, LandingOf};
use crate::source::CommitId;
use crate::text::{escape, visible};
use crate::time::{Date, Zone};
use std::fmt::Write as _;

/// What a feed is made from.
pub struct Feed<'a> {
    /// The name of the workspace.
    pub title: &'a str,
    /// Its history.
    pub history: &'a History,
    /// What each landing changed, newest first.
    pub landings: &'a [LandingChanges],
    /// The address of the site, with `/` at its end; empty where it is not known.
    pub base_url: &'a str,
    /// The page that shows the changes, from the top of the site.
    pub page: &'a str,
}

/// The file of the feed, from the top of the site.
pub const FEED: &str = "feed.xml";
/// Entries of the feed: what a reader may have missed in a few weeks.
const MOST: usize = 100;
/// Changes of one entry.
const MOST_CHANGES: usize = 60;

/// Writes the feed. Times are those of the landings, so that the same history gives the same bytes.
pub fn atom(feed: &Feed<'_>) -> String {
    let first = feed.history.landing(0);
    let last = feed.history.landing(feed.history.landings().saturating_sub(1));
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
    let title = text(&format!("{}: changes", feed.title));
    let _ = writeln!(out, "<title>{title}</title>");
    let _ = writeln!(out, "<id>{}</id>", first.map_or_else(nil, |first| id(first.commit, 0)));
    let _ = writeln!(out, "<updated>{}</updated>", time(last.map_or(0, |last| last.seconds)));
    if !feed.base_url.is_empty() {
        let address = text(&format!("{}{FEED}", feed.base_url));
        let _ = writeln!(
            out,
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"{address}\"/>"
        );
    }
    page_link(&mut out, feed);
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(out, "<generator version=\"{version}\">opsbook</generator>");
    for of in feed.landings.iter().take(MOST) {
        if let Some(landing) = feed.history.landing(of.landing) {
            entry(&mut out, feed, of, &landing);
        }
    }
    out.push_str("</feed>\n");
    out
}

fn entry(out: &mut String, feed: &Feed<'_>, of: &LandingChanges, landing: &LandingOf<'_>) {
    let title = match of.changes.as_slice() {
        [one] => format!("{} {}", one.who(), one.words()),
        [one, more @ ..] => format!("{} {}, and {} more", one.who(), one.words(), more.len()),
        [] => landing.subject.to_owned(),
    };
    out.push_str("<entry>\n");
    let _ = writeln!(out, "<title>{}</title>", text(&title));
    let _ = writeln!(out, "<id>{}</id>", id(landing.commit, 1));
    let when = time(landing.seconds);
    let _ = writeln!(out, "<updated>{when}</updated>");
    let _ = writeln!(out, "<published>{when}</published>");
    let author = if landing.author.is_empty() {
        "unknown"
    } else {
        landing.author
    };
    let _ = writeln!(out, "<author><name>{}</name></author>", text(author));
    page_link(out, feed);
    let mut html = String::from("<ul>");
    for change in of.changes.iter().take(MOST_CHANGES) {
        let _ = write!(
            html,
            "<li><strong>{}</strong> {}</li>",
            escape(&change.who()),
            escape(&change.words())
        );
    }
    if of.changes.len() > MOST_CHANGES {
        let _ = write!(html, "<li>and {} more</li>", of.changes.len() - MOST_CHANGES);
    }
    html.push_str("</ul>");
    if let Some(reason) = landing.reason {
        let _ = write!(html, "<p>{}</p>", escape(reason));
    }
    let _ = writeln!(out, "<content type=\"html\">{}</content>", text(&html));
    out.push_str("</entry>\n");
}

fn page_link(out: &mut String, feed: &Feed<'_>) {
    let address = text(&format!("{}{}", feed.base_url, feed.page));
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{address}\"/>");
}

/// A text in XML: markup escaped, characters that XML does not have shown by their code.
fn text(text: &str) -> String {
    escape(&visible(text)).into()
}

/// A name for a commit that never changes: its hash as a UUID (RFC 9562, version 8). `part` keeps feed and entry apart.
fn id(commit: CommitId, part: u8) -> String {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&commit.0[..16]);
    bytes[15] ^= part;
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "urn:uuid:{}-{}-{}-{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..]
    )
}

fn nil() -> String {
    "urn:uuid:00000000-0000-0000-0000-000000000000".to_owned()
}

/// Seconds since 1970 as RFC 3339 has them, in UTC.
fn time(seconds: i64) -> String {
    let date = Date::from_timestamp(seconds, &Zone::utc());
    let of_day = seconds.rem_euclid(86_400);
    format!(
        "{date}T{:02}:{:02}:{:02}Z",
        of_day / 3_600,
        of_day / 60 % 60,
        of_day % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc() {
        assert_eq!(time(0), "1970-01-01T00:00:00Z");
        assert_eq!(time(1_767_225_599), "2025-12-31T23:59:59Z");
        assert_eq!(time(-1), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn ids_are_uuids_and_stay() {
        let commit = CommitId([0xff; 20]);
        assert_eq!(id(commit, 0), "urn:uuid:ffffffff-ffff-8fff-bfff-ffffffffffff");
        assert_ne!(id(commit, 0), id(commit, 1));
    }
}
