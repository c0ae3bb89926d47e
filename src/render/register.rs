//! All failures, and all that is to be done, a page at a time.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use super::Renderer;
use super::fields::Cells;
use super::filters;
use super::incident;
use super::rotation::lasting_seconds;
use super::view::{
    GroupView, IncidentRowView, LinkText, MedianView, OwnerTallyView, QuarterView, RegisterPageView,
    RegisterView, ToDoRowView, ToDoView,
};
use crate::actions::Action;
use crate::facts::Relation;
use crate::handbook::{Handbook, Owner, PageId, Register, ToDo, Who, address, natural};
use crate::incident::{Incident, Span, median};

/// So many quarters are shown.
const QUARTERS: usize = 8;

/// The failures that a page lists.
pub fn view(renderer: &Renderer<'_>, page: PageId, root: &str) -> Option<RegisterView> {
    let (Register::Incidents, number) = renderer.book.register_at(page)? else { return None };
    let all = &renderer.shared.registered.incidents;
    let here = renderer.book.rows_at(Register::Incidents, number, all);
    let is_first = number == 0;
    let whole = Whole { renderer, root, all };
    let (quarters, quarters_before) = if is_first { whole.quarters() } else { (Vec::new(), 0) };
    Some(RegisterView {
        total: all.len(),
        rows: here.iter().map(|page| whole.row(*page)).collect(),
        quarters,
        quarters_before,
        services: if is_first { whole.services() } else { Vec::new() },
        units: if is_first { whole.units() } else { Vec::new() },
        filters: filters::of(renderer, Register::Incidents),
        pages: pages(renderer, Register::Incidents, number, root),
        feed: feed(renderer, Register::Incidents, root),
    })
}

/// What is to be done, as a page lists it.
pub fn to_do(renderer: &Renderer<'_>, page: PageId, root: &str) -> Option<ToDoView> {
    let (Register::Actions, number) = renderer.book.register_at(page)? else { return None };
    let all = &renderer.shared.registered.to_do;
    let is_overdue = |to_do: &&ToDo| to_do.action.is_overdue(renderer.today);
    Some(ToDoView {
        total: all.len(),
        overdue: all.iter().filter(is_overdue).count(),
        rows: renderer
            .book
            .rows_at(Register::Actions, number, all)
            .iter()
            .map(|to_do| to_do_row(renderer, to_do, root))
            .collect(),
        filters: filters::of(renderer, Register::Actions),
        owners: if number == 0 { owners(renderer, all, root) } else { Vec::new() },
        pages: pages(renderer, Register::Actions, number, root),
    })
}

/// The address of the feed of what is new in a register.
pub fn feed(renderer: &Renderer<'_>, register: Register, root: &str) -> Option<String> {
    let path = renderer.book.register_feed(register)?;
    Some(format!("{root}{}", address::encoded(path)))
}

/// The pages of a register, when there are several.
pub fn pages(
    renderer: &Renderer<'_>,
    register: Register,
    current: usize,
    root: &str,
) -> Vec<RegisterPageView> {
    let all = renderer.book.register(register);
    let page = |(at, page): (usize, &PageId)| RegisterPageView {
        number: at + 1,
        href: renderer.href(*page, root),
        current: at == current,
    };
    all.iter().enumerate().filter(|_| all.len() > 1).map(page).collect()
}

fn to_do_row(renderer: &Renderer<'_>, to_do: &ToDo, root: &str) -> ToDoRowView {
    let cells = Cells::of(renderer, to_do.page, root);
    let task = incident::task(renderer, &cells, &to_do.action);
    ToDoRowView {
        what: task.what,
        owners: task.owners,
        owner_ids: filters::values(&filters::owners(renderer, &to_do.action)),
        due: task.due,
        state: task.state,
        kind_label: task.kind_label,
        age: to_do.age(renderer.today),
        page: renderer.link(to_do.page, root),
        link: task.link,
    }
}

/// How much somebody has to do, how much of it is overdue, and who that is, as the first action names them.
type Tally<'a> = (usize, usize, Option<(&'a ToDo, &'a String)>);

