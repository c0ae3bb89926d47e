//! Files that are probably meant to be the people or the reviews, and are not.

use std::path::PathBuf;

use super::{Files, Tree, path_from};
use crate::diag::{Finding, Level, Rule};
use crate::people;
use crate::reviews;
use crate::text::Place;

/// A file that is nearly `people.yaml` or `reviews.yaml`.
pub static UNREAD_DATA: Rule = Rule {
    code: "unread-data",
    level: Level::Warning,
    structural: false,
    summary: "A file is called nearly as `people.yaml` or `reviews.yaml`, or lies beside the content, and is not read.",
    why: "As long as it is called or lies so, nobody is known, or nothing was reviewed. It is not published either: it may say how to reach people.",
    bad: "Text.\n== content/people.yml\nmira: Mira Okonjo\n",
    good: "Text.\n== content/people.yaml\nmira: Mira Okonjo\n",
};

/// The files that are data.
const DATA: [&str; 2] = [people::FILE, reviews::FILE];

/// Of the files of the content, those that are not nearly data; says which are.
pub fn without(
    tree: &Tree<'_>,
    mut found: Vec<(String, PathBuf)>,
    files: &mut Files,
) -> Vec<(String, PathBuf)> {
    let is_there = |data: &str| tree.root.join(tree.src).join(data).is_file();
    found.retain(|(path, file)| {
        let Some(meant) = meant(path) else { return true };
        let help = match is_there(meant) {
            true => format!("`{meant}` is read: put what is in this one there, and remove it"),
            false => format!("call it `{meant}`"),
        };
        let finding =
            Finding::new(&UNREAD_DATA, format!("this file is neither read nor published: `{meant}` is"));
        files.findings.push(finding.at(Place::file(&path_from(tree.root, file))).help(help));
        false
    });
    for data in DATA {
        let within = tree.root.join(tree.src).join(data);
        if within.is_dir() {
            let finding = Finding::new(&UNREAD_DATA, format!("this is a folder, and `{data}` is a file"));
            let place = Place::file(&path_from(tree.root, &within));
            files.findings.push(finding.at(place).help("call the folder by another name"));
        }
        let beside = [data.to_owned(), data.replace(".yaml", ".yml")].map(|name| tree.root.join(name));
        let Some(beside) = beside.iter().find(|file| file.is_file() && !tree.src.is_empty()) else {
            continue;
        };
        if !is_there(data) {
            let finding = Finding::new(&UNREAD_DATA, "this file is not read: it lies beside the content");
            let place = Place::file(&path_from(tree.root, beside));
            files.findings.push(finding.at(place).help(format!("move it to `{}/{data}`", tree.src)));
        }
    }
    found
}

/// The file that one at a path in the content is probably meant to be, if it is called otherwise.
fn meant(path: &str) -> Option<&'static str> {
    let name = path.to_lowercase();
    // An earlier one that an editor, or somebody, has kept.
    let kept = [".bak", ".backup", ".orig", ".old", ".tmp", ".swp", "~"];
    let name = kept.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    let (stem, ending) = name.trim_start_matches(['_', '.']).rsplit_once('.')?;
    if path.contains('/') || !["yaml", "yml", "json", "toml", "csv"].contains(&ending) {
        return None;
    }
    let data = match stem {
        "people" | "person" | "persons" => people::FILE,
        "reviews" | "review" => reviews::FILE,
        _ => return None,
    };
    Some(data).filter(|data| path != *data)
}
