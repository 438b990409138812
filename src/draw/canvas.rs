//! The surface that charts are drawn on: shapes below, texts above them, and where texts already stand.

use super::font::Style;
use super::markup::{Address, Markup, Tag, coordinate};

/// A rectangle in px, from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Rect {
    pub(super) fn new(x: f64, y: f64, width: f64, height: f64) -> Rect {
        Rect { x, y, width, height }
    }

    /// The rectangle between two corners, whichever comes first.
    pub(super) fn between(x1: f64, y1: f64, x2: f64, y2: f64) -> Rect {
        Rect::new(x1.min(x2), y1.min(y2), (x2 - x1).abs(), (y2 - y1).abs())
    }

    pub(super) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    fn holds(&self, other: &Rect) -> bool {
        self.x <= other.x && self.y <= other.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }
}

/// Which part of a text stands at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A text that is to be drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) words: &'a str,
    pub(super) style: Style,
    /// Where it is anchored.
    pub(super) x: f64,
    /// Its baseline.
    pub(super) y: f64,
    pub(super) anchor: Anchor,
    /// A further class, for its colour; may be empty.
    pub(super) class: &'a str,
    /// Whether it only repeats what a link says of itself.
    pub(super) silent: bool,
}

impl<'a> Text<'a> {
    pub(super) fn new(words: &'a str, style: Style, x: f64, y: f64) -> Text<'a> {
        Text {
            words,
            style,
            x,
            y,
            anchor: Anchor::Start,
            class: "",
            silent: false,
        }
    }

    pub(super) fn anchored(self, anchor: Anchor) -> Text<'a> {
        Text { anchor, ..self }
    }

    pub(super) fn classed(self, class: &'a str) -> Text<'a> {
        Text { class, ..self }
    }

    pub(super) fn silent(self) -> Text<'a> {
        Text { silent: true, ..self }
    }

    /// The box that it takes at most.
    pub(super) fn area(&self) -> Rect {
        let (width, size) = (self.style.width(self.words), self.style.size());
        let x = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        Rect::new(x, self.y - ASCENT * size, width, (ASCENT + DESCENT) * size)
    }
}

/// How far letters reach above and below the baseline, in font sizes.
pub(super) const ASCENT: f64 = 0.9;
pub(super) const DESCENT: f64 = 0.25;

/// The outline of a shape.
#[derive(Clone, Debug, Default)]
pub(super) struct Path(String);

impl Path {
    /// Begins at a place.
    pub(super) fn from(x: f64, y: f64) -> Path {
        let mut path = Path::default();
        path.step('M', &[x, y]);
        path
    }

    /// Begins again at another place.
    pub(super) fn jump(&mut self, x: f64, y: f64) -> &mut Path {
        self.step('M', &[x, y])
    }

    /// Draws a straight line to a place.
    pub(super) fn to(&mut self, x: f64, y: f64) -> &mut Path {
        self.step('L', &[x, y])
    }

    pub(super) fn across(&mut self, x: f64) -> &mut Path {
        self.step('H', &[x])
    }

    pub(super) fn down(&mut self, y: f64) -> &mut Path {
        self.step('V', &[y])
    }

    /// Draws a line of no length, which a round cap makes a dot.
    pub(super) fn dot(&mut self, x: f64, y: f64) -> &mut Path {
        self.step('M', &[x, y]);
        self.0.push_str("h0");
        self
    }

    /// Draws a corner to a place, with the corner itself as control point.
    pub(super) fn bend(&mut self, corner: (f64, f64), x: f64, y: f64) -> &mut Path {
        self.step('Q', &[corner.0, corner.1, x, y])
    }

    pub(super) fn close(&mut self) -> &mut Path {
        self.0.push('Z');
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn step(&mut self, command: char, numbers: &[f64]) -> &mut Path {
        self.0.push(command);
        for (place, number) in numbers.iter().enumerate() {
            if place > 0 {
                self.0.push(' ');
            }
            self.0.push_str(&coordinate(*number));
        }
        self
    }
}

/// A drawing under way.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) width: f64,
    pub(super) height: f64,
    shapes: Markup,
    texts: Markup,
    taken: Vec<Rect>,
    avoided: Vec<Rect>,
    linked: bool,
}

impl Canvas {
    pub(super) fn new(width: f64, height: f64) -> Canvas {
        Canvas {
            width,
            height,
            shapes: Markup::default(),
            texts: Markup::default(),
            taken: Vec::new(),
            avoided: Vec::new(),
            linked: false,
        }
    }

    pub(super) fn line(&mut self, class: &str, x1: f64, y1: f64, x2: f64, y2: f64) {
        let tag = self.shapes.element("line").class(class);
        tag.with("x1", x1).with("y1", y1).with("x2", x2).with("y2", y2).empty();
    }

    pub(super) fn path(&mut self, class: &str, path: &Path) {
        if !path.is_empty() {
            self.shapes.element("path").class(class).with("d", &path.0).empty();
        }
    }

    pub(super) fn rect(&mut self, class: &str, area: Rect, radius: f64) {
        let tag = self.shapes.element("rect").class(class);
        let tag = tag.with("x", area.x).with("y", area.y);
        let tag = tag.with("width", area.width).with("height", area.height);
        if radius > 0.0 { tag.with("rx", radius) } else { tag }.empty();
    }

