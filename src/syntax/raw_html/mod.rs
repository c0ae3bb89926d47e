//! HTML that authors write into their pages: what of it is harmless, and what it refers to.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

use super::escape;
use crate::text::Span;

/// How deep elements may nest.
const DEPTH: usize = 500;

/// How many elements a browser's rules for formatting left open may add.
const REOPENED: usize = 100_000;

/// What an author's HTML may be made of, in addition to what ammonia allows by default.
static POLICY: LazyLock<Builder<'static>> = LazyLock::new(policy);

fn policy() -> Builder<'static> {
    let mut policy = Builder::default();
    policy
        .add_tags(["audio", "big", "font", "input", "main", "picture", "section", "source", "track", "video"])
        .add_generic_attributes(["align", "class", "dir", "hidden", "id", "role", "tabindex", "valign"])
        .add_generic_attribute_prefixes(["aria-", "data-"])
        .add_tag_attributes("a", ["name", "download"])
        .add_tag_attributes("audio", ["controls", "loop", "muted", "preload", "src"])
        .add_tag_attributes("details", ["name", "open"])
        .add_tag_attributes("font", ["color"])
        .add_tag_attributes("img", ["decoding", "loading", "sizes", "srcset"])
        .add_tag_attributes("input", ["checked", "disabled", "type"])
        .add_tag_attributes("ol", ["reversed", "type"])
        .add_tag_attributes("li", ["value"])
        .add_tag_attributes("source", ["height", "media", "sizes", "src", "srcset", "type", "width"])
        .add_tag_attributes("table", ["border", "cellpadding", "cellspacing", "width"])
        .add_tag_attributes("td", ["height", "width"])
        .add_tag_attributes("th", ["height", "width"])
        .add_tag_attributes("track", ["default", "kind", "label", "src", "srclang"])
        .add_tag_attributes(
            "video",
            [
                "autoplay",
                "controls",
                "height",
                "loop",
                "muted",
                "playsinline",
                "poster",
                "preload",
                "src",
                "width",
            ],
        )
        // A form control could ask for a password; a task's box asks for nothing.
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "")
        .add_url_schemes(["data", "geo", "irc", "ircs", "msteams", "slack", "sms", "vscode", "zoommtg"])
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(|tag, attribute, value| {
            harmless(tag, attribute, value).then_some(Cow::Borrowed(value))
        })
        .link_rel(None);
    policy
}

/// Whether an attribute that the policy allows may have this value.
fn harmless(tag: &str, attribute: &str, value: &str) -> bool {
    match attribute {
        "srcset" => {
            !value.split(',').any(|candidate| scheme(candidate).is_some_and(|scheme| !is_web(&scheme)))
        }
        _ if scheme(value).as_deref() == Some("data") && attribute != "title" && attribute != "alt" => {
            tag == "img" && attribute == "src" && is_image_data(value)
        }
        _ => true,
    }
}

/// The scheme of an address as a browser sees it, in lower case: it drops tabs and newlines
/// anywhere, and control characters and blanks at the start.
fn scheme(address: &str) -> Option<String> {
    let address: String = address
        .trim_start_matches(|c: char| c <= ' ')
        .chars()
        .take(64)
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let (scheme, _) = address.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    valid.then(|| scheme.to_ascii_lowercase())
}

fn is_web(scheme: &str) -> bool {
    matches!(scheme, "http" | "https")
}

/// Pixels only: an SVG can hold scripts.
fn is_image_data(address: &str) -> bool {
    let start: String = address.trim().chars().take(32).collect::<String>().to_ascii_lowercase();
    ["png", "gif", "jpeg", "webp"].iter().any(|kind| {
        start
            .strip_prefix("data:image/")
            .and_then(|rest| rest.strip_prefix(kind))
            .is_some_and(|rest| rest.starts_with([';', ',']))
    })
}

/// The harmless part of `html`, well formed.
///
/// Kept are text and its markup, tables, lists, images, sound and film, `<details>`, `<kbd>` and
/// their like, with `class`, `id`, `align`, `dir`, `lang`, `role` and `aria-*`. Dropped are
/// scripts, style sheets, `style` and event attributes, frames, forms, drawings (`<svg>`) and
/// formulas (`<math>`) with all they hold, comments, and addresses that run something
/// (`javascript:`, and `data:` but for the pixels of an image).
///
/// Pages that nest absurdly deep, or that rely on a browser to open the same tags again and again,
/// are escaped as a whole instead: their author sees at once where it went wrong.
pub fn sanitize(html: &str) -> String {
    if is_absurd(html) {
        let mut out = String::with_capacity(html.len() * 2);
        escape::text(&mut out, html);
        return out;
    }
    POLICY.clean(html).to_string()
}

