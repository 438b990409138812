//! What charts with axes share: the room that labels need, ticks, reference lines, labels at the end of a mark.

use super::canvas::{Anchor, Canvas, Path, Rect, Text};
use super::font::Style;
use super::scale::{DayTick, MOST_TICKS, NumberAxis, Quantity, Scale, day_ticks};
use super::spread::spread;
use crate::time::Date;

/// Statistics are drawn from this many values on.
pub(super) const ENOUGH: usize = 5;

/// Px between the baselines of labels that stand below each other.
pub(super) const LABEL_GAP: f64 = 17.0;

/// Room above the plot for the heading of the axis, and below it for ticks and years.
const ABOVE: f64 = 30.0;
const BELOW: f64 = 42.0;

/// How something goes. Each has an icon; a word stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// On track.
    Ok,
    /// At risk.
    Risk,
    /// Off track.
    Off,
    /// Done.
    Done,
    /// Not started, paused.
    Idle,
}

impl Tone {
    pub(super) fn name(self) -> &'static str {
        match self {
            Tone::Ok => "ok",
            Tone::Risk => "risk",
            Tone::Off => "off",
            Tone::Done => "done",
            Tone::Idle => "idle",
        }
    }

    /// The icon about the origin, 12 px wide: check, diamond, cross, disc, ring.
    fn icon(self) -> &'static str {
        match self {
            Tone::Ok => "M-4.5 .5L-1.5 3.5L4.5-3.5",
            Tone::Risk => "M0-6L6 0L0 6L-6 0ZM0-2.5V.5M0 2.6V2.7",
            Tone::Off => "M-4-4L4 4M4-4L-4 4",
            Tone::Done | Tone::Idle => "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0Z",
        }
    }

    /// Draws the icon.
    pub(super) fn draw(self, canvas: &mut Canvas, x: f64, y: f64) {
        canvas.icon(&format!("icon {}", self.name()), self.icon(), x, y);
    }
}

/// What a reference line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// What somebody wants: dashed.
    Target,
    /// What the values say, such as a median: not drawn under five values.
    Statistic,
}

/// A line across the plot.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Where it lies.
    pub value: f64,
    /// What stands beside it: "median 13".
    pub label: String,
    /// What it is.
    pub basis: Basis,
    /// Whether it is the one to look at.
    pub strong: bool,
}

/// How far the first and last day of lines and dots lie inside the plot, in px.
pub(super) const INSET: f64 = 8.0;

/// A label at the right of the plot.
#[derive(Clone, Debug)]
pub(super) struct EndLabel {
    /// The place of its mark.
    pub(super) y: f64,
    pub(super) words: String,
    pub(super) strong: bool,
    /// The day at which its mark ends, where that may be before the plot does.
    pub(super) day: Option<Date>,
    pub(super) sample: Sample,
}

/// What stands before a label, to tell marks apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sample {
    Nothing,
    /// A piece of the line of a category.
    Line(usize),
    /// A piece of a layer or part, by its class.
    Square(&'static str),
}

impl EndLabel {
    fn style(&self) -> Style {
        if self.strong { Style::Strong } else { Style::Label }
    }

    fn room(&self) -> f64 {
        match self.sample {
            Sample::Nothing => 0.0,
            Sample::Line(_) => 28.0,
            Sample::Square(_) => 18.0,
        }
    }
}

/// The classes of the six categories; the seventh and on are "other".
pub(super) const CATEGORIES: [&str; 6] = ["c1", "c2", "c3", "c4", "c5", "c6"];

/// The marks of the six categories, about the origin: disc, square, diamond, cross, bar, hexagon.
pub(super) const SHAPES: [&str; 6] = [
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
    "M-3.5-3.5h7v7h-7Z",
    "M0-5L5 0L0 5L-5 0Z",
    "M-1.5-5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5Z",
    "M-5-2.5h10v5h-10Z",
    "M-2.5-4.3h5L5 0L2.5 4.3h-5L-5 0Z",
];

/// The plot of a chart with an axis of numbers at its left.
pub(super) struct Plot {
    pub(super) area: Rect,
    pub(super) y: Scale,
}

