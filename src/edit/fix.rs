//! Fixes of findings, put into the texts they belong to.

use crate::diagnostic::{Diagnostic, Edit};
use crate::source::Snapshot;
use crate::text::RepoPath;
use std::collections::BTreeMap;

/// A file with its fixes in it.
#[derive(Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// The file.
    pub path: RepoPath,
    /// What it held when it was read.
    pub before: String,
    /// What it holds with the fixes.
    pub after: String,
    /// How many findings this mends.
    pub fixes: usize,
}

/// Puts the fixes of findings into their files; bytes that no fix concerns stay as they are.
///
/// With `safe` only fixes that keep the meaning. A fix whose edits overlap those of one before it is left for the
/// next run, whole: half a fix is none. Files come in the order of paths.
pub fn fix(findings: &[Diagnostic], snapshot: &Snapshot, safe: bool) -> Vec<FixedFile> {
    let mut edits: BTreeMap<&RepoPath, Vec<&Edit>> = BTreeMap::new();
    let mut fixes: BTreeMap<&RepoPath, usize> = BTreeMap::new();
    for fix in findings
        .iter()
        .filter_map(|finding| finding.fix.as_ref())
        .filter(|fix| fix.safe || !safe)
    {
        let free = fix.edits.iter().all(|edit| {
            edits
                .get(&edit.span.path)
                .is_none_or(|taken| taken.iter().all(|other| !overlap(edit, other)))
        });
        let Some(first) = fix.edits.first().filter(|_| free) else {
            continue;
        };
        *fixes.entry(&first.span.path).or_insert(0) += 1;
        for edit in &fix.edits {
            edits.entry(&edit.span.path).or_default().push(edit);
        }
    }
    edits
        .into_iter()
        .filter_map(|(path, mut list)| {
            let before = snapshot.known_text(path.as_str())?.to_string();
            list.sort_by_key(|edit| std::cmp::Reverse(edit.span.range));
            let mut after = before.clone();
            for edit in list {
                let range = edit.span.range.bytes();
                after.get(range.clone())?;
                after.replace_range(range, &edit.text);
            }
            Some(FixedFile {
                path: path.clone(),
                before,
                after,
                fixes: fixes.get(path).copied().unwrap_or(0),
            })
        })
        .filter(|file| file.before != file.after)
        .collect()
}

/// Two edits that touch the same bytes, or insert at the same place.
fn overlap(a: &Edit, b: &Edit) -> bool {
    let (a, b) = (a.span.range, b.span.range);
    a == b || (a.start < b.end && b.start < a.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Fix, Group, Level, Rule};
    use crate::text::{Span, TextRange};

    static RULE: Rule = Rule {
        name: "a-rule",
        group: Group::Style,
        level: Level::Info,
    };

    fn finding(range: (usize, usize), text: &str, safe: bool) -> Diagnostic {
        let span = Span::new(&RepoPath::new("a.toml"), TextRange::new(range.0, range.1));
        let fix = Fix {
            safe,
            ..Fix::safe("write it", span.clone(), text)
        };
        RULE.at(span, "wrong").with_fix(fix)
    }

    #[test]
    fn only_the_bytes_of_a_fix_change() {
        let snapshot = Snapshot::fixture("=== a.toml\na = 1 # keep\r\nb = 2\r\n");
        let findings = [
            finding((4, 5), "10", true),
            finding((18, 19), "20", true),
            finding((18, 19), "30", true),
            finding((0, 1), "c", false),
        ];
        let fixed = fix(&findings, &snapshot, true);
        assert_eq!(fixed.len(), 1);
        assert_eq!(fixed[0].after, "a = 10 # keep\r\nb = 20\r\n");
        assert_eq!(fixed[0].fixes, 2);
        assert_eq!(fix(&findings, &snapshot, false)[0].after, "c = 10 # keep\r\nb = 20\r\n");
    }
}
