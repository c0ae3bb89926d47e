//! How the preview says what it has, and for which day: pages with its client in them, their headers, and what is said in the
//! place of a page that cannot be shown.

use std::sync::Arc;

use jiff::civil::Date;

use super::files;
use super::http::{Answer, Ask};
use super::shown::Shown;
use super::site::Site;
use crate::config::RawHtml;
use crate::diag::Report;
use crate::handbook::{PageId, address};
use crate::syntax::escape;

/// Where the site is, told with every page, and where there is none: a page that is open may be elsewhere.
pub const BASE: &str = "Dayone-Base";

/// The path that the site has on its host, with a `/` at either end.
pub fn base_path(site: &Site) -> String {
    site.config.build.base_url.as_deref().map_or_else(|| "/".to_owned(), address::base_path)
}

/// That something is elsewhere.
pub fn redirect(to: &str) -> Answer {
    Answer::text(302, &format!("It is at {to}.")).with("Location", to).with("Cache-Control", "no-store")
}

/// Something rendered, or that the client has it.
pub fn bytes(ask: &Ask, status: u16, kind: &str, shown: &Shown) -> Answer {
    let (status, body) = match status {
        200 if files::is_known(ask, &shown.print) => (304, Arc::from([])),
        status => (status, shown.bytes.clone()),
    };
    Answer::new(status, kind, body).with("ETag", &*shown.print).with("Cache-Control", "no-cache")
}

/// What a published page may do when its host is strict; and the preview's client needs no more.
pub const STRICT: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src * data:; media-src *; font-src 'self'; frame-src *; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'";
/// With HTML or a theme of the handbook's own, what a page does is its author's decision.
const OWN_PAGES: &str = "base-uri 'none'; frame-ancestors 'self'";

/// An address as a header can say it.
pub fn in_ascii(address: &str) -> String {
    const NONE: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS.add(b' ');
    percent_encoding::utf8_percent_encode(address, NONE).to_string()
}

/// A page.
pub fn html(ask: &Ask, status: u16, shown: &Shown, site: &Site) -> Answer {
    let own = site.config.markdown.html == RawHtml::Allow || !site.is_built_in();
    let policy = if own { OWN_PAGES } else { STRICT };
    bytes(ask, status, "text/html; charset=utf-8", shown)
        .with("Content-Security-Policy", policy)
        .with(BASE, base_path(site))
}

/// A page of a day with the preview's client in it.
pub fn with_client(mut html: String, site: &Site, page: Option<PageId>, today: Date) -> Vec<u8> {
    let mut tag = "<script src=\"/_dayone/client.js\" type=\"module\"".to_owned();
    let mut attribute = |name: &str, value: &str| {
        tag.push_str(&format!(" data-{name}=\""));
        escape::attribute(&mut tag, value);
        tag.push('"');
    };
    attribute("base", &base_path(site));
    attribute("today", &today.to_string());
    if let Some(page) = page {
        attribute("page", &address::encoded(&site.handbook.pages[page].url));
        if let Some(file) = site.file(page) {
            attribute("source", &file.source.path);
            if file.source.text.trim().is_empty() {
                tag.push_str(" data-blank");
            }
        }
    }
    tag.push_str("></script>\n");
    let at = html.find("</head>").unwrap_or(html.len());
    html.insert_str(at, &tag);
    html.into_bytes()
}

/// A page that says why there is no other.
pub fn error_page(report: &Report) -> String {
    // Lines are drawn under words, so that they cannot be wrapped by whoever shows them.
    let words = |width: usize| {
        let style = crate::diag::Style { colour: false, width, least: crate::diag::Level::Error };
        let mut words = String::new();
        escape::text(&mut words, &crate::diag::human(report, style));
        words
    };
    let (wide, narrow) = (words(100), words(40));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\" class=\"dayone-error\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>This page cannot be shown</title>\n<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/_dayone/workbench.css\">\n\
         </head>\n<body>\n<main>\n<h1>This page cannot be shown</h1>\n\
         <p>It will be, as soon as this is mended:</p>\n<pre class=\"wide\">{wide}</pre>\n\
         <pre class=\"narrow\">{narrow}</pre>\n\
         <p><a href=\"/_dayone/\">The workbench</a> has everything that was found.</p>\n</main>\n</body>\n</html>\n"
    )
}

/// The day that a query asks for. What is no day, or is written in another way, would be said in the page's
/// corner and go along from page to page.
///
/// # Errors
/// The query as it should be.
pub fn day(query: &str) -> Result<Option<Date>, String> {
    let is_day = |part: &&str| *part == "today" || part.starts_with("today=");
    let Some(part) = query.split('&').find(is_day) else { return Ok(None) };
    let asked: Option<Date> =
        part.strip_prefix("today=").and_then(|asked| address::decode(asked).parse().ok());
    let right = asked.map(|asked| format!("today={asked}"));
    if right.as_deref() == Some(part) {
        return Ok(asked);
    }
    let others = query.split('&').filter(|part| !is_day(part) && !part.is_empty());
    Err(others.chain(right.as_deref()).collect::<Vec<_>>().join("&"))
}
