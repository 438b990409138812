//! Every kind of chart with made-up data: what docs/charts.html shows.

use opsbook::draw::*;
use opsbook::time::{Date, Period};

/// A part of the page: a kind, what it is for, its charts.
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) purpose: &'static str,
    pub(crate) charts: Vec<Chart>,
}

pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).expect("the made-up data are right")
}

fn period(text: &str) -> Period {
    Period::parse(text, 1).expect("the made-up data are right")
}

/// Numbers from 0 to 1 that look like chance and are the same every time.
struct Made(u32);

impl Made {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(self.0 >> 8) / f64::from(1u32 << 24)
    }

    fn up_to(&mut self, most: i64) -> i64 {
        (1..=most)
            .rev()
            .find(|step| self.next() * (*step as f64) < 1.0)
            .unwrap_or(1)
            - 1
    }
}

fn chart(name: &str, title: &str, question: &str, finding: &str, width: Width, drawing: Drawing) -> Chart {
    Chart {
        name: name.to_owned(),
        title: title.to_owned(),
        question: question.to_owned(),
        finding: finding.to_owned(),
        empty: String::new(),
        width,
        drawing,
    }
}

fn quantity(unit: &str, suffix: &str, decimals: u8, from_zero: bool) -> Quantity {
    Quantity {
        suffix: suffix.to_owned(),
        decimals,
        from_zero,
        ..Quantity::count(unit)
    }
}

fn months(from: &str, values: &[f64]) -> Vec<(Date, Option<f64>)> {
    let first = day(from);
    let months = values.iter().enumerate();
    months
        .map(|(place, value)| {
            (
                first.plus_months(place as i64).expect("the made-up data are right"),
                Some(*value),
            )
        })
        .collect()
}

fn series(name: &str, points: Vec<(Date, Option<f64>)>, manner: Manner) -> Series {
    Series {
        name: name.to_owned(),
        end: String::new(),
        points,
        manner,
    }
}

fn page(of: &str) -> Option<Address> {
    Address::new(&format!("#{of}"))
}

pub(crate) fn parts() -> Vec<Part> {
    vec![lines(), areas(), bars(), scatters(), timelines(), graphs(), nothing()]
}

fn lines() -> Part {
    Part {
        name: "Line",
        purpose: "Values over time, with what is wanted, what is usual, what is foreseen and what happened.",
        charts: vec![first_week(), plans_compared(), burn_up(), few_values(), with_gap()],
    }
}

fn first_week() -> Chart {
    let values = [
        28.1, 29.4, 27.6, 28.8, 30.2, 28.4, 29.1, 30.6, 28.9, 29.9, 29.2, 30.5, 29.3, 34.0, 35.8, 34.7, 36.4, 35.1,
        37.2, 36.0, 38.1, 37.5, 39.2, 39.9,
    ];
    let usual = |name: &str, from: &str, to: &str, low: f64, high: f64| Band {
        name: name.to_owned(),
        bounds: vec![(day(from), low, high), (day(to), low, high)],
        forecast: false,
    };
    let target = [("2025-07-01", 33.0), ("2026-04-01", 40.0), ("2026-10-01", 43.0)];
    let target = target.map(|(from, value)| (day(from), Some(value))).to_vec();
    let note = |on: &str, text: &str| Note {
        day: day(on),
        text: text.to_owned(),
    };
    chart(
        "first-week",
        "Teams that invite somebody in their first week",
        "Does it move, and is that news?",
        "No month since January lies outside the usual range; the step in January has held.",
        Width::Full,
        Drawing::Line(Line {
            value: quantity("% of new teams", " %", 1, false),
            series: vec![
                Series {
                    end: "November so far".to_owned(),
                    ..series("teams", months("2024-12-01", &values), Manner::Unfinished)
                },
                series("target", target, Manner::Target),
            ],
            bands: vec![
                usual("usual range 26.6 to 31.8", "2024-12-01", "2025-12-01", 26.6, 31.8),
                usual("usual range 33.2 to 40.1", "2026-01-01", "2026-11-01", 33.2, 40.1),
            ],
            references: Vec::new(),
            notes: vec![
                note("2025-02-01", "Guests no longer count as invited."),
                note("2026-01-01", "The invitation moved to the first screen."),
                note("2026-08-01", "Two weeks of broken invitation mail."),
            ],
            today: None,
        }),
    )
}

