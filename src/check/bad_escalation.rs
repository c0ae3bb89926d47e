//! Escalations that reach nobody, or whose times do not rise.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::facts::{Named, Relation};
use crate::handbook::{Handbook, PageId, Who};
use crate::kinds;
use crate::rota::{Callee, Rota, Rung};
use crate::syntax::front_matter::is_nothing;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "bad-escalation",
    level: Level::Warning,
    structural: false,
    summary: "An escalation ends nowhere or goes in a circle, calls nobody or the same again at one of its steps, or has times that do not rise.",
    why: "Nobody who is woken by it can do without the next one. A step that calls a layer without people or a unit that nobody can reach calls nobody; one that comes no later than the step before it is too late to be of use; and a last step that calls those who have not answered ends nowhere.",
    bad: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nescalation:\n  - {after: 15 minutes, to: hana}\n  - {after: 10 minutes, to: mira}\n---\nText.\n",
    good: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nescalation:\n  - {after: 10 minutes, to: hana}\n  - {after: 15 minutes, to: mira}\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    for id in book.rotations() {
        let (Some(parsed), Some(rota)) = (&book.pages[id].parsed, book.rota(id)) else { continue };
        let mut places = parsed.places();
        let own = parsed.front.others.get("escalation");
        if own.is_some_and(|own| (own.is_array() || own.is_object()) && is_nothing(own)) {
            let place = places.of(&[Step::Key("escalation".to_owned())]);
            let finding = Finding::new(&RULE, "this escalation has no steps".to_owned()).at(place);
            findings.push(finding.help("say who is called when nobody answers, or leave `escalation` out"));
        }
        for (path, message, help) in wrongs(book, id, rota) {
            findings.push(Finding::new(&RULE, message).at(places.of(&path)).help(help));
        }
    }
}

fn wrongs(book: &Handbook, id: PageId, rota: &Rota) -> Vec<(Vec<Step>, String, &'static str)> {
    let mut wrongs = Vec::new();
    let mut last = None;
    let is_timed = rota.escalation.iter().any(|rung| rung.after.is_some());
    for (at, rung) in rota.escalation.iter().enumerate() {
        wrongs.extend(idle(rota, at, is_timed).map(|(message, help)| (rung.path.clone(), message, help)));
        if let (Some(before), Some(after)) = (last, rung.after)
            && after <= before
        {
            let path = [&rung.path[..], &[Step::Key("after".to_owned())]].concat();
            let message = "this step comes no later than the one before it".to_owned();
            wrongs.push((
                path,
                message,
                "write the times in minutes from the first call on, each later than the last",
            ));
        }
        last = rung.after.or(last);
        match &rung.to {
            Callee::Layer(layer) if !rota.layers[*layer].is_known() => {
                let message = format!("nobody is in `{}`", rota.layers[*layer].name);
                wrongs.push((rung.path.clone(), message, "say who takes turns there, or call somebody else"));
            }
            Callee::Named(name) => {
                if let Some(Who::Page(unit)) = book.who(name, Named::Owner)
                    && !is_reachable(book, unit, id)
                {
                    let message = format!("nobody can be reached in `{name}`");
                    wrongs.push((
                        rung.path.clone(),
                        message,
                        "name a lead or members on its page, a rotation, or a person",
                    ));
                }
            }
            _ => {}
        }
    }
    if let Some(rung) = rota.escalation.last().filter(|rung| rung.to == Callee::Layer(0)) {
        let message = "this escalation ends with those who have not answered".to_owned();
        wrongs.push((
            rung.path.clone(),
            message,
            "let it end with somebody else, or with a channel that is read",
        ));
    }
    wrongs.extend(own_week(book, rota));
    if let Some(round) = circle(book, id)
        && let Some(rung) = rota.escalation.last()
    {
        let names: Vec<String> = round.iter().map(|page| format!("“{}”", book.pages[*page].title)).collect();
        let message = format!("this escalation goes in a circle: {} and back", names.join(", then "));
        let help = "let one of them end with somebody else, or with a channel that is read";
        wrongs.push((rung.path.clone(), message, help));
    }
    wrongs
}

