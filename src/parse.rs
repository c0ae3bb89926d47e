//! From a source to a parsed page: pure, one file at a time.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::actions::{self, Action};
use crate::diag::Finding;
use crate::file_name;
use crate::load;
use crate::reviews;
use crate::syntax::document::Document;
use crate::syntax::front_matter::{self, FrontMatter, Lift, Lifted, ValuePlaces};
use crate::syntax::lift::Lifting;
use crate::syntax::markdown::{self, Dialect, Files};
use crate::syntax::yaml::Step;
use crate::text::{Place, Source, Span};

/// A page on its own, before it knows of any other.
#[derive(Debug)]
pub struct Parsed {
    /// The file.
    pub source: Source,
    /// What it says about itself.
    pub front: FrontMatter,
    /// Where the text after the front matter starts, in bytes.
    pub body: usize,
    /// What it says. Its findings include those in the front matter.
    pub document: Document,
    /// Values of the front matter that stand in the text instead.
    pub lifted: Vec<Lifted>,
    /// By kind, the page as one of that kind, where that makes a difference: of what a page does not say of
    /// itself a folder may decide, which is not known yet.
    as_kind: Vec<(String, Arc<Parsed>)>,
    print: OnceLock<String>,
    actions: OnceLock<Vec<Action>>,
}

/// Parses a page. Cannot fail: what is wrong is among the document's findings.
pub fn parse(source: &Source, dialect: &Dialect, included: &dyn Files) -> Parsed {
    let (mut front, body, mut findings) = front_matter::read(source);
    findings.append(&mut replace_variables(source, &mut front, dialect));
    let read = Read { source, front, body, findings };
    if let Some(word) = &read.front.kind {
        let own = dialect.lifts.iter().find(|lifting| lifting.is_called(word));
        let own = own.filter(|lifting| front_matter::may_lift(source, body, lifting));
        return read.whole(own, dialect, included);
    }
    let may = |lifting: &&Lifting| front_matter::may_lift(source, body, lifting);
    let mut lifts = dialect.lifts.iter().filter(may).peekable();
    if lifts.peek().is_none() {
        return read.whole(None, dialect, included);
    }
    let of_kind = |lifting: &Lifting| {
        let parsed = read.clone().whole(Some(lifting), dialect, included);
        let differs = !parsed.lifted.is_empty() || parsed.document.findings.len() > read.findings.len();
        differs.then(|| (lifting.kind.clone(), Arc::new(parsed)))
    };
    let as_kind = lifts.filter_map(of_kind).collect();
    Parsed { as_kind, ..read.whole(None, dialect, included) }
}

/// A page whose front matter is read.
#[derive(Clone)]
struct Read<'a> {
    source: &'a Source,
    front: FrontMatter,
    body: usize,
    findings: Vec<Finding>,
}

impl Read<'_> {
    /// The page as one of a kind whose fields may stand in the text, if that is given.
    fn whole(mut self, lifting: Option<&Lifting>, dialect: &Dialect, included: &dyn Files) -> Parsed {
        let Read { source, body, .. } = self;
        let lift = |lifting| front_matter::lift(&mut self.front, source, body, lifting);
        let of_lines = lifting.filter(|lifting| lifting.lines);
        let Lift { mut values, lines, findings } = of_lines.map(lift).unwrap_or_default();
        if let Some(lifting) = lifting {
            values.extend(front_matter::lift_sections(&mut self.front, source, body, lifting));
        }
        self.findings.extend(findings);
        let title = self.front.title.as_deref();
        let mut document = markdown::read_without(source, body, &lines, title, dialect, included);
        if let Some((weekly, files)) = markdown::weekly(&self.front.others, &source.path, included) {
            document.uses.chart |= weekly.metrics.iter().any(|metric| metric.chart.is_some());
            document.weekly = Some(Arc::new(weekly));
            document.includes.extend(files);
        }
        self.findings.append(&mut document.findings);
        document.findings = self.findings;
        let source = source.clone();
        Parsed {
            source,
            front: self.front,
            body,
            document,
            lifted: values,
            as_kind: Vec::new(),
            print: OnceLock::new(),
            actions: OnceLock::new(),
        }
    }
}

impl Parsed {
    /// Where values of the front matter are.
    pub fn places(&self) -> ValuePlaces<'_> {
        ValuePlaces::new(&self.source, &self.lifted)
    }

    /// The place of one value of the front matter.
    pub fn place_of(&self, path: &[Step]) -> Place {
        self.places().of(path)
    }

    /// The same file with another front matter and text.
    #[must_use]
    pub fn with(&self, front: FrontMatter, document: Document) -> Self {
        Parsed {
            source: self.source.clone(),
            front,
            body: self.body,
            document,
            lifted: self.lifted.clone(),
            as_kind: Vec::new(),
            print: OnceLock::new(),
            actions: OnceLock::new(),
        }
    }

    /// The page as one of a kind, if that is another.
    pub fn as_kind(&self, kind: &str) -> Option<&Arc<Parsed>> {
        self.as_kind.iter().find(|(other, _)| other == kind).map(|(_, parsed)| parsed)
    }

    /// The front matter as it is written, with its marks.
    pub fn front_text(&self) -> &str {
        &self.source.text[..self.body]
    }

    /// The text after the front matter.
    pub fn body_text(&self) -> &str {
        &self.source.text[self.body..]
    }

    /// What it says that is to be done, in its order: read once, as many ask.
    pub fn actions(&self) -> &[Action] {
        self.actions.get_or_init(|| {
            let list = self.front.others.get(actions::KEY);
            list.map_or_else(Vec::new, |list| actions::read(list, &[Step::Key(actions::KEY.to_owned())]))
        })
    }

    /// What tells it from another, as far as a review goes: worked out once, for few are asked.
    pub fn print(&self) -> &str {
        self.print.get_or_init(|| reviews::print(&self.source.text))
    }

    /// The print of the texts that it includes from other files; none when it includes none.
    pub fn taken_in(&self) -> Option<String> {
        self.document.taken_in.map(|print| format!("{print:016x}"))
    }

    /// The page without its HTML: all that others need to know of it, in less memory.
    #[must_use]
    pub fn outline(mut self) -> Self {
        for parsed in self.as_kind.iter_mut().filter_map(|(_, parsed)| Arc::get_mut(parsed)) {
            parsed.strip();
        }
        self.strip();
        self
    }

    fn strip(&mut self) {
        let document = &mut self.document;
        (document.html, document.holes) = (String::new(), Vec::new());
        document.weekly = document.weekly.take().map(|weekly| Arc::new(weekly.outline()));
        document.headings.shrink_to_fit();
        document.links.shrink_to_fit();
        document.anchors.shrink_to_fit();
    }
}

