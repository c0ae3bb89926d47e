//! Texts of fields with links, emphasis and code in them.

use super::Renderer;
use super::body::query;
use super::view::LinkText;
use crate::handbook::{PageId, Target, address};
use crate::syntax::document::LinkKind;
use crate::syntax::escape;
use crate::syntax::markdown::short::{self, Mark, Part};

/// A text of the page `from` with its marks; none when it has none. One that is a link, and nothing else, leads where
/// that does.
pub fn text(renderer: &Renderer<'_>, from: PageId, root: &str, text: &str) -> Option<LinkText> {
    let parts = short::parts(text)?;
    let address = |mark: &Mark| match mark {
        Mark::Link(dest, kind) => {
            let target = renderer.book.field_target(from, dest, *kind);
            if let Target::Page { page, .. } = target
                && renderer.book.is_anonymous(from)
                && renderer.book.person_of(page).is_some()
            {
                return None;
            }
            address(renderer, root, &target, (dest, *kind))
        }
        Mark::Em | Mark::Strong => None,
    };
    let words = short::words(&parts);
    if let [Part::Start(link), letters @ .., Part::End] = &parts[..]
        && letters.iter().all(|part| matches!(part, Part::Text(_)))
        && let Mark::Link(..) = link
    {
        return Some(LinkText { href: address(link), ..LinkText::plain(words) });
    }
    Some(LinkText { html: Some(html(&parts, address)), ..LinkText::plain(words) })
}

/// The parts as HTML; `address` is where a mark leads, if it does.
fn html(parts: &[Part], address: impl Fn(&Mark) -> Option<String>) -> String {
    let mut out = String::new();
    let mut ends = Vec::new();
    for part in parts {
        match part {
            Part::Text(text) => escape::text(&mut out, text),
            Part::Code(code) => {
                out.push_str("<code>");
                escape::text(&mut out, code);
                out.push_str("</code>");
            }
            Part::Start(mark) => {
                let (name, href) = match mark {
                    Mark::Em => ("em", None),
                    Mark::Strong => ("strong", None),
                    Mark::Link(..) => ("a", address(mark)),
                };
                if name == "a" && href.is_none() {
                    ends.push("");
                    continue;
                }
                out.push('<');
                out.push_str(name);
                if let Some(href) = href {
                    out.push_str(" href=\"");
                    escape::attribute(&mut out, &href);
                    out.push('"');
                }
                out.push('>');
                ends.push(name);
            }
            Part::End => {
                if let Some(name) = ends.pop().filter(|name| !name.is_empty()) {
                    out.push_str("</");
                    out.push_str(name);
                    out.push('>');
                }
            }
        }
    }
    out
}

/// The address of what a link leads to; none when that is nothing, or a program.
fn address(
    renderer: &Renderer<'_>,
    root: &str,
    target: &Target,
    (dest, kind): (&str, LinkKind),
) -> Option<String> {
    let encoded = |path: &str, suffix: &str| format!("{root}{}{suffix}", address::encoded(path));
    match target {
        Target::Page { page, fragment } => {
            let anchor = |fragment| renderer.book.anchor(*page, fragment).unwrap_or(fragment);
            let fragment = fragment.iter().map(|fragment| format!("#{}", address::encoded(anchor(fragment))));
            let query = query(dest, kind).replace(' ', "%20");
            Some(renderer.href(*page, root) + &query + &fragment.collect::<String>())
        }
        Target::Ambiguous(pages) => Some(renderer.href(*pages.first()?, root)),
        Target::Asset { asset, suffix } => Some(encoded(&renderer.book.assets[*asset].path, suffix)),
        Target::Output(path) => Some(format!("{root}{path}")),
        Target::Elsewhere => Some(dest.replace(' ', "%20")),
        Target::Missing | Target::Unsafe => None,
    }
}
