//! The values of a metric over time, with where they should be and what happened.
//!
//! Only what the files say: no value is judged or summed up here. A metric that is worked out from others has a value
//! for each day on which all of them have one. A metric that follows people through steps or groups has no chart of
//! this kind.

use super::{Cell, Fact, Source};
use crate::draw::{Band, Chart, Drawing, Growth, Line, Manner, Note, Quantity, Series, Width};
use crate::expression::{self, Expression, Root};
use crate::time::Date;
use crate::value::{Type, Value};
use crate::workspace::{Record, RecordIndex, Workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The longest unit that stands behind each number.
const SHORT_UNIT: usize = 8;

/// The decimals of a value that is worked out, where the metric does not say how many.
const WORKED_OUT_DECIMALS: usize = 1;

/// Formulas over formulas that are followed, and inputs of one.
const MOST_LEVELS: usize = 8;
const MOST_INPUTS: usize = 40;

/// The most decimals that are read from the values, where the metric does not say how many.
const MOST_DECIMALS: usize = 3;

/// What is known of a metric that has a series of values.
pub(super) struct Measured {
    /// The values over time.
    pub(super) chart: Chart,
    /// The last value, and the target of its day where there is one.
    pub(super) facts: Vec<Fact>,
}

/// Returns what is known of a metric that has a series of values.
pub(super) fn metric_chart(source: &Source<'_>, record: &Record) -> Option<Measured> {
    let workspace = source.workspace;
    if &*workspace.kind_of(record).name != "metric" {
        return None;
    }
    let values = Reader::new(workspace).values(record, MOST_LEVELS)?;
    let first = *values.by_day.keys().next()?;
    let (last, value) = values
        .by_day
        .iter()
        .rev()
        .find_map(|(day, value)| Some((*day, (*value)?)))?;
    let end = source.today.max(last);
    let unit = workspace.value(record, "unit").and_then(Value::as_text).unwrap_or("");
    let known = || values.by_day.values().flatten().copied();
    let (low, high) = (
        known().fold(f64::INFINITY, f64::min),
        known().fold(f64::NEG_INFINITY, f64::max),
    );
    let quantity = Quantity {
        unit: unit.to_owned(),
        suffix: if unit.chars().count() <= SHORT_UNIT {
            format!(" {unit}")
        } else {
            String::new()
        },
        decimals: decimals(workspace, record, values.decimals),
        growth: Growth::Linear,
        // A line that moves little is drawn close by; the axis says so.
        from_zero: low >= 0.0 && low <= high * 0.5,
    };
    let targets = Targets::read(workspace, record, first, end);
    let finding = finding(&quantity, last, value, &targets);
    let facts = facts(&quantity, last, value, &targets);
    let mut series = vec![Series {
        name: unit.to_owned(),
        end: last.short(),
        points: values.by_day.into_iter().collect(),
        manner: Manner::Measured,
    }];
    if !targets.values.is_empty() {
        series.push(Series {
            name: "target".to_owned(),
            end: String::new(),
            points: targets.values.iter().map(|(day, value)| (*day, Some(*value))).collect(),
            manner: if targets.straight {
                Manner::Expected
            } else {
                Manner::Target
            },
        });
    }
    let chart = Chart {
        name: format!("metric-{}", record.id),
        title: "Values over time".to_owned(),
        question: "Where is it, and where should it be?".to_owned(),
        finding,
        empty: String::new(),
        width: Width::Column,
        drawing: Drawing::Line(Line {
            value: quantity,
            series,
            bands: targets.bands,
            references: Vec::new(),
            notes: notes(workspace, record, first, last),
            today: None,
        }),
    };
    Some(Measured { chart, facts })
}

fn facts(quantity: &Quantity, last: Date, value: f64, targets: &Targets) -> Vec<Fact> {
    let fact = |label: &str, number: f64, small: String| Fact {
        label: label.to_owned(),
        summary: String::new(),
        cells: vec![Cell::text(quantity.shown(number))],
        small,
    };
    let target = targets
        .values
        .iter()
        .rfind(|(from, _)| *from <= last && !targets.straight);
    let target = target.map(|(from, target)| fact("Target", *target, format!("since {}", from.short())));
    std::iter::once(fact("Last value", value, last.short()))
        .chain(target)
        .collect()
}

/// A value inside a record, with its type.
#[derive(Clone, Copy)]
struct Inner<'a>(&'a Type, &'a Value);

impl<'a> Inner<'a> {
    fn field(workspace: &'a Workspace, record: &'a Record, name: &str) -> Option<Self> {
        let definition = workspace.kind_of(record).fields.named(name)?;
        Some(Self(&definition.of, workspace.value(record, name)?))
    }

    fn get(self, key: &str) -> Option<Self> {
        let Type::Table(fields) = self.0 else { return None };
        let index = fields.find(key)?;
        let member = self.1.members().iter().find(|member| member.of == index)?;
        Some(Self(&fields.get(index).of, &member.value))
    }

    fn items(self) -> impl Iterator<Item = Self> {
        self.1
            .items()
            .iter()
            .map(move |item| Self(self.0.element(), &item.value))
    }

    fn text(self) -> Option<&'a str> {
        self.1.as_text()
    }

    fn number_at(self, key: &str) -> Option<f64> {
        self.get(key)?.1.as_number()
    }

    fn day_at(self, key: &str) -> Option<Date> {
        self.get(key)?.1.as_date()
    }
}

