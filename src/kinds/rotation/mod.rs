//! `rotation`: who is on call, when it is handed over, and who is next.

mod escalation;
mod keys;
mod lower;
mod people;
mod severities;

use super::{Field, Kind, NOTHING, Shape, actions};
use crate::facts::Relation;
pub use escalation::names_somebody;
pub use people::{apart, several};

/// The kind `rotation`.
pub static KIND: Kind = Kind {
    id: "rotation",
    label: "Rotation",
    folder: "on-call",
    what: "Who is on call, when it is handed over, and who is next.",
    unit: false,
    named: false,
    habit: None,
    rota: Some(lower::rota),
    incident: None,
    called: None,
    sections: &[],
    shapes: &[
        ("services", Shape::List(&Shape::Service)),
        ("runbooks", Shape::List(&Shape::Page)),
        actions::SHAPE,
    ],
    days: &[],
    told: &[],
    also: &[],
    fields: &[
        Field {
            name: "team",
            label: "Team",
            what: "the team whose rotation it is; `unit` is the same",
            names: &[("", Relation::Runs)],
        },
        Field {
            name: "unit",
            label: "Team",
            what: "the unit whose rotation it is",
            names: &[("", Relation::Runs)],
        },
        Field {
            name: "services",
            label: "Services",
            what: "a list of the services that it answers for, by id",
            names: NOTHING,
        },
        Field {
            name: "schedule_url",
            label: "Schedule",
            what: "where the schedule is kept, if that is in another tool",
            names: NOTHING,
        },
        Field {
            name: "hours",
            label: "Hours",
            what: "when somebody is on call: `24/7`, `05:00 to 22:00`, `Mon-Fri 09:00-17:00`, or a list of such",
            names: NOTHING,
        },
        Field {
            name: "members",
            label: "Members",
            what: "the people in it, in order",
            names: &[("", Relation::OnCall), ("person", Relation::OnCall)],
        },
        Field {
            name: "starts",
            label: "Starts",
            what: "when the first shift began, such as `2026-11-02` or `2026-11-02T10:00`",
            names: NOTHING,
        },
        Field {
            name: "shift",
            label: "Shift",
            what: "how long one lasts: `12 hours`, `1 day`, `2 weeks`, `1 month`; a week if it is left out",
            names: NOTHING,
        },
        Field {
            name: "handoff",
            label: "Handoff",
            what: "when it changes hands: `Tuesday 09:30`, or a time alone",
            names: NOTHING,
        },
        Field {
            name: "timezone",
            label: "Time zone",
            what: "in which the times are meant, such as `Europe/London`; UTC if it is left out",
            names: NOTHING,
        },
        Field {
            name: "layers",
            label: "Layers",
            what: "those who are on call at the same time: a list of `name`, `people`, `start`, `every`, `handoff`, `restrictions` and `timezone`; what one leaves out is that of the rotation",
            names: &[("people", Relation::OnCall)],
        },
        Field {
            name: "overrides",
            label: "Overrides",
            what: "who stands in: a list of `from`, `to`, `person`, `layer` and `why`",
            names: &[("person", Relation::OnCall)],
        },
        Field {
            name: "shifts",
            label: "Shifts",
            what: "shifts that no rule makes: a list of `from`, `to`, `person` and `layer`",
            names: &[("person", Relation::OnCall)],
        },
        Field {
            name: "escalation",
            label: "Escalation",
            what: "who is next when nobody answers, in order: a list of `after` and `to` (a layer, a person, a unit or a channel), or of names",
            names: &[("", Relation::Escalates), ("to", Relation::Escalates)],
        },
        Field {
            name: "severities",
            label: "Severities",
            what: "how bad things can be: a list of `name`, `means`, `response` and whatever else there is to say",
            names: NOTHING,
        },
        Field {
            name: "response",
            label: "Response",
            what: "within which time somebody answers: `5 minutes`, or one for each severity by its name",
            names: NOTHING,
        },
        Field {
            name: "not_expected",
            label: "Not expected",
            what: "what nobody on call has to do",
            names: NOTHING,
        },
        Field {
            name: "before_shift",
            label: "Before a shift",
            what: "what to see to before it begins",
            names: NOTHING,
        },
        Field {
            name: "compensation",
            label: "Compensation",
            what: "what somebody gets for it",
            names: NOTHING,
        },
        Field { name: "shadowing", label: "Shadowing", what: "how somebody new comes in", names: NOTHING },
        Field {
            name: "handoff_template",
            label: "To hand over",
            what: "what to tell whoever is next: a list, or a page",
            names: NOTHING,
        },
        Field {
            name: "runbooks",
            label: "Runbooks",
            what: "a list of pages or addresses that say what to do",
            names: NOTHING,
        },
        actions::FIELD,
    ],
};

/// The keys of a rota that pages show in a way of their own.
pub const ROTA_KEYS: [&str; 8] =
    ["starts", "layers", "overrides", "shifts", "escalation", "severities", "response", "schedule_url"];
