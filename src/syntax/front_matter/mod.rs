//! Front matter: the YAML between `---` lines at the start of a page, and the fields that every
//! kind of page shares.
//!
//! Reading cannot fail. What is wrong becomes findings at the value's place, and whatever else can
//! be read is read: a page never loses its title because its date is misspelt.

mod fields;
mod lifted;
mod places;
mod rules;
mod salvage;

use serde_json::{Map, Value};

use super::yaml::{self, Step};
use crate::diag::Finding;
use crate::text::{Place, Source, Span};

use fields::Wrong;
pub use fields::{
    FrontMatter, Interval, IntervalUnit, OWN_KEYS, SHARED_KEYS, day, is_nothing, names_of, shared_key,
};
pub use lifted::{Lift, Lifted, lift, lift_sections, may_lift};
pub use places::{KeyPlaces, ValuePlaces, place_of, place_of_item, place_of_key};
pub use rules::{BAD_FRONT_MATTER, BAD_VALUE, DUPLICATE_KEY};

/// Splits a text into the place of its YAML and the start of its body: the only function that does.
///
/// Front matter is a first line of `---`, the YAML, and a line of `---` or `...`. Without a closing
/// line there is none, as a page may well begin with a thematic break; nor is prose between two of
/// them front matter.
pub fn split(text: &str) -> (Option<Span>, usize) {
    let Some(first) = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---") else {
        return (None, 0);
    };
    let mut at = first.len();
    for line in text[at..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") && !line.starts_with([' ', '\t']) {
            let block = &text[first.len()..at];
            if is_prose(block) {
                return (None, 0);
            }
            return (Some(Span { start: first.len(), end: at }), at + line.len());
        }
        at += line.len();
    }
    (None, 0)
}

/// Whether the text between two lines of `---` was never meant to be front matter: it is no mapping,
/// and does not look like one that is broken.
fn is_prose(block: &str) -> bool {
    let mut lines = block.lines();
    let first = lines.find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
    if first.is_empty() || opens_with_key(first) {
        return false;
    }
    if block.lines().next().is_some_and(|line| line.trim().is_empty()) {
        return !first.starts_with('{');
    }
    // Directly below the line, a list or a later key is a mistake in front matter.
    let meant = first.starts_with("- ") || lines.any(opens_with_key);
    !meant && yaml::mapping(block).is_err()
}

/// Whether a line begins like `key: value`, the key being a single word.
fn opens_with_key(line: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
    let rest = line.trim_start_matches(word);
    let value = rest.trim_start_matches([' ', '\t']).strip_prefix(':');
    rest.len() < line.len()
        && value.is_some_and(|value| value.is_empty() || value.starts_with([' ', '\t', '\r']))
}

/// Whether a line begins like `title:x`, `title = x` or an indented `title: x`.
fn is_nearly_key(line: &str) -> bool {
    let line = line.trim_start();
    let key = line.split([':', '=']).next().unwrap_or_default();
    key.len() < line.len() && shared_key(key.trim_end()).is_some()
}

/// What a page without front matter begins with that its author may have meant as such.
fn nearly(source: &Source) -> Option<Finding> {
    let mut lines = source.text.lines();
    let first = lines.next()?.trim_end();
    let next = lines.find(|line| !line.starts_with('#'))?;
    let (meant, message, help) = match first {
        "---" if opens_with_key(next) => {
            (first, "the front matter has no end", "add a line of `---` after its last key")
        }
        "---" if is_nearly_key(next) => (
            next.trim(),
            "this is no front matter",
            "write `key: value`, with a space after the colon and none before the key",
        ),
        "+++" if next.contains('=') || next.starts_with('[') => (
            first,
            "front matter is YAML between lines of `---`, not TOML",
            "write `key: value` between lines of `---`",
        ),
        _ => return None,
    };
    let start = source.text.find(meant).unwrap_or_default();
    let place = source.place(Span { start, end: start + meant.len() });
    Some(Finding::new(&BAD_FRONT_MATTER, message).at(place).label("the page shows it as text").help(help))
}

