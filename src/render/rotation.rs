//! Who is on call: the shifts around the day that the site is built for. Nothing here knows what time it is: which
//! shift is the one that holds now is marked in the reader's browser.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Span, Timestamp};
use serde_json::Value;

use super::Renderer;
use super::coming::{self, Coming, Looks};
use super::fields::Cells;
use super::practice;
use super::rotation_parts as parts;
use super::view::{
    FoldView, LayerView, LinkText, OnCallView, RotationView, RungView, SeveritiesView, ShiftView, TimeView,
};
use crate::facts::Relation;
use crate::handbook::{PageId, address};
use crate::kinds::capitalized;
use crate::rota::{Callee, Layer, Nobody, Rota, Rung, Spell, Zone};
use crate::syntax::front_matter::is_nothing;
use crate::theme::Theme;

/// Pages of rotations and units know the shifts of so many days to come.
pub const ALL_DAYS: i64 = 57;
/// Where all rotas are, a site that is built every other week says who is next.
pub const SOME_DAYS: i64 = 15;
/// With more rotas than these,
pub const MANY: usize = 60;
/// those of so many days.
pub const FEW_DAYS: i64 = 8;

/// What a page says of who is on call, if it does.
pub fn view(renderer: &Renderer<'_>, page: PageId, root: &str) -> Option<RotationView> {
    let rota = renderer.book.rota(page)?;
    Some(
        Shown {
            renderer,
            root,
            cells: Cells::of(renderer, page, root),
            clock: Clock::of(renderer),
            rota,
            days: ALL_DAYS,
            whole: true,
        }
        .view(page),
    )
}

/// The same for the page of a unit, as far as one wants to know it there.
pub fn of_unit(renderer: &Renderer<'_>, page: PageId, root: &str, days: i64) -> Option<OnCallView> {
    let rota = renderer.book.rota(page)?;
    let shown = Shown {
        renderer,
        root,
        cells: Cells::of(renderer, page, root),
        clock: Clock::of(renderer),
        rota,
        days,
        whole: false,
    };
    let rotation = shown.view(page);
    let mut people: Vec<&str> = Vec::new();
    for person in rota.layers.iter().flat_map(|layer| &layer.people) {
        if !people.contains(&person.as_str()) {
            people.push(person);
        }
    }
    let people: Vec<LinkText> = people.into_iter().map(|person| shown.person(person)).collect();
    let says = !people.is_empty() || rotation.schedule.is_some();
    says.then(|| OnCallView { page: renderer.link(page, root), people, rotation })
}

/// So many shifts of a layer are one list: those of a day each,
const UNFOLDED: usize = 64;
/// and so many are folded by weeks, which are no longer lists then.
const BY_WEEK: usize = 8 * UNFOLDED;

struct Shown<'a> {
    renderer: &'a Renderer<'a>,
    root: &'a str,
    cells: Cells<'a>,
    clock: Clock<'a>,
    rota: &'a Rota,
    /// Of how many days the shifts that come are known; the next one is always.
    days: i64,
    /// Whether all that comes is shown, and not only who is next.
    whole: bool,
}

