//! The last look at a page's texts: what the parser was not to see is put back, and what no page may
//! have is replaced.

use crate::characters::{has_odd, is_odd};
use crate::syntax::document::{Document, Hole, MARK, UNMARK};
use crate::syntax::markdown::containers::DISGUISE;

/// Puts the colons back that were hidden from the parser.
pub fn undisguise(text: &mut String) {
    if text.contains(DISGUISE) {
        *text = text.replace(DISGUISE, ":");
    }
}

/// Puts the colons back that were hidden from the parser, and if `odd` says that there may be any,
/// replaces the characters that no page may have.
pub fn tidy(document: &mut Document, odd: bool) {
    // The markers are ours; there are none but in HTML.
    let html = |text: &mut String| restore(text, odd, |c| c != MARK && c != UNMARK);
    let text = |text: &mut String| restore(text, odd, |_| true);
    html(&mut document.html);
    for heading in &mut document.headings {
        text(&mut heading.text);
        text(&mut heading.id);
    }
    if let Some(title) = &mut document.title {
        html(&mut title.html);
        text(&mut title.text);
        text(&mut title.id);
    }
    for link in &mut document.links {
        text(&mut link.dest);
    }
    for hole in &mut document.holes {
        match hole {
            Hole::Code { info: a, code: b } | Hole::Image { alt: a, title: b, .. } => {
                text(a);
                text(b);
            }
            Hole::Html(html) => text(html),
            Hole::Address(_)
            | Hole::Chart { .. }
            | Hole::Picture { .. }
            | Hole::Children { .. }
            | Hole::Task(_)
            | Hole::WikiEnd(_)
            | Hole::WikiStart(_)
            | Hole::Word(_) => {}
        }
    }
}

fn restore(text: &mut String, odd: bool, replaced: impl Fn(char) -> bool) {
    undisguise(text);
    if odd && has_odd(text) {
        *text = text.replace(|c| is_odd(c) && replaced(c), "\u{FFFD}");
    }
}
