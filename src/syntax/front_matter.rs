//! Front matter: the YAML between `---` lines at the start of a page, and the fields that every
//! kind of page shares.
//!
//! Reading cannot fail. What is wrong becomes findings at the value's place, and whatever else can
//! be read is read: a page never loses its title because its date is misspelt.

use std::str::FromStr;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::yaml::{self, Step};
use crate::diag::{Finding, Rule};
use crate::text::{Place, Source, Span};

/// Front matter that is not YAML.
pub static BAD_FRONT_MATTER: Rule = Rule {
    code: "bad-front-matter",
    level: crate::diag::Level::Error,
    structural: false,
    summary: "The front matter is not valid YAML.",
    why: "The page still builds: its text is complete, and every top-level key that can be read on its own is used. What could not be read has no effect.",
    bad: "---\ntitle: Testing: how we do it\n---\nText.\n",
    good: "---\ntitle: \"Testing: how we do it\"\n---\nText.\n",
};

/// A value of the wrong type or form.
pub static BAD_VALUE: Rule = Rule {
    code: "bad-value",
    level: crate::diag::Level::Error,
    structural: false,
    summary: "A front matter value does not have the form that its key needs.",
    why: "The key is ignored and the rest of the front matter used. Dates are written `2026-03-31`, times between reviews `6 months`, lists `[a, b]`.",
    bad: "---\ntitle: Testing\nreviewed: last spring\n---\nText.\n",
    good: "---\ntitle: Testing\nreviewed: 2026-03-31\n---\nText.\n",
};

/// A key written twice.
pub static DUPLICATE_KEY: Rule = Rule {
    code: "duplicate-key",
    level: crate::diag::Level::Error,
    structural: false,
    summary: "A front matter key is written twice.",
    why: "Only one of the values can be meant. The first is used.",
    bad: "---\ntitle: Testing\ntitle: Tests\n---\nText.\n",
    good: "---\ntitle: Testing\n---\nText.\n",
};

/// How often a page wants a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The number of units, at least 1.
    pub count: i32,
    /// The unit.
    pub unit: IntervalUnit,
}

/// The unit of an [`Interval`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum IntervalUnit {
    Days,
    Weeks,
    Months,
    Years,
}

impl Interval {
    /// The day that lies this much after `date`; the last representable day when there is none.
    pub fn after(self, date: Date) -> Date {
        let count = i64::from(self.count);
        let span = match self.unit {
            IntervalUnit::Days => jiff::Span::new().try_days(count),
            IntervalUnit::Weeks => jiff::Span::new().try_weeks(count),
            IntervalUnit::Months => jiff::Span::new().try_months(count),
            IntervalUnit::Years => jiff::Span::new().try_years(count),
        };
        span.and_then(|span| date.checked_add(span)).unwrap_or(Date::MAX)
    }
}

impl FromStr for Interval {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        let digits = text.find(|c: char| !c.is_ascii_digit()).ok_or(())?;
        let count: i32 = text[..digits].parse().map_err(|_| ())?;
        let unit = match text[digits..].trim() {
            "d" | "day" | "days" => IntervalUnit::Days,
            "w" | "week" | "weeks" => IntervalUnit::Weeks,
            "m" | "month" | "months" => IntervalUnit::Months,
            "y" | "year" | "years" => IntervalUnit::Years,
            _ => return Err(()),
        };
        if count < 1 { Err(()) } else { Ok(Interval { count, unit }) }
    }
}

/// The fields that every kind shares, as the page wrote them; inheritance comes later.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FrontMatter {
    /// The page's title.
    pub title: Option<String>,
    /// One sentence, for listings and search.
    pub description: Option<String>,
    /// What the page is.
    pub kind: Option<String>,
    /// A person's or unit's id.
    pub owner: Option<String>,
    /// The day of the last review.
    pub reviewed: Option<Date>,
    /// How often it wants one.
    pub review_in: Option<Interval>,
    /// Ids of the principles that the page puts into practice.
    pub principles: Vec<String>,
    /// Free keywords.
    pub tags: Vec<String>,
    /// The place among its siblings: lower first, before those that have none.
    pub order: Option<f64>,
    /// The last part of the URL, instead of the file's name.
    pub slug: Option<String>,
    /// Old URL paths that redirect here.
    pub aliases: Vec<String>,
    /// Built only on request.
    pub draft: Option<bool>,
    /// Built, but listed nowhere.
    pub hidden: Option<bool>,
    /// Whom the page is for.
    pub audience: Option<String>,
    /// The template that shows it.
    pub template: Option<String>,
    /// Anything, for a theme's own templates.
    pub extra: Map<String, Value>,
    /// What every page below inherits. Only a folder's own page may have it.
    pub cascade: Option<Box<FrontMatter>>,
    /// The keys that are not shared, with their values: a kind's, or unknown.
    pub others: Map<String, Value>,
}

