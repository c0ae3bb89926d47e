//! By what the rows of registers can be chosen. All of their pages have the same lists, which are made once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Renderer;
use super::register;
use super::view::{FilterOptionView, FilterView};
use crate::actions::Action;
use crate::decision::Status;
use crate::handbook::{Handbook, PageId, Register, natural};
use crate::incident::Incident;

/// What stands between several values of a row.
const BETWEEN: &str = "|";
/// Whoever does what nobody does.
const NOBODY: &str = "-";

/// The lists of each register, once they are wanted.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    incidents: OnceLock<Vec<FilterView>>,
    actions: OnceLock<Vec<FilterView>>,
    decisions: OnceLock<Vec<FilterView>>,
}

/// The lists of a register.
pub fn of(renderer: &Renderer<'_>, register: Register) -> Vec<FilterView> {
    let known = &renderer.shared.filters;
    let lists = match register {
        Register::Incidents => known.incidents.get_or_init(|| incidents(renderer)),
        Register::Actions => known.actions.get_or_init(|| actions(renderer)),
        Register::Decisions => known.decisions.get_or_init(|| decisions(renderer)),
        // The search finds a rotation.
        Register::OnCall => return Vec::new(),
    };
    lists.clone()
}

fn incidents(renderer: &Renderer<'_>) -> Vec<FilterView> {
    let (book, word) = (renderer.book, |word| renderer.theme.word(word));
    let all = &renderer.shared.registered.incidents;
    let said = |of: fn(&Incident) -> Option<String>| {
        let text = move |page: &PageId| book.incident(*page).and_then(of).map(|text| option(&text, &text));
        all.iter().map(move |page| text(page).into_iter().collect())
    };
    let severity = list("severity", word("severity"), said(|incident| incident.severity.clone()));
    let status = said(|incident| Some(incident.status.as_ref()?.word().to_owned()));
    let status = list("status", word("incidents-status"), status);
    let service = all.iter().map(|page| services(book, *page));
    let service = list("service", word("incidents-service"), service);
    let unit =
        all.iter().map(|page| units(book, &register::unit(book, *page).into_iter().collect::<Vec<_>>()));
    let unit = list("unit", word("unit"), unit);
    [severity, status, service, unit].into_iter().flatten().collect()
}

fn actions(renderer: &Renderer<'_>) -> Vec<FilterView> {
    let word = |word| renderer.theme.word(word);
    let all = &renderer.shared.registered.to_do;
    let owner = all.iter().map(|to_do| owners(renderer, &to_do.action));
    let mut owner = list("owner", word("all-actions-who"), owner);
    if let Some(owner) = &mut owner {
        // Nobody comes last.
        owner.options.sort_by_key(|option| option.value == NOBODY);
    }
    let state = FilterView {
        name: "state",
        label: word("incidents-status").to_owned(),
        options: vec![option("overdue", word("task-overdue"))],
    };
    owner.into_iter().chain([state]).collect()
}

fn decisions(renderer: &Renderer<'_>) -> Vec<FilterView> {
    let (book, word) = (renderer.book, |word| renderer.theme.word(word));
    let all = book.decision_log();
    let unit = list("unit", word("unit"), all.iter().map(|page| units(book, book.units_of_decision(*page))));
    let status = |page: &PageId| book.decision(*page).and_then(|stated| stated.status);
    let options = |page| -> Vec<FilterOptionView> {
        let status = status(page);
        status
            .map(|status| option(status.word(), super::decision::label(renderer, status)))
            .into_iter()
            .collect()
    };
    let mut status = list("status", word("decisions-status"), all.iter().map(options));
    if let Some(status) = &mut status {
        let place =
            |option: &FilterOptionView| Status::ALL.iter().position(|known| known.word() == option.value);
        status.options.sort_by_key(place);
    }
    [unit, status].into_iter().flatten().collect()
}

/// The different values that rows have, in the order of their names; none where none of them tells one row from
/// another.
fn list(
    name: &'static str,
    label: &str,
    rows: impl Iterator<Item = Vec<FilterOptionView>>,
) -> Option<FilterView> {
    let (mut counts, mut total) = (BTreeMap::new(), 0);
    for row in rows {
        total += 1;
        for option in row {
            *counts.entry(option).or_insert(0) += 1;
        }
    }
    let tells = counts.values().any(|count| *count < total);
    let mut options: Vec<FilterOptionView> = counts.into_keys().collect();
    options.dedup_by(|other, one| other.value == one.value);
    options.sort_by(|one, other| natural(&one.label, &other.label));
    tells.then(|| FilterView { name, label: label.to_owned(), options })
}

fn option(value: &str, label: &str) -> FilterOptionView {
    FilterOptionView { value: value.replace(BETWEEN, "/"), label: label.to_owned() }
}

/// The values of a row, as its attribute has them.
pub fn values(options: &[FilterOptionView]) -> String {
    options.iter().map(|option| &*option.value).collect::<Vec<_>>().join(BETWEEN)
}

/// Units, and those that they are part of.
pub fn units(book: &Handbook, units: &[PageId]) -> Vec<FilterOptionView> {
    let mut all: Vec<PageId> = Vec::new();
    for unit in units {
        // The whole organisation is said only of what is its own.
        let above = book.units_of(*unit).filter(|above| above == unit || *above != 0);
        all.extend(above);
    }
    all.sort_unstable();
    all.dedup();
    let one = |unit: PageId| match book.unit_id(unit) {
        "" => option("/", &book.pages[unit].title),
        id => option(id, &book.pages[unit].title),
    };
    all.into_iter().map(one).collect()
}

/// What failed.
pub fn services(book: &Handbook, page: PageId) -> Vec<FilterOptionView> {
    let ids = book.incident(page).map_or(&[][..], |incident| &incident.services);
    let one = |id: &String| match book.thing_of_id(id.trim()) {
        Some(service) => option(book.service_id(service), &book.pages[service].title),
        None => option(id, id),
    };
    ids.iter().map(one).collect()
}

/// Whoever does an action.
pub fn owners(renderer: &Renderer<'_>, action: &Action) -> Vec<FilterOptionView> {
    let doers = renderer.book.doers(action).into_iter();
    let doers: Vec<FilterOptionView> = doers.map(|owner| option(&owner.id, &owner.name)).collect();
    if doers.is_empty() { vec![option(NOBODY, renderer.theme.word("task-nobody"))] } else { doers }
}