fn plans_compared() -> Chart {
    let mut made = Made(7);
    let names = [
        "Support",
        "Sales",
        "Research",
        "Community",
        "In the product",
        "Partners",
        "Events",
        "Press",
    ];
    let mut lines = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let mut at = 8.0 + 7.0 * place as f64;
        let values: Vec<f64> = (0..12)
            .map(|_| {
                at = (at + (made.next() - 0.45) * 9.0).max(1.0);
                at.round()
            })
            .collect();
        lines.push(series(name, months("2025-12-01", &values), Manner::Measured));
    }
    chart(
        "by-source",
        "Feedback by source",
        "Who hears from customers?",
        "Six sources have a dash and a mark of their own, the others are grey.",
        Width::Half,
        Drawing::Line(Line {
            value: Quantity::count("items a month"),
            series: lines,
            bands: Vec::new(),
            references: Vec::new(),
            notes: Vec::new(),
            today: None,
        }),
    )
}

fn burn_up() -> Chart {
    let mut made = Made(11);
    let (mut done, mut scope) = (0.0, 38.0);
    let first = day("2026-08-03");
    let mut finished = Vec::new();
    let mut planned = Vec::new();
    for week in 0..16 {
        let on = first.plus_days(7 * week).expect("the made-up data are right");
        finished.push((on, Some(done)));
        planned.push((on, Some(scope)));
        done += (made.next() * 4.0).round();
        scope += f64::from(u8::from(made.next() > 0.8)) * 3.0;
    }
    let last = finished.last().and_then(|(_, value)| *value).unwrap_or(0.0);
    let week = |weeks: i64| first.plus_days(7 * (15 + weeks)).expect("the made-up data are right");
    let band = (0..=6).map(|weeks| (week(weeks), last + 1.1 * weeks as f64, last + 2.9 * weeks as f64));
    chart(
        "burn-up",
        "Release 4.2, done and planned",
        "Will it be done by the day we said?",
        "At the pace of the last 12 weeks it is done between 14 December and the end of January.",
        Width::Half,
        Drawing::Line(Line {
            value: Quantity::count("items"),
            series: vec![
                series("done", finished, Manner::Measured),
                series("planned", planned, Manner::Expected),
            ],
            bands: vec![Band {
                name: "forecast".to_owned(),
                bounds: band.collect(),
                forecast: true,
            }],
            references: Vec::new(),
            notes: Vec::new(),
            today: Some(day("2026-11-20")),
        }),
    )
}

fn few_values() -> Chart {
    chart(
        "few-values",
        "Score of the first surveys",
        "What do customers say?",
        "Three surveys are too few to speak of a change.",
        Width::Half,
        Drawing::Line(Line {
            value: quantity("points", "", 0, false),
            series: vec![series(
                "score",
                months("2026-03-01", &[24.0, 33.0, 31.0]),
                Manner::Measured,
            )],
            bands: Vec::new(),
            references: vec![
                Reference {
                    value: 35.0,
                    label: "target 35".to_owned(),
                    basis: Basis::Target,
                    strong: false,
                },
                Reference {
                    value: 31.0,
                    label: "median 31".to_owned(),
                    basis: Basis::Statistic,
                    strong: false,
                },
            ],
            notes: Vec::new(),
            today: None,
        }),
    )
}

fn with_gap() -> Chart {
    let mut made = Made(3);
    let first = day("2026-09-14");
    let points = (0..68).map(|days| {
        let value = (1.4 + made.next() * 1.6 - days as f64 * 0.008).max(0.2);
        let known = !(26..36).contains(&days);
        (
            first.plus_days(days).expect("the made-up data are right"),
            known.then_some((value * 10.0).round() / 10.0),
        )
    });
    chart(
        "time-to-answer",
        "Time to the first answer",
        "How long do customers wait?",
        "Half a day shorter than in September; no data from 10 to 19 October.",
        Width::Half,
        Drawing::Line(Line {
            value: quantity("days, median of the day", " d", 1, true),
            series: vec![Series {
                end: "20 November".to_owned(),
                ..series("days", points.collect(), Manner::Measured)
            }],
            bands: Vec::new(),
            references: vec![Reference {
                value: 2.0,
                label: "target 2 d".to_owned(),
                basis: Basis::Target,
                strong: false,
            }],
            notes: Vec::new(),
            today: None,
        }),
    )
}

