//! The rows and cells of tables.

use pulldown_cmark::Alignment;

use super::Writer;
use crate::diag::Finding;
use crate::syntax::markdown::parts::is_taken_row;
use crate::syntax::markdown::rules::SURPLUS_CELL;
use crate::text::Span;

/// A table that is being read.
pub struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
    /// Where the row that is being read begins in what is written.
    row: usize,
}

impl Table {
    /// A table with a column for each of these.
    pub fn new(alignments: Vec<Alignment>) -> Self {
        Table { alignments, column: 0, head: false, row: 0 }
    }
}

impl Writer<'_> {
    pub(super) fn table_row(&mut self, head: bool) {
        if let Some(table) = &mut self.table {
            table.head = head;
            table.column = 0;
            table.row = self.out.len();
        }
    }

    /// Ends a row; one of which the text said fields leaves no trace.
    pub(super) fn close_row(&mut self, text: &str, at: Span) {
        let start = self.table.as_ref().map(|table| table.row);
        match start.filter(|_| is_taken_row(&text[at.range()])) {
            Some(start) => self.out.truncate(start),
            None => {
                self.check_row(text, at);
                self.out.push_str("</tr>\n");
            }
        }
    }

    pub(super) fn open_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let class = match table.alignments.get(table.column) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        table.column += 1;
        self.out.push_str(if table.head { "<th" } else { "<td" });
        self.out.push_str(class);
        self.out.push('>');
    }

    pub(super) fn close_cell(&mut self) {
        let head = self.table.as_ref().is_some_and(|table| table.head);
        self.out.push_str(if head { "</th>" } else { "</td>" });
    }

    /// Says that the row at `at` has cells that the parser leaves out.
    fn check_row(&mut self, text: &str, at: Span) {
        let Some(columns) = self.table.as_ref().map(|table| table.alignments.len()) else { return };
        let Some((cells, surplus)) = surplus(&text[at.range()], columns) else { return };
        let place = self.place(surplus.shift(at.start));
        let cells = format!("this row has {cells} cells, and the table {columns} column");
        let plural = if columns == 1 { "" } else { "s" };
        self.found(
            Finding::new(&SURPLUS_CELL, cells + plural)
                .at(place)
                .label("not shown")
                .help("a pipe that is text is written `\\|`"),
        );
    }
}

/// How many cells a row has, and where the first is with something in it that is past the last column.
fn surplus(row: &str, columns: usize) -> Option<(usize, Span)> {
    let blank = row.len() - row.trim_start().len();
    let first = blank + usize::from(row[blank..].starts_with('|'));
    let separators = memchr::memchr_iter(b'|', row.as_bytes()).filter(|at| *at >= first);
    // To the parser, however many backslashes there are.
    let separators = separators.filter(|at| !row[..*at].ends_with('\\'));
    let (mut start, mut cells, mut found) = (first, 0, None);
    for end in separators.chain([row.len()]) {
        let cell = row[start..end].trim();
        let last = end == row.len() && cell.is_empty();
        cells += usize::from(!last);
        if cells > columns && found.is_none() && !cell.is_empty() {
            let at = start + row[start..].len() - row[start..].trim_start().len();
            found = Some(Span { start: at, end: at + cell.len() });
        }
        start = end + 1;
    }
    Some((cells, found?))
}
