//! The shifts of a layer: its turns, then what is written of certain days, then those who stand in.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Span, Timestamp};

use super::clock::instant;
use super::{Dated, Layer, Rota, Turns};
use crate::syntax::yaml::Step;

/// Hours of those who share a layer that are less apart than this are meant to follow each other.
const APART: SignedDuration = SignedDuration::from_hours(4);

/// So many weeks ahead shifts are shown.
const WEEKS: i64 = 8;

/// So many hours ahead somebody is looked for who is next: nearby first, as most are.
pub const AHEAD: [i64; 3] = [24 * 8, 24 * 63, 24 * 366];

/// Somebody on call, from an instant to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift<'r> {
    /// When it begins.
    pub from: Timestamp,
    /// When it is over; later than that.
    pub to: Timestamp,
    /// Who is on call.
    pub person: &'r str,
    /// Why they are.
    pub cause: Cause<'r>,
}

/// Why somebody is on call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cause<'r> {
    /// It is their turn: among which people, and the number of the turn.
    Turn(&'r Turns, i64),
    /// It is written so of these very days.
    Dated(&'r Dated),
    /// They stand in for somebody.
    Override(&'r Dated),
}

/// Shifts of the same person for the same reason: a turn with the hours of its days.
#[derive(Debug, Clone, PartialEq)]
pub struct Spell<'r> {
    /// Its shifts, in order.
    pub shifts: Vec<Shift<'r>>,
}

impl<'r> Spell<'r> {
    /// When the first of its shifts begins.
    pub fn from(&self) -> Timestamp {
        self.shifts[0].from
    }

    /// When the last of its shifts is over.
    pub fn to(&self) -> Timestamp {
        self.shifts[self.shifts.len() - 1].to
    }

    /// Who is on call.
    pub fn person(&self) -> &'r str {
        self.shifts[0].person
    }

    /// Why, to begin with.
    pub fn cause(&self) -> Cause<'r> {
        self.shifts[0].cause
    }

    /// Whether they stand in for somebody, and why they are on call then if that is written: as it is for the longest of
    /// their shifts, where somebody has a turn of their own beside.
    pub fn told(&self) -> (bool, Option<&'r str>) {
        let longest = self.shifts.iter().max_by_key(|shift| shift.to.as_second() - shift.from.as_second());
        match longest.map_or(self.cause(), |shift| shift.cause) {
            Cause::Override(dated) => (true, dated.why.as_deref()),
            Cause::Dated(dated) => (false, dated.why.as_deref()),
            Cause::Turn(..) => (false, None),
        }
    }
}

impl<'r> Cause<'r> {
    /// The key path at which it is written, where that is of this shift alone.
    pub fn path(&self) -> Option<&'r [Step]> {
        match self {
            Cause::Turn(..) => None,
            Cause::Dated(dated) | Cause::Override(dated) => Some(&dated.path),
        }
    }

    /// Whether it is the same turn, or is written in the same place.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Cause::Turn(one, number), Cause::Turn(other, same)) => {
                std::ptr::eq(*one, *other) && number == same
            }
            (Cause::Dated(one), Cause::Dated(other)) | (Cause::Override(one), Cause::Override(other)) => {
                std::ptr::eq(*one, *other)
            }
            _ => false,
        }
    }

    /// Whether it is a turn.
    fn is_turn(&self) -> bool {
        matches!(self, Cause::Turn(..))
    }
}

/// Shifts, in order, with those together that are one turn; in rotas with hours the turns of some may lie between the
/// shifts of another, which are together `even_apart`.
fn together<'r>(shifts: &[Shift<'r>], even_apart: bool) -> Vec<Spell<'r>> {
    let mut spells: Vec<Spell<'r>> = Vec::new();
    // Those that may go on.
    let mut open: Vec<usize> = Vec::new();
    for shift in shifts {
        let is_same =
            |spell: &Spell<'_>| spell.person() == shift.person && spell.cause().is_same(&shift.cause);
        match open.iter().copied().find(|at| is_same(&spells[*at])) {
            Some(at) => spells[at].shifts.push(*shift),
            None => {
                // Somebody who stands in comes between.
                if !even_apart
                    || !shift.cause.is_turn()
                    || open.iter().any(|at| !spells[*at].cause().is_turn())
                {
                    open.clear();
                }
                open.push(spells.len());
                spells.push(Spell { shifts: vec![*shift] });
            }
        }
    }
    spells
}

