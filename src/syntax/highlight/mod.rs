//! Highlighting: which class each stretch of a block of code has, and the HTML that says so.
//!
//! The syntaxes are Sublime Text's in syntect's form, as two-face packs them. They are read when
//! the first block is highlighted, and each language's expressions when it first occurs.
//!
//! However odd the code, highlighting ends soon and says the same each time: what is too long is
//! left plain, by its length and not by the clock.

mod bytes;
mod classes;
mod first;
mod grammar;
mod languages;
mod memo;
mod painter;
mod parser;
mod spans;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use syntect::parsing::SyntaxSet;

use grammar::Grammar;
use parser::Parser;

pub use memo::Memo;
pub use spans::{LETTERS, Lines, Spans, write_html, write_html_lines};

/// Longer lines, in bytes, are left plain.
pub const LONGEST_LINE: usize = 1_000;

/// Blocks are plain after so many lines.
pub const MOST_LINES: usize = 5_000;

/// Blocks are plain from the line on that ends past so many bytes.
pub const MOST_BYTES: usize = 200_000;

/// Changes whenever the same code could get other spans: with the syntaxes, with how they are read
/// and with the classes. Two-face's version stands for its syntaxes.
const VERSION: &str = "two-face 0.5.2, syntect 5.3, parser 1, classes 1";

static SET: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);
static WORDS: LazyLock<FxHashMap<String, usize>> = LazyLock::new(|| languages::words(&SET));
static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar::new(&SET));

/// A language that code can be highlighted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Syntax(usize);

impl Syntax {
    /// The syntax's own name (`Rust`, `Bourne Again Shell (bash)`).
    pub fn name(self) -> &'static str {
        SET.syntaxes().get(self.0).map_or("", |syntax| &syntax.name)
    }

    /// Whether it is plain text, in which nothing is ever highlighted.
    pub fn is_plain(self) -> bool {
        self.name() == "Plain Text"
    }
}

/// The syntax that `word` names after a fence: its name, a file's extension, or another name in
/// use (`shell`, `golang`, `jsonc`). Case does not matter. None for a language that is not known.
pub fn find(word: &str) -> Option<Syntax> {
    // Nobody names a language in so many letters; the copy below stays small.
    if word.len() > 100 {
        return None;
    }
    WORDS.get(&word.to_lowercase()).copied().map(Syntax)
}

/// Whose syntaxes these are, and their licences, as Markdown.
pub fn acknowledgements() -> String {
    let mut text = String::new();
    for licence in two_face::acknowledgement::listing().for_syntaxes() {
        licence.write_md(&mut text);
    }
    text
}

/// Whether a block of code is beyond the limits, so that some of it stays plain.
pub fn too_long(code: &str) -> bool {
    code.len() > MOST_BYTES
        || code.split('\n').any(|line| line.len() >= LONGEST_LINE)
        || memchr::memchr_iter(b'\n', code.as_bytes()).count() > MOST_LINES
}

/// Highlights `code`: spans that tile it exactly.
pub fn spans(code: &str, syntax: Syntax) -> Spans {
    let start = if syntax.is_plain() { None } else { GRAMMAR.start(syntax.0) };
    match start {
        Some(start) => Walk::new(Parser::new(&GRAMMAR, start)).through(code),
        None => Spans::plain(code),
    }
}

/// Takes a parser through a text, line by line and within the limits.
struct Walk {
    parser: Parser,
    capped: Option<usize>,
    /// A line with the ending that syntaxes expect.
    line: String,
}

impl Walk {
    fn new(parser: Parser) -> Self {
        Walk { parser, capped: None, line: String::new() }
    }

    fn through(mut self, code: &str) -> Spans {
        let mut at = 0;
        for (index, line) in code.split_inclusive('\n').enumerate() {
            at += line.len();
            if index >= MOST_LINES || at > MOST_BYTES || self.parser.exhausted() {
                self.capped.get_or_insert(index + 1);
                self.parser.skip(&code[at - line.len()..]);
                break;
            }
            if line.len() > LONGEST_LINE {
                self.capped.get_or_insert(index + 1);
                self.parser.skip(line);
            } else {
                self.line(line);
            }
        }
        self.parser.finish(self.capped)
    }

    fn line(&mut self, line: &str) {
        if line.ends_with('\n') && !line.ends_with("\r\n") {
            return self.parser.line(line, line);
        }
        self.line.clear();
        self.line.push_str(line.trim_end_matches(['\r', '\n']));
        self.line.push('\n');
        self.parser.line(&self.line, line);
    }
}

#[cfg(test)]
mod tests;
