//! Links to a place that the page does not have.

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::handbook::{Page, PageId, Target};

pub static RULE: Rule = Rule {
    code: "broken-anchor",
    level: Level::Warning,
    structural: false,
    summary: "A link names a heading or an anchor that the page does not have.",
    why: "The page opens at its top, and the reader looks for what was meant. The id of a heading is made as GitHub makes it: lower case, spaces as hyphens, no punctuation.",
    bad: "See [the rota](#rota).\n\n## The rota\n",
    good: "See [the rota](#the-rota).\n\n## The rota\n",
};

pub fn check(whole: Whole<'_>, page: PageId, findings: &mut Vec<Finding>) {
    let pages = &whole.handbook.pages;
    for (link, target) in whole.handbook.links(page) {
        let Target::Page { page: to, fragment: Some(fragment) } = target else { continue };
        let anchors = anchors(&pages[*to]);
        // Browsers take `#top` and text fragments without any anchor.
        let always = fragment.eq_ignore_ascii_case("top")
            || fragment.starts_with(":~:")
            || pages[*to].is_whole(fragment);
        let meant = pages[*to].anchor(fragment);
        if always || meant == Some(&**fragment) {
            continue;
        }
        let near = nearest(fragment, anchors.iter().map(String::as_str));
        let help = match (meant, near) {
            (Some(meant), _) => format!("write `#{meant}`; until then the link is led there"),
            (None, Some(near)) => format!("did you mean `#{near}`?"),
            (None, None) => "link to one of its headings, or to the page alone".to_owned(),
        };
        let message = format!("“{}” has no anchor `#{fragment}`", pages[*to].title);
        findings.push(Finding::new(&RULE, message).at(link.place.clone()).help(help));
    }
}

fn anchors(page: &Page) -> &[String] {
    page.parsed.as_ref().map_or(&[], |parsed| &parsed.document.anchors)
}
