//! A preview after any edits shows what a fresh build would, and finds what that would.

use std::fs;
use std::path::Path;
use std::time::Duration;

use dayone::build::build;
use dayone::handbook::address;
use dayone::reviews;
use dayone::syntax::front_matter;

use crate::client::{Preview, request};

/// A small generator of numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }
}

const BOOK: &[(&str, &str)] = &[
    ("book.toml", "[book]\ntitle = \"Book\"\n[vars]\nchat = \"#0\"\n"),
    ("content/index.md", "# Home\n\n[A](a/one.md), [[Two]], {{ chat }}\n"),
    ("content/a/_index.md", "---\ncascade:\n  owner: payments\n---\n# Section\n\n```children\n```\n"),
    ("content/a/one.md", "# One\n\n## Heading\n\n[up](../index.md)\n"),
    ("content/a/two.md", "---\naliases: [/old/]\n---\n# Two\n\n[one](one.md#heading)\n"),
    ("content/b/three.md", "# Three\n\n```include\nfile: ../a/one.md\n```\n"),
    ("content/p/own.md", "---\nkind: principle\n---\n# Own it\n"),
    ("content/b/four.md", "# Four\n\n```rust\nfn main() {}\n```\n"),
    ("content/testing.md", "---\nkind: practice\nnorms:\n  a: 1\n---\nAll.\n\n## Speed\n\nTen.\n"),
    ("content/teams/x/_index.md", "---\nkind: team\n---\n# X\n"),
    ("content/teams/x/y/_index.md", "---\nkind: team\n---\n# Y\n"),
];

const TITLES: &[&str] = &["On call", "On calls", "Code review", "Deploys", "One", "two"];

const PATHS: &[&str] = &[
    "content/index.md",
    "content/a/_index.md",
    "content/a/one.md",
    "content/a/two.md",
    "content/b/three.md",
    "content/b/four.md",
    "content/c/new.md",
    "content/b/_index.md",
    "content/five.md",
];

