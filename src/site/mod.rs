//! Page models and templates into the files of the site.
//!
//! Knows no record: what a page says is decided in `report`, how it looks in `templates/site`. Pages are rendered on
//! all cores; each model lives only while its page is written.

mod history;
mod page;
mod parts;

use crate::disk::{DiskError, Staging};
use crate::export::{Feed, atom};
use crate::report::{KindPages, PAGES, RecordPage, Site, Source, changes_href, record_href};
use crate::text::escape;
use crate::workspace::RecordIndex;
use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Output, State, Value};
use page::Page;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeSet;

/// The built-in templates with their styles and script.
static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates/site");

/// The folder of styles and script, in the templates and in the site.
const ASSETS: &str = "assets";

/// The folder of the pages that tell what changed.
const CHANGES: &str = "changes";

/// Why a site could not be built.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A template is wrong.
    #[error("the template {name} is wrong: {message}")]
    Template {
        /// Which.
        name: String,
        /// What and where.
        message: String,
    },
    /// A page could not be written.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

/// What was built.
#[derive(Debug, Clone, Copy)]
pub struct Built {
    /// How many pages.
    pub pages: usize,
}

/// Builds every page into a folder that will be published whole.
pub fn build(source: &Source<'_>, staging: &Staging) -> Result<Built, SiteError> {
    let templates = Templates::new(&Site::new(source))?;
    let workspace = source.workspace;
    let records: Vec<RecordIndex> = workspace
        .records()
        .map(|(index, _)| index)
        .filter(|index| workspace.owns_id(*index))
        .collect();
    let folders: BTreeSet<&str> = workspace
        .schema()
        .kinds()
        .map(|kind| &*kind.name)
        .chain([ASSETS, CHANGES])
        .collect();
    for folder in folders {
        staging.create_folder(folder)?;
    }
    for file in TEMPLATES.get_dir(ASSETS).into_iter().flat_map(|folder| folder.files()) {
        staging.write(&file.path().to_string_lossy(), file.contents())?;
    }
    // Pages hosts would run a site generator of their own over folders that begin with `_`.
    staging.write(".nojekyll", b"")?;
    let mut pages = 0;
    for page in PAGES {
        let model = Value::from(Serde((page.make)(source)));
        templates.write(staging, page.template, page.href, model)?;
        pages += 1;
    }
    for kind in workspace.schema().kinds() {
        let index = KindPages::new(source, kind);
        (1..=index.pages()).into_par_iter().try_for_each(|number| {
            let model = index.page(source, number);
            let href = model.shell.href.clone();
            templates.write(staging, "kind_index.html", &href, Page::context(model))
        })?;
        pages += index.pages();
    }
    pages += changes(source, &templates, staging)?;
    records.par_iter().with_min_len(8).try_for_each(|index| {
        templates.write(
            staging,
            "record.html",
            &record_href(workspace, *index),
            Page::context(RecordPage::new(source, *index)),
        )
    })?;
    for (kind, alias, target) in workspace.aliases() {
        let href = format!("{}/{alias}.html", workspace.schema().kind(kind).name);
        if crate::text::Id::check(alias).is_ok() {
            templates.write(
                staging,
                "redirect.html",
                &href,
                Value::from(Serde(Redirect {
                    title: workspace.title(workspace.record(target)),
                    to: record_href(workspace, target),
                })),
            )?;
        }
    }
    Ok(Built {
        pages: pages + records.len(),
    })
}

/// Writes the pages that tell what changed, and the feed.
fn changes(source: &Source<'_>, templates: &Templates, staging: &Staging) -> Result<usize, SiteError> {
    let changes = source.changes();
    for number in 1..=changes.pages() {
        let model = changes.page(source, number);
        let href = changes_href(number);
        templates.write(staging, "changes.html", &href, Value::from(Serde(&model)))?;
    }
    if let Some(history) = source.history {
        let feed = atom(&Feed {
            title: &source.workspace.configuration().name,
            history,
            landings: changes.landings(),
            page: &changes_href(1),
        });
        staging.write("feed.xml", feed.as_bytes())?;
    }
    Ok(changes.pages())
}

/// The page of an id that a record had before.
#[derive(Serialize)]
struct Redirect<'a> {
    /// The title of the record.
    title: &'a str,
    /// The page of the record, from the top of the site.
    to: String,
}

struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    fn new(site: &Site) -> Result<Self, SiteError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(|error| wrong("syntax", &error))?);
        environment.set_formatter(write_value);
        parts::add(&mut environment, site);
        for file in TEMPLATES.files() {
            let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) else {
                continue;
            };
            environment
                .add_template(name, text)
                .map_err(|error| wrong(name, &error))?;
        }
        environment.add_global("site", Value::from(Serde(site)));
        Ok(Self { environment })
    }

    /// Renders a page and writes it.
    fn write(&self, staging: &Staging, template: &str, href: &str, model: Value) -> Result<(), SiteError> {
        let html = self
            .environment
            .get_template(template)
            .and_then(|template| template.render(model));
        let html = html.map_err(|error| wrong(template, &error))?;
        Ok(staging.write(href, html.as_bytes())?)
    }
}

/// Writes a value as the engine would, but leaves `/` as it is: addresses stay readable.
fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => {
            Ok(out.write_str(&escape(text))?)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// The engine's error with its cause and line.
fn wrong(name: &str, error: &minijinja::Error) -> SiteError {
    let at = error.name().map_or_else(|| name.to_owned(), str::to_owned);
    let line = error.line().map_or_else(String::new, |line| format!(" (line {line})"));
    SiteError::Template {
        name: at,
        message: format!("{error}{line}"),
    }
}
