//! Addresses that two things want.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{BY_THEME, ClashKind};

pub static DUPLICATE_URL: Rule = Rule {
    code: "duplicate-url",
    level: Level::Error,
    structural: true,
    summary: "Two pages, or a page and a file, have the same address.",
    why: "Only the first of them is built, a page rather than a file, and nothing says to a reader that there is another.",
    bad: "Text.\n== content/a.md\n---\nslug: same\n---\nOne.\n== content/b.md\n---\nslug: same\n---\nTwo.\n",
    good: "Text.\n== content/a.md\n---\nslug: one\n---\nOne.\n== content/b.md\n---\nslug: two\n---\nTwo.\n",
};

pub static CASE_CLASH: Rule = Rule {
    code: "case-clash",
    level: Level::Error,
    structural: true,
    summary: "The addresses of two pages differ in upper and lower case only.",
    why: "On macOS and Windows, and on many web hosts, they are one file: one of the pages would be lost.",
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
    for clash in &whole.handbook.clashes {
        let url = &clash.url;
        let (rule, message, help) = match clash.kind {
            ClashKind::Same => (
                &DUPLICATE_URL,
                format!("two pages have the address `/{url}`"),
                "rename one of them, or give it a `slug`",
            ),
            ClashKind::File if *clash.first.file == *BY_THEME => (
                &DUPLICATE_URL,
                format!("the file `{url}` cannot be copied: its place is taken"),
                "rename it",
            ),
            ClashKind::File => (
                &DUPLICATE_URL,
                format!("the file `{url}` cannot be copied: a page is there"),
                "rename one of them, or give the page a `slug`",
            ),
            ClashKind::Case => (
                &CASE_CLASH,
                format!("the address of another page differs from `/{url}` in case only"),
                "rename one of them, or give it a `slug`",
            ),
            ClashKind::Redirect => (
                &REDIRECT_CLASH,
                format!("the old address `/{url}` is taken"),
                "remove the redirect, or change it",
            ),
        };
        // A home page that nobody wrote has no place.
        let finding = match &*clash.first.file {
            "" => Finding::new(rule, format!("{message}, by the home page")),
            BY_THEME => Finding::new(rule, format!("{message}, by files of the theme")),
            first => Finding::new(rule, format!("{message}, in `{first}` and here"))
                .related(clash.first.clone(), "this one is used"),
        };
        findings.push(finding.at(clash.second.clone()).help(help));
    }
}
