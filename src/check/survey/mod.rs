//! Surveys and their answers.

rules! {
    answer_out_of_scale,
    repeated_respondent,
    too_many_answers,
}

use super::part::Part;
use crate::check::Context;
use crate::diagnostic::Diagnostic;
use crate::parse::csv::{Csv, Row};
use crate::text::{FieldPath, Span, TextRange};
use crate::workspace::{DocumentIndex, Record, Workspace};

/// The most findings that a rule makes of one survey: far more than are reported of a file.
const MOST: usize = 1_000;

/// A survey with its table of answers, without the rows that it says do not count.
struct Answers<'a> {
    workspace: &'a Workspace,
    record: &'a Record,
    document: DocumentIndex,
    table: &'a Csv,
    rows: Vec<&'a Row>,
}

fn answers<'a>(context: &Context<'a>) -> Vec<Answers<'a>> {
    let workspace = context.workspace;
    let surveys = workspace.schema().find("survey").map(|kind| workspace.of_kind(kind));
    let mut found = Vec::new();
    for index in surveys.unwrap_or_default() {
        let record = workspace.record(*index);
        let data = Part::field(workspace, record, "data").and_then(Part::text);
        let Some((document, table)) = data.and_then(|written| workspace.table(record, written)) else {
            continue;
        };
        let excluded = Part::field(workspace, record, "exclude");
        let excluded: Vec<(usize, &str)> = excluded
            .into_iter()
            .flat_map(Part::items)
            .filter_map(|row| Some((table.column(row.get("column")?.text()?)?, row.get("value")?.text()?)))
            .collect();
        let counts = |row: &&Row| !excluded.iter().any(|(column, value)| &*row.cells[*column] == *value);
        found.push(Answers {
            workspace,
            record,
            document,
            table,
            rows: table.rows.iter().filter(counts).collect(),
        });
    }
    found
}

impl<'a> Answers<'a> {
    /// Returns the column that `columns` names for `key`.
    fn column(&self, key: &str) -> Option<usize> {
        let columns = Part::field(self.workspace, self.record, "columns")?;
        self.table.column(columns.get(key)?.text()?)
    }

    /// Where a cell stands.
    fn cell(&self, row: &Row, column: usize) -> TextRange {
        self.table.cell_range(row, column, self.workspace.text(self.document))
    }

    /// A place in the file of answers.
    fn span(&self, range: TextRange) -> Span {
        Span::new(&self.workspace.document(self.document).path, range)
    }

    /// Says that a finding is about this survey and a value of it.
    fn about(&self, finding: Diagnostic, field: &str, value: &str) -> Diagnostic {
        finding
            .about(FieldPath::field(field), value)
            .of(self.workspace.identity(self.record))
    }
}

/// Says whether a cell is no answer.
fn is_blank(cell: &str) -> bool {
    cell.is_empty() || cell.eq_ignore_ascii_case("n/a")
}
