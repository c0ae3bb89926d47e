//! How much of a rota is whose.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};
use jiff::{Span, Timestamp};

use super::{Rota, Spell, Zone};

/// What somebody has of a rota in some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// Who.
    pub person: String,
    /// How many shifts: a turn is one, whatever hours it has.
    pub shifts: usize,
    /// How many nights, of which some of the hours from midnight to six are in a shift.
    pub nights: usize,
    /// How many weekends, of which some is.
    pub weekends: usize,
}

impl Rota {
    /// What everybody has of it between two instants, in the order in which people are named; nights are those of
    /// where they are.
    pub fn load(&self, from: Timestamp, to: Timestamp, zone_of: impl Fn(&str) -> Option<Zone>) -> Vec<Load> {
        let mut people: Vec<Counted> = Vec::new();
        for (at, layer) in self.layers.iter().enumerate() {
            let spells = self.spells(at, from, to);
            let there = layer.people.iter().map(String::as_str).chain(spells.iter().map(Spell::person));
            for person in there {
                if !people.iter().any(|known| known.person == person) {
                    let zone = zone_of(person).unwrap_or_else(|| self.zone.clone());
                    people.push(Counted::of(person, zone));
                }
            }
            for spell in spells {
                let Some(whose) = people.iter_mut().find(|known| known.person == spell.person()) else {
                    continue;
                };
                whose.shifts += 1;
                for shift in &spell.shifts {
                    whose.count(shift.from.max(from), shift.to.min(to));
                }
            }
        }
        let load = |counted: Counted| Load {
            person: counted.person,
            shifts: counted.shifts,
            nights: counted.nights.len(),
            weekends: counted.weekends.len(),
        };
        people.into_iter().map(load).collect()
    }
}

struct Counted {
    person: String,
    zone: Zone,
    shifts: usize,
    /// The days that begin with them.
    nights: BTreeSet<Date>,
    /// Their Saturdays.
    weekends: BTreeSet<Date>,
}

impl Counted {
    fn of(person: &str, zone: Zone) -> Self {
        Counted {
            person: person.to_owned(),
            zone,
            shifts: 0,
            nights: BTreeSet::new(),
            weekends: BTreeSet::new(),
        }
    }

    fn count(&mut self, from: Timestamp, to: Timestamp) {
        if from >= to {
            return;
        }
        let (start, end) = (self.zone.rules.to_datetime(from), self.zone.rules.to_datetime(to));
        let mut day = start.date();
        while day <= end.date() {
            let begins = day.to_datetime(jiff::civil::Time::midnight());
            let six = begins.checked_add(Span::new().hours(6)).unwrap_or(begins);
            let is_there = start < begins.checked_add(Span::new().days(1)).unwrap_or(begins) && end > begins;
            if is_there && start < six {
                self.nights.insert(day);
            }
            let saturday = match day.weekday() {
                Weekday::Saturday => Some(day),
                Weekday::Sunday => day.yesterday().ok(),
                _ => None,
            };
            self.weekends.extend(saturday.filter(|_| is_there));
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
    }
}
