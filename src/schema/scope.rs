//! What names in expressions mean: kinds, fields, statuses.

use super::{Category, Schema};
use crate::expression::{Scope, StatusWord};
use crate::value::{Fields, KindIndex};
use std::sync::Arc;

impl Scope for Schema {
    fn kinds(&self) -> Vec<KindIndex> {
        self.kinds.iter().map(|kind| kind.index).collect()
    }

    fn kind_name(&self, kind: KindIndex) -> &Arc<str> {
        &self.kind(kind).name
    }

    fn noun(&self, kind: KindIndex) -> String {
        self.kind(kind).noun()
    }

    fn fields(&self, kind: KindIndex) -> &Fields {
        &self.kind(kind).fields
    }

    fn statuses(&self, kind: KindIndex) -> Vec<StatusWord<'_>> {
        let lifecycle = self.kind(kind).lifecycle.iter();
        lifecycle
            .flat_map(|lifecycle| &lifecycle.statuses)
            .map(|status| StatusWord {
                name: &status.name,
                category: status.category.word(),
                aliases: &status.aliases,
            })
            .collect()
    }

    fn categories(&self) -> Vec<&'static str> {
        Category::ALL.map(Category::word).to_vec()
    }
}
