//! Markdown into HTML.
//!
//! Nothing from the text becomes markup but what Markdown itself makes: raw HTML is text, an address that is not
//! http, https or mailto is no link, and links inside the workspace are what the caller makes of them.

use super::{LinkTarget, Outline, anchor, handle, options, scheme, target, words};
use crate::text::escape;
use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A link inside the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, relative to the page.
    pub href: String,
    /// What to call the target where the text gives no words of its own.
    pub title: String,
}

/// What links of a text lead to on the page that shows it.
pub trait Targets {
    /// Returns the page for a link to a file of the workspace, or `None` to show its words only.
    fn file(&self, written: &str) -> Option<Link>;
    /// Returns the page for `[[written]]`.
    fn record(&self, written: &str) -> Option<Link>;
    /// Returns the page of the person with this handle.
    fn person(&self, handle: &str) -> Option<Link>;
}

/// Renders the Markdown of `outline` in a file's `text`.
///
/// Headings begin at `<h2>`, each with an anchor; tables and code can be scrolled by keyboard.
pub fn html(text: &str, outline: &Outline, targets: &dyn Targets) -> String {
    html_and_words(text, outline, "", targets).0
}

/// The same, and what a reader sees of it as plain text, its blocks parted by spaces.
///
/// Where the text begins with `title` as a heading, that stands above it already: only its anchor is left.
pub fn html_and_words(text: &str, outline: &Outline, title: &str, targets: &dyn Targets) -> (String, String) {
    let markdown = outline.range.of(text);
    let repeats_title = repeats(text, outline, title);
    let shown = &outline.headings[usize::from(repeats_title)..];
    let highest = shown.iter().map(|heading| heading.level).min().unwrap_or(2);
    let mut writer = Writer {
        targets,
        shift: 2 - highest as i8,
        open: Vec::new(),
        anchors: BTreeMap::new(),
        heading: None,
        repeats_title,
        code: false,
        titled: false,
        table: Table::default(),
        words: String::with_capacity(markdown.len()),
    };
    let mut events = Vec::new();
    for event in Parser::new_ext(markdown, options()) {
        writer.event(event, &mut events);
    }
    let mut html = String::with_capacity(markdown.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    (html, writer.words)
}

/// Says whether a text begins with this title as a heading.
fn repeats(text: &str, outline: &Outline, title: &str) -> bool {
    let title = title.trim();
    let first = outline.headings.first().filter(|_| !title.is_empty());
    first.is_some_and(|first| {
        let before = text.get(outline.range.start as usize..first.range.start as usize);
        before.is_some_and(|before| before.trim().is_empty()) && first.text(text).trim() == title
    })
}

struct Writer<'a> {
    targets: &'a dyn Targets,
    /// How far headings move so that the highest becomes `<h2>`.
    shift: i8,
    /// For each open link or image: what closes it.
    open: Vec<&'static str>,
    anchors: BTreeMap<String, u32>,
    heading: Option<String>,
    /// The heading to come is the title, which is shown elsewhere.
    repeats_title: bool,
    code: bool,
    /// The words of the open link are the target's title, written already.
    titled: bool,
    /// The open table.
    table: Table,
    /// What a reader sees.
    words: String,
}

/// A table that is being written: the engine would write alignment as inline styles, which the site's policy forbids.
#[derive(Default)]
struct Table {
    columns: Vec<Alignment>,
    /// The rows are those of the head.
    head: bool,
    /// The column of the open cell.
    column: usize,
    /// Where in the events the open cell begins.
    cell: usize,
}

