//! `journey`: steps that somebody takes over time, each with the page to read.

use super::{Field, Kind, NOTHING, Shape, Table, actions};

/// The kind `journey`.
pub static KIND: Kind = Kind {
    id: "journey",
    label: "Journey",
    folder: "onboarding",
    what: "Steps that somebody takes over time, each with the page to read.",
    unit: false,
    named: false,
    habit: None,
    rota: None,
    incident: None,
    called: None,
    sections: &[],
    days: &[],
    shapes: &[("steps", Shape::Rows(&STEPS)), actions::SHAPE],
    told: &[],
    also: &[],
    fields: &[
        Field { name: "steps", label: "Steps", what: "a list of `title`, `page` and `when`", names: NOTHING },
        actions::FIELD,
    ],
};

static STEPS: Table = Table {
    columns: &[("title", Shape::Text), ("page", Shape::Page), ("when", Shape::Text)],
    open: true,
    named: false,
    by_name: false,
    mistaken: &[],
};
