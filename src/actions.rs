//! What is to be done, as pages of any kind say it: by whom, until when, and how far it is.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::syntax::front_matter::{day, is_nothing};
use crate::syntax::sections::{DONE, DROPPED, uses};
use crate::syntax::yaml::Step;

pub use crate::syntax::sections::uses::{PREVENT, WORDS as KIND_WORDS};

/// The key of the list.
pub const KEY: &str = "actions";

/// Something that is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Action {
    /// What it is called on its page.
    pub id: Option<String>,
    /// What is to be done; empty when that is not said.
    pub what: String,
    /// What it is good for: `prevent`, `detect`, `mitigate`, `process`, or a word of the handbook's.
    pub kind: Option<String>,
    /// Who does it, as it is written.
    pub owners: Vec<String>,
    /// The day by which it is to be done, as it is written.
    pub due: Option<String>,
    /// How far it is.
    pub state: State,
    /// Why it was dropped, or what else is said of its state.
    pub reason: Option<String>,
    /// Where it is followed.
    pub link: Option<String>,
    /// The key path of the row.
    pub path: Vec<Step>,
}

/// How far something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// It is still to be done.
    #[default]
    Open,
    /// It is done, on this day if that is known.
    Done(Option<Date>),
    /// Nobody will do it.
    Dropped,
}

impl State {
    /// The word in front matter and for templates.
    pub fn word(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Done(_) => "done",
            State::Dropped => "dropped",
        }
    }
}

impl Action {
    /// The day by which it is to be done.
    pub fn due_day(&self) -> Option<Date> {
        day(&Value::from(self.due.as_deref()?))
    }

    /// Whether it is still to be done.
    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// Whether it should be done by now.
    pub fn is_overdue(&self, today: Date) -> bool {
        self.is_open() && self.due_day().is_some_and(|due| due < today)
    }
}

/// The actions of a list in front matter, or of one alone; `path` is its key path.
pub fn read(list: &Value, path: &[Step]) -> Vec<Action> {
    let rows = match list {
        Value::Array(rows) => rows,
        Value::Object(_) | Value::String(_) => return one(list, path.to_vec()).into_iter().collect(),
        _ => return Vec::new(),
    };
    let rows = rows.iter().enumerate().map(|(index, row)| (row, [path, &[Step::Index(index)]].concat()));
    rows.filter_map(|(row, path)| one(row, path)).collect()
}

/// One action: a row, or only what is to be done.
pub fn one(row: &Value, path: Vec<Step>) -> Option<Action> {
    let row = match row {
        Value::Object(row) => row,
        row => {
            let what = text(row)?;
            return Some(Action { what, path, ..Action::default() });
        }
    };
    let get = |keys: &[&str]| keys.iter().find_map(|key| text(row.get(*key)?));
    let what = get(&["do", "what"]).unwrap_or_default();
    let (what, is_struck) = match struck(&what) {
        Some(inner) => (inner.to_owned(), true),
        None => (what, false),
    };
    let said = state(row);
    Some(Action {
        id: get(&["id"]),
        what,
        kind: get(&["kind"]).map(|kind| uses::known(&kind).map_or(kind, str::to_owned)),
        owners: match row.get("owner") {
            Some(Value::Array(owners)) => owners.iter().filter_map(text).collect(),
            owner => owner.and_then(text).into_iter().collect(),
        },
        due: get(&["due"]),
        // What is crossed out, nobody will do; unless it says that it was done.
        state: if is_struck && said == State::Open { State::Dropped } else { said },
        reason: get(&["reason"]),
        link: get(&["link"]),
        path,
    })
}

/// What is crossed out as a whole.
pub fn struck(what: &str) -> Option<&str> {
    let inner = what.trim().strip_prefix("~~")?.strip_suffix("~~")?;
    (!inner.is_empty() && !inner.contains("~~")).then_some(inner)
}

/// How far a row is: `done` goes before `status`. What cannot be read is open: better to have it once too often before
/// one's eyes.
fn state(row: &Map<String, Value>) -> State {
    let said = |key: &str| row.get(key).filter(|value| !is_nothing(value));
    for value in ["done", "status"].iter().filter_map(|key| said(key)) {
        if is_dropped(value) {
            return State::Dropped;
        }
        match done(value) {
            Some(true) => return State::Done(value.as_str().and_then(first_day)),
            Some(false) => return State::Open,
            None => {}
        }
    }
    State::Open
}

