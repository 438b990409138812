//! Two values of one series for one day.

use super::{Dated, MOST, Series, series};
use crate::check::{Context, Needs};
use crate::diagnostic::{Diagnostic, Fix, Group, Level, Rule};
use crate::text::{TextRange, clip};
use crate::time::Date;
use std::collections::BTreeMap;

/// Which of the two counts is not said.
pub(super) static RULE: Rule = Rule {
    name: "repeated-date",
    group: Group::Metric,
    level: Level::Error,
};
pub(super) const NEEDS: Needs = Needs::Workspace;

pub(super) fn run(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for series in series(context) {
        let dated = series.dated();
        let mut seen: BTreeMap<(Date, &str), &Dated<'_>> = BTreeMap::new();
        let most = found.len() + MOST;
        for one in &dated {
            match seen.get(&(one.date, one.beside)) {
                None => {
                    seen.insert((one.date, one.beside), one);
                }
                Some(first) if found.len() < most => found.push(finding(&series, first, one)),
                Some(_) => break,
            }
        }
    }
}

fn finding(series: &Series<'_>, first: &Dated<'_>, again: &Dated<'_>) -> Diagnostic {
    let text = series.workspace.text(series.document);
    let what = match again.beside {
        "" => format!("a second value for {}", again.date),
        beside => format!("a second value for {} and `{}`", again.date, clip(beside)),
    };
    let same = first.range.of(text) == again.range.of(text);
    let help = match same {
        true => "the two are the same: delete one",
        false => "keep the one that is right, or write `where` in `source` if they are of different things",
    };
    // Only whole lines can go; a point of a list has commas around it.
    let line = match series.values {
        super::Values::Table(_) if same => Some(with_line_end(text, again.range)),
        _ => None,
    };
    let fix = line.map(|line| Fix::safe("delete the repeated row", series.span(line), ""));
    let finding = RULE
        .at(series.span(again.date_range), what)
        .with_related(series.span(first.date_range), "the first one")
        .with_help(help.to_owned())
        .with_fix(fix);
    series.about(finding, &format!("{} {}", again.date, again.beside))
}

/// A row with the line end after it, or the one before where it is the last and has none.
fn with_line_end(text: &str, row: TextRange) -> TextRange {
    let (start, end) = (row.start as usize, row.end as usize);
    let rest = &text.as_bytes()[end..];
    let after = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        _ => 0,
    };
    if after > 0 {
        return TextRange::new(start, end + after);
    }
    let kept = text[..start].trim_end_matches(['\r', '\n']).len();
    TextRange::new(kept, end)
}
