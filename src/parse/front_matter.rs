//! Markdown files: `+++` front matter, and the Markdown after it.

use super::{Content, Limits, TOO_LARGE, Table, WRONG_FENCE, conflict, markdown, parse_toml};
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::text::{RepoPath, Span, TextRange};

const FENCE: &str = "+++";

/// Parses a Markdown file.
pub(super) fn parse_markdown(path: &RepoPath, text: &str, limits: &Limits, problems: &mut Vec<Diagnostic>) -> Content {
    let found_conflict = conflict(path, text, 0);
    let conflict_at = found_conflict.as_ref().map(|found| found.span.range.start);
    problems.extend(found_conflict);
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let first_line = line(text, start);
    let opens = |fence: &str| first_line.of(text).trim_end() == fence;
    if opens("---")
        && let Some(closing) = closing(text, first_line.end as usize, "---")
    {
        problems.push(other_format(path, text, first_line, closing, conflict_at.is_some()));
        return Content::Broken;
    }
    if !opens(FENCE) {
        return Content::Prose(markdown::outline(text, TextRange::new(start, text.len())));
    }
    let fields_start = next_line(text, first_line);
    let Some(closing) = closing(text, first_line.end as usize, FENCE) else {
        // Everything may be front matter or body; reading it as either would make findings about a guess.
        if conflict_at.is_none() {
            let span = Span::new(path, TextRange::new(start, start + FENCE.len()));
            problems.push(
                WRONG_FENCE
                    .at(span, "the fields that begin here have no end")
                    .with_help("put a line with only `+++` between the fields and the text".to_owned()),
            );
        }
        return Content::Broken;
    };
    // A conflict in the text leaves the fields as they are.
    let conflicted = conflict_at.is_some_and(|at| at < closing.start);
    let fields_range = TextRange::new(fields_start, closing.start as usize);
    let body_range = TextRange::new(next_line(text, closing), text.len());
    let fields = if fields_range.end - fields_range.start > limits.front_matter_bytes {
        let span = Span::new(path, TextRange::new(start, start + FENCE.len()));
        problems.push(
            TOO_LARGE
                .at(
                    span,
                    format!(
                        "the fields between the `+++` lines have more than {}",
                        super::limits::size(limits.front_matter_bytes)
                    ),
                )
                .with_help(
                    "move long texts below the fields; `[limits] front_matter_bytes` in `opsbook.toml` raises the limit"
                        .to_owned(),
                ),
        );
        Table::default()
    } else {
        let mut sink = Vec::new();
        let fields = parse_toml(path, text, fields_range, &mut sink);
        if !conflicted {
            problems.append(&mut sink);
        }
        fields
    };
    Content::FrontMatter {
        fields,
        body: markdown::outline(text, body_range),
    }
}

/// The finding about fields in YAML, with their TOML as its fix where what they mean is certain.
fn other_format(path: &RepoPath, text: &str, first: TextRange, closing: TextRange, conflicted: bool) -> Diagnostic {
    let start = first.start as usize;
    let span = Span::new(path, TextRange::new(start, start + 3));
    let inside = TextRange::new(next_line(text, first), closing.start as usize);
    let toml = super::yaml::toml_of(inside.of(text)).filter(|toml| {
        let mut wrong = Vec::new();
        parse_toml(path, toml, TextRange::new(0, toml.len()), &mut wrong);
        wrong.is_empty() && !conflicted
    });
    let fix = toml.map(|toml| Fix {
        title: "write the fields as TOML between `+++` lines".to_owned(),
        safe: true,
        edits: [
            (TextRange::new(start, start + 3), FENCE.to_owned()),
            (inside, toml),
            (
                TextRange::new(closing.start as usize, closing.start as usize + 3),
                FENCE.to_owned(),
            ),
        ]
        .map(|(range, text)| Edit {
            span: Span::new(path, range),
            text,
        })
        .to_vec(),
    });
    let help = match fix {
        Some(_) => "`opsbook check --fix` writes them as TOML between `+++` lines",
        None => "put them between `+++` lines, each as `key = \"value\"` instead of `key: value`",
    };
    WRONG_FENCE
        .at(
            span,
            "the fields stand between `---` lines, which mean another format (YAML)",
        )
        .with_help(help.to_owned())
        .with_fix(fix)
}

/// Returns the range of the closing `+++` of a Markdown file that opens with front matter.
pub fn closing_fence(text: &str) -> Option<TextRange> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let first_line = line(text, start);
    if first_line.of(text).trim_end() != FENCE {
        return None;
    }
    closing(text, first_line.end as usize, FENCE)
}

/// The line that begins at `start`, without its line feed.
fn line(text: &str, start: usize) -> TextRange {
    let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |end| start + end);
    TextRange::new(start, end)
}

/// Where the line after `line` begins.
fn next_line(text: &str, line: TextRange) -> usize {
    (line.end as usize + 1).min(text.len())
}

/// The first line after `from` that holds only the fence.
fn closing(text: &str, from: usize, fence: &str) -> Option<TextRange> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\n', bytes.get(from..)?)
        .map(|at| from + at + 1)
        .filter(|&start| bytes[start..].starts_with(fence.as_bytes()))
        .map(|start| line(text, start))
        .find(|line| line.of(text).trim_end() == fence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::Document;

    fn parse(text: &str) -> (Content, Vec<String>) {
        let document = Document::parse(&RepoPath::new("a.md"), text, &Limits::default());
        let said = document
            .problems
            .iter()
            .map(|p| format!("{:?} {}", p.span.range, p.rule.name))
            .collect();
        (document.content, said)
    }

    #[test]
    fn front_matter_with_byte_order_mark_and_crlf() {
        let text = "\u{feff}+++\r\ntitle = \"A\"\r\n+++\r\n# Body\r\n";
        let (content, problems) = parse(text);
        assert_eq!(problems, Vec::<String>::new());
        let Content::FrontMatter { fields, body } = content else {
            panic!("{content:?}")
        };
        assert_eq!(fields.get("title").unwrap().value.as_str(text), Some("A"));
        assert_eq!(body.headings.len(), 1);
    }

    #[test]
    fn wrong_and_open_fences() {
        assert_eq!(parse("---\ntitle: A\n---\nBody").1, ["0..3 wrong-fence"]);
        assert_eq!(parse("+++\ntitle = \"A\"\n").1, ["0..3 wrong-fence"]);
        assert!(matches!(parse("---\n\nA rule, then text").0, Content::Prose(_)));
    }

    #[test]
    fn a_conflict_is_one_finding() {
        let text = "+++\n<<<<<<< HEAD\ntitle = \"A\"\n=======\ntitle = \"B\"\n>>>>>>> branch\n+++\n";
        assert_eq!(parse(text).1, ["4..16 conflict-markers"]);
    }
}
