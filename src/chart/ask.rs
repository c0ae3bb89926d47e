//! What a chart block asks for.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::fault::{At, Fault, Key};
use super::limits::{Range, Spot, Threshold};
use super::unit::Unit;
use crate::characters::printable;
use crate::diag::nearest;

/// How data is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// A line through the points.
    #[default]
    Line,
    /// Bars, those of several series side by side.
    Bar,
    /// A line with what is below it filled.
    Area,
    /// Points.
    Scatter,
    /// How often values of each size come.
    Histogram,
    /// Several series on top of each other.
    Stacked,
}

impl Shape {
    const WORDS: [(&'static str, Shape); 6] = [
        ("line", Shape::Line),
        ("bar", Shape::Bar),
        ("area", Shape::Area),
        ("scatter", Shape::Scatter),
        ("histogram", Shape::Histogram),
        ("stacked", Shape::Stacked),
    ];
}

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// How it is drawn.
    pub shape: Shape,
    /// What it is called.
    pub title: Option<String>,
    /// What it shows, for those who cannot see it too.
    pub description: Option<String>,
    /// Where the data is, or the data.
    pub data: Value,
    /// The column of the x axis; the first if it is left out.
    pub x: Option<String>,
    /// The columns of the y axis, each with what it is called; all others if there is none.
    pub y: Vec<(String, String)>,
    /// The column whose values tell series apart.
    pub series: Option<String>,
    /// What the values count.
    pub unit: Unit,
    /// What the axes are called.
    pub labels: [Option<String>; 2],
    /// From where to where the x axis goes.
    pub window: [Option<Spot>; 2],
    /// The week that is looked at where nothing else is said: its first second, of the clock on the wall.
    pub week: Option<f64>,
    /// From where to where the y axis goes.
    pub range: [Option<f64>; 2],
    /// Values that are not to be passed.
    pub thresholds: Vec<Threshold>,
    /// Ranges that mean something.
    pub bands: Vec<Range>,
    /// How many bars a histogram has.
    pub bins: Option<usize>,
    /// The zone that times are shown in.
    pub zone: Option<(String, TimeZone)>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// The keys of a block.
pub const KEYS: [&str; 18] = [
    "title",
    "description",
    "data",
    "type",
    "x",
    "y",
    "series",
    "unit",
    "x_label",
    "y_label",
    "from",
    "to",
    "min",
    "max",
    "threshold",
    "bands",
    "bins",
    "timezone",
];

impl Ask {
    /// Reads what is asked for; `also` are keys that somebody else reads.
    pub fn read(map: &Map<String, Value>, also: &[&str]) -> Self {
        let mut ask = Ask::default();
        for (key, value) in map {
            if KEYS.contains(&key.as_str()) {
                if !value.is_null() {
                    ask.key(key, value);
                }
            } else if !also.contains(&key.as_str()) {
                ask.unknown(key, also);
            }
        }
        if ask.data.is_null() {
            let help = "write `data: figures.csv`, or the rows themselves";
            ask.faults.push(Fault::asked(At::All, "a chart needs `data`", help));
        }
        ask.the_right_way_round();
        ask
    }

