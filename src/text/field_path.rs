//! Where in a record a value stands: `steps[sign-off].raci.accountable`.

use std::fmt;

/// One step into a record's fields.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Segment {
    /// A key of a table.
    Key(Box<str>),
    /// The entry of a list that has this id.
    Entry(Box<str>),
    /// The element at this place of a list without ids, from 0.
    Index(u32),
}

/// The path of a value from the record; empty for the record itself (or its body).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FieldPath(Vec<Segment>);

impl FieldPath {
    /// Returns the path of a top-level field.
    pub fn field(name: &str) -> Self {
        Self(vec![Segment::Key(Box::from(name))])
    }

    /// Returns the path one step further in.
    pub fn join(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// Returns the steps.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Says whether this is the record itself.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(key) if place == 0 => formatter.write_str(key)?,
                Segment::Key(key) => write!(formatter, ".{key}")?,
                Segment::Entry(id) => write!(formatter, "[{id}]")?,
                Segment::Index(index) => write!(formatter, "[{index}]")?,
            }
        }
        Ok(())
    }
}
