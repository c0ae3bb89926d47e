//! Reviews as a calendar: iCalendar, as RFC 5545 has it. Each review is a day without a time, and so without a zone.

use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use super::Renderer;
use crate::characters::is_odd;
use crate::handbook::{Feed, PageId};
use crate::rota::ical::MADE_BY;

/// So many bytes a line may have.
const WIDTH: usize = 75;

/// The calendar of an owner.
pub fn text(renderer: &Renderer<'_>, feed: &Feed) -> String {
    let owner = feed.pages.first().and_then(|page| renderer.book.owner(*page));
    let owner = owner.map_or_else(|| feed.owner.clone(), |owner| owner.name);
    let name = renderer.theme.word("feed-name").replace("{owner}", &owner);
    let name = name.replace("{site}", &renderer.book.title);
    let mut calendar = Calendar::begun("reviews", &name);
    for page in &feed.pages {
        event(&mut calendar, renderer, *page);
    }
    calendar.line("END", "VCALENDAR");
    calendar.0
}

/// The next review of a page; the first one is due on the day that the site is built for.
fn event(calendar: &mut Calendar, renderer: &Renderer<'_>, page: PageId) {
    let Some(review) = renderer.book.review(page, renderer.today) else { return };
    let day = review.due.unwrap_or(renderer.today);
    let known = review.on.unwrap_or(renderer.today);
    if day.year() < 1 || known.year() < 1 {
        // No calendar knows it.
        return;
    }
    let (theme, page) = (renderer.theme, &renderer.book.pages[page]);
    let base = renderer.config.build.base_url.as_deref();
    let space = base.unwrap_or(&renderer.book.title);
    let host = base.and_then(|base| base.split("//").nth(1)).and_then(|rest| rest.split('/').next());
    let print = xxh3_64(format!("{space}\n{}", page.path).as_bytes());
    calendar.line("BEGIN", "VEVENT");
    calendar.line("UID", &format!("{print:016x}@{}", host.unwrap_or("dayone")));
    // Since that day the next review is known; a stamp of the build would change the file with every one.
    calendar.line("DTSTAMP", &format!("{}T000000Z", digits(known)));
    calendar.line("DTSTART;VALUE=DATE", &digits(day));
    if let Ok(next) = day.tomorrow() {
        calendar.line("DTEND;VALUE=DATE", &digits(next));
    }
    calendar.text("SUMMARY", &theme.word("feed-event").replace("{page}", &page.title));
    let last = match review.on {
        Some(on) => theme.word("feed-last").replace("{date}", &on.to_string()),
        None => theme.word("unreviewed").to_owned(),
    };
    calendar.text("DESCRIPTION", &format!("{last}\n{}", page.path));
    if let Some(url) = renderer.canonical(page).filter(|url| !url.starts_with('/')) {
        calendar.line("URL", &url);
    }
    calendar.line("TRANSP", "TRANSPARENT");
    calendar.line("END", "VEVENT");
}

/// A day as calendars write it; its year is not before the first.
fn digits(day: Date) -> String {
    let number = i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day());
    format!("{number:08}")
}

/// A calendar as it is written.
#[derive(Debug, Default)]
pub struct Calendar(pub String);

impl Calendar {
    /// One of something, by a name for readers; whoever fills it ends it.
    pub fn begun(of: &str, name: &str) -> Self {
        let mut calendar = Calendar::default();
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.line("PRODID", &format!("{MADE_BY}{of}//EN"));
        calendar.line("CALSCALE", "GREGORIAN");
        calendar.text("X-WR-CALNAME", name);
        calendar.line("REFRESH-INTERVAL;VALUE=DURATION", "P1D");
        calendar
    }

    /// A property whose value is a text.
    pub fn text(&mut self, name: &str, text: &str) {
        let is_plain =
            |byte: u8| byte.is_ascii() && !byte.is_ascii_control() && !matches!(byte, b'\\' | b';' | b',');
        if text.bytes().all(is_plain) {
            return self.line(name, text);
        }
        let mut escaped = String::with_capacity(text.len() + 2);
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| !is_plain(byte)) {
            escaped.push_str(&rest[..at]);
            let mut after = rest[at..].chars();
            match after.next() {
                Some(mark @ ('\\' | ';' | ',')) => escaped.extend(['\\', mark]),
                Some('\n') => escaped.push_str("\\n"),
                Some(c) if is_odd(c) || c.is_control() => {}
                Some(c) => escaped.push(c),
                None => {}
            }
            rest = after.as_str();
        }
        escaped.push_str(rest);
        self.line(name, &escaped);
    }

    /// A line, folded where it is too long, and in no character's midst.
    pub fn line(&mut self, name: &str, value: &str) {
        if name.len() + 1 + value.len() <= WIDTH {
            self.0.extend([name, ":", value, "\r\n"]);
            return;
        }
        let mut width = 0;
        for character in name.chars().chain([':']).chain(value.chars()) {
            if width + character.len_utf8() > WIDTH {
                self.0.push_str("\r\n ");
                width = 1;
            }
            self.0.push(character);
            width += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfolded(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    #[test]
    fn lines_are_folded_between_characters() {
        for value in ["x".repeat(300), "ä".repeat(100), "漢".repeat(60), "🚢".repeat(40), "a🚢b".repeat(30)]
        {
            let mut calendar = Calendar::default();
            calendar.line("SUMMARY", &value);
            let text = &calendar.0;
            assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
            assert!(text.split("\r\n").all(|line| line.len() <= WIDTH), "{text}");
            assert!(text.split("\r\n").nth(1).is_some_and(|line| line.starts_with(' ')));
            assert_eq!(unfolded(text), format!("SUMMARY:{value}\r\n"));
        }
        let mut calendar = Calendar::default();
        calendar.line("X", &"y".repeat(WIDTH - 2));
        assert_eq!(calendar.0, format!("X:{}\r\n", "y".repeat(WIDTH - 2)), "just fits");
    }

    #[test]
    fn texts_are_escaped() {
        let mut calendar = Calendar::default();
        calendar.text("SUMMARY", "a, b; c\\d: \"e\"\nf\u{7}");
        assert_eq!(calendar.0, "SUMMARY:a\\, b\\; c\\\\d: \"e\"\\nf\r\n");
    }
}
