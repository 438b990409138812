//! Several values in one period, and nothing says how they become one.

use super::series;
use crate::check::part::Part;
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::time::{Period, Precision};
use crate::value::Value;

/// The last one counts, which is right for a stock and wrong for a sum.
pub(super) static RULE: Rule = Rule {
    name: "undeclared-aggregate",
    group: Group::Metric,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let workspace = context.workspace;
    for series in series(context) {
        let cadence = match workspace.value(series.record, "cadence") {
            Some(Value::Cadence(cadence)) => cadence,
            _ => continue,
        };
        let declared = Part::field(workspace, series.record, "aggregate").is_some();
        let Some(precision) = cadence.precision().filter(|precision| *precision != Precision::Day) else {
            continue;
        };
        if declared || series.shape != "series" {
            continue;
        }
        let mut dated = series.dated();
        dated.sort_by_key(|one| one.date);
        let period = |date| Period::containing(date, precision, series.year_start());
        // The same day twice has a rule of its own.
        let Some(pair) = dated
            .windows(2)
            .find(|pair| pair[0].date != pair[1].date && period(pair[0].date) == period(pair[1].date))
        else {
            continue;
        };
        let finding = RULE
            .at(
                series.span(pair[1].date_range),
                format!(
                    "{} and {} are values of one {}, and nothing says how they become one",
                    pair[0].date,
                    pair[1].date,
                    precision.name()
                ),
            )
            .with_related(series.span(pair[0].date_range), "the earlier one")
            .with_help(
                "write `aggregate`: sum, mean, last, min, max or ratio; until then the last one counts".to_owned(),
            );
        found.push(series.about(finding, "aggregate"));
    }
}
