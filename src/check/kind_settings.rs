//! Settings of kinds that do not fit the kinds, the fields that every page has, or the theme.

use serde_json::Value;

use super::{Whole, missing_field, unknown_template};
use crate::config::{BAD_CONFIG, KindSettings, UNKNOWN_SETTING, Word, key_and_value};
use crate::diag::{Finding, nearest};
use crate::facts::Relation;
use crate::kinds::{PageField, PageKind};
use crate::syntax::front_matter::shared_key;
use crate::text::{Place, Source};
use crate::theme::{template_name, unknown_thing};

pub fn check(whole: Whole<'_>, findings: &mut Vec<Finding>) {
    let Some(settings) = whole.settings else { return };
    check_words(whole, settings, findings);
    check_theme_words(whole, settings, findings);
    for said in &whole.config.kinds {
        let Some(kind) = whole.handbook.kinds.find(&said.id) else { continue };
        check_required(said, kind, settings, findings);
        check_fields(said, kind, settings, findings);
        let (Some((name, span)), Some(theme)) = (&said.template, whole.theme) else { continue };
        if !theme.has_template(&template_name(name)) {
            findings.push(unknown_template::finding(theme, name).at(settings.place(*span)));
        }
    }
}

/// Words for what there is not, or that mean something else already.
fn check_words(whole: Whole<'_>, settings: &Source, findings: &mut Vec<Finding>) {
    let kinds = &whole.handbook.kinds;
    let things = || kinds.all().filter(|kind| !kind.unit).map(|kind| &*kind.id).chain(["unit"]);
    for (thing, word) in &whole.config.words {
        let place = key_and_value(settings, &["words", thing]);
        let (key, value) =
            place.unwrap_or_else(|| (Place::file(&settings.path), Place::file(&settings.path)));
        if !things().any(|known| known == thing) {
            let help = match kinds.find(thing) {
                Some(kind) if kind.unit => "call it `unit`".to_owned(),
                _ => nearest(thing, things()).map_or_else(
                    || format!("known are {}", things().collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                ),
            };
            let message = format!("there is no `{thing}` that could be called so");
            findings.push(Finding::new(&UNKNOWN_SETTING, message).at(key).help(help));
            continue;
        }
        let called = |other: &Word| other.one.to_lowercase() == word.one.to_lowercase();
        let before = whole.config.words.iter().take_while(|(other, _)| *other != thing);
        if let Some((first, _)) = before.into_iter().find(|(_, other)| called(other)) {
            let message = format!("`{first}` is called `{}` already", word.one);
            let help = "`kind:` would not know which is meant: choose another word";
            findings.push(Finding::new(&BAD_CONFIG, message).at(value).help(help));
            continue;
        }
        let means = kinds.all().find(|kind| *kind.id == word.one.to_lowercase());
        let is_own = |kind: &PageKind| kind.id == *thing || (kind.unit && thing == "unit");
        if let Some(other) = means.filter(|kind| !is_own(kind)) {
            let message = format!("`{}` is another kind of page already", other.id);
            let help = "`kind:` would not know which is meant: choose another word";
            findings.push(Finding::new(&BAD_CONFIG, message).at(value).help(help));
        }
    }
}

/// Things that a handbook's own words for the theme name, and that there are not.
fn check_theme_words(whole: Whole<'_>, settings: &Source, findings: &mut Vec<Finding>) {
    let words = whole.config.theme.options.get("words").and_then(Value::as_object);
    for (name, text) in words.into_iter().flatten() {
        let unknown = text.as_str().and_then(|text| unknown_thing(text, &whole.handbook.kinds));
        let (Some(mark), Some((_, place))) = (unknown, key_and_value(settings, &["theme", "words", name]))
        else {
            continue;
        };
        let thing = mark.split_once('.').map_or("", |(_, thing)| thing.trim_end_matches('}'));
        let things = whole.handbook.kinds.all().map(|kind| &*kind.id).chain(["unit"]);
        let help = nearest(thing, things).map_or_else(
            || {
                "`{word.unit}` is one of the things that there are, as is the id of each kind of page"
                    .to_owned()
            },
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("`theme.words.{name}` has `{mark}`, and there is no such thing");
        findings.push(Finding::new(&BAD_CONFIG, message).at(place).help(help));
    }
}

fn check_required(said: &KindSettings, kind: &PageKind, settings: &Source, findings: &mut Vec<Finding>) {
    for (name, span) in &said.require {
        if kind.field(name).is_some() || missing_field::SHARED.contains(&name.as_str()) {
            continue;
        }
        let fields = kind.fields.iter().map(|field| &*field.name).chain(missing_field::SHARED);
        let help = match (shared_key(name), nearest(name, fields)) {
            (Some(key), _) if missing_field::SHARED.contains(&key) => format!("call it `{key}`"),
            (Some(_), _) => "remove it: a page need not say that".to_owned(),
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => format!("declare it below `[kinds.{}.fields]`", kind.id),
        };
        let message =
            format!("pages of kind `{}` have no field `{name}` that they could be asked for", kind.id);
        findings.push(Finding::new(&BAD_CONFIG, message).at(settings.place(*span)).help(help));
    }
}

fn check_fields(said: &KindSettings, kind: &PageKind, settings: &Source, findings: &mut Vec<Finding>) {
    for field in &said.fields {
        let (message, help) = if let Some(key) = shared_key(&field.name) {
            let help = if missing_field::SHARED.contains(&key) {
                format!("remove it; with `require = [\"{key}\"]` pages of the kind must have it")
            } else {
                "give the field another name".to_owned()
            };
            (format!("`{}` is a field of every page, and its meaning stays", field.name), help)
        } else if field.holds.is_some() && kind.field(&field.name).is_some_and(is_known) && !kind.own {
            let message =
                format!("`{}` of kind `{}` has a meaning of its own, and stays", field.name, kind.id);
            (message, "remove the type, or give the field another name".to_owned())
        } else {
            continue;
        };
        findings.push(Finding::new(&BAD_CONFIG, message).at(settings.place(field.span)).help(help));
    }
}

/// Whether a built-in field's meaning is the program's own: what a handbook declares names others by the
/// relations that are for that.
fn is_known(field: &PageField) -> bool {
    let own = |relation: &Relation| matches!(relation, Relation::Person | Relation::Unit);
    field.is_fixed() && !field.names.iter().any(|(_, relation)| own(relation))
}
