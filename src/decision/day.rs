//! The day that stands in a status: `Accepted (2026-03-31)`, `accepted on 31 March 2026`.

use jiff::civil::Date;

use crate::syntax::moment;

/// The first day that stands in a text; what is written like one that the calendar does not have is an error.
pub fn day_in(text: &str) -> Option<Result<Date, String>> {
    let is_mark = |c: char| matches!(c, '(' | ')' | ',' | ';' | '.' | ':' | '*' | '_' | '`' | '[' | ']');
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches(is_mark)).collect();
    (0..words.len()).find_map(|at| {
        // A time may follow without a blank.
        let rest = words[at].get(10..).unwrap_or_default();
        let stamp =
            words[at].get(..10).filter(|stamp| is_stamp(stamp) && (rest.is_empty() || rest.starts_with('T')));
        if let Some(stamp) = stamp {
            return Some(stamp.parse().map_err(|_| stamp.to_owned()));
        }
        let three = words.get(at..at + 3).filter(|words| is_written_out(words))?.join(" ");
        Some(moment::written(&three).and_then(|written| written.day).ok_or(three))
    })
}

/// Whether a text has the form of `2026-03-31`.
fn is_stamp(text: &str) -> bool {
    let is_form =
        |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(is_form)
}

/// Whether words have the form of `31 March 2026` or `March 31st 2026`.
fn is_written_out(words: &[&str]) -> bool {
    let &[one, two, year] = words else { return false };
    // Whatever makes a day with the first of 2000 is a month.
    let is_month = |word: &str| {
        let is_word = word.chars().all(char::is_alphabetic) && word.chars().count() > 2;
        is_word && moment::written(&format!("1 {word} 2000")).is_some()
    };
    let bare = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse::<u8>().is_ok();
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    is_year && ((bare(one) && is_month(two)) || (is_month(one) && bare(two)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_stand_in_texts_in_many_ways() {
        for (text, expected) in [
            ("Accepted (2026-03-31)", Some(Ok("2026-03-31"))),
            ("Accepted 2026-03-31T10:00", Some(Ok("2026-03-31"))),
            ("**Accepted** by Ana on 31 March 2026.", Some(Ok("2026-03-31"))),
            ("Accepted, March 31st, 2026", Some(Ok("2026-03-31"))),
            ("Accepted on 31 February 2026", Some(Err("31 February 2026"))),
            ("Accepted on 2026-02-30", Some(Err("2026-02-30"))),
            ("Superseded by 2026-01-05-use-tides.md", None),
            ("Accepted by 12 people in 2026", None),
            ("Accepted, ä12", None),
            ("Accepted by ana-maria-ä-12345678901", None),
            ("", None),
        ] {
            let found = day_in(text).map(|found| found.map(|day| day.to_string()));
            let expected = expected.map(|expected| expected.map(str::to_owned).map_err(str::to_owned));
            assert_eq!(found, expected, "{text}");
        }
    }
}
