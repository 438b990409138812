//! The parts of a record's page that stand on it by the dozen, written from its model: `{{ page.facts() }}`.

use super::history::history as happened;
use super::page::{Parts, parts};
use super::parts::{badge, cell, external, field_rows, heading, inline, put, related, ticked};
use crate::report::{Action, Column, Fact, FieldTable, Incoming, RecordPage};

parts!(RecordPage {
    status,
    strip,
    figure,
    prose,
    related_instead,
    to_do,
    all_fields,
    related_beside,
    tables_below,
    related_below,
    happened,
});

/// References of one heading that still stand beside the text.
const MOST_BESIDE: usize = 8;

/// The badges behind the title, the status first, with the time since it is so.
fn status(out: &mut String, page: &RecordPage) {
    for (place, one) in page.badges.iter().enumerate() {
        out.push(' ');
        badge(out, one);
        if place == 0 && !page.status_since.is_empty() {
            put(out, " <small class=\"muted\">", &page.status_since);
            out.push_str("</small>");
        }
    }
}

/// What people look for first, in a strip under the title.
fn strip(out: &mut String, page: &RecordPage) {
    if page.facts.is_empty() {
        return;
    }
    out.push_str("<dl class=\"facts\">\n");
    for fact in &page.facts {
        put(out, "<div><dt>", &fact.label);
        out.push_str("</dt><dd>");
        inline(out, &fact.cells, page.shell.root);
        if !fact.small.is_empty() {
            put(out, " <small>", &fact.small);
            out.push_str("</small>");
        }
        out.push_str("</dd></div>\n");
    }
    out.push_str("</dl>\n");
}

/// A chart of what it measures.
fn figure(out: &mut String, page: &RecordPage) {
    if !page.chart.is_empty() {
        out.push_str("<div class=\"section near\">\n");
        out.push_str(&page.chart);
        out.push_str("</div>\n");
    }
}

/// Everything to read: long texts among the fields, the text itself, long lists, and tables that leave room beside them.
fn prose(out: &mut String, page: &RecordPage) {
    let root = page.shell.root;
    if !page.texts.is_empty() {
        out.push_str("<div class=\"texts\">\n");
        for text in &page.texts {
            long_text(out, text, root);
        }
        out.push_str("</div>\n");
    }
    if !page.body.is_empty() {
        out.push_str("<div class=\"section near prose\">\n");
        out.push_str(&page.body);
        out.push_str("\n</div>\n");
    }
    for list in &page.lists {
        put(
            out,
            "<section class=\"section\">\n<div class=\"head\"><h2>",
            &list.label,
        );
        put(out, "</h2><p>", &list.cells.len().to_string());
        out.push_str("</p></div>\n<ul class=\"names\">\n");
        for one in &list.cells {
            out.push_str("<li>");
            cell(out, one, root);
            out.push_str("</li>\n");
        }
        out.push_str("</ul>\n</section>\n");
    }
    for table in page.tables.iter().filter(|table| !table.is_wide()) {
        field_table(out, table, root);
    }
}

fn long_text(out: &mut String, text: &Fact, root: &str) {
    put(out, "<section>\n<h2>", &text.label);
    out.push_str("</h2>\n");
    for one in &text.cells {
        out.push_str("<p>");
        cell(out, one, root);
        out.push_str("</p>\n");
    }
    out.push_str("</section>\n");
}

