//! What a template of the workspace may not write, so that none takes more memory or stack than its steps allow.
//!
//! The engine counts a step for each instruction and for each 64 bytes of text that one makes, before it makes them. It
//! does not count what lists and maps hold in common: `[a, a]` in `[b, b]` and so on is small until it is written,
//! joined or compared, and then doubles with each level, within one step. So templates make no lists of what they are
//! given: lists come from the page, are gone through, narrowed and sorted. Functions and filters that put values into
//! new lists are not there ([`FUNCTIONS`], [`FILTERS`]).
//!
//! The engine reads `a.b.c.d` and `elif` one inside the other, as deep as they are long; so neither may be endless.

use crate::text::TextRange;
use minijinja::machinery::ast::{BinOpKind, Call, CallArg, CompareOpKind, Expr, Filter, Macro, Spanned, Stmt};
use minijinja::machinery::{Span, Token, parse, tokenize};
use minijinja::syntax::SyntaxConfig;

/// Functions that keep values in each other, or write out all that there is.
pub(super) const FUNCTIONS: [&str; 3] = ["namespace", "dict", "debug"];

/// Filters that make lists of lists, write out a whole list, or make a long list of a text before it is counted.
pub(super) const FILTERS: [&str; 6] = ["chain", "zip", "tojson", "pprint", "split", "lines"];

/// Words and marks between `{{` and `}}` or `{%` and `%}`, and `elif` in one template.
const MOST_WORDS: usize = 1000;
const MOST_BRANCHES: usize = 200;

/// Filters whose outcome is a number or text.
const PLAIN: [&str; 18] = [
    "abs",
    "capitalize",
    "count",
    "e",
    "escape",
    "float",
    "format",
    "int",
    "join",
    "length",
    "lower",
    "replace",
    "round",
    "safe",
    "string",
    "title",
    "trim",
    "upper",
];

/// Something that a template may not write.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) range: TextRange,
    pub(super) what: &'static str,
    pub(super) help: &'static str,
}

/// Returns the first thing that a template may not write; nothing of a text that is no template.
pub(super) fn refused(text: &str, syntax: SyntaxConfig) -> Option<Refused> {
    if let Some(long) = too_long(text, syntax.clone()) {
        return Some(long);
    }
    let template = parse(text, "", syntax).ok()?;
    let mut reader = Reader { first: None };
    reader.statement(&template);
    reader.first
}

/// Returns where a template goes deeper than the engine's stack may hold.
fn too_long(text: &str, syntax: SyntaxConfig) -> Option<Refused> {
    let (mut words, mut branches) = (0, 0);
    for (token, span) in tokenize(text, false, syntax).map_while(Result::ok) {
        match token {
            Token::BlockStart | Token::VariableStart => words = 0,
            Token::Ident("elif") => branches += 1,
            _ => words += 1,
        }
        if words > MOST_WORDS || branches > MOST_BRANCHES {
            return Some(Refused {
                range: TextRange::new(span.start_offset as usize, span.end_offset as usize),
                what: "this goes on for too long",
                help: "at most 1,000 words and marks stand in one tag, and 200 `elif` in one template",
            });
        }
    }
    None
}

struct Reader {
    first: Option<Refused>,
}

impl Reader {
    fn refuse(&mut self, span: Span, what: &'static str, help: &'static str) {
        self.first.get_or_insert(Refused {
            range: TextRange::new(span.start_offset as usize, span.end_offset as usize),
            what,
            help,
        });
    }

