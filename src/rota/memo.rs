//! The shifts of a layer as they were computed: pages, calendars and rules all ask for the same weeks.

use std::sync::OnceLock;

use jiff::Timestamp;

use super::{Cause, Layer, Shift};

/// Shifts of a time, once somebody has asked for them.
#[derive(Debug, Default)]
pub struct Memo(OnceLock<Known>);

#[derive(Debug)]
struct Known {
    from: Timestamp,
    to: Timestamp,
    shifts: Vec<Short>,
}

/// A shift by the places of what it is made of.
#[derive(Debug)]
struct Short {
    from: Timestamp,
    to: Timestamp,
    cause: ShortCause,
}

#[derive(Debug, Clone, Copy)]
enum ShortCause {
    Turn(usize, i64),
    Dated(usize),
    Override(usize),
}

impl Clone for Memo {
    /// A copy may be changed, and so knows nothing.
    fn clone(&self) -> Self {
        Memo::default()
    }
}

impl PartialEq for Memo {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Layer {
    /// Computes the shifts of a time, and keeps them; the first time that is asked for is the one that is kept.
    pub(super) fn remember(&self, from: Timestamp, to: Timestamp) {
        self.memo.0.get_or_init(|| {
            let shorten = |shift: &Shift<'_>| {
                Some(Short { from: shift.from, to: shift.to, cause: self.short(shift.cause)? })
            };
            Known { from, to, shifts: self.compute(from, to).iter().filter_map(shorten).collect() }
        });
    }

    /// The shifts that are kept, if they are those of a time, and of more.
    pub(super) fn remembered(&self, from: Timestamp, to: Timestamp) -> Option<Vec<Shift<'_>>> {
        let known = self.memo.0.get().filter(|known| known.from <= from && to <= known.to)?;
        Some(known.shifts.iter().filter_map(|short| self.long(short)).collect())
    }

    fn short(&self, cause: Cause<'_>) -> Option<ShortCause> {
        Some(match cause {
            Cause::Turn(turns, number) => {
                ShortCause::Turn(self.turns.iter().position(|own| std::ptr::eq(own, turns))?, number)
            }
            Cause::Dated(dated) => {
                ShortCause::Dated(self.dated.iter().position(|own| std::ptr::eq(own, dated))?)
            }
            Cause::Override(dated) => {
                ShortCause::Override(self.overrides.iter().position(|own| std::ptr::eq(own, dated))?)
            }
        })
    }

    fn long(&self, short: &Short) -> Option<Shift<'_>> {
        let (person, cause) = match short.cause {
            ShortCause::Turn(at, number) => {
                let turns = self.turns.get(at)?;
                (turns.person(number)?, Cause::Turn(turns, number))
            }
            ShortCause::Dated(at) => {
                let dated = self.dated.get(at)?;
                (&*dated.person, Cause::Dated(dated))
            }
            ShortCause::Override(at) => {
                let dated = self.overrides.get(at)?;
                (&*dated.person, Cause::Override(dated))
            }
        };
        Some(Shift { from: short.from, to: short.to, person, cause })
    }
}
