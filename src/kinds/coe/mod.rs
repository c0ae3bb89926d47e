//! `coe`: a blameless account of a failure: what happened, why, and who does what about it.

mod lower;

use super::{Field, Kind, NOTHING, Shape, Table, actions};
use crate::syntax::sections::{Form, SectionField};

/// The kind `coe`.
pub static KIND: Kind = Kind {
    id: "coe",
    label: "Correction of error",
    folder: "corrections",
    what: "A blameless account of a failure: what happened, why, and who does what about it.",
    unit: false,
    named: false,
    habit: None,
    rota: None,
    incident: Some(lower::incident),
    called: None,
    sections: &["Summary", "Impact", "Timeline", "Why", "What went well", "What’s next"],
    days: &["incident"],
    shapes: &[
        ("timezone", Shape::Zone),
        ("started", Shape::Moment),
        ("detected", Shape::Moment),
        ("mitigated", Shape::Moment),
        ("resolved", Shape::Moment),
        ("detected_by", Shape::Text),
        ("severity", Shape::Text),
        ("status", Shape::Text),
        ("services", Shape::List(&Shape::Service)),
        ("changed", Shape::List(&Shape::Page)),
        ("timeline", Shape::Rows(&TIMELINE)),
        actions::SHAPE,
    ],
    told: TOLD,
    also: &[
        ("start", "started"),
        ("start time", "started"),
        ("began", "started"),
        ("incident start", "started"),
        ("detected at", "detected"),
        ("noticed", "detected"),
        ("mitigation time", "mitigated"),
        ("end", "resolved"),
        ("end time", "resolved"),
        ("ended", "resolved"),
        ("over", "resolved"),
        ("incident end", "resolved"),
        ("resolution time", "resolved"),
        ("date", "incident"),
        ("incident date", "incident"),
        ("date of incident", "incident"),
        ("services affected", "services"),
        ("affected services", "services"),
        ("time zone", "timezone"),
        ("customer impact", "impact"),
        ("action items", "actions"),
    ],
    fields: &[
        Field {
            name: "incident",
            label: "Incident",
            what: "the day it happened, unless `started` says it",
            names: NOTHING,
        },
        Field {
            name: "timezone",
            label: "Time zone",
            what: "the zone of times that say none, such as `Europe/London`",
            names: NOTHING,
        },
        Field {
            name: "started",
            label: "Started",
            what: "when it began; `start` is the same",
            names: NOTHING,
        },
        Field { name: "detected", label: "Detected", what: "when somebody noticed", names: NOTHING },
        Field { name: "mitigated", label: "Mitigated", what: "when it did no more harm", names: NOTHING },
        Field {
            name: "resolved",
            label: "Resolved",
            what: "when it was over; `end` is the same",
            names: NOTHING,
        },
        Field {
            name: "detected_by",
            label: "Detected by",
            what: "`alarm`, `customer`, `staff` or the organisation’s own word",
            names: NOTHING,
        },
        Field {
            name: "severity",
            label: "Severity",
            what: "how bad it was, in the organisation’s own scale",
            names: NOTHING,
        },
        Field {
            name: "status",
            label: "Status",
            what: "`draft`, `in review`, `presented`, `closed` or the organisation’s own word",
            names: NOTHING,
        },
        Field {
            name: "presented",
            label: "Presented",
            what: "the day on which it was presented, or `on` and `to`",
            names: NOTHING,
        },
        Field {
            name: "services",
            label: "Services",
            what: "the services that were affected, by id",
            names: NOTHING,
        },
        Field {
            name: "impact",
            label: "Impact",
            what: "what it meant, in numbers: a text, a list, or a mapping",
            names: NOTHING,
        },
        Field {
            name: "changed",
            label: "Changed because of it",
            what: "the pages that changed because of it, by path",
            names: NOTHING,
        },
        Field {
            name: "timeline",
            label: "Timeline",
            what: "what happened: a list of `at`, `what` and `link`",
            names: NOTHING,
        },
        actions::FIELD,
        Field {
            name: "anonymize",
            label: "Without names",
            what: "`true` for roles in the place of names, wherever the page’s text goes",
            names: NOTHING,
        },
    ],
};

/// What accounts say in their text, under the headings that they usually have.
const TOLD: &[SectionField] = &[
    SectionField {
        field: "timeline",
        headings: &[
            "timeline",
            "incident timeline",
            "timeline of events",
            "chronology",
            "what happened when",
        ],
        form: Form::Events,
    },
    SectionField {
        field: "impact",
        headings: &[
            "impact",
            "customer impact",
            "user impact",
            "what it meant",
            "what it meant for customers",
        ],
        form: Form::Texts,
    },
    SectionField {
        field: "actions",
        headings: &[
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
        ],
        form: Form::Tasks,
    },
];

/// The keys that the page shows in a way of its own.
pub const KEYS: [&str; 9] = [
    "timezone",
    "started",
    "detected",
    "mitigated",
    "resolved",
    "timeline",
    "presented",
    "impact",
    "anonymize",
];

static TIMELINE: Table = Table {
    columns: &[("at", Shape::Text), ("what", Shape::Text), ("link", Shape::Text)],
    open: false,
    named: false,
    by_name: false,
    mistaken: &["time", "when", "date"],
};
