//! What was probably meant by a word that nobody knows.

/// A word as it is compared with others: in lower case, with what tells at once that another is too far.
#[derive(Debug, Clone)]
pub struct Spelling {
    folded: Box<str>,
    outline: Outline,
}

/// How long a word is, and which letters it has.
#[derive(Debug, Clone, Copy)]
pub struct Outline {
    length: u32,
    letters: u64,
}

impl Outline {
    /// The outline of a word in lower case.
    pub fn of(folded: &str) -> Self {
        let letters = folded.chars().fold(0, |letters, letter| letters | 1 << (u32::from(letter) % 64));
        Outline { length: u32::try_from(folded.chars().count()).unwrap_or(u32::MAX), letters }
    }

    /// How many letters of two words may differ for one to be meant by the other: a third of the longer.
    fn most(self, other: Outline) -> u32 {
        (self.length.max(other.length) / 3).max(1)
    }

    /// At least so many letters of two words differ: a letter that is put, taken or exchanged changes which there
    /// are by two.
    fn least(self, other: Outline) -> u32 {
        self.length.abs_diff(other.length).max((self.letters ^ other.letters).count_ones().div_ceil(2))
    }

    /// Whether two words can be near to each other. Cheap, and keeps one absurdly long word from being
    /// compared with everything.
    pub fn may_be_near(self, other: Outline) -> bool {
        self.least(other) <= self.most(other)
    }
}

impl Spelling {
    /// The spelling of a word.
    pub fn of(word: &str) -> Self {
        let folded = word.to_lowercase().into_boxed_str();
        Spelling { outline: Outline::of(&folded), folded }
    }

    /// See [`Outline`].
    pub fn outline(&self) -> Outline {
        self.outline
    }

    /// How far what was written is from a known word, if that is near enough to be what was meant: a third of
    /// the longer one may differ, and something must be the same.
    pub fn distance(&self, known: &Spelling) -> Option<usize> {
        if !self.outline.may_be_near(known.outline) {
            return None;
        }
        let distance = strsim::damerau_levenshtein(&self.folded, &known.folded);
        let most = self.outline.most(known.outline) as usize;
        (distance <= most && distance < self.outline.length as usize).then_some(distance)
    }
}

/// The first of those that are nearest to what was written, by index, when it is near enough to be what was
/// meant.
pub fn nearest_of<'k>(written: &Spelling, known: impl IntoIterator<Item = &'k Spelling>) -> Option<usize> {
    let mut nearest: Option<(usize, usize)> = None;
    for (at, known) in known.into_iter().enumerate() {
        // Most are no nearer than one that was found.
        let least = written.outline.least(known.outline) as usize;
        if nearest.is_some_and(|(distance, _)| least >= distance) {
            continue;
        }
        if let Some(distance) = written.distance(known)
            && nearest.is_none_or(|(least, _)| distance < least)
        {
            nearest = Some((distance, at));
        }
    }
    nearest.map(|(_, at)| at)
}

/// The nearest of `known` to what was written, when it is near enough to be what was meant.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<&str> = known.into_iter().collect();
    let spellings: Vec<Spelling> = known.iter().map(|known| Spelling::of(known)).collect();
    nearest_of(&Spelling::of(written), &spellings).map(|at| known[at])
}
