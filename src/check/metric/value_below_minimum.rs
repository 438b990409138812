//! A value below the lowest that its metric can have.

use super::{MOST, Series, Values, number, series};
use crate::check::part::Part;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::TextRange;

/// The metric says that it cannot fall so low.
pub(super) static RULE: Rule = Rule {
    name: "value-below-minimum",
    group: Group::Metric,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for series in series(context) {
        let minimum = Part::field(context.workspace, series.record, "min").and_then(Part::number);
        let Some(minimum) = minimum else { continue };
        let low = values(&series).into_iter().filter(|(value, _)| *value < minimum);
        found.extend(low.take(MOST).map(|(value, range)| {
            let finding = RULE
                .at(
                    series.span(range),
                    format!("{value} is below {minimum}, the lowest that this metric can be"),
                )
                .with_help("correct the value, or `min` in the metric".to_owned());
            series.about(finding, &value.to_string())
        }));
    }
}

fn values(series: &Series<'_>) -> Vec<(f64, TextRange)> {
    match &series.values {
        // Of a ratio neither part nor whole is the value.
        Values::Table(table) => match table.counts.as_slice() {
            [value] => table
                .rows
                .iter()
                .filter_map(|row| Some((number(&row.cells[*value]).ok()??, table.cell(row, *value))))
                .collect(),
            _ => Vec::new(),
        },
        Values::Points(points) => points
            .items()
            .filter_map(|point| point.get("value"))
            .filter_map(|value| Some((value.number()?, value.range)))
            .collect(),
    }
}
