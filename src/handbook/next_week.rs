//! The weekly review that follows another: what it looks at is the same, a week later.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::Value;

use super::{Handbook, PageId, tree};
use crate::chart::weekly::{Mark, Sort};
use crate::chart::{Along, data_of, time};
use crate::facts::Named;
use crate::handbook::Who;
use crate::syntax::front_matter;
use crate::text::join;

/// The keys that every review has anew.
const OWN: [&str; 12] = [
    "title",
    "description",
    "week",
    "notes",
    "reviewed",
    "reviewers",
    "order",
    "slug",
    "aliases",
    "draft",
    "hidden",
    "expires",
];

/// A weekly review that follows another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextWeek {
    /// Its text.
    pub text: String,
    /// The path of the one that it looks at the same as.
    pub last: String,
    /// By how many days it is later than that; less than none where it is earlier.
    pub days: i32,
}

impl Handbook {
    /// The weekly review at a path in the content, out of what a blank page has and the review before it of the same
    /// unit, or else the first after it. None when there is none.
    pub fn next_week(&self, path: &str, owner: Option<&str>, blank: &str) -> Option<NextWeek> {
        let named = owner.and_then(|owner| match self.who(owner, Named::Owner) {
            Some(Who::Page(unit)) => Some(unit),
            _ => None,
        });
        let unit = named.or_else(|| self.unit_of(self.folder_above(path)));
        // A file that is named by a day is of the week that begins then.
        let day: Option<Date> = tree::name(path).get(..10).and_then(|day| day.parse().ok());
        let near = |unit| self.latest_week(unit, day).or_else(|| self.first_week(unit));
        // Another unit has other graphs than the one that is asked for.
        let last = near(unit).or_else(|| near(None).filter(|_| named.is_none()))?;
        let week = self.week_of(last)?;
        let parsed = self.pages[last].parsed.as_ref()?;
        let (front, _) = front_matter::split(&parsed.source.text);
        let day = day.unwrap_or_else(|| later(week, 7));
        let days = day.since(week).map_or(7, |span| span.get_days());
        let mut text = format!("---\nweek: {day}\n");
        if let Some(owner) = owner {
            text.push_str(&format!("owner: {owner}\n"));
        }
        let files = self.data_elsewhere(last, path, days);
        for block in blocks(&parsed.source.text[front?.range()]) {
            let key = block.split(':').next().unwrap_or_default().trim();
            if !OWN.contains(&key) && (key != "owner" || owner.is_none()) {
                text.push_str(&moved_in(&from_root(block, &files), days));
            }
        }
        let (_, body) = front_matter::split(blank);
        text.push_str("---\n");
        text.push_str(&blank[body..]);
        let open = self.still_open(last);
        if !open.is_empty() && days > 0 {
            text.push_str("\n## Still to explain\n\n");
            text.extend(open);
        }
        Some(NextWeek { text, last: parsed.source.path.to_string(), days })
    }

    /// The files with the data of a review, as it writes them and as another review must, that is at a path in another
    /// folder; none where that is in the same, or in the one of its own days.
    fn data_elsewhere(&self, review: PageId, path: &str, days: i32) -> Vec<(String, String)> {
        let page = &self.pages[review];
        let source = page.parsed.as_ref().map_or("", |parsed| &parsed.source.path);
        if moved_on(folder(&page.path), days) == folder(path) {
            return Vec::new();
        }
        let metrics = page.front.others.get("metrics").and_then(Value::as_array);
        let written = metrics.into_iter().flatten().filter_map(|metric| data_of(metric.get("data")?).ok());
        let from_here = written.filter(|data| !data.starts_with('/'));
        let full = |data: &str| Some((data.to_owned(), format!("/{}", join(folder(source), data)?)));
        from_here.filter_map(full).collect()
    }

    /// What a review leaves unexplained, as items of a list.
    fn still_open(&self, page: PageId) -> Vec<String> {
        let mut items = Vec::new();
        for metric in self.weekly(page).into_iter().flat_map(|weekly| &weekly.metrics) {
            let Some(Along::Time(zone, _)) = &metric.along else { continue };
            for mark in metric.marks.iter().filter(|mark| mark.why.is_none()) {
                let at = time::civil(mark.at, zone).strftime("%Y-%m-%d %H:%M");
                let line = mark.line.as_ref().map_or_else(String::new, |line| format!(", {line}"));
                items.push(format!(
                    "- {}{line}, {at}: {}\n",
                    metric.name,
                    what(mark, &metric.digits.beside(&metric.unit, mark.value, mark.usual))
                ));
            }
        }
        items
    }
}

fn what(mark: &Mark, value: &str) -> String {
    match mark.sort {
        Sort::Spike => format!("a spike, {value}"),
        Sort::Dip => format!("a dip, {value}"),
        Sort::Crossing => format!("beyond the threshold, {value}"),
        Sort::Note => value.to_owned(),
    }
}

