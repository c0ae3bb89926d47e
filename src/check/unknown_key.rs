//! Front matter keys that mean nothing.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::handbook::{Handbook, PageId};
use crate::kinds::{PageKind, is_own};
use crate::parse::Parsed;
use crate::syntax::front_matter::{self, FrontMatter, KeyPlaces, OWN_KEYS, SHARED_KEYS, names_of};
use crate::syntax::yaml::Step;
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "unknown-key",
    level: Level::Warning,
    structural: false,
    summary: "A front matter key is not one that the page's kind has.",
    why: "It has no effect, and may be a misspelt one that should. Keys of other generators are said once a handbook, however many pages have them; keys for a theme's own templates belong under `extra`.",
    bad: "---\ntitel: Testing\n---\nText.\n",
    good: "---\ntitle: Testing\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    // By key: where it is first, on a page of which kind, and how many pages have it.
    let mut foreign: BTreeMap<&str, (Place, &str, usize)> = BTreeMap::new();
    // By kind and key: thousands of pages may have the same ones.
    let mut meant: FxHashMap<(&str, &str), Option<&str>> = FxHashMap::default();
    for (id, page) in whole.handbook.pages.iter().enumerate() {
        let Some(parsed) = &page.parsed else { continue };
        check_cascade(whole.handbook, id, parsed, findings);
        let places = LazyCell::new(|| KeyPlaces::new(&parsed.source));
        for key in parsed.front.others.keys() {
            if page.kind.field(key).is_some() || page.kind.also.iter().any(|(also, _)| also == key) {
                continue;
            }
            match *meant.entry((&page.kind.id, key)).or_insert_with(|| nearest_key(&page.kind, key)) {
                Some(near) => findings.push(
                    Finding::new(&RULE, format!("there is no key `{key}`"))
                        .at(places.of(key))
                        .help(format!("did you mean `{near}`?")),
                ),
                None => foreign.entry(key).or_insert_with(|| (places.of(key), &page.kind.id, 0)).2 += 1,
            }
        }
    }
    for (key, (place, kind, count)) in foreign {
        let also = match count {
            1 => String::new(),
            2 => " (and 1 other page has it)".to_owned(),
            _ => format!(" (and {} other pages have it)", count - 1),
        };
        findings.push(
            Finding::new(&RULE, format!("`{key}` means nothing to a page of kind `{kind}`{also}"))
                .at(place)
                .help("remove it, or move it under `extra` if a template reads it"),
        );
    }
}

/// The key that pages of a kind have and that is nearest to one that they do not.
fn nearest_key<'k>(kind: &'k PageKind, key: &str) -> Option<&'k str> {
    let shared =
        SHARED_KEYS.iter().flat_map(|(name, also)| std::iter::once(*name).chain(also.iter().copied()));
    nearest(key, shared.chain(kind.fields.iter().map(|field| &*field.name)))
}

/// What a page hands down: only a folder's page does, and any kind's fields may be meant.
fn check_cascade(book: &Handbook, id: PageId, parsed: &Parsed, findings: &mut Vec<Finding>) {
    let Some(cascade) = &parsed.front.cascade else { return };
    let (page, kinds) = (&book.pages[id], &book.kinds);
    if !page.section {
        findings.push(
            Finding::new(&RULE, "`cascade` has no effect here: only a folder's own page hands values down")
                .at(KeyPlaces::new(&parsed.source).of("cascade"))
                .help("move it to the folder's `_index.md`"),
        );
    }
    for key in cascade.own_keys() {
        findings.push(own_key(key, parsed));
    }
    for key in cascade.others.keys().filter(|key| is_of_one_page(book, id, cascade, key)) {
        let message = format!("`{key}` is not inherited, and has no effect under `cascade`");
        let finding = Finding::new(&RULE, message).at(place_below_cascade(parsed, [key.as_str()]));
        findings.push(finding.help("write it in each page: it says something of that one alone"));
    }
    let fields = || kinds.all().flat_map(|kind| &kind.fields).map(|field| &*field.name);
    let unknown = |key: &&String| *key != "cascade" && !fields().any(|field| field == key.as_str());
    for key in cascade.others.keys().filter(unknown) {
        let help = nearest(key, SHARED_KEYS.iter().map(|(name, _)| *name).chain(fields())).map_or_else(
            || "remove it, or move it under `extra` if a template reads it".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let place = place_below_cascade(parsed, [key.as_str()]);
        findings.push(Finding::new(&RULE, format!("there is no key `{key}`")).at(place).help(help));
    }
}

/// Whether a field under a folder's `cascade` says something of one page alone: with the kind that it hands down, or else
/// with those of the pages below, or with any.
fn is_of_one_page(book: &Handbook, id: PageId, cascade: &FrontMatter, key: &str) -> bool {
    let kinds: Vec<&PageKind> = match cascade.kind.as_deref().and_then(|word| book.kinds.find(word)) {
        Some(kind) => vec![kind],
        None => book.kinds.all().map(|kind| &**kind).collect(),
    };
    let having: Vec<&PageKind> =
        kinds.into_iter().filter(|kind| kind.fields.iter().any(|field| field.name == key)).collect();
    if !having.iter().any(|kind| is_own(kind, key)) {
        return false;
    }
    let is_below = |page: &PageId| {
        let mut above = std::iter::successors(book.pages[*page].parent, |above| book.pages[*above].parent);
        above.any(|above| above == id)
    };
    let below = (0..book.pages.len()).filter(is_below).map(|page| &*book.pages[page].kind);
    let below: Vec<&PageKind> = below.filter(|kind| having.iter().any(|other| other.id == kind.id)).collect();
    let meant = if below.is_empty() { &having } else { &below };
    meant.iter().all(|kind| is_own(kind, key))
}

/// A shared key under `cascade` that no page inherits.
fn own_key(key: &str, parsed: &Parsed) -> Finding {
    let inherited = SHARED_KEYS.iter().map(|(name, _)| *name).filter(|name| !OWN_KEYS.contains(name));
    let inherited = inherited.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Finding::new(&RULE, format!("`{key}` is not inherited, and has no effect under `cascade`"))
        .at(place_below_cascade(parsed, names_of(key)))
        .help(format!("pages inherit {inherited}, and the fields of their kind"))
}

/// Where a key is written under `cascade`, by any of its names; else where `cascade` is.
fn place_below_cascade<'n>(parsed: &Parsed, names: impl IntoIterator<Item = &'n str>) -> Place {
    let place = |name: &str| {
        let path = ["cascade", name].map(|key| Step::Key(key.to_owned()));
        front_matter::place_of_key(&parsed.source, &path)
    };
    names.into_iter().find_map(place).unwrap_or_else(|| KeyPlaces::new(&parsed.source).of("cascade"))
}
