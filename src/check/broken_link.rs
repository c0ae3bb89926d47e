//! Links that lead nowhere.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{Handbook, PageId, Target};
use crate::syntax::document::{Link, LinkKind};

pub static RULE: Rule = Rule {
    code: "broken-link",
    level: Level::Warning,
    structural: false,
    summary: "A link or an image names a page or a file that does not exist.",
    why: "A reader who follows it finds nothing. Links are looked up from the file that they are written in, with or without `.md`, and from the content's root when they start with `/`; `[[wiki links]]` by title, file name or path, those to files and images too. The link stays in the page as it is written, a wiki link as its words.",
    bad: "See [testing](practices/testng.md).\n== content/practices/testing.md\n# Testing\n",
    good: "See [testing](practices/testing.md).\n== content/practices/testing.md\n# Testing\n",
};

/// Looking for the nearest name reads all names. In a handbook with thousands of broken links the
/// suggestions for the first few hundred are plenty.
const SUGGESTIONS: usize = 300;

pub fn check(whole: Whole<'_>, page: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    for (link, _) in book.links(page).filter(|(_, target)| **target == Target::Missing) {
        let what = match link.kind {
            LinkKind::Wiki if names_file(&link.dest) => {
                format!("no page and no file is called `{}`", link.dest)
            }
            LinkKind::Wiki => format!("no page is called `{}`", link.dest),
            LinkKind::Embed | LinkKind::WikiEmbed => format!("there is no file `{}` to show", link.dest),
            LinkKind::Link | LinkKind::Reference => format!("`{}` leads to no page or file", link.dest),
        };
        let draft = book.draft(page, link);
        let near = match draft {
            None if findings.len() < SUGGESTIONS => near(book, page, link),
            _ => None,
        };
        let help = match (draft, near) {
            (Some(draft), _) => format!("`{draft}` is a draft: build with `--drafts`, or publish it"),
            (_, Some(near)) if is_wiki(link.kind) => format!("did you mean `[[{near}]]`?"),
            (_, Some(near)) => format!("did you mean `{near}`?"),
            _ => "mend the link, or write the page".to_owned(),
        };
        findings.push(Finding::new(&RULE, what).at(link.place.clone()).label("not found").help(help));
    }
}

/// What was probably meant.
fn near(book: &Handbook, page: PageId, link: &Link) -> Option<String> {
    match link.kind {
        LinkKind::Wiki if !names_file(&link.dest) => book.nearest_name(&link.dest).map(str::to_owned),
        LinkKind::Wiki | LinkKind::WikiEmbed => book.nearest_file(&link.dest).map(str::to_owned),
        LinkKind::Link | LinkKind::Embed | LinkKind::Reference => book.nearest_page(page, &link.dest),
    }
}

fn is_wiki(kind: LinkKind) -> bool {
    matches!(kind, LinkKind::Wiki | LinkKind::WikiEmbed)
}

/// Whether a wiki link names a file rather than a page: `[[rota.pdf]]`.
fn names_file(dest: &str) -> bool {
    let name = dest.split('#').next().unwrap_or_default().trim();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    (1..=5).contains(&ending.len())
        && ending != "md"
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
