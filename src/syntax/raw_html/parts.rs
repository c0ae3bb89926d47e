//! What a piece of an author's HTML is made of: tags, remarks and text.
//!
//! A browser never ends before the page does: a quote or a remark that is left open takes all that
//! follows. Here each piece is read by itself, and what it leaves open is said to be.

use rustc_hash::FxHashMap;

use crate::text::Span;

/// A part of a piece of HTML, and the bytes that it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Where it is in the piece.
    pub span: Span,
}

/// The sorts of parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKind {
    /// Text, with its character references.
    Text,
    /// What an element holds that has no markup in it, such as a script.
    Content,
    /// A start or end tag.
    Tag(Tag),
    /// A comment, or an instruction or declaration, which are none to a browser.
    Remark,
    /// A tag or remark that has no end.
    Open,
}

/// A tag as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tag {
    /// Its name in lower case.
    pub name: String,
    /// Whether it ends an element.
    pub end: bool,
    /// Whether it closes itself: `<br/>`.
    pub alone: bool,
    /// Its attributes; of one given twice, the first.
    pub attributes: Vec<Attribute>,
}

impl Tag {
    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }

    /// Whether an attribute has a value: words in angle brackets have none.
    pub fn has_values(&self) -> bool {
        self.attributes.iter().any(|attribute| attribute.value.is_some())
    }
}

/// An attribute as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name in lower case.
    pub name: String,
    /// Where the name is in the piece.
    pub place: Span,
    /// Where the value is, without its quotes.
    pub value: Option<Span>,
}

/// Longer lists of attributes are not worth the search for one given twice.
const MOST_ATTRIBUTES: usize = 100;

/// Elements that hold no markup.
const PLAIN: [&str; 8] = ["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"];

/// Whether an element of this name holds no markup.
pub fn is_plain(name: &str) -> bool {
    PLAIN.contains(&name)
}

/// The parts of `html`, in order and without gaps.
pub fn parts(html: &str) -> Vec<Part> {
    let mut reader = Reader { html, at: 0, text: 0, parts: Vec::new(), endless: Vec::new() };
    while let Some(tag) = memchr::memchr(b'<', &html.as_bytes()[reader.at..]) {
        reader.at += tag;
        reader.markup();
    }
    reader.end_text(html.len());
    reader.parts
}

/// For each part the one that ends its element, if it starts one that ends in the same piece.
pub fn ends(parts: &[Part]) -> Vec<Option<usize>> {
    let mut ends = vec![None; parts.len()];
    let mut open: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, part) in parts.iter().enumerate() {
        let PartKind::Tag(tag) = &part.kind else { continue };
        if !tag.end && !tag.alone {
            open.entry(&tag.name).or_default().push(index);
        } else if tag.end
            && let Some(start) = open.get_mut(&*tag.name).and_then(Vec::pop)
        {
            ends[start] = Some(index);
        }
    }
    ends
}

struct Reader<'a> {
    html: &'a str,
    at: usize,
    /// Where the text begins that is not handed out yet.
    text: usize,
    parts: Vec<Part>,
    /// Elements without markup that were looked for the end of in vain.
    endless: Vec<&'static str>,
}

impl Reader<'_> {
    /// Reads what begins with the `<` here.
    fn markup(&mut self) {
        let rest = &self.html[self.at..];
        if rest.starts_with("<!") || rest.starts_with("<?") {
            return match remark(rest) {
                Some(length) => self.push(PartKind::Remark, length),
                None => self.push(PartKind::Open, rest.len()),
            };
        }
        match tag(self.html, self.at) {
            Read::Tag(tag, length) => {
                let plain = PLAIN.into_iter().find(|name| *name == tag.name && !tag.end && !tag.alone);
                self.push(PartKind::Tag(tag), length);
                if let Some(name) = plain {
                    self.content(name);
                }
            }
            Read::Open(length) => self.push(PartKind::Open, length),
            Read::Text => self.at += 1,
        }
    }

    /// Reads what an element holds that has no markup in it, if it ends.
    fn content(&mut self, name: &'static str) {
        if self.endless.contains(&name) {
            return;
        }
        let rest = &self.html[self.at..];
        let ends_here = |at: &usize| {
            let tag = &rest[at + "</".len()..];
            tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                && !tag[name.len()..].starts_with(is_name)
        };
        match memchr::memmem::find_iter(rest.as_bytes(), b"</").find(ends_here) {
            Some(0) => {}
            Some(length) => self.push(PartKind::Content, length),
            None => self.endless.push(name),
        }
    }

    fn push(&mut self, kind: PartKind, length: usize) {
        self.end_text(self.at);
        let span = Span { start: self.at, end: self.at + length };
        self.parts.push(Part { kind, span });
        self.at = span.end;
        self.text = span.end;
    }

    fn end_text(&mut self, end: usize) {
        if self.text < end {
            self.parts.push(Part { kind: PartKind::Text, span: (self.text..end).into() });
        }
    }
}

/// The length of the comment that `html` begins with, or of what is one to a browser; none if it has no
/// end.
fn remark(html: &str) -> Option<usize> {
    if !html.starts_with("<!--") {
        return memchr::memchr(b'>', html.as_bytes()).map(|end| end + 1);
    }
    memchr::memchr_iter(b'>', html.as_bytes())
        .find(|end| {
            let before = &html[..*end];
            before.ends_with("--") || (before.len() > "<!----".len() && before.ends_with("--!"))
        })
        .map(|end| end + 1)
}

