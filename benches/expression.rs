//! How long rules take: the bar is 100,000 evaluations of a four-term rule in 40 ms on one core.

#![allow(missing_docs)]

use divan::{Bencher, black_box};
use opsbook::expression::{Expression, Root, argument, compile};
use opsbook::source::Snapshot;
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use std::fmt::Write;
use std::sync::Arc;

const RULES: [&str; 4] = [
    "status == \"committed\" && has(target) && target < today() + days(14) && health != \"on-track\"",
    "has(start) && has(target) && start <= target && effort > 0",
    "objective.status == \"active\" && owner == \"maria\" && reach * confidence > 100 && !has(release)",
    "contributors.exists(c, c.effort > 3) || \"search\" in tags",
];

/// A thousand initiatives with all that the rules ask for.
fn workspace() -> Workspace {
    let mut files = String::from(
        "=== people.toml\n[[person]]\nid = \"maria\"\ntitle = \"Maria\"\n=== teams/a.toml\ntitle = \"A\"\n=== \
         objectives/grow.toml\ntitle = \"Grow\"\nstatus = \"active\"\n",
    );
    for number in 0..1_000 {
        write!(
            files,
            "=== initiatives/i-{number}.toml\ntitle = \"I\"\nstatus = \"committed\"\nowner = \"maria\"\nobjective = \
             \"grow\"\nstart = 2026-10-05\ntarget = \"2026-11\"\nhealth = \"at-risk\"\neffort = {}\nreach = \
             {number}\nconfidence = 0.8\ntags = [\"a\", \"b\"]\ncontributors = [{{ team = \"a\", effort = 2 }}]\n",
            number + 1
        )
        .expect("memory takes it");
    }
    Workspace::load(Arc::new(Snapshot::fixture(&files))).0
}

fn compiled(workspace: &Workspace, text: &str) -> Expression {
    let kind = workspace.schema().find("initiative").expect("it is built in");
    let (expression, problems) = compile(text, &argument("rule", text), workspace.schema(), Root::Kind(kind));
    expression.unwrap_or_else(|| panic!("{problems:?}"))
}

#[divan::bench(args = RULES)]
fn evaluate_100_000(bencher: Bencher<'_, '_>, rule: &str) {
    let workspace = workspace();
    let expression = compiled(&workspace, rule);
    let kind = workspace.schema().find("initiative").expect("it is built in");
    let records = workspace.of_kind(kind);
    let today = Date::new(2026, 11, 20).expect("a day");
    bencher.bench(|| {
        for _ in 0..100 {
            for record in records {
                black_box(expression.holds(&workspace, record.0, today));
            }
        }
    });
}

#[divan::bench(args = RULES)]
fn compile_once(bencher: Bencher<'_, '_>, rule: &str) {
    let workspace = workspace();
    bencher.bench(|| compiled(&workspace, black_box(rule)));
}

fn main() {
    divan::main();
}
