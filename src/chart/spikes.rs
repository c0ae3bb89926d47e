//! What stands out in a line: spikes and dips by what is usual around them, and crossings of thresholds.
//!
//! What is usual at a point is the median of the points around it, and how far points usually are from that is the
//! median of those distances (MAD, times 1.4826, which for noise that is normal is its standard deviation). Both are
//! robust: a spike does not make itself usual. What is off by more than so many deviations, and by at least a twentieth
//! of what is usual, stands out. One that lasts for more than half of the window is what is usual then.

use serde_json::Value;

use super::weekly::{Mark, Sort, setting};
use crate::diag::nearest;

/// When a point stands out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// How many points around it are looked at.
    pub window: usize,
    /// How many deviations off it must be.
    pub deviations: f64,
}

impl Default for Rule {
    fn default() -> Self {
        Rule { window: 25, deviations: 6.0 }
    }
}

/// So much of what is usual is no spike, however steady a line is.
const LEAST: f64 = 0.05;
/// The marks of a line at most: the ones that stand out most.
const MOST: usize = 20;

impl Rule {
    /// Reads `off`, or a mapping of `window` and `deviations`; none when nothing is to be marked.
    ///
    /// # Errors
    /// What is wrong, and what to do.
    pub fn read(value: Option<&Value>) -> Result<Option<Self>, (String, String)> {
        let wrong = || {
            let help = "write `spikes: off`, or `spikes: { window: 25, deviations: 6 }`";
            ("`spikes` needs `off`, or a `window` and `deviations`".to_owned(), help.to_owned())
        };
        match value {
            None | Some(Value::Null | Value::Bool(true)) => Ok(Some(Rule::default())),
            Some(Value::Bool(false)) => Ok(None),
            Some(Value::String(word)) if matches!(word.trim(), "off" | "no" | "none") => Ok(None),
            Some(Value::String(word)) if word.trim() == "on" => Ok(Some(Rule::default())),
            Some(Value::Object(map)) => {
                let mut rule = Rule::default();
                for (key, value) in map {
                    match (key.as_str(), setting(value)) {
                        ("window", Some(window)) if (5.0..=1_001.0).contains(&window) => {
                            rule.window = window as usize;
                        }
                        ("window", _) => {
                            return Err(("`window` needs 5 to 1001 points".to_owned(), wrong().1));
                        }
                        ("deviations", Some(deviations)) => rule.deviations = deviations,
                        ("deviations", None) => {
                            return Err(("`deviations` needs a number".to_owned(), wrong().1));
                        }
                        (other, _) => {
                            let near = nearest(other, ["window", "deviations"]);
                            let help =
                                near.map_or_else(|| wrong().1, |near| format!("did you mean `{near}`?"));
                            return Err((format!("`{other}` is not a key of `spikes`"), help));
                        }
                    }
                }
                Ok(Some(rule))
            }
            Some(_) => Err(wrong()),
        }
    }
}

/// What stands out in a line between two places, in order; what lies around them is looked at too.
pub fn marks(points: &[(f64, f64)], x: (f64, f64), rule: Option<Rule>, limits: &[f64]) -> Vec<Mark> {
    let numbers: Vec<(f64, f64)> = points.iter().copied().filter(|(_, y)| y.is_finite()).collect();
    let mut marks: Vec<(f64, Mark)> = Vec::new();
    if let Some(rule) = rule.filter(|rule| numbers.len() >= rule.window.max(5)) {
        let mut around = Around::new(&numbers, rule.window);
        for (at, point) in numbers.iter().enumerate() {
            let usual = around.median_at(at);
            let off = point.1 - usual;
            if off.abs() <= LEAST * usual.abs() || !(x.0..=x.1).contains(&point.0) {
                continue;
            }
            let spread = around.deviation(usual) * 1.482_6;
            let size = off.abs() / spread.max(LEAST * usual.abs() / rule.deviations).max(f64::MIN_POSITIVE);
            if size > rule.deviations {
                let sort = if off > 0.0 { Sort::Spike } else { Sort::Dip };
                join(&mut marks, (at, size), sort, *point, usual, &numbers);
            }
        }
    }
    let mut marks = strongest(marks);
    for limit in limits {
        crossings(&numbers, x, *limit, &mut marks);
    }
    marks.sort_by(|one, other| one.at.total_cmp(&other.at));
    marks
}

/// Points that stand out and follow each other are one mark, at the one that is off most.
fn join(
    marks: &mut Vec<(f64, Mark)>,
    (at, size): (usize, f64),
    sort: Sort,
    (x, y): (f64, f64),
    usual: f64,
    numbers: &[(f64, f64)],
) {
    // One point between two that stand out does not make them two.
    let since = numbers[at.saturating_sub(2)].0;
    match marks.last_mut() {
        Some((known, mark)) if mark.sort == sort && mark.span.1 >= since => {
            mark.span.1 = x;
            if size > *known {
                (*known, mark.at, mark.value, mark.usual) = (size, x, y, usual);
            }
        }
        _ => marks.push((size, Mark { sort, at: x, value: y, usual, span: (x, x), why: None, link: None })),
    }
}

fn strongest(mut marks: Vec<(f64, Mark)>) -> Vec<Mark> {
    marks.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.at.total_cmp(&other.1.at)));
    marks.truncate(MOST);
    marks.into_iter().map(|(_, mark)| mark).collect()
}

