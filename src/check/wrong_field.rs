//! Fields of a page's kind that hold what they cannot.

use serde_json::{Map, Value};

use super::odd_field::is_like_day;
use super::{SUGGESTIONS, Whole};
use crate::config::FieldType;
use crate::diag::{Finding, Level, Rule, nearest};
use crate::handbook::PageId;
use crate::kinds::{self, PageField, PageKind, is_text_with_colon, what};
use crate::syntax::front_matter::{day, is_nothing};
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "wrong-field",
    level: Level::Error,
    structural: false,
    summary: "A field of a page's kind holds what it cannot: no date, no number, none of the choices, or no page.",
    why: "Lists, reports and whoever looks for the page by this field cannot read it. The types of the fields that a handbook declares are below `[kinds.NAME.fields]` in `book.toml`; of the built-in kinds a few fields are days.",
    bad: "== book.toml\n[kinds.retro.fields]\nmood = { type = \"choice\", of = [\"good\", \"bad\"] }\n== content/index.md\n---\nkind: retro\nmood: goood\n---\nText.\n",
    good: "== book.toml\n[kinds.retro.fields]\nmood = { type = \"choice\", of = [\"good\", \"bad\"] }\n== content/index.md\n---\nkind: retro\nmood: good\n---\nText.\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let Some(parsed) = &page.parsed else { return };
    let mut wrong = Wrongs { whole, page: id, before: findings.len(), found: Vec::new() };
    wrong.fields(&page.kind, &parsed.front.others, &[]);
    if let Some(cascade) = &parsed.front.cascade {
        // What is handed down is for pages of another kind, if it says of which.
        if let Some(kind) = cascade.kind.as_deref().and_then(|word| whole.handbook.kinds.find(word)) {
            wrong.fields(kind, &cascade.others, &[Step::Key("cascade".to_owned())]);
        }
    }
    let mut places = parsed.places();
    for (path, finding) in wrong.found {
        findings.push(finding.at(places.of(&path)));
    }
}

struct Wrongs<'a> {
    whole: Whole<'a>,
    page: PageId,
    /// How much was found before.
    before: usize,
    /// By key path of the value.
    found: Vec<(Vec<Step>, Finding)>,
}

impl Wrongs<'_> {
    fn fields(&mut self, kind: &PageKind, values: &Map<String, Value>, above: &[Step]) {
        for field in &kind.fields {
            if let Some(value) = values.get(&field.name) {
                let path = [above, &[Step::Key(field.name.clone())]].concat();
                self.value(field, &field.holds, value, path);
            }
        }
    }

    fn value(&mut self, field: &PageField, holds: &FieldType, value: &Value, path: Vec<Step>) {
        if is_nothing(value) {
            return;
        }
        let text = value.as_str().map(str::trim);
        let is_right = match holds {
            FieldType::Anything => true,
            FieldType::Text => !value.is_object() && !value.is_array(),
            FieldType::Date => day(value).is_some(),
            FieldType::Number => value.is_number() || text.is_some_and(is_number),
            // Whether there is such a person or unit is another rule's.
            FieldType::Person | FieldType::Unit => text.is_some(),
            FieldType::Page => match text {
                Some(text) => return self.page(field, text, path),
                None => false,
            },
            FieldType::Choice(choices) => choices.iter().any(|choice| is_chosen(value, choice)),
            FieldType::List(each) => match value {
                Value::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        if **each == FieldType::Text && is_text_with_colon(item) {
                            continue;
                        }
                        self.value(field, each, item, [&path[..], &[Step::Index(index)]].concat());
                    }
                    true
                }
                single => return self.value(field, each, single, path),
            },
        };
        // What a decision's text says of its day is another rule's.
        let book = self.whole.handbook;
        let is_told_day = || {
            let key = path.first().and_then(|step| if let Step::Key(key) = step { Some(key) } else { None });
            let lifted = book.pages[self.page].parsed.iter().flat_map(|parsed| &parsed.lifted);
            kinds::decides(&book.pages[self.page].kind) && lifted.into_iter().any(|it| Some(&it.key) == key)
        };
        if is_right || (*holds == FieldType::Date && is_told_day()) {
            return;
        }
        if let (FieldType::Date, Some(text)) = (holds, text.filter(|text| is_like_day(text))) {
            let finding = Finding::new(&RULE, format!("there is no day `{text}`"));
            self.found.push((path, finding.help("write one of the calendar")));
            return;
        }
        let needs = what(holds);
        let near = match (holds, text) {
            (FieldType::Choice(choices), Some(text)) => nearest(text, choices.iter().map(String::as_str)),
            _ => None,
        };
        let help = near.map_or_else(
            || format!("write {needs}, or remove `{}`", field.name),
            |near| format!("did you mean `{near}`?"),
        );
        self.found.push((path, Finding::new(&RULE, format!("`{}` needs {needs}", field.name)).help(help)));
    }

    /// A page that a field names.
    fn page(&mut self, field: &PageField, written: &str, path: Vec<Step>) {
        let book = self.whole.handbook;
        if book.page_in_field(self.page, written).is_some() {
            return;
        }
        let written_pages = book.pages.iter().filter(|page| page.parsed.is_some()).map(|page| &*page.path);
        let near = if self.before + self.found.len() < SUGGESTIONS {
            nearest(written.trim_matches('/'), written_pages)
        } else {
            None
        };
        let help = near.map_or_else(
            || "write its path in the content, or from this page".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("`{}` names no page: there is none at `{written}`", field.name);
        self.found.push((path, Finding::new(&RULE, message).help(help)));
    }
}

fn is_number(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Whether a value is a choice: `yes`, `3` and `1.0` may be texts to choose as well.
fn is_chosen(value: &Value, choice: &str) -> bool {
    match value {
        Value::String(text) => text.trim() == choice,
        Value::Number(number) => number.to_string() == choice,
        Value::Bool(flag) => flag.to_string() == choice,
        _ => false,
    }
}
