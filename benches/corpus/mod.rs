//! A handbook of any size, made up and the same every time: what the benches build.
//!
//! Three levels (groups, teams, pages) below a home page, each with an index page. A page has about
//! 700 words in 45 sentences, six headings, two lists, a table, a quotation, five relative links
//! (two within the team, two within the group, one anywhere), and two fenced blocks in two of five
//! languages. Names with a long tail make the vocabulary grow with the size, as real text does.

mod code;
mod words;

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use words::Words;

/// How many groups, teams in each and pages in each of those.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    pub groups: usize,
    pub teams: usize,
    pub pages: usize,
}

impl Shape {
    /// The shape called `100`, `1k`, `10k` or `100k`, after its number of pages.
    pub fn named(name: &str) -> Option<Self> {
        let (groups, teams, pages) = match name {
            "100" => (2, 5, 10),
            "1k" => (5, 10, 20),
            "10k" => (20, 25, 20),
            "100k" => (50, 100, 20),
            _ => return None,
        };
        Some(Shape { groups, teams, pages })
    }

    /// The number of pages, index pages not counted.
    pub fn size(self) -> usize {
        self.groups * self.teams * self.pages
    }
}

/// For which generator the files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// YAML front matter, `index.md`, relative links to `.md` files.
    Plain,
    /// The same with `_index.md`. The links stay as they are.
    Hugo,
    /// No front matter, a `# title`, and a `SUMMARY.md` that lists all pages.
    MdBook,
}

/// A file of the handbook, before it is given a form.
struct Page {
    /// Relative to the content folder; index pages are called `index.md`.
    path: String,
    title: String,
    /// The other lines of the front matter.
    fields: String,
    body: String,
    /// How deep in `SUMMARY.md`.
    depth: usize,
}

/// Writes the handbook's content to the folder `root`; returns how many bytes.
pub fn write(shape: Shape, form: Form, root: &Path) -> io::Result<u64> {
    let words = Words::new();
    let mut summary = "# Summary\n\n".to_owned();
    let mut bytes = 0;
    each_page(shape, &words, &mut |page| {
        let indent = "  ".repeat(page.depth);
        let _ = writeln!(summary, "{indent}- [{}]({})", page.title, page.path);
        let (path, text) = in_form(form, page);
        bytes += text.len() as u64;
        put(&root.join(path), &text)
    })?;
    match form {
        Form::MdBook => put(&root.join("SUMMARY.md"), &summary)?,
        Form::Plain | Form::Hugo => {}
    }
    Ok(bytes)
}

fn in_form(form: Form, page: Page) -> (String, String) {
    let Page { path, title, fields, body, .. } = page;
    let with_front_matter = || format!("---\ntitle: \"{title}\"\n{fields}---\n{body}");
    match form {
        Form::Plain => (path, with_front_matter()),
        Form::MdBook => (path, format!("# {title}\n\n{body}")),
        Form::Hugo => match path.strip_suffix("index.md") {
            Some(folder) => (format!("{folder}_index.md"), with_front_matter()),
            None => (path, with_front_matter()),
        },
    }
}

fn put(path: &Path, text: &str) -> io::Result<()> {
    match fs::write(path, text) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(path.parent().unwrap_or(path))?;
            fs::write(path, text)
        }
        written => written,
    }
}

fn each_page(shape: Shape, words: &Words, take: &mut dyn FnMut(Page) -> io::Result<()>) -> io::Result<()> {
    take(index("", "Handbook", 1, 0, words))?;
    take(index("teams/", "Teams", 1, 0, words))?;
    for group in 0..shape.groups {
        let title = format!("Group {group:02}");
        take(index(&format!("teams/{}/", group_name(group)), &title, group + 1, 1, words))?;
        for team in 0..shape.teams {
            let title = format!("Team {group:02}-{team:03}");
            let folder = format!("teams/{}/{}/", group_name(group), team_name(group, team));
            take(index(&folder, &title, team + 1, 2, words))?;
            for number in 0..shape.pages {
                take(page(shape, Place { group, team, number }, words))?;
            }
        }
    }
    Ok(())
}

fn group_name(group: usize) -> String {
    format!("group-{group:02}")
}

fn team_name(group: usize, team: usize) -> String {
    format!("team-{group:02}-{team:03}")
}

fn page_name(number: usize) -> String {
    format!("{}-{number:02}", words::PAGES[number % words::PAGES.len()])
}

fn index(folder: &str, title: &str, weight: usize, depth: usize, words: &Words) -> Page {
    let mut dice = Dice::new(folder);
    Page {
        path: format!("{folder}index.md"),
        title: title.to_owned(),
        fields: format!("description: \"What is in {title}\"\nweight: {weight}\n"),
        body: words.sentences(3, &mut dice) + "\n",
        depth,
    }
}

/// Where a page stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    group: usize,
    team: usize,
    number: usize,
}

fn page(shape: Shape, place: Place, words: &Words) -> Page {
    let Place { group, team, number } = place;
    let path = format!("teams/{}/{}/{}.md", group_name(group), team_name(group, team), page_name(number));
    let mut dice = Dice::new(&path);
    let kind = words::PAGES[number % words::PAGES.len()].replace('-', " ");
    let title = format!("{} at {}", words::capital(&kind), words.rare(&mut dice));
    let fields = fields(place, words, &mut dice);
    let links = links(shape, place, &mut dice);
    let body = Writer { words, dice, links: links.into_iter(), text: String::with_capacity(6000) }.body();
    Page { path, title, fields, body, depth: 3 }
}

