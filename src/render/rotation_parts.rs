//! What there is to a rota beside its shifts: who carries how much of it, and the picture of an escalation; and all
//! rotas on one page.

use jiff::SignedDuration;
use serde_json::Value;

use super::Renderer;
use super::coming::{self, Coming, Looks};
use super::fields::Cells;
use super::practice;
use super::register;
use super::rotation::{Clock, FEW_DAYS, MANY, SOME_DAYS, of_unit};
use super::view::{
    LinkText, LoadView, OnCallUnitView, PersonShiftView, PersonShiftsView, RegisterPageView, RungView,
    ShiftView,
};
use crate::facts::{Named, Relation};
use crate::handbook::{PageId, Register, Who, address};
use crate::kinds::capitalized;
use crate::people::Person;
use crate::rota::{self, Rota, Spell, Zone};
use crate::syntax::escape;

/// So far apart the two steps of an escalation with the shortest wait between them are drawn; those with four times as
/// long a wait are the last that are to scale,
const APART: i64 = 40;
/// and those with a longer one are so far apart.
const FAR: i64 = 110;
/// So many of somebody's shifts to come are shown at once.
const MOST: usize = 8;

/// Where somebody is.
fn zone_of(renderer: &Renderer<'_>, person: &str) -> Option<Zone> {
    match renderer.book.who(person, Named::Person)? {
        Who::Person(person) => rota::zone(person.timezone.as_deref()?),
        Who::Page(_) => None,
    }
}

/// What everybody carries of a rota in the eight weeks that come. Of one that says nobody's shifts, nothing.
pub fn load(renderer: &Renderer<'_>, rota: &Rota, page: PageId, root: &str) -> Vec<LoadView> {
    if !rota.is_known() {
        return Vec::new();
    }
    let cells = Cells::of(renderer, page, root);
    let (from, to) = rota.ahead(renderer.today);
    let load = rota.load(from, to, |person| zone_of(renderer, person));
    // Of what is over or has not begun nobody carries anything.
    if load.iter().all(|load| load.shifts == 0) {
        return Vec::new();
    }
    let most = |of: fn(&rota::Load) -> usize| load.iter().map(of).max().unwrap_or(0).max(1);
    let (shifts, nights, weekends) =
        (most(|load| load.shifts), most(|load| load.nights), most(|load| load.weekends));
    let view = |load: &rota::Load| LoadView {
        person: cells.cell(&Value::from(&*load.person), Some(Relation::OnCall)),
        shifts: load.shifts,
        nights: load.nights,
        weekends: load.weekends,
        percents: [load.shifts * 100 / shifts, load.nights * 100 / nights, load.weekends * 100 / weekends],
    };
    load.iter().map(view).collect()
}

/// Puts the steps of an escalation where a picture has them: further below the longer it takes to them.
pub fn place(rungs: &mut [RungView], rota: &Rota) {
    let minutes: Vec<Option<i64>> = rota.escalation.iter().map(|rung| rung.after).collect();
    let shortest = minutes.iter().flatten().scan(0, |last, after| {
        let apart = after - *last;
        *last = *after;
        Some(apart)
    });
    let shortest = shortest.filter(|apart| *apart > 0).min().unwrap_or(1);
    let (mut y, mut last) = (0, 0);
    for (rung, after) in rungs.iter_mut().zip(minutes) {
        let apart = after.map(|after| after - last).filter(|apart| *apart > 0);
        let drawn = apart.map(|apart| apart.saturating_mul(APART) / shortest);
        rung.above = y;
        rung.scaled = drawn.is_some_and(|drawn| drawn <= 4 * APART);
        y += match drawn {
            Some(drawn) if rung.scaled => drawn,
            Some(_) => FAR,
            None => APART,
        };
        last = after.unwrap_or(last);
        rung.y = y;
    }
}

