//! What is known of a person, and which pages name them as what.

use serde_json::Value;

use super::Renderer;
use super::fields::Cells;
use super::practice::label;
use super::rotation_parts as parts;
use super::view::{FieldView, LinkText, LinkView, PeopleView, PersonItemView, PersonListView, PersonView};
use crate::facts::Relation;
use crate::handbook::{Mention, PageId};
use crate::people::Person;

/// The lists of a person's page, in their order, each with the theme's word for it.
const LISTS: [(Relation, &str); 7] = [
    (Relation::Leads, "leads"),
    (Relation::Member, "member-of"),
    (Relation::OnCall, "on-call-for"),
    (Relation::Escalates, "escalates-for"),
    (Relation::Answers, "to-do"),
    (Relation::Decided, "decided-by"),
    (Relation::Owns, "owns"),
];

/// What a page shows of the person whose it is.
pub fn view(renderer: &Renderer<'_>, page: PageId, root: &str) -> Option<PersonView> {
    let person = renderer.book.person_of(page)?;
    let left = person.left.filter(|_| person.has_left(renderer.today));
    // Of somebody who is not there any more it says that, and no more.
    let lists = if left.is_some() { Vec::new() } else { lists(renderer, person, root) };
    let on_call = if left.is_some() { None } else { parts::of_person(renderer, person, root) };
    Some(PersonView { on_call, id: person.id.clone(), left: left.map(|day| day.to_string()), lists })
}

fn lists(renderer: &Renderer<'_>, person: &Person, root: &str) -> Vec<PersonListView> {
    let mentions = renderer.shared.mentions.of_person(&person.id);
    let list = |(relation, word): (Relation, &str)| {
        let mut pages: Vec<PageId> = Vec::new();
        let mut items: Vec<PersonItemView> = Vec::new();
        for mention in mentions.iter().filter(|mention| mention.relation == relation) {
            let is_again = relation != Relation::Answers && pages.contains(&mention.page);
            if !is_again && !renderer.book.pages[mention.page].hidden() {
                pages.push(mention.page);
                items.extend(item(renderer, mention, root));
            }
        }
        // What is due first comes first, and what is due never last.
        items.sort_by_key(|item| (item.due.is_none(), item.due.clone()));
        let label = renderer.theme.word(word).to_owned();
        (!items.is_empty()).then_some(PersonListView { name: word.to_owned(), label, items })
    };
    LISTS.into_iter().filter_map(list).chain(reviewed(renderer, person, root)).collect()
}

/// The pages that somebody reviewed.
fn reviewed(renderer: &Renderer<'_>, person: &Person, root: &str) -> Option<PersonListView> {
    let book = renderer.book;
    let mut pages: Vec<PageId> = book.reviewed_by(&person.id, renderer.today);
    pages.retain(|page| !book.pages[*page].hidden());
    let item = |page: PageId| {
        let LinkView { title, href } = renderer.link(page, root);
        let review = book.review(page, renderer.today)?;
        let (due, soon) = (review.due.map(|due| due.to_string()), review.soon.map(|soon| soon.to_string()));
        let (kind, review) = (renderer.kind(&book.pages[page]), Some(review.state.word()));
        Some(PersonItemView { title, href, kind, text: None, due, soon, review })
    };
    let items: Vec<PersonItemView> = pages.into_iter().filter_map(item).collect();
    let label = renderer.theme.word("has-reviewed").to_owned();
    (!items.is_empty()).then(|| PersonListView { name: "has-reviewed".to_owned(), label, items })
}

/// A page that names somebody; none when that is over.
fn item(renderer: &Renderer<'_>, mention: &Mention, root: &str) -> Option<PersonItemView> {
    let book = renderer.book;
    let LinkView { title, href } = renderer.link(mention.page, root);
    let kind = renderer.kind(&book.pages[mention.page]);
    let mut item = PersonItemView { title, href, kind, text: None, due: None, soon: None, review: None };
    match mention.relation {
        Relation::Answers => {
            let action = book.action(mention.page, &mention.path);
            let what = Cells::of(renderer, mention.page, root).cell(&Value::from(&*action.what), None).text;
            item.text = Some(what).filter(|what| !what.is_empty());
            item.due = action.due_day().map(|due| due.to_string()).or_else(|| action.due.clone());
            action.is_open().then_some(item)
        }
        Relation::Owns => {
            let review = book.review(mention.page, renderer.today);
            item.due = review.as_ref().and_then(|review| review.due).map(|due| due.to_string());
            item.soon = review.as_ref().and_then(|review| review.soon).map(|soon| soon.to_string());
            item.review = review.map(|review| review.state.word());
            Some(item)
        }
        _ => Some(item),
    }
}

