//! Which elements there are, and what becomes of them where HTML is cleaned.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::{POLICY, Tag};

/// What becomes of an element where HTML is cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It stays, with this name.
    Kept(&'static str),
    /// Its tags are dropped, and what it holds stays.
    Unwrapped,
    /// It is dropped with what it holds.
    Dropped,
    /// HTML has no such element.
    Unknown,
}

/// HTML's other elements, current and former.
const OTHERS: [&str; 49] = [
    "applet",
    "base",
    "basefont",
    "bgsound",
    "blink",
    "body",
    "button",
    "canvas",
    "command",
    "content",
    "datalist",
    "dialog",
    "dir",
    "embed",
    "fieldset",
    "form",
    "frame",
    "frameset",
    "head",
    "html",
    "isindex",
    "keygen",
    "label",
    "legend",
    "link",
    "listing",
    "marquee",
    "menu",
    "menuitem",
    "meta",
    "meter",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "optgroup",
    "option",
    "output",
    "param",
    "plaintext",
    "progress",
    "rb",
    "rtc",
    "search",
    "select",
    "slot",
    "textarea",
    "xmp",
];

/// Elements whose content is for programs, or nothing that can be shown without them.
const OPAQUE: [&str; 6] = ["iframe", "math", "script", "style", "svg", "template"];

const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Elements that readers do not see the content of, or would see all that follows in if they had no
/// end.
const CONTAINED: [&str; 3] = ["audio", "rp", "video"];

struct Allowed {
    tags: HashSet<&'static str>,
    attributes: HashMap<&'static str, HashSet<&'static str>>,
    generic: HashSet<&'static str>,
    prefixes: HashSet<&'static str>,
}

static ALLOWED: LazyLock<Allowed> = LazyLock::new(|| Allowed {
    tags: POLICY.clone_tags(),
    attributes: POLICY.clone_tag_attributes(),
    generic: POLICY.clone_generic_attributes(),
    prefixes: POLICY.clone_generic_attribute_prefixes().unwrap_or_default(),
});

/// What becomes of the element of this name, which is in lower case.
pub fn fate(name: &str) -> Fate {
    if let Some(kept) = ALLOWED.tags.get(name) {
        Fate::Kept(kept)
    } else if OPAQUE.contains(&name) {
        Fate::Dropped
    } else if name == "title" || OTHERS.contains(&name) {
        Fate::Unwrapped
    } else {
        Fate::Unknown
    }
}

/// Whether an element may have this attribute, as far as its name goes.
pub fn may_have(element: &str, attribute: &str) -> bool {
    ALLOWED.generic.contains(attribute)
        || ALLOWED.attributes.get(element).is_some_and(|own| own.contains(attribute))
        || (attribute.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && ALLOWED.prefixes.iter().any(|prefix| attribute.starts_with(prefix)))
        || (element == "input" && matches!(attribute, "type" | "disabled"))
}

/// Whether an element holds nothing.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Whether an element may be left without an end: the next one, or what it is in, ends it.
pub fn ends_by_itself(name: &str) -> bool {
    const NAMES: [&str; 14] = [
        "caption", "colgroup", "dd", "dt", "li", "optgroup", "option", "p", "rt", "tbody", "td", "tfoot",
        "th", "thead",
    ];
    name == "tr" || NAMES.contains(&name)
}

/// Elements whose text shows as it is written.
pub const VERBATIM: [&str; 7] = ["code", "kbd", "pre", "samp", "script", "style", "textarea"];

/// Whether the text in an element shows as it is written.
pub fn is_verbatim(name: &str) -> bool {
    VERBATIM.contains(&name)
}

/// Whether an element must end near where it starts.
pub fn is_contained(name: &str) -> bool {
    CONTAINED.contains(&name)
}

/// Whether a tag starts something that, in a browser, goes on to its end tag.
pub fn stays_open(tag: &Tag) -> bool {
    // In drawings and formulas alone it means something that a tag closes itself.
    let ends = tag.alone && (matches!(&*tag.name, "svg" | "math") || fate(&tag.name) == Fate::Unknown);
    !tag.end && !ends && !is_void(&tag.name)
}
