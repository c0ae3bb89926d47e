//! Fenced code: what the words after the fence say, and the block as HTML.
//!
//! Every site generator invented its own notation for these words. What means the same here is
//! understood in all of them; what is not understood is left alone, as CommonMark wants it.

use std::ops::RangeInclusive;

use super::escape;
use super::highlight::{Lines, Spans, write_html, write_html_lines};

/// What a fence's info string says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence<'a> {
    /// The language as it was written, empty for none.
    pub lang: &'a str,
    /// A title, usually a file's name.
    pub title: Option<String>,
    /// The highlighted lines, counted from one: in order, apart from each other, never empty.
    pub highlight: Vec<RangeInclusive<usize>>,
    /// Whether lines are numbered.
    pub numbers: bool,
    /// The number of the first line.
    pub start: usize,
}

impl Default for Fence<'_> {
    fn default() -> Self {
        Fence { lang: "", title: None, highlight: Vec::new(), numbers: false, start: 1 }
    }
}

/// Reads an info string.
///
/// The language is the first word (`rust,ignore` is rust) or pandoc's first class (`{.rust}`).
/// Further on, in any order and separated by blanks or commas: lines in braces or named
/// (`{2,4-6}`, `hl_lines="2 4"`), a title (`title="…"`, also as `filename` or `file`), `linenos`
/// or `numbers` or `showLineNumbers` or pandoc's `.numberLines`, and `start=10`.
pub fn parse(info: &str) -> Fence<'_> {
    let info = info.trim();
    let word = info.find(|c: char| c.is_whitespace() || c == ',' || c == '{').unwrap_or(info.len());
    let mut fence = Fence { lang: &info[..word], ..Fence::default() };
    let mut words = Words { rest: &info[word..], within: false };
    while let Some(word) = words.next() {
        fence.read(&word);
    }
    fence.highlight = merged(std::mem::take(&mut fence.highlight));
    fence
}

impl<'a> Fence<'a> {
    fn read(&mut self, word: &Word<'a>) {
        match *word {
            Word::Lines(lines) => read_lines(lines, &mut self.highlight),
            Word::Class(class) if self.lang.is_empty() && !is_numbers(class) => self.lang = class,
            Word::Flag(name) | Word::Class(name) => self.numbers |= is_numbers(name),
            Word::Value(name, value) => self.read_value(name, value),
        }
    }

    fn read_value(&mut self, name: &str, value: &str) {
        match name.to_ascii_lowercase().as_str() {
            "title" | "filename" | "file" | "name" if !value.is_empty() => {
                self.title = Some(value.to_owned());
            }
            "hl_lines" | "highlight" | "mark" | "emphasize-lines" | "data-line" => {
                read_lines(value.trim_matches(['{', '}']), &mut self.highlight);
            }
            "start" | "startfrom" | "start-from" | "linenostart" | "startlinenumber" => {
                self.start = value.parse().unwrap_or(self.start);
            }
            _ if is_numbers(name) => {
                self.numbers = !matches!(value, "false" | "0" | "no" | "off");
                // `linenums="10"` numbers from ten.
                self.start = value.parse().ok().filter(|start| *start > 0).unwrap_or(self.start);
            }
            _ => {}
        }
    }
}

fn is_numbers(name: &str) -> bool {
    const NAMES: [&str; 8] = [
        "linenos",
        "linenums",
        "numbers",
        "numberlines",
        "lineno",
        "showlinenumbers",
        "linenumbers",
        "line-numbers",
    ];
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Something said after the language.
enum Word<'a> {
    /// `2,4-6`, from braces.
    Lines(&'a str),
    /// `.rust`.
    Class(&'a str),
    /// `linenos`.
    Flag(&'a str),
    /// `title="…"`, without the quotes.
    Value(&'a str, &'a str),
}

/// Cuts words off the front of `rest`.
struct Words<'a> {
    rest: &'a str,
    /// Within pandoc's braces.
    within: bool,
}

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<Word<'a>> {
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            if let Some(inner) = self.rest.strip_prefix('{') {
                self.rest = inner;
                match inner.split_once('}') {
                    Some((lines, after)) if is_lines(lines) => {
                        self.rest = after;
                        return Some(Word::Lines(lines));
                    }
                    _ => self.within = true,
                }
            } else if let Some(after) = self.rest.strip_prefix('}') {
                self.rest = after;
                self.within = false;
            } else {
                break;
            }
        }
        if self.rest.is_empty() {
            return None;
        }
        let ends =
            |c: char| c.is_whitespace() || c == ',' || c == '=' || c == '{' || (self.within && c == '}');
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (name, after) = self.rest.split_at(end);
        self.rest = after;
        if let Some(value) = after.strip_prefix('=') {
            let value = self.value(value);
            return Some(Word::Value(name, value));
        }
        Some(name.strip_prefix('.').map_or(Word::Flag(name), Word::Class))
    }

    /// Reads a value after its `=`, quoted, in braces or bare. A quote that is never closed holds
    /// everything that follows.
    fn value(&mut self, value: &'a str) -> &'a str {
        for (open, close) in [('"', '"'), ('\'', '\''), ('{', '}')] {
            if let Some(inner) = value.strip_prefix(open) {
                let (value, after) = inner.split_once(close).unwrap_or((inner, ""));
                self.rest = after;
                return value;
            }
        }
        let within = self.within;
        let end = value.find(|c: char| c.is_whitespace() || c == ',' || (within && c == '}'));
        let (value, after) = value.split_at(end.unwrap_or(value.len()));
        self.rest = after;
        value
    }
}

