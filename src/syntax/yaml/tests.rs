use super::*;

fn key(name: &str) -> Step {
    Step::Key(name.to_owned())
}

#[test]
fn values_become_json_in_the_texts_order() {
    let read = mapping("b: 1\na: [x, 2026-01-02, true]\nc: {1: ~}\n").expect("valid");
    assert_eq!(Value::Object(read.map).to_string(), r#"{"b":1,"a":["x","2026-01-02",true],"c":{"1":null}}"#);
}

#[test]
fn of_a_repeated_key_the_first_value_stays() {
    let read = mapping("a: 1\nb: {c: 1, c: 2}\na: 2\n").expect("valid");
    assert_eq!(Value::Object(read.map).to_string(), r#"{"a":1,"b":{"c":1}}"#);
    assert_eq!(read.repeated, [vec![key("b"), key("c")], vec![key("a")]]);
    let text = "b: {c: 1, c: 2}\n";
    let place = |times| locate_again(text, &[key("b"), key("c")], times).map(|span| span.start);
    assert_eq!((place(0), place(1), place(2)), (Some(7), Some(13), None));
    let key_place = |times| locate_key(text, &[key("b"), key("c")], times);
    assert_eq!((key_place(0), key_place(1)), (Some(Span::from(4..5)), Some(Span::from(10..11))));
    assert_eq!(key_place(2), None);
    assert_eq!(key_spans("a: 1\nb: 2\n\"a\": 2\n", "a"), [Span::from(0..1), Span::from(11..12)]);
}

#[test]
fn errors_point_at_their_place() {
    let text = "title: a: b\n";
    let error = mapping(text).expect_err("two colons");
    assert_eq!(error.message, "mapping values are not allowed in this context");
    assert_eq!(&text[error.span.range()], ": b");
}

#[test]
fn what_is_not_a_mapping_is_said() {
    assert_eq!(mapping("- a\n").expect_err("a list").span, Span::from(0..3));
    assert_eq!(mapping("# nothing\n").expect("empty"), Mapping::default());
}

#[test]
fn bombs_and_towers_are_errors() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    assert!(mapping(&bomb).is_err());
    assert!(mapping(&format!("a: {}", "[".repeat(100_000))).is_err());
}

#[test]
fn a_value_is_found_by_its_path() {
    let text = "title: x\nflow: [a b, c]\nowners:\n  - ann\n  - name: bob   # lead\nlast: \"q r\" \n";
    let at = |path: &[Step]| locate(text, path).map(|span| &text[span.range()]);
    assert_eq!(at(&[key("title")]), Some("x"));
    assert_eq!(at(&[key("flow"), Step::Index(0)]), Some("a b"));
    assert_eq!(at(&[key("flow"), Step::Index(1)]), Some("c"));
    assert_eq!(at(&[key("owners"), Step::Index(0)]), Some("ann"));
    assert_eq!(at(&[key("owners"), Step::Index(1), key("name")]), Some("bob"));
    assert_eq!(at(&[key("owners"), Step::Index(1), Step::Name("name".to_owned())]), Some("name"));
    assert_eq!(at(&[key("last")]), Some("\"q r\""));
    assert_eq!(locate("a: { b: c }", &[key("a"), key("b")]), Some(Span::from(8..9)));
    assert_eq!(locate("a: [[x], \"]\"], b", &[key("a")]), Some(Span::from(3..13)));
    assert_eq!(at(&[key("none")]), None);
    assert_eq!(at(&[key("owners"), Step::Index(7)]), None);
}
