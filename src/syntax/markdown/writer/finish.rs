//! The last look at a page's texts: what the parser was not to see is put back, and what no page may
//! have is replaced.

use crate::syntax::characters::{has_odd, is_odd};
use crate::syntax::document::{Document, Hole, MARK, UNMARK};
use crate::syntax::markdown::containers::DISGUISE;

/// Puts the colons back that were hidden from the parser, and if `odd` says that there may be any,
/// replaces the characters that no page may have.
pub fn tidy(document: &mut Document, odd: bool) {
    let restore = |text: &mut String| {
        if text.contains(DISGUISE) {
            *text = text.replace(DISGUISE, ":");
        }
        if odd && has_odd(text) {
            // The markers are ours; there are none but in HTML.
            *text = text.replace(|c| is_odd(c) && c != MARK && c != UNMARK, "\u{FFFD}");
        }
    };
    restore(&mut document.html);
    for heading in &mut document.headings {
        restore(&mut heading.text);
        restore(&mut heading.id);
    }
    if let Some(title) = &mut document.title {
        restore(&mut title.html);
        restore(&mut title.text);
        restore(&mut title.id);
    }
    for link in &mut document.links {
        restore(&mut link.dest);
    }
    for hole in &mut document.holes {
        match hole {
            Hole::Code { info: a, code: b } | Hole::Image { alt: a, title: b, .. } => {
                restore(a);
                restore(b);
            }
            Hole::Html(html) => restore(html),
            Hole::Address(_)
            | Hole::Children { .. }
            | Hole::Task(_)
            | Hole::WikiEnd(_)
            | Hole::WikiStart(_)
            | Hole::Word(_) => {}
        }
    }
}
