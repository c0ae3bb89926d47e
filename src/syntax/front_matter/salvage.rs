//! What can be read of YAML that is broken somewhere.

use serde_json::{Map, Value};

use crate::syntax::yaml;
use crate::text::Span;

/// Each top-level key with the lines below it, read on its own; a line that is broken only by a colon in
/// its value is read as text. Of a repeated key, the first.
pub(super) fn values(text: &str) -> Map<String, Value> {
    let mut map = Map::new();
    for chunk in chunks(text) {
        let read = yaml::mapping(chunk).map(|read| read.map);
        let plain = || plain(chunk).map(|(key, value)| (key.to_owned(), chunk[value.range()].into()));
        for (key, value) in read.unwrap_or_else(|_| plain().into_iter().collect()) {
            map.entry(key).or_insert(value);
        }
    }
    map
}

/// A YAML text cut before each line that starts a top-level key.
pub(super) fn chunks(yaml: &str) -> Vec<&str> {
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
pub(super) fn open_value(chunk: &str) -> Option<Span> {
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

/// `key: any text` as a key and the place of a text, for a line that YAML does not take.
pub(super) fn plain(chunk: &str) -> Option<(&str, Span)> {
    let line = chunk.trim_end();
    let (key, rest) = line.split_once(':').filter(|_| !line.contains('\n'))?;
    let value = rest.trim_start();
    let simple = key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let plain = !value.starts_with(['[', '{', '"', '\'', '&', '*', '!', '|', '>', '%', '@', '`']);
    let span = Span { start: line.len() - value.len(), end: line.len() };
    (simple && plain && !value.is_empty()).then_some((key, span))
}
