//! Functions, list macros and the methods of texts.

use super::{Checked, Checker};
use crate::expression::parser::{Arithmetic, Form, Syntax, Word};
use crate::expression::program::{Function, Macro, Node, TextTest};
use crate::expression::types::{Root, Sort};
use crate::text::{clip, nearest};
use crate::time::{Date, Duration, Period};

/// The functions, each with how it is called.
const FUNCTIONS: [(&str, &str); 14] = [
    ("has", "has(target)"),
    ("size", "size(steps)"),
    ("today", "today()"),
    ("days", "days(14)"),
    ("weeks", "weeks(2)"),
    ("first", "first(target)"),
    ("last", "last(target)"),
    ("min", "min(reach, 100)"),
    ("max", "max(reach, 100)"),
    ("abs", "abs(value)"),
    ("sum", "sum(steps.map(s, 1))"),
    ("date", "date(\"2026-11-20\")"),
    ("period", "period(\"2027-Q1\")"),
    ("duration", "duration(\"2wd\")"),
];

/// The methods, each with how it is called.
const METHODS: [(&str, &str); 7] = [
    ("exists", "steps.exists(s, has(s.sla))"),
    ("all", "steps.all(s, has(s.role))"),
    ("filter", "steps.filter(s, has(s.sla))"),
    ("map", "steps.map(s, s.title)"),
    ("contains", "title.contains(\"search\")"),
    ("startsWith", "id.startsWith(\"old-\")"),
    ("endsWith", "id.endsWith(\"-draft\")"),
];

/// How many lists may be gone through inside one another.
const DEEPEST_LISTS: usize = 3;

