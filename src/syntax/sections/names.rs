//! Names in remarks behind what is to be done: only those who know the people can tell which they are.

use serde_json::Value;

use super::answers::owners;
use super::tasks::{MOST, last_remark};

/// Names in the remarks behind what is to be done, or before it with a colon, and what is left of it without them:
/// `Page sooner (Jo Ek, PAY-1)`. `is_known` says of each who is somebody; others are left in the text, unless `all` have
/// to be known.
pub fn without_names(
    what: &str,
    all: bool,
    is_known: &dyn Fn(&str) -> bool,
) -> Option<(String, Vec<String>)> {
    let names = |inner: &str| match owners(inner) {
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        name => name.as_str().map(str::to_owned).into_iter().collect::<Vec<_>>(),
    };
    let mut rest = what;
    for _ in 0..MOST {
        let Some(remark) = last_remark(rest) else { break };
        let (known, others): (Vec<String>, Vec<String>) =
            names(remark.inner).into_iter().partition(|name| is_known(name));
        let head = rest[..remark.start].trim_end();
        if !known.is_empty() && !head.is_empty() && (others.is_empty() || !all) {
            let kept = match others.is_empty() {
                true => String::new(),
                false => format!(" {}{}{}", remark.around.0, others.join(", "), remark.around.1),
            };
            return Some((format!("{head}{kept}{}", &what[rest.len()..]), known));
        }
        rest = head;
    }
    let (name, behind) = what.split_once(':')?;
    let bare = |c| matches!(c, '*' | '_' | ' ');
    let (name, behind) = (names(name.trim_matches(bare)), behind.trim_start_matches(bare));
    (!behind.is_empty() && !name.is_empty() && name.iter().all(|name| is_known(name)))
        .then(|| (behind.to_owned(), name))
}
