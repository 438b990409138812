//! Bars from day to day, by row: what goes on when, how sure the ends are, and what waits for what.

use super::canvas::{Anchor, Canvas, Path, Rect, Text};
use super::figure::Draw;
use super::font::Style;
use super::markup::{Address, Markup};
use super::number::counted;
use super::plot::{Tone, count, day_and_month, span_words};
use super::scale::{Scale, month_ticks};
use super::table::{Cell, Table};
use crate::time::{Date, Period, Precision};

/// More rows than this are drawn as one row a group.
const MOST_ROWS: usize = 40;

/// The height of a row and of a bar in px; a link needs 24.
const ROW: f64 = 28.0;
const BAR: f64 = 17.0;

/// Px that a named month needs.
const MONTH: f64 = 68.0;

/// Bars from day to day, by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// The rows, in groups.
    pub groups: Vec<TimelineGroup>,
    /// What waits for what.
    pub needs: Vec<Need>,
    /// The day that counts as today.
    pub today: Option<Date>,
}

/// Rows that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineGroup {
    /// What they are, above them; may be empty.
    pub name: String,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row with its bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What it is of.
    pub name: String,
    /// The page about it.
    pub link: Option<Address>,
    /// How it goes.
    pub tone: Tone,
    /// The word for that.
    pub status: String,
    /// When it begins. A day has a straight edge, a month a point, anything longer is dashed.
    pub start: Period,
    /// When it ends, likewise.
    pub end: Period,
    /// How much is done, 0 to 1.
    pub done: Option<f64>,
    /// A few words in the bar, or beside it where it is short; may be empty.
    pub words: String,
    /// The last day first promised.
    pub promised: Option<Date>,
    /// What stands behind the bar, such as "+28 days"; may be empty.
    pub moved: String,
}

/// One row has to end before another begins. Rows count from 0 through all groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The row that is waited for.
    pub from: usize,
    /// The row that waits.
    pub to: usize,
    /// Whether it begins too early.
    pub violated: bool,
}

