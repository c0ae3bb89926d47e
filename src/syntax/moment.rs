//! When something was, as people write it: `2026-08-14 16:24`, `14 August 2026, 4:24 pm UTC`, `16:24`.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::offset::is_offset;
pub use super::offset::zone;
use crate::months::month;

/// As much of a day, a time and a zone as is written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Written {
    /// The day.
    pub day: Option<Date>,
    /// The month and the day, before a time, where no year is said.
    pub yearless: Option<(i8, i8)>,
    /// The time.
    pub time: Option<Time>,
    /// The time zone.
    pub zone: Option<TimeZone>,
}

/// Reads it; none when a part of it means nothing, or there is neither a day nor a time. Of a span of time it is the
/// beginning.
pub fn written(text: &str) -> Option<Written> {
    let text = text.replace(['*', '_', '`', '~', '≈', '[', ']'], "");
    let mut found = Written::default();
    let mut parts = DayParts::default();
    let (mut is_over, mut is_twice, mut has_day_after) = (false, false, false);
    for word in words(&text) {
        // `16:24 - 16:30`, and `17:07, 17:22`, which is more of the same.
        is_over |= matches!(&*word, "-" | "–" | "—" | "/" | "to" | "until" | "till")
            || (found.time.is_some() && time(&word).is_some());
        if is_over {
            // Of what stands behind a slash nothing else is the same.
            is_twice |= word == "/";
            if is_twice && !(word == "/" || is_half(&word) || time(&word).is_some() || zone(&word).is_some())
            {
                return None;
            }
            // The zone of a span stands at its end.
            found.zone = found.zone.or_else(|| zone(&word));
            continue;
        }
        if found.take(&word) || is_filler(&word) || found.time.is_some() && HOURS.contains(&&*word) {
            continue;
        }
        // `2026-08-14 1624`: behind a whole day, four digits are no year.
        if found.time.is_none() && (found.day.is_some() || parts.are_whole()) && four_digits(&word).is_some()
        {
            found.time = four_digits(&word);
            continue;
        }
        if !parts.take(&word) {
            return None;
        }
        has_day_after |= found.time.is_some();
    }
    found.twelve_hours(&text);
    // `1624 UTC` and `14 Aug 1624 UTC`: of a year nobody says the zone.
    if let Some(year) = parts.year.filter(|_| found.time.is_none() && found.zone.is_some())
        && (parts.month.is_none() || year < LONG_AGO)
    {
        found.time = Some(four_digits(&format!("{year:04}"))?);
        parts.year = None;
    }
    match (parts.month, parts.day) {
        _ if found.day.is_some() || parts.is_empty() => {}
        (Some(month), Some(day)) if parts.year.is_none() && found.time.is_some() && !has_day_after => {
            // In a leap year every day is there that may be.
            Date::new(2024, month, day).ok()?;
            found.yearless = Some((month, day));
        }
        _ => found.day = Some(parts.date()?),
    }
    (found.day.is_some() || found.time.is_some()).then_some(found)
}

impl Written {
    /// Takes a word that is a day, a time or a zone by itself.
    fn take(&mut self, word: &str) -> bool {
        if let Some(day) = day(word).filter(|_| self.day.is_none()) {
            self.day = Some(day);
        } else if let Some(time) = time(word).filter(|_| self.time.is_none()) {
            self.time = Some(time);
        } else if let Some(zone) = zone(word).filter(|_| self.zone.is_none()) {
            self.zone = Some(zone);
        } else {
            return matches!(word.trim_end_matches([':', '.']), "am" | "pm" | "a.m" | "p.m")
                && self.time.is_some();
        }
        true
    }

