//! How much room a text takes when it is printed, as far as that follows from what it is made of: words, rows, lines of
//! code, pictures.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::Dialect;
use super::containers::Isolated;

/// A piece of a text that stands on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins, in bytes of the page's source.
    pub at: usize,
    /// What it is.
    pub what: Extent,
    /// The quote or callout that it is in, which no end of a page parts: a number of its own.
    pub within: Option<usize>,
}

/// What a piece is, and how much of it there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// A heading of this level, with so many characters.
    Heading(usize, usize),
    /// A paragraph.
    Paragraph {
        /// What it has up to each break that its author wants, and after the last.
        runs: Vec<Run>,
        /// In how many lists and quotes it is.
        depth: usize,
        /// Whether it is an item that has no more than this.
        tight: bool,
    },
    /// A block of code, by the lengths of its lines.
    Code(Vec<usize>),
    /// A picture, by its address as it is written.
    Picture(String),
    /// A diagram that code makes.
    Diagram,
    /// A chart.
    Chart,
    /// A formula on lines of its own.
    Formula {
        /// How many lines it has.
        rows: usize,
        /// How many of them are higher than a line of letters, as they have a fraction or limits.
        tall: usize,
    },
    /// The name of a tab; in print all are below each other.
    Label,
    /// The line that opens what is folded away; in print it is open.
    Fold,
    /// The title of a callout, with the frame around it.
    Frame,
    /// A line across the page.
    Rule,
    /// A row of a table, by the characters in its cells.
    Row(Vec<usize>),
}

/// Words that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Run {
    /// How many characters they have; those that are as wide as high count twice.
    pub letters: usize,
    /// How many are as wide as high.
    pub wide: usize,
    /// How many there are; where a line may end anywhere, each character is one.
    pub words: usize,
}

impl Run {
    fn add(&mut self, text: &str) {
        for c in text.chars() {
            let wide = is_wide(c);
            self.letters += 1 + usize::from(wide);
            self.wide += usize::from(wide);
            self.words += usize::from(wide || c.is_whitespace());
        }
    }
}

/// Whether a character is as wide as it is high: those of Chinese, Japanese and Korean, and pictures.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

fn wide_count(text: &str) -> usize {
    text.chars().map(|c| 1 + usize::from(is_wide(c))).sum()
}

/// What in a formula makes a line of it high.
const TALL: [&str; 12] = [
    "\\frac", "\\dfrac", "\\cfrac", "\\binom", "\\sum", "\\prod", "\\int", "\\iint", "\\oint", "\\lim",
    "\\bigcup", "\\bigcap",
];

/// The pieces of a text from the byte `body` on.
pub fn pieces(text: &str, body: usize) -> Vec<Piece> {
    let options = Dialect::default().options();
    let isolated = Isolated::new(&text[body..], options);
    let inner = isolated.as_ref().map_or(&text[body..], |isolated| &*isolated.text);
    let offset = |at: usize| body + isolated.as_ref().map_or(at, |isolated| isolated.source_offset(at));
    let mut reading = Reading::default();
    for (event, range) in Parser::new_ext(inner, options).into_offset_iter() {
        reading.take(event, offset(range.start));
    }
    reading.found.retain(|piece| !piece.what.is_empty());
    containers(text, &mut reading.found);
    reading.found
}

/// What a line of colons begins.
#[derive(PartialEq)]
enum Container {
    Tabs,
    Fold,
    /// A callout, by the number of what is in it.
    Callout(usize),
}

/// Takes out the lines that end containers, and makes those that begin them, and the names of tabs, what they are.
fn containers(text: &str, found: &mut Vec<Piece>) {
    let mut open: Vec<Container> = Vec::new();
    // Numbers that no quote has.
    let mut number = found.len();
    found.retain_mut(|piece| {
        let line = text[piece.at..].lines().next().unwrap_or_default();
        let bare = line.trim_start_matches(':');
        let is_mark = line.len() - bare.len() >= 3;
        match bare.split_whitespace().next().filter(|_| is_mark) {
            Some("tabs") => {
                open.push(Container::Tabs);
                return false;
            }
            Some("details") => {
                open.push(Container::Fold);
                piece.what = Extent::Fold;
            }
            Some(_) => {
                number += 1;
                open.push(Container::Callout(number));
                piece.what = Extent::Frame;
            }
            None if is_mark => {
                open.pop();
                return false;
            }
            None if open.last() == Some(&Container::Tabs) && line.starts_with("== ") => {
                piece.what = Extent::Label;
            }
            None => {}
        }
        let callout = open.iter().find_map(|open| match open {
            Container::Callout(number) => Some(*number),
            _ => None,
        });
        piece.within = callout.or(piece.within);
        true
    });
}

impl Extent {
    fn paragraph(depth: usize, tight: bool) -> Self {
        Extent::Paragraph { runs: vec![Run::default()], depth, tight }
    }

    /// Whether it is a paragraph without words.
    fn is_empty(&self) -> bool {
        matches!(self, Extent::Paragraph { runs, .. } if runs.iter().all(|run| run.letters == 0))
    }
}

