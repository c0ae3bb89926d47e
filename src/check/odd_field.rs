//! Fields of the built-in kinds that are written in a way that nothing understands.

use serde_json::{Map, Value};

use super::{SUGGESTIONS, Whole, unknown_key};
use crate::actions::{done, is_dropped};
use crate::decision::{AMENDED_BY, AMENDS, SUPERSEDED_BY, SUPERSEDES};
use crate::diag::{Finding, Level, Rule, nearest};
use crate::facts::{Named, Relation};
use crate::handbook::{Handbook, PageId};
use crate::kinds::{self, PageKind, Shape, Table, is_text_with_colon};
use crate::syntax::front_matter::{day, is_nothing};
use crate::syntax::yaml::Step;

pub static RULE: Rule = Rule {
    code: "odd-field",
    level: Level::Warning,
    structural: false,
    summary: "A field of a built-in kind is written in a way that is not understood, or names what is not there.",
    why: "Part of what it says is missing on the site. Lists of rows have known keys, days are days of the calendar, and whatever names a page or a service leads to one. A handbook that has another use for a field can declare its type below `[kinds.NAME.fields]` in `book.toml`.",
    bad: "---\nkind: coe\nactions:\n  - {do: Pay back, kind: prevent, done: 2026-02-30}\n---\n# Regatta\n",
    good: "---\nkind: coe\nactions:\n  - {do: Pay back, kind: prevent, done: 2026-02-28}\n---\n# Regatta\n",
};

pub fn check(whole: Whole<'_>, id: PageId, findings: &mut Vec<Finding>) {
    let page = &whole.handbook.pages[id];
    let Some(parsed) = &page.parsed else { return };
    let mut odd = Odd { whole, page: id, before: findings.len(), found: Vec::new() };
    odd.fields(&page.kind, &parsed.front.others, &[]);
    if let Some(cascade) = &parsed.front.cascade {
        // What is handed down is for pages of another kind, if it says of which.
        if let Some(kind) = cascade.kind.as_deref().and_then(|word| whole.handbook.kinds.find(word)) {
            odd.fields(kind, &cascade.others, &[Step::Key("cascade".to_owned())]);
        }
    }
    let mut places = parsed.places();
    for (path, finding) in odd.found {
        findings.push(finding.at(places.of(&path)));
    }
}

struct Odd<'a> {
    whole: Whole<'a>,
    page: PageId,
    /// How much was found before.
    before: usize,
    /// By key path.
    found: Vec<(Vec<Step>, Finding)>,
}

