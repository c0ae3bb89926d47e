//! `rotation`: who is on call, and when it is handed over.

use super::{Field, Kind, NOTHING};
use crate::facts::Relation;

/// The kind `rotation`.
pub static KIND: Kind = Kind {
    id: "rotation",
    label: "Rotation",
    folder: "on-call",
    what: "Who is on call, and when it is handed over.",
    unit: false,
    named: false,
    habit: None,
    sections: &[],
    days: &[],
    shapes: &[],
    fields: &[
        Field {
            name: "team",
            label: "Team",
            what: "the team whose rotation it is",
            names: &[("", Relation::Runs)],
        },
        Field {
            name: "members",
            label: "Members",
            what: "the people in it, in order",
            names: &[("", Relation::OnCall), ("person", Relation::OnCall)],
        },
        Field { name: "starts", label: "Starts", what: "when the first shift began", names: NOTHING },
        Field { name: "shift", label: "Shift", what: "how long one lasts", names: NOTHING },
        Field { name: "handoff", label: "Handoff", what: "when it changes hands", names: NOTHING },
        Field { name: "timezone", label: "Time zone", what: "in which the times are meant", names: NOTHING },
        Field {
            name: "escalation",
            label: "Escalation",
            what: "who is next when nobody answers, in order",
            names: &[("", Relation::Escalates)],
        },
    ],
};
