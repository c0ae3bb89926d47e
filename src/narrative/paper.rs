//! How blocks fill pages: what stays together, and what is left empty for that.

/// So many lines of a block stand together at least, where a page ends within it.
const TOGETHER: usize = 3;

/// Something that stands on lines of its own. Heights are all in one unit.
#[derive(Debug, Clone, Copy, Default)]
pub struct Block {
    /// How high it is without its lines.
    pub extra: usize,
    /// Its lines, between which a page may end.
    pub lines: usize,
    /// How high each is.
    pub line: usize,
    /// The room after it.
    pub gap: usize,
    /// Whether it stays with what follows.
    pub keeps: bool,
    /// What it is in that no end of a page parts, by number.
    pub within: Option<usize>,
}

impl Block {
    fn height(&self) -> usize {
        self.extra + self.lines * self.line
    }

    /// How much of it stands together at its beginning.
    fn least(&self) -> usize {
        match self.lines {
            // Fewer than these are not parted.
            0..6 => self.height(),
            _ => self.extra + TOGETHER * self.line,
        }
    }
}

/// The height of blocks below a head on pages of a height, with what stays empty at the end of pages.
pub fn height(head: usize, blocks: &[Block], page: usize) -> usize {
    let mut at = head;
    for (index, block) in blocks.iter().enumerate() {
        let rest = &blocks[index..];
        let is_next = index == 0 || blocks[index - 1].within != block.within;
        if block.within.is_some() && is_next {
            let own = rest.iter().take_while(|other| other.within == block.within);
            let whole: usize = own.map(|block| block.height() + block.gap).sum();
            at = together(at, whole - rest[0].gap.min(whole), page);
        }
        if block.keeps {
            at = together(at, block.height() + block.gap + rest.get(1).map_or(0, Block::least), page);
        }
        at = put(at, block, page);
        // Room at the end of a page is none.
        if !at.is_multiple_of(page) {
            at += block.gap.min(page - at % page);
        }
    }
    at
}

/// Where something begins that is so high: on the next page, where there is too little room left on this one.
fn together(at: usize, height: usize, page: usize) -> usize {
    let left = page - at % page;
    if height > left && height <= page { at + left } else { at }
}

/// Where a block ends that begins at a place.
fn put(at: usize, block: &Block, page: usize) -> usize {
    let left = page - at % page;
    let (whole, line) = (block.height(), block.line.max(1));
    if whole <= left {
        return at + whole;
    }
    let fits = (left.saturating_sub(block.extra) / line).min(block.lines.saturating_sub(TOGETHER));
    if block.lines < 2 * TOGETHER || fits < TOGETHER {
        return together(at, whole.min(page), page) + whole;
    }
    at + left + (block.lines - fits) * line
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: Block = Block { extra: 0, lines: 1, line: 10, gap: 0, keeps: false, within: None };

    #[test]
    fn what_does_not_fit_begins_on_the_next_page() {
        let picture = Block { extra: 60, lines: 0, ..LINE };
        assert_eq!(height(0, &[picture, picture], 100), 160);
        assert_eq!(height(0, &[Block { extra: 250, ..picture }], 100), 250, "as much as there is of it");
        let room = Block { gap: 30, ..LINE };
        assert_eq!(height(80, &[room, LINE], 100), 110, "and no room above it");
    }

    #[test]
    fn lines_are_not_left_alone() {
        let lines = |lines| Block { lines, ..LINE };
        assert_eq!(height(50, &[lines(8)], 100), 130, "five and three");
        assert_eq!(height(60, &[lines(6)], 100), 130, "three and three");
        assert_eq!(height(80, &[lines(8)], 100), 180, "two would be alone");
        assert_eq!(height(70, &[lines(5)], 100), 150, "two would be alone on the next");
    }

    #[test]
    fn headings_and_quotes_stay_together() {
        let heading = Block { keeps: true, ..LINE };
        assert_eq!(height(80, &[heading, Block { lines: 8, ..LINE }], 100), 190);
        assert_eq!(height(90, &[heading], 100), 100);
        let quoted = Block { within: Some(1), lines: 2, ..LINE };
        assert_eq!(height(70, &[quoted, quoted, LINE], 100), 150);
    }
}
