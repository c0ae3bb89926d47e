//! Rules about source files.

use crate::File;

/// How many lines a file may have.
const LENGTH: usize = 500;

/// A source file's module at the top of the crate: `diag` for `src/diag/json.rs`. None for the
/// crate's roots and for what is not in `src/`.
fn module(file: &File) -> Option<&str> {
    let inside = file.path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let name = inside.split('/').next()?;
    (name != "lib" && name != "main").then_some(name)
}

/// The lines of a file that are compiled outside tests, by number, without comments. Unit tests
/// stand at a file's end or in files of their own.
fn code(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let in_tests = file.path.ends_with("/tests.rs") || file.path.contains("/tests/");
    let lines = file.text.lines().enumerate().filter(move |_| !in_tests);
    let lines = lines.scan(false, |was_test_cfg, (number, line)| {
        let is_tests =
            *was_test_cfg && line.trim_end().ends_with('{') && line.trim_start().starts_with("mod ");
        // Attributes may stand between the two.
        *was_test_cfg =
            line.trim() == "#[cfg(test)]" || (*was_test_cfg && line.trim_start().starts_with('#'));
        (!is_tests).then_some((number + 1, line))
    });
    lines.map(|(number, line)| (number, without_comment(line)))
}

fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with("//") {
        return "";
    }
    line.find(" //").map_or(line, |at| &line[..at])
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Whether `word` stands in `line` and not as a part of a longer word.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(is_word))
}

/// The modules in the table of `src/lib.rs`, lowest first.
fn layers_of(lib: &str) -> Vec<&str> {
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! | [`"));
    rows.filter_map(|row| row.split_once("`]").map(|(name, _)| name)).collect()
}

/// The names right after `crate::` in `text`, those of `crate::{a, b::c}` as well.
fn uses(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for (at, found) in text.match_indices("crate::") {
        let rest = &text[at + found.len()..];
        match rest.strip_prefix('{') {
            None => names.push(rest.split(|c| !is_word(c)).next().unwrap_or_default()),
            Some(group) => names.extend(group_heads(group)),
        }
    }
    names
}

/// The first names of the parts of a `use` group, from after its opening brace.
fn group_heads(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut heads) = (0_usize, 0, Vec::new());
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                heads.push(group[start..at].trim().split(|c| !is_word(c)).next().unwrap_or_default());
                start = at + 1;
                if character == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

/// Modules that use one which stands below them in the table of `src/lib.rs`, or that are not in it.
pub fn layers(files: &[File]) -> Vec<String> {
    let Some(lib) = files.iter().find(|file| file.path == "src/lib.rs") else {
        return vec!["src/lib.rs is missing".to_owned()];
    };
    let layers = layers_of(&lib.text);
    let mut complaints = Vec::new();
    for file in files {
        let Some(module) = module(file) else { continue };
        let Some(own) = layers.iter().position(|layer| *layer == module) else {
            complaints.push(format!("{}: the table in src/lib.rs has no module {module}", file.path));
            continue;
        };
        let text: Vec<&str> = code(file).map(|(_, line)| line).collect();
        for used in uses(&text.join("\n")) {
            if layers.iter().position(|layer| *layer == used).is_some_and(|other| other > own) {
                complaints.push(format!("{}: {module} uses {used}, which stands below it", file.path));
            }
        }
    }
    complaints
}

/// Files in `src/` that no `mod` declares, so that nobody compiles them.
pub fn orphans(files: &[File]) -> Vec<String> {
    let is_declared = |file: &File| {
        let Some(path) = file.path.strip_suffix(".rs").filter(|path| path.starts_with("src/")) else {
            return true;
        };
        let path = path.strip_suffix("/mod").unwrap_or(path);
        let Some((folder, name)) = path.rsplit_once('/') else { return true };
        let parents = [
            format!("{folder}/mod.rs"),
            format!("{folder}.rs"),
            format!("{folder}/lib.rs"),
            format!("{folder}/main.rs"),
        ];
        let declares = |parent: &File| {
            parent.text.lines().any(|line| {
                let line = line.trim().strip_suffix(&format!("mod {name};"));
                line.is_some_and(|before| before.is_empty() || before.starts_with("pub"))
            })
        };
        let is_root = ["src/lib", "src/main"].contains(&path);
        is_root || files.iter().any(|parent| parents.contains(&parent.path) && declares(parent))
    };
    let orphans = files.iter().filter(|file| !is_declared(file));
    orphans.map(|file| format!("{}: no `mod` declares it", file.path)).collect()
}

