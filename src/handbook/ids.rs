//! Who or what an id means: the units of the organisation, its people, and pages of a kind.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::resolve::stem_path;
use super::{Handbook, Names, Page, PageId, address};
use crate::characters::folded;
use crate::diag::{Spelling, nearest_of};
use crate::facts::{Named, Relation};
use crate::file_name::{self, own_rank};
use crate::people::Person;
use crate::syntax::slug::slug;

/// The pages of units, and those of kinds that are named by their ids; by the last part of these.
#[derive(Debug, Clone, Default)]
pub struct Ids {
    /// Folded, as case does not matter.
    units: Names<Vec<PageId>>,
    /// By whole id, from the root and as it is usually written, folded: which units.
    whole: Names<Vec<PageId>>,
    /// By the name of the file, folded.
    named: Names<Vec<PageId>>,
    /// The services, folded.
    services: Names<Vec<PageId>>,
    /// How each of these is written, by id, once something is sought that is written like it.
    spelt: OnceLock<Spelt>,
}

/// Ids of pages with how they are written, each in order.
#[derive(Debug, Clone, Default)]
struct Spelt {
    units: Vec<(PageId, Spelling)>,
    named: Vec<(PageId, Spelling)>,
}

impl Spelt {
    fn of(ids: &Ids, pages: &[Page]) -> Self {
        let spelt = |of: &Names<Vec<PageId>>, id: fn(&Page) -> &str| {
            let mut pages: Vec<(PageId, &str)> =
                of.values().flatten().map(|page| (*page, id(&pages[*page]))).collect();
            pages.sort_unstable_by_key(|(page, id)| (*id, *page));
            pages.retain(|(_, id)| !id.is_empty());
            pages.into_iter().map(|(page, id)| (page, Spelling::of(id))).collect::<Vec<_>>()
        };
        // A unit may be named by the end of its id alone.
        let mut units = spelt(&ids.units, unit_id);
        units.extend(spelt(&ids.units, name));
        Spelt { units, named: spelt(&ids.named, name) }
    }
}

impl Ids {
    pub fn of(pages: &[Page]) -> Self {
        let mut ids = Ids::default();
        for (id, page) in pages.iter().enumerate().filter(|(_, page)| page.kind.unit) {
            ids.units.entry(folded(last(unit_id(page)))).or_default().push(id);
            for name in [folder(page), unit_id(page)] {
                let units = ids.whole.entry(folded(name)).or_default();
                if units.last() != Some(&id) {
                    units.push(id);
                }
            }
        }
        for (id, page) in pages.iter().enumerate().filter(|(_, page)| page.kind.named) {
            ids.named.entry(folded(name(page))).or_default().push(id);
        }
        for (id, page) in pages.iter().enumerate().filter(|(_, page)| is_service(page)) {
            ids.services.entry(folded(name(page))).or_default().push(id);
        }
        ids
    }

    /// See [`Handbook::unit`].
    pub fn unit(&self, pages: &[Page], id: &str) -> Option<PageId> {
        match self.units_like(pages, id)[..] {
            [unit] => Some(unit),
            _ => None,
        }
    }

    /// The unit that has this id as a whole. The organisation's is `/`, and no id at all is nobody's.
    fn whole(&self, pages: &[Page], id: &str) -> Option<PageId> {
        let id = if id == "." { "/" } else { id.strip_prefix('@').unwrap_or(id) };
        let bare = id.trim_matches('/');
        let units = self.whole.get(&folded(bare)).filter(|_| !id.is_empty())?;
        if let [only] = units[..] {
            return Some(only);
        }
        let is_written = |unit: &&PageId| [folder(&pages[**unit]), unit_id(&pages[**unit])].contains(&bare);
        units.iter().find(is_written).or(units.first()).copied()
    }

    /// See [`Handbook::units_like`].
    fn units_like(&self, pages: &[Page], id: &str) -> Vec<PageId> {
        let id = id.trim();
        if let Some(unit) = self.whole(pages, id) {
            return vec![unit];
        }
        let bare = folded(id.strip_prefix('@').unwrap_or(id).trim_matches('/'));
        let end = format!("/{bare}");
        let named = self.units.get(last(&bare)).into_iter().flatten().copied();
        let mut found: Vec<PageId> =
            named.filter(|unit| folded(folder(&pages[*unit])).ends_with(&end)).collect();
        // The organisation goes by its name, where no other unit does.
        let is_organisation = |page: &Page| page.kind.unit && slug(&page.title) == bare;
        if found.is_empty() && !bare.is_empty() && pages.first().is_some_and(is_organisation) {
            found.push(0);
        }
        found
    }
}

/// Whom a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// A person.
    Person(&'a Person),
    /// A unit or something else that has a page.
    Page(PageId),
}

