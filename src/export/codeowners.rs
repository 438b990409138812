//! `CODEOWNERS`: who is asked when a file changes, from what records say of their owners.
//!
//! In the syntax that GitHub, GitLab and Gitea share. Of several lines that fit a file the last one counts, so what is
//! general stands first: folders of kinds that a process governs, then folders whose records have one owner, then files.

use crate::value::Value;
use crate::workspace::{Record, RecordIndex, Workspace, visit_values};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// The largest file that GitHub reads, in bytes.
pub const LARGEST_CODEOWNERS: usize = 3_000_000;

/// Handles that are asked together, sorted.
type Owners = BTreeSet<String>;

/// Returns the lines of all records.
///
/// A handle is a person's id. A team is written `@organisation/team` where an organisation is given; otherwise its members
/// are named. Who left or was disbanded is asked no more: then it is the successor, else the record's team.
pub fn codeowners(workspace: &Workspace, organisation: Option<&str>) -> String {
    let scribe = Scribe {
        workspace,
        organisation,
    };
    let mut lines =
        String::from("# Written by `opsbook export codeowners` from the owners of records: change those instead.\n");
    let governed = scribe.governed();
    if !governed.is_empty() {
        lines.push_str("\n# What a process governs is its owner's.\n");
        write_lines(&governed, &mut lines);
    }
    let mut root = Folder::default();
    for (path, owners) in scribe.files() {
        root.place(&path, owners);
    }
    let mut records = BTreeMap::new();
    root.gather("", &mut records);
    if !records.is_empty() {
        lines.push_str("\n# Records and their owners.\n");
        write_lines(&records, &mut lines);
    }
    lines
}

fn write_lines(lines: &BTreeMap<String, Owners>, out: &mut String) {
    for (path, owners) in lines {
        let handles: Vec<&str> = owners.iter().map(String::as_str).collect();
        let _ = writeln!(out, "{} {}", pattern(path), handles.join(" "));
    }
}

/// A path from the root as a pattern that fits nothing else, or as little else as the syntax allows.
fn pattern(path: &str) -> String {
    let mut pattern = String::from("/");
    for letter in path.chars() {
        match letter {
            ' ' => pattern.push_str("\\ "),
            // There is no escape for these that all readers know; `?` is any one character.
            '*' | '?' | '[' | ']' | '\\' | '#' | '!' | '@' => pattern.push('?'),
            letter if letter.is_whitespace() || letter.is_control() => pattern.push('?'),
            letter => pattern.push(letter),
        }
    }
    pattern
}

struct Scribe<'a> {
    workspace: &'a Workspace,
    organisation: Option<&'a str>,
}

impl Scribe<'_> {
    /// The folders of kinds that a living process governs, with the owners of that process.
    fn governed(&self) -> BTreeMap<String, Owners> {
        let mut folders: BTreeMap<String, Owners> = BTreeMap::new();
        for (index, record) in self.workspace.records() {
            let Some(Value::Kind(kind)) = self.workspace.value(record, "governs") else {
                continue;
            };
            let owners = self.owners(record);
            if owners.is_empty() || !self.is_open(index) {
                continue;
            }
            let below = &self.workspace.schema().kind(*kind).folder;
            let prefix = self.workspace.snapshot().prefix();
            let folder = match prefix {
                "" => format!("{below}/"),
                prefix => format!("{prefix}/{below}/"),
            };
            folders.entry(folder).or_default().extend(owners);
        }
        folders
    }

    /// Every file that belongs to a record: its own, its prose, the files that its fields name. Files of several records
    /// have the owners of all; those that nobody owns are there without any.
    fn files(&self) -> BTreeMap<String, Owners> {
        let mut files: BTreeMap<String, Owners> = BTreeMap::new();
        for (_, record) in self.workspace.records() {
            let owners = self.owners(record);
            let path = self.workspace.path(record);
            let mut paths = vec![path.clone()];
            paths.extend(record.body.map(|body| self.workspace.document(body).path.clone()));
            for field in &record.fields {
                visit_values(field.range, &field.value, &mut |_, value| {
                    if let Value::File(file) = value
                        && let Some(named) = path.resolve(file)
                        && self.workspace.snapshot().find(named.as_str()).is_some()
                    {
                        paths.push(named);
                    }
                });
            }
            for path in paths {
                let known = files.entry(path.as_str().to_owned()).or_default();
                known.extend(owners.iter().cloned());
            }
        }
        files
    }

    /// The handles of those who answer for a record.
    fn owners(&self, record: &Record) -> Owners {
        let stated = self.workspace.targets(record, "owner");
        let team = self.workspace.targets(record, "team");
        for index in stated.chain(team) {
            let mut owners = Owners::new();
            for index in self.living(index) {
                self.handles(index, &mut owners);
            }
            if !owners.is_empty() {
                return owners;
            }
        }
        Owners::new()
    }

    /// A person or team, or those who took over from one that is no more.
    fn living(&self, index: RecordIndex) -> Vec<RecordIndex> {
        if self.is_open(index) {
            return vec![index];
        }
        let successors = self.workspace.targets(self.workspace.record(index), "succeeded_by");
        successors.filter(|next| self.is_open(*next)).collect()
    }

    fn is_open(&self, index: RecordIndex) -> bool {
        let status = self.workspace.status(self.workspace.record(index));
        status.is_none_or(|status| !status.category.is_closed())
    }

    fn handles(&self, index: RecordIndex, owners: &mut Owners) {
        let record = self.workspace.record(index);
        let id = &record.id;
        if &*self.workspace.kind_of(record).name != "team" {
            owners.insert(format!("@{id}"));
        } else if let Some(organisation) = self.organisation {
            owners.insert(format!("@{organisation}/{id}"));
        } else {
            let members = self.workspace.targets(record, "members");
            let members = members.filter(|member| self.is_open(*member));
            owners.extend(members.map(|member| format!("@{}", self.workspace.record(member).id)));
        }
    }
}

