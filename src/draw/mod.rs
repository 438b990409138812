//! Chart and diagram data into static SVG, with the same data as a table, as JSON and as CSV.
//!
//! A [`Chart`] is data and words; [`Chart::figure`] writes the whole figure: title, question, drawing, finding, table,
//! files. It knows no record and no page. What it draws is in px of its own width and has no colour: classes name roles,
//! the style sheet of the site gives them the tokens of the theme. Everything passes [`Markup`], which closes what it
//! opens and escapes what it is given, and the width of every text is known beforehand ([`Style`]), so that none collide.
//!
//! No drawing depends on more than its data: the same data give the same bytes. Numbers that are none are left out,
//! too many marks are thinned or counted, and nothing at all is a sentence.

mod markup;
mod number;
mod font;
mod canvas;
mod scale;
mod spread;
mod table;
mod plot;
mod figure;
mod line;
mod bars;
mod scatter;
mod area;
mod timeline;
mod layers;
mod graph;
mod sparkline;

pub use area::{Area, Layer};
pub use bars::{Bar, BarState, Bars, Palette};
pub use figure::{Chart, Drawing, Files, Width};
pub use font::Style;
pub use graph::{Edge, Graph, Node};
pub use line::{Band, Line, Manner, Note, Series};
pub use markup::{Address, Markup};
pub use plot::{Basis, Reference, Tone};
pub use scale::{Growth, Quantity};
pub use scatter::{Dot, Dots, Group, Scatter, Zone};
pub use sparkline::Sparkline;
pub use table::{Cell, Column, Table};
pub use timeline::{Need, Row, Timeline, TimelineGroup};
