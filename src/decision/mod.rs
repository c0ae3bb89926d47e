//! What the page of a decision states: how far it is, what it replaces, and whether its text has what such a text
//! is for.
//!
//! Nothing here knows which pages there are: what a page names another by is a [`Reference`].

mod day;
mod text;

use jiff::civil::Date;
use serde_json::Value;

use crate::syntax::front_matter::{FrontMatter, day, is_nothing};
use crate::syntax::markdown::short;
use crate::syntax::outline::folded;
use crate::syntax::yaml::Step;

pub use day::day_in;
pub use text::{Options, is_options, is_outcome, is_short, options, outcome};

/// How far a decision is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Somebody asks for it.
    Proposed,
    /// It holds.
    Accepted,
    /// It was not wanted.
    Rejected,
    /// It holds no more, and nothing took its place.
    Deprecated,
    /// Another took its place.
    Superseded,
}

/// Words that others have for a status.
const ALSO: [(&str, Status); 15] = [
    ("draft", Status::Proposed),
    ("pending", Status::Proposed),
    ("open", Status::Proposed),
    ("in review", Status::Proposed),
    ("under review", Status::Proposed),
    ("on hold", Status::Proposed),
    ("approved", Status::Accepted),
    ("adopted", Status::Accepted),
    ("decided", Status::Accepted),
    ("implemented", Status::Accepted),
    ("declined", Status::Rejected),
    ("obsolete", Status::Deprecated),
    ("retired", Status::Deprecated),
    ("superceded", Status::Superseded),
    ("replaced", Status::Superseded),
];

impl Status {
    /// All of them, in the order in which a decision may pass through them.
    pub const ALL: [Status; 5] =
        [Status::Proposed, Status::Accepted, Status::Rejected, Status::Deprecated, Status::Superseded];

    /// The word in front matter.
    pub fn word(self) -> &'static str {
        match self {
            Status::Proposed => "proposed",
            Status::Accepted => "accepted",
            Status::Rejected => "rejected",
            Status::Deprecated => "deprecated",
            Status::Superseded => "superseded",
        }
    }

    /// The status that a text begins with, however it is written: `Superseded by [two](0002.md)`, `**Accepted** on
    /// 2026-03-31`.
    pub fn of(text: &str) -> Option<Self> {
        let text = without_struck(text);
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let begins =
            |word: &str| text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        let own = Status::ALL.into_iter().find(|status| begins(status.word()));
        own.or_else(|| ALSO.iter().find(|(word, _)| begins(word)).map(|(_, status)| *status))
    }

    /// Whether it held at some time, or does.
    pub fn was_accepted(self) -> bool {
        matches!(self, Status::Accepted | Status::Deprecated | Status::Superseded)
    }
}

/// A text without what is struck out in it: `~~Accepted~~ superseded`.
fn without_struck(text: &str) -> String {
    let parts = text.split("~~");
    // Of an odd number of marks the last begins nothing.
    let count = text.matches("~~").count();
    parts
        .enumerate()
        .filter(|(at, _)| at % 2 == 0 || *at == count && count % 2 == 1)
        .map(|(_, part)| part)
        .collect()
}

/// What a page names another decision by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// A path, an address, a number or a title.
    pub text: String,
    /// The key path in the front matter at which it stands.
    pub path: Vec<Step>,
}

impl Reference {
    /// Whether it stands in the status, and in no field of its own.
    pub fn is_of_status(&self) -> bool {
        self.path == [Step::Key("status".to_owned())]
    }
}

/// What the page of a decision states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    /// How far it is; none when it does not say, or not in a word that is known.
    pub status: Option<Status>,
    /// The day on which it was decided.
    pub day: Option<Date>,
    /// The decisions that it replaces.
    pub supersedes: Vec<Reference>,
    /// Those that replace it.
    pub superseded_by: Vec<Reference>,
    /// The decisions of which it changes a part.
    pub amends: Vec<Reference>,
    /// Those that change a part of it.
    pub amended_by: Vec<Reference>,
}

