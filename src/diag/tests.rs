use super::*;

pub(super) static BROKEN: Rule = Rule {
    code: "broken-link",
    level: Level::Warning,
    structural: false,
    summary: "A link leads nowhere.",
    why: "Readers lose their way.",
    bad: "[a](b.md)\n",
    good: "== content/index.md\n[a](b.md)\n== content/b.md\n# B\n",
};
pub(super) static LOST: Rule = Rule { code: "lost-page", level: Level::Error, structural: true, ..BROKEN };
pub(super) static PLAIN: Rule = Rule { code: "plain-code", level: Level::Info, ..BROKEN };

#[test]
fn a_report_is_ordered_without_repetitions_and_what_is_off() {
    let place = |file: &str, start: usize| Place { file: file.into(), span: (start..start + 1).into() };
    let mut levels = Levels::default();
    levels.set.insert("plain-code".to_owned(), Level::Off);
    levels.set.insert("lost-page".to_owned(), Level::Off);
    let findings = vec![
        Finding::new(&BROKEN, "b").at(place("b", 0)),
        Finding::new(&BROKEN, "z").at(place("a", 10)),
        Finding::new(&PLAIN, "off").at(place("a", 1)),
        Finding::new(&BROKEN, "y").at(place("a", 9)),
        Finding::new(&LOST, "cannot be silenced").at(place("a", 9)),
        Finding::new(&BROKEN, "y").at(place("a", 9)).help("again"),
        Finding::new(&BROKEN, "x").at(place("a", 9)),
        Finding::new(&BROKEN, "nowhere"),
    ];
    let sources = ["a", "c"].map(|path| Source::new(path, "text"));
    let report = Report::new(findings, &levels, sources);
    let order: Vec<_> = report.findings.iter().map(|(level, finding)| (*level, &*finding.message)).collect();
    let expected = [
        (Level::Warning, "nowhere"),
        (Level::Warning, "x"),
        (Level::Warning, "y"),
        (Level::Error, "cannot be silenced"),
        (Level::Warning, "z"),
        (Level::Warning, "b"),
    ];
    assert_eq!(order, expected);
    assert_eq!(report.files.keys().map(|path| &**path).collect::<Vec<_>>(), ["a"]);
    assert!(report.failed());
    assert_eq!([Level::Error, Level::Warning, Level::Info].map(|level| report.count(level)), [1, 5, 0]);
}

#[test]
fn levels_are_set_strengthened_and_never_weakened_for_structure() {
    let cases = [
        (&BROKEN, None, false, Level::Warning),
        (&BROKEN, None, true, Level::Error),
        (&BROKEN, Some(Level::Off), true, Level::Off),
        (&BROKEN, Some(Level::Info), true, Level::Info),
        (&BROKEN, Some(Level::Error), false, Level::Error),
        (&LOST, Some(Level::Off), false, Level::Error),
        (&PLAIN, Some(Level::Warning), true, Level::Error),
    ];
    for (rule, set, strict, expected) in cases {
        let set = set.map(|level| (rule.code.to_owned(), level)).into_iter().collect();
        assert_eq!(Levels { set, strict }.of(rule), expected, "{} {strict}", rule.code);
    }
}

#[test]
fn levels_have_words() {
    for level in [Level::Off, Level::Info, Level::Warning, Level::Error] {
        assert_eq!(Level::from_word(level.word()), Some(level));
    }
    assert_eq!(Level::from_word("warn"), None);
}

#[test]
fn the_nearest_name_is_near() {
    let known = ["title", "description", "Öffnung", "tile"];
    let cases = [
        ("titel", Some("title")),
        ("TITLE", Some("title")),
        ("tiles", Some("tile")),
        ("öffnng", Some("Öffnung")),
        ("descrption", Some("description")),
        ("colour", None),
        ("x", None),
        ("", None),
    ];
    for (written, expected) in cases {
        assert_eq!(nearest(written, known), expected, "{written}");
    }
    assert_eq!(nearest("x", ["y"]), None, "nothing in common");
}

#[test]
fn examples_are_split_into_files() {
    let own = |files: &[(&str, &str)]| -> Vec<(String, String)> {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    };
    let cases = [
        ("", own(&[])),
        ("# A\n\nB\n", own(&[("content/index.md", "# A\n\nB\n")])),
        ("A\n== book.toml\nx = 1\n", own(&[("content/index.md", "A\n"), ("book.toml", "x = 1\n")])),
        ("== a.md \n== b.md\nB\n==\n", own(&[("a.md", ""), ("b.md", "B\n==\n")])),
    ];
    for (example, expected) in cases {
        assert_eq!(Rule::files(example), expected, "{example}");
    }
}
