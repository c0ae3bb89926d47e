//! Options that the theme does not have.

use super::Whole;
use crate::config::UNKNOWN_SETTING;
use crate::diag::{Finding, nearest};
use crate::text::{Place, Source};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let (Some(settings), Some(theme)) = (whole.settings, whole.theme) else { return };
    for key in whole.config.theme.options.keys().filter(|key| !theme.declared.contains(*key)) {
        let help = nearest(key, theme.declared.iter().map(String::as_str)).map_or_else(
            || "the theme's `theme.toml` lists its options".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("the theme `{}` has no option `{key}`", whole.config.theme.name);
        findings.push(Finding::new(&UNKNOWN_SETTING, message).at(place(settings, key)).help(help));
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