fn areas() -> Part {
    Part {
        name: "Area",
        purpose: "Amounts on top of each other over time; the strongest lies furthest from done.",
        charts: vec![cumulative_flow(), few_days()],
    }
}

fn cumulative_flow() -> Chart {
    let mut made = Made(5);
    let days: Vec<Date> = (0..90)
        .map(|days| day("2026-08-23").plus_days(days).expect("the made-up data are right"))
        .collect();
    let mut counts = [4.0, 9.0, 14.0, 26.0, 12.0];
    let names = ["Answered", "Delivered", "In progress", "Planned", "Triage"];
    let mut layers: Vec<Layer> = names
        .iter()
        .map(|name| Layer {
            name: (*name).to_owned(),
            amounts: Vec::new(),
            strong: *name == "Planned",
        })
        .collect();
    // How many at most leave each stage in a day.
    let leave = [0.0, 2.6, 2.7, 2.5, 3.9];
    for _ in &days {
        counts[4] += (made.next() * 3.9).floor();
        for stage in (1..5).rev() {
            let moved = f64::min((made.next() * leave[stage]).floor(), counts[stage]);
            counts[stage] -= moved;
            counts[stage - 1] += moved;
        }
        for (layer, count) in layers.iter_mut().zip(counts) {
            layer.amounts.push(count);
        }
    }
    chart(
        "cumulative-flow",
        "Cumulative flow",
        "Where does work pile up?",
        "A band that widens is a stage that takes in more than it lets go.",
        Width::Full,
        Drawing::Area(Area {
            value: Quantity::count("items since 23 August"),
            days,
            layers,
        }),
    )
}

fn few_days() -> Chart {
    let layer = |name: &str, amounts: [f64; 3]| Layer {
        name: name.to_owned(),
        amounts: amounts.to_vec(),
        strong: false,
    };
    chart(
        "first-days",
        "Open items since the import",
        "What is there to begin with?",
        "With fewer than five days there is no way from one to the next: each is a column.",
        Width::Half,
        Drawing::Area(Area {
            value: Quantity::count("items"),
            days: vec![day("2026-11-18"), day("2026-11-19"), day("2026-11-20")],
            layers: vec![
                layer("Done", [2.0, 5.0, 9.0]),
                layer("Active", [4.0, 4.0, 3.0]),
                layer("New", [12.0, 10.0, 8.0]),
            ],
        }),
    )
}

fn bar(name: &str, amounts: &[f64], note: &str) -> Bar {
    Bar {
        name: name.to_owned(),
        link: None,
        amounts: amounts.to_vec(),
        note: note.to_owned(),
        expected: None,
        state: BarState::Measured,
    }
}

fn bars_of(value: Quantity, upright: bool, bars: Vec<Bar>) -> Bars {
    Bars {
        value,
        upright,
        parts: vec!["all".to_owned()],
        palette: Palette::Ordered,
        shares: false,
        full: None,
        bars,
        references: Vec::new(),
    }
}

fn bars() -> Part {
    Part {
        name: "Bar",
        purpose: "Amounts by period, as columns, or by name, as rows; parted, or in shares of the whole.",
        charts: vec![throughput(), forecast(), themes(), score(), key_results(), by_team()],
    }
}

fn throughput() -> Chart {
    let counts = [11.0, 14.0, 9.0, 15.0, 10.0, 2.0, 12.0, 13.0, 11.0, 8.0, 14.0, 16.0, 9.0];
    let mut bars = Vec::new();
    for (place, count) in counts.iter().enumerate() {
        let monday = day("2026-08-24")
            .plus_days(7 * place as i64)
            .expect("the made-up data are right");
        let short = monday.short();
        let mut week = bar(short.trim_end_matches(" 2026"), &[*count], "");
        if place + 1 == counts.len() {
            week.state = BarState::Unfinished;
        }
        bars.push(week);
    }
    let mut drawing = bars_of(Quantity::count("items answered in the week"), true, bars);
    drawing.references.push(Reference {
        value: 11.5,
        label: "median 11.5".to_owned(),
        basis: Basis::Statistic,
        strong: true,
    });
    chart(
        "throughput",
        "Throughput",
        "How many are answered each week, and is that changing?",
        "Median 11.5 a week over 12 complete weeks; no 6 in a row on one side of it.",
        Width::Half,
        Drawing::Bars(drawing),
    )
}

