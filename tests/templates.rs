//! Templates of the workspace: single blocks, whole pages, styles and files, and errors that point into them.

use opsbook::check::{self, Context};
use opsbook::disk;
use opsbook::report::{Provenance, Source};
use opsbook::site::{self, SiteError};
use opsbook::source::Snapshot;
use opsbook::time::Date;
use opsbook::workspace::Workspace;
use std::path::PathBuf;
use std::sync::Arc;

struct Site {
    _scratch: tempfile::TempDir,
    folder: PathBuf,
}

impl Site {
    fn page(&self, name: &str) -> String {
        String::from_utf8(std::fs::read(self.folder.join(name)).expect("the page is there")).expect("UTF-8")
    }
}

const RECORD: &str = "=== feedback/slow-search.md\n+++\ntitle = \"Slow <search>\"\n+++\nTen seconds.\n";

/// Builds the site of one record with more files.
fn build(more: &str) -> Result<Site, SiteError> {
    let (workspace, problems) = Workspace::load(Arc::new(Snapshot::fixture(&format!("{RECORD}{more}"))));
    let today = Date::parse("2026-11-20").expect("a day");
    let report = check::run(&Context::new(&workspace, today), problems);
    let source = Source::new(&workspace, &report.findings, 0, today, Provenance::default());
    let scratch = tempfile::tempdir().expect("a folder");
    let staging = disk::prepare(&scratch.path().join("site"), ".marker", &[]).expect("a new folder");
    site::build(&source, &staging)?;
    staging.publish().expect("nothing is in the way");
    Ok(Site {
        folder: scratch.path().join("site"),
        _scratch: scratch,
    })
}

/// What a template of the workspace says where it is wrong: the text that is marked, the message, the help.
fn wrong(name: &str, template: &str) -> (String, String, String) {
    match build(&format!("=== templates/site/{name}\n{template}\n")) {
        Err(SiteError::Template(finding)) => {
            assert_eq!(finding.span.path.as_str(), format!("templates/site/{name}"));
            let text = format!("{template}\n");
            let marked = finding.span.range.of(&text).to_owned();
            (marked, finding.message, finding.help.unwrap_or_default())
        }
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("it was built"),
    }
}

#[test]
fn one_block_is_replaced_and_the_rest_stays() {
    let site = build(
        "=== templates/site/record.html\n{% extends \"builtin/record.html\" %}\n{% block heading %}\n<h1 class=\"ours\">{{ shell.title }}</h1>\n{{ super() }}\n{% endblock %}\n",
    )
    .expect("the template is right");
    let page = site.page("feedback/slow-search.html");
    assert!(page.contains("<h1 class=\"ours\">Slow &lt;search&gt;</h1>"), "{page}");
    assert!(page.contains("<div class=\"title\">"), "what was there before: {page}");
    assert!(page.contains("Ten seconds."), "{page}");
    assert!(!site.page("feedback/index.html").contains("class=\"ours\""));
}

#[test]
fn a_frame_of_its_own_is_around_every_page() {
    let site = build(
        "=== templates/site/base.html\n{% extends \"builtin/base.html\" %}\n{% block links %}<li>Ask in #product-ops</li>{% endblock %}\n",
    )
    .expect("the template is right");
    for page in [
        "index.html",
        "problems.html",
        "feedback/index.html",
        "feedback/slow-search.html",
    ] {
        assert!(site.page(page).contains("<li>Ask in #product-ops</li>"), "{page}");
    }
}

#[test]
fn a_whole_page_reads_the_fields_of_its_model() {
    let site = build(
        "=== templates/site/record.html\n{% for fact in fields %}{{ fact.label }}={{ inline(fact.cells, shell.root) }};{% endfor %}{{ id }}|{{ body|safe }}|{{ page.status() }}\n",
    )
    .expect("the template is right");
    let page = site.page("feedback/slow-search.html");
    assert!(page.contains("slow-search|<p>Ten seconds.</p>"), "{page}");
}

#[test]
fn styles_and_files_stand_beside_ours_or_in_their_place() {
    let site = build(
        "=== templates/site/assets/own.css\nh1 { color: teal }\n=== templates/site/assets/icon.svg\n<svg/>\n=== templates/site/assets/brand/logo.svg\n<svg></svg>\n=== templates/site/assets/Not Portable.svg\n<svg></svg>\n",
    )
    .expect("nothing is wrong");
    assert_eq!(site.page("assets/own.css"), "h1 { color: teal }\n");
    assert_eq!(site.page("assets/icon.svg"), "<svg/>\n");
    assert_eq!(site.page("assets/brand/logo.svg"), "<svg></svg>\n");
    assert!(!site.folder.join("assets/Not Portable.svg").exists());
    assert!(
        site.page("feedback/slow-search.html")
            .contains("<link rel=\"stylesheet\" href=\"../assets/own.css\">")
    );
    assert!(
        !build("")
            .expect("nothing is wrong")
            .page("index.html")
            .contains("own.css")
    );
}

