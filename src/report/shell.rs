//! What surrounds every page: navigation, breadcrumbs, footer.

use super::{Source, kind_href, plural};
use crate::diagnostic::Level;
use serde::{Deserialize, Serialize};

/// What is the same on every page.
#[derive(Debug, Clone, Serialize)]
pub struct Site {
    /// The name of the workspace.
    pub name: String,
    /// The language of its texts.
    pub lang: String,
    /// The main navigation, at most eight entries.
    pub navigation: Vec<NavigationEntry>,
    /// There is a history, with a feed.
    pub has_history: bool,
    /// The commit, seven digits; empty without one.
    pub commit: String,
    /// The commit's time in words; empty without one.
    pub commit_date: String,
    /// The commit's day for machines.
    pub commit_day: String,
    /// The day that counts as today, in words.
    pub today: String,
    /// The same for machines.
    pub today_day: String,
    /// The version of the program.
    pub version: String,
    /// "214 files".
    pub files: String,
    /// Where the site will be read, with `/` at the end; empty where that is not said.
    pub base_url: String,
    /// Each record stands beside its page as Markdown.
    pub markdown: bool,
    /// The workspace's own styles, from the top of the site; empty for none.
    pub own_styles: &'static str,
}

/// Styles of the workspace that stand after ours: in its folder, and in the site.
const OWN_STYLES: (&str, &str) = ("templates/site/assets/own.css", "assets/own.css");

/// An entry of the main navigation.
#[derive(Debug, Clone, Serialize)]
pub struct NavigationEntry {
    /// Its words.
    pub label: String,
    /// Its page, from the top of the site.
    pub href: String,
    /// A number behind it; empty for none.
    pub count: String,
    /// The tone of the number.
    pub tone: &'static str,
}

/// What is around one page.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Shell {
    /// The title of the page.
    pub title: String,
    /// One sentence for search engines and previews; may be empty.
    pub description: String,
    /// The way to the top of the site: empty, or `../`.
    pub root: &'static str,
    /// The page itself, from the top of the site.
    pub href: String,
    /// Which entry of the navigation is the current one; none where the page is below none.
    pub current: Option<String>,
    /// From the top down to this page, which has no link.
    pub crumbs: Vec<Crumb>,
    /// Where the source file is edited; empty for none.
    pub edit_url: String,
    /// Where the source file's history is; empty for none.
    pub history_url: String,
}

/// A step of the breadcrumbs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Crumb {
    /// Its words.
    pub label: String,
    /// Its page, from the top of the site; empty for the page itself.
    pub href: String,
}

/// The kinds that the navigation shows, in order; others are reached from the overview.
const NAVIGATION: [&str; 9] = [
    "objective",
    "initiative",
    "feedback",
    "process",
    "metric",
    "team",
    "theme",
    "decision",
    "person",
];

/// The most kinds in the navigation: with the overview and the problems eight entries.
const MOST_KINDS: usize = 6;

impl Site {
    /// Makes what is the same on every page.
    pub fn new(source: &Source<'_>) -> Self {
        let workspace = source.workspace;
        let mut navigation = vec![NavigationEntry {
            label: "Overview".to_owned(),
            href: "index.html".to_owned(),
            count: String::new(),
            tone: "",
        }];
        let mut known: Vec<_> = NAVIGATION
            .iter()
            .filter_map(|name| workspace.schema().find(name))
            .collect();
        // Where nothing is written down yet, every entry says how to begin.
        if workspace.records().len() > 0 {
            known.retain(|kind| !workspace.of_kind(*kind).is_empty());
        }
        for kind in known.into_iter().take(MOST_KINDS) {
            navigation.push(NavigationEntry {
                label: plural(source, workspace.schema().kind(kind)),
                href: kind_href(workspace, kind, 1),
                count: String::new(),
                tone: "",
            });
        }
        let errors = source.findings.iter().any(|finding| finding.level == Level::Error);
        let count = source.findings.len() + source.left_out;
        navigation.push(NavigationEntry {
            label: "Problems".to_owned(),
            href: "problems.html".to_owned(),
            count: if count == 0 {
                String::new()
            } else {
                super::grouped(count)
            },
            tone: if errors { "off" } else { "" },
        });
        let provenance = &source.provenance;
        let files = provenance.files;
        Self {
            name: source.configuration().name.clone(),
            lang: source.configuration().lang.clone(),
            navigation,
            has_history: source.history.is_some(),
            commit: provenance
                .commit
                .as_ref()
                .map_or_else(String::new, |commit| commit.short.clone()),
            commit_date: provenance
                .commit
                .as_ref()
                .map_or_else(String::new, |commit| commit.date.long()),
            commit_day: provenance
                .commit
                .as_ref()
                .map_or_else(String::new, |commit| commit.date.to_string()),
            today: source.today.long(),
            today_day: source.today.to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            files: super::counted(files, "file", "files"),
            base_url: source.base_url.clone(),
            markdown: source.with_markdown(),
            own_styles: if workspace
                .snapshot()
                .files()
                .iter()
                .any(|file| workspace.below(&file.path) == OWN_STYLES.0)
            {
                OWN_STYLES.1
            } else {
                ""
            },
        }
    }
}

impl Shell {
    /// Makes the surroundings of a page at the top of the site.
    pub fn top(source: &Source<'_>, title: &str, href: &str) -> Self {
        let mut crumbs = vec![Crumb {
            label: source.configuration().name.clone(),
            href: "index.html".to_owned(),
        }];
        crumbs.push(Crumb {
            label: title.to_owned(),
            href: String::new(),
        });
        Self {
            title: title.to_owned(),
            href: href.to_owned(),
            current: Some(href.to_owned()),
            crumbs: if href == "index.html" { Vec::new() } else { crumbs },
            ..Self::default()
        }
    }
}
