//! Markup that can only be written whole: every element is closed, every text and attribute escaped.

use crate::text::escape;
use std::borrow::Cow;

/// HTML and SVG that are safe to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Returns the markup as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the markup as text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Begins an element; the tag ends it.
    pub(super) fn element(&mut self, name: &'static str) -> Tag<'_> {
        self.0.push('<');
        self.0.push_str(name);
        Tag { out: self, name }
    }

    /// Writes text.
    pub(super) fn text(&mut self, text: &str) {
        self.0.push_str(&written(text));
    }

    /// Writes what other markup holds.
    pub(super) fn append(&mut self, other: &Markup) {
        self.0.push_str(&other.0);
    }

    /// Begins a new line, so that generated files can be read and compared.
    pub(super) fn newline(&mut self) {
        self.0.push('\n');
    }
}

/// A start tag that is not closed yet.
#[must_use]
pub(super) struct Tag<'a> {
    out: &'a mut Markup,
    name: &'static str,
}

impl Tag<'_> {
    /// Adds an attribute. Addresses go through [`Tag::address`].
    pub(super) fn with(self, name: &'static str, value: impl Attribute) -> Self {
        debug_assert!(!matches!(name, "href" | "src" | "style") && !name.starts_with("on"));
        self.put(name, &value.written())
    }

    /// Adds the classes, unless there are none.
    pub(super) fn class(self, names: &str) -> Self {
        if names.is_empty() {
            self
        } else {
            self.put("class", &written(names))
        }
    }

    /// Adds where a link leads.
    pub(super) fn address(self, to: &Address) -> Self {
        self.put("href", &written(&to.0))
    }

    /// Ends the element with nothing in it, as SVG and void elements are written.
    pub(super) fn empty(self) {
        self.out.0.push_str("/>");
    }

    /// Writes the element around a text.
    pub(super) fn text(self, text: &str) {
        self.holding(|inside| inside.text(text));
    }

    /// Writes the element around others.
    pub(super) fn holding(self, write: impl FnOnce(&mut Markup)) {
        self.out.0.push('>');
        write(self.out);
        self.out.0.push_str("</");
        self.out.0.push_str(self.name);
        self.out.0.push('>');
    }

    fn put(self, name: &'static str, escaped: &str) -> Self {
        for part in [" ", name, "=\"", escaped, "\""] {
            self.out.0.push_str(part);
        }
        self
    }
}

/// What an attribute can hold.
pub(super) trait Attribute {
    fn written(&self) -> Cow<'_, str>;
}

impl Attribute for &str {
    fn written(&self) -> Cow<'_, str> {
        written(self)
    }
}

impl Attribute for &String {
    fn written(&self) -> Cow<'_, str> {
        written(self)
    }
}

/// A length or place in the drawing.
impl Attribute for f64 {
    fn written(&self) -> Cow<'_, str> {
        Cow::Owned(coordinate(*self))
    }
}

impl Attribute for usize {
    fn written(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

/// Text as it stands in XML, which has no way to write two more characters than HTML.
fn written(text: &str) -> Cow<'_, str> {
    let escaped = escape(text);
    if escaped.contains(['\u{fffe}', '\u{ffff}']) {
        Cow::Owned(escaped.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
    } else {
        escaped
    }
}

/// A place to one decimal, which is finer than any screen shows; the same on every machine.
pub(super) fn coordinate(value: f64) -> String {
    debug_assert!(value.is_finite(), "a place in a drawing is a number");
    let rounded = (value * 10.0).round() / 10.0;
    if rounded == 0.0 {
        "0".to_owned()
    } else {
        format!("{rounded}")
    }
}

/// Where a link may lead: within the site, or to `http`, `https` and `mailto`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// Takes an address, or `None` when its scheme is another or a browser could read one into it.
    pub fn new(text: &str) -> Option<Address> {
        let plain = !text.is_empty() && !text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
        let before = text.split(['/', '?', '#']).next().unwrap_or("");
        let allowed = match before.split_once(':') {
            None => !text.starts_with("//"),
            Some((scheme, _)) => ["http", "https", "mailto"]
                .iter()
                .any(|known| scheme.eq_ignore_ascii_case(known)),
        };
        (plain && allowed).then(|| Address(text.to_owned()))
    }

    /// Returns the address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_closed_and_texts_escaped() {
        let mut markup = Markup::default();
        markup.element("g").with("aria-label", "a \"b\" <c>").holding(|inside| {
            inside.element("circle").with("r", 2.04).with("cx", -0.01).empty();
            inside.element("text").text("</g>\u{0}\u{ffff}");
        });
        assert_eq!(
            markup.as_str(),
            "<g aria-label=\"a &quot;b&quot; &lt;c&gt;\"><circle r=\"2\" cx=\"0\"/><text>&lt;/g&gt;\u{fffd}</text></g>"
        );
    }

    #[test]
    fn addresses_lead_to_the_site_or_the_web() {
        let allowed = |text| Address::new(text).is_some();
        assert!(allowed("../metric/nps.html#o-x"));
        assert!(allowed("https://example.org/a:b"));
        assert!(allowed("a/b:c"));
        for refused in [
            "",
            "javascript:alert(1)",
            "java\tscript:x",
            " x",
            "data:text/html,x",
            "//host",
            "\\\\host",
            "VBSCRIPT:x",
        ] {
            assert!(!allowed(refused), "{refused}");
        }
    }
}