/// What is known of the person whose page it is, as fields of the page; none when it is nobody's.
pub fn fields(renderer: &Renderer<'_>, page: PageId, root: &str) -> Vec<FieldView> {
    let book = renderer.book;
    let is_there = |person: &&Person| !person.has_left(renderer.today);
    let Some(person) = book.person_of(page).filter(is_there) else { return Vec::new() };
    let plain = |text: &str| LinkText::plain(text.to_owned());
    let unit = person.unit.as_deref().map(|id| match book.unit(id) {
        Some(unit) => LinkText::link(book.pages[unit].title.clone(), renderer.href(unit, root)),
        None => plain(id),
    });
    let manager = person.manager.as_deref().map(|id| match book.people.get(id) {
        Some(manager) => named(renderer, manager, root),
        None => plain(id),
    });
    let reports = book.people.all.iter().filter(is_there).filter(|other| {
        let manager = other.manager.as_deref().and_then(|id| book.people.get(id));
        manager.is_some_and(|manager| manager.id == person.id)
    });
    let contact = |(key, value): &(String, String)| LinkText {
        text: format!("{} {value}", label(renderer, key)),
        href: address(value),
        html: None,
    };
    let single =
        |name: &'static str, own: &str, text: Option<LinkText>| field(renderer, name, own, text, Vec::new());
    let fields = [
        single("role", "Role", person.role.as_deref().map(plain)),
        single("unit", renderer.theme.word("unit"), unit),
        single("manager", renderer.theme.word("manager"), manager),
        field(
            renderer,
            "reports",
            renderer.theme.word("reports"),
            None,
            reports.map(|report| named(renderer, report, root)).collect(),
        ),
        single("timezone", "Time zone", person.timezone.as_deref().map(plain)),
        field(
            renderer,
            "contacts",
            renderer.theme.word("contacts"),
            None,
            person.contacts.iter().map(contact).collect(),
        ),
    ];
    fields.into_iter().filter(|field| field.text.is_some() || !field.items.is_empty()).collect()
}

fn field(
    renderer: &Renderer<'_>,
    name: &str,
    own: &str,
    text: Option<LinkText>,
    items: Vec<LinkText>,
) -> FieldView {
    let label = renderer.theme.name("fields", name).unwrap_or(own).to_owned();
    FieldView { text, items, ..FieldView::named(name, label) }
}

/// A person's name, with their page.
pub fn named(renderer: &Renderer<'_>, person: &Person, root: &str) -> LinkText {
    LinkText { text: person.name.clone(), href: href(renderer, person, root), html: None }
}

/// The same, and that they have left if they have.
pub fn marked(renderer: &Renderer<'_>, person: &Person, root: &str) -> LinkText {
    let mut named = named(renderer, person, root);
    if person.has_left(renderer.today) {
        named.text = format!("{} ({})", named.text, renderer.theme.word("gone"));
    }
    named
}

/// The address of a person's page.
pub fn href(renderer: &Renderer<'_>, person: &Person, root: &str) -> Option<String> {
    renderer.book.person_page(&person.id).map(|page| renderer.href(page, root))
}

/// Where a contact leads: an address on the web, or one for letters.
fn address(contact: &str) -> Option<String> {
    if contact.starts_with("https://") || contact.starts_with("http://") {
        return Some(contact.to_owned());
    }
    let (name, host) = contact.split_once('@')?;
    let is_mail = !name.is_empty() && host.contains('.') && !contact.contains(char::is_whitespace);
    is_mail.then(|| format!("mailto:{contact}"))
}

/// Everybody who is there, by unit in the order of the content; those of none come last.
pub fn all(renderer: &Renderer<'_>, page: PageId, root: &str) -> Vec<PeopleView> {
    let book = renderer.book;
    if !book.lists_people(page) {
        return Vec::new();
    }
    let mut units: Vec<(Option<PageId>, Vec<&Person>)> = Vec::new();
    for person in book.people.all.iter().filter(|person| !person.has_left(renderer.today)) {
        let unit = person.unit.as_deref().and_then(|id| book.unit(id));
        match units.iter_mut().find(|(known, _)| *known == unit) {
            Some((_, people)) => people.push(person),
            None => units.push((unit, vec![person])),
        }
    }
    units.sort_by_key(|(unit, _)| (unit.is_none(), *unit));
    let item = |person: &Person| {
        let kind = renderer.kind(&book.pages[page]);
        let href = href(renderer, person, root).unwrap_or_default();
        PersonItemView {
            title: person.name.clone(),
            href,
            kind,
            text: person.role.clone(),
            due: None,
            soon: None,
            review: None,
        }
    };
    let view = |(unit, people): (Option<PageId>, Vec<&Person>)| PeopleView {
        unit: unit.map(|unit| renderer.link(unit, root)),
        people: people.into_iter().map(item).collect(),
    };
    units.into_iter().map(view).collect()
}
