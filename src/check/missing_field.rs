//! Fields that pages of a kind must have, and that a page has not.

use serde_json::Value;

use super::Whole;
use crate::config::FieldType;
use crate::diag::{Finding, Level, Rule};
use crate::facts::{NORMS, Stance};
use crate::handbook::{Handbook, PageId};
use crate::kinds::{PageField, PageKind, sentence};
use crate::parse::Parsed;
use crate::syntax::front_matter::{self, is_nothing};
use crate::syntax::lift;
use crate::syntax::yaml::Step;
use crate::text::{Place, Span};

pub static RULE: Rule = Rule {
    code: "missing-field",
    level: Level::Error,
    structural: false,
    summary: "A page does not have a field that the handbook asks of its kind.",
    why: "`require` below `[kinds.NAME]` in `book.toml` names the fields that every page of the kind must have. What a page inherits counts.",
    bad: "== book.toml\n[kinds.coe]\nrequire = [\"owner\", \"incident\"]\n== content/index.md\n---\nkind: coe\nowner: mira\n---\nText.\n",
    good: "== book.toml\n[kinds.coe]\nrequire = [\"owner\", \"incident\"]\n== content/index.md\n---\nkind: coe\nowner: mira\nincident: 2026-03-31\n---\nText.\n",
};

/// The shared fields that can be asked of a page.
pub const SHARED: [&str; 9] =
    ["title", "description", "owner", "reviewed", "review_in", "principles", "tags", "audience", "order"];

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let Some(parsed) = page.parsed.as_ref().filter(|_| !page.kind.require.is_empty()) else { return };
    for name in page.kind.require.iter().filter(|name| !has(whole, id, name)) {
        let field = page.kind.field(name);
        // That is said of the settings.
        if field.is_none() && !SHARED.contains(&name.as_str()) {
            continue;
        }
        let message = format!("a page of kind `{}` must have `{name}`", page.kind.word);
        let help = help(whole, &page.kind, name, field);
        // It may stand there and still be empty.
        let empty = front_matter::place_of_key(&parsed.source, &[Step::Key(name.clone())]);
        let place = empty.unwrap_or_else(|| place_of_kind(parsed));
        let mut finding = Finding::new(&RULE, message).at(place).help(help);
        if let Some(span) = not_lifted(&page.kind, name, field, parsed) {
            let text = &parsed.source.text;
            let in_the_way =
                lift::in_the_way(text, parsed.body).filter(|_| lift::is_line(&text[span.range()]));
            let is_near = |line: &Span| {
                let between = line.end.min(span.end)..line.start.max(span.start);
                let blank = text[between].lines().skip(1).any(|line| line.trim().is_empty());
                line.start != span.start && !blank
            };
            let (place, why) = match in_the_way.filter(is_near) {
                Some(line) => (
                    line,
                    "this is no line `Name: value`: no other of the same list or paragraph is read either",
                ),
                None => (
                    span,
                    "this is not read: only lines `Name: value` are, up to the first text that is something else",
                ),
            };
            finding = finding.related(parsed.source.place(place), why);
        }
        findings.push(finding);
    }
}

/// Where a text nearly says the value of a field, in a line that is not lifted.
fn not_lifted(kind: &PageKind, name: &str, field: Option<&PageField>, parsed: &Parsed) -> Option<Span> {
    if !kind.lift {
        return None;
    }
    let label = field.map_or(name, |field| &field.label);
    let names = [lift::folded(name), lift::folded(label)];
    let lines = lift::elsewhere(&parsed.source.text, parsed.body);
    lines.into_iter().find(|(name, _)| names.contains(&lift::folded(name))).map(|(_, span)| span)
}

/// Whether a page has a field, or inherits it.
fn has(whole: Whole<'_>, id: PageId, name: &str) -> bool {
    let page = &whole.handbook.pages[id];
    let front = &page.front;
    match name {
        "title" => {
            let heading = page.parsed.as_ref().and_then(|parsed| parsed.document.title.as_ref());
            front.title.is_some() || heading.is_some()
        }
        "description" => front.description.is_some(),
        "owner" => front.owner.is_some(),
        "reviewed" => {
            let last = whole.handbook.review(id, whole.today).and_then(|review| review.on);
            front.reviewed.is_some() || last.is_some()
        }
        "review_in" => front.review_in.is_some(),
        "principles" => !front.principles.is_empty(),
        "tags" => !front.tags.is_empty(),
        "audience" => front.audience.is_some(),
        "order" => front.order.is_some(),
        NORMS if holds_norms(whole.handbook, id) => true,
        other => front.others.get(other).is_some_and(says_something),
    }
}

/// Whether a practice is held to norms where a page says how it is done, its own or those from above; what is not done is
/// held to none.
fn holds_norms(book: &Handbook, id: PageId) -> bool {
    let held = book.practice_of(id).and_then(|(practice, unit)| book.held(practice, unit));
    held.is_some_and(|held| !held.norms.is_empty()) || book.stance_of(id) == Some(Stance::OptsOut)
}

/// Whether a value is more than a key that is still to be filled in.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(says_something),
        Value::Object(table) => !table.is_empty(),
        single => !is_nothing(single),
    }
}

fn help(whole: Whole<'_>, kind: &PageKind, name: &str, field: Option<&PageField>) -> String {
    let example = match field.map(|field| &field.holds) {
        Some(FieldType::Date) => whole.today.to_string(),
        Some(FieldType::Choice(choices)) => choices[0].clone(),
        Some(FieldType::List(_)) => "[…]".to_owned(),
        Some(_) => "…".to_owned(),
        None if name == "reviewed" => whole.today.to_string(),
        None if name == "review_in" => "6 months".to_owned(),
        None if name == "title" => return "begin the text with `# ` and what it is about".to_owned(),
        None => "…".to_owned(),
    };
    let mut help = format!("write `{name}: {example}` in the front matter");
    if kind.lift {
        let label = field.map_or_else(|| sentence(name), |field| field.label.clone());
        help.push_str(&format!(", or a line `{label}: {example}` below the title"));
    }
    if let Some(field) = field {
        help.push_str(&format!("; it is {}", field.what));
    }
    help
}

/// Where a page says what it is: its `kind`, or where its front matter or its text begins.
pub fn place_of_kind(parsed: &Parsed) -> Place {
    let path = [Step::Key("kind".to_owned())];
    let source = &parsed.source;
    if front_matter::place_of_key(source, &path).is_some() {
        return front_matter::place_of(source, &path);
    }
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let shown = line.trim_end();
        if !shown.is_empty() {
            return source.place(Span { start, end: start + shown.len() });
        }
        start += line.len();
    }
    Place::file(&source.path)
}