/// What a `<` begins.
enum Read {
    Tag(Tag, usize),
    Open(usize),
    Text,
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.')
}

/// Reads the tag that starts at `start`. One that another begins in has no end, and neither has one
/// that goes on to the end of the piece.
fn tag(html: &str, start: usize) -> Read {
    let rest = &html[start + 1..];
    let end = rest.starts_with('/');
    let named = &rest[usize::from(end)..];
    let name = &named[..named.find(|c| !is_name(c)).unwrap_or(named.len())];
    let mut at = html.len() - named.len() + name.len();
    let follows = html[at..].chars().next();
    let separated = follows.is_none_or(|c| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<'));
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !separated {
        return Read::Text;
    }
    let mut tag = Tag { name: name.to_ascii_lowercase(), end, ..Tag::default() };
    loop {
        let before = at;
        at = html.len() - html[at..].trim_ascii_start().len();
        if has_blank_line(&html[before..at]) {
            return Read::Open(before - start);
        }
        match html.as_bytes().get(at) {
            Some(b'>') => return Read::Tag(tag, at + 1 - start),
            None | Some(b'<') => return Read::Open(at - start),
            Some(b'/') => {
                at += 1;
                tag.alone = html[at..].starts_with('>');
            }
            Some(_) => match attribute(html, at) {
                Some((attribute, after)) => {
                    let known = tag.attributes.iter().any(|known| known.name == attribute.name);
                    if !known && tag.attributes.len() < MOST_ATTRIBUTES {
                        tag.attributes.push(attribute);
                    }
                    at = after;
                }
                None => return Read::Open(html.len() - start),
            },
        }
    }
}

/// Whether there is a blank line: nobody means a tag to go on over one.
fn has_blank_line(html: &str) -> bool {
    html.contains("\n\n") || html.contains("\n\r\n")
}

/// The attribute that starts at `start`, and where it ends; none if its value has no end.
fn attribute(html: &str, start: usize) -> Option<(Attribute, usize)> {
    let blank = |c: char| c.is_ascii_whitespace();
    let rest = &html[start..];
    // An equals sign in front is a part of the name, to browsers.
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let ends = |c: char| blank(c) || matches!(c, '/' | '>' | '=' | '<');
    let length = rest[first..].find(ends).map_or(rest.len(), |at| first + at);
    let place = Span { start, end: start + length };
    let name = html[place.range()].to_ascii_lowercase();
    let Some(value) = html[place.end..].trim_start_matches(blank).strip_prefix('=') else {
        return Some((Attribute { name, place, value: None }, place.end));
    };
    let value = value.trim_start_matches(blank);
    let at = html.len() - value.len();
    if has_blank_line(&html[place.end..at]) {
        return None;
    }
    let (value, after) = match value.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => {
            let length = memchr::memchr(*quote, &value.as_bytes()[1..])?;
            if has_blank_line(&value[1..=length]) {
                return None;
            }
            (Span { start: at + 1, end: at + 1 + length }, at + length + 2)
        }
        _ => {
            let length = value.find(|c| blank(c) || c == '>').unwrap_or(value.len());
            (Span { start: at, end: at + length }, at + length)
        }
    };
    Some((Attribute { name, place, value: Some(value) }, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(html: &str) -> String {
        let mut at = 0;
        let mut shown = Vec::new();
        for part in parts(html) {
            assert_eq!(part.span.start, at, "{html}");
            at = part.span.end;
            let kind = match part.kind {
                PartKind::Text => "text",
                PartKind::Content => "content",
                PartKind::Tag(Tag { alone: true, .. }) => "alone",
                PartKind::Tag(Tag { end: true, .. }) => "end",
                PartKind::Tag(_) => "tag",
                PartKind::Remark => "remark",
                PartKind::Open => "open",
            };
            shown.push(format!("{kind} {}", &html[part.span.range()]));
        }
        assert_eq!(at, html.len(), "{html}");
        shown.join("|")
    }

    #[test]
    fn html_is_taken_apart_without_gaps() {
        for (html, expected) in [
            ("a < b <c d='>'> </C >", "text a < b |tag <c d='>'>|text  |end </C >"),
            ("<br/><b /><a href=x/>", "alone <br/>|alone <b />|tag <a href=x/>"),
            (
                "<script>if (a<b) \"</p>\"</Script>x",
                "tag <script>|content if (a<b) \"</p>\"|end </Script>|text x",
            ),
            ("<script><b></scripts>", "tag <script>|tag <b>|end </scripts>"),
            (
                "<!-- a --><!--> --><?x?><!X>",
                "remark <!-- a -->|remark <!-->|text  -->|remark <?x?>|remark <!X>",
            ),
            ("<!-- a --!> b", "remark <!-- a --!>|text  b"),
            ("x <!-- a", "text x |open <!-- a"),
            ("<p <b>y", "open <p |tag <b>|text y"),
            ("<p x=\"\n\ny\">z", "open <p x=\"\n\ny\">z"),
            ("<p\n\ny>", "open <p|text \n\ny>"),
            ("<a@b.example> <é> </> <1>", "text <a@b.example> <é> </> <1>"),
            ("<a é=ß title>", "tag <a é=ß title>"),
        ] {
            assert_eq!(listed(html), expected, "{html}");
        }
    }

    #[test]
    fn elements_know_their_ends() {
        let of = |html: &str| ends(&parts(html));
        assert_eq!(of("<a><a></a></a>"), [Some(3), Some(2), None, None]);
        assert_eq!(of("</a><a><b/></b>"), [None, None, None, None]);
    }
}
