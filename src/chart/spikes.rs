//! What stands out in a line: spikes and dips by what is usual around them, and crossings of thresholds.
//!
//! What is usual at a point is the median of the points around it, and how far points usually are from that is the
//! median of those distances (MAD, times 1.4826, which for noise that is normal is its standard deviation). Both are
//! robust: a spike does not make itself usual. What is off by more than so many deviations, and by at least a twentieth
//! of what is usual, may stand out. One that lasts for more than half of the window is what is usual then.
//!
//! A few points say little of how far points usually are. So what may stand out is looked at again: where there are
//! several days with several points each, beside the other days at the same time; and else by the distances over a
//! longer stretch. And of many points one is far off by chance: the farthest of n is about sqrt(2 ln n) deviations off.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use serde_json::Value;

use super::Point;
use super::crossings;
use super::events::{Events, is_mostly_same};
use super::usual::{Around, Days, STRETCH, Stretch, mostly};
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

/// The points that are needed to say what is usual.
const FEWEST: usize = 7;

impl Rule {
    /// How many points a line needs in which anything can stand out.
    pub fn fewest(&self) -> usize {
        self.window.min(FEWEST)
    }

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

/// What the farthest of some ten thousand points of noise is off by, in deviations: of more, one is farther.
const BY_CHANCE: f64 = 4.3;

/// What stands out in a line between two places, in order; what lies around them is looked at too. `zone` is that of
/// its times, if it has any.
pub fn marks(
    points: &[Point],
    x: (f64, f64),
    rule: Option<Rule>,
    zone: Option<&TimeZone>,
    limits: &[f64],
) -> Vec<Mark> {
    let numbers = if points.iter().all(|(_, y)| y.is_finite()) {
        Cow::Borrowed(points)
    } else {
        Cow::Owned(points.iter().copied().filter(|(_, y)| y.is_finite()).collect::<Vec<_>>())
    };
    let mut marks: Vec<(f64, Mark)> = Vec::new();
    if let Some(rule) = rule.filter(|rule| numbers.len() >= rule.fewest()) {
        let start = numbers.partition_point(|point| point.0 < x.0);
        let end = numbers.partition_point(|point| point.0 <= x.1);
        let mut around = Around::new(&numbers, rule.window, 0);
        let off = |(at, point): (usize, &Point)| point.1 - around.median_at(at);
        let offs: Vec<f64> = numbers.iter().enumerate().map(off).collect();
        let mut line = Line::new(&numbers, &offs, rule, zone);
        let mut events = None;
        for at in start..end {
            if let Some(out) = line.stands_out(at) {
                let events = events.get_or_insert_with(|| line.events());
                if events.know(offs[at], line.deviations) {
                    continue;
                }
                let sort = if out.is_above { Sort::Spike } else { Sort::Dip };
                join(&mut marks, (at, out.size), sort, numbers[at], out.usual, &numbers);
            }
        }
    }
    let mut marks = strongest(marks);
    for limit in limits {
        crossings::add(&numbers, x, *limit, MOST, &mut marks);
    }
    marks.sort_by(|one, other| one.at.total_cmp(&other.at));
    marks
}

/// A line, and how far each point is from the median around it.
struct Line<'a> {
    numbers: &'a [Point],
    offs: &'a [f64],
    rule: Rule,
    stretch: Stretch<'a>,
    days: Option<Days<'a>>,
    /// How many deviations off a point must be, of so many points.
    deviations: f64,
}

/// How a point stands out.
struct Out {
    is_above: bool,
    /// By how many deviations.
    size: f64,
    usual: f64,
}

/// Of more points than these only those are looked at that are somewhat far off among the next few hundred.
const LOOKED_AT: usize = 20_000;

impl<'a> Line<'a> {
    fn new(numbers: &'a [Point], offs: &'a [f64], rule: Rule, zone: Option<&'a TimeZone>) -> Self {
        let by_chance = (2.0 * (numbers.len() as f64).ln()).sqrt();
        let mostly = mostly(numbers);
        // A few points say little of how far they usually are.
        let few = if numbers.len() < rule.window { 1.0 + (10.0 / numbers.len() as f64).powi(2) } else { 1.0 };
        Line {
            numbers,
            offs,
            rule,
            stretch: Stretch::new(numbers, offs, mostly),
            days: zone.and_then(|zone| Days::of(numbers, offs, zone, mostly)),
            deviations: rule.deviations * (by_chance / BY_CHANCE).max(few),
        }
    }

