//! Who owns what by its path: patterns, and the `CODEOWNERS` file that code hosts read.
//!
//! The rules are those that the hosts document: of several lines that match the last counts, `*` stays within
//! a folder, `**` does not, a `/` at the start ties a pattern to the root and one at the end to what is below a
//! folder. A file with sections is read as GitLab reads it. Reading cannot fail: a line that means nothing says
//! nothing of anybody.

use std::collections::BTreeMap;

use crate::text::{Place, Source, Span};

/// Where code hosts look for the file, from the handbook's root; the first that is there counts.
pub const FILES: [&str; 4] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// Which paths are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Any folders, or none.
    Folders,
    /// This name.
    Exactly(String),
    /// Any name.
    Any,
    /// A name with `*` and `?` in it.
    Like(Vec<Piece>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Any,
    One,
    Exactly(char),
}

/// Whose rules a pattern is read by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// Those of GitHub, which are nearly those of `.gitignore`.
    GitHub,
    /// Those of GitLab, where only a `/` at the start ties a pattern to the root, and only one at the end means a folder.
    GitLab,
}

impl Pattern {
    /// Reads a pattern as it is written; `\` takes the meaning from what follows it.
    pub fn new(written: &str, host: Host) -> Self {
        let is_folder = written.ends_with('/');
        let bare = written.trim_matches('/');
        let is_tied = written.starts_with('/') || (host == Host::GitHub && bare.contains('/'));
        let mut parts: Vec<Part> = if is_tied { Vec::new() } else { vec![Part::Folders] };
        for name in bare.split('/').filter(|name| !name.is_empty()) {
            match name {
                "**" if parts.last() == Some(&Part::Folders) => {}
                "**" => parts.push(Part::Folders),
                name => parts.push(part(name)),
            }
        }
        // What is below a folder that is meant is meant, but for `docs/*`, which is for the files there.
        let is_all = bare.rsplit('/').next() == Some("*") && written != "*";
        if is_folder {
            parts.push(Part::Any);
        }
        let is_deep = is_folder || written == "*" || (host == Host::GitHub && !is_all);
        if is_deep && parts.last() != Some(&Part::Folders) {
            parts.push(Part::Folders);
        }
        Pattern(parts)
    }

    /// Whether a path, `/`-separated and without one at its start, is meant.
    pub fn matches(&self, path: &str) -> bool {
        let names: Vec<&str> = path.split('/').collect();
        fits(&self.0, &names, |part| *part == Part::Folders, |part, name| part.is(name))
    }
}

impl Part {
    /// Whether a name is meant.
    fn is(&self, name: &str) -> bool {
        match self {
            Part::Folders | Part::Any => true,
            Part::Exactly(wanted) => wanted == name,
            Part::Like(pieces) => {
                let letters: Vec<char> = name.chars().collect();
                let is_one = |piece: &Piece, letter: &char| match piece {
                    Piece::Exactly(wanted) => wanted == letter,
                    Piece::Any | Piece::One => true,
                };
                fits(pieces, &letters, |piece| *piece == Piece::Any, is_one)
            }
        }
    }
}

/// What a name in a pattern means.
fn part(name: &str) -> Part {
    let pieces = pieces(name);
    let letter = |piece: &Piece| match piece {
        Piece::Exactly(letter) => Some(*letter),
        Piece::Any | Piece::One => None,
    };
    match pieces.iter().map(letter).collect() {
        Some(name) => Part::Exactly(name),
        None if pieces == [Piece::Any] => Part::Any,
        None => Part::Like(pieces),
    }
}

fn pieces(name: &str) -> Vec<Piece> {
    let mut letters = name.chars();
    let mut pieces = Vec::new();
    while let Some(letter) = letters.next() {
        let piece = match letter {
            '*' => Piece::Any,
            '?' => Piece::One,
            '\\' => Piece::Exactly(letters.next().unwrap_or('\\')),
            letter => Piece::Exactly(letter),
        };
        if piece != Piece::Any || pieces.last() != Some(&Piece::Any) {
            pieces.push(piece);
        }
    }
    pieces
}

/// Whether `wanted` is what `found` is, where some of it stands for any run. To go back to the last of these alone is
/// enough, so that no pattern takes long.
fn fits<W, F>(
    wanted: &[W],
    found: &[F],
    is_run: impl Fn(&W) -> bool,
    is_one: impl Fn(&W, &F) -> bool,
) -> bool {
    let (mut at, mut seen, mut back) = (0, 0, None);
    while seen < found.len() {
        match wanted.get(at) {
            Some(run) if is_run(run) => {
                back = Some((at, seen));
                at += 1;
            }
            Some(one) if is_one(one, &found[seen]) => (at, seen) = (at + 1, seen + 1),
            _ => {
                let Some((run, from)) = back else { return false };
                back = Some((run, from + 1));
                (at, seen) = (run + 1, from + 1);
            }
        }
    }
    wanted[at..].iter().all(is_run)
}

