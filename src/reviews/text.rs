//! What a review confirms of a page, and what tells one such text from another.

use serde_json::{Map, Value};
use xxhash_rust::xxh3::xxh3_64;

use crate::syntax::front_matter::{self, shared_key};
use crate::syntax::lift;
use crate::syntax::yaml;
use crate::text::Span;

/// What a review of a page confirms: what its front matter claims, and its text. Not who keeps it, when it was read
/// and how it is filed, which may change without anybody reading it anew.
pub fn reviewed(text: &str) -> String {
    let (front, body) = front_matter::split(text);
    let mut lines = Vec::new();
    // How far the key is indented that is left out, with what is below it; and whether pages below inherit.
    let (mut left_out, mut inherited) = (None, false);
    for line in front.map_or("", |span| &text[span.range()]).lines().filter(|line| !line.trim().is_empty()) {
        let written = line.trim_start();
        let indent = line.len() - written.len();
        if left_out.is_some_and(|key| indent > key || (indent == key && written.starts_with('-'))) {
            continue;
        }
        left_out = None;
        let key = written.split_once(':').map_or("", |(key, _)| key.trim_end());
        if indent == 0 {
            inherited = key == "cascade";
        }
        let is_kept = shared_key(key).is_some_and(|key| KEPT.contains(&key)) || SWAPS.contains(&key);
        if (indent == 0 || inherited) && is_kept {
            left_out = Some(indent);
        } else {
            lines.push(line.trim_end());
        }
    }
    if !lines.is_empty() {
        lines.push("");
    }
    lines.extend(confirmed(text, body));
    lines.join("\n")
}

/// The lines of a text from the byte `body` on, without those after the title that say what front matter might say
/// and a review does not confirm.
fn confirmed(text: &str, body: usize) -> Vec<&str> {
    let is_kept = |name: &str| {
        shared_key(&lift::folded(name).replace(' ', "_")).is_some_and(|key| KEPT_LINES.contains(&key))
    };
    let kept: Vec<Span> = lift::lines(text, body)
        .into_iter()
        .filter(|line| is_kept(&line.name))
        .map(|line| line.whole)
        .collect();
    let mut lines: Vec<&str> = Vec::new();
    let (mut at, mut after_kept) = (body, false);
    for written in text[body..].split_inclusive('\n') {
        let start = at;
        at += written.len();
        let line = written.trim_end();
        if kept.iter().any(|kept| kept.start <= start && start < kept.end) {
            after_kept = true;
            continue;
        }
        // Of the blank lines around one that is left out, those before it stay.
        let is_doubled = line.trim().is_empty() && lines.last().is_none_or(|last| last.trim().is_empty());
        if !(is_doubled && (after_kept || lines.is_empty())) {
            after_kept = false;
            lines.push(line);
        }
    }
    while lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    if let Some(first) = lines.first_mut() {
        *first = first.trim_start();
    }
    lines
}

/// The keys that a review does not confirm.
const KEPT: [&str; 12] = [
    "owner",
    "owner_slack",
    "reviewed",
    "review_in",
    "tags",
    "order",
    "slug",
    "aliases",
    "draft",
    "hidden",
    "template",
    "extra",
];

/// The keys of a rota that say who stands in: a page asks for them, and nobody reads it anew for that.
const SWAPS: [&str; 2] = ["overrides", "shifts"];

/// Those of them that lines after the title say.
const KEPT_LINES: [&str; 4] = ["owner", "reviewed", "review_in", "tags"];

/// What tells the text of a page from another, as far as a review goes: two that say the same have the same, whatever
/// the order, the quotes and the comments in their front matter are.
pub fn print(text: &str) -> String {
    let (front, body) = front_matter::split(text);
    let claims =
        front.map_or_else(|| Ok(Map::new()), |span| yaml::mapping(&text[span.range()]).map(|it| it.map));
    let reviewed = match claims {
        Ok(claims) => {
            let claims = claimed(&claims);
            let first = (!claims.is_empty()).then_some(&*claims);
            first.into_iter().chain(confirmed(text, body)).collect::<Vec<_>>().join("\n")
        }
        // What cannot be read is compared as it is written.
        Err(_) => reviewed(text),
    };
    format!("{:016x}", xxh3_64(reviewed.as_bytes()))
}

/// What the keys of a front matter claim that a review confirms: one line for all that say the same.
fn claimed(front: &Map<String, Value>) -> String {
    // A field of another kind may be called so, too.
    let are_rows = |value: &Value| value.as_array().is_some_and(|rows| rows.iter().all(Value::is_object));
    let is_kept = |key: &str, value: &Value| {
        shared_key(key).is_some_and(|key| KEPT.contains(&key)) || (SWAPS.contains(&key) && are_rows(value))
    };
    let own = front.iter().filter(|(key, value)| !is_kept(key, value));
    let claims = own.filter_map(|(key, value)| match value {
        Value::Object(inherited) if key == "cascade" => {
            let inherited = claimed(inherited);
            (!inherited.is_empty()).then(|| format!("cascade {{{inherited}}}"))
        }
        value => Some(format!("{key} {}", claim(value)?)),
    });
    let mut claims: Vec<String> = claims.collect();
    claims.sort_unstable();
    claims.join(", ")
}

