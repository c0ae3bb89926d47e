//! `ops-review`: the notes of a review of graphs in which every spike and dip is explained.

use super::{Field, Kind, NOTHING, Shape, Table, actions};
use crate::facts::Relation;

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
    shapes: &[("services", Shape::List(&Shape::Service)), ("notes", Shape::Rows(&NOTES)), actions::SHAPE],
    told: actions::TOLD,
    also: &[],
    fields: &[
        Field {
            name: "week",
            label: "Week",
            what: "the first of the seven days under review",
            names: NOTHING,
        },
        Field {
            name: "unit",
            label: "Unit",
            what: "the unit whose review it is; the one that it lies in if it is left out",
            names: &[("", Relation::Unit)],
        },
        Field {
            name: "services",
            label: "Services",
            what: "the services that were looked at, by id",
            names: NOTHING,
        },
        Field {
            name: "metrics",
            label: "Metrics",
            what: "the graphs: a list of `name` and what a [chart](charts.md) says, and `spikes`",
            names: NOTHING,
        },
        Field {
            name: "notes",
            label: "Notes",
            what: "what explains the spikes and dips: a list of `metric`, `at`, `why`, `link` and `series`",
            names: NOTHING,
        },
        actions::FIELD,
    ],
};

static NOTES: Table = Table {
    columns: &[
        ("metric", Shape::Text),
        ("at", Shape::Text),
        ("why", Shape::Text),
        ("link", Shape::Page),
        ("series", Shape::Text),
    ],
    open: false,
    named: true,
    by_name: false,
    mistaken: &[],
};

/// The keys that pages of the kind show in a way of their own.
pub const KEYS: [&str; 2] = ["metrics", "notes"];
