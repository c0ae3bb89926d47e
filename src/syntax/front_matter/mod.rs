//! Front matter: the YAML between `---` lines at the start of a page, and the fields that every
//! kind of page shares.
//!
//! Reading cannot fail. What is wrong becomes findings at the value's place, and whatever else can
//! be read is read: a page never loses its title because its date is misspelt.

mod fields;
mod rules;

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::yaml::{self, Step};
use crate::diag::Finding;
use crate::text::{Place, Source, Span};

use fields::Wrong;
pub use fields::{FrontMatter, Interval, IntervalUnit, SHARED_KEYS};
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

/// What a page without front matter begins with that its author may have meant as such.
fn nearly(source: &Source) -> Option<Finding> {
    let mut lines = source.text.lines();
    let first = lines.next()?.trim_end();
    let next = lines.find(|line| !line.starts_with('#'))?;
    let (message, help) = match first {
        "---" if opens_with_key(next) => {
            ("the front matter has no end", "add a line of `---` after its last key")
        }
        "+++" if next.contains('=') || next.starts_with('[') => (
            "front matter is YAML between lines of `---`, not TOML",
            "write `key: value` between lines of `---`",
        ),
        _ => return None,
    };
    let place = source.place(Span { start: 0, end: first.len() });
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

/// The place of a value in a page's front matter, by its key path: for findings about valid values
/// that turn out wrong. Falls back to the key, then to the whole front matter.
pub fn place_of(source: &Source, path: &[Step]) -> Place {
    let (Some(span), _) = split(&source.text) else { return Place::file(&source.path) };
    let yaml = &source.text[span.range()];
    let found = yaml::locate(yaml, path).or_else(|| match path.first() {
        Some(Step::Key(key)) => yaml::key_spans(yaml, key).first().copied(),
        _ => None,
    });
    source.place(found.map_or(span, |found| found.shift(span.start)))
}

/// Where the keys (not their values) of a page's front matter are.
#[derive(Debug)]
pub struct KeyPlaces<'a> {
    source: &'a Source,
    front_matter: Option<Span>,
    spans: FxHashMap<&'a str, Vec<Span>>,
}

impl<'a> KeyPlaces<'a> {
    /// Looks for the keys once, however many are asked for.
    pub fn new(source: &'a Source) -> Self {
        let (front_matter, _) = split(&source.text);
        let yaml = front_matter.map_or("", |span| &source.text[span.range()]);
        KeyPlaces { source, front_matter, spans: yaml::all_key_spans(yaml) }
    }

