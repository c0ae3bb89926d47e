//! What is to be done, wherever pages say it; and the rows of their tables.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{Handbook, Owner, PageId};
use crate::actions::{self, Action};
use crate::facts::Named;
use crate::kinds::{ACTIONS, PageKind, Shape, Table};
use crate::parse::Parsed;
use crate::syntax::yaml::Step;

/// Something that is to be done, and where that is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToDo {
    /// The page that says it.
    pub page: PageId,
    /// What it is.
    pub action: Action,
    /// The day since which it is known: of what the page tells; none when it does not say.
    pub since: Option<Date>,
}

/// In which form a text says what is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldIn {
    /// In the rows of a table.
    Table,
    /// In the items of a list.
    List,
}

impl ToDo {
    /// For how many days it has been known on a day; none when nobody knows since when.
    pub fn age(&self, today: Date) -> Option<i32> {
        let days = (today - self.since?).get_days();
        (days >= 0).then_some(days)
    }
}

/// Whether the pages of a kind say what is to be done, in the way that the program understands.
pub(super) fn says_actions(kind: &PageKind) -> bool {
    kind.field(actions::KEY).is_some_and(|field| field.shape == Some(Shape::Rows(&ACTIONS)))
}

impl Handbook {
    /// The action whose row names somebody at a key path of a page's front matter.
    pub fn action(&self, page: PageId, path: &[Step]) -> Action {
        let row = self.row(page, path).map(|row| Value::Object(row.clone()));
        row.and_then(|row| actions::one(&row, row_path(path).to_vec())).unwrap_or_default()
    }

    /// Whether a page's text says the value of a field, and still shows it.
    pub fn is_told(&self, page: PageId, key: &str) -> bool {
        let lifted = self.pages[page].parsed.as_ref().map_or(&[][..], |parsed| &parsed.lifted);
        lifted.iter().any(|lifted| lifted.key == key && lifted.stays)
    }

    /// In which form a page's text says one of its actions, and still shows it.
    pub fn told_in(&self, page: PageId, action: &Action) -> Option<ToldIn> {
        let parsed = self.pages[page].parsed.as_ref()?;
        let told = parsed.lifted.iter().find(|lifted| lifted.key == actions::KEY && lifted.stays)?;
        let Some(Step::Index(row)) = action.path.last() else { return None };
        let is_row = parsed.source.text[told.items.get(*row)?.range()].starts_with('|');
        Some(if is_row { ToldIn::Table } else { ToldIn::List })
    }

    /// Whether a page's actions are understood by the program, and not a field of the handbook's own.
    pub fn says_actions(&self, page: PageId) -> bool {
        says_actions(&self.pages[page].kind)
    }

    /// What a page says that is to be done, in its order.
    pub fn actions_of(&self, page: PageId) -> &[Action] {
        let page = &self.pages[page];
        // Most pages say nothing of the sort.
        let says = |parsed: &&Arc<Parsed>| {
            parsed.front.others.contains_key(actions::KEY) && says_actions(&page.kind)
        };
        page.parsed.as_ref().filter(says).map_or(&[], |parsed| parsed.actions())
    }

    /// What is to be done by what pages say that readers are offered: what is due first, first.
    pub fn to_do(&self) -> Vec<ToDo> {
        let is_offered = |page: &PageId| {
            let page = &self.pages[*page];
            !page.hidden()
                && page.parsed.as_ref().is_some_and(|it| it.front.others.contains_key(actions::KEY))
        };
        let mut all: Vec<ToDo> = Vec::new();
        for page in (0..self.pages.len()).filter(is_offered) {
            let since = self.told_on(page);
            let open = self.actions_of(page).iter().filter(|action| action.is_open()).cloned();
            all.extend(open.map(|action| ToDo { page, action, since }));
        }
        all.sort_by_cached_key(|to_do| {
            let due = to_do.action.due_day();
            (due.is_none(), due, to_do.page)
        });
        all
    }

    /// The day of what a page tells: when it happened, was decided, or is of.
    fn told_on(&self, page: PageId) -> Option<Date> {
        if let Some(incident) = self.incident(page) {
            return incident.day;
        }
        let front = &self.pages[page].front.others;
        ["date", "decided", "week"].iter().find_map(|key| crate::syntax::front_matter::day(front.get(*key)?))
    }

    /// Who does an action; nobody when that is not said.
    pub fn doers(&self, action: &Action) -> Vec<Owner> {
        action.owners.iter().map(|owner| self.owner_named(owner)).collect()
    }

    /// Whether an action is one person's or unit's, by their id.
    pub fn is_doer(&self, action: &Action, id: &str) -> bool {
        action.owners.iter().any(|own| {
            own == id
                || self.who(own, Named::Owner).is_some_and(|own| self.who(id, Named::Owner) == Some(own))
        })
    }

    /// What is said of somebody in the column of a key, by the key path at which a page's front matter names them.
    pub fn beside(&self, page: PageId, path: &[Step], key: &str) -> Option<&Value> {
        let row = self.row(page, path)?;
        let Some(Step::Name(name)) = path.last() else { return row.get(key) };
        // `ann: Lead` says it without a key.
        let Some(Step::Key(field)) = path.first() else { return None };
        let table = self.pages[page].kind.field(field).and_then(crate::kinds::PageField::table);
        let second = table.and_then(|table: &Table| table.columns.get(1)).map(|(name, _)| *name);
        row.get(name).filter(|value| second == Some(key) && !value.is_null())
    }

    /// The mapping that has the value at a key path, be it one of a list: that of an action of several owners.
    pub fn row(&self, page: PageId, path: &[Step]) -> Option<&Map<String, Value>> {
        let others = &self.pages[page].parsed.as_ref()?.front.others;
        let (first, rest) = row_path(path).split_first()?;
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

/// The key path of the row that has the value at a key path, be it one of a list.
pub fn row_path(path: &[Step]) -> &[Step] {
    let is_item = matches!(path, [.., Step::Key(_), Step::Index(_)]);
    let above = path.len().saturating_sub(if is_item { 2 } else { 1 });
    &path[..above]
}
