//! From the front matter of a rotation to its rota.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::keys::hint;
use crate::diag::nearest;
use crate::kinds::rows::{Needs, Row, Wrongs, texts};
use crate::people::People;
use crate::rota::{self, Dated, Every, Handoff, Hours, Layer, Moment, Read, Rota, Turns, Zone};
use crate::syntax::front_matter::FrontMatter;
use crate::syntax::yaml::Step;

const ZONE: Needs = Needs { what: "one such as `Europe/London`" };
const MOMENT: Needs = Needs { what: "a day such as `2026-11-02`, or a time such as `2026-11-02T10:00`" };
const EVERY: Needs = Needs { what: "a time such as `12 hours`, `1 day` or `2 weeks`" };
const HANDOFF: Needs = Needs { what: "a time such as `Tuesday 09:30` or `10:00`" };
const HOURS: Needs = Needs { what: "hours such as `24/7`, `05:00 to 22:00` or `Mon-Fri 09:00-17:00`" };
const LAYER: Needs = Needs { what: "the name of one of the `layers`" };
const LAYERS: Needs = Needs { what: "a list of `name`, `people`, `start`, `every` and `handoff`" };
const DATED: Needs = Needs { what: "a list of `from`, `to`, `person` and `layer`" };

/// The rota of a page with this front matter.
pub fn rota(front: &FrontMatter, people: &People) -> Read {
    let mut lower = Lower {
        known: people,
        page: Row { values: &front.others, path: Vec::new() },
        wrongs: Wrongs::default(),
        has_zone: true,
        broken: Broken::None,
    };
    let rules = lower.rules(&lower.page_row(), None);
    lower.has_zone = lower.page.get("timezone").is_none() || read_zone(&lower.page);
    let hours = rules.hours.clone();
    let services = texts(lower.page.get("services"));
    let mut rota = Rota { zone: rules.zone.clone(), hours, services, ..Rota::default() };
    lower.misspelt();
    lower.layers(&mut rota, &rules);
    lower.dated(&mut rota);
    lower.escalation(&mut rota);
    lower.severities(&mut rota);
    lower.silence(&mut rota);
    Read { rota, wrongs: lower.wrongs.0 }
}

/// Whether the time zone of a row is one.
fn read_zone(row: &Row<'_>) -> bool {
    row.text(&["timezone"]).is_some_and(|(_, name)| rota::zone(&name).is_some())
}

pub(super) struct Lower<'a> {
    pub(super) page: Row<'a>,
    pub(super) wrongs: Wrongs,
    /// Who there is.
    pub(super) known: &'a People,
    /// Whether it is known in which zone the times of the page are meant.
    has_zone: bool,
    /// Of which layers something is written and cannot be read.
    pub(super) broken: Broken,
}

/// Layers of which nobody knows who is on call: a guess would be taken for the truth.
pub(super) enum Broken {
    None,
    Some(Vec<usize>),
    All,
}

impl Broken {
    fn add(&mut self, layer: usize) {
        match self {
            Broken::None => *self = Broken::Some(vec![layer]),
            Broken::Some(layers) => layers.push(layer),
            Broken::All => {}
        }
    }

    fn has(&self, layer: usize) -> bool {
        match self {
            Broken::None => false,
            Broken::Some(layers) => layers.contains(&layer),
            Broken::All => true,
        }
    }
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
    /// Whether something of this is written and cannot be read.
    is_broken: bool,
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
        let wrongs = self.wrongs.0.len();
        let zone = self.one(row, &["timezone"], &ZONE, rota::zone);
        let (starts, lengths): (&[&'static str], &[&'static str]) = match above {
            Some(_) => (&["start", "starts"], &["every", "shift"]),
            None => (&["starts"], &["shift"]),
        };
        let start = self.one(row, starts, &MOMENT, rota::moment);
        let every = self.one(row, lengths, &EVERY, rota::every);
        let handoff = self.one(row, &["handoff"], &HANDOFF, rota::handoff);
        let hours = self.hours(row);
        let people = self.people(row, if above.is_some() { &["people", "members"] } else { &["members"] });
        let own = above.cloned();
        let mut rules = Rules {
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
            is_broken: false,
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
        let is_broken = self.wrongs.0.len() > wrongs;
        rules.is_broken = is_broken || above.is_some_and(|above| above.is_broken);
        rules
    }

