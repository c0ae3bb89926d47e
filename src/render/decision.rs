//! Decisions: which took the place of which, all of them on one page, and those of a unit on its own.

use serde_json::Value;

use super::Renderer;
use super::fields::Cells;
use super::view::{DecisionRowView, DecisionView, DecisionsView, FieldView, LinkText, LinkView};
use super::{filters, register};
use crate::decision::{AMENDED_BY, AMENDS, Reference, SUPERSEDED_BY, SUPERSEDES, Stated, Status};
use crate::handbook::{PageId, Register, address};
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

/// All decisions, on the pages that show them.
pub fn all(renderer: &Renderer<'_>, id: PageId, root: &str) -> Option<DecisionsView> {
    let book = renderer.book;
    let (Register::Decisions, number) = book.register_at(id)? else { return None };
    let log = book.decision_log();
    let here = book.rows_at(Register::Decisions, number, log);
    Some(DecisionsView {
        total: log.len(),
        rows: here.iter().map(|page| row(renderer, *page, id, root)).collect(),
        filters: filters::of(renderer, Register::Decisions),
        pages: register::pages(renderer, Register::Decisions, number, root),
        feed: register::feed(renderer, Register::Decisions, root),
        more: 0,
        all: None,
    })
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
    Some(DecisionsView {
        total: decisions.len(),
        rows: shown.iter().map(|page| row(renderer, *page, unit, root)).collect(),
        filters: Vec::new(),
        pages: Vec::new(),
        feed: None,
        more: decisions.len() - shown.len(),
        all,
    })
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
        unit_ids: filters::values(&filters::units(book, units)),
        supersedes: links(&mut book.superseded(page)),
        superseded_by: links(&mut book.superseding_now(page)),
        here: page == here,
    }
}

/// A status in the words of readers.
pub fn label<'a>(renderer: &Renderer<'a>, status: Status) -> &'a str {
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
        let label = match (name, stated.status) {
            // What was not accepted took no place.
            (SUPERSEDES, Some(Status::Proposed)) => renderer.theme.word("decision-would"),
            (SUPERSEDES, Some(Status::Rejected)) => renderer.theme.word("decision-would-have"),
            _ => renderer.theme.name("fields", name).unwrap_or(own),
        };
        let label = label.to_owned();
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
