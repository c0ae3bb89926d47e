//! `team`: a unit of the organisation: its folder holds what it decides for itself.

use super::{Field, Kind, NOTHING};
use crate::facts::Relation;

/// The kind `team`.
pub static KIND: Kind = Kind {
    id: "team",
    label: "Team",
    folder: "teams",
    what: "A unit of the organisation: its folder holds what it decides for itself.",
    unit: true,
    named: false,
    habit: None,
    fields: &[
        Field {
            name: "members",
            label: "Members",
            what: "a list of `person` and `role`",
            names: &[("", Relation::Member), ("person", Relation::Member)],
        },
        Field {
            name: "lead",
            label: "Lead",
            what: "who speaks for the team",
            names: &[("", Relation::Leads)],
        },
        Field { name: "contact", label: "Contact", what: "where to reach it", names: NOTHING },
    ],
};
