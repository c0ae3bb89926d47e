//! Footnotes: numbered in the order of their first reference, collected at the end of the page.

use rustc_hash::FxHashMap;

/// The footnotes of one page.
#[derive(Default)]
pub struct Footnotes {
    /// The numbers, from 1, by the text that the label belongs to and the label.
    numbers: FxHashMap<(usize, String), usize>,
    /// By number less one.
    notes: Vec<Note>,
    /// The numbers that were referred to, in order.
    referred: Vec<usize>,
}

#[derive(Default)]
struct Note {
    html: Option<String>,
    references: usize,
}

impl Footnotes {
    /// Appends a reference to `label`; `scope` tells included texts apart, whose labels are theirs.
    pub fn refer(&mut self, scope: usize, label: &str, out: &mut String) {
        let number = self.number(scope, label);
        let note = &mut self.notes[number - 1];
        note.references += 1;
        self.referred.push(number);
        let id = reference_id(number, note.references);
        out.push_str(&format!(
            "<sup class=\"fnref\"><a id=\"{id}\" href=\"#fn-{number}\">{number}</a></sup>"
        ));
    }

    /// How many references there were.
    pub fn references(&self) -> usize {
        self.referred.len()
    }

    /// Forgets the references after the first `length`: what they stood in was dropped.
    pub fn take_back(&mut self, length: usize) {
        for number in self.referred.drain(length.min(self.referred.len())..) {
            self.notes[number - 1].references -= 1;
        }
    }

    /// Keeps the note's HTML for the end of the page; of a repeated definition the first. Says whether this
    /// is the first.
    pub fn define(&mut self, scope: usize, label: &str, html: String) -> bool {
        let number = self.number(scope, label);
        let note = &mut self.notes[number - 1].html;
        let first = note.is_none();
        note.get_or_insert(html);
        first
    }

    fn number(&mut self, scope: usize, label: &str) -> usize {
        let next = self.notes.len() + 1;
        let number = *self.numbers.entry((scope, label.to_owned())).or_insert(next);
        if number == next {
            self.notes.push(Note::default());
        }
        number
    }

    /// The ids of the notes and of the references to them, which are anchors as any other.
    pub fn ids(&self) -> impl Iterator<Item = String> {
        self.notes.iter().zip(1..).flat_map(|(note, number)| {
            let references = (1..=note.references).map(move |reference| reference_id(number, reference));
            std::iter::once(format!("fn-{number}")).chain(references)
        })
    }

    /// Appends the notes, each with links back to where it is referred to. `title` and `back_label` are
    /// what the list and those links are called, as HTML.
    pub fn write(self, out: &mut String, title: &str, back_label: &str) {
        out.push_str(&format!("<section class=\"footnotes\" aria-label=\"{title}\">\n<ol>\n"));
        for (index, note) in self.notes.into_iter().enumerate() {
            let number = index + 1;
            let mut html = note.html.unwrap_or_default();
            let mut back = String::new();
            for reference in 1..=note.references {
                let id = reference_id(number, reference);
                back.push_str(&format!(
                    " <a class=\"fnback\" href=\"#{id}\" aria-label=\"{back_label}\">↩</a>"
                ));
            }
            // Into the last paragraph, so that the arrow does not stand on a line of its own.
            let end = html.trim_end().strip_suffix("</p>").map_or(html.len(), str::len);
            html.insert_str(end, &back);
            out.push_str(&format!("<li id=\"fn-{number}\">\n{}\n</li>\n", html.trim_end()));
        }
        out.push_str("</ol>\n</section>\n");
    }
}

fn reference_id(number: usize, reference: usize) -> String {
    if reference == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{reference}") }
}
