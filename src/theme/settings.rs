//! `theme.toml`: what a theme says about itself.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{BAD_THEME, Layer, Options};
use crate::config;
use crate::diag::{Finding, nearest};
use crate::text::{Place, Source};

/// The keys that have a meaning.
const KEYS: [&str; 5] = ["extends", "options", "choices", "items", "only-for"];
/// The keys that are for people.
const NOTES: [&str; 7] = ["name", "description", "version", "authors", "homepage", "licence", "license"];
/// What an asset may be written for.
const USES: [&str; 5] = ["mermaid", "code", "tabs", "math", "chart"];

/// One layer's settings.
#[derive(Debug, Default)]
pub struct Settings {
    /// The theme below, with the place of its name.
    pub extends: Option<(String, Place)>,
    /// Options and what they may be.
    pub options: Options,
    /// By asset, what it is for.
    pub only_for: BTreeMap<String, String>,
    /// What is wrong with the file.
    pub findings: Vec<Finding>,
    /// Whether the file cannot be read at all.
    pub broken: bool,
}

/// A layer's `theme.toml`.
pub fn source(layer: &Layer) -> Option<Source> {
    let folder = if layer.built_in { "built-in" } else { "themes" };
    let text = String::from_utf8_lossy(layer.files.get("theme.toml")?);
    Some(Source::new(&format!("{folder}/{}/theme.toml", layer.name), &text))
}

/// Reads a layer's `theme.toml`. One that is not there says nothing.
pub fn read(layer: &Layer) -> Settings {
    let mut settings = Settings::default();
    let Some(source) = source(layer) else { return settings };
    let table = match DeTable::parse(&source.text) {
        Ok(table) => table,
        Err(error) => {
            let message = format!("`theme.toml` cannot be read: {}", error.message());
            let place = source.place(error.span().unwrap_or_default());
            settings.findings.push(Finding::new(&BAD_THEME, message).at(place));
            settings.broken = true;
            return settings;
        }
    };
    let mut reader = Reader { source: &source, settings };
    for (key, value) in table.get_ref() {
        match &**key.get_ref() {
            "extends" => reader.extends(value),
            "options" => reader.each("options", value, Reader::option),
            "choices" => reader.each("choices", value, Reader::choice),
            "items" => reader.each("items", value, Reader::item),
            "only-for" => reader.each("only-for", value, Reader::only_for),
            other if NOTES.contains(&other) => {}
            other => {
                let help = nearest(other, KEYS.into_iter().chain(NOTES)).map_or_else(
                    || format!("known here: {}", KEYS.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                reader.wrong(key.span(), format!("`theme.toml` has no key `{other}`"), Some(help));
            }
        }
    }
    reader.settings
}

struct Reader<'a> {
    source: &'a Source,
    settings: Settings,
}

type Item<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn wrong(&mut self, span: std::ops::Range<usize>, message: String, help: Option<String>) {
        let mut finding = Finding::new(&BAD_THEME, message).at(self.source.place(span));
        finding.help = help;
        self.settings.findings.push(finding);
    }

    /// Reads each row of a table.
    fn each(&mut self, name: &str, value: &Item<'_>, read: fn(&mut Self, &str, &Item<'_>)) {
        let Some(table) = value.get_ref().as_table() else {
            return self.wrong(value.span(), format!("`{name}` must be a table"), None);
        };
        for (key, value) in table {
            read(self, key.get_ref(), value);
        }
    }

    fn extends(&mut self, value: &Item<'_>) {
        match value.get_ref().as_str() {
            Some(name) => {
                self.settings.extends = Some((name.to_owned(), self.source.place(value.span())));
            }
            None => self.wrong(value.span(), "`extends` must be the name of a theme".to_owned(), None),
        }
    }

    fn option(&mut self, key: &str, value: &Item<'_>) {
        let read = self.value(key, value).map(|read| (key.to_owned(), read));
        self.settings.options.values.extend(read);
    }

    fn item(&mut self, key: &str, value: &Item<'_>) {
        let read = self.value(key, value).map(|read| (key.to_owned(), read));
        self.settings.options.items.extend(read);
    }

    fn value(&mut self, key: &str, value: &Item<'_>) -> Option<serde_json::Value> {
        let wrong = match config::json(value.get_ref()) {
            Ok(read) => return Some(read),
            Err(wrong) => wrong,
        };
        let span = wrong.span.unwrap_or_else(|| value.span());
        self.wrong(span, format!("the option `{key}` {}", wrong.message), wrong.help);
        None
    }

    fn choice(&mut self, key: &str, value: &Item<'_>) {
        let items = value.get_ref().as_array().into_iter().flatten();
        let words: Option<Vec<String>> =
            items.map(|item| item.get_ref().as_str().map(str::to_owned)).collect();
        match words.filter(|words| !words.is_empty()) {
            Some(words) => drop(self.settings.options.choices.insert(key.to_owned(), words)),
            None => self.wrong(value.span(), format!("the choices of `{key}` must be a list of texts"), None),
        }
    }

    fn only_for(&mut self, asset: &str, value: &Item<'_>) {
        let word = value.get_ref().as_str().unwrap_or_default();
        if USES.contains(&word) {
            self.settings.only_for.insert(asset.to_owned(), word.to_owned());
            return;
        }
        let help = nearest(word, USES).map(|near| format!("did you mean `{near}`?"));
        let message = format!("an asset can be only for {}", or(&USES));
        self.wrong(
            value.span(),
            message,
            help.or_else(|| Some("until then it is always written".to_owned())),
        );
    }
}

/// `a`, `b` or `c`.
pub fn or<T: AsRef<str>>(words: &[T]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{}`", word.as_ref())).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