impl Odd<'_> {
    fn fields(&mut self, kind: &PageKind, values: &Map<String, Value>, above: &[Step]) {
        for field in &kind.fields {
            if let (Some(shape), Some(value)) = (field.shape, values.get(&field.name)) {
                self.value(shape, value, &with(above, Step::Key(field.name.clone())));
            }
        }
    }

    fn value(&mut self, shape: Shape, value: &Value, path: &[Step]) {
        if is_nothing(value) {
            return;
        }
        let is_text = !value.is_object() && !value.is_array();
        match (shape, value) {
            // Whether a time or a zone can be read is another rule's.
            (Shape::Text | Shape::Moment | Shape::Zone, _) if is_text => {}
            (Shape::Near(words), _) if is_text => self.near(words, value, path),
            (Shape::Words, Value::String(_)) => {}
            (Shape::Thing, _) if is_text => self.thing(value, path),
            (Shape::Day, _) if day(value).is_some() => {}
            (Shape::Done, _) if done(value).is_some() || is_dropped(value) => {}
            (Shape::Id(Named::Anybody), Value::String(text)) => self.anybody(text, path),
            // Whether there is such a person or unit is another rule's.
            (Shape::Id(_), Value::String(_)) => {}
            (Shape::Id(_), _) if is_text => self.quoted(value, path),
            (Shape::Page, _) if is_text => self.page(value, path),
            (Shape::Service, _) if is_text => self.service(value, path),
            (Shape::List(each), Value::Array(items)) => {
                let is_of_texts = matches!(each, Shape::Text | Shape::Thing);
                for (index, item) in items.iter().enumerate() {
                    if !(is_of_texts && is_text_with_colon(item)) {
                        self.value(*each, item, &with(path, Step::Index(index)));
                    }
                }
            }
            (Shape::List(each), _) if is_text => self.value(*each, value, path),
            (Shape::Rows(table), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.row(table, item, &with(path, Step::Index(index)));
                }
            }
            // A number alone is no row of a list.
            (Shape::Rows(table), Value::Number(_) | Value::Bool(_))
                if !matches!(table.columns.first(), Some((_, Shape::Id(_)))) =>
            {
                self.wrong(shape, value, path);
            }
            (Shape::Rows(table), _) => self.row(table, value, path),
            (Shape::Entries(columns), Value::Object(entries)) => self.entries(columns, entries, path),
            (Shape::Entries(_), _) if is_text => {}
            _ => self.wrong(shape, value, path),
        }
    }

    /// An item of a list of rows: a mapping, or what its first key would say.
    fn row(&mut self, table: &'static Table, value: &Value, path: &[Step]) {
        let first = table.columns.first().map(|(_, shape)| *shape);
        match value {
            Value::Object(row) if table.is_by_name(row) => {}
            Value::Object(row) => {
                let before = self.found.len();
                for (key, value) in row {
                    match table.column(key) {
                        Some(shape) => self.value(shape, value, &with(path, Step::Key(key.clone()))),
                        None => self.key(table, row, key, path),
                    }
                }
                let is_missing = |key: &str| row.get(key).is_none_or(is_nothing);
                if let Some(first) = table.first().filter(|key| table.named && is_missing(key))
                    && before == self.found.len()
                {
                    let finding = Finding::new(&RULE, format!("this row has no `{first}`, and is left out"));
                    self.found.push((path.to_vec(), finding.help(format!("write `{first}:` in it"))));
                }
            }
            Value::Array(_) => self.wrong(Shape::Rows(table), value, path),
            // A word is understood as the first of the row; what is none shows nothing that was meant.
            single => match first {
                Some(Shape::Id(_)) if !single.is_string() && !is_nothing(single) => self.quoted(single, path),
                Some(shape) => self.value(shape, single, path),
                None => {}
            },
        }
    }

    /// A key that no row of a table has.
    fn key(&mut self, table: &Table, row: &Map<String, Value>, key: &str, path: &[Step]) {
        // What the row says already was not meant.
        match table.meant(key).filter(|near| !row.contains_key(*near)) {
            None if table.open => {}
            near => self.unknown(key, near, table.columns.iter().map(|(name, _)| *name), path),
        }
    }

    fn entries(&mut self, columns: &[(&'static str, Shape)], entries: &Map<String, Value>, path: &[Step]) {
        for (key, value) in entries {
            let names = || columns.iter().map(|(name, _)| *name);
            match columns.iter().find(|(name, _)| name == key) {
                Some((_, shape)) => self.value(*shape, value, &with(path, Step::Key(key.clone()))),
                // What is none of them is shown as it is called.
                None => {
                    if let Some(near) = nearest(key, names()) {
                        self.unknown(key, Some(near), names(), path);
                    }
                }
            }
        }
    }

    fn unknown(
        &mut self,
        key: &str,
        near: Option<&str>,
        known: impl Iterator<Item = &'static str>,
        path: &[Step],
    ) {
        let help = near.map_or_else(
            || format!("known here are {}", and(known)),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("there is no key `{key}` in `{}`", name_of(path));
        let finding = Finding::new(&unknown_key::RULE, message).help(help);
        self.found.push((with(path, Step::Name(key.to_owned())), finding));
    }

    fn wrong(&mut self, shape: Shape, value: &Value, path: &[Step]) {
        let name = name_of(path);
        let finding = match (shape, value) {
            (Shape::Day | Shape::Done, Value::String(text)) if is_like_day(text) => {
                Finding::new(&RULE, format!("there is no day `{}`", text.trim()))
                    .help("write one of the calendar")
            }
            // A cell or a remark has no key that could be removed.
            (Shape::Day | Shape::Done, _) if self.is_told(path) => {
                let needs = needs(shape);
                let help = match shape {
                    Shape::Day => format!("write {needs}"),
                    _ => "write `open`, `in progress`, `done` or `dropped`; what is none of them is open"
                        .to_owned(),
                };
                let said = said(value);
                Finding::new(
                    &RULE,
                    format!("`{said}` is no {}", if shape == Shape::Day { "day" } else { "state" }),
                )
                .help(help)
            }
            _ => {
                let needs = needs(shape);
                let what = if let Shape::Done = shape { "; what is neither is not done" } else { "" };
                Finding::new(&RULE, format!("`{name}` needs {needs}"))
                    .help(format!("write {needs}, or remove `{name}`{what}"))
            }
        };
        self.found.push((path.to_vec(), finding));
    }

    /// Whether the text says the value of a key path, and not the front matter.
    fn is_told(&self, path: &[Step]) -> bool {
        matches!(path.first(), Some(Step::Key(key)) if self.whole.handbook.is_told(self.page, key))
    }

    /// An id that YAML takes for a number, or for yes or no.
    fn quoted(&mut self, value: &Value, path: &[Step]) {
        let finding = Finding::new(&RULE, format!("`{value}` is no id here, as it is not read as a text"));
        self.found.push((path.to_vec(), finding.help(format!("write `\"{value}\"`, in quotes"))));
    }

    /// A word that is nearly one of those that mean something.
    fn near(&mut self, words: &[&'static str], value: &Value, path: &[Step]) {
        let Some(text) = value.as_str().map(str::trim) else { return };
        if words.iter().any(|word| word.eq_ignore_ascii_case(text)) {
            return;
        }
        if let Some(near) = nearest(&text.to_lowercase(), words.iter().copied()) {
            let message = format!("there is no `{}` that is called `{text}`", name_of(path));
            self.missing(message, Some(near), "", path);
        }
    }

    /// What names a page, unless it is an address elsewhere or plainly prose.
    fn page(&mut self, value: &Value, path: &[Step]) {
        let text = &*said(value);
        let book = self.whole.handbook;
        let is_decision = kinds::decides(&book.pages[self.page].kind) && JOINED.contains(&name_of(path));
        if (is_elsewhere(text) && !(is_decision && is_title(text)))
            || book.page_in_field(self.page, text).is_some()
            || book.page_of_id(text).is_some()
            || book.decision_named(self.page, text).is_some()
        {
            return;
        }
        let pages = book.pages.iter().filter(|page| page.parsed.is_some());
        // With the ending only if that was written.
        let bare = |path| if text.ends_with(".md") { path } else { str::trim_end_matches(path, ".md") };
        let pages = pages.map(|page| bare(&*page.path));
        let near = self.suggests().then(|| nearest(text.trim_matches('/'), pages)).flatten();
        if is_decision && text.contains(char::is_whitespace) {
            let titles = book.decisions().map(|(page, _)| &*book.pages[page].title);
            let near = self.suggests().then(|| nearest(text, titles)).flatten();
            // A title begins with a capital letter, and prose in a field with none.
            if near.is_none() && text.starts_with(char::is_lowercase) {
                return;
            }
            let message = format!("`{}` names no decision: none is called “{text}”", name_of(path));
            let help =
                "write its title, its number or its path; for what is not here, an address or a sentence";
            return self.missing(message, near, help, path);
        }
        let message = format!("`{}` names no page: there is none at `{text}`", name_of(path));
        self.missing(message, near, "write its path in the content, or from this page, or an address", path);
    }

    /// What names a service, as soon as there is a page of any.
    fn service(&mut self, value: &Value, path: &[Step]) {
        let text = &*said(value);
        if is_elsewhere(text) || self.is_known(text) {
            return;
        }
        let book = self.whole.handbook;
        if self.is_one_of_several(text, path) {
            return;
        }
        let folder = book.page_at(SERVICES);
        if folder.is_none() && book.services().next().is_none() {
            return;
        }
        let near = if self.suggests() { near_service(self.whole.handbook, text) } else { None };
        let message = format!("no service is called `{text}`");
        self.missing(
            message,
            near,
            "write a page of `kind: service` that is called so, or take it out",
            path,
        );
    }

    /// What may be the id of a service, where any text can stand: said only when it is nearly one.
    fn thing(&mut self, value: &Value, path: &[Step]) {
        let Some(text) = value.as_str().map(str::trim) else { return };
        if is_elsewhere(text) || self.is_known(text) || self.is_one_of_several(text, path) || !self.suggests()
        {
            return;
        }
        if let Some(near) = near_service(self.whole.handbook, text) {
            self.missing(format!("nothing is called `{text}`"), Some(near), "", path);
        }
    }

    /// Whoever is named where anybody may be: said only when it is nearly an id, or one of several units.
    fn anybody(&mut self, text: &str, path: &[Step]) {
        let book = self.whole.handbook;
        for id in kinds::each_name(text, Relation::Heard) {
            if book.people.is_empty() || is_elsewhere(id) || book.who(id, Named::Anybody).is_some() {
                continue;
            }
            let near = if self.suggests() { book.probably(id, Named::Anybody) } else { None };
            if let Some(near) = near {
                let finding = Finding::new(&RULE, format!("no person or unit is called `{id}`"));
                self.found.push((path.to_vec(), finding.help(format!("did you mean {near}?"))));
            }
        }
    }

    /// Whether an id may mean several services, which is said.
    fn is_one_of_several(&mut self, text: &str, path: &[Step]) -> bool {
        let book = self.whole.handbook;
        let like = book.services_like(text);
        let ids = like.iter().map(|page| book.service_id(*page));
        let several = like.len() > 1;
        if several {
            let finding = Finding::new(&RULE, format!("several services are called `{text}`"));
            self.found.push((path.to_vec(), finding.help(format!("say which of {}", and(ids)))));
        }
        several
    }

    /// Whether an id leads to a page.
    fn is_known(&self, text: &str) -> bool {
        let book = self.whole.handbook;
        book.thing_of_id(text).is_some() || book.page_in_field(self.page, text).is_some()
    }

    fn missing(&mut self, message: String, near: Option<&str>, otherwise: &str, path: &[Step]) {
        let help = near.map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"));
        self.found.push((path.to_vec(), Finding::new(&RULE, message).help(help)));
    }

    /// Whether the nearest name is still looked for.
    fn suggests(&self) -> bool {
        self.before + self.found.len() < SUGGESTIONS
    }
}

/// The id of the service that was probably meant.
fn near_service<'b>(book: &'b Handbook, text: &str) -> Option<&'b str> {
    let listed = book.page_at(SERVICES).into_iter().flat_map(|folder| &book.pages[folder].children);
    let listed = listed.map(|page| book.id_of(*page));
    let ids = book.services().flat_map(|page| [book.id_of(page), book.service_id(page)]);
    nearest(text, listed.chain(ids))
}

/// Where services are looked for by their ids.
const SERVICES: &str = "services";

fn with(path: &[Step], step: Step) -> Vec<Step> {
    [path, &[step]].concat()
}

/// The last key of a path: what its value is called.
fn name_of(path: &[Step]) -> &str {
    let key = |step: &'_ Step| !matches!(step, Step::Index(_));
    match path.iter().rfind(|step| key(step)) {
        Some(Step::Key(name) | Step::Name(name)) => name,
        _ => "",
    }
}

/// A single value as the text that somebody wrote.
fn said(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned())
}