    /// `4:24 pm` is in the afternoon.
    fn twelve_hours(&mut self, text: &str) {
        let Some(time) = self.time else { return };
        let words = words(text);
        let at = words.iter().position(|word| self::time(word).is_some());
        let mark = at.and_then(|at| words.get(at + 1)).map(|word| word.trim_end_matches([':', '.']));
        let hour = match (mark, time.hour()) {
            (Some("pm" | "p.m"), hour @ 1..12) => hour + 12,
            (Some("am" | "a.m"), 12) => 0,
            (_, hour) => hour,
        };
        self.time = Time::new(hour, time.minute(), time.second(), 0).ok();
    }
}

/// What may stand behind a time: `11:30 hrs`, `20 Uhr`.
const HOURS: [&str; 5] = ["h", "hr", "hrs", "hours", "uhr"];

/// Of what was before this year nobody gives an account.
const LONG_AGO: i16 = 1900;

/// The numbers and the month of `14 August 2026`.
#[derive(Default)]
struct DayParts {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    /// Whether the year was said before the month and the day.
    year_first: bool,
}

impl DayParts {
    fn take(&mut self, word: &str) -> bool {
        if let Some(month) = month(word).filter(|_| self.month.is_none()) {
            self.month = Some(month);
            return true;
        }
        let bare = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
        match (bare.len(), bare.parse::<i16>()) {
            (4, Ok(year)) if self.year.is_none() => {
                self.year = Some(year);
                self.year_first = self.is_bare();
            }
            (1..=2, Ok(day)) if self.day.is_none() => self.day = i8::try_from(day).ok(),
            _ => return false,
        }
        true
    }

    fn is_empty(&self) -> bool {
        self.is_bare() && self.year.is_none()
    }

    /// Whether neither the month nor the day is known.
    fn is_bare(&self) -> bool {
        self.day.is_none() && self.month.is_none()
    }

    /// Whether all of them are known, and the year for sure.
    fn are_whole(&self) -> bool {
        !self.year_first && self.date().is_some()
    }

    fn date(&self) -> Option<Date> {
        Date::new(self.year?, self.month?, self.day?).ok()
    }
}

/// The words of a text in lower case, but for the names of zones; times stand apart from what follows them.
fn words(text: &str) -> Vec<String> {
    // `2026-08-14T16:24Z`: the offset of such a time is part of it.
    let is_stamp = text.as_bytes().get(10).is_some_and(|byte| matches!(byte, b'T' | b't'))
        && text.as_bytes().get(11).is_some_and(u8::is_ascii_digit);
    let mut spaced = String::with_capacity(text.len() + 8);
    for (at, (byte, c)) in text.char_indices().enumerate() {
        match c {
            'T' | 't' if is_stamp && at == 10 => spaced.push(' '),
            ',' if is_fraction(text, byte) => spaced.push('.'),
            ',' | '(' | ')' | ';' => spaced.push(' '),
            '–' | '—' => spaced.extend([' ', c, ' ']),
            // `16:00 CEST/14:00 UTC` says the same twice.
            '/' if text[byte + 1..].starts_with(|c: char| c.is_ascii_digit())
                && ends_with_zone(&text[..byte]) =>
            {
                spaced.push_str(" / ");
            }
            _ => spaced.push(c),
        }
    }
    let mut words = Vec::new();
    for word in spaced.split_whitespace() {
        let marked = with_colon(word);
        let word = marked.as_deref().unwrap_or(word);
        let end = word.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(word.len());
        let (start, rest) = word.split_at(end);
        let is_time = start.contains(':') || matches!(&*rest.to_lowercase(), "am" | "pm");
        if !is_time || start.is_empty() || rest.is_empty() {
            let known = zone(word).is_some();
            words.push(if known { word.to_owned() } else { word.to_lowercase() });
            continue;
        }
        // `11pm` is a whole hour.
        let hour = if start.contains(':') { "" } else { ":00" };
        words.push(format!("{}{hour}", start.trim_end_matches(['.', ':'])));
        match rest.strip_prefix('-') {
            // `16:24-16:30` is a span, but in a stamp an offset.
            Some(to) if !is_stamp => words.extend(["-".to_owned(), to.to_owned()]),
            _ => words.push(if zone(rest).is_some() { rest.to_owned() } else { rest.to_lowercase() }),
        }
    }
    whole_hours(&mut words);
    words
}

