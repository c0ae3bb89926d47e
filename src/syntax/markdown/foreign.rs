//! Tags that other generators replace: Hugo's and Jekyll's shortcodes, and Middleman's Ruby.
//!
//! dayone runs none of them. Hugo's `ref` and `relref` are taken for what they are, the destination of a
//! link; the others stay, and are said once for each name.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag};
use rustc_hash::FxHashMap;

use crate::text::Span;

/// How a tag begins and ends, and whose it is.
const FORMS: [(&str, &str, &str); 4] =
    [("{{<", ">}}", "Hugo"), ("{{%", "%}}", "Hugo"), ("{%", "%}", "Liquid"), ("<%", "%>", "Ruby")];

/// Longer tags are none: looking further would make a row of openings quadratic.
const LONGEST: usize = 600;

/// What a Middleman page has in the place of its title.
pub const TITLE: &str = "<%= current_page.data.title %>";

/// Tags of one name.
#[derive(Debug, PartialEq, Eq)]
pub struct Foreign<'a> {
    /// Whose they are.
    pub language: &'static str,
    /// What they are called.
    pub name: &'a str,
    /// Where the first stands.
    pub first: Span,
    /// How many there are.
    pub count: usize,
}

/// The tags in `text`, by name in the order of their first, and the text with what is to be read in the
/// place of those that are links. Every offset in it is the same.
pub fn read<'a>(text: &'a str, options: Options) -> (Cow<'a, str>, Vec<Foreign<'a>>) {
    let mut found = tags(text).peekable();
    if found.peek().is_none() {
        return (text.into(), Vec::new());
    }
    let hidden = hidden(text, options);
    let mut new = String::new();
    let mut copied = 0;
    let mut foreign: Vec<Foreign<'a>> = Vec::new();
    let mut by_name = FxHashMap::default();
    for tag in found.filter(|tag| !is_within(&hidden, tag.span.start)) {
        if let Some(path) = tag.reference(text) {
            new.push_str(&text[copied..tag.span.start]);
            push_destination(&mut new, text, tag.span, path);
            copied = tag.span.end;
        } else if text[tag.span.range()] != *TITLE && !tag.is_end() {
            let next = foreign.len();
            let index = *by_name.entry((tag.language, tag.name)).or_insert(next);
            if index == next {
                foreign.push(Foreign { language: tag.language, name: tag.name, first: tag.span, count: 0 });
            }
            foreign[index].count += 1;
        }
    }
    if copied == 0 {
        return (text.into(), foreign);
    }
    new.push_str(&text[copied..]);
    (new.into(), foreign)
}

/// Whether the destination that stands at `start` is written in a `ref` or `relref`.
pub fn is_reference(source: &str, start: usize) -> bool {
    let Some(before) = source.get(..start).filter(|before| before.ends_with(['"', '`', ' '])) else {
        return false;
    };
    let word = before[..before.len() - 1].trim_end();
    let open = word.strip_suffix("relref").or_else(|| word.strip_suffix("ref")).map(str::trim_end);
    open.is_some_and(|open| open.ends_with(['<', '%']) && open[..open.len() - 1].ends_with("{{"))
}

/// One tag.
struct Found<'a> {
    span: Span,
    language: &'static str,
    name: &'a str,
    /// The place of what follows the name.
    rest: Span,
}

impl Found<'_> {
    /// Whether it ends what another began.
    fn is_end(&self) -> bool {
        self.name.starts_with('/') || self.name.starts_with("end")
    }

    /// The path in a `ref` or `relref` that is a link's destination, if it has nothing but a path.
    fn reference(&self, text: &str) -> Option<Span> {
        let refers = self.language == "Hugo" && matches!(self.name, "ref" | "relref");
        let linked = text[..self.span.start].ends_with("](") && text[self.span.end..].starts_with(')');
        let rest = &text[self.rest.range()];
        let path = rest.trim().trim_matches(['"', '`']);
        let start = self.rest.start + rest.find(path)?;
        let plain = !path.is_empty() && !path.contains(['"', '`', '=', '<', '>', '\\', ' ', '\n']);
        (refers && linked && plain).then_some(Span { start, end: start + path.len() })
    }
}

