//! How long a narrative is.

use super::Renderer;
use super::view::NarrativeView;
use crate::handbook::PageId;
use crate::kinds;
use crate::narrative::{self, Format};

/// How long a page is when it is printed; none of a page that is no narrative.
pub fn view(renderer: &Renderer<'_>, id: PageId) -> Option<NarrativeView> {
    let page = &renderer.book.pages[id];
    let parsed = page.parsed.as_ref().filter(|_| kinds::narrates(&page.kind) && !page.section)?;
    let (text, body) = (&parsed.source.text, parsed.body);
    let sizes = |address: &str| renderer.book.picture_size(id, address);
    let (format, length) = (narrative::format(&page.front), narrative::length(text, body, &sizes));
    let release = || narrative::release_length(text, body, &sizes).div_ceil(10).max(1);
    Some(NarrativeView {
        format: format.map(Format::word),
        pages: length.pages(),
        appendix: length.appendix_pages(),
        most: format.and_then(Format::most_pages),
        release: (format == Some(Format::PrFaq)).then(release),
    })
}
