//! What a page tells of a failure: its course drawn to scale, how long it took, and what is done about it.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::Renderer;
use super::fields::Cells;
use super::practice;
use super::rotation::{Clock, lasting_seconds};
use super::view::{
    EventView, IncidentView, LinkText, MarkView, PhaseView, PointView, PresentedView, ScaleView, SpanView,
    TaskView, TimeView, ToldView,
};
use crate::actions::{self, Action, State};
use crate::facts::Relation;
use crate::handbook::PageId;
use crate::incident::{Incident, MARKS, Moment, Span};

/// What a page shows of the failure that it tells of.
pub fn view(renderer: &Renderer<'_>, page: PageId, content: &str, root: &str) -> Option<IncidentView> {
    let incident = renderer.book.incident(page)?;
    let shown =
        Shown { renderer, cells: Cells::of(renderer, page, root), clock: Clock::of(renderer), incident };
    // What the text says itself stands there already.
    let is_said = renderer.book.is_told(page, "timeline");
    let impact = if renderer.book.is_told(page, "impact") { Vec::new() } else { shown.impact() };
    let (opening, text) = if impact.is_empty() { ("", "") } else { content.split_at(opening(content)) };
    Some(IncidentView {
        zone: if shown.has_time() { incident.zone.name.clone() } else { String::new() },
        marks: shown.marks(),
        spans: shown.spans(),
        scale: shown.scale(),
        impact,
        opening: opening.to_owned(),
        text: text.to_owned(),
        events: if is_said { Vec::new() } else { shown.events() },
        presented: incident.presented.as_ref().map(|presented| PresentedView {
            on: presented.on.map(|day| day.to_string()),
            to: presented
                .to
                .iter()
                .map(|to| shown.cells.cell(&Value::from(&**to), Some(Relation::Owns)))
                .collect(),
        }),
    })
}

/// How long the part of a page's HTML is that comes before its first heading: all of it where it has none, and nothing
/// where that stands within something else.
fn opening(content: &str) -> usize {
    let is_heading = |at: &usize| {
        let tag = &content.as_bytes()[*at + 2..];
        matches!(tag, [b'1'..=b'6', b' ' | b'>', ..])
    };
    let first = content.match_indices("<h").map(|(at, _)| at).find(is_heading);
    let Some(first) = first else { return content.len() };
    let before = &content[..first];
    let count = |mark: &str| before.matches(mark).count();
    let is_open = |name: &&str| {
        count(&format!("<{name} ")) + count(&format!("<{name}>")) != count(&format!("</{name}>"))
    };
    let holds = [
        "aside",
        "blockquote",
        "details",
        "div",
        "dl",
        "figure",
        "li",
        "nav",
        "ol",
        "section",
        "table",
        "ul",
    ];
    if holds.iter().any(is_open) { 0 } else { first }
}

/// The failures because of which a page changed, and those that it had a part in.
pub fn told(renderer: &Renderer<'_>, page: PageId, root: &str) -> (Vec<ToldView>, Vec<ToldView>) {
    let Some(told) = renderer.shared.told_of.get(&page) else { return (Vec::new(), Vec::new()) };
    let one = |page: &PageId| {
        let incident = renderer.book.incident(*page);
        ToldView {
            page: renderer.link(*page, root),
            day: incident.and_then(|incident| incident.day).map(|day| day.to_string()),
            severity: incident.and_then(|incident| incident.severity.clone()),
        }
    };
    (told.because_of.iter().map(one).collect(), told.seen_in.iter().map(one).collect())
}

/// What a page says that is to be done: what is open first, and of that what is due first.
pub fn tasks(renderer: &Renderer<'_>, page: PageId, root: &str) -> Vec<TaskView> {
    if renderer.book.is_told(page, actions::KEY) {
        return Vec::new();
    }
    let cells = Cells::of(renderer, page, root);
    let mut actions: Vec<&Action> = renderer.book.actions_of(page).iter().collect();
    actions.sort_by_key(|action| {
        let rank = match action.state {
            State::Open => 0,
            State::Done(_) => 1,
            State::Dropped => 2,
        };
        let due = action.due_day();
        (rank, due.is_none(), due)
    });
    actions.iter().map(|action| task(renderer, &cells, action)).collect()
}

