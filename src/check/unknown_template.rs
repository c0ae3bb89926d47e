//! Templates that pages name and the theme does not have.

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::syntax::front_matter;
use crate::syntax::yaml::Step;
use crate::theme::{Theme, template_name};

pub static RULE: Rule = Rule {
    code: "unknown-template",
    level: Level::Error,
    structural: false,
    summary: "The front matter's `template`, or that of a kind in `book.toml`, names no template of the theme.",
    why: "The page is shown with `page.html`.",
    bad: "---\ntemplate: pgae\n---\nText.\n",
    good: "---\ntemplate: page\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let Some(theme) = whole.theme else { return };
    for page in &whole.handbook.pages {
        let Some(parsed) = &page.parsed else { continue };
        let Some(name) = parsed.front.template.as_deref() else { continue };
        if theme.has_template(&template_name(name)) {
            continue;
        }
        let place = front_matter::place_of(&parsed.source, &[Step::Key("template".to_owned())]);
        findings.push(finding(theme, name).at(place));
    }
}

/// That a theme has no template of this name.
pub fn finding(theme: &Theme, name: &str) -> Finding {
    let help = nearest(name, theme.template_names().map(|name| name.trim_end_matches(".html"))).map_or_else(
        || "write it in the handbook's theme, or remove the key".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Finding::new(&RULE, format!("the theme has no template `{name}`")).help(help)
}
