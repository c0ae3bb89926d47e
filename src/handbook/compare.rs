//! How units differ: what holds in each of them, side by side.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Handbook, Held, PageId, reads_alike};
use crate::facts::Stance;

/// A practice in all units where it is in effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix<'b> {
    /// The norms of all of them, in the order in which they are first said.
    pub norms: Vec<&'b str>,
    /// The units, those above before those below; the root is everybody.
    pub rows: Vec<MatrixRow<'b>>,
}

/// What holds in one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixRow<'b> {
    /// The unit.
    pub unit: PageId,
    /// The page that shows what holds there.
    pub page: PageId,
    /// How the unit stands to what is above; none where nothing is.
    pub stance: Option<Stance>,
    /// Who decides what holds there.
    pub standing: Standing,
    /// The page that its practice begins with: everybody's, unless nobody says what holds for all.
    pub first: PageId,
    /// By norm, the value.
    pub values: Vec<Option<&'b Value>>,
}

/// Who decides what holds in a unit, and how that stands to what holds above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The page that decides it: the nearest that does more than take over what is above.
    pub page: PageId,
    /// How that page stands to what is above it; none where nothing is.
    pub stance: Option<Stance>,
    /// The unit whose page it is; the root is everybody.
    pub unit: PageId,
    /// Whether it is the unit's own.
    pub own: bool,
    /// The nearest page that says anything of it: where it is the same, the same holds.
    pub follows: PageId,
}

/// Something that two units do in another way.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference<'b> {
    /// The practice.
    pub practice: &'b str,
    /// The norm; none for the text.
    pub norm: Option<&'b str>,
    /// What holds in the one and in the other, where there is a norm.
    pub values: [Option<&'b Value>; 2],
    /// Who decides it for each; none where it is not done.
    pub standings: [Option<Standing>; 2],
}

impl Standing {
    /// Whose words hold; none where it is not done, whoever says so.
    pub fn text(&self) -> Option<PageId> {
        (self.stance != Some(Stance::OptsOut)).then_some(self.follows)
    }
}

impl Handbook {
    /// The organisation's units in the order of the content, those above before those below; without the root, and
    /// without those that are listed nowhere.
    pub fn units_in_order(&self) -> Vec<PageId> {
        self.units().filter(|unit| *unit != 0 && !self.pages[*unit].hidden()).collect()
    }

    /// A practice, unit by unit.
    pub fn matrix(&self, practice: &str) -> Matrix<'_> {
        self.matrix_of(practice, self.practice_pages(practice))
    }

    /// The same, of the units and pages that readers are offered.
    pub fn offered_matrix(&self, practice: &str) -> Matrix<'_> {
        self.matrix_of(practice, self.practice_pages(practice).filter(|(_, page)| self.is_offered(*page)))
    }

    fn matrix_of(&self, practice: &str, pages: impl Iterator<Item = (PageId, PageId)>) -> Matrix<'_> {
        let mut matrix = Matrix { norms: Vec::new(), rows: Vec::new() };
        let mut held_in = Vec::new();
        for (unit, page) in pages {
            let Some(held) = self.held(practice, unit) else { continue };
            let Some(standing) = self.standing(&held, unit) else { continue };
            for norm in &held.norms {
                if !matrix.norms.contains(&norm.name) {
                    matrix.norms.push(norm.name);
                }
            }
            held_in.push((unit, page, held, standing));
        }
        for (unit, page, held, standing) in held_in {
            let value =
                |name: &&str| held.norms.iter().find(|norm| norm.name == *name).map(|norm| norm.value);
            let own = held.pages.last().filter(|(last, _)| *last == page);
            matrix.rows.push(MatrixRow {
                unit,
                page,
                stance: own.map_or(Some(Stance::Adopts), |(_, stance)| *stance),
                standing,
                first: held.first().unwrap_or(page),
                values: matrix.norms.iter().map(value).collect(),
            });
        }
        matrix
    }

    /// Who decides what is held in a unit.
    pub fn standing(&self, held: &Held<'_>, unit: PageId) -> Option<Standing> {
        let (page, stance) = held.decided()?;
        let of = self.practice_of(page).map_or(0, |(_, unit)| unit);
        Some(Standing { page, stance, unit: of, own: of == unit, follows: held.follows().unwrap_or(page) })
    }

    /// The practices of which one of two units has what holds there on a page that is listed nowhere, though it is
    /// itself.
    pub fn hidden_between(&self, one: PageId, other: PageId) -> Vec<&str> {
        let is_hidden = |practice: &str, unit: PageId| {
            let page = self.practice_pages(practice).find(|(of, _)| *of == unit);
            page.is_some_and(|(_, page)| self.pages[page].hidden() && !self.pages[unit].hidden())
        };
        self.practices().filter(|practice| is_hidden(practice, one) || is_hidden(practice, other)).collect()
    }

    /// What two units do in another way: norm by norm, and practices of which they follow other texts. What one of
    /// them has on a page that is listed nowhere is left out.
    pub fn differences(&self, one: PageId, other: PageId) -> Vec<Difference<'_>> {
        let mut differences = Vec::new();
        let hidden = self.hidden_between(one, other);
        for practice in self.practices().filter(|practice| !hidden.contains(practice)) {
            let held = [one, other].map(|unit| self.held(practice, unit));
            let standing =
                |at: usize| held[at].as_ref().and_then(|held| self.standing(held, [one, other][at]));
            let standings = [standing(0), standing(1)];
            let [first, second] = standings.map(|standing| standing.map(|standing| standing.text()));
            if first != second {
                differences.push(Difference { practice, norm: None, values: [None, None], standings });
            }
            let norms = values_of(&held).into_iter().filter(|(_, [one, other])| !reads_alike(*one, *other));
            differences.extend(norms.map(|(name, values)| Difference {
                practice,
                norm: Some(name),
                values,
                standings,
            }));
        }
        differences
    }
}

/// What two units hold of each norm, in the order in which they are first said.
fn values_of<'b>(held: &[Option<Held<'b>>; 2]) -> Vec<(&'b str, [Option<&'b Value>; 2])> {
    let mut norms: BTreeMap<usize, (&str, [Option<&Value>; 2])> = BTreeMap::new();
    for (at, held) in held.iter().enumerate() {
        for norm in held.iter().flat_map(|held| &held.norms) {
            let known = norms.values().position(|(name, _)| *name == norm.name);
            let row = norms.entry(known.unwrap_or(norms.len())).or_insert((norm.name, [None, None]));
            row.1[at] = Some(norm.value);
        }
    }
    norms.into_values().collect()
}
