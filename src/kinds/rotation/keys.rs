//! Keys of a rotation and of its layers that mean nothing, and most likely are meant for one that does.

use super::lower::{Broken, Lower};
use crate::diag::nearest;
use crate::kinds::rows::Row;

/// The keys of a layer.
const LAYER_KEYS: [&str; 11] = [
    "name",
    "people",
    "members",
    "start",
    "every",
    "handoff",
    "restrictions",
    "timezone",
    "starts",
    "shift",
    "hours",
];

/// What other tools and people call them: the key of a layer, and that of the page, where nothing else is meant by it.
const ALSO: [(&str, &str, &str); 19] = [
    ("tz", "timezone", "timezone"),
    ("time_zone", "timezone", "timezone"),
    ("time-zone", "timezone", "timezone"),
    ("length", "every", "shift"),
    ("duration", "every", "shift"),
    ("shift_length", "every", "shift"),
    ("rotation", "every", "shift"),
    ("frequency", "every", ""),
    ("users", "people", "members"),
    ("participants", "people", ""),
    ("responders", "people", ""),
    ("start_date", "start", "starts"),
    ("start_time", "start", "starts"),
    ("begins", "start", ""),
    ("from", "start", ""),
    ("days", "restrictions", ""),
    ("times", "restrictions", ""),
    ("swaps", "", "overrides"),
    ("exceptions", "", "overrides"),
];

/// Keys of a layer that mean nothing, and take nothing from what the others say.
const REMARKS: [&str; 7] = ["why", "note", "notes", "description", "comment", "title", "label"];

/// What is wrong with a time that people write often, and that is none here.
pub(super) fn hint(key: &str, text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let is_number = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
    let words = || lower.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | ',' | ';'));
    let is_half = |word: &str| {
        let number = word.strip_suffix("am").or_else(|| word.strip_suffix("pm"));
        matches!(word, "am" | "pm")
            || number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
    };
    if words().any(is_half) {
        return Some("write times as `09:00` and `17:00`: days have 24 hours here");
    }
    let is_length = matches!(key, "shift" | "every");
    if is_length && (lower.contains("biweekly") || lower.contains("bi-weekly")) {
        return Some("write `2 weeks`: some read it as twice a week");
    }
    if is_length && (lower.ends_with("minutes") || (lower.contains('.') && lower.ends_with("hours"))) {
        return Some("write whole hours, days, weeks or months");
    }
    let is_bare = matches!(key, "hours" | "restrictions") && words().all(is_number) && words().count() == 2;
    is_bare.then_some("write times with their minutes: `09:00-17:00`")
}

impl Lower<'_> {
    /// A key of the page that most likely is one of those that make turns: whatever it says is not in them.
    pub(super) fn misspelt(&mut self) {
        const OF_LAYERS: [(&str, &str); 4] =
            [("start", "starts"), ("every", "shift"), ("people", "members"), ("restrictions", "hours")];
        const OF_TURNS: [&str; 9] =
            ["members", "starts", "shift", "handoff", "timezone", "hours", "layers", "overrides", "shifts"];
        let known: Vec<&str> = super::KIND.fields.iter().map(|field| field.name).collect();
        let has_turns = ["starts", "layers", "shifts"].iter().any(|key| self.page.get(key).is_some());
        for key in self.page.values.keys().filter(|key| !known.contains(&key.as_str())) {
            let of_layers = OF_LAYERS.iter().find(|(word, _)| word == key).map(|(_, meant)| *meant);
            let also = || ALSO.iter().find(|(word, ..)| has_turns && word == key).map(|(.., meant)| *meant);
            let also = || also().filter(|meant| !meant.is_empty());
            let near = || nearest(key, known.iter().copied()).filter(|near| OF_TURNS.contains(near));
            if let Some(meant) = of_layers.or_else(also).or_else(near) {
                let message = format!("nobody is named while `{key}` may be meant for `{meant}`");
                self.wrongs.add(self.page.at(key), message, format!("write `{meant}`, or take it out"));
                self.broken = Broken::All;
            }
        }
    }

    /// Names the keys of a layer that mean nothing. Whether one may say when somebody is on call.
    pub(super) fn is_odd_layer(&mut self, row: &Row<'_>) -> bool {
        let mut is_odd = false;
        for key in row.values.keys().filter(|key| !LAYER_KEYS.contains(&key.as_str())) {
            let also = ALSO.iter().find(|(word, ..)| word == key).map(|(_, meant, _)| *meant);
            let meant = also.filter(|meant| !meant.is_empty()).or_else(|| nearest(key, LAYER_KEYS));
            let help = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => {
                    let known: Vec<String> = LAYER_KEYS.iter().map(|key| format!("`{key}`")).collect();
                    format!("known are {}", known.join(", "))
                }
            };
            self.wrongs.add(row.at(key), format!("there is no key `{key}` here"), help);
            is_odd |= !REMARKS.contains(&key.as_str());
        }
        is_odd
    }

    /// Names the keys of a row that mean nothing. Whether one is most likely a known one, and what it says meant.
    pub(super) fn is_odd(&mut self, row: &Row<'_>, known: &[&str]) -> bool {
        self.wrongs.known(row, known);
        let odd = row.values.keys().filter(|key| !known.contains(&key.as_str()));
        odd.into_iter().any(|key| nearest(key, known.iter().copied()).is_some())
    }
}
