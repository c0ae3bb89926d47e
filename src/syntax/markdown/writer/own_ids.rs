//! The ids in the author's own HTML. Which of them the page can have is known at its end, as a heading
//! that comes later goes first.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Hole, Writer};
use crate::diag::Finding;
use crate::syntax::document::{MARK, UNMARK};
use crate::syntax::markdown::rules::DUPLICATE_ID;
use crate::syntax::raw_html::Reference;
use crate::syntax::{escape, slug};
use crate::text::Place;

/// The ids that a page's own HTML asks for, in order.
#[derive(Default)]
pub struct OwnIds {
    asked: Vec<Asked>,
    /// How many pieces of HTML there were so far.
    fragments: usize,
}

impl OwnIds {
    /// How many were asked for.
    pub fn len(&self) -> usize {
        self.asked.len()
    }

    /// Forgets those after the first `length`.
    pub fn truncate(&mut self, length: usize) {
        self.asked.truncate(length);
    }

    /// Says that what follows is in another piece of HTML.
    pub fn next_fragment(&mut self) {
        self.fragments += 1;
    }
}

/// An `id`, or the `name` of an `<a>`.
struct Asked {
    id: String,
    /// The hole that stands for the value.
    hole: usize,
    /// The piece of HTML, and the element in it: one may have the same id and name.
    element: (usize, usize),
    place: Place,
    /// How many headings come before it.
    headings: usize,
    /// Whether it is that of a heading in HTML.
    heads: bool,
}

impl Writer<'_> {
    /// Takes note of an id, and writes a hole for it.
    pub(super) fn own_id(&mut self, reference: Reference, place: Place) {
        let mut value = String::with_capacity(reference.value.len());
        escape::attribute(&mut value, &reference.value);
        self.own_ids.asked.push(Asked {
            hole: self.document.holes.len(),
            element: (self.own_ids.fragments, reference.element),
            place,
            headings: self.heading_places.len(),
            heads: matches!(&*reference.tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6"),
            id: reference.value,
        });
        self.hole(Hole::Html(value));
    }

    /// Gives out the ids of the author's own HTML that are still to be had, and takes the others out
    /// of it. `footnotes` says whether the page has any.
    pub(super) fn settle_own_ids(&mut self, footnotes: bool) {
        let mut kept: FxHashMap<String, ((usize, usize), Place)> = FxHashMap::default();
        let mut dropped = FxHashSet::default();
        for asked in std::mem::take(&mut self.own_ids.asked) {
            let first = kept.get(&asked.id);
            if first.is_some_and(|(element, _)| *element == asked.element) {
                continue;
            }
            let needed = slug::is_of_frame(&asked.id) || (footnotes && slug::is_of_footnotes(&asked.id));
            if first.is_none() && !needed && self.ids.take(&asked.id) {
                kept.insert(asked.id, (asked.element, asked.place));
                continue;
            }
            dropped.insert(asked.hole);
            let first = first.map(|(_, place)| place.clone());
            self.report_own_id(asked, first);
        }
        if dropped.is_empty() {
            return;
        }
        self.out = without_attributes(&self.out, |index| dropped.contains(&index));
        if let Some(title) = &mut self.document.title {
            title.html = without_attributes(&title.html, |index| dropped.contains(&index));
        }
    }

    /// Says that an id is not to be had; `first` is where the HTML has it before.
    fn report_own_id(&mut self, asked: Asked, first: Option<Place>) {
        let Asked { id, place, headings, heads, .. } = asked;
        let heading = self.ids.position(&id).filter(|_| first.is_none());
        let finding = match (first, heading) {
            // A text that is included twice has its ids but once.
            (Some(first), _) if first == place => return,
            (Some(first), _) => Finding::new(&DUPLICATE_ID, format!("the page has the id `{id}` already"))
                .related(first, "links lead here"),
            // It stands beside the heading that has it already.
            (None, Some(position)) if !heads && (position == headings || position + 1 == headings) => return,
            (None, Some(position)) => {
                let finding = Finding::new(&DUPLICATE_ID, format!("a heading has the id `{id}`"));
                match self.heading_places.get(position) {
                    Some(heading) => finding.related(heading.clone(), "links lead here"),
                    None => finding,
                }
            }
            (None, None) => Finding::new(&DUPLICATE_ID, format!("the page needs the id `{id}` for itself")),
        };
        self.found(finding.at(place).label("left out").help("give it another id, and the links to it"));
    }
}

/// `html` with each of the holes that are ids once: a sanitiser repeats elements that are closed in another
/// order than they were opened in.
pub fn once(html: &str, holes: &[Hole]) -> String {
    let mut seen = FxHashSet::default();
    without_attributes(html, |index| matches!(holes.get(index), Some(Hole::Html(_))) && !seen.insert(index))
}

/// `html` without the attributes whose values are holes for which `dropped` says so.
fn without_attributes(html: &str, mut dropped: impl FnMut(usize) -> bool) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, (index, after))) =
        rest.split_once(MARK).and_then(|(before, inside)| Some((before, inside.split_once(UNMARK)?)))
    {
        out.push_str(before);
        rest = after;
        if index.parse().is_ok_and(&mut dropped) {
            let quote = out.chars().next_back().filter(|c| matches!(c, '"' | '\''));
            rest = quote.and_then(|quote| rest.strip_prefix(quote)).unwrap_or(rest);
            out.truncate(before_attribute(&out));
        } else {
            out.push(MARK);
            out.push_str(index);
            out.push(UNMARK);
        }
    }
    out.push_str(rest);
    out
}

/// Where the attribute starts whose value `html` ends before, with the blank in front of it.
fn before_attribute(html: &str) -> usize {
    let name = html.trim_end_matches(['"', '\'']).trim_end().trim_end_matches('=').trim_end();
    name.trim_end_matches(|c: char| c.is_ascii_alphabetic()).trim_end().len()
}
