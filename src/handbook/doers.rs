//! Who is to do what a page's text says is to be done, and who owns the page: texts name people as everybody calls them,
//! and not by their ids.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::Page;
use super::ids::Ids;
use crate::actions;
use crate::parse::Parsed;
use crate::people::People;
use crate::syntax::sections::without_names;

/// The key of the owner of a page.
const OWNER: &str = "owner";

/// Puts ids in the place of names, where a page's text names who owns it or does something.
pub fn settle(pages: &mut [Page], people: &People) {
    owners(pages, people);
    let told: Vec<usize> = (0..pages.len())
        .filter(|page| pages[*page].parsed.as_ref().is_some_and(|parsed| is_told(parsed, actions::KEY, true)))
        .collect();
    if told.is_empty() {
        return;
    }
    let ids = Ids::of(pages);
    for page in told {
        let Some(parsed) = pages[page].parsed.clone() else { continue };
        let mut rows = parsed.front.others.get(actions::KEY).cloned().unwrap_or_default();
        let doers = Doers { pages, people, ids: &ids };
        let mut is_changed = false;
        for row in rows.as_array_mut().into_iter().flatten() {
            is_changed |= doers.remark(row);
            is_changed |= doers.with_ids(row);
            is_changed |= once(row);
        }
        if !is_changed {
            continue;
        }
        let mut front = parsed.front.clone();
        Arc::make_mut(&mut front.others).insert(actions::KEY.to_owned(), rows.clone());
        Arc::make_mut(&mut pages[page].front.others).insert(actions::KEY.to_owned(), rows);
        pages[page].parsed = Some(Arc::new(parsed.with(front, parsed.document.clone())));
    }
}

/// Whether a page's text names its owner.
pub fn names_owner(parsed: &Parsed) -> bool {
    is_told(parsed, OWNER, false)
}

/// Whether a page's text says the value of a field, and still shows it if it must.
fn is_told(parsed: &Parsed, key: &str, stays: bool) -> bool {
    parsed.lifted.iter().any(|lifted| lifted.key == key && (lifted.stays || !stays))
}

/// Puts ids in the place of names of owners, also of the pages that inherit them.
fn owners(pages: &mut [Page], people: &People) {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    for page in pages.iter_mut() {
        let Some(parsed) = page.parsed.as_ref().filter(|parsed| names_owner(parsed)) else { continue };
        let Some(name) = parsed.front.owner.clone().filter(|name| people.get(name).is_none()) else {
            continue;
        };
        let Some(person) = people.only_named(name.trim()) else { continue };
        let mut front = parsed.front.clone();
        front.owner = Some(person.id.clone());
        known.insert(name, person.id.clone());
        page.parsed = Some(Arc::new(parsed.with(front, parsed.document.clone())));
    }
    for page in pages.iter_mut().filter(|_| !known.is_empty()) {
        let now = |owner: &Option<String>| known.get(owner.as_deref()?).cloned();
        if let Some(id) = now(&page.front.owner) {
            page.front.owner = Some(id);
        }
        if let Some(inherited) = &mut page.inherited
            && let Some(id) = now(&inherited.owner)
        {
            Arc::make_mut(inherited).owner = Some(id);
        }
    }
}

struct Doers<'a> {
    pages: &'a [Page],
    people: &'a People,
    ids: &'a Ids,
}

impl Doers<'_> {
    /// The id of a person of a name.
    fn id(&self, name: &str) -> Option<&str> {
        match self.people.get(name) {
            Some(_) => None,
            None => self.people.named(name.trim()).map(|person| &*person.id),
        }
    }

    /// Takes those for owners who are named in a remark. Where nobody is known, whoever has a first and a last name may be
    /// somebody, if the remark says nothing else.
    fn remark(&self, row: &mut Value) -> bool {
        let is_somebody = |name: &str| {
            self.people.get(name).is_some()
                || self.people.named(name).is_some()
                || self.ids.unit(self.pages, name).is_some_and(|unit| unit != 0)
                || (self.people.is_empty() && is_like_name(name))
        };
        let what = row.get("do").and_then(Value::as_str);
        let Some((what, names)) =
            what.and_then(|what| without_names(what, self.people.is_empty(), &is_somebody))
        else {
            return false;
        };
        let what = Value::from(what);
        let Some(row) = row.as_object_mut() else { return false };
        let mut owners = match row.remove(OWNER) {
            Some(Value::Array(owners)) => owners,
            owner => owner.into_iter().collect(),
        };
        owners.extend(names.into_iter().map(Value::from));
        let owner = if owners.len() == 1 { owners.remove(0) } else { Value::Array(owners) };
        row.insert(OWNER.to_owned(), owner);
        row.insert("do".to_owned(), what);
        true
    }

    /// Puts the ids of people in the place of their names in a row; whether there was any name.
    fn with_ids(&self, row: &mut Value) -> bool {
        let mut is_changed = false;
        let mut settle = |owner: &mut Value| {
            if let Some(id) = owner.as_str().and_then(|name| self.id(name)) {
                *owner = id.into();
                is_changed = true;
            }
        };
        match row.get_mut(OWNER) {
            Some(Value::Array(owners)) => owners.iter_mut().for_each(&mut settle),
            Some(owner) => settle(owner),
            None => {}
        }
        is_changed
    }
}

/// Takes out whom a row names twice: `@ana: …` is read both as a remark and as a name in the text.
fn once(row: &mut Value) -> bool {
    let Some(Value::Array(owners)) = row.get_mut(OWNER) else { return false };
    let count = owners.len();
    let mut seen: Vec<Value> = Vec::new();
    owners.retain(|owner| {
        let is_new = !seen.contains(owner);
        seen.push(owner.clone());
        is_new
    });
    let is_changed = owners.len() < count;
    if owners.len() == 1
        && let Some(owner) = owners.pop()
    {
        row[OWNER] = owner;
    }
    is_changed
}

/// Whether a text has the form of a first and a last name.
fn is_like_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_high =
        |word: &&str| word.starts_with(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase);
    let is_of_letters = text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '’' | '\'' | '.'));
    (2..=4).contains(&words.len())
        && is_of_letters
        && [words.first(), words.last()].into_iter().flatten().all(is_high)
}
