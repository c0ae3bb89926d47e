//! Where keys and values are in a page's front matter: for findings about what is valid YAML and turns
//! out wrong. Each looks by reading anew, which costs nothing until there is such a finding.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{Lifted, MOST, fields, salvage, split};
use crate::syntax::yaml::{self, Step};
use crate::text::{Place, Source, Span};

/// The place of a value in a page's front matter, by its key path. Falls back to the key, then to the
/// whole front matter.
pub fn place_of(source: &Source, path: &[Step]) -> Place {
    place(source, |yaml| locate(yaml, path).or_else(|| locate_key(yaml, &path[..path.len().min(1)])))
}

/// The place of the last key of a key path, if the page has it.
pub fn place_of_key(source: &Source, path: &[Step]) -> Option<Place> {
    let span = split(&source.text).0?;
    let found = locate_key(&source.text[span.range()], path)?;
    Some(source.place(found.shift(span.start)))
}

/// The place of the item of a shared key's list that says `item`, whichever name the key goes by here.
/// Falls back to the whole front matter.
pub fn place_of_item(source: &Source, key: &str, item: &str) -> Place {
    place(source, |yaml| {
        let values = yaml::mapping(yaml).map_or_else(|_| salvage::values(yaml), |read| read.map);
        let says = |value: &Value| fields::text(value.clone()).is_ok_and(|text| text == item);
        let name = fields::names_of(key).find(|name| values.contains_key(*name))?;
        let mut path = vec![Step::Key(name.to_owned())];
        if let Some(items) = values[name].as_array() {
            path.push(Step::Index(items.iter().position(says)?));
        }
        locate(yaml, &path)
    })
}

fn place(source: &Source, find: impl FnOnce(&str) -> Option<Span>) -> Place {
    let (Some(span), _) = split(&source.text) else { return Place::file(&source.path) };
    let found = find(&source.text[span.range()]);
    source.place(found.map_or(span, |found| found.shift(span.start)))
}

/// The value that a key path leads to; in YAML that is broken elsewhere too.
pub(super) fn locate(yaml: &str, path: &[Step]) -> Option<Span> {
    yaml::locate(yaml, path).or_else(|| {
        let (start, chunk) = chunk_of(yaml, path)?;
        let found = yaml::locate(chunk, path).or_else(|| salvage::plain(chunk).map(|(_, value)| value));
        found.map(|span| span.shift(start))
    })
}

/// The last key of a key path; in YAML that is broken elsewhere too.
pub(super) fn locate_key(yaml: &str, path: &[Step]) -> Option<Span> {
    yaml::locate_key(yaml, path, 0).or_else(|| {
        let (start, chunk) = chunk_of(yaml, path)?;
        let plain = || yaml::key_spans(chunk, salvage::plain(chunk)?.0).first().copied();
        yaml::locate_key(chunk, path, 0).or_else(plain).map(|span| span.shift(start))
    })
}

/// The lines of the first key of a path, and where they start.
fn chunk_of<'a>(yaml: &'a str, path: &[Step]) -> Option<(usize, &'a str)> {
    let Some(Step::Key(key)) = path.first() else { return None };
    let start = yaml::key_spans(yaml, key).first()?.start;
    let mut end = 0;
    let chunk = salvage::chunks(yaml).into_iter().find(|chunk| {
        end += chunk.len();
        end > start
    })?;
    Some((end - chunk.len(), chunk))
}

/// Where the values of a page's front matter are that turn out wrong: the first few exactly, which reads anew
/// for each, and any others by the keys that they are below. An author does not read so many anyway.
#[derive(Debug)]
pub struct ValuePlaces<'a> {
    source: &'a Source,
    lifted: &'a [Lifted],
    looked: usize,
    keys: OnceCell<KeyPlaces<'a>>,
}

impl<'a> ValuePlaces<'a> {
    /// Looks for nothing yet. Values that the text says instead are where it does.
    pub fn new(source: &'a Source, lifted: &'a [Lifted]) -> Self {
        ValuePlaces { source, lifted, looked: 0, keys: OnceCell::new() }
    }

    /// The place of a value: see [`place_of`].
    pub fn of(&mut self, path: &[Step]) -> Place {
        if let Some(Step::Key(key)) = path.first()
            && let Some(lifted) = self.lifted.iter().find(|lifted| lifted.key == *key)
        {
            let cell = |index: usize| match path.get(2) {
                Some(Step::Key(key)) => {
                    let of_row = |(at, name, _): &&(usize, &str, Span)| *at == index && name == key;
                    lifted.cells.iter().find(of_row).map(|(.., span)| *span)
                }
                _ => None,
            };
            let item = match path.get(1) {
                Some(Step::Index(index)) => cell(*index).or_else(|| lifted.items.get(*index).copied()),
                _ => None,
            };
            return self.source.place(item.unwrap_or_else(|| lifted.whole()));
        }
        self.looked += 1;
        match path.first() {
            Some(Step::Key(key)) if self.looked > MOST => {
                self.keys.get_or_init(|| KeyPlaces::new(self.source)).of(key)
            }
            _ => place_of(self.source, path),
        }
    }
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
