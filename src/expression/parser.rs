//! Tokens into a tree: a Pratt parser for CEL's operators.
//!
//! Knows no name. The first mistake ends it: what follows one would be guesses. No tree is deeper than
//! [`DEEPEST`], so that whoever walks one may recurse.

use super::lexer::{Lexeme, Token, tokens};
use super::problem::Problem;
use crate::text::{TextRange, clip};
use crate::time::Date;
use std::fmt;

/// The most levels of a tree.
pub(super) const DEEPEST: u8 = 64;
/// The most bytes of an expression.
pub(super) const LONGEST: usize = 10 << 10;

/// A part of an expression and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Syntax {
    pub(super) range: TextRange,
    pub(super) of: Form,
    /// How many levels it has, itself included.
    depth: u8,
    /// It stands in brackets of its own.
    closed: bool,
}

/// A word of the text and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub(super) range: TextRange,
    pub(super) text: Box<str>,
}

/// What a part is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Form {
    Number(f64),
    Text(Box<str>),
    Boolean(bool),
    Date(Date),
    Name(Box<str>),
    List(Vec<Syntax>),
    Not(Box<Syntax>),
    Minus(Box<Syntax>),
    /// All of them: `a && b && c`.
    And(Vec<Syntax>),
    /// Any of them: `a || b || c`.
    Or(Vec<Syntax>),
    Compare(Comparison, Box<[Syntax; 2]>),
    In(Box<[Syntax; 2]>),
    Arithmetic(Arithmetic, Box<[Syntax; 2]>),
    /// `condition ? first : second`
    Choose(Box<[Syntax; 3]>),
    /// `of.name`
    Member(Box<Syntax>, Word),
    /// `of[place]`
    Index(Box<[Syntax; 2]>),
    /// `name(arguments)`
    Call(Word, Vec<Syntax>),
    /// `of.name(arguments)`
    Method(Box<Syntax>, Word, Vec<Syntax>),
}

/// What two values are compared for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    fn from_sign(sign: &str) -> Option<Self> {
        Some(match sign {
            "==" => Self::Equal,
            "!=" => Self::Unequal,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    /// Says whether it asks for the order, not only whether two are the same.
    pub(super) fn is_order(self) -> bool {
        !matches!(self, Self::Equal | Self::Unequal)
    }

    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// What is worked out of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Arithmetic {
    fn from_sign(sign: &str) -> Option<Self> {
        Some(match sign {
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "/" => Self::Divide,
            "%" => Self::Remainder,
            _ => return None,
        })
    }

    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
        }
    }
}

/// An operator between two parts.
#[derive(Clone, Copy)]
enum Infix {
    Choose,
    Or,
    And,
    Compare(Comparison),
    In,
    Arithmetic(Arithmetic),
}

/// How tightly a sign before a value binds.
const PREFIX: u8 = 7;

impl Infix {
    /// How tightly it binds; `*` more than `+`.
    fn power(self) -> u8 {
        match self {
            Self::Choose => 1,
            Self::Or => 2,
            Self::And => 3,
            Self::Compare(_) | Self::In => 4,
            Self::Arithmetic(Arithmetic::Add | Arithmetic::Subtract) => 5,
            Self::Arithmetic(_) => 6,
        }
    }
}