/// The values by day; of two on one day the later row counts.
struct Values {
    by_day: BTreeMap<Date, Option<f64>>,
    /// The most decimals that one is written with.
    decimals: usize,
}

impl Values {
    /// Reads the rows of a file or the points written down.
    fn written(workspace: &Workspace, record: &Record, source: Inner<'_>) -> Option<Values> {
        if let Some(points) = source.get("points") {
            let point = |point: Inner<'_>| Some((point.day_at("date")?, point.number_at("value")));
            let by_day: BTreeMap<Date, Option<f64>> = points.items().filter_map(point).collect();
            let written = by_day
                .values()
                .flatten()
                .map(|value| written_decimals(&value.to_string()));
            return Some(Values {
                decimals: written.max().unwrap_or(0),
                by_day,
            });
        }
        let (_, table) = workspace.table(record, source.get("csv")?.text()?)?;
        let heading = |key: &str| source.get(key).and_then(Inner::text);
        let date = table.column(heading("date").unwrap_or("date"))?;
        let value = table.column(heading("value").unwrap_or("value"))?;
        let filter = source.get("where").and_then(|filter| {
            let column = table.column(filter.get("column")?.text()?)?;
            Some((column, filter.get("value")?.text()?))
        });
        let mut values = Values {
            by_day: BTreeMap::new(),
            decimals: 0,
        };
        for row in &table.rows {
            if filter.is_some_and(|(column, wanted)| &*row.cells[column] != wanted) {
                continue;
            }
            let written = &*row.cells[date];
            let day = match heading("date_format") {
                Some(format) => Date::parse_as(written, format),
                None => Date::parse(written),
            };
            let number = row.cells[value].parse::<f64>().ok().filter(|number| number.is_finite());
            if let Some(day) = day {
                values.by_day.insert(day, number);
                values.decimals = values.decimals.max(written_decimals(&row.cells[value]));
            }
        }
        Some(values)
    }
}

/// Reads the values of metrics, each input of formulas once.
struct Reader<'a> {
    workspace: &'a Workspace,
    /// The inputs that were read; nothing where one has no values, or is being read.
    inputs: BTreeMap<RecordIndex, Option<Rc<Values>>>,
}

impl<'a> Reader<'a> {
    fn new(workspace: &'a Workspace) -> Self {
        Self {
            workspace,
            inputs: BTreeMap::new(),
        }
    }

    /// Reads a metric; of formulas over formulas so many `levels`.
    fn values(&mut self, record: &'a Record, levels: usize) -> Option<Values> {
        if !matches!(self.workspace.choice(record, "shape"), None | Some("series")) {
            return None;
        }
        let source = Inner::field(self.workspace, record, "source")?;
        match source.get("formula") {
            Some(formula) => self.worked_out(record, source, formula.text()?, levels.checked_sub(1)?),
            None => Values::written(self.workspace, record, source),
        }
    }