/// Who has how much to do.
fn owners(renderer: &Renderer<'_>, all: &[ToDo], root: &str) -> Vec<OwnerTallyView> {
    let mut owners: BTreeMap<Option<Owner>, Tally<'_>> = BTreeMap::new();
    for to_do in all {
        let named = to_do.action.owners.iter().map(|name| Some((to_do, name)));
        let doers = renderer.book.doers(&to_do.action).into_iter().map(Some).zip(named);
        let nobody = to_do.action.owners.is_empty().then_some((None, None));
        for (doer, first) in doers.chain(nobody) {
            let tally = owners.entry(doer).or_insert((0, 0, first));
            tally.0 += 1;
            tally.1 += usize::from(to_do.action.is_overdue(renderer.today));
        }
    }
    let mut owners: Vec<_> = owners.into_iter().collect();
    // Those who have most that is overdue, and then most, come first; what is nobody's last.
    owners.sort_by_key(|(owner, (open, overdue, _))| (owner.is_none(), std::cmp::Reverse((*overdue, *open))));
    let tally = |(_, (open, overdue, first)): (Option<Owner>, Tally<'_>)| OwnerTallyView {
        owner: first.map(|(first, owner)| {
            Cells::of(renderer, first.page, root).cell(&Value::from(&**owner), Some(Relation::Answers))
        }),
        open,
        overdue,
    };
    owners.into_iter().map(tally).collect()
}

struct Whole<'a> {
    renderer: &'a Renderer<'a>,
    root: &'a str,
    all: &'a [PageId],
}

impl<'a> Whole<'a> {
    fn incidents(&self) -> impl Iterator<Item = (PageId, &'a Incident)> {
        let book = self.renderer.book;
        self.all.iter().filter_map(move |page| Some((*page, book.incident(*page)?)))
    }

    fn open(&self, page: PageId) -> usize {
        self.renderer.book.actions_of(page).iter().filter(|action| Action::is_open(action)).count()
    }

    fn lasting(&self, seconds: Option<i64>) -> Option<String> {
        seconds.map(|seconds| lasting_seconds(self.renderer, seconds))
    }

    fn row(&self, page: PageId) -> IncidentRowView {
        let incident = self.renderer.book.incident(page);
        let took = |span| self.lasting(incident.and_then(|incident| incident.seconds(span)));
        IncidentRowView {
            page: self.renderer.link(page, self.root),
            day: incident.and_then(|incident| incident.day).map(|day| day.to_string()),
            severity: incident.and_then(|incident| incident.severity.clone()),
            status: incident.and_then(|incident| Some(incident.status.as_ref()?.word().to_owned())),
            unit: unit(self.renderer.book, page).map(|unit| self.renderer.link(unit, self.root)),
            unit_ids: filters::values(&filters::units(
                self.renderer.book,
                unit(self.renderer.book, page).as_slice(),
            )),
            service_ids: filters::values(&filters::services(self.renderer.book, page)),
            services: self.services_of(page).into_iter().map(|(_, name)| name).collect(),
            detect: took(Span::Detect),
            resolve: took(Span::Resolve),
            open: self.open(page),
        }
    }

    /// What failed: its page, or the word that leads to none.
    fn services_of(&self, page: PageId) -> Vec<(String, LinkText)> {
        let book = self.renderer.book;
        let ids = book.incident(page).map_or(&[][..], |incident| &incident.services);
        let one = |id: &String| match book.thing_of_id(id.trim()) {
            Some(service) => {
                let link = self.renderer.link(service, self.root);
                (book.pages[service].path.clone(), LinkText::link(link.title, link.href))
            }
            None => (id.clone(), LinkText::plain(id.clone())),
        };
        ids.iter().map(one).collect()
    }

