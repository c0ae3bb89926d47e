//! From the front matter of a rotation to its rota.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::rows::{Needs, Row, Wrongs, text, texts};
use crate::diag::nearest;
use crate::rota::{
    self, Callee, Dated, Every, Handoff, Hours, Layer, Moment, Read, Rota, Rung, Severity, Turns, Zone,
};
use crate::syntax::front_matter::FrontMatter;
use crate::syntax::yaml::Step;

const ZONE: Needs = Needs { what: "one such as `Europe/London`" };
const MOMENT: Needs = Needs { what: "a day such as `2026-11-02`, or a time such as `2026-11-02T10:00`" };
const EVERY: Needs = Needs { what: "a time such as `12 hours`, `1 day` or `2 weeks`" };
const HANDOFF: Needs = Needs { what: "a time such as `Tuesday 09:30` or `10:00`" };
const HOURS: Needs = Needs { what: "hours such as `24/7`, `05:00 to 22:00` or `Mon-Fri 09:00-17:00`" };
const AFTER: Needs = Needs { what: "a time such as `5 minutes` or `1 hour`" };
const RESPONSE: Needs = Needs { what: "a time such as `5 minutes`, `1 hour` or `next working day`" };
const LAYERS: Needs = Needs { what: "a list of `name`, `people`, `start`, `every` and `handoff`" };
const DATED: Needs = Needs { what: "a list of `from`, `to`, `person` and `layer`" };

/// The keys of a layer.
const LAYER_KEYS: [&str; 10] =
    ["name", "people", "start", "every", "handoff", "restrictions", "timezone", "starts", "shift", "hours"];

/// The rota of a page with this front matter.
pub fn rota(front: &FrontMatter) -> Read {
    let mut lower =
        Lower { page: Row { values: &front.others, path: Vec::new() }, wrongs: Wrongs::default() };
    let rules = lower.rules(&lower.page_row(), None);
    let hours = rules.hours.clone();
    let services = texts(lower.page.get("services"));
    let mut rota = Rota { zone: rules.zone.clone(), hours, services, ..Rota::default() };
    lower.layers(&mut rota, &rules);
    lower.dated(&mut rota);
    lower.escalation(&mut rota);
    lower.severities(&mut rota);
    Read { rota, wrongs: lower.wrongs.0 }
}

struct Lower<'a> {
    page: Row<'a>,
    wrongs: Wrongs,
}

/// When people take turns: what a rotation, or one of its layers, says.
#[derive(Debug, Clone)]
struct Rules {
    people: Vec<String>,
    zone: Zone,
    start: Option<Moment>,
    every: Every,
    handoff: Option<Handoff>,
    hours: Option<Hours>,
}

impl Rules {
    /// The time at which somebody takes over, if that is written.
    fn time(&self) -> Option<Time> {
        let start = match self.start {
            Some(Moment::Local(local)) => Some(local.time()),
            Some(Moment::Instant(instant)) => Some(self.zone.rules.to_datetime(instant).time()),
            Some(Moment::Day(_)) | None => None,
        };
        self.handoff.map(|handoff| handoff.time).or(start)
    }

    fn turns(&self) -> Option<Turns> {
        Some(Turns {
            people: self.people.clone(),
            start: self.start?.local(&self.zone.rules, self.time().unwrap_or(Time::midnight())),
            is_timed: self.time().is_some(),
            zone: self.zone.clone(),
            every: self.every,
            handoff: self.handoff,
            hours: self.hours.clone().filter(|hours| !hours.is_always()),
        })
    }
}

