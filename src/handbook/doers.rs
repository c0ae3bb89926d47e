//! Who is to do what a page's text says is to be done: tables and lists name people as everybody calls them, and not by
//! their ids.

use std::sync::Arc;

use serde_json::Value;

use super::Page;
use crate::actions;
use crate::parse::Parsed;
use crate::people::People;

/// Puts ids in the place of names, where a page's text names who does something.
pub fn settle(pages: &mut [Page], people: &People) {
    if people.is_empty() {
        return;
    }
    for page in pages.iter_mut() {
        let Some(parsed) = page.parsed.as_ref().filter(|parsed| is_told(parsed)) else { continue };
        let mut rows = parsed.front.others.get(actions::KEY).cloned().unwrap_or_default();
        if !with_ids(&mut rows, people) {
            continue;
        }
        let mut front = parsed.front.clone();
        Arc::make_mut(&mut front.others).insert(actions::KEY.to_owned(), rows.clone());
        Arc::make_mut(&mut page.front.others).insert(actions::KEY.to_owned(), rows);
        page.parsed = Some(Arc::new(parsed.with(front, parsed.document.clone())));
    }
}

/// Whether a page's text says what is to be done.
fn is_told(parsed: &Parsed) -> bool {
    parsed.lifted.iter().any(|lifted| lifted.stays && lifted.key == actions::KEY)
}

/// Puts the ids of people in the place of their names in rows; whether there was any name.
fn with_ids(rows: &mut Value, people: &People) -> bool {
    let mut is_changed = false;
    let mut settle = |owner: &mut Value| {
        let Some(name) = owner.as_str() else { return };
        if people.get(name).is_some() {
            return;
        }
        if let Some(person) = people.named(name.trim()) {
            *owner = person.id.as_str().into();
            is_changed = true;
        }
    };
    for row in rows.as_array_mut().into_iter().flatten() {
        match row.get_mut("owner") {
            Some(Value::Array(owners)) => owners.iter_mut().for_each(&mut settle),
            Some(owner) => settle(owner),
            None => {}
        }
    }
    is_changed
}
