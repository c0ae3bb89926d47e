//! `decision`: what was decided, when, and which decision it replaces.

use super::{Field, Kind, NOTHING, Shape, actions};
use crate::facts::{Named, Relation};

/// People and units, by their ids or names.
const SOMEBODY: Shape = Shape::List(&Shape::Id(Named::Anybody));

/// The kind `decision`.
pub static KIND: Kind = Kind {
    id: "decision",
    label: "Decision",
    folder: "decisions",
    what: "What was decided, when, and which decision it replaces.",
    unit: false,
    named: false,
    habit: None,
    rota: None,
    incident: None,
    called: None,
    sections: &["Context", "Options", "Outcome", "Consequences"],
    days: &["decided", "date"],
    shapes: &[
        ("status", Shape::Text),
        ("supersedes", Shape::List(&Shape::Page)),
        ("superseded_by", Shape::List(&Shape::Page)),
        ("amends", Shape::List(&Shape::Page)),
        ("amended_by", Shape::List(&Shape::Page)),
        ("deciders", SOMEBODY),
        ("decision-makers", SOMEBODY),
        ("consulted", SOMEBODY),
        ("informed", SOMEBODY),
        actions::SHAPE,
    ],
    told: actions::TOLD,
    also: &[],
    fields: &[
        Field {
            name: "status",
            label: "Status",
            what: "`proposed`, `accepted`, `rejected`, `deprecated` or `superseded`",
            names: NOTHING,
        },
        Field { name: "decided", label: "Decided", what: "the day of the decision", names: NOTHING },
        Field { name: "date", label: "Date", what: "the same, as other tools call it", names: NOTHING },
        Field {
            name: "deciders",
            label: "Decided by",
            what: "who decided: people and units, by id or name",
            names: &[("", Relation::Decided)],
        },
        Field {
            name: "decision-makers",
            label: "Decision makers",
            what: "the same, as other tools call it",
            names: &[("", Relation::Decided)],
        },
        Field {
            name: "consulted",
            label: "Consulted",
            what: "who was asked: people and units, by id or name",
            names: &[("", Relation::Heard)],
        },
        Field {
            name: "informed",
            label: "Informed",
            what: "who was told: people and units, by id or name",
            names: &[("", Relation::Heard)],
        },
        Field {
            name: "supersedes",
            label: "Supersedes",
            what: "the decision, or the decisions, that this one replaces",
            names: NOTHING,
        },
        Field {
            name: "superseded_by",
            label: "Superseded by",
            what: "the decision that replaces this one",
            names: NOTHING,
        },
        Field {
            name: "amends",
            label: "Amends",
            what: "the decision, or the decisions, of which this one changes a part",
            names: NOTHING,
        },
        Field {
            name: "amended_by",
            label: "Amended by",
            what: "the decision that changes a part of this one",
            names: NOTHING,
        },
        actions::FIELD,
    ],
};
