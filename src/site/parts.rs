//! Small pieces of markup that stand on a page by the dozen, as functions for templates.
//!
//! As template macros they took more than half of a page's time; everything larger is a template. Each returns markup
//! that is safe to show: whatever comes from a model passes [`escape`].

use crate::report::{NavigationEntry, Site};
use crate::text::escape;
use minijinja::{Environment, Error, Value};

/// Adds the functions: `navigation`, `badge`, `piece`, `cell`, `cells`, `inline`,
/// `field_rows`, `crumb_list`, `heading`, `external`, `ticked`, `related_items`.
pub(super) fn add(environment: &mut Environment<'_>, site: &Site) {
    let entries = site.navigation.clone();
    environment.add_function("navigation", move |root: &str, href: &str, current: &Value| {
        safe(|out| navigation(out, &entries, root, href, text(current)))
    });
    environment.add_function("badge", |of: &Value| safe(|out| badge(out, of)));
    environment.add_function("piece", |cell: &Value, root: &str| safe(|out| piece(out, cell, root)));
    environment.add_function("cell", |of: &Value, root: &str| safe(|out| cell(out, of, root)));
    environment.add_function("cells", |list: &Value, root: &str| safe(|out| cells(out, list, root)));
    environment.add_function("inline", |list: &Value, root: &str| safe(|out| inline(out, list, root)));
    environment.add_function("related_items", |items: &Value, root: &str| {
        safe(|out| related(out, items, root))
    });
    environment.add_function("field_rows", |list: &Value, root: &str| {
        safe(|out| field_rows(out, list, root))
    });
    environment.add_function("crumb_list", |list: &Value, root: &str| {
        safe(|out| crumb_list(out, list, root))
    });
    environment.add_function("heading", |anchor: &str, words: &str| {
        safe(|out| heading(out, anchor, words))
    });
    environment.add_function("external", |href: &str, words: &str| {
        safe(|out| external(out, href, words))
    });
    environment.add_function("ticked", |text: &str| safe(|out| ticked(out, text)));
}

/// Collects markup and marks it as such.
fn safe(write: impl FnOnce(&mut String) -> Result<(), Error>) -> Result<Value, Error> {
    let mut out = String::with_capacity(256);
    write(&mut out)?;
    Ok(Value::from_safe_string(out))
}

/// Writes pieces of markup and, between them, texts that are escaped.
fn put(out: &mut String, markup: &str, text: &str) {
    out.push_str(markup);
    out.push_str(&escape(text));
}

/// The entries of the main navigation: the page itself and the part of the site that it lies in are marked.
fn navigation(
    out: &mut String,
    entries: &[NavigationEntry],
    root: &str,
    href: &str,
    current: &str,
) -> Result<(), Error> {
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
    Ok(())
}

/// An icon and a word.
fn badge(out: &mut String, of: &Value) -> Result<(), Error> {
    put(out, "<span class=\"badge ", text(&of.get_attr("tone")?));
    put(
        out,
        "\"><svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-",
        text(&of.get_attr("icon")?),
    );
    put(out, "\"/></svg>", text(&of.get_attr("word")?));
    out.push_str("</span>");
    Ok(())
}

/// A piece of a value, without what is said along with it.
fn piece(out: &mut String, cell: &Value, root: &str) -> Result<(), Error> {
    let (words, badge_of, href) = (cell.get_attr("text")?, cell.get_attr("badge")?, cell.get_attr("href")?);
    let words = text(&words);
    let is = |key: &str| cell.get_attr(key).map(|value| value.is_true());
    if badge_of.is_true() {
        return badge(out, &badge_of);
    }
    if href.is_true() {
        if is("external")? {
            return external(out, text(&href), words);
        }
        let broken = is("broken")?;
        put(out, "<a href=\"", root);
        put(out, "", text(&href));
        put(out, if broken { "\" class=\"broken\">" } else { "\">" }, words);
        out.push_str(if broken {
            "<span class=\"hidden\"> (not what belongs here)</span></a>"
        } else {
            "</a>"
        });
        return Ok(());
    }
    let day = cell.get_attr("day")?;
    if is("broken")? {
        put(out, "<span class=\"broken\">", words);
        out.push_str("<span class=\"hidden\"> (not readable)</span></span>");
    } else if day.is_true() {
        put(out, "<time datetime=\"", text(&day));
        put(out, "\">", words);
        out.push_str("</time>");
    } else if is("code")? {
        put(out, "<code>", words);
        out.push_str("</code>");
    } else if is("prose")? {
        put(out, "<span class=\"lines\">", words);
        out.push_str("</span>");
    } else {
        put(out, "", words);
    }
    Ok(())
}

/// A piece of a value with what is said along with it.
fn cell(out: &mut String, of: &Value, root: &str) -> Result<(), Error> {
    piece(out, of, root)?;
    let small = of.get_attr("small")?;
    if small.is_true() {
        put(out, " <small class=\"cell-note\">", text(&small));
        out.push_str("</small>");
    }
    Ok(())
}

