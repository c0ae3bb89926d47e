//! Actions that say two things of how far they are.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::Whole;
use crate::actions::{self, State, done, is_dropped};
use crate::diag::{Finding, Level, Rule};
use crate::handbook::PageId;
use crate::kinds::PageKind;
use crate::parse::Parsed;
use crate::syntax::front_matter::is_nothing;
use crate::syntax::sections::{self, Form};
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "unclear-action",
    level: Level::Warning,
    structural: false,
    summary: "An action says two things of how far it is, is done on a day to come, was dropped without a word on why, has the id of another, or stands in the text beside others in the front matter.",
    why: "Whoever reads that something is open and was done on Tuesday knows neither, and the list of what is still to be done is right only by chance. What was dropped says why: the next account of the same failure will ask. And of two lists on a page only that of the front matter is read.",
    bad: "---\nkind: coe\nactions:\n  - {do: Pay back, kind: prevent, owner: hana, due: 2036-08-28, status: open, done: 2020-08-27}\n---\n# Double charges\n",
    good: "---\nkind: coe\nactions:\n  - {do: Pay back, kind: prevent, owner: hana, due: 2036-08-28, done: 2020-08-27}\n---\n# Double charges\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let book = whole.handbook;
    let Some(parsed) = &book.pages[id].parsed else { return };
    let mut places = parsed.places();
    let is_told = book.is_told(id, actions::KEY);
    findings.extend(hidden(&book.pages[id].kind, parsed).filter(|_| !is_told));
    let mut ids: Vec<String> = Vec::new();
    for action in book.actions_of(id) {
        if let Some(own) = &action.id {
            if ids.contains(own) {
                let message = format!("there is an action `{own}` on this page already");
                let at = [&action.path[..], &[Step::Key("id".to_owned())]].concat();
                let help = "give each its own: a link or a talk means one of them";
                findings.push(Finding::new(&RULE, message).at(places.of(&at)).help(help));
            }
            ids.push(own.clone());
        }
        let key = |key: &str| [&action.path[..], &[Step::Key(key.to_owned())]].concat();
        let row = book.row(id, &key("done"));
        let (message, help, at) = match action.state {
            _ if row.is_some_and(says_both) => (
                "`status` says one thing of this, and `done` another".to_owned(),
                "take out the one that is not so",
                key("status"),
            ),
            State::Done(Some(day)) if is_to_come(day, whole.today) => (
                format!("this was done on {day}, which is still to come"),
                "write the day on which it was done, or `due:` for the one by which it will be",
                key("done"),
            ),
            // A table in a text may have no place for a reason.
            State::Dropped if action.reason.is_none() && !is_told => (
                "this was dropped, and nobody says why".to_owned(),
                "write `reason:` with it",
                dropped_at(book.row(id, &key("done")), key),
            ),
            _ => continue,
        };
        findings.push(Finding::new(&RULE, message).at(places.of(&at)).help(help));
    }
}

/// What the text says that is to be done, and nobody reads, as the front matter says other things. What happened may
/// well be told twice, in few words and in many.
fn hidden(kind: &PageKind, parsed: &Parsed) -> Option<Finding> {
    let wanted = kind.told.iter().find(|field| field.form == Form::Tasks)?;
    let path = [Step::Key(wanted.field.to_owned())];
    let (text, body) = (&parsed.source.text, parsed.body);
    if !parsed.front.others.contains_key(wanted.field) || !sections::may_have(text, body, &[*wanted]) {
        return None;
    }
    let found = sections::found(text, body, &[*wanted]);
    let first = found.first()?.rows.first()?;
    Some(
        Finding::new(&RULE, "this is not among the actions: only those of the front matter are read")
            .at(parsed.source.place(first.span))
            .related(parsed.place_of(&path), "these are read")
            .help("write all of them in the one place or in the other"),
    )
}

/// Where a row says that something was dropped: by a word, or by crossing out what it is.
fn dropped_at(row: Option<&Map<String, Value>>, key: impl Fn(&str) -> Vec<Step>) -> Vec<Step> {
    let says = |name: &&'static str| row.and_then(|row| row.get(*name)).is_some_and(is_dropped);
    let what = if row.is_some_and(|row| row.contains_key("do")) { "do" } else { "what" };
    key(["done", "status"].into_iter().find(says).unwrap_or(what))
}

/// Whether a row says of itself both that it is done and that it is not.
fn says_both(row: &Map<String, Value>) -> bool {
    let said = |key: &str| row.get(key).filter(|value| !is_nothing(value));
    let state = |value: &Value| if is_dropped(value) { Some(None) } else { done(value).map(Some) };
    match (said("status").and_then(state), said("done").and_then(state)) {
        (Some(status), Some(done)) => status != done,
        _ => false,
    }
}

/// Somewhere it is tomorrow already.
fn is_to_come(day: Date, today: Date) -> bool {
    today.tomorrow().is_ok_and(|tomorrow| day > tomorrow)
}