    fn unknown(&mut self, key: &str, also: &[&str]) {
        let spelled = key.to_lowercase().replace('-', "_");
        let spelled = match &*spelled {
            "thresholds" => "threshold",
            "band" => "bands",
            "kind" | "shape" | "chart" => "type",
            "file" | "csv" | "source" => "data",
            "tz" | "zone" | "time_zone" => "timezone",
            "name" if !also.contains(&"name") => "title",
            other => other,
        };
        let near = nearest(spelled, KEYS.into_iter().chain(also.iter().copied()));
        let help = near.map_or_else(
            || format!("known are {}", KEYS.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let at = At::Keys(vec![Key::Itself(key.to_owned())]);
        self.faults.push(Fault::asked(at, format!("`{}` is not a key of a chart", cut(key)), help));
    }

    /// Sees to it that each range begins before it ends.
    fn the_right_way_round(&mut self) {
        if self.range[0].zip(self.range[1]).is_some_and(|(min, max)| min >= max) {
            self.range = [None, None];
            self.wrong("min", "to be less than `max`", "write them the other way round");
        }
        if self.window[0].zip(self.window[1]).is_some_and(|(from, to)| from.is_after(to)) {
            self.window = [None, None];
            self.wrong("from", "to be before `to`", "write them the other way round");
        }
    }

    pub(super) fn wrong(&mut self, key: &str, needs: &str, help: impl Into<String>) {
        let at = At::Keys(vec![Key::Name(key.to_owned())]);
        self.faults.push(Fault::asked(at, format!("`{key}` needs {needs}"), help));
    }

    fn key(&mut self, key: &str, value: &Value) {
        match key {
            "data" => self.data = value.clone(),
            "type" => self.shape(value),
            "y" => self.columns(value),
            "unit" => match plain(value) {
                Some(unit) => self.unit = Unit::of(&unit),
                None => self.wrong(key, "a word", "write one, such as `unit: ms`"),
            },
            "from" | "to" => match Spot::read(value) {
                Some(at) => self.window[usize::from(key == "to")] = Some(at),
                None => self.wrong(key, "a number or a time", "write `2026-11-02` or `2026-11-02T10:00`"),
            },
            "min" | "max" => match number(value) {
                Some(at) => self.range[usize::from(key == "max")] = Some(at),
                None => self.wrong(key, "a number", "write it without its unit"),
            },
            "threshold" => self.thresholds(value),
            "bands" => self.bands(value),
            "bins" => match value.as_u64().filter(|bins| (1..=200).contains(bins)) {
                Some(bins) => self.bins = Some(bins as usize),
                None => {
                    self.wrong(key, "a whole number from 1 to 200", "leave it out to have as many as fit");
                }
            },
            "timezone" => {
                let name = plain(value).unwrap_or_default();
                match TimeZone::get(&name) {
                    Ok(zone) => self.zone = Some((name, zone)),
                    Err(_) => {
                        self.wrong(key, "a time zone", "write its name, such as `Europe/London`, or `UTC`");
                    }
                }
            }
            _ => self.text(key, value),
        }
    }

    fn text(&mut self, key: &str, value: &Value) {
        let Some(text) = plain(value) else { return self.wrong(key, "a text", "write it on one line") };
        let text = Some(text).filter(|text| !text.is_empty());
        match key {
            "title" => self.title = text,
            "description" => self.description = text,
            "x" => self.x = text,
            "series" => self.series = text,
            "x_label" => self.labels[0] = text,
            _ => self.labels[1] = text,
        }
    }

    fn shape(&mut self, value: &Value) {
        let Some(word) = plain(value).map(|word| word.to_lowercase()) else {
            let words = Shape::WORDS.map(|(known, _)| known).join(", ");
            return self.wrong("type", "a word", format!("write one of {words}"));
        };
        match Shape::WORDS.iter().find(|(known, _)| *known == word) {
            Some((_, shape)) => self.shape = *shape,
            None => {
                let words = Shape::WORDS.map(|(known, _)| known);
                let help = nearest(&word, words).map_or_else(
                    || format!("write one of {}", words.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let at = At::Keys(vec![Key::Name("type".to_owned())]);
                self.faults.push(Fault::asked(
                    at,
                    format!("there is no type of chart `{}`", cut(&word)),
                    help,
                ));
            }
        }
    }

    /// One column, several, or several with what they are called.
    fn columns(&mut self, value: &Value) {
        match value {
            Value::Array(items) => {
                for item in items {
                    match (plain(item), item) {
                        (Some(column), _) => self.y.push((column.clone(), column)),
                        (None, Value::Object(map)) => self.named_columns(map),
                        _ => self.wrong("y", "the names of columns", "write `y: [first, second]`"),
                    }
                }
            }
            Value::Object(map) => self.named_columns(map),
            single => match plain(single) {
                Some(column) => self.y.push((column.clone(), column)),
                None => self.wrong("y", "the names of columns", "write `y: [first, second]`"),
            },
        }
    }

    fn named_columns(&mut self, map: &Map<String, Value>) {
        for (column, label) in map {
            if plain(label).is_none() && !label.is_null() {
                let at = At::Keys(vec![Key::Name("y".to_owned()), Key::Name(column.clone())]);
                let message = format!("`{}` needs a text that says what it is called", cut(column));
                self.faults.push(Fault::asked(at, message, "write `y: { column: What it is called }`"));
            }
            let label = plain(label).filter(|label| !label.is_empty());
            self.y.push((column.clone(), label.unwrap_or_else(|| column.clone())));
        }
    }
}

/// A value on one line.
pub fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(printable(text.trim()).into_owned()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// A number, also one in quotes.
pub fn number(value: &Value) -> Option<f64> {
    let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
    number.filter(|number| number.is_finite())
}

/// The characters of something written that a message repeats at most.
const SHOWN: usize = 60;

/// Something written as a message shows it: long ones as far as one recognizes them.
pub(super) fn cut(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", text[..end].trim_end())),
        None => Cow::Borrowed(text),
    }
}