#[derive(Default)]
struct Reading {
    found: Vec<Piece>,
    depth: usize,
    /// How many quotes have begun, and how many are open.
    quotes: (usize, usize),
    in_row: bool,
    in_picture: bool,
    /// So many letters the address takes of the link that is open.
    address: usize,
    code: Option<bool>,
}

impl Reading {
    fn take(&mut self, event: Event<'_>, at: usize) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.push(at, Extent::Heading(level as usize, 0)),
            Event::Start(Tag::Paragraph) => self.paragraph(at, false),
            Event::Start(Tag::Item | Tag::DefinitionListTitle | Tag::DefinitionListDefinition) => {
                self.paragraph(at, true);
            }
            Event::Start(Tag::BlockQuote(kind)) => {
                self.depth += 1;
                self.quotes.0 += usize::from(self.quotes.1 == 0);
                self.quotes.1 += 1;
                if kind.is_some() {
                    self.push(at, Extent::Frame);
                }
            }
            Event::Start(Tag::List(_)) => self.depth += 1,
            Event::Rule => self.push(at, Extent::Rule),
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_)) => {
                self.depth = self.depth.saturating_sub(1);
                if matches!(event, Event::End(TagEnd::BlockQuote(_))) {
                    self.quotes.1 = self.quotes.1.saturating_sub(1);
                }
                // What comes after the last item stands apart from it.
                if let Some(Extent::Paragraph { tight, .. }) =
                    self.found.last_mut().map(|last| &mut last.what)
                {
                    *tight = false;
                }
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                self.push(at, Extent::Row(Vec::new()));
                self.in_row = true;
            }
            Event::Start(Tag::TableCell) => {
                if let Some(Extent::Row(cells)) = self.found.last_mut().map(|last| &mut last.what) {
                    cells.push(0);
                }
            }
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => self.in_row = false,
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default(),
                    CodeBlockKind::Indented => "",
                };
                let drawn = match language {
                    "mermaid" => Some(Extent::Diagram),
                    "chart" => Some(Extent::Chart),
                    _ => None,
                };
                self.code = Some(drawn.is_some());
                self.push(at, drawn.unwrap_or(Extent::Code(Vec::new())));
            }
            Event::End(TagEnd::CodeBlock) => self.code = None,
            Event::Start(Tag::Image { dest_url, .. }) => {
                self.push(at, Extent::Picture(dest_url.into_string()));
                self.in_picture = true;
            }
            Event::End(TagEnd::Image) => self.in_picture = false,
            // On paper the address stands behind the words of a link that leads elsewhere, in smaller letters.
            Event::Start(Tag::Link { dest_url, .. }) => {
                let is_elsewhere = dest_url.starts_with("http");
                self.address = if is_elsewhere { dest_url.chars().count() * 17 / 20 + 3 } else { 0 };
            }
            Event::End(TagEnd::Link) => {
                let address = std::mem::take(&mut self.address);
                if address > 0 {
                    self.words(" ");
                    self.letters(address);
                }
            }
            // The words of a picture are read where it is not seen.
            _ if self.in_picture => {}
            Event::Text(text) if self.code == Some(false) => {
                if let Some(Extent::Code(lines)) = self.found.last_mut().map(|last| &mut last.what) {
                    lines.extend(text.lines().map(wide_count));
                }
            }
            Event::Text(text) | Event::Code(text) if self.code.is_none() => {
                self.words(&text);
            }
            Event::DisplayMath(tex) => {
                let rows = tex.split("\\\\").filter(|row| !row.trim().is_empty());
                let rows: Vec<bool> = rows.map(|row| TALL.iter().any(|tall| row.contains(tall))).collect();
                let tall = rows.iter().filter(|tall| **tall).count();
                self.push(at, Extent::Formula { rows: rows.len().max(1), tall });
            }
            Event::InlineMath(tex) => self.letters(signs(&tex)),
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.line_ends(),
            Event::InlineHtml(html) if html.starts_with("<br") => self.line_ends(),
            Event::Html(html) if html.contains("<summary") => self.push(at, Extent::Fold),
            _ => {}
        }
    }

    fn push(&mut self, at: usize, what: Extent) {
        let within = (self.quotes.1 > 0).then_some(self.quotes.0);
        self.found.push(Piece { at, what, within });
    }

    fn paragraph(&mut self, at: usize, tight: bool) {
        let depth = self.depth;
        // The first paragraph of an item is the item.
        match self.found.last_mut().map(|last| &mut last.what) {
            Some(last)
                if !tight && last.is_empty() && matches!(last, Extent::Paragraph { tight: true, .. }) =>
            {
                *last = Extent::paragraph(depth, false);
            }
            _ => self.push(at, Extent::paragraph(depth, tight)),
        }
    }

    fn letters(&mut self, count: usize) {
        let last = self.found.iter_mut().rev().map(|piece| &mut piece.what);
        match last.into_iter().find(|what| !is_drawn(what)) {
            Some(Extent::Heading(_, letters)) => *letters += count,
            Some(Extent::Paragraph { runs, .. }) => {
                if let Some(run) = runs.last_mut() {
                    run.letters += count;
                    run.words += 1;
                }
            }
            Some(Extent::Row(cells)) if self.in_row => {
                if let Some(cell) = cells.last_mut() {
                    *cell += count;
                }
            }
            _ => {}
        }
    }
}

