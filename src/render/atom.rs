//! The Atom feed of new accounts of failures (RFC 4287).

use std::fmt::Write as _;

use jiff::civil::Date;

use super::Renderer;
use crate::handbook::{PageId, address};
use crate::syntax::escape;

/// So many entries a feed has: the latest.
const ENTRIES: usize = 30;

/// The feed at a path of the site. Readers know an entry again by its address.
pub fn text(renderer: &Renderer<'_>, path: &str) -> String {
    let base = renderer.host().unwrap_or_default();
    let all: Vec<PageId> = renderer.shared.registered.incidents.iter().copied().take(ENTRIES).collect();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let home = format!("{base}{folder}/");
    let mut feed = Feed::default();
    feed.0.push_str(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    feed.element("title", &format!("{}: {}", renderer.book.title, renderer.theme.word("incidents")));
    feed.element("id", &home);
    feed.link("self", &format!("{base}{path}"));
    feed.link("alternate", &home);
    let days = all.iter().filter_map(|page| renderer.book.incident(*page));
    let days = days.flat_map(|incident| [incident.day, incident.presented.as_ref().and_then(|it| it.on)]);
    let latest = days.flatten().max();
    feed.element("updated", &instant(latest.unwrap_or(renderer.today)));
    for page in all {
        entry(renderer, &mut feed, base, page);
    }
    feed.0.push_str("</feed>\n");
    feed.0
}

fn entry(renderer: &Renderer<'_>, feed: &mut Feed, base: &str, page: PageId) {
    let book = renderer.book;
    let url = format!("{base}{}", address::encoded(&book.pages[page].url));
    let incident = book.incident(page);
    let presented = incident.and_then(|incident| incident.presented.as_ref()?.on);
    let day = presented.or_else(|| incident?.day).unwrap_or(renderer.today);
    feed.0.push_str("<entry>\n");
    feed.element("title", renderer.title(page));
    feed.element("id", &url);
    feed.link("alternate", &url);
    feed.element("updated", &instant(day));
    let owner = book.owner(page).map_or_else(|| book.title.clone(), |owner| owner.name);
    feed.0.push_str("<author>");
    feed.element("name", &owner);
    feed.0.push_str("</author>\n");
    if let Some(description) = &book.pages[page].front.description {
        feed.element("summary", description);
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
}
