//! Which dollar signs are mathematics, and which are money or a variable of a shell or a build.
//!
//! The Markdown parser takes everything between two dollar signs for a formula before it looks for
//! code, links and emphasis: ``$5. Use `$HOME` `` would lose its code. So a text with dollar signs is
//! read twice: first without mathematics, which says what is code, a link or HTML, then with the dollar
//! signs that are not meant as mathematics hidden from the parser.

use std::borrow::Cow;

use memchr::memchr_iter;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::text::Span;

/// Characters that may stand in for a dollar sign: as long, and nothing in Markdown. The first that
/// the text does not have is taken, so that none of its own becomes a dollar sign.
const STAND_INS: [char; 8] = ['\u{2}', '\u{3}', '\u{4}', '\u{5}', '\u{6}', '\u{7}', '\u{e}', '\u{f}'];

/// Words that no formula has, and most sentences have.
const PROSE: [&str; 8] = ["and", "or", "is", "are", "the", "to", "per", "for"];

/// A text as the parser is to read it. Offsets are those of the text as it was.
pub struct Told<'t> {
    /// The text, with the dollar signs that are not mathematics hidden.
    pub text: Cow<'t, str>,
    /// The options to read it with.
    pub options: Options,
    /// What stands for a dollar sign, if anything does.
    stand_in: Option<char>,
}

impl<'t> Told<'t> {
    /// Tells the dollar signs of `text` apart; `options` are those to read it with.
    pub fn new(text: &'t str, options: Options) -> Self {
        let as_it_is = |options| Told { text: text.into(), options, stand_in: None };
        let mut dollars = memchr_iter(b'$', text.as_bytes()).filter(|at| !is_escaped(text, *at));
        if dollars.next().is_none() || dollars.next().is_none() {
            return as_it_is(options);
        }
        let without = options.difference(Options::ENABLE_MATH);
        // Most dollar signs are those of shells, in fenced code: no reason to read the page twice.
        if outside_fences(text).is_some_and(|dollars| dollars < 2) {
            return as_it_is(without);
        }
        let survey = Survey::of(text, without);
        if survey.formulas.is_empty() {
            return as_it_is(without);
        }
        let others = survey.others();
        if others.is_empty() {
            return as_it_is(options);
        }
        let Some(stand_in) = STAND_INS.into_iter().find(|stand_in| !text.contains(*stand_in)) else {
            return as_it_is(without);
        };
        let mut told = String::with_capacity(text.len());
        let mut copied = 0;
        for at in others {
            told.push_str(&text[copied..at]);
            told.push(stand_in);
            copied = at + 1;
        }
        told.push_str(&text[copied..]);
        Told { text: told.into(), options, stand_in: Some(stand_in) }
    }

    /// The event as it would be of the text as it was. Only the id of a link stays: by it the parser
    /// finds the definition.
    pub fn reveal<'e>(&self, event: Event<'e>) -> Event<'e> {
        let Some(stand_in) = self.stand_in else { return event };
        let show = |text: CowStr<'e>| match text.contains(stand_in) {
            true => CowStr::from(text.replace(stand_in, "$")),
            false => text,
        };
        match event {
            Event::Text(text) => Event::Text(show(text)),
            Event::FootnoteReference(label) => Event::FootnoteReference(show(label)),
            Event::Start(Tag::FootnoteDefinition(label)) => {
                Event::Start(Tag::FootnoteDefinition(show(label)))
            }
            event => event,
        }
    }
}

fn has_fence(line: &str) -> bool {
    line.contains("```") || line.contains("~~~")
}

/// How many dollar signs there are outside of fenced code, as far as lines tell: none when a fence does
/// not begin its line, or does not end, so that only the parser knows.
fn outside_fences(text: &str) -> Option<usize> {
    let mut dollars = 0;
    let mut open: Option<&str> = None;
    for line in text.split('\n') {
        let bare = line.trim_start_matches([' ', '\t', '>']);
        let mark = bare.as_bytes().first().copied().filter(|mark| matches!(mark, b'`' | b'~'));
        let length = mark.map_or(0, |mark| bare.bytes().take_while(|byte| *byte == mark).count());
        match open {
            None if length >= 3 && !bare[length..].contains('`') => open = Some(&bare[..length]),
            None if memchr::memchr2(b'`', b'~', line.as_bytes()).is_some() && has_fence(line) => return None,
            None => dollars += memchr_iter(b'$', line.as_bytes()).count(),
            Some(fence) if bare[..length].starts_with(fence) && bare[length..].trim().is_empty() => {
                open = None;
            }
            Some(_) => {}
        }
    }
    open.is_none().then_some(dollars)
}

