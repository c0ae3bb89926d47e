//! The values of a page's front matter as they are read one by one, with what is wrong with each.

use serde_json::{Map, Value};

use crate::diag::nearest;
use crate::rota::Wrong;
use crate::syntax::front_matter::is_nothing;
use crate::syntax::yaml::Step;

/// Texts by key, and what was wrong with them.
#[derive(Default)]
pub struct Wrongs(pub Vec<Wrong>);

/// What a value needs to be, for a finding.
pub struct Needs {
    /// `a time zone such as …`
    pub what: &'static str,
}

impl Wrongs {
    /// Says that something is wrong at a key path.
    pub fn add(&mut self, path: Vec<Step>, message: String, help: impl Into<String>) {
        self.0.push(Wrong { path, message, help: help.into() });
    }

    /// What a text means; says so if it means nothing.
    pub fn read<T>(
        &mut self,
        key: &str,
        text: Option<&str>,
        path: impl FnOnce() -> Vec<Step>,
        needs: &Needs,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = text?;
        let found = read(text);
        if found.is_none() {
            let message = format!("`{key}` cannot be read: `{text}`");
            self.add(path(), message, format!("write {}", needs.what));
        }
        found
    }

    /// Names the keys of a row that mean nothing.
    pub fn known(&mut self, row: &Row<'_>, known: &[&str]) {
        for key in row.values.keys().filter(|key| !known.contains(&key.as_str())) {
            let help = nearest(key, known.iter().copied()).map_or_else(
                || format!("known are {}", listed(known)),
                |near| format!("did you mean `{near}`?"),
            );
            self.add(row.at(key), format!("there is no key `{key}` here"), help);
        }
    }
}

/// `a`, `b`
fn listed(keys: &[&str]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// A mapping, and where it is.
pub struct Row<'a> {
    /// Its values.
    pub values: &'a Map<String, Value>,
    /// The key path that leads to it.
    pub path: Vec<Step>,
}

impl<'a> Row<'a> {
    /// The text at the first of some keys that has any, and the key.
    pub fn text(&self, keys: &[&'static str]) -> Option<(&'static str, String)> {
        keys.iter().find_map(|key| Some((*key, text(self.values.get(*key)?)?)))
    }

    /// A value that says something.
    pub fn get(&self, key: &str) -> Option<&'a Value> {
        self.values.get(key).filter(|value| !is_nothing(value))
    }

    /// The key path of a value.
    pub fn at(&self, key: &str) -> Vec<Step> {
        [&self.path[..], &[Step::Key(key.to_owned())]].concat()
    }

    /// The rows of a list; of what is no row, that.
    pub fn rows(&self, key: &str, needs: &Needs, wrongs: &mut Wrongs) -> Vec<Row<'a>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(values) = value.as_array() else {
            let message = format!("`{key}` is no list");
            wrongs.add(self.at(key), message, format!("write {}", needs.what));
            return Vec::new();
        };
        let mut rows = Vec::new();
        for (index, value) in values.iter().enumerate() {
            let path = [&self.at(key)[..], &[Step::Index(index)]].concat();
            match value.as_object() {
                Some(values) => rows.push(Row { values, path }),
                None if value.is_null() => {}
                None => {
                    wrongs.add(
                        path,
                        format!("this row of `{key}` is no mapping"),
                        format!("write {}", needs.what),
                    );
                }
            }
        }
        rows
    }
}

/// A value that is a word, a sentence or a number.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// A list of texts, or a single one.
pub fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(values)) => values.iter().filter_map(text).collect(),
        Some(value) => text(value).into_iter().collect(),
        None => Vec::new(),
    }
}
