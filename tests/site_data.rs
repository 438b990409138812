//! What the site holds for programs: JSON that says what `docs/data.md` says, Markdown beside pages, maps.

use expect_test::expect;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const FILES: [(&str, &str); 5] = [
    ("opsbook.toml", "name = \"Larkspur <x>\"\n"),
    ("people.toml", "[[person]]\nid = \"mara\"\ntitle = \"Mara\"\n"),
    (
        "initiatives/faster-search.md",
        "+++\ntitle = \"Faster *search*\"\nstatus = \"in-progress\"\nowner = \"mara\"\ntarget = 2026-12-11\nstart = \"soon\"\nreach = 1200\ndepends_on = [{ initiative = \"board-index\", needed_by = 2026-12-01 }, \"nowhere\"]\n\n[extra]\nticket = \"X-1\"\n+++\n## Why\n\nSee [[board-index]].\n",
    ),
    (
        "initiatives/board-index.md",
        "+++\ntitle = \"Board index\"\nowner = \"mara\"\n+++\n",
    ),
    (
        "metrics/activation.toml",
        "title = \"Activation\"\nunit = \"=teams\"\ndirection = \"up\"\nsource = { points = [{ date = 2026-09-01, value = 41.25 }, { date = 2026-10-01, value = -3 }] }\ntargets = [{ from = 2026-10-01, value = 45 }]\n",
    ),
];

#[expect(
    clippy::disallowed_methods,
    reason = "the program is what is tested, in a folder of its own"
)]
fn build(folder: &Path, arguments: &[&str]) -> Output {
    for (path, text) in FILES {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    Command::new(env!("CARGO_BIN_EXE_opsbook"))
        .current_dir(folder)
        .env_clear()
        .args(["--today", "2026-11-20", "build"])
        .args(arguments)
        .output()
        .expect("the program runs")
}

#[expect(clippy::disallowed_methods, reason = "a site is no workspace")]
fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join("public").join(path)).expect(path)
}

