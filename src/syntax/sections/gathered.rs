//! What sections say, once they are read: which of their rows count, and how several sections are one field.

use serde_json::Value;

use super::{Form, Found, Open, Row};

impl Open {
    /// Its rows: those of its tables, or else of the lists.
    pub(super) fn close(self) -> Option<Found> {
        let form = self.field.form;
        let zone = self.zone.as_ref().filter(|zone| !zone.is_known).map(|zone| zone.place);
        let field = self.field.field;
        let rows = match form {
            Form::Tasks => self.tasks(),
            _ if !self.table_rows.is_empty() => self.table_rows,
            Form::Texts if self.item_rows.is_empty() => self.texts,
            Form::Events if self.item_rows.is_empty() && !self.headed_rows.is_empty() => self.headed_rows,
            Form::Events if self.item_rows.is_empty() => self.line_rows,
            Form::Texts | Form::Events => self.item_rows,
        };
        (!rows.is_empty()).then_some(Found { field, form, rows, zone })
    }

    /// What is to be done: a list in which nobody is named, nothing is to be ticked off and no day is said is no list of
    /// that, and neither is such a table below a heading that may mean something else.
    fn tasks(self) -> Vec<Row> {
        let mut rows = self.table_rows;
        if self.is_loose && !rows.iter().any(is_task) {
            rows.clear();
        }
        if rows.is_empty() {
            return if self.item_rows.iter().any(is_task) { self.item_rows } else { rows };
        }
        // Beside a table there may be remarks in a list, with days in them.
        let is_more = |row: &Row| ["owner", "status"].iter().any(|key| row.value.get(key).is_some());
        rows.extend(self.item_rows.into_iter().filter(is_more));
        rows.sort_by_key(|row| row.span.start);
        rows
    }
}

/// Whether a row says who does it, until when or how far it is.
pub(super) fn is_task(row: &Row) -> bool {
    ["owner", "due", "done", "status"].iter().any(|key| row.value.get(key).is_some())
}

/// Adds what a section says to what others said of the same field: what several say is one thing to be done.
pub(super) fn gather(all: &mut Vec<Found>, found: Option<Found>) {
    let Some(found) = found else { return };
    let Some(known) = all.iter_mut().find(|known| known.field == found.field) else {
        all.push(found);
        return;
    };
    for row in found.rows {
        match known.rows.iter_mut().find(|other| what(other).is_some() && what(other) == what(&row)) {
            Some(other) => complete(other, row),
            None => known.rows.push(row),
        }
    }
    known.zone = known.zone.or(found.zone);
}

/// What a row says is to be done.
fn what(row: &Row) -> Option<String> {
    row.value.get("do").and_then(|what| what.as_str()).map(str::to_lowercase)
}

/// Adds what a row says to one that says the same is to be done, where that says less.
fn complete(known: &mut Row, row: Row) {
    let (Value::Object(values), Value::Object(more)) = (&mut known.value, row.value) else { return };
    for (key, value) in more {
        if values.get(&key).is_none() {
            known.cells.extend(row.cells.iter().filter(|(cell, _)| *cell == key));
            values.insert(key, value);
        }
    }
}
