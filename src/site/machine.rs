//! The files of the site that programs read: data, `llms.txt`, the map of the site.

use crate::disk::{DiskError, Staging};
use crate::report::data::{index_json, llms_txt, of_kind, record_json, records_json_head};
use crate::report::{ChartFiles, KindPages, ListedChart, PAGES, Source, record_href};
use crate::text::escape;
use crate::workspace::RecordIndex;
use rayon::prelude::*;

/// The folder of the records of each kind.
pub(super) const RECORDS: &str = "data/records";

/// The most addresses that one map may have.
const MOST_ADDRESSES: usize = 50_000;

/// Writes the files of a chart.
pub(super) fn write_chart(chart: &ChartFiles, staging: &Staging) -> Result<(), DiskError> {
    staging.write(&chart.listed.file("json"), chart.json.as_bytes())?;
    staging.write(&chart.listed.file("csv"), chart.csv.as_bytes())
}

/// Writes data and `llms.txt`, and the map where the address of the site is known.
pub(super) fn write(
    source: &Source<'_>,
    indexes: &[KindPages<'_>],
    charts: &[ListedChart],
    staging: &Staging,
) -> Result<(), DiskError> {
    staging.write("data/index.json", index_json(source, charts).as_bytes())?;
    indexes.par_iter().try_for_each(|index| {
        let text = records_json(source, index);
        staging.write(&format!("{RECORDS}/{}.json", index.kind().name), text.as_bytes())
    })?;
    let with_markdown = source.with_markdown();
    staging.write("llms.txt", llms_txt(source, with_markdown).as_bytes())?;
    if source.base_url.is_empty() {
        return Ok(());
    }
    let pages = PAGES.iter().map(|page| page.href.to_owned());
    let lists = indexes.iter().flat_map(|index| {
        (1..=index.pages()).map(|page| crate::report::kind_href(source.workspace, index.kind().index, page))
    });
    let records = indexes
        .iter()
        .flat_map(|index| index.order())
        .map(|record| record_href(source.workspace, *record));
    let all: Vec<String> = pages.chain(lists).chain(records).collect();
    for (name, text) in site_maps(&source.base_url, &all, MOST_ADDRESSES) {
        staging.write(&name, text.as_bytes())?;
    }
    Ok(())
}

fn records_json(source: &Source<'_>, index: &KindPages<'_>) -> String {
    let kind = index.kind();
    let records: Vec<RecordIndex> = of_kind(source, kind).collect();
    let parts = records.par_chunks(128).map(|part| {
        let mut text = String::with_capacity(part.len() * 600);
        for (place, index) in part.iter().enumerate() {
            text.push_str(if place == 0 { "\n" } else { ",\n" });
            record_json(source, *index, &mut text);
        }
        text
    });
    let parts: Vec<String> = parts.collect();
    records_json_head(source, kind) + &parts.join(",") + "\n]}\n"
}

/// The maps of a site with their names; of more than one `sitemap.xml` lists the others.
fn site_maps(base: &str, pages: &[String], most: usize) -> Vec<(String, String)> {
    let map = |pages: &[String]| {
        let places = pages
            .iter()
            .map(|page| format!("<url><loc>{}{}</loc></url>\n", escape(base), escape(page)));
        xml("urlset", &places.collect::<String>())
    };
    if pages.len() <= most {
        return vec![("sitemap.xml".to_owned(), map(pages))];
    }
    let mut all: Vec<(String, String)> = pages
        .chunks(most)
        .enumerate()
        .map(|(place, part)| (format!("sitemap-{}.xml", place + 1), map(part)))
        .collect();
    let places = all
        .iter()
        .map(|(name, _)| format!("<sitemap><loc>{}{name}</loc></sitemap>\n", escape(base)));
    let index = xml("sitemapindex", &places.collect::<String>());
    all.push(("sitemap.xml".to_owned(), index));
    all
}

fn xml(root: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{inside}</{root}>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_site_has_several_maps() {
        let pages = ["index.html", "a/b.html", "a/c.html"].map(str::to_owned);
        let one = site_maps("https://e.org/x/", &pages, 3);
        assert_eq!(one.len(), 1);
        assert!(one[0].1.contains("<url><loc>https://e.org/x/a/c.html</loc></url>"));
        let several = site_maps("https://e.org/x/", &pages, 2);
        let names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]);
        assert!(
            several[2]
                .1
                .contains("<sitemap><loc>https://e.org/x/sitemap-2.xml</loc></sitemap>")
        );
    }
}