    /// Works out a formula on each day on which any of its inputs has a row; where one has none, nothing is known.
    fn worked_out(&mut self, record: &'a Record, source: Inner<'a>, formula: &str, levels: usize) -> Option<Values> {
        let Value::Map(pairs) = source.get("inputs")?.1 else {
            return None;
        };
        if pairs.len() > MOST_INPUTS {
            return None;
        }
        let names: Vec<&str> = pairs.iter().map(|pair| &*pair.key).collect();
        let formula = compiled(self.workspace, formula, &names)?;
        let read = pairs.iter().map(|pair| self.input(record, &pair.item.value, levels));
        let inputs: Vec<Rc<Values>> = read.collect::<Option<_>>()?;
        let days: BTreeSet<Date> = inputs.iter().flat_map(|input| input.by_day.keys().copied()).collect();
        let by_day = days.into_iter().map(|day| {
            let numbers = inputs.iter().map(|input| input.by_day.get(&day).copied().flatten());
            (day, formula.number(&numbers.collect::<Vec<_>>()))
        });
        Some(Values {
            by_day: by_day.collect(),
            decimals: WORKED_OUT_DECIMALS,
        })
    }

    fn input(&mut self, record: &Record, value: &Value, levels: usize) -> Option<Rc<Values>> {
        let Value::Reference(number) = value else { return None };
        let target = self.workspace.reference(record, *number).target.record()?;
        if let Some(known) = self.inputs.get(&target) {
            return known.clone();
        }
        // Who leads back here finds nothing.
        self.inputs.insert(target, None);
        let values = self.values(self.workspace.record(target), levels).map(Rc::new);
        self.inputs.insert(target, values.clone());
        values
    }
}

/// A formula that is right; one that is wrong is among the findings.
fn compiled(workspace: &Workspace, formula: &str, names: &[&str]) -> Option<Expression> {
    let nowhere = expression::argument("formula", formula);
    expression::compile(formula, &nowhere, workspace.schema(), Root::Inputs(names)).0
}

/// How many decimals a number is written with.
fn written_decimals(written: &str) -> usize {
    written.split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

fn decimals(workspace: &Workspace, record: &Record, written: usize) -> u8 {
    let said = match workspace.value(record, "decimals") {
        Some(Value::Integer(decimals)) => u8::try_from(*decimals).ok().filter(|decimals| *decimals <= 9),
        _ => None,
    };
    said.or_else(|| u8::try_from(written.min(MOST_DECIMALS)).ok())
        .unwrap_or(0)
}

/// Where the values should be, from the first day drawn on.
struct Targets {
    values: Vec<(Date, f64)>,
    bands: Vec<Band>,
    straight: bool,
}

impl Targets {
    fn read(workspace: &Workspace, record: &Record, first: Date, end: Date) -> Targets {
        let mut written: Vec<Inner<'_>> = Vec::new();
        if let Some(targets) = Inner::field(workspace, record, "targets") {
            written.extend(
                targets
                    .items()
                    .filter(|target| target.day_at("from").is_some_and(|from| from <= end)),
            );
        }
        written.sort_by_key(|target| target.day_at("from"));
        // Of those before the first value only the last is of interest.
        let begun = written.partition_point(|target| target.day_at("from").is_some_and(|from| from <= first));
        let written = &written[begun.saturating_sub(1)..];
        let from = |target: &Inner<'_>| target.day_at("from").map(|from| from.max(first));
        let value = |target: &Inner<'_>| Some((from(target)?, target.number_at("value")?));
        let mut bands = Vec::new();
        for (place, target) in written.iter().enumerate() {
            let until = written.get(place + 1).and_then(from).unwrap_or(end);
            let bounds = from(target).zip(target.number_at("low").zip(target.number_at("high")));
            if let Some((from, (low, high))) = bounds {
                bands.push(Band {
                    name: "good range".to_owned(),
                    bounds: vec![(from, low, high), (until, low, high)],
                    forecast: false,
                });
            }
        }
        Targets {
            values: written.iter().filter_map(value).collect(),
            bands,
            straight: workspace.choice(record, "interpolate") == Some("linear"),
        }
    }
}

/// What happened between the first and the last value.
fn notes(workspace: &Workspace, record: &Record, first: Date, last: Date) -> Vec<Note> {
    let Some(notes) = Inner::field(workspace, record, "notes") else {
        return Vec::new();
    };
    let note = |note: Inner<'_>| {
        Some(Note {
            day: note.day_at("date")?,
            text: note.get("text")?.text()?.to_owned(),
        })
    };
    let mut notes: Vec<Note> = notes.items().filter_map(note).collect();
    notes.retain(|note| (first..=last).contains(&note.day));
    notes.sort_by_key(|note| note.day);
    notes
}

