//! `opsbook list`: the records of a kind as a table.

use super::session::{Opened, Session};
use super::{Failure, Outcome, Status};
use crate::diagnostic::Diagnostic;
use crate::expression::{Answer, Type};
use crate::output::{Formulas, Table};
use crate::schema::Kind;
use crate::text::nearest;
use crate::value::KindIndex;
use crate::workspace::Workspace;
use crate::workspace::query::{Query, Row, query};
use clap::{Args, ValueEnum};

/// List the records of a kind
///
/// Conditions, columns and orders are expressions over the fields of the kind; `objective.status` follows a reference.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  opsbook list initiative
  opsbook list initiative --where 'status == \"in-progress\" && target < today() + days(14)'
  opsbook list feedback --columns id,status,customer --sort=-received
  opsbook list initiative --columns id,objective.title,size(themes)
  opsbook list metric --format csv")]
pub(super) struct Arguments {
    /// The kind, such as `initiative`
    kind: String,
    /// Only records for which this holds
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    /// What to show, separated by commas
    #[arg(long, value_name = "COLUMNS")]
    columns: Option<String>,
    /// What to sort by, separated by commas; with a `-` in front, the greatest first
    #[arg(long, value_name = "ORDER", allow_hyphen_values = true)]
    sort: Option<String>,
    /// How it is written
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Shape,
    /// With `--format csv`: leave a cell that a spreadsheet would run as a formula without the `'` in front
    #[arg(long)]
    keep_formulas: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shape {
    Table,
    Json,
    Csv,
}

/// The column that is no expression: where the record's file is.
const PATH: &str = "path";

pub(super) fn run(arguments: &Arguments, session: &mut Session<'_>) -> Outcome {
    let formulas = match arguments.keep_formulas {
        true if arguments.format != Shape::Csv => {
            return Err(Failure::new("`--keep-formulas` is for CSV, and no CSV is asked for")
                .with_hint("add `--format csv`, or leave it out".to_owned()));
        }
        true => Formulas::Kept,
        false => Formulas::Defused,
    };
    let Opened { workspace, today, .. } = session.open()?;
    let kind = kind_named(&workspace, &arguments.kind)?;
    let definition = workspace.schema().kind(kind);
    let header = match &arguments.columns {
        Some(columns) => parts(columns),
        None => usual_columns(definition),
    };
    let columns: Vec<String> = header.iter().filter(|column| *column != PATH).cloned().collect();
    let sort = arguments.sort.as_deref().map(parts).unwrap_or_default();
    let asked = Query {
        filter: arguments.filter.as_deref(),
        sort: &sort,
        columns: &columns,
    };
    let found = query(&workspace, kind, &asked, today).map_err(|problems| wrong_expression(&problems, arguments))?;
    let rows = found
        .rows
        .iter()
        .map(|row| cells(&workspace, &header, row, &found.types));
    let text = |rows: Vec<Vec<Cell<'_>>>| Table {
        header: header.clone(),
        rows: rows
            .into_iter()
            .map(|row| row.into_iter().map(|cell| cell.text()).collect())
            .collect(),
    };
    let out = match arguments.format {
        Shape::Table if found.rows.is_empty() => String::new(),
        Shape::Table => text(rows.collect()).plain(),
        Shape::Csv => text(rows.collect()).csv(formulas),
        Shape::Json => {
            let list: Vec<serde_json::Value> = rows
                .map(|row| header.iter().cloned().zip(row.iter().map(Cell::json)).collect())
                .collect();
            serde_json::to_string_pretty(&serde_json::json!({ "v": 1, "records": list })).expect("texts are JSON")
                + "\n"
        }
    };
    session.print(&out);
    session.finish()?;
    session.note(&super::session::counted(
        found.rows.len(),
        &definition.name,
        &definition.plural,
    ));
    Ok(Status::Well)
}

/// What stands in a column of a row.
enum Cell<'a> {
    Path(&'a str),
    Answer(Option<&'a Answer>, &'a Type),
}

