//! The stages of a run over made-up workspaces: `cargo bench --bench pipeline`.

use divan::{Bencher, black_box};
use opsbook::check::{self, Context};
use opsbook::parse::{Document, Limits};
use opsbook::report::{Provenance, RecordPage, Source};
use opsbook::source::Snapshot;
use opsbook::text::RepoPath;
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::sync::Arc;

fn main() {
    divan::main();
}

/// A made-up workspace as one text.
fn fixture(records: usize) -> String {
    let mut text = String::new();
    let Ok(()) = opsbook::demo::scale(records, &mut |path, file| {
        let _ = write!(text, "=== {path}\n{file}\n");
        Ok::<(), Infallible>(())
    });
    text
}

fn today() -> Date {
    Date::new(2026, 11, 20).expect("a real day")
}

#[divan::bench(args = [1_000])]
fn parse(bencher: Bencher<'_, '_>, records: usize) {
    let mut files = Vec::new();
    let Ok(()) = opsbook::demo::scale(records, &mut |path, text| {
        files.push((RepoPath::new(path), text.to_owned()));
        Ok::<(), Infallible>(())
    });
    let limits = Limits::default();
    bencher.bench(|| {
        files
            .iter()
            .map(|(path, text)| Document::parse(path, black_box(text), &limits).problems.len())
            .sum::<usize>()
    });
}

#[divan::bench(args = [1_000, 10_000])]
fn load(bencher: Bencher<'_, '_>, records: usize) {
    let text = fixture(records);
    bencher
        .with_inputs(|| Arc::new(Snapshot::fixture(&text)))
        .bench_values(|snapshot| Workspace::load(snapshot).1.len());
}

#[divan::bench(args = [1_000, 10_000])]
fn rules(bencher: Bencher<'_, '_>, records: usize) {
    let (workspace, _) = Workspace::load(Arc::new(Snapshot::fixture(&fixture(records))));
    bencher.bench(|| {
        check::run(&Context::new(&workspace, today()), Vec::new())
            .findings
            .len()
    });
}

#[divan::bench(args = [1_000])]
fn record_pages(bencher: Bencher<'_, '_>, records: usize) {
    let (workspace, _) = Workspace::load(Arc::new(Snapshot::fixture(&fixture(records))));
    let source = Source::new(&workspace, &[], 0, today(), Provenance::default());
    bencher.bench(|| {
        workspace
            .records()
            .map(|(index, _)| RecordPage::new(&source, index).body.len())
            .sum::<usize>()
    });
}
