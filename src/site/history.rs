//! What happened to a record, as the last section of its page.

use super::parts::{heading, put, ticked};
use crate::report::{HistoryEntry, HistoryLine, RecordPage};

/// The section; nothing where there is no history.
pub(super) fn history(out: &mut String, page: &RecordPage) {
    let Some(section) = &page.history else { return };
    out.push_str("<section class=\"section\" aria-labelledby=\"o-history\">\n<div class=\"head\">");
    heading(out, "o-history", "History");
    put(out, "<p>", &section.count);
    if !section.count.is_empty() {
        out.push_str(" · ");
    }
    put(out, "<a href=\"", page.shell.root);
    out.push_str("changes/index.html\">all changes</a></p></div>\n");
    if !section.entries.is_empty() {
        out.push_str("<ol class=\"history\" reversed>\n");
        for entry in &section.entries {
            one(out, entry);
        }
        out.push_str("</ol>\n");
    }
    if !section.beginning.is_empty() {
        out.push_str("<p class=\"meta\">");
        ticked(out, &section.beginning);
        out.push_str("</p>\n");
    }
    out.push_str("</section>\n");
}

fn one(out: &mut String, entry: &HistoryEntry) {
    out.push_str("<li>");
    if entry.day.is_empty() {
        out.push_str("<span class=\"muted\">now</span>");
    } else {
        put(out, "<time datetime=\"", &entry.day);
        put(out, "\">", &entry.date);
        out.push_str("</time>");
    }
    out.push_str(" <div>");
    for (place, of) in entry.lines.iter().enumerate() {
        if place > 0 {
            out.push_str("; ");
        }
        line(out, of, place == 0);
    }
    out.push_str(" <small>");
    put(out, "", &entry.author);
    if !entry.said.is_empty() {
        out.push_str(if entry.author.is_empty() { "“" } else { " · “" });
        put(out, "", &entry.said);
        out.push('”');
    }
    if !entry.commit.is_empty() {
        put(out, " · <code>", &entry.commit);
        out.push_str("</code>");
    }
    out.push_str("</small></div></li>\n");
}

fn line(out: &mut String, of: &HistoryLine, first: bool) {
    let mut letters = of.label.chars();
    match letters.next().filter(|_| first) {
        Some(letter) => {
            put(out, "", &letter.to_uppercase().to_string());
            put(out, "", letters.as_str());
        }
        None => put(out, "", &of.label),
    }
    if !of.now.is_empty() {
        if !of.was.is_empty() {
            put(out, " from ", &of.was);
            out.push_str(" to");
        }
        put(out, " <b>", &of.now);
        out.push_str("</b>");
    }
    if !of.note.is_empty() {
        put(out, ", ", &of.note);
    }
}