#[test]
fn what_is_wrong_is_marked_in_the_workspaces_template() {
    let (marked, message, help) = wrong("record.html", "<h1>{{ shel.title }}</h1>");
    assert_eq!((marked.as_str(), help.as_str()), ("shel", "did you mean `shell`?"));
    assert_eq!(message, "`shel` is nothing that this page has");

    let (marked, message, _) = wrong("record.html", "<h1>\n{{ shell.titel }}</h1>");
    assert_eq!(marked, "shell.titel");
    assert_eq!(message, "`shell.titel` is nothing that this page has");

    let (marked, message, help) = wrong("record.html", "{% extends \"builtin/recrod.html\" %}");
    assert_eq!(marked, "extends \"builtin/recrod.html\"");
    assert_eq!(message, "there is no template `builtin/recrod.html`");
    assert_eq!(help, "did you mean `builtin/record.html`?");

    let (_, message, help) = wrong("record.html", "{% if shell %}\n<p>open</p>\n");
    assert!(message.starts_with("the template cannot be read"), "{message}");
    assert!(help.contains("{% if %}"), "{help}");

    let (marked, message, help) = wrong("record.html", "{{ page.stripe() }}");
    assert_eq!(marked, ".stripe()");
    assert_eq!(message, "`page` has no part `stripe`");
    assert_eq!(help, "did you mean `strip`?");

    let (_, message, help) = wrong("base.html", "{% extends \"base.html\" %}");
    assert!(message.starts_with("the template leads back into itself"), "{message}");
    assert!(help.contains("builtin/NAME.html"), "{help}");
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let (_, message, _) = wrong(
        "record.html",
        "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}",
    );
    assert_eq!(message, TOO_MANY);
}

const TOO_MANY: &str = "this template takes too many steps, or makes too much text";

#[test]
fn a_template_cannot_exhaust_memory() {
    let doubling: String = (0..64)
        .map(|n| format!("{{% set s{} = s{n} ~ s{n} %}}", n + 1))
        .collect();
    for text in [
        format!("{{% set s0 = \"ab\" %}}{doubling}"),
        "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}abcdefgh{% endmacro %}{{ m(25) }}".to_owned(),
        "{% set a %}abcdefgh{% endset %}{% for i in range(9999) %}{{ a * 9999 }}{% endfor %}".to_owned(),
        "{{ (\"a\" * 99999)|replace(\"a\", \"b\" * 99999) }}".to_owned(),
        "{{ range(99999)|join(\"a\" * 99999) }}".to_owned(),
        "{% for i in range(99999) %}{{ page.all_fields() }}{% endfor %}".to_owned(),
        "{{ \"<\" * 29999999 }}".to_owned(),
        "{% macro m(s) %}{{ m(s ~ s) }}{% endmacro %}{{ m(\"abcdefgh\") }}".to_owned(),
        "{{ heading(\"a\" * 9999999, \"<\" * 9999999) }}{{ ticked(\"<\" * 9999999) }}".to_owned(),
    ] {
        assert_eq!(wrong("record.html", &text).1, TOO_MANY, "{text}");
    }
    let (_, message, _) = wrong("record.html", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}");
    assert!(message.starts_with("the template leads back into itself"), "{message}");
    // What steps do not count cannot be written.
    let (marked, message, _) = wrong(
        "record.html",
        "{% set a = \"ab\" %}{% set b = [a, a] %}{% set c = [b, b] %}",
    );
    assert_eq!(marked, "[a, a]");
    assert_eq!(
        message,
        "a list or map that is kept can only hold numbers and texts as written"
    );
    let (marked, message, help) = wrong("record.html", "{{ (fields + fields)|length }}");
    assert_eq!(
        (marked.as_str(), message.as_str()),
        ("fields + fields", "this `+` could join lists")
    );
    assert_eq!(help, "add numbers as `a|int + b|int`, join texts as `a ~ b`");
    let (marked, message, _) = wrong("record.html", "{% set n = namespace(a=1) %}");
    assert_eq!(
        (marked.as_str(), message.as_str()),
        ("namespace(a=1)", "namespace is unknown")
    );
    let (_, message, _) = wrong("record.html", "{{ fields|tojson }}");
    assert!(message.contains("tojson"), "{message}");
    let (marked, message, _) = wrong("record.html", "{{ fields }}");
    assert_eq!(marked, "fields");
    assert_eq!(message, "a list cannot be written as it is: go through it with `for`");
}

#[test]
fn a_template_reads_no_file_of_the_disk() {
    for name in ["../../../etc/passwd", "/etc/passwd", "../record.md"] {
        let (_, message, _) = wrong("record.html", &format!("{{% include \"{name}\" %}}"));
        assert!(message.starts_with("there is no template"), "{message}");
    }
}

#[test]
fn what_cannot_be_read_is_found_by_check_too() {
    let fixture = format!("{RECORD}=== templates/site/record.html\n<h1>{{{{ shell.title }}</h1>\n");
    let (workspace, problems) = Workspace::load(Arc::new(Snapshot::fixture(&fixture)));
    let today = Date::parse("2026-11-20").expect("a day");
    let report = check::run(&Context::new(&workspace, today), problems);
    let found: Vec<&str> = report.findings.iter().map(|finding| finding.rule.name).collect();
    assert!(found.contains(&"invalid-template"), "{found:?}");
}

/// Whoever writes a template reads `docs/templates.md`: it names all that there is.
#[test]
fn the_documentation_names_every_template_block_field_part_and_function() {
    let documentation =
        String::from_utf8(std::fs::read("docs/templates.md").expect("the documentation")).expect("UTF-8");
    let named = |name: &str| documentation.contains(&format!("`{name}`"));
    let mut missing = Vec::new();
    for (name, text) in opsbook::template::built_in() {
        if !named(name) {
            missing.push(name.to_owned());
        }
        for block in text.split("{% block ").skip(1) {
            let block = block.split([' ', '%']).next().unwrap_or_default();
            if !named(block) {
                missing.push(format!("block {block} of {name}"));
            }
        }
    }
    for (page, names) in site::vocabulary() {
        missing.extend(
            names
                .iter()
                .filter(|name| !named(name))
                .map(|name| format!("{page}: {name}")),
        );
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