fn is_escaped(text: &str, at: usize) -> bool {
    text.as_bytes()[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// The dollar signs that the parser could take for mathematics. Those of code, HTML, addresses and
/// titles it finds to be part of them before; there a stand-in could even do harm.
#[derive(Default)]
struct Survey {
    /// Where formulas are, with their dollar signs, in order.
    formulas: Vec<Span>,
    /// All dollar signs of running text and of labels, but for escaped ones.
    dollars: Vec<usize>,
}

impl Survey {
    /// Reads `text`; `options` are without mathematics.
    fn of(text: &str, options: Options) -> Self {
        let mut survey = Survey::default();
        let mut open: Option<Span> = None;
        // Text up to here has no formulas, and up to there not even dollar signs.
        let (mut plain, mut opaque) = (0, 0);
        let mut was_break = false;
        let events = Parser::new_ext(text, options).into_offset_iter();
        for (_, definition) in events.reference_definitions().iter() {
            survey.label(text, definition.span.start);
        }
        for (event, range) in events {
            let is_break = matches!(event, Event::SoftBreak | Event::HardBreak);
            let after_break = std::mem::replace(&mut was_break, is_break);
            match event {
                Event::Text(_) if range.start < opaque => {}
                Event::Text(_) if range.start < plain => survey.take(text, range.into()),
                Event::Text(_) => {
                    survey.take(text, range.clone().into());
                    let first = if after_break { range.start } else { usize::MAX };
                    delimiters(text, range.into(), |delimiter| {
                        // The parser does not let the first of a line end a formula in a sentence.
                        let ends = delimiter.start != first || delimiter.range().len() > 1;
                        match open.take().filter(|open| ends && is_formula(text, *open, delimiter)) {
                            Some(open) => {
                                survey.formulas.push(Span { start: open.start, end: delimiter.end });
                            }
                            None => open = Some(delimiter),
                        }
                    });
                }
                // A formula may have stars and tildes.
                Event::SoftBreak
                | Event::HardBreak
                | Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
                | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
                event => {
                    open = None;
                    match &event {
                        Event::Start(tag) if is_opaque(tag) => opaque = opaque.max(range.end),
                        Event::Start(tag) if is_name(tag) => plain = plain.max(range.end),
                        Event::Start(Tag::FootnoteDefinition(_)) => survey.label(text, range.start),
                        Event::Start(
                            Tag::Link { link_type: LinkType::Reference, .. }
                            | Tag::Image { link_type: LinkType::Reference, .. },
                        ) => {
                            // The parser lets a backslash stand between the two.
                            let link = &text[range.clone()];
                            if let Some(label) = link.rfind("][").map(|at| at + 1).or(link.rfind('[')) {
                                survey.label(text, range.start + label);
                            }
                        }
                        Event::FootnoteReference(_) => survey.take(text, range.into()),
                        _ => {}
                    }
                }
            }
        }
        survey
    }

    /// The dollar signs that belong to no formula, in order.
    fn others(mut self) -> Vec<usize> {
        self.dollars.sort_unstable();
        self.dollars.dedup();
        self.dollars.retain(|at| {
            let next = self.formulas.partition_point(|formula| formula.start <= *at);
            next == 0 || self.formulas[next - 1].end <= *at
        });
        self.dollars
    }

    fn take(&mut self, text: &str, part: Span) {
        delimiters(text, part, |row| self.dollars.extend(row.range()));
    }

    /// Takes the label in brackets that starts at `start`. A link and what it names have to have the
    /// same.
    fn label(&mut self, text: &str, start: usize) {
        // A label has a thousand characters at most.
        let ends = memchr_iter(b']', &text.as_bytes()[start..]).map(|at| start + at);
        let end = ends.take_while(|at| at - start < 4000).find(|at| !is_escaped(text, *at));
        if let Some(end) = end {
            self.take(text, Span { start, end });
        }
    }
}

/// Whether the parser knows all of the element before it looks for mathematics in it.
fn is_opaque(tag: &Tag<'_>) -> bool {
    match tag {
        Tag::CodeBlock(_) | Tag::HtmlBlock => true,
        Tag::Link { link_type, .. } => matches!(link_type, LinkType::Autolink | LinkType::Email),
        _ => false,
    }
}

/// Whether it is a link whose text is the name that is defined elsewhere, and has to stay the same.
fn is_name(tag: &Tag<'_>) -> bool {
    let (Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) = tag else { return false };
    matches!(link_type, LinkType::Shortcut | LinkType::Collapsed)
}

/// Calls `each` with the rows of dollar signs in a part of `text`.
fn delimiters(text: &str, part: Span, mut each: impl FnMut(Span)) {
    let mut row: Option<Span> = None;
    for at in memchr_iter(b'$', &text.as_bytes()[part.range()]).map(|at| part.start + at) {
        if is_escaped(text, at) {
            continue;
        }
        match &mut row {
            Some(row) if row.end == at => row.end = at + 1,
            _ => row.replace(Span { start: at, end: at + 1 }).into_iter().for_each(&mut each),
        }
    }
    row.into_iter().for_each(each);
}

/// Whether what is between two rows of dollar signs is mathematics.
fn is_formula(text: &str, open: Span, close: Span) -> bool {
    let content = &text[open.end..close.start];
    let length = open.end - open.start;
    if length != close.end - close.start || !is_balanced(content) || content.contains("**") {
        return false;
    }
    match length {
        1 => {
            let apart = is_set_off(text, open, close) && !are_variables(text, open, close);
            apart && !is_prose(content) && !is_price(content)
        }
        2 => {
            let content = content.trim();
            !content.is_empty() && (content.contains(['\\', '^', '_', '=']) || !is_prose(content))
        }
        _ => false,
    }
}

/// Whether the dollar signs hug a formula and stand apart from the words around it: not so in
/// `US$5`, `$5 or $10`, `$A/$B` and `${A}:${B}`.
fn is_set_off(text: &str, open: Span, close: Span) -> bool {
    let content = &text[open.end..close.start];
    let before = text[..open.start].chars().next_back();
    let after = text[close.end..].chars().next();
    !content.starts_with(char::is_whitespace)
        && !content.ends_with(|last: char| last.is_whitespace() || matches!(last, '/' | ':' | '"'))
        && !before.is_some_and(is_letter)
        && !after.is_some_and(|after| is_letter(after) || after == '{')
}

/// Whether the dollar signs are those of variables: `$(OutDir)$(Name)`, `${HOME} or 5$`. In parentheses
/// there may as well be a product, unless another variable follows or the name is in camel case.
fn are_variables(text: &str, open: Span, close: Span) -> bool {
    let Some((bracket, name, rest)) = variable(&text[open.end..]) else { return false };
    match bracket {
        b'{' => !rest.starts_with(['^', '_', '\'']),
        _ => is_camel_case(name) || variable(&text[close.end..]).is_some(),
    }
}

/// The variable whose dollar sign stands before `text`: its bracket, its name and what follows it. Names of
/// one letter are more often mathematics.
fn variable(text: &str) -> Option<(u8, &str, &str)> {
    let bracket = *text.as_bytes().first()?;
    let end = if bracket == b'(' { ')' } else { '}' };
    let inner = text.strip_prefix(['(', '{'])?;
    let rest = inner.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
    let name = &inner[..inner.len() - rest.len()];
    let named = name.len() > 1 && !name.starts_with(|c: char| c.is_ascii_digit());
    Some((bracket, name, rest.strip_prefix(end)?)).filter(|_| named)
}

/// `OutDir`, but not `kWh`.
fn is_camel_case(name: &str) -> bool {
    let kinds = |part: &[u8]| [0, 1, 2].map(|at| part[at].is_ascii_uppercase());
    let letters = |part: &[u8]| part.iter().all(u8::is_ascii_alphabetic);
    name.as_bytes().windows(3).any(|part| letters(part) && kinds(part) == [false, true, false])
}

/// Whether the character belongs to a word that is set off by spaces. Those of Chinese, Japanese and
/// Korean are not: formulas stand right beside them.
fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() && letter < '\u{2E80}'
}

fn is_balanced(content: &str) -> bool {
    let mut depth = 0_usize;
    let mut bytes = content.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => drop(bytes.next()),
            b'{' => depth += 1,
            b'}' if depth == 0 => return false,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// Whether there are two words side by side, or one that only sentences have, outside of braces.
fn is_prose(content: &str) -> bool {
    let mut depth = 0_usize;
    let mut before = 0;
    for word in content.split_whitespace() {
        let outside = depth == 0;
        depth = (depth + word.matches('{').count()).saturating_sub(word.matches('}').count());
        let length = if outside { plain_word(word).map_or(0, |plain| plain.chars().count()) } else { 0 };
        let side_by_side = before > 0 && length > 0 && before.max(length) > 2;
        if side_by_side || plain_word(word).is_some_and(|plain| outside && PROSE.contains(&plain)) {
            return true;
        }
        before = if word.ends_with(',') { 0 } else { length };
    }
    false
}

/// Whether it is an amount with words around it. `2x + 3` and `10^6` are none.
fn is_price(content: &str) -> bool {
    content.starts_with(|first: char| first.is_ascii_digit())
        && !content.contains('\\')
        && content.split_whitespace().any(|word| plain_word(word).is_some())
}

/// The word without the punctuation around it, if it is two letters or more and nothing else.
fn plain_word(word: &str) -> Option<&str> {
    let word = word.trim_matches([',', '.', ';', ':', '!', '?', '(', ')', '"', '\'', '’', '*', '_']);
    let plain = word.chars().all(|letter| letter.is_alphabetic() && is_letter(letter));
    (plain && word.chars().nth(1).is_some()).then_some(word)
}

#[cfg(test)]
mod tests;