impl Cell<'_> {
    fn text(&self) -> String {
        match self {
            Self::Path(path) => (*path).to_owned(),
            Self::Answer(answer, of) => answer.map_or_else(String::new, |answer| answer.shown(of)),
        }
    }

    /// Numbers stay numbers, lists lists; what is missing is null.
    fn json(&self) -> serde_json::Value {
        match self {
            Self::Path(path) => (*path).into(),
            Self::Answer(None, _) => serde_json::Value::Null,
            Self::Answer(Some(Answer::Number(number)), _) if number.fract() == 0.0 && number.abs() < 1e15 => {
                (*number as i64).into()
            }
            Self::Answer(Some(Answer::Number(number)), _) => (*number).into(),
            Self::Answer(Some(Answer::Boolean(yes)), _) => (*yes).into(),
            Self::Answer(Some(Answer::List(items)), of) => {
                let of = match of {
                    Type::List(of) => &**of,
                    of => *of,
                };
                items.iter().map(|item| Cell::Answer(Some(item), of).json()).collect()
            }
            Self::Answer(Some(answer), of) => answer.shown(of).into(),
        }
    }
}

fn cells<'a>(workspace: &'a Workspace, header: &[String], row: &'a Row, types: &'a [Type]) -> Vec<Cell<'a>> {
    let mut answers = row.cells.iter().zip(types);
    let record = workspace.record(row.record);
    header
        .iter()
        .map(|column| match column.as_str() {
            PATH => Cell::Path(workspace.below(workspace.path(record))),
            _ => answers
                .next()
                .map_or(Cell::Path(""), |(answer, of)| Cell::Answer(answer.as_ref(), of)),
        })
        .collect()
}

fn usual_columns(kind: &Kind) -> Vec<String> {
    let status = kind.lifecycle.as_ref().map(|_| "status");
    // Where the status follows other records, the one in the file stands beside it.
    let follows = kind
        .lifecycle
        .as_ref()
        .is_some_and(|lifecycle| lifecycle.derived_from.is_some());
    let written = follows.then_some("written_status");
    ["id"]
        .into_iter()
        .chain(status)
        .chain(written)
        .chain(["owner", "title"])
        .map(str::to_owned)
        .collect()
}

/// The parts of a text between commas that stand in no brackets or quotes.
fn parts(text: &str) -> Vec<String> {
    let (mut depth, mut quote, mut start) = (0i32, None, 0);
    let mut found = Vec::new();
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth -= 1,
            (None, ',') if depth == 0 => {
                found.push(text[start..at].trim().to_owned());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(text[start..].trim().to_owned());
    found.retain(|part| !part.is_empty());
    found
}

/// The first thing that is wrong with an expression, under the expression itself.
fn wrong_expression(problems: &[Diagnostic], arguments: &Arguments) -> Failure {
    let Some(first) = problems.first() else {
        return Failure::new("an expression is wrong");
    };
    let name = first.span.path.as_str();
    let texts = match name {
        "--where" => arguments.filter.iter().cloned().collect(),
        "--sort" => arguments.sort.as_deref().map(parts).unwrap_or_default(),
        _ => arguments.columns.as_deref().map(parts).unwrap_or_default(),
    };
    let range = first.span.range.bytes();
    let marked = match texts.as_slice() {
        [text] => {
            // Offsets of an order count after its `-`.
            let text = if name == "--sort" {
                text.trim_start_matches('-')
            } else {
                text
            };
            let before = text.get(..range.start).map_or(0, |before| before.chars().count());
            let width = text.get(range).map_or(1, |marked| marked.chars().count().max(1));
            format!("\n  {text}\n  {}{}", " ".repeat(before), "^".repeat(width))
        }
        _ => String::new(),
    };
    Failure::new(format!("{name}: {}{marked}", first.message)).with_hint(first.help.clone())
}

/// Finds a kind by name, plural or folder.
pub(super) fn kind_named(workspace: &Workspace, name: &str) -> Result<KindIndex, Failure> {
    let schema = workspace.schema();
    let found = schema
        .find(name)
        .or_else(|| schema.kinds().find(|kind| *kind.plural == *name).map(|kind| kind.index));
    found.ok_or_else(|| {
        let near = nearest(name, schema.kinds().map(|kind| &*kind.name));
        let all: Vec<&str> = schema.kinds().map(|kind| &*kind.name).collect();
        let hint = near.map_or_else(
            || format!("kinds are: {}", all.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        Failure::new(format!("no kind is named `{name}`")).with_hint(hint)
    })
}
