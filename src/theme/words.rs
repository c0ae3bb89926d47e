//! What the theme's words call things: `Compare {word.units}` is `Compare squads` where a handbook says so.

use serde_json::{Map, Value};

use crate::config::Config;
use crate::kinds::{Kinds, capitalized};

/// Puts what a handbook calls things into the words among a theme's options.
pub fn call(options: &mut Map<String, Value>, config: &Config) {
    let Some(words) = options.get_mut("words").and_then(Value::as_object_mut) else { return };
    let kinds = Kinds::of(config);
    for word in words.values_mut() {
        if let Value::String(text) = word
            && let Some(called) = called(text, &kinds)
        {
            *text = called;
        }
    }
}

/// A text with what things are called, if it calls any. What no handbook has stays as it is.
fn called(text: &str, kinds: &Kinds) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(['{']) {
        let (before, inside) = rest.split_at(start);
        out.push_str(before);
        let end = inside.find('}').map_or(inside.len(), |end| end + 1);
        let mark = &inside[..end];
        out.push_str(thing(mark, kinds).as_deref().unwrap_or(mark));
        rest = &inside[end..];
    }
    out.push_str(rest);
    (out != text).then_some(out)
}

/// The first thing in a text that no handbook has: `{word.unti}`.
pub fn unknown_thing<'t>(text: &'t str, kinds: &Kinds) -> Option<&'t str> {
    let marks = text.match_indices('{').filter_map(|(at, _)| Some(&text[at..=at + text[at..].find('}')?]));
    let is_ours = |mark: &&str| mark.starts_with("{word.") || mark.starts_with("{Word.");
    marks.filter(is_ours).find(|mark| thing(mark, kinds).is_none())
}

/// What `{word.unit}`, `{word.units}` or `{Word.units}` stands for.
fn thing(mark: &str, kinds: &Kinds) -> Option<String> {
    let inner = mark.strip_prefix('{')?.strip_suffix('}')?;
    let (word, thing) = inner.split_once('.')?;
    let one = || kinds.word(thing).map(|word| word.one);
    let many = || kinds.word(thing.strip_suffix('s')?).map(|word| word.many);
    let found = one().or_else(many)?;
    match word {
        "word" => Some(found),
        "Word" => Some(capitalized(&found)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Word;

    #[test]
    fn things_are_called_as_the_handbook_does() {
        let mut config = Config::default();
        config.words.insert("unit".to_owned(), Word::new("squad"));
        config
            .words
            .insert("coe".to_owned(), Word { one: "Störung".to_owned(), many: "Störungen".to_owned() });
        let kinds = Kinds::of(&config);
        let said = |text: &str| called(text, &kinds).unwrap_or_else(|| "the same".to_owned());
        assert_eq!(said("How {word.units} differ"), "How squads differ");
        assert_eq!(said("{Word.unit} und {word.coes}"), "Squad und Störungen");
        assert_eq!(said("All {word.practices}, {word.ops-review}"), "All practices, operations review");
        assert_eq!(said("{unit}, {word.none}, {word.unit"), "the same");
        assert_eq!(unknown_thing("{unit} {word.units} {Word.unti} {word.none}", &kinds), Some("{Word.unti}"));
        assert_eq!(unknown_thing("{ {word.unit", &kinds), None);
    }
}
