//! Pages that name nobody: in their text roles stand in the place of names.
//!
//! It is done once, before anything is made of a page, so that no page, list, feed or picture has a name in it. Who
//! owns the page and its actions stays: that is who answers for them, not who did what.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::called::{Called, Found, Within};
use super::things::{SERVICES, is_thing, things};
use super::{Handbook, Page, PageId, slug};
use crate::chart::{Along, Chart};
use crate::parse::Parsed;
use crate::people::People;
use crate::syntax::document::{Document, Hole, LinkKind};
use crate::syntax::front_matter::FrontMatter;

/// The key that says that a page names nobody.
pub const KEY: &str = "anonymize";
/// Who has no role is somebody whose name is not known: *nomen nescio*.
const NOBODY: &str = "N. N.";
/// The keys of fields that name people on purpose, and of those in which no name can be: days, times, paths and words
/// that mean something.
const NAMING: [&str; 17] = [
    "owner",
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
    "anonymize",
];

/// The elements of which the text is code.
const CODE: [&str; 4] = ["code", "kbd", "pre", "samp"];

/// Whether a page names nobody.
pub fn is_anonymous(front: &FrontMatter) -> bool {
    front.others.get(KEY).is_some_and(|value| match value {
        // What is not plainly a no is taken for a yes: a name once shown cannot be taken back.
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !matches!(&*text.trim().to_lowercase(), "" | "no" | "false" | "off"),
        _ => true,
    })
}

/// What stands in the place of names, by page that names nobody.
#[derive(Debug, Clone, Default)]
pub struct Anonymous(Arc<BTreeMap<PageId, Roles>>);

/// Puts roles in the place of names in the pages that name nobody.
pub fn settle(pages: &mut [Page], people: &People) -> Anonymous {
    let is_meant =
        |(_, page): &(PageId, &mut Page)| page.kind.incident.is_some() && is_anonymous(&page.front);
    let things =
        if pages.iter_mut().enumerate().any(|page| is_meant(&page)) { things(pages) } else { Arc::default() };
    let mut called: Option<Arc<Called>> = None;
    let mut all = BTreeMap::new();
    for (id, page) in pages.iter_mut().enumerate().filter(is_meant) {
        let Some(parsed) = &page.parsed else { continue };
        let called = called.get_or_insert_with(|| Arc::new(Called::of(people)));
        let roles = Roles::of(people, called, &things, parsed, &page.path);
        page.title = roles.in_text(&page.title);
        roles.in_front(&mut page.front);
        page.parsed = Some(Arc::new(roles.in_parsed(parsed)));
        all.insert(id, roles);
    }
    Anonymous(Arc::new(all))
}

impl Anonymous {
    /// What is said of a page elsewhere, without names; none when the page may name people.
    pub fn unnamed(&self, page: PageId, text: &str) -> Option<String> {
        self.0.get(&page).map(|roles| roles.in_text(text))
    }
}

impl Handbook {
    /// Whether a page names nobody.
    pub fn is_anonymous(&self, page: PageId) -> bool {
        self.anonymous.0.contains_key(&page)
    }

    /// A text of a page as it was read, with roles in the place of names if the page names nobody.
    pub fn without_names(&self, page: PageId, mut document: Document) -> Document {
        if let Some(roles) = self.anonymous.0.get(&page) {
            roles.in_document(&mut document);
        }
        document
    }

    /// Whether a text of a page that names nobody stands for somebody whom it named.
    pub fn is_role(&self, page: PageId, text: &str) -> bool {
        self.anonymous
            .0
            .get(&page)
            .is_some_and(|roles| roles.named.values().chain(roles.all.iter()).any(|role| role == text))
    }

    /// Whether an address names somebody, on a page that names nobody.
    pub fn gives_away(&self, page: PageId, address: &str) -> bool {
        self.anonymous.0.get(&page).is_some_and(|roles| !roles.is_free(address))
    }
}

/// What stands in the place of names.
#[derive(Debug, Clone)]
struct Roles {
    called: Arc<Called>,
    /// By the index of somebody whom the page names.
    named: BTreeMap<usize, String>,
    /// The roles of all, for what the page takes over from elsewhere.
    all: Arc<[String]>,
    /// The names of pages, which keep them.
    things: Arc<BTreeSet<String>>,
}

