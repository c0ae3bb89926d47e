//! Variables: `{{ name }}` stands for a value from `[vars]`.

use std::collections::BTreeMap;

use super::inline;
use super::rules::UNKNOWN_VARIABLE;
use crate::characters::printable;
use crate::diag::{Finding, nearest};

/// `text` with the values of its variables, and those that have none, each as it is written with what
/// there is to say of it. None when there is no variable in it.
pub fn replace<'t>(
    text: &'t str,
    vars: &BTreeMap<String, String>,
) -> Option<(String, Vec<(&'t str, Finding)>)> {
    let mut out = String::new();
    let mut unknown = Vec::new();
    let mut copied = 0;
    for (at, written, name) in inline::variables(text) {
        match vars.get(name) {
            Some(value) => {
                out.push_str(&text[copied..at]);
                out.push_str(&printable(value));
                copied = at + written.len();
            }
            None => unknown.push((written, no_value(name, vars, ""))),
        }
    }
    if copied == 0 && unknown.is_empty() {
        return None;
    }
    out.push_str(&text[copied..]);
    Some((out, unknown))
}

/// Says that a name has no value, and what to do, `or` something else; where is for the caller to add.
pub fn no_value(name: &str, vars: &BTreeMap<String, String>, or: &str) -> Finding {
    let near = nearest(name, vars.keys().map(String::as_str));
    let help = near.map_or_else(
        || format!("add `{name}` to `[vars]` in book.toml{or}"),
        |near| format!("did you mean `{{{{ {near} }}}}`?"),
    );
    Finding::new(&UNKNOWN_VARIABLE, format!("no variable `{name}`")).help(help)
}
