//! The order of siblings.

use std::cmp::Ordering;

/// Compares names as people do: runs of digits by their value (`2-x` before `10-x`), letters without
/// regard to case; what is equal so far by the bytes.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut rest_a, mut rest_b) = (a, b);
    loop {
        match (rest_a.chars().next(), rest_b.chars().next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (digits_a, digits_b) = (digits(rest_a), digits(rest_b));
                let (value_a, value_b) = (digits_a.trim_start_matches('0'), digits_b.trim_start_matches('0'));
                let order = value_a.len().cmp(&value_b.len()).then_with(|| value_a.cmp(value_b));
                if order != Ordering::Equal {
                    return order;
                }
                rest_a = &rest_a[digits_a.len()..];
                rest_b = &rest_b[digits_b.len()..];
            }
            (Some(x), Some(y)) => {
                let order = x.to_lowercase().cmp(y.to_lowercase());
                if order != Ordering::Equal {
                    return order;
                }
                rest_a = &rest_a[x.len_utf8()..];
                rest_b = &rest_b[y.len_utf8()..];
            }
        }
    }
}

fn digits(text: &str) -> &str {
    &text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_by_value() {
        let mut names = ["10-x", "2-x", "b", "A", "a", "1.10", "1.9", "é", "007", "7"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["1.9", "1.10", "2-x", "007", "7", "10-x", "A", "a", "b", "é"]);
    }
}
