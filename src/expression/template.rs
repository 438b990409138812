//! A message with expressions in it: `starts {start} but its target is {target}`.

use super::evaluator::Facts;
use super::problem::{Problem, place};
use super::types::{Root, Scope, Type};
use super::{Expression, compile};
use crate::diagnostic::Diagnostic;
use crate::text::{Span, TextRange};
use crate::time::Date;

/// A message in which expressions in braces stand for their values.
#[derive(Clone, Debug)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Text(Box<str>),
    Value(Expression),
}

impl Template {
    /// Reads a message: `{field}`, `{objective.status}` or any expression in braces; `{{` and `}}` are braces.
    ///
    /// What is wrong is reported and shown as it is written.
    pub fn compile(text: &str, at: &Span, scope: &dyn Scope, root: Root<'_>) -> (Self, Vec<Diagnostic>) {
        let mut parts = Vec::new();
        let mut problems = Vec::new();
        let mut plain = String::new();
        let mut from = 0;
        while let Some(brace) = text[from..].find(['{', '}']).map(|brace| from + brace) {
            plain.push_str(&text[from..brace]);
            let sign = &text[brace..=brace];
            if text[brace + 1..].starts_with(sign) {
                plain.push_str(sign);
                from = brace + 2;
                continue;
            }
            let end = match sign {
                "{" => closing(&text[brace..]).map(|end| brace + end),
                _ => None,
            };
            let Some(end) = end else {
                let range = TextRange::new(brace, brace + 1);
                let problem = Problem::new(range, format!("this `{sign}` has no other"));
                let help = format!("write `{sign}{sign}` for the sign itself");
                problems.push(problem.with_help(help).finding(text, at));
                plain.push_str(sign);
                from = brace + 1;
                continue;
            };
            let inner = TextRange::new(brace + 1, end);
            match value(inner.of(text), &place(text, at, inner), scope, root, &mut problems) {
                Some(expression) => {
                    parts.push(Part::Text(std::mem::take(&mut plain).into_boxed_str()));
                    parts.push(Part::Value(expression));
                }
                None => plain.push_str(&text[brace..=end]),
            }
            from = end + 1;
        }
        plain.push_str(&text[from..]);
        parts.push(Part::Text(plain.into_boxed_str()));
        (Self { parts }, problems)
    }

    /// Returns the message of a record; what is missing reads `(none)`.
    pub fn render(&self, facts: &dyn Facts, of: u32, today: Date) -> String {
        let mut message = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => message.push_str(text),
                Part::Value(expression) => {
                    let answer = expression.evaluate(facts, of, today);
                    let shown = answer.map(|answer| answer.quoted(expression.result_type()));
                    message.push_str(shown.as_deref().unwrap_or("(none)"));
                }
            }
        }
        message
    }
}

/// Where the brace closes that opens a text; braces in quotes do not count.
fn closing(text: &str) -> Option<usize> {
    let mut quote = None;
    for (place, character) in text.char_indices() {
        match (quote, character) {
            (None, '}') => return Some(place),
            (None, '"' | '\'') => quote = Some(character),
            (Some(open), character) if open == character => quote = None,
            _ => {}
        }
    }
    None
}

/// The expression in a pair of braces, where it is one that can be shown.
fn value(
    text: &str,
    at: &Span,
    scope: &dyn Scope,
    root: Root<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Expression> {
    let (expression, mut found) = compile(text, at, scope, root);
    problems.append(&mut found);
    let expression = expression?;
    let shown = match expression.result_type() {
        Type::List(of) => **of != Type::Table,
        of => *of != Type::Table,
    };
    if shown {
        return Some(expression);
    }
    let range = TextRange::new(0, text.len());
    let problem = Problem::new(
        range,
        format!("`{}` is a table, which a message cannot show", text.trim()),
    );
    let help = "name one of its keys, or count them with `size(…)`".to_owned();
    problems.push(problem.with_help(help).finding(text, at));
    None
}
