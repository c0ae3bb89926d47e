//! Pages that name nobody: in their text roles stand in the place of names.
//!
//! It is done once, before anything is made of a page, so that no page, list, feed or picture has a name in it. Who
//! owns the page and its actions stays: that is who answers for them, not who did what.

use std::sync::Arc;

use serde_json::Value;

use super::{Handbook, Page, PageId, slug};
use crate::parse::Parsed;
use crate::people::{People, Person};
use crate::syntax::document::{Document, Hole};
use crate::syntax::front_matter::FrontMatter;

/// The key that says that a page names nobody.
pub const KEY: &str = "anonymize";
/// Who has no role is somebody whose name is not known: *nomen nescio*.
const NOBODY: &str = "N. N.";
/// The keys of fields that name people on purpose, and of those in which no name can be: days, times, paths and words
/// that mean something.
const NAMING: [&str; 21] = [
    "owner",
    "to",
    "at",
    "due",
    "done",
    "on",
    "incident",
    "timezone",
    "started",
    "start",
    "detected",
    "mitigated",
    "resolved",
    "end",
    "services",
    "changed",
    "principles",
    "status",
    "link",
    "kind",
    "anonymize",
];

/// Whether a page names nobody.
pub fn is_anonymous(front: &FrontMatter) -> bool {
    front.others.get(KEY).is_some_and(|value| match value {
        // What is not plainly a no is taken for a yes: a name once shown cannot be taken back.
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !matches!(&*text.trim().to_lowercase(), "" | "no" | "false" | "off"),
        _ => true,
    })
}

/// Puts roles in the place of names in the pages that name nobody.
pub fn settle(pages: &mut [Page], people: &People) {
    let is_meant = |page: &&mut Page| page.kind.incident.is_some() && is_anonymous(&page.front);
    for page in pages.iter_mut().filter(is_meant) {
        let Some(parsed) = &page.parsed else { continue };
        let roles = Roles::of(people, parsed);
        page.title = roles.in_text(&page.title);
        roles.in_front(&mut page.front);
        page.parsed = Some(Arc::new(roles.in_parsed(parsed)));
    }
}

impl Handbook {
    /// Whether a page names nobody.
    pub fn is_anonymous(&self, page: PageId) -> bool {
        self.pages[page].kind.incident.is_some() && is_anonymous(&self.pages[page].front)
    }

    /// A text of a page as it was read, with roles in the place of names if the page names nobody.
    pub fn without_names(&self, page: PageId, mut document: Document) -> Document {
        if let Some(parsed) = self.pages[page].parsed.as_ref().filter(|_| self.is_anonymous(page)) {
            Roles::of(&self.people, parsed).in_document(&mut document);
        }
        document
    }
}

/// What stands in the place of which names: the longest names first.
struct Roles(Vec<(String, String)>);