fn forecast() -> Chart {
    let weeks = [
        ("4 Dec", 2.0),
        ("11 Dec", 31.0),
        ("18 Dec", 64.0),
        ("25 Dec", 87.0),
        ("1 Jan", 96.0),
        ("8 Jan", 99.0),
    ];
    let bars = weeks.map(|(name, chance)| Bar {
        state: BarState::Forecast,
        ..bar(name, &[chance], "")
    });
    let mut drawing = bars_of(
        quantity("chance that all 35 are answered", " %", 0, true),
        true,
        bars.to_vec(),
    );
    let line = |value: f64, label: &str, strong: bool| Reference {
        value,
        label: label.to_owned(),
        basis: Basis::Target,
        strong,
    };
    drawing.references = vec![line(85.0, "85 % by 25 Dec", true), line(50.0, "50 % by 18 Dec", false)];
    chart(
        "forecast",
        "Forecast",
        "When will the 35 open items be answered?",
        "If the next weeks are like the last 12: by 25 December with a chance of 85 %.",
        Width::Half,
        Drawing::Bars(drawing),
    )
}

fn themes() -> Chart {
    let mut rows = vec![
        bar("Slow search", &[41.0], "+16, clear change"),
        bar("Import fails on large files", &[29.0], "+2, no clear change"),
        bar("Who may see what", &[21.0], "−4, no clear change"),
        bar("Phone", &[15.0], "0, no clear change"),
        bar("What is on the invoice", &[8.0], "−3, no clear change"),
    ];
    for row in &mut rows {
        row.link = page("bar");
    }
    chart(
        "themes",
        "Feedback by theme",
        "What do customers ask for?",
        "Slow search leads and grew by more than chance explains.",
        Width::Half,
        Drawing::Bars(bars_of(Quantity::count("items this quarter"), false, rows)),
    )
}

fn score() -> Chart {
    let quarters = [
        ("2026-Q1", [31.0, 58.0, 92.0], "+34 ± 11, n = 181"),
        ("2026-Q2", [38.0, 61.0, 98.0], "+30 ± 11, n = 197"),
        ("2026-Q3", [34.0, 66.0, 101.0], "+33 ± 10, n = 201"),
        ("2026-Q4", [39.0, 70.0, 105.0], "+31 ± 10, n = 214"),
    ];
    let bars = quarters.map(|(name, amounts, note)| bar(name, &amounts, note));
    chart(
        "score",
        "Would they recommend us?",
        "Who would not, who does not mind, who would?",
        "+31 of −100 to +100; the change on the quarter before lies inside the margin: no clear change.",
        Width::Half,
        Drawing::Bars(Bars {
            parts: ["would not", "does not mind", "would"].map(str::to_owned).to_vec(),
            shares: true,
            ..bars_of(Quantity::count("answers"), false, bars.to_vec())
        }),
    )
}

fn key_results() -> Chart {
    let rows = [
        ("Boards open within a second", 38.0, 55.0, "17 points behind"),
        ("No board takes over four seconds", 71.0, 55.0, "16 points ahead"),
        ("Complaints halved", 50.0, 55.0, "5 points behind"),
    ];
    let bars = rows.map(|(name, done, expected, note)| Bar {
        expected: Some(expected),
        ..bar(name, &[done], note)
    });
    chart(
        "key-results",
        "Key results",
        "How far is each, and how far should it be today?",
        "One of three is ahead of the dashed mark of today.",
        Width::Half,
        Drawing::Bars(Bars {
            full: Some(100.0),
            ..bars_of(quantity("% of the way", " %", 0, true), false, bars.to_vec())
        }),
    )
}

