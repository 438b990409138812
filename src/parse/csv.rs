//! CSV tables with the place of every row and cell.

use super::{Content, INVALID_CSV, Limits, TOO_LARGE};
use crate::diagnostic::Diagnostic;
use crate::text::{RepoPath, Span, TextRange, clip};

/// A table of values: a header and rows of the same width.
#[derive(Debug, Default)]
pub struct Csv {
    /// The column names, as written without surrounding space.
    pub header: Box<[Box<str>]>,
    /// The rows; one of another width than the header is a finding and left out.
    pub rows: Box<[Row]>,
    delimiter: u8,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Where it stands.
    pub range: TextRange,
    /// Its cells, without quotes.
    pub cells: Box<[Box<str>]>,
}

impl Csv {
    /// Returns the place of the column with this exact heading.
    pub fn column(&self, heading: &str) -> Option<usize> {
        self.header.iter().position(|name| &**name == heading)
    }

    /// Returns how many columns have this exact heading.
    pub fn columns(&self, heading: &str) -> usize {
        self.header.iter().filter(|name| &***name == heading).count()
    }

    /// Returns where a cell of a row stands, quotes included; the row where there is no such cell.
    pub fn cell_range(&self, row: &Row, column: usize, text: &str) -> TextRange {
        let line = row.range.of(text);
        match cells(line, self.delimiter).0.get(column) {
            Some(cell) => cell.shifted(row.range.start as usize),
            None => row.range,
        }
    }
}

/// Where the cells of one row stand, quotes included, and whether the last one has a quote that is never closed.
fn cells(line: &str, delimiter: u8) -> (Vec<TextRange>, bool) {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    loop {
        let mut at = start;
        // Only a quote that begins a cell encloses it; two in a row stand for one.
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                match bytes.get(at) {
                    None => {
                        found.push(TextRange::new(start, at));
                        return (found, true);
                    }
                    Some(b'"') if bytes.get(at + 1) == Some(&b'"') => at += 2,
                    Some(b'"') => break,
                    Some(_) => at += 1,
                }
            }
        }
        while bytes.get(at).is_some_and(|byte| *byte != delimiter) {
            at += 1;
        }
        found.push(TextRange::new(start, at));
        if at >= bytes.len() {
            return (found, false);
        }
        start = at + 1;
    }
}

/// Parses a CSV file: UTF-8, `,` `;` or tab between cells, whichever the header uses most.
pub(super) fn parse_csv(path: &RepoPath, text: &str, limits: &Limits, problems: &mut Vec<Diagnostic>) -> Content {
    if let Some(problem) = super::conflict(path, text, 0) {
        problems.push(problem);
        return Content::Csv(Csv::default());
    }
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let body = &text[start..];
    let delimiter = delimiter(body);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(body.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut table = Csv {
        delimiter,
        ..Csv::default()
    };
    let mut rows = Vec::new();
    let mut first = true;
    // Far more than are reported of a file; what follows is not worth its memory.
    let most = problems.len() + 10_000;
    while problems.len() < most {
        let begin = reader.position().byte() as usize;
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                problems.push(INVALID_CSV.at(
                    Span::file(path),
                    format!("this is not a CSV table: {}", clip(&error.to_string())),
                ));
                break;
            }
        }
        let end = reader.position().byte() as usize;
        let raw = body.get(begin..end).unwrap_or("");
        let lead = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        let range = TextRange::new(begin + lead, begin + raw.trim_end_matches(['\r', '\n']).len()).shifted(start);
        let cells: Box<[Box<str>]> = record.iter().map(|cell| Box::from(cell.trim())).collect();
        let places = || cells_of(range, text, delimiter);
        if end == body.len() && places().1 {
            // Everything that follows was taken for the inside of this cell.
            let quote = places().0.last().map_or(range, |cell| {
                TextRange::new(cell.start as usize, cell.start as usize + 1)
            });
            problems.push(
                INVALID_CSV
                    .at(Span::new(path, quote), "a quote is opened here and never closed")
                    .with_help("close it with `\"`; a quote inside a quoted cell is written twice".to_owned()),
            );
            break;
        }
        if let Some(problem) = past_limits(&cells, limits) {
            let (place, what) = problem;
            let at = place.and_then(|place| places().0.get(place).copied()).unwrap_or(range);
            let limit = if place.is_some() { "cell_bytes" } else { "columns" };
            problems.push(too_large(path, at, &what, limit));
            if first {
                break;
            }
            continue;
        }
        if first {
            first = false;
            table.header = cells;
        } else if cells.len() == table.header.len() {
            if rows.len() == limits.rows as usize {
                problems.push(too_large(
                    path,
                    range,
                    &format!("the table has more than {}", counted(limits.rows, "row")),
                    "rows",
                ));
                break;
            }
            rows.push(Row { range, cells });
        } else {
            problems.push(
                INVALID_CSV
                    .at(
                        Span::new(path, range),
                        format!(
                            "this row has {}, the header has {}",
                            counted(cells.len() as u32, "cell"),
                            table.header.len()
                        ),
                    )
                    .with_help(if cells.len() > table.header.len() && delimiter == b',' {
                        "every row needs one cell for each column; a value with a comma in it stands in quotes"
                            .to_owned()
                    } else {
                        "every row needs one cell for each column; a cell may be empty".to_owned()
                    }),
            );
        }
    }
    table.rows = rows.into_boxed_slice();
    Content::Csv(table)
}

