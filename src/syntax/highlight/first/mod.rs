//! What a regular expression can begin with.
//!
//! Most of the time of highlighting goes into expressions that cannot match where they are tried.
//! A look at one byte sorts nearly all of them out, if it is known which bytes a match can start
//! at. This reads Oniguruma's Ruby syntax just far enough to say so, and says "any" whenever it
//! is in doubt: the answer may be too wide, never too narrow.

use super::bytes::{Bytes, Flags, end, folded, is_word, line_end, literal, named, range};

/// Where a match can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct First {
    /// The bytes, or the end, at which it can.
    pub(super) at: Bytes,
    /// Only at the start of a line.
    pub(super) line_start: bool,
    /// Only at a word's boundary: never between two ASCII letters, digits or underscores.
    pub(super) boundary: bool,
    /// Only where the search started (`\G`), as far as is known.
    pub(super) search_start: bool,
    /// The length of every match before an ASCII byte or the end, when that byte alone decides
    /// whether there is one: nothing needs to be tried then.
    pub(super) length: Option<usize>,
}

impl First {
    /// Nothing is known.
    pub(super) const ANY: First =
        First { at: Bytes::ANY, line_start: false, boundary: false, search_start: false, length: None };

    /// What is known of matches of `regex`.
    pub(super) fn of(regex: &str) -> Self {
        let mut reader = Reader { rest: regex, depth: 0, search_start: false };
        let Some(part) = reader.alternatives(Flags::default()).filter(|_| reader.rest.is_empty()) else {
            return First { search_start: regex.contains("\\G"), ..First::ANY };
        };
        First {
            at: part.consuming.or(part.empty.unwrap_or(Bytes::NONE)),
            line_start: part.line_start,
            boundary: part.boundary,
            search_start: reader.search_start,
            length: part.exact.then(|| usize::from(part.empty.is_none())),
        }
    }
}

/// What is known of a part of an expression.
#[derive(Clone, Copy)]
struct Part {
    /// The bytes at which a match that consumes something starts.
    consuming: Bytes,
    /// What must follow an empty match, if one is possible.
    empty: Option<Bytes>,
    /// A match starts at the start of a line.
    line_start: bool,
    /// A match starts at a word's boundary.
    boundary: bool,
    /// A match is always empty.
    anchor: bool,
    /// A match is always empty, or always one character; and before ASCII it depends on nothing
    /// but what the sets say.
    exact: bool,
}

impl Part {
    const UNKNOWN: Part = Part { empty: Some(Bytes::ANY), ..Part::one(Bytes::EVERY_BYTE) };
    const EMPTY: Part = Part { exact: true, ..Part::empty(Bytes::ANY) };
    /// Empty, where something holds that is not looked into.
    const ANCHOR: Part = Part::empty(Bytes::ANY);

    const fn one(bytes: Bytes) -> Part {
        Part {
            consuming: bytes,
            empty: None,
            line_start: false,
            boundary: false,
            anchor: false,
            exact: false,
        }
    }

    const fn empty(follows: Bytes) -> Part {
        Part {
            consuming: Bytes::NONE,
            empty: Some(follows),
            line_start: false,
            boundary: false,
            anchor: true,
            exact: false,
        }
    }

    fn or(self, other: Part) -> Part {
        Part {
            consuming: self.consuming.or(other.consuming),
            empty: match (self.empty, other.empty) {
                (Some(one), Some(other)) => Some(one.or(other)),
                (one, other) => one.or(other),
            },
            line_start: self.line_start && other.line_start,
            boundary: self.boundary && other.boundary,
            anchor: self.anchor && other.anchor,
            exact: self.exact && other.exact && self.anchor == other.anchor,
        }
    }

    fn then(self, next: Part) -> Part {
        let Some(follows) = self.empty else { return Part { exact: false, ..self } };
        Part {
            consuming: self.consuming.or(next.consuming.and(follows)),
            empty: next.empty.map(|empty| empty.and(follows)),
            line_start: self.line_start || (self.anchor && next.line_start),
            boundary: self.boundary || (self.anchor && next.boundary),
            anchor: self.anchor && next.anchor,
            exact: self.anchor && self.exact && next.exact,
        }
    }

