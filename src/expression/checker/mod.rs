//! A tree with names into a program with places, reporting every name and type that does not fit.
//!
//! Goes on after a mistake: what is wrong has the sort [`Sort::Unknown`], which fits everything, so that one mistake
//! is one finding.

mod call;
mod compare;
mod member;

use super::parser::{Arithmetic, Form, Syntax};
use super::problem::Problem;
use super::program::Node;
use super::types::{Root, Scope, Sort};
use crate::text::{TextRange, clip};
use crate::value::FieldIndex;

/// Something of the record that an expression names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Named {
    /// A field.
    Field(FieldIndex),
    /// The status, or its category.
    Status,
}

/// A part of the program and what it comes to.
pub(super) struct Checked<'s> {
    pub(super) node: Node,
    pub(super) sort: Sort<'s>,
}

impl<'s> Checked<'s> {
    fn new(node: Node, sort: Sort<'s>) -> Self {
        Self { node, sort }
    }

    /// What stands in for a part that is wrong.
    fn wrong() -> Self {
        Self::new(Node::Missing, Sort::Unknown)
    }
}

/// Checks one expression.
pub(super) struct Checker<'s> {
    text: &'s str,
    scope: &'s dyn Scope,
    root: Root<'s>,
    /// The names that list macros have bound, outermost first.
    bound: Vec<(&'s str, Sort<'s>)>,
    named: Vec<Named>,
    problems: Vec<Problem>,
}

