//! Fields that stand in a table below the title, with a name and a value in each row, as many templates have them:
//! `| **Status** | Accepted |`.

use super::lift::{Line, is_name};
use super::sections::{cells, is_rule};
use crate::text::Span;

/// The rows of a table with two columns that begins at the byte `at` of a text, as lines that say values, and where it
/// ends; none where something else begins there, or the table has rows that have no name.
pub fn rows(text: &str, at: usize) -> Option<(Vec<Line>, usize)> {
    let mut lines = text[at..].split_inclusive('\n').scan(at, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start, line))
    });
    let (head_start, head) = lines.next()?;
    let (rule_start, rule) = lines.next()?;
    if !head.contains('|') || !is_rule(rule) || cells(rule).len() != 2 {
        return None;
    }
    let mut end = rule_start + rule.len();
    let mut rows = Vec::new();
    // Many tables have a row like the others for a head, as they must have one.
    if !is_head(head) {
        rows.push(row(head_start, head, Span { start: head_start, end })?);
    }
    for (start, line) in lines.take_while(|(_, line)| line.contains('|')) {
        end = start + line.len();
        rows.push(row(start, line, Span { start, end })?);
    }
    let table = Span { start: at, end };
    rows.iter_mut().for_each(|line| line.table = Some(table));
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

/// A row as a line.
fn row(start: usize, line: &str, whole: Span) -> Option<Line> {
    let [(from, to), value] = cells(line)[..] else { return None };
    let name = line[from..to].trim_matches(['*', '_', '`', ' ']).trim_end_matches(':').trim_end();
    let name = name.trim_end_matches(['*', '_']);
    let value = Span { start: start + value.0, end: start + value.1 };
    is_name(name).then(|| Line::of_section(name.to_owned(), value, Vec::new(), whole))
}

/// What leaves a text when the values of some of its lines were taken over: a table of which all rows were, as a whole,
/// and else the rows, unless one of them is its head, without which it is none.
pub fn leaving(read: &[&Line], lines: &[Line]) -> Vec<Span> {
    let mut left: Vec<Span> = Vec::new();
    for line in read {
        let Some(table) = line.table else {
            left.push(line.whole);
            continue;
        };
        let is_of = |line: &&Line| line.table == Some(table);
        let is_whole = lines.iter().filter(is_of).count() == read.iter().filter(|line| is_of(line)).count();
        let has_lost_head = read.iter().any(|line| is_of(line) && line.whole.start == table.start);
        match (is_whole, has_lost_head) {
            (true, _) if left.last() != Some(&table) => left.push(table),
            (false, false) => left.push(line.whole),
            _ => {}
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
        for other in
            ["| A | B | C |\n|-|-|-|\n", "| A | b |\n", "| A | b |\n|-|-|\n| x.y | z |\n", "A\n---\n", ""]
        {
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
        let without = "| A | b |\n|-|-|\n| C | d |\n";
        assert_eq!(left(without, &["A", "C"]), [without]);
        assert_eq!(left(without, &["C"]), ["| C | d |\n"]);
        assert!(left(without, &["A"]).is_empty(), "it is the head of what is left");
    }
}
