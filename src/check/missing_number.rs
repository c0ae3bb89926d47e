//! Accounts of failures that say what it meant in no number.

use super::Whole;
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::syntax::moment::written;
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "missing-number",
    level: Level::Warning,
    structural: false,
    summary: "The impact of a failure is told without a number.",
    why: "“Some customers were affected” can mean three or thirty thousand, and what it takes to keep it from happening again depends on which. How many people, how long, how much money: an estimate is a number too.",
    bad: "---\nkind: coe\nimpact: Some passengers paid twice.\n---\n# Double charges\n",
    good: "---\nkind: coe\nimpact: 214 passengers paid twice.\n---\n# Double charges\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let (Some(parsed), Some(incident)) = (&book.pages[id].parsed, book.incident(id)) else { return };
    if incident.impact.is_empty() || !parsed.front.others.contains_key("impact") {
        return;
    }
    if incident.impact.iter().any(|(text, _)| has_number(text)) {
        return;
    }
    findings.push(
        Finding::new(&RULE, "the impact is told without a number")
            .at(parsed.place_of(&[Step::Key("impact".to_owned())]))
            .help("say how many people, how long, or how much money; an estimate will do"),
    );
}

/// Whether a text counts anything, be it that there was nothing.
fn has_number(text: &str) -> bool {
    const WORDS: [&str; 24] = [
        "nobody", "none", "nothing", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight",
        "nine", "ten", "eleven", "twelve", "twenty", "thirty", "fifty", "hundred", "hundreds", "thousand",
        "half", "dozen",
    ];
    let bare = without_times(text);
    bare.chars().any(char::is_numeric)
        || bare.split(|c: char| !c.is_alphabetic()).any(|word| WORDS.contains(&&*word.to_lowercase()))
        || bare.split(['.', ';', ',', '!']).any(counts_none)
}

/// Whether a sentence says that there was none of something: `No customers were affected`. That people had no access
/// says nothing of how many they were.
fn counts_none(sentence: &str) -> bool {
    const HARM: [&str; 20] = [
        "affected",
        "impacted",
        "impact",
        "effect",
        "harmed",
        "hurt",
        "lost",
        "loss",
        "leaked",
        "exposed",
        "missed",
        "noticed",
        "delayed",
        "dropped",
        "charged",
        "corrupted",
        "damaged",
        "outage",
        "downtime",
        "breached",
    ];
    let words: Vec<String> = sentence.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
    let mut words = words.iter().filter(|word| !word.is_empty()).map(String::as_str);
    words.next() == Some("no") && words.take(6).any(|word| HARM.contains(&word))
}

/// A text without its days and times: when it was is no number of what it meant. From when until when is one.
fn without_times(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let bare = |word: &&str| word.trim_matches(|c: char| !c.is_alphanumeric() && c != ':').to_owned();
    let (mut kept, mut times, mut at) = (Vec::new(), Vec::new(), 0);
    while at < words.len() {
        // `20 November 2026` has three words, and a time may follow.
        let longest = (1..=3.min(words.len() - at)).rev().find(|count| {
            let span: Vec<String> = words[at..at + count].iter().map(bare).collect();
            span.iter().all(|word| !word.is_empty()) && is_time(&span)
        });
        match longest {
            Some(count) => {
                let span = words[at..at + count].join(" ");
                times.extend(span.split(' ').filter(|word| word.contains(':')).map(str::to_owned));
                at += count;
            }
            // `SEV-2`, `version 2.1` and `since 2026` count nothing.
            None if is_called(&words, at) => at += 1,
            None => {
                kept.push(words[at]);
                at += 1;
            }
        }
    }
    let lasted = if times.len() > 1 { times } else { Vec::new() };
    [kept.join(" "), lasted.join(" ")].join(" ")
}

/// Whether a number is a name: that of a severity, a version, a code, a year.
fn is_called(words: &[&str], at: usize) -> bool {
    const NAMED: [&str; 14] = [
        "code", "error", "http", "in", "level", "p", "phase", "priority", "sev", "severity", "since",
        "status", "v", "version",
    ];
    let bare = words[at].trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let letters: String = bare.chars().take_while(|c| c.is_alphabetic()).collect();
    let digits = bare[letters.len()..].trim_start_matches('-');
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    if !is_number(digits) {
        return false;
    }
    let before = at.checked_sub(1).map(|before| words[before].to_lowercase()).unwrap_or_default();
    let name =
        if letters.is_empty() { before.trim_matches(|c: char| !c.is_alphanumeric()) } else { &letters };
    let is_year = digits.len() == 4 && digits.starts_with("20");
    match name {
        // `in 2026`, and not `in 40 harbours`.
        "in" | "since" => letters.is_empty() && is_year,
        name => NAMED.contains(&name),
    }
}

/// Whether words are a day or a time, and nothing else.
fn is_time(words: &[String]) -> bool {
    let text = words.join(" ");
    let has_form = words.len() > 1 || text.contains([':', '-', '/']) || text.matches('.').count() == 2;
    let begins = text.starts_with(|c: char| c.is_ascii_digit())
        || text.ends_with(|c: char| c.is_ascii_digit()) && text.starts_with(char::is_alphabetic);
    // `20 November` says no year, and is a day all the same.
    // and `5 may have left` is none.
    let is_day = words.len() == 2
        && !words.iter().any(|word| word == "may")
        && written(&format!("{text} 2026")).is_some_and(|it| it.day.is_some());
    has_form && begins && (written(&text).is_some() || is_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_no_numbers() {
        for text in [
            "On 2026-11-20 people were cross",
            "People were cross on 20 November 2026.",
            "On November 20 people were cross",
            "From 10:40 on people were cross",
            "Since 2026-11-20, 10:40, they were cross",
            "Many people were cross",
            "A SEV-2, with HTTP 500 errors",
            "P1 incident since 2026",
            "Users of version 2.1 were cross",
        ] {
            assert!(!has_number(text), "{text}");
        }
        for text in [
            "214 people on 2026-11-20",
            "Down from 10:00 to 10:40",
            "Nobody noticed",
            "£3.50",
            "3-5 people",
            "0.4 s",
            "Two harbours",
            "1/3 of all",
            "5 may have left",
            "errors in 40 harbours",
            "2026 passengers",
        ] {
            assert!(has_number(text), "{text}");
        }
    }
}