    /// The place where `key` is first written; the whole front matter when it is not found.
    pub fn of(&self, key: &str) -> Place {
        let Some(whole) = self.front_matter else { return Place::file(&self.source.path) };
        let found = self.spans.get(key).and_then(|spans| spans.first());
        self.source.place(found.map_or(whole, |found| found.shift(whole.start)))
    }
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
                self.salvage()
            }
        };
        self.fields(map, &[])
    }

    /// What can be read of YAML that is broken somewhere: each top-level key with the lines below it
    /// is read on its own; a line that is broken only by a colon in its value is read as text.
    fn salvage(&self) -> Map<String, Value> {
        let mut map = Map::new();
        for chunk in top_level_chunks(self.yaml) {
            match yaml::mapping(chunk) {
                Ok(read) => map.extend(read.map),
                Err(_) => map.extend(plain_line(chunk)),
            }
        }
        map
    }

    /// The value whose quote or bracket is open where the parser gave up, keys or lines later.
    fn never_closed(&self, error: &yaml::YamlError) -> Option<Span> {
        let mut start = 0;
        for chunk in top_level_chunks(self.yaml) {
            let end = start + chunk.trim_end().len();
            if yaml::mapping(chunk).is_err_and(|error| !error.message.starts_with("unknown anchor")) {
                let opened = open_value(chunk).filter(|_| error.span.start >= end);
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
        nested.take(MOST).for_each(|path| self.report_repeated_below(path));
        for path in repeated {
            let [Step::Key(key)] = &path[..] else { continue };
            let spans = all.get(&**key).map_or(&[][..], Vec::as_slice);
            let again = spans.get(1).or(spans.first()).copied().unwrap_or_default();
            let mut finding = Finding::new(&DUPLICATE_KEY, format!("`{key}` is written twice"))
                .at(self.place(again))
                .label("this one is ignored")
                .help("remove one of the two");
            if let [first, _, ..] = spans[..] {
                finding = finding.related(self.place(first), "this one is used");
            }
            self.findings.push(finding);
        }
    }

    /// A key that is written twice in a mapping within another.
    fn report_repeated_below(&mut self, path: &[Step]) {
        let Some((Step::Key(key), above)) = path.split_last() else { return };
        let first = yaml::locate(self.yaml, path);
        let again =
            yaml::locate_again(self.yaml, path, 1).or_else(|| yaml::locate(self.yaml, above)).or(first);
        let mut finding = Finding::new(&DUPLICATE_KEY, format!("`{key}` is written twice"))
            .at(self.place(again.unwrap_or_default()))
            .label("this one is ignored")
            .help("remove one of the two");
        if let Some(first) = first {
            finding = finding.related(self.place(first), "this one is used");
        }
        self.findings.push(finding);
    }

    /// The fields of a mapping; `above` is the key path that leads to it.
    fn fields(&mut self, map: Map<String, Value>, above: &[Step]) -> FrontMatter {
        let mut front = FrontMatter::default();
        for (key, value) in map {
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
                self.report_value("cascade", "a mapping of keys to values", path);
                None
            }
        }
    }

    fn report_wrong(&mut self, key: &str, wrong: &Wrong, path: &[Step]) {
        if wrong.items.is_empty() {
            self.report_value(key, wrong.expected, path);
        }
        for item in wrong.items.iter().take(MOST) {
            let path = [path, &[Step::Index(*item)]].concat();
            self.report_value(key, wrong.expected, &path);
            if let Some(finding) = self.findings.last_mut() {
                finding.help = Some("mend or remove this item; the others are used".to_owned());
            }
        }
    }

    fn report_value(&mut self, key: &str, expected: &str, path: &[Step]) {
        let span = yaml::locate(self.yaml, path)
            .or_else(|| yaml::key_spans(self.yaml, key).first().copied())
            .unwrap_or_default();
        self.findings.push(
            Finding::new(&BAD_VALUE, format!("`{key}` needs {expected}"))
                .at(self.place(span))
                .help(format!("write {expected}, or remove `{key}`")),
        );
    }

    fn place(&self, span: Span) -> Place {
        self.source.place(span.shift(self.offset))
    }
}

/// A YAML text cut before each line that starts a top-level key.
fn top_level_chunks(yaml: &str) -> Vec<&str> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in yaml.split_inclusive('\n') {
        let key = line.chars().next().is_some_and(|c| c.is_alphanumeric() || matches!(c, '"' | '\'' | '_'));
        if key && at > 0 && line.contains(':') {
            starts.push(at);
        }
        at += line.len();
    }
    starts.push(yaml.len());
    starts.windows(2).map(|pair| &yaml[pair[0]..pair[1]]).collect()
}

/// The first value in a chunk that opens a quote or a bracket and does not close it in its line.
fn open_value(chunk: &str) -> Option<Span> {
    let mut start = 0;
    for line in chunk.split_inclusive('\n') {
        let value = line.find(": ").map_or(line, |colon| &line[colon + 1..]);
        let value = value.trim_start_matches([' ', '-']);
        let at = start + line.len() - value.len();
        let value = value.trim_end();
        if value.starts_with(['"', '\'', '[', '{']) && yaml::mapping(&format!("a: {value}\n")).is_err() {
            return Some(Span { start: at, end: at + value.len() });
        }
        start += line.len();
    }
    None
}

/// `key: any text` as text, for a line that YAML does not take.
fn plain_line(chunk: &str) -> Option<(String, Value)> {
    let line = chunk.trim();
    let (key, value) = line.split_once(':').filter(|_| !line.contains('\n'))?;
    let value = value.trim();
    let simple = key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let plain = !value.starts_with(['[', '{', '"', '\'', '&', '*', '!', '|', '>', '%', '@', '`']);
    (simple && plain && !value.is_empty()).then(|| (key.to_owned(), Value::String(value.to_owned())))
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
