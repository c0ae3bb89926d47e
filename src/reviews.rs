//! Who reviewed which page when: `reviews.yaml` at the content's root, the ledger that `dayone review` appends to.
//!
//! The file is data, and never published as it is. It has one line a review, so that two branches that both add
//! some can be merged; and each says what was reviewed, by a print of its text, so that a page that was edited since
//! is known. Reading cannot fail: what is wrong is said at its line, and every other line counts.

mod text;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::characters::composed;
use crate::diag::{Finding, Level, Rule};
use crate::file_name;
use crate::syntax::yaml::{self, Step};
use crate::text::{Source, Span};

pub use text::{print, reviewed};

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
    /// The print of the texts that the page included then: see [`crate::parse::Parsed::taken_in`].
    pub includes: Option<String>,
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
    /// By where a page is, in the order of the lines.
    by_page: FxHashMap<String, Vec<usize>>,
    by_text: FxHashMap<String, Vec<usize>>,
    /// Whether a merge left marks in the file.
    pub in_merge: bool,
}

impl Reviews {
    /// The latest review until a day of the page at a path, however the ledger writes that. Of several on one day, as
    /// branches that were merged have them, one that is of what there is now counts, or else the last line.
    pub fn of(&self, page: &str, is_now: impl Fn(&Review) -> bool, until: Date) -> Option<&Review> {
        let lines = self.by_page.get(&composed(place(page)))?;
        let last = self.latest(lines, until)?;
        let of_day = lines.iter().map(|at| &self.all[*at].0).filter(|other| other.on == last.on);
        if of_day.clone().nth(1).is_none() {
            return Some(last);
        }
        of_day.rev().find(|review| is_now(review)).or(Some(last))
    }

    /// The latest review until a day of a text, wherever its page was then.
    pub fn of_text(&self, print: &str, until: Date) -> Option<&Review> {
        self.latest(self.by_text.get(print)?, until)
    }

    /// The reviews of the page at a path.
    pub fn lines_of(&self, page: &str) -> impl Iterator<Item = &Review> {
        self.by_page.get(&composed(place(page))).into_iter().flatten().map(|at| &self.all[*at].0)
    }

    /// Whether somebody reviewed a text.
    pub fn knows(&self, print: &str) -> bool {
        self.by_text.contains_key(print)
    }

    /// Whether there is a line already that says the same.
    pub fn has(&self, review: &Review) -> bool {
        let is_same = |known: &Review| {
            let of = |it: &'_ Review| (it.on, it.by.clone(), it.text.clone(), it.includes.clone());
            of(known) == of(review) && Reviews::is_one(&known.page, &review.page)
        };
        self.all.iter().any(|(known, _)| is_same(known))
    }

    /// Whether two paths are those of one page.
    pub fn is_one(path: &str, other: &str) -> bool {
        place(path) == place(other)
    }

    fn latest(&self, lines: &[usize], until: Date) -> Option<&Review> {
        let reviews = lines.iter().map(|at| &self.all[*at].0);
        reviews.filter(|review| is_over(review.on, until)).max_by_key(|review| review.on)
    }

    fn take(&mut self, review: Review, at: Span) {
        let number = self.all.len();
        // As a shell completes it, from the handbook's root.
        let folder = self.source.as_ref().and_then(|source| source.path.strip_suffix(FILE));
        let within = folder.filter(|folder| !folder.is_empty());
        let within = within.and_then(|folder| review.page.strip_prefix(folder));
        for path in within.into_iter().chain([&*review.page]) {
            self.by_page.entry(composed(place(path))).or_default().push(number);
        }
        if let Some(text) = &review.text {
            self.by_text.entry(text.clone()).or_default().push(number);
        }
        self.all.push((review, at));
    }
}

/// Where a page is, whatever its file is called: `teams/booking` of `teams/booking.md` and `teams/booking/_index.md`.
fn place(path: &str) -> &str {
    let path = path.trim_matches('/');
    let file = file_name::last(path);
    let folder = path.len() - file.len();
    let stem = file_name::markdown_stem(file).unwrap_or(file);
    match file_name::own_rank(&format!("{stem}.md")) {
        Some(_) => path[..folder].trim_end_matches('/'),
        None => &path[..folder + stem.len()],
    }
}

/// Whether a review may have been on a day: where the sun is further on, it is tomorrow already.
pub fn is_over(day: Date, today: Date) -> bool {
    day <= today.tomorrow().unwrap_or(Date::MAX)
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
    if let Some(print) = &review.includes {
        line.push_str(&format!(", includes: \"{print}\""));
    }
    line.push_str("}\n");
    line
}

/// Reads `reviews.yaml`.
pub fn read(source: &Source) -> Reviews {
    let mut reviews = Reviews { source: Some(source.clone()), ..Reviews::default() };
    let mut start = 0;
    let mut lines = source.text.split_inclusive('\n').peekable();
    while let Some(written) = lines.next() {
        let first = Span { start, end: start + written.trim_end().len() };
        start += written.len();
        let text = written.trim();
        if is_of_merge(text) {
            // One for all of them: nothing else is wrong with the lines between.
            if !std::mem::replace(&mut reviews.in_merge, true) {
                let finding = Finding::new(&BAD_REVIEW, "this is what a merge left that is not finished");
                let help = "remove the lines that begin with `<<<<<<<`, `|||||||`, `=======` and `>>>>>>>`, and keep all others: both sides are true";
                reviews.findings.push(finding.at(source.place(first)).help(help));
            }
            continue;
        }
        if text.is_empty() || text.starts_with('#') || text == "---" {
            continue;
        }
        let mut end = first.end;
        while let Some(more) = lines.next_if(|line| text.starts_with('-') && continues(line)) {
            end = start + more.trim_end().len();
            start += more.len();
        }
        if end > first.end {
            let help = match review(&source.text[first.start..end]) {
                Ok(review) => format!("write `{}`", line(&review).trim_end()),
                Err(_) => FORM.to_owned(),
            };
            let finding = Finding::new(&BAD_REVIEW, "a review must be on one line").at(source.place(first));
            reviews.findings.push(finding.help(help));
            continue;
        }
        match review(text) {
            Ok(review) => reviews.take(review, first),
            Err(why) => {
                let finding = Finding::new(&BAD_REVIEW, why).at(source.place(first));
                reviews.findings.push(finding.help(FORM));
            }
        }
    }
    reviews
}