/// A line of the drawing: a heading or a row.
enum Line<'a> {
    Heading(&'a str),
    Row(&'a Row),
}

/// The drawing under way.
struct Sheet<'a> {
    canvas: Canvas,
    rows: Vec<(&'a Row, f64)>,
    left: f64,
    x: Scale,
}

impl Timeline {
    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|group| &group.rows)
    }

    /// Whether the rows are too many; then there is a row a group.
    fn collapsed(&self) -> Option<Vec<Row>> {
        if self.rows().count() <= MOST_ROWS || self.groups.len() < 2 {
            return None;
        }
        let rows = self.groups.iter().filter_map(|group| {
            let rows = &group.rows;
            Some(Row {
                name: group.name.clone(),
                link: None,
                tone: rows.iter().map(|row| row.tone).max_by_key(|tone| urgency(*tone))?,
                status: String::new(),
                start: rows.iter().map(|row| row.start).min_by_key(|start| start.first())?,
                end: rows.iter().map(|row| row.end).max_by_key(|end| end.last())?,
                done: None,
                words: counted(rows.len(), "item", "items"),
                promised: None,
                moved: String::new(),
            })
        });
        Some(rows.collect())
    }

    fn lines<'a>(&'a self, collapsed: Option<&'a [Row]>) -> Vec<Line<'a>> {
        if let Some(rows) = collapsed {
            return rows.iter().take(MOST_ROWS).map(Line::Row).collect();
        }
        let mut lines = Vec::new();
        let mut rows = 0;
        for group in self.groups.iter().filter(|group| !group.rows.is_empty()) {
            if rows >= MOST_ROWS {
                break;
            }
            if !group.name.is_empty() {
                lines.push(Line::Heading(&group.name));
            }
            let room = MOST_ROWS - rows;
            lines.extend(group.rows.iter().take(room).map(Line::Row));
            rows += group.rows.len().min(room);
        }
        lines
    }

    /// The first and last day of anything drawn, as whole months.
    fn days(&self) -> Option<(Date, Date)> {
        let starts = self.rows().flat_map(|row| [row.start.first(), row.end.first()]);
        let ends = self.rows().flat_map(|row| [row.end.last(), row.start.last()]);
        let marks = || self.rows().filter_map(|row| row.promised).chain(self.today);
        let first = starts.chain(marks()).min()?;
        let last = ends.chain(marks()).max()?;
        let end = last.last_of_month();
        Some((first.first_of_month(), end.plus_days(1).unwrap_or(end)))
    }

    fn start_sheet<'a>(&self, lines: &[Line<'a>], width: f64) -> Option<Sheet<'a>> {
        let (first, last) = self.days()?;
        let names = lines.iter().map(|line| match line {
            Line::Heading(name) => Style::Strong.width(name),
            Line::Row(row) => Style::Label.width(&row.name) + 20.0,
        });
        let left = (names.fold(0.0, f64::max) + 16.0).min(width * 0.3).ceil();
        // Words behind a bar that ends late need room at the right.
        let x = Scale::days(first, last, left, width - 12.0);
        let behind = lines.iter().map(|line| match line {
            Line::Heading(_) => 0.0,
            Line::Row(row) => {
                let bar = (x.day(row.end.last()) - x.day(row.start.first())) * 0.8;
                let inside = Style::Tick.width(&row.words) + 12.0 <= bar;
                let words = Style::Tick.width(&behind(row, inside));
                if words > 0.0 {
                    x.day(row.end.last()) + 30.0 + words
                } else {
                    0.0
                }
            }
        });
        let over = (behind.fold(0.0, f64::max) - width).clamp(0.0, width * 0.16);
        let x = Scale::days(first, last, left, width - 12.0 - over);
        let mut rows = Vec::new();
        let mut top = 24.0;
        for (place, line) in lines.iter().enumerate() {
            match line {
                Line::Heading(_) => top += if place == 0 { 28.0 } else { 36.0 },
                Line::Row(row) => {
                    rows.push((*row, top + ROW / 2.0));
                    top += ROW;
                }
            }
        }
        let canvas = Canvas::new(width, top + if self.today.is_some() { 26.0 } else { 8.0 });
        Some(Sheet { canvas, rows, left, x })
    }
}

/// The tone that asks for most attention counts for a group.
fn urgency(tone: Tone) -> u8 {
    match tone {
        Tone::Off => 4,
        Tone::Risk => 3,
        Tone::Ok => 2,
        Tone::Idle => 1,
        Tone::Done => 0,
    }
}

/// What stands behind a bar; its own words too, where they do not fit into it.
fn behind(row: &Row, inside: bool) -> String {
    let words = if inside { "" } else { row.words.as_str() };
    let parts: Vec<&str> = [words, &row.moved]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" · ")
}

/// The day after, as an end that is counted.
fn after(day: Date) -> Date {
    day.plus_days(1).unwrap_or(day)
}

/// How an end of a bar is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Straight,
    Pointed,
    Dashed,
}

fn end_of(period: Period) -> End {
    match period.precision() {
        Precision::Day | Precision::Week => End::Straight,
        Precision::Month => End::Pointed,
        Precision::Quarter | Precision::Half | Precision::Year => End::Dashed,
    }
}

