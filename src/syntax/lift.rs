//! Fields that stand in a page's text: `**Owner:** ana` or `- Date: 2026-01-02` in the lines after the title.
//!
//! Only whole paragraphs and lists are looked at that have nothing but such lines, and tables of names and values, from
//! the title to the first heading or the first text that is none. Whether a line's name is that of a field is for the page's kind to
//! say.

use super::lift_reads::Reads;
use super::lift_table::{self, Row};
use super::sections::SectionField;
use crate::text::Span;

/// A kind whose pages may have fields in their text, as far as reading needs to know it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lifting {
    /// Its id.
    pub kind: String,
    /// The words in `kind:` that name it.
    pub words: Vec<String>,
    /// Whether sections may say the values of its fields: `## Status`.
    pub in_sections: bool,
    /// Its own fields; none when lines say none of them.
    pub fields: Vec<LiftField>,
    /// Whether lines after the title say fields.
    pub lines: bool,
    /// The fields that are said under headings.
    pub sections: &'static [SectionField],
}

impl Lifting {
    /// Whether a word names it, however that is written.
    pub fn is_called(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word || folded(known) == folded(word))
    }
}

/// A field that may stand in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiftField {
    /// Its key.
    pub name: String,
    /// The words shown to readers, which authors write too.
    pub label: String,
    /// Whether it is a list.
    pub list: bool,
    /// Whether it is one when there are commas.
    pub many: bool,
    /// What is meant by a link in its place.
    pub link: LinkMeans,
    /// Whether it is a list when there are several addresses.
    pub addresses: bool,
    /// Whether only front matter can say it, as it has keys of its own.
    pub is_table: bool,
    /// What its value must be for the line to leave the text.
    pub reads: Reads,
}

/// What of a link a field means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LinkMeans {
    /// Its words: they name somebody.
    #[default]
    Words,
    /// Its address, which is that of a page.
    Address,
    /// The link itself, as texts may have some.
    Itself,
}

/// A line of a text that says the value of something.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is the value of, as it is written.
    pub name: String,
    /// Where the value is; empty where items follow.
    pub value: Span,
    /// The items of a list below it.
    pub items: Vec<Span>,
    /// All of its lines, with their ends.
    pub whole: Span,
    /// The table of which it is a row.
    pub row: Option<Row>,
    /// Whether it is an item itself.
    pub(super) is_item: bool,
}

impl Line {
    /// The value of something that a section says, and no line.
    pub(super) fn of_section(name: String, value: Span, items: Vec<Span>, whole: Span) -> Self {
        Line { name, value, items, whole, row: None, is_item: false }
    }

    /// Whether a list that follows says what it does not.
    fn opens(&self) -> bool {
        self.value.start == self.value.end && self.items.is_empty() && !self.is_item && self.row.is_none()
    }
}

/// The lines after the title of a text that say values, from the byte `body` on.
pub fn lines(text: &str, body: usize) -> Vec<Line> {
    read(text, body).0
}

/// The first line after the title that is none which says a value, where that keeps others from being read.
pub fn in_the_way(text: &str, body: usize) -> Option<Span> {
    read(text, body).1
}

/// The lines after the title of a text that say values, and the one that ends them.
fn read(text: &str, body: usize) -> (Vec<Line>, Option<Span>) {
    let mut rest = Rest::of(text, body);
    rest.skip_title();
    let mut found = Vec::new();
    while let Some(block) = rest.block() {
        found.extend(block);
        if let Some(last) = found.last_mut().filter(|line| line.opens()) {
            rest.list_of(last);
        }
    }
    (found, rest.stop)
}

/// The lines of a text that say the value of something, wherever they stand up to the first heading: of those that
/// are not among [`lines`] the name, and where it is.
pub fn elsewhere(text: &str, body: usize) -> Vec<(String, Span)> {
    // Of a table it takes more than one row.
    let read: Vec<Line> = lines(text, body).into_iter().filter(|line| line.row.is_none()).collect();
    let mut rest = Rest::of(text, body);
    rest.skip_title();
    let mut found = Vec::new();
    while let Some(line) = rest.peek().filter(|line| !line.starts_with('#')) {
        let at = Span { start: rest.at, end: rest.at + line.trim_end().len() };
        let is_read = read.iter().any(|read| read.whole.start <= at.start && at.start < read.whole.end);
        if let Some(name) = named(line).filter(|_| !is_read) {
            found.push((name, at));
        }
        rest.at += line.len();
    }
    found
}

