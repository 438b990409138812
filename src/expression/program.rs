//! A checked expression, with places instead of names: what the checker makes and the evaluator runs.

use super::parser::{Arithmetic, Comparison};
use crate::time::{Date, Duration};
use crate::value::{FieldIndex, KindIndex};
use std::sync::Arc;

/// Words by their places.
pub(super) type WordList = Arc<[Arc<str>]>;

/// A part of a program.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// Nothing: what stands in for a part that is wrong, in a program that is not run.
    Missing,
    Boolean(bool),
    Number(f64),
    Text(Box<str>),
    /// A word of a choice, with its place among them.
    Word(Arc<str>, u16),
    Date(Date),
    Length(Duration),
    /// `period("2027-Q1")`: when that is depends on the workspace's year.
    Period(Box<str>),
    /// The record with this id, of this kind if one is named.
    Identity(Option<KindIndex>, Box<str>),
    Today,
    /// A number that is handed in.
    Input(u16),
    /// The record that is looked at.
    Own,
    /// What a list macro has bound, counted from the outermost.
    Variable(u8),
    Member(Box<Node>, Access),
    Id(Box<Node>),
    Kind(Box<Node>, WordList),
    /// The status of a record, or its category: a word for each place in the lifecycle.
    Status(Box<Node>, PerKind<WordList>),
    /// The status that its file has, whatever it counts as.
    WrittenStatus(Box<Node>, PerKind<WordList>),
    /// The entry of a list, or the value of a map, under a text; of tables with the field that holds their ids.
    Entry(Option<FieldIndex>, Box<[Node; 2]>),
    /// The element at a place, from 0.
    Place(Box<[Node; 2]>),
    Has(Box<Node>),
    Not(Box<Node>),
    Minus(Box<Node>),
    And(Box<[Node]>),
    Or(Box<[Node]>),
    Compare(Comparison, Box<[Node; 2]>),
    /// A value in a list that is written out.
    Among(Box<Node>, Box<[Node]>),
    In(Box<[Node; 2]>),
    Arithmetic(Arithmetic, Box<[Node; 2]>),
    Choose(Box<[Node; 3]>),
    List(Box<[Node]>),
    /// A list, and what is done with each element.
    Each(Macro, Box<[Node; 2]>),
    TextTest(TextTest, Box<[Node; 2]>),
    Call(Function, Box<[Node]>),
}

/// Which value is taken from a record, table or reference.
#[derive(Clone, Debug)]
pub(super) enum Access {
    /// A field of the record.
    Field(PerKind<Slot>),
    /// What is said along with the reference.
    Detail(Slot),
    /// A key of a table.
    Key(Slot),
}

/// A field and how its value is read.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) field: FieldIndex,
    /// The words of a choice; empty for other types.
    pub(super) words: WordList,
    /// What holds when it is absent.
    pub(super) default: Option<Box<Node>>,
}

/// Something that each kind may have its own of.
#[derive(Clone, Debug)]
pub(super) enum PerKind<T> {
    /// Records of one kind alone stand here.
    One(T),
    /// By the place of the kind.
    Several(Box<[Option<T>]>),
}

impl<T> PerKind<T> {
    /// Puts together what kinds have.
    pub(super) fn new(alone: bool, mut of: Vec<(KindIndex, T)>) -> Self {
        if alone && of.len() == 1 {
            return Self::One(of.remove(0).1);
        }
        let most = of.iter().map(|(kind, _)| kind.0 as usize + 1).max().unwrap_or(0);
        let mut table: Vec<Option<T>> = std::iter::repeat_with(|| None).take(most).collect();
        for (kind, one) in of {
            table[kind.0 as usize] = Some(one);
        }
        Self::Several(table.into_boxed_slice())
    }

    /// Returns what a kind has; `kind` is asked only where it matters.
    pub(super) fn get(&self, kind: impl FnOnce() -> KindIndex) -> Option<&T> {
        match self {
            Self::One(of) => Some(of),
            Self::Several(table) => table.get(kind().0 as usize)?.as_ref(),
        }
    }
}

/// What is done with each element of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Macro {
    Exists,
    All,
    Filter,
    Map,
}

/// What is asked of two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextTest {
    Contains,
    StartsWith,
    EndsWith,
}

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Size,
    Days,
    Weeks,
    First,
    Last,
    Minimum,
    Maximum,
    Absolute,
    Sum,
}
