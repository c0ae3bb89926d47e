//! Words that somebody says, and the line below a title that says more than it.

use super::length;

/// Signs before words that somebody says, and after them.
const MARKS: [(char, char); 7] =
    [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('‘', '’'), ('»', '«'), ('\'', '\'')];
/// Signs before whose words they are.
const DASHES: [&str; 5] = ["—", "–", "―", "--", "-"];

/// Whether a block has words of somebody: a quotation, or a paragraph of quotation marks and of whose words they are,
/// which may be the `next` one.
pub fn is_quote(block: &str, next: &str) -> bool {
    let block = block.trim();
    if block.starts_with('>') {
        return true;
    }
    let bare = block.trim_start_matches(['*', '_']);
    quoted(bare).is_some_and(|(words, whose)| {
        let whose = whose.trim_start_matches(['*', '_', ' ', ',', '.', '\n']);
        let whose = if whose.is_empty() {
            Some(next.trim()).filter(|next| dashed(next).is_some())
        } else {
            Some(whose)
        };
        // One word in quotation marks may be that of anything.
        let are_words = length::words(words).count() > 1 || words.ends_with([',', '!', '?']);
        are_words && whose.is_some_and(|whose| says_whose(words, whose))
    }) || is_led_to(block)
}

/// Words in quotation marks at the start of a text, and what is behind them.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let (open, close) = MARKS.into_iter().find(|(open, _)| text.starts_with(*open))?;
    let inner = &text[open.len_utf8()..];
    // An apostrophe is within a word.
    let is_end = |at: usize| !inner[at + close.len_utf8()..].starts_with(char::is_alphanumeric);
    let end = inner.match_indices(close).map(|(at, _)| at).find(|at| is_end(*at))?;
    Some((&inner[..end], &inner[end + close.len_utf8()..]))
}

/// What is behind a dash.
fn dashed(text: &str) -> Option<&str> {
    let rest = DASHES.iter().find_map(|dash| text.strip_prefix(dash))?.trim_start();
    // An item of a list begins with a dash too, and goes on in other words.
    rest.trim_start_matches(['*', '_']).starts_with(char::is_uppercase).then_some(rest)
}

/// Whether what is behind words says whose they are, and not what: `"Pass" is the name of a ticket` speaks of a word.
fn says_whose(words: &str, whose: &str) -> bool {
    const OF_A_WORD: [&str; 9] = ["is", "are", "was", "were", "means", "will", "has", "can", "stands"];
    if let Some(name) = dashed(whose) {
        return length::words(name).next().is_some();
    }
    let first = length::words(whose).next().unwrap_or_default();
    let is_name = OF_A_WORD.contains(&first) && !words.ends_with([',', '.', '!', '?', '…']);
    length::words(whose).count() > 1 && !is_name
}

/// Whether a block leads to somebody's words: `Kari, a commuter, said: "I used to miss the boat."`
fn is_led_to(block: &str) -> bool {
    let leads = block.match_indices([':', ',']).map(|(at, _)| (&block[..at], block[at + 1..].trim_start()));
    leads.into_iter().any(|(who, rest)| {
        let says = ["said", "says", "explained", "explains", "adds", "added", "told"];
        let is_said = length::words(who).any(|word| says.contains(&&*word.to_lowercase()));
        is_said && quoted(rest).is_some_and(|(words, _)| length::words(words).count() > 2)
    })
}

/// Whether a block is nothing but emphasis, as a line below a title is that goes with it. A word or two are the name of
/// something; and who wrote it when, and when it may be told, are another sort of line.
pub fn says_more(block: &str) -> bool {
    let block = block.trim();
    let mut inner = String::new();
    let mut rest = block;
    while !rest.is_empty() {
        let Some((within, after)) = ["***", "**", "__", "*", "_"].into_iter().find_map(|mark| {
            let (within, after) = rest.strip_prefix(mark)?.split_once(mark)?;
            (!within.is_empty()).then_some((within, after))
        }) else {
            return false;
        };
        inner.push_str(within);
        inner.push(' ');
        rest = after.trim_start();
    }
    let words = inner.trim().to_lowercase();
    let is_other = ["by ", "for immediate release", "embargoed", "under embargo", "draft"]
        .iter()
        .any(|start| words.starts_with(start));
    !is_other && length::words(&inner).count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_somebody_s() {
        for (block, next) in [
            ("> Good.", ""),
            ("\"Nobody should queue twice.\" — Ann", ""),
            ("\"Nobody should queue twice\" -- Ann Ax, head of product", ""),
            ("\"Nobody should queue twice.\"", "— Ann Ax, head of product"),
            ("\"Nobody should queue twice.\"", "*— Ann Ax, head of product*"),
            ("'I don't queue,' said Ann", ""),
            ("‘I don’t queue,’ said Ann", ""),
            ("Kari, a commuter, said: \"I used to miss the boat.\"", ""),
            ("Kari says, “I used to miss the boat.”", ""),
            ("*“Good to have it,” says Ann.*", ""),
        ] {
            assert!(is_quote(block, next) || next.starts_with('*'), "{block} {next}");
        }
    }

    #[test]
    fn words_are_nobody_s() {
        for (block, next) in [
            ("\"Harbour Pass\" is the name of a ticket for every boat.", ""),
            ("\"Nobody should queue twice.\"", ""),
            ("\"Nobody should queue twice.\"", "- it is shorter"),
            ("\"Pass\" opens it.", ""),
            ("It is called \"Harbour Pass for everybody\".", ""),
            ("'t is the season to queue", ""),
        ] {
            assert!(!is_quote(block, next), "{block} {next}");
        }
    }

    #[test]
    fn a_line_says_more_than_the_title() {
        for block in [
            "*One ticket for all*",
            "**One ticket.** *For all.*",
            "***One ticket for all***",
            "__One ticket for all__",
        ] {
            assert!(says_more(block), "{block}");
        }
        for block in [
            "**FOR IMMEDIATE RELEASE**",
            "*By Ann Ax, 3 March 2027*",
            "**Summary**",
            "**Summary.** It works now.",
        ] {
            assert!(!says_more(block), "{block}");
        }
    }
}
