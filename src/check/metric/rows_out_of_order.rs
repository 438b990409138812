//! A series that does not go from the oldest value to the newest.

use super::{Dated, Series, series};
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Edit, Fix, Group, Level, Rule};
use crate::text::TextRange;

/// A later value stands before an earlier one.
pub(super) static RULE: Rule = Rule {
    name: "rows-out-of-order",
    group: Group::Metric,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for series in series(context) {
        let dated = series.dated();
        // One cause, one finding, however many rows a merge has mixed.
        let Some(pair) = dated.windows(2).find(|pair| pair[1].date < pair[0].date) else {
            continue;
        };
        let (before, after) = (&pair[0], &pair[1]);
        let finding = RULE
            .at(
                series.span(after.date_range),
                format!("{} stands after {}", after.date, before.date),
            )
            .with_related(series.span(before.date_range), "the later day")
            .with_help("sort the values from the oldest day to the newest".to_owned())
            .with_fix(sorted(&series, &dated));
        found.push(series.about(finding, &after.date.to_string()));
    }
}

/// The values of the series put in order, each into the place of another; what stands between them stays.
fn sorted(series: &Series<'_>, dated: &[Dated<'_>]) -> Fix {
    let text = series.workspace.text(series.document);
    let mut places: Vec<TextRange> = dated.iter().map(|one| one.range).collect();
    places.sort();
    let mut order: Vec<&Dated<'_>> = dated.iter().collect();
    // Stable: what is of one day keeps its order.
    order.sort_by_key(|one| one.date);
    let edits = places
        .iter()
        .zip(order)
        .filter(|(place, one)| **place != one.range)
        .map(|(place, one)| Edit {
            span: series.span(*place),
            text: one.range.of(text).to_owned(),
        });
    Fix {
        title: "sort the values by day".to_owned(),
        safe: true,
        edits: edits.collect(),
    }
}