impl Writer<'_> {
    fn event<'e>(&mut self, event: Event<'e>, out: &mut Vec<Event<'e>>) {
        match event {
            Event::Html(raw) => {
                self.words.push_str(&raw);
                out.push(Event::Text(raw));
            }
            Event::InlineHtml(raw) => {
                self.note(&raw);
                out.push(Event::Text(raw));
            }
            Event::Start(Tag::HtmlBlock) => out.push(markup("<pre class=\"raw\" tabindex=\"0\">")),
            Event::End(TagEnd::HtmlBlock) => {
                self.part();
                out.push(markup("</pre>\n"));
            }
            Event::Start(Tag::Heading { .. }) => {
                self.heading = Some(String::new());
                out.push(markup(HEADING));
            }
            Event::End(TagEnd::Heading(level)) => self.close_heading(level, out),
            Event::Start(
                Tag::Link {
                    link_type, dest_url, ..
                }
                | Tag::Image {
                    link_type, dest_url, ..
                },
            ) => {
                let bare = link_type == (LinkType::WikiLink { has_pothole: false });
                self.link(target(link_type, &dest_url), &dest_url, bare, out);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                self.titled = false;
                out.push(markup(self.open.pop().unwrap_or("")));
            }
            Event::Start(Tag::CodeBlock(_)) => {
                self.code = true;
                out.push(markup("<pre tabindex=\"0\"><code>"));
            }
            Event::End(TagEnd::CodeBlock) => {
                self.code = false;
                self.part();
                out.push(markup("</code></pre>\n"));
            }
            Event::Start(Tag::Table(columns)) => {
                self.table.columns = columns;
                out.push(markup(
                    "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>",
                ));
            }
            Event::End(TagEnd::Table) => out.push(markup("</tbody></table></div>\n")),
            Event::Start(Tag::TableHead) => {
                (self.table.head, self.table.column) = (true, 0);
                out.push(markup("<thead><tr>"));
            }
            Event::End(TagEnd::TableHead) => {
                self.table.head = false;
                out.push(markup("</tr></thead><tbody>\n"));
            }
            Event::Start(Tag::TableRow) => {
                self.table.column = 0;
                out.push(markup("<tr>"));
            }
            Event::End(TagEnd::TableRow) => out.push(markup("</tr>\n")),
            Event::Start(Tag::TableCell) => {
                self.table.cell = out.len();
                out.push(markup(self.table.opening(false)));
            }
            Event::End(TagEnd::TableCell) => {
                self.part();
                self.table.close_cell(out);
            }
            Event::TaskListMarker(done) => out.push(markup(if done { TICKED } else { OPEN })),
            Event::Text(_) if self.titled => {}
            Event::Text(text) => {
                self.note(&text);
                if self.code || !self.open.is_empty() || !(text.contains('@') || text.contains("due:")) {
                    out.push(Event::Text(text));
                } else {
                    self.people(&text, out);
                }
            }
            Event::Code(text) => {
                self.note(&text);
                out.push(Event::Code(text));
            }
            other => {
                // Whatever else begins, ends or breaks parts two words, but for emphasis.
                let inside = matches!(
                    other,
                    Event::Start(_) | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough)
                );
                if !inside {
                    self.part();
                }
                out.push(other);
            }
        }
    }

    /// Parts two words that a reader sees.
    fn part(&mut self) {
        if !self.words.ends_with(' ') {
            self.words.push(' ');
        }
    }

    /// Keeps what a reader sees, and the words of a heading for its anchor.
    fn note(&mut self, text: &str) {
        self.words.push_str(text);
        if let Some(heading) = &mut self.heading {
            heading.push_str(text);
        }
    }

    fn link<'e>(&mut self, target: Option<LinkTarget>, destination: &CowStr<'e>, bare: bool, out: &mut Vec<Event<'e>>) {
        let inside = match &target {
            Some(LinkTarget::File(written)) if written.starts_with('#') => Some(Link {
                href: written.to_string(),
                title: String::new(),
            }),
            Some(LinkTarget::File(written)) => self.targets.file(written),
            Some(LinkTarget::Record(written)) => self.targets.record(written),
            None => None,
        };
        let opening = match (inside, target) {
            (Some(link), _) => {
                self.titled = bare;
                let words = if bare { escape(&link.title) } else { Cow::Borrowed("") };
                self.note(if bare { &link.title } else { "" });
                format!("<a href=\"{}\">{words}", escape(&link.href))
            }
            (None, Some(_)) => {
                out.push(markup("<span class=\"unlinked\">"));
                self.open.push("</span>");
                return;
            }
            (None, None) if names_a_host(destination) => {
                format!(
                    "<a href=\"{}\" rel=\"noopener noreferrer\">",
                    escape(destination.trim())
                )
            }
            (None, None) if scheme(destination).as_deref() == Some("mailto") => {
                format!("<a href=\"{}\">", escape(destination.trim()))
            }
            (None, None) if destination.contains('@') && !destination.contains([':', '/', ' ']) => {
                format!("<a href=\"mailto:{}\">", escape(destination))
            }
            (None, None) => {
                self.open.push("");
                return;
            }
        };
        out.push(Event::InlineHtml(opening.into()));
        self.open.push("</a>");
    }

    fn close_heading<'e>(&mut self, level: HeadingLevel, out: &mut Vec<Event<'e>>) {
        self.part();
        let text = self.heading.take().unwrap_or_default();
        let level = (level as i8 + self.shift).clamp(2, 6);
        let base = anchor(&text);
        let count = self.anchors.entry(base.clone()).or_insert(0);
        *count += 1;
        let id = if *count == 1 {
            base
        } else {
            format!("{base}-{}", *count - 1)
        };
        let (id, words) = (escape(&id), escape(text.trim()));
        // The opening tag needs the text, which comes after it: it goes in front of what the heading holds.
        let start = out
            .iter()
            .rposition(|event| matches!(event, Event::InlineHtml(mark) if **mark == *HEADING))
            .unwrap_or(out.len());
        if std::mem::take(&mut self.repeats_title) {
            out.truncate(start);
            out.push(Event::InlineHtml(format!("<span id=\"{id}\"></span>\n").into()));
            return;
        }
        let opening = Event::InlineHtml(format!("<h{level} id=\"{id}\">").into());
        if start < out.len() {
            out[start] = opening
        } else {
            out.push(opening)
        }
        let close = format!(" <a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to {words}\">#</a></h{level}>\n");
        out.push(Event::InlineHtml(close.into()));
    }

    /// Text with its `@handles` linked and `due:` days in words.
    fn people<'e>(&self, text: &str, out: &mut Vec<Event<'e>>) {
        let mut rest = 0;
        let mut push = |from: usize, to: usize, with: Option<String>| {
            if from < to {
                out.push(Event::Text(text[from..to].to_owned().into()));
            }
            if let Some(with) = with {
                out.push(Event::InlineHtml(with.into()));
            }
        };
        for (start, word) in words(text) {
            let lead = word.len() - word.trim_start_matches(['(', '[', '"', '“', '\'']).len();
            if let Some(name) = handle(&word[lead..])
                && let Some(link) = self.targets.person(&name.to_lowercase())
            {
                push(
                    rest,
                    start + lead,
                    Some(format!(
                        "<a href=\"{}\">{}</a>",
                        escape(&link.href),
                        escape(&link.title)
                    )),
                );
                rest = start + lead + 1 + name.len();
            } else if let Some(day) = word.strip_prefix("due:").and_then(crate::time::Date::parse) {
                push(
                    rest,
                    start,
                    Some(format!("by <time datetime=\"{day}\">{}</time>", day.short())),
                );
                rest = start + word.len();
            }
        }
        push(rest, text.len(), None);
    }
}