impl Sheet<'_> {
    fn grid(&mut self, days: (Date, Date), today: Option<Date>) {
        let bottom = self.canvas.height - if today.is_some() { 18.0 } else { 0.0 };
        let right = self.x.day(days.1);
        let most = ((right - self.left) / MONTH).floor().clamp(1.0, 60.0);
        let most = (1..=60).rfind(|number| count(*number) <= most).unwrap_or(1);
        for tick in month_ticks(days.0, days.1, most) {
            let x = self.x.day(tick.day);
            self.canvas.line("grid", x, 22.0, x, bottom);
            let words = if tick.year.is_empty() {
                tick.label
            } else {
                format!("{} {}", tick.label, tick.year)
            };
            let beside = Text::new(&words, Style::Tick, x + 4.0, 14.0);
            self.canvas.text_where_free([beside]);
        }
        if let Some(today) = today {
            let x = self.x.day(today);
            self.canvas.line("today", x, 22.0, x, self.canvas.height - 14.0);
            let words = format!("today, {}", day_and_month(today));
            let text = super::plot::centred(&self.canvas, x, self.canvas.height - 3.0, &words, Style::Strong);
            self.canvas.text(text);
        }
    }

    /// Where the bar of a row begins and ends.
    fn ends(&self, row: &Row) -> (f64, f64) {
        let (one, other) = (self.x.day(row.start.first()), self.x.day(after(row.end.last())));
        let (left, right) = (one.min(other), one.max(other));
        (left, right.max(left + 4.0))
    }

    /// Draws the bar and says whether its words stand in it.
    fn bar(&mut self, row: &Row, y: f64) -> bool {
        let (left, right) = self.ends(row);
        let (top, bottom) = (y - BAR / 2.0, y + BAR / 2.0);
        let (start, end) = (end_of(row.start), end_of(row.end));
        let from = if start == End::Straight {
            left
        } else {
            self.x.day(after(row.start.last()))
        };
        let until = if end == End::Straight {
            right
        } else {
            self.x.day(row.end.first())
        };
        // The ends may lie anywhere in one period.
        let vague = until - from < 1.0 && (start, end) != (End::Straight, End::Straight);
        let tone = row.tone.name();
        let dashed = format!("vague {tone}");
        let (mut from, mut until) = if vague {
            let middle = (left + right) / 2.0;
            (middle, middle)
        } else {
            (from, until.max(from))
        };
        if vague && (start == End::Dashed || end == End::Dashed) {
            self.canvas.rect(&dashed, Rect::between(left, top, right, bottom), 3.0);
            (from, until) = (left, right);
        } else {
            if start == End::Dashed {
                self.canvas.rect(&dashed, Rect::between(left, top, from, bottom), 3.0);
            }
            if end == End::Dashed {
                self.canvas.rect(&dashed, Rect::between(until, top, right, bottom), 3.0);
            }
            let mut path = Path::from(from, top);
            path.across(if end == End::Straight { right } else { until });
            if end == End::Pointed {
                path.to(right, y).to(until, bottom);
            } else {
                path.down(bottom);
            }
            path.across(if start == End::Straight { left } else { from });
            if start == End::Pointed {
                path.to(left, y);
            }
            path.close();
            self.canvas.path(&format!("period {tone}"), &path);
        }
        if let Some(done) = row.done.filter(|done| done.is_finite()) {
            let along = (until - from) * done.clamp(0.0, 1.0);
            if along > 0.0 {
                let strip = Rect::new(from, bottom - 3.5, along, 3.5);
                self.canvas.rect(&format!("strip {tone}"), strip, 0.0);
            }
        }
        if let Some(promised) = row.promised {
            let x = self.x.day(after(promised));
            self.canvas.line("promise", x, top - 3.0, x, bottom + 3.0);
        }
        let inside = Style::Tick.width(&row.words) + 12.0 <= until - from;
        if inside {
            let text = Text::new(&row.words, Style::Tick, from + 6.0, y + 3.0);
            self.canvas.text(text.classed(&format!("on-{tone}")));
        }
        inside
    }

    /// What stands behind the bar, where there is room.
    fn behind(&mut self, row: &Row, y: f64, away: f64, inside: bool) {
        let (left, right) = self.ends(row);
        let words = behind(row, inside);
        let text = Text::new(&words, Style::Tick, right + away, y + 4.0);
        let before = Text { x: left - away, ..text }.anchored(Anchor::End);
        let room = before.area().x >= self.left + 2.0;
        self.canvas
            .text_where_free([text].into_iter().chain(room.then_some(before)));
    }

    fn need(&mut self, from: usize, to: usize, violated: bool, lane: usize) {
        let ((one, y1), (other, y2)) = (self.rows[from], self.rows[to]);
        let (_, end) = self.ends(one);
        let (start, _) = self.ends(other);
        let shift = 5.0 * count(lane % 3);
        let before = start - 10.0 - shift;
        let mut path = Path::from(end, y1);
        if before >= end + 4.0 {
            path.across(before);
        } else {
            let between = if y2 > y1 {
                y2 - ROW / 2.0 + 1.0
            } else {
                y2 + ROW / 2.0 - 1.0
            };
            path.across(end + 8.0 + shift).down(between).across(before);
        }
        path.down(y2).across(start - 2.0);
        let class = if violated { "violated" } else { "" };
        self.canvas.path(format!("need {class}").trim(), &path);
        self.canvas
            .icon(format!("head {class}").trim(), "M0 0L-8-4.5V4.5Z", start, y2);
        if violated {
            self.canvas
                .icon("icon off", "M-3.5-3.5L3.5 3.5M3.5-3.5L-3.5 3.5", before - 10.0, y2);
        }
    }

    fn name(&mut self, row: &Row, y: f64) {
        let name = Style::Label.fit(&row.name, self.left - 32.0);
        let mut label = vec![row.name.as_str()];
        label.extend(
            [row.status.as_str(), &row.words, &row.moved]
                .iter()
                .filter(|words| !words.is_empty()),
        );
        let label = format!(
            "{}, from {} to {}",
            label.join(", "),
            row.start.human(),
            row.end.human()
        );
        let left = self.left;
        self.canvas.link(row.link.as_ref(), &label, |canvas| {
            if row.link.is_some() {
                canvas.rect("hit", Rect::new(0.0, y - 13.0, left - 8.0, 26.0), 0.0);
            }
            row.tone.draw(canvas, 7.0, y);
            canvas.text(Text::new(&name, Style::Label, 20.0, y + 4.5));
        });
    }
}

