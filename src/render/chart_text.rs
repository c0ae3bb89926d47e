//! The short texts that a chart is made of.

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
    fn names_that_begin_alike_are_told_apart() {
        assert_eq!(cut_apart(&["Harbour 1", "Harbour 12", "Quay"], 7), ["Ha…ur 1", "Ha…r 12", "Quay"]);
        assert_eq!(cut_apart(&["Harbour office", "Quay"], 7), ["Harbou…", "Quay"]);
        assert_eq!(cut_apart(&["ab", "ab"], 7), ["ab", "ab"]);
    }
}
