//! Values, outlines and references as bytes, and back.
//!
//! Numbers are of seven bits a byte, the lowest first; texts have their length before them. What is read is checked: a
//! byte that fits nowhere gives `None`, and the file is read from its text.

use crate::parse::markdown::{Action, Heading, Link, LinkTarget, Mention, Outline};
use crate::text::{Id, TextRange};
use crate::time::{Cadence, Date, Duration, Moment, Period};
use crate::value::{Field, FieldIndex, Item, KindIndex, Pair, Value};

/// How deep values may lie in one another; what is deeper is read from its text.
const DEEPEST: u8 = 64;

/// Bytes in the making.
#[derive(Default)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.raw(bytes);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub(super) fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.number(u64::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub(super) fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.number(items.len() as u64);
        for item in items {
            write(self, item);
        }
    }

    pub(super) fn range(&mut self, range: TextRange) {
        self.number(u64::from(range.start));
        self.number(u64::from(range.end - range.start));
    }

    fn date(&mut self, date: Date) {
        let year = u64::from(date.year().unsigned_abs());
        self.number(year << 9 | u64::from(date.month()) << 5 | u64::from(date.day()));
    }

    pub(super) fn fields(&mut self, fields: &[Field]) {
        self.list(fields, |out, field| {
            out.number(u64::from(field.of.0));
            out.range(field.range);
            out.value(&field.value);
        });
    }

    /// Says what kind of value follows.
    fn tag(&mut self, tag: u64) -> &mut Self {
        self.number(tag);
        self
    }

    fn item(&mut self, item: &Item) {
        self.range(item.range);
        self.value(&item.value);
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.tag(0).text(text),
            Value::Number(number) => self.tag(1).raw(&number.to_le_bytes()),
            Value::Integer(number) => self.tag(2).raw(&number.to_le_bytes()),
            Value::Boolean(yes) => self.tag(3).number(u64::from(*yes)),
            Value::Date(date) => self.tag(4).date(*date),
            Value::Moment(moment) => self.tag(5).text(&moment.to_string()),
            Value::Period(period) => self.tag(6).text(&period.to_string()),
            Value::Duration(duration) => self.tag(7).text(&duration.to_string()),
            Value::Cadence(cadence) => self.tag(8).text(&cadence.to_string()),
            Value::Choice(place) => self.tag(9).number(u64::from(*place)),
            Value::Kind(kind) => self.tag(10).number(u64::from(kind.0)),
            Value::Word(text) => self.tag(11).text(text),
            Value::File(text) => self.tag(12).text(text),
            Value::Reference(number) => self.tag(13).number(u64::from(*number)),
            Value::List(items) => self.tag(14).list(items, Self::item),
            Value::Table(members) => self.tag(15).fields(members),
            Value::Map(pairs) => self.tag(16).list(pairs, |out, pair| {
                out.text(&pair.key);
                out.range(pair.key_range);
                out.item(&pair.item);
            }),
            Value::Raw(text) => self.tag(17).text(text),
            Value::Invalid(text) => self.tag(18).text(text),
        }
    }

    pub(super) fn outline(&mut self, outline: &Outline) {
        self.range(outline.range);
        self.list(&outline.headings, |out, heading| {
            out.number(u64::from(heading.level));
            out.range(heading.range);
        });
        self.list(&outline.links, |out, link| {
            out.range(link.range);
            let (tag, target) = match &link.target {
                LinkTarget::File(target) => (0, target),
                LinkTarget::Record(target) => (1, target),
            };
            out.number(tag);
            out.text(target);
        });
        self.list(&outline.actions, Self::action);
        self.list(&outline.mentions, |out, mention| out.range(mention.range));
        self.number(u64::from(outline.checkboxes.0));
        self.number(u64::from(outline.checkboxes.1));
    }

    fn action(&mut self, action: &Action) {
        self.range(action.range);
        self.text(&action.text);
        self.number(u64::from(action.done));
        self.optional(action.handle.as_ref(), |out, (range, handle)| {
            out.range(*range);
            out.text(handle);
        });
        self.optional(action.due.as_ref(), |out, (range, due)| {
            out.range(*range);
            out.number(u64::from(due.is_ok()));
            match due {
                Ok(day) => out.date(*day),
                Err(written) => out.text(written),
            }
        });
    }
}

/// Bytes that are left to read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reader<'k>(pub(super) &'k [u8]);