impl<'a> Lower<'a> {
    fn page_row(&self) -> Row<'a> {
        Row { values: self.page.values, path: Vec::new() }
    }

    /// What a row says of turns; what it leaves out is as `above` has it.
    fn rules(&mut self, row: &Row<'_>, above: Option<&Rules>) -> Rules {
        let zone = self.one(row, &["timezone"], &ZONE, rota::zone);
        let start = self.one(row, &["start", "starts"], &MOMENT, rota::moment);
        let every = self.one(row, &["every", "shift"], &EVERY, rota::every);
        let handoff = self.one(row, &["handoff"], &HANDOFF, rota::handoff);
        let hours = self.hours(row);
        let people = match above {
            None => self.members(),
            Some(_) => texts(row.get("people")),
        };
        let own = above.cloned();
        let rules = Rules {
            people: if people.is_empty() {
                own.as_ref().map(|own| own.people.clone()).unwrap_or_default()
            } else {
                people
            },
            zone: zone.or_else(|| Some(own.as_ref()?.zone.clone())).unwrap_or_default(),
            start: start.or_else(|| own.as_ref()?.start),
            every: every.or_else(|| Some(own.as_ref()?.every)).unwrap_or(Every::Days(7)),
            handoff: handoff.or_else(|| own.as_ref()?.handoff),
            hours: hours.or_else(|| own?.hours),
        };
        if let (Some(Handoff { weekday: Some(_), .. }), Some(Every::Days(days))) = (rules.handoff, every)
            && days % 7 != 0
        {
            let key = if row.get("every").is_some() { "every" } else { "shift" };
            self.wrongs.add(
                row.at(key),
                format!("a shift of {days} days does not always end on the same day of the week"),
                "write whole weeks, or leave the day out of `handoff`",
            );
        }
        rules
    }

    /// What the text at one of some keys means.
    fn one<T>(
        &mut self,
        row: &Row<'_>,
        keys: &[&'static str],
        needs: &Needs,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let key = keys.iter().copied().find(|key| row.get(key).is_some())?;
        let written = row.text(&[key]).map(|(_, text)| text);
        let written = written.unwrap_or_else(|| "a list or a mapping".to_owned());
        self.wrongs.read(key, Some(&written), || row.at(key), needs, read)
    }

    /// The hours of a row: a text, or a list of texts.
    fn hours(&mut self, row: &Row<'_>) -> Option<Hours> {
        let key = ["restrictions", "hours"].into_iter().find(|key| row.get(key).is_some())?;
        let all = texts(row.get(key));
        let whole = all.join("; ");
        let read = rota::hours(&whole);
        if read.is_none() {
            let wrong = all.iter().position(|one| rota::hours(one).is_none());
            let mut path = row.at(key);
            if let (Some(index), Some(Value::Array(_))) = (wrong, row.get(key)) {
                path.push(Step::Index(index));
            }
            let written = wrong.map_or(&whole, |index| &all[index]);
            let message = format!("`{key}` cannot be read: `{written}`");
            self.wrongs.add(path, message, format!("write {}", HOURS.what));
        }
        read
    }

    /// The people of the rotation: ids, or rows with a `person`.
    fn members(&self) -> Vec<String> {
        let person = |value: &Value| text(value).or_else(|| text(value.get("person")?));
        match self.page.get("members") {
            Some(Value::Array(values)) => values.iter().filter_map(person).collect(),
            value => texts(value),
        }
    }

    fn layers(&mut self, rota: &mut Rota, rules: &Rules) {
        let page = self.page_row();
        let rows = page.rows("layers", &LAYERS, &mut self.wrongs);
        if rows.is_empty() {
            let turns: Vec<Turns> =
                rules.turns().into_iter().filter(|turns| !turns.people.is_empty()).collect();
            if !turns.is_empty() || !rules.people.is_empty() {
                let path = self.page.at("members");
                rota.layers.push(Layer { path, turns, people: rules.people.clone(), ..Layer::default() });
            }
            return;
        }
        let many = rows.len() > 1;
        for (index, row) in rows.iter().enumerate() {
            self.wrongs.known(row, &LAYER_KEYS);
            let name = row.text(&["name"]).map(|(_, name)| name);
            if many && name.is_none() {
                let message = "this layer has no `name`".to_owned();
                self.wrongs.add(row.path.clone(), message, "call it `primary`, `secondary` or the like");
            }
            let name = name.unwrap_or_else(|| if many { (index + 1).to_string() } else { String::new() });
            let own = self.rules(row, Some(rules));
            if own.people.is_empty() {
                let message = "this layer has no `people`".to_owned();
                self.wrongs.add(
                    row.path.clone(),
                    message,
                    "write who takes turns, or `members` for all layers",
                );
            }
            let at = layer_of(rota, &name).unwrap_or_else(|| {
                rota.layers.push(Layer { name, path: row.path.clone(), ..Layer::default() });
                rota.layers.len() - 1
            });
            rota.layers[at].turns.extend(own.turns().filter(|turns| !turns.people.is_empty()));
            for person in own.people {
                if !rota.layers[at].people.contains(&person) {
                    rota.layers[at].people.push(person);
                }
            }
        }
    }

    /// Shifts of which the times are written, and those who stand in.
    fn dated(&mut self, rota: &mut Rota) {
        for (key, known) in [("shifts", true), ("overrides", false)] {
            let page = self.page_row();
            for row in page.rows(key, &DATED, &mut self.wrongs) {
                self.wrongs.known(&row, &["from", "to", "person", "layer", "why"]);
                let Some(layer) = self.layer(&row, rota, known) else { continue };
                let time = rota.layers[layer].turns.first().map_or(Time::midnight(), |turns| {
                    turns.handoff.map_or(turns.start.time(), |handoff| handoff.time)
                });
                let Some(dated) = self.one_dated(&row, &rota.zone.rules, time) else { continue };
                let layer = &mut rota.layers[layer];
                if known {
                    if !layer.people.contains(&dated.person) {
                        layer.people.push(dated.person.clone());
                    }
                    layer.dated.push(dated);
                } else {
                    layer.overrides.push(dated);
                }
            }
        }
    }

    /// The layer that a row is of: as it says, or the first. Shifts can make one.
    fn layer(&mut self, row: &Row<'_>, rota: &mut Rota, makes: bool) -> Option<usize> {
        let name = row.text(&["layer"]).map(|(_, name)| name);
        let found = match &name {
            Some(name) => layer_of(rota, name),
            None => (!rota.layers.is_empty()).then_some(0),
        };
        let no_rules = rota.layers.iter().all(|layer| layer.turns.is_empty());
        if found.is_none() && makes && (no_rules || name.is_none()) {
            let name = name.unwrap_or_default();
            rota.layers.push(Layer { name, path: self.page.at("shifts"), ..Layer::default() });
            return Some(rota.layers.len() - 1);
        }
        if found.is_none() {
            let names = rota.layers.iter().map(|layer| &*layer.name).filter(|name| !name.is_empty());
            let help = name.as_deref().and_then(|name| nearest(name, names)).map_or_else(
                || "name one of the `layers`, or leave it out for the first".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there is no layer `{}`", name.as_deref().unwrap_or_default());
            let at = if name.is_some() { row.at("layer") } else { row.path.clone() };
            self.wrongs.add(at, message, help);
        }
        found
    }

    fn one_dated(&mut self, row: &Row<'_>, zone: &TimeZone, time: Time) -> Option<Dated> {
        for key in ["from", "to", "person"] {
            if row.get(key).is_none() {
                let message = format!("`{key}` is missing here");
                self.wrongs.add(row.path.clone(), message, "say from when, to when, and who");
            }
        }
        let from = self.one(row, &["from"], &MOMENT, rota::moment);
        let to = self.one(row, &["to"], &MOMENT, rota::moment);
        let (_, person) = row.text(&["person"])?;
        let (from, to) = (from?.instant(zone, time)?, to?.instant(zone, time)?);
        if from >= to {
            let message = "this is over before it begins".to_owned();
            self.wrongs.add(row.at("to"), message, "write a time after `from`");
            return None;
        }
        let why = row.text(&["why"]).map(|(_, why)| why);
        Some(Dated { from, to, person, why, path: row.path.clone() })
    }

    fn escalation(&mut self, rota: &mut Rota) {
        let Some(value) = self.page.get("escalation") else { return };
        let single = [value.clone()];
        let values = value.as_array().map_or(&single[..], Vec::as_slice);
        for (index, value) in values.iter().enumerate() {
            let mut path = self.page.at("escalation");
            if self.page.get("escalation").is_some_and(Value::is_array) {
                path.push(Step::Index(index));
            }
            let (after, to) = match value {
                Value::Object(values) => {
                    let row = Row { values, path: path.clone() };
                    self.wrongs.known(&row, &["after", "to", "why"]);
                    let to = row.text(&["to"]);
                    if to.is_none() {
                        let message = "this step calls nobody".to_owned();
                        self.wrongs.add(
                            path.clone(),
                            message,
                            "write `to:` with a layer, a person, a unit or a channel",
                        );
                    }
                    (self.one(&row, &["after"], &AFTER, rota::duration), to.map(|(_, to)| to))
                }
                value => (None, text(value)),
            };
            if let Some(to) = to {
                let callee = callee(rota, to);
                rota.escalation.push(Rung { after, to: callee, path });
            }
        }
    }

    fn severities(&mut self, rota: &mut Rota) {
        let path = self.page.at("severities");
        match self.page.get("severities") {
            Some(Value::Array(values)) => {
                for (index, value) in values.iter().enumerate() {
                    let path = [&path[..], &[Step::Index(index)]].concat();
                    self.severity(rota, None, value, path);
                }
            }
            Some(Value::Object(values)) => {
                for (name, value) in values {
                    let path = [&path[..], &[Step::Key(name.clone())]].concat();
                    self.severity(rota, Some(name.clone()), value, path);
                }
            }
            Some(_) => self.wrongs.add(
                path,
                "`severities` is no list".to_owned(),
                "write a list of `name`, `means` and `response`",
            ),
            None => {}
        }
        self.responses(rota);
    }

    fn severity(&mut self, rota: &mut Rota, name: Option<String>, value: &Value, path: Vec<Step>) {
        let mut severity = Severity {
            name: String::new(),
            means: None,
            response: None,
            others: Vec::new(),
            path: path.clone(),
        };
        match (name, value) {
            (name, Value::Object(values)) => {
                let row = Row { values, path };
                severity.name = name.or_else(|| Some(row.text(&["name"])?.1)).unwrap_or_default();
                for (key, value) in values {
                    let Some(said) = text(value) else { continue };
                    match key.as_str() {
                        "name" => {}
                        "means" | "what" => severity.means = Some(said),
                        "response" => severity.response = self.response(&said, row.at(key)),
                        _ => severity.others.push((key.clone(), said)),
                    }
                }
            }
            (Some(name), value) => (severity.name, severity.means) = (name, text(value)),
            (None, value) => severity.name = text(value).unwrap_or_default(),
        }
        if severity.name.is_empty() {
            let help = "write `name:`, such as `1` or `minor`";
            return self.wrongs.add(severity.path, "this severity has no name".to_owned(), help);
        }
        rota.severities.push(severity);
    }

    /// Within which time somebody answers: always, or by severity.
    fn responses(&mut self, rota: &mut Rota) {
        let Some(value) = self.page.get("response") else { return };
        let path = self.page.at("response");
        let Value::Object(values) = value else {
            let said = text(value).and_then(|said| self.response(&said, path));
            rota.response.clone_from(&said);
            return rota.severities.iter_mut().filter(|severity| severity.response.is_none()).for_each(
                |severity| {
                    severity.response.clone_from(&said);
                },
            );
        };
        let is_known = !rota.severities.is_empty();
        for (name, value) in values {
            let path = [&path[..], &[Step::Key(name.clone())]].concat();
            let Some(said) = text(value).and_then(|said| self.response(&said, path.clone())) else {
                continue;
            };
            match rota.severities.iter_mut().find(|severity| severity.name == *name) {
                Some(severity) => severity.response = Some(said),
                None if is_known => {
                    let near = nearest(name, rota.severities.iter().map(|severity| &*severity.name));
                    let help = near.map_or_else(
                        || "name one of the `severities`".to_owned(),
                        |near| format!("did you mean `{near}`?"),
                    );
                    self.wrongs.add(path, format!("there is no severity `{name}`"), help);
                }
                None => rota.severities.push(Severity {
                    name: name.clone(),
                    means: None,
                    response: Some(said),
                    others: Vec::new(),
                    path,
                }),
            }
        }
    }

    /// A time within which somebody answers, as it is written.
    fn response(&mut self, said: &str, path: Vec<Step>) -> Option<String> {
        let is_known = rota::duration(said).is_some() || rota::is_some_day(said);
        if !is_known {
            let message = format!("`response` cannot be read: `{said}`");
            self.wrongs.add(path, message, format!("write {}", RESPONSE.what));
        }
        Some(said.to_owned())
    }
}

fn layer_of(rota: &Rota, name: &str) -> Option<usize> {
    rota.layers.iter().position(|layer| layer.name.eq_ignore_ascii_case(name))
}

/// Whom a text in an escalation means.
fn callee(rota: &Rota, text: String) -> Callee {
    match layer_of(rota, &text) {
        Some(layer) => Callee::Layer(layer),
        None if is_channel(&text) => Callee::Channel(text),
        None => Callee::Named(text),
    }
}

/// Whether a text is no id: they do not look like a channel, a number, an address, or a sentence.
fn is_channel(text: &str) -> bool {
    text.contains("://")
        || text.split_once('@').is_some_and(|(name, _)| !name.is_empty())
        || text.starts_with(['#', '+'])
        || text.chars().any(char::is_whitespace)
        || text.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a text in the escalation of a page means a person or a unit: what [`callee`] finds, without reading all.
pub fn names_somebody(front: &FrontMatter, text: &str) -> bool {
    let rows = |key: &str| front.others.get(key).and_then(Value::as_array).into_iter().flatten();
    let names = rows("layers").filter_map(|row| row.get("name"));
    let names = names.chain(rows("shifts").filter_map(|row| row.get("layer")));
    let is_meant = |name: &Value| self::text(name).is_some_and(|name| name.eq_ignore_ascii_case(text));
    !is_channel(text) && !names.into_iter().any(is_meant)
}
