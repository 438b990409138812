//! Small pieces of markup that stand on a page by the dozen, made by functions.
//!
//! As template macros they took more than half of a page's time; everything larger is a template. Each takes a piece of
//! a model and writes markup that is safe to show: whatever comes from a model passes [`escape`].

use crate::report::{Badge, Cell, Crumb, Fact, Item, NavigationEntry, Site};
use crate::text::escape;
use minijinja::{Environment, Error, Value};
use serde::de::DeserializeOwned;

/// The functions that every template can call.
pub(super) const FUNCTIONS: [&str; 12] = [
    "navigation",
    "badge",
    "piece",
    "cell",
    "cells",
    "inline",
    "related_items",
    "field_rows",
    "crumb_list",
    "heading",
    "external",
    "ticked",
];

/// Adds [`FUNCTIONS`].
pub(super) fn add(environment: &mut Environment<'_>, site: &Site) {
    let entries = site.navigation.clone();
    environment.add_function("navigation", move |root: &str, href: &str, current: &Value| {
        safe(|out| navigation(out, &entries, root, href, current.as_str().unwrap_or("")))
    });
    environment.add_function("badge", |of: &Value| {
        read::<Badge>(of).map(|of| safe(|out| badge(out, &of)))
    });
    environment.add_function("piece", |of: &Value, root: &str| {
        read::<Cell>(of).map(|of| safe(|out| piece(out, &of, root)))
    });
    environment.add_function("cell", |of: &Value, root: &str| {
        read::<Cell>(of).map(|of| safe(|out| cell(out, &of, root)))
    });
    environment.add_function("cells", |list: &Value, root: &str| {
        read::<Vec<Cell>>(list).map(|list| safe(|out| cells(out, &list, root)))
    });
    environment.add_function("inline", |list: &Value, root: &str| {
        read::<Vec<Cell>>(list).map(|list| safe(|out| inline(out, &list, root)))
    });
    environment.add_function("related_items", |list: &Value, root: &str| {
        read::<Vec<Item>>(list).map(|list| safe(|out| related(out, &list, root)))
    });
    environment.add_function("field_rows", |list: &Value, root: &str| {
        read::<Vec<Fact>>(list).map(|list| safe(|out| field_rows(out, &list, root)))
    });
    environment.add_function("crumb_list", |list: &Value, root: &str| {
        read::<Vec<Crumb>>(list).map(|list| safe(|out| crumb_list(out, &list, root)))
    });
    environment.add_function("heading", |anchor: &str, words: &str| {
        safe(|out| heading(out, anchor, words))
    });
    environment.add_function("external", |href: &str, words: &str| {
        safe(|out| external(out, href, words))
    });
    environment.add_function("ticked", |text: &str| safe(|out| ticked(out, text)));
}

/// Reads a piece of a model back from a template's value.
fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    T::deserialize(value.clone())
}

/// Collects markup and marks it as such.
pub(super) fn safe(write: impl FnOnce(&mut String)) -> Value {
    let mut out = String::with_capacity(256);
    write(&mut out);
    Value::from_safe_string(out)
}

/// Writes pieces of markup and, between them, texts that are escaped.
pub(super) fn put(out: &mut String, markup: &str, text: &str) {
    out.push_str(markup);
    out.push_str(&escape(text));
}

/// The entries of the main navigation: the page itself and the part of the site that it lies in are marked.
fn navigation(out: &mut String, entries: &[NavigationEntry], root: &str, href: &str, current: &str) {
    out.push_str("<ul>\n");
    for entry in entries {
        put(out, "<li><a href=\"", root);
        put(out, "", &entry.href);
        out.push_str(match () {
            () if entry.href == href => "\" aria-current=\"page\">",
            () if entry.href == current => "\" aria-current=\"true\">",
            () => "\">",
        });
        put(out, "", &entry.label);
        if !entry.count.is_empty() {
            put(out, " <span class=\"count ", entry.tone);
            put(out, "\">", &entry.count);
            out.push_str("</span>");
        }
        out.push_str("</a></li>\n");
    }
    out.push_str("</ul>");
}

/// An icon and a word.
pub(super) fn badge(out: &mut String, of: &Badge) {
    out.push_str("<span class=\"badge ");
    out.push_str(of.tone.name());
    out.push_str("\"><svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-");
    out.push_str(of.icon.name());
    put(out, "\"/></svg>", &of.word);
    out.push_str("</span>");
}

/// A piece of a value, without what is said along with it.
fn piece(out: &mut String, cell: &Cell, root: &str) {
    let words = cell.text.as_str();
    if let Some(of) = &cell.badge {
        badge(out, of);
    } else if !cell.href.is_empty() && cell.external {
        external(out, &cell.href, words);
    } else if !cell.href.is_empty() {
        put(out, "<a href=\"", root);
        put(out, "", &cell.href);
        put(out, if cell.broken { "\" class=\"broken\">" } else { "\">" }, words);
        out.push_str(if cell.broken {
            "<span class=\"hidden\"> (not what belongs here)</span></a>"
        } else {
            "</a>"
        });
    } else if cell.broken {
        put(out, "<span class=\"broken\">", words);
        out.push_str("<span class=\"hidden\"> (not readable)</span></span>");
    } else if !cell.day.is_empty() {
        put(out, "<time datetime=\"", &cell.day);
        put(out, "\">", words);
        out.push_str("</time>");
    } else if cell.code {
        put(out, "<code>", words);
        out.push_str("</code>");
    } else if cell.prose {
        put(out, "<span class=\"lines\">", words);
        out.push_str("</span>");
    } else {
        put(out, "", words);
    }
}

