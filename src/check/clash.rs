//! Addresses that two things want.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::file_name::is_markdown;
use crate::handbook::{Clash, ClashKind, Holder};

pub static DUPLICATE_URL: Rule = Rule {
    code: "duplicate-url",
    level: Level::Error,
    structural: true,
    summary: "Two pages, or a page and a file, have the same address.",
    why: "Only the first of them is built, a page rather than a file, and nothing says to a reader that there is another. A file `robots.txt`, `sitemap.xml`, `search.json` or `404.html` of the content replaces the one that every site has; a page in its place leaves the site without.",
    bad: "Text.\n== content/a.md\n---\nslug: same\n---\nOne.\n== content/b.md\n---\nslug: same\n---\nTwo.\n",
    good: "Text.\n== content/a.md\n---\nslug: one\n---\nOne.\n== content/b.md\n---\nslug: two\n---\nTwo.\n",
};

pub static CASE_CLASH: Rule = Rule {
    code: "case-clash",
    level: Level::Error,
    structural: true,
    summary: "The addresses of two pages differ in upper and lower case only.",
    why: "On macOS and Windows, and on many web hosts, they are one file: one of the pages would be lost. Both are built where the file system tells them apart.",
    bad: "Text.\n== content/a.md\n---\nslug: Same\n---\nOne.\n== content/b.md\n---\nslug: same\n---\nTwo.\n",
    good: "Text.\n== content/a.md\n---\nslug: one\n---\nOne.\n== content/b.md\n---\nslug: two\n---\nTwo.\n",
};

pub static REDIRECT_CLASH: Rule = Rule {
    code: "redirect-clash",
    level: Level::Warning,
    structural: false,
    summary: "An old address belongs to a page, or is redirected twice.",
    why: "The page, or the first redirect, has the address; the other has no effect.",
    bad: "Text.\n== content/a.md\n---\naliases: [/b/]\n---\nOne.\n== content/b.md\nTwo.\n",
    good: "Text.\n== content/a.md\n---\naliases: [/old-a/]\n---\nOne.\n== content/b.md\nTwo.\n",
};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    findings.extend(whole.handbook.clashes.iter().map(finding));
}

/// Whether a file that is copied has the address.
fn is_asset(holder: &Holder) -> bool {
    matches!(holder, Holder::Source(place) if !is_markdown(&place.file))
}

fn finding(clash: &Clash) -> Finding {
    let Clash { url, first, second, kind } = clash;
    let (rule, message, help) = match kind {
        ClashKind::Same => (
            &DUPLICATE_URL,
            format!("two pages have the address `/{url}`"),
            "rename one of them, or give it a `slug`",
        ),
        ClashKind::SiteFile => {
            (&DUPLICATE_URL, format!("this page is at `/{url}`"), "rename the page, or give it a `slug`")
        }
        ClashKind::File if *first == Holder::Theme => {
            (&DUPLICATE_URL, format!("the file `{url}` cannot be copied: its place is taken"), "rename it")
        }
        ClashKind::File if is_asset(first) => (
            &DUPLICATE_URL,
            format!("the file `{url}` cannot be copied: another has its name but for the case of letters"),
            "rename one of them: on some systems they are one file",
        ),
        ClashKind::File => (
            &DUPLICATE_URL,
            format!("the file `{url}` cannot be copied: a page is there"),
            "rename one of them, or give the page a `slug`",
        ),
        ClashKind::Case(other) if matches!(first, Holder::Site(_)) => {
            (&CASE_CLASH, format!("the addresses `/{url}` and `/{other}` differ in case only"), "rename it")
        }
        ClashKind::Case(other) => (
            &CASE_CLASH,
            format!("the addresses `/{url}` and `/{other}` differ in case only"),
            "rename one of them, or give it a `slug`",
        ),
        ClashKind::Redirect => (
            &REDIRECT_CLASH,
            format!("the old address `/{url}` is taken"),
            "remove the redirect, or change it",
        ),
    };
    let finding = match (first, kind) {
        (Holder::Source(first), ClashKind::Case(_)) => {
            Finding::new(rule, message).related(first.clone(), format!("this is the page at `/{url}`"))
        }
        (Holder::Source(first), _) => Finding::new(rule, format!("{message}, in `{}` and here", first.file))
            .related(first.clone(), "this one is used"),
        (Holder::Home, _) => Finding::new(rule, format!("{message}, by the home page")),
        (Holder::Theme, _) => Finding::new(rule, format!("{message}, by files of the theme")),
        (Holder::Site(own), ClashKind::SiteFile | ClashKind::Case(_)) => {
            Finding::new(rule, format!("{message}: the site has no file `{own}` now"))
        }
        (Holder::Site(_), _) => Finding::new(rule, format!("{message}, by a file that the site makes")),
    };
    finding.at(second.clone()).help(help)
}
