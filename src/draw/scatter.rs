//! Single things by two measures: by day, by a number, or side by side in groups.

use super::canvas::{Anchor, Canvas, Path, Rect, Text};
use super::figure::Draw;
use super::font::Style;
use super::markup::Address;
use super::number::{counted, drawable};
use super::plot::{
    EndLabel, INSET, Plot, Reference, Sample, Tone, centred, count, reference_ends, shown_references, span_words,
    with_size,
};
use super::scale::{NumberAxis, Quantity};
use super::table::{Cell, Table};
use crate::time::Date;
use std::collections::BTreeSet;

/// The height of the plot in px.
const HEIGHT: f64 = 252.0;

/// The radius of a dot, and how far apart dots of a group lie, in px.
const RADIUS: f64 = 4.0;
const APART: f64 = 9.0;

/// Of named dots, those that stand out by their value are named first, up to this many.
const MOST_NAMES: usize = 24;

/// Single things by two measures.
#[derive(Clone, Debug, PartialEq)]
pub struct Scatter {
    /// What the values are, upwards.
    pub value: Quantity,
    /// The things.
    pub dots: Dots,
    /// Lines across, such as percentiles.
    pub references: Vec<Reference>,
    /// Ranges of values with a meaning, such as "late".
    pub zones: Vec<Zone>,
}

/// Things by what stands along the foot of the plot.
#[derive(Clone, Debug, PartialEq)]
pub enum Dots {
    /// A day.
    Days(Vec<(Date, Dot)>),
    /// A number.
    Numbers(Quantity, Vec<(f64, Dot)>),
    /// Groups side by side; in each, dots of like value lie beside each other.
    Groups(Vec<Group>),
}

/// A group of things.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// Whether it is the one to look at.
    pub strong: bool,
    /// The things.
    pub dots: Vec<Dot>,
}

/// A thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// The value, upwards.
    pub value: f64,
    /// What it is.
    pub name: String,
    /// The page about it.
    pub link: Option<Address>,
    /// Whether it needs attention: drawn as a cross, with its name where there is room.
    pub marked: bool,
}

/// A range of values with a meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// From.
    pub from: f64,
    /// To; `None` is as far as the axis goes.
    pub to: Option<f64>,
    /// How it is judged.
    pub tone: Tone,
    /// What it is called: "late: over 61 d".
    pub label: String,
}

impl Scatter {
    fn all(&self) -> Vec<&Dot> {
        let dots: Vec<&Dot> = match &self.dots {
            Dots::Days(dots) => dots.iter().map(|(_, dot)| dot).collect(),
            Dots::Numbers(_, dots) => dots.iter().filter(|(x, _)| x.is_finite()).map(|(_, dot)| dot).collect(),
            Dots::Groups(groups) => groups.iter().flat_map(|group| &group.dots).collect(),
        };
        dots.into_iter().filter(|dot| dot.value.is_finite()).collect()
    }

    fn ends(&self, axis: &NumberAxis, references: &[&Reference], y: super::scale::Scale) -> Vec<EndLabel> {
        let mut ends = reference_ends(references, y);
        let zones = self.zones.iter().filter_map(|zone| {
            let (low, high) = zone_range(zone, axis)?;
            Some(EndLabel {
                y: (y.at(low) + y.at(high)) / 2.0,
                words: zone.label.clone(),
                strong: false,
                day: None,
                sample: Sample::Nothing,
            })
        });
        ends.extend(zones);
        ends
    }