    fn statements(&mut self, list: &[Stmt<'_>]) {
        for statement in list {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        match statement {
            Stmt::Template(of) => self.statements(&of.children),
            Stmt::EmitExpr(of) => self.expression(&of.expr),
            Stmt::ForLoop(of) => {
                self.gone_through(&of.iter);
                self.expressions(of.filter_expr.iter());
                self.statements(&of.body);
                self.statements(&of.else_body);
            }
            Stmt::IfCond(of) => {
                self.expression(&of.expr);
                self.statements(&of.true_body);
                self.statements(&of.false_body);
            }
            Stmt::WithBlock(of) => {
                self.expressions(of.assignments.iter().map(|(_, value)| value));
                self.statements(&of.body);
            }
            Stmt::Set(of) => self.expression(&of.expr),
            Stmt::SetBlock(of) => {
                self.expressions(of.filter.iter());
                self.statements(&of.body);
            }
            Stmt::AutoEscape(of) => self.statements(&of.body),
            Stmt::FilterBlock(of) => {
                self.expression(&of.filter);
                self.statements(&of.body);
            }
            Stmt::Block(of) => self.statements(&of.body),
            Stmt::Import(of) => self.expression(&of.expr),
            Stmt::FromImport(of) => self.expression(&of.expr),
            Stmt::Extends(of) => self.expression(&of.name),
            Stmt::Include(of) => self.gone_through(&of.name),
            Stmt::Macro(of) => self.a_macro(of),
            Stmt::CallBlock(of) => {
                self.call(&of.call);
                self.a_macro(&of.macro_decl);
            }
            Stmt::Do(of) => self.call(&of.call),
            Stmt::EmitRaw(_) | Stmt::Continue(_) | Stmt::Break(_) => {}
        }
    }

    fn a_macro(&mut self, of: &Macro<'_>) {
        self.expressions(of.defaults.iter());
        self.statements(&of.body);
    }

    fn expressions<'e, 's: 'e>(&mut self, list: impl Iterator<Item = &'e Expr<'s>>) {
        for expression in list {
            self.expression(expression);
        }
    }

    /// A list that is gone through where it stands is kept by nobody.
    fn gone_through(&mut self, expression: &Expr<'_>) {
        match expression {
            Expr::List(of) => self.expressions(of.items.iter()),
            Expr::Tuple(of) => self.expressions(of.items.iter()),
            other => self.expression(other),
        }
    }

    fn expression(&mut self, expression: &Expr<'_>) {
        match expression {
            Expr::Var(_) | Expr::Const(_) => {}
            Expr::Slice(of) => {
                self.expression(&of.expr);
                self.expressions([&of.start, &of.stop, &of.step].into_iter().flatten());
            }
            Expr::UnaryOp(of) => self.expression(&of.expr),
            Expr::BinOp(of) => {
                self.expression(&of.left);
                match of.op {
                    BinOpKind::In => self.gone_through(&of.right),
                    _ => self.expression(&of.right),
                }
                if matches!(of.op, BinOpKind::Add) && !is_plain(&of.left) && !is_plain(&of.right) {
                    self.refuse(
                        of.span(),
                        "this `+` could join lists",
                        "add numbers as `a|int + b|int`, join texts as `a ~ b`",
                    );
                }
            }
            Expr::Compare(of) => {
                self.expression(&of.expr);
                for one in &of.ops {
                    match one.op {
                        CompareOpKind::In | CompareOpKind::NotIn => self.gone_through(&one.expr),
                        _ => self.expression(&one.expr),
                    }
                }
            }
            Expr::IfExpr(of) => {
                self.expression(&of.test_expr);
                self.expression(&of.true_expr);
                self.expressions(of.false_expr.iter());
            }
            Expr::Filter(of) => self.filter(of),
            Expr::Test(of) => {
                self.expression(&of.expr);
                for argument in &of.args {
                    self.gone_through(value(argument));
                }
            }
            Expr::GetAttr(of) => self.expression(&of.expr),
            Expr::GetItem(of) => {
                self.expression(&of.expr);
                self.expression(&of.subscript_expr);
            }
            Expr::Call(of) => self.call(of),
            Expr::List(of) => self.literal(of.span(), of.items.iter()),
            Expr::Tuple(of) => self.literal(of.span(), of.items.iter()),
            Expr::Map(of) => self.literal(of.span(), of.keys.iter().chain(&of.values)),
        }
    }

    /// A list or map that is written out holds numbers and texts.
    fn literal<'e, 's: 'e>(&mut self, span: Span, items: impl Iterator<Item = &'e Expr<'s>>) {
        for item in items {
            self.expression(item);
            if !matches!(item, Expr::Const(_)) {
                self.refuse(
                    span,
                    "a list or map that is kept can only hold numbers and texts as written",
                    "name values one by one, or go through them: `{% for one in [a, b] %}`",
                );
            }
        }
    }

    fn filter(&mut self, of: &Spanned<Filter<'_>>) {
        self.expressions(of.expr.iter());
        self.expressions(of.args.iter().map(value));
        let most = match of.name {
            "map" | "batch" | "slice" => 1,
            _ => usize::MAX,
        };
        if of.args.len() > most || of.args.iter().any(is_spread) && most == 1 {
            self.refuse(
                of.span(),
                "`map`, `batch` and `slice` take one argument here, so that they put nothing else into a list",
                "put what is missing where the list is gone through: `{{ one or \"none\" }}`",
            );
        }
    }

    fn call(&mut self, of: &Spanned<Call<'_>>) {
        self.expression(&of.expr);
        self.expressions(of.args.iter().map(value));
    }
}

