//! `practice`: how something is done, by everybody or by one team.

use super::{Field, Kind, NOTHING};

/// The kind `practice`.
pub static KIND: Kind = Kind {
    id: "practice",
    label: "Practice",
    folder: "practices",
    what: "How something is done, by everybody or by one team.",
    unit: false,
    named: false,
    fields: &[
        Field {
            name: "extends",
            label: "Extends",
            what: "the practice that this one changes",
            names: NOTHING,
        },
        Field { name: "differs", label: "Differs", what: "how, in one sentence", names: NOTHING },
    ],
};
