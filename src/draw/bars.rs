//! Amounts by group or period: columns, rows, and either of them parted or in shares of the whole.

use super::area::step;
use super::canvas::{Anchor, Canvas, Path, Rect, Text};
use super::figure::Draw;
use super::font::Style;
use super::markup::Address;
use super::number::{counted, drawable};
use super::plot::{CATEGORIES, Plot, Reference, centred, count, from_zero, reference_ends, shown_references};
use super::scale::{MOST_TICKS, NumberAxis, Quantity, Scale};
use super::spread::spread;
use super::table::{Cell, Table};

/// The height of the plot of columns in px.
const HEIGHT: f64 = 232.0;

/// The height of a row in px; a link needs 24.
const ROW: f64 = 28.0;

/// Of more bars only the last columns, or the first rows, are drawn.
const MOST_COLUMNS: usize = 400;
const MOST_ROWS: usize = 60;

/// Amounts by group or period.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// What the amounts are. The axis begins at zero.
    pub value: Quantity,
    /// Columns stand beside each other, as periods do; rows lie below each other, with room for names.
    pub upright: bool,
    /// The parts of every bar, in their order; one for bars without parts.
    pub parts: Vec<String>,
    /// How the parts differ.
    pub palette: Palette,
    /// Whether every bar is drawn as 100 %.
    pub shares: bool,
    /// The amount of a row that is full, such as 100 % of the way; rows then lie on a track.
    pub full: Option<f64>,
    /// The bars.
    pub bars: Vec<Bar>,
    /// Lines across columns.
    pub references: Vec<Reference>,
}

/// How parts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Palette {
    /// From weak to strong.
    Ordered,
    /// Without order.
    Categories,
}

/// A bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// The page about it.
    pub link: Option<Address>,
    /// The amounts of its parts.
    pub amounts: Vec<f64>,
    /// What else is said of it, such as "+19, clear change"; may be empty.
    pub note: String,
    /// Where it should be by now; drawn as a dashed mark.
    pub expected: Option<f64>,
    /// Whether it is counted to its end.
    pub state: BarState,
}

/// What a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarState {
    /// Counted.
    Measured,
    /// Counted, but its period is not over: pale.
    Unfinished,
    /// Foreseen: pale.
    Forecast,
}

/// A part of a bar as it is drawn: from where to where, and the amount itself.
struct Part {
    from: f64,
    to: f64,
    amount: f64,
}

impl Bars {
    fn parts_of(&self, bar: &Bar) -> Vec<Part> {
        let amounts =
            (0..self.parts.len()).map(|part| bar.amounts.get(part).copied().and_then(drawable).unwrap_or(0.0));
        let amounts: Vec<f64> = amounts.collect();
        let whole: f64 = amounts.iter().map(|amount| amount.max(0.0)).sum();
        let (mut above, mut below) = (0.0, 0.0);
        let parts = amounts.into_iter().map(|amount| {
            let drawn = match self.shares {
                true if whole > 0.0 => (amount.max(0.0) / whole * 100.0).min(100.0 - above),
                true => 0.0,
                false => amount,
            };
            let edge = if drawn < 0.0 { &mut below } else { &mut above };
            let from = *edge;
            *edge += drawn;
            Part {
                from,
                to: *edge,
                amount,
            }
        });
        parts.collect()
    }

    /// The bars that are drawn.
    fn shown(&self) -> &[Bar] {
        let bars = &self.bars[..];
        if self.upright {
            &bars[bars.len().saturating_sub(MOST_COLUMNS)..]
        } else {
            &bars[..bars.len().min(MOST_ROWS)]
        }
    }

    fn axis(&self, bars: &[Bar], references: &[&Reference]) -> NumberAxis {
        let parts = bars.iter().flat_map(|bar| self.parts_of(bar));
        let ends = parts.flat_map(|part| [part.from, part.to]);
        let expected = bars.iter().filter_map(|bar| bar.expected.and_then(drawable));
        let across = references.iter().filter_map(|reference| drawable(reference.value));
        let mut quantity = from_zero(&self.value);
        if self.shares {
            (quantity.decimals, quantity.unit) = (0, format!("% of {}", self.value.unit));
        }
        let mut axis = NumberAxis::new(&quantity, ends.chain(expected).chain(across));
        if bars.len() < self.bars.len() {
            let which = if self.upright { "last" } else { "first" };
            axis.heading = format!("{}; the {which} {} of {}", axis.heading, bars.len(), self.bars.len());
        }
        axis
    }