    /// What comes now and then, where the line mostly stays the same.
    fn events(&self) -> Events {
        if !is_mostly_same(self.numbers) {
            return Events::default();
        }
        let all = (0..self.numbers.len()).filter(|at| self.is_event(*at));
        Events::of(&all.map(|at| (at, self.offs[at])).collect::<Vec<_>>())
    }

    /// Whether a point is other than what is usual around it, and at that time of the day.
    fn is_event(&self, at: usize) -> bool {
        let off = self.offs[at];
        let usual = self.numbers[at].1 - off;
        let reached = || self.days.as_ref().and_then(|days| days.at(at)).map_or(0.0, |daily| daily.reached);
        off.abs() > LEAST * usual.abs() && {
            let reached = reached();
            (off - reached) * off.signum() > LEAST * (usual + reached).abs()
        }
    }

    /// How the point at an index stands out, if it does.
    fn stands_out(&mut self, at: usize) -> Option<Out> {
        let (y, off) = (self.numbers[at].1, self.offs[at]);
        let usual = y - off;
        if off.abs() <= LEAST * usual.abs() {
            return None;
        }
        let stretch = self.stretch.spread_at(at);
        if self.numbers.len() > LOOKED_AT && off.abs() <= stretch * self.rule.deviations / 2.0 {
            return None;
        }
        if let Some(daily) = self.days.as_ref().and_then(|days| days.at(at)) {
            let is_above = off > daily.usual;
            let more = if is_above { off - daily.reached } else { daily.reached - off };
            let usual_then = usual + daily.usual;
            if more <= LEAST * (usual + daily.reached).abs() {
                return None;
            }
            let size = self.size(more.min(off.abs()), daily.spread, usual_then)?;
            if daily.is_known(y, more.min(off.abs()) / size * self.deviations) {
                return None;
            }
            // On a day of another level it may be on the other side of the point, and says nothing then.
            let then = self.days.as_ref().map_or(usual_then, |days| days.said(at, &daily));
            let is_beside = |usual: f64| if is_above { usual < y } else { usual > y };
            let usual = [then, usual].into_iter().find(|usual| is_beside(*usual)).unwrap_or(usual_then);
            return Some(Out { is_above, size, usual });
        }
        let spread = Around::new(self.numbers, self.rule.window, at).spread(usual);
        let spread = if self.rule.window > STRETCH / 2 { spread } else { spread.max(stretch) };
        let spread = if spread == 0.0 { self.stretch.rest_at(at) } else { spread };
        self.size(off.abs(), spread, usual).map(|size| Out { is_above: off > 0.0, size, usual })
    }

    /// How many deviations something is off, if those are enough.
    fn size(&self, off: f64, spread: f64, usual: f64) -> Option<f64> {
        let spread = spread.max(LEAST * usual.abs() / self.rule.deviations).max(f64::MIN_POSITIVE);
        Some(off / spread).filter(|size| *size > self.deviations)
    }
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
        _ => marks.push((
            size,
            Mark {
                sort,
                at: x,
                value: y,
                usual,
                beyond: None,
                line: None,
                span: (x, x),
                why: None,
                link: None,
            },
        )),
    }
}

