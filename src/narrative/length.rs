//! How many pages a text has when it is printed.

use super::paper::{self, Block};
use crate::syntax::markdown::{Extent, Piece, Run, pieces};
use crate::syntax::outline::{Section, folded, sections};

/// How long a narrative is, in tenths of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Length {
    /// The text that counts.
    pub text: usize,
    /// What is said in its appendix, which does not.
    pub appendix: usize,
}

impl Length {
    /// How many pages the text begins.
    pub fn pages(self) -> usize {
        self.text.div_ceil(10).max(1)
    }

    /// How many pages the appendix begins.
    pub fn appendix_pages(self) -> usize {
        self.appendix.div_ceil(10)
    }
}

// Measures in tenths of a point, as the theme prints: 10.5 points to a `rem`, on A4 or Letter with 2 cm around it. What
// a page of either holds is nearly its height: headings stay with what follows, and lines are not left alone.
const PAGES: [usize; 2] = [7300, 6810];
/// The lines of a text, and the room after a paragraph.
const LINE: usize = 195;
const APART: usize = 148;
/// So many characters a line has.
const LETTERS: usize = 84;
/// The letters of a word, as most texts have them.
const USUAL_WORD: usize = 6;
/// So many fewer has one in a list or a quote.
const INDENT: usize = 4;
/// Two items of a list are so far apart.
const ITEM: usize = 41;
/// The lines of code, and what is around it.
const CODE_LINE: usize = 150;
const CODE: usize = 400;
const CODE_LETTERS: usize = 84;
/// The lines of a row, and what is around it.
const ROW_LINE: usize = 148;
const ROW: usize = 137;
const ROW_LETTERS: usize = 96;
/// So many letters fewer for the room between each two cells.
const CELL: usize = 4;
/// What a callout has around its text, with its title; and a line across the page.
const FRAME: usize = 387;
const RULE: usize = 567;
/// A picture whose size nobody knows takes a third of a page, and so does a diagram.
const PICTURE: usize = 2300;
/// A pixel of one whose size is known; it is as wide as the text at most, and as high as a page has room beside a line.
const PIXEL: f64 = 7.5;
const WIDEST: f64 = 650.0;
const HIGHEST: usize = 6236;
/// One of so many pixels is among the words.
const SMALL: usize = 40;

/// The pixels of a picture, its width and its height, by its address as it is written.
pub type Sizes<'a> = &'a dyn Fn(&str) -> Option<(usize, usize)>;
/// A chart with its caption, and the room after it.
const CHART: usize = 2435;
/// The lines of a formula: the first, and each more; and by how much fractions and limits make one higher.
const FORMULA: usize = 170;
const FORMULA_LINE: usize = 150;
const TALL: usize = 115;
/// The line that opens what is folded away, with what is around it.
const FOLD: usize = 450;
/// The title of a page with what stands below it.
const HEAD: usize = 1250;

/// How long a page is whose text starts at the byte `body`.
pub fn length(text: &str, body: usize, sizes: Sizes<'_>) -> Length {
    let appendix =
        sections(text, body).into_iter().find(is_appendix).map_or(text.len(), |first| first.heading.start);
    let pieces = pieces(text, body);
    let (counted, apart): (Vec<Piece>, Vec<Piece>) =
        pieces.into_iter().partition(|piece| piece.at < appendix);
    Length { text: tenths(HEAD, &counted, sizes), appendix: tenths(0, &apart, sizes) }
}

/// How long the release of a page is: what stands before the questions.
pub fn release_length(text: &str, body: usize, sizes: Sizes<'_>) -> usize {
    let end =
        sections(text, body).into_iter().find(is_questions).map_or(text.len(), |first| first.heading.start);
    let before: Vec<Piece> = pieces(text, body).into_iter().filter(|piece| piece.at < end).collect();
    tenths(HEAD, &before, sizes)
}

/// Whether a section, and what follows, is not part of what is read in the room.
fn is_appendix(section: &Section) -> bool {
    let title = folded(&section.title);
    ["appendix", "appendices", "annex"].iter().any(|word| words(&title).next() == Some(word))
}

/// Whether a section has questions.
pub fn is_questions(section: &Section) -> bool {
    let title = folded(&section.title);
    words(&title).any(|word| matches!(word, "faq" | "faqs" | "questions"))
}

