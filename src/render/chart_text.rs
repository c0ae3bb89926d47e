//! The short texts that a chart is made of.

/// How wide a plot is at least and usually, in pixels, and a letter about.
pub const NARROWEST: f64 = 290.0;
const WIDE: f64 = 640.0;
pub const LETTER: f64 = 6.2;
/// The pixels between two texts beside each other.
const GAP: f64 = 6.0;

/// Where there is room for a text along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// However narrow the plot is.
    Always,
    /// On a wide plot.
    Wide,
    /// Nowhere: it would touch another.
    None,
}

/// Which of the texts along an axis have room, each in the middle of its place from 0 to 1.
pub fn rooms(texts: &[(f64, &str)]) -> Vec<Room> {
    let mut ends = [f64::NEG_INFINITY; 2];
    let mut fits = |(x, text): (f64, &str), (at, wide): (usize, f64)| {
        let half = text.chars().count() as f64 * LETTER / 2.0;
        let is_free = x * wide - half >= ends[at] + GAP;
        if is_free {
            ends[at] = x * wide + half;
        }
        is_free
    };
    let room = |(at, text): (usize, &(f64, &str))| {
        // Every second is enough on a narrow plot.
        let is_odd = at % 2 == 1 && texts.len() > 4;
        match fits(*text, (0, WIDE)) {
            false => Room::None,
            true if is_odd || !fits(*text, (1, NARROWEST)) => Room::Wide,
            true => Room::Always,
        }
    };
    texts.iter().enumerate().map(room).collect()
}

/// The class of a series by its number.
pub fn class(at: usize) -> String {
    format!("s{}", at % 12 + 1)
}

/// A number in few characters.
pub fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A name of at most so many characters.
pub fn cut(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let kept: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Names of at most so many characters each: those that begin alike are cut in their middle, where they can then be told
/// apart.
pub fn cut_apart(names: &[&str], most: usize) -> Vec<String> {
    let mut cuts: Vec<String> = names.iter().map(|name| cut(name, most)).collect();
    let is_same = |at: usize| {
        (0..names.len()).any(|other| other != at && cuts[other] == cuts[at] && names[other] != names[at])
    };
    let same: Vec<usize> = (0..names.len()).filter(|at| is_same(*at)).collect();
    for at in same {
        let letters: Vec<char> = names[at].chars().collect();
        let start = (most.saturating_sub(1) / 3).max(1);
        let end = letters.len().saturating_sub(most.saturating_sub(start + 1));
        let (start, end): (String, String) =
            (letters[..start].iter().collect(), letters[end..].iter().collect());
        cuts[at] = format!("{}…{}", start.trim_end(), end.trim_start());
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_do_not_touch() {
        use Room::{Always, None, Wide};
        let rooms = |texts: &[&str]| {
            let last = texts.len() as f64 - 1.0;
            rooms(&texts.iter().enumerate().map(|(at, text)| (at as f64 / last, *text)).collect::<Vec<_>>())
        };
        assert_eq!(rooms(&["00:00"; 5]), [Always, Wide, Always, Wide, Always]);
        assert_eq!(rooms(&["1 767 225 600 000"; 7]), [Always, None, Wide, None, Always, None, Wide]);
        assert_eq!(rooms(&["Harbour office 1"; 4]), [Always, Wide, Always, Wide]);
        assert_eq!(rooms(&["1", "2", "3"]), [Always; 3]);
    }

    #[test]
    fn names_that_begin_alike_are_told_apart() {
        assert_eq!(cut_apart(&["Harbour 1", "Harbour 12", "Quay"], 7), ["Ha…ur 1", "Ha…r 12", "Quay"]);
        assert_eq!(cut_apart(&["Harbour office", "Quay"], 7), ["Harbou…", "Quay"]);
        assert_eq!(cut_apart(&["ab", "ab"], 7), ["ab", "ab"]);
    }
}
