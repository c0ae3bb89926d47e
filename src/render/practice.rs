//! What holds in a unit of a practice: the text from above with what the unit changes, section by section, and the
//! values that it is held to.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::body::Body;
use super::notes::Notes;
use super::view::{
    AdoptedPageView, AdoptedView, InEffectView, LinkView, NormView, OriginView, PracticeView, PracticesView,
    ReasonView,
};
use super::{Renderer, Texts, escaped};
use crate::facts::{Stance, number_shown};
use crate::handbook::{Held, Norm, PageId, Piece, habit, sections, take_in};
use crate::syntax::document::{Document, Heading, Uses};
use crate::syntax::escape;

/// So many units are named that do it in another way; of more, how many.
const MOST_OTHERS: usize = 6;

/// How the footnotes of a page begin.
const FOOTNOTES: &str = "<section class=\"footnotes\"";

/// A text that is put together from those of several pages.
#[derive(Debug, Default)]
pub struct Composed {
    pub html: String,
    pub headings: Vec<Heading>,
    pub words: usize,
    pub uses: Uses,
}

/// A section of a page, or what stands before the first, with its text.
type Part<'d> = Piece<'d, Text<'d>>;

/// A part of a page's text: HTML with holes.
struct Text<'d> {
    document: &'d Document,
    html: &'d str,
}

/// The text that holds where `page` says so; none when it is the page's own alone.
pub fn compose(
    renderer: &Renderer<'_>,
    page: PageId,
    held: &Held<'_>,
    root: &str,
    texts: Texts<'_>,
) -> Option<Composed> {
    let shown = held.text();
    if let [(only, _)] = &*shown {
        if *only == page {
            return None;
        }
        // Somebody else's, as it is.
        let document = texts(*only)?;
        return Some(Composed {
            html: Body { renderer: *renderer, id: *only, root }.fill(&document, &document.html),
            headings: document.headings.clone(),
            words: document.words,
            uses: document.uses,
        });
    }
    let documents: Vec<_> = shown.iter().filter_map(|(page, _)| Some((*page, texts(*page)?))).collect();
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut footnotes: Vec<Part<'_>> = Vec::new();
    for (page, document) in &documents {
        let (sections, notes) = split(*page, document);
        take_in(&mut parts, sections);
        // As with the parts: what is nearest comes first.
        footnotes.splice(0..0, notes);
    }
    let mixed = (shown.len() > 1).then_some(page);
    let mut composed = Composed::default();
    let fill = |part: &Part<'_>| {
        Body { renderer: *renderer, id: part.page, root }.fill(part.text.document, part.text.html)
    };
    let mut html: Vec<String> = parts.iter().map(fill).collect();
    let mut pages: Vec<PageId> = parts.iter().map(|part| part.page).collect();
    if !footnotes.is_empty() {
        let mut notes = Notes::default();
        for (page, html) in pages.iter().zip(&mut html) {
            *html = notes.refer(*page, html);
        }
        let lists: Vec<(PageId, String)> = footnotes.iter().map(|part| (part.page, fill(part))).collect();
        html.push(notes.list(&lists));
        pages.push(page);
    }
    let title = renderer.book.pages[page].parsed.as_ref().and_then(|own| own.document.title.as_ref());
    let title = title.map(|title| &*title.id);
    let renamed = make_unique(&mut html, &pages, title);
    if parts.iter().any(|part| part.instead.is_some()) {
        lead_back(&Back { renderer, documents: &documents, title, root }, &pages, &mut html);
    }
    // What is of one page is one part, unless each section has its own to say.
    let is_one = |one: &Part<'_>, other: &Part<'_>| one.page == other.page && one.instead == other.instead;
    let mut rest = &*html;
    for run in parts.chunk_by(is_one) {
        let (here, later) = rest.split_at(run.len());
        rest = later;
        let html = here.concat();
        for part in run {
            let within = |heading: &&Heading| part.text.html.contains(&format!(" id=\"{}\"", heading.id));
            let mut headings: Vec<Heading> =
                part.text.document.headings.iter().filter(within).cloned().collect();
            for heading in &mut headings {
                if let Some(other) = renamed.get(&(part.page, heading.id.clone())) {
                    heading.id.clone_from(other);
                }
            }
            composed.headings.extend(headings);
        }
        match mixed {
            Some(page) => composed.html.push_str(&marked(renderer, &run[0], &html, page, root)),
            None => composed.html.push_str(&html),
        }
    }
    composed.html.extend(rest.iter().map(String::as_str));
    for (_, document) in &documents {
        composed.words += document.words;
        composed.uses = composed.uses.and(document.uses);
    }
    Some(composed)
}

