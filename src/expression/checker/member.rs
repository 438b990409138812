//! Names: what is bound, inputs, fields, what every record has, details of references, keys, entries.

use super::{Checked, Checker, Named};
use crate::expression::parser::{Form, Syntax, Word};
use crate::expression::program::{Access, Node, PerKind, Slot, WordList};
use crate::expression::types::{Records, Role, Root, Scope, Sort, Words};
use crate::text::{TextRange, clip, nearest};
use crate::time::{Date, Duration};
use crate::value::{self, FieldDefinition, FieldIndex, Fields, KindIndex};
use std::sync::Arc;

/// What every record has beside its fields.
const OF_RECORDS: [&str; 5] = ["id", "kind", "status", "written_status", "category"];

impl<'s> Checker<'s> {
    /// Says whether a name at the top of an expression means something.
    pub(super) fn knows(&self, name: &str) -> bool {
        if self.bound.iter().any(|(bound, _)| *bound == name) {
            return true;
        }
        match self.root {
            Root::Kind(kind) => self.scope.fields(kind).find(name).is_some() || OF_RECORDS.contains(&name),
            Root::Inputs(inputs) => inputs.contains(&name),
        }
    }

    /// A name at the top. `otherwise` is what to say where nothing is named nearly so.
    pub(super) fn name(&mut self, range: TextRange, name: &str, otherwise: Option<String>) -> Checked<'s> {
        if let Some(place) = self.bound.iter().rposition(|(bound, _)| *bound == name) {
            let sort = self.bound[place].1.clone();
            return Checked::new(Node::Variable(place as u8), sort);
        }
        match self.root {
            Root::Kind(kind) => {
                let records = Records {
                    kinds: vec![kind],
                    details: None,
                };
                self.of_record(Node::Own, &records, range, name, otherwise)
            }
            Root::Inputs(inputs) => match inputs.iter().position(|input| *input == name) {
                Some(place) => Checked::new(Node::Input(place as u16), Sort::Number),
                None => {
                    let help = match nearest(name, inputs.iter().copied()) {
                        Some(near) => Some(format!("did you mean `{near}`?")),
                        None => otherwise.or_else(|| function_help(name)).or_else(|| {
                            let known = (!inputs.is_empty()).then(|| inputs.join(", "));
                            known.map(|known| format!("inputs are: {known}"))
                        }),
                    };
                    self.report(range, format!("no input is named `{}`", clip(name)), help)
                }
            },
        }
    }

    /// `of.word`
    pub(super) fn dotted(&mut self, of: &'s Syntax, word: &'s Word) -> Checked<'s> {
        // `status.category` is asked of the record, whose status is a mere word.
        if &*word.text == "category" {
            match &of.of {
                Form::Name(name) if &**name == "status" && !self.bound.iter().any(|(bound, _)| *bound == "status") => {
                    if let Root::Kind(kind) = self.root {
                        return self.status(Node::Own, &[kind], word.range, Role::Category);
                    }
                }
                Form::Member(record, status) if &*status.text == "status" => {
                    let record = self.check(record);
                    if let Sort::Record(records) = &record.sort {
                        return self.status(record.node, &records.kinds, word.range, Role::Category);
                    }
                    let status = self.member(record, of, status);
                    return self.member(status, of, word);
                }
                _ => {}
            }
        }
        let checked = self.check(of);
        self.member(checked, of, word)
    }

    /// A member of a value.
    fn member(&mut self, checked: Checked<'s>, of: &Syntax, word: &'s Word) -> Checked<'s> {
        let shown = self.shown(of);
        let name = &*word.text;
        match checked.sort {
            Sort::Unknown => Checked::wrong(),
            Sort::Record(records) => self.of_record(checked.node, &records, word.range, name, None),
            Sort::Table(fields) => match fields.find(name) {
                Some(index) => {
                    let definition = fields.get(index);
                    let slot = self.slot(index, definition);
                    let node = Node::Member(Box::new(checked.node), Access::Key(slot));
                    Checked::new(node, Sort::of(&definition.of, self.scope))
                }
                None => {
                    let help = match nearest(name, fields.names()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("it has: {}", fields.names().collect::<Vec<_>>().join(", ")),
                    };
                    let message = format!("`{shown}` has no key `{}`", clip(name));
                    self.report(word.range, message, Some(help))
                }
            },
            Sort::Map(_) => {
                let help = format!("write `{shown}[\"{name}\"]`");
                let message = format!("`{shown}` has keys of its own, which stand in brackets");
                self.report(word.range, message, Some(help))
            }
            Sort::List(element) => {
                let help = match *element {
                    Sort::Table(fields) if fields.find(name).is_some() => {
                        Some(format!("`{shown}.exists(e, e.{name} == …)` asks whether one has it"))
                    }
                    Sort::Table(fields) if fields.find("id").is_some() => {
                        Some(format!("an entry is `{shown}[\"{name}\"]`"))
                    }
                    Sort::Record(_) => Some(format!("`{shown}.exists(r, r.{name} == …)` asks whether one has it")),
                    _ => None,
                };
                let message = format!("`{shown}` is a list, which has no `{}`", clip(name));
                self.report(word.range, message, help)
            }
            other => {
                let message = format!("`{shown}` is {}, which has no `{}`", self.noun(&other), clip(name));
                self.report(word.range, message, None)
            }
        }
    }

    /// A field, detail or status of a record.
    fn of_record(
        &mut self,
        node: Node,
        records: &Records<'s>,
        range: TextRange,
        name: &str,
        otherwise: Option<String>,
    ) -> Checked<'s> {
        if let Some((details, index)) = records.details.and_then(|details| Some((details, details.find(name)?))) {
            let definition = details.get(index);
            let slot = self.slot(index, definition);
            let sort = Sort::of(&definition.of, self.scope);
            return Checked::new(Node::Member(Box::new(node), Access::Detail(slot)), sort);
        }
        let scope = self.scope;
        let have: Vec<(KindIndex, FieldIndex, &'s FieldDefinition)> = records
            .kinds
            .iter()
            .filter_map(|kind| {
                let fields: &'s Fields = scope.fields(*kind);
                let index = fields.find(name)?;
                Some((*kind, index, fields.get(index)))
            })
            .collect();
        if !have.is_empty() {
            return self.field(node, records, &have, range, name);
        }
        match name {
            "id" => Checked::new(Node::Id(Box::new(node)), Sort::Text),
            "kind" => {
                let names: WordList = scope
                    .kinds()
                    .into_iter()
                    .map(|kind| Arc::clone(scope.kind_name(kind)))
                    .collect();
                let words = records.kinds.iter().map(|kind| &**scope.kind_name(*kind)).collect();
                let sort = Sort::Word(Words {
                    role: Role::Kind,
                    words,
                    kinds: Vec::new(),
                });
                Checked::new(Node::Kind(Box::new(node), names), sort)
            }
            "status" => self.status(node, &records.kinds, range, Role::Status),
            "written_status" => {
                let mut checked = self.status(node, &records.kinds, range, Role::Status);
                if let Node::Status(of, lists) = checked.node {
                    checked.node = Node::WrittenStatus(of, lists);
                }
                checked
            }
            "category" => self.status(node, &records.kinds, range, Role::Category),
            _ => self.unknown(records, range, name, otherwise),
        }
    }

    /// A field that some of the kinds have.
    fn field(
        &mut self,
        node: Node,
        records: &Records<'s>,
        have: &[(KindIndex, FieldIndex, &'s FieldDefinition)],
        range: TextRange,
        name: &str,
    ) -> Checked<'s> {
        let scope = self.scope;
        let (first_kind, first_index, first) = have[0];
        let mut sort = Sort::of(&first.of, scope);
        for (kind, _, definition) in &have[1..] {
            let other = Sort::of(&definition.of, scope);
            let nouns = [self.noun(&sort), self.noun(&other)];
            let Some(both) = sort.alike(other) else {
                let [a, b] = nouns;
                let message = format!(
                    "`{name}` is {a} of {} and {b} of {}",
                    scope.noun(first_kind),
                    scope.noun(*kind)
                );
                let help = "a field of several kinds can be asked for where all that have it type it alike";
                return self.report(range, message, Some(help.to_owned()));
            };
            sort = both;
        }
        if matches!(node, Node::Own) {
            self.named.push(Named::Field(first_index));
        }
        let slots = have
            .iter()
            .map(|(kind, index, definition)| (*kind, self.slot(*index, definition)))
            .collect();
        let slots = PerKind::new(records.kinds.len() == 1, slots);
        Checked::new(Node::Member(Box::new(node), Access::Field(slots)), sort)
    }

    fn slot(&self, field: FieldIndex, definition: &FieldDefinition) -> Slot {
        let default = definition.default.as_ref();
        Slot {
            field,
            words: words_of(&definition.of, self.scope),
            default: default.and_then(|text| default_of(text, &definition.of)).map(Box::new),
        }
    }

    /// The status of a record, or what it counts as.
    fn status(&mut self, node: Node, kinds: &[KindIndex], range: TextRange, role: Role) -> Checked<'s> {
        let scope = self.scope;
        let mut words = Words::statuses(kinds, scope);
        if words.words.is_empty() {
            let message = match kinds {
                [kind] => format!("{} has no status", scope.noun(*kind)),
                _ => "no record that may stand here has a status".to_owned(),
            };
            return self.report(range, message, None);
        }
        if role == Role::Category {
            words = Words {
                role,
                words: scope.categories(),
                kinds: Vec::new(),
            };
        }
        if matches!(node, Node::Own) {
            self.named.push(Named::Status);
        }
        let lists = kinds.iter().map(|kind| {
            let statuses = scope.statuses(*kind).into_iter();
            let list: WordList = match role {
                Role::Category => statuses.map(|status| Arc::from(status.category)).collect(),
                _ => statuses.map(|status| Arc::clone(status.name)).collect(),
            };
            (*kind, list)
        });
        let lists = PerKind::new(kinds.len() == 1, lists.collect());
        Checked::new(Node::Status(Box::new(node), lists), Sort::Word(words))
    }

    fn unknown(
        &mut self,
        records: &Records<'s>,
        range: TextRange,
        name: &str,
        otherwise: Option<String>,
    ) -> Checked<'s> {
        let scope = self.scope;
        let message = match records.kinds.as_slice() {
            [kind] => format!("{} has no field `{}`", scope.noun(*kind), clip(name)),
            [a, b] => format!(
                "neither {} nor {} has a field `{}`",
                scope.noun(*a),
                scope.noun(*b),
                clip(name)
            ),
            _ => format!("no record that may stand here has a field `{}`", clip(name)),
        };
        let mut known: Vec<&str> = records.details.into_iter().flat_map(Fields::names).collect();
        known.extend(records.kinds.iter().flat_map(|kind| scope.fields(*kind).names()));
        known.extend(OF_RECORDS);
        if records.details.is_none() {
            known.extend(self.bound.iter().map(|(bound, _)| *bound));
        }
        let lower = name.to_ascii_lowercase();
        let help = match name {
            _ if matches!(lower.as_str(), "true" | "false") => Some(format!("write `{lower}`")),
            "not" | "NOT" => Some("write `!`".to_owned()),
            _ => function_help(name)
                .or_else(|| nearest(name, known).map(|near| format!("did you mean `{near}`?")))
                .or(otherwise)
                .or_else(|| match records.kinds.as_slice() {
                    [kind] => Some(format!(
                        "`opsbook schema {}` lists what there is",
                        scope.kind_name(*kind)
                    )),
                    _ => None,
                }),
        };
        self.report(range, message, help)
    }

    /// `of[place]`
    pub(super) fn index(&mut self, two: &'s [Syntax; 2]) -> Checked<'s> {
        let [of, place] = [&two[0], &two[1]].map(|one| self.check(one));
        let (shown, written) = (self.shown(&two[0]), self.shown(&two[1]));
        if of.sort == Sort::Unknown || place.sort == Sort::Unknown {
            return Checked::wrong();
        }
        let by_text = place.sort == Sort::Text;
        let nodes = Box::new([of.node, place.node]);
        match of.sort {
            Sort::Map(value) if by_text => Checked::new(Node::Entry(None, nodes), *value),
            Sort::List(element) if place.sort.is_number() => Checked::new(Node::Place(nodes), *element),
            Sort::List(element) if by_text => match *element {
                Sort::Table(fields) if fields.find("id").is_some() => {
                    Checked::new(Node::Entry(fields.find("id"), nodes), *element)
                }
                Sort::Record(_) => Checked::new(Node::Entry(None, nodes), *element),
                _ => {
                    let message = format!("the elements of `{shown}` have no ids");
                    self.report(
                        two[1].range,
                        message,
                        Some(format!("`{shown}[0]` is the first of them")),
                    )
                }
            },
            Sort::Map(_) | Sort::List(_) => {
                let message = format!(
                    "in the brackets stands the id of an entry, and `{written}` is {}",
                    self.noun(&place.sort)
                );
                self.report(two[1].range, message, None)
            }
            other => {
                let message = format!("`{shown}` is {}, which has no entries", self.noun(&other));
                let help = match (&other, &two[1].of) {
                    (Sort::Table(_) | Sort::Record(_), Form::Text(key)) => {
                        Some(format!("write `{shown}.{}`", clip(key)))
                    }
                    _ => None,
                };
                self.report(two[0].range, message, help)
            }
        }
    }
}

