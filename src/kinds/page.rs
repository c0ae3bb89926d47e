//! `page`: any text: what a page is unless it says otherwise.

use super::{Kind, actions};

/// The kind `page`.
pub static KIND: Kind = Kind {
    id: "page",
    label: "Page",
    folder: "",
    what: "Any text: what a page is unless it says otherwise.",
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
    fields: &[actions::FIELD],
};
