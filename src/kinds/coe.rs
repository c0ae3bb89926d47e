//! `coe`: a blameless account of a failure: what happened, why, and who does what about it.

use super::{Field, Kind, NOTHING, Shape, Table};
use crate::facts::{Named, Relation};

/// The kind `coe`.
pub static KIND: Kind = Kind {
    id: "coe",
    label: "Correction of error",
    folder: "corrections",
    what: "A blameless account of a failure: what happened, why, and who does what about it.",
    unit: false,
    named: false,
    habit: None,
    rota: None,
    called: None,
    sections: &["What happened", "What it meant for customers", "Why it happened", "What we do about it"],
    days: &["incident"],
    shapes: &[
        ("severity", Shape::Text),
        ("status", Shape::Text),
        ("services", Shape::List(&Shape::Service)),
        ("actions", Shape::Rows(&ACTIONS)),
    ],
    fields: &[
        Field { name: "incident", label: "Incident", what: "the day it happened", names: NOTHING },
        Field {
            name: "severity",
            label: "Severity",
            what: "how bad it was, in the organisation’s own scale",
            names: NOTHING,
        },
        Field {
            name: "status",
            label: "Status",
            what: "`open`, `closed` or the organisation’s own word",
            names: NOTHING,
        },
        Field {
            name: "services",
            label: "Services",
            what: "the services that were affected, by id",
            names: NOTHING,
        },
        Field {
            name: "actions",
            label: "Actions",
            what: "what will be done: a list of `what`, `owner`, `due` and `done`",
            names: &[("owner", Relation::Answers)],
        },
    ],
};

static ACTIONS: Table = Table {
    columns: &[
        ("what", Shape::Text),
        ("owner", Shape::Id(Named::Owner)),
        ("due", Shape::Day),
        ("done", Shape::Done),
    ],
    open: true,
    named: false,
    by_name: false,
    mistaken: &[],
};