impl Rota {
    /// From the midnight that begins a day to the one that begins another, in the zone of the rota.
    pub fn window(&self, from: Date, to: Date) -> (Timestamp, Timestamp) {
        let midnight = |day: Date| instant(&self.zone.rules, day.to_datetime(Time::midnight()));
        (midnight(from).unwrap_or(Timestamp::MIN), midnight(to).unwrap_or(Timestamp::MAX))
    }

    /// The time of which the shifts are shown on a day: from a week before it to eight weeks after it.
    pub fn shown(&self, today: Date) -> (Timestamp, Timestamp) {
        let day = |days: i64| today.checked_add(Span::new().days(days)).unwrap_or(today);
        let (from, to) = self.window(day(-7), day(WEEKS * 7 + 1));
        self.layers.iter().for_each(|layer| layer.remember(from, to));
        (from, to)
    }

    /// The time that is looked at on a day for what is wrong with it: from then to eight weeks after it.
    pub fn ahead(&self, today: Date) -> (Timestamp, Timestamp) {
        let (from, _) = self.window(today, today);
        (from, self.shown(today).1)
    }

    /// The shifts of a layer that are not over at `from` and begin before `to`: in order, one at a time.
    pub fn shifts(&self, layer: usize, from: Timestamp, to: Timestamp) -> Vec<Shift<'_>> {
        self.layers.get(layer).map(|layer| layer.shifts(from, to)).unwrap_or_default()
    }

    /// The same shifts, those of a turn together, with what there is of it before and after.
    pub fn spells(&self, layer: usize, from: Timestamp, to: Timestamp) -> Vec<Spell<'_>> {
        let Some(layer) = self.layers.get(layer) else { return Vec::new() };
        let mut spells = together(&layer.whole(from, to), true);
        spells.retain(|spell| spell.to() > from && spell.from() < to);
        spells
    }

    /// The same, with those apart between which somebody else is on call: one after the other.
    pub fn stretches(&self, layer: usize, from: Timestamp, to: Timestamp) -> Vec<Spell<'_>> {
        let Some(layer) = self.layers.get(layer) else { return Vec::new() };
        let mut spells = together(&layer.whole(from, to), false);
        spells.retain(|spell| spell.to() > from && spell.from() < to);
        spells
    }

    /// The same, with those apart between which nobody is on call: from when to when somebody answers. Who stands in
    /// before their own turn, or has several turns one after the other, goes on answering, unless nobody else ever does:
    /// that would have no end.
    pub fn runs(&self, layer: usize, from: Timestamp, to: Timestamp) -> Vec<Spell<'_>> {
        let Some(layer) = self.layers.get(layer) else { return Vec::new() };
        let is_shared = layer.people.len() > 1;
        let goes_on = |one: &Shift<'_>, other: &Shift<'_>| {
            one.to == other.from
                && one.person == other.person
                && (is_shared || one.cause.is_same(&other.cause))
        };
        let shifts = layer.whole(from, to);
        let mut runs: Vec<Spell<'_>> =
            shifts.chunk_by(goes_on).map(|shifts| Spell { shifts: shifts.to_vec() }).collect();
        runs.retain(|run| run.to() > from && run.from() < to);
        runs
    }

    /// The first of these that begins at an instant or later, within a year.
    pub fn following(&self, layer: usize, at: Timestamp) -> Option<Spell<'_>> {
        AHEAD.iter().find_map(|hours| {
            let to = at.checked_add(SignedDuration::from_hours(*hours)).ok()?;
            self.runs(layer, at, to).into_iter().find(|run| run.from() >= at)
        })
    }

    /// Who is on call in a layer at an instant.
    pub fn at(&self, layer: usize, now: Timestamp) -> Option<Shift<'_>> {
        let next = now.checked_add(SignedDuration::from_nanos(1)).ok()?;
        self.shifts(layer, now, next).into_iter().find(|shift| shift.from <= now && now < shift.to)
    }

    /// When somebody is to be on call in a layer and nobody is, between two instants: in order, apart. Before the layer
    /// begins somebody is to be there only if the rota says in which hours.
    pub fn gaps(&self, layer: usize, from: Timestamp, to: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        let Some(own) = self.layers.get(layer) else { return Vec::new() };
        let is_promised = self.hours.is_some() && layer == 0;
        let from = own.begins().map(|begins| if is_promised { from } else { begins.max(from) });
        let Some(from) = from.filter(|from| *from < to) else { return Vec::new() };
        let shifts = own.shifts(from, to);
        let mut gaps = Vec::new();
        for (start, end) in self.expected(layer, from, to) {
            let mut at = start.max(from);
            let end = end.min(to);
            let first = shifts.partition_point(|shift| shift.to <= at);
            for shift in shifts[first..].iter().take_while(|shift| shift.from < end) {
                if shift.from > at {
                    gaps.push((at, shift.from));
                }
                at = at.max(shift.to);
            }
            if at < end {
                gaps.push((at, end));
            }
        }
        gaps
    }

    /// When somebody is to be on call in a layer: in the first, in the hours of the rota; in another, in those that
    /// it has itself.
    pub(super) fn expected(
        &self,
        layer: usize,
        from: Timestamp,
        to: Timestamp,
    ) -> Vec<(Timestamp, Timestamp)> {
        let own = &self.layers[layer];
        let hours = self.hours.as_ref().filter(|_| layer == 0 || own.turns.is_empty());
        if hours.is_some() || own.turns.is_empty() {
            // Shifts that no rule makes go on only where hours say so.
            let last = own.dated.iter().map(|dated| dated.to).max().unwrap_or(from).min(to);
            let dated = || if last > from { vec![(from, last)] } else { Vec::new() };
            return hours.map_or_else(dated, |hours| hours.between(&self.zone.rules, from, to));
        }
        let spans = own.turns.iter().flat_map(|turns| match &turns.hours {
            Some(hours) => hours.between(&turns.zone.rules, from, to),
            None => vec![(from, to)],
        });
        let mut spans: Vec<(Timestamp, Timestamp)> = spans.collect();
        spans.sort_unstable();
        let spans = join(spans);
        // Where several share the day, nobody means the hour between them.
        if own.turns.len() > 1 { close(spans) } else { spans }
    }
}