/// What to say where the name of a function stands without its brackets.
fn function_help(name: &str) -> Option<String> {
    match name {
        "today" | "now" => Some("write `today()`".to_owned()),
        "days" | "weeks" => Some(format!("write `{name}(14)`")),
        _ => None,
    }
}

/// The words of a choice, at whatever depth of lists; empty for other types.
fn words_of(of: &value::Type, scope: &dyn Scope) -> WordList {
    match of {
        value::Type::Choice(choices) => choices.0.iter().cloned().collect(),
        value::Type::Kind => {
            let kinds = scope.kinds().into_iter();
            kinds.map(|kind| Arc::clone(scope.kind_name(kind))).collect()
        }
        value::Type::List(of) | value::Type::Map { of, .. } => words_of(of, scope),
        _ => WordList::default(),
    }
}

/// The value that a default stands for: its TOML, of the types that are written in one piece.
fn default_of(toml: &str, of: &value::Type) -> Option<Node> {
    let toml = toml.trim();
    let quoted = ["\"", "'"]
        .into_iter()
        .find_map(|quote| toml.strip_prefix(quote)?.strip_suffix(quote))
        .filter(|text| !text.contains(['\\', '"', '\'']));
    Some(match (of, quoted) {
        (value::Type::Choice(choices), Some(word)) => {
            let place = choices.find(word)?;
            Node::Word(Arc::clone(choices.0.get(place as usize)?), place)
        }
        (value::Type::Text, Some(text)) => Node::Text(Box::from(text)),
        (value::Type::Period, Some(text)) => Node::Period(Box::from(text)),
        (value::Type::Duration, Some(text)) => Node::Length(Duration::parse(text).ok()?),
        (value::Type::Share, Some(text)) => {
            let number: f64 = text.strip_suffix('%')?.trim().parse().ok()?;
            Node::Number(number / 100.0)
        }
        (value::Type::Boolean, None) => Node::Boolean(toml.parse().ok()?),
        (value::Type::Number | value::Type::Integer | value::Type::Share, None) => {
            let number: f64 = toml.replace('_', "").parse().ok()?;
            Node::Number(Some(number).filter(|number| number.is_finite())?)
        }
        (value::Type::Date | value::Type::Moment | value::Type::Period, None) => Node::Date(Date::parse(toml)?),
        _ => return None,
    })
}