impl Table {
    /// The opening tag of the current cell; an empty one names no column.
    fn opening(&self, empty: bool) -> &'static str {
        match (self.head && !empty, self.columns.get(self.column)) {
            (true, Some(Alignment::Right)) => "<th scope=\"col\" class=\"num\">",
            (true, Some(Alignment::Center)) => "<th scope=\"col\" class=\"middle\">",
            (true, _) => "<th scope=\"col\">",
            (false, Some(Alignment::Right)) => "<td class=\"num\">",
            (false, Some(Alignment::Center)) => "<td class=\"middle\">",
            (false, _) => "<td>",
        }
    }

    fn close_cell(&mut self, out: &mut Vec<Event<'_>>) {
        let empty = out.len() == self.cell + 1;
        if empty {
            out[self.cell] = markup(self.opening(true));
        }
        out.push(markup(if self.head && !empty { "</th>" } else { "</td>" }));
        self.column += 1;
    }
}

/// Says whether an address is `http://` or `https://` with a host: without `//` it leads into the site that it is on.
fn names_a_host(address: &str) -> bool {
    let address = address.trim_start_matches(|c: char| c <= ' ');
    let web = matches!(scheme(address).as_deref(), Some("http" | "https"));
    web && address.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//"))
}

const HEADING: &str = "<h>";
const TICKED: &str = "<svg class=\"i task ink-ok\" role=\"img\" aria-label=\"done\"><use href=\"#i-ok\"/></svg> ";
const OPEN: &str = "<svg class=\"i task ink-idle\" role=\"img\" aria-label=\"open\"><use href=\"#i-idle\"/></svg> ";

