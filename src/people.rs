//! Who there is: `people.yaml` at the content's root.
//!
//! The file is data: it is read, and never published as it is. It has the people by their ids, or a list of
//! people with an `id` each. Reading cannot fail: what is wrong is said at its place, and everybody else is
//! known.

mod pages;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use crate::characters;
use crate::diag::{Finding, Level, Rule, Spelling, nearest};
use crate::syntax::front_matter::{Lifted, ValuePlaces, is_nothing, place_of};
use crate::syntax::yaml::{self, Step};
use crate::text::{Place, Source, Span};

pub use pages::PersonPage;

/// The name of the file, in the content folder.
pub const FILE: &str = "people.yaml";

/// Something wrong in `people.yaml`.
pub static BAD_PEOPLE: Rule = Rule {
    code: "bad-people",
    level: Level::Error,
    structural: false,
    summary: "`people.yaml` has something that is no person, or a person twice.",
    why: "The file says whom pages may name as owners and members. What cannot be read is left out, and pages that name it are told that nobody goes by that id.",
    bad: "Text.\n== content/people.yaml\nmira:\n  nmae: Mira Okonjo\n",
    good: "Text.\n== content/people.yaml\nmira:\n  name: Mira Okonjo\n",
};

/// What `people.yaml` may say of a person.
pub const FIELDS: [(&str, &str); 7] = [
    ("name", "the name that pages show"),
    ("role", "what they do"),
    ("unit", "the id of their unit"),
    ("manager", "the id of their manager"),
    ("timezone", "where their day is, such as `Europe/London`"),
    ("contacts", "where to reach them: `chat`, `email` or any other key"),
    ("left", "the day since which they are not there"),
];

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What pages call them by.
    pub id: String,
    /// What readers call them by.
    pub name: String,
    /// What they do.
    pub role: Option<String>,
    /// The id of their unit.
    pub unit: Option<String>,
    /// The id of their manager.
    pub manager: Option<String>,
    /// The name of their time zone in the tz database.
    pub timezone: Option<String>,
    /// Where to reach them, in the file's order.
    pub contacts: Vec<(String, String)>,
    /// The day since which they are not there.
    pub left: Option<Date>,
    /// Where the file has what of them: the path of the person.
    pub path: Vec<Step>,
    /// The page that says who they are, instead of the file, and what of that stands in its text.
    pub page: Option<(Source, Vec<Lifted>)>,
}

impl Person {
    /// Somebody of whom nothing is known but what they are called by.
    fn new(id: String, path: Vec<Step>) -> Self {
        let (role, unit, manager, timezone) = (None, None, None, None);
        let name = id.clone();
        Person { id, name, role, unit, manager, timezone, contacts: Vec::new(), left: None, path, page: None }
    }

    /// Whether they are not there any more on a day.
    pub fn has_left(&self, today: Date) -> bool {
        self.left.is_some_and(|left| left <= today)
    }
}

/// All people.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// The file, if there is one.
    pub source: Option<Source>,
    /// In the file's order.
    pub all: Vec<Person>,
    /// What is wrong with the file.
    pub findings: Vec<Finding>,
    by_id: FxHashMap<String, usize>,
    placed: Arc<AtomicUsize>,
    /// Where each id is written, once that matters.
    keys: OnceLock<FxHashMap<String, Span>>,
    /// How each id is written, once something is sought that is written like it.
    spelt: OnceLock<Vec<(usize, Spelling)>>,
    /// By name in lower case, the first who is called so and whether nobody else is, once that matters.
    by_name: OnceLock<FxHashMap<String, (usize, bool)>>,
}

/// Of so many findings the very place is looked for, which reads the file anew each time; of the others it is the
/// person's.
const MOST_PLACED: usize = 100;

impl People {
    /// Whether nobody is known.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The person of this id; case is beside the point, as is an `@` before it.
    pub fn get(&self, id: &str) -> Option<&Person> {
        self.by_id.get(&folded(id)).map(|index| &self.all[*index])
    }

    /// The first person of this name, in full; case is beside the point.
    pub fn named(&self, name: &str) -> Option<&Person> {
        self.by_name().get(&characters::folded(name)).map(|(at, _)| &self.all[*at])
    }

    /// The only person of this name, in full; case is beside the point.
    pub fn only_named(&self, name: &str) -> Option<&Person> {
        self.by_name()
            .get(&characters::folded(name))
            .filter(|(_, is_only)| *is_only)
            .map(|(at, _)| &self.all[*at])
    }

    fn by_name(&self) -> &FxHashMap<String, (usize, bool)> {
        self.by_name.get_or_init(|| {
            let mut names: FxHashMap<String, (usize, bool)> = FxHashMap::default();
            for (at, person) in self.all.iter().enumerate() {
                let known = names.entry(characters::folded(&person.name));
                known.and_modify(|(_, is_only)| *is_only = false).or_insert((at, true));
            }
            names
        })
    }

    /// How the ids are written, each with whose it is.
    pub fn spelt(&self) -> &[(usize, Spelling)] {
        let spelt = || self.all.iter().map(|person| Spelling::of(&person.id)).enumerate().collect();
        self.spelt.get_or_init(spelt)
    }