/// The keys of which a page's view is made anew, as other pages may say the same from the other side.
pub const SUPERSEDES: &str = "supersedes";
/// See [`SUPERSEDES`].
pub const SUPERSEDED_BY: &str = "superseded_by";
/// See [`SUPERSEDES`].
pub const AMENDS: &str = "amends";
/// See [`SUPERSEDES`].
pub const AMENDED_BY: &str = "amended_by";

/// The fields that a new page is written without: what others call fields that it has, and what only comes to be.
pub const LATER: [&str; 5] = ["date", "decision-makers", SUPERSEDED_BY, AMENDS, AMENDED_BY];

/// What to write into a section of a new page, for its author alone.
pub fn hint(section: &str) -> Option<&'static str> {
    let section = folded(section);
    match &*section {
        section if is_outcome(section) => Some(
            "<!-- One sentence that stands on its own, and why. Then who decided, and the strongest objection. -->",
        ),
        section if is_options(section) => Some(
            "### Leave it as it is\n\n<!-- Each as its best friend would put it: what it costs, what it brings. -->\n\n### The other way",
        ),
        "context" | "context and problem statement" => {
            Some("<!-- What is true today, with numbers. Who feels it? -->")
        }
        "consequences" => Some(
            "<!-- What gets easier, what gets harder, and which date or fact would make us look again. -->",
        ),
        _ => None,
    }
}

/// Reads what a page's front matter states.
pub fn read(front: &FrontMatter) -> Stated {
    let said = |key: &str| front.others.get(key).filter(|value| !is_nothing(value));
    let text = |key: &str| said(key).and_then(Value::as_str);
    let mut stated = Stated {
        status: text("status").and_then(Status::of),
        day: ["decided", "date"].into_iter().find_map(|key| said(key).and_then(day)),
        supersedes: references(SUPERSEDES, said(SUPERSEDES)),
        superseded_by: references(SUPERSEDED_BY, said(SUPERSEDED_BY)),
        amends: references(AMENDS, said(AMENDS)),
        amended_by: references(AMENDED_BY, said(AMENDED_BY)),
    };
    if let Some(status) = text("status") {
        stated.day = stated.day.or_else(|| day_in(status)?.ok());
        if stated.status == Some(Status::Superseded) && stated.superseded_by.is_empty() {
            let path = vec![Step::Key("status".to_owned())];
            let by = by(status).into_iter().map(|text| Reference { text, path: path.clone() });
            stated.superseded_by = by.collect();
        }
    }
    // Whatever took its place says it as well as a word would.
    if stated.status.is_none() && said("status").is_none() && !stated.superseded_by.is_empty() {
        stated.status = Some(Status::Superseded);
    }
    stated
}

/// What a field names decisions by: a text, or a list of them.
fn references(key: &str, value: Option<&Value>) -> Vec<Reference> {
    let path = vec![Step::Key(key.to_owned())];
    match value {
        Some(Value::Array(items)) => {
            let each = items.iter().enumerate().filter_map(|(at, item)| {
                let path = [&path[..], &[Step::Index(at)]].concat();
                Some(named(&text_of(item)?).map(move |text| Reference { text, path: path.clone() }))
            });
            each.flatten().collect()
        }
        Some(single) => {
            let text = text_of(single);
            let each = text.iter().flat_map(|text| named(text).collect::<Vec<_>>());
            each.map(|text| Reference { text, path: path.clone() }).collect()
        }
        None => Vec::new(),
    }
}

/// A number is one of a decision.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What a text names: where its links lead, or else itself.
fn named(text: &str) -> impl Iterator<Item = String> + use<> {
    let links: Vec<String> = short::links(text).into_iter().map(|(dest, _)| dest).collect();
    let own = links.is_empty().then(|| text.trim().to_owned());
    links.into_iter().chain(own)
}

/// What a status says the decision was superseded by.
fn by(status: &str) -> Vec<String> {
    let status = without_struck(status);
    let links: Vec<String> = short::links(&status).into_iter().map(|(dest, _)| dest).collect();
    if !links.is_empty() {
        return links;
    }
    let lower = status.to_lowercase();
    let after = lower.find(" by ").and_then(|at| status.get(at + 4..));
    let after = after.map(|rest| rest.trim().trim_end_matches(['.', ';', ',']).to_owned());
    after.filter(|rest| !rest.is_empty()).into_iter().collect()
}