impl<'s> Checker<'s> {
    pub(super) fn new(text: &'s str, scope: &'s dyn Scope, root: Root<'s>) -> Self {
        Self {
            text,
            scope,
            root,
            bound: Vec::new(),
            named: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Returns what the expression names of the record, in its order, and what is wrong with it.
    pub(super) fn finish(self) -> (Vec<Named>, Vec<Problem>) {
        (self.named, self.problems)
    }

    /// The text of a part, for messages.
    fn shown(&self, syntax: &Syntax) -> String {
        clip(syntax.range.of(self.text))
    }

    fn noun(&self, sort: &Sort<'s>) -> String {
        sort.noun(self.scope)
    }

    fn report(&mut self, range: TextRange, message: String, help: Option<String>) -> Checked<'s> {
        self.problems.push(Problem::new(range, message).with_help(help));
        Checked::wrong()
    }

    /// Checks a part.
    pub(super) fn check(&mut self, syntax: &'s Syntax) -> Checked<'s> {
        match &syntax.of {
            Form::Number(number) if number.fract() == 0.0 => Checked::new(Node::Number(*number), Sort::Integer),
            Form::Number(number) => Checked::new(Node::Number(*number), Sort::Number),
            Form::Text(text) => Checked::new(Node::Text(text.clone()), Sort::Text),
            Form::Boolean(boolean) => Checked::new(Node::Boolean(*boolean), Sort::Boolean),
            Form::Date(date) => Checked::new(Node::Date(*date), Sort::Date),
            Form::Name(name) => self.name(syntax.range, name, None),
            Form::List(list) => self.list(list),
            Form::Not(of) => {
                let of = self.condition(of);
                Checked::new(Node::Not(Box::new(of)), Sort::Boolean)
            }
            Form::Minus(of) => self.minus(of),
            Form::And(all) => {
                let all = all.iter().map(|one| self.condition(one)).collect();
                Checked::new(Node::And(all), Sort::Boolean)
            }
            Form::Or(any) => {
                let any = any.iter().map(|one| self.condition(one)).collect();
                Checked::new(Node::Or(any), Sort::Boolean)
            }
            Form::Compare(comparison, two) => self.compare(*comparison, two),
            Form::In(two) => self.within(two),
            Form::Arithmetic(arithmetic, two) => self.arithmetic(*arithmetic, two),
            Form::Choose(three) => self.choose(syntax, three),
            Form::Member(of, word) => self.dotted(of, word),
            Form::Index(two) => self.index(two),
            Form::Call(word, arguments) => self.call(word, arguments),
            Form::Method(of, word, arguments) => self.method(of, word, arguments),
        }
    }

    /// Checks a part that must be true or false.
    pub(super) fn condition(&mut self, syntax: &'s Syntax) -> Node {
        let checked = self.check(syntax);
        if matches!(checked.sort, Sort::Boolean | Sort::Unknown) {
            return checked.node;
        }
        let shown = self.shown(syntax);
        let help = match (&syntax.of, &checked.sort) {
            (Form::Name(_) | Form::Member(..) | Form::Index(_), Sort::List(_)) => {
                format!("`size({shown}) > 0` asks whether there are any")
            }
            (Form::Name(_) | Form::Member(..) | Form::Index(_), _) => {
                format!("`has({shown})` asks whether there is a value, `{shown} == …` compares it")
            }
            _ => "compare it with something, as in `reach > 100`".to_owned(),
        };
        let noun = self.noun(&checked.sort);
        self.report(
            syntax.range,
            format!("`{shown}` is {noun} where a condition should stand"),
            Some(help),
        );
        Node::Missing
    }

    fn list(&mut self, list: &'s [Syntax]) -> Checked<'s> {
        let mut nodes = Vec::with_capacity(list.len());
        let mut sort = Sort::Unknown;
        for syntax in list {
            let one = self.element(syntax);
            nodes.push(one.node);
            sort = self.join(sort, one.sort, syntax.range, "the elements of a list");
        }
        Checked::new(Node::List(nodes.into_boxed_slice()), Sort::List(Box::new(sort)))
    }

    /// Checks what a list is to hold, which is no list: that keeps every value as small as what it is made from.
    fn element(&mut self, syntax: &'s Syntax) -> Checked<'s> {
        let one = self.check(syntax);
        if matches!(one.sort, Sort::List(_)) {
            let message = format!("`{}` is a list, and a list cannot hold lists", self.shown(syntax));
            return self.report(syntax.range, message, None);
        }
        one
    }

    /// The sort of both, or a finding.
    fn join(&mut self, first: Sort<'s>, second: Sort<'s>, range: TextRange, what: &str) -> Sort<'s> {
        let nouns = [self.noun(&first), self.noun(&second)];
        first.joined(second).unwrap_or_else(|| {
            let [first, second] = nouns;
            let message = format!("{what} are of one type, not {first} and {second}");
            self.report(range, message, None).sort
        })
    }

    fn choose(&mut self, syntax: &'s Syntax, [condition, first, second]: &'s [Syntax; 3]) -> Checked<'s> {
        let condition = self.condition(condition);
        let (first, second) = self.pair(first, second);
        let sort = self.join(first.sort, second.sort, syntax.range, "the two sides of `? :`");
        Checked::new(Node::Choose(Box::new([condition, first.node, second.node])), sort)
    }

    fn minus(&mut self, of: &'s Syntax) -> Checked<'s> {
        let checked = self.check(of);
        if checked.sort == Sort::Unknown {
            return checked;
        }
        if !checked.sort.is_number() {
            let message = format!("`{}` is {}, not a number", self.shown(of), self.noun(&checked.sort));
            return self.report(of.range, message, None);
        }
        let sort = match checked.sort {
            Sort::Integer => Sort::Integer,
            _ => Sort::Number,
        };
        Checked::new(Node::Minus(Box::new(checked.node)), sort)
    }

    fn arithmetic(&mut self, arithmetic: Arithmetic, two: &'s [Syntax; 2]) -> Checked<'s> {
        if arithmetic == Arithmetic::Subtract
            && let Some(wrong) = self.dashed(two)
        {
            return wrong;
        }
        let [left, right] = [&two[0], &two[1]].map(|one| self.check(one));
        let Some(sort) = result(arithmetic, &left.sort, &right.sort) else {
            let message = format!(
                "`{}` does not work on {} and {}",
                arithmetic.sign(),
                self.noun(&left.sort),
                self.noun(&right.sort)
            );
            let help = self.arithmetic_help(two, &left.sort, &right.sort);
            let range = TextRange {
                start: two[0].range.start,
                end: two[1].range.end,
            };
            return self.report(range, message, help);
        };
        let nodes = Box::new([left.node, right.node]);
        Checked::new(Node::Arithmetic(arithmetic, nodes), sort)
    }

    /// `steps.sign-off.sla`, `has(depends-on)`: a name with a dash, which reads as a difference of two.
    fn dashed(&mut self, two: &'s [Syntax; 2]) -> Option<Checked<'s>> {
        let is_close = two[0].range.end + 1 == two[1].range.start;
        let mut right = &two[1];
        while let Form::Member(of, _) = &right.of {
            right = of;
        }
        let Form::Name(last) = &right.of else { return None };
        if !is_close || self.knows(last) {
            return None;
        }
        let range = |start: u32| TextRange {
            start,
            end: right.range.end,
        };
        match &two[0].of {
            Form::Name(first) if !self.knows(first) => {
                let name = format!("{first}-{last}");
                Some(self.name(range(two[0].range.start), &name, None))
            }
            // A mere path, so that looking at it twice costs no more than its length.
            Form::Member(of, first) if is_path(of) => {
                let before = self.problems.len();
                let checked = self.check(of);
                let has_entries = match &checked.sort {
                    Sort::Map(_) => true,
                    Sort::List(element) => {
                        !matches!(&**element, Sort::Table(fields) if fields.find(&first.text).is_some())
                    }
                    _ => false,
                };
                if !has_entries {
                    self.problems.truncate(before);
                    return None;
                }
                let shown = self.shown(of);
                let message = format!("`{}-{last}` is an id, which stands in brackets", first.text);
                let help = format!("write `{shown}[\"{}-{last}\"]`", first.text);
                Some(self.report(range(first.range.start), message, Some(help)))
            }
            _ => None,
        }
    }

    fn arithmetic_help(&self, two: &[Syntax; 2], left: &Sort<'s>, right: &Sort<'s>) -> Option<String> {
        match (left, right) {
            (Sort::Period, _) => Some(format!(
                "`first({0})` and `last({0})` are its first and last day",
                self.shown(&two[0])
            )),
            (_, Sort::Period) => Some(format!(
                "`first({0})` and `last({0})` are its first and last day",
                self.shown(&two[1])
            )),
            (Sort::Date | Sort::Moment, number) if number.is_number() => {
                Some(format!("write `days({})`", self.shown(&two[1])))
            }
            (Sort::List(of), _) if of.is_number() => {
                Some(format!("`sum({})` adds its numbers up", self.shown(&two[0])))
            }
            _ => None,
        }
    }
}

/// Says whether a part is names with dots between them.
fn is_path(mut syntax: &Syntax) -> bool {
    while let Form::Member(of, _) = &syntax.of {
        syntax = of;
    }
    matches!(syntax.of, Form::Name(_))
}

/// What an operation on two sorts comes to; `None` where it does not work.
fn result<'s>(arithmetic: Arithmetic, left: &Sort<'s>, right: &Sort<'s>) -> Option<Sort<'s>> {
    use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
    Some(match (arithmetic, left, right) {
        (_, Sort::Unknown, _) | (_, _, Sort::Unknown) => Sort::Unknown,
        (Add | Subtract | Multiply | Remainder, Sort::Integer, Sort::Integer) => Sort::Integer,
        (_, left, right) if left.is_number() && right.is_number() => Sort::Number,
        (Add, Sort::Text, Sort::Text) => Sort::Text,
        (Add | Subtract, Sort::Date, Sort::Length) | (Add, Sort::Length, Sort::Date) => Sort::Date,
        (Add | Subtract, Sort::Moment, Sort::Length) | (Add, Sort::Length, Sort::Moment) => Sort::Moment,
        (Subtract, Sort::Date | Sort::Moment, Sort::Date | Sort::Moment) => Sort::Length,
        (Divide, Sort::Length, Sort::Length) => Sort::Number,
        _ => return None,
    })
}