/// Whether sanitising `html` could take much more than its length.
///
/// Browsers open formatting that was left open again in every following element, which multiplies
/// lengths, and look through all open elements at each tag.
fn is_absurd(html: &str) -> bool {
    let mut open = Open::default();
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<()> {
        match event {
            CallbackEvent::OpenStartTag { name } => open.start(name),
            CallbackEvent::EndTag { name } => open.end(name),
            CallbackEvent::String { .. } => {}
            _ => return None,
        }
        open.reopened += open.formatting.len();
        (open.elements.len() > DEPTH || open.reopened > REOPENED).then_some(())
    });
    Tokenizer::new_with_emitter(html, emitter).flatten().next().is_some()
}

/// The elements that are open, roughly as a browser sees it.
#[derive(Default)]
struct Open {
    elements: Vec<Vec<u8>>,
    /// Those of them, and of those that other elements took with them, that are opened again.
    formatting: Vec<Vec<u8>>,
    reopened: usize,
}

impl Open {
    fn start(&mut self, name: &[u8]) {
        if is_void(name) {
            return;
        }
        self.elements.push(name.to_owned());
        if is_formatting(name) {
            self.formatting.push(name.to_owned());
        }
    }

    fn end(&mut self, name: &[u8]) {
        if is_formatting(name)
            && let Some(last) = self.formatting.iter().rposition(|open| open == name)
        {
            self.formatting.remove(last);
        }
        // What stands before a table cannot be closed within it.
        let within = self.elements.iter().rposition(|open| open == b"table").filter(|_| name != b"table");
        let from = within.map_or(0, |table| table + 1);
        if let Some(last) = self.elements[from..].iter().rposition(|open| open == name) {
            if is_formatting(name) {
                self.elements.remove(from + last);
            } else {
                self.elements.truncate(from + last);
            }
        }
    }
}

/// Whether elements of this name hold nothing, or close each other (paragraphs, items, cells).
fn is_void(name: &[u8]) -> bool {
    const VOID: [&[u8]; 14] = [
        b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param",
        b"source", b"track", b"wbr",
    ];
    const CLOSING: [&[u8]; 8] = [b"p", b"li", b"dt", b"dd", b"td", b"th", b"tr", b"option"];
    VOID.contains(&name) || CLOSING.contains(&name)
}

fn is_formatting(name: &[u8]) -> bool {
    const FORMATTING: [&[u8]; 14] = [
        b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike", b"strong",
        b"tt", b"u",
    ];
    FORMATTING.contains(&name)
}

/// Elements whose content is not read as HTML, or not shown: one that is not closed takes the rest of
/// the page with it.
const SWALLOWING: [&str; 12] = [
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "script",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// Which elements a piece of raw HTML opens and does not close, or closes and does not open, of those
/// that would take the rest of the page with them. Their tags are to be shown as text.
pub fn swallowing(html: &str) -> Vec<&'static str> {
    let folded = html.to_ascii_lowercase();
    let count =
        |tag: &str| folded.match_indices(tag).filter(|(at, _)| is_whole(&folded[at + tag.len()..])).count();
    let open = |name: &&str| count(&format!("<{name}")) != count(&format!("</{name}"));
    SWALLOWING.into_iter().filter(open).collect()
}

/// Appends raw HTML with the tags of the elements in `names` as text.
pub fn push_without(out: &mut String, html: &str, names: &[&str]) {
    let mut copied = 0;
    for at in memchr::memchr_iter(b'<', html.as_bytes()) {
        let tag = html[at + 1..].strip_prefix('/').unwrap_or(&html[at + 1..]);
        let named = |name: &&&str| {
            tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
                && is_whole(&tag[name.len()..])
        };
        if names.iter().find(named).is_some() {
            out.push_str(&html[copied..at]);
            out.push_str("&lt;");
            copied = at + 1;
        }
    }
    out.push_str(&html[copied..]);
}

