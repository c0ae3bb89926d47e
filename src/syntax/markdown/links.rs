//! Where, in the source, a link's destination is written.

use pulldown_cmark::LinkType;

use crate::text::Span;

/// The place of `dest` in `text`, within the link or image at `span`. For a link by reference it is
/// in the definition at `definition`, when that is known. Falls back to the whole link.
pub fn destination(text: &str, span: Span, kind: LinkType, dest: &str, definition: Option<Span>) -> Span {
    let whole = &text[span.range()];
    let inside = match kind {
        LinkType::Inline => inline(whole, dest),
        LinkType::Autolink | LinkType::Email => {
            Some(Span { start: 1.min(whole.len()), end: whole.len().max(2) - 1 })
        }
        _ => {
            let found = definition.and_then(|definition| {
                let slice = text.get(definition.range())?;
                let colon = slice.find("]:")? + 2;
                let start = colon + slice[colon..].find(|c: char| !c.is_whitespace() && c != '<')?;
                Some(bare(slice, start, dest).shift(definition.start))
            });
            return found.unwrap_or(span);
        }
    };
    inside.map_or(span, |inside| inside.shift(span.start))
}

/// `[text](dest "title")`: after the last `](` that the destination follows.
fn inline(whole: &str, dest: &str) -> Option<Span> {
    let start_at = |open: usize| {
        let after = open + 2;
        whole[after..].find(|c: char| !c.is_whitespace() && c != '<').map(|skip| after + skip)
    };
    let starts: Vec<usize> = whole.match_indices("](").filter_map(|(open, _)| start_at(open)).collect();
    let start = starts.iter().rev().find(|start| whole[**start..].starts_with(dest)).or(starts.last())?;
    Some(bare(whole, *start, dest))
}

/// The destination that starts at `start`: as long as `dest` if it is written plainly.
fn bare(whole: &str, start: usize, dest: &str) -> Span {
    let rest = &whole[start..];
    let length = if !dest.is_empty() && rest.starts_with(dest) {
        dest.len()
    } else {
        let end = rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len());
        rest[..end].strip_suffix(')').map_or(end, str::len)
    };
    Span { start, end: start + length }
}
