//! Numbers as people write them: `1.234,56`, `1,234`, `3.5M`, `€12`, `250 ms`. Few of them are read; of the others it is
//! said what is probably meant, and nothing where that may be several things by thousands.

use super::ask::cut;

/// What a text may be as a number.
#[derive(Debug, Clone, PartialEq)]
pub enum Numeral {
    /// One number, as it is written here.
    One(String),
    /// One of two numbers.
    Either(String, String),
    /// A number of something.
    Of(String),
    /// A number of something that may be a word for many: `m`, `bn`.
    OfMany(String),
}

/// Words that may be a unit, and may be so many.
const MANY: [&str; 18] = [
    "m", "b", "g", "t", "bn", "mn", "mm", "mio", "mrd", "tsd", "hundred", "thousand", "million", "millions",
    "billion", "trillion", "lakh", "crore",
];
const CURRENCIES: [char; 4] = ['$', '€', '£', '¥'];

/// What a text is probably meant to be.
pub fn meant(text: &str) -> Option<Numeral> {
    let text = text.trim();
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let (before, digits, behind) = (&text[..start], &text[start..end], text[end..].trim());
    let sign = if before.contains(['-', '−']) { "-" } else { "" };
    let currency = before.trim_matches(|c: char| matches!(c, '-' | '−' | '+') || c.is_whitespace());
    if !currency.chars().all(|c| CURRENCIES.contains(&c)) {
        return None;
    }
    let readings = readings(digits)?;
    let signed = |digits: &String| format!("{sign}{digits}");
    let one = match &readings[..] {
        [one] => signed(one),
        [one, other, ..] if behind.is_empty() && currency.is_empty() => {
            return Some(Numeral::Either(signed(one), signed(other)));
        }
        _ => return None,
    };
    if behind.is_empty() {
        return Some(if currency.is_empty() { Numeral::One(one) } else { Numeral::Of(one) });
    }
    let times = |power: u8| format!("{one}e{power}").parse::<f64>().ok().map(|times| times.to_string());
    match behind {
        "k" | "K" if currency.is_empty() => times(3).map(Numeral::One),
        "M" if currency.is_empty() => times(6).map(Numeral::One),
        _ => {
            let is_many = MANY.contains(&&*behind.to_lowercase())
                || (behind.starts_with(['k', 'K', 'M']) && behind[1..].chars().all(|c| !c.is_alphanumeric()));
            let is_unit = behind.chars().all(|c| c.is_alphabetic() || matches!(c, '%' | '/' | '°' | ' '))
                || behind.chars().all(|c| CURRENCIES.contains(&c));
            match (is_many, is_unit) {
                (true, _) => Some(Numeral::OfMany(behind.to_owned())),
                (_, true) => Some(Numeral::Of(one)),
                _ => None,
            }
        }
    }
}

/// The number of a text that has groups of three digits, or blanks between them, where a comma is before decimals: none
/// where a point may be before decimals too.
pub fn grouped(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let points = digits.matches('.').count();
    let commas = digits.matches(',').count();
    let is_clear = commas == 1 || commas == 0 && points != 1;
    if !is_clear || (commas == 1 && digits.rfind('.') > digits.find(',')) {
        return None;
    }
    let readings = readings(digits)?;
    let sign = if text.starts_with('-') { "-" } else { "" };
    match &readings[..] {
        [one] => number(&format!("{sign}{one}")),
        _ => None,
    }
}

/// Whether a text has one point, with three digits behind it and few before: where points are between thousands it is
/// another number than elsewhere.
pub fn may_be_grouped(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    digits.split_once('.').is_some_and(|(whole, part)| {
        part.len() == 3
            && matches!(whole.len(), 1..=3)
            && are_digits(part)
            && are_digits(whole)
            && !whole.starts_with('0')
    })
}

/// The numbers that digits may be with the signs between them: as whole digits and a point.
fn readings(text: &str) -> Option<Vec<String>> {
    let is_blank = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’' | '_');
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    let signs: Vec<char> = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    if parts.iter().any(|part| part.is_empty())
        || signs.iter().any(|c| !is_blank(*c) && !matches!(c, ',' | '.'))
    {
        return None;
    }
    let whole = |parts: &[&str], sign: char| {
        let (first, rest) = parts.split_first()?;
        let (last, inner) = rest.split_last()?;
        // In India a comma is behind every two digits.
        let is_inner = |part: &&str| part.len() == 3 || (sign == ',' && part.len() == 2);
        let are_groups = matches!(first.len(), 1..=3) && last.len() == 3 && inner.iter().all(is_inner);
        (are_groups && *first != "0").then(|| parts.concat())
    };
    let (Some(first), Some(last)) = (signs.first(), signs.last()) else { return Some(vec![text.to_owned()]) };
    let are_same = signs.iter().all(|sign| sign == first);
    let (rest, decimals) = (&parts[..parts.len() - 1], parts[parts.len() - 1]);
    if !are_same {
        let inner = &signs[..signs.len() - 1];
        let is_sound = matches!(last, ',' | '.') && inner.iter().all(|sign| sign == first) && first != last;
        let whole = whole(rest, *first).filter(|_| is_sound)?;
        return Some(vec![format!("{whole}.{decimals}")]);
    }
    let grouped = whole(&parts, *first);
    match (first, signs.len()) {
        ('.', 1) => Some(vec![text.to_owned()]),
        (',', 1) => {
            let point = format!("{}.{decimals}", rest.concat());
            Some(grouped.into_iter().chain([point]).collect())
        }
        _ => grouped.map(|one| vec![one]),
    }
}