/// The path of the folder that a file is in.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn later(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// The outermost keys of a front matter, each with the lines of its value and the comments above it.
fn blocks(front: &str) -> Vec<&str> {
    let is_key = |line: &str| !line.starts_with([' ', '\t', '-', '#', '\r', '\n', '}', ']']);
    let (mut blocks, mut start, mut at) = (Vec::new(), 0, 0);
    for line in front.split_inclusive('\n') {
        if is_key(line) && at > start {
            blocks.push(&front[start..at]);
            start = at;
        }
        at += line.len();
    }
    blocks.push(&front[start..]);
    blocks
}

/// The lines of a key with the files in them that are written in one way written in another.
fn from_root(block: &str, files: &[(String, String)]) -> String {
    const KEY: &str = "data:";
    let ends = |rest: &str| {
        rest.trim_start_matches(' ').is_empty() || rest.starts_with([' ', ',', '}', '\'', '"', '\r', '\n'])
    };
    let mut text = String::with_capacity(block.len());
    let mut rest = block;
    while let Some(at) = rest.find(KEY) {
        let value = &rest[at + KEY.len()..];
        let bare = value.trim_start_matches(' ').trim_start_matches(['"', '\'']);
        let start = rest.len() - bare.len();
        text.push_str(&rest[..start]);
        rest = bare;
        let is_written = |(file, _): &&(String, String)| bare.strip_prefix(&**file).is_some_and(ends);
        if let Some((file, full)) = files.iter().find(is_written) {
            let is_quoted = text.ends_with(['"', '\'']);
            let is_plain = full.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_'));
            let quote = if is_quoted || is_plain { "" } else { "\"" };
            text.extend([quote, full, quote]);
            rest = &bare[file.len()..];
        }
    }
    text.push_str(rest);
    text
}

/// The lines of a key with each day in them so many days later; but for data that stands in them, which is what it was.
fn moved_in(block: &str, days: i32) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let mut text = String::with_capacity(block.len());
    // How far the key is indented whose value is data.
    let mut data = None;
    for line in block.split_inclusive('\n') {
        let at = indent(line);
        if data.is_some_and(|data| at <= data && !line.trim().is_empty()) {
            data = None;
        }
        let value = line[at..].strip_prefix("data:").map(str::trim);
        if value.is_some_and(|value| value.is_empty() || value.starts_with(['|', '>', '[', '{'])) {
            data = Some(at);
        }
        match data {
            Some(_) => text.push_str(line),
            None => text.push_str(&moved_on(line, days)),
        }
    }
    text
}

/// A text with each day in it so many days later.
fn moved_on(text: &str, days: i32) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_apart = !moved.ends_with(|c: char| c.is_ascii_digit());
        let day =
            rest.get(..10).filter(|_| first.is_ascii_digit() && is_apart).and_then(|day| day.parse().ok());
        let ends = !rest.get(10..).is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()));
        match day.filter(|_| ends) {
            Some(day) => {
                moved.push_str(&later(day, days).to_string());
                rest = &rest[10..];
            }
            None => {
                moved.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_as_seen_from_elsewhere() {
        let files = ["lat.csv", "../d/o k.csv"]
            .map(|file| (file.to_owned(), format!("/c/{}", &file[file.len() - 7..])));
        let block = "metrics:\n- name: lat.csv\n  data: lat.csv\n- {data: 'lat.csv', x: a}\n- data: lat.csv2\n- data: ../d/o k.csv # here\n- data: |\n    a,b\n";
        assert_eq!(
            from_root(block, &files),
            "metrics:\n- name: lat.csv\n  data: /c/lat.csv\n- {data: '/c/lat.csv', x: a}\n- data: lat.csv2\n- data: \"/c/o k.csv\" # here\n- data: |\n    a,b\n"
        );
    }

    #[test]
    fn days_move_on() {
        assert_eq!(
            moved_on("data: d/2026-11-27-a.csv # 12026-11-271", 7),
            "data: d/2026-12-04-a.csv # 12026-11-271"
        );
        assert_eq!(
            moved_in("m:\n- data: |\n    2026-11-12,1\n  to: 2026-11-12\n- data: d/2026-11-12.csv\n", 7),
            "m:\n- data: |\n    2026-11-12,1\n  to: 2026-11-19\n- data: d/2026-11-19.csv\n"
        );
        assert_eq!(moved_on("from: 2026-12-28T10:00, grün", 7), "from: 2027-01-04T10:00, grün");
        assert_eq!(moved_on("from: 2026-12-28", -21), "from: 2026-12-07");
        assert_eq!(
            blocks("a: 1\n# of b\nb:\n- c\n  d: 2\ne: 3\n"),
            ["a: 1\n# of b\n", "b:\n- c\n  d: 2\n", "e: 3\n"]
        );
    }
}
