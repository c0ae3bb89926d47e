//! Which of the author's elements are open, and what becomes of those that do not end where they have to.
//!
//! An element that began in a sentence ends in it, and one that began between blocks ends in the block, or
//! the page, that these blocks are of. What does not is ended there, or was only words.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::{Writer, notes};
use crate::syntax::escape;
use crate::syntax::raw_html::{self, Fate, Tag};
use crate::text::Place;

/// What is known of the HTML that came before.
#[derive(Default)]
pub struct Cleaning {
    /// The elements that began between blocks, the outermost first.
    opened: Vec<Opened>,
    /// The first of them that ends with the piece that is being read.
    first_of_piece: Option<usize>,
    /// How many of them there are of each name.
    counts: BTreeMap<&'static str, usize>,
    /// Names of elements that were ended before their end tags.
    ended: BTreeSet<String>,
    /// End tags to be written when the sentence is.
    after: String,
    /// By text and name, where the start tags are that have an end tag.
    matched: BTreeMap<(usize, &'static str), FxHashSet<usize>>,
    /// Names of elements whose start tags were dropped: so are their end tags.
    pub dropped: BTreeSet<String>,
    /// Whether a drawing or a formula has begun in a block before.
    pub drawing: bool,
    /// What began in the sentence that is being read, and is to end in it.
    pub pending: Vec<Pending>,
    /// How many of Markdown's elements are open in the sentence.
    depth: usize,
    /// How many elements are open whose text shows as it is written, and how many links.
    verbatim: usize,
    links: usize,
}

/// More elements in one sentence than this are not looked for the ends of.
const MOST_PENDING: usize = 64;

/// An element that began between blocks.
struct Opened {
    name: &'static str,
    /// How deep in Markdown's own blocks.
    level: usize,
    link: bool,
    place: Place,
}

/// An element that began in a sentence.
pub struct Pending {
    name: String,
    depth: usize,
    pub fate: Pends,
    pub place: Place,
}

impl Pending {
    /// Takes note that `by` bytes more stand before it in the output.
    fn shift(&mut self, by: isize) {
        let shift = |at: &mut usize| *at = at.saturating_add_signed(by);
        match &mut self.fate {
            Pends::Kept { start, content, .. } => {
                shift(&mut start.out);
                shift(content);
            }
            Pends::Unwrapped(start, _) | Pends::Dropped(start, _) => shift(&mut start.out),
        }
    }
}

/// What becomes of an element that began in a sentence.
pub enum Pends {
    /// It stays.
    Kept {
        /// The page before it.
        start: Mark,
        /// Where in the output its content starts.
        content: usize,
        /// Whether it is a place that links lead to, which often has no end.
        anchor: bool,
        /// Its tag, when that may be no more than words.
        words: Option<Words>,
    },
    /// Its tags are dropped when it ends, and shown as they are written when it does not.
    Unwrapped(Mark, String),
    /// It is dropped when it ends, and its tag shown when it does not.
    Dropped(Mark, String),
}

/// A tag that may be words in angle brackets.
pub struct Words {
    /// As it is written.
    pub tag: String,
    /// What would be attributes.
    pub attributes: Vec<(String, Place)>,
}

impl Pends {
    /// Whether it stays, its text as it is written, and a link.
    fn holds(&self, name: &str) -> (bool, bool) {
        match self {
            Pends::Kept { anchor, .. } => (raw_html::is_verbatim(name), name == "a" && !anchor),
            _ => (false, false),
        }
    }
}

/// How far the page was written.
pub struct Mark {
    out: usize,
    heading: usize,
    links: usize,
    holes: usize,
    ids: usize,
    notes: usize,
    references: usize,
}

/// Whether a tag may be words in angle brackets: nothing in it means anything.
pub fn is_words(name: &str, tag: &Tag) -> bool {
    !tag.has_values() && !tag.attributes.iter().any(|attribute| raw_html::may_have(name, &attribute.name))
}

impl Cleaning {
    /// Whether an element of this name was ended before its end tag.
    pub fn was_ended(&self, name: &str) -> bool {
        self.ended.contains(name)
    }

    /// Whether text shows as it is written.
    pub fn in_verbatim(&self) -> bool {
        self.verbatim > 0
    }

    /// Whether an element is open that began between blocks.
    pub fn in_block(&self) -> bool {
        !self.opened.is_empty()
    }