fn by_team() -> Chart {
    let quarters = [
        ("2025-Q4", [5.0, 3.0, 2.0, 1.0]),
        ("2026-Q1", [6.0, 4.0, 2.0, 2.0]),
        ("2026-Q2", [4.0, 5.0, 3.0, 2.0]),
        ("2026-Q3", [7.0, 3.0, 4.0, 3.0]),
        ("2026-Q4", [5.0, 6.0, 3.0, 4.0]),
    ];
    let bars = quarters.map(|(name, amounts)| bar(name, &amounts, ""));
    chart(
        "by-team",
        "What shipped, by team",
        "Who ships how much?",
        "18 in the quarter, as many as in the one before and one more.",
        Width::Half,
        Drawing::Bars(Bars {
            parts: ["Boards", "Platform", "Onboarding", "Collaboration"]
                .map(str::to_owned)
                .to_vec(),
            palette: Palette::Categories,
            ..bars_of(Quantity::count("initiatives"), true, bars.to_vec())
        }),
    )
}

fn dot(value: f64, name: String) -> Dot {
    Dot {
        value,
        name,
        link: None,
        marked: false,
    }
}

fn scatters() -> Part {
    Part {
        name: "Scatter",
        purpose: "Single things by two measures: by day, side by side in groups, or by a second number.",
        charts: vec![cycle_time(), aging(), effort(), few_items()],
    }
}

fn percentile(value: f64, label: &str, strong: bool) -> Reference {
    Reference {
        value,
        label: label.to_owned(),
        basis: Basis::Statistic,
        strong,
    }
}

fn cycle_time() -> Chart {
    let mut made = Made(21);
    let dots: Vec<(Date, Dot)> = (0..150)
        .map(|number| {
            let on = day("2026-08-23")
                .plus_days(made.up_to(90))
                .expect("the made-up data are right");
            let spread = made.next() + made.next() + made.next();
            let value = (18.0 + spread * 22.0 + if made.next() > 0.95 { 34.0 } else { 0.0 }).round();
            (on, dot(value, format!("Item {}", number + 1)))
        })
        .collect();
    let mut values: Vec<f64> = dots.iter().map(|(_, dot)| dot.value).collect();
    values.sort_by(f64::total_cmp);
    let at = |share: usize| values[(values.len() * share).div_ceil(100) - 1];
    chart(
        "cycle-time",
        "Cycle time",
        "How long from arrival to answer, and what can we promise?",
        &format!(
            "85 % of the 150 items answered in the window took {} days or less.",
            at(85)
        ),
        Width::Half,
        Drawing::Scatter(Scatter {
            value: Quantity::count("days from arrival to answer"),
            dots: Dots::Days(dots),
            references: vec![
                percentile(at(50), &format!("50 % within {} d", at(50)), false),
                percentile(at(85), &format!("85 % within {} d", at(85)), true),
                percentile(at(95), &format!("95 % within {} d", at(95)), false),
            ],
            zones: Vec::new(),
        }),
    )
}

fn aging() -> Chart {
    let mut made = Made(9);
    let stages = [
        ("Triage", 13, 12.0),
        ("Planned", 46, 58.0),
        ("In progress", 30, 61.0),
        ("Delivered", 8, 55.0),
    ];
    let late = [
        "export-in-wrong-order",
        "copy-loses-colours",
        "guest-sees-nothing",
        "slow-on-old-phones",
    ];
    let mut named = late.iter();
    let groups = stages.map(|(name, count, oldest)| {
        let dots = (0..count).map(|number| {
            let value = (oldest * (made.next() + made.next()) * 0.58).round();
            let over = value > 61.0;
            let name = if over {
                named
                    .next()
                    .map_or_else(|| format!("item-{number}"), |name| (*name).to_owned())
            } else {
                format!("item-{number}")
            };
            Dot {
                marked: over,
                link: if over { page("scatter") } else { None },
                ..dot(value, name)
            }
        });
        Group {
            name: name.to_owned(),
            strong: name == "Planned",
            dots: dots.collect(),
        }
    });
    let zone = |from: f64, to: Option<f64>, tone: Tone, label: &str| Zone {
        from,
        to,
        tone,
        label: label.to_owned(),
    };
    chart(
        "aging",
        "Aging work",
        "Which open items need attention today?",
        "The crosses are older than 85 % of what was ever finished.",
        Width::Half,
        Drawing::Scatter(Scatter {
            value: Quantity::count("age in days"),
            dots: Dots::Groups(groups.to_vec()),
            references: Vec::new(),
            zones: vec![
                zone(44.0, Some(61.0), Tone::Risk, "watch: over 44 d"),
                zone(61.0, None, Tone::Off, "late: over 61 d"),
            ],
        }),
    )
}

