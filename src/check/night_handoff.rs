//! Shifts that change hands while somebody sleeps.

use jiff::Timestamp;

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::facts::Named;
use crate::handbook::{Handbook, PageId, Who};
use crate::rota::{self, Cause, Rota, Zone};
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "night-handoff",
    level: Level::Warning,
    structural: false,
    summary: "A shift changes hands between 22:00 and 07:00 where one of the two is.",
    why: "Who is called then is asleep, or has to stay awake to hand over. Where somebody is says their `timezone` in `people.yaml`, and else that of the rotation.",
    bad: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nhandoff: Monday 03:00\n---\nText.\n",
    good: "---\nkind: rotation\nmembers: [hana, mira]\nstarts: 2026-11-02\nhandoff: Monday 10:00\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let (book, page) = (whole.handbook, &whole.handbook.pages[id]);
    let (Some(parsed), Some(rota)) = (&page.parsed, book.rota(id)) else { return };
    for (at, layer) in rota.layers.iter().enumerate() {
        let nights = nights(book, rota, at, whole);
        let Some((person, at, zone, path)) = nights.first() else { continue };
        let within = if layer.name.is_empty() { String::new() } else { format!(" of `{}`", layer.name) };
        let clock = zone.clock(*at);
        let message = format!("a handoff{within} is at {clock} where `{person}` is ({})", zone.name);
        let more = match nights.len() - 1 {
            0 => String::new(),
            1 => "there is one more such handoff; ".to_owned(),
            more => format!("there are {more} more such handoffs; "),
        };
        let help = format!("{more}hand over while both are awake");
        findings
            .push(Finding::new(&RULE, message).at(parsed.place_of(path.unwrap_or(&layer.path))).help(help));
    }
}

/// Whom a handoff finds asleep, when, where that is, and at which key path the shift is written, if it is one by hand.
type Night<'r> = (&'r str, Timestamp, Zone, Option<&'r [Step]>);

/// Whom handoffs of a layer find asleep.
fn nights<'r>(book: &Handbook, rota: &'r Rota, layer: usize, whole: Whole<'_>) -> Vec<Night<'r>> {
    let (from, to) = rota.ahead(whole.today);
    let stretches = rota.stretches(layer, from, to);
    let mut nights = Vec::new();
    for two in stretches.windows(2) {
        let (one, other) = (&two[0], &two[1]);
        let is_handoff = one.to() == other.from() && one.person() != other.person();
        if !is_handoff || one.to() < from || !is_planned(other.cause()) || !is_planned(one.cause()) {
            continue;
        }
        let asleep = |person: &'r str| {
            let zone = zone_of(book, person).unwrap_or_else(|| rota.zone.clone());
            let hour = zone.rules.to_datetime(one.to()).hour();
            (!(7..22).contains(&hour)).then_some((person, one.to(), zone, other.cause().path()))
        };
        nights.extend(asleep(other.person()).or_else(|| asleep(one.person())));
    }
    nights
}

/// Whether a handoff is at a time that somebody has chosen for all: who stands in for an evening does so until late, and
/// a rota that says no time changes hands with the day.
fn is_planned(cause: Cause<'_>) -> bool {
    match cause {
        Cause::Turn(turns, _) => turns.is_timed || turns.hours.is_some(),
        Cause::Dated(_) => true,
        Cause::Override(_) => false,
    }
}

/// Where somebody is.
fn zone_of(book: &Handbook, person: &str) -> Option<Zone> {
    match book.who(person, Named::Person)? {
        Who::Person(person) => rota::zone(person.timezone.as_deref()?),
        Who::Page(_) => None,
    }
}
