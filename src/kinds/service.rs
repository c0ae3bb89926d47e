//! `service`: something that runs, and what its owners promise.

use super::{Field, Kind, NOTHING, Shape, actions};

/// The kind `service`.
pub static KIND: Kind = Kind {
    id: "service",
    label: "Service",
    folder: "services",
    what: "Something that runs, and what its owners promise.",
    unit: false,
    named: false,
    habit: None,
    rota: None,
    incident: None,
    called: Some("rotation"),
    sections: &["What it does", "How to run it"],
    days: &[],
    shapes: &[
        ("tier", Shape::Text),
        ("runbook", Shape::List(&Shape::Page)),
        ("rotation", Shape::List(&Shape::Page)),
        actions::SHAPE,
    ],
    told: &[],
    also: &[],
    fields: &[
        Field { name: "tier", label: "Tier", what: "how much depends on it", names: NOTHING },
        Field { name: "repository", label: "Repository", what: "where its source lives", names: NOTHING },
        Field {
            name: "dashboards",
            label: "Dashboards",
            what: "where to see how it is: an address, a list of them, or each by its name",
            names: NOTHING,
        },
        Field { name: "runbook", label: "Runbook", what: "the page that says how to run it", names: NOTHING },
        Field {
            name: "rotation",
            label: "Rotation",
            what: "the page of those who are called when it fails",
            names: NOTHING,
        },
        Field { name: "slo", label: "Objective", what: "what its users can rely on", names: NOTHING },
        actions::FIELD,
    ],
};
