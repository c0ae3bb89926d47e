//! `ops-review`: the notes of a review of graphs in which every spike and dip is explained.

use super::{Field, Kind, NOTHING, Shape};

/// The kind `ops-review`.
pub static KIND: Kind = Kind {
    id: "ops-review",
    label: "Operations review",
    folder: "ops-reviews",
    what: "The notes of a review of graphs in which every spike and dip is explained.",
    unit: false,
    named: false,
    habit: None,
    rota: None,
    incident: None,
    called: None,
    sections: &["What we saw", "What we do about it"],
    days: &["week"],
    shapes: &[("services", Shape::List(&Shape::Service))],
    told: &[],
    also: &[],
    fields: &[
        Field { name: "week", label: "Week", what: "the first day of the week under review", names: NOTHING },
        Field {
            name: "services",
            label: "Services",
            what: "the services that were looked at, by id",
            names: NOTHING,
        },
    ],
};
