//! Models as templates see them.
//!
//! The engine would turn a whole model into its own values before a page begins, which takes as long as the page. Here a
//! field is turned into a value when a template asks for it, and what stands on a page by the dozen is written from the
//! model itself, by methods of `page`.

use super::parts::safe;
use crate::report::{FieldReader, PageModel};
use crate::text::nearest;
use minijinja::value::{Enumerator, Object, Serde};
use minijinja::{Error, ErrorKind, State, Value};
use serde::Serialize;
use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

/// A model with parts that are written from it.
pub(super) trait Parts: PageModel + Debug + Send + Sync + 'static {
    /// The names of the parts.
    const PARTS: &'static [&'static str];

    /// Writes a part; `None` where it has no such part.
    fn part(&self, name: &str, out: &mut String) -> Option<()>;
}

/// Lists the parts of a model, each a function of the model.
macro_rules! parts {
    ($model:ty { $($part:ident),* $(,)? }) => {
        impl Parts for $model {
            const PARTS: &'static [&'static str] = &[$(stringify!($part)),*];

            fn part(&self, name: &str, out: &mut String) -> Option<()> {
                match name {
                    $(stringify!($part) => Some($part(out, self)),)*
                    _ => None,
                }
            }
        }
    };
}
pub(super) use parts;

/// The names that a page has, for those who come near to one: the fields of its model and of its shell.
pub(super) fn names(model: &Value) -> Vec<String> {
    let keys = |value: &Value| {
        let keys = value.try_iter().into_iter().flatten();
        keys.map(|key| key.to_string()).collect::<Vec<_>>()
    };
    let mut names = keys(model);
    if let Ok(shell) = model.get_attr("shell") {
        names.extend(keys(&shell).into_iter().map(|key| format!("shell.{key}")));
    }
    names
}

/// A model with its fields as the variables of a template, and itself as `page`.
#[derive(Debug)]
pub(super) struct Page<M> {
    model: M,
    /// The fields that were asked for: however often a template names one, it is made once.
    fields: Box<[OnceLock<Value>]>,
}

impl<M: Parts> Page<M> {
    /// Makes the context of a template.
    pub(super) fn context(model: M) -> Value {
        Value::from_object(Self {
            model,
            fields: M::FIELDS.iter().map(|_| OnceLock::new()).collect(),
        })
    }
}

/// Reads a field as a value of the engine.
struct AsValue;

impl FieldReader for AsValue {
    type Read = Value;

    fn read<T: Serialize>(self, field: &T) -> Value {
        Value::from(Serde(field))
    }
}

impl<M: Parts> Object for Page<M> {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            "page" => Some(Value::from_dyn_object(self.clone())),
            name => {
                let place = M::FIELDS.iter().position(|field| *field == name)?;
                let field = self.fields[place].get_or_init(|| self.model.field(name, AsValue).unwrap_or_default());
                Some(field.clone())
            }
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(M::FIELDS)
    }

    fn call_method(self: &Arc<Self>, _: &mut State<'_, '_>, method: &str, arguments: &[Value]) -> Result<Value, Error> {
        let mut known = None;
        let value = safe(|out| known = self.model.part(method, out));
        match known {
            Some(()) if arguments.is_empty() => Ok(value),
            Some(()) => Err(Error::from(ErrorKind::TooManyArguments)),
            None => Err(Error::new(
                ErrorKind::UnknownMethod,
                match nearest(method, M::PARTS.iter().copied()) {
                    Some(part) => format!("`page` has no part `{method}`: did you mean `{part}`?"),
                    None => format!("`page` has no part `{method}`"),
                },
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{KindPages, Provenance, RecordPage, Source};
    use crate::source::Snapshot;
    use crate::workspace::Workspace;

    #[test]
    fn templates_see_every_field_of_a_model_and_its_shell() {
        let file = "=== feedback/a.md\n+++\ntitle = \"Search\"\nstatus = \"new\"\n+++\nText.\n";
        let snapshot = Snapshot::fixture(file);
        let (workspace, _) = Workspace::load(Arc::new(snapshot));
        let today = crate::time::Date::parse("2026-11-20").unwrap();
        let source = Source::new(&workspace, &[], 0, today, Provenance::default());
        let (index, record) = workspace.records().next().unwrap();
        let index_page = KindPages::new(&source, workspace.kind_of(record)).page(&source, 1);
        for model in [
            Page::context(RecordPage::new(&source, index)),
            Page::context(index_page),
        ] {
            let names = names(&model);
            assert!(names.iter().any(|name| name == "shell.title"), "{names:?}");
            for name in names.iter().filter(|name| !name.contains('.')) {
                assert!(!model.get_attr(name).unwrap().is_undefined(), "{name}");
            }
        }
    }
}
