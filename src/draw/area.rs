//! Amounts on top of each other over time, such as a cumulative flow.

use super::canvas::{Canvas, Path, Rect};
use super::figure::Draw;
use super::number::{counted, drawable};
use super::plot::{ENOUGH, EndLabel, Plot, Sample, count, from_zero, span_words};
use super::scale::{NumberAxis, Quantity, Scale};
use super::table::{Cell, Table};
use crate::time::Date;

/// The height of the plot in px.
const HEIGHT: f64 = 312.0;

/// Half of the room of a column in px.
const COLUMN: f64 = 30.0;

/// Layers beyond this many are added up.
const MOST_LAYERS: usize = 12;

/// The classes of the ordered palette, from the one nearest the page.
pub(super) const STEPS: [&str; 5] = ["h1", "h2", "h3", "h4", "h5"];

/// Amounts on top of each other over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// What the amounts are. The axis begins at zero.
    pub value: Quantity,
    /// The days, ascending.
    pub days: Vec<Date>,
    /// The layers from the bottom, which is the palest.
    pub layers: Vec<Layer>,
}

/// A layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What it is called, beside its last amount.
    pub name: String,
    /// Its amounts, one a day. What is missing, negative or no number counts as zero.
    pub amounts: Vec<f64>,
    /// Whether it is the one to look at.
    pub strong: bool,
}

/// A layer with its lower and upper edge, one pair a day.
struct Drawn {
    name: String,
    strong: bool,
    last: f64,
    edges: Vec<(f64, f64)>,
}

impl Area {
    fn amount(layer: &Layer, day: usize) -> f64 {
        layer
            .amounts
            .get(day)
            .copied()
            .and_then(drawable)
            .unwrap_or(0.0)
            .max(0.0)
    }

    fn drawn(&self) -> Vec<Drawn> {
        let mut below = vec![0.0; self.days.len()];
        let mut drawn: Vec<Drawn> = Vec::new();
        let whole = if self.layers.len() > MOST_LAYERS {
            MOST_LAYERS - 1
        } else {
            self.layers.len()
        };
        let (single, rest) = self.layers.split_at(whole);
        let groups = single
            .iter()
            .map(std::slice::from_ref)
            .chain((!rest.is_empty()).then_some(rest));
        for group in groups {
            let amount = |day: usize| group.iter().map(|layer| Area::amount(layer, day)).sum::<f64>();
            let edges = below.iter_mut().enumerate().map(|(day, below)| {
                let low = *below;
                *below += amount(day);
                (low, *below)
            });
            let edges: Vec<(f64, f64)> = edges.collect();
            let name = match group {
                [layer] => layer.name.clone(),
                _ => counted(group.len(), "other", "others"),
            };
            drawn.push(Drawn {
                name,
                strong: group.iter().any(|layer| layer.strong),
                last: amount(self.days.len().saturating_sub(1)),
                edges,
            });
        }
        drawn
    }

    fn ends(&self, drawn: &[Drawn], y: Scale) -> Vec<EndLabel> {
        let ends = drawn.iter().enumerate().filter_map(|(place, layer)| {
            let (low, high) = layer.edges.last()?;
            Some(EndLabel {
                y: (y.at(*low) + y.at(*high)) / 2.0,
                words: format!("{} {}", layer.name, self.value.shown(layer.last)),
                strong: layer.strong,
                day: None,
                sample: Sample::Square(step(place, drawn.len())),
            })
        });
        ends.collect()
    }
}

/// The class of a layer, so that the palette is used from end to end.
pub(super) fn step(place: usize, of: usize) -> &'static str {
    match of {
        0 | 1 => STEPS[3],
        2 => STEPS[[0, 3][place.min(1)]],
        _ => STEPS[(place * 4 + (of - 1) / 2) / (of - 1)],
    }
}

impl Draw for Area {
    fn is_empty(&self) -> bool {
        self.days.is_empty() || self.layers.is_empty()
    }

    fn description(&self) -> String {
        let layers = counted(self.layers.len(), "layer", "layers");
        let days = self.days.first().copied().zip(self.days.last().copied());
        format!("stacked areas, {}", span_words(&layers, days))
    }

    fn draw(&self, width: f64) -> Canvas {
        let drawn = self.drawn();
        let top = drawn.last().map_or(&[][..], |layer| &layer.edges);
        let axis = NumberAxis::new(&from_zero(&self.value), top.iter().map(|(_, high)| *high));
        let room = self.ends(&drawn, axis.scale(0.0, 0.0));
        let (mut canvas, plot) = Plot::new(width, HEIGHT, &axis, &room);
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else {
            return canvas;
        };
        // Drawn before the axis, which lies over them.
        let inset = if self.days.len() < ENOUGH { COLUMN } else { 0.0 };
        let x = Scale::days(*first, *last, plot.area.x + inset, plot.area.right() - inset);
        for (place, layer) in drawn.iter().enumerate().rev() {
            let class = format!("layer {}", step(place, drawn.len()));
            if self.days.len() < ENOUGH {
                columns(&mut canvas, &plot, x, &self.days, layer, &class);
            } else {
                canvas.path(&class, &outline(&plot, x, &self.days, layer));
            }
        }
        plot.days(&mut canvas, *first, *last, inset);
        plot.ends(&mut canvas, &self.ends(&drawn, plot.y));
        canvas
    }

    fn table(&self) -> Table {
        let mut table = Table::new(&["Date"]);
        for layer in &self.layers {
            table.number_column(&layer.name);
        }
        let rows = self.days.iter().enumerate().map(|(place, day)| {
            let amounts = self.layers.iter().map(|layer| {
                let amount = layer.amounts.get(place).copied();
                Cell::number(amount, self.value.decimals)
            });
            std::iter::once(Cell::Day(*day)).chain(amounts).collect()
        });
        table.rows = rows.collect();
        table
    }
}

/// The shape of a layer, with no more corners than the plot has px.
fn outline(plot: &Plot, x: Scale, days: &[Date], layer: &Drawn) -> Path {
    let every = 1 + days.len() / px(plot.area.width);
    let kept = || (0..days.len()).filter(|place| place % every == 0 || place + 1 == days.len());
    let mut path = Path::default();
    for (number, place) in kept().enumerate() {
        let (x, y) = (x.day(days[place]), plot.y.at(layer.edges[place].1));
        if number == 0 {
            path.jump(x, y)
        } else {
            path.to(x, y)
        };
    }
    for place in kept().collect::<Vec<usize>>().into_iter().rev() {
        path.to(x.day(days[place]), plot.y.at(layer.edges[place].0));
    }
    path.close();
    path
}

/// A length as a number of px.
fn px(width: f64) -> usize {
    (1..4096).find(|px| count(*px) >= width).unwrap_or(4096)
}

/// A few days are columns: there is no way between them to be drawn.
fn columns(canvas: &mut Canvas, plot: &Plot, x: Scale, days: &[Date], layer: &Drawn, class: &str) {
    let gaps = days.windows(2).map(|pair| x.day(pair[1]) - x.day(pair[0]));
    let width = (gaps.fold(2.0 * COLUMN, f64::min) * 0.8).max(1.0);
    for (day, (low, high)) in days.iter().zip(&layer.edges) {
        let left = (x.day(*day) - width / 2.0).clamp(plot.area.x, plot.area.right() - width);
        canvas.rect(
            class,
            Rect::between(left, plot.y.at(*low), left + width, plot.y.at(*high)),
            0.0,
        );
    }
}
