//! What there is to a unit beside what its page says itself: who is in it, what it runs and has to do.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fields::Cells;
use super::view::{ActionView, LinkText, LinkView, MemberView, OnCallView, PagesView, UnitView, WorkingView};
use super::{Renderer, rotation};
use crate::facts::{Named, Relation};
use crate::handbook::{Mention, PageId, Who, row_path};
use crate::kinds;
use crate::people::Person;

/// So many pages of a kind are listed; of more, how many.
const MOST: usize = 60;

/// What there is to a unit, by its page; none when the page is no unit's.
pub fn view(renderer: &Renderer<'_>, unit: PageId, root: &str) -> Option<UnitView> {
    let book = renderer.book;
    if !book.pages[unit].kind.unit || book.pages[unit].parsed.is_none() {
        return None;
    }
    let unit = Unit { renderer, unit, root, cells: Cells::of(renderer, unit, root) };
    let above = book.pages[unit.unit].parent.and_then(|above| book.unit_of(above));
    let on_call = unit.on_call();
    Some(UnitView {
        above: above.map(|above| renderer.link(above, root)),
        units: unit.below(),
        people: unit.people(),
        works_with: unit.works_with(),
        actions: unit.actions(),
        pages: unit.pages(&on_call),
        on_call: on_call.into_iter().map(|(_, view)| view).collect(),
    })
}

struct Unit<'a> {
    renderer: &'a Renderer<'a>,
    unit: PageId,
    root: &'a str,
    cells: Cells<'a>,
}

