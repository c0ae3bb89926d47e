//! The fields of a page's kind, as a theme can show them without knowing the kind.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Renderer;
use super::marked;
use super::person;
use super::practice;
use super::view::{EntryView, FieldView, LinkText};
use crate::actions;
use crate::config::FieldType;
use crate::facts::{HABIT_KEYS, Named, Relation, number_shown};
use crate::handbook::address;
use crate::handbook::{Handbook, PageId, Who};
use crate::kinds::{self, INCIDENT_KEYS, PageField, ROTA_KEYS, WEEKLY_KEYS, capitalized};
use crate::syntax::front_matter::{day, is_nothing};

/// More characters than these are no short value: it is shown below the page's text.
const SHORT: usize = 60;

/// The fields that the page sets or inherits, in its kind's order.
pub fn of(renderer: &Renderer<'_>, id: PageId, root: &str) -> Vec<FieldView> {
    let page = &renderer.book.pages[id];
    let cells = Cells::of(renderer, id, root);
    let label = |name: &str, own: &str| renderer.theme.name("fields", name).unwrap_or(own).to_owned();
    let own = page.parsed.as_ref().map(|_| &*page.front.others);
    let principles = page.front.principles.iter().map(|principle| {
        let here = renderer.book.principle_here(id, principle, &renderer.shared.principles);
        here.map_or_else(
            || cells.cell(&Value::from(principle.as_str()), Some(Relation::Cites)),
            |page| cells.page(page),
        )
    });
    // Several ids may mean one in a unit's words.
    let mut principles: Vec<LinkText> = principles.collect();
    let mut named = BTreeSet::new();
    principles.retain(|link| link.href.as_ref().is_none_or(|href| named.insert(href.clone())));
    let shared = (!principles.is_empty()).then(|| FieldView {
        items: principles,
        ..FieldView::named("principles", label("principles", &principles_word(renderer.book)))
    });
    // A habit is shown in its own way, and so are a rota and a person.
    let is_apart = |name: &str| {
        (page.kind.habit.is_some() && HABIT_KEYS.contains(&name))
            || (page.kind.rota.is_some() && ROTA_KEYS.contains(&name))
            || (page.kind.incident.is_some() && INCIDENT_KEYS.contains(&name))
            || (name == actions::KEY && renderer.book.says_actions(id))
            || (kinds::is_weekly(&page.kind) && WEEKLY_KEYS.contains(&name))
            || kinds::states_person(&page.kind)
    };
    // What the text says itself stands there already.
    let is_told = |name: &str| renderer.book.is_told(id, name);
    let shown = page.kind.fields.iter().filter(|field| !is_apart(&field.name) && !is_told(&field.name));
    let fields = shown.filter_map(|field| {
        let view = FieldView::named(&field.name, label(&field.name, &field.label));
        fill(view, field, own?.get(&field.name)?, renderer, &cells, id)
    });
    shared.into_iter().chain(fields).collect()
}

