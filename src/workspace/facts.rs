//! What expressions may ask of records.

use super::{RecordIndex, Workspace};
use crate::expression::Facts;
use crate::time::Calendar;
use crate::value::{FieldIndex, KindIndex, Member, StatusIndex, Value};

impl Facts for Workspace {
    fn kind(&self, record: u32) -> KindIndex {
        self.record(RecordIndex(record)).kind
    }

    fn id(&self, record: u32) -> &str {
        self.record(RecordIndex(record)).id.as_str()
    }

    fn status(&self, record: u32) -> Option<StatusIndex> {
        self.record(RecordIndex(record)).effective
    }

    fn written_status(&self, record: u32) -> Option<StatusIndex> {
        self.record(RecordIndex(record)).status
    }

    fn field(&self, record: u32, field: FieldIndex) -> Option<&Value> {
        let record = self.record(RecordIndex(record));
        record.get(field).or_else(|| {
            // An absent `team` is the owner, if that is a team (DESIGN §2).
            let fields = &self.kind_of(record).fields;
            if &*fields.get(field).name != "team" {
                return None;
            }
            let team = self.schema().find("team");
            self.value(record, "owner").filter(|owner| match owner {
                Value::Reference(number) => {
                    let owner = self.reference(record, *number).target.record();
                    owner.map(|owner| self.record(owner).kind) == team
                }
                _ => false,
            })
        })
    }

    fn target(&self, record: u32, reference: u32) -> Option<u32> {
        let record = self.record(RecordIndex(record));
        self.reference(record, reference).target.record().map(|target| target.0)
    }

    fn written(&self, record: u32, reference: u32) -> &str {
        self.written(self.reference(self.record(RecordIndex(record)), reference))
    }

    fn details(&self, record: u32, reference: u32) -> &[Member] {
        self.reference(self.record(RecordIndex(record)), reference).details()
    }

    fn calendar(&self) -> &Calendar {
        &self.configuration().calendar
    }
}
