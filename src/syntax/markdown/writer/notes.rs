//! What is said of the author's HTML: once a page of each sort, where it stands first.

use std::collections::BTreeMap;

use super::Writer;
use crate::diag::Finding;
use crate::syntax::markdown::rules::{DROPPED_ATTRIBUTE, DROPPED_HTML, UNCLOSED_HTML, UNKNOWN_TAG};
use crate::text::Place;

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An element that is dropped with what it holds.
    Element,
    /// A tag that is dropped.
    Tag,
    /// An attribute that is dropped.
    Attribute,
    /// A tag that HTML does not have, which is dropped.
    Component,
    /// Words in angle brackets, which are shown.
    Words,
    /// An end tag that ends nothing.
    End,
}

/// What there is to say, in order, with how often.
#[derive(Default)]
pub struct Notes {
    of: BTreeMap<(Kind, String), (Place, usize)>,
    /// All of them, in the order in which they were taken.
    taken: Vec<(Kind, String)>,
}

impl Notes {
    /// How many were taken.
    pub fn len(&self) -> usize {
        self.taken.len()
    }

    /// Forgets those after the first `length`.
    pub fn truncate(&mut self, length: usize) {
        for key in self.taken.drain(length.min(self.taken.len())..) {
            match self.of.get_mut(&key) {
                Some((_, times)) if *times > 1 => *times -= 1,
                _ => drop(self.of.remove(&key)),
            }
        }
    }
}

impl Writer<'_> {
    /// Takes note of something that is not as it is written.
    pub(super) fn note(&mut self, kind: Kind, name: &str, place: Place) {
        // Every page that opens another does so with these, and loses nothing.
        if kind == Kind::Attribute && matches!(name, "crossorigin" | "rel" | "target") {
            return;
        }
        let key = (kind, name.to_owned());
        self.notes.of.entry(key.clone()).or_insert((place, 0)).1 += 1;
        self.notes.taken.push(key);
    }

    /// Says what was noted.
    pub(super) fn report_notes(&mut self) {
        for ((kind, name), (place, times)) in std::mem::take(&mut self.notes.of) {
            let finding = match kind {
                Kind::Element if name == "instruction" => {
                    Finding::new(&DROPPED_HTML, "this is for programs, and dropped")
                        .help("write it as `code` if readers are to see it")
                }
                Kind::Element => Finding::new(&DROPPED_HTML, format!("`<{name}>` is dropped")).help(
                    "a link or an image may do; `markdown.html = \"allow\"` in `book.toml` keeps everything",
                ),
                Kind::Tag => Finding::new(&DROPPED_HTML, format!("the tag `<{name}>` is dropped"))
                    .help("what it holds stays; `markdown.html = \"allow\"` in `book.toml` keeps everything"),
                Kind::Attribute => Finding::new(&DROPPED_ATTRIBUTE, format!("`{name}` is dropped"))
                    .help(attribute_help(&name)),
                Kind::End => Finding::new(&UNCLOSED_HTML, format!("this `</{name}>` ends nothing"))
                    .help("remove it, or begin what it ends in the same paragraph or block"),
                Kind::Component => {
                    Finding::new(&UNKNOWN_TAG, format!("HTML has no `<{name}>`: the tag is dropped"))
                        .help("remove it; `:::` blocks make boxes and tabs")
                }
                Kind::Words => {
                    Finding::new(&UNKNOWN_TAG, format!("HTML has no `<{name}>`: it is shown as text"))
                        .help("write it as `code`, or with a backslash in front, if it is text")
                }
            };
            let finding = finding.at(place);
            self.found(if times > 1 {
                finding.label(format!("the first of {times} on this page"))
            } else {
                finding
            });
        }
    }

    /// Says that an element does not end in its sentence, so that its tag may well be words.
    pub(super) fn report_shown(&mut self, name: &str, place: Place) {
        let finding = Finding::new(&UNCLOSED_HTML, format!("this `<{name}>` does not end here"));
        let help = format!("write it as `code` if it is text, or else end it with `</{name}>`");
        self.found(finding.at(place).label("shown as text").help(help));
    }

    /// Says that an element does not end where it would have to.
    pub(super) fn report_unclosed_element(&mut self, name: &str, place: Place) {
        let finding = Finding::new(&UNCLOSED_HTML, format!("this `<{name}>` does not end here"));
        self.found(finding.at(place).help(format!("add `</{name}>` in the same paragraph or block")));
    }

    /// Says that a tag or comment has no end.
    pub(super) fn report_open(&mut self, comment: bool, place: Place) {
        let (what, help) = match comment {
            true => ("this comment has no end", "end it with `-->`"),
            false => (
                "this tag has no end",
                "end it with `>`, and each value with its quote; text is written `\\<`",
            ),
        };
        self.found(Finding::new(&UNCLOSED_HTML, what).at(place).label("shown as text").help(help));
    }

    /// Says that the page's HTML is more than can be made sense of.
    pub(super) fn report_absurd(&mut self, place: Place) {
        let message = "the HTML of this page nests too deep, or leaves too much open";
        let finding = Finding::new(&UNCLOSED_HTML, message).at(place);
        self.found(
            finding
                .label("from the first tag on")
                .help("the page is shown as source until its elements are closed"),
        );
    }
}

/// What to do about an attribute that is dropped.
fn attribute_help(name: &str) -> &'static str {
    const LOOKS: [&str; 16] = [
        "background",
        "bgcolor",
        "bordercolor",
        "clear",
        "color",
        "compact",
        "face",
        "frameborder",
        "hspace",
        "margin",
        "nowrap",
        "rules",
        "size",
        "style",
        "vspace",
        "noshade",
    ];
    match name {
        name if LOOKS.contains(&name) => "remove it; how things look is the theme's",
        name if name.starts_with("on") => "remove it; a page runs no programs but the theme's",
        _ => "remove it; `markdown.html = \"allow\"` in `book.toml` keeps everything",
    }
}
