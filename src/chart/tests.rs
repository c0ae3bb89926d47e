//! Charts from text to points.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::text::Source;

fn built(asked: &Value, csv: &str) -> (Option<Built>, Vec<String>) {
    let source = Source::new("content/data.csv", csv);
    let map = asked.as_object().cloned().unwrap_or_default();
    let mut ask = Ask::read(&map, &[]);
    let mut faults = std::mem::take(&mut ask.faults);
    faults.retain(|fault| fault.message != "a chart needs `data`");
    let built = build(&ask, Written::File(&source), &mut faults);
    let said = |fault: &Fault| match &fault.at {
        At::Place(place) => {
            let (line, _) = crate::text::line_column(csv, place.span.start);
            format!("{line}: {}", fault.message)
        }
        At::Keys(keys) => format!("{keys:?}: {}", fault.message),
        other => format!("{other:?}: {}", fault.message),
    };
    let said = faults.iter().map(said).collect();
    (built, said)
}

fn said(asked: &Value, csv: &str) -> Vec<String> {
    built(asked, csv).1
}

#[test]
fn what_is_wrong_is_said_on_its_line() {
    let cases = [
        ("", vec!["1: `content/data.csv` is empty"]),
        ("at,ms\n", vec!["1: there are no rows"]),
        (
            "at,ms\n2026-11-02,1\n2026-11-03,fast\n2026-11-04,x\n",
            vec!["3: `fast` in `ms` is no number (and one more row like it)"],
        ),
        ("at,ms\n2026-11-02,1\n2026-11-01,2\n", vec!["3: this time is before that of the row above"]),
        ("at,ms\n2026-11-02,1\n\n# here\n2026-11-02,2\n", vec!["5: there is a value at this time already"]),
        (
            "at,ms\n2026-11-02T10:00Z,1\n2026-11-02T11:00,2\n",
            vec!["3: this time has no zone, and the first has one"],
        ),
        (
            "at,ms\n2026-11-02T10:00Z,1\n2026-11-02T12:00+01:00,2\n",
            vec!["3: this time is at +01:00 from UTC, and the first at +00:00"],
        ),
        ("at,ms\n2026-11-02,1\nsoon,2\n", vec!["3: `soon` is no time, as the rows above have in `at`"]),
        ("at,ms\n2026-11-02,1\n2026-11-03\n", vec!["3: this row has one cell, and there are 2 columns"]),
        ("at,ms\n2026-11-02,1\n,2\n", vec!["3: there is nothing in `at`"]),
        ("at,ms\n2026-11-02,\"1,200\"\n2026-11-03,2\n", vec!["2: `1,200` in `ms` is no number"]),
        ("at\n2026-11-02\n", vec!["1: `at` is the only column"]),
    ];
    for (csv, expected) in cases {
        assert_eq!(said(&json!({}), csv), expected, "{csv}");
    }
    assert_eq!(said(&json!({"y": "msec"}), "at,ms\n2026-11-02,1\n"), ["1: the data has no column `msec`"]);
    assert_eq!(
        said(&json!({"timezone": "Europe/Oslo"}), "at,ms\n2026-11-02T10:00Z,1\n2026-11-02T12:00+01:00,2\n"),
        [""; 0]
    );
}

#[test]
fn what_is_asked_for_wrongly_is_said_at_its_key() {
    let csv = "at,ms\n2026-11-02,1\n2026-11-03,2\n";
    for (asked, expected) in [
        (json!({"titel": "A"}), "[Itself(\"titel\")]: `titel` is not a key of a chart"),
        (json!({"type": "lines"}), "[Name(\"type\")]: there is no type of chart `lines`"),
        (
            json!({"threshold": "high"}),
            "[Name(\"threshold\")]: `threshold` needs a number, or a list of `at` and `label`",
        ),
        (
            json!({"bands": [{"from": 3, "to": 2}]}),
            "[Name(\"bands\")]: `bands` needs a `from` that is less than its `to`",
        ),
        (json!({"bins": 0}), "[Name(\"bins\")]: `bins` needs a whole number from 1 to 200"),
        (json!({"timezone": "Mars"}), "[Name(\"timezone\")]: `timezone` needs a time zone"),
        (
            json!({"from": "2030-01-01", "to": "2031-01-01"}),
            "[Name(\"from\")]: no data lies within `from` and `to`",
        ),
    ] {
        assert_eq!(said(&asked, csv), [expected], "{asked}");
    }
}

#[test]
fn shapes_have_the_points_that_they_need() {
    let csv = "team;a;b\nBooking;1;2\nPlatform;3;4\n";
    let chart = built(&json!({"type": "stacked"}), csv).0.expect("a chart").chart;
    assert_eq!(chart.along, Along::Category(vec!["Booking".to_owned(), "Platform".to_owned()]));
    assert_eq!(chart.series[1].points, [(0.0, 3.0), (1.0, 7.0)]);
    assert_eq!(chart.y, (0.0, 8.0));
    assert_eq!(chart.table.rows[1].values, [Some((3.0, 3.0)), Some((4.0, 4.0))]);

    let csv = "n,who,ms\n1,a,5\n1,b,6\n2,a,7\n";
    let chart = built(&json!({"series": "who", "y": "ms"}), csv).0.expect("a chart").chart;
    let names: Vec<&str> = chart.series.iter().map(|series| &*series.name).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(chart.series[0].points, [(1.0, 5.0), (2.0, 7.0)]);

    let csv = "ms\n1\n2\n2\n9\n";
    let chart = built(&json!({"type": "histogram", "bins": 4}), csv).0.expect("a chart").chart;
    let counts: Vec<f64> = chart.series[0].points.iter().map(|(_, count)| *count).collect();
    assert_eq!(counts, [3.0, 0.0, 0.0, 1.0]);
}

#[test]
fn half_a_million_points_keep_their_spike() {
    let mut csv = String::from("at,ms\n");
    for at in 0..500_000_u32 {
        let y = if at == 333_333 { 9_999 } else { at % 97 };
        csv.push_str(&format!("{at},{y}\n"));
    }
    let chart = built(&json!({}), &csv).0.expect("a chart").chart;
    assert!(chart.series[0].points.len() < 2_500);
    assert!(chart.series[0].points.contains(&(333_333.0, 9_999.0)));
    assert_eq!(chart.count, 500_000);
    assert!(chart.table.is_short && chart.table.rows.iter().any(|row| row.values[0] == Some((0.0, 9_999.0))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_data_is_survived(
        text in "([a-c0-9\",;\t\n{}\\[\\]: .eE+TZ#-]|2026-11-0[1-9]){0,80}",
        shape in prop_oneof![
            Just("line"), Just("bar"), Just("area"), Just("scatter"), Just("histogram"), Just("stacked")
        ],
    ) {
        for file in ["a.csv", "a.json"] {
            let source = Source::new(file, &text);
            let map = json!({"type": shape, "data": file});
            let ask = Ask::read(map.as_object().expect("a mapping"), &[]);
            let mut faults = Vec::new();
            if let Some(built) = build(&ask, Written::File(&source), &mut faults) {
                let chart = built.chart;
                prop_assert!(chart.x.0 < chart.x.1 && chart.y.0 < chart.y.1, "{:?} {:?}", chart.x, chart.y);
            } else {
                prop_assert!(!faults.is_empty());
            }
        }
    }
}
