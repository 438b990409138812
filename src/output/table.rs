//! Plain tables for people, CSV for spreadsheets.

use crate::text::{defused, visible};

/// Rows of texts under a header.
#[derive(Debug, Default, Clone)]
pub struct Table {
    /// The names of the columns.
    pub header: Vec<String>,
    /// The rows, each as wide as the header.
    pub rows: Vec<Vec<String>>,
}

/// What becomes of cells that a spreadsheet would run as a formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formulas {
    /// They get a `'` in front (PROMISES P21).
    Defused,
    /// They stay as they are, for programs that read every cell as text.
    Kept,
}

/// The widest column for people, in characters.
const WIDEST: usize = 60;

impl Table {
    /// Renders columns of even width; the last is not padded.
    pub fn plain(&self) -> String {
        let shown = |cell: &String| -> String {
            let text = visible(cell).into_owned();
            match text.char_indices().nth(WIDEST) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        };
        let mut rows: Vec<Vec<String>> = vec![self.header.iter().map(|name| name.to_uppercase()).collect()];
        rows.extend(self.rows.iter().map(|row| row.iter().map(shown).collect()));
        let widths: Vec<usize> = (0..self.header.len())
            .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
            .collect();
        let mut out = String::new();
        for row in rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width - cell.chars().count() + 2));
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// Renders CSV.
    pub fn csv(&self, formulas: Formulas) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.header).chain(&self.rows) {
            let cells = row.iter().map(|cell| match formulas {
                Formulas::Defused => defused(cell),
                Formulas::Kept => cell.clone(),
            });
            writer.write_record(cells).expect("a vector takes every byte");
        }
        String::from_utf8(writer.into_inner().expect("a vector takes every byte")).expect("cells are UTF-8")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        let table = Table {
            header: vec!["a".into(), "b".into()],
            rows: vec![vec!["=1+1".into(), "-4".into()]],
        };
        assert_eq!(table.csv(Formulas::Defused), "a,b\n'=1+1,-4\n");
        assert_eq!(table.csv(Formulas::Kept), "a,b\n=1+1,-4\n");
        assert_eq!(table.plain(), "A     B\n=1+1  -4\n");
    }
}
