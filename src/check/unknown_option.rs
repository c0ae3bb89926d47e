//! Options that the theme does not have, or has otherwise.

use super::Whole;
use crate::config::{BAD_CONFIG, UNKNOWN_SETTING};
use crate::diag::{Finding, nearest};
use crate::text::{Place, Source};
use crate::theme::type_name;

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let (Some(settings), Some(theme)) = (whole.settings, whole.theme) else { return };
    for (key, value) in &whole.config.theme.options {
        let finding = match theme.declared.get(key) {
            None => {
                let help = nearest(key, theme.declared.keys().map(String::as_str)).map_or_else(
                    || "the theme's `theme.toml` lists its options".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("the theme `{}` has no option `{key}`", whole.config.theme.name);
                Finding::new(&UNKNOWN_SETTING, message).help(help)
            }
            Some(default) if type_name(default) != type_name(value) => {
                let (needs, has) = (type_name(default), type_name(value));
                Finding::new(&BAD_CONFIG, format!("the option `{key}` must be {needs}, not {has}"))
                    .help("until then the theme's own value is used")
            }
            Some(_) => continue,
        };
        findings.push(finding.at(place(settings, key)));
    }
}

/// Where `key` is written in the table `[theme]`, or the file as a whole when it is written otherwise.
fn place(settings: &Source, key: &str) -> Place {
    let mut at = 0;
    let mut within = false;
    for line in settings.text.split_inclusive('\n') {
        let bare = line.trim();
        if bare.starts_with('[') {
            within = bare.starts_with("[theme]");
        } else if within && bare.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            let start = at + line.len() - line.trim_start().len();
            return settings.place(start..start + key.len());
        }
        at += line.len();
    }
    Place::file(&settings.path)
}
