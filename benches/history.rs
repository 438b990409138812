//! How long history and the index take: `cargo bench --bench history`.
//!
//! Made once and kept below `target/`: histories over 10,000 records, written with libgit2. The bars, in CPU seconds: 0.8
//! cold for 10,000 commits and 2.2 for 50,000 (half of `git log -p -U0`), 0.05 from the cache with up to 100 new ones.
//! The longer one takes two minutes to make: set OPSBOOK_LONG_HISTORY to measure it.

use divan::Bencher;
use opsbook::check::{self, Context};
use opsbook::disk::Cache;
use opsbook::history::History;
use opsbook::source::{Chronicle, CommitId, Origin, Repository, Snapshot, Start};
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const RECORDS: usize = 10_000;

fn main() {
    divan::main();
}

/// The folder of a history of so many commits, made if it is not there.
fn repository(commits: usize) -> Option<PathBuf> {
    if commits > 10_000 && std::env::var_os("OPSBOOK_LONG_HISTORY").is_none() {
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("history-{RECORDS}-{commits}"));
    if !folder.join("made").exists() {
        let _ = std::fs::remove_dir_all(&folder);
        let mut chronicle = Chronicle::create(&folder).expect("a new folder");
        opsbook::demo::history_scale(RECORDS, commits, &mut chronicle, &mut |_, _, _| Ok(())).expect("memory takes it");
        chronicle.finish().expect("the disk takes it");
        opsbook::disk::replace(&folder.join("made"), b"").expect("the disk takes it");
    }
    Some(folder)
}

fn at(repository: &Repository, folder: &Path, tip: CommitId) -> Workspace {
    let start = Start {
        folder,
        configuration: None,
    };
    let snapshot = repository.snapshot(&Origin::Commit(tip), &start);
    Workspace::load(Arc::new(snapshot.expect("the commit is there"))).0
}

#[divan::bench(args = [10_000, 50_000], sample_count = 5)]
fn cold(bencher: Bencher<'_, '_>, commits: usize) {
    let Some(folder) = repository(commits) else { return };
    let repository = Repository::at(&folder).expect("it was made");
    let tip = repository.resolve("main").expect("it has a branch");
    let workspace = at(&repository, &folder, tip);
    // A new handle each time, or folders would be in memory already.
    bencher
        .with_inputs(|| Repository::at(&folder).expect("it was made"))
        .bench_values(|repository| {
            let history = History::read(&repository, tip, &workspace, &Cache::none());
            history.expect("it can be read").landings()
        });
}

#[divan::bench(args = [10_000, 50_000])]
fn from_the_cache_with_60_new_commits(bencher: Bencher<'_, '_>, commits: usize) {
    let Some(folder) = repository(commits) else { return };
    let repository = Repository::at(&folder).expect("it was made");
    let cache = Cache::in_repository(repository.common_folder());
    let _ = std::fs::remove_dir_all(repository.common_folder().join("opsbook"));
    let before = repository.resolve("main~60").expect("it is long enough");
    let tip = repository.resolve("main").expect("it has a branch");
    let workspace = at(&repository, &folder, tip);
    History::read(&repository, before, &at(&repository, &folder, before), &cache).expect("it can be read");
    bencher
        .with_inputs(|| Repository::at(&folder).expect("it was made"))
        .bench_values(|repository| {
            let history = History::read(&repository, tip, &workspace, &cache);
            history.expect("it can be read").landings()
        });
}

/// What a hook does, with 10,000 records and nothing known before.
#[divan::bench(sample_count = 10)]
fn staged(bencher: Bencher<'_, '_>) {
    let Some(folder) = repository(10_000) else { return };
    let today = Date::new(2026, 11, 20).expect("a real day");
    let origin = Origin::Index {
        file: folder.join(".git/index"),
    };
    bencher.bench(|| {
        let repository = Repository::at(&folder).expect("it was made");
        let start = Start {
            folder: &folder,
            configuration: None,
        };
        let snapshot: Snapshot = repository.snapshot(&origin, &start).expect("the index is there");
        let (workspace, problems) = Workspace::load(Arc::new(snapshot));
        let context = Context::new(&workspace, today);
        check::run(&context, problems).findings.len()
    });
}