/// Whether a line says the value of something, if no other is in its way.
pub fn is_line(line: &str) -> bool {
    said(line).is_some()
}

/// The name in what is nearly a line: one of a quote or of another table may be meant, too.
fn named(line: &str) -> Option<String> {
    let inner = line.trim();
    let inner = inner.strip_prefix('>').unwrap_or(inner).trim();
    if let Some(row) = inner.strip_prefix('|') {
        let name = row.split('|').next()?.trim().trim_matches(['*', '_', ':']);
        return (!name.is_empty()).then(|| name.to_owned());
    }
    if let Some((name, _)) = said(inner) {
        return Some(name);
    }
    // `Date - 2026-01-02` or `Date = 2026-01-02` without any mark.
    let inner = bullet(inner).unwrap_or(inner);
    let (name, _) =
        inner.split_once(" - ").or_else(|| inner.split_once(" – ")).or_else(|| inner.split_once('='))?;
    Some(name.trim().to_owned())
}

/// A name in a form in which it can be compared: `Follow-up` as `follow up`.
pub fn folded(name: &str) -> String {
    name.trim().replace(['-', '_'], " ").to_lowercase()
}

/// The value at a span without the marks around it: `` `ana` `` as `ana`, and of a link what it means.
pub fn plain(text: &str, meant: LinkMeans) -> &str {
    let mut text = text.trim();
    for mark in ["`", "**", "__", "*", "_"] {
        let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
        if let Some(inner) = inner.filter(|inner| !inner.is_empty() && !inner.contains(mark)) {
            text = inner.trim();
        }
    }
    if let Some(inner) = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        let is_one = !inner.contains(['[', ']']);
        let name = inner.split('|').next().unwrap_or(inner).trim();
        return if meant == LinkMeans::Itself || !is_one { text } else { name };
    }
    let link = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(')'));
    if let Some((words, dest)) = link.and_then(|link| link.split_once("]("))
        && !words.contains(['[', ']'])
        && !dest.contains([')', ' '])
    {
        return match meant {
            LinkMeans::Words => words.trim(),
            // An address elsewhere keeps its words.
            LinkMeans::Address if !dest.contains("://") => dest,
            LinkMeans::Address | LinkMeans::Itself => text,
        };
    }
    text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text)
}

/// The parts of a value between commas.
pub fn parts(text: &str, value: Span) -> Vec<Span> {
    let mut at = value.start;
    let mut parts = Vec::new();
    for part in text[value.range()].split(',') {
        let start = at + (part.len() - part.trim_start().len());
        let end = start + part.trim().len();
        if end > start {
            parts.push(Span { start, end });
        }
        at += part.len() + 1;
    }
    parts
}

struct Rest<'t> {
    text: &'t str,
    at: usize,
    /// The line that is none, once one was met.
    stop: Option<Span>,
}

impl<'t> Rest<'t> {
    fn of(text: &'t str, at: usize) -> Self {
        Rest { text, at, stop: None }
    }