/// Appends `<path>` for a tag, every letter where it was.
fn push_destination(out: &mut String, text: &str, tag: Span, path: Span) {
    out.extend(std::iter::repeat_n(' ', path.start - tag.start - 1));
    out.push('<');
    out.push_str(&text[path.range()]);
    out.push('>');
    out.extend(std::iter::repeat_n(' ', tag.end - path.end - 1));
}

fn tags(text: &str) -> impl Iterator<Item = Found<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let next = at + next_opening(&text[at..])?;
            match tag(text, next) {
                Some(tag) => {
                    at = tag.span.end;
                    return Some(tag);
                }
                None => at = next + 1,
            }
        }
    })
}

/// Where a tag may begin: every form has a percent sign or an angle bracket second or third.
fn next_opening(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'%', b'<', bytes).find_map(|at| match (&bytes[..at], &bytes[at..]) {
        ([.., b'{', b'{'], _) => Some(at - 2),
        ([.., b'{' | b'<'], [b'%', ..]) => Some(at - 1),
        _ => None,
    })
}

fn tag(text: &str, start: usize) -> Option<Found<'_>> {
    let (open, close, language) = FORMS.into_iter().find(|(open, ..)| text[start..].starts_with(open))?;
    let inside = &text[start + open.len()..];
    let window = &inside.as_bytes()[..inside.len().min(LONGEST)];
    let inside = &inside[..memchr::memmem::find(window, close.as_bytes())?];
    let body = inside.trim_start_matches(['=', '-', ' ', '\t', '\n', '\r']);
    let length = body.find(|c: char| c.is_whitespace() || matches!(c, '(' | ',' | '"')).unwrap_or(body.len());
    let name = &body[..length];
    let word = name.strip_prefix('/').unwrap_or(name).trim_start();
    let end = start + open.len() + inside.len();
    let ok = word.starts_with(|c: char| c.is_ascii_alphabetic()) || name == "/";
    ok.then_some(Found {
        span: Span { start, end: end + close.len() },
        language,
        name,
        rest: Span { start: end - (body.len() - length), end },
    })
}

/// The places of code and of comments.
fn hidden(text: &str, options: Options) -> Vec<Span> {
    let is_hidden = |event: &Event<'_>| match event {
        Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => true,
        Event::Html(html) | Event::InlineHtml(html) => html.trim_start().starts_with("<!--"),
        _ => false,
    };
    let events = Parser::new_ext(text, options).into_offset_iter();
    events.filter(|(event, _)| is_hidden(event)).map(|(_, range)| range.into()).collect()
}

fn is_within(ranges: &[Span], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.start <= at);
    next > 0 && at < ranges[next - 1].end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<(&'static str, String, usize)> {
        let (_, foreign) = read(text, Options::empty());
        foreign.into_iter().map(|it| (it.language, it.name.to_owned(), it.count)).collect()
    }

    #[test]
    fn tags_are_counted_by_name() {
        let text = "{{< hint a >}} x {{< /hint >}} {{<hint>}} {% include a.html %} {%- if x -%} {% endif %}\n<%= partial 'x' %> <% end %> `{% code %}`\n<!-- {% comment %} -->\n";
        let expected =
            [("Hugo", "hint", 2), ("Liquid", "include", 1), ("Liquid", "if", 1), ("Ruby", "partial", 1)];
        assert_eq!(names(text), expected.map(|(language, name, count)| (language, name.to_owned(), count)));
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for text in ["100 % {a} <b>", "{{</* x */>}} {% %} {%", "a <% b", "{{ x }} {{#x}} 5%} {%5%}", TITLE] {
            assert_eq!(names(text), [], "{text}");
        }
    }

    #[test]
    fn references_become_destinations_in_their_place() {
        for (text, expected) in [
            (r#"[x]({{< relref "a/b.md#c" >}})."#, r#"[x](           <a/b.md#c>    )."#),
            (r#"[x]({{%ref a.md%}})"#, r#"[x](      <a.md>  )"#),
            (r#"[x]({{< ref "a.md" "fr" >}})"#, r#"[x]({{< ref "a.md" "fr" >}})"#),
            (r#"`[x]({{< ref "a.md" >}})`"#, r#"`[x]({{< ref "a.md" >}})`"#),
        ] {
            let (new, _) = read(text, Options::empty());
            assert_eq!((&*new, new.len()), (expected, text.len()));
        }
        let source = r#"[x]({{< relref "a.md" >}}) [ref]( a.md)"#;
        assert!(is_reference(source, 16) && !is_reference(source, 34));
    }
}