/// An action for templates.
pub fn task(renderer: &Renderer<'_>, cells: &Cells<'_>, action: &Action) -> TaskView {
    let cell = |text: &String, relation| cells.cell(&Value::from(&**text), relation);
    let is_overdue = action.is_overdue(renderer.today);
    let due = action.due_day().map(|day| day.to_string());
    TaskView {
        id: action.id.clone(),
        what: cell(&action.what, None),
        kind_label: action.kind.as_ref().map(|kind| kind_label(renderer, kind)),
        kind: action.kind.clone(),
        owners: action.owners.iter().map(|owner| cell(owner, Some(Relation::Answers))).collect(),
        due: due.or_else(|| action.due.clone()),
        state: if is_overdue { "overdue" } else { action.state.word() },
        done: match action.state {
            State::Done(day) => day.map(|day| day.to_string()),
            _ => None,
        },
        reason: action.reason.clone(),
        link: action.link.as_ref().map(|link| cells.link(link)),
    }
}

/// What an action is good for, in the theme's words.
fn kind_label(renderer: &Renderer<'_>, kind: &str) -> String {
    let word = format!("action-{kind}");
    match renderer.theme.word(&word) {
        said if said != word => said.to_owned(),
        _ => practice::label(renderer, kind),
    }
}

struct Shown<'a> {
    renderer: &'a Renderer<'a>,
    cells: Cells<'a>,
    clock: Clock<'a>,
    incident: &'a Incident,
}

impl Shown<'_> {
    fn known(&self) -> impl Iterator<Item = (&'static str, &Moment)> {
        MARKS
            .into_iter()
            .zip(&self.incident.marks)
            .filter_map(|(name, moment)| Some((name, moment.as_ref()?)))
    }

    fn label(&self, mark: &str) -> String {
        self.renderer.theme.word(&format!("incident-{mark}")).to_owned()
    }

    /// A moment as clocks in the incident's zone have it; of a day, the day.
    fn time(&self, moment: &Moment) -> TimeView {
        let local = self.incident.zone.rules.to_datetime(moment.at);
        if moment.whole_day {
            let day = local.date().to_string();
            return TimeView { at: day.clone(), text: day };
        }
        TimeView {
            at: moment.at.to_string(),
            text: format!(
                "{} {} {:02}:{:02}{}",
                self.clock.day(local.date()),
                local.year(),
                local.hour(),
                local.minute(),
                if local.second() == 0 { String::new() } else { format!(":{:02}", local.second()) }
            ),
        }
    }

    /// How long after the beginning a moment was.
    fn after(&self, moment: &Moment) -> Option<String> {
        let start = self.incident.marks[0].as_ref().filter(|start| !start.whole_day && !moment.whole_day)?;
        let seconds = moment.at.as_second() - start.at.as_second();
        (seconds > 0).then(|| lasting_seconds(self.renderer, seconds))
    }

    /// The times of what happened.
    fn event_times(&self) -> impl Iterator<Item = Timestamp> {
        let moments = self.incident.timeline.iter().filter_map(|event| event.at.as_ref());
        moments.filter(|moment| !moment.whole_day).map(|moment| moment.at)
    }

    /// Whether more than days are known.
    fn has_time(&self) -> bool {
        self.known().any(|(_, moment)| !moment.whole_day) || self.event_times().next().is_some()
    }

    fn marks(&self) -> Vec<MarkView> {
        let mark = |(name, moment): (&'static str, &Moment)| MarkView {
            name,
            label: self.label(name),
            time: self.time(moment),
        };
        self.known().map(mark).collect()
    }

    fn spans(&self) -> Vec<SpanView> {
        let span = |span: Span| {
            let text = lasting_seconds(self.renderer, self.incident.seconds(span)?);
            let label = self.renderer.theme.word(&format!("incident-to-{}", span.word())).to_owned();
            Some(SpanView { name: span.word(), label, text })
        };
        Span::ALL.into_iter().filter_map(span).collect()
    }

    fn impact(&self) -> Vec<LinkText> {
        let impact = self.incident.impact.iter();
        impact.map(|(text, _)| self.cells.cell(&Value::from(&**text), None)).collect()
    }

    fn events(&self) -> Vec<EventView> {
        let timeline = self.incident.timeline.iter();
        let event = |event: &crate::incident::Event| EventView {
            time: event.at.as_ref().map(|moment| self.time(moment)),
            written: event.written.clone(),
            what: self.cells.cell(&Value::from(&*event.what), None),
            link: event.link.as_ref().map(|link| self.cells.link(link)),
            after: event.at.as_ref().and_then(|moment| self.after(moment)),
        };
        timeline.map(event).collect()
    }

    /// The picture: from the first of the moments that count to the last, with a little around them. Where nothing says
    /// when it began, or when it was over, from the first of what happened, or to the last.
    fn scale(&self) -> Option<ScaleView> {
        let timed: Vec<(&'static str, &Moment)> =
            self.known().filter(|(_, moment)| !moment.whole_day).collect();
        let known = |mark: usize| timed.iter().any(|(name, _)| *name == MARKS[mark]);
        let marked = || timed.iter().map(|(_, moment)| moment.at);
        let entry = |is_said: bool| self.event_times().filter(move |_| !is_said);
        let first = marked().chain(entry(known(0)).take(1)).min()?;
        let is_over = known(2) || known(3);
        let last = marked().chain(entry(is_over)).max().filter(|last| *last > first)?;
        let scale = Scale::around(first, last)?;
        let (mut earlier, mut later, mut events) = (0, 0, Vec::new());
        for (event, moment) in
            self.incident.timeline.iter().filter_map(|event| Some((event, event.at.as_ref()?)))
        {
            match moment {
                _ if moment.at < scale.from => earlier += 1,
                _ if moment.at > scale.to => later += 1,
                _ if moment.whole_day => {}
                _ => events.push(PointView {
                    x: scale.percent(moment.at),
                    // A picture's titles have no marks.
                    text: format!(
                        "{}: {}",
                        self.time(moment).text,
                        self.cells.cell(&Value::from(&*event.what), None).text
                    ),
                    anchor: "middle",
                    row: 0,
                }),
            }
        }
        let mut texts: Vec<_> = timed.iter().map(|(name, moment)| (self.label(name), moment.at)).collect();
        let is_marked = |at: Timestamp| marked().any(|mark| mark == at);
        let assumed = !known(0) && !is_marked(first);
        if assumed {
            texts.insert(0, (self.label("first"), first));
        }
        if !is_over && !is_marked(last) {
            texts.push((self.label("last"), last));
        }
        let marks = scale.rows(&texts);
        let rows = marks.iter().map(|mark| mark.row + 1).max().unwrap_or(0);
        let ticks = scale.ticks(self.incident, &self.clock);
        Some(ScaleView {
            phases: scale.phases(&self.incident.marks),
            marks,
            events,
            ticks,
            rows,
            assumed,
            earlier,
            later,
        })
    }
}