/// An escalation to nobody but one of those who take turns: when it is theirs, nobody else is called.
fn own_week(book: &Handbook, rota: &Rota) -> Option<(Vec<Step>, String, &'static str)> {
    let last = rota.escalation.last()?;
    let Callee::Named(name) = &last.to else { return None };
    let people = &rota.layers.first()?.people;
    let is_theirs = |person: &str| book.person_id(person) == book.person_id(name);
    // Whoever is the only one is told so at each step.
    if people.len() < 2 || !people.iter().any(|person| is_theirs(person)) {
        return None;
    }
    let is_nobody_else = |rung: &Rung| match &rung.to {
        Callee::Layer(layer) => *layer == 0,
        Callee::Named(other) => is_theirs(other),
        Callee::Channel(_) => false,
    };
    rota.escalation.iter().all(is_nobody_else).then(|| {
        let message = format!("`{name}` takes turns here: in their own nobody else is called");
        (last.path.clone(), message, "let it end with somebody else, or with a channel that is read")
    })
}

/// The rotations by which an escalation comes back to where it began: each ends with a unit that has no other rotation
/// than the next.
fn circle(book: &Handbook, id: PageId) -> Option<Vec<PageId>> {
    let next = |page: PageId| {
        let Some(Callee::Named(name)) = book.rota(page)?.escalation.last().map(|rung| &rung.to) else {
            return None;
        };
        let Some(Who::Page(unit)) = book.who(name, Named::Owner) else { return None };
        match book.rotations_below(unit)[..] {
            [only] => Some(only),
            _ => None,
        }
    };
    let mut round = vec![id];
    loop {
        let at = next(round[round.len() - 1])?;
        if at == id {
            // Of a unit that calls itself others are to be reached.
            return (round.len() > 1).then_some(round);
        }
        if round.contains(&at) {
            return None;
        }
        round.push(at);
    }
}

/// Why a step adds nothing to those before it.
fn idle(rota: &Rota, at: usize, is_timed: bool) -> Option<(String, &'static str)> {
    let rung = &rota.escalation[at];
    let name = match &rung.to {
        Callee::Layer(layer) => &rota.layers[*layer].name,
        Callee::Named(name) | Callee::Channel(name) => name,
    };
    if at > 0 && rota.escalation[at - 1].to == rung.to {
        return Some((format!("`{name}` was called by the step before this one"), "call somebody else"));
    }
    let alone = rota.layers.first().filter(|layer| layer.people.len() == 1).map(|layer| &layer.people[0]);
    if rung.to == Callee::Named(alone.cloned().unwrap_or_default()) {
        let message = format!("`{name}` is the only one on call, and has not answered");
        return Some((message, "call somebody else"));
    }
    // The first may come at once.
    (is_timed && at > 0 && rung.after.is_none()).then(|| {
        (
            "this step does not say after which time".to_owned(),
            "write `after:`, in minutes from the first call on",
        )
    })
}

/// Whether there is somebody to call in a unit: by another rotation, or by who is in it.
fn is_reachable(book: &Handbook, unit: PageId, not: PageId) -> bool {
    let page = &book.pages[unit];
    let facts = page.parsed.iter().flat_map(|parsed| kinds::facts(&page.kind, &parsed.front));
    let is_in = |relation: Relation| matches!(relation, Relation::Leads | Relation::Member);
    let of_people = || book.people.all.iter().filter_map(|person| book.unit(person.unit.as_deref()?));
    facts.map(|fact| fact.relation).any(is_in)
        || book.chat(book.unit_id(unit)).is_some()
        || of_people().any(|own| own == unit)
        || book.rotations_below(unit).iter().any(|rotation| *rotation != not)
}
