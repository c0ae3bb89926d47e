//! The names of months, as people write them.

/// The month that a word names, or begins to: `Aug`, `sept.`.
pub fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches(['.', ':']).to_lowercase();
    let is_meant =
        |name: &&str| **name == *word || (word.len() >= 3 && word.len() <= 4 && name.starts_with(&*word));
    let at = MONTHS.iter().position(is_meant)?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::month;

    #[test]
    fn months_are_called_by_their_names_and_how_these_begin() {
        for (word, expected) in
            [("August", Some(8)), ("sept.", Some(9)), ("May", Some(5)), ("ma", None), ("Mayor", None)]
        {
            assert_eq!(month(word), expected, "{word}");
        }
    }
}
