//! Who reviewed which page when: `reviews.yaml` at the content's root, the ledger that `dayone review` appends to.
//!
//! The file is data, and never published as it is. It has one line a review, so that two branches that both add
//! some can be merged; and each says what was reviewed, by a print of its text, so that a page that was edited since
//! is known. Reading cannot fail: what is wrong is said at its line, and every other line counts.

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use crate::diag::{Finding, Level, Rule};
use crate::syntax::yaml;
use crate::text::{Source, Span};

/// The name of the file, in the content folder.
pub const FILE: &str = "reviews.yaml";

/// A line of `reviews.yaml` that is no review.
pub static BAD_REVIEW: Rule = Rule {
    code: "bad-review",
    level: Level::Error,
    structural: false,
    summary: "A line of `reviews.yaml` is no review.",
    why: "Each line says the page, the day and, if you like, who and a print of the text. A line that cannot be read confirms nothing: the page is due as if nobody had looked at it. Lines that a merge has left (`<<<<<<<`) can simply be taken out, as both sides are true.",
    bad: "Text.\n== content/reviews.yaml\n- {page: index.md, on: yesterday}\n",
    good: "Text.\n== content/reviews.yaml\n- {page: index.md, on: 2026-03-31}\n",
};

/// A review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The page's path relative to the content folder, as it was then.
    pub page: String,
    /// The day.
    pub on: Date,
    /// The id of who did it.
    pub by: Option<String>,
    /// The [`print()`] of the text that was reviewed.
    pub text: Option<String>,
}

/// All reviews.
#[derive(Debug, Clone, Default)]
pub struct Reviews {
    /// The file, if there is one.
    pub source: Option<Source>,
    /// In the file's order, each with its line.
    pub all: Vec<(Review, Span)>,
    /// What is wrong with the file.
    pub findings: Vec<Finding>,
    by_page: FxHashMap<String, usize>,
    by_text: FxHashMap<String, usize>,
}

impl Reviews {
    /// The latest review of the page at a path; of two on one day the later line counts.
    pub fn of(&self, page: &str) -> Option<&Review> {
        self.by_page.get(page).map(|at| &self.all[*at].0)
    }

    /// The latest review of a text, wherever its page was then.
    pub fn of_text(&self, print: &str) -> Option<&Review> {
        self.by_text.get(print).map(|at| &self.all[*at].0)
    }

    fn take(&mut self, review: Review, at: Span) {
        let number = self.all.len();
        let newest = |known: Option<&usize>, all: &[(Review, Span)]| {
            known.is_none_or(|known| all[*known].0.on <= review.on)
        };
        if newest(self.by_page.get(&review.page), &self.all) {
            self.by_page.insert(review.page.clone(), number);
        }
        if let Some(text) = &review.text
            && newest(self.by_text.get(text), &self.all)
        {
            self.by_text.insert(text.clone(), number);
        }
        self.all.push((review, at));
    }
}

/// What tells a text from another: of what stands below the front matter, however its lines end.
pub fn print(body: &str) -> String {
    let lines: Vec<&str> = body.trim().lines().map(str::trim_end).collect();
    format!("{:016x}", xxh3_64(lines.join("\n").as_bytes()))
}

/// A review as a line of the file.
pub fn line(review: &Review) -> String {
    let text =
        |text: &str| match text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/')) {
            true => text.to_owned(),
            false => Value::from(text).to_string(),
        };
    let mut line = format!("- {{page: {}, on: {}", text(&review.page), review.on);
    if let Some(by) = &review.by {
        line.push_str(&format!(", by: {}", text(by)));
    }
    if let Some(print) = &review.text {
        // A print of digits alone would be a number.
        line.push_str(&format!(", text: \"{print}\""));
    }
    line.push_str("}\n");
    line
}

/// Reads `reviews.yaml`.
pub fn read(source: &Source) -> Reviews {
    let mut reviews = Reviews { source: Some(source.clone()), ..Reviews::default() };
    let mut start = 0;
    for written in source.text.split_inclusive('\n') {
        let line = Span { start, end: start + written.trim_end().len() };
        start += written.len();
        let text = written.trim();
        if text.is_empty() || text.starts_with('#') || text == "---" {
            continue;
        }
        match review(text) {
            Ok(review) => reviews.take(review, line),
            Err(why) => {
                let help = "write `- {page: path/to/page.md, on: 2026-03-31, by: id}`, or remove the line";
                let finding = Finding::new(&BAD_REVIEW, why).at(source.place(line));
                reviews.findings.push(finding.help(help));
            }
        }
    }
    reviews
}

/// The review that a line says.
fn review(line: &str) -> Result<Review, String> {
    let (value, _) =
        yaml::value(line).map_err(|error| format!("this is not valid YAML: {}", error.message))?;
    let fields = value.as_array().and_then(|items| items.first()).and_then(Value::as_object);
    let fields = fields.ok_or("this is no review")?;
    let text =
        |key: &str| fields.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    if let Some(key) = fields.keys().find(|key| !["page", "on", "by", "text"].contains(&key.as_str())) {
        return Err(format!("a review has no `{key}`"));
    }
    let page = text("page").ok_or("this review says no page")?;
    let on = text("on").ok_or("this review says no day")?;
    let on = on.parse().map_err(|_| format!("`{on}` is no day such as 2026-03-31"))?;
    Ok(Review {
        page: page.trim_start_matches('/').to_owned(),
        on,
        by: text("by").map(str::to_owned),
        text: text("text").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let on = Date::constant(2026, 3, 31);
        for (page, by, text) in [
            ("a/b.md", Some("mira"), Some("0123456789012345")),
            ("odd, name: {x}.md", Some("O'Brien \"x\""), Some("00e1000000000000")),
            ("päge.md", None, None),
        ] {
            let review = Review {
                page: page.to_owned(),
                on,
                by: by.map(str::to_owned),
                text: text.map(str::to_owned),
            };
            let read = read(&Source::new("content/reviews.yaml", &line(&review)));
            assert_eq!(read.findings.len(), 0, "{:?}", read.findings);
            assert_eq!(read.all[0].0, review);
        }
    }

    #[test]
    fn the_latest_counts_and_bad_lines_cost_only_themselves() {
        let text = "# Reviews\n- {page: a.md, on: 2026-02-01, by: x}\n<<<<<<< HEAD\n- {page: a.md, on: 2026-03-01}\n\
                    - {page: a.md, on: 2026-01-01}\n- {page: b.md, on: 2026-13-01}\n- {pgae: b.md}\n";
        let read = read(&Source::new("content/reviews.yaml", text));
        assert_eq!(read.of("a.md").map(|review| review.on), Some(Date::constant(2026, 3, 1)));
        assert_eq!(read.of("b.md"), None);
        let found: Vec<&str> = read.findings.iter().map(|finding| &*finding.message).collect();
        assert_eq!(found[1..], ["`2026-13-01` is no day such as 2026-03-31", "a review has no `pgae`"]);
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_print_is_of_what_is_read() {
        assert_eq!(print("A\r\nb  \r\n"), print("\nA\nb\n"));
        assert_ne!(print("A\nb"), print("A\nc"));
    }
}
