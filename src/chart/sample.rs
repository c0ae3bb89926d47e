//! Many points become few, and every spike and dip stays.

/// Which points of a line are needed to draw it in so many columns of pixels: of each column the first and the
/// last, and the lowest and the highest between them. `points` are in order of their x; those without a number are
/// gaps, of which each is kept as one point.
pub fn thin(points: &[(f64, f64)], (from, to): (f64, f64), columns: usize) -> Vec<usize> {
    if points.len() <= columns * 2 {
        return (0..points.len()).collect();
    }
    // Data that is more gaps than lines would be cut into as many pieces as it has points.
    let gaps = points.windows(2).filter(|pair| pair[0].1.is_finite() && !pair[1].1.is_finite()).count();
    let with_gaps = gaps <= columns / 4;
    let mut kept = Vec::with_capacity(columns * 4);
    let mut column = Column::default();
    for (at, (x, y)) in points.iter().enumerate() {
        if !y.is_finite() {
            if with_gaps && column.is_open() {
                column.close(points, &mut kept);
                kept.push(at);
            }
            continue;
        }
        let place = column_of(*x, (from, to), columns);
        if column.place != place {
            column.close(points, &mut kept);
            column.place = place;
        }
        column.add(at, *y);
    }
    column.close(points, &mut kept);
    kept
}

/// The column of pixels that a point lies in.
pub fn column_of(x: f64, (from, to): (f64, f64), columns: usize) -> usize {
    let part = if to > from { (x - from) / (to - from) } else { 0.0 };
    // A number that is none becomes 0, and one beyond the end the last column.
    ((part * columns as f64) as usize).min(columns.saturating_sub(1))
}

#[derive(Default)]
struct Column {
    place: usize,
    /// The first point, the lowest, the highest and the last.
    of: Option<[(usize, f64); 4]>,
}

impl Column {
    fn is_open(&self) -> bool {
        self.of.is_some()
    }

    fn add(&mut self, at: usize, y: f64) {
        let Some([_, low, high, last]) = &mut self.of else {
            self.of = Some([(at, y); 4]);
            return;
        };
        if y < low.1 {
            *low = (at, y);
        }
        if y > high.1 {
            *high = (at, y);
        }
        *last = (at, y);
    }

    fn close(&mut self, points: &[(f64, f64)], kept: &mut Vec<usize>) {
        let Some(mut four) = self.of.take() else { return };
        four.sort_unstable_by_key(|(at, _)| *at);
        for (at, _) in four {
            if kept.last() != Some(&at) {
                kept.push(at);
            }
        }
        debug_assert!(kept.iter().all(|at| *at < points.len()));
    }
}

/// Which points of a cloud are needed: of those that fall on the same dot of a grid one, at most so many, and of each
/// column the lowest and the highest; in order.
pub fn cloud(points: &[(f64, f64)], x: (f64, f64), y: (f64, f64), columns: usize, most: usize) -> Vec<usize> {
    let numbers = || points.iter().enumerate().filter(|(_, point)| point.1.is_finite());
    if points.len() <= most {
        return numbers().map(|(at, _)| at).collect();
    }
    let mut ends = vec![None::<(usize, usize)>; columns];
    for (at, point) in numbers() {
        let (low, high) = ends[column_of(point.0, x, columns)].get_or_insert((at, at));
        if point.1 < points[*low].1 {
            *low = at;
        }
        if point.1 > points[*high].1 {
            *high = at;
        }
    }
    // The grid is made wider until few enough are left; of those that fine ones have left, as they stand for others.
    let (mut across, mut down) = (2.0 * columns as f64, 110.0_f64);
    let mut kept: Vec<usize> = Vec::new();
    loop {
        let (wide, high) = (across as usize, down as usize);
        let mut taken = vec![false; wide * high];
        let mut is_new = |at: &usize| {
            let (x, y) = (column_of(points[*at].0, x, wide), column_of(points[*at].1, y, high));
            !std::mem::replace(&mut taken[x * high + y], true)
        };
        if kept.is_empty() {
            kept = numbers().map(|(at, _)| at).filter(is_new).collect();
        } else {
            kept.retain(&mut is_new);
        }
        if kept.len() <= most || wide <= 4 {
            kept.extend(ends.into_iter().flatten().flat_map(|(low, high)| [low, high]));
            kept.sort_unstable();
            kept.dedup();
            return kept;
        }
        (across, down) = (across * 0.8, (down * 0.8).max(4.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The lowest and the highest number of each column.
    fn ends(points: impl Iterator<Item = (f64, f64)>, x: (f64, f64), columns: usize) -> Vec<(f64, f64)> {
        let mut ends = vec![(f64::INFINITY, f64::NEG_INFINITY); columns];
        for (at, y) in points.filter(|(_, y)| y.is_finite()) {
            let (low, high) = &mut ends[column_of(at, x, columns)];
            (*low, *high) = (low.min(y), high.max(y));
        }
        ends
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn every_column_keeps_its_lowest_and_highest(
            mut points in proptest::collection::vec(
                (-50.0..50.0_f64, prop_oneof![8 => -1e6..1e6_f64, 1 => Just(f64::NAN), 1 => Just(1e12)]), 0..600,
            ),
            columns in 1..60_usize,
        ) {
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            let x = (-50.0, 50.0);
            let kept = thin(&points, x, columns);
            prop_assert!(kept.is_sorted() && kept.windows(2).all(|pair| pair[0] != pair[1]));
            let shown = kept.iter().map(|at| points[*at]);
            prop_assert_eq!(ends(shown, x, columns), ends(points.iter().copied(), x, columns));
            prop_assert!(kept.len() <= columns * 7 + 4 || points.len() <= columns * 2);

            let kept = cloud(&points, x, (-1e6, 1e12), columns, 100);
            prop_assert!(kept.len() <= 2 * columns + 100);
            let shown = kept.iter().map(|at| points[*at]);
            prop_assert_eq!(ends(shown, x, columns), ends(points.iter().copied(), x, columns));
        }
    }

    #[test]
    fn gaps_stay_gaps() {
        let points: Vec<(f64, f64)> =
            (0..1_000).map(|at| (f64::from(at), if at == 500 { f64::NAN } else { 1.0 })).collect();
        let kept = thin(&points, (0.0, 1_000.0), 10);
        assert!(kept.contains(&500) && kept.len() < 50, "{kept:?}");
        assert!(kept.contains(&499) && kept.contains(&501));
    }
}