impl Reading {
    /// Words, whose number matters in a paragraph alone.
    fn words(&mut self, text: &str) {
        let last = self.found.iter_mut().rev().map(|piece| &mut piece.what);
        match last.into_iter().find(|what| !is_drawn(what)) {
            Some(Extent::Paragraph { runs, .. }) if !self.in_row => {
                if let Some(run) = runs.last_mut() {
                    run.add(text);
                }
            }
            _ => self.letters(wide_count(text)),
        }
    }

    /// A break that the author wants.
    fn line_ends(&mut self) {
        match self.found.last_mut().map(|last| &mut last.what) {
            Some(Extent::Paragraph { runs, .. }) if !self.in_row => runs.push(Run::default()),
            _ => self.letters(1),
        }
    }
}

/// Whether a piece has no letters, so that those after it belong to what was before.
fn is_drawn(what: &Extent) -> bool {
    matches!(
        what,
        Extent::Picture(_)
            | Extent::Diagram
            | Extent::Chart
            | Extent::Formula { .. }
            | Extent::Fold
            | Extent::Label
            | Extent::Frame
            | Extent::Rule
    )
}

/// How many signs are seen of a formula: a command is one.
fn signs(tex: &str) -> usize {
    let (mut count, mut in_command) = (0, false);
    for c in tex.chars() {
        match c {
            '\\' => (count, in_command) = (count + 1, true),
            _ if in_command && c.is_ascii_alphabetic() => {}
            '{' | '}' | '^' | '_' | '&' | '~' => in_command = false,
            c if c.is_whitespace() => in_command = false,
            _ => (count, in_command) = (count + 1, false),
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let what = |piece: &Piece| match &piece.what {
            Extent::Paragraph { runs, depth, tight } => {
                let runs: Vec<String> =
                    runs.iter().map(|run| format!("{}/{}", run.letters, run.words)).collect();
                format!("Paragraph {} depth {depth}{}", runs.join(" "), if *tight { " tight" } else { "" })
            }
            other => format!("{other:?}"),
        };
        pieces(text, 0).iter().map(|piece| format!("{} {}", piece.at, what(piece))).collect()
    }

    #[test]
    fn formulas_are_pieces_or_letters() {
        let text = "Of $\\frac{a}{b^2}$ or\n$$\\begin{aligned} a &= \\frac{b}{c} \\\\ d &= e \\end{aligned}$$ it.\n\n$$x$$\n\n```chart\n```\n";
        assert_eq!(
            shown(text),
            [
                "0 Paragraph 15/5 depth 0",
                "22 Formula { rows: 2, tall: 1 }",
                "88 Formula { rows: 1, tall: 0 }",
                "95 Chart",
            ]
        );
    }

    #[test]
    fn a_text_is_made_of_pieces() {
        let text = "# A b\n\nOne *two*.\n\n- x\n- yy\n\n> q\n\n| A | Bc |\n|---|---|\n| 1 | |\n\n![p](p.png)\n\n```mermaid\na\n```\n\n```rs\nab\n\nc\n```\n";
        assert_eq!(
            shown(text),
            [
                "0 Heading(1, 3)",
                "7 Paragraph 8/1 depth 0",
                "19 Paragraph 1/0 depth 1 tight",
                "23 Paragraph 2/0 depth 1",
                "31 Paragraph 1/0 depth 1",
                "34 Row([1, 2])",
                "55 Row([1, 0])",
                "64 Picture(\"p.png\")",
                "77 Diagram",
                "95 Code([2, 0, 1])",
            ]
        );
    }

    #[test]
    fn breaks_end_lines_and_wide_characters_are_wide() {
        assert_eq!(shown("One two\\\nthree<br>four\n"), ["0 Paragraph 7/1 5/0 4/0 depth 0"]);
        assert_eq!(shown("港の掲示板\n"), ["0 Paragraph 10/5 depth 0"]);
        assert_eq!(
            shown("<details><summary>A</summary>\n\nText.\n\n</details>\n"),
            ["0 Fold", "31 Paragraph 5/0 depth 0"]
        );
    }

    #[test]
    fn tabs_are_below_each_other() {
        assert_eq!(
            shown(":::tabs\n== A\nOne two.\n== B\nThree.\n:::\n\n:::note\nText.\n:::\n"),
            [
                "8 Label",
                "13 Paragraph 8/1 depth 0",
                "22 Label",
                "27 Paragraph 6/0 depth 0",
                "39 Frame",
                "47 Paragraph 5/0 depth 0",
            ]
        );
    }
}
