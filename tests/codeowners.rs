//! `CODEOWNERS` of the example, read as a server reads it: the last line that fits a file names who is asked.

use opsbook::demo;
use opsbook::export::codeowners;
use opsbook::source::Snapshot;
use opsbook::workspace::Workspace;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

/// Whether a pattern fits a path: `?` is one character but `/`, `\ ` a blank, a `/` at the end everything below.
fn fits(pattern: &str, path: &str) -> bool {
    let pattern = pattern.strip_prefix('/').expect("it counts from the root");
    let pattern: Vec<char> = pattern.replace("\\ ", " ").chars().collect();
    let path: Vec<char> = path.chars().collect();
    let fits_length = pattern.len() == path.len() || (pattern.last() == Some(&'/') && path.len() > pattern.len());
    let mut pairs = pattern.iter().zip(&path);
    fits_length && pairs.all(|(want, is)| want == is || (*want == '?' && *is != '/'))
}

#[test]
fn every_record_has_the_owner_that_it_names() {
    let mut files = String::new();
    for (path, bytes) in demo::larkspur() {
        let text = String::from_utf8(bytes).expect("the example is text");
        let _ = write!(files, "=== {path}\n{}\n", text.trim_end_matches('\n'));
    }
    let (workspace, _) = Workspace::load(Arc::new(Snapshot::fixture(&files)));
    let text = codeowners(&workspace, Some("larkspur"));
    let lines: Vec<(&str, BTreeSet<&str>)> = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let end = line.find(" @").expect("a line has owners");
            (&line[..end], line[end..].split_whitespace().collect())
        })
        .collect();
    let mut seen = 0;
    for (index, record) in workspace.records() {
        let mut owners = workspace.targets(record, "owner");
        let Some(owner) = owners.next().filter(|_| record.entry.is_none()) else {
            continue;
        };
        let is_team = &*workspace.kind_of(workspace.record(owner)).name == "team";
        let is_open = |status: &opsbook::schema::Status| !status.category.is_closed();
        if !workspace.status(workspace.record(owner)).is_none_or(is_open) {
            continue;
        }
        let id = &workspace.record(owner).id;
        let handle = if is_team {
            format!("@larkspur/{id}")
        } else {
            format!("@{id}")
        };
        let mut paths = vec![workspace.path(record).as_str()];
        paths.extend(record.body.map(|body| workspace.document(body).path.as_str()));
        for path in paths {
            let last = lines.iter().rev().find(|(pattern, _)| fits(pattern, path));
            let asked = last.map(|(_, owners)| owners.iter().copied().collect::<Vec<_>>());
            assert_eq!(asked, Some(vec![handle.as_str()]), "{path} {index:?}");
            seen += 1;
        }
    }
    assert!(seen > 150, "{seen}");
    // Whole folders with one owner take one line.
    assert!(lines.len() < seen, "{text}");
}
