//! What comes now and then in a line that mostly stays the same: a few of it are no spike each.

use super::Point;
use super::usual::{NORMAL, middle};

/// From how many times on something is known to come now and then.
const OFTEN: usize = 6;
/// The points without anything between two that are the same event.
const APART: usize = 2;

/// How far off the events of a line usually are: above what is usual, and below.
#[derive(Debug, Default)]
pub struct Events {
    above: Option<f64>,
    below: Option<f64>,
}

impl Events {
    /// Of the points that are other than usual: each with where it is in the line, and how far off.
    pub fn of(out: &[(usize, f64)]) -> Self {
        let usual = |is_above: bool| {
            let side = out.iter().filter(|(_, off)| (*off > 0.0) == is_above);
            let mut tops: Vec<f64> = Vec::new();
            let mut last = None;
            for (at, off) in side {
                match (tops.last_mut(), last) {
                    (Some(top), Some(last)) if at - last <= APART => *top = top.max(off.abs()),
                    _ => tops.push(off.abs()),
                }
                last = Some(*at);
            }
            tops.sort_unstable_by(f64::total_cmp);
            (tops.len() >= OFTEN).then(|| middle(&tops) * NORMAL)
        };
        Events { above: usual(true), below: usual(false) }
    }

    /// Whether what is so far off is no farther than events of so many deviations.
    pub fn know(&self, off: f64, deviations: f64) -> bool {
        let usual = if off > 0.0 { self.above } else { self.below };
        usual.is_some_and(|usual| off.abs() <= usual * deviations)
    }
}

/// Whether at least half of a line has one value.
pub fn is_mostly_same(numbers: &[Point]) -> bool {
    let mut values: Vec<f64> = numbers.iter().map(|(_, y)| *y).collect();
    if values.is_empty() {
        return false;
    }
    let half = (values.len() - 1) / 2;
    let usual = *values.select_nth_unstable_by(half, f64::total_cmp).1;
    values.iter().filter(|value| **value == usual).count() * 2 >= values.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_times_are_often() {
        let far = |times: usize| (0..times).map(|time| (time * 10, 2.0)).collect::<Vec<_>>();
        assert!(!Events::of(&far(5)).know(2.0, 6.0));
        assert!(Events::of(&far(6)).know(2.0, 6.0));
        assert!(!Events::of(&far(6)).know(20.0, 6.0));
        assert!(!Events::of(&far(6)).know(-2.0, 6.0));
        // One after the other is one event.
        assert!(!Events::of(&(0..20).map(|at| (at, 2.0)).collect::<Vec<_>>()).know(2.0, 6.0));
    }

    #[test]
    fn half_of_it_is_most() {
        let line = |values: &[f64]| values.iter().map(|y| (0.0, *y)).collect::<Vec<_>>();
        assert!(is_mostly_same(&line(&[0.0, 3.0, 0.0, 5.0])));
        assert!(!is_mostly_same(&line(&[0.0, 3.0, 0.0, 5.0, 7.0])));
        assert!(!is_mostly_same(&[]));
    }
}