/// A piece of a value with what is said along with it.
pub(super) fn cell(out: &mut String, of: &Cell, root: &str) {
    piece(out, of, root);
    if !of.small.is_empty() {
        put(out, " <small class=\"cell-note\">", &of.small);
        out.push_str("</small>");
    }
}

/// The pieces of a value: links and what has a note one a line, words on one.
fn cells(out: &mut String, list: &[Cell], root: &str) {
    let noted = |item: &Cell| !item.href.is_empty() || !item.small.is_empty();
    if list.len() < 2 || !list.iter().any(noted) {
        return inline(out, list, root);
    }
    out.push_str("<ul class=\"cells\">");
    for item in list {
        out.push_str("<li>");
        cell(out, item, root);
        out.push_str("</li>");
    }
    out.push_str("</ul>");
}

/// The pieces of a value on one line, as tables show them.
pub(super) fn inline(out: &mut String, list: &[Cell], root: &str) {
    for (place, item) in list.iter().enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        cell(out, item, root);
    }
}

/// The fields of a record with their values, as the rows of a definition list.
pub(super) fn field_rows(out: &mut String, list: &[Fact], root: &str) {
    for fact in list {
        put(out, "<dt>", &fact.label);
        out.push_str("</dt><dd>");
        cells(out, &fact.cells, root);
        out.push_str("</dd>\n");
    }
}

/// The steps of the breadcrumbs; the page itself has no link.
fn crumb_list(out: &mut String, list: &[Crumb], root: &str) {
    for crumb in list {
        if crumb.href.is_empty() {
            put(out, "<li><span aria-current=\"page\">", &crumb.label);
            out.push_str("</span></li>\n");
        } else {
            put(out, "<li><a href=\"", root);
            put(out, "", &crumb.href);
            put(out, "\">", &crumb.label);
            out.push_str("</a></li>\n");
        }
    }
}

/// The records of a list, each with what it is and its status.
pub(super) fn related(out: &mut String, items: &[Item], root: &str) {
    for item in items {
        put(out, "<li><div><a href=\"", root);
        put(out, "", &item.href);
        put(out, "\">", &item.title);
        out.push_str("</a>");
        if !item.noun.is_empty() {
            put(out, " <small>", &item.noun);
            out.push_str("</small>");
        }
        out.push_str("</div>");
        if let Some(status) = &item.badge {
            out.push(' ');
            badge(out, status);
        }
        out.push_str("</li>\n");
    }
}

/// A heading that can be linked.
pub(super) fn heading(out: &mut String, anchor: &str, words: &str) {
    put(out, "<h2 id=\"", anchor);
    put(out, "\">", words);
    put(out, " <a class=\"anchor\" href=\"#", anchor);
    put(out, "\" aria-label=\"Link to ", words);
    out.push_str("\">#</a></h2>");
}

/// A link that leaves the site. Models hold addresses whose scheme was checked.
pub(super) fn external(out: &mut String, href: &str, words: &str) {
    put(out, "<a href=\"", href);
    put(out, "\" rel=\"noopener noreferrer\">", words);
    out.push_str("</a>");
}

/// Text in which `ticks` stand around code, as findings write it.
pub(super) fn ticked(out: &mut String, text: &str) {
    for (place, part) in text.split('`').enumerate() {
        if place % 2 == 1 {
            put(out, "<code>", part);
            out.push_str("</code>");
        } else {
            put(out, "", part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Icon, Tone};
    use minijinja::value::Serde;

    fn render(list: &[Cell]) -> String {
        let mut out = String::new();
        cells(&mut out, list, "../");
        out
    }

    #[test]
    fn links_stand_one_a_line_and_words_on_one() {
        let link = |text: &str| Cell {
            text: text.to_owned(),
            href: "team/a.html".to_owned(),
            ..Cell::default()
        };
        assert_eq!(render(&[Cell::text("a"), Cell::text("b")]), "a, b");
        assert_eq!(render(&[link("A")]), "<a href=\"../team/a.html\">A</a>");
        assert_eq!(
            render(&[link("A"), Cell::text("b")]),
            "<ul class=\"cells\"><li><a href=\"../team/a.html\">A</a></li><li>b</li></ul>"
        );
    }

    #[test]
    fn a_template_hands_pieces_back_as_they_were() {
        let cell = Cell {
            badge: Some(Badge {
                word: "at risk".to_owned(),
                tone: Tone::Risk,
                icon: Icon::Paused,
            }),
            day: "2026-11-24".to_owned(),
            ..Cell::text("at risk")
        };
        assert_eq!(read::<Cell>(&Value::from(Serde(&cell))).unwrap(), cell);
        assert!(read::<Cell>(&Value::from(3)).is_err());
    }

    #[test]
    fn whatever_a_model_holds_is_text() {
        let evil = "\"><script>alert(1)</script>";
        let cell = Cell {
            text: evil.to_owned(),
            href: evil.to_owned(),
            small: evil.to_owned(),
            ..Cell::default()
        };
        let mut out = render(&[cell.clone(), cell]);
        heading(&mut out, evil, evil);
        external(&mut out, evil, evil);
        ticked(&mut out, &format!("`{evil}`"));
        assert!(!out.contains("<script"), "{out}");
        assert!(!out.contains("\"\">"), "{out}");
    }
}