/// Reads an expression.
pub(super) fn parse(text: &str) -> Result<Syntax, Problem> {
    if text.len() > LONGEST {
        let problem = Problem::new(
            TextRange::new(0, text.len()),
            format!("this expression is over {} KiB", LONGEST >> 10),
        );
        return Err(problem.with_help("split it into several rules".to_owned()));
    }
    let mut parser = Parser {
        text,
        tokens: tokens(text)?,
        at: 0,
        open: 0,
    };
    if parser.peek().of == Lexeme::End {
        return Err(Problem::new(TextRange::new(0, text.len()), "this expression is empty"));
    }
    let tree = parser.expression(0)?;
    match &parser.peek().of {
        Lexeme::End => Ok(tree),
        _ => Err(parser.stray()),
    }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// How many calls of [`Parser::expression`] are under way.
    open: u8,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        // The last token is the end, and nothing goes past it.
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    /// Takes a sign if it is next.
    fn takes(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.peek().of, Lexeme::Sign(next) if next == sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn infix(&self) -> Option<Infix> {
        match &self.peek().of {
            Lexeme::Name(name) if &**name == "in" => Some(Infix::In),
            Lexeme::Sign("?") => Some(Infix::Choose),
            Lexeme::Sign("||") => Some(Infix::Or),
            Lexeme::Sign("&&") => Some(Infix::And),
            Lexeme::Sign(sign) => Comparison::from_sign(sign)
                .map(Infix::Compare)
                .or_else(|| Arithmetic::from_sign(sign).map(Infix::Arithmetic)),
            _ => None,
        }
    }

    /// Reads as much as binds tighter than `power`.
    fn expression(&mut self, power: u8) -> Result<Syntax, Problem> {
        if self.open == DEEPEST {
            return Err(too_deep(self.peek().range));
        }
        self.open += 1;
        let mut left = self.prefix()?;
        while let Some(infix) = self.infix().filter(|infix| infix.power() > power) {
            left = self.operation(left, infix)?;
        }
        self.open -= 1;
        Ok(left)
    }

    fn operation(&mut self, left: Syntax, infix: Infix) -> Result<Syntax, Problem> {
        let sign = self.next();
        let start = left.range.start;
        if matches!(infix, Infix::Choose) {
            let first = self.expression(0)?;
            if !self.takes(":") {
                let problem = Problem::new(self.peek().range, "`?` without `:`");
                return Err(problem.with_help("write `condition ? first : second`".to_owned()));
            }
            let second = self.expression(0)?;
            return self.node(start, Form::Choose(Box::new([left, first, second])));
        }
        let right = self.expression(infix.power())?;
        let Syntax {
            range,
            of,
            depth,
            closed,
        } = left;
        let form = match (infix, of) {
            // A long chain is one level, not as many as it has links.
            (Infix::And, Form::And(mut all)) if !closed => {
                all.push(right);
                Form::And(all)
            }
            (Infix::Or, Form::Or(mut any)) if !closed => {
                any.push(right);
                Form::Or(any)
            }
            (Infix::Compare(_), Form::Compare(_, first)) if !closed => {
                return Err(twice(self.text, range, first[1].range, sign.range, right.range));
            }
            (infix, of) => {
                let left = Syntax {
                    range,
                    of,
                    depth,
                    closed,
                };
                match infix {
                    Infix::And => Form::And(vec![left, right]),
                    Infix::Or => Form::Or(vec![left, right]),
                    Infix::In => Form::In(Box::new([left, right])),
                    Infix::Compare(comparison) => Form::Compare(comparison, Box::new([left, right])),
                    Infix::Arithmetic(arithmetic) => Form::Arithmetic(arithmetic, Box::new([left, right])),
                    Infix::Choose => unreachable!("it returned above"),
                }
            }
        };
        self.node(start, form)
    }

    /// Reads a value with the signs before it and the members, places and calls after it.
    fn prefix(&mut self) -> Result<Syntax, Problem> {
        let start = self.peek().range.start;
        if self.takes("!") {
            let of = self.expression(PREFIX)?;
            return self.node(start, Form::Not(Box::new(of)));
        }
        if self.takes("-") {
            let of = self.expression(PREFIX)?;
            return self.node(start, Form::Minus(Box::new(of)));
        }
        let mut value = self.value()?;
        loop {
            if self.takes(".") {
                let Lexeme::Name(name) = self.peek().of.clone() else {
                    let problem = Problem::new(self.peek().range, "a name should follow the dot");
                    return Err(problem.with_help("such as `objective.status`".to_owned()));
                };
                let range = self.next().range;
                let word = Word { range, text: name };
                let form = if self.takes("(") {
                    Form::Method(Box::new(value), word, self.arguments(")")?)
                } else {
                    Form::Member(Box::new(value), word)
                };
                value = self.node(start, form)?;
            } else if self.takes("[") {
                let place = self.expression(0)?;
                self.close("]")?;
                value = self.node(start, Form::Index(Box::new([value, place])))?;
            } else {
                return Ok(value);
            }
        }
    }

    fn value(&mut self) -> Result<Syntax, Problem> {
        let token = self.next();
        let start = token.range.start;
        let form = match token.of {
            Lexeme::Number(number) => Form::Number(number),
            Lexeme::Text(text) => Form::Text(text),
            Lexeme::Date(date) => Form::Date(date),
            Lexeme::Name(name) if &*name == "true" => Form::Boolean(true),
            Lexeme::Name(name) if &*name == "false" => Form::Boolean(false),
            Lexeme::Name(ref name) if &**name != "in" => {
                let text = name.clone();
                if self.takes("(") {
                    let range = token.range;
                    Form::Call(Word { range, text }, self.arguments(")")?)
                } else {
                    Form::Name(text)
                }
            }
            Lexeme::Sign("[") => Form::List(self.arguments("]")?),
            Lexeme::Sign("(") => {
                let mut inner = self.expression(0)?;
                self.close(")")?;
                inner.range = TextRange { start, end: self.end() };
                inner.closed = true;
                return Ok(inner);
            }
            _ => {
                self.at -= 1;
                return Err(self.no_value());
            }
        };
        self.node(start, form)
    }

    /// Reads what stands between commas, and the closing bracket.
    fn arguments(&mut self, close: &'static str) -> Result<Vec<Syntax>, Problem> {
        let mut list = Vec::new();
        loop {
            if self.takes(close) {
                return Ok(list);
            }
            list.push(self.expression(0)?);
            if !self.takes(",") {
                self.close(close)?;
                return Ok(list);
            }
        }
    }

    fn close(&mut self, close: &'static str) -> Result<(), Problem> {
        if self.takes(close) {
            return Ok(());
        }
        let token = self.peek();
        Err(match &token.of {
            Lexeme::End => Problem::new(token.range, format!("a closing `{close}` is missing"))
                .with_help(format!("add `{close}` where the part that it closes ends")),
            _ => Problem::new(
                token.range,
                format!("`{}` stands where a closing `{close}` should", self.shown(token)),
            ),
        })
    }

    /// Where the last token that was taken ends.
    fn end(&self) -> u32 {
        self.tokens[..self.at.min(self.tokens.len())]
            .last()
            .map_or(0, |last| last.range.end)
    }

    /// Makes a node that ends where the last token did.
    fn node(&self, start: u32, of: Form) -> Result<Syntax, Problem> {
        let range = TextRange { start, end: self.end() };
        let depth = of.parts().map(|part| part.depth).max().unwrap_or(0) + 1;
        if depth > DEEPEST {
            return Err(too_deep(range));
        }
        Ok(Syntax {
            range,
            of,
            depth,
            closed: false,
        })
    }

    fn shown(&self, token: &Token) -> String {
        clip(token.range.of(self.text))
    }

    /// What to say where a value should stand and none does.
    fn no_value(&self) -> Problem {
        let token = self.peek();
        let before = self.at.checked_sub(1).map(|before| self.shown(&self.tokens[before]));
        let problem = match (&token.of, before) {
            (Lexeme::End, Some(before)) => Problem::new(token.range, format!("a value is missing after `{before}`"))
                .with_help("write a field, a number, or a text in quotes there".to_owned()),
            (_, Some(before)) => Problem::new(
                token.range,
                format!("`{}` stands where a value should follow `{before}`", self.shown(token)),
            ),
            (_, None) => Problem::new(
                token.range,
                format!("`{}` stands where a value should", self.shown(token)),
            ),
        };
        // `in-progress` without quotes is read as `in` and more.
        let is_in = matches!(&token.of, Lexeme::Name(name) if &**name == "in");
        let dash_after = self
            .tokens
            .get(self.at + 1)
            .is_some_and(|next| next.of == Lexeme::Sign("-"));
        if is_in && dash_after {
            return problem.with_help("a status or choice stands in quotes: `\"in-progress\"`".to_owned());
        }
        problem
    }

    /// What to say of a token after which nothing can be made of what came before.
    fn stray(&self) -> Problem {
        let token = self.peek();
        let shown = self.shown(token);
        let problem = Problem::new(token.range, format!("`{shown}` cannot follow here"));
        let before = self.at.checked_sub(1).map(|before| &self.tokens[before].of);
        if matches!(before, Some(Lexeme::Name(name)) if name.eq_ignore_ascii_case("not")) {
            return problem.with_help("write `!` for `not`".to_owned());
        }
        match &token.of {
            Lexeme::Name(name) => match name.to_ascii_lowercase().as_str() {
                "and" => problem.with_help("write `&&`".to_owned()),
                "or" => problem.with_help("write `||`".to_owned()),
                "is" => problem.with_help("write `==`, or `has(…)` to ask whether there is a value".to_owned()),
                "not" => problem.with_help("write `!(a in b)`".to_owned()),
                "contains" | "like" => problem.with_help("write `title.contains(\"…\")`".to_owned()),
                _ => problem.with_help("join two conditions with `&&` or `||`".to_owned()),
            },
            Lexeme::Sign(")" | "]" | "}") => problem.with_help("no bracket is open here".to_owned()),
            Lexeme::Sign("{") => problem.with_help("there are no tables in this language".to_owned()),
            _ => problem,
        }
    }
}

impl Form {
    /// The parts one level further in.
    fn parts(&self) -> Box<dyn Iterator<Item = &Syntax> + '_> {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Boolean(_) | Self::Date(_) | Self::Name(_) => {
                Box::new(std::iter::empty())
            }
            Self::List(list) | Self::And(list) | Self::Or(list) | Self::Call(_, list) => Box::new(list.iter()),
            Self::Not(of) | Self::Minus(of) | Self::Member(of, _) => Box::new(std::iter::once(&**of)),
            Self::Compare(_, two) | Self::In(two) | Self::Arithmetic(_, two) | Self::Index(two) => Box::new(two.iter()),
            Self::Choose(three) => Box::new(three.iter()),
            Self::Method(of, _, list) => Box::new(std::iter::once(&**of).chain(list)),
        }
    }
}