/// What a value claims; none when that is nothing. A text and a number, or one thing and a list of it, are the same.
fn claim(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(Value::from(text.trim()).to_string()),
        Value::Bool(_) | Value::Number(_) => Some(Value::from(value.to_string()).to_string()),
        Value::Array(items) => match &*items.iter().filter_map(claim).collect::<Vec<_>>() {
            [] => None,
            [one] => Some(one.clone()),
            items => Some(format!("[{}]", items.join(", "))),
        },
        Value::Object(map) => {
            let claims = map.iter().filter_map(|(key, value)| Some(format!("{key} {}", claim(value)?)));
            let mut claims: Vec<String> = claims.collect();
            claims.sort_unstable();
            (!claims.is_empty()).then(|| format!("{{{}}}", claims.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_of_claims_and_text() {
        let page = |front: &str| format!("---\n{front}---\n\nText. \r\n");
        assert_eq!(reviewed(&page("owner: a\nreviewed: 2026-01-01\ntags:\n- x\n  - y\n")), "Text.");
        let claims = "title: T\nnorms:\n  owner: two\n  approvals: 2\n";
        assert_eq!(
            reviewed(&page(&format!("extra:\n  a: b\n{claims}slug: x\n"))),
            format!("{claims}\nText.")
        );
        let cascade = "cascade:\n  owner: a\n  kind: practice\n  tags: [x]\nstance: adapts\n";
        assert_eq!(reviewed(&page(cascade)), "cascade:\n  kind: practice\nstance: adapts\n\nText.");
        let swaps = "overrides:\n- {from: 2026-12-01, person: a}\nshift: 1 week\n";
        assert_eq!(reviewed(&page(swaps)), "shift: 1 week\n\nText.");
        assert_eq!(reviewed("Text.\n"), "Text.");
    }

    #[test]
    fn who_keeps_a_page_is_not_read_in_its_text_either() {
        let with = |lines: &str| reviewed(&format!("# Title\n\n{lines}Text.\n\nOwner: is a word.\n"));
        let without = with("");
        assert_eq!(without, "# Title\n\nText.\n\nOwner: is a word.");
        for lines in ["**Owner:** ann\n\n", "- Owner: bob\n- Tags: a, b\n\n", "Tags:\n\n- a\n- b\n\n"] {
            assert_eq!(with(lines), without, "{lines}");
        }
        assert_eq!(with("**Owner:** ann\n**Date:** 2026-01-01\n\n"), with("**Date:** 2026-01-01\n\n"));
        assert_eq!(reviewed("Owner: ann\n\nText.\n"), "Text.");
        // What no line after a title says of a page is its text.
        assert_ne!(print("Order: a, then b.\n"), print("Order: b, then a.\n"));
        assert_ne!(print("---\nshifts: [a]\n---\n"), print("---\nshifts: [b]\n---\n"));
        assert_eq!(print("---\nshifts: [{a: b}]\n---\n"), print("---\nshifts: [{a: c}]\n---\n"));
    }

    #[test]
    fn a_print_is_of_what_is_read() {
        assert_eq!(print("A\r\nb  \r\n"), print("\nA\nb\n"));
        assert_ne!(print("A\nb"), print("A\nc"));
    }

    #[test]
    fn how_the_front_matter_is_written_is_not_reviewed() {
        let of = |front: &str| print(&format!("---\n{front}---\nText.\n"));
        let page = of("norms: {a: 1, b: [x]}\ntension_with: [d]\nkind: practice\n");
        for same in [
            "# Why\nkind: practice # a practice\ntension_with: d\nnorms:\n  b: x\n  a: \"1\"\n",
            "owner: ann\nnorms: {b: [x], a: '1', c: }\ntension_with:\n- d\nkind: 'practice'\nwhy: \n",
        ] {
            assert_eq!(of(same), page, "{same}");
        }
        for other in ["norms: {a: 1, b: [y]}\n", "norms: {a: 1, b: [x, y]}\n", "norms: {a: 1}\n"] {
            assert_ne!(of(&format!("{other}tension_with: [d]\nkind: practice\n")), page, "{other}");
        }
        assert_ne!(of("questions: [a, b]\n"), of("questions: [b, a]\n"));
        assert_ne!(of("cascade: {kind: page}\n"), of("kind: page\n"));
        assert_eq!(of("cascade: {owner: ann}\norder: 2\n"), print("Text.\n"));
        assert_eq!(of("a: [\n"), of("a: [ \n"));
        assert_ne!(of("a: [\n"), of("a: [b\n"));
    }
}
