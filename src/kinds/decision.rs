//! `decision`: what was decided, when, and which decision it replaces.

use super::{Field, Kind};

/// The kind `decision`.
pub static KIND: Kind = Kind {
    id: "decision",
    label: "Decision",
    folder: "decisions",
    what: "What was decided, when, and which decision it replaces.",
    fields: &[
        Field { name: "status", label: "Status", what: "`proposed`, `accepted` or `superseded`" },
        Field { name: "decided", label: "Decided", what: "the day of the decision" },
        Field { name: "supersedes", label: "Supersedes", what: "the decision that this one replaces" },
        Field { name: "superseded_by", label: "Superseded by", what: "the decision that replaces this one" },
    ],
};