/// Spans in order, those that touch each other as one.
fn join(spans: Vec<(Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    let mut joined: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(spans.len());
    for (from, to) in spans {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// Spans in order, those that are less than four hours apart as one.
fn close(spans: Vec<(Timestamp, Timestamp)>) -> Vec<(Timestamp, Timestamp)> {
    let mut closed: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(spans.len());
    for (from, to) in spans {
        match closed.last_mut() {
            Some(last) if from.duration_since(last.1) < APART => last.1 = last.1.max(to),
            _ => closed.push((from, to)),
        }
    }
    closed
}

impl Layer {
    /// When the first shift begins; none when there is none.
    pub fn begins(&self) -> Option<Timestamp> {
        let turns = self.turns.iter().filter(|turns| !turns.people.is_empty());
        let turns = turns.filter_map(|turns| instant(&turns.zone.rules, turns.start));
        turns.chain(self.dated.iter().map(|dated| dated.from)).min()
    }

    /// See [`Rota::shifts`].
    pub fn shifts(&self, from: Timestamp, to: Timestamp) -> Vec<Shift<'_>> {
        let mut shifts = self.whole(from, to);
        shifts.retain(|shift| shift.to > from && shift.from < to);
        shifts
    }

    /// The shifts between two instants, with all of those of the turns that they are in, and maybe others; each as
    /// long as it is whatever is looked at.
    fn whole(&self, from: Timestamp, to: Timestamp) -> Vec<Shift<'_>> {
        self.remembered(from, to).unwrap_or_else(|| self.compute(from, to))
    }

    pub(super) fn compute(&self, from: Timestamp, to: Timestamp) -> Vec<Shift<'_>> {
        let is_within = |dated: &Dated, from, to| dated.to > from && dated.from < to;
        // Somebody who stands in may do so for somebody whose turn is not looked at.
        let written = self.dated.iter().chain(&self.overrides).filter(|dated| is_within(dated, from, to));
        let most = SignedDuration::from_hours(MOST_DAYS * 24);
        let first = from.saturating_sub(most).unwrap_or(from);
        let last = to.saturating_add(most).unwrap_or(to);
        let (from, to) = written.fold((from, to), |(from, to), dated| {
            (from.min(dated.from.max(first)), to.max(dated.to.min(last)))
        });
        let mut turns: Vec<&Turns> = self.turns.iter().filter(|turns| !turns.people.is_empty()).collect();
        turns.sort_by_key(|turns| instant(&turns.zone.rules, turns.start));
        // And what is looked at may be cut by what is not.
        let ends = |turns: &&Turns| {
            let between = turns.between(from, to);
            Some((between.first()?.1, between.last()?.2))
        };
        let ends: Vec<(Timestamp, Timestamp)> = turns.iter().filter_map(ends).collect();
        let looked_at = (from, to);
        let (from, to) = ends.iter().fold(looked_at, |(from, to), end| (from.min(end.0), to.max(end.1)));
        let mut shifts: Vec<Shift<'_>> = Vec::new();
        for turns in turns {
            for shift in of_turns(turns, from, to, looked_at) {
                paint(&mut shifts, shift);
            }
        }
        for dated in self.dated.iter().filter(|dated| is_within(dated, from, to)) {
            let (from, to, person) = (dated.from, dated.to, &*dated.person);
            paint(&mut shifts, Shift { from, to, person, cause: Cause::Dated(dated) });
        }
        for stands_in in self.overrides.iter().filter(|dated| is_within(dated, from, to)) {
            replace(&mut shifts, stands_in);
        }
        shifts
    }
}