    /// The last quarters up to the latest with any, and how many before these have some.
    fn quarters(&self) -> (Vec<QuarterView>, usize) {
        let mut quarters: BTreeMap<(i16, i8), Vec<&Incident>> = BTreeMap::new();
        for (_, incident) in self.incidents() {
            if let Some(day) = incident.day {
                quarters.entry(quarter(day)).or_default().push(incident);
            }
        }
        let (Some((first, _)), Some((last, _))) = (quarters.first_key_value(), quarters.last_key_value())
        else {
            return (Vec::new(), 0);
        };
        // What is before the first of all is not known to have been without any.
        let mut shown: Vec<(i16, i8)> = std::iter::successors(Some(*last), |quarter| Some(before(*quarter)))
            .take(QUARTERS)
            .take_while(|quarter| first <= quarter)
            .collect();
        shown.reverse();
        let skipped = quarters.keys().filter(|quarter| **quarter < shown[0]).count();
        let shown: Vec<((i16, i8), Vec<&Incident>)> = shown
            .into_iter()
            .map(|quarter| (quarter, quarters.remove(&quarter).unwrap_or_default()))
            .collect();
        let seconds = |incidents: &[&Incident], span: Span| -> Vec<i64> {
            incidents.iter().filter_map(|incident| incident.seconds(span)).collect()
        };
        let medians = shown
            .iter()
            .flat_map(|(_, incidents)| Span::ALL.map(|span| median(&mut seconds(incidents, span))));
        let longest = medians.flatten().max().unwrap_or(1).max(1);
        let one = |((year, quarter), incidents): ((i16, i8), Vec<&Incident>)| QuarterView {
            label: format!("{year} Q{quarter}"),
            count: incidents.len(),
            medians: Span::ALL
                .into_iter()
                .map(|span| {
                    let mut seconds = seconds(&incidents, span);
                    let count = i64::try_from(seconds.len()).unwrap_or(1).max(1);
                    let mean = (!seconds.is_empty()).then(|| seconds.iter().sum::<i64>() / count);
                    let median = median(&mut seconds);
                    MedianView {
                        name: span.word(),
                        text: self.lasting(median),
                        mean: self.lasting(mean),
                        percent: median.unwrap_or(0) * 100 / longest,
                    }
                })
                .collect(),
        };
        (shown.into_iter().map(one).collect(), skipped)
    }

    fn services(&self) -> Vec<GroupView> {
        let named = |page| self.services_of(page);
        self.groups(named)
    }

    fn units(&self) -> Vec<GroupView> {
        let book = self.renderer.book;
        let named = |page: PageId| {
            let unit = unit(book, page);
            let link = unit.map(|unit| (unit, self.renderer.link(unit, self.root)));
            link.map(|(unit, link)| (book.pages[unit].path.clone(), LinkText::link(link.title, link.href)))
                .into_iter()
                .collect()
        };
        self.groups(named)
    }

    /// Failures by what they have in common; what most have, first.
    fn groups(&self, named: impl Fn(PageId) -> Vec<(String, LinkText)>) -> Vec<GroupView> {
        let mut groups: BTreeMap<String, (LinkText, Vec<PageId>)> = BTreeMap::new();
        for page in self.all {
            for (key, name) in named(*page) {
                groups.entry(key).or_insert_with(|| (name, Vec::new())).1.push(*page);
            }
        }
        let view = |(name, pages): (LinkText, Vec<PageId>)| {
            let incidents = pages.iter().filter_map(|page| self.renderer.book.incident(*page));
            let mut seconds: Vec<i64> =
                incidents.filter_map(|incident| incident.seconds(Span::Resolve)).collect();
            GroupView {
                name,
                count: pages.len(),
                resolve: self.lasting(median(&mut seconds)),
                open: pages.iter().map(|page| self.open(*page)).sum(),
            }
        };
        let mut groups: Vec<GroupView> = groups.into_values().map(view).collect();
        groups.sort_by(|one, other| {
            other.count.cmp(&one.count).then_with(|| natural(&one.name.text, &other.name.text))
        });
        groups
    }
}

/// The quarter before one.
fn before((year, quarter): (i16, i8)) -> (i16, i8) {
    if quarter == 1 { (year - 1, 4) } else { (year, quarter - 1) }
}

fn quarter(day: Date) -> (i16, i8) {
    (day.year(), (day.month() + 2) / 3)
}

/// The unit that a page is in, or else the one that owns it, or in which its owner is.
pub fn unit(book: &Handbook, page: PageId) -> Option<PageId> {
    book.unit_of(page).or_else(|| {
        let owner = book.pages[page].front.owner.as_deref()?;
        match book.who(owner, Relation::Owns.named())? {
            Who::Page(unit) => Some(unit),
            Who::Person(person) => book.unit(person.unit.as_deref()?),
        }
    })
}
