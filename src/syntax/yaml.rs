//! YAML, confined to this file: text to plain JSON values, errors with their places, and the place
//! of any value by its key path.
//!
//! The library knows positions only when it fails. To point at a value that is valid YAML but
//! turned out wrong, [`locate`] reads the text again with a seed that fails on purpose at the wanted
//! place; that costs nothing until a finding needs it.

mod lines;

use std::cell::RefCell;
use std::fmt;

use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::characters::is_same;
use crate::text::{Span, offset_of};

/// One step to a value: a mapping's key or a sequence's index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The value of this key.
    Key(String),
    /// The element at this index, from 0.
    Index(usize),
    /// This key itself, where it says something: only the last step of a path can be one.
    Name(String),
}

/// What is wrong with a YAML text, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// The parser's words, without the position.
    pub message: String,
    /// A point in the text.
    pub span: Span,
}

/// A mapping as it was read.
#[derive(Debug, Default, PartialEq)]
pub struct Mapping {
    /// The values in the text's order; of a repeated key, the first.
    pub map: Map<String, Value>,
    /// The paths of the keys that were written again, each as often as it was.
    pub repeated: Vec<Vec<Step>>,
}

/// Reads a text that must be a mapping, or empty. Keys that are not strings become the strings that
/// they would be written as; dates stay strings; tags are dropped.
///
/// # Errors
/// When the text is not YAML, is nested or aliased beyond the library's limits, or is something
/// other than a mapping.
pub fn mapping(text: &str) -> Result<Mapping, YamlError> {
    match value(text)? {
        (Value::Object(map), repeated) => Ok(Mapping { map, repeated }),
        (Value::Null, _) => Ok(Mapping::default()),
        _ => Err(YamlError {
            message: "front matter must be a mapping of keys to values".to_owned(),
            span: first_line(text),
        }),
    }
}

/// Reads a text as [`mapping`] does, whatever it is; with the paths of the keys that were written again.
///
/// # Errors
/// When the text is not YAML, or is nested or aliased beyond the library's limits.
pub fn value(text: &str) -> Result<(Value, Vec<Vec<Step>>), YamlError> {
    match lines::mapping(text) {
        Some(map) => Ok((Value::Object(map), Vec::new())),
        None => library(text),
    }
}

/// The same, by the library alone.
fn library(text: &str) -> Result<(Value, Vec<Vec<Step>>), YamlError> {
    if let Some(at) = flow_tower(text) {
        return Err(YamlError { message: "brackets are nested too deeply".to_owned(), span: at });
    }
    let (repeated, path) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    let seed = Tree { repeated: &repeated, path: &path };
    let value = seed.deserialize(serde_yaml::Deserializer::from_str(text));
    value.map(|value| (value, repeated.into_inner())).map_err(|error| place_error(text, &error))
}

/// The place of the value that `path` leads to, in a text that [`value`] read: the scalar as
/// written, or the first line of anything larger. None when there is no such value.
pub fn locate(text: &str, path: &[Step]) -> Option<Span> {
    if let Some(Step::Name(_)) = path.last() {
        return locate_key(text, path, 0);
    }
    locate_again(text, path, 0)
}

/// The place of the value that the last key of `path` has where it is written again: for the
/// `times`th time, the first being 0.
pub fn locate_again(text: &str, path: &[Step], times: usize) -> Option<Span> {
    let start = probe(text, path, times, false)?;
    let end = scalar_end(text, start);
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let count = |brackets: [char; 2]| text[line..start].matches(brackets).count();
    let plain = !text[start..].starts_with(['"', '\'', '[', '{']);
    let within = plain && count(['[', '{']) > count([']', '}']);
    let item = text[start..end].find([',', ']', '}']).filter(|_| within);
    let end = item.map_or(end, |length| start + length);
    Some(Span { start, end: start + text[start..end].trim_end().len() })
}

/// The place of the last key of `path`, where it is written for the `times`th time, the first being 0.
pub fn locate_key(text: &str, path: &[Step], times: usize) -> Option<Span> {
    let Some(Step::Key(key) | Step::Name(key)) = path.last() else { return None };
    let start = probe(text, path, times, true)?;
    let quote = text[start..].starts_with(['"', '\'']);
    let end = if quote { scalar_end(text, start) } else { start + key.len() };
    Some(Span { start, end: end.min(text.len()) }.within(text))
}

