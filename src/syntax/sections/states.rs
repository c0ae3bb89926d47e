//! Words and signs for how far something is.

use crate::syntax::lift::{self, LinkMeans};
use crate::syntax::moment::written;

/// Signs that something is done.
pub const TICKS: [char; 4] = ['✅', '✓', '✔', '☑'];

/// Signs that something is still to be done.
pub const BOXES: [char; 3] = ['🔲', '☐', '⬜'];

/// Words for what is done.
pub const DONE: [&str; 10] = [
    "done",
    "closed",
    "complete",
    "completed",
    "fixed",
    "finished",
    "shipped",
    "merged",
    "resolved",
    "verified",
];

/// Words for what nobody will do.
pub const DROPPED: [&str; 13] = [
    "dropped",
    "duplicate",
    "not planned",
    "wontfix",
    "won’t fix",
    "won't fix",
    "won’t do",
    "won't do",
    "wont do",
    "rejected",
    "cancelled",
    "canceled",
    "obsolete",
];

/// How far something is by a word, as front matter would have it.
pub fn state_word(word: &str) -> Option<String> {
    const OPEN: [&str; 9] =
        ["open", "todo", "to do", "in progress", "wip", "not started", "blocked", "pending", "planned"];
    let lower = word.trim_matches(['*', '_', '`', ' ', '.', '!']).to_lowercase();
    let bare = lower.trim_matches(|c: char| TICKS.contains(&c) || matches!(c, '\u{fe0f}' | ' '));
    if DONE.contains(&bare) || bare.is_empty() && !lower.is_empty() {
        return Some("done".to_owned());
    }
    if DROPPED.contains(&bare) {
        return Some("dropped".to_owned());
    }
    OPEN.contains(&bare).then(|| bare.to_owned())
}

/// How far all is that stands below a heading: `Done`, `Completed actions`.
pub fn state_of(name: &str) -> Option<String> {
    let bare = name.trim().trim_end_matches(':');
    let first =
        bare.rsplit_once(' ').filter(|(_, last)| matches!(&*last.to_lowercase(), "actions" | "items"));
    state_word(bare).or_else(|| state_word(first?.0))
}

/// How far a cell says that something is, as front matter would have it: `✅`, `50%`, `Closed (won't do)`.
pub fn state(said: &str) -> String {
    const SIGNS: [&str; 4] =
        [":white_check_mark:", ":heavy_check_mark:", ":ballot_box_with_check:", ":check_mark:"];
    let plain = lift::plain(said, LinkMeans::Words);
    let lower = plain.to_lowercase();
    if said.contains(TICKS) || SIGNS.iter().any(|sign| lower.contains(sign)) {
        return "done".to_owned();
    }
    let share = lower.strip_suffix('%').and_then(|share| share.trim().parse::<u8>().ok());
    match share {
        Some(100) => return "done".to_owned(),
        Some(0..100) => return "in progress".to_owned(),
        _ => {}
    }
    let (head, remark) = lower.split_once(['(', ':', '–', '—']).unwrap_or((&lower, ""));
    let remark = remark.trim_end_matches(')').trim();
    if let Some(dropped) = state_word(remark).filter(|state| state == "dropped") {
        return dropped;
    }
    // `Done 2026-11-02`, `Closed in #12`, `Duplicate of #3`: a word for it, and more of it behind.
    let (head, behind) = match state_word(head.trim()) {
        Some(state) => (Some(state), remark),
        None => match lower.split_once(' ') {
            Some((word, behind)) => (state_word(word), behind.trim()),
            None => (None, ""),
        },
    };
    let day =
        || written(behind.trim_start_matches("on ").trim_matches(['(', ')', ' '])).and_then(|it| it.day);
    let is_more = |behind: &str| {
        behind == remark || ["in ", "of ", "by ", "with ", "via "].iter().any(|word| behind.starts_with(word))
    };
    match (head, day()) {
        (Some(state), Some(day)) if state == "done" => day.to_string(),
        (Some(state), None) if !behind.is_empty() && is_more(behind) => state,
        _ => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_say_how_far_something_is_in_many_ways() {
        for (said, expected) in [
            ("✔", "done"),
            (":white_check_mark:", "done"),
            ("100%", "done"),
            ("50%", "in progress"),
            ("Closed (won't do)", "dropped"),
            ("Closed: obsolete", "dropped"),
            ("Done (see the log)", "done"),
            ("done (2026-09-02)", "2026-09-02"),
            ("Done 2 Nov 2026", "2026-11-02"),
            ("Closed on 2026-11-02", "2026-11-02"),
            ("Done in PR #12", "done"),
            ("Duplicate of #3", "dropped"),
            ("Not planned", "Not planned"),
            ("Open question", "Open question"),
            ("**Shipped**", "Shipped"),
            ("perhaps", "perhaps"),
        ] {
            assert_eq!(state(said), expected, "{said}");
        }
    }
}
