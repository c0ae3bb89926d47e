//! The fields that every kind shares: their names, their types and how values become them.

use crate::syntax::moment::written;
use std::str::FromStr;
use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::characters::printable;

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
        let unit = match &*text[digits..].trim().to_lowercase() {
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
    /// Where the owner is reached, as other programs want to know it: a `#channel` or a `@name`.
    pub owner_slack: Option<String>,
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
    ///
    /// Shared, as a page in its place has the same, unless it inherits more.
    pub others: Arc<Map<String, Value>>,
}

/// The shared keys, each with the other names that it goes by in handbooks in the wild.
pub const SHARED_KEYS: [(&str, &[&str]); 18] = [
    ("title", &[]),
    ("description", &[]),
    ("kind", &[]),
    ("owner", &[]),
    ("owner_slack", &[]),
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

/// The keys that say something of one page alone: no page inherits them.
pub const OWN_KEYS: [&str; 4] = ["title", "slug", "aliases", "cascade"];

/// The shared key that goes by this name, if there is one.
pub fn shared_key(name: &str) -> Option<&'static str> {
    let goes_by = |(key, also): &&(&'static str, &[&str])| *key == name || also.contains(&name);
    SHARED_KEYS.iter().find(goes_by).map(|(key, _)| *key)
}

/// The names that a shared key goes by, its own first.
pub fn names_of(key: &str) -> impl Iterator<Item = &'static str> {
    let row = SHARED_KEYS.iter().filter(move |(name, _)| *name == key);
    row.flat_map(|(name, also)| std::iter::once(*name).chain(also.iter().copied()))
}

/// What is wrong with a value.
#[derive(Debug, PartialEq)]
pub(super) struct Wrong {
    /// What it should be.
    pub expected: &'static str,
    /// What to do about it, if there is more to say than what is expected.
    pub help: Help,
    /// The items of the list that are wrong, each with what to do about it if that can be said; none
    /// when the value is wrong as a whole.
    pub items: Vec<(usize, Help)>,
}

/// What to do about a wrong value.
type Help = Option<&'static str>;

impl From<&'static str> for Wrong {
    fn from(expected: &'static str) -> Self {
        Wrong { expected, help: None, items: Vec::new() }
    }
}

impl FrontMatter {
    /// Sets the field that `key` names, or keeps the value under [`FrontMatter::others`].
    ///
    /// # Errors
    /// When the value cannot be the field's, with what it should be. Of a list the other items are set.
    pub(super) fn set(&mut self, key: &str, value: Value) -> Result<(), Wrong> {
        let name = shared_key(key).filter(|name| *name != "cascade");
        if name.is_some() && is_nothing(&value) {
            return Ok(());
        }
        match name {
            Some("title") => self.title = Some(text(value)?),
            Some("description") => self.description = Some(text(value)?),
            Some("kind") => self.kind = Some(text(value)?),
            Some("owner") => self.owner = Some(text(value).map_err(|_| "the id of one person or one unit")?),
            Some("owner_slack") => self.owner_slack = Some(text(value)?),
            Some("reviewed") => self.reviewed = Some(date(&value)?),
            Some("review_in") => self.review_in = Some(interval(&value)?),
            Some("principles") => set_list(&mut self.principles, value, A_LIST, |_| Ok(()))?,
            Some("tags") => set_list(&mut self.tags, value, A_LIST, |_| Ok(()))?,
            Some("order") => self.order = Some(number(&value)?),
            Some("slug") => self.slug = Some(slug(value)?),
            Some("aliases") => set_list(&mut self.aliases, value, PATHS, old_path)?,
            Some("draft") => self.draft = Some(flag(&value)?),
            Some("hidden") => self.hidden = Some(flag(&value)?),
            Some("audience") => {
                let mut all = Vec::new();
                let set = set_list(&mut all, value, A_LIST, |_| Ok(()));
                self.audience = (!all.is_empty()).then(|| all.join(", "));
                set?;
            }
            Some("template") => self.template = Some(text(value)?),
            Some("extra") => match value {
                Value::Object(map) => self.extra = map,
                _ => return Err("a mapping of keys to values".into()),
            },
            _ => {
                Arc::make_mut(&mut self.others).insert(key.to_owned(), value);
            }
        }
        Ok(())
    }

