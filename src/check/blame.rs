//! Words in accounts of failures that blame somebody.

use std::borrow::Cow;

use serde_json::Value;

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::syntax::yaml::Step;
use crate::text::Span;

pub static RULE: Rule = Rule {
    code: "blame",
    level: Level::Warning,
    structural: false,
    summary: "An account of a failure blames somebody.",
    why: "Who fears to be blamed tells less, and what made the mistake easy stays as it is. Say what people saw, and what would have helped them. Other words can be added: `blame` under `[coe]` in `book.toml`.",
    bad: "---\nkind: coe\nincident: 2026-08-14\n---\n# Double charges\n\nThe cause was human error: somebody was careless.\n",
    good: "---\nkind: coe\nincident: 2026-08-14\n---\n# Double charges\n\nThe change looked safe: the tests had no provider that answers late.\n",
};

const WHAT_MADE: &str = "say what made this easy to get wrong";
const WHAT_THEY_SAW: &str = "say what they saw, and why what they did made sense to them";
const WHAT_WOULD: &str = "say what would have helped to see it";

/// Words that blame, and what to write instead.
const WORDS: [(&str, &str); 56] = [
    ("at fault", WHAT_MADE),
    ("bad judgement", WHAT_THEY_SAW),
    ("careless", WHAT_MADE),
    ("carelessly", WHAT_MADE),
    ("carelessness", WHAT_MADE),
    ("complacent", WHAT_THEY_SAW),
    ("didn't bother", WHAT_THEY_SAW),
    ("didn’t bother", WHAT_THEY_SAW),
    ("failed to check", WHAT_WOULD),
    ("failed to follow", WHAT_MADE),
    ("failed to notice", WHAT_WOULD),
    ("fat finger", WHAT_MADE),
    ("fat-fingered", WHAT_MADE),
    ("foolish", WHAT_THEY_SAW),
    ("forgot to", WHAT_MADE),
    ("had forgotten to", WHAT_MADE),
    ("her fault", WHAT_MADE),
    ("his fault", WHAT_MADE),
    ("human error", WHAT_MADE),
    ("incompetence", WHAT_MADE),
    ("incompetent", WHAT_MADE),
    ("lazy", WHAT_THEY_SAW),
    ("neglected to", WHAT_MADE),
    ("negligence", WHAT_MADE),
    ("negligent", WHAT_MADE),
    ("operator error", WHAT_MADE),
    ("operator's fault", WHAT_MADE),
    ("operator’s fault", WHAT_MADE),
    ("ought to have checked", WHAT_WOULD),
    ("ought to have known", WHAT_WOULD),
    ("ought to have noticed", WHAT_WOULD),
    ("ought to have seen", WHAT_WOULD),
    ("pilot error", WHAT_MADE),
    ("reckless", WHAT_THEY_SAW),
    ("screwed up", WHAT_MADE),
    ("should have checked", WHAT_WOULD),
    ("should have known", WHAT_WOULD),
    ("should have noticed", WHAT_WOULD),
    ("should have realised", WHAT_WOULD),
    ("should have seen", WHAT_WOULD),
    ("should've checked", WHAT_WOULD),
    ("should’ve checked", WHAT_WOULD),
    ("should've known", WHAT_WOULD),
    ("should’ve known", WHAT_WOULD),
    ("should've noticed", WHAT_WOULD),
    ("should’ve noticed", WHAT_WOULD),
    ("should’ve seen", WHAT_WOULD),
    ("should've seen", WHAT_WOULD),
    ("sloppy", WHAT_MADE),
    ("stupid", WHAT_THEY_SAW),
    ("stupidity", WHAT_THEY_SAW),
    ("stupidly", WHAT_THEY_SAW),
    ("their fault", WHAT_MADE),
    ("user error", WHAT_MADE),
    ("user’s fault", WHAT_MADE),
    ("user's fault", WHAT_MADE),
];

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let Some(parsed) = book.pages[id].parsed.as_ref().filter(|_| book.incident(id).is_some()) else { return };
    let own = whole.config.coe.blame.iter().map(|(words, instead)| (&**words, &**instead));
    let mut words: Vec<Words<'_>> = WORDS.into_iter().chain(own).filter_map(Words::of).collect();
    let mut said: Vec<(Vec<Step>, &str)> = Vec::new();
    said.extend(
        parsed.front.description.as_deref().map(|text| (vec![Step::Key("description".to_owned())], text)),
    );
    // What the text says instead is found there.
    let is_own = |key: &String| parsed.lifted.iter().all(|lifted| lifted.key != *key);
    for (key, value) in parsed.front.others.iter().filter(|(key, _)| is_own(key)) {
        texts(value, &[Step::Key(key.clone())], &mut said);
    }
    let mut lower = parsed.body_text().to_ascii_lowercase();
    for (_, text) in &said {
        lower.push(' ');
        lower.push_str(&text.to_ascii_lowercase());
    }
    words.retain(|words| words.may_be_in(&lower));
    if words.is_empty() {
        return;
    }
    let mut places = parsed.places();
    for (path, text) in said {
        for (place, instead) in blaming(text, &words) {
            let finding = Finding::new(&RULE, format!("“{}” blames somebody", &text[place]));
            findings.push(finding.at(places.of(&path)).help(instead));
        }
    }
    let shown = without_comments(&parsed.source.text, parsed.body);
    for (start, text) in prose(&shown, parsed.body) {
        for (place, instead) in blaming(text, &words) {
            let said = text[place.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
            let span = Span { start: start + place.start, end: start + place.end };
            findings.push(
                Finding::new(&RULE, format!("“{said}” blames somebody"))
                    .at(parsed.source.place(span))
                    .help(instead),
            );
        }
    }
}