fn too_deep(range: TextRange) -> Problem {
    Problem::new(range, format!("this expression is nested more than {DEEPEST} deep"))
        .with_help("split it into several rules".to_owned())
}

/// `a < b < c` compares a truth with `c`, which nobody means.
fn twice(text: &str, first: TextRange, middle: TextRange, sign: TextRange, last: TextRange) -> Problem {
    let [first, middle, last] = [first, middle, last].map(|range| clip(range.of(text)));
    Problem::new(sign, "two comparisons in a row")
        .with_help(format!("write `{first} && {middle} {} {last}`", sign.of(text)))
}

/// Writes the tree back as text that reads as the same tree, with every operation in brackets.
impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn joined(f: &mut fmt::Formatter<'_>, list: &[Syntax], between: &str) -> fmt::Result {
            for (place, part) in list.iter().enumerate() {
                if place > 0 {
                    f.write_str(between)?;
                }
                write!(f, "{part}")?;
            }
            Ok(())
        }
        match &self.of {
            Form::Number(number) => write!(f, "{number}"),
            Form::Text(text) => write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
            Form::Boolean(boolean) => write!(f, "{boolean}"),
            Form::Date(date) => write!(f, "{date}"),
            Form::Name(name) => f.write_str(name),
            Form::List(list) => {
                f.write_str("[")?;
                joined(f, list, ", ")?;
                f.write_str("]")
            }
            Form::Not(of) => write!(f, "(!{of})"),
            Form::Minus(of) => write!(f, "(-{of})"),
            Form::And(list) => {
                f.write_str("(")?;
                joined(f, list, " && ")?;
                f.write_str(")")
            }
            Form::Or(list) => {
                f.write_str("(")?;
                joined(f, list, " || ")?;
                f.write_str(")")
            }
            Form::Compare(comparison, two) => write!(f, "({} {} {})", two[0], comparison.sign(), two[1]),
            Form::In(two) => write!(f, "({} in {})", two[0], two[1]),
            Form::Arithmetic(arithmetic, two) => write!(f, "({} {} {})", two[0], arithmetic.sign(), two[1]),
            Form::Choose(three) => write!(f, "({} ? {} : {})", three[0], three[1], three[2]),
            Form::Member(of, name) => write!(f, "{of}.{}", name.text),
            Form::Index(two) => write!(f, "{}[{}]", two[0], two[1]),
            Form::Call(name, list) => {
                write!(f, "{}(", name.text)?;
                joined(f, list, ", ")?;
                f.write_str(")")
            }
            Form::Method(of, name, list) => {
                write!(f, "{of}.{}(", name.text)?;
                joined(f, list, ", ")?;
                f.write_str(")")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn printed(text: &str) -> String {
        parse(text).map_or_else(|problem| format!("{problem:?}"), |tree| tree.to_string())
    }

    /// The tree without its ranges and brackets, which printing changes.
    fn bare(mut tree: Syntax) -> Syntax {
        fn strip(tree: &mut Syntax) {
            tree.range = TextRange::default();
            tree.closed = false;
            match &mut tree.of {
                Form::List(list) | Form::And(list) | Form::Or(list) => list.iter_mut().for_each(strip),
                Form::Call(name, list) => {
                    name.range = TextRange::default();
                    list.iter_mut().for_each(strip);
                }
                Form::Not(of) | Form::Minus(of) => strip(of),
                Form::Member(of, name) => {
                    name.range = TextRange::default();
                    strip(of);
                }
                Form::Compare(_, two) | Form::In(two) | Form::Arithmetic(_, two) | Form::Index(two) => {
                    two.iter_mut().for_each(strip);
                }
                Form::Choose(three) => three.iter_mut().for_each(strip),
                Form::Method(of, name, list) => {
                    name.range = TextRange::default();
                    strip(of);
                    list.iter_mut().for_each(strip);
                }
                Form::Number(_) | Form::Text(_) | Form::Boolean(_) | Form::Date(_) | Form::Name(_) => {}
            }
        }
        strip(&mut tree);
        tree
    }

    #[test]
    fn operators_bind_as_in_cel() {
        assert_eq!(printed("a || b && !c"), "(a || (b && (!c)))");
        assert_eq!(printed("1 + 2 * 3 - 4 < -5"), "(((1 + (2 * 3)) - 4) < (-5))");
        assert_eq!(printed("a ? b : c ? d : e"), "(a ? b : (c ? d : e))");
        assert_eq!(
            printed("a.b[\"c\"].exists(x, x in [1, 2])"),
            "a.b[\"c\"].exists(x, (x in [1, 2]))"
        );
        assert_eq!(printed("(a < b) == c"), "((a < b) == c)");
        assert_eq!(printed("-a.b"), "(-a.b)");
    }

    #[test]
    fn a_long_chain_is_shallow_and_a_deep_nest_is_refused() {
        let chain = vec!["a"; 1_000].join(" && ");
        assert!(parse(&chain).is_ok());
        for deep in [
            "(".repeat(5_000),
            "!".repeat(5_000),
            "-".repeat(5_000),
            "[".repeat(5_000),
            format!("a{}", ".b".repeat(5_000 / 2)),
            format!("a{}", "[0]".repeat(3_000)),
            "a ? ".repeat(2_000),
            vec!["a"; 2_000].join(" + "),
        ] {
            let problem = parse(&deep).map(|tree| tree.depth);
            assert!(
                format!("{problem:?}").contains("deep"),
                "{:.200}",
                format!("{problem:?}")
            );
        }
        assert!(parse(&"a".repeat(LONGEST + 1)).is_err());
    }

    /// Texts made of what expressions are made of, most of them wrong.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = proptest::sample::select(vec![
            "a",
            "b.c",
            "has(",
            "x.all(i, ",
            "in",
            "true",
            "\"t\"",
            "'",
            "2026-11-20",
            "80%",
            "1.5",
            "&&",
            "||",
            "!",
            "==",
            "<=",
            "<",
            "+",
            "-",
            "*",
            "/",
            "%",
            "?",
            ":",
            "(",
            ")",
            "[",
            "]",
            ",",
            ".",
            "{",
            "=",
            "é",
            " ",
        ]);
        proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn what_is_read_prints_and_reads_as_the_same(text in pieces()) {
            if let Ok(tree) = parse(&text) {
                let again = parse(&tree.to_string());
                prop_assert_eq!(again.map(bare), Ok(bare(tree)));
            }
        }

        #[test]
        fn ranges_are_inside_and_at_characters(text in prop_oneof![pieces(), "\\PC{0,40}"]) {
            fn inside(tree: &Syntax, text: &str) {
                assert!(text.get(tree.range.bytes()).is_some());
                tree.of.parts().for_each(|part| inside(part, text));
            }
            if let Ok(tree) = parse(&text) {
                inside(&tree, &text);
            }
        }
    }
}