    /// The same part as the body of a negative lookahead.
    fn not_ahead(self) -> Part {
        if !self.exact || self.anchor {
            return Part::ANCHOR;
        }
        let ascii = Bytes::ascii(|byte| !self.consuming.has(usize::from(*byte)));
        Part { exact: true, ..Part::empty(ascii.or(Bytes::HIGH).or(end())) }
    }

    /// The same part as the body of a lookahead.
    fn ahead(self) -> Part {
        let follows = self.consuming.or(self.empty.unwrap_or(Bytes::NONE));
        Part { consuming: Bytes::NONE, empty: Some(follows), anchor: true, ..self }
    }

    fn optional(self) -> Part {
        Part { empty: Some(Bytes::ANY), line_start: false, boundary: false, exact: false, ..self }
    }
}

/// Reads an expression from the front of `rest`; every method gives None when it does not know
/// what it sees.
struct Reader<'a> {
    rest: &'a str,
    depth: usize,
    search_start: bool,
}

impl Reader<'_> {
    fn eat(&mut self, prefix: &str) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next()?;
        self.rest = chars.as_str();
        Some(next)
    }

    /// Reads up to `end` and over it.
    fn until(&mut self, end: char) -> Option<&str> {
        let (before, after) = self.rest.split_once(end)?;
        self.rest = after;
        Some(before)
    }

    /// Up to a closing parenthesis, which stays, or the end.
    fn alternatives(&mut self, flags: Flags) -> Option<Part> {
        self.depth += 1;
        if self.depth > 100 {
            return None;
        }
        let mut all = self.sequence(flags)?;
        while self.eat("|") {
            all = all.or(self.sequence(flags)?);
        }
        self.depth -= 1;
        Some(all)
    }

    fn sequence(&mut self, flags: Flags) -> Option<Part> {
        let mut whole = Part::EMPTY;
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            if flags.extended && self.skip_layout() {
                continue;
            }
            let part = self.item(flags)?;
            let part = self.quantified(part, flags)?;
            whole = whole.then(part);
        }
        Some(whole)
    }

    /// Skips white space or a comment, in extended expressions.
    fn skip_layout(&mut self) -> bool {
        if self.eat("#") {
            self.rest = self.rest.split_once('\n').map_or("", |(_, after)| after);
            return true;
        }
        let trimmed = self.rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
        let skipped = trimmed.len() < self.rest.len();
        self.rest = trimmed;
        skipped
    }

    fn item(&mut self, flags: Flags) -> Option<Part> {
        Some(match self.next()? {
            '(' => return self.group(flags),
            '[' => {
                let (set, exact) = self.class(flags)?;
                Part { exact, ..Part::one(set) }
            }
            '\\' => return self.escape(flags),
            '.' => Part::one(Bytes::EVERY_BYTE),
            '^' => Part { line_start: true, ..Part::ANCHOR },
            '$' => Part::empty(line_end()),
            other => {
                Part { exact: other.is_ascii() || !flags.ignore_case, ..Part::one(literal(other, flags)) }
            }
        })
    }

    fn quantified(&mut self, mut part: Part, flags: Flags) -> Option<Part> {
        loop {
            if flags.extended {
                while self.skip_layout() {}
            }
            if self.eat("*") || self.eat("?") {
                part = part.optional();
            } else if let Some(least) = self.repetition() {
                part = if least == 0 { part.optional() } else { Part { exact: false, ..part } };
            } else if self.eat("+") {
                part.exact = false;
            } else {
                return Some(part);
            }
        }
    }

    /// The least number of `{least,most}`; a brace that repeats nothing is a character.
    fn repetition(&mut self) -> Option<usize> {
        let (inner, after) = self.rest.strip_prefix('{')?.split_once('}')?;
        let (least, most) = inner.split_once(',').unwrap_or((inner, inner));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(least) || !digits(most) || (least.is_empty() && most.is_empty()) {
            return None;
        }
        self.rest = after;
        Some(least.parse().unwrap_or(0))
    }

    /// After an opening parenthesis.
    fn group(&mut self, flags: Flags) -> Option<Part> {
        if self.rest.starts_with('*') {
            return None;
        }
        if !self.eat("?") {
            return self.captured(flags);
        }
        if self.eat("#") {
            self.until(')')?;
            return Some(Part::EMPTY);
        }
        if self.eat(":") || self.eat(">") {
            return self.body(flags);
        }
        if self.eat("=") {
            return Some(self.body(flags)?.ahead());
        }
        if self.eat("!") {
            return Some(self.body(flags)?.not_ahead());
        }
        if self.eat("<=") || self.eat("<!") {
            self.body(flags)?;
            return Some(Part::ANCHOR);
        }
        if self.eat("<") {
            self.until('>')?;
            return self.captured(flags);
        }
        self.options(flags)
    }

    /// A group whose place somebody may ask for.
    fn captured(&mut self, flags: Flags) -> Option<Part> {
        Some(Part { exact: false, ..self.body(flags)? })
    }

    fn body(&mut self, flags: Flags) -> Option<Part> {
        let part = self.alternatives(flags)?;
        self.eat(")").then_some(part)
    }

    /// `(?i-mx:…)`, or `(?i)` that holds until the end of the group around it.
    fn options(&mut self, mut flags: Flags) -> Option<Part> {
        let mut on = true;
        loop {
            match self.next()? {
                'i' => flags.ignore_case = on,
                'x' => flags.extended = on,
                'm' => {}
                '-' => on = false,
                ':' => return self.body(flags),
                ')' => return self.alternatives(flags),
                _ => return None,
            }
        }
    }

    /// After a backslash.
    fn escape(&mut self, flags: Flags) -> Option<Part> {
        let escaped = self.next()?;
        Some(match escaped {
            'b' => Part { boundary: true, ..Part::ANCHOR },
            'B' | 'K' => Part::ANCHOR,
            'A' => Part { line_start: true, ..Part::ANCHOR },
            'z' => Part::empty(Bytes::of([]).or(end())),
            'Z' => Part::empty(line_end()),
            'G' => {
                self.search_start = true;
                Part::ANCHOR
            }
            'k' | 'g' => {
                self.next().filter(|open| *open == '<')?;
                self.until('>')?;
                Part::UNKNOWN
            }
            '1'..='9' => Part::UNKNOWN,
            'p' => {
                let (set, exact) = self.property()?;
                Part { exact: exact && !flags.ignore_case, ..Part::one(folded(set, flags)) }
            }
            'P' => {
                self.property()?;
                Part::one(Bytes::EVERY_BYTE)
            }
            'R' | 'X' | 'O' | 'N' => Part::one(Bytes::EVERY_BYTE),
            'y' | 'Y' | 'C' | 'M' | 'c' => return None,
            other => Part { exact: !flags.ignore_case, ..Part::one(self.escaped(other, flags)?.0) },
        })
    }

    /// The bytes of an escape that means a character or a set of them, and whether they are
    /// exactly those below 128.
    fn escaped(&mut self, escaped: char, flags: Flags) -> Option<(Bytes, bool)> {
        let set = match escaped {
            'd' => Bytes::ascii(u8::is_ascii_digit).or(Bytes::HIGH),
            'D' => Bytes::ascii(u8::is_ascii_digit).others(),
            'w' => Bytes::ascii(|byte| is_word(*byte)).or(Bytes::HIGH),
            'W' => Bytes::ascii(|byte| is_word(*byte)).others(),
            's' => Bytes::of(*b" \t\n\r\x0b\x0c").or(Bytes::HIGH),
            'S' => Bytes::of(*b" \t\n\r\x0b\x0c").others(),
            'h' => Bytes::ascii(u8::is_ascii_hexdigit),
            'H' => Bytes::ascii(u8::is_ascii_hexdigit).others(),
            't' => Bytes::of([b'\t']),
            'n' => Bytes::of([b'\n']),
            'r' => Bytes::of([b'\r']),
            'f' => Bytes::of([0x0c]),
            'v' => Bytes::of([0x0b]),
            'a' => Bytes::of([0x07]),
            'e' => Bytes::of([0x1b]),
            'x' | 'u' => literal(self.hexadecimal(escaped)?, flags),
            '0' => return None,
            other if other.is_ascii_alphanumeric() => return None,
            other => literal(other, flags),
        };
        Some((set, true))
    }

    fn hexadecimal(&mut self, kind: char) -> Option<char> {
        let digits = if kind == 'x' && self.eat("{") {
            self.until('}')?.to_owned()
        } else {
            let most = if kind == 'x' { 2 } else { 4 };
            let digits: String = self.rest.chars().take(most).take_while(char::is_ascii_hexdigit).collect();
            self.rest = &self.rest[digits.len()..];
            digits
        };
        // Bytes from 128 on are pieces of characters: any of those will do.
        char::from_u32(u32::from_str_radix(&digits, 16).ok()?)
    }

    /// After an opening bracket; also whether the bytes below 128 are exactly those meant.
    fn class(&mut self, flags: Flags) -> Option<(Bytes, bool)> {
        self.depth += 1;
        if self.depth > 100 {
            return None;
        }
        let negated = self.eat("^");
        let mut set = Bytes::NONE;
        let mut exact = !flags.ignore_case;
        if self.rest.starts_with(']') {
            return None;
        }
        let mut last: Option<char> = None;
        loop {
            if self.eat("[:") {
                let (posix, known) = self.posix()?;
                (set, exact, last) = (set.or(folded(posix, flags)), exact && known, None);
                continue;
            }
            if self.eat("&&") {
                // What is on either side bounds the whole from above, all that is needed.
                exact = false;
                last = None;
                continue;
            }
            match self.next()? {
                ']' => break,
                '[' => {
                    let (inner, known) = self.class(flags)?;
                    (set, exact, last) = (set.or(inner), exact && known, None);
                }
                '\\' => match self.next()? {
                    'p' => {
                        let (property, known) = self.property()?;
                        (set, exact, last) = (set.or(folded(property, flags)), exact && known, None);
                    }
                    'P' => {
                        self.property()?;
                        (set, exact, last) = (Bytes::EVERY_BYTE, false, None);
                    }
                    'b' => (set, last) = (set.or(Bytes::of([0x08])), Some('\u{8}')),
                    'R' | 'X' | 'k' | 'g' | 'c' | 'C' | 'M' => return None,
                    escaped => {
                        let before = self.rest;
                        set = set.or(self.escaped(escaped, flags)?.0);
                        last = self.single(escaped, before);
                    }
                },
                '-' if last.is_some() && !self.rest.starts_with([']', '[']) => {
                    let to = self.range_end()?;
                    set = set.or(range(last?, to, flags));
                    last = None;
                }
                other => {
                    set = set.or(literal(other, flags));
                    last = Some(other);
                }
            }
        }
        self.depth -= 1;
        Some(match (negated, exact) {
            (false, exact) => (set, exact),
            (true, true) if !flags.ignore_case => {
                (Bytes::ascii(|byte| set.has(usize::from(*byte))).others(), true)
            }
            (true, _) => (Bytes::EVERY_BYTE, false),
        })
    }

    /// The character that an escape in a class stands for, if it is one: a range can start there.
    fn single(&self, escaped: char, digits: &str) -> Option<char> {
        match escaped {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'h' | 'H' => None,
            'x' | 'u' => Reader { rest: digits, depth: 0, search_start: false }.hexadecimal(escaped),
            't' => Some('\t'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            'f' => Some('\u{c}'),
            'v' => Some('\u{b}'),
            'a' => Some('\u{7}'),
            'e' => Some('\u{1b}'),
            other => Some(other),
        }
    }

    fn range_end(&mut self) -> Option<char> {
        match self.next()? {
            '\\' => {
                let escaped = self.next()?;
                let before = self.rest;
                self.escaped(escaped, Flags::default())?;
                self.single(escaped, before)
            }
            other => Some(other),
        }
    }

    /// After `[:`; as [`Reader::class`].
    fn posix(&mut self) -> Option<(Bytes, bool)> {
        let name = self.until(':')?.to_owned();
        self.eat("]").then(|| named(&name))
    }

    /// After `\\p`; as [`Reader::class`].
    fn property(&mut self) -> Option<(Bytes, bool)> {
        self.next().filter(|open| *open == '{')?;
        self.until('}').map(named)
    }
}

#[cfg(test)]
mod tests;