    /// The next line with its end; none at the end of the text.
    fn peek(&self) -> Option<&'t str> {
        self.text[self.at..].split_inclusive('\n').next()
    }

    fn skip_blank(&mut self) {
        while let Some(line) = self.peek().filter(|line| line.trim().is_empty()) {
            self.at += line.len();
        }
    }

    /// Comments that readers do not see, as templates have them, say nothing and are in no way.
    fn skip_comments(&mut self) {
        self.skip_blank();
        while let Some(comment) = self.text[self.at..].strip_prefix("<!--") {
            let Some(end) = comment.find("-->").map(|end| self.at + "<!--".len() + end + "-->".len()) else {
                return;
            };
            let line = self.text[end..].split_inclusive('\n').next().unwrap_or_default();
            let more = line.trim_start_matches([' ', '\t']);
            self.at = match more.trim_end() {
                "" => end + line.len(),
                text if text.starts_with("<!--") => end + line.len() - more.len(),
                _ => return,
            };
            self.skip_blank();
        }
    }

    fn skip_title(&mut self) {
        self.skip_comments();
        let Some(first) = self.peek() else { return };
        let after = self.text[self.at + first.len()..].lines().next().unwrap_or_default().trim_end();
        if first.starts_with("# ") || first.starts_with("#\t") {
            self.at += first.len();
        } else if !after.is_empty() && after.bytes().all(|byte| byte == b'=') {
            self.at += first.len();
            self.at += self.peek().map_or(0, str::len);
        }
    }

    /// The next paragraph or list, if it has nothing but values.
    fn block(&mut self) -> Option<Vec<Line>> {
        self.skip_comments();
        if let Some((rows, end)) = lift_table::rows(self.text, self.at) {
            self.at = end;
            return Some(rows);
        }
        let mut lines: Vec<Line> = Vec::new();
        let mut at = self.at;
        for written in self.text[self.at..].split_inclusive('\n') {
            if written.trim().is_empty() || written.starts_with('#') {
                break;
            }
            let end = at + written.len();
            let of_last = lines.last().filter(|line: &&Line| line.value.start == line.value.end);
            match of_last.and_then(|line| item(written, if line.is_item { 2 } else { 0 })) {
                // An item of the list that the line before begins.
                Some(span) => {
                    let line = lines.last_mut()?;
                    line.items.push(span.shift(at));
                    line.whole.end = end;
                }
                None => {
                    let Some((name, value)) = said(written) else {
                        self.stop = Some(Span { start: at, end: at + written.trim_end().len() });
                        return None;
                    };
                    let whole = Span { start: at, end };
                    let is_item = bullet(written.trim_start_matches(' ')).is_some();
                    let value = value.shift(at);
                    lines.push(Line { name, value, items: Vec::new(), whole, row: None, is_item });
                }
            }
            at = end;
        }
        if lines.is_empty() {
            return None;
        }
        self.at = at;
        Some(lines)
    }

    /// Gives the items of the list that comes next to the line before it, unless these say values of their own.
    fn list_of(&mut self, line: &mut Line) {
        self.skip_blank();
        let mut items = Vec::new();
        let mut at = self.at;
        for written in self.text[self.at..].split_inclusive('\n') {
            if written.trim().is_empty() || written.starts_with('#') {
                break;
            }
            let Some(span) = item(written, 0).filter(|_| said(written).is_none()) else { return };
            items.push(span.shift(at));
            at += written.len();
        }
        if !items.is_empty() {
            (line.items, line.whole.end, self.at) = (items, at, at);
        }
    }
}

/// What an item says that is indented at least so far.
fn item(line: &str, least: usize) -> Option<Span> {
    let inner = line.trim_start_matches([' ', '\t']);
    let indent = line.len() - inner.len();
    let value = bullet(inner).filter(|_| indent >= least)?;
    let start = line.len() - value.len();
    Some(Span { start, end: start + value.trim_end().len() })
}

/// What follows the mark of an item.
fn bullet(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['-', '*', '+'])?;
    rest.starts_with([' ', '\t']).then(|| rest.trim_start_matches([' ', '\t']))
}

/// The longest name of a field that is looked for.
const LONGEST: usize = 40;

/// The name and the value that a line says.
fn said(line: &str) -> Option<(String, Span)> {
    let inner = line.trim_start_matches(' ');
    if line.len() - inner.len() > 3 {
        return None;
    }
    let inner = bullet(inner).unwrap_or(inner);
    let marked = inner.trim_start_matches(['*', '_']);
    let mark = &inner[..inner.len() - marked.len()];
    // `**Owner** - ana` is one as well, but only with the marks around the name.
    let dashed = || {
        let (name, value) = marked.split_once(mark).filter(|_| !mark.is_empty())?;
        let value = value.strip_prefix(' ')?.strip_prefix(['-', '–', '—'])?;
        value.starts_with(' ').then_some((name, value))
    };
    let colon = marked.split_once(':').filter(|_| dashed().is_none());
    let (name, value) = match mark {
        _ if colon.is_none() => dashed()?,
        "" => colon?,
        // `**Owner**: ana` or `**Owner:** ana`.
        _ => {
            let (name, value) = colon?;
            match (name.strip_suffix(mark), value.strip_prefix(mark)) {
                (Some(name), _) => (name, value),
                (None, Some(value)) => (name, value),
                (None, None) => return None,
            }
        }
    };
    if !is_name(name) || !(value.trim().is_empty() || value.starts_with([' ', '\t'])) {
        return None;
    }
    let start = line.len() - value.trim_start_matches([' ', '\t']).len();
    let end = start + unbroken(&line[start..]).len();
    Some((name.trim().to_owned(), Span { start, end: end.max(start) }))
}

/// Whether a text may be the name of a field.
fn is_name(name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '\'' | '’');
    // `Author(s)` is a word.
    let bare = name.replace("(s)", "s");
    !name.trim().is_empty() && bare.chars().count() <= LONGEST && bare.chars().all(is_word)
}

