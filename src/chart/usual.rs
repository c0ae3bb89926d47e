//! What is usual at a point of a line: among the points around it, and at the same time of other days.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use super::{Point, time};

/// What makes a median of distances (MAD) the standard deviation of plain noise.
pub const NORMAL: f64 = 1.482_6;
/// The seconds of a day.
const DAY: f64 = 86_400.0;

/// The numbers around a point, sorted: as the point moves on, one goes and one comes.
pub struct Around<'a> {
    numbers: &'a [Point],
    window: usize,
    start: usize,
    sorted: Vec<f64>,
}

impl<'a> Around<'a> {
    /// Around the point at an index, and all that are asked for after it.
    pub fn new(numbers: &'a [Point], window: usize, at: usize) -> Self {
        let window = window.min(numbers.len());
        let start = at.saturating_sub(window / 2).min(numbers.len() - window);
        let mut sorted: Vec<f64> = numbers[start..start + window].iter().map(|(_, y)| *y).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Around { numbers, window, start, sorted }
    }

    /// The median around a point; points are asked for in order.
    pub fn median_at(&mut self, at: usize) -> f64 {
        let start = at.saturating_sub(self.window / 2).min(self.numbers.len() - self.window);
        while self.start < start {
            let (gone, come) = (self.numbers[self.start].1, self.numbers[self.start + self.window].1);
            self.exchange(gone, come);
            self.start += 1;
        }
        middle(&self.sorted)
    }

    /// Takes a number out and puts another in; only what lies between the two moves.
    fn exchange(&mut self, gone: f64, come: f64) {
        let from = self.sorted.partition_point(|y| y.total_cmp(&gone).is_lt());
        let to = self.sorted.partition_point(|y| y.total_cmp(&come).is_lt());
        if to > from {
            self.sorted.copy_within(from + 1..to, from);
            self.sorted[to - 1] = come;
        } else {
            self.sorted.copy_within(to..from, to + 1);
            self.sorted[to] = come;
        }
    }

    /// How far the numbers usually are from a value: the median of their distances, as a standard deviation.
    pub fn spread(&self, from: f64) -> f64 {
        let half = self.sorted.len() / 2;
        let upper = nth_distance(&self.sorted, from, half);
        let is_even = self.sorted.len().is_multiple_of(2) && half > 0;
        let median =
            if is_even { f64::midpoint(nth_distance(&self.sorted, from, half - 1), upper) } else { upper };
        median * NORMAL
    }
}

/// Of the distances of sorted numbers from a value, the one that so many are less than. The nearest numbers lie beside
/// each other, so that it is enough to look where those begin.
fn nth_distance(sorted: &[f64], from: f64, nth: usize) -> f64 {
    let last = sorted.len() - 1 - nth;
    let (mut low, mut high) = (0, last);
    while low < high {
        let start = usize::midpoint(low, high);
        if from - sorted[start] > sorted[start + nth] - from {
            low = start + 1;
        } else {
            high = start;
        }
    }
    let reach = |start: usize| (from - sorted[start]).abs().max((sorted[start + nth] - from).abs());
    if low > 0 { reach(low).min(reach(low - 1)) } else { reach(low) }
}

/// The one in the middle, or what is between the two in the middle.
pub fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    match sorted.len() % 2 {
        1 => sorted[half],
        _ if sorted.is_empty() => 0.0,
        _ => f64::midpoint(sorted[half - 1], sorted[half]),
    }
}

fn middle_of(sorted: &[(f64, bool)]) -> f64 {
    let half = sorted.len() / 2;
    match sorted.len() % 2 {
        1 => sorted[half].0,
        _ => f64::midpoint(sorted[half - 1].0, sorted[half].0),
    }
}

/// What distances are usually, as a standard deviation, and whether only some of them say it: where many points are where
/// the line mostly is, the others do, as long as those are not few. Each comes with whether it is of another point.
fn usual_of(distances: &mut [(f64, bool)]) -> (f64, bool) {
    distances.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
    let sorted = |only: bool| distances.iter().filter(move |(_, other)| *other || !only).map(|(by, _)| *by);
    let (all, others): (Vec<f64>, Vec<f64>) = (sorted(false).collect(), sorted(true).collect());
    let same = all.len() - others.len();
    if same * 4 < all.len() || others.len() * 8 < all.len() || others.len() < 2 {
        return (middle(&all) * NORMAL, false);
    }
    // The one that is farthest may be what is asked about.
    let rest = &others[..others.len() - 1];
    let mean = rest.iter().map(|distance| distance * distance).sum::<f64>() / rest.len() as f64;
    ((middle(&others) * NORMAL).min(mean.sqrt()), true)
}

