//! More people at a step than at the one before, or more who come back than there were.

use super::{MOST, Series, Table, Values, number, series};
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::parse::csv::Row;
use crate::text::clip;
use crate::time::Date;

/// The two are not counts of one population.
pub(super) static RULE: Rule = Rule {
    name: "part-above-whole",
    group: Group::Metric,
    level: Level::Warning,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for series in series(context) {
        let Values::Table(table) = &series.values else { continue };
        let [count] = table.counts.as_slice() else { continue };
        let findings: Vec<Diagnostic> = match series.shape {
            "funnel" => rising(&series, table, *count),
            "cohort" => above(&series, table, *count),
            _ => continue,
        };
        found.extend(findings.into_iter().take(MOST));
    }
}

/// Steps of one day at which there are more than at the step before.
fn rising(series: &Series<'_>, table: &Table<'_>, count: usize) -> Vec<Diagnostic> {
    let Some(step) = table.step else { return Vec::new() };
    let year_start = series.year_start();
    let counted = |row: &&&Row| -> Option<(Date, f64)> {
        let day = table.day(row, series.shape, year_start)?;
        Some((day, number(&row.cells[count]).ok()??))
    };
    let mut before: Option<(Date, f64, &Row)> = None;
    let mut found = Vec::new();
    for row in &table.rows {
        let Some((day, here)) = counted(&row) else { continue };
        if let Some((_, there, earlier)) = before.filter(|(last, there, _)| *last == day && here > *there) {
            let (this, last) = (clip(&row.cells[step]), clip(&earlier.cells[step]));
            let finding = RULE
                .at(
                    series.span(table.cell(row, count)),
                    format!("{here} at `{this}`, more than the {there} at `{last}` before it"),
                )
                .with_related(series.span(table.cell(earlier, count)), "the step before")
                .with_help(
                    "count at each step only those who were at the one before, and keep the steps in their order"
                        .to_owned(),
                );
            found.push(series.about(finding, &format!("{day} {this}")));
        }
        before = Some((day, here, row));
    }
    found
}

/// Groups of which more came back than there were.
fn above(series: &Series<'_>, table: &Table<'_>, count: usize) -> Vec<Diagnostic> {
    let Some(size) = table.size else { return Vec::new() };
    let above = |row: &&&Row| -> Option<(f64, f64)> {
        let (back, all) = (number(&row.cells[count]).ok()??, number(&row.cells[size]).ok()??);
        (back > all).then_some((back, all))
    };
    let findings = table.rows.iter().filter_map(|row| {
        let (back, all) = above(&row)?;
        let finding = RULE
            .at(
                series.span(table.cell(row, count)),
                format!("{back} came back of a group of {all}"),
            )
            .with_related(series.span(table.cell(row, size)), "the group")
            .with_help("count only those who were in the group at its beginning".to_owned());
        Some(series.about(finding, &back.to_string()))
    });
    findings.collect()
}
