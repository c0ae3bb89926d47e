//! Words and signs for how far something is.

use crate::syntax::lift::{self, LinkMeans};

/// Signs that something is done.
pub const TICKS: [char; 4] = ['✅', '✓', '✔', '☑'];

/// Signs that something is still to be done.
pub const BOXES: [char; 3] = ['🔲', '☐', '⬜'];

/// Words for what nobody will do.
pub const DROPPED: [&str; 11] = [
    "dropped",
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
    const DONE: [&str; 9] =
        ["done", "closed", "complete", "completed", "fixed", "finished", "shipped", "merged", "resolved"];
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
    match (state_word(head.trim()), state_word(remark)) {
        (_, Some(state)) if state == "dropped" => state,
        // What is behind it may be the day on which it was.
        (Some(state), _) if !remark.is_empty() && !remark.contains(|c: char| c.is_ascii_digit()) => state,
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
            ("done (2026-09-02)", "done (2026-09-02)"),
            ("**Shipped**", "Shipped"),
            ("perhaps", "perhaps"),
        ] {
            assert_eq!(state(said), expected, "{said}");
        }
    }
}