/// A stretch of time, as wide as a page.
struct Scale {
    from: Timestamp,
    to: Timestamp,
}

/// Two texts that are nearer than this, in percent of the width, are in different rows: on a phone, two of them are as
/// wide.
const APART: f64 = 42.0;
/// So many times are written along a course at most.
const TICKS: i64 = 5;

impl Scale {
    /// The stretch from one moment to another with a twentieth of it on either side.
    fn around(first: Timestamp, last: Timestamp) -> Option<Self> {
        let rim = SignedDuration::from_secs((last.as_second() - first.as_second()) / 20 + 1);
        Some(Scale { from: first.checked_sub(rim).ok()?, to: last.checked_add(rim).ok()? })
    }

    #[allow(clippy::cast_precision_loss, reason = "seconds of a few years")]
    fn place(&self, at: Timestamp) -> f64 {
        let whole = (self.to.as_second() - self.from.as_second()) as f64;
        (at.as_second() - self.from.as_second()) as f64 * 100.0 / whole
    }

    fn percent(&self, at: Timestamp) -> String {
        format!("{:.2}", self.place(at))
    }

    /// Texts at their places. Those that are near to each other have rows of their own, so that no line to a place
    /// crosses the text of another.
    fn rows(&self, texts: &[(String, Timestamp)]) -> Vec<PointView> {
        let places: Vec<f64> = texts.iter().map(|(_, at)| self.place(*at)).collect();
        let mut points = Vec::new();
        let mut start = 0;
        while start < texts.len() {
            let near =
                places[start..].windows(2).take_while(|pair| (pair[1] - pair[0]).abs() < APART).count();
            let end = start + near + 1;
            // Texts to the left of their places rise, those to the right fall.
            let rises = places[start] + places[end - 1] > 80.0;
            for at in start..end {
                let (anchor, row) = match (near, rises) {
                    (0, _) => (anchor(places[at], 18.0), 0),
                    (_, true) => ("end", at - start),
                    (_, false) => ("start", end - 1 - at),
                };
                points.push(PointView {
                    x: format!("{:.2}", places[at]),
                    text: texts[at].0.clone(),
                    anchor,
                    row,
                });
            }
            start = end;
        }
        points
    }

