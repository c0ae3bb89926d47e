//! The data of a chart as a table, which is also what its tooltips say.

use std::fmt::Write as _;

use super::chart::Drawing;
use crate::chart::{Along, Shape, TableRow};
use crate::syntax::escape;

/// Appends the table of a chart.
pub fn write(out: &mut String, drawing: &Drawing<'_>) {
    let (chart, theme) = (drawing.chart, drawing.theme);
    let table = &chart.table;
    out.push_str("<details class=\"data\"><summary>");
    escape::text(out, theme.word("chart-data"));
    out.push_str("</summary>\n");
    if table.is_short {
        out.push_str("<p>");
        let said = theme.word("chart-data-short").replace("{count}", &chart.count.to_string());
        escape::text(out, &said);
        out.push_str("</p>\n");
    }
    out.push_str("<div class=\"table\" tabindex=\"0\"><table>\n<thead><tr><th>");
    let over = match &chart.along {
        Along::Time(..) => theme.word("chart-time"),
        _ => chart.labels[0].as_deref().unwrap_or(&chart.x_name),
    };
    escape::text(out, over);
    out.push_str("</th>");
    for series in &chart.series {
        out.push_str("<th>");
        let name = if chart.shape == Shape::Histogram { theme.word("chart-count") } else { &series.name };
        escape::text(out, name);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        self::row(out, drawing, row);
    }
    out.push_str("</tbody></table></div>\n</details>");
}

fn row(out: &mut String, drawing: &Drawing<'_>, row: &TableRow) {
    let middle = row.to.map_or(row.from, |to| (row.from + to) / 2.0);
    let across = (drawing.across(middle) * 1_000.0).round() / 10.0;
    let _ = write!(out, "<tr data-x=\"{across}\"><th scope=\"row\">");
    let between = |from: &str, to: &str| {
        drawing.theme.word("chart-from-to").replace("{from}", from).replace("{to}", to)
    };
    let place = match row.to {
        Some(to) => between(&drawing.place(row.from), &drawing.place(to)),
        None => drawing.place(row.from),
    };
    escape::text(out, &place);
    out.push_str("</th>");
    for value in &row.values {
        out.push_str("<td>");
        // What stands for many points need not have all of their digits.
        let shown = |value: f64| match drawing.chart.table.is_short {
            true => drawing.value(value),
            false => drawing.whole(value),
        };
        let text = match value {
            Some((low, high)) if low == high => shown(*low),
            Some((low, high)) => between(&shown(*low), &shown(*high)),
            None => String::new(),
        };
        escape::text(out, &text);
        out.push_str("</td>");
    }
    out.push_str("</tr>\n");
}
