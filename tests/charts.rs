//! Charts: every kind as docs/charts.html shows it, and what holds for any data: well-formed, inside, nothing overlaps.

mod gallery;

use expect_test::expect_file;
use gallery::{Part, day, parts, sparklines};
use opsbook::draw::*;
use opsbook::text::escape;
use opsbook::time::{Date, Period};
use proptest::prelude::*;
use std::fmt::Write as _;

const STYLES: &str = include_str!("../templates/site/assets/site.css");

/// Rules of the page itself.
const PAGE_STYLES: &str = ".wall { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 48px } \
.wall > :has(.full, .column, .leads) { grid-column: 1 / -1 } \
.cards { display: flex; flex-wrap: wrap; gap: 24px 48px; list-style: none; padding: 0 } .cards b { display: block; font-weight: 560 } \
@media (max-width: 1023px) { .wall { grid-template-columns: minmax(0, 1fr) } } @media print { .wall { display: block } .wall > * { margin-bottom: 24pt } }";

fn files(chart: &Chart) -> Option<Files> {
    Some(Files {
        json: Address::new(&format!("charts/{}.json", chart.name))?,
        csv: Address::new(&format!("charts/{}.csv", chart.name))?,
    })
}

fn page() -> String {
    let mut body = String::new();
    for Part { name, purpose, charts } in parts() {
        let anchor = name.to_lowercase().replace(' ', "-");
        write!(
            body,
            "<section class=\"section\" aria-labelledby=\"{anchor}\">\n<div class=\"head\"><h2 id=\"{anchor}\">{}</h2></div>\n<p class=\"meta\">{}</p>\n<div class=\"wall section near\">\n",
            escape(name),
            escape(purpose)
        )
        .expect("what draw writes can be read");
        for (place, chart) in charts.iter().enumerate() {
            // One a kind has its files beside the page.
            let files = files(chart).filter(|_| place == 0);
            body.push_str(chart.figure(3, files.as_ref()).as_str());
        }
        body.push_str("</div>\n</section>\n");
    }
    let mut cards = String::new();
    for (name, words, svg) in sparklines() {
        let (name, words) = (escape(name), escape(words));
        writeln!(
            cards,
            "<li><span class=\"meta\">{name}</span> <b>{words}</b>\n{}</li>",
            svg.as_str()
        )
        .expect("what draw writes can be read");
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Charts · opsbook</title>\n\
         <!-- Written by tests/charts.rs from made-up data; UPDATE_EXPECT=1 writes it anew. -->\n\
         <style>\n{STYLES}\n{PAGE_STYLES}\n</style>\n</head>\n<body>\n<main>\n<div class=\"title\">\n<h1>Charts</h1>\n\
         <p class=\"lede\">Every kind of chart that the site draws, with made-up data. Each is static SVG in the colours of \
         the theme, with its data as a table, JSON and CSV.</p>\n</div>\n{body}\
         <section class=\"section\" aria-labelledby=\"sparkline\">\n<div class=\"head\"><h2 id=\"sparkline\">Sparkline</h2></div>\n\
         <p class=\"meta\">A line without axes beside a number in words; dashed is the target.</p>\n\
         <ul class=\"cards section near\">\n{cards}</ul>\n</section>\n</main>\n</body>\n</html>\n"
    )
}

#[test]
fn every_kind_is_shown() {
    expect_file!["../docs/charts.html"].assert_eq(&page());
    for chart in parts().iter().filter_map(|part| part.charts.first()) {
        let file = |extension: &str| {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/charts");
            expect_file![format!("{folder}/{}.{extension}", chart.name)]
        };
        file("json").assert_eq(&chart.json());
        file("csv").assert_eq(&chart.csv());
    }
}

#[test]
fn the_gallery_keeps_the_rules() {
    for chart in parts().iter().flat_map(|part| &part.charts) {
        judge(chart);
    }
}

/// What a chart says about another is not measured in a browser: the widths of the style sheet are those of the code.
#[test]
fn text_is_set_as_it_is_measured() {
    let rule = |selector: &str| {
        let start = STYLES
            .find(&format!("\n{selector} {{"))
            .unwrap_or_else(|| panic!("{selector}"));
        STYLES[start..].split('}').next().unwrap_or_default().to_owned()
    };
    for style in [Style::Tick, Style::Label] {
        let class = style.class();
        let selector = if class.is_empty() {
            ".draw text".to_owned()
        } else {
            format!(".draw .{class}")
        };
        let size = format!("font-size: {}px", style.size());
        assert!(rule(&selector).contains(&size), "{selector} says {size}");
    }
    assert!(rule(".draw .strong").contains("font-weight: 600"));
}

