//! Who owns each page, and where that is said: the nearest statement counts.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::ids::{Ids, unit_of};
use super::{Handbook, Page, PageId, Who};
use crate::config::Config;
use crate::owners::{CodeOwners, Host, Line, Pattern};
use crate::people::{People, Person};
use crate::text::Span;

/// Where it is said who owns a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerSaid {
    /// In the page.
    Page,
    /// In the page of a folder above; none when that is a draft.
    Above(Option<PageId>),
    /// In `[owners]`: the pattern of this index.
    Settings(usize),
    /// In `CODEOWNERS`: the line of this index.
    CodeOwners(usize),
    /// By where the page lies: in this unit's folder.
    Unit(PageId),
}

/// What is said of pages by their paths.
#[derive(Debug, Clone, Default)]
pub struct Owners {
    settings: Vec<String>,
    code: Arc<CodeOwners>,
    /// By line of `code`, the index of the first whom it names that is known, and their id.
    known: Vec<Option<(usize, String)>>,
    by_page: Vec<ByPath>,
}

/// What is said of a page by its path.
#[derive(Debug, Clone, Default)]
struct ByPath {
    settings: Option<usize>,
    code: Vec<usize>,
}

impl Owners {
    /// Finds what is said of pages by their paths.
    pub fn new(pages: &[Page], people: &People, code: &Arc<CodeOwners>, config: &Config) -> Self {
        let patterns: Vec<Pattern> =
            config.owners.iter().map(|entry| Pattern::new(&entry.pattern, Host::GitHub)).collect();
        let mut owners = Owners {
            settings: config.owners.iter().map(|entry| entry.owner.clone()).collect(),
            code: if config.people.ignores_codeowners { Arc::default() } else { Arc::clone(code) },
            ..Owners::default()
        };
        if patterns.is_empty() && owners.code.lines.is_empty() {
            return owners;
        }
        if !owners.code.lines.is_empty() {
            let ids = Ids::of(pages);
            let names = OwnerNames::of(people, &ids, pages);
            owners.known = owners.code.lines.iter().map(|line| names.first(&line.owners)).collect();
        }
        let by_path = |page: &Page| {
            let Some(source) = page.source() else { return ByPath::default() };
            ByPath {
                settings: patterns.iter().rposition(|pattern| pattern.matches(&page.path)),
                code: owners.code.deciding(&source.path),
            }
        };
        owners.by_page = pages.par_iter().map(by_path).collect();
        owners
    }

    /// Who owns a page that says `own` itself, and where that is said.
    ///
    /// What is nearest to the page counts: itself, the folders above, then lists of paths, the most particular first,
    /// then where it lies. What the home page says is the handbook's default, after all that. Of what a list says that nobody
    /// owns it, nobody is asked any further.
    pub fn of(&self, pages: &[Page], id: PageId, own: Option<&str>) -> Option<(String, OwnerSaid)> {
        if let Some(own) = own {
            return Some((own.to_owned(), OwnerSaid::Page));
        }
        let above = pages[id].inherited.as_ref().and_then(|above| above.owner.as_deref()).map(|owner| {
            let said = said_above(pages, id).filter(|(_, said)| *said == owner).map(|(above, _)| above);
            (owner.to_owned(), OwnerSaid::Above(said))
        });
        let is_default = matches!(above, Some((_, OwnerSaid::Above(Some(0)))));
        let nearer = || {
            let by_path = self.by_page.get(id)?;
            let settings = by_path.settings.map(|at| (self.settings[at].clone(), OwnerSaid::Settings(at)));
            let code = || {
                let known =
                    |at: &usize| Some((self.known[*at].as_ref()?.1.clone(), OwnerSaid::CodeOwners(*at)));
                by_path.code.iter().find_map(known)
            };
            settings.or_else(code)
        };
        let unit = || {
            let unit = unit_of(pages, id).filter(|unit| *unit != 0)?;
            Some((super::ids::unit_id(&pages[unit]).to_owned(), OwnerSaid::Unit(unit)))
        };
        match above {
            Some(above) if !is_default => Some(above),
            _ if self.says_nobody(id) => None,
            above => nearer().or_else(unit).or(above),
        }
    }

    /// Whether `CODEOWNERS` says of a page that nobody owns it, and `[owners]` says nothing else.
    fn says_nobody(&self, id: PageId) -> bool {
        self.by_page.get(id).is_some_and(|by_path| {
            let is_nobodys = |at: &usize| self.code.lines[*at].owners.is_empty();
            by_path.settings.is_none() && !by_path.code.is_empty() && by_path.code.iter().all(is_nobodys)
        })
    }
}

/// The nearest page above that says who owns what is below it, and whom it says.
fn said_above(pages: &[Page], id: PageId) -> Option<(PageId, &str)> {
    let above = std::iter::successors(pages[id].parent, |above| pages[*above].parent);
    above.into_iter().find_map(|above| {
        let front = &pages[above].parsed.as_ref()?.front;
        let below = front.cascade.as_ref().and_then(|cascade| cascade.owner.as_deref());
        Some((above, below.or(front.owner.as_deref())?))
    })
}