    /// Whether text is that of a link.
    pub fn in_link(&self) -> bool {
        self.links > 0
    }

    fn count(&mut self, (verbatim, link): (bool, bool)) {
        self.verbatim += usize::from(verbatim);
        self.links += usize::from(link);
    }

    fn discount(&mut self, (verbatim, link): (bool, bool)) {
        self.verbatim -= usize::from(verbatim);
        self.links -= usize::from(link);
    }

    fn push(&mut self, opened: Opened) {
        self.count((raw_html::is_verbatim(opened.name), opened.link));
        *self.counts.entry(opened.name).or_default() += 1;
        self.opened.push(opened);
    }

    fn pop(&mut self) -> Option<Opened> {
        let opened = self.opened.pop()?;
        self.discount((raw_html::is_verbatim(opened.name), opened.link));
        if let Some(count) = self.counts.get_mut(opened.name) {
            *count -= 1;
        }
        Some(opened)
    }
}

impl Writer<'_> {
    /// How deep in Markdown's own blocks the text is.
    fn level(&self) -> usize {
        self.frames.len() + self.depth + self.containers.len()
    }

    /// An element has begun between blocks; `ends` says whether its end tag is in the same piece.
    pub(super) fn open_element(&mut self, name: &'static str, anchor: bool, ends: bool, place: Place) {
        let level = self.level();
        let within = self.cleaning.opened.last().is_some_and(|around| around.level == level);
        // An item of a list goes on until the next, or the list's end.
        let goes_on = within && raw_html::ends_by_itself(name);
        if !ends && !goes_on && !self.ends_later(name, &place) {
            let first = self.cleaning.opened.len();
            self.cleaning.first_of_piece.get_or_insert(first);
        }
        self.cleaning.push(Opened { name, level, link: name == "a" && !anchor, place });
    }

    /// Whether the text that is being read has an end tag for the start tag at a place.
    pub(super) fn ends_later(&mut self, name: &'static str, place: &Place) -> bool {
        let frame = self.frames.last().expect("a text is being read");
        let matched = self.cleaning.matched.entry((frame.scope, name));
        matched.or_insert_with(|| matched_starts(&frame.source.text, name)).contains(&place.span.start)
    }

    /// Ends what is to end with the piece of HTML that was read.
    pub(super) fn close_piece(&mut self) {
        if let Some(first) = self.cleaning.first_of_piece.take() {
            let ends = self.close_from(first);
            self.out.push_str(&ends);
        }
    }

    /// Ends the item, cell or the like that one of the same name cannot be in.
    pub(super) fn end_same(&mut self, name: &'static str) {
        let level = self.level();
        let same = |last: &Opened| last.name == name && last.level == level && raw_html::ends_by_itself(name);
        if self.cleaning.opened.last().is_some_and(same) {
            self.cleaning.pop();
            self.push_end(name);
        }
    }

    /// Ends the paragraph that is being read before a block in it, and before what the block is in.
    pub(super) fn leave_paragraph(&mut self) {
        if !self.in_paragraph || self.cleaning.depth > 0 {
            return;
        }
        self.in_paragraph = false;
        let start = |pending: &Pending| match &pending.fate {
            Pends::Kept { start, .. } | Pends::Unwrapped(start, _) | Pends::Dropped(start, _) => start.out,
        };
        let at = self.cleaning.pending.first().map_or(self.out.len(), start);
        let (length, by) = match self.out[..at].ends_with("<p>") {
            true => (at - "<p>".len(), -("<p>".len() as isize)),
            false => (at, "</p>".len() as isize),
        };
        self.out.replace_range(length..at, if by > 0 { "</p>" } else { "" });
        for pending in &mut self.cleaning.pending {
            pending.shift(by);
        }
    }

    /// Ends the element of this name that began last in the same block of Markdown's, with those in it. In
    /// a sentence it ends after the sentence. Says whether there is one.
    pub(super) fn end_element(&mut self, name: &'static str, between_blocks: bool) -> bool {
        if self.cleaning.counts.get(name).is_none_or(|count| *count == 0) {
            return false;
        }
        let level = self.level();
        let here = self.cleaning.opened.iter().rev().take_while(|opened| opened.level >= level);
        let Some(back) = here.enumerate().find(|(_, opened)| opened.name == name).map(|(back, _)| back)
        else {
            return false;
        };
        let at = self.cleaning.opened.len() - 1 - back;
        let mut ends = self.close_from(at + 1);
        self.cleaning.pop();
        ends.push_str(&format!("</{name}>"));
        if between_blocks {
            self.out.push_str(&ends);
        } else {
            self.cleaning.after.push_str(&ends);
        }
        true
    }

