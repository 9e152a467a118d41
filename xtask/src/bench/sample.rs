//! The median of several rounds, with the spread of their middle half.

/// A median with its spread.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sample {
    pub(super) median: f64,
    /// Distance of the quartiles, relative to the median.
    pub(super) spread: f64,
}

impl Sample {
    pub(super) fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |part: f64| {
            let place = part * values.len().saturating_sub(1) as f64;
            let [low, high] =
                [place.floor(), place.ceil()].map(|index| values.get(index as usize).copied().unwrap_or_default());
            low + (high - low) * place.fract()
        };
        let median = at(0.5);
        Self { median, spread: if median == 0.0 { 0.0 } else { ((at(0.75) - at(0.25)) / median).abs() } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_and_quartiles() {
        assert_eq!(Sample::of(vec![4.0, 1.0, 3.0, 2.0, 5.0]), Sample { median: 3.0, spread: 2.0 / 3.0 });
        assert_eq!(Sample::of(vec![1.0, 2.0]).median, 1.5);
        assert_eq!(Sample::of(Vec::new()), Sample::default());
    }
}