/// Of the hours of a turn that takes years, and of what somebody does who stands in for as long, so many days before and
/// after what is looked at are known.
const MOST_DAYS: i64 = 400;

fn of_turns(
    turns: &Turns,
    from: Timestamp,
    to: Timestamp,
    looked_at: (Timestamp, Timestamp),
) -> Vec<Shift<'_>> {
    let between = turns.between(from, to);
    let hours = turns.hours.as_ref().filter(|hours| !hours.is_always());
    let most = SignedDuration::from_hours(MOST_DAYS * 24);
    let begins = from.max(looked_at.0.saturating_sub(most).unwrap_or(from));
    let ends = to.min(looked_at.1.saturating_add(most).unwrap_or(to));
    let spans = hours.map(|hours| hours.between(&turns.zone.rules, begins, ends));
    let mut shifts = Vec::new();
    for (number, from, to) in between {
        let Some(person) = turns.person(number) else { continue };
        let shift = |from, to| Shift { from, to, person, cause: Cause::Turn(turns, number) };
        match &spans {
            None => shifts.push(shift(from, to)),
            Some(spans) => {
                let first = spans.partition_point(|(_, end)| *end <= from);
                let within = spans[first..].iter().take_while(|(start, _)| *start < to);
                shifts.extend(within.map(|(start, end)| shift(from.max(*start), to.min(*end))));
            }
        }
    }
    shifts
}

/// Puts a shift in, and takes out what others have at the same time.
fn paint<'r>(shifts: &mut Vec<Shift<'r>>, new: Shift<'r>) {
    let first = shifts.partition_point(|shift| shift.to <= new.from);
    let after = shifts.partition_point(|shift| shift.from < new.to);
    let mut left = Vec::with_capacity(3);
    if let Some(cut) = shifts[first..after].first().filter(|cut| cut.from < new.from) {
        left.push(Shift { to: new.from, ..*cut });
    }
    left.push(new);
    if let Some(cut) = shifts[first..after].last().filter(|cut| cut.to > new.to) {
        left.push(Shift { from: new.to, ..*cut });
    }
    shifts.splice(first..after, left);
}

/// Lets somebody stand in for whoever else is on call.
fn replace<'r>(shifts: &mut Vec<Shift<'r>>, stands_in: &'r Dated) {
    let first = shifts.partition_point(|shift| shift.to <= stands_in.from);
    let after = shifts.partition_point(|shift| shift.from < stands_in.to);
    let spans = shifts[first..after].iter().filter(|shift| shift.person != stands_in.person);
    let spans = spans.map(|shift| (shift.from.max(stands_in.from), shift.to.min(stands_in.to)));
    for (from, to) in join(spans.collect()) {
        paint(shifts, Shift { from, to, person: &stands_in.person, cause: Cause::Override(stands_in) });
    }
}
