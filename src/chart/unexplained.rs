//! What no note explains, one finding for all that one note would explain.

use jiff::tz::TimeZone;

use super::fault::{At, Fault};
use super::notes::AROUND;
use super::time;
use super::weekly::{Mark, Metric, Open, Sort};

/// What is to be said of a metric, at its place.
pub fn found(metric: &Metric, zone: &TimeZone, at: &At) -> Vec<(Open, Fault)> {
    // One without a name has another finding already, and no note could name it.
    if metric.name.is_empty() {
        return Vec::new();
    }
    let open = metric.marks.iter().filter(|mark| mark.why.is_none() && mark.sort != Sort::Note);
    let mut groups: Vec<Vec<&Mark>> = Vec::new();
    for mark in open {
        match groups.iter_mut().find(|group| belongs(mark, group)) {
            Some(group) => group.push(mark),
            None => groups.push(vec![mark]),
        }
    }
    groups.iter().map(|group| (Open::Unexplained, told(metric, group, zone, at))).collect()
}

/// Whether a mark is of another line than those of a group, and a note on the first of these explains it too.
fn belongs(mark: &Mark, group: &[&Mark]) -> bool {
    let at = group[0].at;
    mark.span.0 <= at + AROUND
        && at - AROUND <= mark.span.1
        && group.iter().all(|other| other.line != mark.line)
}

fn told(metric: &Metric, group: &[&Mark], zone: &TimeZone, at: &At) -> Fault {
    let when = |mark: &Mark| time::civil(mark.at, zone).strftime("%Y-%m-%dT%H:%M").to_string();
    let first = when(group[0]);
    let has = match group {
        [mark] => {
            let of = mark.line.as_ref().map_or_else(String::new, |line| format!(" in `{line}`"));
            let what = what(metric, mark);
            let verb = if mark.sort == Sort::Crossing { "been " } else { "" };
            format!("{verb}{what}{of} at {first}: {}", value(metric, mark))
        }
        _ => {
            let each = group.iter().map(|mark| {
                let of = mark.line.as_deref().unwrap_or_default();
                let then = Some(when(mark)).filter(|then| *then != first);
                let then = then.map_or_else(String::new, |then| format!("at {then}, "));
                let verb = if mark.sort == Sort::Crossing { "been " } else { "" };
                format!("{verb}{} in `{of}` ({then}{})", what(metric, mark), value(metric, mark))
            });
            format!("at {first} {}", listed(&each.collect::<Vec<_>>()))
        }
    };
    let message = format!("`{}` has {has}, and no note says why", metric.name);
    let help = format!("add to `notes`: {{ metric: {}, at: {first}, why: … }}", metric.name);
    Fault::asked(at.clone(), message, help)
}

/// What happened, behind *has*, and behind *has been* where it is a crossing.
fn what(metric: &Metric, mark: &Mark) -> String {
    match mark.sort {
        Sort::Spike => "a spike".to_owned(),
        Sort::Dip => "a dip".to_owned(),
        Sort::Crossing | Sort::Note => format!("beyond {}", metric.unit.show_whole(mark.usual)),
    }
}

/// The value, and what it is held against.
fn value(metric: &Metric, mark: &Mark) -> String {
    let value = metric.digits.beside(&metric.unit, mark.value, mark.usual);
    if mark.sort == Sort::Crossing {
        return value;
    }
    let usual = metric.digits.beside(&metric.unit, mark.usual, mark.value);
    let beyond = mark.beyond.map(|limit| format!(", beyond {}", metric.unit.show_whole(limit)));
    format!("{value}{}, where {usual} is usual", beyond.unwrap_or_default())
}

/// `a`, `a and b`, `a, b and c`.
fn listed(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => parts.concat(),
    }
}
