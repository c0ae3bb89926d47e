//! Services that nobody is called for.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{Handbook, PageId};
use crate::kinds;
use crate::syntax::front_matter::is_nothing;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "uncovered-service",
    level: Level::Warning,
    structural: false,
    summary: "A service has no rotation: neither its page, nor a rotation, nor the unit that owns it says who is called.",
    why: "When it fails nobody knows whom to call. A handbook without rotations is not asked.",
    bad: "== content/services/gangway.md\n---\nkind: service\n---\nText.\n== content/rota.md\n---\nkind: rotation\nservices: [mooring]\n---\nText.\n",
    good: "== content/services/gangway.md\n---\nkind: service\n---\nText.\n== content/rota.md\n---\nkind: rotation\nservices: [gangway]\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let rotations: Vec<PageId> = book.rotations().collect();
    if rotations.is_empty() {
        return;
    }
    let rotas = rotations.iter().filter_map(|page| book.rota(*page));
    let named: BTreeSet<String> =
        rotas.flat_map(|rota| &rota.services).map(|id| last(id).to_owned()).collect();
    let units: BTreeSet<PageId> = rotations.iter().filter_map(|page| book.called_unit(*page)).collect();
    let run: BTreeSet<PageId> = units.iter().flat_map(|unit| runs(book, *unit)).collect();
    for (id, page) in book.pages.iter().enumerate() {
        let Some(field) = page.kind.called.filter(|_| page.parsed.is_some() && !page.hidden()) else {
            continue;
        };
        let said = page.front.others.get(field).filter(|value: &&Value| !is_nothing(value));
        let called = kinds::texts(said);
        let idle = called.iter().find(|name| !has_rotation(book, name));
        let is_covered = said.is_some() && idle.is_none()
            || named.contains(book.id_of(id))
            || run.contains(&id)
            || owners(book, id).any(|unit| units.contains(&unit));
        if let Some(name) = idle.filter(|_| !is_covered) {
            let message = format!("nobody is called when “{}” fails: `{name}` has no rotation", page.title);
            let help = "name the page of its rotation, or write one for the unit";
            let path = [Step::Key(field.to_owned())];
            let place = page.parsed.as_ref().map_or_else(|| page.place(), |parsed| parsed.place_of(&path));
            findings.push(Finding::new(&RULE, message).at(place).help(help));
        } else if !is_covered {
            let message = format!("nobody is called when “{}” fails", page.title);
            let help =
                format!("name the page of its rotation in `{field}`, or name it in the `services` of one");
            let kind = [Step::Key("kind".to_owned())];
            let place = page.parsed.as_ref().map_or_else(|| page.place(), |parsed| parsed.place_of(&kind));
            findings.push(Finding::new(&RULE, message).at(place).help(help));
        }
    }
}

/// Whether somebody is called by a name: that of a rotation or of a unit that has one, or of something that is elsewhere.
fn has_rotation(book: &Handbook, name: &str) -> bool {
    let path = name.trim_end_matches(".md").trim_matches('/');
    let page = book.page_at(name).or_else(|| book.page_at(path));
    match page.filter(|page| book.pages[*page].kind.unit).or_else(|| book.unit(path)) {
        Some(unit) => !book.rotations_below(unit).is_empty(),
        None => true,
    }
}

/// The unit that owns a page, or that it lies in, and those above it.
fn owners(book: &Handbook, page: PageId) -> impl Iterator<Item = PageId> {
    let owner = book.pages[page].front.owner.as_deref().and_then(|owner| book.unit(owner));
    owner.or(book.unit_of(page)).into_iter().flat_map(|unit| book.units_of(unit))
}

/// What a unit's page says that it runs.
fn runs(book: &Handbook, unit: PageId) -> Vec<PageId> {
    let owned = kinds::texts(book.pages[unit].front.others.get("owns"));
    owned.iter().flat_map(|id| book.services_like(id)).collect()
}

fn last(id: &str) -> &str {
    let id = id.trim_end_matches(".md").trim_end_matches('/');
    id.rsplit('/').next().unwrap_or(id)
}
