//! Runs of code with one class each, and how they become HTML.

use std::fmt::Write as _;
use std::num::NonZeroU32;

use crate::syntax::escape;

/// The class of a stretch of code: `PLAIN`, or an index into [`LETTERS`] from one.
pub(super) type Class = u8;

/// Code that no class says anything about.
pub(super) const PLAIN: Class = 0;

/// The class names, in the order of their numbers; `LETTERS[0]` stands for no class at all.
///
/// c comment, k keyword or storage, o operator, s string, e escape, r regular expression, n number,
/// l constant of the language, f function, t type, v variable or parameter, b built in,
/// a attribute, g tag, p key or property, m macro, preprocessor or decorator, d deleted,
/// i inserted, h heading, u link, x invalid, w bold, y italic.
pub const LETTERS: &[u8; 24] = b" ckosernlftvbagpmdihuxwy";

/// The number of the class called `letter`.
pub(super) const fn class(letter: u8) -> Class {
    let mut number = 0;
    while number < LETTERS.len() {
        if LETTERS[number] == letter {
            return number as Class;
        }
        number += 1;
    }
    panic!("no such class");
}

/// What is known of a block of code: runs of bytes with one class each, which tile it exactly.
///
/// Compact, because a build keeps one for every block: a run takes one byte when it is shorter
/// than four bytes and two below 512.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spans {
    /// Runs as LEB128 numbers: the length in bytes times 32, plus the class.
    runs: Box<[u8]>,
    /// The line from one at which a limit was first met.
    capped: Option<NonZeroU32>,
}

const CLASS_BITS: u32 = 5;

impl Spans {
    /// Spans that say nothing about `code`.
    pub fn plain(code: &str) -> Self {
        let mut builder = Builder::default();
        builder.push(PLAIN, code.len(), false);
        builder.finish(None)
    }

    /// The first line, counted from one, that was left plain because it is too long or stands too
    /// far down in its block.
    pub fn capped(&self) -> Option<usize> {
        self.capped.map(|line| line.get() as usize)
    }

    /// How many bytes the spans themselves take.
    pub fn size(&self) -> usize {
        self.runs.len()
    }

    /// How many bytes of code the runs tile.
    pub fn code_len(&self) -> usize {
        self.runs().map(|(_, length)| length).sum()
    }

    /// Class number and length in bytes of each run.
    pub(super) fn runs(&self) -> impl Iterator<Item = (Class, usize)> + '_ {
        let mut bytes = self.runs.iter();
        std::iter::from_fn(move || {
            let number = read_number(&mut bytes)?;
            Some(((number & ((1 << CLASS_BITS) - 1)) as Class, (number >> CLASS_BITS) as usize))
        })
    }

    /// The spans' stored form: the runs as they are, and the capped line (0 for none).
    pub(super) fn parts(&self) -> (&[u8], u32) {
        (&self.runs, self.capped.map_or(0, NonZeroU32::get))
    }

    /// The inverse of [`Spans::parts`]. Bytes that are no runs are found out when writing.
    pub(super) fn from_parts(runs: &[u8], capped: u32) -> Self {
        Spans { runs: runs.into(), capped: NonZeroU32::new(capped) }
    }
}

