//! Comparisons: two values that can be the same, or stand in an order.

use super::{Checked, Checker};
use crate::expression::parser::{Comparison, Form, Syntax};
use crate::expression::program::Node;
use crate::expression::types::{Records, Role, Sort, Words};
use crate::text::{TextRange, clip, nearest};
use crate::time::{Date, Duration, Period};

/// How many words a help lists.
const MOST_WORDS: usize = 20;
/// What other languages call a value that is missing.
const NOTHING: [&str; 8] = ["null", "none", "nil", "None", "NULL", "Null", "undefined", "empty"];

impl<'s> Checker<'s> {
    pub(super) fn compare(&mut self, comparison: Comparison, two: &'s [Syntax; 2]) -> Checked<'s> {
        if let Some(wrong) = self.compared_with_nothing(comparison, two) {
            return wrong;
        }
        let (left, right) = self.pair(&two[0], &two[1]);
        if comparison.is_order() {
            for (side, syntax) in [(&left.sort, &two[0]), (&right.sort, &two[1])] {
                if !(side.is_number() || side.is_time() || matches!(side, Sort::Length | Sort::Unknown)) {
                    return self.no_order(comparison, syntax, side);
                }
            }
        }
        self.comparable(&two[0], &left.sort, &two[1], &right.sort);
        let nodes = Box::new([left.node, right.node]);
        Checked::new(Node::Compare(comparison, nodes), Sort::Boolean)
    }

    /// `owner == null`
    fn compared_with_nothing(&mut self, comparison: Comparison, two: &'s [Syntax; 2]) -> Option<Checked<'s>> {
        let is_nothing =
            |one: &Syntax| matches!(&one.of, Form::Name(name) if NOTHING.contains(&&**name) && !self.knows(name));
        let (nothing, other) = match (is_nothing(&two[0]), is_nothing(&two[1])) {
            (false, true) => (&two[1], &two[0]),
            (true, false) => (&two[0], &two[1]),
            _ => return None,
        };
        let not = if comparison == Comparison::Unequal { "" } else { "!" };
        let help = format!("write `{not}has({})`", self.shown(other));
        let message = format!("`{}` is no value", self.shown(nothing));
        self.report(nothing.range, message, Some(help));
        self.check(other);
        Some(Checked::new(Node::Missing, Sort::Boolean))
    }

    fn no_order(&mut self, comparison: Comparison, syntax: &Syntax, sort: &Sort<'s>) -> Checked<'s> {
        let shown = self.shown(syntax);
        let help = match sort {
            Sort::Word(words) => words
                .words
                .first()
                .map(|word| format!("write `{shown} in [\"{word}\", …]`")),
            Sort::List(_) => Some(format!("`size({shown})` is how many there are")),
            _ => None,
        };
        let message = format!(
            "`{}` compares numbers, days and lengths of time, and `{shown}` is {}",
            comparison.sign(),
            self.noun(sort)
        );
        self.report(syntax.range, message, help);
        Checked::new(Node::Missing, Sort::Boolean)
    }

    /// Checks two values that belong together; a text in quotes is read as what the other is.
    pub(super) fn pair(&mut self, left: &'s Syntax, right: &'s Syntax) -> (Checked<'s>, Checked<'s>) {
        if is_written_out(left) && !is_written_out(right) || self.is_unquoted(left) {
            let right_checked = self.check(right);
            let left = self.check_as(left, &right_checked.sort, right);
            return (left, right_checked);
        }
        let left_checked = self.check(left);
        let right = self.check_as(right, &left_checked.sort, left);
        (left_checked, right)
    }

    /// Says whether a part is a name that nothing has: perhaps a word without its quotes.
    fn is_unquoted(&self, syntax: &Syntax) -> bool {
        matches!(&syntax.of, Form::Name(name) if !self.knows(name))
    }

    /// Checks a part that stands beside `other`, which is of the sort `wanted`.
    fn check_as(&mut self, syntax: &'s Syntax, wanted: &Sort<'s>, other: &Syntax) -> Checked<'s> {
        match (&syntax.of, wanted) {
            (Form::Text(word), Sort::Word(words)) => self.word(syntax.range, word, words, other),
            (Form::Text(id), Sort::Record(records)) => self.identity(syntax.range, id, records, other),
            (Form::Text(text), wanted) if !matches!(wanted, Sort::Text | Sort::Unknown | Sort::List(_)) => {
                let message = format!("`{}` is {}, not a text", self.shown(other), self.noun(wanted));
                self.report(syntax.range, message, as_written(text, wanted))
            }
            (Form::Choose(three), _) => {
                let condition = self.condition(&three[0]);
                let first = self.check_as(&three[1], wanted, other);
                let second = self.check_as(&three[2], wanted, other);
                let sort = self.join(first.sort, second.sort, syntax.range, "the two sides of `? :`");
                Checked::new(Node::Choose(Box::new([condition, first.node, second.node])), sort)
            }
            (Form::Name(_) | Form::Arithmetic(..), Sort::Word(words)) => {
                let source = syntax.range.of(self.text);
                if words.words.contains(&source) && (self.is_unquoted(syntax) || source.contains('-')) {
                    let help = Some(format!("write `\"{source}\"`"));
                    let message = format!("{} stands in quotes", words.role.noun_of(source));
                    return self.report(syntax.range, message, help);
                }
                self.check_named(syntax)
            }
            (Form::Name(_), Sort::Text | Sort::Record(_)) => self.check_named(syntax),
            _ => self.check(syntax),
        }
    }

    /// Checks a name where a text may have been meant.
    fn check_named(&mut self, syntax: &'s Syntax) -> Checked<'s> {
        match &syntax.of {
            Form::Name(name) => {
                let help = format!("a text stands in quotes: `\"{name}\"`");
                self.name(syntax.range, name, Some(help))
            }
            _ => self.check(syntax),
        }
    }

    /// A status, choice, category or kind in quotes.
    fn word(&mut self, range: TextRange, word: &str, words: &Words<'s>, other: &Syntax) -> Checked<'s> {
        if words.words.contains(&word) {
            return Checked::new(Node::Text(Box::from(word)), Sort::Word(words.clone()));
        }
        let shown = clip(word);
        let message = match words.role {
            Role::Choice => format!("`{}` has no choice `{shown}`", self.shown(other)),
            Role::Status => match words.kinds.as_slice() {
                [kind] => format!("{} has no status `{shown}`", self.scope.noun(*kind)),
                _ => format!("no status is named `{shown}`"),
            },
            Role::Category => format!("no category is named `{shown}`"),
            Role::Kind => format!("no kind is named `{shown}`"),
        };
        let help = match (
            self.present_status(word, words),
            nearest(word, words.words.iter().copied()),
        ) {
            (Some(now), _) => format!("it is called `{now}` now"),
            (None, Some(near)) if words.words.len() > MOST_WORDS => format!("did you mean `{near}`?"),
            (None, Some(near)) => format!("did you mean `{near}`? (one of: {})", words.words.join(", ")),
            (None, None) if words.words.len() > MOST_WORDS => return self.report(range, message, None),
            (None, None) => format!("one of: {}", words.words.join(", ")),
        };
        self.report(range, message, Some(help))
    }

    /// The name that a status has now which had another before.
    fn present_status(&self, word: &str, words: &Words<'s>) -> Option<&'s str> {
        if words.role != Role::Status {
            return None;
        }
        let kinds = self.scope.kinds();
        let statuses = kinds.iter().flat_map(|kind| self.scope.statuses(*kind));
        statuses
            .filter(|status| status.aliases.iter().any(|alias| **alias == *word))
            .map(|status| &**status.name)
            .find(|name| words.words.contains(name))
    }

    /// The id of a record in quotes, as `id` or `kind/id`.
    fn identity(&mut self, range: TextRange, written: &str, records: &Records<'s>, other: &Syntax) -> Checked<'s> {
        let sort = Sort::Record(records.clone());
        let Some((name, id)) = written.split_once('/') else {
            return Checked::new(Node::Identity(None, Box::from(written)), sort);
        };
        let scope = self.scope;
        let kind = records.kinds.iter().find(|kind| **scope.kind_name(**kind) == *name);
        if let Some(kind) = kind {
            return Checked::new(Node::Identity(Some(*kind), Box::from(id)), sort);
        }
        let names: Vec<&str> = records.kinds.iter().map(|kind| &**scope.kind_name(*kind)).collect();
        let message = format!("`{}` is never of a kind `{}`", self.shown(other), clip(name));
        let help = match nearest(name, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.len() < 6 => format!("it is of: {}", names.join(", ")),
            None => "write `kind/id` with the name of a kind".to_owned(),
        };
        self.report(range, message, Some(help))
    }

    /// Reports two sorts that can never be the same.
    fn comparable(&mut self, left: &Syntax, a: &Sort<'s>, right: &Syntax, b: &Sort<'s>) {
        if fits(a, b) {
            return;
        }
        let range = TextRange {
            start: left.range.start.min(right.range.start),
            end: left.range.end.max(right.range.end),
        };
        let [first, second] = [self.shown(left), self.shown(right)];
        let (message, help) = match (a, b) {
            (Sort::Word(_), Sort::Word(_)) => (format!("`{first}` and `{second}` have no word in common"), None),
            (Sort::Record(_), Sort::Text) => (
                format!("`{first}` is a record and `{second}` a text"),
                Some(format!("compare its id: `{first}.id`")),
            ),
            (Sort::Text, Sort::Record(_)) => (
                format!("`{first}` is a text and `{second}` a record"),
                Some(format!("compare its id: `{second}.id`")),
            ),
            (Sort::List(_), Sort::List(_)) => ("two lists cannot be compared".to_owned(), None),
            (Sort::List(_), _) => (
                format!("`{first}` is a list"),
                Some(format!("`{second} in {first}` asks whether it holds that")),
            ),
            (_, Sort::List(_)) => (
                format!("`{second}` is a list"),
                Some(format!("`{first} in {second}` asks whether it holds that")),
            ),
            _ => {
                let help = match (a, b) {
                    (Sort::Length, b) if b.is_number() => Some(format!("write `days({second})`")),
                    (a, Sort::Length) if a.is_number() => Some(format!("write `days({first})`")),
                    (Sort::Text, b) if b.is_number() => Some(format!("a text stands in quotes: `\"{second}\"`")),
                    (a, Sort::Text) if a.is_number() => Some(format!("a text stands in quotes: `\"{first}\"`")),
                    _ => None,
                };
                let [a, b] = [self.noun(a), self.noun(b)];
                let message = format!("`{first}` is {a} and `{second}` {b}: they cannot be compared");
                (message, help)
            }
        };
        self.report(range, message, help);
    }

    /// `a in b`
    pub(super) fn within(&mut self, [left, right]: &'s [Syntax; 2]) -> Checked<'s> {
        if let Form::List(items) = &right.of {
            let value = self.check(left);
            let mut nodes = Vec::with_capacity(items.len());
            for item in items {
                let one = self.check_as(item, &value.sort, left);
                self.comparable(left, &value.sort, item, &one.sort);
                nodes.push(one.node);
            }
            let nodes = nodes.into_boxed_slice();
            return Checked::new(Node::Among(Box::new(value.node), nodes), Sort::Boolean);
        }
        let list = self.check(right);
        let shown = self.shown(right);
        let element = match list.sort {
            Sort::List(element) => *element,
            Sort::Unknown => Sort::Unknown,
            other => {
                let help = match &other {
                    Sort::Text => Some(format!("write `{shown}.contains({})`", self.shown(left))),
                    Sort::Map(_) => Some(format!("write `has({shown}[{}])`", self.shown(left))),
                    Sort::Period => Some(format!("compare with `first({shown})` and `last({shown})`")),
                    _ => Some("a list is `[1, 2]` or a field that holds several".to_owned()),
                };
                let message = format!("`{shown}` is {}, not a list", self.noun(&other));
                self.report(right.range, message, help);
                Sort::Unknown
            }
        };
        if matches!(element, Sort::Table(_)) {
            let message = format!("`{shown}` holds tables");
            let help = format!("write `has({shown}[{}])` or `{shown}.exists(…)`", self.shown(left));
            self.report(right.range, message, Some(help));
            return Checked::new(Node::Missing, Sort::Boolean);
        }
        let value = self.check_as(left, &element, right);
        if fits(&value.sort, &element) {
            let nodes = Box::new([value.node, list.node]);
            return Checked::new(Node::In(nodes), Sort::Boolean);
        }
        let message = format!(
            "`{}` is {}, and each element of `{shown}` {}",
            self.shown(left),
            self.noun(&value.sort),
            self.noun(&element)
        );
        let help = match (&value.sort, &element) {
            (number, Sort::Text) if number.is_number() => {
                Some(format!("a text stands in quotes: `\"{}\"`", self.shown(left)))
            }
            (Sort::Record(_), Sort::Text) => Some(format!("compare its id: `{}.id`", self.shown(left))),
            _ => None,
        };
        self.report(left.range, message, help);
        Checked::new(Node::Missing, Sort::Boolean)
    }
}

/// Says whether values of two sorts can be the same.
fn fits(a: &Sort<'_>, b: &Sort<'_>) -> bool {
    match (a, b) {
        (Sort::Unknown, _) | (_, Sort::Unknown) => true,
        (Sort::Word(a), Sort::Word(b)) => a.meets(b),
        (Sort::Record(a), Sort::Record(b)) => a.kinds.iter().any(|kind| b.kinds.contains(kind)),
        (Sort::Text, Sort::Text) | (Sort::Boolean, Sort::Boolean) | (Sort::Length, Sort::Length) => true,
        (a, b) => a.is_number() && b.is_number() || a.is_time() && b.is_time(),
    }
}

/// Says whether a part is a text in quotes, or made of such.
fn is_written_out(syntax: &Syntax) -> bool {
    match &syntax.of {
        Form::Text(_) => true,
        Form::Choose(three) => is_written_out(&three[1]) || is_written_out(&three[2]),
        _ => false,
    }
}

/// How a text in quotes is written as what was wanted.
fn as_written(text: &str, wanted: &Sort<'_>) -> Option<String> {
    let shown = clip(text);
    match wanted {
        Sort::Date | Sort::Moment | Sort::Period if Date::parse(text).is_some() => {
            Some(format!("write `{shown}` without quotes"))
        }
        Sort::Date | Sort::Moment | Sort::Period if Period::parse(text, 1).is_ok() => {
            Some(format!("write `period(\"{shown}\")`"))
        }
        Sort::Date | Sort::Moment | Sort::Period => {
            Some("write a day as `2026-11-20`, a time span as `period(\"2027-Q1\")`".to_owned())
        }
        Sort::Length if Duration::parse(text).is_ok() => Some(format!("write `duration(\"{shown}\")`")),
        Sort::Length => Some("write `days(14)` or `duration(\"2wd\")`".to_owned()),
        Sort::Boolean if matches!(text, "true" | "false") => Some(format!("write `{shown}` without quotes")),
        sort if sort.is_number() => {
            let plain = text.trim_end_matches('%').trim();
            let is_number = plain.parse::<f64>().is_ok_and(f64::is_finite);
            is_number.then(|| format!("write `{}` without quotes", shown.trim()))
        }
        _ => None,
    }
}

impl Role {
    /// A word as what it is: "the status `planned`".
    fn noun_of(self, word: &str) -> String {
        match self {
            Self::Choice => format!("the choice `{word}`"),
            Self::Status => format!("the status `{word}`"),
            Self::Category => format!("the category `{word}`"),
            Self::Kind => format!("the kind `{word}`"),
        }
    }
}
