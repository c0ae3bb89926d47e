//! The fields of a page's kind, as a theme can show them without knowing the kind.

use serde_json::Value;

use super::view::{FieldView, LinkText};
use crate::facts::{HABIT_KEYS, Relation};
use crate::handbook::address;

use crate::handbook::{Handbook, Page, PageId, Who};
use crate::theme::Theme;

/// The fields that the page sets, in its kind's order.
pub fn of(book: &Handbook, theme: &Theme, page: &Page, root: &str) -> Vec<FieldView> {
    let cells = Cells { book, theme, root };
    let label = |name: &str, own: &str| theme.name("fields", name).unwrap_or(own).to_owned();
    let own = page.parsed.as_ref().map(|parsed| &*parsed.front.others);
    let principles = page.front.principles.iter().map(|id| cells.cell(&Value::from(id.as_str()), None));
    let principles: Vec<LinkText> = principles.collect();
    let shared = (!principles.is_empty()).then(|| FieldView {
        name: "principles",
        label: label("principles", "Principles"),
        text: None,
        items: principles,
        columns: Vec::new(),
        rows: Vec::new(),
    });
    // A habit is shown in its own way.
    let is_apart = |name: &str| page.kind.habit.is_some() && HABIT_KEYS.contains(&name);
    let fields = page.kind.fields.iter().filter(|field| !is_apart(field.name)).filter_map(|field| {
        let value = own?.get(field.name)?;
        let mut view = FieldView {
            name: field.name,
            label: label(field.name, field.label),
            text: None,
            items: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
        };
        let relation =
            |key: &str| field.names.iter().find(|(column, _)| *column == key).map(|(_, relation)| *relation);
        let cell = |value: &Value| cells.cell(value, relation(""));
        match value {
            Value::Null => return None,
            Value::Array(values) if values.iter().any(Value::is_object) => {
                let keys = columns(values);
                let cell = |row: &Value, key: &String| {
                    cells.cell(row.get(key).unwrap_or(&Value::Null), relation(key))
                };
                let row = |row: &Value| keys.iter().map(|key| cell(row, key)).collect();
                view.rows = values.iter().map(row).collect();
                view.columns = keys.iter().map(|key| label(key, key)).collect();
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

/// What values become.
struct Cells<'a> {
    book: &'a Handbook,
    theme: &'a Theme,
    root: &'a str,
}

impl Cells<'_> {
    /// A value as it is shown; `relation` is that of whom it names.
    fn cell(&self, value: &Value, relation: Option<Relation>) -> LinkText {
        let text = self.text(value);
        let who = relation.and_then(|relation| self.book.who(&text, relation.named()));
        let page = match who {
            Some(Who::Person(person)) => return LinkText { text: person.name.clone(), href: None },
            Some(Who::Page(unit)) => Some(unit),
            None => named_page(self.book, &text),
        };
        match page {
            Some(page) => {
                let page = &self.book.pages[page];
                let href = super::or_here(format!("{}{}", self.root, address::encoded(&page.url)));
                LinkText { text: page.title.clone(), href: Some(href) }
            }
            None if text.starts_with("https://") || text.starts_with("http://") => {
                LinkText { href: Some(text.clone()), text }
            }
            None => LinkText { text, href: None },
        }
    }

    fn text(&self, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Bool(true) => self.theme.word("yes").to_owned(),
            Value::Bool(false) => self.theme.word("no").to_owned(),
            Value::Array(values) => {
                values.iter().map(|value| self.cell(value, None).text).collect::<Vec<_>>().join(", ")
            }
            other => other.to_string(),
        }
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
