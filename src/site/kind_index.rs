//! The rows of a kind's index, written from its model.

use super::page::{Parts, parts};
use super::parts::{inline, put};
use crate::report::KindIndexPage;

parts!(KindIndexPage { table_rows });

/// The rows of an index.
fn table_rows(out: &mut String, page: &KindIndexPage) {
    let root = page.shell.root;
    for row in &page.rows {
        put(out, "<tr><th scope=\"row\"><a href=\"", root);
        put(out, "", &row.href);
        put(out, "\">", &row.title);
        out.push_str("</a>");
        if row.problems > 0 {
            put(out, " <span class=\"count ", row.tone);
            put(out, "\">", &row.problems.to_string());
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