/// Front matter with the findings in it, and where the body starts.
pub fn read(source: &Source) -> (FrontMatter, usize, Vec<Finding>) {
    let (span, body) = split(&source.text);
    let Some(span) = span else {
        return (FrontMatter::default(), body, nearly(source).into_iter().collect());
    };
    let mut reader =
        Reader { source, offset: span.start, yaml: &source.text[span.range()], findings: Vec::new() };
    let front = reader.read();
    (front, body, reader.findings)
}

/// How many findings of one sort a page has whose places are each looked up by reading anew. More than
/// these an author does not read anyway.
const MOST: usize = 20;

struct Reader<'a> {
    source: &'a Source,
    /// Where the YAML starts in the source.
    offset: usize,
    yaml: &'a str,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn read(&mut self) -> FrontMatter {
        let map = match yaml::mapping(self.yaml) {
            Ok(read) => {
                self.report_repeated(&read.repeated);
                read.map
            }
            Err(error) => {
                let opened = self.never_closed(&error);
                let help = if opened.is_some() {
                    "close the quote or the bracket; the keys that can be read on their own are used"
                } else if error.message.starts_with("mapping values are not allowed") {
                    "a value with a colon in it needs quotes"
                } else {
                    "the keys that can be read on their own are used; mend this one"
                };
                let finding = Finding::new(
                    &BAD_FRONT_MATTER,
                    format!("the front matter is not valid YAML: {}", error.message),
                );
                let span = opened.unwrap_or(error.span);
                self.findings.push(finding.at(self.place(span)).help(help));
                salvage::values(self.yaml)
            }
        };
        self.fields(map, &[])
    }

    /// The value whose quote or bracket is open where the parser gave up, keys or lines later.
    fn never_closed(&self, error: &yaml::YamlError) -> Option<Span> {
        let mut start = 0;
        for chunk in salvage::chunks(self.yaml) {
            let end = start + chunk.trim_end().len();
            if yaml::mapping(chunk).is_err_and(|error| !error.message.starts_with("unknown anchor")) {
                let opened = salvage::open_value(chunk).filter(|_| error.span.start >= end);
                return opened.map(|span| span.shift(start));
            }
            start += chunk.len();
        }
        None
    }

    fn report_repeated(&mut self, repeated: &[Vec<Step>]) {
        if repeated.is_empty() {
            return;
        }
        let all = yaml::all_key_spans(self.yaml);
        let nested = repeated.iter().filter(|path| path.len() > 1);
        for path in nested.take(MOST) {
            let Some(Step::Key(key)) = path.last() else { continue };
            let [first, again] = [0, 1].map(|times| yaml::locate_key(self.yaml, path, times));
            self.report_twice(format!("`{key}` is written twice"), again.or(first), first);
        }
        for path in repeated {
            let [Step::Key(key)] = &path[..] else { continue };
            let spans = all.get(&**key).map_or(&[][..], Vec::as_slice);
            let (first, again) = (spans.first().copied(), spans.get(1).copied());
            self.report_twice(format!("`{key}` is written twice"), again.or(first), first);
        }
    }

    /// Something is said at `first`, which is used, and once more at `again`.
    fn report_twice(&mut self, message: String, again: Option<Span>, first: Option<Span>) {
        let mut finding = Finding::new(&DUPLICATE_KEY, message)
            .at(self.place(again.unwrap_or_default()))
            .label("this one is ignored")
            .help("remove one of the two");
        if let Some(first) = first.filter(|_| first != again) {
            finding = finding.related(self.place(first), "this one is used");
        }
        self.findings.push(finding);
    }

    /// A key that is written under two of its names.
    fn report_other_name(&mut self, used: &str, key: &str, above: &[Step]) {
        let [first, again] = [used, key].map(|name| {
            let path = [above, &[Step::Key(name.to_owned())]].concat();
            places::locate_key(self.yaml, &path)
        });
        self.report_twice(format!("`{key}` is another name of `{used}`, which is there too"), again, first);
    }

    /// The fields of a mapping; `above` is the key path that leads to it.
    fn fields(&mut self, map: Map<String, Value>, above: &[Step]) -> FrontMatter {
        let mut front = FrontMatter::default();
        // The shared keys that have a value, and the names that they have it under.
        let mut set: Vec<(&str, String)> = Vec::new();
        for (key, value) in map {
            let name = shared_key(&key).filter(|_| !is_nothing(&value));
            if let Some((_, used)) = set.iter().find(|(other, _)| Some(*other) == name) {
                self.report_other_name(used, &key, above);
                continue;
            }
            set.extend(name.map(|name| (name, key.clone())));
            let mut path = above.to_vec();
            path.push(Step::Key(key.clone()));
            if key == "cascade" && above.is_empty() {
                front.cascade = self.cascade(value, &path);
            } else if let Err(wrong) = front.set(&key, value) {
                self.report_wrong(&key, &wrong, &path);
            }
        }
        front
    }

    fn cascade(&mut self, value: Value, path: &[Step]) -> Option<Box<FrontMatter>> {
        match value {
            Value::Object(map) => Some(Box::new(self.fields(map, path))),
            Value::Null => None,
            _ => {
                self.report_value("cascade", &"a mapping of keys to values".into(), path);
                None
            }
        }
    }

    fn report_wrong(&mut self, key: &str, wrong: &Wrong, path: &[Step]) {
        if wrong.items.is_empty() {
            self.report_value(key, wrong, path);
        }
        for (item, help) in wrong.items.iter().take(MOST) {
            let path = [path, &[Step::Index(*item)]].concat();
            self.report_value(key, wrong, &path);
            if let Some(finding) = self.findings.last_mut() {
                let help = help.unwrap_or("mend or remove this item; the others are used");
                finding.help = Some(help.to_owned());
            }
        }
    }

    fn report_value(&mut self, key: &str, wrong: &Wrong, path: &[Step]) {
        let span = places::locate(self.yaml, path)
            .or_else(|| yaml::key_spans(self.yaml, key).first().copied())
            .unwrap_or_default();
        let expected = wrong.expected;
        let help = if self.yaml[span.within(self.yaml).range()].starts_with("{{") {
            "put quotes around it: without them, YAML takes the braces for a mapping".to_owned()
        } else {
            wrong.help.map_or_else(|| format!("write {expected}, or remove `{key}`"), str::to_owned)
        };
        let finding = Finding::new(&BAD_VALUE, format!("`{key}` needs {expected}"));
        self.findings.push(finding.at(self.place(span)).help(help));
    }

    fn place(&self, span: Span) -> Place {
        self.source.place(span.shift(self.offset))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::*;

    fn read_text(text: &str) -> (FrontMatter, Vec<String>) {
        let source = Source::new("a.md", text);
        let (front, _, findings) = read(&source);
        let said = findings
            .iter()
            .map(|finding| {
                let place = finding.place.as_ref().expect("every finding has its place");
                format!("{}: {} [{}]", finding.rule.code, finding.message, &source.text[place.span.range()])
            })
            .collect();
        (front, said)
    }

    #[test]
    fn front_matter_ends_where_its_line_says() {
        assert_eq!(split("---\na: 1\n---\nText"), (Some(Span::from(4..9)), 13));
        assert_eq!(split("---\r\na: 1\r\n---\r\nText"), (Some(Span::from(5..11)), 16));
        assert_eq!(split("---\n---\n"), (Some(Span::from(4..4)), 8));
        assert_eq!(split("---\nno end\n"), (None, 0));
        assert_eq!(split("----\na: 1\n---\n"), (None, 0));
        assert_eq!(split("Text\n---\n"), (None, 0));
    }

    #[test]
    fn shared_keys_have_other_names() {
        let (front, said) = read_text(
            "---\nweight: 3\nlast_reviewed_on: 2026-02-03\nredirect_from: /old\ncolour: red\n---\n",
        );
        assert_eq!(front.order, Some(3.0));
        assert_eq!(front.reviewed, "2026-02-03".parse().ok());
        assert_eq!(front.aliases, ["/old"]);
        assert_eq!(front.others.keys().collect::<Vec<_>>(), ["colour"]);
        assert!(said.is_empty(), "{said:?}");
    }

    #[test]
    fn wrong_values_are_pointed_at_and_the_rest_is_read() {
        let (front, said) = read_text(
            "---\ntitle: A\nreviewed: last spring\ntags: {a: 1}\ndraft: maybe\nreview_in: 0 days\n---\n",
        );
        assert_eq!(front.title.as_deref(), Some("A"));
        assert_eq!(
            said,
            [
                "bad-value: `reviewed` needs a date such as `2026-03-31` [last spring]",
                "bad-value: `tags` needs a list of texts [{a: 1}]",
                "bad-value: `draft` needs `true` or `false` [maybe]",
                "bad-value: `review_in` needs a time such as `6 months`, `90 days` or `1 year` [0 days]",
            ]
        );
    }

    #[test]
    fn broken_yaml_leaves_the_other_keys() {
        let (front, said) = read_text("---\ntitle: Tests: ours\nowner: ann\ntags: [a, b\norder: 2\n---\n");
        assert_eq!(front.title.as_deref(), Some("Tests: ours"));
        assert_eq!(front.owner.as_deref(), Some("ann"));
        assert_eq!(front.order, Some(2.0));
        assert_eq!(
            said,
            [
                "bad-front-matter: the front matter is not valid YAML: mapping values are not allowed in this context [: ours]"
            ]
        );
    }

    #[test]
    fn a_cascade_fills_what_is_not_set() {
        let (front, said) = read_text("---\ncascade:\n  owner: ann\n  draft: 7\n  tags: [x]\n---\n");
        assert_eq!(said, ["bad-value: `draft` needs `true` or `false` [7]"]);
        let mut page = FrontMatter { owner: Some("bob".to_owned()), ..FrontMatter::default() };
        page.inherit(&front.cascade.expect("a cascade"));
        assert_eq!((page.owner.as_deref(), page.tags), (Some("bob"), vec!["x".to_owned()]));
    }

    #[test]
    fn what_is_inherited_is_what_the_documentation_says() {
        let text = "---\ntitle: a\ndescription: a\nkind: team\nowner: a\nowner_slack: \"#a\"\nreviewed: 2026-01-01\nreview_in: 1 year\nprinciples: [a]\ntags: [a]\norder: 1\nslug: a\naliases: [/a/]\ndraft: true\nhidden: true\naudience: a\ntemplate: a\nextra: {a: 1}\ncascade: {owner: a}\n---\n";
        let (mut all, said) = read_text(text);
        assert!(said.is_empty(), "{said:?}");
        assert_eq!(all.own_keys().collect::<Vec<_>>(), OWN_KEYS);
        let mut page = FrontMatter::default();
        page.inherit(&all);
        (all.title, all.slug, all.aliases, all.cascade) = (None, None, Vec::new(), None);
        assert_eq!(page, all);
        assert_eq!(SHARED_KEYS.iter().filter(|(key, _)| !text.contains(&format!("\n{key}:"))).count(), 0);
    }

    #[test]
    fn intervals_are_added_by_the_calendar() {
        let date: Date = "2026-01-31".parse().expect("a date");
        for (text, expected) in [
            ("1 month", "2026-02-28"),
            ("90 days", "2026-05-01"),
            ("1 year", "2027-01-31"),
            ("2w", "2026-02-14"),
        ] {
            let interval: Interval = text.parse().expect(text);
            assert_eq!(interval.after(date).to_string(), expected, "{text}");
        }
        assert_eq!("99999999 years".parse::<Interval>().expect("read").after(date), Date::MAX);
    }
}
