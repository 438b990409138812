//! The colours of the report site, recomputed from its style sheet: contrast in both themes, and categories that stay
//! apart for those who see fewer colours.

use std::collections::BTreeMap;

const STYLES: &str = include_str!("../templates/site/assets/site.css");

/// Red, green and blue from 0 to 1.
type Colour = [f64; 3];

/// The colour tokens of one theme.
type Theme = BTreeMap<&'static str, Colour>;

const STATUSES: [&str; 5] = ["ok", "risk", "off", "done", "idle"];
const CATEGORIES: [&str; 6] = ["c1", "c2", "c3", "c4", "c5", "c6"];
const ORDERED: [&str; 5] = ["h1", "h2", "h3", "h4", "h5"];

fn colour(written: &str) -> Colour {
    let digits = written.trim().strip_prefix('#').expect("a colour is written with #");
    assert_eq!(digits.len(), 6, "{written} has six digits");
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal")) / 255.0)
}

/// The tokens of the light and of the dark theme.
fn themes() -> [(&'static str, Theme); 2] {
    let (mut light, mut dark) = (Theme::new(), Theme::new());
    let declarations = STYLES.lines().filter_map(|line| line.trim().strip_prefix("--"));
    for declaration in declarations {
        let Some((name, rest)) = declaration.split_once(": light-dark(") else {
            continue;
        };
        let (both, _) = rest.split_once(')').expect("light-dark is closed");
        let (first, second) = both.split_once(',').expect("light-dark has two colours");
        assert!(light.insert(name, colour(first)).is_none(), "--{name} stands twice");
        dark.insert(name, colour(second));
    }
    [("light", light), ("dark", dark)]
}

fn linear(colour: Colour) -> Colour {
    colour.map(|part| {
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    })
}

/// The contrast of WCAG 2, from 1 to 21.
fn contrast(one: Colour, other: Colour) -> f64 {
    let luminance = |colour| {
        let [red, green, blue] = linear(colour);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (a, b): (f64, f64) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Fails where `one` on `other` has less contrast than `least` in either theme.
fn assert_contrast(one: &str, other: &str, least: f64) {
    for (theme, tokens) in themes() {
        let token = |name: &str| *tokens.get(name).unwrap_or_else(|| panic!("--{name} is a token"));
        let measured = contrast(token(one), token(other));
        assert!(
            measured >= least,
            "--{one} on --{other} in the {theme} theme: {measured:.2} is less than {least}"
        );
    }
}

#[test]
fn contrast_is_that_of_wcag() {
    assert!((contrast(colour("#000000"), colour("#ffffff")) - 21.0).abs() < 0.01);
    assert!((contrast(colour("#777777"), colour("#ffffff")) - 4.48).abs() < 0.01);
}

#[test]
fn text_can_be_read_on_page_and_card() {
    for background in ["bg", "surface"] {
        assert_contrast("text", background, 7.0);
        assert_contrast("muted", background, 4.5);
        assert_contrast("link", background, 4.5);
        // Source frames mark a line with the colour of its level.
        for status in STATUSES {
            assert_contrast(status, background, 4.5);
        }
    }
}

#[test]
fn status_words_can_be_read_on_their_tint() {
    for status in STATUSES {
        assert_contrast(status, &format!("{status}-bg"), 5.5);
        assert_contrast("text", &format!("{status}-bg"), 7.0);
    }
    // A link that leads to the wrong kind of record.
    assert_contrast("link", "off-bg", 4.5);
}

#[test]
fn controls_and_focus_stand_out() {
    for background in ["bg", "surface"] {
        assert_contrast("rule", background, 3.3);
        assert_contrast("focus", background, 4.5);
        for category in CATEGORIES {
            assert_contrast(category, background, 3.3);
        }
    }
}

#[test]
fn text_can_be_read_on_each_step() {
    for step in ORDERED {
        assert_contrast(&format!("on-{step}"), step, 4.5);
    }
}

#[test]
fn steps_go_one_way() {
    for (theme, tokens) in themes() {
        let distance: Vec<f64> = ORDERED
            .iter()
            .map(|step| contrast(tokens[step], tokens["bg"]))
            .collect();
        assert!(
            distance.windows(2).all(|pair| pair[1] > pair[0] * 1.2),
            "each step of the {theme} theme is further from the page than the one before: {distance:.2?}"
        );
    }
}

#[test]
fn categories_stay_apart_for_every_eye() {
    for (theme, tokens) in themes() {
        for (sight, matrix) in SIGHTS {
            for (place, one) in CATEGORIES.iter().enumerate() {
                for other in &CATEGORIES[place + 1..] {
                    let apart = difference(seen(tokens[one], matrix), seen(tokens[other], matrix));
                    assert!(
                        apart >= 15.0,
                        "--{one} and --{other} in the {theme} theme with {sight} sight: {apart:.1} apart"
                    );
                }
            }
        }
    }
}

/// How linear light is seen: Machado, Oliveira and Fernandes 2009, at full strength.
const SIGHTS: [(&str, [[f64; 3]; 3]); 4] = [
    ("usual", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanope",
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
    ),
    (
        "deuteranope",
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
    ),
    (
        "tritanope",
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ),
];

/// The linear light that an eye gets of a colour.
fn seen(colour: Colour, matrix: [[f64; 3]; 3]) -> Colour {
    let light = linear(colour);
    matrix.map(|row| {
        let sum: f64 = row.iter().zip(light).map(|(weight, part)| weight * part).sum();
        sum.clamp(0.0, 1.0)
    })
}

/// Linear light as lightness and two opponent colours (CIELAB, D65).
fn lab([red, green, blue]: Colour) -> [f64; 3] {
    let f = |t: f64| {
        if t > 216.0 / 24389.0 {
            t.cbrt()
        } else {
            (24389.0 / 27.0 * t + 16.0) / 116.0
        }
    };
    let x = f((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
    let y = f(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue);
    let z = f((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// The difference of two lights, CIEDE2000.
fn difference(one: Colour, other: Colour) -> f64 {
    let ([l1, a1, b1], [l2, a2, b2]) = (lab(one), lab(other));
    let chroma = (a1.hypot(b1) + a2.hypot(b2)) / 2.0;
    let g = 0.5 * (1.0 - (chroma.powi(7) / (chroma.powi(7) + 25f64.powi(7))).sqrt());
    let (a1, a2) = ((1.0 + g) * a1, (1.0 + g) * a2);
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| {
        if a == 0.0 && b == 0.0 {
            0.0
        } else {
            b.atan2(a).to_degrees().rem_euclid(360.0)
        }
    };
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let grey = c1 * c2 == 0.0;
    let turn = match h2 - h1 {
        _ if grey => 0.0,
        turn if turn > 180.0 => turn - 360.0,
        turn if turn < -180.0 => turn + 360.0,
        turn => turn,
    };
    let (dl, dc) = (l2 - l1, c2 - c1);
    let dh = 2.0 * (c1 * c2).sqrt() * (turn / 2.0).to_radians().sin();
    let (l, c) = ((l1 + l2) / 2.0, (c1 + c2) / 2.0);
    let h = match h1 + h2 {
        sum if grey => sum,
        sum if (h1 - h2).abs() <= 180.0 => sum / 2.0,
        sum if sum < 360.0 => (sum + 360.0) / 2.0,
        sum => (sum - 360.0) / 2.0,
    };
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(h - 30.0) + 0.24 * cos(2.0 * h) + 0.32 * cos(3.0 * h + 6.0) - 0.20 * cos(4.0 * h - 63.0);
    let sl = 1.0 + 0.015 * (l - 50.0).powi(2) / (20.0 + (l - 50.0).powi(2)).sqrt();
    let (sc, sh) = (1.0 + 0.045 * c, 1.0 + 0.015 * c * t);
    let rotation = 30.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
    let rt = -(2.0 * (c.powi(7) / (c.powi(7) + 25f64.powi(7))).sqrt()) * (2.0 * rotation).to_radians().sin();
    ((dl / sl).powi(2) + (dc / sc).powi(2) + (dh / sh).powi(2) + rt * (dc / sc) * (dh / sh)).sqrt()
}

#[test]
fn difference_is_ciede2000() {
    // Values of other programs.
    let difference_of = |one: &str, other: &str| difference(linear(colour(one)), linear(colour(other)));
    assert!((difference_of("#000000", "#ffffff") - 100.0).abs() < 0.1);
    assert!(difference_of("#536cef", "#536cef") < 1e-9);
    assert!((difference_of("#ff0000", "#00ff00") - 86.6).abs() < 0.2);
}
