//! How long half a million points of a CSV file take to become a chart, what that needs at most, and what it leaves on
//! the page. Fails beyond 150 ms, 100 MB and 60 KB.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use dayone::build::{Request, Today, build};
use dayone::chart::{self, Ask, Written};
use dayone::text::Source;
use jiff::civil::date;

const POINTS: usize = 500_000;

fn main() {
    let before = peak();
    let source = Source::new("content/data.csv", &csv());
    let map = serde_json::json!({ "data": "data.csv", "unit": "ms", "threshold": 400 });
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let started = Instant::now();
        let ask = Ask::read(map.as_object().expect("a mapping"), &[]);
        let mut faults = Vec::new();
        let built = chart::build(&ask, Written::File(&source), &mut faults).expect("a chart");
        best = best.min(started.elapsed().as_secs_f64() * 1_000.0);
        assert!(faults.is_empty() && built.chart.count == POINTS);
        assert!(built.chart.series[0].points.iter().any(|(_, y)| *y == 9_999.0), "the spike is there");
    }
    let needed = peak().saturating_sub(before) / 1_024;
    let page = page(&source.text) / 1_024;
    println!("{POINTS} points: {best:.0} ms, {needed} MB with the text, {page} KB on the page");
    assert!(best <= 150.0 && needed <= 100 && page <= 60);
}

/// A line of text a second, with one spike.
fn csv() -> String {
    let mut csv = String::from("at,ms\n");
    for at in 0..POINTS {
        let (day, second) = (at / 86_400 + 1, at % 86_400);
        let y = if at == 333_333 { 9_999.0 } else { 100.0 + (at * 7_919 % 1_009) as f64 / 10.0 };
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        let _ = writeln!(csv, "2026-11-{day:02}T{hour:02}:{minute:02}:{second:02}Z,{y:.1}");
    }
    csv
}

/// By how many bytes a page with the chart is longer than one without.
fn page(csv: &str) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    fs::create_dir(&content).expect("a folder");
    fs::write(content.join("data.csv"), csv).expect("written");
    let chart = "# A\n\n```chart\ntitle: A\ndata: data.csv\nunit: ms\nthreshold: 400\n```\n";
    let sizes = [chart, "# A\n"].map(|text| {
        fs::write(content.join("index.md"), text).expect("written");
        build(&request(folder.path()), &|_| {}).expect("a build");
        fs::metadata(folder.path().join("public/index.html")).expect("a page").len()
    });
    usize::try_from(sizes[0] - sizes[1]).unwrap_or(usize::MAX)
}

fn request(root: &Path) -> Request {
    let today = Today { asked: None, clock: date(2026, 11, 28) };
    let output = Some(root.join("public"));
    Request { root: root.to_owned(), output, base_url: None, drafts: false, today, strict: false }
}

/// What the program has needed at most so far, in KiB, as far as the system says.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