/// A field with what its value says; none when that is nothing.
fn fill(
    mut view: FieldView,
    field: &PageField,
    value: &Value,
    renderer: &Renderer<'_>,
    cells: &Cells<'_>,
    id: PageId,
) -> Option<FieldView> {
    let relation =
        |key: &str| field.names.iter().find(|(column, _)| column == key).map(|(_, relation)| *relation);
    let names_page = *field.holds.of_each() == FieldType::Page;
    let named = |value: &Value| {
        let written = value.as_str().filter(|_| names_page)?;
        renderer.book.page_in_field(id, written).map(|page| cells.place(page, written))
    };
    let cell = |value: &Value| match named(value) {
        Some(page) => page,
        None if *field.holds.of_each() == FieldType::Date => {
            cells.shaped(value, Some(kinds::Shape::Day), relation(""), id)
        }
        None => cells.shaped(value, field.shape, relation(""), id),
    };
    let table = field.table();
    let row = |row: &Value, key: &str| match row {
        Value::Object(row) => row.get(key).cloned().unwrap_or(Value::Null),
        // What stands in the place of a row is the first of it.
        single if table.and_then(kinds::Table::first) == Some(key) => single.clone(),
        _ => Value::Null,
    };
    let is_of_texts = *field.holds.of_each() == FieldType::Text
        || matches!(field.shape, Some(kinds::Shape::List(kinds::Shape::Text | kinds::Shape::Thing)));
    match value {
        nothing if is_nothing(nothing) => return None,
        Value::Array(values) if values.iter().any(Value::is_object) && !is_of_texts => {
            let keys = columns(values, table.and_then(kinds::Table::first));
            let cell = |values: &Value, key: &String| {
                let shape = table.and_then(|table| table.column(key));
                cells.shaped(&row(values, key), shape, relation(key), id)
            };
            view.rows = values.iter().map(|row| keys.iter().map(|key| cell(row, key)).collect()).collect();
            view.columns = keys.iter().map(|key| practice::label(renderer, key)).collect();
        }
        // Of those that a text names with commas between them, each is one.
        Value::Array(_) | Value::String(_) if relation("").is_some_and(Relation::is_history) => {
            let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            let each = values.iter().flat_map(|value| names_in(value, relation("")));
            view.items = each.map(|value| cell(&value)).collect();
        }
        Value::Array(values) => {
            view.items = values.iter().filter(|value| !is_nothing(value)).map(cell).collect();
        }
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| EntryView {
                name: key.clone(),
                label: entry_label(renderer, &field.name, key),
                value: cells.cell(value, relation(key)),
                items: match value {
                    Value::Array(values) => {
                        values.iter().map(|value| cells.cell(value, relation(key))).collect()
                    }
                    _ => Vec::new(),
                },
            };
            view.entries = entries.iter().filter(|(_, value)| !value.is_null()).map(entry).collect();
        }
        single => view.text = Some(cell(single)),
    }
    let is_sentence = |value: &LinkText| value.href.is_none() && value.text.ends_with(['.', '?', '!']);
    let is_long = |value: &LinkText| value.text.chars().count() > SHORT;
    view.apart = APART.contains(&&*field.name);
    view.wide = !view.columns.is_empty()
        || view.items.iter().any(|item| is_long(item) || is_sentence(item))
        || view.entries.iter().any(|entry| is_long(&entry.value));
    Some(view)
}

/// Those whom a value names, each on its own.
fn names_in(value: &Value, relation: Option<Relation>) -> Vec<Value> {
    match (value, relation) {
        (Value::String(text), Some(relation)) => kinds::each_name(text, relation).map(Value::from).collect(),
        _ => vec![value.clone()],
    }
}

/// The fields that the pages of units and principles show in their own way.
const APART: [&str; 6] = ["mission", "members", "works_with", "statement", "adapts", "tension_with"];

/// What a key of a field's mapping is called: as the theme says it of this very field, or else of any.
fn entry_label(renderer: &Renderer<'_>, field: &str, key: &str) -> String {
    let own = format!("{field}-{key}");
    match renderer.theme.word(&own) {
        word if word != own => word.to_owned(),
        _ => practice::label(renderer, key),
    }
}

impl FieldView {
    /// A field that says nothing yet.
    pub fn named(name: &str, label: String) -> Self {
        FieldView {
            name: name.to_owned(),
            label,
            text: None,
            items: Vec::new(),
            entries: Vec::new(),
            columns: Vec::new(),
            rows: Vec::new(),
            wide: false,
            apart: false,
        }
    }
}

/// What principles are called.
fn principles_word(book: &Handbook) -> String {
    let Named::Page(kind) = Relation::Cites.named() else { return "Principles".to_owned() };
    book.kinds.word(kind).map_or_else(|| "Principles".to_owned(), |word| capitalized(&word.many))
}

/// The keys of all rows, in the order in which they first occur; that of what stands in the place of a row first.
fn columns(rows: &[Value], first: Option<&str>) -> Vec<String> {
    let is_bare = rows.iter().any(|row| !row.is_object());
    let mut columns: Vec<String> = first.filter(|_| is_bare).map(str::to_owned).into_iter().collect();
    for key in rows.iter().filter_map(Value::as_object).flat_map(serde_json::Map::keys) {
        if !columns.contains(key) {
            columns.push(key.clone());
        }
    }
    columns
}

/// What values become.
pub struct Cells<'a> {
    renderer: &'a Renderer<'a>,
    /// The page that says them.
    from: PageId,
    root: &'a str,
}