/// A box of a text or mark: left, top, right, bottom.
type Box4 = [f64; 4];

fn number(node: roxmltree::Node<'_, '_>, name: &str) -> f64 {
    let text = node
        .attribute(name)
        .unwrap_or_else(|| panic!("<{}> has {name}", node.tag_name().name()));
    let value: f64 = text.parse().unwrap_or_else(|_| panic!("{name}={text}"));
    assert!(value.is_finite());
    value
}

fn text_box(node: roxmltree::Node<'_, '_>) -> Box4 {
    let classes: Vec<&str> = node.attribute("class").unwrap_or("").split(' ').collect();
    let style = match () {
        () if classes.contains(&"tick") => Style::Tick,
        () if classes.contains(&"strong") => Style::Strong,
        () => Style::Label,
    };
    let (x, y) = (number(node, "x"), number(node, "y"));
    let width = style.width(node.text().unwrap_or(""));
    let left = match node.attribute("text-anchor") {
        None => x,
        Some("middle") => x - width / 2.0,
        Some("end") => x - width,
        Some(other) => panic!("text-anchor={other}"),
    };
    [left, y - 0.75 * style.size(), left + width, y + 0.2 * style.size()]
}

/// The numbers of a path, as places; commands of one axis keep the other.
fn path_places(d: &str) -> Vec<(f64, f64)> {
    let mut places = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    let starts: Vec<usize> = d
        .match_indices(|c: char| c.is_ascii_alphabetic() && c != 'e')
        .map(|(at, _)| at)
        .collect();
    for (number, at) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(d.len());
        let numbers: Vec<f64> = d[at + 1..end]
            .split_whitespace()
            .map(|text| text.parse().expect(d))
            .collect();
        match &d[*at..at + 1] {
            "M" | "L" => (x, y) = (numbers[0], numbers[1]),
            "H" => x = numbers[0],
            "V" => y = numbers[0],
            "Q" => (x, y) = (numbers[2], numbers[3]),
            "h" => x += numbers[0],
            "Z" => {}
            other => panic!("{other} in {d}"),
        }
        places.push((x, y));
    }
    places
}

/// Fails where a drawing is not well-formed, leaves its view or writes texts over each other.
fn judge(chart: &Chart) {
    let figure = chart.figure(3, None);
    let whole = format!("<all>{}</all>", figure.as_str());
    let document = roxmltree::Document::parse(&whole).unwrap_or_else(|error| panic!("{error}: {whole}"));
    serde_json::from_str::<serde_json::Value>(&chart.json()).expect("JSON");
    let table = chart.table();
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    for svg in document.descendants().filter(|node| node.has_tag_name("svg")) {
        let view: Vec<f64> = svg
            .attribute("viewBox")
            .expect("what draw writes can be read")
            .split(' ')
            .map(|text| text.parse().expect("what draw writes can be read"))
            .collect();
        let (width, height) = (view[2], view[3]);
        let inside = |[left, top, right, bottom]: Box4, what: &str| {
            let fits = left >= -0.6 && top >= -0.6 && right <= width + 0.6 && bottom <= height + 0.6;
            assert!(
                fits,
                "{what} at {left} {top} {right} {bottom} leaves {width} by {height} in {}",
                chart.name
            );
        };
        let mut texts: Vec<(Box4, String)> = Vec::new();
        for node in svg.descendants().filter(|node| node.is_element()) {
            let get = |name: &str| number(node, name);
            match node.tag_name().name() {
                "text" => {
                    let area = text_box(node);
                    let words = node.text().unwrap_or("").to_owned();
                    inside(area, &words);
                    texts.push((area, words));
                }
                "line" => {
                    inside([get("x1"), get("y1"), get("x1"), get("y1")], "line");
                    inside([get("x2"), get("y2"), get("x2"), get("y2")], "line");
                }
                "rect" => {
                    let (x, y) = (get("x"), get("y"));
                    assert!(get("width") >= 0.0 && get("height") >= 0.0);
                    inside([x, y, x + get("width"), y + get("height")], "rect");
                }
                "circle" => inside([get("cx"), get("cy"), get("cx"), get("cy")], "circle"),
                "path" => match node.attribute("transform") {
                    Some(moved) => {
                        let places = moved.trim_start_matches("translate(").trim_end_matches(')');
                        let at: Vec<f64> = places
                            .split(' ')
                            .map(|text| text.parse().expect("what draw writes can be read"))
                            .collect();
                        inside([at[0], at[1], at[0], at[1]], "icon");
                    }
                    None => {
                        for (x, y) in path_places(node.attribute("d").expect("what draw writes can be read")) {
                            inside([x, y, x, y], "path");
                        }
                    }
                },
                "svg" | "a" => {}
                other => panic!("<{other}>"),
            }
        }
        for (place, (one, words)) in texts.iter().enumerate() {
            for (other, others) in &texts[place + 1..] {
                let apart =
                    one[2] <= other[0] + 0.1 || other[2] <= one[0] + 0.1 || one[3] <= other[1] || other[3] <= one[1];
                assert!(
                    apart,
                    "`{words}` and `{others}` overlap in {}: {one:?} {other:?}",
                    chart.name
                );
            }
        }
    }
}

