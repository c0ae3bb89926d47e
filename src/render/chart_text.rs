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