impl Unit<'_> {
    fn mentions(&self) -> &[Mention] {
        self.renderer.shared.mentions.of_unit(self.unit)
    }

    /// A text in the row in which a page names somebody.
    fn beside(&self, mention: &Mention, key: &str) -> Option<String> {
        let value = self.renderer.book.beside(mention.page, &mention.path, key)?;
        let text = self.cells.cell(value, None).text;
        Some(text).filter(|text| !text.is_empty())
    }

    /// The same of a text that may have links in it, which lead from where it is written.
    fn marked_beside(&self, mention: &Mention, key: &str) -> Option<LinkText> {
        let value = self.renderer.book.beside(mention.page, &mention.path, key)?;
        let said = Cells::of(self.renderer, mention.page, self.root).cell(value, None);
        Some(said).filter(|said| !said.text.is_empty())
    }

    /// The units that are part of it, but of none below it.
    fn below(&self) -> Vec<LinkView> {
        let book = self.renderer.book;
        let is_below = |unit: &PageId| {
            *unit != self.unit
                && !book.pages[*unit].hidden()
                && book.pages[*unit].parent.and_then(|above| book.unit_of(above)) == Some(self.unit)
        };
        let mut units: Vec<PageId> = book.units().filter(is_below).collect();
        units.sort_by_key(|unit| self.renderer.shared.places[*unit].unwrap_or(usize::MAX));
        units.into_iter().map(|unit| self.renderer.link(unit, self.root)).collect()
    }

    /// The rows in which its page names its members: the text, and the role beside it.
    fn members(&self) -> Vec<(String, Option<LinkText>)> {
        let page = &self.renderer.book.pages[self.unit];
        let Some(parsed) = &page.parsed else { return Vec::new() };
        let facts = kinds::facts(&page.kind, &parsed.front).into_iter();
        let members = facts.filter(|fact| fact.relation == Relation::Member);
        let member = |fact: crate::facts::Fact| {
            let mention = Mention { page: self.unit, relation: fact.relation, path: fact.path };
            (fact.id, self.marked_beside(&mention, "role"))
        };
        members.map(member).collect()
    }

    /// The person of an id.
    fn person(&self, id: &str) -> Option<&Person> {
        match self.renderer.book.who(id, Named::Person) {
            Some(Who::Person(person)) => Some(person),
            _ => None,
        }
    }

    /// The ids of those who are in it, with their roles: whom its page names, and who says so in `people.yaml` and
    /// is still there.
    fn everybody(&self) -> Vec<(String, Option<LinkText>)> {
        let book = self.renderer.book;
        let mut all = self.members();
        let mut named = BTreeSet::new();
        all.retain(|(id, _)| {
            named.insert(self.person(id).map_or_else(|| id.clone(), |person| person.id.clone()))
        });
        let known: BTreeSet<&str> = all.iter().filter_map(|(id, _)| Some(&*self.person(id)?.id)).collect();
        let others = book.people.all.iter().filter(|person| {
            let unit = person.unit.as_deref().and_then(|unit| book.unit(unit));
            unit == Some(self.unit) && !person.has_left(self.renderer.today) && !known.contains(&*person.id)
        });
        let others: Vec<_> = others.map(|person| (person.id.clone(), None)).collect();
        all.extend(others);
        all
    }

    fn people(&self) -> Vec<MemberView> {
        let leads = self.leads();
        let view = |(id, role): (String, Option<LinkText>)| {
            let found = self.person(&id);
            let is_lead =
                |lead: &String| *lead == id || self.person(lead).is_some_and(|lead| Some(lead) == found);
            MemberView {
                person: self.cells.cell(&Value::from(&*id), Some(Relation::Member)),
                role: role.or_else(|| found?.role.clone().map(LinkText::plain)),
                lead: leads.iter().any(is_lead),
            }
        };
        self.everybody().into_iter().map(view).collect()
    }

    /// Whom its page says it is led by.
    fn leads(&self) -> Vec<String> {
        let page = &self.renderer.book.pages[self.unit];
        let facts = page.parsed.iter().flat_map(|parsed| kinds::facts(&page.kind, &parsed.front));
        facts.filter(|fact| fact.relation == Relation::Leads).map(|fact| fact.id).collect()
    }

    /// The units that it works with, as its page says; then those that say so themselves.
    fn works_with(&self) -> Vec<WorkingView> {
        let book = self.renderer.book;
        let page = &book.pages[self.unit];
        let facts = page.parsed.iter().flat_map(|parsed| kinds::facts(&page.kind, &parsed.front));
        let mut named = BTreeSet::new();
        let mut all = Vec::new();
        for fact in facts.filter(|fact| fact.relation == Relation::WorksWith) {
            let with = book.unit(&fact.id);
            // That it is itself is said to its author.
            if with == Some(self.unit) {
                continue;
            }
            named.extend(with);
            let unit = self.cells.cell(&Value::from(&*fact.id), Some(Relation::WorksWith));
            all.push(
                self.working(unit, &Mention { page: self.unit, relation: fact.relation, path: fact.path }),
            );
        }
        let is_other = |mention: &&Mention| {
            mention.relation == Relation::WorksWith
                && mention.page != self.unit
                && !named.contains(&mention.page)
                && !book.pages[mention.page].hidden()
        };
        let others = self.mentions().iter().filter(is_other).map(|mention| {
            let LinkView { title, href } = self.renderer.link(mention.page, self.root);
            self.working(LinkText::link(title, href), mention)
        });
        all.extend(others);
        all
    }

    fn working(&self, unit: LinkText, mention: &Mention) -> WorkingView {
        let until = self.beside(mention, "until");
        let day: Option<jiff::civil::Date> = until.as_deref().and_then(|until| until.parse().ok());
        WorkingView {
            unit,
            mode: self.beside(mention, "mode"),
            purpose: self.marked_beside(mention, "purpose"),
            over: day.is_some_and(|day| day < self.renderer.today),
            until,
        }
    }

    /// Who is on call for it: by the pages in its folder and those that say they are its.
    fn on_call(&self) -> Vec<(PageId, OnCallView)> {
        let book = self.renderer.book;
        let inside = self.renderer.shared.in_units.get(&self.unit).into_iter().flatten().copied();
        let named = self.mentions().iter().filter(|mention| mention.relation == Relation::Runs);
        let pages: BTreeSet<PageId> = inside.chain(named.map(|mention| mention.page)).collect();
        // One that lies here may be another unit's.
        let is_ours = |page: &PageId| {
            book.pages[*page].kind.rota.is_some()
                && !book.pages[*page].hidden()
                && book.called_unit(*page) == Some(self.unit)
        };
        let view = |page: PageId| {
            Some((page, rotation::of_unit(self.renderer, page, self.root, rotation::ALL_DAYS)?))
        };
        pages.into_iter().filter(is_ours).filter_map(view).collect()
    }

    /// What it, or somebody in it, has to do and has not done yet; what is due first, first.
    fn actions(&self) -> Vec<ActionView> {
        let everybody = self.everybody();
        let mut people: Vec<&str> = Vec::new();
        for person in everybody.iter().filter_map(|(id, _)| self.person(id)) {
            if !people.contains(&&*person.id) {
                people.push(&person.id);
            }
        }
        let of_people = people.iter().flat_map(|id| self.renderer.shared.mentions.of_person(id));
        let answers = self.mentions().iter().chain(of_people);
        let mut seen = BTreeSet::new();
        // What several do is one thing to do.
        let answers = answers.filter(|mention| {
            mention.relation == Relation::Answers && seen.insert((mention.page, row_path(&mention.path)))
        });
        let mut actions: Vec<ActionView> = answers.filter_map(|mention| self.action(mention)).collect();
        actions.sort_by(|one, other| {
            let key = |action: &ActionView| (action.due.is_none(), action.due.clone());
            key(one).cmp(&key(other))
        });
        actions
    }

    /// An action that is not done, by the row that names who answers for it.
    fn action(&self, mention: &Mention) -> Option<ActionView> {
        let book = self.renderer.book;
        let action = book.action(mention.page, &mention.path);
        if !action.is_open() || book.pages[mention.page].hidden() {
            return None;
        }
        let what = Cells::of(self.renderer, mention.page, self.root).cell(&Value::from(&*action.what), None);
        let owner = |owner: &String| self.cells.cell(&Value::from(&**owner), Some(mention.relation));
        let owners: Vec<LinkText> = action.owners.iter().map(owner).collect();
        Some(ActionView {
            what: what.text,
            owner: owners.first()?.clone(),
            owners,
            overdue: action.is_overdue(self.renderer.today),
            due: action.due_day().map(|due| due.to_string()).or(action.due),
            page: self.renderer.link(mention.page, self.root),
        })
    }

    /// Its pages, and those that it owns elsewhere, by kind; not those that its page shows in another way.
    fn pages(&self, on_call: &[(PageId, OnCallView)]) -> Vec<PagesView> {
        let book = self.renderer.book;
        let page = &book.pages[self.unit];
        let runs = page.parsed.as_ref().and_then(|parsed| parsed.front.others.get("owns"));
        let runs = runs.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let shown: BTreeSet<PageId> = runs
            .filter_map(|id| book.thing_in_field(self.unit, id))
            .chain(on_call.iter().map(|(page, _)| *page))
            .collect();
        let owned = self.mentions().iter().filter(|mention| mention.relation == Relation::Owns);
        let owned = owned.map(|mention| mention.page).filter(|page| book.unit_of(*page) != Some(self.unit));
        // Its decisions have their log.
        let is_logged = |id: &PageId| book.decision(*id).is_some();
        let is_listed = |id: &PageId| {
            let page = &book.pages[*id];
            !page.hidden()
                && !page.kind.unit
                && page.kind.habit.is_none()
                && !shown.contains(id)
                && !is_logged(id)
        };
        let mut kinds: Vec<PagesView> = Vec::new();
        for id in page.children.iter().copied().chain(owned).filter(is_listed) {
            let kind = self.renderer.kind(&book.pages[id]);
            let link = self.renderer.link(id, self.root);
            match kinds.iter_mut().find(|known| known.kind.id == kind.id) {
                Some(known) => known.pages.push(link),
                None => kinds.push(PagesView { kind, pages: vec![link], more: 0 }),
            }
        }
        for kind in &mut kinds {
            kind.more = kind.pages.len().saturating_sub(MOST);
            kind.pages.truncate(MOST);
        }
        kinds
    }
}