/// The words of a title.
pub fn words(title: &str) -> impl Iterator<Item = &str> {
    title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// How many tenths of a page some pieces take below a head: as many as lie between what they take on A4 and on Letter.
fn tenths(head: usize, pieces: &[Piece], sizes: Sizes<'_>) -> usize {
    let thousandths = PAGES.map(|page| height(head, pieces, page, sizes) * 1000 / page);
    (thousandths[0] + thousandths[1]).div_ceil(200)
}

/// The height of some pieces below a head, with what stays empty at the end of pages.
fn height(head: usize, pieces: &[Piece], page: usize, sizes: Sizes<'_>) -> usize {
    let is_row = |piece: Option<&Piece>| matches!(piece.map(|piece| &piece.what), Some(Extent::Row(_)));
    let blocks = pieces.iter().enumerate().map(|(at, piece)| {
        let block = block(piece, sizes);
        let gap = if is_row(Some(piece)) && !is_row(pieces.get(at + 1)) { APART } else { block.gap };
        Block { gap, ..block }
    });
    paper::height(head, &blocks.collect::<Vec<Block>>(), page)
}

/// A piece as it lies on paper.
fn block(piece: &Piece, sizes: Sizes<'_>) -> Block {
    let whole = |extra: usize, gap: usize| Block { extra, gap, within: piece.within, ..Block::default() };
    let heading = |extra: usize| Block { keeps: true, ..whole(extra, 0) };
    match &piece.what {
        // The title is part of the head.
        Extent::Heading(1, _) => whole(0, 0),
        Extent::Heading(2, letters) => heading(173 + 217 * lines(*letters, 58)),
        Extent::Heading(3, letters) => heading(104 + 171 * lines(*letters, 74)),
        Extent::Heading(_, letters) => heading(70 + 145 * lines(*letters, 84)),
        Extent::Paragraph { runs, depth, tight } => {
            let most = LETTERS.saturating_sub(INDENT * depth).max(20);
            let lines = runs.iter().map(|run| lines_of(run, most)).sum::<usize>();
            Block { lines, line: LINE, ..whole(0, if *tight { ITEM } else { APART }) }
        }
        Extent::Fold => whole(FOLD, 0),
        Extent::Label => whole(LINE, 0),
        Extent::Frame => whole(FRAME, 0),
        Extent::Rule => whole(RULE, 0),
        Extent::Code(code) => {
            let lines = code.iter().map(|length| lines(*length, CODE_LETTERS)).sum::<usize>();
            Block { lines, line: CODE_LINE, ..whole(CODE, 0) }
        }
        Extent::Picture(address) => match picture(address, sizes) {
            0 => whole(0, 0),
            height => whole(height, APART),
        },
        Extent::Diagram => whole(PICTURE, 0),
        Extent::Chart => whole(CHART - APART, APART),
        Extent::Formula { rows, tall } => {
            whole(FORMULA + FORMULA_LINE * rows.saturating_sub(1) + TALL * tall, APART)
        }
        Extent::Row(cells) => {
            let letters = ROW_LETTERS.saturating_sub(CELL * cells.len()).max(8);
            let most = cells.iter().map(|cell| lines(*cell, (letters / cells.len().max(1)).max(8))).max();
            let most = most.unwrap_or(1);
            // A long cell takes room from short ones.
            let all = lines(cells.iter().sum(), letters);
            whole(ROW_LINE * most.min(all.max(most.div_ceil(2))) + ROW, 0)
        }
    }
}

/// The height of a picture on paper; none of one that is no higher than the words beside it.
fn picture(address: &str, sizes: Sizes<'_>) -> usize {
    let Some((width, height)) = sizes(address).filter(|(width, height)| *width > 0 && *height > 0) else {
        return PICTURE;
    };
    if height <= SMALL {
        return 0;
    }
    let shrunk = (WIDEST / width as f64).min(1.0);
    ((height as f64 * shrunk * PIXEL) as usize).min(HIGHEST)
}

/// The lines that words take: of long ones fewer letters find room in each.
fn lines_of(run: &Run, most: usize) -> usize {
    let word = run.letters / (run.words + 1);
    // What is as wide as high takes a little more than two others.
    let letters = run.letters + run.wide / 16;
    lines(letters, most.saturating_sub(word.saturating_sub(USUAL_WORD) * 4 / 5).max(most / 2))
}

fn lines(letters: usize, of: usize) -> usize {
    letters.div_ceil(of).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_appendix_is_not_counted() {
        let page = "Words and more words. ".repeat(150);
        let text = format!("# A\n\n{page}\n\n## Appendix: numbers\n\n{page}\n\n{page}\n");
        let found = length(&text, 0, &|_| None);
        assert_eq!((found.pages(), found.appendix_pages()), (2, 3), "{found:?}");
        assert_eq!(length("", 0, &|_| None).pages(), 1);
    }

    #[test]
    fn tables_and_pictures_take_room() {
        let long = |text: &str| length(text, 0, &|_| None).text;
        let rows = "| a | b |\n".repeat(40);
        assert!(long(&format!("| A | B |\n|---|---|\n{rows}")) > long("Text.") + 10);
        assert!(long("![x](x.png)\n") > long("Text."));
        assert!(long("```mermaid\na\n```\n") > long("Text."));
    }

    #[test]
    fn a_picture_takes_as_much_room_as_it_has() {
        let of = |width, height| length("![x](x.png)\n", 0, &|_| Some((width, height))).text;
        assert_eq!(of(16, 16), length("", 0, &|_| None).text);
        assert!(of(600, 800) > of(600, 400) && of(1200, 800) == of(600, 400));
        assert_eq!(of(600, 5000), of(600, 9000), "no higher than a page");
    }

    #[test]
    fn formulas_and_charts_take_room() {
        let pages = |text: &str| length(text, 0, &|_| None).pages();
        // What Chromium prints of these on A4 and Letter: 5 and 5, 6 and 7.
        let text = "## A\n\nTwo lines of words, which is as much as most paragraphs of this text have in print, or nearly.\n\n".repeat(5);
        assert!((4..=6).contains(&pages(&format!("{text}{}", "$$\\sum_{i=0}^n x_i$$\n\n".repeat(60)))));
        assert!((6..=7).contains(&pages(&format!("{text}{}", "```chart\n```\n\n".repeat(12)))));
    }

    #[test]
    fn a_release_ends_where_the_questions_begin() {
        let page = "Words and more words. ".repeat(150);
        let text = format!("# A\n\nRelease.\n\n## External FAQ\n\n{page}\n");
        assert!(release_length(&text, 0, &|_| None) < 5);
        assert!(release_length(&text, 0, &|_| None) < length(&text, 0, &|_| None).text);
    }
}
