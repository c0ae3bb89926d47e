//! What lies along the x axis: times, numbers or names.

use jiff::tz::{Offset, TimeZone};

use super::ask::{Ask, Shape};
use super::numeral::{decimals, grouped, number};
use super::time::{self, written_offset as offset};

/// What lies along the x axis.
#[derive(Debug, Clone, PartialEq)]
pub enum Along {
    /// Times, as the clock shows them in a zone; its name where readers must be told.
    Time(TimeZone, Option<String>),
    /// Numbers.
    Number,
    /// These names: a point's x is the number of one.
    Category(Vec<String>),
}

/// What a value along the x axis can be.
#[derive(Clone, Copy, PartialEq)]
pub enum Sort {
    /// A time.
    Time,
    /// A number.
    Number,
    /// A name.
    Category,
}

/// Times as they are shown: in the zone that is asked for, or else as they are written.
pub fn along(ask: &Ask, first: Option<i32>) -> Along {
    match (&ask.zone, first) {
        (Some((name, zone)), Some(_)) => Along::Time(zone.clone(), Some(name.clone())),
        (Some((name, _)), None) => Along::Time(TimeZone::UTC, Some(name.clone())),
        (None, Some(0)) => Along::Time(TimeZone::UTC, Some("UTC".to_owned())),
        (None, Some(seconds)) => {
            let zone = Offset::from_seconds(seconds).map_or(TimeZone::UTC, TimeZone::fixed);
            Along::Time(zone, Some(format!("UTC{}", offset(first))))
        }
        (None, None) => Along::Time(TimeZone::UTC, None),
    }
}

/// What the first value of the x axis says that all are.
pub fn sort_of(text: &str, shape: Shape, comma: bool) -> Sort {
    let is_number =
        || number(text).is_some() || (comma && (decimals(text).is_some() || grouped(text).is_some()));
    if time::moment(text).is_some() || time::looks_like(text) {
        Sort::Time
    } else if !matches!(shape, Shape::Bar) && is_number() {
        Sort::Number
    } else {
        // Bars stand beside each other, whatever the numbers below them.
        Sort::Category
    }
}
