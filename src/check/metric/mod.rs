//! Metrics: the values of their series, and where they should be.

rules! {
    part_above_whole,
    repeated_date,
    repeated_target,
    rows_out_of_order,
    undeclared_aggregate,
    value_below_minimum,
    wrong_cell,
}

use super::part::Part;
use crate::check::Context;
use crate::diagnostic::Diagnostic;
use crate::parse::csv::{Csv, Row};
use crate::text::{FieldPath, Span, TextRange};
use crate::time::{Date, Period};
use crate::workspace::{DocumentIndex, Record, Workspace};
use std::collections::BTreeSet;

/// The most findings that a rule makes of one series: far more than are reported of a file.
const MOST: usize = 1_000;

/// The values of a metric in a CSV table, or written into the record.
struct Series<'a> {
    workspace: &'a Workspace,
    record: &'a Record,
    /// The file in which the values stand.
    document: DocumentIndex,
    source: Part<'a>,
    shape: &'a str,
    values: Values<'a>,
}

enum Values<'a> {
    Table(Table<'a>),
    Points(Part<'a>),
}

/// The rows of a table that count, and where its columns are; a column that is not there is told by another rule.
struct Table<'a> {
    table: &'a Csv,
    text: &'a str,
    /// `%d.%m.%Y` or the like, where days are not written as 2026-11-20.
    format: Option<&'a str>,
    date: Option<usize>,
    step: Option<usize>,
    /// What is counted, the part and the whole.
    counts: Vec<usize>,
    age: Option<usize>,
    size: Option<usize>,
    rows: Vec<&'a Row>,
}

/// A value's day, with the step or age that tells it from others of that day.
struct Dated<'a> {
    date: Date,
    beside: &'a str,
    date_range: TextRange,
    /// The whole row or point.
    range: TextRange,
}

/// The metrics whose values can be read, each way of reading a table once: several metrics may share one.
fn series<'a>(context: &Context<'a>) -> Vec<Series<'a>> {
    let workspace = context.workspace;
    let Some(kind) = workspace.schema().find("metric") else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for index in workspace.of_kind(kind) {
        let record = workspace.record(*index);
        let Some(source) = Part::field(workspace, record, "source") else {
            continue;
        };
        let shape = Part::field(workspace, record, "shape").and_then(Part::choice);
        let shape = shape.unwrap_or("series");
        if let Some(points) = source.get("points") {
            found.push(Series {
                workspace,
                record,
                document: record.document,
                source,
                shape,
                values: Values::Points(points),
            });
            continue;
        }
        let table = source.get("csv").and_then(Part::text);
        let Some((document, table)) = table.and_then(|written| workspace.table(record, written)) else {
            continue;
        };
        let table = Table::new(source, shape, table, workspace.text(document));
        let rows = source.get("where").map(|filter| {
            let text = |key| filter.get(key).and_then(Part::text).unwrap_or("");
            (text("column"), text("value"))
        });
        let columns = [table.date, table.step, table.age, table.size];
        if seen.insert((document, shape, columns, table.counts.clone(), rows, table.format)) {
            found.push(Series {
                workspace,
                record,
                document,
                source,
                shape,
                values: Values::Table(table),
            });
        }
    }
    found
}

impl<'a> Table<'a> {
    fn new(source: Part<'a>, shape: &str, table: &'a Csv, text: &'a str) -> Self {
        let heading = |key: &str| source.get(key).and_then(Part::text);
        let column = |key: &str| heading(key).and_then(|heading| table.column(heading));
        let date = match shape {
            "cohort" => column("cohort"),
            _ => table.column(heading("date").unwrap_or("date")),
        };
        let of_ratio = heading("numerator").is_some() || heading("denominator").is_some();
        let value = match heading("value") {
            None if of_ratio => None,
            value => table.column(value.unwrap_or("value")),
        };
        let counts = [value, column("numerator"), column("denominator")];
        let filter = source.get("where").and_then(|filter| {
            let column = table.column(filter.get("column")?.text()?)?;
            Some((column, filter.get("value")?.text()?))
        });
        let counted = |row: &&Row| filter.is_none_or(|(column, value)| &*row.cells[column] == value);
        Self {
            table,
            text,
            format: heading("date_format"),
            date,
            step: column("step"),
            counts: counts.into_iter().flatten().collect(),
            age: column("age"),
            size: column("size"),
            rows: table.rows.iter().filter(counted).collect(),
        }
    }

    /// Where a cell stands.
    fn cell(&self, row: &Row, column: usize) -> TextRange {
        self.table.cell_range(row, column, self.text)
    }

    /// The day of a row; that of a group of people is the first day of when it began.
    fn day(&self, row: &Row, shape: &str, year_start: u8) -> Option<Date> {
        let written: &str = &row.cells[self.date?];
        match (self.format, shape) {
            (Some(format), _) => Date::parse_as(written, format),
            (None, "cohort") => Period::parse(written, year_start).ok().map(Period::first),
            (None, _) => Date::parse(written),
        }
    }
}

impl<'a> Series<'a> {
    fn year_start(&self) -> u8 {
        self.workspace.configuration().calendar.year_start()
    }

    /// What has a day that can be read, in the order of the file.
    fn dated(&self) -> Vec<Dated<'a>> {
        match &self.values {
            Values::Table(table) => {
                let dated = |row: &&'a Row| {
                    let beside = table.step.or(table.age).map_or("", |column| &*row.cells[column]);
                    Some(Dated {
                        date: table.day(row, self.shape, self.year_start())?,
                        beside,
                        date_range: table.cell(row, table.date?),
                        range: row.range,
                    })
                };
                table.rows.iter().filter_map(dated).collect()
            }
            Values::Points(points) => {
                let dated = |point: Part<'a>| {
                    let date = point.get("date")?;
                    Some(Dated {
                        date: date.date()?,
                        beside: "",
                        date_range: date.range,
                        range: point.range,
                    })
                };
                points.items().filter_map(dated).collect()
            }
        }
    }

    /// A place in the file of the values.
    fn span(&self, range: TextRange) -> Span {
        Span::new(&self.workspace.document(self.document).path, range)
    }

    /// Says that a finding is about this metric and a value of it.
    fn about(&self, finding: Diagnostic, value: &str) -> Diagnostic {
        finding
            .about(FieldPath::field("source"), value)
            .of(self.workspace.identity(self.record))
    }
}

/// Reads a cell as a number: digits with a point, perhaps a sign or an exponent. `Ok(None)` is an empty cell.
fn number(cell: &str) -> Result<Option<f64>, ()> {
    if cell.is_empty() {
        return Ok(None);
    }
    let plain = cell
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    match cell.parse::<f64>() {
        Ok(number) if plain && number.is_finite() => Ok(Some(number)),
        _ => Err(()),
    }
}