/// The texts of a value, with their key paths.
fn texts<'v>(value: &'v Value, path: &[Step], said: &mut Vec<(Vec<Step>, &'v str)>) {
    let below = |step| [path, &[step]].concat();
    match value {
        Value::String(text) => said.push((path.to_vec(), text)),
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                texts(value, &below(Step::Index(index)), said);
            }
        }
        Value::Object(row) => {
            for (key, value) in row.iter().filter(|(key, _)| *key != "link") {
                texts(value, &below(Step::Key(key.clone())), said);
            }
        }
        _ => {}
    }
}

/// A text with blanks where it has comments, which no reader sees.
fn without_comments(text: &str, body: usize) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(text);
    let mut at = body;
    while let Some(start) = text[at..].find("<!--").map(|found| at + found) {
        let Some(end) = text[start..].find("-->").map(|found| start + found + 3) else { break };
        let blank: String =
            text[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        shown.to_mut().replace_range(start..end, &blank);
        at = end;
    }
    shown
}

/// Words that blame, by their parts.
struct Words<'w> {
    parts: Vec<&'w str>,
    /// The longest part: a text without it need not be read more closely.
    key: &'w str,
    instead: &'w str,
}

impl<'w> Words<'w> {
    fn of((words, instead): (&'w str, &'w str)) -> Option<Self> {
        let parts: Vec<&str> = words.split([' ', '-']).filter(|part| !part.is_empty()).collect();
        let key = parts.iter().copied().max_by_key(|part| part.len())?;
        Some(Words { parts, key, instead })
    }

    fn may_be_in(&self, lower: &str) -> bool {
        memchr::memmem::find(lower.as_bytes(), self.key.as_bytes()).is_some()
    }
}

/// The paragraphs, items and rows of a text that are no code and no quotation, with where they begin.
fn prose(text: &str, body: usize) -> Vec<(usize, &str)> {
    let mut at = body;
    let mut fence: Option<&str> = None;
    let mut blocks: Vec<std::ops::Range<usize>> = Vec::new();
    for line in text[body..].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let inner = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| inner.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) if !inner.starts_with('>') && !inner.is_empty() => {
                // A line goes on with the one before it, unless it begins something.
                let begins = inner.starts_with(['#', '|', '-', '*', '+'])
                    || inner.starts_with(|c: char| c.is_ascii_digit());
                match blocks.last_mut().filter(|block| block.end == start && !begins) {
                    Some(block) => block.end = at,
                    None => blocks.push(start..at),
                }
            }
            _ => {}
        }
    }
    blocks.into_iter().map(|block| (block.start, &text[block])).collect()
}