/// Where the value that `path` leads to starts, or its last key.
fn probe(text: &str, path: &[Step], times: usize, at_key: bool) -> Option<usize> {
    let found = RefCell::new(false);
    let probe = Probe { path, found: &found, times, at_key };
    let error = probe.deserialize(serde_yaml::Deserializer::from_str(text)).err()?;
    let location = error.location().filter(|_| found.into_inner())?;
    Some(offset_of(text, location.line(), location.column()))
}

/// The places of a key of the outermost mapping, as often as it is written.
pub fn key_spans(text: &str, key: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.strip_prefix(['"', '\'']).unwrap_or(line);
        let quote = line.len() - bare.len();
        let after = bare.strip_prefix(key).map(|rest| rest.strip_prefix(['"', '\'']).unwrap_or(rest));
        if after.is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(':')) {
            spans.push(Span { start: start + quote, end: start + quote + key.len() });
        }
        start += line.len();
    }
    spans
}

/// The places of all keys of the outermost mapping, by key: [`key_spans`] for many keys at once.
pub fn all_key_spans(text: &str) -> FxHashMap<&str, Vec<Span>> {
    let mut spans: FxHashMap<&str, Vec<Span>> = FxHashMap::default();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let quote = line.chars().next().filter(|c| matches!(c, '"' | '\''));
        let from = quote.map_or(0, char::len_utf8);
        let end = match quote {
            Some(quote) => line[from..].find(quote).map(|at| at + from),
            None => line
                .match_indices(':')
                .map(|(at, _)| at)
                .find(|at| line[at + 1..].chars().next().is_none_or(char::is_whitespace)),
        };
        let key = end.map(|end| line[from..end].trim_end()).filter(|key| !key.is_empty());
        if let Some(key) = key.filter(|_| !line.starts_with([' ', '\t', '#'])) {
            let at = start + from;
            spans.entry(key).or_default().push(Span { start: at, end: at + key.len() });
        }
        start += line.len();
    }
    spans
}

/// Where brackets nest beyond anything meant. The library refuses such a text too, but its scanner
/// takes quadratic time to get there: 23 seconds for 100,000 of them.
fn flow_tower(text: &str) -> Option<Span> {
    const DEPTH: usize = 1_000;
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth > DEPTH {
            return Some(Span { start: at, end: at + 1 });
        }
    }
    None
}

fn place_error(text: &str, error: &serde_yaml::Error) -> YamlError {
    let mut message = error.to_string();
    let mut start = text.len();
    if let Some(location) = error.location() {
        start = offset_of(text, location.line(), location.column());
        if let Some(at) = message.find(&format!(" at line {} ", location.line())) {
            message.truncate(at);
        }
    }
    YamlError { message, span: Span { start, end: scalar_end(text, start) } }
}

fn first_line(text: &str) -> Span {
    Span { start: 0, end: text.lines().next().map_or(0, str::len) }
}

/// Where a scalar that starts at `start` ends: at its closing quote, or at the line's end, a comment
/// or a flow collection's punctuation.
fn scalar_end(text: &str, start: usize) -> usize {
    let rest = text[start..].lines().next().unwrap_or_default();
    let length = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].find(quote).map_or(rest.len(), |at| at + 2),
        Some('[' | '{') => closing(rest).map_or(rest.len(), |at| at + 1),
        Some('|' | '>') | None => rest.len(),
        Some(_) => rest.find(" #").unwrap_or(rest.len()),
    };
    start + rest[..length].trim_end().len()
}

