//! The pages that fields name.

use serde_json::Value;

use super::{Handbook, PageId, Target, address};
use crate::facts::HABIT_KEYS;
use crate::kinds::{self, PageField, Shape};
use crate::syntax::document::{Link, LinkKind};
use crate::syntax::markdown::short;
use crate::syntax::yaml::Step;
use crate::text::{Place, Span, join};

impl Handbook {
    /// The page that a field of the page `from` names: by its path in the content, or from that page, with or
    /// without `.md`.
    pub fn page_in_field(&self, from: PageId, written: &str) -> Option<PageId> {
        let path = written.split(['#', '?']).next().unwrap_or_default().trim();
        if path.is_empty() {
            return None;
        }
        let folder = address::folder(&self.pages[from].path);
        let near = join(folder, path).filter(|_| !path.starts_with('/'));
        let at = |path: String| self.page_at(path.trim_end_matches('/'));
        near.and_then(at).or_else(|| at(path.trim_matches('/').to_owned()))
    }

    /// The page that an id in a field names: a path without its ending (`decisions/0001-x`), a unit below `teams/`
    /// (`booking/checkout`), a service or a principle.
    pub fn page_of_id(&self, id: &str) -> Option<PageId> {
        if id.is_empty() || id.contains(char::is_whitespace) {
            return None;
        }
        let id = id.trim_end_matches(".md").trim_matches('/');
        // A bare word is an id; the content's root is looked in for paths only.
        let is_path = id.contains('/');
        let id = id.strip_suffix("/_index").unwrap_or(id);
        let folders = ["", "teams/", "services/", "principles/"];
        let at =
            |folder: &&str| self.page_at(&format!("{folder}{id}")).filter(|_| is_path || !folder.is_empty());
        folders.iter().find_map(at)
    }

    /// The page that the id of a service, or of anything else that has one, names: see [`Handbook::page_of_id`]. A
    /// service may lie anywhere, and is meant before a unit of the same name.
    pub fn thing_of_id(&self, id: &str) -> Option<PageId> {
        let service = || match self.services_like(id)[..] {
            [service] => Some(service),
            _ => None,
        };
        service().or_else(|| self.page_of_id(id))
    }

    /// What a field of the page `from` names that may be a thing with an id, or a page by its path.
    pub fn thing_in_field(&self, from: PageId, text: &str) -> Option<PageId> {
        let text = text.trim();
        let is_path = text.contains('/') || text.ends_with(".md");
        self.thing_of_id(text).or_else(|| self.page_in_field(from, text).filter(|_| is_path))
    }

    /// Where a link in a field's text leads, from the page `from`.
    pub fn field_target(&self, from: PageId, dest: &str, kind: LinkKind) -> Target {
        let link = Link { dest: dest.to_owned(), place: self.pages[from].place(), kind };
        self.index.resolve(&self.pages, from, &link)
    }

    /// The links in the texts of a page's fields, each with where it leads. Those of its text are
    /// [`Handbook::links`].
    pub fn field_links(&self, page: PageId) -> Vec<(Link, Target)> {
        let of = &self.pages[page];
        let Some(parsed) = of.parsed.as_ref().filter(|parsed| !parsed.front.others.is_empty()) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for field in &of.kind.fields {
            // What says how something is done, and who somebody is, is shown as it is written.
            let is_shown_so = (of.kind.habit.is_some() && HABIT_KEYS.contains(&&*field.name))
                || kinds::states_person(&of.kind);
            let is_text = !matches!(field.shape, Some(Shape::Day | Shape::Done)) && !is_shown_so;
            if let Some(value) = parsed.front.others.get(&field.name).filter(|_| is_text) {
                let before = found.len();
                links(value, &mut vec![Step::Key(field.name.clone())], &mut found);
                let mut at = 0;
                found.retain(|(path, ..)| {
                    at += 1;
                    at <= before || !is_name(field, path)
                });
            }
        }
        if found.is_empty() {
            return Vec::new();
        }
        let mut places = parsed.places();
        let link = |(path, dest, kind): (Vec<Step>, String, LinkKind)| {
            let place = within(places.of(&path), &parsed.source.text, &dest);
            let target = self.field_target(page, &dest, kind);
            (Link { dest, place, kind }, target)
        };
        found.into_iter().map(link).collect()
    }
}

/// Whether the value of a field at a key path names somebody or something by an id.
fn is_name(field: &PageField, path: &[Step]) -> bool {
    let key = path[1..].iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(&**key),
        _ => None,
    });
    field.names.iter().any(|(name, _)| name == key.unwrap_or_default())
}

/// The links in the texts of a value, with where in it they are.
pub fn links_in(value: &Value) -> Vec<(Vec<Step>, String, LinkKind)> {
    let mut found = Vec::new();
    links(value, &mut Vec::new(), &mut found);
    found
}

/// Adds the links in the texts of a value at a key path, with where they are.
fn links(value: &Value, path: &mut Vec<Step>, found: &mut Vec<(Vec<Step>, String, LinkKind)>) {
    let mut inner = |value, step, found: &mut Vec<_>| {
        path.push(step);
        links(value, path, found);
        path.pop();
    };
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| inner(item, Step::Index(index), found));
        }
        Value::Object(entries) => {
            entries.iter().for_each(|(key, value)| inner(value, Step::Key(key.clone()), found));
        }
        Value::String(text) => {
            found.extend(short::links(text).into_iter().map(|(dest, kind)| (path.clone(), dest, kind)));
        }
        _ => {}
    }
}

/// The place of a destination within that of the value which has it, if it is written there as it is read.
fn within(mut place: Place, text: &str, dest: &str) -> Place {
    if let Some(at) = text.get(place.span.range()).and_then(|value| value.find(dest)) {
        let start = place.span.start + at;
        place.span = Span { start, end: start + dest.len() };
    }
    place
}
