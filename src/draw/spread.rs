//! Labels beside their marks, moved apart as little as they must be.

/// Returns places at least `gap` apart and within `low` to `high`, in the order given, as near to the wanted ones as
/// can be. `wanted` ascends. When there is no room for all they go on below `high`.
pub(super) fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let gaps = vec![gap; wanted.len().saturating_sub(1)];
    spread_by(wanted, &gaps, low, high)
}

/// As [`spread`], with a gap of its own behind each but the last. `wanted` is in any order, which is kept.
pub(super) fn spread_by(wanted: &[f64], gaps: &[f64], low: f64, high: f64) -> Vec<f64> {
    let mut offset = 0.0;
    let mut offsets = Vec::with_capacity(wanted.len());
    // Without the gaps the places only have to ascend: neighbours that do not stand at their mean.
    let mut groups: Vec<(f64, u32)> = Vec::with_capacity(wanted.len());
    for (place, want) in wanted.iter().enumerate() {
        offsets.push(offset);
        groups.push((want - offset, 1));
        while let [.., before, last] = groups[..]
            && before.0 > last.0
        {
            let (one, other) = (f64::from(before.1), f64::from(last.1));
            let mean = (before.0 * one + last.0 * other) / (one + other);
            groups.truncate(groups.len() - 2);
            groups.push((mean, before.1 + last.1));
        }
        offset += gaps.get(place).copied().unwrap_or(0.0);
    }
    let highest = (high - offsets.last().copied().unwrap_or(0.0)).max(low);
    let means = groups
        .iter()
        .flat_map(|(mean, size)| std::iter::repeat_n(mean.clamp(low, highest), usize::try_from(*size).unwrap_or(0)));
    means.zip(offsets).map(|(mean, offset)| mean + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_move_only_when_they_must() {
        assert_eq!(spread(&[10.0, 50.0], 16.0, 0.0, 100.0), [10.0, 50.0]);
        assert_eq!(spread(&[50.0, 50.0], 16.0, 0.0, 100.0), [42.0, 58.0]);
        assert_eq!(spread(&[0.0, 2.0, 4.0], 16.0, 0.0, 100.0), [0.0, 16.0, 32.0]);
        assert_eq!(spread(&[99.0, 100.0], 16.0, 0.0, 100.0), [84.0, 100.0]);
    }

    proptest! {
        #[test]
        fn labels_stay_apart_and_inside(mut wanted in prop::collection::vec(0.0..300.0f64, 0..18)) {
            wanted.sort_by(f64::total_cmp);
            let places = spread(&wanted, 16.0, 0.0, 300.0);
            prop_assert_eq!(places.len(), wanted.len());
            prop_assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 16.0 - 1e-6), "{:?}", places);
            prop_assert!(places.iter().all(|place| (-1e-6..=300.0 + 1e-6).contains(place)), "{:?}", places);
        }
    }
}
