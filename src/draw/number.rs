//! Numbers as people read them in a chart.

/// Values further from zero are drawn as if they were this far: sums of two still are numbers.
const LARGEST: f64 = 1e300;

/// Returns a value as it can be drawn, neither too large nor too small, or `None` for what is no number.
pub(super) fn drawable(value: f64) -> Option<f64> {
    let drawn = if value.abs() < 1.0 / LARGEST {
        0.0
    } else {
        value.clamp(-LARGEST, LARGEST)
    };
    value.is_finite().then_some(drawn)
}

/// Writes a number with a fixed number of decimals, a minus sign and thin spaces between thousands.
///
/// From a million on it is shortened to millions or billions, from a million billions on to a power of ten.
pub(super) fn shown(value: f64, decimals: u8) -> String {
    let size = value.abs();
    let text = match () {
        () if size >= 1e15 => exponent(size),
        () if size >= 1e9 => format!("{}\u{a0}bn", trimmed(size / 1e9)),
        () if size >= 1e6 => format!("{}\u{a0}M", trimmed(size / 1e6)),
        () if size != 0.0 && size < 1e-9 => exponent(size),
        () => grouped(&format!("{size:.*}", usize::from(decimals))),
    };
    let zero = !text.contains(|c: char| c.is_ascii_digit() && c != '0');
    if value < 0.0 && !zero {
        format!("\u{2212}{text}")
    } else {
        text
    }
}

/// Up to three decimals, without needless zeros.
fn trimmed(value: f64) -> String {
    let text = format!("{value:.3}");
    grouped(text.trim_end_matches('0').trim_end_matches('.'))
}

/// `2.5e20`.
fn exponent(size: f64) -> String {
    let text = format!("{size:.2e}");
    match text.split_once('e') {
        Some((digits, power)) => format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.')),
        None => text,
    }
}

/// Digits with a thin space between thousands; four in a row are left together, as in years.
fn grouped(digits: &str) -> String {
    let whole = digits.find('.').unwrap_or(digits.len());
    if whole < 5 {
        return digits.to_owned();
    }
    let mut out = String::with_capacity(digits.len() + 6);
    for (place, digit) in digits.char_indices() {
        if place > 0 && place < whole && (whole - place).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// "1 point", "2 points".
pub(super) fn counted(count: usize, one: &str, several: &str) -> String {
    let number = grouped(&count.to_string());
    format!("{number} {}", if count == 1 { one } else { several })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_exact() {
        assert_eq!(shown(41.25, 1), "41.2");
        assert_eq!(shown(-3.0, 0), "−3");
        assert_eq!(shown(-0.01, 1), "0.0");
        assert_eq!(shown(9999.0, 0), "9999");
        assert_eq!(shown(12_345.0, 0), "12\u{202f}345");
        assert_eq!(shown(1_500_000.0, 0), "1.5\u{a0}M");
        assert_eq!(shown(2e9, 0), "2\u{a0}bn");
        assert_eq!(shown(2.5e20, 0), "2.5e20");
        assert_eq!(shown(0.0, 0), "0");
    }
}