impl Roles {
    /// Those of the people whom a page's file names.
    fn of(people: &People, parsed: &Parsed) -> Self {
        let text = &parsed.source.text;
        let named: Vec<&Person> = people
            .all
            .iter()
            .filter(|person| names(person).iter().any(|name| find(text, name, 0).is_some()))
            .collect();
        let role = |person: &Person| person.role.clone().unwrap_or_else(|| NOBODY.to_owned());
        let mut roles = Vec::new();
        for (at, person) in named.iter().enumerate() {
            let own = role(person);
            let same = |other: &&&Person| role(other) == own;
            // Two of one role are told apart by a number.
            let own = match named.iter().filter(same).count() {
                1 => own,
                _ => format!("{own} {}", named[..at].iter().filter(same).count() + 1),
            };
            roles.extend(names(person).into_iter().map(|name| (name, own.clone())));
        }
        roles.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then(one.cmp(other)));
        Roles(roles)
    }

    /// A text without names.
    fn in_text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, role) in &self.0 {
            let mut from = 0;
            while let Some(at) = find(&text, name, from) {
                text.replace_range(at..at + name.len(), role);
                from = at + role.len();
            }
        }
        text
    }

    /// HTML without names: in its text, and in what a tag says in words.
    fn in_html(&self, html: &str) -> String {
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            out.push_str(&self.in_text(&rest[..start]));
            let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
            let tag = &rest[start..end];
            let has_words = ["alt=\"", "title=\"", "aria-label=\""].iter().any(|words| tag.contains(words));
            match has_words {
                true => out.push_str(&self.in_text(tag)),
                false => out.push_str(tag),
            }
            rest = &rest[end..];
        }
        out.push_str(&self.in_text(rest));
        out
    }

    fn in_document(&self, document: &mut Document) {
        let mut html = self.in_html(&document.html);
        for hole in &mut document.holes {
            match hole {
                Hole::Image { alt, title, .. } => {
                    (*alt, *title) = (self.in_text(alt), self.in_text(title));
                }
                Hole::Code { code, .. } => *code = self.in_text(code),
                Hole::Html(html) => *html = self.in_html(html),
                _ => {}
            }
        }
        if let Some(title) = &mut document.title {
            (title.text, title.html) = (self.in_text(&title.text), self.in_html(&title.html));
            title.id = self.in_id(&title.id);
        }
        for heading in &mut document.headings {
            heading.text = self.in_text(&heading.text);
            let id = self.in_id(&heading.id);
            if id != heading.id {
                // In the page itself links lead there as before.
                for mark in ["id=\"", "href=\"#"] {
                    html = html.replace(&format!("{mark}{}\"", heading.id), &format!("{mark}{id}\""));
                }
                document
                    .anchors
                    .iter_mut()
                    .filter(|anchor| **anchor == heading.id)
                    .for_each(|anchor| anchor.clone_from(&id));
                heading.id = id;
            }
        }
        document.anchors.sort_unstable();
        document.html = html;
    }

    /// An id made of a text with names.
    fn in_id(&self, id: &str) -> String {
        let mut id = id.to_owned();
        for (name, role) in &self.0 {
            let (name, role) = (slug::slug(name), slug::slug(role));
            let mut from = 0;
            while let Some(at) = find(&id, &name, from).filter(|_| !name.is_empty()) {
                id.replace_range(at..at + name.len(), &role);
                from = at + role.len();
            }
        }
        id
    }

    fn in_front(&self, front: &mut FrontMatter) {
        let texts = [&mut front.title, &mut front.description, &mut front.audience].into_iter().flatten();
        for text in texts.chain(&mut front.tags) {
            *text = self.in_text(text);
        }
        for (key, value) in Arc::make_mut(&mut front.others) {
            if !NAMING.contains(&key.as_str()) {
                self.in_value(value);
            }
        }
    }

    fn in_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.in_text(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.in_value(value)),
            Value::Object(row) => {
                let keys = row.iter().any(|(key, _)| self.in_text(key) != *key);
                if keys {
                    let renamed = std::mem::take(row).into_iter();
                    *row = renamed.map(|(key, value)| (self.in_text(&key), value)).collect();
                }
                let told = row.iter_mut().filter(|(key, _)| !NAMING.contains(&key.as_str()));
                told.for_each(|(_, value)| self.in_value(value));
            }
            _ => {}
        }
    }

    fn in_parsed(&self, parsed: &Parsed) -> Parsed {
        let mut front = parsed.front.clone();
        self.in_front(&mut front);
        let mut document = parsed.document.clone();
        self.in_document(&mut document);
        parsed.with(front, document)
    }
}

/// Names that are words as well: alone they are as likely to be that.
const WORDS: [&str; 16] = [
    "May", "April", "June", "August", "March", "Will", "Mark", "Bill", "Sue", "Rob", "Grant", "Rose", "Hope",
    "Joy", "Art", "Drew",
];

/// What a text may call somebody: their whole name, its first and its last part, and their id as `@ana`.
fn names(person: &Person) -> Vec<String> {
    let parts: Vec<&str> = person.name.split_whitespace().collect();
    let is_name = |part: &&&str| {
        part.chars().count() > 1 && part.starts_with(char::is_uppercase) && !WORDS.contains(part)
    };
    let ends =
        [parts.first(), parts.last()].into_iter().flatten().filter(is_name).map(|part| (*part).to_owned());
    let mut names = vec![format!("@{}", person.id)];
    if parts.len() > 1 {
        names.push(person.name.clone());
    }
    names.extend(ends);
    // In headings of some styles all letters are capitals.
    names.extend(names.clone().iter().map(|name| name.to_uppercase()));
    names.sort_unstable();
    names.dedup();
    names
}

/// Where a name stands in a text as a whole word, from a byte on.
fn find(text: &str, name: &str, from: usize) -> Option<usize> {
    let found = text.get(from..)?.match_indices(name).map(|(at, _)| from + at);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    found
        .into_iter()
        .find(|at| !text[..*at].ends_with(is_word) && !text[at + name.len()..].starts_with(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(names: &[(&str, &str)]) -> Roles {
        Roles(names.iter().map(|(name, role)| ((*name).to_owned(), (*role).to_owned())).collect())
    }

    #[test]
    fn names_are_whole_words() {
        let roles = roles(&[("Ana Li", "Lead"), ("Ana", "Lead"), ("Li", "Lead")]);
        assert_eq!(
            roles.in_text("Ana Li rang; Ana's alarm. Analysis, Lima."),
            "Lead rang; Lead's alarm. Analysis, Lima."
        );
        assert_eq!(
            roles.in_html("<p class=\"Ana\"><b>Ana</b> <img alt=\"Ana\"></p>"),
            "<p class=\"Ana\"><b>Lead</b> <img alt=\"Lead\"></p>"
        );
        assert_eq!(roles.in_id("why-ana-slept"), "why-lead-slept");
    }
}
