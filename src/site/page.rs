//! Models as templates see them.
//!
//! The engine would turn a whole model into its own values before a page begins, which takes as long as the page. Here a
//! field is turned into a value when a template asks for it, and what stands on a page by the dozen is written from the
//! model itself, by methods of `page`: `{{ page.facts() }}`.

use super::history::history as happened;
use super::parts::{badge, cell, external, field_rows, heading, inline, put, related, safe, ticked};
use crate::report::{Action, Column, Fact, FieldTable, Incoming, KindIndexPage, RecordPage, Shell};
use crate::text::nearest;
use minijinja::value::{Enumerator, Object, Serde};
use minijinja::{Error, ErrorKind, State, Value};
use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

/// A model with fields for templates and parts that are written from it.
pub(super) trait Model: Debug + Send + Sync + 'static {
    /// The names of the fields.
    const FIELDS: &'static [&'static str];

    /// The names of the parts.
    const PARTS: &'static [&'static str];

    /// What is around the page.
    fn shell(&self) -> &Shell;

    /// A field as a value.
    fn field(&self, name: &str) -> Option<Value>;

    /// Writes a part; `None` where it has no such part.
    fn part(&self, name: &str, out: &mut String) -> Option<()>;
}

/// What `shell` holds, for those who come near to a name.
const SHELL: [&str; 8] = [
    "shell.title",
    "shell.description",
    "shell.root",
    "shell.href",
    "shell.current",
    "shell.crumbs",
    "shell.edit_url",
    "shell.history_url",
];

/// The names that a page has: the fields of its model and of its shell.
pub(super) fn names(fields: &[&'static str]) -> Vec<&'static str> {
    fields.iter().copied().chain(SHELL).collect()
}

/// A model with its fields as the variables of a template, and itself as `page`.
#[derive(Debug)]
pub(super) struct Page<M> {
    model: M,
    /// Asked for many times on each page.
    shell: OnceLock<Value>,
}

impl<M: Model> Page<M> {
    /// Makes the context of a template.
    pub(super) fn context(model: M) -> Value {
        Value::from_object(Self {
            model,
            shell: OnceLock::new(),
        })
    }
}

impl<M: Model> Object for Page<M> {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "page" => Some(Value::from_dyn_object(self.clone())),
            "shell" => Some(
                self.shell
                    .get_or_init(|| Value::from(Serde(self.model.shell())))
                    .clone(),
            ),
            name => self.model.field(name),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(M::FIELDS)
    }

    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, method: &str, arguments: &[Value]) -> Result<Value, Error> {
        let mut known = None;
        let value = safe(|out| known = self.model.part(method, out));
        match known {
            Some(()) if arguments.is_empty() => Ok(value),
            Some(()) => Err(Error::from(ErrorKind::TooManyArguments)),
            None => Err(Error::new(
                ErrorKind::UnknownMethod,
                match nearest(method, M::PARTS.iter().copied()) {
                    Some(part) => format!("`page` has no part `{method}`: did you mean `{part}`?"),
                    None => format!("`page` has no part `{method}`"),
                },
            )),
        }
    }
}

/// Lists the fields of a model and its parts, each a function of the model.
macro_rules! model {
    ($model:ty { $($field:ident),* $(,)? } parts { $($part:ident),* $(,)? }) => {
        impl Model for $model {
            const FIELDS: &'static [&'static str] = &["shell", $(stringify!($field)),*];
            const PARTS: &'static [&'static str] = &[$(stringify!($part)),*];

            fn shell(&self) -> &Shell {
                &self.shell
            }

            fn field(&self, name: &str) -> Option<Value> {
                match name {
                    $(stringify!($field) => Some(Value::from(Serde(&self.$field))),)*
                    _ => None,
                }
            }

            fn part(&self, name: &str, out: &mut String) -> Option<()> {
                match name {
                    $(stringify!($part) => Some($part(out, self)),)*
                    _ => None,
                }
            }
        }
    };
}

model!(RecordPage {
    noun, id, badges, status_summary, status_since, facts, texts, chart, body, lists, tables, actions, fields, incoming,
    problems, history, path, prose_path, has_text, has_wide_table,
} parts {
    status, strip, figure, prose, related_instead, to_do, all_fields, related_beside, tables_below, related_below,
    happened,
});

model!(KindIndexPage {
    summary, lede, statuses, columns, rows, filters, caption, pages, previous, next, command,
} parts {
    table_rows,
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

/// The rows of an index.
fn table_rows(out: &mut String, page: &KindIndexPage) {
    let root = page.shell.root;
    for row in &page.rows {
        put(out, "<tr><th scope=\"row\"><a href=\"", root);
        put(out, "", &row.href);
        put(out, "\">", &row.title);
        out.push_str("</a>");
        if row.problems > 0 {
            put(out, " <span class=\"count off\">", &row.problems.to_string());
            out.push_str(if row.problems > 1 {
                " problems</span>"
            } else {
                " problem</span>"
            });
        }
        put(out, "<small>", &row.id);
        out.push_str("</small></th>");
        for (place, list) in row.cells.iter().enumerate() {
            out.push_str("<td");
            if page.columns.get(place).is_some_and(|column| column.numeric) {
                out.push_str(" class=\"num\"");
            }
            if let [one] = list.as_slice()
                && !one.order.is_empty()
            {
                put(out, " data-order=\"", &one.order);
                out.push('"');
            }
            out.push('>');
            inline(out, list, root);
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{KindPages, Provenance, Source};
    use crate::source::Snapshot;
    use crate::workspace::Workspace;
    use std::collections::BTreeSet;

    fn keys<M: Model + serde::Serialize>(model: &M) {
        let all = Value::from(Serde(model));
        let written: BTreeSet<String> = all.try_iter().unwrap().map(|key| key.to_string()).collect();
        let listed: BTreeSet<String> = M::FIELDS.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(written, listed, "every field of a model is listed in `model!`");
        for key in M::FIELDS.iter().filter(|key| **key != "shell") {
            assert_eq!(
                model.field(key),
                Some(all.get_attr(key).unwrap()),
                "{key} is the same asked for alone"
            );
        }
    }

    #[test]
    fn templates_see_every_field_of_a_model() {
        let file = "=== feedback/a.md\n+++\ntitle = \"Search\"\nstatus = \"new\"\n+++\nText.\n";
        let snapshot = Snapshot::fixture(file);
        let (workspace, _) = Workspace::load(Arc::new(snapshot));
        let today = crate::time::Date::parse("2026-11-20").unwrap();
        let source = Source::new(&workspace, &[], 0, today, Provenance::default());
        let (index, record) = workspace.records().next().unwrap();
        let page = RecordPage::new(&source, index);
        let shell = Value::from(Serde(&page.shell));
        let listed: BTreeSet<String> = SHELL.iter().map(|name| (*name).to_owned()).collect();
        let written: BTreeSet<String> = shell.try_iter().unwrap().map(|key| format!("shell.{key}")).collect();
        assert_eq!(written, listed);
        keys(&page);
        keys(&KindPages::new(&source, workspace.kind_of(record)).page(&source, 1));
    }
}
