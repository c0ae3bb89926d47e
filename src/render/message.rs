//! A message to somebody whose pages want a review, ready to be pasted in a chat.

use crate::config::Config;
use crate::handbook::{Handbook, Kept, Owner, PageReview, ReviewState, address};
use crate::theme::Theme;

/// So many pages are named in a message.
const MOST: usize = 10;

/// The message to an owner about their pages that want a review, of which there is at least one.
pub fn text(book: &Handbook, theme: &Theme, config: &Config, owner: &Owner, wanting: &[Kept]) -> String {
    let count = wanting.len().to_string();
    let name = called(book, owner);
    let first = theme.word(if wanting.len() == 1 { "message-one" } else { "message-many" });
    let mut text = first.replace("{count}", &count).replace("{owner}", name);
    let base = base(config);
    for kept in wanting.iter().take(MOST) {
        let page = &book.pages[kept.page];
        let state = kept.review.as_ref().map_or_else(String::new, |review| state(theme, review));
        text.push_str(&format!("\n- {}: {state}", page.title));
        if let Some(base) = base {
            text.push_str(&format!(" {base}{}", address::encoded(&page.url)));
        }
    }
    if wanting.len() > MOST {
        let more = (wanting.len() - MOST).to_string();
        text.push_str(&format!("\n- {}", theme.word("message-more").replace("{count}", &more)));
    }
    let paths = wanting.iter().take(MOST).map(|kept| quoted(&book.pages[kept.page].path));
    let command = format!("dayone review {}", paths.collect::<Vec<_>>().join(" "));
    text.push_str(&format!("\n{}\n{command}\n", theme.word("message-confirm")));
    text
}

/// What an owner is called in a message: a channel is where it is pasted, but a person is called there.
pub fn called<'a>(book: &'a Handbook, owner: &'a Owner) -> &'a str {
    book.chat(&owner.id).filter(|chat| chat.starts_with('@')).unwrap_or(&owner.name)
}

/// Where the site is, if that is known, so that a message can say where pages are.
pub fn base(config: &Config) -> Option<&str> {
    config.build.base_url.as_deref().filter(|base| !base.starts_with('/'))
}

/// What is to be said of a page's review.
fn state(theme: &Theme, review: &PageReview) -> String {
    let (word, day) = match review.state {
        ReviewState::Overdue => ("message-overdue", review.due),
        ReviewState::Due | ReviewState::Fresh => ("message-due", review.due),
        ReviewState::Edited => ("message-edited", review.on),
        ReviewState::Unreviewed => ("message-unreviewed", None),
    };
    theme.word(word).replace("{date}", &day.map_or_else(String::new, |day| day.to_string()))
}

/// A path as shells take it.
pub fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    // It is no option.
    if path.starts_with('-') {
        return quoted(&format!("./{path}"));
    }
    if path.chars().all(is_plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn paths_are_one_word_to_a_shell() {
        assert_eq!(quoted("a/b-1.md"), "a/b-1.md");
        assert_eq!(quoted("-a.md"), "./-a.md");
        assert_eq!(quoted("it's here.md"), "'it'\\''s here.md'");
    }
}
