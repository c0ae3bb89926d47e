//! The rule that shifts follow, if they follow one: who takes turns, how long, and from when on; with those who stood
//! in. What is found makes exactly the same shifts again, or it is not found.

use std::collections::BTreeMap;

use jiff::civil::{Time, Weekday};
use jiff::{SignedDuration, Timestamp};

use super::hours::{DAY, Hours, WEEK};
use super::{Dated, Every, Handoff, Layer, Turns, Zone};

/// Somebody from an instant to another.
pub type Known = (Timestamp, Timestamp, String);

/// The lengths of turns that are tried, what is usual first.
const LENGTHS: [Every; 9] = [
    Every::Days(7),
    Every::Days(1),
    Every::Days(14),
    Every::Hours(12),
    Every::Hours(8),
    Every::Days(28),
    Every::Days(2),
    Every::Days(3),
    Every::Days(4),
];

/// Those that are tried where nobody stands in, as much else is nearly one of them.
const SELDOM: [Every; 5] =
    [Every::Hours(4), Every::Hours(6), Every::Months(1), Every::Months(2), Every::Months(3)];

/// The layer that makes these shifts, which are in order and one at a time: by a rule with as few who stand in as can
/// be, and by the shifts themselves where there is no rule.
pub fn fit(known: &[Known], zones: &[Zone]) -> Layer {
    let (as_told, known) = (known, joined(known));
    let mut best: Option<Layer> = None;
    for zone in zones {
        for every in LENGTHS.into_iter().chain(SELDOM) {
            let Some(layer) = by_rule(&known, zone, every) else { continue };
            if SELDOM.contains(&every) && !layer.overrides.is_empty() {
                continue;
            }
            if best.as_ref().is_none_or(|best| weight(&layer) < weight(best)) {
                best = Some(layer);
            }
        }
    }
    best.unwrap_or_else(|| by_hand(as_told))
}

/// How much there is to write of a layer: the less, the likelier it is the one that somebody meant.
pub fn weight(layer: &Layer) -> usize {
    let people = if layer.turns.is_empty() { 0 } else { layer.people.len() };
    people + 2 * layer.overrides.len() + 3 * layer.dated.len()
}

/// Shifts of the same person that touch each other are one.
fn joined(known: &[Known]) -> Vec<Known> {
    let mut joined: Vec<Known> = Vec::new();
    for (from, to, person) in known {
        match joined.last_mut() {
            Some(last) if last.1 == *from && last.2 == *person => last.1 = *to,
            _ => joined.push((*from, *to, person.clone())),
        }
    }
    joined
}

fn by_hand(known: &[Known]) -> Layer {
    let dated = known.iter().map(|(from, to, person)| dated(*from, *to, person)).collect();
    Layer { dated, people: people(known), ..Layer::default() }
}

fn dated(from: Timestamp, to: Timestamp, person: &str) -> Dated {
    Dated { from, to, person: person.to_owned(), why: None, path: Vec::new() }
}

fn people(known: &[Known]) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for (.., person) in known {
        if !people.contains(person) {
            people.push(person.clone());
        }
    }
    people
}

/// The layer of a rule with turns of a length; none when that makes other shifts.
fn by_rule(known: &[Known], zone: &Zone, every: Every) -> Option<Layer> {
    let (first, last) = (known.first()?, known.last()?);
    let has_gaps = known.windows(2).any(|two| two[0].1 < two[1].0);
    let hours = if has_gaps { Some(hours(known, zone)?) } else { None };
    let handoff = handoff(known, zone, every)?;
    let start = zone.rules.to_datetime(first.0);
    let zone = zone.clone();
    let mut turns =
        Turns { people: Vec::new(), zone, start, every, handoff: Some(handoff), is_timed: true, hours };
    let slots = turns.between(first.0, last.1);
    let holders: Vec<String> =
        slots.iter().map(|(_, from, to)| holder(known, *from, *to)).collect::<Option<_>>()?;
    turns.people = cycle(&holders)?;
    let mut layer = Layer { people: turns.people.clone(), turns: vec![turns], ..Layer::default() };
    layer.overrides = overrides(&layer, known)?;
    let turns = holders.len().min(known.len());
    (are_exceptions(&layer, known, turns) && makes(&layer, known)).then_some(layer)
}