    /// Which of [`OWN_KEYS`] are set.
    pub fn own_keys(&self) -> impl Iterator<Item = &'static str> {
        let nested = self.cascade.is_some() || self.others.contains_key("cascade");
        let set = [self.title.is_some(), self.slug.is_some(), !self.aliases.is_empty(), nested];
        OWN_KEYS.into_iter().zip(set).filter(|(_, set)| *set).map(|(key, _)| key)
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
        fill(&mut self.owner_slack, &cascade.owner_slack);
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
        let fill_map = |own: &mut Map<String, Value>, from: &Map<String, Value>| {
            for (key, value) in from {
                own.entry(key).or_insert_with(|| value.clone());
            }
        };
        fill_map(&mut self.extra, &cascade.extra);
        if !cascade.others.is_empty() {
            fill_map(Arc::make_mut(&mut self.others), &cascade.others);
        }
    }
}

pub(super) fn text(value: Value) -> Result<String, &'static str> {
    match value {
        Value::String(text) => Ok(printable(text.trim()).into_owned()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        _ => Err("text"),
    }
}

/// Whether a value says nothing, as in templates for pages that leave keys to be filled in.
pub fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(values) => values.iter().all(is_nothing),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
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

const A_LIST: &str = "a list of texts";
const PATHS: &str = "a list of old paths on this site, such as `/teams/old-name/`";

/// Sets a list to the items of `value` that are texts and `good`; a single text is a list of one.
fn set_list(
    list: &mut Vec<String>,
    value: Value,
    expected: &'static str,
    good: fn(&str) -> Result<(), Help>,
) -> Result<(), Wrong> {
    let item = |value: Value| {
        if is_nothing(&value) {
            return Err(Some("remove this item: it is empty"));
        }
        let text = text(value).map_err(|_| None)?;
        good(&text).map(|()| text)
    };
    let Value::Array(values) = value else {
        *list = vec![item(value).map_err(|help| Wrong { help, ..expected.into() })?];
        return Ok(());
    };
    let mut items = Vec::new();
    list.clear();
    for (index, value) in values.into_iter().enumerate() {
        match item(value) {
            Ok(text) => list.push(text),
            Err(help) => items.push((index, help)),
        }
    }
    if items.is_empty() { Ok(()) } else { Err(Wrong { expected, help: None, items }) }
}

/// More bytes than this no file system takes as a name.
const LONGEST_NAME: usize = 200;

fn old_path(path: &str) -> Result<(), Help> {
    if path.contains(['?', '#']) {
        return Err(Some(
            "leave out what follows `?` or `#`: a static site gives the same page whatever it is",
        ));
    }
    if path.split('/').any(|part| part.len() > LONGEST_NAME) {
        return Err(Some(
            "make every part of the path at most 200 bytes long: no file system takes longer names",
        ));
    }
    let wrong = path.trim_matches('/').is_empty()
        || path.contains("://")
        || path.chars().any(char::is_control)
        || path.split('/').any(|part| part.starts_with(".dayone"));
    if wrong { Err(None) } else { Ok(()) }
}

fn date(value: &Value) -> Result<Date, &'static str> {
    let expected = "a date such as `2026-03-31`";
    let text = value.as_str().ok_or(expected)?.trim();
    // A time of day may follow, as other generators write it.
    let day = text.get(..10).filter(|_| text.len() == 10 || matches!(text.as_bytes()[10], b'T' | b' '));
    day.and_then(|day| day.parse().ok()).ok_or(expected)
}

/// The day that a value is, if it is one: as a calendar has it, or in words (`1 March 2026`).
pub fn day(value: &Value) -> Option<Date> {
    date(value).ok().or_else(|| in_words(value.as_str()?))
}

/// The day that a text is with the name of its month, and nothing else.
fn in_words(text: &str) -> Option<Date> {
    let is_long = text.len() > 40 || text.split_whitespace().count() > 4;
    let has_month = text.chars().filter(|c| c.is_alphabetic()).count() > 2;
    let is_span = text.contains(['-', '–', '—', '/'])
        || text.split_whitespace().any(|word| matches!(word, "to" | "until"));
    let read = written(text)
        .filter(|it| has_month && !is_long && !is_span && it.time.is_none() && it.zone.is_none())?;
    read.day
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
        || slug == "index.html"
        || slug.contains(|c: char| c.is_control() || "/\\?#%:*\"<>|".contains(c));
    match slug.len() > LONGEST_NAME {
        true => Err("one part of a URL of at most 200 bytes"),
        false if bad => Err(expected),
        false => Ok(slug),
    }
}