impl Draw for Timeline {
    fn is_empty(&self) -> bool {
        self.rows().next().is_none()
    }

    fn description(&self) -> String {
        let rows = counted(self.rows().count(), "bar", "bars");
        let first = self.rows().map(|row| row.start.first()).min();
        let last = self.rows().map(|row| row.end.last()).max();
        let violated = self.needs.iter().filter(|need| need.violated).count();
        let violated = match violated {
            0 => String::new(),
            count => format!(
                "; {} begin before what they wait for has ended",
                counted(count, "bar", "bars")
            ),
        };
        format!("{}{violated}", span_words(&rows, first.zip(last)))
    }

    fn draw(&self, width: f64) -> Canvas {
        let collapsed = self.collapsed();
        let lines = self.lines(collapsed.as_deref());
        let (Some(days), Some(mut sheet)) = (self.days(), self.start_sheet(&lines, width)) else {
            return Canvas::new(width, 1.0);
        };
        sheet.grid(days, self.today);
        let mut top = 24.0;
        for (place, line) in lines.iter().enumerate() {
            match line {
                Line::Heading(name) => {
                    top += if place == 0 { 28.0 } else { 36.0 };
                    let name = Style::Strong.fit(name, width - 8.0);
                    sheet.canvas.text(Text::new(&name, Style::Strong, 0.0, top - 8.0));
                }
                Line::Row(_) => top += ROW,
            }
        }
        let rows = sheet.rows.clone();
        let mut inside = Vec::with_capacity(rows.len());
        for (row, y) in &rows {
            sheet.name(row, *y);
            inside.push(sheet.bar(row, *y));
        }
        let mut away = vec![8.0; rows.len()];
        if collapsed.is_none() {
            let mut lanes = vec![0; rows.len()];
            for need in &self.needs {
                if need.from < rows.len() && need.to < rows.len() && need.from != need.to {
                    sheet.need(need.from, need.to, need.violated, lanes[need.to]);
                    lanes[need.to] += 1;
                    away[need.from] = 26.0;
                }
            }
        }
        for (((row, y), away), inside) in rows.iter().zip(away).zip(inside) {
            sheet.behind(row, *y, away, inside);
        }
        sheet.canvas
    }