    fn class(&self, part: usize) -> &'static str {
        match self.palette {
            _ if self.parts.len() == 1 => "h4",
            Palette::Ordered => step(part, self.parts.len()),
            Palette::Categories => CATEGORIES.get(part).copied().unwrap_or("other"),
        }
    }

    fn classes(&self, part: usize, state: BarState) -> String {
        let class = self.class(part);
        match state {
            BarState::Measured => format!("bar {class}"),
            BarState::Unfinished | BarState::Forecast => "bar pale".to_owned(),
        }
    }

    fn columns(&self, width: f64) -> Canvas {
        let bars = self.shown();
        let references = shown_references(&self.references, self.bars.len());
        let axis = self.axis(bars, &references);
        let mut room = reference_ends(&references, axis.scale(0.0, 0.0));
        room.extend(self.part_ends(bars, axis.scale(0.0, 0.0)));
        let (mut canvas, plot) = Plot::new(width, HEIGHT, &axis, &room);
        let step = plot.area.width / count(bars.len().max(1));
        let thick = (step * 0.76).min(64.0);
        let zero = plot.y.at(0.0);
        let single = self.parts.len() == 1;
        let mut many = vec![Path::default(); self.parts.len()];
        for (place, bar) in bars.iter().enumerate() {
            let middle = plot.area.x + step * (count(place) + 0.5);
            let left = middle - thick / 2.0;
            for (part, drawn) in self.parts_of(bar).into_iter().enumerate() {
                let area = Rect::between(left, plot.y.at(drawn.from), left + thick, plot.y.at(drawn.to));
                if bars.len() > 60 && bar.state == BarState::Measured {
                    let path = &mut many[part];
                    path.jump(area.x, area.y)
                        .across(area.right())
                        .down(area.bottom())
                        .across(area.x)
                        .close();
                } else if area.height > 0.0 {
                    canvas.rect(&self.classes(part, bar.state), area, 0.0);
                }
            }
            if let Some(expected) = bar.expected.and_then(drawable) {
                let y = plot.y.at(expected);
                canvas.line("expected", left - 3.0, y, left + thick + 3.0, y);
            }
        }
        for (part, path) in many.iter().enumerate() {
            canvas.path(&self.classes(part, BarState::Measured), path);
        }
        canvas.line("axis", plot.area.x, zero, plot.area.right(), zero);
        plot.references(&mut canvas, &references);
        let mut ends = reference_ends(&references, plot.y);
        ends.extend(self.part_ends(bars, plot.y));
        plot.ends(&mut canvas, &ends);
        self.name_columns(&mut canvas, &plot, bars, step);
        if single && bars.len() <= 16 {
            for (place, bar) in bars.iter().enumerate() {
                let Some(part) = self.parts_of(bar).pop() else { continue };
                let words = self.value.shown(part.amount);
                let middle = plot.area.x + step * (count(place) + 0.5);
                let y = if part.to < 0.0 {
                    plot.y.at(part.to) + 14.0
                } else {
                    plot.y.at(part.to) - 6.0
                };
                if Style::Tick.width(&words) < step {
                    let above = centred(&canvas, middle, y, &words, Style::Tick).classed("strong-ink");
                    // Where a line across is in the way, inside the bar.
                    let on_bar = if bar.state == BarState::Measured {
                        "on-h4"
                    } else {
                        "strong-ink"
                    };
                    let inside = Text {
                        y: plot.y.at(part.to) + 16.0,
                        ..above
                    }
                    .classed(on_bar);
                    let fits = part.to > 0.0 && plot.y.at(0.0) - plot.y.at(part.to) > 22.0;
                    canvas.text_where_clear([above].into_iter().chain(fits.then_some(inside)));
                }
            }
        }
        canvas
    }

    /// Names the columns: all where there is room, else a few, evenly.
    fn name_columns(&self, canvas: &mut Canvas, plot: &Plot, bars: &[Bar], step: f64) {
        let widest = bars.iter().map(|bar| Style::Tick.width(&bar.name)).fold(0.0, f64::max);
        let every = if widest + 10.0 <= step {
            1
        } else {
            bars.len().div_ceil(MOST_TICKS).max(1)
        };
        for (place, bar) in bars.iter().enumerate().step_by(every) {
            let name = Style::Tick.fit(&bar.name, step * count(every) - 8.0);
            let middle = plot.area.x + step * (count(place) + 0.5);
            let text = centred(canvas, middle, plot.area.bottom() + 20.0, &name, Style::Tick);
            canvas.link(bar.link.as_ref(), &bar.name, |canvas| {
                canvas.text_where_free([text]);
            });
        }
    }

    /// The names of the parts beside the last column.
    fn part_ends(&self, bars: &[Bar], y: Scale) -> Vec<super::plot::EndLabel> {
        let (Some(last), true) = (bars.last(), self.parts.len() > 1) else {
            return Vec::new();
        };
        let parts = self.parts_of(last).into_iter().enumerate();
        let ends = parts.map(|(place, part)| super::plot::EndLabel {
            y: (y.at(part.from) + y.at(part.to)) / 2.0,
            words: self.parts[place].clone(),
            strong: false,
            day: None,
            sample: super::plot::Sample::Square(self.class(place)),
        });
        ends.collect()
    }

    fn rows(&self, width: f64) -> Canvas {
        let bars = self.shown();
        let full = self.full.and_then(drawable).filter(|full| *full > 0.0);
        let axis = self.axis(bars, &[]).without_ticks(full);
        let names = bars.iter().map(|bar| Style::Label.width(&bar.name)).fold(0.0, f64::max);
        let left = (names + 14.0).min(width * 0.4).ceil();
        let values: Vec<String> = bars.iter().map(|bar| self.row_value(bar)).collect();
        let single = self.parts.len() == 1;
        let value_room = if single {
            values
                .iter()
                .map(|words| Style::Strong.width(words))
                .fold(0.0, f64::max)
                + 16.0
        } else {
            0.0
        };
        let notes = bars.iter().map(|bar| Style::Tick.width(&bar.note)).fold(0.0, f64::max);
        let right = if notes > 0.0 {
            (notes + 14.0).min(width * 0.32).ceil()
        } else {
            0.0
        };
        let heads = if single { 22.0 } else { 44.0 };
        let below_zero = if bars
            .iter()
            .any(|bar| self.parts_of(bar).iter().any(|part| part.to < 0.0))
        {
            value_room
        } else {
            0.0
        };
        let height = heads + ROW * count(bars.len()) + 4.0;
        let mut canvas = Canvas::new(width, height);
        let scale = axis.scale(left + below_zero, width - right - value_room);
        let heading = Style::Tick.fit(&axis.heading, width);
        canvas.text(Text::new(&heading, Style::Tick, 0.0, 12.0));
        if !single {
            self.name_parts(&mut canvas, bars, scale);
        }
        canvas.line("axis", scale.at(0.0), heads - 4.0, scale.at(0.0), height);
        for (place, (bar, value)) in bars.iter().zip(&values).enumerate() {
            let top = heads + ROW * count(place);
            let base = top + ROW / 2.0 + 4.5;
            let name = Style::Label.fit(&bar.name, left - 12.0);
            canvas.link(bar.link.as_ref(), &bar.name, |canvas| {
                if bar.link.is_some() {
                    canvas.rect("hit", Rect::new(0.0, top + 1.0, left - 8.0, ROW - 2.0), 0.0);
                }
                canvas.text(Text::new(&name, Style::Label, 0.0, base));
            });
            let mut beyond = scale.at(0.0);
            if let Some(full) = full {
                let track = Rect::between(scale.at(0.0), top + 5.0, scale.at(full), top + ROW - 5.0);
                canvas.rect("track", track, 0.0);
                beyond = track.right();
            }
            let note = Style::Tick.fit(&bar.note, right - 8.0);
            canvas.text(Text::new(&note, Style::Tick, width, base).anchored(Anchor::End));
            let mut end: f64 = scale.at(0.0);
            let mut below = false;
            for (part, drawn) in self.parts_of(bar).into_iter().enumerate() {
                let area = Rect::between(scale.at(drawn.from), top + 5.0, scale.at(drawn.to), top + ROW - 5.0);
                if area.width > 0.0 {
                    canvas.rect(&self.classes(part, bar.state), area, 0.0);
                }
                below |= drawn.to < 0.0;
                end = if below { end.min(area.x) } else { end.max(area.right()) };
                self.value_in_part(&mut canvas, part, &drawn, area, base, bar.state);
            }
            if let Some(expected) = bar.expected.and_then(drawable) {
                let x = scale.at(expected);
                canvas.line("expected", x, top + 1.0, x, top + ROW - 1.0);
                end = end.max(x);
            }
            if single {
                let text = Text::new(value, Style::Strong, end.max(beyond) + 8.0, base);
                let mirrored = Text { x: end - 8.0, ..text }.anchored(Anchor::End);
                canvas.text_where_free(if below { [mirrored, text] } else { [text, mirrored] });
            }
        }
        canvas
    }

    fn row_value(&self, bar: &Bar) -> String {
        let amount = bar.amounts.first().copied().and_then(drawable).unwrap_or(0.0);
        self.value.shown(amount)
    }

    /// The share or amount inside a part of an ordered bar, where it fits.
    fn value_in_part(&self, canvas: &mut Canvas, part: usize, drawn: &Part, area: Rect, base: f64, state: BarState) {
        let ordered = self.palette == Palette::Ordered && self.parts.len() > 1 && state == BarState::Measured;
        let share = Quantity {
            suffix: " %".to_owned(),
            ..from_zero(&Quantity::count(""))
        };
        let words = if self.shares {
            share.shown(drawn.to - drawn.from)
        } else {
            self.value.shown(drawn.amount)
        };
        if ordered && Style::Tick.width(&words) + 10.0 <= area.width {
            let class = format!("on-{}", self.class(part));
            let text = Text::new(&words, Style::Tick, area.x + area.width / 2.0, base).anchored(Anchor::Middle);
            canvas.text(text.classed(&class));
        }
    }

    /// The names of the parts above the first row, each near its part.
    fn name_parts(&self, canvas: &mut Canvas, bars: &[Bar], scale: Scale) {
        let Some(first) = bars.first() else { return };
        let parts = self.parts_of(first);
        let room = (canvas.width / count(parts.len().max(1)) - 30.0).max(24.0);
        let words: Vec<_> = self.parts.iter().map(|name| Style::Tick.fit(name, room)).collect();
        let widest = words.iter().map(|words| Style::Tick.width(words)).fold(0.0, f64::max) + 28.0;
        let wanted: Vec<f64> = parts.iter().map(|part| scale.at(part.from)).collect();
        // Parts below zero come before the others.
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by(|one, other| wanted[*one].total_cmp(&wanted[*other]));
        let sorted: Vec<f64> = order.iter().map(|place| wanted[*place]).collect();
        let places = spread(&sorted, widest, 0.0, canvas.width - widest);
        for (place, x) in order.into_iter().zip(places) {
            if x + widest > canvas.width + 1.0 {
                continue;
            }
            canvas.rect(
                &format!("swatch {}", self.class(place)),
                Rect::new(x + 0.5, 25.0, 10.0, 10.0),
                2.0,
            );
            canvas.text(Text::new(&words[place], Style::Tick, x + 16.0, 34.0));
        }
    }
}