/// So many turns have one exception,
const TURNS: usize = 10;
/// and so often may what comes again in every week differ: once in so many.
const SYSTEMATIC: usize = 3;

/// Whether those who stand in do so now and then: what differs often, or again and again at the same time of the week, is
/// another rule.
fn are_exceptions(layer: &Layer, known: &[Known], turns: usize) -> bool {
    let overrides = &layer.overrides;
    if overrides.len() * 3 > turns || exceptions(layer) > (turns / TURNS).max(1) {
        return false;
    }
    let (Some(first), Some(last), Some(rule)) = (known.first(), known.last(), layer.turns.first()) else {
        return true;
    };
    let is_short = !matches!(rule.every, Every::Months(_) | Every::Days(7..));
    let place = |at: Timestamp| {
        let local = rule.zone.rules.to_datetime(at);
        (local.weekday().to_monday_zero_offset(), local.time())
    };
    let mut places: BTreeMap<(i8, Time), usize> = BTreeMap::new();
    overrides.iter().for_each(|dated| *places.entry(place(dated.from)).or_default() += 1);
    let weeks = last.1.duration_since(first.0).as_hours().unsigned_abs().div_ceil(24 * 7);
    let weeks = usize::try_from(weeks).unwrap_or(usize::MAX);
    let is_systematic = |count: &usize| *count > 1 && *count * SYSTEMATIC >= weeks;
    !is_short || !places.values().any(is_systematic)
}

/// How many exceptions those who stand in are: two who take each other's turn are one.
fn exceptions(layer: &Layer) -> usize {
    // As it would be without them.
    let rule = Layer { turns: layer.turns.clone(), ..Layer::default() };
    let instead_of = |dated: &Dated| {
        let shifts = rule.shifts(dated.from, dated.to);
        shifts.first().map(|shift| shift.person.to_owned()).unwrap_or_default()
    };
    let mut open: Vec<(&str, String)> = Vec::new();
    let mut count = 0;
    for dated in &layer.overrides {
        let whose = instead_of(dated);
        match open.iter().position(|(person, other)| *person == whose && *other == dated.person) {
            Some(swap) => {
                open.swap_remove(swap);
            }
            None => {
                open.push((&dated.person, whose));
                count += 1;
            }
        }
    }
    count
}

/// Who has most of a time.
fn holder(known: &[Known], from: Timestamp, to: Timestamp) -> Option<String> {
    let mut shares: BTreeMap<&str, SignedDuration> = BTreeMap::new();
    let first = known.partition_point(|(_, end, _)| *end <= from);
    for (start, end, person) in known[first..].iter().take_while(|(start, ..)| *start < to) {
        *shares.entry(person).or_default() += end.min(&to).duration_since(*start.max(&from));
    }
    shares.into_iter().max_by_key(|(_, share)| *share).map(|(person, _)| person.to_owned())
}

/// The people who take turns in this order, with few exceptions; none when nobody has had a second turn.
fn cycle(holders: &[String]) -> Option<Vec<String>> {
    let most = |length: usize| {
        let of = |at: usize| {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            holders
                .iter()
                .skip(at)
                .step_by(length)
                .for_each(|person| *counts.entry(person).or_default() += 1);
            counts.into_iter().max_by_key(|(_, count)| *count).map(|(person, _)| person.to_owned())
        };
        (0..length).filter_map(of).collect::<Vec<String>>()
    };
    let exceptions = |people: &[String]| {
        holders.iter().enumerate().filter(|(at, person)| people[at % people.len()] != **person).count()
    };
    let longest = holders.len().saturating_sub(1);
    let is_turn = |people: &[String]| {
        // Nobody hands over to themselves; a turn is longer, then.
        let apart = (0..people.len()).all(|at| people[at] != people[(at + 1) % people.len()]);
        people.len() > 1 && apart
    };
    let fitting = (2..=longest).filter_map(|length| {
        let people = most(length);
        let exceptions = exceptions(&people);
        // Who has had no second turn cannot be told from an exception.
        let is_known = exceptions == 0 || holders.len() >= 2 * length;
        (is_known && is_turn(&people)).then_some((length + 2 * exceptions, length, people))
    });
    fitting.min().map(|(.., people)| people)
}