/// The sections of a page, and its footnotes.
fn split(page: PageId, document: &Document) -> (Vec<Part<'_>>, Option<Part<'_>>) {
    let part = |html, section| Piece { page, section, instead: None, text: Text { document, html } };
    let html = &*document.html;
    let end = html.rfind(FOOTNOTES).unwrap_or(html.len());
    let (text, notes) = html.split_at(end);
    let mut parts = Vec::new();
    let (mut from, mut of) = (0, None);
    for section in sections(document) {
        let mut tag = format!("<h{} id=\"", section.level);
        escape::attribute(&mut tag, &section.heading.id);
        tag.push('"');
        let Some(at) = text[from..].find(&tag).map(|at| from + at) else { continue };
        parts.push(part(&text[from..at], of));
        (from, of) = (at, Some(section));
    }
    parts.push(part(&text[from..], of));
    parts.retain(|part| !part.text.html.trim().is_empty());
    (parts, (!notes.is_empty()).then(|| part(notes, None)))
}

/// Gives ids that several pages have, or the title has, other names in all but the first of them, wherever these pages
/// say them. What they are called now, by page and id.
fn make_unique(
    html: &mut [String],
    pages: &[PageId],
    title: Option<&str>,
) -> FxHashMap<(PageId, String), String> {
    let mut renamed = FxHashMap::default();
    let mut taken: FxHashSet<String> = title.into_iter().map(str::to_owned).collect();
    let mut done = FxHashSet::default();
    for page in pages.iter().filter(|page| done.insert(**page)) {
        let here = || pages.iter().enumerate().filter(|(_, of)| *of == page).map(|(at, _)| at);
        let ids: FxHashSet<String> = here().flat_map(|at| ids(&html[at])).map(str::to_owned).collect();
        for id in &ids {
            if !taken.contains(id) {
                continue;
            }
            let is_free = |other: &String| !taken.contains(other) && !ids.contains(other);
            let Some(other) = (2..).map(|number| format!("{id}-{number}")).find(is_free) else { continue };
            for at in here() {
                for attribute in
                    [" id=\"", " href=\"#", " for=\"", " aria-controls=\"", " aria-labelledby=\""]
                {
                    let (old, new) = (format!("{attribute}{id}\""), format!("{attribute}{other}\""));
                    html[at] = html[at].replace(&old, &new);
                }
            }
            taken.insert(other.clone());
            renamed.insert((*page, id.clone()), other);
        }
        taken.extend(ids);
    }
    renamed
}

/// What there is to lead links back with.
struct Back<'a> {
    renderer: &'a Renderer<'a>,
    documents: &'a [(PageId, Cow<'a, Document>)],
    /// The id of the title.
    title: Option<&'a str>,
    root: &'a str,
}

/// Leads what names a place that was in a section whose place another took to the page that still has it.
fn lead_back(back: &Back<'_>, pages: &[PageId], html: &mut [String]) {
    const LINK: &str = " href=\"#";
    let here: FxHashSet<String> =
        html.iter().flat_map(|html| ids(html)).chain(back.title).map(str::to_owned).collect();
    for (page, html) in pages.iter().zip(html) {
        let Some((_, document)) = back.documents.iter().find(|(id, _)| id == page) else { continue };
        let is_gone = |id: &str| {
            !here.contains(id) && document.anchors.binary_search_by(|anchor| (**anchor).cmp(id)).is_ok()
        };
        let mut led = String::new();
        let mut rest = &**html;
        while let Some(at) = rest.find(LINK) {
            let (before, link) = rest.split_at(at);
            led.push_str(before);
            rest = &link[LINK.len()..];
            led.push_str(" href=\"");
            if rest.split_once('"').is_some_and(|(id, _)| is_gone(id)) {
                escape::attribute(&mut led, &back.renderer.href(*page, back.root));
            }
            led.push('#');
        }
        led.push_str(rest);
        *html = led;
    }
}

