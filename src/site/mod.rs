//! Everything that the site holds, into a folder that is published whole: pages, styles and script, the index of search,
//! the data for programs.
//!
//! Knows no record: what a page says is decided in `report`, how it looks in `templates/site`; only what stands on a page
//! by the dozen is written here (`parts.rs`, `record.rs`, `kind_index.rs`). Pages are made on all cores; each model lives
//! while its page is written, and what else is made of it, words for search and charts as data, is taken along then.

mod history;
mod kind_index;
mod machine;
mod page;
mod parts;
mod record;
mod search;

use crate::diagnostic::Diagnostic;
use crate::disk::{DiskError, Staging};
use crate::export::{FEED, Feed, atom};
use crate::report::data::record_markdown;
use crate::report::{
    CHARTS, KindIndexPage, KindPages, ListedChart, PAGES, PageModel, RecordPage, SearchOrder, Site, Source, record_href,
};
use crate::template::{ASSETS, RenderError, Templates, assets};
use minijinja::Value;
use minijinja::value::Serde;
use page::Page;
use rayon::prelude::*;
use search::Search;
use serde::Serialize;
use std::collections::BTreeSet;

/// The folder of the pages that tell what changed.
const CHANGES: &str = "changes";

/// Why a site could not be built.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A template of the workspace is wrong.
    #[error("{}", .0.message)]
    Template(Box<Diagnostic>),
    /// A built-in template is wrong: a mistake of ours.
    #[error(transparent)]
    BuiltIn(RenderError),
    /// A page could not be written.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

impl From<RenderError> for SiteError {
    fn from(error: RenderError) -> Self {
        match error {
            RenderError::Own(finding) => Self::Template(finding),
            built_in @ RenderError::BuiltIn { .. } => Self::BuiltIn(built_in),
        }
    }
}

/// What was built.
#[derive(Debug, Clone, Copy)]
pub struct Built {
    /// How many pages.
    pub pages: usize,
}

/// What templates can name, by where: the fields of models, the parts of `page`, the functions.
pub fn vocabulary() -> [(&'static str, &'static [&'static str]); 5] {
    use page::Parts;
    [
        ("record.html", RecordPage::FIELDS),
        ("the parts of record.html", RecordPage::PARTS),
        ("kind_index.html", KindIndexPage::FIELDS),
        ("the parts of kind_index.html", KindIndexPage::PARTS),
        ("functions", &parts::FUNCTIONS),
    ]
}

/// Builds every page into a folder that will be published whole.
pub fn build(source: &Source<'_>, staging: &Staging) -> Result<Built, SiteError> {
    let workspace = source.workspace;
    let (mut templates, problems) = Templates::of(workspace);
    if let Some(first) = problems.into_iter().next() {
        return Err(SiteError::Template(Box::new(first)));
    }
    let site = Site::new(source);
    parts::add(templates.environment_mut(), &site);
    templates
        .environment_mut()
        .add_global("site", Value::from(Serde(&site)));
    let pages = Pages { templates, staging };
    let assets = assets(workspace);
    let mut folders: BTreeSet<String> = workspace.schema().kinds().map(|kind| kind.name.to_string()).collect();
    folders.extend([search::FOLDER, machine::RECORDS, CHARTS, CHANGES].map(str::to_owned));
    for name in assets.keys() {
        let below = name
            .rsplit_once('/')
            .map_or(String::new(), |(folder, _)| format!("/{folder}"));
        folders.insert(format!("{ASSETS}{below}"));
    }
    for folder in folders {
        staging.create_folder(&folder)?;
    }
    for (name, bytes) in &assets {
        staging.write(&format!("{ASSETS}/{name}"), bytes)?;
    }
    // Pages hosts would run a site generator of their own over folders that begin with `_`.
    staging.write(".nojekyll", b"")?;
    let mut count = 0;
    for page in PAGES {
        let model = Value::from(Serde((page.make)(source)));
        pages.write(page.template, page.href, model)?;
        count += 1;
    }
    let indexes: Vec<KindPages<'_>> = workspace
        .schema()
        .kinds()
        .map(|kind| KindPages::new(source, kind))
        .collect();
    for index in &indexes {
        (1..=index.pages()).into_par_iter().try_for_each(|number| {
            let model = index.page(source, number);
            let href = model.shell.href.clone();
            pages.write("kind_index.html", &href, Page::context(model))
        })?;
        count += index.pages();
    }
    count += changes(source, &pages)?;
    let search = Search::new(SearchOrder::new(source, &indexes));
    count += search.order().records.len();
    let charts = records(source, &pages, &search)?;
    search.write(staging)?;
    machine::write(source, &indexes, &charts, staging)?;
    for (kind, alias, target) in workspace.aliases() {
        let href = format!("{}/{alias}.html", workspace.schema().kind(kind).name);
        if crate::text::Id::check(alias).is_ok() {
            let model = Redirect {
                title: workspace.title(workspace.record(target)),
                to: record_href(workspace, target),
            };
            pages.write("redirect.html", &href, Value::from(Serde(model)))?;
        }
    }
    Ok(Built { pages: count })
}

/// Writes the page of each record with what else is made of it, and returns the charts, sorted by name.
fn records(source: &Source<'_>, pages: &Pages<'_>, search: &Search) -> Result<Vec<ListedChart>, SiteError> {
    let staging = pages.staging;
    let markdown = source.with_markdown();
    let sheets = search.order().records.par_chunks(search::SHEET).enumerate();
    let charts = sheets.map(|(number, records)| {
        let mut sheet = search.sheet(number);
        let mut charts = Vec::new();
        for index in records {
            let page = RecordPage::new(source, *index);
            let href = page.shell.href.clone();
            sheet.add(&page);
            if markdown {
                let text = record_markdown(source, *index, &page);
                staging.write(&href.replace(".html", ".md"), text.as_bytes())?;
            }
            for chart in &page.chart_files {
                machine::write_chart(chart, staging)?;
                charts.push(chart.listed.clone());
            }
            pages.write("record.html", &href, Page::context(page))?;
        }
        sheet.write(staging)?;
        Ok::<_, SiteError>(charts)
    });
    let charts: Vec<Vec<ListedChart>> = charts.collect::<Result<_, _>>()?;
    let mut charts = charts.concat();
    charts.sort();
    Ok(charts)
}

/// Writes the pages that tell what changed, and the feed.
fn changes(source: &Source<'_>, pages: &Pages<'_>) -> Result<usize, SiteError> {
    let changes = source.changes();
    for number in 1..=changes.pages() {
        let model = changes.page(source, number);
        let href = changes.href(number);
        pages.write("changes.html", &href, Value::from(Serde(&model)))?;
    }
    if let Some(history) = source.history {
        let feed = atom(&Feed {
            title: &source.workspace.configuration().name,
            history,
            landings: changes.landings(),
            base_url: &source.base_url,
            page: &changes.href(1),
        });
        pages.staging.write(FEED, feed.as_bytes())?;
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

/// Where pages go.
struct Pages<'a> {
    templates: Templates,
    staging: &'a Staging,
}

impl Pages<'_> {
    /// Renders a page and writes it.
    fn write(&self, template: &str, href: &str, model: Value) -> Result<(), SiteError> {
        let html = self.templates.render(template, model.clone(), || page::names(&model))?;
        Ok(self.staging.write(href, html.as_bytes())?)
    }
}