    /// Forgets how many places were looked for: what is checked anew may look for as many.
    pub fn start_anew(&self) {
        self.placed.store(0, Ordering::Relaxed);
    }

    /// The place of a value of a person, or of the person.
    pub fn place(&self, person: &Person, key: &str) -> Option<Place> {
        if let Some((page, lifted)) = &person.page {
            return Some(ValuePlaces::new(page, lifted).of(&[Step::Key(key.to_owned())]));
        }
        let path = [&person.path[..], &[Step::Key(key.to_owned())]].concat();
        self.place_of(&path, yaml::locate)
    }

    /// The place at which a person is said to be called as they are.
    pub fn place_of_id(&self, person: &Person) -> Place {
        if let Some((page, _)) = &person.page {
            return place_of(page, &[Step::Key("kind".to_owned())]);
        }
        let path = match person.path.split_last() {
            Some((Step::Key(id), above)) => [above, &[Step::Name(id.clone())]].concat(),
            _ => [&person.path[..], &[Step::Key("id".to_owned())]].concat(),
        };
        self.place_of(&path, yaml::locate).unwrap_or_else(|| Place::file(FILE))
    }

    /// The place of what is at a path, found by `find`; or of the person whose it is.
    fn place_of(&self, path: &[Step], find: impl Fn(&str, &[Step]) -> Option<Span>) -> Option<Place> {
        let source = self.source.as_ref()?;
        let text = &source.text;
        if self.placed.fetch_add(1, Ordering::Relaxed) < MOST_PLACED {
            let whole = || yaml::locate(text, &path[..path.len().min(1)]);
            return Some(source.place(find(text, path).or_else(whole).unwrap_or_default()));
        }
        let person = match path.first() {
            Some(Step::Key(id) | Step::Name(id)) => {
                self.keys.get_or_init(|| first_keys(text)).get(id).copied()
            }
            _ => None,
        };
        Some(source.place(person.unwrap_or_default()))
    }
}

/// The places of the keys of a text's outermost mapping.
fn first_keys(text: &str) -> FxHashMap<String, Span> {
    let keys = yaml::all_key_spans(text).into_iter();
    keys.filter_map(|(key, spans)| Some((key.to_owned(), *spans.first()?))).collect()
}

fn folded(id: &str) -> String {
    characters::folded(id.trim_start_matches('@'))
}

/// Reads `people.yaml`.
pub fn read(source: &Source) -> People {
    let mut reader =
        Reader { source, page: None, people: People { source: Some(source.clone()), ..People::default() } };
    reader.read();
    reader.people
}

struct Reader<'a> {
    source: &'a Source,
    /// Of a page of somebody, rather than the file, what stands in its text.
    page: Option<&'a [Lifted]>,
    people: People,
}

