//! HTML that authors write into their pages: what of it is harmless, and what it refers to.

mod cost;
mod elements;
mod parts;

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use html5gum::Tokenizer;
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};

pub use cost::is_block;
pub use elements::{
    Fate, VERBATIM, ends_by_itself, fate, is_contained, is_verbatim, is_void, may_have, stays_open,
};
pub use parts::{Part, PartKind, Tag, ends, parts};

use crate::text::Span;

/// What an author's HTML may be made of, in addition to what ammonia allows by default.
static POLICY: LazyLock<Builder<'static>> = LazyLock::new(policy);

fn policy() -> Builder<'static> {
    let mut policy = Builder::default();
    policy
        .add_tags([
            "address", "audio", "big", "font", "input", "main", "picture", "section", "source", "track",
            "video",
        ])
        .add_generic_attributes(["align", "class", "dir", "hidden", "id", "role", "tabindex", "valign"])
        .add_generic_attribute_prefixes(["aria-", "data-"])
        .add_tag_attributes("a", ["name", "download"])
        .add_tag_attributes("audio", ["controls", "loop", "muted", "preload", "src"])
        .add_tag_attributes("details", ["name", "open"])
        .add_tag_attributes("font", ["color"])
        .add_tag_attributes("area", ["alt", "coords", "href", "shape"])
        .add_tag_attributes("img", ["decoding", "loading", "sizes", "srcset", "usemap"])
        .add_tag_attributes("map", ["name"])
        .add_tag_attributes("time", ["datetime"])
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
/// Nothing comes of pages that nest absurdly deep, or that rely on a browser to open the same tags again
/// and again.
pub fn sanitize(html: &str) -> Option<String> {
    (!cost::is_absurd(html)).then(|| POLICY.clean(html).to_string())
}

/// The end tags that `html` lacks, in order, and the names of their elements: what comes after it would
/// be in them.
pub fn missing_ends(html: &str) -> (String, Vec<String>) {
    let mut open: Vec<String> = Vec::new();
    let parts = parts(html);
    for (index, part) in parts.iter().enumerate() {
        let PartKind::Tag(tag) = &part.kind else { continue };
        let name = &tag.name;
        if stays_open(tag) {
            open.push(name.clone());
            let ends = match parts.get(index + 1).map(|next| &next.kind) {
                Some(PartKind::Content) => true,
                Some(PartKind::Tag(next)) => next.end && next.name == *name,
                _ => false,
            };
            if parts::is_plain(name) && !ends {
                // All that follows is in it.
                break;
            }
        } else if tag.end
            && let Some(last) = open.iter().rposition(|open| open == name)
            // What is in it is text to some browsers: it may have ended nothing.
            && !open[last + 1..].iter().any(|open| open == "noscript")
        {
            open.remove(last);
        }
    }
    open.reverse();
    let mut ends: String = open.iter().map(|name| format!("</{name}>")).collect();
    if is_swallowed(&format!("{html}{ends}")) {
        // A script that has a comment with a script in it.
        ends.push_str("--></script>");
        open.push("script".to_owned());
    }
    (ends, open)
}

/// Whether what comes after `html` is not read as HTML.
fn is_swallowed(html: &str) -> bool {
    const NEXT: &[u8] = b"is-read";
    let mut read = false;
    let mut emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<Infallible> {
            read = matches!(event, CallbackEvent::EndTag { name: NEXT });
            None
        });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(&format!("{html}</is-read>"), emitter).for_each(drop);
    !read
}

/// The text that shows of `html`.
pub fn text(html: &str) -> String {
    let mut text = Vec::new();
    let emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, _: html5gum::Span<()>| -> Option<Infallible> {
            if let CallbackEvent::String { value } = event {
                text.extend_from_slice(value);
            }
            None
        });
    Tokenizer::new_with_emitter(html, emitter).for_each(drop);
    lossy(&text).split_whitespace().collect::<Vec<_>>().join(" ")
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
    let mut tag = OpenTag::default();
    let mut found = Vec::new();
    let emitter =
        CallbackEmitter::new(|event: CallbackEvent<'_>, span: html5gum::Span<usize>| -> Option<Infallible> {
            match event {
                CallbackEvent::OpenStartTag { name } => {
                    tag = OpenTag { name: lossy(name), number: tag.number + 1, ..OpenTag::default() };
                }
                CallbackEvent::EndTag { .. } => tag = OpenTag { number: tag.number, ..OpenTag::default() },
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
struct OpenTag {
    /// How many start tags there were, with this one.
    number: usize,
    name: String,
    attribute: String,
    /// The names so far: of an attribute given twice, the first counts.
    known: Vec<String>,
}

impl OpenTag {
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