fn effort() -> Chart {
    let mut made = Made(33);
    let dots = (0..60).map(|number| {
        let size = 1.0 + (made.next() * 20.0).floor();
        let value = size * (0.6 + 3.0 * made.next() * made.next()) * if made.next() > 0.9 { 9.0 } else { 1.0 };
        (
            size,
            dot((value * 10.0).round() / 10.0, format!("Initiative {}", number + 1)),
        )
    });
    chart(
        "effort",
        "Effort and duration",
        "Do larger things take longer?",
        "They do, but a few small ones took as long as the largest.",
        Width::Half,
        Drawing::Scatter(Scatter {
            value: Quantity {
                growth: Growth::Log,
                ..quantity("weeks from start to done", " weeks", 1, false)
            },
            dots: Dots::Numbers(Quantity::count("people-weeks estimated"), dots.collect()),
            references: Vec::new(),
            zones: Vec::new(),
        }),
    )
}

fn few_items() -> Chart {
    let dots = [("2026-10-02", 12.0), ("2026-10-19", 31.0), ("2026-11-06", 8.0)];
    let dots = dots.map(|(on, value)| (day(on), dot(value, "Item".to_owned())));
    chart(
        "few-items",
        "Cycle time of incidents",
        "How long until an incident is closed?",
        "Three are too few for percentiles.",
        Width::Half,
        Drawing::Scatter(Scatter {
            value: Quantity::count("days"),
            dots: Dots::Days(dots.to_vec()),
            references: vec![percentile(12.0, "50 % within 12 d", false)],
            zones: Vec::new(),
        }),
    )
}

struct Plan(
    &'static str,
    Tone,
    &'static str,
    &'static str,
    &'static str,
    Option<f64>,
    &'static str,
    Option<&'static str>,
    &'static str,
);

fn row(plan: Plan) -> Row {
    let Plan(name, tone, status, start, end, done, words, promised, moved) = plan;
    Row {
        name: name.to_owned(),
        link: page("timeline"),
        tone,
        status: status.to_owned(),
        start: period(start),
        end: period(end),
        done,
        words: words.to_owned(),
        promised: promised.map(day),
        moved: moved.to_owned(),
    }
}

fn timelines() -> Part {
    Part {
        name: "Timeline",
        purpose: "Bars from day to day by row; the shape of an end says how exactly it is known.",
        charts: vec![roadmap(), many_rows()],
    }
}

