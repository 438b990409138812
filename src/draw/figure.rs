//! A chart as a figure of a page: title, question, drawing, finding, data.

use super::area::Area;
use super::bars::Bars;
use super::graph::Graph;
use super::line::Line;
use super::markup::{Address, Markup};
use super::scatter::Scatter;
use super::table::Table;
use super::timeline::Timeline;
use serde_json::json;

/// A chart with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it is called in addresses: the anchor `o-NAME` and the files. Lower-case words and dashes.
    pub name: String,
    /// What it shows, in a few words.
    pub title: String,
    /// The question that it answers, in one line.
    pub question: String,
    /// The answer, in one sentence that is computed from the data.
    pub finding: String,
    /// What stands there without data: a sentence that says what to do.
    pub empty: String,
    /// How much room it has.
    pub width: Width,
    /// What is drawn.
    pub drawing: Drawing,
}

/// The room of a chart; it is drawn for this width and grows no wider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// The whole page, 1232 px.
    Full,
    /// Beside the fields of a record, 856 px.
    Column,
    /// One of two columns, 592 px.
    Half,
}

impl Width {
    /// Returns the width in px.
    pub fn px(self) -> f64 {
        match self {
            Width::Full => 1232.0,
            Width::Column => 856.0,
            Width::Half => 592.0,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Width::Full => "draw full",
            Width::Column => "draw column",
            Width::Half => "draw half",
        }
    }
}

/// The data of a chart by its kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Drawing {
    /// Values over time.
    Line(Line),
    /// Amounts by group or period.
    Bars(Bars),
    /// Single things by two measures.
    Scatter(Scatter),
    /// Amounts on top of each other over time.
    Area(Area),
    /// Bars from day to day, by row.
    Timeline(Timeline),
    /// What leads to what.
    Graph(Graph),
}

/// Where the data of a chart lies as files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The JSON file.
    pub json: Address,
    /// The CSV file.
    pub csv: Address,
}

/// What a kind of chart tells the figure.
pub(super) trait Draw {
    /// Whether there is nothing to draw.
    fn is_empty(&self) -> bool;

    /// What is drawn, for those who do not see it: "line chart, 24 values from … to …".
    fn description(&self) -> String;

    /// Draws it `width` px wide.
    fn draw(&self, width: f64) -> super::canvas::Canvas;

    /// The data.
    fn table(&self) -> Table;

    /// What the marks mean, where they do not say it themselves: a sample of the mark and words.
    fn key(&self) -> Vec<(Markup, &'static str)> {
        Vec::new()
    }

    /// What stands in the place of a drawing that would not be readable at that width.
    fn instead(&self, _width: f64) -> Option<Markup> {
        None
    }

    /// What stands below the finding, such as numbered notes.
    fn below(&self) -> Option<Markup> {
        None
    }
}

impl Chart {
    fn kind(&self) -> &dyn Draw {
        match &self.drawing {
            Drawing::Line(line) => line,
            Drawing::Bars(bars) => bars,
            Drawing::Scatter(scatter) => scatter,
            Drawing::Area(area) => area,
            Drawing::Timeline(timeline) => timeline,
            Drawing::Graph(graph) => graph,
        }
    }

    /// Returns the drawing, or nothing where there is no data or too much.
    pub fn svg(&self) -> Option<Markup> {
        let kind = self.kind();
        if kind.is_empty() || kind.instead(self.width.px()).is_some() {
            return None;
        }
        let label = format!("{}: {}", self.title, kind.description());
        Some(kind.draw(self.width.px()).finish(self.width.class(), &label))
    }

    /// Returns the data.
    pub fn table(&self) -> Table {
        self.kind().table()
    }

