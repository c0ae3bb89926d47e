//! Sets of bytes, and those that characters and named sets of them start with.

/// The end of the text, where no byte follows.
pub(super) const END: usize = 256;

/// A set of bytes and [`END`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bytes([u64; 5]);

impl Bytes {
    pub(super) const NONE: Bytes = Bytes([0; 5]);
    pub(super) const ANY: Bytes = Bytes([u64::MAX, u64::MAX, u64::MAX, u64::MAX, 1]);
    /// Everything that is not ASCII: which characters an expression means there is left open.
    pub(super) const HIGH: Bytes = Bytes([0, 0, u64::MAX, u64::MAX, 0]);
    pub(super) const EVERY_BYTE: Bytes = Bytes([u64::MAX, u64::MAX, u64::MAX, u64::MAX, 0]);

    pub(super) fn has(&self, byte: usize) -> bool {
        self.0[byte / 64] >> (byte % 64) & 1 == 1
    }

    pub(super) fn add(&mut self, byte: usize) {
        self.0[byte / 64] |= 1 << (byte % 64);
    }

    pub(super) fn of(bytes: impl IntoIterator<Item = u8>) -> Self {
        let mut set = Bytes::NONE;
        bytes.into_iter().for_each(|byte| set.add(usize::from(byte)));
        set
    }

    pub(super) fn ascii(test: impl Fn(&u8) -> bool) -> Self {
        Bytes::of((0..128).filter(|byte| test(byte)))
    }

    pub(super) fn or(self, other: Bytes) -> Self {
        Bytes(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    pub(super) fn and(self, other: Bytes) -> Self {
        Bytes(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    /// Every byte but these; never the end.
    pub(super) fn others(self) -> Self {
        Bytes(std::array::from_fn(|at| if at < 4 { !self.0[at] } else { 0 }))
    }
}

/// Whether `byte` is an ASCII letter, digit or underscore.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// How an expression is to be read.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) ignore_case: bool,
    pub(super) extended: bool,
}

/// A set of characters by its name: the ASCII ones in it, whether they are known, and every other.
pub(super) fn named(name: &str) -> (Bytes, bool) {
    let ascii = match name.to_ascii_lowercase().as_str() {
        "l" | "alpha" | "letter" => Bytes::ascii(u8::is_ascii_alphabetic),
        "n" | "nd" | "digit" => Bytes::ascii(u8::is_ascii_digit),
        "alnum" => Bytes::ascii(u8::is_ascii_alphanumeric),
        "lu" | "upper" => Bytes::ascii(u8::is_ascii_uppercase),
        "ll" | "lower" => Bytes::ascii(u8::is_ascii_lowercase),
        "lo" | "lt" | "lm" | "nl" => Bytes::NONE,
        "word" => Bytes::ascii(|byte| is_word(*byte)),
        "xdigit" => Bytes::ascii(u8::is_ascii_hexdigit),
        "space" => Bytes::of(*b" \t\n\r\x0b\x0c"),
        "blank" => Bytes::of(*b" \t"),
        _ => return (Bytes::EVERY_BYTE, false),
    };
    (ascii.or(Bytes::HIGH), true)
}

pub(super) fn end() -> Bytes {
    let mut set = Bytes::NONE;
    set.add(END);
    set
}

pub(super) fn line_end() -> Bytes {
    Bytes::of([b'\n']).or(end())
}

/// The bytes that `character` starts with.
pub(super) fn literal(character: char, flags: Flags) -> Bytes {
    range(character, character, flags)
}

pub(super) fn range(from: char, to: char, flags: Flags) -> Bytes {
    let mut set = Bytes::ascii(|byte| (from..=to).contains(&char::from(*byte)));
    if !to.is_ascii() {
        set = set.or(Bytes::HIGH);
    }
    folded(set, flags)
}

/// `set` with what is the same when case is ignored. Some characters fold to ASCII ones, and some
/// to several.
pub(super) fn folded(set: Bytes, flags: Flags) -> Bytes {
    if !flags.ignore_case {
        return set;
    }
    let letters = Bytes::ascii(u8::is_ascii_alphabetic);
    let either = |byte: &u8| {
        set.has(usize::from(byte.to_ascii_lowercase())) || set.has(usize::from(byte.to_ascii_uppercase()))
    };
    let folded = set.or(Bytes::ascii(either));
    match (set.and(letters) != Bytes::NONE, set.has(0x80)) {
        (_, true) => folded.or(letters),
        (true, false) => folded.or(Bytes::HIGH),
        (false, false) => folded,
    }
}
