//! Addresses that name somebody, on pages that name nobody.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{PageId, Target};
use crate::syntax::document::LinkKind;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "named-address",
    level: Level::Warning,
    structural: false,
    summary: "A page with `anonymize: true` has an address, or shows a file, that names somebody.",
    why: "Roles stand in the place of names in all that the page says. Its address is of the file's name, the names of folders and its `slug`, and the files that it shows keep theirs: only who wrote them can say what they should be called.",
    bad: "== content/ana-falls.md\n---\nkind: coe\nanonymize: true\nincident: 2026-08-14\n---\n# The fall\n== content/people.yaml\nana: {name: Ana Lopez, role: Engineer}\n",
    good: "== content/ana-falls.md\n---\nkind: coe\nanonymize: true\nincident: 2026-08-14\nslug: the-fall\n---\n# The fall\n== content/people.yaml\nana: {name: Ana Lopez, role: Engineer}\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let page = &book.pages[id];
    let Some(parsed) = page.parsed.as_ref().filter(|_| book.is_anonymous(id)) else { return };
    if book.gives_away(id, &page.url) {
        let own = page.url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let (place, help) = match (&parsed.front.slug, book.gives_away(id, own)) {
            (Some(_), true) => (parsed.place_of(&[Step::Key("slug".to_owned())]), "write another `slug`"),
            (None, true) => (page.place(), "set `slug:` to what happened, or rename the file"),
            (_, false) => (page.place(), "rename the folder, or give its own page a `slug`"),
        };
        findings.push(Finding::new(&RULE, "the address of this page names somebody").at(place).help(help));
    }
    for (index, alias) in parsed.front.aliases.iter().enumerate() {
        if book.gives_away(id, alias) {
            let place = parsed.place_of(&[Step::Key("aliases".to_owned()), Step::Index(index)]);
            findings.push(
                Finding::new(&RULE, "this address names somebody")
                    .at(place)
                    .help("take it out, or write another"),
            );
        }
    }
    for (link, target) in book.links(id) {
        let is_person = |page: &PageId| book.person_of(*page).is_some();
        let (shown, help) = match target {
            Target::Asset { asset, .. } => (&*book.assets[*asset].path, "rename the file"),
            Target::Page { page, .. } if *page != id && !is_person(page) => {
                (&*book.pages[*page].url, "leave the link out, or give that page a `slug`")
            }
            Target::Elsewhere | Target::Missing if link.kind == LinkKind::Embed => {
                (&*link.dest, "show a copy of it that is called otherwise")
            }
            _ => continue,
        };
        if book.gives_away(id, shown) {
            findings
                .push(Finding::new(&RULE, "this address names somebody").at(link.place.clone()).help(help));
        }
    }
}
