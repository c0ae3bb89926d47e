//! Words in accounts of failures that blame somebody.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::text::Span;

pub static RULE: Rule = Rule {
    code: "blame",
    level: Level::Warning,
    structural: false,
    summary: "An account of a failure blames somebody.",
    why: "Who fears to be blamed tells less, and what made the mistake easy stays as it is. Say what people saw, and what would have helped them. Other words can be added: `blame` under `[coe]` in `book.toml`.",
    bad: "---\nkind: coe\n---\n# Double charges\n\nThe cause was human error: somebody was careless.\n",
    good: "---\nkind: coe\n---\n# Double charges\n\nThe change looked safe: the tests had no provider that answers late.\n",
};

const WHAT_MADE: &str = "say what made this easy to get wrong";
const WHAT_THEY_SAW: &str = "say what they saw, and why what they did made sense to them";
const WHAT_WOULD: &str = "say what would have helped to see it";

/// Words that blame, and what to write instead.
const WORDS: [(&str, &str); 28] = [
    ("at fault", WHAT_MADE),
    ("bad judgement", WHAT_THEY_SAW),
    ("careless", WHAT_MADE),
    ("carelessly", WHAT_MADE),
    ("carelessness", WHAT_MADE),
    ("complacent", WHAT_THEY_SAW),
    ("didn't bother", WHAT_THEY_SAW),
    ("didn’t bother", WHAT_THEY_SAW),
    ("fat finger", WHAT_MADE),
    ("fat-fingered", WHAT_MADE),
    ("foolish", WHAT_THEY_SAW),
    ("forgot to", WHAT_MADE),
    ("had forgotten to", WHAT_MADE),
    ("human error", WHAT_MADE),
    ("incompetent", WHAT_MADE),
    ("incompetence", WHAT_MADE),
    ("lazy", WHAT_THEY_SAW),
    ("negligence", WHAT_MADE),
    ("negligent", WHAT_MADE),
    ("operator error", WHAT_MADE),
    ("reckless", WHAT_THEY_SAW),
    ("should have checked", WHAT_WOULD),
    ("should have known", WHAT_WOULD),
    ("should have noticed", WHAT_WOULD),
    ("should have realised", WHAT_WOULD),
    ("should have seen", WHAT_WOULD),
    ("sloppy", WHAT_MADE),
    ("user error", WHAT_MADE),
];

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let Some(parsed) = book.pages[id].parsed.as_ref().filter(|_| book.incident(id).is_some()) else { return };
    let own = whole.config.coe.blame.iter().map(|(words, instead)| (&**words, &**instead));
    let words: Vec<(&str, &str)> = WORDS.into_iter().chain(own).collect();
    for (line, text) in prose(&parsed.source.text, parsed.body) {
        for (at, words, instead) in blaming(text, &words) {
            let span = Span { start: line + at, end: line + at + words.len() };
            findings.push(
                Finding::new(&RULE, format!("“{}” blames somebody", &text[at..at + words.len()]))
                    .at(parsed.source.place(span))
                    .help(instead),
            );
        }
    }
}

/// The lines of a text that are no code and no quotation, with where they begin.
fn prose(text: &str, body: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut at = body;
    let mut fence: Option<&str> = None;
    text[body..].split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let inner = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| inner.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) if !inner.starts_with('>') => return Some((start, line)),
            _ => {}
        }
        None
    })
}

/// The words in a line that blame somebody: where, which, and what to write instead. What is in quotation marks or code
/// is somebody else's, and what nobody is is no blame.
fn blaming<'w>(line: &str, words: &[(&'w str, &'w str)]) -> Vec<(usize, &'w str, &'w str)> {
    let lower = line.to_ascii_lowercase();
    let mut found: Vec<(usize, &str, &str)> = Vec::new();
    for (words, instead) in words.iter().filter(|(words, _)| !words.is_empty()) {
        for (at, _) in lower.match_indices(words) {
            let is_whole = !lower[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-')
                && !lower[at + words.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
            let is_within = found.iter().any(|(other, long, _)| *other <= at && at < other + long.len());
            if is_whole && !is_within && !is_denied(&lower[..at]) && !is_quoted(line, at) {
                found.push((at, words, instead));
            }
        }
    }
    found.sort_unstable();
    found
}

/// Whether what comes before says that it is not so: `nobody was careless`.
fn is_denied(before: &str) -> bool {
    let sentence = before.rsplit(['.', '!', '?', ';']).next().unwrap_or(before);
    let words: Vec<&str> = sentence.split_whitespace().rev().take(4).collect();
    words.iter().any(|word| {
        matches!(word.trim_matches(','), "no" | "not" | "nobody" | "never" | "none" | "nor" | "without")
    })
}

/// Whether a place in a line is in code, or between quotation marks.
fn is_quoted(line: &str, at: usize) -> bool {
    let before = &line[..at];
    let open = |mark: char| before.matches(mark).count() % 2 == 1;
    open('`') || open('"') || before.matches('“').count() > before.matches('”').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<&str> {
        blaming(line, &WORDS).into_iter().map(|(_, words, _)| words).collect()
    }

    #[test]
    fn words_that_blame_are_found() {
        assert_eq!(found("It was Human Error, and carelessly so."), ["human error", "carelessly"]);
        assert_eq!(
            found("Ana forgot to turn it off; she should have known."),
            ["forgot to", "should have known"]
        );
        assert_eq!(found("She didn’t bother."), ["didn’t bother"]);
        assert!(found("Nobody was careless, and it was no human error.").is_empty());
        assert!(found("“Human error” explains nothing; `lazy` loading and lazy-loading do.").is_empty());
        assert!(found("We should have had an alarm.").is_empty());
        assert_eq!(found("Not so. The careless one."), ["careless"]);
    }

    #[test]
    fn code_and_quotations_are_somebody_elses() {
        let text = "a\n```\nlazy\n```\n> careless\nb lazy\n";
        let lines: Vec<&str> = prose(text, 0).map(|(_, line)| line.trim()).collect();
        assert_eq!(lines, ["a", "b lazy"]);
        assert_eq!(prose(text, 0).last().map(|(at, _)| at), text.find("b lazy"));
    }
}
