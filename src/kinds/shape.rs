//! What the fields of the built-in kinds are understood as, where more can be said of them than that they say
//! something.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::PageField;
use crate::diag::nearest;
use crate::facts::Named;

/// What a value is understood as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// A text that is no number and no other word of YAML's.
    Words,
    /// A day.
    Day,
    /// Whether something is done: see [`done`].
    Done,
    /// The id of what is named.
    Id(Named),
    /// A page of the handbook, or an address elsewhere.
    Page,
    /// A service, by its id.
    Service,
    /// Something that may have a page, or any text.
    Thing,
    /// A list of these, or one alone.
    List(&'static Shape),
    /// A list of rows.
    Rows(&'static Table),
    /// A mapping that may have these keys, or a text.
    Entries(&'static [Column]),
}

/// A key of a row, and what it holds.
pub type Column = (&'static str, Shape);

/// Which rows a list has.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// The keys of a row. One alone may stand in the place of a row: then it is the first.
    pub columns: &'static [Column],
    /// Whether other keys are shown as well, so that a row may have them.
    pub open: bool,
    /// Whether a row says nothing without its first key.
    pub named: bool,
    /// Whether `ann: Lead` is a row of which the key is the first column and the value the second.
    pub by_name: bool,
    /// Keys that others have for the first column.
    pub mistaken: &'static [&'static str],
}

impl Table {
    /// What the column of a key holds.
    pub fn column(&self, key: &str) -> Option<Shape> {
        self.columns.iter().find(|(name, _)| *name == key).map(|(_, shape)| *shape)
    }

    /// Whether a mapping says for each of several what the second column says of one, as `ann: Lead` does.
    pub fn is_by_name(&self, row: &Map<String, Value>) -> bool {
        let is_name = |(key, value): (&String, &Value)| {
            let is_column = self.column(key).is_some() || self.mistaken.contains(&key.as_str());
            !is_column && nearest(key, self.first()).is_none() && !value.is_object() && !value.is_array()
        };
        self.by_name && row.iter().all(is_name)
    }

    /// The key that was probably meant by one that no row has.
    pub fn meant(&self, key: &str) -> Option<&'static str> {
        let first = self.first().filter(|_| self.mistaken.contains(&key.to_lowercase().as_str()));
        first.or_else(|| nearest(key, self.columns.iter().map(|(name, _)| *name)))
    }

    /// The key of the first column.
    pub fn first(&self) -> Option<&'static str> {
        self.columns.first().map(|(name, _)| *name)
    }
}

impl PageField {
    /// The rows that its value has, if it has rows.
    pub fn table(&self) -> Option<&'static Table> {
        match self.shape {
            Some(Shape::Rows(table)) => Some(table),
            _ => None,
        }
    }
}

/// Whether a value says that something is done: a day on which it was, or a word; none when it says neither that nor
/// the contrary.
pub fn done(value: &Value) -> Option<bool> {
    match value {
        Value::Null => Some(false),
        Value::Bool(done) => Some(*done),
        Value::String(text) => match &*text.trim().to_lowercase() {
            "" | "no" | "false" | "open" => Some(false),
            "yes" | "true" | "done" => Some(true),
            // The day may have more behind it: a time, or by whom.
            text => {
                let day: Option<Date> = text.get(..10).and_then(|day| day.parse().ok());
                let is_apart = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit());
                day.filter(|_| is_apart(&text[10..])).map(|_| true)
            }
        },
        _ => None,
    }
}

/// Whether an item in a list of texts is a text with a colon, which YAML takes for a mapping: `- Say it early:
/// before it is late`.
pub fn is_text_with_colon(value: &Value) -> bool {
    let Value::Object(row) = value else { return false };
    row.len() == 1 && row.values().all(|value| !value.is_object() && !value.is_array())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn done_is_a_day_or_a_word() {
        for (value, expected) in [
            (json!("2026-09-02"), Some(true)),
            (json!("2026-09-02, by Ana"), Some(true)),
            (json!("2026-09-021"), None),
            (json!("2026-02-30"), None),
            (json!("Yes"), Some(true)),
            (json!("no"), Some(false)),
            (json!(" "), Some(false)),
            (json!(null), Some(false)),
            (json!(true), Some(true)),
            (json!("maybe"), None),
            (json!("größtenteils"), None),
            (json!(1), None),
        ] {
            assert_eq!(done(&value), expected, "{value}");
        }
    }

    #[test]
    fn shapes_are_of_fields_and_columns_have_one_name() {
        for kind in super::super::KINDS {
            for (name, shape) in kind.shapes {
                assert!(kind.fields.iter().any(|field| field.name == *name), "{}: {name}", kind.id);
                let Shape::Rows(table) = shape else { continue };
                for (index, (key, _)) in table.columns.iter().enumerate() {
                    assert!(table.columns[..index].iter().all(|(other, _)| other != key), "{name}: {key}");
                    let others = table.columns.iter().map(|(other, _)| *other).filter(|other| other != key);
                    assert_eq!(nearest(key, others), None, "{name}: {key} is easily taken for another");
                }
            }
        }
    }
}
