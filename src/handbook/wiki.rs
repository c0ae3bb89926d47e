//! What wiki links name, to be found when a page gets another title: a handbook may have many thousands of them.

use std::sync::OnceLock;

use xxhash_rust::xxh3::xxh3_64;

use super::resolve::{wiki_key, wiki_name, wiki_parts};
use super::{Handbook, PageId, Target, field_page};
use crate::diag::{Outline, Spelling};
use crate::parse::Parsed;
use crate::syntax::document::{Link, LinkKind};

/// By page, what each of its wiki links names; made when a page gets another title for the first time.
#[derive(Debug, Clone, Default)]
pub struct WikiNames(OnceLock<Vec<Box<[WikiName]>>>);

/// What a wiki link names, in few bytes.
#[derive(Debug, Clone, Copy)]
struct WikiName {
    /// The hash of the key by which the page is found.
    key: u64,
    outline: Outline,
}

/// Titles that a page had and has.
struct Titles([(u64, Spelling); 2]);

fn hash(name: &str) -> u64 {
    xxh3_64(wiki_key(name).as_bytes())
}

fn is_wiki(link: &&Link) -> bool {
    link.kind == LinkKind::Wiki
}

/// Those of a page's text, and then those that its fields may have.
fn names(parsed: Option<&Parsed>) -> Box<[WikiName]> {
    let Some(parsed) = parsed else { return Box::default() };
    let mut names: Vec<WikiName> =
        parsed.document.links.iter().filter(is_wiki).map(|link| WikiName::of(&link.dest)).collect();
    for value in parsed.front.others.values() {
        let wiki = field_page::links_in(value).into_iter().filter(|(_, _, kind)| *kind == LinkKind::Wiki);
        names.extend(wiki.map(|(_, dest, _)| WikiName::of(&dest)));
    }
    names.into()
}

impl WikiName {
    fn of(dest: &str) -> Self {
        let name = wiki_name(wiki_parts(dest).0);
        WikiName { key: hash(name), outline: Outline::of(&name.to_lowercase()) }
    }
}

impl WikiNames {
    /// Takes in the new text of a page.
    pub fn put(&mut self, page: PageId, parsed: &Parsed) {
        if let Some(names) = self.0.get_mut() {
            names[page] = self::names(Some(parsed));
        }
    }
}

impl Titles {
    /// Whether they can matter to a wiki link.
    fn may_matter(&self, name: &WikiName) -> bool {
        self.0.iter().any(|(key, title)| *key == name.key || name.outline.may_be_near(title.outline()))
    }

    /// Whether they matter to a wiki link: as it means one of them, or names nothing, and may mean one.
    fn matter(&self, name: &WikiName, link: &Link, target: &Target) -> bool {
        let is_near = || {
            let written = Spelling::of(wiki_name(wiki_parts(&link.dest).0));
            self.0.iter().any(|(_, title)| written.distance(title).is_some())
        };
        self.0.iter().any(|(key, _)| *key == name.key) || (*target == Target::Missing && is_near())
    }
}

impl Handbook {
    /// The pages with wiki links that name one of two titles, or name nothing and are near to one.
    pub(super) fn naming(&self, old: &str, new: &str) -> Vec<PageId> {
        let all =
            self.wiki.0.get_or_init(|| self.pages.iter().map(|page| names(page.parsed.as_deref())).collect());
        let titles = Titles([old, new].map(|title| (hash(title), Spelling::of(title))));
        let matters = |page: PageId, names: &[WikiName]| {
            if !names.iter().any(|name| titles.may_matter(name)) {
                return false;
            }
            let wiki = self.links(page).filter(|(link, _)| is_wiki(link));
            let matters = |name: &WikiName, link: &Link, target: &Target| titles.matter(name, link, target);
            names.iter().zip(wiki).any(|(name, (link, target))| matters(name, link, target))
                || self.field_links(page).iter().any(|(link, target)| {
                    link.kind == LinkKind::Wiki && matters(&WikiName::of(&link.dest), link, target)
                })
        };
        all.iter().enumerate().filter(|(page, names)| matters(*page, names)).map(|(page, _)| page).collect()
    }
}
