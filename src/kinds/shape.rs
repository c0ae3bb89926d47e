//! What the fields of the built-in kinds are understood as, where more can be said of them than that they say
//! something.

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
    /// A text; what is nearly one of these words was probably meant as that.
    Near(&'static [&'static str]),
    /// A day.
    Day,
    /// A day with a time, or a time alone.
    Moment,
    /// A time zone.
    Zone,
    /// Whether something is done: see [`crate::actions::done`].
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

    /// Whether a mapping says for each of several what the second column says of one, as `ann: Lead` does, and
    /// `ann: [Lead, Engineer]`.
    pub fn is_by_name(&self, row: &Map<String, Value>) -> bool {
        let is_text = |value: &Value| !value.is_object() && !value.is_array();
        let is_said = |value: &Value| match value {
            Value::Array(values) => values.iter().all(is_text),
            value => is_text(value),
        };
        let is_name = |(key, value): (&String, &Value)| {
            let is_column = self.column(key).is_some() || self.mistaken.contains(&key.as_str());
            !is_column && nearest(key, self.first()).is_none() && is_said(value)
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

/// Whether an item in a list of texts is a text with a colon, which YAML takes for a mapping: `- Say it early:
/// before it is late`.
pub fn is_text_with_colon(value: &Value) -> bool {
    let Value::Object(row) = value else { return false };
    row.len() == 1 && row.values().all(|value| !value.is_object() && !value.is_array())
}

#[cfg(test)]
mod tests {
    use super::*;

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
