//! `practice`: how something is done, by everybody or by one team.

use serde_json::Value;

use super::{Field, Kind, NOTHING, Shape, actions};
use crate::characters::composed;
use crate::facts::{Habit, Stance};
use crate::syntax::front_matter::{FrontMatter, is_nothing};

/// The kind `practice`.
pub static KIND: Kind = Kind {
    id: "practice",
    label: "Practice",
    folder: "practices",
    what: "How something is done, by everybody or by one team.",
    unit: false,
    named: false,
    habit: Some(habit),
    rota: None,
    incident: None,
    called: None,
    sections: &[],
    days: &[],
    shapes: &[("practice", Shape::Words), ("why", Shape::Words), actions::SHAPE],
    told: &[],
    also: &[],
    fields: &[
        Field {
            name: "practice",
            label: "Practice",
            what: "what it is called in every unit, unless the file is called so",
            names: NOTHING,
        },
        Field {
            name: "stance",
            label: "Stance",
            what: "how it stands to what is done above: `adopts`, `adapts`, `replaces` or `opts-out`",
            names: NOTHING,
        },
        Field {
            name: "why",
            label: "Why",
            what: "why it is done in another way, in a sentence",
            names: NOTHING,
        },
        Field {
            name: "norms",
            label: "Norms",
            what: "short values by name, such as `approvals: 2`, which units below take over or set anew",
            names: NOTHING,
        },
        actions::FIELD,
    ],
};

fn habit(front: &FrontMatter) -> Habit {
    let text = |key: &str| front.others.get(key).and_then(Value::as_str).map(str::trim);
    let text = |key: &str| text(key).filter(|text| !text.is_empty());
    let norms = front.others.get("norms").and_then(Value::as_object);
    let is_short = |value: &Value| !value.is_object() && !is_nothing(value);
    let norms =
        norms.into_iter().flatten().filter(|(name, value)| is_short(value) && !name.trim().is_empty());
    Habit {
        id: text("practice").map(str::to_owned),
        stance: text("stance").and_then(Stance::from_word),
        why: text("why").map(str::to_owned),
        norms: norms.map(|(name, value)| (composed(name), value.clone())).collect(),
    }
}
