//! Where a line is beyond a threshold.

use super::Point;
use super::weekly::{Mark, Sort};

/// Adds each time that a line passes a threshold, from the side on which it mostly is, at most so many. What stands out
/// there anyway is beyond the threshold too, and no mark of its own is added.
pub fn add(numbers: &[Point], x: (f64, f64), limit: f64, most: usize, marks: &mut Vec<Mark>) {
    let inside: Vec<&(f64, f64)> = numbers.iter().filter(|(at, _)| (x.0..=x.1).contains(at)).collect();
    let above = inside.iter().filter(|(_, y)| *y > limit).count();
    let is_upper = above * 2 <= inside.len();
    let is_beyond = |y: f64| if is_upper { y > limit } else { y < limit };
    let runs = inside.chunk_by(|one, other| is_beyond(one.1) == is_beyond(other.1));
    let mut found = Vec::new();
    for run in runs.filter(|run| is_beyond(run[0].1)) {
        let worst = run.iter().copied().reduce(|worst, point| {
            let is_worse = if is_upper { point.1 > worst.1 } else { point.1 < worst.1 };
            if is_worse { point } else { worst }
        });
        let (Some(worst), Some(last)) = (worst, run.last()) else { continue };
        let span = (run[0].0, last.0);
        // What is beyond a farther limit too, is said to be beyond that.
        let is_farther = |mark: &Mark| if is_upper { limit > mark.usual } else { limit < mark.usual };
        let same = |mark: &&mut Mark| mark.sort == Sort::Crossing && mark.at == worst.0 && is_farther(mark);
        if let Some(mark) = marks.iter_mut().find(same) {
            mark.usual = limit;
        }
        if !is_marked(marks, span, limit, is_upper) {
            let (at, value) = *worst;
            let sort = Sort::Crossing;
            found.push(Mark {
                sort,
                at,
                value,
                usual: limit,
                beyond: None,
                line: None,
                span,
                why: None,
                link: None,
            });
        }
    }
    found.truncate(most);
    marks.append(&mut found);
}

/// Whether a stretch beyond a limit is marked already: a spike or a dip in it is now known to be beyond that.
fn is_marked(marks: &mut [Mark], span: (f64, f64), limit: f64, is_upper: bool) -> bool {
    let is_beyond = |y: f64, limit: f64| if is_upper { y > limit } else { y < limit };
    let mut is_marked = false;
    for mark in marks.iter_mut().filter(|mark| mark.span.0 <= span.1 && span.0 <= mark.span.1) {
        if mark.sort == Sort::Crossing {
            is_marked = true;
        } else if is_beyond(mark.value, limit) {
            is_marked = true;
            // Of several the farthest is named.
            mark.beyond =
                Some(mark.beyond.map_or(limit, |known| if is_beyond(limit, known) { limit } else { known }));
        }
    }
    is_marked
}

#[cfg(test)]
mod tests {
    use super::super::spikes::{Rule, marks};
    use super::*;

    fn line(change: impl Fn(usize) -> Option<f64>) -> Vec<Point> {
        let y = |at: usize| 100.0 + ((at * 7) % 11) as f64 + 20.0 * (at as f64 / 24.0).sin();
        (0..168).map(|at| (at as f64, change(at).unwrap_or_else(|| y(at)))).collect()
    }

    fn found(points: &[Point], rule: Option<Rule>, limits: &[f64]) -> Vec<(Sort, f64)> {
        marks(points, (0.0, 167.0), rule, None, limits).iter().map(|mark| (mark.sort, mark.at)).collect()
    }

    #[test]
    fn thresholds_are_crossed_from_the_usual_side() {
        let points = line(|at| (70..75).contains(&at).then_some(150.0));
        assert_eq!(found(&points, None, &[140.0]), [(Sort::Crossing, 70.0)]);
        // What stands out anyway is marked once.
        let high = line(|at| (70..75).contains(&at).then_some(900.0));
        assert_eq!(found(&high, Some(Rule::default()), &[140.0]), [(Sort::Spike, 74.0)]);
        for limits in [[140.0, 400.0], [400.0, 140.0]] {
            let marks = marks(&high, (0.0, 167.0), Some(Rule::default()), None, &limits);
            assert_eq!(marks.iter().map(|mark| mark.beyond).collect::<Vec<_>>(), [Some(400.0)]);
        }
        let points = line(|at| (70..75).contains(&at).then_some(50.0));
        assert_eq!(found(&points, None, &[60.0]), [(Sort::Crossing, 70.0)]);
        // Of several the farthest is named, in whichever order they are written.
        let points = line(|at| (at == 70).then_some(500.0));
        for limits in [[140.0, 400.0], [400.0, 140.0]] {
            let usual: Vec<f64> =
                marks(&points, (0.0, 167.0), None, None, &limits).iter().map(|mark| mark.usual).collect();
            assert_eq!(usual, [400.0]);
        }
    }
}
