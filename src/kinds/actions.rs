//! The field that pages of most kinds may have: what is to be done.

use super::{Field, Shape, Table};
use crate::actions;
use crate::facts::{Named, Relation};
use crate::syntax::sections::{Form, SectionField};

/// The field `actions`.
pub const FIELD: Field = Field {
    name: actions::KEY,
    label: "Actions",
    what: "what will be done: a list of `do`, `owner`, `due`, `status`, `kind`, `link`, `reason` and `id`",
    names: &[("owner", Relation::Answers)],
};

/// The headings below which a page's text says it, for sure in an account of a failure.
pub const HEADINGS: &[&str] = &[
    "actions",
    "action items",
    "action points",
    "corrective actions",
    "follow up",
    "follow up actions",
    "follow up items",
    "remediation items",
    "remediations",
    "preventive actions",
    "follow ups",
    "followups",
    "next steps",
    "remediation",
    "what next",
    "whats next",
    "what we do about it",
];

/// What pages say under them that are no account of a failure: only lists and tables that name somebody, a day or how
/// far something is.
pub const TOLD: &[SectionField] =
    &[SectionField { field: actions::KEY, headings: &[], also: HEADINGS, form: Form::Tasks }];

/// What it is understood as.
pub const SHAPE: (&str, Shape) = (actions::KEY, Shape::Rows(&TABLE));

/// Its rows.
pub static TABLE: Table = Table {
    columns: &[
        ("do", Shape::Words),
        ("what", Shape::Words),
        ("kind", Shape::Near(&actions::KIND_WORDS)),
        ("owner", Shape::List(&Shape::Id(Named::Owner))),
        ("due", Shape::Day),
        ("status", Shape::Done),
        ("done", Shape::Done),
        ("reason", Shape::Text),
        ("link", Shape::Text),
        ("id", Shape::Text),
    ],
    open: true,
    named: false,
    by_name: false,
    mistaken: &["action", "task"],
};
