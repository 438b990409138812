//! A line without axes, for a card that says the number in words.

use super::canvas::{Canvas, Path};
use super::markup::Markup;
use super::number::drawable;
use super::plot::{ENOUGH, count};
use super::scale::{NumberAxis, Quantity};

/// The size in px.
const WIDTH: f64 = 112.0;
const HEIGHT: f64 = 36.0;

/// The last values of a series, evenly spaced, with the target and a dot at the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sparkline {
    /// The values, oldest first. `None` is a gap.
    pub values: Vec<Option<f64>>,
    /// Where they should be.
    pub target: Option<f64>,
}

impl Sparkline {
    /// Returns the drawing, hidden from assistive technology since the card has the words; nothing without values.
    pub fn svg(&self) -> Option<Markup> {
        let values: Vec<Option<f64>> = self.values.iter().map(|value| value.and_then(drawable)).collect();
        let target = self.target.and_then(drawable);
        let known = values.iter().flatten().count();
        if known == 0 {
            return None;
        }
        let quantity = Quantity {
            decimals: 9,
            from_zero: false,
            ..Quantity::count("")
        };
        let all = || values.iter().flatten().copied().chain(target);
        let (low, high) = (
            all().fold(f64::INFINITY, f64::min),
            all().fold(f64::NEG_INFINITY, f64::max),
        );
        let y = if low < high {
            NumberAxis::tight(low, high).scale(HEIGHT - 5.0, 5.0)
        } else {
            NumberAxis::new(&quantity, all()).scale(HEIGHT - 5.0, 5.0)
        };
        let step = (WIDTH - 10.0) / count(values.len().saturating_sub(1).max(1));
        let mut canvas = Canvas::new(WIDTH, HEIGHT);
        if let Some(target) = target {
            canvas.line("target", 2.0, y.at(target), WIDTH - 2.0, y.at(target));
        }
        let mut path = Path::default();
        let mut joined = false;
        let mut end = None;
        for (place, value) in values.iter().enumerate() {
            let x = 4.0 + step * count(place);
            match value {
                Some(value) if known < ENOUGH => canvas.circle("dot", x, y.at(*value), 2.5),
                Some(value) if joined => {
                    path.to(x, y.at(*value));
                }
                Some(value) => {
                    path.jump(x, y.at(*value));
                }
                None => {}
            }
            joined = value.is_some();
            end = value.map(|value| (x, y.at(value))).or(end);
        }
        canvas.path("line c1", &path);
        if let Some((x, y)) = end {
            canvas.circle("dot", x, y, 4.0);
        }
        Some(canvas.hidden("draw spark"))
    }
}
