//! `team`: a unit of the organisation: its folder holds what it decides for itself.

use super::{Field, Kind};

/// The kind `team`.
pub static KIND: Kind = Kind {
    id: "team",
    label: "Team",
    folder: "teams",
    what: "A unit of the organisation: its folder holds what it decides for itself.",
    fields: &[
        Field { name: "members", label: "Members", what: "a list of `person` and `role`" },
        Field { name: "lead", label: "Lead", what: "who speaks for the team" },
        Field { name: "contact", label: "Contact", what: "where to reach it" },
    ],
};