    /// The end tags of the open elements from `first` on, which are said to have none.
    fn close_from(&mut self, first: usize) -> String {
        let mut ends = String::new();
        while self.cleaning.opened.len() > first {
            let Some(Opened { name, place, .. }) = self.cleaning.pop() else { break };
            ends.push_str(&format!("</{name}>"));
            self.cleaning.ended.insert(name.to_owned());
            if !raw_html::ends_by_itself(name) {
                self.report_unclosed_element(name, place);
            }
        }
        ends
    }

    /// Ends the elements that began in the block of Markdown's that ends here.
    pub(super) fn close_elements(&mut self) {
        self.end_sentence();
        self.write_ends();
        let level = self.level();
        let inner = self.cleaning.opened.iter().rev().take_while(|opened| opened.level >= level).count();
        if inner > 0 {
            let ends = self.close_from(self.cleaning.opened.len() - inner);
            self.out.push_str(&ends);
        }
    }

    /// Writes the end tags that stood in the sentence before.
    pub(super) fn write_ends(&mut self) {
        let ends = std::mem::take(&mut self.cleaning.after);
        self.out.push_str(&ends);
    }

    /// Ends the paragraph of the author's HTML that a block begins in: no paragraph holds one.
    pub(super) fn end_raw_paragraph(&mut self) {
        if self.cleaning.counts.get("p").is_some_and(|count| *count > 0) {
            self.end_element("p", true);
        }
    }

    /// Waits for the end of an element.
    pub(super) fn pend(&mut self, name: &str, fate: Pends, place: Place) {
        let depth = self.cleaning.depth;
        self.cleaning.count(fate.holds(name));
        let pending = Pending { name: name.to_owned(), depth, fate, place };
        if self.cleaning.pending.len() < MOST_PENDING {
            self.cleaning.pending.push(pending);
        } else {
            self.settle(pending, None);
        }
    }

    /// An element did not end in its sentence, or in the element of the name `enclosed`, which ends here.
    fn settle(&mut self, pending: Pending, enclosed: Option<&str>) {
        let Pending { name, fate, place, .. } = pending;
        self.cleaning.discount(fate.holds(&name));
        let by_itself = raw_html::ends_by_itself(&name) && (enclosed.is_some() || self.table.is_some());
        match fate {
            // Browsers ignore the end of an element that is part of a sentence while a block in it is open.
            Pends::Kept { .. } if by_itself && enclosed.is_some_and(|around| !raw_html::is_block(around)) => {
                self.push_end(&name);
            }
            Pends::Kept { .. } if by_itself => {}
            Pends::Kept { content, anchor: true, words: None, .. } => {
                self.out.insert_str(content, "</a>");
            }
            Pends::Kept { content, words: None, .. } if raw_html::is_contained(&name) => {
                self.out.insert_str(content, &format!("</{name}>"));
                self.report_unclosed_element(&name, place);
            }
            Pends::Kept { words: None, .. }
                if enclosed.is_none()
                    && self.goes_on_beyond(&name)
                    && self.ends_later_than(&name, &place) =>
            {
                let Fate::Kept(name) = raw_html::fate(&name) else { return };
                self.open_element(name, false, false, place);
            }
            Pends::Kept { words: None, .. } => {
                self.push_end(&name);
                self.cleaning.ended.insert(name.clone());
                self.report_unclosed_element(&name, place);
            }
            Pends::Kept { start, content, words: Some(words), .. } => {
                self.out.replace_range(start.out..content, "");
                self.show_tag(&start, &words.tag);
                self.report_shown(&name, place);
            }
            Pends::Unwrapped(mark, tag) | Pends::Dropped(mark, tag) => {
                self.show_tag(&mark, &tag);
                match raw_html::fate(&name) {
                    Fate::Unknown => self.note(notes::Kind::Words, written_name(&tag, &name), place),
                    _ => self.report_shown(&name, place),
                }
            }
        }
    }

    /// Whether an element that began in a sentence may go on beyond it: a block that is in no paragraph.
    fn goes_on_beyond(&self, name: &str) -> bool {
        raw_html::is_block(name) && !self.in_paragraph && self.heading.is_none() && self.table.is_none()
    }

