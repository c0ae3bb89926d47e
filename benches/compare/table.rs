//! The figures as a table in Markdown.

use std::fmt::Write as _;

use crate::Contender;
use crate::corpus::Shape;
use crate::measure::median;

/// The table of one corpus. Ratios are medians; `before` is the corpus before this one, for growth.
pub fn of(name: &str, shape: Shape, contenders: &[Contender], before: Option<&[Contender]>) -> String {
    let mut out = format!("\n{name}: {} pages\n\n", shape.size());
    out += "| build | wall min s | wall median s | ratio | user s | system s | memory MB | files | site MB | growth |\n";
    out += "|:---|---:|---:|:---|---:|---:|---:|---:|---:|---:|\n";
    for contender in contenders {
        let earlier = before.and_then(|before| before.iter().find(|other| other.name == contender.name));
        let _ = writeln!(out, "{}", row(contender, contenders, earlier));
    }
    out
}

fn row(contender: &Contender, all: &[Contender], earlier: Option<&Contender>) -> String {
    let usage = |of: fn(&crate::measure::Usage) -> f64, digits| {
        let values = contender.runs.iter().filter_map(|run| run.usage.as_ref().map(of));
        median(values).map_or_else(|| "?".to_owned(), |value| format!("{value:.digits$}"))
    };
    let least = contender.runs.iter().map(|run| run.wall.as_secs_f64()).fold(f64::INFINITY, f64::min);
    let (files, bytes) = contender.site;
    format!(
        "| {} | {least:.3} | {:.3} | {} | {} | {} | {} | {files} | {} | {} |",
        contender.name,
        wall(contender),
        ratio(contender, all),
        usage(|usage| usage.user, 2),
        usage(|usage| usage.system, 2),
        usage(|usage| usage.memory as f64 / 1024.0, 0),
        bytes / 1_000_000,
        earlier.map_or_else(|| "–".to_owned(), |earlier| format!("{:.1}×", wall(contender) / wall(earlier))),
    )
}

fn wall(contender: &Contender) -> f64 {
    median(contender.runs.iter().map(|run| run.wall.as_secs_f64())).unwrap_or(f64::NAN)
}

fn ratio(contender: &Contender, all: &[Contender]) -> String {
    match all.iter().find(|other| other.name == contender.against) {
        Some(other) if other.name != contender.name => {
            format!("{:.3} of {}", wall(contender) / wall(other), other.name)
        }
        _ => "–".to_owned(),
    }
}
