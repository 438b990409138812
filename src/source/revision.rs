//! Names of commits: `main`, `v1.2`, `HEAD~3`, `4f2a91c`, `main^2`, `@{u}`, `main@{1}`.
//!
//! Read here and not by libgit2, whose resolver opens the objects it meets (see [`super::loose`]).

use super::objects::{Kind, Objects, Problem};
use super::{CommitId, SourceError, commit};
use crate::text::nearest;

/// How many tags may name each other.
const MOST_TAGS: usize = 16;

/// Finds the commit that a name means.
pub(super) fn resolve(repository: &git2::Repository, objects: &Objects, text: &str) -> Result<CommitId, SourceError> {
    let unknown = |help: Option<String>| SourceError::UnknownRevision {
        name: text.to_owned(),
        help,
    };
    if text.is_empty() || text.starts_with('-') || text.contains([':', ' ', '*', '?', '[', '\\', '\0']) {
        return Err(unknown(Some(
            "write a branch, a tag, a hash, or one of them with `~2` or `^`".to_owned(),
        )));
    }
    let end = text.find(['~', '^']).unwrap_or(text.len());
    let (base, mut steps) = text.split_at(end);
    let id = match named(repository, base) {
        Some(Ok(id)) => id,
        Some(Err(help)) => return Err(unknown(Some(help))),
        None => by_hash(objects, base).map_err(|problem| match problem {
            _ if is_unborn(repository, base) => SourceError::NoCommit,
            Problem::Damaged(why) => unknown(Some(format!("as a hash: {why}"))),
            _ => unknown(near(repository, objects, base)),
        })?,
    };
    let mut at = peel(objects, id)?;
    while let Some(sign) = steps.chars().next() {
        let rest = &steps[1..];
        if sign == '^' && rest.starts_with('{') {
            let Some((inside, after)) = rest[1..].split_once('}') else {
                return Err(unknown(None));
            };
            if !matches!(inside, "" | "commit") {
                return Err(unknown(Some(format!("`^{{{inside}}}` is not understood here"))));
            }
            steps = after;
            continue;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: usize = match &rest[..digits] {
            "" => 1,
            digits => digits.parse().map_err(|_| unknown(None))?,
        };
        steps = &rest[digits..];
        if !steps.is_empty() && !steps.starts_with(['~', '^']) {
            return Err(unknown(None));
        }
        let parents = |at| commit::read(objects, at).map(|commit| commit.parents);
        let early = |id: CommitId| {
            let shallow = objects.store().is_shallow();
            unknown(Some(if shallow {
                format!(
                    "the clone is shallow and ends at {}: `git fetch --unshallow`",
                    id.short()
                )
            } else {
                format!("{} has no such parent", id.short())
            }))
        };
        if sign == '~' {
            for _ in 0..number {
                at = *parents(at)?.first().ok_or_else(|| early(at))?;
            }
        } else if number > 0 {
            at = *parents(at)?.get(number - 1).ok_or_else(|| early(at))?;
        }
    }
    Ok(at)
}

/// The object that a reference names; `Err` says why a name of one is not understood.
fn named(repository: &git2::Repository, base: &str) -> Option<Result<[u8; 20], String>> {
    if let Some(id) = super::object_id::hex(base.as_bytes()) {
        return Some(Ok(id));
    }
    let (name, at) = match base.split_once("@{") {
        Some((name, at)) => (name, at.strip_suffix('}')),
        None => (base, None),
    };
    let name = if matches!(name, "" | "@") { "HEAD" } else { name };
    let bytes = |id| super::objects::bytes_of(id);
    let Some(at) = at else {
        let reference = repository
            .resolve_reference_from_short_name(name)
            .ok()?
            .resolve()
            .ok()?;
        return reference.target().map(|id| Ok(bytes(id)));
    };
    let full = || {
        let reference = repository.resolve_reference_from_short_name(name).ok()?;
        // What HEAD points to has the log of that branch and its upstream.
        let reference = match reference.symbolic_target() {
            Ok(Some(_)) if matches!(at, "u" | "upstream") => reference.resolve().ok()?,
            _ => reference,
        };
        reference.name().ok().map(str::to_owned)
    };
    let Some(full) = full() else {
        return Some(Err(format!("no branch is named `{name}`")));
    };
    if matches!(at, "u" | "upstream") {
        let upstream = repository
            .branch_upstream_name(&full)
            .ok()
            .and_then(|buffer| buffer.as_str().ok().map(str::to_owned))
            .and_then(|name| repository.refname_to_id(&name).ok());
        return Some(upstream.map_or_else(|| Err(format!("`{name}` has no upstream branch")), |id| Ok(bytes(id))));
    }
    let Ok(number) = at.parse::<usize>() else {
        return Some(Err(
            "between `@{` and `}` stands a number, or `u` for the upstream branch".to_owned(),
        ));
    };
    let entry = repository
        .reflog(&full)
        .ok()
        .and_then(|log| log.get(number).map(|entry| entry.id_new()));
    Some(entry.map_or_else(|| Err(format!("the log of `{name}` is shorter")), |id| Ok(bytes(id))))
}

/// The object whose hash begins so, or stands behind the `-g` of what `git describe` prints.
fn by_hash(objects: &Objects, base: &str) -> Result<[u8; 20], Problem> {
    let is_hash = |text: &str| (4..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash(base) {
        return objects.complete(base);
    }
    match base.rsplit_once("-g") {
        Some((_, hash)) if is_hash(hash) => objects.complete(hash),
        _ => Err(Problem::Missing),
    }
}

/// The commit that an object is or, being a tag, names.
fn peel(objects: &Objects, id: [u8; 20]) -> Result<CommitId, SourceError> {
    let mut id = id;
    for _ in 0..MOST_TAGS {
        let commit = CommitId(id);
        let (kind, bytes) = objects
            .read(id, super::loose::LARGEST)
            .map_err(|why| SourceError::object(commit, why))?;
        match kind {
            Kind::Commit => return Ok(commit),
            Kind::Tag => {
                id = commit::tagged(&bytes).ok_or_else(|| SourceError::object(commit, Problem::OtherKind))?;
            }
            Kind::Tree | Kind::Blob => break,
        }
    }
    Err(SourceError::object(CommitId(id), Problem::OtherKind))
}

/// Says whether a name means nothing because nothing was committed yet: on this branch, or at all.
fn is_unborn(repository: &git2::Repository, base: &str) -> bool {
    let is_empty = || {
        let references = repository.references();
        references.is_ok_and(|mut references| references.next().is_none())
    };
    let head = repository.head();
    head.is_err_and(|error| error.code() == git2::ErrorCode::UnbornBranch)
        && (matches!(base, "" | "@" | "HEAD") || is_empty())
}

/// What may have been meant, or why it may be missing.
fn near(repository: &git2::Repository, objects: &Objects, base: &str) -> Option<String> {
    let references = repository.references().ok()?.flatten();
    let names = references.filter_map(|reference| reference.shorthand().ok().map(str::to_owned));
    let names: Vec<String> = names.chain(["HEAD".to_owned()]).collect();
    let near = nearest(base, names.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
    near.or_else(|| {
        let shallow = objects.store().is_shallow();
        shallow.then(|| "the clone is shallow, and may lack it: `git fetch --unshallow`".to_owned())
    })
}
