//! Any text as an expression: no panic, places inside the text, an end in time.

#![no_main]

use libfuzzer_sys::fuzz_target;
use opsbook::expression::{Root, Template, argument, compile};
use opsbook::source::Snapshot;
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use std::sync::{Arc, LazyLock};

const FILES: &str = r#"
=== people.toml
[[person]]
id = "maria"
title = "Maria"
=== initiatives/faster-search.toml
title = "Faster search"
status = "in-progress"
owner = "maria"
objective = "nowhere"
start = 2026-10-05
target = "2027-Q1"
started = 2026-10-05T09:30:00
effort = 12.5
reach = 1200
tags = ["search", "speed"]
depends_on = [{ initiative = "faster-search", needed_by = 2026-12-01, lag = "2d" }]
estimate = { o = 5, m = 8, p = 15 }
duration = "3w"
"#;

static WORKSPACE: LazyLock<Workspace> = LazyLock::new(|| Workspace::load(Arc::new(Snapshot::fixture(FILES))).0);

fuzz_target!(|text: &str| {
    let schema = WORKSPACE.schema();
    let kind = schema.find("initiative").expect("it is built in");
    let root = Root::Kind(kind);
    let at = argument("--where", text);
    let record = WORKSPACE.of_kind(kind)[0];
    let today = Date::new(2026, 11, 20).expect("a day");
    let (expression, problems) = compile(text, &at, schema, root);
    assert_eq!(expression.is_none(), !problems.is_empty());
    for problem in &problems {
        assert!(text.get(problem.span.range.bytes()).is_some());
    }
    if let Some(expression) = expression {
        let _ = expression.evaluate(&*WORKSPACE, record.0, today);
        let _ = expression.holds(&*WORKSPACE, record.0, today);
    }
    let (template, _) = Template::compile(text, &at, schema, root);
    let _ = template.render(&*WORKSPACE, record.0, today);
});
