//! Options that the theme does not have, or has otherwise; and names for kinds and fields that there are not.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Whole, unsafe_link};
use crate::config::{BAD_CONFIG, UNKNOWN_SETTING, key_and_value};
use crate::diag::{Finding, nearest};
use crate::handbook::{Handbook, Page};
use crate::text::{Place, Source};
use crate::theme::{Fault, is_within_item};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let (Some(settings), Some(theme)) = (whole.settings, whole.theme) else { return };
    check_names(whole, settings, findings);
    for (path, fault) in &theme.faults {
        let steps: Vec<&str> = std::iter::once("theme").chain(path.iter().map(String::as_str)).collect();
        let (key, value) = key_and_value(settings, &steps)
            .unwrap_or_else(|| (Place::file(&settings.path), Place::file(&settings.path)));
        let sentence = fault.sentence(path, &whole.config.theme.name);
        findings.push(match fault {
            Fault::Unknown(beside) => {
                let written = path.last().map_or("", String::as_str);
                Finding::new(&UNKNOWN_SETTING, sentence).at(key).help(instead(written, beside, path))
            }
            Fault::Program => unsafe_link::finding(value),
            _ if is_within_item(path) => {
                Finding::new(&BAD_CONFIG, sentence).at(value).help("until then the item is left out")
            }
            _ => {
                let help = "until then the theme's own value is used";
                Finding::new(&BAD_CONFIG, sentence).at(value).help(help)
            }
        });
    }
}

/// Kinds and fields that the handbook has names for, but that no page can have.
fn check_names(whole: Whole<'_>, settings: &Source, findings: &mut Vec<Finding>) {
    let named = |table| whole.config.theme.options.get(table).and_then(Value::as_object);
    let mut tell = |path: [&str; 2], what: String, known: &BTreeSet<&str>| {
        let steps = [&["theme"], &path[..]].concat();
        let place =
            key_and_value(settings, &steps).map_or_else(|| Place::file(&settings.path), |(key, _)| key);
        let help = nearest(path[1], known.iter().copied()).map_or_else(
            || "it has no effect: remove it".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        findings.push(Finding::new(&UNKNOWN_SETTING, what).at(place).help(help));
    };
    let kinds: BTreeSet<&str> = whole.handbook.kinds.all().map(|kind| &*kind.id).collect();
    for kind in named("kinds").into_iter().flat_map(|kinds| kinds.keys()) {
        if !kinds.contains(&**kind) {
            tell(["kinds", kind], format!("there is no kind of page `{kind}`"), &kinds);
        }
    }
    let mut fields: BTreeSet<&str> =
        whole.handbook.kinds.all().flat_map(|kind| &kind.fields).map(|field| &*field.name).collect();
    fields.insert("principles");
    let Some(named) = named("fields").filter(|named| named.keys().any(|name| !fields.contains(&**name)))
    else {
        return;
    };
    fields.extend(columns(whole.handbook));
    for field in named.keys().filter(|name| !fields.contains(&***name)) {
        let what = format!("no page has a field or a column `{field}`");
        tell(["fields", field], what, &fields);
    }
}

/// The keys within pages' fields: of their mappings, and of the rows of their tables.
fn columns(book: &Handbook) -> impl Iterator<Item = &str> {
    let values = book.pages.iter().flat_map(values);
    let mappings = values.flat_map(|value| match value {
        Value::Array(rows) => rows.as_slice(),
        one => std::slice::from_ref(one),
    });
    mappings.filter_map(Value::as_object).flat_map(|mapping| mapping.keys().map(String::as_str))
}

/// The values of the fields of a page's kind.
fn values(page: &Page) -> impl Iterator<Item = &Value> {
    let own = page.parsed.as_ref().map(|parsed| &parsed.front.others);
    page.kind.fields.iter().filter_map(move |field| own?.get(&field.name))
}

/// What may have been meant by an option that the theme does not have.
fn instead(written: &str, beside: &[String], path: &[String]) -> String {
    match nearest(written, beside.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if is_within_item(path) => format!("known here: {}", beside.join(", ")),
        None => "the theme's `theme.toml` lists its options".to_owned(),
    }
}