// ---- any data ----

fn any_value() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -100.0..100.0f64,
        2 => 0.0..1e6f64,
        1 => any::<f64>(),
        1 => prop::sample::select(vec![0.0, 1.0, f64::NAN, f64::INFINITY, f64::MAX, f64::MIN_POSITIVE, -1e300]),
    ]
}

fn any_date() -> impl Strategy<Value = Date> {
    let near = (0i64..800).prop_map(|days| day("2026-01-01").plus_days(days).expect("what draw writes can be read"));
    let anywhere = (0i64..3_652_059).prop_map(|days| Date::MIN.plus_days(days).expect("what draw writes can be read"));
    prop_oneof![6 => near, 1 => anywhere]
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z ]{0,24}",
        1 => "\\PC{0,80}",
        1 => ".{0,12}",
        1 => prop::sample::select(vec![
            "<script>alert(1)</script>", "\"onload=\"x", "]]>&amp;<!--", "\u{202e}gnp.exe", "\u{0}\u{ffff}", "',\");", "=1+1",
            "検索が遅い検索が遅い検索が遅い検索が遅い", "W".repeat(300).leak(),
        ]).prop_map(str::to_owned),
    ]
}

fn any_quantity() -> impl Strategy<Value = Quantity> {
    (any_name(), 0u8..4, any::<bool>(), any::<bool>()).prop_map(|(unit, decimals, log, from_zero)| Quantity {
        unit,
        suffix: " %".to_owned(),
        decimals,
        growth: if log { Growth::Log } else { Growth::Linear },
        from_zero,
    })
}

fn any_link() -> impl Strategy<Value = Option<Address>> {
    prop::sample::select(vec!["", "a.html", "javascript:x", "../b/c.html#\"'<"]).prop_map(Address::new)
}

fn several<T: std::fmt::Debug>(of: impl Strategy<Value = T>, most: usize) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(of, 0..most)
}

fn any_references() -> impl Strategy<Value = Vec<Reference>> {
    let reference =
        (any_value(), any_name(), any::<bool>(), any::<bool>()).prop_map(|(value, label, target, strong)| Reference {
            value,
            label,
            basis: if target { Basis::Target } else { Basis::Statistic },
            strong,
        });
    several(reference, 4)
}

fn any_line() -> impl Strategy<Value = Drawing> {
    let manner = prop::sample::select(vec![
        Manner::Measured,
        Manner::Unfinished,
        Manner::Target,
        Manner::Expected,
        Manner::Forecast,
    ]);
    let points = several((any_date(), prop::option::of(any_value())), 30).prop_map(|mut points| {
        points.sort_by_key(|(day, _)| *day);
        points
    });
    let series = (any_name(), points, manner).prop_map(|(name, points, manner)| Series {
        end: name.chars().rev().take(5).collect(),
        name,
        points,
        manner,
    });
    let bounds = several((any_date(), any_value(), any_value()), 4);
    let band = (any_name(), bounds, any::<bool>()).prop_map(|(name, mut bounds, forecast)| {
        bounds.sort_by_key(|bound| bound.0);
        Band { name, bounds, forecast }
    });
    let note = (any_date(), any_name()).prop_map(|(day, text)| Note { day, text });
    let parts = (
        any_quantity(),
        several(series, 10),
        several(band, 3),
        any_references(),
        several(note, 12),
    );
    (parts, prop::option::of(any_date())).prop_map(|((value, series, bands, references, notes), today)| {
        Drawing::Line(Line {
            value,
            series,
            bands,
            references,
            notes,
            today,
        })
    })
}