fn read_number<'a>(bytes: &mut impl Iterator<Item = &'a u8>) -> Option<u64> {
    let mut number = 0;
    for shift in (0..63).step_by(7) {
        let byte = *bytes.next()?;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// Puts runs together, merging as it goes.
#[derive(Default)]
pub(super) struct Builder {
    runs: Vec<u8>,
    class: Class,
    length: usize,
    /// White space at the end of what was given that could still go either way.
    blank: usize,
}

impl Builder {
    /// Adds `length` bytes of `class`. White space (`blank`) looks the same in nearly every class,
    /// so it joins whichever neighbour saves a run.
    pub(super) fn push(&mut self, class: Class, length: usize, blank: bool) {
        if length == 0 {
            return;
        }
        if blank && (self.length > 0 || self.blank > 0) && !shows_blanks(class) && !shows_blanks(self.class) {
            self.blank += length;
            return;
        }
        if class != self.class && self.length > 0 {
            let (before, after) = if class == PLAIN { (0, self.blank) } else { (self.blank, 0) };
            self.blank = 0;
            self.length += before;
            self.flush();
            self.length = after;
        }
        self.class = class;
        self.length += std::mem::take(&mut self.blank) + length;
    }

    fn flush(&mut self) {
        let mut number = (self.length as u64) << CLASS_BITS | u64::from(self.class);
        while number >= 0x80 {
            self.runs.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.runs.push(number as u8);
        self.length = 0;
    }

    pub(super) fn finish(mut self, capped: Option<usize>) -> Spans {
        self.length += std::mem::take(&mut self.blank);
        if self.length > 0 {
            self.flush();
        }
        let capped = capped.and_then(|line| NonZeroU32::new(u32::try_from(line).unwrap_or(u32::MAX)));
        Spans { runs: self.runs.into(), capped }
    }
}

/// Whether white space of this class may be underlined or have a colour behind it.
fn shows_blanks(class: Class) -> bool {
    b"uxdi".contains(LETTERS.get(usize::from(class)).unwrap_or(&b' '))
}

/// Writes `code` as escaped text, its classed runs as `<span class="k">…</span>`.
///
/// Spans that do not fit the code (from a damaged memo, say) never lose text: what they do not
/// tile is written plain.
pub fn write_html(out: &mut String, code: &str, spans: &Spans) {
    out.reserve(code.len() * 3);
    let mut at = 0usize;
    for (class, length) in spans.runs() {
        let Some(text) = code.get(at..at.saturating_add(length)) else { break };
        write_run(out, class, text);
        at += length;
    }
    escape::text(out, &code[at..]);
}

/// How lines are wrapped by [`write_html_lines`].
#[derive(Clone, Copy, Default)]
pub struct Lines<'a> {
    /// The number of the first line when lines are numbered. Each then carries its number as
    /// `data-n`, for the style sheet to show: neither copied nor selected, and no inline style.
    pub numbers_from: Option<usize>,
    /// Tells of a line, counted from one, whether it is highlighted.
    pub highlighted: Option<&'a dyn Fn(usize) -> bool>,
}

/// Writes `code` as [`write_html`] does with each line in `<span class="l">`, or `class="l hl"`
/// when it is highlighted. The newline stands within its line's span, and no other span crosses it.
pub fn write_html_lines(out: &mut String, code: &str, spans: &Spans, lines: Lines<'_>) {
    out.reserve(code.len() * 4);
    let mut runs = spans.runs();
    let mut run = (PLAIN, 0);
    for (index, line) in code.split_inclusive('\n').enumerate() {
        open_line(out, index + 1, lines);
        let mut rest = line;
        while !rest.is_empty() {
            if run.1 == 0 {
                run = runs.next().unwrap_or((PLAIN, usize::MAX));
            }
            let length = run.1.min(rest.len());
            let (text, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            let body = text.strip_suffix('\n').unwrap_or(text);
            // White space that joined a run of the line before needs no span of its own.
            let class = if body.trim_ascii().is_empty() && !shows_blanks(run.0) { PLAIN } else { run.0 };
            write_run(out, class, body);
            out.push_str(&text[body.len()..]);
            run.1 -= length;
            rest = after;
        }
        out.push_str("</span>");
    }
}

fn open_line(out: &mut String, line: usize, lines: Lines<'_>) {
    let highlighted = lines.highlighted.is_some_and(|is| is(line));
    out.push_str(if highlighted { r#"<span class="l hl""# } else { r#"<span class="l""# });
    if let Some(first) = lines.numbers_from {
        // Writing to a string cannot fail.
        let _ = write!(out, r#" data-n="{}""#, first.saturating_add(line - 1));
    }
    out.push('>');
}

fn write_run(out: &mut String, class: Class, text: &str) {
    match LETTERS.get(usize::from(class)) {
        Some(&letter) if class != PLAIN && !text.is_empty() => {
            out.push_str(r#"<span class=""#);
            out.push(char::from(letter));
            out.push_str("\">");
            escape::text(out, text);
            out.push_str("</span>");
        }
        _ => escape::text(out, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(runs: &[(u8, &str)]) -> Spans {
        let mut builder = Builder::default();
        for (letter, text) in runs {
            builder.push(class(*letter), text.len(), text.trim().is_empty());
        }
        builder.finish(None)
    }

    fn listed(spans: &Spans) -> Vec<(char, usize)> {
        spans.runs().map(|(class, length)| (char::from(LETTERS[usize::from(class)]), length)).collect()
    }

    #[test]
    fn equal_neighbours_and_white_space_are_merged() {
        type Case = (&'static [(u8, &'static str)], &'static [(char, usize)]);
        let cases: &[Case] = &[
            (&[(b'k', "fn"), (b'k', "x")], &[('k', 3)]),
            (&[(b'k', "fn"), (b' ', " "), (b'f', "main")], &[('k', 3), ('f', 4)]),
            (&[(b'k', "let"), (b' ', " "), (b' ', "x")], &[('k', 3), (' ', 2)]),
            (&[(b' ', "x"), (b' ', " "), (b'k', "let")], &[(' ', 2), ('k', 3)]),
            (&[(b'i', "+a"), (b' ', "\n"), (b'd', "-b")], &[('i', 2), (' ', 1), ('d', 2)]),
            (&[(b' ', "  "), (b'k', "if"), (b' ', "\n")], &[(' ', 2), ('k', 3)]),
            (&[(b's', "\""), (b's', "  "), (b's', "\"")], &[('s', 4)]),
        ];
        for (given, expected) in cases {
            assert_eq!(listed(&spans(given)), *expected, "{given:?}");
        }
    }

    #[test]
    fn long_runs_survive_the_encoding() {
        for length in [1, 3, 4, 511, 512, 70_000] {
            let code = "x".repeat(length);
            assert_eq!(listed(&spans(&[(b's', &code)])), [('s', length)]);
        }
        assert_eq!(listed(&spans(&[])), []);
    }

    #[test]
    fn code_is_escaped_in_and_out_of_spans() {
        let code = "a<b && \"c\"\n";
        let mut out = String::new();
        write_html(
            &mut out,
            code,
            &spans(&[(b' ', "a"), (b'o', "<"), (b' ', "b && "), (b's', "\"c\""), (b' ', "\n")]),
        );
        assert_eq!(out, "a<span class=\"o\">&lt;</span>b &amp;&amp; <span class=\"s\">\"c\"\n</span>");
    }

    #[test]
    fn lines_are_wrapped_and_spans_cut_at_newlines() {
        let code = "/* a\n b */\nx";
        let mut out = String::new();
        let lines = Lines { numbers_from: Some(9), highlighted: Some(&|line| line == 2) };
        write_html_lines(&mut out, code, &spans(&[(b'c', "/* a\n b */"), (b' ', "\nx")]), lines);
        assert_eq!(
            out,
            "<span class=\"l\" data-n=\"9\"><span class=\"c\">/* a</span>\n</span>\
             <span class=\"l hl\" data-n=\"10\"><span class=\"c\"> b */</span>\n</span>\
             <span class=\"l\" data-n=\"11\">x</span>"
        );
    }

    #[test]
    fn spans_of_other_code_lose_no_text() {
        let wrong = spans(&[(b'k', "abc"), (b's', "defghij")]);
        for code in ["", "é", "aéb", "ab\nd<", "abc\ndefghijklm\n"] {
            for by_line in [false, true] {
                let mut out = String::new();
                if by_line {
                    write_html_lines(&mut out, code, &wrong, Lines::default());
                } else {
                    write_html(&mut out, code, &wrong);
                }
                let text: String =
                    out.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
                assert_eq!(text.replace("&lt;", "<"), code, "{out}");
            }
        }
    }
}