impl Shown<'_> {
    fn view(&self, page: PageId) -> RotationView {
        let others = &self.renderer.book.pages[page].front.others;
        let schedule = others.get("schedule_url").filter(|url| !is_nothing(url));
        let rungs = self.rota.escalation.iter().filter(|_| self.whole);
        let mut escalation: Vec<RungView> = rungs.map(|rung| self.rung(rung)).collect();
        parts::place(&mut escalation, self.rota);
        let calendar = self.renderer.book.feed_of_rotation(page).filter(|_| self.whole);
        RotationView {
            zone: self.rota.zone.name.clone(),
            schedule: schedule.map(|url| self.cells.cell(url, None)),
            layers: (0..self.rota.layers.len()).map(|layer| self.layer(layer)).collect(),
            escalation,
            load: if self.whole {
                parts::load(self.renderer, self.rota, page, self.root)
            } else {
                Vec::new()
            },
            calendar: calendar.map(|path| format!("{}{}", self.root, address::encoded(path))),
            severities: if self.whole { self.severities() } else { None },
            response: self.rota.response.clone().filter(|_| self.rota.severities.is_empty()),
        }
    }

    fn person(&self, id: &str) -> LinkText {
        self.cells.cell(&Value::from(id), Some(Relation::OnCall))
    }

    fn layer(&self, at: usize) -> LayerView {
        let layer = &self.rota.layers[at];
        let (turns, coming) = self.turns(at);
        let (shifts, folds) = if self.whole { self.shifts(at) } else { Default::default() };
        LayerView {
            name: layer.name.clone(),
            label: capitalized(&layer.name),
            people: layer.people.iter().map(|person| self.person(person)).collect(),
            nobody: if turns.is_empty() { self.nobody(layer) } else { None },
            hours: hours(layer),
            turns,
            coming,
            shifts,
            folds,
        }
    }

    /// Why nobody is on call in a layer of which no shift is shown.
    fn nobody(&self, layer: &Layer) -> Option<String> {
        let told = |word: &str, at: Timestamp| {
            self.renderer.theme.word(word).replace("{time}", &self.rota.zone.clock(at))
        };
        Some(match layer.nobody(self.midnight(0))? {
            Nobody::Unreadable => self.renderer.theme.word("rota-unreadable").to_owned(),
            Nobody::Begins(at) => told("rota-begins", at),
            Nobody::Ended(at) => told("rota-ended", at),
        })
    }

    /// The shifts of the day that the site is built for and of those that come, one after the other, with the one after
    /// the last of these days, however far that is: the first of everybody who has one, and when all of them are. Where
    /// it is built that day may have begun earlier than where the rota is, and so those of the day before are known.
    fn turns(&self, layer: usize) -> (Vec<ShiftView>, String) {
        let (yesterday, today, tomorrow) = (self.midnight(-1), self.midnight(0), self.midnight(1));
        let end = self.midnight(self.days);
        let mut runs = self.rota.runs(layer, yesterday, self.rota.shown(self.renderer.today).1);
        // Whoever is on call on the last of these days hands over, too.
        match runs.iter().position(|run| run.from() >= end) {
            Some(next) => runs.truncate(next + 1),
            None => runs.extend(self.rota.following(layer, end)),
        }
        let (mut listed, mut coming) = (Vec::new(), Coming::default());
        // Until when somebody is on call.
        let (mut until, mut is_next_there) = (yesterday, false);
        for run in &runs {
            let is_next = run.from() >= tomorrow;
            let soon = run.to() > today && !(is_next && is_next_there);
            is_next_there |= is_next;
            let apart = until < run.from();
            until = run.to();
            if coming.add(Looks::of(run), run, soon) {
                let shift = ShiftView { soon, apart, ..self.shift(run) };
                listed.push(parts::with_contacts(self.renderer, run.person(), shift));
            }
        }
        (listed, coming.text)
    }

    /// The shifts of the day that the site is built for and of the next weeks, each turn as one; and the next handoff
    /// where there is none in these weeks. Of many there is a list for each week, and of very many for each day.
    fn shifts(&self, layer: usize) -> (Vec<ShiftView>, Vec<FoldView>) {
        let (from, to) = self.rota.shown(self.renderer.today);
        let today = self.midnight(0);
        let mut spells = self.rota.spells(layer, from, to);
        spells.retain(|spell| spell.to() > today);
        if spells.len() < 2 {
            let next = self.rota.following(layer, to).map(|run| run.from());
            let span =
                next.and_then(|from| Some((from, from.checked_add(SignedDuration::from_nanos(1)).ok()?)));
            spells.extend(span.into_iter().flat_map(|(from, to)| self.rota.spells(layer, from, to)));
        }
        let views = |spells: &[Spell<'_>]| spells.iter().map(|spell| self.shift(spell)).collect();
        if spells.len() <= UNFOLDED {
            return (views(&spells), Vec::new());
        }
        let days = if spells.len() > BY_WEEK { 1 } else { 7 };
        let first = |spell: &Spell<'_>| {
            let day = self.rota.zone.rules.to_datetime(spell.from().max(today)).date();
            let back = if days == 7 { i64::from(day.weekday().to_monday_zero_offset()) } else { 0 };
            day.checked_sub(Span::new().days(back)).unwrap_or(day)
        };
        let folds = spells.chunk_by(|one, other| first(one) == first(other));
        let fold = |spells: &[Spell<'_>]| FoldView {
            label: self.clock.days(first(&spells[0]), days),
            shifts: views(spells),
        };
        (Vec::new(), folds.map(fold).collect())
    }

    /// The midnight that begins the day so many days after the one that the site is built for.
    fn midnight(&self, days: i64) -> Timestamp {
        let day = self.renderer.today.checked_add(Span::new().days(days)).unwrap_or(self.renderer.today);
        self.rota.window(day, day).0
    }

    fn shift(&self, spell: &Spell<'_>) -> ShiftView {
        let (instead, why) = spell.told();
        ShiftView {
            person: self.person(spell.person()),
            from: self.clock.time(&self.rota.zone, spell.from()),
            to: self.clock.time(&self.rota.zone, spell.to()),
            contact: None,
            spans: coming::spans(spell),
            soon: false,
            apart: false,
            instead,
            why: why.map(str::to_owned),
        }
    }

    fn rung(&self, rung: &Rung) -> RungView {
        let plain = |text: String| LinkText::plain(text);
        let to = match &rung.to {
            Callee::Layer(layer) => plain(capitalized(&self.rota.layers[*layer].name)),
            Callee::Named(id) => self.cells.cell(&Value::from(&**id), Some(Relation::Escalates)),
            Callee::Channel(channel) => self.cells.cell(&Value::from(&**channel), None),
        };
        let after = rung.after.map(|minutes| lasting(self.renderer, minutes));
        RungView { after, to, layer: matches!(rung.to, Callee::Layer(_)), y: 0, above: 0, scaled: false }
    }

    fn severities(&self) -> Option<SeveritiesView> {
        let severities = &self.rota.severities;
        if severities.is_empty() {
            return None;
        }
        let mut others: Vec<&str> = Vec::new();
        for (key, _) in severities.iter().flat_map(|severity| &severity.others) {
            if !others.contains(&key.as_str()) {
                others.push(key);
            }
        }
        let word = |word: &str| self.renderer.theme.word(word).to_owned();
        let means = severities.iter().any(|severity| severity.means.is_some());
        let response = severities.iter().any(|severity| severity.response.is_some());
        let mut columns = vec![word("severity")];
        columns.extend(means.then(|| word("severity-means")));
        columns.extend(response.then(|| word("severity-response")));
        columns.extend(others.iter().map(|key| practice::label(self.renderer, key)));
        let row = |severity: &crate::rota::Severity| {
            let cell = |text: Option<&str>| self.cells.cell(&text.map_or(Value::Null, Value::from), None);
            let mut row = vec![LinkText::plain(severity.name.clone())];
            row.extend(means.then(|| cell(severity.means.as_deref())));
            row.extend(response.then(|| cell(severity.response.as_deref())));
            let other = |key: &&str| severity.others.iter().find(|(known, _)| known == key);
            row.extend(others.iter().map(|key| cell(other(key).map(|(_, text)| &**text))));
            row
        };
        Some(SeveritiesView { columns, rows: severities.iter().map(row).collect() })
    }
}

