//! The graphs of a weekly review: each beside the week before, with what stands out and why.

use std::sync::Arc;

use jiff::ToSpan;
use serde_json::Value;

use super::Renderer;
use super::chart::{self, Drawing};
use super::fields::Cells;
use super::view::{FigureView, LinkText, MetricView, WeekMarkView, WeekSeriesView, WeeklyView};
use crate::chart::weekly::{Mark, Metric, Sort, Week};
use crate::chart::{Along, Chart, Extremes, Points, time};
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
        open: marks().filter(|mark| mark.sort != Sort::Note && mark.why.is_none()).count(),
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
        let before: Vec<_> = metric.weeks.iter().map(|week| self.before(metric, week)).collect();
        let mut html = String::new();
        let mut marks = Vec::new();
        if let Some(chart) = &metric.chart {
            // Of several lines, those of the week before would be too many to tell apart.
            let only = before.first().filter(|_| before.len() == 1).and_then(Option::as_ref);
            let chart = self.with_before(chart, only.map(|(points, _)| points));
            chart::write(&mut html, self.renderer.theme, &chart, &format!("metric-{}", at + 1));
            let drawing = Drawing::of(self.renderer.theme, &chart, "");
            let listed = metric.marks.iter().enumerate();
            marks = listed.map(|(number, mark)| self.mark(number + 1, mark, &drawing)).collect();
        }
        let series = metric.weeks.iter().zip(&before).filter_map(|(week, before)| {
            let figures = self.figures(metric, &week.now?, before.as_ref().map(|(_, of)| of));
            let name = Some(week.line.name.clone()).filter(|_| metric.weeks.len() > 1);
            Some(WeekSeriesView { name, figures })
        });
        MetricView { id, name: metric.name.clone(), html, series: series.collect(), marks }
    }

    /// The week before: of the same data, or else of the review before.
    fn before(&self, metric: &Metric, week: &Week) -> Option<(Points, Extremes)> {
        if let Some(before) = &week.before {
            return Some(before.clone());
        }
        let page = self.before?;
        let weeks = self.renderer.book.week_of(self.page)?.since(self.renderer.book.week_of(page)?).ok()?;
        let weekly = self.renderer.book.weekly(page)?;
        let same = weekly.metrics.iter().find(|other| other.name.eq_ignore_ascii_case(&metric.name))?;
        if same.unit != metric.unit {
            return None;
        }
        // One line may be called otherwise than the week before; of several, each has the one of its name.
        let then = match (&same.weeks[..], metric.weeks.len()) {
            ([then], 1) => then,
            (all, _) => all.iter().find(|then| then.line.name == week.line.name)?,
        };
        let Along::Time(zone, _) = metric.along.as_ref()? else { return None };
        let days = f64::from(weeks.get_days());
        let points = then.line.points.iter().map(|(x, y)| (time::days_later(*x, days, zone), *y)).collect();
        Some((Points { name: String::new(), points }, then.now?))
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
        let digits =
            before.map_or_else(|| metric.digits.clone(), |before| metric.digits.clone().with(before));
        let figure = |(name, of): Figure| {
            let (this, last) = (of(now), before.map(of));
            let change = last.filter(|last| last.abs() > f64::EPSILON).map(|last| (this - last) / last.abs());
            FigureView {
                name,
                label: self.renderer.theme.word(&format!("weekly-{name}")).to_owned(),
                now: digits.show(&metric.unit, this),
                before: last.map(|last| digits.show(&metric.unit, last)),
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
        let limit = |limit: f64| theme.word("weekly-limit").replace("{value}", &drawing.whole(limit));
        let usual = || theme.word("weekly-usual").replace("{value}", &drawing.beside(mark.usual, mark.value));
        let held = match (mark.sort, mark.beyond) {
            (Sort::Spike | Sort::Dip, Some(beyond)) => Some(format!("{}, {}", usual(), limit(beyond))),
            (Sort::Spike | Sort::Dip, None) => Some(usual()),
            (Sort::Crossing, _) => Some(limit(mark.usual)),
            (Sort::Note, _) => None,
        };
        let cell = |text: &String| self.cells.cell(&Value::from(&**text), None);
        WeekMarkView {
            number,
            sort,
            label: theme.word(&format!("weekly-{sort}")).to_owned(),
            at: drawing.place(mark.at),
            series: mark.line.clone(),
            value: drawing.beside(mark.value, mark.usual),
            usual: held,
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
    let size = (change * 100.0).abs();
    // What is little is still told from nothing.
    let decimals = if size >= 0.5 { 0 } else { (-size.log10()).ceil().clamp(0.0, 9.0) as usize };
    let number = format!("{size:.decimals$}");
    if number.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
        return "±0%".to_owned();
    }
    let sign = if change < 0.0 { '−' } else { '+' };
    format!("{sign}{number}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_changes_are_changes() {
        let shown = [0.5, -0.244, 0.004, -0.000_5, 0.000_012, 1e-13, 0.0].map(percent);
        assert_eq!(shown, ["+50%", "−24%", "+0.4%", "−0.05%", "+0.001%", "±0%", "±0%"]);
    }
}