fn built(arguments: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let output = build(folder.path(), arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

fn json(folder: &Path, path: &str) -> Value {
    serde_json::from_str(&read(folder, path)).expect("JSON")
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().expect("an object").keys().cloned().collect()
}

/// The first cells of the table that follows a heading of `docs/data.md`.
#[expect(clippy::disallowed_methods, reason = "our own documentation")]
fn documented(heading: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/data.md")).expect("the document");
    let (_, part) = text.split_once(&format!("## {heading}\n")).expect("the heading");
    let rows = part.lines().skip_while(|line| !line.starts_with("| --- ")).skip(1);
    rows.take_while(|line| line.starts_with('|'))
        .map(|line| line.split('`').nth(1).expect("a key").to_owned())
        .collect()
}

#[test]
fn data_has_the_keys_that_are_documented() {
    let folder = built(&[]);
    let index = json(folder.path(), "data/index.json");
    assert_eq!(keys(&index), documented("`data/index.json`"));
    for kind in index["kinds"].as_array().expect("a list") {
        assert_eq!(
            keys(kind),
            ["count", "kind", "one", "records", "several", "url"]
                .map(String::from)
                .into()
        );
        let records = json(folder.path(), kind["records"].as_str().expect("a path"));
        assert_eq!(
            keys(&records),
            ["as_of", "kind", "records", "v"].map(String::from).into()
        );
        let list = records["records"].as_array().expect("a list");
        assert_eq!(kind["count"], list.len());
        for record in list {
            assert_eq!(keys(record), documented("`data/records/KIND.json`"));
            assert!(
                folder
                    .path()
                    .join("public")
                    .join(record["url"].as_str().expect("a page"))
                    .is_file()
            );
        }
    }
    let charts = index["charts"].as_array().expect("a list");
    assert_eq!(charts.len(), 1);
    for chart in charts {
        assert_eq!(
            keys(chart),
            ["csv", "json", "name", "record", "title", "url"]
                .map(String::from)
                .into()
        );
        let data = json(folder.path(), chart["json"].as_str().expect("a path"));
        assert_eq!(keys(&data), documented("`data/charts/NAME.json`"));
        assert_eq!(data["name"], chart["name"]);
    }
}

#[test]
fn a_chart_as_data() {
    let folder = built(&[]);
    let index = json(folder.path(), "data/index.json");
    expect![[r##"[{"csv":"data/charts/metric-activation.csv","json":"data/charts/metric-activation.json","name":"metric-activation","record":"metric/activation","title":"Values over time","url":"metric/activation.html#o-metric-activation"}]"##]]
        .assert_eq(&index["charts"].to_string());
    expect![[r#"
        {"columns":["Date","=teams","target"],"finding":"−3.00 =teams on 1 October 2026, 48.00 =teams below the target of 45.00 =teams.","name":"metric-activation","question":"Where is it, and where should it be?","rows":[["2026-09-01",41.25,null],["2026-10-01",-3.0,45.0]],"title":"Values over time","v":1}
    "#]]
    .assert_eq(&read(folder.path(), "data/charts/metric-activation.json"));
    expect![[r#"
        Date,'=teams,target
        2026-09-01,41.25,
        2026-10-01,-3,45
    "#]]
    .assert_eq(&read(folder.path(), "data/charts/metric-activation.csv"));
    let page = read(folder.path(), "metric/activation.html");
    assert!(page.contains("id=\"o-metric-activation\""), "{page}");
    let files: Vec<&str> = page.lines().filter(|line| line.contains("data/charts")).collect();
    expect![[r#"<p class="files"><a href="../data/charts/metric-activation.json">JSON<span class="hidden"> of Values over time</span></a> <a href="../data/charts/metric-activation.csv">CSV<span class="hidden"> of Values over time</span></a> </p>"#]]
    .assert_eq(&files.join("\n"));
    let markdown = read(folder.path(), "metric/activation.md");
    expect![
        "- Values over time: [JSON](../data/charts/metric-activation.json), [CSV](../data/charts/metric-activation.csv)"
    ]
    .assert_eq(
        &markdown
            .lines()
            .filter(|line| line.contains("data/charts"))
            .collect::<Vec<_>>()
            .join("\n"),
    );
}

#[test]
fn a_record_as_data() {
    let folder = built(&[]);
    let records = read(folder.path(), "data/records/initiative.json");
    expect![[r#"
        {"v":1,
        "kind":"initiative",
        "as_of":"2026-11-20",
        "records":[
        {"id":"board-index","title":"Board index","status":"idea","category":"backlog","owner":"person/mara","team":null,"url":"initiative/board-index.html","path":"initiatives/board-index.md","problems":0,"fields":{},"links":[{"field":"owner","to":"person/mara"}]},
        {"id":"faster-search","title":"Faster *search*","status":"in-progress","category":"active","owner":"person/mara","team":null,"url":"initiative/faster-search.html","path":"initiatives/faster-search.md","problems":2,"fields":{"start":null,"target":"2026-12-11","depends_on":[{"to":"initiative/board-index","needed_by":"2026-12-01"},{"unresolved":"nowhere"}],"reach":1200,"extra.ticket":"X-1"},"links":[{"field":"owner","to":"person/mara"},{"field":"depends_on","to":"initiative/board-index"},{"field":"text","to":"initiative/board-index"}]}
        ]}
    "#]].assert_eq(&records);
}

#[test]
fn a_record_as_markdown() {
    let folder = built(&[]);
    expect![[r##"
        # Faster \*search\*

        - Initiative: `faster-search`
        - Status: in-progress (active)
        - Owner: [Mara](../person/mara.md)
        - Start: "soon"
        - Target: 11 Dec 2026
        - Reach: 1200
        - Depends on: [Board index](../initiative/board-index.md) (needed by 1 Dec 2026), nowhere
        - Ticket: X-1
        - File: `initiatives/faster-search.md`

        ## Why

        See [[board-index]].
    "##]]
    .assert_eq(&read(folder.path(), "initiative/faster-search.md"));
    let page = read(folder.path(), "initiative/faster-search.html");
    assert!(page.contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"faster-search.md\">"));
    expect![[r#"
        # Larkspur \<x>

        > The records of a product organisation, made from text files by opsbook. Data as of 2026-11-20.

        Every record has a page `KIND/ID.html` and the same as Markdown in `KIND/ID.md`.
        All records of a kind, with fields and links, are in `data/records/KIND.json`.

        ## Data

        - [All kinds](data/index.json): counts, commit, where the records of each kind and the data of each chart are
        - [Initiatives](data/records/initiative.json): 2. A bet on the roadmap: what we build or change, why, and how we will know.
        - [Metrics](data/records/metric.json): 1. A number that we follow over time: what it means, where it comes from and where it should be.
        - [People](data/records/person.json): 1. Somebody who works with us, known by a handle; teams say who is where and does what.

        ## Pages

        - [Overview](index.html)
        - [Problems](problems.html)
        - [About](about.html)
    "#]].assert_eq(&read(folder.path(), "llms.txt"));
}

#[test]
fn without_an_address_no_page_says_one() {
    let folder = built(&[]);
    assert!(!folder.path().join("public/sitemap.xml").exists());
    let page = read(folder.path(), "initiative/faster-search.html");
    assert!(!page.contains("og:") && !page.contains("canonical"));
}

#[test]
fn with_an_address_every_page_says_its_own() {
    let folder = built(&["--base-url", "https://ops.example.org/book"]);
    let page = read(folder.path(), "initiative/faster-search.html");
    let head: Vec<&str> = page
        .lines()
        .filter(|line| line.contains("og:") || line.contains("canonical"))
        .collect();
    expect![[r#"
        <link rel="canonical" href="https://ops.example.org/book/initiative/faster-search.html">
        <meta property="og:title" content="Faster *search*">
        <meta property="og:type" content="article">
        <meta property="og:url" content="https://ops.example.org/book/initiative/faster-search.html">
        <meta property="og:site_name" content="Larkspur &lt;x&gt;">
        <meta property="og:description" content="Initiative: A bet on the roadmap: what we build or change, why, and how we will know.">"#]].assert_eq(&head.join("\n"));
    let map = read(folder.path(), "sitemap.xml");
    assert!(
        map.contains("<loc>https://ops.example.org/book/initiative/faster-search.html</loc>"),
        "{map}"
    );
}

#[test]
fn an_address_that_is_none_is_told() {
    for wrong in [
        "ops.example.org",
        "javascript:alert(1)",
        "https://e.org/?q=1",
        "https://",
        "https://e.org/a b",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let output = build(folder.path(), &["--base-url", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("--base-url") && said.contains("https://"), "{said}");
    }
}