fn value<'e, 's>(argument: &'e CallArg<'s>) -> &'e Expr<'s> {
    match argument {
        CallArg::Pos(value) | CallArg::Kwarg(_, value) | CallArg::PosSplat(value) | CallArg::KwargSplat(value) => value,
    }
}

fn is_spread(argument: &CallArg<'_>) -> bool {
    matches!(argument, CallArg::PosSplat(_) | CallArg::KwargSplat(_))
}

/// Says whether an expression surely comes to a number or text, or to a mistake.
fn is_plain(expression: &Expr<'_>) -> bool {
    match expression {
        Expr::Const(_) | Expr::UnaryOp(_) | Expr::Test(_) | Expr::Compare(_) => true,
        Expr::BinOp(of) => match of.op {
            BinOpKind::Add => is_plain(&of.left) || is_plain(&of.right),
            BinOpKind::Mul => is_plain(&of.left) && is_plain(&of.right),
            BinOpKind::ScAnd | BinOpKind::ScOr => is_plain(&of.left) && is_plain(&of.right),
            _ => true,
        },
        Expr::Filter(of) => PLAIN.contains(&of.name),
        Expr::GetAttr(of) => matches!(&of.expr, Expr::Var(of) if of.id == "loop") && of.name.starts_with("index"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> Option<&str> {
        refused(text, SyntaxConfig::default()).map(|refused| refused.range.of(text))
    }

    #[test]
    fn lists_of_what_is_given_are_refused_wherever_they_stand() {
        for (text, what) in [
            ("{% set a = [b, 1] %}", "[b, 1]"),
            ("{% set a = {\"k\": b} %}", "{\"k\": b}"),
            ("{% set a = (b, b) %}", "(b, b)"),
            ("{% with a = [b] %}{% endwith %}", "[b]"),
            ("{% set a = [[1]] %}", "[[1]]"),
            ("{{ m([b]) }}", "[b]"),
            ("{% macro m(a=[b]) %}{% endmacro %}", "[b]"),
            (
                "{% if x %}{% for a in y %}{{ [b]|length }}{% endfor %}{% endif %}",
                "[b]",
            ),
            ("{% for a in [[b]] %}{% endfor %}", "[b]"),
            ("{% call m([b]) %}{% endcall %}", "[b]"),
            ("{% filter default([b]) %}{% endfilter %}", "[b]"),
            ("{{ a + b }}", "a + b"),
            ("{{ 1 * a + b }}", "1 * a + b"),
            ("{{ a|map(\"default\", b) }}", "map(\"default\", b)"),
            (
                "{{ a|map(attribute=\"x\", default=b) }}",
                "map(attribute=\"x\", default=b)",
            ),
            ("{{ a|batch(2, b) }}", "batch(2, b)"),
            ("{{ a|slice(*b) }}", "slice(*b)"),
        ] {
            let marked = marked(text).unwrap_or_default();
            assert!(marked.ends_with(what), "{text}: {marked}");
        }
    }

    #[test]
    fn what_would_fill_the_stack_is_refused_before_it_is_read() {
        for (before, link, after) in [
            ("{{ a", ".b", " }}"),
            ("{{ 1", "+1", " }}"),
            ("{{ 1", "|int", " }}"),
            ("{{ ", "not ", "a }}"),
            ("{{ ", "a if b else ", "c }}"),
            ("{% if a %}", "{% elif a %}", "{% endif %}"),
        ] {
            let text = format!("{before}{}{after}", link.repeat(100_000));
            let refused = refused(&text, SyntaxConfig::default()).expect(link);
            assert_eq!(refused.what, "this goes on for too long");
        }
    }

    #[test]
    fn what_grows_no_list_is_let_through() {
        for text in [
            "{% set a = [1, \"b\"] %}{% set m = {\"a\": 1} %}",
            "{% for a in [b, c] %}{{ a }}{% endfor %}",
            "{% if a in [b, c] or a not in (b, c) or a is in([b]) %}{% endif %}",
            "{{ loop.index + 1 }}{{ a + 1 }}{{ a|length + b }}{{ a - b }}{{ a ~ b }}",
            "{{ a|map(attribute=\"label\")|join(\", \") }}{{ a|batch(3) }}{{ a[1:]|sort }}",
            "{% include [\"a.html\", b] %}",
            "{{ broken",
            &format!("{{{{ a{} }}}}", ".b".repeat(400)),
        ] {
            assert_eq!(marked(text), None, "{text}");
        }
    }
}
