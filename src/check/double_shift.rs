//! People who are on call twice at once.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{Handbook, PageId};
use crate::rota::{Layer, Rota, Shift};
use crate::syntax::yaml::Step;

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
/// A person's id, and two layers.
type Whose<'a> = (&'a str, (At, At));
/// The rotations, with their pages.
type Rotas<'r> = [(PageId, &'r Rota)];
/// The key paths of two shifts, where these are written by hand.
type Paths<'r> = (Option<&'r [Step]>, Option<&'r [Step]>);

/// What somebody has at once in two layers: since when, and how often.
struct Both<'r> {
    person: &'r str,
    from: Timestamp,
    times: usize,
    /// At which key paths the first of them are written, if they are by hand: in the order of the layers.
    paths: Paths<'r>,
}

/// All that somebody has at once.
struct Theirs<'r> {
    /// The two layers that they have soonest at once.
    two: (At, At),
    /// What they are called where they are.
    person: &'r str,
    /// Since when.
    from: Timestamp,
    /// How often, in these and in others.
    times: usize,
    /// See [`Both`].
    paths: Paths<'r>,
    /// The others, in order.
    others: Vec<At>,
}

/// So many other rotations are named.
const MOST: usize = 3;

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let rotas: Vec<(PageId, &Rota)> =
        book.rotations().filter_map(|page| Some((page, book.rota(page)?))).collect();
    let mut all = theirs(doubles(whole, &rotas));
    all.sort_by_key(|theirs| (theirs.two, theirs.from));
    // Of those who have the same two layers at once it is said once.
    for same in all.chunk_by(|one, other| one.two == other.two) {
        let (one, other) = same[0].two;
        let (page, layer) = layer_of(&rotas, other);
        let Some(parsed) = &book.pages[page].parsed else { continue };
        let (first, above) = layer_of(&rotas, one);
        let finding = Finding::new(&RULE, message(book, &rotas, same))
            .at(parsed.place_of(same[0].paths.1.unwrap_or(&layer.path)));
        let there = book.pages[first]
            .parsed
            .as_ref()
            .map(|parsed| parsed.place_of(same[0].paths.0.unwrap_or(&above.path)));
        let finding =
            there.into_iter().fold(finding, |finding, place| finding.related(place, "the other is here"));
        findings.push(finding.help("let somebody else take one of them, or let one begin a turn later"));
    }
}

/// What is said of people who have the same two layers at once.
fn message(book: &Handbook, rotas: &Rotas<'_>, same: &[Theirs<'_>]) -> String {
    let theirs = &same[0];
    let (one, other) = theirs.two;
    let ((first, above), (page, layer)) = (layer_of(rotas, one), layer_of(rotas, other));
    let elsewhere = match first == page {
        true => format!("in `{}` and `{}`", above.name, layer.name),
        false => format!("here and in “{}”", book.pages[first].title),
    };
    let zone = &rotas[other.0].1.zone;
    let mut message = format!(
        "`{}` is on call twice at once, {elsewhere}, from {} ({}) on",
        theirs.person,
        zone.clock(theirs.from),
        zone.name
    );
    message.push_str(&match theirs.times {
        1 => String::new(),
        2 => ", and once more".to_owned(),
        times => format!(", and {} more times", times - 1),
    });
    let mut others: Vec<String> = Vec::new();
    for at in &theirs.others {
        let (of, layer) = layer_of(rotas, *at);
        let name =
            if of == page { format!("`{}`", layer.name) } else { format!("“{}”", book.pages[of].title) };
        if !others.contains(&name) && of != first {
            others.push(name);
        }
    }
    if others.len() > MOST + 1 {
        let left = others.len() - MOST;
        others.truncate(MOST);
        others.push(format!("{left} others"));
    }
    if !others.is_empty() {
        message.push_str(&format!(", also in {}", listed(&others)));
    }
    let too: Vec<String> = same[1..].iter().map(|theirs| format!("`{}`", theirs.person)).collect();
    match too.len() {
        0 => {}
        1 => message.push_str(&format!("; so is {}", too[0])),
        _ => message.push_str(&format!("; so are {}", listed(&too))),
    }
    message
}

/// `a`, `b` and `c`
fn listed(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

fn layer_of<'r>(rotas: &Rotas<'r>, (rota, layer): At) -> (PageId, &'r Layer) {
    (rotas[rota].0, &rotas[rota].1.layers[layer])
}

/// What everybody has at once, from what they have so in two layers.
fn theirs<'r>(doubles: BTreeMap<Whose<'_>, Both<'r>>) -> Vec<Theirs<'r>> {
    let doubles: Vec<(Whose<'_>, Both<'r>)> = doubles.into_iter().collect();
    let of_person = |all: &[(Whose<'_>, Both<'r>)]| {
        let ((_, two), both) = all.iter().min_by_key(|((_, two), both)| (both.from, *two))?;
        let mut others: Vec<At> = all.iter().flat_map(|((_, (one, other)), _)| [*one, *other]).collect();
        others.sort_unstable();
        others.dedup();
        others.retain(|at| ![two.0, two.1].contains(at));
        let times = all.iter().map(|(_, both)| both.times).sum();
        Some(Theirs { two: *two, person: both.person, from: both.from, times, paths: both.paths, others })
    };
    doubles.chunk_by(|((one, _), _), ((other, _), _)| one == other).filter_map(of_person).collect()
}

/// By person and two layers, what they have at once.
fn doubles<'r>(whole: Whole<'r>, rotas: &'r Rotas<'r>) -> BTreeMap<Whose<'r>, Both<'r>> {
    let mut shifts: Vec<(&str, Timestamp, At, Shift<'r>)> = Vec::new();
    for (at, (_, rota)) in rotas.iter().enumerate() {
        let (from, to) = rota.ahead(whole.today);
        for layer in 0..rota.layers.len() {
            let of_layer = rota.shifts(layer, from, to).into_iter().map(|shift| {
                let id = whole.handbook.person_id(shift.person);
                (id, shift.from.max(from), (at, layer), shift)
            });
            shifts.extend(of_layer);
        }
    }
    shifts.sort_by_key(|(id, from, at, shift)| (*id, *from, shift.to, *at));
    let mut doubles = BTreeMap::new();
    // Those of the same person that are not over.
    let mut open: Vec<(&str, At, Shift<'r>)> = Vec::new();
    for (id, from, at, shift) in shifts {
        open.retain(|(other, _, before)| *other == id && before.to > from);
        for (_, other, before) in open.iter().filter(|(_, other, _)| *other != at) {
            let two = ((*other).min(at), (*other).max(at));
            let (one, another) = if *other < at { (before, &shift) } else { (&shift, before) };
            let paths = (one.cause.path(), another.cause.path());
            let person = shift.person;
            doubles.entry((id, two)).or_insert(Both { person, from, times: 0, paths }).times += 1;
        }
        open.push((id, at, shift));
    }
    doubles
}
