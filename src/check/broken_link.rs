//! Links that lead nowhere.

use super::{SUGGESTIONS, Whole};
use crate::diag::{Finding, Level, Rule};
use crate::handbook::{Handbook, PageId, Target, address};
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

pub fn check(whole: Whole<'_>, page: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let in_fields = book.field_links(page);
    let in_fields = in_fields.iter().map(|(link, target)| (link, target));
    for (link, target) in book.links(page).chain(in_fields) {
        match target {
            Target::Missing => {
                let suggest = findings.len() < SUGGESTIONS;
                findings.push(missing(book, page, link, suggest));
            }
            Target::Elsewhere => findings.extend(mistyped(link)),
            _ => {}
        }
    }
}

/// What a link that names nothing is told; with what is near to it if `suggest`.
fn missing(book: &Handbook, page: PageId, link: &Link, suggest: bool) -> Finding {
    let what = match link.kind {
        LinkKind::Wiki if names_file(&link.dest) => {
            format!("no page and no file is called `{}`", link.dest)
        }
        LinkKind::Wiki => format!("no page is called `{}`", link.dest),
        LinkKind::Embed | LinkKind::WikiEmbed => format!("there is no file `{}` to show", link.dest),
        LinkKind::Link | LinkKind::Reference => format!("`{}` leads to no page or file", link.dest),
    };
    let draft = book.draft(page, link);
    let near = || if suggest { near(book, page, link) } else { None };
    let help = match (draft, address::mistyped(&link.dest)) {
        (Some(draft), _) => format!("`{draft}` is a draft: build with `--drafts`, or publish it"),
        (None, Some(meant)) if !is_wiki(link.kind) => format!("did you mean `{meant}`?"),
        (None, _) => match near() {
            Some(near) if is_wiki(link.kind) => format!("did you mean `[[{near}]]`?"),
            Some(near) => format!("did you mean `{near}`?"),
            None => "mend the link, or write the page".to_owned(),
        },
    };
    Finding::new(&RULE, what).at(link.place.clone()).label("not found").help(help)
}

/// That the address of a link has no scheme that browsers know.
fn mistyped(link: &Link) -> Option<Finding> {
    let meant = address::mistyped(&link.dest)?;
    let finding = Finding::new(&RULE, format!("`{}` is no address", link.dest)).at(link.place.clone());
    Some(finding.help(format!("did you mean `{meant}`?")))
}

/// What was probably meant.
fn near(book: &Handbook, page: PageId, link: &Link) -> Option<String> {
    match link.kind {
        LinkKind::Wiki if !names_file(&link.dest) => book.nearest_name(&link.dest).map(str::to_owned),
        LinkKind::Wiki | LinkKind::WikiEmbed => book.nearest_file(&link.dest).map(str::to_owned),
        LinkKind::Link | LinkKind::Embed | LinkKind::Reference => {
            book.nearest_page(page, &link.dest, link.kind)
        }
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
