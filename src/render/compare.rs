//! Units side by side: one practice in all of them, or all practices.

use std::collections::BTreeMap;

use super::Renderer;
use super::practice::{self, label, words};
use super::view::{
    CompareCellView, CompareRowView, CompareUnitView, CompareView, LinkView, SharedPrincipleView,
};
use crate::facts::Stance;
use crate::handbook::address;
use crate::handbook::{Derived, InWords, Matrix, MatrixRow, PageId, reads_alike};

/// What a page compares, if it does.
pub fn view(renderer: &Renderer<'_>, page: PageId, root: &str) -> Option<CompareView> {
    let book = renderer.book;
    match book.pages[page].derived.as_ref()? {
        Derived::Compare(practice) => Some(one(renderer, practice, root)),
        Derived::CompareAll => Some(all(renderer, root)),
        Derived::Practice
        | Derived::Principles
        | Derived::Questions
        | Derived::Person(_)
        | Derived::People
        | Derived::Health
        | Derived::Register(..) => None,
    }
}

/// The page that compares units: in the practice that a page is about; from the page of a unit, with that chosen, or of
/// a folder with units or practices in it, in all.
pub fn at(renderer: &Renderer<'_>, page: PageId, root: &str) -> Option<String> {
    let book = renderer.book;
    if let Some((practice, _)) = book.practice_of(page) {
        return book.compare_page(practice).map(|page| renderer.href(page, root));
    }
    let all = renderer.href(book.compare_all()?, root);
    let own = &book.pages[page];
    if own.kind.unit && !own.hidden() {
        let id = if page == 0 { "/" } else { book.unit_id(page) };
        let id = address::encoded(id).replace('&', "%26").replace('+', "%2B");
        return Some(format!("{all}?a={id}"));
    }
    let is_compared = |page: &PageId| book.pages[*page].kind.unit || book.pages[*page].kind.habit.is_some();
    own.children.iter().any(is_compared).then_some(all)
}

/// One practice: a row for each unit, a column for each norm.
fn one(renderer: &Renderer<'_>, practice: &str, root: &str) -> CompareView {
    let matrix = renderer.book.offered_matrix(practice);
    let names = UnitNames::of(renderer, matrix.rows.iter().map(|row| row.unit));
    let row = |row: &MatrixRow<'_>| CompareRowView {
        title: LinkView { title: names.of_unit(row.unit), href: renderer.href(row.page, root) },
        principle: false,
        depth: depth(renderer, row.unit),
        group: false,
        cells: std::iter::once(stance_cell(renderer, row, root))
            .chain((0..matrix.norms.len()).map(|norm| norm_cell(renderer, &matrix, row, norm, root)))
            .collect(),
    };
    CompareView {
        practice: Some(practice.to_owned()),
        columns: matrix.norms.iter().map(|norm| label(renderer, norm)).collect(),
        units: Vec::new(),
        rows: matrix.rows.iter().map(row).collect(),
        principles: Vec::new(),
    }
}

/// The principles that units have in their own words, and all practices: for each a row that says how units stand to
/// it, and one for each norm; a column for each unit.
fn all(renderer: &Renderer<'_>, root: &str) -> CompareView {
    let book = renderer.book;
    let units: Vec<PageId> = std::iter::once(0).chain(book.units_in_order()).collect();
    let principles = book.principles_in_words(&renderer.shared.principles, &units);
    let apart = principles.iter().filter(|principle| !principle.is_same());
    let mut rows: Vec<CompareRowView> =
        apart.map(|principle| principle_row(renderer, principle, &units, root)).collect();
    for practice in book.practices() {
        let matrix = book.offered_matrix(practice);
        let of = |unit: &PageId| matrix.rows.iter().find(|row| row.unit == *unit);
        let cells = |cell: &dyn Fn(&MatrixRow<'_>) -> CompareCellView| {
            units.iter().map(|unit| of(unit).map_or_else(CompareCellView::none, cell)).collect::<Vec<_>>()
        };
        let Some(first) = matrix.rows.first() else { continue };
        let own = book.compare_page(practice).unwrap_or(first.page);
        rows.push(CompareRowView {
            title: LinkView { title: book.pages[first.page].title.clone(), href: renderer.href(own, root) },
            principle: false,
            depth: 0,
            group: true,
            cells: cells(&|row| stance_cell(renderer, row, root)),
        });
        for (at, norm) in matrix.norms.iter().enumerate() {
            rows.push(CompareRowView {
                title: LinkView { title: label(renderer, norm), href: String::new() },
                principle: false,
                depth: 1,
                group: false,
                cells: cells(&|row| norm_cell(renderer, &matrix, row, at, root)),
            });
        }
    }
    let names = UnitNames::of(renderer, units.iter().copied());
    let unit = |unit: &PageId| CompareUnitView {
        id: if *unit == 0 { "/".to_owned() } else { book.unit_id(*unit).to_owned() },
        title: names.of_unit(*unit),
        href: renderer.href(*unit, root),
    };
    let shared = principles.iter().filter(|principle| principle.words[0].is_some()).map(|principle| {
        let LinkView { title, href } = renderer.link(principle.first, root);
        SharedPrincipleView { title, href, adapted: !principle.is_same() }
    });
    CompareView {
        practice: None,
        columns: Vec::new(),
        units: units.iter().map(unit).collect(),
        rows,
        principles: shared.collect(),
    }
}