impl Roles {
    /// Those of the people whom a page's file names.
    fn of(
        people: &People,
        called: &Arc<Called>,
        things: &Arc<BTreeSet<String>>,
        parsed: &Parsed,
        path: &str,
    ) -> Self {
        let mut texts = vec![path.to_owned(), parsed.body_text().to_owned()];
        let front = &parsed.front;
        let shared = [&front.title, &front.description, &front.audience].into_iter().flatten();
        texts.extend(shared.chain(&front.tags).cloned());
        for (_, value) in front.others.iter().filter(|(key, _)| !NAMING.contains(&key.as_str())) {
            texts_of(value, &mut texts);
        }
        let mut services = Vec::new();
        texts_of(front.others.get(SERVICES).unwrap_or(&Value::Null), &mut services);
        texts.extend(services.into_iter().filter(|text| !is_thing(things, text)));
        let found = texts.iter().flat_map(|text| called.find(text, Within::Text)).map(|(_, person)| person);
        let persons: BTreeSet<usize> = found.collect();
        let nobody = || NOBODY.to_owned();
        // A role may name somebody too: `Jonas Ekdahl’s deputy`.
        let without = |role: &str| replaced(role, called.find(role, Within::Text), |_| NOBODY.to_owned());
        let all: Arc<[String]> =
            people.all.iter().map(|it| it.role.as_deref().map_or_else(nobody, without)).collect();
        let mut named = BTreeMap::new();
        for person in &persons {
            let own = &all[*person];
            let same = |other: &&usize| all[**other] == *own;
            // Two of one role are told apart by a number.
            let role = match persons.iter().filter(same).count() {
                1 => own.clone(),
                _ => format!("{own} {}", persons.range(..person).filter(same).count() + 1),
            };
            named.insert(*person, role);
        }
        Roles { called: Arc::clone(called), named, all, things: Arc::clone(things) }
    }

    fn role(&self, person: usize) -> &str {
        self.named.get(&person).unwrap_or(&self.all[person])
    }

    /// A text without names.
    fn in_text(&self, text: &str) -> String {
        self.replaced(text, Within::Text, str::to_owned)
    }

    /// Code without names: its words are none.
    fn in_code(&self, code: &str) -> String {
        self.replaced(code, Within::Code, str::to_owned)
    }

    /// A text that may have links in it, without names: links whose address has one lead nowhere.
    fn in_field(&self, text: &str) -> String {
        // Where marks are left out, `Jo**nas**` is a name.
        let bare = text.replace('*', "");
        let has_more = |bare: &str| {
            self.called.find(bare, Within::Text).len() > self.called.find(text, Within::Text).len()
        };
        let text = if bare.len() < text.len() && has_more(&bare) { &bare } else { text };
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((words, after)) = rest.split_once("](") {
            let Some((dest, end)) = after.split_once(')') else { break };
            out.push_str(&self.in_text(words));
            out.push_str("](");
            out.push_str(if self.is_free(dest) { dest } else { "#" });
            out.push(')');
            rest = end;
        }
        out.push_str(&self.in_text(rest));
        out
    }

    fn replaced(&self, text: &str, within: Within, shown: impl Fn(&str) -> String) -> String {
        replaced(text, self.called.find(text, within), |person| shown(self.role(person)))
    }

    /// Whether a text, or an address with what is escaped in it, names nobody.
    fn is_free(&self, text: &str) -> bool {
        let plain = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
        self.called.find(&plain, Within::Text).is_empty()
    }

    /// HTML without names: in its text, and in what a tag says in words; `ids` are other ids for some.
    fn in_html(&self, html: &str, ids: &BTreeMap<String, String>) -> String {
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        let mut code = 0_usize;
        while let Some(start) = rest.find('<') {
            let text = &rest[..start];
            out.push_str(&if code > 0 { self.in_code(text) } else { self.in_text(text) });
            let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
            let tag = &rest[start..end];
            let name = tag[1..].trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next();
            if name.is_some_and(|name| CODE.contains(&name)) {
                code = if tag.starts_with("</") { code.saturating_sub(1) } else { code + 1 };
            }
            out.push_str(&self.in_tag(tag, ids));
            rest = &rest[end..];
        }
        out.push_str(&if code > 0 { self.in_code(rest) } else { self.in_text(rest) });
        out
    }

