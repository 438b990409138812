//! The code itself: which module may use which, and where outside crates are at home.
//!
//! In one package the compiler does not forbid circles of imports, and they grow. This reads `src/` as text, comments
//! and tests left out.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may use whom, in the order of the data flow: add a module here before you write it.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("time", &["text"]),
    ("diagnostic", &["text"]),
    ("disk", &["text"]),
    ("source", &["text", "time", "diagnostic", "disk"]),
    ("parse", &["text", "time", "diagnostic"]),
    ("value", &["text", "time"]),
    ("expression", &["text", "time", "diagnostic", "value"]),
    (
        "schema",
        &["text", "time", "diagnostic", "parse", "value", "expression"],
    ),
    (
        "workspace",
        &[
            "text",
            "time",
            "diagnostic",
            "source",
            "parse",
            "value",
            "expression",
            "schema",
        ],
    ),
    ("change", &["text", "parse"]),
    (
        "history",
        &[
            "text",
            "time",
            "disk",
            "source",
            "parse",
            "value",
            "schema",
            "workspace",
            "change",
        ],
    ),
    ("template", &["text", "diagnostic", "source", "workspace"]),
    (
        "compare",
        &[
            "text",
            "time",
            "parse",
            "value",
            "schema",
            "workspace",
            "change",
            "history",
        ],
    ),
    (
        "check",
        &[
            "text",
            "time",
            "diagnostic",
            "source",
            "parse",
            "value",
            "expression",
            "schema",
            "workspace",
            "template",
            "change",
            "history",
        ],
    ),
    // Its own chart data into SVG; knows nothing of the domain.
    ("draw", &["text", "time"]),
    // Findings reach pages as data; a page does not run a check.
    (
        "report",
        &[
            "text",
            "time",
            "diagnostic",
            "parse",
            "value",
            "expression",
            "schema",
            "workspace",
            "history",
            "compare",
            "draw",
        ],
    ),
    (
        "export",
        &[
            "text",
            "time",
            "source",
            "value",
            "schema",
            "workspace",
            "history",
            "compare",
        ],
    ),
    (
        "site",
        &[
            "text",
            "diagnostic",
            "disk",
            "workspace",
            "template",
            "report",
            "export",
        ],
    ),
    ("output", &["text", "diagnostic", "source", "compare"]),
    (
        "edit",
        &[
            "text",
            "time",
            "diagnostic",
            "source",
            "parse",
            "value",
            "expression",
            "schema",
            "workspace",
        ],
    ),
    ("demo", &["text", "time", "disk", "source"]),
    (
        "cli",
        &[
            "text",
            "time",
            "diagnostic",
            "disk",
            "source",
            "parse",
            "value",
            "expression",
            "schema",
            "workspace",
            "change",
            "history",
            "compare",
            "check",
            "draw",
            "report",
            "export",
            "site",
            "output",
            "edit",
            "demo",
        ],
    ),
];