impl Plot {
    /// Makes the canvas and the plot in it, with the axis of numbers drawn. `height` is that of the plot.
    pub(super) fn new(width: f64, height: f64, axis: &NumberAxis, ends: &[EndLabel]) -> (Canvas, Plot) {
        let height = height.max(LABEL_GAP * count(ends.len()));
        let ticks = axis.ticks.iter().map(|(_, label)| Style::Tick.width(label));
        let left = (ticks.fold(0.0, f64::max) + 10.0).max(28.0).ceil();
        let labels = ends.iter().map(|end| end.style().width(&end.words) + end.room());
        let widest = labels.fold(0.0, f64::max);
        let right = if ends.is_empty() {
            12.0
        } else {
            (widest + 14.0).min(width * 0.4).ceil()
        };
        let area = Rect::new(left, ABOVE, width - left - right, height);
        let mut canvas = Canvas::new(width, ABOVE + height + BELOW);
        let y = axis.scale(area.bottom(), area.y);
        for (value, label) in &axis.ticks {
            let at = y.at(*value);
            canvas.line("grid", area.x, at, area.right(), at);
            let text = Text::new(label, Style::Tick, area.x - 8.0, at + 4.0).anchored(Anchor::End);
            canvas.text_where_free([text]);
        }
        let heading = Style::Tick.fit(&axis.heading, width);
        canvas.text(Text::new(&heading, Style::Tick, 0.0, 12.0));
        (canvas, Plot { area, y })
    }

    /// Draws the axis of days, whose first and last lie so many px inside.
    pub(super) fn days(&self, canvas: &mut Canvas, first: Date, last: Date, inset: f64) -> Scale {
        let scale = Scale::days(first, last, self.area.x + inset, self.area.right() - inset);
        self.base(canvas);
        for DayTick { day, label, year } in day_ticks(first, last, MOST_TICKS) {
            let x = scale.day(day);
            self.tick(canvas, x);
            self.below(canvas, x, &label, Style::Tick);
            let text = centred(canvas, x, self.area.bottom() + 35.0, &year, Style::Tick);
            canvas.text_where_free([text]);
        }
        scale
    }

    /// Draws an axis of numbers below.
    pub(super) fn numbers(&self, canvas: &mut Canvas, axis: &NumberAxis) -> Scale {
        let scale = axis.scale(self.area.x + 6.0, self.area.right() - 6.0);
        self.base(canvas);
        for (value, label) in &axis.ticks {
            self.tick(canvas, scale.at(*value));
            self.below(canvas, scale.at(*value), label, Style::Tick);
        }
        let y = self.area.bottom() + 36.0;
        let heading = Style::Tick.fit(&axis.heading, self.area.width);
        canvas.text(Text::new(&heading, Style::Tick, self.area.right(), y).anchored(Anchor::End));
        scale
    }

    /// Draws the line at the foot of the plot.
    pub(super) fn base(&self, canvas: &mut Canvas) {
        let bottom = self.area.bottom();
        canvas.line("axis", self.area.x, bottom, self.area.right(), bottom);
    }

    fn tick(&self, canvas: &mut Canvas, x: f64) {
        canvas.line("axis", x, self.area.bottom(), x, self.area.bottom() + 5.0);
    }

    /// Writes below the plot, where nothing stands yet.
    pub(super) fn below(&self, canvas: &mut Canvas, x: f64, words: &str, style: Style) {
        let text = centred(canvas, x, self.area.bottom() + 20.0, words, style);
        canvas.text_where_free([text]);
    }

    /// Draws the lines across.
    pub(super) fn references(&self, canvas: &mut Canvas, references: &[&Reference]) {
        for reference in references {
            let y = self.y.at(reference.value);
            let class = if reference.basis == Basis::Target {
                "target"
            } else {
                "statistic"
            };
            canvas.line(class, self.area.x, y, self.area.right(), y);
            canvas.avoid(Rect::new(self.area.x, y - 1.0, self.area.width, 2.0));
        }
    }