/// The value that at least a quarter of a line has: its lowest, its highest or that in its middle.
pub fn mostly(numbers: &[Point]) -> Option<f64> {
    let mut values: Vec<f64> = numbers.iter().map(|(_, y)| *y).collect();
    let half = values.len().checked_sub(1)? / 2;
    let middle = *values.select_nth_unstable_by(half, f64::total_cmp).1;
    let (low, high) =
        values.iter().fold((middle, middle), |(low, high), value| (low.min(*value), high.max(*value)));
    let share = |same: &f64| values.iter().filter(|value| *value == same).count();
    [middle, low, high].into_iter().find(|same| share(same) * 4 >= values.len())
}

/// How far points are from the medians around them, over a longer stretch: a few points say little of that.
pub struct Stretch<'a> {
    numbers: &'a [Point],
    offs: &'a [f64],
    /// The value that many points have.
    mostly: Option<f64>,
    /// Of the stretch that was looked at last, which it is and what was found.
    known: Option<(usize, f64)>,
}

/// The points of a stretch, of which the half in its middle is spoken for.
pub const STRETCH: usize = 250;

impl<'a> Stretch<'a> {
    /// Over a line whose points are so far off.
    pub fn new(numbers: &'a [Point], offs: &'a [f64], mostly: Option<f64>) -> Self {
        Stretch { numbers, offs, mostly, known: None }
    }

    /// The usual distance near a point, as a standard deviation.
    pub fn spread_at(&mut self, at: usize) -> f64 {
        let (half, number) = (STRETCH / 2, at / (STRETCH / 2));
        if let Some((_, spread)) = self.known.filter(|(known, _)| *known == number) {
            return spread;
        }
        let last = self.offs.len().saturating_sub(STRETCH);
        let start = (number * half).saturating_sub(half / 2).min(last);
        let end = (start + STRETCH).min(self.offs.len());
        let is_other = |at: usize| self.mostly != Some(self.numbers[at].1);
        let mut off: Vec<(f64, bool)> = (start..end).map(|at| (self.offs[at].abs(), is_other(at))).collect();
        let (spread, _) = usual_of(&mut off);
        self.known = Some((number, spread));
        spread
    }

    /// How far the others near a point are off on the average, as a standard deviation: where most are as usual to the
    /// last digit, that is all that a median says.
    pub fn rest_at(&self, at: usize) -> f64 {
        let start = at.saturating_sub(STRETCH / 2).min(self.offs.len().saturating_sub(STRETCH));
        let near = &self.offs[start..(start + STRETCH).min(self.offs.len())];
        let squares: f64 = near.iter().map(|off| off * off).sum::<f64>() - self.offs[at] * self.offs[at];
        (squares.max(0.0) / near.len() as f64).sqrt()
    }
}

/// The same time of other days, where a line has several points a day and several days.
pub struct Days<'a> {
    numbers: &'a [Point],
    /// How far each is from the median around it: a day may be at another level than the next.
    offs: &'a [f64],
    zone: &'a TimeZone,
    /// The distance of two points.
    step: f64,
    /// The value that many points have.
    mostly: Option<f64>,
}

/// How far the points of other days are from the medians around them at the time of a point.
pub struct Daily {
    /// The median of the other days.
    pub usual: f64,
    /// What is reached on every fourth of them, on the side on which the point is.
    pub reached: f64,
    /// How far a day usually is from the others.
    pub spread: f64,
    /// The values of the other days, each with how far off its time is, and how many of them are every fourth.
    values: Vec<Point>,
    often: usize,
}

impl Daily {
    /// Whether a value is as near as that to those of every fourth day: at the same time, whatever is around it.
    pub fn is_known(&self, y: f64, near: f64) -> bool {
        self.values.iter().filter(|(_, value)| (y - value).abs() <= near).count() >= self.often
    }
}

/// The other days that are needed, and that are looked at at most to each side.
const FEWEST: usize = 3;
/// Of how many days at most the middle is said to be usual.
const NEAREST: usize = 9;
const MOST: i64 = 14;
/// The points of a day that are needed.
const A_DAY: f64 = 4.0;
/// From how long before a point and after it other times tell how far days are apart.
const BESIDE: f64 = 900.0;

