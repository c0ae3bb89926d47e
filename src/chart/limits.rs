//! Places on an axis: where it begins and ends, bands, and thresholds; and whether they fit the data.

use serde_json::{Map, Value};

use super::ask::{Ask, cut, number, plain};
use super::fault::{At, Fault, Key};
use super::read::Along;
use super::{Extremes, Shape, time};
use crate::diag::nearest;

/// A value that is not to be passed.
#[derive(Debug, Clone, PartialEq)]
pub struct Threshold {
    /// The value.
    pub at: f64,
    /// What it is called.
    pub label: String,
    /// Which one of the list it is, where there is a list.
    pub item: Option<usize>,
}

/// A place on the x axis, as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spot {
    /// A number.
    Number(f64),
    /// A time of the clock on the wall, in seconds.
    Wall(f64),
    /// A time with its zone.
    Instant(f64),
}

impl Spot {
    /// A number or a time; none when it is neither.
    pub fn read(value: &Value) -> Option<Self> {
        if let Some(number) = number(value) {
            return Some(Spot::Number(number));
        }
        let moment = time::moment(value.as_str()?.trim())?;
        Some(match moment.offset {
            Some(_) => Spot::Instant(moment.seconds),
            None => Spot::Wall(moment.seconds),
        })
    }

    fn value(self) -> f64 {
        match self {
            Spot::Number(at) | Spot::Wall(at) | Spot::Instant(at) => at,
        }
    }

    fn is_time(self) -> bool {
        !matches!(self, Spot::Number(_))
    }

    /// Whether it is not before another of its sort.
    pub fn is_after(self, other: Spot) -> bool {
        self.is_time() == other.is_time() && self.value() >= other.value()
    }

    /// Where on an axis it is: a time without a zone is one of the axis' zone.
    pub fn along(self, along: &Along) -> f64 {
        match (self, along) {
            (Spot::Wall(at), Along::Time(zone, _)) => at - f64::from(time::offset(at, zone)),
            _ => self.value(),
        }
    }
}

/// A range that is asked for: of values, or a stretch of the x axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    from: Option<Spot>,
    to: Option<Spot>,
    label: String,
    across: bool,
    item: Option<usize>,
}

/// A range of values, or a stretch of the x axis, that means something.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    /// Where it begins; none for the lowest there is.
    pub from: Option<f64>,
    /// Where it ends; none for the highest there is.
    pub to: Option<f64>,
    /// What it is called.
    pub label: String,
    /// Whether it is a stretch of the x axis.
    pub across: bool,
    /// Which one of the list it is, where there is a list.
    item: Option<usize>,
}

impl Band {
    /// Whether any of it lies within the axes.
    fn is_seen(&self, x: (f64, f64), y: (f64, f64)) -> bool {
        let (from, to) = if self.across { x } else { y };
        self.from.is_none_or(|start| start < to) && self.to.is_none_or(|end| end > from)
    }
}

/// The path to a value, or to an item of a list of them.
fn path(key: &str, item: Option<usize>) -> Vec<Key> {
    [Key::Name(key.to_owned())].into_iter().chain(item.map(Key::Index)).collect()
}

impl Ask {
    /// One value or several, each with where it is written.
    fn items(value: &Value) -> impl Iterator<Item = (Option<usize>, &Value)> {
        let (list, single) = match value {
            Value::Array(items) => (items.as_slice(), None),
            single => (&[][..], Some((None, single))),
        };
        list.iter().enumerate().map(|(index, item)| (Some(index), item)).chain(single)
    }

