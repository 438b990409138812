//! Page models of which templates read one field at a time.

use serde::Serialize;

/// A page model that hands out its fields by name.
pub trait PageModel {
    /// The names of the fields.
    const FIELDS: &'static [&'static str];

    /// Reads a field; `None` where it has no such field.
    fn field<R: FieldReader>(&self, name: &str, reader: R) -> Option<R::Read>;
}

/// What is made of a field.
pub trait FieldReader {
    /// The outcome.
    type Read;

    /// Reads the field.
    fn read<T: Serialize>(self, field: &T) -> Self::Read;
}

/// Declares a page model. What stands after `beside` is made along with it and is not for templates.
macro_rules! page_model {
    (
        $(#[$about:meta])*
        pub struct $model:ident {
            $($(#[$what:meta])* pub $field:ident: $of:ty,)*
            $(beside: $($(#[$what_beside:meta])* pub $beside:ident: $of_beside:ty,)*)?
        }
    ) => {
        $(#[$about])*
        #[derive(Debug)]
        pub struct $model {
            $($(#[$what])* pub $field: $of,)*
            $($($(#[$what_beside])* pub $beside: $of_beside,)*)?
        }

        impl $crate::report::PageModel for $model {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn field<R: $crate::report::FieldReader>(&self, name: &str, reader: R) -> Option<R::Read> {
                match name {
                    $(stringify!($field) => Some(reader.read(&self.$field)),)*
                    _ => None,
                }
            }
        }
    };
}
pub(super) use page_model;
