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

    /// Returns where a cell of a row stands, quotes included; the row where there is no such cell.
    pub fn cell_range(&self, row: &Row, column: usize, text: &str) -> TextRange {
        let line = row.range.of(text);
        let mut start = 0;
        let mut quoted = false;
        let mut place = 0;
        for (at, byte) in line.bytes().enumerate() {
            match byte {
                b'"' => quoted = !quoted,
                byte if byte == self.delimiter && !quoted => {
                    if place == column {
                        return TextRange::new(start, at).shifted(row.range.start as usize);
                    }
                    place += 1;
                    start = at + 1;
                }
                _ => {}
            }
        }
        if place == column {
            TextRange::new(start, line.len()).shifted(row.range.start as usize)
        } else {
            row.range
        }
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
    loop {
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
        if cells.iter().any(|cell| cell.len() > limits.cell_bytes as usize) || cells.len() > limits.columns as usize {
            problems.push(too_large(
                path,
                range,
                "a row with a cell or a number of columns past the limit",
            ));
            continue;
        }
        if first {
            first = false;
            check_header(path, range, &cells, problems);
            table.header = cells;
        } else if cells.len() == table.header.len() {
            if rows.len() == limits.rows as usize {
                problems.push(too_large(path, range, "more rows than the limit"));
                break;
            }
            rows.push(Row { range, cells });
        } else {
            problems.push(
                INVALID_CSV
                    .at(
                        Span::new(path, range),
                        format!("this row has {} cells, the header {}", cells.len(), table.header.len()),
                    )
                    .with_help("every row needs a cell for each column; an empty cell is allowed".to_owned()),
            );
        }
    }
    table.rows = rows.into_boxed_slice();
    Content::Csv(table)
}

fn too_large(path: &RepoPath, range: TextRange, what: &str) -> Diagnostic {
    TOO_LARGE
        .at(Span::new(path, range), what)
        .with_help("`[limits]` in `opsbook.toml` raises it".to_owned())
}

fn check_header(path: &RepoPath, range: TextRange, cells: &[Box<str>], problems: &mut Vec<Diagnostic>) {
    for (place, cell) in cells.iter().enumerate() {
        if cells[..place].contains(cell) {
            problems.push(
                INVALID_CSV
                    .at(
                        Span::new(path, range),
                        format!("the column `{}` stands twice in the header", clip(cell)),
                    )
                    .with_help("give each column a name of its own".to_owned()),
            );
        }
    }
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
        assert_eq!(document.problems[0].message, "this row has 1 cells, the header 2");
        assert_eq!(document.problems[0].span.range.of(text), "2026-11-01");
    }
}
