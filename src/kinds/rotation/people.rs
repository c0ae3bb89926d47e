//! Whom a rotation names: one person at each place.

use serde_json::Value;

use super::lower::Lower;
use crate::facts::{Fact, Relation};
use crate::kinds::rows::{Needs, Row, text};
use crate::syntax::yaml::Step;

const PERSON: Needs = Needs { what: "the id of one person" };

impl Lower<'_> {
    /// Who takes turns: ids, or rows with a `person`.
    pub(super) fn people(&mut self, row: &Row<'_>, keys: &[&str]) -> Vec<String> {
        let key = keys.iter().copied().find(|key| row.get(key).is_some());
        let Some((key, value)) = key.and_then(|key| Some((key, row.get(key)?))) else { return Vec::new() };
        let Value::Array(values) = value else {
            if let Value::Object(values) = value {
                let ids: Vec<&str> = values.keys().map(String::as_str).collect();
                let help = format!("write a list: `[{}]`", ids.join(", "));
                self.wrongs.add(row.at(key), format!("`{key}` is a mapping"), help);
            }
            let people = text(value).map(|text| self.named(text)).unwrap_or_default();
            if people.len() > 1 {
                let message = format!("`{key}` names several in one text");
                self.wrongs.add(row.at(key), message, format!("write a list: `[{}]`", people.join(", ")));
            }
            return people;
        };
        let mut people = Vec::new();
        for (index, value) in values.iter().enumerate().filter(|(_, value)| !value.is_null()) {
            let path = || [&row.at(key)[..], &[Step::Index(index)]].concat();
            let Some(written) = text(value).or_else(|| text(value.get("person")?)) else {
                let help = "write their id, or a mapping with a `person`";
                self.wrongs.add(path(), format!("this row of `{key}` names nobody"), help);
                continue;
            };
            let named = self.named(written);
            if named.len() > 1 {
                let help = format!("write each as one of the list: `[{}]`", named.join(", "));
                self.wrongs.add(path(), format!("this row of `{key}` names several in one text"), help);
            }
            people.extend(named);
        }
        people
    }

    /// Whoever has a shift of which the times are written.
    pub(super) fn person(&mut self, row: &Row<'_>) -> Option<String> {
        let written = self.one(row, &["person"], &PERSON, |text| Some(text.to_owned()))?;
        let named = self.named(written);
        if named.len() > 1 {
            let message = "`person` names several in one text".to_owned();
            let help = "write one person; who else is on call at this time is in another of the `layers`";
            self.wrongs.add(row.at("person"), message, help);
        }
        <[String; 1]>::try_from(named).ok().map(|[person]| person)
    }

    /// Those whom a text names.
    fn named(&self, text: String) -> Vec<String> {
        let is_one = self.known.get(&text).is_some() || self.known.named(&text).is_some();
        let several = if is_one { Vec::new() } else { several(&text) };
        if several.len() > 1 { several } else { vec![text] }
    }
}

/// Those whom a text names that is to name one: nobody's id has a comma or an *and* in it.
pub fn several(text: &str) -> Vec<String> {
    let is_between = |word: &&str| matches!(*word, "&" | "/") || word.eq_ignore_ascii_case("and");
    let of_part = |part: &str| {
        let words: Vec<&str> = part.split_whitespace().collect();
        words.split(is_between).map(|words| words.join(" ")).collect::<Vec<String>>()
    };
    text.split([',', ';']).flat_map(of_part).filter(|id| !id.is_empty()).collect()
}

/// Whom a rotation names, each for themselves where a text stands in the place of a list.
pub fn apart(fact: Fact) -> Vec<Fact> {
    let is_list = matches!(fact.path.last(), Some(Step::Key(key)) if matches!(&**key, "members" | "people"));
    if fact.relation != Relation::OnCall || !is_list {
        return vec![fact];
    }
    // One person has no comma.
    let ids = fact.id.split([',', ';']).map(str::trim).filter(|id| !id.is_empty());
    ids.map(|id| Fact { id: id.to_owned(), path: fact.path.clone(), ..fact }).collect()
}

#[cfg(test)]
mod tests {
    use super::several;

    #[test]
    fn several_in_one_text() {
        for text in
            ["hana, mira", "hana; mira", "hana and mira", "hana & mira", "hana / mira", "hana, and mira"]
        {
            assert_eq!(several(text), ["hana", "mira"], "{text}");
        }
        for one in ["hana", "Ann Lee", "andrea", "team/pay", "a&b"] {
            assert_eq!(several(one), [one]);
        }
    }
}
