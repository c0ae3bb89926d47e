//! With how many digits numbers are shown: those that differ are seen to differ.

use super::Extremes;
use super::unit::Unit;

/// How finely the numbers of a chart are shown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Digits {
    /// The lowest and the highest that there is.
    ends: Option<(f64, f64)>,
    /// What they are held against.
    limits: Vec<f64>,
}

impl Digits {
    /// For what lies between extremes, and is held against limits.
    pub fn of<'a>(
        extremes: impl IntoIterator<Item = &'a Extremes>,
        limits: impl IntoIterator<Item = f64>,
    ) -> Self {
        let digits = Digits { ends: None, limits: limits.into_iter().collect() };
        extremes.into_iter().fold(digits, Digits::with)
    }

    /// The same for more numbers.
    #[must_use]
    pub fn with(mut self, more: &Extremes) -> Self {
        let (low, high) = self.ends.unwrap_or((more.low.1, more.high.1));
        self.ends = Some((low.min(more.low.1), high.max(more.high.1)));
        self
    }

    /// A number among them.
    pub fn show(&self, unit: &Unit, value: f64) -> String {
        self.beside(unit, value, value)
    }

    /// A number that is said beside another.
    pub fn beside(&self, unit: &Unit, value: f64, other: f64) -> String {
        // Of what is all the same, any digit may matter.
        let spread = match self.ends {
            Some((low, high)) if low == high && value == low => return unit.show_whole(value),
            Some((low, high)) if high > low => (high - low) / 100.0,
            _ => f64::INFINITY,
        };
        let apart = self.limits.iter().chain([&other]).map(|limit| (value - limit).abs() / 2.0);
        let grain = apart.filter(|apart| *apart > 0.0).fold(spread, f64::min);
        unit.show_to(value, grain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(low: f64, high: f64, limits: &[f64]) -> Digits {
        let extremes = Extremes { low: (0.0, low), high: (0.0, high), sum: (low + high, 2) };
        Digits::of([&extremes], limits.iter().copied())
    }

    #[test]
    fn numbers_that_differ_are_seen_to_differ() {
        let percent = Unit::of("%");
        let near = between(99.94, 99.99, &[99.95]);
        assert_eq!(near.show(&percent, 99.94), "99.94%");
        assert_eq!(near.show(&percent, 99.986_666_666), "99.9867%");
        assert_eq!(near.beside(&percent, 99.949_9, 99.95), "99.9499%");
        // A wide range needs no more digits, but for what is next to a limit.
        let wide = between(3.0, 480.0, &[250.0]);
        let plain = Unit::default();
        assert_eq!(wide.show(&plain, 412.37), "412");
        assert_eq!(wide.show(&plain, 249.9), "249.9");
        assert_eq!(wide.show(&plain, 250.0), "250");
        // Far from none, and close to each other.
        assert_eq!(between(12_340.0, 12_346.0, &[]).show(&plain, 12_345.0), "12.345k");
        assert_eq!(between(7.123_456, 7.123_456, &[]).show(&plain, 7.123_456), "7.123456");
    }
}
