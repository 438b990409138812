//! What a browser makes of the HTML of a Markdown text: an oracle that knows no line of the code that wrote it.
//!
//! The HTML is put into a page as the site does it, read by the parser of a browser engine, and every element,
//! attribute and address of the tree is held against lists of what may be there. Addresses are resolved by the rules
//! of browsers (tabs, line breaks, entities, backslashes), not compared as text. Used by `tests/html_safety.rs` and
//! by the fuzz target `html`.

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use opsbook::parse::markdown::{HtmlLink, Targets, html_and_words, outline};
use opsbook::text::TextRange;
use url::Url;

/// Elements with the attributes that each may have.
const ALLOWED: &[(&str, &[&str])] = &[
    ("p", &[]),
    ("h2", &["id"]),
    ("h3", &["id"]),
    ("h4", &["id"]),
    ("h5", &["id"]),
    ("h6", &["id"]),
    ("a", &["href", "rel", "class", "aria-label"]),
    ("ul", &[]),
    ("ol", &["start"]),
    ("li", &[]),
    ("em", &[]),
    ("strong", &[]),
    ("del", &[]),
    ("code", &[]),
    ("pre", &["class", "tabindex"]),
    ("blockquote", &[]),
    ("table", &[]),
    ("thead", &[]),
    ("tbody", &[]),
    ("tr", &[]),
    ("th", &["scope", "class"]),
    ("td", &["class"]),
    ("div", &["class", "tabindex", "role", "aria-label"]),
    ("span", &["class", "id"]),
    ("hr", &[]),
    ("br", &[]),
    ("time", &["datetime"]),
    ("svg", &["class", "role", "aria-label"]),
    ("use", &["href"]),
];

/// The values of attributes that are not free; `id`, `aria-label`, `start` and `datetime` are.
const VALUES: &[(&str, &[&str])] = &[
    (
        "class",
        &[
            "anchor",
            "scroll",
            "raw",
            "num",
            "middle",
            "unlinked",
            "i task ink-ok",
            "i task ink-idle",
        ],
    ),
    ("role", &["group", "img"]),
    ("tabindex", &["0"]),
    ("scope", &["col"]),
    ("rel", &["noopener noreferrer"]),
];

/// Links that lead somewhere, with titles that are markup themselves.
struct Somewhere;

impl Somewhere {
    fn link(found: bool) -> Option<HtmlLink> {
        found.then(|| HtmlLink {
            href: "../theme/a.html#b".to_owned(),
            title: "<b title='x' id=\"y\">&amp; </a><script>".to_owned(),
        })
    }
}

impl Targets for Somewhere {
    fn file(&self, written: &str) -> Option<HtmlLink> {
        Self::link(written.contains("md"))
    }
    fn record(&self, written: &str) -> Option<HtmlLink> {
        Self::link(written.len().is_multiple_of(2))
    }
    fn person(&self, handle: &str) -> Option<HtmlLink> {
        Self::link(handle.len().is_multiple_of(2))
    }
}

/// Renders a text as a record's page does, and returns everything in it that may not be there.
pub(crate) fn breaches(markdown: &str) -> Vec<String> {
    let outline = outline(markdown, TextRange::new(0, markdown.len()));
    let (html, words) = html_and_words(markdown, &outline, "", &Somewhere);
    let mut found = breaches_of(&html);
    if let Some(first) = outline.headings.first() {
        let (html, _) = html_and_words(markdown, &outline, &first.text(markdown), &Somewhere);
        found.extend(breaches_of(&html));
    }
    if words.len() > 4 * markdown.len() + 100 * html.matches("theme/a.html").count() + 100 {
        found.push(format!(
            "{} bytes of words of {} of Markdown",
            words.len(),
            markdown.len()
        ));
    }
    found
}

/// Returns everything in a piece of HTML that may not be on a page.
pub(crate) fn breaches_of(html: &str) -> Vec<String> {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><title>x</title></head><body><main>{html}</main><footer></footer></body></html>"
    );
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    let mut found = Vec::new();
    let body = element_children(&dom.document)
        .iter()
        .flat_map(element_children)
        .find(|node| name(node) == "body");
    let parts = body.iter().flat_map(element_children).collect::<Vec<_>>();
    let names: Vec<String> = parts.iter().map(name).collect();
    if names != ["main", "footer"] {
        found.push(format!("the text does not end where it ends: {names:?}"));
    }
    if let Some(footer) = parts.last()
        && !footer.children.borrow().is_empty()
    {
        found.push("something stands in the footer".to_owned());
    }
    if let Some(main) = parts.first() {
        // A loop, since a text may nest deeper than a stack of calls.
        let mut left: Vec<Handle> = main.children.borrow().clone();
        while let Some(node) = left.pop() {
            judge(&node, &mut found);
            left.extend(node.children.borrow().iter().cloned());
        }
    }
    found
}

fn element_children(node: &Handle) -> Vec<Handle> {
    let children = node.children.borrow();
    children
        .iter()
        .filter(|child| matches!(child.data, NodeData::Element { .. }))
        .cloned()
        .collect()
}

fn name(node: &Handle) -> String {
    match &node.data {
        NodeData::Element { name, .. } => name.local.to_string(),
        _ => String::new(),
    }
}

fn judge(node: &Handle, found: &mut Vec<String>) {
    let NodeData::Element { name, attrs, .. } = &node.data else {
        if matches!(
            node.data,
            NodeData::Comment { .. } | NodeData::ProcessingInstruction { .. }
        ) {
            found.push("a comment".to_owned());
        }
        return;
    };
    let Some((_, allowed)) = ALLOWED.iter().find(|(allowed, _)| **allowed == *name.local) else {
        found.push(format!("the element <{}>", name.local));
        return;
    };
    for attribute in attrs.borrow().iter() {
        let key = &*attribute.name.local;
        let value = &*attribute.value;
        if !allowed.contains(&key) {
            found.push(format!("the attribute {key} of <{}>", name.local));
        }
        let fits = match (key, &*name.local) {
            ("href", "use") => value.starts_with("#i-"),
            ("href", _) => is_allowed_address(value),
            _ => VALUES
                .iter()
                .find(|(one, _)| *one == key)
                .is_none_or(|(_, values)| values.contains(&value)),
        };
        if !fits {
            found.push(format!("{key}={value:?} of <{}>", name.local));
        }
    }
}

/// Says whether an address stays on the site or leaves it by a scheme that may be followed.
///
/// Resolved against a page of a site and against one in a folder: a host of its own is allowed only behind `http:` or
/// `https:` as written, since `//host` leads out of a page that is read from disk.
fn is_allowed_address(written: &str) -> bool {
    let [Ok(site), Ok(folder)] =
        ["https://site.invalid/theme/b.html", "file:///site/theme/b.html"].map(|base| Url::parse(base)?.join(written))
    else {
        // A browser follows no address that it cannot read.
        return true;
    };
    match site.scheme() {
        "mailto" => true,
        "http" | "https" if site.host_str() == Some("site.invalid") => {
            folder.scheme() == "file" && folder.host_str().is_none() || folder == site
        }
        "http" | "https" => folder == site,
        _ => false,
    }
}