/// The ids in some HTML.
fn ids(html: &str) -> impl Iterator<Item = &str> {
    html.split(" id=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0))
}

/// A part of what `page` shows, with a word about whose it is.
fn marked(renderer: &Renderer<'_>, part: &Part<'_>, html: &str, page: PageId, root: &str) -> String {
    let word = |word: &str| escaped(renderer.theme.word(word));
    let words = match part.instead {
        Some(above) => word("part-replaces").replace("{above}", &link(renderer, above, root)),
        None => word("part-of"),
    };
    let words = words.replace("{unit}", &link(renderer, part.page, root));
    let class = if part.page == page { "part own" } else { "part" };
    format!("<div class=\"{class}\">\n<p class=\"origin\">{words}</p>\n{html}</div>\n")
}

/// A link to a page of a practice that is called like its unit.
fn link(renderer: &Renderer<'_>, page: PageId, root: &str) -> String {
    let place = place(renderer, page, root);
    let mut link = "<a href=\"".to_owned();
    escape::attribute(&mut link, &place.href);
    link.push_str("\">");
    escape::text(&mut link, &place.title);
    link.push_str("</a>");
    link
}

/// The unit that a page of a practice belongs to, with the page's address.
fn place(renderer: &Renderer<'_>, page: PageId, root: &str) -> LinkView {
    let unit = renderer.book.practice_of(page).map_or(0, |(_, unit)| unit);
    LinkView { title: unit_title(renderer, unit), href: renderer.href(page, root) }
}

/// What a unit is called; the root is everybody, unless it is a unit too.
pub fn unit_title(renderer: &Renderer<'_>, unit: PageId) -> String {
    let page = &renderer.book.pages[unit];
    if unit == 0 && !page.kind.unit {
        renderer.theme.word("all-units").to_owned()
    } else {
        page.title.clone()
    }
}

/// What a page shows of the practice that it is about.
pub fn view(renderer: &Renderer<'_>, page: PageId, held: &Held<'_>, root: &str) -> Option<PracticeView> {
    let book = renderer.book;
    let (practice, unit) = book.practice_of(page)?;
    let own = held.pages.last().filter(|(last, _)| *last == page);
    let stance = match own {
        Some((_, stance)) => *stance,
        None => Some(Stance::Adopts),
    };
    let origin = |(other, stance): &(PageId, Option<Stance>)| OriginView {
        place: place(renderer, *other, root),
        stance: stance.map(Stance::word),
        here: *other == page,
    };
    let others = book.practised_elsewhere(page, held);
    Some(PracticeView {
        id: practice.to_owned(),
        unit: (unit != 0).then(|| renderer.link(unit, root)),
        stance: stance.map(Stance::word),
        // What is not done in another way has no reason for it, though its folder may hand one down.
        why: own.filter(|_| differs(stance)).and_then(|_| habit(&book.pages[page])?.why),
        above: held.above(Some(page)).map(|above| place(renderer, above, root)),
        reasons: reasons(renderer, page, held, root),
        origins: held.pages.iter().map(origin).collect(),
        norms: held.norms.iter().map(|norm| norm_view(renderer, norm, page, root)).collect(),
        gone: gone(renderer, held, page, root),
        more: others.len().saturating_sub(MOST_OTHERS),
        others: others
            .into_iter()
            .take(MOST_OTHERS)
            .map(|other| OriginView {
                place: place(renderer, other, root),
                stance: book.stance_of(other).map(Stance::word),
                here: false,
            })
            .collect(),
    })
}

/// The units above that have another way than is held above them, as long as it holds here too: the nearest first.
fn reasons(renderer: &Renderer<'_>, page: PageId, held: &Held<'_>, root: &str) -> Vec<ReasonView> {
    let book = renderer.book;
    let shown = held.text();
    let first = held.pages.len() - shown.len();
    let reason = |(at, (other, stance)): (usize, &(PageId, Option<Stance>))| {
        let stance = stance.filter(|stance| *stance != Stance::Adopts)?;
        let above = held.pages[..first + at].iter().rev().map(|(above, _)| *above);
        let above = above.into_iter().find(|above| book.stance_of(*above) != Some(Stance::Adopts))?;
        (*other != page).then(|| ReasonView {
            place: place(renderer, *other, root),
            stance: stance.word(),
            above: place(renderer, above, root),
            why: habit(&book.pages[*other]).and_then(|habit| habit.why),
        })
    };
    shown.iter().enumerate().filter_map(reason).rev().collect()
}

/// Whether something is done in another way than above.
fn differs(stance: Option<Stance>) -> bool {
    stance.is_some_and(|stance| stance != Stance::Adopts)
}

/// The values from above that a page lets go.
fn gone(renderer: &Renderer<'_>, held: &Held<'_>, page: PageId, root: &str) -> Vec<NormView> {
    let gone = held.gone.iter().filter(|norm| norm.page == page);
    gone.map(|norm| norm_view(renderer, norm, page, root)).collect()
}

fn norm_view(renderer: &Renderer<'_>, norm: &Norm<'_>, page: PageId, root: &str) -> NormView {
    NormView {
        label: label(renderer, norm.name),
        name: norm.name.to_owned(),
        value: words(renderer, norm.value),
        instead: norm.instead.map(|value| words(renderer, value)),
        from: place(renderer, norm.page, root),
        own: norm.page == page,
    }
}

/// The practices in effect in a unit, for its page: those that it has its own way with, and the others by whose they
/// are.
pub fn in_effect(renderer: &Renderer<'_>, unit: PageId, root: &str) -> Option<PracticesView> {
    let book = renderer.book;
    if !book.pages[unit].kind.unit {
        return None;
    }
    let mut view = PracticesView { own: Vec::new(), adopted: Vec::new() };
    let is_offered = |page: PageId| !book.pages[page].hidden() || book.pages[unit].hidden();
    for (practice, page) in book.practices_in(unit).filter(|(_, page)| is_offered(*page)) {
        let Some(held) = book.held(practice, unit) else { continue };
        let above = held.above(Some(page));
        let stance = held.pages.last().filter(|(last, _)| *last == page).map(|(_, stance)| *stance);
        match (stance, above) {
            (None | Some(Some(Stance::Adopts)), Some(above)) => {
                let from = place(renderer, above, root).title;
                let LinkView { title, href } = renderer.link(page, root);
                let decided = held.decided().and_then(|(_, stance)| stance);
                let page = AdoptedPageView { title, href, stance: decided.map(Stance::word) };
                match view.adopted.iter_mut().find(|adopted| adopted.from == from) {
                    Some(adopted) => adopted.pages.push(page),
                    None => view.adopted.push(AdoptedView { from, pages: vec![page] }),
                }
            }
            _ => view.own.push(InEffectView {
                page: renderer.link(page, root),
                stance: stance.flatten().map(Stance::word),
                above: above.map(|above| place(renderer, above, root)),
                why: habit(&book.pages[page])
                    .filter(|_| differs(stance.flatten()))
                    .and_then(|habit| habit.why),
                norms: own_norms(renderer, &held, page, root),
                gone: gone(renderer, &held, page, root),
            }),
        }
    }
    (!view.own.is_empty() || !view.adopted.is_empty()).then_some(view)
}

fn own_norms(renderer: &Renderer<'_>, held: &Held<'_>, page: PageId, root: &str) -> Vec<NormView> {
    let own = held.norms.iter().filter(|norm| norm.page == page);
    own.map(|norm| norm_view(renderer, norm, page, root)).collect()
}

/// What a norm is called: as the theme has it, or else as it is written.
pub fn label(renderer: &Renderer<'_>, name: &str) -> String {
    if let Some(label) = renderer.theme.name("fields", name) {
        return label.to_owned();
    }
    let spaced = name.replace(['-', '_'], " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub fn words(renderer: &Renderer<'_>, value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => renderer.theme.word("yes").to_owned(),
        Value::Bool(false) => renderer.theme.word("no").to_owned(),
        Value::Array(values) => {
            values.iter().map(|value| words(renderer, value)).collect::<Vec<_>>().join(", ")
        }
        // `- Say it early: before it is late` was a text before YAML read it.
        Value::Object(entries) => {
            let entry = |(key, value): (&String, &Value)| format!("{key}: {}", words(renderer, value));
            entries.iter().map(entry).collect::<Vec<_>>().join(", ").trim_end().to_owned()
        }
        Value::Null => String::new(),
        Value::Number(number) => number_shown(number),
    }
}