/// Files that have grown too long to have one subject.
pub fn long_files(files: &[File]) -> Vec<String> {
    let rust = files
        .iter()
        .filter(|file| ["src/", "tests/", "benches/"].iter().any(|folder| file.is_in(folder, "rs")));
    rust.map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LENGTH)
        .map(|(file, lines)| format!("{}: {lines} lines, {LENGTH} are the limit", file.path))
        .collect()
}

/// Macros and words that mark what somebody meant to come back to.
pub fn unfinished(files: &[File]) -> Vec<String> {
    // In two parts, so that this file has none of them.
    let marks =
        [("to", "do!"), ("unimple", "mented!"), ("db", "g!"), ("FIX", "ME"), ("TO", "DO:"), ("XX", "X:")];
    let marks = marks.map(|(one, two)| format!("{one}{two}"));
    let rust = files.iter().filter(|file| file.path.ends_with(".rs"));
    rust.flat_map(|file| file.text.lines().enumerate().map(move |(number, line)| (file, number + 1, line)))
        .flat_map(|(file, number, line)| {
            let found = marks.iter().filter(move |mark| has_word(line, mark));
            found.map(move |mark| format!("{}:{number}: {mark} is left", file.path))
        })
        .collect()
}

/// Uses of the disk and of the clock outside the modules whose business they are.
pub fn impure(files: &[File]) -> Vec<String> {
    const DISK: [&str; 5] = ["fs::", "std::fs", "File::open", "File::create", "walkdir::"];
    const CLOCK: [&str; 3] = ["SystemTime::now", "Timestamp::now", "Zoned"];
    const OUTSIDE: [&str; 6] = ["load", "theme", "write", "build", "serve", "cli"];
    let mut complaints = Vec::new();
    for file in files {
        let Some(module) = module(file) else { continue };
        let rules = [(&DISK[..], &OUTSIDE[..], "the disk"), (&CLOCK[..], &["cli", "serve"][..], "the clock")];
        for (words, places, what) in rules {
            if places.contains(&module) {
                continue;
            }
            let found = code(file).find(|(_, line)| words.iter().any(|word| has_word(line, word)));
            complaints.extend(found.map(|(number, _)| {
                format!("{}:{number}: {what} is the business of {} alone", file.path, places.join(", "))
            }));
        }
    }
    complaints
}

/// Lists marked `// Sorted.` whose lines, down to the closing bracket, are not in order.
pub fn unsorted(files: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.is_in("src/", "rs")) {
        let mut last: Option<&str> = None;
        for (number, line) in file.text.lines().map(str::trim).enumerate() {
            last = match last {
                _ if line == "// Sorted." => Some(""),
                None => None,
                Some(_) if line.starts_with([']', '}', ')']) => None,
                Some(last) => {
                    if line < last {
                        complaints.push(format!(
                            "{}:{}: {line} belongs before {last}",
                            file.path,
                            number + 1
                        ));
                    }
                    Some(line)
                }
            };
        }
    }
    complaints
}

/// Names of package registries' hosts, and paths that are a machine's own.
pub fn leaks(files: &[File]) -> Vec<String> {
    // In two parts, so that this file has none of them.
    let hosts = [
        ("index.crates", ".io"),
        ("static.crates", ".io"),
        ("registry.npm", "js"),
        ("py", "pi.org"),
        ("python", "hosted"),
        ("arti", "factory"),
    ];
    let roots = [("/ro", "ot/"), ("/ho", "me/"), ("/Us", "ers/"), ("/wo", "rk/"), ("\\Us", "ers\\")];
    let (hosts, roots) = (hosts.map(joined), roots.map(joined));
    let mut complaints = Vec::new();
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            let host = hosts.iter().find(|host| line.contains(&***host));
            let root = roots
                .iter()
                .find(|root| line.match_indices(&***root).any(|(at, _)| begins_a_path(&line[..at])));
            complaints
                .extend(host.or(root).map(|found| format!("{}:{}: names {found}", file.path, number + 1)));
        }
    }
    complaints
}

fn joined((one, two): (&str, &str)) -> String {
    format!("{one}{two}")
}