/// When turns change hands most often.
fn handoff(known: &[Known], zone: &Zone, every: Every) -> Option<Handoff> {
    if let Every::Hours(hours) = every {
        return within_days(known, zone, hours * 3600);
    }
    let is_weekly = matches!(every, Every::Days(days) if days % 7 == 0);
    let mut counts: BTreeMap<(i8, Time), usize> = BTreeMap::new();
    for two in known.windows(2).filter(|two| two[0].2 != two[1].2) {
        let local = zone.rules.to_datetime(two[1].0);
        let day = if is_weekly { local.weekday().to_monday_zero_offset() } else { 0 };
        *counts.entry((day, local.time())).or_default() += 1;
    }
    let ((day, time), _) = counts.into_iter().max_by_key(|(at, count)| (*count, std::cmp::Reverse(*at)))?;
    let weekday = if is_weekly { Weekday::from_monday_zero_offset(day).ok() } else { None };
    Some(Handoff { weekday, time })
}

/// The same of turns of so many seconds, several of which are in a day: when the first ends at the latest.
fn within_days(known: &[Known], zone: &Zone, length: i64) -> Option<Handoff> {
    const DAY: i64 = 24 * 3600;
    let second = |at: Timestamp| {
        let time = zone.rules.to_datetime(at).time();
        i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
    };
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for two in known.windows(2).filter(|two| two[0].2 != two[1].2) {
        *counts.entry(second(two[1].0) % length).or_default() += 1;
    }
    let (at, _) = counts.into_iter().max_by_key(|(at, count)| (*count, std::cmp::Reverse(*at)))?;
    let start = second(known.first()?.0);
    let seconds = (start + (at - start).rem_euclid(length)) % DAY;
    let time = Time::midnight().checked_add(SignedDuration::from_secs(seconds)).ok()?;
    Some(Handoff { weekday: None, time })
}

/// The hours of the week in which anybody is on call.
fn hours(known: &[Known], zone: &Zone) -> Option<Hours> {
    let mut spans = Vec::new();
    for (from, to, _) in known {
        let (start, end) = (zone.rules.to_datetime(*from), zone.rules.to_datetime(*to));
        let day = u32::try_from(start.weekday().to_monday_zero_offset()).ok()?;
        let minute =
            |time: Time| u32::from(time.hour().unsigned_abs()) * 60 + u32::from(time.minute().unsigned_abs());
        let days = start.date().until(end.date()).ok()?.get_days();
        let start = day * DAY + minute(start.time());
        let end = (day + u32::try_from(days).ok()?) * DAY + minute(end.time());
        spans.push((start, end.min(start + WEEK)));
    }
    Some(Hours::of(&spans)?.written())
}

/// Who stands in where a layer says that somebody else is on call; none when nobody is where somebody is to be.
fn overrides(layer: &Layer, known: &[Known]) -> Option<Vec<Dated>> {
    let (from, to) = (known.first()?.0, known.last()?.1);
    let shifts = layer.shifts(from, to);
    let mut overrides: Vec<Dated> = Vec::new();
    for (from, to, person) in known {
        let first = shifts.partition_point(|shift| shift.to <= *from);
        for shift in shifts[first..].iter().take_while(|shift| shift.from < *to) {
            if shift.person == person {
                continue;
            }
            let (from, to) = (shift.from.max(*from), shift.to.min(*to));
            match overrides.last_mut() {
                Some(last) if last.to == from && last.person == *person => last.to = to,
                _ => overrides.push(dated(from, to, person)),
            }
        }
    }
    Some(overrides)
}

/// Whether a layer makes exactly these shifts, as long as they go on.
fn makes(layer: &Layer, known: &[Known]) -> bool {
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return false };
    let shifts = layer.shifts(first.0, last.1);
    let made =
        shifts.iter().map(|shift| (shift.from.max(first.0), shift.to.min(last.1), shift.person.to_owned()));
    joined(&made.collect::<Vec<_>>()) == known
}
