//! Fields that stand in a table below the title, with a name and a value in each row, as many templates have them:
//! `| **Status** | Accepted |`.

use super::lift::Line;
use super::sections::{cells, is_rule};
use crate::text::Span;

/// A table that a line is a row of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The table, with its head.
    pub table: Span,
    /// The cell with the name, if it is the head of the table.
    head: Option<Span>,
}

/// The rows of a table with two columns that begins at the byte `at` of a text, as lines that say values, and where it
/// ends; none where something else begins there.
pub fn rows(text: &str, at: usize) -> Option<(Vec<Line>, usize)> {
    let mut lines = text[at..].split_inclusive('\n').scan(at, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start, line))
    });
    let (head_start, head) = lines.next()?;
    let (rule_start, rule) = lines.next()?;
    if !head.contains('|') || !is_rule(rule) || cells(rule).len() != 2 || cells(head).len() != 2 {
        return None;
    }
    let mut end = rule_start + rule.len();
    let mut rows = Vec::new();
    // Many tables have a row like the others for a head, as they must have one.
    if !is_head(head) {
        rows.extend(row(head_start, head, Span { start: head_start, end }, true));
    }
    for (start, line) in lines.take_while(|(_, line)| line.contains('|')) {
        end = start + line.len();
        rows.extend(row(start, line, Span { start, end }, false));
    }
    for line in &mut rows {
        if let Some(row) = &mut line.row {
            row.table = Span { start: at, end };
        }
    }
    Some((rows, end))
}

/// Whether a head only says that there are names and values below it.
fn is_head(line: &str) -> bool {
    const NAMES: [&str; 7] = ["", "attribute", "field", "item", "key", "name", "property"];
    const VALUES: [&str; 6] = ["", "description", "detail", "details", "information", "value"];
    let [name, value] = cells(line)[..] else { return false };
    let is_one = |(from, to): (usize, usize), known: &[&str]| {
        known.contains(&&*line[from..to].trim_matches(['*', '_']).to_lowercase())
    };
    is_one(name, &NAMES) && is_one(value, &VALUES)
}

/// A row as a line; its name may be that of no field, whatever signs it has.
fn row(start: usize, line: &str, whole: Span, is_head: bool) -> Option<Line> {
    let [(from, to), value] = cells(line)[..] else { return None };
    let name = line[from..to].trim_matches(['*', '_', '`', ' ']).trim_end_matches(':').trim_end();
    let name = name.trim_end_matches(['*', '_']).to_owned();
    let head = is_head.then_some(Span { start: start + from, end: start + to });
    let value = Span { start: start + value.0, end: start + value.1 };
    let line = Line::of_section(name, value, Vec::new(), whole);
    Some(Line { row: Some(Row { table: whole, head }), ..line })
}

/// The lines of a cell, as `<br>` parts them.
pub fn lines(text: &str, cell: Span) -> Vec<Span> {
    let said = &text[cell.range()];
    let (mut lines, mut start) = (Vec::new(), 0);
    let mut push = |from: usize, to: usize| {
        let line = said[from..to].trim();
        let from = from + (said[from..to].len() - said[from..to].trim_start().len());
        if !line.is_empty() {
            lines.push(Span { start: cell.start + from, end: cell.start + from + line.len() });
        }
    };
    for (at, _) in said.match_indices("<br") {
        let Some(end) = said[at..].find('>').filter(|end| at >= start && *end <= "<br />".len()) else {
            continue;
        };
        push(start, at);
        start = at + end + 1;
    }
    push(start, said.len());
    lines
}

/// What leaves a text when the values of some of its lines were taken over: a table of which all rows were, as a whole,
/// and else the rows; of one that is its head, what it says.
pub fn leaving(read: &[&Line], lines: &[Line]) -> Vec<Span> {
    let mut left: Vec<Span> = Vec::new();
    for line in read {
        let Some(row) = line.row else {
            left.push(line.whole);
            continue;
        };
        let is_of = |line: &&Line| line.row.is_some_and(|other| other.table == row.table);
        let is_whole = lines.iter().filter(is_of).count() == read.iter().filter(|line| is_of(line)).count();
        match (is_whole, row.head) {
            (true, _) if left.last() != Some(&row.table) => left.push(row.table),
            (true, _) => {}
            (false, Some(name)) => left.extend([name, line.value]),
            (false, None) => left.push(line.whole),
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<Vec<String>> {
        let (lines, end) = rows(text, 0)?;
        let shown = |line: &Line| format!("{}={}", line.name, &text[line.value.range()]);
        Some(lines.iter().map(shown).chain([text[end..].to_owned()]).collect())
    }

    #[test]
    fn tables_have_a_name_and_a_value_in_each_row() {
        let with_head =
            "| Field | Value |\n|---|---|\n| **Start time** | 10:00 \\| UTC |\n| Owner: | |\n\nText\n";
        assert_eq!(found(with_head).expect("a table"), ["Start time=10:00 \\| UTC", "Owner=", "\nText\n"]);
        assert_eq!(found("| | |\n|-|-|\n| A | b |").expect("a table"), ["A=b", ""]);
        assert_eq!(
            found("Status | Accepted\n---|---\nDate | 2026\n").expect("a table"),
            ["Status=Accepted", "Date=2026", ""]
        );
        for other in [
            "| A | B | C |
|-|-|-|
",
            "| A | b |
",
            "A
---
",
            "",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn what_was_taken_over_leaves_the_text() {
        let left = |text: &str, names: &[&str]| -> Vec<String> {
            let lines = rows(text, 0).expect("a table").0;
            let read: Vec<&Line> = lines.iter().filter(|line| names.contains(&&*line.name)).collect();
            leaving(&read, &lines).iter().map(|span| text[span.range()].to_owned()).collect()
        };
        let with_head = "| | |\n|-|-|\n| A | b |\n| C | d |\n";
        assert_eq!(left(with_head, &["A", "C"]), [with_head]);
        assert_eq!(left(with_head, &["A"]), ["| A | b |\n"]);
        let odd = "| Time (TTD) | b |\n|-|-|\n| No. of # | d |\n";
        assert_eq!(left(odd, &["No. of #"]), ["| No. of # | d |\n"]);
        let without = "| A | b |\n|-|-|\n| C | d |\n";
        assert_eq!(left(without, &["A", "C"]), [without]);
        assert_eq!(left(without, &["C"]), ["| C | d |\n"]);
        assert_eq!(left(without, &["A"]), ["A", "b"], "the head is left without words");
    }
}
