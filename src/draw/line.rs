//! Values over time: lines with their targets, usual ranges, forecasts and notes.

use super::canvas::{Anchor, Canvas, Path, Rect, Text};
use super::figure::Draw;
use super::font::Style;
use super::markup::Markup;
use super::number::{counted, drawable};
use super::plot::{
    CATEGORIES, ENOUGH, EndLabel, INSET, Plot, Reference, SHAPES, Sample, count, reference_ends, shown_references,
    span_words, with_size,
};
use super::scale::{NumberAxis, Quantity, Scale};
use super::table::{Cell, Table};
use crate::time::Date;
use std::collections::BTreeMap;

/// The height of the plot in px.
const HEIGHT: f64 = 272.0;

/// Points further apart than this many px get a mark each.
const MARKED: f64 = 9.0;

/// Values over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What the values are.
    pub value: Quantity,
    /// The lines; up to six have a colour, dash and mark of their own, the others are drawn as one group.
    pub series: Vec<Series>,
    /// Ranges.
    pub bands: Vec<Band>,
    /// Lines across.
    pub references: Vec<Reference>,
    /// What happened, numbered.
    pub notes: Vec<Note>,
    /// The day that counts as today, where the line goes on after it.
    pub today: Option<Date>,
}

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// What stands at its end, before the last value, such as its month; the name where this is empty.
    pub end: String,
    /// The values, ascending by day. `None` is a gap.
    pub points: Vec<(Date, Option<f64>)>,
    /// What the values are.
    pub manner: Manner,
}

/// What the values of a line are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Seen. With fewer than five values only points are drawn.
    Measured,
    /// Seen, but the period of the last one is not over.
    Unfinished,
    /// Wanted, from each day on: a dashed staircase.
    Target,
    /// Expected: a dashed line from point to point.
    Expected,
    /// Foreseen: a pale dashed line.
    Forecast,
}

impl Manner {
    fn is_measured(self) -> bool {
        matches!(self, Manner::Measured | Manner::Unfinished)
    }
}

/// A range over time: between its days straight.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// What it is: "usual range 34.8 to 42.3".
    pub name: String,
    /// Lower and upper bound by day, ascending.
    pub bounds: Vec<(Date, f64, f64)>,
    /// Whether it is a forecast, which is drawn with a dashed edge.
    pub forecast: bool,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub day: Date,
    /// What, in a sentence below the chart.
    pub text: String,
}

/// A series as it is drawn: its points are numbers, runs of them are apart at gaps.
struct Drawn<'a> {
    series: &'a Series,
    /// Its category among the measured ones; `None` is "other".
    category: Option<usize>,
    runs: Vec<Vec<(Date, f64)>>,
}

impl Drawn<'_> {
    fn last(&self) -> Option<(Date, f64)> {
        self.runs.iter().flatten().next_back().copied()
    }

    fn size(&self) -> usize {
        self.runs.iter().map(Vec::len).sum()
    }
}

