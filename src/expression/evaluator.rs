//! A program and the facts into an answer. Missing is a third truth value (DESIGN §7).
//!
//! Recursion is bounded by the depth of the program, work by [`FUEL`]; nothing here fails otherwise than by being
//! missing.

use super::answer::Answer;
use super::datum::{Datum, Elements, Stretch, days_between, moved, order_of_numbers, same_number};
use super::parser::{Arithmetic, Comparison};
use super::program::{Access, Function, Macro, Node, PerKind, Slot, TextTest, WordList};
use crate::time::{Calendar, Date, Period};
use crate::value::{FieldIndex, KindIndex, Member, StatusIndex, Value};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

/// What is known of records, by their numbers.
pub trait Facts {
    /// Returns the kind of a record.
    fn kind(&self, record: u32) -> KindIndex;
    /// Returns the id of a record.
    fn id(&self, record: u32) -> &str;
    /// Returns the status that a record counts as.
    fn status(&self, record: u32) -> Option<StatusIndex>;
    /// Returns the status that is written in a record's file, or its kind's initial one.
    fn written_status(&self, record: u32) -> Option<StatusIndex>;
    /// Returns a field of a record as it is written, wrong or not.
    fn field(&self, record: u32, field: FieldIndex) -> Option<&Value>;
    /// Returns the record that a reference of a record leads to.
    fn target(&self, record: u32, reference: u32) -> Option<u32>;
    /// Returns a reference of a record as it is written, for one that leads nowhere.
    fn written(&self, record: u32, reference: u32) -> &str;
    /// Returns what is said along with a reference of a record.
    fn details(&self, record: u32, reference: u32) -> &[Member];
    /// Returns the calendar by which times are compared.
    fn calendar(&self) -> &Calendar;
}

/// How many elements of lists are looked at in one evaluation; past this the answer is missing.
const FUEL: u32 = 1_000_000;
/// The most bytes of a text that is put together.
const LONGEST_TEXT: usize = 64 << 10;