/// Puts the values of variables into the title and the description, as into the text below them; says
/// which have none.
fn replace_variables(source: &Source, front: &mut FrontMatter, dialect: &Dialect) -> Vec<Finding> {
    let FrontMatter { title, description, cascade, .. } = front;
    let inherited = cascade.as_mut().and_then(|cascade| cascade.description.as_mut());
    let texts: [(Option<&mut String>, &[&str]); 3] = [
        (title.as_mut(), &["title"]),
        (description.as_mut(), &["description"]),
        (inherited, &["cascade", "description"]),
    ];
    let mut findings = Vec::new();
    for (text, path) in texts {
        let Some(text) = text else { continue };
        let Some((replaced, unknown)) = markdown::replace_variables(text, &dialect.vars) else { continue };
        findings
            .extend(unknown.into_iter().map(|(written, finding)| finding.at(within(source, path, written))));
        *text = replaced;
    }
    findings
}

/// The place of what is `written` in the front matter's value at `path`.
fn within(source: &Source, path: &[&str], written: &str) -> Place {
    let path: Vec<Step> = path.iter().map(|key| Step::Key((*key).to_owned())).collect();
    let value = front_matter::place_of(source, &path).span;
    let start = source.text[value.range()].find(written).map(|at| value.start + at);
    source.place(start.map_or(value, |start| Span { start, end: start + written.len() }))
}

/// The files that pages include, and which of them are drafts.
#[derive(Debug, Clone, Copy)]
pub struct Included<'a> {
    /// The files.
    pub files: &'a load::Included,
    /// The paths of those that are drafts: see [`drafts`].
    pub drafts: &'a BTreeSet<String>,
}

impl Files for Included<'_> {
    fn get(&self, path: &str) -> Option<Source> {
        self.files.get(path)
    }

    fn nearest(&self, path: &str) -> Option<&str> {
        self.files.nearest(path)
    }

    fn is_withheld(&self, path: &str) -> bool {
        self.files.is_withheld(path)
    }

    fn is_draft(&self, path: &str) -> bool {
        self.drafts.contains(path)
    }
}

/// Which of the files that are included are drafts, by their own word or by that of a folder's page above
/// them, which is that of a unit too when it says so of itself; `pages` are all pages.
pub fn drafts<'a>(
    files: &load::Included,
    pages: impl Iterator<Item = &'a Source>,
    is_unit: &dyn Fn(&FrontMatter) -> bool,
) -> BTreeSet<String> {
    let mut markdown = files.sources().filter(|file| file_name::is_markdown(&file.path)).peekable();
    if markdown.peek().is_none() {
        return BTreeSet::new();
    }
    let folders = Folders::of(pages);
    markdown.filter(|file| folders.makes_draft(file, is_unit)).map(|file| file.path.to_string()).collect()
}

/// By folder, its own page.
struct Folders<'a>(FxHashMap<&'a str, (usize, &'a Source)>);

impl<'a> Folders<'a> {
    fn of(pages: impl Iterator<Item = &'a Source>) -> Self {
        let mut own = FxHashMap::default();
        for page in pages {
            let Some(rank) = file_name::own_rank(file_name::last(&page.path)) else { continue };
            let best = own.entry(above(&page.path).unwrap_or("")).or_insert((rank, page));
            if rank < best.0 {
                *best = (rank, page);
            }
        }
        Folders(own)
    }

    /// Whether a file is a draft, by its own word or that of a folder's page above it.
    fn makes_draft(&self, file: &Source, is_unit: &dyn Fn(&FrontMatter) -> bool) -> bool {
        let says = front_matter::read(file).0.draft;
        let folders = std::iter::successors(above(&file.path), |folder| above(folder)).chain([""]);
        let cascade = |folder: &str| {
            let (_, page) = self.0.get(folder).filter(|(_, page)| page.path != file.path)?;
            let front = front_matter::read(page).0;
            let own = front.draft.filter(|_| is_unit(&front));
            front.cascade.and_then(|cascade| cascade.draft).or(own)
        };
        says.or_else(|| folders.into_iter().find_map(cascade)).unwrap_or(false)
    }
}

/// The folder of a file, or of a folder; none for what lies at the root.
fn above(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}