fn any_bars() -> impl Strategy<Value = Drawing> {
    let state = prop::sample::select(vec![BarState::Measured, BarState::Unfinished, BarState::Forecast]);
    let bar = (
        any_name(),
        any_link(),
        several(any_value(), 5),
        any_name(),
        prop::option::of(any_value()),
        state,
    );
    let bar = bar.prop_map(|(name, link, amounts, note, expected, state)| Bar {
        name,
        link,
        amounts,
        note,
        expected,
        state,
    });
    let flags = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        prop::option::of(any_value()),
    );
    (
        any_quantity(),
        flags,
        several(any_name(), 8),
        several(bar, 30),
        any_references(),
    )
        .prop_map(|(value, (upright, ordered, shares, full), parts, bars, references)| {
            Drawing::Bars(Bars {
                value,
                upright,
                parts,
                palette: if ordered { Palette::Ordered } else { Palette::Categories },
                shares,
                full,
                bars,
                references,
            })
        })
}

fn any_tone() -> impl Strategy<Value = Tone> {
    prop::sample::select(vec![Tone::Ok, Tone::Risk, Tone::Off, Tone::Done, Tone::Idle])
}

fn any_scatter() -> impl Strategy<Value = Drawing> {
    let dot = || {
        (any_value(), any_name(), any_link(), prop::bool::weighted(0.2)).prop_map(|(value, name, link, marked)| Dot {
            value,
            name,
            link,
            marked,
        })
    };
    let group =
        (any_name(), any::<bool>(), several(dot(), 40)).prop_map(|(name, strong, dots)| Group { name, strong, dots });
    let dots = prop_oneof![
        several((any_date(), dot()), 60).prop_map(Dots::Days),
        (any_quantity(), several((any_value(), dot()), 60)).prop_map(|(quantity, dots)| Dots::Numbers(quantity, dots)),
        several(group, 7).prop_map(Dots::Groups),
    ];
    let zone = (any_value(), prop::option::of(any_value()), any_tone(), any_name())
        .prop_map(|(from, to, tone, label)| Zone { from, to, tone, label });
    (any_quantity(), dots, any_references(), several(zone, 4)).prop_map(|(value, dots, references, zones)| {
        Drawing::Scatter(Scatter {
            value,
            dots,
            references,
            zones,
        })
    })
}

fn any_area() -> impl Strategy<Value = Drawing> {
    let layer = (any_name(), several(any_value(), 40), any::<bool>()).prop_map(|(name, amounts, strong)| Layer {
        name,
        amounts,
        strong,
    });
    (
        any_quantity(),
        prop::collection::btree_set(any_date(), 0..40),
        several(layer, 16),
    )
        .prop_map(|(value, days, layers)| {
            Drawing::Area(Area {
                value,
                days: days.into_iter().collect(),
                layers,
            })
        })
}

fn any_period() -> impl Strategy<Value = Period> {
    use opsbook::time::Precision::*;
    let precision = prop::sample::select(vec![Day, Day, Day, Week, Month, Quarter, Half, Year]);
    (any_date(), precision).prop_map(|(date, precision)| Period::containing(date, precision, 1))
}

fn any_timeline() -> impl Strategy<Value = Drawing> {
    let dates = (any_period(), any_period(), prop::option::of(any_date()));
    let words = (any_name(), any_name(), any_name(), any_name());
    let row = (words, any_link(), any_tone(), dates, prop::option::of(any_value())).prop_map(
        |((name, status, words, moved), link, tone, (start, end, promised), done)| Row {
            name,
            link,
            tone,
            status,
            start,
            end,
            done,
            words,
            promised,
            moved,
        },
    );
    let group = (any_name(), several(row, 14)).prop_map(|(name, rows)| TimelineGroup { name, rows });
    let need = (0usize..40, 0usize..40, any::<bool>()).prop_map(|(from, to, violated)| Need { from, to, violated });
    (several(group, 6), several(need, 20), prop::option::of(any_date()))
        .prop_map(|(groups, needs, today)| Drawing::Timeline(Timeline { groups, needs, today }))
}

fn any_graph() -> impl Strategy<Value = Drawing> {
    let tone = prop::option::of((any_tone(), any_name()));
    let node =
        (any_name(), any_name(), any_link(), tone, any_value()).prop_map(|(name, detail, link, tone, weight)| Node {
            name,
            detail,
            link,
            tone,
            weight,
        });
    let edge = (0usize..25, 0usize..25, any::<bool>()).prop_map(|(from, to, violated)| Edge { from, to, violated });
    (several(node, 25), several(edge, 40)).prop_map(|(nodes, edges)| Drawing::Graph(Graph { nodes, edges }))
}

