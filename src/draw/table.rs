//! The data of a chart as a table: in the page, as JSON and as CSV.

use super::markup::Markup;
use super::number::{counted, shown};
use crate::text::{defused, visible};
use crate::time::Date;
use serde_json::{Value, json};

/// The rows that a page shows; the files have all.
const MOST_ROWS: usize = 100;

/// Values in columns, one row a mark.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// The headings.
    pub columns: Vec<Column>,
    /// The rows, each as wide as the headings.
    pub rows: Vec<Vec<Cell>>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands below.
    pub name: String,
    /// Whether it is numbers, which stand at the right.
    pub numeric: bool,
}

/// A value of the table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// Words.
    Text(String),
    /// A day, written as in files.
    Day(Date),
    /// A number, with the decimals that people see; files have all.
    Number(f64, u8),
}

impl Cell {
    /// A number, or nothing where it is none.
    pub(super) fn number(value: Option<f64>, decimals: u8) -> Cell {
        match value {
            Some(value) if value.is_finite() => Cell::Number(value, decimals),
            _ => Cell::Empty,
        }
    }

    fn written(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Day(day) => day.to_string(),
            Cell::Number(value, decimals) => shown(*value, *decimals),
        }
    }
}

impl Table {
    /// Makes a table from its headings; those that begin with `#` are of numbers.
    pub(super) fn new(headings: &[&str]) -> Table {
        let columns = headings.iter().map(|heading| Column {
            name: heading.trim_start_matches('#').to_owned(),
            numeric: heading.starts_with('#'),
        });
        Table {
            columns: columns.collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a column of numbers.
    pub(super) fn number_column(&mut self, name: &str) {
        self.columns.push(Column {
            name: name.to_owned(),
            numeric: true,
        });
    }

    /// Leaves out columns in which no row says anything; the first stays.
    pub(super) fn without_empty_columns(self) -> Table {
        let says = |column: usize| column == 0 || self.rows.iter().any(|row| row[column] != Cell::Empty);
        let kept: Vec<usize> = (0..self.columns.len()).filter(|column| says(*column)).collect();
        let rows = self
            .rows
            .iter()
            .map(|row| kept.iter().map(|column| row[*column].clone()).collect());
        Table {
            rows: rows.collect(),
            columns: kept.iter().map(|column| self.columns[*column].clone()).collect(),
        }
    }

    /// Returns the table as CSV. A cell that a spreadsheet would run as a formula gets a `'` in front (PROMISES P21).
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut write = |cells: Vec<String>| writer.write_record(cells).expect("a vector takes every byte");
        write(self.columns.iter().map(|column| defused(&column.name)).collect());
        for row in &self.rows {
            let cells = row.iter().map(|cell| match cell {
                Cell::Number(value, _) => value.to_string(),
                other => defused(&other.written()),
            });
            write(cells.collect());
        }
        String::from_utf8(writer.into_inner().expect("a vector takes every byte")).expect("cells are UTF-8")
    }

    /// Returns the columns and rows as JSON: days as text, numbers in full, `null` for what is not known.
    pub(super) fn json(&self) -> Value {
        let columns: Vec<Value> = self.columns.iter().map(|column| column.name.as_str().into()).collect();
        let rows = self.rows.iter().map(|row| {
            let cells = row.iter().map(|cell| match cell {
                Cell::Empty => Value::Null,
                Cell::Number(value, _) => json!(value),
                other => other.written().into(),
            });
            cells.collect()
        });
        json!({ "columns": columns, "rows": rows.collect::<Vec<Value>>() })
    }

    /// Writes the table for the page; of a long one the last rows.
    pub(super) fn write(&self, caption: &str, out: &mut Markup) {
        let left_out = self.rows.len().saturating_sub(MOST_ROWS);
        out.element("table").holding(|table| {
            table.newline();
            table.element("caption").holding(|inside| {
                inside.text(caption);
                if left_out > 0 {
                    inside.text(&format!(
                        ", the last {MOST_ROWS} of {}; all are in the files",
                        counted(self.rows.len(), "row", "rows")
                    ));
                }
            });
            table.newline();
            table.element("thead").holding(|head| {
                head.element("tr").holding(|row| {
                    for column in &self.columns {
                        let class = if column.numeric { "num" } else { "" };
                        row.element("th").with("scope", "col").class(class).text(&column.name);
                    }
                });
            });
            table.newline();
            table.element("tbody").holding(|body| {
                for row in &self.rows[left_out..] {
                    body.newline();
                    body.element("tr").holding(|inside| self.write_row(row, inside));
                }
                body.newline();
            });
            table.newline();
        });
    }

    fn write_row(&self, row: &[Cell], out: &mut Markup) {
        for (place, (cell, column)) in row.iter().zip(&self.columns).enumerate() {
            let class = if column.numeric { "num" } else { "" };
            let words = cell.written();
            let words = visible(&words);
            if place == 0 {
                out.element("th").with("scope", "row").class(class).text(&words);
            } else {
                out.element("td").class(class).text(&words);
            }
        }
    }
}
