//! `team`: a unit of the organisation: its folder holds what it decides for itself.

use super::{Field, Kind, NOTHING, Shape, Table, actions};
use crate::facts::{Named, Relation};

/// The kind `team`.
pub static KIND: Kind = Kind {
    id: "team",
    label: "Team",
    folder: "teams",
    what: "A unit of the organisation: its folder holds what it decides for itself.",
    unit: true,
    named: false,
    habit: None,
    rota: None,
    incident: None,
    called: None,
    sections: &["What we do", "How to reach us"],
    days: &[],
    shapes: &[
        ("mission", Shape::Text),
        ("type", Shape::Text),
        ("lead", Shape::List(&PERSON)),
        ("members", Shape::Rows(&MEMBERS)),
        ("owns", Shape::List(&Shape::Thing)),
        ("works_with", Shape::Rows(&WORKS_WITH)),
        ("meetings", Shape::Rows(&MEETINGS)),
        (
            "joining",
            Shape::Entries(&[
                ("thrives", Shape::List(&Shape::Text)),
                ("try", Shape::List(&Shape::Text)),
                ("ask", Shape::List(&PERSON)),
            ]),
        ),
        actions::SHAPE,
    ],
    told: &[],
    also: &[],
    fields: &[
        Field {
            name: "mission",
            label: "Mission",
            what: "what it is there for, in a sentence",
            names: NOTHING,
        },
        Field {
            name: "type",
            label: "Type",
            what: "`stream-aligned`, `platform`, `enabling`, `complicated-subsystem` or the organisation’s own word",
            names: NOTHING,
        },
        Field {
            name: "lead",
            label: "Lead",
            what: "who speaks for the team",
            names: &[("", Relation::Leads)],
        },
        Field {
            name: "members",
            label: "Members",
            what: "a list of `person` and `role`, or of people",
            names: &[("", Relation::Member), ("person", Relation::Member)],
        },
        Field {
            name: "contact",
            label: "Contact",
            what: "where to reach it: a text, or `channel`, `email`, `office-hours` and the like",
            names: NOTHING,
        },
        Field {
            name: "owns",
            label: "Runs",
            what: "what it runs: a list of services, by id, and of other things",
            names: NOTHING,
        },
        Field {
            name: "works_with",
            label: "Works with",
            what: "a list of `unit`, `mode`, `purpose` and `until`",
            names: &[("", Relation::WorksWith), ("unit", Relation::WorksWith)],
        },
        Field {
            name: "meetings",
            label: "Meetings",
            what: "a list of `what`, `when` and `where`",
            names: NOTHING,
        },
        Field {
            name: "joining",
            label: "Joining",
            what: "for those who think of it: who `thrives` here, how to `try` it for a week, whom to `ask`",
            names: &[("ask", Relation::Welcomes)],
        },
        actions::FIELD,
    ],
};

const PERSON: Shape = Shape::Id(Named::Person);

static MEMBERS: Table = Table {
    columns: &[("person", PERSON), ("role", Shape::Text)],
    open: false,
    named: true,
    by_name: true,
    mistaken: &["name", "id", "who", "member", "user", "email"],
};

static WORKS_WITH: Table = Table {
    columns: &[
        ("unit", Shape::Id(Named::Unit)),
        ("mode", Shape::Text),
        ("purpose", Shape::Text),
        ("until", Shape::Day),
    ],
    open: false,
    named: true,
    by_name: false,
    mistaken: &["team", "name", "id", "who", "with"],
};

static MEETINGS: Table = Table {
    columns: &[("what", Shape::Text), ("when", Shape::Text), ("where", Shape::Text)],
    open: true,
    named: false,
    by_name: false,
    mistaken: &[],
};
