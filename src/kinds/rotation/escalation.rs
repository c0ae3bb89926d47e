//! Who is called when nobody answers, as the front matter of a rotation says it.

use serde_json::Value;

use super::lower::{Lower, layer_of};
use crate::kinds::rows::{Needs, Row, text};
use crate::rota::{self, Callee, Rota, Rung};
use crate::syntax::front_matter::FrontMatter;
use crate::syntax::yaml::Step;

const AFTER: Needs = Needs { what: "a time such as `5 minutes` or `1 hour`" };

impl Lower<'_> {
    /// Who is called when nobody answers.
    pub(super) fn escalation(&mut self, rota: &mut Rota) {
        let Some(value) = self.page.get("escalation") else { return };
        let single = [value.clone()];
        let values = value.as_array().map_or(&single[..], Vec::as_slice);
        for (index, value) in values.iter().enumerate() {
            let mut path = self.page.at("escalation");
            if self.page.get("escalation").is_some_and(Value::is_array) {
                path.push(Step::Index(index));
            }
            let (after, to) = match value {
                Value::Object(values) => {
                    let row = Row { values, path: path.clone() };
                    self.wrongs.known(&row, &["after", "to", "why"]);
                    let to = row.text(&["to"]);
                    if row.get("to").is_some_and(Value::is_array) {
                        let message = "this step calls several".to_owned();
                        self.wrongs.add(row.at("to"), message, "write a step for each");
                    } else if to.is_none() {
                        let message = "this step calls nobody".to_owned();
                        self.wrongs.add(
                            path.clone(),
                            message,
                            "write `to:` with a layer, a person, a unit or a channel",
                        );
                    }
                    (self.one(&row, &["after"], &AFTER, minutes), to.map(|(_, to)| to))
                }
                value => {
                    let to = text(value);
                    if to.is_none() {
                        let message = "this step calls nobody".to_owned();
                        let help = "write a layer, a person, a unit or a channel";
                        self.wrongs.add(path.clone(), message, help);
                    }
                    (None, to)
                }
            };
            if let Some(to) = to {
                let callee = self.callee(rota, to);
                rota.escalation.push(Rung { after, to: callee, path });
            }
        }
    }

    /// Whom a text means.
    fn callee(&self, rota: &Rota, text: String) -> Callee {
        match (layer_of(rota, &text), self.known.only_named(&text)) {
            (Some(layer), _) => Callee::Layer(layer),
            // A person's name is nobody's channel.
            (None, Some(person)) if is_channel(&text) => Callee::Named(person.id.clone()),
            (None, None) if is_channel(&text) => Callee::Channel(text),
            _ => Callee::Named(text),
        }
    }
}

/// `5 minutes`, or so many of them.
fn minutes(text: &str) -> Option<i64> {
    rota::duration(text).or_else(|| text.parse().ok().filter(|minutes| *minutes >= 0))
}

/// Whether a text is no id: they do not look like a channel, a number, an address, or a sentence.
fn is_channel(text: &str) -> bool {
    text.contains("://")
        || text.split_once('@').is_some_and(|(name, _)| !name.is_empty())
        || text.starts_with(['#', '+'])
        || text.chars().any(char::is_whitespace)
        || text.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a text in the escalation of a page means a person or a unit: what [`callee`] finds, without reading all.
pub fn names_somebody(front: &FrontMatter, text: &str) -> bool {
    let rows = |key: &str| front.others.get(key).and_then(Value::as_array).into_iter().flatten();
    let names = rows("layers").filter_map(|row| row.get("name"));
    let names = names.chain(rows("shifts").filter_map(|row| row.get("layer")));
    let is_meant = |name: &Value| self::text(name).is_some_and(|name| name.eq_ignore_ascii_case(text));
    !text.is_empty() && !is_channel(text) && !names.into_iter().any(is_meant)
}