fn first_day(text: &str) -> Option<Date> {
    text.trim().get(..10)?.parse().ok()
}

/// Whether a value says that something will not be done.
pub fn is_dropped(value: &Value) -> bool {
    value.as_str().is_some_and(|text| DROPPED.contains(&&*text.trim().to_lowercase()))
}

/// Whether a value says that something is done: a day on which it was, or a word; none when it says neither that nor
/// the contrary.
pub fn done(value: &Value) -> Option<bool> {
    const OPEN: [&str; 21] = [
        "",
        "no",
        "false",
        "open",
        "todo",
        "to do",
        "in progress",
        "started",
        "not started",
        "not done",
        "blocked",
        "pending",
        "planned",
        "ongoing",
        "wip",
        "backlog",
        "new",
        "on hold",
        "in review",
        "under review",
        "doing",
    ];
    const ALSO_DONE: [&str; 3] = ["yes", "true", "released"];
    match value {
        Value::Null => Some(false),
        Value::Bool(done) => Some(*done),
        Value::String(text) => match &*text.trim().to_lowercase() {
            text if OPEN.contains(&text) => Some(false),
            text if DONE.contains(&text) || ALSO_DONE.contains(&text) => Some(true),
            // The day may have more behind it: a time, or by whom.
            text => {
                let is_apart = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit());
                first_day(text).filter(|_| is_apart(&text[10..])).map(|_| true)
            }
        },
        _ => None,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        // `- Say it early: before it is late` was a text before YAML read it.
        Value::Object(entries) if entries.len() == 1 => {
            let (key, value) = entries.iter().next()?;
            Some(format!("{key}: {}", text(value)?))
        }
        _ => None,
    }
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
    fn rows_are_read() {
        let day = |day: &str| day.parse::<Date>().ok();
        let read = |row: Value| one(&row, Vec::new()).map(|action| (action.what, action.state));
        for (row, what, state) in [
            (json!({"do": "a"}), "a", State::Open),
            (json!({"what": "a", "done": "2026-09-02"}), "a", State::Done(day("2026-09-02"))),
            (json!({"do": "a", "status": "Done"}), "a", State::Done(None)),
            (json!({"do": "a", "status": "open", "done": null}), "a", State::Open),
            (json!({"do": "a", "status": "dropped", "reason": "too dear"}), "a", State::Dropped),
            (json!({"do": "a", "done": "dropped"}), "a", State::Dropped),
            (json!({"do": "a", "status": "perhaps"}), "a", State::Open),
            (json!({"do": "a", "status": "Blocked"}), "a", State::Open),
            (json!({"do": "~~a~~"}), "a", State::Dropped),
            (json!({"do": "~~a~~", "status": "done"}), "a", State::Done(None)),
            (json!({"do": "~~a~~ b ~~c~~"}), "~~a~~ b ~~c~~", State::Open),
            (json!("a"), "a", State::Open),
            (json!({"Say it": "early"}), "", State::Open),
        ] {
            assert_eq!(read(row.clone()), Some((what.to_owned(), state)), "{row}");
        }
        let kind =
            |kind: &str| one(&json!({"do": "a", "kind": kind}), Vec::new()).and_then(|action| action.kind);
        assert_eq!(kind("Prevention").as_deref(), Some(PREVENT));
        assert_eq!(kind("mood").as_deref(), Some("mood"));
        let owners = |owner: Value| one(&json!({"do": "a", "owner": owner}), Vec::new()).map(|it| it.owners);
        assert_eq!(owners(json!("ana")), Some(vec!["ana".to_owned()]));
        assert_eq!(owners(json!(["ana", "bo"])), Some(vec!["ana".to_owned(), "bo".to_owned()]));
        assert_eq!(owners(json!(null)), Some(Vec::new()));
        let alone =
            |list: Value| super::read(&list, &[]).into_iter().map(|action| action.what).collect::<Vec<_>>();
        assert_eq!(alone(json!("a")), ["a"]);
        assert_eq!(alone(json!({"do": "a", "due": "2026-09-02"})), ["a"]);
        assert!(alone(json!(null)).is_empty());
    }
}
