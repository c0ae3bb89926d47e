//! The printers, each on the same report.

use super::tests::{BROKEN, LOST, PLAIN};
use super::*;

const PLAIN_STYLE: Style = Style { colour: false, width: 80, least: Level::Info };

fn at(path: &str, text: &str, what: &str) -> Place {
    let start = text.find(what).expect("the text is there");
    Place { file: path.into(), span: (start..start + what.len()).into() }
}

const A: &str = "# A\n\nSée [b](b.md), [c](c.md)\nand\r\n\tmore.\n";

/// One finding of every sort: several lines, related places, no text, no place.
fn mixed() -> Report {
    let findings = vec![
        Finding::new(&LOST, "two pages with one URL, `/b/`")
            .at(Place::file("content/b.md"))
            .related(Place::file("content/B.md"), "the other one")
            .help("rename one: 100%, really"),
        Finding::new(&BROKEN, "no page `c.md`")
            .at(at("content/a.md", A, "c.md"))
            .label("there is none")
            .help("did you mean `b.md`?")
            .related(at("content/a.md", A, "b.md"), "the nearest is linked here")
            .related(at("content/z, z:z.md", "z", "z"), "and from here"),
        Finding::new(&PLAIN, "an odd passage").at(at("content/a.md", A, "[c](c.md)\nand\r\n\tmo")),
        Finding::new(&PLAIN, "no handbook here\nat all"),
    ];
    Report::new(
        findings,
        &Levels::default(),
        [Source::new("content/a.md", A), Source::new("content/b.md", "")],
    )
}

