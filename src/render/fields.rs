//! The fields of a page's kind, as a theme can show them without knowing the kind.

use serde_json::Value;

use super::view::{FieldView, LinkText};
use crate::handbook::address;
use crate::handbook::{Handbook, Page, PageId};

/// The fields that the page sets, in its kind's order.
pub fn of(book: &Handbook, page: &Page, root: &str) -> Vec<FieldView> {
    let own = page.parsed.as_ref().map(|parsed| &parsed.front.others);
    let principles = page.front.principles.iter().map(|id| cell(book, &Value::from(id.as_str()), root));
    let principles: Vec<LinkText> = principles.collect();
    let shared = (!principles.is_empty()).then(|| FieldView {
        name: "principles",
        label: "Principles",
        text: None,
        items: principles,
        columns: Vec::new(),
        rows: Vec::new(),
    });
    let fields = page.kind.fields.iter().filter_map(|field| {
        let value = own?.get(field.name)?;
        let mut view = FieldView {
            name: field.name,
            label: field.label,
            text: None,
            items: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
        };
        let cell = |value: &Value| cell(book, value, root);
        match value {
            Value::Null => return None,
            Value::Array(values) if values.iter().any(Value::is_object) => {
                view.columns = columns(values);
                view.rows = values
                    .iter()
                    .map(|row| {
                        view.columns
                            .iter()
                            .map(|column| cell(row.get(column).unwrap_or(&Value::Null)))
                            .collect()
                    })
                    .collect();
            }
            Value::Array(values) => view.items = values.iter().map(cell).collect(),
            single => view.text = Some(cell(single)),
        }
        Some(view)
    });
    shared.into_iter().chain(fields).collect()
}

/// The keys of all rows, in the order in which they first occur.
fn columns(rows: &[Value]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for key in rows.iter().filter_map(Value::as_object).flat_map(serde_json::Map::keys) {
        if !columns.contains(key) {
            columns.push(key.clone());
        }
    }
    columns
}

fn cell(book: &Handbook, value: &Value, root: &str) -> LinkText {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(values) => {
            values.iter().map(|value| cell(book, value, root).text).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    };
    match named_page(book, &text) {
        Some(page) => LinkText {
            text: book.pages[page].title.clone(),
            href: Some(super::or_here(format!("{root}{}", address::encoded(&book.pages[page].url)))),
        },
        None if text.starts_with("https://") || text.starts_with("http://") => {
            LinkText { href: Some(text.clone()), text }
        }
        None => LinkText { text, href: None },
    }
}

/// The page that an id in a field names: a path without its ending (`decisions/0001-x`), a unit below
/// `teams/` (`booking/checkout`), or a service.
pub fn named_page(book: &Handbook, id: &str) -> Option<PageId> {
    if id.is_empty() || id.contains(char::is_whitespace) {
        return None;
    }
    let id = id.trim_end_matches(".md").trim_matches('/');
    // A bare word is an id; the content's root is looked in for paths only.
    let is_path = id.contains('/');
    let id = id.strip_suffix("/_index").unwrap_or(id);
    let folders = ["", "teams/", "services/", "principles/"];
    folders
        .iter()
        .find_map(|folder| book.page_at(&format!("{folder}{id}")).filter(|_| is_path || !folder.is_empty()))
}