fn edit(dice: &mut Dice, root: &Path, number: usize) -> String {
    let path = PATHS[dice.roll(PATHS.len())];
    let file = root.join(path);
    let text = fs::read_to_string(&file).unwrap_or_default();
    let write = |text: String| {
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        fs::write(&file, text).expect("written");
    };
    match dice.roll(43) {
        0..=3 => write(format!("{text}\nEdit {number}, see [two](/a/two/#heading-{number}).\n")),
        4 => write(text.replacen("# ", &format!("# N{number} "), 1)),
        5 => write(format!("{text}\n## Heading {}\n", dice.roll(5))),
        6 => write(format!("---\ntitle: T{number}\norder: {}\ntags: [x]\n---\nText.\n", dice.roll(9))),
        7 => write(format!(
            "---\nslug: s{}\ndraft: {}\n---\n# S\n\n[x](two.md)\n",
            dice.roll(3),
            dice.roll(4) == 0
        )),
        8 if path != "content/index.md" => drop(fs::remove_file(&file)),
        9 => {
            let toml =
                format!("[book]\ntitle = \"Book {}\"\n[vars]\nchat = \"#{}\"\n", dice.roll(2), dice.roll(3));
            fs::write(root.join("book.toml"), toml).expect("written");
        }
        10 => {
            let template = root.join("themes/default/templates/partials/footer.html");
            fs::create_dir_all(template.parent().expect("a folder")).expect("folders");
            fs::write(template, format!("<footer>{}</footer>", dice.roll(3))).expect("written");
        }
        11 => {
            let to = root.join(PATHS[dice.roll(PATHS.len())]);
            fs::create_dir_all(to.parent().expect("a folder")).expect("folders");
            if path != "content/index.md" {
                drop(fs::rename(&file, to));
            }
        }
        // Titles that wiki links name, and others that are near to what they name.
        12 | 13 => {
            let title = TITLES[dice.roll(TITLES.len())];
            let body = text.strip_prefix("---\n").and_then(|text| text.split_once("---\n"));
            let body = body.map_or(&*text, |(_, body)| body);
            let owner = ["owner: payments\n", "description: One.\n", "principles: [own]\n"][dice.roll(3)];
            write(format!("---\ntitle: {title}\n{owner}---\n{body}"));
        }
        14 => {
            let [one, other] = [0, 1].map(|_| TITLES[dice.roll(TITLES.len())]);
            let own = if dice.roll(2) == 0 { " [Own](/p/own.md)" } else { "" };
            write(format!(
                "{text}\n[[{one}]], [[{other}#heading-1|there]] [[{other}x.md]] and [[{other}s]].{own}\n"
            ));
        }
        15 => write(format!("---\nreviewd: 2026-01-0{}\n---\n{text}", 1 + dice.roll(9))),
        16 => {
            let people = ["", "payments: The payers\nx: X\n", "Payments:\n  left: 2020-01-01\n", "pay:\n"];
            fs::write(root.join("content/people.yaml"), people[dice.roll(4)]).expect("written");
        }
        // Settings that are broken for a while, and a look that changes meanwhile.
        17 => {
            fs::write(root.join("book.toml"), "[book\n").expect("written");
            std::thread::sleep(Duration::from_millis(dice.roll(2) as u64 * 60));
            let accent = ["blue", "red", "green"][dice.roll(3)];
            let toml = format!("[theme]\naccent = \"{accent}\"\n");
            fs::write(root.join("book.toml"), toml).expect("written");
        }
        // Folders and files that are called like those that editors need for a moment.
        18 => {
            let folder = root.join("content/n.tmp");
            match folder.is_dir() {
                true => fs::rename(folder, root.join("n.out")).expect("moved"),
                false => {
                    fs::create_dir_all(root.join("n.out")).expect("a folder");
                    fs::write(root.join("n.out/p.md"), format!("# P{number}\n")).expect("written");
                    fs::rename(root.join("n.out"), folder).expect("moved");
                }
            }
        }
        19 => link(dice, root),
        // With links every change is looked at anew, and nothing is put in its place.
        20 => unlink(root),
        21..=23 => practise(dice, root, number),
        // Who reviewed what, by a text that is there no more, and who it is.
        24 => {
            let page = PATHS[dice.roll(PATHS.len())].trim_start_matches("content/");
            let lines = [
                String::new(),
                format!("- {{page: {page}, on: 2026-01-0{}, by: payments}}\n", 1 + dice.roll(9)),
                format!("- {{page: {page}, on: 2026-02-01, text: \"0000000000000001\"}}\n<<<<<<< HEAD\n"),
            ];
            fs::write(root.join("content/reviews.yaml"), &lines[dice.roll(3)]).expect("written");
        }
        25..=28 => organise(dice, root, number),
        29..=32 => of_a_kind(dice, root, &file, number),
        33 | 34 => own(dice, root),
        // Who they are, and whether they have pages.
        35 => {
            let toml =
                ["[people]\npages = true\n", "[people]\npages = true\n[owners]\n\"a/\" = \"ana\"\n", ""];
            fs::write(root.join("book.toml"), toml[dice.roll(3)]).expect("written");
        }
        36 => {
            let people =
                ["payments: {manager: ana}\nana: {manager: payments, contacts: {github: ana-l}}\n", "ana:\n"];
            fs::write(root.join("content/people.yaml"), people[dice.roll(2)]).expect("written");
            let page = root.join("content/people/ana.md");
            fs::create_dir_all(page.parent().expect("a folder")).expect("folders");
            let texts =
                ["# Ana L\n", "---\nkind: person\nrole: Cook\n---\n# Ana\n", "---\nkind: person\n---\n"];
            match dice.roll(4) {
                3 => drop(fs::remove_file(page)),
                text => fs::write(page, texts[text]).expect("written"),
            }
        }
        37..=39 => keep(dice, root, path),
        40..=42 => draw(dice, root, number),
        _ => {}
    }
    path.to_owned()
}