/// The hours of a layer, as they are written, when all who take turns in it have the same.
fn hours(layer: &Layer) -> Option<String> {
    let hours = layer.turns.first()?.hours.as_ref()?;
    let is_same = layer.turns.iter().all(|turns| turns.hours.as_ref() == Some(hours));
    is_same.then(|| hours.text.clone())
}

/// How times are written, in the theme's words.
pub struct Clock<'a> {
    format: &'a str,
    weekdays: Vec<&'a str>,
    months: Vec<&'a str>,
}

impl<'a> Clock<'a> {
    /// The theme's.
    pub fn of(renderer: &Renderer<'a>) -> Self {
        Clock::in_words(renderer.theme)
    }

    /// That of a theme.
    pub fn in_words(theme: &'a Theme) -> Self {
        let words = |words: &'a str| words.split_whitespace().collect();
        let (weekdays, months) = (words(theme.word("weekdays")), words(theme.word("months")));
        Clock { format: theme.word("rota-time"), weekdays, months }
    }

    /// A day without its year: `14 Aug`.
    pub fn day(&self, day: Date) -> String {
        let month = self.months.get(usize::from((day.month() - 1).unsigned_abs())).copied();
        format!("{} {}", day.day(), month.unwrap_or_default())
    }

    /// A day, or that and the last of several: `Mon 2 Nov – Sun 8 Nov`.
    fn days(&self, first: Date, count: i64) -> String {
        let format = self.format.replace("{time}", "");
        let text = |day: Date| self.written(format.trim(), day.to_datetime(Time::midnight()));
        match first.checked_add(Span::new().days(count - 1)) {
            Ok(last) if last > first => format!("{} – {}", text(first), text(last)),
            _ => text(first),
        }
    }

