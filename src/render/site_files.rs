//! The files of a site that are no pages: sitemap, robots, the list that the theme searches.

use super::{Renderer, atom, feed, pages_json, shift_feed};
use crate::diag::Finding;
use crate::handbook::address;
use crate::handbook::{Derived, PAGES, Page, PageId};
use crate::syntax::escape;

impl<'a> Renderer<'a> {
    /// One of the files that every site has, by its path.
    ///
    /// # Errors
    /// When the template of the page for missing addresses fails.
    pub fn site_file(&self, path: &str) -> Result<String, Box<Finding>> {
        match path {
            "404.html" => self.not_found(),
            "robots.txt" => Ok(self.robots()),
            "search.json" => Ok(self.search()),
            PAGES => Ok(pages_json::text(self)),
            _ => Ok(if let Some(register) = self.book.feed_of_register(path) {
                atom::text(self, path, register)
            } else if let Some(feed) = self.book.feed_at(path) {
                feed::text(self, feed)
            } else if let Some(of) = self.book.shifts_at(path) {
                shift_feed::text(self, of)
            } else {
                self.sitemap()
            }),
        }
    }

    /// `sitemap.xml`. Without a host there are only paths in it, which its protocol does not allow. They
    /// are of use to other programs, so they are written, and the file says what is missing.
    fn sitemap(&self) -> String {
        let base = self.config.build.base_url.as_deref().unwrap_or("/");
        let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n".to_owned();
        if self.host().is_none() {
            xml.push_str("<!-- Paths only: with a host in `base-url` they would be addresses, as search engines want them. -->\n");
        }
        for (id, page) in self.listed() {
            xml.push_str("<url><loc>");
            escape::text(&mut xml, &format!("{base}{}", address::encoded(&page.url)));
            xml.push_str("</loc>");
            if let Some(reviewed) = self.book.review(id, self.today).and_then(|review| review.on) {
                xml.push_str(&format!("<lastmod>{reviewed}</lastmod>"));
            }
            xml.push_str("</url>\n");
        }
        xml.push_str("</urlset>\n");
        xml
    }

    /// `robots.txt`: everything may be read.
    fn robots(&self) -> String {
        let mut text = "User-agent: *\nAllow: /\n".to_owned();
        // Where the sitemap is can only be said with a host, and only then is it one.
        if let Some(base) = self.host() {
            text.push_str(&format!("\nSitemap: {base}sitemap.xml\n"));
        }
        text
    }

    /// The site's address, when it is more than a path.
    pub(super) fn host(&self) -> Option<&str> {
        self.config.build.base_url.as_deref().filter(|base| !base.starts_with('/'))
    }

    /// `search.json`: for each listed page its title, its address from the root, the title of the section
    /// that it is in, and its description.
    fn search(&self) -> String {
        let rows = self.listed().map(|(id, page)| {
            let section = page.parent.filter(|parent| *parent != 0).map_or("", |parent| self.title(parent));
            let role = || self.book.person_of(id)?.role.as_deref();
            let row = (
                self.title(id),
                address::encoded(&page.url),
                section,
                page.front.description.as_deref().or_else(role).unwrap_or(""),
            );
            serde_json::to_string(&row).unwrap_or_default()
        });
        // Whoever thinks of another team looks for it here.
        let compare = self.book.compare_all().map(|id| {
            let address = address::encoded(&self.book.pages[id].url);
            let row = (self.title(id), address, "", self.theme.word("compare-lede"));
            serde_json::to_string(&row).unwrap_or_default()
        });
        format!("[\n{}\n]\n", rows.chain(compare).collect::<Vec<_>>().join(",\n"))
    }

    /// The pages that are offered to readers; a home page that only leads on is not, nor is what is said elsewhere.
    pub(super) fn listed(&self) -> impl Iterator<Item = (PageId, &'a Page)> {
        let first = usize::from(self.book.first_chapter.is_some());
        let is_said_here = |page: &Page| {
            matches!(
                page.derived,
                None | Some(Derived::Person(_) | Derived::People | Derived::Register(_, 1))
            )
        };
        let is_offered =
            move |page: &Page| !page.hidden() && page.front.draft != Some(true) && is_said_here(page);
        let pages = self.book.pages.iter().enumerate().skip(first);
        pages.filter(move |(id, page)| is_offered(page) && !self.is_gone(*id))
    }
}
