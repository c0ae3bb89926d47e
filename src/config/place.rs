//! Where a setting is written.

use toml::de::DeTable;

use crate::text::{Place, Source, Span};

/// The places of a key and of its value in a TOML file; `path` are the tables to it and its own name.
/// None when the file has no such key.
pub fn key_and_value(source: &Source, path: &[&str]) -> Option<(Place, Place)> {
    let (document, _) = DeTable::parse_recoverable(&source.text);
    let (last, tables) = path.split_last()?;
    let mut table = document.get_ref();
    for name in tables {
        table = table.iter().find(|(key, _)| *key.get_ref() == *name)?.1.get_ref().as_table()?;
    }
    let (key, value) = table.iter().find(|(key, _)| *key.get_ref() == *last)?;
    let [key, value] = [key.span(), value.span()].map(|span| source.place(Span::from(span)));
    Some((key, value))
}

/// Whether a file is TOML at all.
pub fn is_toml(source: &Source) -> bool {
    DeTable::parse(&source.text).is_ok()
}
