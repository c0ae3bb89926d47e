//! Options that the theme does not have, or has otherwise.

use super::Whole;
use crate::config::{BAD_CONFIG, UNKNOWN_SETTING, key_and_value};
use crate::diag::{Finding, nearest};
use crate::text::Place;
use crate::theme::{Fault, or};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let (Some(settings), Some(theme)) = (whole.settings, whole.theme) else { return };
    for (path, fault) in &theme.faults {
        let name = path.join(".");
        let steps: Vec<&str> = std::iter::once("theme").chain(path.iter().map(String::as_str)).collect();
        let (key, value) = key_and_value(settings, &steps)
            .unwrap_or_else(|| (Place::file(&settings.path), Place::file(&settings.path)));
        findings.push(match fault {
            Fault::Unknown(beside) => {
                let written = path.last().map_or("", String::as_str);
                let help = nearest(written, beside.iter().map(String::as_str)).map_or_else(
                    || "the theme's `theme.toml` lists its options".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("the theme `{}` has no option `{name}`", whole.config.theme.name);
                Finding::new(&UNKNOWN_SETTING, message).at(key).help(help)
            }
            Fault::Type(needs, has) => {
                Finding::new(&BAD_CONFIG, format!("the option `{name}` must be {needs}, not {has}"))
                    .at(value)
                    .help("until then the theme's own value is used")
            }
            Fault::Choice(choices) => {
                Finding::new(&BAD_CONFIG, format!("the option `{name}` must be {}", or(choices)))
                    .at(value)
                    .help("until then the theme's own value is used")
            }
        });
    }
}
