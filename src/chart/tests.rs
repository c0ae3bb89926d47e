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
        // A first day that there is not is still a day, and what only looks like days are names.
        (
            "at,ms\n2026-02-30,1\n2026-03-01,2\n",
            vec!["2: `2026-02-30` is no time: there is no such day or hour"],
        ),
        ("at,ms\n2026-45-12,1\n2026-46-12,2\n", vec![]),
        ("a,b\n1,2\n4,5,6\n7,8,\n", vec!["3: this row has 3 cells, and there are 2 columns"]),
        ("x,a,a\n1,2,3\n", vec!["1: two columns are called `a`"]),
        (
            "team,open\nBooking,1\nPlatform,2\nBooking,3\nBooking,4\n",
            vec!["4: there is a value at `Booking` already (and one more row like it)"],
        ),
        ("at,ms\n1,1e308\n2,5\n", vec!["2: `1e308` in `ms` is too large to be drawn"]),
        ("at;ms\n1;1,5\n2,5;1,250\n", vec![]),
        ("at;ms\n1;2\n2;1,200\n", vec!["3: `1,200` may be 1200 or 1.2, and is read as 1.2"]),
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
    let numbers = "x,a,b\n1,2,3\n2,3,4\n";
    for (asked, expected) in [
        (json!({"from": "2026-01-01"}), "[Name(\"from\")]: `from` is a time, and the x axis has numbers"),
        (
            json!({"bands": {"from": "2026-01-01"}}),
            "[Name(\"bands\")]: this band is of times, and the x axis has numbers",
        ),
        (json!({"y": {"a": "Same", "b": "Same"}}), "[Name(\"y\")]: two columns are to be called `Same`"),
    ] {
        assert_eq!(said(&asked, numbers), [expected], "{asked}");
    }
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
        (json!({"min": 10, "max": 1}), "[Name(\"min\")]: `min` needs to be less than `max`"),
        (
            json!({"from": "2026-11-03", "to": "2026-11-02"}),
            "[Name(\"from\")]: `from` needs to be before `to`",
        ),
        (json!({"from": 5}), "[Name(\"from\")]: `from` is a number, and the x axis has times"),
        (
            json!({"bands": [{"from": 1, "to": 2}, {"axis": "x", "from": 1}]}),
            "[Name(\"bands\"), Index(1)]: this band is of numbers, and the x axis has times",
        ),
        (
            json!({"threshold": [1, {"at": 2, "lable": "x"}]}),
            "[Name(\"threshold\"), Index(1), Itself(\"lable\")]: `lable` is not a key of `threshold`",
        ),
        (
            json!({"threshold": [1, 1e9]}),
            "[Name(\"threshold\"), Index(1)]: the threshold 1G is more than 100 times beyond all values, of which \
             the largest is 2, and is not drawn",
        ),
        (
            json!({"y": {"ms": {"b": "c"}}}),
            "[Name(\"y\"), Name(\"ms\")]: `ms` needs a text that says what it is called",
        ),
        (json!({"unit": ["a"]}), "[Name(\"unit\")]: `unit` needs a word"),
        (json!({"type": ["bar"]}), "[Name(\"type\")]: `type` needs a word"),
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
fn what_is_below_zero_is_stacked_downwards() {
    let csv = "x,a,b,c\nu,-2,3,-1\nv,3,-4,\n";
    let chart = built(&json!({"type": "stacked"}), csv).0.expect("a chart").chart;
    let layers: Vec<Vec<(f64, f64)>> = chart
        .series
        .iter()
        .zip(&chart.floors)
        .map(|(top, floor)| floor.points.iter().zip(&top.points).map(|(from, to)| (from.1, to.1)).collect())
        .collect();
    assert_eq!(layers[..2], [[(0.0, -2.0), (0.0, 3.0)], [(0.0, 3.0), (0.0, -4.0)]]);
    // What has no value is neither there nor zero.
    assert_eq!(layers[2][0], (-2.0, -3.0));
    assert!(layers[2][1].0.is_nan() && layers[2][1].1.is_nan());
    assert_eq!(chart.y, (-4.0, 4.0));
}

