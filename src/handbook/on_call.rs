//! Who is on call at an instant.

use jiff::{SignedDuration, Timestamp};

use super::{Handbook, PageId};
use crate::rota::{AHEAD, Nobody, Rota, Spell, Zone};

/// Somebody on call, from when to when they answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnShift {
    /// Who, by the id that the page has.
    pub person: String,
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// Whether they stand in for somebody.
    pub instead: bool,
    /// Why they do.
    pub why: Option<String>,
}

/// A layer of a rotation at an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct OnCall {
    /// The page that says it.
    pub page: PageId,
    /// The layer; empty for the only one.
    pub layer: String,
    /// In which the rotation's times are.
    pub zone: Zone,
    /// Who is on call; none when nobody is, or nobody knows.
    pub now: Option<OnShift>,
    /// Who is next, within a year.
    pub next: Option<OnShift>,
    /// Whether the page says who is on call when.
    pub is_known: bool,
    /// Why nobody is on call then nor soon, where that is so of the whole layer.
    pub nobody: Option<Nobody>,
}

impl Handbook {
    /// Who is on call at an instant by what a page says: a row for each layer, and one without any for a page that
    /// has none.
    pub fn on_call(&self, page: PageId, at: impl Fn(&Zone) -> Timestamp) -> Vec<OnCall> {
        let Some(rota) = self.rota(page) else { return Vec::new() };
        let zone = || rota.zone.clone();
        if rota.layers.is_empty() {
            let layer = String::new();
            return vec![OnCall {
                page,
                layer,
                zone: zone(),
                now: None,
                next: None,
                is_known: false,
                nobody: None,
            }];
        }
        let at = at(&rota.zone);
        let row = |layer: usize| {
            let (now, next) = now_and_next(rota, layer, at);
            let (zone, is_known) = (zone(), rota.layers[layer].is_known());
            let nobody = rota.layers[layer].nobody(at).filter(|_| now.is_none());
            OnCall { page, layer: rota.layers[layer].name.clone(), zone, now, next, is_known, nobody }
        };
        (0..rota.layers.len()).map(row).collect()
    }

    /// The rotations of a unit, and of those that are part of it; in the order of the pages.
    pub fn rotations_below(&self, unit: PageId) -> Vec<PageId> {
        let is_below = |page: &PageId| {
            let called = self.called_unit(*page);
            called.is_some_and(|called| self.units_of(called).any(|above| above == unit))
        };
        self.rotations().filter(is_below).collect()
    }
}

/// Who is on call in a layer at an instant, and who is next.
fn now_and_next(rota: &Rota, layer: usize, at: Timestamp) -> (Option<OnShift>, Option<OnShift>) {
    let mut now = None;
    for hours in AHEAD {
        let Ok(to) = at.checked_add(SignedDuration::from_hours(hours)) else { break };
        let runs = rota.runs(layer, at, to);
        now = runs.iter().find(|run| run.from() <= at && at < run.to()).map(on_shift);
        // Somebody's turn may go on after the night.
        let next = runs.iter().find(|run| run.from() > at).map(on_shift);
        if next.is_some() {
            return (now, next);
        }
    }
    (now, None)
}

fn on_shift(spell: &Spell<'_>) -> OnShift {
    let (instead, why) = spell.told();
    OnShift {
        person: spell.person().to_owned(),
        from: spell.from(),
        to: spell.to(),
        instead,
        why: why.map(str::to_owned),
    }
}