/// Charts, the data that they are of, and reviews of two weeks.
fn draw(dice: &mut Dice, root: &Path, number: usize) {
    let data = [
        String::new(),
        format!("at,n\n2026-11-05,{number}\n2026-11-12,7\n2026-11-13,90\n"),
        format!("at,n\n2026-11-12,{number}\n2026-11-11,x\n"),
    ];
    let unit = ["", "unit: x\n"][dice.roll(2)];
    let review = |week: &str, at: &str| {
        let notes = format!("notes: [{{metric: N, at: 2026-11-{at}, why: \"[[One]]\", link: a/one.md}}]\n");
        format!(
            "---\nkind: ops-review\nweek: {week}\n{unit}metrics:\n- {{name: N, data: data.csv, threshold: {number}}}\n{notes}---\n# W\n"
        )
    };
    let day = ["05", "13"][dice.roll(2)];
    let (file, text) = match dice.roll(5) {
        0 | 1 => ("w/data.csv", data[dice.roll(3)].clone()),
        2 => ("w/first.md", review("2026-11-05", day)),
        3 => ("w/second.md", review("2026-11-12", day)),
        _ => ("b/four.md", "# Four\n\n```chart\ndata: ../w/data.csv\n```\n".to_owned()),
    };
    let file = root.join("content").join(file);
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    match dice.roll(8) {
        0 => drop(fs::remove_file(file)),
        _ => fs::write(file, text).expect("written"),
    }
}

/// What a unit says of itself, or what a page says of it.
fn organise(dice: &mut Dice, root: &Path, number: usize) {
    let named = ["x", "Y", "payments", "z", "/"][dice.roll(5)];
    let done = ["no", "maybe", "2026-01-02", "2026-02-30"][dice.roll(4)];
    let asks = ["", "questions: [Why?]\n", "tension_with: [own]\nstatement: S\n"][dice.roll(3)];
    let (file, text) = match dice.roll(8) {
        0 => (
            "teams/x/_index.md",
            format!("kind: team\nmission: M{number}\nworks_with: [{{unit: {named}}}]\n"),
        ),
        1 => ("teams/x/y/_index.md", format!("kind: team\nmembers: [{named}]\nowns: [{named}, \"a: b\"]\n")),
        2 => (
            "a/fault.md",
            format!(
                "kind: coe\nservices: [{named}]\nactions: [{{what: W{number}, owner: {named}, done: {done}}}]\n{}{}",
                [
                    "",
                    "anonymize: true\nstatus: draft\n",
                    "started: 2026-01-02 10:00 UTC\nresolved: 2026-01-02 11:00 UTC\nchanged: [b/three, testing]\n",
                    "incident: 2026-01-02\ntimezone: Europe/Oslo\ntimeline: [{at: 10:00, what: Dee slept}]\n",
                ][dice.roll(4)],
                ["", "principles: [own]\nseverity: 2\nimpact: much\n"][dice.roll(2)],
            ),
        ),
        6 => (
            ["services/x.md", "services/y.md"][dice.roll(2)],
            format!(
                "kind: service\nrunbook: {}\nrotation: teams/x/rota\n",
                ["b/three", "/c/new.md"][dice.roll(2)]
            ),
        ),
        7 => (
            "teams/x/_index.md",
            format!("kind: team\nlead: [{named}]\nmembers: {{{named}: Lead, dee: Cook}}\n"),
        ),
        3 => ("p/own.md", format!("kind: principle\n{asks}")),
        4 => ("teams/x/own.md", format!("kind: principle\n{asks}{}", ["", "adapts: own\n"][dice.roll(2)])),
        _ => {
            let rota = [
                "members: [payments]\n",
                "members: [payments, ana]\nstarts: 2026-11-02\nhours: Mon-Fri 09:00-17:00\nescalation: [ana]\n",
                "layers: [{name: one, people: [ana], start: 2026-11-02}]\nresponse: soon\nescalation: [{to: one}]\n",
                "shifts: [{from: 2026-11-02, to: 2027-11-02, person: ana}]\ntimezone: Europe/Oslo\n",
            ];
            ("teams/x/rota.md", format!("kind: rotation\nteam: {named}\n{}", rota[dice.roll(4)]))
        }
    };
    let file = root.join("content").join(file);
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    fs::write(file, format!("---\n{text}---\n# Of {number}\n")).expect("written");
}

