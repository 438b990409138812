//! What records count as whose status follows other records (DESIGN §2: feedback follows the work).

use super::{Record, RecordIndex, Workspace};
use crate::schema::Category;
use crate::time::Date;
use crate::value::{StatusIndex, Value};

/// Works out the effective status of every record whose kind says that it is derived.
///
/// Files alone say this; the history says it for every landing, with the days that only it knows.
pub(super) fn statuses(workspace: &mut Workspace) {
    let mut found: Vec<(RecordIndex, StatusIndex)> = Vec::new();
    for kind in workspace.schema.kinds() {
        let Some(lifecycle) = &kind.lifecycle else { continue };
        let Some(field) = lifecycle.derived_from.map(|field| &*kind.fields.get(field).name) else {
            continue;
        };
        let born = lifecycle.created.map_or("created", |born| &*kind.fields.get(born).name);
        for index in workspace.of_kind(kind.index) {
            let record = workspace.record(*index);
            let Some(written) = record.status else { continue };
            let since = day(workspace, record, born);
            let others = workspace.targets(record, field).filter_map(|other| {
                let other = workspace.record(other);
                let status = workspace.written_status(other)?;
                // What was there before the record came answers nothing of it.
                let before = match (finished(workspace, other), since) {
                    (Some(finished), Some(since)) => status.category == Category::Done && finished < since,
                    _ => false,
                };
                (!before).then_some(status.category)
            });
            found.push((*index, lifecycle.effective(written, others)));
        }
    }
    for (index, status) in found {
        workspace.records[index.0 as usize].effective = Some(status);
    }
}

/// The day on which a record was done, where its file says it.
fn finished(workspace: &Workspace, record: &Record) -> Option<Date> {
    let kind = workspace.kind_of(record);
    let entered = workspace.written_status(record).and_then(|status| status.date);
    let entered = entered.and_then(|field| day(workspace, record, &kind.fields.get(field).name));
    entered.or_else(|| day(workspace, record, "done"))
}

fn day(workspace: &Workspace, record: &Record, field: &str) -> Option<Date> {
    match workspace.value(record, field)? {
        Value::Date(date) => Some(*date),
        Value::Moment(moment) => Some(moment.date(workspace.configuration.calendar.zone())),
        _ => None,
    }
}