/// Each time a line passes a threshold, from the side on which it mostly is: unless it stands out there anyway.
fn crossings(numbers: &[(f64, f64)], x: (f64, f64), limit: f64, marks: &mut Vec<Mark>) {
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
        if !marks.iter().any(|mark| mark.span.0 <= span.1 && span.0 <= mark.span.1) {
            let (at, value) = *worst;
            found.push(Mark { sort: Sort::Crossing, at, value, usual: limit, span, why: None, link: None });
        }
    }
    found.truncate(MOST);
    marks.append(&mut found);
}

/// The numbers around a point, sorted: as the point moves on, one goes and one comes.
struct Around<'a> {
    numbers: &'a [(f64, f64)],
    window: usize,
    start: usize,
    sorted: Vec<f64>,
}

impl<'a> Around<'a> {
    fn new(numbers: &'a [(f64, f64)], window: usize) -> Self {
        let mut sorted: Vec<f64> = numbers[..window.min(numbers.len())].iter().map(|(_, y)| *y).collect();
        sorted.sort_by(f64::total_cmp);
        Around { numbers, window, start: 0, sorted }
    }

    /// The median around a point; points are asked for in order.
    fn median_at(&mut self, at: usize) -> f64 {
        let last_start = self.numbers.len().saturating_sub(self.window);
        let start = at.saturating_sub(self.window / 2).min(last_start);
        while self.start < start {
            let (gone, come) = (self.numbers[self.start].1, self.numbers[self.start + self.window].1);
            let place = self.sorted.partition_point(|y| y.total_cmp(&gone).is_lt());
            self.sorted.remove(place);
            let place = self.sorted.partition_point(|y| y.total_cmp(&come).is_lt());
            self.sorted.insert(place, come);
            self.start += 1;
        }
        middle(&self.sorted)
    }

    /// The median of the distances from a value.
    fn deviation(&self, from: f64) -> f64 {
        let mut off: Vec<f64> = self.sorted.iter().map(|y| (y - from).abs()).collect();
        off.sort_by(f64::total_cmp);
        middle(&off)
    }
}

fn middle(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    match sorted.len() % 2 {
        1 => sorted[half],
        _ if sorted.is_empty() => 0.0,
        _ => f64::midpoint(sorted[half - 1], sorted[half]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(change: impl Fn(usize) -> Option<f64>) -> Vec<(f64, f64)> {
        let y = |at: usize| 100.0 + ((at * 7) % 11) as f64 + 20.0 * (at as f64 / 24.0).sin();
        (0..168).map(|at| (at as f64, change(at).unwrap_or_else(|| y(at)))).collect()
    }

    fn found(points: &[(f64, f64)], rule: Option<Rule>, limits: &[f64]) -> Vec<(Sort, f64)> {
        marks(points, (0.0, 167.0), rule, limits).iter().map(|mark| (mark.sort, mark.at)).collect()
    }

    #[test]
    fn spikes_and_dips_stand_out_and_noise_does_not() {
        let rule = Some(Rule::default());
        assert_eq!(found(&line(|_| None), rule, &[]), []);
        let storm = line(|at| match at {
            50 => Some(240.0),
            51 => Some(300.0),
            120..=122 => Some(10.0),
            _ => None,
        });
        assert_eq!(found(&storm, rule, &[]), [(Sort::Spike, 51.0), (Sort::Dip, 120.0)]);
        assert_eq!(found(&storm, None, &[]), []);
        // A steady line has no noise: a tenth more stands out, a twentieth does not.
        let steady =
            |y: f64| (0..50).map(|at| (f64::from(at), if at == 20 { y } else { 100.0 })).collect::<Vec<_>>();
        assert_eq!(found(&steady(110.0), rule, &[]), [(Sort::Spike, 20.0)]);
        assert_eq!(found(&steady(104.0), rule, &[]), []);
        // A new level is no spike.
        assert_eq!(found(&line(|at| (at > 80).then_some(200.0 + (at % 3) as f64)), rule, &[]).len(), 0);
    }

    #[test]
    fn thresholds_are_crossed_from_the_usual_side() {
        let points = line(|at| (70..75).contains(&at).then_some(150.0));
        assert_eq!(found(&points, None, &[140.0]), [(Sort::Crossing, 70.0)]);
        // What stands out anyway is marked once.
        let high = line(|at| (70..75).contains(&at).then_some(900.0));
        assert_eq!(found(&high, Some(Rule::default()), &[140.0]), [(Sort::Spike, 74.0)]);
        let points = line(|at| (70..75).contains(&at).then_some(50.0));
        assert_eq!(found(&points, None, &[60.0]), [(Sort::Crossing, 70.0)]);
    }

    #[test]
    fn settings_are_read() {
        use serde_json::json;
        let read = |value: Value| Rule::read(Some(&value)).map_err(|(message, _)| message);
        assert_eq!(read(json!("off")), Ok(None));
        assert_eq!(read(json!(false)), Ok(None));
        assert_eq!(read(json!({"window": 51})), Ok(Some(Rule { window: 51, deviations: 6.0 })));
        assert_eq!(read(json!({"windw": 51})), Err("`windw` is not a key of `spikes`".to_owned()));
        assert_eq!(read(json!({"window": 2})), Err("`window` needs 5 to 1001 points".to_owned()));
        assert!(read(json!(3)).is_err());
    }
}