fn markup<'e>(text: &'static str) -> Event<'e> {
    Event::InlineHtml(CowStr::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::super::outline;
    use super::*;
    use crate::text::TextRange;
    use proptest::prelude::*;

    struct Two;

    impl Targets for Two {
        fn file(&self, written: &str) -> Option<Link> {
            (written == "a.md").then(|| Link {
                href: "a.html".into(),
                title: "A".into(),
            })
        }
        fn record(&self, written: &str) -> Option<Link> {
            (written == "a").then(|| Link {
                href: "a.html".into(),
                title: "The <A>".into(),
            })
        }
        fn person(&self, handle: &str) -> Option<Link> {
            (handle == "mara").then(|| Link {
                href: "m.html".into(),
                title: "Mara".into(),
            })
        }
    }

    fn render(markdown: &str) -> String {
        html(markdown, &outline(markdown, TextRange::new(0, markdown.len())), &Two)
    }

    #[test]
    fn links_lead_where_the_caller_says() {
        assert_eq!(
            render("[x](a.md) [[a]] [[a|words]] [[b]] [y](b.md)"),
            "<p><a href=\"a.html\">x</a> <a href=\"a.html\">The &lt;A&gt;</a> <a href=\"a.html\">words</a> \
             <span class=\"unlinked\">b</span> <span class=\"unlinked\">y</span></p>\n"
        );
    }

    #[test]
    fn a_reader_sees_words_without_marks() {
        let markdown =
            "# A *b*c\n\nd\ne [[a]] [x](a.md) `f` <i>\n\n- [x] g @mara\n\n| h | i |\n|---|---|\n| j | k |\n\n<p>\n";
        let outline = outline(markdown, TextRange::new(0, markdown.len()));
        let (_, words) = html_and_words(markdown, &outline, "", &Two);
        let words: Vec<&str> = words.split_whitespace().collect();
        assert_eq!(words.join(" "), "A bc d e The <A> x f <i> g @mara h i j k <p>");
    }

    #[test]
    fn markup_in_the_text_is_shown() {
        assert_eq!(
            render("a <b onclick=x>c</b>"),
            "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>\n"
        );
        assert!(!render("<script>alert(1)</script>\n\n![x](javascript:alert(1))").contains("<script"));
    }

    #[test]
    fn addresses_pass_by_scheme() {
        assert_eq!(
            render("[a](https://e.org) [b](java\tscript:x) [c](//e.org) <HTTPS:e.org> <m@e.org>"),
            "<p><a href=\"https://e.org\" rel=\"noopener noreferrer\">a</a> [b](java\tscript:x) c HTTPS:e.org \
             <a href=\"mailto:m@e.org\">m@e.org</a></p>\n"
        );
    }

    #[test]
    fn headings_begin_at_two_and_can_be_linked() {
        assert_eq!(
            render("# A *b*\n\n## C\n"),
            "<h2 id=\"a-b\">A <em>b</em> <a class=\"anchor\" href=\"#a-b\" aria-label=\"Link to A b\">#</a></h2>\n\
             <h3 id=\"c\">C <a class=\"anchor\" href=\"#c\" aria-label=\"Link to C\">#</a></h3>\n"
        );
    }

    #[test]
    fn a_title_is_not_shown_twice() {
        let html = |markdown: &str| {
            let outline = outline(markdown, TextRange::new(0, markdown.len()));
            html_and_words(markdown, &outline, "A b", &Two).0
        };
        assert_eq!(
            html("\n# A *b*\n\n## C\n"),
            "<span id=\"a-b\"></span>\n\
             <h2 id=\"c\">C <a class=\"anchor\" href=\"#c\" aria-label=\"Link to C\">#</a></h2>\n"
        );
        for other in ["x\n\n# A b\n", "# A\n\n# A b\n"] {
            assert!(html(other).contains("<h2 id=\"a-b\">"), "{other}");
        }
        // Another heading with the same words has an anchor of its own.
        assert!(html("# A b\n\n## A b\n").ends_with(
            "<h2 id=\"a-b-1\">A b <a class=\"anchor\" href=\"#a-b-1\" aria-label=\"Link to A b\">#</a></h2>\n"
        ));
    }

    #[test]
    fn tables_have_headings_and_no_inline_style() {
        assert_eq!(
            render("| | n |\n|---|--:|\n| a | 1 |\n"),
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table><thead><tr><td></td>\
             <th scope=\"col\" class=\"num\">n</th></tr></thead><tbody>\n\
             <tr><td>a</td><td class=\"num\">1</td></tr>\n</tbody></table></div>\n"
        );
    }

    #[test]
    fn tasks_show_who_and_when() {
        assert!(
            render("- [ ] ask @mara due:2026-12-01")
                .contains("ask <a href=\"m.html\">Mara</a> by <time datetime=\"2026-12-01\">")
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_a_script_or_handler(text in "(<script>|<a href=javascript:x>|\\[a\\]\\(javascript:x\\)|[\\[\\]()<>!`#*\n ]|a|onload=|\\[\\[|\\]\\]|&#58;){0,24}") {
            let html = render(&text).to_lowercase();
            prop_assert!(!html.contains("<script") && !html.contains("href=\"javascript"));
        }
    }
}