/// The last value and how far it is from the target of its day.
fn finding(quantity: &Quantity, last: Date, value: f64, targets: &Targets) -> String {
    let said = format!("{} on {}", quantity.shown(value), last.long());
    let bounds = targets.bands.iter().rev().find_map(|band| match band.bounds[..] {
        [(from, low, high), _] if from <= last => Some((low, high)),
        _ => None,
    });
    if let Some((low, high)) = bounds {
        let side = match () {
            () if value < low => "below",
            () if value > high => "above",
            () => "within",
        };
        return format!(
            "{said}, {side} the good range of {} to {}.",
            quantity.shown(low),
            quantity.shown(high)
        );
    }
    // Between two targets in a straight line there is one for each day, which is not worked out here.
    match targets.values.iter().rfind(|(from, _)| *from <= last) {
        Some((_, target)) if !targets.straight => {
            // What lies between two percentages is points.
            let apart = quantity.shown((value - target).abs()).replace(" %", " points");
            let side = match () {
                () if value < *target => "below",
                () if value > *target => "above",
                () => return format!("{said}, which is the target."),
            };
            format!("{said}, {apart} {side} the target of {}.", quantity.shown(*target))
        }
        _ => format!("{said}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Provenance;
    use crate::source::Snapshot;
    use expect_test::expect;
    use std::sync::Arc;

    const INPUTS: &str = r#"
=== metrics/won.toml
title = "Won"
unit = "deals"
direction = "up"
source = { points = [{ date = 2026-09-01, value = 3 }, { date = 2026-10-01, value = 4 }, { date = 2026-11-01, value = 0 }] }
=== metrics/lost.toml
title = "Lost"
unit = "deals"
direction = "down"
source = { points = [{ date = 2026-09-01, value = 9 }, { date = 2026-11-01, value = 0 }] }
"#;

    /// The data of the chart of the metric `id`.
    fn chart(metrics: &str, id: &str) -> Option<String> {
        let (workspace, _) = Workspace::load(Arc::new(Snapshot::fixture(&format!("{INPUTS}{metrics}"))));
        let today = Date::parse("2026-11-20").unwrap();
        let source = Source::new(&workspace, &[], 0, today, Provenance::default());
        let (_, record) = workspace
            .records()
            .find(|(_, record)| record.id.as_str() == id)
            .unwrap();
        metric_chart(&source, record).map(|measured| measured.chart.csv())
    }

    fn formula(id: &str, formula: &str, inputs: &str) -> String {
        format!(
            "=== metrics/{id}.toml\ntitle = \"T\"\nunit = \"%\"\ndirection = \"up\"\nsource = {{ formula = \"{formula}\", inputs = {{ {inputs} }} }}\n"
        )
    }

    #[test]
    fn a_formula_has_a_value_where_all_of_its_inputs_have_one() {
        let rate = formula("rate", "100 * w / (w + l)", "w = \"won\", l = \"lost\"");
        // No row in October, a divisor of 0 in November.
        expect![[r#"
            Date,%
            2026-09-01,25
            2026-10-01,
            2026-11-01,
        "#]]
        .assert_eq(&chart(&rate, "rate").unwrap());
        let over = rate + &formula("over", "r + r2", "r = \"rate\", r2 = \"rate\"");
        assert!(chart(&over, "over").unwrap().contains("2026-09-01,50\n"));
    }

    #[test]
    fn a_formula_that_leads_nowhere_has_no_chart() {
        let circle = formula("a", "x", "x = \"b\"") + &formula("b", "x", "x = \"a\"");
        assert_eq!(chart(&circle, "a"), None);
        assert_eq!(chart(&formula("a", "x +", "x = \"won\""), "a"), None);
        assert_eq!(chart(&formula("a", "x", "x = \"nobody\""), "a"), None);
        assert_eq!(chart(&formula("a", "y", "x = \"won\""), "a"), None);
    }
}