impl Reader<'_> {
    fn read(&mut self) {
        let (value, repeated) = match yaml::value(&self.source.text) {
            Ok(read) => read,
            Err(error) if error.message.contains("more than one document") => {
                let finding = Finding::new(&BAD_PEOPLE, "there are several documents in this file");
                let finding = finding.at(self.source.place(second_document(&self.source.text)));
                return self
                    .people
                    .findings
                    .push(finding.help("remove this line; nobody is known until then"));
            }
            Err(error) => {
                let finding = Finding::new(&BAD_PEOPLE, format!("this is not valid YAML: {}", error.message));
                let finding = finding.at(self.source.place(error.span));
                let help = if error.message.starts_with("mapping values are not allowed") {
                    "a value with a colon in it needs quotes; nobody is known until it is mended"
                } else {
                    "nobody is known until it is mended"
                };
                return self.people.findings.push(finding.help(help));
            }
        };
        for path in repeated {
            let Some(Step::Key(key)) = path.last() else { continue };
            let place = self.people.place_of(&path, |text, path| yaml::locate_key(text, path, 1));
            let finding = Finding::new(&BAD_PEOPLE, format!("`{key}` is written twice"));
            let place = place.unwrap_or_else(|| Place::file(FILE));
            self.people.findings.push(finding.at(place).help("the first is used: remove one"));
        }
        match value {
            Value::Object(people) => {
                for (id, person) in people {
                    let path = vec![Step::Key(id.clone())];
                    self.person(Some(id), person, path);
                }
            }
            Value::Array(people) => {
                for (index, person) in people.into_iter().enumerate() {
                    self.person(None, person, vec![Step::Index(index)]);
                }
            }
            Value::Null => {}
            _ => self.wrong("this is no list of people", "write `id:` with `name:` below it", &[]),
        }
    }

    fn person(&mut self, id: Option<String>, value: Value, path: Vec<Step>) {
        let mut fields = match value {
            Value::Object(fields) => fields,
            // `mira: Mira Okonjo` is enough to know somebody.
            Value::String(name) if id.is_some() => Map::from_iter([("name".to_owned(), Value::String(name))]),
            Value::Null if id.is_some() => Map::new(),
            _ => return self.wrong("this is no person", "write `id:` with `name:` below it", &path),
        };
        let id = id.or_else(|| fields.remove("id").as_ref().and_then(text));
        let Some(id) = id.filter(|id| !id.is_empty()) else {
            return self.wrong("this person has no `id`", "give them one: pages name them by it", &path);
        };
        // What YAML has for nothing, a list or a mapping is nobody's name.
        if matches!(&*id, "~" | "null") || id.starts_with(['[', '{']) {
            return self.wrong(&format!("`{id}` is no id"), "write a word by which pages name them", &path);
        }
        let key = folded(&id);
        if self.people.by_id.contains_key(&key) {
            return self.wrong(&format!("`{id}` is written twice"), "the first is used: remove one", &path);
        }
        let mut person = Person::new(id, path);
        for (key, value) in fields {
            self.field(&mut person, &key, &value);
        }
        self.people.by_id.insert(key, self.people.all.len());
        self.people.all.push(person);
    }

    fn field(&mut self, person: &mut Person, key: &str, value: &Value) {
        let path = [&person.path[..], &[Step::Key(key.to_owned())]].concat();
        if is_nothing(value) && FIELDS.iter().any(|(known, _)| *known == key) {
            return;
        }
        let text = text(value);
        let needs_text = text.is_none();
        match (key, text) {
            ("name", Some(text)) => person.name = text,
            ("role", text @ Some(_)) => person.role = text,
            ("unit", text @ Some(_)) => person.unit = text,
            ("manager", text @ Some(_)) => person.manager = text,
            ("timezone", Some(text)) if jiff::tz::TimeZone::get(&text).is_err() => {
                self.wrong(
                    &format!("there is no time zone `{text}`"),
                    "write one such as `Europe/London`",
                    &path,
                );
            }
            ("timezone", text @ Some(_)) => person.timezone = text,
            ("left", text) => match text.as_deref().and_then(|text| text.parse().ok()) {
                Some(left) => person.left = Some(left),
                None => self.wrong(
                    "`left` needs a date such as `2026-03-31`",
                    "write the day, or remove the key",
                    &path,
                ),
            },
            ("contacts", _) => match value {
                Value::Object(contacts) => {
                    let contact = |(key, value): (&String, &Value)| Some((key.clone(), self::text(value)?));
                    person.contacts = contacts.iter().filter_map(contact).collect();
                }
                _ => self.wrong(
                    "`contacts` needs a mapping such as `chat: \"@mira\"`",
                    "write each below it with its key",
                    &path,
                ),
            },
            _ if needs_text && FIELDS.iter().any(|(known, _)| *known == key) => {
                self.wrong(&format!("`{key}` needs text"), "write it on one line", &path);
            }
            _ => self.unknown(key, &path),
        }
    }

    fn unknown(&mut self, key: &str, path: &[Step]) {
        let known = FIELDS.iter().map(|(known, _)| *known);
        let help = nearest(key, known.clone()).map_or_else(
            || {
                format!(
                    "known are {}",
                    known.map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ")
                )
            },
            |near| format!("did you mean `{near}`?"),
        );
        let place = self.people.place_of(path, |text, path| yaml::locate_key(text, path, 0));
        let finding = Finding::new(&BAD_PEOPLE, format!("there is no key `{key}` for a person"));
        self.people.findings.push(finding.at(place.unwrap_or_else(|| Place::file(FILE))).help(help));
    }

    fn wrong(&mut self, message: &str, help: &str, path: &[Step]) {
        let place = match self.page {
            Some(lifted) => Some(ValuePlaces::new(self.source, lifted).of(path)),
            None => self.people.place_of(path, yaml::locate),
        };
        let finding = Finding::new(&BAD_PEOPLE, message.to_owned());
        self.people
            .findings
            .push(finding.at(place.unwrap_or_else(|| Place::file(FILE))).help(help.to_owned()));
    }
}

/// The line that begins the second document of a text.
fn second_document(text: &str) -> Span {
    let (mut at, mut has_some) = (0, false);
    for line in text.split_inclusive('\n') {
        let written = line.trim_end();
        if has_some && written == "---" {
            return Span { start: at, end: at + written.len() };
        }
        has_some |= !written.is_empty() && !written.starts_with('#');
        at += line.len();
    }
    Span { start: 0, end: 0 }
}

/// A value that is a word or a sentence.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which would take minutes if each were looked for from the start.
    #[test]
    fn thousands_of_mistakes_are_each_told_at_their_person() {
        let text: String = (0..5_000).map(|n| format!("p{n}:\n  name: P {n}\n  colour: red\n")).collect();
        let people = read(&Source::new("people.yaml", &text));
        assert_eq!((people.all.len(), people.findings.len()), (5_000, 5_000));
        let placed = |number: usize| {
            let place = people.findings[number].place.clone().expect("a place");
            text[place.span.range()].to_owned()
        };
        assert_eq!(
            [placed(0), placed(99), placed(100), placed(4_999)],
            ["colour", "colour", "p100", "p4999"]
        );
    }
}
