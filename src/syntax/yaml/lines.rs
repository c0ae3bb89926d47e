//! YAML that is nothing but lines of `key: a few words`, read without the library: most front matter is that, and
//! the library takes longer for two such lines than a page's Markdown takes to parse.
//!
//! What is accepted is so little that it means the same in every version of YAML; anything else is for the library,
//! and a property holds the two against each other.

use serde_json::{Map, Value};

/// The library looks no further for the colon of a key.
const LONGEST_KEY: usize = 128;

/// The mapping of a text that is lines of `key: value` only, all values texts; none if it may be more than that.
pub fn mapping(text: &str) -> Option<Map<String, Value>> {
    let mut map = Map::new();
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        let (key, value) = line.split_once(": ")?;
        let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.len() <= LONGEST_KEY
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
            && !is_word_of_yaml(key);
        let value = quoted(value).or_else(|| is_text(value).then_some(value)).filter(|_| is_key)?;
        if map.insert(key.to_owned(), Value::String(value.to_owned())).is_some() {
            return None;
        }
    }
    Some(map)
}

/// What stands between two quotes of one sort, where nothing in it is escaped.
fn quoted(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let within = value[1..].strip_suffix(quote)?;
    let is_plain = |c: char| c.is_alphanumeric() || (matches!(c, ' '..='~') && c != '\\' && c != quote);
    within.chars().all(is_plain).then_some(within)
}

/// Whether a value without quotes is a text, and not a number, a truth value or anything with a sign in it.
fn is_text(value: &str) -> bool {
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ',' | '/' | '(' | ')' | '\'');
    let first = value.chars().next();
    let is_word = || first.is_some_and(char::is_alphabetic) && !is_word_of_yaml(value);
    // `6 months` is none, and neither is a day.
    let is_no_number = || {
        let (number, rest) = value.split_once(' ').unwrap_or_default();
        let is_amount =
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && is_letters(rest);
        is_amount || is_day(value)
    };
    !value.ends_with(' ') && value.chars().all(is_plain) && (is_word() || is_no_number())
}

fn is_letters(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// `2026-01-31`, whether there is such a day or not.
fn is_day(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Whether some version of YAML takes a word for something other than a text.
fn is_word_of_yaml(word: &str) -> bool {
    const WORDS: [&str; 11] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_lines_are_read() {
        let text = "title: Let's talk (a lot), e.g. now/then\nreviewed: 2026-01-31\nreview_in: 6 months\nowner: \"pay: 2 # x\"\nkind: 'Grün \"a\"'\n";
        let map = mapping(text).expect("plain");
        assert_eq!(Value::Object(map.clone()), super::super::library(text).expect("YAML").0);
        assert_eq!(map["review_in"], "6 months");
        assert_eq!(map["owner"], "pay: 2 # x");
        assert_eq!(
            map.keys().map(String::as_str).collect::<Vec<_>>(),
            ["title", "reviewed", "review_in", "owner", "kind"]
        );
    }

    #[test]
    fn all_else_is_left_to_the_library() {
        for text in [
            "",
            "\n",
            "a: 1\n",
            "a: 1.5\n",
            "a: true\n",
            "a: No\n",
            "a: ~\n",
            "a: b # c\n",
            "a: b: c\n",
            "a: [b]\n",
            "a: b\n  c\n",
            "a: b\na: c\n",
            "- a\n",
            "a:\n",
            "a: \n",
            "a: b \n",
            "a: b\r\n",
            "a: 0x1F\n",
            "a: 1e5\n",
            "a: 1 000\n",
            "a: &b c\n",
            "a: *b\n",
            "a: !c d\n",
            "a: |\n  b\n",
            "'a': b\n",
            "a: \"b\\n\"\n",
            "a: 'it''s'\n",
            "a: b\n\nc: d\n",
            "no: a\n",
            "a:  b\n",
            "a: b\n---\n",
            "a: .inf\n",
        ] {
            assert_eq!(mapping(text), None, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]
        #[test]
        fn it_says_what_the_library_says(
            lines in proptest::collection::vec(
                ("[a-zA-Z][a-zA-Z0-9_-]{0,5}", "(: | : |:)", r#"[a-zA-Z0-9 äÖß漢½_.,'"/()#:-]{0,9}|[0-9]{1,4}([-. ][0-9]{1,2}){0,2}( months)?|[0-9]{1,3} ?[a-zA-Z]{0,3}|(yes|No|on|NULL|nan|Inf)"#),
                1..4,
            ),
        ) {
            let text: String = lines.iter().map(|(key, colon, value)| format!("{key}{colon}{value}\n")).collect();
            if let Some(map) = mapping(&text) {
                let (value, repeated) = super::super::library(&text).expect("what is plain is YAML");
                // As texts, since the order of the keys counts.
                prop_assert_eq!(Value::Object(map).to_string(), value.to_string());
                prop_assert!(repeated.is_empty());
            }
        }
    }
}