/// A line without what breaks it at its end: blanks, a backslash or `<br>`.
fn unbroken(line: &str) -> &str {
    let line = line.trim_end();
    let broken = ["\\", "<br>", "<br/>", "<br />", "<BR>"].iter().find_map(|end| line.strip_suffix(end));
    broken.unwrap_or(line).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let shown = |line: &Line| {
            let items: Vec<&str> = line.items.iter().map(|item| &text[item.range()]).collect();
            format!("{}={}{}", line.name, &text[line.value.range()], items.join("|"))
        };
        lines(text, 0).iter().map(shown).collect()
    }

    #[test]
    fn lines_after_the_title_say_values() {
        let text = "\n# Sprint 12\n\n**Owner:** ana  \n**Last reviewed**: 2026-01-02\\\n_Team:_ pay\nPlace: Rome\n\n\
                    - Date: 2026-01-02\r\n* **Mood**: good\n- Attendees:\n  - ana\n  - bob\n\nProse: of one line\n\n\
                    More of it\n\nDate: no more\n";
        assert_eq!(
            found(text),
            [
                "Owner=ana",
                "Last reviewed=2026-01-02",
                "Team=pay",
                "Place=Rome",
                "Date=2026-01-02",
                "Mood=good",
                "Attendees=ana|bob",
                "Prose=of one line"
            ]
        );
    }

    #[test]
    fn lines_are_written_in_many_ways() {
        let text = "* Owner: ana\n* **Date** - 2026-01-02\n* _Place_ – Rome: Trevi\n\nA: b<br>\nC: d<br />\n";
        assert_eq!(found(text), ["Owner=ana", "Date=2026-01-02", "Place=Rome: Trevi", "A=b", "C=d"]);
        assert_eq!(found("Actions:\n- Fix it: now\n- More\n\nText\n"), ["Actions=Fix it: now|More"]);
        assert_eq!(found("**Actions**:\n\n- Fix\n- More\n\nA: b\n"), ["Actions=Fix|More", "A=b"]);
        assert_eq!(found("A:\n\n- B: c\n"), ["A=", "B=c"], "values of their own");
        assert_eq!(found("- A:\n- B: c\n"), ["A=", "B=c"]);
        assert!(found("Date - 2026\n").is_empty());
        assert!(found("**Date**- 2026\n").is_empty());
    }

    #[test]
    fn what_is_nearly_a_line_is_known() {
        let text = "# A\n\nA: b\n\nSome prose.\nOwner: ana\n\n> **Date:** x\n\n| Mood | good |\n\nB - c\n\n# D\n\nE: f\n";
        let names: Vec<String> = elsewhere(text, 0).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Owner", "Date", "Mood", "B"]);
    }

    #[test]
    fn prose_ends_them() {
        assert!(found("# A\n\nNote: this is\nprose.\n\nOwner: ana\n").is_empty());
        assert!(found("# A\n\n## B\n\nOwner: ana\n").is_empty());
        assert!(found("Owner: ana\n---\n").is_empty(), "a heading");
        assert!(found("    Owner: ana\n").is_empty(), "code");
        assert!(found("- [ ] Task: x\n").is_empty());
        assert!(found("https://example.org\n").is_empty());
        assert_eq!(found("A\n===\nOwner: ana\n## B\n"), ["Owner=ana"]);
        assert_eq!(found("Owner:\n"), ["Owner="]);
    }

    #[test]
    fn values_lose_their_marks() {
        for (written, meant) in [
            ("`ana`", "ana"),
            ("**ana**", "ana"),
            ("[Ana](ana.md)", "Ana"),
            ("[[ana|Ana]]", "ana"),
            ("a *b* c", "a *b* c"),
        ] {
            assert_eq!(plain(written, LinkMeans::Words), meant);
        }
        assert_eq!(plain("[Later](../later.md)", LinkMeans::Address), "../later.md");
        assert_eq!(plain("[Later](../later.md)", LinkMeans::Itself), "[Later](../later.md)");
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_lines_in_order(text in "(#|=|-|\\*|_|:|,|`|\\[|\\]|\\(|\\)|é| |Owner|a|\t|\r\n|\n|\\\\|\\||\\|-\\|-\\|\n){0,40}") {
            let mut end = 0;
            for line in lines(&text, 0) {
                assert!(end <= line.whole.start && line.whole.start < line.whole.end);
                end = line.whole.end;
                for span in line.items.iter().chain([&line.value]) {
                    assert!(line.whole.start <= span.start && span.end <= end);
                    plain(&text[span.range()], LinkMeans::Words);
                }
                for part in parts(&text, line.value) {
                    assert!(!text[part.range()].is_empty());
                }
            }
        }
    }
}
