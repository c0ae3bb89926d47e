//! Redirects that lead nowhere.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::RedirectTarget;
use crate::syntax::document::LinkKind;

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
        let RedirectTarget::Missing { path, place, old } = &redirect.to else { continue };
        let from = &redirect.from;
        let message = match old {
            true => {
                format!("the redirect from `/{from}` leads to `{path}`, an old address that leads nowhere")
            }
            false => format!("the redirect from `/{from}` leads to no page: `{path}`"),
        };
        if let Some(draft) = whole.handbook.draft_at(path).filter(|_| !old) {
            let help = format!("`{draft}` is a draft: build with `--drafts`, or publish it");
            findings.push(Finding::new(&RULE, message).at(place.clone()).help(help));
            continue;
        }
        let near = whole.handbook.nearest_page(0, path.trim_matches('/'), LinkKind::Link).filter(|_| !old);
        let help = near.map_or_else(
            || "redirect to a page of the handbook, or to a full web address".to_owned(),
            |near| format!("did you mean `/{near}`?"),
        );
        findings.push(Finding::new(&RULE, message).at(place.clone()).help(help));
    }
}