impl Draw for Bars {
    fn is_empty(&self) -> bool {
        self.bars.is_empty() || self.parts.is_empty()
    }

    fn description(&self) -> String {
        let bars = counted(self.bars.len(), "bar", "bars");
        match (self.bars.first(), self.bars.last()) {
            (Some(first), Some(last)) if self.bars.len() > 1 => {
                format!("{bars} from {} to {}", first.name, last.name)
            }
            _ => bars,
        }
    }

    fn draw(&self, width: f64) -> Canvas {
        if self.upright {
            self.columns(width)
        } else {
            self.rows(width)
        }
    }

    fn table(&self) -> Table {
        let mut table = Table::new(&["Name"]);
        let single = self.parts.len() == 1;
        for part in &self.parts {
            table.number_column(if single { &self.value.unit } else { part });
        }
        let has_expected = self.bars.iter().any(|bar| bar.expected.is_some());
        if has_expected {
            table.number_column("Expected by now");
        }
        let states = self.bars.iter().any(|bar| bar.state != BarState::Measured);
        let notes = self.bars.iter().any(|bar| !bar.note.is_empty());
        for (present, name) in [(states, "Counted"), (notes, "Note")] {
            if present {
                table.columns.extend(Table::new(&[name]).columns);
            }
        }
        let rows = self.bars.iter().map(|bar| {
            let mut row = vec![Cell::Text(bar.name.clone())];
            for part in 0..self.parts.len() {
                row.push(Cell::number(bar.amounts.get(part).copied(), self.value.decimals));
            }
            if has_expected {
                row.push(Cell::number(bar.expected, self.value.decimals));
            }
            if states {
                let state = match bar.state {
                    BarState::Measured => "whole period",
                    BarState::Unfinished => "so far",
                    BarState::Forecast => "forecast",
                };
                row.push(Cell::Text(state.to_owned()));
            }
            if notes {
                row.push(Cell::Text(bar.note.clone()));
            }
            row
        });
        table.rows = rows.collect();
        table
    }
}
