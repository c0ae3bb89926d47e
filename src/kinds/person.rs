//! `person`: somebody of the organisation, on a page of their own instead of in `people.yaml`.

use super::{Field, Kind, NOTHING, actions};

/// The kind `person`.
pub static KIND: Kind = Kind {
    id: "person",
    label: "Person",
    folder: "people",
    what: "Somebody of the organisation: who they are, and where to reach them.",
    unit: false,
    named: false,
    habit: None,
    rota: None,
    incident: None,
    called: None,
    sections: &[],
    days: &[],
    shapes: &[actions::SHAPE],
    told: &[],
    also: &[],
    fields: &[
        Field {
            name: "name",
            label: "Name",
            what: "the name that pages show, unless it is the title",
            names: NOTHING,
        },
        Field { name: "role", label: "Role", what: "what they do", names: NOTHING },
        // Whom these name is asked of everybody, wherever it is said who they are.
        Field { name: "unit", label: "Team", what: "the id of their unit", names: NOTHING },
        Field { name: "manager", label: "Manager", what: "the id of their manager", names: NOTHING },
        Field {
            name: "timezone",
            label: "Time zone",
            what: "where their day is, such as `Europe/London`",
            names: NOTHING,
        },
        Field {
            name: "contacts",
            label: "Contact",
            what: "where to reach them: `chat`, `email` or any other key",
            names: NOTHING,
        },
        Field { name: "left", label: "Left", what: "the day since which they are not there", names: NOTHING },
        actions::FIELD,
    ],
};