fn any_chart(drawing: impl Strategy<Value = Drawing>) -> impl Strategy<Value = Chart> {
    let width = prop::sample::select(vec![Width::Full, Width::Column, Width::Half]);
    (any_name(), any_name(), any_name(), width, drawing).prop_map(|(title, question, finding, width, drawing)| Chart {
        name: "any".to_owned(),
        title,
        question,
        finding,
        empty: "Nothing.".to_owned(),
        width,
        drawing,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_line_is_sound(chart in any_chart(any_line())) { judge(&chart); }

    #[test]
    fn any_bars_are_sound(chart in any_chart(any_bars())) { judge(&chart); }

    #[test]
    fn any_scatter_is_sound(chart in any_chart(any_scatter())) { judge(&chart); }

    #[test]
    fn any_area_is_sound(chart in any_chart(any_area())) { judge(&chart); }

    #[test]
    fn any_timeline_is_sound(chart in any_chart(any_timeline())) { judge(&chart); }

    #[test]
    fn any_graph_is_sound(chart in any_chart(any_graph())) { judge(&chart); }

    #[test]
    fn any_sparkline_is_sound(values in several(prop::option::of(any_value()), 40), target in prop::option::of(any_value())) {
        if let Some(svg) = (Sparkline { values, target }).svg() {
            roxmltree::Document::parse(svg.as_str()).expect("what draw writes can be read");
        }
    }
}

#[test]
fn a_hostile_title_is_shown_and_not_run() {
    let hostile = "</title><script>alert(1)</script>\" onload=\"x";
    let mut chart = parts().remove(0).charts.remove(0);
    chart.title = hostile.to_owned();
    chart.finding = hostile.to_owned();
    let figure = chart.figure(2, None);
    assert!(!figure.as_str().contains("<script"), "no element comes of a title");
    assert!(
        figure
            .as_str()
            .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x")
    );
    judge(&chart);
}

#[test]
fn cells_run_in_no_spreadsheet() {
    let table = Table {
        columns: vec![Column {
            name: "=A1".to_owned(),
            numeric: false,
        }],
        rows: vec![vec![Cell::Text("@SUM(A1)".to_owned())], vec![Cell::Number(-2.5, 1)]],
    };
    assert_eq!(table.csv(), "'=A1\n'@SUM(A1)\n-2.5\n");
}

/// Two thousand of everything still make a page of the size that the site allows.
#[test]
fn many_values_stay_small() {
    let days: Vec<Date> = (0..2000)
        .map(|days| day("2020-01-01").plus_days(days).expect("what draw writes can be read"))
        .collect();
    let wave = |place: usize| (place as f64 * 0.07).sin() * 40.0 + (place * 37 % 23) as f64;
    let mut line = parts().remove(0).charts.remove(0);
    let points = days.iter().enumerate().map(|(place, day)| (*day, Some(wave(place))));
    let Drawing::Line(drawing) = &mut line.drawing else {
        panic!("the first is a line")
    };
    drawing.series.truncate(1);
    drawing.bands.clear();
    drawing.series[0].points = points.collect();
    let dot = |place: usize| Dot {
        value: wave(place),
        name: format!("Item {place}"),
        link: None,
        marked: false,
    };
    let scatter = Chart {
        drawing: Drawing::Scatter(Scatter {
            value: Quantity::count("days"),
            dots: Dots::Days(days.iter().enumerate().map(|(place, day)| (*day, dot(place))).collect()),
            references: Vec::new(),
            zones: Vec::new(),
        }),
        ..line.clone()
    };
    let layer = |amount: f64| Layer {
        name: "Layer".to_owned(),
        amounts: vec![amount; days.len()],
        strong: false,
    };
    let area = Chart {
        drawing: Drawing::Area(Area {
            value: Quantity::count("items"),
            days: days.clone(),
            layers: vec![layer(2.0), layer(3.0), layer(5.0)],
        }),
        ..line.clone()
    };
    let bar = |place: usize| Bar {
        name: format!("Bar {place}"),
        link: None,
        amounts: vec![wave(place)],
        note: String::new(),
        expected: None,
        state: BarState::Measured,
    };
    let bars = |upright: bool| Chart {
        drawing: Drawing::Bars(Bars {
            value: Quantity::count("items"),
            upright,
            parts: vec!["all".to_owned()],
            palette: Palette::Ordered,
            shares: false,
            full: None,
            bars: (0..2000).map(bar).collect(),
            references: Vec::new(),
        }),
        ..line.clone()
    };
    for chart in [&line, &scatter, &area, &bars(true), &bars(false)] {
        judge(chart);
        let size = chart.figure(2, None).as_str().len();
        assert!(
            size < 80_000,
            "{size} bytes of {:?}",
            std::mem::discriminant(&chart.drawing)
        );
        assert_eq!(chart.csv().lines().count(), 2001);
    }
}