    /// Writes the labels at the right, apart from each other, with a line to those that had to move.
    pub(super) fn ends(&self, canvas: &mut Canvas, ends: &[EndLabel]) {
        let mut sorted: Vec<&EndLabel> = ends.iter().collect();
        sorted.sort_by(|one, other| one.y.total_cmp(&other.y));
        let wanted: Vec<f64> = sorted.iter().map(|end| end.y).collect();
        let places = spread(&wanted, LABEL_GAP, self.area.y + 4.0, self.area.bottom());
        for (end, y) in sorted.into_iter().zip(places) {
            let x = self.area.right() + 10.0;
            if (y - end.y).abs() > 6.0 {
                let mut leader = Path::from(self.area.right() + 1.0, end.y);
                leader.to(x - 2.0, y);
                canvas.path("leader", &leader);
            }
            match end.sample {
                Sample::Nothing => {}
                Sample::Line(category) => {
                    canvas.line(&format!("line {}", CATEGORIES[category]), x, y, x + 22.0, y);
                    canvas.icon(&format!("mark {}", CATEGORIES[category]), SHAPES[category], x + 11.0, y);
                }
                Sample::Square(class) => {
                    canvas.rect(&format!("swatch {class}"), Rect::new(x, y - 5.5, 11.0, 11.0), 2.0);
                }
            }
            let room = canvas.width - x - end.room();
            let words = end.style().fit(&end.words, room);
            canvas.text(Text::new(&words, end.style(), x + end.room(), y + 4.5));
        }
    }

    /// Draws the day that counts as today.
    pub(super) fn today(&self, canvas: &mut Canvas, x: f64, today: Date) {
        canvas.line("today", x, self.area.y, x, self.area.bottom());

        let words = format!("today, {}", day_and_month(today));
        let beside = Text::new(&words, Style::Tick, x + 5.0, self.area.y + 10.0);
        canvas.text_where_free([beside, Text { x: x - 5.0, ..beside }.anchored(Anchor::End)]);
    }
}

/// `20 Nov`.
pub(super) fn day_and_month(day: Date) -> String {
    let short = day.short();
    short.rsplit_once(' ').map_or(short.clone(), |(day, _)| day.to_owned())
}

/// A text with its middle at `x`, moved so that it lies in the drawing.
pub(super) fn centred<'a>(canvas: &Canvas, x: f64, y: f64, words: &'a str, style: Style) -> Text<'a> {
    let half = style.width(words) / 2.0;
    let x = x.min(canvas.width - half).max(half);
    Text::new(words, style, x, y).anchored(Anchor::Middle)
}

/// The reference lines that may be drawn over so many values.
pub(super) fn shown_references(references: &[Reference], values: usize) -> Vec<&Reference> {
    let enough = |reference: &&Reference| reference.basis == Basis::Target || values >= ENOUGH;
    let drawn = references.iter().filter(|reference| reference.value.is_finite());
    drawn.filter(enough).collect()
}

/// The labels of reference lines.
pub(super) fn reference_ends(references: &[&Reference], y: Scale) -> Vec<EndLabel> {
    let ends = references.iter().map(|reference| EndLabel {
        y: y.at(reference.value),
        words: reference.label.clone(),
        strong: reference.strong,
        day: None,
        sample: Sample::Nothing,
    });
    ends.collect()
}

/// The heading of an axis with the number of values, and what is not drawn since there are few.
pub(super) fn with_size(heading: &str, values: usize) -> String {
    let few = if values < ENOUGH {
        ", too few for more than points"
    } else {
        ""
    };
    let size = format!("n = {values}{few}");
    if heading.is_empty() {
        size
    } else {
        format!("{heading}; {size}")
    }
}

/// A count as a number of px or marks.
pub(super) fn count(of: usize) -> f64 {
    u32::try_from(of).map_or(f64::from(u32::MAX), f64::from)
}

/// "24 values from 1 December 2024 to 1 November 2026".
pub(super) fn span_words(count: &str, days: Option<(Date, Date)>) -> String {
    match days {
        None => count.to_owned(),
        Some((first, last)) if first == last => format!("{count} on {}", first.long()),
        Some((first, last)) => format!("{count} from {} to {}", first.long(), last.long()),
    }
}

/// The quantity with the axis forced to begin at zero, as bars and areas need it.
pub(super) fn from_zero(quantity: &Quantity) -> Quantity {
    Quantity {
        from_zero: true,
        growth: super::Growth::Linear,
        ..quantity.clone()
    }
}