    /// A tag without names in the words that it says, and with the ids that things have now.
    fn in_tag(&self, tag: &str, ids: &BTreeMap<String, String>) -> String {
        const WORDS: [&str; 5] = ["alt", "title", "aria-label", "placeholder", "summary"];
        // The language of code, and the numbers of its lines.
        const OURS: [&str; 2] = ["data-lang", "data-n"];
        const IDS: [&str; 5] = ["id", "href", "for", "aria-labelledby", "aria-describedby"];
        let mut out = String::with_capacity(tag.len());
        let mut rest = tag;
        while let Some((before, after)) = rest.split_once("=\"") {
            let Some((value, end)) = after.split_once('"') else { break };
            let name = before.rsplit([' ', '\n', '\t']).next().unwrap_or_default();
            out.push_str(before);
            out.push_str("=\"");
            let id = || ids.get(value.strip_prefix('#').unwrap_or(value)).filter(|_| IDS.contains(&name));
            match id() {
                Some(id) => {
                    out.push_str(if value.starts_with('#') { "#" } else { "" });
                    out.push_str(id);
                }
                None if WORDS.contains(&name) || name.starts_with("data-") && !OURS.contains(&name) => {
                    out.push_str(&self.in_text(value).replace('"', "&quot;"));
                }
                None => out.push_str(value),
            }
            out.push('"');
            rest = end;
        }
        out.push_str(rest);
        out
    }

    fn in_document(&self, document: &mut Document) {
        let ids = self.ids(document);
        let renamed = |id: &mut String| {
            if let Some(now) = ids.get(id) {
                id.clone_from(now);
            }
        };
        document.html = self.in_html(&document.html, &ids);
        for hole in &mut document.holes {
            self.in_hole(hole, &ids);
        }
        if let Some(title) = &mut document.title {
            (title.text, title.html) = (self.in_text(&title.text), self.in_html(&title.html, &ids));
            renamed(&mut title.id);
        }
        for heading in &mut document.headings {
            heading.text = self.in_text(&heading.text);
            renamed(&mut heading.id);
        }
        document.anchors.iter_mut().for_each(renamed);
        document.anchors.sort_unstable();
        for link in &mut document.links {
            if let Some(id) = link.dest.strip_prefix('#').and_then(|id| ids.get(id)) {
                link.dest = format!("#{id}");
            } else if link.kind != LinkKind::Embed && is_elsewhere(&link.dest) && !self.is_free(&link.dest) {
                // An address says who is meant just as a name does.
                "#".clone_into(&mut link.dest);
            }
        }
    }

    /// The ids that things have now which had some with names.
    fn ids(&self, document: &Document) -> BTreeMap<String, String> {
        let title = document.title.as_ref().map(|title| (&title.id, &title.text));
        let headings = document.headings.iter().map(|heading| (&heading.id, &heading.text));
        // The id of a heading with a name is made of its text, all in small letters.
        let of_names: BTreeMap<&String, (String, String)> = headings
            .chain(title)
            .filter_map(|(id, text)| {
                let now = self.in_text(text);
                (now != *text).then(|| (id, (slug::slug(text), slug::slug(&now))))
            })
            .collect();
        let all = document.anchors.iter().chain(document.title.as_ref().map(|title| &title.id));
        let now = |id: &String| {
            let of_text = of_names.get(id).and_then(|(before, now)| {
                // A second one of its name has a number behind it.
                let rest = id.strip_prefix(before.as_str()).filter(|_| !before.is_empty())?;
                Some(format!("{now}{rest}"))
            });
            let within = if of_names.contains_key(id) { Within::Id } else { Within::Text };
            let now = of_text.unwrap_or_else(|| self.replaced(id, within, slug::slug));
            (now != *id).then(|| (id.clone(), now))
        };
        all.filter_map(now).collect()
    }

    fn in_hole(&self, hole: &mut Hole, ids: &BTreeMap<String, String>) {
        match hole {
            Hole::Image { alt, title, .. } => {
                (*alt, *title) = (self.in_text(alt), self.in_text(title));
            }
            Hole::Code { info, code } => {
                // The first word is a language, which may be called like somebody.
                let (language, more) = info.split_at(info.find(' ').unwrap_or(info.len()));
                *code = self.in_code(code);
                *info =
                    format!("{language}{}", self.replaced(more, Within::Text, |role| role.replace('"', "")));
            }
            Hole::Html(html) => *html = self.in_own_html(html, ids),
            Hole::Chart { chart, .. } => *chart = Arc::new(self.in_chart(chart)),
            _ => {}
        }
    }

    /// HTML of our own making: an id, a picture that is drawn of a text, or any other.
    fn in_own_html(&self, html: &str, ids: &BTreeMap<String, String>) -> String {
        if !html.contains('<') {
            return ids.get(html).cloned().unwrap_or_else(|| self.replaced(html, Within::Text, slug::slug));
        }
        match html.split_once("<code>").filter(|(before, _)| before.contains("mermaid")) {
            // What draws it knows no names with blanks.
            Some((before, text)) => {
                let shown = |role: &str| role.replace([' ', '.'], "_");
                let (text, after) = text.rsplit_once("</code>").unwrap_or((text, ""));
                format!("{before}<code>{}</code>{after}", self.replaced(text, Within::Text, shown))
            }
            None => self.in_html(html, ids),
        }
    }