/// `11 pm` and `20 Uhr` are whole hours, too, and so are both of `5-6 pm`; `1430 hrs` has its minutes; and noon is a time.
fn whole_hours(words: &mut Vec<String>) {
    let is_digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    for at in 0..words.len() {
        let bare = words[at].trim_end_matches([':', '.']).to_owned();
        let named = match &*bare {
            "noon" | "midday" => Some("12:00"),
            "midnight" => Some("00:00"),
            _ => None,
        };
        if let Some(time) = named {
            // `12 noon` says it twice.
            if at > 0 && words[at - 1] == "12" {
                words[at - 1] = "at".to_owned();
            }
            words[at] = time.to_owned();
            continue;
        }
        let is_half = is_half(&bare);
        if at == 0 || !(is_half || HOURS[1..].contains(&&*bare)) {
            continue;
        }
        let before = words[at - 1].clone();
        if is_digits(&before, 2) {
            words[at - 1].push_str(":00");
        } else if let Some(time) = four_digits(&before).filter(|_| !is_half) {
            words[at - 1] = format!("{:02}:{:02}", time.hour(), time.minute());
        } else if let Some((from, to)) =
            before.split_once('-').filter(|(from, to)| is_digits(from, 2) && is_digits(to, 2))
        {
            words[at - 1] = format!("{from}:00");
            let rest = [bare.clone(), "-".to_owned(), format!("{to}:00")];
            words.splice(at..at, rest);
            return;
        }
    }
}

/// Whether a text ends with the name of an offset, or a half of the day.
fn ends_with_zone(text: &str) -> bool {
    let word = text.rsplit([' ', '(']).next().unwrap_or(text).to_lowercase();
    let word = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.'));
    matches!(word, "am" | "pm") || is_offset(word)
}

/// `10.30am` and `11h30` as they are written with a colon.
fn with_colon(word: &str) -> Option<String> {
    let digits = |part: &str| matches!(part.len(), 1..=2) && part.bytes().all(|byte| byte.is_ascii_digit());
    let (hour, rest) = word.split_once(['.', 'h', 'H'])?;
    let (minute, end) = rest.split_at_checked(2)?;
    let is_twelve = matches!(&*end.to_lowercase(), "am" | "pm" | "a.m." | "p.m.");
    let is_meant =
        if word[hour.len()..].starts_with('.') { is_twelve } else { end.trim_end_matches(':').is_empty() };
    (digits(hour) && digits(minute) && is_meant).then(|| format!("{hour}:{minute}{end}"))
}

/// Whether a comma at a byte of a text has the parts of a second behind it, as logs have them: `01:00:00,123`.
fn is_fraction(text: &str, at: usize) -> bool {
    let digits = |bytes: &[u8]| bytes.len() >= 2 && bytes.iter().all(u8::is_ascii_digit);
    let (before, after) = (&text.as_bytes()[..at], &text.as_bytes()[at + 1..]);
    let end = after.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(after.len());
    end == 3
        && after.get(end) != Some(&b':')
        && before.len() >= 6
        && before[before.len() - 3] == b':'
        && before[before.len() - 6] == b':'
        && digits(&before[before.len() - 2..])
}

/// Whether a word says which half of the day it is.
fn is_half(word: &str) -> bool {
    matches!(word.trim_end_matches([':', '.']), "am" | "pm" | "a.m" | "p.m")
}

/// Whether a word may stand beside a day or a time, and says nothing of it.
pub fn is_filler(word: &str) -> bool {
    const FILLERS: [&str; 12] =
        ["at", "on", "the", "of", "about", "around", "approx", "approximately", "ca", "c", "circa", "before"];
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let bare = word.trim_end_matches(['.', ':']);
    FILLERS.contains(&bare)
        || DAYS.iter().any(|day| bare.starts_with(day) && (bare.len() <= 4 || bare.ends_with("day")))
}