fn fields(place: Place, words: &Words, dice: &mut Dice) -> String {
    let labels: Vec<&str> = dice.sample(3, words::LABELS.len()).map(|label| words::LABELS[label]).collect();
    format!(
        "description: \"{}\"\nowner: {}\ntags: [{}]\nreviewed: 2026-{:02}-{:02}\nweight: {}\n",
        words.plain_sentence(dice),
        team_name(place.group, place.team),
        labels.join(", "),
        dice.between(1, 12),
        dice.between(1, 28),
        place.number + 1,
    )
}

/// Five links to other pages: two within the team, two within the group, one anywhere.
fn links(shape: Shape, from: Place, dice: &mut Dice) -> Vec<String> {
    let mut links = Vec::new();
    while links.len() < 5 {
        let mut to = from;
        to.number = dice.below(shape.pages);
        if links.len() >= 2 {
            to.team = dice.below(shape.teams);
        }
        if links.len() == 4 {
            to.group = dice.below(shape.groups);
        }
        if to != from {
            links.push(link(from, to));
        }
    }
    links
}

fn link(from: Place, to: Place) -> String {
    let name = page_name(to.number);
    let text = name.replace('-', " ");
    let folder = match () {
        () if from.group != to.group => {
            format!("../../{}/{}/", group_name(to.group), team_name(to.group, to.team))
        }
        () if from.team != to.team => format!("../{}/", team_name(to.group, to.team)),
        () => String::new(),
    };
    format!("[{text}]({folder}{name}.md)")
}

/// A page's body in the making.
struct Writer<'a> {
    words: &'a Words,
    dice: Dice,
    links: std::vec::IntoIter<String>,
    text: String,
}

impl Writer<'_> {
    fn body(mut self) -> String {
        let languages: Vec<usize> = self.dice.sample(2, code::LANGUAGES.len()).collect();
        self.paragraph(4, true);
        self.heading("##");
        self.paragraph(5, false);
        self.paragraph(3, true);
        self.heading("##");
        self.paragraph(2, false);
        self.list();
        self.heading("###");
        self.paragraph(3, false);
        self.code(languages[0]);
        self.heading("##");
        self.paragraph(2, true);
        self.table();
        self.heading("##");
        self.steps();
        self.heading("###");
        self.paragraph(2, false);
        self.code(languages[1]);
        let quotation = self.words.sentences(1, &mut self.dice);
        let _ = writeln!(self.text, "> {quotation}\n");
        self.paragraph(3, true);
        self.text.pop();
        self.text
    }

    fn heading(&mut self, marks: &str) {
        let heading = self.words.filled(self.dice.pick(&words::HEADINGS), &mut self.dice);
        let _ = writeln!(self.text, "{marks} {heading}\n");
    }

    fn paragraph(&mut self, sentences: usize, with_link: bool) {
        self.text += &self.words.sentences(sentences, &mut self.dice);
        if with_link {
            self.link();
        }
        self.text += "\n\n";
    }

    fn link(&mut self) {
        let about = self.words.filled("the ¤a ¤n", &mut self.dice);
        let link = self.links.next().expect("five links a page");
        let _ = write!(self.text, " More about {about} is in {link}.");
    }

    fn list(&mut self) {
        for _ in 0..4 {
            let item = self.words.sentences(1, &mut self.dice);
            let _ = writeln!(self.text, "- {item}");
        }
        self.text += &self.words.filled("- ¤A ¤n first: ¤v, ¤v and ¤v.", &mut self.dice);
        self.link();
        self.text += "\n\n";
    }

    fn steps(&mut self) {
        for number in 1..=5 {
            let step = self.words.sentences(1, &mut self.dice);
            let _ = writeln!(self.text, "{number}. {step}");
        }
        self.text += "\n";
    }

    fn table(&mut self) {
        self.text += "| What | Who | Hours | How |\n|:---|:---|---:|:---|\n";
        for _ in 0..6 {
            let row = self.words.filled("| ¤A ¤n | ¤x | ¤k | ¤v the ¤a ¤n |", &mut self.dice);
            let _ = writeln!(self.text, "{row}");
        }
        self.text += "\n";
    }

    fn code(&mut self, language: usize) {
        let (name, templates) = &code::LANGUAGES[language];
        let block = code::block(self.dice.pick(templates), self.words, &mut self.dice);
        let _ = writeln!(self.text, "```{name}\n{block}```\n");
    }
}

/// Random numbers that are the same everywhere: SplitMix64 (Steele, Lea and Flood, 2014), begun
/// from a name by FNV-1a.
pub struct Dice(u64);

impl Dice {
    pub fn new(name: &str) -> Self {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Dice(name.bytes().fold(0xcbf2_9ce4_8422_2325, step))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number in `0..end`.
    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// A number in `first..=last`.
    pub fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below((last - first + 1) as usize) as u64
    }

    /// A number in `0.0..1.0`.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    /// `count` different numbers in `0..end`, in random order.
    pub fn sample(&mut self, count: usize, end: usize) -> impl Iterator<Item = usize> {
        let mut all: Vec<usize> = (0..end).collect();
        for at in 0..count {
            let other = at + self.below(end - at);
            all.swap(at, other);
        }
        all.into_iter().take(count)
    }
}
