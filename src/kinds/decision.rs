//! `decision`: what was decided, when, and which decision it replaces.

use super::{Field, Kind, NOTHING, Shape};

/// The kind `decision`.
pub static KIND: Kind = Kind {
    id: "decision",
    label: "Decision",
    folder: "decisions",
    what: "What was decided, when, and which decision it replaces.",
    unit: false,
    named: false,
    habit: None,
    rota: None,
    incident: None,
    called: None,
    sections: &["Context", "Decision", "Consequences"],
    days: &["decided"],
    shapes: &[
        ("status", Shape::Text),
        ("supersedes", Shape::List(&Shape::Page)),
        ("superseded_by", Shape::List(&Shape::Page)),
    ],
    told: &[],
    also: &[],
    fields: &[
        Field {
            name: "status",
            label: "Status",
            what: "`proposed`, `accepted` or `superseded`",
            names: NOTHING,
        },
        Field { name: "decided", label: "Decided", what: "the day of the decision", names: NOTHING },
        Field {
            name: "supersedes",
            label: "Supersedes",
            what: "the decision that this one replaces",
            names: NOTHING,
        },
        Field {
            name: "superseded_by",
            label: "Superseded by",
            what: "the decision that replaces this one",
            names: NOTHING,
        },
    ],
};