impl<'a> Days<'a> {
    /// The days of a line along a zone's times; none where there are too few.
    pub fn of(
        numbers: &'a [Point],
        offs: &'a [f64],
        zone: &'a TimeZone,
        mostly: Option<f64>,
    ) -> Option<Self> {
        let every = (numbers.len() / 500).max(1);
        let pairs = numbers.windows(2).step_by(every);
        let mut steps: Vec<f64> =
            pairs.map(|pair| pair[1].0 - pair[0].0).filter(|step| *step > 0.0).collect();
        steps.sort_unstable_by(f64::total_cmp);
        let step = middle(&steps);
        let days = (numbers.last()?.0 - numbers.first()?.0) / DAY;
        let are_enough = step > 0.0 && step * A_DAY <= DAY && days >= FEWEST as f64;
        are_enough.then_some(Days { numbers, offs, zone, step, mostly })
    }

    /// How far from a time the clock showed the same on the other days.
    fn shifts(&self, x: f64) -> Vec<f64> {
        let (first, last) = (self.numbers[0].0, self.numbers[self.numbers.len() - 1].0);
        let (now, days) = (time::ahead(x, self.zone), [(first - x) / DAY, (last - x) / DAY]);
        let days = (days[0] as i64 - 1).max(-MOST)..=(days[1] as i64 + 1).min(MOST);
        let shift = |day: i64| day as f64 * DAY;
        let shift = |day: i64| shift(day) + now - time::ahead(x + shift(day), self.zone);
        days.filter(|day| *day != 0).map(shift).collect()
    }

    /// The point at a time, or next to it.
    fn near(&self, x: f64, guess: f64) -> Option<usize> {
        let last = self.numbers.len() - 1;
        let guess = (guess.max(0.0) as usize).min(last);
        if self.numbers[guess].0 == x {
            return Some(guess);
        }
        let after = self.numbers.partition_point(|(at, _)| *at < x).min(last);
        let before = after.saturating_sub(1);
        let is_before = x - self.numbers[before].0 < self.numbers[after].0 - x;
        let at = if is_before { before } else { after };
        ((self.numbers[at].0 - x).abs() <= self.step * 0.75).then_some(at)
    }

    /// How far off a point is, and whether it is other than many are.
    fn off(&self, at: usize) -> (f64, bool) {
        (self.offs[at], self.mostly != Some(self.numbers[at].1))
    }

    /// How far off the other days are at the time of a point.
    fn others(&self, at: usize, shifts: &[f64], offs: &mut Vec<(f64, bool)>) {
        let x = self.numbers[at].0;
        let near = |shift: &f64| self.near(x + shift, at as f64 + shift / self.step);
        offs.clear();
        offs.extend(shifts.iter().filter_map(near).map(|at| self.off(at)));
    }

    /// What is usual at the time of a point; none where too few days have one.
    pub fn at(&self, at: usize) -> Option<Daily> {
        let shifts = self.shifts(self.numbers[at].0);
        let mut others = Vec::new();
        self.others(at, &shifts, &mut others);
        if others.len() < FEWEST {
            return None;
        }
        let mut offs: Vec<f64> = others.into_iter().map(|(off, _)| off).collect();
        let x = self.numbers[at].0;
        let near = |shift: &f64| {
            let other = self.near(x + shift, at as f64 + shift / self.step)?;
            Some((*shift, self.numbers[other].1))
        };
        let values = shifts.iter().filter_map(near).collect();
        offs.sort_unstable_by(f64::total_cmp);
        let (usual, often) = (middle(&offs), offs.len().div_ceil(4).max(2));
        let reached = if self.offs[at] > usual { offs[offs.len() - often] } else { offs[often - 1] };
        Some(Daily { usual, reached, spread: self.spread(at, &shifts), values, often })
    }