/// A kind of the handbook's own, a page of it, or a folder of such pages.
fn of_a_kind(dice: &mut Dice, root: &Path, file: &Path, number: usize) {
    let kinds = [
        "",
        "[kinds.retro]\nlift = true\nrequire = [\"owner\", \"date\"]\nfields = { date = \"date\", who = \"person\" }\n",
        "[kinds.retro]\nsections = [\"One\", \"Two\"]\nmax-words = 9\nfields = { next = \"page\" }\n[words]\nunit = \"squad\"\npractice = \"norm\"\n",
        "[kinds.page]\nlift = true\n[kinds.retro]\nlift = true\nfields = { next = \"page\" }\n",
    ];
    let bodies = [
        "# Retro\n\nOwner: payments\nDate: 2026-01-0",
        "# Retro\n\n- Who: payments\n- Next: one.md\n\n## Two\n\n## One\n\nText ",
        "# Retro\n\nOwner: x\n\nNext: /a/two\n\nEdit ",
        "# Retro\n\n## Timeline\n\n- 10:00 Dee slept\n- 25:00 never\n\n## What the payers did\n\n## Actions\n\n\
         | Action | Owner |\n|---|---|\n| Wake | The payers, ana |\n\nDee’s, of 2026-01-0",
        "# Retro\n\n**Owner:** Ana L\n\n## Timeline\n\n- 10:00 Up\n- 10:20 Down\n\n## Actions\n\n- Wake — Ana L, due 2026-12-1\n\
         - Sleep (x, due 2026-12-10)\n- DONE: Eat (ana)\n\nOf ",
        "# 1. Retro\n\nDate: 2026-01-02\n\n## Status\n\nSuperseded by [y](two.md)\n\n## Decision\n\nOf ",
    ];
    let fronts = [
        "",
        "---\nkind: retro\n---\n",
        "---\nowner: payments\nkind: retro\n---\n",
        "---\nkind: service\ntier: \"see [[On calls]], [x](two.md)\"\n---\n",
        "---\nkind: coe\nservices: [two, one, new]\nstatus: \"by [[Code review]], *[y](../five.md)*\"\n---\n",
        "---\nkind: coe\nincident: 2026-01-02\nanonymize: true\n---\n",
        "---\nkind: decision\nstatus: accepted\nsupersedes: [two, 1]\nowner: x\n---\n",
        "---\nkind: decision\nsuperseded_by: /a/one\n---\n",
        "---\nkind: decision\nstatus: rejected\ndate: 2026-01-02\namends: [two, 1]\ndeciders: ana, Ana L\n---\n[[ana]] and [[Ana L]]\n",
        "---\nkind: retro\nactions: [{do: \"[[ana]]\", owner: ana, due: 2026-01-02}]\n---\n",
    ];
    let body = format!("{}{number}\n", bodies[dice.roll(6)]);
    fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
    match dice.roll(4) {
        0 => {
            let toml = format!("[book]\ntitle = \"Book\"\n[vars]\nchat = \"#0\"\n{}", kinds[dice.roll(4)]);
            fs::write(root.join("book.toml"), toml).expect("written");
        }
        1 => {
            let cascade = ["", "cascade:\n  kind: retro\n"][dice.roll(2)];
            fs::write(root.join("content/a/_index.md"), format!("---\ntags: [a]\n{cascade}---\n# A\n"))
                .expect("written");
        }
        _ => fs::write(file, format!("{}{body}", fronts[dice.roll(fronts.len())])).expect("written"),
    }
}