fn roadmap() -> Chart {
    let group = |name: &str, rows: Vec<Plan>| TimelineGroup {
        name: name.to_owned(),
        rows: rows.into_iter().map(row).collect(),
    };
    let groups = vec![
        group(
            "A new team is at home on its first day",
            vec![
                Plan(
                    "Guided start",
                    Tone::Done,
                    "measured",
                    "2026-09-07",
                    "2026-10-09",
                    Some(1.0),
                    "measured",
                    None,
                    "",
                ),
                Plan(
                    "Import without help",
                    Tone::Ok,
                    "on track",
                    "2026-11-02",
                    "2027-01-22",
                    Some(0.3),
                    "30 %",
                    None,
                    "",
                ),
            ],
        ),
        group(
            "Large boards feel instant",
            vec![
                Plan(
                    "Search that answers",
                    Tone::Risk,
                    "at risk",
                    "2026-09-21",
                    "2026-12-11",
                    Some(0.6),
                    "60 %",
                    Some("2026-11-13"),
                    "+28 days",
                ),
                Plan(
                    "Index built anew",
                    Tone::Ok,
                    "on track",
                    "2026-11-02",
                    "2026-12-04",
                    Some(0.4),
                    "40 %",
                    None,
                    "",
                ),
                Plan(
                    "Moves by keyboard",
                    Tone::Ok,
                    "on track",
                    "2026-10-26",
                    "2026-11-27",
                    Some(0.8),
                    "80 %",
                    None,
                    "",
                ),
                Plan(
                    "Many cards at once",
                    Tone::Idle,
                    "discovery",
                    "2027-01",
                    "2027-03",
                    None,
                    "discovery",
                    None,
                    "",
                ),
            ],
        ),
        group(
            "Teams work in one place",
            vec![
                Plan(
                    "Views for everybody",
                    Tone::Done,
                    "shipped",
                    "2026-09-14",
                    "2026-10-23",
                    Some(1.0),
                    "shipped",
                    Some("2026-10-16"),
                    "+7 days",
                ),
                Plan(
                    "One inbox a team",
                    Tone::Idle,
                    "committed",
                    "2026-12-07",
                    "2027-02",
                    None,
                    "committed",
                    None,
                    "",
                ),
            ],
        ),
        group(
            "No deal waits for a security answer",
            vec![
                Plan(
                    "Log of who did what",
                    Tone::Done,
                    "shipped",
                    "2026-09-28",
                    "2026-11-13",
                    Some(1.0),
                    "shipped",
                    None,
                    "",
                ),
                Plan(
                    "Exports of use",
                    Tone::Off,
                    "off track",
                    "2026-10-19",
                    "2026-12-04",
                    Some(0.2),
                    "20 %",
                    Some("2026-11-06"),
                    "+28 days",
                ),
                Plan(
                    "Accounts from the directory",
                    Tone::Idle,
                    "committed",
                    "2027-Q1",
                    "2027-Q1",
                    None,
                    "committed",
                    None,
                    "",
                ),
            ],
        ),
    ];
    chart(
        "roadmap",
        "What ships when",
        "What ships when, and what waits for what?",
        "One inbox a team begins four days before Search that answers is done.",
        Width::Full,
        Drawing::Timeline(Timeline {
            groups,
            needs: vec![
                Need {
                    from: 2,
                    to: 7,
                    violated: true,
                },
                Need {
                    from: 8,
                    to: 10,
                    violated: false,
                },
                Need {
                    from: 0,
                    to: 1,
                    violated: false,
                },
            ],
            today: Some(day("2026-11-20")),
        }),
    )
}

fn many_rows() -> Chart {
    let mut made = Made(17);
    let names = ["Find", "Share", "Plan", "Trust", "Pay"];
    let tones = [Tone::Ok, Tone::Done, Tone::Idle, Tone::Risk, Tone::Ok];
    let groups = names.iter().enumerate().map(|(group, name)| TimelineGroup {
        name: format!("{name}, and what it needs"),
        rows: (0..11)
            .map(|number| {
                let start = day("2026-01-12")
                    .plus_days(made.up_to(280))
                    .expect("the made-up data are right");
                let end = start
                    .plus_days(20 + made.up_to(90))
                    .expect("the made-up data are right");
                Row {
                    name: format!("{name} {}", number + 1),
                    start: Period::day(start),
                    end: Period::day(end),
                    tone: tones[(group + number) % if group == 2 { 5 } else { 3 }],
                    ..row(Plan("", Tone::Ok, "on track", "2026", "2026", None, "", None, ""))
                }
            })
            .collect(),
    });
    chart(
        "all-work",
        "All of the year",
        "When does each area work on something?",
        "Over 40 rows there is one bar a group, with the status that asks for most attention.",
        Width::Column,
        Drawing::Timeline(Timeline {
            groups: groups.collect(),
            needs: Vec::new(),
            today: Some(day("2026-11-20")),
        }),
    )
}

fn node(name: &str, tone: Tone, status: &str, detail: &str) -> Node {
    Node {
        name: name.to_owned(),
        detail: detail.to_owned(),
        link: page("layered-graph"),
        tone: Some((tone, status.to_owned())),
        weight: 1.0,
    }
}

fn edges(pairs: &[(usize, usize)]) -> Vec<Edge> {
    let edge = |(from, to): &(usize, usize)| Edge {
        from: *from,
        to: *to,
        violated: false,
    };
    pairs.iter().map(edge).collect()
}

fn graphs() -> Part {
    Part {
        name: "Layered graph",
        purpose: "What leads to what, from left to right; the longest chain is strong, circles are numbered.",
        charts: vec![dependencies(), circle(), as_list()],
    }
}