fn field_table(out: &mut String, table: &FieldTable, root: &str) {
    put(out, "<section class=\"section\" aria-labelledby=\"", &table.anchor);
    out.push_str("\">\n<div class=\"head\">");
    heading(out, &table.anchor, &table.label);
    if !table.summary.is_empty() {
        put(out, "<p>", &table.summary);
        out.push_str("</p>");
    }
    put(
        out,
        "</div>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"",
        &table.label,
    );
    out.push_str(", table\">\n<table");
    if table.columns.len() < 4 {
        out.push_str(" class=\"short\"");
    }
    out.push_str(">\n<thead><tr>");
    for column in &table.columns {
        put(out, &opening("th scope=\"col\"", Some(column)), &column.label);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.push_str("<tr>");
        for (place, list) in row.iter().enumerate() {
            let named = place == 0 && !list.is_empty();
            if named {
                out.push_str("<th scope=\"row\">");
            } else {
                out.push_str(&opening("td", table.columns.get(place)));
            }
            inline(out, list, root);
            out.push_str(if named { "</th>" } else { "</td>" });
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}

/// The beginning of a cell; numbers stand at the right.
fn opening(tag: &str, column: Option<&Column>) -> String {
    let numeric = column.is_some_and(|column| column.numeric);
    format!("<{tag}{}>", if numeric { " class=\"num\"" } else { "" })
}

/// Those that refer to a record, in a section of the page or, `beside`, next to its text.
fn group(out: &mut String, of: &Incoming, beside: bool, root: &str) {
    out.push_str(if beside {
        "<section"
    } else {
        "<section class=\"section\""
    });
    put(out, " aria-labelledby=\"", &of.anchor);
    out.push_str("\">\n<div class=\"head\">");
    heading(out, &of.anchor, &of.heading);
    put(out, "<p>", &of.count);
    let wide = !beside && of.items.len() > MOST_BESIDE;
    out.push_str("</p></div>\n<ul class=\"related");
    out.push_str(if wide { " wide\">\n" } else { "\">\n" });
    related(out, &of.items, root);
    out.push_str("</ul>\n");
    if !of.more.is_empty() {
        put(out, "<p class=\"meta\">", &of.more);
        out.push_str("</p>\n");
    }
    out.push_str("</section>\n");
}

fn groups(page: &RecordPage, short: bool) -> impl Iterator<Item = &Incoming> {
    page.incoming
        .iter()
        .filter(move |group| (group.items.len() <= MOST_BESIDE) == short)
}

/// Where there is nothing to read: who refers to the record.
fn related_instead(out: &mut String, page: &RecordPage) {
    if !page.has_text {
        for of in &page.incoming {
            group(out, of, false, page.shell.root);
        }
    }
}

/// Beside the text: those who refer to the record, where they are few.
fn related_beside(out: &mut String, page: &RecordPage) {
    if page.has_text && !page.has_wide_table {
        for of in groups(page, true) {
            group(out, of, true, page.shell.root);
        }
    }
}

/// Over the whole width: tables that need it.
fn tables_below(out: &mut String, page: &RecordPage) {
    for table in page.tables.iter().filter(|table| table.is_wide()) {
        field_table(out, table, page.shell.root);
    }
}

/// Over the whole width: those who refer to the record, where they are many, or have no room beside the text.
fn related_below(out: &mut String, page: &RecordPage) {
    let root = page.shell.root;
    if page.has_wide_table && !page.incoming.is_empty() {
        out.push_str("<div class=\"areas section\">\n");
        for of in groups(page, true) {
            group(out, of, true, root);
        }
        out.push_str("</div>\n");
    }
    if page.has_text {
        for of in groups(page, false) {
            group(out, of, false, root);
        }
    }
}

/// The open actions.
fn to_do(out: &mut String, page: &RecordPage) {
    if page.actions.is_empty() {
        return;
    }
    out.push_str("<section aria-labelledby=\"o-actions\">\n<div class=\"head\">");
    heading(out, "o-actions", "To do");
    out.push_str("</div>\n<ul class=\"related\">\n");
    for action in &page.actions {
        one_to_do(out, action, page.shell.root);
    }
    out.push_str("</ul>\n</section>\n");
}

fn one_to_do(out: &mut String, action: &Action, root: &str) {
    out.push_str("<li><div>");
    ticked(out, &action.text);
    if action.who.is_some() || action.due.is_some() {
        out.push_str(" <small>");
        if let Some(who) = &action.who {
            cell(out, who, root);
        }
        if let Some(due) = &action.due {
            out.push_str(if action.who.is_some() { ", by " } else { "by " });
            cell(out, due, root);
        }
        out.push_str("</small>");
    }
    out.push_str("</div>");
    if action.overdue {
        out.push_str(
            " <span class=\"badge risk\"><svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-risk\"/></svg>overdue</span>",
        );
    }
    out.push_str("</li>\n");
}

/// The id, the fields that stand nowhere else, and the file.
fn all_fields(out: &mut String, page: &RecordPage) {
    out.push_str("<section aria-labelledby=\"o-fields\">\n<div class=\"head\">");
    heading(out, "o-fields", "Fields");
    put(out, "</div>\n<dl class=\"fields\">\n<dt>Id</dt><dd><code>", &page.id);
    out.push_str("</code></dd>\n");
    field_rows(out, &page.fields, page.shell.root);
    out.push_str("<dt>File</dt><dd>");
    if page.shell.edit_url.is_empty() {
        put(out, "<code>", &page.path);
        out.push_str("</code>");
    } else {
        external(out, &page.shell.edit_url, &page.path);
    }
    out.push_str("</dd>\n");
    if !page.prose_path.is_empty() {
        put(out, "<dt>Text</dt><dd><code>", &page.prose_path);
        out.push_str("</code></dd>\n");
    }
    out.push_str("</dl>\n</section>\n");
}
