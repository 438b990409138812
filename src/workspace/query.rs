//! Rows of records: those of a kind for which a condition holds, in an order, with columns. `list` and saved views.

use super::{RecordIndex, Workspace};
use crate::diagnostic::Diagnostic;
use crate::expression::{Answer, Expression, Root, Type, argument, compile, compile_condition};
use crate::expression::{Facts, INVALID_EXPRESSION};
use crate::text::clip;
use crate::time::Date;
use crate::value::KindIndex;
use rayon::prelude::*;
use std::cmp::Ordering;

/// What is asked for, as text: expressions over the fields of the kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<'a> {
    /// The condition; without one all records are taken, where it is missing none.
    pub filter: Option<&'a str>,
    /// What rows are sorted by, the most important first: `target`, `-reach` for the greatest first.
    pub sort: &'a [String],
    /// What is shown of each.
    pub columns: &'a [String],
}

/// What came of a query.
#[derive(Clone, PartialEq, Debug)]
pub struct Rows {
    /// What stands in each column.
    pub types: Vec<Type>,
    /// The rows, sorted.
    pub rows: Vec<Row>,
}

/// One record of a query.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Which it is.
    pub record: RecordIndex,
    /// What each column comes to; `None` is missing.
    pub cells: Vec<Option<Answer>>,
}

/// A compiled query.
struct Plan {
    filter: Option<Expression>,
    /// Each with whether the greatest comes first.
    sort: Vec<(Expression, bool)>,
    columns: Vec<Expression>,
}

/// Runs a query over the records of a kind.
///
/// Where an expression is wrong there are findings instead of rows; their spans name `--where`, `--sort` or
/// `--columns` as the file, with offsets in that argument. Records that are equal for `sort` come in the order of ids,
/// those without a value last, whichever way the order goes.
pub fn query(workspace: &Workspace, kind: KindIndex, query: &Query<'_>, today: Date) -> Result<Rows, Vec<Diagnostic>> {
    let plan = plan(workspace, kind, query)?;
    let facts: &(dyn Facts + Sync) = workspace;
    let selected = workspace
        .of_kind(kind)
        .par_iter()
        .with_min_len(256)
        .filter(|index| match &plan.filter {
            None => true,
            Some(filter) => filter.holds(facts, index.0, today) == Some(true),
        });
    let answers = |index: RecordIndex, expressions: &mut dyn Iterator<Item = &Expression>| -> Vec<Option<Answer>> {
        expressions
            .map(|expression| expression.evaluate(facts, index.0, today))
            .collect()
    };
    let mut rows: Vec<(Vec<Option<Answer>>, Row)> = selected
        .map(|index| {
            let keys = answers(*index, &mut plan.sort.iter().map(|(expression, _)| expression));
            let cells = answers(*index, &mut plan.columns.iter());
            (keys, Row { record: *index, cells })
        })
        .collect();
    // Stable: what is equal stays in the order of ids.
    rows.sort_by(|(a, _), (b, _)| order(a, b, &plan.sort));
    Ok(Rows {
        types: plan.columns.iter().map(|column| column.result_type().clone()).collect(),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    })
}

fn order(a: &[Option<Answer>], b: &[Option<Answer>], sort: &[(Expression, bool)]) -> Ordering {
    let pairs = a.iter().zip(b).zip(sort);
    let orders = pairs.map(|((a, b), (_, descending))| match (a, b) {
        (Some(a), Some(b)) if *descending => b.compare(a),
        (Some(a), Some(b)) => a.compare(b),
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
    });
    orders.fold(Ordering::Equal, Ordering::then)
}

fn plan(workspace: &Workspace, kind: KindIndex, query: &Query<'_>) -> Result<Plan, Vec<Diagnostic>> {
    let schema = workspace.schema();
    let root = Root::Kind(kind);
    let mut problems = Vec::new();
    let filter = query.filter.and_then(|text| {
        let (expression, mut found) = compile_condition(text, &argument("--where", text), schema, root);
        problems.append(&mut found);
        expression
    });
    let mut sort = Vec::new();
    for written in query.sort {
        let text = written.trim();
        let (descending, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
        if let Some(expression) = shown(workspace, kind, "--sort", text, &mut problems) {
            let of = expression.result_type();
            if of.has_order() {
                sort.push((expression, descending));
            } else {
                problems.push(no_order(text, of));
            }
        }
    }
    let mut columns = Vec::new();
    for text in query.columns {
        columns.extend(shown(workspace, kind, "--columns", text.trim(), &mut problems));
    }
    if problems.is_empty() {
        Ok(Plan { filter, sort, columns })
    } else {
        Err(problems)
    }
}

fn shown(
    workspace: &Workspace,
    kind: KindIndex,
    name: &str,
    text: &str,
    problems: &mut Vec<Diagnostic>,
) -> Option<Expression> {
    let at = argument(name, text);
    let (expression, mut found) = compile(text, &at, workspace.schema(), Root::Kind(kind));
    problems.append(&mut found);
    let expression = expression?;
    let of = expression.result_type();
    let is_table = match of {
        Type::List(of) => **of == Type::Table,
        of => *of == Type::Table,
    };
    if is_table && name == "--columns" {
        problems.push(
            INVALID_EXPRESSION
                .at(
                    at,
                    format!("`{}` holds tables, which do not fit into a cell", clip(text)),
                )
                .with_help(format!("name one of its keys, or count them: `size({})`", clip(text))),
        );
        return None;
    }
    Some(expression)
}

fn no_order(text: &str, of: &Type) -> Diagnostic {
    let noun = match of {
        Type::List(_) => "a list",
        _ => "a table",
    };
    INVALID_EXPRESSION
        .at(
            argument("--sort", text),
            format!("`{}` is {noun}, which has no order", clip(text)),
        )
        .with_help(format!("sort by how many there are: `size({})`", clip(text)))
}