    /// The stretches between moments that count.
    fn phases(&self, marks: &[Option<Moment>; 4]) -> Vec<PhaseView> {
        let at =
            |mark: usize| marks[mark].as_ref().filter(|moment| !moment.whole_day).map(|moment| moment.at);
        let stretch = |name: &'static str, from: Option<Timestamp>, to: Option<Timestamp>| {
            let (from, to) = (from?, to?);
            (to > from).then(|| PhaseView {
                name,
                x: self.percent(from),
                width: format!("{:.2}", self.place(to) - self.place(from)),
            })
        };
        let end = at(2).or_else(|| at(3));
        let noticed = at(1);
        [
            stretch("unnoticed", at(0), noticed),
            stretch("noticed", noticed.or_else(|| at(0)), end),
            stretch("mitigated", at(2), at(3)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The first days of some months or years along it, with the year: a course may take as long.
    fn far_ticks(&self, incident: &Incident, clock: &Clock<'_>) -> Vec<PointView> {
        let rules = &incident.zone.rules;
        let (first, last) = (rules.to_datetime(self.from).date(), rules.to_datetime(self.to).date());
        let month = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        let (first, last) = (month(first), month(last));
        const STEPS: [i32; 11] = [3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000];
        let Some(step) = STEPS.into_iter().find(|step| (last - first) / step <= 5) else { return Vec::new() };
        let months = (1..=6).map(|count| (first.div_euclid(step) + count) * step);
        let tick = |month: i32| {
            let (year, month) =
                (i16::try_from(month.div_euclid(12)).ok()?, i8::try_from(month.rem_euclid(12)).ok()?);
            let day = Date::new(year, month + 1, 1).ok()?;
            let at = rules.to_timestamp(day.at(0, 0, 0, 0)).ok()?;
            (self.from < at && at < self.to).then(|| PointView {
                x: self.percent(at),
                text: format!("{} {year}", clock.day(day)),
                anchor: anchor(self.place(at), 10.0),
                row: 0,
            })
        };
        months.filter_map(tick).collect()
    }

    /// Round times along it, in the incident's zone: a few of them.
    fn ticks(&self, incident: &Incident, clock: &Clock<'_>) -> Vec<PointView> {
        const STEPS: [i64; 17] = [
            60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
            1_209_600, 2_592_000, 7_776_000,
        ];
        let whole = self.to.as_second() - self.from.as_second();
        let Some(step) = STEPS.into_iter().find(|step| whole / step <= TICKS) else {
            return self.far_ticks(incident, clock);
        };
        let rules = &incident.zone.rules;
        let offset = |at: Timestamp| i64::from(rules.to_offset(at).seconds());
        let local = self.from.as_second() + offset(self.from);
        let mut next = (local.div_euclid(step) + 1) * step - offset(self.from);
        let mut ticks = Vec::new();
        while let Ok(at) = Timestamp::from_second(next) {
            if at >= self.to || ticks.len() > 12 {
                break;
            }
            let time = rules.to_datetime(at);
            let text = match time.time() == jiff::civil::Time::midnight() || step >= 86_400 {
                true => clock.day(time.date()),
                false => format!("{:02}:{:02}", time.hour(), time.minute()),
            };
            ticks.push(PointView { x: self.percent(at), text, anchor: anchor(self.place(at), 7.0), row: 0 });
            next += step;
        }
        ticks
    }
}

/// A text at the rim, which is so many percent wide, reaches inwards.
fn anchor(place: f64, rim: f64) -> &'static str {
    match place {
        _ if place < rim => "start",
        _ if place > 100.0 - rim => "end",
        _ => "middle",
    }
}