/// Whether a line is one of those that a merge leaves around what it could not join.
fn is_of_merge(line: &str) -> bool {
    let is_mark =
        |mark: &str| line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].into_iter().any(is_mark)
}

/// How a line is written.
const FORM: &str = "write `- {page: path/to/page.md, on: 2026-03-31, by: id}`, or remove the line";

/// Whether a line goes on with what the one before it began: it is no item, and further in.
fn continues(line: &str) -> bool {
    let inner = line.trim();
    let is_in = line.starts_with([' ', '\t']) || inner.starts_with(['}', ']']);
    is_in && !inner.is_empty() && !inner.starts_with(['-', '#'])
}

/// The review that a line says.
fn review(line: &str) -> Result<Review, String> {
    let (value, repeated) =
        yaml::value(line).map_err(|error| format!("this is not valid YAML: {}", error.message))?;
    if let Some(Step::Key(key)) = repeated.first().and_then(|path| path.last()) {
        return Err(format!("`{key}` is written twice"));
    }
    let fields = value.as_array().and_then(|items| items.first()).and_then(Value::as_object);
    let fields = fields.ok_or("this is no review")?;
    let text =
        |key: &str| fields.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    if let Some(key) =
        fields.keys().find(|key| !["page", "on", "by", "text", "includes"].contains(&key.as_str()))
    {
        return Err(format!("a review has no `{key}`"));
    }
    let is_text = |key: &&str| fields.get(*key).is_none_or(|value| value.is_string() || value.is_null());
    if let Some(key) = ["page", "on", "by"].iter().find(|key| !is_text(key)) {
        return Err(format!("`{key}` of a review is one text"));
    }
    let page = text("page").ok_or("this review says no page")?;
    let on = text("on").ok_or("this review says no day")?;
    let on = on.parse().map_err(|_| format!("`{on}` is no day such as 2026-03-31"))?;
    for print in
        ["text", "includes"].iter().filter_map(|key| fields.get(*key)).filter(|print| !print.is_null())
    {
        let is_print = |text: &str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !print.as_str().is_some_and(|text| is_print(text.trim())) {
            let print = print.as_str().map_or_else(|| print.to_string(), str::to_owned);
            return Err(format!("`{print}` is no print of a text: `dayone review` writes them"));
        }
    }
    Ok(Review {
        page: page.trim_start_matches('/').to_owned(),
        on,
        by: text("by").map(str::to_owned),
        text: text("text").map(str::to_owned),
        includes: text("includes").map(str::to_owned),
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
                includes: text.map(str::to_owned),
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
        let of = |page, until| read.of(page, |_| false, until).map(|review| review.on);
        assert_eq!(of("a.md", Date::MAX), Some(Date::constant(2026, 3, 1)));
        assert_eq!(of("a.md", Date::constant(2026, 2, 28)), Some(Date::constant(2026, 3, 1)));
        assert_eq!(of("a.md", Date::constant(2026, 2, 27)), Some(Date::constant(2026, 2, 1)));
        assert_eq!(of("b.md", Date::MAX), None);
        let found: Vec<&str> = read.findings.iter().map(|finding| &*finding.message).collect();
        assert_eq!(found[0], "this is what a merge left that is not finished");
        assert_eq!(found[1..], ["`2026-13-01` is no day such as 2026-03-31", "a review has no `pgae`"]);
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_review_is_on_one_line() {
        let text = "- page: a.md\n  on: 2026-01-01\n- {page: a.md,\n   on: 2026-01-02\n}\n  - {page: b.md, on: 2026-01-03}\n\
                    - page: c.md\n  # why\n- {page: a.md, on: 2026-01-04, text: \"zz\"}\n- {page: a.md, on: 2026-01-04, by: [a]}\n";
        let read = read(&Source::new("content/reviews.yaml", text));
        assert_eq!(read.all.len(), 1);
        let found: Vec<_> =
            read.findings.iter().map(|it| (&*it.message, it.help.as_deref().unwrap_or(""))).collect();
        let one = "a review must be on one line";
        assert_eq!(found[0], (one, "write `- {page: a.md, on: 2026-01-01}`"));
        assert_eq!(found[1], (one, "write `- {page: a.md, on: 2026-01-02}`"));
        let others: Vec<&str> = found[2..].iter().map(|(message, _)| *message).collect();
        let print = "`zz` is no print of a text: `dayone review` writes them";
        assert_eq!(others, ["this review says no day", print, "`by` of a review is one text"]);
    }

    #[test]
    fn a_page_is_known_by_where_it_is() {
        let text = "- {page: content/t/testing.md, on: 2026-02-01}\n- {page: t, on: 2026-02-02}\n\
                    - {page: /u/_index.md, on: 2026-02-03}\n- {page: index, on: 2026-02-04}\n";
        let read = read(&Source::new("content/reviews.yaml", text));
        let day = |page| read.of(page, |_| false, Date::MAX).map(|review| review.on.day());
        let found = ["t/testing.md", "t/_index.md", "u.md", "index.md", "v.md"].map(day);
        assert_eq!(found, [Some(1), Some(2), Some(3), Some(4), None]);
    }
}
