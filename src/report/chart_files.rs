//! The charts of pages for programs: what stands in their files, and in the list of all.

use super::{Source, record_href};
use crate::draw::{Address, Chart, Files};
use crate::workspace::RecordIndex;

/// The folder of the charts' data.
pub const CHARTS: &str = "data/charts";

/// A chart in the list of all charts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListedChart {
    /// Its name, and that of its files: no two charts of a site share one.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// The record that it is about, as `kind/id`.
    pub record: String,
    /// Where it stands, from the top of the site.
    pub url: String,
}

impl ListedChart {
    /// Returns where one of its files lies, from the top of the site.
    pub fn file(&self, extension: &str) -> String {
        format!("{CHARTS}/{}.{extension}", self.name)
    }
}

/// A chart as its page shows it, and as its files hold it.
#[derive(Debug)]
pub struct ChartFiles {
    /// Its entry in the list.
    pub listed: ListedChart,
    /// The JSON file.
    pub json: String,
    /// The CSV file.
    pub csv: String,
}

impl ChartFiles {
    /// Writes a chart of a record's page: the figure as HTML, and the files.
    pub(super) fn of(source: &Source<'_>, index: RecordIndex, chart: &Chart) -> (String, Self) {
        let workspace = source.workspace;
        let record = workspace.record(index);
        let listed = ListedChart {
            name: chart.name.clone(),
            title: chart.title.clone(),
            record: format!("{}/{}", workspace.kind_of(record).name, record.id),
            url: format!("{}#o-{}", record_href(workspace, index), chart.name),
        };
        let address = |extension| Address::new(&format!("../{}", listed.file(extension)));
        let files = address("json")
            .zip(address("csv"))
            .map(|(json, csv)| Files { json, csv });
        let html = chart.figure(2, files.as_ref()).into_string();
        let (json, csv) = (chart.json(), chart.csv());
        (html, Self { listed, json, csv })
    }
}