/// Whether a tag's name ends where `rest` begins.
fn is_whole(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
}

/// What a tag refers to, or can be referred to by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What it is.
    pub kind: ReferenceKind,
    /// The tag's name in lower case.
    pub tag: String,
    /// Which of the fragment's tags it is in, from 1.
    pub element: usize,
    /// The attribute's name in lower case.
    pub attribute: String,
    /// The value, its character references resolved.
    pub value: String,
    /// The bytes of the value as it is written in the fragment, without its quotes.
    pub span: Span,
}

/// The sorts of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceKind {
    /// Something to go to (`<a href>`).
    Link,
    /// Something to show in place (`<img src>`); of a `srcset` each address by itself.
    Media,
    /// A place that links can go to (`id`, `<a name>`).
    Anchor,
}

/// The references in a piece of raw HTML, in order. It may be a block, a single tag, or a part of
/// either; a tag that never ends is none, to browsers as here.
pub fn references(fragment: &str) -> Vec<Reference> {
    let mut tag = Tag::default();
    let mut found = Vec::new();
    let emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, span: html5gum::Span<usize>| -> Option<Infallible> {
            match event {
                CallbackEvent::OpenStartTag { name } => {
                    tag = Tag { name: lossy(name), number: tag.number + 1, ..Tag::default() };
                }
                CallbackEvent::EndTag { .. } => tag = Tag { number: tag.number, ..Tag::default() },
                CallbackEvent::AttributeName { name } => tag.attribute(lossy(name)),
                CallbackEvent::AttributeValue { value } => {
                    tag.value(
                        &lossy(value),
                        Span::from(span.start..span.end).within(fragment),
                        fragment,
                        &mut found,
                    );
                }
                _ => {}
            }
            None
        });
    // The emitter hands out nothing: reading is all that is wanted.
    Tokenizer::new_with_emitter(fragment, emitter).for_each(drop);
    found
}

/// A start tag as far as it has been read.
#[derive(Default)]
struct Tag {
    /// How many start tags there were, with this one.
    number: usize,
    name: String,
    attribute: String,
    /// The names so far: of an attribute given twice, the first counts.
    known: Vec<String>,
}

impl Tag {
    fn attribute(&mut self, name: String) {
        let name = if self.known.contains(&name) { String::new() } else { name };
        // A tag of thousands of attributes is not worth the search.
        if self.known.len() < 100 {
            self.known.push(name.clone());
        }
        self.attribute = name;
    }

    fn value(&self, value: &str, span: Span, fragment: &str, found: &mut Vec<Reference>) {
        let Some(kind) = kind(&self.name, &self.attribute) else { return };
        let reference = |value: &str, span| Reference {
            kind,
            tag: self.name.clone(),
            element: self.number,
            attribute: self.attribute.clone(),
            value: value.to_owned(),
            span,
        };
        let written = &fragment[span.range()];
        if self.attribute != "srcset" {
            found.push(reference(value, span));
        } else if written == value {
            found.extend(
                candidates(value).map(|part| reference(&value[part.range()], part.shift(span.start))),
            );
        }
    }
}

fn kind(tag: &str, attribute: &str) -> Option<ReferenceKind> {
    Some(match (tag, attribute) {
        ("a" | "area", "href") => ReferenceKind::Link,
        ("img" | "video" | "audio" | "source" | "track" | "iframe" | "embed" | "script" | "input", "src")
        | ("img" | "source", "srcset")
        | ("video", "poster")
        | ("object", "data")
        | ("link", "href") => ReferenceKind::Media,
        (tag, "id") if !tag.is_empty() => ReferenceKind::Anchor,
        ("a", "name") => ReferenceKind::Anchor,
        _ => return None,
    })
}

/// The places of the addresses in a `srcset`: each is followed by a size or a comma.
fn candidates(srcset: &str) -> impl Iterator<Item = Span> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let blank = |c: char| c.is_ascii_whitespace() || c == ',';
        let rest = srcset[at..].trim_start_matches(blank);
        let start = srcset.len() - rest.len();
        let length = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let address = rest[..length].trim_end_matches(',');
        let ends_here = address.len() < length;
        at = start + length;
        if !ends_here {
            at += srcset[at..].find(',').unwrap_or(srcset.len() - at);
        }
        (!address.is_empty()).then(|| Span::from(start..start + address.len()))
    })
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests;