    pub(super) fn circle(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        let tag = self.shapes.element("circle").class(class);
        tag.with("cx", x).with("cy", y).with("r", radius).empty();
    }

    /// Draws a shape around a place, from its path about the origin.
    pub(super) fn icon(&mut self, class: &str, shape: &str, x: f64, y: f64) {
        let place = format!("translate({} {})", coordinate(x), coordinate(y));
        let tag = self.shapes.element("path").class(class);
        tag.with("transform", &place).with("d", shape).empty();
    }

    /// Draws a text. What it takes is taken.
    pub(super) fn text(&mut self, text: Text<'_>) {
        if text.words.is_empty() {
            return;
        }
        self.taken.push(text.area());
        let classes = [text.style.class(), text.class].join(" ");
        let mut tag = self.texts.element("text").class(classes.trim());
        tag = tag.with("x", text.x).with("y", text.y);
        if text.silent {
            tag = tag.with("aria-hidden", "true");
        }
        match text.anchor {
            Anchor::Start => tag,
            Anchor::Middle => tag.with("text-anchor", "middle"),
            Anchor::End => tag.with("text-anchor", "end"),
        }
        .text(text.words);
    }

    /// Draws a text at the first of some places where no text stands, one without marks if there is one, and says
    /// whether there was any.
    pub(super) fn text_where_free<'a>(&mut self, places: impl IntoIterator<Item = Text<'a>>) -> bool {
        let free: Vec<Text<'a>> = places.into_iter().filter(|text| self.is_free(&text.area())).collect();
        let clear = free.iter().find(|text| self.is_clear(&text.area())).or(free.first());
        clear.is_some_and(|text| {
            self.text(*text);
            true
        })
    }

    /// Draws a text at the first of some places where neither texts nor marks stand, and says whether there was one.
    pub(super) fn text_where_clear<'a>(&mut self, places: impl IntoIterator<Item = Text<'a>>) -> bool {
        let is_clear = |text: &Text<'a>| self.is_free(&text.area()) && self.is_clear(&text.area());
        let clear = places.into_iter().find(is_clear);
        clear.is_some_and(|text| {
            self.text(text);
            true
        })
    }

    /// Keeps texts away from a mark, where they have another place.
    pub(super) fn avoid(&mut self, area: Rect) {
        self.avoided.push(area);
    }

    /// Keeps texts away from a line, where they have another place.
    pub(super) fn avoid_line(&mut self, from: (f64, f64), to: (f64, f64)) {
        const STEP: f64 = 6.0;
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let mut along = 0.0;
        while along < length {
            let share = along / length;
            let (x, y) = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
            self.avoid(Rect::new(x - STEP / 2.0, y - STEP / 2.0, STEP, STEP));
            along += STEP;
        }
    }

    fn is_clear(&self, area: &Rect) -> bool {
        !self.avoided.iter().any(|mark| mark.overlaps(area))
    }

    /// Keeps texts away from a place.
    pub(super) fn take(&mut self, area: Rect) {
        self.taken.push(area);
    }

    /// Says whether an area lies in the drawing and no text stands there.
    pub(super) fn is_free(&self, area: &Rect) -> bool {
        Rect::new(0.0, 0.0, self.width, self.height).holds(area) && !self.taken.iter().any(|taken| taken.overlaps(area))
    }

    /// Draws a link around what `draw` draws, above the shapes; without an address it is no link.
    pub(super) fn link(&mut self, to: Option<&Address>, label: &str, draw: impl FnOnce(&mut Canvas)) {
        let Some(to) = to else {
            return draw(self);
        };
        self.linked = true;
        let shapes = std::mem::take(&mut self.shapes);
        let texts = std::mem::take(&mut self.texts);
        draw(self);
        let inner_shapes = std::mem::replace(&mut self.shapes, shapes);
        let inner_texts = std::mem::replace(&mut self.texts, texts);
        let tag = self.texts.element("a").address(to).with("aria-label", label);
        tag.holding(|inside| {
            inside.append(&inner_shapes);
            inside.append(&inner_texts);
        });
    }

    /// Ends a drawing that only repeats what words beside it say.
    pub(super) fn hidden(self, class: &str) -> Markup {
        let mut markup = Markup::default();
        self.open(&mut markup, class)
            .with("aria-hidden", "true")
            .holding(|inside| {
                inside.append(&self.shapes);
                inside.append(&self.texts);
            });
        markup
    }

    fn open<'a>(&self, markup: &'a mut Markup, class: &str) -> Tag<'a> {
        let view = format!("0 0 {} {}", coordinate(self.width), coordinate(self.height));
        let tag = markup.element("svg").class(class).with("viewBox", &view);
        tag.with("width", self.width).with("height", self.height)
    }

    /// Ends the drawing. `label` says what it shows to those who do not see it.
    pub(super) fn finish(self, class: &str, label: &str) -> Markup {
        let mut markup = Markup::default();
        let tag = self.open(&mut markup, class);
        // A picture hides what is in it from assistive technology, links too.
        let tag = tag.with("role", if self.linked { "group" } else { "img" });
        tag.with("aria-label", label).holding(|inside| {
            inside.append(&self.shapes);
            inside.append(&self.texts);
        });
        markup
    }
}