    fn in_chart(&self, chart: &Chart) -> Chart {
        let mut chart = chart.clone();
        let mut texts: Vec<&mut String> = vec![&mut chart.title, &mut chart.x_name];
        texts.extend(&mut chart.description);
        texts.extend(chart.labels.iter_mut().flatten());
        texts.extend(chart.series.iter_mut().chain(&mut chart.before).map(|points| &mut points.name));
        texts.extend(chart.thresholds.iter_mut().map(|threshold| &mut threshold.label));
        texts.extend(chart.bands.iter_mut().map(|band| &mut band.label));
        if let Along::Category(names) = &mut chart.along {
            texts.extend(names);
        }
        for text in texts {
            *text = self.in_text(text);
        }
        chart
    }

    fn in_front(&self, front: &mut FrontMatter) {
        let texts = [&mut front.title, &mut front.description, &mut front.audience].into_iter().flatten();
        for text in texts.chain(&mut front.tags) {
            *text = self.in_text(text);
        }
        for (key, value) in Arc::make_mut(&mut front.others) {
            if !NAMING.contains(&key.as_str()) {
                self.in_value(value);
            } else if key == SERVICES {
                self.in_services(value);
            }
        }
    }

    fn in_services(&self, value: &mut Value) {
        match value {
            Value::String(text) if !is_thing(&self.things, text) => *text = self.in_text(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.in_services(value)),
            _ => {}
        }
    }

    fn in_value(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.in_field(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.in_value(value)),
            Value::Object(row) => {
                let keys = row.iter().any(|(key, _)| self.in_text(key) != *key);
                if keys {
                    let renamed = std::mem::take(row).into_iter();
                    *row = renamed.map(|(key, value)| (self.in_text(&key), value)).collect();
                }
                let told = row.iter_mut().filter(|(key, _)| !NAMING.contains(&key.as_str()));
                for (key, value) in told {
                    match value.as_str().filter(|_| key == LINK) {
                        // An address without a name leads nowhere.
                        Some(link) if !self.is_free(link) => *value = Value::Null,
                        Some(_) => {}
                        None => self.in_value(value),
                    }
                }
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

/// A text with something else where it names somebody.
fn replaced(text: &str, found: Vec<Found>, shown: impl Fn(usize) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut last = 0;
    for (place, person) in found {
        out.push_str(&text[last..place.start]);
        out.push_str(&shown(person));
        last = place.end;
    }
    out.push_str(&text[last..]);
    out
}

/// The key of an address, of what happened and of what is to be done.
pub const LINK: &str = "link";

/// The texts of a value that may name somebody.
fn texts_of(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| texts_of(value, texts)),
        Value::Object(row) => {
            for (key, value) in row.iter().filter(|(key, _)| !NAMING.contains(&key.as_str())) {
                texts.push(key.clone());
                texts_of(value, texts);
            }
        }
        _ => {}
    }
}

/// Whether an address leads out of the handbook.
fn is_elsewhere(dest: &str) -> bool {
    dest.contains("://") || dest.starts_with("//") || dest.starts_with("mailto:") || dest.starts_with("tel:")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people;
    use crate::text::Source;

    #[test]
    fn names_are_whole_words() {
        let people = people::read(&Source::new("people.yaml", "ana: {name: Ana Li, role: Lead}\n"));
        let all = vec!["Lead".to_owned()].into();
        let roles = Roles {
            called: Arc::new(Called::of(&people)),
            named: BTreeMap::new(),
            all,
            things: Arc::default(),
        };
        assert_eq!(
            roles.in_text("Ana Li rang; Ana's alarm. Analysis, Lima."),
            "Lead rang; Lead's alarm. Analysis, Lima."
        );
        let ids = BTreeMap::from([("why-ana-slept".to_owned(), "why-lead-slept".to_owned())]);
        assert_eq!(
            roles.in_html(
                "<p class=\"Ana\" id=\"why-ana-slept\"><a href=\"#why-ana-slept\">Ana</a> <img alt=\"Ana\" src=\"ana\"></p>",
                &ids
            ),
            "<p class=\"Ana\" id=\"why-lead-slept\"><a href=\"#why-lead-slept\">Lead</a> <img alt=\"Lead\" src=\"ana\"></p>"
        );
        assert!(!roles.is_free("https://example.org/ana%20li"));
        assert!(roles.is_free("https://example.org/analysis"));
    }
}
