//! Where the figures of a narrative are from.

use super::parts::{STATE, is_part};
use crate::syntax::outline::{Section, blocks, is_item, sections};
use crate::text::Span;

/// A figure that nothing says the source of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// It, and where it is.
    pub at: Span,
}

/// The first figure of each paragraph, item and table of the state of the business that has no link and no footnote.
pub fn figures(text: &str, body: usize) -> Vec<Figure> {
    let sections = sections(text, body);
    let state = sections.iter().filter(|section| is_part(section, STATE));
    let of = |section: &Section| -> Vec<Figure> {
        let blocks = blocks(text, section.whole);
        let is_cited = |span: &Span| {
            let block = &text[span.range()];
            ["](", "[[", "[^", "://"].iter().any(|mark| block.contains(mark))
        };
        let mut found = Vec::new();
        for (at, span) in blocks.iter().enumerate() {
            let block = &text[span.range()];
            // A footnote is a source itself; and a table has its source right above it or below.
            let is_table = block.starts_with('|');
            let beside = [at.checked_sub(1), Some(at + 1)];
            let is_cited_beside =
                is_table && beside.into_iter().flatten().filter_map(|at| blocks.get(at)).any(is_cited);
            if block.starts_with("[^") || is_cited(span) || is_cited_beside {
                continue;
            }
            found.extend(figure(block).map(|figure| Figure { at: figure.shift(span.start) }));
        }
        found
    };
    state.flat_map(of).collect()
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const CURRENCIES: [char; 4] = ['$', '£', '€', '¥'];

/// A block with blanks in the place of its code.
fn without_code(block: &str) -> String {
    let mut text = String::with_capacity(block.len());
    let mut rest = block;
    while let Some(start) = rest.find('`') {
        let marks = rest[start..].bytes().take_while(|byte| *byte == b'`').count();
        let (before, code) = (&rest[..start], &rest[start + marks..]);
        text.push_str(before);
        let Some(end) = code.find(&rest[start..start + marks]) else {
            text.push_str(&rest[start..]);
            return text;
        };
        // As long, so that what follows is where it was.
        text.extend(std::iter::repeat_n(' ', end + 2 * marks));
        rest = &code[end + marks..];
    }
    text + rest
}

/// Whether a number after a word is a name: `version 2.1`, `page 46`.
fn is_called(before: Option<&(usize, &str)>) -> bool {
    const NAMED: [&str; 22] = [
        "version", "versions", "release", "page", "pages", "chapter", "section", "figure", "table", "step",
        "appendix", "adr", "rfc", "iso", "issue", "ticket", "no", "number", "room", "berth", "pier", "phone",
    ];
    let before = before.map(|(_, word)| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    before.is_some_and(|before| NAMED.contains(&&*before))
}

/// Whether the last of some words is part of a telephone number: `+46 70 123 45 67`.
fn is_of_phone(words: &[(usize, &str)]) -> bool {
    let is_group = |word: &str| {
        let bare = word.trim_matches(['(', ')', '-', '.', ',', ':', ';']);
        !bare.is_empty() && bare.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    for (_, word) in words.iter().rev() {
        let bare = word.trim_start_matches('(');
        if bare.strip_prefix('+').is_some_and(is_group) {
            return true;
        }
        if !is_group(word) {
            return false;
        }
    }
    false
}

/// The first figure in a block: a share, an amount of money, or a number of ten and more that is no year, day or time.
fn figure(block: &str) -> Option<Span> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    let block = &*without_code(block);
    for word in block.split_inclusive(|c: char| c.is_whitespace() || c == '|') {
        words.push((at, word.trim_end_matches(|c: char| c.is_whitespace() || c == '|')));
        at += word.len();
    }
    let is_month = |word: Option<&(usize, &str)>| {
        let word = word.map(|(_, word)| word.to_lowercase()).unwrap_or_default();
        MONTHS.iter().any(|month| word.starts_with(month))
    };
    for (index, (start, word)) in words.iter().enumerate() {
        // The number of an item, as in `1.`.
        let inner = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%' && !CURRENCIES.contains(&c));
        let lead = word.find(inner).unwrap_or(0);
        let digits: String = inner.chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() || (index == 0 && is_item(block)) {
            continue;
        }
        let is_money = inner.starts_with(CURRENCIES);
        let next = words.get(index + 1);
        let is_share = inner.ends_with('%')
            || next.is_some_and(|(_, next)| {
                next.starts_with('%') || next.starts_with("per cent") || *next == "percent" || *next == "per"
            });
        let is_plain = inner.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' '));
        let before = index.checked_sub(1).and_then(|before| words.get(before));
        if is_called(before) || is_of_phone(&words[..=index]) {
            continue;
        }
        // `2.1` is as much as 2, and `1,200` is not.
        let whole =
            inner.split_once('.').filter(|(_, rest)| rest.len() != 3).map_or(&*digits, |(whole, _)| whole);
        let is_many = next.is_some_and(|(_, next)| {
            let next = next.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
            ["thousand", "million", "millions", "billion", "billions", "m", "bn"].contains(&&*next)
        });
        let whole = if is_many { &*digits } else { whole };
        let number: u64 = whole.parse().unwrap_or(if whole.is_empty() { 0 } else { u64::MAX });
        let is_year = inner.len() == 4 && is_plain && (1900..2100).contains(&number);
        let is_day = number <= 31 && (is_month(next) || is_month(before));
        if is_money || is_share || (is_plain && number >= 10 && !is_year && !is_day) {
            return Some(Span { start: start + lead, end: start + lead + inner.len() });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_has_a_source() {
        let found = |text: &str| -> Vec<String> {
            let text = format!("## State of the business\n\n{text}\n");
            figures(&text, 0).iter().map(|figure| text[figure.at.range()].to_owned()).collect()
        };
        assert_eq!(found("Sales rose by 12%, to £4.1m."), ["12%"]);
        assert_eq!(found("It cost £4.1m in 2026."), ["£4.1m"]);
        assert_eq!(found("We have 41 harbours.\n\nOf 1,904 breaks.[^1]\n\n[^1]: 99 rows"), ["41"]);
        assert_eq!(
            found("In 2026, on 14 August at 10:30, three of 9 teams. See [x](y) for 99."),
            Vec::<String>::new()
        );
        assert_eq!(found("- 50 ports\n- [60 ports](x)"), ["50"]);
        assert_eq!(found("From [here](x):\n\n| A | B |\n|---|---|\n| 90 | 80 |"), Vec::<String>::new());
        assert_eq!(found("| A | B |\n|---|---|\n| 90 | 80 |"), ["90"]);
        // Code, names and telephone numbers are none.
        for none in [
            "`SELECT 5000` and ``a ` 90``.",
            "Since version 2.1, and Version 12.",
            "Call +46 70 123 45 67, or (+44) 20 7946 0958.",
            "About 2.5 of them.",
        ] {
            assert_eq!(found(none), Vec::<String>::new(), "{none}");
        }
        assert_eq!(found("It costs `x` 5000 a day."), ["5000"]);
        assert_eq!(found("We sold 2.3 million, 1.200 of them here."), ["2.3"]);
        assert_eq!(found("Call +46 70 123 45 67: there are 41 of us."), ["41"]);
    }
}
