//! Units side by side: one practice in all of them, or all practices.

use super::Renderer;
use super::practice::{label, words};
use super::view::{CompareCellView, CompareRowView, CompareUnitView, CompareView, LinkView};
use crate::facts::Stance;
use crate::handbook::{Derived, Matrix, MatrixRow, PageId};

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
        | Derived::Health => None,
    }
}

/// One practice: a row for each unit, a column for each norm.
fn one(renderer: &Renderer<'_>, practice: &str, root: &str) -> CompareView {
    let matrix = renderer.book.matrix(practice);
    let row = |row: &MatrixRow| CompareRowView {
        title: LinkView { title: unit_title(renderer, row.unit), href: renderer.href(row.page, root) },
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

/// All practices: for each a row that says how units stand to it, and one for each norm; a column for each unit.
fn all(renderer: &Renderer<'_>, root: &str) -> CompareView {
    let book = renderer.book;
    let units: Vec<PageId> = std::iter::once(0).chain(book.units_in_order()).collect();
    let mut rows = Vec::new();
    for practice in book.practices() {
        let matrix = book.matrix(practice);
        let of = |unit: &PageId| matrix.rows.iter().find(|row| row.unit == *unit);
        let cells = |cell: &dyn Fn(&MatrixRow) -> CompareCellView| {
            let none = || CompareCellView { text: None, stance: None, differs: false, href: None };
            units.iter().map(|unit| of(unit).map_or_else(none, cell)).collect::<Vec<_>>()
        };
        let Some(first) = matrix.rows.first() else { continue };
        let own = book.compare_page(practice).unwrap_or(first.page);
        rows.push(CompareRowView {
            title: LinkView { title: book.pages[first.page].title.clone(), href: renderer.href(own, root) },
            depth: 0,
            group: true,
            cells: cells(&|row| stance_cell(renderer, row, root)),
        });
        for (at, norm) in matrix.norms.iter().enumerate() {
            rows.push(CompareRowView {
                title: LinkView { title: label(renderer, norm), href: String::new() },
                depth: 1,
                group: false,
                cells: cells(&|row| norm_cell(renderer, &matrix, row, at, root)),
            });
        }
    }
    let unit = |unit: &PageId| CompareUnitView {
        id: if *unit == 0 { String::new() } else { book.unit_id(*unit).to_owned() },
        title: unit_title(renderer, *unit),
        href: renderer.href(*unit, root),
    };
    let principles = book.pages.iter().enumerate().filter(|(id, page)| {
        page.kind.named
            && page.parsed.is_some()
            && !page.hidden()
            && book.unit_of(*id).is_none_or(|unit| unit == 0)
    });
    CompareView {
        practice: None,
        columns: Vec::new(),
        units: units.iter().map(unit).collect(),
        rows,
        principles: principles.map(|(id, _)| renderer.link(id, root)).collect(),
    }
}

fn stance_cell(renderer: &Renderer<'_>, row: &MatrixRow, root: &str) -> CompareCellView {
    CompareCellView {
        text: None,
        stance: Some(row.stance.map_or("sets", Stance::word)),
        differs: row.stance.is_some_and(|stance| stance != Stance::Adopts),
        href: Some(renderer.href(row.page, root)),
    }
}

fn norm_cell(
    renderer: &Renderer<'_>,
    matrix: &Matrix,
    row: &MatrixRow,
    norm: usize,
    root: &str,
) -> CompareCellView {
    let value = row.values[norm].as_ref();
    let first = matrix.rows.first().and_then(|first| first.values[norm].as_ref());
    CompareCellView {
        text: value.map(|value| words(renderer, value)),
        stance: None,
        differs: value != first,
        href: Some(renderer.href(row.page, root)),
    }
}

/// What a unit is called where it stands by itself.
fn unit_title(renderer: &Renderer<'_>, unit: PageId) -> String {
    let page = &renderer.book.pages[unit];
    if unit == 0 && !page.kind.unit { renderer.theme.word("everyone").to_owned() } else { page.title.clone() }
}

/// How many units a unit lies in.
fn depth(renderer: &Renderer<'_>, unit: PageId) -> usize {
    let pages = &renderer.book.pages;
    let above = std::iter::successors(pages[unit].parent, |page| pages[*page].parent);
    above.filter(|page| *page != 0 && pages[*page].kind.unit).count()
}