    fn table(&self) -> Table {
        let mut table = Table::new(&[
            "Name",
            "Group",
            "Status",
            "Start",
            "End",
            "#% done",
            "First promise",
            "Moved",
            "Waits for",
        ]);
        let names: Vec<&str> = self.rows().map(|row| row.name.as_str()).collect();
        let text = |text: &str| {
            if text.is_empty() {
                Cell::Empty
            } else {
                Cell::Text(text.to_owned())
            }
        };
        let mut number = 0;
        for group in &self.groups {
            for row in &group.rows {
                let waits: Vec<&str> = self
                    .needs
                    .iter()
                    .filter(|need| need.to == number)
                    .filter_map(|need| names.get(need.from).copied())
                    .collect();
                number += 1;
                table.rows.push(vec![
                    Cell::Text(row.name.clone()),
                    text(&group.name),
                    text(&row.status),
                    Cell::Text(row.start.to_string()),
                    Cell::Text(row.end.to_string()),
                    Cell::number(row.done.map(|done| done * 100.0), 0),
                    row.promised.map_or(Cell::Empty, Cell::Day),
                    text(&row.moved),
                    text(&waits.join(", ")),
                ]);
            }
        }
        table.without_empty_columns()
    }

    fn key(&self) -> Vec<(Markup, &'static str)> {
        let any = |is: &dyn Fn(&Row) -> bool| self.rows().any(is);
        let ends = |end: End| any(&|row: &Row| end_of(row.start) == end || end_of(row.end) == end);
        let mut key = Vec::new();
        let mut entry = |present: bool, words: &'static str, draw: &dyn Fn(&mut Canvas)| {
            if present {
                let mut canvas = Canvas::new(28.0, 16.0);
                draw(&mut canvas);
                key.push((canvas.hidden("draw sample"), words));
            }
        };
        if self.collapsed().is_some() {
            return key;
        }
        entry(any(&|row: &Row| row.done.is_some()), "share done", &|canvas| {
            canvas.rect("period ok", Rect::new(1.0, 2.0, 26.0, 12.0), 0.0);
            canvas.rect("strip ok", Rect::new(1.0, 10.5, 15.0, 3.5), 0.0);
        });
        entry(any(&|row: &Row| row.promised.is_some()), "first promise", &|canvas| {
            canvas.line("promise", 14.0, 0.0, 14.0, 16.0);
        });
        entry(ends(End::Pointed), "a month, not a day", &|canvas| {
            let mut path = Path::from(1.0, 2.0);
            path.across(16.0).to(27.0, 8.0).to(16.0, 14.0).across(1.0).close();
            canvas.path("period idle", &path);
        });
        entry(ends(End::Dashed), "a quarter or longer, not a day", &|canvas| {
            canvas.rect("vague idle", Rect::new(1.0, 2.0, 26.0, 12.0), 3.0);
        });
        entry(
            self.needs.iter().any(|need| !need.violated),
            "needed before",
            &|canvas| {
                canvas.line("need", 1.0, 8.0, 20.0, 8.0);
                canvas.icon("head", "M0 0L-8-4.5V4.5Z", 27.0, 8.0);
            },
        );
        entry(
            self.needs.iter().any(|need| need.violated),
            "needed before it can be there",
            &|canvas| {
                canvas.line("need violated", 1.0, 8.0, 20.0, 8.0);
                canvas.icon("head violated", "M0 0L-8-4.5V4.5Z", 27.0, 8.0);
            },
        );
        key
    }

    fn below(&self) -> Option<Markup> {
        let rows = self.rows().count();
        let words = match self.collapsed() {
            Some(_) => {
                format!("One bar a group, from the first start to the last end; all {rows} rows are in the data.")
            }
            None if rows > MOST_ROWS => format!("The first {MOST_ROWS} of {rows} rows; all are in the data."),
            None => return None,
        };
        let mut out = Markup::default();
        out.element("p").class("meta").text(&words);
        Some(out)
    }
}
