//! Field types, typed values, their order and equality.
//!
//! A [`Type`] is what a kind definition says a field holds; a [`Value`] is what a record's field holds once read. Both
//! are plain data: reading a value from TOML is the business of `workspace`, the definitions that of `schema`.

mod definition;
mod typed;

pub use definition::{
    Choices, FieldDefinition, FieldIndex, Fields, KindIndex, ReferenceType, StatusIndex, Type, common_detail,
};
pub use typed::{Field, Item, Member, Pair, Value, compare};
