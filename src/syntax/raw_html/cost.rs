//! How much work a browser's rules make of a page.

use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

/// How deep elements may nest.
const DEPTH: usize = 500;

/// How many elements a browser's rules for formatting left open may add to any page; one of some length
/// may grow by as many as it has bytes.
const REOPENED: usize = 100_000;

/// Whether sanitising `html` could take much more than its length.
///
/// Browsers open formatting that was left open again in every following element, which multiplies
/// lengths, and look through all open elements at each tag.
pub fn is_absurd(html: &str) -> bool {
    let most = REOPENED.max(html.len());
    let mut open = Open::default();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<()> {
        match event {
            CallbackEvent::OpenStartTag { name } => open.start(name),
            CallbackEvent::EndTag { name } => open.end(name),
            CallbackEvent::String { value } if !value.trim_ascii().is_empty() => open.reopen(),
            _ => return None,
        }
        (open.elements.len() > DEPTH || open.reopened > most).then_some(())
    });
    Tokenizer::new_with_emitter(html, emitter).flatten().next().is_some()
}

/// The elements that are open, roughly as a browser sees it.
#[derive(Default)]
struct Open {
    elements: Vec<Vec<u8>>,
    /// Those that are opened again, and whether each is open.
    formatting: Vec<(Vec<u8>, bool)>,
    reopened: usize,
}

impl Open {
    fn start(&mut self, name: &[u8]) {
        if is_closing(name) {
            self.close_same(name);
        } else if is_block(name) {
            self.close_same(b"p");
        } else {
            self.reopen();
        }
        if super::elements::is_void(std::str::from_utf8(name).unwrap_or_default()) {
            return;
        }
        if name == b"a" {
            self.end(name);
        }
        self.elements.push(name.to_owned());
        if is_formatting(name) {
            self.formatting.push((name.to_owned(), true));
        }
    }

    /// Opens the formatting again that ended with a block.
    fn reopen(&mut self) {
        for (name, open) in self.formatting.iter_mut().filter(|(_, open)| !open) {
            *open = true;
            self.reopened += 1;
            self.elements.push(name.clone());
        }
    }

    /// Closes the element that one of the same name cannot be in.
    fn close_same(&mut self, name: &[u8]) {
        let outside = |open: &Vec<u8>| open == name || (is_block(open) && !is_closing(open));
        if let Some(last) = self.elements.iter().rposition(outside)
            && self.elements[last] == name
        {
            self.truncate(last);
        }
    }

    fn end(&mut self, name: &[u8]) {
        if is_formatting(name)
            && let Some(last) = self.formatting.iter().rposition(|(open, _)| open == name)
        {
            self.formatting.remove(last);
        }
        // What stands before a table cannot be closed within it.
        let within = self.elements.iter().rposition(|open| open == b"table").filter(|_| name != b"table");
        let from = within.map_or(0, |table| table + 1);
        if let Some(last) = self.elements[from..].iter().rposition(|open| open == name) {
            if is_formatting(name) {
                self.elements.remove(from + last);
            } else {
                self.truncate(from + last);
            }
        }
    }

    fn truncate(&mut self, length: usize) {
        for element in self.elements.drain(length..).filter(|element| is_formatting(element)) {
            if let Some((_, open)) =
                self.formatting.iter_mut().rev().find(|(name, open)| *open && *name == element)
            {
                *open = false;
            }
        }
    }
}

/// Whether elements of this name close each other.
fn is_closing(name: &[u8]) -> bool {
    const CLOSING: [&[u8]; 8] = [b"p", b"li", b"dt", b"dd", b"td", b"th", b"tr", b"option"];
    CLOSING.contains(&name)
}

/// Whether the element cannot be in a paragraph.
pub fn is_block(name: impl AsRef<[u8]>) -> bool {
    const BLOCK: [&[u8]; 32] = [
        b"article",
        b"aside",
        b"blockquote",
        b"center",
        b"details",
        b"div",
        b"dl",
        b"figcaption",
        b"figure",
        b"footer",
        b"h1",
        b"h2",
        b"h3",
        b"h4",
        b"h5",
        b"h6",
        b"header",
        b"hgroup",
        b"hr",
        b"main",
        b"nav",
        b"ol",
        b"pre",
        b"section",
        b"summary",
        b"table",
        b"tbody",
        b"tfoot",
        b"thead",
        b"ul",
        b"caption",
        b"colgroup",
    ];
    let name = name.as_ref();
    is_closing(name) || BLOCK.contains(&name)
}

fn is_formatting(name: &[u8]) -> bool {
    const FORMATTING: [&[u8]; 14] = [
        b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike", b"strong",
        b"tt", b"u",
    ];
    FORMATTING.contains(&name)
}