/// What a `CODEOWNERS` file says.
#[derive(Debug, Clone, Default)]
pub struct CodeOwners {
    /// The file, if there is one.
    pub source: Option<Source>,
    /// Its lines that name a pattern, in order.
    pub lines: Vec<Line>,
}

/// A line of `CODEOWNERS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which paths it is about.
    pub pattern: Pattern,
    /// Whom it names: `@handle`, `@org/team` or an address. Nobody, where it says that nobody owns them.
    pub owners: Vec<(String, Span)>,
    /// Its number, from 1.
    pub number: usize,
    /// In which section it stands, by the order of the names.
    section: usize,
}

impl CodeOwners {
    /// The lines that decide about a path, by index: the last that matches of each section, in the sections' order.
    pub fn deciding(&self, path: &str) -> Vec<usize> {
        let mut last: BTreeMap<usize, usize> = BTreeMap::new();
        let mut open: usize = self.lines.iter().map(|line| line.section + 1).max().unwrap_or(0);
        for (at, line) in self.lines.iter().enumerate().rev() {
            if open == 0 {
                break;
            }
            if !last.contains_key(&line.section) && line.pattern.matches(path) {
                last.insert(line.section, at);
                open -= 1;
            }
        }
        last.into_values().collect()
    }

    /// The place of whom a line names.
    pub fn place(&self, span: Span) -> Place {
        self.source.as_ref().map_or_else(|| Place::file(FILES[1]), |source| source.place(span))
    }
}

/// Reads a `CODEOWNERS` file.
pub fn read(source: &Source) -> CodeOwners {
    let is_gitlabs =
        source.path.starts_with(".gitlab/") || source.text.lines().any(|line| header(line.trim()).is_some());
    let host = if is_gitlabs { Host::GitLab } else { Host::GitHub };
    let mut reader =
        Reader { host, sections: vec![String::new()], section: 0, unsaid: Vec::new(), lines: Vec::new() };
    let mut at = 0;
    for (index, line) in source.text.split_inclusive('\n').enumerate() {
        reader.line(line, at, index + 1);
        at += line.len();
    }
    CodeOwners { source: Some(source.clone()), lines: reader.lines }
}

struct Reader {
    host: Host,
    /// The names of the sections; what stands before the first has none.
    sections: Vec<String>,
    section: usize,
    /// Whom lines of the section name that name nobody.
    unsaid: Vec<(String, Span)>,
    lines: Vec<Line>,
}

impl Reader {
    fn line(&mut self, line: &str, start: usize, number: usize) {
        let indent = line.len() - line.trim_start().len();
        let found = header(line.trim()).filter(|_| self.host == Host::GitLab);
        if let Some((name, rest)) = found {
            let name = name.to_lowercase();
            let known = self.sections.iter().position(|known| *known == name);
            self.section = known.unwrap_or(self.sections.len());
            if known.is_none() {
                self.sections.push(name);
            }
            self.unsaid = words(&line[indent + rest..], start + indent + rest);
            return;
        }
        let mut words = words(line, start).into_iter();
        let Some((pattern, _)) = words.next() else { return };
        let owners: Vec<_> = words.collect();
        let excluded = pattern.strip_prefix('!').filter(|_| self.host == Host::GitLab);
        let owners = match excluded {
            Some(_) => Vec::new(),
            None if owners.is_empty() => self.unsaid.clone(),
            None => owners,
        };
        let pattern = Pattern::new(excluded.unwrap_or(&pattern), self.host);
        self.lines.push(Line { pattern, owners, number, section: self.section });
    }
}

/// The name of a section that begins with this line, and where what follows it starts: `[Docs][2] @ana`.
fn header(line: &str) -> Option<(&str, usize)> {
    let bare = line.strip_prefix('^').unwrap_or(line);
    let (name, rest) = bare.strip_prefix('[')?.split_once(']')?;
    let number = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let rest = number.filter(|(number, _)| number.parse::<u32>().is_ok()).map_or(rest, |(_, rest)| rest);
    let is_whole = rest.is_empty() || rest.starts_with([' ', '\t']);
    is_whole.then_some((name, line.len() - rest.len()))
}