impl Line {
    fn drawn(&self) -> Vec<Drawn<'_>> {
        let mut measured = 0;
        let drawn = self.series.iter().map(|series| {
            let mut runs = vec![Vec::new()];
            for (day, value) in &series.points {
                match value.and_then(drawable) {
                    Some(value) => runs.last_mut().into_iter().for_each(|run| run.push((*day, value))),
                    None => runs.push(Vec::new()),
                }
            }
            runs.retain(|run: &Vec<(Date, f64)>| !run.is_empty());
            let category = if series.manner.is_measured() {
                measured += 1;
                Some(measured - 1)
            } else {
                // What is wanted or foreseen of the line before it.
                Some(usize::saturating_sub(measured, 1))
            };
            Drawn {
                series,
                category: category.filter(|category| *category < CATEGORIES.len()),
                runs,
            }
        });
        drawn.collect()
    }

    /// The first and last day of anything drawn.
    fn days(&self, drawn: &[Drawn<'_>]) -> Option<(Date, Date)> {
        let points = drawn
            .iter()
            .flat_map(|drawn| drawn.runs.iter().flatten())
            .map(|(day, _)| *day);
        let bands = self.bands.iter().flat_map(|band| &band.bounds).map(|(day, ..)| *day);
        let days = || points.clone().chain(bands.clone()).chain(self.today);
        Some((days().min()?, days().max()?))
    }

    fn measured(&self) -> usize {
        let measured = self.series.iter().filter(|series| series.manner.is_measured());
        let values = measured.flat_map(|series| &series.points);
        values.filter(|(_, value)| value.is_some_and(f64::is_finite)).count()
    }

    fn end_labels(&self, drawn: &[Drawn<'_>], last: Date, y: Scale) -> Vec<EndLabel> {
        let measured = drawn.iter().filter(|drawn| drawn.series.manner.is_measured()).count();
        let mut ends = Vec::new();
        let mut others = Vec::new();
        for one in drawn {
            let Some((day, value)) = one.last() else { continue };
            let is_measured = one.series.manner.is_measured();
            match one.category {
                Some(category) => ends.push(EndLabel {
                    y: y.at(value),
                    words: self.end_words(one.series, value),
                    strong: is_measured && measured == 1,
                    day: (one.series.manner != Manner::Target).then_some(day),
                    sample: if is_measured && measured > 1 {
                        Sample::Line(category)
                    } else {
                        Sample::Nothing
                    },
                }),
                None if is_measured => others.push(y.at(value)),
                None => {}
            }
        }
        if !others.is_empty() {
            ends.push(EndLabel {
                y: others.iter().sum::<f64>() / count(others.len()),
                words: counted(others.len(), "other", "others"),
                strong: false,
                day: None,
                sample: Sample::Nothing,
            });
        }
        for band in self.bands.iter().filter(|band| !band.name.is_empty()) {
            if let Some((day, low, high)) = band.bounds.last()
                && *day == last
                && let (Some(low), Some(high)) = (drawable(*low), drawable(*high))
            {
                ends.push(EndLabel {
                    y: (y.at(low) + y.at(high)) / 2.0,
                    words: band.name.clone(),
                    strong: false,
                    day: None,
                    sample: Sample::Nothing,
                });
            }
        }
        ends
    }

    fn end_words(&self, series: &Series, value: f64) -> String {
        let value = if series.manner == Manner::Target {
            self.value.brief(value)
        } else {
            self.value.shown(value)
        };
        let words = if series.end.is_empty() {
            &series.name
        } else {
            &series.end
        };
        format!("{words} {value}")
    }

    fn draw_bands(&self, canvas: &mut Canvas, x: Scale, y: Scale) {
        for band in &self.bands {
            let bounds: Vec<(f64, f64, f64)> = band
                .bounds
                .iter()
                .filter_map(|(day, low, high)| Some((x.day(*day), y.at(drawable(*low)?), y.at(drawable(*high)?))))
                .collect();
            let Some(((left, low, high), rest)) = bounds.split_first() else {
                continue;
            };
            let mut path = Path::from(*left, *high);
            for (x, _, high) in rest {
                path.to(*x, *high);
            }
            for (x, low, _) in rest.iter().rev() {
                path.to(*x, *low);
            }
            path.to(*left, *low).close();
            canvas.path(if band.forecast { "forecast" } else { "band" }, &path);
        }
    }

    /// Names the bands that end before the chart does, where there is room.
    fn name_bands(&self, canvas: &mut Canvas, last: Date, x: Scale, y: Scale) {
        for band in &self.bands {
            let (Some(first), Some(end)) = (band.bounds.first(), band.bounds.last()) else {
                continue;
            };
            let (Some(low), Some(high)) = (drawable(first.1), drawable(first.2)) else {
                continue;
            };
            if end.0 == last {
                continue;
            }
            let (left, right) = (x.day(first.0) + 6.0, x.day(end.0) - 6.0);
            let heights = [y.at(low) - 6.0, y.at(high) + 13.0, y.at(low) + 14.0, y.at(high) - 6.0];
            let places = heights.into_iter().flat_map(|y| {
                let text = Text::new(&band.name, Style::Tick, left, y);
                let middle = Text {
                    x: (left + right) / 2.0,
                    ..text
                }
                .anchored(Anchor::Middle);
                [text, Text { x: right, ..text }.anchored(Anchor::End), middle]
            });
            canvas.text_where_free(places);
        }
    }

    fn draw_notes(&self, canvas: &mut Canvas, plot: &Plot, x: Scale, drawn: &[Drawn<'_>], days: (Date, Date)) {
        let values: BTreeMap<Date, f64> = drawn
            .iter()
            .find(|drawn| drawn.series.manner.is_measured())
            .into_iter()
            .flat_map(|drawn| drawn.runs.iter().flatten().copied())
            .collect();
        for (place, note) in self.notes.iter().enumerate() {
            if !(days.0..=days.1).contains(&note.day) {
                continue;
            }
            let near = values
                .range(..=note.day)
                .next_back()
                .or_else(|| values.range(note.day..).next());
            let x = x.day(note.day);
            let point = near.map_or(plot.area.bottom(), |(_, value)| plot.y.at(*value));
            let circle = |y: f64| Rect::new(x - 9.0, y - 9.0, 18.0, 18.0);
            let inside = |y: &f64| (plot.area.y + 9.0..=plot.area.bottom() - 9.0).contains(y);
            let places = [-24.0, 24.0, -44.0, 44.0, -64.0, 64.0].map(|away| point + away);
            let free = places.into_iter().find(|y| inside(y) && canvas.is_free(&circle(*y)));
            let Some(y) = free else { continue };
            let towards = if y < point {
                (y + 9.0, point - 5.0)
            } else {
                (y - 9.0, point + 5.0)
            };
            canvas.line("axis", x, towards.0, x, towards.1);
            canvas.circle("note", x, y, 9.0);
            canvas.take(circle(y));
            let number = (place + 1).to_string();
            let text = Text::new(&number, Style::Tick, x, y + 4.2).anchored(Anchor::Middle);
            canvas.text(text.classed("number"));
        }
    }
}

/// Names a line beside its end, where there is room.
fn name_at_end(canvas: &mut Canvas, plot: &Plot, x: Scale, end: &EndLabel) -> bool {
    let Some(day) = end.day else { return false };
    let style = if end.strong { Style::Strong } else { Style::Label };
    let beside = Text::new(&end.words, style, x.day(day) + 9.0, end.y + 4.5);
    let before = Text {
        x: x.day(day),
        ..beside
    }
    .anchored(Anchor::End);
    let places = [
        beside,
        Text {
            y: end.y - 10.0,
            ..before
        },
        Text {
            y: end.y + 20.0,
            ..before
        },
        Text {
            y: end.y - 10.0,
            ..beside
        },
        Text {
            y: end.y + 20.0,
            ..beside
        },
    ];
    // The room at the right is for the labels there.
    let inside = |text: &Text<'_>| text.area().x >= plot.area.x && text.area().right() <= plot.area.right();
    canvas.text_where_clear(places.into_iter().filter(inside))
}

/// Draws the points of a line and what joins them.
fn draw_series(canvas: &mut Canvas, plot: &Plot, x: Scale, drawn: &Drawn<'_>) {
    let place = |(day, value): &(Date, f64)| (x.day(*day), plot.y.at(*value));
    let category = drawn.category.map_or("other", |category| CATEGORIES[category]);
    let manner = drawn.series.manner;
    let class = match manner {
        Manner::Measured | Manner::Unfinished => format!("line {category}"),
        Manner::Target => "target".to_owned(),
        Manner::Expected => "expected".to_owned(),
        Manner::Forecast => format!("line pale {category}"),
    };
    let points_only = manner.is_measured() && drawn.size() < ENOUGH;
    let mut marks = Vec::new();
    for (number, run) in drawn.runs.iter().enumerate() {
        let is_last = number + 1 == drawn.runs.len();
        let mut places: Vec<(f64, f64)> = run.iter().map(place).collect();
        marks.extend(&places);
        let seen = thinned(&places);
        seen.windows(2).for_each(|pair| canvas.avoid_line(pair[0], pair[1]));
        seen.iter()
            .for_each(|(x, y)| canvas.avoid(Rect::new(x - 5.0, y - 5.0, 10.0, 10.0)));
        let open = (manner == Manner::Unfinished && is_last && places.len() > 1).then(|| places.len() - 2);
        if points_only {
            continue;
        }
        if manner == Manner::Target {
            staircase(canvas, &places, if is_last { plot.area.right() } else { f64::MIN });
            continue;
        }
        if let Some(open) = open {
            let mut path = Path::from(places[open].0, places[open].1);
            path.to(places[open + 1].0, places[open + 1].1);
            canvas.path(&format!("line pale {category}"), &path);
            places.pop();
        }
        canvas.path(&class, &joined(&thinned(&places)));
    }
    if !manner.is_measured() {
        return;
    }
    let apart = plot.area.width / count(marks.len().max(1));
    let few = apart >= MARKED || points_only;
    let last = marks.len().saturating_sub(1);
    for (number, (x, y)) in marks.iter().enumerate() {
        if manner == Manner::Unfinished && number == last {
            canvas.circle(&format!("ring {category}"), *x, *y, 4.0);
        } else if few || number == last {
            let shape = SHAPES[drawn.category.unwrap_or(0)];
            canvas.icon(&format!("mark {category}"), shape, *x, *y);
        }
    }
}

/// A target holds from its day on.
fn staircase(canvas: &mut Canvas, places: &[(f64, f64)], until: f64) {
    let Some((first, rest)) = places.split_first() else {
        return;
    };
    let mut path = Path::from(first.0, first.1);
    let mut end = first.0;
    for (x, y) in rest {
        path.across(*x).down(*y);
        end = *x;
    }
    path.across(until.max(end));
    canvas.path("target", &path);
}

fn joined(places: &[(f64, f64)]) -> Path {
    let Some((first, rest)) = places.split_first() else {
        return Path::default();
    };
    let mut path = Path::from(first.0, first.1);
    for (x, y) in rest {
        path.to(*x, *y);
    }
    if rest.is_empty() {
        path.to(first.0, first.1);
    }
    path
}

/// Of the places in one column of px the first, lowest, highest and last: a line through them looks the same.
fn thinned(places: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut kept = Vec::with_capacity(places.len().min(4096));
    let mut rest = places;
    while let Some(first) = rest.first() {
        let end = rest
            .iter()
            .position(|place| place.0.floor() != first.0.floor())
            .unwrap_or(rest.len());
        let (column, after) = rest.split_at(end);
        rest = after;
        if column.len() <= 4 {
            kept.extend(column);
            continue;
        }
        let by_height = |one: &&(f64, f64), other: &&(f64, f64)| one.1.total_cmp(&other.1);
        kept.extend(column.first());
        kept.extend(column.iter().min_by(by_height));
        kept.extend(column.iter().max_by(by_height));
        kept.extend(column.last());
    }
    kept
}

impl Draw for Line {
    fn is_empty(&self) -> bool {
        self.measured() == 0
    }

    fn description(&self) -> String {
        let days = self.days(&self.drawn());
        let values = counted(self.measured(), "value", "values");
        let lines = self.series.iter().filter(|series| series.manner.is_measured()).count();
        let lines = if lines > 1 {
            format!("{lines} lines, ")
        } else {
            "line chart, ".to_owned()
        };
        format!("{lines}{}", span_words(&values, days))
    }

    fn draw(&self, width: f64) -> Canvas {
        let drawn = self.drawn();
        let measured = self.measured();
        let references = shown_references(&self.references, measured);
        let values = drawn
            .iter()
            .flat_map(|drawn| drawn.runs.iter().flatten())
            .map(|(_, value)| *value);
        let bounds = self.bands.iter().flat_map(|band| &band.bounds);
        let bounds = bounds.flat_map(|(_, low, high)| [*low, *high]).filter_map(drawable);
        let across = references.iter().filter_map(|reference| drawable(reference.value));
        let mut axis = NumberAxis::new(&self.value, values.chain(bounds).chain(across));
        if measured < ENOUGH {
            axis.heading = with_size(&axis.heading, measured);
        }
        let days = self.days(&drawn);
        let Some((first, last)) = days else {
            return Canvas::new(width, 1.0);
        };
        // The room for labels does not depend on where they stand; their places need the plot.
        let room = self.end_labels(&drawn, last, axis.scale(0.0, 0.0));
        let room = [room, reference_ends(&references, axis.scale(0.0, 0.0))].concat();
        let (mut canvas, plot) = Plot::new(width, HEIGHT, &axis, &room);
        let x = plot.days(&mut canvas, first, last, INSET);
        self.draw_bands(&mut canvas, x, plot.y);
        plot.references(&mut canvas, &references);
        for series in drawn.iter().rev() {
            draw_series(&mut canvas, &plot, x, series);
        }
        if let Some(today) = self.today {
            let x = x.day(today);
            canvas.avoid(Rect::new(x - 1.0, plot.area.y, 2.0, plot.area.height));
        }
        // What ends long before the plot does is named where it ends.
        let ends = self.end_labels(&drawn, last, plot.y);
        let (early, mut ends): (Vec<EndLabel>, Vec<EndLabel>) = ends
            .into_iter()
            .partition(|end| end.day.is_some_and(|day| x.day(day) < plot.area.right() - 40.0));
        ends.extend(early.into_iter().filter(|end| !name_at_end(&mut canvas, &plot, x, end)));
        ends.extend(reference_ends(&references, plot.y));
        plot.ends(&mut canvas, &ends);
        if let Some(today) = self.today {
            plot.today(&mut canvas, x.day(today), today);
        }
        self.draw_notes(&mut canvas, &plot, x, &drawn, (first, last));
        for target in drawn.iter().filter(|drawn| drawn.series.manner == Manner::Target) {
            let steps: Vec<(Date, f64)> = target.runs.iter().flatten().copied().collect();
            let (_, before) = steps.split_last().unwrap_or((&(first, 0.0), &[]));
            for (day, value) in before {
                let words = self.end_words(target.series, *value);
                let text = Text::new(&words, Style::Tick, x.day(*day) + 4.0, plot.y.at(*value) - 6.0);
                canvas.text_where_free([text]);
            }
        }
        self.name_bands(&mut canvas, last, x, plot.y);
        canvas
    }

    fn table(&self) -> Table {
        let mut table = Table::new(&["Date"]);
        for series in &self.series {
            table.number_column(&series.name);
        }
        for band in &self.bands {
            table.number_column(&format!("{}, from", band.name));
            table.number_column(&format!("{}, to", band.name));
        }
        let width = table.columns.len() - 1;
        let mut rows: BTreeMap<Date, Vec<Cell>> = BTreeMap::new();
        let mut put = |day: Date, column: usize, value: Option<f64>| {
            let row = rows.entry(day).or_insert_with(|| vec![Cell::Empty; width]);
            row[column] = Cell::number(value, self.value.decimals);
        };
        for (column, series) in self.series.iter().enumerate() {
            for (day, value) in &series.points {
                put(*day, column, *value);
            }
        }
        for (place, band) in self.bands.iter().enumerate() {
            let column = self.series.len() + 2 * place;
            for (day, low, high) in &band.bounds {
                put(*day, column, Some(*low));
                put(*day, column + 1, Some(*high));
            }
        }
        let rows = rows.into_iter().map(|(day, mut cells)| {
            cells.insert(0, Cell::Day(day));
            cells
        });
        table.rows = rows.collect();
        table
    }

    fn below(&self) -> Option<Markup> {
        if self.notes.is_empty() {
            return None;
        }
        let mut out = Markup::default();
        out.element("ol").class("notes").holding(|list| {
            for note in &self.notes {
                list.element("li").holding(|item| {
                    let day = note.day.to_string();
                    item.element("time").with("datetime", &day).text(&note.day.long());
                    item.text(" ");
                    item.text(&note.text);
                });
            }
        });
        Some(out)
    }
}
