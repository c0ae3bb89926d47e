//! People who are on call twice at once.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::facts::Named;
use crate::handbook::{Handbook, PageId, Who};
use crate::rota::{Layer, Rota};

pub static RULE: Rule = Rule {
    code: "double-shift",
    level: Level::Warning,
    structural: false,
    summary: "Somebody is on call twice at once: on two layers of a rotation, or in two rotations.",
    why: "When the one rings they cannot answer the other; and whoever is called second is whoever did not answer first.",
    bad: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nlayers:\n  - name: primary\n  - name: secondary\n---\nText.\n",
    good: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nlayers:\n  - name: primary\n  - name: secondary\n    start: 2026-11-09\n---\nText.\n",
};

/// A layer of a rotation, by their places in [`Rotas`].
type At = (usize, usize);
/// The rotations, with their pages.
type Rotas<'r> = [(PageId, &'r Rota)];

/// What two layers have at once: who, when first, and how often.
struct Both<'r> {
    person: &'r str,
    from: Timestamp,
    times: usize,
}

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let rotas: Vec<(PageId, &Rota)> =
        book.rotations().filter_map(|page| Some((page, book.rota(page)?))).collect();
    for ((one, other), both) in doubles(whole, &rotas) {
        let (page, layer) = layer_of(&rotas, other);
        let Some(parsed) = &book.pages[page].parsed else { continue };
        let (first, above) = layer_of(&rotas, one);
        let zone = &rotas[other.0].1.zone;
        let times = match both.times {
            1 => String::new(),
            2 => ", and once more".to_owned(),
            times => format!(", and {} more times", times - 1),
        };
        let elsewhere = match first == page {
            true => format!("in `{}` and `{}`", above.name, layer.name),
            false => format!("here and in “{}”", book.pages[first].title),
        };
        let when = format!("{} ({})", zone.clock(both.from), zone.name);
        let message =
            format!("`{}` is on call twice at once, {elsewhere}, from {when} on{times}", both.person);
        let finding = Finding::new(&RULE, message).at(parsed.place_of(&layer.path));
        let there = book.pages[first].parsed.as_ref().map(|parsed| parsed.place_of(&above.path));
        let finding =
            there.into_iter().fold(finding, |finding, place| finding.related(place, "the other is here"));
        findings.push(finding.help("let somebody else take one of them, or let one begin a turn later"));
    }
}

fn layer_of<'r>(rotas: &Rotas<'r>, (rota, layer): At) -> (PageId, &'r Layer) {
    (rotas[rota].0, &rotas[rota].1.layers[layer])
}

/// By two layers, what they have at once.
fn doubles<'r>(whole: Whole<'_>, rotas: &'r Rotas<'r>) -> BTreeMap<(At, At), Both<'r>> {
    let mut shifts: Vec<(&str, Timestamp, Timestamp, At, &'r str)> = Vec::new();
    for (at, (_, rota)) in rotas.iter().enumerate() {
        let (from, to) = rota.ahead(whole.today);
        for layer in 0..rota.layers.len() {
            let of_layer = rota.shifts(layer, from, to).into_iter().map(|shift| {
                let id = id(whole.handbook, shift.person);
                (id, shift.from.max(from), shift.to, (at, layer), shift.person)
            });
            shifts.extend(of_layer);
        }
    }
    shifts.sort_unstable();
    let mut doubles = BTreeMap::new();
    // Those of the same person that are not over.
    let mut open: Vec<(&str, Timestamp, At)> = Vec::new();
    for (id, from, to, at, person) in shifts {
        open.retain(|(other, until, _)| *other == id && *until > from);
        for (_, _, other) in open.iter().filter(|(_, _, other)| *other != at) {
            let two = ((*other).min(at), (*other).max(at));
            doubles.entry(two).or_insert(Both { person, from, times: 0 }).times += 1;
        }
        open.push((id, to, at));
    }
    doubles
}

/// The same for everybody, however a page writes it.
fn id<'a>(book: &'a Handbook, person: &'a str) -> &'a str {
    match book.who(person, Named::Person) {
        Some(Who::Person(person)) => &person.id,
        _ => person,
    }
}