fn dependencies() -> Chart {
    let nodes = vec![
        node("Log of who did what", Tone::Done, "done", "shipped"),
        node("Accounts from the directory", Tone::Idle, "not started", "2027-Q1"),
        node("Exports of use", Tone::Off, "off track", "2026-12-04"),
        node("Release 4.2", Tone::Risk, "at risk", "2026-12-15"),
        node("Index built anew", Tone::Ok, "on track", "2026-12-04"),
        node("Search that answers", Tone::Risk, "at risk", "2026-12-11"),
        node("One inbox a team", Tone::Idle, "not started", "2027-02"),
        node("Many cards at once", Tone::Idle, "not started", "2027-Q1"),
        node("Import without help", Tone::Ok, "on track", "2027-01-22"),
        node("Release 4.3", Tone::Idle, "not started", "2027-02-26"),
    ];
    let mut all = edges(&[(0, 1), (2, 3), (4, 5), (5, 3), (5, 6), (5, 7), (6, 9), (8, 9), (3, 9)]);
    all[4].violated = true;
    chart(
        "dependencies",
        "Dependencies",
        "What waits for what, and which chain decides the date?",
        "Four steps in a row decide the date of release 4.3.",
        Width::Full,
        Drawing::Graph(Graph { nodes, edges: all }),
    )
}

fn circle() -> Chart {
    let names = ["Price", "Contract", "Review", "Sign"];
    let nodes = names.iter().map(|name| Node {
        tone: None,
        detail: String::new(),
        ..node(name, Tone::Ok, "", "")
    });
    chart(
        "circle",
        "Steps that wait for each other",
        "Why does nothing begin?",
        "Price, Contract and Review wait for each other: one of the numbered links has to go.",
        Width::Half,
        Drawing::Graph(Graph {
            nodes: nodes.collect(),
            edges: edges(&[(0, 1), (1, 2), (2, 0), (2, 3)]),
        }),
    )
}

fn as_list() -> Chart {
    let nodes: Vec<Node> = (0..64)
        .map(|number| node(&format!("Task {}", number + 1), Tone::Ok, "", ""))
        .collect();
    let pairs: Vec<(usize, usize)> = (0..21)
        .flat_map(|number| [(number, 3 * number + 1), (number, 3 * number + 2)])
        .collect();
    chart(
        "as-list",
        "More than can be drawn",
        "What waits for what?",
        "Over 60 items are a list.",
        Width::Full,
        Drawing::Graph(Graph {
            nodes,
            edges: edges(&pairs),
        }),
    )
}

fn nothing() -> Part {
    let mut empty = chart(
        "nothing",
        "Answers by month",
        "How many answers come in?",
        "",
        Width::Half,
        Drawing::Bars(bars_of(Quantity::count("answers"), true, Vec::new())),
    );
    empty.empty = "No answers yet: put the first ones into surveys/2026-q4.csv.".to_owned();
    Part {
        name: "No data",
        purpose: "A sentence that says what to do, and no empty frame.",
        charts: vec![empty],
    }
}

/// The small lines of cards: what each says in words, and the drawing.
pub(crate) fn sparklines() -> Vec<(&'static str, &'static str, Markup)> {
    let card = |name, words, values: &[f64], target: f64| {
        let spark = Sparkline {
            values: values.iter().map(|value| Some(*value)).collect(),
            target: Some(target),
        };
        spark.svg().map(|svg| (name, words, svg))
    };
    let cards = [
        card(
            "Teams that invite somebody",
            "39.9 % of 43 %",
            &[33.0, 34.1, 36.4, 35.1, 37.2, 36.0, 38.1, 39.2, 39.9],
            43.0,
        ),
        card(
            "Time to the first answer",
            "1.6 d of 2 d",
            &[2.6, 2.4, 2.5, 2.1, 2.0, 1.8, 1.9, 1.6],
            2.0,
        ),
        card("Score", "31 of 35 points", &[24.0, 33.0, 31.0], 35.0),
        card("Late steps", "5 of 0", &[2.0, 1.0, 3.0, 2.0, 4.0, 4.0, 5.0], 0.0),
    ];
    cards.into_iter().flatten().collect()
}
