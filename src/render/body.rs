//! A page's body: the document's HTML with its holes filled.

use super::{Renderer, chart};
use crate::handbook::{PageId, Target, address};
use crate::syntax::document::{Document, Hole, LinkKind};
use crate::syntax::{code, escape, highlight};

/// A page while its holes are filled.
pub struct Body<'a> {
    pub renderer: Renderer<'a>,
    pub id: PageId,
    /// The way from the page to the site's root.
    pub root: &'a str,
}

impl Body<'_> {
    /// `html` of `document` (its body, or its title) with what belongs into its holes.
    pub fn fill(&self, document: &Document, html: &str) -> String {
        let mut out = String::with_capacity(html.len() + html.len() / 2);
        document.fill(html, &mut out, |hole, out| self.hole(document, hole, out));
        out
    }

    fn hole(&self, document: &Document, hole: &Hole, out: &mut String) {
        match hole {
            Hole::Address(link) => self.address(document, *link, out),
            Hole::Picture { link, sized, lazy } => self.picture(document, *link, (*sized, *lazy), out),
            Hole::WikiStart(link) => self.wiki_start(document, *link, out),
            Hole::WikiEnd(link) => out.push_str(if self.is_missing(*link) { "</span>" } else { "</a>" }),
            Hole::Image { link, alt, title } => self.image(document, *link, alt, title, out),
            Hole::Code { info, code } => self.code(info, code, out),
            Hole::Children { depth } => self.children(self.id, *depth, out),
            Hole::Html(html) => out.push_str(html),
            Hole::Chart { key, chart } => chart::write(out, self.renderer.theme, chart, key),
            Hole::Task(done) => self.task(*done, out),
            Hole::Word(word) => escape::attribute(out, self.renderer.theme.word(word)),
        }
    }

    fn is_missing(&self, link: usize) -> bool {
        self.renderer.book.targets[self.id][link] == Target::Missing
    }

    fn wiki_start(&self, document: &Document, link: usize, out: &mut String) {
        if self.is_missing(link) {
            return out.push_str("<span class=\"broken\">");
        }
        out.push_str("<a href=\"");
        self.address(document, link, out);
        out.push_str("\">");
    }

    /// Where a link leads from here, for an attribute.
    fn address(&self, document: &Document, link: usize, out: &mut String) {
        let book = self.renderer.book;
        let start = out.len();
        match &book.targets[self.id][link] {
            // An address says who is meant just as a name does.
            Target::Page { page, .. } if book.is_anonymous(self.id) && book.person_of(*page).is_some() => {
                out.push('#');
            }
            Target::Page { page, fragment } => {
                let fragment = fragment.as_deref().filter(|fragment| !book.pages[*page].is_whole(fragment));
                let query = query(&document.links[link].dest, document.links[link].kind);
                if *page != self.id || (fragment.is_none() && query.is_empty()) {
                    self.page_address(*page, out);
                }
                escape::attribute(out, &query.replace(' ', "%20"));
                if let Some(fragment) = fragment {
                    out.push('#');
                    escape::url_path(out, book.anchor(*page, fragment).unwrap_or(fragment));
                }
            }
            Target::Ambiguous(pages) => self.page_address(pages[0], out),
            Target::Asset { asset, suffix } => {
                out.push_str(self.root);
                escape::url_path(out, &book.assets[*asset].path);
                escape::attribute(out, suffix);
            }
            Target::Output(path) => {
                out.push_str(self.root);
                escape::attribute(out, path);
            }
            // Spaces have no place in an address, even in one that leads nowhere.
            Target::Elsewhere | Target::Missing => {
                escape::attribute(out, &document.links[link].dest.replace(' ', "%20"));
            }
            Target::Unsafe => out.push('#'),
        }
        if out.len() == start {
            out.push_str("./");
        }
    }

    fn page_address(&self, page: PageId, out: &mut String) {
        out.push_str(self.root);
        escape::url_path(out, &self.renderer.book.pages[page].url);
    }

    fn image(&self, document: &Document, link: usize, alt: &str, title: &str, out: &mut String) {
        out.push_str("<img src=\"");
        self.address(document, link, out);
        out.push_str("\" alt=\"");
        escape::attribute(out, alt);
        out.push('"');
        if !title.is_empty() {
            out.push_str(" title=\"");
            escape::attribute(out, title);
            out.push('"');
        }
        if let Some((width, height)) = self.size(link) {
            out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        out.push_str(" loading=\"lazy\">");
    }

    /// See [`Hole::Picture`].
    fn picture(&self, document: &Document, link: usize, (sized, lazy): (bool, bool), out: &mut String) {
        self.address(document, link, out);
        if let Some((width, height)) = self.size(link).filter(|_| sized) {
            out.push_str(&format!("\" width=\"{width}\" height=\"{height}"));
        }
        if lazy {
            out.push_str("\" loading=\"lazy");
        }
    }

    /// The size of an image of the handbook's.
    fn size(&self, link: usize) -> Option<(usize, usize)> {
        let book = self.renderer.book;
        match &book.targets[self.id][link] {
            Target::Asset { asset, .. } => book.assets[*asset].size,
            _ => None,
        }
    }

    fn task(&self, done: bool, out: &mut String) {
        let (state, word) = if done { (" checked", "task-done") } else { ("", "task-open") };
        out.push_str("<input type=\"checkbox\" disabled");
        out.push_str(state);
        out.push_str(" aria-label=\"");
        escape::attribute(out, self.renderer.theme.word(word));
        out.push_str("\"> ");
    }

    fn code(&self, info: &str, code: &str, out: &mut String) {
        let fence = code::parse(info);
        let syntax =
            if self.renderer.config.markdown.plain_code { None } else { highlight::find(fence.lang) };
        match syntax.filter(|syntax| !syntax.is_plain()) {
            Some(syntax) => {
                let spans = self.renderer.memo.get_or_compute(syntax, code);
                code::write_block(out, &fence, code, Some(&spans));
            }
            None => code::write_block(out, &fence, code, None),
        }
    }

    /// The pages below `id`, nested down to `depth` levels.
    fn children(&self, id: PageId, depth: usize, out: &mut String) {
        let pages = &self.renderer.book.pages;
        let shown: Vec<PageId> =
            pages[id].children.iter().copied().filter(|child| !pages[*child].hidden()).collect();
        if depth == 0 || shown.is_empty() {
            return;
        }
        out.push_str("<ul class=\"children\">\n");
        for child in shown {
            let page = &pages[child];
            out.push_str("<li><a href=\"");
            self.page_address(child, out);
            out.push_str("\">");
            escape::text(out, &page.title);
            out.push_str("</a>");
            if let Some(description) = &page.front.description {
                out.push_str("<span class=\"description\">");
                escape::text(out, description);
                out.push_str("</span>");
            }
            self.children(child, depth - 1, out);
            out.push_str("</li>\n");
        }
        out.push_str("</ul>\n");
    }
}

/// What follows `?` in a destination, with that: a comparison and a list say in it what is chosen. Names have none.
pub fn query(dest: &str, kind: LinkKind) -> &str {
    match kind {
        LinkKind::Wiki | LinkKind::WikiEmbed => "",
        LinkKind::Link | LinkKind::Reference | LinkKind::Embed => address::Parts::of(dest).query,
    }
}