fn is_lines(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '-'))
}

/// Reads `2,4-6` or `2 4-6`; what makes no sense is passed over.
fn read_lines(text: &str, lines: &mut Vec<RangeInclusive<usize>>) {
    for part in text.split(|c: char| c == ',' || c.is_whitespace()).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        if let (Some(from), Some(to)) = (number(from), number(to)) {
            lines.push(from.max(1)..=to);
        }
    }
}

/// A number; too large a one is the largest there is.
fn number(text: &str) -> Option<usize> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(usize::MAX))
}

/// The same lines in order, with no line twice and no range empty.
fn merged(mut lines: Vec<RangeInclusive<usize>>) -> Vec<RangeInclusive<usize>> {
    lines.retain(|range| !range.is_empty());
    lines.sort_by_key(|range| (*range.start(), *range.end()));
    let mut apart: Vec<RangeInclusive<usize>> = Vec::new();
    for range in lines {
        match apart.last_mut() {
            Some(last) if *range.start() <= last.end().saturating_add(1) => {
                *last = *last.start()..=*last.end().max(range.end());
            }
            _ => apart.push(range),
        }
    }
    apart
}

/// Writes a block of code:
/// `<figure class="code" data-lang="rust"><figcaption>…</figcaption><pre tabindex="0"><code …>`.
///
/// Without a title there is no caption, without a language neither `data-lang` nor a class on
/// `code`. A numbered block's figure is also `numbered`, and each of its lines carries its number
/// in `data-n`: a style sheet shows it, so that it is not copied with the code.
pub fn write_block(out: &mut String, fence: &Fence<'_>, code: &str, spans: Option<&Spans>) {
    out.push_str(if fence.numbers { r#"<figure class="code numbered""# } else { r#"<figure class="code""# });
    if !fence.lang.is_empty() {
        out.push_str(r#" data-lang=""#);
        escape::attribute(out, fence.lang);
        out.push('"');
    }
    out.push('>');
    if let Some(title) = &fence.title {
        out.push_str("<figcaption>");
        escape::text(out, title);
        out.push_str("</figcaption>");
    }
    // Wide code scrolls, and what scrolls must be within reach of the keyboard.
    out.push_str(r#"<pre tabindex="0"><code"#);
    if !fence.lang.is_empty() {
        out.push_str(r#" class="language-"#);
        escape::attribute(out, fence.lang);
        out.push('"');
    }
    out.push('>');
    write_code(out, fence, code, spans);
    out.push_str("</code></pre></figure>\n");
}

fn write_code(out: &mut String, fence: &Fence<'_>, code: &str, spans: Option<&Spans>) {
    let unknown = Spans::default();
    let spans = spans.unwrap_or(&unknown);
    if !fence.numbers && fence.highlight.is_empty() {
        return write_html(out, code, spans);
    }
    let highlighted = |line: usize| {
        let after = fence.highlight.partition_point(|range| *range.end() < line);
        fence.highlight.get(after).is_some_and(|range| range.contains(&line))
    };
    let numbers_from = fence.numbers.then_some(fence.start);
    write_html_lines(out, code, spans, Lines { numbers_from, highlighted: Some(&highlighted) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn info_strings_of_many_dialects_are_understood() {
        let plain = Fence::default;
        let rust = || Fence { lang: "rust", ..Fence::default() };
        let cases: Vec<(&str, Fence<'_>)> = vec![
            ("", plain()),
            ("  ", plain()),
            ("rust", rust()),
            ("rust,ignore,should_panic", rust()),
            ("rust ignore", rust()),
            ("c++", Fence { lang: "c++", ..plain() }),
            ("{.rust}", rust()),
            ("{.rust .numberLines startFrom=\"10\"}", Fence { numbers: true, start: 10, ..rust() }),
            ("{.numberLines .rust}", Fence { numbers: true, ..rust() }),
            ("rust {2,4-6}", Fence { highlight: vec![2..=2, 4..=6], ..rust() }),
            ("rust{2,4-6}", Fence { highlight: vec![2..=2, 4..=6], ..rust() }),
            ("rust,{ 2, 4 - 6 }", Fence { highlight: vec![2..=2, 4..=4, 6..=6], ..rust() }),
            ("{1}", Fence { highlight: vec![1..=1], ..plain() }),
            ("rust hl_lines=\"2 4\"", Fence { highlight: vec![2..=2, 4..=4], ..rust() }),
            ("rust hl_lines=\"4 2-3 1\"", Fence { highlight: vec![1..=4], ..rust() }),
            ("rust mark={2-3}", Fence { highlight: vec![2..=3], ..rust() }),
            ("rust {0,3-2,x,5-}", rust()),
            ("rust {0-2,9-3}", Fence { highlight: vec![1..=2], ..rust() }),
            ("rust title=\"src/lib.rs\"", Fence { title: Some("src/lib.rs".to_owned()), ..rust() }),
            (
                "rust title='a \"b\"', linenos",
                Fence { title: Some("a \"b\"".to_owned()), numbers: true, ..rust() },
            ),
            ("rust filename=a.rs", Fence { title: Some("a.rs".to_owned()), ..rust() }),
            ("rust file=\"never closed", Fence { title: Some("never closed".to_owned()), ..rust() }),
            ("rust title=\"\"", rust()),
            ("rust linenos", Fence { numbers: true, ..rust() }),
            ("rust,numbers,start=7", Fence { numbers: true, start: 7, ..rust() }),
            ("rust showLineNumbers {2}", Fence { numbers: true, highlight: vec![2..=2], ..rust() }),
            ("rust linenums=\"3\"", Fence { numbers: true, start: 3, ..rust() }),
            ("rust linenos=false", rust()),
            ("rust linenos=table", Fence { numbers: true, ..rust() }),
            ("rust start=x", rust()),
            ("rust {}", rust()),
            ("rust }}{{ == \"", rust()),
            ("{r, echo=FALSE}", plain()),
        ];
        for (info, expected) in cases {
            assert_eq!(parse(info), expected, "{info}");
        }
    }

    #[test]
    fn huge_numbers_are_harmless() {
        let fence = parse("rust {1-99999999999999999999999} start=99999999999999999999 linenos");
        assert_eq!(fence.highlight, [1..=usize::MAX]);
        assert_eq!(fence.start, 1);
        let mut out = String::new();
        write_block(&mut out, &Fence { start: usize::MAX, ..fence }, "a\nb\n", None);
        assert_eq!(out.matches("l hl").count(), 2);
    }

    #[test]
    fn blocks_are_written() {
        let cases = [
            (
                "",
                "a < b\n",
                "<figure class=\"code\"><pre tabindex=\"0\"><code>a &lt; b\n</code></pre></figure>\n",
            ),
            (
                "x\"<> title='<T>'",
                "a",
                "<figure class=\"code\" data-lang=\"x&quot;&lt;&gt;\"><figcaption>&lt;T&gt;</figcaption>\
                 <pre tabindex=\"0\"><code class=\"language-x&quot;&lt;&gt;\">a</code></pre></figure>\n",
            ),
            (
                "text linenos start=9 {2}",
                "a\nb\n",
                "<figure class=\"code numbered\" data-lang=\"text\"><pre tabindex=\"0\">\
                 <code class=\"language-text\"><span class=\"l\" data-n=\"9\">a\n</span>\
                 <span class=\"l hl\" data-n=\"10\">b\n</span></code></pre></figure>\n",
            ),
            (
                "text {2-3}",
                "a\nb\n",
                "<figure class=\"code\" data-lang=\"text\"><pre tabindex=\"0\"><code class=\"language-text\">\
                 <span class=\"l\">a\n</span><span class=\"l hl\">b\n</span></code></pre></figure>\n",
            ),
        ];
        for (info, code, expected) in cases {
            let mut out = String::new();
            write_block(&mut out, &parse(info), code, None);
            assert_eq!(out, expected, "{info}");
        }
    }

    proptest! {
        #[test]
        fn any_info_string_is_read(info in "[ a-z.,={}\"'0-9é-]{0,40}") {
            let fence = parse(&info);
            prop_assert!(info.contains(fence.lang));
            prop_assert!(fence.highlight.windows(2).all(|pair| pair[0].end() < pair[1].start()));
        }
    }
}
