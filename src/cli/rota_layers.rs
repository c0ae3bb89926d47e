//! Which shifts of a calendar are of one layer: those that are at once are of several, and a calendar seldom says so.

use std::collections::{BTreeMap, BTreeSet};

use crate::rota::ical::Told;
use crate::rota::{self, Known, Layer, Zone};
use crate::syntax::slug::slug;

/// Ways to put shifts, which are in order, into layers in which nobody is at the same time as another.
type Way = fn(&[Told], &[Known]) -> Option<Vec<Vec<usize>>>;

/// The layers that make these shifts, put apart in the way in which there is least to write: turns that follow a rule
/// are what somebody meant.
pub fn best(told: &[Told], known: &[Known], zones: &[Zone]) -> Vec<Layer> {
    // What the calendar itself says of shifts at once is no guess; what nobody has at once needs no layers.
    let is_one = known.windows(2).all(|two| two[0].1 <= two[1].0);
    let said = labelled(told, known).filter(|_| !is_one);
    let guesses: [Way; 5] = [listed, labelled, in_order, alternating, keeping];
    let names = said.as_ref().and_then(|said| names(told, said)).unwrap_or_default();
    let ways = match said {
        Some(said) => vec![said],
        None => guesses.iter().filter_map(|way| way(told, known)).collect(),
    };
    let layers = ways.iter().map(|way| {
        let layer = |places: &Vec<usize>| {
            let known: Vec<Known> = places.iter().map(|place| known[*place].clone()).collect();
            rota::fit(&known, zones)
        };
        way.iter().map(layer).collect::<Vec<Layer>>()
    });
    let best = layers.min_by_key(|layers| layers.iter().map(rota::weight).sum::<usize>());
    let mut best = best.unwrap_or_default();
    for (layer, name) in best.iter_mut().zip(names) {
        layer.name = name;
    }
    // Whoever is first is called first.
    best.sort_by_key(|layer| match &*layer.name {
        "primary" | "first" => 0,
        "secondary" | "second" => 1,
        _ => 2,
    });
    best
}

/// What layers are called: that of their labels which others do not have.
fn names(told: &[Told], layers: &[Vec<usize>]) -> Option<Vec<String>> {
    let words = |layer: &Vec<usize>| -> Vec<String> {
        let label = &told[*layer.first().unwrap_or(&0)].label;
        label.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect()
    };
    let all: Vec<Vec<String>> = layers.iter().map(words).collect();
    let is_shared = |word: &String| all.iter().all(|words| words.contains(word));
    let name = |words: &Vec<String>| {
        let own: Vec<&str> = words.iter().filter(|word| !is_shared(word)).map(String::as_str).collect();
        Some(slug(&own.join(" "))).filter(|name| !name.is_empty())
    };
    let names: Vec<String> = all.iter().map(name).collect::<Option<_>>()?;
    let distinct: BTreeSet<&String> = names.iter().collect();
    (distinct.len() == names.len()).then_some(names)
}

/// Puts each shift into the layer that is picked of those that are free then.
fn put(known: &[Known], pick: impl Fn(&Known, &[(usize, &Known)]) -> Option<usize>) -> Vec<Vec<usize>> {
    let mut layers: Vec<Vec<usize>> = Vec::new();
    for (place, shift) in known.iter().enumerate() {
        let last = |layer: &Vec<usize>| layer.last().map(|last| &known[*last]);
        let free: Vec<(usize, &Known)> = layers
            .iter()
            .enumerate()
            .filter_map(|(at, layer)| Some((at, last(layer)?)))
            .filter(|(_, last)| last.1 <= shift.0)
            .collect();
        match pick(shift, &free).or_else(|| free.first().map(|(at, _)| *at)) {
            Some(at) => layers[at].push(place),
            None => layers.push(vec![place]),
        }
    }
    layers
}

/// By what the calendar says beside the name of whoever is on call: `Ann Lee: Payments, secondary`.
fn labelled(told: &[Told], known: &[Known]) -> Option<Vec<Vec<usize>>> {
    let mut layers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, told) in told.iter().enumerate() {
        layers.entry(told.label.to_lowercase()).or_default().push(place);
    }
    let is_one = |layer: &Vec<usize>| layer.windows(2).all(|two| known[two[0]].1 <= known[two[1]].0);
    // What only one person has is more likely part of their name.
    let is_shared = |layer: &Vec<usize>| layer.iter().any(|place| known[*place].2 != known[layer[0]].2);
    let many = layers.len() > 1 && layers.values().any(is_shared) && layers.values().all(is_one);
    // In the order in which they begin.
    let mut layers: Vec<Vec<usize>> = layers.into_values().collect();
    layers.sort_by_key(|layer| layer[0]);
    many.then_some(layers)
}

/// As they are listed: of those that begin at once the first is of the first layer.
fn listed(_: &[Told], known: &[Known]) -> Option<Vec<Vec<usize>>> {
    Some(put(known, |_, _| None))
}

/// The same, of those that begin at once by their ids.
fn in_order(_: &[Told], known: &[Known]) -> Option<Vec<Vec<usize>>> {
    let mut order: Vec<usize> = (0..known.len()).collect();
    order.sort_by_key(|place| (known[*place].0, known[*place].1, &known[*place].2));
    let sorted: Vec<Known> = order.iter().map(|place| known[*place].clone()).collect();
    let layers = put(&sorted, |_, _| None);
    Some(layers.into_iter().map(|layer| layer.into_iter().map(|place| order[place]).collect()).collect())
}

/// Nobody hands over to themselves.
fn alternating(_: &[Told], known: &[Known]) -> Option<Vec<Vec<usize>>> {
    let other = |shift: &Known, free: &[(usize, &Known)]| {
        free.iter().find(|(_, last)| last.2 != shift.2).map(|(at, _)| *at)
    };
    Some(put(known, other))
}

/// Whoever is on call goes on.
fn keeping(_: &[Told], known: &[Known]) -> Option<Vec<Vec<usize>>> {
    let same = |shift: &Known, free: &[(usize, &Known)]| {
        free.iter().find(|(_, last)| last.2 == shift.2).map(|(at, _)| *at)
    };
    Some(put(known, same))
}
