//! What changed in a page since its review: word for word, with the section that it is in.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use similar::{ChangeTag, DiffTag, TextDiff};

use super::Renderer;
use super::view::{ChangePartView, ChangeView, ChangesView};
use crate::handbook::PageId;
use crate::load::history::Committed;
use crate::reviews;

/// So many changes are shown; of more, how many.
const MOST: usize = 20;
/// So many bytes of a change are shown.
const LONGEST: usize = 4_000;
/// Of which less than one part of so many stayed, that is shown one after the other, not word by word.
const LITTLE: usize = 3;

/// The texts that were reviewed, as far as they were looked for: by the path of the page and the print of the text.
#[derive(Debug, Clone, Default)]
pub struct ReviewedTexts(Arc<Mutex<Known>>);

/// What was found; none when it was not.
type Known = FxHashMap<(String, String), Option<Arc<Committed>>>;

impl ReviewedTexts {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a text was looked for.
    pub fn knows(&self, path: &str, print: &str) -> bool {
        self.known().contains_key(&(path.to_owned(), print.to_owned()))
    }

    /// Takes in what was found.
    pub fn put(&self, path: &str, print: &str, found: Option<Committed>) {
        self.known().insert((path.to_owned(), print.to_owned()), found.map(Arc::new));
    }

    fn get(&self, path: &str, print: &str) -> Option<Arc<Committed>> {
        self.known().get(&(path.to_owned(), print.to_owned())).cloned().flatten()
    }
}

/// What changed in a page; none when nothing did, or it is not known.
pub fn view(renderer: &Renderer<'_>, id: PageId) -> Option<ChangesView> {
    // They are those of the file, with its names.
    if renderer.book.is_anonymous(id) {
        return None;
    }
    let Edited { path, print, .. } = renderer.edited(id)?;
    let before = renderer.shared.reviewed_texts.get(path, print)?;
    let parsed = renderer.book.pages[id].parsed.as_ref()?;
    let (old, new) = (reviews::reviewed(&before.text), reviews::reviewed(&parsed.source.text));
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let diff = TextDiff::from_slices(&old, &new);
    let mut changes: Vec<ChangeView> = Vec::new();
    for op in diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal) {
        let (gone, come) = (old[op.old_range()].join("\n"), new[op.new_range()].join("\n"));
        let parts = parts(gone.trim(), come.trim());
        if !parts.is_empty() {
            changes.push(ChangeView { under: section(&new[..op.new_range().start]), parts });
        }
    }
    let more = changes.len().saturating_sub(MOST);
    changes.truncate(MOST);
    (!changes.is_empty()).then(|| ChangesView { commit: before.commit.clone(), changes, more })
}

/// The parts of a change: what stayed, what went and what came.
fn parts(old: &str, new: &str) -> Vec<ChangePartView> {
    let whole = |what, text: &str| ChangePartView { what, text: cut(text).to_owned() };
    let diff = TextDiff::from_words(old, new);
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let stayed = diff.iter_all_changes().filter(|change| change.tag() == ChangeTag::Equal);
    let stayed: usize = stayed.map(|change| letters(change.value())).sum();
    if stayed * LITTLE < letters(old).max(letters(new)) {
        let parts = [("gone", old), ("new", new)].into_iter().filter(|(_, text)| !text.is_empty());
        return parts.map(|(what, text)| whole(what, text)).collect();
    }
    let mut parts: Vec<ChangePartView> = Vec::new();
    let mut left = LONGEST;
    for change in diff.iter_all_changes() {
        let what = match change.tag() {
            ChangeTag::Equal => "same",
            ChangeTag::Delete => "gone",
            ChangeTag::Insert => "new",
        };
        let Some(rest) = left.checked_sub(change.value().len()) else { break };
        left = rest;
        match parts.last_mut().filter(|last| last.what == what) {
            Some(last) => last.text.push_str(change.value()),
            None => parts.push(whole(what, change.value())),
        }
    }
    parts
}

/// The first part of a text.
fn cut(text: &str) -> &str {
    let end = (0..=LONGEST.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// The heading of the section that the last of these lines is in.
fn section(lines: &[&str]) -> Option<String> {
    let mut fenced = false;
    let mut last = None;
    for line in lines {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            fenced = !fenced;
        }
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if !fenced && (1..=6).contains(&level) && line[level..].starts_with(' ') {
            last = Some(line[level..].trim().trim_end_matches('#').trim_end());
        }
    }
    last.map(str::to_owned)
}

/// A page that is another than the one that was reviewed.
#[derive(Debug, Clone, Copy)]
pub struct Edited<'a> {
    /// The path of its source.
    pub path: &'a str,
    /// The print of the text that was reviewed.
    pub print: &'a str,
    /// Where the page was then, as the ledger has it.
    pub was: &'a str,
}

impl Renderer<'_> {
    /// What a page was when it was reviewed, if that is something else; none when what changed is not to be shown.
    pub fn edited(&self, id: PageId) -> Option<Edited<'_>> {
        let page = self.book.pages.get(id).filter(|_| self.config.site.changes)?;
        let parsed = page.parsed.as_ref()?;
        let (print, was) = self.book.reviewed_text(id, self.today)?;
        (print != parsed.print()).then_some(Edited { path: &parsed.source.path, print, was })
    }

    /// The texts that were reviewed, as far as they were looked for.
    pub fn reviewed_texts(&self) -> &ReviewedTexts {
        &self.shared.reviewed_texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(old: &str, new: &str) -> Vec<(&'static str, String)> {
        parts(old, new).into_iter().map(|part| (part.what, part.text)).collect()
    }

    #[test]
    fn a_change_is_shown_word_by_word_unless_little_stayed() {
        let found = said("mended within the week, by all", "mended within the day, by all");
        let wanted =
            [("same", "mended within the "), ("gone", "week,"), ("new", "day,"), ("same", " by all")];
        assert_eq!(found, wanted.map(|(what, text)| (what, text.to_owned())));
        assert_eq!(said("one two three", "four five six").len(), 2);
        assert_eq!(said("x", ""), [("gone", "x".to_owned())]);
        assert_eq!(said("", "x"), [("new", "x".to_owned())]);
        assert_eq!(cut(&"é".repeat(LONGEST)).len(), LONGEST);
    }

    #[test]
    fn a_section_is_that_of_the_last_heading() {
        let lines = ["# A", "```", "# no", "```", "## B ##", "text", "#no"];
        assert_eq!(section(&lines).as_deref(), Some("B"));
        assert_eq!(section(&lines[..3]).as_deref(), Some("A"));
        assert_eq!(section(&[]), None);
    }
}
