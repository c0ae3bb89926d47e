//! What holds in a unit of a practice: what its own page says, on top of those of the units above.

use serde_json::Value;

use super::PageId;
use crate::facts::{Habit, Stance};

/// What holds in a unit of a practice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Held<'b> {
    /// The pages that say it, from everybody's down to the unit's own, each with its stance; the first has none.
    pub pages: Vec<(PageId, Option<Stance>)>,
    /// The values that hold, in the order in which they were first said.
    pub norms: Vec<Norm<'b>>,
    /// Those that held above the last page that does something else, and hold no more; each with that page.
    pub gone: Vec<Norm<'b>>,
    /// Those of the pages that take over what is above and have nothing to add.
    silent: Vec<PageId>,
}

/// A value that holds in a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Norm<'b> {
    /// What it is a value of.
    pub name: &'b str,
    /// The value.
    pub value: &'b Value,
    /// The page that says it.
    pub page: PageId,
    /// The value that it has taken the place of.
    pub instead: Option<&'b Value>,
}

impl<'b> Held<'b> {
    /// Takes in what a unit further down says, and how it stands to what is above it.
    pub(super) fn add(&mut self, page: PageId, habit: &'b Habit, stance: Stance, is_blank: bool) {
        let stance = (!self.pages.is_empty()).then_some(stance);
        if stance == Some(Stance::Adopts) && is_blank {
            self.silent.push(page);
        }
        if ends_above(stance) {
            // What is done instead, or not at all, is held to no value from above.
            let gone = |norm: Norm<'b>| Norm { page, instead: None, ..norm };
            self.gone = std::mem::take(&mut self.norms).into_iter().map(gone).collect();
        }
        self.pages.push((page, stance));
        if stance == Some(Stance::OptsOut) {
            // What is not done is held to no value at all.
            return;
        }
        for (name, value) in &habit.norms {
            let before = self.gone.iter().position(|norm| norm.name == *name).map(|at| self.gone.remove(at));
            match self.norms.iter_mut().find(|norm| norm.name == *name) {
                Some(norm) if reads_alike(Some(norm.value), Some(value)) => {}
                Some(norm) => {
                    let instead = std::mem::replace(&mut norm.value, value);
                    (norm.instead, norm.page) = (Some(instead), page);
                }
                None => {
                    let before = before
                        .filter(|norm| norm.page == page && !reads_alike(Some(norm.value), Some(value)));
                    let instead = before.map(|norm| norm.value);
                    self.norms.push(Norm { name, value, page, instead });
                }
            }
        }
    }

    /// The pages whose text holds: from the last that replaces what is above it on. That something is not done above
    /// is no text for those who do it again.
    pub fn text(&self) -> Vec<(PageId, Option<Stance>)> {
        let starts = |(_, stance): &(PageId, Option<Stance>)| stance.is_none() || ends_above(*stance);
        let from = self.pages.iter().rposition(starts).unwrap_or(0);
        let is_done = |(_, stance): &(PageId, Option<Stance>)| *stance != Some(Stance::Adopts);
        let again = match self.pages.get(from) {
            Some((_, Some(Stance::OptsOut))) => self.pages[from + 1..].iter().position(is_done),
            _ => None,
        };
        self.pages[again.map_or(from, |after| from + 1 + after)..].to_vec()
    }

    /// The page that decides how the practice is done: the nearest that does more than take over what is above; with
    /// its stance, none for the first. None when nobody says anything.
    pub fn decided(&self) -> Option<(PageId, Option<Stance>)> {
        self.pages.iter().rev().find(|(_, stance)| *stance != Some(Stance::Adopts)).copied()
    }

    /// The nearest page that says anything: where it is the same, the same holds.
    pub fn follows(&self) -> Option<PageId> {
        self.above(None)
    }

    /// The nearest page above `page` that says anything; of a unit whose page is not written, the nearest of all.
    pub fn above(&self, page: Option<PageId>) -> Option<PageId> {
        let mut pages = self.pages.iter().rev().map(|(other, _)| *other);
        pages.find(|other| Some(*other) != page && !self.silent.contains(other))
    }

    /// The page that all others follow or change.
    pub fn first(&self) -> Option<PageId> {
        self.pages.first().map(|(page, _)| *page)
    }
}

/// Whether two values, or that there is none, are the same for readers: `2` is `"2"`, `yes` is true, and spaces do not count.
pub fn reads_alike(one: Option<&Value>, other: Option<&Value>) -> bool {
    one == other || one.zip(other).is_some_and(|(one, other)| as_read(one) == as_read(other))
}

/// A value as it is read.
fn as_read(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(is_so) => if *is_so { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            // `1.0` is `1`.
            Some(number) => number.to_string(),
            None => number.to_string(),
        },
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Array(values) => values.iter().map(as_read).collect::<Vec<_>>().join(", "),
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| format!("{key}: {}", as_read(value));
            entries.iter().map(entry).collect::<Vec<_>>().join(", ")
        }
    }
}

/// Whether nothing from above holds where a page has this stance.
fn ends_above(stance: Option<Stance>) -> bool {
    matches!(stance, Some(Stance::Replaces | Stance::OptsOut))
}
