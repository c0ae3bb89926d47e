//! `principle`: a sentence that everybody is held to, and what it means in daily work.

use super::{Field, Kind, NOTHING, Shape, actions};
use crate::facts::{Named, Relation};

/// The kind `principle`.
pub static KIND: Kind = Kind {
    id: "principle",
    label: "Principle",
    folder: "principles",
    what: "A sentence that everybody is held to, and what it means in daily work.",
    unit: false,
    named: true,
    habit: None,
    rota: None,
    incident: None,
    called: None,
    sections: &["What it looks like", "What it does not look like"],
    days: &[],
    shapes: &[
        ("statement", Shape::Text),
        ("adapts", PRINCIPLE),
        ("looks_like", Shape::List(&Shape::Text)),
        ("does_not_look_like", Shape::List(&Shape::Text)),
        ("tension_with", Shape::List(&PRINCIPLE)),
        ("questions", Shape::List(&Shape::Text)),
        actions::SHAPE,
    ],
    told: &[],
    also: &[],
    fields: &[
        Field { name: "statement", label: "In short", what: "the principle in one line", names: NOTHING },
        Field {
            name: "adapts",
            label: "Adapts",
            what: "the principle of a unit above that this is, in the unit’s own words",
            names: &[("", Relation::Adapts)],
        },
        Field {
            name: "looks_like",
            label: "What it looks like",
            what: "a list of what those do who hold to it",
            names: NOTHING,
        },
        Field {
            name: "does_not_look_like",
            label: "What it does not look like",
            what: "a list of what it is mistaken for",
            names: NOTHING,
        },
        Field {
            name: "tension_with",
            label: "In tension with",
            what: "a list of principles that pull the other way",
            names: &[("", Relation::Tension)],
        },
        Field {
            name: "questions",
            label: "Questions",
            what: "a list of what to ask about it, in interviews",
            names: NOTHING,
        },
        actions::FIELD,
    ],
};

const PRINCIPLE: Shape = Shape::Id(Named::Page("principle"));