#[test]
fn people_see_lines_underlined() {
    insta::assert_snapshot!(human(&mixed(), PLAIN_STYLE), @r"
    info[plain-code]: no handbook here at all

    info[plain-code]: an odd passage
     --> content/a.md:3:16
      |
    3 |   Sée [b](b.md), [c](c.md)
      |  ________________^
    4 | | and
    5 | |     more.
      | |______^

    warning[broken-link]: no page `c.md`
     --> content/a.md:3:20
      |
    3 | Sée [b](b.md), [c](c.md)
      |                    ^^^^ there is none
      |
     ::: content/a.md:3:9
      |
    3 | Sée [b](b.md), [c](c.md)
      |         ---- the nearest is linked here
      |
      = note: and from here: content/z, z:z.md
      = help: did you mean `b.md`?

    error[lost-page]: two pages with one URL, `/b/`
    --> content/b.md
     = note: the other one: content/B.md
     = help: rename one: 100%, really
    ");
}

#[test]
fn colours_are_escape_sequences_and_levels_can_be_left_out() {
    let style = Style { colour: true, least: Level::Error, ..PLAIN_STYLE };
    insta::assert_snapshot!(human(&mixed(), style).replace('\u{1b}', "^"), @r"
    ^[1m^[91merror[lost-page]^[0m^[1m: two pages with one URL, `/b/`^[0m
    ^[1m^[94m--> ^[0mcontent/b.md
     ^[1m^[94m= ^[0m^[1mnote^[0m: the other one: content/B.md
     ^[1m^[94m= ^[0m^[1mhelp^[0m: rename one: 100%, really
    ");
}

#[test]
fn programs_get_json() {
    insta::assert_snapshot!(json(&mixed()), @r#"
    {
      "version": 1,
      "findings": [
        {
          "code": "plain-code",
          "level": "info",
          "message": "no handbook here\nat all",
          "file": null,
          "line": null,
          "column": null,
          "end_line": null,
          "end_column": null,
          "label": null,
          "help": null,
          "related": []
        },
        {
          "code": "plain-code",
          "level": "info",
          "message": "an odd passage",
          "file": "content/a.md",
          "line": 3,
          "column": 16,
          "end_line": 5,
          "end_column": 4,
          "label": null,
          "help": null,
          "related": []
        },
        {
          "code": "broken-link",
          "level": "warning",
          "message": "no page `c.md`",
          "file": "content/a.md",
          "line": 3,
          "column": 20,
          "end_line": 3,
          "end_column": 24,
          "label": "there is none",
          "help": "did you mean `b.md`?",
          "related": [
            {
              "message": "the nearest is linked here",
              "file": "content/a.md",
              "line": 3,
              "column": 9,
              "end_line": 3,
              "end_column": 13
            },
            {
              "message": "and from here",
              "file": "content/z, z:z.md",
              "line": null,
              "column": null,
              "end_line": null,
              "end_column": null
            }
          ]
        },
        {
          "code": "lost-page",
          "level": "error",
          "message": "two pages with one URL, `/b/`",
          "file": "content/b.md",
          "line": null,
          "column": null,
          "end_line": null,
          "end_column": null,
          "label": null,
          "help": "rename one: 100%, really",
          "related": [
            {
              "message": "the other one",
              "file": "content/B.md",
              "line": null,
              "column": null,
              "end_line": null,
              "end_column": null
            }
          ]
        }
      ],
      "counts": {
        "error": 1,
        "warning": 1,
        "info": 2
      }
    }
    "#);
    insta::assert_snapshot!(json(&Report::default()), @r#"
    {
      "version": 1,
      "findings": [],
      "counts": {
        "error": 0,
        "warning": 0,
        "info": 0
      }
    }
    "#);
}

#[test]
fn github_gets_escaped_commands() {
    insta::assert_snapshot!(github(&mixed()), @r"
    ::warning file=content/a.md,line=3,endLine=3,col=20,endColumn=24,title=broken-link::no page `c.md`%0Ahelp: did you mean `b.md`?
    ::error file=content/b.md,title=lost-page::two pages with one URL, `/b/`%0Ahelp: rename one: 100%25, really
    ");
}

#[test]
fn code_hosts_get_sarif() {
    insta::assert_snapshot!(sarif(&mixed()));
}

#[test]
fn nothing_that_a_terminal_obeys_is_printed() {
    let text = "a \u{1b}[31m b \u{9b}2J \r c \u{202e} d \u{7f}\u{0}\u{e000}0\n";
    let path = "content/\u{1b}]0;x\u{7}\n.md";
    let finding = Finding::new(&BROKEN, text)
        .at(at(path, text, "b"))
        .label(text)
        .help(text)
        .related(at(path, text, "d"), text)
        .related(Place::file(path), text);
    let report = Report::new(vec![finding], &Levels::default(), [Source::new(path, text)]);
    let bidi = |c: char| ('\u{202a}'..='\u{202e}').contains(&c);
    for printed in [human(&report, PLAIN_STYLE), json(&report), sarif(&report), github(&report)] {
        let left: Vec<char> = printed.chars().filter(|c| c.is_control() && *c != '\n').collect();
        assert_eq!(left, Vec::<char>::new(), "{printed}");
    }
    let printed = human(&report, PLAIN_STYLE);
    assert!(!printed.contains(bidi));
    insta::assert_snapshot!(printed, @r"
    warning[broken-link]: a ␛[31m b �2J ␍ c � d ␡␀�0
     --> content/␛]0;x␇ .md:1:9
      |
    1 | a ␛[31m b �2J ␍ c � d ␡␀�0
      |         ^ a ␛[31m b �2J ␍ c � d ␡␀�0
      |
     ::: content/␛]0;x␇ .md:1:21
      |
    1 | a ␛[31m b �2J ␍ c � d ␡␀�0
      |                     - a ␛[31m b �2J ␍ c � d ␡␀�0
      |
      = note: a ␛[31m b �2J ␍ c � d ␡␀�0: content/␛]0;x␇ .md
      = help: a ␛[31m b �2J ␍ c � d ␡␀�0
    ");
}

#[test]
fn long_lines_are_cut_around_what_is_meant() {
    let text = format!("{}[here](there.md){}", "ä ".repeat(300_000), " ü".repeat(300_000));
    let place = at("content/long.md", &text, "there.md");
    let all = Place { file: place.file.clone(), span: (0..text.len()).into() };
    let findings = vec![
        Finding::new(&BROKEN, "no page `there.md`").at(place).label("there is none"),
        Finding::new(&BROKEN, text.clone()).at(all),
    ];
    let report = Report::new(findings, &Levels::default(), [Source::new("content/long.md", &text)]);
    let printed = human(&report, PLAIN_STYLE);
    assert!(printed.len() < 4_000, "{}", printed.len());
    let short = printed.rsplit_once("warning").map_or("", |(_, rest)| rest);
    insta::assert_snapshot!(short, @r"
    [broken-link]: no page `there.md`
     --> content/long.md:1:600008
      |
    1 | ... ä ä ä ä ä ä ä ä [here](there.md) ü ü ü ü ü ü ü ü ü ü ü ü ü ü ü ü ü ü ...
      |                            ^^^^^^^^ there is none
    ");
}

#[test]
fn spans_of_many_lines_are_cut() {
    let text = "line\n".repeat(1000);
    let place = Place { file: "a".into(), span: (2..4_000).into() };
    let report = Report::new(
        vec![Finding::new(&BROKEN, "too much").at(place)],
        &Levels::default(),
        [Source::new("a", &text)],
    );
    insta::assert_snapshot!(human(&report, PLAIN_STYLE), @r"
    warning[broken-link]: too much
     --> a:1:3
      |
    1 |   line
      |  ___^
    2 | | line
    3 | | line
    4 | | line
    5 | | line
    6 | | line
      | |____^
    ");
}

#[test]
fn any_span_can_be_printed() {
    let text = "é\r\n\r\n\tb\n";
    for start in 0..12 {
        for end in 0..12 {
            let place = Place { file: "a".into(), span: Span { start, end } };
            let findings = vec![Finding::new(&BROKEN, "x").at(place.clone()).related(place, "y").label("z")];
            let report = Report::new(findings, &Levels::default(), [Source::new("a", text)]);
            human(&report, Style { width: 0, ..PLAIN_STYLE });
            json(&report);
        }
    }
}

#[test]
fn ten_thousand_findings_in_one_long_line_print_in_good_time() {
    let text = "wörd ".repeat(200_000);
    let findings = (0..10_000)
        .map(|n| {
            let place = Place { file: "a".into(), span: (n * 120..n * 120 + 5).into() };
            Finding::new(&BROKEN, "a word").at(place).label("here")
        })
        .collect();
    let started = std::time::Instant::now();
    let report = Report::new(findings, &Levels::default(), [Source::new("a", &text)]);
    let printed = human(&report, PLAIN_STYLE).len() + json(&report).len() + sarif(&report).len();
    assert!(printed > 1_000_000);
    assert!(started.elapsed().as_secs() < 30);
}