/// Where the cells of a row stand in the file, and whether its last quote is never closed.
fn cells_of(row: TextRange, text: &str, delimiter: u8) -> (Vec<TextRange>, bool) {
    let (found, open) = cells(row.of(text), delimiter);
    let offset = row.start as usize;
    (found.into_iter().map(|cell| cell.shifted(offset)).collect(), open)
}

/// What of a row is past a limit: the cell where it is one, and the words.
fn past_limits(cells: &[Box<str>], limits: &Limits) -> Option<(Option<usize>, String)> {
    if cells.len() > limits.columns as usize {
        let what = format!("this row has {} cells; the limit is {}", cells.len(), limits.columns);
        return Some((None, what));
    }
    let place = cells.iter().position(|cell| cell.len() > limits.cell_bytes as usize)?;
    Some((
        Some(place),
        format!("this cell has more than {}", super::limits::size(limits.cell_bytes)),
    ))
}

/// "1 row", "2 rows".
fn counted(count: u32, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

fn too_large(path: &RepoPath, range: TextRange, what: &str, limit: &str) -> Diagnostic {
    TOO_LARGE
        .at(Span::new(path, range), what)
        .with_help(format!("`[limits] {limit}` in `opsbook.toml` raises the limit"))
}

fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or("");
    let count = |delimiter: u8| header.bytes().filter(|byte| *byte == delimiter).count();
    // Ties go to the comma, also where there is one column only.
    [b';', b'\t', b',']
        .into_iter()
        .max_by_key(|delimiter| count(*delimiter))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::Document;

    #[test]
    fn rows_and_cells_have_places() {
        let text = "\u{feff}date;value\r\n2026-10-01;\"4;5\"\r\n2026-11-01\r\n";
        let document = Document::parse(&RepoPath::new("m.csv"), text, &Limits::default());
        let Content::Csv(table) = &document.content else {
            panic!()
        };
        assert_eq!(table.rows.len(), 1);
        let row = &table.rows[0];
        assert_eq!(&*row.cells[1], "4;5");
        assert_eq!(table.cell_range(row, 1, text).of(text), "\"4;5\"");
        assert_eq!(table.cell_range(row, 0, text).of(text), "2026-10-01");
        assert_eq!(document.problems[0].message, "this row has 1 cell, the header has 2");
        assert_eq!(document.problems[0].span.range.of(text), "2026-11-01");
    }
}
