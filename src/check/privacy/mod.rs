//! Personal data and secrets in what people said. A finding never shows what it found (PROMISES P25).

rules! {
    personal_data,
    secret,
}

use crate::check::Context;
use crate::text::TextRange;
use crate::workspace::{DocumentIndex, Record};

/// The kinds whose records hold what people said.
const SPOKEN: [&str; 3] = ["feedback", "survey", "minutes"];

/// Calls `each` for every file of a record that holds what people said, once a file; not for those known to be good.
fn spoken<'a>(context: &Context<'a>, each: &mut dyn FnMut(&'a Record, DocumentIndex, &'a str)) {
    let workspace = context.workspace;
    for kind in SPOKEN.iter().filter_map(|name| workspace.schema().find(name)) {
        for index in workspace.of_kind(kind) {
            let record = workspace.record(*index);
            // Entries of a collection share their file; it is read with the first of them.
            if record.entry.is_none_or(|entry| entry == 0) && !workspace.is_known(record.document) {
                each(record, record.document, workspace.text(record.document));
            }
            if let Some(body) = record
                .body
                .filter(|body| *body != record.document && !workspace.is_known(*body))
            {
                each(record, body, workspace.text(body));
            }
        }
    }
}

/// The words of a text with their places, cut at white space and at what stands around addresses.
fn words(text: &str) -> impl Iterator<Item = (TextRange, &str)> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"' | '\'' | ',' | ';' | '[' | ']' | '`')
    })
    .filter(|word| !word.is_empty())
    .map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        (TextRange::new(start, start + word.len()), word)
    })
}
