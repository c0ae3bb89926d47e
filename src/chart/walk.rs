//! A walk over JSON that sees to it that it is JSON, and says where its parts are.

use crate::text::Span;

/// How deep lists and objects may lie in each other.
const DEEPEST: usize = 127;

/// Where a walk is. Every step is none where the text is no JSON, and the walk then stays there.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'a> {
    /// The text.
    pub text: &'a str,
    /// The byte that comes next.
    pub at: usize,
    /// In how many lists and objects that lies.
    pub depth: usize,
}

impl<'a> Walk<'a> {
    /// At the start of a text.
    pub fn new(text: &'a str) -> Self {
        Walk { text, at: 0, depth: 0 }
    }

    /// The byte that comes next.
    pub fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Leaps over blanks.
    pub fn skip(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Whether nothing but blanks follows.
    pub fn is_at_end(&mut self) -> bool {
        self.skip();
        self.at == self.text.len()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.byte() == Some(byte)).then(|| self.at += 1)
    }

    /// Leaps over a value.
    pub fn value(&mut self) -> Option<Span> {
        let start = self.at;
        match self.byte()? {
            b'"' => self.string()?,
            b'{' => self.object(|walk, _| walk.value().map(drop))?,
            b'[' => self.list(|walk| walk.value().map(drop))?,
            b'-' | b'0'..=b'9' => self.number()?,
            _ => {
                let words = ["true", "false", "null"];
                let rest = &self.text.as_bytes()[start..];
                self.at += words.iter().find(|word| rest.starts_with(word.as_bytes()))?.len();
            }
        }
        Some(Span { start, end: self.at })
    }

    /// Goes over the items of the list that begins here: `each` leaps over one.
    pub fn list(&mut self, each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.eat(b'[')?;
        self.parts(b']', each)
    }

    /// Goes over the pairs of the object that begins here: `each` is given where the key is, and leaps over the value.
    pub fn object(&mut self, mut each: impl FnMut(&mut Self, Span) -> Option<()>) -> Option<()> {
        self.eat(b'{')?;
        self.parts(b'}', |walk| {
            let start = walk.at;
            walk.string()?;
            let key = Span { start, end: walk.at };
            walk.skip();
            walk.eat(b':')?;
            walk.skip();
            each(walk, key)
        })
    }

    /// What lies between commas, up to a byte.
    fn parts(&mut self, close: u8, mut each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        self.skip();
        if self.byte() != Some(close) {
            loop {
                each(self)?;
                self.skip();
                if self.byte() != Some(b',') {
                    break;
                }
                self.at += 1;
                self.skip();
            }
        }
        self.eat(close)?;
        self.depth -= 1;
        Some(())
    }

    /// Where the keys and the values of the object that begins here are.
    pub fn pairs(&mut self, mut each: impl FnMut(Span, Span) -> Option<()>) -> Option<()> {
        self.object(|walk, key| {
            let value = walk.value()?;
            each(key, value)
        })
    }

    /// Where the values of the list that begins here are.
    pub fn items(&mut self, items: &mut Vec<Span>) -> Option<()> {
        self.list(|walk| walk.value().map(|value| items.push(value)))
    }

    fn string(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        self.eat(b'"')?;
        loop {
            self.at += bytes[self.at..].iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
            if bytes[self.at] == b'"' {
                self.at += 1;
                return Some(());
            }
            let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
            match (bytes[self.at], *bytes.get(self.at + 1)?) {
                (b'\\', b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
                (b'\\', b'u') if (2..6).all(|digit| hex(self.at + digit)) => self.at += 6,
                _ => return None,
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let _ = self.eat(b'-');
        match self.byte()? {
            b'0' => self.at += 1,
            _ => self.digits()?,
        }
        if self.eat(b'.').is_some() {
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(())
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::IgnoredAny;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        #[test]
        fn what_is_json_is_what_others_hold_to_be(
            text in "([ \n{}\\[\\],:]|\"(a|\\\\[nu\"x]|0041|\t){0,3}\"|-|[0-9]{1,2}|\\.|[eE+]|true|null|é){0,14}",
        ) {
            let mut walk = Walk::new(&text);
            walk.skip();
            let read = walk.value().is_some() && walk.is_at_end();
            prop_assert_eq!(read, serde_json::from_str::<IgnoredAny>(&text).is_ok(), "{}", text);
        }
    }
}