impl<'a> Cells<'a> {
    /// Those of the page `from`, on one from which `root` leads to the site's.
    pub fn of(renderer: &'a Renderer<'a>, from: PageId, root: &'a str) -> Self {
        Cells { renderer, from, root }
    }

    /// A value as it is shown; `relation` is that of whom it names.
    pub fn cell(&self, value: &Value, relation: Option<Relation>) -> LinkText {
        let text = self.text(value);
        let who = relation.and_then(|relation| self.renderer.book.who(&text, relation.named()));
        let page = match who {
            Some(Who::Person(person)) => {
                return person::marked(self.renderer, person, self.root);
            }
            Some(Who::Page(unit)) => Some(unit),
            // A word that happens to be some unit's name is a word.
            None => self.renderer.book.page_of_id(&text).filter(|_| text.contains('/')),
        };
        match page {
            Some(page) => self.page(page),
            None if text.starts_with("https://") || text.starts_with("http://") => {
                LinkText::link(text.clone(), text)
            }
            None if is_mail(&text) => LinkText::link(text.clone(), format!("mailto:{text}")),
            None => marked::text(self.renderer, self.from, self.root, &text)
                .filter(|_| value.is_string())
                .unwrap_or(LinkText::plain(text)),
        }
    }

    /// A path of a page, or an address.
    pub fn link(&self, text: &str) -> LinkText {
        self.shaped(&Value::from(text), Some(kinds::Shape::Page), None, self.from)
    }

    /// A value of a field of the page `from`, with the page that it names if that is what it may do.
    fn shaped(
        &self,
        value: &Value,
        shape: Option<kinds::Shape>,
        relation: Option<Relation>,
        from: PageId,
    ) -> LinkText {
        let book = self.renderer.book;
        let shape = match shape {
            Some(kinds::Shape::List(each)) => Some(*each),
            shape => shape,
        };
        let text = value.as_str().map(str::trim);
        // A day may be written with the time behind it.
        if let (Some(kinds::Shape::Day), Some(day)) = (shape, day(value)) {
            return LinkText::plain(day.to_string());
        }
        let page = match shape {
            Some(kinds::Shape::Page) => {
                text.and_then(|text| book.page_in_field(from, text).or_else(|| book.page_of_id(text)))
            }
            Some(kinds::Shape::Service | kinds::Shape::Thing) => {
                text.and_then(|text| book.thing_in_field(from, text))
            }
            _ => None,
        };
        page.map_or_else(|| self.cell(value, relation), |page| self.place(page, text.unwrap_or_default()))
    }

    /// A page, with what is chosen there and the anchor, as it is written.
    fn place(&self, page: PageId, written: &str) -> LinkText {
        let mut link = self.page(page);
        let parts = address::Parts::of(written.trim());
        if let Some(href) = &mut link.href {
            href.push_str(&parts.query.replace(' ', "%20"));
            if let Some(fragment) = parts.fragment.filter(|fragment| !fragment.is_empty()) {
                href.push('#');
                href.push_str(&address::encoded(&address::decode(fragment)));
            }
        }
        link
    }

    pub fn page(&self, page: PageId) -> LinkText {
        let page = &self.renderer.book.pages[page];
        let href = super::or_here(format!("{}{}", self.root, address::encoded(&page.url)));
        LinkText::link(page.title.clone(), href)
    }

    fn text(&self, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            Value::Bool(true) => self.renderer.theme.word("yes").to_owned(),
            Value::Bool(false) => self.renderer.theme.word("no").to_owned(),
            Value::Array(values) => {
                values.iter().map(|value| self.cell(value, None).text).collect::<Vec<_>>().join(", ")
            }
            // `- Say it early: before it is late` was a text before YAML read it.
            Value::Object(entries) => {
                let entry = |(key, value): (&String, &Value)| format!("{key}: {}", self.text(value));
                entries.iter().map(entry).collect::<Vec<_>>().join(", ").trim_end().to_owned()
            }
            Value::Number(number) => number_shown(number),
        }
    }
}

/// Whether a text is an address that mail can be sent to, and nothing else.
fn is_mail(text: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+'))
    };
    text.split_once('@').is_some_and(|(name, host)| is_plain(name) && is_plain(host) && host.contains('.'))
}
