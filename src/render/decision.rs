//! Decisions: which took the place of which, all of them on one page, and those of a unit on its own.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Renderer;
use super::fields::Cells;
use super::view::{
    DecisionRowView, DecisionStatusView, DecisionUnitView, DecisionView, DecisionsView, FieldView, LinkText,
    LinkView,
};
use crate::decision::{AMENDED_BY, AMENDS, Reference, SUPERSEDED_BY, SUPERSEDES, Stated, Status};
use crate::handbook::{PageId, address};
use crate::kinds;

/// So many decisions a unit's page shows.
const MOST: usize = 8;

/// How a decision stands to others; none of a page that is none.
pub fn view(renderer: &Renderer<'_>, id: PageId, root: &str) -> Option<DecisionView> {
    let book = renderer.book;
    let stated = book.decision(id)?;
    let row = |page: PageId| row(renderer, page, id, root);
    let is_offered = |page: &PageId| !book.pages[*page].hidden();
    let chain: Vec<PageId> =
        book.decision_chain(id).into_iter().filter(|page| *page == id || is_offered(page)).collect();
    Some(DecisionView {
        status: stated.status.map(Status::word),
        superseded_by: book
            .superseding_now(id)
            .filter(|page| *page != id && is_offered(page))
            .map(row)
            .collect(),
        chain: if chain.len() > 1 { chain.into_iter().map(row).collect() } else { Vec::new() },
    })
}

/// All decisions, on the page that shows them.
pub fn all(renderer: &Renderer<'_>, id: PageId, root: &str) -> Option<DecisionsView> {
    let book = renderer.book;
    (book.decisions_page() == Some(id)).then(|| of(renderer, book.decision_log(), id, root))
}

/// The decisions of a unit, on its page; none when it has none.
pub fn of_unit(renderer: &Renderer<'_>, unit: PageId, root: &str) -> Option<DecisionsView> {
    let book = renderer.book;
    if unit == 0 || !book.pages[unit].kind.unit {
        return None;
    }
    let decisions = book.decisions_of(unit);
    if decisions.is_empty() {
        return None;
    }
    let shown = &decisions[..decisions.len().min(MOST)];
    let all = book.decisions_page().map(|page| {
        let unit = address::encoded(book.unit_id(unit));
        format!("{}?unit={unit}", renderer.href(page, root))
    });
    Some(DecisionsView { more: decisions.len() - shown.len(), all, ..of(renderer, shown, unit, root) })
}

fn of(renderer: &Renderer<'_>, pages: &[PageId], here: PageId, root: &str) -> DecisionsView {
    let book = renderer.book;
    let units: BTreeSet<PageId> = pages
        .iter()
        .flat_map(|page| book.units_of_decision(*page))
        .flat_map(|unit| book.units_of(*unit))
        .filter(|unit| *unit != 0)
        .collect();
    let unit = |unit: PageId| DecisionUnitView {
        id: book.unit_id(unit).to_owned(),
        title: book.pages[unit].title.clone(),
    };
    let has = |status: &Status| {
        pages.iter().filter_map(|page| book.decision(*page)).any(|stated| stated.status == Some(*status))
    };
    let status =
        |status: Status| DecisionStatusView { id: status.word(), label: label(renderer, status).to_owned() };
    DecisionsView {
        rows: pages.iter().map(|page| row(renderer, *page, here, root)).collect(),
        units: units.into_iter().map(unit).collect(),
        statuses: Status::ALL.into_iter().filter(has).map(status).collect(),
        more: 0,
        all: None,
    }
}

