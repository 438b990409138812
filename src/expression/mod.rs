//! The language of kind rules, formulas, saved views and `--where`: CEL's syntax, typed by the kind.
//!
//! A text becomes tokens, a tree, a checked program with places instead of names, and, for each record, an
//! [`Answer`]. Every name and type is checked when the text is compiled, so that a misspelt field or status is a
//! finding and not an empty result. What names mean says a [`Scope`], what records hold say the [`Facts`]: this module
//! knows neither schema nor workspace.
//!
//! ```text
//! status == "planned" && target < today() + days(14)
//! objective.owner == "maria" || "payments" in themes
//! steps.exists(s, s.automation == "manual" && !has(s.sla))
//! ```
//!
//! Numbers are doubles, and `/` divides as on paper. Missing is a third truth value: a comparison with something that
//! is missing is missing, `false && missing` is false, and `has` is never missing (DESIGN §7). There is no implicit
//! conversion but between whole numbers, numbers and shares, and between days, moments and time spans.

mod answer;
mod checker;
mod datum;
mod evaluator;
mod lexer;
mod parser;
mod problem;
mod program;
mod template;
mod types;

pub use answer::Answer;
pub use checker::Named;
pub use evaluator::Facts;
pub use template::Template;
pub use types::{Root, Scope, StatusWord, Type};

use crate::diagnostic::{Diagnostic, Group, Level, Rule};
use crate::text::{RepoPath, Span, TextRange};
use crate::time::{Calendar, Date};
use crate::value::{FieldIndex, KindIndex, Member, StatusIndex, Value};
use checker::Checker;
use evaluator::Evaluator;
use problem::Problem;
use program::Node;
use std::sync::{Arc, LazyLock};
use types::Sort;

/// An expression that names what is not there, compares what cannot be compared, or cannot be read at all.
pub static INVALID_EXPRESSION: Rule = Rule {
    name: "invalid-expression",
    group: Group::Schema,
    level: Level::Error,
};

/// A compiled expression. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Expression {
    program: Arc<Node>,
    result: Type,
    named: Arc<[Named]>,
}

/// Compiles a text. What is wrong comes with its place, and then there is no expression.
///
/// `at` is the TOML string with its quotes, or exactly the text where it stands in no file.
pub fn compile(text: &str, at: &Span, scope: &dyn Scope, root: Root<'_>) -> (Option<Expression>, Vec<Diagnostic>) {
    let (expression, problems) = checked(text, scope, root, false);
    let findings = problems.into_iter().map(|problem| problem.finding(text, at));
    (expression, findings.collect())
}

/// Compiles a text that must come to true or false.
pub fn compile_condition(
    text: &str,
    at: &Span,
    scope: &dyn Scope,
    root: Root<'_>,
) -> (Option<Expression>, Vec<Diagnostic>) {
    let (expression, problems) = checked(text, scope, root, true);
    let findings = problems.into_iter().map(|problem| problem.finding(text, at));
    (expression, findings.collect())
}

fn checked(text: &str, scope: &dyn Scope, root: Root<'_>, condition: bool) -> (Option<Expression>, Vec<Problem>) {
    let tree = match parser::parse(text) {
        Ok(tree) => tree,
        Err(problem) => return (None, vec![problem]),
    };
    let mut checker = Checker::new(text, scope, root);
    let (program, sort) = if condition {
        (checker.condition(&tree), Sort::Boolean)
    } else {
        let checked = checker.check(&tree);
        (checked.node, checked.sort)
    };
    let (named, problems) = checker.finish();
    if !problems.is_empty() {
        return (None, problems);
    }
    let expression = Expression {
        program: Arc::new(program),
        result: sort.public(),
        named: Arc::from(named),
    };
    (Some(expression), problems)
}

impl Expression {
    /// Returns what it comes to.
    pub fn result_type(&self) -> &Type {
        &self.result
    }

    /// Returns what it names of the record itself, in the order of the text, repeats included.
    pub fn named(&self) -> &[Named] {
        &self.named
    }

    /// Returns what it comes to for a record; `None` is missing.
    pub fn evaluate(&self, facts: &dyn Facts, of: u32, today: Date) -> Option<Answer> {
        Evaluator::new(facts, of, today).answer(&self.program)
    }

    /// Returns whether it holds for a record; `None` is missing, or an expression that is no condition.
    pub fn holds(&self, facts: &dyn Facts, of: u32, today: Date) -> Option<bool> {
        Evaluator::new(facts, of, today).truth(&self.program)
    }

    /// Returns the number that a formula over named inputs comes to, given them in their order.
    ///
    /// `None` where an input that it needs is missing, a divisor is 0, or the result is no number.
    pub fn number(&self, inputs: &[Option<f64>]) -> Option<f64> {
        let answer = Evaluator::new(&NoFacts, 0, Date::MIN)
            .with_inputs(inputs)
            .answer(&self.program);
        match answer? {
            Answer::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// A text that stands in no file, such as an argument: its place is `name`, its offsets its own.
pub fn argument(name: &str, text: &str) -> Span {
    Span::new(&RepoPath::new(name), TextRange::new(0, text.len()))
}

/// What a formula over numbers may ask of records: nothing.
struct NoFacts;

/// Numbers are not compared by it, but facts have one.
static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::default);

impl Facts for NoFacts {
    fn kind(&self, _: u32) -> KindIndex {
        KindIndex(0)
    }

    fn id(&self, _: u32) -> &str {
        ""
    }

    fn status(&self, _: u32) -> Option<StatusIndex> {
        None
    }

    fn written_status(&self, _: u32) -> Option<StatusIndex> {
        None
    }

    fn field(&self, _: u32, _: FieldIndex) -> Option<&Value> {
        None
    }

    fn target(&self, _: u32, _: u32) -> Option<u32> {
        None
    }

    fn written(&self, _: u32, _: u32) -> &str {
        ""
    }

    fn details(&self, _: u32, _: u32) -> &[Member] {
        &[]
    }

    fn calendar(&self) -> &Calendar {
        &CALENDAR
    }
}