    /// The places of the dots, with the axis below drawn.
    fn places<'a>(&'a self, canvas: &mut Canvas, plot: &Plot) -> Vec<(f64, f64, &'a Dot)> {
        let height = |dot: &Dot| drawable(dot.value).map(|value| plot.y.at(value));
        match &self.dots {
            Dots::Days(dots) => {
                let days = || dots.iter().map(|(day, _)| *day);
                let (Some(first), Some(last)) = (days().min(), days().max()) else {
                    return Vec::new();
                };
                let x = plot.days(canvas, first, last, INSET);
                let places = dots
                    .iter()
                    .filter_map(|(day, dot)| Some((x.day(*day), height(dot)?, dot)));
                places.collect()
            }
            Dots::Numbers(quantity, dots) => {
                let axis = NumberAxis::new(quantity, dots.iter().filter_map(|(x, _)| drawable(*x)));
                let x = plot.numbers(canvas, &axis);
                let places = dots
                    .iter()
                    .filter_map(|(along, dot)| Some((x.at(drawable(*along)?), height(dot)?, dot)));
                places.collect()
            }
            Dots::Groups(groups) => {
                plot.base(canvas);
                let step = plot.area.width / count(groups.len().max(1));
                let mut places = Vec::new();
                for (number, group) in groups.iter().enumerate() {
                    let left = plot.area.x + step * count(number);
                    if number > 0 {
                        canvas.line("grid", left, plot.area.y, left, plot.area.bottom());
                    }
                    let style = if group.strong { Style::Strong } else { Style::Label };
                    let words = format!("{} {}", group.name, group.dots.len());
                    let words = style.fit(&words, step - 6.0);
                    plot.below(canvas, left + step / 2.0, &words, style);
                    let mut dots: Vec<(f64, &Dot)> =
                        group.dots.iter().filter_map(|dot| Some((height(dot)?, dot))).collect();
                    dots.sort_by(|one, other| one.0.total_cmp(&other.0));
                    places.extend(side_by_side(&dots, left + step / 2.0, step / 2.0 - 8.0));
                }
                places
            }
        }
    }
}

/// Dots of like height beside each other around a middle, none further from it than `room`.
fn side_by_side<'a>(dots: &[(f64, &'a Dot)], middle: f64, room: f64) -> Vec<(f64, f64, &'a Dot)> {
    let mut places = Vec::with_capacity(dots.len());
    let mut beside = 0;
    let mut row = f64::NEG_INFINITY;
    for (y, dot) in dots {
        if y - row >= APART * 0.8 {
            (row, beside) = (*y, 0);
        }
        let away = count(usize::div_ceil(beside, 2)) * APART;
        let away = if room > 0.0 { away % (room + APART) } else { 0.0 };
        let side = if beside % 2 == 0 { 1.0 } else { -1.0 };
        places.push((middle + side * away.min(room.max(0.0)), *y, *dot));
        beside += 1;
    }
    places
}

/// The part of a zone that the axis shows.
fn zone_range(zone: &Zone, axis: &NumberAxis) -> Option<(f64, f64)> {
    let top = axis.ticks.last().map(|(value, _)| *value)?;
    let low = drawable(zone.from)?.max(axis.low());
    let high = drawable(zone.to.unwrap_or(f64::MAX))?.min(top);
    (low < high).then_some((low, high))
}

impl Draw for Scatter {
    fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    fn description(&self) -> String {
        let dots = self.all();
        let points = counted(dots.len(), "point", "points");
        let marked = dots.iter().filter(|dot| dot.marked).count();
        let days = match &self.dots {
            Dots::Days(dots) => {
                let days = || dots.iter().map(|(day, _)| *day);
                days().min().zip(days().max())
            }
            _ => None,
        };
        let marked = if marked > 0 {
            format!(", {marked} of them marked")
        } else {
            String::new()
        };
        format!("{}{marked}", span_words(&points, days))
    }