/// Who owns what, as code hosts are told, or what a page says of it.
fn own(dice: &mut Dice, root: &Path) {
    let files = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
    let file = root.join(files[dice.roll(files.len())]);
    let texts =
        ["* @ana-l\n/content/b/\n", "*.md @x/y @payments\n", "[A] @nobody\n*.md\n[B]\n/content/a/ ana\n"];
    match dice.roll(5) {
        0 => drop(fs::remove_file(file)),
        1 => drop(fs::remove_dir_all(file.parent().filter(|folder| *folder != root).unwrap_or(&file))),
        // A page that says so itself, and one that says it no longer.
        2 => {
            let file = root.join(["content/a/one.md", "content/b/four.md"][dice.roll(2)]);
            let front = ["owner: ana\n", "owner: x/y\n", "description: It.\n"][dice.roll(3)];
            let front = format!("---\n{front}reviewed: 2026-01-02\nreview_in: 1 year\n---\n");
            fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
            fs::write(&file, format!("{front}# One {}\n\n## Heading\n", dice.roll(9))).expect("written");
        }
        _ => {
            fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
            fs::write(file, texts[dice.roll(texts.len())]).expect("written");
        }
    }
}

/// Who owns a page and how it is reviewed; what the ledger says of its text; or that nobody wants to know.
fn keep(dice: &mut Dice, root: &Path, path: &str) {
    let file = root.join(path);
    let text = fs::read_to_string(&file).unwrap_or_default();
    let (_, body) = front_matter::split(&text);
    let body = &text[body..];
    match dice.roll(6) {
        0 => {
            let print = reviews::print(body);
            let page = path.trim_start_matches("content/");
            let line = format!("- {{page: {page}, on: 2026-0{}-11, text: \"{print}\"}}\n", 1 + dice.roll(9));
            let ledger = root.join("content/reviews.yaml");
            let before = fs::read_to_string(&ledger).unwrap_or_default();
            fs::write(ledger, before + &line).expect("written");
        }
        1 => {
            let health = dice.roll(2) == 0;
            fs::write(root.join("book.toml"), format!("[site]\nhealth = {health}\n")).expect("written");
        }
        _ => {
            let owner = ["", "owner: payments\n", "owner: x/y\n", "owner: X-Y\n", "owner: Zoë & \"co\"\n"];
            let review =
                ["", "review_in: 1 month\n", "reviewed: 2026-02-01\n", "hidden: true\nreview_in: 1 year\n"];
            let (owner, review) = (owner[dice.roll(5)], review[dice.roll(4)]);
            fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
            fs::write(&file, format!("---\n{owner}{review}---\n{body}")).expect("written");
        }
    }
}

/// Another way of doing something, of the whole or of a unit, or none.
fn practise(dice: &mut Dice, root: &Path, number: usize) {
    let places = ["content/testing.md", "content/teams/x/testing.md", "content/teams/x/y/ours.md"];
    let place = dice.roll(places.len());
    let file = root.join(places[place]);
    let text = fs::read_to_string(&file).unwrap_or_default();
    let stance = [
        "",
        "stance: adapts\n",
        "stance: replaces\nwhy: So.\n",
        "stance: opts-out\n",
        "stance: adopts\n",
        "stance: adapts\nhidden: true\n",
    ];
    let norms = ["", "norms:\n  a: 2\n", "norms:\n  a: 3\n  b: [x, y]\n"];
    match dice.roll(5) {
        0 if place > 0 => drop(fs::remove_file(&file)),
        // A text alone, which other pages show.
        1 | 2 if !text.is_empty() => fs::write(&file, format!("{text}\nEdit {number}.\n")).expect("written"),
        _ => {
            let body = [
                "",
                "# Ours\n",
                "Ours.\n\n## Speed\n\nSix.[^1]\n\n[^1]: Why.\n",
                "## More\n\n[one](/a/one.md)\n",
            ];
            let (stance, norms) = (stance[dice.roll(stance.len())], norms[dice.roll(norms.len())]);
            let body = body[dice.roll(body.len())];
            let text = format!("---\nkind: practice\npractice: testing\n{stance}{norms}---\n{body}");
            fs::write(&file, text).expect("written");
        }
    }
}