fn row(renderer: &Renderer<'_>, page: PageId, here: PageId, root: &str) -> DecisionRowView {
    let book = renderer.book;
    let nothing = Stated::default();
    let stated = book.decision(page).unwrap_or(&nothing);
    let said = || book.pages[page].front.others.get("status").and_then(Value::as_str);
    let links = |pages: &mut dyn Iterator<Item = PageId>| -> Vec<LinkView> {
        let offered = pages.filter(|page| !book.pages[*page].hidden());
        offered.map(|page| renderer.link(page, root)).collect()
    };
    let units = book.units_of_decision(page);
    let ids: BTreeSet<&str> = units
        .iter()
        .flat_map(|unit| book.units_of(*unit))
        .filter(|unit| *unit != 0)
        .map(|unit| book.unit_id(unit))
        .collect();
    DecisionRowView {
        page: renderer.link(page, root),
        status: stated.status.map(Status::word),
        label: match stated.status {
            Some(status) => label(renderer, status).to_owned(),
            None => said().unwrap_or_default().to_owned(),
        },
        day: stated.day.map(|day| day.to_string()),
        description: book.pages[page].front.description.clone(),
        units: links(&mut units.iter().copied().filter(|unit| *unit != 0)),
        unit_ids: ids.into_iter().collect::<Vec<_>>().join("|"),
        supersedes: links(&mut book.superseded(page)),
        superseded_by: links(&mut book.superseding_now(page)),
        here: page == here,
    }
}

/// A status in the words of readers.
fn label<'a>(renderer: &Renderer<'a>, status: Status) -> &'a str {
    renderer.theme.word(match status {
        Status::Proposed => "decision-proposed",
        Status::Accepted => "decision-accepted",
        Status::Rejected => "decision-rejected",
        Status::Deprecated => "decision-deprecated",
        Status::Superseded => "decision-superseded",
    })
}

/// Puts into the fields of a decision what other pages say of it, and its status as the theme has it.
pub fn complete(renderer: &Renderer<'_>, id: PageId, root: &str, fields: &mut Vec<FieldView>) {
    let book = renderer.book;
    if !kinds::decides(&book.pages[id].kind) {
        return;
    }
    let Some(stated) = book.decision(id) else { return };
    let cells = Cells::of(renderer, id, root);
    let items = |named: &[Reference], pages: &mut dyn Iterator<Item = PageId>| -> Vec<LinkText> {
        let pages = pages.filter(|page| !book.pages[*page].hidden());
        let link = |page: PageId| {
            let LinkView { title, href } = renderer.link(page, root);
            LinkText::link(title, href)
        };
        let elsewhere =
            named.iter().filter(|named| !named.is_of_status() && book.decision_referred(id, named).is_none());
        let elsewhere = elsewhere.map(|named| cells.cell(&Value::from(&*named.text), None));
        pages.map(link).chain(elsewhere).collect()
    };
    let supersedes = items(&stated.supersedes, &mut book.superseded(id));
    let superseded_by = items(&stated.superseded_by, &mut book.superseding_now(id));
    let amends = items(&stated.amends, &mut book.amended(id));
    let amended_by = items(&stated.amended_by, &mut book.amending(id));
    let all = [
        (SUPERSEDES, supersedes),
        (SUPERSEDED_BY, superseded_by),
        (AMENDS, amends),
        (AMENDED_BY, amended_by),
    ];
    for (name, items) in all {
        let at = fields.iter().position(|field| field.name == name);
        if items.is_empty() {
            continue;
        }
        let own = book.pages[id].kind.field(name).map_or(name, |field| &*field.label);
        let label = renderer.theme.name("fields", name).unwrap_or(own).to_owned();
        let field = FieldView { items, ..FieldView::named(name, label) };
        match at {
            Some(at) => fields[at] = field,
            None => fields.push(field),
        }
    }
    let is_plain = |field: &&mut FieldView| {
        field.name == "status"
            && field.text.as_ref().is_some_and(|text| !text.text.contains(char::is_whitespace))
    };
    // A status with more to it stays as it is written, unless that is said beside it.
    let is_said_beside = stated.status == Some(Status::Superseded)
        && !stated.superseded_by.is_empty()
        && stated.superseded_by.iter().all(|named| book.decision_referred(id, named).is_some());
    let field = fields.iter_mut().find(|field| is_plain(field) || (field.name == "status" && is_said_beside));
    if let (Some(field), Some(status)) = (field, stated.status) {
        field.text = Some(LinkText::plain(label(renderer, status).to_owned()));
    }
}
