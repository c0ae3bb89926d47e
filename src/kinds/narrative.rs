//! `narrative`: a text of at most six pages that a decision is made from.

use super::{Field, Kind};

/// The kind `narrative`.
pub static KIND: Kind = Kind {
    id: "narrative",
    label: "Narrative",
    folder: "narratives",
    what: "A text of at most six pages that a decision is made from.",
    fields: &[
        Field { name: "status", label: "Status", what: "where it stands" },
        Field { name: "decided", label: "Decided", what: "the day of the decision that it led to" },
    ],
};