    /// Says which keys of a mapping mean nothing.
    fn only(&mut self, key: &str, item: Option<usize>, map: &Map<String, Value>, known: &[&str]) {
        for other in map.keys().filter(|other| !known.contains(&other.as_str())) {
            let help = nearest(other, known.iter().copied()).map_or_else(
                || format!("known are {}", known.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            let mut keys = path(key, item);
            keys.push(Key::Itself(other.clone()));
            let message = format!("`{}` is not a key of `{key}`", cut(other));
            self.faults.push(Fault::asked(At::Keys(keys), message, help));
        }
    }

    pub(super) fn thresholds(&mut self, value: &Value) {
        for (item, value) in Self::items(value) {
            let (at, label) = match value {
                Value::Object(map) => {
                    self.only("threshold", item, map, &["at", "value", "label"]);
                    (map.get("at").or_else(|| map.get("value")), map.get("label").and_then(plain))
                }
                single => (Some(single), None),
            };
            match at.and_then(number) {
                Some(at) => self.thresholds.push(Threshold { at, label: label.unwrap_or_default(), item }),
                None => self.wrong(
                    "threshold",
                    "a number, or a list of `at` and `label`",
                    "write `threshold: 250`, without the unit, or `threshold: { at: 250, label: objective }`",
                ),
            }
        }
    }

    pub(super) fn bands(&mut self, value: &Value) {
        for (item, value) in Self::items(value) {
            let open = "leave out one end for no limit";
            let Some(map) = value.as_object() else {
                return self.wrong("bands", "a list of `from`, `to` and `label`", open);
            };
            self.only("bands", item, map, &["from", "to", "label", "axis"]);
            let at = |key: &str| map.get(key).and_then(Spot::read);
            let (from, to) = (at("from"), at("to"));
            let unread =
                |key: &str, read: Option<Spot>| read.is_none() && map.get(key).is_some_and(|v| !v.is_null());
            let is_mixed = from.zip(to).is_some_and(|(from, to)| from.is_time() != to.is_time());
            if unread("from", from) || unread("to", to) || from.or(to).is_none() || is_mixed {
                self.wrong("bands", "`from` and `to` that are numbers or times", open);
                continue;
            }
            if from.zip(to).is_some_and(|(from, to)| from.is_after(to)) {
                self.wrong("bands", "a `from` that is less than its `to`", "write them the other way round");
                continue;
            }
            let is_time = from.or(to).is_some_and(Spot::is_time);
            let across = is_time || map.get("axis").and_then(Value::as_str) == Some("x");
            let label = map.get("label").and_then(plain).unwrap_or_default();
            self.bands.push(Range { from, to, label, across, item });
        }
    }
}

/// What is asked for in the terms of the data's axes.
#[derive(Debug, Default)]
pub struct Fitted {
    /// From where to where the x axis goes.
    pub window: [Option<f64>; 2],
    /// Ranges that mean something.
    pub bands: Vec<Band>,
}

/// Places on the x axis as places of the data's; those that are none there go to `faults`.
pub fn fitted(ask: &Ask, along: &Along, faults: &mut Vec<Fault>) -> Fitted {
    let is_time = matches!(along, Along::Time(..)) && ask.shape != Shape::Histogram;
    let has = match along {
        _ if ask.shape == Shape::Histogram => "numbers",
        Along::Time(..) => "times",
        Along::Number => "numbers",
        Along::Category(_) => "names",
    };
    let mut fits = |spot: Spot, key: &str, item: Option<usize>| {
        if spot.is_time() == is_time && has != "names" {
            return true;
        }
        let message = match (key, spot.is_time()) {
            ("bands", true) => format!("this band is of times, and the x axis has {has}"),
            ("bands", false) => format!("this band is of numbers, and the x axis has {has}"),
            (_, true) => format!("`{key}` is a time, and the x axis has {has}"),
            (_, false) => format!("`{key}` is a number, and the x axis has {has}"),
        };
        let help = match has {
            "names" => "name what is to be seen in the data; names have no order".to_owned(),
            "times" => "write `2026-11-02` or `2026-11-02T10:00`".to_owned(),
            _ => "write a number".to_owned(),
        };
        faults.push(Fault::asked(At::Keys(path(key, item)), message, help));
        false
    };
    let mut window = [None, None];
    for (at, key) in ["from", "to"].into_iter().enumerate() {
        let spot = ask.window[at].filter(|spot| fits(*spot, key, None));
        window[at] = spot.map(|spot| spot.along(along));
    }
    let mut bands = Vec::new();
    for range in &ask.bands {
        let spot = range.from.or(range.to);
        if range.across && !spot.is_some_and(|spot| fits(spot, "bands", range.item)) {
            continue;
        }
        let at =
            |spot: Option<Spot>| spot.map(|spot| if range.across { spot.along(along) } else { spot.value() });
        let label = range.label.clone();
        let (from, to, across) = (at(range.from), at(range.to), range.across);
        bands.push(Band { from, to, label, across, item: range.item });
    }
    Fitted { window, bands }
}

/// The bands that are drawn at most.
const MOST_BANDS: usize = 60;

/// The bands that are drawn within the axes. That there are too many goes to `faults`, and that none of a sort is there
/// to be seen: of several levels some may not be reached.
pub fn seen(bands: Vec<Band>, x: (f64, f64), y: (f64, f64), faults: &mut Vec<Fault>) -> Vec<Band> {
    for across in [false, true] {
        let mut sort = bands.iter().filter(|band| band.across == across).peekable();
        let first = sort.peek().and_then(|band| band.item);
        if sort.peek().is_none() || sort.any(|band| band.is_seen(x, y)) {
            continue;
        }
        let axis = if across { "x" } else { "y" };
        let message = match bands.len() {
            1 => format!("this band lies outside of what the {axis} axis shows"),
            _ => format!("no band is within what the {axis} axis shows"),
        };
        let help = "check its `from` and `to`: they are in the unit of the data";
        faults.push(Fault::data(At::Keys(path("bands", first)), message, help));
    }
    let mut drawn: Vec<Band> = bands.into_iter().filter(|band| band.is_seen(x, y)).collect();
    if drawn.len() > MOST_BANDS {
        let message =
            format!("{} bands are too many: those after the first {MOST_BANDS} are not drawn", drawn.len());
        let help = "keep those that say something";
        faults.push(Fault::data(At::Keys(path("bands", None)), message, help));
        drawn.truncate(MOST_BANDS);
    }
    drawn
}

/// By how many times a threshold that is drawn may be beyond all that there is.
const FAR: f64 = 100.0;

/// The thresholds that can be drawn with the data; what is wrong with the others goes to `faults`.
pub fn near(ask: &Ask, extremes: &[Option<Extremes>], faults: &mut Vec<Fault>) -> Vec<Threshold> {
    let ends = extremes.iter().flatten().flat_map(|of| [of.low.1, of.high.1]);
    let size = ends.fold(0.0_f64, |size, end| size.max(end.abs()));
    let mut near = Vec::new();
    for threshold in &ask.thresholds {
        if size == 0.0 || threshold.at.abs() <= size * FAR {
            near.push(threshold.clone());
            continue;
        }
        let message = format!(
            "the threshold {} is more than {FAR} times beyond all values, of which the largest is {}, and is not drawn",
            ask.unit.show(threshold.at),
            ask.unit.show(size),
        );
        let at = At::Keys(path("threshold", threshold.item));
        faults.push(Fault::data(at, message, "write it in the unit of the data"));
    }
    near
}