/// A principle that is not said in one way everywhere.
fn principle_row(
    renderer: &Renderer<'_>,
    principle: &InWords,
    units: &[PageId],
    root: &str,
) -> CompareRowView {
    let book = renderer.book;
    let cell = |(unit, words): (&PageId, &Option<PageId>)| {
        let Some(page) = *words else { return CompareCellView::none() };
        let of = book.unit_of(page).unwrap_or(0);
        let is_everybodys = of == 0;
        let href = renderer.href(page, root);
        let text = match is_everybodys {
            true => stance_words(renderer, "sets", (of != *unit).then_some(of)),
            false => book.pages[page].title.clone(),
        };
        CompareCellView {
            text: Some(text),
            stance: is_everybodys.then_some("sets"),
            differs: !is_everybodys,
            href: Some(href.clone()),
            held: Some(href),
        }
    };
    CompareRowView {
        title: renderer.link(principle.first, root),
        principle: true,
        depth: 0,
        group: true,
        cells: units.iter().zip(&principle.words).map(cell).collect(),
    }
}

impl CompareCellView {
    /// That of a unit of which there is nothing to say.
    fn none() -> Self {
        CompareCellView { text: None, stance: None, differs: false, href: None, held: None }
    }
}

fn stance_cell(renderer: &Renderer<'_>, row: &MatrixRow<'_>, root: &str) -> CompareCellView {
    let standing = &row.standing;
    let stance = standing.stance.map_or("sets", Stance::word);
    CompareCellView {
        text: Some({
            let words = stance_words(renderer, stance, (!standing.own).then_some(standing.unit));
            let follows = renderer.book.unit_of(standing.follows).unwrap_or(0);
            match () {
                () if standing.follows == standing.page => words,
                // It says something of its own as well.
                () if follows == row.unit => renderer.theme.word("more-short").replace("{stance}", &words),
                () => {
                    let unit = practice::unit_title(renderer, follows);
                    renderer.theme.word("as-short").replace("{unit}", &unit)
                }
            }
        }),
        stance: Some(stance),
        differs: standing.stance.is_some(),
        href: Some(renderer.href(row.page, root)),
        held: Some(standing.text().map_or_else(|| stance.to_owned(), |page| renderer.href(page, root))),
    }
}

/// How a unit stands, in a few words: `Changes`, or `Changes, as Payments` when it is the doing of the unit `of`.
fn stance_words(renderer: &Renderer<'_>, stance: &str, of: Option<PageId>) -> String {
    let word = |name: &'static str| renderer.theme.word(name);
    let short = format!("{stance}-short");
    let own = renderer.theme.word(&short);
    match of.map(|unit| practice::unit_title(renderer, unit)) {
        None => own.to_owned(),
        Some(unit) if stance == "sets" => word("as-short").replace("{unit}", &unit),
        Some(unit) => word("held-short").replace("{stance}", own).replace("{unit}", &unit),
    }
}

fn norm_cell(
    renderer: &Renderer<'_>,
    matrix: &Matrix<'_>,
    row: &MatrixRow<'_>,
    norm: usize,
    root: &str,
) -> CompareCellView {
    let value = row.values[norm];
    // Where nobody says what holds for everybody, it is the first above that the others differ from.
    let first = matrix.rows.iter().find(|first| first.page == row.first);
    let differs = first.is_some_and(|first| !reads_alike(first.values[norm], value));
    CompareCellView {
        text: value.map(|value| words(renderer, value)),
        stance: None,
        differs,
        href: (differs && value.is_some()).then(|| renderer.href(row.page, root)),
        held: None,
    }
}

/// What units are called where they stand beside each other: two of one name, by their ids too.
struct UnitNames<'a> {
    renderer: &'a Renderer<'a>,
    /// By name, how many have it.
    called: BTreeMap<&'a str, usize>,
}

impl<'a> UnitNames<'a> {
    fn of(renderer: &'a Renderer<'a>, units: impl Iterator<Item = PageId>) -> Self {
        let mut names = UnitNames { renderer, called: BTreeMap::new() };
        for unit in units {
            *names.called.entry(names.title(unit)).or_default() += 1;
        }
        names
    }

    fn title(&self, unit: PageId) -> &'a str {
        let page = &self.renderer.book.pages[unit];
        if unit == 0 && !page.kind.unit { self.renderer.theme.word("everyone") } else { &page.title }
    }

    fn of_unit(&self, unit: PageId) -> String {
        let title = self.title(unit);
        match self.called.get(title) {
            Some(2..) if unit != 0 => format!("{title} ({})", self.renderer.book.unit_id(unit)),
            _ => title.to_owned(),
        }
    }
}

/// How many units a unit lies in.
fn depth(renderer: &Renderer<'_>, unit: PageId) -> usize {
    let pages = &renderer.book.pages;
    let above = std::iter::successors(pages[unit].parent, |page| pages[*page].parent);
    above.filter(|page| *page != 0 && pages[*page].kind.unit).count()
}
