//! The graphs of a weekly review: each beside the week before, with what stands out and why.

use std::sync::Arc;

use jiff::ToSpan;
use serde_json::Value;

use super::Renderer;
use super::chart::{self, Drawing};
use super::fields::Cells;
use super::view::{FigureView, LinkText, MetricView, WeekMarkView, WeeklyView};
use crate::chart::weekly::{Mark, Metric, Sort, WEEK};
use crate::chart::{Chart, Extremes, Points};
use crate::handbook::PageId;
use crate::kinds;
use crate::syntax::document::Document;
use crate::syntax::slug::slug;

/// The graphs of a page, if it is a weekly review that has some.
pub fn view(
    renderer: &Renderer<'_>,
    page: PageId,
    document: Option<&Document>,
    root: &str,
) -> Option<WeeklyView> {
    if !kinds::is_weekly(&renderer.book.pages[page].kind) {
        return None;
    }
    let weekly = document?.weekly.as_deref()?;
    let before = renderer.book.week_before(page);
    let week = renderer.book.week_of(page);
    let shown = Shown { renderer, cells: Cells::of(renderer, page, root), page, before };
    let metrics: Vec<MetricView> =
        weekly.metrics.iter().enumerate().map(|(at, metric)| shown.metric(at, metric)).collect();
    let marks = || weekly.metrics.iter().flat_map(|metric| &metric.marks);
    let link = |page: PageId| renderer.link(page, root);
    Some(WeeklyView {
        from: week.map(|week| week.to_string()),
        to: week.and_then(|week| week.checked_add(6.days()).ok()).map(|day| day.to_string()),
        before: before.map(link),
        after: renderer.book.week_after(page).map(link),
        marks: marks().filter(|mark| mark.sort != Sort::Note).count(),
        open: marks().filter(|mark| mark.why.is_none()).count(),
        metrics,
    })
}

struct Shown<'a> {
    renderer: &'a Renderer<'a>,
    cells: Cells<'a>,
    page: PageId,
    before: Option<PageId>,
}

impl Shown<'_> {
    fn metric(&self, at: usize, metric: &Metric) -> MetricView {
        let id = format!("site-metric-{}-{}", at + 1, slug(&metric.name));
        let before = self.before(metric);
        let mut html = String::new();
        let mut marks = Vec::new();
        if let Some(chart) = &metric.chart {
            let chart = self.with_before(chart, before.as_ref().map(|(points, _)| points));
            chart::write(&mut html, self.renderer.theme, &chart, &format!("metric-{}", at + 1));
            let drawing = Drawing::of(self.renderer.theme, &chart, "");
            let listed = metric.marks.iter().enumerate();
            marks = listed.map(|(number, mark)| self.mark(number + 1, mark, &drawing)).collect();
        }
        let figures = metric.now.map(|now| self.figures(metric, &now, before.as_ref().map(|(_, of)| of)));
        MetricView { id, name: metric.name.clone(), html, figures: figures.unwrap_or_default(), marks }
    }

    /// The week before: of the same data, or else of the review before.
    fn before(&self, metric: &Metric) -> Option<(Points, Extremes)> {
        if let Some(before) = &metric.before {
            return Some(before.clone());
        }
        let page = self.before?;
        let weeks = self.renderer.book.week_of(self.page)?.since(self.renderer.book.week_of(page)?).ok()?;
        let weekly = self.renderer.book.weekly(page)?;
        let same = weekly.metrics.iter().find(|other| other.name.eq_ignore_ascii_case(&metric.name))?;
        if same.unit != metric.unit {
            return None;
        }
        let later = f64::from(weeks.get_days()) * WEEK / 7.0;
        let points = same.line.points.iter().map(|(x, y)| (x + later, *y)).collect();
        Some((Points { name: String::new(), points }, same.now?))
    }

    /// A graph with the line of the week before, all of which is to be seen.
    fn with_before(&self, chart: &Arc<Chart>, before: Option<&Points>) -> Chart {
        let mut chart = Chart::clone(chart);
        if let Some(before) = before.filter(|before| !before.points.is_empty()) {
            let name = self.renderer.theme.word("weekly-before").to_owned();
            let values = before.points.iter().map(|(_, y)| *y).filter(|y| y.is_finite());
            chart.y = values.fold(chart.y, |(low, high), y| (low.min(y), high.max(y)));
            chart.before = Some(Points { name, points: before.points.clone() });
        }
        chart
    }

    fn figures(&self, metric: &Metric, now: &Extremes, before: Option<&Extremes>) -> Vec<FigureView> {
        type Figure = (&'static str, fn(&Extremes) -> f64);
        let figures: [Figure; 3] = [
            ("highest", |of| of.high.1),
            ("mean", |of| of.sum.0 / of.sum.1 as f64),
            ("lowest", |of| of.low.1),
        ];
        let figure = |(name, of): Figure| {
            let (this, last) = (of(now), before.map(of));
            let change = last.filter(|last| last.abs() > f64::EPSILON).map(|last| (this - last) / last.abs());
            FigureView {
                name,
                label: self.renderer.theme.word(&format!("weekly-{name}")).to_owned(),
                now: metric.unit.show(this),
                before: last.map(|last| metric.unit.show(last)),
                change: change.map(percent),
            }
        };
        figures.into_iter().map(figure).collect()
    }

    fn mark(&self, number: usize, mark: &Mark, drawing: &Drawing<'_>) -> WeekMarkView {
        let theme = self.renderer.theme;
        let sort = match mark.sort {
            Sort::Spike => "spike",
            Sort::Dip => "dip",
            Sort::Crossing => "crossing",
            Sort::Note => "note",
        };
        let usual = match mark.sort {
            Sort::Spike | Sort::Dip => Some("weekly-usual"),
            Sort::Crossing => Some("weekly-limit"),
            Sort::Note => None,
        };
        let cell = |text: &String| self.cells.cell(&Value::from(&**text), None);
        WeekMarkView {
            number,
            sort,
            label: theme.word(&format!("weekly-{sort}")).to_owned(),
            at: drawing.place(mark.at),
            value: drawing.value(mark.value),
            usual: usual.map(|word| theme.word(word).replace("{value}", &drawing.value(mark.usual))),
            why: mark.why.as_ref().map(cell),
            link: mark.link.as_ref().map(|link| self.link(link)),
        }
    }

    /// The page that a note names, or an address elsewhere.
    fn link(&self, written: &String) -> LinkText {
        match self.renderer.book.page_in_field(self.page, written) {
            Some(page) => self.cells.page(page),
            None => self.cells.cell(&Value::from(&**written), None),
        }
    }
}

/// A change for readers.
fn percent(change: f64) -> String {
    let rounded = (change * 100.0).round();
    if rounded == 0.0 {
        return "±0%".to_owned();
    }
    let sign = if rounded < 0.0 { '−' } else { '+' };
    format!("{sign}{}%", rounded.abs())
}