/// Says of all pages who owns them.
pub fn settle(pages: &mut [Page], owners: &Owners) {
    for id in 0..pages.len() {
        let own = pages[id].parsed.as_ref().and_then(|parsed| parsed.front.owner.clone());
        let said = owners.of(pages, id, own.as_deref());
        pages[id].set_owner(said);
    }
}

impl Page {
    /// Takes in who owns it, and where that is said.
    pub(super) fn set_owner(&mut self, owner: Option<(String, OwnerSaid)>) {
        self.owner_said = owner.as_ref().map(|(_, said)| *said);
        self.front.owner = owner.map(|(owner, _)| owner);
    }
}

/// Whom code hosts' names mean.
struct OwnerNames<'a> {
    people: &'a People,
    ids: &'a Ids,
    pages: &'a [Page],
    /// By what people can be reached by, those of code hosts before others.
    contacts: FxHashMap<String, &'a Person>,
}

/// The contacts that are names at a code host.
const HOSTS: [&str; 5] = ["github", "gitlab", "bitbucket", "codeberg", "git"];

impl<'a> OwnerNames<'a> {
    fn of(people: &'a People, ids: &'a Ids, pages: &'a [Page]) -> Self {
        let mut contacts = FxHashMap::default();
        for is_hosts in [true, false] {
            for person in &people.all {
                let of = |(key, _): &&(String, String)| HOSTS.contains(&&*key.to_lowercase()) == is_hosts;
                for (_, value) in person.contacts.iter().filter(of) {
                    contacts.entry(bare(value)).or_insert(person);
                }
            }
        }
        OwnerNames { people, ids, pages, contacts }
    }

    /// The first who is known: their index, and their id. Without people anybody may be somebody.
    fn first(&self, names: &[(String, Span)]) -> Option<(usize, String)> {
        let known = |(at, (name, _)): (usize, &(String, _))| Some((at, self.id(name)?));
        let first = names.iter().enumerate().find_map(known);
        let anybody = || names.first().filter(|_| self.people.is_empty()).map(|(name, _)| (0, name.clone()));
        first.or_else(anybody)
    }

    /// The id of whom a name means.
    fn id(&self, name: &str) -> Option<String> {
        match self.who(name)? {
            Who::Person(person) => Some(person.id.clone()),
            Who::Page(unit) => Some(super::ids::unit_id(&self.pages[unit]).to_owned()),
        }
    }

    fn who(&self, name: &str) -> Option<Who<'a>> {
        let handle = name.strip_prefix('@');
        let unit = |id: &str| self.ids.unit(self.pages, id).map(Who::Page);
        match handle {
            // A team of an organisation: what follows the organisation's name.
            Some(team) if team.contains('/') => {
                let within = team.split_once('/').map_or(team, |(_, within)| within);
                let last = within.rsplit('/').next().unwrap_or(within);
                [team, within, last].into_iter().find_map(unit)
            }
            _ => {
                let host = self.contacts.get(&bare(name)).map(|person| Who::Person(person));
                let person = || handle.and_then(|id| self.people.get(id)).map(Who::Person);
                host.or_else(person).or_else(|| handle.and_then(unit))
            }
        }
    }
}

/// How a name or an address is compared.
fn bare(name: &str) -> String {
    let name = name.trim().trim_end_matches('/');
    // Some write the address of their page at the host.
    let name = if name.contains("://") { name.rsplit('/').next().unwrap_or(name) } else { name };
    name.trim_start_matches('@').to_lowercase()
}

impl Handbook {
    /// What `CODEOWNERS` says, if it counts.
    pub fn code_owners(&self) -> &CodeOwners {
        &self.owners.code
    }

    /// By line of `CODEOWNERS`, the index of the first whom it names that is known, and their id.
    pub fn code_owner(&self, line: usize) -> Option<(usize, &str)> {
        self.owners.known[line].as_ref().map(|(at, id)| (*at, &**id))
    }

    /// Whom `CODEOWNERS` names: the index of the line, the id of who is meant or else the name, and where it is.
    pub fn code_owner_ids(&self) -> Vec<(usize, String, Span)> {
        let lines = &self.owners.code.lines;
        if lines.is_empty() {
            return Vec::new();
        }
        let names = OwnerNames::of(&self.people, &self.ids, &self.pages);
        let id = |name: &String| names.id(name).unwrap_or_else(|| name.clone());
        let of = |(at, line): (usize, &Line)| {
            line.owners.iter().map(|(name, span)| (at, id(name), *span)).collect::<Vec<_>>()
        };
        lines.iter().enumerate().flat_map(of).collect()
    }

    /// The lines of `CODEOWNERS` that are asked about a page, by index, in order: those that match a page of which
    /// nothing nearer says who owns it.
    pub fn deciding_lines(&self) -> Vec<usize> {
        let is_asked = |(id, _): &(PageId, &ByPath)| match self.pages[*id].owner_said {
            Some(OwnerSaid::Page | OwnerSaid::Settings(_)) => false,
            Some(OwnerSaid::Above(above)) => above == Some(0),
            Some(OwnerSaid::CodeOwners(_) | OwnerSaid::Unit(_)) | None => true,
        };
        let asked = self.owners.by_page.iter().enumerate().filter(is_asked);
        let mut lines: Vec<usize> = asked.flat_map(|(_, by_path)| by_path.code.iter().copied()).collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}
