//! Redirects that lead nowhere.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::RedirectTarget;
use crate::text::Place;

pub static RULE: Rule = Rule {
    code: "broken-redirect",
    level: Level::Warning,
    structural: false,
    summary: "An entry of `[redirects]` leads to a page that does not exist.",
    why: "No redirect is written for it: an old address that leads to a missing page helps nobody.",
    bad: "== book.toml\n[redirects]\n\"/old/\" = \"/nwe/\"\n== content/index.md\nText.\n== content/new.md\nText.\n",
    good: "== book.toml\n[redirects]\n\"/old/\" = \"/new/\"\n== content/index.md\nText.\n== content/new.md\nText.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    for redirect in &whole.handbook.redirects {
        let RedirectTarget::Missing(to) = &redirect.to else { continue };
        let place = whole.settings.map_or_else(
            || redirect.place.clone(),
            |settings| match settings.text.find(to.trim_start_matches('/')) {
                Some(at) => settings.place(at..at + to.trim_start_matches('/').len()),
                None => Place::file(&settings.path),
            },
        );
        let home = whole.handbook.nearest_page(0, to.trim_start_matches('/').trim_end_matches('/'));
        let help = home.map_or_else(
            || "redirect to a page of the handbook, or to a full web address".to_owned(),
            |near| format!("did you mean `/{near}`?"),
        );
        findings.push(
            Finding::new(&RULE, format!("the redirect from `/{}` leads to no page: `{to}`", redirect.from))
                .at(place)
                .help(help),
        );
    }
}