const LINKS: [(&str, &str); 4] =
    [("link.md", "a/one.md"), ("crew.yaml", "people.yaml"), ("crew.md", "people.yaml"), ("gone", "nowhere")];

/// No symbolic links.
fn unlink(root: &Path) {
    for (name, _) in LINKS {
        drop(fs::remove_file(root.join("content").join(name)));
    }
}

/// A symbolic link, or none in its place.
fn link(dice: &mut Dice, root: &Path) {
    let (name, to) = LINKS[dice.roll(LINKS.len())];
    let link = root.join("content").join(name);
    if fs::remove_file(&link).is_err() {
        #[cfg(unix)]
        std::os::unix::fs::symlink(to, &link).expect("a link");
        #[cfg(not(unix))]
        drop(to);
    }
}

/// All files of a site, by address.
fn site(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = walk(root, root);
    files.retain(|(path, _)| !path.starts_with('.') && !path.starts_with("assets/"));
    files.sort();
    files
}

fn walk(root: &Path, folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a list").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(walk(root, &path));
        } else {
            let name = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
            files.push((name, fs::read(&path).expect("read")));
        }
    }
    files
}

/// A served page without the preview's client.
fn published(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    match text.split_once("<script src=\"/_dayone/client.js\"") {
        None => text.into_owned(),
        Some((before, after)) => {
            let (_, after) = after.split_once("</script>\n").expect("the tag's end");
            format!("{before}{after}")
        }
    }
}

/// What was found: files, lines, messages and what helps.
fn told(state: &str) -> Vec<String> {
    let state: serde_json::Value = serde_json::from_str(state).expect("JSON");
    let words = |finding: &serde_json::Value| {
        let (file, line) = (finding["file"].as_str(), finding["line"].as_u64());
        let message = finding["message"].as_str().unwrap_or_default();
        format!("{file:?}:{line:?}: {message} ({:?})", finding["help"].as_str())
    };
    state["findings"].as_array().expect("findings").iter().map(words).collect()
}

#[test]
fn warm_equals_cold() {
    let preview = Preview::of(BOOK);
    let root = preview.root();
    let scratch = tempfile::tempdir().expect("a folder");
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for number in 0..230 {
        let edited = edit(&mut dice, &root, number);
        if dice.roll(3) == 0 {
            // Sometimes several at once.
            edit(&mut dice, &root, number + 1000);
        }
        let mut cold = request(&root);
        cold.output = Some(scratch.path().join("public"));
        let built = build(&cold, &|_| {}).expect("a build");
        assert!(built.written.is_some(), "edit {number} of {edited}");
        let found = told(&dayone::diag::json(&built.report));
        preview.wait("/_dayone/state", |answer| told(&answer.text()) == found);
        let built = site(&scratch.path().join("public"));
        for (path, bytes) in &built {
            let address = format!("/{}", path.strip_suffix("index.html").unwrap_or(path));
            let address = address::encoded(&address);
            let wanted = String::from_utf8_lossy(bytes).into_owned();
            let redirects = wanted.contains("http-equiv=\"refresh\"");
            preview.wait(&address, |answer| match redirects {
                true => answer.status == 302 || published(&answer.body) == wanted,
                false => published(&answer.body) == wanted,
            });
        }
    }
}