/// `2026-08-14`, `2026/08/14`, `14.08.2026`; with slashes and the year last only where one number can be no month.
fn day(word: &str) -> Option<Date> {
    let mark = word.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let mut parts = word.trim_end_matches(['.', ':']).split(mark);
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let number = |part: &str| part.parse::<i16>().ok().filter(|_| part.bytes().all(|b| b.is_ascii_digit()));
    // `14-Aug-2026`
    let two = match month(two).filter(|_| two.len() >= 3) {
        Some(month) if mark == '-' && (one.len() == 4) != (three.len() == 4) => {
            let (year, day) = if one.len() == 4 { (one, three) } else { (three, one) };
            return Date::new(number(year)?, month, i8::try_from(number(day)?).ok()?).ok();
        }
        _ => two,
    };
    let (one_n, two_n, three_n) = (number(one)?, number(two)?, number(three)?);
    let of = |year: i16, month: i16, day: i16| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    match (one.len(), three.len()) {
        (4, 1..=2) => of(one_n, two_n, three_n),
        (1..=2, 4) if mark == '.' || one_n > 12 => of(three_n, two_n, one_n),
        (1..=2, 4) if two_n > 12 => of(three_n, one_n, two_n),
        _ => None,
    }
}

/// `16:24`, `16:24:05`, and `4` before `pm`.
fn time(word: &str) -> Option<Time> {
    let mut parts = word.trim_end_matches(['.', ':']).split(':');
    let number = |part: &str| {
        let is_number = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i8>().ok().filter(|_| is_number)
    };
    let (hour, minute) = (number(parts.next()?)?, number(parts.next()?)?);
    let second = match parts.next() {
        // Parts of a second are beside the point.
        Some(second) => number(second.split('.').next()?)?,
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

/// `1624`, as clocks of a day with 24 hours are read out: only the text around tells it from a year.
pub fn four_digits(word: &str) -> Option<Time> {
    let bare = word.trim_end_matches(['.', ':', 'h']);
    let is_meant = bare.len() == 4 && bare.bytes().all(|byte| byte.is_ascii_digit());
    let (hour, minute) = bare.split_at_checked(2).filter(|_| is_meant)?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let Some(Written { day, yearless, time, zone }) = written(text) else { return "none".to_owned() };
        let day = day.map(|day| day.to_string());
        let day = day.or_else(|| yearless.map(|(month, day)| format!("{month:02}-{day:02}")));
        let offset = zone.map(|zone| {
            let at = jiff::civil::date(2026, 8, 14).at(12, 0, 0, 0);
            zone.to_ambiguous_timestamp(at).compatible().map(|at| zone.to_offset(at).to_string())
        });
        let part = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
        let time = time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute()));
        let offset = offset.and_then(Result::ok);
        format!("{} {} {}", part(day), part(time), part(offset))
    }

    #[test]
    fn times_are_written_in_many_ways() {
        for (text, expected) in [
            ("2026-08-14 16:24", "2026-08-14 16:24 -"),
            ("2026-08-14T16:24:30Z", "2026-08-14 16:24 +00"),
            ("2026-08-14T16:24+01:00", "2026-08-14 16:24 +01"),
            ("2026-08-14T16:24-05:00", "2026-08-14 16:24 -05"),
            ("2026-08-14 16:24 +0530", "2026-08-14 16:24 +05:30"),
            ("**16:24**", "- 16:24 -"),
            ("16:24 UTC", "- 16:24 +00"),
            ("16:24UTC", "- 16:24 +00"),
            ("16:24 (Europe/London)", "- 16:24 +01"),
            ("UTC+2 16:24", "- 16:24 +02"),
            ("14 August 2026", "2026-08-14 - -"),
            ("Friday, 14th of Aug 2026 at 4:24 pm CEST", "2026-08-14 16:24 +02"),
            ("August 14, 2026 4:24PM", "2026-08-14 16:24 -"),
            ("12:05 a.m.", "- 00:05 -"),
            ("[10:30]", "- 10:30 -"),
            ("11pm CEST", "- 23:00 +02"),
            ("5 pm UTC", "- 17:00 +00"),
            ("14 August 2026, 12 a.m.", "2026-08-14 00:00 -"),
            ("5 UTC", "none"),
            ("5-6 pm", "- 17:00 -"),
            ("5 pm – 6 pm", "- 17:00 -"),
            ("11:30 hrs UTC", "- 11:30 +00"),
            ("14 August 2026 1430 hrs", "2026-08-14 14:30 -"),
            ("20 Uhr", "- 20:00 -"),
            ("12 noon", "- 12:00 -"),
            ("15 May 2026, midnight", "2026-05-15 00:00 -"),
            ("14-Aug-2026 19:00", "2026-08-14 19:00 -"),
            ("16:00 CEST/14:00 UTC", "- 16:00 +02"),
            ("6 pm BST/7 pm CEST", "- 18:00 +01"),
            ("17:00 MESZ", "- 17:00 +02"),
            ("17:00 BST/CEST", "none"),
            ("17:00 BST/18:00 CEST It", "none"),
            ("10:05 −0300", "- 10:05 -03"),
            ("10:05 -1€", "none"),
            ("10:05 -🔥", "none"),
            ("+5€", "none"),
            ("10.30pm", "- 22:30 -"),
            ("1 July 2026 10.30am UTC", "2026-07-01 10:30 +00"),
            ("11h30 CEST", "- 11:30 +02"),
            ("11.45", "none"),
            ("1 July 2026 10am CEST", "2026-07-01 10:00 +02"),
            ("2026-11-21 01:00:00,123", "2026-11-21 01:00 -"),
            ("01:00:00,123 UTC", "- 01:00 +00"),
            ("Nov 21, 01:05", "11-21 01:05 -"),
            ("Fri 21 Nov 01:06 CET", "11-21 01:06 +01"),
            ("29 Feb 01:06", "02-29 01:06 -"),
            ("30 Feb 01:06", "none"),
            ("01:06 21 Nov", "none"),
            ("14.08.2026 09:05", "2026-08-14 09:05 -"),
            ("08/14/2026", "2026-08-14 - -"),
            ("14/08/2026", "2026-08-14 - -"),
            ("08/09/2026", "none"),
            ("16:24-16:30", "- 16:24 -"),
            ("16:24 – 16:30 UTC", "- 16:24 +00"),
            ("17:07, 17:22", "- 17:07 -"),
            ("2026-09-26 to 27", "2026-09-26 - -"),
            ("~16:24", "- 16:24 -"),
            ("2026-02-30", "none"),
            ("25:00", "none"),
            ("later", "none"),
            ("a day", "none"),
            ("", "none"),
            ("14 August", "none"),
            ("2026", "none"),
            ("2026-08-14 1624 UTC", "2026-08-14 16:24 +00"),
            ("14 August 2026 1624", "2026-08-14 16:24 -"),
            ("14 Aug 0905 UTC", "08-14 09:05 +00"),
            ("1624 UTC", "- 16:24 +00"),
            ("1624 14 August 2026", "none"),
            ("2462 UTC", "none"),
            ("14 August 2026 UTC", "2026-08-14 - +00"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_panics() {
        for text in ["é16:24", "T", "2026-08-14T", "+", "UTC+", "-:-", "16:", ":", "١٦:٢٤", "2026-08-1é"]
        {
            let _ = written(text);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_time_or_none(text in "([0-9]{1,4}|[:.+−€🔥é/,;-]| |am|pm|hrs|noon|UTC|CEST|Aug|T|Z|h){0,10}") {
            let _ = written(&text);
            let _ = zone(&text);
        }
    }
}