/// Whether a path that follows `before` begins there, and is not the rest of a longer one.
fn begins_a_path(before: &str) -> bool {
    !before.ends_with(|c: char| is_word(c) || ['.', '/', '-', '}', '~', '$', '*'].contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIB: &str =
        "//! | [`text`] | low |\n//! | [`diag`] | high |\n//! | [`cli`] | top |\npub mod text;\n";

    fn complaints(rule: fn(&[File]) -> Vec<String>, path: &str, text: &str) -> Vec<String> {
        rule(&[File::new("src/lib.rs", LIB), File::new(path, text)])
    }

    #[test]
    fn layers_complain() {
        let of = |path: &str, text: &str| complaints(layers, path, text);
        let below = ["src/text.rs: text uses diag, which stands below it"];
        assert_eq!(of("src/text.rs", "use crate::diag::Finding;\n"), below);
        assert_eq!(of("src/text.rs", "use crate::{\n    text::{A, B}, diag,\n};\n"), below);
        assert_eq!(of("src/text/deep/er.rs", "fn f() { crate::diag::g() }\n").len(), 1);
        assert_eq!(of("src/odd.rs", ""), ["src/odd.rs: the table in src/lib.rs has no module odd"]);
        let fine = "//! See [`crate::cli`].\nuse crate::text::A; // not crate::cli\n";
        assert!(
            of("src/diag/mod.rs", &format!("{fine}#[cfg(test)]\nmod tests {{\n use crate::cli;\n}}\n"))
                .is_empty()
        );
        assert!(of("src/main.rs", "use crate::cli;\n").is_empty());
    }

    #[test]
    fn orphans_complain() {
        assert!(complaints(orphans, "src/text.rs", "").is_empty());
        assert_eq!(complaints(orphans, "src/lost.rs", ""), ["src/lost.rs: no `mod` declares it"]);
        assert_eq!(complaints(orphans, "src/text/lost.rs", "").len(), 1);
        let declared =
            [File::new("src/cli/mod.rs", "pub(crate) mod build;\n"), File::new("src/cli/build.rs", "")];
        assert_eq!(orphans(&declared), ["src/cli/mod.rs: no `mod` declares it"]);
    }

    #[test]
    fn long_files_complain() {
        assert!(complaints(long_files, "tests/a.rs", &"\n".repeat(500)).is_empty());
        let long = complaints(long_files, "tests/a.rs", &"\n".repeat(501));
        assert_eq!(long, ["tests/a.rs: 501 lines, 500 are the limit"]);
    }

    #[test]
    fn unfinished_complains() {
        let left = format!("fn f() {{\n    to{}()\n}}\n", "do!");
        assert_eq!(
            complaints(unfinished, "tests/a.rs", &left),
            [format!("tests/a.rs:2: to{} is left", "do!")]
        );
    }

    #[test]
    fn impure_complains() {
        let read = "fn f() {\n    std::fs::read(\"x\");\n}\n";
        assert_eq!(complaints(impure, "src/diag/json.rs", read).len(), 1);
        assert!(complaints(impure, "src/cli/new.rs", read).is_empty());
        assert_eq!(complaints(impure, "src/write.rs", "jiff::Timestamp::now()\n").len(), 1);
        assert!(
            complaints(impure, "src/text.rs", "#[cfg(test)]\nmod tests {\nstd::fs::read(\"x\");\n}\n")
                .is_empty()
        );
        assert!(complaints(impure, "src/text.rs", "use buffs::x; // std::fs::read\n").is_empty());
    }

    #[test]
    fn unsorted_complains() {
        let list = |rows: &str| format!("const A: &[X] = &[\n    // Sorted.\n{rows}];\nb\na\n");
        assert!(complaints(unsorted, "src/a.rs", &list("    a,\n    b,\n")).is_empty());
        assert_eq!(
            complaints(unsorted, "src/a.rs", &list("    b,\n    a,\n")),
            ["src/a.rs:4: a, belongs before b,"]
        );
    }

    #[test]
    fn leaks_complain() {
        let of = |line: &str| complaints(leaks, "a", line).len();
        assert_eq!(of(&format!("https://registry.npm{}.org/x", "js")), 1);
        assert_eq!(of(&format!("see \"/ro{}x\"", "ot/")), 1);
        assert_eq!(of(&format!("/wo{}main", "rk/")), 1);
        assert_eq!(of(&format!("teams/wo{}main and ~/ho{}x", "rk/", "me/")), 0);
    }
}
