//! Numbers as people read them.

/// Returns a number without needless digits: at most six after the point, and a true minus sign.
pub fn decimal(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    if rounded == 0.0 {
        "0".to_owned()
    } else {
        format!("{rounded}").replace('-', "−")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needless_digits_go() {
        for (number, words) in [
            (2.0, "2"),
            (0.1 + 0.2, "0.3"),
            (-0.5, "−0.5"),
            (-1e-9, "0"),
            (1.0 / 3.0, "0.333333"),
        ] {
            assert_eq!(decimal(number), words);
        }
    }
}
