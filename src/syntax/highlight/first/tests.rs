use super::*;
use crate::syntax::highlight::bytes::END;

fn ascii(first: First) -> String {
    let mut shown: String =
        (0..128u8).filter(|byte| first.at.has(usize::from(*byte))).map(char::from).collect();
    shown.push_str(if first.at.has(0x80) { "+" } else { "" });
    shown.push_str(if first.at.has(END) { "$" } else { "" });
    shown
}

#[test]
fn first_bytes_are_found() {
    let cases = [
        ("abc", "a"),
        ("a|b", "ab"),
        ("a?b", "ab"),
        ("a{0,3}b", "ab"),
        ("a{2}b", "a"),
        ("(?i)ab", "Aa+"),
        ("x(?i)ab|y", "x"),
        ("(?=a)", "a"),
        ("(?=[ab])[bc]", "b"),
        ("(?!a)b", "b"),
        ("(?![ab])[a-c]", "c"),
        ("(?<=a)b", "b"),
        ("$", "\n$"),
        ("\\s*$", "\t\n\u{b}\u{c}\r +$"),
        ("(?x) a # b\n |\n c", "ac"),
        ("[^\\x01-\\x7e]", "\0\u{7f}+"),
        ("[a-c-]", "-abc"),
        ("(?:a|(?=b))c?b?e", "ab"),
        ("\\bfn\\b", "f"),
        ("\\x{41}", "A"),
        ("{", "{"),
        ("a{", "a"),
        ("é", "+"),
    ];
    for (regex, expected) in cases {
        assert_eq!(ascii(First::of(regex)), expected, "{regex}");
    }
    assert_eq!(First::of("\\1a").at, Bytes::EVERY_BYTE);
    for unknown in ["(?~a)", "", "(?!ab)", "[]a]", "\\k<x>", "\\1"] {
        assert_eq!(First::of(unknown).at, Bytes::ANY, "{unknown}");
    }
}

#[test]
fn expressions_that_a_byte_decides_are_found() {
    for one in ["a", "[,;]", "\\(", "(?:a|b)", "(?=[ab])b", "(?i)a", "\\d", "(?!a)[a-c]"] {
        assert_eq!(First::of(one).length, Some(1), "{one}");
    }
    for empty in ["", "(?=a)", "(?=\\S)", "(?!a)", "(?=a|[bc])"] {
        assert_eq!(First::of(empty).length, Some(0), "{empty}");
    }
    for tried in [
        "ab", "a+", "a?", "(a)", "a|", "^a", "\\ba", "$", "(?=ab)", "(?!ab)", "(?<=a)b", ".", "[^a&&b]",
        "\\1",
    ] {
        assert_eq!(First::of(tried).length, None, "{tried}");
    }
}

#[test]
fn anchors_are_found() {
    let cases = [
        ("^a", (true, false)),
        ("^a|^b", (true, false)),
        ("^a|b", (false, false)),
        ("\\s*^a", (false, false)),
        ("\\bfn", (false, true)),
        ("(?:\\b(?:fn|let))\\b", (false, true)),
        ("(?=\\bfn)", (false, true)),
        ("\\b[^a]", (false, true)),
        ("(?:\\b)?a", (false, false)),
        ("(?!x)\\ba", (false, true)),
    ];
    for (regex, expected) in cases {
        let first = First::of(regex);
        assert_eq!((first.line_start, first.boundary), expected, "{regex}");
    }
    assert!(First::of("\\Ga").search_start);
}
