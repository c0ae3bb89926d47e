//! Options that the theme does not have, or has otherwise.

use super::{Whole, unsafe_link};
use crate::config::{BAD_CONFIG, UNKNOWN_SETTING, key_and_value};
use crate::diag::{Finding, nearest};
use crate::text::Place;
use crate::theme::{Fault, is_within_item};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let (Some(settings), Some(theme)) = (whole.settings, whole.theme) else { return };
    for (path, fault) in &theme.faults {
        let steps: Vec<&str> = std::iter::once("theme").chain(path.iter().map(String::as_str)).collect();
        let (key, value) = key_and_value(settings, &steps)
            .unwrap_or_else(|| (Place::file(&settings.path), Place::file(&settings.path)));
        let sentence = fault.sentence(path, &whole.config.theme.name);
        findings.push(match fault {
            Fault::Unknown(beside) => {
                let written = path.last().map_or("", String::as_str);
                Finding::new(&UNKNOWN_SETTING, sentence).at(key).help(instead(written, beside, path))
            }
            Fault::Program => unsafe_link::finding(value),
            _ if is_within_item(path) => {
                Finding::new(&BAD_CONFIG, sentence).at(value).help("until then the item is left out")
            }
            _ => {
                let help = "until then the theme's own value is used";
                Finding::new(&BAD_CONFIG, sentence).at(value).help(help)
            }
        });
    }
}

/// What may have been meant by an option that the theme does not have.
fn instead(written: &str, beside: &[String], path: &[String]) -> String {
    match nearest(written, beside.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if is_within_item(path) => format!("known here: {}", beside.join(", ")),
        None => "the theme's `theme.toml` lists its options".to_owned(),
    }
}