    /// Returns the words and the data as JSON, `v` being the version of the form.
    pub fn json(&self) -> String {
        let mut all = json!({
            "v": 1,
            "name": self.name,
            "title": self.title,
            "question": self.question,
            "finding": self.finding,
        });
        if let (Some(all), Some(data)) = (all.as_object_mut(), self.table().json().as_object_mut()) {
            all.append(data);
        }
        format!("{all}\n")
    }

    /// Returns the data as CSV.
    pub fn csv(&self) -> String {
        self.table().csv()
    }

    /// Returns the figure. `level` is that of its heading, 2 to 6; `files` are linked where they lie somewhere.
    pub fn figure(&self, level: u8, files: Option<&Files>) -> Markup {
        let mut out = Markup::default();
        let anchor = format!("o-{}", self.name);
        let tag = out.element("section").class("chart").with("aria-labelledby", &anchor);
        tag.holding(|section| {
            section.newline();
            self.heading(level, &anchor, section);
            if !self.question.is_empty() {
                section.element("p").class("ask").text(&self.question);
                section.newline();
            }
            if self.kind().is_empty() {
                section.element("p").class("no-data").text(&self.empty);
            } else {
                self.drawn(section);
                self.data(files, section);
            }
            section.newline();
        });
        out.newline();
        out
    }

    fn heading(&self, level: u8, anchor: &str, out: &mut Markup) {
        let name = ["h2", "h3", "h4", "h5", "h6"][usize::from(level.clamp(2, 6)) - 2];
        // An anchor of the page itself: a name of dashes and letters is always an address.
        let here = Address::new(&format!("#{anchor}"));
        out.element(name).with("id", anchor).holding(|inside| {
            inside.text(&self.title);
            if let Some(here) = &here {
                inside.text(" ");
                let label = format!("Link to {}", self.title);
                inside
                    .element("a")
                    .class("anchor")
                    .address(here)
                    .with("aria-label", &label)
                    .text("#");
            }
        });
        out.newline();
    }

    fn drawn(&self, out: &mut Markup) {
        let kind = self.kind();
        out.element("figure").holding(|figure| {
            figure.newline();
            if let Some(svg) = self.svg() {
                let label = format!("{}, chart", self.title);
                let tag = figure.element("div").class("scroll").with("tabindex", "0");
                tag.with("role", "group").with("aria-label", &label).holding(|inside| {
                    inside.newline();
                    inside.append(&svg);
                    inside.newline();
                });
            } else if let Some(instead) = kind.instead(self.width.px()) {
                figure.append(&instead);
            }
            figure.newline();
            let key = kind.key();
            if !key.is_empty() {
                figure.element("ul").class("key").holding(|list| {
                    for (sample, words) in key {
                        list.element("li").holding(|item| {
                            item.append(&sample);
                            item.text(words);
                        });
                    }
                });
                figure.newline();
            }
            if !self.finding.is_empty() {
                figure.element("figcaption").text(&self.finding);
                figure.newline();
            }
        });
        out.newline();
        if let Some(below) = kind.below() {
            out.append(&below);
            out.newline();
        }
    }

    fn data(&self, files: Option<&Files>, out: &mut Markup) {
        let table = self.table();
        let hidden = format!(" of {}", self.title);
        out.element("details").class("data").holding(|details| {
            details.element("summary").holding(|summary| {
                summary.text("Data");
                summary.element("span").class("hidden").text(&hidden);
            });
            details.newline();
            let label = format!("{}, data", self.title);
            let tag = details.element("div").class("scroll").with("tabindex", "0");
            tag.with("role", "group")
                .with("aria-label", &label)
                .holding(|inside| table.write(&self.title, inside));
            details.newline();
            if let Some(files) = files {
                details.element("p").class("files").holding(|line| {
                    for (words, address) in [("JSON", &files.json), ("CSV", &files.csv)] {
                        line.element("a").address(address).holding(|link| {
                            link.text(words);
                            link.element("span").class("hidden").text(&hidden);
                        });
                        line.text(" ");
                    }
                });
                details.newline();
            }
        });
    }
}