    fn ends_later_than(&mut self, name: &str, place: &Place) -> bool {
        let Fate::Kept(name) = raw_html::fate(name) else { return false };
        self.ends_later(name, place)
    }

    /// Shows a tag as it is written, where it stood.
    fn show_tag(&mut self, mark: &Mark, tag: &str) {
        let mut text = String::new();
        escape::text(&mut text, tag);
        self.out.insert_str(mark.out, &text);
        if let Some(heading) = &mut self.heading {
            heading.text.insert_str(mark.heading, tag);
        }
    }

    /// The element of this name that ends here, if it began in the same sentence and nothing of
    /// Markdown's ended or began in between that is not whole. What began within it ends with it.
    pub(super) fn ended(&mut self, name: &str) -> Option<Pending> {
        let Cleaning { pending, depth, .. } = &self.cleaning;
        let last = pending.iter().rposition(|pending| pending.name == name && pending.depth == *depth)?;
        while self.cleaning.pending.len() > last + 1 {
            let within = self.cleaning.pending.pop()?;
            self.settle(within, Some(name));
        }
        let ended = self.cleaning.pending.pop()?;
        self.cleaning.discount(ended.fate.holds(name));
        if let Pends::Kept { words: Some(words), .. } = &ended.fate {
            for (attribute, place) in &words.attributes {
                self.note(notes::Kind::Attribute, attribute, place.clone());
            }
        }
        Some(ended)
    }

    pub(super) fn mark(&self) -> Mark {
        Mark {
            out: self.out.len(),
            heading: self.heading.as_ref().map_or(0, |heading| heading.text.len()),
            links: self.document.links.len(),
            holes: self.document.holes.len(),
            ids: self.own_ids.len(),
            notes: self.notes.len(),
            references: self.footnotes.references(),
        }
    }

    pub(super) fn take_back(&mut self, mark: &Mark) {
        self.out.truncate(mark.out);
        if let Some(heading) = &mut self.heading {
            heading.text.truncate(mark.heading);
        }
        self.document.links.truncate(mark.links);
        self.document.holes.truncate(mark.holes);
        self.own_ids.truncate(mark.ids);
        self.notes.truncate(mark.notes);
        self.footnotes.take_back(mark.references);
    }

    /// An element of Markdown's begins in a sentence.
    pub(super) fn enter_inline(&mut self) {
        self.cleaning.depth += 1;
    }

    /// An element of Markdown's ends in a sentence.
    pub(super) fn leave_inline(&mut self) {
        let Cleaning { pending, depth, .. } = &mut self.cleaning;
        *depth = depth.saturating_sub(1);
        if pending.is_empty() {
            return;
        }
        let depth = *depth;
        self.settle_pending(|pending| pending.depth > depth);
    }

    /// A sentence ends, and with it what may have begun in it.
    pub(super) fn end_sentence(&mut self) {
        self.cleaning.depth = 0;
        if !self.cleaning.pending.is_empty() {
            self.settle_pending(|_| true);
        }
    }

    /// Settles the last elements for which `ends` says so, the last first: what is written for one moves
    /// those after it.
    fn settle_pending(&mut self, ends: impl Fn(&Pending) -> bool) {
        while let Some(pending) = self.cleaning.pending.pop_if(|pending| ends(pending)) {
            self.settle(pending, None);
        }
    }
}

/// Where the tags are in a text that start an element of this name and have an end tag. Tags in code, and
/// other generators', do not count.
fn matched_starts(text: &str, name: &str) -> FxHashSet<usize> {
    let (mut open, mut matched) = (Vec::new(), FxHashSet::default());
    for at in memchr::memchr_iter(b'<', text.as_bytes()) {
        let rest = &text[at + 1..];
        let end = rest.starts_with('/');
        let rest = &rest[usize::from(end)..];
        let named = rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
            && !rest[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        if !named || text[..at].ends_with(['`', '{']) {
            continue;
        }
        if end {
            matched.extend(open.pop());
        } else {
            open.push(at);
        }
    }
    matched
}

/// The name of a tag as the author writes it.
fn written_name<'t>(tag: &'t str, name: &'t str) -> &'t str {
    tag.trim_start_matches(['<', '/']).get(..name.len()).unwrap_or(name)
}
