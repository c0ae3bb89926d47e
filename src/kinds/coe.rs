//! `coe`: a blameless account of a failure: what happened, why, and who does what about it.

use super::{Field, Kind};

/// The kind `coe`.
pub static KIND: Kind = Kind {
    id: "coe",
    label: "Correction of error",
    folder: "corrections",
    what: "A blameless account of a failure: what happened, why, and who does what about it.",
    fields: &[
        Field { name: "incident", label: "Incident", what: "the day it happened" },
        Field {
            name: "severity",
            label: "Severity",
            what: "how bad it was, in the organisation’s own scale",
        },
        Field { name: "status", label: "Status", what: "`open`, `closed` or the organisation’s own word" },
        Field { name: "services", label: "Services", what: "the services that were affected, by id" },
        Field {
            name: "actions",
            label: "Actions",
            what: "what will be done: a list of `what`, `owner`, `due` and `done`",
        },
    ],
};
