//! What a commit says, read from its bytes.
//!
//! Tolerant: libgit2 stops at a commit with a bad date or without author, which old converters have written.

use super::object_id::hex;
use super::objects::Objects;
use super::{CommitId, SourceError, TreeId};

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) tree: TreeId,
    pub(super) parents: Vec<CommitId>,
    /// The name of the author; empty where there is none.
    pub(super) author: Box<str>,
    /// Committer time in seconds since 1970; `None` where it is no number.
    pub(super) seconds: Option<i64>,
    /// The message.
    pub(super) message: Box<str>,
}

/// Reads a commit. Its parents are those that git shows: grafts and the end of a shallow clone hold.
pub(super) fn read(objects: &Objects, id: CommitId) -> Result<Commit, SourceError> {
    let bytes = objects.commit(id).map_err(|why| SourceError::object(id, why))?;
    let mut commit = parse(&bytes).ok_or_else(|| SourceError::Object {
        id: id.to_string(),
        why: "it names no folder".to_owned(),
    })?;
    if let Some(parents) = objects.store().grafted(id) {
        commit.parents = parents.to_vec();
    }
    Ok(commit)
}

fn parse(bytes: &[u8]) -> Option<Commit> {
    let mut tree = None;
    let mut parents = Vec::new();
    let mut author = "".into();
    let mut seconds = None;
    let mut rest = bytes;
    let mut message: &[u8] = &[];
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let line = &rest[..end];
        rest = &rest[end + 1..];
        if line.is_empty() {
            message = rest;
            break;
        }
        // Continued lines of signatures begin with a space and match nothing here.
        if let Some(id) = line.strip_prefix(b"tree ") {
            tree = tree.or(hex(id).map(TreeId));
        } else if let Some(id) = line.strip_prefix(b"parent ") {
            parents.extend(hex(id).map(CommitId));
        } else if let Some(who) = line.strip_prefix(b"author ") {
            author = name(who);
        } else if let Some(who) = line.strip_prefix(b"committer ") {
            seconds = time(who);
        }
    }
    Some(Commit {
        tree: tree?,
        parents,
        author,
        seconds,
        message: String::from_utf8_lossy(message).into(),
    })
}

/// The name in `Name <address> seconds zone`.
fn name(who: &[u8]) -> Box<str> {
    let end = who.iter().position(|byte| *byte == b'<').unwrap_or(who.len());
    String::from_utf8_lossy(&who[..end]).trim().into()
}

/// The seconds in `Name <address> seconds zone`.
fn time(who: &[u8]) -> Option<i64> {
    /// The last second of the year 9999: past it a date is no date.
    const LAST: i64 = 253_402_300_799;
    let after = who.iter().rposition(|byte| *byte == b'>')? + 1;
    let text = std::str::from_utf8(&who[after..]).ok()?;
    let seconds: i64 = text.split_ascii_whitespace().next()?.parse().ok()?;
    (-LAST..=LAST).contains(&seconds).then_some(seconds)
}

/// The object that an annotated tag names.
pub(super) fn tagged(bytes: &[u8]) -> Option<[u8; 20]> {
    let line = bytes.strip_prefix(b"object ")?;
    hex(line.get(..40)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";

    fn read(rest: &str) -> Commit {
        parse(format!("{TREE}{rest}").as_bytes()).unwrap()
    }

    #[test]
    fn a_usual_commit() {
        let commit = read(
            "parent 1111111111111111111111111111111111111111\nauthor Ada L. <a@b> 5 +0100\n\
             committer Bo <b@c> 1700000000 -0500\n\nSubject\n\nOps-Reason: x\n",
        );
        assert_eq!(
            (&*commit.author, commit.seconds, commit.parents.len()),
            ("Ada L.", Some(1_700_000_000), 1)
        );
        assert_eq!(&*commit.message, "Subject\n\nOps-Reason: x\n");
    }

    #[test]
    fn odd_commits_are_read_all_the_same() {
        assert_eq!(read("\nno author").author.as_ref(), "");
        assert_eq!(read("committer x <y> soon +0000\n\n").seconds, None);
        assert_eq!(read("committer x <y> 99999999999999 +0000\n\n").seconds, None);
        assert_eq!(read("author no address 7\ncommitter >\n\n").seconds, None);
        assert_eq!(parse(b"parent x\n\nno tree"), None);
        assert_eq!(parse(b""), None);
    }
}
