//! Cells of tables of what is to be done: who does it, and how far it is.

use serde_json::{Map, Value};

use super::Form;
use crate::syntax::lift::{self, LinkMeans};

/// `Bug 5554825 **DONE**`, where a column of tickets says how far they are.
pub fn state_of_link(values: &mut Map<String, Value>) {
    let Some(link) = values.get("link").and_then(Value::as_str) else { return };
    let bare = link.trim().strip_suffix("**").and_then(|rest| rest.rsplit_once("**"));
    let Some((rest, state)) = bare.map(|(rest, state)| (rest.trim().to_owned(), state.trim().to_lowercase()))
    else {
        return;
    };
    if matches!(&*state, "done" | "todo" | "open" | "closed" | "fixed") {
        values.insert("status".to_owned(), state.into());
        match is_no_answer(&rest, Form::Tasks, "link") {
            true => values.remove("link"),
            false => values.insert("link".to_owned(), rest.into()),
        };
    }
}

/// Whether a cell says that there is nothing to say.
pub fn is_no_answer(said: &str, form: Form, key: &str) -> bool {
    const WORDS: [&str; 11] = [
        "tbd",
        "tba",
        "tbc",
        "n/a",
        "na",
        "none",
        "nobody",
        "unassigned",
        "unknown",
        "to be decided",
        "to be determined",
    ];
    let bare = said.trim_matches(['*', '_', '`', '@', '(', ')', '.', ' ']).to_lowercase();
    let is_open = form == Form::Tasks && matches!(key, "owner" | "due" | "link" | "kind" | "id" | "status");
    let is_mark = |c: char| matches!(c, '-' | '–' | '—' | '?');
    bare.chars().all(is_mark) || (is_open && WORDS.contains(&&*bare))
}

/// Those whom a cell names: several between commas, or joined by a word.
pub fn owners(said: &str) -> Value {
    let plain = |name: &str| Value::from(lift::plain(name, LinkMeans::Words).trim_start_matches('@'));
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in said.char_indices() {
        match c {
            // A link has marks of its own.
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            ',' | ';' | '&' | '+' if depth == 0 => {
                parts.push(&said[start..at]);
                start = at + 1;
            }
            ' ' if depth == 0 && at >= start && said[at..].starts_with(" and ") => {
                parts.push(&said[start..at]);
                start = at + " and ".len();
            }
            _ => {}
        }
    }
    parts.push(&said[start..]);
    let names: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    match &names[..] {
        [] | [_] => plain(said),
        several => several.iter().map(|name| plain(name)).collect(),
    }
}