/// The fields in which a decision names others.
const JOINED: [&str; 4] = [SUPERSEDES, SUPERSEDED_BY, AMENDS, AMENDED_BY];

/// Whether a text may be a title or a number with a word before it, and is no sentence or address.
fn is_title(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let is_sentence = text.ends_with(['.', '!', '?']) || text.contains([';', '(', ',']);
    (2..=6).contains(&words) && !is_sentence && !text.contains("://") && !text.contains(['@', '['])
}

/// Whether a text leads out of the handbook, or is a sentence or a word that says that there is nothing.
fn is_elsewhere(text: &str) -> bool {
    let says_nothing = ["none", "no", "n/a", "tbd", "tba", "-", "–"].contains(&&*text.to_lowercase());
    says_nothing || text.contains("://") || text.contains(['@', '[']) || text.contains(char::is_whitespace)
}

/// Whether a text has the form of a day.
pub(super) fn is_like_day(text: &str) -> bool {
    let bytes = text.trim().as_bytes();
    let is_form = |(at, byte): (usize, &u8)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    bytes.len() == 10 && bytes.iter().enumerate().all(is_form)
}

/// What a value of a shape is, as the end of a sentence.
fn needs(shape: Shape) -> String {
    match shape {
        Shape::Text | Shape::Near(_) | Shape::Words | Shape::Thing => "a text".to_owned(),
        Shape::Moment => "a time such as `2026-11-02 10:00 UTC`".to_owned(),
        Shape::Zone => "a time zone such as `Europe/London`".to_owned(),
        Shape::Day => "a date such as `2026-03-31`".to_owned(),
        Shape::Done => "a date such as `2026-03-31`, `open`, `done` or `dropped`".to_owned(),
        Shape::Id(Named::Unit) => "the id of a unit".to_owned(),
        Shape::Id(Named::Anybody) => "people and units, by their ids or names".to_owned(),
        Shape::Id(named) => format!("the id of a {}", named.words()),
        Shape::Page => "the path of a page".to_owned(),
        Shape::Service => "the id of a service".to_owned(),
        Shape::List(each) => match each {
            Shape::Id(Named::Anybody) => "people and units, by their ids or names".to_owned(),
            Shape::Id(Named::Person) => "a list of ids of people".to_owned(),
            Shape::Id(named) => format!("the id of a {}, or a list of them", named.words()),
            Shape::Page => "the path of a page, or a list of them".to_owned(),
            Shape::Service => "a list of ids of services".to_owned(),
            _ => "a list of texts".to_owned(),
        },
        Shape::Rows(table) => {
            format!("a list of rows with {}", and(table.columns.iter().map(|(name, _)| *name)))
        }
        Shape::Entries(columns) => {
            format!("a mapping with {}", and(columns.iter().map(|(name, _)| *name)))
        }
    }
}

/// `a`, `b` and `c`.
fn and<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
