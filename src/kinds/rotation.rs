//! `rotation`: who is on call, and when it is handed over.

use super::{Field, Kind};

/// The kind `rotation`.
pub static KIND: Kind = Kind {
    id: "rotation",
    label: "Rotation",
    folder: "on-call",
    what: "Who is on call, and when it is handed over.",
    fields: &[
        Field { name: "team", label: "Team", what: "the team whose rotation it is" },
        Field { name: "members", label: "Members", what: "the people in it, in order" },
        Field { name: "starts", label: "Starts", what: "when the first shift began" },
        Field { name: "shift", label: "Shift", what: "how long one lasts" },
        Field { name: "handoff", label: "Handoff", what: "when it changes hands" },
        Field { name: "timezone", label: "Time zone", what: "in which the times are meant" },
        Field { name: "escalation", label: "Escalation", what: "who is next when nobody answers, in order" },
    ],
};
