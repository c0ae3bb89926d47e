//! How long half a million points of a CSV file, and of a JSON file, take to become a chart, what that needs at most,
//! and what they leave on the page: in every type, alone and in several series. Fails beyond 150 ms for CSV, 100 MB and
//! 60 KB.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Instant;

use dayone::build::{Request, Today, build};
use dayone::chart::{self, Ask, Written};
use dayone::text::Source;
use jiff::civil::date;

const POINTS: usize = 500_000;

/// The types, and how many series share the values.
const TYPES: [&str; 6] = ["line", "area", "bar", "scatter", "histogram", "stacked"];
const SERIES: [usize; 3] = [1, 4, 12];

fn main() {
    let before = peak();
    let map = serde_json::json!({ "data": "data.csv", "unit": "ms", "threshold": 400 });
    let mut told = [0.0, 0.0];
    for (told, (path, text)) in told.iter_mut().zip([("data.csv", csv()), ("data.json", json())]) {
        let source = Source::new(path, &text);
        drop(text);
        *told = best(&map, &source);
        let needed = peak().saturating_sub(before) / 1_024;
        println!("{POINTS} points of {path}: {told:.0} ms, {needed} MB with the text");
        assert!(needed <= 100);
    }
    assert!(told[0] <= 150.0);
    let mut most = 0;
    for series in SERIES {
        let data = noise(series);
        for shape in TYPES {
            let page = page(shape, series, &data);
            println!(
                "{POINTS} values, {shape}, {series} series: {:.1} KB on the page",
                page as f64 / 1_024.0
            );
            most = most.max(page);
        }
    }
    assert!(most <= 60 * 1_024);
}

/// The shortest of five times, in milliseconds.
fn best(map: &serde_json::Value, source: &Source) -> f64 {
    let times = (0..5).map(|_| {
        let started = Instant::now();
        let ask = Ask::read(map.as_object().expect("a mapping"), &[]);
        let mut faults = Vec::new();
        let built = chart::build(&ask, Written::File(source), &mut faults).expect("a chart");
        let time = started.elapsed().as_secs_f64() * 1_000.0;
        assert!(faults.is_empty() && built.chart.count == POINTS);
        assert!(built.chart.series[0].points.iter().any(|(_, y)| *y == 9_999.0), "the spike is there");
        time
    });
    times.fold(f64::INFINITY, f64::min)
}

/// Every value anywhere between two ends, in so many columns: of that least can be left out.
fn noise(series: usize) -> String {
    let mut state = 7_u64;
    let mut csv = String::from("at");
    (0..series).for_each(|at| csv.push_str(&format!(",series {at}")));
    csv.push('\n');
    for second in 0..POINTS / series {
        let _ = write!(csv, "2026-11-{:02}T{:02}:", second / 86_400 + 1, second / 3_600 % 24);
        let _ = write!(csv, "{:02}:{:02}Z", second / 60 % 60, second % 60);
        for _ in 0..series {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let _ = write!(csv, ",{}", (state >> 33) % 100_000);
        }
        csv.push('\n');
    }
    csv
}

/// The points of a CSV file as JSON.
fn json() -> String {
    let csv = csv();
    let mut json = String::from("[");
    for (at, row) in csv.lines().skip(1).enumerate() {
        let (time, value) = row.split_once(',').expect("two cells");
        let comma = if at > 0 { ", " } else { "" };
        let _ = write!(json, "{comma}{{\"at\": \"{time}\", \"ms\": {value}}}");
    }
    json + "]"
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
fn page(shape: &str, series: usize, csv: &str) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    fs::create_dir(&content).expect("a folder");
    fs::write(content.join("data.csv"), csv).expect("written");
    // A histogram is of one column unless several are named.
    let names: Vec<String> = (0..series).map(|at| format!("series {at}")).collect();
    let names = names.join(", ");
    let chart =
        format!("# A\n\n```chart\ntitle: A\ntype: {shape}\ndata: data.csv\ny: [{names}]\nunit: ms\n```\n");
    let sizes = [&*chart, "# A\n"].map(|text| {
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