/// The largest number that is drawn: what is computed of several stays a number.
const LARGEST: f64 = 1e300;

/// A number as computers write it.
pub fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| number.abs() <= LARGEST)
}

/// A number with a comma before its decimals, and whether that cannot be one between thousands.
pub fn decimals(text: &str) -> Option<(f64, bool)> {
    let (whole, part) = text.split_once(',')?;
    let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(digits) || !are_digits(part) {
        return None;
    }
    let is_clear = part.len() != 3 || digits.len() > 3 || digits.starts_with('0');
    number(&format!("{whole}.{part}")).map(|number| (number, is_clear))
}

/// What is said of a number that has a sign which may be between thousands.
pub fn ambiguous(text: &str, sign: char, read: f64) -> (String, String) {
    let whole = text.replace(sign, "");
    let help = "write a point before decimals, and nothing between thousands";
    (format!("`{text}` may be {whole} or {read}, and is read as {read}"), help.to_owned())
}

/// What is said of a cell that is no number, and what is to be done.
pub fn no_number(text: &str, name: &str) -> (String, String) {
    if text
        .parse::<f64>()
        .is_ok_and(|number| number.abs() > LARGEST && text.contains(|c: char| c.is_ascii_digit()))
    {
        let help = "leave the cell empty where there is no value";
        return (format!("`{}` in `{name}` is too large to be drawn", cut(text)), help.to_owned());
    }
    let help = match meant(text) {
        Some(Numeral::One(meant)) => format!("write `{}`", cut(&meant)),
        Some(Numeral::Either(one, other)) => format!(
            "write `{}` or `{}`, whichever is meant: a point is before decimals, and nothing between thousands",
            cut(&one),
            cut(&other)
        ),
        Some(Numeral::Of(meant)) => {
            format!("write `{}`; what it counts goes into `unit`, and is the same in all rows", cut(&meant))
        }
        Some(Numeral::OfMany(word)) => format!("write all of its digits, and no `{}`", cut(&word)),
        None if text.contains(|c: char| c.is_ascii_digit()) => {
            "write a number and nothing else, or leave the cell empty".to_owned()
        }
        None => "leave the cell empty where there is no value".to_owned(),
    };
    (format!("`{}` in `{name}` is no number", cut(text)), help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_meant_is_never_off_by_thousands() {
        let one = |text: &str| Some(Numeral::One(text.to_owned()));
        let of = |text: &str| Some(Numeral::Of(text.to_owned()));
        let many = |text: &str| Some(Numeral::OfMany(text.to_owned()));
        let either = Some(Numeral::Either("1234".to_owned(), "1.234".to_owned()));
        let cases = [
            ("1.234,56", one("1234.56")),
            ("1,234.56", one("1234.56")),
            ("−1'234.56", one("-1234.56")),
            ("12 345,6", one("12345.6")),
            ("1,234,567", one("1234567")),
            ("12,34,567", one("1234567")),
            ("12,5", one("12.5")),
            ("0,125", one("0.125")),
            ("1,234", either),
            ("1k", one("1000")),
            ("3.5M", one("3500000")),
            ("1,5k", one("1500")),
            ("1,234k", None),
            ("3m", many("m")),
            ("3 bn", many("bn")),
            ("3k€", many("k€")),
            ("250 ms", of("250")),
            ("12%", of("12")),
            ("$1,234.56", of("1234.56")),
            ("-€5", of("-5")),
            ("€5M", many("M")),
            ("<5", None),
            ("5/10", None),
            ("10:30", None),
            ("10.0.0.1", None),
            ("2.11.2026", None),
            ("5 (about)", None),
            ("n/a", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(meant(text), expected, "{text}");
        }
    }

    #[test]
    fn groups_are_read_where_they_are_clear() {
        let cases = [
            ("1.234,56", Some(1_234.56)),
            ("-1.234.567,8", Some(-1_234_567.8)),
            ("1.234.567", Some(1_234_567.0)),
            ("1 234,5", Some(1_234.5)),
            ("1 234", Some(1_234.0)),
            ("1,234.56", None),
            ("1,234,567", None),
            ("1.23,4", None),
            ("1.234", None),
            ("1,234", None),
            ("10.0.0.1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(grouped(text), expected, "{text}");
        }
    }
}