#[test]
fn columns_and_names_that_are_too_many_are_left_out() {
    let names: Vec<String> = (0..2_000).map(|at| format!("c{at}")).collect();
    let row: Vec<String> = (0..2_000).map(|at| at.to_string()).collect();
    let csv = format!("x,{}\n1,{1}\n2,{1}\n", names.join(","), row.join(","));
    let (wide, said) = built(&json!({}), &csv);
    assert_eq!(wide.expect("a chart").chart.series.len(), 12);
    assert_eq!(
        said,
        ["1: 2000 columns are more than the 12 that can be told apart: those from `c12` on are left out"]
    );
    let rows: Vec<String> = (0..300).map(|at| format!("n{at}{}", ",1".repeat(12))).collect();
    let csv = format!("x,{}\n{}\n", names[..12].join(","), rows.join("\n"));
    let (bars, said) = built(&json!({"type": "bar"}), &csv);
    assert_eq!(said, ["1: more than 66 names are left out"]);
    assert_eq!(bars.expect("a chart").chart.table.rows.len(), 66);
    let (_, said) = built(&json!({"data": {"a": [1, 2, 3], "b": [1]}}), "");
    assert_eq!(said.len(), 1, "{said:?}");
    let long = "x".repeat(1_000);
    assert!(built(&json!({"y": long}), "a,b\n1,2\n").1[0].len() < 120);
    assert!(built(&json!({}), &format!("a,b\n1,{long}\n2,3\n")).1[0].len() < 120);
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
    fn whatever_is_drawn_is_few_and_has_all_ends(
        (seed, count, rows) in (any::<u32>(), 1..13_usize, 10..3_000_usize),
        (shape, gaps) in (0..4_usize, 2..60_u32),
    ) {
        let shapes = [Shape::Line, Shape::Area, Shape::Scatter, Shape::Stacked];
        let mut state = seed | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state
        };
        let mut value = |_: usize| match next() % gaps {
            0 if shape < 3 => f64::NAN,
            1 => 1e6,
            _ => f64::from(next() % 1_000) - if seed % 2 == 0 { 0.0 } else { 500.0 },
        };
        let lines: Vec<Vec<Point>> =
            (0..count).map(|_| (0..rows).map(|at| (at as f64, value(at))).collect()).collect();
        let lines: Vec<&[Point]> = lines.iter().map(Vec::as_slice).collect();
        let (x, shape) = ((0.0, rows as f64 - 1.0), shapes[shape]);
        let mut drawn = few::drawn(shape, &Along::Number, &lines, x);
        if shape == Shape::Scatter {
            drawn = few::cloud(&lines, x, (-500.0, 1e6));
        }
        let paths = match shape {
            Shape::Area => 2,
            Shape::Stacked => 3,
            _ => 1,
        };
        let points: usize = drawn.tops.iter().map(Vec::len).sum();
        prop_assert!(points * paths <= 7_500, "{} points", points * paths);
        let whole: Vec<Vec<Point>> = match shape {
            Shape::Stacked => arrange::stacked(&lines).map(|layer| layer.top).collect(),
            _ => lines.iter().map(|points| points.to_vec()).collect(),
        };
        let columns = 6_000 / (4 * paths * count);
        for (kept, all) in drawn.tops.iter().zip(&whole) {
            let column = |point: &Point| sample::column_of(point.0, x, columns.min(600));
            let finite = |points: &[Point]| points.iter().copied().filter(|(_, y)| y.is_finite()).collect::<Vec<_>>();
            let (kept, all) = (finite(kept), finite(all));
            let ends_of = |points: &[Point]| -> Vec<(usize, f64, f64)> {
                let ends = points.chunk_by(|one, other| column(one) == column(other)).map(|run| {
                    let low = run.iter().map(|(_, y)| *y).fold(f64::INFINITY, f64::min);
                    let high = run.iter().map(|(_, y)| *y).fold(f64::NEG_INFINITY, f64::max);
                    (column(&run[0]), low, high)
                });
                ends.collect()
            };
            if shape == Shape::Scatter {
                let most = (4_200 / count / 6).min(300);
                let column = |point: &Point| sample::column_of(point.0, x, most);
                for (at, run) in all.chunk_by(|one, other| column(one) == column(other)).enumerate() {
                    let high = run.iter().map(|(_, y)| *y).fold(f64::NEG_INFINITY, f64::max);
                    let has = kept.iter().any(|point| point.1 == high && column(point) == column(&run[0]));
                    prop_assert!(has, "column {}", at);
                }
            } else {
                prop_assert_eq!(ends_of(&kept), ends_of(&all));
            }
        }
    }

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