/// Where words in a text blame somebody, and what to write instead. What is in quotation marks or code is somebody
/// else's, and what nobody is is no blame.
fn blaming<'w>(text: &str, words: &[Words<'w>]) -> Vec<(std::ops::Range<usize>, &'w str)> {
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
    for Words { parts, instead, .. } in words.iter().filter(|words| words.may_be_in(&lower)) {
        for (at, _) in lower.match_indices(parts[0]) {
            let Some(end) = end_of(&lower, at, parts) else { continue };
            let is_whole = !lower[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-')
                && !lower[end..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
            let is_within = found.iter().any(|(other, _)| other.start <= at && at < other.end);
            let is_thing = *parts.last().unwrap_or(&"") == "error" && names_thing(&lower[end..]);
            let is_thing = is_thing || is_of_a_thing(parts, &lower[..at]);
            if is_whole && !is_within && !is_thing && !is_denied(&lower[..at]) && !is_quoted(text, at, end) {
                found.push((at..end, instead));
            }
        }
    }
    found.sort_unstable_by_key(|(place, _)| place.start);
    found
}

/// Whether what follows on `user error` makes a thing of it: a message, some code.
fn names_thing(after: &str) -> bool {
    const THINGS: [&str; 18] = [
        "code", "codes", "count", "dialog", "handler", "handlers", "handling", "log", "logs", "message",
        "messages", "page", "pages", "rate", "rates", "report", "screen", "text",
    ];
    let next = after.trim_start_matches([' ', '-', '\n']).split(|c: char| !c.is_alphabetic()).next();
    next.is_some_and(|next| THINGS.contains(&next))
}

/// Whether what comes before `at fault` or `failed to check` is a thing, which nobody blames: a script, a value.
fn is_of_a_thing(parts: &[&str], before: &str) -> bool {
    const THINGS: [&str; 44] = [
        "alarm",
        "alert",
        "api",
        "build",
        "cache",
        "certificate",
        "change",
        "check",
        "code",
        "component",
        "config",
        "configuration",
        "database",
        "default",
        "deploy",
        "deployment",
        "disk",
        "dns",
        "flag",
        "hardware",
        "job",
        "library",
        "migration",
        "monitor",
        "monitoring",
        "network",
        "pipeline",
        "probe",
        "process",
        "program",
        "proxy",
        "query",
        "router",
        "rule",
        "script",
        "server",
        "service",
        "setting",
        "software",
        "switch",
        "system",
        "test",
        "tool",
        "value",
    ];
    const BETWEEN: [&str; 12] =
        ["was", "were", "is", "are", "be", "been", "had", "has", "also", "that", "which", "then"];
    let sentence = before.rsplit(['.', '!', '?', ';', ',', ':']).next().unwrap_or(before);
    let mut words = sentence.split_whitespace().rev().skip_while(|word| BETWEEN.contains(word));
    let who = words.next().unwrap_or_default().trim_matches(['`', '*', '_']);
    let is_known = |who: &str| THINGS.contains(&who);
    matches!(parts, ["at", "fault"] | ["failed", ..])
        && (is_known(who) || who.strip_suffix('s').is_some_and(is_known))
}

/// Where words end that begin at a byte of a text, be they apart by blanks, by the end of a line or by a hyphen.
fn end_of(text: &str, at: usize, parts: &[&str]) -> Option<usize> {
    let mut rest = &text[at..];
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            rest = match rest.strip_prefix('-') {
                Some(rest) => rest,
                None => {
                    let after = rest.trim_start();
                    (after.len() < rest.len()).then_some(after)?
                }
            };
        }
        rest = rest.strip_prefix(part)?;
    }
    Some(text.len() - rest.len())
}