fn strongest(mut marks: Vec<(f64, Mark)>) -> Vec<Mark> {
    marks.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.at.total_cmp(&other.1.at)));
    marks.truncate(MOST);
    marks.into_iter().map(|(_, mark)| mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_is_so_at_that_time_of_the_day() {
        // High by day and low by night, with a spike in the night and a dip by day.
        let points: Vec<Point> = (0..14 * 24)
            .map(|hour| {
                let wave = 300.0 - 200.0 * (f64::from(hour % 24) / 24.0 * std::f64::consts::TAU).cos();
                let value = match hour {
                    243 => 2_000.0,
                    276 => 5.0,
                    _ => wave + f64::from(hour * 7 % 11),
                };
                (f64::from(hour) * 3_600.0, value)
            })
            .collect();
        let x = (7.0 * 86_400.0, 14.0 * 86_400.0);
        let usual: Vec<(Sort, f64)> = marks(&points, x, Some(Rule::default()), Some(&TimeZone::UTC), &[])
            .iter()
            .map(|mark| (mark.sort, mark.usual.round()))
            .collect();
        // At three in the morning it is 159 to 169, and at noon 500 to 510, whatever the median of a day is.
        assert!(matches!(usual[..], [(Sort::Spike, 159.0..=169.0), (Sort::Dip, 500.0..=510.0)]), "{usual:?}");
    }

    fn line(change: impl Fn(usize) -> Option<f64>) -> Vec<(f64, f64)> {
        let y = |at: usize| 100.0 + ((at * 7) % 11) as f64 + 20.0 * (at as f64 / 24.0).sin();
        (0..168).map(|at| (at as f64, change(at).unwrap_or_else(|| y(at)))).collect()
    }

    fn found(points: &[(f64, f64)], rule: Option<Rule>, limits: &[f64]) -> Vec<(Sort, f64)> {
        marks(points, (0.0, 167.0), rule, None, limits).iter().map(|mark| (mark.sort, mark.at)).collect()
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

    /// Noise that is normal, from a seed.
    fn noise(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed;
        move || {
            let mut even = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 11) as f64 / (1_u64 << 53) as f64
            };
            let (one, other) = (even().max(1e-12), even());
            (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()
        }
    }

    /// What stands out in the last seven of so many days, a value every so many seconds.
    fn in_days(days: usize, step: usize, value: &mut dyn FnMut(f64) -> f64) -> Vec<(Sort, f64)> {
        let points: Vec<Point> =
            (0..days * 86_400 / step).map(|at| (at * step) as f64).map(|x| (x, value(x))).collect();
        let x = ((days - 7) as f64 * 86_400.0, days as f64 * 86_400.0);
        let zone = TimeZone::UTC;
        marks(&points, x, Some(Rule::default()), Some(&zone), &[])
            .iter()
            .map(|mark| (mark.sort, mark.at))
            .collect()
    }

    #[test]
    fn plain_noise_is_no_spike_and_a_spike_in_it_is() {
        for (days, step, seeds) in [(7, 60, 3), (14, 60, 2), (14, 3_600, 30), (7, 1_800, 20), (8, 10, 1)] {
            for seed in 0..seeds {
                let mut noise = noise(seed);
                assert_eq!(in_days(days, step, &mut |_| 100.0 + 5.0 * noise()), [], "{days} {step} {seed}");
                let mut noise = self::noise(seed);
                let at = (days - 3) as f64 * 86_400.0 + 36_000.0;
                let mut value = |x: f64| 100.0 + 5.0 * noise() + if x == at { 80.0 } else { 0.0 };
                assert_eq!(in_days(days, step, &mut value), [(Sort::Spike, at)], "{days} {step} {seed}");
            }
        }
        // The same without times, or of a day alone.
        for seed in 0..6 {
            let mut noise = noise(seed);
            let points: Vec<Point> = (0..10_000).map(|at| (f64::from(at), 100.0 + 5.0 * noise())).collect();
            assert_eq!(marks(&points, (0.0, 1e4), Some(Rule::default()), None, &[]).len(), 0, "{seed}");
        }
    }

    #[test]
    fn what_comes_every_day_is_no_spike_and_what_comes_on_top_is() {
        // Office hours on five days of seven, and half of each day.
        let office = |x: f64| {
            let (day, hour) = ((x / 86_400.0) as usize % 7, (x % 86_400.0) / 3_600.0);
            if day < 5 && (8.0..18.0).contains(&hour) { 300.0 } else { 20.0 }
        };
        let half = |x: f64| if x % 86_400.0 < 43_200.0 { 300.0 } else { 20.0 };
        let course: [&dyn Fn(f64) -> f64; 2] = [&office, &half];
        for (days, step) in [(7, 3_600), (14, 3_600), (14, 900), (14, 60)] {
            for (seed, course) in course.into_iter().enumerate() {
                let mut noise = noise(seed as u64 + 7);
                let quiet = in_days(days, step, &mut |x| course(x) + 3.0 * noise());
                assert_eq!(quiet, [], "{days} {step} {seed}");
                // In the morning of the third day, and in the night after it.
                let third = (days - 5) as f64 * 86_400.0;
                let peaks = [third + 36_000.0, third + 82_800.0];
                let mut value =
                    |x: f64| course(x) + 3.0 * noise() + if peaks.contains(&x) { 200.0 } else { 0.0 };
                let found = in_days(days, step, &mut value);
                assert_eq!(found, peaks.map(|at| (Sort::Spike, at)), "{days} {step} {seed}");
            }
        }
    }

    #[test]
    fn a_few_of_what_is_mostly_none_are_no_spike_and_many_are() {
        for (days, step) in [(7, 3_600), (14, 3_600), (14, 900)] {
            for seed in 0..8 {
                let mut noise = noise(seed);
                let mut value = |_: f64| if noise() > 1.0 { 1.0 } else { 0.0 };
                assert_eq!(in_days(days, step, &mut value), [], "{days} {step} {seed}");
                let mut noise = self::noise(seed);
                let at = (days - 3) as f64 * 86_400.0 + 36_000.0;
                let mut value = |x: f64| if x == at { 9.0 } else { f64::from(u8::from(noise() > 1.0)) };
                assert_eq!(in_days(days, step, &mut value), [(Sort::Spike, at)], "{days} {step} {seed}");
            }
        }
        let points: Vec<Point> =
            (0..300).map(|at| (f64::from(at), f64::from(u8::from(at % 7 == 0)))).collect();
        assert_eq!(found(&points, Some(Rule::default()), &[]), []);
        // What comes now and then, at no time of its own, and something far beyond it.
        let sizes: [(f64, usize); 3] = [(2.0, 0), (40.0, 1), (20.0, 1)];
        for (most, found) in sizes {
            let mut value = |x: f64| match (x / 3_600.0) as usize {
                300 => most,
                hour if [11, 64, 103, 150, 205, 222, 271].contains(&hour) => 2.0,
                _ => 0.0,
            };
            assert_eq!(in_days(14, 3_600, &mut value).len(), found, "{most}");
        }
        let mut rare = |x: f64| if (x / 300.0) as usize % 50 == 7 { 1.0 } else { 0.0 };
        assert_eq!(in_days(14, 300, &mut rare), []);
        // Noise of which half is cut off at none.
        for seed in 0..20 {
            let mut noise = noise(seed);
            assert_eq!(in_days(14, 3_600, &mut |_| (0.3 * noise()).max(0.0)), [], "{seed}");
        }
    }

    #[test]
    fn a_few_points_have_spikes_too() {
        let rule = Some(Rule::default());
        for count in [7, 9, 14, 21, 24] {
            let mut marked = 0;
            for seed in 0..200 {
                let mut noise = noise(seed);
                let mut points: Vec<Point> =
                    (0..count).map(|at| (f64::from(at), 100.0 + 3.0 * noise())).collect();
                marked += usize::from(!marks(&points, (0.0, 99.0), rule, None, &[]).is_empty());
                points[4].1 = 400.0;
                let found: Vec<f64> =
                    marks(&points, (0.0, 99.0), rule, None, &[]).iter().map(|mark| mark.at).collect();
                assert_eq!(found, [4.0], "{count} {seed}");
            }
            assert!(marked <= 2, "{count} {marked}");
        }
        let six: Vec<Point> = (0..6).map(|at| (f64::from(at), if at == 4 { 400.0 } else { 100.0 })).collect();
        assert_eq!(marks(&six, (0.0, 99.0), rule, None, &[]), []);
    }

    #[test]
    fn the_hour_of_a_day_is_that_of_the_clock() {
        // A peak at nine in the morning, over the end of summer time.
        let zone = TimeZone::get("Europe/London").expect("a zone");
        let start = 1_792_000_800.0;
        let points: Vec<Point> = (0..14 * 24)
            .map(|hour| start + f64::from(hour) * 3_600.0)
            .map(|x| {
                (x, if super::super::time::civil(x, &zone).hour() == 9 { 300.0 } else { 20.0 + x % 7.0 })
            })
            .collect();
        let x = (points[0].0, points[points.len() - 1].0);
        assert_eq!(marks(&points, x, Some(Rule::default()), Some(&zone), &[]), []);
        assert!(!marks(&points, x, Some(Rule::default()), Some(&TimeZone::UTC), &[]).is_empty());
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
