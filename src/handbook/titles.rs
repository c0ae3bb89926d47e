//! What a page is called.

use super::tree;
use crate::kinds::{self, PageKind};
use crate::parse::Parsed;
use crate::syntax::front_matter::FrontMatter;

/// A page's title: its own, or its first heading, or the name of its file. The only function that
/// decides it.
pub fn title(
    front: &FrontMatter,
    kind: &PageKind,
    parsed: Option<&Parsed>,
    path: &str,
    book: &str,
) -> String {
    let own = front.title.clone().filter(|title| !title.is_empty());
    let named = || {
        let name = front.others.get("name").filter(|_| kinds::states_person(kind))?.as_str();
        name.filter(|name| !name.trim().is_empty())
    };
    let heading = || parsed.and_then(|parsed| parsed.document.title.as_ref()).map(|title| title.text.clone());
    own.or_else(heading).or_else(|| named().map(str::to_owned)).unwrap_or_else(|| {
        let name = tree::name(path);
        if name.is_empty() { book.to_owned() } else { words(name) }
    })
}

/// `2-on-call_rota` as `On call rota`.
pub fn words(name: &str) -> String {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let bare = digits
        .strip_prefix(['-', '_', '.', ' '])
        .filter(|rest| digits.len() < name.len() && !rest.is_empty());
    let spaced = bare.unwrap_or(name).replace(['-', '_'], " ");
    let spaced = spaced.trim();
    let mut letters = spaced.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name.to_owned(),
    }
}