/// The shared keys, each with the other names that it goes by in handbooks in the wild.
pub const SHARED_KEYS: [(&str, &[&str]); 17] = [
    ("title", &[]),
    ("description", &[]),
    ("kind", &[]),
    ("owner", &[]),
    ("reviewed", &["last_reviewed_on", "last_reviewed_at"]),
    ("review_in", &[]),
    ("principles", &[]),
    ("tags", &[]),
    ("order", &["weight", "sidebar_position"]),
    ("slug", &[]),
    ("aliases", &["redirect_from", "old_paths"]),
    ("draft", &[]),
    ("hidden", &[]),
    ("audience", &[]),
    ("template", &[]),
    ("extra", &[]),
    ("cascade", &[]),
];

/// Splits a text into the place of its YAML and the start of its body: the only function that does.
///
/// Front matter is a first line of `---`, the YAML, and a line of `---` or `...`. Without a closing
/// line there is none, as a page may well begin with a thematic break.
pub fn split(text: &str) -> (Option<Span>, usize) {
    let Some(first) = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---") else {
        return (None, 0);
    };
    let mut at = first.len();
    for line in text[at..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") && !line.starts_with([' ', '\t']) {
            return (Some(Span { start: first.len(), end: at }), at + line.len());
        }
        at += line.len();
    }
    (None, 0)
}

