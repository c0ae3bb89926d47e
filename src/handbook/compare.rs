//! How units differ: what holds in each of them, side by side.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Handbook, PageId};
use crate::facts::Stance;

/// A practice in all units where it is in effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// The norms of all of them, in the order in which they are first said.
    pub norms: Vec<String>,
    /// The units, those above before those below; the root is everybody.
    pub rows: Vec<MatrixRow>,
}

/// What holds in one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixRow {
    /// The unit.
    pub unit: PageId,
    /// The page that shows what holds there.
    pub page: PageId,
    /// How the unit stands to what is above; none where nothing is.
    pub stance: Option<Stance>,
    /// By norm, the value.
    pub values: Vec<Option<Value>>,
}

/// Something that two units do in another way.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The practice.
    pub practice: String,
    /// The norm; none for the text.
    pub norm: Option<String>,
    /// What holds in the one and in the other, where there is a norm.
    pub values: [Option<Value>; 2],
    /// How they stand to what is above each.
    pub stances: [Option<Stance>; 2],
}

impl Handbook {
    /// The organisation's units in the order of the content, those above before those below; without the root.
    pub fn units_in_order(&self) -> Vec<PageId> {
        self.units().filter(|unit| *unit != 0).collect()
    }

    /// A practice, unit by unit.
    pub fn matrix(&self, practice: &str) -> Matrix {
        let mut matrix = Matrix { norms: Vec::new(), rows: Vec::new() };
        let mut held_in = Vec::new();
        for (unit, page) in self.practice_pages(practice) {
            let Some(held) = self.held(practice, unit) else { continue };
            for norm in &held.norms {
                if !matrix.norms.contains(&norm.name) {
                    matrix.norms.push(norm.name.clone());
                }
            }
            held_in.push((unit, page, held));
        }
        for (unit, page, held) in held_in {
            let value = |name: &String| {
                held.norms.iter().find(|norm| norm.name == *name).map(|norm| norm.value.clone())
            };
            let own = held.pages.last().filter(|(last, _)| *last == page);
            let stance = own.map_or(Some(Stance::Adopts), |(_, stance)| *stance);
            matrix.rows.push(MatrixRow {
                unit,
                page,
                stance,
                values: matrix.norms.iter().map(value).collect(),
            });
        }
        matrix
    }

    /// What two units do in another way: norm by norm, and practices of which they follow other texts.
    pub fn differences(&self, one: PageId, other: PageId) -> Vec<Difference> {
        let mut differences = Vec::new();
        for practice in self.practices() {
            let held = [one, other].map(|unit| self.held(practice, unit));
            let text = |at: usize| held[at].as_ref().map(super::Held::text);
            let stances = [0, 1].map(|at: usize| held[at].as_ref().and_then(super::Held::stance));
            if text(0) != text(1) {
                differences.push(Difference {
                    practice: practice.to_owned(),
                    norm: None,
                    values: [None, None],
                    stances,
                });
            }
            let mut norms: BTreeMap<usize, (&str, [Option<Value>; 2])> = BTreeMap::new();
            for (at, held) in held.iter().enumerate() {
                for norm in held.iter().flat_map(|held| &held.norms) {
                    let known = norms.values().position(|(name, _)| *name == norm.name);
                    let row = norms.entry(known.unwrap_or(norms.len())).or_insert((&norm.name, [None, None]));
                    row.1[at] = Some(norm.value.clone());
                }
            }
            let differing = norms.into_values().filter(|(_, values)| values[0] != values[1]);
            differences.extend(differing.map(|(name, values)| Difference {
                practice: practice.to_owned(),
                norm: Some(name.to_owned()),
                values,
                stances,
            }));
        }
        differences
    }
}