impl Handbook {
    /// The pages of all units.
    pub fn units(&self) -> impl Iterator<Item = PageId> {
        let mut units: Vec<PageId> = self.ids.units.values().flatten().copied().collect();
        units.sort_unstable();
        units.into_iter()
    }

    /// The id of a unit, by its page: its folder, seen from `teams/` if it lies there.
    pub fn unit_id(&self, unit: PageId) -> &str {
        unit_id(&self.pages[unit])
    }

    /// The folder of a page, or its path without the ending, from the content's root.
    pub fn folder_of(&self, page: PageId) -> &str {
        folder(&self.pages[page])
    }

    /// The unit of an id: its folder from the content's root or from `teams/`, or the end of it that no other
    /// unit has; case is beside the point. The organisation is `/`, or what it is called.
    pub fn unit(&self, id: &str) -> Option<PageId> {
        self.ids.unit(&self.pages, id)
    }

    /// The units that an id may mean: several when it is the end of several ids.
    pub fn units_like(&self, id: &str) -> Vec<PageId> {
        self.ids.units_like(&self.pages, id)
    }

    /// Whom an id means, of those that it may mean.
    pub fn who(&self, id: &str, named: Named) -> Option<Who<'_>> {
        let person = || self.people.get(id).map(Who::Person);
        let unit = || self.unit(id).map(Who::Page);
        match named {
            Named::Person => person(),
            Named::Unit => unit(),
            // A unit owns what lies in it by its whole id, which is nobody else's.
            Named::Owner => self.ids.whole(&self.pages, id).map(Who::Page).or_else(person).or_else(unit),
            Named::Anybody => {
                let full = || self.people.only_named(id.trim()).map(Who::Person);
                self.who(id, Named::Owner).or_else(full)
            }
            Named::Page(kind) => self.of_kind(kind, id).map(Who::Page),
        }
    }

    /// What readers call whoever is named: a person's name, a page's title, or else the word itself.
    pub fn name_of(&self, id: &str, relation: Relation) -> String {
        match self.who(id, relation.named()) {
            Some(Who::Person(person)) => person.name.clone(),
            Some(Who::Page(page)) => self.pages[page].title.clone(),
            None => id.to_owned(),
        }
    }

    /// The page of a kind that an id means: the name of its file, or a path to it. What is everybody's comes before
    /// what a unit has of the same name.
    pub fn of_kind(&self, kind: &str, id: &str) -> Option<PageId> {
        self.named_like(kind, id).into_iter().min_by_key(|page| self.units_of(*page).count())
    }

    /// The pages of a kind that an id may mean, in their order.
    pub(super) fn named_like(&self, kind: &str, id: &str) -> Vec<PageId> {
        let path = folded(id.trim_end_matches(".md").trim_matches('/'));
        let end = format!("/{path}");
        let is_meant = |page: &&PageId| {
            let page = &self.pages[**page];
            page.kind.id == kind && format!("/{}", folded(folder(page))).ends_with(&end)
        };
        self.ids.named.get(last(&path)).into_iter().flatten().filter(is_meant).copied().collect()
    }

    /// The pages of all services, in their order.
    pub fn services(&self) -> impl Iterator<Item = PageId> {
        let mut services: Vec<PageId> = self.ids.services.values().flatten().copied().collect();
        services.sort_unstable();
        services.into_iter()
    }

    /// The id of a service, by its page: its path, seen from `services/` if it lies there.
    pub fn service_id(&self, service: PageId) -> &str {
        let path = folder(&self.pages[service]);
        path.strip_prefix("services/").unwrap_or(path)
    }

    /// The services that an id may mean: the one whose id it is, or all whose path ends with it; case is beside the
    /// point.
    pub fn services_like(&self, id: &str) -> Vec<PageId> {
        let id = folded(id.trim().trim_end_matches(".md").trim_matches('/'));
        let end = format!("/{id}");
        let named = self.ids.services.get(last(&id)).into_iter().flatten().copied();
        let named: Vec<PageId> =
            named.filter(|page| format!("/{}", folded(folder(&self.pages[*page]))).ends_with(&end)).collect();
        let whole = named.iter().find(|page| folded(self.service_id(**page)) == id);
        whole.map_or(named.clone(), |whole| vec![*whole])
    }

    /// The units that a page belongs to, the nearest first.
    pub fn units_of(&self, page: PageId) -> impl Iterator<Item = PageId> {
        let above = std::iter::successors(Some(page), |page| self.pages[*page].parent);
        above.filter(|page| self.pages[*page].kind.unit)
    }

    /// The id by which a page is named: the name of its file.
    pub fn id_of(&self, page: PageId) -> &str {
        name(&self.pages[page])
    }

    /// The unit that a page belongs to: the nearest whose folder it lies in; none when it is everybody's.
    pub fn unit_of(&self, page: PageId) -> Option<PageId> {
        unit_of(&self.pages, page)
    }

    /// By unit, the written pages that belong to it and to none below it, without its own.
    pub fn in_units(&self) -> BTreeMap<PageId, Vec<PageId>> {
        let mut units: BTreeMap<PageId, Vec<PageId>> = BTreeMap::new();
        if !self.has_units() {
            return units;
        }
        for id in (0..self.pages.len()).filter(|id| self.pages[*id].parsed.is_some()) {
            if let Some(unit) = self.unit_of(id).filter(|unit| *unit != id) {
                units.entry(unit).or_default().push(id);
            }
        }
        units
    }

    /// Whether there are pages that others name by their ids.
    pub fn has_named(&self) -> bool {
        !self.ids.named.is_empty()
    }

    /// Whether there are units.
    pub fn has_units(&self) -> bool {
        !self.ids.units.is_empty()
    }

    /// Whether somebody wrote a page of a kind that others name by their ids.
    pub fn has_kind(&self, kind: &str) -> bool {
        let is_meant = |page: &Page| page.kind.id == kind && page.parsed.is_some();
        self.ids.named.values().flatten().any(|page| is_meant(&self.pages[*page]))
    }

    /// Who or what was probably meant by an id that means nobody, as the middle of a sentence: the units that it may
    /// mean, or the nearest id.
    pub fn probably(&self, written: &str, named: Named) -> Option<String> {
        let may_be_unit = matches!(named, Named::Unit | Named::Owner | Named::Anybody);
        let units = if may_be_unit { self.units_like(written) } else { Vec::new() };
        let units: Vec<String> = units.iter().map(|unit| format!("`{}`", self.unit_id(*unit))).collect();
        match units.split_last() {
            Some((last, rest)) if !rest.is_empty() => Some(format!("{} or {last}", rest.join(", "))),
            _ => self.nearest_id(written, named).map(|near| format!("`{near}`")),
        }
    }

    /// The id of who or what was probably meant by what nobody is called.
    pub fn nearest_id(&self, written: &str, named: Named) -> Option<&str> {
        let people = matches!(named, Named::Person | Named::Owner | Named::Anybody);
        // Somebody may be named in full.
        if let Some(full) = self.people.named(written).filter(|_| people) {
            return Some(&full.id);
        }
        let spelt = self.ids.spelt.get_or_init(|| Spelt::of(&self.ids, &self.pages));
        let is_meant = |page: PageId| match named {
            Named::Page(kind) => self.pages[page].kind.id == kind && self.pages[page].parsed.is_some(),
            _ => true,
        };
        let (pages, id): (_, fn(&Page) -> &str) = match named {
            Named::Person => (&[][..], name),
            Named::Unit | Named::Owner | Named::Anybody => (&*spelt.units, unit_id),
            Named::Page(_) => (&*spelt.named, name),
        };
        let person = self.people.spelt().iter().filter(|_| people);
        let person = person.map(|(at, spelling)| (&*self.people.all[*at].id, spelling));
        let pages = pages.iter().filter(|(page, _)| is_meant(*page));
        let pages = pages.map(|(page, spelling)| (id(&self.pages[*page]), spelling));
        let all: Vec<(&str, &Spelling)> = person.chain(pages).collect();
        let nearest = nearest_of(&Spelling::of(written), all.iter().map(|(_, spelling)| *spelling))?;
        Some(all[nearest].0)
    }
}

/// See [`Handbook::unit_of`].
pub fn unit_of(pages: &[Page], page: PageId) -> Option<PageId> {
    let above = std::iter::successors(Some(page), |page| pages[*page].parent);
    above.into_iter().find(|page| pages[*page].kind.unit)
}

/// The folder of a unit, or a page's file without its ending, from the content's root.
pub(super) fn folder(page: &Page) -> &str {
    let path = page.path.trim_end_matches('/');
    let is_own = own_rank(file_name::last(path)).is_some();
    match page.parsed {
        Some(_) if is_own => address::folder(path),
        Some(_) => stem_path(path),
        None => path,
    }
}

/// Whether a page is that of a service.
fn is_service(page: &Page) -> bool {
    page.kind.called.is_some() && page.parsed.is_some()
}

/// See [`Handbook::unit_id`].
pub fn unit_id(page: &Page) -> &str {
    let folder = folder(page);
    folder.strip_prefix("teams/").unwrap_or(folder)
}

/// The last part of a page's id.
fn name(page: &Page) -> &str {
    last(folder(page))
}

fn last(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}
