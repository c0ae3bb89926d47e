//! The Atom feeds of what is new in registers: accounts of failures, and decisions (RFC 4287).

use std::fmt::Write as _;

use jiff::civil::Date;

use super::{Renderer, decision};
use crate::facts::Relation;
use crate::handbook::{PageId, Register, address};
use crate::kinds;
use crate::syntax::escape;

/// So many entries a feed has: the latest.
const ENTRIES: usize = 30;

/// What a feed says of a page.
struct Entry {
    page: PageId,
    /// The day of the last thing that is told of it; none when nobody says.
    day: Option<Date>,
    authors: Vec<String>,
    /// How far it is, with the words of readers.
    status: Option<(&'static str, String)>,
}

/// The feed of a register, at a path of the site. Readers know an entry again by its address.
pub fn text(renderer: &Renderer<'_>, path: &str, register: Register) -> String {
    let base = renderer.host().unwrap_or_default();
    let (word, entries): (_, Vec<Entry>) = match register {
        Register::Decisions => {
            let all = renderer.book.decision_log().iter().take(ENTRIES);
            ("decisions", all.map(|page| decided(renderer, *page)).collect())
        }
        Register::Incidents | Register::Actions | Register::OnCall => {
            let all = renderer.shared.registered.incidents.iter().take(ENTRIES);
            ("incidents", all.map(|page| failed(renderer, *page)).collect())
        }
    };
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let home = format!("{base}{folder}/");
    let mut feed = Feed::default();
    feed.0.push_str(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    feed.element("title", &format!("{}: {}", renderer.book.title, renderer.theme.word(word)));
    feed.element("id", &home);
    feed.link("self", &format!("{base}{path}"));
    feed.link("alternate", &home);
    let latest = entries.iter().filter_map(|entry| entry.day).max().unwrap_or(renderer.today);
    feed.element("updated", &instant(latest));
    for entry in entries {
        // What has no day of its own is as old as the latest: another day every day would be news every day.
        write(renderer, &mut feed, base, &entry, latest);
    }
    feed.0.push_str("</feed>\n");
    feed.0
}

fn failed(renderer: &Renderer<'_>, page: PageId) -> Entry {
    let incident = renderer.book.incident(page);
    let presented = incident.and_then(|incident| incident.presented.as_ref()?.on);
    let day = presented.or_else(|| incident?.day);
    Entry { page, day, authors: owner(renderer, page), status: None }
}

fn decided(renderer: &Renderer<'_>, page: PageId) -> Entry {
    let book = renderer.book;
    let stated = book.decision(page);
    let reviewed = || book.review(page, renderer.today).and_then(|review| review.on);
    let facts = book.pages[page].parsed.iter().flat_map(|it| kinds::facts(&book.pages[page].kind, &it.front));
    let deciders = facts.filter(|fact| fact.relation == Relation::Decided);
    let deciders: Vec<String> = deciders.map(|fact| book.name_of(&fact.id, fact.relation)).collect();
    let status = stated.and_then(|stated| stated.status);
    Entry {
        page,
        day: stated.and_then(|stated| stated.day).or_else(reviewed),
        authors: if deciders.is_empty() { owner(renderer, page) } else { deciders },
        status: status.map(|status| (status.word(), decision::label(renderer, status).to_owned())),
    }
}

fn owner(renderer: &Renderer<'_>, page: PageId) -> Vec<String> {
    renderer.book.owner(page).map(|owner| owner.name).into_iter().collect()
}

fn write(renderer: &Renderer<'_>, feed: &mut Feed, base: &str, entry: &Entry, latest: Date) {
    let book = renderer.book;
    let page = &book.pages[entry.page];
    let url = format!("{base}{}", address::encoded(&page.url));
    feed.0.push_str("<entry>\n");
    feed.element("title", renderer.title(entry.page));
    feed.element("id", &url);
    feed.link("alternate", &url);
    feed.element("updated", &instant(entry.day.unwrap_or(latest)));
    let nobody = std::slice::from_ref(&book.title);
    for author in if entry.authors.is_empty() { nobody } else { &entry.authors } {
        feed.0.push_str("<author>");
        feed.element("name", author);
        feed.0.push_str("</author>\n");
    }
    if let Some((word, label)) = &entry.status {
        feed.category(word, label);
    }
    let said = entry.status.iter().map(|(_, label)| &**label).chain(page.front.description.as_deref());
    let summary: Vec<&str> = said.collect();
    if !summary.is_empty() {
        feed.element("summary", &summary.join(": "));
    }
    feed.0.push_str("</entry>\n");
}

/// The beginning of a day as Atom writes it.
fn instant(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

#[derive(Default)]
struct Feed(String);

impl Feed {
    fn element(&mut self, name: &str, text: &str) {
        let _ = write!(self.0, "<{name}>");
        escape::text(&mut self.0, text);
        let _ = writeln!(self.0, "</{name}>");
    }

    fn link(&mut self, rel: &str, href: &str) {
        let _ = write!(self.0, "<link rel=\"{rel}\" href=\"");
        escape::attribute(&mut self.0, href);
        self.0.push_str("\"/>\n");
    }

    fn category(&mut self, term: &str, label: &str) {
        let _ = write!(self.0, "<category term=\"{term}\" label=\"");
        escape::attribute(&mut self.0, label);
        self.0.push_str("\"/>\n");
    }
}