impl<'s> Checker<'s> {
    /// `name(arguments)`
    pub(super) fn call(&mut self, word: &'s Word, arguments: &'s [Syntax]) -> Checked<'s> {
        let (function, sort) = match (&*word.text, arguments) {
            ("today", []) => return self.today(word),
            ("has", [of]) => return self.has(of),
            ("size", [of]) => return self.size(of),
            ("date" | "period" | "duration", [of]) => return self.written(&word.text, of),
            ("min", [_, ..]) => return self.extreme(Function::Minimum, word, arguments),
            ("max", [_, ..]) => return self.extreme(Function::Maximum, word, arguments),
            ("sum", [of]) => return self.sum(of),
            ("days", [_]) => (Function::Days, Sort::Length),
            ("weeks", [_]) => (Function::Weeks, Sort::Length),
            ("abs", [_]) => (Function::Absolute, Sort::Number),
            ("first", [_]) => (Function::First, Sort::Date),
            ("last", [_]) => (Function::Last, Sort::Date),
            _ => return self.no_function(word, arguments),
        };
        let of = &arguments[0];
        let argument = self.check(of);
        let fits = match function {
            Function::First | Function::Last => argument.sort.is_time(),
            _ => argument.sort.is_number(),
        };
        if !fits && argument.sort != Sort::Unknown {
            let wanted = match function {
                Function::First | Function::Last => "a time span",
                _ => "a number",
            };
            let message = format!(
                "`{}` takes {wanted}, and `{}` is {}",
                word.text,
                self.shown(of),
                self.noun(&argument.sort)
            );
            let help = match argument.sort {
                Sort::List(_) => Some(format!("the first element is `{}[0]`", self.shown(of))),
                _ => None,
            };
            self.report(of.range, message, help);
        }
        Checked::new(Node::Call(function, Box::new([argument.node])), sort)
    }

    fn no_function(&mut self, word: &'s Word, arguments: &'s [Syntax]) -> Checked<'s> {
        let name = &*word.text;
        let shown = clip(name);
        if let Some((_, example)) = FUNCTIONS.iter().find(|(known, _)| *known == name) {
            let message = format!("`{shown}` is not called with {}", values(arguments.len()));
            return self.report(word.range, message, Some(format!("such as `{example}`")));
        }
        if self.knows(name) {
            let message = format!("`{shown}` is a field, not a function");
            return self.report(word.range, message, Some(format!("write `{shown}` without brackets")));
        }
        let first = arguments.first().map_or_else(|| "…".to_owned(), |one| self.shown(one));
        let help = match name.to_ascii_lowercase().as_str() {
            "len" | "length" | "count" => format!("write `size({first})`"),
            "now" => "write `today()`".to_owned(),
            "exists" | "defined" | "isset" => format!("write `has({first})`"),
            "empty" | "isempty" => format!("write `!has({first})` or `size({first}) == 0`"),
            "avg" | "average" | "mean" => format!("write `sum({first}) / size({first})`"),
            "not" => format!("write `!({first})`"),
            "contains" | "startswith" | "endswith" => format!("write `{first}.{name}(…)`"),
            _ => match nearest(name, FUNCTIONS.iter().map(|(known, _)| *known)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    let known: Vec<&str> = FUNCTIONS.iter().map(|(known, _)| *known).collect();
                    format!("functions are: {}", known.join(", "))
                }
            },
        };
        self.report(word.range, format!("no function is named `{shown}`"), Some(help))
    }

    fn today(&mut self, word: &'s Word) -> Checked<'s> {
        if let Root::Inputs(_) = self.root {
            let message = "a formula over numbers cannot ask for the day".to_owned();
            return self.report(word.range, message, None);
        }
        Checked::new(Node::Today, Sort::Date)
    }

    fn has(&mut self, of: &'s Syntax) -> Checked<'s> {
        if let Form::Arithmetic(Arithmetic::Subtract, two) = &of.of
            && let Some(wrong) = self.dashed(two)
        {
            return wrong;
        }
        if !matches!(of.of, Form::Name(_) | Form::Member(..) | Form::Index(_)) {
            let help = match &of.of {
                Form::Text(name) if self.knows(name) => format!("write `has({name})` without quotes"),
                _ => "such as `has(target)` or `has(objective.owner)`".to_owned(),
            };
            let message = format!("`has` asks for a field, and `{}` is none", self.shown(of));
            self.report(of.range, message, Some(help));
            return Checked::new(Node::Missing, Sort::Boolean);
        }
        let checked = self.check(of);
        Checked::new(Node::Has(Box::new(checked.node)), Sort::Boolean)
    }

    fn size(&mut self, of: &'s Syntax) -> Checked<'s> {
        let checked = self.check(of);
        if !matches!(checked.sort, Sort::List(_) | Sort::Text | Sort::Map(_) | Sort::Unknown) {
            let message = format!(
                "`size` counts a list or the letters of a text, and `{}` is {}",
                self.shown(of),
                self.noun(&checked.sort)
            );
            self.report(of.range, message, None);
        }
        Checked::new(Node::Call(Function::Size, Box::new([checked.node])), Sort::Integer)
    }

    /// `date("…")`, `period("…")`, `duration("…")`: read now, so that what is no date is told now.
    fn written(&mut self, function: &str, of: &'s Syntax) -> Checked<'s> {
        let Form::Text(text) = &of.of else {
            let help = FUNCTIONS.iter().find(|(known, _)| *known == function);
            let message = format!("`{function}` reads a text in quotes");
            return self.report(
                of.range,
                message,
                help.map(|(_, example)| format!("such as `{example}`")),
            );
        };
        let error = match function {
            "date" => match Date::parse(text) {
                Some(date) => return Checked::new(Node::Date(date), Sort::Date),
                None => format!("`{}` is no day", clip(text)),
            },
            "period" => match Period::parse(text, 1) {
                Ok(_) => return Checked::new(Node::Period(text.clone()), Sort::Period),
                Err(error) => error.to_string(),
            },
            _ => match Duration::parse(text) {
                Ok(duration) => return Checked::new(Node::Length(duration), Sort::Length),
                Err(error) => error.to_string(),
            },
        };
        let help =
            (function == "date").then(|| "write it such as `date(\"2026-11-20\")`, or plainly `2026-11-20`".to_owned());
        self.report(of.range, error, help)
    }

    /// `min` and `max`, of several values or of a list.
    fn extreme(&mut self, function: Function, word: &'s Word, arguments: &'s [Syntax]) -> Checked<'s> {
        let mut nodes = Vec::with_capacity(arguments.len());
        let mut sort = Sort::Unknown;
        for argument in arguments {
            let one = self.check(argument);
            let of = match one.sort {
                Sort::List(element) if arguments.len() == 1 => *element,
                other => other,
            };
            if !(of.is_number() || matches!(of, Sort::Date | Sort::Length | Sort::Unknown)) {
                let message = format!(
                    "`{}` compares numbers, days or lengths of time, and `{}` is {}",
                    word.text,
                    self.shown(argument),
                    self.noun(&of)
                );
                let help = match of {
                    Sort::Period | Sort::Moment => Some(format!("write `first({})`", self.shown(argument))),
                    _ => None,
                };
                self.report(argument.range, message, help);
                return Checked::wrong();
            }
            sort = self.join(sort, of, argument.range, "what is compared");
            nodes.push(one.node);
        }
        Checked::new(Node::Call(function, nodes.into_boxed_slice()), sort)
    }

    fn sum(&mut self, of: &'s Syntax) -> Checked<'s> {
        let checked = self.check(of);
        let sort = match &checked.sort {
            Sort::List(element) if **element == Sort::Integer => Sort::Integer,
            Sort::List(element) if element.is_number() || **element == Sort::Unknown => Sort::Number,
            Sort::Unknown => Sort::Number,
            other => {
                let shown = self.shown(of);
                let help = match other {
                    Sort::List(_) => format!("take a number of each: `sum({shown}.map(e, …))`"),
                    _ => "such as `sum(contributors.map(c, c.effort))`".to_owned(),
                };
                let message = format!("`sum` adds up a list of numbers, which `{shown}` is not");
                self.report(of.range, message, Some(help));
                Sort::Number
            }
        };
        Checked::new(Node::Call(Function::Sum, Box::new([checked.node])), sort)
    }

    /// `of.name(arguments)`
    pub(super) fn method(&mut self, of: &'s Syntax, word: &'s Word, arguments: &'s [Syntax]) -> Checked<'s> {
        let name = &*word.text;
        let over_list = match name {
            "exists" => Some(Macro::Exists),
            "all" => Some(Macro::All),
            "filter" => Some(Macro::Filter),
            "map" => Some(Macro::Map),
            _ => None,
        };
        if let Some(over_list) = over_list {
            return self.each(over_list, of, word, arguments);
        }
        let test = match name {
            "contains" => TextTest::Contains,
            "startsWith" => TextTest::StartsWith,
            "endsWith" => TextTest::EndsWith,
            _ => return self.no_method(of, word, arguments),
        };
        let [argument] = arguments else {
            return self.miscalled(word);
        };
        let [text, part] = [of, argument].map(|one| self.check(one));
        for (checked, syntax) in [(&text, of), (&part, argument)] {
            if matches!(checked.sort, Sort::Text | Sort::Unknown) {
                continue;
            }
            let shown = self.shown(syntax);
            let help = match &checked.sort {
                Sort::List(_) if test == TextTest::Contains => {
                    Some(format!("write `{} in {shown}`", self.shown(argument)))
                }
                Sort::Record(_) => Some(format!("write `{shown}.id`")),
                Sort::Word(_) => Some(format!("write `{shown} == \"…\"` or `{shown} in [\"…\"]`")),
                _ => None,
            };
            let message = format!(
                "`{name}` is asked of texts, and `{shown}` is {}",
                self.noun(&checked.sort)
            );
            self.report(syntax.range, message, help);
            return Checked::new(Node::Missing, Sort::Boolean);
        }
        let nodes = Box::new([text.node, part.node]);
        Checked::new(Node::TextTest(test, nodes), Sort::Boolean)
    }

    fn miscalled(&mut self, word: &Word) -> Checked<'s> {
        let example = METHODS.iter().find(|(known, _)| **known == *word.text);
        let help = example.map(|(_, example)| format!("such as `{example}`"));
        let takes = match &*word.text {
            "exists" | "all" | "filter" => "a name for each element and a condition",
            "map" => "a name for each element and what to make of it",
            _ => "one text",
        };
        self.report(word.range, format!("`{}` takes {takes}", word.text), help)
    }

    fn no_method(&mut self, of: &'s Syntax, word: &'s Word, arguments: &'s [Syntax]) -> Checked<'s> {
        let shown = self.shown(of);
        let name = &*word.text;
        let is_function = FUNCTIONS.iter().any(|(known, _)| *known == name);
        let help = match name.to_ascii_lowercase().as_str() {
            _ if is_function && arguments.is_empty() => Some(format!("write `{name}({shown})`")),
            "length" | "len" | "count" => Some(format!("write `size({shown})`")),
            "any" | "some" => Some(format!("write `{shown}.exists(e, …)`")),
            "every" => Some(format!("write `{shown}.all(e, …)`")),
            "includes" => Some(format!("write `… in {shown}`, or `{shown}.contains(…)` of a text")),
            _ => match nearest(name, METHODS.iter().map(|(known, _)| *known)) {
                Some(near) => Some(format!("did you mean `{near}`?")),
                None => {
                    let known: Vec<&str> = METHODS.iter().map(|(known, _)| *known).collect();
                    Some(format!("methods are: {}", known.join(", ")))
                }
            },
        };
        self.report(word.range, format!("no method is named `{}`", clip(name)), help)
    }

    /// A list macro: `list.exists(name, condition)`.
    fn each(&mut self, over: Macro, of: &'s Syntax, word: &'s Word, arguments: &'s [Syntax]) -> Checked<'s> {
        let list = self.check(of);
        let [
            Syntax {
                of: Form::Name(name), ..
            },
            body,
        ] = arguments
        else {
            return self.miscalled(word);
        };
        let element = match list.sort {
            Sort::List(element) => *element,
            Sort::Unknown => Sort::Unknown,
            other => {
                let message = format!(
                    "`{}` goes through a list, and `{}` is {}",
                    word.text,
                    self.shown(of),
                    self.noun(&other)
                );
                self.report(of.range, message, None);
                Sort::Unknown
            }
        };
        if self.bound.len() == DEEPEST_LISTS {
            let message = format!("more than {DEEPEST_LISTS} lists are gone through inside one another");
            return self.report(word.range, message, None);
        }
        self.bound.push((name, element));
        let (body, made) = match over {
            Macro::Map => {
                let made = self.element(body);
                (made.node, made.sort)
            }
            _ => (self.condition(body), Sort::Boolean),
        };
        let (_, element) = self.bound.pop().expect("it was pushed above");
        let sort = match over {
            Macro::Exists | Macro::All => Sort::Boolean,
            Macro::Filter => Sort::List(Box::new(element)),
            Macro::Map => Sort::List(Box::new(made)),
        };
        Checked::new(Node::Each(over, Box::new([list.node, body])), sort)
    }
}

fn values(count: usize) -> String {
    match count {
        0 => "nothing in the brackets".to_owned(),
        1 => "one value".to_owned(),
        _ => format!("{count} values"),
    }
}