/// One evaluation.
pub(super) struct Evaluator<'a> {
    facts: &'a dyn Facts,
    of: u32,
    today: Date,
    inputs: &'a [Option<f64>],
    /// What list macros have bound, outermost first.
    variables: Vec<Option<Datum<'a>>>,
    fuel: u32,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(facts: &'a dyn Facts, of: u32, today: Date) -> Self {
        Self {
            facts,
            of,
            today,
            inputs: &[],
            variables: Vec::new(),
            fuel: FUEL,
        }
    }

    pub(super) fn with_inputs(mut self, inputs: &'a [Option<f64>]) -> Self {
        self.inputs = inputs;
        self
    }

    /// Returns what a program comes to.
    pub(super) fn answer(&mut self, node: &'a Node) -> Option<Answer> {
        let datum = self.value(node)?;
        Answer::of(datum, self.facts)
    }

    /// Returns whether a condition holds.
    pub(super) fn truth(&mut self, node: &'a Node) -> Option<bool> {
        match node {
            Node::Boolean(boolean) => Some(*boolean),
            Node::Has(of) => Some(self.is_there(of)),
            Node::Not(of) => self.truth(of).map(|truth| !truth),
            Node::And(all) => self.every(all, false).map(|any| !any),
            Node::Or(any) => self.every(any, true),
            Node::Compare(comparison, two) => {
                let left = self.value(&two[0])?;
                let right = self.value(&two[1])?;
                self.compare(*comparison, &left, &right)
            }
            Node::Among(of, list) => {
                let value = self.value(of)?;
                let mut unknown = false;
                for one in list {
                    let same = self.value(one).and_then(|one| self.same(&value, &one));
                    match same {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => unknown = true,
                    }
                }
                (!unknown).then_some(false)
            }
            Node::In(two) => self.within(two),
            Node::TextTest(test, two) => {
                let text = self.value(&two[0])?;
                let part = self.value(&two[1])?;
                let (text, part) = (text.text()?, part.text()?);
                Some(match test {
                    TextTest::Contains => text.contains(part),
                    TextTest::StartsWith => text.starts_with(part),
                    TextTest::EndsWith => text.ends_with(part),
                })
            }
            Node::Each(Macro::Exists, two) => self.any_element(two, true),
            Node::Each(Macro::All, two) => self.any_element(two, false).map(|any| !any),
            Node::Choose(three) => match self.truth(&three[0])? {
                true => self.truth(&three[1]),
                false => self.truth(&three[2]),
            },
            _ => match self.value(node)? {
                Datum::Boolean(boolean) => Some(boolean),
                _ => None,
            },
        }
    }

    /// Whether any condition comes to `wanted`: surely where one does, surely not where none is missing.
    fn every(&mut self, conditions: &'a [Node], wanted: bool) -> Option<bool> {
        let mut unknown = false;
        for condition in conditions {
            match self.truth(condition) {
                Some(truth) if truth == wanted => return Some(true),
                Some(_) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(false)
    }

    /// The same for the elements of a list.
    fn any_element(&mut self, [list, condition]: &'a [Node; 2], wanted: bool) -> Option<bool> {
        let elements = self.value(list)?.elements()?;
        let mut unknown = false;
        for element in elements.iter() {
            match self.with(element, |evaluator| evaluator.truth(condition))? {
                Some(truth) if truth == wanted => return Some(true),
                Some(_) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(false)
    }

    /// Does something with an element bound; `None` when the fuel is used up.
    fn with<T>(&mut self, element: Option<Datum<'a>>, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.fuel = self.fuel.checked_sub(1)?;
        self.variables.push(element);
        let made = work(self);
        self.variables.pop();
        Some(made)
    }

    /// Returns what a part comes to.
    fn value(&mut self, node: &'a Node) -> Option<Datum<'a>> {
        match node {
            Node::Missing => None,
            Node::Boolean(boolean) => Some(Datum::Boolean(*boolean)),
            Node::Number(number) => Some(Datum::Number(*number)),
            Node::Text(text) => Some(Datum::Text(Cow::Borrowed(text))),
            Node::Word(word, place) => Some(Datum::Word(word, *place)),
            Node::Date(date) => Some(Datum::Date(*date)),
            Node::Length(duration) => Some(Datum::Duration(*duration)),
            Node::Period(text) => {
                let period = Period::parse(text, self.facts.calendar().year_start());
                period.ok().map(Datum::Period)
            }
            Node::Identity(kind, id) => Some(Datum::Identity(*kind, id)),
            Node::Today => Some(Datum::Date(self.today)),
            Node::Input(place) => self
                .inputs
                .get(*place as usize)
                .copied()
                .flatten()
                .and_then(Datum::finite),
            Node::Own => Some(Datum::Record(self.of)),
            Node::Variable(place) => self.variables.get(*place as usize)?.clone(),
            Node::Member(of, access) => match self.taken(of, access)? {
                (Some((value, holder)), slot) => Datum::read(value, holder, &slot.words),
                (None, slot) => self.value(slot.default.as_deref()?),
            },
            Node::Id(of) => {
                let record = self.record(of)?;
                Some(Datum::Text(Cow::Borrowed(self.facts.id(record))))
            }
            Node::Kind(of, names) => {
                let kind = self.record(of).map(|record| self.facts.kind(record))?;
                Some(Datum::Word(names.get(kind.0 as usize)?, kind.0))
            }
            Node::Status(of, lists) => {
                let record = self.record(of)?;
                self.status(record, self.facts.status(record)?, lists)
            }
            Node::WrittenStatus(of, lists) => {
                let record = self.record(of)?;
                self.status(record, self.facts.written_status(record)?, lists)
            }
            Node::Entry(key, two) => self.entry(*key, two),
            Node::Place(two) => {
                let elements = self.value(&two[0])?.elements()?;
                let place = self.value(&two[1])?.number()?;
                if place < 0.0 || place.fract() != 0.0 {
                    return None;
                }
                elements.get(place as usize)
            }
            Node::Minus(of) => self.value(of)?.number().and_then(|number| Datum::finite(-number)),
            Node::Arithmetic(arithmetic, two) => {
                let left = self.value(&two[0])?;
                let right = self.value(&two[1])?;
                self.arithmetic(*arithmetic, &left, &right)
            }
            Node::Choose(three) => match self.truth(&three[0])? {
                true => self.value(&three[1]),
                false => self.value(&three[2]),
            },
            Node::List(list) => Some(Datum::Made(list.iter().map(|one| self.value(one)).collect())),
            Node::Each(Macro::Filter, two) => self.filtered(two),
            Node::Each(Macro::Map, two) => self.mapped(two),
            Node::Call(function, arguments) => self.call(*function, arguments),
            Node::Has(_)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Compare(..)
            | Node::Among(..)
            | Node::In(_)
            | Node::TextTest(..)
            | Node::Each(Macro::Exists | Macro::All, _) => self.truth(node).map(Datum::Boolean),
        }
    }

    /// The record that a part is.
    fn record(&mut self, node: &'a Node) -> Option<u32> {
        match node {
            Node::Own => Some(self.of),
            _ => self.value(node)?.record(self.facts),
        }
    }

    /// A value as it is written, with the record whose it is, and how it is read.
    ///
    /// `None` where there is nothing that could have it; without a value where it is only absent.
    fn taken(&mut self, of: &'a Node, access: &'a Access) -> Option<(Option<(&'a Value, u32)>, &'a Slot)> {
        let within = |members: &'a [Member], slot: &'a Slot| {
            let member = members.iter().find(|member| member.of == slot.field);
            member.map(|member| &member.value)
        };
        let facts = self.facts;
        match access {
            Access::Field(slots) => {
                let record = self.record(of)?;
                let slot = slots.get(|| facts.kind(record))?;
                Some((facts.field(record, slot.field).map(|value| (value, record)), slot))
            }
            Access::Detail(slot) => match self.value(of)? {
                Datum::Reference { holder, number } => {
                    let value = within(facts.details(holder, number), slot);
                    Some((value.map(|value| (value, holder)), slot))
                }
                _ => None,
            },
            Access::Key(slot) => match self.value(of)? {
                Datum::Table { holder, members } => Some((within(members, slot).map(|value| (value, holder)), slot)),
                _ => None,
            },
        }
    }

    /// Says whether something is written, readable or not: what is unreadable has a finding of its own.
    fn is_there(&mut self, node: &'a Node) -> bool {
        match node {
            Node::Member(of, access) => matches!(self.taken(of, access), Some((Some(_), _))),
            _ => self.value(node).is_some(),
        }
    }

    /// The word of a status of a record.
    fn status(&self, record: u32, status: StatusIndex, lists: &'a PerKind<WordList>) -> Option<Datum<'a>> {
        let words = lists.get(|| self.facts.kind(record))?;
        Some(Datum::Word(words.get(status.0 as usize)?, status.0))
    }

    /// The entry with an id: of a list of tables, a list of references, or a map.
    fn entry(&mut self, key: Option<FieldIndex>, two: &'a [Node; 2]) -> Option<Datum<'a>> {
        let list = self.value(&two[0])?;
        let id = self.value(&two[1])?;
        let id = id.text()?;
        if let Datum::Map { holder, pairs, words } = list {
            let pair = pairs.iter().find(|pair| *pair.key == *id)?;
            return Datum::read(&pair.item.value, holder, words);
        }
        let elements = list.elements()?;
        for element in elements.iter().flatten() {
            self.fuel = self.fuel.checked_sub(1)?;
            let is_it = match &element {
                Datum::Table { members, .. } => {
                    let known = members.iter().find(|member| Some(member.of) == key);
                    known.and_then(|known| known.value.as_text()) == Some(id)
                }
                other => other
                    .record(self.facts)
                    .is_some_and(|record| self.facts.id(record) == id),
            };
            if is_it {
                return Some(element);
            }
        }
        None
    }

    fn compare(&self, comparison: Comparison, left: &Datum<'a>, right: &Datum<'a>) -> Option<bool> {
        match comparison {
            Comparison::Equal => return self.same(left, right),
            Comparison::Unequal => return self.same(left, right).map(|same| !same),
            _ => {}
        }
        let calendar = self.facts.calendar();
        if let (Some(a), Some(b)) = (Stretch::of(left, calendar), Stretch::of(right, calendar)) {
            // `a <= b` may be unless b is surely before a, so that `!(a <= b)` is `b < a`.
            return Some(match comparison {
                Comparison::Less => a.surely_before(&b, calendar),
                Comparison::LessOrEqual => !b.surely_before(&a, calendar),
                Comparison::Greater => b.surely_before(&a, calendar),
                _ => !a.surely_before(&b, calendar),
            });
        }
        let order = self.order(left, right)?;
        Some(match comparison {
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            _ => order.is_ge(),
        })
    }

    /// The order of two numbers, days or lengths.
    fn order(&self, left: &Datum<'a>, right: &Datum<'a>) -> Option<Ordering> {
        match (left, right) {
            (Datum::Number(a), Datum::Number(b)) => Some(order_of_numbers(*a, *b)),
            (Datum::Date(a), Datum::Date(b)) => Some(a.cmp(b)),
            (Datum::Duration(a), Datum::Duration(b)) if a.unit() == b.unit() => Some(a.count().cmp(&b.count())),
            (a, b) => {
                let calendar = self.facts.calendar();
                Some(order_of_numbers(a.days(calendar)?, b.days(calendar)?))
            }
        }
    }

    /// Says whether two values are the same.
    fn same(&self, left: &Datum<'a>, right: &Datum<'a>) -> Option<bool> {
        match (left, right) {
            (Datum::Number(a), Datum::Number(b)) => Some(same_number(*a, *b)),
            (Datum::Boolean(a), Datum::Boolean(b)) => Some(a == b),
            (Datum::Identity(kind, id), other) | (other, Datum::Identity(kind, id)) => {
                let record = other.record(self.facts)?;
                Some(kind.is_none_or(|kind| kind == self.facts.kind(record)) && self.facts.id(record) == *id)
            }
            (Datum::Record(_) | Datum::Reference { .. }, Datum::Record(_) | Datum::Reference { .. }) => {
                Some(left.record(self.facts)? == right.record(self.facts)?)
            }
            (Datum::Text(_) | Datum::Word(..), _) => Some(left.text()? == right.text()?),
            (Datum::Days(_) | Datum::Duration(_), _) => self.order(left, right).map(Ordering::is_eq),
            _ => {
                let calendar = self.facts.calendar();
                Some(Stretch::of(left, calendar)?.is(&Stretch::of(right, calendar)?, calendar))
            }
        }
    }

    fn within(&mut self, two: &'a [Node; 2]) -> Option<bool> {
        let value = self.value(&two[0])?;
        let elements = self.value(&two[1])?.elements()?;
        let mut unknown = false;
        for element in elements.iter() {
            self.fuel = self.fuel.checked_sub(1)?;
            match element.and_then(|element| self.same(&value, &element)) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(false)
    }

    fn arithmetic(&self, arithmetic: Arithmetic, left: &Datum<'a>, right: &Datum<'a>) -> Option<Datum<'a>> {
        use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
        if let (Datum::Number(a), Datum::Number(b)) = (left, right) {
            // A divisor of 0 comes to no number.
            return Datum::finite(match arithmetic {
                Add => a + b,
                Subtract => a - b,
                Multiply => a * b,
                Divide => a / b,
                Remainder => a % b,
            });
        }
        let calendar = self.facts.calendar();
        match (arithmetic, left, right) {
            (Add, Datum::Text(a), Datum::Text(b)) => {
                let fits = a.len() + b.len() <= LONGEST_TEXT;
                fits.then(|| Datum::Text(Cow::Owned(format!("{a}{b}"))))
            }
            (Add, Datum::Days(_) | Datum::Duration(_), _) => moved(right, left, false, calendar),
            (Add, ..) => moved(left, right, false, calendar),
            (Subtract, _, Datum::Days(_) | Datum::Duration(_)) => moved(left, right, true, calendar),
            (Subtract, ..) => days_between(right, left, calendar),
            (Divide, ..) => Datum::finite(left.days(calendar)? / right.days(calendar)?),
            _ => None,
        }
    }

    fn filtered(&mut self, [list, condition]: &'a [Node; 2]) -> Option<Datum<'a>> {
        let elements = self.value(list)?.elements()?;
        let mut kept = Vec::new();
        for element in elements.iter() {
            if self.with(element.clone(), |evaluator| evaluator.truth(condition))? == Some(true) {
                kept.push(element);
            }
        }
        Some(Datum::Made(Rc::from(kept)))
    }

    fn mapped(&mut self, [list, body]: &'a [Node; 2]) -> Option<Datum<'a>> {
        let elements = self.value(list)?.elements()?;
        let mut made = Vec::with_capacity(elements.len());
        for element in elements.iter() {
            made.push(self.with(element, |evaluator| evaluator.value(body))?);
        }
        Some(Datum::Made(Rc::from(made)))
    }

    fn call(&mut self, function: Function, arguments: &'a [Node]) -> Option<Datum<'a>> {
        let first = arguments.first()?;
        match function {
            Function::Minimum => return self.extreme(arguments, Ordering::Less),
            Function::Maximum => return self.extreme(arguments, Ordering::Greater),
            Function::Sum => return self.sum(first),
            _ => {}
        }
        let value = self.value(first)?;
        match function {
            Function::Size => {
                let size = match value {
                    Datum::Text(text) => text.chars().count(),
                    Datum::Map { pairs, .. } => pairs.len(),
                    list => list.elements()?.len(),
                };
                Some(Datum::Number(size as f64))
            }
            Function::Days => Some(Datum::Days(value.number()?)),
            Function::Weeks => Some(Datum::Days(value.number()? * 7.0)),
            Function::Absolute => Datum::finite(value.number()?.abs()),
            _ => {
                let Datum::Period(period) = value else {
                    let moment = value.moment()?;
                    return Some(Datum::Date(moment.date(self.facts.calendar().zone())));
                };
                Some(Datum::Date(match function {
                    Function::First => period.first(),
                    _ => period.last(),
                }))
            }
        }
    }

    /// The least or the greatest of several values or of a list; missing where one is.
    fn extreme(&mut self, arguments: &'a [Node], wanted: Ordering) -> Option<Datum<'a>> {
        let mut best: Option<Datum<'a>> = None;
        let mut consider = |evaluator: &Self, one: Datum<'a>| {
            best = match best.take() {
                Some(known) if evaluator.order(&one, &known)? != wanted => Some(known),
                _ => Some(one),
            };
            Some(())
        };
        for argument in arguments {
            match self.value(argument)? {
                list @ (Datum::Items { .. } | Datum::Made(_)) => {
                    for element in list.elements()?.iter() {
                        consider(self, element?)?;
                    }
                }
                one => consider(self, one)?,
            }
        }
        best
    }

    /// The sum of a list, missing where an element is; rounding errors are carried along (Neumaier).
    fn sum(&mut self, list: &'a Node) -> Option<Datum<'a>> {
        let elements: Elements<'a> = self.value(list)?.elements()?;
        let (mut sum, mut lost) = (0.0_f64, 0.0_f64);
        for element in elements.iter() {
            self.fuel = self.fuel.checked_sub(1)?;
            let number = element?.number()?;
            let next = sum + number;
            lost += if sum.abs() >= number.abs() {
                (sum - next) + number
            } else {
                (number - next) + sum
            };
            sum = next;
        }
        Datum::finite(sum + lost)
    }
}