/// The number of a decision in what names it: `ADR-0012`, `#12`, `12. Use tides`, `0012-use-tides.md`.
pub fn number(text: &str) -> Option<u64> {
    let name = text.rsplit('/').next().unwrap_or(text).trim();
    let bare = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    // Of a word with a number behind it: `adr-12`, and no title that begins with one.
    let is_word = bare.len() < name.len();
    let bare = bare.trim_start_matches(['-', '_', '#', ' ']);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &bare[digits..];
    // A day is no number.
    let is_day = bare.get(..10).is_some_and(|day| day.parse::<Date>().is_ok());
    let is_apart = rest.is_empty() || rest.starts_with(['-', '_', '.', ' ', ':']);
    let is_number =
        (1..=9).contains(&digits) && is_apart && !is_day && (!is_word || name.len() - bare.len() <= 12);
    is_number.then(|| bare[..digits].parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;

    fn front(fields: &Value) -> FrontMatter {
        let others = Arc::new(fields.as_object().cloned().unwrap_or_default());
        FrontMatter { others, ..FrontMatter::default() }
    }

    fn texts(references: &[Reference]) -> Vec<&str> {
        references.iter().map(|reference| &*reference.text).collect()
    }

    #[test]
    fn a_status_is_known_however_it_is_written() {
        for (text, expected) in [
            ("accepted", Some(Status::Accepted)),
            (" **Accepted** on 2026-03-31", Some(Status::Accepted)),
            ("PROPOSED", Some(Status::Proposed)),
            ("Superceded by [two](2.md)", Some(Status::Superseded)),
            ("~~Accepted~~ Superseded by ADR-2", Some(Status::Superseded)),
            ("In review", Some(Status::Proposed)),
            ("on hold", Some(Status::Proposed)),
            ("acceptable", None),
            ("", None),
        ] {
            assert_eq!(Status::of(text), expected, "{text}");
        }
    }

    #[test]
    fn a_status_names_what_took_its_place() {
        for (status, by) in [
            ("Superseded by [5. Use x, not y](0005-x.md)", vec!["0005-x.md"]),
            ("superseded by [[Five]] and [six](6.md)", vec!["Five", "6.md"]),
            ("Superseded by ADR-0005.", vec!["ADR-0005"]),
            ("superseded", vec![]),
            ("accepted by Ana", vec![]),
        ] {
            assert_eq!(texts(&read(&front(&json!({"status": status}))).superseded_by), by, "{status}");
        }
        let both = read(&front(&json!({"status": "Superseded by 3", "superseded_by": ["2.md", 4]})));
        assert_eq!(texts(&both.superseded_by), ["2.md", "4"]);
        let silent = read(&front(&json!({"superseded_by": "2.md"})));
        assert_eq!(silent.status, Some(Status::Superseded));
    }

    #[test]
    fn a_day_may_stand_in_the_status() {
        let day = |fields: Value| read(&front(&fields)).day.map(|day| day.to_string());
        assert_eq!(day(json!({"status": "Accepted (2026-03-31)"})).as_deref(), Some("2026-03-31"));
        assert_eq!(
            day(json!({"date": "2026-01-02", "status": "Accepted 2026-03-31"})).as_deref(),
            Some("2026-01-02")
        );
        assert_eq!(day(json!({"decided": "soon", "date": "2026-01-02"})).as_deref(), Some("2026-01-02"));
        assert_eq!(day(json!({"status": "Accepted, ä12"})), None);
    }

    #[test]
    fn numbers_are_found_in_names() {
        for (text, expected) in [
            ("ADR-0012", Some(12)),
            ("adr 7", Some(7)),
            ("#12", Some(12)),
            ("12. Use tides", Some(12)),
            ("decisions/0012-use-tides.md", Some(12)),
            ("2026-03-31-use-tides.md", None),
            ("use-tides", None),
            ("3d-models", None),
            ("x1y", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
    }
}