/// Who is on call for each unit, on the pages that show it.
pub fn all(renderer: &Renderer<'_>, page: PageId, root: &str) -> Vec<OnCallUnitView> {
    let book = renderer.book;
    let Some((Register::OnCall, number)) = book.register_at(page) else { return Vec::new() };
    let mut rotations: Vec<(Option<PageId>, PageId)> =
        book.rotations().map(|rotation| (book.called_unit(rotation), rotation)).collect();
    rotations.sort_by_key(|(unit, _)| (unit.is_none(), *unit));
    let here = book.rows_at(Register::OnCall, number, &rotations);
    let days = if rotations.len() > MANY { FEW_DAYS } else { SOME_DAYS };
    let of_unit = |rows: &[(Option<PageId>, PageId)]| {
        let unit = rows[0].0;
        let rotations = rows.iter().filter_map(|(_, rotation)| of_unit(renderer, *rotation, root, days));
        OnCallUnitView {
            contact: unit.map(|unit| contact(renderer, unit, root)).unwrap_or_default(),
            unit: unit.map(|unit| renderer.link(unit, root)),
            rotations: rotations.collect(),
        }
    };
    let units = here.chunk_by(|one, other| one.0 == other.0).map(of_unit);
    units.filter(|unit| !unit.rotations.is_empty()).collect()
}

/// The pages that show who is on call, when there are several and this is one of them.
pub fn pages(renderer: &Renderer<'_>, page: PageId, root: &str) -> Vec<RegisterPageView> {
    match renderer.book.register_at(page) {
        Some((Register::OnCall, number)) => register::pages(renderer, Register::OnCall, number, root),
        _ => Vec::new(),
    }
}

/// Where a unit is reached, as its page says.
fn contact(renderer: &Renderer<'_>, unit: PageId, root: &str) -> Vec<LinkText> {
    let cells = Cells::of(renderer, unit, root);
    match renderer.book.pages[unit].front.others.get("contact") {
        Some(Value::Object(contacts)) => {
            let one = |(key, value): (&String, &Value)| {
                let cell = cells.cell(value, None);
                let label = practice::label(renderer, key);
                let html = cell.html.map(|html| {
                    let mut out = String::new();
                    escape::text(&mut out, &label);
                    format!("{out} {html}")
                });
                LinkText { text: format!("{label} {}", cell.text), href: cell.href, html }
            };
            contacts.iter().filter(|(_, value)| !value.is_null()).map(one).collect()
        }
        Some(value) => {
            Some(cells.cell(value, None)).filter(|cell| !cell.text.is_empty()).into_iter().collect()
        }
        None => Vec::new(),
    }
}

/// The shifts of a person that come, from all rotations; none when they are in none.
pub fn of_person(renderer: &Renderer<'_>, person: &Person, root: &str) -> Option<PersonShiftsView> {
    let book = renderer.book;
    let (path, pages) = book.feed_of_person(&person.id)?;
    let zone = person.timezone.as_deref().and_then(rota::zone);
    let clock = Clock::of(renderer);
    let mut spells = Vec::new();
    for page in pages {
        let Some(rota) = book.rota(*page) else { continue };
        let (today, to) = rota.ahead(renderer.today);
        // Where the site is built the day may have begun earlier.
        let from = today.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(today);
        for layer in 0..rota.layers.len() {
            let whose = |spell: &Spell<'_>| book.person_id(spell.person()) == person.id;
            let own = rota.runs(layer, from, to).into_iter().filter(whose);
            spells.extend(own.map(|spell| (spell.from(), *page, layer, rota, spell.to() > today, spell)));
        }
    }
    spells.sort_by_key(|(from, page, layer, ..)| (*from, *page, *layer));
    let (mut shifts, mut coming) = (Vec::new(), Coming::default());
    let mut shown = 0;
    for (_, page, layer, rota, is_to_come, spell) in &spells {
        let soon = *is_to_come && shown < MOST;
        shown += usize::from(soon);
        // However a rota writes whose they are, they are this person's.
        if !coming.add(Looks::of(spell).within(*page, *layer), spell, soon) {
            continue;
        }
        let zone = zone.as_ref().unwrap_or(&rota.zone);
        shifts.push(PersonShiftView {
            rotation: renderer.link(*page, root),
            layer: capitalized(&rota.layers[*layer].name),
            zone: zone.name.clone(),
            from: clock.time(zone, spell.from()),
            to: clock.time(zone, spell.to()),
            spans: coming::spans(spell),
            soon,
            instead: spell.told().0,
        });
    }
    Some(PersonShiftsView {
        shifts,
        coming: coming.text,
        calendar: format!("{root}{}", address::encoded(path)),
    })
}

/// Where to reach those who are on call; only on sites that say who people are.
pub fn with_contacts(renderer: &Renderer<'_>, person: &str, shift: ShiftView) -> ShiftView {
    let contact = || renderer.book.chat(renderer.book.person_id(person)).map(str::to_owned);
    ShiftView { contact: if renderer.config.people.pages { contact() } else { None }, ..shift }
}
