//! A cell of a series that is neither number nor day.

use super::{MOST, Series, Table, Values, number, series};
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::parse::csv::Row;
use crate::text::{Span, clip};
use crate::time::Date;

/// What stands there is no number, or no day.
pub(super) static RULE: Rule = Rule {
    name: "wrong-cell",
    group: Group::Metric,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for series in series(context) {
        let Values::Table(table) = &series.values else { continue };
        if let Some(format) = wrong_format(&series) {
            found.push(format);
            continue;
        }
        let most = found.len() + MOST;
        for row in &table.rows {
            if found.len() >= most {
                break;
            }
            found.extend(day(&series, table, row));
            let numbers = table.counts.iter().chain(&table.age).chain(&table.size);
            found.extend(numbers.filter_map(|column| value(&series, table, row, *column)));
        }
    }
}

/// A date format that cannot tell one day from another.
fn wrong_format(series: &Series<'_>) -> Option<Diagnostic> {
    let format = series.source.get("date_format")?;
    let written = format.text()?;
    let names = |letters: [&str; 3]| letters.iter().any(|letter| written.contains(letter));
    let whole = names(["%Y", "%y", "%F"]) && names(["%m", "%b", "%F"]) && names(["%d", "%e", "%F"]);
    if whole {
        return None;
    }
    let finding = RULE
        .at(
            Span::new(series.workspace.path(series.record), format.range),
            format!("`{}` says no whole day", clip(written)),
        )
        .with_help(
            "`%d` stands for the day, `%m` for the month, `%Y` for the year: `%d.%m.%Y` reads 20.11.2026".to_owned(),
        );
    Some(series.about(finding, written))
}

fn day(series: &Series<'_>, table: &Table<'_>, row: &Row) -> Option<Diagnostic> {
    let column = table.date?;
    if table.day(row, series.shape, series.year_start()).is_some() {
        return None;
    }
    let written: &str = &row.cells[column];
    let what = match written {
        "" => "this row has no day".to_owned(),
        written => format!("`{}` is no day", clip(written)),
    };
    let help = match table.format {
        Some(format) => format!("`date_format` says that days are written as `{}`", clip(format)),
        None if iso(written).is_some() => format!("write it as `{}`", iso(written)?),
        None => "write the day as 2026-11-20, or say in `date_format` how this file writes it".to_owned(),
    };
    let finding = RULE.at(series.span(table.cell(row, column)), what).with_help(help);
    Some(series.about(finding, written))
}

/// The day of a moment, which is the only other form that cannot be mistaken.
fn iso(written: &str) -> Option<Date> {
    let (day, rest) = written.split_at_checked(10)?;
    Date::parse(day).filter(|_| rest.starts_with(['T', ' ']))
}

fn value(series: &Series<'_>, table: &Table<'_>, row: &Row, column: usize) -> Option<Diagnostic> {
    let written: &str = &row.cells[column];
    number(written).err()?;
    let heading = clip(&table.table.header[column]);
    let help = match mended(written) {
        Some(number) => format!("write only the number, with a point: `{number}`"),
        None => "write a number with a point, such as `41.5`, or leave the cell empty where it is not known".to_owned(),
    };
    let finding = RULE
        .at(
            series.span(table.cell(row, column)),
            format!("`{}` in the column `{heading}` is no number", clip(written)),
        )
        .with_help(help);
    Some(series.about(finding, written))
}

/// The number that people who write `43,0` or `12 %` mean; `1,200` may be either.
fn mended(written: &str) -> Option<String> {
    let bare: String = written
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '%' | '€' | '$' | '£' | '\''))
        .collect();
    let candidate = match bare.split_once(',') {
        Some((_, after)) if after.len() == 3 || after.contains(',') => return None,
        Some((before, after)) => format!("{before}.{after}"),
        None => bare,
    };
    matches!(number(&candidate), Ok(Some(_))).then_some(candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_mean_is_offered_where_it_is_certain() {
        assert_eq!(mended("43,0").as_deref(), Some("43.0"));
        assert_eq!(mended("12 %").as_deref(), Some("12"));
        assert_eq!(mended("1,200"), None);
        assert_eq!(mended("many"), None);
        assert!(number("inf").is_err());
        assert!(number("0x10").is_err());
        assert_eq!(number("-1.5e3"), Ok(Some(-1500.0)));
    }
}