    /// What the text at one of some keys means.
    pub(super) fn one<T>(
        &mut self,
        row: &Row<'_>,
        keys: &[&'static str],
        needs: &Needs,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let key = keys.iter().copied().find(|key| row.get(key).is_some())?;
        let Some((_, written)) = row.text(&[key]) else {
            let is = if row.get(key).is_some_and(Value::is_array) { "list" } else { "mapping" };
            self.wrongs.add(row.at(key), format!("`{key}` is a {is}"), format!("write {}", needs.what));
            return None;
        };
        let found = self.wrongs.read(key, Some(&written), || row.at(key), needs, read);
        if let (None, Some(hint), Some(wrong)) = (&found, hint(key, &written), self.wrongs.0.last_mut()) {
            hint.clone_into(&mut wrong.help);
        }
        found
    }

    /// The hours of a row: a text, or a list of texts.
    fn hours(&mut self, row: &Row<'_>) -> Option<Hours> {
        let key = ["restrictions", "hours"].into_iter().find(|key| row.get(key).is_some())?;
        let all = texts(row.get(key));
        if all.is_empty() {
            let is = if row.get(key).is_some_and(Value::is_array) { "list of no hours" } else { "mapping" };
            self.wrongs.add(row.at(key), format!("`{key}` is a {is}"), format!("write {}", HOURS.what));
            return None;
        }
        let whole = all.join("; ");
        let read = rota::hours(&whole);
        if read.is_none() {
            let wrong = all.iter().position(|one| rota::hours(one).is_none());
            let mut path = row.at(key);
            if let (Some(index), Some(Value::Array(_))) = (wrong, row.get(key)) {
                path.push(Step::Index(index));
            }
            let Some(written) = wrong.map(|index| &all[index]) else {
                let message = format!("of `{key}` one is all hours, and so the others say nothing");
                self.wrongs.add(path, message, "leave that one out, or the others");
                return None;
            };
            let message = format!("`{key}` cannot be read: `{written}`");
            let help = hint(key, written).map_or_else(|| format!("write {}", HOURS.what), str::to_owned);
            self.wrongs.add(path, message, help);
        }
        read
    }

    fn layers(&mut self, rota: &mut Rota, rules: &Rules) {
        let rows = self.rows("layers", &LAYERS);
        if rows.is_empty() {
            if rules.people.is_empty()
                && !rules.is_broken
                && self.page.get("layers").is_none()
                && (rules.start.is_some() || self.page.values.contains_key("members"))
                && self.page.get("shifts").is_none()
            {
                let message = "nobody is in this rota".to_owned();
                let help = "write who takes turns in `members`, or leave out when they do";
                let key = if self.page.values.contains_key("members") { "members" } else { "starts" };
                self.wrongs.add(self.page.at(key), message, help);
            }
            let turns: Vec<Turns> =
                rules.turns().into_iter().filter(|turns| !turns.people.is_empty()).collect();
            if !turns.is_empty() || !rules.people.is_empty() {
                let path = self.page.at("members");
                let mut layer = Layer { path, turns, ..Layer::default() };
                for person in &rules.people {
                    if !layer.people.contains(person) {
                        layer.people.push(person.clone());
                    }
                }
                rota.layers.push(layer);
            }
            if rules.is_broken {
                self.broken.add(0);
            }
            return;
        }
        let many = rows.len() > 1;
        for (index, row) in rows.iter().enumerate() {
            let is_odd = self.is_odd_layer(row);
            let name = row.text(&["name"]).map(|(_, name)| name);
            if many && name.is_none() {
                let message = "this layer has no `name`".to_owned();
                self.wrongs.add(row.path.clone(), message, "call it `primary`, `secondary` or the like");
            }
            let name = name.unwrap_or_else(|| if many { (index + 1).to_string() } else { String::new() });
            let own = self.rules(row, Some(rules));
            // Whose shifts are written one by one.
            let has_shifts = || {
                let shifts = self.page.get("shifts").and_then(Value::as_array).into_iter().flatten();
                shifts.filter_map(|shift| shift.get("layer")?.as_str()).any(|layer| layer.trim() == name)
            };
            if own.people.is_empty() && (name.is_empty() || !has_shifts()) {
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
            if own.is_broken || is_odd {
                self.broken.add(at);
            }
            rota.layers[at].turns.extend(own.turns().filter(|turns| !turns.people.is_empty()));
            for person in own.people {
                if !rota.layers[at].people.contains(&person) {
                    rota.layers[at].people.push(person);
                }
            }
        }
    }

    /// The rows of a list of the page. One that is none may have meant any layer.
    fn rows(&mut self, key: &str, needs: &Needs) -> Vec<Row<'a>> {
        let wrongs = self.wrongs.0.len();
        let rows = self.page_row().rows(key, needs, &mut self.wrongs);
        if self.wrongs.0.len() > wrongs {
            self.broken = Broken::All;
        }
        rows
    }

    /// Names nobody where something cannot be read.
    fn silence(&self, rota: &mut Rota) {
        let layers = rota.layers.iter_mut().enumerate().filter(|(at, _)| self.broken.has(*at));
        for (_, layer) in layers {
            layer.turns.clear();
            layer.dated.clear();
            layer.overrides.clear();
            layer.is_unreadable = true;
        }
    }

    /// Shifts of which the times are written, and those who stand in.
    fn dated(&mut self, rota: &mut Rota) {
        for (key, known) in [("shifts", true), ("overrides", false)] {
            for row in self.rows(key, &DATED) {
                let is_odd = self.is_odd(&row, &["from", "to", "person", "layer", "why"]);
                let Some(layer) = self.layer(&row, rota, known) else {
                    self.broken = Broken::All;
                    continue;
                };
                // Days begin at the handoff, where that is.
                let turns = rota.layers[layer].turns.first();
                let time = turns.map_or(Time::midnight(), |turns| {
                    turns.handoff.map_or(turns.start.time(), |handoff| handoff.time)
                });
                let days = (turns.map_or(&rota.zone.rules, |turns| &turns.zone.rules), time);
                let dated = self.one_dated(&row, &rota.zone.rules, days);
                if dated.is_none() || is_odd {
                    self.broken.add(layer);
                }
                let Some(Some(dated)) = dated else { continue };
                let at = layer;
                let layer = &mut rota.layers[at];
                if known {
                    if !layer.people.contains(&dated.person) {
                        layer.people.push(dated.person.clone());
                    }
                    let over = layer.dated.iter().any(|other| other.from < dated.to && dated.from < other.to);
                    if over {
                        let message = "somebody else has a shift at this time".to_owned();
                        let help =
                            "let one end where the other begins, or write who stands in below `overrides`";
                        self.wrongs.add(dated.path.clone(), message, help);
                        self.broken.add(at);
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
        let name = self.one(row, &["layer"], &LAYER, |name| Some(name.to_owned()));
        if name.is_none() && row.get("layer").is_some() {
            return None;
        }
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

    /// A shift of which the times are written, in a zone, and those of days in another at a time: none when they cannot be
    /// read, and nothing when they never are.
    fn one_dated(
        &mut self,
        row: &Row<'_>,
        zone: &TimeZone,
        (days, time): (&TimeZone, Time),
    ) -> Option<Option<Dated>> {
        for key in ["from", "to", "person"] {
            if row.get(key).is_none() {
                let message = format!("`{key}` is missing here");
                self.wrongs.add(row.path.clone(), message, "say from when, to when, and who");
            }
        }
        let from = self.one(row, &["from"], &MOMENT, rota::moment);
        let to = self.one(row, &["to"], &MOMENT, rota::moment);
        let person = self.person(row);
        if !self.has_zone && [from, to].iter().any(|time| !matches!(time, Some(Moment::Instant(_)))) {
            // Of a zone that cannot be read nobody knows which time that is.
            return None;
        }
        let person = person?;
        let is_written_so = from?.local(zone, time) < to?.local(zone, time);
        let instant =
            |moment: Moment| moment.instant(if matches!(moment, Moment::Day(_)) { days } else { zone }, time);
        let (from, to) = (instant(from?), instant(to?));
        for (key, time) in [("from", from), ("to", to)] {
            if time.is_none() {
                let message = "this is later than any time that can be told".to_owned();
                self.wrongs.add(row.at(key), message, "write a day before 9999-12-30");
            }
        }
        let (from, to) = (from?, to?);
        if from == to && is_written_so {
            // Nobody is on call for no time: what else is written is so.
            let message = "clocks are put forward in this time, and so it never is".to_owned();
            self.wrongs.add(row.at("to"), message, "write a time after that, or take it out");
            return Some(None);
        }
        if from >= to {
            let message = "this is over before it begins".to_owned();
            self.wrongs.add(row.at("to"), message, "write a time after `from`");
            return None;
        }
        let why = row.text(&["why"]).map(|(_, why)| why);
        Some(Some(Dated { from, to, person, why, path: row.path.clone() }))
    }
}

pub(super) fn layer_of(rota: &Rota, name: &str) -> Option<usize> {
    rota.layers.iter().position(|layer| layer.name.eq_ignore_ascii_case(name))
}