/// Where the bracket that a line begins with is closed in it.
fn closing(line: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, letter) in line.char_indices() {
        match (letter, quote) {
            (_, Some(open)) if letter == open => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'', None) if !line[..at].ends_with(char::is_alphanumeric) => quote = Some(letter),
            ('[' | '{', None) => depth += 1,
            (']' | '}', None) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Reads any value; of repeated keys keeps the first and remembers the others' paths.
#[derive(Clone, Copy)]
struct Tree<'a> {
    repeated: &'a RefCell<Vec<Vec<Step>>>,
    /// What leads to the value that is being read.
    path: &'a RefCell<Vec<Step>>,
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(Value::String(value.to_string()))
    }
    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(Value::String(value.to_string()))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or_else(|| Value::String(value.to_string()), Value::Number))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }
    fn visit_enum<A: serde::de::EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        use serde::de::VariantAccess;
        let (_tag, content) = data.variant::<serde::de::IgnoredAny>()?;
        content.newtype_variant_seed(self)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            self.path.borrow_mut().push(Step::Index(values.len()));
            let value = seq.next_element_seed(self)?;
            self.path.borrow_mut().pop();
            let Some(value) = value else { break };
            values.push(value);
        }
        Ok(Value::Array(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = access.next_key_seed(self)? {
            let key = match key {
                Value::String(key) => key,
                other => other.to_string(),
            };
            let again = map.contains_key(&key);
            self.path.borrow_mut().push(Step::Key(key.clone()));
            if again {
                self.repeated.borrow_mut().push(self.path.borrow().clone());
            }
            let value = access.next_value_seed(self)?;
            self.path.borrow_mut().pop();
            if !again {
                map.insert(key, value);
            }
        }
        Ok(Value::Object(map))
    }
}

/// Walks to a value and fails there, so that the library says where it is.
struct Probe<'a> {
    path: &'a [Step],
    found: &'a RefCell<bool>,
    /// How often the last key is passed by.
    times: usize,
    /// Whether the last key is wanted, rather than its value.
    at_key: bool,
}

impl Probe<'_> {
    /// Whether it is this key that is wanted.
    fn wants_key(&self, key: &str, left: usize) -> bool {
        self.at_key
            && left == 0
            && matches!(self.path, [Step::Key(wanted) | Step::Name(wanted)] if is_same(wanted, key))
    }
}

impl<'de> DeserializeSeed<'de> for Probe<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if self.path.is_empty() {
            *self.found.borrow_mut() = true;
            // The error is stamped with the place only on its way out of the value's own visitor.
            return deserializer.deserialize_any(Fail);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Probe<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a mapping or a sequence")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<(), A::Error> {
        let mut left = if self.path.len() == 1 { self.times } else { 0 };
        while let Some(key) = access.next_key_seed(KeyProbe { probe: &self, left })? {
            if matches!(&self.path[0], Step::Key(wanted) if is_same(wanted, &key)) {
                if left == 0 {
                    return access.next_value_seed(Probe { path: &self.path[1..], ..self });
                }
                left -= 1;
            }
            access.next_value::<serde::de::IgnoredAny>()?;
        }
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut index = 0;
        loop {
            if self.path[0] == Step::Index(index) {
                let probe = Probe { path: &self.path[1..], ..self };
                return seq.next_element_seed(probe).map(|_| ());
            }
            if seq.next_element::<serde::de::IgnoredAny>()?.is_none() {
                return Ok(());
            }
            index += 1;
        }
    }
}

/// Reads a key, and fails at the one that is wanted.
struct KeyProbe<'a> {
    probe: &'a Probe<'a>,
    /// How often the key is still to be passed by.
    left: usize,
}

impl<'de> DeserializeSeed<'de> for KeyProbe<'_> {
    type Value = String;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyProbe<'_> {
    type Value = String;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<String, E> {
        if self.probe.wants_key(key, self.left) {
            *self.probe.found.borrow_mut() = true;
            return Err(E::custom("here"));
        }
        Ok(key.to_owned())
    }
}

/// Fails on whatever it is given.
struct Fail;

macro_rules! fail_on {
    ($($visit:ident: $type:ty),*) => {
        $(fn $visit<E: serde::de::Error>(self, _: $type) -> Result<(), E> { Err(E::custom("here")) })*
    };
}

impl<'de> Visitor<'de> for Fail {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing")
    }
    fail_on!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);
    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Err(E::custom("here"))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(A::Error::custom("here"))
    }
    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(A::Error::custom("here"))
    }
}

#[cfg(test)]
mod tests;
