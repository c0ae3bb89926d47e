//! `narrative`: a text of at most six pages that a decision is made from.

use super::{Field, Kind, NOTHING, Shape, actions};

/// The kind `narrative`.
pub static KIND: Kind = Kind {
    id: "narrative",
    label: "Narrative",
    folder: "narratives",
    what: "A text of at most six pages that a decision is made from.",
    unit: false,
    named: false,
    habit: None,
    rota: None,
    incident: None,
    called: None,
    sections: &[
        "Introduction",
        "Goals",
        "Tenets",
        "State of the business",
        "Lessons learned",
        "Priorities",
        "Appendix",
    ],
    days: &["decided"],
    shapes: &[("format", Shape::Text), ("status", Shape::Text), actions::SHAPE],
    told: &[],
    also: &[],
    fields: &[
        Field {
            name: "format",
            label: "Form",
            what: "`six-pager`, `prfaq` or `free`: what its text must have, and how long it may be",
            names: NOTHING,
        },
        Field { name: "status", label: "Status", what: "where it stands", names: NOTHING },
        Field {
            name: "decided",
            label: "Decided",
            what: "the day of the decision that it led to",
            names: NOTHING,
        },
        actions::FIELD,
    ],
};
