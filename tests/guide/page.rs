//! A page of the guide as the tests see it: sections with fences and tables.

use std::ops::Range;
use std::path::PathBuf;

/// A page of the guide.
pub struct Page {
    pub path: PathBuf,
    pub lines: Vec<String>,
    pub sections: Vec<Section>,
}

/// What stands below one heading, up to the next.
#[derive(Default)]
pub struct Section {
    pub heading: String,
    pub fences: Vec<Fence>,
    pub tables: Vec<Table>,
}

/// A block of code.
pub struct Fence {
    pub lang: String,
    /// The words after the language.
    pub words: String,
    pub title: Option<String>,
    pub text: String,
    /// The lines of the text.
    pub lines: Range<usize>,
    /// Whether the page goes on with the same text, to show what it looks like.
    pub shown: bool,
}

/// A table, all of it but its two lines of head.
pub struct Table {
    pub rows: Vec<Vec<String>>,
    pub lines: Range<usize>,
}

/// All pages of the guide.
pub fn pages() -> Vec<Page> {
    let folder = super::repository().join("content/guide");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the guide")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    paths.sort();
    paths.into_iter().map(Page::read).collect()
}

/// The page of this file name.
pub fn page(name: &str) -> Page {
    pages().into_iter().find(|page| page.path.ends_with(name)).expect("a page of this name")
}

impl Page {
    fn read(path: PathBuf) -> Self {
        let text = std::fs::read_to_string(&path).expect("a page");
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let body = 1 + lines.iter().skip(1).position(|line| line == "---").expect("front matter");
        let mut sections = vec![Section::default()];
        let mut at = body + 1;
        while at < lines.len() {
            let line = &lines[at];
            let section = sections.last_mut().expect("a section");
            if let Some(fence) = fence(&lines, at) {
                at = fence.lines.end + 1;
                if fence.shown {
                    at += 1 + fence.lines.len();
                }
                section.fences.push(fence);
            } else if line.starts_with('#') {
                let heading = line.trim_start_matches('#').trim().to_owned();
                sections.push(Section { heading, ..Section::default() });
                at += 1;
            } else if line.starts_with("|--") {
                let table = table(&lines, at + 1);
                at = table.lines.end;
                section.tables.push(table);
            } else {
                at += 1;
            }
        }
        Page { path, lines, sections }
    }

    /// The front matter, as YAML's values.
    pub fn front_matter(&self) -> serde_json::Value {
        let end = 1 + self.lines.iter().skip(1).position(|line| line == "---").expect("front matter");
        serde_yaml::from_str(&self.lines[1..end].join("\n")).expect("YAML")
    }

    /// The table below a heading.
    pub fn table(&self, heading: &str) -> &Table {
        let mut found = self.sections.iter().filter(|section| section.heading == heading);
        let section = found.next().unwrap_or_else(|| panic!("{}: no {heading}", self.path.display()));
        section.tables.first().unwrap_or_else(|| panic!("{}: no table in {heading}", self.path.display()))
    }
}

/// The fence that opens at line `at`.
fn fence(lines: &[String], at: usize) -> Option<Fence> {
    let line = &lines[at];
    let mark = ['`', '~'].into_iter().find(|mark| line.starts_with(&mark.to_string().repeat(3)))?;
    let info = line.trim_start_matches(mark);
    let ticks = &line[..line.len() - info.len()];
    let end = (at + 1..lines.len()).find(|end| lines[*end] == ticks).expect("the end of a fence");
    let (lang, words) = info.split_once(' ').unwrap_or((info, ""));
    let title = words.split_once("title=\"").and_then(|(_, title)| title.split('"').next());
    let inside = &lines[at + 1..end];
    let shown = title.is_none()
        && lang == "markdown"
        && lines.get(end + 2..end + 2 + inside.len()).is_some_and(|after| after == inside);
    Some(Fence {
        lang: lang.to_owned(),
        words: words.to_owned(),
        title: title.map(str::to_owned),
        text: inside.iter().map(|line| format!("{line}\n")).collect(),
        lines: at + 1..end,
        shown,
    })
}

/// The rows from line `at` on.
fn table(lines: &[String], at: usize) -> Table {
    let end = (at..lines.len()).find(|end| !lines[*end].starts_with('|')).unwrap_or(lines.len());
    let cells = |line: &String| {
        let bare = line.trim_matches('|').replace("\\|", "\u{1}");
        bare.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
    };
    Table { rows: lines[at..end].iter().map(cells).collect(), lines: at..end }
}