/// Outside crates that have a home; others may be used anywhere.
const HOMES: &[(&str, &[&str])] = &[
    ("git2", &["source"]),
    ("flate2", &["source"]),
    ("libdeflater", &["source"]),
    ("ignore", &["source"]),
    ("rustix", &["disk", "source"]),
    ("tempfile", &["disk"]),
    ("toml", &["parse"]),
    ("pulldown_cmark", &["parse"]),
    ("csv", &["parse", "draw", "output"]),
    ("memchr", &["parse", "check"]),
    ("jiff", &["time"]),
    ("unicode_normalization", &["text"]),
    ("minijinja", &["template", "site"]),
    ("annotate_snippets", &["output"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    // The definitions, templates and examples that the program carries.
    ("include_dir", &["schema", "template", "edit", "demo", "cli"]),
];

#[test]
fn modules_use_only_those_above_them() {
    let mut wrong = Vec::new();
    for (module, depth, path) in sources() {
        let text = read(&path);
        wrong.extend(
            judge(&module, depth, &text)
                .into_iter()
                .map(|what| format!("{}: {what}", path.display())),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_no_circle_and_follows_the_map() {
    for (place, (module, may)) in MAY_IMPORT.iter().enumerate() {
        for other in *may {
            let above = MAY_IMPORT[..place].iter().any(|(name, _)| name == other);
            assert!(above, "`{module}` may use `{other}`, which does not stand above it");
        }
    }
    let map = read(Path::new("src/lib.rs"));
    let modules: Vec<&str> = map
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let listed: Vec<&str> = MAY_IMPORT
        .iter()
        .map(|(module, _)| *module)
        .filter(|name| modules.contains(name))
        .collect();
    assert_eq!(
        modules, listed,
        "src/lib.rs and the table list the same modules in the same order"
    );
}

#[test]
fn homes_are_of_crates_that_we_have() {
    let manifest = read(Path::new("Cargo.toml"));
    for (outside, homes) in HOMES {
        let name = outside.replace('_', "-");
        let is = |name: &str| manifest.contains(&format!("\n{name} = "));
        assert!(is(&name) || is(outside), "{name} is no dependency");
        for home in *homes {
            assert!(
                MAY_IMPORT.iter().any(|(module, _)| module == home),
                "no module is named {home}"
            );
        }
    }
}

#[test]
fn a_forbidden_import_is_found() {
    let planted = "//! crate::cli is only spoken of here\nuse crate::text::Id; // not crate::site\nuse crate::{cli, time::Date};\nfn f() { git2::init() }\n#[cfg(test)]\nmod tests {\n    use crate::demo;\n}\n";
    assert_eq!(
        judge("parse", 1, planted),
        [
            "line 3: `parse` may not use `cli`",
            "line 4: `git2` belongs to source, not `parse`"
        ]
    );
    assert_eq!(
        judge("parse", 2, "use super::super::cli;\n"),
        ["line 1: write `crate::…` to leave `parse`"]
    );
    assert_eq!(
        judge(
            "parse",
            2,
            "use super::cli;\nuse crate::parse::Table;\nuse toml::Value;\n"
        ),
        [""; 0]
    );
    assert_eq!(judge("unheard_of", 1, ""), ["`unheard_of` stands in no table"]);
}

/// What a file of a module imports and must not. `depth` is how many modules stand above the crate's root.
fn judge(module: &str, depth: usize, text: &str) -> Vec<String> {
    let Some((_, may)) = MAY_IMPORT.iter().find(|(name, _)| *name == module) else {
        return vec![format!("`{module}` stands in no table")];
    };
    let mut wrong = Vec::new();
    for (number, line) in code(text) {
        for used in imports(line) {
            if used != module && is_module(used) && !may.contains(&used) {
                wrong.push(format!("line {number}: `{module}` may not use `{used}`"));
            }
        }
        if line.trim_end().ends_with("crate::{") {
            wrong.push(format!("line {number}: import each module on a line of its own"));
        }
        if line.contains(&"super::".repeat(depth)) && depth > 0 {
            wrong.push(format!("line {number}: write `crate::…` to leave `{module}`"));
        }
        for (outside, homes) in HOMES {
            if names(line, outside) && !homes.contains(&module) {
                wrong.push(format!(
                    "line {number}: `{outside}` belongs to {}, not `{module}`",
                    homes.join(" and ")
                ));
            }
        }
    }
    wrong
}

/// The lines of code with their numbers: without comments, and without what is compiled for tests only.
fn code(text: &str) -> Vec<(usize, &str)> {
    let mut lines = Vec::new();
    let mut skipping = false;
    for (place, line) in text.lines().enumerate() {
        if line == "#[cfg(test)]" {
            skipping = true;
        }
        if !skipping {
            lines.push((place + 1, line.split("//").next().unwrap_or(line)));
        }
        // rustfmt puts the end of an item at the start of its line; `mod tests;` ends at once.
        if skipping && (line == "}" || line.ends_with(';') && !line.starts_with(' ')) {
            skipping = false;
        }
    }
    lines
}

/// The modules after `crate::`, those in braces too.
fn imports(line: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let mut nesting = 0;
                for part in group.split_inclusive([',', '{', '}']) {
                    if nesting == 0 {
                        found.insert(word(part.trim_start()));
                    }
                    match part.chars().last() {
                        Some('{') => nesting += 1,
                        Some('}') => nesting -= 1,
                        _ => {}
                    }
                    if nesting < 0 {
                        break;
                    }
                }
            }
            None => {
                found.insert(word(rest));
            }
        }
    }
    found
}

fn word(text: &str) -> &str {
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    &text[..end]
}

fn is_module(name: &str) -> bool {
    MAY_IMPORT.iter().any(|(module, _)| *module == name)
}

/// Says whether a line of code uses a crate: `use name`, or `name::` that follows no other path.
fn names(line: &str, outside: &str) -> bool {
    line.match_indices(outside).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let follows_path = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '"' | '`' | '.'));
        let after = &line[at + outside.len()..];
        let used = line.trim_start().starts_with("use ") || line.trim_start().starts_with("pub use ");
        !follows_path && (after.starts_with("::") || used && after.starts_with(';'))
    })
}

/// The files of `src/` with their top module and how deep they lie.
fn sources() -> Vec<(String, usize, PathBuf)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the sources").flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if !name.ends_with(".rs") || matches!(name.as_str(), "main.rs" | "lib.rs" | "tests.rs") {
                continue;
            }
            let parts: Vec<String> = path
                .iter()
                .skip(1)
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            let module = parts[0].trim_end_matches(".rs").to_owned();
            let depth = parts.len() - usize::from(name == "mod.rs");
            found.push((module, depth, path));
        }
    }
    found.sort();
    assert!(found.len() > 100, "the sources are read from the package's folder");
    found
}

#[expect(clippy::disallowed_methods, reason = "the sources are no workspace")]
fn read(path: &Path) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file of the package")
}