/// Front matter with the findings in it, and where the body starts.
pub fn read(source: &Source) -> (FrontMatter, usize, Vec<Finding>) {
    let (span, body) = split(&source.text);
    let Some(span) = span else { return (FrontMatter::default(), body, Vec::new()) };
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

/// The place of a key (not its value) in a page's front matter.
pub fn place_of_key(source: &Source, key: &str) -> Place {
    let (Some(span), _) = split(&source.text) else { return Place::file(&source.path) };
    let found = yaml::key_spans(&source.text[span.range()], key).first().copied();
    source.place(found.map_or(span, |found| found.shift(span.start)))
}

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
                let help = if error.message.starts_with("mapping values are not allowed") {
                    "a value with a colon in it needs quotes"
                } else {
                    "the keys that can be read on their own are used; mend this one"
                };
                let finding = Finding::new(
                    &BAD_FRONT_MATTER,
                    format!("the front matter is not valid YAML: {}", error.message),
                );
                self.findings.push(finding.at(self.place(error.span)).help(help));
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

    fn report_repeated(&mut self, repeated: &[String]) {
        for key in repeated {
            let spans = yaml::key_spans(self.yaml, key);
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

    /// The fields of a mapping; `above` is the key path that leads to it.
    fn fields(&mut self, map: Map<String, Value>, above: &[Step]) -> FrontMatter {
        let mut front = FrontMatter::default();
        for (key, value) in map {
            let mut path = above.to_vec();
            path.push(Step::Key(key.clone()));
            if key == "cascade" && above.is_empty() {
                front.cascade = self.cascade(value, &path);
            } else if let Err(expected) = front.set(&key, value) {
                self.report_value(&key, expected, &path);
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

impl FrontMatter {
    /// Sets the field that `key` names, or keeps the value under [`FrontMatter::others`].
    ///
    /// # Errors
    /// When the value cannot be the field's, with what it should be.
    fn set(&mut self, key: &str, value: Value) -> Result<(), &'static str> {
        let name = SHARED_KEYS
            .iter()
            .find(|(name, also)| *name == key || also.contains(&key))
            .map(|(name, _)| *name)
            .filter(|name| *name != "cascade");
        if name.is_some() && value.is_null() {
            return Ok(());
        }
        match name {
            Some("title") => self.title = Some(text(value)?),
            Some("description") => self.description = Some(text(value)?),
            Some("kind") => self.kind = Some(text(value)?),
            Some("owner") => self.owner = Some(text(value)?),
            Some("reviewed") => self.reviewed = Some(date(&value)?),
            Some("review_in") => self.review_in = Some(interval(&value)?),
            Some("principles") => self.principles = list(value)?,
            Some("tags") => self.tags = list(value)?,
            Some("order") => self.order = Some(number(&value)?),
            Some("slug") => self.slug = Some(slug(value)?),
            Some("aliases") => self.aliases = list(value)?,
            Some("draft") => self.draft = Some(flag(&value)?),
            Some("hidden") => self.hidden = Some(flag(&value)?),
            Some("audience") => self.audience = Some(list(value).map(|all| all.join(", "))?),
            Some("template") => self.template = Some(text(value)?),
            Some("extra") => match value {
                Value::Object(map) => self.extra = map,
                _ => return Err("a mapping of keys to values"),
            },
            _ => {
                self.others.insert(key.to_owned(), value);
            }
        }
        Ok(())
    }

    /// Takes over from `cascade` what is not set here.
    pub fn inherit(&mut self, cascade: &FrontMatter) {
        fn fill<T: Clone>(own: &mut Option<T>, from: &Option<T>) {
            if own.is_none() {
                own.clone_from(from);
            }
        }
        fill(&mut self.description, &cascade.description);
        fill(&mut self.kind, &cascade.kind);
        fill(&mut self.owner, &cascade.owner);
        fill(&mut self.reviewed, &cascade.reviewed);
        fill(&mut self.review_in, &cascade.review_in);
        fill(&mut self.order, &cascade.order);
        fill(&mut self.draft, &cascade.draft);
        fill(&mut self.hidden, &cascade.hidden);
        fill(&mut self.audience, &cascade.audience);
        fill(&mut self.template, &cascade.template);
        for (own, from) in [(&mut self.principles, &cascade.principles), (&mut self.tags, &cascade.tags)] {
            if own.is_empty() {
                own.clone_from(from);
            }
        }
        for (own, from) in [(&mut self.extra, &cascade.extra), (&mut self.others, &cascade.others)] {
            for (key, value) in from {
                own.entry(key).or_insert_with(|| value.clone());
            }
        }
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

/// `key: any text` as text, for a line that YAML does not take.
fn plain_line(chunk: &str) -> Option<(String, Value)> {
    let line = chunk.trim();
    let (key, value) = line.split_once(':').filter(|_| !line.contains('\n'))?;
    let value = value.trim();
    let simple = key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let plain = !value.starts_with(['[', '{', '"', '\'', '&', '*', '!', '|', '>', '%', '@', '`']);
    (simple && plain && !value.is_empty()).then(|| (key.to_owned(), Value::String(value.to_owned())))
}

fn text(value: Value) -> Result<String, &'static str> {
    match value {
        Value::String(text) => Ok(text.trim().to_owned()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        _ => Err("text"),
    }
}

fn flag(value: &Value) -> Result<bool, &'static str> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::String(word) if word.eq_ignore_ascii_case("true") => Ok(true),
        Value::String(word) if word.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err("`true` or `false`"),
    }
}

fn number(value: &Value) -> Result<f64, &'static str> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number: &f64| number.is_finite()).ok_or("a number")
}

fn list(value: Value) -> Result<Vec<String>, &'static str> {
    let expected = "a list of texts";
    match value {
        Value::Array(values) => values.into_iter().map(|value| text(value).map_err(|_| expected)).collect(),
        Value::Object(_) => Err(expected),
        single => Ok(vec![text(single).map_err(|_| expected)?]),
    }
}

fn date(value: &Value) -> Result<Date, &'static str> {
    let expected = "a date such as `2026-03-31`";
    let text = value.as_str().ok_or(expected)?.trim();
    // A time of day may follow, as other generators write it.
    let day = text.get(..10).filter(|_| text.len() == 10 || matches!(text.as_bytes()[10], b'T' | b' '));
    day.and_then(|day| day.parse().ok()).ok_or(expected)
}

fn interval(value: &Value) -> Result<Interval, &'static str> {
    let expected = "a time such as `6 months`, `90 days` or `1 year`";
    value.as_str().ok_or(expected)?.parse().map_err(|()| expected)
}

fn slug(value: Value) -> Result<String, &'static str> {
    let expected = "one part of a URL, such as `on-call`";
    let slug = text(value).map_err(|_| expected)?;
    let bad = slug.is_empty()
        || slug.starts_with('.')
        || slug.contains(|c: char| c.is_control() || "/\\?#%:*\"<>|".contains(c));
    if bad { Err(expected) } else { Ok(slug) }
}

#[cfg(test)]
mod tests {
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