    /// An instant as clocks in a zone have it.
    pub fn time(&self, zone: &Zone, at: Timestamp) -> TimeView {
        TimeView { at: at.to_string(), text: self.written(self.format, zone.rules.to_datetime(at)) }
    }

    /// What a clock shows, in a form with `{weekday}`, `{day}`, `{month}`, `{year}` and `{time}` in it.
    pub fn written(&self, format: &str, local: DateTime) -> String {
        let word = |words: &[&'a str], index: i8| {
            words.get(usize::from(index.unsigned_abs())).copied().unwrap_or_default()
        };
        let mut text = String::with_capacity(format.len());
        let mut rest = format;
        while let Some(start) = rest.find('{') {
            let (before, mark) = rest.split_at(start);
            let end = mark.find('}').map_or(mark.len(), |end| end + 1);
            text.push_str(before);
            match &mark[..end] {
                "{weekday}" => text.push_str(word(&self.weekdays, local.weekday().to_monday_zero_offset())),
                "{month}" => text.push_str(word(&self.months, local.month() - 1)),
                "{day}" if local.day() < 10 => text.push(digit(local.day())),
                "{day}" => text.extend(two_digits(local.day())),
                "{year}" => text.push_str(&local.year().to_string()),
                "{time}" => {
                    text.extend(two_digits(local.hour()));
                    text.push(':');
                    text.extend(two_digits(local.minute()));
                }
                other => text.push_str(other),
            }
            rest = &mark[end..];
        }
        text.push_str(rest);
        text
    }
}

/// A number below ten. Pages of rotas have times by the thousand, and formatting them is most of their cost.
fn digit(number: i8) -> char {
    char::from(b'0' + number.unsigned_abs() % 10)
}

fn two_digits(number: i8) -> [char; 2] {
    [digit(number / 10), digit(number)]
}

/// How long so many seconds are: to the nearest minute, if it is as long as one.
pub fn lasting_seconds(renderer: &Renderer<'_>, seconds: i64) -> String {
    match seconds {
        1..60 => format!("{seconds} {}", renderer.theme.word("lasting-seconds")),
        _ => lasting(renderer, (seconds + 30).div_euclid(60)),
    }
}

/// So many minutes, in the theme's words.
pub fn lasting(renderer: &Renderer<'_>, minutes: i64) -> String {
    let parts = [("days", minutes / 1440), ("hours", minutes / 60 % 24), ("minutes", minutes % 60)];
    let parts = parts.into_iter().filter(|(_, count)| *count > 0);
    let parts =
        parts.map(|(word, count)| format!("{count} {}", renderer.theme.word(&format!("lasting-{word}"))));
    let text = parts.collect::<Vec<_>>().join(" ");
    if text.is_empty() { renderer.theme.word("lasting-none").to_owned() } else { text }
}