    fn draw(&self, width: f64) -> Canvas {
        let all = self.all();
        let references = shown_references(&self.references, all.len());
        let values = all.iter().filter_map(|dot| drawable(dot.value));
        let across = references.iter().filter_map(|reference| drawable(reference.value));
        let from = self.zones.iter().filter_map(|zone| drawable(zone.from));
        let mut axis = NumberAxis::new(&self.value, values.chain(across).chain(from));
        axis.heading = with_size(&axis.heading, all.len());
        let room = self.ends(&axis, &references, axis.scale(0.0, 0.0));
        let (mut canvas, plot) = Plot::new(width, HEIGHT, &axis, &room);
        for zone in &self.zones {
            if let Some((low, high)) = zone_range(zone, &axis) {
                let (low, high) = (plot.y.at(low), plot.y.at(high));
                let area = Rect::between(plot.area.x, high, plot.area.right(), low);
                canvas.rect(&format!("zone {}", zone.tone.name()), area, 0.0);
            }
        }
        let places = self.places(&mut canvas, &plot);
        plot.references(&mut canvas, &references);
        plot.ends(&mut canvas, &self.ends(&axis, &references, plot.y));
        draw_dots(&mut canvas, &places, self.zones.is_empty());
        canvas
    }

    fn table(&self) -> Table {
        let along = match &self.dots {
            Dots::Days(_) => "Date",
            Dots::Numbers(quantity, _) => &format!("#{}", quantity.unit),
            Dots::Groups(_) => "Group",
        };
        let mut table = Table::new(&["Name", along]);
        table.number_column(&self.value.unit);
        let row = |along: Cell, dot: &Dot| {
            let value = Cell::number(Some(dot.value), self.value.decimals);
            vec![Cell::Text(dot.name.clone()), along, value]
        };
        table.rows = match &self.dots {
            Dots::Days(dots) => dots.iter().map(|(day, dot)| row(Cell::Day(*day), dot)).collect(),
            Dots::Numbers(quantity, dots) => {
                let cell = |x: &f64| Cell::number(Some(*x), quantity.decimals);
                dots.iter().map(|(x, dot)| row(cell(x), dot)).collect()
            }
            Dots::Groups(groups) => {
                let rows = groups
                    .iter()
                    .flat_map(|group| group.dots.iter().map(|dot| row(Cell::Text(group.name.clone()), dot)));
                rows.collect()
            }
        };
        table
    }
}

/// Draws dots without links as one shape, since there may be thousands; then crosses and links, with names.
fn draw_dots(canvas: &mut Canvas, places: &[(f64, f64, &Dot)], on_page: bool) {
    for (x, y, _) in places {
        canvas.avoid(Rect::new(
            x - RADIUS - 1.0,
            y - RADIUS - 1.0,
            2.0 * RADIUS + 2.0,
            2.0 * RADIUS + 2.0,
        ));
    }
    let single = |dot: &Dot| dot.marked || dot.link.is_some();
    let mut path = Path::default();
    let mut drawn = BTreeSet::new();
    for (x, y, _) in places.iter().filter(|(_, _, dot)| !single(dot)) {
        let key = (
            super::markup::coordinate(x.round()),
            super::markup::coordinate(y.round()),
        );
        if places.len() <= 500 || drawn.insert(key) {
            path.dot(*x, *y);
        }
    }
    canvas.path("dots", &path);
    let mut names = 0;
    for (x, y, dot) in places.iter().filter(|(_, _, dot)| single(dot)) {
        canvas.link(dot.link.as_ref(), &dot.name, |canvas| {
            if dot.link.is_some() {
                canvas.circle("hit", *x, *y, 12.0);
            }
            if dot.marked {
                canvas.icon("cross", "M-4-4L4 4M4-4L-4 4", *x, *y);
            } else {
                canvas.circle("dot", *x, *y, RADIUS);
            }
            if dot.marked && names < MOST_NAMES {
                let words = Style::Tick.fit(&dot.name, 160.0);
                // A halo in the colour of the page would show on a zone.
                let class = if on_page { "" } else { "bare" };
                let beside = Text::new(&words, Style::Tick, x + 9.0, y + 4.0).classed(class);
                let before = Text { x: x - 9.0, ..beside }.anchored(Anchor::End);
                let above = centred(canvas, *x, y - 9.0, &words, Style::Tick).classed(class);
                let below = Text { y: y + 18.0, ..above };
                names += usize::from(canvas.text_where_free([beside, before, above, below]));
            }
        });
    }
}
