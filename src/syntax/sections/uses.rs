//! What actions are good for, in the words that people have for it.

/// What keeps the same from happening again.
pub const PREVENT: &str = "prevent";
/// What actions are good for, with other words for each.
const USES: [(&str, &[&str]); 4] = [
    (PREVENT, &["prevention", "preventive", "preventative", "prevented"]),
    ("detect", &["detection", "detective", "monitoring", "alerting"]),
    ("mitigate", &["mitigation", "mitigating", "mitigative", "recovery", "repair"]),
    ("process", &["procedure", "communication", "documentation"]),
];
/// All of these words.
pub const WORDS: [&str; 20] = [
    "prevent",
    "prevention",
    "preventive",
    "preventative",
    "prevented",
    "detect",
    "detection",
    "detective",
    "monitoring",
    "alerting",
    "mitigate",
    "mitigation",
    "mitigating",
    "mitigative",
    "recovery",
    "repair",
    "process",
    "procedure",
    "communication",
    "documentation",
];

/// What a word means; none when it means nothing here.
pub fn known(word: &str) -> Option<&'static str> {
    let lower = word.trim().to_lowercase();
    USES.iter().find(|(name, others)| *name == lower || others.contains(&&*lower)).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_are_listed() {
        let all: Vec<&str> = USES
            .iter()
            .flat_map(|(name, others)| std::iter::once(*name).chain(others.iter().copied()))
            .collect();
        assert_eq!(all, WORDS);
        assert_eq!(known(" Prevention"), Some(PREVENT));
        assert_eq!(known("mood"), None);
    }
}