    /// What is said to be usual at a time: the middle one of the values that the nearest other days had then. Working
    /// days and those of the weekend may be far apart, with nothing between them, so that only days of the same sort
    /// count where there are enough; and of an odd number of them the middle is one that a day had.
    pub fn said(&self, at: usize, daily: &Daily) -> f64 {
        let x = self.numbers[at].0;
        let is_weekend = |shift: f64| {
            let day = time::civil(x + shift, self.zone).date().weekday();
            matches!(day, Weekday::Saturday | Weekday::Sunday)
        };
        let sort = is_weekend(0.0);
        let (mut same, mut all) = (daily.values.clone(), daily.values.clone());
        same.retain(|(shift, _)| is_weekend(*shift) == sort);
        let near = if same.len() >= FEWEST { &mut same } else { &mut all };
        near.sort_by(|one, other| one.0.abs().total_cmp(&other.0.abs()));
        let odd = near.len().min(NEAREST);
        near.truncate(odd - (odd + 1) % 2);
        let mut values: Vec<f64> = near.iter().map(|(_, value)| *value).collect();
        values.sort_unstable_by(f64::total_cmp);
        middle(&values)
    }

    /// How far days usually are from each other about the time of a point.
    fn spread(&self, at: usize, shifts: &[f64]) -> f64 {
        let half = ((BESIDE / self.step) as usize).max(3);
        let every = half.div_ceil(15);
        let half = half / every * every;
        let start = if at >= half { at - half } else { at % every };
        let end = (at + half).min(self.numbers.len() - 1);
        let (mut distances, mut offs, mut days, mut times) = (Vec::new(), Vec::new(), 0, 0);
        let mut squares = 0.0;
        for other in (start..=end).step_by(every) {
            self.others(other, shifts, &mut offs);
            let own = self.off(other);
            offs.push(own);
            offs.sort_unstable_by(|one, other| one.0.total_cmp(&other.0));
            let usual = middle_of(&offs);
            distances.extend(offs.iter().map(|(off, is_other)| ((off - usual).abs(), *is_other)));
            squares += offs.iter().map(|(off, _)| (off - usual).powi(2)).sum::<f64>();
            if other == at {
                squares -= (own.0 - usual).powi(2);
            }
            (days, times) = (days + offs.len(), times + 1);
        }
        let (usual, is_of_some) = usual_of(&mut distances);
        if usual == 0.0 {
            // Most are equal, and what the others are on the average says more.
            return (squares.max(0.0) / days as f64).sqrt();
        }
        // The median of a few days is near them, since it is made of them.
        let near = if is_of_some { 0.0 } else { f64::from(times) / days as f64 };
        usual * (1.0 + near)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_usual_is_what_days_of_the_same_sort_have() {
        // Four weeks from a Monday on: 1000 at the weekend, 3000 on working days and more, but on one Thursday.
        let start = 1_793_577_600.0;
        let value = |hour: i32| match (hour / 24 % 7, hour) {
            (_, 422) => 200,
            (5 | 6, _) => 1_000 + hour % 13,
            _ => 3_000 + hour % 13,
        };
        let points: Vec<Point> =
            (0..28 * 24).map(|hour| (start + f64::from(hour) * 3_600.0, f64::from(value(hour)))).collect();
        let offs = vec![0.0; points.len()];
        let zone = TimeZone::UTC;
        let days = Days::of(&points, &offs, &zone, None).expect("days");
        for (at, level) in [(422, 3_000.0), (470, 1_000.0), (10, 3_000.0)] {
            let said = days.said(at, &days.at(at).expect("other days"));
            assert!((level..level + 13.0).contains(&said) && said.fract() == 0.0, "{at} {said}");
        }
    }

    proptest! {
        #[test]
        fn medians_are_those_of_the_points_around(
            ys in proptest::collection::vec(prop_oneof![-9.0..9.0_f64, Just(1.0), Just(-0.0)], 1..60),
            window in 1..30_usize,
        ) {
            let numbers: Vec<Point> = ys.iter().enumerate().map(|(at, y)| (at as f64, *y)).collect();
            let mut around = Around::new(&numbers, window, 0);
            let window = window.min(ys.len());
            for at in 0..ys.len() {
                let start = at.saturating_sub(window / 2).min(ys.len() - window);
                let mut near = ys[start..start + window].to_vec();
                near.sort_by(f64::total_cmp);
                let median = around.median_at(at);
                prop_assert_eq!(median, middle(&near));
                let mut off: Vec<f64> = near.iter().map(|y| (y - median).abs()).collect();
                off.sort_by(f64::total_cmp);
                prop_assert!((around.spread(median) - middle(&off) * NORMAL).abs() < 1e-9);
            }
        }
    }
}