/// Whether what comes before says that it is not so: `nobody was careless`.
fn is_denied(before: &str) -> bool {
    let sentence = before.rsplit(['.', '!', '?', ';']).next().unwrap_or(before);
    let words: Vec<&str> = sentence.split_whitespace().rev().take(4).collect();
    words.iter().any(|word| {
        matches!(word.trim_matches(','), "no" | "not" | "nobody" | "never" | "none" | "nor" | "without")
    })
}

/// Whether a place in a text is in code, or between quotation marks.
fn is_quoted(text: &str, start: usize, end: usize) -> bool {
    let before = &text[..start];
    let open = |mark: char| before.matches(mark).count() % 2 == 1;
    let is_inner = |c: char| c.is_alphanumeric();
    // An apostrophe is one that has letters on both sides, or ends a word.
    let single = || {
        let opening = before.rfind(['\'', '‘'])?;
        let opens = !before[..opening].ends_with(is_inner);
        let closing = text[end..].find(['\'', '’']).map(|at| &text[end + at..])?;
        let closes = !closing.chars().nth(1).is_some_and(is_inner);
        (opens && closes).then_some(())
    };
    let within = |from: char, to: char| before.matches(from).count() > before.matches(to).count();
    let guillemets = within('«', '»') || within('»', '«') && text[end..].contains('«');
    // In German the mark that ends a quotation is the one that begins it in English.
    let low = before.rfind('„').is_some_and(|at| !before[at..].contains(['“', '”']));
    guillemets
        || low
        || open('`')
        || open('"')
        || before.matches('“').count().saturating_sub(before.matches('„').count())
            > before.matches('”').count()
        || single().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<&str> {
        let words: Vec<Words<'_>> = WORDS.into_iter().filter_map(Words::of).collect();
        blaming(line, &words).into_iter().map(|(place, _)| &line[place]).collect()
    }

    #[test]
    fn words_that_blame_are_found() {
        assert_eq!(found("It was Human Error, and carelessly so."), ["Human Error", "carelessly"]);
        assert_eq!(
            found("Ana forgot to turn it off; she should have known."),
            ["forgot to", "should have known"]
        );
        assert_eq!(found("She didn’t bother."), ["didn’t bother"]);
        assert!(found("Nobody was careless, and it was no human error.").is_empty());
        assert!(found("“Human error” explains nothing; `lazy` loading and lazy-loading do.").is_empty());
        assert!(found("We should have had an alarm.").is_empty());
        assert!(found("The default value was at fault; the scripts failed to check the file.").is_empty());
        assert_eq!(
            found("Ana was at fault; she failed to check the script."),
            ["at fault", "failed to check"]
        );
        assert_eq!(found("Not so. The careless one."), ["careless"]);
        assert_eq!(
            found("It was human\nerror, a human-error,\nHUMAN  ERROR."),
            ["human\nerror", "human-error", "HUMAN  ERROR"]
        );
        assert_eq!(found("A fat fingered key."), ["fat fingered"]);
        assert!(found("Some call it 'careless', or ‘human error’; that explains nothing.").is_empty());
        assert_eq!(found("The team's lazy, and it's the users' fault."), ["lazy"]);
        assert!(Words::of((" -", "y")).is_none());
        assert!(
            found(
                "The user error message was shown. User-error handling code, «human error», „human error“."
            )
            .is_empty()
        );
        assert_eq!(
            found("She should've known; it was the operator’s fault, who failed to check. A user error."),
            ["should've known", "operator’s fault", "failed to check", "user error"]
        );
        assert_eq!(without_comments("a <!-- lazy\nö --> b", 0), "a          \n       b");
    }

    #[test]
    fn code_and_quotations_are_somebody_elses() {
        let text = "a\n```\nlazy\n```\n> careless\nb lazy\nc\n- d\n- e\n\nf\n";
        let blocks: Vec<&str> = prose(text, 0).into_iter().map(|(_, block)| block.trim()).collect();
        assert_eq!(blocks, ["a", "b lazy\nc", "- d", "- e", "f"]);
        assert_eq!(prose(text, 0).get(1).map(|(at, _)| *at), text.find("b lazy"));
    }
}