impl<'k> Reader<'k> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn raw(&mut self, count: usize) -> Option<&'k [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn small(&mut self) -> Option<u32> {
        self.number()?.try_into().ok()
    }

    pub(super) fn tiny(&mut self) -> Option<u16> {
        self.number()?.try_into().ok()
    }

    fn yes(&mut self) -> Option<bool> {
        match self.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(super) fn bytes(&mut self) -> Option<&'k [u8]> {
        let count = usize::try_from(self.number()?).ok()?;
        self.raw(count)
    }

    pub(super) fn text(&mut self) -> Option<&'k str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    pub(super) fn id(&mut self) -> Option<Id> {
        Id::new(self.text()?).ok()
    }

    pub(super) fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.yes()? { read(self).map(Some) } else { Some(None) }
    }

    pub(super) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = usize::try_from(self.number()?).ok()?;
        // Each element takes a byte at least: a wrong number asks for no memory.
        let mut list = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            list.push(read(self)?);
        }
        Some(list)
    }

    pub(super) fn range(&mut self) -> Option<TextRange> {
        let start = self.small()?;
        let end = start.checked_add(self.small()?)?;
        Some(TextRange { start, end })
    }

    fn date(&mut self) -> Option<Date> {
        let packed = self.number()?;
        Date::new(
            (packed >> 9).try_into().ok()?,
            (packed >> 5 & 0xf) as u8,
            (packed & 0x1f) as u8,
        )
    }

    /// Reads fields of a workspace whose years begin with a month.
    pub(super) fn fields(&mut self, year_start: u8) -> Option<Box<[Field]>> {
        self.fields_at(year_start, DEEPEST)
    }

    fn fields_at(&mut self, year_start: u8, depth: u8) -> Option<Box<[Field]>> {
        let fields = self.list(|input| {
            Some(Field {
                of: FieldIndex(input.tiny()?),
                range: input.range()?,
                value: input.value(year_start, depth)?,
            })
        })?;
        Some(fields.into_boxed_slice())
    }

    fn item(&mut self, year_start: u8, depth: u8) -> Option<Item> {
        Some(Item {
            range: self.range()?,
            value: self.value(year_start, depth)?,
        })
    }

    fn value(&mut self, year_start: u8, depth: u8) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        Some(match self.number()? {
            0 => Value::Text(self.text()?.into()),
            1 => Value::Number(f64::from_le_bytes(self.raw(8)?.try_into().ok()?)),
            2 => Value::Integer(i64::from_le_bytes(self.raw(8)?.try_into().ok()?)),
            3 => Value::Boolean(self.yes()?),
            4 => Value::Date(self.date()?),
            5 => Value::Moment(Box::new(Moment::parse(self.text()?).ok()?)),
            6 => Value::Period(Period::parse(self.text()?, year_start).ok()?),
            7 => Value::Duration(Duration::parse_lag(self.text()?).ok()?),
            8 => Value::Cadence(Box::new(Cadence::parse(self.text()?).ok()?)),
            9 => Value::Choice(self.tiny()?),
            10 => Value::Kind(KindIndex(self.tiny()?)),
            11 => Value::Word(self.text()?.into()),
            12 => Value::File(self.text()?.into()),
            13 => Value::Reference(self.small()?),
            14 => Value::List(self.list(|input| input.item(year_start, depth))?.into()),
            15 => Value::Table(self.fields_at(year_start, depth)?),
            16 => Value::Map(self.list(|input| input.pair(year_start, depth))?.into()),
            17 => Value::Raw(self.text()?.into()),
            18 => Value::Invalid(self.text()?.into()),
            _ => return None,
        })
    }

    fn pair(&mut self, year_start: u8, depth: u8) -> Option<Pair> {
        Some(Pair {
            key: self.text()?.into(),
            key_range: self.range()?,
            item: self.item(year_start, depth)?,
        })
    }

    pub(super) fn outline(&mut self) -> Option<Outline> {
        Some(Outline {
            range: self.range()?,
            headings: self.list(Self::heading)?.into(),
            links: self.list(Self::link)?.into(),
            actions: self.list(Self::action)?.into(),
            mentions: self.list(|input| Some(Mention { range: input.range()? }))?.into(),
            checkboxes: (self.small()?, self.small()?),
        })
    }

    fn heading(&mut self) -> Option<Heading> {
        Some(Heading {
            level: self.number()?.try_into().ok()?,
            range: self.range()?,
        })
    }

    fn link(&mut self) -> Option<Link> {
        let range = self.range()?;
        let is_record = self.yes()?;
        let target = self.text()?.into();
        Some(Link {
            range,
            target: if is_record {
                LinkTarget::Record(target)
            } else {
                LinkTarget::File(target)
            },
        })
    }

    fn action(&mut self) -> Option<Action> {
        Some(Action {
            range: self.range()?,
            text: self.text()?.into(),
            done: self.yes()?,
            handle: self.optional(|input| Some((input.range()?, input.text()?.into())))?,
            due: self.optional(|input| {
                let range = input.range()?;
                let due = if input.yes()? {
                    Ok(input.date()?)
                } else {
                    Err(input.text()?.into())
                };
                Some((range, due))
            })?,
        })
    }
}