/// A folder with the owners of its files.
#[derive(Default)]
struct Folder {
    folders: BTreeMap<String, Folder>,
    files: BTreeMap<String, Owners>,
}

impl Folder {
    fn place(&mut self, path: &str, owners: Owners) {
        match path.split_once('/') {
            Some((name, rest)) => self.folders.entry(name.to_owned()).or_default().place(rest, owners),
            None => {
                self.files.insert(path.to_owned(), owners);
            }
        }
    }

    /// Collects one line for a folder in which all records have the same owners, else those of its parts.
    fn gather(&self, path: &str, lines: &mut BTreeMap<String, Owners>) {
        if !path.is_empty()
            && let (Some(owners), 2..) = (self.shared(), self.count())
        {
            lines.insert(path.to_owned(), owners.clone());
            return;
        }
        for (name, folder) in &self.folders {
            folder.gather(&format!("{path}{name}/"), lines);
        }
        for (name, owners) in self.files.iter().filter(|(_, owners)| !owners.is_empty()) {
            lines.insert(format!("{path}{name}"), owners.clone());
        }
    }

    fn count(&self) -> usize {
        self.files.len() + self.folders.values().map(Self::count).sum::<usize>()
    }

    /// The owners that every file has, if they are the same for all and there are any.
    fn shared(&self) -> Option<&Owners> {
        let mut all = self
            .files
            .values()
            .map(Some)
            .chain(self.folders.values().map(Self::shared));
        let first = all.next()??;
        (!first.is_empty() && all.all(|owners| owners == Some(first))).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Snapshot;
    use expect_test::expect;
    use std::sync::Arc;

    fn of(files: &str, organisation: Option<&str>) -> String {
        let (workspace, _) = Workspace::load(Arc::new(Snapshot::fixture(files)));
        codeowners(&workspace, organisation)
    }

    const BOOK: &str = r#"
=== opsbook.toml
name = "Test"
=== people.toml
[[person]]
id = "ana"
title = "Ana"
[[person]]
id = "ben"
title = "Ben"
[[person]]
id = "gone"
title = "Gone"
status = "left"
=== teams/boards.toml
title = "Boards"
owner = "ana"
function = "product"
members = ["ana", "ben", "gone"]
=== teams/growth.toml
title = "Growth"
status = "disbanded"
function = "product"
succeeded_by = "boards"
=== processes/triage.toml
title = "Triage"
owner = "ana"
governs = "feedback"
[[steps]]
id = "look"
title = "Look"
=== feedback/nobody.md
+++
title = "Nobody's"
+++
=== feedback/bens.md
+++
title = "Ben's"
owner = "ben"
+++
=== initiatives/one.md
+++
title = "One"
owner = "growth"
+++
=== initiatives/two.toml
title = "Two"
owner = "gone"
team = "boards"
=== initiatives/two.md
Its text.
=== themes/lost.md
+++
title = "Lost"
owner = "gone"
+++
=== customers.toml
[[customer]]
id = "acct-01"
title = "One"
owner = "ben"
[[customer]]
id = "acct-02"
title = "Two"
owner = "ana"
"#;

    #[test]
    fn the_general_stands_before_the_special() {
        expect![[r"
            # Written by `opsbook export codeowners` from the owners of records: change those instead.

            # What a process governs is its owner's.
            /feedback/ @ana

            # Records and their owners.
            /customers.toml @ana @ben
            /feedback/bens.md @ben
            /initiatives/ @ana @ben
            /processes/triage.toml @ana
            /teams/boards.toml @ana
        "]]
        .assert_eq(&of(BOOK, None));
        expect![[r"
            # Written by `opsbook export codeowners` from the owners of records: change those instead.

            # What a process governs is its owner's.
            /feedback/ @ana

            # Records and their owners.
            /customers.toml @ana @ben
            /feedback/bens.md @ben
            /initiatives/ @larkspur/boards
            /processes/triage.toml @ana
            /teams/boards.toml @ana
        "]]
        .assert_eq(&of(BOOK, Some("larkspur")));
    }

    #[test]
    fn nothing_owned_is_no_line() {
        expect![[r"
            # Written by `opsbook export codeowners` from the owners of records: change those instead.
        "]]
        .assert_eq(&of("=== opsbook.toml\nname = \"Test\"\n", None));
    }

    #[test]
    fn names_that_the_syntax_cannot_say_are_matched_by_any_letter() {
        assert_eq!(pattern("a b/[x]#1*.md"), "/a\\ b/?x??1?.md");
    }
}
