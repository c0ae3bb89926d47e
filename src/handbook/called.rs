//! What texts may call people: their names however they are written, their ids and what they can be reached by.
//!
//! Accents, apostrophes and hyphens are beside the point: `Seán O’Brien`, `Sean O'Brien` and `sean-obrien` are one. So
//! is what stands between the parts of a name, as long as it is little: a blank, the end of a line, a dot.

mod phone;
#[cfg(test)]
mod tests;
mod words;

use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::people::{People, Person};
use phone::Phones;

/// What stands before a name or behind it and is no part of it.
const TITLES: [&str; 24] = [
    "ba", "bsc", "dame", "dipl", "dr", "esq", "frau", "herr", "ii", "iii", "ing", "iv", "jr", "ma", "mag",
    "md", "miss", "mr", "mrs", "ms", "phd", "prof", "sir", "sr",
];
/// What mail goes to that is not one person's alone.
const SHARED: [&str; 12] =
    ["contact", "dev", "hello", "help", "hr", "info", "it", "me", "noc", "oncall", "ops", "webmaster"];
/// What letters with marks are written as where there are none.
const LONG: [(char, &str); 7] =
    [('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('å', "aa"), ('ø', "oe"), ('æ', "ae"), ('ß', "ss")];
/// Letters that have no accent to leave out.
const LETTERS: [(char, &str); 8] =
    [('ø', "o"), ('ł', "l"), ('ß', "ss"), ('æ', "ae"), ('œ', "oe"), ('đ', "d"), ('ð', "d"), ('þ', "th")];
/// So many runs of letters are looked at together: `Ana-María de la O'Hara Cruz` has seven.
const MOST: usize = 7;
/// Of what HTML says by name, what may stand within a name.
const ENTITIES: [&str; 5] = ["&nbsp;", "&#39;", "&#x27;", "&rsquo;", "&apos;"];

/// What all people may be called.
#[derive(Debug, Clone, Default)]
pub struct Called {
    /// By the letters of a name, whose it is.
    by_letters: FxHashMap<String, Name>,
    /// Names in scripts that know no capitals, which may stand within other letters.
    within: Vec<(String, usize)>,
    /// Ids as `@ana`, and what people can be reached by, in lower case.
    literal: FxHashMap<String, usize>,
    /// The numbers that they can be called by.
    phones: Phones,
}

/// In what letters stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// In a text.
    Text,
    /// In an id of something that is called after somebody: all letters are small.
    Id,
    /// In code, of which the words are no names.
    Code,
}

/// A name.
#[derive(Debug, Clone, Copy)]
struct Name {
    person: usize,
    /// Whether it is a whole one, and not a part.
    is_whole: bool,
    /// Whether all of it is words.
    is_words: bool,
    /// Whether it is a word with a capital as well.
    is_high_word: bool,
}

/// Where a text calls somebody by name, and the index of whom.
pub type Found = (Range<usize>, usize);

impl Called {
    /// What these people may be called.
    pub fn of(people: &People) -> Self {
        let mut called = Called::default();
        for (at, person) in people.all.iter().enumerate() {
            called.add_person(at, person);
        }
        // The longest come first.
        called.within.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then(one.cmp(other)));
        called
    }

    fn add_person(&mut self, at: usize, person: &Person) {
        let is_nick = |part: &&str| part.starts_with(['"', '“', '(', '\'', '‘']) && part.chars().count() > 3;
        let (nicks, parts): (Vec<&str>, Vec<&str>) = person.name.split_whitespace().partition(is_nick);
        for nick in nicks {
            self.add(nick, at, false);
        }
        let is_cased = person.name.chars().any(|c| c.is_lowercase() || c.is_uppercase());
        let parts = without_titles(&parts);
        if parts.len() > 1 {
            self.add(&person.name, at, true);
            self.add(&parts.join(" "), at, true);
            if !is_cased {
                self.add(&parts.concat(), at, true);
            }
        }
        let starts_high = |part: &&str| part.starts_with(char::is_uppercase);
        let ends = [parts.first(), parts.last()].into_iter().flatten().copied();
        for part in ends.filter(|part| part.chars().count() > 1 && (starts_high(part) || !is_cased)) {
            self.add(part, at, false);
        }
        if let [first, .., last] = parts {
            // `van Gogh` and `V. Gogh`.
            let small = parts[1..parts.len() - 1].iter().rev().take_while(|part| !starts_high(part)).count();
            self.add(&parts[parts.len() - 1 - small..].join(" "), at, false);
            let initial: String = first.chars().take(1).collect();
            if is_cased {
                self.add(&format!("{initial}{last}"), at, false);
            }
        }
        if person.id != person.name && !is_title(&person.id) {
            self.add(&person.id, at, false);
        }
        let contacts = || person.contacts.iter().map(|(_, contact)| contact.trim().to_lowercase());
        let said = std::iter::once(format!("@{}", person.id.to_lowercase())).chain(contacts());
        for said in said.filter(|said| said.chars().count() > 2) {
            self.literal.entry(said).or_insert(at);
        }
        for contact in contacts() {
            self.phones.add(&contact, at);
            let Some(handle) = handle(&contact) else { continue };
            let letters: String = handle.chars().filter(|c| c.is_alphabetic()).collect();
            let is_own = !SHARED.contains(&&*letters) && !words::is_word(&letters);
            if is_own && handle.chars().count() > 2 {
                self.literal.entry(handle.to_owned()).or_insert(at);
                self.literal.entry(format!("@{handle}")).or_insert(at);
            }
        }
    }

    fn add(&mut self, name: &str, person: usize, is_whole: bool) {
        let is_cased = name.chars().any(|c| c.is_lowercase() || c.is_uppercase());
        if !is_cased {
            if name.chars().filter(|c| c.is_alphabetic()).count() > 1 {
                self.within.push((name.to_owned(), person));
            }
            return;
        }
        let runs: Vec<String> = runs(name).into_iter().map(|run| run.letters).collect();
        let is_words = runs.iter().all(|run| words::is_word(run));
        let is_high_word = runs.iter().all(|run| words::is_word_with_capital(run));
        let known = Name { person, is_whole, is_words, is_high_word };
        if runs.is_empty() {
            return;
        }
        self.by_letters.entry(runs.concat()).or_insert(known);
        let long = long(name);
        if long != name {
            self.add(&long, person, is_whole);
        }
    }

    /// Where a text calls people by name, in order.
    pub fn find(&self, text: &str, within: Within) -> Vec<Found> {
        let mut found = self.by_runs(text, within);
        let is_plain = |c: char| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase();
        if !self.within.is_empty() && text.contains(is_plain) {
            for (name, person) in &self.within {
                found.extend(text.match_indices(name).map(|(at, name)| (at..at + name.len(), *person)));
            }
        }
        found.extend(self.literally(text));
        found.extend(self.phones.find(text));
        found.sort_by_key(|(place, _)| (place.start, std::cmp::Reverse(place.end)));
        let mut end = 0;
        found.retain(|(place, _)| {
            let is_free = place.start >= end;
            end = if is_free { place.end } else { end };
            is_free
        });
        found.into_iter().map(|(place, person)| (whole_mail(text, place), person)).collect()
    }

    fn by_runs(&self, text: &str, within: Within) -> Vec<Found> {
        let runs = runs(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < runs.len() {
            let mut letters = String::new();
            let mut best = None;
            for last in at..runs.len().min(at + MOST) {
                if last > at && !joins(&text[runs[last - 1].place.end..runs[last].place.start]) {
                    break;
                }
                letters.push_str(&runs[last].letters);
                let place = runs[at].place.start..runs[last].place.end;
                let name = self.by_letters.get(&letters);
                if let Some(name) = name.filter(|name| is_meant(name, text, &place, &letters, within)) {
                    best = Some((last, place, name.person));
                } else if let Some(person) = self.genitive(text, &place, &letters) {
                    best = Some((last, place.start..place.end - 1, person));
                }
            }
            match best {
                Some((last, place, person)) => {
                    found.push((place, person));
                    at = last + 1;
                }
                None => at += 1,
            }
        }
        found
    }

    /// Whose name it is with an `s` behind it, as Swedish and German have it: `Ekdahls`.
    fn genitive(&self, text: &str, place: &Range<usize>, letters: &str) -> Option<usize> {
        let bare = letters.strip_suffix('s').filter(|bare| bare.chars().count() > 3)?;
        let name = self.by_letters.get(bare).filter(|name| !name.is_words && !words::is_word(letters))?;
        let written = text[place.clone()].strip_suffix('s')?;
        let is_one = written.starts_with(char::is_uppercase) && written.ends_with(char::is_alphabetic);
        is_one.then_some(name.person)
    }

    /// What stands between blanks and marks, and is what somebody can be reached by.
    fn literally(&self, text: &str) -> Vec<Found> {
        const MARKS: &[char] = &[
            '<', '>', '(', ')', '[', ']', '{', '}', ',', ';', '!', '?', '"', '“', '”', '\'', '’', '‘', '|',
            '`', '*', '=',
        ];
        let is_end = |c: char| c.is_whitespace() || MARKS.contains(&c);
        let mut found = Vec::new();
        let mut at = 0;
        for word in text.split(is_end) {
            let start = text[at..].find(word).map_or(at, |within| at + within);
            at = start + word.len();
            if word.contains('/') {
                found.extend(self.in_address(word, start));
            }
            let bare = word.trim_end_matches(['.', ':']);
            // `mailto:ana@example.org`
            let scheme = bare.rfind(':').map_or(0, |colon| colon + 1);
            for from in [0, scheme] {
                if let Some(person) = self.literal.get(&bare[from..].to_lowercase()) {
                    found.push((start + from..start + bare.len(), *person));
                    break;
                }
            }
        }
        found
    }

    /// The parts of an address, which begins at a byte, by which somebody is meant.
    fn in_address(&self, address: &str, start: usize) -> Vec<Found> {
        let mut at = start;
        let mut found = Vec::new();
        for part in address.split(['/', '?', '&', '#']) {
            let bare = part.trim_end_matches(['.', ':']);
            if let Some(person) = self.literal.get(&bare.to_lowercase()) {
                found.push((at..at + bare.len(), *person));
            }
            at += part.len() + 1;
        }
        found
    }
}

/// What says who is meant in that by which they are reached: `je77` of `je77@example.org`, of `@je77`, and of
/// `https://code.example.org/je77`.
fn handle(contact: &str) -> Option<&str> {
    if let Some((_, address)) = contact.split_once("://") {
        let (_, path) = address.trim_end_matches('/').split_once('/')?;
        return path.rsplit('/').next().map(|last| last.trim_start_matches('@'));
    }
    let bare = contact.trim_start_matches('@');
    contact.contains('@').then(|| bare.split_once('@').map_or(bare, |(before, _)| before))
}

/// Whether letters at a place are meant as a name, and not as a word.
fn is_meant(name: &Name, text: &str, place: &Range<usize>, letters: &str, within: Within) -> bool {
    let written = &text[place.clone()];
    let is_high = written.starts_with(char::is_uppercase);
    let is_all_high = || {
        written
            .split(|c: char| !c.is_alphabetic())
            .all(|run| run.is_empty() || run.starts_with(char::is_uppercase))
    };
    match name {
        Name { is_whole: true, is_words: true, .. } => within == Within::Id || is_all_high(),
        Name { is_whole: true, .. } => true,
        Name { is_high_word: true, .. } => {
            within == Within::Text && words::is_surely_name(letters, text, place)
        }
        Name { is_words: true, .. } => within == Within::Text && is_high,
        _ => is_high || within == Within::Id || letters.chars().count() > 2,
    }
}

/// Whether a word stands before names, or behind them.
fn is_title(part: &str) -> bool {
    let bare = part.replace('.', "").to_lowercase();
    TITLES.contains(&bare.trim_matches(','))
}

/// The parts of a name without `Dr.`, `Jr.` and the like.
fn without_titles<'p, 'n>(parts: &'p [&'n str]) -> &'p [&'n str] {
    let mut parts = parts;
    while let [first, rest @ ..] = parts
        && rest.len() > 1
        && is_title(first)
    {
        parts = rest;
    }
    while let [rest @ .., last] = parts
        && rest.len() > 1
        && is_title(last)
    {
        parts = rest;
    }
    parts
}

