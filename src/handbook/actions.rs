//! What somebody is to do, as a page says it in a table.

use serde_json::{Map, Value};

use super::{Handbook, PageId};
use crate::kinds::{self, Table};
use crate::syntax::yaml::Step;

/// A row of a table in which somebody is named who answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What is to be done.
    pub what: Option<String>,
    /// The day by which it is to be done, as it is written.
    pub due: Option<String>,
    /// Whether it is.
    pub done: bool,
}

impl Handbook {
    /// The action whose row names somebody at a key path of a page's front matter.
    pub fn action(&self, page: PageId, path: &[Step]) -> Action {
        let row = self.row(page, path);
        let text = |key: &str| row.and_then(|row| row.get(key)).and_then(Value::as_str).map(str::to_owned);
        // What cannot be read as done is not: better to have it once too often before one's eyes.
        let done = row.and_then(|row| row.get("done")).and_then(kinds::done).unwrap_or(false);
        Action { what: text("what"), due: text("due"), done }
    }

    /// What is said of somebody in the column of a key, by the key path at which a page's front matter names them.
    pub fn beside(&self, page: PageId, path: &[Step], key: &str) -> Option<&Value> {
        let row = self.row(page, path)?;
        let Some(Step::Name(name)) = path.last() else { return row.get(key) };
        // `ann: Lead` says it without a key.
        let Some(Step::Key(field)) = path.first() else { return None };
        let table = self.pages[page].kind.field(field).and_then(kinds::PageField::table);
        let second = table.and_then(|table: &Table| table.columns.get(1)).map(|(name, _)| *name);
        row.get(name).filter(|value| second == Some(key) && !value.is_null())
    }

    /// The mapping that has the value at a key path.
    pub fn row(&self, page: PageId, path: &[Step]) -> Option<&Map<String, Value>> {
        let others = &self.pages[page].parsed.as_ref()?.front.others;
        let (first, rest) = path.split_last()?.1.split_first()?;
        let Step::Key(key) = first else { return None };
        let mut value = others.get(key)?;
        for step in rest {
            value = match step {
                Step::Key(key) | Step::Name(key) => value.get(key)?,
                Step::Index(index) => value.get(*index)?,
            };
        }
        value.as_object()
    }
}
