//! Tables: which column is which, and where the cells of a row are.

use super::Form;

/// What a table's columns are called, for each key.
type Columns = &'static [(&'static str, &'static [&'static str])];

const EVENTS: Columns = &[
    ("at", &["time", "when", "at", "timestamp", "date", "date time", "date/time", "clock"]),
    (
        "what",
        &["what", "what happened", "event", "events", "description", "details", "action", "note", "notes"],
    ),
    ("link", &["link", "source", "evidence", "reference"]),
];

const TASKS: Columns = &[
    (
        "do",
        &[
            "do",
            "action",
            "action item",
            "action items",
            "item",
            "what",
            "task",
            "to do",
            "todo",
            "description",
            "follow up",
        ],
    ),
    (
        "owner",
        &[
            "owner",
            "owners",
            "who",
            "assignee",
            "assignees",
            "assigned to",
            "responsible",
            "responsible person",
            "dri",
        ],
    ),
    (
        "due",
        &[
            "due",
            "due date",
            "due by",
            "by",
            "by when",
            "until",
            "deadline",
            "when",
            "target",
            "target date",
            "completion date",
            "eta",
            "date",
        ],
    ),
    ("status", &["status", "state", "done", "completed", "progress"]),
    ("kind", &["kind", "type", "category"]),
    ("link", &["link", "ticket", "issue", "bug", "jira", "tracking"]),
    ("id", &["id", "#", "no", "nr"]),
];

/// Whether a head says by the names of its columns that the table is one of such rows.
pub fn is_sure(head: &[String], form: Form) -> bool {
    let (columns, telling): (Columns, &[&str]) = match form {
        Form::Events => (EVENTS, &["at"]),
        Form::Tasks => (TASKS, &["owner", "due", "status"]),
        Form::Texts => return false,
    };
    let is_told = |(key, names): &(&str, &[&str])| {
        telling.contains(key) && head.iter().any(|name| names.contains(&&**name))
    };
    columns.iter().any(is_told)
}

/// The key of each column. A column that nothing is known of, beside one that says when, says what.
pub fn keys(head: &[String], form: Form) -> Vec<Option<&'static str>> {
    let columns = match form {
        Form::Events => EVENTS,
        Form::Tasks => TASKS,
        Form::Texts => &[],
    };
    let key = |name: &String| columns.iter().find(|(_, names)| names.contains(&&**name)).map(|(key, _)| *key);
    let mut keys: Vec<Option<&'static str>> = head.iter().map(key).collect();
    let needed = if form == Form::Events { "what" } else { "do" };
    if form == Form::Texts || keys.contains(&Some(needed)) {
        return keys;
    }
    let has_link = form == Form::Tasks && keys.contains(&Some("link"));
    let is_free = |at: &usize| keys[*at].is_none() && !(has_link && BESIDE.contains(&&*head[*at]));
    // `Issue | Owner | Due`: the ticket is what is to be done.
    let link = || keys.iter().position(|key| has_link && *key == Some("link"));
    if let Some(at) = (0..keys.len()).find(is_free).or_else(link) {
        keys[at] = Some(needed);
    }
    keys
}

/// What stands beside a ticket in columns, and is nothing that is to be done.
const BESIDE: [&str; 14] = [
    "",
    "comment",
    "comments",
    "created",
    "effort",
    "estimate",
    "labels",
    "milestone",
    "note",
    "notes",
    "opened",
    "priority",
    "severity",
    "team",
];

/// Where the cells of a row are.
pub fn cells(line: &str) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    let (mut start, mut is_code, mut last) = (0, false, ' ');
    let body = line.trim_end();
    for (at, c) in body.char_indices() {
        match c {
            '`' => is_code = !is_code,
            '|' if last != '\\' && !is_code => {
                cells.push((start, at));
                start = at + 1;
            }
            _ => {}
        }
        last = c;
    }
    if start < body.len() {
        cells.push((start, body.len()));
    }
    if body.trim_start().starts_with('|') && !cells.is_empty() {
        cells.remove(0);
    }
    let trim = |(from, to): (usize, usize)| {
        let inner = &line[from..to];
        let from = from + (inner.len() - inner.trim_start().len());
        (from, from + inner.trim().len())
    };
    cells.into_iter().map(trim).collect()
}

/// Whether a line is the one below a table's head.
pub fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('-') && line.contains('|') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}