/// A name as it is written where there are no letters with marks: `Mueller`.
fn long(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfc() {
        let small = c.to_lowercase().next().unwrap_or(c);
        match LONG.iter().find(|(letter, _)| *letter == small) {
            Some((_, plain)) if c == small => out.push_str(plain),
            Some((_, plain)) => {
                let mut letters = plain.chars();
                out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                out.extend(letters);
            }
            None => out.push(c),
        }
    }
    out
}

/// Letters in a row.
struct Run {
    place: Range<usize>,
    /// In lower case, without accents.
    letters: String,
}

/// The runs of letters in a text; what HTML says by name is none.
fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut skipped = 0;
    for (at, c) in text.char_indices() {
        if c == '&'
            && let Some(entity) = ENTITIES.iter().find(|entity| text[at..].starts_with(**entity))
        {
            skipped = at + entity.len();
        }
        if at < skipped || !(c.is_alphabetic() || is_combining_mark(c)) {
            continue;
        }
        let end = at + c.len_utf8();
        match runs.last_mut().filter(|run| run.place.end == at) {
            Some(run) => run.place.end = end,
            None => runs.push(Run { place: at..end, letters: String::new() }),
        }
        if let Some(run) = runs.last_mut() {
            fold(c, &mut run.letters);
        }
    }
    runs
}

