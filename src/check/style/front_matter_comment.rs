//! A comment between the fences of front matter.

use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::parse::{Content, closing_fence};
use crate::text::{FieldPath, Span, TextRange};
use crate::workspace::Record;

/// Hosts show it as a heading.
pub(super) static RULE: Rule = Rule {
    name: "front-matter-comment",
    group: Group::Style,
    level: Level::Info,
};
pub(super) const NEEDS: Needs = Needs::File;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    let fresh = |record: &Record| record.entry.is_none() && !workspace.is_known(record.document);
    for (_, record) in workspace.records().filter(|(_, record)| fresh(record)) {
        let document = workspace.document(record.document);
        if !matches!(document.content, Content::FrontMatter { .. }) {
            continue;
        }
        let text = workspace.text(record.document);
        let Some(fence) = closing_fence(text) else { continue };
        // Few have any, and this is told many bytes at a time.
        if memchr::memmem::find(&text.as_bytes()[..fence.start as usize], b"\n#").is_none() {
            continue;
        }
        let mut start = 0;
        for line in text[..fence.start as usize].split_inclusive('\n') {
            // A line of a long text may begin so as well; a value of several lines is rare in front matter.
            if line.starts_with('#') {
                let range = TextRange::new(start, start + line.trim_end().len());
                found.push(
                    RULE.at(
                        Span::new(&document.path, range),
                        "a comment in front matter is shown as a heading where files are browsed",
                    )
                    .with_help("move it below the second `+++`".to_owned())
                    .about(FieldPath::default(), line.trim_end())
                    .of(workspace.identity(record)),
                );
            }
            start += line.len();
        }
    }
}