/// The pieces of a value: links and what has a note one a line, words on one.
fn cells(out: &mut String, list: &Value, root: &str) -> Result<(), Error> {
    let items: Vec<Value> = list.try_iter()?.collect();
    let noted = |item: &Value| Ok::<bool, Error>(item.get_attr("href")?.is_true() || item.get_attr("small")?.is_true());
    let mut one_a_line = false;
    for item in &items {
        one_a_line |= items.len() > 1 && noted(item)?;
    }
    if !one_a_line {
        return inline(out, list, root);
    }
    out.push_str("<ul class=\"cells\">");
    for item in &items {
        out.push_str("<li>");
        cell(out, item, root)?;
        out.push_str("</li>");
    }
    out.push_str("</ul>");
    Ok(())
}

/// The pieces of a value on one line, as tables show them.
fn inline(out: &mut String, list: &Value, root: &str) -> Result<(), Error> {
    for (place, item) in list.try_iter()?.enumerate() {
        if place > 0 {
            out.push_str(", ");
        }
        cell(out, &item, root)?;
    }
    Ok(())
}

/// The fields of a record with their values, as the rows of a definition list.
fn field_rows(out: &mut String, list: &Value, root: &str) -> Result<(), Error> {
    for fact in list.try_iter()? {
        put(out, "<dt>", text(&fact.get_attr("label")?));
        out.push_str("</dt><dd>");
        cells(out, &fact.get_attr("cells")?, root)?;
        out.push_str("</dd>\n");
    }
    Ok(())
}

/// The steps of the breadcrumbs; the page itself has no link.
fn crumb_list(out: &mut String, list: &Value, root: &str) -> Result<(), Error> {
    for crumb in list.try_iter()? {
        let (href, label) = (crumb.get_attr("href")?, crumb.get_attr("label")?);
        if href.is_true() {
            put(out, "<li><a href=\"", root);
            put(out, "", text(&href));
            put(out, "\">", text(&label));
            out.push_str("</a></li>\n");
        } else {
            put(out, "<li><span aria-current=\"page\">", text(&label));
            out.push_str("</span></li>\n");
        }
    }
    Ok(())
}

/// The records of a list, each with what it is and its status.
fn related(out: &mut String, items: &Value, root: &str) -> Result<(), Error> {
    for item in items.try_iter()? {
        put(out, "<li><div><a href=\"", root);
        put(out, "", text(&item.get_attr("href")?));
        put(out, "\">", text(&item.get_attr("title")?));
        out.push_str("</a>");
        let noun = item.get_attr("noun")?;
        if noun.is_true() {
            put(out, " <small>", text(&noun));
            out.push_str("</small>");
        }
        out.push_str("</div>");
        let status = item.get_attr("badge")?;
        if status.is_true() {
            out.push(' ');
            badge(out, &status)?;
        }
        out.push_str("</li>\n");
    }
    Ok(())
}

/// A heading that can be linked.
fn heading(out: &mut String, anchor: &str, words: &str) -> Result<(), Error> {
    put(out, "<h2 id=\"", anchor);
    put(out, "\">", words);
    put(out, " <a class=\"anchor\" href=\"#", anchor);
    put(out, "\" aria-label=\"Link to ", words);
    out.push_str("\">#</a></h2>");
    Ok(())
}

/// A link that leaves the site. Models hold addresses whose scheme was checked.
fn external(out: &mut String, href: &str, words: &str) -> Result<(), Error> {
    put(out, "<a href=\"", href);
    put(out, "\" rel=\"noopener noreferrer\">", words);
    out.push_str("</a>");
    Ok(())
}

/// Text in which `ticks` stand around code, as findings write it.
fn ticked(out: &mut String, text: &str) -> Result<(), Error> {
    for (place, part) in text.split('`').enumerate() {
        if place % 2 == 1 {
            put(out, "<code>", part);
            out.push_str("</code>");
        } else {
            put(out, "", part);
        }
    }
    Ok(())
}

/// The text of a value; empty where it is none.
fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Cell;
    use minijinja::value::Serde;

    fn render(list: &[Cell]) -> String {
        let mut out = String::new();
        cells(&mut out, &Value::from(Serde(list)), "../").unwrap();
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
    fn whatever_a_model_holds_is_text() {
        let evil = "\"><script>alert(1)</script>";
        let cell = Cell {
            text: evil.to_owned(),
            href: evil.to_owned(),
            small: evil.to_owned(),
            ..Cell::default()
        };
        let mut out = render(&[cell.clone(), cell]);
        heading(&mut out, evil, evil).unwrap();
        external(&mut out, evil, evil).unwrap();
        ticked(&mut out, &format!("`{evil}`")).unwrap();
        assert!(!out.contains("<script"), "{out}");
        assert!(!out.contains("\"\">"), "{out}");
    }
}