/// The words of a line up to a comment, each with where it is; a `\` keeps a space, and itself, in its word.
fn words(line: &str, start: usize) -> Vec<(String, Span)> {
    let mut words: Vec<(String, Span)> = Vec::new();
    let mut letters = line.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter.is_whitespace() {
            continue;
        }
        if letter == '#' {
            break;
        }
        let (mut word, mut end) = (String::new(), at);
        let mut next = Some((at, letter));
        while let Some((at, letter)) = next.filter(|(_, letter)| !letter.is_whitespace()) {
            word.push(letter);
            end = at + letter.len_utf8();
            if letter == '\\'
                && let Some((at, kept)) = letters.next_if(|(_, kept)| !matches!(kept, '\n' | '\r'))
            {
                word.push(kept);
                end = at + kept.len_utf8();
            }
            next = letters.next_if(|(_, letter)| !letter.is_whitespace());
        }
        words.push((word, Span { start: start + at, end: start + end }));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, host: Host) -> Vec<&'static str> {
        let paths = [
            "a.md",
            "docs/a.md",
            "docs/deep/b.md",
            "app/docs/a.md",
            "docs/two words.md",
            "docs.md",
            "docs/deep/c.txt",
        ];
        paths.into_iter().filter(|path| Pattern::new(pattern, host).matches(path)).collect()
    }

    #[test]
    fn patterns_mean_what_hosts_say() {
        let all = matches("*", Host::GitHub);
        assert_eq!(all.len(), 7);
        assert_eq!(matches("*", Host::GitLab), all);
        assert_eq!(matches("*.txt", Host::GitHub), ["docs/deep/c.txt"]);
        assert_eq!(matches("/*.md", Host::GitHub), ["a.md", "docs.md"]);
        assert_eq!(matches("docs/*", Host::GitHub), ["docs/a.md", "docs/two words.md"]);
        assert_eq!(matches("docs/*", Host::GitLab), ["docs/a.md", "app/docs/a.md", "docs/two words.md"]);
        let docs = ["docs/a.md", "docs/deep/b.md", "docs/two words.md", "docs/deep/c.txt"];
        assert_eq!(matches("/docs/", Host::GitHub), docs);
        assert_eq!(matches("/docs", Host::GitHub), docs);
        assert_eq!(matches("/docs/**", Host::GitLab), docs);
        assert_eq!(matches("/docs", Host::GitLab), [""; 0]);
        assert_eq!(matches("docs/", Host::GitHub).len(), 5);
        assert_eq!(matches("docs/**/b.md", Host::GitHub), ["docs/deep/b.md"]);
        assert_eq!(matches("**/docs/a.md", Host::GitHub), ["docs/a.md", "app/docs/a.md"]);
        assert_eq!(matches("docs/two\\ words.md", Host::GitHub), ["docs/two words.md"]);
        assert_eq!(matches("d?cs.md", Host::GitHub), ["docs.md"]);
        assert_eq!(matches("docs/deep", Host::GitHub), ["docs/deep/b.md", "docs/deep/c.txt"]);
    }

    #[test]
    fn no_pattern_takes_long() {
        let hostile = format!("{}b", "**/a*a*a*a*/".repeat(50));
        let path = vec!["a".repeat(200); 200].join("/");
        assert!(!Pattern::new(&hostile, Host::GitHub).matches(&path));
    }

    fn owners(file: &str, text: &str, path: &str) -> Vec<String> {
        let read = read(&Source::new(file, text));
        let named =
            |at: usize| read.lines[at].owners.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        read.deciding(path).into_iter().map(|at| named(at).join(" ")).collect()
    }

    #[test]
    fn the_last_line_counts() {
        let text = "# All\n*  @a @org/b # and so on\n\n/docs/ @c\n/docs/open.md\n\\#odd.md d@example.org\r\n";
        let of = |path| owners("CODEOWNERS", text, path);
        assert_eq!(of("x.md"), ["@a @org/b"]);
        assert_eq!(of("docs/x.md"), ["@c"]);
        assert_eq!(of("docs/open.md"), [""]);
        assert_eq!(of("#odd.md"), ["d@example.org"]);
    }

    #[test]
    fn sections_each_have_their_last_line() {
        let text = "*.md @a\n\n[Docs][2] @b @c\n/docs/\n/docs/x.md @d\n^[More pages]\nx.md @e\n[docs]\n!/docs/y.md\n";
        let of = |path| owners(".gitlab/CODEOWNERS", text, path);
        assert_eq!(of("docs/a.md"), ["@a", "@b @c"]);
        assert_eq!(of("docs/x.md"), ["@a", "@d", "@e"]);
        assert_eq!(of("docs/y.md"), ["@a", ""]);
    }

    #[test]
    fn owners_are_where_they_are_written() {
        let text = "a\\ b.md  @ana @ben\n";
        let read = read(&Source::new("CODEOWNERS", text));
        let shown: Vec<&str> = read.lines[0].owners.iter().map(|(_, span)| &text[span.range()]).collect();
        assert_eq!(shown, ["@ana", "@ben"]);
        assert!(read.lines[0].pattern.matches("a b.md"));
    }
}
