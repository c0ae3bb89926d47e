//! Links to a place that the page does not have.

use super::Whole;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::handbook::{Handbook, PageId, Target};

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
    let book = whole.handbook;
    let in_fields = book.field_links(page);
    for (link, target) in book.links(page).chain(in_fields.iter().map(|(link, target)| (link, target))) {
        let Target::Page { page: to, fragment: Some(fragment) } = target else { continue };
        let finding = broken(book, *to, fragment, "; until then the link is led there");
        findings.extend(finding.map(|finding| finding.at(link.place.clone())));
    }
    // Those of `SUMMARY.md` are found with the page that they lead to, so that they are looked at again
    // when its text changes.
    for (fragment, place) in book.chapters_within(page) {
        let finding = broken(book, page, fragment, "");
        findings.extend(finding.map(|finding| finding.at(place.clone())));
    }
}

/// What is wrong with a link to a place in a page; `meanwhile` says what becomes of one that is nearly right.
fn broken(book: &Handbook, to: PageId, fragment: &str, meanwhile: &str) -> Option<Finding> {
    let page = &book.pages[to];
    // Browsers take `#top` and text fragments without any anchor.
    let always =
        fragment.eq_ignore_ascii_case("top") || fragment.starts_with(":~:") || page.is_whole(fragment);
    let meant = book.anchor(to, fragment);
    if always || meant == Some(fragment) {
        return None;
    }
    let near = nearest(fragment, book.anchors(to));
    let help = match (meant, near) {
        (Some(meant), _) => format!("write `#{meant}`{meanwhile}"),
        (None, Some(near)) => format!("did you mean `#{near}`?"),
        (None, None) => "link to one of its headings, or to the page alone".to_owned(),
    };
    let message = format!("“{}” has no anchor `#{fragment}`", page.title);
    Some(Finding::new(&RULE, message).help(help))
}
