//! `principle`: a sentence that everybody is held to, and what it means in daily work.

use super::{Field, Kind, NOTHING};

/// The kind `principle`.
pub static KIND: Kind = Kind {
    id: "principle",
    label: "Principle",
    folder: "principles",
    what: "A sentence that everybody is held to, and what it means in daily work.",
    unit: false,
    named: true,
    habit: None,
    fields: &[Field { name: "short", label: "In short", what: "the principle in one line", names: NOTHING }],
};