/// A letter in lower case without its accents.
fn fold(c: char, out: &mut String) {
    for c in c.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match LETTERS.iter().find(|(letter, _)| *letter == c) {
            Some((_, plain)) => out.push_str(plain),
            None => out.push(c),
        }
    }
}

/// Whether what stands between two runs of letters may stand within a name.
fn joins(between: &str) -> bool {
    let mut bare = between.to_owned();
    for entity in ENTITIES {
        bare = bare.replace(entity, " ");
    }
    let is_mark = |c: char| {
        matches!(
            c,
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '-' | '\u{2010}' | '\u{2011}' | '.' | '_' | '+' | '\u{ad}'
        )
    };
    let marks = bare.chars().filter(|c| is_mark(*c)).count();
    marks <= 1 && bare.matches('\n').count() <= 1 && bare.chars().all(|c| is_mark(c) || c.is_whitespace())
}

/// The place of a name, with the address of mail that it stands in: without its other half it leads nowhere.
fn whole_mail(text: &str, place: Range<usize>) -> Range<usize> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-');
    let after = text[place.end..].trim_start_matches(is_local);
    let Some(host) =
        after.strip_prefix('@').filter(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
    else {
        return place;
    };
    let rest = host.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    let mut end = text.len() - rest.len();
    end -= text[..end].len() - text[..end].trim_end_matches(['.', '-']).len();
    let start = text[..place.start].trim_end_matches(is_local).len();
    start..end
}
